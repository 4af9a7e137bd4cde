"""Printing: whole pages on whatever paper the printer holds, off the window's thread, and nothing left behind."""

from __future__ import annotations

import ctypes
import ctypes.util
import io
import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader
from PySide6.QtCore import QMarginsF, QRectF, QSizeF
from PySide6.QtGui import QPageLayout, QPageSize
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo
from reportlab.pdfgen.canvas import Canvas

from iom_desktop.errors import UserError
from iom_desktop.storage import temporary
from iom_desktop.ui import ask
from iom_desktop.ui.documents import printing
from iom_desktop.ui.documents.printing import Laid, place_page, print_pdf
from iom_desktop.ui.jobs import Cancelled, Progress, run_job, wait_for_jobs
from iom_desktop.ui.page import Page
from tests.stores import Desk

A4, A4_WIDE = (595.28, 841.89), (841.89, 595.28)
FRAME = 24.0  #: points between the frame drawn on each page and the page's edge


class Kept:
    """A spool that counts how often it was told to keep back what it holds."""

    def __init__(self) -> None:
        self.forgotten = 0

    def forget(self) -> None:
        self.forgotten += 1


def paper(*sizes: tuple[float, float]) -> bytes:
    """Pages with a black frame near their edges."""
    made = io.BytesIO()
    canvas = Canvas(made)
    for wide, high in sizes:
        canvas.setPageSize((wide, high))
        canvas.rect(FRAME, FRAME, wide - 2 * FRAME, high - 2 * FRAME)
        canvas.drawString(40, high - 40, "Page")
        canvas.showPage()
    canvas.save()
    return made.getvalue()


def printer_for(
    target: Path, size: QPageSize.PageSizeId = QPageSize.PageSizeId.A4, margin: float = 12
) -> QPrinter:
    made = QPrinter(QPrinter.PrinterMode.HighResolution)
    made.setResolution(150)
    made.setOutputFileName(str(target))
    made.setPageSize(QPageSize(size))
    made.setPageMargins(QMarginsF(margin, margin, margin, margin), QPageLayout.Unit.Point)
    return made


def send(data: bytes, printer: QPrinter, step: Callable[[int, int], object] = lambda _n, _m: None) -> Kept:
    kept = Kept()
    print_pdf(data, printer, step, kept)
    return kept


def ink_of(path: Path) -> list[tuple[QSizeF, QRectF]]:
    """The size of each sheet that came out, and where on it the ink is."""
    with printing._opened(path.read_bytes()) as document:
        sizes = [document.pagePointSize(page) for page in range(document.pageCount())]
        return [(size, printing._ink_of(document, page, size)) for page, size in enumerate(sizes)]


# --- Paper -------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize(
    ("size", "margin", "frame"),
    [
        (QPageSize.PageSizeId.A4, 12, FRAME),  # reached: the page as it is
        (QPageSize.PageSizeId.A4, 60, None),  # a printer that leaves wide margins
        (QPageSize.PageSizeId.Letter, 18, None),
        (QPageSize.PageSizeId.A5, 12, None),
        (QPageSize.PageSizeId.A3, 12, FRAME * 2**0.5),
    ],
)
def test_nothing_of_a_page_is_cut_off(
    tmp_path: Path, size: QPageSize.PageSizeId, margin: float, frame: float | None
) -> None:
    target = tmp_path / "printed.pdf"
    assert send(paper(A4, A4_WIDE), printer_for(target, size, margin)).forgotten == 0
    sheets = ink_of(target)
    assert len(sheets) == 2
    for sheet, ink in sheets:
        edges = (ink.left(), ink.top(), sheet.width() - ink.right(), sheet.height() - ink.bottom())
        assert all(edge >= margin - 3 for edge in edges), "the frame is whole, within what is reached"
        if frame is not None:
            assert all(abs(edge - frame) < 5 for edge in edges), "as far from the edges as on the page"
        assert abs(edges[0] - edges[2]) < 4, "in the middle"


SIDES = st.floats(100, 2_000)


@given(
    page=st.tuples(SIDES, SIDES),
    sheet=st.tuples(SIDES, SIDES),
    margin=st.floats(0, 40),
    inset=st.floats(0, 40),
)
def test_wherever_a_page_lies_the_printer_reaches_its_ink(
    page: tuple[float, float], sheet: tuple[float, float], margin: float, inset: float
) -> None:
    ink = QRectF(inset, inset, page[0] - 2 * inset, page[1] - 2 * inset)
    whole = QRectF(0, 0, *sheet)
    reach = whole.adjusted(margin, margin, -margin, -margin)
    laid = place_page(QSizeF(*page), ink, whole, reach)
    if laid.turned:
        ink = QRectF(ink.y(), ink.x(), ink.height(), ink.width())
    there = QRectF(
        laid.target.x() + ink.x() * laid.scale,
        laid.target.y() + ink.y() * laid.scale,
        ink.width() * laid.scale,
        ink.height() * laid.scale,
    )
    assert reach.adjusted(-0.6, -0.6, 0.6, 0.6).contains(there)


def test_a_page_of_the_sheets_size_is_never_scaled() -> None:
    sheet = QRectF(0, 0, 595, 842)  # whole points, as Qt has A4
    laid = place_page(QSizeF(*A4), QRectF(30, 30, 500, 700), sheet, sheet.adjusted(10, 10, -10, -10))
    assert (laid.scale, laid.turned) == (1.0, False)


def test_an_empty_page_is_a_page_too() -> None:
    sheet = QRectF(0, 0, 595, 842)
    assert place_page(QSizeF(*A4), QRectF(), sheet, sheet) == Laid(
        QRectF((595 - A4[0]) / 2, (842 - A4[1]) / 2, *A4), False, 1.0
    )


# --- Refused, stopped --------------------------------------------------------------------------------------


@pytest.mark.usefixtures("qapp")
@pytest.mark.qt_log_ignore("Returned false")
def test_a_printer_that_refuses_says_so_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="did not take it"):
        send(paper(A4), printer_for(tmp_path / "no such folder" / "x.pdf"))


@pytest.mark.usefixtures("qapp")
def test_a_printer_that_is_none_prints_nothing_and_says_so() -> None:
    none = QPrinter(QPrinter.PrinterMode.HighResolution)
    none.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    with pytest.raises(UserError, match="did not take it"):
        send(paper(A4), none)


@pytest.mark.usefixtures("qapp")
def test_a_document_that_is_not_whole_is_not_printed(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="could not be printed"):
        send(b"%PDF-1.7 and nothing else", printer_for(tmp_path / "x.pdf"))
    assert not (tmp_path / "x.pdf").exists()


@pytest.mark.usefixtures("qapp")
def test_a_printer_that_gives_up_says_after_which_page(tmp_path: Path) -> None:
    class Jammed(QPrinter):
        def newPage(self) -> bool:
            return False

    jammed, kept = Jammed(QPrinter.PrinterMode.HighResolution), Kept()
    jammed.setOutputFileName(str(tmp_path / "x.pdf"))
    with pytest.raises(UserError, match="stopped at page 1 of 2"):
        print_pdf(paper(A4, A4), jammed, lambda _n, _m: None, kept)
    assert kept.forgotten == 1


@pytest.mark.usefixtures("qapp")
def test_a_job_that_is_stopped_has_what_was_kept_of_it_forgotten_first(tmp_path: Path) -> None:
    seen, kept = [], Kept()

    def step(done: int, many: int) -> None:
        seen.append((done, many))
        if done == 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        print_pdf(paper(A4, A4, A4), printer_for(tmp_path / "x.pdf"), step, kept)
    assert seen == [(0, 3), (1, 3), (2, 3)]
    assert kept.forgotten == 1


def test_it_goes_on_beside_the_window(qtbot: object, tmp_path: Path) -> None:
    page = Page("Host", name="host")
    qtbot.addWidget(page)  # type: ignore[attr-defined]
    threads: list[threading.Thread] = []
    target = tmp_path / "x.pdf"
    printer = printer_for(target)

    def work(progress: Progress) -> None:
        threads.append(threading.current_thread())
        print_pdf(paper(A4, A4), printer, progress.step, Kept())

    done: list[object] = []
    run_job(page, "Printing", work, lambda _none: done.append(True), done.append)
    assert wait_for_jobs()
    assert done == [True]
    assert threads[0] is not threading.main_thread()
    assert len(PdfReader(target).pages) == 2


# --- The dialog --------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("qapp")
def test_without_a_printer_saving_is_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QPrinterInfo, "availablePrinterNames", staticmethod(list))
    with pytest.raises(UserError, match="Save the paper as PDF instead"):
        ask.printer(None, "Day sheet")


@pytest.mark.usefixtures("qapp")
def test_one_numbered_copy_is_never_printed_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    class Answered:
        def __init__(self, chosen: QPrinter) -> None:
            self.chosen = chosen

        def exec(self) -> int:
            self.chosen.setCopyCount(3)
            return 1

        def deleteLater(self) -> None:
            """Nothing to be done."""

    monkeypatch.setattr(QPrinterInfo, "availablePrinterNames", staticmethod(lambda: ["Office"]))
    monkeypatch.setattr(ask, "_print_dialog", lambda chosen, _parent, _caption: Answered(chosen))
    with pytest.raises(UserError, match="asked for 3 of the same copy"):
        ask.printer(None, "Day sheet")


@pytest.mark.usefixtures("qapp")
def test_the_dialog_offers_the_printers_paper_and_no_part_of_a_copy() -> None:
    dialog = ask._print_dialog(QPrinter(), None, "Day sheet")
    options = type(dialog.options())
    assert dialog.options() == options.PrintShowPageSize
    assert dialog.windowTitle() == "Day sheet"
    dialog.deleteLater()


# --- The spool ---------------------------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform != "linux", reason="CUPS asks for its folder so only here")
def test_cups_keeps_what_it_prints_inside_the_store_and_it_is_wiped(shared_desk: Desk) -> None:
    cups = ctypes.util.find_library("cups")
    if cups is None:
        pytest.skip("no CUPS on this computer")
    library, name = ctypes.CDLL(cups), ctypes.create_string_buffer(1024)
    with temporary.spooling(shared_desk.store.folder) as spool:
        handle = library.cupsTempFd(name, 1024)
        spooled = Path(os.fsdecode(name.value))
        assert spooled.parent == spool.folder
        os.write(handle, b"canary pages")
        spool.forget()
        assert not spooled.exists(), "a job that ends now finds nothing to send"
        os.close(handle)
    assert not list(temporary.folder(shared_desk.store.folder).iterdir())
