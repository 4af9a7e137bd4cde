"""Required actions: what must be done, by whom, by when, how it is shown, and what happens if it is not."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time
from enum import StrEnum
from typing import TYPE_CHECKING

from iom_desktop.domain.checks import Checks
from iom_desktop.domain.codes import RiskGroup

if TYPE_CHECKING:
    from iom_desktop.domain.conditions import Condition


class Who(StrEnum):
    """Who does the action."""

    PERSON = "person"
    OFFICER = "officer"
    PARTNER = "partner"


class Source(StrEnum):
    """Where the requirement comes from."""

    IOM = "iom"
    LICENCE = "licence"
    ORDER = "order"
    VOLUNTARY = "voluntary"


class ActionStatus(StrEnum):
    """How an action stands."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    MISSED = "missed"
    CANNOT_BE_DONE_YET = "cannot_be_done_yet"
    NO_LONGER_NEEDED = "no_longer_needed"

    @property
    def open(self) -> bool:
        """Whether something is still to be done."""
        return self in (
            ActionStatus.NOT_STARTED,
            ActionStatus.IN_PROGRESS,
            ActionStatus.CANNOT_BE_DONE_YET,
        )


#: A change to one of these needs a reason in words.
REASON_NEEDED = (ActionStatus.MISSED, ActionStatus.CANNOT_BE_DONE_YET, ActionStatus.NO_LONGER_NEEDED)

#: What an action may serve besides a need of the case: the risk of serious harm.
SERVES_RISK = "RISK"


def serves_group(group: RiskGroup) -> str:
    """The code by which an action serves the risk of serious harm to one group: "RISK:children"."""
    return f"{SERVES_RISK}:{group.value}"


def group_served(code: str) -> RiskGroup | None:
    """The group whose risk ``code`` stands for; nothing for a need and for the risk as a whole."""
    risk, _colon, group = code.partition(":")
    return RiskGroup(group) if risk == SERVES_RISK and group in list(RiskGroup) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionDraft:
    """A required action as typed. Only ``what`` is needed to keep it; what else is missing, the plan says.

    ``who_name`` is empty for the person. ``due_on``/``due_time`` and ``how_often`` say when: one of them makes
    the action clear. ``source_detail`` is the licence condition or requirement ("condition 9, drug treatment").
    ``condition_id`` is the one on record that it rests on, which gives its source. ``serves`` holds codes of needs,
    ``SERVES_RISK``, or codes of ``serves_group``.
    """

    what: str = ""
    who: Who | None = Who.PERSON
    who_name: str = ""
    who_agency: str = ""
    due_on: date | None = None
    due_time: time | None = None
    how_often: str = ""
    source: Source | None = None
    source_detail: str = ""
    condition_id: str | None = None
    serves: tuple[str, ...] = ()
    evidence: str = ""
    if_missed: str = ""
    support: str = ""
    explained_on: date | None = None
    agreed: bool | None = None

    def check(self, today: date) -> ActionDraft:
        """The draft cleaned. Raises ``FieldErrors`` naming each field that cannot be kept."""
        checks = Checks()
        if self.explained_on is not None:
            checks.demand(
                self.explained_on <= today,
                "explained_on",
                f"Explained on: {self.explained_on:%d/%m/%Y} is in the future.",
            )
        checks.demand(
            self.due_time is None or self.due_on is not None, "due_on", "By when: a time needs its date."
        )
        cleaned = replace(
            self,
            what=checks.note(self.what, "what", "What must be done", required=True),
            who_name="" if self.who is Who.PERSON else checks.line(self.who_name, "who_name", "Name"),
            who_agency="" if self.who is Who.PERSON else checks.line(self.who_agency, "who_agency", "Agency"),
            how_often=checks.line(self.how_often, "how_often", "How often"),
            source_detail=checks.line(self.source_detail, "source_detail", "Condition or requirement"),
            evidence=checks.note(self.evidence, "evidence", "How it will be shown done"),
            if_missed=checks.note(self.if_missed, "if_missed", "What happens if it is missed"),
            support=checks.note(self.support, "support", "Support offered"),
            agreed=None if self.explained_on is None else self.agreed,
        )
        checks.done()
        return cleaned


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusChange:
    """One change of an action's status. Never rewritten."""

    status: ActionStatus
    reason: str
    on: date
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgressNote:
    """A note added to an action. Never rewritten."""

    words: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """A required action as the store has it.

    ``number`` ("1.1") follows from its place. ``lineage`` is the same for the action in every version of the
    plan, so that versions can be compared and history kept. ``condition`` is the one on record that it rests on.
    """

    id: str
    version: int
    lineage: str
    goal_id: str
    number: str
    said: ActionDraft
    status: ActionStatus
    history: tuple[StatusChange, ...] = ()
    notes: tuple[ProgressNote, ...] = ()
    condition: Condition | None = None

    @property
    def for_person(self) -> bool:
        """Whether the person under IOM does it."""
        return self.said.who is Who.PERSON

    def overdue(self, today: date) -> bool:
        """The one definition of overdue: still open, and its date is before ``today``."""
        return self.status.open and self.said.due_on is not None and self.said.due_on < today
