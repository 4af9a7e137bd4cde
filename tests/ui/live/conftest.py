"""A conference of three invented people, open, on the page where it is run."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count

import pytest
import shiboken6
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from iom_desktop.domain.actions import ActionDraft, Who
from iom_desktop.domain.cases import CaseDraft
from iom_desktop.domain.codes import Cohort, Phase, Rag, Sentence
from iom_desktop.domain.conferences import (
    Agenda,
    AgendaCase,
    AgendaReason,
    ConferenceDraft,
    Minute,
    MinuteKind,
    Reason,
)
from iom_desktop.domain.people import PersonDraft
from iom_desktop.domain.plans import GoalDraft
from iom_desktop.services import conferences
from iom_desktop.services.actions import add_action
from iom_desktop.services.people import add_person
from iom_desktop.services.plans import add_goal, start_plan
from iom_desktop.ui.live.page import LivePage
from iom_desktop.ui.navigation import Place
from iom_desktop.ui.workspace import Workspace
from tests.stores import TODAY, Clock, Desk
from tests.ui.conftest import RecordingNavigator

NAMES = ("Sampleton", "Placeholder", "Mockridge")
_NUMBERS = count(1)
STATEMENT = "What is said here stays with those who need it."


@dataclass(frozen=True)
class Given:
    """What a test begins with: a conference and the cases on its agenda, the first of which has a plan."""

    workspace: Workspace
    conference_id: str
    case_ids: tuple[str, ...]
    action_id: str

    def minutes(self) -> list[Minute]:
        return self.workspace.read(conferences.list_minutes, self.conference_id)

    def said(self) -> list[tuple[str | None, MinuteKind, str, str]]:
        """(case, kind, agency, words) of every minute."""
        return [
            (one.said.case_id, one.said.minute, one.said.agency, one.said.words) for one in self.minutes()
        ]


def add_people(workspace: Workspace, many: int) -> list[str]:
    """So many invented people, under IOM."""
    managed = CaseDraft(
        cohort=Cohort.FIXED,
        rag=Rag.RED,
        phase=Phase.COMMUNITY,
        sentence=Sentence.LICENCE,
        adopted_on=date(2026, 1, 5),
    )
    found = []
    with workspace.store.write("Add people") as session:
        for number in range(many):
            name = NAMES[number] if number < len(NAMES) else f"Sample{number:03d}"
            draft = PersonDraft(
                crn=f"Z{next(_NUMBERS):06d}", surname=name, forenames="Mo", date_of_birth=date(1986, 5, 23)
            )
            found.append(add_person(session, draft, managed, TODAY))
    return found


def plan_conference(workspace: Workspace, case_ids: list[str], *, begun: bool = True) -> str:
    """A conference, each on a day of its own, with these cases on its agenda."""
    draft = ConferenceDraft(
        held_on=TODAY - timedelta(days=next(_NUMBERS)),
        place="Room 2",
        chair="Insp Placeholder",
        statement=STATEMENT,
        agencies=("police", "probation", "Northgate Recovery"),
    )
    conference_id = workspace.perform("Plan", conferences.plan_conference, draft)
    reason = Reason(reason=AgendaReason.RED, words="Red since Sun 1 Nov 2026")
    cases = tuple(
        AgendaCase(case_id=case_id, crn="", person="", reasons=(reason,), minutes=8) for case_id in case_ids
    )
    agenda = Agenda(on=TODAY, since=None, cases=cases, left_out=0)
    workspace.perform("Build", conferences.fill_agenda, conference_id, agenda)
    if begun:
        workspace.perform("Open", conferences.open_conference, conference_id)
    return conference_id


def give_plan(workspace: Workspace, case_id: str) -> str:
    """A plan with one overdue action; returns the action's id."""
    plan_id = workspace.perform("Plan", start_plan, case_id)
    goal_id = workspace.perform(
        "Goal", add_goal, plan_id, GoalDraft(words="I will stop using heroin every day")
    )
    draft = ActionDraft(what="attend the assessment at Northgate", who=Who.PERSON, due_on=date(2026, 11, 13))
    return workspace.perform("Action", add_action, goal_id, draft, TODAY)


@pytest.fixture(scope="module")
def workspace(qapp: QApplication, shared_desk: Desk) -> Iterator[Workspace]:
    """The workspace of a store that the tests of one file share: each brings a conference of its own."""
    made = Workspace(shared_desk.store, clock=Clock())
    yield made
    made.deleteLater()


@pytest.fixture
def given(workspace: Workspace) -> Given:
    case_ids = add_people(workspace, 3)
    action_id = give_plan(workspace, case_ids[0])
    conference_id = plan_conference(workspace, case_ids)
    return Given(workspace, conference_id, tuple(case_ids), action_id)


def show_page(
    qtbot: QtBot, workspace: Workspace, navigator: RecordingNavigator, conference_id: str, tab: str = "cases"
) -> LivePage:
    """The page as the window shows it: told of what changes, and at ``tab``."""
    page = LivePage(workspace, navigator)
    qtbot.addWidget(page)
    workspace.changed.connect(page.on_changed)
    page.resize(1280, 760)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    page.arrive(Place("live", tab=tab, record_id=conference_id))
    page.first_focus()
    settle()
    return page


@pytest.fixture
def page(qtbot: QtBot, given: Given, navigator: RecordingNavigator) -> Iterator[LivePage]:
    """At the first case."""
    made = show_page(qtbot, given.workspace, navigator, given.conference_id)
    yield made
    made.close()


def settle() -> None:
    """Let what was put off happen; then the window in front has the keyboard, as a desktop sees to it."""
    for _turn in range(4):
        QApplication.processEvents()
    modal = QApplication.activeModalWidget()
    front = modal or next((one for one in QApplication.topLevelWidgets() if isinstance(one, LivePage)), None)
    if QApplication.activePopupWidget() is None and front is not None and not front.isActiveWindow():
        front.activateWindow()
        QApplication.processEvents()


def press(*keys: str) -> None:
    """Press keys where the keyboard is."""
    for key in keys:
        at = _at()
        pressed = QKeySequence(key)[0]
        QTest.keyClick(at, pressed.key(), pressed.keyboardModifiers())
        settle()
        _let_buttons_up()
        settle()


def _at() -> QWidget:
    popup = QApplication.activePopupWidget()
    found = popup.focusWidget() or popup if popup is not None else QApplication.focusWidget()
    found = found or QApplication.activeWindow()
    assert isinstance(found, QWidget)
    return found


def _let_buttons_up() -> None:
    """A button pressed by its shortcut shows so for a moment before it acts."""
    end = time.monotonic() + 2
    window = QApplication.activeWindow()
    buttons = [] if window is None else window.findChildren(QAbstractButton)
    while any(shiboken6.isValid(one) and one.isDown() for one in buttons) and time.monotonic() < end:
        QTest.qWait(5)


def type_in(words: str) -> None:
    """Type where the keyboard is."""
    QTest.keyClicks(_at(), words)
    settle()
