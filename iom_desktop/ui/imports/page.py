"""The page "Import": choose a caseload spreadsheet, see what it would do row by row, bring it in.

The preview is the dry run: making one changes nothing. Reading and importing run beside the window, with how
far they are and Cancel; an import that is cancelled or fails leaves nothing of itself.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from iom_desktop.display.words import _
from iom_desktop.domain.caseload_columns import ColumnMapping, Field, recognise
from iom_desktop.errors import UserError
from iom_desktop.services.caseload_import import ImportedFile
from iom_desktop.ui import ask
from iom_desktop.ui.imports import reading as work
from iom_desktop.ui.imports.outcome_view import OutcomeView
from iom_desktop.ui.imports.preview_view import PreviewView
from iom_desktop.ui.imports.reading import Reading
from iom_desktop.ui.imports.start_view import StartView, dropped_paths
from iom_desktop.ui.jobs import Job, run_job
from iom_desktop.ui.label import text_label
from iom_desktop.ui.navigation import Navigator, Place
from iom_desktop.ui.page import Page
from iom_desktop.ui.workspace import Workspace


class ImportPage(Page):
    """Imports a caseload: first nothing but a place to drop the file, then the preview, then what was done."""

    SHOWS = frozenset({"person", "case", "need", "note", "decision"})

    def __init__(self, workspace: Workspace, navigator: Navigator, parent: QWidget | None = None) -> None:
        super().__init__(_("Import"), name="import", parent=parent)
        self.workspace = workspace
        self.navigator = navigator
        self._path: Path | None = None
        self._reading: Reading | None = None
        self._job: Job | None = None
        self._asked = 0  # counts what was begun: an answer to an earlier question is not listened to
        self._importing = False
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.start_view = StartView(self.choose_file)
        self.start_view.dropped.connect(self.take_dropped)
        self.preview_view = PreviewView(self.choose_file, self.bring_in)
        self.preview_view.sheet_asked.connect(self._read_sheet)
        self.preview_view.mapping.changed.connect(self._plan)
        self.preview_view.mapping.heading_row_changed.connect(self._head_with)
        self.outcome_view = OutcomeView(self._go_to_caseload, self.start_again)
        self.views = QStackedWidget()
        self.views.setObjectName("import-views")
        for view in (self.start_view, self.preview_view, self.outcome_view):
            self.views.addWidget(view)
        self.body.addWidget(text_label(_("Import a caseload"), role="heading", name="import-title"))
        self.body.addWidget(self.views, 1)

    # Choosing -----------------------------------------------------------------------------------------------

    def choose_file(self) -> None:
        """Ask which file to import."""
        filters = _("Spreadsheets (*.csv *.xlsx);;All files (*)")
        path = ask.open_path(self, _("Choose the caseload spreadsheet"), filters)
        if path is not None:
            self.open_file(path)

    def take_dropped(self, paths: list[Path]) -> None:
        """Open the file that was let go of over the page."""
        if len(paths) == 1:
            self.open_file(paths[0])
        else:
            self.notice(_("Drop one file at a time."), "error")

    def open_file(self, path: Path, sheet: str | None = None) -> None:
        """Read the file at ``path`` (and of a workbook the ``sheet``) and show what importing it would do."""
        if self._importing:
            return
        self.clear_notice()
        today = self.workspace.today()
        number = self._begin(_("Reading the spreadsheet"))
        self._job = run_job(
            self,
            _("Reading the spreadsheet"),
            lambda progress: work.read_file(self.workspace, path, sheet, today, progress),
            lambda found: self._show_file(number, path, found),
            lambda error: self._refuse_file(number, error),
        )

    def _read_sheet(self, sheet: str) -> None:
        if self._path is not None:
            self.open_file(self._path, sheet)

    def _head_with(self, row: int) -> None:
        """Take the headings from another row."""
        if self._reading is None:
            return
        mapping = recognise(self._reading.table.rows, row)
        self.preview_view.mapping.show_file(self._reading.table.rows, mapping)
        self._plan(mapping)

    def _plan(self, mapping: ColumnMapping) -> None:
        """Work out the preview again with the columns as they are now chosen."""
        if self._reading is None or self._importing:
            return
        table, today = self._reading.table, self.workspace.today()
        number = self._begin(_("Working out what would change"))
        self._job = run_job(
            self,
            _("Working out what would change"),
            lambda progress: work.plan(self.workspace, table, mapping, today, progress),
            lambda found: self._show_plan(number, found),
            lambda error: self._refuse_file(number, error),
        )

    def _begin(self, words: str) -> int:
        """Leave what was under way, and count this as what is listened to from now on."""
        if self._job is not None:
            self._job.cancel()
        self.preview_view.import_button.setEnabled(False)
        self.setAccessibleDescription(words)
        self._asked += 1
        return self._asked

    def _is_latest(self, number: int) -> bool:
        if number == self._asked:
            self._job = None
            self.setAccessibleDescription("")
            return True
        return False

    # What came of it ----------------------------------------------------------------------------------------

    def _show_file(self, number: int, path: Path, found: Reading | None) -> None:
        if not self._is_latest(number):
            return
        if found is None:
            self._say_cancelled(_("Cancelled. Nothing was read."))
            return
        self._path, self._reading = path, found
        had_focus = self._has_focus()
        self.preview_view.show_reading(path.name, found, fresh=True)
        self.views.setCurrentWidget(self.preview_view)
        self._say_problem(found)
        if had_focus:
            self.preview_view.first_focus()

    def _show_plan(self, number: int, found: Reading | None) -> None:
        if not self._is_latest(number) or self._path is None:
            return
        if found is None:
            self._say_cancelled(_("Cancelled. The preview is as it was before."))
            return
        self._reading = found
        self.preview_view.show_reading(self._path.name, found, fresh=False)
        self._say_problem(found)

    def _refuse_file(self, number: int, error: UserError) -> None:
        if self._is_latest(number):
            self.notice(error.message, "error")
            self._show_again()

    def _say_problem(self, found: Reading) -> None:
        if not found.problem:
            self.clear_notice()
            return
        field = found.problem_field
        show = (
            (_("Choose the column"), lambda: self.focus_column(Field(field))) if field in set(Field) else None
        )
        self.notice(found.problem, "error", show)

    def _say_cancelled(self, words: str) -> None:
        self.notice(words, "info")
        self._show_again()

    def _show_again(self) -> None:
        """Show the reading there was before, its choices and buttons as they belong to it."""
        if self._reading is not None and self._path is not None:
            self.preview_view.show_reading(self._path.name, self._reading, fresh=False)

    # Importing ----------------------------------------------------------------------------------------------

    def bring_in(self) -> None:
        """Import what the preview shows."""
        reading, path = self._reading, self._path
        if self._importing or self._job is not None or reading is None or path is None:
            return
        preview = reading.preview
        if preview is None or not preview.changes_anything:
            return
        self.clear_notice()
        today = self.workspace.today()
        number = self._begin(_("Importing the caseload"))
        self._importing = True
        had_focus = self._has_focus()
        self.views.setEnabled(False)
        if had_focus:
            self.setFocus()
        self._job = run_job(
            self,
            _("Importing the caseload"),
            lambda progress: work.carry_out(self.workspace, path, preview, today, progress),
            lambda done: self._show_outcome(number, done),
            lambda error: self._refuse_import(number, error),
        )

    def _end_import(self, number: int) -> None:
        self._is_latest(number)
        self._importing = False
        self.views.setEnabled(True)

    def _show_outcome(self, number: int, done: ImportedFile | None) -> None:
        had_focus = self._has_focus()
        self._end_import(number)
        if done is None:
            self._say_cancelled(_("Cancelled. Nothing was imported."))
        else:
            self._reading = self._path = None
            self.outcome_view.show_outcome(done)
            self.views.setCurrentWidget(self.outcome_view)
        if had_focus:
            self.first_focus()

    def _refuse_import(self, number: int, error: UserError) -> None:
        had_focus = self._has_focus()
        self._end_import(number)
        self.notice(_("Nothing was imported. {why}").format(why=error.message), "error")
        self._show_again()
        if had_focus:
            self.first_focus()

    def start_again(self) -> None:
        """Put away what is shown and offer to choose a file."""
        self._reading = self._path = None
        self.clear_notice()
        self.views.setCurrentWidget(self.start_view)
        self.first_focus()

    def _go_to_caseload(self) -> None:
        self.navigator.go(Place("caseload"))
        self.start_again()

    # Being a page -------------------------------------------------------------------------------------------

    def reload(self) -> None:
        """The store has changed: what the file would do may be something else now."""
        if self._reading is not None and self._job is None:
            self._plan(self._reading.mapping)

    def first_focus(self) -> None:
        """Put the keyboard where the officer goes on."""
        view = self.views.currentWidget()
        if view is self.preview_view:
            self.preview_view.first_focus()
        elif view is self.outcome_view:
            self.outcome_view.caseload_button.setFocus()
        else:
            self.start_view.choose_button.setFocus()

    def focus_column(self, field: Field) -> None:
        """Go to the choice of the column that ``field`` is read from."""
        self.preview_view.tabs.setCurrentWidget(self.preview_view.mapping)
        self.preview_view.mapping.focus_field(field)

    def _has_focus(self) -> bool:
        at: QWidget | None = self.window().focusWidget()
        return at is None or at is self or self.isAncestorOf(at)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc stops what is under way."""
        if event.key() == Qt.Key.Key_Escape and self._job is not None:
            self._job.cancel()
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_paths(event.mimeData()) and not self._importing:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.take_dropped(dropped_paths(event.mimeData()))
