"""Check codes that survive a slip of the pen, and fingerprints that follow what is printed and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, make_dataclass, replace
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iom_desktop.domain.documents import CODE_LENGTH, fingerprint, make_code, read_code
from tests.reports import factory

CODES = st.binary(min_size=1, max_size=40).map(make_code)
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@given(CODES)
def test_a_code_is_read_back_however_it_is_typed(code: str) -> None:
    typed = (code, code.lower(), code.replace("-", ""), f"  {code[:4]} {code[5:]} ", code.replace("-", "–"))
    assert {read_code(one) for one in typed} == {code}


@given(CODES)
def test_letters_that_look_like_digits_are_forgiven(code: str) -> None:
    assert read_code(code.replace("0", "O").replace("1", "I")) == code
    assert read_code(code.replace("0", "o").replace("1", "l")) == code


@given(CODES, st.integers(0, CODE_LENGTH - 1), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_noticed(code: str, at: int, wrong: str) -> None:
    plain = code.replace("-", "")
    if plain[at] != wrong:
        assert read_code(plain[:at] + wrong + plain[at + 1 :]) is None


@given(CODES, st.integers(0, CODE_LENGTH - 2))
def test_two_neighbours_swapped_are_noticed(code: str, at: int) -> None:
    plain = code.replace("-", "")
    one, two = plain[at], plain[at + 1]
    # Luhn's formula cannot tell the first digit and the last apart in one pair: 0 beside the 32nd.
    if one != two and {one, two} != {ALPHABET[0], ALPHABET[-1]}:
        assert read_code(plain[:at] + two + one + plain[at + 2 :]) is None


@pytest.mark.parametrize("typed", ["", "7F3A", "7F3A-91C2-0", "UUUU-UUUU", "7F3A–91C", "é" * 8, "00000001"])
def test_what_is_no_code_is_none(typed: str) -> None:
    assert read_code(typed) is None


def test_codes_differ_with_each_part_and_where_it_ends() -> None:
    codes = {
        make_code("ab", "c"),
        make_code("a", "bc"),
        make_code("abc"),
        make_code("ab", "c", "1"),
        make_code("ab", b"d"),
    }
    assert len(codes) == 5


# --- Fingerprints ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Thing:
    """What a paper might print."""

    words: str = "Attend"
    on: date | None = date(2026, 12, 1)
    parts: tuple[str, ...] = ("a", "b")
    told: frozenset[str] = frozenset({"x", "y"})
    made_at: datetime = datetime(2026, 11, 22)
    made_by: str = "PC Baker"


#: The same as a later version of the program has it, with a field more.
ThingLater = make_dataclass("Thing", [("added", str, "")], bases=(Thing,), frozen=True)


@pytest.mark.parametrize(
    "changed",
    [
        {"words": "attend"},
        {"on": None},
        {"on": date(2026, 12, 2)},
        {"parts": ("b", "a")},
        {"told": frozenset("x")},
    ],
)
def test_a_change_of_content_is_another_fingerprint(changed: dict[str, object]) -> None:
    assert fingerprint(Thing()) != fingerprint(replace(Thing(), **changed))  # type: ignore[arg-type]


def test_who_made_it_and_when_is_no_content() -> None:
    assert fingerprint(Thing()) == fingerprint(
        replace(Thing(), made_at=datetime(2027, 1, 1), made_by="D. Williams")
    )


def test_a_field_added_later_that_says_nothing_makes_no_difference() -> None:
    assert fingerprint(ThingLater()) == fingerprint(Thing())
    assert fingerprint(ThingLater(added="Now it says something")) != fingerprint(Thing())


def test_a_case_file_has_the_same_fingerprint_whoever_loads_it() -> None:
    file = factory.case_file_one()
    again = replace(file, made_at=datetime(2027, 1, 1), made_by="Somebody", today=date(2027, 1, 1))
    assert fingerprint(file) == fingerprint(again)
    assert fingerprint(file) != fingerprint(replace(file, accommodation_name="A hostel"))
