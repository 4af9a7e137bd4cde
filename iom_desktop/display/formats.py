"""How dates, times, counts and empty values read, on screen and on paper alike.

The words come from the program's own tables through the catalogue, never from the computer's locale: the same
record reads the same on every machine. Times are shown as given; the caller has made them local.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from enum import Enum

from iom_desktop.display.words import _, plural


def N_(text: str) -> str:  # noqa: N802 (the name by which catalogue tools know it)
    """Marks a word of a table for the catalogue; it is translated when it is used."""
    return text


_SHORT_DAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))
_LONG_DAYS = (
    N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"), N_("Sunday"),
)  # fmt: skip
_SHORT_MONTHS = (
    N_("Jan"), N_("Feb"), N_("Mar"), N_("Apr"), N_("May"), N_("Jun"),
    N_("Jul"), N_("Aug"), N_("Sep"), N_("Oct"), N_("Nov"), N_("Dec"),
)  # fmt: skip
_LONG_MONTHS = (
    N_("January"), N_("February"), N_("March"), N_("April"), N_("May"), N_("June"),
    N_("July"), N_("August"), N_("September"), N_("October"), N_("November"), N_("December"),
)  # fmt: skip


def exact_date(day: date | None) -> str:
    """ "Tue 1 Dec 2026": how a date is read back wherever there is room. Empty for no date."""
    return f"{_(_SHORT_DAYS[day.weekday()])} {short_date(day)}" if day else ""


def short_date(day: date | None) -> str:
    """ "1 Dec 2026". Empty for no date."""
    return f"{day.day} {_(_SHORT_MONTHS[day.month - 1])} {day.year}" if day else ""


def short_month_day(day: date) -> str:
    """ "1 Dec", where the year is plain."""
    return f"{day.day} {_(_SHORT_MONTHS[day.month - 1])}"


def day_names() -> tuple[str, ...]:
    """ "Monday" to "Sunday", in order."""
    return tuple(map(_, _LONG_DAYS))


def long_date(day: date | None) -> str:
    """ "Tuesday 1 December 2026", for letters. Empty for no date."""
    if not day:
        return ""
    return f"{_(_LONG_DAYS[day.weekday()])} {day.day} {_(_LONG_MONTHS[day.month - 1])} {day.year}"


def numeric_date(day: date | None) -> str:
    """ "01/12/2026", for narrow columns and exports. Empty for no date."""
    return f"{day.day:02}/{day.month:02}/{day.year:04}" if day else ""


def time_of_day(at: time | None) -> str:
    """ "09:05", always in 24 hours. Empty for no time."""
    return f"{at.hour:02}:{at.minute:02}" if at else ""


def date_time(at: datetime | None) -> str:
    """ "Tue 1 Dec 2026 10:00". Empty for none."""
    return f"{exact_date(at)} {time_of_day(at.time())}" if at else ""


def spoken_date(day: date | None, today: date) -> str:
    """ "today", "tomorrow", "yesterday", or the exact date with how far off: "Tue 1 Dec 2026 (in 9 days)"."""
    if not day:
        return ""
    away = (day - today).days
    if abs(away) <= 1:
        return _near_day(away)
    return f"{exact_date(day)} ({distance(away)})"


def spoken_datetime(at: datetime | None, now: datetime) -> str:
    """ "tomorrow 10:00", or the exact date and time where the day has no word of its own."""
    if not at:
        return ""
    away = (at.date() - now.date()).days
    return f"{_near_day(away)} {time_of_day(at.time())}" if abs(away) <= 1 else date_time(at)


def _near_day(away: int) -> str:
    return {0: _("today"), 1: _("tomorrow"), -1: _("yesterday")}[away]


def distance(away: int) -> str:
    """How far off a day is, ``away`` in days: "in 9 days", "5 weeks ago", "in 3 months".

    Days up to four weeks, then whole weeks, months (of 30 days) and years (of 365) completed.
    """
    n = abs(away)
    if n < 28:
        much = days(n)
    elif n < 90:
        much = count(n // 7, "week", "weeks")
    elif n < 730:
        much = count(n // 30, "month", "months")
    else:
        much = count(n // 365, "year", "years")
    return (_("{time} ago") if away < 0 else _("in {time}")).format(time=much)


def due_words(due: date | None, today: date) -> str:
    """ "due today", "due tomorrow", "due in 3 days", "9 days overdue": always in days, never rounded."""
    if not due:
        return ""
    away = (due - today).days
    if away < 0:
        return _("{time} overdue").format(time=days(-away))
    if away <= 1:
        return _("due tomorrow") if away else _("due today")
    return _("due in {time}").format(time=days(away))


def ago(at: datetime | None, now: datetime) -> str:
    """How long before ``now`` it happened: "just now", "5 minutes ago", "yesterday 10:00", "9 days ago".

    From four weeks on, the exact date. A time to come (another computer's clock) is given as it stands.
    """
    if not at:
        return ""
    past = now - at
    if timedelta(minutes=-1) < past < timedelta(minutes=1):
        return _("just now")
    away = (now.date() - at.date()).days
    if past < timedelta(0) or away >= 28:
        return date_time(at)
    if past < timedelta(hours=1):
        return _("{time} ago").format(time=count(past // timedelta(minutes=1), "minute", "minutes"))
    if away == 0:
        return _("{time} ago").format(time=count(past // timedelta(hours=1), "hour", "hours"))
    return spoken_datetime(at, now) if away == 1 else distance(-away)


def days(n: int) -> str:
    """ "1 day", "9 days"."""
    return count(n, "day", "days")


def count(n: int, one: str, many: str) -> str:
    """A number and what it counts: "1 action", "1,200 people". The words are English, looked up here."""
    return f"{n:,} {plural(one, many, n)}"


def yes_no(value: bool | None) -> str:
    """ "Yes", "No", or "Not recorded" when nobody has said."""
    if value is None:
        return _("Not recorded")
    return _("Yes") if value else _("No")


def join_words(words: list[str] | tuple[str, ...]) -> str:
    """ "a", "a and b", "a, b and c"; empty parts are passed over."""
    said = [word for word in words if word]
    if len(said) < 2:
        return "".join(said)
    return _("{first} and {last}").format(first=", ".join(said[:-1]), last=said[-1])


def blank(value: object) -> str:
    """Any value as words, and nothing at all where there is nothing: never "None", "null" or "nan"."""
    if value is None or value != value:
        return ""
    if isinstance(value, bool):
        return yes_no(value)
    if isinstance(value, datetime):
        return date_time(value)
    if isinstance(value, date):
        return exact_date(value)
    if isinstance(value, time):
        return time_of_day(value)
    if isinstance(value, Enum):
        return blank(value.value)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else str(value)
    return str(value)
