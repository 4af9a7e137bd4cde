"""The day sheet: loaded for a day and an officer, in the order in which the visits are made."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from iom_desktop.domain.actions import Action, Source
from iom_desktop.domain.appointments import Appointment
from iom_desktop.domain.cases import Case
from iom_desktop.domain.codes import ACCOMMODATION_TYPES, CodeItem
from iom_desktop.domain.day_sheet import (
    ACTIONS_SHOWN,
    CONTACTS_SHOWN,
    DAYS_AHEAD,
    MOST_VISITS,
    DaySheet,
    LastContact,
    Visit,
    VisitOrder,
    area_of,
)
from iom_desktop.domain.notes import Mark, Note
from iom_desktop.domain.plans import Plan
from iom_desktop.errors import UserError
from iom_desktop.services.appointments import appointments_of_day, list_appointments
from iom_desktop.services.cases import load_case
from iom_desktop.services.codes import list_codes, name_of
from iom_desktop.services.compliance import assess
from iom_desktop.services.notes import list_notes
from iom_desktop.services.plans import newest_plan, plan_in_force
from iom_desktop.storage import audit
from iom_desktop.storage.reading import asking
from iom_desktop.storage.tables import AppointmentRow

#: How far back the last contacts are looked for, in days.
_CONTACTS_BACK = 400


def list_visit_officers(session: Session) -> list[str]:
    """Everybody who is down to see somebody, in the order of the alphabet."""
    names = session.scalars(select(AppointmentRow.with_name).where(AppointmentRow.with_name != "").distinct())
    return sorted(names, key=str.casefold)


def visits_of(session: Session, day: date, officer: str = "") -> list[Appointment]:
    """The day's appointments that stand, of one officer or of everybody, in order of time."""
    start = datetime.combine(day, time())
    wanted = officer.strip().casefold()
    return [
        one
        for one in appointments_of_day(session, start, start + timedelta(days=1))
        if not wanted or one.said.with_name.casefold() == wanted
    ]


def load_day_sheet(
    session: Session, day: date, officer: str, now: datetime, order: VisitOrder = VisitOrder.TIME
) -> DaySheet:
    """The day's visits with what an officer must know at each door, at local time ``now``.

    ``officer`` empty means everybody's. Raises ``UserError`` where there are none, or too many for a paper.
    """
    found = visits_of(session, day, officer)
    if not found:
        whose = "" if not officer else " for this officer"
        raise UserError(f"There are no appointments on {day:%d/%m/%Y}{whose}.", "day")
    if len(found) > MOST_VISITS:
        raise UserError(
            f"There are {len(found)} appointments on {day:%d/%m/%Y}; a day sheet holds {MOST_VISITS}. "
            "Choose an officer.",
            "officer",
        )
    cases = {one.case_id: load_case(session, one.case_id) for one in found}
    if order is VisitOrder.AREA:
        found.sort(key=lambda one: (area_of(cases[one.case_id].person.postcode) or "~", one.starts_at))
    housing = list_codes(session, ACCOMMODATION_TYPES)
    return DaySheet(
        day=day,
        officer=officer,
        order=order,
        visits=tuple(
            _visit(session, number, one, cases[one.case_id], housing, now)
            for number, one in enumerate(found, start=1)
        ),
        made_at=now,
        made_by=asking(session).name,
    )


def open_day_sheet(
    session: Session, day: date, officer: str, now: datetime, order: VisitOrder = VisitOrder.TIME
) -> DaySheet:
    """The day sheet, opened to be looked at: for each person on it that is audited. Needs a writing session."""
    sheet = load_day_sheet(session, day, officer, now, order)
    for case_id in dict.fromkeys(visit.case.id for visit in sheet.visits):
        audit.consulted(session, case_id)
    return sheet


def _visit(
    session: Session,
    number: int,
    one: Appointment,
    case: Case,
    housing: dict[str, CodeItem],
    now: datetime,
) -> Visit:
    plan = plan_in_force(session, case.id) or newest_plan(session, case.id)
    actions = _outstanding(plan, one.starts_at.date())
    contacts, left_off = _last_contacts(session, case.id, min(now, one.starts_at))
    return Visit(
        number=number,
        appointment=one,
        case=case,
        accommodation_name=name_of(housing, case.person.accommodation),
        conditions=_conditions(plan),
        outstanding=tuple(actions[:ACTIONS_SHOWN]),
        more_actions=max(0, len(actions) - ACTIONS_SHOWN),
        contacts=contacts,
        left_off=left_off,
        compliance=assess(session, case.id, now),
    )


def _open_actions(plan: Plan | None) -> list[Action]:
    if plan is None:
        return []
    return [action for goal in plan.active_goals for action in goal.actions if action.status.open]


def _conditions(plan: Plan | None) -> tuple[str, ...]:
    """The licence conditions and requirements the plan rests on, each once."""
    said = (
        action.said.source_detail
        for action in _open_actions(plan)
        if action.said.source in (Source.LICENCE, Source.ORDER) and action.said.source_detail
    )
    return tuple(dict.fromkeys(said))


def _outstanding(plan: Plan | None, day: date) -> list[Action]:
    """What is still to be done and is due soon or always, the longest overdue first."""
    soon = day + timedelta(days=DAYS_AHEAD)
    wanted = [
        action
        for action in _open_actions(plan)
        if (action.said.due_on is None and action.said.how_often)
        or (action.said.due_on is not None and action.said.due_on <= soon)
    ]
    return sorted(wanted, key=lambda action: (action.said.due_on or soon, action.number))


def _last_contacts(session: Session, case_id: str, until: datetime) -> tuple[tuple[LastContact, ...], int]:
    since = until - timedelta(days=_CONTACTS_BACK)
    met = [
        LastContact(at=one.starts_at, heading=f"{one.type_name}: {one.outcome_name}", words=one.outcome_note)
        for one in list_appointments(session, case_id, since, until)
        if one.outcome_code
    ]
    notes = [note for note in list_notes(session, case_id, since) if _at(note) < until]
    told = [
        LastContact(at=_at(note), heading=note.type_name, words=note.said.words, mark=note.said.mark)
        for note in notes
        if _may_be_carried(note)
    ]
    shown = sorted([*met, *told], key=lambda one: one.at, reverse=True)[:CONTACTS_SHOWN]
    oldest = shown[-1].at if shown else since
    return tuple(shown), sum(not _may_be_carried(note) and _at(note) >= oldest for note in notes)


def _at(note: Note) -> datetime:
    return note.said.happened_at or note.at


def _may_be_carried(note: Note) -> bool:
    said = note.said
    return not (said.mark is Mark.INTELLIGENCE or said.third_party or said.not_disclosable)


def officer_named(session: Session, typed: str) -> str:
    """The officer's name as the appointments have it, whatever its capitals. Raises ``UserError``."""
    wanted = typed.strip()
    found = session.scalars(
        select(AppointmentRow.with_name)
        .where(func.lower(AppointmentRow.with_name) == wanted.lower())
        .limit(1)
    ).first()
    if found is None:
        raise UserError("Officer: nobody of this name is down to see anybody.", "officer")
    return found
