"""Under IOM, and again: the episodes that decisions begin and de-selections end.

An episode is never written down by itself: it follows from the decisions on record, so that the two cannot differ.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from iom_desktop.domain.codes import IomStatus


class Turn(StrEnum):
    """What a decision in force does to where the person stands."""

    TAKEN_ON = "taken_on"
    TURNED_DOWN = "turned_down"
    LET_GO = "let_go"


class TurningPoint(NamedTuple):
    """A decision or de-selection in force: the day it was taken, when it was recorded (UTC), and its id.

    ``began`` is what a de-selection says of the episode it ends: the case itself speaks of the present one only.
    """

    on: date
    at: datetime
    turn: Turn
    record_id: str
    began: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode:
    """One stretch under IOM. ``decision_id`` is empty where nobody recorded why; ``ended_on`` while it lasts."""

    number: int
    adopted_on: date | None
    ended_on: date | None
    decision_id: str
    deselection_id: str


def episodes(adopted_on: date | None, points: Iterable[TurningPoint]) -> tuple[Episode, ...]:
    """The episodes of a case, the oldest first.

    ``adopted_on`` is what the case says of the present episode: a case brought in from elsewhere has no decision.
    """
    found: list[Episode] = []
    open_since: TurningPoint | None = None
    for point in in_order(points):
        if point.turn is Turn.TAKEN_ON:
            open_since = open_since or point
        elif point.turn is Turn.LET_GO:
            found.append(_episode(len(found) + 1, open_since, adopted_on, point))
            open_since = None
    began_without = not found and adopted_on is not None
    if open_since is not None or began_without:
        found.append(_episode(len(found) + 1, open_since, adopted_on, None))
    return tuple(found)


def _episode(
    number: int, begun: TurningPoint | None, adopted_on: date | None, ended: TurningPoint | None
) -> Episode:
    first_day = begun.on if begun is not None else adopted_on
    if begun is None and ended is not None and ended.began is not None:
        first_day = ended.began
    elif begun is None and ended is not None and first_day is not None and first_day > ended.on:
        first_day = None  # the case speaks of a later episode
    return Episode(
        number=number,
        adopted_on=first_day,
        ended_on=None if ended is None else ended.on,
        decision_id="" if begun is None else begun.record_id,
        deselection_id="" if ended is None else ended.record_id,
    )


def iom_status(adopted_on: date | None, points: Iterable[TurningPoint], *, referred: bool) -> IomStatus:
    """Where the person stands. ``referred``: a referral waits to be decided.

    Whoever is on file without any decision is under IOM: that is how a caseload is brought in.
    """
    order = in_order(points)
    held = next((one for one in reversed(order) if one.turn is not Turn.TURNED_DOWN), None)
    if held is not None and held.turn is Turn.TAKEN_ON:
        return IomStatus.ADOPTED
    if referred and (held is not None or adopted_on is None):
        return IomStatus.REFERRED
    if held is not None:
        return IomStatus.DESELECTED
    if order and adopted_on is None:
        return IomStatus.NOT_ADOPTED
    return IomStatus.ADOPTED


def in_order(points: Iterable[TurningPoint]) -> Sequence[TurningPoint]:
    """The points as they followed on one another: by day, then as they were recorded."""
    return sorted(points, key=lambda one: (one.on, one.at, one.record_id))
