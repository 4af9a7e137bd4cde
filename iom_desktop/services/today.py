"""Today: what is promised, owed and to be watched, across the caseload."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Result, Select, and_, case, func, select
from sqlalchemy.orm import Session

from iom_desktop.display.formats import N_, count, exact_date
from iom_desktop.display.service_lines import unserved_words
from iom_desktop.display.words import _
from iom_desktop.domain import names
from iom_desktop.domain.actions import ActionStatus
from iom_desktop.domain.appointments import Appointment
from iom_desktop.domain.codes import APPOINTMENT_TYPES, RISK_FLAGS, Answer
from iom_desktop.domain.compliance import DueKind
from iom_desktop.domain.plans import GoalState, PlanState
from iom_desktop.domain.today import MATTER_OF_DUE, Matter, Reviewed, Today, TodayItem
from iom_desktop.services import records
from iom_desktop.services.appointments import WITH_APPOINTMENTS, appointments_of_day, outcomes_missing
from iom_desktop.services.codes import list_codes, name_of
from iom_desktop.services.enforcement_due import enforcement_due
from iom_desktop.services.register import count_overdue, longest_overdue
from iom_desktop.services.service_access import needs_unserved
from iom_desktop.services.today_risk import ADOPTED, RiskLine, risk_due, risk_watched
from iom_desktop.services.today_selection import referrals_waiting
from iom_desktop.storage.tables import (
    ActionRow,
    AppointmentRow,
    CaseRow,
    FlagRow,
    GoalRow,
    PersonRow,
    PlanRow,
)

_OPEN = [status.value for status in ActionStatus if status.open]
_WHO = (CaseRow.id, PersonRow.surname, PersonRow.forenames, PersonRow.crn, CaseRow.risk_to_staff)
#: More lines than this of one matter are counted, not listed.
MOST = 500


def read_today(session: Session, now: datetime) -> Today:
    """The whole page for local time ``now``."""
    lines = _Lines()
    lines.extend(_due(session, now))
    lines.extend(_needs(session, now.date()))
    lines.extend(_risk(session, risk_watched(session, now.date(), MOST + 1)))
    lines.extend(_risk(session, referrals_waiting(session, now.date(), MOST + 1)))
    items = (*lines.kept, *_watched(session))
    return Today(items=items, totals=count_watched(session), cut_short=frozenset(lines.cut_short))


def list_today(session: Session, now: datetime) -> list[TodayItem]:
    """Every line of the page for local time ``now``, oldest first within each matter."""
    return list(read_today(session, now).items)


def list_due(session: Session, now: datetime) -> list[TodayItem]:
    """What is promised now and owed, without what is only to be watched: cheap however large the caseload."""
    lines = _Lines()
    lines.extend(_due(session, now))
    return lines.kept


class _Lines:
    """Lines as they come, no more than ``MOST`` of a matter; which matters had more."""

    def __init__(self) -> None:
        self.kept: list[TodayItem] = []
        self.cut_short: set[Matter] = set()
        self._counts: Counter[Matter] = Counter()

    def extend(self, found: Iterable[TodayItem | Matter]) -> None:
        """Take lines; a bare matter says that there are more of it than come."""
        for one in found:
            if isinstance(one, Matter):
                self.cut_short.add(one)
                continue
            self._counts[one.matter] += 1
            if self._counts[one.matter] > MOST:
                self.cut_short.add(one.matter)
            else:
                self.kept.append(one)


def _due(session: Session, now: datetime) -> Iterator[TodayItem | Matter]:
    today = now.date()
    yield from _appointments(session, now)
    yield from _enforcement(session, now)
    yield from _actions(session, today)
    yield from _reviews(session, today)
    yield from _risk(session, risk_due(session, today, MOST + 1))
    yield from _copies(session, today)


def _risk(session: Session, found: Iterable[RiskLine]) -> Iterator[TodayItem]:
    """Lines about risk, or a referral, each with whose it is."""
    told = list(found)
    people = _people_of(session, {one.case_id for one in told})
    for one in told:
        person, crn, staff = people[one.case_id]
        yield TodayItem(
            id=one.record_id,
            matter=one.matter,
            case_id=one.case_id,
            person=person,
            crn=crn,
            words=one.words,
            at=None,
            due=one.due,
            risk_to_staff=staff,
            asks=one.asks,
        )


def _appointments(session: Session, now: datetime) -> Iterator[TodayItem]:
    start = datetime.combine(now.date(), time())
    coming = [
        one
        for one in appointments_of_day(session, start, start + timedelta(days=1))
        # Once it has begun it is owed: one line for one appointment.
        if not one.outcome_code and not one.outcome_missing(now)
    ]
    missing = outcomes_missing(session, now, MOST + 1)
    people = _people_of(session, {one.case_id for one in (*coming, *missing)})
    seen = _seen_by_us(session, {one.case_id for one in coming})
    for one in coming:
        if one.case_id in seen:
            yield _appointment(one, Matter.APPOINTMENT, people[one.case_id][2])
    for one in missing:
        yield _appointment(one, Matter.OUTCOME_MISSING, people[one.case_id][2])


def _seen_by_us(session: Session, case_ids: Collection[str]) -> set[str]:
    """Those of some cases that are under IOM, or referred."""
    found: set[str] = set()
    for some in records.batches(case_ids, MOST):
        query = select(CaseRow.id).where(CaseRow.id.in_(some), CaseRow.iom_status.in_(WITH_APPOINTMENTS))
        found.update(session.scalars(query))
    return found


def _enforcement(session: Session, now: datetime) -> Iterator[TodayItem | Matter]:
    """What is owed about failures to comply: a breach or recall to begin, a decision, evidence, a letter."""
    found, more = enforcement_due(session, now, MOST)
    people = _people_of(session, {case_id for case_id, _due_one in found})
    about = _appointment_words(session, [due.appointment_id for _case_id, due in found if due.kind in _BRIEF])
    for case_id, due in found:
        person, crn, staff = people[case_id]
        yield TodayItem(
            id=due.appointment_id,
            matter=MATTER_OF_DUE[due.kind],
            case_id=case_id,
            person=person,
            crn=crn,
            words=about.get(due.appointment_id, "") if due.kind in _BRIEF else due.words,
            at=None,
            due=due.on,
            risk_to_staff=staff,
        )
    yield from (MATTER_OF_DUE[kind] for kind in more)


#: Of these the matter itself says what is to be done: the line only names the appointment.
_BRIEF = frozenset({DueKind.EVIDENCE, DueKind.LETTER})


def _appointment_words(session: Session, ids: Sequence[str]) -> dict[str, str]:
    """ "Planned office visit, Fri 20 Nov 2026" for each of some appointments."""
    types, row = list_codes(session, APPOINTMENT_TYPES), AppointmentRow
    found: dict[str, str] = {}
    for start in range(0, len(ids), MOST):
        wanted = row.id.in_(ids[start : start + MOST])
        for one, code, at in session.execute(select(row.id, row.type_code, row.starts_at).where(wanted)):
            found[one] = f"{name_of(types, code)}, {exact_date(at)}"
    return found


def _people_of(session: Session, case_ids: Collection[str]) -> dict[str, tuple[str, str, bool]]:
    """Name, CRN and risk to staff of some cases."""
    ids, found = list(case_ids), dict[str, tuple[str, str, bool]]()
    for start in range(0, len(ids), MOST):
        for case_id, surname, forenames, crn, staff in session.execute(
            _people().where(CaseRow.id.in_(ids[start : start + MOST]))
        ):
            found[case_id] = names.list_name(surname, forenames), crn, staff == Answer.YES.value
    return found


def _appointment(one: Appointment, matter: Matter, risk_to_staff: bool) -> TodayItem:
    return TodayItem(
        id=one.id,
        matter=matter,
        case_id=one.case_id,
        person=one.person,
        crn=one.crn,
        words=one.type_name,
        at=one.starts_at,
        due=one.starts_at.date(),
        risk_to_staff=risk_to_staff,
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
        .where(ActionRow.due_on <= today + timedelta(days=7), ActionRow.status.in_(_OPEN), ADOPTED)
        .order_by(ActionRow.due_on)
        .limit(MOST + 1)
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
        .where(CaseRow.review_on <= soon, ADOPTED)
        .order_by(CaseRow.review_on)
        .limit(MOST + 1)
    )
    plans = session.execute(
        _people(PlanRow.id, PlanRow.review_on)
        .join(PlanRow, PlanRow.case_id == CaseRow.id)
        .where(PlanRow.review_on <= soon, PlanRow.state == PlanState.AGREED.value, ADOPTED)
        .order_by(PlanRow.review_on)
        .limit(MOST + 1)
    )
    flags = session.execute(
        _people(FlagRow.id, FlagRow.review_on, FlagRow.code)
        .join(FlagRow, FlagRow.case_id == CaseRow.id)
        .where(FlagRow.review_on <= soon, FlagRow.ended_on.is_(None), ADOPTED)
        .order_by(FlagRow.review_on)
        .limit(MOST + 1)
    )
    flag_names = list_codes(session, RISK_FLAGS)
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
            words=name_of(flag_names, code[0]) if code else "",
            at=None,
            due=due,
            risk_to_staff=staff == Answer.YES.value,
            review=review,
        )
        for review, rows in found_rows
        for case_id, surname, forenames, crn, staff, record_id, due, *code in rows
    ]
    yield from sorted(found, key=lambda item: item.due or today)


#: What a case lacks, for each matter that is watched.
_LACKS: dict[Matter, Any] = {
    Matter.PLAN_NOT_CLEAR: CaseRow.plan_faults > 0,
    Matter.NO_PLAN: CaseRow.plan_faults.is_(None),
    Matter.NO_DECISION: CaseRow.has_decision.is_(False),
}


def count_watched(session: Session) -> dict[Matter, int]:
    """How many cases under IOM there are to each matter that a case is watched for, listed or not."""
    sums = (func.coalesce(func.sum(case((lacks, 1), else_=0)), 0) for lacks in _LACKS.values())
    return dict(zip(_LACKS, session.execute(select(*sums).where(ADOPTED)).one(), strict=True))


def _watched(session: Session) -> Iterator[TodayItem]:
    for matter, lacks in _LACKS.items():
        rows = session.execute(
            _people(CaseRow.plan_faults)
            .where(lacks, ADOPTED)
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


def _needs(session: Session, today: date) -> Iterator[TodayItem]:
    """No need stays silently unserved: those without a service, or waiting past its target without a reason."""
    found = needs_unserved(session, today, MOST + 1)
    people = _people_of(session, {one.case_id for one in found})
    for one in found:
        person, crn, staff = people[one.case_id]
        yield TodayItem(
            id=one.access_id or one.need_id,
            matter=Matter.NEED_UNSERVED,
            case_id=one.case_id,
            person=person,
            crn=crn,
            words=unserved_words(one),
            at=None,
            due=None,
            risk_to_staff=staff,
        )


def _copies(session: Session, today: date) -> Iterator[TodayItem]:
    """Copies that should have come back or been destroyed: one line for all of them, from one index."""
    many = count_overdue(session, today)
    if many:
        yield TodayItem(
            id="",
            matter=Matter.COPIES_OVERDUE,
            case_id="",
            person=count(many, N_("copy"), N_("copies")),
            crn="",
            words=_("Returned or destroyed?"),
            at=None,
            due=longest_overdue(session, today),
        )


def _people(*more: Any) -> Select[*tuple[Any, ...]]:
    columns: tuple[Any, ...] = (*_WHO, *more)
    return select(*columns).select_from(CaseRow).join(PersonRow, PersonRow.id == CaseRow.person_id)
