"""Today: each matter stands there exactly when it should, once, and goes when it is put right."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from iom_desktop.display.paper_subjects import plan_subject
from iom_desktop.domain.actions import Action, ActionDraft, ActionStatus, Source, Who
from iom_desktop.domain.appointments import AppointmentDraft, AskedBy, CancelDraft, OutcomeDraft
from iom_desktop.domain.cases import CaseDraft
from iom_desktop.domain.codes import Answer, Cohort
from iom_desktop.domain.decisions import DecisionDraft, DecisionMaker
from iom_desktop.domain.documents import Document, Due, Settled
from iom_desktop.domain.plans import Agreement, AgreementDraft, GoalDraft, GoalState, PlanWords
from iom_desktop.domain.register import CopyDraft, CopyFilter, Settlement
from iom_desktop.domain.today import COLUMN_OF, Matter, TodayItem
from iom_desktop.services import actions, appointments, cases, decisions, plans, register, today
from iom_desktop.services.case_files import load_case_file
from iom_desktop.services.today import list_due, list_today
from tests.stores import NOW, TODAY, Desk

DAY = timedelta(days=1)
WATCHED = {Matter.NO_DECISION, Matter.NO_PLAN, Matter.PLAN_NOT_CLEAR}


def items(desk: Desk, case_id: str, now: datetime = NOW) -> list[TodayItem]:
    return [item for item in desk.see(list_today, now) if item.case_id == case_id]


def matters(desk: Desk, case_id: str, now: datetime = NOW) -> list[Matter]:
    """What stands there about a case, what is only watched left out."""
    return [item.matter for item in items(desk, case_id, now) if item.matter not in WATCHED]


def watched(desk: Desk, case_id: str) -> set[Matter]:
    return {item.matter for item in items(desk, case_id)} & WATCHED


def test_every_matter_stands_in_a_column() -> None:
    assert set(COLUMN_OF) == set(Matter)


# --- Appointments --------------------------------------------------------------------------------------


def book(desk: Desk, case_id: str, at: datetime) -> str:
    draft = AppointmentDraft(type_code="COAP", starts_at=at, place="Mill Street", with_name="D. Invented")
    return desk.do(appointments.book_appointment, case_id, draft)


MIDNIGHT = datetime.combine(TODAY, time())


@pytest.mark.parametrize(
    "at, matter",
    [
        (MIDNIGHT - timedelta(minutes=1), [Matter.OUTCOME_MISSING]),
        (MIDNIGHT, [Matter.OUTCOME_MISSING]),
        (NOW - timedelta(minutes=1), [Matter.OUTCOME_MISSING]),
        (NOW, [Matter.OUTCOME_MISSING]),
        (NOW + timedelta(minutes=1), [Matter.APPOINTMENT]),
        (MIDNIGHT + DAY - timedelta(minutes=1), [Matter.APPOINTMENT]),
        (MIDNIGHT + DAY, []),
        (NOW - timedelta(days=400), [Matter.OUTCOME_MISSING]),
    ],
)
def test_an_appointment_is_promised_until_it_begins_and_owed_from_then_on(
    shared_desk: Desk, at: datetime, matter: list[Matter]
) -> None:
    case_id = shared_desk.newcomer()
    book(shared_desk, case_id, at)
    assert matters(shared_desk, case_id) == matter


def test_an_appointment_has_one_line_whatever_the_hour(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer()
    book(shared_desk, case_id, NOW)
    for minute in range(-14 * 60, 10 * 60, 90):
        now = NOW + timedelta(minutes=minute)
        assert len(matters(shared_desk, case_id, now)) == 1, now


def test_an_outcome_or_a_cancellation_puts_it_right(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer()
    past, coming = book(shared_desk, case_id, NOW - DAY), book(shared_desk, case_id, NOW + timedelta(hours=1))
    assert matters(shared_desk, case_id) == [Matter.APPOINTMENT, Matter.OUTCOME_MISSING]
    shared_desk.do(appointments.record_outcome, past, OutcomeDraft(outcome_code="ATTC"), NOW)
    assert matters(shared_desk, case_id) == [Matter.APPOINTMENT]
    shared_desk.do(
        appointments.cancel_appointment, coming, 1, CancelDraft(asked_by=AskedBy.PERSON, reason="Ill")
    )
    assert matters(shared_desk, case_id) == []


def test_a_line_says_whose_what_when_and_where(shared_desk: Desk) -> None:
    managed = CaseDraft(risk_to_staff=Answer.YES)
    case_id = shared_desk.newcomer(surname="Lineby", forenames="Ivo", managed=managed)
    at = NOW + timedelta(hours=1)
    appointment = book(shared_desk, case_id, at)
    (item,) = [one for one in items(shared_desk, case_id) if one.matter is Matter.APPOINTMENT]
    assert (item.id, item.person, item.words) == (appointment, "LINEBY, Ivo", "Planned office visit")
    assert (item.at, item.due, item.place, item.officer) == (at, TODAY, "Mill Street", "D. Invented")
    assert item.risk_to_staff
    assert item.crn == shared_desk.see(cases.load_case, case_id).person.crn


# --- Required actions ----------------------------------------------------------------------------------


def draft_plan(desk: Desk, case_id: str) -> str:
    plan = desk.do(plans.start_plan, case_id)
    return desk.do(plans.add_goal, plan, GoalDraft(words="I will stop", target_on=TODAY, serves=("RISK",)))


def act(desk: Desk, goal: str, due: date | None, **said: Any) -> str:
    draft = ActionDraft(
        **{
            "what": "Attend the assessment at Northgate Recovery Service",
            "due_on": due,
            "how_often": "" if due else "each Friday",
            "source": Source.VOLUNTARY,
            "evidence": "An e-mail",
            "if_missed": "A home visit",
        }
        | said
    )
    return desk.do(actions.add_action, goal, draft, TODAY)


OVERDUE, DUE = [Matter.ACTION_OVERDUE], [Matter.ACTION_DUE]
AT_THE_EDGES = [(-400, OVERDUE), (-1, OVERDUE), (0, DUE), (1, DUE), (7, DUE), (8, []), (None, [])]


@pytest.mark.parametrize("days, expected", AT_THE_EDGES)
@pytest.mark.parametrize("at", [None, time(9)])
def test_an_action_is_overdue_the_day_after_and_due_for_a_week_before(
    shared_desk: Desk, days: int | None, expected: list[Matter], at: time | None
) -> None:
    case_id = shared_desk.newcomer()
    due = None if days is None else TODAY + days * DAY
    action_id = act(shared_desk, draft_plan(shared_desk, case_id), due, due_time=at if due else None)
    found = [item for item in items(shared_desk, case_id) if item.matter not in WATCHED]
    assert [item.matter for item in found] == expected
    for item in found:
        assert (item.id, item.due, item.words) == (action_id, due, action(shared_desk, case_id).said.what)
        assert item.at == (None if at is None else datetime.combine(TODAY + (days or 0) * DAY, at))


def action(desk: Desk, case_id: str) -> Action:
    plan = desk.see(plans.newest_plan, case_id)
    assert plan is not None
    return plan.goals[0].actions[0]


def test_today_and_the_action_itself_agree_on_overdue(shared_desk: Desk) -> None:
    for status in ActionStatus:
        for days in (-1, 0):
            case_id = shared_desk.newcomer()
            action_id = act(shared_desk, draft_plan(shared_desk, case_id), TODAY + days * DAY)
            shared_desk.do(actions.set_action_status, action_id, status, "Because", TODAY, TODAY)
            stands = action(shared_desk, case_id)
            shown = matters(shared_desk, case_id)
            assert (Matter.ACTION_OVERDUE in shown) == stands.overdue(TODAY), (status, days)
            assert bool(shown) == status.open, (status, days)


def test_midnight_makes_it_overdue_and_nothing_else_does(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer()
    act(shared_desk, draft_plan(shared_desk, case_id), TODAY, due_time=time(9))
    last = MIDNIGHT + DAY - timedelta(seconds=1)
    assert matters(shared_desk, case_id, last) == DUE
    assert matters(shared_desk, case_id, last + timedelta(seconds=1)) == OVERDUE


def test_an_officers_action_names_the_officer(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer()
    goal = draft_plan(shared_desk, case_id)
    act(shared_desk, goal, TODAY, who=Who.OFFICER, who_name="PC Else", who_agency="police")
    (item,) = [one for one in items(shared_desk, case_id) if one.matter is Matter.ACTION_DUE]
    assert item.officer == "PC Else"


def agree(desk: Desk, case_id: str) -> str:
    plan = desk.see(plans.newest_plan, case_id)
    assert plan is not None
    return desk.do(
        plans.agree_plan, plan.id, AgreementDraft(answer=Agreement.AGREES, explained_on=TODAY), TODAY
    )


def test_once_agreed_the_agreed_version_counts_and_the_draft_does_not(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer()
    first = act(shared_desk, draft_plan(shared_desk, case_id), TODAY - DAY)
    assert matters(shared_desk, case_id) == OVERDUE, "the draft counts while nothing is agreed"
    agree(shared_desk, case_id)
    (item,) = [one for one in items(shared_desk, case_id) if one.matter is Matter.ACTION_OVERDUE]
    assert item.id == first, "once, though the draft after it holds a copy"
    copied = action(shared_desk, case_id)
    # In the draft it is put off and something is added: neither holds before it is agreed.
    put_off = replace(copied.said, due_on=TODAY + 30 * DAY)
    shared_desk.do(actions.change_action, copied.id, copied.version, put_off, TODAY)
    act(shared_desk, copied.goal_id, TODAY)
    assert matters(shared_desk, case_id) == OVERDUE
    agree(shared_desk, case_id)
    assert matters(shared_desk, case_id) == DUE


def test_what_became_of_it_counts_in_every_version(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer()
    act(shared_desk, draft_plan(shared_desk, case_id), TODAY - DAY)
    agree(shared_desk, case_id)
    copied = action(shared_desk, case_id)
    shared_desk.do(actions.set_action_status, copied.id, ActionStatus.DONE, "", TODAY, TODAY)
    assert matters(shared_desk, case_id) == []
    shared_desk.do(actions.set_action_status, copied.id, ActionStatus.IN_PROGRESS, "", TODAY, TODAY)
    assert matters(shared_desk, case_id) == OVERDUE


@pytest.mark.parametrize("state", [GoalState.REMOVED, GoalState.ACHIEVED])
def test_a_goal_that_is_not_worked_on_owes_nothing(shared_desk: Desk, state: GoalState) -> None:
    case_id = shared_desk.newcomer()
    goal = draft_plan(shared_desk, case_id)
    act(shared_desk, goal, TODAY - DAY)
    shared_desk.do(plans.set_goal_state, goal, state, "Because")
    assert matters(shared_desk, case_id) == []
    shared_desk.do(plans.set_goal_state, goal, GoalState.ACTIVE, "After all")
    assert matters(shared_desk, case_id) == OVERDUE
    shared_desk.do(actions.remove_action, action(shared_desk, case_id).id)
    assert matters(shared_desk, case_id) == []


# --- Reviews -------------------------------------------------------------------------------------------

REVIEW_EDGES = [(-400, True), (-1, True), (0, True), (7, True), (8, False)]


def reviews(desk: Desk, case_id: str) -> list[tuple[str, date | None]]:
    return [(item.review, item.due) for item in items(desk, case_id) if item.matter is Matter.REVIEW_DUE]


@pytest.mark.parametrize("days, shown", REVIEW_EDGES)
def test_a_case_is_due_for_review(shared_desk: Desk, days: int, shown: bool) -> None:
    on = TODAY + days * DAY
    case_id = shared_desk.newcomer(managed=CaseDraft(review_on=on))
    assert reviews(shared_desk, case_id) == [("case", on)] * shown
    case = shared_desk.see(cases.load_case, case_id)
    later = replace(case.managed, review_on=TODAY + 90 * DAY)
    shared_desk.do(cases.change_case, case_id, case.version, later, TODAY)
    assert reviews(shared_desk, case_id) == []


@pytest.mark.parametrize("days, shown", REVIEW_EDGES)
def test_an_agreed_plan_is_due_for_review_a_draft_is_not(shared_desk: Desk, days: int, shown: bool) -> None:
    case_id, on = shared_desk.newcomer(), TODAY + days * DAY
    goal = draft_plan(shared_desk, case_id)
    act(shared_desk, goal, TODAY + 90 * DAY)
    plan = shared_desk.see(plans.newest_plan, case_id)
    assert plan is not None
    shared_desk.do(plans.word_plan, plan.id, plan.version, PlanWords(review_on=on))
    assert reviews(shared_desk, case_id) == []
    agree(shared_desk, case_id)
    assert reviews(shared_desk, case_id) == [("plan", on)] * shown
    draft = shared_desk.see(plans.newest_plan, case_id)
    assert draft is not None
    shared_desk.do(plans.word_plan, draft.id, draft.version, PlanWords(review_on=TODAY + 99 * DAY))
    agree(shared_desk, case_id)
    assert reviews(shared_desk, case_id) == []


@pytest.mark.parametrize("days, shown", REVIEW_EDGES)
def test_a_flag_is_due_for_review_until_it_is_reviewed_or_taken_off(
    shared_desk: Desk, days: int, shown: bool
) -> None:
    case_id = shared_desk.newcomer()
    ends = []
    for code in ("ADWC", "ALAN"):
        flag = shared_desk.do(cases.raise_flag, case_id, code, "", TODAY, TODAY)
        (due,) = [one.review_on for one in shared_desk.see(cases.list_flags, case_id) if one.id == flag]
        assert due is not None
        ends.append((flag, due))
    (first, due), (second, _due) = ends
    now = datetime.combine(due - days * DAY, time(12))

    def due_now() -> list[str]:
        return [item.id for item in items(shared_desk, case_id, now) if item.review == "flag"]

    assert sorted(due_now()) == sorted([first, second] if shown else [])
    shared_desk.do(cases.review_flag, first, now.date() + 30 * DAY)
    shared_desk.do(cases.end_flag, second, TODAY, TODAY, "It is over.")
    assert due_now() == []


# --- Watched -------------------------------------------------------------------------------------------


def decide(desk: Desk, case_id: str) -> None:
    maker = DecisionMaker(name="A. Chair", agency="police")
    draft = DecisionDraft(decided_on=TODAY, cohort=Cohort.FIXED, rationale="Burglaries", decided_by=(maker,))
    desk.do(decisions.record_decision, case_id, draft, TODAY)


def test_what_a_case_wants_is_watched_until_it_has_it(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer()
    assert watched(shared_desk, case_id) == {Matter.NO_DECISION, Matter.NO_PLAN}
    decide(shared_desk, case_id)
    assert watched(shared_desk, case_id) == {Matter.NO_PLAN}
    goal = draft_plan(shared_desk, case_id)
    assert watched(shared_desk, case_id) == {Matter.PLAN_NOT_CLEAR}
    (item,) = [one for one in items(shared_desk, case_id) if one.matter is Matter.PLAN_NOT_CLEAR]
    assert (item.words, item.id) == ("1", case_id)
    act(shared_desk, goal, TODAY + 30 * DAY)
    assert watched(shared_desk, case_id) == set()
    assert items(shared_desk, case_id) == []
    act(shared_desk, goal, TODAY + 30 * DAY, what="To engage")
    assert watched(shared_desk, case_id) == {Matter.PLAN_NOT_CLEAR}


# --- The list ------------------------------------------------------------------------------------------


def test_each_matter_runs_from_the_oldest(shared_desk: Desk) -> None:
    case_id, other = (
        shared_desk.newcomer(),
        shared_desk.newcomer(managed=CaseDraft(review_on=TODAY - 9 * DAY)),
    )
    goal = draft_plan(shared_desk, case_id)
    for days in (-1, -30, -3):
        act(shared_desk, goal, TODAY + days * DAY)
        book(shared_desk, case_id, NOW + days * DAY)
        book(shared_desk, other, NOW + days * DAY + timedelta(hours=1))
        shared_desk.newcomer(managed=CaseDraft(review_on=TODAY + days * DAY))
    shown = shared_desk.see(list_today, NOW)
    for matter in (Matter.ACTION_OVERDUE, Matter.OUTCOME_MISSING, Matter.REVIEW_DUE):
        dues = [item.due for item in shown if item.matter is matter]
        assert len(dues) >= 3
        assert dues == sorted(dues, key=lambda due: due or TODAY), matter


def test_what_is_due_is_today_without_what_is_watched(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer(managed=CaseDraft(review_on=TODAY))
    book(shared_desk, case_id, NOW + timedelta(hours=1))
    act(shared_desk, draft_plan(shared_desk, case_id), TODAY)
    due = shared_desk.see(list_due, NOW)
    assert due == [item for item in shared_desk.see(list_today, NOW) if item.matter not in WATCHED]
    assert {item.matter for item in due if item.case_id == case_id} == {
        Matter.APPOINTMENT,
        Matter.ACTION_DUE,
        Matter.REVIEW_DUE,
    }


def test_the_oldest_are_listed_where_there_are_too_many(
    shared_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = shared_desk.newcomer()
    goal = draft_plan(shared_desk, case_id)
    for days in (2000, 2001, 2002):
        act(shared_desk, goal, TODAY - days * DAY)
        book(shared_desk, case_id, NOW - days * DAY)
        shared_desk.newcomer(managed=CaseDraft(review_on=TODAY - days * DAY))
    monkeypatch.setattr(today, "MOST", 2)
    shown = shared_desk.see(list_today, NOW)
    for matter in (Matter.ACTION_OVERDUE, Matter.OUTCOME_MISSING, Matter.REVIEW_DUE):
        oldest = [item.due for item in shown if item.matter is matter][:2]
        assert oldest == [TODAY - 2002 * DAY, TODAY - 2001 * DAY], matter


# --- Papers that are not back ------------------------------------------------------------------------------


def test_copies_not_back_in_time_are_one_line_for_all(shared_desk: Desk) -> None:
    desk = shared_desk
    case_id = desk.newcomer()
    file = desk.see(load_case_file, case_id, NOW)
    subject = plan_subject(file, Document.PLAN)
    for after in (1, 3):
        draft = CopyDraft(recipients=("A", "B"), due=Due.RETURN, due_on=TODAY + after * DAY)
        desk.do(register.issue_copies, subject, draft, TODAY)

    def line(now: datetime) -> list[tuple[str, date | None]]:
        found = [one for one in desk.see(list_due, now) if one.matter is Matter.COPIES_OVERDUE]
        return [(one.person, one.due) for one in found]

    assert line(NOW + DAY) == []
    assert line(NOW + 2 * DAY) == [("2 copies", TODAY + DAY)]
    assert line(NOW + 4 * DAY) == [("4 copies", TODAY + DAY)]
    for copy in desk.see(register.list_copies, CopyFilter(overdue=True), TODAY + 4 * DAY)[:3]:
        said = Settlement(settled=Settled.RETURNED, on=TODAY)
        desk.do(register.settle_copy, copy.id, copy.row_version, said, TODAY)
    assert line(NOW + 4 * DAY) == [("1 copy", TODAY + 3 * DAY)]
