"""The documents tab: what is previewed is what is printed, and nothing leaves without being on record."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtPrintSupport import QPrinter
from pytestqt.qtbot import QtBot

from iom_desktop.domain.actions import ActionDraft, Source
from iom_desktop.domain.audiences import THE_PERSON
from iom_desktop.domain.codes import Agency
from iom_desktop.domain.documents import Due, Form
from iom_desktop.domain.notes import NoteDraft
from iom_desktop.domain.plans import Agreement, AgreementDraft, GoalDraft
from iom_desktop.domain.register import CopyDraft, CopyFilter
from iom_desktop.errors import UserError
from iom_desktop.services import actions, audit_log, notes, papers, plans, register
from iom_desktop.ui import ask
from iom_desktop.ui.copies.settle import SettleDialog
from iom_desktop.ui.documents.chooser import OnFile
from iom_desktop.ui.documents.copy_dialog import CopyDialog
from iom_desktop.ui.documents.left_out import LeftOutPanel
from iom_desktop.ui.documents.tab import DocumentsTab
from iom_desktop.ui.jobs import wait_for_jobs
from iom_desktop.ui.workspace import Workspace
from tests.stores import NOW, TODAY, Desk
from tests.ui.conftest import RecordingNavigator

SAVED = CopyDraft(recipients=("Somebody",), form=Form.SAVED)
PRINTED = CopyDraft(recipients=("Case conference",), purpose="3 December", form=Form.PRINTED)

CLEAR = ActionDraft(
    what="Pay the rent",
    due_on=date(2026, 12, 20),
    source=Source.LICENCE,
    source_detail="condition 9",
    evidence="The landlord says so.",
    if_missed="Home visit.",
    serves=("ACCOMMODATION",),
    explained_on=TODAY,
)


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
    made.chooser.set_on_file(OnFile())
    made.chooser.paper_field.set_value("plan")
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
    assert _on_record(tab) == [("Save case plan", "S. Placeholder, council", "conference")]
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
        "Save case plan",
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
    assert _on_record(tab) == [("Print case plan", "Case conference", "3 December")]


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
    assert shown == [tab._shown]


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


# --- For whose eyes --------------------------------------------------------------------------------------


def _choose(tab: DocumentsTab, **values: str) -> None:
    for name, value in values.items():
        getattr(tab.chooser, f"{name}_field").set_value(value)
    assert wait_for_jobs()


def _text(tab: DocumentsTab) -> str:
    document = tab.preview.document
    return " ".join(document.getAllText(at).text() for at in range(document.pageCount()))


def test_what_a_reader_may_not_see_is_named_before_anything_can_leave(
    tab: DocumentsTab, desk: Desk, workspace: Workspace
) -> None:
    said = NoteDraft(happened_at=NOW, words="Sells bicycles from the yard.")
    desk.do(notes.add_note, tab.case_id, said, NOW)
    tab.reload()
    assert wait_for_jobs()
    assert "Sells bicycles" in _text(tab)
    assert "no sharing rule leaves anything out" in tab.left_out.left_out_label.text()
    tab.chooser.reader_field.set_value("conference")
    assert not tab.print_button.isEnabled()
    assert not tab.save_button.isEnabled()
    assert wait_for_jobs()
    assert "notes and contacts" in tab.left_out.left_out_label.text()
    assert not tab.left_out.isHidden()
    assert "Sells bicycles" not in _text(tab)
    assert tab.save_button.isEnabled()
    tab.save_button.click()
    assert _dialog(tab).left_out_label.text() == tab.left_out.left_out_label.text()
    _dialog(tab).reject()


def test_the_paper_saved_is_the_one_for_the_reader_chosen(
    tab: DocumentsTab, desk: Desk, tmp_path: Path
) -> None:
    _choose(tab, reader="partner:health")
    with ask.script(tmp_path / "out.pdf"):
        tab.giving.give_out(SAVED)
    assert wait_for_jobs()
    (copy,) = desk.see(register.list_copies, CopyFilter(case_id=tab.case_id), TODAY)
    assert copy.reader.code == "partner:health"
    assert "Copy for health" in " ".join(
        page.extract_text() for page in PdfReader(tmp_path / "out.pdf").pages
    )


def test_my_plan_is_for_the_person_in_their_language_and_size(tab: DocumentsTab) -> None:
    chooser = tab.chooser
    assert chooser.language_field.isHidden()
    _choose(tab, paper="my_plan")
    assert chooser.reader_field.isHidden()
    assert not chooser.language_field.isHidden()
    assert "My plan" in _text(tab)
    few = tab.preview.document.pageCount()
    _choose(tab, size="large")
    assert tab.preview.document.pageCount() >= few
    _choose(tab, language="cy")
    assert "My plan" not in _text(tab)
    wish = chooser.wish()
    assert (wish.reader, wish.language, wish.large_print) == (THE_PERSON, "cy", True)
    _choose(tab, paper="summary")
    wish = chooser.wish()
    assert (wish.reader.code, wish.language, wish.large_print) == ("full", "en", False)


def test_only_papers_of_what_is_on_file_are_offered(tab: DocumentsTab, desk: Desk) -> None:
    def offered() -> set[str]:
        box = tab.chooser.paper_field.box
        return {str(box.itemData(at)) for at in range(box.count())}

    assert offered() == {"summary", "plan", "my_plan", "subject_access"}
    first = desk.see(plans.newest_plan, tab.case_id)
    assert first is not None
    (goal,) = first.goals
    draft = GoalDraft(words="I will keep my tenancy.", target_on=date(2027, 2, 2), serves=("ACCOMMODATION",))
    desk.do(plans.change_goal, goal.id, goal.version, draft)
    desk.do(actions.add_action, goal.id, CLEAR, TODAY)
    answer = AgreementDraft(answer=Agreement.AGREES, explained_on=TODAY)
    desk.do(plans.agree_plan, first.id, answer, TODAY)
    tab.reload()
    assert wait_for_jobs()
    assert "comparison" in offered()
    _choose(tab, paper="comparison")
    assert not tab.chooser.older_field.isHidden()
    assert tab.chooser.wish().older_plan_id == first.id


def test_each_paper_has_the_readers_it_is_given_to(tab: DocumentsTab) -> None:
    box = tab.chooser.reader_field.box
    codes = [str(box.itemData(at)) for at in range(box.count())]
    assert codes[:2] == ["full", "conference"]
    assert codes[-1] == "court"
    assert len(codes) == 3 + len(Agency)
    _choose(tab, paper="subject_access")
    assert tab.chooser.reader() == THE_PERSON


def test_a_dialog_that_stood_open_comes_back_over_its_own_paper(
    tab: DocumentsTab, workspace: Workspace, navigator: RecordingNavigator, qtbot: QtBot
) -> None:
    _choose(tab, paper="plan", reader="partner:health")
    tab.print_button.click()
    key = _dialog(tab).draft_key
    _dialog(tab).recipients_field.set_value("S. Placeholder")
    _dialog(tab).reject()
    again = DocumentsTab(workspace, navigator, tab.case_id)
    qtbot.addWidget(again)
    again.show()
    again.resume(key)
    qtbot.waitUntil(lambda: bool(again.findChildren(CopyDialog)), timeout=10_000)
    assert again.chooser.reader().code == "partner:health"
    assert again.chooser.paper() == "plan"
    assert _dialog(again).recipients_field.lines() == ("S. Placeholder",)
    _dialog(again).reject()
    again.preview.clear()


def test_f6_goes_from_the_choices_to_the_pages_and_back(tab: DocumentsTab, qtbot: QtBot) -> None:
    tab.activateWindow()
    tab.chooser.setFocus()
    tab.turn()
    assert tab.window().focusWidget() is tab.preview.view
    tab.turn()
    assert tab.chooser.isAncestorOf(tab.window().focusWidget())


# --- Copies given out ------------------------------------------------------------------------------------


def test_a_copy_given_out_is_listed_and_settled_from_there(
    tab: DocumentsTab, workspace: Workspace, tmp_path: Path, qtbot: QtBot
) -> None:
    workspace.changed.connect(tab.on_changed)
    _choose(tab, reader="conference")
    with ask.script(tmp_path / "out.pdf"):
        tab.giving.give_out(replace(SAVED, due=Due.DESTROY))
    assert wait_for_jobs()
    (copy,) = tab.copies_table.records()
    assert copy.outstanding()
    tab.copies_table.record_activated.emit(copy)
    dialog = tab.findChildren(SettleDialog)[-1]
    assert dialog.draft_key == f"documents:settle:{copy.id}"
    dialog.form.field("settled").set_value("destroyed")
    dialog.save()
    qtbot.waitUntil(lambda: not tab.copies_table.records()[0].outstanding())
    tab.show_list("letters")
    tab.go_to(copy.id)
    assert tab.copies_table.isVisible()
    tab.resume(f"documents:settle:{copy.id}")
    again = tab.findChildren(SettleDialog)[-1]
    assert again.form.field("settled").value() == "destroyed"
    again.reject()


def test_one_list_at_a_time_stands_beside_the_pages(tab: DocumentsTab) -> None:
    tab.resize(1400, 700)
    for key, table in (
        ("letters", tab.letters_table),
        ("readers", tab.access_table),
        ("copies", tab.copies_table),
    ):
        tab.lists.button(key).click()
        assert table.isVisible()
    assert not tab.letters_table.isVisible()


def test_in_a_narrow_window_one_part_at_a_time(tab: DocumentsTab) -> None:
    tab.resize(700, 600)
    parts = {"pages": tab.preview, "paper": tab.chooser, "lists": tab.access_panel}
    for key in ("paper", "lists", "pages"):
        tab.parts.button(key).click()
        assert {one for one, widget in parts.items() if not widget.isHidden()} == {key}
        assert not tab.left_out.isHidden()
    tab.turn()
    assert tab.parts.key() == "paper"
    tab.resize(1400, 700)
    assert not any(widget.isHidden() for widget in parts.values())


def test_a_long_list_of_what_is_left_out_is_told_in_full_when_asked(qtbot: QtBot, tab: DocumentsTab) -> None:
    loaded = tab._shown
    assert loaded is not None
    panel = LeftOutPanel()
    qtbot.addWidget(panel)
    panel.tell(
        replace(loaded, left_out=tuple(f"Left out {n}." for n in range(9)), advice=("Reading age 10.",))
    )
    assert panel.left_out_label.text() == "Left out 0. Left out 1. Left out 2. Left out 3."
    assert panel.more_button.text() == "5 more"
    panel.more_button.click()
    assert panel.left_out_label.text().endswith("Left out 8.")
    panel.more_button.click()
    panel.set_brief(True)
    assert panel.left_out_label.text() == "Left out 0."
    assert panel.more_button.text() == "9 more"


def test_a_paper_there_is_not_says_why_and_leaves_no_other_in_view(
    tab: DocumentsTab, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object) -> None:
        raise UserError("There is no such paper.")

    with monkeypatch.context() as broken:
        broken.setattr(papers, "load_paper", refuse)
        tab.chooser.reader_field.set_value("court")
    assert tab.notice_text() == "There is no such paper."
    assert tab.preview.document.pageCount() == 0
    assert tab.left_out.isHidden()
    assert not tab.save_button.isEnabled()
    _choose(tab, reader="conference")
    assert tab.notice_text() == ""
    assert tab.save_button.isEnabled()
