"""Who may read what: the one place every read of case records goes through.

Each session is told which officer is asking. Whatever a service selects, whole rows, single columns or hits of
a search, passes ``_limit`` before it reaches the database. Today every officer of a store may read every case;
the day some may not, ``rules_for`` says so and nothing else changes.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, event, or_, select
from sqlalchemy.orm import ORMExecuteState, Session, with_loader_criteria

from iom_desktop.domain.clock import local_time
from iom_desktop.domain.officers import Officer
from iom_desktop.storage.tables import KINDS, AuditEntryRow, CaseRow, PersonRow, SearchEntryRow

OFFICER = "officer"
#: Where a session keeps the store's clock, which shows UTC.
CLOCK = "clock"
#: Says of a session that it only reads.
READS = "reads"
_KEPT = "kept"


def rules_for(officer: Officer) -> ColumnElement[bool] | None:
    """What ``CaseRow`` must meet for ``officer`` to read a case and all that hangs on it; nothing: no limit."""
    return None


def asking(session: Session) -> Officer:
    """The officer this session reads for."""
    officer = session.info.get(OFFICER)
    if not isinstance(officer, Officer):
        raise AssertionError("a session of the store is always told which officer is asking")
    return officer


def kept_while_reading(session: Session) -> dict[str, object]:
    """What a session that only reads may keep to itself until it ends, such as a list asked for many times.

    A session that writes keeps nothing: what it read may be what it changes.
    """
    if not session.info.get(READS):
        return {}
    kept: dict[str, object] = session.info.setdefault(_KEPT, {})
    return kept


def local_day(session: Session) -> date | None:
    """The local day by the store's clock; nothing for a session that was told of no clock."""
    clock = session.info.get(CLOCK)
    return local_time(clock()).date() if callable(clock) else None


def _limit(state: ORMExecuteState) -> None:
    if state.is_select:
        rule = rules_for(asking(state.session))
        if rule is not None:
            state.statement = state.statement.options(*_criteria(rule))
    elif state.is_update or state.is_delete:
        # A bulk change never passes the flush, where changes are audited.
        raise AssertionError("records are changed one by one, so that each change is audited")


def _criteria(rule: ColumnElement[bool]) -> Iterator[Any]:
    """``rule`` for every kind of row that belongs to a case."""
    readable = select(CaseRow.id).where(rule)
    yield with_loader_criteria(CaseRow, rule, include_aliases=True)
    of_person = PersonRow.id.in_(select(CaseRow.person_id).where(rule))
    yield with_loader_criteria(PersonRow, of_person, include_aliases=True)
    kinds: tuple[Any, ...] = (*KINDS.values(), SearchEntryRow)
    for kind in kinds:
        if hasattr(kind, "case_id"):
            # What is of no case, as a minute of the meeting as a whole, is everybody's.
            mine = or_(kind.case_id.is_(None), kind.case_id.in_(readable))
            yield with_loader_criteria(kind, mine, include_aliases=True)
    of_store = or_(AuditEntryRow.case_id == "", AuditEntryRow.case_id.in_(readable))
    yield with_loader_criteria(AuditEntryRow, of_store, include_aliases=True)


def install(session_class: Any) -> None:
    """Make every session of ``session_class`` read by the rules."""
    event.listen(session_class, "do_orm_execute", _limit)
