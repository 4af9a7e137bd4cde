"""Rows that an import did not take, saved beside the file they came from, each with the reason."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Sequence
from pathlib import Path

from iom_desktop.display.words import _
from iom_desktop.domain.sheets import RowNotTaken, SheetRow
from iom_desktop.domain.text import spreadsheet_safe
from iom_desktop.errors import UserError


def save_rejects(path: Path, headings: Sequence[str], not_taken: Sequence[RowNotTaken]) -> Path | None:
    """Save the rows that were not taken beside the file at ``path``, with each row's number and reason.

    Returns where they are, or nothing where there are none. A file of rejected rows that is there already,
    and may have been worked on, is never overwritten. Raises ``UserError`` where the folder cannot be
    written to.
    """
    if not not_taken:
        return None
    content = _rejects_csv(headings, not_taken)
    for number in range(1, 1000):
        mark = "" if number == 1 else f" ({number})"
        target = path.with_name(f"{path.stem} - rejected rows{mark}.csv")
        try:
            with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(content)
            return target
        except FileExistsError:
            if _holds(target, content):
                return target
        except OSError as failure:
            why = os.strerror(failure.errno) if failure.errno else _("the disk does not say why")
            raise UserError(
                _("The rejected rows could not be saved beside the file: {why}.").format(why=why)
            ) from None
    raise UserError(
        _("There are too many files of rejected rows beside this one; remove those that are done with.")
    )


def _holds(target: Path, content: bytes) -> bool:
    try:
        return target.stat().st_size == len(content) and target.read_bytes() == content
    except OSError:
        return False


def _rejects_csv(headings: Sequence[str], not_taken: Sequence[RowNotTaken]) -> bytes:
    """The rows as a CSV that opens in a spreadsheet as it stands, and that can be put right and imported."""
    width = max(len(headings), *(len(row.source.cells) for row in not_taken))
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([*_safe(headings, width), _("Row"), _("Reason")])
    for row in not_taken:
        cells = _safe(_as_shown(row.source), width)
        writer.writerow([*cells, str(row.source.number), spreadsheet_safe(row.reason)])
    return out.getvalue().encode("utf-8-sig")


def _as_shown(row: SheetRow) -> list[str]:
    return [cell if isinstance(cell, str) else f"{cell:%d/%m/%Y}" for cell in row.cells]


def _safe(cells: Sequence[str], width: int) -> list[str]:
    return [spreadsheet_safe(cell) for cell in cells] + [""] * (width - len(cells))
