"""Beside the plan, always in view: what stands in the way, line by line, each leading to its very field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QListView,
    QProgressBar,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from iom_desktop.display.words import _
from iom_desktop.domain.clarity import Fault
from iom_desktop.ui import theme
from iom_desktop.ui.chips import Chip, paint_shape
from iom_desktop.ui.label import text_label

FAULT_ROLE = Qt.ItemDataRole.UserRole + 1
_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_ACCESSIBLE = int(Qt.ItemDataRole.AccessibleTextRole)
Index = QModelIndex | QPersistentModelIndex
_GO = 40
"""Room for the word "Go" at the end of a line, in pixels at 100%."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What the panel says on top: a chip, a sentence, and how many actions are complete out of how many."""

    chip: str
    role: str
    words: str
    detail: str
    complete: int
    of: int
    progress: str


class FaultModel(QAbstractListModel):
    """Faults and advice as lines; a heading line (a text instead of a fault) parts them."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines: list[Fault | str] = []

    def set_faults(self, found: Sequence[Fault], advice_words: str) -> None:
        """Show ``found``: what blocks first, then advice under its heading."""
        self.beginResetModel()
        advice = [fault for fault in found if not fault.blocking]
        self._lines = [fault for fault in found if fault.blocking]
        if advice:
            self._lines += [advice_words, *advice]
        self.endResetModel()

    def line(self, row: int) -> Fault | str:
        """The fault, or the words of the heading, in ``row``."""
        return self._lines[row]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own default)
        return 0 if parent.isValid() else len(self._lines)

    def data(self, index: Index, role: int = _DISPLAY) -> object:
        if not index.isValid():
            return None
        line = self._lines[index.row()]
        if role in (_DISPLAY, _ACCESSIBLE):
            return line if isinstance(line, str) else line.words
        return line if role == FAULT_ROLE else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if index.isValid() and isinstance(self._lines[index.row()], str):
            return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemNeverHasChildren
        return super().flags(index)


class _FaultPainter(QStyledItemDelegate):
    """Paints a line: a shape, the wrapped words, and "Go" at the end."""

    def _room(self, view: QListView) -> int:
        return max(theme.px(80), view.viewport().width() - theme.px(30 + _GO))

    def _words_rect(self, view: QListView, words: str, heading: bool) -> QRect:
        metrics = QFontMetrics(theme.font("small" if heading else "body", strong=heading))
        room = self._room(view) + (theme.px(_GO - 2) if heading else 0)
        return metrics.boundingRect(0, 0, room, 0, Qt.TextFlag.TextWordWrap, words)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        view = self.parent()
        words = str(index.data(_DISPLAY))
        heading = not isinstance(index.data(FAULT_ROLE), Fault)
        if not isinstance(view, QListView):
            return super().sizeHint(option, index)
        height = self._words_rect(view, words, heading).height()
        return QSize(theme.px(120), height + theme.px(24 if heading else 10))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line = index.data(FAULT_ROLE)
        view = self.parent()
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        if not isinstance(line, Fault) or not isinstance(view, QListView):
            painter.setFont(theme.font("small", strong=True))
            painter.setPen(theme.colour("muted"))
            words = rect.adjusted(theme.px(12), theme.px(12), -theme.px(8), 0)
            painter.drawText(words, int(Qt.TextFlag.TextWordWrap), str(index.data(_DISPLAY)))
            painter.restore()
            return
        lit = bool(state & QStyle.StateFlag.State_MouseOver)
        if state & QStyle.StateFlag.State_Selected and view.hasFocus():
            painter.fillRect(rect, theme.colour("selected"))
            painter.fillRect(rect.left(), rect.top(), theme.px(3), rect.height(), theme.colour("accent"))
        elif lit:
            painter.fillRect(rect, theme.colour("hover"))
        side = theme.px(10 if line.blocking else 5)
        inset = (theme.px(10) - side) / 2
        mark = QRectF(rect.left() + theme.px(12) + inset, rect.top() + theme.px(9) + inset, side, side)
        role, shape = ("missing", "ring") if line.blocking else ("muted", "circle")
        if line.code == "late":
            role, shape = "overdue", "bang"
        paint_shape(painter, mark, shape, theme.mark(role))
        words_rect = rect.adjusted(theme.px(30), theme.px(5), -theme.px(_GO), -theme.px(5))
        painter.setFont(theme.font("body"))
        painter.setPen(theme.colour("ink" if line.blocking else "muted"))
        painter.drawText(words_rect, int(Qt.TextFlag.TextWordWrap), line.words)
        painter.setPen(theme.colour("accent"))
        go = rect.adjusted(0, theme.px(5), -theme.px(12), 0)
        painter.drawText(go, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop), _("Go"))
        painter.restore()


class FaultList(QListView):
    """The lines of the panel. Enter or a click goes to the field."""

    #: The ``Fault`` to go to.
    wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("plan-faults")
        self.setAccessibleName(_("What stands in the way of the plan"))
        self.faults = FaultModel(self)
        self.setModel(self.faults)
        self.setItemDelegate(_FaultPainter(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setSelectionMode(QListView.SelectionMode.SingleSelection)
        self.setMouseTracking(True)
        # The panel's own ground shows through.
        self.setStyleSheet("QListView { background: transparent; }")
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and index.isValid():
            self._go(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._go(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.faults.rowCount():
            first = 1 if isinstance(self.faults.line(0), str) else 0
            self.setCurrentIndex(self.faults.index(first))

    def _go(self, index: Index) -> None:
        fault = index.data(FAULT_ROLE) if index.isValid() else None
        if isinstance(fault, Fault):
            self.wanted.emit(fault)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.scheduleDelayedItemsLayout()


class ReadinessPanel(QFrame):
    """The panel: how the plan stands, how much of it is complete, and the list."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("readiness")
        self.setProperty("surface", "ground")
        self.chip = Chip("", name="readiness-chip")
        self.words = text_label("", role="strong", wrap=True, name="readiness-words")
        self.detail = text_label("", role="muted", wrap=True, name="readiness-detail")
        self.bar = QProgressBar()
        self.bar.setObjectName("readiness-bar")
        self.bar.setTextVisible(False)
        self.progress = text_label("", role="small", wrap=True, name="readiness-progress")
        self.list = FaultList(self)
        head = QVBoxLayout()
        head.setContentsMargins(theme.px(12), theme.px(16), theme.px(12), theme.px(8))
        head.setSpacing(theme.px(6))
        for widget in (self.words, self.detail, self.bar, self.progress):
            head.addWidget(widget)
        head.insertWidget(0, self.chip, 0, Qt.AlignmentFlag.AlignLeft)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addLayout(head)
        rows.addWidget(self.list, 1)

    def show_standing(self, standing: Standing, found: Sequence[Fault], advice_words: str) -> None:
        """Say how the plan stands and list ``found``."""
        self.chip.set_chip(standing.chip, standing.role)
        self.chip.setVisible(bool(standing.chip))
        self.words.setText(standing.words)
        self.detail.setText(standing.detail)
        self.detail.setVisible(bool(standing.detail))
        self.bar.setRange(0, max(standing.of, 1))
        self.bar.setValue(standing.complete)
        self.bar.setVisible(standing.of > 0)
        self.progress.setText(standing.progress)
        self.list.faults.set_faults(found, advice_words)
        self.setAccessibleName(f"{standing.words} {standing.progress}")
