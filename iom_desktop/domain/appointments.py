"""Appointments: what, when, where, with whom; the outcome once it is past."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from iom_desktop.domain.checks import Checks
from iom_desktop.domain.codes import CodeItem
from iom_desktop.domain.enforcement import StepDraft
from iom_desktop.errors import UserError

#: Whose clocks appointments are kept by.
PLACE = ZoneInfo("Europe/London")

#: Most appointments one series may make: two years of weekly ones, or a daily one for a quarter.
SERIES_LIMIT = 120

#: The years an appointment can stand in: what lies outside was mistyped.
YEARS = range(1950, 2200)

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
    #: Of a type that does not count toward compliance by itself, and yet also a statutory appointment.
    also_statutory: bool = False
    repeat: Repeat = Repeat.NEVER
    repeat_until: date | None = None

    def check(self, type_item: CodeItem | None) -> AppointmentDraft:
        """The draft cleaned. ``type_item`` is the chosen type. Raises ``FieldErrors``."""
        checks = Checks()
        checks.demand(type_item is not None, "type_code", "Type: choose one from the list.")
        checks.demand(self.starts_at is not None, "starts_at", "When: a date and time are needed.")
        checks.demand(0 < self.minutes <= 24 * 60, "minutes", "Length: 1 minute to 24 hours.")
        if self.starts_at is not None:
            checks.demand(
                self.starts_at.year in YEARS,
                "starts_at",
                f"When: the year {self.starts_at.year} cannot be right.",
            )
            checks.attempt(lambda: check_clock_time(self.starts_at, "starts_at", "When"), None)
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
                    f"Repeats until: that makes {many:,} appointments; the most is {SERIES_LIMIT}.",
                )
                checks.demand(
                    many == 1 or self.minutes <= self.repeat.days * 24 * 60,
                    "minutes",
                    "Length: each appointment would still be going on when the next begins.",
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


class AskedBy(StrEnum):
    """Who asked for an appointment to be moved or cancelled."""

    PERSON = "person"
    POLICE = "police"
    PROBATION = "probation"
    SERVICE = "service"
    COURT_OR_PRISON = "court_or_prison"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveDraft:
    """A move as typed. ``and_later`` moves the later ones of the series by as many days, to the same time of day."""

    starts_at: datetime | None = None
    minutes: int = 30
    place: str = ""
    asked_by: AskedBy | None = None
    reason: str = ""
    and_later: bool = False

    def check(self, standing: AppointmentDraft, type_item: CodeItem | None) -> MoveDraft:
        """The draft cleaned; a move to where the appointment ``standing`` is already is refused. ``FieldErrors``."""
        checks = Checks()
        there = checks.attempt(
            lambda: replace(standing, starts_at=self.starts_at, minutes=self.minutes, place=self.place).check(
                type_item
            ),
            standing,
        )
        checks.demand(self.asked_by is not None, "asked_by", "Asked by: say who asked for the move.")
        where = (self.starts_at, self.minutes, there.place)
        checks.demand(
            where != (standing.starts_at, standing.minutes, standing.place),
            "starts_at",
            "When: the appointment stands there already.",
        )
        reason = checks.note(self.reason, "reason", "Reason", required=True)
        checks.done()
        return replace(self, place=there.place, reason=reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelDraft:
    """A cancellation as typed. ``and_later`` also cancels the later ones of the series that have no outcome."""

    asked_by: AskedBy | None = None
    reason: str = ""
    and_later: bool = False

    def check(self) -> CancelDraft:
        """The draft cleaned. Raises ``FieldErrors``."""
        checks = Checks()
        checks.demand(
            self.asked_by is not None, "asked_by", "Asked by: say who asked for it to be cancelled."
        )
        cleaned = replace(self, reason=checks.note(self.reason, "reason", "Reason", required=True))
        checks.done()
        return cleaned


def check_clock_time(at: datetime | None, field: str, label: str) -> None:
    """Refuse a time of day that the clocks skip when they go forward (01:00 to 01:59 one Sunday in March)."""
    if at is not None and _skipped(at):
        raise UserError(
            f"{label}: there is no {at:%H:%M} on {at:%d/%m/%Y}: the clocks go forward at 01:00 that day.",
            field,
        )


def _skipped(at: datetime) -> bool:
    if at.year not in YEARS:
        return False
    there = at.replace(tzinfo=PLACE)
    return there.astimezone(UTC).astimezone(PLACE).replace(tzinfo=None) != at.replace(fold=0)


def occurrences(draft: AppointmentDraft) -> Iterator[datetime]:
    """Start of each appointment of the series, the first included, at the same wall-clock time each day."""
    if draft.starts_at is None:
        return
    at = draft.starts_at
    yield at
    while draft.repeat.days and draft.repeat_until is not None:
        if (draft.repeat_until - at.date()).days < draft.repeat.days:
            return
        at += timedelta(days=draft.repeat.days)
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
    """What happened. ``next_at`` books the next one like this in the same save, when given.

    ``enforcement`` says what is done about an outcome that does not comply, where one is demanded.
    """

    outcome_code: str = ""
    note: str = ""
    next_at: datetime | None = None
    change_reason: str = ""
    enforcement: StepDraft | None = None

    def check(
        self,
        starts_at: datetime,
        now: datetime,
        item: CodeItem | None,
        changing: bool,
        *,
        demands_enforcement: bool = False,
    ) -> OutcomeDraft:
        """The draft cleaned. ``item`` is the chosen outcome; ``changing`` if one was recorded before.

        ``demands_enforcement``: the outcome does not comply, on a statutory appointment, and nothing has been
        decided about it yet. The step itself is checked by ``StepDraft.check``.
        """
        checks = Checks()
        checks.demand(item is not None, "outcome_code", "Outcome: choose one from the list.")
        checks.demand(
            starts_at <= now,
            "outcome_code",
            f"Outcome: the appointment is not until {starts_at:%d/%m/%Y %H:%M}.",
        )
        checks.demand(
            self.enforcement is not None or not demands_enforcement,
            "enforcement",
            "Enforcement: this outcome does not comply, so say what is done about it.",
        )
        if self.next_at is not None:
            checks.demand(self.next_at > starts_at, "next_at", "Next appointment: it is not after this one.")
            checks.demand(
                self.next_at.year in YEARS,
                "next_at",
                f"Next appointment: the year {self.next_at.year} cannot be right.",
            )
            checks.attempt(lambda: check_clock_time(self.next_at, "next_at", "Next appointment"), None)
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
    cancel_asked_by: AskedBy | None = None
    complied: bool | None = None  #: whether the outcome complies or is acceptable; nothing without an outcome
    person: str = ""  #: "HUDSON, Mohammed", where a list spans cases
    crn: str = ""

    @property
    def counts(self) -> bool:
        """Whether missing it can be a failure to comply, in a statutory case."""
        return self.counts_toward_compliance or self.said.also_statutory

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


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentMove:
    """One move of an appointment. ``at`` is the local time it was made; the rest is where it stood and went."""

    id: str
    from_at: datetime
    from_minutes: int
    from_place: str
    to_at: datetime
    to_minutes: int
    to_place: str
    asked_by: AskedBy
    reason: str
    moved_by: str
    at: datetime


class ClashOf(StrEnum):
    """Whose time two appointments both want."""

    PERSON = "person"
    OFFICER = "officer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """An appointment that stands at the same time as the one being booked or moved."""

    of: ClashOf
    wanted_at: datetime  #: the start, of the new one or of one of its series, that it stands against
    standing: Appointment
