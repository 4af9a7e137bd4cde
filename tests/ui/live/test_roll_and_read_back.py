"""The roll by keys 1 to 5; the read-back, what it finds unfinished, and closing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from iom_desktop.domain.conferences import AttendanceDraft, ConferenceState, How, ItemState
from iom_desktop.services import conferences, plans
from iom_desktop.ui import ask
from iom_desktop.ui.live.page import LivePage
from iom_desktop.ui.navigation import Place
from iom_desktop.ui.workspace import Workspace
from tests.journeys.keyboard import screen
from tests.ui.conftest import RecordingNavigator
from tests.ui.live.conftest import (
    STATEMENT,
    Given,
    add_people,
    plan_conference,
    press,
    settle,
    show_page,
    type_in,
)


@pytest.fixture
def at_roll(qtbot: QtBot, given: Given, navigator: RecordingNavigator) -> Iterator[LivePage]:
    made = show_page(qtbot, given.workspace, navigator, given.conference_id, tab="roll")
    yield made
    made.close()


def roll(given: Given) -> list[tuple[str, How | None, str, str]]:
    every = given.workspace.read(conferences.list_attendance, given.conference_id)
    return [(one.said.agency, one.said.how, one.said.name, one.said.contribution) for one in every]


def test_the_statement_is_read_out_and_the_first_agency_waits_for_a_key(at_roll: LivePage) -> None:
    assert STATEMENT in screen(at_roll.roll_view)
    assert "Room 2 · chair Insp Placeholder" in screen(at_roll.roll_view)
    assert QApplication.focusWidget() is at_roll.roll_view.roll.lines[0].how


def test_the_roll_is_taken_by_keys(at_roll: LivePage, given: Given) -> None:
    press("1", "Tab")
    type_in("PC Baker")
    press("Return", "4", "Down", "3", "Tab", "Tab")
    type_in("a letter")
    press("Return")
    assert roll(given) == [
        ("police", How.IN_PERSON, "PC Baker", ""),
        ("probation", How.APOLOGIES, "", ""),
        ("Northgate Recovery", How.REPORT, "", "a letter"),
    ]
    press("Up")
    assert QApplication.focusWidget() is at_roll.roll_view.roll.lines[2].how or is_other(at_roll)


def is_other(page: LivePage) -> bool:
    return QApplication.focusWidget() is page.roll_view.roll.other


def test_how_they_take_part_can_be_put_right(at_roll: LivePage, given: Given) -> None:
    press("5", "2")
    assert roll(given) == [("police", How.REMOTE, "", "")]
    press("Right")
    assert roll(given) == [("police", How.REPORT, "", "")]


def test_an_agency_nobody_expected_is_put_on_the_roll(at_roll: LivePage, given: Given) -> None:
    at_roll.roll_view.roll.other.setFocus()
    type_in("Health")
    press("Return")
    assert roll(given) == [("health", How.IN_PERSON, "", "")]
    type_in("Duty worker")
    press("Return")
    assert roll(given) == [("health", How.IN_PERSON, "Duty worker", "")]


def test_a_name_typed_before_anybody_said_how_is_half_typed_and_comes_back(
    qtbot: QtBot, at_roll: LivePage, given: Given, navigator: RecordingNavigator
) -> None:
    press("Tab")
    type_in("PC Half")
    press("Down")
    assert roll(given) == []
    for keeper in at_roll._keepers:
        keeper.flush()
    at_roll.close()
    again = show_page(qtbot, given.workspace, navigator, given.conference_id, tab="roll")
    assert again.roll_view.roll.lines[0].name_line.text() == "PC Half"
    again.roll_view.roll.lines[0].how.setFocus()
    press("1")
    assert roll(given) == [("police", How.IN_PERSON, "PC Half", "")]


def test_a_line_somebody_else_changed_says_so_and_loses_nothing(at_roll: LivePage, given: Given) -> None:
    press("1", "Tab")
    type_in("PC Baker")
    (record,) = given.workspace.read(conferences.list_attendance, given.conference_id)
    at_roll.workspace.changed.disconnect(at_roll.on_changed)
    theirs = AttendanceDraft(agency="police", how=How.REMOTE)
    given.workspace.perform("Theirs", conferences.change_attendance, record.id, record.version, theirs)
    press("Return")
    assert "changed this record" in at_roll.notice_text()
    line = at_roll.roll_view.roll.lines[0]
    assert (line.how.how(), line.name_line.text()) == (How.REMOTE, "PC Baker")
    press("Up", "Tab", "End")
    type_in("!")
    press("Return")
    assert roll(given)[0] == ("police", How.REMOTE, "PC Baker!", "")


def test_a_conference_only_planned_is_opened_by_beginning(
    qtbot: QtBot, workspace: Workspace, navigator: RecordingNavigator
) -> None:
    conference_id = plan_conference(workspace, add_people(workspace, 1), begun=False)
    page = show_page(qtbot, workspace, navigator, conference_id, tab="")
    assert page.step() == "roll"
    press("Ctrl+Return")
    assert workspace.read(conferences.load_conference, conference_id).state is ConferenceState.OPEN
    assert page.step() == "cases"
    assert QApplication.focusWidget() is page.desk.side.pad.words.editor


# --- The read-back ---------------------------------------------------------------------------------------


def meet(page: LivePage) -> None:
    """A decision and two actions on the first case, one of them nobody's; the second put off; the third half typed."""
    press("Ctrl+E")
    type_in("Seen weekly")
    press("Ctrl+Return", "F2")
    type_in("PC Baker (police)")
    press("Tab")
    type_in("Books the bed")
    press("Tab")
    type_in("27/11/2026")
    press("Ctrl+Return", "F2", "Tab")
    type_in("Asks for the tag report")
    press("Ctrl+Return", "F3", "Tab")
    type_in("A")
    press("Tab")
    type_in("keeps to it")
    press("Ctrl+Return", "PgDown", "F7")
    type_in("Probation is not here")
    press("Ctrl+Return")
    type_in("He said that")
    press("F10")


def test_everything_is_read_back_and_what_is_unfinished_is_named(page: LivePage, given: Given) -> None:
    meet(page)
    shown = screen(page.read_back)
    for words in (
        "1 case discussed, 1 put off, 1 not reached, 2 actions given, 1 of them without owner or day",
        "MOCKRIDGE, Mo: something is half typed",
        "Decided: Seen weekly",
        "Colour: Amber, because keeps to it",
        "2.1 PC Baker (police) books the bed, by Fri 27 Nov 2026",
        "2.2 nobody is named yet: asks for the tag report, no day is set",
        "Deferred: Probation is not here",
        "Not reached, put off to the next: MOCKRIDGE, Mo",
    ):
        assert words in shown


def test_an_action_without_owner_is_put_right_in_place(page: LivePage, given: Given) -> None:
    meet(page)
    press("Down", "F")
    dialog = QApplication.activeModalWidget()
    assert dialog is not None
    assert dialog.objectName() == "fix-action-dialog"
    type_in("the person")
    press("Tab", "Tab")
    type_in("Tue 1 Dec")
    press("Ctrl+Return")
    settle()
    plan = given.workspace.read(plans.newest_plan, given.case_ids[0])
    assert plan is not None
    said = list(plan.actions())[-1].said
    assert (said.who, said.due_on, said.what) == ("person", date(2026, 12, 1), "Asks for the tag report")
    assert "without owner" not in screen(page.read_back)


def test_enter_leads_to_what_is_half_typed(page: LivePage, given: Given) -> None:
    meet(page)
    press("Return")
    assert page.desk.case_id == given.case_ids[2]
    assert page.desk.side.pad.words.value() == "He said that"
    press("Ctrl+Return", "F10")
    assert "half typed" not in screen(page.read_back)


def test_closing_says_what_it_does_and_leads_to_the_papers(
    page: LivePage, given: Given, navigator: RecordingNavigator
) -> None:
    meet(page)
    page.read_back.closing.next_on.set_value(date(2026, 12, 3))
    with ask.script(False) as asked:
        press("Ctrl+Return")
    assert asked == ["Close the conference?"]
    assert (
        given.workspace.read(conferences.load_conference, given.conference_id).state is ConferenceState.OPEN
    )
    with ask.script(True):
        press("Ctrl+Return")
    closed = given.workspace.read(conferences.load_conference, given.conference_id)
    assert (closed.state, closed.next_on) == (ConferenceState.CLOSED, date(2026, 12, 3))
    states = [one.state for one in given.workspace.read(conferences.list_cases, given.conference_id)]
    assert states == [ItemState.DISCUSSED, ItemState.DEFERRED, ItemState.DEFERRED]
    assert navigator.places[-1] == Place("conference", tab="papers", record_id=given.conference_id)


def test_a_next_day_that_is_no_day_is_said_beside_it(page: LivePage, given: Given) -> None:
    press("F10")
    page.read_back.closing.next_on.restore_text("31 Feb")
    press("Ctrl+Return")
    assert "not a date" in page.read_back.closing.next_on.error_text()
    page.read_back.closing.next_on.set_value(date(2020, 1, 1))
    with ask.script(True):
        press("Ctrl+Return")
    assert "not after this one" in page.read_back.closing.next_on.error_text()


def test_a_closed_conference_leads_to_its_papers(
    qtbot: QtBot, given: Given, navigator: RecordingNavigator
) -> None:
    given.workspace.perform("Close", conferences.close_conference, given.conference_id, None)
    page = show_page(qtbot, given.workspace, navigator, given.conference_id, tab="")
    assert page.empty_button is not None
    page.empty_button.click()
    assert navigator.places[-1].tab == "papers"
