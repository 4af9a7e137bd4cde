"""Boxes to tick by number, one of them: as they stand beside each other on paper."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from iom_desktop.display.words import _
from iom_desktop.ui import theme
from iom_desktop.ui.button import button
from iom_desktop.ui.field import Field

_CLEAR = (Qt.Key.Key_0, Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Boxes(QWidget):
    """One stop of Tab: the numbers tick, 0 takes the tick away, Left and Right move it, Enter goes on."""

    ticked = Signal()
    went_on = Signal()

    def __init__(self, choices: Sequence[tuple[str, str]], *, name: str, label: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._label = label
        self.buttons: dict[str, QPushButton] = {}
        row = QHBoxLayout(self)
        # Room for the frame that shows where the keyboard is.
        row.setContentsMargins(theme.px(3), theme.px(3), theme.px(3), theme.px(3))
        row.setSpacing(theme.px(4))
        for number, (key, words) in enumerate(choices, start=1):
            made = button(f"{number}  {words}", name=f"{name}-{key}", kind="segment")
            made.setCheckable(True)
            made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            made.clicked.connect(lambda _on=False, key=key: self._pressed(key))
            self.buttons[key] = made
            row.addWidget(made)
        row.addStretch(1)
        self._words = dict(choices)
        self._name_it()

    def key(self) -> str:
        """The key of the box that is ticked, "" for none."""
        return next((key for key, made in self.buttons.items() if made.isChecked()), "")

    def tick(self, key: str) -> None:
        """Tick one box, or with "" none."""
        before = self.key()
        for one, made in self.buttons.items():
            made.setChecked(one == key)
        self._name_it()
        if self.key() != before:
            self.ticked.emit()

    def _pressed(self, key: str) -> None:
        # Qt has ticked it already: another's tick goes, and a second press takes its own away.
        on = self.buttons[key].isChecked()
        for one, made in self.buttons.items():
            made.setChecked(on and one == key)
        self._name_it()
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self.ticked.emit()

    def _name_it(self) -> None:
        said = self._words.get(self.key()) or _("nothing ticked")
        self.setAccessibleName(f"{self._label}: {said}")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = list(self.buttons)
        place = event.key() - Qt.Key.Key_1
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
        elif 0 <= place < len(keys):
            self.tick(keys[place])
        elif event.key() in _CLEAR:
            self.tick("")
        elif Qt.Key(event.key()) in steps:
            at = keys.index(self.key()) + steps[Qt.Key(event.key())] if self.key() else 0
            self.tick(keys[max(0, min(len(keys) - 1, at))])
        elif event.key() in _ENTER:
            self.went_on.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.colour("accent"), 2))
            round_them = theme.px(6)
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -2, -2), round_them, round_them)


class BoxesField(Field):
    """One of a few codes, ticked by number. ``value`` is the code, or None while none is ticked."""

    def __init__(
        self,
        name: str,
        label: str,
        choices: Sequence[tuple[str, str]],
        *,
        hint: str = "",
        required: bool = False,
    ) -> None:
        super().__init__(name, label, hint=hint, required=required)
        self.boxes = Boxes(choices, name=name, label=label)
        self.boxes.ticked.connect(self._typed)
        self._build(self.boxes)
        self.boxes.tick("")

    def value(self) -> str | None:
        return self.boxes.key() or None

    def set_value(self, value: str | None) -> None:
        self.boxes.tick(value or "")

    def text_snapshot(self) -> str:
        return self.boxes.key()

    def restore_text(self, text: str) -> None:
        self.boxes.tick(text)
