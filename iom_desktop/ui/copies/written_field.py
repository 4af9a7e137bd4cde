"""A required action somebody wrote on the lines of a paper: what, by whom, by when, and the goal it serves."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from iom_desktop.display.formats import exact_date
from iom_desktop.display.words import _
from iom_desktop.domain.dates import parse_date
from iom_desktop.domain.key_back import NewLine, new_field
from iom_desktop.errors import UserError
from iom_desktop.ui import theme
from iom_desktop.ui.choice_fields import ChoiceBox
from iom_desktop.ui.copies.line_field import GoingOn
from iom_desktop.ui.field import Field
from iom_desktop.ui.label import set_role
from iom_desktop.ui.text_fields import completer_for

_WHAT_LIMIT = 20_000
#: Characters of a goal that are shown to choose it by.
_GOAL_SHOWN = 48


class WrittenLineField(Field):
    """One written line. ``went_on`` says that Enter was pressed in it."""

    went_on = Signal()

    def __init__(
        self, number: int, goals: Mapping[str, str], owners: Sequence[str], person: str, today: date
    ) -> None:
        name = new_field(number)
        super().__init__(name, _("Written line {number}").format(number=number))
        self._today = today
        self.what = self._line(f"{name}-what", _("What must be done"), _WHAT_LIMIT)
        self.who = self._line(f"{name}-who", _("By whom ({name})").format(name=person), 300)
        self.who.setAccessibleName(_("{line}: by whom; empty for the person").format(line=self.label_text))
        if owners:
            self.who.setCompleter(completer_for(list(owners), self.who))
        self.due = self._line(f"{name}-due", _("By when"), 40)
        self.goal = ChoiceBox()
        self.goal.setObjectName(f"{name}-goal")
        self.goal.setAccessibleName(_("{line}: goal").format(line=self.label_text))
        self.goal.setSizeAdjustPolicy(ChoiceBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.goal.setMinimumContentsLength(14)
        self.goal.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        for lineage, words in goals.items():
            self.goal.addItem(_shortened(words), lineage)
        self._build(self.what, self._lay_out())
        for part in (self.what, self.who, self.due):
            part.textChanged.connect(self._changed)
            GoingOn(part, self.went_on.emit)
        GoingOn(self.goal, self.went_on.emit)
        self.goal.currentIndexChanged.connect(lambda _place: self._typed())

    def _line(self, name: str, words: str, limit: int) -> QLineEdit:
        made = QLineEdit()
        made.setObjectName(name)
        made.setPlaceholderText(words)
        made.setAccessibleName(f"{self.label_text}: {words}")
        made.setMaxLength(limit)
        return made

    def _lay_out(self) -> QWidget:
        inside = QWidget()
        inside.setObjectName(f"{self.name}-inside")
        rows = QVBoxLayout(inside)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme.px(4))
        rows.addWidget(self.what)
        under = QHBoxLayout()
        under.setSpacing(theme.px(8))
        self.who.setFixedWidth(theme.px(220))
        self.due.setFixedWidth(theme.px(120))
        under.addWidget(self.who)
        under.addWidget(self.due)
        under.addWidget(self.goal, 1)
        rows.addLayout(under)
        return inside

    def _changed(self) -> None:
        try:
            due = self._read_due()
        except UserError as problem:
            self.set_hint(problem.message)
            set_role(self._hint, "error")
        else:
            set_role(self._hint, "small")
            self.set_hint("" if due is None else _("By {day}").format(day=exact_date(due)))
        self._typed()

    def _read_due(self) -> date | None:
        text = self.due.text().strip()
        if not text:
            return None
        return parse_date(text, self._today, prefer="future", label=self.label_text, field=self.name)

    def is_empty(self) -> bool:
        """Whether nothing is typed on the line."""
        return not any(part.text().strip() for part in (self.what, self.who, self.due))

    def value(self) -> NewLine:
        return NewLine(
            what=self.what.text().strip(),
            who=self.who.text().strip(),
            due_on=self._read_due(),
            goal=str(self.goal.currentData() or ""),
        )

    def set_value(self, value: NewLine | None) -> None:
        said = value or NewLine()
        self.what.setText(said.what)
        self.who.setText(said.who)
        self.due.setText(f"{said.due_on:%d/%m/%Y}" if said.due_on else "")
        self.goal.setCurrentIndex(max(self.goal.findData(said.goal), 0))

    def text_snapshot(self) -> str:
        if self.is_empty():
            return ""
        typed = [self.what.text(), self.who.text(), self.due.text(), str(self.goal.currentData() or "")]
        return json.dumps(typed)

    def restore_text(self, text: str) -> None:
        try:
            what, who, due, goal = json.loads(text) if text else ("", "", "", "")
        except ValueError:
            return  # a draft of another version of the program
        self.what.setText(str(what))
        self.who.setText(str(who))
        self.due.setText(str(due))
        self.goal.setCurrentIndex(max(self.goal.findData(str(goal)), 0))

    def cursor_snapshot(self) -> str:
        return str(self.what.cursorPosition())

    def restore_cursor(self, text: str) -> None:
        if text.isdigit():
            self.what.setCursorPosition(int(text))


def _shortened(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= _GOAL_SHOWN else line[:_GOAL_SHOWN].rstrip() + "…"
