"""Lines that lead somewhere: what there is, when, and a key press or a click away from where it is put right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from iom_desktop.ui import theme
from iom_desktop.ui.chips import paint_shape

_LONGEST = 400
"""Characters of a line's words; the whole text is one press away."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its words, quieter detail beneath, when (with the role that colours it), and where it leads."""

    words: str
    detail: str = ""
    when: str = ""
    role: str = "muted"
    tab: str = ""
    record_id: str = ""
    field: str = ""


class LineButton(QAbstractButton):
    """A line as a button as wide as there is room and as tall as its words need."""

    def __init__(self, line: Line, *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.line = line
        self._words = _short(line.words)
        self.setText(self._words.replace("&", "&&"))
        self.setAccessibleName(" · ".join(part for part in (line.when, self._words, line.detail) if part))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if line.tab else Qt.FocusPolicy.NoFocus)
        self.setEnabled(True)
        if line.tab:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    # Sizes --------------------------------------------------------------------------------------------------

    def _pad(self) -> int:
        return theme.px(8)

    def _when_width(self, width: int) -> int:
        if not self.line.when:
            return 0
        mark = theme.px(16) if theme.shape(self.line.role) else 0
        wanted = QFontMetrics(theme.font("body")).horizontalAdvance(self.line.when) + mark + theme.px(2)
        return min(wanted, width // 2)

    def _parts(self, width: int) -> tuple[QRect, QRect, QRect]:
        """Where the words, the detail and the time go in a line this wide."""
        pad, gap = self._pad(), theme.px(16)
        when_width = self._when_width(width)
        room = max(theme.px(80), width - 2 * pad - (when_width + gap if when_width else 0))
        flags = int(Qt.TextFlag.TextWordWrap)
        body = QFontMetrics(theme.font("body"))
        tall = QRect(0, 0, room, 100_000)
        words = body.boundingRect(tall, flags, self._words).height()
        top = theme.px(4)
        words_at = QRect(pad, top, room, words)
        detail = 0
        if self.line.detail:
            detail = QFontMetrics(theme.font("small")).boundingRect(tall, flags, self.line.detail).height()
        detail_at = QRect(pad, top + words, room, detail)
        when_high = body.boundingRect(
            QRect(0, 0, max(when_width, 1), 100_000), flags, self.line.when
        ).height()
        when_at = QRect(width - pad - when_width, top, when_width, when_high if self.line.when else 0)
        return words_at, detail_at, when_at

    def heightForWidth(self, width: int) -> int:
        words, detail, when = self._parts(width)
        return max(words.height() + detail.height(), when.height(), theme.px(20)) + 2 * theme.px(4)

    def hasHeightForWidth(self) -> bool:
        return True

    def sizeHint(self) -> QSize:
        width = theme.px(480)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(200), theme.px(28))

    # Keys and paint -----------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif key == Qt.Key.Key_Down:
            self.focusNextChild()
        elif key == Qt.Key.Key_Up:
            self.focusPreviousChild()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.line.tab and (self.underMouse() or self.hasFocus()):
            box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
            painter.setBrush(theme.colour("selected" if self.hasFocus() else "hover"))
            edge = QPen(theme.colour("accent"), 2) if self.hasFocus() else QPen(Qt.PenStyle.NoPen)
            painter.setPen(edge)
            painter.drawRoundedRect(box, theme.px(4), theme.px(4))
        words, detail, when = self._parts(self.width())
        wrap = int(Qt.TextFlag.TextWordWrap)
        painter.setFont(theme.font("body"))
        painter.setPen(theme.colour("ink" if self.line.tab else "muted"))
        painter.drawText(words, wrap, self._words)
        if self.line.detail:
            painter.setFont(theme.font("small"))
            painter.setPen(theme.colour("muted"))
            painter.drawText(detail, wrap, self.line.detail)
        if self.line.when:
            self._paint_when(painter, when)

    def _paint_when(self, painter: QPainter, room: QRect) -> None:
        role = self.line.role
        if shape := theme.shape(role):
            side = theme.px(10)
            across = QFontMetrics(theme.font("body")).horizontalAdvance(self.line.when)
            left = max(room.left(), room.right() - across - theme.px(16))
            middle = room.top() + QFontMetrics(theme.font("body")).height() / 2
            paint_shape(painter, QRectF(left, middle - side / 2, side, side), shape, theme.mark(role))
            room = room.adjusted(theme.px(16), 0, 0, 0)
        painter.setFont(theme.font("body"))
        painter.setPen(theme.colour(role))
        flags = int(Qt.AlignmentFlag.AlignRight) | int(Qt.TextFlag.TextWordWrap)
        painter.drawText(room, flags, self.line.when)


def _short(words: str) -> str:
    said = " ".join(words.split())
    return said if len(said) <= _LONGEST else f"{said[:_LONGEST].rstrip()} …"


class LineList(QWidget):
    """Lines one under another. ``chosen`` gives the line that was pressed."""

    chosen = Signal(object)

    def __init__(self, *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._buttons: list[LineButton] = []
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set_lines(self, lines: Iterable[Line]) -> None:
        """Show ``lines``; the one that had the keyboard keeps it if it is still there."""
        lines = list(lines)
        if [button.line for button in self._buttons] == lines:
            return
        focused = next((button.line for button in self._buttons if button.hasFocus()), None)
        for button in self._buttons:
            self._rows.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._buttons = [
            LineButton(line, name=f"{self.objectName()}-{place}", parent=self)
            for place, line in enumerate(lines)
        ]
        for button in self._buttons:
            self._rows.addWidget(button)
            button.clicked.connect(lambda _checked=False, line=button.line: self._choose(line))
            button.show()
            if focused is not None and button.line.record_id == focused.record_id:
                button.setFocus()
        self.updateGeometry()

    def _choose(self, line: Line) -> None:
        if line.tab:
            self.chosen.emit(line)

    def lines(self) -> Sequence[Line]:
        """The lines shown."""
        return [button.line for button in self._buttons]

    def buttons(self) -> Sequence[LineButton]:
        """The lines as the buttons they are."""
        return list(self._buttons)
