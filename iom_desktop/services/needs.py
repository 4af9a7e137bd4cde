"""Needs by pathway."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from iom_desktop.domain.actions import ActionStatus
from iom_desktop.domain.codes import NEEDS
from iom_desktop.domain.needs import Need, NeedDraft, NeedStatus, Severity
from iom_desktop.domain.plans import GoalState
from iom_desktop.errors import UserError
from iom_desktop.services import records
from iom_desktop.services.codes import list_codes
from iom_desktop.services.standing import refresh_standing
from iom_desktop.storage.tables import ActionRow, CaseRow, GoalRow, NeedRow, PlanRow

_CONVERT: records.Convert = {"severity": Severity, "status": NeedStatus}


def list_needs(session: Session, case_id: str) -> list[Need]:
    """The needs of the case, the gravest first, then in the order of the list."""
    items = list_codes(session, NEEDS)
    served = _served_codes(session, case_id)
    rows = session.scalars(select(NeedRow).where(NeedRow.case_id == case_id)).all()
    rank = {Severity.SEVERE.value: 0, Severity.STANDARD.value: 1, Severity.NONE.value: 2}
    order = {code: place for place, code in enumerate(items)}
    return [
        Need(
            id=row.id,
            version=row.version,
            case_id=row.case_id,
            name=items[row.code].name if row.code in items else row.code,
            pathway=items[row.code].detail("pathway") if row.code in items else "",
            assessed=records.draft_of(NeedDraft, row, _CONVERT),
            served=row.code in served,
        )
        for row in sorted(rows, key=lambda row: (rank[row.severity], order.get(row.code, 99)))
    ]


def record_need(session: Session, case_id: str, draft: NeedDraft, today: date) -> str:
    """Record a need of the case. Raises ``UserError``; one need of each kind is kept."""
    assessed = draft.check(today, list_codes(session, NEEDS).get(draft.code))
    records.fetch(session, CaseRow, case_id)
    known = session.scalar(
        select(NeedRow.id).where(NeedRow.case_id == case_id, NeedRow.code == assessed.code)
    )
    if known is not None:
        raise UserError("Need: it is recorded for this case already; change the one that is there.", "code")
    row = NeedRow(case_id=case_id, **records.columns_of(assessed))
    session.add(row)
    refresh_standing(session, case_id)
    return row.id


def change_need(session: Session, need_id: str, version: int, draft: NeedDraft, today: date) -> None:
    """Change a need as assessed. Raises ``UserError``, ``StaleEdit``."""
    row = records.fetch_version(session, NeedRow, need_id, version)
    assessed = draft.check(today, list_codes(session, NEEDS).get(row.code))
    records.write_onto(row, assessed, leave=frozenset({"code"}))
    refresh_standing(session, row.case_id)


def _served_codes(session: Session, case_id: str) -> set[str]:
    newest = session.scalar(
        select(PlanRow.id).where(PlanRow.case_id == case_id).order_by(PlanRow.number.desc()).limit(1)
    )
    if newest is None:
        return set()
    rows = session.execute(
        select(ActionRow.serves, GoalRow.serves)
        .join(GoalRow, GoalRow.id == ActionRow.goal_id)
        .where(
            ActionRow.plan_id == newest,
            GoalRow.state == GoalState.ACTIVE.value,
            ActionRow.status != ActionStatus.NO_LONGER_NEEDED.value,
        )
    )
    return {code for pair in rows for codes in pair for code in codes}
