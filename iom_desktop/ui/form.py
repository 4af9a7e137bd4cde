"""A form: fields under one another or side by side, their messages, and what was half typed.

The fields themselves are in ``text_fields``, ``date_fields`` and ``choice_fields``; all can be had from here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from iom_desktop.display.words import _
from iom_desktop.errors import FieldErrors, UserError
from iom_desktop.ui import theme
from iom_desktop.ui.choice_fields import (
    ChoiceBox,
    ChoiceField,
    MultiChoiceField,
    Options,
    TickField,
    YesNoField,
)
from iom_desktop.ui.date_fields import DateField, TimeField
from iom_desktop.ui.field import Field
from iom_desktop.ui.label import hairline, text_label
from iom_desktop.ui.page import NoticeStrip
from iom_desktop.ui.text_fields import NumberField, TextBlock, TextLine

__all__ = [
    "ChoiceBox",
    "ChoiceField",
    "DateField",
    "Field",
    "Form",
    "MultiChoiceField",
    "NumberField",
    "Options",
    "TextBlock",
    "TextLine",
    "TickField",
    "TimeField",
    "YesNoField",
]
"""The form and its fields, so that a dialog imports them from one place."""


_FOCUS_KEY = "@focus"
_CURSOR_KEY = "@cursor"


class Form(QWidget):
    """Fields one under another, or several in a row, with a banner above for what belongs to no field."""

    changed = Signal()

    def __init__(self, *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._fields: dict[str, Field] = {}
        self._clean: dict[str, str] = {}
        self.banner = NoticeStrip(name=f"{name}-banner", parent=self)
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(theme.px(12))
        self._rows.addWidget(self.banner)

    # Building -----------------------------------------------------------------------------------------------

    def add(self, field: Field) -> Field:
        """Add ``field`` on a line of its own."""
        self._rows.addWidget(self._take(field))
        return field

    def add_row(self, *fields: Field, stretches: Sequence[int] = ()) -> None:
        """Add ``fields`` side by side; ``stretches`` shares out the width (equally without it)."""
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(16))
        for place, field in enumerate(fields):
            row.addWidget(self._take(field), stretches[place] if stretches else 1, Qt.AlignmentFlag.AlignTop)
        self._rows.addLayout(row)

    def add_heading(self, words: str, detail: str = "") -> None:
        """Begin a group of fields with a hairline, ``words`` and a quiet sentence."""
        place = self._rows.count()
        if place > 1:
            self._rows.addSpacing(theme.px(4))
            self._rows.addWidget(hairline())
        self._rows.addWidget(text_label(words, role="heading", name=f"{self.objectName()}-heading-{place}"))
        if detail:
            self._rows.addWidget(
                text_label(detail, role="muted", wrap=True, name=f"{self.objectName()}-detail-{place}")
            )

    def add_widget(self, widget: QWidget) -> None:
        """Add something that is not a field: a table, a preview."""
        self._rows.addWidget(widget)

    def add_stretch(self) -> None:
        """Keep the fields at the top of whatever room there is."""
        self._rows.addStretch(1)

    def _take(self, field: Field) -> Field:
        if field.name in self._fields:
            raise ValueError("two fields of one name")
        self._fields[field.name] = field
        field.changed.connect(self.changed)
        return field

    # Values -------------------------------------------------------------------------------------------------

    def field(self, name: str) -> Field:
        """The field called ``name``."""
        return self._fields[name]

    def fields(self) -> tuple[Field, ...]:
        """All fields in form order."""
        return tuple(self._fields.values())

    def values(self) -> dict[str, Any]:
        """What every field holds; ``FieldErrors`` naming each one that cannot be read or is wanted and
        empty.
        """
        found: dict[str, Any] = {}
        problems: list[UserError] = []
        for name, field in self._fields.items():
            try:
                found[name] = field.value()
            except UserError as error:
                problems.append(error)
                continue
            if field.required and found[name] in (None, "", ()):
                words = _("{label} is needed.").format(label=field.label_text)
                problems.append(UserError(words, name))
        if problems:
            raise FieldErrors(tuple(problems))
        return found

    def set_values(self, values: dict[str, Any]) -> None:
        """Show ``values`` in the fields they name and take that as the unchanged state."""
        for name, value in values.items():
            self._fields[name].set_value(value)
        self.mark_clean()

    def mark_clean(self) -> None:
        """Take what the fields hold now as the unchanged state."""
        self._clean = self._texts()

    def is_changed(self) -> bool:
        """Whether anything differs from the unchanged state (from empty, if none was marked)."""
        clean = self._clean
        return any(text != clean.get(name, "") for name, text in self._texts().items())

    # Errors -------------------------------------------------------------------------------------------------

    def show_error(self, error: UserError) -> None:
        """Put each message beside its field, those without one above the form, and go to the first field
        wrong.
        """
        self.clear_errors()
        problems = error.problems if isinstance(error, FieldErrors) else (error,)
        loose: list[str] = []
        for problem in problems:
            field = self._fields.get(problem.field or "")
            if field is None:
                loose.append(problem.message)
            else:
                joined = "\n".join(filter(None, (field.error_text(), problem.message)))
                field.show_error(joined)
        if loose:
            self.banner.say("\n".join(loose), "error")
        first = next((field for field in self.fields() if field.error_text()), None)
        if first is not None:
            self.go_to(first.name)

    def clear_errors(self) -> None:
        """Take every message away."""
        self.banner.clear()
        for field in self.fields():
            if field.error_text():
                field.clear_error()

    def go_to(self, name: str) -> None:
        """Put the keyboard in the field called ``name`` and scroll so that it shows whole."""
        field = self._fields[name]
        field.setFocus(Qt.FocusReason.OtherFocusReason)
        QTimer.singleShot(0, field, lambda: _scroll_to(field))

    # What was half typed ------------------------------------------------------------------------------------

    def _texts(self) -> dict[str, str]:
        return {name: field.text_snapshot() for name, field in self._fields.items()}

    def focused_field_name(self) -> str | None:
        """The name of the field that has the keyboard (or will, once the window is active again), or None."""
        at: QWidget | None = self.window().focusWidget()
        if at is None:
            return None
        for name, field in self._fields.items():
            if at is field or field.isAncestorOf(at):
                return name
        return None

    def snapshot(self) -> dict[str, str]:
        """Everything as typed, with the field and the place in it where the keyboard is."""
        texts = self._texts()
        focused = self.focused_field_name()
        if focused is not None:
            texts[_FOCUS_KEY] = focused
            texts[_CURSOR_KEY] = self._fields[focused].cursor_snapshot()
        return texts

    def restore(self, texts: dict[str, str]) -> None:
        """Put back what ``snapshot`` gave, keyboard and all; fields it does not name keep what they hold."""
        for name, field in self._fields.items():
            if name in texts:
                field.restore_text(texts[name])
        focused = self._fields.get(texts.get(_FOCUS_KEY, ""))
        if focused is not None:
            self.go_to(focused.name)
            focused.restore_cursor(texts.get(_CURSOR_KEY, ""))


def _scroll_to(field: Field) -> None:
    above = field.parentWidget()
    while above is not None:
        if isinstance(above, QScrollArea):
            above.ensureWidgetVisible(field, theme.px(8), theme.px(24))
            return
        above = above.parentWidget()
