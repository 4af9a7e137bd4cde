"""How an appointment is drawn: its time and person first, its signs, then as much else as there is room for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen

from iom_desktop.display.formats import time_of_day
from iom_desktop.domain.diary import DiaryEntry
from iom_desktop.ui import theme
from iom_desktop.ui.chips import paint_shape
from iom_desktop.ui.diary.shortening import shortened
from iom_desktop.ui.diary.words import Sign, detail_words

_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextSingleLine)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextSingleLine)
_WRAPPED = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop) | int(Qt.TextFlag.TextWordWrap)
_MOST = 200
"""Characters of a text that are measured at most: no line shows more."""


class Pencil:
    """Draws with the theme's fonts, measured once for all that is drawn in one go."""

    def __init__(self, painter: QPainter) -> None:
        self.painter = painter
        self._fonts: dict[tuple[str, bool], tuple[QFont, QFontMetrics]] = {}
        self._sign_widths: dict[Sign, int] = {}

    def metrics(self, size: str = "small", *, strong: bool = False) -> QFontMetrics:
        """How a font measures."""
        return self._font(size, strong)[1]

    def _font(self, size: str, strong: bool) -> tuple[QFont, QFontMetrics]:
        if (size, strong) not in self._fonts:
            font = theme.font(size, strong=strong)
            self._fonts[size, strong] = (font, QFontMetrics(font))
        return self._fonts[size, strong]

    def text(
        self,
        room: QRect,
        words: str,
        *,
        size: str = "small",
        strong: bool = False,
        colour: QColor | None = None,
        right: bool = False,
        struck: bool = False,
        in_block: bool = False,
    ) -> int:
        """Write ``words`` in one line, shortened to ``room``; returns how wide they are.

        ``in_block``: the whole is told elsewhere, so that it may well be shortened.
        """
        if room.width() <= 0 or not words:
            return 0
        font, metrics = self._font(size, strong)
        if in_block:
            shown = shortened(metrics, words[:_MOST], room.width())
        else:
            shown = metrics.elidedText(words[:_MOST], Qt.TextElideMode.ElideRight, room.width())
        if struck:
            font = QFont(font)
            font.setStrikeOut(True)
        self.painter.setFont(font)
        self.painter.setPen(colour if colour is not None else theme.colour("ink"))
        self.painter.drawText(room, _RIGHT if right else _LEFT, shown)
        return min(metrics.horizontalAdvance(shown) + 1, room.width())

    def wrapped(self, room: QRect, words: str, colour: QColor, *, strong: bool = False) -> None:
        """Write ``words`` in as many small lines as ``room`` has."""
        self.painter.setFont(self._font("small", strong)[0])
        self.painter.setPen(colour)
        self.painter.drawText(room, _WRAPPED, words[:_MOST])

    def sign(self, room: QRect, sign: Sign, *, word: bool) -> int:
        """Draw a sign at the left of ``room``, with its word where asked; returns how wide it is."""
        side = theme.px(10)
        if room.width() < side:
            return 0
        box = QRectF(room.left(), room.center().y() - side / 2 + 0.5, side, side)
        paint_shape(self.painter, box, sign.shape, theme.mark(sign.role))
        if not word:
            return side
        gap = side + theme.px(3)
        words = room.adjusted(gap, 0, 0, 0)
        return gap + self.text(words, sign.word, strong=True, colour=theme.colour(sign.role), in_block=True)

    def sign_width(self, sign: Sign, *, word: bool = True) -> int:
        """How wide a sign is, its word with it where asked."""
        if not word:
            return theme.px(10)
        if sign not in self._sign_widths:
            words = self.metrics(strong=True).horizontalAdvance(sign.word)
            self._sign_widths[sign] = theme.px(10) + words + theme.px(4)
        return self._sign_widths[sign]

    # An appointment -----------------------------------------------------------------------------------------

    def block(self, rect: QRect, one: DiaryEntry, marks: Sequence[Sign], now: datetime) -> None:
        """A block of the day: ground, bar, and as many lines as it is tall."""
        self._ground(rect, one, now)
        line = self.line_height()
        room = rect.adjusted(theme.px(7), 0, -theme.px(3), 0)
        if room.width() < theme.px(12):
            return
        count = max(room.height() // line, 1)
        first = QRect(room.left(), room.top(), room.width(), min(line, room.height()))
        if count == 1:
            self.one_line(first, one, marks)
            return
        self._name(first, one)
        lines = [first.translated(0, line * step) for step in range(1, count)]
        for place in self._sign_lines(lines, marks, spare=1 if count > 2 else 0):
            lines.remove(place)
        for place, words in zip(lines, (one.type_name, one.place, one.with_name), strict=False):
            self.text(place, words, colour=theme.colour("muted"), in_block=True)

    def one_line(self, room: QRect, one: DiaryEntry, marks: Sequence[Sign]) -> None:
        """Time, person and signs in one line; the words of the signs where they fit."""
        needs = self.metrics(strong=True).horizontalAdvance(_name_words(one)) + theme.px(6)
        gap = theme.px(4)
        with_words = sum(self.sign_width(mark) + gap for mark in marks)
        fits = needs + with_words <= room.width()
        width = with_words if fits else sum(theme.px(10) + gap for mark in marks)
        left = max(room.left(), room.right() + 1 - width)
        self._name(room.adjusted(0, 0, -(room.right() + 1 - left), 0), one)
        for mark in marks:
            place = QRect(left, room.top(), room.right() + 1 - left, room.height())
            left += self.sign(place, mark, word=fits) + gap

    def _sign_lines(self, lines: list[QRect], marks: Sequence[Sign], spare: int) -> list[QRect]:
        """Put the signs into the first lines, in one where all fit; returns the lines used."""
        if not marks or not lines:
            return []
        gap = theme.px(6)
        first = lines[0]
        whole = sum(self.sign_width(mark) + gap for mark in marks) - gap
        if whole <= first.width() or len(lines) == 1 or len(marks) == 1:
            self._signs_in(first, marks, whole <= first.width() or len(marks) == 1)
            return [first]
        used = lines[: min(len(marks), max(len(lines) - spare, 1))]
        for place, mark in zip(used[:-1], marks, strict=False):
            self.sign(place, mark, word=True)
        rest = marks[len(used) - 1 :]
        self._signs_in(used[-1], rest, len(rest) == 1)
        return used

    def _signs_in(self, room: QRect, marks: Sequence[Sign], with_words: bool) -> None:
        """Signs side by side; where not all words fit, the gravest one's alone, if that does."""
        left, gap = room.left(), theme.px(6)
        others = (theme.px(10) + gap) * (len(marks) - 1)
        first_fits = bool(marks) and self.sign_width(marks[0]) + others <= room.width()
        for at, mark in enumerate(marks):
            place = QRect(left, room.top(), room.right() + 1 - left, room.height())
            left += self.sign(place, mark, word=with_words or (at == 0 and first_fits)) + gap

    def _name(self, room: QRect, one: DiaryEntry) -> None:
        colour = theme.colour("muted" if one.cancelled else "ink")
        self.text(room, _name_words(one), strong=True, colour=colour, struck=one.cancelled, in_block=True)

    def _ground(self, rect: QRect, one: DiaryEntry, now: datetime) -> None:
        role = "muted" if one.cancelled else "missing" if one.outcome_missing(now) else "accent"
        if one.outcome_code:
            role = "muted"
        self.painter.fillRect(rect, theme.soft(role))
        self.painter.fillRect(QRect(rect.left(), rect.top(), theme.px(3), rect.height()), theme.mark(role))

    def line_height(self) -> int:
        """How tall a small line is."""
        return theme.px(15)

    def ghost(self, rect: QRect, words: str) -> None:
        """Where something would go: an outline of dashes, and when that is."""
        self.painter.fillRect(rect, theme.colour("selected"))
        pen = QPen(theme.colour("accent"), max(theme.px(2), 2), Qt.PenStyle.DashLine)
        self.painter.setPen(pen)
        self.painter.setBrush(Qt.BrushStyle.NoBrush)
        self.painter.drawRect(rect.adjusted(1, 1, -2, -2))
        line = QRect(rect.left() + theme.px(7), rect.top() + theme.px(1), rect.width() - theme.px(9), 0)
        line.setHeight(min(self.line_height(), rect.height()))
        self.text(line, words, strong=True, colour=theme.colour("accent"), in_block=True)

    def frame(self, rect: QRect, *, focused: bool) -> None:
        """Round what is chosen."""
        self.painter.setPen(QPen(theme.colour("accent" if focused else "edge"), max(theme.px(2), 2)))
        self.painter.setBrush(Qt.BrushStyle.NoBrush)
        self.painter.drawRect(rect.adjusted(1, 1, -1, -1))

    def agenda_row(self, rect: QRect, one: DiaryEntry, marks: Sequence[Sign], span: str) -> None:
        """Two lines: person and signs, then what, where and with whom; the time stands before both."""
        line = theme.px(18)
        left = rect.left() + theme.px(12)
        top = rect.top() + (rect.height() - 2 * line) // 2
        when = QRect(left, top, theme.px(112), line)
        self.text(when, span, size="body", colour=theme.colour("muted" if one.cancelled else "ink"))
        room = QRect(when.right() + theme.px(8), top, 0, line)
        room.setRight(rect.right() - theme.px(12))
        colour = theme.colour("muted" if one.cancelled else "ink")
        width = self.text(room, one.person, size="body", strong=True, colour=colour, struck=one.cancelled)
        self._signs_in(room.adjusted(width + theme.px(12), 0, 0, 0), marks, with_words=True)
        self.text(room.translated(0, line), detail_words(one), colour=theme.colour("muted"))


def _name_words(one: DiaryEntry) -> str:
    return f"{time_of_day(one.starts_at.time())} {one.person}"
