"""Copies given out: every paper that left, for whom, and whether it came back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from iom_desktop.display.copy_columns import copies_csv, copy_columns
from iom_desktop.display.formats import N_, count, exact_date
from iom_desktop.display.labels import choices
from iom_desktop.display.paper_subjects import in_spreadsheet, report_subject
from iom_desktop.display.words import _
from iom_desktop.domain.documents import Document
from iom_desktop.domain.register import CopyFilter, DocumentCopy
from iom_desktop.errors import UserError
from iom_desktop.services import register
from iom_desktop.services.key_back import can_be_keyed
from iom_desktop.ui import theme
from iom_desktop.ui.button import button
from iom_desktop.ui.choice_fields import ChoiceBox
from iom_desktop.ui.copies.check_dialog import CheckDialog
from iom_desktop.ui.copies.key_back import draft_key
from iom_desktop.ui.copies.settle import SETTLE_DRAFT, SettleDialog
from iom_desktop.ui.documents.giving import Giving, Paper
from iom_desktop.ui.flow import FlowLayout
from iom_desktop.ui.label import text_label
from iom_desktop.ui.navigation import Navigator, Place
from iom_desktop.ui.page import Page
from iom_desktop.ui.record_table import RecordTable
from iom_desktop.ui.segments import Segments
from iom_desktop.ui.shell import CHECK_KEY
from iom_desktop.ui.workspace import Workspace

#: More copies than this are not listed: the filters narrow them down.
MOST = 2_000
PAGE = "copies"
SHEET_DRAFT = "copies:spreadsheet"
#: What a place names as its field to come to those that are overdue.
OVERDUE = "overdue"
_ALL, _OUT = "all", "out"
_READ_AFTER_MS = 150
#: People whom the words of the filter may mean.
_MOST_PEOPLE = 50


def check_paper(workspace: Workspace, navigator: Navigator, parent: QWidget) -> CheckDialog:
    """Ask for the code at the foot of a paper, and lead on from the answer."""
    dialog = CheckDialog(
        workspace,
        parent,
        open_case=partial(_open_case, navigator),
        key_back=partial(_key_back, navigator),
        settle=lambda copy: navigator.go(Place(PAGE, draft=f"{SETTLE_DRAFT}{copy.id}")),
    )
    dialog.open()
    return dialog


def _open_case(navigator: Navigator, copy: DocumentCopy) -> None:
    if copy.case_id is not None:
        navigator.open_case(copy.case_id, "documents")


def _key_back(navigator: Navigator, copy: DocumentCopy) -> None:
    if copy.case_id is not None and copy.plan_id is not None:
        navigator.open_case(copy.case_id, "plan", draft=draft_key(copy.plan_id, copy.id))


class CopiesPage(Page):
    """The register as a list with its filters. Enter opens a copy, where it is settled."""

    SHOWS = frozenset({"document_copy", "person", "case"})

    def __init__(self, workspace: Workspace, navigator: Navigator, parent: QWidget | None = None) -> None:
        super().__init__(_("Copies given out"), name="copies", parent=parent)
        self.workspace, self.navigator = workspace, navigator
        self.count = text_label("", role="muted", wrap=True, name="copies-count")
        self.filter = QLineEdit()
        self.state = Segments(
            [(_ALL, _("All")), (_OUT, _("Still out")), (OVERDUE, _("Overdue"))],
            name="copies-state",
            label=_("Which copies"),
        )
        self.document = ChoiceBox()
        self.table = RecordTable(
            copy_columns(workspace.today),
            name="copies-table",
            empty=_(
                "No copy answers to this. Papers appear here once they are printed or saved for somebody."
            ),
            find_in="recipient",
        )
        self.sheet = Giving(
            self,
            workspace,
            lambda: sheet_paper(self),
            key=SHEET_DRAFT,
            usual=(_("Information manager"),),
            hint=_("For example: the yearly check of copies."),
        )
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_READ_AFTER_MS)
        self._timer.timeout.connect(self.reload)
        self._set_up_filters()
        self._lay_out()
        self.table.record_activated.connect(self.open_copy)

    def _set_up_filters(self) -> None:
        self.filter.setObjectName("copies-filter")
        self.filter.setPlaceholderText(_("Person, CRN, or for whom"))
        self.filter.setAccessibleName(_("Find among the copies"))
        self.filter.setClearButtonEnabled(True)
        self.filter.setFixedWidth(theme.px(240))
        self.filter.setMaxLength(200)
        self.filter.textChanged.connect(lambda _text: self._timer.start())
        self.filter.installEventFilter(self)
        self.document.setObjectName("copies-paper")
        self.document.setAccessibleName(_("Paper"))
        self.document.addItem(_("Every paper"), "")
        for document, words in choices(Document):
            self.document.addItem(words, document.value)
        self.document.currentIndexChanged.connect(lambda _place: self.reload())
        self.state.chosen.connect(lambda _key: self.reload())
        QShortcut(QKeySequence("Ctrl+F"), self, self.first_focus)

    def _lay_out(self) -> None:
        self.check_button = button(
            _("Check a paper…"),
            self.check,
            name="copies-check",
            kind="primary",
            tooltip=_("Type the code at its foot  {key}").format(key=CHECK_KEY),
        )
        self.sheet_button = button(
            _("Spreadsheet…"),
            self.ask_sheet,
            name="copies-sheet",
            shortcut="Ctrl+Shift+S",
            tooltip=_("Save the register as a spreadsheet"),
        )
        head = QHBoxLayout()
        head.setSpacing(theme.px(12))
        head.addWidget(text_label(_("Copies given out"), role="title", name="copies-title"))
        head.addWidget(self.count, 1)
        head.addWidget(self.sheet_button)
        head.addWidget(self.check_button)
        filters = FlowLayout()
        for widget in (self.filter, self.state, self.document):
            filters.addWidget(widget)
        self.body.addLayout(head)
        self.body.addLayout(filters)
        self.body.addSpacing(theme.px(4))
        self.body.addWidget(self.table, 1)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "filter"):
            self.filter.setFixedWidth(theme.px(240))

    # What it shows ------------------------------------------------------------------------------------------

    def arrive(self, place: Place) -> None:
        """Come here for what is overdue, as from Today."""
        if place.field == OVERDUE:
            self.state.choose(OVERDUE)
            self.reload()

    def reload(self) -> None:
        """Read the register again; what is filtered stays filtered."""
        self._timer.stop()
        read = self.workspace.read
        found = read(register.list_copies, self.wanted(), self.workspace.today(), MOST + 1)
        self.table.set_records(found[:MOST])
        overdue = read(register.count_overdue, self.workspace.today())
        self.state.set_words(OVERDUE, _("Overdue ({count:,})").format(count=overdue))
        self._say_count(found)

    def wanted(self) -> CopyFilter:
        """Which copies are asked for."""
        document, words = self.document.currentData(), self.filter.text().strip()
        named = self.workspace.people().find(words, _MOST_PEOPLE) if words else []
        return CopyFilter(
            words=words,
            people=tuple(one.id for one in named),
            document=Document(document) if document else None,
            outstanding=self.state.key() == _OUT,
            overdue=self.state.key() == OVERDUE,
        )

    def _say_count(self, found: Sequence[DocumentCopy]) -> None:
        if len(found) > MOST:
            said = _("The newest {most:,}; narrow it down to see others").format(most=MOST)
        else:
            said = count(len(found), N_("copy"), N_("copies"))
        self.count.setText(said)

    def first_focus(self) -> None:
        """The keyboard begins in the filter."""
        self.filter.setFocus(Qt.FocusReason.OtherFocusReason)
        self.filter.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.filter and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._filter_key(event.key())
        return super().eventFilter(watched, event)

    def _filter_key(self, key: int) -> bool:
        """Down and Enter go into the list, Esc empties the filter."""
        keys = Qt.Key
        if key in (keys.Key_Return, keys.Key_Enter, keys.Key_Down, keys.Key_PageDown):
            if self._timer.isActive():
                self.reload()
            self.table.setFocus()
            if self.table.selected_record() is None and self.table.records():
                self.table.selectRow(0)
            return True
        if key == keys.Key_Escape and self.filter.text():
            self.filter.clear()
            return True
        return False

    # What it does -------------------------------------------------------------------------------------------

    def check(self) -> None:
        """Hold a paper against the record by its code."""
        check_paper(self.workspace, self.navigator, self)

    def open_copy(self, copy: DocumentCopy) -> None:
        """All that is known of a copy, and what became of it."""
        keyed = can_be_keyed(copy.document, copy.plan_id) and not copy.not_made
        back: Callable[[DocumentCopy], object] | None = partial(_key_back, self.navigator) if keyed else None
        SettleDialog(
            self.workspace,
            copy,
            self,
            open_case=partial(_open_case, self.navigator),
            key_back=back,
        ).open()

    def ask_sheet(self) -> None:
        """Save what is listed as a spreadsheet; for whom is asked first."""
        self.sheet.ask_save()

    def resume(self, draft: str) -> None:
        """Open the dialog whose draft has this key: a copy, or the question for whom the spreadsheet is."""
        if draft.startswith(SHEET_DRAFT):
            self.sheet.resume(draft)
        elif draft.startswith(SETTLE_DRAFT):
            try:
                copy = self.workspace.read(register.load_copy, draft.removeprefix(SETTLE_DRAFT))
            except UserError as problem:
                self.notice(problem.message, "error")
                return
            self.table.select_id(copy.id)
            self.open_copy(copy)


def sheet_paper(page: CopiesPage) -> Paper:
    """What is listed, for a spreadsheet. Whoever is named on it has been told of."""
    listed: list[DocumentCopy] = page.table.records()
    today = page.workspace.today()
    subject = report_subject(Document.REGISTER, _("of {day}").format(day=exact_date(today)), tuple(listed))
    cases = tuple(dict.fromkeys(one.case_id for one in listed if one.case_id))
    return Paper(
        subject=replace(in_spreadsheet(subject), case_ids=cases),
        file_name=_("Copies given out {day}.csv").format(day=today.isoformat()),
        make=lambda _copy, _step: copies_csv(listed, today).encode("utf-8-sig"),
    )
