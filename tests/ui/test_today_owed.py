"""Today, of part 2: what is owed about failures to comply leads to where it is done, and where it stops is said."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from iom_desktop.domain.appointments import AppointmentDraft, OutcomeDraft
from iom_desktop.domain.enforcement import StepDraft
from iom_desktop.domain.needs import NeedDraft, Severity
from iom_desktop.domain.today import MATTER_OF_DUE, Column, Matter, TodayItem
from iom_desktop.services import appointments, needs, today
from iom_desktop.storage.tables import AppointmentRow
from iom_desktop.ui.navigation import Place
from iom_desktop.ui.today.lines import More, remedy_words
from iom_desktop.ui.today.page import TodayPage, destination
from iom_desktop.ui.workspace import Workspace
from tests.stores import NOW, TODAY, Desk
from tests.ui.conftest import RecordingNavigator

FRIDAY = datetime(2026, 11, 20, 10)


@pytest.fixture
def page(qtbot: QtBot, workspace: Workspace, navigator: RecordingNavigator) -> TodayPage:
    made = TodayPage(workspace, navigator)
    qtbot.addWidget(made)
    made.resize(1100, 700)
    return made


def book(desk: Desk, case_id: str, at: datetime = FRIDAY) -> str:
    draft = AppointmentDraft(type_code="COAP", starts_at=at, place="Mocktown office", with_name="D. Example")
    return desk.do(appointments.book_appointment, case_id, draft)


def item(matter: Matter) -> TodayItem:
    return TodayItem(
        id="r", matter=matter, case_id="c", person="SAMPLETON, Mo", crn="Z1", words="x", at=None, due=TODAY
    )


@pytest.mark.parametrize("matter", Matter)
def test_every_matter_has_a_remedy_and_leads_into_the_case(matter: Matter) -> None:
    place = destination(item(matter))
    assert remedy_words(item(matter))
    if matter is Matter.COPIES_OVERDUE:
        assert place.page == "copies"  # of many cases at once
        return
    assert (place.page, place.case_id) == ("case", "c")
    assert place.tab


@pytest.mark.parametrize("matter", sorted(MATTER_OF_DUE.values()))
def test_what_is_owed_of_a_failure_opens_what_puts_it_right(matter: Matter) -> None:
    place = destination(item(matter))
    assert (place.tab, place.record_id) == ("compliance", "r")
    assert place.field, "with a field the tab opens the dialog"


def test_a_failure_is_owed_and_one_press_from_its_decision(
    page: TodayPage, desk: Desk, navigator: RecordingNavigator, qtbot: QtBot
) -> None:
    case_id = desk.person()
    one = book(desk, case_id)

    def imported(session: Any) -> None:
        session.get(AppointmentRow, one).outcome_code = "UAAB"

    desk.do(imported)
    page.show()
    lines = page.columns[Column.OWED].lines
    assert lines.headings() == [("Enforcement to be decided", 1)]
    lines.setCurrentIndex(lines.lines_model.index(1))
    qtbot.keyClick(lines, Qt.Key.Key_Return)
    assert navigator.places == [Place("case", case_id, "compliance", one, "code")]


def test_a_change_elsewhere_takes_the_line_away(
    page: TodayPage, desk: Desk, workspace: Workspace, qtbot: QtBot
) -> None:
    case_id = desk.person()
    one = book(desk, case_id)
    page.show()
    said = OutcomeDraft(outcome_code="UAAB", enforcement=StepDraft(code="WLS"))
    with qtbot.waitSignal(workspace.changed) as told:
        workspace.perform("Record outcome", appointments.record_outcome, one, said, NOW)
    page.on_changed(told.args[0])
    assert page.columns[Column.OWED].lines.headings() == [("Letter to be sent", 1)]


def test_a_need_nobody_serves_leads_to_the_services(page: TodayPage, desk: Desk) -> None:
    case_id = desk.person()
    need = NeedDraft(code="DRUGS", severity=Severity.SEVERE, identified_on=date(2026, 9, 1))
    need_id = desk.do(needs.record_need, case_id, need, TODAY)
    page.show()
    (line,) = [one for one in page.columns[Column.WATCH].lines.items() if one.matter is Matter.NEED_UNSERVED]
    assert destination(line) == Place("case", case_id, "services", need_id)
    assert line.words.startswith("Drug misuse (severe)")


def test_all_outcomes_missing_are_one_press_away(
    page: TodayPage, desk: Desk, navigator: RecordingNavigator, qtbot: QtBot
) -> None:
    case_id = desk.person()
    page.show()
    assert not page.outcomes_button.isVisible()
    book(desk, case_id)
    book(desk, case_id, FRIDAY + timedelta(hours=2))
    page._refresh()
    assert page.outcomes_button.text() == "Outcomes missing: enter them all (2)"
    qtbot.mouseClick(page.outcomes_button, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(page.sheet_button, Qt.MouseButton.LeftButton)
    assert navigator.places == [Place("outcomes"), Place("day_sheet")]


def test_where_owed_stops_is_said_and_the_rest_is_one_press_away(
    page: TodayPage, desk: Desk, navigator: RecordingNavigator, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(today, "MOST", 3)
    case_id = desk.person()
    for hour in range(9, 14):
        book(desk, case_id, FRIDAY.replace(hour=hour))
    page.show()
    view = page.columns[Column.OWED]
    assert view.count.text() == "3+"
    assert page.outcomes_button.text() == "Outcomes missing: enter them all (3+)"
    last = view.lines.lines_model.lines[-1]
    assert isinstance(last, More)
    assert last.words == "There are more than these 3, which come first."
    view.lines.setFocus()
    view.lines.setCurrentIndex(view.lines.lines_model.index(len(view.lines.lines_model.lines) - 1))
    qtbot.keyClick(view.lines, Qt.Key.Key_Return)
    assert navigator.places == [Place("outcomes")]


def test_the_next_appointments_card_has_room_for_its_words(page: TodayPage, desk: Desk) -> None:
    case_id = desk.person()
    book(desk, case_id, NOW + timedelta(hours=1))
    for hours in range(1, 4):
        book(desk, case_id, FRIDAY + timedelta(hours=hours))
    for code in ("DRUGS", "ACCOMMODATION", "ETE"):
        need = NeedDraft(code=code, severity=Severity.SEVERE, identified_on=date(2026, 9, 1))
        desk.do(needs.record_need, case_id, need, TODAY)
    page.show()
    QApplication.processEvents()
    label = page.card.outstanding
    assert label.text().splitlines()[-1] in ("3 needs not served", "and 2 more")
    assert label.height() >= label.heightForWidth(label.width())
    assert page.card.open_button.geometry().bottom() < page.card.height()
