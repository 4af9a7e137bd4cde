"""Conferences on one page: the next one large, the held ones with what came of them, and planning another."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from iom_desktop.domain.actions import ActionDraft, ActionStatus, Who
from iom_desktop.services import actions, conferences
from iom_desktop.ui.conferences.conference_page import ConferencePage
from iom_desktop.ui.conferences.dialogs import (
    PLAN_KEY,
    ChangeConferenceDialog,
    PlanConferenceDialog,
)
from iom_desktop.ui.conferences.page import ConferencesPage
from iom_desktop.ui.navigation import Place
from iom_desktop.ui.workspace import Workspace
from tests.stores import TODAY, Clock, Desk
from tests.ui.conferences.meeting import AGENCIES, DAY, Meeting, make_meeting, plan
from tests.ui.conftest import RecordingNavigator


@pytest.fixture
def page(qtbot: QtBot, workspace: Workspace, navigator: RecordingNavigator) -> ConferencesPage:
    QCoreApplication.processEvents()
    made = ConferencesPage(workspace, navigator)
    qtbot.addWidget(made)
    made.resize(1100, 760)
    workspace.changed.connect(made.on_changed)
    made.show()
    return made


@pytest.fixture
def meeting(desk: Desk) -> Meeting:
    return make_meeting(desk)


def test_with_none_it_says_what_to_do(page: ConferencesPage) -> None:
    assert page.empty_button is not None
    page.first_focus()
    page.empty_button.click()
    assert page.findChildren(PlanConferenceDialog)[-1].isVisible()


def test_a_conference_is_planned_and_the_next_begins_as_the_last_was(
    page: ConferencesPage, desk: Desk, qtbot: QtBot, navigator: RecordingNavigator
) -> None:
    page.plan()
    opened = page.findChildren(PlanConferenceDialog)[-1]
    said = {"held_on": "3 December", "starts_at": "10", "place": "Room 2", "chair": "Insp Placeholder",
            "agencies": "police\nhealth", "others": "Northgate Recovery; Housing"}  # fmt: skip
    for name, text in said.items():
        opened.form.field(name).restore_text(text)
    assert opened.form.field("statement").text_snapshot().startswith("What is said here")
    opened.save()
    (one,) = desk.see(conferences.list_conferences)
    assert one.held_on == DAY
    assert one.said.agencies == ("police", "health", "Northgate Recovery", "Housing")
    qtbot.waitUntil(lambda: page.coming.day.text() == "Thursday 3 December 2026, 10:00 · in 11 days")
    assert page.coming.agenda.text() == "No case is on the agenda yet."
    page._notice.action_button.click()
    assert navigator.places[-1] == Place("conference", tab="agenda", record_id=one.id, field="build")
    page.plan()
    again = page.findChildren(PlanConferenceDialog)[-1].form
    assert again.field("held_on").value() == date(2027, 1, 7), "the first Thursday of the next month"
    assert again.field("others").value() == "Northgate Recovery, Housing"
    assert again.field("chair").value() == "Insp Placeholder"


def test_two_on_one_day_are_refused_beside_the_date(page: ConferencesPage, desk: Desk) -> None:
    plan(desk)
    page.plan()
    opened = page.findChildren(PlanConferenceDialog)[-1]
    opened.form.field("held_on").restore_text("03/12/2026")
    opened.save()
    assert "already" in opened.form.field("held_on").error_text()


def test_half_a_plan_comes_back_after_a_lock(page: ConferencesPage, desk: Desk) -> None:
    plan(desk)
    page.plan()
    opened = page.findChildren(PlanConferenceDialog)[-1]
    opened.form.field("place").restore_text("Town ha")
    opened.reject()
    page.resume(PLAN_KEY)
    assert page.findChildren(PlanConferenceDialog)[-1].form.field("place").text_snapshot() == "Town ha"


def test_the_next_one_leads_to_its_agenda_and_its_papers(
    page: ConferencesPage, meeting: Meeting, navigator: RecordingNavigator, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: page.coming.agenda.text() == "3 cases · 30 min planned, 10:00 to 10:30")
    page.first_focus()
    page.coming.open_button.click()
    page.coming.build_button.click()
    page.coming.papers_button.click()
    assert navigator.places == [
        Place("conference", tab="agenda", record_id=meeting.id),
        Place("conference", tab="agenda", record_id=meeting.id, field="build"),
        Place("conference", tab="papers", record_id=meeting.id, field="make"),
    ]


def test_on_its_day_it_is_started_at_once(
    page: ConferencesPage, meeting: Meeting, navigator: RecordingNavigator, clock: Clock, qtbot: QtBot
) -> None:
    clock.now = datetime(2026, 12, 3, 9, 55)
    page.reload()
    assert page.coming.day.text().endswith("today")
    page.coming.start_button.click()
    assert navigator.places == [Place("live", record_id=meeting.id)]
    qtbot.waitUntil(lambda: page.coming.caption.text() == "In progress")
    assert page.coming.start_button.text() == "Go on with the conference"


def test_held_ones_say_who_was_there_and_what_became_of_the_actions(
    page: ConferencesPage, meeting: Meeting, navigator: RecordingNavigator, clock: Clock, qtbot: QtBot
) -> None:
    meeting.hold()
    draft = ActionDraft(
        what="book the bed",
        who=Who.OFFICER,
        who_name="PC Mock",
        who_agency="police",
        due_on=date(2026, 11, 27),
    )
    add = conferences.add_conference_action
    first = meeting.desk.do(add, meeting.id, meeting.cases[0], draft, TODAY)
    meeting.desk.do(add, meeting.id, meeting.cases[1], draft, TODAY)
    meeting.desk.do(actions.set_action_status, first, ActionStatus.DONE, "", TODAY, TODAY)
    meeting.close()
    clock.now = datetime(2026, 12, 10, 9)
    page.reload()
    assert page.none_coming.isVisible()
    assert page.heading.text() == "Conferences held"
    table = page.table
    model = table.record_model()
    cells = [model.data(model.index(0, column)) for column in range(model.columnCount())]
    assert cells == [
        "Thu 3 Dec 2026", "Closed", "3", "1 of 3", "1", "1, 1 overdue", "Insp Placeholder", "Room 2",
    ]  # fmt: skip
    table.selectRow(0)
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert navigator.places == [Place("conference", record_id=meeting.id)]


def test_a_change_made_elsewhere_is_shown_beside_mine(
    page: ConferencesPage,
    meeting: Meeting,
    workspace: Workspace,
    navigator: RecordingNavigator,
    qtbot: QtBot,
) -> None:
    one = ConferencePage(workspace, navigator)
    qtbot.addWidget(one)
    one.show()
    one.arrive(Place("conference", record_id=meeting.id))
    one.change()
    opened = one.findChildren(ChangeConferenceDialog)[-1]
    opened.form.field("place").restore_text("Town hall")
    held = meeting.load()
    said = type(held.said)(held_on=DAY, place="Room 9", agencies=AGENCIES)
    meeting.desk.do(conferences.change_conference, meeting.id, held.version, said)
    opened.save()
    assert opened.isVisible()
    assert opened.findChild(object, "change-conference-dialog-comparison") is not None
    assert meeting.load().said.place == "Room 9"
    opened._take_their_version()
    assert opened.form.field("place").text_snapshot() == "Room 9"


def test_without_a_place_the_next_one_is_shown(
    meeting: Meeting, workspace: Workspace, navigator: RecordingNavigator, qtbot: QtBot
) -> None:
    one = ConferencePage(workspace, navigator)
    qtbot.addWidget(one)
    one.show()
    one.arrive(Place("conference"))
    assert one.conference.id == meeting.id


def test_without_any_conference_the_page_leads_to_planning(
    workspace: Workspace, navigator: RecordingNavigator, qtbot: QtBot
) -> None:
    one = ConferencePage(workspace, navigator)
    qtbot.addWidget(one)
    one.show()
    one.arrive(Place("conference"))
    assert one.empty_button is not None
    one.empty_button.click()
    assert navigator.places == [Place("conferences")]
