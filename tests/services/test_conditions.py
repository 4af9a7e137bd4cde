"""Conditions and measures in the store: recorded, put right, ended, rested on, carried into the next version."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from iom_desktop.domain.actions import ActionDraft, ActionStatus, Source
from iom_desktop.domain.appointments import AppointmentDraft, AskedBy, CancelDraft
from iom_desktop.domain.cases import CaseDraft
from iom_desktop.domain.codes import Cohort, Phase, Rag, RiskGroup, Rosh, Sentence
from iom_desktop.domain.conditions import STANDARD, ConditionDraft
from iom_desktop.domain.measures import MeasureDraft, Pillar
from iom_desktop.domain.plans import Agreement, AgreementDraft, GoalDraft, Plan
from iom_desktop.domain.timeline import Kind
from iom_desktop.errors import FieldErrors, StaleEdit, UserError
from iom_desktop.services import (
    actions,
    appointments,
    case_files,
    conditions,
    measures,
    plan_surroundings,
    plans,
    timeline,
)
from iom_desktop.storage.tables import RiskAssessmentRow
from tests.stores import NOW, TODAY, Desk

BEGAN, ENDS = date(2026, 6, 13), date(2027, 6, 13)
NINE = ConditionDraft(
    source=Source.LICENCE, number="9", words="Engage with the team", from_on=BEGAN, to_on=ENDS
)
VISIT = MeasureDraft(pillar=Pillar.SUPERVISION, words="A visit each Tuesday")
CLEAR = ActionDraft(
    what="Attend the assessment at Northgate Recovery Service",
    due_on=TODAY + timedelta(days=9),
    serves=("DRUGS",),
    evidence="The service e-mails",
    if_missed="A home visit",
)


@pytest.fixture
def case_id(shared_desk: Desk) -> str:
    managed = CaseDraft(
        cohort=Cohort.FIXED, rag=Rag.RED, sentence=Sentence.LICENCE, sentence_start=BEGAN, sentence_end=ENDS,
        adopted_on=BEGAN,
    )  # fmt: skip
    return shared_desk.newcomer(managed=managed)


def recorded(desk: Desk, case_id: str, said: ConditionDraft = NINE) -> str:
    return desk.do(conditions.record_condition, case_id, said)


def planned(desk: Desk, case_id: str, *steps: ActionDraft) -> Plan:
    plan = desk.do(plans.start_plan, case_id)
    goal = desk.do(plans.add_goal, plan, GoalDraft(words="I will stop", serves=("DRUGS",)))
    for step in steps:
        desk.do(actions.add_action, goal, step, TODAY)
    found = desk.see(plans.newest_plan, case_id)
    assert found is not None
    return found


def faults(desk: Desk, case_id: str, code: str) -> list[str]:
    plan = desk.see(plans.newest_plan, case_id)
    assert plan is not None
    return [one.words for one in desk.see(plans.plan_readiness, plan) if one.code == code]


# --- Conditions ----------------------------------------------------------------------------------------------


def test_what_is_recorded_is_read(shared_desk: Desk, case_id: str) -> None:
    made = recorded(shared_desk, case_id)
    (one,) = shared_desk.see(conditions.list_conditions, case_id)
    assert (one.id, one.case_id, one.said) == (made, case_id, NINE)
    assert shared_desk.see(conditions.list_conditions, case_id, on=TODAY) == [one]
    assert shared_desk.see(conditions.list_conditions, case_id, on=BEGAN - timedelta(days=1)) == []


def test_a_number_stands_once_over_the_same_days(shared_desk: Desk, case_id: str) -> None:
    recorded(shared_desk, case_id)
    with pytest.raises(UserError, match="Number"):
        recorded(shared_desk, case_id, replace(NINE, words="Another"))
    recorded(shared_desk, case_id, replace(NINE, source=Source.ORDER))
    recorded(shared_desk, case_id, replace(NINE, from_on=ENDS + timedelta(days=1), to_on=None))
    recorded(shared_desk, case_id, replace(NINE, number=""))
    recorded(shared_desk, case_id, replace(NINE, number=""))
    assert len(shared_desk.see(conditions.list_conditions, case_id)) == 5


def test_a_condition_is_put_right_and_keeps_its_own_number(shared_desk: Desk, case_id: str) -> None:
    made = recorded(shared_desk, case_id)
    shared_desk.do(conditions.change_condition, made, 1, replace(NINE, words="Keep appointments"))
    (one,) = shared_desk.see(conditions.list_conditions, case_id)
    assert one.said.words == "Keep appointments"
    with pytest.raises(StaleEdit):
        shared_desk.do(conditions.change_condition, made, 1, NINE)


def test_a_condition_ends_and_stays_on_record(shared_desk: Desk, case_id: str) -> None:
    made = recorded(shared_desk, case_id)
    with pytest.raises(FieldErrors, match="Last day"):
        shared_desk.do(conditions.end_condition, made, BEGAN - timedelta(days=1))
    shared_desk.do(conditions.end_condition, made, TODAY)
    (one,) = shared_desk.see(conditions.list_conditions, case_id)
    assert one.said.to_on == TODAY
    assert shared_desk.see(conditions.list_conditions, case_id, on=TODAY + timedelta(days=1)) == []


def test_the_standard_conditions_come_in_one_go_and_once(shared_desk: Desk, case_id: str) -> None:
    recorded(shared_desk, case_id, replace(NINE, number="3"))
    added = shared_desk.do(conditions.add_standard_conditions, case_id, TODAY)
    found = shared_desk.see(conditions.list_conditions, case_id)
    standard = [one.said for one in found if one.said.category == STANDARD]
    assert added == len(standard) == 8
    assert sorted(one.number for one in standard) == ["", "1", "2", "4", "5", "6", "7", "8"]
    assert {(one.from_on, one.to_on, one.needs_action) for one in standard} == {(BEGAN, ENDS, False)}
    assert shared_desk.do(conditions.add_standard_conditions, case_id, TODAY) == 0
    assert len(shared_desk.see(conditions.list_conditions, case_id)) == 9


@pytest.mark.parametrize("source", [Source.LICENCE, Source.ORDER])
def test_the_list_offers_what_fits_the_source(shared_desk: Desk, source: Source) -> None:
    offered = shared_desk.see(conditions.offered_conditions, source, TODAY)
    drafts = [conditions.draft_from(item) for item in offered]
    assert {one.source for one in drafts} == {source}
    assert all(one.check() == one for one in drafts)
    assert any(one.needs_action for one in drafts)


# --- Actions that rest on them -------------------------------------------------------------------------------


def test_an_action_takes_its_source_from_the_condition(shared_desk: Desk, case_id: str) -> None:
    made = recorded(shared_desk, case_id, replace(NINE, source=Source.ORDER))
    plan = planned(shared_desk, case_id, replace(CLEAR, condition_id=made, source=Source.VOLUNTARY))
    (action,) = plan.actions()
    assert action.said.source is Source.ORDER
    assert action.condition is not None
    assert action.condition.said.words == "Engage with the team"
    other = shared_desk.newcomer()
    foreign = recorded(shared_desk, other)
    for verb in (
        lambda: shared_desk.do(
            actions.add_action, action.goal_id, replace(CLEAR, condition_id=foreign), TODAY
        ),
        lambda: shared_desk.do(
            actions.change_action, action.id, action.version, replace(CLEAR, condition_id=foreign), TODAY
        ),
    ):
        with pytest.raises(UserError, match="not on record for the case"):
            verb()


def test_the_next_version_rests_on_the_same_condition(shared_desk: Desk, case_id: str) -> None:
    made = recorded(shared_desk, case_id)
    plan = planned(shared_desk, case_id, replace(CLEAR, condition_id=made))
    copy = shared_desk.do(plans.agree_plan, plan.id, AgreementDraft(answer=Agreement.AGREES), TODAY)
    (action,) = shared_desk.see(plans.load_plan, copy).actions()
    assert action.said.condition_id == made
    assert shared_desk.see(plans.compare_versions, plan.id, copy) == ()
    said = replace(action.said, condition_id=None, source=Source.IOM)
    shared_desk.do(actions.change_action, action.id, action.version, said, TODAY)
    assert shared_desk.see(plans.compare_versions, plan.id, copy) == (
        "1.1 now resting on IOM, was licence condition 9.",
    )


def test_a_plan_that_leaves_a_condition_out_cannot_be_agreed(shared_desk: Desk, case_id: str) -> None:
    made = recorded(shared_desk, case_id)
    plan = planned(shared_desk, case_id, replace(CLEAR, source=Source.IOM))
    agree: Callable[[], Any] = lambda: shared_desk.do(  # noqa: E731
        plans.agree_plan, plan.id, AgreementDraft(answer=Agreement.AGREES), TODAY
    )
    with pytest.raises(UserError, match="Licence condition 9: nothing in the plan carries it out"):
        agree()
    (action,) = plan.actions()
    shared_desk.do(actions.change_action, action.id, 1, replace(action.said, condition_id=made), TODAY)
    assert agree()


def test_what_ends_is_no_longer_asked_for_and_what_rests_on_it_is_told(
    shared_desk: Desk, case_id: str
) -> None:
    made = recorded(shared_desk, case_id)
    planned(shared_desk, case_id, replace(CLEAR, source=Source.IOM))
    assert faults(shared_desk, case_id, "condition_unserved") != []
    plan = planned(shared_desk, case_id, replace(CLEAR, condition_id=made))
    assert faults(shared_desk, case_id, "condition_unserved") == []
    shared_desk.do(conditions.end_condition, made, TODAY - timedelta(days=1))
    assert faults(shared_desk, case_id, "condition_ended") == [
        "2.1 rests on licence condition 9, which has ended."
    ]
    resting = plan.goals[-1].actions[0].id
    shared_desk.do(actions.set_action_status, resting, ActionStatus.DONE, "", TODAY, TODAY)
    assert faults(shared_desk, case_id, "condition_ended") == []


# --- Measures ------------------------------------------------------------------------------------------------


def test_measures_stand_in_their_pillars_and_order(shared_desk: Desk, case_id: str) -> None:
    said = [
        replace(VISIT, pillar=Pillar.CONTINGENCY, trigger="He is seen there"),
        VISIT,
        replace(VISIT, words="A call each Friday", groups=(RiskGroup.CHILDREN,), agency="police"),
    ]
    made = [shared_desk.do(measures.add_measure, case_id, one) for one in said]
    listed = shared_desk.see(measures.list_measures, case_id)
    assert [one.said for one in listed] == [said[1], said[2], said[0]]
    shared_desk.do(measures.move_measure, made[2], -1)
    shared_desk.do(measures.move_measure, made[2], -5)
    assert [one.id for one in shared_desk.see(measures.list_measures, case_id)] == [made[2], made[1], made[0]]


def test_a_measure_under_another_pillar_comes_last_there(shared_desk: Desk, case_id: str) -> None:
    first = shared_desk.do(measures.add_measure, case_id, VISIT)
    there = shared_desk.do(measures.add_measure, case_id, replace(VISIT, pillar=Pillar.MONITORING))
    shared_desk.do(measures.change_measure, first, 1, replace(VISIT, pillar=Pillar.MONITORING, words="Tag"))
    assert [one.id for one in shared_desk.see(measures.list_measures, case_id)] == [there, first]
    with pytest.raises(StaleEdit):
        shared_desk.do(measures.change_measure, first, 1, VISIT)


def test_a_measure_ends_with_a_reason_and_stays_on_record(shared_desk: Desk, case_id: str) -> None:
    made = shared_desk.do(measures.add_measure, case_id, VISIT)
    for reason, on in (("", TODAY), ("Moved away", TODAY + timedelta(days=1))):
        with pytest.raises(FieldErrors):
            shared_desk.do(measures.end_measure, made, reason, on, TODAY)
    shared_desk.do(measures.end_measure, made, "Moved away", TODAY, TODAY)
    assert shared_desk.see(measures.list_measures, case_id) == []
    (one,) = shared_desk.see(measures.list_measures, case_id, ended=True)
    assert (one.ended_on, one.ended_reason, one.in_use) == (TODAY, "Moved away", False)
    for verb, *args in (
        (measures.change_measure, made, one.version, VISIT),
        (measures.end_measure, made, "Again", TODAY, TODAY),
        (measures.move_measure, made, 1),
    ):
        with pytest.raises(UserError, match="was ended"):
            shared_desk.do(verb, *args)


# --- What stands round the plan ------------------------------------------------------------------------------


def assess(desk: Desk, case_id: str, on: date, *levels: tuple[str, str, str]) -> None:
    """An assessment as the store keeps it: (group, setting, level)."""
    kept = [{"group": group, "setting": setting, "level": level} for group, setting, level in levels]
    row = RiskAssessmentRow(
        case_id=case_id, assessed_on=on, assessed_by="D. Williams", levels=kept, who="", nature="", greatest="",
        increases="", reduces="",
    )  # fmt: skip
    desk.do(lambda session: session.add(row))


@pytest.mark.parametrize("phase, found", [(Phase.COMMUNITY, ["public"]), (Phase.CUSTODY, ["prisoners"])])
def test_the_newest_assessment_says_to_whom_where_the_person_is(
    shared_desk: Desk, phase: Phase, found: list[str]
) -> None:
    managed = CaseDraft(rosh=Rosh.HIGH, rosh_groups=(RiskGroup.STAFF,), phase=phase)
    case_id = shared_desk.newcomer(managed=managed)
    groups = lambda: list(shared_desk.see(plan_surroundings.list_groups_at_risk, case_id))  # noqa: E731
    assert groups() == ["staff"]
    assess(shared_desk, case_id, TODAY, ("public", "community", "high"), ("children", "community", "medium"),
           ("prisoners", "custody", "very_high"))  # fmt: skip
    assess(shared_desk, case_id, TODAY - timedelta(days=9), ("staff", "community", "very_high"))
    assert groups() == found


@pytest.mark.parametrize("rosh", [None, Rosh.LOW, Rosh.MEDIUM])
def test_a_lesser_risk_is_to_nobody_gravely(shared_desk: Desk, rosh: Rosh | None) -> None:
    case_id = shared_desk.newcomer(managed=CaseDraft(rosh=rosh, rosh_groups=(RiskGroup.STAFF,)))
    assert shared_desk.see(plan_surroundings.list_groups_at_risk, case_id) == {}


def test_the_contacts_booked_are_held_against_the_colour(shared_desk: Desk, case_id: str) -> None:
    planned(shared_desk, case_id, replace(CLEAR, source=Source.IOM))
    booked = [
        shared_desk.do(
            appointments.book_appointment,
            case_id,
            AppointmentDraft(
                type_code="COAP",
                starts_at=datetime.combine(TODAY + timedelta(days=away), time(10)),
                place="Mill Street",
            ),
        )
        for away in (1, 27, 28)
    ]
    asked = "RED asks for at least 1 in 7 days: {} booked in the coming 28 days, 4 are asked for."
    assert faults(shared_desk, case_id, "contact_frequency") == [asked.format("2 are")]
    row = shared_desk.see(appointments.load_appointment, booked[0])
    cancel = CancelDraft(asked_by=AskedBy.PERSON, reason="Ill")
    shared_desk.do(appointments.cancel_appointment, booked[0], row.version, cancel)
    assert faults(shared_desk, case_id, "contact_frequency") == [asked.format("1 is")]


# --- Elsewhere -----------------------------------------------------------------------------------------------


def test_the_timeline_tells_of_both(shared_desk: Desk, case_id: str) -> None:
    condition = recorded(shared_desk, case_id, replace(NINE, words="Wear the zinctag"))
    measure = shared_desk.do(measures.add_measure, case_id, replace(VISIT, words="See the zinctag"))
    shared_desk.do(conditions.end_condition, condition, TODAY - timedelta(days=1))
    shared_desk.do(measures.end_measure, measure, "Done with", TODAY, TODAY)
    found = shared_desk.see(timeline.list_timeline, case_id)
    told = [
        (one.kind, one.heading, one.words) for one in found if one.record in ("condition", "risk_measure")
    ]
    assert sorted(told) == [
        (Kind.PLAN, "Last day: licence condition 9", "Wear the zinctag"),
        (Kind.PLAN, "Recorded: licence condition 9", "Wear the zinctag"),
        (Kind.RISK, "Ended in the risk plan", "See the zinctag · Done with"),
        (Kind.RISK, "Risk plan, supervision", "See the zinctag"),
    ]
    hits = shared_desk.see(timeline.find_words, "zinctag")
    assert {(one.kind, one.id) for one in hits} == {(Kind.PLAN, condition), (Kind.RISK, measure)}


def test_the_case_file_holds_what_is_in_use(shared_desk: Desk, case_id: str) -> None:
    recorded(shared_desk, case_id)
    over = recorded(shared_desk, case_id, replace(NINE, number="12", to_on=TODAY - timedelta(days=1)))
    shared_desk.do(measures.add_measure, case_id, VISIT)
    file = shared_desk.see(case_files.load_case_file, case_id, NOW)
    assert [one.said.number for one in file.conditions] == ["9"]
    assert over not in {one.id for one in file.conditions}
    assert [one.said for one in file.measures] == [VISIT]
