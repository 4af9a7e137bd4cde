"""Fields that are chosen: one of several, a tick, yes or no, any of several."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QListView,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QWidget,
)

from iom_desktop.display.words import _
from iom_desktop.ui import theme
from iom_desktop.ui.button import button
from iom_desktop.ui.field import Field
from iom_desktop.ui.label import without_mnemonic
from iom_desktop.ui.text_fields import completer_for


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
            self.box.setCompleter(completer_for([words for _code, words in options], self.box))
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
