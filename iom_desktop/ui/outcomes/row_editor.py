"""The editors of the row with the keyboard: outcome, note, and what is done about it where that is called for."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from iom_desktop.display.words import _
from iom_desktop.domain.checks import NOTE_LIMIT
from iom_desktop.ui import theme
from iom_desktop.ui.choice_fields import ChoiceBox, Options
from iom_desktop.ui.outcomes.delegate import FAULT, LINE, PAD
from iom_desktop.ui.outcomes.filled import Filled


class NumberedBox(ChoiceBox):
    """A list whose first entries are chosen by the keys 1 to 9; the others stand behind a line."""

    def __init__(self, name: str, words: str, nothing: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(words)
        self._nothing = nothing
        self._short: list[str] = []
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)

    def offer(self, short: Options, rest: Options) -> None:
        """Offer these codes instead, with nothing chosen."""
        self.blockSignals(True)
        self.clear()
        self._short = [code for code, _words in short]
        self.addItem(self._nothing, "")
        for place, (code, words) in enumerate(short):
            self.addItem(f"{place + 1}   {words}", code)
        self.insertSeparator(self.count())
        for code, words in rest:
            if code:
                self.addItem(words, code)
            else:
                self.insertSeparator(self.count())
        widest = max(self.fontMetrics().horizontalAdvance(self.itemText(at)) for at in range(self.count()))
        self.view().setMinimumWidth(widest + theme.px(48))
        self.blockSignals(False)

    def code(self) -> str:
        """The code chosen, "" for none."""
        return str(self.currentData() or "")

    def show_code(self, code: str) -> None:
        """Show ``code`` without telling anybody; one not offered is added."""
        self.blockSignals(True)
        if code and self.findData(code) < 0:
            self.addItem(code, code)
        self.setCurrentIndex(max(self.findData(code), 0))
        self.blockSignals(False)

    def numbered(self, key: int) -> str:
        """The code that a key from 1 to 9 stands for, "" for none."""
        place = key - int(Qt.Key.Key_1)
        return self._short[place] if 0 <= place < len(self._short) else ""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys 1 to 9 choose; Enter is left to the row."""
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        code = self.numbered(event.key()) if plain else ""
        if code:
            self.setCurrentIndex(self.findData(code))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
            event.ignore()
        else:
            super().keyPressEvent(event)


class RowEditor(QWidget):
    """Lies over the lower line of a row. What is typed is told at once; Enter and Esc are told as well."""

    filled = Signal(str, str)  #: which part ("outcome_code", "note", "step_code") and what it holds now
    went_on = Signal()  #: Enter: this row is done
    left = Signal()  #: Esc: back to the list

    def __init__(
        self,
        said: Filled,
        outcomes: tuple[Options, Options],
        parent: QWidget,
        *,
        fault: bool,
        narrow: bool,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("outcome-row")
        self.outcome = NumberedBox("row-outcome", _("Outcome"), _("No outcome yet"))
        self.outcome.offer(*outcomes)
        self.outcome.show_code(said.outcome_code)
        self.note = QLineEdit(said.note)
        self.note.setObjectName("row-note")
        self.note.setAccessibleName(_("Note"))
        self.note.setPlaceholderText(_("Note"))
        self.note.setMaxLength(NOTE_LIMIT)
        self.step = NumberedBox("row-step", _("What is done about it"), _("What is done about it?"))
        self._lay_out(fault, narrow)
        self.outcome.currentIndexChanged.connect(
            lambda _at: self.filled.emit("outcome_code", self.outcome.code())
        )
        self.step.currentIndexChanged.connect(lambda _at: self.filled.emit("step_code", self.step.code()))
        self.note.textEdited.connect(lambda text: self.filled.emit("note", text))
        for editor in (self.outcome, self.note, self.step):
            editor.installEventFilter(self)

    def _lay_out(self, fault: bool, narrow: bool) -> None:
        rows = QVBoxLayout(self)
        row = QHBoxLayout()
        below = theme.px(4) + (theme.px(FAULT) if fault else 0)
        rows.setContentsMargins(theme.px(PAD), theme.px(LINE), theme.px(PAD), below)
        rows.setSpacing(theme.px(4))
        row.setSpacing(theme.px(8))
        rows.addLayout(row)
        row.addWidget(self.outcome, 5)
        row.addWidget(self.step, 5)
        if narrow:
            rows.addWidget(self.note)
        else:
            row.addWidget(self.note, 4)
        self.step.hide()
        # The note comes first: the outcome is chosen from the list itself, by its number.
        QWidget.setTabOrder(self.outcome, self.note)
        QWidget.setTabOrder(self.note, self.step)

    def ask_step(self, options: tuple[Options, Options] | None, code: str) -> None:
        """Ask what is done about it, offering ``options``; without them, do not ask."""
        if options is not None:
            self.step.offer(*options)
            self.step.show_code(code)
        self.step.setVisible(options is not None)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not held:
                self.went_on.emit()
                return True
            if event.key() == Qt.Key.Key_Escape and not held:
                self.left.emit()
                return True
        return super().eventFilter(watched, event)
