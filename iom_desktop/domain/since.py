"""Since last time: what happened in a case after a moment, the gravest first, and no more than can be taken in.

Here are the rules: what is news, in which order it is told, and how a long list is cut so that nothing is passed
over in silence. ``services.since`` asks the records.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum, IntEnum, StrEnum
from typing import TypeVar

from iom_desktop.domain.audiences import SharedMatter

#: Lines told of one case, unless asked for more.
MOST_LINES = 12
T = TypeVar("T")


class Subject(StrEnum):
    """What a line is about."""

    OFFENDING = "offending"
    ENFORCEMENT = "enforcement"
    RISK = "risk"
    APPOINTMENTS = "appointments"
    ACTIONS = "actions"
    SERVICES = "services"
    STATUS = "status"
    DECISION = "decision"
    PLAN = "plan"
    NOTES = "notes"


class Weight(IntEnum):
    """How early a line is told: bad news before good, and what is only counted last."""

    GRAVE = 0  #: an arrest, a recall: the table must hear of it
    BAD = 1
    NEWS = 2
    GOOD = 3
    COUNTED = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class SinceLine:
    """One thing that happened, as a plain sentence with its date.

    ``late``: it happened before, and was only recorded since. A reader must be allowed every one of ``matters``, and
    the need of ``need_code`` where there is one. ``more`` lines only count what there was no room for.
    """

    subject: Subject
    weight: Weight
    day: date | None
    words: str
    late: bool = False
    matters: frozenset[SharedMatter] = field(default=frozenset())
    need_code: str = ""
    more: int = 0


class Fresh(Enum):
    """In what way something is news."""

    NEW = "new"
    LATE = "late"  #: it happened before, and was recorded since


def fresh(day: date | None, recorded: datetime, since: datetime, now: datetime) -> Fresh | None:
    """Whether something of a ``day``, ``recorded`` at a local moment, is news since another; nothing if it is not.

    What is of the very day counts by when it was recorded. What is still to come has not happened.
    """
    if day is None:
        day = recorded.date()
    if day > now.date():
        return None
    if day > since.date():
        return Fresh.NEW
    if recorded <= since:
        return None
    return Fresh.NEW if day == since.date() else Fresh.LATE


def in_order(lines: Iterable[SinceLine]) -> list[SinceLine]:
    """Bad news first; then the newest."""
    return sorted(
        lines, key=lambda one: (one.weight, -(one.day or date.min).toordinal(), one.subject, one.words)
    )


def bounded(lines: Iterable[SinceLine], most: int) -> tuple[list[SinceLine], Counter[Subject]]:
    """The first ``most`` lines in their order, and how many more there are of each subject.

    Where lines are left out, one place is kept for saying so.
    """
    ordered = in_order(lines)
    if len(ordered) <= most:
        return ordered, Counter()
    kept = max(0, most - 1)
    return ordered[:kept], Counter(one.subject for one in ordered[kept:])


def told_singly(found: Sequence[T], most: int) -> tuple[Sequence[T], Sequence[T]]:
    """``found`` parted into those told one by one and those told as one number; a single one is never a number."""
    if len(found) <= most:
        return found, ()
    return found[: most - 1], found[most - 1 :]


def visible(lines: Iterable[SinceLine], sees: Callable[[SinceLine], bool] | None) -> list[SinceLine]:
    """The lines a reader may see; all where nobody asks."""
    return [one for one in lines if sees is None or sees(one)]
