"""Pages: what stands around the text of each, how many a story takes, and the finished document."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from reportlab.lib.colors import white
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable
from reportlab.platypus.doctemplate import BaseDocTemplate, NextPageTemplate, PageTemplate
from reportlab.platypus.frames import Frame

from iom_desktop.display.words import _
from iom_desktop.reports.fonts import BOLD
from iom_desktop.reports.paper import INK, MARGIN, PAGE_HEIGHT, PAGE_WIDTH, ROOMY, RULE, WIDTH, Run, paragraph
from iom_desktop.reports.tables import RuledTable, height_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Furniture:
    """The words around the text of each page.

    ``marking`` is centred top and bottom in capitals. ``stamp`` ("DRAFT") is set white on ink beside it, on
    every page. ``running`` heads each page after the first; ``foot`` stands at the bottom of each.
    """

    title: str
    marking: str
    stamp: str
    running: str
    foot: str


class _Pages(Canvas):
    """A canvas that puts the furniture on its pages at the end, when it is known how many there are."""

    def __init__(self, *args: Any, furniture: Callable[[Any, int, int], None], **more: Any) -> None:
        super().__init__(*args, **more)
        self._furniture = furniture
        self._finished: list[dict[str, Any]] = []
        self._entries: list[tuple[int, str, float]] = []

    def enter_outline(self, title: str, top: float) -> None:
        """Have the outline lead to the height ``top`` of the page being drawn."""
        self._entries.append((len(self._finished), title, top))

    def showPage(self) -> None:  # noqa: N802 (ReportLab's name)
        self._finished.append(dict(self.__dict__))
        self._startPage()  # type: ignore[attr-defined]

    def save(self) -> None:
        for number, page in enumerate(self._finished, 1):
            self.__dict__.update(page)
            self._furniture(self, number, len(self._finished))
            for at, title, top in self._entries:
                if at == number - 1:  # a place in the document exists only once its page does
                    self.bookmarkPage(title, fit="FitH", top=top)
                    self.addOutlineEntry(title, title, 0, closed=False)
            super().showPage()
        super().save()


_EDGE = 24.0  #: from the paper's edge to the marking, in points: within what printers reach
_FOOT_STYLE = ROOMY.small


class _PageWords:
    """The furniture made ready: its paragraphs, and how much room they take."""

    def __init__(self, furniture: Furniture) -> None:
        self.furniture = furniture
        self.running = paragraph(Run(furniture.running, BOLD, INK), _FOOT_STYLE)
        self.foot = paragraph(furniture.foot, _FOOT_STYLE)
        self.room_for_number = 70.0
        self.running_height = height_of(self.running, WIDTH)
        self.foot_height = height_of(self.foot, WIDTH - self.room_for_number)
        self.top = PAGE_HEIGHT - _EDGE - 20
        self.top_later = self.top - self.running_height - 8
        self.bottom = _EDGE + 14 + self.foot_height + 10

    def draw(self, canvas: Any, number: int, total: int) -> None:
        """Draw the furniture of page ``number`` of ``total``."""
        self._marking(canvas, PAGE_HEIGHT - _EDGE - 7)
        self._marking(canvas, _EDGE - 3)
        if self.furniture.stamp:
            self._stamp(canvas)
        if number > 1:
            self._stack(canvas, self.running, self.top, WIDTH)
        top_of_foot = _EDGE + 14 + self.foot_height
        canvas.setStrokeColor(RULE)
        canvas.setLineWidth(0.4)
        canvas.line(MARGIN, top_of_foot + 4, PAGE_WIDTH - MARGIN, top_of_foot + 4)
        self._stack(canvas, self.foot, top_of_foot, WIDTH - self.room_for_number)
        page = _("Page {number} of {total}").format(number=number, total=total)
        canvas.setFont(BOLD, 9)
        canvas.setFillColor(INK)
        canvas.drawRightString(PAGE_WIDTH - MARGIN, top_of_foot - 9.6, page)

    @staticmethod
    def _stack(canvas: Any, flowables: list[Flowable], top: float, width: float) -> None:
        for flowable in flowables:
            top -= flowable.wrap(width, 1e6)[1]
            flowable.drawOn(canvas, MARGIN, top)

    def _marking(self, canvas: Any, y: float) -> None:
        canvas.setFillColor(INK)
        canvas.setFont(BOLD, 9.5)
        canvas.drawCentredString(PAGE_WIDTH / 2, y, self.furniture.marking.upper(), charSpace=0.6)

    def _stamp(self, canvas: Any) -> None:
        words = self.furniture.stamp.upper()
        width = pdfmetrics.stringWidth(words, BOLD, 11) + 0.8 * len(words) + 12
        right, base = PAGE_WIDTH - MARGIN, PAGE_HEIGHT - _EDGE - 8
        canvas.setFillColor(INK)
        canvas.rect(right - width, base - 4.5, width, 17, stroke=0, fill=1)
        canvas.setFillColor(white)
        canvas.setFont(BOLD, 11)
        canvas.drawString(right - width + 6.4, base, words, charSpace=0.8)


@dataclass(frozen=True, slots=True)
class Fit:
    """How many pages a story takes, and how much of the last one holds text, 0 to 1."""

    pages: int
    last_used: float


def fit(story: Sequence[RuledTable], furniture: Furniture) -> Fit:
    """How ``story`` will fall on pages, worked out from the heights of its rows without drawing it."""
    words = _PageWords(furniture)
    page = words.top_later - words.bottom
    pages, full = 1, words.top - words.bottom
    left = full
    for table in story:
        heights = table.heights
        head = sum(heights[: table.repeatRows])
        at = table.repeatRows
        while True:
            end = _rows_that_fit(heights, table.bound, at, left - head)
            if end == at and left == page:
                end = at + 1  # rows bound together that no page can hold
            left -= head + sum(heights[at:end]) if end > at else 0
            at = end
            if at == len(heights):
                break
            pages, full = pages + 1, page
            left = page
        left -= table.getSpaceAfter()
    last = full - left - (story[-1].getSpaceAfter() if story else 0)
    return Fit(pages, last / full)


def _rows_that_fit(heights: Sequence[float], bound: Sequence[bool], at: int, left: float) -> int:
    """The row to begin the next page with, where rows from ``at`` fill ``left`` points."""
    end = at
    for row in range(at, len(heights)):
        left -= heights[row]
        if left < -1e-6:
            break
        if row == len(heights) - 1 or not bound[row]:
            end = row + 1
    return end


def print_pages(story: Sequence[Flowable], furniture: Furniture) -> bytes:
    """Lay ``story`` out on A4 pages with ``furniture`` around it: a PDF. The same story gives the same bytes."""
    words = _PageWords(furniture)
    first = _template("first", words.top, words.bottom)
    return build(
        [NextPageTemplate("later"), *story],
        furniture.title,
        words.draw,
        [
            first,
            _template("later", words.top_later, words.bottom),
        ],
    )


def build(
    story: Sequence[Flowable],
    title: str,
    draw: Callable[[Any, int, int], None],
    templates: Sequence[PageTemplate],
) -> bytes:
    """Lay ``story`` out on A4 pages made after ``templates``, ``draw`` adding to each: a PDF.

    ``draw`` is called with the canvas, the page's number and how many there are. What ReportLab says when a
    layout fails quotes the text; it is not passed on.
    """
    out = io.BytesIO()
    document = BaseDocTemplate(
        out,
        pagesize=(PAGE_WIDTH, PAGE_HEIGHT),
        invariant=1,
        title=title,
        author="",
        subject="",
        creator="IOM Desktop",
        lang="en-GB",
        displayDocTitle=True,
        pageTemplates=list(templates),
    )

    def canvas(*args: Any, **more: Any) -> _Pages:
        return _Pages(*args, furniture=draw, **more)

    try:
        document.build(list(story), canvasmaker=canvas)
    except Exception as failure:
        raise RuntimeError(f"the pages could not be laid out: {type(failure).__name__}") from None
    return out.getvalue()


def _template(name: str, top: float, bottom: float) -> PageTemplate:
    frame = Frame(
        MARGIN, bottom, WIDTH, top - bottom, leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0
    )
    return PageTemplate(id=name, frames=[frame])
