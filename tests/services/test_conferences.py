"""Conferences: planned, run by two officers at once, closed; nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

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
from iom_desktop.domain.decisions import DecisionOutcome
from iom_desktop.errors import StaleEdit, UserError
from iom_desktop.services import actions, agenda_items, cases, conferences, plans
from iom_desktop.services.codes import list_codes
from iom_desktop.storage.store import Store, open_store
from iom_desktop.storage.tables import CaseRow, CaseStatusRow, ConferenceCaseRow, DecisionRow
from tests.stores import OFFICER, PASSPHRASE, TODAY, Clock, Desk

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
    case_ids = [desk.newcomer() for _ in range(MOST_CASES + 1)]
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
