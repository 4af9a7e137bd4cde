"""The overview: five questions in the order an officer asks them, each answer a press away from its place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from iom_desktop.display.formats import ago
from iom_desktop.display.words import _
from iom_desktop.domain.changes import Look
from iom_desktop.domain.codes import ACCOMMODATION_TYPES
from iom_desktop.domain.compliance import Compliance
from iom_desktop.domain.dates import add_months
from iom_desktop.domain.people import Person
from iom_desktop.domain.statuses import Aspect
from iom_desktop.domain.text import show_hidden
from iom_desktop.errors import UserError
from iom_desktop.services import appointments, cases, changes, codes, decisions, plans, risk, service_access
from iom_desktop.services.band import load_band
from iom_desktop.services.compliance import assess
from iom_desktop.ui import theme
from iom_desktop.ui.button import button
from iom_desktop.ui.cases.change_words import change_line, first_look, nothing_new
from iom_desktop.ui.cases.dialog import ManagedDialog, draft_key, managed_pairs, person_pairs
from iom_desktop.ui.cases.lines import Line, LineList
from iom_desktop.ui.cases.questions import (
    Matters,
    at_most,
    involved_lines,
    late_lines,
    next_lines,
    waiting_lines,
)
from iom_desktop.ui.cases.scrolled import Scrolled
from iom_desktop.ui.conferences.asking import NextAgenda
from iom_desktop.ui.form_dialog import FormDialog
from iom_desktop.ui.label import hairline, text_label
from iom_desktop.ui.navigation import CaseTab, Navigator
from iom_desktop.ui.offending.dialog import OffendingDialog, OffendingList
from iom_desktop.ui.offending.dialog import draft_key as offending_key
from iom_desktop.ui.people.dialog import EditPersonDialog
from iom_desktop.ui.statuses.band_view import BandView
from iom_desktop.ui.statuses.dialog import StatusDialog, aspect_of
from iom_desktop.ui.statuses.dialog import draft_key as status_key
from iom_desktop.ui.statuses.history import HistoryDialog
from iom_desktop.ui.workspace import Workspace

MONTHS_BACK = 3
"""How far back appointments are read: an outcome missing for longer is on the page of appointments."""


class Question(QWidget):
    """A question at the left and its answers at the right; one above the other where there is little room."""

    def __init__(self, key: str, words: str) -> None:
        super().__init__()
        self.setObjectName(f"question-{key}")
        self.heading = text_label(words, role="heading", wrap=True, name=f"question-{key}-words")
        self.lines = LineList(name=f"answers-{key}")
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, theme.px(4), 0, theme.px(4))
        self._row.setSpacing(theme.px(4))
        self._row.addWidget(self.heading, 0, Qt.AlignmentFlag.AlignTop)
        self._row.addWidget(self.lines, 1)
        self._arrange(True)

    def _arrange(self, beside: bool) -> None:
        direction = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        self._row.setDirection(direction)
        width = theme.px(176) if beside else 16_777_215
        self.heading.setMaximumWidth(width)
        self.heading.setMinimumWidth(width if beside else 0)
        self.heading.setContentsMargins(0, theme.px(4) if beside else 0, 0, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(event.size().width() >= theme.px(640))


class OverviewTab(CaseTab):
    """What must they do next, what is late, what changed, what are they waiting for, who else is involved."""

    KEY = "overview"
    SHOWS = frozenset(
        {
            "case", "person", "flag", "decision", "plan", "goal", "required_action", "action_status", "appointment",
            "service_access", "need", "note", "enforcement_step", "proceeding", "case_status", "deselection",
            "offending", "conference", "conference_case", "agenda_request", "marac", "safeguarding_check",
            "risk_assessment", "risk_measure",
        }
    )  # fmt: skip

    def __init__(
        self, workspace: Workspace, navigator: Navigator, case_id: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(_("Overview"), workspace, navigator, case_id, parent)
        self._look: Look | None = None
        self._questions = {
            "next": Question("next", ""),
            "late": Question("late", _("What is late or missing?")),
            "changed": Question("changed", _("What changed since I last looked?")),
            "waiting": Question("waiting", ""),
            "involved": Question("involved", _("Who else is involved?")),
        }
        self.band = BandView(name="band")
        self.offending = OffendingList(self, workspace, case_id)
        self.next_agenda = NextAgenda(self, workspace, case_id)
        self._managed, self._person = QGridLayout(), QGridLayout()
        self._person_heading = text_label("", role="heading", name="person-heading")
        self._build()

    def _build(self) -> None:
        self._area = Scrolled(name="overview-scroll", spacing=4)
        rows = self._area.rows
        rows.addLayout(self._band_block())
        rows.addWidget(hairline())
        for question in self._questions.values():
            rows.addWidget(question)
            rows.addWidget(hairline())
            question.lines.chosen.connect(self._follow)
        self.change_button = button(
            _("Change…"), self.open_managed, name="change-managed", shortcut="Ctrl+E",
            tooltip=_("Change how the person is managed"),
        )  # fmt: skip
        self.change_button.setAccessibleName(_("Change how the person is managed"))
        managed_heading = text_label(_("How they are managed"), role="heading", name="managed-heading")
        rows.addLayout(_block(managed_heading, self._managed, self.change_button))
        rows.addWidget(hairline())
        rows.addWidget(self.next_agenda)
        rows.addWidget(hairline())
        rows.addLayout(self._offending_block())
        rows.addWidget(hairline())
        correct = button(
            _("Correct…"), self.open_person, name="correct-person",
            tooltip=_("Correct what is recorded about the person"),
        )  # fmt: skip
        correct.setAccessibleName(_("Correct the person's details"))
        rows.addLayout(_block(self._person_heading, self._person, correct))
        rows.addStretch(1)
        self.body.addWidget(self._area)

    def _band_block(self) -> QVBoxLayout:
        """The months under IOM, and what changes them."""
        self.status_button = button(
            _("Change status…"), self.open_status, name="change-status", shortcut="Ctrl+Shift+S",
            tooltip=_("Cohort, colour, phase or lead officer"),
        )  # fmt: skip
        self.history_button = button(
            _("History…"), self.open_history, name="status-history-open", kind="quiet",
            tooltip=_("Status through time"),
        )  # fmt: skip
        self.history_button.setAccessibleName(_("Status through time"))
        top = QHBoxLayout()
        top.setSpacing(theme.px(8))
        top.addWidget(text_label(_("The months under IOM"), role="heading", name="band-heading"))
        top.addStretch(1)
        top.addWidget(self.history_button)
        top.addWidget(self.status_button)
        block = QVBoxLayout()
        block.setSpacing(theme.px(4))
        block.addLayout(top)
        block.addWidget(self.band)
        self.band.opened.connect(lambda aspect: self.open_history(Aspect(aspect) if aspect else None))
        return block

    def _offending_block(self) -> QVBoxLayout:
        """Arrests, charges and convictions, with the way to record one."""
        record = button(
            _("Record arrest, charge or conviction…"), self.open_offending, name="record-offending",
        )  # fmt: skip
        top = QHBoxLayout()
        top.setSpacing(theme.px(8))
        heading = _("Arrests, charges and convictions")
        top.addWidget(text_label(heading, role="heading", name="offending-heading"))
        top.addStretch(1)
        top.addWidget(self.offending.strike_button)
        top.addWidget(record)
        block = QVBoxLayout()
        block.setSpacing(theme.px(4))
        block.addSpacing(theme.px(4))
        block.addLayout(top)
        block.addWidget(self.offending)
        return block

    def set_look(self, look: Look) -> None:
        """Say since when the officer has not seen the case."""
        self._look = look
        self.mark_stale()

    # What it shows ------------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Ask the five questions again."""
        matters = self._read()
        self.band.show_band(self.workspace.read(load_band, self.case_id, self.workspace.today()))
        self.offending.reload()
        self.next_agenda.reload()
        called = show_hidden(matters.case.person.called)
        self._ask("next", next_lines(matters), "plan", _("What must {name} do next?").format(name=called),
                  nothing=_("Nothing is asked of them now."))  # fmt: skip
        self._ask("late", late_lines(matters), "plan", nothing=_("Nothing is late."))
        self._ask("changed", self._changes(matters.now), "timeline", nothing="")
        self._ask("waiting", waiting_lines(matters), "services",
                  _("What services is {name} waiting for?").format(name=called),
                  nothing=_("No service is being waited for."))  # fmt: skip
        self._ask("involved", involved_lines(matters), "overview", nothing=_("Nobody else is named yet."))
        _fill(self._managed, "managed", managed_pairs(matters.case.managed, self.workspace))
        self._person_heading.setText(_("Who {name} is").format(name=called))
        _fill(self._person, "person", person_pairs(matters.case, self._accommodation(matters.case.person)))

    def _read(self) -> Matters:
        read, now = self.workspace.read, self.workspace.now()
        since = datetime.combine(add_months(now.date(), -MONTHS_BACK), time())
        plan = read(plans.plan_in_force, self.case_id) or read(plans.newest_plan, self.case_id)
        return Matters(
            case=read(cases.load_case, self.case_id),
            plan=plan,
            decision=read(decisions.current_decision, self.case_id),
            appointments=read(appointments.list_appointments, self.case_id, since),
            services=read(service_access.list_service_access, self.case_id),
            now=now,
            compliance=self._compliance(now),
            prompts=read(risk.list_prompts, self.case_id, now.date()),
            checks=read(risk.list_checks, self.case_id),
            maracs=read(risk.list_maracs, self.case_id),
        )

    def _compliance(self, now: datetime) -> Compliance | None:
        try:
            return self.workspace.read(assess, self.case_id, now)
        except UserError:
            # The rules in the store make no sense: the tab "Compliance" says what is wrong with them.
            return None

    def _changes(self, now: datetime) -> list[Line]:
        look = self._look
        if look is None or look.before is None:
            return [Line(first_look())]
        found = self.workspace.read(changes.list_changes, look)
        if not found:
            return [Line(nothing_new(ago(self.workspace.local(look.before), now)))]
        return [change_line(change, now, self.workspace.local) for change in found]

    def _ask(self, key: str, lines: Sequence[Line], tab: str, words: str = "", *, nothing: str) -> None:
        question = self._questions[key]
        if words:
            question.heading.setText(words)
        question.lines.set_lines(at_most(lines, tab) or [Line(nothing)])

    def answers(self, key: str) -> Sequence[Line]:
        """The lines that answer question ``key``: "next", "late", "changed", "waiting", "involved"."""
        return self._questions[key].lines.lines()

    def _accommodation(self, person: Person) -> str:
        items = self.workspace.read(codes.list_codes, ACCOMMODATION_TYPES)
        return codes.name_of(items, person.accommodation)

    # Where it leads -----------------------------------------------------------------------------------------

    def _follow(self, line: Line) -> None:
        if line.tab == self.KEY:
            self.open_managed(line.field)
        else:
            self.navigator.open_case(self.case_id, line.tab, line.record_id, line.field)

    def open_status(self, aspect: Aspect | None = None) -> StatusDialog:
        """Open the dialog that changes the cohort, the colour, the phase or a lead officer."""
        dialog = StatusDialog(self, self.workspace, self.case_id, aspect)
        dialog.open()
        return dialog

    def open_history(self, aspect: Aspect | None = None) -> HistoryDialog:
        """Open the history, of one aspect or of all."""
        dialog = HistoryDialog(self, self.workspace, self.case_id, aspect)
        dialog.open()
        return dialog

    def open_offending(self) -> OffendingDialog:
        """Open the dialog that records an arrest, a charge or a conviction."""
        dialog = OffendingDialog(self, self.workspace, self.case_id)
        dialog.open()
        return dialog

    def open_managed(self, field: str = "") -> FormDialog:
        """Open the dialog in which ``field`` of how the person is managed is changed, with the cursor there."""
        if field in set(Aspect):
            return self.open_status(Aspect(field))
        dialog = ManagedDialog(self.workspace, self.case_id, self)
        dialog.open()
        if field:
            dialog.form.go_to(field)
        return dialog

    def open_person(self) -> EditPersonDialog:
        """Open the dialog for what is recorded about the person."""
        dialog = EditPersonDialog(self.workspace, self.case_id, self, draft_key=person_key(self.case_id))
        dialog.open()
        return dialog

    def go_to(self, record_id: str, field: str = "") -> None:
        """With a field of how the person is managed, open it there; else show the record: an arrest, a status."""
        if field:
            self.open_managed(field)
        elif record_id and self.offending.table.select_id(record_id):
            self.offending.table.setFocus()
            self._area.ensureWidgetVisible(self.offending)
        elif record_id:
            self.open_history()

    def resume(self, draft_key_: str) -> None:
        """Open again the dialog that stood open."""
        if draft_key_ == draft_key(self.case_id):
            self.open_managed()
        elif draft_key_ == person_key(self.case_id):
            self.open_person()
        elif draft_key_.startswith(status_key(self.case_id)):
            self.open_status(aspect_of(draft_key_))
        elif draft_key_ == offending_key(self.case_id):
            self.open_offending()
        elif draft_key_.startswith(f"{self.KEY}:strike:"):
            self.offending.resume(draft_key_)
        else:
            self.next_agenda.resume(draft_key_)


def person_key(case_id: str) -> str:
    """The draft key of the person being corrected."""
    return f"overview:person:{case_id}"


def _block(heading: QWidget, grid: QGridLayout, *buttons: QWidget) -> QVBoxLayout:
    """A heading with its buttons over a grid of labels and words."""
    top = QHBoxLayout()
    top.setSpacing(theme.px(8))
    top.addWidget(heading)
    top.addStretch(1)
    for one in buttons:
        top.addWidget(one)
    grid.setHorizontalSpacing(theme.px(24))
    grid.setVerticalSpacing(theme.px(4))
    block = QVBoxLayout()
    block.setSpacing(theme.px(4))
    block.addSpacing(theme.px(4))
    block.addLayout(top)
    block.addLayout(grid)
    return block


def _fill(grid: QGridLayout, name: str, pairs: Sequence[tuple[str, str]]) -> None:
    """Labels and words in two columns, read down the first and then down the second."""
    while (item := grid.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.setParent(None)
            widget.deleteLater()
    half = (len(pairs) + 1) // 2
    for place, (label, words) in enumerate(pairs):
        row, column = place % half, 2 * (place // half)
        caption = text_label(label, role="caption", name=f"{name}-label-{place}")
        value = text_label(words, wrap=True, selectable=True, name=f"{name}-{place}")
        grid.addWidget(caption, row, column, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(value, row, column + 1)
    for column, stretch in enumerate((0, 1, 0, 1)):
        grid.setColumnStretch(column, stretch)
