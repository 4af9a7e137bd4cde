"""Letting a person go: why, on what evidence, with what plan, and who decided. Never edited: superseded.

The evidence is what changed since adoption. Here it is put into sentences from plain facts; ``services`` draws
the facts together.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from iom_desktop.domain.audiences import FULL, Reader, SharedMatter
from iom_desktop.domain.cases import Case
from iom_desktop.domain.checks import Checks
from iom_desktop.domain.dates import add_months
from iom_desktop.domain.decisions import DecisionMaker
from iom_desktop.domain.offending import Offending, OffendingEvent


class Topic(StrEnum):
    """What a line of the evidence is about, in the order in which a panel asks."""

    OFFENDING = "offending"
    NEEDS = "needs"
    ACTIONS = "actions"
    SERVICES = "services"
    COMPLIANCE = "compliance"
    COLOUR = "colour"
    RISK = "risk"
    ACCOMMODATION = "accommodation"
    OTHER = "other"  #: what the officer adds


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceLine:
    """One sentence of the evidence."""

    topic: Topic
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeselectionDraft:
    """A decision to let a person go.

    ``evidence`` is frozen with it, as shown to whoever decided. ``end_flags`` are the ids of the risk flags that
    end with it; the others stay.
    """

    decided_on: date | None = None
    reason_code: str = ""
    words: str = ""
    evidence: tuple[EvidenceLine, ...] = ()
    exit_plan: str = ""
    decided_by: tuple[DecisionMaker, ...] = ()
    dissent: str = ""
    conference_id: str | None = None
    end_flags: tuple[str, ...] = ()

    def check(self, today: date) -> DeselectionDraft:
        """The draft cleaned. Raises ``FieldErrors`` naming each field that cannot be kept."""
        checks = Checks()
        checks.demand(self.decided_on is not None, "decided_on", "Date of decision: this is needed.")
        if self.decided_on is not None:
            in_time = self.decided_on <= today
            checks.demand(
                in_time, "decided_on", f"Date of decision: {self.decided_on:%d/%m/%Y} is in the future."
            )
        checks.demand(bool(self.reason_code), "reason_code", "Reason: choose one of the list.")
        checks.demand(bool(self.decided_by), "decided_by", "Decided by: name at least one person and agency.")
        makers = tuple(
            DecisionMaker(
                name=checks.line(maker.name, "decided_by", "Decided by", required=True),
                agency=checks.line(maker.agency, "decided_by", "Agency of who decided", required=True),
            )
            for maker in self.decided_by
        )
        evidence = tuple(
            EvidenceLine(topic=line.topic, words=said)
            for line in self.evidence
            if (said := checks.note(line.words, "evidence", "Evidence", limit=4_000))
        )
        cleaned = replace(
            self,
            words=checks.note(self.words, "words", "Why they are let go", required=True),
            exit_plan=checks.note(self.exit_plan, "exit_plan", "Exit plan", required=True),
            dissent=checks.note(self.dissent, "dissent", "Who disagreed"),
            evidence=evidence,
            decided_by=makers,
        )
        checks.done()
        return cleaned


@dataclass(frozen=True, slots=True, kw_only=True)
class Deselection:
    """A de-selection as recorded. ``superseded_on`` is set once it no longer holds; it stays readable."""

    id: str
    case_id: str
    said: DeselectionDraft  #: ``end_flags`` are not part of the record: the flags themselves say when they ended
    reason: str  #: the reason's words in the list
    adopted_on: date | None
    recorded_by: str
    recorded_at: datetime  #: UTC
    supersede_reason: str = ""
    superseded_on: date | None = None

    @property
    def in_force(self) -> bool:
        """Whether it still holds."""
        return self.superseded_on is None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeselectionFile:
    """What the record of a de-selection prints. ``made_at`` and ``recorded_at`` are local
    time; ``episode`` counts the times under IOM, of which this one ended.
    """

    case: Case
    deselection: Deselection
    episode: int
    made_at: datetime
    recorded_at: datetime
    made_by: str
    reader: Reader = FULL
    left_out: tuple[SharedMatter, ...] = ()
    marking: str = "OFFICIAL-SENSITIVE"


# --- What changed, in sentences ----------------------------------------------------------------------------

#: Fewer days than this under IOM say nothing of a rate.
LEAST_DAYS = 60
_NOUNS = {
    OffendingEvent.ARREST: ("arrest", "arrests"),
    OffendingEvent.CHARGE: ("charge", "charges"),
    OffendingEvent.CONVICTION: ("conviction", "convictions"),
}


def offending_lines(events: Sequence[Offending], adopted_on: date | None, today: date) -> list[str]:
    """Arrests, charges and convictions before and since adoption, with what they are in 12 months.

    What was struck out does not count.
    """
    standing = [one for one in events if one.stands and one.said.on_day is not None]
    if not standing:
        return ["No arrest, charge or conviction is on record."]
    if adopted_on is None:
        return [
            _last(standing, event) for event in _NOUNS if any(one.said.event is event for one in standing)
        ]
    return [line for event in _NOUNS if (line := _before_and_since(standing, event, adopted_on, today))]


def _before_and_since(events: Sequence[Offending], event: OffendingEvent, adopted: date, today: date) -> str:
    days = [one.said.on_day for one in events if one.said.event is event and one.said.on_day is not None]
    begun = add_months(adopted, -12)
    before = sum(begun <= day < adopted for day in days)
    since = sum(day >= adopted for day in days)
    if not days:
        return f"No {_NOUNS[event][0]} is on record."
    under = (today - adopted).days + 1
    rate = f", {since * 365 / under:.1f} in 12 months" if under >= LEAST_DAYS and since else ""
    said = f"{_many(since, event).capitalize()} since adoption on {adopted:%d/%m/%Y}{rate}; "
    said += f"{_many(before, event)} in the 12 months before."
    return f"{said} The last was on {max(days):%d/%m/%Y}."


def _many(number: int, event: OffendingEvent) -> str:
    one, many = _NOUNS[event]
    return f"no {one}" if not number else f"{number} {one if number == 1 else many}"


def _last(events: Iterable[Offending], event: OffendingEvent) -> str:
    days = [one.said.on_day for one in events if one.said.event is event and one.said.on_day is not None]
    return f"{_many(len(days), event).capitalize()} on record, the last on {max(days):%d/%m/%Y}."
