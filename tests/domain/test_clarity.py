"""Is the plan clear? The rules as tables of worked cases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iom_desktop.domain import clarity
from iom_desktop.domain.actions import (
    SERVES_RISK,
    Action,
    ActionDraft,
    ActionStatus,
    Source,
    Who,
    serves_group,
)
from iom_desktop.domain.clarity import Around
from iom_desktop.domain.codes import Rag, RiskGroup, Rosh
from iom_desktop.domain.conditions import Condition, ConditionDraft
from iom_desktop.domain.measures import Measure, MeasureDraft, Pillar
from iom_desktop.domain.needs import Need, NeedDraft, NeedStatus, Severity
from iom_desktop.domain.plans import Goal, GoalDraft, GoalState, Plan, PlanState, PlanWords
from iom_desktop.domain.statuses import ColourRule

WHOLE = ActionDraft(
    what="Attend the assessment at Northgate Recovery Service",
    due_on=date(2026, 12, 1),
    due_time=time(10),
    source=Source.LICENCE,
    source_detail="condition 9",
    evidence="The service e-mails the same day.",
    if_missed="Home visit that evening.",
    explained_on=date(2026, 11, 20),
    agreed=True,
)
OURS = ActionDraft(
    what="Sit with him to finish the benefit statement",
    who=Who.OFFICER,
    who_name="PC Baker",
    who_agency="police",
    due_on=date(2026, 11, 23),
)
GOAL = GoalDraft(words="I will stop using.", target_on=date(2027, 2, 2), serves=("DRUGS",))
WORDS = PlanWords(contingency="Same-day joint visit.", review_on=date(2027, 1, 4))


def plan_of(*goals: tuple[GoalDraft, list[ActionDraft | Action]], words: PlanWords = WORDS) -> Plan:
    """A draft plan; an ``ActionDraft`` stands for an action not started."""
    made = []
    for place, (said, steps) in enumerate(goals, start=1):
        actions = []
        for step, one in enumerate(steps, start=1):
            number, key = f"{place}.{step}", f"a{place}.{step}"
            action = one if isinstance(one, Action) else action_of(one)
            actions.append(replace(action, id=key, lineage=key, goal_id=f"g{place}", number=number))
        made.append(
            Goal(
                id=f"g{place}", version=1, lineage=f"g{place}", plan_id="p", number=str(place), said=said,
                state=GoalState.ACTIVE, state_reason="", actions=tuple(actions),
            )
        )  # fmt: skip
    return Plan(
        id="p", version=1, case_id="c", number=1, state=PlanState.DRAFT, said=words, goals=tuple(made),
        agreement=None, changed_at=datetime(2026, 11, 22), changed_by="PC Test Baker",
    )  # fmt: skip


def action_of(said: ActionDraft, status: ActionStatus = ActionStatus.NOT_STARTED) -> Action:
    return Action(id="", version=1, lineage="", goal_id="", number="", said=said, status=status)


def need(code: str, severity: Severity = Severity.SEVERE, **more: object) -> Need:
    assessed = NeedDraft(code=code, severity=severity, **more)  # type: ignore[arg-type]
    return Need(
        id=f"need-{code}",
        version=1,
        case_id="c",
        name=code.title(),
        pathway="",
        assessed=assessed,
        served=False,
    )


def of(plan: Plan, *needs: Need, rosh: Rosh | None = None) -> list[str]:
    """The words of what blocks."""
    return [fault.words for fault in clarity.faults(plan, needs, rosh)]


def codes(said: ActionDraft, goal: GoalDraft = GOAL) -> dict[str, bool]:
    """What one action leaves unsaid: code to whether it blocks."""
    return {code: blocks for code, _field, _words, blocks in clarity.unsaid(goal, said)}


# --- Vague or not --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "what",
    [
        "To address drug use.",
        "To work with services.",
        "To engage.",
        "Engage with Northgate Recovery Service",
        "Must continue to engage with all services",
        "Address offending behaviour",
        "Comply with licence",
        "Work with D. Williams",
        "Working with probation towards change",
        "Should be supported to address his drinking",
        "Support him to engage with treatment",
        "Be encouraged to work on his attitudes",
        "Improve thinking skills",
        "Reduce drug use",
        "Look into housing options",
        "Explore employment",
        "Consider volunteering",
        "Monitor",
        "Behave",
        "Be good",
        "Attend appointments",
        "attend all planned sessions",
        "Liaise with partners",
        "Try to stop",
        "Attend",
        "Tackle debt",
        "Develop coping strategies",
    ],
)
def test_vague(what: str) -> None:
    assert clarity.vague(what)


@pytest.mark.parametrize(
    "what",
    [
        "Must attend the assessment at Northgate Recovery Service, Tuesday 1 December 2026, 10:00.",
        "Must collect his script before 12 noon every day.",
        "Must give a test sample each Friday at the office.",
        "Must go with the housing officer to view 14 Mill Court",
        "hold the Mill Court room until 30 November and confirm in writing.",
        "Must keep away from K.M. and from Station Road between 20:00 and 07:00.",
        "sit with him to finish the benefit statement",
        "Must bring bank and ID letters to that meeting.",
        "Must pay GBP 12 a week by standing order from 27/11/2026",
        "Must attend all six maintenance sessions, Wednesdays 18:00",
        "Engage with the drug worker every Tuesday at 10:00",
        "Support him to fill in the benefit form",
        "Reduce heroin from daily to 2 days a week",
        "Explore the flat in Mill Court",
        "Work as a labourer at Demo Works",
        "Attend Northgate",
        "Pay rent",
        "Be at home between 19:00 and 07:00",
        "Attend appointments with D. Williams",
        "Let the police search his phone",
    ],
)
def test_plain_enough(what: str) -> None:
    assert not clarity.vague(what)


@given(st.text(max_size=200))
def test_any_words_can_be_judged(what: str) -> None:
    assert clarity.vague(what) in (True, False)
    assert clarity.says_when(what) in (True, False)


@pytest.mark.parametrize(
    "what, said",
    [
        ("collect his script every day", True),
        ("give a sample each Friday", True),
        ("sign on Mondays", True),
        ("be in by 19:00", True),
        ("be in by 7pm", True),
        ("hold the room until 30 November", True),
        ("pay from 27/11/2026", True),
        ("ring within two working days", True),
        ("twice a week", True),
        ("bring letters to that meeting", False),
        ("attend the assessment", False),
        ("see the second doctor", False),
        ("view 14 Mill Court", False),
    ],
)
def test_whether_the_words_say_when(what: str, said: bool) -> None:
    assert clarity.says_when(what) is said


# --- One action ----------------------------------------------------------------------------------------------

VOLUNTARY = replace(WHOLE, source=Source.VOLUNTARY, source_detail="")

TABLE: tuple[tuple[str, ActionDraft, dict[str, bool]], ...] = (
    ("whole", WHOLE, {}),
    ("how often instead of a date", replace(WHOLE, due_on=None, due_time=None, how_often="every day"), {}),
    ("no owner", replace(WHOLE, who=None), {"no_owner": True}),
    ("no date", replace(WHOLE, due_on=None, due_time=None), {"no_date": True}),
    (
        "date in its words",
        replace(WHOLE, what="Give a sample each Friday", due_on=None),
        {"date_in_words": False},
    ),
    ("no source", replace(WHOLE, source=None, source_detail=""), {"no_source": True}),
    ("licence without its condition", replace(WHOLE, source_detail=""), {"no_condition": True}),
    (
        "order without its requirement",
        replace(WHOLE, source=Source.ORDER, source_detail=""),
        {"no_condition": True},
    ),
    ("agreed under IOM", replace(WHOLE, source=Source.IOM, source_detail=""), {}),
    ("no proof", replace(WHOLE, evidence=""), {"no_evidence": True}),
    ("no consequence", replace(WHOLE, if_missed=""), {"no_consequence": True}),
    ("not explained", replace(WHOLE, explained_on=None), {"not_explained": False}),
    ("voluntary, no proof", replace(VOLUNTARY, evidence=""), {"no_evidence": False}),
    ("voluntary, no consequence", replace(VOLUNTARY, if_missed=""), {"no_consequence": False}),
    ("voluntary, no date but its goal's", replace(VOLUNTARY, due_on=None), {"no_date": False}),
    ("blank of a wording left", replace(WHOLE, what="Attend [service] on Monday"), {"blank_left": True}),
    ("blank left in the consequence", replace(WHOLE, if_missed="Call [name]."), {"blank_left": True}),
    ("officer", OURS, {}),
    ("officer, no name", replace(OURS, who_name=""), {"no_name": True}),
    ("officer, no agency", replace(OURS, who_agency=""), {"no_agency": False}),
    ("partner, no agency", replace(OURS, who=Who.PARTNER, who_agency=""), {"no_agency": True}),
    ("officer, no date", replace(OURS, due_on=None), {"no_date": True}),
    ("officer, vague", replace(OURS, what="Monitor and support"), {"vague": True}),
)


@pytest.mark.parametrize("said, unsaid", [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_what_an_action_leaves_unsaid(said: ActionDraft, unsaid: dict[str, bool]) -> None:
    assert codes(said) == unsaid


def test_serving_nothing_blocks_unless_the_goal_serves_something() -> None:
    aimless = replace(GOAL, serves=())
    assert codes(WHOLE, aimless) == {"serves_nothing": True}
    assert codes(replace(WHOLE, serves=("DRUGS",)), aimless) == {}


def test_voluntary_under_a_goal_without_a_date_needs_its_own() -> None:
    said = replace(VOLUNTARY, due_on=None, due_time=None)
    assert codes(said, replace(GOAL, target_on=None)) == {"no_date": True}


def test_a_fault_says_where_the_cursor_goes() -> None:
    (fault,) = clarity.faults(plan_of((GOAL, [WHOLE, replace(WHOLE, if_missed="")])), ())
    assert (fault.words, fault.where) == ("1.2 does not say what happens if it is missed.", "1.2")
    assert (fault.record_id, fault.field) == ("a1.2", "if_missed")


# --- The plan as a whole -------------------------------------------------------------------------------------


def test_a_plan_without_goals_and_a_goal_without_actions() -> None:
    assert of(plan_of()) == ["The plan has no goal."]
    assert of(plan_of((GOAL, []))) == ["Goal 1 has no required action."]
    fallen = action_of(WHOLE, ActionStatus.NO_LONGER_NEEDED)
    assert of(plan_of((GOAL, [fallen]))) == ["Goal 1 has no required action."]


@pytest.mark.parametrize("status", [ActionStatus.DONE, ActionStatus.NO_LONGER_NEEDED])
def test_what_is_over_need_not_be_spelled_out(status: ActionStatus) -> None:
    assert of(plan_of((GOAL, [WHOLE, action_of(ActionDraft(what="To engage"), status)]))) == []


@pytest.mark.parametrize("state", [GoalState.ACHIEVED, GoalState.REMOVED])
def test_a_closed_goal_is_not_judged_and_serves_nothing(state: GoalState) -> None:
    plan = plan_of((GOAL, [WHOLE]), (replace(GOAL, serves=("FINANCE",)), [ActionDraft(what="To engage")]))
    closed = replace(plan, goals=(plan.goals[0], replace(plan.goals[1], state=state)))
    assert of(closed, need("DRUGS")) == []
    assert of(closed, need("FINANCE")) == ["Severe need: finance, nothing in the plan serves it."]


def test_goals_are_advised_on() -> None:
    bare = GoalDraft(words="Engage with services", serves=("DRUGS",))
    found = clarity.readiness(plan_of((bare, [WHOLE])), ())
    assert [(fault.code, fault.field, fault.blocking) for fault in found] == [
        ("goal_no_date", "target_on", False),
        ("goal_not_theirs", "words", False),
    ]
    blank = replace(GOAL, words="I will stop using [drug] every day.")
    assert of(plan_of((blank, [WHOLE]))) == ["Goal 1 still has a blank to fill: drug."]


NEEDS: tuple[tuple[str, Need, bool | None], ...] = (
    # what it is, the need, whether it blocks; None says nothing
    ("severe, served", need("DRUGS"), None),
    ("severe, not served", need("ACCOMMODATION"), True),
    ("standard, not served", need("FINANCE", Severity.STANDARD), False),
    ("no need", need("ALCOHOL", Severity.NONE), None),
    ("severe, done", need("ALCOHOL", status=NeedStatus.DONE), None),
    ("severe, not required", need("ALCOHOL", status=NeedStatus.SUPPORT_NOT_REQUIRED), None),
    ("severe, declined", need("ALCOHOL", status=NeedStatus.SUPPORT_DECLINED), True),
    ("standard, declined", need("ALCOHOL", Severity.STANDARD, status=NeedStatus.SUPPORT_DECLINED), None),
)


@pytest.mark.parametrize("one, blocks", [row[1:] for row in NEEDS], ids=[row[0] for row in NEEDS])
def test_needs_the_plan_leaves_alone(one: Need, blocks: bool | None) -> None:
    found = [f for f in clarity.readiness(plan_of((GOAL, [WHOLE])), (one,)) if f.code == "need_unserved"]
    assert [fault.blocking for fault in found] == ([] if blocks is None else [blocks])
    assert all(fault.record_id == one.id for fault in found)


def test_an_action_can_serve_a_need_its_goal_does_not() -> None:
    plan = plan_of((GOAL, [replace(WHOLE, serves=("ACCOMMODATION",))]))
    assert of(plan, need("ACCOMMODATION"), need("DRUGS")) == []
    assert clarity.served_needs(plan) == {"ACCOMMODATION", "DRUGS"}


RISK = replace(GOAL, serves=("DRUGS", SERVES_RISK))
NO_WORDS = PlanWords(review_on=date(2027, 1, 4))
RISKS: tuple[tuple[str, Plan, Rosh | None, bool, dict[str, bool]], ...] = (
    # what it is, the plan, the level, whether the drug need is linked to harm, codes to whether they block
    ("medium", plan_of((GOAL, [WHOLE]), words=NO_WORDS), Rosh.MEDIUM, False, {"no_contingency": False}),
    ("not assessed", plan_of((GOAL, [WHOLE]), words=NO_WORDS), None, False, {"no_contingency": False}),
    ("high, served", plan_of((RISK, [WHOLE])), Rosh.HIGH, False, {}),
    ("high, harm served", plan_of((GOAL, [WHOLE])), Rosh.HIGH, True, {}),
    ("high, contingency only", plan_of((GOAL, [WHOLE])), Rosh.HIGH, False, {"risk_unanswered": False}),
    (
        "very high, nothing",
        plan_of((GOAL, [WHOLE]), words=NO_WORDS),
        Rosh.VERY_HIGH,
        False,
        {"risk_unanswered": True, "no_contingency": False},
    ),
    (
        "high, no contingency",
        plan_of((RISK, [WHOLE]), words=NO_WORDS),
        Rosh.HIGH,
        False,
        {"no_contingency": False},
    ),
)


@pytest.mark.parametrize("plan, rosh, harm, found", [row[1:] for row in RISKS], ids=[row[0] for row in RISKS])
def test_risk(plan: Plan, rosh: Rosh | None, harm: bool, found: dict[str, bool]) -> None:
    drugs = need("DRUGS", linked_to_harm=harm)
    assert {f.code: f.blocking for f in clarity.readiness(plan, (drugs,), rosh)} == found


def test_faults_come_first_each_in_the_order_of_the_page() -> None:
    plan = plan_of(
        (GOAL, [replace(WHOLE, explained_on=None), replace(WHOLE, evidence="")]),
        (replace(GOAL, target_on=None), [replace(WHOLE, if_missed="")]),
    )
    found = clarity.readiness(plan, (need("ACCOMMODATION"),))
    assert [fault.where for fault in found] == ["1.2", "2.1", "need ACCOMMODATION", "1.1", "2"]


def test_how_many_actions_are_complete() -> None:
    fallen = action_of(ActionDraft(what="x"), ActionStatus.NO_LONGER_NEEDED)
    done = action_of(ActionDraft(what="x"), ActionStatus.DONE)
    plan = plan_of((GOAL, [WHOLE, replace(WHOLE, evidence=""), fallen, done, VOLUNTARY]))
    assert clarity.complete_actions(plan, clarity.readiness(plan, ())) == (3, 4)


def test_the_review_is_overdue_the_day_after() -> None:
    plan = plan_of((GOAL, [WHOLE]))
    assert not clarity.review_overdue(plan, date(2027, 1, 4))
    assert clarity.review_overdue(plan, date(2027, 1, 5))
    assert not clarity.review_overdue(replace(plan, said=PlanWords()), date(2027, 1, 5))


# --- The plans on paper --------------------------------------------------------------------------------------


def test_plan_1_as_it_is_written_has_no_fault() -> None:
    licence = replace(WHOLE, source=Source.LICENCE)
    plan = plan_of(
        (
            GoalDraft(words="I will stop using heroin every day", target_on=date(2027, 2, 2), serves=("DRUGS",)),
            [
                licence,
                replace(
                    licence, what="Must collect his script before 12 noon every day.", due_on=None, due_time=None,
                    evidence="the chemist's sheet", if_missed="missed twice in a week: three-way meeting",
                ),
                replace(
                    licence, what="Must give a test sample each Friday at the office.", due_on=None, due_time=None,
                    evidence="result on file", if_missed="Three positives in a row go to the panel.",
                ),
            ],
        ),
        (
            GoalDraft(words="I will have a room", target_on=date(2027, 1, 31), serves=("ACCOMMODATION",)),
            [
                replace(
                    VOLUNTARY, what="Must go with the housing officer to view 14 Mill Court, Thursday 26 November.",
                    due_on=None, due_time=None,
                ),
                ActionDraft(
                    what="will hold the Mill Court room until 30 November and confirm in writing",
                    who=Who.PARTNER, who_name="S. Patel", who_agency="North Area Council",
                ),
                replace(
                    licence, what="Must keep away from K.M. and from Station Road between 20:00 and 07:00.",
                    due_on=None, due_time=None, source_detail="condition 12 (exclusion)",
                ),
            ],
        ),
        (
            GoalDraft(
                words="I will have money coming in", target_on=date(2026, 12, 15), serves=("FINANCE", "THINKING")
            ),
            [
                replace(OURS, who_agency="", what="will sit with him to finish the benefit statement"),
                ActionDraft(what="Must bring bank and ID letters to that meeting.", source=Source.VOLUNTARY),
            ],
        ),
    )  # fmt: skip
    needs = (
        need("DRUGS", linked_to_harm=True, linked_to_offending=True),
        need("ACCOMMODATION"),
        need("FINANCE", Severity.STANDARD),
        need("THINKING", Severity.STANDARD),
    )
    assert of(plan, *needs, rosh=Rosh.HIGH) == []
    advice = {fault.words for fault in clarity.readiness(plan, needs, Rosh.HIGH)}
    assert "3.2 does not say what happens if it is missed." in advice


def test_plan_3_is_faulted_line_by_line() -> None:
    vague = [
        ActionDraft(what=what, who=None)
        for what in ("To address drug use.", "To work with services.", "To engage.")
    ]
    found = of(plan_of((GoalDraft(words="Drugs"), list(vague)), words=PlanWords()), need("DRUGS"))
    assert len(found) == 3 * 7 + 1  # and the severe need that nothing serves
    assert found[:7] == [
        "1.1 does not say what is to be done so that anybody could see it done.",
        "1.1 does not say who does it.",
        "1.1 does not say by when or how often.",
        "1.1 does not say where the requirement comes from.",
        "1.1 does not say which need or risk it serves.",
        "1.1 does not say how it will be shown done.",
        "1.1 does not say what happens if it is missed.",
    ]


# --- What stands round the plan --------------------------------------------------------------------------------


def condition(number: str = "9", needs_action: bool = True) -> Condition:
    said = ConditionDraft(
        source=Source.LICENCE, number=number, words="Engage with the team", needs_action=needs_action
    )
    return Condition(id=f"c{number}", version=1, case_id="c", said=said)


def measure(pillar: Pillar = Pillar.MONITORING, *groups: RiskGroup) -> Measure:
    said = MeasureDraft(pillar=pillar, trigger="He is seen there", words="A joint visit", groups=groups)
    return Measure(id=f"m{pillar}", version=1, case_id="c", position=1, said=said)


PUBLIC, CHILDREN = RiskGroup.PUBLIC, RiskGroup.CHILDREN
ONE = {CHILDREN: Rosh.HIGH}
BOTH = {PUBLIC: Rosh.VERY_HIGH, CHILDREN: Rosh.HIGH}
TO_PUBLIC, TO_CHILDREN = "RISK:public", "RISK:children"
GROUPS: tuple[tuple[str, dict[RiskGroup, Rosh], tuple[str, ...], tuple[Measure, ...], bool, list[str]], ...] = (
    # what it is, groups at risk, what the action serves, measures, drugs linked to harm, where nothing answers
    ("one, nothing", ONE, ("DRUGS",), (), False, ["risk children"]),
    ("one, the risk as a whole", ONE, ("RISK",), (), False, []),
    ("one, its own code", ONE, (TO_CHILDREN,), (), False, []),
    ("one, a harmful need", ONE, ("DRUGS",), (), True, []),
    ("one, a measure", ONE, ("DRUGS",), (measure(Pillar.SUPERVISION, CHILDREN),), False, []),
    ("one, only its contingency", ONE, ("DRUGS",), (measure(Pillar.CONTINGENCY, CHILDREN),), False, ["risk children"]),
    ("two, the risk as a whole", BOTH, ("RISK",), (), False, ["risk public", "risk children"]),
    ("two, a harmful need", BOTH, ("DRUGS",), (), True, ["risk public", "risk children"]),
    ("two, one of them", BOTH, (TO_PUBLIC,), (), False, ["risk children"]),
    ("two, both", BOTH, (TO_PUBLIC, TO_CHILDREN), (), False, []),
    ("two, one each way", BOTH, (TO_PUBLIC,), (measure(Pillar.VICTIM_SAFETY, CHILDREN),), False, []),
    ("two, a measure for nobody", BOTH, (TO_PUBLIC,), (measure(),), False, ["risk children"]),
    ("two, one measure for both", BOTH, (), (measure(Pillar.MONITORING, PUBLIC, CHILDREN),), False, []),
)  # fmt: skip


@pytest.mark.parametrize(
    "groups, serves, held, harm, where", [row[1:] for row in GROUPS], ids=[row[0] for row in GROUPS]
)
def test_each_grave_risk_has_its_answer(
    groups: dict[RiskGroup, Rosh],
    serves: tuple[str, ...],
    held: tuple[Measure, ...],
    harm: bool,
    where: list[str],
) -> None:
    plan = plan_of((replace(GOAL, serves=serves), [WHOLE]), words=NO_WORDS)
    around = Around(groups=groups, measures=held)
    found = clarity.readiness(
        plan, (need("DRUGS", Severity.STANDARD, linked_to_harm=harm),), Rosh.HIGH, around
    )
    unanswered = [fault for fault in found if fault.code == "risk_unanswered"]
    assert [fault.where for fault in unanswered] == where
    contingency = any(one.said.pillar is Pillar.CONTINGENCY for one in held)
    assert all(fault.blocking is not contingency for fault in unanswered)


def test_a_grave_risk_is_named_with_its_level_and_whom_it_is_to() -> None:
    plan = plan_of((GOAL, [WHOLE]), words=NO_WORDS)
    words = {fault.words for fault in clarity.faults(plan, (), Rosh.VERY_HIGH, Around(groups=BOTH))}
    assert words == {
        "Risk of serious harm to the public is very high: nothing in the plan answers it.",
        "Risk of serious harm to children is high: nothing in the plan answers it.",
    }


@pytest.mark.parametrize(
    "words, held, found",
    [
        (WORDS, (), False),
        (NO_WORDS, (), True),
        (NO_WORDS, (measure(Pillar.CONTINGENCY),), False),
        (NO_WORDS, (measure(Pillar.SUPERVISION),), True),
    ],
)
@pytest.mark.parametrize("rosh", [None, Rosh.LOW, Rosh.HIGH])
def test_a_contingency_is_in_the_plans_words_or_in_the_risk_plan(
    words: PlanWords, held: tuple[Measure, ...], found: bool, rosh: Rosh | None
) -> None:
    plan = plan_of((RISK, [WHOLE]), words=words)
    advice = [
        one
        for one in clarity.readiness(plan, (), rosh, Around(measures=held))
        if one.code == "no_contingency"
    ]
    assert len(advice) == found
    assert not any(one.blocking for one in advice)


CHOSEN = replace(WHOLE, condition_id="c9", source_detail="")
IN_WORDS = replace(WHOLE, source_detail="condition 9")
CARRIED: tuple[tuple[str, list[ActionDraft | Action], Condition, bool], ...] = (
    ("chosen", [CHOSEN], condition(), True),
    ("named in words", [IN_WORDS], condition(), True),
    ("done", [action_of(CHOSEN, ActionStatus.DONE)], condition(), True),
    ("no longer needed", [WHOLE, action_of(CHOSEN, ActionStatus.NO_LONGER_NEEDED)], condition("12"), False),
    ("another", [CHOSEN], condition("12"), False),
    ("asks for nothing", [CHOSEN], condition("12", needs_action=False), True),
)


@pytest.mark.parametrize(
    "steps, on_record, carried", [row[1:] for row in CARRIED], ids=[row[0] for row in CARRIED]
)
def test_a_condition_that_needs_action_is_carried_out(
    steps: list[ActionDraft | Action], on_record: Condition, carried: bool
) -> None:
    found = clarity.faults(plan_of((GOAL, steps)), (), None, Around(conditions=(on_record,)))
    assert [fault.words for fault in found] == (
        [] if carried else ["Licence condition 12: nothing in the plan carries it out."]
    )
    assert all((fault.record_id, fault.field) == ("c12", "condition_id") for fault in found)


def test_work_of_a_goal_taken_out_carries_nothing_out() -> None:
    plan = plan_of((GOAL, [WHOLE]), (GOAL, [CHOSEN]))
    gone = replace(plan.goals[1], state=GoalState.REMOVED)
    plan = replace(plan, goals=(plan.goals[0], gone))
    found = clarity.faults(plan, (), None, Around(conditions=(condition("9"), condition("12"))))
    # The first action names condition 9 in its words.
    assert [fault.where for fault in found] == ["licence condition 12"]


def test_an_action_that_rests_on_what_has_ended_is_told() -> None:
    steps: list[ActionDraft | Action] = [CHOSEN, action_of(CHOSEN, ActionStatus.DONE), IN_WORDS]
    (told,) = (
        fault
        for fault in clarity.readiness(plan_of((GOAL, steps)), (), None, Around(ended=(condition(),)))
        if fault.code == "condition_ended"
    )
    assert told.words == "1.1 rests on licence condition 9, which has ended."
    assert (told.record_id, told.blocking) == ("a1.1", False)


def test_a_condition_on_record_says_which_it_is() -> None:
    assert codes(CHOSEN) == {}
    assert codes(replace(CHOSEN, condition_id=None)) == {"no_condition": True}


def colour(rag: Rag, contacts: int, days: int) -> ColourRule:
    return ColourRule(rag=rag, meaning="", contacts=contacts, days=days, review_months=1)


@pytest.mark.parametrize(
    "rule, booked, words",
    [
        (colour(Rag.RED, 1, 7), 4, None),
        (
            colour(Rag.RED, 1, 7),
            1,
            "RED asks for at least 1 in 7 days: 1 is booked in the coming 28 days, 4 are asked for.",
        ),
        (colour(Rag.AMBER, 1, 14), 2, None),
        (
            colour(Rag.GREEN, 1, 28),
            0,
            "GREEN asks for at least 1 in 28 days: 0 are booked in the coming 28 days, 1 is asked for.",
        ),
        (
            colour(Rag.BLUE, 1, 42),
            0,
            "BLUE asks for at least 1 in 42 days: 0 are booked in the coming 42 days, 1 is asked for.",
        ),
        (colour(Rag.GREEN, 0, 28), 0, None),
    ],
)
def test_contact_is_what_the_colour_asks(rule: ColourRule, booked: int, words: str | None) -> None:
    found = clarity.readiness(plan_of((GOAL, [WHOLE])), (), None, Around(colour=rule, contacts=booked))
    assert [fault.words for fault in found if fault.code == "contact_frequency"] == ([words] if words else [])
    assert not any(fault.blocking for fault in found)


LEVELS = st.dictionaries(st.sampled_from(list(RiskGroup)), st.sampled_from(clarity.GRAVE), max_size=3)
MEASURES = st.builds(
    measure, st.sampled_from(list(Pillar)), st.sampled_from(list(RiskGroup)), st.sampled_from(list(RiskGroup))
)
SERVES = st.lists(st.sampled_from(["DRUGS", "RISK", *map(serves_group, RiskGroup)]), max_size=3).map(tuple)
STEPS = st.builds(
    lambda serves, number: replace(WHOLE, serves=serves, condition_id=number and f"c{number}"),
    SERVES,
    st.sampled_from([None, "9", "12"]),
)


@given(
    groups=LEVELS,
    held=st.lists(MEASURES, max_size=3).map(tuple),
    steps=st.lists(STEPS, min_size=1, max_size=3),
    contingency=st.sampled_from(["", "Same-day visit."]),
    harm=st.booleans(),
    more=MEASURES,
    step=STEPS,
)
def test_adding_a_measure_or_a_whole_action_never_adds_a_fault(
    groups: dict[RiskGroup, Rosh],
    held: tuple[Measure, ...],
    steps: list[ActionDraft],
    contingency: str,
    harm: bool,
    more: Measure,
    step: ActionDraft,
) -> None:
    words = PlanWords(contingency=contingency)
    needs = (need("DRUGS", linked_to_harm=harm),)
    around = Around(groups=groups, measures=held, conditions=(condition("9"), condition("12")))

    def where(plan: Plan, around: Around) -> set[tuple[str, str]]:
        return {(one.code, one.where) for one in clarity.faults(plan, needs, Rosh.HIGH, around)}

    plan = plan_of((GOAL, list(steps)), words=words)
    before = where(plan, around)
    assert where(plan, replace(around, measures=(*held, more))) <= before
    assert where(plan_of((GOAL, [*steps, step]), words=words), around) <= before
