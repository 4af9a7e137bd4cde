"""The agenda: one appointment beneath another, day after day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from PySide6.QtCore import QRect, QSize

from iom_desktop.display.formats import exact_date, time_of_day
from iom_desktop.display.words import _
from iom_desktop.ui import theme
from iom_desktop.ui.diary.canvas import Box, DiaryCanvas
from iom_desktop.ui.diary.pencil import Pencil
from iom_desktop.ui.diary.words import day_marks


@dataclass(frozen=True, slots=True)
class _Heading:
    day: date
    rect: QRect
    count: int


class AgendaView(DiaryCanvas):
    """A list in order of time; days without anything are left out, unless they are particular."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._headings: list[_Heading] = []
        super().__init__(now, name="diary-agenda", words=_("Agenda"))

    def place_boxes(self) -> tuple[list[Box], QSize]:
        boxes: list[Box] = []
        self._headings = []
        width, top = self.room_width(), 0
        by_day: dict[date, list[int]] = {day: [] for day in self.sheet.dates()}
        for at, one in enumerate(self.sheet.entries):
            # What began before the first day is still going on in it.
            by_day[max(one.starts_at.date(), self.sheet.first)].append(at)
        today = self.now().date()
        for day, places in by_day.items():
            if not places and not day_marks(day, today, self.sheet.holidays):
                continue
            self._headings.append(_Heading(day, QRect(0, top, width, theme.px(36)), len(places)))
            top += theme.px(36)
            for at in places:
                rect = QRect(0, top, width, theme.px(46))
                boxes.append(Box(self.sheet.entries[at], rect, (0, len(boxes))))
                top += theme.px(46)
        return boxes, QSize(width, top)

    def paint_ground(self, pencil: Pencil, seen: QRect) -> None:
        for heading in self._headings:
            if heading.rect.intersects(seen):
                self._paint_heading(pencil, heading)
        if not self.boxes:
            top = self._headings[-1].rect.bottom() + theme.px(12) if self._headings else theme.px(16)
            self.paint_nothing_booked(pencil, seen, top)

    def _paint_heading(self, pencil: Pencil, heading: _Heading) -> None:
        today = self.now().date()
        room = heading.rect.adjusted(theme.px(12), theme.px(10), -theme.px(12), 0)
        is_today = heading.day == today
        colour = theme.colour("accent" if is_today else "ink")
        width = pencil.text(room, exact_date(heading.day), size="body", strong=True, colour=colour)
        marks = " · ".join(day_marks(heading.day, today, self.sheet.holidays))
        beside = room.adjusted(width + theme.px(12), 0, -theme.px(48), 0)
        pencil.text(beside, marks, strong=True, colour=theme.colour("accent"))
        count = f"{heading.count:,}" if heading.count else ""
        pencil.text(room, count, colour=theme.colour("muted"), right=True)
        under = QRect(heading.rect.left(), heading.rect.bottom(), heading.rect.width(), 1)
        pencil.painter.fillRect(under, theme.colour("line"))

    def paint_box(self, pencil: Pencil, box: Box) -> None:
        one = box.entry
        if one.id == self._chosen_id:
            pencil.painter.fillRect(box.rect, theme.colour("selected"))
        span = f"{time_of_day(one.starts_at.time())} – {time_of_day(one.ends_at.time())}"
        pencil.agenda_row(box.rect, one, self.signs_of(one), span)
        line = QRect(box.rect.left() + theme.px(12), box.rect.bottom(), box.rect.width() - theme.px(24), 1)
        pencil.painter.fillRect(line, theme.colour("line"))
