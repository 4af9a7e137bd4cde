"""The case file, loaded for those who will read it, and the record that it was given to them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time

from sqlalchemy.orm import Session

from iom_desktop.domain.audiences import COURT, FULL, Reader, sight_of
from iom_desktop.domain.case_files import CaseFile
from iom_desktop.domain.clock import local_time
from iom_desktop.domain.codes import ACCOMMODATION_TYPES
from iom_desktop.domain.copies import for_reader
from iom_desktop.domain.dates import add_months
from iom_desktop.domain.plans import Plan
from iom_desktop.services import audiences
from iom_desktop.services.appointments import list_appointments, next_appointment
from iom_desktop.services.band import load_band
from iom_desktop.services.cases import load_case
from iom_desktop.services.codes import list_codes, name_of
from iom_desktop.services.compliance import assess
from iom_desktop.services.conditions import list_conditions
from iom_desktop.services.decisions import current_decision
from iom_desktop.services.measures import list_measures
from iom_desktop.services.needs import list_needs
from iom_desktop.services.notes import list_notes
from iom_desktop.services.plans import load_plan, newest_plan, plan_in_force, plan_readiness
from iom_desktop.services.risk import (
    count_withheld,
    current_assessment,
    list_checks,
    list_maracs,
    list_prompts,
)
from iom_desktop.services.service_access import list_service_access
from iom_desktop.storage.reading import asking

#: How far back appointments and services are printed, in months.
MONTHS_BACK = 3


def load_case_file(
    session: Session,
    case_id: str,
    now: datetime,
    *,
    reader: Reader = FULL,
    plan_id: str | None = None,
    in_force: bool = False,
) -> CaseFile:
    """Everything the case plan summary prints for ``reader``, at local time ``now``.

    ``plan_id`` names a version; otherwise the newest is printed, or with ``in_force`` the agreed one.
    """
    today = now.date()
    since = add_months(today, -MONTHS_BACK)
    case = load_case(session, case_id)
    plan: Plan | None
    if plan_id is not None:
        plan = load_plan(session, plan_id)
    elif in_force:
        plan = plan_in_force(session, case_id)
    else:
        plan = newest_plan(session, case_id)
    if plan is not None and plan.agreement is not None:
        # Paper speaks wall-clock time; the store keeps moments in UTC.
        plan = replace(plan, agreement=replace(plan.agreement, at=local_time(plan.agreement.at)))
    start = datetime.combine(since, time())
    file = CaseFile(
        audience=FULL.audience,
        today=today,
        made_at=now,
        made_by=asking(session).name,
        case=case,
        accommodation_name=name_of(list_codes(session, ACCOMMODATION_TYPES), case.person.accommodation),
        decision=current_decision(session, case_id),
        needs=tuple(list_needs(session, case_id)),
        plan=plan,
        readiness=() if plan is None else plan_readiness(session, plan),
        appointments=tuple(list_appointments(session, case_id, start, now)),
        next_appointment=next_appointment(session, case_id, now),
        services=tuple(list_service_access(session, case_id, since)),
        notes=tuple(list_notes(session, case_id, start)),
        conditions=tuple(one for one in list_conditions(session, case_id) if not one.said.ended_by(today)),
        measures=tuple(list_measures(session, case_id)),
        assessment=current_assessment(session, case_id),
        maracs=tuple(list_maracs(session, case_id)),
        checks=tuple(list_checks(session, case_id)),
        prompts=list_prompts(session, case_id, today),
        kept_apart=count_withheld(session, case_id),
        band=load_band(session, case_id, today),
        compliance=assess(session, case_id, now) if reader == COURT else None,
    )
    if reader == FULL:
        return file
    return for_reader(file, sight_of(audiences.rules(session), reader))
