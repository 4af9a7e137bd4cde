"""Keying a paper back on screen: the whole of it by the keyboard, kept at once, and nothing half keyed lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from iom_desktop.display.paper_subjects import plan_subject
from iom_desktop.domain.actions import ActionDraft, ActionStatus, Source
from iom_desktop.domain.audiences import CONFERENCE
from iom_desktop.domain.documents import Document
from iom_desktop.domain.plans import Agreement, AgreementDraft, GoalDraft, GoalState
from iom_desktop.domain.register import CopyDraft
from iom_desktop.services import actions, plans, register
from iom_desktop.services.case_files import load_case_file
from iom_desktop.ui.copies.key_back import KeyBackDialog
from iom_desktop.ui.plans.tab import PlanTab
from iom_desktop.ui.workspace import Workspace
from tests.stores import NOW, TODAY, Desk
from tests.ui.conftest import RecordingNavigator

WHATS = ("Attend the assessment", "Give a test", "Ring PC Mock each evening")
CLEAR = ActionDraft(
    what="x",
    due_on=date(2026, 11, 20),
    source=Source.LICENCE,
    source_detail="condition 9",
    evidence="The service e-mails.",
    if_missed="Home visit.",
    serves=("DRUGS",),
    explained_on=TODAY,
)


class Case:
    """Somebody with a plan of one goal and three actions, agreed, and a copy of it printed for the table."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        desk = Desk(workspace.store)
        self.id = desk.person()
        self.plan_id = desk.do(plans.start_plan, self.id)
        goal = GoalDraft(words="I will stop.", target_on=date(2027, 2, 2), serves=("DRUGS",))
        goal_id = desk.do(plans.add_goal, self.plan_id, goal)
        for what in WHATS:
            desk.do(actions.add_action, goal_id, replace(CLEAR, what=what), TODAY)
        self.draft_id = self.agree(self.plan_id)
        file = desk.see(load_case_file, self.id, NOW, reader=CONFERENCE, plan_id=self.plan_id)
        draft = CopyDraft(recipients=("The table",))
        (copy,) = desk.do(register.issue_copies, plan_subject(file, Document.PLAN), draft, TODAY)
        self.copy_id = copy.id
        self.desk = desk

    def agree(self, plan_id: str) -> str:
        said = AgreementDraft(answer=Agreement.AGREES, explained_on=TODAY)
        return self.workspace.perform("Agree plan", plans.agree_plan, plan_id, said, TODAY)

    def statuses(self) -> list[ActionStatus]:
        return [one.status for one in self.desk.see(plans.load_plan, self.plan_id).actions()]


@pytest.fixture
def case(workspace: Workspace) -> Case:
    return Case(workspace)


Opening = Callable[[], KeyBackDialog]


@pytest.fixture
def opened(qtbot: QtBot, workspace: Workspace, case: Case) -> Opening:
    host = QWidget()
    qtbot.addWidget(host)
    host.show()

    def make() -> KeyBackDialog:
        dialog = KeyBackDialog(workspace, case.plan_id, case.copy_id, host)
        dialog.open()
        dialog.activateWindow()
        QApplication.processEvents()
        return dialog

    return make


def press(*keys: Qt.Key | str) -> None:
    for key in keys:
        at = QApplication.focusWidget()
        assert at is not None
        if isinstance(key, str):
            QTest.keyClicks(at, key)
        else:
            QTest.keyClick(at, key)
        QApplication.processEvents()


def shown(dialog: QWidget) -> str:
    return "\n".join(one.text() for one in dialog.findChildren(QLabel) if one.isVisible())


def closed(dialog: QWidget) -> bool:
    """A dialog is deleted once it is closed."""
    return not shiboken6.isValid(dialog) or not dialog.isVisible()


ENTER = Qt.Key.Key_Return


def test_the_whole_paper_goes_in_by_keyboard_and_nothing_before_keep_all(opened: Opening, case: Case) -> None:
    dialog = opened()
    press("1", ENTER)  # 1.1 done
    press(
        "2", Qt.Key.Key_Tab, "Came to the door", Qt.Key.Key_Tab, "19/11", ENTER
    )  # 1.2 partly, on another day
    press("3", ENTER)  # 1.3 not done: the day is past, so a reason is asked for
    assert "Will be kept as: missed. Say why in the note." in shown(dialog)
    press("No credit on his phone", ENTER)
    press("Bring the letter", ENTER)  # a line written by hand
    press(ENTER)  # an empty one is the end
    assert dialog.save_button.hasFocus()
    assert set(case.statuses()) == {ActionStatus.NOT_STARTED}
    press(ENTER)
    assert closed(dialog)
    assert case.statuses() == [ActionStatus.DONE, ActionStatus.IN_PROGRESS, ActionStatus.MISSED]
    plan = case.desk.see(plans.load_plan, case.plan_id)
    history = [one.history[0] for one in plan.actions()]
    assert [(one.on, one.reason) for one in history] == [
        (TODAY, ""), (date(2026, 11, 19), "Came to the door"), (TODAY, "No credit on his phone"),
    ]  # fmt: skip
    written = list(case.desk.see(plans.load_plan, case.draft_id).actions())[-1]
    assert written.said.what == "Bring the letter"


def test_a_box_is_changed_and_emptied(opened: Opening) -> None:
    dialog = opened()
    line = dialog.lines[0]
    press("1", "3")
    assert line.boxes.key() == "not_done"
    press(Qt.Key.Key_Left)
    assert line.boxes.key() == "partly"
    press("0")
    assert line.value_is_empty()
    line.boxes.buttons["done"].click()
    assert line.boxes.key() == "done"
    line.boxes.buttons["done"].click()
    assert line.boxes.key() == ""


def test_what_cannot_be_kept_is_said_beside_its_line(opened: Opening, case: Case) -> None:
    dialog = opened()
    dialog.save()
    assert "Nothing is keyed yet" in dialog.form.banner.text()
    dialog.lines[1].boxes.tick("not_done")
    dialog.lines[0].boxes.tick("done")
    dialog.lines[0].on.setText("30/02")
    dialog.save()
    assert "30/02" in dialog.lines[0].error_text()
    dialog.lines[0].on.setText("")
    dialog.save()
    assert dialog.lines[1].error_text() == "Action 1.2: not done in time. Say why in the note."
    assert set(case.statuses()) == {ActionStatus.NOT_STARTED}


def test_a_paper_older_than_the_plan_warns_and_asks(opened: Opening, case: Case) -> None:
    plan = case.desk.see(plans.load_plan, case.draft_id)
    one, two, _three = plan.actions()
    later = replace(one.said, due_on=date(2026, 12, 14))
    case.desk.do(actions.change_action, one.id, one.version, later, TODAY)
    case.desk.do(actions.set_action_status, two.id, ActionStatus.DONE, "", TODAY, TODAY)
    case.agree(case.draft_id)
    dialog = opened()
    words = shown(dialog)
    assert "This paper is version 1. Version 2 is in force now." in words
    assert "Changed since: 1.1 now due 14 December, was 20 November." in words
    assert "Mo must attend the assessment by Fri 20 Nov 2026." in words  # as it stands on the paper
    assert [line.holds.isVisible() for line in dialog.lines] == [True, True, False]
    press("1", ENTER)  # the line asks before it lets go
    assert dialog.lines[0].holds.hasFocus()
    dialog.save()
    assert "say that what is written still holds" in dialog.lines[0].error_text()
    dialog.lines[0].holds.setFocus()
    press(Qt.Key.Key_Space, ENTER)
    assert dialog.lines[1].boxes.hasFocus()
    dialog.save()
    assert closed(dialog)
    in_force = case.desk.see(plans.load_plan, case.draft_id)
    assert next(in_force.actions()).status is ActionStatus.DONE


def test_an_action_that_is_gone_is_listed_and_passed_over(opened: Opening, case: Case) -> None:
    draft = case.desk.see(plans.load_plan, case.draft_id)
    one = next(draft.actions())
    case.desk.do(
        actions.set_action_status, one.id, ActionStatus.NO_LONGER_NEEDED, "Done twice.", TODAY, TODAY
    )
    case.desk.do(plans.set_goal_state, draft.goals[0].id, GoalState.REMOVED, "No use.")
    case.desk.do(
        plans.add_goal, case.draft_id, GoalDraft(words="I will work.", target_on=TODAY, serves=("DRUGS",))
    )
    goal_id = case.desk.see(plans.load_plan, case.draft_id).active_goals[0].id
    case.desk.do(actions.add_action, goal_id, replace(CLEAR, what="Go to the course"), TODAY)
    case.agree(case.draft_id)
    dialog = opened()
    assert shown(dialog).count("No longer in the plan: nothing can be kept of it.") == 3
    assert not any(line.keyed.isVisible() for line in dialog.lines)
    assert dialog.day.line.hasFocus()


def test_what_is_half_keyed_comes_back(opened: Opening, workspace: Workspace) -> None:
    dialog = opened()
    press("2", ENTER, Qt.Key.Key_Tab, "He said that")
    dialog.written[0].what.setText("Bring the")
    dialog.lines[2].on.setText("19/1")
    dialog.flush_draft()
    dialog.deleteLater()
    back = opened()
    assert back.lines[0].boxes.key() == "partly"
    assert back.lines[1].note.text() == "He said that"
    assert back.lines[2].on.text() == "19/1"
    assert (back.written[0].what.text(), back.written[1].isVisible()) == ("Bring the", True)
    assert back.lines[1].note.hasFocus()
    assert "What you had typed is back." in back.notice.text()


def test_from_the_tab_of_the_plan_and_after_a_lock(
    qtbot: QtBot, workspace: Workspace, navigator: RecordingNavigator, case: Case
) -> None:
    tab = PlanTab(workspace, navigator, case.id)
    qtbot.addWidget(tab)
    tab.show()
    tab.show_version(case.plan_id)
    tab.key_back_button.click()
    (dialog,) = tab.findChildren(KeyBackDialog)
    assert dialog.sheet.copy_id == case.copy_id
    dialog.lines[0].boxes.tick("done")
    draft_key = dialog.draft_key
    dialog.save()
    assert "1 action brought up to date" in tab.notice_text()
    tab.resume(draft_key)
    assert tab.findChildren(KeyBackDialog)[-1].isVisible()


def test_without_a_numbered_copy_it_says_so(qtbot: QtBot, workspace: Workspace, case: Case) -> None:
    dialog = KeyBackDialog(workspace, case.plan_id)
    qtbot.addWidget(dialog)
    dialog.open()
    assert "Version 1 · no numbered copy: held against the plan as it is now" in shown(dialog)


def test_what_is_half_keyed_is_written_down_while_it_is_keyed(
    opened: Opening, workspace: Workspace, qtbot: QtBot
) -> None:
    """A kill takes a second of it at most."""
    dialog = opened()
    press("1")
    key = dialog.draft_key
    qtbot.waitUntil(lambda: '"done"' in "".join((workspace.drafts.load(key) or {}).values()))
