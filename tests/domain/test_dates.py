"""Dates and times as people type them, and the sums done with them."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iom_desktop.domain.dates import (
    MONTHS,
    WEEKDAYS,
    add_months,
    age_on,
    parse_birth_date,
    parse_date,
    parse_time,
    working_days_after,
)
from iom_desktop.errors import UserError

SUNDAY = date(2026, 11, 22)
FIRST_DEC = date(2026, 12, 1)
ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=60)
Prefer = Literal["future", "past", "nearest"]
PREFERENCES = st.sampled_from(["future", "past", "nearest"])

WELSH_MONTHS = (
    "Ionawr", "Chwefror", "Mawrth", "Ebrill", "Mai", "Mehefin",
    "Gorffennaf", "Awst", "Medi", "Hydref", "Tachwedd", "Rhagfyr",
)  # fmt: skip
WELSH_WEEKDAYS = ("Llun", "Mawrth", "Mercher", "Iau", "Gwener", "Sadwrn", "Sul")


def refusal(text: str, **words: str) -> str:
    with pytest.raises(UserError) as refused:
        parse_date(text, SUNDAY, **words)  # type: ignore[arg-type]
    return refused.value.message


@pytest.mark.parametrize(
    "typed",
    [
        "1/12", "01/12", "1.12", "1-12", "1 12", "1.12.26", "1/12/26", "1-12-2026", "1 12 2026",
        "01122026", "011226",
        "2026-12-01", "2026/12/01", "20261201", "2026-12-01T00:00:00", "2026-12-01 00:00:00",
        "01/12/2026 00:00",
        "1 Dec", "1 dec.", "1st December 2026", "1st of December", "the 1st of December, 2026", "Dec 1",
        "Dec 1st 2026",
        "December 1, 2026", "2026 Dec 1", "1-Dec-26", "1/Dec/2026", "1dec26", "1DEC2026", "1 Dec '26",
        "1 Dec ’26",
        "Tue 1 Dec", "Tue, 1 Dec 2026", "Tues 1/12", "tuesday 1.12.26", "1 Dec 2026 Tuesday", "Tue. 1 Dec",
        "1 Rhagfyr", "1af o Ragfyr 2026", "dydd Mawrth 1 Rhagfyr", "Mawrth 1 Rhagfyr 2026", "1 rhag 26",
        "+9", "+ 9", "in 9 days", "9 days", "9d", "nine days", "tuesday week", "１/１２/２０２６",
        "1–12–2026", "  1 / 12 / 2026  ",
    ],
)  # fmt: skip
def test_many_ways_to_type_the_first_of_december(typed: str) -> None:
    assert parse_date(typed, SUNDAY) == FIRST_DEC


@pytest.mark.parametrize(
    "typed, away",
    [
        ("today", 0), ("TODAY", 0), ("tomorrow", 1), ("tommorow", 1), ("yesterday", -1),
        ("day after tomorrow", 2),
        ("heddiw", 0), ("yfory", 1), ("ddoe", -1),
        ("+0", 0), ("+7", 7), ("-7", -7), ("\u22127", -7),
        ("in 3 days", 3), ("3 days ago", -3), ("a day", 1),
        ("in 2 weeks", 14), ("2 weeks", 14), ("2 wks", 14), ("2w", 14), ("+2w", 14), ("two weeks ago", -14),
        ("a fortnight", 14), ("fortnight", 14), ("in a fortnight", 14), ("next week", 7), ("last week", -7),
        ("monday", 1), ("mon", 1), ("on friday", 5), ("saturday", 6), ("sunday", 7), ("sun", 7), ("Weds", 3),
        ("this tuesday", -5), ("next monday", 1), ("next tuesday", 2), ("next sunday", 7),
        ("coming friday", 5),
        ("last tuesday", -5), ("last sunday", -7), ("monday week", 8), ("dydd Mawrth", 2), ("gwener", 5),
    ],
)  # fmt: skip
def test_days_as_they_are_spoken_from_a_sunday(typed: str, away: int) -> None:
    assert parse_date(typed, SUNDAY) == SUNDAY + timedelta(days=away)


@pytest.mark.parametrize(
    "typed, found",
    [
        ("tuesday", date(2026, 12, 1)),  # seven days on: for the day itself people say today
        ("wednesday", date(2026, 11, 25)),
        ("monday", date(2026, 11, 30)),
        ("next wednesday", date(2026, 12, 2)),
        ("next monday", date(2026, 11, 30)),
        ("this friday", date(2026, 11, 27)),
        ("last monday", date(2026, 11, 23)),
        ("last tuesday", date(2026, 11, 17)),
    ],
)
def test_days_as_they_are_spoken_from_a_tuesday(typed: str, found: date) -> None:
    assert parse_date(typed, date(2026, 11, 24)) == found


@pytest.mark.parametrize(
    "typed, found",
    [
        ("3 months", date(2027, 2, 22)),
        ("in a month", date(2026, 12, 22)),
        ("next month", date(2026, 12, 22)),
        ("last month", date(2026, 10, 22)),
        ("2 years ago", date(2024, 11, 22)),
        ("next year", date(2027, 11, 22)),
    ],
)
def test_months_and_years_are_calendar_ones(typed: str, found: date) -> None:
    assert parse_date(typed, SUNDAY) == found


@pytest.mark.parametrize(
    "name, month",
    [("Fawrth", 3), ("Fai", 5), ("Fehefin", 6), ("Orffennaf", 7), ("Fedi", 9), ("Dachwedd", 11),
     ("Ragfyr", 12), ("Febuary", 2), ("sept", 9), ("Tach", 11)],
)  # fmt: skip
def test_months_as_they_sound_and_as_they_are_misspelt(name: str, month: int) -> None:
    assert parse_date(f"3 o {name} 2026", SUNDAY) == date(2026, month, 3)


@pytest.mark.parametrize(
    "typed, nearest, future, past",
    [
        ("1/12", (2026, 12, 1), (2026, 12, 1), (2025, 12, 1)),
        ("1 Oct", (2026, 10, 1), (2027, 10, 1), (2026, 10, 1)),
        ("22/11", (2026, 11, 22), (2026, 11, 22), (2026, 11, 22)),
        ("21/11", (2026, 11, 21), (2027, 11, 21), (2026, 11, 21)),
        ("1 Feb", (2027, 2, 1), (2027, 2, 1), (2026, 2, 1)),
        ("2 weeks", (2026, 12, 6), (2026, 12, 6), (2026, 11, 8)),
        ("in 2 weeks", (2026, 12, 6), (2026, 12, 6), (2026, 12, 6)),
        ("tuesday", (2026, 11, 24), (2026, 11, 24), (2026, 11, 17)),
        ("1/6/75", (2075, 6, 1), (2075, 6, 1), (1975, 6, 1)),
        ("1/6/76", (1976, 6, 1), (2076, 6, 1), (1976, 6, 1)),
        ("1/6/05", (2005, 6, 1), (2105, 6, 1), (2005, 6, 1)),
        ("1/6/06", (2006, 6, 1), (2006, 6, 1), (2006, 6, 1)),
        ("1/6/26", (2026, 6, 1), (2026, 6, 1), (2026, 6, 1)),
        ("1/6/27", (2027, 6, 1), (2027, 6, 1), (1927, 6, 1)),
    ],
)
def test_what_the_text_leaves_open_is_settled_by_preference(
    typed: str, nearest: tuple[int, int, int], future: tuple[int, int, int], past: tuple[int, int, int]
) -> None:
    assert parse_date(typed, SUNDAY) == date(*nearest)
    assert parse_date(typed, SUNDAY, prefer="future") == date(*future)
    assert parse_date(typed, SUNDAY, prefer="past") == date(*past)


@pytest.mark.parametrize(
    "typed, why",
    [
        ("31/02/1990", "February 1990 has 28 days"),
        ("30 Feb 2028", "February 2028 has 29 days"),
        ("31/04/2026", "April 2026 has 30 days"),
        ("31/11", "November 2026 has 30 days"),
        ("29/2", "February 2027 has 28 days"),
        ("0/12/2026", "December 2026 has 31 days"),
        ("12/25/2026", "there is no month 25 (the day comes first, then the month)"),
        ("1/0/2026", "there is no month 0 (the day comes first, then the month)"),
        ("2026-13-01", "there is no month 13 (the day comes first, then the month)"),
        ("1/12/126", "the year 126 needs two or four figures"),
        ("1/12/1066", "the year 1066 cannot be right"),
        ("1/12/9999", "the year 9999 cannot be right"),
        ("Wed 1 Dec 2026", "1 December 2026 is a Tuesday, not a Wednesday"),
        ("dydd Mercher 1 Rhagfyr 2026", "1 December 2026 is a Tuesday, not a Wednesday"),
    ],
)
def test_no_such_date_is_refused_with_the_reason(typed: str, why: str) -> None:
    assert refusal(typed, label="Date of birth") == f"Date of birth: {typed} is not a date: {why}."


@pytest.mark.parametrize(
    "typed",
    ["soon", "Dec 2026", "2026", "1", "mawrth", "1 2 3 4", "Dec Jan 1", "5 tuesday", "in days",
     "+3 days ago", "1/12/",
     "1 + 1", "<b>1/12</b>", "1/12/2026 10:00", "in 99999 years", "1 Déc", "next", "12.", "0112"],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_examples(typed: str) -> None:
    assert refusal(typed) == (
        f"Date: {typed} cannot be read as a date; type it like 1/12/2026, 1 Dec 2026 or tomorrow."
    )


@pytest.mark.parametrize("nothing", ["", "  ", "\n"])
def test_no_date_at_all(nothing: str) -> None:
    assert refusal(nothing, label="Review date").startswith("Review date: there is no date; type it like ")


def test_a_refusal_names_the_field_and_never_quotes_at_length() -> None:
    with pytest.raises(UserError) as refused:
        parse_date("he was seen at the chemist in Station Road, withdrawn", SUNDAY, label="Due", field="due")
    assert refused.value.field == "due"
    assert refused.value.message.startswith("Due: what was typed cannot be read as a date")


def test_hidden_characters_are_shown_in_a_refusal() -> None:
    assert refusal("1/\u202e12\x00").startswith("Date: 1/[RLO]12[U+0000] cannot be read")


def test_far_away_is_refused() -> None:
    assert refusal("+99999") == "Date: +99999 is in the year 2300, which cannot be right."


def ordinal(n: int) -> str:
    return f"{n}{'th' if 10 <= n <= 20 else {1: 'st', 2: 'nd', 3: 'rd'}.get(n % 10, 'th')}"


@given(
    st.dates(date(1880, 1, 1), date(2199, 12, 31)), st.dates(date(1950, 1, 1), date(2100, 1, 1)), PREFERENCES
)
def test_every_date_in_every_full_form_is_read_back(day: date, today: date, prefer: Prefer) -> None:
    d, m, y = day.day, day.month, day.year
    month, weekday = MONTHS[m - 1], WEEKDAYS[day.weekday()]
    forms = [
        f"{d}/{m}/{y}", f"{d:02}.{m:02}.{y}", f"{d}-{m}-{y}", f"{d} {m} {y}",
        f"{d:02}{m:02}{y}", day.isoformat(),
        f"{y}/{m}/{d}", f"{d} {month} {y}", f"{d} {month[:3]} {y}", f"{ordinal(d)} of {month} {y}",
        f"{month} {d} {y}",
        f"{month[:3].upper()} {ordinal(d)}, {y}", f"{d}-{month[:3]}-{y}", f"{weekday} {d} {month} {y}",
        f"{weekday[:3]} {d} {month[:3]} {y}", f"{weekday[:3]} {d}/{m}/{y}", f"{d} {WELSH_MONTHS[m - 1]} {y}",
        f"{d} {WELSH_MONTHS[m - 1][:3]} {y}",
        f"dydd {WELSH_WEEKDAYS[day.weekday()]} {d} {WELSH_MONTHS[m - 1]} {y}",
    ]  # fmt: skip
    for form in forms:
        assert parse_date(form, today, prefer=prefer) == day, form


@given(st.dates(date(1950, 1, 1), date(2090, 12, 31)), st.integers(-180, 180), PREFERENCES)
def test_a_date_near_today_is_read_back_without_its_year(today: date, away: int, prefer: Prefer) -> None:
    away = {"future": abs(away), "past": -abs(away), "nearest": away}[prefer]
    day = today + timedelta(days=away)
    for form in (f"{day.day}/{day.month}", f"{day.day} {MONTHS[day.month - 1]}", f"{day.day}.{day.month}"):
        assert parse_date(form, today, prefer=prefer) == day
    assert parse_date(f"{day.day}/{day.month}/{day.year % 100:02}", today, prefer=prefer).month == day.month


@given(st.dates(date(1980, 1, 1), date(2090, 12, 31)), st.integers(0, 99))
def test_the_window_for_two_digit_years_slides(today: date, two: int) -> None:
    typed = f"1/6/{two:02}"
    assert today.year - 99 <= parse_date(typed, today, prefer="past").year <= today.year
    assert today.year - 20 <= parse_date(typed, today, prefer="future").year <= today.year + 79
    assert today.year - 50 <= parse_date(typed, today).year <= today.year + 49


@given(st.dates(date(1950, 1, 1), date(2090, 12, 31)), st.sampled_from(WEEKDAYS), PREFERENCES)
def test_a_weekday_is_within_the_week(today: date, name: str, prefer: Prefer) -> None:
    found = parse_date(name, today, prefer=prefer)
    assert WEEKDAYS[found.weekday()] == name
    away = (found - today).days
    assert (-7 <= away <= -1) if prefer == "past" else (1 <= away <= 7)


PIECES = st.lists(
    st.sampled_from(
        ["1", "31", "0", "12", "2026", "99999", "/", "-", ".", " ", "+", "dec", "mawrth", "tue", "dydd",
         "in", "weeks",
         "ago", "next", "last", "st", "o", "'", "months", "years", "00:00", "t", ":", "am", "٣", "²"]
    ),
    max_size=8,
).map("".join)  # fmt: skip


@given(st.one_of(ANY_TEXT, PIECES), st.dates(date(1, 1, 1), date(9999, 12, 31)), PREFERENCES)
def test_whatever_is_typed_is_a_date_or_a_sentence(text: str, today: date, prefer: Prefer) -> None:
    message = ""
    try:
        assert 1880 <= parse_date(text, today, prefer=prefer).year <= 2199
        assert parse_birth_date(text, today) <= today
    except UserError as refused:
        message = refused.message
    assert message == "" or message.endswith(".")
    assert len(message) < 250


@pytest.mark.parametrize(
    "typed, born",
    [
        ("23/05/1986", date(1986, 5, 23)),
        ("23.5.86", date(1986, 5, 23)),
        ("09.04.00", date(2000, 4, 9)),
        ("1982-05-03", date(1982, 5, 3)),
        ("23 Jun 2007", date(2007, 6, 23)),
        ("22/11/2026", date(2026, 11, 22)),
        ("1/1/27", date(1927, 1, 1)),
        ("22/11/1906", date(1906, 11, 22)),
        ("29/02/2000", date(2000, 2, 29)),
    ],
)
def test_birth_dates(typed: str, born: date) -> None:
    assert parse_birth_date(typed, SUNDAY) == born


@pytest.mark.parametrize(
    "typed, why",
    [
        ("23/11/2026", "is in the future; type the year in full."),
        ("25/12/26", "is in the future; type the year in full."),
        ("01/01/2031", "is in the future; type the year in full."),
        ("22/11/1905", "is more than 120 years ago; check the year."),
        ("31/02/1990", "is not a date: February 1990 has 28 days."),
    ],
)
def test_birth_dates_that_cannot_be(typed: str, why: str) -> None:
    with pytest.raises(UserError) as refused:
        parse_birth_date(typed, SUNDAY, field="born")
    assert refused.value.message == f"Date of birth: {typed} {why}"
    assert refused.value.field == "born"


@pytest.mark.parametrize(
    "typed, at",
    [
        ("10", time(10)), ("10:00", time(10)), ("10.00", time(10)), ("1000", time(10)), ("10 00", time(10)),
        ("10am", time(10)), ("10 am", time(10)), ("10 a.m.", time(10)), ("at 10", time(10)),
        ("10 o'clock", time(10)),
        ("10:00:00", time(10)), ("1000hrs", time(10)),
        ("2.30pm", time(14, 30)), ("2:30 PM", time(14, 30)), ("230pm", time(14, 30)), ("14:30", time(14, 30)),
        ("1430", time(14, 30)), ("3pm", time(15)), ("3yp", time(15)), ("13pm", time(13)), ("6am", time(6)),
        ("9", time(9)), ("930", time(9, 30)), ("9.05", time(9, 5)), ("02:30", time(2, 30)),
        ("0230", time(2, 30)),
        ("7", time(7)), ("noon", time(12)), ("12 noon", time(12)), ("midday", time(12)),
        ("hanner dydd", time(12)),
        ("12", time(12)), ("12pm", time(12)), ("12.15pm", time(12, 15)), ("12am", time(0)),
        ("midnight", time(0)),
        ("0", time(0)), ("00:00", time(0)), ("23:59", time(23, 59)),
    ],
)  # fmt: skip
def test_times(typed: str, at: time) -> None:
    assert parse_time(typed) == at


@pytest.mark.parametrize(
    "typed, why",
    [
        ("2", "could be morning or afternoon; add am or pm."),
        ("2:30", "could be morning or afternoon; add am or pm."),
        ("600", "could be morning or afternoon; add am or pm."),
        ("24:00", "is not a time of day; type it like 10:00, 2.30pm or noon."),
        ("10:60", "is not a time of day; type it like 10:00, 2.30pm or noon."),
        ("13am", "is not a time of day; type it like 10:00, 2.30pm or noon."),
        ("0pm", "is not a time of day; type it like 10:00, 2.30pm or noon."),
        ("teatime", "cannot be read as a time; type it like 10:00, 2.30pm or noon."),
        ("10:5", "cannot be read as a time; type it like 10:00, 2.30pm or noon."),
        ("10:00:30", "cannot be read as a time; type it like 10:00, 2.30pm or noon."),
        ("-1", "cannot be read as a time; type it like 10:00, 2.30pm or noon."),
    ],
)
def test_times_that_cannot_be(typed: str, why: str) -> None:
    with pytest.raises(UserError) as refused:
        parse_time(typed, label="From", field="starts")
    assert refused.value.message == f"From: {typed} {why}"
    assert refused.value.field == "starts"


@given(st.times().map(lambda t: t.replace(second=0, microsecond=0)))
def test_every_time_is_read_back(at: time) -> None:
    half = "am" if at.hour < 12 else "pm"
    hour = at.hour % 12 or 12
    for form in (
        f"{at:%H:%M}",
        f"{at:%H.%M}",
        f"{at:%H%M}",
        f"{hour}:{at:%M}{half}",
        f"{hour}.{at:%M} {half}",
    ):
        assert parse_time(form) == at, form


@given(st.one_of(ANY_TEXT, PIECES))
def test_whatever_is_typed_is_a_time_or_a_sentence(text: str) -> None:
    message = ""
    try:
        assert parse_time(text).second == 0
    except UserError as refused:
        message = refused.message
    assert message == "" or message.endswith(".")


@pytest.mark.parametrize(
    "day, n, found",
    [
        ((2026, 1, 31), 1, (2026, 2, 28)),
        ((2028, 1, 31), 1, (2028, 2, 29)),
        ((2026, 12, 15), 1, (2027, 1, 15)),
        ((2026, 1, 15), -1, (2025, 12, 15)),
        ((2026, 8, 31), 6, (2027, 2, 28)),
        ((2028, 2, 29), 12, (2029, 2, 28)),
        ((2026, 5, 5), 0, (2026, 5, 5)),
    ],
)
def test_adding_months(day: tuple[int, int, int], n: int, found: tuple[int, int, int]) -> None:
    assert add_months(date(*day), n) == date(*found)


def test_adding_months_stays_within_the_calendar() -> None:
    with pytest.raises(ValueError, match="outside the calendar"):
        add_months(SUNDAY, 10**9)


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(-600, 600))
def test_months_move_the_month_and_never_past_it(day: date, n: int) -> None:
    moved = add_months(day, n)
    assert (moved.year - day.year) * 12 + moved.month - day.month == n
    assert moved.day == day.day or (moved + timedelta(days=1)).day == 1


@pytest.mark.parametrize(
    "born, today, age",
    [
        (date(1986, 5, 23), date(2026, 11, 22), 40),
        (date(1986, 11, 22), date(2026, 11, 22), 40),
        (date(1986, 11, 23), date(2026, 11, 22), 39),
        (date(2000, 2, 29), date(2026, 2, 28), 25),
        (date(2000, 2, 29), date(2026, 3, 1), 26),
        (date(2000, 2, 29), date(2028, 2, 29), 28),
        (date(2026, 11, 22), date(2026, 11, 22), 0),
    ],
)
def test_age(born: date, today: date, age: int) -> None:
    assert age_on(born, today) == age


CHRISTMAS = frozenset({date(2026, 12, 25), date(2026, 12, 28), date(2027, 1, 1)})


@pytest.mark.parametrize(
    "day, n, found",
    [
        (date(2026, 11, 20), 1, date(2026, 11, 23)),  # Friday to Monday
        (date(2026, 11, 22), 1, date(2026, 11, 23)),  # from a Sunday
        (date(2026, 11, 23), 5, date(2026, 11, 30)),
        (date(2026, 11, 23), 10, date(2026, 12, 7)),
        (date(2026, 12, 24), 1, date(2026, 12, 29)),  # over Christmas Day, a weekend and a holiday in lieu
        (date(2026, 12, 24), 4, date(2027, 1, 4)),
        (date(2026, 11, 23), -1, date(2026, 11, 20)),
        (date(2026, 12, 29), -1, date(2026, 12, 24)),
        (date(2026, 11, 22), 0, date(2026, 11, 22)),
    ],
)
def test_working_days(day: date, n: int, found: date) -> None:
    assert working_days_after(day, n, CHRISTMAS) == found


@given(
    st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 60), st.frozensets(st.dates(), max_size=5)
)
def test_working_days_are_counted_one_by_one(day: date, n: int, holidays: frozenset[date]) -> None:
    found = working_days_after(day, n, holidays)
    between = [day + timedelta(days=k) for k in range(1, (found - day).days + 1)]
    assert sum(d.weekday() < 5 and d not in holidays for d in between) == n
    assert found.weekday() < 5
    assert found not in holidays
