"""The page "Services": the team's directory, found as one types, kept up to date, brought in from a spreadsheet."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from iom_desktop.display.formats import count
from iom_desktop.display.provider_columns import directory_sum, provider_columns, service_words
from iom_desktop.display.words import _
from iom_desktop.domain.codes import NEEDS
from iom_desktop.domain.providers import DirectoryLine, directory_lines, holds_words
from iom_desktop.domain.providers_import import DirectoryPreview
from iom_desktop.domain.text import show_hidden
from iom_desktop.errors import UserError
from iom_desktop.services import codes, providers, service_access
from iom_desktop.services.caseload_import import ImportedFile
from iom_desktop.services.providers_import import (
    apply_directory_import,
    directory_csv,
    imported_directory,
    plan_directory_import,
)
from iom_desktop.services.spreadsheets import read_spreadsheet
from iom_desktop.ui import ask, theme
from iom_desktop.ui.button import button
from iom_desktop.ui.choice_fields import ChoiceBox
from iom_desktop.ui.flow import FlowLayout
from iom_desktop.ui.form_dialog import FormDialog
from iom_desktop.ui.jobs import Cancelled, Progress, run_job
from iom_desktop.ui.label import ElidedLabel, hairline, text_label
from iom_desktop.ui.navigation import Navigator
from iom_desktop.ui.page import Page
from iom_desktop.ui.providers.detail import DirectoryDetail
from iom_desktop.ui.providers.dialogs import (
    NEW_PROVIDER,
    NewProviderDialog,
    NewProviderServiceDialog,
    ProviderDialog,
    ProviderServiceDialog,
)
from iom_desktop.ui.providers.import_view import DirectoryImportView
from iom_desktop.ui.record_table import RecordTable

if TYPE_CHECKING:
    from iom_desktop.ui.workspace import Workspace


_FILES = "Spreadsheets (*.csv *.xlsx);;All files (*)"


class ProvidersPage(Page):
    """The directory: a box that filters at every keystroke, the list, and the chosen line whole beneath it.

    A spreadsheet that is to be imported takes the list's place until it is brought in or put away.
    """

    SHOWS = frozenset({"provider", "provider_service", "code_item"})

    def __init__(self, workspace: Workspace, navigator: Navigator, parent: QWidget | None = None) -> None:
        super().__init__(_("Services"), name="services", parent=parent)
        self.workspace, self.navigator = workspace, navigator
        self._lines: list[DirectoryLine] = []
        self._words: dict[str, frozenset[str]] = {}
        self._check_after = workspace.read(providers.check_after_days)
        self._usual_target = workspace.read(service_access.usual_target_days)
        self.count = text_label("", role="muted", wrap=True, name="services-count")
        self.filter = QLineEdit()
        self.need = self._choice("services-need", _("Need"))
        self.area = self._choice("services-area", _("Area"))
        self.unchecked = self._toggle(_("To check"), "services-unchecked")
        self.closed = self._toggle(_("Closed too"), "services-closed")
        self.table = RecordTable(
            provider_columns(workspace.today(), self._check_after),
            name="services-table",
        )
        self.detail = DirectoryDetail()
        self.chosen = ElidedLabel("", role="heading", name="services-chosen")
        self._path: Path | None = None
        self._preview: DirectoryPreview | None = None
        self._importing = False
        self.import_view = DirectoryImportView(self.choose_file, self.bring_in, self.leave_import)
        self._set_up_filter()
        self._lay_out()
        self.table.record_activated.connect(lambda _line: self.change_line())
        self.table.selection_changed.connect(self._show_line)

    # Building -----------------------------------------------------------------------------------------------

    def _choice(self, name: str, words: str) -> ChoiceBox:
        box = ChoiceBox()
        box.setObjectName(name)
        box.setAccessibleName(words)
        box.setSizeAdjustPolicy(ChoiceBox.SizeAdjustPolicy.AdjustToContents)
        box.currentIndexChanged.connect(lambda _place: self._filter())
        return box

    def _toggle(self, words: str, name: str) -> QPushButton:
        made = button(words, name=name, kind="segment")
        made.setCheckable(True)
        made.toggled.connect(lambda _on: self._filter())
        return made

    def _set_up_filter(self) -> None:
        self.filter.setObjectName("services-filter")
        self.filter.setPlaceholderText(_("Service, provider, need, place, words of it"))
        self.filter.setAccessibleName(_("Find in the directory"))
        self.filter.setClearButtonEnabled(True)
        self.filter.setFixedWidth(theme.px(272))
        self.filter.setMaxLength(200)
        self.filter.textChanged.connect(lambda _text: self._filter())
        self.filter.installEventFilter(self)
        QShortcut(QKeySequence("Ctrl+F"), self, self.first_focus)

    def _lay_out(self) -> None:
        self.directory = QWidget()
        self.directory.setObjectName("services-directory")
        rows = QVBoxLayout(self.directory)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme.px(8))
        rows.addLayout(self._head())
        filters = FlowLayout()
        for widget in (self.filter, self.need, self.area, self.unchecked, self.closed):
            filters.addWidget(widget)
        rows.addLayout(filters)
        rows.addSpacing(theme.px(4))
        rows.addWidget(self.table, 3)
        rows.addWidget(hairline())
        rows.addWidget(self.chosen)
        rows.addLayout(self._line_buttons())
        rows.addWidget(self.detail, 2)
        self.views = QStackedWidget()
        self.views.setObjectName("services-views")
        self.views.addWidget(self.directory)
        self.views.addWidget(self.import_view)
        self.body.addWidget(self.views, 1)

    def _head(self) -> QHBoxLayout:
        self.add_button = button(
            _("Add provider…"), self.add_provider, name="services-add", kind="primary", shortcut="Ctrl+N"
        )
        self.import_button = button(_("Import…"), self.choose_file, name="services-import", shortcut="Ctrl+O")
        self.export_button = button(_("Export…"), self.export, name="services-export", shortcut="Ctrl+S")
        head = QHBoxLayout()
        head.setSpacing(theme.px(12))
        head.addWidget(text_label(_("Services"), role="title", name="services-title"))
        head.addWidget(self.count, 1)
        for made in (self.import_button, self.export_button, self.add_button):
            head.addWidget(made)
        return head

    def _line_buttons(self) -> FlowLayout:
        row = FlowLayout()
        self.check_button = button(
            _("Checked today"), self.check_line, name="services-check", shortcut="Ctrl+T"
        )
        self.change_button = button(
            _("Change service…"), self.change_line, name="services-change", tooltip=_("Enter")
        )
        self.provider_button = button(
            _("Change provider…"), self.change_provider, name="services-provider", shortcut="Ctrl+E"
        )
        self.service_button = button(
            _("Add a service…"), self.add_service, name="services-add-service", shortcut="Ctrl+Shift+N"
        )
        self._of_line = (self.check_button, self.change_button, self.provider_button, self.service_button)
        for made in self._of_line:
            row.addWidget(made)
        return row

    # What it shows ------------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read the directory again; what is filtered stays filtered."""
        self._lines = directory_lines(self.workspace.read(providers.list_providers))
        self._words = {line.id: line.folded() for line in self._lines}
        self.table.set_empty_text(self._empty_words())
        self.export_button.setEnabled(bool(self._lines))
        self._offer_choices()
        self._filter()
        if self._preview is not None and not self._importing and self._path is not None:
            self.open_file(self._path)  # the directory has changed: the file may do something else now

    def _empty_words(self) -> str:
        if self._lines:
            return _("Nothing in the directory answers to this. Try part of a name, a need or an area.")
        return _(
            "The directory is empty. Add the first provider with Ctrl+N, or import the team's list with Ctrl+O."
        )

    def _offer_choices(self) -> None:
        items = self.workspace.read(codes.list_codes, NEEDS)
        areas = sorted({area for line in self._lines for area in line.areas}, key=str.casefold)
        needs = [(item.code, item.name) for item in items.values()]
        _offer(self.need, _("All needs"), needs)
        _offer(self.area, _("All areas"), [(area, area) for area in areas])

    def _filter(self) -> None:
        typed, need, area = self.filter.text(), self.need.currentData(), self.area.currentData()
        rows = [
            line
            for line in self._lines
            if (line.open or self.closed.isChecked())
            and (not need or line.serves(need))
            and (not area or area in line.areas)
            and (not self.unchecked.isChecked() or self._is_unchecked(line))
            and holds_words(self._words[line.id], typed)
        ]
        self.table.set_records(rows)
        if rows and self.table.selected_record() is None:
            self.table.selectRow(0)
        self._say_count(rows)
        self._show_line(self.table.selected_record())

    def _is_unchecked(self, line: DirectoryLine) -> bool:
        return line.provider.to_be_checked(self.workspace.today(), self._check_after)

    def _say_count(self, rows: list[DirectoryLine]) -> None:
        if len(rows) == sum(line.open for line in self._lines):
            self.count.setText(directory_sum(self._lines, self.workspace.today(), self._check_after))
        else:
            self.count.setText(_("{shown:,} of {total:,}").format(shown=len(rows), total=len(self._lines)))

    def _show_line(self, line: DirectoryLine | None) -> None:
        self.detail.show_line(line, self.workspace.today(), self._usual_target)
        named = "" if line is None else f"{service_words(line)}, {show_hidden(line.provider.said.name)}"
        self.chosen.set_text(named)
        for made in self._of_line:
            made.setEnabled(line is not None)
        self.change_button.setEnabled(line is not None and line.service is not None)

    def line(self) -> DirectoryLine | None:
        """The line chosen in the list."""
        chosen = self.table.selected_record()
        return chosen if isinstance(chosen, DirectoryLine) else None

    # What it does -------------------------------------------------------------------------------------------

    def _open(self, make: Callable[[], FormDialog]) -> FormDialog | None:
        try:
            dialog = make()
        except UserError as error:
            self.notice(error.message, "warn")
            return None
        dialog.open()
        return dialog

    def add_provider(self) -> FormDialog | None:
        """Open the form for a new provider."""
        dialog = NewProviderDialog(self.workspace, self)
        dialog.accepted.connect(lambda: self._show_new(dialog.made))
        return self._open(lambda: dialog)

    def add_service(self) -> FormDialog | None:
        """Open the form for one more service of the chosen provider."""
        line = self.line()
        if line is None:
            return None
        dialog = NewProviderServiceDialog(self.workspace, line.provider, self)
        dialog.accepted.connect(lambda: self._show_new(dialog.made))
        return self._open(lambda: dialog)

    def _show_new(self, record_id: str) -> None:
        self._refresh()
        if not self.table.select_id(record_id):
            self.clear_filters()
            self.table.select_id(record_id)

    def change_line(self) -> FormDialog | None:
        """Open the chosen service; the provider where it has none."""
        line = self.line()
        if line is None:
            return None
        service = line.service
        if service is None:
            return self.change_provider()
        return self._open(lambda: ProviderServiceDialog(self.workspace, service.id, self))

    def change_provider(self) -> FormDialog | None:
        """Open the provider of the chosen line."""
        line = self.line()
        if line is None:
            return None
        return self._open(lambda: ProviderDialog(self.workspace, line.provider.id, self))

    def check_line(self) -> None:
        """Record that the chosen entry was checked today."""
        line = self.line()
        if line is None:
            return
        try:
            self.workspace.perform(
                "Check a directory entry", providers.check_provider, line.provider.id, self.workspace.today()
            )
        except UserError as error:
            self.notice(error.message, "error")
            return
        self.notice(_("Checked today: this provider and all its services."), "good")

    def clear_filters(self) -> None:
        """Show the whole directory again."""
        for box in (self.need, self.area):
            box.setCurrentIndex(0)
        self.unchecked.setChecked(False)
        self.filter.clear()

    def resume(self, draft_key: str) -> None:
        """Open again the form that stood open before a lock."""
        what, _colon, record_id = draft_key.removeprefix("directory:").partition(":")
        if draft_key == NEW_PROVIDER:
            self.add_provider()
        elif what == "provider":
            self._open(lambda: ProviderDialog(self.workspace, record_id, self))
        elif what == "service":
            self._open(lambda: ProviderServiceDialog(self.workspace, record_id, self))
        elif what == "new-service":
            self._open(
                lambda: NewProviderServiceDialog(
                    self.workspace, self.workspace.read(providers.load_provider, record_id), self
                )
            )

    # In and out ---------------------------------------------------------------------------------------------

    def choose_file(self) -> None:
        """Ask which spreadsheet to import."""
        path = ask.open_path(self, _("Choose the spreadsheet of providers"), _(_FILES))
        if path is not None:
            self.open_file(path)

    def open_file(self, path: Path) -> None:
        """Read the spreadsheet at ``path`` and show what importing it would do. Nothing is changed."""
        self.clear_notice()
        today = self.workspace.today()

        def work(_progress: Progress) -> DirectoryPreview:
            return self.workspace.read(plan_directory_import, read_spreadsheet(path), today)

        run_job(
            self,
            _("Reading the spreadsheet"),
            work,
            lambda preview: self._show_preview(path, preview),
            lambda error: self.notice(error.message, "error"),
        )

    def _show_preview(self, path: Path, preview: DirectoryPreview) -> None:
        self._path, self._preview = path, preview
        self.import_view.show_preview(path.name, preview)
        self.views.setCurrentWidget(self.import_view)
        self.first_focus()

    def leave_import(self) -> None:
        """Put the file away and show the directory again."""
        self._path = self._preview = None
        self.views.setCurrentWidget(self.directory)
        self.first_focus()

    def bring_in(self) -> None:
        """Import what the preview shows."""
        preview, path = self._preview, self._path
        if preview is None or path is None or self._importing or not preview.changes_anything:
            return
        self._importing = True

        def work(progress: Progress) -> ImportedFile | None:
            try:
                self.workspace.perform("Import the directory", apply_directory_import, preview, progress.step)
            except Cancelled:
                return None
            return imported_directory(path, preview)

        run_job(self, _("Importing the directory"), work, self._show_outcome, self._refuse_import)

    def _show_outcome(self, done: ImportedFile | None) -> None:
        self._importing = False
        if done is None:
            self.notice(_("Cancelled. Nothing was imported."))
            return
        self.leave_import()
        self.notice(outcome_words(done), "warn" if done.report.rejected else "good")

    def _refuse_import(self, error: UserError) -> None:
        self._importing = False
        self.notice(_("Nothing was imported. {why}").format(why=error.message), "error")

    def export(self) -> None:
        """Save the whole directory as a spreadsheet that can be imported elsewhere."""
        name = _("Directory of services") + ".csv"
        path = ask.save_path(self, _("Save the directory"), name, _("Spreadsheets (*.csv)"))
        if path is None:
            return
        try:
            text = self.workspace.read(directory_csv)
            self.workspace.save_file(path, text.encode("utf-8-sig"))
        except UserError as error:
            self.notice(error.message, "error")
            return
        self.notice(_("The directory is saved. It holds no case."), "good")

    # Keys ---------------------------------------------------------------------------------------------------

    def first_focus(self) -> None:
        """The keyboard begins in the filter, or in the rows of the file that is to be imported."""
        if self.views.currentWidget() is self.import_view:
            self.import_view.table.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.filter.setFocus(Qt.FocusReason.OtherFocusReason)
        self.filter.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.filter and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._filter_key(event.key())
        return super().eventFilter(watched, event)

    def _filter_key(self, key: int) -> bool:
        """Down goes into the list, Enter opens the line chosen there, Esc empties the filter."""
        keys = Qt.Key
        if key in (keys.Key_Return, keys.Key_Enter):
            self.change_line()
            return True
        if key in (keys.Key_Down, keys.Key_PageDown):
            self.table.setFocus()
            return True
        if key == keys.Key_Escape and self.filter.text():
            self.filter.clear()
            return True
        return False

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "filter"):
            self.filter.setFixedWidth(theme.px(272))


def outcome_words(done: ImportedFile) -> str:
    """ "12 rows added, 3 updated, 2 unchanged. 1 row was not taken; it is saved beside the file with its reason." """
    report = done.report
    said = _("{added} added, {updated} updated, {unchanged} unchanged.").format(
        added=count(report.added, "row", "rows"), updated=report.updated, unchanged=report.unchanged
    )
    if not report.rejected:
        return said
    left = count(len(report.rejected), "row", "rows")
    if done.warning:
        return " ".join((said, _("{rows} not taken.").format(rows=left), done.warning))
    return said + " " + _("{rows} not taken, saved beside the file with the reasons.").format(rows=left)


def _offer(box: ChoiceBox, every: str, options: list[tuple[str, str]]) -> None:
    """Offer ``options`` in a filter's box; the choice made stays where it is still among them."""
    chosen = box.currentData()
    box.blockSignals(True)
    box.clear()
    box.addItem(every, "")
    for code, words in options:
        box.addItem(words, code)
    box.setCurrentIndex(max(box.findData(chosen), 0))
    box.blockSignals(False)
