"""One required action of a paper as it is keyed back: what the paper says, its boxes, a note and a day."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from iom_desktop.display import labels
from iom_desktop.display.formats import exact_date
from iom_desktop.display.plan_lines import action_sentence, plain
from iom_desktop.display.words import _
from iom_desktop.domain.actions import ActionStatus
from iom_desktop.domain.dates import parse_date
from iom_desktop.domain.key_back import Box, KeyedLine, PaperLine, line_field
from iom_desktop.errors import UserError
from iom_desktop.ui import theme
from iom_desktop.ui.actions.status_chip import LOOKS
from iom_desktop.ui.chips import Chip
from iom_desktop.ui.copies.boxes import Boxes
from iom_desktop.ui.field import Field
from iom_desktop.ui.label import set_role, text_label, without_mnemonic

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_NOTE_LIMIT = 20_000


class GoingOn(QObject):
    """Has Enter in a line of typing, or on a box to tick, go on to what comes next instead of saving."""

    def __init__(self, widget: QWidget, go_on: Callable[[], object]) -> None:
        super().__init__(widget)
        self._go_on = go_on
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() in _ENTER
            and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        ):
            self._go_on()
            return True
        return super().eventFilter(watched, event)


class KeyedLineField(Field):
    """A line of the paper. ``went_on`` says that Enter was pressed and nothing on the line is still wanted.

    ``called`` is what the person is called, ``day`` gives the day for which the whole paper holds.
    """

    went_on = Signal()
    _entered = Signal()

    def __init__(self, line: PaperLine, called: str, today: date) -> None:
        name = line_field(line.lineage)
        super().__init__(name, _("Action {number}").format(number=line.number))
        self.line, self._today = line, today
        self._day: date | None = today
        self.boxes = Boxes(
            [(one.value, labels.label(one)) for one in Box], name=f"{name}-boxes", label=self.label_text
        )
        self.note = self._typed_line(f"{name}-note", _("Note"), _NOTE_LIMIT)
        self.on = self._typed_line(f"{name}-on", _("Another day"), 40)
        self.holds = QCheckBox(without_mnemonic(_("What is written still holds")))
        self.holds.setObjectName(f"{name}-holds")
        self.becomes = text_label("", role="small", wrap=True, name=f"{name}-becomes")
        shown = self._lay_out(plain(action_sentence(line.said, called, {})))
        self._build(self.boxes, shown, labelled=False)
        self.boxes.setAccessibleDescription(plain(action_sentence(line.said, called, {})))
        self._connect()
        self._say()

    def _typed_line(self, name: str, words: str, limit: int) -> QLineEdit:
        made = QLineEdit()
        made.setObjectName(name)
        made.setPlaceholderText(words)
        made.setAccessibleName(f"{self.label_text}: {words}")
        made.setMaxLength(limit)
        return made

    def _lay_out(self, sentence: str) -> QWidget:
        inside = QWidget()
        inside.setObjectName(f"{self.name}-inside")
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.px(12))
        grid.setVerticalSpacing(theme.px(4))
        grid.setColumnStretch(1, 1)
        grid.setColumnMinimumWidth(0, theme.px(32))
        top = Qt.AlignmentFlag.AlignTop
        grid.addWidget(text_label(self.line.number, role="strong", name=f"{self.name}-number"), 0, 0, top)
        words = text_label(
            sentence, role="muted" if self.line.gone else "body", wrap=True, name=f"{self.name}-words"
        )
        grid.addWidget(words, 0, 1)
        role, _shape = LOOKS[self.line.status]
        self.chip = Chip(labels.label(self.line.status), role, name=f"{self.name}-status")
        grid.addWidget(self.chip, 0, 2, top)
        grid.addLayout(self._since(), 1, 1, 1, 2)
        self.keyed = QWidget()
        self.keyed.setObjectName(f"{self.name}-keyed")
        row = QHBoxLayout(self.keyed)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(8))
        row.addWidget(self.boxes)
        row.addWidget(self.note, 1)
        self.on.setFixedWidth(theme.px(120))
        row.addWidget(self.on)
        grid.addWidget(self.keyed, 2, 1, 1, 2)
        grid.addWidget(self.holds, 3, 1, 1, 2)
        grid.addWidget(self.becomes, 4, 1, 1, 2)
        self.holds.setHidden(not self.line.asks)
        self.keyed.setHidden(self.line.gone)
        self.chip.setHidden(self.line.gone)
        return inside

    def _since(self) -> QVBoxLayout:
        """What has become of the action since the paper was made, and the box that says it holds all the same."""
        rows = QVBoxLayout()
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme.px(4))
        said = [_("Changed since: {change}").format(change=one) for one in self.line.changes]
        if self.line.gone:
            said = [_("No longer in the plan: nothing can be kept of it.")]
        elif self.line.asks and not said:
            said = [_("Changed since the paper was made.")]
        for place, one in enumerate(said):
            rows.addWidget(text_label(one, role="overdue", wrap=True, name=f"{self.name}-since-{place}"))
        return rows

    def _connect(self) -> None:
        self.boxes.ticked.connect(self._changed)
        self.note.textChanged.connect(self._changed)
        self.on.textChanged.connect(self._changed)
        self.holds.toggled.connect(self._changed)
        self.boxes.went_on.connect(self._entered)
        for widget in (self.note, self.on, self.holds):
            GoingOn(widget, self._entered.emit)
        self._entered.connect(self._go_on)

    def _changed(self) -> None:
        self._say()
        self._typed()

    # What is wanted -----------------------------------------------------------------------------------------

    def set_day(self, day: date | None) -> None:
        """Say for which day the whole paper holds."""
        self._day = day
        self._say()

    def _status(self) -> ActionStatus | None:
        key = self.boxes.key()
        try:
            on = self._read_day() or self._day
        except UserError:
            on = None
        return self.line.becomes(Box(key) if key else None, on or self._today)

    def _wants_note(self) -> bool:
        return self._status() is ActionStatus.MISSED and not self.note.text().strip()

    def _wants_answer(self) -> bool:
        return self.line.asks and not self.value_is_empty() and not self.holds.isChecked()

    def value_is_empty(self) -> bool:
        """Whether nothing is keyed beside this action."""
        return not self.boxes.key() and not self.note.text().strip()

    def _go_on(self) -> None:
        """To what this line still wants; else on to the next line."""
        if self._wants_note() and not self.note.hasFocus():
            self.note.setFocus(Qt.FocusReason.TabFocusReason)
        elif self._wants_answer() and not self.holds.hasFocus():
            self.holds.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.went_on.emit()

    def _say(self) -> None:
        """What will be kept of this line, as far as it is keyed."""
        status = self._status()
        words, role = "", "small"
        try:
            other = self._read_day()
        except UserError as problem:
            words, role = problem.message, "error"
        else:
            day = "" if other is None else _(" on {day}").format(day=exact_date(other))
            if status is not None:
                words = _("Will be kept as: {status}{day}.").format(
                    status=labels.label(status).lower(), day=day
                )
                if self._wants_note():
                    words, role = f"{words} " + _("Say why in the note."), "missing"
            elif self.note.text().strip():
                words = _("Will be kept as a progress note.")
        self.becomes.setText(words)
        set_role(self.becomes, role)
        self.becomes.setVisible(bool(words))

    def _read_day(self) -> date | None:
        text = self.on.text().strip()
        if not text:
            return None
        return parse_date(text, self._today, prefer="past", label=self.label_text, field=self.name)

    # As a field -------------------------------------------------------------------------------------------

    def value(self) -> KeyedLine:
        key = self.boxes.key()
        return KeyedLine(
            lineage=self.line.lineage,
            box=Box(key) if key else None,
            note=self.note.text().strip(),
            on=self._read_day(),
            holds=self.holds.isChecked(),
        )

    def set_value(self, value: KeyedLine | None) -> None:
        said = value or KeyedLine(lineage=self.line.lineage)
        self.boxes.tick(said.box.value if said.box else "")
        self.note.setText(said.note)
        self.on.setText(f"{said.on:%d/%m/%Y}" if said.on else "")
        self.holds.setChecked(said.holds)

    def text_snapshot(self) -> str:
        if self.value_is_empty() and not self.on.text() and not self.holds.isChecked():
            return ""
        return json.dumps([self.boxes.key(), self.note.text(), self.on.text(), self.holds.isChecked()])

    def restore_text(self, text: str) -> None:
        try:
            box, note, on, holds = json.loads(text) if text else ("", "", "", False)
        except ValueError:
            return  # a draft of another version of the program
        self.boxes.tick(str(box) if box in list(Box) else "")
        self.note.setText(str(note))
        self.on.setText(str(on))
        self.holds.setChecked(bool(holds))

    def cursor_snapshot(self) -> str:
        for part in (self.note, self.on):
            if part.hasFocus():
                return f"{part.objectName().rpartition('-')[2]}:{part.cursorPosition()}"
        return ""

    def restore_cursor(self, text: str) -> None:
        which, _colon, place = text.partition(":")
        part = {"note": self.note, "on": self.on}.get(which)
        if part is not None and place.isdigit():
            part.setFocus()
            part.setCursorPosition(int(place))
