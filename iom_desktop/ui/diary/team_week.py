"""A team's week: a row for each officer, a column for each day, each appointment a line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime

from PySide6.QtCore import QPoint, QRect, QSize

from iom_desktop.display.formats import exact_date
from iom_desktop.display.words import _
from iom_desktop.domain.diary import DiaryEntry
from iom_desktop.ui import theme
from iom_desktop.ui.diary.canvas import Box, DiaryCanvas
from iom_desktop.ui.diary.pencil import Pencil
from iom_desktop.ui.diary.words import day_marks

_LINE = 18
_LEAST = 96


class TeamWeek(DiaryCanvas):
    """Readable however many officers there are. An appointment is dragged to another day and keeps its time."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._officers: list[tuple[str, str]] = []  # (key, name) in order
        self._tops: list[int] = [0]
        self._lefts: list[int] = [0]
        self._head = theme.px(28)
        self._line = theme.px(_LINE)
        super().__init__(now, name="diary-team", words=_("The team's week"))

    def head_height(self) -> int:
        return self._head

    def side_width(self) -> int:
        return theme.px(104)

    # Where things stand -------------------------------------------------------------------------------------

    def place_boxes(self) -> tuple[list[Box], QSize]:
        cells: dict[tuple[str, date], list[DiaryEntry]] = defaultdict(list)
        names: dict[str, str] = {}
        for one in self.sheet.entries:
            names.setdefault(one.officer, one.with_name)
            cells[one.officer, max(one.starts_at.date(), self.sheet.first)].append(one)
        self._officers = [
            (key, names[key] or _("No officer named"))
            for key in sorted(names, key=lambda key: (not key, key))
        ]
        self._lefts = self._column_edges()
        today = self.now().date()
        marks = [day_marks(day, today, self.sheet.holidays) for day in self.sheet.dates()]
        self._head = self.head_for(marks, self._lefts[1])
        self._line = line = theme.px(_LINE)
        dates = self.sheet.dates()
        self._tops = [0]
        for key, _name in self._officers:
            tallest = max(len(cells.get((key, day), ())) for day in dates)
            self._tops.append(self._tops[-1] + max(tallest, 2) * line + 8)
        boxes = [
            Box(one, self._line_rect(row, column, at), (column, row * 1_000 + at))
            for row, (key, _name) in enumerate(self._officers)
            for column, day in enumerate(dates)
            for at, one in enumerate(cells.get((key, day), ()))
        ]
        return boxes, QSize(self._lefts[-1], self._tops[-1])

    def _column_edges(self) -> list[int]:
        """Where each column begins, and where the last one ends."""
        room = max(self.room_width(), self.sheet.days * theme.px(_LEAST))
        return [room * at // self.sheet.days for at in range(self.sheet.days + 1)]

    def _line_rect(self, row: int, column: int, at: int) -> QRect:
        left, right = self._lefts[column], self._lefts[column + 1]
        return QRect(left + 3, self._tops[row] + 4 + at * self._line, right - left - 6, self._line - 1)

    # Times and places ---------------------------------------------------------------------------------------

    def _column_at(self, point: QPoint) -> int:
        inside = [at for at in range(len(self._lefts) - 1) if self._lefts[at] <= point.x()]
        return inside[-1] if inside else 0

    def time_at(self, point: QPoint) -> datetime | None:
        day = self.sheet.dates()[self._column_at(point)]
        return datetime(day.year, day.month, day.day, 9)

    def drop_time(self, box: Box, grabbed: QPoint, point: QPoint) -> datetime | None:
        day = self.sheet.dates()[self._column_at(point)]
        return datetime.combine(day, box.entry.starts_at.time())

    def ghost_rect(self, entry: DiaryEntry, at: datetime) -> QRect | None:
        keys = [key for key, _name in self._officers]
        key, dates = entry.officer, self.sheet.dates()
        if at.date() not in dates or key not in keys:
            return None
        row, column = keys.index(key), dates.index(at.date())
        last = (self._tops[row + 1] - self._tops[row] - 8) // self._line - 1
        return self._line_rect(row, column, last)

    # Painting -----------------------------------------------------------------------------------------------

    def paint_ground(self, pencil: Pencil, seen: QRect) -> None:
        painter, bottom = pencil.painter, max(self._tops[-1], seen.bottom() + 1)
        for column, day in enumerate(self.sheet.dates()):
            left, right = self._lefts[column], self._lefts[column + 1]
            if day.weekday() >= 5 or day in self.sheet.holidays:
                painter.fillRect(QRect(left, 0, right - left, bottom), theme.colour("ground"))
            painter.fillRect(QRect(right - 1, 0, 1, bottom), theme.colour("line"))
        for top in self._tops[1:]:
            painter.fillRect(QRect(0, top - 1, self._lefts[-1], 1), theme.colour("line"))

    def paint_box(self, pencil: Pencil, box: Box) -> None:
        one = box.entry
        role = "missing" if one.outcome_missing(self.now()) else "muted" if not one.can_be_moved else "accent"
        pencil.painter.fillRect(box.rect, theme.soft(role))
        room = box.rect.adjusted(theme.px(4), 0, -theme.px(2), 0)
        pencil.one_line(room, one, self.signs_of(one))

    def paint_head(self, pencil: Pencil, left: int) -> None:
        today = self.now().date()
        for column, day in enumerate(self.sheet.dates()):
            width = self._lefts[column + 1] - self._lefts[column]
            place = left + self._lefts[column] + theme.px(6)
            room = QRect(place, theme.px(4), width - theme.px(8), theme.px(18))
            colour = theme.colour("accent" if day == today else "ink")
            pencil.text(room, exact_date(day).rsplit(" ", 1)[0], size="body", strong=True, colour=colour)
            marks = QRect(room.left(), room.bottom() + 1, room.width(), theme.px(32))
            pencil.wrapped(
                marks, " · ".join(day_marks(day, today, self.sheet.holidays)), theme.colour("accent")
            )
        edge = QRect(0, self.head_height() - 1, self.viewport().width(), 1)
        pencil.painter.fillRect(edge, theme.colour("line"))

    def paint_side(self, pencil: Pencil, top: int) -> None:
        for row, (_key, name) in enumerate(self._officers):
            room = QRect(
                theme.px(4), top + self._tops[row] + theme.px(4), self.side_width() - theme.px(10), 0
            )
            room.setHeight(self._tops[row + 1] - self._tops[row] - theme.px(6))
            pencil.wrapped(room, name, theme.colour("ink"), strong=True)
            edge = QRect(0, top + self._tops[row + 1] - 1, self.side_width(), 1)
            pencil.painter.fillRect(edge, theme.colour("line"))
