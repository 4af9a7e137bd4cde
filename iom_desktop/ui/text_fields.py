"""Fields that are typed: a line, a block of text that counts its characters, a number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QCompleter,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QPlainTextEdit,
    QWidget,
)

from iom_desktop.display.words import _
from iom_desktop.ui import theme
from iom_desktop.ui.field import Field, LineField
from iom_desktop.ui.label import set_role, text_label

TEXT_LIMIT = 20_000
"""Characters a block of text may hold."""


class TextLine(LineField):
    """One line of text; ``value`` is the text without spaces at its ends."""

    def __init__(
        self,
        name: str,
        label: str,
        *,
        hint: str = "",
        placeholder: str = "",
        required: bool = False,
        width: int = 0,
        limit: int = 500,
        secret: bool = False,
        suggestions: Sequence[str] = (),
    ) -> None:
        super().__init__(name, label, hint=hint, placeholder=placeholder, required=required, width=width)
        self.line.setMaxLength(limit)
        if secret:
            self.line.setEchoMode(QLineEdit.EchoMode.Password)
        if suggestions:
            self.set_suggestions(suggestions)
        self._build(self.line)

    def set_suggestions(self, suggestions: Sequence[str]) -> None:
        """Offer these while typing, wherever in them the typed words are."""
        self.line.setCompleter(completer_for(list(suggestions), self.line))

    def value(self) -> str:
        return self.line.text().strip()

    def set_value(self, value: str | None) -> None:
        self.line.setText(value or "")
        self.line.setCursorPosition(0)


def completer_for(words: list[str], parent: QWidget) -> QCompleter:
    """Suggestions for ``parent`` that fit wherever in them the typed words are."""
    completer = QCompleter(words, parent)
    completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    completer.setFilterMode(Qt.MatchFlag.MatchContains)
    completer.setMaxVisibleItems(8)
    popup = QListView()
    popup.setObjectName("completions")
    completer.setPopup(popup)
    return completer


class _GrowingText(QPlainTextEdit):
    """A plain text editor as tall as its text, between a least and a greatest number of lines."""

    def __init__(self, least: int, most: int) -> None:
        super().__init__()
        self._least, self._most = least, most
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.document().documentLayout().documentSizeChanged.connect(lambda _size: self._grow())
        self._grow()

    def _grow(self) -> None:
        # A plain text document measures its height in lines as wrapped.
        lines = max(self._least, min(self._most, round(self.document().size().height())))
        frame = theme.px(4) * 2 + 2 + round(self.document().documentMargin() * 2)
        self.setFixedHeight(lines * self.fontMetrics().lineSpacing() + frame)
        # While all of it shows, rounding must not bring up a bar that scrolls by a pixel.
        policy = Qt.ScrollBarPolicy
        more = self.document().size().height() > self._most
        self.setVerticalScrollBarPolicy(policy.ScrollBarAsNeeded if more else policy.ScrollBarAlwaysOff)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and hasattr(self, "_most"):
            self._grow()

    def wheelEvent(self, event: QWheelEvent) -> None:
        # A short text inside a scrolling form lets the form scroll.
        if self.verticalScrollBar().maximum() == 0 or not self.hasFocus():
            event.ignore()
        else:
            super().wheelEvent(event)


class TextBlock(Field):
    """Text of many lines. Tab moves on; the field grows with the text; characters are counted as they are
    typed.
    """

    def __init__(
        self,
        name: str,
        label: str,
        *,
        hint: str = "",
        placeholder: str = "",
        required: bool = False,
        limit: int = TEXT_LIMIT,
        lines: int = 3,
        most_lines: int = 12,
    ) -> None:
        super().__init__(name, label, hint=hint, required=required)
        self.limit = limit
        self.block = _GrowingText(lines, most_lines)
        self.block.setPlaceholderText(placeholder)
        self._count = text_label("", role="small", name=f"{name}-count")
        self._count.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.block.textChanged.connect(self._text_changed)
        self._build(self.block)
        self._put_counter_beside_label()
        self._show_count()

    def _put_counter_beside_label(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(0, 0, 0, 0)
        if self.label is not None:
            self._rows.removeWidget(self.label)
            top.addWidget(self.label, 1)
        top.addWidget(self._count)
        self._rows.insertLayout(0, top)

    def _text_changed(self) -> None:
        self._show_count()
        self._typed()

    def _length(self) -> int:
        # The document counts its closing paragraph mark; asking it is cheaper than copying a long text out.
        return self.block.document().characterCount() - 1

    def _show_count(self) -> None:
        length = self._length()
        self._count.setText(_("{count:,} of {limit:,}").format(count=length, limit=self.limit))
        set_role(self._count, "error" if length > self.limit else "small")
        self._count.setVisible(length > 0)

    def value(self) -> str:
        text = self.block.toPlainText()
        if len(text) > self.limit:
            message = _("{label} is {over:,} characters too long.")
            raise self._refuse(message.format(label=self.label_text, over=len(text) - self.limit))
        return text.strip()

    def set_value(self, value: str | None) -> None:
        self.block.setPlainText(value or "")

    def text_snapshot(self) -> str:
        return self.block.toPlainText()

    def restore_text(self, text: str) -> None:
        self.block.setPlainText(text)

    def cursor_snapshot(self) -> str:
        return str(self.block.textCursor().position())

    def restore_cursor(self, text: str) -> None:
        if text.isdigit():
            cursor = self.block.textCursor()
            cursor.setPosition(min(int(text), self._length()))
            self.block.setTextCursor(cursor)


_NUMBER = re.compile(r"[+-]?[0-9]{1,12}(\.[0-9]{1,6})?", re.ASCII)


class NumberField(LineField):
    """A number typed on a line, right-aligned; whole unless ``decimals`` is more than 0."""

    def __init__(
        self,
        name: str,
        label: str,
        *,
        least: float | None = None,
        most: float | None = None,
        decimals: int = 0,
        hint: str = "",
        placeholder: str = "",
        required: bool = False,
        width: int = 10,
    ) -> None:
        super().__init__(name, label, hint=hint, placeholder=placeholder, required=required, width=width)
        self._least, self._most, self._decimals = least, most, decimals
        self.line.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._build(self.line)

    def value(self) -> int | float | None:
        text = self.line.text().strip().removesuffix("%").strip()
        if not text:
            return None
        number = self._number(text)
        low, high = self._least, self._most
        if (low is not None and number < Decimal(str(low))) or (
            high is not None and number > Decimal(str(high))
        ):
            raise self._refuse(self._range_words())
        return int(number) if self._decimals == 0 else float(number)

    def _number(self, text: str) -> Decimal:
        if _NUMBER.fullmatch(text) is None:
            raise self._refuse(_("{label} must be a number.").format(label=self.label_text))
        number = Decimal(text)
        if number != round(number, self._decimals):
            if self._decimals == 0:
                raise self._refuse(_("{label} must be a whole number.").format(label=self.label_text))
            words = _("{label} may have {places} decimal places at most.")
            raise self._refuse(words.format(label=self.label_text, places=self._decimals))
        return number

    def _range_words(self) -> str:
        low, high = self._least, self._most
        if low is None:
            return _("{label} must be {high:g} or less.").format(label=self.label_text, high=high)
        if high is None:
            return _("{label} must be {low:g} or more.").format(label=self.label_text, low=low)
        return _("{label} must be between {low:g} and {high:g}.").format(
            label=self.label_text, low=low, high=high
        )

    def set_value(self, value: float | None) -> None:
        self.line.setText("" if value is None else f"{value:.{self._decimals}f}")
