"""The rows of a file as the preview lists them: what will happen to each, and why, in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from iom_desktop.display.columns import Column
from iom_desktop.display.formats import N_, exact_date
from iom_desktop.display.words import _
from iom_desktop.domain.caseload_columns import ColumnMapping, Field
from iom_desktop.domain.caseload_import import FieldChange, ImportPreview, PlannedRow
from iom_desktop.domain.caseload_rows import Outcome
from iom_desktop.domain.sheets import Cell
from iom_desktop.domain.text import show_hidden


class Fate(StrEnum):
    """What will happen to a row, as an officer thinks of it."""

    ADD = "will-add"
    UPDATE = "will-update"
    UNCHANGED = "unchanged"
    NOT_TAKEN = "not-taken"


FATES = {
    Fate.ADD: N_("Will be added"),
    Fate.UPDATE: N_("Will be updated"),
    Fate.UNCHANGED: N_("Unchanged"),
    Fate.NOT_TAKEN: N_("Not taken"),
}
_BETWEEN = "  ·  "
_FATE_OF = {Outcome.ADD: Fate.ADD, Outcome.UPDATE: Fate.UPDATE, Outcome.UNCHANGED: Fate.UNCHANGED}


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewLine:
    """One row of the file, in words. ``why`` is in one line; ``whole_words`` says all there is."""

    number: int  #: the row's number in the file
    fate: Fate
    crn: str
    name: str
    why: str
    planned: PlannedRow

    @property
    def remarked(self) -> bool:
        """Whether something was read with a doubt."""
        return bool(self.planned.remarks)


def lines_of(preview: ImportPreview) -> tuple[PreviewLine, ...]:
    """Every row of the preview, in the file's order."""
    return tuple(_line(planned, preview.mapping) for planned in preview.rows)


def _line(planned: PlannedRow, mapping: ColumnMapping) -> PreviewLine:
    crn, name = planned.crn or _cell(planned, mapping, Field.CRN), planned.name or _name(planned, mapping)
    return PreviewLine(
        number=planned.number,
        fate=_FATE_OF.get(planned.outcome, Fate.NOT_TAKEN),
        crn=show_hidden(crn),
        name=show_hidden(name),
        why=show_hidden(_BETWEEN.join(_said(planned))),
        planned=planned,
    )


def whole_words(line: PreviewLine, mapping: ColumnMapping) -> str:
    """All there is to say of a row, and then what the file holds in it."""
    cells = _BETWEEN.join(_as_in_the_file(line.planned, mapping))
    return show_hidden("\n".join([*_said(line.planned), _("In the file: {cells}").format(cells=cells)]))


def _said(planned: PlannedRow) -> Iterator[str]:
    if planned.reason:
        yield planned.reason
    yield from map(change_words, planned.changes)
    yield from planned.remarks


def change_words(change: FieldChange) -> str:
    """What an update changes: "RAG: Amber → Green", or "Mobile: 07700 900123 (was empty)"."""
    if change.was:
        return _("{label}: {was} → {now}").format(label=change.label, was=change.was, now=change.now)
    if change.label in ("Case", "Note"):
        return _("{label}: {now}").format(label=change.label, now=change.now)
    return _("{label}: {now} (was empty)").format(label=change.label, now=change.now)


def _name(planned: PlannedRow, mapping: ColumnMapping) -> str:
    """The name as the file has it, for a row that was not read."""
    parts = (_cell(planned, mapping, field) for field in (Field.SURNAME, Field.FORENAMES))
    return ", ".join(filter(None, parts)) or _cell(planned, mapping, Field.NAME)


def _cell(planned: PlannedRow, mapping: ColumnMapping, field: Field) -> str:
    column = mapping.columns.get(field)
    return "" if column is None else planned.source.words(column).strip()


def _as_in_the_file(planned: PlannedRow, mapping: ColumnMapping) -> Iterator[str]:
    """Each filled cell of the row after its heading."""
    for column, cell in enumerate(planned.source.cells):
        words = shown_cell(cell)
        if words:
            yield f"{heading_words(mapping, column)} {words}"


def shown_cell(cell: Cell) -> str:
    """What a cell holds, in one line."""
    return " ".join(cell.split()) if isinstance(cell, str) else exact_date(cell)


def column_letter(column: int) -> str:
    """What a spreadsheet calls the column (from 0): A, B ... Z, AA."""
    letters = ""
    column += 1
    while column:
        column, last = divmod(column - 1, 26)
        letters = chr(ord("A") + last) + letters
    return letters


def heading_words(mapping: ColumnMapping, column: int) -> str:
    """A column's heading in one line, or its letter where it has none."""
    heading = mapping.headings[column] if column < len(mapping.headings) else ""
    return show_hidden(" ".join(heading.split())) or _("Column {letter}").format(letter=column_letter(column))


def preview_columns() -> tuple[Column[PreviewLine], ...]:
    """Columns of the preview."""
    return (
        Column("number", _("Row"), lambda line: str(line.number), sort=lambda line: line.number,
               align="right", width=4),
        Column("fate", _("What will happen"), lambda line: _(FATES[line.fate]), width=15,
               sort=lambda line: list(FATES).index(line.fate), role=lambda line: line.fate.value),
        Column("crn", _("CRN"), lambda line: line.crn, width=8),
        Column("name", _("Name"), lambda line: line.name, width=21),
        Column("why", _("Changes and reasons"), lambda line: line.why, width=20, stretch=True,
               tooltip=lambda line: line.why.replace(_BETWEEN, "\n")),
    )  # fmt: skip
