"""Chips: a word with its shape and colour, and a row of them that puts what does not fit into "+3"."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QResizeEvent,
)
from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout, QWidget

from iom_desktop.display.words import _
from iom_desktop.ui import theme
from iom_desktop.ui.label import set_plain_tooltip


def paint_shape(painter: QPainter, rect: QRectF, shape: str, colour: QColor) -> None:
    """Draw one of the theme's shapes into ``rect``: diamond, triangle, circle, square, ring, tick, bang, plus,
    arrow, equals, cross, bars1-4.
    """
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    if shape == "circle":
        painter.drawEllipse(rect)
    elif shape in ("diamond", "triangle", "square"):
        painter.drawPolygon(_polygon(shape, rect))
    elif shape.startswith("bars"):
        _paint_bars(painter, rect, int(shape[4:]))
    else:
        _paint_stroke(painter, rect, shape, colour)
    painter.restore()


def _polygon(shape: str, rect: QRectF) -> QPolygonF:
    middle = rect.center()
    if shape == "diamond":
        points = [
            (middle.x(), rect.top()),
            (rect.right(), middle.y()),
            (middle.x(), rect.bottom()),
            (rect.left(), middle.y()),
        ]
    elif shape == "triangle":
        points = [(middle.x(), rect.top()), (rect.right(), rect.bottom()), (rect.left(), rect.bottom())]
    else:
        inset = rect.width() / 12
        square = rect.adjusted(inset, inset, -inset, -inset)
        return QPolygonF(square)
    return QPolygonF([QPointF(x, y) for x, y in points])


def _paint_bars(painter: QPainter, rect: QRectF, filled: int) -> None:
    """Four rising bars, ``filled`` of them solid: how severe, without needing the colour."""
    gap = rect.width() / 10
    width = (rect.width() - 3 * gap) / 4
    for step in range(4):
        height = rect.height() * (0.4 + 0.2 * step)
        painter.setOpacity(1.0 if step < filled else 0.28)
        painter.drawRect(QRectF(rect.left() + step * (width + gap), rect.bottom() - height, width, height))


#: Shapes made of straight lines: where each begins and ends, in parts of the square.
_LINES: dict[str, tuple[tuple[float, float, float, float], ...]] = {
    "plus": ((0.5, 0.1, 0.5, 0.9), (0.1, 0.5, 0.9, 0.5)),
    "arrow": ((0.08, 0.5, 0.92, 0.5), (0.56, 0.16, 0.92, 0.5), (0.56, 0.84, 0.92, 0.5)),
    "equals": ((0.12, 0.32, 0.88, 0.32), (0.12, 0.68, 0.88, 0.68)),
    "cross": ((0.15, 0.15, 0.85, 0.85), (0.85, 0.15, 0.15, 0.85)),
}


def _paint_stroke(painter: QPainter, rect: QRectF, shape: str, colour: QColor) -> None:
    pen = QPen(colour, max(1.5, rect.width() / 6))
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    x, y, w, h = rect.x(), rect.y(), rect.width(), rect.height()
    if shape == "ring":
        painter.drawEllipse(rect.adjusted(1, 1, -1, -1))
    elif shape == "tick":
        painter.drawPolyline(
            [
                QPointF(x + w * 0.1, y + h * 0.55),
                QPointF(x + w * 0.4, y + h * 0.85),
                QPointF(x + w * 0.92, y + h * 0.18),
            ]
        )
    elif shape == "bang":
        painter.drawLine(QPointF(x + w / 2, y + h * 0.08), QPointF(x + w / 2, y + h * 0.6))
        painter.drawPoint(QPointF(x + w / 2, y + h * 0.92))
    for x1, y1, x2, y2 in _LINES.get(shape, ()):
        painter.drawLine(QPointF(x + w * x1, y + h * y1), QPointF(x + w * x2, y + h * y2))


@dataclass(frozen=True, slots=True)
class ChipSpec:
    """What one chip says: its word, its role (which brings shape and colour) and more in a tooltip."""

    word: str
    role: str = "plain"
    tooltip: str = ""


class Chip(QWidget):
    """A word on a soft ground, with the shape of its role before it."""

    SIZE: ClassVar[str] = "small"
    """Of the theme's fonts, the one the word is written in."""
    HEIGHT: ClassVar[int] = 22

    def __init__(
        self,
        word: str,
        role: str = "plain",
        *,
        tooltip: str = "",
        name: str = "chip",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_chip(word, role, tooltip)

    def set_chip(self, word: str, role: str = "plain", tooltip: str = "") -> None:
        """Say ``word`` in ``role`` from now on."""
        self.word, self.role = word, role
        self.setAccessibleName(word)
        set_plain_tooltip(self, tooltip)
        self.setAccessibleDescription(tooltip)
        self.updateGeometry()
        self.update()

    def _metrics(self) -> QFontMetrics:
        return QFontMetrics(theme.font(self.SIZE, strong=True))

    def _mark_width(self) -> int:
        return theme.px(10) + theme.px(6) if theme.shape(self.role) else 0

    def sizeHint(self) -> QSize:
        width = self._metrics().horizontalAdvance(self.word) + self._mark_width() + 2 * theme.px(8)
        return QSize(math.ceil(width), theme.px(self.HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        edge = theme.colour("accent") if self.hasFocus() else theme.soft(self.role)
        if theme.current().name == "contrast" and not self.hasFocus():
            edge = theme.mark(self.role)
        painter.setPen(QPen(edge, 2 if self.hasFocus() else 1))
        painter.setBrush(theme.soft(self.role))
        painter.drawRoundedRect(box, theme.px(4), theme.px(4))
        left = theme.px(8)
        if shape := theme.shape(self.role):
            side = theme.px(10)
            paint_shape(
                painter, QRectF(left, (self.height() - side) / 2, side, side), shape, theme.mark(self.role)
            )
        painter.setFont(theme.font(self.SIZE, strong=True))
        painter.setPen(theme.colour(self.role))
        words = self.rect().adjusted(left + self._mark_width(), 0, 0, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.word)


class LargeChip(Chip):
    """A chip that a room can read."""

    SIZE = "large"
    HEIGHT = 30


class _MoreChip(Chip):
    """The "+3" at the end of a row: shows the rest on a click, Space or Enter."""

    def __init__(self, row: ChipRow) -> None:
        super().__init__("+0", "plain", name="chip-more", parent=row)
        self._row = row
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._row.show_rest()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._row.show_rest()
        else:
            super().keyPressEvent(event)


class ChipRow(QWidget):
    """Chips in one line. No more than ``max_visible`` show, nor more than fit; the rest are behind "+n"."""

    def __init__(
        self, max_visible: int = 7, *, name: str = "chip-row", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._max = max_visible
        self._specs: tuple[ChipSpec, ...] = ()
        self._chips: list[Chip] = []
        self._shown = 0
        self._more = _MoreChip(self)
        self._more.hide()
        self._popup: QFrame | None = None
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def set_chips(self, specs: Sequence[ChipSpec]) -> None:
        """Show ``specs``, the most important first."""
        for chip in self._chips:
            chip.setParent(None)
            chip.deleteLater()
        self._specs = tuple(specs)
        self._chips = [
            Chip(spec.word, spec.role, tooltip=spec.tooltip, name=f"chip-{place}", parent=self)
            for place, spec in enumerate(self._specs)
        ]
        self.setAccessibleName(", ".join(spec.word for spec in self._specs))
        self._lay_out()
        self.updateGeometry()

    def visible_words(self) -> list[str]:
        """The words that show, without the "+n"."""
        return [spec.word for spec in self._specs[: self._shown]]

    def hidden_words(self) -> list[str]:
        """The words behind "+n"."""
        return [spec.word for spec in self._specs[self._shown :]]

    def show_rest(self) -> None:
        """Open a small popup under the "+n" that lists what it stands for."""
        rest = self._specs[self._shown :]
        if not rest:
            return
        popup = QFrame(self, Qt.WindowType.Popup)
        popup.setObjectName("chip-rest")
        popup.setProperty("surface", "raised")
        popup.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        layout = QVBoxLayout(popup)
        layout.setContentsMargins(theme.px(8), theme.px(8), theme.px(8), theme.px(8))
        layout.setSpacing(theme.px(4))
        for place, spec in enumerate(rest):
            layout.addWidget(Chip(spec.word, spec.role, tooltip=spec.tooltip, name=f"chip-rest-{place}"))
        popup.move(self._more.mapToGlobal(QPoint(0, self._more.height() + theme.px(4))))
        self._popup = popup
        popup.show()

    def _gap(self) -> int:
        return theme.px(6)

    def _how_many_fit(self, width: int) -> int:
        used = 0
        widths = [chip.sizeHint().width() for chip in self._chips]
        for place, chip_width in enumerate(widths):
            left_over = len(widths) - place - 1
            room = self._more_width(left_over) + self._gap() if left_over or len(widths) > self._max else 0
            if place >= self._max or used + chip_width + room > width:
                return place
            used += chip_width + self._gap()
        return len(widths)

    def _more_width(self, count: int) -> int:
        return self._more._metrics().horizontalAdvance(f"+{max(count, 1)}") + 2 * theme.px(8)

    def _lay_out(self) -> None:
        self._shown = self._how_many_fit(self.width())
        left = 0
        for place, chip in enumerate(self._chips):
            chip.setVisible(place < self._shown)
            if place < self._shown:
                left = self._place(chip, left)
        rest = self.hidden_words()
        self._more.setVisible(bool(rest))
        if rest:
            self._more.set_chip(f"+{len(rest)}", "plain", "\n".join(rest))
            self._more.setAccessibleName(
                _("{count} more: {words}").format(count=len(rest), words=", ".join(rest))
            )
            self._place(self._more, left)

    def _place(self, chip: Chip, left: int) -> int:
        size = chip.sizeHint()
        chip.setGeometry(left, (self.height() - size.height()) // 2, size.width(), size.height())
        return left + size.width() + self._gap()

    def sizeHint(self) -> QSize:
        shown = self._chips[: self._max]
        width = sum(chip.sizeHint().width() + self._gap() for chip in shown)
        if len(self._chips) > len(shown):
            width += self._more_width(len(self._chips) - len(shown)) + self._gap()
        return QSize(max(0, width - self._gap()) + 1, theme.px(24))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._more_width(len(self._chips)) if self._chips else 0, theme.px(24))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._lay_out()
            self.updateGeometry()
