"""Decisions: why this person is under IOM."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from iom_desktop.domain.checks import Checks
from iom_desktop.domain.codes import Cohort
from iom_desktop.domain.decisions import Decision, DecisionDraft, DecisionMaker, DecisionOutcome
from iom_desktop.services import records
from iom_desktop.services.standing import refresh_standing
from iom_desktop.storage.tables import CaseRow, DecisionRow

_CONVERT: records.Convert = {
    "outcome": DecisionOutcome,
    "criteria": tuple,
    "cohort": lambda stored: Cohort(stored) if stored else None,
    "decided_by": lambda stored: tuple(DecisionMaker(**one) for one in stored),
}


def decision_columns(said: DecisionDraft) -> dict[str, Any]:
    """The columns of a decision; one that takes nobody on has no cohort."""
    columns = records.columns_of(said)
    return columns | {"cohort": columns["cohort"] or ""}


def decision_from(row: DecisionRow) -> Decision:
    """The frozen record of a row."""
    return Decision(
        id=row.id,
        case_id=row.case_id,
        said=records.draft_of(DecisionDraft, row, _CONVERT),
        recorded_by=row.made_by,
        recorded_at=row.made_at,
        supersede_reason=row.supersede_reason,
        superseded_on=row.superseded_on,
    )


def record_decision(
    session: Session, case_id: str, draft: DecisionDraft, today: date, supersede_reason: str = ""
) -> str:
    """Record why the person is under IOM, and bring the case's cohort, adoption, review and MAPPA in line with it.

    A decision already on file is superseded, which needs a reason; both remain. Raises ``UserError``.
    """
    said = draft.check(today)
    case = records.fetch(session, CaseRow, case_id)
    current = session.scalars(
        select(DecisionRow).where(DecisionRow.case_id == case_id, DecisionRow.superseded_on.is_(None))
    ).all()
    checks = Checks()
    reason = checks.note(
        supersede_reason, "supersede_reason", "Why the decision is replaced", required=bool(current)
    )
    checks.done()
    for old in current:
        old.superseded_on = today
        old.supersede_reason = reason
    row = DecisionRow(case_id=case_id, supersede_reason="", superseded_on=None, **decision_columns(said))
    session.add(row)
    case.cohort = row.cohort
    case.adopted_on = case.adopted_on or row.decided_on
    case.review_on = row.review_on or case.review_on
    _take_mappa(case, row)
    refresh_standing(session, case_id)
    return row.id


def _take_mappa(case: CaseRow, row: DecisionRow) -> None:
    """What the decision found of MAPPA is what the case says of it, unless somebody has checked since."""
    if row.mappa_checked_on is None or row.mappa_checked_on < (case.mappa_checked_on or row.mappa_checked_on):
        return
    case.mappa_checked_on = row.mappa_checked_on
    case.mappa = row.mappa_result or case.mappa


def list_decisions(session: Session, case_id: str) -> list[Decision]:
    """Every decision of the case, the one in force first, then the newest."""
    rows = session.scalars(select(DecisionRow).where(DecisionRow.case_id == case_id))
    found = [decision_from(row) for row in rows]
    return sorted(found, key=lambda one: (one.superseded_on is None, one.recorded_at, one.id), reverse=True)


def current_decision(session: Session, case_id: str) -> Decision | None:
    """The decision in force, or nothing where none is recorded."""
    found = list_decisions(session, case_id)
    return found[0] if found and found[0].superseded_on is None else None
