"""What the import page does off the window's thread: read a file, plan the import, carry it out.

Each of these takes a ``Progress`` and touches no widget. ``None`` means that the officer pressed Cancel.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from iom_desktop.display.words import _
from iom_desktop.domain.caseload_columns import ColumnMapping, recognise
from iom_desktop.domain.caseload_import import ImportPreview
from iom_desktop.errors import UserError
from iom_desktop.services.caseload_import import ImportedFile, apply_import, plan_import
from iom_desktop.services.rejected_rows import save_rejects
from iom_desktop.services.spreadsheets import Spreadsheet, read_spreadsheet
from iom_desktop.ui.imports.lines import PreviewLine, lines_of
from iom_desktop.ui.jobs import Cancelled, Progress
from iom_desktop.ui.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A file as it was read, and what importing it would do; without a ``preview``, ``problem`` says why."""

    table: Spreadsheet
    mapping: ColumnMapping
    preview: ImportPreview | None = None
    lines: tuple[PreviewLine, ...] = ()
    problem: str = ""
    problem_field: str = ""  #: the field whose column is to be chosen, if it is that


def read_file(
    workspace: Workspace, path: Path, sheet: str | None, today: date, progress: Progress
) -> Reading | None:
    """Read the file at ``path`` and plan its import. Raises ``UserError`` for a file that cannot be read."""
    try:
        progress.step(0, 0)
        table = read_spreadsheet(path, sheet)
        progress.check()
    except Cancelled:
        return None
    try:
        mapping = recognise(table.rows)
    except UserError as fault:
        # The officer may know better which row holds the headings.
        return Reading(
            table=table, mapping=recognise(table.rows, table.rows[0].number), problem=fault.message
        )
    return plan(workspace, table, mapping, today, progress)


def plan(
    workspace: Workspace, table: Spreadsheet, mapping: ColumnMapping, today: date, progress: Progress
) -> Reading | None:
    """What importing ``table`` would do with its columns read by ``mapping``."""
    try:
        preview = workspace.read(plan_import, table, mapping, today, progress.step)
        progress.check()
    except Cancelled:
        return None
    except UserError as fault:
        return Reading(table=table, mapping=mapping, problem=fault.message, problem_field=fault.field or "")
    return Reading(table=table, mapping=mapping, preview=preview, lines=lines_of(preview))


def carry_out(
    workspace: Workspace, path: Path, preview: ImportPreview, today: date, progress: Progress
) -> ImportedFile | None:
    """Import in one transaction, then save the rows not taken beside the file. Cancelled, nothing is changed.

    Raises ``UserError`` where the store was changed since the preview was made, or cannot be written to.
    """
    try:
        progress.check()
        workspace.perform(_("Import a caseload"), apply_import, preview, today, progress.step)
    except Cancelled:
        return None
    try:
        return ImportedFile(
            report=preview.report(), rejects=save_rejects(path, preview.mapping.headings, preview.not_taken)
        )
    except UserError as fault:
        # The import is done and stays done: only its leftovers could not be saved.
        return ImportedFile(report=preview.report(), warning=fault.message)
