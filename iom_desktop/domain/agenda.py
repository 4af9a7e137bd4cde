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


def rank(reasons: tuple[AgendaReason, ...]) -> tuple[int, int]:
    """How early a case with these reasons comes, the smallest first: its most pressing reason, then how many."""
    places = [_RANK[one] for one in reasons]
    return (min(places, default=len(_RANK)), -len(places))


class Standing(NamedTuple):
    """What of a case under IOM may bring it before a conference."""

    case_id: str
    rag: str | None
    review_on: date | None
    release_on: date | None
    next_due_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The days that count for one conference."""

    on: date
    since: date | None  #: the conference before it
    review_by: date
    release_from: date
    release_by: date
    overdue_before: date

    def holds(self, case: Standing) -> int:
        """Which reasons follow from how a case stands: a number for ``HOLDING``. Asked of 20,000 cases in a row."""
        _id, rag, review_on, release_on, next_due_on = case
        return (
            8 * (release_on is not None and self.release_from <= release_on <= self.release_by)
            + 4 * (rag == "red")
            + 2 * (review_on is not None and review_on <= self.review_by)
            + (next_due_on is not None and next_due_on < self.overdue_before)
        )


def window_of(
    on: date, since: date | None, today: date, *, review_days: int = 0, release_days: int = 0
) -> Window:
    """The days for a conference on a day, ``since`` the one before it.

    A release is news from the day after the conference before. What is overdue is said as of today: what is not due
    yet may still be done in time.
    """
    return Window(
        on=on,
        since=since,
        review_by=on + timedelta(days=review_days),
        release_from=min(today, on) if since is None else since + timedelta(days=1),
        release_by=on + timedelta(days=release_days),
        overdue_before=min(today, on),
    )


_BY_STANDING = (
    AgendaReason.CHANGED, AgendaReason.RELEASE, AgendaReason.RED, AgendaReason.REVIEW, AgendaReason.OVERDUE,
)  # fmt: skip
#: Added to what ``Window.holds`` says where a colour or a cohort changed since the last conference.
CHANGED = 16
#: The reasons of each combination, so that none is put together twice.
HOLDING = tuple(
    tuple(reason for place, reason in enumerate(_BY_STANDING) if holds & (CHANGED >> place))
    for holds in range(2 * CHANGED)
)
RANKS = tuple(rank(reasons) for reasons in HOLDING)


def longest_wait(case: Standing) -> date:
    """The earliest of its days: among equals, whose day has waited the longest comes first."""
    _id, _rag, review_on, release_on, next_due_on = case
    return min(review_on or date.max, release_on or date.max, next_due_on or date.max)
