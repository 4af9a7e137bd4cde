"""What stands round a plan, read for the readiness rules: risk by group, measures, conditions, contacts booked."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from iom_desktop.domain.clarity import GRAVE, Around, contact_days
from iom_desktop.domain.codes import IomStatus, Phase, Rag, RiskGroup, Rosh
from iom_desktop.domain.statuses import ColourRule
from iom_desktop.services import records
from iom_desktop.services.conditions import list_conditions
from iom_desktop.services.measures import list_measures
from iom_desktop.services.statuses import colours
from iom_desktop.storage.reading import local_day
from iom_desktop.storage.tables import AppointmentRow, CaseRow, RiskAssessmentRow

_LEVELS = {level: place for place, level in enumerate(Rosh)}


def around_plan(session: Session, case: CaseRow) -> Around:
    """What the plan of a case is held against, as it stands today by the store's clock."""
    today = local_day(session)
    conditions = list_conditions(session, case.id)
    ended = tuple(one for one in conditions if today is not None and one.said.ended_by(today))
    rule = colours(session).get(Rag(case.rag)) if case.rag and _under_iom(case) else None
    return Around(
        groups=groups_at_risk(session, case),
        measures=tuple(list_measures(session, case.id)),
        conditions=tuple(one for one in conditions if one not in ended),
        ended=ended,
        colour=None if today is None else rule,
        contacts=0 if today is None or rule is None else _booked(session, case.id, today, rule),
    )


def _under_iom(case: CaseRow) -> bool:
    return case.iom_status == IomStatus.ADOPTED.value


def list_groups_at_risk(session: Session, case_id: str) -> dict[RiskGroup, Rosh]:
    """``groups_at_risk`` of the case with this id. Raises ``UserError`` where there is none."""
    return groups_at_risk(session, records.fetch(session, CaseRow, case_id))


def groups_at_risk(session: Session, case: CaseRow) -> dict[RiskGroup, Rosh]:
    """The groups to whom the risk of serious harm is high or very high where the person is, the gravest first.

    By the newest assessment; without one, the overall level of the case to each of the groups it names.
    """
    levels = session.scalar(
        select(RiskAssessmentRow.levels)
        .where(RiskAssessmentRow.case_id == case.id)
        .order_by(RiskAssessmentRow.assessed_on.desc(), RiskAssessmentRow.id.desc())
        .limit(1)
    )
    found: dict[RiskGroup, Rosh] = {}
    if levels is not None:
        here = "custody" if case.phase == Phase.CUSTODY.value else "community"
        said = [one for one in levels if one["setting"] == here] or levels
        for one in said:
            group, level = RiskGroup(one["group"]), Rosh(one["level"])
            if group not in found or _LEVELS[level] > _LEVELS[found[group]]:
                found[group] = level
    elif case.rosh is not None:
        found = {RiskGroup(group): Rosh(case.rosh) for group in case.rosh_groups}
    grave = {group: level for group, level in found.items() if level in GRAVE}
    return dict(sorted(grave.items(), key=lambda item: -_LEVELS[item[1]]))


def _booked(session: Session, case_id: str, today: date, rule: ColourRule) -> int:
    """How many appointments are booked from today on, over the days the colour's rule is counted over."""
    start = datetime.combine(today, time())
    booked = select(func.count(AppointmentRow.id)).where(
        AppointmentRow.case_id == case_id,
        AppointmentRow.cancelled.is_(False),
        AppointmentRow.starts_at >= start,
        AppointmentRow.starts_at < start + timedelta(days=contact_days(rule)),
    )
    return session.scalar(booked) or 0
