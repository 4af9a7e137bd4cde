"""The recovery key on paper: what is forgiven, and that no slip passes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iom_desktop.storage import recovery_key

KEY = bytearray(range(32))
TEXT = recovery_key.as_text(KEY)


def read(text: str) -> bytes:
    with recovery_key.read(text) as key:
        return bytes(key)


def test_the_form_on_paper() -> None:
    groups = TEXT.split("-")
    assert [len(group) for group in groups] == [4] * 14
    assert not set(TEXT) & set("ILOU")


@given(st.binary(min_size=32, max_size=32))
def test_what_is_written_reads_back(raw: bytes) -> None:
    assert read(recovery_key.as_text(bytearray(raw))) == raw


@pytest.mark.parametrize(
    "typed",
    [
        TEXT.lower(),
        TEXT.replace("-", ""),
        TEXT.replace("-", " "),
        TEXT.replace("-", " \u2013\n"),
        f"  {TEXT}\t",
        TEXT.replace("0", "O"),
        TEXT.replace("0", "o").replace("1", "l"),
        TEXT.replace("1", "I"),
    ],
)
def test_what_is_forgiven(typed: str) -> None:
    assert read(typed) == bytes(KEY)


def test_the_key_is_overwritten_after_use() -> None:
    with recovery_key.read(TEXT) as key:
        pass
    assert not any(key)


@given(st.integers(0, 55), st.sampled_from("0123456789ABCDEFGHJKMNPQRSTVWXYZ"))
def test_one_wrong_letter_is_told(at: int, letter: str) -> None:
    whole = TEXT.replace("-", "")
    if whole[at] == letter:
        return
    with pytest.raises(recovery_key.NotRecoveryKey, match="checksum") as told:
        read(whole[:at] + letter + whole[at + 1 :])
    assert told.value.looks_like_one


@given(st.integers(0, 54))
def test_two_letters_swapped_are_told(at: int) -> None:
    whole = TEXT.replace("-", "")
    if whole[at] == whole[at + 1]:
        return
    with pytest.raises(recovery_key.NotRecoveryKey, match="checksum"):
        read(whole[:at] + whole[at + 1] + whole[at] + whole[at + 2 :])


@pytest.mark.parametrize(
    ("typed", "said", "alike"),
    [
        (TEXT[:-1], "56 letters and digits; 55", True),
        (TEXT + "A", "56 letters and digits; 57", True),
        ("U" + TEXT[1:], "no letter “U”", True),
        ("seven plain herons wading", "no letter “U”|56 letters", False),
        ("", "56 letters and digits; 0", False),
    ],
)
def test_what_is_none(typed: str, said: str, alike: bool) -> None:
    with pytest.raises(recovery_key.NotRecoveryKey, match=said) as told:
        read(typed)
    assert told.value.looks_like_one is alike


@given(st.text())
def test_any_text_is_a_key_or_told(text: str) -> None:
    with pytest.raises(recovery_key.NotRecoveryKey):
        read(text)
