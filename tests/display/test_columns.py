"""Columns order and export a list the same way wherever it is shown."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iom_desktop.display.columns import Column, in_order, to_csv


@dataclass(frozen=True, slots=True)
class Visit:
    """An invented record."""

    place: str
    day: int | None


PLACE: Column[Visit] = Column("place", "Place", lambda visit: visit.place)
DAY: Column[Visit] = Column(
    "day", "Day", lambda visit: "" if visit.day is None else str(visit.day), sort=lambda visit: visit.day
)


def test_words_are_ordered_whatever_their_case() -> None:
    visits = [Visit("beta", 1), Visit("Alpha", 2), Visit("alpha", 3), Visit("BETA", 4)]
    assert [visit.day for visit in in_order(visits, PLACE)] == [2, 3, 1, 4]


def test_equal_records_keep_their_order_downwards_too() -> None:
    visits = [Visit("a", 1), Visit("b", 2), Visit("A", 3)]
    assert [visit.day for visit in in_order(visits, PLACE, descending=True)] == [2, 1, 3]


@pytest.mark.parametrize("descending", [False, True])
def test_records_without_a_value_come_last_either_way(descending: bool) -> None:
    visits = [Visit("a", None), Visit("b", 2), Visit("c", 10), Visit("d", None)]
    places = [visit.place for visit in in_order(visits, DAY, descending=descending)]
    assert places[2:] == ["a", "d"]
    assert places[:2] == (["c", "b"] if descending else ["b", "c"])


def test_numbers_are_ordered_as_numbers() -> None:
    assert [v.day for v in in_order([Visit("", 10), Visit("", 9)], DAY)] == [9, 10]


def test_csv_has_headings_then_rows_with_crlf() -> None:
    assert to_csv([PLACE, DAY], [Visit("Northgate", 1), Visit('say "hello", twice', None)]) == (
        'Place,Day\r\nNorthgate,1\r\n"say ""hello"", twice",\r\n'
    )


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_no_cell_can_act_as_a_formula(start: str) -> None:
    text = to_csv([PLACE], [Visit(f"{start}cmd|' /C calc'!A0", 1)])
    assert list(csv.reader(io.StringIO(text)))[1][0].startswith("'" + start)


@given(st.lists(st.text(alphabet=st.characters(exclude_categories=("Cs",), exclude_characters="\r\0"))))
def test_every_text_comes_back_from_the_csv_with_at_most_an_apostrophe_more(texts: list[str]) -> None:
    out = to_csv([PLACE], [Visit(text, 1) for text in texts])
    rows = list(csv.reader(io.StringIO(out, newline="")))
    read = [row[0] if row else "" for row in rows[1:]]
    assert [cell.removeprefix("'") for cell in read] == [text.removeprefix("'") for text in texts]
