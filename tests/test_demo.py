"""The demo caseload: the inspection's proportions, plainly invented, and the very rows the services write."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from iom_desktop import demo
from iom_desktop.domain import clarity
from iom_desktop.domain.appointments import OutcomeDraft
from iom_desktop.domain.audiences import Audience
from iom_desktop.domain.codes import Answer, Rosh, Sentence
from iom_desktop.domain.documents import Settled
from iom_desktop.domain.enforcement import BEGINS_PROCEEDING
from iom_desktop.domain.plans import Agreement, AgreementDraft
from iom_desktop.domain.register import CopyFilter
from iom_desktop.services import (
    actions,
    appointments,
    cases,
    decisions,
    enforcement,
    needs,
    people,
    plans,
    register,
    service_access,
)
from iom_desktop.storage.tables import KINDS, AppointmentRow, Record
from tests.stores import NOW, TODAY, Desk

PEOPLE = 268


@pytest.fixture(scope="module")
def invented() -> list[demo.InventedCase]:
    return list(demo.invent(PEOPLE, 1, TODAY))


@pytest.fixture(scope="module")
def inspection() -> dict[str, float]:
    path = Path(__file__).parent / "inputs" / "inspection_2020.csv"
    with path.open(encoding="utf-8") as file:
        return {line["measure"]: float(line["inspection_figure"]) for line in csv.DictReader(file)}


def _share(invented: list[demo.InventedCase], test: Any) -> float:
    return sum(bool(test(one)) for one in invented) / len(invented)


def _has(one: demo.InventedCase, code: str) -> bool:
    return any(need.code == code for need in one.needs)


@pytest.mark.parametrize(
    ("measure", "test"),
    [
        (
            "High or very high risk of serious harm",
            lambda one: one.managed.rosh in (Rosh.HIGH, Rosh.VERY_HIGH),
        ),
        ("Domestic abuse a concern", lambda one: one.managed.domestic_abuse is Answer.YES),
        ("Drug misuse contributed to offending", lambda one: _has(one, "DRUGS")),
        ("Lack of accommodation a key factor", lambda one: _has(one, "ACCOMMODATION")),
        ("Supervised after leaving prison", lambda one: one.managed.sentence is Sentence.LICENCE),
    ],
)
def test_the_proportions_are_the_inspections(
    invented: list[demo.InventedCase], inspection: dict[str, float], measure: str, test: Any
) -> None:
    assert _share(invented, test) == pytest.approx(inspection[measure], abs=0.006)


def test_two_plans_in_three_do_not_say_what_the_person_must_do(
    invented: list[demo.InventedCase], inspection: dict[str, float]
) -> None:
    share = _share(invented, lambda one: demo.count_faults(one, TODAY) != 0)
    assert share == pytest.approx(
        inspection["Plan did not spell out what the person is required to do"], abs=0.006
    )


def test_fewer_than_half_reached_the_drug_service_they_needed(invented: list[demo.InventedCase]) -> None:
    needed = [one for one in invented if _has(one, "DRUGS")]
    reached = [
        one
        for one in needed
        if any(s.need_code == "DRUGS" and s.attended_on is not None for s in one.services)
    ]
    assert 0.4 < len(reached) / len(needed) < 0.5


def test_the_same_seed_invents_the_same_people_and_another_does_not(
    invented: list[demo.InventedCase],
) -> None:
    assert list(demo.invent(5, 1, TODAY)) == list(demo.invent(5, 1, TODAY))
    assert next(demo.invent(5, 2, TODAY)).person != next(demo.invent(5, 1, TODAY)).person


def test_nobody_in_it_could_be_taken_for_somebody(invented: list[demo.InventedCase]) -> None:
    assert {one.person.surname for one in invented} <= set(demo.SURNAMES)
    assert all(one.person.crn.startswith("Z") for one in invented)
    assert all(one.person.mobile.startswith("07700 900") for one in invented)
    assert len({one.person.crn for one in invented}) == PEOPLE


def _rows(desk: Desk) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """What is in each table, ids and times of making left out, in an order of its own."""
    for kind in sorted(KINDS):
        if kind in _LEFT_OUT:
            continue
        with desk.store.read() as session:
            found = [_said(row) for row in session.scalars(select(KINDS[kind]))]
        yield kind, sorted(found, key=repr)


_IDS = {
    "id", "person_id", "case_id", "plan_id", "goal_id", "lineage", "appointment_id", "series_id", "provider_id",
    "provider_service_id",
}  # fmt: skip
_STAMPS = {
    "made_at", "made_by", "changed_at", "changed_by", "version", "agreed_at", "agreed_by", "outcome_at", "outcome_by",
}  # fmt: skip
#: The directory and the conferences are the team's, not a person's; the others have rows that no service
#: writes word for word.
_LEFT_OUT = {
    "code_item", "setting", "provider", "provider_service", "letter", "support", "case_status", "conference",
    "conference_case", "conference_action", "attendance", "minute", "document_copy",
}  # fmt: skip


def _said(row: Record) -> dict[str, Any]:
    names = (column.key for column in row.__table__.columns)
    return {name: getattr(row, name) for name in names if name not in _IDS | _STAMPS}


def test_the_bulk_path_writes_what_the_services_would(
    desk: Desk, tmp_path: Path, made_store: Path, invented: list[demo.InventedCase]
) -> None:
    import shutil

    from iom_desktop.storage.store import open_store
    from tests.stores import PASSPHRASE, Clock

    chosen = [
        next(one for one in invented if one.agreed and one.decision and one.flags),
        next(one for one in invented if one.goals and not one.agreed),
        next(one for one in invented if not one.goals),
        next(one for one in invented if any(len(a.outcomes) > 1 for a in one.appointments)),
        next(one for one in invented if any(p.resolved_on for p in one.proceedings)),
        next(one for one in invented if any(a.cancelled for a in one.appointments)),
        next(one for one in invented if any(a.series for a in one.appointments)),
        next(one for one in invented if any(a.moves and a.outcomes for a in one.appointments)),
    ]
    chosen = list({id(one): one for one in chosen}.values())
    for one in chosen:
        # What has no service that writes it with a past date is left to the tables' own tests.
        one.notes = []
        one.referral = one.earlier_decision = one.deselection = None
        one.statuses, one.offending, one.beside = [], [], []
        one.goals = [_resting_on_words(goal) for goal in one.goals]
        one.flags = [(code, note, TODAY) for code, note, _day in one.flags]
    bulk = desk
    bulk.do(lambda session: demo.fill(session, chosen, TODAY))

    folder = tmp_path / "typed"
    shutil.copytree(made_store, folder)
    typed = Desk(open_store(folder, PASSPHRASE, clock=Clock()))
    for one in chosen:
        _type_in(typed, one)
    assert dict(_rows(bulk)) == dict(_rows(typed))
    assert bulk.store.verify() == []
    assert typed.store.verify() == []
    typed.store.close()


def _resting_on_words(goal: demo.InventedGoal) -> demo.InventedGoal:
    """The goal with its actions resting on a condition in words: one on record has an id of its own store."""
    actions = (
        replace(one, said=replace(one.said, condition_id=None, source_detail="condition 9"))
        if one.said.condition_id
        else one
        for one in goal.actions
    )
    return replace(goal, actions=tuple(actions))


def _type_in(desk: Desk, one: demo.InventedCase) -> None:
    case_id = desk.do(people.add_person, one.person, one.managed, TODAY)
    if one.decision is not None:
        desk.do(decisions.record_decision, case_id, one.decision, TODAY)
    for need in one.needs:
        desk.do(needs.record_need, case_id, need, TODAY)
    for code, note, day in one.flags:
        desk.do(cases.raise_flag, case_id, code, note, day, TODAY)
    for access in one.services:
        desk.do(service_access.record_service_access, case_id, access, TODAY)
    for meeting in one.appointments:
        _type_appointment(desk, meeting, case_id)
    for proceeding in one.proceedings:
        [begun] = [
            known
            for known in desk.see(enforcement.list_proceedings, case_id)
            if known.said.started_on == proceeding.started_on
        ]
        if proceeding.resolved_on is not None:
            desk.do(enforcement.change_proceeding, begun.id, begun.version, proceeding, TODAY)
    if one.goals:
        _type_plan(desk, one, case_id)


def _type_appointment(desk: Desk, meeting: demo.InventedAppointment, case_id: str) -> None:
    booked = desk.do(appointments.book_appointment, case_id, meeting.said)
    for move in meeting.moves:
        desk.do(appointments.move_appointment, booked, 1, move)
    if meeting.cancelled is not None:
        standing = desk.see(appointments.load_appointment, booked)
        desk.do(appointments.cancel_appointment, booked, standing.version, meeting.cancelled)
    for outcome in meeting.outcomes:
        said = OutcomeDraft(
            outcome_code=outcome.code, note=outcome.note, change_reason=outcome.why, enforcement=outcome.step
        )
        if outcome.step is None and desk.see(enforcement.demands_enforcement, booked, outcome.code):
            # Left undecided, as an import leaves it: the window would not have let it through.
            desk.do(_say_only, booked, outcome)
        else:
            desk.do(appointments.record_outcome, booked, said, outcome.at)


def _say_only(session: Any, booked: str, outcome: Any) -> None:
    row = session.get(AppointmentRow, booked)
    row.outcome_code, row.outcome_note = outcome.code, outcome.note


def _type_plan(desk: Desk, one: demo.InventedCase, case_id: str) -> None:
    plan_id = desk.do(plans.start_plan, case_id)
    plan = desk.see(plans.load_plan, plan_id)
    desk.do(plans.word_plan, plan_id, plan.version, one.words)
    for goal in one.goals:
        goal_id = desk.do(plans.add_goal, plan_id, goal.said)
        for action in goal.actions:
            action_id = desk.do(actions.add_action, goal_id, action.said, TODAY)
            if action.status.value != "not_started":
                day = TODAY - timedelta(days=5)
                desk.do(actions.set_action_status, action_id, action.status, action.reason, day, TODAY)
            if action.note:
                desk.do(actions.add_progress_note, action_id, action.note)
    if one.agreed:
        said = AgreementDraft(
            answer=Agreement.AGREES, persons_words=one.persons_words, explained_on=TODAY - timedelta(days=2)
        )
        desk.do(plans.agree_plan, plan_id, said, TODAY)


def test_what_the_bulk_path_wrote_can_be_listed_and_searched(desk: Desk) -> None:
    from iom_desktop.services.timeline import find_words

    desk.do(lambda session: demo.fill(session, demo.invent(20, 1, TODAY), TODAY))
    lines = desk.see(cases.list_cases, NOW)
    assert len(lines) == 20
    for line in lines:
        plan = desk.see(plans.newest_plan, line.id)
        faults = None if plan is None else sum(f.blocking for f in desk.see(plans.plan_readiness, plan))
        assert line.plan_faults == faults
    assert desk.see(find_words, "chemist's sheet")
    assert desk.store.verify() == []


def test_a_clear_invented_plan_has_no_fault(invented: list[demo.InventedCase]) -> None:
    clear = [one for one in invented if demo.count_faults(one, TODAY) == 0]
    assert clear
    assert all(not clarity.faults(demo.as_plan(one, TODAY), (), one.managed.rosh) for one in clear)


def test_the_week_has_something_for_every_screen_and_paper(invented: list[demo.InventedCase]) -> None:
    meetings = [meeting for one in invented for meeting in one.appointments]
    steps = {outcome.step.code for m in meetings for outcome in m.outcomes if outcome.step is not None}
    assert {"EA12", "EA02", "EA03", "EA11", "IBR"} <= steps
    assert any(m.letter is not None for m in meetings)
    assert any(m.cancelled for m in meetings)
    assert any(m.said.also_statutory for m in meetings)
    assert {p.resolved_on is None for one in invented for p in one.proceedings} == {True, False}
    assert any(one.support for one in invented)
    assert any(s.engaged_on for one in invented for s in one.services)
    assert all(
        not m.outcomes[-1].step
        for one in invented
        if one.managed.sentence is Sentence.NON_STATUTORY
        for m in one.appointments
        if m.outcomes
    )


def test_each_proceeding_was_begun_by_a_step(invented: list[demo.InventedCase]) -> None:
    for one in invented:
        begun = {
            outcome.step.decided_on
            for m in one.appointments
            for outcome in m.outcomes
            if outcome.step is not None and outcome.step.code in BEGINS_PROCEEDING
        }
        assert {p.started_on for p in one.proceedings} == begun


def test_papers_left_the_program_and_one_is_overdue(desk: Desk, invented: list[demo.InventedCase]) -> None:
    desk.do(lambda session: demo.fill(session, invented[:40], TODAY))
    copies = desk.see(register.list_copies, CopyFilter(), TODAY)
    assert {one.reader.audience for one in copies} == set(Audience)
    assert [one.settled for one in copies if one.settled] == [Settled.DESTROYED]
    assert desk.see(register.count_overdue, TODAY) == 1
    assert all(one.made_at.date() < TODAY and one.code for one in copies)
    assert desk.store.verify() == []
