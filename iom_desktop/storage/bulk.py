"""Many new records at once: the very rows, audit entries and index words that ``store.write`` would leave.

For a demonstration caseload or the large store a speed test needs, where a flush for each record would take
an hour. It adds, and does nothing else.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from iom_desktop.domain.officers import Officer
from iom_desktop.storage import audit, search_index
from iom_desktop.storage.ids import new_id
from iom_desktop.storage.tables import Base, Record

#: Rows held before they are written.
BATCH = 20_000


class BulkWriter:
    """Adds records inside one ``store.write``; call ``finish`` before the write ends."""

    def __init__(self, session: Session) -> None:
        self._act = audit.act_of(session)
        self._link = session.connection()
        self._rows: dict[type[Record], list[dict[str, Any]]] = defaultdict(list)
        self._indexed: list[tuple[str, str, str, str]] = []
        self._held = 0

    def add(self, row: Record, *, at: datetime | None = None, by: Officer | None = None) -> str:
        """Take ``row``, made at ``at`` (UTC) by ``by``; the act's own moment and officer otherwise. Returns its id."""
        act = self._act
        usual = act.now, act.officer
        act.now, act.officer = at or act.now, by or act.officer
        # A column default is filled only by a flush.
        row.id = row.__dict__.get("id") or new_id()
        row.version = 1
        row.made_at = row.changed_at = act.now
        row.made_by = row.changed_by = act.officer.name
        case_id = audit.case_of(row)
        act.changed.add(row.kind)
        act.add(
            audit.Operation.COLLECTION,
            kind=row.kind,
            record_id=row.id,
            case_id=case_id,
            detail={"after": audit.values_of(row)},
        )
        act.now, act.officer = usual
        kind = type(row)
        self._rows[kind].append({name: getattr(row, name) for name in kind.__table__.columns.keys()})  # noqa: SIM118
        words = search_index.folded(row.searched_texts())
        if words:
            self._indexed.append((row.kind, row.id, case_id, words))
        self._held += 1
        if self._held >= BATCH:
            self.finish()
        return row.id

    def finish(self) -> None:
        """Write what is held."""
        kinds = {kind.__tablename__: kind for kind in self._rows}
        for table in Base.metadata.sorted_tables:
            kind = kinds.get(table.name)
            if kind is not None and self._rows[kind]:
                self._link.execute(insert(table), self._rows[kind])
        search_index.put_many(self._link, self._indexed)
        self._act.write_out(self._link)
        self._rows.clear()
        self._indexed, self._held = [], 0
