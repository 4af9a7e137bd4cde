"""What a case's line in the caseload says, worked out again whenever something it rests on changes."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from iom_desktop.domain.actions import ActionStatus
from iom_desktop.domain.decisions import DecisionOutcome
from iom_desktop.domain.episodes import Turn, TurningPoint, in_order, iom_status
from iom_desktop.domain.plans import GoalState, PlanState
from iom_desktop.domain.selection import OPEN_REFERRALS
from iom_desktop.services import records
from iom_desktop.storage.tables import (
    ActionRow,
    CaseRow,
    DecisionRow,
    DeselectionRow,
    GoalRow,
    PlanRow,
    ReferralRow,
)

_TURN_OF = {
    DecisionOutcome.ACCEPT.value: Turn.TAKEN_ON,
    DecisionOutcome.REJECT.value: Turn.TURNED_DOWN,
    DecisionOutcome.NOT_ELIGIBLE.value: Turn.TURNED_DOWN,
    DecisionOutcome.REFER_ELSEWHERE.value: Turn.TURNED_DOWN,
}
_OPEN = tuple(status.value for status in ActionStatus if status.open)


def turning_points(session: Session, case_id: str) -> list[TurningPoint]:
    """The decisions and de-selections of a case that are in force, in their order."""
    decided = session.execute(
        select(DecisionRow.decided_on, DecisionRow.made_at, DecisionRow.outcome, DecisionRow.id).where(
            DecisionRow.case_id == case_id, DecisionRow.superseded_on.is_(None)
        )
    )
    let_go = session.execute(
        select(
            DeselectionRow.decided_on, DeselectionRow.made_at, DeselectionRow.id, DeselectionRow.adopted_on
        ).where(DeselectionRow.case_id == case_id, DeselectionRow.superseded_on.is_(None))
    )
    points = [TurningPoint(on, at, _TURN_OF[said], one) for on, at, said, one in decided if said in _TURN_OF]
    points += [TurningPoint(on, at, Turn.LET_GO, one, began) for on, at, one, began in let_go]
    return list(in_order(points))


def refresh_standing(session: Session, case_id: str) -> None:
    """Bring what the case says of its referrals, decisions and plan up to date."""
    from iom_desktop.services.plans import load_plan, plan_readiness

    session.flush()
    case = records.fetch(session, CaseRow, case_id)
    points = turning_points(session, case_id)
    newest = session.execute(
        select(PlanRow.id, PlanRow.number).where(PlanRow.case_id == case_id).order_by(PlanRow.number.desc())
    ).first()
    agreed = session.scalar(
        select(PlanRow.id).where(PlanRow.case_id == case_id, PlanRow.state == PlanState.AGREED.value).limit(1)
    )
    faults: int | None = None
    if newest is not None:
        plan = load_plan(session, newest[0])
        faults = sum(fault.blocking for fault in plan_readiness(session, plan))
    status = iom_status(case.adopted_on, points, referred=_is_referred(session, case_id))
    held = [one for one in points if one.turn is not Turn.TURNED_DOWN]
    for name, value in (
        ("iom_status", status.value),
        ("has_decision", bool(held) and held[-1].turn is Turn.TAKEN_ON),
        ("plan_faults", faults),
        ("plan_number", None if newest is None else newest[1]),
        ("plan_agreed", agreed is not None),
        ("next_due_on", _next_due(session, agreed or (newest[0] if newest else None))),
    ):
        if getattr(case, name) != value:
            setattr(case, name, value)
    session.flush()


def _is_referred(session: Session, case_id: str) -> bool:
    found = session.scalar(
        select(ReferralRow.id)
        .where(ReferralRow.case_id == case_id, ReferralRow.state.in_([one.value for one in OPEN_REFERRALS]))
        .limit(1)
    )
    return found is not None


def _next_due(session: Session, plan_id: str | None) -> date | None:
    """The earliest day by which an open action of the plan in force is due."""
    if plan_id is None:
        return None
    return session.scalar(
        select(func.min(ActionRow.due_on))
        .join(GoalRow, GoalRow.id == ActionRow.goal_id)
        .where(
            ActionRow.plan_id == plan_id,
            GoalRow.state == GoalState.ACTIVE.value,
            ActionRow.status.in_(_OPEN),
        )
    )
