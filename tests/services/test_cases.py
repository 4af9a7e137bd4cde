"""Cases: each column of the caseload holds what it says, changes are guarded, flags come and go on record."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from iom_desktop.domain.appointments import AppointmentDraft, AskedBy, CancelDraft
from iom_desktop.domain.cases import FLAG_SEVERITY, Case, CaseDraft, CaseListRow, Flag, flag_severity
from iom_desktop.domain.codes import (
    RISK_FLAGS,
    Answer,
    Cohort,
    Phase,
    Rag,
    RiskGroup,
    Rosh,
    Sentence,
)
from iom_desktop.domain.dates import add_months
from iom_desktop.domain.decisions import DecisionDraft, DecisionMaker
from iom_desktop.domain.plans import GoalDraft
from iom_desktop.errors import FieldErrors, StaleEdit, UserError
from iom_desktop.services import appointments, audit_log, cases, codes, decisions, plans
from iom_desktop.services.cases import (
    case_with_crn,
    change_case,
    end_flag,
    list_cases,
    list_flags,
    load_case,
    open_case,
    raise_flag,
    review_flag,
)
from iom_desktop.storage.store import Store
from tests.stores import NOW, TODAY, Desk

MANAGED = CaseDraft(
    cohort=Cohort.FLEX,
    rag=Rag.AMBER,
    phase=Phase.CUSTODY,
    release_on=date(2027, 2, 1),
    sentence=Sentence.LICENCE,
    sentence_start=date(2025, 1, 2),
    sentence_end=date(2027, 6, 13),
    index_offence="Burglary dwelling",
    ogrs=82,
    adopted_on=date(2026, 2, 3),
    police_lead="PC Test Baker",
    police_phone="01632 960 001",
    probation_phone="01632 960 002",
    probation_lead="D. Invented",
    next_conference_on=date(2026, 12, 4),
    review_on=date(2027, 1, 5),
    mappa="Level 1",
    mappa_category="M2",
    mappa_reference="Held by the MAPPA unit",
    mappa_checked_on=date(2026, 3, 4),
    domestic_abuse=Answer.YES,
    child_safeguarding=Answer.NO,
    safeguarding_checked_on=date(2026, 5, 6),
    risk_to_staff=Answer.YES,
    rosh=Rosh.VERY_HIGH,
    rosh_groups=(RiskGroup.PUBLIC, RiskGroup.STAFF),
    risk_when="After a drink",
    risk_increases="Debt",
    risk_reduces="Work",
)


def book(desk: Desk, case_id: str, at: datetime, type_code: str = "COPT") -> str:
    draft = AppointmentDraft(type_code=type_code, starts_at=at, minutes=30)
    return desk.do(appointments.book_appointment, case_id, draft)


def decide(desk: Desk, case_id: str, **said: Any) -> str:
    draft = DecisionDraft(
        **{
            "decided_on": TODAY,
            "cohort": Cohort.FREE,
            "rationale": "Many burglaries",
            "decided_by": (DecisionMaker(name="A. Chair", agency="police"),),
        }
        | said
    )
    return desk.do(decisions.record_decision, case_id, draft, TODAY)


def line(desk: Desk, case_id: str, now: datetime = NOW) -> CaseListRow:
    (found,) = [row for row in desk.see(list_cases, now) if row.id == case_id]
    return found


# --- The caseload --------------------------------------------------------------------------------------


def test_each_column_of_the_caseload_holds_what_its_name_says(shared_desk: Desk) -> None:
    born = date(1986, 5, 23)
    case_id = shared_desk.person(
        crn="C000001",
        pnc="2013/0010652N",
        surname="Columnby",
        forenames="Ivo Jan",
        known_as="Iv",
        date_of_birth=born,
        managed=MANAGED,
    )
    decide(shared_desk, case_id, review_on=date(2027, 1, 5))
    plan = shared_desk.do(plans.start_plan, case_id)
    shared_desk.do(plans.add_goal, plan, GoalDraft(words="I will find work"))
    soon = NOW + timedelta(days=3)
    book(shared_desk, case_id, soon)
    expected = {
        "id": case_id,
        "crn": "C000001",
        "surname": "Columnby",
        "forenames": "Ivo Jan",
        "known_as": "Iv",
        "pnc": "2013/0010652N",
        "date_of_birth": born,
        "cohort": "free",
        "rag": "amber",
        "rosh": "very_high",
        "sentence": "licence",
        "sentence_end": date(2027, 6, 13),
        "police_lead": "PC Test Baker",
        "probation_lead": "D. Invented",
        "has_decision": True,
        "plan_faults": 3,  # the goal has no action, nothing answers the risk, no contingency is written
        "plan_number": 1,
        "plan_agreed": False,
        "next_appointment": soon,
        "review_on": date(2027, 1, 5),
        "iom_status": "adopted",
        "deselected_on": None,
    }
    assert tuple(expected) == CaseListRow._fields
    assert line(shared_desk, case_id)._asdict() == expected


def test_what_is_not_known_is_nothing(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer(forenames="", date_of_birth=None, managed=CaseDraft())
    row = line(shared_desk, case_id)
    for name in ("date_of_birth", "cohort", "rag", "rosh", "sentence", "sentence_end", "plan_faults",
                 "plan_number", "next_appointment", "review_on"):  # fmt: skip
        assert getattr(row, name) is None, name
    assert (row.has_decision, row.plan_agreed) == (False, False)


def test_the_next_appointment_is_the_soonest_that_stands(shared_desk: Desk) -> None:
    case_id, other = shared_desk.newcomer(), shared_desk.newcomer()
    for minutes in (-1, 60, 30, 90):
        book(shared_desk, case_id, NOW + timedelta(minutes=minutes))
    assert line(shared_desk, case_id).next_appointment == NOW + timedelta(minutes=30)
    at_once = book(shared_desk, case_id, NOW)
    assert line(shared_desk, case_id).next_appointment == NOW
    shared_desk.do(
        appointments.cancel_appointment, at_once, 1, CancelDraft(asked_by=AskedBy.PERSON, reason="Ill")
    )
    assert line(shared_desk, case_id).next_appointment == NOW + timedelta(minutes=30)
    assert line(shared_desk, case_id, NOW + timedelta(hours=2)).next_appointment is None
    assert line(shared_desk, other).next_appointment is None


def test_the_caseload_runs_by_surname_then_forenames(store: Store) -> None:
    desk = Desk(store)
    for surname, forenames in (("Mo", "Zoë"), ("Ab", "Jo"), ("Mo", "Ann"), ("Zu", "")):
        desk.newcomer(surname=surname, forenames=forenames)
    found = [(row.surname, row.forenames) for row in desk.see(list_cases, NOW)]
    assert found == [("Ab", "Jo"), ("Mo", "Ann"), ("Mo", "Zoë"), ("Zu", "")]


# --- One case ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["C000002", " c000002 ", "c 000 002", "Ｃ０００００２"])
def test_a_case_is_found_by_its_crn_however_it_is_typed(shared_desk: Desk, typed: str) -> None:
    found = [row.id for row in shared_desk.see(list_cases, NOW) if row.crn == "C000002"]
    case_id = found[0] if found else shared_desk.person(crn="C000002")
    assert shared_desk.see(case_with_crn, typed) == case_id


@pytest.mark.parametrize("typed", ["", "C00000", "%", "C00000_", "\ud800", "' OR 1=1 --"])
def test_a_crn_nobody_has_is_said_to_be_nobodys(shared_desk: Desk, typed: str) -> None:
    with pytest.raises(UserError, match="nobody in this store has it") as refused:
        shared_desk.see(case_with_crn, typed)
    assert refused.value.field == "crn"


def test_every_field_of_how_a_person_is_managed_is_kept(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer(managed=MANAGED)
    assert shared_desk.see(load_case, case_id).managed == MANAGED
    # Every field was given something to keep, so that none can be lost unnoticed.
    empty = CaseDraft()
    assert [f.name for f in fields(CaseDraft) if getattr(MANAGED, f.name) == getattr(empty, f.name)] == []


def change(desk: Desk, case: Case, **changed: Any) -> None:
    desk.do(change_case, case.id, case.version, replace(case.managed, **changed), TODAY)


def test_a_change_is_kept_and_raises_the_version(shared_desk: Desk) -> None:
    before = shared_desk.see(load_case, shared_desk.newcomer())
    change(shared_desk, before, rag=Rag.GREEN, police_lead=" PC  Else ")
    after = shared_desk.see(load_case, before.id)
    assert (after.managed.rag, after.managed.police_lead) == (Rag.GREEN, "PC Else")
    assert after.version > before.version


def test_a_change_of_what_a_colleague_changed_is_refused(shared_desk: Desk) -> None:
    shown = shared_desk.see(load_case, shared_desk.newcomer())
    change(shared_desk, shown, rag=Rag.GREEN)
    with pytest.raises(StaleEdit):
        change(shared_desk, shown, rag=Rag.BLUE)
    assert shared_desk.see(load_case, shown.id).managed.rag is Rag.GREEN


@pytest.mark.parametrize(
    "wrong, field",
    [
        ({"ogrs": -1}, "ogrs"),
        ({"ogrs": 101}, "ogrs"),
        ({"sentence_start": date(2026, 2, 1), "sentence_end": date(2026, 1, 31)}, "sentence_end"),
        ({"adopted_on": TODAY + timedelta(days=1)}, "adopted_on"),
        ({"police_lead": "x" * 301}, "police_lead"),
        ({"risk_when": "x" * 20_001}, "risk_when"),
        ({"mappa": "\x00"}, "mappa"),
    ],
)
def test_a_change_that_cannot_be_kept_is_told_beside_its_field(
    shared_desk: Desk, wrong: dict[str, Any], field: str
) -> None:
    shown = shared_desk.see(load_case, shared_desk.newcomer())
    with pytest.raises(FieldErrors) as refused:
        change(shared_desk, shown, **wrong)
    assert refused.value.field == field
    assert shared_desk.see(load_case, shown.id) == shown


def test_a_case_that_is_not_there(shared_desk: Desk) -> None:
    for verb, args in (
        (load_case, ()),
        (change_case, (1, CaseDraft(), TODAY)),
        (raise_flag, ("ALAN", "", TODAY, TODAY)),
        (open_case, ()),
    ):
        with pytest.raises(UserError, match="no longer in the store"):
            shared_desk.do(verb, "f" * 32, *args)


def test_opening_a_case_is_on_record_and_reading_one_is_not(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer()
    shared_desk.see(load_case, case_id)
    assert shared_desk.see(audit_log.list_access, case_id) == []
    opened = shared_desk.do(open_case, case_id, words="Open case")
    assert opened == shared_desk.see(load_case, case_id)
    assert [entry.words for entry in shared_desk.see(audit_log.list_access, case_id)] == ["Open case"]


# --- Flags ---------------------------------------------------------------------------------------------


def flags_of(desk: Desk, case_id: str) -> list[Flag]:
    return desk.see(list_flags, case_id)


def test_a_flag_is_kept_with_its_review_due_as_the_list_says(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer()
    for item in codes.shipped(RISK_FLAGS):
        shared_desk.do(raise_flag, case_id, item.code, f" About {item.code} ", date(2026, 8, 31), TODAY)
    found = flags_of(shared_desk, case_id)
    by_code = {flag.code: flag for flag in found}
    for item in codes.shipped(RISK_FLAGS):
        flag, months = by_code[item.code], int(item.detail("review_months") or 0)
        assert (flag.name, flag.note) == (item.name, f" About {item.code}")
        assert flag.review_on == (add_months(date(2026, 8, 31), months) if months else None)
        assert (flag.started_on, flag.ended_on) == (date(2026, 8, 31), None)
    severities = [flag.severity for flag in found]
    assert severities == sorted(severities)
    assert found[0].code == FLAG_SEVERITY[0]
    assert shared_desk.see(load_case, case_id).flags == tuple(found)


def test_every_ranked_flag_is_in_the_list_and_others_come_last() -> None:
    shipped = {item.code for item in codes.shipped(RISK_FLAGS)}
    assert set(FLAG_SEVERITY) <= shipped
    assert len(set(FLAG_SEVERITY)) == len(FLAG_SEVERITY)
    assert {flag_severity(code) for code in shipped - set(FLAG_SEVERITY)} == {len(FLAG_SEVERITY) + 1}


@pytest.mark.parametrize(
    "code, note, started_on, field",
    [
        ("NOPE", "", TODAY, "code"),
        ("", "", TODAY, "code"),
        ("RSTO", "", TODAY + timedelta(days=1), "started_on"),
        ("RSTO", "x" * 4001, TODAY, "note"),
        ("RSTO", "\ud800", TODAY, "note"),
    ],
)
def test_a_flag_that_cannot_be_put_on(
    shared_desk: Desk, code: str, note: str, started_on: date, field: str
) -> None:
    case_id = shared_desk.newcomer()
    with pytest.raises(FieldErrors) as refused:
        shared_desk.do(raise_flag, case_id, code, note, started_on, TODAY)
    assert refused.value.field == field
    assert flags_of(shared_desk, case_id) == []


def test_a_flag_is_put_on_once_and_again_after_it_was_taken_off(shared_desk: Desk) -> None:
    case_id, other = shared_desk.newcomer(), shared_desk.newcomer()
    first = shared_desk.do(raise_flag, case_id, "RSTO", "", TODAY, TODAY)
    with pytest.raises(FieldErrors, match="on this case already"):
        shared_desk.do(raise_flag, case_id, "RSTO", "", TODAY, TODAY)
    shared_desk.do(raise_flag, other, "RSTO", "", TODAY, TODAY)
    shared_desk.do(end_flag, first, TODAY, TODAY, "It is over.")
    second = shared_desk.do(raise_flag, case_id, "RSTO", "", TODAY, TODAY)
    assert {flag.id: flag.ended_on for flag in flags_of(shared_desk, case_id)} == {first: TODAY, second: None}
    assert [flag.id for flag in shared_desk.see(load_case, case_id).flags] == [second]


def test_reviewing_a_flag_sets_its_next_review_from_today(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer()
    started = date(2026, 1, 31)
    flag = shared_desk.do(raise_flag, case_id, "RCCO", "", started, TODAY)
    assert flags_of(shared_desk, case_id)[0].review_on == date(2026, 4, 30)
    shared_desk.do(review_flag, flag, TODAY)
    (reviewed,) = flags_of(shared_desk, case_id)
    assert reviewed.review_on == date(2027, 2, 22)
    assert (reviewed.reviewed_on, reviewed.reviewed_by, reviewed.note) == (TODAY, "PC Test Baker", "")


def test_a_review_adds_what_was_found_and_may_set_its_own_day(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer()
    flag = shared_desk.do(raise_flag, case_id, "REG30", "An old matter.", TODAY, TODAY)
    shared_desk.do(review_flag, flag, TODAY, "Nothing new.", date(2026, 12, 1))
    shared_desk.do(review_flag, flag, TODAY, "Still nothing.")
    (reviewed,) = flags_of(shared_desk, case_id)
    assert reviewed.note.split("\n") == [
        "An old matter.",
        "Reviewed 22/11/2026 by PC Test Baker: Nothing new.",
        "Reviewed 22/11/2026 by PC Test Baker: Still nothing.",
    ]
    assert reviewed.review_on is None, "its list has no routine review, and no day was typed"


@pytest.mark.parametrize(
    "note, next_on, field",
    [
        ("", TODAY, "next_on"),
        ("", TODAY - timedelta(days=1), "next_on"),
        ("x" * 4001, None, "note"),
        ("\x00", None, "note"),
    ],
)
def test_a_review_that_cannot_be_kept(shared_desk: Desk, note: str, next_on: date | None, field: str) -> None:
    case_id = shared_desk.newcomer()
    flag = shared_desk.do(raise_flag, case_id, "RSTO", "", TODAY, TODAY)
    before = flags_of(shared_desk, case_id)
    with pytest.raises(FieldErrors) as refused:
        shared_desk.do(review_flag, flag, TODAY, note, next_on)
    assert refused.value.field == field
    assert flags_of(shared_desk, case_id) == before


def test_a_flags_note_is_never_cut(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer()
    flag = shared_desk.do(raise_flag, case_id, "RSTO", "x" * 4000, TODAY, TODAY)
    for _time in range(3):
        shared_desk.do(review_flag, flag, TODAY, "y" * 4000)
    with pytest.raises(FieldErrors, match="note is full"):
        shared_desk.do(review_flag, flag, TODAY, "y" * 4000)
    with pytest.raises(FieldErrors) as refused:
        shared_desk.do(end_flag, flag, TODAY, TODAY, "y" * 4000)
    assert refused.value.field == "reason"


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_flag_ends_with_its_reason_in_its_note(shared_desk: Desk, reason: str) -> None:
    case_id = shared_desk.newcomer()
    flag = shared_desk.do(raise_flag, case_id, "RSTO", "Keep apart.", TODAY, TODAY)
    with pytest.raises(FieldErrors) as refused:
        shared_desk.do(end_flag, flag, TODAY, TODAY, reason)
    assert refused.value.field == "reason"
    shared_desk.do(end_flag, flag, TODAY, TODAY, "The order ran out.")
    assert flags_of(shared_desk, case_id)[0].note == (
        "Keep apart.\nEnded 22/11/2026 by PC Test Baker: The order ran out."
    )


@pytest.mark.parametrize("days, kept", [(-1, False), (0, True), (9, True), (10, True), (11, False)])
def test_a_flag_ends_between_its_beginning_and_today(shared_desk: Desk, days: int, kept: bool) -> None:
    case_id, began = shared_desk.newcomer(), TODAY - timedelta(days=10)
    flag = shared_desk.do(raise_flag, case_id, "RSTO", "", began, TODAY)
    ended = began + timedelta(days=days)
    if kept:
        shared_desk.do(end_flag, flag, ended, TODAY, "It is over.")
    else:
        with pytest.raises(FieldErrors) as refused:
            shared_desk.do(end_flag, flag, ended, TODAY, "It is over.")
        assert refused.value.field == "ended_on"
    assert flags_of(shared_desk, case_id)[0].ended_on == (ended if kept else None)


def test_a_flag_that_was_taken_off_is_history(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer()
    flag = shared_desk.do(raise_flag, case_id, "RSTO", "", TODAY - timedelta(days=9), TODAY)
    shared_desk.do(end_flag, flag, TODAY - timedelta(days=1), TODAY, "It is over.")
    before = flags_of(shared_desk, case_id)
    with pytest.raises(UserError, match="taken off on 21/11/2026"):
        shared_desk.do(end_flag, flag, TODAY, TODAY, "It is over.")
    with pytest.raises(UserError, match="taken off on 21/11/2026"):
        shared_desk.do(review_flag, flag, TODAY)
    with pytest.raises(UserError, match="no longer in the store"):
        shared_desk.do(end_flag, "f" * 32, TODAY, TODAY, "It is over.")
    assert flags_of(shared_desk, case_id) == before


def test_a_code_that_has_left_the_list_is_shown_as_it_is(
    shared_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = shared_desk.newcomer()
    shared_desk.do(raise_flag, case_id, "RSTO", "", TODAY, TODAY)
    monkeypatch.setattr(cases, "list_codes", lambda *_args: {})
    assert [flag.name for flag in flags_of(shared_desk, case_id)] == ["RSTO"]
