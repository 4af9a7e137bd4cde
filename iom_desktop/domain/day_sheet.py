"""The day sheet: a day's visits in order, each with what the officer must know at the door and room to write."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from iom_desktop.domain.actions import Action
from iom_desktop.domain.appointments import Appointment
from iom_desktop.domain.cases import Case
from iom_desktop.domain.compliance import Compliance
from iom_desktop.domain.notes import Mark

#: The contacts printed for each visit, the newest first.
CONTACTS_SHOWN = 3
#: The outstanding actions printed for each visit; how many more there are is said.
ACTIONS_SHOWN = 6
#: An action is outstanding for a visit when it falls due within so many days.
DAYS_AHEAD = 14
#: Visits on one sheet: more are no officer's day.
MOST_VISITS = 60


class VisitOrder(StrEnum):
    """The order of the visits: as they are booked, or by the area people live in."""

    TIME = "time"
    AREA = "area"


@dataclass(frozen=True, slots=True, kw_only=True)
class LastContact:
    """A contact, or an appointment that took place. ``mark`` tells opinion from fact."""

    at: datetime
    heading: str
    words: str
    mark: Mark | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One visit. ``number`` is its place on the paper, by which it is keyed back.

    ``left_off``: contacts newer than the last one shown that paper carried about must not hold: intelligence,
    what tells of others, what the person is not to be told.
    """

    number: int
    appointment: Appointment
    case: Case
    accommodation_name: str
    conditions: tuple[str, ...]
    outstanding: tuple[Action, ...]
    more_actions: int
    contacts: tuple[LastContact, ...]
    left_off: int
    compliance: Compliance


@dataclass(frozen=True, slots=True, kw_only=True)
class DaySheet:
    """A day's visits, of one officer or (``officer`` empty) of everybody, loaded to be printed."""

    day: date
    officer: str
    order: VisitOrder
    visits: tuple[Visit, ...]
    made_at: datetime
    made_by: str
    marking: str = "OFFICIAL-SENSITIVE"


def area_of(postcode: str) -> str:
    """The outward part of a postcode ("BA6" of "BA6 2NE"), or nothing where there is none."""
    tidy = "".join(postcode.upper().split())
    return tidy[:-3] if 5 <= len(tidy) <= 7 else ""
