"""Copies on the register: a number, a code and a disclosure for each, before anything leaves."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from iom_desktop.domain.audiences import CONFERENCE, FULL, THE_PERSON, Audience, Reader
from iom_desktop.domain.documents import (
    Document,
    Due,
    Form,
    Means,
    PaperSubject,
    Settled,
    make_code,
    read_code,
)
from iom_desktop.domain.register import CopyDraft, CopyFilter, MayMark, Settlement, check_marking
from iom_desktop.errors import FieldErrors, StaleEdit, UserError
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


# --- Reading and settling ----------------------------------------------------------------------------------


def listed(desk: Desk, today: date = TODAY, **asked: object) -> list[str]:
    """For whom the copies are that the register lists."""
    found = desk.see(register.list_copies, CopyFilter(**asked), today)  # type: ignore[arg-type]
    return [one.recipient for one in found]


def test_the_copies_of_a_case_newest_first_with_whose_they_are(
    shared_desk: Desk, subject: PaperSubject
) -> None:
    issue(shared_desk, subject, "A. First", "B. Second", purpose="Conference", means=Means.EMAIL)
    issue(shared_desk, replace(subject, series="x", case_id=shared_desk.newcomer()), "C. Elsewhere")
    newest, oldest = shared_desk.see(register.list_copies, CopyFilter(case_id=str(subject.case_id)), TODAY)
    assert [newest.recipient, oldest.recipient] == ["B. Second", "A. First"]
    assert (oldest.number, oldest.of, oldest.purpose, oldest.means) == (1, 2, "Conference", Means.EMAIL)
    assert (oldest.person, oldest.crn[:1]) == ("SAMPLETON, Mo", "Y")
    assert (oldest.reader, oldest.document, oldest.plan_version) == (CONFERENCE, Document.PLAN, 2)
    assert (oldest.settled, oldest.settled_by, oldest.not_made) == (None, "", False)
    assert shared_desk.see(register.load_copy, oldest.id) == oldest


@pytest.mark.parametrize(
    "asked, whom",
    [
        ({"recipient": "quillfeather"}, ["Dr Quillfeather, health", "Quillfeather and Sons"]),
        ({"recipient": "quillf"}, ["Dr Quillfeather, health", "Quillfeather and Sons"]),
        ({"recipient": "health quillfeather"}, ["Dr Quillfeather, health"]),
        ({"recipient": "quilltest"}, []),
        ({"words": "quilltest"}, ["Quillfeather and Sons"]),
        ({"words": "quilltest", "document": Document.PACK}, []),
        ({"words": "nobody at all"}, []),
    ],
)
def test_copies_are_found_by_for_whom_and_what_for(
    shared_desk: Desk, subject: PaperSubject, asked: dict[str, object], whom: list[str]
) -> None:
    issue(shared_desk, subject, "Quillfeather and Sons", purpose="Quilltest")
    issue(shared_desk, subject, "Dr Quillfeather, health")
    assert listed(shared_desk, case_id=subject.case_id, **asked) == whom


def test_words_find_the_person_as_well(shared_desk: Desk, subject: PaperSubject) -> None:
    other = shared_desk.newcomer()
    issue(shared_desk, subject, "Wickerby House")
    issue(shared_desk, replace(subject, series="y", case_id=other), "A. Nother")
    assert listed(shared_desk, words="wickerby", people=(other,)) == ["A. Nother", "Wickerby House"]


def test_a_list_is_held_short_and_by_day(shared_desk: Desk, subject: PaperSubject) -> None:
    issue(shared_desk, subject, "A", "B", "C")
    mine = CopyFilter(case_id=str(subject.case_id))
    assert [
        one.recipient for one in shared_desk.see(register.list_copies, mine, TODAY, 2)
    ] == ["C", "B"]  # fmt: skip
    day, one = TODAY, timedelta(days=1)
    whom = ["C", "B", "A"]
    for start, end, expected in (
        (day, day, whom), (day + one, None, []), (None, day - one, []), (day - one, day + one, whom),
    ):  # fmt: skip
        assert listed(shared_desk, case_id=subject.case_id, made_from=start, made_to=end) == expected


def test_a_copy_is_found_by_its_code_however_it_is_typed(shared_desk: Desk, subject: PaperSubject) -> None:
    made = issue(shared_desk, subject)[0]
    for typed in (made.code, made.code.lower().replace("-", " "), made.code.replace("0", "O")):
        found = shared_desk.see(register.find_by_code, typed)
        assert found is not None
        assert found.id == made.id
    assert shared_desk.see(register.find_by_code, made.code[:-1]) is None
    assert shared_desk.see(register.find_by_code, make_code("another store")) is None


def settle(desk: Desk, copy_id: str, **said: object) -> None:
    copy = desk.see(register.load_copy, copy_id)
    settlement = Settlement(**({"settled": Settled.RETURNED, "on": TODAY} | said))  # type: ignore[arg-type]
    desk.do(register.settle_copy, copy_id, copy.row_version, settlement, TODAY, words="Settle a copy")


def test_what_is_out_and_what_is_overdue(shared_desk: Desk, subject: PaperSubject) -> None:
    before = shared_desk.see(register.count_overdue, TODAY + timedelta(days=9))
    late = issue(shared_desk, subject, "Late", due=Due.RETURN, due_on=TODAY + timedelta(days=8))[0]
    worse = issue(shared_desk, subject, "Worse", due=Due.DESTROY, due_on=TODAY + timedelta(days=3))[0]
    issue(shared_desk, subject, "After use", due=Due.DESTROY)
    issue(shared_desk, subject, "May keep it")
    lost = issue(shared_desk, subject, "Never made", due=Due.RETURN, due_on=TODAY)
    shared_desk.do(register.copies_failed, lost)
    mine = {"case_id": subject.case_id}
    assert listed(shared_desk, outstanding=True, **mine) == ["After use", "Worse", "Late"]
    day = TODAY + timedelta(days=9)
    assert listed(shared_desk, day, overdue=True, **mine) == ["Worse", "Late"]
    assert listed(shared_desk, TODAY + timedelta(days=8), overdue=True, **mine) == ["Worse"]
    assert shared_desk.see(register.count_overdue, day) == before + 2
    assert shared_desk.see(register.longest_overdue, day) == TODAY + timedelta(days=3)
    settle(shared_desk, worse.id)
    assert listed(shared_desk, day, overdue=True, **mine) == ["Late"]
    assert shared_desk.see(register.longest_overdue, day) == TODAY + timedelta(days=8)
    settle(shared_desk, late.id, settled=Settled.DESTROYED)
    assert listed(shared_desk, day, overdue=True, **mine) == []


def test_what_became_of_a_copy_is_corrected_with_a_reason(shared_desk: Desk, subject: PaperSubject) -> None:
    made = issue(shared_desk, subject, due=Due.RETURN)[0]
    settle(shared_desk, made.id, note="To the front desk")
    with pytest.raises(FieldErrors, match="say why") as refused:
        settle(shared_desk, made.id, settled=Settled.LOST, note="To the front desk")
    assert refused.value.field == "note"
    settle(shared_desk, made.id, settled=Settled.LOST, note="It was another copy")
    copy = shared_desk.see(register.load_copy, made.id)
    assert (copy.settled, copy.settled_note, copy.settled_by) == (
        Settled.LOST, "It was another copy", "PC Test Baker",
    )  # fmt: skip
    assert shared_desk.store.verify() == []


def test_a_copy_is_settled_once_and_by_what_was_seen(shared_desk: Desk, subject: PaperSubject) -> None:
    made, never = issue(shared_desk, subject, "A", "B")
    shared_desk.do(register.copies_failed, [never])
    with pytest.raises(UserError, match="never made"):
        settle(shared_desk, never.id)
    settlement = Settlement(settled=Settled.KEPT, on=TODAY)
    settle(shared_desk, made.id)
    with pytest.raises(StaleEdit):
        shared_desk.do(register.settle_copy, made.id, 1, settlement, TODAY)
    for wrong, field in (
        ({"settled": None}, "settled"),
        ({"on": None}, "on"),
        ({"on": TODAY + timedelta(days=1)}, "on"),
        ({"on": TODAY - timedelta(days=1)}, "on"),
    ):
        with pytest.raises(FieldErrors) as refused:
            settle(shared_desk, issue(shared_desk, subject)[0].id, **wrong)
        assert refused.value.field == field
