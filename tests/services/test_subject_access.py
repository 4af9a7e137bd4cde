"""The subject access extract: everything about a person is in it, and nothing that the law leaves out."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from iom_desktop.commands.console import as_json
from iom_desktop.display.paper_subjects import subject_access_subject
from iom_desktop.display.subject_access_file import extract_content
from iom_desktop.display.subject_access_lines import KINDS, MACHINERY, MATTERS, NOT_ABOUT, mark_words
from iom_desktop.domain.appointments import AppointmentDraft
from iom_desktop.domain.audiences import CONFERENCE
from iom_desktop.domain.documents import Document, PaperSubject
from iom_desktop.domain.extract_reading import (
    REASON_LIMIT,
    HeldPassage,
    choice_of,
    choice_texts,
    give,
    gone_from,
    leave_out,
    names_of,
    undo,
)
from iom_desktop.domain.notes import Mark, NoteDraft
from iom_desktop.domain.register import CopyDraft
from iom_desktop.domain.risk import WithheldDraft
from iom_desktop.domain.subject_access import UNTOLD, Choice, Extract, Ground, PassagesGone
from iom_desktop.domain.text import clean
from iom_desktop.errors import UserError
from iom_desktop.services import appointments, cases, notes, risk
from iom_desktop.services.audit_log import list_access
from iom_desktop.services.register import issue_copies
from iom_desktop.services.subject_access import load_extract, read_through, record_choice
from iom_desktop.storage import tables
from iom_desktop.storage.ids import new_id
from tests.services.test_reading import OPEN, Full
from tests.stores import NOW, TODAY, Desk
from tests.test_hazards import HAZARDS, Kind

#: What is left out of these columns, whoever typed it: see ``domain.subject_access`` and the names of staff.
HIDDEN = {
    ("case", "mappa_reference"), ("case", "domestic_abuse"), ("case", "child_safeguarding"),
    ("risk_assessment", "who"), ("risk_assessment", "nature"), ("plan", "contingency"),
    ("case_status", "decided_by"), ("referral", "referrer"), ("screening", "screened_by"),
    ("decision", "referrer"), ("flag", "reviewed_by"), ("risk_assessment", "assessed_by"),
    ("risk_measure", "who_name"), ("plan", "agreed_by"), ("required_action", "who_name"),
    ("appointment", "with_name"), ("appointment", "outcome_by"), ("support", "given_by"),
    ("minute", "said_by"),
    # The line of the plan that is planted in is of its contingency.
    ("risk_measure", "words"), ("risk_measure", "trigger"), ("risk_measure", "ended_reason"),
}  # fmt: skip
#: Kinds of which nothing is told, and keys.
UNTOLD_KINDS = {"withheld", "marac", "safeguarding_check"}
_numbers = count(1)


class Planted:
    """A case with a secret of its own in each text column of each kind of record."""

    def __init__(self, desk: Desk) -> None:
        self.full = Full(desk, OPEN, "P000001")
        self.secrets: dict[tuple[str, str], str] = {}
        desk.do(self._copy_of_a_paper)
        desk.do(self._plant)

    def _copy_of_a_paper(self, session: Session) -> None:
        issue_copies(session, a_paper(self.full.case_id), CopyDraft(recipients=("Somebody",)), TODAY)

    def _plant(self, session: Session) -> None:
        for kind in KINDS:
            row = self._row(session, kind)
            for column in row.__table__.columns:
                if column.key not in KINDS[kind].columns or not self._takes_words(kind, column):
                    continue
                secret = f"Secret{next(_numbers):04d}x"
                self.secrets[kind, column.key] = secret
                setattr(row, column.key, secret)
            session.flush()

    def _row(self, session: Session, kind: str) -> Any:
        row_class: Any = tables.KINDS[kind]
        if kind == "person":
            case = session.get_one(tables.CaseRow, self.full.case_id)
            return session.get_one(tables.PersonRow, case.person_id)
        mine = row_class.id if kind == "case" else row_class.case_id
        row = session.scalars(select(row_class).where(mine == self.full.case_id)).first()
        assert row is not None, kind
        if kind == "flag":
            row.code = "RHRH"  # one that is told
        if not row_class.append_only:
            return row
        values = {column.key: getattr(row, column.key) for column in row.__table__.columns}
        for name in ("version", "made_at", "made_by", "changed_at", "changed_by"):
            del values[name]
        made = row_class(**values | {"id": new_id()})
        session.add(made)
        return made

    @staticmethod
    def _takes_words(kind: str, column: Any) -> bool:
        """Whether anything can be typed there: neither a code nor a number."""
        if (kind, column.key) in {("case_status", "value"), ("document_copy", "check_code")}:
            return False
        return isinstance(column.type, tables.Words)


def a_paper(case_id: str, *others: str) -> PaperSubject:
    return PaperSubject(
        document=Document.PACK if others else Document.PLAN,
        series=f"test:{next(_numbers)}",
        title="Case plan",
        version="Version 1",
        reader=CONFERENCE,
        content="0" * 64,
        case_ids=(case_id, *others),
        case_id=None if others else case_id,
    )


@pytest.fixture(scope="module")
def planted(shared_desk: Desk) -> Planted:
    return Planted(shared_desk)


@pytest.fixture
def case_id(shared_desk: Desk) -> str:
    return shared_desk.newcomer()


def told(extract: Extract) -> str:
    """All that the extract tells, as the machine-readable file has it, with what the paper adds."""
    return as_json(extract_content(extract)).decode()


def passages(extract: Extract, kind: str, column: str) -> list[Any]:
    return [
        one
        for section in extract.sections
        for record in section.records
        if record.kind == kind
        for one in record.passages
        if one.column == column
    ]


# --- Every kind and every column -------------------------------------------------------------------------


def test_every_kind_of_record_is_in_the_extract_or_not_about_a_person() -> None:
    assert set(KINDS) | set(NOT_ABOUT) == set(tables.KINDS)
    assert not set(KINDS) & set(NOT_ABOUT)
    assert sorted(kind for _code, _title, kinds in MATTERS for kind in kinds) == sorted(KINDS)
    about_a_case = {kind for kind, row in tables.KINDS.items() if hasattr(row, "case_id")}
    assert about_a_case <= set(KINDS), "what hangs on a case is about the person"


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_column_is_told_or_machinery(kind: str) -> None:
    columns = {column.key for column in tables.KINDS[kind].__table__.columns}
    machinery = MACHINERY[""] | MACHINERY.get(kind, frozenset())
    named = set(KINDS[kind].columns)
    assert columns - named - machinery == set()
    assert named <= columns
    assert not named & MACHINERY.get(kind, frozenset())
    assert KINDS[kind].named_by in named | {""}
    assert KINDS[kind].day_of in columns


def test_secrets_are_planted_in_every_text_column(planted: Planted) -> None:
    assert {kind for kind, _column in planted.secrets} >= set(KINDS) - {"conference_action"}
    assert len(planted.secrets) > 100


def test_each_text_is_told_or_left_out_by_the_rules(shared_desk: Desk, planted: Planted) -> None:
    text = told(shared_desk.see(load_extract, planted.full.case_id, NOW))
    hidden = {at for at in planted.secrets if at in HIDDEN or at[0] in UNTOLD_KINDS}
    assert {at for at, secret in planted.secrets.items() if secret not in text} == hidden


def test_with_every_record_marked_nothing_more_is_told(shared_desk: Desk, planted: Planted) -> None:
    silent = shared_desk.see(load_extract, planted.full.case_id, NOW)
    marked = shared_desk.see(load_extract, planted.full.case_id, NOW, Choice(tell_all=True))
    text = told(marked)
    assert not [at for at in planted.secrets if at[0] in UNTOLD_KINDS and planted.secrets[at] in text]
    assert marked.records() == silent.records() + sum(silent.untold.values())
    assert set(silent.untold) == {Ground.SAFEGUARDING, Ground.WITHHELD}
    assert not marked.untold
    assert "MARAC" not in {record.title for section in marked.sections for record in section.records}


def test_what_is_not_mentioned_leaves_no_trace(shared_desk: Desk, case_id: str) -> None:
    before = shared_desk.see(load_extract, case_id, NOW)
    for said in (
        NoteDraft(happened_at=NOW, words="A secret", mark=Mark.INTELLIGENCE),
        NoteDraft(happened_at=NOW, words="A secret", not_disclosable=True),
    ):
        shared_desk.do(notes.add_note, case_id, said, NOW)
    booked = AppointmentDraft(type_code="ERFM", starts_at=NOW, place="Town hall", purpose="A secret")
    booked_id = shared_desk.do(appointments.book_appointment, case_id, booked)
    shared_desk.do(
        lambda session: session.add(
            tables.AppointmentOutcomeRow(
                case_id=case_id, appointment_id=booked_id, outcome_code="ATTC", note="x", change_reason="y"
            )
        )
    )
    after = shared_desk.see(load_extract, case_id, NOW)
    assert extract_content(after) == extract_content(replace(before, made_at=NOW))
    assert after.untold == {Ground.INTELLIGENCE: 1, Ground.WITHHELD: 1, Ground.SAFEGUARDING: 2}
    assert not {Ground(one) for one in UNTOLD} & set(after.counts())


# --- At its very place -----------------------------------------------------------------------------------


def test_a_note_about_somebody_else_stands_with_a_mark_in_its_place(shared_desk: Desk, case_id: str) -> None:
    said = NoteDraft(happened_at=NOW, words="His mother is ill", third_party=True, type_code="COAP")
    shared_desk.do(notes.add_note, case_id, said, NOW)
    extract = shared_desk.see(load_extract, case_id, NOW)
    (words,) = passages(extract, "note", "words")
    assert (words.words, words.value, words.whole) == (mark_words(Ground.THIRD_PARTY), None, True)
    assert passages(extract, "note", "type_code")[0].words == "Planned office visit"
    assert [one.key for one in extract.left_out() if one.ground is Ground.THIRD_PARTY] == ["13.1/words"]
    assert "ill" not in told(extract).split()


def test_names_of_others_on_the_caseload_are_taken_out_of_what_was_typed(
    shared_desk: Desk, case_id: str
) -> None:
    shared_desk.person(crn="Y990001", surname="Fakename", forenames="Joe")
    words = "Came with Joe Fakename (Y990001) and spoke of Mo Sampleton's rent."
    shared_desk.do(notes.add_note, case_id, NoteDraft(happened_at=NOW, words=words), NOW)
    extract = shared_desk.see(load_extract, case_id, NOW)
    (note,) = passages(extract, "note", "words")
    mark = mark_words(Ground.NAME)
    assert note.words == f"Came with {mark} ({mark}) and spoke of Mo Sampleton's rent."
    assert note.value == note.words
    assert note.grounds == (Ground.NAME, Ground.NAME)
    assert not note.whole


def test_what_was_copied_out_of_what_is_kept_apart_is_left_out_there_too(
    shared_desk: Desk, case_id: str
) -> None:
    secret = "His former partner Ann Fakesley lives above the bakery in Mock Street"
    shared_desk.do(risk.withhold, case_id, WithheldDraft(words=secret, why="She is afraid"))
    words = f"He asked about her. {secret}. Ann Fakesley must not be rung. Mrs Mocking opened."
    shared_desk.do(notes.add_note, case_id, NoteDraft(happened_at=NOW, words=words), NOW)
    extract = shared_desk.see(load_extract, case_id, NOW)
    (note,) = passages(extract, "note", "words")
    assert note.words == (
        f"He asked about her. {mark_words(Ground.THIRD_PARTY)}. {mark_words(Ground.NAME)} must not be rung. "
        f"{mark_words(Ground.NAME)} opened."
    )
    assert not [word for word in ("Fakesley", "bakery", "Mocking") if word in told(extract)]


def test_staff_are_named_who_lead_or_decided(shared_desk: Desk, planted: Planted) -> None:
    text = told(shared_desk.see(load_extract, planted.full.case_id, NOW))
    assert "A. Chair, Police" in text
    assert "PC Test Baker" not in text, "who only recorded is not named"


def test_marks_stand_also_where_there_is_nothing(shared_desk: Desk, case_id: str) -> None:
    """So that the mark itself tells nothing."""
    found = shared_desk.see(load_extract, case_id, NOW).left_out()
    assert [(one.label, one.ground) for one in found] == [
        ("MAPPA's own reference", Ground.PUBLIC_PROTECTION),
        ("Domestic abuse", Ground.AT_RISK),
        ("Child safeguarding", Ground.AT_RISK),
        ("Safeguarding checked", Ground.AT_RISK),
    ]


# --- Other papers, and who has seen it ---------------------------------------------------------------------


def test_papers_about_several_cases_are_in_it_and_name_nobody_else(shared_desk: Desk, case_id: str) -> None:
    other = shared_desk.newcomer()
    draft = CopyDraft(recipients=("R. Sample, council",), purpose="Conference")
    shared_desk.do(issue_copies, a_paper(other, case_id), draft, TODAY)
    shared_desk.do(issue_copies, a_paper(other), CopyDraft(recipients=("Not about them",)), TODAY)
    extract = shared_desk.see(load_extract, case_id, NOW)
    assert [one.words for one in passages(extract, "document_copy", "recipient")] == ["R. Sample, council"]
    text = told(extract)
    assert other not in text
    assert "Not about them" not in text
    seen = next(section for section in extract.sections if section.code == "access")
    assert [record.title for record in seen.records] == ["Paper given out"]
    assert [one.words for one in passages(extract, "access", "recipients")] == ["R. Sample, council"]


def test_who_opened_the_record_is_told_from_the_first_time(shared_desk: Desk, case_id: str) -> None:
    shared_desk.do(cases.open_case, case_id)
    draft = CopyDraft(recipients=("The court",))
    shared_desk.do(issue_copies, a_paper(case_id), draft, TODAY)
    seen = shared_desk.see(load_extract, case_id, NOW).sections[-1]
    assert [record.title for record in seen.records] == ["Record opened", "Paper given out"]


def test_giving_it_out_does_not_make_it_another_paper(shared_desk: Desk, case_id: str) -> None:
    first = subject_access_subject(shared_desk.see(load_extract, case_id, NOW))
    shared_desk.do(cases.open_case, case_id)
    shared_desk.do(issue_copies, first, CopyDraft(recipients=("The person",)), TODAY)
    later = subject_access_subject(shared_desk.see(load_extract, case_id, NOW + timedelta(days=7)))
    assert later.content == first.content
    said = NoteDraft(happened_at=NOW, words="Seen")
    shared_desk.do(notes.add_note, case_id, said, NOW)
    assert subject_access_subject(shared_desk.see(load_extract, case_id, NOW)).content != first.content


# --- The officer's choice ----------------------------------------------------------------------------------


@pytest.fixture
def noted(shared_desk: Desk, case_id: str) -> str:
    for words, third_party in (("His mother is ill", True), ("Lives above Sam's shop", False)):
        said = NoteDraft(happened_at=NOW, words=words, third_party=third_party)
        shared_desk.do(notes.add_note, case_id, said, NOW)
    return case_id


def test_the_officer_leaves_out_a_passage_more(shared_desk: Desk, noted: str) -> None:
    choice = Choice(left_out=frozenset({"13.2/words"}))
    extract = shared_desk.see(load_extract, noted, NOW, choice)
    assert "shop" not in told(extract)
    assert extract.counts()[Ground.OFFICER] == 1


def test_the_officer_gives_a_passage_after_all_and_says_why(shared_desk: Desk, noted: str) -> None:
    choice = Choice(restored={"13.1/words": "His own words"})
    extract = shared_desk.see(load_extract, noted, NOW, choice)
    first, second = passages(extract, "note", "words")
    assert (first.words, first.restored, second.restored) == ("His mother is ill", True, False)
    assert Ground.THIRD_PARTY not in extract.counts()
    shared_desk.do(record_choice, extract, reason="13.1/words: His own words")
    with shared_desk.store.read() as session:
        entry = session.scalars(
            select(tables.AuditEntryRow).order_by(tables.AuditEntryRow.seq.desc()).limit(1)
        ).one()
    assert (entry.operation, entry.case_id, entry.reason) == (
        "disclosure", noted, "13.1/words: His own words",
    )  # fmt: skip


@pytest.mark.parametrize("key", ["99.1/words", "13.1/nothing", "words"])
def test_a_passage_that_is_not_there_is_named(shared_desk: Desk, noted: str, key: str) -> None:
    with pytest.raises(UserError, match=f"{key}: the extract has no such passage"):
        shared_desk.see(load_extract, noted, NOW, Choice(left_out=frozenset({key})))


# --- Empty and full ----------------------------------------------------------------------------------------


def test_somebody_of_whom_nothing_is_known_has_an_extract(shared_desk: Desk, case_id: str) -> None:
    extract = shared_desk.see(load_extract, case_id, NOW)
    held = {section.code: len(section.records) for section in extract.sections}
    assert {code for code, many in held.items() if many} <= {"person", "case"}
    assert [section.number for section in extract.sections] == list(range(1, len(MATTERS) + 1))


def test_records_stand_in_the_order_of_time(shared_desk: Desk, case_id: str) -> None:
    for days in (1, 3, 2):
        said = NoteDraft(happened_at=NOW - timedelta(days=days), words=f"{days} days ago")
        shared_desk.do(notes.add_note, case_id, said, NOW)
    extract = shared_desk.see(load_extract, case_id, NOW)
    assert [one.words for one in passages(extract, "note", "words")] == [
        "3 days ago", "2 days ago", "1 days ago",
    ]  # fmt: skip
    assert [one.value for one in passages(extract, "note", "happened_at")] == [
        datetime(2026, 11, day, 14) for day in (19, 20, 21)
    ]


# --- Read through by the officer ---------------------------------------------------------------------------


def held(desk: Desk, case_id: str, key: str, **more: Any) -> HeldPassage:
    found = desk.see(read_through, case_id, NOW, **more).passages
    return next(one for one in found if one.key == key)


def test_the_officer_reads_what_is_held_and_the_extract_does_not_have_it(
    shared_desk: Desk, noted: str
) -> None:
    one = held(shared_desk, noted, "13.1/words")
    assert (one.held, one.by_rule) == ("His mother is ill", mark_words(Ground.THIRD_PARTY))
    assert (one.record, one.label, one.number) == ("Note", "Note", "13.1")
    extract = shared_desk.see(load_extract, noted, NOW, leave_out(Choice(), one))
    assert "mother" not in repr(extract)
    assert "mother" not in told(extract)


def test_all_that_is_printed_is_read_through(shared_desk: Desk, planted: Planted) -> None:
    """Nothing is on the paper that the list does not have, mark or word."""
    for tell_all in (False, True):
        found = shared_desk.see(read_through, planted.full.case_id, NOW, tell_all=tell_all)
        extract = shared_desk.see(load_extract, planted.full.case_id, NOW, Choice(tell_all=tell_all))
        printed = [(one.key, one.words) for _section, one in extract.passages() if one.words]
        assert [(one.key, one.by_rule) for one in found.passages if one.by_rule] == printed
        assert len({one.ref for one in found.passages}) == len(found.passages)
        assert found.untold == extract.untold
    assert any(planted.secrets["withheld", "words"] in one.held for one in found.passages)


def test_each_passage_can_be_left_out_and_what_is_marked_can_be_given(
    shared_desk: Desk, planted: Planted
) -> None:
    found = shared_desk.see(read_through, planted.full.case_id, NOW).passages
    choice = Choice()
    for one in found:
        if one.can_be_left_out(choice):
            choice = leave_out(choice, one)
        elif one.can_be_given(choice):
            choice = give(choice, one, "Known to them")
    extract = shared_desk.see(load_extract, planted.full.case_id, NOW, choice)
    words = {one.key: one.words for _section, one in extract.passages()}
    assert {words[one.key] for one in found if one.ref in choice.left_out} == {mark_words(Ground.OFFICER)}
    assert all(words[one.key] == one.held for one in found if one.ref in choice.restored)
    assert extract.choice.left_out | extract.choice.restored.keys() == extract.refs.keys()


def test_a_choice_stays_with_its_record_when_another_comes_before_it(shared_desk: Desk, noted: str) -> None:
    """Numbers move on: what was given after all must never become another passage."""
    choice = give(Choice(), held(shared_desk, noted, "13.1/words"), "His own words")
    choice = leave_out(choice, held(shared_desk, noted, "13.2/words"))
    earlier = NoteDraft(happened_at=NOW - timedelta(days=9), words="His sister too", third_party=True)
    shared_desk.do(notes.add_note, noted, earlier, NOW)
    extract = shared_desk.see(load_extract, noted, NOW, choice)
    assert [one.words for one in passages(extract, "note", "words")] == [
        mark_words(Ground.THIRD_PARTY), "His mother is ill", mark_words(Ground.OFFICER),
    ]  # fmt: skip
    assert dict(extract.choice.restored) == {"13.2/words": "His own words"}
    assert extract.choice.left_out == {"13.3/words"}


def test_what_reads_otherwise_since_is_not_given_unread(shared_desk: Desk, noted: str) -> None:
    one = held(shared_desk, noted, "2.1/domestic_abuse")
    choice = give(Choice(), one, "Known to him")
    choice = leave_out(choice, held(shared_desk, noted, "2.1/rag"))

    def change(session: Session) -> None:
        row = session.get_one(tables.CaseRow, noted)
        row.domestic_abuse, row.rag = "yes", "green"

    shared_desk.do(change)
    with pytest.raises(PassagesGone) as caught:
        shared_desk.see(load_extract, noted, NOW, choice)
    assert caught.value.gone == {one.ref}, "what is left out may read otherwise, and stays left out"
    assert gone_from(choice, shared_desk.see(read_through, noted, NOW).passages) == {one.ref}
    assert names_of(choice, caught.value.gone) == [f"2.1, {one.label}"]
    shared_desk.see(load_extract, noted, NOW, undo(choice, *caught.value.gone))


def test_what_is_no_longer_mentioned_is_gone_from_a_choice(shared_desk: Desk, case_id: str) -> None:
    said = NoteDraft(happened_at=NOW, words="A secret", not_disclosable=True)
    shared_desk.do(notes.add_note, case_id, said, NOW)
    one = held(shared_desk, case_id, "13.1/words", tell_all=True)
    choice = give(Choice(tell_all=True), one, "He knows")
    assert "A secret" in told(shared_desk.see(load_extract, case_id, NOW, choice))
    with pytest.raises(PassagesGone):
        shared_desk.see(load_extract, case_id, NOW, replace(choice, tell_all=False))


def test_each_passage_given_is_on_record_with_its_reason_and_for_whom(shared_desk: Desk, noted: str) -> None:
    mother, shop = held(shared_desk, noted, "13.1/words"), held(shared_desk, noted, "13.2/words")
    choice = leave_out(give(Choice(), mother, "His own words"), shop)
    extract = shared_desk.see(load_extract, noted, NOW, choice)
    shared_desk.do(record_choice, extract, "Mo Sampleton", reason="Asked on 1 November")
    left, given = shared_desk.see(list_access, noted, 2)
    assert (given.document, given.recipients, given.purpose) == (
        "subject access extract: 13.1/words given after all", "Mo Sampleton", "13.1/words: His own words",
    )  # fmt: skip
    assert (left.document, left.purpose) == ("subject access extract: 1 more left out", "Asked on 1 November")
    with shared_desk.store.read() as session:
        detail = session.get_one(tables.AuditDetailRow, given.id).detail
    assert mother.ref in detail
    assert shared_desk.store.verify() == []


@pytest.mark.parametrize("name", HAZARDS)
def test_any_reason_is_kept_as_typed_or_refused_in_a_sentence(shared_desk: Desk, name: str) -> None:
    typed, one = HAZARDS[name], held_once(shared_desk)
    if Kind(True, REASON_LIMIT, required=True).kept(typed) in (None, " "):
        with pytest.raises(UserError, match=r"^Reason: ") as caught:
            give(Choice(), one, typed)
        assert caught.value.field == "reason"
        return
    choice = give(Choice(), one, typed)
    (kept,) = choice.restored.values()
    assert kept == clean(typed, label="x")
    assert choice_of(choice_texts(choice)) == choice
    extract = replace(_AN_EXTRACT[0], choice=Choice(restored={"13.1/words": kept}))
    shared_desk.do(record_choice, extract, "Somebody")
    assert shared_desk.see(list_access, extract.case_id, 1)[0].purpose == f"13.1/words: {kept}".strip()


_AN_EXTRACT: list[Extract] = []


def held_once(desk: Desk) -> HeldPassage:
    """A passage that may be given, and the extract it is of; read once for all hazards."""
    if not _AN_EXTRACT:
        case_id = desk.newcomer()
        said = NoteDraft(happened_at=NOW, words="His mother is ill", third_party=True)
        desk.do(notes.add_note, case_id, said, NOW)
        _AN_EXTRACT.append(desk.see(load_extract, case_id, NOW))
    return held(desk, _AN_EXTRACT[0].case_id, "13.1/words")


@pytest.mark.parametrize("texts", [{}, {"read": "{", "left_out": "[]"}, {"read": "{}", "left_out": "[]"}])
def test_a_draft_that_cannot_be_read_chooses_nothing(texts: dict[str, str]) -> None:
    assert choice_of(texts) == Choice()
