"""The five questions: which lines answer them, in which order, and where each leads."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from iom_desktop.domain.actions import Action, ActionDraft, ActionStatus, Who
from iom_desktop.domain.appointments import Appointment
from iom_desktop.domain.cases import Case
from iom_desktop.domain.codes import Sentence
from iom_desktop.domain.compliance import Due, DueKind, Stage
from iom_desktop.domain.decisions import Decision, DecisionDraft
from iom_desktop.domain.plans import Goal, GoalDraft, GoalState, Plan, PlanState, PlanWords
from iom_desktop.domain.service_access import Barrier, ServiceAccess, ServiceAccessDraft
from iom_desktop.ui.cases.lines import Line
from iom_desktop.ui.cases.questions import (
    MOST,
    Matters,
    at_most,
    involved_lines,
    late_lines,
    next_lines,
    waiting_lines,
)
from tests.ui.cases.test_banner import MANAGED, NOW, TODAY, appointment, case, flag, stands

DECISION = Decision(
    id="d", case_id="c", said=DecisionDraft(rationale="because"), recorded_by="", recorded_at=NOW,
    supersede_reason="", superseded_on=None,
)  # fmt: skip


def action(number: str, status: ActionStatus = ActionStatus.NOT_STARTED, **said: object) -> Action:
    return Action(
        id=number, version=1, lineage=number, goal_id="g", number=number,
        said=ActionDraft(**{"what": f"Do {number}"} | said), status=status,  # type: ignore[arg-type]
    )  # fmt: skip


def plan(*actions: Action, state: PlanState = PlanState.DRAFT, review_on: date | None = None) -> Plan:
    goal = Goal(
        id="g", version=1, lineage="g", plan_id="p", number="1", said=GoalDraft(words="I will"),
        state=GoalState.ACTIVE, state_reason="", actions=actions,
    )  # fmt: skip
    return Plan(
        id="p", version=1, case_id="c", number=1, state=state, said=PlanWords(review_on=review_on), goals=(goal,),
        agreement=None, changed_at=NOW, changed_by="",
    )  # fmt: skip


def service(need: str, **said: object) -> ServiceAccess:
    draft = ServiceAccessDraft(**{"service": f"{need} service", "identified_on": TODAY} | said)  # type: ignore[arg-type]
    return ServiceAccess(id=need, version=1, case_id="c", need_name=need, said=draft)


def matters(**more: object) -> Matters:
    plain = Matters(
        case=case(replace(MANAGED, police_lead="", probation_lead="")), plan=plan(), decision=DECISION,
        appointments=(), services=(), now=NOW,
    )  # fmt: skip
    return replace(plain, **more)  # type: ignore[arg-type]


def booked(day: int, **more: object) -> Appointment:
    one = replace(appointment(datetime(2026, 11, day, 10)), id=f"a{day}", **more)  # type: ignore[arg-type]
    return one


def ids(lines: list[Line]) -> list[str]:
    return [line.record_id for line in lines]


def test_what_comes_next_in_order_of_time_the_undated_last() -> None:
    theirs = plan(
        action("1.1", how_often="every Friday"),
        action("1.2", due_on=date(2026, 12, 1)),
        action("1.3", due_on=date(2026, 11, 24)),
        action("1.4", due_on=date(2026, 11, 24), who=Who.OFFICER, who_name="D. Williams"),
        action("1.5", ActionStatus.DONE, due_on=date(2026, 11, 25)),
        action("1.6", due_on=date(2026, 11, 21)),
    )
    lines = next_lines(
        matters(plan=theirs, appointments=(booked(20), booked(23), booked(26, cancelled=True)))
    )
    assert ids(lines) == ["a23", "1.3", "1.2", "1.1"]
    assert [line.tab for line in lines] == ["appointments", "plan", "plan", "plan"]
    assert lines[0].when == "tomorrow 10:00"
    assert lines[2].when == "due in 9 days"
    assert lines[3].when == "every Friday"


def test_of_a_series_the_next_three() -> None:
    assert ids(next_lines(matters(appointments=tuple(booked(day) for day in range(23, 29))))) == [
        "a23",
        "a24",
        "a25",
    ]


def test_without_a_plan_the_plan_is_what_comes_next() -> None:
    (only,) = next_lines(matters(plan=None))
    assert (only.tab, only.when) == ("plan", "missing")


def test_what_is_late_oldest_first_and_what_was_never_recorded_last() -> None:
    overdue_flag = flag("WEAP", "Weapons", review_on=date(2026, 11, 1))
    managed = replace(MANAGED, review_on=date(2026, 11, 13), next_conference_on=date(2026, 11, 21))
    late_case = replace(
        case(managed, flags=(overdue_flag,)),
        plan_faults=2,
    )  # fmt: skip
    theirs = plan(
        action("1.1", due_on=date(2026, 11, 15)),
        action("1.2", due_on=TODAY),
        state=PlanState.AGREED,
        review_on=date(2026, 11, 19),
    )
    found = matters(
        case=late_case, plan=theirs, decision=None, appointments=(booked(17), booked(18, outcome_code="ATTC"))
    )
    lines = late_lines(found)
    assert [line.when for line in lines] == [
        "21 days overdue", "9 days overdue", "7 days overdue", "5 days overdue", "3 days overdue", "1 day overdue",
        "missing", "not clear",
    ]  # fmt: skip
    assert [line.tab for line in lines] == [
        "needs", "overview", "plan", "appointments", "plan", "overview", "why_iom", "plan",
    ]  # fmt: skip
    assert lines[0].record_id == "WEAP"
    assert lines[1].field == "review_on"
    assert {line.role for line in lines[:6]} == {"overdue"}


def test_nothing_late_says_nothing() -> None:
    assert late_lines(matters()) == []


@pytest.mark.parametrize(
    "end, sentence, said",
    [
        (date(2026, 11, 21), Sentence.LICENCE, True),
        (TODAY, Sentence.LICENCE, False),
        (date(2026, 11, 21), Sentence.NON_STATUTORY, False),
    ],
)
def test_an_order_that_has_ended_is_asked_about(end: date, sentence: Sentence, said: bool) -> None:
    ended: Case = case(replace(MANAGED, sentence=sentence, sentence_end=end))
    assert [line.field for line in late_lines(matters(case=ended))] == (["sentence_end"] if said else [])


def test_waiting_longest_first_then_what_could_not_be_had() -> None:
    services = (
        service("Alcohol", identified_on=TODAY - timedelta(days=9)),
        service("Drugs", identified_on=TODAY - timedelta(days=77), referred_on=TODAY - timedelta(days=43)),
        service("Housing", barrier=Barrier.WAITING_LIST, barrier_words="none before March"),
        service("Work", attended_on=TODAY),
    )
    lines = waiting_lines(matters(services=services))
    assert ids(lines) == ["Drugs", "Alcohol", "Housing"]
    assert lines[0].when == "waiting 77 days"
    assert lines[0].detail == "Referred 43 days ago; nothing since"
    assert lines[2].detail == "Waiting list: none before March"
    assert {line.tab for line in lines} == {"services"}


def test_each_person_is_named_once_with_all_they_do() -> None:
    theirs = plan(
        action("1.1", who=Who.OFFICER, who_name="d. williams", who_agency="probation"),
        action("1.2", who=Who.PARTNER, who_name="R. Example", who_agency="North Housing Trust"),
    )
    visit = booked(24)
    visit = replace(visit, said=replace(visit.said, with_name="D. Williams", with_agency="probation"))
    found = matters(
        case=case(replace(MANAGED, police_lead="PC Baker", probation_lead="D. Williams")),
        plan=theirs,
        appointments=(visit, replace(visit, id="again")),
        services=(service("Drugs", provider="Northgate"), service("Old", provider="Gone", ended_on=TODAY)),
    )
    lines = involved_lines(found)
    assert [(line.words, line.detail) for line in lines] == [
        ("PC Baker (police)", "police lead"),
        ("D. Williams (probation)", "probation lead, does 1.1, appointments"),
        ("R. Example (North Housing Trust)", "does 1.2"),
        ("Northgate", "Drugs service"),
    ]
    assert lines[0].field == "police_lead"


@pytest.mark.parametrize("count, shown, last", [(MOST, MOST, "8"), (MOST + 1, MOST, "and 2 more")])
def test_no_answer_runs_on_for_ever(count: int, shown: int, last: str) -> None:
    lines = at_most([Line(str(n + 1)) for n in range(count)], "plan")
    assert (len(lines), lines[-1].words) == (shown, last)


def test_what_compliance_asked_for_and_is_late_leads_to_its_tab() -> None:
    missed = Due(kind=DueKind.OUTCOME, on=date(2026, 11, 1), words="Record it.", appointment_id="a1")
    letter = Due(kind=DueKind.LETTER, on=date(2026, 11, 20), words="Send it.", appointment_id="a2")
    ahead = Due(kind=DueKind.PROCEEDINGS, on=date(2026, 11, 22), words="Begin it.", appointment_id="a3")
    found = stands(Stage.BREACH)
    late = late_lines(matters(compliance=replace(found, due=(missed, letter, ahead))))
    (line,) = [one for one in late if one.tab == "compliance"]
    assert line == Line(
        "Send it.", "Letter to be sent", "2 days overdue", "overdue", "compliance", record_id="a2"
    )
