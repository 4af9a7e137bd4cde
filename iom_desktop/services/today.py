"""Today: what is promised, owed and to be watched, across the caseload."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Result, Select, and_, case, func, select
from sqlalchemy.orm import Session

from iom_desktop.domain import names
from iom_desktop.domain.actions import ActionStatus
from iom_desktop.domain.appointments import Appointment
from iom_desktop.domain.codes import Answer
from iom_desktop.domain.plans import GoalState, PlanState
from iom_desktop.domain.today import Matter, Reviewed, TodayItem
from iom_desktop.services.appointments import appointments_of_day, outcomes_missing
from iom_desktop.storage.tables import ActionRow, CaseRow, FlagRow, GoalRow, PersonRow, PlanRow

_OPEN = [status.value for status in ActionStatus if status.open]
_WHO = (CaseRow.id, PersonRow.surname, PersonRow.forenames, PersonRow.crn, CaseRow.risk_to_staff)
#: More lines than this of one matter are counted, not listed.
MOST = 500


def list_today(session: Session, now: datetime) -> list[TodayItem]:
    """Every line of the page for local time ``now``, oldest first within each matter."""
    return [*list_due(session, now), *_watched(session)]


def list_due(session: Session, now: datetime) -> list[TodayItem]:
    """What is promised now and owed, without what is only to be watched: cheap however large the caseload."""
    today = now.date()
    return [*_appointments(session, now), *_actions(session, today), *_reviews(session, today)]


def _appointments(session: Session, now: datetime) -> Iterator[TodayItem]:
    start = datetime.combine(now.date(), time())
    staff = _risk_to_staff(session)
    for one in appointments_of_day(session, start, start + timedelta(days=1)):
        # Once it has begun it is owed: one line for one appointment.
        if not one.outcome_code and not one.outcome_missing(now):
            yield _appointment(one, Matter.APPOINTMENT, staff)
    for one in outcomes_missing(session, now, MOST):
        yield _appointment(one, Matter.OUTCOME_MISSING, staff)


def _risk_to_staff(session: Session) -> set[str]:
    return set(session.scalars(select(CaseRow.id).where(CaseRow.risk_to_staff == Answer.YES.value)))


def _appointment(one: Appointment, matter: Matter, staff: set[str]) -> TodayItem:
    return TodayItem(
        id=one.id,
        matter=matter,
        case_id=one.case_id,
        person=one.person,
        crn=one.crn,
        words=one.type_name,
        at=one.starts_at,
        due=one.starts_at.date(),
        risk_to_staff=one.case_id in staff,
        place=one.said.place,
        officer=one.said.with_name,
    )


def _actions(session: Session, today: date) -> Iterator[TodayItem]:
    in_force = case((CaseRow.plan_agreed, PlanState.AGREED.value), else_=PlanState.DRAFT.value)
    rows = session.execute(
        _people(ActionRow.id, ActionRow.what, ActionRow.due_on, ActionRow.due_time, ActionRow.who_name)
        .join(ActionRow, ActionRow.case_id == CaseRow.id)
        .join(PlanRow, and_(PlanRow.id == ActionRow.plan_id, PlanRow.state == in_force))
        .join(GoalRow, and_(GoalRow.id == ActionRow.goal_id, GoalRow.state == GoalState.ACTIVE.value))
        .where(ActionRow.due_on <= today + timedelta(days=7), ActionRow.status.in_(_OPEN))
        .order_by(ActionRow.due_on)
        .limit(MOST)
    )
    for case_id, surname, forenames, crn, staff, record_id, what, due, at, officer in rows:
        yield TodayItem(
            id=record_id,
            matter=Matter.ACTION_OVERDUE if due < today else Matter.ACTION_DUE,
            case_id=case_id,
            person=names.list_name(surname, forenames),
            crn=crn,
            words=what,
            at=None if at is None else datetime.combine(due, at),
            due=due,
            risk_to_staff=staff == Answer.YES.value,
            officer=officer,
        )


def _reviews(session: Session, today: date) -> Iterator[TodayItem]:
    soon = today + timedelta(days=7)
    cases = session.execute(
        _people(CaseRow.id, CaseRow.review_on)
        .where(CaseRow.review_on <= soon)
        .order_by(CaseRow.review_on)
        .limit(MOST)
    )
    plans = session.execute(
        _people(PlanRow.id, PlanRow.review_on)
        .join(PlanRow, PlanRow.case_id == CaseRow.id)
        .where(PlanRow.review_on <= soon, PlanRow.state == PlanState.AGREED.value)
        .order_by(PlanRow.review_on)
        .limit(MOST)
    )
    flags = session.execute(
        _people(FlagRow.id, FlagRow.review_on)
        .join(FlagRow, FlagRow.case_id == CaseRow.id)
        .where(FlagRow.review_on <= soon, FlagRow.ended_on.is_(None))
        .order_by(FlagRow.review_on)
        .limit(MOST)
    )
    found_rows: tuple[tuple[Reviewed, Result[*tuple[Any, ...]]], ...] = (
        ("case", cases),
        ("plan", plans),
        ("flag", flags),
    )
    found = [
        TodayItem(
            id=record_id,
            matter=Matter.REVIEW_DUE,
            case_id=case_id,
            person=names.list_name(surname, forenames),
            crn=crn,
            words="",
            at=None,
            due=due,
            risk_to_staff=staff == Answer.YES.value,
            review=review,
        )
        for review, rows in found_rows
        for case_id, surname, forenames, crn, staff, record_id, due in rows
    ]
    yield from sorted(found, key=lambda item: item.due or today)


#: What a case lacks, for each matter that is watched.
_LACKS: dict[Matter, Any] = {
    Matter.PLAN_NOT_CLEAR: CaseRow.plan_faults > 0,
    Matter.NO_PLAN: CaseRow.plan_faults.is_(None),
    Matter.NO_DECISION: CaseRow.has_decision.is_(False),
}


def count_watched(session: Session) -> dict[Matter, int]:
    """How many cases there are to each matter that is watched, listed or not."""
    totals = (func.coalesce(func.sum(case((lacks, 1), else_=0)), 0) for lacks in _LACKS.values())
    return dict(zip(_LACKS, session.execute(select(*totals)).one(), strict=True))


def _watched(session: Session) -> Iterator[TodayItem]:
    for matter, lacks in _LACKS.items():
        rows = session.execute(
            _people(CaseRow.plan_faults)
            .where(lacks)
            .order_by(PersonRow.surname, PersonRow.forenames)
            .limit(MOST)
        )
        for case_id, surname, forenames, crn, staff, faults in rows:
            yield TodayItem(
                id=case_id,
                matter=matter,
                case_id=case_id,
                person=names.list_name(surname, forenames),
                crn=crn,
                words=str(faults) if matter is Matter.PLAN_NOT_CLEAR else "",
                at=None,
                due=None,
                risk_to_staff=staff == Answer.YES.value,
            )


def _people(*more: Any) -> Select[*tuple[Any, ...]]:
    columns: tuple[Any, ...] = (*_WHO, *more)
    return select(*columns).select_from(CaseRow).join(PersonRow, PersonRow.id == CaseRow.person_id)
