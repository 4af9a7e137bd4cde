"""Arrests, charges and convictions: recording them, and striking out what was recorded in error."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from iom_desktop.domain.checks import Checks
from iom_desktop.domain.offending import Offending, OffendingDraft, OffendingEvent
from iom_desktop.errors import UserError
from iom_desktop.services import records
from iom_desktop.storage.tables import CaseRow, OffendingRow

_CONVERT: records.Convert = {"event": OffendingEvent}


def record_offending(session: Session, case_id: str, draft: OffendingDraft, today: date) -> str:
    """Record an arrest, a charge or a conviction; returns its id. Raises ``UserError``."""
    records.fetch(session, CaseRow, case_id)
    said = draft.check(today)
    row = OffendingRow(case_id=case_id, struck_on=None, struck_reason="", **records.columns_of(said))
    session.add(row)
    session.flush()
    return row.id


def strike_out(session: Session, offending_id: str, reason: str, today: date) -> None:
    """Strike out what was recorded in error: it stays on record with the reason and counts for nothing.

    Raises ``UserError``.
    """
    row = records.fetch(session, OffendingRow, offending_id)
    if row.struck_on is not None:
        raise UserError(f"This was struck out on {row.struck_on:%d/%m/%Y} already.")
    checks = Checks()
    kept = checks.note(reason, "reason", "Why it is struck out", required=True)
    checks.done()
    row.struck_on, row.struck_reason = today, kept


def list_offending(session: Session, case_id: str) -> list[Offending]:
    """Every event of the case, struck out ones too, the newest first."""
    rows = session.scalars(select(OffendingRow).where(OffendingRow.case_id == case_id)).all()
    found = [
        Offending(
            id=row.id,
            case_id=row.case_id,
            said=records.draft_of(OffendingDraft, row, _CONVERT),
            recorded_by=row.made_by,
            recorded_at=row.made_at,
            struck_on=row.struck_on,
            struck_reason=row.struck_reason,
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: (one.said.on_day or date.min, one.id), reverse=True)
