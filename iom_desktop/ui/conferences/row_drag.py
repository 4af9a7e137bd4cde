"""Dragging a row of a list to another place, with a line that shows where it will be put."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QTableView, QWidget

from iom_desktop.ui import theme


class _Mark(QWidget):
    """The line between two rows."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("row-drag-mark")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), theme.colour("accent"))


class RowDrag(QObject):
    """Watches ``table``. ``moved(row, places)`` is told where a row was let go, ``places`` down (or up, negative).

    ``movable`` gives how many rows, from the first, have a place among one another.
    """

    def __init__(
        self, table: QTableView, movable: Callable[[], int], moved: Callable[[int, int], object]
    ) -> None:
        super().__init__(table)
        self._table, self._movable, self._moved = table, movable, moved
        self._row = -1
        self._start = 0
        self._dragging = False
        self.mark = _Mark(table.viewport())
        table.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QMouseEvent):
            return super().eventFilter(watched, event)
        y = round(event.position().y())
        kind = event.type()
        if kind == QEvent.Type.MouseButtonPress and event.button() == Qt.MouseButton.LeftButton:
            row = self._table.rowAt(y)
            self._row = row if 0 <= row < self._movable() else -1
            self._start = y
        elif kind == QEvent.Type.MouseMove and self._row >= 0:
            if abs(y - self._start) >= QApplication.startDragDistance():
                self._dragging = True
            if self._dragging:
                self._show_mark(self._gap(y))
                return True
        elif kind == QEvent.Type.MouseButtonRelease:
            return self._let_go(y)
        return super().eventFilter(watched, event)

    def _let_go(self, y: int) -> bool:
        row, dragged = self._row, self._dragging
        self._row, self._dragging = -1, False
        self.mark.hide()
        if not dragged:
            return False
        gap = self._gap(y)
        places = gap - row - (1 if gap > row else 0)
        if places:
            self._moved(row, places)
        return True

    def _gap(self, y: int) -> int:
        """Between which rows ``y`` is: 0 above the first."""
        row = self._table.rowAt(y)
        if row < 0:
            return self._movable() if y > 0 else 0
        middle = self._table.rowViewportPosition(row) + self._table.rowHeight(row) // 2
        return min(row + (1 if y >= middle else 0), self._movable())

    def _show_mark(self, gap: int) -> None:
        if gap > 0:
            top = self._table.rowViewportPosition(gap - 1) + self._table.rowHeight(gap - 1)
        else:
            top = self._table.rowViewportPosition(0)
        self.mark.setGeometry(0, max(0, top - 1), self._table.viewport().width(), theme.px(2))
        self.mark.show()
        self.mark.raise_()
