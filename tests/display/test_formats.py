"""How dates, times, counts and empty values read."""

from __future__ import annotations

import locale
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iom_desktop.display import formats
from iom_desktop.domain.dates import parse_date, parse_time

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 14, 30)
FIRST_DEC = date(2026, 12, 1)


class Cohort(Enum):
    FIXED = "Fixed"
    UNSET = None


def test_one_date_in_each_form() -> None:
    assert formats.exact_date(FIRST_DEC) == "Tue 1 Dec 2026"
    assert formats.short_date(FIRST_DEC) == "1 Dec 2026"
    assert formats.long_date(FIRST_DEC) == "Tuesday 1 December 2026"
    assert formats.numeric_date(FIRST_DEC) == "01/12/2026"
    assert formats.date_time(datetime(2026, 12, 1, 9, 5)) == "Tue 1 Dec 2026 09:05"
    assert formats.time_of_day(time(0)) == "00:00"


def test_nothing_is_written_for_nothing() -> None:
    for form in (formats.exact_date, formats.short_date, formats.long_date, formats.numeric_date):
        assert form(None) == ""
    assert formats.date_time(None) == formats.time_of_day(None) == ""
    assert formats.spoken_date(None, TODAY) == formats.due_words(None, TODAY) == ""
    assert formats.spoken_datetime(None, NOW) == formats.ago(None, NOW) == ""


@pytest.mark.parametrize("weekday, short, long", [
    (0, "Mon", "Monday"), (1, "Tue", "Tuesday"), (2, "Wed", "Wednesday"), (3, "Thu", "Thursday"),
    (4, "Fri", "Friday"), (5, "Sat", "Saturday"), (6, "Sun", "Sunday"),
])  # fmt: skip
def test_days_of_the_week(weekday: int, short: str, long: str) -> None:
    day = date(2026, 11, 23) + timedelta(days=weekday)
    assert formats.exact_date(day).split()[0] == short
    assert formats.long_date(day).split()[0] == long


@given(st.dates(date(1880, 1, 1), date(2199, 12, 31)))
def test_every_date_written_is_read_back(day: date) -> None:
    for form in (formats.exact_date, formats.short_date, formats.long_date, formats.numeric_date):
        assert parse_date(form(day), TODAY) == day


@given(st.times())
def test_every_time_written_is_read_back(at: time) -> None:
    assert parse_time(formats.time_of_day(at)) == at.replace(second=0, microsecond=0, fold=0)


def test_the_computers_locale_changes_nothing() -> None:
    before = locale.setlocale(locale.LC_ALL)
    for name in ("cy_GB.UTF-8", "de_DE.UTF-8", "fr_FR.UTF-8", "C"):
        try:
            locale.setlocale(locale.LC_ALL, name)
            assert formats.exact_date(FIRST_DEC) == "Tue 1 Dec 2026"
            assert formats.count(1200, "person", "people") == "1,200 people"
        except locale.Error:
            continue
        finally:
            locale.setlocale(locale.LC_ALL, before)


@pytest.mark.parametrize(
    "away, spoken",
    [
        (0, "today"),
        (1, "tomorrow"),
        (-1, "yesterday"),
        (2, "Tue 24 Nov 2026 (in 2 days)"),
        (9, "Tue 1 Dec 2026 (in 9 days)"),
        (27, "Sat 19 Dec 2026 (in 27 days)"),
        (28, "Sun 20 Dec 2026 (in 4 weeks)"),
        (89, "Fri 19 Feb 2027 (in 12 weeks)"),
        (90, "Sat 20 Feb 2027 (in 3 months)"),
        (-2, "Fri 20 Nov 2026 (2 days ago)"),
        (-35, "Sun 18 Oct 2026 (5 weeks ago)"),
        (-730, "Fri 22 Nov 2024 (2 years ago)"),
    ],
)
def test_a_date_is_spoken_with_the_exact_one_beside_it(away: int, spoken: str) -> None:
    assert formats.spoken_date(TODAY + timedelta(days=away), TODAY) == spoken


@pytest.mark.parametrize(
    "away, words",
    [
        (0, "due today"),
        (1, "due tomorrow"),
        (2, "due in 2 days"),
        (3, "due in 3 days"),
        (90, "due in 90 days"),
        (-1, "1 day overdue"),
        (-9, "9 days overdue"),
        (-1200, "1,200 days overdue"),
    ],
)
def test_due(away: int, words: str) -> None:
    assert formats.due_words(TODAY + timedelta(days=away), TODAY) == words


@pytest.mark.parametrize(
    "at, words",
    [
        (datetime(2026, 11, 22, 10), "today 10:00"),
        (datetime(2026, 11, 23, 10), "tomorrow 10:00"),
        (datetime(2026, 11, 21, 23, 59), "yesterday 23:59"),
        (datetime(2026, 12, 1, 10), "Tue 1 Dec 2026 10:00"),
    ],
)
def test_a_time_is_spoken(at: datetime, words: str) -> None:
    assert formats.spoken_datetime(at, NOW) == words


@pytest.mark.parametrize(
    "at, words",
    [
        (NOW, "just now"),
        (NOW - timedelta(seconds=59), "just now"),
        (NOW + timedelta(seconds=30), "just now"),
        (NOW - timedelta(minutes=1), "1 minute ago"),
        (NOW - timedelta(minutes=59), "59 minutes ago"),
        (NOW - timedelta(minutes=60), "1 hour ago"),
        (NOW - timedelta(hours=14), "14 hours ago"),
        (NOW - timedelta(hours=15), "yesterday 23:30"),
        (datetime(2026, 11, 21, 1), "yesterday 01:00"),
        (datetime(2026, 11, 20, 23), "2 days ago"),
        (datetime(2026, 10, 26, 9), "27 days ago"),
        (datetime(2026, 10, 25, 9), "Sun 25 Oct 2026 09:00"),
        (datetime(2026, 11, 23, 9), "Mon 23 Nov 2026 09:00"),
    ],
)
def test_ago(at: datetime, words: str) -> None:
    assert formats.ago(at, NOW) == words


def test_just_after_midnight_a_minute_ago_is_not_yesterday() -> None:
    assert formats.ago(datetime(2026, 11, 21, 23, 58), datetime(2026, 11, 22, 0, 3)) == "5 minutes ago"


@pytest.mark.parametrize(
    "n, words", [(0, "0 actions"), (1, "1 action"), (2, "2 actions"), (20000, "20,000 actions")]
)
def test_counts(n: int, words: str) -> None:
    assert formats.count(n, "action", "actions") == words
    assert formats.days(n) == words.replace("action", "day")


def test_yes_no_and_nobody_said() -> None:
    assert [formats.yes_no(value) for value in (True, False, None)] == ["Yes", "No", "Not recorded"]


@pytest.mark.parametrize(
    "words, joined",
    [
        ([], ""),
        (["a"], "a"),
        (["a", "b"], "a and b"),
        (["a", "b", "c"], "a, b and c"),
        (["a", "", "c"], "a and c"),
        (["{x}", "50%"], "{x} and 50%"),
    ],
)
def test_joining_words(words: list[str], joined: str) -> None:
    assert formats.join_words(words) == formats.join_words(tuple(words)) == joined


@pytest.mark.parametrize(
    "value, words",
    [
        (None, ""),
        ("", ""),
        ("as typed", "as typed"),
        ("None", "None"),
        (0, "0"),
        (False, "No"),
        (True, "Yes"),
        (82.0, "82"),
        (12345.678, "12345.678"),
        (float("nan"), ""),
        (Decimal("NaN"), ""),
        (FIRST_DEC, "Tue 1 Dec 2026"),
        (datetime(2026, 12, 1, 10), "Tue 1 Dec 2026 10:00"),
        (time(9, 5), "09:05"),
        (Cohort.FIXED, "Fixed"),
        (Cohort.UNSET, ""),
    ],
)
def test_any_value_as_words_and_none_as_nothing(value: object, words: str) -> None:
    assert formats.blank(value) == words
