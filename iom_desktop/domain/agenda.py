"""Why cases come before a conference: which reasons hold, in which order, and how long each case takes.

The rules alone; ``services.agenda`` asks the store for the facts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

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
