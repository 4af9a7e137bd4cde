"""The register on screen: found, opened, settled, corrected, saved for a spreadsheet; a paper checked by its code."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from iom_desktop.display.paper_subjects import plan_subject
from iom_desktop.domain.actions import ActionDraft, ActionStatus
from iom_desktop.domain.audiences import CONFERENCE
from iom_desktop.domain.documents import Document, Due, NumberedCopy, Settled
from iom_desktop.domain.plans import GoalDraft
from iom_desktop.domain.register import CopyDraft, DocumentCopy
from iom_desktop.services import actions, audit_log, plans, register
from iom_desktop.services.case_files import load_case_file
from iom_desktop.ui import ask
from iom_desktop.ui.copies.check_dialog import CheckDialog
from iom_desktop.ui.copies.page import CopiesPage, check_paper
from iom_desktop.ui.copies.settle import SettleDialog
from iom_desktop.ui.documents.copy_dialog import CopyDialog
from iom_desktop.ui.jobs import wait_for_jobs
from iom_desktop.ui.navigation import Place
from iom_desktop.ui.workspace import Workspace
from tests.stores import NOW, TODAY, Clock, Desk
from tests.ui.conftest import RecordingNavigator


class Given:
    """Two people, each with a plan and copies of it given out."""

    def __init__(self, workspace: Workspace) -> None:
        self.desk = desk = Desk(workspace.store)
        self.first = desk.person()
        self.second = desk.person(crn="Z000002", surname="Otherby")
        self.plans = {case: self._plan(case) for case in (self.first, self.second)}
        self.kept = self.give(self.first, "PC Test Baker", "My own file")
        self.due = self.give(self.first, "North Area Council", "", Due.RETURN, TODAY + timedelta(days=3))
        self.other = self.give(self.second, "Northgate Recovery Service", "Referral")

    def _plan(self, case_id: str) -> str:
        plan_id = self.desk.do(plans.start_plan, case_id)
        goal_id = self.desk.do(plans.add_goal, plan_id, GoalDraft(words="I will stop.", serves=("DRUGS",)))
        self.desk.do(actions.add_action, goal_id, ActionDraft(what="See the drug worker"), TODAY)
        return plan_id

    def give(
        self, case_id: str, whom: str, purpose: str, due: Due | None = None, due_on: date | None = None
    ) -> NumberedCopy:
        file = self.desk.see(load_case_file, case_id, NOW, reader=CONFERENCE)
        draft = CopyDraft(recipients=(whom,), purpose=purpose, due=due, due_on=due_on)
        (made,) = self.desk.do(register.issue_copies, plan_subject(file, Document.PLAN), draft, TODAY)
        return made


@pytest.fixture
def given(workspace: Workspace) -> Given:
    return Given(workspace)


@pytest.fixture
def page(
    qtbot: QtBot, workspace: Workspace, navigator: RecordingNavigator, given: Given
) -> Iterator[CopiesPage]:
    made = CopiesPage(workspace, navigator)
    workspace.changed.connect(made.on_changed)
    qtbot.addWidget(made)
    made.resize(1200, 700)
    made.show()
    made.activateWindow()
    yield made
    assert wait_for_jobs()


def listed(page: CopiesPage) -> list[str]:
    return [one.recipient for one in page.table.records()]


def cells(page: CopiesPage, row: int) -> list[str]:
    model = page.table.model()
    return [str(model.index(row, column).data() or "") for column in range(model.columnCount())]


def shown(widget: QWidget) -> str:
    return "\n".join(one.text() for one in widget.findChildren(QLabel) if one.isVisible())


def settling(page: CopiesPage) -> SettleDialog:
    return [one for one in page.findChildren(SettleDialog) if one.isVisible()][-1]


# --- The list ------------------------------------------------------------------------------------------


def test_each_copy_is_a_row_with_all_that_matters(page: CopiesPage) -> None:
    assert listed(page) == ["Northgate Recovery Service", "North Area Council", "PC Test Baker"]
    assert cells(page, 1) == [
        "2 of 2", "Case plan v1", "SAMPLETON, Mo", "North Area Council", "", "25 Nov 2026", "Still out",
        "22 Nov 2026", "PC Test Baker", "Saved as PDF", "OFFICIAL-SENSITIVE",
    ]  # fmt: skip
    assert page.count.text() == "3 copies"


def test_filters_narrow_it_down(page: CopiesPage, clock: Clock, qtbot: QtBot) -> None:
    page.state.button("out").click()
    assert listed(page) == ["North Area Council"]
    page.state.button("overdue").click()
    assert listed(page) == []
    clock.advance(days=5)
    page.reload()
    assert listed(page) == ["North Area Council"]
    assert page.state.button("overdue").text() == "Overdue (1)"
    assert cells(page, 0)[6] == "2 days overdue"
    page.state.button("all").click()
    page.document.setCurrentIndex(page.document.findData(Document.LETTER.value))
    assert listed(page) == []
    page.document.setCurrentIndex(0)
    page.filter.setText("otherby")
    qtbot.waitUntil(lambda: listed(page) == ["Northgate Recovery Service"])
    page.filter.setText("council")
    qtbot.waitUntil(lambda: listed(page) == ["North Area Council"])


def test_coming_for_what_is_overdue(page: CopiesPage, clock: Clock) -> None:
    clock.advance(days=5)
    page.arrive(Place("copies", field="overdue"))
    assert listed(page) == ["North Area Council"]
    assert page.state.key() == "overdue"
    page.arrive(Place("copies"))
    assert page.state.key() == "overdue"


def test_from_the_filter_into_the_list_and_into_a_copy(page: CopiesPage) -> None:
    page.first_focus()
    QTest.keyClicks(page.filter, "council")
    QTest.keyClick(page.filter, Qt.Key.Key_Return)
    assert page.table.hasFocus()
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    assert "North Area Council" in shown(settling(page))


# --- Settling ------------------------------------------------------------------------------------------


def copy_of(page: CopiesPage, given: NumberedCopy) -> DocumentCopy:
    listed: list[DocumentCopy] = page.table.records()
    return next(one for one in listed if one.id == given.id)


def test_a_copy_is_settled_and_corrected(page: CopiesPage, given: Given, qtbot: QtBot) -> None:
    page.open_copy(copy_of(page, given.due))
    dialog = settling(page)
    words = shown(dialog)
    for fact in (given.due.code, "Copy 2 of 2", "Return by 25 Nov 2026", "SAMPLETON, Mo Z000001"):
        assert fact in words
    dialog.save()
    assert "What became of it: this is needed." in dialog.form.field("settled").error_text()
    QTest.keyClicks(dialog.form.field("settled").editor, "1")
    dialog.form.field("note").set_value("Back by hand.")
    dialog.save()
    qtbot.waitUntil(lambda: cells(page, 1)[6] == "Returned 22 Nov 2026")
    kept = copy_of(page, given.due)
    assert (kept.settled, kept.settled_on, kept.settled_note) == (Settled.RETURNED, TODAY, "Back by hand.")

    page.open_copy(kept)
    again = settling(page)
    assert again.save_button.text() == "Correct"
    assert again.form.field("settled").value() == "returned"
    again.form.field("settled").set_value("lost")
    again.form.field("note").set_value("It was another copy that came back.")
    again.save()
    qtbot.waitUntil(lambda: cells(page, 1)[6] == "Lost 22 Nov 2026")


def test_what_is_half_typed_about_a_copy_comes_back(
    page: CopiesPage, given: Given, workspace: Workspace
) -> None:
    page.resume(f"copies:settle:{given.due.id}")
    dialog = settling(page)
    dialog.form.field("settled").set_value("destroyed")
    dialog.form.field("note").set_value("Shredded with")
    dialog.reject()
    page.resume(f"copies:settle:{given.due.id}")
    back = settling(page)
    assert back.form.field("settled").value() == "destroyed"
    assert back.form.field("note").value() == "Shredded with"


def test_from_a_copy_to_its_case_and_to_keying_it_back(
    page: CopiesPage, given: Given, navigator: RecordingNavigator
) -> None:
    copy = copy_of(page, given.due)
    for name in ("settle-open-case", "settle-key-back"):
        page.open_copy(copy)
        (pressed,) = settling(page).findChildren(QPushButton, name)
        pressed.click()
    plan_id = given.plans[given.first]
    assert navigator.places == [
        Place("case", given.first, "documents"),
        Place("case", given.first, "plan", draft=f"plan:key-back:{plan_id}:{copy.id}"),
    ]


# --- The spreadsheet -----------------------------------------------------------------------------------


def test_the_register_is_saved_for_a_spreadsheet_and_that_is_on_the_register(
    page: CopiesPage, given: Given, workspace: Workspace, tmp_path: Path, qtbot: QtBot
) -> None:
    given.give(given.second, "=cmd|' /C calc'!A0", "")
    page.reload()
    page.ask_sheet()
    dialog = next(one for one in page.findChildren(CopyDialog) if one.isVisible())
    dialog.form.field("recipients").set_value("Information manager")
    out = tmp_path / "copies.csv"
    with ask.script(out):
        dialog.save()
    assert wait_for_jobs()
    rows = list(csv.reader(io.StringIO(out.read_text(encoding="utf-8-sig"))))
    assert len(rows) == 5
    assert rows[1][rows[0].index("For whom")] == "'=cmd|' /C calc'!A0"
    assert given.due.code in [row[rows[0].index("Check code")] for row in rows]
    qtbot.waitUntil(lambda: listed(page)[0] == "Information manager")
    for case in (given.first, given.second):
        told = workspace.read(audit_log.list_access, case)
        assert any(one.recipients == "Information manager" for one in told)


# --- Checking a paper ----------------------------------------------------------------------------------


@pytest.fixture
def check(qtbot: QtBot, page: CopiesPage) -> CheckDialog:
    dialog = check_paper(page.workspace, page.navigator, page)
    dialog.activateWindow()
    return dialog


def typed(dialog: CheckDialog, text: str) -> str:
    dialog.code.line.clear()
    QTest.keyClicks(dialog.code.line, text)
    QApplication.processEvents()
    return dialog.words.text() if dialog.words.isVisible() else ""


def pressable(dialog: CheckDialog) -> list[str]:
    return [name for name, made in dialog.buttons.items() if made.isVisible()]


def test_a_whole_code_is_answered_at_once_however_it_is_typed(check: CheckDialog, given: Given) -> None:
    code = given.due.code
    assert typed(check, code[:6]) == ""
    for said in (code, code.lower(), code.replace("-", ""), f" {code.replace('-', ' ').replace('0', 'O')} "):
        assert "Nothing on it has changed" in typed(check, said), said
    assert "for North Area Council" in shown(check)
    assert check.answer.property("notice") == "good"
    assert pressable(check) == ["open-case", "key-back", "settle"]
    newest = given.desk.see(audit_log.list_access, given.first)[0]
    assert (newest.words, newest.disclosure) == ("Check a paper by its code", False)


def test_a_code_of_no_paper_and_a_mistyped_one(check: CheckDialog, given: Given) -> None:
    code = given.due.code
    wrong = code[:-1] + ("A" if code[-1] != "A" else "B")
    assert typed(check, wrong) == ""
    QTest.keyClick(check.code.line, Qt.Key.Key_Return)
    mistyped = check.words.text()
    assert check.answer.property("notice") == "error"
    elsewhere = typed(check, "0000-0000")
    assert elsewhere
    assert elsewhere != mistyped
    looked = given.desk.see(audit_log.list_access, given.first)
    assert "Check a paper by its code" not in [one.words for one in looked]
    assert pressable(check) == []
    assert typed(check, "") == ""


def test_what_has_changed_since_is_told(check: CheckDialog, given: Given, clock: Clock) -> None:
    clock.advance(days=1)
    plan = given.desk.see(plans.load_plan, given.plans[given.first])
    (one,) = plan.actions()
    given.desk.do(actions.set_action_status, one.id, ActionStatus.DONE, "", TODAY, TODAY)
    words = typed(check, given.due.code)
    assert "changed" in words.casefold()
    assert check.answer.property("notice") == "warn"
    assert "See the drug worker" in shown(check.changes) or "1.1" in shown(check.changes)


def test_the_answer_leads_on(check: CheckDialog, given: Given, navigator: RecordingNavigator) -> None:
    typed(check, given.due.code)
    check.buttons["settle"].click()
    assert navigator.places == [Place("copies", draft=f"copies:settle:{given.due.id}")]
    assert not shiboken6.isValid(check) or not check.isVisible()


def test_a_copy_that_never_came_about_says_so(check: CheckDialog, given: Given) -> None:
    given.desk.do(register.copies_failed, [given.other])
    typed(check, given.other.code)
    assert check.answer.property("notice") == "error"
    assert pressable(check) == ["open-case"]
