"""What happened to a case since an officer last looked at it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from iom_desktop.domain.actions import ActionStatus
from iom_desktop.domain.cases import Case

#: Opening a case again within this time is the same look: what was new stays new.
SAME_LOOK = timedelta(hours=1)


class Deed(StrEnum):
    """What was done to a record."""

    ADDED = "added"
    CHANGED = "changed"
    MOVED = "moved"
    CANCELLED = "cancelled"
    OUTCOME = "outcome"
    AGREED = "agreed"
    ENDED = "ended"
    GIVEN_OUT = "given_out"  #: printed, saved or shown to somebody


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A case as an officer opened it. ``before`` is when they last looked (UTC), or nothing the first time.

    ``since`` and ``opened`` are audit sequences: what came after the one is new, what the officer does after
    the other is not news to them.
    """

    case: Case
    before: datetime | None
    since: int
    opened: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """One field of a changed record, as codes or words: "rag" was "amber", is "red"."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One line of what changed: ``count`` records of a ``kind`` to which an officer did the same.

    Where there is only one, ``words`` are the record's own, ``status`` is what an action's status became and
    ``when`` the local start of an appointment. ``record_id`` is the newest of them (of a status or a progress
    note, the action it is about).
    """

    kind: str
    deed: Deed
    count: int
    record_id: str
    by: str
    mine: bool  #: done by the officer who is looking
    at: datetime  #: UTC, of the newest
    words: str = ""
    status: ActionStatus | None = None
    when: datetime | None = None
    fields: tuple[FieldChange, ...] = ()
