"""The audit chain: every change, every opening of a case, every print, in the same transaction as the act.

Each entry commits to everything it says, to its detail (through a salted hash, so that a detail can be erased
and the chain still stands) and to the entry before it, under a key derived from the store's data key. Law: DPA
2018 s.62 (collection, alteration, consultation, disclosure, combination, erasure).

Whoever holds the data key can forge an entry; ``case.head`` beside the database catches what was cut off.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import Connection, event, insert, inspect, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.base import PASSIVE_NO_INITIALIZE

from iom_desktop.domain.officers import Officer
from iom_desktop.domain.text import clean
from iom_desktop.storage import search_index
from iom_desktop.storage.tables import AuditDetailRow, AuditEntryRow, Record

#: What the first entry takes for the MAC before it.
GENESIS = b"\x00" * 32
_CHAIN = "chain"
_BOOKKEEPING = frozenset({"version", "made_at", "made_by", "changed_at", "changed_by"})


class Operation(StrEnum):
    """The operations of DPA 2018 s.62, and what guards the store itself."""

    COLLECTION = "collection"
    ALTERATION = "alteration"
    CONSULTATION = "consultation"
    DISCLOSURE = "disclosure"
    COMBINATION = "combination"
    ERASURE = "erasure"
    STORE = "store"


@dataclass(slots=True, kw_only=True)
class Act:
    """What one transaction is: who, where, in which words, and the chain it adds to."""

    key: bytes
    officer: Officer
    workstation: str
    words: str
    reason: str
    now: datetime
    seq: int = 0
    mac: bytes = GENESIS
    changed: set[str] = field(default_factory=set)
    entries: list[dict[str, Any]] = field(default_factory=list)
    details: list[dict[str, Any]] = field(default_factory=list)

    def add(
        self,
        operation: Operation,
        *,
        kind: str,
        record_id: str,
        case_id: str,
        detail: dict[str, Any],
        recipients: str = "",
        reason: str = "",
    ) -> None:
        """Link one more entry to the chain; it is written by ``write_out``. ``reason``, where not the act's."""
        salt = os.urandom(16)
        detail_text = json.dumps(detail, ensure_ascii=False, default=_plain, separators=(",", ":"))
        self.seq += 1
        entry = {
            "seq": self.seq,
            "at": self.now,
            "officer_id": self.officer.officer_id,
            "officer": self.officer.name,
            "workstation": self.workstation,
            "operation": operation.value,
            "record_kind": kind,
            "record_id": record_id,
            "case_id": case_id,
            "words": self.words,
            "reason": reason or self.reason,
            "recipients": recipients,
            "commitment": commit_to(salt, detail_text),
            "previous_mac": self.mac,
        }
        self.mac = entry["mac"] = mac_of(self.key, entry)
        self.entries.append(entry)
        self.details.append({"seq": self.seq, "salt": salt, "detail": detail_text})

    def write_out(self, connection: Connection) -> None:
        """Write the entries added so far."""
        if self.entries:
            connection.execute(insert(AuditEntryRow.__table__), self.entries)  # type: ignore[arg-type]
            connection.execute(insert(AuditDetailRow.__table__), self.details)  # type: ignore[arg-type]
            self.entries, self.details = [], []


def commit_to(salt: bytes, detail_text: str) -> bytes:
    """The salted commitment to an entry's detail."""
    return hashlib.sha256(salt + detail_text.encode()).digest()


_MACED = (
    "seq", "at", "officer_id", "officer", "workstation", "operation", "record_kind", "record_id", "case_id", "words",
    "reason", "recipients",
)  # fmt: skip


def mac_of(key: bytes, entry: dict[str, Any]) -> bytes:
    """The MAC of an entry: over every column but itself, each with its length, so that none runs into the next."""
    link = hmac.new(key, digestmod=hashlib.sha256)
    for name in _MACED:
        value = entry[name]
        said = (value.isoformat() if isinstance(value, datetime) else str(value)).encode()
        link.update(b"%d:" % len(said) + said)
    link.update(entry["commitment"])
    link.update(entry["previous_mac"])
    return link.digest()


def last_link(connection: Connection) -> tuple[int, bytes]:
    """Sequence and MAC of the newest entry; (0, GENESIS) in an empty store."""
    table = AuditEntryRow.__table__
    row = connection.execute(select(table.c.seq, table.c.mac).order_by(table.c.seq.desc()).limit(1)).first()
    return (0, GENESIS) if row is None else (row[0], row[1])


def mac_at(connection: Connection, seq: int) -> bytes | None:
    """MAC of entry ``seq``, or nothing where there is no such entry."""
    if seq == 0:
        return GENESIS
    table = AuditEntryRow.__table__
    return connection.execute(select(table.c.mac).where(table.c.seq == seq)).scalar_one_or_none()


def act_of(session: Session) -> Act:
    """The act a writing session is carrying out. A session that only reads has none."""
    act = session.info.get(_CHAIN)
    if not isinstance(act, Act):
        raise AssertionError("records are changed only inside store.write()")
    return act


def begin(session: Session, act: Act) -> None:
    """Tie ``act`` to the session that carries it out."""
    session.info[_CHAIN] = act


def consulted(session: Session, case_id: str) -> None:
    """Record that the officer opened a case."""
    act_of(session).add(
        Operation.CONSULTATION, kind="case", record_id=case_id, case_id=case_id, detail={"opened": "case"}
    )


def disclosed(
    session: Session,
    case_id: str,
    document: str,
    recipients: str,
    *,
    reason: str = "",
    passages: Sequence[str] = (),
) -> None:
    """Record that a document about a case was printed, saved or shown to somebody.

    ``reason`` is this entry's own, where it is not that of the whole act; ``passages`` names what of the document
    it is about.
    """
    act_of(session).add(
        Operation.DISCLOSURE,
        kind="document",
        record_id=case_id,
        case_id=case_id,
        detail={"document": document} | ({"passages": list(passages)} if passages else {}),
        # As they will be kept: the MAC is made before the column would tidy them.
        recipients=clean(recipients, label="For whom", field="recipients", multiline=False),
        reason=clean(reason, label="Reason", field="reason"),
    )


def verify(connection: Connection, key: bytes) -> Iterator[str]:
    """A sentence for each fault of the chain: a gap, an altered entry, an altered detail."""
    entry, detail = AuditEntryRow.__table__, AuditDetailRow.__table__
    joined = entry.outerjoin(detail, entry.c.seq == detail.c.seq)
    rows = connection.execute(
        select(entry, detail.c.salt, detail.c.detail).select_from(joined).order_by(entry.c.seq)
    )
    seq, mac = 0, GENESIS
    for row in rows.yield_per(5_000):
        found = row._mapping
        if found["seq"] != seq + 1:
            yield f"Audit entries {seq + 1} to {found['seq'] - 1} are missing."
        elif found["previous_mac"] != mac:
            yield f"Audit entry {found['seq']} does not follow from the one before it."
        if mac_of(key, dict(found)) != found["mac"]:
            yield f"Audit entry {found['seq']} has been altered."
        if found["salt"] is not None and commit_to(found["salt"], found["detail"]) != found["commitment"]:
            yield f"The detail of audit entry {found['seq']} has been altered."
        seq, mac = found["seq"], found["mac"]


def install(session_class: Any) -> None:
    """Make every session of ``session_class`` stamp, audit and index what it changes."""
    event.listen(session_class, "before_flush", _stamp)
    event.listen(session_class, "after_flush", _audit)


def _stamp(session: Session, _context: Any, _instances: Any) -> None:
    act = act_of(session)
    for row in session.new:
        if isinstance(row, Record):
            row.made_at = row.changed_at = act.now
            row.made_by = row.changed_by = act.officer.name
            row.version = 1
    for row in session.dirty:
        if isinstance(row, Record) and session.is_modified(row):
            if row.append_only:
                raise AssertionError(f"a {row.kind} is written once and never changed")
            if not _changed_columns(row) <= row.derived:
                row.changed_at = act.now
                row.changed_by = act.officer.name
                row.version += 1


def _changed_columns(row: Record) -> set[str]:
    state = inspect(row)
    return {
        attribute.key
        for attribute in state.attrs
        if attribute.key not in _BOOKKEEPING
        and state.get_history(attribute.key, PASSIVE_NO_INITIALIZE).has_changes()
    }


def _audit(session: Session, _context: Any) -> None:
    act = act_of(session)
    connection = session.connection()
    for row in session.new:
        if isinstance(row, Record):
            _entry(act, Operation.COLLECTION, row, {"after": values_of(row)})
            _index(connection, row, new=True)
    for row in session.dirty:
        if isinstance(row, Record) and session.is_modified(row):
            before, after = _difference(row)
            act.changed.add(row.kind)
            if set(after) <= row.derived:
                continue
            _entry(act, Operation.ALTERATION, row, {"before": before, "after": after})
            if any(name.partition(".")[0] in after for name in row.searched):
                _index(connection, row, new=False)
    for row in session.deleted:
        if isinstance(row, Record):
            # Erased content must not survive in the log of its erasure.
            _entry(act, Operation.ERASURE, row, {"erased": row.kind})
            search_index.drop(connection, row.id)
    act.write_out(connection)


def _entry(act: Act, operation: Operation, row: Record, detail: dict[str, Any]) -> None:
    act.changed.add(row.kind)
    act.add(operation, kind=row.kind, record_id=row.id, case_id=case_of(row), detail=detail)


def case_of(row: Record) -> str:
    """The case a row belongs to, or an empty string."""
    return row.id if row.kind == "case" else getattr(row, "case_id", None) or ""


@cache
def _columns_of(kind: type[Record]) -> Sequence[str]:
    return [column.key for column in inspect(kind).column_attrs if column.key not in _BOOKKEEPING]


def _columns(row: Record) -> Sequence[str]:
    return _columns_of(type(row))


def values_of(row: Record) -> dict[str, Any]:
    """What a new row says, as its audit detail keeps it: the columns that say nothing left out."""
    return {
        name: value for name in _columns(row) if (value := getattr(row, name)) not in (None, "", [], False)
    }


def _difference(row: Record) -> tuple[dict[str, Any], dict[str, Any]]:
    state, before, after = inspect(row), dict[str, Any](), dict[str, Any]()
    for name in _columns(row):
        history = state.get_history(name, PASSIVE_NO_INITIALIZE)
        if history.has_changes():
            before[name] = history.deleted[0] if history.deleted else None
            after[name] = history.added[0] if history.added else None
    return before, after


def _index(connection: Connection, row: Record, *, new: bool) -> None:
    if row.searched:
        search_index.put(connection, row.kind, row.id, case_of(row), row.searched_texts(), new)


def _plain(value: Any) -> Any:
    if isinstance(value, date | time):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} cannot stand in an audit detail")
