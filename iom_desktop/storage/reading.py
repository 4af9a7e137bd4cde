"""Who may read what: the one place every read of case records goes through.

Each session is told which officer is asking. Whatever a service selects, whole rows or single columns, passes
``_limit`` before it reaches the database. Today every officer of a store may read every case; the day some may
not, ``rules_for`` says so and nothing else changes.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, Session

from iom_desktop.domain.officers import Officer

OFFICER = "officer"


def rules_for(officer: Officer) -> tuple[Any, ...]:
    """Loader criteria that limit what ``officer`` may read; none today."""
    return ()


def asking(session: Session) -> Officer:
    """The officer this session reads for."""
    officer = session.info.get(OFFICER)
    if not isinstance(officer, Officer):
        raise AssertionError("a session of the store is always told which officer is asking")
    return officer


def _limit(state: ORMExecuteState) -> None:
    if state.is_select:
        rules = rules_for(asking(state.session))
        if rules:
            state.statement = state.statement.options(*rules)
    elif state.is_update or state.is_delete:
        # A bulk change never passes the flush, where changes are audited.
        raise AssertionError("records are changed one by one, so that each change is audited")


def install(session_class: Any) -> None:
    """Make every session of ``session_class`` read by the rules."""
    event.listen(session_class, "do_orm_execute", _limit)
