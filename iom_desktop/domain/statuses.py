"""Status through time: what a case was in each of its aspects, from a day to a day, and who said so."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from iom_desktop.domain.cases import CaseDraft
from iom_desktop.domain.checks import Checks
from iom_desktop.domain.codes import Cohort, Phase, Rag


class Aspect(StrEnum):
    """What of a case has a history."""

    COHORT = "cohort"
    RAG = "rag"
    PHASE = "phase"
    POLICE_LEAD = "police_lead"
    PROBATION_LEAD = "probation_lead"


#: The codes an aspect may take; one that is not here takes a name.
VALUES: dict[Aspect, type[StrEnum]] = {Aspect.COHORT: Cohort, Aspect.RAG: Rag, Aspect.PHASE: Phase}

LABELS: dict[Aspect, str] = {
    Aspect.COHORT: "Cohort",
    Aspect.RAG: "Colour",
    Aspect.PHASE: "Phase",
    Aspect.POLICE_LEAD: "Police lead",
    Aspect.PROBATION_LEAD: "Probation lead",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusDraft:
    """One aspect of a case as it is from a day on. A colour, a cohort and a phase need a reason and who decided.

    ``value`` is a code of ``VALUES``, or an officer's name. ``release_on`` goes with the phase *custody*, and is
    when the person is expected out.
    """

    aspect: Aspect
    value: str = ""
    from_on: date | None = None
    reason: str = ""
    decided_by: str = ""
    review_on: date | None = None
    release_on: date | None = None
    conference_id: str | None = None

    def check(self, today: date) -> StatusDraft:
        """The draft cleaned. Raises ``FieldErrors`` naming each field that cannot be kept."""
        checks = Checks()
        label = LABELS[self.aspect]
        value = checks.line(self.value, "value", label, required=True)
        kind = VALUES.get(self.aspect)
        if kind is not None and value:
            checks.demand(value in list(kind), "value", f"{label}: choose one of the list.")
        checks.demand(self.from_on is not None, "from_on", "From: a date is needed.")
        if self.from_on is not None:
            checks.demand(
                self.from_on <= today, "from_on", f"From: {self.from_on:%d/%m/%Y} is in the future."
            )
            if self.review_on is not None:
                checks.demand(
                    self.review_on > self.from_on,
                    "review_on",
                    f"Next review: {self.review_on:%d/%m/%Y} is not after the day it holds from.",
                )
            if self.release_on is not None:
                checks.demand(
                    self.release_on > self.from_on,
                    "release_on",
                    f"Expected out: {self.release_on:%d/%m/%Y} is not after the day custody began.",
                )
        decided = kind is not None
        cleaned = replace(
            self,
            value=value,
            reason=checks.note(self.reason, "reason", "Reason", required=decided),
            decided_by=checks.line(self.decided_by, "decided_by", "Decided by", required=decided),
            release_on=self.release_on if value == Phase.CUSTODY.value else None,
        )
        checks.done()
        return cleaned


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusPeriod:
    """What an aspect was from a day up to, not with, another. ``id`` is empty for what nobody recorded as a change:
    the value the case has had since it was taken on. ``from_on`` is empty where even that is not known.
    """

    id: str
    case_id: str
    aspect: Aspect
    value: str
    from_on: date | None
    to_on: date | None
    reason: str
    decided_by: str
    review_on: date | None
    conference_id: str | None = None
    recorded_by: str = ""
    recorded_at: datetime | None = None

    @property
    def current(self) -> bool:
        """Whether it still holds."""
        return self.to_on is None

    def held_on(self, day: date) -> bool:
        """Whether it held on ``day``; a period replaced the day it began never did."""
        return (self.from_on is None or self.from_on <= day) and (self.to_on is None or day < self.to_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class ColourRule:
    """What a scheme means by a colour, and what it asks for: at least ``contacts`` in ``days`` days, and a review
    after ``review_months`` months. Local: the list is in Settings.
    """

    rag: Rag
    meaning: str
    contacts: int
    days: int
    review_months: int

    @property
    def words(self) -> str:
        """How often the colour asks for contact: "at least 1 in 7 days"."""
        if not self.contacts:
            return "no contact is asked for"
        days = "a day" if self.days == 1 else f"{self.days} days"
        return f"at least {self.contacts} in {days}"


def value_of(aspect: Aspect, managed: CaseDraft) -> str:
    """What ``managed`` says of an aspect: a code or a name, empty where nobody has said."""
    return str(getattr(managed, aspect.value) or "")


def changed_aspects(before: CaseDraft, after: CaseDraft) -> tuple[Aspect, ...]:
    """The aspects in which two sayings of how a person is managed differ."""
    return tuple(aspect for aspect in Aspect if value_of(aspect, before) != value_of(aspect, after))
