"""Identifiers: tidied, remarked on, and refused only where a CRN could not be looked up again."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iom_desktop.domain.identity import (
    check_crn,
    crn_warning,
    cro_warning,
    noms_warning,
    pnc_warning,
    tidy_crn,
    tidy_cro,
    tidy_noms,
    tidy_pnc,
)
from iom_desktop.errors import UserError

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=30)


@pytest.mark.parametrize(
    "tidy, typed, tidied",
    [
        (tidy_crn, " a128778 ", "A128778"),
        (tidy_crn, "x 123\u00a0456", "X123456"),
        (tidy_crn, "\ufeffX123456\u200b", "X123456"),
        (tidy_crn, "Ｘ１２３４５６", "X123456"),
        (tidy_crn, "", ""),
        (tidy_pnc, "2013/0010652n", "2013/0010652N"),
        (tidy_pnc, "2013 / 0010652 N", "2013/0010652N"),
        (tidy_pnc, "20130010652N", "2013/0010652N"),
        (tidy_pnc, "2013\\0010652N", "2013/0010652N"),
        (tidy_pnc, "2013-10652N", "2013/0010652N"),
        (tidy_pnc, "13/10652N", "13/10652N"),
        (tidy_pnc, "not known", "NOTKNOWN"),
        (tidy_cro, " 123456/08k", "123456/08K"),
        (tidy_noms, "a1234 bc", "A1234BC"),
    ],
)
def test_tidying(tidy: Callable[[str], str], typed: str, tidied: str) -> None:
    assert tidy(typed) == tidied
    assert tidy(tidied) == tidied


@pytest.mark.parametrize(
    "warning, usual",
    [
        (crn_warning, "A781098"),
        (crn_warning, " x123456"),
        (crn_warning, ""),
        (pnc_warning, "2013/0010652N"),
        (pnc_warning, "1999/306361h"),
        (pnc_warning, "2013/0010652A"),  # the letter is not checked against the number
        (pnc_warning, ""),
        (cro_warning, "123456/08K"),
        (cro_warning, "39/83D"),
        (cro_warning, "SF39/83D"),
        (cro_warning, ""),
        (noms_warning, "A1234BC"),
        (noms_warning, ""),
    ],
)
def test_the_usual_forms_pass_without_remark(warning: Callable[[str], str | None], usual: str) -> None:
    assert warning(usual) is None


@pytest.mark.parametrize(
    "warning, odd, remark",
    [
        (
            crn_warning,
            "781098",
            "CRN: usually one letter and six digits, such as X123456; check it is right.",
        ),
        (
            crn_warning,
            "AB12345",
            "CRN: usually one letter and six digits, such as X123456; check it is right.",
        ),
        (
            crn_warning,
            "A7810988",
            "CRN: usually one letter and six digits, such as X123456; check it is right.",
        ),
        (pnc_warning, "13/10652N", "PNC: usually written like 2013/0010652N; check it is right."),
        (pnc_warning, "2013/0010652", "PNC: usually written like 2013/0010652N; check it is right."),
        (pnc_warning, "2013/0010652O", "PNC: usually written like 2013/0010652N; check it is right."),
        (pnc_warning, "3013/0010652N", "PNC: usually written like 2013/0010652N; check it is right."),
        (cro_warning, "1234567/08K", "CRO: usually written like 123456/08K; check it is right."),
        (cro_warning, "123456/2008K", "CRO: usually written like 123456/08K; check it is right."),
        (noms_warning, "1234ABC", "NOMS number: usually written like A1234BC; check it is right."),
    ],
)
def test_odd_forms_are_remarked_on(warning: Callable[[str], str | None], odd: str, remark: str) -> None:
    assert warning(odd) == remark


@pytest.mark.parametrize(
    "typed, kept", [(" a128778 ", "A128778"), ("OLD12", "OLD12"), ("A12345678901", "A12345678901")]
)
def test_a_crn_that_can_be_looked_up_is_kept(typed: str, kept: str) -> None:
    assert check_crn(typed) == kept


@pytest.mark.parametrize(
    "typed, message",
    [
        ("", "CRN: a CRN is needed, for example X123456."),
        (" \t\u200b", "CRN: a CRN is needed, for example X123456."),
        ("A12345\x00", "CRN: only letters and digits can be used, for example X123456."),
        ("A123-45", "CRN: only letters and digits can be used, for example X123456."),
        ("É123456", "CRN: only letters and digits can be used, for example X123456."),
        ("A٣23456", "CRN: only letters and digits can be used, for example X123456."),
        ("A123456789012", "CRN: 13 characters is too long; the most a CRN can have is 12."),
    ],
)
def test_a_crn_that_could_not_be_looked_up_is_refused(typed: str, message: str) -> None:
    with pytest.raises(UserError) as refused:
        check_crn(typed)
    assert refused.value.message == message
    assert refused.value.field == "crn"


@given(ANY_TEXT)
def test_any_string_is_tidied_remarked_on_or_refused_in_a_sentence(text: str) -> None:
    for warning in (crn_warning, pnc_warning, cro_warning, noms_warning):
        assert warning(text) is None or str(warning(text)).endswith("check it is right.")
    try:
        crn = check_crn(text)
    except UserError as refused:
        problem = refused
        crn = ""
    if not crn:
        assert problem.message.startswith("CRN: ")
    else:
        assert crn == check_crn(crn) == tidy_crn(text)
        assert crn.isascii()
        assert crn.isalnum()
