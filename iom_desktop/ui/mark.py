"""The program's mark, drawn: a page with a ticked line. Used in the window, its icon and the start pages."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from iom_desktop.ui import theme


def paint_mark(painter: QPainter, box: QRectF) -> None:
    """Draw the mark into ``box``, which is a square."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour("accent"))
    side = box.width()
    painter.drawRoundedRect(box, side * 0.22, side * 0.22)
    pen = QPen(theme.colour("accent_ink"), side * 0.085)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)

    def at(x: float, y: float) -> QPointF:
        return QPointF(box.left() + side * x, box.top() + side * y)

    painter.drawPolyline([at(0.20, 0.33), at(0.28, 0.41), at(0.42, 0.24)])
    painter.drawLine(at(0.54, 0.33), at(0.80, 0.33))
    painter.drawLine(at(0.22, 0.55), at(0.80, 0.55))
    painter.drawLine(at(0.22, 0.75), at(0.60, 0.75))
    painter.restore()


class Mark(QWidget):
    """The mark as a widget, ``size`` pixels square at 100%."""

    def __init__(self, size: int = 24, *, name: str = "mark", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._size = size
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(self._size), theme.px(self._size))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        side = float(min(self.width(), self.height()))
        paint_mark(QPainter(self), QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side))


def window_icon() -> QIcon:
    """The mark as the window's icon."""
    icon = QIcon()
    for side in (16, 32, 64):
        picture = QPixmap(side, side)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        paint_mark(painter, QRectF(0, 0, side, side))
        painter.end()
        icon.addPixmap(picture)
    return icon
