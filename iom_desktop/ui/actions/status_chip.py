"""The status of an action or goal as a word with its shape, which opens the menu of what can be done."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QIcon, QKeyEvent, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from iom_desktop.display import labels
from iom_desktop.display.words import _
from iom_desktop.domain.actions import ActionStatus
from iom_desktop.ui import theme
from iom_desktop.ui.chips import paint_shape
from iom_desktop.ui.label import set_plain_tooltip

#: Each status with the role that colours it and the shape that stands beside its word.
LOOKS: dict[ActionStatus, tuple[str, str]] = {
    ActionStatus.NOT_STARTED: ("muted", "ring"),
    ActionStatus.IN_PROGRESS: ("info", "circle"),
    ActionStatus.DONE: ("done", "tick"),
    ActionStatus.MISSED: ("overdue", "bang"),
    ActionStatus.CANNOT_BE_DONE_YET: ("due-soon", "triangle"),
    ActionStatus.NO_LONGER_NEEDED: ("muted", "square"),
}


def status_icon(status: ActionStatus) -> QIcon:
    """The shape of a status, for a menu."""
    role, shape = LOOKS[status]
    side = theme.px(16)
    pixmap = QPixmap(side, side)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    inset = side / 5
    paint_shape(painter, QRectF(inset, inset, side - 2 * inset, side - 2 * inset), shape, theme.mark(role))
    painter.end()
    return QIcon(pixmap)


class MenuChip(QAbstractButton):
    """A quiet chip with a shape, a word and a small arrow; a click, Enter or Space opens its menu."""

    def __init__(self, *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._role, self._shape, self._opens = "muted", "", True

    def set_look(
        self, word: str, role: str, shape: str, *, opens: bool = True, tooltip: str = "", called: str = ""
    ) -> None:
        """Say ``word`` in the colour of ``role`` beside ``shape``; without ``opens`` it is words and nothing more."""
        self.setText(word)
        self._role, self._shape, self._opens = role, shape, opens
        self.setAccessibleName(called or word)
        set_plain_tooltip(self, tooltip)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if opens else Qt.FocusPolicy.NoFocus)
        self.setEnabled(opens)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        words = QFontMetrics(theme.font("small", strong=True)).horizontalAdvance(self.text())
        width = words + 2 * theme.px(8) + (theme.px(16) if self._shape else 0)
        return QSize(math.ceil(width) + (theme.px(14) if self._opens else 0), theme.px(24))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        edge = theme.colour("accent") if self.hasFocus() else theme.colour("line")
        if self.underMouse() and self._opens and not self.hasFocus():
            edge = theme.colour("edge")
        painter.setPen(QPen(edge, 2 if self.hasFocus() else 1))
        painter.setBrush(theme.soft(self._role))
        painter.drawRoundedRect(box, theme.px(4), theme.px(4))
        left = theme.px(8)
        if self._shape:
            side = theme.px(10)
            mark = QRectF(left, (self.height() - side) / 2, side, side)
            paint_shape(painter, mark, self._shape, theme.mark(self._role))
            left += theme.px(16)
        painter.setFont(theme.font("small", strong=True))
        painter.setPen(theme.colour(self._role))
        words = self.rect().adjusted(left, 0, 0, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.text())
        if self._opens:
            self._paint_arrow(painter)

    def _paint_arrow(self, painter: QPainter) -> None:
        right, middle, size = self.width() - theme.px(8), self.height() / 2, theme.px(3)
        painter.setPen(QPen(theme.colour(self._role), max(1.2, theme.px(3) / 2)))
        painter.drawPolyline(
            [
                QPointF(right - 2 * size, middle - size / 2),
                QPointF(right - size, middle + size / 2),
                QPointF(right, middle - size / 2),
            ]
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.click()
        else:
            event.ignore()  # arrows move among the actions


class StatusChip(MenuChip):
    """How an action stands."""

    def show_status(self, status: ActionStatus, number: str, *, opens: bool) -> None:
        """Show ``status`` of the action called ``number``."""
        role, shape = LOOKS[status]
        word = labels.label(status)
        self.set_look(
            word,
            role,
            shape,
            opens=opens,
            tooltip=_("Change how it stands  S") if opens else "",
            called=_("{number} is {status}").format(number=number, status=word.lower()),
        )
