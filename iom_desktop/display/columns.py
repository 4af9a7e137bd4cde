"""Columns of a list, written once and used by the screen, the spreadsheet and the paper."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

from iom_desktop.domain.text import spreadsheet_safe

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Column(Generic[R]):
    """One column of a list of records ``R``.

    ``text`` gives what is read in the cell. ``sort`` gives the value to order by (``None`` values come last;
    without it the text is used, whatever its case). ``width`` is a hint in characters; a ``stretch`` column
    also takes what room is left. ``role`` names the colour and shape of a cell ("rag-red", "overdue",
    "muted"), which always repeats what the text says. ``tooltip`` gives more about a cell in plain text.
    """

    key: str
    heading: str
    text: Callable[[R], str]
    sort: Callable[[R], Any] | None = None
    align: Literal["left", "right"] = "left"
    width: int = 12
    stretch: bool = False
    role: Callable[[R], str | None] | None = None
    tooltip: Callable[[R], str] | None = None

    def sort_value(self, record: R) -> Any:
        """What ``record`` is ordered by in this column: words without regard to case, other values as they
        are.
        """
        value = self.text(record) if self.sort is None else self.sort(record)
        return value.casefold() if isinstance(value, str) else value


def in_order(records: Iterable[R], column: Column[R], *, descending: bool = False) -> list[R]:
    """``records`` ordered by ``column``; equal ones keep their order, those without a value come last either
    way.
    """
    keyed = [(column.sort_value(record), record) for record in records]
    having = [pair for pair in keyed if pair[0] is not None]
    having.sort(key=lambda pair: pair[0], reverse=descending)
    return [pair[1] for pair in having] + [pair[1] for pair in keyed if pair[0] is None]


def to_csv(columns: Sequence[Column[R]], records: Iterable[R]) -> str:
    """``records`` as CSV text with CRLF line ends, headings first, no cell able to act as a formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([spreadsheet_safe(column.heading) for column in columns])
    for record in records:
        writer.writerow([spreadsheet_safe(column.text(record)) for column in columns])
    return out.getvalue()
