"""One cell at a time: what it means, or the sentence that refuses it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iom_desktop.domain import caseload_values as values
from iom_desktop.domain.codes import Answer, Cohort, Rag, Rosh, Sentence
from iom_desktop.errors import UserError

TODAY = date(2026, 11, 22)


def refusal(rule: Callable[[], object]) -> str:
    with pytest.raises(UserError) as refused:
        rule()
    return refused.value.message


@pytest.mark.parametrize(
    ("words", "cohort"),
    [("Fixed", Cohort.FIXED), ("FIXED ", Cohort.FIXED), ("flex", Cohort.FLEX), ("Free", Cohort.FREE)],
)
def test_cohort(words: str, cohort: Cohort) -> None:
    assert values.cohort(words, "Cohort") is cohort


def test_an_unknown_cohort_is_refused_by_its_heading() -> None:
    message = refusal(lambda: values.cohort("Premium", "IOM cohort"))
    assert message == "IOM cohort: “Premium” is not one of fixed, flex or free."


def test_a_long_cell_is_not_repeated_in_the_refusal() -> None:
    assert "secret" not in refusal(lambda: values.cohort("secret " * 20, "Cohort"))
    assert "[RLO]" in refusal(lambda: values.cohort("a\u202eb", "Cohort"))


@pytest.mark.parametrize(
    ("words", "rag"),
    [
        ("R", Rag.RED),
        ("a", Rag.AMBER),
        ("G", Rag.GREEN),
        ("B", Rag.BLUE),
        ("Blue", Rag.BLUE),
        ("AMBER", Rag.AMBER),
    ],
)
def test_rag(words: str, rag: Rag) -> None:
    assert values.rag(words, "RAG") is rag


@pytest.mark.parametrize(
    ("words", "rosh"),
    [
        ("L", Rosh.LOW),
        ("M", Rosh.MEDIUM),
        ("h", Rosh.HIGH),
        ("VH", Rosh.VERY_HIGH),
        ("Very high", Rosh.VERY_HIGH),
    ],
)
def test_rosh(words: str, rosh: Rosh) -> None:
    assert values.rosh(words, "RoSH") is rosh


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("Licence", Sentence.LICENCE),
        ("Suspended sentence order", Sentence.SUSPENDED_SENTENCE),
        ("SSO", Sentence.SUSPENDED_SENTENCE),
        ("Community order", Sentence.COMMUNITY_ORDER),
        ("Non-statutory", Sentence.NON_STATUTORY),
    ],
)
def test_sentence(words: str, sentence: Sentence) -> None:
    assert values.sentence(words, "Order") is sentence


@pytest.mark.parametrize("rule", [values.rag, values.rosh, values.sentence])
def test_an_unknown_word_is_refused(rule: Callable[[str, str], object]) -> None:
    assert "“purple” is not one of" in refusal(lambda: rule("purple", "X"))


def test_answers() -> None:
    assert values.answer("Y", "DV?", "domestic_abuse") is Answer.YES
    assert values.answer("no", "DV?", "domestic_abuse") is Answer.NO
    assert refusal(lambda: values.answer("maybe", "DV?", "x")) == "DV?: “maybe” is neither yes nor no."


@pytest.mark.parametrize("words", ["", "-", "n/a", "N/K", "tbc", "?", " unknown ", "None"])
def test_what_says_nothing(words: str) -> None:
    assert values.says_nothing(words)


@pytest.mark.parametrize("words", ["no", "N", "0", "nothing known"])
def test_what_says_something(words: str) -> None:
    assert not values.says_nothing(words)


@pytest.mark.parametrize(
    ("words", "percentage", "remarked"),
    [("96", 96, False), ("96%", 96, False), ("96 %", 96, False), ("0", 0, False), ("100", 100, False),
     ("0.96", 96, True), ("45.6", 46, True), ("45.5%", 46, True), ("45.0", 45, False), ("1", 1, False)],
)  # fmt: skip
def test_percentage(words: str, percentage: int, remarked: bool) -> None:
    remarks: list[str] = []
    assert values.percentage(words, "OGRS", remarks.append) == percentage
    assert bool(remarks) is remarked


@pytest.mark.parametrize("words", ["101", "100.4%", "-3", "high", "9 6", "1e2", "٩٦"])
def test_no_percentage(words: str) -> None:
    assert refusal(lambda: values.percentage(words, "OGRS", print)).startswith("OGRS: ")


@pytest.mark.parametrize(
    ("words", "level"),
    [
        ("Level 2", "Level 2"),
        ("2", "Level 2"),
        ("L3", "Level 3"),
        ("MAPPA 1", "Level 1"),
        ("Cat 2 level 1", "Cat 2 level 1"),
    ],
)
def test_mappa(words: str, level: str) -> None:
    assert values.mappa(words, "MAPPA", print) == level


def test_a_mappa_no_is_no_level_and_is_remarked_on() -> None:
    remarks: list[str] = []
    assert values.mappa("N", "MAPPA", remarks.append) == ""
    assert remarks == ["MAPPA: “N” is kept as no MAPPA level."]


# --- Days ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "born"),
    [
        (date(2006, 4, 27), date(2006, 4, 27)),
        ("27/03/1982", date(1982, 3, 27)),
        ("09.04.00", date(2000, 4, 9)),
        ("14.09.97", date(1997, 9, 14)),
        ("23 Jun 2007", date(2007, 6, 23)),
        ("1982-05-03", date(1982, 5, 3)),
        ("1982-05-03 00:00:00", date(1982, 5, 3)),
        ("1982-05-03T13:45", date(1982, 5, 3)),
    ],
)
def test_birth_day(cell: str | date, born: date) -> None:
    assert values.birth_day(cell, TODAY, "DOB", print) == born


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("31/02/1990", "February 1990 has 28 days"),
        ("23/11/2026", "in the future"),
        (date(2027, 1, 1), "in the future"),
        ("01/01/1890", "years ago"),
        ("1/12", "no year"),
        ("3 Mar", "no year"),
        ("tomorrow", "cannot be read as a date"),
        ("12/25/1990", "no month 25"),
        ("1990 or so", "cannot be read as a date; write it like 01/12/2026."),
    ],
)
def test_birth_days_that_are_refused_by_their_heading(cell: str | date, words: str) -> None:
    message = refusal(lambda: values.birth_day(cell, TODAY, "DOB", print))
    assert message.startswith("DOB: ")
    assert words in message


@pytest.mark.parametrize(
    "words",
    ["tomorrow", "next week", "in 2 weeks", "3 months", "+7", "2w", "tuesday", "today", "10 days ago"],
)
def test_a_file_knows_no_tomorrow(words: str) -> None:
    assert "cannot be read as a date" in refusal(
        lambda: values.day(words, TODAY, "Review", "x", "future", print)
    )


def test_the_spreadsheets_own_day_number_is_read_and_remarked_on() -> None:
    remarks: list[str] = []
    assert values.day("45971", TODAY, "Adopted", "x", "past", remarks.append) == date(2025, 11, 10)
    assert values.birth_day("30000", TODAY, "DOB", remarks.append) == date(1982, 2, 18)
    assert remarks == [
        "Adopted: the number 45971 is read as the spreadsheet's day 10/11/2025.",
        "DOB: the number 30000 is read as the spreadsheet's day 18/02/1982.",
    ]


def test_a_day_without_a_year_is_read_the_likely_way_and_remarked_on() -> None:
    remarks: list[str] = []
    assert values.day("1/12", TODAY, "Adopted", "x", "past", remarks.append) == date(2025, 12, 1)
    assert values.day("1 Dec", TODAY, "Next", "x", "future", remarks.append) == date(2026, 12, 1)
    assert len(remarks) == 2


def test_a_year_no_caseload_has() -> None:
    assert "year 1066" in refusal(lambda: values.day(date(1066, 1, 1), TODAY, "Adopted", "x", "past", print))


@given(st.text(max_size=40))
def test_any_text_is_a_day_or_refused(words: str) -> None:
    for rule in (
        lambda: values.day(words, TODAY, "D", "x", "past", lambda _remark: None),
        lambda: values.birth_day(words, TODAY, "D", lambda _remark: None),
    ):
        assert _day_or_refusal(rule)


def _day_or_refusal(rule: Callable[[], date]) -> bool:
    try:
        return isinstance(rule(), date)
    except UserError as refused:
        return refused.message.startswith("D: ")


# --- Names ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "spelt"),
    [
        ("NIXON", "Nixon"), ("O'BRIEN", "O'Brien"), ("O’NEILL", "O’Neill"), ("MCDONALD", "McDonald"),
        ("MACDONALD", "Macdonald"), ("SMITH-JONES", "Smith-Jones"), ("MCKAY-O'SHEA", "McKay-O'Shea"),
        ("VAN DER BERG", "Van der Berg"), ("DE SOUZA", "De Souza"), ("ST JOHN", "St John"), ("NG", "Ng"),
        ("ŁUKASIŃSKI", "Łukasiński"), ("D'ARCY", "D'Arcy"), ("MCC", "Mcc"),
        ("Nixon", "Nixon"), ("McDonald", "McDonald"), ("de Souza", "de Souza"), ("O", "O"), ("", ""),
    ],
)  # fmt: skip
def test_surnames_in_capitals(written: str, spelt: str) -> None:
    assert values.from_capitals(written) == spelt


@pytest.mark.parametrize(
    ("written", "spelt"),
    [("JOHN PAUL", "John Paul"), ("AJ", "AJ"), ("J PAUL", "J Paul"), ("Jean-Luc", "Jean-Luc")],
)
def test_forenames_in_capitals(written: str, spelt: str) -> None:
    assert values.forenames_from_capitals(written) == spelt


@given(st.text(max_size=40))
def test_a_name_changes_in_nothing_but_its_capitals(name: str) -> None:
    assert values.from_capitals(name).casefold() == name.casefold() or any(
        c.lower().casefold() != c.casefold() for c in name
    )


@pytest.mark.parametrize(
    ("written", "names", "guessed"),
    [
        ("HUDSON, Mohammed Ali", ("HUDSON", "Mohammed Ali"), False),
        ("Mohammed Ali HUDSON", ("HUDSON", "Mohammed Ali"), False),
        ("Mohammed Hudson", ("Hudson", "Mohammed"), True),
        ("Hudson", ("Hudson", ""), False),
        ("", ("", ""), False),
    ],
)
def test_a_name_in_one_cell(written: str, names: tuple[str, str], guessed: bool) -> None:
    remarks: list[str] = []
    assert values.split_name(written, remarks.append, "Name") == names
    assert bool(remarks) is guessed


def test_a_spreadsheets_own_error_is_no_value() -> None:
    assert "#REF!" in refusal(lambda: values.refuse_errors("#REF!", "Surname", "surname"))
    assert "###" in refusal(lambda: values.refuse_errors("####", "DOB", "x"))
    assert values.refuse_errors("#1 priority", "Notes", "x") == "#1 priority"
