"""Hours downward and columns across: the days of a week, or the officers of one day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from PySide6.QtCore import QPoint, QRect, QSize

from iom_desktop.display.formats import exact_date, time_of_day
from iom_desktop.display.words import _
from iom_desktop.domain.diary import (
    DAY,
    STEP,
    DiaryEntry,
    clock_change,
    side_by_side,
    snapped,
    span_on,
)
from iom_desktop.ui import theme
from iom_desktop.ui.diary.canvas import Box, DiaryCanvas, Sheet
from iom_desktop.ui.diary.pencil import Pencil
from iom_desktop.ui.diary.words import day_marks

HOUR = 64
"""Pixels an hour is tall at 100%."""
FIRST_HOUR = 7
_LEAST_MINUTES = 15
"""What is shorter is drawn as tall as this, or it could not be read."""
_COLUMN = 132
_DAY_COLUMN = 92


@dataclass(frozen=True, slots=True)
class _Column:
    day: date
    officer: str | None  #: the key of a name; nothing: everybody's
    heading: str
    marks: tuple[str, ...]


class TimeGrid(DiaryCanvas):
    """Appointments as blocks, side by side where they overlap. A block is dragged by quarters of an hour."""

    def __init__(self, now: Callable[[], datetime], *, name: str, words: str, by_officer: bool) -> None:
        self._by_officer = by_officer
        self._columns: list[_Column] = []
        self._head = theme.px(28)
        self._scrolled = False
        super().__init__(now, name=name, words=words)

    def head_height(self) -> int:
        return self._head

    def side_width(self) -> int:
        return theme.px(48)

    # Where things stand -------------------------------------------------------------------------------------

    def place_boxes(self) -> tuple[list[Box], QSize]:
        self._columns = self._make_columns()
        self._head = self.head_for([column.marks for column in self._columns], self._column_width())
        boxes: list[Box] = []
        for at, column in enumerate(self._columns):
            boxes += self._boxes_of(at, column)
        return boxes, QSize(self._column_width() * len(self._columns), self._y(DAY))

    def _make_columns(self) -> list[_Column]:
        today = self.now().date()
        if not self._by_officer:
            return [
                _Column(day, None, exact_date(day), tuple(day_marks(day, today, self.sheet.holidays)))
                for day in self.sheet.dates()
            ]
        names = {one.officer: one.with_name for one in self.sheet.entries}
        return [
            _Column(self.sheet.first, key, names[key] or _("No officer named"), ())
            # Those without an officer stand last.
            for key in sorted(names, key=lambda key: (not key, key))
        ] or [_Column(self.sheet.first, None, _("Nobody has an appointment"), ())]

    def _belongs(self, one: DiaryEntry, column: _Column) -> bool:
        return column.officer is None or one.officer == column.officer

    def _boxes_of(self, at: int, column: _Column) -> list[Box]:
        theirs = [
            (one, span)
            for one in self.sheet.entries
            if self._belongs(one, column) and (span := span_on(one, column.day)) is not None
        ]
        spans = [(start, max(end, start + _LEAST_MINUTES)) for _one, (start, end) in theirs]
        slots = side_by_side(spans)
        left, width = at * self._column_width() + theme.px(2), self._column_width() - theme.px(6)
        return [
            Box(
                one,
                QRect(
                    left + width * slot.lane // slot.lanes,
                    self._y(start) + 1,
                    max(width // slot.lanes - 1, 4),
                    self._y(end) - self._y(start) - 2,
                ),
                (at, start * 64 + slot.lane),
            )
            for (one, _span), (start, end), slot in zip(theirs, spans, slots, strict=True)
        ]

    def _column_width(self) -> int:
        least = theme.px(_COLUMN if self._by_officer else _DAY_COLUMN)
        return max(least, self.room_width() // max(len(self._columns), 1))

    @staticmethod
    def _y(minutes: int) -> int:
        return minutes * theme.px(HOUR) // 60

    # Times and places ---------------------------------------------------------------------------------------

    def time_at(self, point: QPoint) -> datetime | None:
        at = min(max(point.x() // self._column_width(), 0), len(self._columns) - 1)
        minutes = point.y() * 60 // theme.px(HOUR) // STEP * STEP
        return self._at(self._columns[at].day, minutes)

    def officer_at(self, point: QPoint) -> str:
        """The officer in whose column a point lies, by key; "" where columns are days."""
        at = min(max(point.x() // self._column_width(), 0), len(self._columns) - 1)
        return self._columns[at].officer or ""

    @staticmethod
    def _at(day: date, minutes: float) -> datetime:
        return datetime.combine(day, time()) + timedelta(minutes=snapped(minutes))

    def drop_time(self, box: Box, grabbed: QPoint, point: QPoint) -> datetime | None:
        moved = (point.y() - grabbed.y()) * 60 / theme.px(HOUR)
        midnight = datetime.combine(box.entry.starts_at.date(), time())
        minutes = (box.entry.starts_at - midnight) / timedelta(minutes=1) + moved
        at = min(max(point.x() // self._column_width(), 0), len(self._columns) - 1)
        # From one officer's column to another's is no move: who sees the person is changed in the appointment.
        return self._at(self._columns[at].day, minutes)

    def ghost_rect(self, entry: DiaryEntry, at: datetime) -> QRect | None:
        for place, column in enumerate(self._columns):
            if column.day == at.date() and self._belongs(entry, column):
                start = (at.hour * 60) + at.minute
                end = min(start + max(entry.minutes, _LEAST_MINUTES), DAY)
                left = place * self._column_width() + theme.px(2)
                width = self._column_width() - theme.px(6)
                return QRect(left, self._y(start) + 1, width, self._y(end) - self._y(start) - 2)
        return None

    # Painting -----------------------------------------------------------------------------------------------

    def paint_ground(self, pencil: Pencil, seen: QRect) -> None:
        width, painter = self._column_width(), pencil.painter
        for at, column in enumerate(self._columns):
            rest = column.day.weekday() >= 5 or column.day in self.sheet.holidays
            area = QRect(at * width, seen.top(), width, seen.height())
            if rest:
                painter.fillRect(area, theme.colour("ground"))
            if clock_change(column.day):
                self._paint_odd_hour(pencil, QRect(at * width, self._y(60), width, self._y(60)), column.day)
            painter.fillRect(QRect(area.right(), area.top(), 1, area.height()), theme.colour("line"))
        for hour in range(25):
            painter.fillRect(QRect(seen.left(), self._y(hour * 60), seen.width(), 1), theme.colour("line"))
        if not self.boxes:
            self.paint_nothing_booked(pencil, seen, seen.top() + theme.px(16))
        self._paint_now(pencil, width)
        self._paint_cursor(pencil, width)

    def _paint_odd_hour(self, pencil: Pencil, area: QRect, day: date) -> None:
        forward = clock_change(day) > 0
        words = _("No such hour: the clocks go forward") if forward else _("This hour comes twice")
        pencil.painter.fillRect(area, theme.soft("warn"))
        margin = theme.px(4)
        pencil.wrapped(area.adjusted(margin, margin, -margin, -margin), words, theme.colour("warn"))

    def _paint_now(self, pencil: Pencil, width: int) -> None:
        now = self.now()
        for at, column in enumerate(self._columns):
            if column.day == now.date():
                top = self._y(now.hour * 60 + now.minute)
                pencil.painter.fillRect(QRect(at * width, top, width, theme.px(2)), theme.mark("accent"))

    def _paint_cursor(self, pencil: Pencil, width: int) -> None:
        """Mark the time at which something would be booked: in the column of its day, or across all officers."""
        at = self.cursor_at
        days = [column.day for column in self._columns]
        if at is None or at.date() not in days:
            return
        top, left = self._y(at.hour * 60 + at.minute), days.index(at.date()) * width
        across = width * (len(self._columns) if self._by_officer else 1) - 2
        rect = QRect(left + 1, top, across, self._y(STEP))
        pencil.painter.setPen(theme.colour("edge"))
        pencil.painter.drawRect(rect.adjusted(0, 0, -1, -1))
        room = rect.adjusted(theme.px(6), 0, 0, 0)
        pencil.text(room, time_of_day(at.time()), colour=theme.colour("muted"))

    def paint_head(self, pencil: Pencil, left: int) -> None:
        width, today = self._column_width(), self.now().date()
        for at, column in enumerate(self._columns):
            room = QRect(left + at * width + theme.px(6), theme.px(4), width - theme.px(10), theme.px(18))
            is_today = column.day == today and not self._by_officer
            colour = theme.colour("accent" if is_today else "ink")
            heading = column.heading if self._by_officer else column.heading.rsplit(" ", 1)[0]
            pencil.text(room, heading, size="body", strong=True, colour=colour)
            marks = QRect(room.left(), room.bottom() + 1, room.width(), theme.px(32))
            pencil.wrapped(marks, " · ".join(column.marks), theme.colour("accent"))
        edge = QRect(0, self.head_height() - 1, self.viewport().width(), 1)
        pencil.painter.fillRect(edge, theme.colour("line"))

    def paint_side(self, pencil: Pencil, top: int) -> None:
        for hour in range(24):
            room = QRect(
                0, top + self._y(hour * 60) - theme.px(8), self.side_width() - theme.px(6), theme.px(16)
            )
            if room.top() >= self.head_height() - theme.px(8):
                pencil.text(room, f"{hour:02}:00", colour=theme.colour("muted"), right=True)

    # Manners ------------------------------------------------------------------------------------------------

    def show_sheet(self, sheet: Sheet) -> None:
        super().show_sheet(sheet)
        if not self._scrolled and self.isVisible():
            self.scroll_to_day()

    def scroll_to_day(self) -> None:
        """Begin at seven, or at what is booked before it."""
        self._scrolled = True
        first = min((box.rect.top() for box in self.boxes), default=self._y(FIRST_HOUR * 60))
        self.verticalScrollBar().setValue(min(first, self._y(FIRST_HOUR * 60)) - theme.px(8))

    def lay_out(self) -> None:
        super().lay_out()
        if not self._scrolled and self.isVisible() and self.verticalScrollBar().maximum():
            self.scroll_to_day()
