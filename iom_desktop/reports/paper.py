"""Paper: fonts, styles, the one way a paragraph is made, tables, and what stands on every page.

ReportLab's own Paragraph reads its text as markup: a note holding ``<img src=...>`` would open that file, and
a stray ``<b>`` would end the document. ``paragraph`` never hands text to that parser: it gives ReportLab
finished fragments, so whatever was typed prints as it was typed. What Lato lacks is taken from a font of the
computer, or printed as ``[U+4E2D]``; what cannot be seen is printed as ``[RLO]``. Nothing turns into a silent
blank.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple, TypeAlias

from reportlab.graphics import shapes
from reportlab.lib.attrmap import AttrMap, AttrMapValue
from reportlab.lib.colors import Color, HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.platypus import Flowable, Paragraph
from reportlab.platypus.paraparser import ParaParser

from iom_desktop.display.words import _
from iom_desktop.domain.text import show_hidden
from iom_desktop.reports import tagging
from iom_desktop.reports.fonts import BOLD, ITALIC, REGULAR, drawable, register
from iom_desktop.reports.tagging import Tag

INK = HexColor("#1b222d")
QUIET = HexColor("#4b5563")
RULE = HexColor("#b9bfc9")
BAND = HexColor("#eef0f4")
RAG_COLOURS = {
    "diamond": HexColor("#c62f26"),
    "triangle": HexColor("#cc7a00"),
    "circle": HexColor("#2a8a50"),
    "square": HexColor("#1b73c4"),
}

PAGE_WIDTH, PAGE_HEIGHT = A4
MARGIN = 45.0
#: Width of the text on the page, in points, and of one of its twelve columns.
WIDTH = PAGE_WIDTH - 2 * MARGIN
COLUMN = WIDTH / 12
#: Space between the columns of a table, in points.
GUTTER = 9.0

# --- Styles --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Sheet:
    """The measures of a document in points: ``ROOMY``, or ``TIGHT`` where that saves a nearly empty page."""

    leading: float
    padding: float  #: above and below a table's row
    gap: float  #: between sections
    body: ParagraphStyle = field(init=False)
    small: ParagraphStyle = field(init=False)
    label: ParagraphStyle = field(init=False)
    strong: ParagraphStyle = field(init=False)
    goal: ParagraphStyle = field(init=False)
    words: ParagraphStyle = field(init=False)
    heading: ParagraphStyle = field(init=False)
    main: ParagraphStyle = field(init=False)
    name: ParagraphStyle = field(init=False)
    long_name: ParagraphStyle = field(init=False)
    ticked: ParagraphStyle = field(init=False)
    shaped: ParagraphStyle = field(init=False)
    right: ParagraphStyle = field(init=False)
    small_ink: ParagraphStyle = field(init=False)

    def __post_init__(self) -> None:
        def style(name: str, font: str = REGULAR, size: float = 9.5, **more: Any) -> None:
            more = {"leading": self.leading, "textColor": INK, **more}
            made = ParagraphStyle(name, fontName=font, fontSize=size, **more)
            made.allowWidows, made.allowOrphans = 0, 0
            object.__setattr__(self, name, made)

        style("body")
        style("small", size=9, textColor=QUIET)
        style("label", size=9, textColor=QUIET)
        style("strong", BOLD)
        style("goal", BOLD, 10.5, leading=self.leading + 1)
        style("words", ITALIC, 10)
        style("heading", BOLD, 10)
        style("main", BOLD, 12.5, leading=self.leading + 3)
        style("name", BOLD, 20, leading=24, embeddedHyphenation=1, role="Title")
        style("long_name", BOLD, 14, leading=17, embeddedHyphenation=1, role="Title")
        style("ticked", leftIndent=13)
        style("shaped", BOLD, leftIndent=13)
        style("right", alignment=2)
        style("small_ink", size=9)


ROOMY = Sheet(leading=12, padding=3, gap=12)
TIGHT = Sheet(leading=11.25, padding=2, gap=8)

# --- Words ---------------------------------------------------------------------------------------------


class Run(NamedTuple):
    """Words in one face and colour; none given means the style's own."""

    text: str
    font: str = ""
    colour: Color | None = None


Words: TypeAlias = "str | Run | Sequence[str | Run]"


def strong(text: str) -> Run:
    """``text`` in bold ink."""
    return Run(text, BOLD, INK)


def inked(text: str) -> Run:
    """``text`` in full ink, within quiet words."""
    return Run(text, "", INK)


def quiet(text: str) -> Run:
    """``text`` in the quieter colour."""
    return Run(text, "", QUIET)


def joined(parts: Iterable[str], by: str = " · ") -> str:
    """The parts that say something, in one line."""
    return by.join(part for part in parts if part)


def width_of(text: str, style: ParagraphStyle) -> float:
    """Width of a short ``text`` of the program's own in points."""
    register()
    return float(pdfmetrics.stringWidth(text, style.fontName, style.fontSize))


#: Height of Lato's capitals, of the size of the font.
_CAPITAL = 0.72


class _Text(Paragraph):
    """A paragraph of finished fragments. It is broken into lines once for each width, and may carry a shape
    before its first line, a label at its left edge and an entry in the document's outline.

    Its parts, where a page or a row parts it, are one thing to who has it read: they share their tag.
    """

    shape = ""
    label = ""
    entry = ""
    said = ""  #: its words in one line, to know where lines were broken
    tag: Tag | None = None
    within: tuple[Tag, ...] = ()
    blPara: Any  # noqa: N815 (ReportLab's name for the lines, once broken)
    _width_wrapped = -1.0
    _entered = False
    _spaced = False

    def wrap(self, availWidth: float, availHeight: float) -> tuple[float, float]:  # noqa: N803 (ReportLab's)
        if self._width_wrapped != availWidth or not hasattr(self, "blPara"):
            super().wrap(availWidth, availHeight)
            self._width_wrapped = availWidth
        return self.width, self.height

    def split(self, availWidth: float, availHeight: float) -> list[Any]:  # noqa: N803 (ReportLab's)
        parts: list[Any] = super().split(availWidth, availHeight)
        if len(parts) == 2:
            self.tag = self.tag or Tag("P")
            for part in parts:
                part.tag, part.within = self.tag, self.within
            parts[0].shape, parts[0].label, parts[0].entry = self.shape, self.label, self.entry
            parts[0].said = self.said
            goes_on = [at for _line, at in _broken_at_spaces(parts[0].blPara.lines, self.said)]
            parts[1].said = self.said[goes_on[-1] :] if goes_on else ""
        return parts

    def draw(self) -> None:
        structure = tagging.of(self.canv)
        if self.shape:
            # Which it is stands in the words beside it.
            size = self.style.fontSize * 0.85
            with tagging.artefact(self.canv):
                middle = (_CAPITAL * self.style.fontSize - size) / 2
                draw_shape(self.canv, self.shape, 0, self._baseline() + middle, size)
        if self.label:
            self._draw_label()
        if not self._spaced:
            self._space_lines()
        if structure is None:
            super().draw()
        else:
            if self.tag is None:
                self.tag = Tag("P")
            structure.begin(self.canv, self.tag, self.within)
            super().draw()
            structure.end(self.canv)
        if self.entry:
            self._enter()

    def _space_lines(self) -> None:
        """Put back the spaces at which lines were broken: who has it read, or copies it, gets words, not a run.

        ReportLab leaves them out. Nothing is added within a word that was too long for its line.
        """
        self._spaced = True
        goes_on = getattr(self, "_splitpara", False)  # on another page
        lines = self.blPara.lines if goes_on else self.blPara.lines[:-1]
        for line, _at in _broken_at_spaces(lines, self.said):
            if isinstance(line, tuple):
                line[1].append("")
            else:
                line.words[-1].text += " "

    def _baseline(self) -> float:
        return self.height - pdfmetrics.getAscent(self.style.fontName, self.style.fontSize)

    def _draw_label(self) -> None:
        """Draw the mark or the number of an item of a list: a label beside its body."""
        with tagging.content(self.canv, Tag("Lbl"), self.within[:2]):
            self.canv.setFillColor(self.style.textColor)
            self.canv.setFont(self.style.fontName, self.style.fontSize)
            left = self.style.leftIndent - _HANGING * self.style.fontSize
            self.canv.drawString(left, self._baseline(), self.label)

    def _enter(self) -> None:
        """Put the heading in the outline the first time it is drawn; say afterwards that it goes on."""
        if self._entered:
            word, after = _("continued"), width_of(self.entry, self.style) + 5
            if len(self.blPara.lines) == 1 and after + width_of(word, ROOMY.small) <= self.width:
                with tagging.artefact(self.canv, tagging.PAGINATION):
                    self.canv.setFillColor(QUIET)
                    self.canv.setFont(REGULAR, 9)
                    self.canv.drawString(after, self.height - self.style.fontSize, word)
            return
        self._entered = True
        canvas: Any = self.canv
        canvas.enter_outline(self.entry, canvas.absolutePosition(0, self.height)[1])


def _broken_at_spaces(lines: Sequence[Any], said: str) -> Iterator[tuple[Any, int]]:
    """The lines of ``said`` that end with a word, each with where the next begins.

    It ends where the lines are no longer found in it: hyphenated words are left as they are.
    """
    at = 0
    for line in lines:
        text = " ".join(line[1]) if isinstance(line, tuple) else "".join(word.text for word in line.words)
        if not said.startswith(text, at):
            return
        at += len(text)
        if said[at : at + 1] == " ":
            at += 1
            yield line, at


def _lines(words: Words) -> list[list[Run]]:
    """The runs of each line of ``words``; an empty line is an empty list."""
    runs = [words] if isinstance(words, str | Run) else words
    lines: list[list[Run]] = [[]]
    for run in runs:
        run = Run(run) if isinstance(run, str) else run
        for place, text in enumerate(run.text.split("\n")):
            if place:
                lines.append([])
            if text:
                lines[-1].append(run._replace(text=text))
    return lines


#: Longest run of characters set as one paragraph. Breaking lines slows down with the square of the length;
#: no field of a record is longer than this.
LONGEST = 24_000


def _portions(line: list[Run]) -> Iterator[list[Run]]:
    """``line`` itself, or its parts where it is longer than any field may be."""
    if sum(len(run.text) for run in line) <= LONGEST:
        yield line
        return
    for run in line:
        for start in range(0, len(run.text), LONGEST):
            yield [run._replace(text=run.text[start : start + LONGEST])]


@cache
def _fragment(font: str, size: float, colour: Color) -> Any:
    """An empty fragment as ReportLab's own parser makes it, to be copied for each run."""
    register()
    parser: Any = ParaParser()
    style = ParagraphStyle("fragment", fontName=font, fontSize=size, textColor=colour)
    return parser.parse("x", style)[1][0]


def _fragments(runs: Sequence[Run], style: ParagraphStyle) -> list[Any]:
    return [
        _fragment(font, style.fontSize, run.colour or style.textColor).clone(text=text)
        for run in runs
        for text, font in drawable(run.text, run.font or style.fontName)
    ]


def paragraph(
    words: Words,
    style: ParagraphStyle,
    *,
    shape: str = "",
    entry: str = "",
    role: str = "",
    lang: str = "",
) -> list[Flowable]:
    """``words`` as flowables, a paragraph for each line typed. The only place where paragraphs are made.

    Nothing in ``words`` is read as markup. Empty words make no flowable at all. ``shape`` is drawn before the
    first line; ``entry`` puts the paragraph in the document's outline.

    ``role`` is what it is to who has it read (``tagging.Tag``): without one that of its style, a heading where it
    is in the outline, else a paragraph. ``lang`` is its language ("cy") where it is not the document's.
    """
    made: list[Flowable] = []
    gap = False
    role = role or getattr(style, "role", "") or ("Heading" if entry else "")
    tag = Tag(role, lang=lang) if role else None
    for line in _lines(words):
        if not any(run.text.strip() for run in line):
            gap = bool(made)
            continue
        portions = list(_portions(line))
        own = tag or (Tag("P", lang=lang) if lang or len(portions) > 1 else None)
        for runs in portions:
            frags = _fragments(runs, style)
            text = _Text("", style, frags=frags)
            text.said = " ".join(filter(None, "".join(frag.text for frag in frags).split(" ")))
            if gap:
                text.spaceBefore = style.leading / 2
                gap = False
            if not made:
                text.shape, text.entry = shape, entry
            text.tag = own
            made.append(text)
    return made


def heading(words: str, sheet: Sheet, *, main: bool = False) -> list[Flowable]:
    """The heading of a section, in capitals, entered in the outline; larger for the ``main`` one."""
    capitals = words.upper()
    return paragraph(
        capitals, sheet.main if main else sheet.heading, entry=show_hidden(capitals), role="Heading"
    )


#: How far the words of a list's item stand in from its label, of the size of the font.
_HANGING = 1.3


def listed(
    items: Iterable[Words], style: ParagraphStyle, *, numbered: bool = False, lang: str = ""
) -> list[Flowable]:
    """``items`` one under the other, each behind a bullet or its number; those that say nothing are left out."""
    inset = style.leftIndent + style.fontSize * (_HANGING + (0.5 if numbered else 0))
    hanging: ParagraphStyle = style.clone(f"{style.name}-listed", leftIndent=inset)
    made: list[Flowable] = []
    whole = Tag("L", f"/A<</O/List/ListNumbering/{'Decimal' if numbered else 'Disc'}>>", lang=lang)
    number = 0
    for words in items:
        texts: list[Any] = paragraph(words, hanging)
        if not texts:
            continue
        number += 1
        texts[0].label = f"{number}." if numbered else "\u2022"
        within = (whole, Tag("LI"), Tag("LBody"))
        for text in texts:
            text.within = within
        made += texts
    return made


# --- Shapes --------------------------------------------------------------------------------------------


def draw_shape(canvas: Any, shape: str, x: float, y: float, size: float) -> None:
    """Draw ``shape`` in the square at (x, y). RAG: diamond, triangle, circle, square. Tick boxes: box, with
    half, tick, cross, bar or struck inside.
    """
    canvas.saveState()
    if shape in RAG_COLOURS:
        canvas.setFillColor(RAG_COLOURS[shape])
        _draw_rag(canvas, shape, x, y, size)
    else:
        canvas.setStrokeColor(INK)
        canvas.setFillColor(INK)
        canvas.setLineWidth(0.8)
        canvas.rect(x, y, size, size, stroke=1, fill=0)
        _draw_state(canvas, shape, x, y, size)
    canvas.restoreState()


def _draw_rag(canvas: Any, shape: str, x: float, y: float, size: float) -> None:
    middle = size / 2
    if shape == "circle":
        canvas.circle(x + middle, y + middle, middle, stroke=0, fill=1)
        return
    corners = {
        "diamond": [(0, middle), (middle, size), (size, middle), (middle, 0)],
        "triangle": [(0, 0), (middle, size), (size, 0)],
        "square": [(0, 0), (0, size), (size, size), (size, 0)],
    }[shape]
    _polygon(canvas, [(x + dx, y + dy) for dx, dy in corners])


def _polygon(canvas: Any, corners: list[tuple[float, float]]) -> None:
    path = canvas.beginPath()
    path.moveTo(*corners[0])
    for corner in corners[1:]:
        path.lineTo(*corner)
    path.close()
    canvas.drawPath(path, stroke=0, fill=1)


def _draw_state(canvas: Any, shape: str, x: float, y: float, size: float) -> None:
    def line(*points: tuple[float, float]) -> None:
        path = canvas.beginPath()
        path.moveTo(x + points[0][0] * size, y + points[0][1] * size)
        for dx, dy in points[1:]:
            path.lineTo(x + dx * size, y + dy * size)
        canvas.drawPath(path, stroke=1, fill=0)

    canvas.setLineWidth(1.3)
    if shape == "half":
        _polygon(canvas, [(x, y), (x, y + size), (x + size, y)])
    elif shape == "tick":
        line((0.2, 0.5), (0.43, 0.22), (0.85, 0.85))
    elif shape == "cross":
        line((0.2, 0.2), (0.8, 0.8))
        line((0.2, 0.8), (0.8, 0.2))
    elif shape == "bar":
        line((0.25, 0.5), (0.75, 0.5))
    elif shape == "struck":
        canvas.setLineWidth(0.8)
        line((0, 0), (1, 1))


class SignLine(Flowable):
    """A line to write on, with room above it."""

    def __init__(self, width: float, height: float = 26) -> None:
        super().__init__()
        self.width, self.height = width, height

    def wrap(self, availWidth: float, availHeight: float) -> tuple[float, float]:  # noqa: N803
        return self.width, self.height

    def draw(self) -> None:
        with tagging.artefact(self.canv):
            self.canv.setStrokeColor(INK)
            self.canv.setLineWidth(0.5)
            self.canv.line(0, 3, self.width, 3)


# --- Pictures ------------------------------------------------------------------------------------------


class Picture(shapes.Drawing):
    """A drawing that says in words what it shows, to those who have the paper read to them."""

    _attrMap = AttrMap(  # noqa: N815 (ReportLab's name for what may be set)
        BASE=shapes.Drawing, words=AttrMapValue(None, desc="what it shows")
    )

    def __init__(self, width: float, height: float, words: str) -> None:
        super().__init__(width, height, initialFontName=REGULAR)
        self.words = words

    def draw(self, showBoundary: Any = None) -> None:  # noqa: N803 (ReportLab's)
        left, base = self.canv.absolutePosition(0, 0)
        right, top = self.canv.absolutePosition(self.width, self.height)
        box = f"{left:.2f} {base:.2f} {right:.2f} {top:.2f}"
        tag = Tag("Figure", f"/A<</O/Layout/Placement/Block/BBox[{box}]>>", alt=self.words)
        with tagging.content(self.canv, tag):
            super().draw(showBoundary)
