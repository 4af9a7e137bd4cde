"""Forms: fields that say what is wrong beside themselves, and give back what was half typed.

A field's label stands above it, its error beneath. ``value`` gives what a draft wants (a date, a code, text)
and raises ``UserError`` when what is typed cannot be read; ``text_snapshot`` gives the raw text, read or
not, so that a draft journal can put it back exactly.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, time
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QDate, QEvent, QLocale, QObject, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import (
    QApplication,
    QBoxLayout,
    QCalendarWidget,
    QCheckBox,
    QComboBox,
    QCompleter,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from iom_desktop.display.words import _
from iom_desktop.errors import FieldErrors, UserError
from iom_desktop.ui import theme
from iom_desktop.ui.button import button
from iom_desktop.ui.label import hairline, set_plain_tooltip, set_role, text_label, without_mnemonic
from iom_desktop.ui.page import NoticeStrip

TEXT_LIMIT = 20_000
"""Characters a block of text may hold."""

_FOCUS_KEY = "@focus"
_CURSOR_KEY = "@cursor"


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
        self._hint.setVisible(bool(hint))
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


class _LineField(Field):
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


class TextLine(_LineField):
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
        self.line.setCompleter(_completer(list(suggestions), self.line))

    def value(self) -> str:
        return self.line.text().strip()

    def set_value(self, value: str | None) -> None:
        self.line.setText(value or "")
        self.line.setCursorPosition(0)


def _completer(words: list[str], parent: QWidget) -> QCompleter:
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


def long_date(day: date) -> str:
    """``day`` as it is read: "Tue 1 Dec 2026"."""
    return QLocale().toString(QDate(day.year, day.month, day.day), "ddd d MMM yyyy")


class DateField(_LineField):
    """A date typed as people write it. As it is typed the exact date read, or what is wrong, shows beneath.

    ``parse`` turns what is typed into a date or raises ``UserError``; Alt+Down or the button opens a
    calendar.
    """

    def __init__(
        self,
        name: str,
        label: str,
        *,
        parse: Callable[[str], date],
        show: Callable[[date], str] = long_date,
        hint: str = "",
        placeholder: str = "",
        required: bool = False,
    ) -> None:
        super().__init__(name, label, hint=hint, placeholder=placeholder, required=required)
        self._parse, self._show_date = parse, show
        self._plain_hint = hint
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(4))
        row.addWidget(self.line, 1)
        self.calendar_button = button(
            _("Pick"),
            self.open_calendar,
            name=f"{name}-calendar",
            kind="quiet",
            tooltip=_("Calendar (Alt+Down)"),
        )
        self.calendar_button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        row.addWidget(self.calendar_button)
        self._build(self.line, row)
        self.line.textChanged.connect(self._read_aloud)
        self.line.installEventFilter(self)
        self.calendar: QCalendarWidget | None = None

    def _read(self) -> date | None:
        text = self.line.text().strip()
        if not text:
            return None
        try:
            return self._parse(text)
        except UserError as error:
            raise self._refuse(error.message) from None
        except ValueError:
            raise self._refuse(_("This is not a date that can be read.")) from None

    def _read_aloud(self) -> None:
        """Show beneath what the typing reads as; half a date is not yet an error, so it only hints."""
        try:
            day = self._read()
        except UserError as error:
            self.set_hint(error.message)
            set_role(self._hint, "error")
            return
        set_role(self._hint, "small")
        self.set_hint(self._plain_hint if day is None else self._show_date(day))

    def reading(self) -> str:
        """What shows beneath the field: the exact date, or what is wrong."""
        return self._hint.text()

    def value(self) -> date | None:
        return self._read()

    def set_value(self, value: date | None) -> None:
        self.line.setText("" if value is None else f"{value:%d/%m/%Y}")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            alt_down = event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier
            if alt_down or event.key() == Qt.Key.Key_F4:
                self.open_calendar()
                return True
        return super().eventFilter(watched, event)

    def open_calendar(self) -> None:
        """Open a calendar under the field; a click or Enter takes the day, Esc leaves the field as it was."""
        popup = QFrame(self, Qt.WindowType.Popup)
        popup.setObjectName(f"{self.name}-calendar-popup")
        popup.setProperty("surface", "raised")
        popup.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        calendar = QCalendarWidget(popup)
        calendar.setObjectName(f"{self.name}-calendar-days")
        calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        calendar.setMinimumSize(theme.px(296), theme.px(240))
        layout = QVBoxLayout(popup)
        layout.setContentsMargins(theme.px(4), theme.px(4), theme.px(4), theme.px(4))
        layout.addWidget(calendar)
        try:
            day = self._read()
        except UserError:
            day = None
        if day is not None:
            calendar.setSelectedDate(QDate(day.year, day.month, day.day))
        for taken in (calendar.activated, calendar.clicked):
            taken.connect(self._take_day)
        self.calendar = calendar
        calendar.destroyed.connect(lambda: setattr(self, "calendar", None))
        popup.move(self.line.mapToGlobal(QPoint(0, self.line.height() + theme.px(2))))
        popup.show()
        calendar.setFocus()

    def _take_day(self, day: QDate) -> None:
        if self.calendar is None:
            return
        popup = self.calendar.window()
        self.calendar = None
        self.set_value(date(day.year(), day.month(), day.day()))
        popup.close()
        self.line.setFocus()


_TIME = re.compile(r"(\d{1,2})(?:[:.h ]?(\d{2}))?\s*(am|pm)?", re.ASCII)


def read_time(text: str) -> time:
    """A time as people write it: "10", "9.30", "0930", "2pm", "noon". ``ValueError`` if it is none."""
    tidy = text.strip().casefold()
    if tidy in ("noon", "midday"):
        return time(12, 0)
    match = _TIME.fullmatch(tidy)
    if match is None:
        raise ValueError("not a time")
    hour, minute, half = int(match[1]), int(match[2] or 0), match[3]
    if half is not None:
        if not 1 <= hour <= 12:
            raise ValueError("not a time")
        hour = hour % 12 + (12 if half == "pm" else 0)
    return time(hour, minute)


class TimeField(_LineField):
    """A time of day typed as people write it; the exact time shows beneath."""

    def __init__(
        self, name: str, label: str, *, hint: str = "", placeholder: str = "", required: bool = False
    ) -> None:
        super().__init__(name, label, hint=hint, placeholder=placeholder, required=required)
        self._plain_hint = hint
        self._build(self.line)
        self.line.textChanged.connect(self._read_aloud)

    def _read_aloud(self) -> None:
        try:
            at = self.value()
        except UserError as error:
            set_role(self._hint, "error")
            self.set_hint(error.message)
            return
        set_role(self._hint, "small")
        self.set_hint(self._plain_hint if at is None else f"{at:%H:%M}")

    def reading(self) -> str:
        """What shows beneath the field: the exact time, or what is wrong."""
        return self._hint.text()

    def value(self) -> time | None:
        text = self.line.text().strip()
        if not text:
            return None
        try:
            return read_time(text)
        except ValueError:
            raise self._refuse(_("This is not a time that can be read: type 10:00, 1400 or 2pm.")) from None

    def set_value(self, value: time | None) -> None:
        self.line.setText("" if value is None else f"{value:%H:%M}")


_NUMBER = re.compile(r"[+-]?[0-9]{1,12}(\.[0-9]{1,6})?", re.ASCII)


class NumberField(_LineField):
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


class ChoiceBox(QComboBox):
    """A combo box that the wheel changes only while it has the focus."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMaxVisibleItems(12)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.setMinimumContentsLength(6)
        self.setView(QListView(self))
        self.view().setTextElideMode(Qt.TextElideMode.ElideNone)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


Options = Sequence[tuple[str, str]]
"""Codes and the words they stand for, in the order shown."""


class ChoiceField(Field):
    """One of several codes, shown as words; typing goes to a word (or a code, when codes are shown).

    An ``editable`` one takes any text and offers the words as suggestions: its value is the text typed.
    Without a choice made, the value is None ("" when editable).
    """

    def __init__(
        self,
        name: str,
        label: str,
        options: Options = (),
        *,
        hint: str = "",
        blank: str | None = "",
        editable: bool = False,
        show_codes: bool = False,
        required: bool = False,
        placeholder: str = "",
    ) -> None:
        super().__init__(name, label, hint=hint, required=required)
        self._blank, self._editable, self._show_codes = blank, editable, show_codes
        self.box = ChoiceBox()
        self.box.setEditable(editable)
        self.box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        policy = QSizePolicy.Policy
        self.box.setSizePolicy(policy.Expanding, policy.Fixed)
        line = self.box.lineEdit() if editable else None
        if line is not None:
            line.setObjectName(f"{name}-line")
            line.setPlaceholderText(placeholder)
        self.set_options(options)
        self.box.currentTextChanged.connect(lambda _text: self._typed())
        self._build(self.box)

    def set_options(self, options: Options) -> None:
        """Offer ``options`` instead; the choice made stays if it is still among them."""
        before = self.text_snapshot() if self.box.count() or self._editable else ""
        self.box.blockSignals(True)
        self.box.clear()
        if not self._editable and self._blank is not None:
            self.box.addItem(self._blank, "")
        for code, words in options:
            self.box.addItem(f"{code}  {words}" if self._show_codes and words != code else words, code)
        if self._editable:
            self.box.setCompleter(_completer([words for _code, words in options], self.box))
        self.box.blockSignals(False)
        self.restore_text(before)

    def value(self) -> str | None:
        if self._editable:
            return self.box.currentText().strip()
        return self.box.currentData() or None

    def words(self) -> str:
        """The words of the choice made, "" without one."""
        return self.box.currentText() if self._editable or self.box.currentData() else ""

    def set_value(self, value: str | None) -> None:
        """Choose ``value``; a code not offered is added, so that an old record shows what it holds."""
        if self._editable:
            self.box.setEditText(value or "")
            return
        if value and self.box.findData(value) < 0:
            self.box.addItem(value, value)
        self.box.setCurrentIndex(max(self.box.findData(value or ""), 0 if self._blank is not None else -1))

    def text_snapshot(self) -> str:
        return self.box.currentText() if self._editable else str(self.box.currentData() or "")

    def restore_text(self, text: str) -> None:
        if self._editable:
            self.box.setEditText(text)
        else:
            place = self.box.findData(text)
            if place >= 0 or self._blank is not None:
                self.box.setCurrentIndex(max(place, 0))

    def cursor_snapshot(self) -> str:
        line = self.box.lineEdit() if self._editable else None
        return "" if line is None else str(line.cursorPosition())

    def restore_cursor(self, text: str) -> None:
        line = self.box.lineEdit() if self._editable else None
        if line is not None and text.isdigit():
            line.setCursorPosition(int(text))


class TickField(Field):
    """A statement that is ticked or not."""

    def __init__(self, name: str, label: str, *, hint: str = "") -> None:
        super().__init__(name, label, hint=hint)
        self.box = QCheckBox(without_mnemonic(label))
        self.box.toggled.connect(lambda _on: self._typed())
        self._build(self.box, labelled=False)

    def value(self) -> bool:
        return self.box.isChecked()

    def set_value(self, value: bool | None) -> None:
        self.box.setChecked(bool(value))

    def text_snapshot(self) -> str:
        return "1" if self.box.isChecked() else ""

    def restore_text(self, text: str) -> None:
        self.box.setChecked(text == "1")


class _YesNo(QWidget):
    """Two buttons side by side; Y and N press them, Backspace leaves both unpressed."""

    changed = Signal()

    def __init__(self, name: str, yes: str, no: str) -> None:
        super().__init__()
        self.yes = self._segment(yes, f"{name}-yes", True)
        self.no = self._segment(no, f"{name}-no", False)
        self.answer: bool | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(4))
        row.addWidget(self.yes)
        row.addWidget(self.no)
        row.addStretch(1)
        self.setFocusProxy(self.yes)

    def _segment(self, words: str, name: str, answer: bool) -> QPushButton:
        made = button(words, lambda: self._press(answer), name=name, kind="segment")
        made.setCheckable(True)
        made.installEventFilter(self)
        return made

    def _press(self, answer: bool) -> None:
        self.set_answer(None if self.answer is answer else answer)

    def set_answer(self, answer: bool | None) -> None:
        """Show ``answer``; None is not answered yet."""
        before, self.answer = self.answer, answer
        self.yes.setChecked(answer is True)
        self.no.setChecked(answer is False)
        if answer is not before:
            self.changed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress or event.modifiers():
            return super().eventFilter(watched, event)
        key = event.key()
        typed = event.text().casefold()
        if key in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            self.set_answer(None)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            (self.yes if key == Qt.Key.Key_Left else self.no).setFocus()
        elif typed and self.yes.accessibleName().casefold().startswith(typed):
            self.set_answer(True)
        elif typed and self.no.accessibleName().casefold().startswith(typed):
            self.set_answer(False)
        else:
            return super().eventFilter(watched, event)
        return True


class YesNoField(Field):
    """A question answered yes, no, or not yet (None)."""

    def __init__(
        self, name: str, label: str, *, hint: str = "", required: bool = False, yes: str = "", no: str = ""
    ) -> None:
        super().__init__(name, label, hint=hint, required=required)
        self._pair = _YesNo(name, yes or _("Yes"), no or _("No"))
        self._pair.setObjectName(name)
        for part in (self._pair.yes, self._pair.no):
            part.setAccessibleName(part.accessibleName())
            part.setAccessibleDescription(label)
        self._pair.changed.connect(self._typed)
        self._build(self._pair)

    def value(self) -> bool | None:
        return self._pair.answer

    def set_value(self, value: bool | None) -> None:
        self._pair.set_answer(value)

    def text_snapshot(self) -> str:
        return {True: "yes", False: "no", None: ""}[self._pair.answer]

    def restore_text(self, text: str) -> None:
        self._pair.set_answer({"yes": True, "no": False}.get(text))


class _Checklist(QWidget):
    """Tick boxes down columns: as many columns as asked for, or as fit."""

    def __init__(self, name: str, boxes: Sequence[QCheckBox], columns: int) -> None:
        super().__init__()
        self.setObjectName(name)
        self._boxes, self._wanted, self._columns = list(boxes), columns, 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.px(16))
        self._grid.setVerticalSpacing(0)
        self._arrange(columns)

    def _width_in(self, columns: int) -> int:
        rows = -(-len(self._boxes) // columns)
        widths = [box.sizeHint().width() for box in self._boxes]
        used = [max(widths[at : at + rows]) for at in range(0, len(widths), rows)]
        return sum(used) + theme.px(16) * len(used)

    def _arrange(self, columns: int) -> None:
        if columns == self._columns or not self._boxes:
            return
        self._grid.setColumnStretch(self._columns, 0)
        self._columns = columns
        rows = -(-len(self._boxes) // columns)
        for place, box in enumerate(self._boxes):
            self._grid.addWidget(box, place % rows, place // rows)
        self._grid.setColumnStretch(columns, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        fitting = (n for n in range(self._wanted, 1, -1) if self._width_in(n) <= event.size().width())
        self._arrange(next(fitting, 1))

    def minimumSizeHint(self) -> QSize:
        size = super().minimumSizeHint()
        size.setWidth(self._width_in(1) if self._boxes else 0)
        return size


class MultiChoiceField(Field):
    """Any number of several codes, as a compact checklist; more than ``most_rows`` rows scroll."""

    def __init__(
        self,
        name: str,
        label: str,
        options: Options,
        *,
        columns: int = 2,
        hint: str = "",
        required: bool = False,
        most_rows: int = 8,
    ) -> None:
        super().__init__(name, label, hint=hint, required=required)
        self._boxes = {code: self._tick_box(code, words) for code, words in options}
        inside = _Checklist(f"{name}-choices", list(self._boxes.values()), columns)
        if self._boxes:
            inside.setFocusProxy(next(iter(self._boxes.values())))
        rows = -(-len(options) // columns)
        self._build(inside, inside if rows <= most_rows else self._scrolling(inside, most_rows))

    def _tick_box(self, code: str, words: str) -> QCheckBox:
        box = QCheckBox(without_mnemonic(words))
        box.setObjectName(f"{self.name}-{code}")
        box.setAccessibleName(words)
        box.toggled.connect(lambda _on: self._typed())
        return box

    def _scrolling(self, inside: QWidget, rows: int) -> QWidget:
        area = QScrollArea()
        area.setObjectName(f"{self.name}-scroll")
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setFixedHeight(rows * theme.px(24))
        return area

    def value(self) -> tuple[str, ...]:
        return tuple(code for code, box in self._boxes.items() if box.isChecked())

    def set_value(self, value: Sequence[str] | None) -> None:
        chosen = set(value or ())
        for code, box in self._boxes.items():
            box.setChecked(code in chosen)

    def text_snapshot(self) -> str:
        return "\n".join(self.value())

    def restore_text(self, text: str) -> None:
        self.set_value(text.split("\n"))


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
        """The name of the field that has the keyboard, or None."""
        at = QApplication.focusWidget()
        for name, field in self._fields.items():
            if at is not None and (at is field or field.isAncestorOf(at)):
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
