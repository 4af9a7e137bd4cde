"""The audit log as officers read it: who opened a case and who was given papers about it."""

from __future__ import annotations

import json

from sqlalchemy import select
from sqlalchemy.orm import Session

from iom_desktop.domain.audit_log import Access
from iom_desktop.domain.clock import local_time
from iom_desktop.storage.audit import Operation
from iom_desktop.storage.tables import AuditDetailRow, AuditEntryRow

_SHOWN = (Operation.CONSULTATION.value, Operation.DISCLOSURE.value)


def list_access(session: Session, case_id: str, most: int = 500) -> list[Access]:
    """The openings of a case and the papers printed or saved about it, the newest first, ``most`` at most."""
    rows = session.execute(
        select(AuditEntryRow, AuditDetailRow.detail)
        .outerjoin(AuditDetailRow, AuditDetailRow.seq == AuditEntryRow.seq)
        .where(AuditEntryRow.case_id == case_id, AuditEntryRow.operation.in_(_SHOWN))
        .order_by(AuditEntryRow.seq.desc())
        .limit(most)
    )
    return [
        Access(
            id=entry.seq,
            at=local_time(entry.at),
            officer=entry.officer,
            words=entry.words,
            disclosure=entry.operation == Operation.DISCLOSURE.value,
            document=_document(detail),
            recipients=entry.recipients,
            purpose=entry.reason,
        )
        for entry, detail in rows
    ]


def _document(detail: str | None) -> str:
    """Which paper an entry is about; nothing where its detail has been erased or is about no paper."""
    return "" if detail is None else str(json.loads(detail).get("document", ""))
