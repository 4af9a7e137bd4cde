"""Asking for a case to come before the next conference."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from iom_desktop.domain.checks import Checks
from iom_desktop.domain.conferences import AgendaRequest, RequestMatter
from iom_desktop.errors import UserError
from iom_desktop.services import records
from iom_desktop.storage.tables import AgendaRequestRow, CaseRow


def request_agenda(session: Session, case_id: str, matter: RequestMatter, words: str, today: date) -> str:
    """Ask for a case to be put on the next conference's agenda; returns the request's id. Raises ``UserError``."""
    checks = Checks()
    cleaned = checks.note(words, "words", "Why", required=matter is RequestMatter.OTHER, limit=2_000)
    checks.done()
    records.fetch(session, CaseRow, case_id)
    if any(
        one.waiting and (one.matter, one.words) == (matter, cleaned)
        for one in list_requests(session, case_id)
    ):
        raise UserError("This is asked for already.", "words")
    row = AgendaRequestRow(
        case_id=case_id,
        matter=matter.value,
        words=cleaned,
        asked_on=today,
        settled_on=None,
        conference_id=None,
    )
    session.add(row)
    session.flush()
    return row.id


def withdraw_request(session: Session, request_id: str, today: date) -> None:
    """Say that a request is no longer wanted; it stays on record. Raises ``UserError`` once it is settled."""
    row = records.fetch(session, AgendaRequestRow, request_id)
    if row.settled_on is not None:
        raise UserError("This request is settled already.")
    row.settled_on = today


def list_requests(session: Session, case_id: str | None = None) -> list[AgendaRequest]:
    """What was asked, of one case or of all: what waits first, then the newest."""
    query = select(AgendaRequestRow)
    if case_id is not None:
        query = query.where(AgendaRequestRow.case_id == case_id)
    found = [
        AgendaRequest(
            id=row.id,
            version=row.version,
            case_id=row.case_id,
            matter=RequestMatter(row.matter),
            words=row.words,
            asked_on=row.asked_on,
            by=row.made_by,
            settled_on=row.settled_on,
            conference_id=row.conference_id,
        )
        for row in session.scalars(query)
    ]
    return sorted(found, key=lambda one: (one.waiting, one.asked_on, one.id), reverse=True)


def settle_requests(session: Session, conference_id: str, case_ids: set[str], on: date) -> int:
    """Settle what was asked of the cases a conference discussed; returns how many."""
    waiting = session.scalars(select(AgendaRequestRow).where(AgendaRequestRow.settled_on.is_(None)))
    settled = [row for row in waiting if row.case_id in case_ids]
    for row in settled:
        row.settled_on, row.conference_id = on, conference_id
    return len(settled)
