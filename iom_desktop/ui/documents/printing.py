"""Sending a paper to a printer, on any thread: each page at its own size where the printer reaches all of it,
smaller where it does not, and never cut off.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QImage, QPageLayout, QPainter
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPrintSupport import QPrinter

from iom_desktop.display.words import _
from iom_desktop.errors import UserError

#: Dots for each inch that pages are sent to a printer with: sharp text, and a page in a few megabytes.
_PRINT_DPI = 300
#: Dots for each inch that a page is looked at with to find where its ink is.
_LOOK_DPI = 60
#: Points (1/72 inch) by which a page may miss the paper's size and still be laid on it as it is.
_NEARLY = 3.0

Step = Callable[[int, int], object]
"""Called with the pages sent and how many there are. What it raises stops the job."""


class _Spool(Protocol):
    def forget(self) -> None:
        """Keep back what has not reached the printer."""


@dataclass(frozen=True, slots=True)
class Laid:
    """Where a page lies on a sheet, in points from the sheet's corner; ``turned`` is a page lying on its side."""

    target: QRectF
    turned: bool
    scale: float  #: 1 is the page's own size


def print_pdf(data: bytes, printer: QPrinter, step: Step, spool: _Spool) -> None:
    """Print ``data`` as one job, while the printing system keeps what it prints in ``spool``.

    Raises ``UserError`` where the printer refuses. What ``step`` raises stops the job: then nothing is sent that
    has not reached the printer yet.
    """
    with _opened(data) as document:
        many = document.pageCount()
        step(0, many)
        layout = printer.pageLayout()
        places = lay_out(document, layout)
        painter = QPainter()
        # Qt paints into nothing for a printer that is none, and calls that printed.
        nowhere = printer.outputFormat() is QPrinter.OutputFormat.PdfFormat and not printer.outputFileName()
        if nowhere or not painter.begin(printer):
            raise UserError(_("The printer did not take it."))
        try:
            painter.setRenderHint(QPainter.RenderHint.LosslessImageRendering)
            for page in range(many):
                if page and not printer.newPage():
                    raise UserError(_("The printer stopped at page {n} of {many}.").format(n=page, many=many))
                _paint(document, page, places[page], painter, printer)
                step(page + 1, many)
        except BaseException:
            # Ending a job sends what is kept of it: kept back first, it comes to nothing.
            spool.forget()
            printer.abort()
            painter.end()
            raise
        if not painter.end() or printer.printerState() is QPrinter.PrinterState.Error:
            raise UserError(_("The printer did not take it."))


class _opened(AbstractContextManager[QPdfDocument]):  # noqa: N801 (used as a function)
    """A PDF from memory, in the thread that asks. Raises ``UserError`` where it is not a whole one."""

    def __init__(self, data: bytes) -> None:
        self._bytes = QByteArray(data)
        self._buffer, self._document = QBuffer(self._bytes), QPdfDocument()

    def __enter__(self) -> QPdfDocument:
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self._document.load(self._buffer)
        if self._document.status() is not QPdfDocument.Status.Ready:
            raise UserError(_("The document could not be printed."))
        return self._document

    def __exit__(self, *_error: object) -> None:
        self._document.close()
        self._buffer.close()


# --- Where a page lies -------------------------------------------------------------------------------------


def lay_out(document: QPdfDocument, layout: QPageLayout) -> list[Laid]:
    """Where each page lies on the printer's sheets.

    The pages hold margins of their own, so they are laid on the whole sheet as long as the printer reaches
    everything that is on them. Otherwise they are made smaller, all by the same measure.
    """
    sheet = layout.fullRect(QPageLayout.Unit.Point)
    reach = layout.paintRect(QPageLayout.Unit.Point)
    pages = [document.pagePointSize(page) for page in range(document.pageCount())]
    inks: dict[tuple[float, float], QRectF] = {}
    for page, size in enumerate(pages):
        of_size = (size.width(), size.height())
        inks[of_size] = inks.get(of_size, QRectF()).united(_ink_of(document, page, size))
    placed = {key: place_page(QSizeF(*key), ink, sheet, reach) for key, ink in inks.items()}
    return [placed[size.width(), size.height()] for size in pages]


def place_page(page: QSizeF, ink: QRectF, sheet: QRectF, reach: QRectF) -> Laid:
    """Where a page with its ``ink`` lies on ``sheet``, of which the printer reaches ``reach``. All in points."""
    turned = (page.width() > page.height()) != (sheet.width() > sheet.height())
    if turned:
        ink = QRectF(page.height() - ink.bottom(), ink.x(), ink.height(), ink.width())
        page = page.transposed()
    scale = min(sheet.width() / page.width(), sheet.height() / page.height())
    if abs(sheet.width() - page.width()) <= _NEARLY and abs(sheet.height() - page.height()) <= _NEARLY:
        scale = 1.0
    target = QRectF(
        sheet.x() + (sheet.width() - page.width() * scale) / 2,
        sheet.y() + (sheet.height() - page.height() * scale) / 2,
        page.width() * scale,
        page.height() * scale,
    )
    reached = reach.adjusted(-0.5, -0.5, 0.5, 0.5)
    if ink.isEmpty() or reached.contains(_within(target, scale, ink)):
        return Laid(target, turned, scale)
    scale = min(scale, reach.width() / ink.width(), reach.height() / ink.height())
    # The ink in the middle of what the printer reaches, whatever becomes of the empty margins.
    left = reach.x() + (reach.width() - ink.width() * scale) / 2 - ink.x() * scale
    top = reach.y() + (reach.height() - ink.height() * scale) / 2 - ink.y() * scale
    return Laid(QRectF(left, top, page.width() * scale, page.height() * scale), turned, scale)


def _within(target: QRectF, scale: float, ink: QRectF) -> QRectF:
    return QRectF(
        target.x() + ink.x() * scale,
        target.y() + ink.y() * scale,
        ink.width() * scale,
        ink.height() * scale,
    )


def _ink_of(document: QPdfDocument, page: int, size: QSizeF) -> QRectF:
    """What part of a page is not white, in points, with a dot's width around it."""
    image = _rendered(document, page, _LOOK_DPI).convertToFormat(QImage.Format.Format_Grayscale8)
    width, height, stride = image.width(), image.height(), image.bytesPerLine()
    bits = bytes(image.constBits())
    rows = [bits[row * stride : row * stride + width] for row in range(height)]
    marked = [(at, row) for at, row in enumerate(rows) if row.count(b"\xff") < width]
    if not marked:
        return QRectF()
    left = min(width - len(row.lstrip(b"\xff")) for _at, row in marked)
    right = max(len(row.rstrip(b"\xff")) for _at, row in marked)
    across, down = size.width() / width, size.height() / height
    found = QRectF(
        (left - 1) * across,
        (marked[0][0] - 1) * down,
        (right - left + 2) * across,
        (marked[-1][0] - marked[0][0] + 3) * down,
    )
    return found.intersected(QRectF(0, 0, size.width(), size.height()))


# --- Painting ----------------------------------------------------------------------------------------------


def _rendered(document: QPdfDocument, page: int, dpi: float) -> QImage:
    """A page as a picture on white."""
    points = document.pagePointSize(page)
    size = QSize(round(points.width() * dpi / 72), round(points.height() * dpi / 72))
    drawn = document.render(page, size)
    white = QImage(size, QImage.Format.Format_RGB32)
    white.fill(Qt.GlobalColor.white)
    painter = QPainter(white)
    painter.drawImage(0, 0, drawn)
    painter.end()
    return white


def _paint(document: QPdfDocument, page: int, laid: Laid, painter: QPainter, printer: QPrinter) -> None:
    # No more dots than the printer has, and none that the page's size on paper would throw away.
    image = _rendered(document, page, min(_PRINT_DPI, printer.resolution()) * laid.scale)
    layout = printer.pageLayout()
    dots = printer.resolution() / 72
    # A painter begins at the corner of what the printer reaches, not at the sheet's.
    corner = layout.paintRect(QPageLayout.Unit.Point).topLeft()
    target = laid.target.translated(-corner)
    painter.save()
    painter.scale(dots, dots)
    if laid.turned:
        painter.translate(target.right(), target.top())
        painter.rotate(90)
        target = QRectF(0, 0, target.height(), target.width())
    painter.drawImage(target, image)
    painter.restore()
