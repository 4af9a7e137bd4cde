"""Notes and contacts."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from iom_desktop.domain.clock import local_time
from iom_desktop.domain.codes import APPOINTMENT_TYPES
from iom_desktop.domain.notes import Mark, Note, NoteDraft
from iom_desktop.services import records
from iom_desktop.services.codes import list_codes, name_of
from iom_desktop.storage.tables import CaseRow, NoteRow

_CONVERT: records.Convert = {"mark": Mark}


def add_note(session: Session, case_id: str, draft: NoteDraft, now: datetime) -> str:
    """Add a note to a case; it cannot be rewritten. ``now`` is local time. Raises ``UserError``."""
    said = draft.check(now, list_codes(session, APPOINTMENT_TYPES).get(draft.type_code))
    records.fetch(session, CaseRow, case_id)
    row = NoteRow(case_id=case_id, source_key="", **records.columns_of(said))
    session.add(row)
    session.flush()
    return row.id


def list_notes(session: Session, case_id: str, since: datetime | None = None) -> list[Note]:
    """The notes of the case, the newest first."""
    query = select(NoteRow).where(NoteRow.case_id == case_id).order_by(NoteRow.happened_at.desc())
    if since is not None:
        query = query.where(NoteRow.happened_at >= since)
    types = list_codes(session, APPOINTMENT_TYPES)
    return [
        Note(
            id=row.id,
            case_id=row.case_id,
            said=records.draft_of(NoteDraft, row, _CONVERT),
            type_name=name_of(types, row.type_code) if row.type_code else "",
            by=row.made_by,
            at=local_time(row.made_at),
        )
        for row in session.scalars(query)
    ]
