"""What is done about an outcome that does not comply: asked only when it is called for, explained as it is chosen."""

from __future__ import annotations

from iom_desktop.display.words import _
from iom_desktop.domain.appointments import Appointment
from iom_desktop.domain.codes import ENFORCEMENT_ACTIONS, CodeItem
from iom_desktop.domain.enforcement import HOLDING, StepDraft, common_steps
from iom_desktop.errors import UserError
from iom_desktop.services import codes, enforcement, foresight
from iom_desktop.ui.appointments.enforcement_words import Holidays, deadline_words, stage_words
from iom_desktop.ui.appointments.numbered_field import NumberedField
from iom_desktop.ui.choice_fields import Options
from iom_desktop.ui.label import text_label
from iom_desktop.ui.workspace import Workspace

#: What "failed to attend" becomes where no acceptable reason is found.
_UNACCEPTABLE = "UAAB"


def offered_steps(items: dict[str, CodeItem], outcome_code: str) -> tuple[Options, Options]:
    """The steps offered first after an outcome, and every other one. ``items`` are those that can be chosen."""
    short = [(code, items[code].name) for code in common_steps(outcome_code) if code in items]
    rest = [(code, item.name) for code, item in items.items() if code not in dict(short)]
    return short, rest


class EnforcementBlock:
    """The field "What is done about it" and the sentences beneath it, for one appointment.

    ``field`` and ``sentence`` go into the form; ``ask`` tells it of every other outcome that is chosen.
    """

    def __init__(self, workspace: Workspace, one: Appointment, holidays: Holidays) -> None:
        self._workspace, self._one, self._holidays = workspace, one, holidays
        today = workspace.today()
        items = workspace.read(codes.list_codes, ENFORCEMENT_ACTIONS)
        self._items = {code: item for code, item in items.items() if item.offered_on(today)}
        self._outcome_code = ""
        self.demanded = False
        short, rest = offered_steps(self._items, "")
        self.field = NumberedField(
            "step_code", _("What is done about it"), short, rest, another=_("Another step")
        )
        self.sentence = text_label("", role="muted", wrap=True, name="enforcement-sentence")
        self.field.hide()
        self.sentence.hide()
        self.field.changed.connect(self._explain)

    def ask(self, outcome_code: str) -> bool:
        """Show or hide for ``outcome_code``; returns whether that changed what shows."""
        before = self.demanded
        demands = enforcement.demands_enforcement
        self.demanded = bool(outcome_code) and self._workspace.read(demands, self._one.id, outcome_code)
        if self.demanded and common_steps(outcome_code) != common_steps(self._outcome_code):
            self.field.offer(*offered_steps(self._items, outcome_code))
        self._outcome_code = outcome_code
        self.field.setVisible(self.demanded)
        self._explain()
        return self.demanded is not before

    def step(self) -> StepDraft | None:
        """What was chosen; nothing where nothing is asked, or nothing was chosen yet."""
        code = self.field.value() if self.demanded else None
        return StepDraft(code=code) if code else None

    def _explain(self) -> None:
        said = [self._stage(), self._deadlines()] if self.demanded else []
        self.sentence.setText("\n".join(filter(None, said)))
        self.sentence.setVisible(bool(self.sentence.text()))

    def _stage(self) -> str:
        return stage(self._workspace, self._one, self._outcome_code)

    def _deadlines(self) -> str:
        return deadlines(self._workspace, self._one, self._outcome_code, self.field.value(), self._holidays)


def deadlines(
    workspace: Workspace, one: Appointment, outcome_code: str, step_code: str | None, holidays: Holidays
) -> str:
    """By when evidence and an answer are due if this step is chosen; nothing before one is."""
    if not step_code:
        return ""
    draft, today = StepDraft(code=step_code), workspace.today()
    try:
        said = workspace.read(enforcement.with_dates, one.id, outcome_code, draft, today)
    except UserError as error:
        return error.message
    return deadline_words(said, outcome_code, one.starts_at.date(), holidays)


def stage(workspace: Workspace, one: Appointment, outcome_code: str) -> str:
    """What stage the outcome leads to; of a holding state, what it leads to where no reason is accepted."""
    supposed = _UNACCEPTABLE if outcome_code == HOLDING else outcome_code
    found = workspace.read(foresight.foresee, one.id, supposed, workspace.now())
    return stage_words(found, one.id, outcome_code)
