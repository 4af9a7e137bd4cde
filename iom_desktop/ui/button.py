"""Buttons: one way to make one, so that every button has a name, a kind and plain words."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QPushButton

from iom_desktop.ui.label import set_plain_tooltip, without_mnemonic


def button(
    words: str,
    pressed: Callable[[], object] | None = None,
    *,
    name: str,
    kind: str = "plain",
    shortcut: str = "",
    tooltip: str = "",
) -> QPushButton:
    """A button that says ``words`` and calls ``pressed``.

    ``kind`` is "plain", "primary" (one to a screen), "danger" or "quiet" (no outline, in rows and notices).
    ``shortcut`` such as "Ctrl+N" also presses it and is named in its tooltip.
    """
    made = QPushButton(without_mnemonic(words))
    made.setObjectName(name)
    made.setProperty("kind", kind)
    made.setAutoDefault(False)
    made.setAccessibleName(words)
    if shortcut:
        made.setShortcut(QKeySequence(shortcut))
        tooltip = (
            f"{tooltip or words}  {QKeySequence(shortcut).toString(QKeySequence.SequenceFormat.NativeText)}"
        )
    set_plain_tooltip(made, tooltip)
    if pressed is not None:
        made.clicked.connect(lambda _checked=False: pressed())
    return made


def set_words(made: QPushButton, words: str) -> None:
    """Have a button say other words. Qt takes a button's shortcut away with its text: here it keeps it."""
    keys = made.shortcut()
    made.setText(without_mnemonic(words))
    made.setShortcut(keys)
    made.setAccessibleName(words)
