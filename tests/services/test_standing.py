"""A case's line in the caseload is right after whatever was done, in whatever order.

Random runs of verbs are played on one case; after each, the four derived columns are held against what the
records themselves say, worked out here without them.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from iom_desktop.domain import clarity
from iom_desktop.domain.actions import SERVES_RISK, Action, ActionDraft, ActionStatus, Source, Who
from iom_desktop.domain.codes import Cohort, Rag, RiskGroup, Rosh
from iom_desktop.domain.conditions import Condition, ConditionDraft
from iom_desktop.domain.decisions import DecisionDraft, DecisionMaker
from iom_desktop.domain.measures import Measure, MeasureDraft, Pillar
from iom_desktop.domain.needs import NeedDraft, NeedStatus, Severity
from iom_desktop.domain.notes import NoteDraft
from iom_desktop.domain.plans import (
    Agreement,
    AgreementDraft,
    Goal,
    GoalDraft,
    GoalState,
    Plan,
    PlanState,
    PlanWords,
)
from iom_desktop.errors import UserError
from iom_desktop.services import (
    actions,
    cases,
    conditions,
    decisions,
    measures,
    needs,
    notes,
    people,
    plans,
)
from iom_desktop.storage.tables import CaseRow
from tests.stores import NOW, TODAY, Desk

NEED_CODES = ("DRUGS", "ETE", "FINANCE")
CLEAR = ActionDraft(
    what="Attend the assessment at Northgate Recovery Service",
    due_on=TODAY + timedelta(days=9),
    source=Source.IOM,
    serves=("DRUGS",),
    evidence="The service e-mails",
    if_missed="A home visit",
)


@dataclass
class Hand:
    """Plays verbs on one case. What cannot be done in a given state is passed over, as a screen would."""

    desk: Desk
    case_id: str
    chance: random.Random
    played: list[str] = field(default_factory=list)

    def plan(self) -> Plan | None:
        return self.desk.see(plans.newest_plan, self.case_id)

    def goal(self) -> Goal | None:
        plan = self.plan()
        return self.chance.choice(plan.goals) if plan is not None and plan.goals else None

    def action(self) -> Action | None:
        goal = self.goal()
        return self.chance.choice(goal.actions) if goal is not None and goal.actions else None

    def condition(self) -> Condition | None:
        found = self.desk.see(conditions.list_conditions, self.case_id)
        return self.chance.choice(found) if found else None

    def measure(self) -> Measure | None:
        found = self.desk.see(measures.list_measures, self.case_id)
        return self.chance.choice(found) if found else None

    def record_condition(self) -> None:
        number = self.chance.choice(("9", "12"))
        said = ConditionDraft(source=Source.LICENCE, number=number, words="Engage with the team")
        self.desk.do(conditions.record_condition, self.case_id, said)

    def change_condition(self) -> None:
        if condition := self.condition():
            said = replace(condition.said, needs_action=not condition.said.needs_action)
            self.desk.do(conditions.change_condition, condition.id, condition.version, said)

    def end_condition(self) -> None:
        if condition := self.condition():
            self.desk.do(conditions.end_condition, condition.id, TODAY - timedelta(days=1))

    def add_measure(self) -> None:
        pillar = self.chance.choice((Pillar.SUPERVISION, Pillar.CONTINGENCY))
        groups = self.chance.choice(((), (RiskGroup.CHILDREN,), (RiskGroup.PUBLIC,)))
        said = MeasureDraft(pillar=pillar, trigger="He is seen there", words="A visit", groups=groups)
        self.desk.do(measures.add_measure, self.case_id, said)

    def change_measure(self) -> None:
        if measure := self.measure():
            said = replace(measure.said, groups=(RiskGroup.PUBLIC,))
            self.desk.do(measures.change_measure, measure.id, measure.version, said)

    def end_measure(self) -> None:
        if measure := self.measure():
            self.desk.do(measures.end_measure, measure.id, "Done with", TODAY, TODAY)

    def start_plan(self) -> None:
        self.desk.do(plans.start_plan, self.case_id)

    def word_plan(self) -> None:
        if plan := self.plan():
            words = PlanWords(contingency=self.chance.choice(("", "Ring the police")), review_on=TODAY)
            self.desk.do(plans.word_plan, plan.id, plan.version, words)

    def add_goal(self) -> None:
        if plan := self.plan():
            serves = self.chance.choice(((), ("DRUGS",), (SERVES_RISK,)))
            words = self.chance.choice(("I will stop", "I will stop at [place]"))
            self.desk.do(plans.add_goal, plan.id, GoalDraft(words=words, serves=serves))

    def change_goal(self) -> None:
        if goal := self.goal():
            said = replace(goal.said, words="I will find work", serves=("ETE",))
            self.desk.do(plans.change_goal, goal.id, goal.version, said)

    def set_goal_state(self) -> None:
        if goal := self.goal():
            state = self.chance.choice(list(GoalState))
            self.desk.do(plans.set_goal_state, goal.id, state, "Because")

    def move(self) -> None:
        if goal := self.goal():
            self.desk.do(plans.move_goal, goal.id, self.chance.choice((-1, 1)))
        if action := self.action():
            self.desk.do(actions.move_action, action.id, self.chance.choice((-1, 1)))

    def add_action(self) -> None:
        if goal := self.goal():
            unclear: dict[str, Any] = self.chance.choice(
                (
                    {}, {"due_on": TODAY - timedelta(days=2)}, {"due_on": None}, {"evidence": ""},
                    {"source": None}, {"what": "To engage"}, {"serves": ("RISK:children",)},
                )
            )  # fmt: skip
            if (condition := self.condition()) and self.chance.random() < 0.5:
                unclear |= {"condition_id": condition.id}
            self.desk.do(actions.add_action, goal.id, replace(CLEAR, **unclear), TODAY)

    def change_action(self) -> None:
        if action := self.action():
            who = self.chance.choice((Who.PERSON, Who.PARTNER, None))
            said = replace(CLEAR, who=who, if_missed=self.chance.choice(("", "A home visit")))
            self.desk.do(actions.change_action, action.id, action.version, said, TODAY)

    def remove_action(self) -> None:
        if action := self.action():
            self.desk.do(actions.remove_action, action.id)

    def set_action_status(self) -> None:
        if action := self.action():
            status = self.chance.choice(list(ActionStatus))
            self.desk.do(actions.set_action_status, action.id, status, "Because", TODAY, TODAY)

    def add_progress_note(self) -> None:
        if action := self.action():
            self.desk.do(actions.add_progress_note, action.id, "Rang the service")

    def agree_plan(self) -> None:
        if plan := self.plan():
            said = AgreementDraft(answer=Agreement.AGREES, explained_on=TODAY)
            self.desk.do(plans.agree_plan, plan.id, said, TODAY)

    def record_need(self) -> None:
        said = NeedDraft(code=self.chance.choice(NEED_CODES), severity=self.chance.choice(list(Severity)))
        self.desk.do(needs.record_need, self.case_id, said, TODAY)

    def change_need(self) -> None:
        found = self.desk.see(needs.list_needs, self.case_id)
        if found:
            need = self.chance.choice(found)
            said = replace(
                need.assessed,
                severity=self.chance.choice(list(Severity)),
                status=self.chance.choice(list(NeedStatus)),
                linked_to_harm=self.chance.random() < 0.5,
            )
            self.desk.do(needs.change_need, need.id, need.version, said, TODAY)

    def record_decision(self) -> None:
        maker = DecisionMaker(name="A. Chair", agency="police")
        said = DecisionDraft(decided_on=TODAY, cohort=Cohort.FREE, rationale="Because", decided_by=(maker,))
        self.desk.do(decisions.record_decision, self.case_id, said, TODAY, "A new one")

    def change_case(self) -> None:
        case = self.desk.see(cases.load_case, self.case_id)
        managed = replace(
            case.managed,
            rosh=self.chance.choice((None, *Rosh)),
            rosh_groups=self.chance.choice(((), (RiskGroup.PUBLIC,), (RiskGroup.PUBLIC, RiskGroup.CHILDREN))),
            rag=self.chance.choice(list(Rag)),
        )
        self.desk.do(cases.change_case, self.case_id, case.version, managed, TODAY)

    def correct_person(self) -> None:
        person = self.desk.see(cases.load_case, self.case_id).person
        said = people.PersonDraft(crn=person.crn, surname=self.chance.choice(("Sampleton", "Testerly")))
        self.desk.do(people.correct_person, person.id, person.version, said, TODAY)

    def raise_flag(self) -> None:
        self.desk.do(cases.raise_flag, self.case_id, "RSTO", "", TODAY, TODAY)

    def add_note(self) -> None:
        self.desk.do(notes.add_note, self.case_id, NoteDraft(happened_at=NOW, words="Seen"), NOW)

    def play(self, verb: str) -> None:
        """Play one verb; a refusal leaves the case as it was, and the check after it says whether it did."""
        before = standing(self.desk, self.case_id)
        try:
            getattr(self, verb)()
        except UserError:
            self.played.append(f"{verb} (refused)")
            if verb != "move":  # two verbs in one
                assert standing(self.desk, self.case_id) == before, self.played
        else:
            self.played.append(verb)
        assert standing(self.desk, self.case_id) == worked_out(self.desk, self.case_id), self.played
        assert next_due(self.desk, self.case_id) == soonest(self.desk, self.case_id), self.played


VERBS = sorted(
    name
    for name, what in vars(Hand).items()
    if callable(what)
    and not name.startswith("_")
    and name not in ("plan", "goal", "action", "play", "condition", "measure")
)
Standing = tuple[bool, int | None, int | None, bool]


def standing(desk: Desk, case_id: str) -> Standing:
    """What the caseload says."""
    (row,) = [row for row in desk.see(cases.list_cases, NOW) if row.id == case_id]
    case = desk.see(cases.load_case, case_id)
    assert (case.has_decision, case.plan_faults) == (row.has_decision, row.plan_faults)
    return row.has_decision, row.plan_faults, row.plan_number, row.plan_agreed


def next_due(desk: Desk, case_id: str) -> date | None:
    """What the case says of the day by which something is due."""
    return desk.see(lambda session: session.get_one(CaseRow, case_id).next_due_on)


def soonest(desk: Desk, case_id: str) -> date | None:
    """The earliest day by which an open action of the plan in force is due, as the plan itself says."""
    plan = desk.see(plans.plan_in_force, case_id)
    open_actions = [] if plan is None else [one for one in plan.actions() if one.status.open]
    return min((one.said.due_on for one in open_actions if one.said.due_on is not None), default=None)


def worked_out(desk: Desk, case_id: str) -> Standing:
    """What the records say."""
    plan = desk.see(plans.newest_plan, case_id)
    versions = desk.see(plans.list_versions, case_id)
    managed = desk.see(cases.load_case, case_id).managed
    grave = managed.rosh if managed.rosh in (Rosh.HIGH, Rosh.VERY_HIGH) else None
    on_record = desk.see(conditions.list_conditions, case_id)
    around = clarity.Around(
        groups={} if grave is None else dict.fromkeys(managed.rosh_groups, grave),
        measures=tuple(desk.see(measures.list_measures, case_id)),
        conditions=tuple(one for one in on_record if one.said.to_on is None),
    )
    faults = None
    if plan is not None:
        faults = len(clarity.faults(plan, desk.see(needs.list_needs, case_id), managed.rosh, around))
    return (
        any(one.superseded_on is None for one in desk.see(decisions.list_decisions, case_id)),
        faults,
        max((one.number for one in versions), default=None),
        any(one.state is PlanState.AGREED for one in versions),
    )


# A failing run is told as it was played; to shorten it would take minutes.
@settings(max_examples=12, phases=[Phase.generate])
@given(st.lists(st.sampled_from(VERBS), min_size=5, max_size=14), st.integers(0, 2**32))
def test_the_line_of_a_case_is_right_after_any_run_of_verbs(
    shared_desk: Desk, verbs: list[str], seed: int
) -> None:
    hand = Hand(shared_desk, shared_desk.newcomer(), random.Random(seed))
    for verb in ("start_plan", "add_goal", "add_action", *verbs):
        hand.play(verb)


@pytest.mark.parametrize(
    "verbs, faults",
    [
        ([], None),
        (["start_plan"], 1),
        (["start_plan", "add_goal"], 1),
        (["start_plan", "add_goal", "add_action"], 0),
    ],
)
def test_faults_are_counted_as_a_plan_grows(shared_desk: Desk, verbs: list[str], faults: int | None) -> None:
    class First(random.Random):
        """Takes the first of whatever is offered."""

        def choice(self, seq: Any) -> Any:
            return seq[0]

    hand = Hand(shared_desk, shared_desk.newcomer(), First())
    for verb in verbs:
        hand.play(verb)
    assert standing(shared_desk, hand.case_id)[1] == faults


def test_removing_what_is_unclear_is_told_too(shared_desk: Desk) -> None:
    hand = agreed(shared_desk)
    goal_id = first_action(hand).goal_id
    added = shared_desk.do(actions.add_action, goal_id, replace(CLEAR, evidence=""), TODAY)
    assert standing(shared_desk, hand.case_id)[1] == 1
    shared_desk.do(actions.remove_action, added)
    assert standing(shared_desk, hand.case_id) == (True, 0, 2, True)


def agreed(desk: Desk) -> Hand:
    hand = Hand(desk, desk.newcomer(), random.Random(1))
    for verb in ("record_decision", "start_plan"):
        hand.play(verb)
    plan = hand.plan()
    assert plan is not None
    goal = desk.do(plans.add_goal, plan.id, GoalDraft(words="I will stop", serves=("DRUGS",)))
    desk.do(actions.add_action, goal, CLEAR, TODAY)
    hand.play("agree_plan")
    assert standing(desk, hand.case_id) == (True, 0, 2, True)
    return hand


def severe_need(hand: Hand) -> None:
    said = NeedDraft(code="FINANCE", severity=Severity.SEVERE)
    hand.desk.do(needs.record_need, hand.case_id, said, TODAY)


def need_grown_severe(hand: Hand) -> None:
    said = NeedDraft(code="FINANCE", severity=Severity.NONE)
    need_id = hand.desk.do(needs.record_need, hand.case_id, said, TODAY)
    assert standing(hand.desk, hand.case_id)[1] == 0
    hand.desk.do(needs.change_need, need_id, 1, replace(said, severity=Severity.SEVERE), TODAY)


def first_action(hand: Hand) -> Action:
    plan = hand.plan()
    assert plan is not None
    return next(plan.actions())


def action_made_unclear(hand: Hand) -> None:
    action = first_action(hand)
    said = replace(action.said, if_missed="")
    hand.desk.do(actions.change_action, action.id, action.version, said, TODAY)


def action_added(hand: Hand) -> None:
    hand.desk.do(actions.add_action, first_action(hand).goal_id, replace(CLEAR, evidence=""), TODAY)


def goal_made_unclear(hand: Hand) -> None:
    plan = hand.plan()
    assert plan is not None
    goal = plan.goals[0]
    said = GoalDraft(words="I will stop at [place]", serves=("DRUGS",))
    hand.desk.do(plans.change_goal, goal.id, goal.version, said)


def high_risk(hand: Hand) -> None:
    case = hand.desk.see(cases.load_case, hand.case_id)
    managed = replace(case.managed, rosh=Rosh.HIGH)
    hand.desk.do(cases.change_case, hand.case_id, case.version, managed, TODAY)


def no_longer_needed(hand: Hand) -> None:
    action = first_action(hand)
    status = ActionStatus.NO_LONGER_NEEDED
    hand.desk.do(actions.set_action_status, action.id, status, "Has stopped", TODAY, TODAY)


def goal_removed(hand: Hand) -> None:
    plan = hand.plan()
    assert plan is not None
    hand.desk.do(plans.set_goal_state, plan.goals[0].id, GoalState.REMOVED, "Not now")


def goal_added(hand: Hand) -> None:
    plan = hand.plan()
    assert plan is not None
    hand.desk.do(plans.add_goal, plan.id, GoalDraft(words="I will find work"))


@pytest.mark.parametrize(
    "deed",
    [
        severe_need,
        need_grown_severe,
        high_risk,
        no_longer_needed,
        goal_removed,
        goal_added,
        goal_made_unclear,
        action_added,
        action_made_unclear,
    ],
)
def test_whatever_makes_a_clear_plan_unclear_is_told_at_once(
    shared_desk: Desk, deed: Callable[[Hand], None]
) -> None:
    hand = agreed(shared_desk)
    deed(hand)
    now = standing(shared_desk, hand.case_id)
    assert now == worked_out(shared_desk, hand.case_id)
    assert now == (True, 1, 2, True)


def test_a_refused_agreement_leaves_the_line_as_it_was(shared_desk: Desk) -> None:
    hand = agreed(shared_desk)
    goal_added(hand)
    hand.play("agree_plan")
    assert hand.played[-1] == "agree_plan (refused)"


def test_a_derived_column_is_no_change_of_the_case_to_whoever_has_it_open(shared_desk: Desk) -> None:
    """Else adding a goal would make the case stale under a colleague's hands."""
    case_id = shared_desk.newcomer()
    shown = shared_desk.see(cases.load_case, case_id)
    shared_desk.do(plans.start_plan, case_id)
    shared_desk.do(cases.change_case, case_id, shown.version, replace(shown.managed, rag=Rag.GREEN), TODAY)
    assert shared_desk.see(cases.load_case, case_id).managed.rag is Rag.GREEN
