"""The diary: whose appointments stand where, side by side, and what stands in the way of what.

Times are local wall-clock times, as the diary on the wall has them; minutes of a day are counted from midnight.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum, StrEnum

from iom_desktop.domain.appointments import PLACE, ClashOf
from iom_desktop.domain.names import list_name
from iom_desktop.domain.text import fold_words
from iom_desktop.errors import UserError

#: What appointments are moved by, in minutes.
STEP = 15
DAY = 24 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class DiaryEntry:
    """An appointment as the diary shows it, with the person and what to be careful of."""

    id: str
    version: int
    case_id: str
    crn: str
    surname: str
    forenames: str
    starts_at: datetime  #: local wall-clock time
    minutes: int
    type_code: str
    type_name: str
    place: str
    with_name: str
    officer: str  #: ``officer_key`` of who sees the person
    with_agency: str
    purpose: str
    outcome_code: str
    outcome_name: str
    complied: bool | None  #: nothing without an outcome
    cancelled: bool
    risk_to_staff: bool
    changed_at: datetime  #: when it was last changed, in UTC

    @property
    def ends_at(self) -> datetime:
        """Local wall-clock end."""
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def person(self) -> str:
        """ "HUDSON, Mohammed"."""
        return list_name(self.surname, self.forenames)

    @property
    def initials(self) -> str:
        """ "M.H.": the least that tells an officer who is meant."""
        return "".join(f"{word[0].upper()}." for word in (*self.forenames.split()[:1], *self.surname.split()))

    def outcome_missing(self, now: datetime) -> bool:
        """Whether its time has passed and nobody has said what happened."""
        return not self.outcome_code and not self.cancelled and self.starts_at <= now

    @property
    def can_be_moved(self) -> bool:
        """Whether it stands as booked: no outcome yet, and not cancelled."""
        return not self.outcome_code and not self.cancelled


# Days and weeks -----------------------------------------------------------------------------------------------


def week_of(day: date) -> date:
    """The Monday of the week of ``day``."""
    return day - timedelta(days=day.weekday())


def clock_change(day: date) -> int:
    """Minutes that the clocks go forward that day: 60, 0, or -60 where they go back."""
    start = datetime.combine(day, time(), PLACE).utcoffset()
    end = datetime.combine(day + timedelta(days=1), time(), PLACE).utcoffset()
    if start is None or end is None:
        raise AssertionError("the place has a clock")
    return (end - start) // timedelta(minutes=1)


def span_on(one: DiaryEntry, day: date) -> tuple[int, int] | None:
    """From which minute of ``day`` to which it takes place; nothing where it does not."""
    midnight = datetime.combine(day, time())
    start = (one.starts_at - midnight) // timedelta(minutes=1)
    end = start + one.minutes
    return (max(start, 0), min(end, DAY)) if start < DAY and end > 0 else None


def snapped(minutes: float) -> int:
    """The nearest quarter of an hour that an appointment can begin at, in minutes of the day."""
    return min(max(round(minutes / STEP) * STEP, 0), DAY - STEP)


# Side by side -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Slot:
    """Which of how many lanes something stands in, counted from 0."""

    lane: int
    lanes: int


def side_by_side(spans: Sequence[tuple[int, int]]) -> list[Slot]:
    """A slot for each span (start, end), in their order, so that no two in one lane overlap.

    Spans that overlap, one through another, share their width; one that ends as another begins does not overlap.
    """
    slots = [Slot(0, 1)] * len(spans)
    order = sorted(range(len(spans)), key=lambda place: (spans[place][0], -spans[place][1]))
    together: list[tuple[int, int]] = []  # (place, lane) of those that overlap one through another
    ends: list[int] = []  # where each lane is free again

    def close() -> None:
        for place, lane in together:
            slots[place] = Slot(lane, len(ends))
        together.clear()
        ends.clear()

    for place in order:
        start, end = spans[place]
        if ends and start >= max(ends):
            close()
        lane = next((lane for lane, free in enumerate(ends) if free <= start), len(ends))
        if lane == len(ends):
            ends.append(end)
        else:
            ends[lane] = end
        together.append((place, lane))
    close()
    return slots


def clashing(entries: Iterable[DiaryEntry]) -> dict[str, frozenset[ClashOf]]:
    """Whose time each appointment (by id) wants that another wants as well.

    What is over with or cancelled stands in nobody's way.
    """
    wanted: dict[tuple[ClashOf, str], list[DiaryEntry]] = defaultdict(list)
    for one in entries:
        if one.can_be_moved:
            wanted[ClashOf.PERSON, one.case_id].append(one)
            if one.officer:
                wanted[ClashOf.OFFICER, one.officer].append(one)
    found: dict[str, set[ClashOf]] = defaultdict(set)
    for (of, _whose), theirs in wanted.items():
        for record_id in _overlapping(theirs):
            found[record_id].add(of)
    return {record_id: frozenset(kinds) for record_id, kinds in found.items()}


def _overlapping(entries: list[DiaryEntry]) -> set[str]:
    """Ids of those that take place while another of them does."""
    found: set[str] = set()
    going_on: list[DiaryEntry] = []
    for one in sorted(entries, key=lambda one: one.starts_at):
        going_on = [other for other in going_on if other.ends_at > one.starts_at]
        if going_on:
            found.update(other.id for other in going_on)
            found.add(one.id)
        going_on.append(one)
    return found


def officer_key(name: str) -> str:
    """One key for a name however it is typed."""
    return " ".join(fold_words(name))


# Walking ------------------------------------------------------------------------------------------------------


class Step(Enum):
    """A way to go from one appointment to the next."""

    UP = "up"
    DOWN = "down"
    LEFT = "left"
    RIGHT = "right"


def walk(spots: Sequence[tuple[int, int]], here: int, step: Step) -> int:
    """From the spot at ``here``, one of ``spots`` as (column, place down), to the next one that way.

    Up and down stay in the column. Left and right go to the nearest column with any, to the spot nearest in
    height. Where there is none that way, it stays.
    """
    column, down = spots[here]
    order = sorted(range(len(spots)), key=lambda place: (*spots[place], place))
    at = order.index(here)
    if step in (Step.UP, Step.DOWN):
        there = at + (1 if step is Step.DOWN else -1)
        stays = not 0 <= there < len(order) or spots[order[there]][0] != column
        return here if stays else order[there]
    sideways = [place for place in order if _is_beside(spots[place][0], column, step)]
    if not sideways:
        return here
    nearest = min(abs(spots[place][0] - column) for place in sideways)
    return min(
        (place for place in sideways if abs(spots[place][0] - column) == nearest),
        key=lambda place: abs(spots[place][1] - down),
    )


def _is_beside(other: int, column: int, step: Step) -> bool:
    return other > column if step is Step.RIGHT else other < column


# Calendar files -----------------------------------------------------------------------------------------------

#: Most appointments one calendar file holds: ten years of an officer who sees ten people each working day.
MOST_EVENTS = 25_000


class CalendarDetail(StrEnum):
    """What a calendar file says beside the time and the person's initials, each only where it is chosen."""

    TYPE = "type"
    NAME = "name"
    PLACE = "place"
    OFFICER = "officer"
    PURPOSE = "purpose"


def check_calendar(entries: Sequence[DiaryEntry]) -> None:
    """Refuse a calendar file without anything in it, and one too large for any calendar to take in."""
    if not entries:
        raise UserError("There is no appointment in these days.", "since")
    if len(entries) > MOST_EVENTS:
        raise UserError(
            f"That is more than {MOST_EVENTS:,} appointments: choose fewer days, or one officer or person.",
            "until",
        )
