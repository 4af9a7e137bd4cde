"""Since last time: what is news, in which order, and how a long list is cut."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iom_desktop.domain.since import (
    Fresh,
    SinceLine,
    Subject,
    Weight,
    bounded,
    fresh,
    in_order,
    told_singly,
)

SINCE = datetime(2026, 11, 5, 11, 0)
NOW = datetime(2026, 11, 22, 14, 0)


@pytest.mark.parametrize(
    ("day", "recorded", "expected"),
    [
        (date(2026, 11, 10), datetime(2026, 11, 10, 9, 0), Fresh.NEW),
        (date(2026, 11, 6), datetime(2026, 11, 20, 9, 0), Fresh.NEW),
        (date(2026, 11, 22), datetime(2026, 11, 22, 9, 0), Fresh.NEW),
        (date(2026, 11, 23), datetime(2026, 11, 22, 9, 0), None),  # still to come
        (date(2026, 11, 5), datetime(2026, 11, 5, 10, 59), None),  # that morning, known at the meeting
        (date(2026, 11, 5), datetime(2026, 11, 5, 11, 1), Fresh.NEW),
        (date(2026, 11, 5), datetime(2026, 11, 9, 9, 0), Fresh.NEW),
        (date(2026, 11, 4), datetime(2026, 11, 4, 9, 0), None),
        (date(2026, 11, 4), datetime(2026, 11, 6, 9, 0), Fresh.LATE),
        (date(2025, 1, 1), datetime(2026, 11, 22, 9, 0), Fresh.LATE),
        (None, datetime(2026, 11, 6, 9, 0), Fresh.NEW),
        (None, datetime(2026, 11, 5, 10, 0), None),
    ],
)
def test_what_is_news(day: date | None, recorded: datetime, expected: Fresh | None) -> None:
    assert fresh(day, recorded, SINCE, NOW) is expected


def line(
    words: str,
    weight: Weight = Weight.NEWS,
    day: date | None = date(2026, 11, 10),
    subject: Subject = Subject.NOTES,
) -> SinceLine:
    return SinceLine(subject=subject, weight=weight, day=day, words=words)


def test_bad_news_comes_first_then_the_newest() -> None:
    lines = [
        line("counted", Weight.COUNTED),
        line("good", Weight.GOOD),
        line("undated", Weight.BAD, None),
        line("older", Weight.BAD, date(2026, 11, 8)),
        line("newer", Weight.BAD, date(2026, 11, 9)),
        line("arrest", Weight.GRAVE, date(2026, 11, 6)),
    ]
    assert [one.words for one in in_order(lines)] == [
        "arrest", "newer", "older", "undated", "good", "counted",
    ]  # fmt: skip


def test_a_list_that_fits_is_told_whole() -> None:
    lines = [line(str(place)) for place in range(4)]
    assert bounded(lines, 4) == (in_order(lines), Counter())


def test_what_does_not_fit_is_counted_and_takes_a_line_to_say_so() -> None:
    lines = [line(str(place), subject=Subject.ACTIONS) for place in range(3)]
    lines += [line("seen", Weight.GRAVE), line("x", Weight.COUNTED, subject=Subject.NOTES)]
    kept, left = bounded(lines, 3)
    assert [one.words for one in kept] == ["seen", "0"]
    assert left == Counter({Subject.ACTIONS: 2, Subject.NOTES: 1})


@given(many=st.integers(0, 30), most=st.integers(0, 20))
def test_nothing_is_passed_over_in_silence(many: int, most: int) -> None:
    kept, left = bounded([line(str(place)) for place in range(many)], most)
    assert len(kept) + left.total() == many
    assert len(kept) + bool(left) <= max(most, 1)


@pytest.mark.parametrize(("many", "singly"), [(0, 0), (1, 1), (3, 3), (4, 2), (9, 2)])
def test_a_single_one_is_never_a_number(many: int, singly: int) -> None:
    one_by_one, others = told_singly(range(many), 3)
    assert (len(one_by_one), len(others)) == (singly, many - singly)
    assert len(others) != 1
