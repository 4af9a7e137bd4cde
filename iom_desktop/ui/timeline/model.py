"""The timeline as a list: a line for each day, and under it what happened on it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from iom_desktop.display.formats import date_time, exact_date, spoken_date, time_of_day
from iom_desktop.display.labels import label
from iom_desktop.display.words import _
from iom_desktop.domain.timeline import TimelineEntry

Index = QModelIndex | QPersistentModelIndex

ROW_ROLE = Qt.ItemDataRole.UserRole + 1
"""The ``DayLine`` or ``TimelineEntry`` of a row."""

_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_ACCESSIBLE = int(Qt.ItemDataRole.AccessibleTextRole)


@dataclass(frozen=True, slots=True)
class DayLine:
    """The line above what happened on a day."""

    day: date


Row = DayLine | TimelineEntry


def marks(entry: TimelineEntry) -> list[tuple[str, str]]:
    """What a reader must know of an entry before using it: words, and the role they are shown in."""
    found = []
    if entry.mark is not None:
        role = {"fact": "plain", "opinion": "info", "intelligence": "warn"}[entry.mark.value]
        found.append((label(entry.mark), role))
    if entry.third_party:
        found.append((_("Third party"), "plain"))
    if entry.not_disclosable:
        found.append((_("Not to be disclosed"), "flag-grave"))
    return found


def spoken(entry: TimelineEntry) -> str:
    """An entry as one text, for a screen reader and for copying."""
    parts = [
        when_words(entry),
        entry.heading,
        ", ".join(words for words, _role in marks(entry)),
        entry.words,
        entry.by,
    ]
    return ". ".join(part for part in parts if part)


def time_words(entry: TimelineEntry) -> str:
    """The time of day, where it is known."""
    return time_of_day(entry.at.time()) if entry.timed else ""


def when_words(entry: TimelineEntry) -> str:
    """The day, and the time of day where it is known."""
    return date_time(entry.at) if entry.timed else exact_date(entry.at.date())


class TimelineModel(QAbstractListModel):
    """Rows of days and entries, in the order given. Days cannot be chosen."""

    def __init__(self, today: Callable[[], date], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self._grouped = True
        self._rows: list[Row] = []

    def set_entries(self, entries: Iterable[TimelineEntry]) -> None:
        """Show ``entries`` instead, each under its day."""
        self.beginResetModel()
        self._rows = []
        day: date | None = None
        for entry in entries:
            if self._grouped and entry.at.date() != day:
                day = entry.at.date()
                self._rows.append(DayLine(day))
            self._rows.append(entry)
        self.endResetModel()

    def set_grouped(self, grouped: bool) -> None:
        """Put a line above each day, or none."""
        self._grouped = grouped
        self.set_entries([row for row in self._rows if isinstance(row, TimelineEntry)])

    def rows(self) -> Sequence[Row]:
        """Every row as it stands."""
        return self._rows

    def row_of(self, fits: Callable[[TimelineEntry], bool]) -> int:
        """The first row whose entry ``fits``, or -1."""
        for place, row in enumerate(self._rows):
            if isinstance(row, TimelineEntry) and fits(row):
                return place
        return -1

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
        if role == _DISPLAY:
            return exact_date(row.day) if isinstance(row, DayLine) else row.heading
        if role == _ACCESSIBLE:
            return spoken_date(row.day, self._today()) if isinstance(row, DayLine) else spoken(row)
        return None
