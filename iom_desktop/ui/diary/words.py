"""What the diary says in words: signs beside an appointment, days that are not like others, what is chosen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from iom_desktop.display.formats import date_time, exact_date, short_date, time_of_day
from iom_desktop.display.labels import named_with_agency
from iom_desktop.display.words import _
from iom_desktop.domain.appointments import ClashOf
from iom_desktop.domain.diary import DiaryEntry, clock_change

NO_CLASH: frozenset[ClashOf] = frozenset()


@dataclass(frozen=True, slots=True)
class Sign:
    """A mark beside an appointment: a shape, its word, and the role that colours both."""

    shape: str
    word: str
    role: str


def risk_sign() -> Sign:
    """To be careful of."""
    return Sign("bang", _("Risk to staff"), "flag-grave")


def missing_sign() -> Sign:
    """Its time has passed, and nobody has said what happened."""
    return Sign("ring", _("Outcome missing"), "missing")


def clash_sign() -> Sign:
    """Another one stands at the same time, for the person or for the officer."""
    return Sign("equals", _("Clash"), "warn")


def cancelled_sign() -> Sign:
    """It does not take place."""
    return Sign("cross", _("Cancelled"), "muted")


def legend() -> tuple[Sign, ...]:
    """Every sign whose word may have no room beside it."""
    done = Sign("tick", _("Outcome recorded"), "done")
    return risk_sign(), missing_sign(), clash_sign(), done, cancelled_sign()


def signs(one: DiaryEntry, now: datetime, clash: frozenset[ClashOf] = NO_CLASH) -> list[Sign]:
    """The marks of an appointment, the gravest first."""
    found = [risk_sign()] if one.risk_to_staff else []
    if one.cancelled:
        return [*found, cancelled_sign()]
    if one.outcome_missing(now):
        found.append(missing_sign())
    if clash:
        found.append(clash_sign())
    if one.outcome_code:
        role = "error" if one.complied is False else "done"
        shape = "cross" if one.complied is False else "tick"
        found.append(Sign(shape, one.outcome_name, role))
    return found


def clash_words(clash: frozenset[ClashOf]) -> str:
    """Whose time is wanted twice."""
    both = len(clash) == len(ClashOf)
    if both:
        return _("Clash: person and officer are booked twice")
    if ClashOf.PERSON in clash:
        return _("Clash: the person is booked twice")
    return _("Clash: the officer is booked twice") if clash else ""


def times(one: DiaryEntry) -> str:
    """ "10:00 to 10:30"."""
    end = one.ends_at
    until = time_of_day(end.time()) if end.date() == one.starts_at.date() else date_time(end)
    return _("{start} to {end}").format(start=time_of_day(one.starts_at.time()), end=until)


def chosen_words(one: DiaryEntry) -> str:
    """Which appointment it is: "HUDSON, Mohammed · Tue 1 Dec 2026 10:00 to 10:30"."""
    return f"{one.person} · {exact_date(one.starts_at.date())} {times(one)}"


def detail_words(one: DiaryEntry) -> str:
    """What it is, where and with whom."""
    parts = (one.type_name, one.place, named_with_agency(one.with_name, one.with_agency))
    return " · ".join(part for part in parts if part)


def spoken(one: DiaryEntry, now: datetime, clash: frozenset[ClashOf]) -> str:
    """Everything about it in one line, as a screen reader says it."""
    marks = [sign.word for sign in signs(one, now) if sign.shape != "equals"]
    return ", ".join(filter(None, (chosen_words(one), detail_words(one), *marks, clash_words(clash))))


def day_marks(day: date, today: date, holidays: Mapping[date, str]) -> list[str]:
    """What is particular about a day: that it is today, a bank holiday, that the clocks change."""
    marks = [_("Today")] if day == today else []
    if day in holidays:
        marks.append(_("Bank holiday: {name}").format(name=holidays[day]))
    change = clock_change(day)
    if change > 0:
        marks.append(_("Clocks go forward at 01:00"))
    elif change < 0:
        marks.append(_("Clocks go back at 02:00"))
    return marks


def range_words(first: date, days: int) -> str:
    """ "Mon 23 Nov 2026", "23 to 29 Nov 2026", "30 Nov to 6 Dec 2026" or "28 Dec 2026 to 3 Jan 2027"."""
    if days == 1:
        return exact_date(first)
    last = first + timedelta(days=days - 1)
    begins = short_date(first)
    if first.year == last.year:
        begins = begins.removesuffix(f" {first.year}")
        begins = str(first.day) if first.month == last.month else begins
    return _("{first} to {last}").format(first=begins, last=short_date(last))
