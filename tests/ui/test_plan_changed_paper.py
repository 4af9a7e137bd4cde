"""From where two versions of a plan are compared, what changed is printed or saved as a numbered copy."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from sqlalchemy import select
from sqlalchemy.orm import Session

from iom_desktop.domain.plans import GoalDraft
from iom_desktop.services import plans
from iom_desktop.storage.tables import DocumentCopyRow, PlanRow
from iom_desktop.ui import ask
from iom_desktop.ui.documents.copy_dialog import CopyDialog
from iom_desktop.ui.jobs import wait_for_jobs
from iom_desktop.ui.plans.tab import PlanTab
from iom_desktop.ui.workspace import Workspace
from tests.reports.pdf_text import squeezed, words_of
from tests.stores import Desk


def two_versions(desk: Desk) -> str:
    """A case whose draft adds a goal to the version in force."""
    case_id = desk.person(surname="Exampleby")
    first = desk.do(plans.start_plan, case_id)

    def freeze(session: Session) -> None:
        session.get_one(PlanRow, first).state = "agreed"

    desk.do(freeze)
    newer = desk.do(plans.start_plan, case_id)
    desk.do(plans.add_goal, newer, GoalDraft(words="I will stop"))
    return case_id


@pytest.fixture
def tab(qtbot: QtBot, desk: Desk, workspace: Workspace, navigator: object) -> Iterator[PlanTab]:
    made = PlanTab(workspace, navigator, two_versions(desk))  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.resize(1080, 700)
    made.show()
    made.compare_versions()
    yield made
    for dialog in made.findChildren(CopyDialog):
        dialog.reject()
    assert wait_for_jobs()


def copies(desk: Desk) -> list[tuple[str, str, int | None]]:
    def read(session: Session) -> list[tuple[str, str, int | None]]:
        rows = session.scalars(select(DocumentCopyRow))
        return [(row.document, row.recipient, row.plan_version) for row in rows]

    return desk.see(read)


def test_what_is_compared_is_saved_as_a_numbered_copy(tab: PlanTab, desk: Desk, tmp_path: Path) -> None:
    assert tab.comparison.print_button.isVisible()
    QTest.keyClick(tab.comparison.save_button, Qt.Key.Key_Space)
    (dialog,) = tab.findChildren(CopyDialog)
    dialog.form.field("recipients").set_value("Case file")
    with ask.script(tmp_path / "changed.pdf"):
        dialog.save()
    assert wait_for_jobs()
    assert squeezed("Goal 1 is new: I will stop") in words_of((tmp_path / "changed.pdf").read_bytes())
    assert copies(desk) == [("comparison", "Case file", 2)]


def test_the_same_version_twice_is_refused_in_a_sentence(tab: PlanTab, desk: Desk) -> None:
    tab.comparison.older.set_value(tab.comparison.newer.value())
    tab.comparison.print_button.click()
    assert not tab.findChildren(CopyDialog)
    assert "cannot be compared with itself" in tab.notice_text()
    assert copies(desk) == []


def test_the_dialog_comes_back_after_a_lock_with_the_versions_it_was_about(
    tab: PlanTab, qtbot: QtBot, workspace: Workspace, navigator: object
) -> None:
    tab.comparison.print_button.click()
    (dialog,) = tab.findChildren(CopyDialog)
    key, pair = dialog.draft_key, tab.comparison.pair()
    dialog.reject()
    again = PlanTab(workspace, navigator, tab.case_id)  # type: ignore[arg-type]
    qtbot.addWidget(again)
    again.show()
    again.resume(key)
    assert again.comparison.isVisible()
    assert again.comparison.pair() == pair
    (dialog,) = again.findChildren(CopyDialog)
    assert dialog.isVisible()
    dialog.reject()
