"""One invented person and all there is about them, as drafts an officer could have typed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

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
from iom_desktop.domain.statuses import StatusDraft
from iom_desktop.domain.support import SupportDraft
from iom_desktop.storage.tables import Record


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


@dataclass(frozen=True, slots=True, kw_only=True)
class InventedReferral:
    """How the person was put forward, and how far that got."""

    referred_on: date
    referrer: str
    agency: str
    grounds: str
    screened_on: date | None
    panel_on: date | None
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InventedDeselection:
    """How an episode ended. ``earlier``: the person was taken on again after it."""

    decided_on: date
    reason_code: str
    words: str
    adopted_on: date
    earlier: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class InventedOffending:
    """An arrest, a charge or a conviction."""

    on_day: date
    event: str
    offence: str
    neighbourhood: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class InventedBeside:
    """A record beside the plan, made on a day, as the columns of its row but for the case."""

    kind: type[Record]
    day: date
    columns: dict[str, Any]


@dataclass(slots=True, kw_only=True)
class InventedCase:
    """One invented person and all there is about them, as drafts an officer could have typed."""

    person: PersonDraft
    managed: CaseDraft
    police: Officer
    probation: Officer
    referral: InventedReferral | None = None
    decision: DecisionDraft | None = None
    #: Of the episode before this one.
    earlier_decision: DecisionDraft | None = None
    deselection: InventedDeselection | None = None
    #: In order, each aspect's last one being what the case is.
    statuses: list[StatusDraft] = field(default_factory=list)
    offending: list[InventedOffending] = field(default_factory=list)
    needs: list[NeedDraft] = field(default_factory=list)
    goals: list[InventedGoal] = field(default_factory=list)
    words: PlanWords = field(default_factory=PlanWords)
    agreed: bool = False
    persons_words: str = ""
    flags: list[tuple[str, str, date]] = field(default_factory=list)
    appointments: list[InventedAppointment] = field(default_factory=list)
    #: Breaches and recalls as they stand, the oldest first.
    proceedings: list[ProceedingDraft] = field(default_factory=list)
    #: Risk, conditions and checks.
    beside: list[InventedBeside] = field(default_factory=list)
    services: list[ServiceAccessDraft] = field(default_factory=list)
    support: list[SupportDraft] = field(default_factory=list)
    notes: list[NoteDraft] = field(default_factory=list)
