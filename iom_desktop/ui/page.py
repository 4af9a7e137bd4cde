"""What every page has: a title, the kinds of record it shows, a quiet notice strip and an empty state."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import ClassVar

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from iom_desktop.display.words import _
from iom_desktop.ui import theme
from iom_desktop.ui.button import button
from iom_desktop.ui.label import set_role, text_label

Action = tuple[str, Callable[[], object]]
"""Words for a button and what it does."""


class NoticeStrip(QFrame):
    """One line above the page that says what happened. It never takes the focus and never blocks."""

    def __init__(self, *, name: str = "notice", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setProperty("notice", "info")
        self.label = text_label("", wrap=True, name=f"{name}-words")
        self._action: Callable[[], object] | None = None
        self.action_button = button("", self._act, name=f"{name}-action", kind="quiet")
        self.close_button = button(_("Dismiss"), self.clear, name=f"{name}-dismiss", kind="quiet")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.px(12), theme.px(4), theme.px(4), theme.px(4))
        layout.setSpacing(theme.px(8))
        layout.addWidget(self.label, 1)
        layout.addWidget(self.action_button, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.hide()

    def say(
        self, text: str, level: str = "info", action: Action | None = None, *, lasting: bool = False
    ) -> None:
        """Show ``text``. ``level`` is "info", "good", "warn" or "error"; a ``lasting`` one cannot be
        dismissed.
        """
        self.label.setText(text)
        set_role(self, level, "notice")
        self._action = action[1] if action else None
        self.action_button.setVisible(action is not None)
        if action:
            self.action_button.setText(action[0].replace("&", "&&"))
            self.action_button.setAccessibleName(action[0])
        self.close_button.setVisible(not lasting)
        self.show()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    def clear(self) -> None:
        """Take the notice away."""
        self.hide()
        self.label.clear()
        self._action = None

    def text(self) -> str:
        """What the strip says now, "" when it is not there."""
        return "" if self.isHidden() else self.label.text()

    def _act(self) -> None:
        action = self._action
        self.clear()
        if action is not None:
            action()


class EmptyState(QWidget):
    """What a page shows when it has nothing to show: a sentence, and a button for what to do next."""

    def __init__(
        self,
        title: str,
        detail: str = "",
        action: Action | None = None,
        *,
        shortcut: str = "",
        name: str = "empty-state",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.button: QPushButton | None = None
        layout = QVBoxLayout(self)
        layout.setSpacing(theme.px(8))
        layout.addStretch(1)
        layout.addWidget(self._centred(title, "title", f"{name}-title"))
        if detail:
            layout.addWidget(self._centred(detail, "muted", f"{name}-detail"))
        if action:
            self.button = button(
                action[0], action[1], name=f"{name}-action", kind="primary", shortcut=shortcut
            )
            layout.addSpacing(theme.px(8))
            layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(2)

    @staticmethod
    def _centred(text: str, role: str, name: str) -> QWidget:
        label = text_label(text, role=role, wrap=True, name=name)
        label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        return label


class Page(QWidget):
    """A page of the program. Subclasses set ``SHOWS``, fill ``self.body`` and write ``reload``.

    ``reload`` runs when the page is shown for the first time, when shown after going stale, and at once when
    something it shows has changed while it is in view.
    """

    SHOWS: ClassVar[frozenset[str]] = frozenset()
    """The kinds of record (table names) whose change makes the page out of date."""

    def __init__(self, title: str, *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = title
        self.setObjectName(name)
        self.setAccessibleName(title)
        self._stale = True
        self._notice = NoticeStrip(name=f"{name}-notice", parent=self)
        self._empty: EmptyState | None = None
        self._content = QWidget(self)
        self._content.setObjectName(f"{name}-content")
        self.body = QVBoxLayout(self._content)
        self.body.setContentsMargins(theme.px(24), theme.px(16), theme.px(24), theme.px(16))
        self.body.setSpacing(theme.px(8))
        self._outer = QVBoxLayout(self)
        self._outer.setContentsMargins(0, 0, 0, 0)
        self._outer.setSpacing(0)
        self._outer.addWidget(self._notice)
        self._outer.addWidget(self._content, 1)

    # Being up to date ---------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read again what the page shows. Subclasses say how."""
        raise NotImplementedError

    @property
    def is_stale(self) -> bool:
        """Whether the page will reload when next shown."""
        return self._stale

    def mark_stale(self) -> None:
        """Reload when next shown."""
        self._stale = True

    def on_changed(self, kinds: Iterable[str]) -> None:
        """Records of these ``kinds`` have changed: reload now if in view and concerned, else when next
        shown.
        """
        if self.SHOWS.isdisjoint(kinds):
            return
        self._stale = True
        if self.isVisible():
            self._refresh()

    def _refresh(self) -> None:
        self._stale = False
        self.reload()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._refresh()

    # Notices and the empty state ----------------------------------------------------------------------------

    def notice(
        self, text: str, level: str = "info", action: Action | None = None, *, lasting: bool = False
    ) -> None:
        """Say ``text`` above the page, with a button for ``action`` if there is something to do about it."""
        self._notice.say(text, level, action, lasting=lasting)

    def clear_notice(self) -> None:
        """Take the notice away."""
        self._notice.clear()

    def notice_text(self) -> str:
        """What the notice says now, "" without one."""
        return self._notice.text()

    def show_empty(
        self, title: str, detail: str = "", action: Action | None = None, *, shortcut: str = ""
    ) -> None:
        """Show a sentence and what to do next instead of the page's content."""
        self.hide_empty()
        name = f"{self.objectName()}-empty"
        self._empty = EmptyState(title, detail, action, shortcut=shortcut, name=name, parent=self)
        self._content.hide()
        self._outer.addWidget(self._empty, 1)

    @property
    def empty_button(self) -> QPushButton | None:
        """The button for what to do next while the page has nothing to show, else nothing."""
        return None if self._empty is None else self._empty.button

    def hide_empty(self) -> None:
        """Show the page's content again."""
        if self._empty is not None:
            self._outer.removeWidget(self._empty)
            self._empty.hide()
            self._empty.deleteLater()
            self._empty = None
        self._content.show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F5 reads the page again."""
        if event.key() == Qt.Key.Key_F5:
            self._refresh()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "body"):
            self.body.setContentsMargins(theme.px(24), theme.px(16), theme.px(24), theme.px(16))
