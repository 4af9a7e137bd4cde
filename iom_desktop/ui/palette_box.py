"""The Ctrl+K box: type part of a name or of an action, arrows choose, Enter goes there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import shiboken6
from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from iom_desktop.display.words import _
from iom_desktop.ui import theme
from iom_desktop.ui.label import text_label

MOST_SHOWN = 50
_ENTRY_ROLE = Qt.ItemDataRole.UserRole + 1

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the box: its words, quieter detail, the shortcut that does the same, and what it does."""

    words: str
    run: Callable[[], object]
    detail: str = ""
    shortcut: str = ""


Provider = Callable[[str], Sequence[Entry]]
"""Given what is typed, the entries that fit, best first. Asked at every keystroke, so it must be quick."""


def matching(entries: Sequence[Entry], typed: str) -> list[Entry]:
    """The ``entries`` that hold every typed word, whatever its case; those that begin with it come first."""
    words = typed.casefold().split()
    found = [
        entry for entry in entries if all(w in f"{entry.words} {entry.detail}".casefold() for w in words)
    ]
    start = typed.casefold().strip()
    return sorted(found, key=lambda entry: not entry.words.casefold().startswith(start))


class _EntryModel(QAbstractListModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.entries: list[Entry] = []

    def set_entries(self, entries: list[Entry]) -> None:
        self.beginResetModel()
        self.entries = entries
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        entry = self.entries[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.words
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(filter(None, (entry.words, entry.detail, entry.shortcut)))
        return entry if role == _ENTRY_ROLE else None


class _EntryDelegate(QStyledItemDelegate):
    """Words at the left, detail quieter beside them, the shortcut at the right."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(theme.px(100), theme.px(36))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry: Entry = index.data(_ENTRY_ROLE)
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, theme.colour("selected"))
            bar = QRect(option.rect.left(), option.rect.top(), theme.px(3), option.rect.height())
            painter.fillRect(bar, theme.colour("accent"))
        room = option.rect.adjusted(theme.px(16), 0, -theme.px(16), 0)
        if entry.shortcut:
            room = self._paint_right(painter, room, entry.shortcut)
        room = self._paint(painter, room, entry.words, strong=True)
        if room.width() > theme.px(24):
            self._paint(painter, room, entry.detail, strong=False)
        painter.restore()

    def _paint_right(self, painter: QPainter, room: QRect, words: str) -> QRect:
        painter.setFont(theme.font("small"))
        painter.setPen(theme.colour("muted"))
        painter.drawText(room, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), words)
        used = QFontMetrics(painter.font()).horizontalAdvance(words) + theme.px(16)
        return room.adjusted(0, 0, -used, 0)

    def _paint(self, painter: QPainter, room: QRect, words: str, *, strong: bool) -> QRect:
        painter.setFont(theme.font("body", strong=strong))
        painter.setPen(theme.colour("ink" if strong else "muted"))
        metrics = QFontMetrics(painter.font())
        shown = metrics.elidedText(" ".join(words.split()), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), shown)
        return room.adjusted(metrics.horizontalAdvance(shown) + theme.px(12), 0, 0, 0)


class PaletteBox(QFrame):
    """A box over the window. Esc, a click elsewhere or losing the keyboard closes it and gives the focus
    back.
    """

    def __init__(self, window: QWidget, providers: Sequence[Provider], *, name: str = "palette") -> None:
        super().__init__(window)
        self.setObjectName(name)
        self.setProperty("surface", "raised")
        self._providers = list(providers)
        self._came_from: QWidget | None = None
        self.line = QLineEdit()
        self.line.setObjectName(f"{name}-line")
        self.line.setPlaceholderText(_("Find a person or an action"))
        self.line.setAccessibleName(_("Find a person or an action"))
        self.line.setClearButtonEnabled(False)
        self._model = _EntryModel(self)
        self.list = self._made_list(name)
        self._nothing = text_label(_("Nothing found. Try part of a name, a CRN or an action."), role="muted")
        self._nothing.setObjectName(f"{name}-nothing")
        self._nothing.setContentsMargins(theme.px(8), theme.px(4), theme.px(8), theme.px(8))
        rows = QVBoxLayout(self)
        rows.setContentsMargins(theme.px(8), theme.px(8), theme.px(8), theme.px(8))
        rows.setSpacing(theme.px(8))
        rows.addWidget(self.line)
        rows.addWidget(self.list, 1)
        rows.addWidget(self._nothing)
        self.line.textChanged.connect(self._ask)
        self.line.installEventFilter(self)
        window.installEventFilter(self)
        self.hide()

    def _made_list(self, name: str) -> QListView:
        made = QListView()
        made.setObjectName(f"{name}-list")
        made.setModel(self._model)
        made.setItemDelegate(_EntryDelegate(made))
        made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        made.setUniformItemSizes(True)
        made.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        made.setMouseTracking(True)
        made.entered.connect(made.setCurrentIndex)
        made.clicked.connect(lambda _index: self._go())
        return made

    def add_provider(self, provider: Provider) -> None:
        """Ask ``provider`` too, after those before it."""
        self._providers.append(provider)

    def open_box(self, typed: str = "") -> None:
        """Show the box with ``typed`` in it, ready for more."""
        if not self.isVisible():
            self._came_from = QApplication.focusWidget()
        self.line.setText(typed)
        self._ask(typed)
        self.show()
        self.raise_()
        self.line.setFocus()

    def close_box(self) -> None:
        """Hide the box and put the keyboard back where it was."""
        if not self.isVisible():
            return
        had_focus = self.line.hasFocus()
        self.hide()
        # What was typed may be a name: it does not stay behind in the box.
        self.line.clear()
        self._model.set_entries([])
        if had_focus and self._came_from is not None and shiboken6.isValid(self._came_from):
            self._came_from.setFocus()
        self._came_from = None

    def entries(self) -> list[Entry]:
        """What is offered now."""
        return list(self._model.entries)

    def _ask(self, typed: str) -> None:
        found: list[Entry] = []
        for provider in self._providers:
            found.extend(provider(typed))
        self._model.set_entries(found[:MOST_SHOWN])
        if found:
            self.list.setCurrentIndex(self._model.index(0))
        self.list.setVisible(bool(found))
        self._nothing.setVisible(not found)
        self._place()

    def _place(self) -> None:
        window = self.parentWidget()
        if window is None:
            return
        rows = min(len(self._model.entries), 10)
        height = self.line.sizeHint().height() + theme.px(24)
        height += rows * theme.px(36) if rows else self._nothing.sizeHint().height()
        width = min(theme.px(640), window.width() - theme.px(32))
        height = min(height + theme.px(2), window.height() - theme.px(64))
        self.setGeometry((window.width() - width) // 2, theme.px(48), width, height)

    def _go(self) -> None:
        index = self.list.currentIndex()
        if not index.isValid():
            return
        entry = self._model.entries[index.row()]
        self.close_box()
        entry.run()

    def _move(self, by: int) -> None:
        count = self._model.rowCount()
        if count:
            row = max(0, min(count - 1, self.list.currentIndex().row() + by))
            self.list.setCurrentIndex(self._model.index(row))

    def _key(self, key: int) -> bool:
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 10, Qt.Key.Key_PageUp: -10}
        if key in steps:
            self._move(steps[Qt.Key(key)])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._go()
        elif key == Qt.Key.Key_Escape:
            self.close_box()
        else:
            return key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.line:
            if (
                isinstance(event, QKeyEvent)
                and event.type() == QEvent.Type.KeyPress
                and self._key(event.key())
            ):
                return True
            if event.type() == QEvent.Type.FocusOut and self.line.isVisible():
                self.close_box()
        elif isinstance(event, QResizeEvent) and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)
