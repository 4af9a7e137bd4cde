"""A row of buttons of which one is pressed: which part of a list is shown."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget

from iom_desktop.ui import theme
from iom_desktop.ui.button import button
from iom_desktop.ui.label import without_mnemonic


class Segments(QWidget):
    """One of several, side by side. Left and right arrows move; ``chosen`` gives the key pressed."""

    chosen = Signal(str)

    def __init__(self, choices: Sequence[tuple[str, str]], *, name: str, label: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(label)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._buttons: dict[str, QPushButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(4))
        for key, words in choices:
            made = button(words, name=f"{name}-{key}", kind="segment")
            made.setCheckable(True)
            made.clicked.connect(lambda _on=False, key=key: self.chosen.emit(key))
            self._group.addButton(made)
            self._buttons[key] = made
            row.addWidget(made)
        row.addStretch(1)
        first = next(iter(self._buttons.values()))
        first.setChecked(True)
        self.setFocusProxy(first)

    def key(self) -> str:
        """The key of the one pressed."""
        return next(key for key, made in self._buttons.items() if made.isChecked())

    def choose(self, key: str) -> None:
        """Press ``key`` without telling anybody."""
        self._buttons[key].setChecked(True)

    def set_words(self, key: str, words: str) -> None:
        """Give the button of ``key`` other words, as when what it counts has changed."""
        made = self._buttons[key]
        made.setText(without_mnemonic(words))
        made.setAccessibleName(words)

    def button(self, key: str) -> QPushButton:
        """The button of ``key``."""
        return self._buttons[key]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and Right press the neighbour."""
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        keys = list(self._buttons)
        made = self._buttons[keys[(keys.index(self.key()) + step) % len(keys)]]
        made.setFocus()
        made.click()
