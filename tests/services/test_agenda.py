"""The agenda as the program proposes it: who, why, in which order, and quickly."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from iom_desktop.domain.actions import ActionDraft
from iom_desktop.domain.agenda import window_of
from iom_desktop.domain.cases import CaseDraft
from iom_desktop.domain.codes import Cohort, IomStatus, Phase, Rag
from iom_desktop.domain.conferences import (
    AgendaCase,
    AgendaReason,
    ConferenceDraft,
    ItemState,
    RequestMatter,
)
from iom_desktop.domain.plans import GoalDraft
from iom_desktop.services import actions, conferences, plans
from iom_desktop.services.agenda import build_agenda, standing_query
from iom_desktop.storage.store import Store
from iom_desktop.storage.tables import CaseRow, CaseStatusRow, ReferralRow
from tests.stores import TODAY, Desk

ON = date(2026, 12, 3)
LAST = date(2026, 11, 5)
#: Nothing about it brings it before a conference.
QUIET = CaseDraft(cohort=Cohort.FIXED, rag=Rag.GREEN, review_on=date(2027, 6, 1))


@pytest.fixture
def desk(store: Store) -> Desk:
    """An officer at an empty store."""
    return Desk(store)


def proposed(desk: Desk, case_id: str, on: date = ON) -> list[tuple[AgendaReason, str]]:
    found = [one for one in desk.see(build_agenda, on).cases if one.case_id == case_id]
    return [(one.reason, one.words) for one in found[0].reasons] if found else []


def held(desk: Desk, *case_ids: str, on: date = LAST, defer: tuple[str, ...] = ()) -> str:
    """A conference that has been held and closed."""
    one = desk.do(conferences.plan_conference, ConferenceDraft(held_on=on))
    items = {case_id: desk.do(conferences.add_case, one, case_id) for case_id in case_ids}
    desk.do(conferences.open_conference, one)
    for case_id in case_ids:
        state = ItemState.DEFERRED if case_id in defer else ItemState.DISCUSSED
        desk.do(conferences.set_item_state, items[case_id], state, "Later" if case_id in defer else "")
    desk.do(conferences.close_conference, one, None)
    return one


def status(
    desk: Desk, case_id: str, aspect: str, value: str, from_on: date, to_on: date | None = None
) -> None:
    def add(session: Session) -> None:
        session.add(
            CaseStatusRow(
                case_id=case_id, conference_id=None, aspect=aspect, value=value, from_on=from_on, to_on=to_on,
                reason="Test", decided_by="Panel", review_on=None,
            )
        )  # fmt: skip

    desk.do(add)


def refer(desk: Desk, case_id: str, state: str = "screened", panel_on: date | None = None) -> None:
    def add(session: Session) -> None:
        session.add(
            ReferralRow(
                case_id=case_id, referred_on=date(2026, 11, 10), referrer="Dr Test", agency="health",
                grounds="Test", panel_on=panel_on, state=state, withdrawn_on=None, withdrawn_reason="",
            )
        )  # fmt: skip

    desk.do(add)


def stand(desk: Desk, case_id: str, where: IomStatus) -> None:
    def put(session: Session) -> None:
        session.get_one(CaseRow, case_id).iom_status = where.value

    desk.do(put)


def with_actions(desk: Desk, case_id: str, *due: date) -> None:
    plan = desk.do(plans.start_plan, case_id)
    goal = desk.do(plans.add_goal, plan, GoalDraft(words="I will", target_on=ON))
    for day in due:
        desk.do(actions.add_action, goal, ActionDraft(what="Sign on", due_on=day), TODAY)


# --- Why -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("managed", "expected"),
    [
        ({}, []),
        ({"rag": Rag.RED}, [(AgendaReason.RED, "Red")]),
        ({"review_on": date(2026, 11, 3)}, [(AgendaReason.REVIEW, "Review was due Tue 3 Nov 2026")]),
        ({"review_on": ON}, [(AgendaReason.REVIEW, "Review is due Thu 3 Dec 2026")]),
        ({"review_on": ON + timedelta(days=1)}, []),
        (
            {"phase": Phase.CUSTODY, "release_on": date(2026, 12, 15)},
            [(AgendaReason.RELEASE, "Release is expected Tue 15 Dec 2026, 12 days after this conference")],
        ),
        (
            {"phase": Phase.CUSTODY, "release_on": date(2027, 1, 2)},
            [(AgendaReason.RELEASE, "Release is expected Sat 2 Jan 2027, 30 days after this conference")],
        ),
        ({"phase": Phase.CUSTODY, "release_on": date(2027, 1, 3)}, []),
        (
            {"phase": Phase.CUSTODY, "release_on": date(2026, 11, 30)},
            [(AgendaReason.RELEASE, "Release is expected Mon 30 Nov 2026")],
        ),
        ({"phase": Phase.CUSTODY, "release_on": date(2026, 11, 1)}, []),
    ],
)
def test_how_a_case_stands_brings_it_on(
    shared_desk: Desk, managed: dict[str, object], expected: list[tuple[AgendaReason, str]]
) -> None:
    case_id = shared_desk.newcomer(managed=replace(QUIET, **managed))  # type: ignore[arg-type]
    assert proposed(shared_desk, case_id) == expected


def test_red_says_since_when(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer(managed=replace(QUIET, rag=Rag.RED))
    status(shared_desk, case_id, "rag", "red", date(2026, 3, 2))
    assert proposed(shared_desk, case_id) == [(AgendaReason.RED, "Red since Mon 2 Mar 2026")]


@pytest.mark.parametrize(
    ("due", "words"),
    [
        ((date(2026, 11, 20),), "1 required action overdue since Fri 20 Nov 2026"),
        (
            (date(2026, 11, 20), date(2026, 11, 3), date(2026, 12, 1)),
            "2 required actions overdue, the oldest since Tue 3 Nov 2026",
        ),
        ((TODAY,), ""),
        ((date(2026, 11, 30),), ""),  # due before the conference, and not overdue yet
    ],
)
def test_overdue_actions_are_counted(shared_desk: Desk, due: tuple[date, ...], words: str) -> None:
    case_id = shared_desk.newcomer(managed=QUIET)
    with_actions(shared_desk, case_id, *due)
    assert proposed(shared_desk, case_id) == ([(AgendaReason.OVERDUE, words)] if words else [])


def test_a_referral_waits_for_the_panel(shared_desk: Desk) -> None:
    waiting, unscreened, later, deferred = (shared_desk.newcomer(managed=QUIET) for _ in range(4))
    refer(shared_desk, waiting)
    refer(shared_desk, unscreened, "referred")
    refer(shared_desk, later, panel_on=ON + timedelta(days=1))
    refer(shared_desk, deferred, "deferred", panel_on=ON)
    for case_id in (waiting, unscreened, later, deferred):
        stand(shared_desk, case_id, IomStatus.REFERRED)
    said = "Referred Tue 10 Nov 2026 by Health"
    assert proposed(shared_desk, waiting) == [(AgendaReason.REFERRAL, said)]
    assert proposed(shared_desk, unscreened) == [(AgendaReason.REFERRAL, f"{said}: not screened yet")]
    assert proposed(shared_desk, later) == []
    assert proposed(shared_desk, deferred) == [
        (AgendaReason.DEFERRED, "The decision on the referral of Tue 10 Nov 2026 was deferred")
    ]


@pytest.mark.parametrize("where", [IomStatus.REFERRED, IomStatus.NOT_ADOPTED, IomStatus.DESELECTED])
def test_who_is_not_under_iom_is_owed_nothing(shared_desk: Desk, where: IomStatus) -> None:
    case_id = shared_desk.newcomer(managed=replace(QUIET, rag=Rag.RED, review_on=date(2026, 11, 3)))
    stand(shared_desk, case_id, where)
    assert proposed(shared_desk, case_id) == []


def test_what_was_asked_brings_a_case_on_until_it_is_settled(desk: Desk) -> None:
    case_id = desk.newcomer(managed=QUIET)
    desk.do(conferences.request_agenda, case_id, RequestMatter.OTHER, "A flat is\nlost", TODAY)
    asked = desk.do(conferences.request_agenda, case_id, RequestMatter.DESELECTION, "", TODAY)
    assert proposed(desk, case_id) == [
        (AgendaReason.DESELECTION, "De-selection asked for Sun 22 Nov 2026 by PC Test Baker"),
        (AgendaReason.REQUESTED, "Asked for Sun 22 Nov 2026 by PC Test Baker: A flat is lost"),
    ]
    desk.do(conferences.withdraw_request, asked, TODAY)
    assert [reason for reason, _words in proposed(desk, case_id)] == [AgendaReason.REQUESTED]
    held(desk, case_id)
    assert proposed(desk, case_id) == []


def test_what_the_last_conference_put_off_comes_back(desk: Desk) -> None:
    put_off, done = desk.newcomer(managed=QUIET), desk.newcomer(managed=QUIET)
    held(desk, put_off, done, on=date(2026, 10, 1), defer=(done,))
    held(desk, put_off, done, defer=(put_off,))
    assert proposed(desk, put_off) == [
        (AgendaReason.DEFERRED, "Deferred at the conference of Thu 5 Nov 2026")
    ]
    assert proposed(desk, done) == [], "it has been discussed since"


def test_a_case_comes_back_on_the_day_a_conference_named(desk: Desk) -> None:
    case_id = desk.newcomer(managed=QUIET)
    one = desk.do(conferences.plan_conference, ConferenceDraft(held_on=date(2026, 9, 3)))
    item = desk.do(conferences.add_case, one, case_id)
    desk.do(conferences.open_conference, one)
    desk.do(conferences.set_item_state, item, ItemState.DISCUSSED, "", date(2026, 12, 1))
    desk.do(conferences.close_conference, one, None)
    held(desk)
    assert proposed(desk, case_id) == [
        (AgendaReason.REQUESTED, "To come back by Tue 1 Dec 2026, said the conference of Thu 3 Sep 2026")
    ]


def test_a_colour_or_cohort_changed_since_the_last_conference(desk: Desk) -> None:
    managed = replace(QUIET, rag=Rag.AMBER)
    changed, earlier, at_it = (desk.newcomer(managed=managed) for _ in range(3))
    status(desk, changed, "rag", "red", date(2026, 1, 1), to_on=date(2026, 11, 10))
    status(desk, changed, "rag", "amber", date(2026, 11, 10))
    status(desk, changed, "cohort", "flex", date(2026, 11, 6))
    status(desk, changed, "phase", "reset", date(2026, 11, 6))
    status(desk, earlier, "rag", "amber", date(2026, 10, 10))
    status(desk, at_it, "rag", "amber", LAST)
    assert proposed(desk, changed) == [], "there was no conference to change since"
    held(desk)
    assert proposed(desk, changed) == [
        (
            AgendaReason.CHANGED,
            "Cohort: flex since Fri 6 Nov 2026; Colour: amber since Tue 10 Nov 2026, was red",
        )
    ]
    assert proposed(desk, earlier) == []
    assert proposed(desk, at_it) == []


# --- In which order, and how many ------------------------------------------------------------------------


def test_the_most_pressing_comes_first_then_who_has_most_reasons(desk: Desk) -> None:
    review = desk.newcomer(surname="Arber", managed=replace(QUIET, review_on=ON))
    red = desk.newcomer(surname="Zed", managed=replace(QUIET, rag=Rag.RED))
    both = desk.newcomer(surname="Yule", managed=replace(QUIET, rag=Rag.RED, review_on=ON))
    red_too = desk.newcomer(surname="Bell", managed=replace(QUIET, rag=Rag.RED))
    asked = desk.newcomer(surname="Quick", managed=QUIET)
    desk.do(conferences.request_agenda, asked, RequestMatter.DESELECTION, "", TODAY)
    found = desk.see(build_agenda, ON)
    assert [one.case_id for one in found.cases] == [asked, both, red_too, red, review]
    assert [one.minutes for one in found.cases] == [10, 8, 8, 8, 5]
    assert (found.on, found.since, found.left_out) == (ON, None, 0)
    assert found.cases[1].person == "YULE, Mo"


def test_a_meeting_takes_so_many_and_the_rest_is_counted(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("iom_desktop.services.agenda.MOST_CASES", 2)
    review = desk.newcomer(managed=replace(QUIET, review_on=ON))
    red = desk.newcomer(managed=replace(QUIET, rag=Rag.RED))
    late = desk.newcomer(managed=replace(QUIET, review_on=ON - timedelta(days=30)))
    found = desk.see(build_agenda, ON)
    assert [one.case_id for one in found.cases] == [red, late], "the longest wait goes before"
    assert found.left_out == 1
    assert review not in {one.case_id for one in found.cases}


def test_nobody_is_nobody(desk: Desk) -> None:
    found = desk.see(build_agenda, ON)
    assert (found.cases, found.left_out) == ((), 0)


def test_the_cases_themselves_are_never_read(desk: Desk) -> None:
    """One covering index says who comes on; whoever reads the rows of 20,000 cases is too slow."""
    window = window_of(ON, LAST, TODAY, release_days=30)

    def plan(session: Session) -> list[str]:
        query = standing_query(window).compile(session.connection(), compile_kwargs={"literal_binds": True})
        return [row[3] for row in session.connection().execute(text(f"EXPLAIN QUERY PLAN {query}"))]

    steps = desk.see(plan)
    assert any("COVERING INDEX ix_iom_case_agenda" in step for step in steps), steps
    assert not any(step.startswith("SCAN") for step in steps), steps
    assert all("COVERING" in step for step in steps if "SEARCH" in step), steps


def test_a_proposed_case_has_a_name_and_a_number(desk: Desk) -> None:
    case_id = desk.person(crn="X123456", surname="Sampleton")
    (one,) = desk.see(build_agenda, ON).cases
    assert isinstance(one, AgendaCase)
    assert (one.case_id, one.crn, one.person) == (case_id, "X123456", "SAMPLETON, Mo")
