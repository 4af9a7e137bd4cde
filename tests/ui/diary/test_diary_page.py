"""The diary on the screen: what is booked stands where it belongs, and keyboard and mouse move it alike."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import icalendar
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from iom_desktop.domain.appointments import AppointmentDraft, AskedBy, CancelDraft, OutcomeDraft
from iom_desktop.domain.cases import CaseDraft
from iom_desktop.domain.codes import Answer
from iom_desktop.services import appointments, audit_log
from iom_desktop.ui import ask, theme
from iom_desktop.ui.appointments.dialogs import BookDialog, MoveDialog
from iom_desktop.ui.appointments.outcome import OutcomeDialog
from iom_desktop.ui.diary.canvas import DiaryCanvas
from iom_desktop.ui.diary.page import AGENDA, DAY, WEEK, DiaryPage
from iom_desktop.ui.diary.team_week import TeamWeek
from iom_desktop.ui.diary.time_grid import TimeGrid
from iom_desktop.ui.diary.words import chosen_words, range_words, spoken
from iom_desktop.ui.jobs import wait_for_jobs
from iom_desktop.ui.lock import open_dialogs
from iom_desktop.ui.workspace import Workspace
from tests.stores import NOW, TODAY, Clock, Desk
from tests.ui.conftest import RecordingNavigator

MONDAY = datetime(2026, 11, 23)
OWN = "PC Test Baker"
ALT, CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
K = Qt.Key


@pytest.fixture
def mo(desk: Desk) -> str:
    return desk.person(surname="Sampleton", managed=CaseDraft(police_lead=OWN, risk_to_staff=Answer.YES))


@pytest.fixture
def ann(desk: Desk) -> str:
    return desk.person("Z000002", surname="Mockridge", managed=CaseDraft(police_lead="PC Mock"))


def book(desk: Desk, case_id: str, day: int, hour: int, minute: int = 0, **said: Any) -> str:
    starts_at = MONDAY + timedelta(days=day, hours=hour, minutes=minute)
    draft = AppointmentDraft(
        **{"type_code": "COAP", "starts_at": starts_at, "place": "Mill Street", "with_name": OWN} | said
    )
    return desk.do(appointments.book_appointment, case_id, draft)


@pytest.fixture
def page(
    workspace: Workspace, navigator: RecordingNavigator, clock: Clock, qtbot: QtBot
) -> Iterator[DiaryPage]:
    """The diary of the week after Sunday 22 November, before it is shown."""
    made = DiaryPage(workspace, navigator)
    qtbot.addWidget(made)
    workspace.changed.connect(made.on_changed)
    made.resize(1040, 740)
    made.day = MONDAY.date()
    yield made
    for dialog in list(open_dialogs()):
        dialog.reject()


def show(page: DiaryPage, qtbot: QtBot) -> DiaryCanvas:
    page.show()
    page.activateWindow()
    qtbot.waitExposed(page)
    page.view.setFocus()
    return page.view


def press(page: DiaryPage, qtbot: QtBot, key: Qt.Key, modifier: Any = Qt.KeyboardModifier.NoModifier) -> None:
    qtbot.keyClick(page.view, key, modifier)


def chosen(page: DiaryPage) -> str:
    one = page.view.chosen_entry()
    return "" if one is None else one.id


def dialog_of(kind: type[Any]) -> Any:
    (found,) = [one for one in open_dialogs() if isinstance(one, kind)]
    return found


def place_of(view: DiaryCanvas, entry_id: str) -> QPoint:
    """The middle of an appointment, in the viewport."""
    (box,) = [box for box in view.boxes if box.entry.id == entry_id]
    view.reveal(box.rect)
    return box.rect.center() - view.on_sheet(QPoint(0, 0))


def stored_start(desk: Desk, appointment_id: str) -> datetime:
    return desk.see(appointments.load_appointment, appointment_id).starts_at


# What it shows ------------------------------------------------------------------------------------------------


def test_one_begins_with_ones_own_week_and_can_see_everybodys(
    page: DiaryPage, desk: Desk, mo: str, ann: str, qtbot: QtBot
) -> None:
    mine, hers = book(desk, mo, 0, 10), book(desk, ann, 1, 11, with_name="PC Mock")
    view = show(page, qtbot)
    assert [box.entry.id for box in view.boxes] == [mine]
    assert page.range_label.whole_text() == "23 to 29 Nov 2026"
    qtbot.waitUntil(lambda: page.officers.findData("PC Mock") >= 0)
    page.choose_officer("")
    page.reload()
    assert {box.entry.id for box in page.view.boxes} == {mine, hers}
    page.choose_officer("PC Mock")
    page.reload()
    assert [box.entry.id for box in page.view.boxes] == [hers]


def test_who_has_nothing_of_their_own_sees_everybody(
    page: DiaryPage, desk: Desk, ann: str, qtbot: QtBot
) -> None:
    hers = book(desk, ann, 1, 11, with_name="PC Mock")
    assert [box.entry.id for box in show(page, qtbot).boxes] == [hers]


def test_a_block_is_as_tall_as_it_is_long_and_stands_in_its_day(
    page: DiaryPage, desk: Desk, mo: str, qtbot: QtBot
) -> None:
    book(desk, mo, 0, 10)
    book(desk, mo, 2, 10, 30, minutes=60)
    view = show(page, qtbot)
    short, long = view.boxes
    hour = theme.px(64)
    assert (short.rect.top(), short.rect.height()) == (10 * hour + 1, hour // 2 - 2)
    assert (long.rect.top(), long.rect.height()) == (10 * hour + hour // 2 + 1, hour - 2)
    # The Wednesday is two columns on.
    column = short.rect.width() + theme.px(6) + 1
    assert abs(long.rect.left() - short.rect.left() - 2 * column) <= 2


def test_what_overlaps_stands_side_by_side_and_is_marked(
    page: DiaryPage, desk: Desk, mo: str, ann: str, qtbot: QtBot
) -> None:
    one, other = book(desk, mo, 0, 10), book(desk, ann, 0, 10, 15)
    view = show(page, qtbot)
    first, second = sorted(view.boxes, key=lambda box: box.rect.left())
    assert (first.entry.id, second.entry.id) == (one, other)
    assert not first.rect.intersects(second.rect)
    assert [sign.word for sign in view.signs_of(first.entry)] == ["Risk to staff", "Clash"]
    assert [sign.word for sign in view.signs_of(second.entry)] == ["Clash"]
    view.choose(one)
    assert "Clash: the officer is booked twice" in page.strip.detail.text()


def test_a_clash_with_another_officers_diary_is_marked_too(
    page: DiaryPage, desk: Desk, mo: str, qtbot: QtBot
) -> None:
    mine = book(desk, mo, 0, 10)
    book(desk, mo, 0, 10, 15, with_name="PC Mock")
    view = show(page, qtbot)
    assert [box.entry.id for box in view.boxes] == [mine]
    view.choose(mine)
    assert "Clash: the person is booked twice" in page.strip.detail.text()


def test_signs_are_words_and_shapes_together(
    page: DiaryPage, desk: Desk, ann: str, clock: Clock, qtbot: QtBot
) -> None:
    missing = book(desk, ann, -4, 9)
    came, away = book(desk, ann, -4, 10), book(desk, ann, -4, 11)
    desk.do(appointments.record_outcome, came, OutcomeDraft(outcome_code="ATTC"), NOW)
    gone = CancelDraft(asked_by=AskedBy.PERSON, reason="Away")
    desk.do(appointments.cancel_appointment, away, 1, gone)
    page.day = date(2026, 11, 19)
    view = show(page, qtbot)
    marks = {
        box.entry.id: [(sign.shape, sign.word) for sign in view.signs_of(box.entry)] for box in view.boxes
    }
    assert marks[missing] == [("ring", "Outcome missing")]
    assert marks[came][0][0] == "tick"
    assert marks[came][0][1]
    assert marks[away] == [("cross", "Cancelled")]


def test_holidays_today_and_changing_clocks_are_said_in_words(
    page: DiaryPage, desk: Desk, mo: str, qtbot: QtBot
) -> None:
    book(desk, mo, -1, 10)
    show(page, qtbot)
    grid = page.week_view
    marks: dict[date, tuple[str, ...]] = {}
    for day in (TODAY, date(2026, 12, 25), date(2026, 10, 25), date(2027, 3, 28)):
        page.go_to_day(day)
        marks |= {column.day: column.marks for column in grid._columns}
    assert marks[TODAY] == ("Today",)
    assert marks[date(2026, 12, 25)] == ("Bank holiday: Christmas Day",)
    assert marks[date(2026, 10, 25)] == ("Clocks go back at 02:00",)
    assert marks[date(2027, 3, 28)] == ("Clocks go forward at 01:00",)
    page.show_view(DAY)
    page.go_to_day(date(2026, 12, 25))
    assert page.range_label.whole_text() == "Fri 25 Dec 2026 · Bank holiday: Christmas Day"


@pytest.mark.parametrize("officers", [15])
def test_a_teams_week_has_a_row_for_each_officer_and_no_two_lines_in_one_place(
    page: DiaryPage, desk: Desk, mo: str, qtbot: QtBot, officers: int
) -> None:
    for officer in range(officers):
        for day in range(5):
            book(desk, mo, day, 9 + day, with_name=f"PC Team {officer:02}")
            book(desk, mo, day, 15, with_name=f"PC Team {officer:02}")
    view = show(page, qtbot)
    assert isinstance(view, TeamWeek)
    assert len(view.boxes) == officers * 10
    for at, box in enumerate(view.boxes):
        assert box.rect.width() >= theme.px(80)
        assert not any(box.rect.intersects(other.rect) for other in view.boxes[:at])
    page.show_view(DAY)
    assert isinstance(page.view, TimeGrid)
    columns = {box.rect.left() for box in page.view.boxes}
    assert len(columns) == officers
    assert min(box.rect.width() for box in page.view.boxes) >= theme.px(100)


def test_the_agenda_lists_two_weeks_in_order(page: DiaryPage, desk: Desk, mo: str, qtbot: QtBot) -> None:
    ids = [book(desk, mo, 9, 9), book(desk, mo, 0, 9), book(desk, mo, 0, 8, 30)]
    book(desk, mo, 14, 9)
    show(page, qtbot)
    page.show_view(AGENDA)
    boxes = page.view.boxes
    assert [box.entry.id for box in boxes] == [ids[2], ids[1], ids[0]]
    assert [box.rect.top() for box in boxes] == sorted(box.rect.top() for box in boxes)


def test_it_is_read_again_when_something_is_booked(
    page: DiaryPage, desk: Desk, mo: str, workspace: Workspace, qtbot: QtBot
) -> None:
    view = show(page, qtbot)
    assert view.boxes == []
    book(desk, mo, 0, 10)
    qtbot.waitUntil(lambda: len(page.view.boxes) == 1)


@pytest.mark.parametrize(
    ("first", "days", "words"),
    [
        (date(2026, 11, 23), 1, "Mon 23 Nov 2026"),
        (date(2026, 11, 23), 7, "23 to 29 Nov 2026"),
        (date(2026, 11, 30), 7, "30 Nov to 6 Dec 2026"),
        (date(2026, 12, 28), 7, "28 Dec 2026 to 3 Jan 2027"),
    ],
)
def test_a_range_of_days_in_words(first: date, days: int, words: str) -> None:
    assert range_words(first, days) == words


# The keyboard -------------------------------------------------------------------------------------------------


def test_arrows_walk_and_the_chosen_one_is_said(page: DiaryPage, desk: Desk, mo: str, qtbot: QtBot) -> None:
    early, late, next_day = book(desk, mo, 0, 9), book(desk, mo, 0, 14), book(desk, mo, 1, 13)
    view = show(page, qtbot)
    walked = []
    for key in (K.Key_Down, K.Key_Down, K.Key_Right, K.Key_Left, K.Key_Up):
        press(page, qtbot, key)
        walked.append(chosen(page))
    assert walked == [early, late, next_day, late, early]
    one = view.chosen_entry()
    assert one is not None
    assert (
        page.strip.heading.whole_text()
        == chosen_words(one)
        == "SAMPLETON, Mo · Mon 23 Nov 2026 09:00 to 09:30"
    )
    assert view.accessibleDescription() == spoken(one, NOW, frozenset())
    assert "Risk to staff" in view.accessibleDescription()
    press(page, qtbot, K.Key_End)
    assert chosen(page) == next_day


def test_enter_opens_the_chosen_one(
    page: DiaryPage, desk: Desk, mo: str, navigator: RecordingNavigator, qtbot: QtBot
) -> None:
    booked = book(desk, mo, 0, 9)
    show(page, qtbot)
    press(page, qtbot, K.Key_Return)
    assert navigator.places == []
    press(page, qtbot, K.Key_Down)
    press(page, qtbot, K.Key_Return)
    (place,) = navigator.places
    assert (place.case_id, place.tab, place.record_id) == (mo, "appointments", booked)


def test_letters_and_pages_go_through_views_and_time(
    page: DiaryPage, desk: Desk, mo: str, qtbot: QtBot
) -> None:
    show(page, qtbot)
    for key, view, range_said in (
        (K.Key_D, DAY, "Mon 23 Nov 2026"),
        (K.Key_PageDown, DAY, "Tue 24 Nov 2026"),
        (K.Key_W, WEEK, "23 to 29 Nov 2026"),
        (K.Key_PageDown, WEEK, "30 Nov to 6 Dec 2026"),
        (K.Key_A, AGENDA, "1 to 14 Dec 2026"),
        (K.Key_PageUp, AGENDA, "24 Nov to 7 Dec 2026"),
        (K.Key_T, AGENDA, "22 Nov to 5 Dec 2026"),
    ):
        press(page, qtbot, key)
        assert (page.kinds.key(), page.range_label.whole_text()) == (view, range_said)


def test_alt_and_arrows_show_where_it_would_go_and_enter_asks_why(
    page: DiaryPage, desk: Desk, mo: str, qtbot: QtBot
) -> None:
    booked = book(desk, mo, 0, 9)
    view = show(page, qtbot)
    press(page, qtbot, K.Key_Down)
    for key in (K.Key_Down, K.Key_Down, K.Key_Down, K.Key_Up, K.Key_Right):
        press(page, qtbot, key, ALT)
    there = MONDAY + timedelta(days=1, hours=9, minutes=30)
    assert view.ghost is not None
    assert view.ghost[1] == there
    assert "Tue 24 Nov 2026 09:30" in page.strip.detail.text()
    assert list(open_dialogs()) == []
    press(page, qtbot, K.Key_Return)
    dialog = dialog_of(MoveDialog)
    dialog.form.set_values({"asked_by": "person", "reason": "Works on Mondays"})
    dialog.save()
    assert stored_start(desk, booked) == there
    qtbot.waitUntil(lambda: [box.entry.starts_at for box in page.view.boxes] == [there])
    assert page.view.ghost is None
    assert chosen(page) == booked
    assert page.notice_text() == "The appointment is moved."


def test_escape_leaves_it_where_it_is(page: DiaryPage, desk: Desk, mo: str, qtbot: QtBot) -> None:
    booked = book(desk, mo, 0, 9)
    view = show(page, qtbot)
    press(page, qtbot, K.Key_Down)
    press(page, qtbot, K.Key_Down, ALT)
    press(page, qtbot, K.Key_Escape)
    assert view.ghost is None
    assert page.pending is None
    assert stored_start(desk, booked) == MONDAY + timedelta(hours=9)
    # Back where it stands, there is nothing to leave either.
    press(page, qtbot, K.Key_Down, ALT)
    press(page, qtbot, K.Key_Up, ALT)
    assert page.pending is None


def test_what_has_an_outcome_is_not_moved(page: DiaryPage, desk: Desk, ann: str, qtbot: QtBot) -> None:
    booked = book(desk, ann, -4, 9)
    desk.do(appointments.record_outcome, booked, OutcomeDraft(outcome_code="ATTC"), NOW)
    page.day = date(2026, 11, 19)
    show(page, qtbot)
    press(page, qtbot, K.Key_Down)
    press(page, qtbot, K.Key_Down, ALT)
    assert page.pending is None
    assert page.notice_text() == "This appointment has an outcome: it is not moved any more."


def test_into_the_hour_that_the_clocks_skip_nothing_is_moved(
    page: DiaryPage, desk: Desk, mo: str, qtbot: QtBot
) -> None:
    booked = book(desk, mo, 125, 0, 45)  # Sunday 28 March 2027
    page.day = date(2027, 3, 28)
    show(page, qtbot)
    press(page, qtbot, K.Key_Down)
    press(page, qtbot, K.Key_Down, ALT)
    press(page, qtbot, K.Key_Return)
    assert list(open_dialogs()) == []
    assert "there is no 01:00 on 28/03/2027" in page.notice_text()
    assert stored_start(desk, booked).hour == 0


def test_o_says_what_came_of_it_once_it_is_over(page: DiaryPage, desk: Desk, ann: str, qtbot: QtBot) -> None:
    book(desk, ann, -1, 9)
    book(desk, ann, 0, 9)
    page.day = TODAY
    show(page, qtbot)
    page.show_view(AGENDA)
    press(page, qtbot, K.Key_Home)
    press(page, qtbot, K.Key_O)
    dialog_of(OutcomeDialog).reject()
    press(page, qtbot, K.Key_End)
    press(page, qtbot, K.Key_O)
    assert list(open_dialogs()) == []
    assert page.notice_text() == "Its time has not come: it has no outcome yet."
    assert not page.strip.outcome_button.isEnabled()


def test_n_books_for_whom_one_types_at_the_time_marked(
    page: DiaryPage, desk: Desk, mo: str, ann: str, qtbot: QtBot
) -> None:
    book(desk, mo, 0, 9)
    show(page, qtbot)
    page.go_to_day(date(2026, 11, 24))
    for key in (K.Key_Down, K.Key_Down, K.Key_Right):
        press(page, qtbot, key, CTRL)
    at = page.cursor_at()
    assert at == datetime(2026, 11, 25, 9, 30)
    press(page, qtbot, K.Key_N)
    (whom,) = open_dialogs()
    whom.form.field("person").restore_text("mockr")  # type: ignore[attr-defined]
    whom.save()  # type: ignore[attr-defined]
    dialog = dialog_of(BookDialog)
    dialog.form.set_values({"type_code": "COAP", "place": "Mill Street", "with_name": "PC Mock"})
    dialog.save()
    (booked,) = desk.see(appointments.list_appointments, ann)
    assert booked.starts_at == at
    assert chosen(page) == booked.id
    assert page.officer() == ""


def test_nobody_chosen_is_said_in_the_field(page: DiaryPage, mo: str, qtbot: QtBot) -> None:
    show(page, qtbot)
    whom = page.ask_whom()
    whom.form.field("person").restore_text("nobody of this name")
    whom.save()
    assert whom.isVisible()
    assert "choose somebody from the list" in whom.form.field("person").error_text()


def test_go_to_a_day_typed_as_people_write_it(page: DiaryPage, mo: str, qtbot: QtBot) -> None:
    show(page, qtbot)
    dialog = page.ask_date()
    dialog.form.field("day").restore_text("25 dec")
    dialog.save()
    assert page.range_label.whole_text() == "21 to 27 Dec 2026"
    dialog = page.ask_date()
    dialog.form.field("day").restore_text("1/1/9999")
    dialog.save()
    assert dialog.isVisible()
    assert page.range_label.whole_text() == "21 to 27 Dec 2026"


def test_every_key_has_a_button_that_the_search_box_finds(page: DiaryPage, qtbot: QtBot) -> None:
    show(page, qtbot)
    named = {made.accessibleName() for made in page.findChildren(QPushButton)}
    assert {
        "Earlier", "Later", "Today", "Go to…", "Day", "Week", "Agenda", "Book…", "Open", "Outcome…", "Move…",
        "15 min earlier", "15 min later", "A day earlier", "A day later", "Leave it", "Calendar file…",
    } <= named  # fmt: skip


# The mouse ----------------------------------------------------------------------------------------------------


def drag(page: DiaryPage, qtbot: QtBot, start: QPoint, by: QPoint, *, let_go: bool = True) -> None:
    port = page.view.viewport()
    left = Qt.MouseButton.LeftButton
    qtbot.mousePress(port, left, pos=start)
    qtbot.mouseMove(port, start + by / 2)
    qtbot.mouseMove(port, start + by)
    if let_go:
        qtbot.mouseRelease(port, left, pos=start + by)


@pytest.fixture
def held_button(monkeypatch: pytest.MonkeyPatch) -> None:
    """Moves that are sent by a test say that the left button is down."""
    from PySide6.QtGui import QMouseEvent

    monkeypatch.setattr(QMouseEvent, "buttons", lambda _event: Qt.MouseButton.LeftButton)


@pytest.mark.usefixtures("held_button")
def test_a_drag_snaps_to_quarters_and_asks_why(page: DiaryPage, desk: Desk, mo: str, qtbot: QtBot) -> None:
    booked = book(desk, mo, 0, 9)
    view = show(page, qtbot)
    start = place_of(view, booked)
    day = view.boxes[0].rect.width() + theme.px(6)
    drag(page, qtbot, start, QPoint(2 * day, theme.px(64) + theme.px(18)))
    dialog = dialog_of(MoveDialog)
    assert dialog.form.field("starts_on").value() == date(2026, 11, 25)
    assert f"{dialog.form.field('starts_time').value():%H:%M}" == "10:15"
    dialog.reject()
    assert view.ghost is None
    assert stored_start(desk, booked) == MONDAY + timedelta(hours=9)


@pytest.mark.usefixtures("held_button")
def test_escape_lets_go_of_what_is_dragged(page: DiaryPage, desk: Desk, mo: str, qtbot: QtBot) -> None:
    booked = book(desk, mo, 0, 9)
    view = show(page, qtbot)
    start = place_of(view, booked)
    drag(page, qtbot, start, QPoint(0, theme.px(64)), let_go=False)
    assert view.ghost is not None
    press(page, qtbot, K.Key_Escape)
    assert view.ghost is None
    qtbot.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=start)
    assert list(open_dialogs()) == []


@pytest.mark.usefixtures("held_button")
def test_in_the_teams_week_a_drag_changes_the_day_and_keeps_the_time(
    page: DiaryPage, desk: Desk, mo: str, ann: str, qtbot: QtBot
) -> None:
    for officer in "ABCDE":
        booked = book(desk, mo, 0, 9, 45, with_name=f"PC {officer}")
    view = show(page, qtbot)
    assert isinstance(view, TeamWeek)
    drag(page, qtbot, place_of(view, booked), QPoint(view._lefts[3] - view._lefts[0], 0))
    dialog = dialog_of(MoveDialog)
    assert dialog.form.field("starts_on").value() == date(2026, 11, 26)
    assert f"{dialog.form.field('starts_time').value():%H:%M}" == "09:45"


def test_a_press_chooses_a_double_press_opens_and_an_empty_place_marks_a_time(
    page: DiaryPage, desk: Desk, mo: str, navigator: RecordingNavigator, qtbot: QtBot
) -> None:
    booked = book(desk, mo, 0, 9)
    view = show(page, qtbot)
    point = place_of(view, booked)
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=point)
    assert chosen(page) == booked
    qtbot.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=point)
    assert navigator.places[-1].record_id == booked
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=point + QPoint(0, theme.px(70)))
    assert chosen(page) == ""
    assert page.cursor_at() == MONDAY + timedelta(hours=10, minutes=15)


# Calendar files and coming back -------------------------------------------------------------------------------


def test_a_calendar_file_says_what_is_ticked_and_is_on_record(
    page: DiaryPage, desk: Desk, mo: str, ann: str, tmp_path: Path, qtbot: QtBot
) -> None:
    book(desk, mo, 0, 9)
    book(desk, ann, 1, 9, with_name="PC Mock")
    show(page, qtbot)
    dialog = page.ask_export()
    assert "“Appointment: A.S.”" in dialog.sample.text()
    dialog.form.set_values({"details": ("name",)})
    assert "“Appointment: SAMPLE, Ann”" in dialog.sample.text()
    path = tmp_path / "own.ics"
    with ask.script(path) as asked:
        dialog.save()
    assert len(asked) == 1
    wait_for_jobs()
    qtbot.waitUntil(path.exists)
    calendar = icalendar.Calendar.from_ical(path.read_bytes())
    assert isinstance(calendar, icalendar.Calendar)
    assert [str(event["summary"]) for event in calendar.events] == ["Appointment: SAMPLETON, Mo"]
    assert "1 appointment of 1 person saved" in page.notice_text()
    for case_id, many in ((mo, 1), (ann, 0)):
        told = [one for one in desk.see(audit_log.list_access, case_id) if one.disclosure]
        assert [one.recipients for one in told] == [OWN] * many


@pytest.mark.parametrize(
    ("typed", "field", "says"),
    [
        ({"since": date(2027, 1, 4), "until": date(2027, 1, 5)}, "since", "no appointment in these days"),
        ({"until": date(2026, 11, 1)}, "until", "before the first day"),
        ({"recipients": ""}, "recipients", "For whom"),
    ],
)
def test_a_calendar_file_that_cannot_be_is_explained_in_the_form(
    page: DiaryPage, desk: Desk, mo: str, qtbot: QtBot, typed: dict[str, Any], field: str, says: str
) -> None:
    book(desk, mo, 0, 9)
    show(page, qtbot)
    dialog = page.ask_export()
    dialog.form.set_values(typed)
    dialog.save()
    assert dialog.isVisible()
    assert says in dialog.form.field(field).error_text()
    assert not any(one.disclosure for one in desk.see(audit_log.list_access, mo))


def test_a_calendar_file_that_could_not_be_written_is_on_record_as_not_made(
    page: DiaryPage, desk: Desk, mo: str, tmp_path: Path, qtbot: QtBot
) -> None:
    book(desk, mo, 0, 9)
    show(page, qtbot)
    dialog = page.ask_export()
    with ask.script(tmp_path / "not there" / "own.ics"):
        dialog.save()
    wait_for_jobs()
    qtbot.waitUntil(lambda: page.notice_text() != "")
    told = [one.words for one in desk.see(audit_log.list_access, mo) if one.disclosure]
    assert sorted(told) == ["Calendar file not made", "Save calendar file"]


def test_a_move_half_typed_is_opened_again_after_a_lock(
    page: DiaryPage, desk: Desk, mo: str, qtbot: QtBot
) -> None:
    booked = book(desk, mo, 0, 9)
    show(page, qtbot)
    press(page, qtbot, K.Key_Down)
    press(page, qtbot, K.Key_M)
    dialog = dialog_of(MoveDialog)
    dialog.form.field("reason").restore_text("Asked on the telephone")
    key = dialog.draft_key
    dialog.reject()
    page.resume(key)
    again = dialog_of(MoveDialog)
    assert again.form.field("reason").text_snapshot() == "Asked on the telephone"
    again.reject()
    page.resume("diary:export:")
    assert [one.objectName() for one in open_dialogs()] == ["diary-export-dialog"]
    assert stored_start(desk, booked) == MONDAY + timedelta(hours=9)
