"""Changing the code lists: from a day on, on record, and never so that what is behind reads otherwise unseen.

Nothing is ever taken out of a list. A change from a day closes the state before and adds the new one; a change
from the very day a state began alters that state. An ended item stays where it was used, and can be brought back
by a change from a later day.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from iom_desktop.domain.code_lists import (
    CODE_LISTS,
    CodeItemDraft,
    CodeList,
    EndItemDraft,
    check_code,
    check_meaning_kept,
)
from iom_desktop.domain.codes import BANK_HOLIDAYS, ENFORCEMENT_ACTIONS, CodeItem
from iom_desktop.errors import StaleEdit, UserError
from iom_desktop.services.codes import item_of
from iom_desktop.storage.tables import CodeItemRow

_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemState:
    """What an item said from a day on, and who last touched that (in UTC)."""

    said: CodeItem
    changed_by: str
    changed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedItem:
    """One item of a list with all its states, the oldest first.

    ``version`` rises with every change of any of them.
    """

    code: str
    version: int
    states: tuple[ItemState, ...]

    @property
    def id(self) -> str:
        """What tells it from the others of its list."""
        return self.code

    def state(self, day: date) -> ItemState:
        """What it says on ``day``: its last state begun by then, else its first."""
        begun = [one for one in self.states if one.said.valid_from is None or one.said.valid_from <= day]
        return begun[-1] if begun else self.states[0]

    def next_change(self, day: date) -> date | None:
        """The next day after ``day`` from which it says something else, or is no longer offered."""
        days = [one.said.valid_from for one in self.states]
        days += [None if one.said.valid_to is None else one.said.valid_to + _A_DAY for one in self.states]
        return min((found for found in days if found is not None and found > day), default=None)

    def ended(self, day: date) -> bool:
        """Whether it was offered once and is not on ``day``."""
        state = self.state(day).said
        return state.valid_to is not None and state.valid_to < day


# --- Reading ---------------------------------------------------------------------------------------------


def list_states(session: Session, list_name: str) -> list[ListedItem]:
    """Every item of a list, in its order, with all that it said and will say. Raises ``UserError``."""
    _kind(list_name)
    states: dict[str, list[CodeItemRow]] = {}
    for row in _rows(session, list_name):
        states.setdefault(row.code, []).append(row)
    return [_listed(code, rows) for code, rows in states.items()]


def load_item(session: Session, list_name: str, code: str) -> ListedItem:
    """One item of a list. Raises ``UserError`` where there is none."""
    return _listed(code, _item_rows(session, list_name, code))


# --- Changing --------------------------------------------------------------------------------------------


def add_item(session: Session, list_name: str, code: str, draft: CodeItemDraft, today: date) -> str:
    """Put a new item at the end of a list; returns its code. A code that was used once is never used again.

    A bank holiday is added under its day, which is the day that needs a reason once it is past. ``UserError``.
    """
    kind = _kind(list_name)
    if kind.closed:
        raise UserError(f"{kind.title}: what is in this list is fixed; nothing can be added.")
    rows = _rows(session, list_name)
    tidy = check_code(kind, code, (row.code for row in rows))
    said = draft.check(kind, tidy, _steps(session), today)
    session.add(
        CodeItemRow(
            list_name=list_name,
            code=tidy,
            name=said.name,
            position=max((row.position for row in rows), default=-1) + 1,
            # A holiday is one whenever it is asked about.
            valid_from=None if list_name == BANK_HOLIDAYS else said.from_day,
            valid_to=None,
            details=dict(said.details),
        )
    )
    session.flush()
    return tidy


def change_item(
    session: Session, list_name: str, code: str, version: int, draft: CodeItemDraft, today: date
) -> None:
    """Let an item say something else from ``draft.from_day`` on. What is past needs a reason.

    Raises ``UserError``, ``StaleEdit``.
    """
    kind = _kind(list_name)
    rows = _fresh_rows(session, list_name, code, version)
    said = draft.check(kind, code, _steps(session), today)
    day = said.from_day or today
    held = _held_on(rows, day)
    check_meaning_kept(kind, code, held.details, said.details)
    if held.valid_from == day:
        held.name, held.details = said.name, _details(held, said)
        if held.valid_to is not None and held.valid_to < day:
            held.valid_to = _day_before_next(rows, held)
        return
    ended = held.valid_to is not None and held.valid_to < day
    until = _day_before_next(rows, held) if ended else held.valid_to
    if not ended:
        held.valid_to = day - _A_DAY
    session.add(
        CodeItemRow(
            list_name=list_name,
            code=code,
            name=said.name,
            position=held.position,
            valid_from=day,
            valid_to=until,
            details=_details(held, said),
        )
    )
    session.flush()


def end_item(
    session: Session, list_name: str, code: str, version: int, draft: EndItemDraft, today: date
) -> None:
    """Offer an item no longer from ``draft.from_day`` on. Where it was used it still reads.

    Raises ``UserError`` (one that the program's own rules turn on cannot be ended), ``StaleEdit``.
    """
    kind = _kind(list_name)
    if not kind.may_end(code):
        raise UserError(f"{kind.item}: the program's own rules turn on this one, so it cannot be ended.")
    rows = _fresh_rows(session, list_name, code, version)
    said = draft.check(today)
    day = said.from_day or today
    held, last = _held_on(rows, day), rows[-1]
    if held is not last:
        raise UserError(
            f"From: a change from {last.valid_from:%d/%m/%Y} is waiting. End it from that day or a later one.",
            "from_day",
        )
    if held.valid_to is not None and held.valid_to < day:
        raise UserError(f"From: it has not been offered since {held.valid_to:%d/%m/%Y}.", "from_day")
    held.valid_to = day - _A_DAY


def move_item(session: Session, list_name: str, code: str, steps: int) -> None:
    """Move an item up (``steps`` below nothing) or down in the order offered, as far as the list goes."""
    rows = _rows(session, list_name)
    order = list(dict.fromkeys(row.code for row in rows))
    if code not in order:
        raise UserError("This item is no longer in the list.")
    place = order.index(code)
    order.insert(max(0, min(place + steps, len(order) - 1)), order.pop(place))
    for row in rows:
        if row.position != order.index(row.code):
            row.position = order.index(row.code)


# --- Rows ------------------------------------------------------------------------------------------------


def _kind(list_name: str) -> CodeList:
    try:
        return CODE_LISTS[list_name]
    except KeyError:
        raise UserError("There is no such list.") from None


def _rows(session: Session, list_name: str) -> list[CodeItemRow]:
    row = CodeItemRow
    order = (row.position, row.valid_from.nulls_first(), row.id)
    return list(session.scalars(select(row).where(row.list_name == list_name).order_by(*order)))


def _item_rows(session: Session, list_name: str, code: str) -> list[CodeItemRow]:
    rows = [row for row in _rows(session, list_name) if row.code == code]
    if not rows:
        raise UserError("This item is no longer in the list.")
    return rows


def _fresh_rows(session: Session, list_name: str, code: str, version: int) -> list[CodeItemRow]:
    rows = _item_rows(session, list_name, code)
    if _version(rows) != version:
        last = max(rows, key=lambda row: row.changed_at)
        raise StaleEdit(f"{last.changed_by} changed this item while it was open here.")
    return rows


def _version(rows: Iterable[CodeItemRow]) -> int:
    # Rows are never deleted and their versions only rise, so the sum of them only rises too.
    return sum(row.version for row in rows)


def _held_on(rows: list[CodeItemRow], day: date) -> CodeItemRow:
    """The state that holds on ``day``. Raises ``UserError`` where the item was not there yet."""
    begun = [row for row in rows if row.valid_from is None or row.valid_from <= day]
    if not begun:
        raise UserError(f"From: it is in the list from {rows[0].valid_from:%d/%m/%Y} on.", "from_day")
    return begun[-1]


def _day_before_next(rows: list[CodeItemRow], row: CodeItemRow) -> date | None:
    later = rows[rows.index(row) + 1 :]
    return later[0].valid_from - _A_DAY if later and later[0].valid_from is not None else None


def _details(row: CodeItemRow, said: CodeItemDraft) -> dict[str, str]:
    """What the list's columns say, beside anything the row holds that is no column of this version's."""
    return {**row.details, **said.details}


def _steps(session: Session) -> tuple[str, ...]:
    return tuple(row.code for row in _rows(session, ENFORCEMENT_ACTIONS))


def _listed(code: str, rows: list[CodeItemRow]) -> ListedItem:
    states = (
        ItemState(said=item_of(row), changed_by=row.changed_by, changed_at=row.changed_at) for row in rows
    )
    return ListedItem(code=code, version=_version(rows), states=tuple(states))
