"""A piece of the plan's page: an action or a goal that the arrows stop at and the mouse can drag."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from iom_desktop.ui import theme
from iom_desktop.ui.plans.host import PlanHost

GUTTER = 48
"""Width of the column of numbers, in pixels at 100%."""


class PlanPiece(QWidget):
    """Something on the page that the arrows stop at: it shows where the keyboard is and can be dragged."""

    def __init__(self, host: PlanHost, *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.host = host
        self.movable = False
        self._pressed_at: QPoint | None = None
        self._dragging = False

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._dragging:
            painter.fillRect(self.rect(), theme.colour("hover"))
        if self.hasFocus():
            painter.fillRect(self.rect(), theme.colour("selected"))
            painter.fillRect(0, 0, theme.px(3), self.height(), theme.colour("accent"))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self._pressed_at = event.position().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        if self._pressed_at is None or not self.movable or not event.buttons() & Qt.MouseButton.LeftButton:
            return
        if self._dragging or abs(at.y() - self._pressed_at.y()) > theme.px(8):
            self._dragging = True
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            self.host.drag(self, at.y(), dropped=False)
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._pressed_at = None
        if self._dragging:
            self._dragging = False
            self.unsetCursor()
            self.update()
            self.host.drag(self, event.position().toPoint().y(), dropped=True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._pressed(event):
            super().keyPressEvent(event)

    def _pressed(self, event: QKeyEvent) -> bool:
        """Answer a key; True if it meant something here."""
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            places = -1 if event.key() == Qt.Key.Key_Up else 1
            if alt:
                self.move_by(places)
            else:
                self.host.step(self, places)
            return True
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        meaning = self.keys().get(Qt.Key(event.key()))
        if meaning is None:
            return False
        meaning()
        return True

    def keys(self) -> dict[Qt.Key, Callable[[], object]]:
        """What each key does while the piece has the keyboard."""
        return {}

    def move_by(self, places: int) -> None:
        """Move the record up or down."""

    def spoken_number(self) -> str:
        """The number by which the record is called, "" where it has none."""
        return ""
