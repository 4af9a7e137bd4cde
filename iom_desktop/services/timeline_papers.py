"""The papers about a case that were given out, and what became of them, for its timeline."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from iom_desktop.display.formats import N_
from iom_desktop.display.labels import label_of
from iom_desktop.display.words import _
from iom_desktop.domain.clock import local_time
from iom_desktop.domain.documents import Settled
from iom_desktop.domain.timeline import Kind, TimelineEntry
from iom_desktop.storage.tables import DocumentCopyRow

#: What a search of the whole store calls them.
FOUND_AS = {"document_copy": (Kind.PAPER, N_("Copy given out"))}


def paper_entries(session: Session, case_id: str) -> Iterator[TimelineEntry]:
    """The numbered copies of papers about this case alone, and those returned, destroyed or lost."""
    for row in session.scalars(select(DocumentCopyRow).where(DocumentCopyRow.case_id == case_id)):
        given, never = (
            _("{paper}: copy {number} of {of} given out"),
            _("{paper}: copy {number} of {of} was never made"),
        )
        words = " · ".join(filter(None, (row.recipient, row.purpose)))
        yield _entry(row, local_time(row.made_at), never if row.not_made else given, words)
        if row.settled and row.settled_on is not None:
            what = label_of(Settled, row.settled).lower()
            said = _("{paper}: copy {number} of {of}, {what}")
            day = datetime.combine(row.settled_on, time())
            yield _entry(row, day, said, row.settled_note, what=what, by=row.changed_by, timed=False)


def _entry(
    row: DocumentCopyRow,
    at: datetime,
    said: str,
    words: str,
    *,
    what: str = "",
    by: str = "",
    timed: bool = True,
) -> TimelineEntry:
    return TimelineEntry(
        id=row.id,
        case_id=row.case_id or "",
        kind=Kind.PAPER,
        at=at,
        timed=timed,
        heading=said.format(paper=row.title, number=row.number, of=row.copies, what=what),
        words=words,
        by=by or row.made_by,
    )
