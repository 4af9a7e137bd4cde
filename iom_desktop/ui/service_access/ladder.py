"""A service's ladder, drawn: rungs left to right, dates on those reached, days between them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import accumulate, pairwise

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from iom_desktop.display.formats import days, short_date
from iom_desktop.display.words import _
from iom_desktop.domain.service_access import RUNGS, ServiceAccess
from iom_desktop.ui import theme
from iom_desktop.ui.service_access.words import spoken

_DOT = 7
"""Half the width of a rung's dot, in pixels at 100%."""
_WIDE_DAY = date(2026, 9, 30)
"""A date as wide as any, to leave room for."""


@dataclass(frozen=True, slots=True)
class Span:
    """A gap between two rungs (their places from 0): how many days, and whether it is still open."""

    start: int
    end: int
    days: int
    open: bool
    stalled: bool = False


def spans(one: ServiceAccess, today: date) -> list[Span]:
    """The gaps of the ladder. The open one runs to the next rung that could be reached."""
    reached = [(place, day) for place, (_n, _w, day) in enumerate(one.said.rungs()) if day is not None]
    found = [Span(a, b, (later - earlier).days, False) for (a, earlier), (b, later) in pairwise(reached)]
    stages = one.stages(today)
    if reached and stages and stages[-1].open:
        last = reached[-1][0]
        if last + 1 < len(RUNGS):
            stalled = one.stalled(today) is not None
            found.append(Span(last, last + 1, stages[-1].days, True, stalled))
    return found


class Ladder(QWidget):
    """One service's ladder. Enter, Space or a click opens the service; Up and Down go to the one beside it.

    Right, the way up the ladder, asks for the next rung to be recorded.
    """

    opened = Signal()
    next_asked = Signal()
    stepped = Signal(int)  #: -1 for the one above, 1 for the one below

    def __init__(self, one: ServiceAccess, today: date, *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_one(one, today)

    def show_one(self, one: ServiceAccess, today: date) -> None:
        """Draw ``one`` from now on."""
        self._one, self._today = one, today
        self.setAccessibleName(spoken(one, today))
        self.setAccessibleDescription(_("Enter opens it. Right records the next step."))
        self.update()

    # Sizes --------------------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return QSize(theme.px(640), theme.px(82))

    def minimumSizeHint(self) -> QSize:
        return QSize(sum(self._least_widths()), theme.px(82))

    def _least_widths(self) -> list[int]:
        """What each rung needs for its name and its date."""
        metrics, strong = QFontMetrics(theme.font("small")), QFontMetrics(theme.font("small", strong=True))
        day = metrics.horizontalAdvance(short_date(_WIDE_DAY))
        return [max(strong.horizontalAdvance(_(words)), day) + theme.px(8) for _name, words in RUNGS]

    def _edges(self) -> list[float]:
        """Where each rung's column begins, and where the last one ends; the room to spare is shared out."""
        least = self._least_widths()
        spare = max(self.width() - sum(least), 0) / len(RUNGS)
        return [0.0, *accumulate(width + spare for width in least)]

    def _column(self, place: int) -> float:
        edges = self._edges()
        return edges[place + 1] - edges[place]

    def _middle(self, place: int) -> float:
        # The first rung stands under the heading's edge, so that ladders line up with what is above them.
        return self._edges()[place] + theme.px(_DOT + 3)

    def _line_y(self) -> float:
        return theme.px(34)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()

    # Keys and mouse -----------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.opened.emit()
        elif key == Qt.Key.Key_Right:
            self.next_asked.emit()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.stepped.emit(-1 if key == Qt.Key.Key_Up else 1)
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.opened.emit()

    # Paint --------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter)
        for span in spans(self._one, self._today):
            self._paint_span(painter, span)
        self._paint_ahead(painter)
        for place, (_name, words, day) in enumerate(self._one.said.rungs()):
            self._paint_rung(painter, place, _(words), day)

    def _paint_ground(self, painter: QPainter) -> None:
        if not (self.hasFocus() or self.underMouse()):
            return
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.setPen(QPen(theme.colour("accent"), 2) if self.hasFocus() else QPen(Qt.PenStyle.NoPen))
        painter.setBrush(theme.colour("hover"))
        painter.drawRoundedRect(box, theme.px(4), theme.px(4))

    def _paint_span(self, painter: QPainter, span: Span) -> None:
        y = self._line_y()
        left = self._middle(span.start) + theme.px(_DOT + 3)
        right = self._middle(span.end) - theme.px(_DOT + 3)
        waiting = span.open and self._one.waiting
        role = "overdue" if span.stalled else "missing" if waiting else "accent"
        pen = QPen(theme.mark(role), theme.px(2))
        if span.open:
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.drawLine(QPointF(left, y), QPointF(right, y))
        said = _("{time} so far").format(time=days(span.days)) if span.open else days(span.days)
        painter.setFont(theme.font("small", strong=waiting))
        painter.setPen(theme.colour(role if waiting else "muted"))
        room = QRectF(left, y + theme.px(2), max(right - left, 1), theme.px(18))
        if painter.fontMetrics().horizontalAdvance(said) > room.width():
            said = days(span.days)
        painter.drawText(room, int(Qt.AlignmentFlag.AlignCenter), said)

    def _paint_ahead(self, painter: QPainter) -> None:
        """A hairline on to the rungs not reached, unless the way ends here."""
        reached = [place for place, (_n, _w, day) in enumerate(self._one.said.rungs()) if day is not None]
        last = reached[-1] if reached else 0
        if self._one.said.ended_on is not None:
            return
        begin = last + (1 if self._one.said.barrier is None else 0)
        if self._one.said.barrier is not None:
            self._paint_bar(painter, last)
        painter.setPen(QPen(theme.colour("line"), theme.px(2)))
        y = self._line_y()
        for place in range(begin, len(RUNGS) - 1):
            left = self._middle(place) + theme.px(_DOT + 3)
            if place == begin and self._one.said.barrier is not None:
                left += theme.px(22)
            painter.drawLine(QPointF(left, y), QPointF(self._middle(place + 1) - theme.px(_DOT + 3), y))

    def _paint_bar(self, painter: QPainter, place: int) -> None:
        """The bar across the way where a reason stopped it."""
        y, x = self._line_y(), self._middle(place) + theme.px(_DOT + 14)
        painter.setPen(QPen(theme.mark("warn"), theme.px(2)))
        painter.drawLine(QPointF(self._middle(place) + theme.px(_DOT + 3), y), QPointF(x, y))
        painter.setPen(QPen(theme.mark("warn"), theme.px(3)))
        painter.drawLine(QPointF(x, y - theme.px(8)), QPointF(x, y + theme.px(8)))

    def _paint_rung(self, painter: QPainter, place: int, words: str, day: date | None) -> None:
        x, y, half = self._middle(place), self._line_y(), theme.px(_DOT)
        if day is None:
            painter.setPen(QPen(theme.colour("edge"), theme.px(1.5)))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            half = theme.px(_DOT - 2)
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.mark("accent"))
        painter.drawEllipse(QPointF(x, y), half, half)
        left = x - theme.px(_DOT)
        room = self._column(place) - theme.px(4)
        painter.setFont(theme.font("small", strong=day is not None))
        painter.setPen(theme.colour("ink" if day is not None else "muted"))
        shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, int(room))
        painter.drawText(
            QRectF(left, theme.px(4), room, theme.px(18)), int(Qt.AlignmentFlag.AlignLeft), shown
        )
        if day is not None:
            painter.setFont(theme.font("small"))
            painter.setPen(theme.colour("ink"))
            at = QRectF(left, y + theme.px(20), room, theme.px(20))
            painter.drawText(at, int(Qt.AlignmentFlag.AlignLeft), short_date(day))
