"""By when, typed in one field or two."""

from __future__ import annotations

from datetime import date, time

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from iom_desktop.errors import UserError
from iom_desktop.ui.actions.due_field import DueField, parse_due
from iom_desktop.ui.form import Form, TimeField

TODAY = date(2026, 11, 22)
FIRST = date(2026, 12, 1)


@pytest.mark.parametrize(
    "typed, day, at",
    [
        ("1/12", FIRST, None),
        ("Tue 1 Dec", FIRST, None),
        ("Tuesday 1 December 2026, 10:00", FIRST, time(10)),
        ("1 Dec 10:00", FIRST, time(10)),
        ("1.12.26 14.30", FIRST, time(14, 30)),
        ("1/12 at 2pm", FIRST, time(14)),
        ("1 Dec @ noon", FIRST, time(12)),
        ("tomorrow 9.30am", date(2026, 11, 23), time(9, 30)),
        ("3 weeks", date(2026, 12, 13), None),
        ("5/1", date(2027, 1, 5), None),
    ],
)
def test_a_date_with_or_without_its_time(typed: str, day: date, at: time | None) -> None:
    assert parse_due(typed, TODAY, "By when") == (day, at)


@pytest.mark.parametrize("typed", ["soon", "31/02/2027", "1 Dec 25:00", "10:00", "1 Dec 3:00"])
def test_what_cannot_be_read_says_so(typed: str) -> None:
    with pytest.raises(UserError, match=r"^By when: "):
        parse_due(typed, TODAY, "By when")


def test_the_time_moves_into_its_own_field(qtbot: QtBot) -> None:
    form = Form(name="form")
    at = TimeField("due_time", "At")
    due = DueField("due_on", "By when", TODAY, at)
    form.add_row(due, at)
    qtbot.addWidget(form)
    form.show()
    form.activateWindow()
    form.go_to("due_on")
    qtbot.waitUntil(due.line.hasFocus)
    qtbot.keyClicks(due.line, "1 Dec 10:00")
    assert due.reading() == "Tue 1 Dec 2026"
    qtbot.keyClick(due.line, Qt.Key.Key_Tab)
    assert (due.value(), at.value()) == (FIRST, time(10))
    assert due.line.text() == "01/12/2026"
