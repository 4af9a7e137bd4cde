"""A version of a plan as it read at an earlier moment, worked out from the audit chain.

An agreed version does not change, but for the status of its actions; a draft changes every day, and a paper made
of it says what it said then.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from iom_desktop.domain.plans import Plan
from iom_desktop.services import records
from iom_desktop.services.plans import assemble_plan
from iom_desktop.storage.audit import Operation
from iom_desktop.storage.tables import (
    ActionRow,
    AuditDetailRow,
    AuditEntryRow,
    DocumentCopyRow,
    GoalRow,
    PlanRow,
    Record,
)

#: Columns that an audit detail holds as words.
_DAYS = frozenset({"due_on", "target_on", "explained_on", "review_on"})
_TIMES = frozenset({"due_time"})


def moment_of_copy(session: Session, copy_id: str) -> int:
    """The place in the audit at which a copy was put on the register. Raises ``UserError`` for an unknown one."""
    row = records.fetch(session, DocumentCopyRow, copy_id)
    query = select(AuditEntryRow.seq).where(
        AuditEntryRow.record_id == copy_id, AuditEntryRow.operation == Operation.COLLECTION.value
    )
    if row.case_id:
        query = query.where(AuditEntryRow.case_id == row.case_id)
    found = session.scalar(query.limit(1))
    if found is None:  # a copy of an earlier version of the program: the last entry before it was made
        found = session.scalar(
            select(AuditEntryRow.seq)
            .where(AuditEntryRow.case_id == (row.case_id or ""), AuditEntryRow.at <= row.made_at)
            .order_by(AuditEntryRow.seq.desc())
            .limit(1)
        )
    return found or 0


def plan_then(session: Session, plan_id: str, moment: int) -> Plan:
    """A version of a plan as it read at ``moment``, a place in the audit.

    What was written anew since is left out, what was taken out since is there, where its words are still kept.
    """
    row = records.fetch(session, PlanRow, plan_id)
    story = _since(session, row.case_id, moment)
    goals = _rows_then(session, GoalRow, plan_id, story)
    actions = _rows_then(session, ActionRow, plan_id, story)
    return assemble_plan(session, _as_it_was(row, story), goals, actions)


@dataclass(slots=True)
class _Story:
    """What was done to a case's plans since a moment."""

    case_id: str
    moment: int
    back: dict[str, dict[str, Any]] = field(default_factory=lambda: defaultdict(dict))  #: columns to set back
    new: set[str] = field(default_factory=set)
    gone: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))  #: ids by kind


_KINDS = (PlanRow.kind, GoalRow.kind, ActionRow.kind)


def _entries(session: Session, *where: Any) -> Any:
    return session.execute(
        select(
            AuditEntryRow.record_kind, AuditEntryRow.record_id, AuditEntryRow.operation, AuditDetailRow.detail
        )
        .outerjoin(AuditDetailRow, AuditDetailRow.seq == AuditEntryRow.seq)
        .where(AuditEntryRow.record_kind.in_(_KINDS), *where)
        .order_by(AuditEntryRow.seq)
    ).all()


def _since(session: Session, case_id: str, moment: int) -> _Story:
    story = _Story(case_id, moment)
    found = _entries(session, AuditEntryRow.case_id == case_id, AuditEntryRow.seq > moment)
    for kind, record_id, operation, detail in reversed(found):
        if operation == Operation.COLLECTION.value:
            story.new.add(record_id)
        elif operation == Operation.ERASURE.value:
            story.gone[kind].append(record_id)
        elif operation == Operation.ALTERATION.value and detail:
            story.back[record_id].update(json.loads(detail).get("before") or {})
    return story


@dataclass(slots=True)
class _Row:
    """A row as it was. It has the columns of its table, and is never written."""

    columns: dict[str, Any]

    def __getattr__(self, name: str) -> Any:
        try:
            return self.columns[name]
        except KeyError:
            raise AttributeError(name) from None


def _columns(kind: type[Record]) -> list[str]:
    return [column.key for column in inspect(kind).column_attrs]


def _read(name: str, value: Any) -> Any:
    if value and name in _DAYS and isinstance(value, str):
        return date.fromisoformat(value)
    if value and name in _TIMES and isinstance(value, str):
        return time.fromisoformat(value)
    return value


def _as_it_was(row: Record, story: _Story) -> Any:
    values = {name: getattr(row, name) for name in _columns(type(row))}
    for name, value in story.back.get(row.id, {}).items():
        # Agreed since is not agreed then; when it was, the row says in its own kind of value.
        values[name] = None if name == "agreed_at" else _read(name, value)
    return _Row(values)


def _rows_then(session: Session, kind: type[GoalRow] | type[ActionRow], plan_id: str, story: _Story) -> Any:
    rows = session.scalars(select(kind).where(kind.plan_id == plan_id)).all()
    then = [_as_it_was(row, story) for row in rows if row.id not in story.new]
    for record_id in story.gone.get(kind.kind, ()):
        erased = None if record_id in story.new else _erased(session, kind, record_id, story)
        if erased is not None and erased.plan_id == plan_id:
            then.append(erased)
    return sorted(then, key=lambda row: int(row.position))


#: What a column holds of which an audit detail says nothing.
_NOTHING: dict[str, Any] = {"serves": []}
_MAY_BE_NONE = frozenset(
    {"due_on", "due_time", "target_on", "explained_on", "agreed", "who", "source", "condition_id"}
)


def _erased(session: Session, kind: type[Record], record_id: str, story: _Story) -> Any:
    """A row that is no longer there, from what the audit says of it; nothing where it says nothing any more."""
    values: dict[str, Any] = {}
    earlier = _entries(
        session,
        AuditEntryRow.case_id == story.case_id,
        AuditEntryRow.record_id == record_id,
        AuditEntryRow.seq <= story.moment,
    )
    for _kind, _id, operation, detail in earlier:
        if operation in (Operation.COLLECTION.value, Operation.ALTERATION.value) and detail:
            values |= json.loads(detail).get("after") or {}
    if "plan_id" not in values:
        return None
    row = records.fetch(session, PlanRow, values["plan_id"])
    whole = {name: _NOTHING.get(name, None if name in _MAY_BE_NONE else "") for name in _columns(kind)} | {
        name: _read(name, value) for name, value in values.items()
    }
    whole |= {"id": record_id, "version": 0, "changed_at": row.made_at}
    return _Row(whole)
