"""What every field of a form has: a label above, the editor, and beneath it a hint or what is wrong.

``value`` gives what a draft wants (a date, a code, text) and raises ``UserError`` when what is typed cannot
be read; ``text_snapshot`` gives the raw text, read or not, so that a draft journal can put it back exactly.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QBoxLayout,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from iom_desktop.display.words import _
from iom_desktop.errors import UserError
from iom_desktop.ui import theme
from iom_desktop.ui.label import set_plain_tooltip, set_role, text_label, without_mnemonic


class Field(QWidget):
    """One field: label above, editor, and beneath it a hint or what is wrong.

    ``name`` is the draft's attribute; ``changed`` is emitted whenever what is typed changes.
    """

    changed = Signal()

    def __init__(self, name: str, label: str, *, hint: str = "", required: bool = False) -> None:
        super().__init__()
        self.name = name
        self.label_text = label
        self.required = required
        self.setObjectName(f"field-{name}")
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(theme.px(4))
        self.label: QLabel | None = None
        self._hint = text_label(hint, role="small", wrap=True, name=f"{name}-hint")
        if not hint:
            # Never shown by hand before it has a place: without one it would be a window for a moment.
            self._hint.hide()
        self._error = text_label("", role="error", wrap=True, name=f"{name}-error")
        self._error.hide()
        self._editor: QWidget = self
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def _build(
        self, editor: QWidget, shown: QWidget | QBoxLayout | None = None, *, labelled: bool = True
    ) -> None:
        """Put the parts together: ``editor`` takes focus and errors, ``shown`` is what is laid out (or
        itself).
        """
        self._editor = editor
        if not editor.objectName():
            editor.setObjectName(self.name)
        editor.setAccessibleName(self.label_text)
        if labelled:
            self.label = text_label(self.label_text, role="field", name=f"{self.name}-label", buddy=editor)
            self._rows.addWidget(self.label)
        if isinstance(shown, QBoxLayout):
            self._rows.addLayout(shown)
        else:
            self._rows.addWidget(shown or editor)
        self._rows.addWidget(self._hint)
        self._rows.addWidget(self._error)
        self._rows.addStretch(0)
        self.setFocusProxy(editor)

    def mark_optional(self) -> None:
        """Say "(optional)" after the label."""
        if self.label is not None:
            words = _("{label} (optional)").format(label=self.label_text)
            self.label.setText(without_mnemonic(words))

    def explain(self, tooltip: str) -> None:
        """Give a longer explanation as a tooltip."""
        set_plain_tooltip(self._editor, tooltip)

    @property
    def editor(self) -> QWidget:
        """The widget that takes the keyboard."""
        return self._editor

    def value(self) -> Any:
        """What the field holds, as the draft wants it; ``UserError`` naming it if it cannot be read."""
        raise NotImplementedError

    def set_value(self, value: Any) -> None:
        """Show ``value``; None empties the field."""
        raise NotImplementedError

    def text_snapshot(self) -> str:
        """Exactly what is typed or chosen, for the draft journal."""
        raise NotImplementedError

    def restore_text(self, text: str) -> None:
        """Put back what ``text_snapshot`` gave."""
        raise NotImplementedError

    def cursor_snapshot(self) -> str:
        """Where the cursor stands, "" where the field has none."""
        return ""

    def restore_cursor(self, text: str) -> None:
        """Put the cursor back where ``cursor_snapshot`` found it."""

    def show_error(self, message: str) -> None:
        """Say beneath the field what is wrong with it; typing takes the message away."""
        self._error.setText(message)
        self._error.setVisible(bool(message))
        self._hint.setVisible(bool(self._hint.text()) and not message)
        self._editor.setAccessibleDescription(message or self._hint.text())
        self._mark_wrong(bool(message))

    def clear_error(self) -> None:
        """Take the message away."""
        self.show_error("")

    def error_text(self) -> str:
        """What is said to be wrong now, "" if nothing is."""
        return self._error.text()

    def set_hint(self, text: str) -> None:
        """Change the quiet words beneath the field."""
        self._hint.setText(text)
        self._hint.setVisible(bool(text) and not self.error_text())
        if not self.error_text():
            self._editor.setAccessibleDescription(text)

    def _mark_wrong(self, wrong: bool) -> None:
        set_role(self._editor, "true" if wrong else "false", "wrong")

    def _typed(self) -> None:
        if self.error_text():
            self.clear_error()
        self.changed.emit()

    def _refuse(self, message: str) -> UserError:
        return UserError(message, self.name)


class LineField(Field):
    """A field typed on one line."""

    def __init__(
        self,
        name: str,
        label: str,
        *,
        hint: str = "",
        placeholder: str = "",
        required: bool = False,
        width: int = 0,
    ) -> None:
        super().__init__(name, label, hint=hint, required=required)
        self.line = QLineEdit()
        self.line.setPlaceholderText(placeholder)
        if width:
            room = self.line.fontMetrics().averageCharWidth() * width + theme.px(24)
            self.line.setMaximumWidth(max(room, theme.px(64)))
        self.line.textChanged.connect(self._typed)

    def text_snapshot(self) -> str:
        return self.line.text()

    def restore_text(self, text: str) -> None:
        self.line.setText(text)

    def cursor_snapshot(self) -> str:
        return str(self.line.cursorPosition())

    def restore_cursor(self, text: str) -> None:
        if text.isdigit():
            self.line.setCursorPosition(int(text))
