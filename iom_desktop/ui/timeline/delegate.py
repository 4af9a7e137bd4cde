"""How a day and an entry of the timeline are drawn: on one line, or with their words in full."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen, QTextLayout, QTextOption
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from iom_desktop.display.formats import distance, exact_date
from iom_desktop.display.labels import label
from iom_desktop.display.words import _
from iom_desktop.domain.timeline import Kind, TimelineEntry
from iom_desktop.ui import theme
from iom_desktop.ui.timeline.model import ROW_ROLE, DayLine, Row, TimelineModel, marks, time_words, when_words

Index = QModelIndex | QPersistentModelIndex

MOST_LINES = 6
"""Lines of words under an entry in full; Enter reads the rest."""
_PER_LINE = 160
"""Characters a line can hold at most on a wide screen: no more of a long note is ever laid out."""

_TIME, _WHEN, _KIND, _BY = 52, 164, 116, 150
"""Widths of the columns before and after the words, in pixels at 100%."""
_ROOM_FOR_BY = 840
"""Width under which a line leaves out who wrote it, in pixels at 100%."""

_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)


def kind_word(kind: Kind) -> str:
    """One thing of a kind, in a word."""
    return {
        Kind.APPOINTMENT: _("Appointment"),
        Kind.ENFORCEMENT: _("Enforcement"),
        Kind.NOTE: _("Note"),
        Kind.SERVICE: _("Service"),
        Kind.DECISION: _("Decision"),
        Kind.PLAN: _("Plan"),
        Kind.ACTION: _("Required action"),
        Kind.CONFERENCE: _("Conference"),
        Kind.NEED: _("Need or flag"),
        Kind.RISK: _("Risk"),
        Kind.PAPER: _("Paper"),
    }.get(kind, label(kind))


def broken(text: str, font: QFont, width: int, most: int = MOST_LINES) -> tuple[str, ...]:
    """``text`` in lines no wider than ``width`` pixels; what is over ``most`` lines ends in "…"."""
    if not text or width <= 0:
        return ()
    begun = text[: most * _PER_LINE]
    if len(text) < _PER_LINE and "\n" not in text and QFontMetrics(font).horizontalAdvance(text) <= width:
        return (text.strip(),)
    layout = QTextLayout(begun.replace("\n", "\u2028"), font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    lines: list[str] = []
    end = 0
    layout.beginLayout()
    while len(lines) < most and (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        end = line.textStart() + line.textLength()
        lines.append(begun[line.textStart() : end].strip())
    layout.endLayout()
    if text[end:].strip() and lines:
        metrics = QFontMetrics(font)
        lines[-1] = metrics.elidedText(f"{lines[-1]} …", Qt.TextElideMode.ElideRight, width)
    return tuple(lines)


class TimelineDelegate(QStyledItemDelegate):
    """Draws the rows of a timeline. Broken lines are kept, so that scrolling lays nothing out again."""

    def __init__(self, view: QListView, today: Callable[[], date]) -> None:
        super().__init__(view)
        self._view, self._today = view, today
        self._full = True
        self._lines: dict[tuple[str, str, str], tuple[str, ...]] = {}
        self._laid_for: tuple[object, ...] = ()
        self._sizes: list[QSize] = []
        self._day_size = QSize()
        self._font = QFont()
        self._spacing = self._room = 0

    def set_full(self, full: bool) -> None:
        """Show the words of each entry beneath it, or everything on one line."""
        self._full = full

    @property
    def full(self) -> bool:
        """Whether entries are shown in full."""
        return self._full

    # Sizes --------------------------------------------------------------------------------------------------

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        # Asked for every row whenever the list changes: nothing is made here that can be kept.
        row = self._row(index)
        self._settle_width()
        if isinstance(row, DayLine):
            return self._day_size
        lines = len(self._words_of(row)) if self._full else 0
        return self._sizes[lines]

    def _row(self, index: Index) -> Row:
        model = index.model()
        return model.rows()[index.row()] if isinstance(model, TimelineModel) else index.data(ROW_ROLE)

    def _settle_width(self) -> None:
        """Forget broken lines and sizes that were worked out for another width or scale."""
        width = self._view.viewport().width()
        here = (width, self._full, theme.current().scale, theme.row_height())
        if here == self._laid_for:
            return
        self._laid_for = here
        self._lines.clear()
        self._font = theme.font("body")
        self._spacing = QFontMetrics(self._font).lineSpacing()
        self._room = min(width - self._words_left() - theme.px(24), theme.px(860))
        self._day_size = QSize(width, theme.px(40))
        row, foot = theme.row_height(), theme.px(6)
        self._sizes = [
            QSize(width, row + lines * self._spacing + (foot if lines else 0))
            for lines in range(MOST_LINES + 1)
        ]

    def _words_left(self) -> int:
        return theme.px(8 + self._first_column() + _KIND)

    def _first_column(self) -> int:
        return _TIME if self._full else _WHEN

    def _words_of(self, entry: TimelineEntry) -> tuple[str, ...]:
        key = (entry.id, entry.heading, entry.words)
        if key not in self._lines:
            self._lines[key] = broken(entry.words, self._font, self._room)
        return self._lines[key]

    # Paint --------------------------------------------------------------------------------------------------

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = self._row(index)
        self._settle_width()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if isinstance(row, DayLine):
            self._paint_day(painter, option.rect, row)
        else:
            self._paint_ground(painter, option)
            self._paint_entry(painter, option.rect, row)
        painter.restore()

    def _paint_day(self, painter: QPainter, rect: QRect, line: DayLine) -> None:
        box = rect.adjusted(theme.px(8), theme.px(14), -theme.px(8), -theme.px(2))
        painter.setFont(theme.font("body", strong=True))
        painter.setPen(theme.colour("ink"))
        said = exact_date(line.day)
        painter.drawText(box, _LEFT, said)
        left = painter.fontMetrics().horizontalAdvance(said) + theme.px(12)
        painter.setFont(theme.font("small"))
        painter.setPen(theme.colour("muted"))
        painter.drawText(box.adjusted(left, 0, 0, 0), _LEFT, self._how_far(line.day))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), theme.colour("edge"))

    def _how_far(self, day: date) -> str:
        away = (day - self._today()).days
        return {0: _("today"), 1: _("tomorrow"), -1: _("yesterday")}.get(away) or distance(away)

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        rect, state = option.rect, option.state
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        if chosen:
            painter.fillRect(rect, theme.colour("selected"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, theme.colour("hover"))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), theme.colour("line"))
        if chosen:
            bar = theme.colour("accent" if self._view.hasFocus() else "edge")
            painter.fillRect(QRect(rect.left(), rect.top(), theme.px(3), rect.height() - 1), bar)

    def _paint_entry(self, painter: QPainter, rect: QRect, entry: TimelineEntry) -> None:
        top = QRect(
            rect.left() + theme.px(8), rect.top(), rect.width() - theme.px(16), theme.row_height() - 1
        )
        painter.setFont(theme.font("body"))
        painter.setPen(theme.colour("muted"))
        painter.drawText(top, _LEFT, time_words(entry) if self._full else when_words(entry))
        painter.setFont(theme.font("small"))
        kind = QRect(
            top.left() + theme.px(self._first_column()), top.top(), theme.px(_KIND - 8), top.height()
        )
        painter.drawText(kind, _LEFT, _fitted(painter, kind_word(entry.kind), kind.width()))
        # What a short name leaves is the heading's.
        wide = min(painter.fontMetrics().horizontalAdvance(entry.by) + theme.px(2), theme.px(_BY))
        by = QRect(top.right() - wide, top.top(), wide, top.height())
        if not self._full and rect.width() < theme.px(_ROOM_FOR_BY):
            by.setLeft(top.right())
        painter.drawText(by, _RIGHT, _fitted(painter, entry.by, by.width()))
        left = rect.left() + self._words_left()
        room = QRect(left, top.top(), by.left() - theme.px(12) - left, top.height())
        self._paint_heading(painter, room, entry)
        if self._full:
            self._paint_words(painter, left, top.bottom(), entry)

    def _paint_heading(self, painter: QPainter, room: QRect, entry: TimelineEntry) -> None:
        left = room.left()
        said = marks(entry)
        taken = sum(_mark_width(words) + theme.px(6) for words, _role in said)
        painter.setFont(theme.font("body", strong=True))
        painter.setPen(theme.colour("ink"))
        heading = _fitted(painter, entry.heading, max(room.width() - taken, theme.px(60)))
        painter.drawText(room, _LEFT, heading)
        left += painter.fontMetrics().horizontalAdvance(heading) + theme.px(8)
        for words, role in said:
            width = _mark_width(words)
            _paint_mark(
                painter, QRectF(left, room.center().y() - theme.px(9), width, theme.px(19)), words, role
            )
            left += width + theme.px(6)
        if not self._full and room.right() - left > theme.px(40):
            painter.setFont(theme.font("body"))
            painter.setPen(theme.colour("muted"))
            rest = QRect(left, room.top(), room.right() - left, room.height())
            painter.drawText(rest, _LEFT, _fitted(painter, " ".join(entry.words[:400].split()), rest.width()))

    def _paint_words(self, painter: QPainter, left: int, top: int, entry: TimelineEntry) -> None:
        painter.setFont(theme.font("body"))
        painter.setPen(theme.colour("ink"))
        step = self._spacing
        for place, line in enumerate(self._words_of(entry)):
            at = QRect(left, top + place * step, self._view.viewport().width() - left, step)
            painter.drawText(at, _LEFT, line)


def _fitted(painter: QPainter, text: str, width: int) -> str:
    return painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, width)


def _mark_width(words: str) -> int:
    return QFontMetrics(theme.font("small", strong=True)).horizontalAdvance(words) + theme.px(12)


def _paint_mark(painter: QPainter, box: QRectF, words: str, role: str) -> None:
    painter.setPen(QPen(theme.mark(role) if theme.current().name == "contrast" else theme.soft(role), 1))
    painter.setBrush(theme.soft(role))
    painter.drawRoundedRect(box, theme.px(4), theme.px(4))
    painter.setFont(theme.font("small", strong=True))
    painter.setPen(theme.colour(role))
    painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), words)
