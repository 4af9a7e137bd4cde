"""The documents tab: what is previewed is what is printed, and nothing leaves without being on record."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtPrintSupport import QPrinter
from pytestqt.qtbot import QtBot

from iom_desktop.domain.documents import Form
from iom_desktop.domain.plans import GoalDraft
from iom_desktop.domain.register import CopyDraft
from iom_desktop.errors import UserError
from iom_desktop.services import audit_log, plans, register
from iom_desktop.ui import ask
from iom_desktop.ui.documents.copy_dialog import CopyDialog
from iom_desktop.ui.documents.tab import DocumentsTab
from iom_desktop.ui.jobs import wait_for_jobs
from iom_desktop.ui.workspace import Workspace
from tests.stores import Desk
from tests.ui.conftest import RecordingNavigator

SAVED = CopyDraft(recipients=("Somebody",), form=Form.SAVED)
PRINTED = CopyDraft(recipients=("Case conference",), purpose="3 December", form=Form.PRINTED)


@pytest.fixture
def case_id(desk: Desk) -> str:
    made = desk.person(surname="Exampleby")
    plan = desk.do(plans.start_plan, made)
    desk.do(plans.add_goal, plan, GoalDraft(words="I will keep my tenancy."))
    return made


@pytest.fixture
def tab(
    qtbot: QtBot, workspace: Workspace, navigator: RecordingNavigator, case_id: str
) -> Iterator[DocumentsTab]:
    made = DocumentsTab(workspace, navigator, case_id)
    qtbot.addWidget(made)
    made.resize(1000, 700)
    made.show()
    assert wait_for_jobs()
    yield made
    made.preview.clear()


def _dialog(tab: DocumentsTab) -> CopyDialog:
    return tab.findChildren(CopyDialog)[-1]


def _on_record(tab: DocumentsTab) -> list[tuple[str, str, str]]:
    found = tab.workspace.read(audit_log.list_access, tab.case_id)
    return [(one.words, one.recipients, one.purpose) for one in found if one.disclosure]


def test_the_preview_shows_the_draft(tab: DocumentsTab) -> None:
    assert tab.preview.document.pageCount() >= 1
    assert tab.preview.page_label.accessibleName() == f"Page 1 of {tab.preview.document.pageCount()}"
    text = tab.preview.document.getAllText(0).text()
    assert "I will keep my tenancy." in text
    assert "DRAFT" in text
    assert "EXAMPLEBY" in text


def test_saving_asks_for_whom_writes_the_pages_and_keeps_a_record(
    tab: DocumentsTab, tmp_path: Path, qtbot: QtBot
) -> None:
    tab.save_button.click()
    dialog = _dialog(tab)
    dialog.form.field("recipients").set_value("S. Placeholder, council")
    dialog.form.field("purpose").set_value("conference")
    target = tmp_path / "out.pdf"
    with ask.script(target):
        dialog.save()
    assert wait_for_jobs()
    text = " ".join(page.extract_text() for page in PdfReader(target).pages)
    assert "I will keep my tenancy." in text
    assert "copy 1 of 1 for S. Placeholder, council" in text
    assert _on_record(tab) == [("Save case plan on one page", "S. Placeholder, council", "conference")]
    assert tab.access_table.records()[0].recipients == "S. Placeholder, council"
    assert f"Copy 1 saved in {tmp_path}. It is on the register" in tab.notice_text()


def test_a_paper_for_nobody_does_not_leave(tab: DocumentsTab, tmp_path: Path) -> None:
    tab.save_button.click()
    dialog = _dialog(tab)
    dialog.save()
    assert dialog.form.field("recipients").error_text()
    assert dialog.isVisible()
    assert _on_record(tab) == []
    dialog.reject()


def test_what_cannot_be_put_on_record_does_not_leave(
    tab: DocumentsTab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object) -> None:
        raise UserError("The disk is full.")

    monkeypatch.setattr(register, "issue_copies", refuse)
    target = tmp_path / "out.pdf"
    with ask.script(target), pytest.raises(UserError, match="disk is full"):
        tab.giving.give_out(SAVED)
    assert wait_for_jobs()
    assert not target.exists()


def test_a_folder_that_refuses_says_so_and_that_is_on_record_too(tab: DocumentsTab, tmp_path: Path) -> None:
    with ask.script(tmp_path / "not there" / "out.pdf"):
        assert tab.giving.give_out(SAVED)
    assert wait_for_jobs()
    assert [words for words, _whom, _what in _on_record(tab)] == [
        "Copies not made",
        "Save case plan on one page",
    ]
    assert "Copy 1 not made: the register says so." in tab.notice_text()


def test_printing_sends_every_page(tab: DocumentsTab, tmp_path: Path) -> None:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    with ask.script(printer):
        tab.giving.give_out(PRINTED)
    assert wait_for_jobs()
    assert len(PdfReader(tmp_path / "printed.pdf").pages) == tab.preview.document.pageCount()
    assert _on_record(tab) == [("Print case plan on one page", "Case conference", "3 December")]


def test_stepping_back_from_the_printer_leaves_no_record(tab: DocumentsTab) -> None:
    with ask.script(None):
        assert not tab.giving.give_out(PRINTED)
    assert _on_record(tab) == []


def test_words_are_found_in_the_document(tab: DocumentsTab, qtbot: QtBot) -> None:
    tab.preview.find_box.setText("tenancy")
    qtbot.waitUntil(lambda: tab.preview.found_label.text() == "1 found", timeout=5000)
    tab.preview.find_next()
    assert tab.preview.found_label.text() == "1 of 1"
    tab.preview.find_box.setText("nowhere at all")
    qtbot.waitUntil(lambda: tab.preview.found_label.text() == "not found", timeout=5000)


def test_zoom_stays_within_reason(tab: DocumentsTab) -> None:
    for _ in range(30):
        tab.preview.zoom_in()
    assert tab.preview.view.zoomFactor() == pytest.approx(4.0)
    for _ in range(30):
        tab.preview.zoom_out()
    assert tab.preview.view.zoomFactor() == pytest.approx(0.4)


def test_the_document_is_made_again_when_the_plan_changes(tab: DocumentsTab, desk: Desk) -> None:
    plan = desk.see(plans.newest_plan, tab.case_id)
    assert plan is not None
    tab.workspace.perform("Add goal", plans.add_goal, plan.id, GoalDraft(words="I will stop at red lights."))
    tab.on_changed({"goal"})
    assert wait_for_jobs()
    assert "red lights" in tab.preview.document.getAllText(0).text()


def test_only_the_version_chosen_last_is_shown(tab: DocumentsTab, desk: Desk) -> None:
    shown: list[object] = []
    show = tab.preview.show_pdf
    tab.preview.show_pdf = lambda data: (shown.append(tab._wanted), show(data))[1]  # type: ignore[method-assign]
    tab.reload()
    tab.reload()
    assert wait_for_jobs()
    assert shown == [tab._case_file]


def test_whom_a_paper_is_for_is_not_carried_into_another_case(
    tab: DocumentsTab, workspace: Workspace, navigator: RecordingNavigator, desk: Desk, qtbot: QtBot
) -> None:
    tab.save_button.click()
    dialog = _dialog(tab)
    dialog.form.field("recipients").set_value("S. Placeholder")
    dialog.reject()
    other = DocumentsTab(workspace, navigator, desk.person(crn="Z000002", surname="Otherly"))
    qtbot.addWidget(other)
    other.show()
    assert wait_for_jobs()
    other.resume(f"documents:save:{other.case_id}")
    assert _dialog(other).form.field("recipients").value() == ""
    _dialog(other).reject()
    tab.resume(f"documents:save:{tab.case_id}")
    assert _dialog(tab).form.field("recipients").value() == "S. Placeholder"
    _dialog(tab).reject()
    other.preview.clear()
