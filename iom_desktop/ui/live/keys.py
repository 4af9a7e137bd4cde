"""The keys of the meeting: each is a button at the foot of the screen, found by Ctrl+K, and listed by F1."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QGridLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from iom_desktop.display.formats import N_
from iom_desktop.display.words import _
from iom_desktop.ui import theme
from iom_desktop.ui.button import button
from iom_desktop.ui.flow import FlowLayout
from iom_desktop.ui.label import text_label, without_mnemonic


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveKey:
    """One thing that can be done by a key. ``on_case``: only while a case is in view."""

    name: str
    keys: str
    words: str
    do: Callable[[], object]
    on_case: bool = True
    called: str = ""  #: what Ctrl+K and a screen reader say, where the words alone would not tell


def native(keys: str) -> str:
    """A key as the computer's keyboard names it."""
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)


class KeyBar(QWidget):
    """The keys along the foot of the screen, each with what it does."""

    def __init__(self, keys: list[LiveKey]) -> None:
        super().__init__()
        self.setObjectName("live-keys")
        self.setAccessibleName(_("What can be done"))
        self._keys = keys
        self.buttons: dict[str, QPushButton] = {}
        self._row = FlowLayout(self, gap=2, line_gap=0)
        for one in keys:
            made = button(one.words, one.do, name=f"live-key-{one.name}", kind="quiet")
            made.setText(without_mnemonic(f"{native(one.keys)}  {one.words}"))
            made.setAccessibleName(one.called or one.words)
            # A button's own shortcut waits a moment to show the button pressed, and what is typed in that moment
            # would go to the case before: this one acts at once.
            QShortcut(QKeySequence(one.keys), self).activated.connect(partial(self._act, one))
            made.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the keyboard stays where somebody types
            self.buttons[one.name] = made
            self._row.addWidget(made)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def _act(self, one: LiveKey) -> None:
        if not self.buttons[one.name].isHidden():
            one.do()

    def add_button(self, made: QPushButton) -> None:
        """One more at the end."""
        self._row.addWidget(made)

    def show_for(self, *, case: bool) -> None:
        """Offer what can be done now: on a case, or beside the cases."""
        for one in self._keys:
            self.buttons[one.name].setVisible(case or not one.on_case)


TYPING_KEYS = (
    ("Ctrl+1 … Ctrl+9", N_("the update of the first to the ninth agency")),
    ("Ctrl+D", N_("the discussion")),
    ("Ctrl+E", N_("the decision")),
    ("Ctrl+Shift+E", N_("dissent")),
    ("Ctrl+Enter", N_("keep what is typed, and go on")),
    ("Esc", N_("back to the minutes; what is half typed stays")),
    ("Ctrl+Up, Ctrl+Down", N_("scroll the case")),
    ("D, M, Enter", N_("on a required action: done, missed, how it stands")),
)
"""What the keyboard does where something is typed, beside the keys of the bar."""


class KeysDialog(QDialog):
    """Every key of the meeting. F1 or Esc closes it."""

    def __init__(self, parent: QWidget | None, keys: list[LiveKey]) -> None:
        super().__init__(parent)
        self.setObjectName("live-keys-dialog")
        self.setWindowTitle(_("Keys of the meeting"))
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(theme.px(24), theme.px(16), theme.px(24), theme.px(16))
        rows.setSpacing(theme.px(12))
        rows.addWidget(text_label(_("Keys of the meeting"), role="title", name="live-keys-title"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(24))
        grid.setVerticalSpacing(theme.px(6))
        listed = [(native(one.keys), one.called or one.words) for one in keys] + list(TYPING_KEYS)
        half = -(-len(listed) // 2)
        for place, (shown, words) in enumerate(listed):
            row, column = place % half, 2 * (place // half)
            grid.addWidget(text_label(shown, role="strong"), row, column)
            grid.addWidget(text_label(_(words)), row, column + 1)
        rows.addLayout(grid)
        close = button(_("Close"), self.accept, name="live-keys-close", kind="primary", tooltip="Esc")
        close.setDefault(True)
        rows.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_F1:
            self.accept()
        else:
            super().keyPressEvent(event)
