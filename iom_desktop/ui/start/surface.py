"""What stands in the window before a store is open: one calm card in the middle, that scrolls if it must."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from iom_desktop.display.words import _
from iom_desktop.ui import theme
from iom_desktop.ui.button import button
from iom_desktop.ui.label import hairline, text_label
from iom_desktop.ui.mark import Mark
from iom_desktop.ui.page import NoticeStrip
from iom_desktop.ui.text_fields import TextLine

LONGEST_PASSPHRASE = 1024
"""Characters a passphrase field takes."""


def show_box(*fields: TextLine, name: str) -> QCheckBox:
    """A tick box that shows what is typed in ``fields``."""
    box = QCheckBox(_("&Show what I type"))
    box.setObjectName(name)
    modes = QLineEdit.EchoMode

    def show(ticked: bool) -> None:
        for field in fields:
            field.line.setEchoMode(modes.Normal if ticked else modes.Password)

    box.toggled.connect(show)
    return box


class Surface(QFrame):
    """A page before the store is open. Subclasses fill ``self.rows``."""

    def __init__(self, title: str, detail: str = "", *, name: str, width: int = 480) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setProperty("surface", "ground")
        self._width = width
        self.title = text_label(title, role="title", wrap=True, name=f"{name}-title")
        self.detail = text_label(detail, role="muted", wrap=True, name=f"{name}-detail")
        if not detail:
            self.detail.hide()
        self.notice = NoticeStrip(name=f"{name}-notice")
        self.card = QFrame()
        self.card.setObjectName(f"{name}-card")
        self.card.setProperty("surface", "raised")
        self.rows = QVBoxLayout(self.card)
        self.rows.addLayout(self._head())
        self.rows.addWidget(self.title)
        self.rows.addWidget(self.detail)
        self.rows.addWidget(self.notice)
        self._lay_out()
        self._size()

    @staticmethod
    def _head() -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        head.addWidget(Mark(24))
        head.addWidget(text_label(_("IOM Desktop"), role="strong"), 1)
        return head

    def _lay_out(self) -> None:
        inside = QWidget()
        inside.setObjectName(f"{self.objectName()}-inside")
        middle = QGridLayout(inside)
        middle.setContentsMargins(theme.px(16), theme.px(16), theme.px(16), theme.px(16))
        middle.setRowStretch(0, 1)
        middle.setRowStretch(2, 2)
        middle.setColumnStretch(0, 1)
        middle.setColumnStretch(1, 100)
        middle.setColumnStretch(2, 1)
        middle.addWidget(self.card, 1, 1)
        area = QScrollArea()
        area.setObjectName(f"{self.objectName()}-scroll")
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(area)
        self._middle = middle

    def _size(self) -> None:
        self.card.setMaximumWidth(theme.px(self._width))
        self._middle.setColumnMinimumWidth(1, 0)
        self.rows.setContentsMargins(theme.px(32), theme.px(24), theme.px(32), theme.px(24))
        self.rows.setSpacing(theme.px(12))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_middle"):
            self._size()

    def say(self, detail: str) -> None:
        """Change the sentence under the title; "" takes it away."""
        self.detail.setText(detail)
        self.detail.setVisible(bool(detail))

    def add_links(self, *links: tuple[str, Callable[[], object], str]) -> None:
        """Close the card with a hairline and quiet buttons: (words, what it does, object name)."""
        self.rows.addSpacing(theme.px(4))
        self.rows.addWidget(hairline())
        for words, press, name in links:
            link = button(words, press, name=name, kind="quiet")
            self.rows.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)

    def first_focus(self) -> None:
        """Put the keyboard where one begins. Subclasses say where."""
