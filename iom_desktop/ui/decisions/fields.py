"""Fields of the decision dialog: who decided, row by row, and a review date with its usual distances."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from iom_desktop.display.formats import N_, count, spoken_date
from iom_desktop.display.labels import agency_words, choices
from iom_desktop.display.words import _
from iom_desktop.domain.codes import Agency
from iom_desktop.domain.dates import add_months, parse_date
from iom_desktop.domain.decisions import DecisionMaker
from iom_desktop.errors import UserError
from iom_desktop.ui import theme
from iom_desktop.ui.button import button
from iom_desktop.ui.choice_fields import ChoiceBox, ChoiceField
from iom_desktop.ui.date_fields import DateField
from iom_desktop.ui.field import Field
from iom_desktop.ui.text_fields import completer_for

PRESETS = (3, 6, 12)
"""Months to a review, as buttons."""


class _Row(QWidget):
    """One person and their agency."""

    def __init__(self, place: int, changed: Callable[[], object], names: Sequence[str]) -> None:
        super().__init__()
        self.setObjectName(f"decided-by-{place}")
        self.name = QLineEdit()
        self.name.setObjectName(f"decided-by-{place}-name")
        self.name.setMaxLength(300)
        self.name.setPlaceholderText(_("Name"))
        self.name.setAccessibleName(_("Decided by, person {number}").format(number=place + 1))
        if names:
            self.name.setCompleter(completer_for(list(names), self.name))
        self.agency = ChoiceBox()
        self.agency.setObjectName(f"decided-by-{place}-agency")
        self.agency.setEditable(True)
        self.agency.setInsertPolicy(ChoiceBox.InsertPolicy.NoInsert)
        self.agency.addItems([words for _code, words in choices(Agency)])
        self.agency.setEditText("")
        self.agency.setAccessibleName(_("Agency of person {number}").format(number=place + 1))
        line = self.agency.lineEdit()
        if line is not None:
            line.setPlaceholderText(_("Agency"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(8))
        row.addWidget(self.name, 3)
        row.addWidget(self.agency, 2)
        self.remove = button(
            _("Remove"),
            name=f"decided-by-{place}-remove",
            kind="quiet",
            tooltip=_("Take this person out of the list"),
        )
        row.addWidget(self.remove)
        self.name.textChanged.connect(lambda _text: changed())
        self.agency.currentTextChanged.connect(lambda _text: changed())

    def maker(self) -> DecisionMaker:
        """What is typed; an agency of our list as its code."""
        return DecisionMaker(
            name=self.name.text().strip(), agency=agency_code(self.agency.currentText().strip())
        )

    def show_maker(self, maker: DecisionMaker) -> None:
        """Show ``maker``."""
        self.name.setText(maker.name)
        self.agency.setEditText(agency_words(maker.agency))
        line = self.agency.lineEdit()
        if line is not None:
            line.setCursorPosition(0)


class DecidersField(Field):
    """Who decided: a row for each person with their agency. A row without a name is passed over."""

    def __init__(self, name: str, label: str, *, names: Sequence[str] = (), hint: str = "") -> None:
        super().__init__(name, label, hint=hint, required=True)
        self._names = tuple(names)
        self._inside = QWidget()
        self._inside.setObjectName(f"{name}-people")
        self._lines = QVBoxLayout(self._inside)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(theme.px(4))
        self._people: list[_Row] = []
        self.add_button: QPushButton = button(
            _("Add another person"), self.add_person, name=f"{name}-add", kind="quiet", shortcut="Alt+P"
        )
        foot = QHBoxLayout()
        foot.setContentsMargins(0, 0, 0, 0)
        foot.addWidget(self.add_button)
        foot.addStretch(1)
        self._lines.addLayout(foot)
        self._put((DecisionMaker(name="", agency=""),))
        self._build(self._inside)
        self._order()

    def people(self) -> list[_Row]:
        """The rows."""
        return list(self._people)

    def add_person(self) -> None:
        """Add an empty row and go to its name."""
        self._append(DecisionMaker(name="", agency=""))
        self._people[-1].name.setFocus()
        self._typed()

    def _append(self, maker: DecisionMaker) -> None:
        row = _Row(len(self._people), self._typed, self._names)
        row.show_maker(maker)
        row.remove.clicked.connect(lambda _checked=False: self._take_out(row))
        self._people.append(row)
        self._lines.insertWidget(len(self._people) - 1, row)
        row.show()
        self._order()

    def _order(self) -> None:
        """One row is always there; Tab goes down the rows and then to the button."""
        for row in self._people:
            row.remove.setVisible(len(self._people) > 1)
        # A hidden widget has no place in the order of Tab, and would break the chain.
        parts: list[QWidget] = [
            part for row in self._people for part in (row.name, row.agency, row.remove) if not part.isHidden()
        ]
        for before, after in zip(parts, [*parts[1:], self.add_button], strict=True):
            QWidget.setTabOrder(before, after)
        # The field hands the keyboard to its first name; were the box of rows to, Tab would go round in it.
        self.setFocusProxy(self._people[0].name)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        # Moving into its dialog, the field loses the order it was given before.
        QTimer.singleShot(0, self, self._order)

    def _take_out(self, row: _Row) -> None:
        place = self._people.index(row)
        self._drop(row)
        self._order()
        self._people[min(place, len(self._people) - 1)].name.setFocus()
        self._typed()

    def _drop(self, row: _Row) -> None:
        self._people.remove(row)
        self._lines.removeWidget(row)
        row.hide()
        row.deleteLater()

    def _put(self, makers: Iterable[DecisionMaker]) -> None:
        for row in list(self._people):
            self._drop(row)
        for maker in makers:
            self._append(maker)

    def value(self) -> tuple[DecisionMaker, ...]:
        makers = [row.maker() for row in self._people]
        for place, maker in enumerate(makers, start=1):
            if maker.name and not maker.agency:
                message = _("Decided by: person {number} has no agency.")
                raise UserError(message.format(number=place), self.name)
        return tuple(maker for maker in makers if maker.name)

    def set_value(self, value: Sequence[DecisionMaker] | None) -> None:
        self._put(value or (DecisionMaker(name="", agency=""),))
        self._typed()

    def text_snapshot(self) -> str:
        return json.dumps([[row.name.text(), row.agency.currentText()] for row in self._people])

    def restore_text(self, text: str) -> None:
        rows = json.loads(text) if text else []
        self.set_value([DecisionMaker(name=name, agency=agency) for name, agency in rows])


class AgencyField(ChoiceField):
    """An agency: one of ours, kept as its code, or any other by its name."""

    def __init__(self, name: str, label: str, *, required: bool = False) -> None:
        words = [(words, words) for _code, words in choices(Agency)]
        super().__init__(name, label, words, editable=True, required=required)

    def value(self) -> str | None:
        return agency_code(super().value() or "")

    def set_value(self, value: str | None) -> None:
        super().set_value(agency_words(value or ""))


def agency_code(typed: str) -> str:
    """What is typed for an agency, as it is kept."""
    return next((member.value for member, words in choices(Agency) if words == typed), typed)


class ReviewField(DateField):
    """A review date with buttons for 3, 6 and 12 months after the day it is counted from."""

    def __init__(
        self, name: str, label: str, today: date, *, counted_from: Callable[[], date], hint: str = ""
    ) -> None:
        super().__init__(
            name,
            label,
            parse=lambda text: parse_date(text, today, prefer="future", label=label, field=name),
            show=lambda day: spoken_date(day, today),
            hint=hint,
        )
        self._counted_from = counted_from
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(4))
        self.presets: dict[int, QPushButton] = {}
        for months in PRESETS:
            words = count(months, N_("month"), N_("months"))
            made = button(words, partial(self.take_months, months), name=f"{name}-{months}", kind="quiet")
            self.presets[months] = made
            row.addWidget(made)
        row.addStretch(1)
        self._rows.insertLayout(2, row)

    def take_months(self, months: int) -> None:
        """Set the date ``months`` after the day it is counted from."""
        self.set_value(add_months(self._counted_from(), months))
