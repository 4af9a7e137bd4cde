"""What a row of a file means for what is kept already."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from iom_desktop.domain.caseload_columns import recognise
from iom_desktop.domain.caseload_import import (
    NO_SEVERITY,
    FieldChange,
    Held,
    ImportPreview,
    PlannedRow,
    merged_case,
    merged_person,
    new_needs,
    new_notes,
    note_key,
    plan_row,
)
from iom_desktop.domain.caseload_rows import (
    COMMENT_HEADING,
    RATIONALE_HEADING,
    CaseloadRow,
    NotTaken,
    Outcome,
    import_lists,
    read_rows,
)
from iom_desktop.domain.cases import CaseDraft
from iom_desktop.domain.codes import Answer, CodeItem, Cohort, Phase, Rag
from iom_desktop.domain.needs import NeedDraft, NeedStatus, Severity
from iom_desktop.domain.people import PersonDraft
from iom_desktop.domain.sheets import SheetRow

TODAY = date(2026, 11, 22)
LISTS = import_lists(
    [
        CodeItem(list_name="needs", code="DRUGS", name="Drug misuse"),
        CodeItem(list_name="needs", code="ALCOHOL", name="Alcohol misuse"),
        CodeItem(list_name="accommodation_types", code="A05", name="No fixed abode"),
        CodeItem(list_name="accommodation_types", code="A02", name="Approved premises"),
    ],
    TODAY,
)
PERSON = PersonDraft(
    crn="A000001",
    surname="McBride",
    forenames="Ann",
    date_of_birth=date(1990, 2, 1),
    mobile="07700 900001",
    accommodation="A05",
)
CASE = CaseDraft(cohort=Cohort.FIXED, rag=Rag.RED, phase=Phase.RESET, ogrs=80, domestic_abuse=Answer.YES)
HELD = Held(
    person_id="p",
    case_id="c",
    person=PERSON,
    case=CASE,
    needs={"DRUGS": NeedDraft(code="DRUGS", severity=Severity.SEVERE, status=NeedStatus.IN_PROGRESS)},
    notes=frozenset(),
)


def row(headings: str, *cells: str) -> CaseloadRow:
    table = [
        SheetRow(1, ("CRN", "Surname", *headings.split(","))),
        SheetRow(2, ("A000001", "McBride", *cells)),
    ]
    [found] = read_rows(table, recognise(table), TODAY, LISTS)
    assert isinstance(found, CaseloadRow), found
    return found


def plan(found: CaseloadRow, held: Held | None = HELD) -> PlannedRow:
    return plan_row(found, held, TODAY, LISTS)


def test_a_new_person_is_added() -> None:
    planned = plan(row("Forenames,RAG", "Ann", "R"), None)
    assert (planned.outcome, planned.crn, planned.name) == (Outcome.ADD, "A000001", "MCBRIDE, Ann")


def test_a_row_that_says_what_is_kept_changes_nothing() -> None:
    found = row(
        "Forenames,DOB,RAG,Cohort,Mobile,Accommodation",
        "Ann",
        "1/2/1990",
        "red",
        "fixed",
        "07700 900001",
        "No fixed abode",
    )
    planned = plan(found)
    assert planned.outcome is Outcome.UNCHANGED
    assert planned.changes == ()


def test_every_change_is_told_with_what_it_was_and_will_be() -> None:
    found = row(
        "Forenames,DOB,RAG,DV?,Accommodation,Adopted,OGRS",
        "Ann",
        "1/3/1990",
        "A",
        "N",
        "Approved premises",
        "1/2/2026",
        "85",
    )
    planned = plan(found)
    assert planned.outcome is Outcome.UPDATE
    assert set(planned.changes) == {
        FieldChange("Date of birth", "1 Feb 1990", "1 Mar 1990"),
        FieldChange("RAG", "Red", "Amber"),
        FieldChange("Domestic abuse", "Yes", "No"),
        FieldChange("Accommodation", "No fixed abode", "Approved premises"),
        FieldChange("Adopted on", "", "1 Feb 2026"),
        FieldChange("OGRS %", "80", "85"),
    }
    assert merged_case(found, CASE) == replace(
        CASE, rag=Rag.AMBER, domestic_abuse=Answer.NO, adopted_on=date(2026, 2, 1), ogrs=85
    )
    assert merged_person(found, PERSON).date_of_birth == date(1990, 3, 1)


def test_what_the_file_leaves_empty_is_never_emptied() -> None:
    found = row("Forenames,DOB,RAG,DV?,Mobile,OGRS,Cohort,Accommodation", "", "", "", "?", "", "n/a", "-", "")
    assert merged_person(found, PERSON) == PERSON
    assert merged_case(found, CASE) == CASE
    assert plan(found).outcome is Outcome.UNCHANGED


def test_capitals_do_not_undo_how_a_name_is_spelt() -> None:
    table = [SheetRow(1, ("CRN", "Surname")), SheetRow(2, ("A000001", "MACBRIDE"))]
    [found] = read_rows(table, recognise(table), TODAY, LISTS)
    assert isinstance(found, CaseloadRow)
    held = replace(HELD, person=replace(PERSON, surname="MacBride"))
    assert plan(found, held).outcome is Outcome.UNCHANGED
    assert merged_person(found, held.person).surname == "MacBride"
    other = replace(HELD, person=replace(PERSON, surname="Macbryde"))
    assert merged_person(found, other.person).surname == "Macbride"


@pytest.mark.parametrize(
    ("forenames", "born", "rejected"),
    [
        ("Ann", "2/2/1990", False),  # a corrected date of birth
        ("Zoe", "1/2/1990", False),  # a corrected name
        ("Zoe", "2/2/1990", True),  # somebody else's CRN
        ("Zoe", "", False),
        ("ANN", "2/2/1990", False),
    ],
)
def test_a_crn_of_somebody_else_is_rejected(forenames: str, born: str, rejected: bool) -> None:
    planned = plan(row("Forenames,DOB", forenames, born))
    assert (planned.outcome is Outcome.REJECTED) is rejected
    if rejected:
        assert planned.reason.startswith("CRN: A000001 is kept under another name and another date of birth")
        assert planned.row is None


def test_halves_that_do_not_go_together_are_rejected() -> None:
    held = replace(HELD, case=replace(CASE, sentence_start=date(2026, 5, 1)))
    planned = plan(row("Order end", "1/4/2026"), held)
    assert planned.outcome is Outcome.REJECTED
    assert planned.reason == "Order end: 01/04/2026 is before its start."


# --- Needs and notes -----------------------------------------------------------------------------------


def test_a_need_that_is_known_changes_only_when_the_file_says_how_severe() -> None:
    assert new_needs(row("Needs", "Drug misuse"), HELD.needs, TODAY) == {}
    assert new_needs(row("Needs (severe)", "Drug misuse"), HELD.needs, TODAY) == {}
    changed = new_needs(row("Needs (standard)", "Drug misuse"), HELD.needs, TODAY)
    assert changed == {"DRUGS": replace(HELD.needs["DRUGS"], severity=Severity.STANDARD)}
    planned = plan(row("Needs (standard)", "Drug misuse"))
    assert planned.changes == (FieldChange("Need: Drug misuse", "Severe", "Standard"),)


def test_a_new_need_says_where_its_severity_is_not_stated() -> None:
    stated = new_needs(row("Needs (severe)", "Alcohol misuse"), HELD.needs, TODAY)["ALCOHOL"]
    assert (stated.severity, stated.note, stated.identified_on) == (Severity.SEVERE, "", TODAY)
    unstated = new_needs(row("Needs", "Alcohol misuse"), HELD.needs, TODAY)["ALCOHOL"]
    assert (unstated.severity, unstated.note) == (Severity.STANDARD, NO_SEVERITY)


def test_a_scored_need_keeps_the_severity_of_its_score() -> None:
    held = replace(HELD, needs={"DRUGS": replace(HELD.needs["DRUGS"], score=9)})
    planned = plan(row("Needs (standard)", "Drug misuse"), held)
    assert planned.outcome is Outcome.UNCHANGED
    assert planned.remarks == (
        "Needs: one was scored here and keeps the severity of its score, whatever the file says.",
    )


def test_needs_that_the_file_does_not_name_stay() -> None:
    assert "DRUGS" not in new_needs(row("Needs", "Alcohol misuse"), HELD.needs, TODAY)


def test_a_note_is_kept_once() -> None:
    found = row("Why IOM?,Notes", "Burglaries.", "Reads slowly.")
    assert new_notes(found, HELD) == found.notes
    known = replace(HELD, notes=frozenset(note_key("c", note) for note in found.notes))
    assert new_notes(found, known) == ()
    assert plan(found, known).outcome is Outcome.UNCHANGED
    assert plan(found).changes == (
        FieldChange("Note", "", RATIONALE_HEADING.strip(": ")),
        FieldChange("Note", "", COMMENT_HEADING.strip(": ")),
    )
    elsewhere = replace(HELD, notes=frozenset(note_key("another case", note) for note in found.notes))
    assert new_notes(found, elsewhere) == found.notes


def test_a_rationale_that_a_decision_record_gives_needs_no_note() -> None:
    held = replace(HELD, rationales=frozenset({"Burglaries."}))
    assert new_notes(row("Why IOM?", "Burglaries."), held) == ()
    assert new_notes(row("Why IOM?", "Robberies."), held) == (RATIONALE_HEADING + "Robberies.",)


# --- The whole -----------------------------------------------------------------------------------------


def test_the_report_counts_and_lists() -> None:
    found = row("RAG", "A")
    left_out = NotTaken(SheetRow(9, ("TOTAL",)), Outcome.NOT_A_PERSON, "A totals line, not a person.")
    preview = ImportPreview(
        mapping=recognise([SheetRow(1, ("CRN", "Surname"))]),
        rows=(plan(found), plan(found, None), plan_row(left_out, None, TODAY, LISTS)),
    )
    assert preview.changes_anything
    assert preview.report().as_json() == {
        "added": 1,
        "updated": 1,
        "unchanged": 0,
        "rejected": [{"row": 9, "reason": "A totals line, not a person."}],
    }
    assert not ImportPreview(mapping=preview.mapping, rows=preview.not_taken).changes_anything


def test_remarks_are_counted_over_the_file() -> None:
    planned = plan(row("Needs", "Alcohol misuse"))
    preview = ImportPreview(mapping=recognise([SheetRow(1, ("CRN", "Surname"))]), rows=(planned, planned))
    assert preview.common_remarks == (("Needs: how severe is not stated; each is kept as standard.", 2),)
