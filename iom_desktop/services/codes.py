"""Code lists: shipped as CSV, kept in the store, where a scheme may edit them."""

from __future__ import annotations

import csv
from functools import cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from iom_desktop import paths
from iom_desktop.domain.codes import SHIPPED_LISTS, CodeItem
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


def seed_codes(session: Session) -> None:
    """Put the shipped lists into a new store."""
    for list_name in SHIPPED_LISTS:
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


def list_codes(session: Session, list_name: str) -> dict[str, CodeItem]:
    """The items of a list by code, in its order."""
    rows = session.scalars(
        select(CodeItemRow).where(CodeItemRow.list_name == list_name).order_by(CodeItemRow.position)
    )
    return {
        row.code: CodeItem(
            list_name=row.list_name,
            code=row.code,
            name=row.name,
            position=row.position,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            details=row.details,
        )
        for row in rows
    }


def name_of(items: dict[str, CodeItem], code: str) -> str:
    """The words of ``code``; the code itself where the list does not know it."""
    item = items.get(code)
    return code if item is None else item.name
