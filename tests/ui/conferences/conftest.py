"""A conference's page on a store with three cases on the agenda."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from iom_desktop.ui.conferences.conference_page import ConferencePage
from iom_desktop.ui.jobs import wait_for_jobs
from iom_desktop.ui.navigation import Place
from iom_desktop.ui.workspace import Workspace
from tests.stores import Desk
from tests.ui.conferences.meeting import Meeting, make_meeting
from tests.ui.conftest import RecordingNavigator


@pytest.fixture
def meeting(desk: Desk) -> Meeting:
    return make_meeting(desk)


@pytest.fixture
def page(
    qtbot: QtBot, workspace: Workspace, navigator: RecordingNavigator, meeting: Meeting
) -> Iterator[ConferencePage]:
    """The page at the agenda, told of changes as the shell tells it."""
    QCoreApplication.processEvents()  # what was set up is old news by the time the page is opened
    made = ConferencePage(workspace, navigator)
    qtbot.addWidget(made)
    made.resize(1100, 760)
    workspace.changed.connect(made.on_changed)
    made.show()
    made.arrive(Place("conference", record_id=meeting.id))
    made.first_focus()
    yield made
    assert wait_for_jobs()
