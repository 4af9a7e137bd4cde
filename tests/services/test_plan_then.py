"""A plan as it read when a paper was made of it, whatever was done to it since."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from iom_desktop.domain.actions import Action, ActionDraft, ActionStatus, Source, Who
from iom_desktop.domain.plans import GoalDraft, GoalState, Plan, PlanWords
from iom_desktop.services import actions, plans
from iom_desktop.services.plan_then import plan_then
from iom_desktop.storage.tables import AuditEntryRow
from tests.stores import TODAY, Desk

PLAIN = ActionDraft(
    what="See the drug worker", due_on=date(2026, 12, 1), source=Source.IOM, serves=("DRUGS",)
)


def newest(session: Session) -> int:
    return session.scalar(select(func.max(AuditEntryRow.seq))) or 0


def said(plan: Plan) -> list[object]:
    """What is printed of a plan's goals and actions."""

    def one(action: Action) -> object:
        return action.number, action.lineage, action.said, action.status

    goals = [(goal.number, goal.said, goal.state, [one(a) for a in goal.actions]) for goal in plan.goals]
    return [plan.number, plan.state, plan.said, goals]


@pytest.fixture
def plan_id(shared_desk: Desk) -> str:
    case_id = shared_desk.newcomer()
    made = shared_desk.do(plans.start_plan, case_id)
    for words in ("I will stop.", "I will work."):
        goal_id = shared_desk.do(plans.add_goal, made, GoalDraft(words=words, serves=("DRUGS",)))
        for what in ("See the drug worker", "Give a test", "Ring PC Baker"):
            shared_desk.do(actions.add_action, goal_id, replace(PLAIN, what=what), TODAY)
    return made


def test_with_nothing_done_since_it_reads_as_it_does(shared_desk: Desk, plan_id: str) -> None:
    moment = shared_desk.see(newest)
    assert said(shared_desk.see(plan_then, plan_id, moment)) == said(
        shared_desk.see(plans.load_plan, plan_id)
    )


def test_every_change_is_taken_back(shared_desk: Desk, plan_id: str) -> None:
    before, moment = shared_desk.see(plans.load_plan, plan_id), shared_desk.see(newest)
    first, second = before.goals
    one, two, three = first.actions
    changed = ActionDraft(
        what="Something else", who=Who.OFFICER, who_name="PC Baker", due_on=None, how_often="daily"
    )
    shared_desk.do(actions.change_action, one.id, one.version, changed, TODAY)
    shared_desk.do(actions.remove_action, two.id)
    shared_desk.do(actions.move_action, three.id, -1)
    shared_desk.do(actions.set_action_status, three.id, ActionStatus.DONE, "", TODAY, TODAY)
    shared_desk.do(actions.add_action, first.id, PLAIN, TODAY)
    shared_desk.do(plans.change_goal, second.id, second.version, GoalDraft(words="I will rest."))
    shared_desk.do(plans.set_goal_state, first.id, GoalState.REMOVED, "No use.")
    shared_desk.do(plans.word_plan, plan_id, before.version, PlanWords(review_on=date(2027, 1, 1)))
    assert said(shared_desk.see(plans.load_plan, plan_id)) != said(before)
    assert said(shared_desk.see(plan_then, plan_id, moment)) == said(before)


_STEPS = st.lists(
    st.tuples(st.sampled_from(["reword", "remove", "move", "status", "add"]), st.integers(0, 5)),
    min_size=1,
    max_size=6,
)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(steps=_STEPS)
def test_whatever_is_done_since_is_taken_back(
    shared_desk: Desk, plan_id: str, steps: list[tuple[str, int]]
) -> None:
    before, moment = shared_desk.see(plans.load_plan, plan_id), shared_desk.see(newest)
    for what, place in steps:
        now = shared_desk.see(plans.load_plan, plan_id)
        every = list(now.actions())
        if what == "add" or not every:
            shared_desk.do(actions.add_action, now.goals[0].id, PLAIN, TODAY)
            continue
        one = every[place % len(every)]
        if what == "reword":
            new = replace(one.said, what=one.said.what + "!", due_on=None)
            shared_desk.do(actions.change_action, one.id, one.version, new, TODAY)
        elif what == "remove":
            shared_desk.do(actions.remove_action, one.id)
        elif what == "move":
            shared_desk.do(actions.move_action, one.id, 1)
        else:
            shared_desk.do(actions.set_action_status, one.id, ActionStatus.DONE, "", TODAY, TODAY)
    assert said(shared_desk.see(plan_then, plan_id, moment)) == said(before)
