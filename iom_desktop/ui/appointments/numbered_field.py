"""Choosing by number: nine codes a key away, every other one in a list behind."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QRadioButton, QWidget

from iom_desktop.ui import theme
from iom_desktop.ui.choice_fields import ChoiceBox, Options
from iom_desktop.ui.field import Field
from iom_desktop.ui.label import without_mnemonic


class _Picker(QWidget):
    """The nine as numbered radio buttons down two columns, and a list with the rest."""

    picked = Signal()

    def __init__(self, name: str, short: Options, rest: Options, another: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._another = another
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self.buttons: dict[str, QRadioButton] = {}
        self.rest = ChoiceBox()
        self.rest.setObjectName(f"{name}-rest")
        self.rest.setAccessibleName(another)
        self._columns = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.px(24))
        self._grid.setVerticalSpacing(0)
        self._offer(short, rest)
        self._group.buttonClicked.connect(lambda _button: self._radio_picked())
        self.rest.currentIndexChanged.connect(lambda _place: self._rest_picked())

    def _offer(self, short: Options, rest: Options) -> None:
        for place, (code, words) in enumerate(short):
            said = f"{place + 1}   {words}"
            made = QRadioButton(without_mnemonic(said))
            made.setObjectName(f"{self.objectName()}-{code}")
            made.setAccessibleName(said)
            self._group.addButton(made)
            self.buttons[code] = made
        self.rest.addItem(f"{self._another}…", "")
        for code, words in rest:
            if code:
                self.rest.addItem(words, code)
            else:
                self.rest.insertSeparator(self.rest.count())
        self._arrange(2)
        if self.buttons:
            self.setFocusProxy(next(iter(self.buttons.values())))

    def offer(self, short: Options, rest: Options) -> None:
        """Offer other codes; the choice made stays where it is still offered."""
        before = self.code()
        self.rest.blockSignals(True)
        for made in self.buttons.values():
            self._group.removeButton(made)
            self._grid.removeWidget(made)
            made.hide()
            made.deleteLater()
        self.buttons.clear()
        self._grid.removeWidget(self.rest)
        self.rest.clear()
        self._columns = 0
        self._offer(short, rest)
        # New ones stand at the end of the dialog's order of Tab: before the list is where they belong.
        before_them: QWidget = self.rest.previousInFocusChain() or self
        for made in self.buttons.values():
            QWidget.setTabOrder(before_them, made)
            before_them = made
        self.rest.blockSignals(False)
        if before in self.buttons or self.rest.findData(before) > 0:
            self.choose(before)

    def _arrange(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        every: list[QWidget] = [*self.buttons.values(), self.rest]
        rows = -(-len(every) // columns)
        for place, widget in enumerate(every):
            self._grid.addWidget(widget, place % rows, place // rows)

    def _widest(self) -> int:
        return max((made.sizeHint().width() for made in self.buttons.values()), default=0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        needed = 2 * self._widest() + self._grid.horizontalSpacing()
        self._arrange(2 if event.size().width() >= needed else 1)

    def minimumSizeHint(self) -> QSize:
        size = super().minimumSizeHint()
        size.setWidth(self._widest())
        return size

    def code(self) -> str:
        """The outcome chosen, "" for none."""
        checked = next((code for code, made in self.buttons.items() if made.isChecked()), "")
        return checked or str(self.rest.currentData() or "")

    def choose(self, code: str) -> None:
        """Choose ``code``; one not offered is added to the list behind, "" chooses none."""
        before = self.code()
        self.rest.blockSignals(True)
        if code in self.buttons:
            self.rest.setCurrentIndex(0)
            self.buttons[code].setChecked(True)
        else:
            self._uncheck()
            if code and self.rest.findData(code) < 0:
                self.rest.addItem(code, code)
            self.rest.setCurrentIndex(max(self.rest.findData(code), 0))
        self.rest.blockSignals(False)
        if self.code() != before:
            self.picked.emit()

    def _uncheck(self) -> None:
        self._group.setExclusive(False)
        for made in self.buttons.values():
            made.setChecked(False)
        self._group.setExclusive(True)

    def _radio_picked(self) -> None:
        self.rest.blockSignals(True)
        self.rest.setCurrentIndex(0)
        self.rest.blockSignals(False)
        self.picked.emit()

    def _rest_picked(self) -> None:
        if self.rest.currentData():
            self._uncheck()
        self.picked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys 1 to 9 choose."""
        place = event.key() - Qt.Key.Key_1
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier or not 0 <= place < len(self.buttons):
            super().keyPressEvent(event)
            return
        code = list(self.buttons)[place]
        self.choose(code)
        self.buttons[code].setFocus()


class NumberedField(Field):
    """One of several codes, the commonest by number. ``value`` is the code, or None while none is chosen.

    An empty code among ``rest`` draws a line between groups; ``another`` is what leads to them ("Another outcome").
    """

    def __init__(
        self, name: str, label: str, short: Options, rest: Options, *, another: str, hint: str = ""
    ) -> None:
        super().__init__(name, label, hint=hint)
        self.picker = _Picker(name, short, rest, another)
        self.picker.picked.connect(self._typed)
        self._build(self.picker)

    def offer(self, short: Options, rest: Options) -> None:
        """Offer other codes; the choice made stays where it is still offered."""
        self.picker.offer(short, rest)

    def value(self) -> str | None:
        return self.picker.code() or None

    def set_value(self, value: str | None) -> None:
        self.picker.choose(value or "")

    def text_snapshot(self) -> str:
        return self.picker.code()

    def restore_text(self, text: str) -> None:
        self.picker.choose(text)
