"""The rows of outcomes missing: days, and under each its appointments with what is filled in of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from iom_desktop.display.appointment_columns import how_far
from iom_desktop.display.formats import N_, count, date_time, long_date, time_of_day
from iom_desktop.display.labels import named_with_agency
from iom_desktop.display.words import _
from iom_desktop.domain.appointments import Appointment
from iom_desktop.domain.codes import CodeItem
from iom_desktop.ui.label import plain_tooltip
from iom_desktop.ui.outcomes.filled import FilledField

Index = QModelIndex | QPersistentModelIndex

ROW_ROLE = Qt.ItemDataRole.UserRole + 1
"""The ``DayLine`` or the ``Appointment`` of a row."""
_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_ACCESSIBLE = int(Qt.ItemDataRole.AccessibleTextRole)
_TOOLTIP = int(Qt.ItemDataRole.ToolTipRole)


@dataclass(frozen=True, slots=True)
class DayLine:
    """The heading of one day."""

    day: date
    words: str


Row = DayLine | Appointment


def context(one: Appointment, *, dated: bool = True) -> str:
    """Which appointment it is, beside the person's name; not ``dated`` under a heading that says the day."""
    said = one.said
    parts = [
        date_time(one.starts_at) if dated else time_of_day(one.starts_at.time()),
        one.type_name,
        said.place,
        named_with_agency(said.with_name, said.with_agency),
    ]
    return " · ".join(part for part in parts if part)


class OutcomesModel(QAbstractListModel):
    """Days and appointments, in the order given. Days cannot be chosen.

    ``items`` are outcomes and steps by code; ``demands`` tells whether what is filled in of an
    appointment calls for a step.
    """

    def __init__(
        self,
        filled: FilledField,
        items: Mapping[str, CodeItem],
        demands: Callable[[Appointment], bool],
        now: Callable[[], datetime],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.filled, self.demands = filled, demands
        self._items = items
        self._now = now
        self._rows: list[Row] = []
        self._place: dict[str, int] = {}
        self.faults: dict[str, str] = {}
        """A sentence for each appointment whose outcome could not be saved."""

    def set_appointments(self, every: Iterable[Appointment]) -> None:
        """Show ``every`` instead, each under its day."""
        self.beginResetModel()
        self._rows = []
        for day, group in groupby(every, key=lambda one: one.starts_at.date()):
            here = list(group)
            self._rows.append(DayLine(day, self._heading(day, here)))
            self._rows.extend(here)
        self._place = {row.id: place for place, row in enumerate(self._rows) if isinstance(row, Appointment)}
        self.endResetModel()

    def _heading(self, day: date, here: Sequence[Appointment]) -> str:
        many = count(len(here), N_("appointment"), N_("appointments"))
        return f"{long_date(day)} · {how_far(here[0], self._now())} · {many}"

    def count(self) -> int:
        """How many appointments are shown."""
        return len(self._place)

    def shows(self, appointment_id: str) -> bool:
        """Whether an appointment is among those shown."""
        return appointment_id in self._place

    def appointments(self) -> list[Appointment]:
        """The appointments shown, in order."""
        return [row for row in self._rows if isinstance(row, Appointment)]

    def row(self, place: int) -> Row | None:
        """The row at ``place``, or nothing outside the list."""
        return self._rows[place] if 0 <= place < len(self._rows) else None

    def filled_in(self) -> list[Appointment]:
        """The appointments shown of which an outcome is filled in, in order."""
        places = sorted(self._place[one] for one in self.filled.ids() if one in self._place)
        rows = (self._rows[place] for place in places)
        return [row for row in rows if isinstance(row, Appointment) and self.filled.of(row.id).outcome_code]

    def place_of(self, appointment_id: str) -> int:
        """The row of an appointment, or -1."""
        return self._place.get(appointment_id, -1)

    def place_after(self, place: int, step: int) -> int:
        """The next row with an appointment in the direction of ``step`` (1 or -1), or -1."""
        place += step
        while 0 <= place < len(self._rows):
            if isinstance(self._rows[place], Appointment):
                return place
            place += step
        return -1

    def touch(self, appointment_id: str) -> None:
        """Say that what is filled in of an appointment, or its fault, has changed."""
        place = self.place_of(appointment_id)
        if place >= 0:
            index = self.index(place)
            self.dataChanged.emit(index, index)

    def outcome_words(self, one: Appointment) -> str:
        """The outcome filled in, "" for none."""
        return self._name(self.filled.of(one.id).outcome_code)

    def complied(self, one: Appointment) -> bool | None:
        """Whether the outcome filled in complies or is acceptable; nothing without one."""
        item = self._items.get(self.filled.of(one.id).outcome_code)
        return None if item is None else item.yes("acceptable")

    def step_words(self, one: Appointment) -> str:
        """What is done about it: the step, that one is needed, or nothing where none is called for."""
        if not self.demands(one):
            return ""
        return self._name(self.filled.of(one.id).step_code) or _("What is done about it is needed")

    def step_missing(self, one: Appointment) -> bool:
        """Whether a step is called for and none is chosen."""
        return self.demands(one) and not self.filled.of(one.id).step_code

    def _name(self, code: str) -> str:
        return self._items[code].name if code in self._items else code

    # What Qt asks -------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid() or isinstance(self._rows[index.row()], DayLine):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren

    def data(self, index: Index, role: int = _DISPLAY) -> Any:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == int(ROW_ROLE):
            return row
        if role not in (_DISPLAY, _ACCESSIBLE, _TOOLTIP):
            return None
        if isinstance(row, DayLine):
            return row.words
        if role == _TOOLTIP:
            return plain_tooltip(f"{row.person}  {context(row)}")
        return row.person if role == _DISPLAY else self._spoken(row)

    def _spoken(self, one: Appointment) -> str:
        """A row as one text, for a screen reader."""
        parts = [
            one.person,
            context(one),
            self.outcome_words(one) or _("no outcome yet"),
            self.filled.of(one.id).note,
            self.step_words(one),
            self.faults.get(one.id, ""),
        ]
        return ". ".join(part for part in parts if part)
