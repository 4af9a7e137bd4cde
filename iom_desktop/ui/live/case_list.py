"""The cases of the meeting in their order: done or not, minutes used of those planned, what is half typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from iom_desktop.display.labels import label, rag_words
from iom_desktop.display.words import _
from iom_desktop.domain.codes import Rag
from iom_desktop.domain.conferences import ItemState
from iom_desktop.domain.text import show_hidden
from iom_desktop.ui import theme
from iom_desktop.ui.chips import paint_shape
from iom_desktop.ui.live.words import minutes_words

Index = QModelIndex | QPersistentModelIndex
LINE_ROLE = Qt.ItemDataRole.UserRole + 1

_MARKS = {
    ItemState.DISCUSSED: ("tick", "done"),
    ItemState.DEFERRED: ("arrow", "warn"),
    ItemState.TAKEN_OFF: ("cross", "muted"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLine:
    """One case of the list. ``used`` are whole minutes."""

    case_id: str
    number: int  #: 0 for one taken off
    person: str
    rag: Rag | None
    state: ItemState
    planned: int
    used: int
    half_typed: bool

    def detail(self) -> str:
        """ "4 of 8 min · discussed", or that something is half typed."""
        parts = [minutes_words(self.used, self.planned) if self.number else ""]
        if self.half_typed:
            parts.append(_("half typed"))
        elif self.state is not ItemState.TO_DISCUSS:
            parts.append(label(self.state).lower())
        return " · ".join(filter(None, parts))

    def spoken(self) -> str:
        """The whole line for somebody who hears it."""
        state = "" if self.state is ItemState.TO_DISCUSS else label(self.state)
        parts = [str(self.number or ""), self.person, rag_words(self.rag), state, self.detail()]
        return ", ".join(dict.fromkeys(part for part in parts if part))


class CaseModel(QAbstractListModel):
    """The lines, in the order of the agenda."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.lines: list[CaseLine] = []

    def set_lines(self, lines: Sequence[CaseLine]) -> None:
        """Show ``lines``; where only what they say differs, nothing moves."""
        same = [one.case_id for one in lines] == [one.case_id for one in self.lines]
        if not same:
            self.beginResetModel()
            self.lines = list(lines)
            self.endResetModel()
            return
        for row, (old, new) in enumerate(zip(self.lines, lines, strict=True)):
            if old != new:
                self.lines[row] = new
                self.dataChanged.emit(self.index(row), self.index(row))

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.lines)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        if not index.isValid() or index.row() >= len(self.lines):
            return None
        line = self.lines[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return show_hidden(line.person)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return line.spoken()
        return line if role == LINE_ROLE else None


class CaseDelegate(QStyledItemDelegate):
    """Number, shape of the colour, name; beneath it the minutes and how far the meeting got."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        heights = QFontMetrics(theme.font("body")).height() + QFontMetrics(theme.font("small")).height()
        return QSize(self.width_of(index.data(LINE_ROLE)), heights + theme.px(14))

    @staticmethod
    def width_of(line: CaseLine) -> int:
        """The room a line needs."""
        words = max(
            QFontMetrics(theme.font("body", strong=True)).horizontalAdvance(show_hidden(line.person)),
            QFontMetrics(theme.font("small", strong=True)).horizontalAdvance(line.detail()),
        )
        return words + theme.px(66)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line: CaseLine = index.data(LINE_ROLE)
        painter.save()
        room = QRect(option.rect)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(room, theme.colour("selected"))
            painter.fillRect(room.left(), room.top(), theme.px(3), room.height(), theme.colour("accent"))
        over = line.state is not ItemState.TO_DISCUSS
        self._paint_number(painter, room, line)
        left = room.left() + theme.px(34)
        if line.rag is not None:
            side = theme.px(10)
            top = room.top() + theme.px(7) + (QFontMetrics(theme.font("body")).height() - side) / 2
            role = f"rag-{line.rag.value}"
            paint_shape(painter, QRectF(left, top, side, side), theme.shape(role), theme.mark(role))
        left += theme.px(16)
        words = QRect(left, room.top() + theme.px(7), room.right() - left - theme.px(8), room.height())
        strong = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.setFont(theme.font("body", strong=strong))
        painter.setPen(theme.colour("muted" if over and not strong else "ink"))
        metrics = QFontMetrics(painter.font())
        shown = metrics.elidedText(show_hidden(line.person), Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(words, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop), shown)
        words.translate(0, metrics.height())
        painter.setFont(theme.font("small", strong=line.half_typed))
        painter.setPen(theme.colour("missing" if line.half_typed else "muted"))
        painter.drawText(words, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop), line.detail())
        painter.restore()

    @staticmethod
    def _paint_number(painter: QPainter, room: QRect, line: CaseLine) -> None:
        shape, role = _MARKS.get(line.state, ("", ""))
        if shape:
            side = theme.px(12)
            box = QRectF(room.left() + theme.px(12), room.top() + theme.px(9), side, side)
            paint_shape(painter, box, shape, theme.mark(role))
            return
        painter.setFont(theme.font("small"))
        painter.setPen(theme.colour("muted"))
        box_of = QRect(room.left(), room.top() + theme.px(8), theme.px(26), room.height())
        painter.drawText(
            box_of, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop), str(line.number)
        )


class CaseList(QListView):
    """The list at the left. Arrows move, Enter goes there, Esc leads back to the case in view."""

    #: The case to go to.
    asked = Signal(str)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("live-cases")
        self.setAccessibleName(_("The cases of the meeting"))
        self.lines = CaseModel(self)
        self.setModel(self.lines)
        self.setItemDelegate(CaseDelegate(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.clicked.connect(lambda index: self._go(index))

    def set_lines(self, lines: Sequence[CaseLine], current: str) -> None:
        """Show ``lines`` with the case in view chosen, and brought into sight."""
        before = [one.case_id for one in self.lines.lines]
        self.lines.set_lines(lines)
        self.show_current(current, again=before != [one.case_id for one in lines])

    def show_current(self, case_id: str, *, again: bool = False) -> None:
        """Choose the case in view, unless the keyboard is here choosing another."""
        if self.hasFocus() and not again:
            return
        row = next((row for row, one in enumerate(self.lines.lines) if one.case_id == case_id), -1)
        index = self.lines.index(row)
        chosen = self.selectionModel()
        if row >= 0 and not (index == self.currentIndex() and chosen.isSelected(index)):
            chosen.setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        elif row < 0:
            chosen.clear()
        if row >= 0:
            self.scrollTo(index)

    def needed_width(self) -> int:
        """As wide as the longest name asks for, within reason."""
        widths = [CaseDelegate.width_of(one) for one in self.lines.lines]
        wanted = max(widths, default=0) + theme.px(14)
        return max(theme.px(190), min(wanted, theme.px(270)))

    def _go(self, index: QModelIndex) -> None:
        if index.isValid():
            self.asked.emit(self.lines.lines[index.row()].case_id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self._go(self.currentIndex())
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.scheduleDelayedItemsLayout()
