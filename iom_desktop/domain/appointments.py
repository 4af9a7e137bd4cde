"""Appointments: what, when, where, with whom; the outcome once it is past."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from iom_desktop.domain.checks import Checks
from iom_desktop.domain.codes import CodeItem

#: Most appointments one series may make: two years of weekly ones, or a daily one for a quarter.
SERIES_LIMIT = 120

#: The outcomes recorded most, in the order they are offered with the keys 1 to 9; the full list stands behind.
COMMON_OUTCOMES = ("ATTC", "AFTC", "AAME", "AAFC", "AAAA", "UAAB", "AFTA", "RSSR", "RSOF")


class Repeat(StrEnum):
    """How an appointment repeats."""

    NEVER = "never"
    DAILY = "daily"
    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    FOUR_WEEKLY = "four_weekly"

    @property
    def days(self) -> int:
        """Days from one to the next; 0 when it does not repeat."""
        return {"daily": 1, "weekly": 7, "fortnightly": 14, "four_weekly": 28}.get(self.value, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentDraft:
    """An appointment as typed. ``starts_at`` is local wall-clock time; ``minutes`` is its length."""

    type_code: str = ""
    starts_at: datetime | None = None
    minutes: int = 30
    place: str = ""
    with_name: str = ""  #: who sees the person
    with_agency: str = ""
    purpose: str = ""
    repeat: Repeat = Repeat.NEVER
    repeat_until: date | None = None

    def check(self, type_item: CodeItem | None) -> AppointmentDraft:
        """The draft cleaned. ``type_item`` is the chosen type. Raises ``FieldErrors``."""
        checks = Checks()
        checks.demand(type_item is not None, "type_code", "Type: choose one from the list.")
        checks.demand(self.starts_at is not None, "starts_at", "When: a date and time are needed.")
        checks.demand(0 < self.minutes <= 24 * 60, "minutes", "Length: 1 minute to 24 hours.")
        if self.repeat is not Repeat.NEVER and self.starts_at is not None:
            checks.demand(self.repeat_until is not None, "repeat_until", "Repeats until: a date is needed.")
            if self.repeat_until is not None:
                checks.demand(
                    self.repeat_until >= self.starts_at.date(),
                    "repeat_until",
                    f"Repeats until: {self.repeat_until:%d/%m/%Y} is before the first appointment.",
                )
                many = (self.repeat_until - self.starts_at.date()).days // self.repeat.days + 1
                checks.demand(
                    many <= SERIES_LIMIT,
                    "repeat_until",
                    f"Repeats until: that makes {many} appointments; the most is {SERIES_LIMIT}.",
                )
        place = checks.line(self.place, "place", "Place")
        needs_place = type_item is not None and type_item.yes("location_required")
        checks.demand(
            bool(place) or not needs_place or checks.refused("place"),
            "place",
            "Place: this type of appointment needs one.",
        )
        cleaned = replace(
            self,
            place=place,
            with_name=checks.line(self.with_name, "with_name", "With"),
            with_agency=checks.line(self.with_agency, "with_agency", "Agency"),
            purpose=checks.note(self.purpose, "purpose", "Purpose"),
        )
        checks.done()
        return cleaned


def occurrences(draft: AppointmentDraft) -> Iterator[datetime]:
    """Start of each appointment of the series, the first included, at the same wall-clock time each day."""
    if draft.starts_at is None:
        return
    at = draft.starts_at
    yield at
    while draft.repeat.days and draft.repeat_until is not None:
        at += timedelta(days=draft.repeat.days)
        if at.date() > draft.repeat_until:
            return
        yield at


def overlap(one: datetime, minutes: int, other: datetime, other_minutes: int) -> bool:
    """Whether two appointments take place at the same time; one that ends as the other begins does not."""
    return one < other + timedelta(minutes=other_minutes) and other < one + timedelta(minutes=minutes)


def same_time_next_week(starts_at: datetime, now: datetime) -> datetime:
    """The same weekday and time, a week on or as many weeks on as it takes to be ahead of ``now``."""
    following = starts_at + timedelta(days=7)
    if following <= now:
        following += timedelta(days=7 * ((now - following).days // 7 + 1))
    return following


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeDraft:
    """What happened. ``next_at`` books the next one like this in the same save, when given."""

    outcome_code: str = ""
    note: str = ""
    next_at: datetime | None = None
    change_reason: str = ""

    def check(
        self, starts_at: datetime, now: datetime, item: CodeItem | None, changing: bool
    ) -> OutcomeDraft:
        """The draft cleaned. ``item`` is the chosen outcome; ``changing`` if one was recorded before."""
        checks = Checks()
        checks.demand(item is not None, "outcome_code", "Outcome: choose one from the list.")
        checks.demand(
            starts_at <= now,
            "outcome_code",
            f"Outcome: the appointment is not until {starts_at:%d/%m/%Y %H:%M}.",
        )
        if self.next_at is not None:
            checks.demand(self.next_at > starts_at, "next_at", "Next appointment: it is not after this one.")
        cleaned = replace(
            self,
            note=checks.note(self.note, "note", "Note"),
            change_reason=checks.note(
                self.change_reason, "change_reason", "Why the outcome is changed", required=changing
            ),
        )
        checks.done()
        return cleaned


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """An appointment as the store has it, with the words of its codes."""

    id: str
    version: int
    case_id: str
    series_id: str | None
    said: AppointmentDraft
    type_name: str
    counts_toward_compliance: bool
    outcome_code: str
    outcome_name: str
    outcome_note: str
    outcome_at: datetime | None
    outcome_by: str
    cancelled: bool
    cancel_reason: str
    complied: bool | None = None  #: whether the outcome complies or is acceptable; nothing without an outcome
    person: str = ""  #: "HUDSON, Mohammed", where a list spans cases
    crn: str = ""

    @property
    def starts_at(self) -> datetime:
        """Local wall-clock start."""
        if self.said.starts_at is None:
            raise ValueError("an appointment in the store has a start")
        return self.said.starts_at

    @property
    def ends_at(self) -> datetime:
        """Local wall-clock end."""
        return self.starts_at + timedelta(minutes=self.said.minutes)

    def outcome_missing(self, now: datetime) -> bool:
        """Whether its time has passed and nobody has said what happened."""
        return not self.outcome_code and not self.cancelled and self.starts_at <= now


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierOutcome:
    """An outcome as it stood before it was changed. ``at`` is the local time of the change."""

    id: str
    outcome_name: str
    note: str
    change_reason: str
    changed_by: str
    at: datetime
