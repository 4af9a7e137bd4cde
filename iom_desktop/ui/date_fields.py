"""Dates and times typed as people write them, read back exactly as they are typed."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, time

from PySide6.QtCore import QDate, QEvent, QLocale, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QIcon, QKeyEvent, QPainter, QTextCharFormat
from PySide6.QtWidgets import (
    QCalendarWidget,
    QFrame,
    QHBoxLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from iom_desktop.display.words import _
from iom_desktop.errors import UserError
from iom_desktop.ui import theme
from iom_desktop.ui.button import button
from iom_desktop.ui.field import LineField
from iom_desktop.ui.label import set_role


def long_date(day: date) -> str:
    """``day`` as it is read: "Tue 1 Dec 2026"."""
    return QLocale().toString(QDate(day.year, day.month, day.day), "ddd d MMM yyyy")


class _Calendar(QCalendarWidget):
    """A month in the theme's colours, weeks beginning on Monday; days of other months are quieter."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        self.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.setMinimumSize(theme.px(296), theme.px(256))
        heading = QTextCharFormat()
        heading.setForeground(theme.colour("muted"))
        self.setHeaderTextFormat(heading)
        for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            self.setWeekdayTextFormat(day, heading)
        arrows = {"qt_calendar_prevmonth": "\u2039", "qt_calendar_nextmonth": "\u203a"}
        for name, words in arrows.items():
            arrow = self.findChild(QToolButton, name)
            if isinstance(arrow, QToolButton):
                arrow.setIcon(QIcon())
                arrow.setText(words)

    def paintCell(self, painter: QPainter, rect: QRect, day: QDate | date) -> None:
        shown = day if isinstance(day, QDate) else QDate(day.year, day.month, day.day)
        here = shown.month() == self.monthShown()
        if shown == self.selectedDate():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("accent"))
            painter.drawRoundedRect(rect.adjusted(2, 2, -2, -2), theme.px(4), theme.px(4))
            painter.setPen(theme.colour("accent_ink"))
        else:
            painter.setPen(theme.colour("ink" if here else "disabled"))
        painter.drawText(rect, int(Qt.AlignmentFlag.AlignCenter), str(shown.day()))


class DateField(LineField):
    """A date typed as people write it. As it is typed the exact date read, or what is wrong, shows beneath.

    ``parse`` turns what is typed into a date or raises ``UserError``; Alt+Down or the button opens a
    calendar.
    """

    def __init__(
        self,
        name: str,
        label: str,
        *,
        parse: Callable[[str], date],
        show: Callable[[date], str] = long_date,
        hint: str = "",
        placeholder: str = "",
        required: bool = False,
    ) -> None:
        super().__init__(name, label, hint=hint, placeholder=placeholder, required=required)
        self._parse, self._show_date = parse, show
        self._plain_hint = hint
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(4))
        row.addWidget(self.line, 1)
        self.calendar_button = button(
            _("Pick"),
            self.open_calendar,
            name=f"{name}-calendar",
            kind="quiet",
            tooltip=_("Calendar (Alt+Down)"),
        )
        self.calendar_button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        row.addWidget(self.calendar_button)
        self._build(self.line, row)
        self.line.textChanged.connect(self._read_aloud)
        self.line.installEventFilter(self)
        self.calendar: QCalendarWidget | None = None

    def _read(self) -> date | None:
        text = self.line.text().strip()
        if not text:
            return None
        try:
            return self._parse(text)
        except UserError as error:
            raise self._refuse(error.message) from None
        except ValueError:
            raise self._refuse(_("This is not a date that can be read.")) from None

    def _read_aloud(self) -> None:
        """Show beneath what the typing reads as; half a date is not yet an error, so it only hints."""
        try:
            day = self._read()
        except UserError as error:
            self.set_hint(error.message)
            set_role(self._hint, "error")
            return
        set_role(self._hint, "small")
        self.set_hint(self._plain_hint if day is None else self._show_date(day))

    def reading(self) -> str:
        """What shows beneath the field: the exact date, or what is wrong."""
        return self._hint.text()

    def value(self) -> date | None:
        return self._read()

    def set_value(self, value: date | None) -> None:
        self.line.setText("" if value is None else f"{value:%d/%m/%Y}")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            alt_down = event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier
            if alt_down or event.key() == Qt.Key.Key_F4:
                self.open_calendar()
                return True
        return super().eventFilter(watched, event)

    def open_calendar(self) -> None:
        """Open a calendar under the field; a click or Enter takes the day, Esc leaves the field as it was."""
        popup = QFrame(self, Qt.WindowType.Popup)
        popup.setObjectName(f"{self.name}-calendar-popup")
        popup.setProperty("surface", "raised")
        popup.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        calendar = _Calendar(popup)
        calendar.setObjectName(f"{self.name}-calendar-days")
        layout = QVBoxLayout(popup)
        layout.setContentsMargins(theme.px(4), theme.px(4), theme.px(4), theme.px(4))
        layout.addWidget(calendar)
        try:
            day = self._read()
        except UserError:
            day = None
        if day is not None:
            calendar.setSelectedDate(QDate(day.year, day.month, day.day))
        for taken in (calendar.activated, calendar.clicked):
            taken.connect(self._take_day)
        self.calendar = calendar
        calendar.destroyed.connect(lambda: setattr(self, "calendar", None))
        popup.move(self.line.mapToGlobal(QPoint(0, self.line.height() + theme.px(2))))
        popup.show()
        calendar.setFocus()

    def _take_day(self, day: QDate) -> None:
        if self.calendar is None:
            return
        popup = self.calendar.window()
        self.calendar = None
        self.set_value(date(day.year(), day.month(), day.day()))
        popup.close()
        self.line.setFocus()


_TIME = re.compile(r"(\d{1,2})(?:[:.h ]?(\d{2}))?\s*(am|pm)?", re.ASCII)


def read_time(text: str) -> time:
    """A time as people write it: "10", "9.30", "0930", "2pm", "noon". ``ValueError`` if it is none."""
    tidy = text.strip().casefold()
    if tidy in ("noon", "midday"):
        return time(12, 0)
    match = _TIME.fullmatch(tidy)
    if match is None:
        raise ValueError("not a time")
    hour, minute, half = int(match[1]), int(match[2] or 0), match[3]
    if half is not None:
        if not 1 <= hour <= 12:
            raise ValueError("not a time")
        hour = hour % 12 + (12 if half == "pm" else 0)
    return time(hour, minute)


class TimeField(LineField):
    """A time of day typed as people write it; the exact time shows beneath.

    ``parse`` turns what is typed into a time or raises ``UserError`` or ``ValueError``.
    """

    def __init__(
        self,
        name: str,
        label: str,
        *,
        parse: Callable[[str], time] = read_time,
        hint: str = "",
        placeholder: str = "",
        required: bool = False,
    ) -> None:
        super().__init__(name, label, hint=hint, placeholder=placeholder, required=required)
        self._parse = parse
        self._plain_hint = hint
        self._build(self.line)
        self.line.textChanged.connect(self._read_aloud)

    def _read_aloud(self) -> None:
        try:
            at = self.value()
        except UserError as error:
            set_role(self._hint, "error")
            self.set_hint(error.message)
            return
        set_role(self._hint, "small")
        self.set_hint(self._plain_hint if at is None else f"{at:%H:%M}")

    def reading(self) -> str:
        """What shows beneath the field: the exact time, or what is wrong."""
        return self._hint.text()

    def value(self) -> time | None:
        text = self.line.text().strip()
        if not text:
            return None
        try:
            return self._parse(text)
        except UserError as error:
            raise self._refuse(error.message) from None
        except ValueError:
            raise self._refuse(_("This is not a time that can be read: type 10:00, 1400 or 2pm.")) from None

    def set_value(self, value: time | None) -> None:
        self.line.setText("" if value is None else f"{value:%H:%M}")
