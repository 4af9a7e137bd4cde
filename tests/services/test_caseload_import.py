"""Importing into a real store: added once, changed in place, nothing half done."""

from __future__ import annotations

import csv
import os
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select

from iom_desktop.domain.caseload_columns import Field, recognise
from iom_desktop.domain.caseload_import import ImportPreview
from iom_desktop.domain.caseload_rows import COMMENT_HEADING, RATIONALE_HEADING, Outcome
from iom_desktop.domain.cases import CaseDraft
from iom_desktop.domain.codes import Cohort
from iom_desktop.domain.decisions import DecisionDraft, DecisionMaker
from iom_desktop.domain.needs import NeedDraft, Severity
from iom_desktop.domain.notes import Mark
from iom_desktop.domain.officers import Officer
from iom_desktop.errors import UserError
from iom_desktop.services import caseload_import, rejected_rows
from iom_desktop.services.caseload_import import apply_import, import_file, imported_rationale, plan_import
from iom_desktop.services.cases import case_with_crn, change_case, list_cases, load_case
from iom_desktop.services.decisions import record_decision
from iom_desktop.services.needs import change_need, list_needs
from iom_desktop.services.notes import list_notes
from iom_desktop.services.people import correct_person
from iom_desktop.services.plans import start_plan
from iom_desktop.services.rejected_rows import save_rejects
from iom_desktop.services.spreadsheets import read_spreadsheet
from iom_desktop.services.stores import make_store
from iom_desktop.storage import keys
from iom_desktop.storage.store import Store, open_store, utc_now
from iom_desktop.storage.tables import AuditEntryRow, CaseRow, NeedRow, NoteRow, PersonRow

TODAY = date(2026, 11, 22)
INPUTS = Path(__file__).parent.parent / "inputs"
PASSPHRASE = "seven plain herons wading"
CHEAP = keys.Cost(memory_kib=64 << 10, iterations=3, lanes=4)


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty store, made once and copied for each test."""
    folder = tmp_path_factory.mktemp("fresh") / "store"
    officer = Officer(officer_id="a" * 32, name="Ann Example", agency="police", role="")
    made, _recovery = make_store(folder, officer, PASSPHRASE, "Exampletown IOM", cost=CHEAP)
    made.close()
    return folder


@pytest.fixture
def store(fresh: Path, tmp_path: Path) -> Iterator[Store]:
    shutil.copytree(fresh, tmp_path / "store")
    opened = open_store(tmp_path / "store", PASSPHRASE)
    yield opened
    opened.close()


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str], Path]:
    def _write(text: str, name: str = "caseload.csv") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return _write


@pytest.fixture
def own_copy(tmp_path: Path) -> Callable[[str], Path]:
    return lambda name: Path(shutil.copy(INPUTS / name, tmp_path))


def preview_of(store: Store, path: Path) -> ImportPreview:
    with store.read() as session:
        return plan_import(session, read_spreadsheet(path), None, TODAY)


def counts(store: Store) -> dict[str, int]:
    kinds = (PersonRow, CaseRow, NeedRow, NoteRow, AuditEntryRow)
    with store.read() as session:
        return {
            kind.__tablename__: session.scalar(select(func.count()).select_from(kind)) or 0 for kind in kinds
        }


# --- The two inputs ------------------------------------------------------------------------------------


def test_the_caseload_is_imported_once_however_often(store: Store, own_copy: Callable[[str], Path]) -> None:
    path = own_copy("caseload.csv")
    empty = counts(store)
    assert import_file(store, path, TODAY, dry_run=True).report.as_json() == {
        "added": 107, "updated": 0, "unchanged": 0, "rejected": [],
    }  # fmt: skip
    assert counts(store) == empty  # a dry run changes nothing
    assert import_file(store, path, TODAY).report.added == 107
    after = counts(store)
    assert (after["person"], after["iom_case"]) == (107, 107)
    again = import_file(store, path, TODAY)
    assert (again.report.added, again.report.updated, again.report.unchanged) == (0, 0, 107)
    assert again.rejects is None
    assert counts(store) == after  # not even an audit entry
    assert store.verify() == []


def test_a_person_of_the_caseload_is_whole(store: Store, own_copy: Callable[[str], Path]) -> None:
    import_file(store, own_copy("caseload.csv"), TODAY)
    with store.read() as session:
        case_id = case_with_crn(session, "B813964")
        case = load_case(session, case_id)
        needs = {need.code: need.severe for need in list_needs(session, case_id)}
        notes = list_notes(session, case_id)
        rationale = imported_rationale(session, case_id)
    person = case.person
    assert (person.surname, person.forenames, person.known_as) == ("Brown", "Frank", "Emma")
    assert (person.date_of_birth, person.pnc) == (date(1996, 11, 21), "2003/0167665D")
    assert person.accommodation == "A02"
    assert person.address == "Studio 3, Griffiths Stream, New Ann"
    managed = case.managed
    assert (managed.cohort, managed.rag, managed.ogrs) == ("fixed", "red", 94)
    assert (managed.sentence, managed.sentence_end) == ("licence", date(2026, 8, 24))
    assert (managed.domestic_abuse, managed.child_safeguarding, managed.risk_to_staff) == ("yes", "no", "yes")
    assert managed.next_conference_on == date(2026, 12, 3)
    assert (managed.police_lead, managed.probation_lead) == ("PC Miller", "Geoffrey Wright-Warner")
    assert needs == {
        "ACCOMMODATION": True,
        "DRUGS": True,
        "ALCOHOL": False,
        "ATTITUDES": False,
        "FINANCE": False,
    }
    assert {note.said.words for note in notes} == {
        COMMENT_HEADING + "Prefers Welsh for letters.",
        RATIONALE_HEADING + rationale,
    }
    assert rationale.startswith("Persistent robbery nominal, released 14 August.")
    assert {note.said.mark for note in notes} == {Mark.FACT}
    assert not case.has_decision  # an officer confirms who decided


def test_the_spreadsheet_kept_by_hand(store: Store, own_copy: Callable[[str], Path]) -> None:
    path = own_copy("caseload_kept_by_hand.xlsx")
    first = import_file(store, path, TODAY)
    assert (first.report.added, first.report.updated, first.report.unchanged) == (41, 0, 0)
    assert [(one.row, one.reason) for one in first.report.rejected] == [
        (27, "A section line or remark, not a person."),
        (48, "CRN: repeated; it says the same as row 5."),
        (49, "A totals line, not a person."),
    ]
    assert first.rejects is not None
    assert first.rejects.name == "caseload_kept_by_hand - rejected rows.csv"
    second = import_file(store, path, TODAY)
    assert (second.report.added, second.report.updated, second.report.unchanged) == (0, 0, 41)
    assert second.rejects == first.rejects  # the same rows, the same file
    with store.read() as session:
        crns = {row.crn for row in list_cases(session, utc_now())}
        nixon = load_case(session, case_with_crn(session, "D790891")).person
    assert {"A128778", "B489568", "X145051", "A308719"} <= crns
    assert (nixon.surname, nixon.date_of_birth) == ("Nixon", date(1982, 3, 27))


def test_both_files_into_one_store(store: Store, own_copy: Callable[[str], Path]) -> None:
    import_file(store, own_copy("caseload.csv"), TODAY)
    assert import_file(store, own_copy("caseload_kept_by_hand.xlsx"), TODAY).report.added == 41
    assert counts(store)["person"] == 148


# --- Changes -------------------------------------------------------------------------------------------

PEOPLE = "CRN,Surname,Forenames,DOB,RAG,Police,Needs (severe),Notes\n"
ASH = "A000001,Ash,Ann,1/2/1990,Red,PC Lee,Drug misuse,Reads slowly.\n"
ELM = "A000002,Elm,Ben,3/4/1991,Amber,PC Lee,,\n"


def test_a_changed_row_changes_what_it_states_and_nothing_else(
    store: Store, write: Callable[[str], Path]
) -> None:
    import_file(store, write(PEOPLE + ASH + ELM), TODAY)
    with store.read() as session:
        case_id = case_with_crn(session, "A000001")
        case = load_case(session, case_id)
    with store.write("Change") as session:
        change_case(session, case_id, case.version, CaseDraft(police_lead="PC New", ogrs=61), TODAY)
    report = import_file(
        store,
        write(PEOPLE + "A000001,Ash,Ann,1/2/1990,,,Alcohol misuse; Drug misuse,Now reads.\n" + ELM),
        TODAY,
    ).report
    assert (report.added, report.updated, report.unchanged) == (0, 1, 1)
    with store.read() as session:
        managed = load_case(session, case_id).managed
        needs = {need.code for need in list_needs(session, case_id)}
        words = {note.said.words for note in list_notes(session, case_id)}
    assert (managed.police_lead, managed.ogrs, managed.rag) == ("PC New", 61, None)
    assert needs == {"DRUGS", "ALCOHOL"}
    assert words == {COMMENT_HEADING + "Reads slowly.", COMMENT_HEADING + "Now reads."}


def test_a_need_assessed_here_is_changed_in_place(store: Store, write: Callable[[str], Path]) -> None:
    import_file(store, write(PEOPLE + ASH), TODAY)
    with store.read() as session:
        case_id = case_with_crn(session, "A000001")
        [need] = list_needs(session, case_id)
    with store.write("Assess") as session:
        draft = NeedDraft(code="DRUGS", severity=Severity.STANDARD, strengths="Wants to stop.")
        change_need(session, need.id, need.version, draft, TODAY)
    assert import_file(store, write(PEOPLE + ASH), TODAY).report.updated == 1
    with store.read() as session:
        [now] = list_needs(session, case_id)
    assert (now.id, now.severe, now.assessed.strengths) == (need.id, True, "Wants to stop.")


def test_a_need_that_becomes_severe_shows_at_once_as_a_fault_of_the_plan(
    store: Store, write: Callable[[str], Path]
) -> None:
    import_file(store, write(PEOPLE + ELM), TODAY)
    with store.write("Plan") as session:
        case_id = case_with_crn(session, "A000002")
        start_plan(session, case_id)
        before = load_case(session, case_id).plan_faults
    import_file(store, write(PEOPLE + ELM.replace("PC Lee,,", "PC Lee,Drug misuse,")), TODAY)
    with store.read() as session:
        after = load_case(session, case_id).plan_faults
    assert before is not None
    assert after == before + 1


def test_a_rationale_already_recorded_as_a_decision_is_not_noted_again(
    store: Store, write: Callable[[str], Path]
) -> None:
    import_file(store, write("CRN,Surname\nA000001,Ash\n"), TODAY)
    with store.write("Decide") as session:
        case_id = case_with_crn(session, "A000001")
        draft = DecisionDraft(
            decided_on=TODAY,
            cohort=Cohort.FIXED,
            rationale="Burglaries.",
            decided_by=(DecisionMaker(name="PC Lee", agency="police"),),
        )
        record_decision(session, case_id, draft, TODAY)
    assert (
        import_file(store, write("CRN,Surname,Why IOM?\nA000001,Ash,Burglaries.\n"), TODAY).report.unchanged
        == 1
    )
    import_file(store, write("CRN,Surname,Why IOM?\nA000001,Ash,Robberies.\n"), TODAY)
    with store.read() as session:
        assert imported_rationale(session, case_id) == "Robberies."


def test_no_rationale_was_imported(store: Store, write: Callable[[str], Path]) -> None:
    import_file(store, write(PEOPLE + ASH), TODAY)
    with store.read() as session:
        assert imported_rationale(session, case_with_crn(session, "A000001")) == ""


def test_somebody_elses_crn_is_rejected_and_the_rest_is_taken(
    store: Store, write: Callable[[str], Path]
) -> None:
    import_file(store, write(PEOPLE + ASH), TODAY)
    result = import_file(store, write(PEOPLE + "A000001,Oak,Zoe,5/6/1980,Red,,,\n" + ELM), TODAY)
    assert result.report.added == 1
    [rejected] = result.report.rejected
    assert rejected.row == 2
    assert "another name and another date of birth" in rejected.reason


def test_who_may_be_the_same_person_under_another_crn_is_remarked_on(
    store: Store, write: Callable[[str], Path]
) -> None:
    import_file(store, write("CRN,Surname,DOB,PNC\nA000001,Ash,1/2/1990,2001/0000001A\n"), TODAY)
    text = (
        "CRN,Surname,DOB,PNC\nA000002,Elm,2/2/1990,2001/0000001A\nA000003,ASH,1/2/1990,\nA000004,Ash,2/2/1990,\n"
        "A000005,Ash,2/2/1990,\n"
    )
    remarks = [planned.remarks for planned in preview_of(store, write(text)).rows]
    assert remarks[:3] == [
        ("A000001 has the same PNC ID; it may be the same person.",),
        ("A000001 has the same name and date of birth; it may be the same person.",),
        (),
    ]
    assert remarks[3] == ("A000004 has the same name and date of birth; it may be the same person.",)


def test_the_officer_maps_a_column_by_hand(store: Store, write: Callable[[str], Path]) -> None:
    table = read_spreadsheet(write("CRN,Surname,Shade\nA000001,Ash,Green\n"))
    mapping = recognise(table.rows).with_column(Field.RAG, 2)
    with store.read() as session:
        [planned] = plan_import(session, table, mapping, TODAY).rows
    assert planned.row is not None
    assert planned.row.case.rag == "green"


# --- All or nothing ------------------------------------------------------------------------------------


class CalledOff(Exception):
    """What a cancel button raises."""


def test_an_import_that_is_called_off_leaves_nothing(
    store: Store, own_copy: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caseload_import, "_BATCH", 10)
    before = counts(store)
    seen: list[tuple[int, int]] = []

    def stop(done: int, total: int) -> None:
        seen.append((done, total))
        if done >= 50:
            raise CalledOff

    preview = preview_of(store, own_copy("caseload.csv"))
    with pytest.raises(CalledOff), store.write("Import") as session:
        apply_import(session, preview, TODAY, stop)
    assert seen == [(0, 107), (10, 107), (20, 107), (30, 107), (40, 107), (50, 107)]
    assert counts(store) == before
    assert store.verify() == []


def test_reading_the_rows_can_be_called_off_too(store: Store, own_copy: Callable[[str], Path]) -> None:
    def stop(_done: int, _total: int) -> None:
        raise CalledOff

    with pytest.raises(CalledOff), store.read() as session:
        plan_import(session, read_spreadsheet(own_copy("caseload.csv")), None, TODAY, stop)


def test_progress_ends_at_the_total(store: Store, own_copy: Callable[[str], Path]) -> None:
    preview = preview_of(store, own_copy("caseload.csv"))
    seen: list[tuple[int, int]] = []
    with store.write("Import") as session:
        apply_import(session, preview, TODAY, lambda done, total: seen.append((done, total)))
    assert seen[-1] == (107, 107)


def test_a_preview_made_before_the_store_changed_is_refused(
    store: Store, write: Callable[[str], Path]
) -> None:
    import_file(store, write(PEOPLE + ASH), TODAY)
    added = preview_of(store, write(PEOPLE + ASH + ELM))
    changed = preview_of(store, write(PEOPLE + ASH.replace("Red", "Green")))
    import_file(store, write(PEOPLE + ELM), TODAY)
    with store.read() as session:
        person = load_case(session, case_with_crn(session, "A000001")).person
    with store.write("Correct") as session:
        moved = changed.rows[0].held
        assert moved is not None
        correct_person(
            session, person.id, person.version, moved.person.__class__(crn="A000001", surname="Ashe"), TODAY
        )
    before = counts(store)
    for stale in (added, changed):
        with pytest.raises(UserError, match="make the preview again"), store.write("Import") as session:
            apply_import(session, stale, TODAY)
    assert counts(store) == before


def test_every_change_of_an_import_is_in_the_audit(store: Store, write: Callable[[str], Path]) -> None:
    before = counts(store)["audit_entry"]
    import_file(store, write(PEOPLE + ASH), TODAY)
    assert counts(store)["audit_entry"] - before == 4  # a person, a case, a need, a note
    with store.read() as session:
        newest = session.scalars(select(AuditEntryRow.words).order_by(AuditEntryRow.seq.desc()).limit(4))
        assert set(newest) == {"Import a caseload"}


def test_a_file_that_cannot_be_read_changes_nothing(store: Store, write: Callable[[str], Path]) -> None:
    before = counts(store)
    with pytest.raises(UserError, match="empty"):
        import_file(store, write(""), TODAY)
    assert counts(store) == before


def test_a_whole_import_reads_the_store_in_a_few_statements(
    store: Store, own_copy: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = own_copy("caseload.csv")
    import_file(store, path, TODAY)
    statements: list[str] = []
    with store.read() as session:
        plain = session.execute
        monkeypatch.setattr(
            session, "execute", lambda *a, **m: (statements.append(str(a[0])), plain(*a, **m))[1]
        )
        plan_import(session, read_spreadsheet(path), None, TODAY)
    assert len(statements) < 15


# --- Rejected rows -------------------------------------------------------------------------------------

BAD = "A000003,=Sum(1),Zoe,31/02/1990,Red,,,\n"


def test_rejected_rows_can_be_put_right_and_imported(store: Store, write: Callable[[str], Path]) -> None:
    result = import_file(store, write(PEOPLE + ASH + BAD), TODAY)
    assert result.rejects is not None
    assert result.rejects.stat().st_mode & 0o077 == 0 or os.name == "nt"
    with result.rejects.open(encoding="utf-8-sig", newline="") as file:
        headings, row = csv.reader(file)
    assert headings == [*PEOPLE.strip().split(","), "Row", "Reason"]
    assert row[1] == "'=Sum(1)"  # nothing a spreadsheet would run
    assert row[-2] == "3"
    assert "31/02/1990 is not a date" in row[-1]
    text = result.rejects.read_text(encoding="utf-8-sig").replace("31/02/1990", "28/02/1990", 1)
    result.rejects.write_text(text, encoding="utf-8-sig")
    assert import_file(store, result.rejects, TODAY).report.added == 1
    with store.read() as session:
        assert load_case(session, case_with_crn(session, "A000003")).person.surname == "=Sum(1)"


def test_a_file_of_rejected_rows_that_was_worked_on_is_not_overwritten(
    store: Store, write: Callable[[str], Path]
) -> None:
    path = write(PEOPLE + ASH + BAD)
    first = import_file(store, path, TODAY).rejects
    assert first is not None
    first.write_text("worked on", encoding="utf-8")
    second = import_file(store, path, TODAY).rejects
    assert second is not None
    assert second.name == "caseload - rejected rows (2).csv"
    assert first.read_text(encoding="utf-8") == "worked on"


def test_a_folder_that_cannot_be_written_to_does_not_undo_the_import(
    store: Store, write: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = os.open

    def refuse(target: Path, *args: int) -> int:
        if "rejected" in str(target):
            raise PermissionError(13, "no")
        return plain(target, *args)

    path = write(PEOPLE + ASH + BAD)
    monkeypatch.setattr(rejected_rows.os, "open", refuse)
    result = import_file(store, path, TODAY)
    assert result.report.added == 1
    assert result.rejects is None
    assert result.warning == "The rejected rows could not be saved beside the file: Permission denied."
    assert counts(store)["person"] == 1


def test_a_dry_run_writes_nothing_beside_the_file(store: Store, write: Callable[[str], Path]) -> None:
    path = write(PEOPLE + ASH + BAD)
    before = set(path.parent.iterdir())
    assert len(import_file(store, path, TODAY, dry_run=True).report.rejected) == 1
    assert set(path.parent.iterdir()) == before


def test_rejected_rows_of_a_workbook_show_days_as_days(
    store: Store, own_copy: Callable[[str], Path], tmp_path: Path
) -> None:
    preview = preview_of(store, own_copy("caseload_kept_by_hand.xlsx"))
    saved = save_rejects(tmp_path / "x.xlsx", preview.mapping.headings, preview.not_taken)
    assert saved is not None
    assert "27/04/2006" in saved.read_text(encoding="utf-8-sig")
    assert preview.count(Outcome.REPEATED) == 1
