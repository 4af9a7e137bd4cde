"""Pages: what stands around the text of each, how many a story takes, and the finished document."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from reportlab import rl_config
from reportlab.lib.colors import white
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable
from reportlab.platypus.doctemplate import BaseDocTemplate, NextPageTemplate, PageTemplate
from reportlab.platypus.frames import Frame

from iom_desktop.display.copy_lines import foot_words
from iom_desktop.display.words import _
from iom_desktop.domain.documents import NumberedCopy
from iom_desktop.domain.text import show_hidden
from iom_desktop.reports import tagging
from iom_desktop.reports.fonts import BOLD, REGULAR, register
from iom_desktop.reports.paper import INK, MARGIN, PAGE_HEIGHT, PAGE_WIDTH, ROOMY, RULE, WIDTH, Run, paragraph
from iom_desktop.reports.tables import RuledTable, height_of
from iom_desktop.reports.tagging import Structure, Tag


@dataclass(frozen=True, slots=True, kw_only=True)
class Furniture:
    """The words around the text of each page.

    ``marking`` is centred top and bottom in capitals: the copy's own, or what is usual on a preview. ``stamp``
    ("DRAFT") is set white on ink beside it, on every page. ``running`` heads each page after the first; ``foot``
    stands at the bottom of each, with what the numbered ``copy`` says of itself.
    """

    title: str
    marking: str
    stamp: str
    running: str
    foot: str
    copy: NumberedCopy | None = None
    name_staff: bool = True  #: whether the foot names who made it
    size: float = 9.0  #: of the words around the text, in points


class _Entry(NamedTuple):
    """A line of the outline: the place of its page, where on it, and how deep it stands."""

    at: int
    title: str
    top: float
    key: str
    level: int


class _Reference(NamedTuple):
    """A line that leads to an entry and says on which page that is, once it is known."""

    at: int
    key: str
    left: float
    base: float
    right: float
    height: float
    size: float
    link: Tag


class _Pages(Canvas):
    """A canvas that puts the furniture on its pages at the end, when it is known how many there are."""

    def __init__(
        self,
        *args: Any,
        furniture: Callable[[Any, int, int], None],
        structure: Structure | None,
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        self._furniture = furniture
        self.structure = structure
        self._finished: list[dict[str, Any]] = []
        self._entries: list[_Entry] = []
        self._references: list[_Reference] = []
        self._runnings: list[tuple[int, str]] = []
        self._depth = 0

    def enter_outline(self, title: str, top: float, *, key: str = "", level: int | None = None) -> None:
        """Have the outline lead to the height ``top`` of the page being drawn.

        ``level`` 0 is the outermost; without one it is that of the last ``set_depth``.
        """
        key = key or f"at-{len(self._entries)}"
        depth = self._depth if level is None else level
        self._entries.append(_Entry(len(self._finished), title, top, key, depth))

    def set_depth(self, depth: int) -> None:
        """The level at which headings are entered from here on."""
        self._depth = depth
        if self.structure is not None:
            self.structure.depth = depth

    def set_running(self, words: str) -> None:
        """What heads this page and those after it in place of the furniture's own words."""
        self._runnings.append((len(self._finished), words))

    def running_of(self, number: int) -> str:
        """What heads page ``number`` (from 1); nothing where the furniture's own words do."""
        return next((words for at, words in reversed(self._runnings) if at < number), "")

    def refer(self, key: str, left: float, base: float, right: float, height: float, size: float) -> None:
        """Have the page of the entry ``key`` stand at ``right``, and the line from ``left`` lead there.

        ``height`` is the line's, ``size`` that of the figures, both in points.
        """
        link = Tag("Link")
        if self.structure is not None:
            # It is read here, though the page it names is known only once all are drawn.
            self.structure.open(Tag("P"))
            self.structure.open(link)
            self.structure.close()
            self.structure.close()
        self._references.append(_Reference(len(self._finished), key, left, base, right, height, size, link))

    def showPage(self) -> None:  # noqa: N802 (ReportLab's name)
        self._finished.append(dict(self.__dict__))
        if self.structure is not None:
            self.structure.page += 1
        self._startPage()  # type: ignore[attr-defined]

    def save(self) -> None:
        structure = self.structure
        for number, page in enumerate(self._finished, 1):
            self.__dict__.update(page)
            if structure is not None:
                structure.page = number - 1
            with tagging.artefact(self, tagging.PAGINATION):
                self._furniture(self, number, len(self._finished))
            for entry in self._entries:
                if entry.at == number - 1:  # a place in the document exists only once its page does
                    self.bookmarkPage(entry.key, fit="XYZ", left=0, top=entry.top, zoom=0)
                    self.addOutlineEntry(entry.title, entry.key, entry.level, closed=entry.level > 0)
            self._draw_references(number)
            super().showPage()
        if structure is not None:
            structure.finish(self._doc)  # type: ignore[attr-defined]
        super().save()

    def _setAnnotations(self, page: Any) -> None:  # noqa: N802 (ReportLab's name, called as a page is closed)
        super()._setAnnotations(page)  # type: ignore[misc]
        if self.structure is not None:
            self.structure.mark_page(page)

    def _draw_references(self, number: int) -> None:
        found = {entry.key: entry for entry in self._entries}
        canvas: Any = self
        for count, one in enumerate(self._references):
            if one.at == number - 1 and one.key in found:
                entry = found[one.key]
                page = str(entry.at + 1)
                place = (one.left, one.base, one.right, one.base + one.height)
                with tagging.content(canvas, one.link):
                    canvas.setFont(REGULAR, one.size)
                    canvas.setFillColor(INK)
                    canvas.drawRightString(one.right, one.base + one.height - one.size, page)
                words = _("{title}, page {number}").format(title=entry.title, number=page)
                if self.structure is None:
                    canvas.linkRect(words, one.key, place, relative=0, thickness=0, name=f"line-{count}")
                else:
                    self.structure.add_link(canvas, one.link, words, one.key, place)


# Fonts and pages in their own bytes: spelt out in ASCII they are a quarter larger, and slower to make.
rl_config.useA85 = 0
_EDGE = 24.0  #: from the paper's edge to the marking, in points: within what printers reach
_FOOT_STYLE = ROOMY.small


def _foot_style(size: float) -> ParagraphStyle:
    """The style of the words around the text, at ``size`` points."""
    if size == _FOOT_STYLE.fontSize:
        return _FOOT_STYLE
    leading = _FOOT_STYLE.leading * size / _FOOT_STYLE.fontSize
    made: ParagraphStyle = _FOOT_STYLE.clone(f"around-{size}", fontSize=size, leading=leading)
    return made


class _PageWords:
    """The furniture made ready: its paragraphs, and how much room they take."""

    def __init__(self, furniture: Furniture) -> None:
        self.furniture = furniture
        self.scale = scale = furniture.size / _FOOT_STYLE.fontSize
        self.style = style = _foot_style(furniture.size)
        self.running = paragraph(Run(furniture.running, BOLD, INK), style)
        said = foot_words(furniture.copy, furniture.foot, name_staff=furniture.name_staff)
        self.foot = paragraph(said, style)
        self.marking = (furniture.marking if furniture.copy is None else furniture.copy.marking).upper()
        self.room_for_number = 70.0 * scale
        self.running_height = height_of(self.running, WIDTH)
        # Room for two lines at least (three large ones), so that a copy has its lines and pages where the
        # preview had them.
        least = max(2, round(1.5 * scale)) * style.leading
        self.foot_height = max(least, height_of(self.foot, WIDTH - self.room_for_number))
        self.top = PAGE_HEIGHT - _EDGE - 20 * scale
        self.top_later = self.top - self.running_height - 8
        self.bottom = _EDGE + 14 + self.foot_height + 10

    def draw(self, canvas: Any, number: int, total: int) -> None:
        """Draw the furniture of page ``number`` of ``total``."""
        self._marking(canvas, PAGE_HEIGHT - _EDGE - 7 * self.scale)
        self._marking(canvas, _EDGE - 3)
        if self.furniture.stamp:
            self._stamp(canvas)
        if number > 1:
            own = canvas.running_of(number)
            self._stack(canvas, _one_line(own, self.style) if own else self.running, self.top, WIDTH)
        top_of_foot = _EDGE + 14 + self.foot_height
        canvas.setStrokeColor(RULE)
        canvas.setLineWidth(0.4)
        canvas.line(MARGIN, top_of_foot + 4, PAGE_WIDTH - MARGIN, top_of_foot + 4)
        self._stack(canvas, self.foot, top_of_foot, WIDTH - self.room_for_number)
        page = _("Page {number} of {total}").format(number=number, total=total)
        canvas.setFont(BOLD, self.style.fontSize)
        canvas.setFillColor(INK)
        canvas.drawRightString(PAGE_WIDTH - MARGIN, top_of_foot - 9.6 * self.scale, page)

    @staticmethod
    def _stack(canvas: Any, flowables: list[Flowable], top: float, width: float) -> None:
        for flowable in flowables:
            top -= flowable.wrap(width, 1e6)[1]
            flowable.drawOn(canvas, MARGIN, top)

    def _marking(self, canvas: Any, y: float) -> None:
        canvas.setFillColor(INK)
        canvas.setFont(BOLD, 9.5 * self.scale)
        canvas.drawCentredString(PAGE_WIDTH / 2, y, self.marking, charSpace=0.6)

    def _stamp(self, canvas: Any) -> None:
        words, scale = self.furniture.stamp.upper(), self.scale
        width = pdfmetrics.stringWidth(words, BOLD, 11 * scale) + 0.8 * len(words) + 12
        right, base = PAGE_WIDTH - MARGIN, PAGE_HEIGHT - _EDGE - 8 * scale
        canvas.setFillColor(INK)
        canvas.rect(right - width, base - 4.5 * scale, width, 17 * scale, stroke=0, fill=1)
        canvas.setFillColor(white)
        canvas.setFont(BOLD, 11 * scale)
        canvas.drawString(right - width + 6.4, base, words, charSpace=0.8)


def _one_line(words: str, style: ParagraphStyle) -> list[Flowable]:
    """``words`` as one line of the head of a page; what does not fit ends in three dots."""
    while True:
        line = paragraph(Run(words, BOLD, INK), style)
        if height_of(line, WIDTH) <= 1.5 * style.leading or len(words) < 8:
            return line
        words = words[: len(words) * 3 // 4].rstrip(" …") + "…"


def room(furniture: Furniture) -> float:
    """Points of height for the text of a page after the first."""
    words = _PageWords(furniture)
    return words.top_later - words.bottom


class Place(Flowable):
    """Where something begins: an entry of the outline, and what heads the pages from here on. It takes no room.

    Headings that follow are entered ``level + 1`` deep.
    """

    def __init__(self, title: str, key: str, level: int, running: str = "") -> None:
        super().__init__()
        self._entry = (show_hidden(title), key, level)
        self._running = running

    def wrap(self, availWidth: float, availHeight: float) -> tuple[float, float]:  # noqa: N803 (ReportLab's)
        return 0.0, 0.0

    def draw(self) -> None:
        canvas: Any = self.canv
        title, key, level = self._entry
        canvas.enter_outline(title, canvas.absolutePosition(0, 0)[1], key=key, level=level)
        canvas.set_depth(level + 1)
        if self._running:
            canvas.set_running(self._running)


class PageOf(Flowable):
    """The number of the page where ``key`` begins, at the right of its cell; the line from ``left`` leads there.

    ``left`` is measured from the text's own left edge, in points; ``style`` is that of the words beside it.
    """

    def __init__(self, key: str, width: float, left: float = 0.0, style: ParagraphStyle = ROOMY.body) -> None:
        super().__init__()
        self._key, self._width, self._left, self._style = key, width, left, style

    def wrap(self, availWidth: float, availHeight: float) -> tuple[float, float]:  # noqa: N803 (ReportLab's)
        return self._width, self._style.leading

    def draw(self) -> None:
        canvas: Any = self.canv
        x, y = canvas.absolutePosition(0, 0)
        style = self._style
        canvas.refer(self._key, MARGIN + self._left, y, x + self._width, style.leading, style.fontSize)


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


def print_pages(
    story: Sequence[Flowable], furniture: Furniture, *, language: str = "en-GB", tagged: bool = True
) -> bytes:
    """Lay ``story`` out on A4 pages with ``furniture`` around it: a PDF. The same story gives the same bytes.

    ``language`` is the document's ("cy" for Welsh). Only the bench asks for pages that are not ``tagged``.
    """
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
        language=language,
        tagged=tagged,
    )


def build(
    story: Sequence[Flowable],
    title: str,
    draw: Callable[[Any, int, int], None],
    templates: Sequence[PageTemplate],
    *,
    language: str = "en-GB",
    tagged: bool = True,
) -> bytes:
    """Lay ``story`` out on A4 pages made after ``templates``, ``draw`` adding to each: a PDF.

    ``draw`` is called with the canvas, the page's number and how many there are; what it draws stands on every
    page and is not read. What ReportLab says when a layout fails quotes the text; it is not passed on.
    """
    register()
    out = io.BytesIO()
    document = BaseDocTemplate(
        out,
        pagesize=(PAGE_WIDTH, PAGE_HEIGHT),
        invariant=1,
        title=title,
        author="",
        subject="",
        creator="IOM Desktop",
        lang=language,
        initialFontName=REGULAR,
        displayDocTitle=True,
        pageTemplates=list(templates),
    )

    def canvas(*args: Any, **more: Any) -> _Pages:
        structure = Structure(language, title) if tagged else None
        return _Pages(*args, furniture=draw, structure=structure, **more)

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
