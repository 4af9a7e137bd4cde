"""The caseload: everybody in one list, found while typing, with how each case stands."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QWidget

from iom_desktop.display.caseload import caseload_columns, name_words
from iom_desktop.display.formats import count
from iom_desktop.display.labels import choices
from iom_desktop.display.words import _
from iom_desktop.domain.cases import CaseListRow
from iom_desktop.domain.codes import Cohort, IomStatus, Rag
from iom_desktop.services import cases
from iom_desktop.ui import theme
from iom_desktop.ui.button import button
from iom_desktop.ui.choice_fields import ChoiceBox
from iom_desktop.ui.decisions.referral_dialogs import REFER_PERSON_DRAFT, ReferPersonDialog
from iom_desktop.ui.flow import FlowLayout
from iom_desktop.ui.label import text_label
from iom_desktop.ui.navigation import Navigator, Place
from iom_desktop.ui.page import Page
from iom_desktop.ui.people.dialog import ADD_DRAFT, AddPersonDialog
from iom_desktop.ui.record_table import RecordTable

if TYPE_CHECKING:
    from iom_desktop.ui.workspace import Workspace

_USUAL = IomStatus.ADOPTED.value
"""Who is listed unless somebody else is asked for: those under IOM."""
MOST_FOUND = 500
"""How many of those who answer to what is typed are listed, the likeliest first."""


class CaseloadPage(Page):
    """The list, a box that filters it at every keystroke, and quick filters."""

    SHOWS = frozenset(
        {"person", "case", "decision", "referral", "deselection", "plan", "required_action", "appointment"}
    )

    def __init__(self, workspace: Workspace, navigator: Navigator, parent: QWidget | None = None) -> None:
        super().__init__(_("Caseload"), name="caseload", parent=parent)
        self.workspace = workspace
        self.navigator = navigator
        self._rows: list[CaseListRow] = []
        self._by_id: dict[str, CaseListRow] = {}
        self.count = text_label("", role="muted", wrap=True, name="caseload-count")
        self.filter = QLineEdit()
        self.iom = self._choice("caseload-iom", _("IOM"), _("Everybody"), choices(IomStatus))
        self.cohort = self._choice("caseload-cohort", _("Cohort"), _("All cohorts"), choices(Cohort))
        self.rag = self._choice("caseload-rag", _("RAG"), _("All colours"), choices(Rag))
        self.not_clear = self._toggle(_("Plan not clear"), "caseload-not-clear")
        self.no_decision = self._toggle(_("No decision record"), "caseload-no-decision")
        self.table = RecordTable(
            caseload_columns(workspace.now()),
            name="caseload-table",
            empty=_("Nobody in the caseload answers to this. Try part of a name, a CRN or a date of birth."),
            find_in="name",
        )
        self.iom.blockSignals(True)
        self.iom.setCurrentIndex(self.iom.findData(_USUAL))
        self.iom.blockSignals(False)
        self._set_up_filter()
        self._lay_out()
        self.table.record_activated.connect(self._open)

    def _choice(
        self,
        name: str,
        words: str,
        every: str,
        options: list[tuple[Cohort, str]] | list[tuple[Rag, str]] | list[tuple[IomStatus, str]],
    ) -> ChoiceBox:
        box = ChoiceBox()
        box.setObjectName(name)
        box.setAccessibleName(words)
        box.addItem(every, "")
        for member, said in options:
            box.addItem(said, member.value)
        box.setSizeAdjustPolicy(ChoiceBox.SizeAdjustPolicy.AdjustToContents)
        box.currentIndexChanged.connect(lambda _place: self._filter())
        return box

    def _toggle(self, words: str, name: str) -> QPushButton:
        made = button(words, name=name, kind="segment")
        made.setCheckable(True)
        made.toggled.connect(lambda _on: self._filter())
        return made

    def _set_up_filter(self) -> None:
        self.filter.setObjectName("caseload-filter")
        self.filter.setPlaceholderText(_("Name, alias, CRN, PNC or date of birth"))
        self.filter.setAccessibleName(_("Find in the caseload"))
        self.filter.setClearButtonEnabled(True)
        self.filter.setFixedWidth(theme.px(308))
        self.filter.setMaxLength(200)
        self.filter.textChanged.connect(lambda _text: self._filter())
        self.filter.installEventFilter(self)
        QShortcut(QKeySequence("Ctrl+F"), self, self.first_focus)

    def _lay_out(self) -> None:
        self.add_button = button(
            _("Add person…"), self.add_person, name="caseload-add", kind="primary", shortcut="Ctrl+N"
        )
        self.refer_button = button(
            _("Refer somebody…"),
            self.refer_person,
            name="caseload-refer",
            shortcut="Ctrl+Shift+N",
            tooltip=_("Put somebody forward who is not in the store yet"),
        )
        self.import_button = button(
            _("Import a spreadsheet…"), lambda: self.navigator.go(Place("import")), name="caseload-import"
        )
        head = QHBoxLayout()
        head.setSpacing(theme.px(12))
        head.addWidget(text_label(_("Caseload"), role="title", name="caseload-title"))
        head.addWidget(self.count, 1)
        head.addWidget(self.import_button)
        head.addWidget(self.refer_button)
        head.addWidget(self.add_button)
        self.clear_button = button(
            _("Clear filters"), self.clear_filters, name="caseload-clear", kind="quiet"
        )
        filters = FlowLayout()
        quick = (self.iom, self.cohort, self.rag, self.not_clear, self.no_decision)
        for widget in (self.filter, *quick, self.clear_button):
            filters.addWidget(widget)
        self.body.addLayout(head)
        self.body.addLayout(filters)
        self.body.addSpacing(theme.px(4))
        self.body.addWidget(self.table, 1)

    # What it shows ------------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read the caseload again; what is filtered stays filtered."""
        self._rows = self.workspace.read(cases.list_cases, self.workspace.now())
        self._by_id = {row.id: row for row in self._rows}
        if not self._rows:
            self.show_empty(
                _("Nobody is in this store yet"),
                _("Import the area's caseload from a spreadsheet, or add a person with Ctrl+N."),
                (_("Add a person"), self.add_person),
                shortcut="Ctrl+N",  # the button that has it else is out of sight
            )
            return
        self.hide_empty()
        self._filter()

    def _filter(self) -> None:
        typed = self.filter.text().strip()
        iom = self.iom.currentData()
        # Whoever is looked for by name is found, wherever they stand; their line says where that is.
        wanted = "" if typed and iom == _USUAL else iom
        rows = self._found(typed) if typed else self._rows
        if wanted:
            rows = [row for row in rows if row.iom_status == wanted]
        cohort, rag = self.cohort.currentData(), self.rag.currentData()
        if cohort:
            rows = [row for row in rows if row.cohort == cohort]
        if rag:
            rows = [row for row in rows if row.rag == rag]
        if self.not_clear.isChecked():
            rows = [row for row in rows if row.plan_faults != 0]
        if self.no_decision.isChecked():
            rows = [row for row in rows if not row.has_decision]
        self.table.set_records(rows)
        if typed and rows:
            self.table.selectRow(0)
        self._say_count(rows)

    def _found(self, typed: str) -> list[CaseListRow]:
        """The lines of those who answer to what is typed, the likeliest first."""
        matches = self.workspace.people().find(typed, MOST_FOUND)
        return [self._by_id[match.id] for match in matches if match.id in self._by_id]

    def _say_count(self, rows: list[CaseListRow]) -> None:
        filtered = self._is_filtered()
        self.clear_button.setVisible(filtered)
        usual = [row for row in self._rows if row.iom_status == _USUAL]
        total = len(self._rows)
        if filtered:
            said = _("{shown:,} of {total}").format(shown=len(rows), total=count(total, "person", "people"))
        else:
            undecided = sum(not row.has_decision for row in usual)
            unclear = sum(row.plan_faults != 0 for row in usual)
            parts = [
                count(len(usual), "person", "people"),
                _("{count:,} with no decision record").format(count=undecided) if undecided else "",
                _("{count:,} without a clear plan").format(count=unclear) if unclear else "",
                *self._others(),
            ]
            said = " · ".join(filter(None, parts))
        self.count.setText(said)

    def _others(self) -> list[str]:
        """How many there are who are not under IOM, by where they stand."""
        counted = Counter(row.iom_status for row in self._rows)
        return [
            f"{counted[status.value]:,} {words.lower()}"
            for status, words in choices(IomStatus)
            if status.value != _USUAL and counted[status.value]
        ]

    def _is_filtered(self) -> bool:
        boxes = bool(self.iom.currentData() != _USUAL or self.cohort.currentData() or self.rag.currentData())
        return (
            bool(self.filter.text().strip())
            or boxes
            or self.not_clear.isChecked()
            or self.no_decision.isChecked()
        )

    def clear_filters(self) -> None:
        """Show everybody under IOM again."""
        self.iom.setCurrentIndex(self.iom.findData(_USUAL))
        for box in (self.cohort, self.rag):
            box.setCurrentIndex(0)
        for toggle in (self.not_clear, self.no_decision):
            toggle.setChecked(False)
        self.filter.clear()
        self.filter.setFocus()

    # What it does -------------------------------------------------------------------------------------------

    def _open(self, row: CaseListRow) -> None:
        self.navigator.open_case(row.id)

    def add_person(self) -> None:
        """Open the form for a new person, with what is typed in the filter as a start."""
        dialog = AddPersonDialog(self.workspace, self.navigator, self, start=self.filter.text())
        dialog.open()

    def refer_person(self) -> None:
        """Open the form that puts somebody new forward, with what is typed in the filter as a start."""
        ReferPersonDialog(self.workspace, self.navigator, self, start=self.filter.text()).open()

    def resume(self, draft_key: str) -> None:
        """Open the form again that stood open before a lock."""
        if draft_key == ADD_DRAFT:
            AddPersonDialog(self.workspace, self.navigator, self).open()
        elif draft_key == REFER_PERSON_DRAFT:
            ReferPersonDialog(self.workspace, self.navigator, self).open()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "filter"):
            self.filter.setFixedWidth(theme.px(308))

    def first_focus(self) -> None:
        """The keyboard begins in the filter; where nobody is in the store, on what to do about it."""
        if self.empty_button is not None:
            self.empty_button.setFocus(Qt.FocusReason.OtherFocusReason)
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
            chosen = self.table.selected_record()
            if chosen is not None:
                self._open(chosen)
            return True
        if key in (keys.Key_Down, keys.Key_PageDown):
            self.table.setFocus()
            if self.table.selected_record() is None and self.table.records():
                self.table.selectRow(0)
            return True
        if key == keys.Key_Escape and self.filter.text():
            self.filter.clear()
            return True
        return False

    def names(self) -> list[str]:
        """The names listed, in the order shown."""
        return [name_words(row) for row in self.table.records()]
