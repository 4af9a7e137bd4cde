"""Code lists: shipped as CSV, kept in the store, where a scheme may edit them.

``code_changes`` changes them.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from iom_desktop import paths
from iom_desktop.domain.codes import BANK_HOLIDAYS, SHIPPED_LISTS, CodeItem, DatedCodes
from iom_desktop.storage.reading import kept_while_reading, local_day
from iom_desktop.storage.tables import CodeItemRow


@cache
def shipped(list_name: str) -> tuple[CodeItem, ...]:
    """A list as the program ships it."""
    with (paths.resources() / "codes" / f"{list_name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return tuple(
            CodeItem(
                list_name=list_name,
                code=line.pop("code"),
                name=line.pop("name"),
                position=position,
                details={key: value or "" for key, value in line.items()},
            )
            for position, line in enumerate(csv.DictReader(file))
        )


def missing_lists(session: Session) -> tuple[str, ...]:
    """Shipped lists of which the store has no item: they came with a newer version than the store."""
    known = set(session.scalars(select(CodeItemRow.list_name).distinct()))
    return tuple(name for name in SHIPPED_LISTS if name not in known)


def seed_codes(session: Session, lists: Iterable[str] = SHIPPED_LISTS) -> None:
    """Put shipped lists into a store that has none of their items."""
    for list_name in lists:
        for item in shipped(list_name):
            session.add(
                CodeItemRow(
                    list_name=item.list_name,
                    code=item.code,
                    name=item.name,
                    position=item.position,
                    valid_from=item.valid_from,
                    valid_to=item.valid_to,
                    details=dict(item.details),
                )
            )


def list_codes(session: Session, list_name: str, on: date | None = None) -> dict[str, CodeItem]:
    """The items of a list by code, in its order: as they stood ``on`` a day, or as they stand today.

    An item outside its dates is in it, not offered (``CodeItem.offered_on``), so that what it was used for reads.
    A change that waits for a day to come is not in it.
    """
    return list_dated_codes(session, list_name).on(on or local_day(session))


def holidays(session: Session) -> dict[date, str]:
    """The bank holidays and what each is called; one that was taken from the list before its day is none."""
    dated = list_dated_codes(session, BANK_HOLIDAYS)
    days = {date.fromisoformat(code): code for code in dated.codes()}
    held = ((day, dated.get(code, day)) for day, code in days.items())
    return {day: item.name for day, item in held if item is not None and item.offered_on(day)}


def list_dated_codes(session: Session, list_name: str) -> DatedCodes:
    """Every state of every item of a list."""
    kept = kept_while_reading(session)
    found = kept.get(list_name)
    if isinstance(found, DatedCodes):
        return found
    # Columns and no rows: every page asks for several lists each time it is shown.
    rows = session.execute(
        select(
            CodeItemRow.list_name,
            CodeItemRow.code,
            CodeItemRow.name,
            CodeItemRow.position,
            CodeItemRow.valid_from,
            CodeItemRow.valid_to,
            CodeItemRow.details,
        )
        .where(CodeItemRow.list_name == list_name)
        .order_by(CodeItemRow.position, CodeItemRow.valid_from.nulls_first(), CodeItemRow.id)
    )
    kept[list_name] = made = DatedCodes(item_of(row) for row in rows)
    return made


def item_of(row: CodeItemRow | Row[*tuple[Any, ...]]) -> CodeItem:
    """The state that a row keeps, or that its columns say."""
    return CodeItem(
        list_name=row.list_name,
        code=row.code,
        name=row.name,
        position=row.position,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        details=row.details,
    )


def name_of(items: dict[str, CodeItem], code: str) -> str:
    """The words of ``code``; the code itself where the list does not know it."""
    item = items.get(code)
    return code if item is None else item.name
