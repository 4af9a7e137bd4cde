"""What changed between two versions, in plain words: tables of worked cases."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time

import pytest

from iom_desktop.domain.actions import Action, ActionDraft, ActionStatus, Source, Who
from iom_desktop.domain.comparison import compare, day
from iom_desktop.domain.plans import Goal, GoalDraft, GoalState, Plan, PlanState, PlanWords

SAID = ActionDraft(
    what="Attend the assessment",
    due_on=date(2026, 11, 24),
    source=Source.LICENCE,
    source_detail="condition 9",
    evidence="An e-mail.",
    if_missed="A home visit.",
    explained_on=date(2026, 11, 20),
    agreed=True,
)
NAMES = {"DRUGS": "Drug misuse", "FINANCE": "Finance benefit and debt"}


def an_action(
    lineage: str, said: ActionDraft = SAID, status: ActionStatus = ActionStatus.NOT_STARTED
) -> Action:
    return Action(id=lineage, version=1, lineage=lineage, goal_id="", number="", said=said, status=status)


def a_goal(lineage: str, *actions: Action, said: GoalDraft | None = None, **more: object) -> Goal:
    words = said or GoalDraft(words="I will stop.", target_on=date(2027, 2, 2), serves=("DRUGS",))
    made = Goal(
        id=lineage, version=1, lineage=lineage, plan_id="", number="", said=words, state=GoalState.ACTIVE,
        state_reason="", actions=actions,
    )  # fmt: skip
    return replace(made, **more)  # type: ignore[arg-type]


def a_plan(*goals: Goal, words: PlanWords = PlanWords(), changed: int = 2026) -> Plan:  # noqa: B008 (frozen)
    """A plan, its goals and actions numbered by their places."""
    numbered = tuple(
        replace(
            goal,
            number=str(place),
            actions=tuple(
                replace(action, number=f"{place}.{step}", goal_id=goal.id)
                for step, action in enumerate(goal.actions, start=1)
            ),
        )
        for place, goal in enumerate(goals, start=1)
    )
    return Plan(
        id="p", version=1, case_id="c", number=1, state=PlanState.AGREED, said=words, goals=numbered,
        agreement=None, changed_at=datetime(changed, 11, 22), changed_by="PC Test Baker",
    )  # fmt: skip


def test_nothing_changed_says_nothing() -> None:
    plan = a_plan(a_goal("g", an_action("a")), words=PlanWords(contingency="Joint visit."))
    assert compare(plan, plan) == ()


Change = Callable[[ActionDraft], ActionDraft]


def to(**changes: object) -> Change:
    return lambda said: replace(said, **changes)  # type: ignore[arg-type]


ACTIONS: tuple[tuple[str, Change, str], ...] = (
    ("later", to(due_on=date(2026, 12, 1)), "1.1 now due 1 December, was 24 November."),
    (
        "with a time",
        to(due_on=date(2026, 12, 1), due_time=time(10)),
        "1.1 now due 1 December at 10:00, was 24 November.",
    ),
    ("next year", to(due_on=date(2027, 1, 5)), "1.1 now due 5 January 2027, was 24 November 2026."),
    ("no date any more", to(due_on=None), "1.1 now due no date, was 24 November."),
    (
        "how often instead",
        to(due_on=None, how_often="every Friday"),
        "1.1 now due every Friday, was 24 November.",
    ),
    (
        "another condition",
        to(source_detail="condition 10"),
        "1.1 now resting on licence condition 10, was licence condition 9.",
    ),
    (
        "voluntary",
        to(source=Source.VOLUNTARY, source_detail=""),
        "1.1 now resting on voluntary, was licence condition 9.",
    ),
    (
        "somebody else",
        to(who=Who.OFFICER, who_name="PC Baker", who_agency="police"),
        "1.1 now done by PC Baker, police, was the person.",
    ),
    ("nobody", to(who=None), "1.1 now done by nobody, was the person."),
    ("reworded", to(what="Go there"), "1.1 now reads: Go there"),
    (
        "other proof",
        to(evidence="The register."),
        "1.1 says how it will be shown done differently: The register.",
    ),
    ("no proof any more", to(evidence=""), "1.1 no longer says how it will be shown done."),
    ("support offered", to(support="A lift."), "1.1 now says the support offered: A lift."),
    (
        "other consequence",
        to(if_missed="Recall."),
        "1.1 says what happens if it is missed differently: Recall.",
    ),
    (
        "serves more",
        to(serves=("DRUGS", "RISK")),
        "1.1 now serves drug misuse and risk of serious harm, was nothing.",
    ),
    (
        "explained again",
        to(explained_on=date(2026, 11, 22), agreed=False),
        "1.1 explained on 22 November, not agreed.",
    ),
    (
        "not explained any more",
        to(explained_on=None, agreed=None),
        "1.1 no longer says when it was explained.",
    ),
)


@pytest.mark.parametrize("change, sentence", [row[1:] for row in ACTIONS], ids=[row[0] for row in ACTIONS])
def test_one_thing_about_an_action(change: Change, sentence: str) -> None:
    older = a_plan(a_goal("g", an_action("a")))
    newer = a_plan(a_goal("g", an_action("a", change(SAID))))
    assert compare(older, newer, NAMES) == (sentence,)


def test_the_year_is_said_where_the_plan_is_of_another() -> None:
    older = a_plan(a_goal("g", an_action("a")))
    newer = a_plan(a_goal("g", an_action("a", replace(SAID, due_on=date(2026, 12, 1)))), changed=2027)
    assert compare(older, newer) == ("1.1 now due 1 December 2026, was 24 November 2026.",)


def test_a_status_is_said_both_ways() -> None:
    older = a_plan(a_goal("g", an_action("a")))
    newer = a_plan(a_goal("g", an_action("a", status=ActionStatus.CANNOT_BE_DONE_YET)))
    assert compare(older, newer) == ("1.1 is now not possible yet, was not started.",)


GOALS: tuple[tuple[str, Goal, str], ...] = (
    (
        "reworded",
        a_goal("g", said=GoalDraft(words="I will cut down.", target_on=date(2027, 2, 2), serves=("DRUGS",))),
        "Goal 1 now reads: I will cut down.",
    ),
    (
        "later",
        a_goal("g", said=GoalDraft(words="I will stop.", target_on=date(2027, 3, 2), serves=("DRUGS",))),
        "Goal 1 is now for 2 March 2027, was 2 February 2027.",
    ),
    (
        "serves another need",
        a_goal("g", said=GoalDraft(words="I will stop.", target_on=date(2027, 2, 2), serves=("FINANCE",))),
        "Goal 1 now serves finance benefit and debt, was drug misuse.",
    ),
    (
        "removed",
        a_goal("g", state=GoalState.REMOVED, state_reason="moved away"),
        "Goal 1 is removed: moved away",
    ),
    (
        "achieved",
        a_goal("g", state=GoalState.ACHIEVED, state_reason="clean since May"),
        "Goal 1 is achieved: clean since May",
    ),
)


@pytest.mark.parametrize("newer, sentence", [row[1:] for row in GOALS], ids=[row[0] for row in GOALS])
def test_one_thing_about_a_goal(newer: Goal, sentence: str) -> None:
    assert compare(a_plan(a_goal("g")), a_plan(newer), NAMES) == (sentence,)


def test_a_goal_worked_on_again() -> None:
    older = a_plan(a_goal("g", state=GoalState.REMOVED, state_reason="away"))
    newer = a_plan(a_goal("g", state_reason="back again"))
    assert compare(older, newer) == ("Goal 1 is worked on again: back again",)


def test_new_and_gone() -> None:
    older = a_plan(a_goal("g", an_action("a"), an_action("b", replace(SAID, what="Ring her"))))
    newer = a_plan(
        a_goal("g", an_action("a"), an_action("c", replace(SAID, what="See the doctor"))),
        a_goal("h", said=GoalDraft(words="I will work.")),
    )
    assert compare(older, newer) == (
        "1.2 is new: See the doctor",
        "Goal 2 is new: I will work.",
        "1.2 is no longer in the plan: Ring her",
    )


def test_actions_that_change_places_say_so() -> None:
    first, second = an_action("a"), an_action("b")
    assert compare(a_plan(a_goal("g", first, second)), a_plan(a_goal("g", second, first))) == (
        "1.1 was 1.2.",
        "1.2 was 1.1.",
    )


def test_goals_that_change_places_say_so_once_for_all_their_actions() -> None:
    one = a_goal("g", an_action("a"), an_action("b"))
    two = a_goal("h", an_action("c"))
    assert compare(a_plan(one, two), a_plan(two, one)) == ("Goal 1 was goal 2.", "Goal 2 was goal 1.")


def test_a_goal_that_closes_is_called_by_the_number_it_had() -> None:
    one, two = a_goal("g", an_action("a")), a_goal("h", an_action("c"))
    closed = replace(one, state=GoalState.ACHIEVED, state_reason="done")
    # Closed goals stand after those worked on, so the second takes the first's number.
    assert compare(a_plan(one, two), a_plan(two, closed)) == (
        "Goal 1 was goal 2.",
        "What was goal 1 is achieved: done",
    )


def test_the_words_of_the_plan() -> None:
    older = a_plan(words=PlanWords(contingency="Visit.", review_on=date(2026, 12, 1)))
    newer = a_plan(
        words=PlanWords(contingency="Visit, then recall.", persons_words="I can.", review_on=date(2027, 1, 5))
    )
    assert compare(older, newer) == (
        "The contingency is worded differently: Visit, then recall.",
        "What the person says in their own words is new: I can.",
        "The plan is now reviewed on 5 January 2027, was 1 December 2026.",
    )
    assert compare(newer, replace(newer, said=replace(newer.said, contingency=""))) == (
        "The contingency is taken out.",
    )


def test_days_as_they_are_spoken() -> None:
    assert day(date(2026, 12, 1)) == "1 December 2026"
    assert day(date(2026, 12, 1), year=False) == "1 December"
    assert day(None) == "no date"
