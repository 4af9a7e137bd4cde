"""How a day and an appointment without an outcome are drawn."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from iom_desktop.display.words import _
from iom_desktop.domain.appointments import Appointment
from iom_desktop.ui import theme
from iom_desktop.ui.chips import paint_shape
from iom_desktop.ui.outcomes.model import ROW_ROLE, DayLine, OutcomesModel, context

Index = QModelIndex | QPersistentModelIndex

LINE, EDITORS, FAULT, DAY = 28, 42, 24, 34
"""Heights in pixels at 100%: who and when, what is filled in, what could not be saved, a day."""
PAD = 12
_NARROW = 760
"""Width under which the editors take two lines, the note beneath: codes have long words."""
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)


def is_narrow(view: QListView) -> bool:
    """Whether the editors of a row do not fit side by side."""
    return view.viewport().width() < theme.px(_NARROW)


class OutcomesDelegate(QStyledItemDelegate):
    """Who and when on one line, what is filled in beneath; the row with the keyboard has editors there."""

    def __init__(self, view: QListView, model: OutcomesModel) -> None:
        super().__init__(view)
        self._view, self._model = view, model

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        row = self._model.row(index.row())
        if not isinstance(row, Appointment):
            return QSize(0, theme.px(DAY))
        height = theme.px(LINE) + theme.px(EDITORS)
        if index == self._view.currentIndex() and is_narrow(self._view):
            height += theme.px(EDITORS) - theme.px(4)
        return QSize(0, height + (theme.px(FAULT) if row.id in self._model.faults else 0))

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        """The editors lie over the whole row, and leave its first line free themselves."""
        editor.setGeometry(option.rect)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = index.data(ROW_ROLE)
        if isinstance(row, DayLine):
            self._paint_day(painter, option.rect, row)
        elif isinstance(row, Appointment):
            here = self._view.currentIndex() == index
            self._paint_ground(painter, option, here)
            self._paint_one(painter, option.rect, row, here)

    def _paint_day(self, painter: QPainter, rect: QRect, row: DayLine) -> None:
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, theme.colour("edge"))
        painter.setFont(theme.font("body", strong=True))
        painter.setPen(theme.colour("ink"))
        self._text(painter, rect.adjusted(theme.px(PAD), theme.px(6), -theme.px(PAD), 0), row.words)

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem, here: bool) -> None:
        rect = option.rect
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        if here or hovered:
            painter.fillRect(rect, theme.colour("selected" if here else "hover"))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, theme.colour("line"))
        if here:
            focused = self._view.isAncestorOf(w) if (w := self._view.window().focusWidget()) else False
            mark = theme.colour("accent" if focused or self._view.hasFocus() else "edge")
            painter.fillRect(rect.left(), rect.top(), theme.px(3), rect.height() - 1, mark)

    def _paint_one(self, painter: QPainter, rect: QRect, one: Appointment, here: bool) -> None:
        top = QRect(rect.left(), rect.top() + theme.px(2), rect.width(), theme.px(LINE) - theme.px(2))
        top.adjust(theme.px(PAD), 0, -theme.px(PAD), 0)
        painter.setFont(theme.font("body", strong=True))
        painter.setPen(theme.colour("ink"))
        used = self._text(painter, top, one.person)
        painter.setFont(theme.font("body"))
        painter.setPen(theme.colour("muted"))
        # Where room is short the day is left to its heading; the whole stands in the tooltip.
        which = context(one, dated=not is_narrow(self._view))
        self._text(painter, top.adjusted(used + theme.px(12), 0, 0, 0), which)
        if not here:
            self._paint_filled(painter, rect, one)
        if fault := self._model.faults.get(one.id, ""):
            below = QRect(rect.left(), rect.bottom() - theme.px(FAULT), rect.width(), theme.px(FAULT))
            below.adjust(theme.px(PAD), 0, -theme.px(PAD), 0)
            self._marked(painter, below, fault, "error")

    def _paint_filled(self, painter: QPainter, rect: QRect, one: Appointment) -> None:
        line = QRect(rect.left(), rect.top() + theme.px(LINE), rect.width(), theme.px(EDITORS) - theme.px(6))
        line.adjust(theme.px(PAD), 0, -theme.px(PAD), 0)
        painter.setFont(theme.font("body"))
        outcome = self._model.outcome_words(one)
        if outcome:
            complied = self._model.complied(one)
            used = self._marked(painter, line, outcome, "done" if complied else "error")
        else:
            painter.setPen(theme.colour("muted"))
            used = self._text(painter, line, _("No outcome yet"))
        step = self._model.step_words(one)
        if step:
            line.adjust(used + theme.px(24), 0, 0, 0)
            missing = self._model.step_missing(one)
            used = self._marked(painter, line, step, "missing" if missing else "")
        if note := self._model.filled.of(one.id).note:
            line.adjust(used + theme.px(24), 0, 0, 0)
            painter.setPen(theme.colour("ink"))
            self._text(painter, line, note)

    def _marked(self, painter: QPainter, rect: QRect, words: str, role: str) -> int:
        """Words after the shape of their role; returns the width used."""
        shape = theme.shape(role) if role else None
        used = 0
        if shape:
            side = theme.px(10)
            box = QRectF(rect.left(), rect.center().y() - side / 2 + 0.5, side, side)
            paint_shape(painter, box, shape, theme.mark(role))
            used = side + theme.px(6)
        painter.setFont(theme.font("body"))
        painter.setPen(theme.colour(role or "ink"))
        return used + self._text(painter, rect.adjusted(used, 0, 0, 0), words)

    def _text(self, painter: QPainter, rect: QRect, words: str) -> int:
        """One line of words, shortened at need; returns the width used."""
        metrics = painter.fontMetrics()
        line = " ".join(words[:400].split())
        shown = metrics.elidedText(line, Qt.TextElideMode.ElideRight, max(rect.width(), 0))
        painter.drawText(rect, _LEFT, shown)
        return min(metrics.horizontalAdvance(shown), rect.width())
