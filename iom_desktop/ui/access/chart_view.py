"""A chart on screen: the very drawing that goes into the PDF, as SVG on a card of white paper in any theme."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QEvent, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QSizePolicy, QWidget

from iom_desktop.ui import theme

if TYPE_CHECKING:
    from iom_desktop.reports.charts import Chart

Draw = Callable[[float], "Chart"]
"""Draws a chart as wide as it is told, in points."""

#: Pixels at 100% for a point of the drawing: its words are then as large as those around it.
_PIXELS = 1.4
_MARGIN = 10.0  #: of white round the drawing, in points
_LEAST = 300.0  #: the narrowest a chart is drawn, in points


class ChartView(QWidget):
    """Shows what ``show_chart`` is given, drawn anew for the width there is. It is as tall as its drawing."""

    def __init__(self, *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._renderer = QSvgRenderer(self)
        self._draw: Draw | None = None
        self._drawn_for = -1
        self._size = QSize(0, 0)
        self.svg = b""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_chart(self, draw: Draw, said: str) -> None:
        """Show the chart that ``draw`` draws. ``said`` is what it says, for those who hear it."""
        self._draw = draw
        self.setAccessibleDescription(said)
        self._drawn_for = -1
        self._redraw()

    def _redraw(self) -> None:
        """Draw it for the width there is, if that is another one."""
        if self._draw is None or self._drawn_for == self.width():
            return
        # ReportLab is needed only now.
        from iom_desktop.reports.charts import to_svg

        self._drawn_for = self.width()
        scale = theme.px(100) / 100 * _PIXELS
        drawing = self._draw(max(self.width() / scale - 2 * _MARGIN, _LEAST))
        self.svg = to_svg(drawing, _MARGIN)
        self._renderer.load(QByteArray(self.svg))
        height = (drawing.height + 2 * _MARGIN) * scale
        self._size = QSize(round((drawing.width + 2 * _MARGIN) * scale), round(height))
        self.setFixedHeight(self._size.height())
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(round(_LEAST), self._size.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._redraw()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_renderer"):
            self._drawn_for = -1
            self._redraw()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._renderer.isValid() and not self._size.isEmpty():
            scale = min(1.0, self.width() / self._size.width())
            self._renderer.render(
                painter, QRectF(0, 0, self._size.width() * scale, self._size.height() * scale)
            )
        painter.end()
