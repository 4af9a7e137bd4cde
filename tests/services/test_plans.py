"""Plans in the store: begun, worded, agreed and frozen, copied on, compared; and what the caseload says of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest

from iom_desktop.domain.actions import ActionDraft, ActionStatus, Source
from iom_desktop.domain.cases import CaseDraft
from iom_desktop.domain.codes import Rosh
from iom_desktop.domain.needs import NeedDraft, Severity
from iom_desktop.domain.plans import (
    Agreement,
    AgreementDraft,
    GoalDraft,
    GoalState,
    Plan,
    PlanState,
    PlanWords,
)
from iom_desktop.errors import FieldErrors, StaleEdit, UserError
from iom_desktop.services import actions, cases, needs, plans
from tests.services.conftest import Office

TODAY = date(2026, 11, 22)
CLEAR = ActionDraft(
    what="Attend the assessment at Northgate Recovery Service",
    due_on=date(2026, 12, 1),
    due_time=time(10),
    source=Source.LICENCE,
    source_detail="condition 9",
    evidence="The service e-mails the same day.",
    if_missed="Home visit that evening.",
)
AGREES = AgreementDraft(answer=Agreement.AGREES, explained_on=TODAY)


def begin(office: Office) -> str:
    return office.do("Start plan", plans.start_plan, office.case_id)


def goal(office: Office, plan_id: str, words: str = "I will stop.", **more: object) -> str:
    said = GoalDraft(words=words, target_on=date(2027, 2, 2), serves=("DRUGS",))
    return office.do("Add goal", plans.add_goal, plan_id, replace(said, **more))  # type: ignore[arg-type]


def action(office: Office, goal_id: str, said: ActionDraft = CLEAR) -> str:
    return office.do("Add required action", actions.add_action, goal_id, said, TODAY)


def clear_plan(office: Office) -> str:
    """A draft with one goal and one action, and no fault."""
    plan_id = begin(office)
    action(office, goal(office, plan_id))
    return plan_id


def load(office: Office, plan_id: str) -> Plan:
    return office.ask(plans.load_plan, plan_id)


def agree(office: Office, plan_id: str, said: AgreementDraft = AGREES) -> str:
    return office.do("Agree plan", plans.agree_plan, plan_id, said, TODAY)


def test_a_case_has_one_draft(office: Office) -> None:
    first = begin(office)
    assert begin(office) == first
    (version,) = office.ask(plans.list_versions, office.case_id)
    assert (version.id, version.number, version.state, version.agreed_at) == (first, 1, PlanState.DRAFT, None)


def test_what_is_typed_is_kept(office: Office) -> None:
    plan_id = begin(office)
    first = goal(office, plan_id, "  I will stop.  ")
    action(office, first)
    office.do(
        "Words", plans.word_plan, plan_id, 1, PlanWords(contingency="Visit.", review_on=date(2027, 1, 4))
    )
    plan = load(office, plan_id)
    assert plan.said == PlanWords(contingency="Visit.", review_on=date(2027, 1, 4))
    assert plan.goals[0].said.words.strip() == "I will stop."
    assert plan.goals[0].said.serves == ("DRUGS",)
    assert plan.goals[0].actions[0].said == CLEAR
    assert plan.goals[0].actions[0].number == "1.1"


@pytest.mark.parametrize("words", ["", "   ", "x" * 4001, "bad\x00words"])
def test_a_goal_that_cannot_be_kept(office: Office, words: str) -> None:
    plan_id = begin(office)
    with pytest.raises(FieldErrors) as refused:
        goal(office, plan_id, words)
    assert refused.value.field == "words"
    assert load(office, plan_id).goals == ()


def test_goals_move_and_numbers_follow(office: Office) -> None:
    plan_id = begin(office)
    made = [goal(office, plan_id, words) for words in ("A", "B", "C")]

    def order() -> list[str]:
        return [f"{one.number} {one.said.words}" for one in load(office, plan_id).goals]

    office.do("Move", plans.move_goal, made[2], -1)
    assert order() == ["1 A", "2 C", "3 B"]
    office.do("Move", plans.move_goal, made[2], -99)
    assert order() == ["1 C", "2 A", "3 B"]
    office.do("Move", plans.move_goal, made[2], 99)
    assert order() == ["1 A", "2 B", "3 C"]


def test_closed_goals_stand_last_and_take_no_number_from_the_rest(office: Office) -> None:
    plan_id = begin(office)
    made = [goal(office, plan_id, words) for words in ("A", "B", "C")]
    office.do("Achieved", plans.set_goal_state, made[0], GoalState.ACHIEVED, "He has a room.")
    found = load(office, plan_id)
    assert [(one.number, one.said.words) for one in found.goals] == [("1", "B"), ("2", "C"), ("3", "A")]
    assert (found.goals[2].state, found.goals[2].state_reason) == (GoalState.ACHIEVED, "He has a room.")
    assert [one.said.words for one in found.active_goals] == ["B", "C"]
    office.do("Move", plans.move_goal, made[2], -1)
    assert [one.said.words for one in load(office, plan_id).goals] == ["C", "B", "A"]
    office.do("Again", plans.set_goal_state, made[0], GoalState.ACTIVE, "Evicted.")
    assert {one.said.words for one in load(office, plan_id).active_goals} == {"A", "B", "C"}


@pytest.mark.parametrize("state", list(GoalState))
def test_a_goal_changes_its_state_only_for_a_reason(office: Office, state: GoalState) -> None:
    plan_id = begin(office)
    made = goal(office, plan_id)
    with pytest.raises(FieldErrors) as refused:
        office.do("State", plans.set_goal_state, made, state, "  ")
    assert refused.value.field == "reason"
    assert load(office, plan_id).goals[0].state is GoalState.ACTIVE


def test_an_edit_of_what_somebody_else_changed_is_stale(office: Office) -> None:
    plan_id = begin(office)
    made = goal(office, plan_id)
    version = load(office, plan_id).goals[0].version
    office.do("Change", plans.change_goal, made, version, GoalDraft(words="I will cut down."))
    with pytest.raises(StaleEdit):
        office.do("Change", plans.change_goal, made, version, GoalDraft(words="I will move."))
    assert load(office, plan_id).goals[0].said.words == "I will cut down."
    office.do("Words", plans.word_plan, plan_id, load(office, plan_id).version, PlanWords(contingency="A"))
    with pytest.raises(StaleEdit):
        office.do("Words", plans.word_plan, plan_id, 1, PlanWords(contingency="B"))


# --- Agreeing ------------------------------------------------------------------------------------------------


def test_a_plan_with_faults_stays_a_draft(office: Office) -> None:
    plan_id = begin(office)
    first = goal(office, plan_id)
    for what in ("To address drug use.", "To work with services.", "To engage."):
        action(office, first, ActionDraft(what=what, who=None))
    with pytest.raises(UserError) as refused:
        agree(office, plan_id)
    assert refused.value.message.startswith(
        "The plan cannot be agreed yet. 1.1 does not say what is to be done so that anybody could see it done. "
    )
    assert refused.value.message.endswith("more.")
    assert [one.state for one in office.ask(plans.list_versions, office.case_id)] == [PlanState.DRAFT]


def test_agreeing_freezes_this_version_and_starts_the_next_as_a_copy(office: Office) -> None:
    plan_id = clear_plan(office)
    office.do(
        "Words", plans.word_plan, plan_id, load(office, plan_id).version, PlanWords(contingency="Visit.")
    )
    next_id = agree(office, plan_id, replace(AGREES, persons_words="I can do the script."))
    agreed, draft = load(office, plan_id), load(office, next_id)
    assert (agreed.state, draft.state, draft.number) == (PlanState.AGREED, PlanState.DRAFT, 2)
    assert agreed.agreement is not None
    assert agreed.agreement.by == "PC Test Baker"
    assert agreed.agreement.said.persons_words == "I can do the script."
    assert draft.agreement is None
    assert draft.said == agreed.said
    for old, new in zip(agreed.goals, draft.goals, strict=True):
        assert (old.lineage, old.said, old.number) == (new.lineage, new.said, new.number)
        assert old.id != new.id
        assert [(a.lineage, a.said) for a in old.actions] == [(a.lineage, a.said) for a in new.actions]
    assert office.ask(plans.compare_versions, plan_id, next_id) == ()
    assert office.ask(plans.plan_in_force, office.case_id).id == plan_id  # type: ignore[union-attr]
    assert office.ask(plans.newest_plan, office.case_id).id == next_id  # type: ignore[union-attr]


def test_a_frozen_version_cannot_be_changed_in_any_way(office: Office) -> None:
    plan_id = clear_plan(office)
    agree(office, plan_id)
    frozen = load(office, plan_id)
    first = frozen.goals[0]
    step = first.actions[0]
    for verb, *arguments in (
        (plans.word_plan, plan_id, frozen.version, PlanWords(contingency="x")),
        (plans.add_goal, plan_id, GoalDraft(words="x")),
        (plans.change_goal, first.id, first.version, GoalDraft(words="x")),
        (plans.set_goal_state, first.id, GoalState.REMOVED, "x"),
        (plans.move_goal, first.id, 1),
        (plans.agree_plan, plan_id, AGREES, TODAY),
        (actions.add_action, first.id, CLEAR, TODAY),
        (actions.change_action, step.id, step.version, CLEAR, TODAY),
        (actions.move_action, step.id, 1),
        (actions.remove_action, step.id),
    ):
        with pytest.raises(UserError, match="Version 1 of the plan is agreed"):
            office.do("Try", verb, *arguments)  # type: ignore[arg-type]
    assert load(office, plan_id) == frozen


def test_the_next_agreed_version_supersedes_the_last(office: Office) -> None:
    second = agree(office, clear_plan(office))
    agree(office, second)
    states = [(one.number, one.state) for one in office.ask(plans.list_versions, office.case_id)]
    assert states == [(3, PlanState.DRAFT), (2, PlanState.AGREED), (1, PlanState.SUPERSEDED)]


@pytest.mark.parametrize(
    "said, agreed",
    [
        (AGREES, True),
        (AgreementDraft(answer=Agreement.DOES_NOT_AGREE, reason="Too much.", explained_on=TODAY), False),
        (AgreementDraft(answer=Agreement.COULD_NOT_ANSWER, reason="Unwell.", explained_on=TODAY), None),
    ],
)
def test_going_through_it_fills_what_has_no_date_of_its_own(
    office: Office, said: AgreementDraft, agreed: bool | None
) -> None:
    plan_id = begin(office)
    first = goal(office, plan_id)
    action(office, first)
    earlier = replace(CLEAR, explained_on=date(2026, 11, 2), agreed=True)
    action(office, first, earlier)
    agree(office, plan_id, said)
    filled, own = load(office, plan_id).goals[0].actions
    assert (filled.said.explained_on, filled.said.agreed) == (TODAY, agreed)
    assert (own.said.explained_on, own.said.agreed) == (date(2026, 11, 2), True)


@pytest.mark.parametrize(
    "said, field",
    [
        (AgreementDraft(), "answer"),
        (AgreementDraft(answer=Agreement.DOES_NOT_AGREE), "reason"),
        (AgreementDraft(answer=Agreement.COULD_NOT_ANSWER, reason=" "), "reason"),
        (AgreementDraft(answer=Agreement.AGREES, explained_on=date(2026, 11, 23)), "explained_on"),
    ],
)
def test_an_agreement_that_says_too_little_changes_nothing(
    office: Office, said: AgreementDraft, field: str
) -> None:
    plan_id = clear_plan(office)
    with pytest.raises(FieldErrors) as refused:
        agree(office, plan_id, said)
    assert refused.value.field == field
    assert load(office, plan_id).draft


# --- Comparing, readiness, and what the caseload says --------------------------------------------------------


def test_versions_are_compared_in_plain_words(office: Office) -> None:
    plan_id = clear_plan(office)
    next_id = agree(office, plan_id)
    step = load(office, next_id).goals[0].actions[0]
    later = replace(step.said, due_on=date(2026, 12, 8), serves=("DRUGS", "FINANCE"))
    office.do("Change", actions.change_action, step.id, step.version, later, TODAY)
    assert office.ask(plans.compare_versions, plan_id, next_id) == (
        "1.1 now due 8 December at 10:00, was 1 December at 10:00.",
        "1.1 now serves drug misuse and finance benefit and debt, was nothing.",
    )


def test_readiness_holds_the_plan_against_needs_and_risk(office: Office) -> None:
    plan_id = clear_plan(office)
    assert [f for f in office.ask(plans.plan_readiness, load(office, plan_id)) if f.blocking] == []
    office.do(
        "Need", needs.record_need, office.case_id, NeedDraft(code="ALCOHOL", severity=Severity.SEVERE), TODAY
    )
    case = office.ask(cases.load_case, office.case_id)
    office.do(
        "Risk",
        cases.change_case,
        office.case_id,
        case.version,
        replace(case.managed, rosh=Rosh.VERY_HIGH),
        TODAY,
    )
    found = [f.words for f in office.ask(plans.plan_readiness, load(office, plan_id)) if f.blocking]
    assert found == [
        "Severe need: alcohol misuse, nothing in the plan serves it.",
        "Risk of serious harm is very high: nothing in the plan answers it.",
    ]


def test_the_caseload_knows_how_the_plan_stands(office: Office) -> None:
    def line() -> tuple[int | None, int | None, bool]:
        (row,) = office.ask(cases.list_cases, office.now)
        return row.plan_number, row.plan_faults, row.plan_agreed

    assert line() == (None, None, False)
    plan_id = begin(office)
    assert line() == (1, 1, False)  # no goal
    step = action(office, goal(office, plan_id), replace(CLEAR, evidence="", if_missed=""))
    assert line() == (1, 2, False)
    version = load(office, plan_id).goals[0].actions[0].version
    office.do("Change", actions.change_action, step, version, CLEAR, TODAY)
    assert line() == (1, 0, False)
    agree(office, plan_id)
    assert line() == (2, 0, True)


def test_risk_of_the_case_may_not_be_assessed(office: Office) -> None:
    case = office.ask(cases.load_case, office.case_id)
    unknown = replace(case.managed, rosh=None)
    assert isinstance(unknown, CaseDraft)
    office.do("Risk", cases.change_case, office.case_id, case.version, unknown, TODAY)
    plan_id = clear_plan(office)
    assert not [f for f in office.ask(plans.plan_readiness, load(office, plan_id)) if f.blocking]


def test_a_done_action_of_the_draft_is_done_in_the_version_in_force(office: Office) -> None:
    plan_id = clear_plan(office)
    next_id = agree(office, plan_id)
    step = load(office, next_id).goals[0].actions[0]
    office.do("Status", actions.set_action_status, step.id, ActionStatus.DONE, "", TODAY, TODAY)
    assert [load(office, one).goals[0].actions[0].status for one in (plan_id, next_id)] == [
        ActionStatus.DONE
    ] * 2
