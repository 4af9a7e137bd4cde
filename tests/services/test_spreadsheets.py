"""Files as people have them, and files that are something else."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from iom_desktop.domain.caseload_columns import Field, recognise
from iom_desktop.errors import UserError
from iom_desktop.services import spreadsheets
from iom_desktop.services.spreadsheets import read_spreadsheet

INPUTS = Path(__file__).parent.parent / "inputs"
HEADINGS = "CRN,Surname,Forenames,Notes"
PLAIN = f"{HEADINGS}\nA000001,Brân,Ann,Tŷ’r afon – £5\nA000002,Ôl,Ben,naïve\n"
LATIN = f"{HEADINGS}\nA000001,Brân,Ann,Caf\u00e9 – £5\nA000002,Ôl,Ben,naïve\n"


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    def _write(data: bytes | str, name: str = "caseload.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(data if isinstance(data, bytes) else data.encode(encoding))
        return path

    return _write


def cells(path: Path, sheet: str | None = None) -> list[tuple[object, ...]]:
    return [row.cells for row in read_spreadsheet(path, sheet).rows]


def refusal(path: Path, sheet: str | None = None) -> str:
    with pytest.raises(UserError) as refused:
        read_spreadsheet(path, sheet)
    message = refused.value.message
    assert message.endswith(".")
    assert "\n" not in message
    return message


# --- The two inputs ------------------------------------------------------------------------------------


def test_the_caseload_export_is_read_whole() -> None:
    table = read_spreadsheet(INPUTS / "caseload.csv")
    assert len(table.rows) == 108
    assert {len(row.cells) for row in table.rows} == {35}
    assert table.rows[0].cells[0] == "CRN"  # no byte order mark left on it
    assert table.delimited
    assert table.cut_row is None
    assert recognise(table.rows).unused == ()


def test_the_spreadsheet_kept_by_hand_is_read_as_it_shows() -> None:
    table = read_spreadsheet(INPUTS / "caseload_kept_by_hand.xlsx")
    by_number = {row.number: row for row in table.rows}
    assert table.sheet == "IOM cohort Nov 26"
    assert not {3, 26} & set(by_number)  # blank lines count, and are left out
    assert by_number[5].cells[0] == "a128778 "
    assert by_number[5].cells[4] == date(2006, 4, 27)
    assert by_number[5].cells[10] == "96%"
    assert by_number[6].cells[10] == "91"
    assert by_number[27].cells == ("--- below: custody ---",)
    assert by_number[49].cells == ("TOTAL", "", "42")
    mapping = recognise(table.rows)
    assert mapping.heading_row == 4
    assert mapping.unused == ()
    assert len(mapping.columns) == 17


# --- Encodings and separators --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "encoding", "mark"),
    [
        (PLAIN, "utf-8", b""),
        (PLAIN, "utf-8", b"\xef\xbb\xbf"),
        (PLAIN, "utf-16-le", b"\xff\xfe"),
        (PLAIN, "utf-16-be", b"\xfe\xff"),
        (PLAIN, "utf-16-le", b""),
        (PLAIN, "utf-16-be", b""),
        (PLAIN, "utf-32-le", b"\xff\xfe\x00\x00"),
        (LATIN, "cp1252", b""),
    ],
)
def test_every_encoding_gives_the_same_words(
    write: Callable[..., Path], text: str, encoding: str, mark: bytes
) -> None:
    read = cells(write(mark + text.encode(encoding)))
    assert read == [tuple(line.split(",")) for line in text.splitlines()]


def test_a_cp1252_file_whose_only_accent_comes_last_is_not_taken_for_a_cut_one(
    write: Callable[..., Path],
) -> None:
    assert cells(write(b"CRN,Surname\nA000001,Ren\xe9"))[1] == ("A000001", "René")


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_found(write: Callable[..., Path], separator: str) -> None:
    text = "\n".join(
        separator.join(line) for line in (["CRN", "Surname", "Notes"], ["A1", "Ash", '"1, 2; 3"'])
    )
    expected = ("A1", "Ash", "1, 2; 3")
    assert cells(write(text, "a.txt"))[1] == expected


def test_needs_with_semicolons_do_not_make_the_file_one_of_semicolons(write: Callable[..., Path]) -> None:
    text = "CRN,Surname,Needs\nA1,Ash,Drug misuse; Accommodation; Alcohol misuse; Attitudes\n"
    assert cells(write(text))[1] == ("A1", "Ash", "Drug misuse; Accommodation; Alcohol misuse; Attitudes")


def test_the_line_that_names_the_separator_for_excel_is_no_row(write: Callable[..., Path]) -> None:
    table = read_spreadsheet(write("sep=;\nCRN;Surname\nA1;Ash, the elder\n"))
    assert [(row.number, row.cells) for row in table.rows] == [
        (1, ("CRN", "Surname")),
        (2, ("A1", "Ash, the elder")),
    ]


def test_rows_keep_their_numbers_past_blank_lines_and_cells_of_many_lines(write: Callable[..., Path]) -> None:
    table = read_spreadsheet(write('CRN,Surname,Notes\n\n,,\nA1,Ash,"one\ntwo ""three"""\nA2,Elm,\n'))
    assert [row.number for row in table.rows] == [1, 4, 5]
    assert table.rows[1].cells[2] == 'one\ntwo "three"'


def test_old_mac_and_windows_line_ends(write: Callable[..., Path]) -> None:
    assert cells(write("CRN,Surname\r\nA1,Ash\r\n")) == cells(write("CRN,Surname\rA1,Ash\r", "b.csv"))


# --- What is refused -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data", [b"", b"   \r\n\n", b"\xef\xbb\xbf", b"\xff\xfe", b"\x00\x00\x00\x00", b",,,\n,,,\n", b'""\n']
)
def test_an_empty_file_is_called_empty(write: Callable[..., Path], data: bytes) -> None:
    assert refusal(write(data)) == "The file is empty."


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.csv", b"%PDF-1.7\n%...", "PDF"),
        ("a.pdf", b"%PDF-1.7\n%...", "PDF"),
        ("a.xlsx", b"%PDF-1.7\n%...", "PDF"),
        ("a.csv", b"\xff\xd8\xff\xe0\x00\x10JFIF", "JPEG"),
        ("a.xlsx", b"\x89PNG\r\n\x1a\n", "PNG"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old .xls"),
        ("a.csv", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old .xls"),
        ("a.xls", b"CRN,Surname\n", ".xls"),
        ("a.ods", b"CRN,Surname\n", ".ods"),
        ("a.xlsx", b"CRN,Surname\nA1,Ash\n", "no whole Excel workbook"),
        ("a.csv", b"<html><table><tr><td>CRN", "web page"),
        ("a.csv", b"\xef\xbb\xbf<?xml version='1.0'?>", "XML"),
        ("case.csv", b"SQLite format 3\x00" + b"\0" * 100, "database"),
        ("a.csv", b"\x1f\x8b\x08\x00", "compressed"),
        ("a.csv", b"CRN,Surname\nA1,A\x00sh\n", "Line 2 holds a NUL"),
        ("a.csv", b"CRN,Surname\nA1,A\x81sh\n", "not text"),
        ("a.csv", b'CRN,Surname\nA1,Ash\nA2,"Elm and so on\nA3,Oak\n', "row 3 is never closed"),
        ("a.csv", b'CRN,Surname\nA1,"As"h\n', "Row 2 has a quotation mark"),
        ("a.csv", b'CRN,Surname\nA1,"' + b"a" * 140_000 + b'"\n', "too long"),
        ("a.csv", "CRN,Surname\nA1,Ash".encode("utf-16")[:-1], "middle of a character"),
        ("a.csv", "CRN,Surname\nA1,Brân ac Ôl".encode()[:-2], "middle of a character"),
    ],
)
def test_what_is_no_spreadsheet_is_refused_in_a_sentence(
    write: Callable[..., Path], name: str, data: bytes, words: str
) -> None:
    assert words in refusal(write(data, name))


def test_no_file_a_folder_and_a_file_that_may_not_be_read(tmp_path: Path, write: Callable[..., Path]) -> None:
    assert "no such file" in refusal(tmp_path / "none.csv")
    assert "folder" in refusal(tmp_path)
    assert "could not be read" in refusal(tmp_path / ("n" * 300))
    assert "could not be read" in refusal(Path("a\0b.csv"))
    if os.geteuid() != 0:
        locked = write(PLAIN)
        locked.chmod(0)
        assert "may not be read" in refusal(locked)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    assert "device" in refusal(tmp_path / "pipe.csv")


def test_a_file_too_large_is_refused_before_it_is_read(
    write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write("")
    os.truncate(path, spreadsheets.SIZE_LIMIT + 1)  # sparse: it takes no room on the disk
    monkeypatch.setattr(Path, "open", lambda *_args, **_more: pytest.fail("it was opened"))
    assert "larger than 50 MB" in refusal(path)


def test_too_many_rows_are_refused(write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheets, "ROW_LIMIT", 3)
    text = "CRN,Surname\nA1,Ash\nA2,Elm\n"
    assert len(cells(write(text))) == 3
    assert "more than 3 rows" in refusal(write(text + "A3,Oak\n"))
    book = openpyxl.Workbook()
    for _n in range(4):
        book.active.append(["CRN"])
    assert "more than 3 rows" in refusal(write(saved(book), "a.xlsx"))


# --- Files that end too soon ---------------------------------------------------------------------------


def test_a_file_cut_off_in_its_last_row_is_noticed(write: Callable[..., Path]) -> None:
    whole = "CRN,Surname,RAG,Notes\nA1,Ash,Red,\nA2,Elm,Red,x"
    assert read_spreadsheet(write(whole)).cut_row is None
    assert read_spreadsheet(write(whole[:-4])).cut_row == 3
    assert read_spreadsheet(write(whole[:-4] + "\n")).cut_row is None  # a short row that ends is only short


@pytest.mark.parametrize("keep", [0.05, 0.3, 0.6, 0.9, 0.99, 0.9999])
def test_a_workbook_cut_off_anywhere_is_refused(write: Callable[..., Path], keep: float) -> None:
    data = (INPUTS / "caseload_kept_by_hand.xlsx").read_bytes()
    assert "damaged or cut off" in refusal(write(data[: int(len(data) * keep)], "a.xlsx"))


# --- Workbooks -----------------------------------------------------------------------------------------


def saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def repacked(data: bytes, change: Callable[[str, bytes], bytes | None], **more: bytes) -> bytes:
    """The workbook with each part passed through ``change`` (nothing: left out), and ``more`` parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = change(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
        for name, content in more.items():
            new.writestr(name, content)
    return out.getvalue()


def small_book() -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    book.active.append(["CRN", "Surname"])
    book.active.append(["A000001", "Ash"])
    return book


def test_cells_of_every_kind(write: Callable[..., Path]) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["x", 12, 12.0, 0.5, True, False, datetime(1990, 2, 3, 9, 30), date(1991, 2, 3), None, " "])
    sheet.append([0.96, 0.875, "_x000D_\nline", "#N/A", 1e300])
    sheet["A2"].number_format = "0%"
    sheet["B2"].number_format = "0.0%"
    read = cells(write(saved(book), "a.xlsx"))
    assert read[0] == ("x", "12", "12", "0.5", "Yes", "No", date(1990, 2, 3), date(1991, 2, 3))
    assert read[1] == ("96%", "87.5%", "\nline", "#N/A", "1e+300")


def test_the_sheet_with_a_caseload_is_read_unless_another_is_asked_for(write: Callable[..., Path]) -> None:
    book = openpyxl.Workbook()
    book.active.title = "Read me"
    book.active.append(["This is the cohort of the north."])
    hidden = book.create_sheet("Old")
    hidden.append(["CRN", "Surname"])
    hidden.sheet_state = "hidden"
    book.create_sheet("Empty")
    book.create_sheet("Cohort").append(["CRN", "Surname", "RAG"])
    path = write(saved(book), "a.xlsx")
    table = read_spreadsheet(path)
    assert (table.sheet, table.sheets) == ("Cohort", ("Read me", "Old", "Empty", "Cohort"))
    assert read_spreadsheet(path, "Old").rows[0].cells == ("CRN", "Surname")
    assert "is empty" in refusal(path, "Empty")
    assert "no sheet of that name" in refusal(path, "South")


def test_an_empty_workbook(write: Callable[..., Path]) -> None:
    assert refusal(write(saved(openpyxl.Workbook()), "a.xlsx")) == "The workbook is empty."


def test_a_stray_cell_at_the_foot_of_the_sheet_costs_nothing(write: Callable[..., Path]) -> None:
    book = small_book()
    book.active["A1048576"] = "x"
    rows = read_spreadsheet(write(saved(book), "a.xlsx")).rows
    assert [row.number for row in rows] == [1, 2, 1_048_576]


def test_a_row_number_beyond_any_sheet_is_refused(write: Callable[..., Path]) -> None:
    data = repacked(
        saved(small_book()),
        lambda _name, content: content.replace(b'<row r="2"', b'<row r="99999999999"').replace(
            b'r="A2"', b'r="A99999999999"'
        ),
    )
    assert "larger than any caseload" in refusal(write(data, "a.xlsx"))


def test_a_workbook_under_another_name_is_refused_with_what_to_do(write: Callable[..., Path]) -> None:
    data = saved(small_book())
    assert "rename it to end in .xlsx" in refusal(write(data, "a.csv"))
    assert cells(write(data, "a"))[0] == ("CRN", "Surname")


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ("content.xml", "OpenDocument"),
        ("word/document.xml", "Word document"),
        ("xl/workbook.bin", "binary workbook"),
        ("holiday.jpg", "compressed folder"),
    ],
)
def test_other_archives_are_refused_by_what_they_are(
    write: Callable[..., Path], part: str, words: str
) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(part, "x")
    assert words in refusal(write(out.getvalue(), "a.xlsx"))


def test_parts_that_hold_no_cells_are_never_opened(
    write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    plain_open = zipfile.ZipFile.open

    def remember(self: zipfile.ZipFile, name: object, *args: object, **more: object) -> object:
        opened.append(getattr(name, "filename", str(name)))
        return plain_open(self, name, *args, **more)  # type: ignore[arg-type]

    data = repacked(
        saved(small_book()),
        lambda _name, content: content,
        **{
            "xl/vbaProject.bin": b"x",
            "xl/externalLinks/externalLink1.xml": b"<x/>",
            "xl/worksheets/../../../etc/passwd": b"x",
            "xl/embeddings/oleObject1.bin": b"x",
        },
    )
    monkeypatch.setattr(zipfile.ZipFile, "open", remember)
    assert cells(write(data, "a.xlsx"))[1] == ("A000001", "Ash")
    assert opened
    assert not [
        name for name in opened if "vba" in name or "external" in name or ".." in name or "ole" in name
    ]


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "[Content_Types].xml"])
@pytest.mark.parametrize(
    "inside",
    [
        b'<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;&b;">]>',
        b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>',
        b"<!--" + b" " * 10_000 + b"--><!DOCTYPE a>",
    ],
)
def test_xml_that_defines_entities_is_not_opened(
    write: Callable[..., Path], part: str, inside: bytes
) -> None:
    def change(name: str, content: bytes) -> bytes:
        if name != part:
            return content
        body = content.partition(b"?>")[2] if content.startswith(b"<?xml") else content
        return b'<?xml version="1.0"?>' + inside + body

    message = refusal(write(repacked(saved(small_book()), change), "a.xlsx"))
    assert "XML that no spreadsheet program writes" in message


def test_a_workbook_that_unpacks_beyond_the_limit_is_refused(
    write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spreadsheets, "UNPACKED_LIMIT", 100_000)
    bomb = repacked(
        saved(small_book()),
        lambda name, content: (
            content.replace(b"<sheetData>", b"<sheetData>" + b" " * 200_000) if "sheet1" in name else content
        ),
    )
    assert "too large once it is unpacked" in refusal(write(bomb, "a.xlsx"))
    assert "too large once it is unpacked" not in str(cells(write(saved(small_book()), "b.xlsx")))


def test_a_part_that_lies_about_its_size_is_refused(write: Callable[..., Path]) -> None:
    data = bytearray(saved(small_book()))
    entry = (
        data.rfind(b"xl/worksheets/sheet1.xml") - 46
    )  # in the central directory: the unpacked size is at 24
    assert data[entry : entry + 4] == b"PK\x01\x02"
    data[entry + 24 : entry + 28] = (1).to_bytes(4, "little")
    assert "damaged or cut off" in refusal(write(bytes(data), "a.xlsx"))


def test_far_too_many_parts_are_refused(write: Callable[..., Path]) -> None:
    parts = {f"xl/media/{n}.png": b"" for n in range(5_100)}
    data = repacked(saved(small_book()), lambda _name, content: content, **parts)
    assert "more parts" in refusal(write(data, "a.xlsx"))


# --- Anything at all -----------------------------------------------------------------------------------

_CASELOAD = (INPUTS / "caseload.csv").read_bytes()
_SMALL = saved(small_book())


def _reads_or_refuses(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    assert _rows_or_refusal(path)


def _rows_or_refusal(path: Path) -> bool:
    try:
        table = read_spreadsheet(path)
    except UserError as refused:
        return refused.message.endswith(".")
    return bool(table.rows) and all(row.filled for row in table.rows)


@settings(max_examples=1_000)
@given(data=st.binary(max_size=400), name=st.sampled_from(["g.csv", "g.xlsx", "g.txt", "g"]))
@example(data=b"PK\x03\x04", name="g.xlsx")
@example(data=b"\r", name="g.csv")
@example(data=b"sep=;\n", name="g.csv")
@example(data=b'sep="\n"', name="g.csv")
def test_any_bytes_are_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, name: str
) -> None:
    _reads_or_refuses(tmp_path_factory.getbasetemp() / name, data)


@settings(max_examples=1_000)
@given(
    text=st.text(st.characters(codec="utf-8"), max_size=300),
    encoding=st.sampled_from(["utf-8", "utf-16", "utf-16-be", "utf-8-sig"]),
)
@example(text='a,b\n"', encoding="utf-8")
def test_any_text_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, text: str, encoding: str
) -> None:
    _reads_or_refuses(tmp_path_factory.getbasetemp() / "t.csv", text.encode(encoding))


@settings(max_examples=150)
@given(at=st.integers(0, 6_000), put=st.binary(min_size=1, max_size=6))
def test_a_workbook_with_wrong_bytes_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, at: int, put: bytes
) -> None:
    data = _SMALL
    at %= len(data)
    _reads_or_refuses(tmp_path_factory.getbasetemp() / "w.xlsx", data[:at] + put + data[at + len(put) :])


_SHEET_BITS = [
    b"<row",
    b' r="',
    b"<c",
    b' t="d"',
    b' t="s"',
    b' t="e"',
    b' s="99"',
    b"<v>",
    b"</v>",
    b"</c>",
    b"<f>",
    b"<is>",
    b"-1",
    b"ZZZZ9",
    b"&#0;",
    b"]]>",
]


@settings(max_examples=150)
@given(
    at=st.integers(100, 2_000),
    put=st.lists(st.sampled_from(_SHEET_BITS), min_size=1, max_size=3).map(b"".join),
)
def test_a_sheet_with_wrong_markup_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, at: int, put: bytes
) -> None:
    data = repacked(
        _SMALL,
        lambda name, content: (
            content[: at % len(content)] + put + content[at % len(content) :] if "sheet1" in name else content
        ),
    )
    _reads_or_refuses(tmp_path_factory.getbasetemp() / "m.xlsx", data)


@settings(max_examples=400)
@given(cut=st.integers(0, len(_CASELOAD)), put=st.binary(max_size=4))
def test_a_csv_cut_off_or_spoilt_anywhere_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, cut: int, put: bytes
) -> None:
    _reads_or_refuses(tmp_path_factory.getbasetemp() / "c.csv", _CASELOAD[:cut] + put)


def test_the_caseload_has_every_field_that_a_column_can_mean_but_those_of_hand_kept_ones() -> None:
    columns = set(recognise(read_spreadsheet(INPUTS / "caseload.csv").rows).columns)
    assert set(Field) - columns == {Field.NAME, Field.ALIASES, Field.NEEDS, Field.REVIEW_ON}
