"""Since last time, from the records of a case: in plain words, with their dates, told once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from iom_desktop.domain.actions import ActionDraft, ActionStatus, Who
from iom_desktop.domain.appointments import AppointmentDraft, OutcomeDraft
from iom_desktop.domain.audiences import SharedMatter
from iom_desktop.domain.cases import CaseDraft
from iom_desktop.domain.codes import Cohort, Rag, Sentence
from iom_desktop.domain.conferences import ConferenceDraft, ItemState
from iom_desktop.domain.decisions import DecisionOutcome
from iom_desktop.domain.enforcement import StepDraft
from iom_desktop.domain.notes import Mark, NoteDraft
from iom_desktop.domain.offending import OffendingDraft, OffendingEvent
from iom_desktop.domain.plans import GoalDraft
from iom_desktop.domain.service_access import Barrier, ServiceAccessDraft
from iom_desktop.domain.since import SinceLine, Subject, Weight
from iom_desktop.domain.statuses import Aspect, StatusDraft
from iom_desktop.services import (
    actions,
    appointments,
    cases,
    conferences,
    notes,
    offending,
    plans,
    service_access,
    since,
    statuses,
)
from iom_desktop.storage import audit
from iom_desktop.storage.store import Store
from iom_desktop.storage.tables import DecisionRow, PlanRow
from tests.stores import NOW, TODAY, Clock, Desk

SINCE = datetime(2026, 11, 5, 11, 0)
#: Nothing was recorded before this by the clock of these tests, so that everything older counts as recorded late.
MANAGED = CaseDraft(cohort=Cohort.FIXED, rag=Rag.GREEN, sentence=Sentence.LICENCE)


@pytest.fixture
def desk(store: Store) -> Desk:
    """An officer at an empty store."""
    return Desk(store)


def told(desk: Desk, case_id: str, since_when: datetime = SINCE, **more: Any) -> list[str]:
    return [one.words for one in desk.see(since.what_happened, case_id, since_when, NOW, **more)]


def lines(desk: Desk, case_id: str) -> tuple[SinceLine, ...]:
    return desk.see(since.what_happened, case_id, SINCE, NOW)


def met(desk: Desk, case_id: str, at: datetime, outcome: str, **more: Any) -> str:
    """An appointment and what came of it."""
    draft = AppointmentDraft(type_code="COAP", starts_at=at, place="Office")
    booked = desk.do(appointments.book_appointment, case_id, draft)
    if outcome:
        desk.do(appointments.record_outcome, booked, OutcomeDraft(outcome_code=outcome, **more), NOW)
    return booked


def goal(desk: Desk, case_id: str) -> str:
    plan = desk.do(plans.start_plan, case_id)
    return desk.do(plans.add_goal, plan, GoalDraft(words="I will", target_on=TODAY))


def day(n: int) -> datetime:
    return datetime(2026, 11, n, 10, 0)


# --- One kind of record after another --------------------------------------------------------------------


def test_a_quiet_case_has_nothing_to_tell(shared_desk: Desk) -> None:
    assert told(shared_desk, shared_desk.newcomer(managed=MANAGED)) == []


def test_offending_is_told_first_with_what_it_was(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer(managed=MANAGED)
    for event_kind, on, near in ((OffendingEvent.ARREST, 20, True), (OffendingEvent.CHARGE, 1, False)):
        said = OffendingDraft(event=event_kind, on_day=day(on).date(), offence="Burglary", neighbourhood=near)
        shared_desk.do(offending.record_offending, case_id, said, TODAY)
    struck = OffendingDraft(on_day=day(21).date(), offence="Nothing")
    shared_desk.do(
        offending.strike_out,
        shared_desk.do(offending.record_offending, case_id, struck, TODAY),
        "Another person",
        TODAY,
    )
    found = lines(shared_desk, case_id)
    assert [one.words for one in found] == [
        "Arrest Fri 20 Nov 2026: Burglary, neighbourhood crime",
        "Charge Sun 1 Nov 2026: Burglary (recorded Sun 22 Nov 2026)",
    ]
    assert [one.late for one in found] == [False, True]
    assert {one.weight for one in found} == {Weight.GRAVE}
    assert {one.matters for one in found} == {frozenset({SharedMatter.OFFENDING})}


def test_appointments_kept_are_counted_and_failures_told(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer(managed=MANAGED)
    for on in (6, 9, 12):
        met(shared_desk, case_id, day(on), "ATTC")
    met(shared_desk, case_id, day(13), "UAAB", enforcement=StepDraft(code="EA02"))
    met(shared_desk, case_id, day(16), "AAME")
    met(shared_desk, case_id, day(17), "")
    met(shared_desk, case_id, day(22) + timedelta(hours=8), "")  # this evening
    names = {"COAP": "Planned office visit"}
    assert told(shared_desk, case_id) == [
        "First Warning Letter Sent, decided Sun 22 Nov 2026",
        f"Missed Fri 13 Nov 2026: {names['COAP']}",
        f"1 appointment without an outcome: {names['COAP']}, Tue 17 Nov 2026",
        f"1 appointment missed with good reason: {names['COAP']}, Mon 16 Nov 2026",
        f"3 appointments kept, the last Thu 12 Nov 2026: {names['COAP']}",
    ]


def test_many_failures_become_a_number(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer(managed=replace(MANAGED, sentence=Sentence.NON_STATUTORY))
    for on in (6, 9, 10, 12, 13):
        met(shared_desk, case_id, day(on), "UAAB")
    found = told(shared_desk, case_id)
    assert [words.partition(":")[0] for words in found] == [
        "Missed Fri 13 Nov 2026",
        "Missed Thu 12 Nov 2026",
        "3 more appointments missed, the first Fri 6 Nov 2026",
    ]


def test_required_actions_new_done_missed_and_overdue(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer(managed=MANAGED)
    under = goal(shared_desk, case_id)
    draft = ActionDraft(
        what="Book a bed", who=Who.OFFICER, who_name="PC Test", who_agency="police", due_on=TODAY
    )
    shared_desk.do(actions.add_action, under, draft, TODAY)
    made = {
        what: shared_desk.do(actions.add_action, under, ActionDraft(what=what, due_on=due), TODAY)
        for what, due in (("Sign on", TODAY), ("See the nurse", TODAY), ("Pay", date(2026, 11, 10)))
    }
    shared_desk.do(actions.set_action_status, made["Sign on"], ActionStatus.DONE, "", day(10).date(), TODAY)
    shared_desk.do(
        actions.set_action_status, made["See the nurse"], ActionStatus.MISSED, "Ill", day(11).date(), TODAY
    )
    assert told(shared_desk, case_id) == [
        "Missed Wed 11 Nov 2026: See the nurse",
        "Overdue since Tue 10 Nov 2026: Pay",
        "New required action: Book a bed, PC Test (police), by Sun 22 Nov 2026",
        "New required action: Pay, by Tue 10 Nov 2026",
        "Done Tue 10 Nov 2026: Sign on",
    ]


def test_an_action_taken_over_into_the_next_version_is_not_new(desk: Desk, clock: Clock) -> None:
    clock.now = datetime(2026, 11, 1, 9, 0)
    case_id = desk.newcomer(managed=MANAGED)
    desk.do(actions.add_action, goal(desk, case_id), ActionDraft(what="Sign on", due_on=TODAY), TODAY)
    clock.now = NOW

    def next_version(session: Session) -> None:
        from iom_desktop.services.plans import _copy_as_draft  # as agreeing does

        row = session.query(PlanRow).filter_by(case_id=case_id).one()
        row.state = "agreed"
        _copy_as_draft(session, row)

    desk.do(next_version)
    assert told(desk, case_id) == []


def test_services_that_moved_or_stalled(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer(managed=MANAGED)

    def follow(service: str, **rungs: Any) -> None:
        said = ServiceAccessDraft(need_code="DRUGS", service=service, **rungs)
        shared_desk.do(service_access.record_service_access, case_id, said, TODAY)

    follow("Clinic", identified_on=date(2026, 9, 1), referred_on=date(2026, 10, 10))  # 43 days at referred
    follow("Group", identified_on=date(2026, 10, 20), referred_on=date(2026, 11, 10))
    follow("Quiet", identified_on=date(2026, 10, 30))
    follow("Old", identified_on=date(2026, 1, 1), attended_on=date(2026, 2, 1))
    follow(
        "Bed",
        identified_on=date(2026, 11, 1),
        ended_on=date(2026, 11, 20),
        barrier=Barrier.WAITING_LIST,
    )
    found = lines(shared_desk, case_id)
    need = "drug misuse"
    assert [one.words for one in found] == [
        f"Ended Fri 20 Nov 2026: Bed ({need}), not obtained: waiting list",
        f"Stalled since Sun 8 Nov 2026: Clinic ({need}), 43 days at referred",
        f"Referred Tue 10 Nov 2026: Group ({need})",
    ]
    assert {one.need_code for one in found} == {"DRUGS"}


def test_a_status_tells_what_it_was(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer(managed=replace(MANAGED, rag=Rag.AMBER, adopted_on=date(2026, 1, 1)))
    said = StatusDraft(
        aspect=Aspect.RAG, value="red", from_on=day(10).date(), reason="Arrests", decided_by="Panel"
    )
    shared_desk.do(statuses.change_status, case_id, said, TODAY)
    (one,) = lines(shared_desk, case_id)
    assert one.words == "Colour: red since Tue 10 Nov 2026, was amber"
    assert (one.subject, one.weight) == (Subject.STATUS, Weight.BAD)


def test_flags_by_what_they_are_about(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer(managed=MANAGED)
    shared_desk.do(cases.raise_flag, case_id, "RSTO", "Private words", day(10).date(), TODAY)
    ended = shared_desk.do(cases.raise_flag, case_id, "WEAP", "", date(2026, 10, 1), TODAY)
    shared_desk.do(cases.end_flag, ended, day(20).date(), TODAY, "Handed in")
    found = lines(shared_desk, case_id)
    assert [one.words.partition(":")[0] for one in found] == [
        "Risk flag raised Tue 10 Nov 2026",
        "Risk flag ended Fri 20 Nov 2026",
    ]
    assert [one.matters for one in found] == [frozenset({SharedMatter.SAFEGUARDING}), frozenset()]
    assert "Private" not in " ".join(one.words for one in found)


def test_a_decision_and_one_that_was_superseded(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer(managed=MANAGED)

    def decide(session: Session) -> None:
        for superseded in (None, TODAY):
            session.add(
                DecisionRow(
                    case_id=case_id, referral_id=None, conference_id=None, outcome=DecisionOutcome.ACCEPT.value,
                    decided_on=day(12).date(), referrer="", referrer_agency="", criteria=[], scores="",
                    cohort="fixed", rationale="Private words", additionality="", objectives="", timescale="",
                    elsewhere="", decided_by=[], dissent="", mappa_checked_on=None, mappa_result="",
                    review_on=None, supersede_reason="", superseded_on=superseded,
                )
            )  # fmt: skip

    shared_desk.do(decide)
    (words,) = told(shared_desk, case_id)
    assert words.startswith("Decision of Thu 12 Nov 2026: ")


def test_notes_are_counted_apart_by_who_may_see_them(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer(managed=MANAGED)
    for on, more in (
        (10, {}), (12, {}), (13, {"mark": Mark.INTELLIGENCE}), (14, {"third_party": True}),
    ):  # fmt: skip
        said = NoteDraft(happened_at=day(on), words="Private words", **more)  # type: ignore[arg-type]
        shared_desk.do(notes.add_note, case_id, said, NOW)
    assert told(shared_desk, case_id) == [
        "1 note not for everybody, the last Sat 14 Nov 2026",
        "1 note of intelligence, the last Fri 13 Nov 2026",
        "2 notes and contacts, the last Thu 12 Nov 2026",
    ]
    assert told(shared_desk, case_id, sees=lambda one: one.matters <= {SharedMatter.NOTES}) == [
        "2 notes and contacts, the last Thu 12 Nov 2026"
    ]


# --- All together ----------------------------------------------------------------------------------------


def test_what_was_known_that_day_is_not_told_again(desk: Desk, clock: Clock) -> None:
    clock.now = datetime(2026, 11, 5, 9, 0)
    case_id = desk.newcomer(managed=MANAGED)
    known = OffendingDraft(on_day=date(2026, 11, 5), offence="Known at the meeting")
    desk.do(offending.record_offending, case_id, known, TODAY)
    clock.now = datetime(2026, 11, 5, 15, 0)
    after = OffendingDraft(on_day=date(2026, 11, 5), offence="That afternoon")
    desk.do(offending.record_offending, case_id, after, TODAY)
    assert told(desk, case_id) == ["Arrest Thu 5 Nov 2026: That afternoon"]


def test_a_long_list_ends_in_what_there_was_no_room_for(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer(managed=MANAGED)
    for on in range(6, 12):
        said = OffendingDraft(on_day=day(on).date(), offence=f"Theft {on}")
        shared_desk.do(offending.record_offending, case_id, said, TODAY)
    shared_desk.do(notes.add_note, case_id, NoteDraft(happened_at=day(10), words="Seen"), NOW)
    assert told(shared_desk, case_id, most=4) == [
        "Arrest Wed 11 Nov 2026: Theft 11",
        "Arrest Tue 10 Nov 2026: Theft 10",
        "Arrest Mon 9 Nov 2026: Theft 9",
        "And 4 more: 3 about offending and 1 about notes",
    ]


def test_several_cases_are_asked_at_once_and_each_since_its_own_moment(shared_desk: Desk) -> None:
    one, other, quiet = (shared_desk.newcomer(managed=MANAGED) for _ in range(3))
    for case_id in (one, other):
        shared_desk.do(notes.add_note, case_id, NoteDraft(happened_at=day(10), words="Seen"), NOW)
    asked = {one: SINCE, other: NOW, quiet: SINCE}
    found = shared_desk.see(since.what_happened_to, asked, NOW)
    assert {case_id: len(lines) for case_id, lines in found.items()} == {one: 1, other: 0, quiet: 0}
    assert found[one] == lines(shared_desk, one)


def test_sixty_cases_cost_as_many_questions_as_one(shared_desk: Desk) -> None:
    many = {shared_desk.newcomer(managed=MANAGED): SINCE for _ in range(60)}
    first = next(iter(many))
    asked = {}
    for name, cases_asked in (("one", {first: SINCE}), ("sixty", many)):
        # Each in a session of its own: what one keeps while it reads costs the next nothing.
        with shared_desk.store.read() as session:
            with _counting(session.connection().engine) as seen:
                since.what_happened_to(session, cases_asked, NOW)
            asked[name] = seen[0]
    assert asked["sixty"] == asked["one"]
    assert asked["one"] <= 30


class _counting:  # noqa: N801 - reads as a verb
    """Counts the statements sent to the database."""

    def __init__(self, engine: Any) -> None:
        self.engine, self.seen = engine, [0]

    def _one(self, *_args: Any) -> None:
        self.seen[0] += 1

    def __enter__(self) -> list[int]:
        event.listen(self.engine, "before_cursor_execute", self._one)
        return self.seen

    def __exit__(self, *_args: Any) -> None:
        event.remove(self.engine, "before_cursor_execute", self._one)


# --- Since when ------------------------------------------------------------------------------------------


def held(desk: Desk, case_id: str, on: date, state: ItemState = ItemState.DISCUSSED) -> None:
    one = desk.do(conferences.plan_conference, ConferenceDraft(held_on=on))
    item = desk.do(conferences.add_case, one, case_id)
    desk.do(conferences.open_conference, one)
    desk.do(conferences.set_item_state, item, state, "Not reached" if state is ItemState.DEFERRED else "")
    desk.do(conferences.close_conference, one, None)


def test_the_last_conference_that_discussed_it(desk: Desk, clock: Clock) -> None:
    case_id = desk.newcomer(managed=MANAGED)
    assert desk.see(since.last_conference_of, case_id) is None
    clock.now = datetime(2026, 10, 1, 11, 30)
    held(desk, case_id, date(2026, 10, 1))
    clock.now = datetime(2026, 11, 9, 9, 0)
    held(desk, case_id, date(2026, 11, 5))  # written up four days later
    held(desk, case_id, date(2026, 11, 6), ItemState.DEFERRED)
    assert desk.see(since.last_conference_of, case_id) == datetime(2026, 11, 5, 23, 59, 59)
    before = desk.see(since.last_conference_of, case_id, date(2026, 11, 5))
    assert before is not None
    assert before.date() == date(2026, 10, 1)


def test_when_this_officer_last_opened_it_before_this_look(desk: Desk, clock: Clock) -> None:
    case_id = desk.newcomer(managed=MANAGED)
    assert desk.see(since.last_opened, case_id) is None
    desk.do(cases.open_case, case_id)
    clock.advance(minutes=30)
    assert desk.see(since.last_opened, case_id) is None, "this look"
    clock.advance(days=2)
    desk.do(cases.open_case, case_id)
    assert desk.see(since.last_opened, case_id) == NOW


def test_when_it_was_last_printed_leaves_out_what_was_never_made(desk: Desk, clock: Clock) -> None:
    case_id = desk.newcomer(managed=MANAGED)
    assert desk.see(since.last_printed, case_id) is None
    desk.do(audit.disclosed, case_id, "case plan", "Ms Test")
    clock.advance(days=1)
    desk.do(audit.disclosed, case_id, "case plan", "Ms Test")
    desk.do(audit.disclosed, case_id, "case plan: not made after all", "Ms Test")
    assert desk.see(since.last_printed, case_id) == NOW
    clock.advance(days=1)
    desk.do(audit.disclosed, case_id, "conference pack", "Ms Test")
    assert desk.see(since.last_printed, case_id) == NOW + timedelta(days=2)
