"""Copies on the register: a number, a code and a disclosure for each, before anything leaves."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from iom_desktop.domain.audiences import CONFERENCE, FULL, THE_PERSON, Audience, Reader
from iom_desktop.domain.documents import Document, Due, Form, Means, PaperSubject, read_code
from iom_desktop.domain.register import CopyDraft, MayMark, check_marking
from iom_desktop.errors import FieldErrors, UserError
from iom_desktop.services import audit_log, register
from iom_desktop.storage.tables import DocumentCopyRow
from tests.stores import TODAY, Desk


@pytest.fixture
def subject(shared_desk: Desk) -> PaperSubject:
    case_id = shared_desk.newcomer()
    return PaperSubject(
        document=Document.PLAN, series=f"plan:{case_id}", title="Case plan", version="Version 2, agreed",
        reader=CONFERENCE, content="0" * 64, case_ids=(case_id,), case_id=case_id, plan_version=2,
    )  # fmt: skip


def issue(desk: Desk, subject: PaperSubject, *whom: str, **more: object):  # type: ignore[no-untyped-def]
    draft = replace(CopyDraft(recipients=whom or ("Insp Placeholder",)), **more)  # type: ignore[arg-type]
    return desk.do(
        register.issue_copies, subject, draft, TODAY, words="Print case plan", reason=draft.purpose
    )


def rows(desk: Desk) -> list[DocumentCopyRow]:
    return desk.see(
        lambda session: list(session.scalars(select(DocumentCopyRow).order_by(DocumentCopyRow.id)))
    )


def test_each_recipient_gets_a_numbered_copy_on_record(shared_desk: Desk, subject: PaperSubject) -> None:
    first = issue(shared_desk, subject, "Insp Placeholder", "A. Housing, council", purpose="Conference")
    later = issue(shared_desk, subject, "B. Later", means=Means.POST, form=Form.PRINTED)
    assert [(one.number, one.of, one.recipient) for one in (*first, *later)] == [
        (1, 2, "Insp Placeholder"), (2, 2, "A. Housing, council"), (3, 3, "B. Later"),
    ]  # fmt: skip
    codes = [one.code for one in (*first, *later)]
    assert len(set(codes)) == 3
    assert all(read_code(code) == code for code in codes)
    assert first[0].marking == "OFFICIAL-SENSITIVE"
    assert first[0].handling
    log = shared_desk.see(audit_log.list_access, subject.case_id)
    assert [(one.document, one.recipients, one.purpose) for one in log] == [
        ("case plan, version 2, conference, copy 3", "B. Later", ""),
        ("case plan, version 2, conference, copy 2", "A. Housing, council", "Conference"),
        ("case plan, version 2, conference, copy 1", "Insp Placeholder", "Conference"),
    ]
    assert shared_desk.store.verify() == []


def test_another_paper_counts_its_own_copies(shared_desk: Desk, subject: PaperSubject) -> None:
    issue(shared_desk, subject)
    other = issue(shared_desk, replace(subject, series="plan:another", content="1" * 64))
    assert (other[0].number, other[0].of) == (1, 1)


@pytest.mark.parametrize("whom", [(), ("",), (" ", "\n"), ("x" * 301,), ("A",) * 61])
def test_a_copy_goes_to_somebody(shared_desk: Desk, subject: PaperSubject, whom: tuple[str, ...]) -> None:
    before = len(rows(shared_desk))
    with pytest.raises(FieldErrors) as refused:
        shared_desk.do(register.issue_copies, subject, CopyDraft(recipients=whom), TODAY)
    assert refused.value.field == "recipients"
    assert len(rows(shared_desk)) == before
    assert shared_desk.see(audit_log.list_access, subject.case_id) == []


def test_what_is_typed_wrongly_is_said_at_its_field(shared_desk: Desk, subject: PaperSubject) -> None:
    for wrong, field in (
        ({"due": Due.RETURN, "due_on": TODAY - timedelta(days=1)}, "due_on"),
        ({"due_on": TODAY}, "due"),
        ({"purpose": "x" * 301}, "purpose"),
    ):
        with pytest.raises(FieldErrors) as refused:
            issue(shared_desk, subject, **wrong)  # type: ignore[arg-type]
        assert refused.value.field == field


@pytest.mark.parametrize(
    "document, audience, marking, due, days",
    [
        (Document.PLAN, Audience.CONFERENCE, "OFFICIAL-SENSITIVE", Due.DESTROY, 28),
        (Document.PLAN, Audience.FULL, "OFFICIAL-SENSITIVE", None, None),
        (Document.PLAN, Audience.PERSON, "", None, None),
        (Document.PACK, Audience.CONFERENCE, "OFFICIAL-SENSITIVE", Due.RETURN, 7),
        (Document.LETTER, Audience.PERSON, "", None, None),
        (Document.COMMISSIONER, Audience.FULL, "OFFICIAL", None, None),
    ],
)
def test_the_rules_as_shipped(
    shared_desk: Desk, document: Document, audience: Audience, marking: str, due: Due | None, days: int | None
) -> None:
    rule = shared_desk.see(register.rule_for, document, audience)
    assert (rule.marking.words, rule.due, rule.due_days) == (marking, due, days)


def test_every_paper_has_its_rule(shared_desk: Desk) -> None:
    for document in Document:
        for audience in Audience:
            assert shared_desk.see(register.rule_for, document, audience).document is document


def test_the_usual_draft_says_when_a_copy_is_to_be_destroyed(
    shared_desk: Desk, subject: PaperSubject
) -> None:
    usual = shared_desk.see(register.usual_draft, subject, date(2026, 11, 22))
    assert (usual.marking, usual.due, usual.due_on) == ("SENSITIVE", Due.DESTROY, date(2026, 12, 20))
    own = shared_desk.see(register.usual_draft, replace(subject, reader=FULL), TODAY)
    theirs = shared_desk.see(register.usual_draft, replace(subject, reader=THE_PERSON), TODAY)
    assert (own.due, theirs.due, theirs.marking) == (None, None, "NONE")


@pytest.mark.parametrize(
    "usual, wanted, may, lead, reason, field",
    [
        ("SENSITIVE", "OFFICIAL", MayMark.ANYBODY, False, "Shared already", None),
        ("SENSITIVE", "OFFICIAL", MayMark.ANYBODY, False, " ", "marking_reason"),
        ("SENSITIVE", "OFFICIAL", MayMark.LEADS, False, "Shared already", "marking"),
        ("SENSITIVE", "OFFICIAL", MayMark.LEADS, True, "Shared already", None),
        ("SENSITIVE", "OFFICIAL", MayMark.NOBODY, True, "Shared already", "marking"),
        ("SENSITIVE", "SENSITIVE", MayMark.NOBODY, False, "", None),
        ("OFFICIAL", "SENSITIVE", MayMark.ANYBODY, False, "", None),
        ("OFFICIAL", "SENSITIVE", MayMark.LEADS, False, "", "marking"),
        ("OFFICIAL", "SENSITIVE", MayMark.NOBODY, True, "", "marking"),
    ],
)
def test_who_may_mark_a_paper_otherwise(
    shared_desk: Desk, usual: str, wanted: str, may: MayMark, lead: bool, reason: str, field: str | None
) -> None:
    markings = shared_desk.see(register.list_markings)
    rule = shared_desk.see(register.rule_for, Document.PLAN, Audience.CONFERENCE)
    rule = replace(rule, marking=markings[usual], raise_by=may, lower_by=may)
    if field is None:
        check_marking(rule, markings[wanted], reason, is_lead=lead)
        return
    with pytest.raises(UserError) as refused:
        check_marking(rule, markings[wanted], reason, is_lead=lead)
    assert refused.value.field == field


def test_a_lowered_marking_is_on_record_with_its_reason(shared_desk: Desk, subject: PaperSubject) -> None:
    own = replace(subject, document=Document.SUBJECT_ACCESS, reader=Reader(Audience.PERSON))
    copy = issue(shared_desk, own, marking="OFFICIAL", marking_reason="It is theirs")[0]
    assert copy.marking == "OFFICIAL"
    row = next(one for one in rows(shared_desk) if one.id == copy.id)
    assert (row.marking, row.marking_reason) == ("OFFICIAL", "It is theirs")


def test_a_copy_never_made_is_on_record_as_such(shared_desk: Desk, subject: PaperSubject) -> None:
    copies = issue(shared_desk, subject, "A", "B")
    shared_desk.do(register.copies_failed, copies[:1], words="Case plan not made")
    assert [one.not_made for one in rows(shared_desk) if one.id in {c.id for c in copies}] == [True, False]
    newest = shared_desk.see(audit_log.list_access, subject.case_id)[0]
    assert newest.document == "case plan, version 2, conference, copy 1: not made after all"
    assert issue(shared_desk, subject, "C")[0].number == 3  # a number is never given twice
