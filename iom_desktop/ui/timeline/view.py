"""The list of the timeline: arrows go from entry to entry, Enter opens, typing searches."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import QEvent, QItemSelectionModel, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QListView

from iom_desktop.display.words import _
from iom_desktop.domain.timeline import TimelineEntry
from iom_desktop.ui import theme
from iom_desktop.ui.timeline.delegate import TimelineDelegate
from iom_desktop.ui.timeline.model import ROW_ROLE, TimelineModel, spoken

_FEW = 3
"""Entries ahead of today that may stand above it when the timeline is first shown."""


class TimelineView(QListView):
    """Shows entries under their days. The chosen one stays chosen and in view when they are read again."""

    entry_activated = Signal(object)
    typed = Signal(str)  #: letters typed over the list: they are meant for the search box

    def __init__(self, today: Callable[[], date], *, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(_("Timeline"))
        self._empty = ""
        self._model = TimelineModel(today, self)
        self._drawing = TimelineDelegate(self, today)
        self.setModel(self._model)
        self.setItemDelegate(self._drawing)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # Kept, so that the width of the words does not change as the list grows past the page.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMouseTracking(True)

    def timeline_model(self) -> TimelineModel:
        """The model behind the list."""
        return self._model

    # What the page asks -------------------------------------------------------------------------------------

    def set_entries(self, entries: Sequence[TimelineEntry], empty: str = "") -> None:
        """Show ``entries``; where there are none, the words ``empty``."""
        chosen = self.chosen()
        down = self.verticalScrollBar().value()
        self._empty = empty
        self._model.set_entries(entries)
        if chosen is None or not self.choose(lambda entry: _same(entry, chosen), scroll=False):
            self.clearSelection()
        self.verticalScrollBar().setValue(down)

    def set_full(self, full: bool) -> None:
        """Words in full under each entry and each day its own line, or everything on one line.

        What was chosen, or else what was at the top, stays in view.
        """
        chosen, top = self.chosen(), self._first_seen()
        self._drawing.set_full(full)
        self._model.set_grouped(full)
        kept = chosen or top
        if kept is None:
            return
        self.executeDelayedItemsLayout()
        if chosen is not None:
            self.choose(lambda entry: entry is chosen)
        else:
            above = self._model.index(self._model.row_of(lambda entry: entry is top))
            self.scrollTo(above, QAbstractItemView.ScrollHint.PositionAtTop)

    def _first_seen(self) -> TimelineEntry | None:
        top = max(self.indexAt(self.viewport().rect().topLeft()).row(), 0)
        seen = (row for row in self._model.rows()[top:] if isinstance(row, TimelineEntry))
        return next(seen, None)

    @property
    def full(self) -> bool:
        """Whether words show in full."""
        return self._drawing.full

    def chosen(self) -> TimelineEntry | None:
        """The chosen entry."""
        rows = self.selectionModel().selectedIndexes()
        found = rows[0].data(ROW_ROLE) if rows else None
        return found if isinstance(found, TimelineEntry) else None

    def choose(self, fits: Callable[[TimelineEntry], bool], *, scroll: bool = True) -> bool:
        """Choose the first entry that ``fits``; False where none does."""
        row = self._model.row_of(fits)
        if row < 0:
            return False
        index = self._model.index(row)
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect)
        if scroll:
            self.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)
        return True

    def begin_at(self, day: date) -> None:
        """Scroll so that ``day``, or the first one before it, stands on top, unless little stands above it."""
        row = self._model.row_of(lambda entry: entry.at.date() <= day)
        ahead = sum(isinstance(one, TimelineEntry) for one in self._model.rows()[: max(row, 0)])
        if ahead > _FEW:
            above = self._model.index(row - 1)
            self.executeDelayedItemsLayout()
            self.scrollTo(above, QAbstractItemView.ScrollHint.PositionAtTop)

    # Keys and mouse -----------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        entry = self.chosen()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and entry is not None:
            self.entry_activated.emit(entry)
        elif event.matches(QKeySequence.StandardKey.Copy) and entry is not None:
            QGuiApplication.clipboard().setText(spoken(entry))
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        if search.strip():
            self.typed.emit(search)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        entry = self.indexAt(event.position().toPoint()).data(ROW_ROLE)
        if isinstance(entry, TimelineEntry) and event.button() == Qt.MouseButton.LeftButton:
            self.entry_activated.emit(entry)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self.chosen() is None:
            # Coming by keyboard, the arrows start at what is in view.
            first = self._first_seen()
            if first is not None:
                self.choose(lambda entry: entry is first, scroll=False)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    # Looks --------------------------------------------------------------------------------------------------

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_drawing"):
            self.scheduleDelayedItemsLayout()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._model.rowCount() == 0 and self._empty:
            painter = QPainter(self.viewport())
            room = self.viewport().rect().adjusted(theme.px(24), theme.px(24), -theme.px(24), -theme.px(24))
            painter.setFont(theme.font("body"))
            painter.setPen(theme.colour("muted"))
            flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
            painter.drawText(room, int(flags) | int(Qt.TextFlag.TextWordWrap), self._empty)


def _same(one: TimelineEntry, other: TimelineEntry) -> bool:
    return (one.id, one.at, one.heading) == (other.id, other.at, other.heading)
