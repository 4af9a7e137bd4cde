"""The tab "Compliance": the stage, what is due and what does it, the failures, and why, ready to be read out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from iom_desktop.display.compliance_lines import (
    Counted,
    StepLine,
    as_text,
    counted,
    counted_columns,
    step_columns,
)
from iom_desktop.display.formats import short_date
from iom_desktop.display.words import _
from iom_desktop.domain.compliance import Compliance, Due, DueKind, Stage
from iom_desktop.domain.enforcement import EnforcementStep, Proceeding
from iom_desktop.domain.text import show_hidden
from iom_desktop.errors import UserError
from iom_desktop.services import appointments, enforcement
from iom_desktop.services.compliance import assess
from iom_desktop.ui import theme
from iom_desktop.ui.button import button
from iom_desktop.ui.cases.scrolled import Scrolled
from iom_desktop.ui.compliance.dialogs import (
    BeginDialog,
    ProceedingDialog,
    SettleDialog,
    StepDialog,
    begin_words,
    proceeding_kind,
)
from iom_desktop.ui.compliance.parts import DueLine, EngagementView, ProceedingLine, StageHeading
from iom_desktop.ui.form_dialog import FormDialog
from iom_desktop.ui.label import hairline, text_label
from iom_desktop.ui.letters.dialog import LetterDialog
from iom_desktop.ui.navigation import CaseTab, Navigator
from iom_desktop.ui.record_table import RecordTable
from iom_desktop.ui.workspace import Workspace

MOST_DUE = 8
"""Things to be done that show at once; how many more there are is said."""
_MOST_ROWS = 10


class Section(QWidget):
    """A heading with its buttons, and under it whatever ``rows`` is given."""

    def __init__(self, key: str, words: str, *buttons: QPushButton) -> None:
        super().__init__()
        self.setObjectName(f"section-{key}")
        self.rows = QVBoxLayout(self)
        self.rows.setContentsMargins(0, 0, 0, 0)
        self.rows.setSpacing(theme.px(4))
        top = QHBoxLayout()
        top.setSpacing(theme.px(8))
        top.addWidget(text_label(words, role="heading", name=f"section-{key}-words"), 1)
        for one in buttons:
            top.addWidget(one)
        self.rows.addWidget(hairline())
        self.rows.addLayout(top)
        self._filled: list[QWidget] = []

    def fill(self, parts: Iterable[QWidget]) -> None:
        """Show ``parts`` instead of those that were filled in before."""
        for part in self._filled:
            self.rows.removeWidget(part)
            part.hide()
            part.deleteLater()
        self._filled = list(parts)
        for part in self._filled:
            self.rows.addWidget(part)
            part.show()


class ComplianceTab(CaseTab):
    """Where the case stands with its order or licence. A case without one shows how appointments went."""

    KEY = "compliance"
    SHOWS = frozenset(
        {
            "case",
            "appointment",
            "appointment_outcome",
            "enforcement_step",
            "proceeding",
            "letter",
            "code_item",
        }
    )

    def __init__(
        self, workspace: Workspace, navigator: Navigator, case_id: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(_("Compliance"), workspace, navigator, case_id, parent)
        self.found: Compliance | None = None
        self._steps: list[EnforcementStep] = []
        self.stage = StageHeading()
        self.engagement = EngagementView()
        self.due_lines: list[DueLine] = []
        self.reasons: list[str] = []
        self.proceeding_lines: list[ProceedingLine] = []
        self.failures = RecordTable(
            counted_columns(workspace.today), name="compliance-failures", sortable=False, find_in="what"
        )
        self.steps = RecordTable(
            step_columns(workspace.today), name="compliance-steps", sortable=False, find_in="step"
        )
        self._make_buttons()
        self._make_sections()
        self._build()

    def _make_buttons(self) -> None:
        self.copy_button = button(
            _("Copy"), self.copy, name="copy-reasons", shortcut="Ctrl+Shift+C",
            tooltip=_("Copy the stage, the reasons and what is due as text"),
        )  # fmt: skip
        self.step_button = button(
            _("Record step…"), self._step_for_chosen, name="record-step", shortcut="Ctrl+N",
            tooltip=_("Record what is done about the chosen failure"),
        )  # fmt: skip
        self.settle_button = button(_("Settle…"), self._settle_chosen, name="settle-step", shortcut="Ctrl+E")
        self.begin_button = button(_("Begin…"), self.open_begin, name="begin-proceeding", shortcut="Ctrl+B")

    def _make_sections(self) -> None:
        self._due = Section("due", _("What is due next"))
        self._failures = Section("failures", _("Failures to comply"), self.step_button)
        self._why = Section("why", _("Why"), self.copy_button)
        self._engagement = Section("engagement", _("How appointments went"))
        self._step_section = Section("steps", _("Enforcement steps"), self.settle_button)
        self._proceedings = Section("proceedings", _("Breach and recall"), self.begin_button)
        self.no_failures = text_label("", role="muted", wrap=True, name="no-failures")
        self._failures.rows.addWidget(self.no_failures)
        self._failures.rows.addWidget(self.failures)
        self._engagement.rows.addWidget(self.engagement)
        self._step_section.rows.addWidget(self.steps)

    def _build(self) -> None:
        self._area = Scrolled(name="compliance-scroll", spacing=12, most_width=1120)
        self._area.rows.addWidget(self.stage)
        for section in (
            self._due,
            self._failures,
            self._why,
            self._engagement,
            self._step_section,
            self._proceedings,
        ):
            self._area.rows.addWidget(section)
        self._area.rows.addStretch(1)
        self.body.addWidget(self._area)
        self.failures.record_activated.connect(self._open_appointment)
        self.failures.selection_changed.connect(lambda _one: self._set_buttons())
        self.steps.record_activated.connect(lambda line: self.open_settle(line.id))
        self.steps.selection_changed.connect(lambda _one: self._set_buttons())

    # Reading ------------------------------------------------------------------------------------------------

    def reload(self) -> None:
        read = self.workspace.read
        try:
            found = read(assess, self.case_id, self.workspace.now())
        except UserError as error:
            self.show_empty(
                _("Compliance cannot be worked out."), error.message, (_("Try again"), self.reload)
            )
            return
        self.hide_empty()
        self.found = found
        self._steps = read(enforcement.list_steps, self.case_id)
        self.stage.show_stage(found)
        self._show_due(found)
        self._show_failures(found)
        self._show_why(found)
        self.engagement.show_engagement(found.engagement)
        self._show_steps()
        self._show_proceedings(found, read(enforcement.list_proceedings, self.case_id))
        self._set_buttons()

    def _show_due(self, found: Compliance) -> None:
        today = self.workspace.today()
        at = self.window().focusWidget()
        focused = next((line.due for line in self.due_lines if line.button is at), None)
        self.due_lines = [
            DueLine(due, today, self.do_due, place) for place, due in enumerate(found.due[:MOST_DUE])
        ]
        parts: list[QWidget] = list(self.due_lines)
        more = len(found.due) - len(self.due_lines)
        if more:
            parts.append(text_label(_("and {count} more").format(count=more), role="muted", name="due-more"))
        if not parts:
            parts.append(text_label(_("Nothing is due."), role="muted", name="due-none"))
        self._due.fill(parts)
        again = next((line for line in self.due_lines if line.due == focused), None)
        if again is not None:
            again.button.setFocus()

    def _show_failures(self, found: Compliance) -> None:
        lines = counted(found)
        self._failures.setVisible(found.stage is not Stage.NOT_STATUTORY)
        self.no_failures.setText(_("No failure to comply counts, and none is held."))
        self.no_failures.setVisible(not lines)
        self.failures.setVisible(bool(lines))
        self.failures.set_records(lines)
        if lines and self.failures.selected_record() is None:
            undecided = next((line for line in lines if not line.enforcement), lines[0])
            self.failures.select_id(undecided.id)
        _fit(self.failures)

    def _show_why(self, found: Compliance) -> None:
        self.reasons = list(found.reasons)
        self._why.fill(
            text_label(show_hidden(reason), wrap=True, selectable=True, name=f"reason-{place}")
            for place, reason in enumerate(self.reasons)
        )

    def _show_steps(self) -> None:
        named = {
            one.id: _("{type}, {day}").format(type=one.type_name, day=short_date(one.starts_at.date()))
            for one in self.workspace.read(appointments.list_appointments, self.case_id)
        }
        lines = [StepLine(step, named.get(step.appointment_id, "")) for step in reversed(self._steps)]
        self._step_section.setVisible(bool(lines))
        self.steps.set_records(lines)
        if lines and self.steps.selected_record() is None:
            self.steps.select_id(next((line.id for line in lines if line.step.open), lines[0].id))
        _fit(self.steps)

    def _show_proceedings(self, found: Compliance, proceedings: Sequence[Proceeding]) -> None:
        kind = proceeding_kind(self.workspace, self.case_id)
        self._proceedings.setVisible(bool(proceedings) or kind is not None)
        self.begin_button.setVisible(kind is not None)
        self.begin_button.setEnabled(not any(one.open for one in proceedings))
        if kind is not None:
            shortcut = self.begin_button.shortcut()
            self.begin_button.setText(begin_words(kind))
            self.begin_button.setShortcut(shortcut)  # Qt forgets it with the old words
            self.begin_button.setAccessibleName(begin_words(kind))
        self.proceeding_lines = [
            ProceedingLine(one, self.open_proceeding, place) for place, one in enumerate(proceedings)
        ]
        nothing = text_label(_("None has been begun."), role="muted", name="proceedings-none")
        self._proceedings.fill(self.proceeding_lines or [nothing])

    def _set_buttons(self) -> None:
        chosen: Counted | None = self.failures.selected_record()
        self.step_button.setEnabled(chosen is not None and not self.failures.isHidden())
        line: StepLine | None = self.steps.selected_record()
        self.settle_button.setEnabled(line is not None and line.step.open)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_area"):
            self.mark_stale()

    # Going there --------------------------------------------------------------------------------------------

    def go_to(self, record_id: str, field: str = "") -> None:
        """Bring what concerns ``record_id`` (an appointment, a step, a proceeding) into view.

        With a field, do what is due about it: decide, settle, begin.
        """
        if self.is_stale:
            self._refresh()
        due = next((line for line in self.due_lines if line.due.appointment_id == record_id), None)
        if due is not None:
            due.button.setFocus(Qt.FocusReason.OtherFocusReason)
            self._area.ensureWidgetVisible(due)
            if field:
                self.do_due(due.due)
        elif self.failures.select_id(record_id):
            self._show_table(self.failures)
            if field:
                self.open_step(record_id)
        elif self.steps.select_id(record_id):
            self._show_table(self.steps)
            if field:
                self.open_settle(record_id)
        else:
            self._go_to_proceeding(record_id, field)

    def _go_to_proceeding(self, record_id: str, field: str) -> None:
        line = next((one for one in self.proceeding_lines if one.one.id == record_id), None)
        if line is not None:
            line.button.setFocus(Qt.FocusReason.OtherFocusReason)
            self._area.ensureWidgetVisible(line)
            if field:
                self.open_proceeding(record_id)
        elif field == "begin":
            self.open_begin()

    def _show_table(self, table: RecordTable) -> None:
        table.setFocus(Qt.FocusReason.OtherFocusReason)
        self._area.ensureWidgetVisible(table)

    def resume(self, draft_key: str) -> None:
        verb, _colon, record_id = draft_key.removeprefix(f"{self.KEY}:").partition(":")
        opening: dict[str, Callable[[str], object]] = {
            "step": self.open_step,
            "settle": self.open_settle,
            "proceeding": self.open_proceeding,
            "begin": lambda _case_id: self.open_begin(),
        }
        if verb in opening:
            opening[verb](record_id)
        elif verb == "letter":
            _case_id, template_code, appointment_id = record_id.split(":")
            self.open_letter(appointment_id, template_code)

    # Doing --------------------------------------------------------------------------------------------------

    def do_due(self, due: Due) -> None:
        """Do what is due: here where it can be done here, else go to where it is done."""
        if due.kind in (DueKind.OUTCOME, DueKind.EVIDENCE):
            self.navigator.open_case(self.case_id, "appointments", due.appointment_id, "outcome")
        elif due.kind is DueKind.ENFORCEMENT:
            self.open_step(due.appointment_id)
        elif due.kind is DueKind.PROCEEDINGS:
            self.open_begin()
        elif due.kind is DueKind.LETTER:
            self.open_letter(due.appointment_id)
        else:
            self._settle_newest(due.appointment_id)

    def _settle_newest(self, appointment_id: str) -> None:
        waiting = [step for step in self._steps if step.appointment_id == appointment_id and step.open]
        if waiting:
            self.open_settle(waiting[-1].id)

    def open_letter(self, appointment_id: str, template_code: str = "") -> FormDialog | None:
        """Open the dialog that writes the letter about this appointment that the record calls for."""
        return self._open(
            lambda: LetterDialog(
                self.workspace,
                self.case_id,
                self,
                template_code=template_code,
                appointment_id=appointment_id or None,
                tab=self.KEY,
            ),
            _("The letter is on record as sent."),
        )

    def open_step(self, appointment_id: str) -> FormDialog | None:
        """Open the dialog that records what is done about an outcome."""
        return self._open(
            lambda: StepDialog(self.workspace, appointment_id, self), _("The enforcement step is recorded.")
        )

    def open_settle(self, step_id: str) -> FormDialog | None:
        """Open the dialog that settles a step; one that is settled already says so."""
        step = next((one for one in self._steps if one.id == step_id), None)
        if step is not None and not step.open:
            self.notice(_("Nothing is left to be done about this step."))
            return None
        return self._open(
            lambda: SettleDialog(self.workspace, self.case_id, step_id, self), _("The step is settled.")
        )

    def open_begin(self) -> FormDialog | None:
        """Open the dialog that begins breach or recall."""
        kind = proceeding_kind(self.workspace, self.case_id)
        if kind is None:
            self.notice(_("This case is not statutory, so there can be no breach and no recall."), "warn")
            return None
        return self._open(lambda: BeginDialog(self.workspace, self.case_id, kind, self), _("It is begun."))

    def open_proceeding(self, proceeding_id: str) -> FormDialog | None:
        """Open the dialog that brings a breach or recall up to date."""
        return self._open(
            lambda: ProceedingDialog(self.workspace, self.case_id, proceeding_id, self), _("Saved.")
        )

    def _open(self, make: Callable[[], FormDialog], words: str) -> FormDialog | None:
        try:
            dialog = make()
        except UserError as error:
            self.notice(error.message, "warn")
            return None
        dialog.accepted.connect(lambda: self.notice(words, "good"))
        dialog.open()
        return dialog

    def _open_appointment(self, one: Counted) -> None:
        self.navigator.open_case(self.case_id, "appointments", one.id)

    def _step_for_chosen(self) -> None:
        chosen: Counted | None = self.failures.selected_record()
        if chosen is not None:
            self.open_step(chosen.id)

    def _settle_chosen(self) -> None:
        line: StepLine | None = self.steps.selected_record()
        if line is not None:
            self.open_settle(line.id)

    def copy(self) -> None:
        """Put the stage, the reasons and what is due on the clipboard, as plain sentences."""
        if self.found is not None:
            QGuiApplication.clipboard().setText(as_text(self.found, self.workspace.today()))
            self.notice(_("Copied as text."), "good")


def _fit(table: RecordTable) -> None:
    """As tall as its rows, up to ten of them: the page scrolls, not the table in it."""
    rows = min(len(table.records()), _MOST_ROWS)
    frame = 2 * table.frameWidth() + theme.px(2)
    table.setFixedHeight(table.horizontalHeader().sizeHint().height() + rows * theme.row_height() + frame)
