"""Why cases come before a conference: which reasons hold, in which order, and how long each case takes.

The rules alone; ``services.agenda`` asks the store for the facts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from iom_desktop.domain.conferences import AgendaReason, Reason

#: Minutes for a case nobody gave a reason for.
USUAL = 5
_RANK = {reason: place for place, reason in enumerate(AgendaReason)}


def minutes_of(reasons: Iterable[Reason], usual: Mapping[AgendaReason, int]) -> int:
    """The minutes a case takes: those of the reason that takes the longest."""
    return max((usual.get(one.reason, USUAL) for one in reasons), default=USUAL)


def rank(reasons: Iterable[AgendaReason]) -> tuple[int, int]:
    """How early a case with these reasons comes, the smallest first: its most pressing reason, then how many."""
    places = [_RANK[one] for one in reasons]
    return (min(places, default=len(_RANK)), -len(places))


class Standing(NamedTuple):
    """What of a case under IOM may bring it before a conference."""

    case_id: str
    red: bool
    review_on: date | None
    release_on: date | None
    next_due_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The days that count for one conference. A release counts from the day after the conference before it."""

    on: date
    since: date | None
    today: date
    review_days: int
    release_days: int

    @property
    def review_by(self) -> date:
        """The last day on which a review falls due for this conference."""
        return self.on + timedelta(days=self.review_days)

    @property
    def release_from(self) -> date:
        """The first day of a release that is news to this conference."""
        return min(self.today, self.on) if self.since is None else self.since + timedelta(days=1)

    @property
    def release_by(self) -> date:
        """The last day of a release that this conference looks ahead to."""
        return self.on + timedelta(days=self.release_days)

    @property
    def overdue_before(self) -> date:
        """Actions due before this day are overdue: today, since what is not due yet may still be done in time."""
        return min(self.today, self.on)


def standing_reasons(case: Standing, window: Window) -> list[AgendaReason]:
    """The reasons that follow from how a case stands, the most pressing first."""
    found = []
    if case.release_on is not None and window.release_from <= case.release_on <= window.release_by:
        found.append(AgendaReason.RELEASE)
    if case.red:
        found.append(AgendaReason.RED)
    if case.review_on is not None and case.review_on <= window.review_by:
        found.append(AgendaReason.REVIEW)
    if case.next_due_on is not None and case.next_due_on < window.overdue_before:
        found.append(AgendaReason.OVERDUE)
    return found
