"""Changing the lists from a day on: one state a day, the past as it was, and what rests on the lists follows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from iom_desktop.domain.appointments import AppointmentDraft, OutcomeDraft
from iom_desktop.domain.cases import CaseDraft
from iom_desktop.domain.code_lists import CodeItemDraft, EndItemDraft
from iom_desktop.domain.codes import (
    APPOINTMENT_OUTCOMES,
    APPOINTMENT_TYPES,
    BANK_HOLIDAYS,
    COMPLIANCE_RULES,
    LETTER_TEMPLATES,
    SHIPPED_LISTS,
    SUPPORT_KINDS,
    CodeItem,
    Sentence,
)
from iom_desktop.domain.compliance import Stage
from iom_desktop.domain.enforcement import StepDraft
from iom_desktop.errors import FieldErrors, StaleEdit, UserError
from iom_desktop.services import appointments, code_changes, codes, compliance, enforcement, letters
from iom_desktop.services.code_changes import ListedItem
from iom_desktop.storage.store import Store
from iom_desktop.storage.tables import AuditEntryRow
from tests.stores import TODAY, Clock, Desk
from tests.test_hazards import HAZARDS, LINE, NOTE

FIRST = date(2026, 12, 1)


def draft_of(
    item: CodeItem, from_day: date, name: str = "", reason: str = "", **changed: str
) -> CodeItemDraft:
    """What an item says with some of it changed from a day on."""
    details = {**item.details, **changed}
    return CodeItemDraft(name=name or item.name, details=details, from_day=from_day, reason=reason)


def change(desk: Desk, list_name: str, code: str, from_day: date, name: str = "", **changed: str) -> None:
    """Change an item, as the officer who has just read it."""
    item = desk.see(code_changes.load_item, list_name, code)
    draft = draft_of(
        item.state(from_day).said, from_day, name, "Agreed" if from_day < TODAY else "", **changed
    )
    desk.do(code_changes.change_item, list_name, code, item.version, draft, TODAY)


def end(desk: Desk, list_name: str, code: str, from_day: date, reason: str = "") -> None:
    version = desk.see(code_changes.load_item, list_name, code).version
    draft = EndItemDraft(from_day=from_day, reason=reason)
    desk.do(code_changes.end_item, list_name, code, version, draft, TODAY)


class _PutBack(Exception):
    """Leaves the lists of the shared store as they were."""


@pytest.fixture
def desk(store: Store) -> Desk:
    """A desk of the test's own: the lists are everybody's."""
    return Desk(store)


# --- The verbs -------------------------------------------------------------------------------------------


def test_a_change_holds_from_its_day_and_not_before(desk: Desk) -> None:
    change(desk, APPOINTMENT_TYPES, "COAP", FIRST, "Office visit", counts_toward_compliance="no")
    item = desk.see(code_changes.load_item, APPOINTMENT_TYPES, "COAP")
    assert [(s.said.valid_from, s.said.valid_to) for s in item.states] == [
        (None, date(2026, 11, 30)),
        (FIRST, None),
    ]
    assert item.next_change(TODAY) == FIRST
    assert item.state(date(2026, 11, 30)).said.yes("counts_toward_compliance")
    assert not item.state(FIRST).said.yes("counts_toward_compliance")
    assert desk.see(codes.list_codes, APPOINTMENT_TYPES, FIRST)["COAP"].name == "Office visit"
    today = desk.see(codes.list_codes, APPOINTMENT_TYPES)["COAP"]
    assert today.name == "Planned office visit"
    assert today.offered_on(TODAY)


def test_a_change_from_the_day_a_state_began_alters_that_state(desk: Desk) -> None:
    change(desk, APPOINTMENT_TYPES, "COAP", FIRST, "Office visit")
    change(desk, APPOINTMENT_TYPES, "COAP", FIRST, "Visit to the office")
    item = desk.see(code_changes.load_item, APPOINTMENT_TYPES, "COAP")
    assert [one.said.name for one in item.states] == ["Planned office visit", "Visit to the office"]


def test_a_change_between_two_goes_between_them(desk: Desk) -> None:
    change(desk, SUPPORT_KINDS, "LIFT", FIRST, "Later")
    change(desk, SUPPORT_KINDS, "LIFT", TODAY, "Now")
    item = desk.see(code_changes.load_item, SUPPORT_KINDS, "LIFT")
    assert [(s.said.name, s.said.valid_to) for s in item.states] == [
        ("A lift to an appointment", date(2026, 11, 21)),
        ("Now", date(2026, 11, 30)),
        ("Later", None),
    ]


def test_an_ended_item_is_not_offered_and_still_reads_and_can_come_back(desk: Desk) -> None:
    end(desk, SUPPORT_KINDS, "LIFT", TODAY)
    item = desk.see(codes.list_codes, SUPPORT_KINDS)["LIFT"]
    assert (item.name, item.offered_on(TODAY), item.offered_on(TODAY - timedelta(1))) == (
        "A lift to an appointment",
        False,
        True,
    )
    assert desk.see(code_changes.load_item, SUPPORT_KINDS, "LIFT").ended(TODAY)
    with pytest.raises(UserError, match="has not been offered since 21/11/2026"):
        end(desk, SUPPORT_KINDS, "LIFT", FIRST)
    change(desk, SUPPORT_KINDS, "LIFT", FIRST)
    again = desk.see(codes.list_codes, SUPPORT_KINDS, FIRST)["LIFT"]
    assert again.offered_on(FIRST)
    assert not desk.see(codes.list_codes, SUPPORT_KINDS)["LIFT"].offered_on(TODAY)


def test_what_was_ended_today_can_be_brought_back_today(desk: Desk) -> None:
    change(desk, SUPPORT_KINDS, "LIFT", TODAY, "A lift")
    end(desk, SUPPORT_KINDS, "LIFT", TODAY)
    assert not desk.see(codes.list_codes, SUPPORT_KINDS)["LIFT"].offered_on(TODAY)
    change(desk, SUPPORT_KINDS, "LIFT", TODAY, "A lift")
    assert desk.see(codes.list_codes, SUPPORT_KINDS)["LIFT"].offered_on(TODAY)


def test_an_item_with_a_change_waiting_is_ended_after_it(desk: Desk) -> None:
    change(desk, SUPPORT_KINDS, "LIFT", FIRST, "Later")
    with pytest.raises(UserError, match="01/12/2026 is waiting"):
        end(desk, SUPPORT_KINDS, "LIFT", TODAY)
    end(desk, SUPPORT_KINDS, "LIFT", FIRST)


@pytest.mark.parametrize(
    ("list_name", "code"),
    [
        (APPOINTMENT_OUTCOMES, "AFTA"),
        (COMPLIANCE_RULES, "licence"),
        ("periods", "service_target"),
        ("enforcement_actions", "EA12"),
        (LETTER_TEMPLATES, "MISSED"),
    ],
)
def test_what_the_rules_turn_on_cannot_be_ended(shared_desk: Desk, list_name: str, code: str) -> None:
    with pytest.raises(UserError, match="cannot be ended"):
        end(shared_desk, list_name, code, TODAY)


def test_failed_to_attend_keeps_its_meaning_and_may_change_its_name(desk: Desk) -> None:
    change(desk, APPOINTMENT_OUTCOMES, "AFTA", TODAY, "Did not come")
    with pytest.raises(UserError, match="own rules turn on this") as refused:
        change(desk, APPOINTMENT_OUTCOMES, "AFTA", TODAY, action_required="no", acceptable="yes")
    assert refused.value.field in ("acceptable", "action_required")


def test_a_new_item_stands_last_and_its_code_is_used_once(desk: Desk) -> None:
    draft = CodeItemDraft(name="Rang somebody for them", from_day=FIRST)
    assert desk.do(code_changes.add_item, SUPPORT_KINDS, "rang", draft, TODAY) == "RANG"
    items = desk.see(codes.list_codes, SUPPORT_KINDS)
    assert list(items)[-1] == "RANG"
    assert (items["RANG"].offered_on(TODAY), items["RANG"].offered_on(FIRST)) == (False, True)
    end(desk, SUPPORT_KINDS, "RANG", FIRST)
    with pytest.raises(UserError, match="A code is used once"):
        desk.do(code_changes.add_item, SUPPORT_KINDS, "RANG", draft, TODAY)
    with pytest.raises(UserError, match="from 01/12/2026 on"):
        change(desk, SUPPORT_KINDS, "RANG", TODAY)
    with pytest.raises(UserError, match="nothing can be added"):
        desk.do(code_changes.add_item, COMPLIANCE_RULES, "PAROLE", draft, TODAY)


def test_order_is_moved_with_all_states(desk: Desk) -> None:
    change(desk, SUPPORT_KINDS, "ACCOMPANIED", FIRST, "Went along")
    before = list(desk.see(codes.list_codes, SUPPORT_KINDS))
    desk.do(code_changes.move_item, SUPPORT_KINDS, "ACCOMPANIED", -1)
    after = desk.see(code_changes.list_states, SUPPORT_KINDS)
    assert [one.code for one in after] == ["ACCOMPANIED", "LIFT", *before[2:]]
    assert len(after[0].states) == 2
    desk.do(code_changes.move_item, SUPPORT_KINDS, "ACCOMPANIED", -5)
    desk.do(code_changes.move_item, SUPPORT_KINDS, "ACCOMPANIED", 500)
    assert list(desk.see(codes.list_codes, SUPPORT_KINDS)) == [before[0], *before[2:], "ACCOMPANIED"]


def test_an_edit_of_what_somebody_changed_meanwhile_is_refused(desk: Desk) -> None:
    seen = desk.see(code_changes.load_item, SUPPORT_KINDS, "LIFT")
    change(desk, SUPPORT_KINDS, "LIFT", FIRST, "A lift")
    draft = draft_of(seen.states[0].said, TODAY, "Driving")
    with pytest.raises(StaleEdit):
        desk.do(code_changes.change_item, SUPPORT_KINDS, "LIFT", seen.version, draft, TODAY)
    with pytest.raises(StaleEdit):
        desk.do(
            code_changes.end_item, SUPPORT_KINDS, "LIFT", seen.version, EndItemDraft(from_day=FIRST), TODAY
        )


def test_each_change_is_on_record(desk: Desk) -> None:
    change(desk, SUPPORT_KINDS, "LIFT", FIRST, "A lift")
    with desk.store.read() as session:
        entries = session.scalars(
            select(AuditEntryRow).where(AuditEntryRow.record_kind == "code_item").order_by(AuditEntryRow.seq)
        ).all()
    assert [entry.operation for entry in entries][-2:] == ["alteration", "collection"] or [
        entry.operation for entry in entries
    ][-2:] == ["collection", "alteration"]
    assert desk.store.verify() == []


@pytest.mark.parametrize("list_name", SHIPPED_LISTS)
def test_every_list_reads_with_its_states(shared_desk: Desk, list_name: str) -> None:
    found = shared_desk.see(code_changes.list_states, list_name)
    assert [one.code for one in found] == [one.code for one in codes.shipped(list_name)]


def test_a_list_that_is_none_gets_a_sentence(shared_desk: Desk) -> None:
    with pytest.raises(UserError, match="no such list"):
        shared_desk.see(code_changes.list_states, "people")


# --- Any sequence of changes -----------------------------------------------------------------------------

_DAYS = st.integers(-40, 40).map(lambda days: TODAY + timedelta(days))
_ACTS = st.lists(st.tuples(st.sampled_from(["change", "change", "end"]), _DAYS), min_size=1, max_size=7)


_EVERY = [TODAY + timedelta(days) for days in range(-45, 46)]


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=_ACTS)
def test_whatever_is_changed_one_state_holds_on_each_day(
    shared_desk: Desk, acts: list[tuple[str, date]]
) -> None:
    with pytest.raises(_PutBack), shared_desk.store.write("Try") as session:
        _hold_against_a_diary(session, acts)


def _hold_against_a_diary(session: Session, acts: list[tuple[str, date]]) -> None:
    """A plain diary keeps what was said last of each day, and whether it is offered."""
    diary = dict.fromkeys(_EVERY, ("A lift to an appointment", True))
    began: set[date] = set()
    for place, (what, day) in enumerate(acts):
        item = code_changes.load_item(session, SUPPORT_KINDS, "LIFT")
        if what == "change":
            said = CodeItemDraft(name=f"State {place}", from_day=day, reason="Why")
            code_changes.change_item(session, SUPPORT_KINDS, "LIFT", item.version, said, TODAY)
            _note_change(diary, began, day, said.name)
        elif _ends(session, item, day):
            diary |= {one: (diary[one][0], False) for one in _EVERY if one >= day}
    session.flush()
    dated = codes.list_dated_codes(session, SUPPORT_KINDS)
    for one in _EVERY:
        held = dated.get("LIFT", one)
        assert held is not None
        assert (held.name, held.offered_on(one)) == diary[one], one
        assert [state for state in dated.states("LIFT") if state.offered_on(one)] in ([], [held])
    raise _PutBack


def _note_change(diary: dict[date, tuple[str, bool]], began: set[date], day: date, name: str) -> None:
    """What is said from ``day`` on holds until the next state begins, and is offered as long as what it replaces."""
    until = min((one for one in began if one > day), default=date.max)
    ends = next((one for one in _EVERY if one > day and not diary[one][1]), date.max)
    stop = min(until, ends) if diary[day][1] else until
    diary |= {one: (name, one < stop) for one in _EVERY if day <= one < until}
    began.add(day)


def _ends(session: Session, item: ListedItem, day: date) -> bool:
    draft = EndItemDraft(from_day=day, reason="Why")
    try:
        code_changes.end_item(session, SUPPORT_KINDS, "LIFT", item.version, draft, TODAY)
    except UserError:
        return False
    return True


# --- Hazards ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("hazard", HAZARDS)
def test_what_is_typed_into_a_list_stands_as_typed_or_is_refused(shared_desk: Desk, hazard: str) -> None:
    text = HAZARDS[hazard]
    with pytest.raises(_PutBack), shared_desk.store.write("Type a hazard") as session:
        _type_hazard(session, text)


def _type_hazard(session: Session, text: str) -> None:
    line, note = LINE.kept(text), NOTE.kept(text)
    braces = "{" in text or "}" in text
    said = CodeItemDraft(
        name=text,
        details={"subject": text, "enforcement_code": "", "body": text, "easy_body": text},
        from_day=TODAY,
    )
    refused: set[str | None] = set() if line else {"name", "subject"}
    refused |= set() if line is None or not braces else {"subject"}
    refused |= set() if note and not braces else {"body"}
    refused |= {"easy_body"} if note is None or (note and braces) else set()
    if refused:
        with pytest.raises(FieldErrors) as faults:
            code_changes.add_item(session, LETTER_TEMPLATES, "HAZARD", said, TODAY)
        assert {problem.field for problem in faults.value.problems} == refused
        assert all(len(problem.message) < 200 for problem in faults.value.problems)
    else:
        code_changes.add_item(session, LETTER_TEMPLATES, "HAZARD", said, TODAY)
        item = codes.list_codes(session, LETTER_TEMPLATES)["HAZARD"]
        assert (item.name, item.detail("subject"), item.detail("body")) == (line, line, note)
    if not (text.isascii() and text.isalnum()):
        with pytest.raises(UserError) as no_code:
            code_changes.add_item(session, SUPPORT_KINDS, text, replace(said, name="Plain"), TODAY)
        assert no_code.value.field == "code"
    raise _PutBack


# --- What rests on the lists follows ----------------------------------------------------------------------


NFA = StepDraft(code="NFA", note="Decided.")


def someone(desk: Desk, sentence: Sentence = Sentence.COMMUNITY_ORDER) -> str:
    return desk.newcomer(
        managed=CaseDraft(sentence=sentence, sentence_start=date(2026, 1, 5), sentence_end=date(2027, 6, 13))
    )


def absent(
    desk: Desk, case_id: str, at: datetime, outcome: str = "UAAB", step: StepDraft | None = NFA
) -> str:
    """A planned office visit that they did not come to."""
    draft = AppointmentDraft(type_code="COAP", starts_at=at, place="Mill Street")
    made: str = desk.do(appointments.book_appointment, case_id, draft)
    said = OutcomeDraft(outcome_code=outcome, enforcement=step)
    desk.do(appointments.record_outcome, made, said, at + timedelta(hours=2))
    return made


def test_a_type_that_stops_counting_leaves_the_failures_before_as_they_were(desk: Desk, clock: Clock) -> None:
    change(desk, APPOINTMENT_TYPES, "COAP", FIRST, counts_toward_compliance="no")
    case_id = someone(desk)
    clock.now = datetime(2026, 12, 3, 9)
    absent(desk, case_id, datetime(2026, 11, 30, 10))
    absent(desk, case_id, datetime(2026, 12, 2, 10), step=None)  # no step is asked for
    found = desk.see(compliance.assess, case_id, clock.now)
    assert [failure.on for failure in found.failures] == [date(2026, 11, 30)]


def test_a_threshold_changed_from_a_day_moves_the_stage_from_that_day(desk: Desk) -> None:
    case_id = someone(desk, Sentence.LICENCE)
    absent(desk, case_id, datetime(2026, 11, 19, 10))
    absent(desk, case_id, datetime(2026, 11, 20, 10))
    change(
        desk, COMPLIANCE_RULES, "licence", FIRST, first_warning="", second_warning="",
        final_warning="1", proceedings="2",
    )  # fmt: skip
    before = desk.see(compliance.assess, case_id, datetime(2026, 11, 30, 23, 59))
    after = desk.see(compliance.assess, case_id, datetime(2026, 12, 1))
    assert (before.stage, after.stage) == (Stage.SECOND_WARNING, Stage.RECALL)


def test_a_bank_holiday_added_moves_the_last_day_for_evidence_and_one_ended_moves_it_back(desk: Desk) -> None:
    def evidence_by() -> date | None:
        made = absent(desk, someone(desk), datetime(2026, 11, 20, 10), "AFTA", StepDraft(code="EA12"))
        (step,) = desk.see(enforcement.list_steps, case_of(desk, made))
        return step.said.evidence_by

    assert evidence_by() == date(2026, 11, 27)
    said = CodeItemDraft(name="A day of mourning", from_day=TODAY)
    desk.do(code_changes.add_item, BANK_HOLIDAYS, "2026-11-24", said, TODAY)
    assert date(2026, 11, 24) in desk.see(codes.holidays)
    assert evidence_by() == date(2026, 11, 30)
    end(desk, BANK_HOLIDAYS, "2026-11-24", TODAY)
    assert date(2026, 11, 24) not in desk.see(codes.holidays)
    assert evidence_by() == date(2026, 11, 27)


def case_of(desk: Desk, appointment_id: str) -> str:
    return desk.see(appointments.load_appointment, appointment_id).case_id


def test_a_holiday_that_is_over_stays_one_when_it_is_ended_today(desk: Desk) -> None:
    end(desk, BANK_HOLIDAYS, "2026-08-31", TODAY)
    assert date(2026, 8, 31) in desk.see(codes.holidays)
    change(desk, BANK_HOLIDAYS, "2026-08-31", TODAY)
    end(desk, BANK_HOLIDAYS, "2026-12-28", TODAY)
    assert date(2026, 12, 28) not in desk.see(codes.holidays)
    assert date(2026, 12, 25) in desk.see(codes.holidays)


def test_an_ended_outcome_still_reads_in_appointments_of_before(desk: Desk) -> None:
    case_id = someone(desk)
    made = absent(desk, case_id, datetime(2026, 11, 19, 10), "AAHO", None)
    end(desk, APPOINTMENT_OUTCOMES, "AAHO", TODAY)
    assert desk.see(appointments.load_appointment, made).outcome_name == "Acceptable Absence - Holiday"


def test_a_changed_template_is_what_the_next_letter_begins_with(desk: Desk, clock: Clock) -> None:
    case_id = someone(desk)
    about = absent(desk, case_id, datetime(2026, 11, 19, 10))
    change(desk, LETTER_TEMPLATES, "FIRST_WARNING", FIRST, subject="A warning", body="Hello {called}.")
    today = desk.see(letters.propose_letter, case_id, "FIRST_WARNING", about, clock.now)
    assert (today.subject, "formal warning" in today.words) == ("Formal warning", True)
    clock.now = datetime(2026, 12, 1, 9)
    later = desk.see(letters.propose_letter, case_id, "FIRST_WARNING", about, clock.now)
    assert (later.subject, later.words) == ("A warning", "Hello Mo.")
