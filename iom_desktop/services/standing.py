"""What a case's line in the caseload says, worked out again whenever something it rests on changes."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from iom_desktop.domain import clarity
from iom_desktop.domain.codes import Rosh
from iom_desktop.domain.plans import PlanState
from iom_desktop.services import records
from iom_desktop.storage.tables import CaseRow, DecisionRow, PlanRow


def refresh_standing(session: Session, case_id: str) -> None:
    """Bring ``has_decision`` and the plan's faults, number and agreement on the case up to date."""
    from iom_desktop.services.needs import list_needs
    from iom_desktop.services.plans import load_plan

    session.flush()
    case = records.fetch(session, CaseRow, case_id)
    decision = session.scalar(
        select(DecisionRow.id)
        .where(DecisionRow.case_id == case_id, DecisionRow.superseded_on.is_(None))
        .limit(1)
    )
    newest = session.execute(
        select(PlanRow.id, PlanRow.number).where(PlanRow.case_id == case_id).order_by(PlanRow.number.desc())
    ).first()
    agreed = session.scalar(
        select(PlanRow.id).where(PlanRow.case_id == case_id, PlanRow.state == PlanState.AGREED.value).limit(1)
    )
    faults: int | None = None
    if newest is not None:
        plan = load_plan(session, newest[0])
        rosh = None if case.rosh is None else Rosh(case.rosh)
        faults = len(clarity.faults(plan, list_needs(session, case_id), rosh))
    for name, value in (
        ("has_decision", decision is not None),
        ("plan_faults", faults),
        ("plan_number", None if newest is None else newest[1]),
        ("plan_agreed", agreed is not None),
    ):
        if getattr(case, name) != value:
            setattr(case, name, value)
    session.flush()
