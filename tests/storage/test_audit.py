"""The audit chain: what each act leaves behind, and that nothing can be taken from it unnoticed."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import select, text

from iom_desktop.domain.notes import NoteDraft
from iom_desktop.domain.people import PersonDraft
from iom_desktop.services.cases import open_case
from iom_desktop.services.notes import add_note
from iom_desktop.services.people import correct_person
from iom_desktop.storage import audit
from iom_desktop.storage.tables import AuditDetailRow, AuditEntryRow, PersonRow
from tests.stores import NOW, TODAY, Desk


def _last(desk: Desk, many: int = 1) -> list[tuple[AuditEntryRow, dict[str, Any]]]:
    with desk.store.read() as session:
        rows = session.execute(
            select(AuditEntryRow, AuditDetailRow.detail)
            .join(AuditDetailRow, AuditDetailRow.seq == AuditEntryRow.seq)
            .order_by(AuditEntryRow.seq.desc())
            .limit(many)
        ).all()
    return [(row[0], json.loads(row[1])) for row in reversed(rows)]


def test_a_new_record_is_a_collection_under_the_officers_words(desk: Desk) -> None:
    case_id = desk.person(surname="Exampleby")
    (person, said), (case, _more) = _last(desk, 2)
    assert (person.operation, person.record_kind, person.words) == ("collection", "person", "Test")
    assert person.officer == "PC Test Baker"
    assert said["after"]["surname"] == "Exampleby"
    assert (case.record_kind, case.record_id, case.case_id) == ("case", case_id, case_id)


def test_a_change_keeps_before_and_after_and_nothing_else(desk: Desk) -> None:
    desk.person(surname="Before")
    with desk.store.read() as session:
        row = session.scalars(select(PersonRow)).one()
    draft = PersonDraft(crn=row.crn, surname="After", forenames="Mo", date_of_birth=row.date_of_birth)
    desk.do(
        correct_person, row.id, row.version, draft, TODAY, words="Correct details", reason="Told by court"
    )
    ((entry, said),) = _last(desk)
    assert (entry.operation, entry.words, entry.reason) == ("alteration", "Correct details", "Told by court")
    assert said == {"before": {"surname": "Before"}, "after": {"surname": "After"}}


def test_a_write_that_changes_nothing_leaves_no_entry(desk: Desk) -> None:
    desk.person()
    before = _last(desk)[0][0].seq
    with desk.store.read() as session:
        row = session.scalars(select(PersonRow)).one()
    same = PersonDraft(crn=row.crn, surname=row.surname, forenames="Mo", date_of_birth=row.date_of_birth)
    desk.do(correct_person, row.id, row.version, same, TODAY)
    assert _last(desk)[0][0].seq == before


def test_opening_a_case_is_a_consultation(desk: Desk) -> None:
    case_id = desk.person()
    desk.do(open_case, case_id, words="Open case")
    ((entry, _said),) = _last(desk)
    assert (entry.operation, entry.case_id, entry.words) == ("consultation", case_id, "Open case")


def test_a_print_is_a_disclosure_with_its_recipient(desk: Desk) -> None:
    case_id = desk.person()
    desk.do(audit.disclosed, case_id, "case plan", "S. Placeholder, council", words="Print case plan")
    ((entry, said),) = _last(desk)
    assert (entry.operation, entry.recipients) == ("disclosure", "S. Placeholder, council")
    assert said["document"] == "case plan"


def test_an_erasure_does_not_keep_what_was_erased(desk: Desk) -> None:
    desk.person(surname="Canaryname")

    def erase(session: Any) -> None:
        from iom_desktop.storage.tables import CaseRow

        session.delete(session.scalars(select(CaseRow)).one())
        session.flush()
        session.delete(session.scalars(select(PersonRow)).one())

    desk.do(erase, words="Erase a person")
    for entry, said in _last(desk, 2):
        assert entry.operation == "erasure"
        assert "Canaryname" not in json.dumps(said)


_TAMPERINGS = [
    ("UPDATE audit_entry SET officer = 'Somebody else' WHERE seq = 3", "entry 3 has been altered"),
    ("UPDATE audit_entry SET words = 'Nothing happened' WHERE seq = 3", "entry 3 has been altered"),
    ("UPDATE audit_entry SET at = '2020-01-01 00:00:00.000000' WHERE seq = 3", "entry 3 has been altered"),
    ("UPDATE audit_detail SET detail = '{}' WHERE seq = 3", "detail of audit entry 3"),
    ("DELETE FROM audit_entry WHERE seq = 3", "entries 3 to 3 are missing"),
    ("DELETE FROM audit_entry WHERE seq > 3", "older than"),
]


@pytest.mark.parametrize(("statement", "told"), _TAMPERINGS)
def test_tampering_is_found_and_named(desk: Desk, statement: str, told: str) -> None:
    desk.person()
    assert desk.store.verify() == []

    def tamper(session: Any) -> None:
        session.execute(text("PRAGMA defer_foreign_keys = ON"))
        if "DELETE" in statement:
            session.execute(text(statement.replace("audit_entry", "audit_detail")))
        session.execute(text(statement))

    desk.do(tamper)
    found = desk.store.verify()
    assert any(told in problem for problem in found), found


def test_a_detail_may_be_erased_without_breaking_the_chain(desk: Desk) -> None:
    desk.person()
    desk.do(lambda session: session.execute(text("DELETE FROM audit_detail WHERE seq = 3")))
    assert desk.store.verify() == []


def test_the_check_code_follows_the_chain(desk: Desk) -> None:
    first = desk.store.check_code()
    case_id = desk.person()
    second = desk.store.check_code()
    assert first != second
    assert desk.store.check_code() == second
    desk.do(add_note, case_id, NoteDraft(happened_at=NOW, words="Seen."), NOW)
    assert desk.store.check_code() != second
