"""Letters in words: times as people say them, and how a text falls into blocks."""

from __future__ import annotations

from datetime import datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iom_desktop.display.letter_lines import (
    BlockKind,
    blocks,
    failure_words,
    liability_words,
    place_words,
    spoken_clock,
    spoken_moment,
)
from iom_desktop.domain.codes import Sentence
from iom_desktop.domain.enforcement import PROCEEDING_OF

T, H, S = BlockKind.TEXT, BlockKind.HEADING, BlockKind.SIGNED


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (time(0, 0), "midnight"),
        (time(0, 5), "12:05am"),
        (time(9, 0), "9am"),
        (time(9, 5), "9:05am"),
        (time(11, 59), "11:59am"),
        (time(12, 0), "midday"),
        (time(12, 30), "12:30pm"),
        (time(13, 0), "1pm"),
        (time(14, 30), "2:30pm"),
        (time(23, 45), "11:45pm"),
    ],
)
def test_times_are_said_as_people_say_them(at: time, words: str) -> None:
    assert spoken_clock(at) == words


def test_a_moment_has_its_weekday_and_its_year() -> None:
    assert spoken_moment(datetime(2026, 12, 1, 10)) == "Tuesday 1 December 2026 at 10am"


def test_a_place_on_record_goes_before_what_the_type_says() -> None:
    assert place_words("Mill Street", "CHVS") == "Mill Street"
    assert place_words("", "CHVS") == "At your home"
    assert place_words("", "COAP") == ""


def test_an_outcome_of_the_scheme_s_own_is_said_by_its_name() -> None:
    at = datetime(2026, 12, 1, 10)
    said = failure_words(at, "Drug test", "", "XX01", "Refused the test")
    assert said == "Tuesday 1 December 2026 at 10am. Drug test. Refused the test."


def test_every_sentence_that_can_be_enforced_has_its_words() -> None:
    assert {one for one in Sentence if liability_words(one)} == set(PROCEEDING_OF)
    assert liability_words(None) == ""


@pytest.mark.parametrize(
    ("words", "kinds"),
    [
        ("", []),
        ("Only this.", [T]),
        ("Dear Mo,\n\nCome.\n\nPC Baker\nPolice", [T, T, S]),
        ("Dear Mo,\n\nWhat happened\n\nYou came.\n\nPC Baker", [T, H, T, S]),
        ("What happened\n\nYou came.\n\nPC Baker", [T, T, S]),  # nothing to head before it
        ("Dear Mo,\n\nYou came.\n\nYours sincerely\n\nPC Baker", [T, T, T, S]),  # a greeting is no heading
        ("Dear Mo,\n\nA heading\nof two lines\n\nText.\n\nPC Baker", [T, T, T, S]),
        ("Dear Mo,\n\n" + "long " * 13 + "\n\nText.\n\nPC Baker", [T, T, T, S]),
        ("Dear Mo,\n\nDid you come?\n\nText.\n\nPC Baker", [T, H, T, S]),
        ("Dear Mo,\n\n" + "long " * 30, [T, T]),  # too long for who signs
        ("Dear Mo,\n\na\nb\nc\nd\ne", [T, T]),
    ],
)
def test_a_text_falls_into_blocks(words: str, kinds: list[BlockKind]) -> None:
    assert [block.kind for block in blocks(words)] == kinds


@given(st.text(alphabet="ab .,\n\u0175", max_size=200))
def test_nothing_of_a_text_is_lost_but_blank_lines(words: str) -> None:
    lines = [line for line in words.split("\n") if line.strip()]
    assert [line for block in blocks(words) for line in block.text.split("\n")] == lines
