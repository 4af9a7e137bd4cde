"""The privacy screen: one key and nothing can be read any more; the same key, and everything is as it was."""

from __future__ import annotations

from collections.abc import Iterator

import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QToolTip, QWidget

from iom_desktop.display.words import _
from iom_desktop.ui import theme
from iom_desktop.ui.lock import LOCK_KEYS

KEY = Qt.Key.Key_F9

_EATEN = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.KeyRelease,
        QEvent.Type.ShortcutOverride,
        QEvent.Type.Shortcut,
        QEvent.Type.InputMethod,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseButtonRelease,
        QEvent.Type.MouseButtonDblClick,
        QEvent.Type.Wheel,
        QEvent.Type.ContextMenu,
        QEvent.Type.ToolTip,
        QEvent.Type.DragEnter,
        QEvent.Type.Drop,
        QEvent.Type.TouchBegin,
    }
)
"""What reaches no widget while the screen is covered."""


class Cover(QWidget):
    """A neutral sheet over one window. It names nobody."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self.setObjectName("privacy-cover")
        self.setAccessibleName(self.words())
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        over.installEventFilter(self)
        self._follow()
        self.show()
        self.raise_()

    @staticmethod
    def words() -> str:
        """What the sheet says."""
        return _("The screen is covered. F9 shows it again.")

    def _follow(self) -> None:
        over = self.parentWidget()
        if over is not None:
            self.setGeometry(over.rect())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.Resize:
            self._follow()
        elif kind == QEvent.Type.ChildAdded:
            self.raise_()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour("ground"))
        painter.setPen(theme.colour("muted"))
        painter.setFont(theme.font("large"))
        painter.drawText(
            self.rect(), int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap), self.words()
        )


class PrivacyScreen(QObject):
    """Covers every window of the program, dialogs and popups too, and keeps the keyboard from what lies beneath.

    The keyboard stays where it is, so that typing goes on in the middle of the word. Ctrl+L still locks.
    """

    #: The screen was covered, or shown again.
    changed = Signal(bool)

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        self._page = page
        self._covers: list[Cover] = []
        self._watching = False

    @property
    def is_covered(self) -> bool:
        """Whether nothing can be read now."""
        return bool(self._covers)

    def watch(self, on: bool) -> None:
        """Listen for the key while the page is in view: a dialog or a list that drops down must not keep it."""
        app = QApplication.instance()
        if app is None or on == self._watching:
            return
        self._watching = on
        if on:
            app.installEventFilter(self)
        else:
            self.uncover()
            app.removeEventFilter(self)

    def toggle(self) -> None:
        """Cover, or show again."""
        if self.is_covered:
            self.uncover()
        else:
            self.cover()

    def cover(self) -> None:
        """Cover everything now."""
        self.watch(True)
        QToolTip.hideText()
        for window in self._windows():
            self._cover(window)
        self.changed.emit(True)

    def uncover(self) -> None:
        """Show everything as it was."""
        if not self._covers:
            return
        covers, self._covers = self._covers, []
        for cover in covers:
            if shiboken6.isValid(cover):
                cover.hide()
                cover.deleteLater()
        self.changed.emit(False)

    def _windows(self) -> Iterator[QWidget]:
        """The program's window first: what is in it, which goes when the store is locked, not the frame."""
        yield self._inside(self._page.window())
        for window in QApplication.topLevelWidgets():
            if window.isVisible() and window is not self._page.window():
                yield window

    @staticmethod
    def _inside(window: QWidget) -> QWidget:
        central = window.centralWidget() if isinstance(window, QMainWindow) else None
        return window if central is None else central

    def _cover(self, window: QWidget) -> None:
        if not any(shiboken6.isValid(one) and one.parentWidget() is window for one in self._covers):
            self._covers.append(Cover(window))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        pressed = kind in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride)
        if pressed and isinstance(event, QKeyEvent) and event.key() == KEY and not event.modifiers():
            return self._on_key(event)
        if not self._covers:
            return False
        if kind == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self._cover(watched)
            return False
        if kind not in _EATEN:
            return False
        if isinstance(event, QKeyEvent) and QKeySequence(event.keyCombination()) == QKeySequence(LOCK_KEYS):
            return False
        event.accept()  # else the shortcut that was asked about would be carried out
        return True

    def _on_key(self, event: QKeyEvent) -> bool:
        event.accept()
        if event.type() == QEvent.Type.KeyPress and not event.isAutoRepeat():
            self.toggle()
        return True
