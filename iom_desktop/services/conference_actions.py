"""The required actions a conference gives: written into the plan, followed from conference to conference."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from iom_desktop.domain.actions import SERVES_RISK, ActionDraft, ActionStatus, Source, Who
from iom_desktop.domain.conferences import ConferenceAction
from iom_desktop.domain.dates import add_months
from iom_desktop.domain.names import list_name, spoken_name
from iom_desktop.domain.plans import GoalDraft, GoalState
from iom_desktop.errors import UserError
from iom_desktop.services import records
from iom_desktop.services.actions import add_action
from iom_desktop.services.agenda_items import check_on_agenda, conference_row
from iom_desktop.services.plans import add_goal, start_plan
from iom_desktop.storage.tables import (
    ActionRow,
    ActionStatusRow,
    CaseRow,
    ConferenceActionRow,
    ConferenceCaseRow,
    ConferenceRow,
    GoalRow,
    PersonRow,
    PlanRow,
)

#: The goal that actions of a conference go under where no other is chosen, in the person's voice.
GOAL_WORDS = "I will do what was agreed with me after the case conference, and so will those who help me."
_GOAL_MONTHS = 3
#: Values asked of the database at a time.
_BATCH = 400


def add_conference_action(
    session: Session,
    conference_id: str,
    case_id: str,
    draft: ActionDraft,
    today: date,
    goal_id: str | None = None,
) -> str:
    """Write a required action straight into the case's draft plan; returns its id. Raises ``UserError``.

    A plan is begun where there is none. Without a ``goal_id`` it goes under the goal of what conferences agree.
    """
    conference_row(session, conference_id)
    check_on_agenda(session, conference_id, case_id)
    said = replace(draft, source=draft.source or Source.IOM).check(today)
    plan_id = start_plan(session, case_id)
    goal = (
        _goal(session, plan_id, said, today) if goal_id is None else _goal_of_plan(session, plan_id, goal_id)
    )
    action_id = add_action(session, goal, said, today)
    action = records.fetch(session, ActionRow, action_id)
    session.add(ConferenceActionRow(conference_id=conference_id, case_id=case_id, lineage=action.lineage))
    session.flush()
    return action_id


def _goal_of_plan(session: Session, plan_id: str, goal_id: str) -> str:
    goal = records.fetch(session, GoalRow, goal_id)
    if goal.plan_id != plan_id or goal.state != GoalState.ACTIVE.value:
        raise UserError("Goal: choose one that is worked on in the draft of this plan.", "goal_id")
    return goal.id


def _goal(session: Session, plan_id: str, said: ActionDraft, today: date) -> str:
    found = session.scalar(
        select(GoalRow.id)
        .where(
            GoalRow.plan_id == plan_id, GoalRow.words == GOAL_WORDS, GoalRow.state == GoalState.ACTIVE.value
        )
        .limit(1)
    )
    if found is not None:
        return found
    draft = GoalDraft(
        words=GOAL_WORDS,
        target_on=max(add_months(today, _GOAL_MONTHS), said.due_on or today),
        serves=said.serves or (SERVES_RISK,),
    )
    return add_goal(session, plan_id, draft)


# --- Following them --------------------------------------------------------------------------------------


def list_actions(session: Session, conference_id: str, today: date) -> list[ConferenceAction]:
    """The required actions one conference gave, as the plans have them now, in the order of its agenda."""
    places = dict(
        session.execute(
            select(ConferenceCaseRow.case_id, ConferenceCaseRow.position).where(
                ConferenceCaseRow.conference_id == conference_id
            )
        ).all()
    )
    found = load_actions(session, _given().where(ConferenceRow.id == conference_id), today)
    return sorted(found, key=lambda one: (places.get(one.case_id, 0) or len(places) + 1, one.number))


def carried_over(
    session: Session, conference_id: str, today: date, *, everybody: bool = False
) -> list[ConferenceAction]:
    """What earlier conferences gave and is still open, the oldest first: for the cases on the agenda, or for all."""
    conference = records.fetch(session, ConferenceRow, conference_id)
    query = _given().where(ConferenceRow.held_on < conference.held_on)
    if not everybody:
        query = query.where(
            ConferenceActionRow.case_id.in_(
                select(ConferenceCaseRow.case_id).where(ConferenceCaseRow.conference_id == conference_id)
            )
        )
    found = [one for one in load_actions(session, query, today) if one.status.open]
    return sorted(found, key=lambda one: (one.held_on, one.person, one.number))


_Given = Select[str, str, str, date]


def _given() -> _Given:
    return (
        select(
            ConferenceActionRow.lineage,
            ConferenceActionRow.case_id,
            ConferenceActionRow.conference_id,
            ConferenceRow.held_on,
        )
        .join(ConferenceRow, ConferenceRow.id == ConferenceActionRow.conference_id)
        .order_by(ConferenceActionRow.id)
    )


def given_between(since: date, until: date) -> _Given:
    """The actions given by conferences of a period, to be loaded."""
    return _given().where(ConferenceRow.held_on.between(since, until))


def load_actions(session: Session, query: _Given, today: date) -> list[ConferenceAction]:
    """What ``query`` names, as the plans have it now. One that was taken out of a draft again is not there."""
    given = session.execute(query).all()
    current = _current(session, {one.lineage for one in given})
    people = _people(session, {one.case_id for one in given})
    numbers = _numbers(session, {row.plan_id for row in current.values()})
    done = _done_on(
        session, [row.lineage for row in current.values() if row.status == ActionStatus.DONE.value]
    )
    found = []
    for lineage, case_id, conference_id, held_on in given:
        row = current.get(lineage)
        if row is None:
            continue
        crn, surname, forenames = people[case_id]
        own = row.who == Who.PERSON.value
        status = ActionStatus(row.status)
        found.append(
            ConferenceAction(
                conference_id=conference_id,
                held_on=held_on,
                case_id=case_id,
                crn=crn,
                person=list_name(surname, forenames),
                lineage=lineage,
                action_id=row.id,
                number=numbers.get(row.id, ""),
                what=row.what,
                owner=spoken_name(surname, forenames) if own else row.who_name,
                agency=row.who_agency,
                due_on=row.due_on,
                status=status,
                done_on=done.get(lineage),
                age_days=(today - held_on).days,
                overdue=status.open and row.due_on is not None and row.due_on < today,
            )
        )
    return found


def _current(session: Session, lineages: Iterable[str]) -> dict[str, ActionRow]:
    """Each action as the newest version of its plan has it."""
    newest: dict[str, tuple[int, ActionRow]] = {}
    for batch in records.batches(sorted(lineages), _BATCH):
        rows = session.execute(
            select(ActionRow, PlanRow.number)
            .join(PlanRow, PlanRow.id == ActionRow.plan_id)
            .where(ActionRow.lineage.in_(batch))
        )
        for row, number in rows:
            if row.lineage not in newest or newest[row.lineage][0] < number:
                newest[row.lineage] = (number, row)
    return {lineage: row for lineage, (_number, row) in newest.items()}


def _people(session: Session, case_ids: Iterable[str]) -> dict[str, tuple[str, str, str]]:
    found: dict[str, tuple[str, str, str]] = {}
    for batch in records.batches(sorted(case_ids), _BATCH):
        rows = session.execute(
            select(CaseRow.id, PersonRow.crn, PersonRow.surname, PersonRow.forenames)
            .join(PersonRow, PersonRow.id == CaseRow.person_id)
            .where(CaseRow.id.in_(batch))
        )
        found |= {case_id: (crn, surname, forenames) for case_id, crn, surname, forenames in rows}
    return found


def _numbers(session: Session, plan_ids: Iterable[str]) -> dict[str, str]:
    """The number of each action of these plans ("2.1"), as ``plans.load_plan`` gives it."""
    numbers: dict[str, str] = {}
    for batch in records.batches(sorted(plan_ids), _BATCH):
        goals = session.execute(
            select(GoalRow.plan_id, GoalRow.id)
            .where(GoalRow.plan_id.in_(batch))
            .order_by(GoalRow.plan_id, GoalRow.state != GoalState.ACTIVE.value, GoalRow.position)
        )
        place: dict[str, int] = {}
        seen: dict[str, int] = defaultdict(int)
        for plan_id, goal_id in goals:
            seen[plan_id] += 1
            place[goal_id] = seen[plan_id]
        steps: dict[str, int] = defaultdict(int)
        actions = session.execute(
            select(ActionRow.id, ActionRow.goal_id)
            .where(ActionRow.plan_id.in_(batch))
            .order_by(ActionRow.goal_id, ActionRow.position)
        )
        for action_id, goal_id in actions:
            steps[goal_id] += 1
            numbers[action_id] = f"{place[goal_id]}.{steps[goal_id]}"
    return numbers


def _done_on(session: Session, lineages: Iterable[str]) -> dict[str, date]:
    """The day each was done, by the last that was said of it."""
    found: dict[str, date] = {}
    for batch in records.batches(sorted(lineages), _BATCH):
        rows = session.execute(
            select(ActionStatusRow.lineage, ActionStatusRow.on_day)
            .where(ActionStatusRow.lineage.in_(batch), ActionStatusRow.status == ActionStatus.DONE.value)
            .order_by(ActionStatusRow.id)
        )
        found |= dict(rows.all())
    return found
