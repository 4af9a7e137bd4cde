"""Words that flow like print, some of which can be chosen: a slot of a sentence leads to its field.

One widget paints several lines. A blank, which stands for what is missing, is also a small button laid over
its words, so that Tab reaches it and a screen reader names it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from iom_desktop.display.plan_lines import Line, Part, plain
from iom_desktop.display.words import _
from iom_desktop.ui import theme

_NO_BREAK = "\u00a0"
_LINE_BREAK = "\u2028"
_TOGETHER = ("due_on", "target_on")
"""Fields whose words never part at the end of a line: a day and its time are one thing."""
_LAST_OF_ONE_UNIT = "\uffff"


@dataclass(frozen=True, slots=True)
class Style:
    """How a line is set: one of the theme's sizes, a colour role, and the gap above it in pixels at 100%."""

    size: str = "body"
    role: str = "body"
    strong: bool = False
    gap: int = 2


BODY = Style()
QUIET = Style(role="muted")
HEADING = Style(size="title", strong=True, gap=0)


@dataclass(slots=True)
class _Laid:
    """One line of words as it is set at the present width."""

    layout: QTextLayout
    parts: list[tuple[int, int, Part]]
    top: float = 0.0
    height: float = 0.0
    _rects: dict[int, list[QRectF]] | None = None

    @property
    def rects(self) -> dict[int, list[QRectF]]:
        """The boxes of the parts that belong to a field, worked out when first asked for."""
        if self._rects is None:
            self._rects = {
                at: _rects(self.layout, start, end)
                for at, (start, end, part) in enumerate(self.parts)
                if part.field
            }
        return self._rects


class _BlankButton(QAbstractButton):
    """What makes a blank reachable. The words are painted beneath it; it adds the mark of the focus."""

    def __init__(self, parent: FlowText, part: Part, place: int) -> None:
        super().__init__(parent)
        self.part = part
        self.setObjectName(f"{parent.objectName()}-blank-{part.field}-{place}")
        self.setAccessibleName(_("Missing: {words}").format(words=part.words))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(lambda: parent.chosen.emit(part.field))

    def sizeHint(self) -> QSize:
        return self.size()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.hasFocus():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), theme.px(3), theme.px(3))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.click()
        else:
            event.ignore()  # arrows belong to the page, not to buttons side by side


class FlowText(QWidget):
    """Several lines of words, wrapped to the width there is."""

    #: The field of the words that were chosen, by a click or on a blank with Enter.
    chosen = Signal(str)

    def __init__(self, *, name: str, least: int = 120, parent: QWidget | None = None) -> None:
        """``least`` is how narrow it may become, in pixels at 100%."""
        super().__init__(parent)
        self.setObjectName(name)
        self._least = least
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._lines: tuple[tuple[Line, Style], ...] = ()
        self._laid: list[_Laid] = []
        self._laid_width = -1
        self._heights: dict[int, int] = {}
        self._can_choose = False
        self._hovered: Part | None = None
        self._buttons: list[_BlankButton] = []

    def set_lines(self, lines: Sequence[tuple[Line, Style]], *, can_choose: bool = False) -> None:
        """Show ``lines``. With ``can_choose`` words that belong to a field can be clicked."""
        if tuple(lines) == self._lines and can_choose == self._can_choose:
            return
        self._lines, self._can_choose = tuple(lines), can_choose
        self.setAccessibleName(self.text())
        self.setMouseTracking(can_choose)
        self._make_buttons()
        self._forget()

    def text(self) -> str:
        """Everything it says, line by line, blanks in square brackets."""
        return "\n".join(plain(line) for line, _style in self._lines)

    def blank_fields(self) -> list[str]:
        """The fields of the blanks, in order."""
        return [button.part.field for button in self._buttons]

    def focus_blank(self, name: str) -> bool:
        """Put the keyboard on the blank of that field; False where it has none."""
        for button in self._buttons:
            if button.part.field == name:
                button.setFocus(Qt.FocusReason.OtherFocusReason)
                return True
        return False

    def _make_buttons(self) -> None:
        for button in self._buttons:
            button.hide()
            button.deleteLater()
        blanks = [part for line, _style in self._lines for part in line if part.blank and self._can_choose]
        self._buttons = [_BlankButton(self, part, place) for place, part in enumerate(blanks)]
        for before, after in pairwise(self._buttons):
            QWidget.setTabOrder(before, after)
        for button in self._buttons:
            button.show()

    # Setting ------------------------------------------------------------------------------------------------

    def _forget(self) -> None:
        self._laid_width = -1
        self._heights.clear()
        self.updateGeometry()
        self.update()

    def _lay_out(self) -> None:
        """Set the words at the present width, unless they are."""
        if self._laid_width != self.width():
            self._laid_width = self.width()
            self._laid, self._heights[self._laid_width] = self._set(self._laid_width)

    def _set(self, width: int) -> tuple[list[_Laid], int]:
        """The lines set at ``width``, and the height they take."""
        found: list[_Laid] = []
        top = 0.0
        for line, style in self._lines:
            laid = _set_line(line, style, width)
            top += theme.px(style.gap) if found else 0
            laid.top = top
            top += laid.height
            found.append(laid)
        return found, round(top + 0.5)

    def _place_buttons(self) -> None:
        if not self._buttons:
            return
        rects = [
            (laid, rects)
            for laid in self._laid
            for at, rects in laid.rects.items()
            if laid.parts[at][2].blank
        ]
        for button, (laid, boxes) in zip(self._buttons, rects, strict=False):
            box = boxes[0]
            for more in boxes[1:]:
                box = box.united(more)
            button.setGeometry(box.translated(0, laid.top).adjusted(-2, -1, 2, 1).toRect())

    def heightForWidth(self, width: int) -> int:
        # Layouts ask for many widths before they settle on one; each answer is worked out once.
        if width not in self._heights:
            self._heights[width] = self._set(width)[1]
        return self._heights[width]

    def sizeHint(self) -> QSize:
        width = theme.px(480)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(self._least), 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()
        self._place_buttons()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange) and hasattr(self, "_buttons"):
            self._forget()

    def paintEvent(self, event: QPaintEvent) -> None:
        self._lay_out()
        self._place_buttons()
        painter = QPainter(self)
        for laid in self._laid:
            if laid.top > event.rect().bottom() or laid.top + laid.height < event.rect().top():
                continue
            self._paint_slots(painter, laid)
            laid.layout.draw(painter, QPointF(0, laid.top))

    def _paint_slots(self, painter: QPainter, laid: _Laid) -> None:
        """The soft ground of each blank, and a line under the words the pointer is on."""
        if self._hovered is None and not any(part.blank for _start, _end, part in laid.parts):
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for at, rects in laid.rects.items():
            part = laid.parts[at][2]
            for box in rects:
                box = box.translated(0, laid.top)
                if part.blank:
                    painter.setPen(Qt.PenStyle.NoPen)
                    painter.setBrush(theme.soft("missing" if part.wanted else "plain"))
                    painter.drawRoundedRect(box, theme.px(3), theme.px(3))
                    pen = QPen(theme.mark("missing" if part.wanted else "muted"), 1, Qt.PenStyle.DotLine)
                elif part is self._hovered:
                    pen = QPen(theme.colour("accent"), 1)
                else:
                    continue
                painter.setPen(pen)
                painter.drawLine(box.bottomLeft(), box.bottomRight())

    # Choosing -----------------------------------------------------------------------------------------------

    def part_at(self, point: QPointF) -> Part | None:
        """The words under ``point`` that belong to a field."""
        for laid in self._laid:
            for at, rects in laid.rects.items():
                if any(box.translated(0, laid.top).contains(point) for box in rects):
                    return laid.parts[at][2]
        return None

    def point_of(self, name: str) -> QPoint:
        """The middle of the first words that show that field."""
        for laid in self._laid:
            for at, rects in laid.rects.items():
                if laid.parts[at][2].field == name and rects:
                    return rects[0].translated(0, laid.top).center().toPoint()
        return QPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._can_choose:
            self._hover(self.part_at(event.position()))
        event.ignore()

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(None)
        super().leaveEvent(event)

    def _hover(self, part: Part | None) -> None:
        if part is not self._hovered:
            self._hovered = part
            if part is None:
                self.unsetCursor()
            else:
                self.setCursor(Qt.CursorShape.PointingHandCursor)
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        part = self.part_at(event.position()) if self._can_choose else None
        if part is not None and event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit(part.field)
        else:
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self._can_choose or self.part_at(event.position()) is None:
            event.ignore()


def _set_line(line: Line, style: Style, width: int) -> _Laid:
    text, spans = "", []
    for part in line:
        words = part.words.replace("\n", _LINE_BREAK)
        if part.field in _TOGETHER:
            lead = words[: len(words) - len(words.lstrip())]
            words = lead + words.lstrip().replace(" ", _NO_BREAK)
        if part.blank:
            words = f"{_NO_BREAK}{words.replace(' ', _NO_BREAK)}{_NO_BREAK}"
        spans.append((len(text), len(text) + len(words), part))
        text += words
    font = theme.font(style.size, strong=style.strong)
    layout = QTextLayout(text, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    spans = _utf16(text, spans)
    layout.setFormats([_format(span, style) for span in spans])
    laid = _Laid(layout, spans)
    laid.height = _break_lines(layout, font, width)
    return laid


def _utf16(text: str, spans: list[tuple[int, int, Part]]) -> list[tuple[int, int, Part]]:
    """Qt counts in UTF-16 units, Python in characters; they differ after an emoji."""
    if text.isascii() or max(text) <= _LAST_OF_ONE_UNIT:
        return spans

    def units(end: int) -> int:
        return sum(2 if ord(char) > 0xFFFF else 1 for char in text[:end])

    return [(units(start), units(end), part) for start, end, part in spans]


def _format(span: tuple[int, int, Part], style: Style) -> QTextLayout.FormatRange:
    start, end, part = span
    made = QTextLayout.FormatRange()
    made.start, made.length = start, end - start
    look = QTextCharFormat()
    look.setForeground(_colour(part, style))
    if part.lead:
        look.setFontWeight(QFont.Weight.DemiBold)
    made.format = look
    return made


def _colour(part: Part, style: Style) -> QColor:
    if part.blank:
        return theme.colour("missing" if part.wanted else "muted")
    return theme.colour("muted" if part.lead else style.role)


def _break_lines(layout: QTextLayout, font: QFont, width: int) -> float:
    leading = theme.px(4)
    ascent = QFontMetricsF(font).height()
    y = 0.0
    layout.beginLayout()
    while True:
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(max(width, theme.px(40)))
        line.setPosition(QPointF(0, y + leading / 2))
        y += max(line.height(), ascent) + leading
    layout.endLayout()
    return y


def _rects(layout: QTextLayout, start: int, end: int) -> list[QRectF]:
    """The boxes that the words from ``start`` to ``end`` fill, one for each line they are on."""
    found = []
    for number in range(layout.lineCount()):
        line = layout.lineAt(number)
        first, last = line.textStart(), line.textStart() + line.textLength()
        if start < last and end > first:
            left = line.cursorToX(max(start, first))
            right = line.cursorToX(min(end, last))
            x, x2 = (_x(left), _x(right))
            found.append(QRectF(min(x, x2), line.y(), abs(x2 - x), line.height()))
    return found


def _x(answer: object) -> float:
    """PySide gives the place of a cursor with the character it was asked about, or alone."""
    return float(answer[0]) if isinstance(answer, tuple) else float(answer)  # type: ignore[arg-type]
