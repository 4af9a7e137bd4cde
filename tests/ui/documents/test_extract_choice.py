"""An extract read through: left out, given after all with a reason; no choice is lost or changes silently."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from iom_desktop.domain.cases import CaseDraft
from iom_desktop.domain.codes import Answer
from iom_desktop.domain.documents import Document
from iom_desktop.domain.extract_reading import PassageState
from iom_desktop.domain.notes import NoteDraft
from iom_desktop.services.notes import add_note
from iom_desktop.storage import tables
from iom_desktop.ui.documents.extract_choice import ExtractDialog
from iom_desktop.ui.documents.tab import DocumentsTab
from iom_desktop.ui.jobs import wait_for_jobs
from iom_desktop.ui.workspace import Workspace
from tests.stores import NOW, Desk
from tests.ui.conftest import RecordingNavigator

MOTHER, SHOP, ABUSE = "13.1/words", "13.2/words", "2.1/domestic_abuse"


@pytest.fixture
def case_id(desk: Desk) -> str:
    made = desk.person(surname="Exampleby", managed=CaseDraft(domestic_abuse=Answer.NO))
    said: tuple[tuple[str, dict[str, Any]], ...] = (
        ("His mother is ill", {"third_party": True}),
        ("Lives above Sam's shop", {}),
        ("Heard it from a friend", {"not_disclosable": True}),
    )
    for words, more in said:
        desk.do(add_note, made, NoteDraft(happened_at=NOW, words=words, **more), NOW)
    return made


@pytest.fixture
def tab(
    qtbot: QtBot, workspace: Workspace, navigator: RecordingNavigator, case_id: str
) -> Iterator[DocumentsTab]:
    made = DocumentsTab(workspace, navigator, case_id)
    qtbot.addWidget(made)
    made.resize(1000, 700)
    made.show()
    made.chooser.paper_field.set_value(Document.SUBJECT_ACCESS.value)
    assert wait_for_jobs()
    yield made
    made.preview.clear()


@pytest.fixture
def dialog(tab: DocumentsTab) -> ExtractDialog:
    tab.extract_button.click()
    return tab.findChildren(ExtractDialog)[-1]


def select(dialog: ExtractDialog, key: str) -> None:
    ref = next(row.passage.ref for row in dialog._rows if row.passage.key == key)
    assert dialog.table.select_id(ref)


def keys(dialog: ExtractDialog) -> list[str]:
    return [row.passage.key for row in dialog.table.records()]


def state(dialog: ExtractDialog, key: str) -> PassageState:
    return next(row.state for row in dialog._rows if row.passage.key == key)


def text(tab: DocumentsTab) -> str:
    document = tab.preview.document
    return " ".join(document.getAllText(at).text() for at in range(document.pageCount()))


def give(dialog: ExtractDialog, key: str, reason: str) -> None:
    select(dialog, key)
    dialog.reason.line.setText(reason)
    dialog.save_button.click()


def test_the_button_is_there_for_the_extract_alone(tab: DocumentsTab) -> None:
    assert tab.extract_button.isVisible()
    assert tab.chooser.size_field.isVisible()
    tab.chooser.paper_field.set_value(Document.SUMMARY.value)
    assert wait_for_jobs()
    assert tab.extract_button.isHidden()


def test_each_passage_shows_what_is_held_and_what_may_be_done_with_it(dialog: ExtractDialog) -> None:
    select(dialog, MOTHER)
    assert dialog.words.toPlainText() == "His mother is ill"
    assert "[left out: tells of somebody else]" in dialog.table.copy_text()
    assert "mother" not in dialog.table.copy_text()
    assert "s.45(4)(e)" in dialog.why.text()
    assert not dialog.save_button.isHidden()
    assert dialog.leave_button.isHidden()
    select(dialog, SHOP)
    assert dialog.form.isHidden()
    assert not dialog.leave_button.isHidden()
    # Left out, and nothing held there.
    select(dialog, "2.1/mappa_reference")
    assert "Nothing is held here." in dialog.why.text()
    assert dialog.save_button.isHidden()
    assert dialog.leave_button.isHidden()


def test_an_empty_reason_is_refused_in_a_sentence(dialog: ExtractDialog) -> None:
    give(dialog, MOTHER, "  ")
    assert dialog.reason.error_text() == "Reason: say why this may be given after all."
    assert state(dialog, MOTHER) is PassageState.LEFT_OUT
    assert dialog.isVisible()
    assert not dialog.kept.choice


def test_what_is_chosen_can_be_taken_back(dialog: ExtractDialog) -> None:
    give(dialog, MOTHER, "His own letter")
    assert state(dialog, MOTHER) is PassageState.GIVEN
    dialog.reason.line.setText("He told us himself")
    dialog.save_button.click()
    assert list(dialog.kept.choice.restored.values()) == ["He told us himself"]
    select(dialog, SHOP)
    dialog.leave_button.click()
    assert dialog.which.button("mine").text() == "Chosen by you (2)"
    dialog.put_back_button.click()
    select(dialog, MOTHER)
    dialog.take_back_button.click()
    assert not dialog.kept.choice
    assert state(dialog, SHOP) is PassageState.PRINTED


def test_passages_are_found_by_words_and_by_what_becomes_of_them(dialog: ExtractDialog) -> None:
    dialog.find_box.setText("MOTHER ill")
    dialog._list()
    assert keys(dialog) == [MOTHER]
    dialog.find_box.setText("")
    dialog.which.button("left-out").click()
    assert MOTHER in keys(dialog)
    assert SHOP not in keys(dialog)
    dialog.which.button("mine").click()
    assert keys(dialog) == []
    assert dialog.words.toPlainText() == ""


def test_a_half_typed_reason_waits_for_its_passage(tab: DocumentsTab, dialog: ExtractDialog) -> None:
    select(dialog, MOTHER)
    dialog.reason.line.setText("He told")
    select(dialog, ABUSE)
    assert dialog.reason.line.text() == ""
    select(dialog, MOTHER)
    assert dialog.reason.line.text() == "He told"
    key = dialog.draft_key
    dialog.reject()
    tab.resume(key)
    again = tab.findChildren(ExtractDialog)[-1]
    row = again.selected()
    assert row is not None
    assert (row.passage.key, again.reason.line.text()) == (MOTHER, "He told")
    again.reject()


def test_by_keys_alone(qtbot: QtBot, tab: DocumentsTab, dialog: ExtractDialog) -> None:
    dialog.activateWindow()
    QTest.keyClick(dialog.table, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert dialog.focusWidget() is dialog.find_box
    QTest.keyClicks(dialog.find_box, "mother")
    QTest.keyClick(dialog.find_box, Qt.Key.Key_Return)
    assert dialog.focusWidget() is dialog.table
    assert dialog.words.toPlainText() == "His mother is ill"
    QTest.keyClick(dialog.table, Qt.Key.Key_Return)
    assert dialog.focusWidget() is dialog.reason.line
    QTest.keyClicks(dialog.reason.line, "His own letter")
    QTest.keyClick(dialog.reason.line, Qt.Key.Key_Return)
    assert state(dialog, MOTHER) is PassageState.GIVEN
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    qtbot.waitUntil(tab.save_button.isEnabled, timeout=20_000)
    assert wait_for_jobs()


def test_what_is_not_mentioned_is_counted_and_marked_when_ticked(dialog: ExtractDialog) -> None:
    assert "what is marked as not to be told (1)" in dialog.summary.text()
    assert "Heard it" not in "".join(row.passage.held for row in dialog._rows)
    dialog.tell_all.click()
    assert dialog.kept.choice.tell_all
    dialog.find_box.setText("friend")
    dialog._list()
    (row,) = dialog.table.records()
    dialog.table.selectRow(0)
    give(dialog, row.passage.key, "He was there")
    dialog.tell_all.click()
    assert f"was dropped: {row.passage.number}, Note." in dialog.notice.text()
    assert not dialog.kept.choice


def test_the_pages_follow_and_nothing_older_can_leave(
    tab: DocumentsTab, dialog: ExtractDialog, qtbot: QtBot
) -> None:
    select(dialog, SHOP)
    dialog.leave_out()
    give(dialog, MOTHER, "His own letter")
    assert not tab.save_button.isEnabled()
    assert tab._paper() is None
    dialog.reject()
    qtbot.waitUntil(tab.save_button.isEnabled, timeout=20_000)
    assert "His mother is ill" in text(tab)
    assert "shop" not in text(tab)
    assert "Left out by you: 1 passage; given after all: 1 passage." in tab.left_out.left_out_label.text()


def test_a_choice_comes_back_and_one_whose_passage_changed_is_dropped_aloud(
    tab: DocumentsTab,
    dialog: ExtractDialog,
    desk: Desk,
    workspace: Workspace,
    navigator: RecordingNavigator,
    qtbot: QtBot,
) -> None:
    for key in (MOTHER, ABUSE):
        give(dialog, key, "His own letter")
    select(dialog, SHOP)
    dialog.leave_out()
    dialog.reject()
    qtbot.waitUntil(tab.save_button.isEnabled, timeout=20_000)
    again = DocumentsTab(workspace, navigator, tab.case_id)
    qtbot.addWidget(again)
    again.show()
    again.chooser.paper_field.set_value(Document.SUBJECT_ACCESS.value)
    assert wait_for_jobs()
    assert again.notice_text().startswith(
        "What you chose of this extract is back. Left out by you: 1 passage;"
    )
    assert "His mother is ill" in text(again)

    def change(session: Any) -> None:
        session.get_one(tables.CaseRow, tab.case_id).domestic_abuse = Answer.YES.value

    desk.do(change)
    again.reload()
    assert wait_for_jobs()
    assert "was dropped: 2.1, Domestic abuse." in again.notice_text()
    assert "His mother is ill" in text(again)
    assert "shop" not in text(again)
    assert [ref.partition(":")[0] for ref in again.extract_choice.choice.restored] == ["note"]
    again.preview.clear()
