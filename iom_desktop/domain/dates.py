"""Dates and times as people type them, read exactly; and the sums the field does with them.

Reading is British: the day comes before the month, always (a year written first is ISO). English and Welsh
names of months and days are known. What cannot be read for certain is refused, with the reason.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from datetime import date, time, timedelta
from typing import Literal

from iom_desktop.domain.text import show_hidden
from iom_desktop.errors import UserError

Prefer = Literal["future", "past", "nearest"]

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
"""English names, in the order of ``date.weekday()``."""
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
"""English names; January is at 0."""

OLDEST_AGE = 120
"""Years: a date of birth further back than this is a slip of the finger."""

_FIRST_YEAR, _LAST_YEAR = 1880, 2199
# The years a two-digit year may mean, counted from this year: the window slides with the calendar.
_WINDOW_START = {"future": -20, "past": -99, "nearest": -50}
_LONGEST = 40

_WELSH_WEEKDAYS = ("llun", "mawrth", "mercher", "iau", "gwener", "sadwrn", "sul")
_WELSH_MONTHS = (
    "ionawr", "chwefror", "mawrth", "ebrill", "mai", "mehefin",
    "gorffennaf", "awst", "medi", "hydref", "tachwedd", "rhagfyr",
)  # fmt: skip
# As they read after "o": "1af o Ragfyr".
_MUTATED_MONTHS = {
    "fawrth": 3, "fai": 5, "fehefin": 6, "orffennaf": 7, "fedi": 9, "dachwedd": 11, "ragfyr": 12,
}  # fmt: skip
_MISSPELT_MONTHS = {"febuary": 2, "feburary": 2, "agust": 8, "septmber": 9, "setember": 9, "decemeber": 12}
_MISSPELT_WEEKDAYS = {"weds": 2, "wensday": 2, "wednsday": 2, "thrusday": 3, "thur": 3, "satuday": 5}


def _with_short_forms(*languages: tuple[str, ...]) -> dict[str, int]:
    """Each name and every beginning of it of three letters or more, with the name's place in its tuple."""
    return {
        name[:length].casefold(): place
        for names in languages
        for place, name in enumerate(names)
        for length in range(3, len(name) + 1)
    }


_MONTH_OF = {word: place + 1 for word, place in _with_short_forms(_WELSH_MONTHS, MONTHS).items()}
_MONTH_OF |= _MUTATED_MONTHS | _MISSPELT_MONTHS
_WEEKDAY_OF = _with_short_forms(_WELSH_WEEKDAYS, WEEKDAYS) | _MISSPELT_WEEKDAYS

_NAMED_DAYS = {
    "today": 0, "now": 0, "yesterday": -1,
    "tomorrow": 1, "tomorow": 1, "tommorow": 1, "tommorrow": 1, "tmrw": 1,
    "day after tomorrow": 2, "day before yesterday": -2, "next week": 7, "last week": -7,
    "heddiw": 0, "yfory": 1, "ddoe": -1,
}  # fmt: skip
_NUMBER_OF = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
}  # fmt: skip
_COUNTED = re.compile(
    rf"(?P<lead>in |\+ ?|- ?)?(?P<n>[0-9]{{1,5}}|{'|'.join(_NUMBER_OF)})? ?"
    r"(?P<unit>days?|d|weeks?|wks?|w|fortnights?|months?|mths?|m|years?|yrs?|y)(?P<ago> ago)?"
)
_SIGNED_DAYS = re.compile(r"([+-]) ?([0-9]{1,5})")
_RELATIVE_WEEKDAY = re.compile(
    r"(?:on )?(?:(?P<which>next|this|last|coming) )?(?P<day>[a-z]+)(?P<week> week)?"
)
_MIDNIGHT = re.compile(r"[t ]00:00(?::00(?:\.0+)?)?$")
_ORDINAL = re.compile(r"\b([0-9]{1,2}) ?(?:st|nd|rd|th|af|il|ydd|edd|fed|ed|eg|ain)\b")
_NUMBERED = re.compile(r"([0-9]{1,4})[ ./-]+([0-9]{1,2})(?:[ ./-]+([0-9]{1,4}))?")
_RUN_TOGETHER = re.compile(r"[0-9]{6}|[0-9]{8}")
_EXAMPLES = "type it like 1/12/2026, 1 Dec 2026 or tomorrow"


class _Impossible(Exception):
    """A date was read but there is no such date; the argument says why, in the middle of a sentence."""


def parse_date(
    text: str, today: date, *, prefer: Prefer = "nearest", label: str = "Date", field: str | None = None
) -> date:
    """The date that ``text`` means, seen from ``today``.

    Reads 1/12, 1.12.26, 01122026, 2026-12-01, "Tue 1st December", "1 Rhagfyr", "tomorrow", "next tuesday",
    "in 2 weeks", "3 months", "+7" and their like. ``prefer`` settles what the text leaves open: which year
    when none is given, which century when it has two digits, which way "2 weeks" or "tuesday" points. "Next
    Tuesday" is the Tuesday of next week, weeks running from Monday.

    Raises ``UserError`` beginning with ``label`` and carrying ``field``: nothing typed, not readable as a
    date, no such date, a year before 1880 or after 2199, or a day of the week that the date does not fall on.
    """
    said = _tidy(text)
    if not said:
        raise UserError(f"{label}: there is no date; {_EXAMPLES}.", field)
    try:
        found = _read_date(said, today, prefer)
    except _Impossible as reason:
        raise UserError(f"{label}: {_quoted(text)} is not a date: {reason}.", field) from None
    except (OverflowError, ValueError):
        found = None
    if found is None:
        raise UserError(f"{label}: {_quoted(text)} cannot be read as a date; {_EXAMPLES}.", field)
    if not _FIRST_YEAR <= found.year <= _LAST_YEAR:
        raise UserError(
            f"{label}: {_quoted(text)} is in the year {found.year}, which cannot be right.", field
        )
    return found


def parse_birth_date(
    text: str, today: date, *, label: str = "Date of birth", field: str | None = None
) -> date:
    """The date of birth that ``text`` means: not in the future, and not over 120 years before ``today``.

    A two-digit year is the latest that is not after this year. Raises ``UserError`` as ``parse_date`` does.
    """
    born = parse_date(text, today, prefer="past", label=label, field=field)
    if born > today:
        raise UserError(f"{label}: {_quoted(text)} is in the future; type the year in full.", field)
    if age_on(born, today) > OLDEST_AGE:
        raise UserError(
            f"{label}: {_quoted(text)} is more than {OLDEST_AGE} years ago; check the year.", field
        )
    return born


def _quoted(text: str) -> str:
    """What was typed, if it is short enough to be a date at all; otherwise words for it."""
    shown = show_hidden(" ".join(text.split()))
    return shown if len(shown) <= _LONGEST else "what was typed"


def _tidy(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).casefold().replace(",", " ")
    plain = re.sub("['\u2018\u2019`]", "", re.sub("[\u2010-\u2015\u2212]", "-", plain))
    return " ".join(plain.split()).removesuffix(".")


def _read_date(said: str, today: date, prefer: Prefer) -> date | None:
    if said in _NAMED_DAYS:
        return today + timedelta(days=_NAMED_DAYS[said])
    if len(said) > 2 * _LONGEST:
        return None
    signed = _SIGNED_DAYS.fullmatch(said)
    if signed:
        return today + timedelta(days=int(signed[1] + signed[2]))
    return (
        _read_counted(said, today, prefer)
        or _read_weekday(said, today, prefer)
        or _read_written(_MIDNIGHT.sub("", said), today, prefer)
    )


def _read_counted(said: str, today: date, prefer: Prefer) -> date | None:
    """ "in 2 weeks", "3 months", "a fortnight", "10 days ago", "+2w", "next month"."""
    said = re.sub("^next (?=month|year)", "in a ", said)
    match = _COUNTED.fullmatch(re.sub("^last (?=month|year)", "-1 ", said))
    if not match or not (match["n"] or match["unit"] == "fortnight"):
        return None
    lead = (match["lead"] or "").strip()
    if lead and match["ago"]:
        return None
    word = match["n"] or "a"
    n = _NUMBER_OF.get(word) or int(word)
    backwards = lead == "-" or bool(match["ago"]) or (not lead and prefer == "past")
    return _moved(today, -n if backwards else n, match["unit"][0])


def _moved(day: date, n: int, unit: str) -> date:
    if unit in "my":
        return add_months(day, n * 12 if unit == "y" else n)
    return day + timedelta(days=n * {"d": 1, "w": 7, "f": 14}[unit])


def _read_weekday(said: str, today: date, prefer: Prefer) -> date | None:
    """ "tuesday", "this tuesday", "next tuesday", "last tuesday", "tuesday week", "dydd Mawrth"."""
    welsh = said.startswith("dydd ")
    match = _RELATIVE_WEEKDAY.fullmatch(said.removeprefix("dydd "))
    if not match or match["day"] not in _WEEKDAY_OF:
        return None
    if match["day"] in _MONTH_OF and not welsh:  # "mawrth" alone is March as much as Tuesday
        return None
    weekday, which = _WEEKDAY_OF[match["day"]], match["which"]
    monday = today - timedelta(days=today.weekday())
    if which == "next":
        found = monday + timedelta(days=7 + weekday)
    elif which == "this":
        found = monday + timedelta(days=weekday)
    elif which == "last" or (prefer == "past" and not which and not match["week"]):
        found = today - timedelta(days=(today.weekday() - weekday - 1) % 7 + 1)
    else:
        found = today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)
    return found + timedelta(days=7) if match["week"] else found


def _read_written(said: str, today: date, prefer: Prefer) -> date | None:
    """A date written out: numbers, or numbers with a month's name, with or without a day of the week."""
    said = _ORDINAL.sub(r"\1 ", said)
    weekday, rest = _take_weekday(said)
    parts = _numbers_of(rest) or _parts_with_month(rest)
    if parts is None:
        return None
    day, month, year_text = parts
    year = _year_of(year_text, today, prefer) if year_text else _year_for(day, month, today, prefer)
    found = _make_date(year, month, day)
    if weekday is not None and found.weekday() != weekday:
        raise _Impossible(
            f"{day} {MONTHS[month - 1]} {year} is a {WEEKDAYS[found.weekday()]}, not a {WEEKDAYS[weekday]}"
        )
    return found


def _take_weekday(said: str) -> tuple[int | None, str]:
    """The day of the week named in ``said``, if any, and the rest."""
    said = re.sub(r"\bdydd (?=[a-z])", "dydd-", said)
    months_named = sum(word in _MONTH_OF for word in re.findall("[a-z]+", said.replace("dydd-", "")))
    for match in re.finditer(r"(dydd-)?\b([a-z]+)\b\.?", said):
        word = match[2]
        clash = word in _MONTH_OF and not match[1] and months_named < 2
        if word in _WEEKDAY_OF and not clash:
            return _WEEKDAY_OF[word], (said[: match.start()] + " " + said[match.end() :]).strip()
    return None, said


def _numbers_of(said: str) -> tuple[int, int, str] | None:
    """Day, month and year (perhaps "") of a date in numbers; a four-digit year may come first."""
    if _RUN_TOGETHER.fullmatch(said):
        return _run_together(said)
    match = _NUMBERED.fullmatch(said)
    if not match:
        return None
    first, month, last = match[1], int(match[2]), match[3] or ""
    if len(first) <= 2:
        return int(first), month, last
    if len(first) == 4 and 1 <= len(last) <= 2:
        return int(last), month, first
    return None


def _run_together(digits: str) -> tuple[int, int, str]:
    """01122026 and 011226; and 20261201 where the last four digits cannot be a year."""
    year_first = len(digits) == 8 and not _is_year(digits[4:]) and _is_year(digits[:4])
    if year_first:
        return int(digits[6:]), int(digits[4:6]), digits[:4]
    return int(digits[:2]), int(digits[2:4]), digits[4:]


def _is_year(digits: str) -> bool:
    return _FIRST_YEAR <= int(digits) <= _LAST_YEAR


def _parts_with_month(said: str) -> tuple[int, int, str] | None:
    """Day, month and year (perhaps "") of "1 dec", "dec 1", "1 december 2026", "dec 1 26", "2026 dec 1"."""
    found = re.findall(r"[0-9]+|[a-z]+|[^ ./0-9a-z-]", said)
    words = [word for word in found if word not in ("of", "the", "o", "y")]
    months = [_MONTH_OF[word] for word in words if word in _MONTH_OF]
    numbers = [word for word in words if word.isdecimal()]
    if len(months) != 1 or not 1 <= len(numbers) <= 2 or len(words) != 1 + len(numbers):
        return None
    if len(numbers) == 2 and len(numbers[0]) == 4 and words[-1] in numbers:
        numbers.reverse()
    if len(numbers[0]) > 2:
        return None
    return int(numbers[0]), months[0], numbers[1] if len(numbers) == 2 else ""


def _year_of(digits: str, today: date, prefer: Prefer) -> int:
    if len(digits) == 4:
        return int(digits)
    if len(digits) != 2:
        raise _Impossible(f"the year {digits} needs two or four figures")
    start = today.year + _WINDOW_START[prefer]
    return start + (int(digits) - start) % 100


def _year_for(day: int, month: int, today: date, prefer: Prefer) -> int:
    """The year meant by a day and month alone."""
    on = (month, day)
    if prefer == "future":
        return today.year + (on < (today.month, today.day))
    if prefer == "past":
        return today.year - (on > (today.month, today.day))
    if not 1 <= month <= 12:
        return today.year

    def days_away(year: int) -> tuple[int, int]:
        near = date(year, month, max(1, min(day, calendar.monthrange(year, month)[1])))
        return abs((near - today).days), -year

    return min((today.year - 1, today.year, today.year + 1), key=days_away)


def _make_date(year: int, month: int, day: int) -> date:
    if not 1 <= month <= 12:
        raise _Impossible(f"there is no month {month} (the day comes first, then the month)")
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise _Impossible(f"the year {year} cannot be right")
    length = calendar.monthrange(year, month)[1]
    if not 1 <= day <= length:
        raise _Impossible(f"{MONTHS[month - 1]} {year} has {length} days")
    return date(year, month, day)


_NAMED_TIMES = {
    "noon": time(12), "midday": time(12), "12 noon": time(12), "12 midday": time(12), "hanner dydd": time(12),
    "midnight": time(0), "12 midnight": time(0), "hanner nos": time(0),
}  # fmt: skip
_CLOCK = re.compile(
    r"(?:at )?(?P<hour>[0-9]{1,2})(?:(?:[:. ]| : )?(?P<minute>[0-9]{2})(?::00)?)?"
    r" ?(?P<half>a\.?m\.?|p\.?m\.?|yb|yp)?(?: ?(?:hrs|hours|h|oclock))?"
)
_TIME_EXAMPLES = "type it like 10:00, 2.30pm or noon"


def parse_time(text: str, *, label: str = "Time", field: str | None = None) -> time:
    """The time of day that ``text`` means, to the minute: 10, 10:00, 10.00, 1000, 10am, 2.30pm, noon.

    A bare 1 to 6 ("2", "2:30") could be morning or afternoon and is refused; "02:30" and "2.30pm" are not.
    Raises ``UserError`` beginning with ``label`` and carrying ``field``.
    """
    said = _tidy(text)
    if not said:
        raise UserError(f"{label}: there is no time; {_TIME_EXAMPLES}.", field)
    if said in _NAMED_TIMES:
        return _NAMED_TIMES[said]
    match = _CLOCK.fullmatch(said)
    if not match:
        raise UserError(f"{label}: {_quoted(text)} cannot be read as a time; {_TIME_EXAMPLES}.", field)
    hour, minute, half = match["hour"], int(match["minute"] or 0), (match["half"] or "").replace(".", "")
    if not half and len(hour) == 1 and 1 <= int(hour) <= 6:
        raise UserError(f"{label}: {_quoted(text)} could be morning or afternoon; add am or pm.", field)
    on_the_clock = _hour_of(int(hour), half)
    if on_the_clock is None or minute > 59:
        raise UserError(f"{label}: {_quoted(text)} is not a time of day; {_TIME_EXAMPLES}.", field)
    return time(on_the_clock, minute)


def _hour_of(hour: int, half: str) -> int | None:
    """The hour from 0 to 23, or ``None`` for no such hour. ``half`` is "", am or pm (yb, yp in Welsh)."""
    if half in ("am", "yb"):
        return hour % 12 if 1 <= hour <= 12 else None
    if half in ("pm", "yp") and 1 <= hour <= 12:
        return hour % 12 + 12
    if half and hour < 13:
        return None
    return hour if hour < 24 else None


def add_months(day: date, n: int) -> date:
    """``day`` moved ``n`` calendar months (back if negative); the 31st becomes a shorter month's last day.

    Raises ``ValueError`` outside the years 1 to 9999.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + n, 12)
    if not date.min.year <= year <= date.max.year:
        raise ValueError("outside the calendar")
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def age_on(born: date, today: date) -> int:
    """Age in whole years. In a common year, somebody born on 29 February is a year older on 1 March."""
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def working_days_after(day: date, n: int, holidays: frozenset[date]) -> date:
    """The ``n``-th working day after ``day`` (before it, if ``n`` is negative); ``day`` itself for 0.

    Saturdays, Sundays and ``holidays`` do not count. ``day`` need not be a working day.
    """
    step = timedelta(days=1 if n > 0 else -1)
    found, left = day, abs(n)
    while left:
        found += step
        if found.weekday() < 5 and found not in holidays:
            left -= 1
    return found
