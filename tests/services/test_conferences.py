"""Conferences: planned, run by two officers at once, closed; nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time, timedelta
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from iom_desktop.domain.actions import ActionDraft, ActionStatus, Source, Who
from iom_desktop.domain.cases import CaseDraft
from iom_desktop.domain.codes import CONFERENCE_WORDS, Cohort
from iom_desktop.domain.conferences import (
    MOST_CASES,
    Agenda,
    AgendaCase,
    AgendaReason,
    AttendanceDraft,
    ConferenceDraft,
    ConferenceState,
    How,
    ItemDraft,
    ItemState,
    MinuteDraft,
    MinuteKind,
    Reason,
    RequestMatter,
)
from iom_desktop.domain.people import PersonDraft
from iom_desktop.domain.plans import GoalDraft
from iom_desktop.domain.statuses import Aspect, StatusDraft
from iom_desktop.errors import StaleEdit, UserError
from iom_desktop.services import actions, cases, conferences, plans, statuses
from iom_desktop.services.codes import list_codes
from iom_desktop.services.people import add_person
from iom_desktop.storage.store import Store, open_store
from iom_desktop.storage.tables import AuditEntryRow, PlanRow
from tests.stores import PASSPHRASE, TODAY, Clock, Desk

#: Each test has days of its own: two conferences on one day are refused.
_DAYS = count(1)
AGENCIES = ("police", "probation", "health")


def _day() -> date:
    return TODAY - timedelta(days=next(_DAYS))


def plan(desk: Desk, on: date | None = None, **more: object) -> str:
    said = ConferenceDraft(held_on=on or _day(), place="Town hall", chair="Insp Test", agencies=AGENCIES)
    return desk.do(conferences.plan_conference, replace(said, **more))  # type: ignore[arg-type]


def begin(desk: Desk, *case_ids: str, on: date | None = None) -> str:
    """A conference that has started, with these cases on its agenda."""
    conference_id = plan(desk, on)
    for case_id in case_ids:
        desk.do(conferences.add_case, conference_id, case_id)
    desk.do(conferences.open_conference, conference_id)
    return conference_id


def agenda(*case_ids: str, left_out: int = 0, reason: AgendaReason = AgendaReason.RED) -> Agenda:
    said = (Reason(reason=reason, words="Red since 1 Nov"),)
    proposed = tuple(
        AgendaCase(case_id=one, crn="Z0", person="TEST", reasons=said, minutes=8) for one in case_ids
    )
    return Agenda(on=TODAY, since=None, cases=proposed, left_out=left_out)


def order(desk: Desk, conference_id: str) -> list[str]:
    items = desk.see(conferences.list_cases, conference_id)
    on = [one for one in items if one.on_agenda]
    assert [one.position for one in on] == list(range(1, len(on) + 1))
    assert all(one.position == 0 for one in items if not one.on_agenda)
    assert desk.see(conferences.load_conference, conference_id).cases == len(on)
    return [one.case_id for one in on]


def item_of(desk: Desk, conference_id: str, case_id: str) -> str:
    found = [one.id for one in desk.see(conferences.list_cases, conference_id) if one.case_id == case_id]
    return found[0]


def minute(case_id: str | None, words: str, **more: object) -> MinuteDraft:
    return replace(MinuteDraft(case_id=case_id, words=words), **more)  # type: ignore[arg-type]


@pytest.fixture
def desk(store: Store) -> Desk:
    """An officer at an empty store."""
    return Desk(store)


# --- The meeting -----------------------------------------------------------------------------------------


def test_a_conference_is_kept_as_planned(shared_desk: Desk) -> None:
    day = _day()
    one = plan(shared_desk, day, starts_at=time(10), statement="Keep it here.", note="Bring the list.")
    found = shared_desk.see(conferences.load_conference, one)
    assert (found.held_on, found.said.starts_at, found.said.agencies) == (day, time(10), AGENCIES)
    assert found.state is ConferenceState.PLANNED
    assert found.cases == 0
    assert one in [each.id for each in shared_desk.see(conferences.list_conferences)]


def test_two_conferences_on_one_day_are_refused(shared_desk: Desk) -> None:
    day, other = _day(), _day()
    plan(shared_desk, day)
    with pytest.raises(UserError, match="already") as refused:
        plan(shared_desk, day)
    assert refused.value.field == "held_on"
    second = plan(shared_desk, other)
    found = shared_desk.see(conferences.load_conference, second)
    with pytest.raises(UserError, match="already"):
        shared_desk.do(conferences.change_conference, second, found.version, replace(found.said, held_on=day))
    shared_desk.do(conferences.change_conference, second, found.version, replace(found.said, chair="Ms Test"))
    assert shared_desk.see(conferences.load_conference, second).said.chair == "Ms Test"


def test_the_next_is_a_month_on_with_the_words_of_the_scheme(desk: Desk) -> None:
    statement = desk.see(list_codes, CONFERENCE_WORDS)["STATEMENT"].detail("body")
    assert desk.see(conferences.draft_of_next, TODAY) == ConferenceDraft(statement=statement)
    plan(desk, date(2026, 11, 5), starts_at=time(9, 30), statement="An old one")
    draft = desk.see(conferences.draft_of_next, TODAY)
    assert draft == ConferenceDraft(
        held_on=date(2026, 12, 3),  # the first Thursday, as 5 November was
        starts_at=time(9, 30),
        place="Town hall",
        chair="Insp Test",
        statement=statement,
        agencies=AGENCIES,
    )


@pytest.mark.parametrize(
    ("last", "following"),
    [
        (date(2026, 11, 5), date(2026, 12, 3)),
        (date(2026, 12, 3), date(2027, 1, 7)),
        (date(2026, 10, 29), date(2026, 11, 26)),  # a fifth Thursday: the next month's last
        (date(2026, 1, 8), date(2026, 12, 10)),  # long ago: the first that is not past
    ],
)
def test_the_weekday_of_the_month_is_kept(desk: Desk, last: date, following: date) -> None:
    plan(desk, last)
    assert desk.see(conferences.draft_of_next, TODAY).held_on == following


def test_what_the_last_conference_named_comes_first(desk: Desk) -> None:
    one = begin(desk, on=date(2026, 11, 5))
    desk.do(conferences.close_conference, one, date(2026, 12, 9))
    assert desk.see(conferences.draft_of_next, TODAY).held_on == date(2026, 12, 9)


def test_the_next_conference_is_the_one_going_on_or_the_first_to_come(desk: Desk) -> None:
    assert desk.see(conferences.next_conference, TODAY) is None
    plan(desk, TODAY - timedelta(days=3))  # never held
    later, sooner = plan(desk, TODAY + timedelta(days=30)), plan(desk, TODAY)
    found = desk.see(conferences.next_conference, TODAY)
    assert found is not None
    assert found.id == sooner
    desk.do(conferences.open_conference, later)
    going_on = desk.see(conferences.next_conference, TODAY)
    assert going_on is not None
    assert going_on.id == later


def test_starting_twice_is_no_error_and_keeps_the_first_moment(desk: Desk, clock: Clock) -> None:
    one = plan(desk)
    desk.do(conferences.open_conference, one)
    begun = clock.now
    clock.advance(minutes=5)
    desk.do(conferences.open_conference, one)
    assert desk.see(conferences.load_conference, one).opened_at == begun


def test_a_conference_without_cases_can_be_held(shared_desk: Desk) -> None:
    one = begin(shared_desk)
    shared_desk.do(conferences.add_minute, one, minute(None, "Nobody to discuss."))
    closed = shared_desk.do(conferences.close_conference, one, None)
    assert (closed.deferred, closed.settled) == ((), 0)
    assert shared_desk.see(conferences.load_conference, one).state is ConferenceState.CLOSED


# --- The agenda ------------------------------------------------------------------------------------------


def test_the_agenda_is_filled_in_the_order_proposed(shared_desk: Desk) -> None:
    a, b, c = (shared_desk.newcomer() for _ in range(3))
    one = plan(shared_desk)
    change = shared_desk.do(conferences.fill_agenda, one, agenda(b, a, left_out=2))
    assert ([case.case_id for case in change.comes_on], change.left_out) == ([b, a], 2)
    assert order(shared_desk, one) == [b, a]
    shared_desk.do(conferences.fill_agenda, one, agenda(c, b, a))
    assert order(shared_desk, one) == [c, b, a], "nobody had moved a case"
    item = shared_desk.see(conferences.list_cases, one)[0]
    assert item.reasons == (Reason(reason=AgendaReason.RED, words="Red since 1 Nov"),)
    assert item.minutes == 8


def test_an_order_made_by_hand_is_kept_and_what_is_new_comes_last(shared_desk: Desk) -> None:
    a, b, c, d = (shared_desk.newcomer() for _ in range(4))
    one = plan(shared_desk)
    shared_desk.do(conferences.fill_agenda, one, agenda(a, b, c))
    shared_desk.do(conferences.move_case, item_of(shared_desk, one, c), -2)
    shared_desk.do(conferences.fill_agenda, one, agenda(d, a, b, c))
    assert order(shared_desk, one) == [c, a, b, d]


def test_bringing_up_to_date_takes_off_only_what_nobody_touched(shared_desk: Desk) -> None:
    gone, asked, by_hand, minuted, off = (shared_desk.newcomer() for _ in range(5))
    one = plan(shared_desk)
    shared_desk.do(conferences.fill_agenda, one, agenda(gone, asked, minuted, off))
    shared_desk.do(
        conferences.add_case, one, by_hand, (Reason(reason=AgendaReason.REQUESTED, words="PC Test"),)
    )
    shared_desk.do(conferences.change_item, item_of(shared_desk, one, asked), 1, ItemDraft(ask="Let go?"))
    shared_desk.do(conferences.take_off, item_of(shared_desk, one, off), "Heard last week")
    shared_desk.do(conferences.open_conference, one)
    shared_desk.do(conferences.add_minute, one, minute(minuted, "Seen"))
    change = shared_desk.do(conferences.fill_agenda, one, agenda(off))
    assert [item.case_id for item in change.goes] == [gone]
    assert change.comes_on == (), "what was taken off by hand stays off"
    assert order(shared_desk, one) == [asked, minuted, by_hand]
    shared_desk.do(conferences.fill_agenda, one, agenda(gone))
    assert gone in order(shared_desk, one), "the program itself had taken it off"


def test_reasons_follow_the_program_and_minutes_planned_by_hand_stay(shared_desk: Desk) -> None:
    left, planned = shared_desk.newcomer(), shared_desk.newcomer()
    one = plan(shared_desk)
    shared_desk.do(conferences.fill_agenda, one, agenda(left, planned))
    shared_desk.do(conferences.change_item, item_of(shared_desk, one, planned), 1, ItemDraft(minutes=25))
    shared_desk.do(conferences.fill_agenda, one, agenda(left, planned, reason=AgendaReason.REFERRAL))
    first, second = shared_desk.see(conferences.list_cases, one)
    assert [said.reason for said in first.reasons] == [AgendaReason.REFERRAL]
    assert (first.minutes, second.minutes) == (10, 25)


def test_a_case_is_put_on_once(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer()
    one = plan(shared_desk)
    item = shared_desk.do(conferences.add_case, one, case_id)
    with pytest.raises(UserError, match="already"):
        shared_desk.do(conferences.add_case, one, case_id)
    shared_desk.do(conferences.take_off, item, "In court")
    assert shared_desk.do(conferences.add_case, one, case_id) == item
    assert order(shared_desk, one) == [case_id]


def test_taking_off_needs_a_reason_and_keeps_what_was_minuted(shared_desk: Desk) -> None:
    case_id, other = shared_desk.newcomer(), shared_desk.newcomer()
    one = begin(shared_desk, case_id, other)
    shared_desk.do(conferences.add_minute, one, minute(case_id, "Seen on Monday"))
    item = item_of(shared_desk, one, case_id)
    with pytest.raises(UserError, match="Reason"):
        shared_desk.do(conferences.take_off, item, " ")
    shared_desk.do(conferences.take_off, item, "A cousin is at the table")
    assert order(shared_desk, one) == [other]
    off = shared_desk.see(conferences.list_cases, one)[-1]
    assert (off.state, off.off_reason) == (ItemState.TAKEN_OFF, "A cousin is at the table")
    shared_desk.do(conferences.add_minute, one, minute(case_id, "And on Tuesday"))
    assert [said.said.words for said in shared_desk.see(conferences.list_minutes, one)] == [
        "Seen on Monday",
        "And on Tuesday",
    ]
    shared_desk.do(conferences.put_back, item)
    assert order(shared_desk, one) == [other, case_id]


def test_moving_one_case_changes_no_other_for_whoever_has_it_open(shared_desk: Desk) -> None:
    a, b = shared_desk.newcomer(), shared_desk.newcomer()
    one = plan(shared_desk)
    for case_id in (a, b):
        shared_desk.do(conferences.add_case, one, case_id)
    version = shared_desk.see(conferences.list_cases, one)[0].version
    shared_desk.do(conferences.move_case, item_of(shared_desk, one, b), -1)
    shared_desk.do(conferences.change_item, item_of(shared_desk, one, a), version, ItemDraft(ask="Stay?"))
    assert order(shared_desk, one) == [b, a]


def test_a_change_of_what_somebody_else_changed_shows_both(shared_desk: Desk) -> None:
    one = plan(shared_desk)
    item = shared_desk.do(conferences.add_case, one, shared_desk.newcomer())
    shared_desk.do(conferences.change_item, item, 1, ItemDraft(ask="Theirs"))
    with pytest.raises(StaleEdit) as stale:
        shared_desk.do(conferences.change_item, item, 1, ItemDraft(ask="Mine"))
    assert "Theirs" in dict(stale.value.theirs).values()
    assert "Mine" in dict(stale.value.mine).values()
    assert "Mine" not in stale.value.message


def test_three_hundred_cases_and_not_one_more(desk: Desk) -> None:
    def crowd(session: Session) -> list[str]:
        born, managed = date(1986, 5, 23), CaseDraft(cohort=Cohort.FIXED)
        people = (
            PersonDraft(crn=f"W{number:06d}", surname="Crowd", forenames="Mo", date_of_birth=born)
            for number in range(MOST_CASES + 1)
        )
        return [add_person(session, person, managed, TODAY) for person in people]

    case_ids = desk.do(crowd)
    one = plan(desk)
    change = desk.do(conferences.fill_agenda, one, agenda(*case_ids))
    assert (len(change.comes_on), change.left_out) == (MOST_CASES, 1)
    assert order(desk, one) == case_ids[:MOST_CASES]
    with pytest.raises(UserError, match="at most 300 cases"):
        desk.do(conferences.add_case, one, case_ids[-1])
    desk.do(conferences.move_case, item_of(desk, one, case_ids[0]), MOST_CASES)
    assert order(desk, one)[-1] == case_ids[0]


_STEPS = st.lists(
    st.tuples(st.sampled_from(["add", "off", "back", "move"]), st.integers(0, 4), st.integers(-5, 5)),
    max_size=12,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=_STEPS)
def test_places_never_have_a_gap(
    shared_desk: Desk, crowd: list[str], steps: list[tuple[str, int, int]]
) -> None:
    one = plan(shared_desk)
    expected: list[str] = []
    off: set[str] = set()
    for step, which, places in steps:
        case_id = crowd[which]
        if step == "add" and case_id not in expected:
            shared_desk.do(conferences.add_case, one, case_id)
            expected.append(case_id)
            off.discard(case_id)
        elif step == "off" and case_id in expected:
            shared_desk.do(conferences.take_off, item_of(shared_desk, one, case_id), "Not today")
            expected.remove(case_id)
            off.add(case_id)
        elif step == "back" and case_id in off:
            shared_desk.do(conferences.put_back, item_of(shared_desk, one, case_id))
            expected.append(case_id)
            off.discard(case_id)
        elif step == "move" and case_id in expected:
            at = expected.index(case_id)
            expected.remove(case_id)
            expected.insert(max(0, min(len(expected), at + places)), case_id)
            shared_desk.do(conferences.move_case, item_of(shared_desk, one, case_id), places)
        assert order(shared_desk, one) == expected


@pytest.fixture(scope="module")
def crowd(shared_desk: Desk) -> list[str]:
    return [shared_desk.newcomer() for _ in range(5)]


# --- How far the meeting got -----------------------------------------------------------------------------


def test_a_case_is_discussed_only_once_the_conference_has_begun(shared_desk: Desk) -> None:
    one = plan(shared_desk)
    item = shared_desk.do(conferences.add_case, one, shared_desk.newcomer())
    with pytest.raises(UserError, match="Start the conference"):
        shared_desk.do(conferences.set_item_state, item, ItemState.DISCUSSED)
    shared_desk.do(conferences.open_conference, one)
    shared_desk.do(conferences.set_item_state, item, ItemState.DISCUSSED)
    with pytest.raises(UserError, match="Reason"):
        shared_desk.do(conferences.set_item_state, item, ItemState.DEFERRED)
    held_on = shared_desk.see(conferences.load_conference, one).held_on
    with pytest.raises(UserError, match="not after this conference"):
        shared_desk.do(conferences.set_item_state, item, ItemState.DEFERRED, "Ill", held_on)
    shared_desk.do(conferences.set_item_state, item, ItemState.DEFERRED, "Ill", held_on + timedelta(days=9))
    (put_off,) = shared_desk.see(conferences.list_cases, one)
    assert (put_off.state, put_off.off_reason, put_off.next_on) == (
        ItemState.DEFERRED, "Ill", held_on + timedelta(days=9),
    )  # fmt: skip
    shared_desk.do(conferences.set_item_state, item, ItemState.TO_DISCUSS)
    (again,) = shared_desk.see(conferences.list_cases, one)
    assert (again.state, again.off_reason, again.next_on) == (ItemState.TO_DISCUSS, "", None)


def test_closing_puts_off_what_was_not_reached_and_says_when_each_comes_next(desk: Desk) -> None:
    discussed, minuted, missed, off = (desk.newcomer() for _ in range(4))
    one = begin(desk, discussed, minuted, missed, off, on=date(2026, 11, 5))
    desk.do(
        conferences.set_item_state, item_of(desk, one, discussed), ItemState.DISCUSSED, "", date(2026, 11, 19)
    )
    desk.do(conferences.add_minute, one, minute(minuted, "Seen"))
    desk.do(conferences.take_off, item_of(desk, one, off), "In court")
    closed = desk.do(conferences.close_conference, one, date(2026, 12, 3))
    assert closed.deferred == (missed,)
    states = {item.case_id: item.state for item in desk.see(conferences.list_cases, one)}
    assert states == {
        discussed: ItemState.DISCUSSED, minuted: ItemState.DISCUSSED, missed: ItemState.DEFERRED,
        off: ItemState.TAKEN_OFF,
    }  # fmt: skip
    coming = {case_id: desk.see(cases.load_case, case_id).managed.next_conference_on for case_id in states}
    assert coming == {
        discussed: date(2026, 11, 19), minuted: date(2026, 12, 3), missed: date(2026, 12, 3), off: None,
    }  # fmt: skip


def test_closing_without_a_next_day_takes_away_one_that_is_past(desk: Desk) -> None:
    past, later = desk.newcomer(), desk.newcomer()
    first = begin(desk, past, on=date(2026, 10, 1))
    desk.do(conferences.close_conference, first, date(2026, 11, 5))
    other = begin(desk, later, on=date(2026, 10, 2))
    desk.do(conferences.close_conference, other, date(2026, 12, 3))
    one = begin(desk, past, later, on=date(2026, 11, 5))
    desk.do(conferences.close_conference, one, None)
    coming = [desk.see(cases.load_case, case_id).managed.next_conference_on for case_id in (past, later)]
    assert coming == [None, date(2026, 12, 3)]


def test_closing_settles_what_was_asked_of_the_cases_discussed(desk: Desk) -> None:
    discussed, missed = desk.newcomer(), desk.newcomer()
    for case_id in (discussed, missed):
        desk.do(conferences.request_agenda, case_id, RequestMatter.DESELECTION, "", TODAY)
    one = begin(desk, discussed, missed)
    desk.do(conferences.set_item_state, item_of(desk, one, discussed), ItemState.DISCUSSED)
    assert desk.do(conferences.close_conference, one, None).settled == 1
    (settled,) = desk.see(conferences.list_requests, discussed)
    assert (settled.settled_on, settled.conference_id, settled.waiting) == (TODAY, one, False)
    (waiting,) = desk.see(conferences.list_requests, missed)
    assert waiting.waiting


def test_a_closed_conference_stays_as_it_is(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer()
    one = begin(shared_desk, case_id)
    item = item_of(shared_desk, one, case_id)
    kept = shared_desk.do(conferences.add_minute, one, minute(case_id, "Seen"))
    shared_desk.do(conferences.close_conference, one, None)
    found = shared_desk.see(conferences.load_conference, one)
    refused: list[tuple[Callable[..., object], tuple[object, ...]]] = [
        (conferences.add_minute, (one, minute(None, "More"))),
        (conferences.add_case, (one, shared_desk.newcomer())),
        (conferences.take_off, (item, "Reason")),
        (conferences.put_back, (item,)),
        (conferences.move_case, (item, 1)),
        (conferences.change_item, (item, 2, ItemDraft())),
        (conferences.set_item_state, (item, ItemState.TO_DISCUSS)),
        (conferences.fill_agenda, (one, agenda())),
        (conferences.open_conference, (one,)),
        (conferences.close_conference, (one, None)),
        (conferences.change_conference, (one, found.version, found.said)),
        (conferences.add_conference_action, (one, case_id, ActionDraft(what="Sign on"), TODAY)),
    ]
    for verb, args in refused:
        with pytest.raises(UserError, match=r"closed|is closed"):
            shared_desk.do(verb, *args)
    with pytest.raises(UserError, match="Reason"):
        shared_desk.do(conferences.correct_minute, kept, "Seen on Monday")
    shared_desk.do(conferences.correct_minute, kept, "Seen on Monday", "The day was left out")
    shared_desk.do(conferences.record_attendance, one, AttendanceDraft(agency="prison", how=How.REPORT))


# --- Minutes and the roll --------------------------------------------------------------------------------


def test_minutes_wait_for_the_start(shared_desk: Desk) -> None:
    one = plan(shared_desk)
    with pytest.raises(UserError, match="Start the conference"):
        shared_desk.do(conferences.add_minute, one, minute(None, "Early"))


def test_a_case_is_minuted_only_where_it_is_on_the_agenda(shared_desk: Desk) -> None:
    one = begin(shared_desk)
    with pytest.raises(UserError, match="not on the agenda") as refused:
        shared_desk.do(conferences.add_minute, one, minute(shared_desk.newcomer(), "Seen"))
    assert refused.value.field == "case_id"


def test_a_correction_takes_the_place_of_a_minute_and_both_stay(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer()
    one = begin(shared_desk, case_id)
    said = minute(case_id, "Seen Monday", minute=MinuteKind.UPDATE, agency="police", said_by="PC Test")
    first = shared_desk.do(conferences.add_minute, one, said)
    second = shared_desk.do(conferences.correct_minute, first, "Seen Tuesday")
    found = shared_desk.see(conferences.list_minutes, one)
    assert [(each.id, each.said.words, each.replaced) for each in found] == [
        (first, "Seen Monday", True),
        (second, "Seen Tuesday", False),
    ]
    assert replace(found[1].said, words="Seen Monday") == said
    assert found[1].replaces_id == first


def test_who_corrects_what_was_corrected_meanwhile_sees_both(shared_desk: Desk) -> None:
    one = begin(shared_desk)
    first = shared_desk.do(conferences.add_minute, one, minute(None, "Seen Monday"))
    shared_desk.do(conferences.correct_minute, first, "Seen Tuesday")
    with pytest.raises(StaleEdit) as stale:
        shared_desk.do(conferences.correct_minute, first, "Seen Friday")
    assert stale.value.theirs == (("Minute", "Seen Tuesday"),)
    assert stale.value.mine == (("Minute", "Seen Friday"),)
    assert "Seen" not in stale.value.message


def test_an_agency_may_send_two_people_but_not_one_twice(shared_desk: Desk) -> None:
    one = begin(shared_desk)
    first = AttendanceDraft(agency="police", name="PC Test", how=How.IN_PERSON)
    line = shared_desk.do(conferences.record_attendance, one, first)
    shared_desk.do(conferences.record_attendance, one, replace(first, name="Insp Test"))
    with pytest.raises(UserError, match="on the roll already"):
        shared_desk.do(conferences.record_attendance, one, replace(first, agency="POLICE"))
    shared_desk.do(conferences.change_attendance, line, 1, replace(first, how=How.REMOTE))
    roll = shared_desk.see(conferences.list_attendance, one)
    assert [(each.said.name, each.said.how) for each in roll] == [
        ("PC Test", How.REMOTE),
        ("Insp Test", How.IN_PERSON),
    ]
    shared_desk.do(conferences.remove_attendance, line)
    assert len(shared_desk.see(conferences.list_attendance, one)) == 1


def test_a_stale_line_of_the_roll_keeps_both_texts(shared_desk: Desk) -> None:
    one = begin(shared_desk)
    first = AttendanceDraft(agency="health", name="Dr Test", how=How.IN_PERSON)
    line = shared_desk.do(conferences.record_attendance, one, first)
    shared_desk.do(conferences.change_attendance, line, 1, replace(first, contribution="Theirs"))
    with pytest.raises(StaleEdit) as stale:
        shared_desk.do(conferences.change_attendance, line, 1, replace(first, contribution="Mine"))
    assert dict(stale.value.theirs)["Contribution"] == "Theirs"
    assert dict(stale.value.mine)["Contribution"] == "Mine"
    (kept,) = shared_desk.see(conferences.list_attendance, one)
    assert kept.said.contribution == "Theirs"


def test_two_officers_minute_one_meeting_and_nothing_is_lost(desk: Desk, store_folder: Path) -> None:
    """Each at a store of their own on the same folder, one sentence after the other."""
    a, b = desk.newcomer(), desk.newcomer()
    one = begin(desk, a, b)
    other = open_store(store_folder, PASSPHRASE, clock=Clock())
    colleague = Desk(other)
    try:
        desks = {desk: "desk", colleague: "colleague"}
        for turn in range(4):
            for writer, name in desks.items():
                case_id = (a, b)[turn % 2]
                writer.do(conferences.add_minute, one, minute(case_id, f"{name} {turn}"))
                draft = ActionDraft(what=f"{name} rings {turn}", who=Who.OFFICER, who_name=name, due_on=TODAY)
                writer.do(conferences.add_conference_action, one, case_id, draft, TODAY)
        colleague.do(conferences.open_conference, one)
        desk.do(conferences.move_case, item_of(desk, one, b), -1)
        colleague.do(conferences.take_off, item_of(colleague, one, a), "In court")
        for reader in desks:
            said = [each.said.words for each in reader.see(conferences.list_minutes, one)]
            assert said == [f"{name} {turn}" for turn in range(4) for name in desks.values()]
            given_there = reader.see(conferences.list_actions, one, TODAY)
            assert {each.what for each in given_there} == {
                f"{name} rings {turn}" for turn in range(4) for name in desks.values()
            }
            assert order(reader, one) == [b]
        desk.do(conferences.close_conference, one, None)
        with pytest.raises(StaleEdit, match="closed this conference already"):
            colleague.do(conferences.close_conference, one, None)
    finally:
        other.close()
    assert desk.store.verify() == []


def test_a_fault_in_the_middle_of_a_minute_leaves_nothing_half_done(desk: Desk) -> None:
    case_id = desk.newcomer()
    one = begin(desk, case_id)
    desk.do(conferences.add_minute, one, minute(case_id, "Kept"))

    def breaks(session: Session) -> None:
        conferences.add_minute(session, one, minute(case_id, "Half"))
        conferences.add_conference_action(session, one, case_id, ActionDraft(what="Half"), TODAY)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        desk.do(breaks)
    assert [each.said.words for each in desk.see(conferences.list_minutes, one)] == ["Kept"]
    assert desk.see(conferences.list_actions, one, TODAY) == []
    assert desk.see(plans.newest_plan, case_id) is None
    assert desk.store.verify() == []


# --- Required actions ------------------------------------------------------------------------------------


def give(desk: Desk, conference_id: str, case_id: str, what: str = "Sign on", **more: object) -> str:
    draft = replace(ActionDraft(what=what, due_on=TODAY), **more)  # type: ignore[arg-type]
    return desk.do(conferences.add_conference_action, conference_id, case_id, draft, TODAY)


def test_an_action_goes_straight_into_the_draft_plan(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer()
    one = begin(shared_desk, case_id)
    first = give(
        shared_desk, one, case_id, "Book a bed", who=Who.PARTNER, who_name="Ms Test", who_agency="council"
    )
    give(shared_desk, one, case_id, "See the nurse")
    plan_made = shared_desk.see(plans.newest_plan, case_id)
    assert plan_made is not None
    (goal,) = plan_made.goals
    assert goal.said.words.startswith("I will")
    booked = goal.actions[0]
    assert (booked.id, booked.number, booked.said.who_name, booked.said.source) == (
        first, "1.1", "Ms Test", Source.IOM,
    )  # fmt: skip
    listed = shared_desk.see(conferences.list_actions, one, TODAY)
    assert [(each.number, each.what, each.owner, each.agency) for each in listed] == [
        ("1.1", "Book a bed", "Ms Test", "council"),
        ("1.2", "See the nurse", "Mo Sampleton", ""),
    ]


def test_an_action_under_a_goal_that_is_chosen(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer()
    one = begin(shared_desk, case_id)
    plan_id = shared_desk.do(plans.start_plan, case_id)
    goal = shared_desk.do(plans.add_goal, plan_id, GoalDraft(words="I will find a home"))
    shared_desk.do(conferences.add_conference_action, one, case_id, ActionDraft(what="Ask"), TODAY, goal)
    plan_made = shared_desk.see(plans.newest_plan, case_id)
    assert plan_made is not None
    assert [(each.id, len(each.actions)) for each in plan_made.goals] == [(goal, 1)]
    other = shared_desk.newcomer()
    strange = begin(shared_desk, other)
    with pytest.raises(UserError, match="Goal"):
        shared_desk.do(
            conferences.add_conference_action, strange, other, ActionDraft(what="Ask"), TODAY, goal
        )


def test_an_action_shows_what_became_of_it_in_a_later_version(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer()
    day = _day()
    one = begin(shared_desk, case_id, on=day)
    action = give(shared_desk, one, case_id)
    plan_made = shared_desk.see(plans.newest_plan, case_id)
    assert plan_made is not None

    def next_version(session: Session) -> None:
        row = session.get_one(PlanRow, plan_made.id)
        row.state = "agreed"
        plans._copy_as_draft(session, row)  # as agreeing does

    shared_desk.do(next_version)
    shared_desk.do(actions.set_action_status, action, ActionStatus.DONE, "", TODAY, TODAY)
    (found,) = shared_desk.see(conferences.list_actions, one, TODAY)
    assert (found.status, found.done_on, found.overdue) == (ActionStatus.DONE, TODAY, False)
    assert found.action_id != action, "as the newest version has it"
    assert found.age_days == (TODAY - day).days
    assert found.number == "1.1"


def test_an_action_is_taken_out_again_only_while_the_conference_goes_on(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer()
    one = begin(shared_desk, case_id)
    mistyped, kept = give(shared_desk, one, case_id, "Sing on"), give(shared_desk, one, case_id, "Sign on")
    shared_desk.do(actions.remove_action, mistyped)
    assert [each.what for each in shared_desk.see(conferences.list_actions, one, TODAY)] == ["Sign on"]
    shared_desk.do(conferences.close_conference, one, None)
    with pytest.raises(UserError, match="A case conference gave this action"):
        shared_desk.do(actions.remove_action, kept)


def test_what_is_open_is_carried_over_with_its_age(desk: Desk) -> None:
    case_id, elsewhere = desk.newcomer(), desk.newcomer()
    october = begin(desk, case_id, elsewhere, on=date(2026, 10, 1))
    give(desk, october, case_id, "Old and open", due_on=date(2026, 10, 8))
    done = give(desk, october, case_id, "Done")
    desk.do(actions.set_action_status, done, ActionStatus.DONE, "", TODAY, TODAY)
    give(desk, october, elsewhere, "Of another case")
    november = begin(desk, case_id, on=date(2026, 11, 5))
    give(desk, november, case_id, "New")
    (carried,) = desk.see(conferences.carried_over, november, TODAY)
    assert (carried.what, carried.age_days, carried.overdue) == ("Old and open", 52, True)
    every = desk.see(conferences.carried_over, november, TODAY, everybody=True)
    assert {each.what for each in every} == {"Old and open", "Of another case"}
    assert desk.see(conferences.carried_over, october, TODAY) == []


def test_the_read_back_says_what_was_done_about_each_case(shared_desk: Desk) -> None:
    decided, changed, off = (shared_desk.newcomer() for _ in range(3))
    one = begin(shared_desk, decided, changed, off)
    for words, kind in (
        ("Keep", MinuteKind.DECISION),
        ("Told", MinuteKind.UPDATE),
        ("No", MinuteKind.DISSENT),
    ):
        shared_desk.do(conferences.add_minute, one, minute(decided, words, minute=kind, agency="health"))
    first = shared_desk.see(conferences.list_minutes, one)[0]
    shared_desk.do(conferences.correct_minute, first.id, "Keep on")
    said = StatusDraft(
        aspect=Aspect.RAG, value="amber", from_on=TODAY, reason="Quiet", decided_by="All", conference_id=one
    )
    shared_desk.do(statuses.change_status, changed, said, TODAY)
    give(shared_desk, one, changed, "Nobody's", who=Who.OFFICER)
    give(shared_desk, one, changed, "Whole", who=Who.OFFICER, who_name="PC Test", who_agency="police")
    shared_desk.do(conferences.take_off, item_of(shared_desk, one, off), "In court")
    read = {each.item.case_id: each for each in shared_desk.see(conferences.read_back, one, TODAY)}
    assert list(read) == [decided, changed, off]
    assert [each.said.words for each in read[decided].decisions] == ["No", "Keep on"]
    assert [(each.aspect, each.value) for each in read[changed].statuses] == [(Aspect.RAG, "amber")]
    assert [each.what for each in read[changed].actions] == ["Nobody's", "Whole"]
    assert [each.what for each in read[changed].unowned] == ["Nobody's"]
    assert read[off].item.state is ItemState.TAKEN_OFF


# --- Agencies over time ----------------------------------------------------------------------------------


def test_agencies_by_how_they_took_part_and_followed_through(desk: Desk) -> None:
    case_id = desk.newcomer()
    first = begin(desk, case_id, on=date(2026, 10, 1))
    roll = [
        ("police", "PC Test", How.REMOTE),
        ("Police", "Insp Test", How.IN_PERSON),
        ("Shelter", "", How.REPORT),
    ]
    for agency, name, how in roll:
        desk.do(conferences.record_attendance, first, AttendanceDraft(agency=agency, name=name, how=how))
    told = minute(case_id, "Seen", minute=MinuteKind.UPDATE, agency="police")
    desk.do(conferences.add_minute, first, told)
    made = {
        what: give(desk, first, case_id, what, who=Who.PARTNER, who_name="X", who_agency="police", due_on=due)
        for what, due in (
            ("in time", TODAY),
            ("late", date(2026, 10, 8)),
            ("overdue", date(2026, 10, 8)),
            ("missed", TODAY),
            ("open", TODAY),
            ("dropped", TODAY),
        )
    }
    for what, status in (
        ("in time", ActionStatus.DONE), ("late", ActionStatus.DONE), ("missed", ActionStatus.MISSED),
        ("dropped", ActionStatus.NO_LONGER_NEEDED),
    ):  # fmt: skip
        desk.do(actions.set_action_status, made[what], status, "Reason", TODAY, TODAY)
    give(desk, first, case_id, "own", due_on=TODAY)
    desk.do(conferences.close_conference, first, None)
    second = begin(desk, on=date(2026, 11, 5))
    desk.do(
        conferences.record_attendance, second, AttendanceDraft(agency="health", how=How.APOLOGIES, name="Dr")
    )
    desk.do(conferences.close_conference, second, None)
    begin(desk, on=date(2026, 11, 20))  # going on still: it counts for nothing yet

    found = {
        each.agency: each for each in desk.see(conferences.agency_records, date(2026, 1, 1), TODAY, TODAY)
    }
    assert list(found) == ["health", "police", "probation", "Shelter", ""]
    police = found["police"]
    assert (police.expected, police.in_person, police.remote, police.absent, police.contributed) == (
        2,
        1,
        0,
        1,
        1,
    )
    assert (police.actions, police.done_in_time, police.done_late, police.overdue, police.still_open) == (
        5,
        1,
        1,
        2,
        1,
    )
    assert (police.attended_share, police.done_share) == (0.5, 0.5)
    assert (found["health"].absent, found["health"].apologies) == (1, 1)
    assert (found["Shelter"].expected, found["Shelter"].report) == (1, 1)
    assert (found[""].expected, found[""].actions, found[""].attended_share) == (0, 1, None)
    meetings = desk.see(conferences.meeting_records, date(2026, 1, 1), TODAY, TODAY)
    assert [
        (each.held_on, each.cases, each.expected, each.present, each.report, each.absent, each.actions)
        for each in meetings
    ] == [(date(2026, 10, 1), 1, 4, 1, 1, 2, 6), (date(2026, 11, 5), 0, 3, 0, 0, 2, 0)]
    assert desk.see(conferences.agency_records, date(2026, 11, 6), TODAY, TODAY) == []


# --- Asking for a case -----------------------------------------------------------------------------------


def test_a_case_is_asked_for_once_and_can_be_withdrawn(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer()
    asked = shared_desk.do(conferences.request_agenda, case_id, RequestMatter.OTHER, "A flat", TODAY)
    with pytest.raises(UserError, match="asked for already"):
        shared_desk.do(conferences.request_agenda, case_id, RequestMatter.OTHER, "A flat", TODAY)
    with pytest.raises(UserError, match="Why"):
        shared_desk.do(conferences.request_agenda, case_id, RequestMatter.OTHER, " ", TODAY)
    shared_desk.do(conferences.withdraw_request, asked, TODAY)
    with pytest.raises(UserError, match="settled"):
        shared_desk.do(conferences.withdraw_request, asked, TODAY)
    (found,) = shared_desk.see(conferences.list_requests, case_id)
    assert (found.matter, found.words, found.by, found.waiting) == (
        RequestMatter.OTHER, "A flat", "PC Test Baker", False,
    )  # fmt: skip


def test_everything_done_at_conferences_is_on_record(shared_desk: Desk) -> None:
    """The audit of this file's store is whole after all that was done to it, and knows who moved a case."""
    case_id, other = shared_desk.newcomer(), shared_desk.newcomer()
    one = begin(shared_desk, case_id, other)
    shared_desk.do(conferences.move_case, item_of(shared_desk, one, other), -1, words="Move a case")
    with shared_desk.store.read() as session:
        said = session.scalars(
            select(AuditEntryRow.record_kind).where(
                AuditEntryRow.words == "Move a case", AuditEntryRow.case_id == other
            )
        ).all()
    assert said == ["conference_case"]
    assert shared_desk.store.verify() == []
