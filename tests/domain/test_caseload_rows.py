"""Rows of a caseload: whose headings they stand under, what they say, and why they are not taken."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iom_desktop.domain.caseload_columns import (
    HEADINGS,
    ColumnMapping,
    Field,
    field_of,
    label_of,
    recognise,
)
from iom_desktop.domain.caseload_rows import (
    COMMENT_HEADING,
    RATIONALE_HEADING,
    SECTION_HEADING,
    UNKNOWN_NEEDS_HEADING,
    CaseloadRow,
    ImportLists,
    NotTaken,
    Outcome,
    import_lists,
    read_rows,
)
from iom_desktop.domain.codes import Answer, CodeItem, Cohort, Sentence
from iom_desktop.domain.needs import Severity
from iom_desktop.domain.sheets import Cell, SheetRow
from iom_desktop.errors import UserError

TODAY = date(2026, 11, 22)
NEEDS = (("ACCOMMODATION", "Accommodation"), ("DRUGS", "Drug misuse"), ("ALCOHOL", "Alcohol misuse"),
         ("ETE", "Education training and employment"))  # fmt: skip
ITEMS = [
    *(CodeItem(list_name="needs", code=code, name=name) for code, name in NEEDS),
    CodeItem(list_name="needs", code="OLD", name="Old need", valid_to=date(2020, 1, 1)),
    CodeItem(list_name="accommodation_types", code="A05", name="No fixed abode"),
]
LISTS = import_lists(ITEMS, TODAY)


def sheet(*rows: tuple[Cell, ...]) -> list[SheetRow]:
    """Rows as a reader gives them: blank ones left out, numbers kept."""
    return [SheetRow(n, cells) for n, cells in enumerate(rows, start=1) if any(cells)]


def read(
    headings: str,
    *rows: tuple[Cell, ...],
    lists: ImportLists = LISTS,
    cut_row: int | None = None,
    shift: bool = True,
) -> list[CaseloadRow | NotTaken]:
    table = sheet(tuple(headings.split(",")), *rows)
    return list(read_rows(table, recognise(table), TODAY, lists, cut_row=cut_row, columns_can_shift=shift))


def taken(headings: str, *cells: Cell) -> CaseloadRow:
    [row] = read(headings, cells)
    assert isinstance(row, CaseloadRow), row
    return row


def reason(headings: str, *cells: Cell) -> str:
    [row] = read(headings, cells)
    assert isinstance(row, NotTaken)
    assert row.outcome is Outcome.REJECTED
    return row.reason


# --- Headings ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("DOB", Field.DATE_OF_BIRTH), ("D.O.B", Field.DATE_OF_BIRTH), ("DV?", Field.DOMESTIC_ABUSE),
        (" crn ", Field.CRN), ("Why IOM?", Field.RATIONALE), ("OGRS %", Field.OGRS), ("ogrs3", Field.OGRS),
        ("Needs (severe)", Field.NEEDS_SEVERE), ("NEEDS", Field.NEEDS), ("Police", Field.POLICE_LEAD),
        ("Comments", Field.COMMENTS), ("Notes", Field.COMMENTS), ("Order", Field.SENTENCE),
        ("Adopted", Field.ADOPTED_ON), ("Shoe size", None), ("", None),
    ],
)  # fmt: skip
def test_what_a_heading_means(heading: str, field: Field | None) -> None:
    assert field_of(heading) is field


def test_every_field_has_headings_and_none_means_two_things() -> None:
    assert set(HEADINGS) == set(Field)
    for field, headings in HEADINGS.items():
        for heading in headings:
            assert field_of(heading) is field, heading
        assert label_of(field) == headings[0]


def test_the_headings_are_found_below_title_lines() -> None:
    table = sheet(("IOM COHORT",), ("Updated 19/11/26",), (), ("CRN", "Surname", "RAG"), ("A1", "Ash", "R"))
    mapping = recognise(table)
    assert mapping.heading_row == 4
    assert mapping.columns == {Field.CRN: 0, Field.SURNAME: 1, Field.RAG: 2}


def test_cells_that_read_like_headings_do_not_make_a_row_the_headings() -> None:
    table = sheet(
        ("Sex", "Male"), ("CRN", "Surname", "Order", "Needs"), ("A1", "Ash", "Licence", "Accommodation")
    )
    assert recognise(table).heading_row == 2


@pytest.mark.parametrize("top", [("Red", "Amber"), ("Surname", "Forenames"), ("CRN",)])
def test_a_sheet_without_headings_is_refused(top: tuple[str, ...]) -> None:
    with pytest.raises(UserError, match="No row of headings was found in the first 20 rows"):
        recognise(sheet(top, ("A1", "Ash")))


def test_headings_below_the_twentieth_row_are_looked_for_only_where_the_officer_points() -> None:
    table = sheet(*[("x",)] * 20, ("CRN", "Surname"))
    with pytest.raises(UserError):
        recognise(table)
    assert recognise(table, heading_row=21).columns == {Field.CRN: 0, Field.SURNAME: 1}
    with pytest.raises(UserError, match="Row 40 holds nothing"):
        recognise(table, heading_row=40)


def test_the_officer_changes_a_column() -> None:
    mapping = recognise(sheet(("CRN", "Surname", "Misc", "Notes", "Notes")))
    assert mapping.unused == ("Misc", "Notes")
    changed = mapping.with_column(Field.COHORT, 2)
    assert changed.columns[Field.COHORT] == 2
    assert changed.heading(Field.COHORT) == "Misc"
    moved = changed.with_column(Field.RAG, 2)  # a column has one meaning
    assert Field.COHORT not in moved.columns
    assert moved.with_column(Field.RAG, None).columns == mapping.columns


@pytest.mark.parametrize(("drop", "words"), [(Field.CRN, "CRN"), (Field.SURNAME, "Surname")])
def test_a_mapping_without_what_names_a_person_is_refused(drop: Field, words: str) -> None:
    mapping = recognise(sheet(("CRN", "Surname", "RAG"))).with_column(drop, None)
    with pytest.raises(UserError, match=words):
        list(read_rows([], mapping, TODAY, LISTS))


# --- What a row says -----------------------------------------------------------------------------------


def test_a_row_of_the_spreadsheet_kept_by_hand() -> None:
    row = taken(
        "CRN,PNC ID,Surname,Forenames,DOB,Cohort,RAG,Adopted,Why IOM?,"
        "Order,OGRS,RoSH,DV?,Needs,Police,Probation,Comments",
        "a128778 ", "", "DAVISON", "Katherine", "09.04.00", "FIXED ", "A", date(2026, 8, 11), "Burglaries.",
        "Community order", "96%", "M", "N", "Drug misuse; ", "PC Lee", "Mr Justin Hall", "Reads\nslowly.",
    )  # fmt: skip
    assert (row.person.crn, row.person.surname, row.person.forenames) == ("A128778", "Davison", "Katherine")
    assert row.person.date_of_birth == date(2000, 4, 9)
    assert (row.case.cohort, row.case.rag, row.case.ogrs, row.case.rosh) == ("fixed", "amber", 96, "medium")
    assert row.case.domestic_abuse is Answer.NO
    assert row.case.child_safeguarding is Answer.UNKNOWN  # nobody said
    assert row.case.sentence is Sentence.COMMUNITY_ORDER
    assert row.case.adopted_on == date(2026, 8, 11)
    assert [(n.code, n.severity, n.severity_stated) for n in row.needs] == [
        ("DRUGS", Severity.STANDARD, False)
    ]
    assert row.notes == (RATIONALE_HEADING + "Burglaries.", COMMENT_HEADING + "Reads\nslowly.")
    assert row.remarks == ("Needs: how severe is not stated; each is kept as standard.",)
    assert "pnc" not in row.stated
    assert row.from_capitals == {"surname"}


def test_severe_and_standard_needs() -> None:
    row = taken(
        "CRN,Surname,Needs (standard),Needs (severe),Needs", "A000001", "Ash",
        "Drug misuse; Alcohol misuse", "Drug misuse",
        "Accommodation; Education, training and employment (severe)",
    )  # fmt: skip
    assert {(n.code, n.severity, n.severity_stated) for n in row.needs} == {
        ("DRUGS", Severity.SEVERE, True),
        ("ALCOHOL", Severity.STANDARD, True),
        ("ACCOMMODATION", Severity.STANDARD, False),
        ("ETE", Severity.SEVERE, True),
    }


def test_a_need_named_twice_is_as_severe_as_the_gravest_says() -> None:
    row = taken(
        "CRN,Surname,Needs (standard),Needs",
        "A000001",
        "Ash",
        "Alcohol misuse",
        "alcohol - severe; drugs (standard); drugs",
    )
    assert [(n.code, n.severity) for n in row.needs] == [
        ("ALCOHOL", Severity.SEVERE),
        ("DRUGS", Severity.STANDARD),
    ]


def test_needs_separated_by_commas_and_by_other_names() -> None:
    row = taken("CRN,Surname,Needs", "A000001", "Ash", "Housing, drugs, ETE")
    assert [need.code for need in row.needs] == ["ACCOMMODATION", "DRUGS", "ETE"]


def test_a_need_that_is_not_in_the_list_is_kept_as_a_note() -> None:
    row = taken("CRN,Surname,Needs (severe)", "A000001", "Ash", "Gambling; Drug misuse; Old need")
    assert [need.code for need in row.needs] == ["DRUGS"]
    assert row.notes == (UNKNOWN_NEEDS_HEADING + "Gambling; Old need",)
    assert any("kept as a note" in remark for remark in row.remarks)


def test_accommodation_is_looked_up_and_else_kept_as_it_is_written() -> None:
    assert (
        taken("CRN,Surname,Accommodation", "A000001", "Ash", "no fixed abode").person.accommodation == "A05"
    )
    assert (
        taken("CRN,Surname,Accommodation", "A000001", "Ash", "Mum's sofa").person.accommodation
        == "Mum's sofa"
    )


def test_a_name_in_one_column() -> None:
    row = taken("CRN,Name", "A000001", "O'BRIEN, Ann Marie")
    assert (row.person.surname, row.person.forenames) == ("O'Brien", "Ann Marie")


def test_an_apostrophe_that_guards_a_cell_is_taken_off() -> None:
    row = taken("CRN,Surname,Mobile,Notes", "A000001", "Ash", "'+44 7700 900123", "'quoted'")
    assert row.person.mobile == "+44 7700 900123"
    assert row.comment == "'quoted'"


def test_a_mobile_number_that_lost_its_nought() -> None:
    row = taken("CRN,Surname,Mobile", "A000001", "Ash", "7700900123")
    assert row.person.mobile == "07700900123"
    assert row.remarks


@pytest.mark.parametrize(
    ("order", "statutory", "sentence", "remarks"),
    [
        ("", "No", Sentence.NON_STATUTORY, 0),
        ("", "Yes", None, 0),
        ("Licence", "Yes", Sentence.LICENCE, 0),
        ("Licence", "No", Sentence.LICENCE, 1),
        ("Non-statutory", "Yes", Sentence.NON_STATUTORY, 1),
        ("Non-statutory", "No", Sentence.NON_STATUTORY, 0),
        ("Licence", "", Sentence.LICENCE, 0),
    ],
)
def test_statutory_and_order(order: str, statutory: str, sentence: Sentence | None, remarks: int) -> None:
    row = taken("CRN,Surname,Order,Statutory", "A000001", "Ash", order, statutory)
    assert row.case.sentence is sentence
    assert len(row.remarks) == remarks


def test_cells_that_say_nothing_state_nothing() -> None:
    row = taken(
        "CRN,Surname,DOB,RAG,OGRS,DV?,Adopted,MAPPA", "A000001", "Ash", "n/k", "-", "tbc", "?", "n/a", ""
    )
    assert row.stated == {"crn", "surname"}


def test_odd_identifiers_are_remarked_on() -> None:
    assert len(taken("CRN,Surname,PNC", "12345", "Ash", "1/2").remarks) == 2


# --- What rejects a row --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("headings", "cells", "words"),
    [
        ("CRN,Surname,DOB", ("", "Ash", "1/2/1990"), "CRN: a CRN is needed"),
        ("CRN,Surname,DOB", ("A000001", "", "1/2/1990"), "Surname: this is needed"),
        ("CRN,Surname,DOB", ("A000001", "Ash", "31/02/1990"), "DOB: 31/02/1990 is not a date: February"),
        ("CRN,Surname,DOB", ("A000001", "Ash", "31/12/2090"), "DOB: 31/12/2090 is in the future"),
        ("CRN,Surname,Cohort", ("A000001", "Ash", "Premium"), "Cohort: “Premium” is not one of"),
        ("CRN,Surname,RAG", ("A000001", "Ash", "Purple"), "RAG: “Purple” is not one of"),
        ("CRN,Surname,DV?", ("A000001", "Ash", "sometimes"), "DV?: “sometimes” is neither yes nor no"),
        ("CRN,Surname,OGRS", ("A000001", "Ash", "134%"), "OGRS: “134%” is more than 100"),
        ("CRN,Surname,Adopted", ("A000001", "Ash", "01/12/2026"), "Adopted on: 01/12/2026 is in the future"),
        ("CRN,Surname,Order start,Order end", ("A000001", "Ash", "2/1/2026", "1/1/2026"), "Order end:"),
        ("CRN,Surname,Police", ("A000001", "Ash", "x" * 301), "Police lead: 301 characters is too long"),
        ("CRN,Surname,Notes", ("A000001", "Ash", "x" * 20_000), "Notes: 20,000 characters is too long"),
        ("CRN,Surname", ("A000001", "A\x07sh"), "Surname: there is a character that cannot be kept"),
        ("CRN,Surname", ("A 1!", "Ash"), "CRN: only letters and digits"),
        ("CRN,Surname,RAG", ("A000001", "#REF!", "R"), "Surname: the cell shows the spreadsheet's error"),
        ("CRN,Surname", ("A000001", "Ash", "x"), "There are 3 cells under 2 headings"),
    ],
)  # fmt: skip
def test_a_rejected_row_names_the_column(headings: str, cells: tuple[str, ...], words: str) -> None:
    assert words in reason(headings, *cells)


def test_everything_that_is_wrong_is_said_at_once_and_once() -> None:
    said = reason("CRN,Surname,DOB,Cohort,Notes", "", "", "31/02/1990", "Premium", "x")
    assert [part in said for part in ("CRN:", "Surname:", "DOB:", "Cohort:")] == [True] * 4
    assert said.count("CRN:") == 1


def test_a_note_of_12000_characters_is_taken() -> None:
    assert len(taken("CRN,Surname,Notes", "A000001", "Ash", "x" * 12_000).comment) == 12_000


def test_cells_beyond_the_headings_of_a_workbook_are_only_not_read() -> None:
    [row] = read("CRN,Surname", ("A000001", "Ash", "scribble"), shift=False)
    assert isinstance(row, CaseloadRow)


def test_the_row_at_which_the_file_ends_is_rejected() -> None:
    rows = read("CRN,Surname,RAG", ("A000001", "Ash", "R"), ("A000002", "Elm"), cut_row=3)
    assert isinstance(rows[0], CaseloadRow)
    assert isinstance(rows[1], NotTaken)
    assert rows[1].reason == "The file ends in the middle of this row: 2 cells under 3 headings."


# --- Rows among rows -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        (("TOTAL", "", "42"), "A totals line"),
        (("Total: 42",), "A totals line"),
        (("Grand total", "42"), "A totals line"),
        (("", "Sub-total", "42"), "A totals line"),
        (("--- below: custody ---",), "A section line"),
        (("CRN", "Surname", "DOB"), "The headings again"),
    ],
)
def test_lines_that_are_not_about_a_person(cells: tuple[str, ...], words: str) -> None:
    [row] = read("CRN,Surname,DOB", cells)
    assert isinstance(row, NotTaken)
    assert row.outcome is Outcome.NOT_A_PERSON
    assert words in row.reason


def test_a_person_whose_row_holds_only_a_crn_is_a_person_without_a_surname() -> None:
    assert "Surname" in reason("CRN,Surname,DOB", "A000001")


def test_a_person_called_total() -> None:
    assert taken("CRN,Surname,DOB", "A000001", "Total", "1/2/1990").person.surname == "Total"


def test_a_section_is_remembered_for_the_rows_below_it() -> None:
    rows = read(
        "CRN,Surname", ("A000001", "Ash"), ("--- below: custody ---",), ("A000002", "Elm"), ("TOTAL", "2")
    )
    above, line, below, total = rows
    assert isinstance(above, CaseloadRow)
    assert above.notes == ()
    assert isinstance(below, CaseloadRow)
    assert below.notes == (SECTION_HEADING + "below: custody",)
    assert below.remarks == ("It stands below the line “below: custody”, which is kept as a note.",)
    assert isinstance(line, NotTaken)
    assert isinstance(total, NotTaken)


def test_a_repeated_person_is_passed_over_and_a_contradiction_is_refused() -> None:
    first, same, other = read(
        "CRN,Surname,Forenames,RAG,Needs",
        ("a000001 ", "ASH", "Ann", "R", "Drug misuse"),
        ("A000001", "Ash", "Ann", "Red", "drugs;"),
        ("A000001", "Ash", "Ann", "Amber", "Accommodation"),
    )
    assert isinstance(first, CaseloadRow)
    assert isinstance(same, NotTaken)
    assert same.outcome is Outcome.REPEATED
    assert same.reason == "CRN: repeated; it says the same as row 2."
    assert isinstance(other, NotTaken)
    assert other.outcome is Outcome.REJECTED
    assert other.reason == "CRN: row 2 has the same CRN and differs in RAG, Needs."


def test_a_row_that_was_rejected_does_not_stand_in_the_way_of_a_later_one() -> None:
    bad, good = read("CRN,Surname,RAG", ("A000001", "Ash", "Purple"), ("A000001", "Ash", "Red"))
    assert isinstance(bad, NotTaken)
    assert isinstance(good, CaseloadRow)


_CELLS = st.one_of(
    st.dates(),
    st.text(max_size=30),
    st.sampled_from(["", "A123456", "Red", "Fixed", "TOTAL", "31/02/1990", "'=1", "0.5"]),
)


@given(rows=st.lists(st.lists(_CELLS, max_size=len(Field)).map(tuple), max_size=6))
def test_any_cells_under_every_heading_give_rows_or_reasons(rows: list[tuple[Cell, ...]]) -> None:
    headings = tuple(label_of(field) for field in Field)
    mapping = ColumnMapping(1, headings, {field: n for n, field in enumerate(Field)})
    table = [SheetRow(n, cells) for n, cells in enumerate(rows, start=2) if SheetRow(n, cells).filled]
    found = list(read_rows(table, mapping, TODAY, LISTS, columns_can_shift=True))
    assert [f.source.number for f in found] == [row.number for row in table]
    for each in found:
        if isinstance(each, NotTaken):
            assert each.reason.endswith(".")
        else:
            assert each.person.crn
            assert each.case.cohort is None or each.case.cohort in Cohort
