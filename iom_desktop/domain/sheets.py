"""Rows of a spreadsheet, and which of its columns means what: what every import begins with."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Generic, Protocol, Self, TypeVar

from iom_desktop.domain.text import spreadsheet_safe
from iom_desktop.errors import UserError

F = TypeVar("F", bound=StrEnum)

#: What a cell holds once it is read: words, or a day where the spreadsheet itself knew it for one.
Cell = str | date

#: How many rows from the top are looked at for the headings.
HEADING_DEPTH = 20
#: No heading is longer, in characters.
_LONGEST_HEADING = 60


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row that holds something. ``number`` is the one the spreadsheet shows beside it, from 1."""

    number: int
    cells: tuple[Cell, ...]

    def words(self, column: int) -> str:
        """The cell as text: empty where the row ends before it, a day as YYYY-MM-DD."""
        if column >= len(self.cells):
            return ""
        cell = self.cells[column]
        return cell if isinstance(cell, str) else cell.isoformat()

    def tidy(self, column: int | None) -> Cell:
        """The cell tidied: a day stays a day, words are stripped, and empty or past the row's end is an empty text."""
        if column is None or column >= len(self.cells):
            return ""
        cell = self.cells[column]
        if not isinstance(cell, str):
            return cell
        words = cell.strip()
        if words[:1] == "'" and spreadsheet_safe(words[1:]) == words:
            return words[1:]  # the apostrophe that keeps a spreadsheet from running a cell
        return words

    @property
    def filled(self) -> tuple[str, ...]:
        """The cells that hold something, as text."""
        return tuple(words for words in (self.words(n).strip() for n in range(len(self.cells))) if words)


@dataclass(frozen=True, slots=True)
class Columns(Generic[F]):
    """Which column (from 0) holds which field, and the row the headings stand in."""

    heading_row: int
    headings: tuple[str, ...]
    columns: Mapping[F, int]

    def named(self, field: F) -> str:
        """The heading as the file has it; empty where no column holds the field."""
        column = self.columns.get(field)
        return self.headings[column].strip() if column is not None and column < len(self.headings) else ""

    def with_column(self, field: F, column: int | None) -> Self:
        """The mapping with ``field`` read from ``column``, or from none; a column has one meaning."""
        columns = {f: c for f, c in self.columns.items() if f is not field and c != column}
        if column is not None:
            columns[field] = column
        return replace(self, columns=columns)

    @property
    def unused(self) -> tuple[str, ...]:
        """Headings of columns that nothing is read from."""
        used = set(self.columns.values())
        return tuple(h.strip() for n, h in enumerate(self.headings) if h.strip() and n not in used)


def recognise_columns(
    rows: Sequence[SheetRow],
    meaning: Callable[[str], F | None],
    enough: Callable[[Mapping[F, int]], bool],
    needed: str,
    heading_row: int | None = None,
) -> Columns[F]:
    """The columns by the headings of the sheet: of row ``heading_row`` if given, else of the likeliest one.

    ``meaning`` says what a heading means; ``enough``, whether what was recognised in a row makes it headings;
    ``needed``, in words, what the file must have. Raises ``UserError`` where no row within the first 20 reads
    like headings, or the row given holds nothing.
    """
    if heading_row is not None:
        row = next((row for row in rows if row.number == heading_row), None)
        if row is None:
            raise UserError(f"Row {heading_row} holds nothing, so it cannot be the headings.", "heading_row")
        return _columns_of(row, meaning)
    likeliest: Columns[F] | None = None
    for row in rows:
        if row.number > HEADING_DEPTH:
            break
        found = _columns_of(row, meaning)
        if enough(found.columns) and (likeliest is None or len(found.columns) > len(likeliest.columns)):
            likeliest = found
    if likeliest is None:
        raise UserError(f"No row of headings was found in the first {HEADING_DEPTH} rows; {needed}.")
    return likeliest


def _columns_of(row: SheetRow, meaning: Callable[[str], F | None]) -> Columns[F]:
    headings = tuple(row.words(n) for n in range(len(row.cells)))
    return Columns(row.number, headings, _by_heading(headings, meaning))


def _by_heading(headings: Iterable[str], meaning: Callable[[str], F | None]) -> dict[F, int]:
    """The first column of each meaning; a later one of the same meaning stays unused."""
    columns: dict[F, int] = {}
    for column, heading in enumerate(headings):
        field = meaning(heading) if len(heading) <= _LONGEST_HEADING else None
        if field is not None:
            columns.setdefault(field, column)
    return columns


class RowNotTaken(Protocol):
    """A row that an import left out."""

    @property
    def source(self) -> SheetRow:
        """The row as the file has it."""

    @property
    def reason(self) -> str:
        """Why, in one sentence."""


@dataclass(frozen=True, slots=True)
class Rejection:
    """A row that was not taken."""

    row: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What an import did. ``rejected`` lists every row below the headings that was left out, and why."""

    added: int
    updated: int
    unchanged: int
    rejected: tuple[Rejection, ...]

    def as_json(self) -> dict[str, object]:
        """The report as plain values: added, updated, unchanged, rejected (row and reason)."""
        return {
            "added": self.added,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "rejected": [{"row": rejection.row, "reason": rejection.reason} for rejection in self.rejected],
        }
