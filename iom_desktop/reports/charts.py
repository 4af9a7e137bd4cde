"""Charts of the access report: drawn once, shown as SVG on screen and put as vectors into the PDF.

Nothing is told by colour alone: each part of a bar has its own pattern, and its number on it or beside it.
Every word goes through ``_words``, which draws text and never reads it as markup.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from reportlab.graphics import renderSVG, shapes
from reportlab.graphics.shapes import Drawing
from reportlab.lib.colors import Color, white
from reportlab.pdfbase import pdfmetrics

from iom_desktop.display.words import _
from iom_desktop.reports.fonts import BOLD, REGULAR, drawable, register
from iom_desktop.reports.paper import BAND, INK, QUIET, RAG_COLOURS, Picture

#: ReportLab's shapes take their looks by name, which its types do not know.
_DRAW: Any = shapes
_SIZE = 9.0  #: of the words, in points
_BAR, _ROW, _KEY_ROW = 15.0, 22.0, 17.0  #: heights in points
_GAP = 8.0
_HATCH = 4.0  #: between the lines of a hatched part

#: A chart, for those who do not draw themselves.
Chart: TypeAlias = Drawing


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a bar: how many, what they are, and how it is filled: "solid", "hatched", "pale" or "dark".

    ``number`` is written on it: nothing given means how many.
    """

    many: int
    words: str
    fill: str
    number: str | None = None


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar with its name, its parts from the left, and what is written after it."""

    name: str
    parts: tuple[Part, ...]
    after: str = ""


def bar_chart(bars: Sequence[Bar], width: float, *, key: bool = True) -> Drawing:
    """Horizontal bars under one another, ``width`` points wide, with a key of the parts that appear above them."""
    register()
    legend = _legend(bars) if key else []
    rows = _key_rows(legend, width)
    height = len(bars) * _ROW + len(rows) * _KEY_ROW + (4 if rows else 0)
    drawing = Picture(width, max(height, _ROW), bars_in_words(bars))
    top = height
    for row in rows:
        _draw_key(drawing, row, top - _KEY_ROW)
        top -= _KEY_ROW
    top -= 4 if rows else 0
    names = min(max((_width(bar.name, REGULAR) for bar in bars), default=0.0), width * 0.34)
    after = max((_width(bar.after, BOLD) for bar in bars), default=0.0)
    most = max((sum(part.many for part in bar.parts) for bar in bars), default=0)
    left = names + _GAP
    scale = (width - left - after - _GAP - 2) / most if most else 0.0
    for place, bar in enumerate(bars):
        base = top - (place + 1) * _ROW + (_ROW - _BAR) / 2
        _draw_bar(drawing, bar, left, base, scale, names)
    return drawing


def bars_in_words(bars: Sequence[Bar]) -> str:
    """What the bars show, for those who cannot see them: "Bar chart. Housing: 12 reached, 3 waiting (80%)."."""
    return " ".join([_("Bar chart."), *(f"{_bar_in_words(bar)}." for bar in bars)])


def _bar_in_words(bar: Bar) -> str:
    said = ", ".join(f"{part.many:,} {part.words}" for part in bar.parts if part.many and part.words)
    if said and bar.after:
        said = f"{said} ({bar.after})"
    return f"{bar.name}: {said or bar.after or _('none')}"


def to_svg(drawing: Drawing, margin: float = 0) -> bytes:
    """``drawing`` on white paper with a ``margin`` around it, as SVG in UTF-8, its letters in Lato."""
    wide, high = drawing.width + 2 * margin, drawing.height + 2 * margin
    sheet: Any = Drawing(wide, high)
    sheet.add(_DRAW.Rect(0, 0, wide, high, fillColor=white, strokeColor=None))
    sheet.add(_DRAW.Group(*drawing.contents, transform=(1, 0, 0, 1, margin, margin)))
    canvas: Any = renderSVG.SVGCanvas((wide, high))
    renderSVG.draw(sheet, canvas, 0, 0)
    for element in canvas.doc.getElementsByTagName("*"):
        looks = element.getAttribute("style")
        if "font-family" in looks:
            element.setAttribute("style", _in_lato(looks))
    made: bytes = canvas.doc.documentElement.toxml("utf-8")
    return made


def _in_lato(looks: str) -> str:
    """The style of a piece of text, its face named as the screen knows it."""
    kept = []
    for one in looks.split(";"):
        name, _colon, value = one.partition(":")
        if name.strip() == "font-family":
            kept += [f"font-family: {REGULAR}", f"font-weight: {'bold' if BOLD in value else 'normal'}"]
        elif one.strip():
            kept.append(one.strip())
    return "; ".join(kept)


# --- Parts ---------------------------------------------------------------------------------------------


def _legend(bars: Sequence[Bar]) -> list[Part]:
    """One part of each kind that appears, in the order of the bars."""
    found: dict[tuple[str, str], Part] = {}
    for bar in bars:
        for part in bar.parts:
            found.setdefault((part.words, part.fill), part)
    return [part for part in found.values() if part.words]


def _key_rows(legend: Sequence[Part], width: float) -> list[list[Part]]:
    rows: list[list[Part]] = []
    left = 0.0
    for part in legend:
        wide = _key_width(part)
        if not rows or left + wide > width:
            rows.append([])
            left = 0.0
        rows[-1].append(part)
        left += wide
    return rows


def _key_width(part: Part) -> float:
    return 14 + 5 + _width(part.words, REGULAR) + 16


def _draw_key(drawing: Drawing, row: Sequence[Part], base: float) -> None:
    left = 0.5
    for part in row:
        _fill(drawing, left, base + 3, 14, 10, part.fill)
        _words(drawing, left + 19, base + 5, part.words, REGULAR, INK)
        left += _key_width(part)


def _draw_bar(drawing: Drawing, bar: Bar, left: float, base: float, scale: float, names: float) -> None:
    line = base + (_BAR - _SIZE * 0.72) / 2
    _words(drawing, 0, line, _shortened(bar.name, names), REGULAR, INK)
    at = left
    for part in bar.parts:
        wide = part.many * scale
        if wide <= 0:
            continue
        _fill(drawing, at, base, wide, _BAR, part.fill)
        number = f"{part.many:,}" if part.number is None else part.number
        room = _width(number, BOLD)
        if number and room + 5 <= wide:
            _number(drawing, number, at + wide / 2, line, room, part.fill)
        at += wide
    if bar.after:
        _words(drawing, at + 6, line, bar.after, BOLD, INK)


def _number(drawing: Drawing, number: str, middle: float, line: float, room: float, fill: str) -> None:
    """A part's number on it; on a pattern it has a ground of its own, so that it can be read."""
    if fill == "hatched":
        drawing.add(
            _DRAW.Rect(middle - room / 2 - 2, line - 2, room + 4, 10.5, fillColor=white, strokeColor=None)
        )
    _words(drawing, middle - room / 2, line, number, BOLD, white if fill in ("solid", "dark") else INK)


def _fill(drawing: Drawing, left: float, base: float, wide: float, high: float, fill: str) -> None:
    ground = {"solid": RAG_COLOURS["square"], "pale": BAND, "dark": INK}.get(fill, white)
    drawing.add(_DRAW.Rect(left, base, wide, high, fillColor=ground, strokeColor=None))
    if fill == "hatched":
        _hatch(drawing, left, base, wide, high)
    drawing.add(_DRAW.Rect(left, base, wide, high, fillColor=None, strokeColor=_edge(fill), strokeWidth=0.7))


def _edge(fill: str) -> Color:
    return RAG_COLOURS["square"] if fill in ("solid", "hatched") else QUIET if fill == "pale" else INK


def _hatch(drawing: Drawing, left: float, base: float, wide: float, high: float) -> None:
    """Slanting lines, each cut where it meets the edge of the box."""
    start = _HATCH / 2
    while start < wide + high:
        low, end = max(0.0, start - high), min(start, wide)
        drawing.add(
            _DRAW.Line(
                left + low,
                base + start - low,
                left + end,
                base + start - end,
                strokeColor=RAG_COLOURS["square"],
                strokeWidth=0.6,
            )
        )
        start += _HATCH


# --- Words ---------------------------------------------------------------------------------------------


def _words(drawing: Drawing, left: float, line: float, text: str, font: str, colour: Color) -> None:
    """``text`` as it was typed; what its font lacks in another, what cannot be seen spelt out."""
    for piece, face in drawable(" ".join(text.split()), font):
        drawing.add(_DRAW.String(left, line, piece, fontName=face, fontSize=_SIZE, fillColor=colour))
        left += pdfmetrics.stringWidth(piece, face, _SIZE)


def _width(text: str, font: str) -> float:
    pieces = drawable(" ".join(text.split()), font)
    return sum(float(pdfmetrics.stringWidth(piece, face, _SIZE)) for piece, face in pieces)


def _shortened(text: str, room: float) -> str:
    """``text``, cut with an ellipsis where it is wider than ``room``."""
    if _width(text, REGULAR) <= room + 0.01:
        return text
    kept = text
    while kept and _width(f"{kept}…", REGULAR) > room:
        kept = kept[:-1]
    return f"{kept.rstrip()}…"
