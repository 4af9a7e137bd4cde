"""On a case: whether it comes before the next conference, and asking for it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from iom_desktop.services import conferences
from iom_desktop.ui.cases.overview import OverviewTab
from iom_desktop.ui.conferences.agenda_dialogs import AgendaRequestDialog, request_key
from iom_desktop.ui.conferences.asking import NextAgenda
from iom_desktop.ui.navigation import Place
from iom_desktop.ui.workspace import Workspace
from tests.stores import Desk
from tests.ui.conferences.meeting import plan
from tests.ui.conftest import RecordingNavigator


@pytest.fixture
def case_id(desk: Desk) -> str:
    return desk.person()


@pytest.fixture
def tab(qtbot: QtBot, workspace: Workspace, navigator: RecordingNavigator, case_id: str) -> OverviewTab:
    QCoreApplication.processEvents()
    made = OverviewTab(workspace, navigator, case_id)
    qtbot.addWidget(made)
    workspace.changed.connect(made.on_changed)
    made.show()
    return made


def line(tab: OverviewTab) -> NextAgenda:
    return tab.next_agenda


def test_it_is_asked_for_shown_and_taken_back(
    tab: OverviewTab, case_id: str, desk: Desk, qtbot: QtBot
) -> None:
    assert line(tab).said.text() == "No conference is planned."
    line(tab).ask_button.click()
    opened = tab.findChildren(AgendaRequestDialog)[-1]
    opened.save()
    assert opened.isVisible(), "something else needs saying what"
    opened.form.field("words").restore_text("His landlord rang")
    opened.save()
    qtbot.waitUntil(
        lambda: "Asked for by PC Test Baker, Sun 22 Nov 2026: His landlord rang" in line(tab).said.text()
    )
    assert [one.words for one in desk.see(conferences.list_requests, case_id)] == ["His landlord rang"]
    line(tab).ask_button.click()
    again = tab.findChildren(AgendaRequestDialog)[-1]
    again.form.field("words").restore_text("His landlord rang")
    again.save()
    assert again.form.field("words").error_text() == "This is asked for already."
    again.reject()
    line(tab).withdraw_button.click()
    qtbot.waitUntil(lambda: line(tab).said.text() == "No conference is planned.")
    assert not line(tab).withdraw_button.isVisible()


def test_on_the_agenda_it_says_where_and_leads_there(
    tab: OverviewTab, case_id: str, desk: Desk, qtbot: QtBot, navigator: RecordingNavigator
) -> None:
    held = plan(desk)
    qtbot.waitUntil(lambda: line(tab).said.text() == "Thu 3 Dec 2026 (in 11 days): not on its agenda yet.")
    desk.do(conferences.add_case, held, case_id)
    qtbot.waitUntil(lambda: "number 1 on the agenda. Put on by hand" in line(tab).said.text())
    line(tab).open_button.click()
    assert navigator.places == [Place("conference", case_id, "agenda", held)]


def test_half_a_request_comes_back(tab: OverviewTab, case_id: str) -> None:
    line(tab).ask()
    opened = tab.findChildren(AgendaRequestDialog)[-1]
    opened.form.field("words").restore_text("His landl")
    opened.reject()
    tab.resume(request_key("overview", case_id))
    again = tab.findChildren(AgendaRequestDialog)[-1]
    assert again.form.field("words").text_snapshot() == "His landl"
