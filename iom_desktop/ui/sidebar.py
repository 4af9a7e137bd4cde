"""The column at the left: the program's pages, and the last cases opened under Caseload."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from iom_desktop.display.words import _
from iom_desktop.ui import theme
from iom_desktop.ui.label import plain_tooltip, set_plain_tooltip, text_label, without_mnemonic
from iom_desktop.ui.mark import Mark


@dataclass(frozen=True, slots=True)
class NavItem:
    """One page of the sidebar: its key as in ``Place.page``, its words and its shortcut."""

    page: str
    words: str
    shortcut: str


class NavButton(QPushButton):
    """A line of the sidebar; a number at its right says how much waits there."""

    def __init__(self, words: str, pressed: Callable[[], object], *, name: str, kind: str) -> None:
        super().__init__()
        self.words = words
        self.setObjectName(name)
        self.setProperty("kind", kind)
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.clicked.connect(lambda _checked=False: pressed())
        self._count = text_label("", role="small", name=f"{name}-count")
        self._count.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, theme.px(12), 0)
        row.addStretch(1)
        row.addWidget(self._count)
        self.set_words(words)

    def set_words(self, words: str) -> None:
        """Say ``words``, shortened where there is no room."""
        self.words = words
        self._name()
        self._shorten()

    def set_count(self, count: int) -> None:
        """Show a number, or none for 0."""
        self._count.setText(f"{count:,}" if count else "")
        self._name()

    def count_words(self) -> str:
        """The number shown, "" for none."""
        return self._count.text()

    def _name(self) -> None:
        count = self._count.text()
        self.setAccessibleName(f"{self.words}, {count}" if count else self.words)

    def _shorten(self) -> None:
        left = theme.px(28 if self.property("kind") == "nav-case" else 16)
        room = self.width() - left - theme.px(12)
        count = self._count.text()
        if count:
            room -= self._count.fontMetrics().horizontalAdvance(count) + theme.px(8)
        shown = self.fontMetrics().elidedText(self.words, Qt.TextElideMode.ElideRight, max(room, 0))
        self.setText(without_mnemonic(shown))
        if shown != self.words:
            set_plain_tooltip(self, self.words)

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(48), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._shorten()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_count"):
            self._shorten()


class Sidebar(QFrame):
    """The pages. ``page_asked`` and ``case_asked`` say what was pressed."""

    page_asked = Signal(str)
    case_asked = Signal(str)

    def __init__(self, items: Sequence[NavItem], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sidebar")
        self.setProperty("surface", "ground")
        self.setAccessibleName(_("Pages"))
        self._pages: dict[str, NavButton] = {}
        self._cases: dict[str, NavButton] = {}
        inside = QWidget()
        inside.setObjectName("sidebar-inside")
        self._rows = QVBoxLayout(inside)
        self._rows.setContentsMargins(0, 0, 0, theme.px(8))
        self._rows.setSpacing(theme.px(2))
        for item in items:
            self._rows.addWidget(self._page_button(item))
        self._case_place = self._rows.indexOf(self._pages["caseload"]) + 1
        self._rows.addStretch(1)
        area = QScrollArea()
        area.setObjectName("sidebar-scroll")
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addLayout(self._head())
        rows.addWidget(area, 1)

    @staticmethod
    def _head() -> QHBoxLayout:
        head = QHBoxLayout()
        head.setContentsMargins(theme.px(16), theme.px(14), theme.px(8), theme.px(14))
        head.setSpacing(theme.px(8))
        head.addWidget(Mark(20))
        head.addWidget(text_label(_("IOM Desktop"), role="strong"), 1)
        return head

    def _page_button(self, item: NavItem) -> NavButton:
        made = NavButton(
            item.words, lambda: self.page_asked.emit(item.page), name=f"nav-{item.page}", kind="nav"
        )
        # A button's own shortcut waits a moment to show the button pressed; this one acts at once.
        QShortcut(QKeySequence(item.shortcut), self).activated.connect(made.click)
        native = QKeySequence(item.shortcut).toString(QKeySequence.SequenceFormat.NativeText)
        made.setToolTip(plain_tooltip(f"{item.words}  {native}"))
        self._pages[item.page] = made
        return made

    def set_current(self, page: str, case_id: str = "") -> None:
        """Mark where the officer is."""
        for key, made in self._pages.items():
            made.setChecked(key == page)
        for key, made in self._cases.items():
            made.setChecked(page == "case" and key == case_id)

    def set_count(self, page: str, count: int) -> None:
        """Say how much waits on ``page``."""
        self._pages[page].set_count(count)

    def count_words(self, page: str) -> str:
        """The number beside ``page``, "" for none."""
        return self._pages[page].count_words()

    def set_cases(self, cases: Sequence[tuple[str, str]]) -> None:
        """List the cases opened last: (case id, name), the newest first."""
        if [(key, made.words) for key, made in self._cases.items()] == list(cases):
            return
        for made in self._cases.values():
            self._rows.removeWidget(made)
            made.hide()
            made.deleteLater()
        self._cases = {}
        for place, (case_id, name) in enumerate(cases):
            made = NavButton(name, self._asks_for(case_id), name=f"nav-case-{place + 1}", kind="nav-case")
            self._rows.insertWidget(self._case_place + place, made)
            self._cases[case_id] = made

    def _asks_for(self, case_id: str) -> Callable[[], object]:
        return lambda: self.case_asked.emit(case_id)

    def case_words(self) -> list[str]:
        """The names listed under Caseload."""
        return [made.words for made in self._cases.values()]
