"""The months under IOM as a strip on paper: the same lanes as on screen, told apart in black and white."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from reportlab.graphics import shapes
from reportlab.graphics.shapes import Drawing
from reportlab.lib.colors import Color, white
from reportlab.pdfbase import pdfmetrics

from iom_desktop.display.status_lines import band_words, value_words
from iom_desktop.display.words import _
from iom_desktop.domain.band import Band, Happening, Segment
from iom_desktop.domain.codes import Rag
from iom_desktop.domain.dates import add_months
from iom_desktop.domain.statuses import Aspect
from iom_desktop.reports.fonts import BOLD, REGULAR, drawable, register
from iom_desktop.reports.paper import BAND, INK, QUIET, RULE, Picture

#: ReportLab's shapes take their looks by name, which its types do not know.
_DRAW: Any = shapes
_SIZE = 9.0  #: of the words, in points
_LANE, _GAP, _AXIS, _MARKS, _KEY = 11.5, 2.0, 12.0, 9.0, 12.0  #: heights, in points
_LANES = (Aspect.RAG, Aspect.COHORT, Aspect.PHASE)
#: How each colour is filled: without colours they are dark, hatched, white and grey, and each has its letter.
_FILLS = {Rag.RED.value: "dark", Rag.AMBER.value: "hatched", Rag.GREEN.value: "white", Rag.BLUE.value: "grey"}


@dataclass(frozen=True, slots=True)
class _Scale:
    """From days to points."""

    band: Band
    left: float
    width: float

    def at(self, day: date) -> float:
        days = max(1, (self.band.to_on - self.band.from_on).days)
        return self.left + (day - self.band.from_on).days / days * self.width


def band_strip(band: Band, width: float) -> Drawing:
    """The strip, ``width`` points wide, with its legend beneath; the same band gives the same drawing."""
    register()
    marked = [one for one in Happening if any(mark.happening is one for mark in band.marks)]
    legend = _legend(marked, width)
    below = _KEY * len(legend)
    height = _AXIS + len(_LANES) * (_LANE + _GAP) + (_MARKS + _GAP if marked else 0) + below
    drawing = Picture(width, height, band_words(band, _LANES))
    scale = _Scale(band, 0.5, width - 1)
    _axis(drawing, scale, below, height)
    top = height - _AXIS
    for aspect in _LANES:
        for segment in band.lane(aspect):
            _segment(drawing, scale, aspect, segment, top - _LANE)
        top -= _LANE + _GAP
    if marked:
        for mark in band.marks:
            # What happened these last days stands at the edge, not over it.
            _mark(drawing, mark.happening, min(scale.at(mark.on), width - 7), top - _MARKS)
    for line, keys in enumerate(reversed(legend)):
        _draw_legend(drawing, keys, line * _KEY)
    return drawing


def _axis(drawing: Drawing, scale: _Scale, below: float, height: float) -> None:
    """A line for each month and its name where there is room; January brings the year."""
    day, free = scale.band.from_on.replace(day=1), 0.0
    while day < scale.band.to_on:
        at = max(scale.at(day), scale.left)
        drawing.add(_DRAW.Line(at, below, at, height - _AXIS + 2, strokeColor=RULE, strokeWidth=0.3))
        words = f"{day:%b %Y}" if day.month == 1 or day <= scale.band.from_on else f"{day:%b}"
        if at >= free and at + _width(words, REGULAR) < scale.left + scale.width:
            _words(drawing, at, height - _SIZE, words, REGULAR, QUIET)
            free = at + _width(words, REGULAR) + 5
        day = add_months(day, 1)


def _segment(drawing: Drawing, scale: _Scale, aspect: Aspect, segment: Segment, base: float) -> None:
    left = scale.at(segment.from_on)
    wide = max(0.8, scale.at(segment.to_on) - left)
    fill = _FILLS.get(segment.value, "white") if aspect is Aspect.RAG else "white"
    ground = {"dark": INK, "grey": BAND}.get(fill, white)
    drawing.add(_DRAW.Rect(left, base, wide, _LANE, fillColor=ground, strokeColor=None))
    if fill == "hatched":
        _hatch(drawing, left, base, wide)
    drawing.add(_DRAW.Rect(left, base, wide, _LANE, fillColor=None, strokeColor=QUIET, strokeWidth=0.5))
    said = _that_fits(value_words(aspect, segment.value), wide - 4)
    if said:
        room = _width(said, BOLD)
        if fill == "hatched":
            drawing.add(
                _DRAW.Rect(left + 1.5, base + 1, room + 2, _LANE - 2, fillColor=white, strokeColor=None)
            )
        colour = white if fill == "dark" else INK if segment.value else QUIET
        _words(drawing, left + 2.5, base + 2.7, said, BOLD if segment.value else REGULAR, colour)


def _that_fits(words: str, room: float) -> str:
    """The word, its first letter, or nothing: what there is room for."""
    return next((one for one in (words, words[:1]) if _width(one, BOLD) <= room), "")


def _hatch(drawing: Drawing, left: float, base: float, wide: float) -> None:
    """Slanting lines, as one path: each shape of its own takes its time."""
    lines = _DRAW.Path(strokeColor=QUIET, strokeWidth=0.5, fillColor=None)
    start = 2.0
    while start < wide + _LANE:
        low, end = max(0.0, start - _LANE), min(start, wide)
        lines.moveTo(left + low, base + start - low)
        lines.lineTo(left + end, base + start - end)
        start += 3.0
    drawing.add(lines)


def _mark(drawing: Drawing, happening: Happening, at: float, base: float) -> None:
    """A shape for each kind: hollow circle, triangle, square, diamond, cross."""
    side, top = 6.0, base + 7.0
    if happening is Happening.CONFERENCE:
        drawing.add(_DRAW.Circle(at + 3, base + 4, 2.6, fillColor=white, strokeColor=INK, strokeWidth=0.8))
    elif happening is Happening.CHARGE:
        drawing.add(_DRAW.Rect(at, base + 1.4, 5.2, 5.2, fillColor=INK, strokeColor=None))
    elif happening is Happening.OTHER:
        for begin, end in ((base + 1, top), (top, base + 1)):
            drawing.add(_DRAW.Line(at, begin, at + side, end, strokeColor=INK, strokeWidth=1))
    else:
        middle = base + 4.0
        points = [at, base + 1, at + side, base + 1, at + 3, top]
        if happening is Happening.CONVICTION:
            points = [at, middle, at + 3, top, at + side, middle, at + 3, base + 1]
        drawing.add(_DRAW.Polygon(points, fillColor=INK, strokeColor=None))


_KEYS = (
    (Rag.RED, "R"),
    (Rag.AMBER, "A"),
    (Rag.GREEN, "G"),
    (Rag.BLUE, "B"),
)


#: A key of the legend: the shape it explains, where it is one, and its words.
_Key = tuple[Happening | None, str]


def _legend(marked: list[Happening], width: float) -> list[list[_Key]]:
    """What the letters and the shapes mean, in as many lines as that takes."""
    names = {
        Happening.CONFERENCE: _("conference"),
        Happening.ARREST: _("arrest"),
        Happening.CHARGE: _("charge"),
        Happening.CONVICTION: _("conviction"),
        Happening.OTHER: _("other"),
    }
    keys: list[_Key] = [(None, words) for words in _colour_keys()]
    keys += [(one, names[one]) for one in marked]
    lines: list[list[_Key]] = [[]]
    used = 0.0
    for key in keys:
        room = _room_of(key)
        if lines[-1] and used + room > width:
            lines.append([])
            used = 0.0
        lines[-1].append(key)
        used += room
    return lines


def _room_of(key: _Key) -> float:
    """Points a key takes, with what keeps it apart from the next."""
    happening, words = key
    return (0.0 if happening is None else 8.5) + _width(words, REGULAR) + 9


def _draw_legend(drawing: Drawing, keys: list[_Key], base: float) -> None:
    at = 0.5
    for happening, words in keys:
        left = at
        if happening is not None:
            _mark(drawing, happening, at, base + 0.5)
            left += 8.5
        _words(drawing, left, base + 2.5, words, REGULAR, QUIET)
        at += _room_of((happening, words))


def _colour_keys() -> Iterator[str]:
    looks = {
        Rag.RED: _("dark: red"),
        Rag.AMBER: _("hatched: amber"),
        Rag.GREEN: _("white: green"),
        Rag.BLUE: _("grey: blue, custody"),
    }
    for rag, letter in _KEYS:
        yield f"{letter} {looks[rag]}"


def _words(drawing: Drawing, left: float, line: float, text: str, font: str, colour: Color) -> None:
    """``text`` as it was typed; what its font lacks in another, what cannot be seen spelt out."""
    for piece, face in drawable(" ".join(text.split()), font):
        drawing.add(_DRAW.String(left, line, piece, fontName=face, fontSize=_SIZE, fillColor=colour))
        left += pdfmetrics.stringWidth(piece, face, _SIZE)


def _width(text: str, font: str) -> float:
    pieces = drawable(" ".join(text.split()), font)
    return sum(float(pdfmetrics.stringWidth(piece, face, _SIZE)) for piece, face in pieces)
