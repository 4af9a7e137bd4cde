"""One invented person and all there is about them, as drafts an officer could have typed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from iom_desktop.domain.actions import ActionDraft, ActionStatus
from iom_desktop.domain.appointments import AppointmentDraft, CancelDraft, MoveDraft
from iom_desktop.domain.cases import CaseDraft
from iom_desktop.domain.decisions import DecisionDraft
from iom_desktop.domain.enforcement import ProceedingDraft, StepDraft
from iom_desktop.domain.letters import LetterDraft
from iom_desktop.domain.needs import NeedDraft
from iom_desktop.domain.notes import NoteDraft
from iom_desktop.domain.officers import Officer
from iom_desktop.domain.people import PersonDraft
from iom_desktop.domain.plans import GoalDraft, PlanWords
from iom_desktop.domain.service_access import ServiceAccessDraft
from iom_desktop.domain.support import SupportDraft


@dataclass(frozen=True, slots=True)
class InventedAction:
    """A required action and how it stands."""

    said: ActionDraft
    status: ActionStatus = ActionStatus.NOT_STARTED
    reason: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class InventedGoal:
    """A goal and its actions."""

    said: GoalDraft
    actions: tuple[InventedAction, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class InventedOutcome:
    """An outcome said ``at`` a moment, with what was done about it; ``why`` where it changed an earlier one."""

    at: datetime
    code: str
    note: str = ""
    why: str = ""
    step: StepDraft | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InventedAppointment:
    """An appointment as it was booked, and all that became of it, in order. ``series`` numbers those of a series."""

    said: AppointmentDraft
    series: int = 0
    moves: tuple[MoveDraft, ...] = ()
    cancelled: CancelDraft | None = None
    outcomes: tuple[InventedOutcome, ...] = ()
    letter: LetterDraft | None = None

    @property
    def starts_at(self) -> datetime:
        """Local start, after every move."""
        at = self.moves[-1].starts_at if self.moves else self.said.starts_at
        if at is None:
            raise ValueError("an invented appointment has a start")
        return at


@dataclass(slots=True, kw_only=True)
class InventedCase:
    """One invented person and all there is about them, as drafts an officer could have typed."""

    person: PersonDraft
    managed: CaseDraft
    police: Officer
    probation: Officer
    decision: DecisionDraft | None = None
    needs: list[NeedDraft] = field(default_factory=list)
    goals: list[InventedGoal] = field(default_factory=list)
    words: PlanWords = field(default_factory=PlanWords)
    agreed: bool = False
    persons_words: str = ""
    flags: list[tuple[str, str, date]] = field(default_factory=list)
    appointments: list[InventedAppointment] = field(default_factory=list)
    #: Breaches and recalls as they stand, the oldest first.
    proceedings: list[ProceedingDraft] = field(default_factory=list)
    services: list[ServiceAccessDraft] = field(default_factory=list)
    support: list[SupportDraft] = field(default_factory=list)
    notes: list[NoteDraft] = field(default_factory=list)
