"""Importing a contact log: what each line becomes, refusals in a sentence, and twice is once."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iom_desktop.domain.appointments import AppointmentDraft, AskedBy, CancelDraft
from iom_desktop.domain.cases import CaseDraft
from iom_desktop.domain.codes import Cohort, Sentence
from iom_desktop.errors import UserError
from iom_desktop.services import appointments, enforcement, notes, today
from iom_desktop.services.contact_import import import_contact_file
from tests.stores import NOW, Desk

HEADINGS = "CRN,Date,Time,Type code,Officer,Outcome code,Enforcement code,Note"
STATUTORY = CaseDraft(cohort=Cohort.FIXED, sentence=Sentence.LICENCE, sentence_start=date(2026, 1, 5))
VOLUNTARY = CaseDraft(cohort=Cohort.FREE, sentence=Sentence.NON_STATUTORY)


def bring(desk: Desk, folder: Path, *lines: str, headings: str = HEADINGS, **more: Any) -> Any:
    """Import a log of these lines; returns the report and the remarks."""
    file = folder / "log.csv"
    file.write_text("\n".join([headings, *lines]) + "\n", encoding="utf-8")
    done, remarks = import_contact_file(desk.store, file, NOW, **more)
    return done.report, dict(remarks)


@pytest.fixture
def case_id(desk: Desk) -> str:
    return desk.person(crn="Z000001", managed=STATUTORY)


def test_a_line_becomes_an_appointment_with_its_outcome_and_what_was_done(
    desk: Desk, case_id: str, tmp_path: Path
) -> None:
    line = "Z000001,17/11/2026,10:00,COAP,D. Example,UAAB,EA02,Nobody came."
    report, remarks = bring(desk, tmp_path, line)
    assert (report.added, report.rejected, remarks) == (1, (), {})
    [kept] = desk.see(appointments.list_appointments, case_id)
    assert (kept.starts_at, kept.said.type_code, kept.said.with_name) == (
        datetime(2026, 11, 17, 10), "COAP", "D. Example",
    )  # fmt: skip
    assert (kept.outcome_code, kept.outcome_note, kept.complied) == ("UAAB", "Nobody came.", False)
    [step] = desk.see(enforcement.list_steps, case_id)
    # Seven working days after the 17th.
    assert (step.said.code, step.decided_on, step.said.respond_by) == (
        "EA02", date(2026, 11, 17), date(2026, 11, 26),
    )  # fmt: skip
    assert desk.store.verify() == []


def test_names_stand_for_codes_and_date_and_time_may_share_a_cell(
    desk: Desk, case_id: str, tmp_path: Path
) -> None:
    bring(
        desk,
        tmp_path,
        "z000001,2026-11-16 14:30,Planned office visit,Attended - Complied,R. Specimen",
        headings="Case reference number,Contact date,Contact type,Outcome,Staff",
    )
    [kept] = desk.see(appointments.list_appointments, case_id)
    assert (kept.starts_at, kept.outcome_code, kept.said.with_name) == (
        datetime(2026, 11, 16, 14, 30), "ATTC", "R. Specimen",
    )  # fmt: skip


def test_a_contact_that_is_no_appointment_becomes_a_note(desk: Desk, case_id: str, tmp_path: Path) -> None:
    bring(desk, tmp_path, "Z000001,16/11/2026,09:15,IOTC,PC Baker,ATTC,,Rang about the bus.")
    assert desk.see(appointments.list_appointments, case_id) == []
    [kept] = desk.see(notes.list_notes, case_id)
    assert kept.said.type_code == "IOTC"
    assert kept.said.words == (
        "PC Baker: Rang about the bus.\n\nOutcome in the other system: Attended - Complied"
    )


TWICE = (
    "Z000001,17/11/2026,10:00,COAP,D. Example,UAAB,EA02,Nobody came.",
    "Z000001,18/11/2026,11:00,CHVS,D. Example,,,",
    "Z000001,16/11/2026,09:15,IOTC,PC Baker,,,Rang about the bus.",
)


def test_the_same_file_twice_adds_nothing_the_second_time(desk: Desk, case_id: str, tmp_path: Path) -> None:
    assert bring(desk, tmp_path, *TWICE)[0].added == 3
    report, _remarks = bring(desk, tmp_path, *TWICE)
    assert (report.added, report.updated, report.unchanged) == (0, 0, 3)
    assert len(desk.see(enforcement.list_steps, case_id)) == 1


def test_a_later_log_brings_the_outcome_of_what_was_booked_by_hand(
    desk: Desk, case_id: str, tmp_path: Path
) -> None:
    said = AppointmentDraft(type_code="CHVS", starts_at=datetime(2026, 11, 18, 11))
    desk.do(appointments.book_appointment, case_id, said)
    report, _remarks = bring(desk, tmp_path, "Z000001,18/11/2026,11:00,CHVS,D. Example,ATTC,,At home.")
    assert (report.added, report.updated) == (0, 1)
    [kept] = desk.see(appointments.list_appointments, case_id)
    assert (kept.outcome_code, kept.outcome_note) == ("ATTC", "At home.")


def test_failed_to_attend_is_resolved_by_a_later_log_and_the_first_is_kept(
    desk: Desk, case_id: str, tmp_path: Path
) -> None:
    bring(desk, tmp_path, "Z000001,10/11/2026,10:00,COAP,D. Example,AFTA,EA12,")
    report, _remarks = bring(
        desk, tmp_path, "Z000001,10/11/2026,10:00,COAP,D. Example,AAME,,Doctor's letter."
    )
    assert report.updated == 1
    [kept] = desk.see(appointments.list_appointments, case_id)
    assert kept.outcome_code == "AAME"
    [earlier] = desk.see(appointments.list_earlier_outcomes, kept.id)
    assert earlier.outcome_name == "Failed to Attend"
    [step] = desk.see(enforcement.list_steps, case_id)
    assert step.settled_on == NOW.date()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("A999999,17/11/2026,10:00,COAP,,ATTC,,", "CRN: nobody in this store has “A999999”."),
        (",17/11/2026,10:00,COAP,,ATTC,,", "CRN: there is none."),
        ("Z000001,,10:00,COAP,,ATTC,,", "Date: there is none."),
        ("Z000001,31/02/2026,10:00,COAP,,ATTC,,", "Date:"),
        ("Z000001,17/11/2026,25:99,COAP,,ATTC,,", "Time:"),
        ("Z000001,29/03/2026,01:30,COAP,,ATTC,,", "clocks go forward"),
        ("Z000001,17/11/2026,10:00,,,ATTC,,", "Type code: there is none."),
        ("Z000001,17/11/2026,10:00,XYZ9,,ATTC,,", "Type code: “XYZ9” is not in the list."),
        ("Z000001,17/11/2026,10:00,COAP,,WHAT,,", "Outcome code: “WHAT” is not in the list."),
        ("Z000001,17/11/2026,10:00,COAP,,UAAB,NOPE,", "Enforcement code: “NOPE” is not in the list."),
        ("Z000001,23/11/2026,10:00,COAP,,ATTC,,", "Outcome: the appointment is still to come."),
        ("Z000001,23/11/2026,10:00,IOTC,,,,Later.", "Date: this contact is in the future."),
        ("Z000001,17/11/2026,10:00,IOTC,,,,", "Note: a contact that is no appointment needs one."),
        ("Z000001,17/11/2026,10:00,IOHV,,UAAB,EA02,", "cannot lead to any"),
        ("Z000001,17/11/2026,10:00,COAP,,ATTC,EA02,", "cannot lead to any"),
        ("Z000001,02/01/2026,10:00,COAP,,UAAB,EA02,", "cannot lead to any"),
        ("Z000002,17/11/2026,10:00,COAP,,UAAB,NFA,", "cannot lead to any"),
        ("Z000001,17/11/2026,10:00,COAP,,#REF!,,", "Outcome"),
        ("Z000001,17/11/2026,10:00,COAP,,ATTC,,bad \x07 bell", "Note"),
    ],
)
def test_a_line_that_cannot_be_taken_says_why(
    desk: Desk, case_id: str, tmp_path: Path, line: str, said: str
) -> None:
    desk.person(crn="Z000002", surname="Volunteerby", managed=VOLUNTARY)
    good = "Z000001,16/11/2026,14:00,COAP,D. Example,ATTC,,"
    report, _remarks = bring(desk, tmp_path, line, good)
    assert report.added == 1
    [refused] = report.rejected
    assert refused.row == 2
    assert said in refused.reason
    saved = (tmp_path / "log - rejected rows.csv").read_text(encoding="utf-8-sig")
    assert "Reason" in saved.splitlines()[0]


def test_two_lines_of_one_moment_that_differ_are_not_both_taken(
    desk: Desk, case_id: str, tmp_path: Path
) -> None:
    line = "Z000001,17/11/2026,10:00,COAP,D. Example,ATTC,,"
    other = "Z000001,17/11/2026,10:00,COAP,D. Example,UAAB,EA02,"
    report, _remarks = bring(desk, tmp_path, line, line, other)
    assert report.added == 1
    assert [one.reason for one in report.rejected] == [
        "The same as row 2.",
        "Row 2 is of the same person, time and type and says something else; put one of them right.",
    ]


def test_what_is_kept_with_another_outcome_is_not_overwritten(
    desk: Desk, case_id: str, tmp_path: Path
) -> None:
    bring(desk, tmp_path, "Z000001,17/11/2026,10:00,COAP,D. Example,ATTC,,")
    report, _remarks = bring(desk, tmp_path, "Z000001,17/11/2026,10:00,COAP,D. Example,UAAB,EA02,")
    assert "kept with another one" in report.rejected[0].reason
    [kept] = desk.see(appointments.list_appointments, case_id)
    assert kept.outcome_code == "ATTC"


def test_a_cancelled_appointment_takes_no_outcome(desk: Desk, case_id: str, tmp_path: Path) -> None:
    booked = desk.do(
        appointments.book_appointment,
        case_id,
        AppointmentDraft(type_code="CHVS", starts_at=datetime(2026, 11, 18, 11)),
    )
    desk.do(appointments.cancel_appointment, booked, 1, CancelDraft(asked_by=AskedBy.PERSON, reason="Ill."))
    report, _remarks = bring(desk, tmp_path, "Z000001,18/11/2026,11:00,CHVS,D. Example,ATTC,,")
    assert "kept as cancelled" in report.rejected[0].reason


def test_a_missing_step_and_a_missing_time_are_remarked_on(desk: Desk, case_id: str, tmp_path: Path) -> None:
    report, remarks = bring(desk, tmp_path, "Z000001,17/11/2026,,COAP,D. Example,UAAB,,")
    assert report.added == 1
    assert sorted(remarks) == [
        "Enforcement: none is given for an outcome that did not comply; the case will ask for it.",
        "Time: none is given, so it is kept at 00:00.",
    ]


def test_recall_in_the_log_opens_the_proceeding(desk: Desk, case_id: str, tmp_path: Path) -> None:
    _report, remarks = bring(desk, tmp_path, "Z000001,17/11/2026,10:00,COAP,,UAAB,EA11,")
    assert any("begins a breach or recall" in remark for remark in remarks)
    [begun] = desk.see(enforcement.list_proceedings, case_id)
    assert begun.open
    assert begun.said.started_on == date(2026, 11, 17)


def test_a_dry_run_changes_nothing_and_leaves_no_file(desk: Desk, case_id: str, tmp_path: Path) -> None:
    report, _remarks = bring(desk, tmp_path, *TWICE, "A999999,1/1/2026,,COAP,,,,", dry_run=True)
    assert (report.added, len(report.rejected)) == (3, 1)
    assert desk.see(appointments.list_appointments, case_id) == []
    assert sorted(path.name for path in tmp_path.glob("log*")) == ["log.csv"]


def test_a_failure_in_the_middle_leaves_nothing_half_done(desk: Desk, case_id: str, tmp_path: Path) -> None:
    def stop(done: int, total: int) -> None:
        if done == total:
            raise UserError("Stopped.")

    with pytest.raises(UserError, match="Stopped"):
        bring(desk, tmp_path, *TWICE, progress=stop)
    assert desk.see(appointments.list_appointments, case_id) == []
    assert desk.store.verify() == []


@pytest.mark.parametrize("headings", ["CRN,Time,Type code", "CRN,Date,Note", "Surname,Forenames,Phone"])
def test_a_file_without_the_columns_is_refused_whole(
    desk: Desk, case_id: str, tmp_path: Path, headings: str
) -> None:
    with pytest.raises(UserError, match="headed"):
        bring(desk, tmp_path, "Z000001,10:00,COAP", headings=headings)


def test_what_was_left_undecided_stands_in_today(desk: Desk, case_id: str, tmp_path: Path) -> None:
    bring(desk, tmp_path, "Z000001,18/11/2026,11:00,CHVS,D. Example,,,")
    due = desk.see(today.list_due, NOW)
    assert any(item.matter.value == "outcome_missing" and item.crn == "Z000001" for item in due)


CELLS = st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\x00\r\n"), max_size=20)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(CELLS, min_size=8, max_size=8), min_size=1, max_size=4))
def test_whatever_the_cells_hold_each_line_is_taken_or_refused(
    shared_desk: Desk, tmp_path_factory: pytest.TempPathFactory, cells: list[list[str]]
) -> None:
    import csv

    folder = tmp_path_factory.mktemp("log")
    with (folder / "log.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS.split(","))
        writer.writerows(cells)
    try:
        done, _remarks = import_contact_file(shared_desk.store, folder / "log.csv", NOW, dry_run=True)
    except UserError:
        return
    filled = sum(any(cell.strip() for cell in line) for line in cells)
    report = done.report
    assert report.added + report.updated + report.unchanged + len(report.rejected) <= filled
    assert report.added == 0
