"""The bar above the page: back and forward, the box that finds anything, who is at work, and Lock."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from iom_desktop.display.words import _
from iom_desktop.ui import theme
from iom_desktop.ui.button import button
from iom_desktop.ui.label import ElidedLabel, text_label


class FindButton(QPushButton):
    """Looks like the field it opens: the words at the left, the shortcut at the right."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("find")
        self.setProperty("kind", "find")
        self.setAutoDefault(False)
        self.setAccessibleName(_("Find a person or an action"))
        native = QKeySequence("Ctrl+K").toString(QKeySequence.SequenceFormat.NativeText)
        words = ElidedLabel(_("Find a person or an action"), role="muted", name="find-words")
        keys = text_label(native, role="small", name="find-keys")
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(12), 0, theme.px(12), 0)
        row.setSpacing(theme.px(8))
        row.addWidget(words, 1)
        row.addWidget(keys)
        for label in (words, keys):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMaximumWidth(theme.px(420))

    def sizeHint(self) -> QSize:
        return QSize(theme.px(320), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(96), super().minimumSizeHint().height())


class TopBar(QFrame):
    """One line above the page."""

    back_asked = Signal()
    forward_asked = Signal()
    find_asked = Signal()
    lock_asked = Signal()

    def __init__(self, officer: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("top-bar")
        self.back = _step_button(_("Back"), "‹", self.back_asked.emit, name="back", keys="Alt+Left")
        self.forward = _step_button(
            _("Forward"), "›", self.forward_asked.emit, name="forward", keys="Alt+Right"
        )
        self.find_button = FindButton()
        self.find_button.clicked.connect(lambda _checked=False: self.find_asked.emit())
        self.officer = ElidedLabel(officer, role="muted", name="officer")
        self.officer.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.lock_button = button(
            _("Lock"), self.lock_asked.emit, name="lock", kind="quiet", tooltip="Ctrl+L"
        )
        # A button's own shortcut waits a moment to show the button pressed; these act at once.
        for keys, signal in (
            ("Ctrl+K", self.find_asked),
            ("Ctrl+L", self.lock_asked),
            ("Alt+Left", self.back_asked),
            ("Alt+Right", self.forward_asked),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(signal)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(16), theme.px(8), theme.px(16), theme.px(8))
        row.setSpacing(theme.px(8))
        row.addWidget(self.back)
        row.addWidget(self.forward)
        row.addWidget(self.find_button, 3)
        row.addStretch(1)
        row.addWidget(self.officer, 2)
        row.addWidget(self.lock_button)

    def set_steps(self, *, back: bool, forward: bool) -> None:
        """Whether there is anywhere to go back and forward to."""
        self.back.setEnabled(back)
        self.forward.setEnabled(forward)


def _step_button(
    words: str, sign: str, pressed: Callable[[], object], *, name: str, keys: str
) -> QPushButton:
    """One of the two history buttons: a sign to the eye, words to a screen reader and in the tooltip."""
    native = QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
    made = button(sign, pressed, name=name, kind="quiet", tooltip=f"{words}  {native}")
    made.setAccessibleName(words)
    return made
