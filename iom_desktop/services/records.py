"""Between drafts and rows: the one place that knows how a draft's fields become columns and back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, fields, is_dataclass
from enum import Enum
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from iom_desktop.errors import StaleEdit, UserError
from iom_desktop.storage.tables import Record

D = TypeVar("D")
T = TypeVar("T")
R = TypeVar("R", bound=Record)
Convert = dict[str, Callable[[Any], Any]]


def columns_of(draft: Any) -> dict[str, Any]:
    """The draft's fields as column values: codes as words, tuples as lists."""
    return {field.name: _plain(getattr(draft, field.name)) for field in fields(draft)}


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return asdict(value) if is_dataclass(value) and not isinstance(value, type) else value


def draft_of(kind: type[D], row: Record, convert: Convert, **more: Any) -> D:
    """A ``kind`` of draft from a row. ``convert`` turns stored words into codes; ``more`` fills what no column does."""
    values = dict(more)
    for field in fields(kind):  # type: ignore[arg-type]
        if field.name not in values:
            stored = getattr(row, field.name)
            change = convert.get(field.name)
            values[field.name] = stored if change is None or stored is None else change(stored)
    return kind(**values)


def write_onto(row: Record, draft: Any, *, leave: frozenset[str] = frozenset()) -> None:
    """Set the columns of ``row`` that ``draft`` changes, and no other."""
    for name, value in columns_of(draft).items():
        if name not in leave and getattr(row, name) != value:
            setattr(row, name, value)


def fetch(session: Session, kind: type[R], record_id: str) -> R:
    """The row with this id. Raises ``UserError`` where there is none (any more)."""
    row = session.get(kind, record_id)
    if row is None:
        raise UserError("This record is no longer in the store.")
    return row


def fetch_version(session: Session, kind: type[R], record_id: str, version: int) -> R:
    """The row with this id, if it still is the version the officer was shown. Raises ``StaleEdit`` otherwise."""
    row = fetch(session, kind, record_id)
    if row.version != version:
        raise StaleEdit(f"{row.changed_by} changed this record while it was open here.")
    return row


def batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """``items`` in lists of at most ``size``: values for one read, or rows between two calls of a progress."""
    left = iter(items)
    while batch := list(islice(left, size)):
        yield batch


def codes(kind: Callable[[str], Any]) -> Callable[[list[str]], tuple[Any, ...]]:
    """A converter for a list of codes."""
    return lambda stored: tuple(kind(one) for one in stored)
