"""Reading a spreadsheet file somebody chose into rows of text and dates: CSV in its encodings, and XLSX.

A file is hostile until it is read: its size is looked at first, nothing in it is run, no XML entity is
expanded, and of a workbook only the parts that hold cells are opened. Whatever is wrong with it is a
``UserError`` in one sentence, which never repeats what a cell holds, nor the file's name.
"""

from __future__ import annotations

import csv
import io
import os
import re
import stat
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
from defusedxml.common import DefusedXmlException

from iom_desktop.display.words import _
from iom_desktop.domain.caseload_columns import recognise
from iom_desktop.domain.sheets import HEADING_DEPTH, Cell, SheetRow
from iom_desktop.errors import UserError

#: The largest file that is read, in bytes, and the most rows that are taken from one.
SIZE_LIMIT = 50 * 1024 * 1024
ROW_LIMIT = 200_000
#: The most a workbook may come to when it is unpacked, in bytes, and the most cells that are looked at.
UNPACKED_LIMIT = 400 * 1024 * 1024
CELL_LIMIT = 20_000_000
#: A workbook has no row beyond this one.
_LAST_ROW = 1_048_576


@dataclass(frozen=True, slots=True, kw_only=True)
class Spreadsheet:
    """What was read from a file. ``rows`` are those in which something stands, with their own numbers."""

    rows: tuple[SheetRow, ...]
    delimited: bool  #: a file of separated values, where one separator too many shifts the cells after it
    cut_row: int | None = None  #: the last row, if the file seems to end in the middle of it
    sheets: tuple[str, ...] = ()  #: of a workbook, in its order
    sheet: str = ""  #: the one that was read


def read_spreadsheet(path: Path, sheet: str | None = None) -> Spreadsheet:
    """The rows of the CSV or XLSX file at ``path``.

    ``sheet`` names the sheet of a workbook; without it the first visible one that has a caseload's headings
    is read, else the first visible one that is not empty. Raises ``UserError`` for whatever cannot be read.
    """
    data = _bytes_of(path)
    kind = path.suffix.lower()
    _refuse_other_kinds(data, kind)
    if data.startswith(b"PK"):
        if kind not in (".xlsx", ""):
            raise UserError(_("The file is an Excel workbook under another name; rename it to end in .xlsx."))
        return _read_workbook(data, sheet)
    if kind == ".xlsx":
        raise UserError(
            _("The file is named .xlsx but is no whole Excel workbook: it is cut off, or something else.")
        )
    return _read_separated(_decoded(data))


# --- The file --------------------------------------------------------------------------------------------


def _bytes_of(path: Path) -> bytes:
    """The file's content, its size and kind looked at before it is read."""
    try:
        info = path.stat()
        if not stat.S_ISREG(info.st_mode):
            raise UserError(_("This is a folder or a device, not a spreadsheet file."))
        _refuse_size(info.st_size)
        with path.open("rb") as file:
            data = file.read(SIZE_LIMIT + 1)
    except FileNotFoundError:
        raise UserError(_("There is no such file.")) from None
    except PermissionError:
        raise UserError(
            _("The file may not be read by you; ask whoever owns it, or copy it to your own folder.")
        ) from None
    except (OSError, ValueError) as failure:
        why = (
            os.strerror(failure.errno)
            if isinstance(failure, OSError) and failure.errno
            else _("its name is not right")
        )
        raise UserError(_("The file could not be read: {why}.").format(why=why)) from None
    _refuse_size(len(data))
    if not data.strip(b"\x00\t\n\r ,;\xef\xbb\xbf\xff\xfe"):
        raise UserError(_("The file is empty."))
    return data


def _refuse_size(size: int) -> None:
    if size > SIZE_LIMIT:
        most = SIZE_LIMIT // (1024 * 1024)
        raise UserError(_("The file is larger than {most} MB, the most that is read.").format(most=most))


_OTHER_KINDS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "a PDF document"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"\x89PNG", "a picture (PNG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"BM", ""),  # the two letters of a bitmap are too common in text to be told by
    (b"II*\x00", "a picture (TIFF)"),
    (b"MM\x00*", "a picture (TIFF)"),
    (b"SQLite format 3\x00", "a database"),
    (b"\x1f\x8b", "a compressed file"),
    (b"7z\xbc\xaf\x27\x1c", "a compressed file"),
    (b"Rar!", "a compressed file"),
    (b"{\\rtf", "a Word document (RTF)"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90\x00", "a program"),
)
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MARKUP = re.compile(rb"\s*<(?:\?xml|!doctype|html|table|\w+:\w+)", re.IGNORECASE)


def _refuse_other_kinds(data: bytes, kind: str) -> None:
    """Raise ``UserError`` for a file that its first bytes or its name show to be no CSV and no XLSX."""
    save_as = _("open it in the program that made it and save it as .xlsx or .csv.")
    if data.startswith(_OLD_OFFICE):
        raise UserError(_("The file is an old .xls workbook, or a workbook with a password; ") + save_as)
    for start, name in _OTHER_KINDS:
        if name and data.startswith(start):
            raise UserError(_("The file is {what}, not a spreadsheet.").format(what=_(name)))
    if _MARKUP.match(data.removeprefix(b"\xef\xbb\xbf")[:200]):
        raise UserError(_("The file is a web page or XML, whatever its name; ") + save_as)
    if kind in (".xls", ".ods", ".xlsm", ".xlsb", ".numbers", ".doc", ".docx", ".pdf"):
        raise UserError(_("Files named {kind} are not read; ").format(kind=kind) + save_as)


# --- Separated values --------------------------------------------------------------------------------------

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)


def _decoded(data: bytes) -> str:
    """The text: by its byte order mark, else UTF-16 by where its zeros stand, else UTF-8, else cp1252."""
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), None) or _unmarked(data)
    if encoding.startswith("utf-16") and len(data) % 2:
        raise UserError(_("The file is cut off: it ends in the middle of a character."))
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as failure:
        if encoding.startswith("utf") and failure.end >= len(data) and failure.start >= len(data) - 4:
            raise UserError(_("The file is cut off: it ends in the middle of a character.")) from None
        raise UserError(
            _("The file is not text in an encoding that is known here, so it is not a CSV file.")
        ) from None
    at = text.find("\0")
    if at >= 0:
        line = text.count("\n", 0, at) + 1
        raise UserError(
            _("Line {line} holds a NUL byte; the file is damaged or is not a CSV file.").format(
                line=f"{line:,}"
            )
        )
    return text


def _unmarked(data: bytes) -> str:
    """The encoding of a file that does not name it."""
    sample = data[:4096]
    pairs = max(1, len(sample) // 2)
    if sample[1::2].count(0) > pairs * 0.4 and sample[::2].count(0) < pairs * 0.1:
        return "utf-16-le"
    if sample[::2].count(0) > pairs * 0.4 and sample[1::2].count(0) < pairs * 0.1:
        return "utf-16-be"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as failure:
        # Cut inside its last letter a file is UTF-8 all the same; in cp1252 such bytes stand anywhere.
        whole = failure.start >= len(data) - 3 and not data[: failure.start].isascii()
        return "utf-8" if whole else "cp1252"
    return "utf-8"


_SEPARATOR_LINE = re.compile(r"sep=([,;|\t])\r?\n", re.IGNORECASE)


def _read_separated(text: str) -> Spreadsheet:
    named = _SEPARATOR_LINE.match(text)
    if named:  # a line for Excel alone, which does not count it
        text = text[named.end() :]
    separator = named[1] if named else _separator(text)
    rows: list[SheetRow] = []
    widths: dict[int, int] = {}
    number = 0
    for number, cells in _records(text, separator):
        if any(not cell.isspace() for cell in cells if cell):
            rows.append(SheetRow(number, tuple(cells)))
            widths[len(cells)] = widths.get(len(cells), 0) + 1
        _refuse_rows(len(rows))
    if not rows:
        raise UserError(_("The file is empty."))
    return Spreadsheet(rows=tuple(rows), delimited=True, cut_row=_cut_row(text, rows, widths))


def _records(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Each record with its number. Raises ``UserError`` for quotation marks that stand wrong."""
    number = 0
    try:
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True):
            number += 1
            yield number, cells
    except csv.Error as failure:
        raise UserError(_csv_fault(str(failure)).format(row=f"{number + 1:,}")) from None


def _csv_fault(failure: str) -> str:
    if "unexpected end of data" in failure:
        return _("The file is cut off: a quotation mark that opens in row {row} is never closed.")
    if "field limit" in failure:
        return _("Row {row} holds a cell too long to be one; a quotation mark may be missing.")
    return _("Row {row} has a quotation mark in the wrong place, so its cells cannot be told apart.")


def _separator(text: str) -> str:
    """The separator that makes the first rows fall into the most columns, most alike; else a comma."""
    start = text[:20_000]
    best, best_score = ",", 0.0
    for separator in ",;\t|":
        widths = [
            len(cells)
            for cells in csv.reader(io.StringIO(start, newline=""), delimiter=separator)
            if len(cells) > 1
        ][:50]
        if widths:
            common = max(set(widths), key=widths.count)
            score = widths.count(common) * min(common, 60)
            if score > best_score:
                best, best_score = separator, score
    return best


def _cut_row(text: str, rows: Sequence[SheetRow], widths: dict[int, int]) -> int | None:
    """The last row, if the file breaks off inside it: fewer cells than all others have, and no line end."""
    last = rows[-1]
    others = {width for width, many in widths.items() if width != len(last.cells)}
    breaks_off = len(others) == 1 and widths[len(last.cells)] == 1 and len(last.cells) < min(others)
    return last.number if breaks_off and not text.endswith(("\n", "\r")) else None


def _refuse_rows(rows: int) -> None:
    if rows > ROW_LIMIT:
        raise UserError(
            _("The file has more than {most} rows, the most that are read.").format(most=f"{ROW_LIMIT:,}")
        )


# --- Workbooks ---------------------------------------------------------------------------------------------

#: The parts of a workbook that hold its cells and say how they are shown. Nothing else in it is opened.
_PARTS = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|xl/workbook[0-9]*\.xml|xl/_rels/workbook[0-9]*\.xml\.rels"
    r"|xl/sharedStrings[0-9]*\.xml|xl/styles[0-9]*\.xml|xl/worksheets/[A-Za-z0-9 _-]{1,60}\.xml"
)
_MOST_PARTS = 5_000
_DOCTYPE = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def _damaged() -> UserError:
    return UserError(_("The workbook is damaged or cut off; open it in Excel and save it again."))


def _read_workbook(data: bytes, sheet: str | None) -> Spreadsheet:
    cells = _cells_only(data)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns of what it leaves out: styles, validations, headers
        try:
            book = openpyxl.load_workbook(cells, read_only=True, data_only=True, keep_links=False)
            try:
                return _read_sheets(book, sheet)
            finally:
                book.close()
        except UserError:
            raise
        except DefusedXmlException:
            raise UserError(
                _("The workbook holds XML that no spreadsheet program writes; it is not opened.")
            ) from None
        except Exception:
            # A broken workbook can fail anywhere in the library, with any error; its text may quote cells.
            raise _damaged() from None


def _cells_only(data: bytes) -> io.BytesIO:
    """A workbook of the listed parts alone, unpacked within the limit, in memory."""
    cells = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed, zipfile.ZipFile(cells, "w") as kept:
            _refuse_other_archives(packed)
            left = UNPACKED_LIMIT
            for part in packed.infolist():
                name = part.filename
                if _PARTS.fullmatch(name) and name not in kept.NameToInfo:
                    content = _unpacked(packed, part, left)
                    left -= len(content)
                    kept.writestr(name, content)
    except UserError:
        raise
    except Exception:  # a broken archive fails with errors of zipfile, zlib, struct and others
        raise _damaged() from None
    cells.seek(0)
    return cells


def _refuse_other_archives(packed: zipfile.ZipFile) -> None:
    names = packed.namelist()
    if len(names) > _MOST_PARTS:
        raise UserError(_("The file holds more parts than any workbook; it is not opened."))
    if any(re.fullmatch(r"xl/workbook[0-9]*\.xml", name) for name in names):
        return
    if "content.xml" in names:
        raise UserError(_("The file is an OpenDocument file; open it and save it as .xlsx or .csv."))
    if "word/document.xml" in names:
        raise UserError(_("The file is a Word document, not a spreadsheet."))
    if "xl/workbook.bin" in names:
        raise UserError(_("The file is a binary workbook (.xlsb); open it and save it as .xlsx."))
    raise UserError(_("The file is a compressed folder, not a spreadsheet."))


def _unpacked(packed: zipfile.ZipFile, part: zipfile.ZipInfo, left: int) -> bytes:
    too_large = UserError(_("The workbook is too large once it is unpacked; split it, or save it as .csv."))
    if part.file_size > left:
        raise too_large
    with packed.open(part) as file:
        content = file.read(left + 1)
    if len(content) > left:
        raise too_large
    if _DOCTYPE.search(content) or content.startswith((b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")):
        raise UserError(_("The workbook holds XML that no spreadsheet program writes; it is not opened."))
    return content


def _read_sheets(book: Any, wanted: str | None) -> Spreadsheet:
    sheets = {sheet.title: sheet for sheet in book.worksheets}
    names = tuple(sheets)
    if wanted is not None:
        if wanted not in sheets:
            raise UserError(_("The workbook has no sheet of that name."), "sheet")
        rows = tuple(_sheet_rows(sheets[wanted]))
        if not rows:
            raise UserError(_("This sheet of the workbook is empty."), "sheet")
        return Spreadsheet(rows=rows, delimited=False, sheets=names, sheet=wanted)
    name = _likeliest(sheets)
    return Spreadsheet(rows=tuple(_sheet_rows(sheets[name])), delimited=False, sheets=names, sheet=name)


def _likeliest(sheets: dict[str, Any]) -> str:
    """The first visible sheet with a caseload's headings, else the first visible one that is not empty."""
    filled = ""
    for name, sheet in sheets.items():
        if sheet.sheet_state != "visible":
            continue
        top = _top(sheet)
        if top and not filled:
            filled = name
        try:
            recognise(top)
        except UserError:
            continue
        return name
    if not filled:
        raise UserError(_("The workbook is empty."))
    return filled


def _top(sheet: Any) -> list[SheetRow]:
    top: list[SheetRow] = []
    for row in _sheet_rows(sheet):
        top.append(row)
        if row.number > HEADING_DEPTH or len(top) > HEADING_DEPTH:
            break
    return top


def _sheet_rows(sheet: Any) -> Iterator[SheetRow]:
    """The rows of a sheet in which something stands. What the sheet says of its own size is not believed."""
    sheet.reset_dimensions()
    filled = looked_at = 0
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        looked_at += len(cells)
        if number > _LAST_ROW or looked_at > CELL_LIMIT:
            raise UserError(
                _("The sheet is larger than any caseload; copy the rows that matter to a new one."), "sheet"
            )
        words = _trimmed(map(_cell_of, cells))
        if words:
            filled += 1
            _refuse_rows(filled)
            yield SheetRow(number, words)


def _trimmed(cells: Iterable[Cell]) -> tuple[Cell, ...]:
    """The cells without the empty ones at the end."""
    kept = list(cells)
    while kept and isinstance(kept[-1], str) and not kept[-1].strip():
        kept.pop()
    return tuple(kept)


_CARRIAGE_RETURN = re.compile(r"_x000D_\n?")


def _cell_of(cell: Any) -> Cell:
    """A cell as it reads in the spreadsheet: days as days, percentages with their sign, numbers whole."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, str):
        return _CARRIAGE_RETURN.sub("\n", value)
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, int | float):
        return _number(float(value), "%" in (cell.number_format or ""))
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    return str(value) if isinstance(value, time | timedelta) else ""


def _number(value: float, percent: bool) -> str:
    if percent:
        return f"{round(value * 100, 6):.10g}%"
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
