"""Papers: made in the background and cancelled, looked at, numbered, on record before they leave."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from iom_desktop.domain.documents import Form
from iom_desktop.domain.register import CopyDraft
from iom_desktop.services import audit_log, packs
from iom_desktop.storage.tables import DocumentCopyRow
from iom_desktop.ui import ask
from iom_desktop.ui.conferences.conference_page import ConferencePage
from iom_desktop.ui.conferences.copies import CopiesDialog
from iom_desktop.ui.conferences.papers_section import PapersSection
from iom_desktop.ui.documents.copy_dialog import CopyDialog
from iom_desktop.ui.jobs import cancel_jobs, wait_for_jobs
from iom_desktop.ui.navigation import Place
from iom_desktop.ui.workspace import Workspace
from tests.ui.conferences.meeting import Meeting


@pytest.fixture
def papers(page: ConferencePage) -> PapersSection:
    page.show_part("papers")
    part = page.section()
    assert isinstance(part, PapersSection)
    return part


def copies(meeting: Meeting) -> list[tuple[str, int, str, str]]:
    def rows(session: object) -> list[tuple[str, int, str, str]]:
        found = session.scalars(select(DocumentCopyRow).order_by(DocumentCopyRow.id))  # type: ignore[attr-defined]
        return [(one.document, one.number, one.audience, one.recipient) for one in found]

    return meeting.desk.see(rows)


def make(part: PapersSection) -> str:
    """Make what is chosen, and give its words."""
    part.make_button.click()
    assert wait_for_jobs()
    document = part.preview.document
    return "\n".join(document.getAllText(page).text() for page in range(document.pageCount()))


def given(meeting: Meeting, case: int = 0) -> list[tuple[str, str]]:
    log = meeting.desk.see(audit_log.list_access, meeting.cases[case])
    return [(one.words, one.recipients) for one in log if one.disclosure]


def test_nothing_is_made_or_opened_before_it_is_asked_for(papers: PapersSection, meeting: Meeting) -> None:
    assert papers.stack.currentIndex() == 0
    assert not papers.print_button.isEnabled()
    assert meeting.desk.see(audit_log.list_access, meeting.cases[0]) == []


def test_the_pack_is_made_looked_at_and_on_record_as_opened(papers: PapersSection, meeting: Meeting) -> None:
    text = make(papers)
    assert "SAMPLETON" in text
    assert "Preview" in text
    assert "Copy 1" not in text
    assert papers.print_button.isEnabled()
    assert "the next to be given out is copy 1" in papers.said.text()
    assert [one.words for one in meeting.desk.see(audit_log.list_access, meeting.cases[2])] == [
        "Make conference pack"
    ]
    assert papers.bookmarks.rowCount() >= 4
    papers.contents.setCurrentIndex(papers.bookmarks.index(papers.bookmarks.rowCount() - 1, 0))
    papers.contents.activated.emit(papers.contents.currentIndex())
    assert papers.preview.view.pageNavigator().currentPage() == papers.preview.document.pageCount() - 1


def test_fuller_pages_are_asked_for_with_space(papers: PapersSection) -> None:
    make(papers)
    short = papers.preview.document.pageCount()
    papers.cases.selectRow(1)
    QTest.keyClick(papers.cases, Qt.Key.Key_Space)
    assert not papers.print_button.isEnabled(), "what is shown is not what is asked for any more"
    assert "something else" in papers.said.text()
    make(papers)
    assert papers.preview.document.pageCount() > short


def save(page: ConferencePage, papers: PapersSection, whom: str) -> None:
    papers.save_button.click()
    opened = page.findChildren(CopyDialog)[-1]
    opened.form.field("recipients").restore_text(whom)
    opened.save()
    assert wait_for_jobs()


def test_each_saved_copy_has_its_number_and_is_on_record(
    papers: PapersSection,
    page: ConferencePage,
    meeting: Meeting,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    target = tmp_path / "pack.pdf"
    monkeypatch.setattr(ask, "save_path", lambda *_asked: target)
    make(papers)
    save(page, papers, "Insp Placeholder")
    assert "Copy 1" in PdfReader(target).pages[0].extract_text()
    assert given(meeting)[0][1] == "Insp Placeholder"
    assert "the next to be given out is copy 2" in papers.said.text()
    save(page, papers, "Cllr Example")
    assert "Copy 2" in PdfReader(target).pages[0].extract_text()
    assert copies(meeting) == [
        ("pack", 1, "conference", "Insp Placeholder"),
        ("pack", 2, "conference", "Cllr Example"),
    ]


def test_a_disk_that_refuses_is_on_record(
    papers: PapersSection,
    page: ConferencePage,
    meeting: Meeting,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ask, "save_path", lambda *_asked: tmp_path / "no" / "such" / "folder" / "x.pdf")
    make(papers)
    papers.giving.give_out(CopyDraft(recipients=("Insp Placeholder",), form=Form.SAVED))
    assert wait_for_jobs()
    assert "no longer there" in page.notice_text()
    assert len(given(meeting)) == 2, "the copy, and that it was not made after all"


def test_a_question_that_stood_open_is_asked_again_about_the_same_paper(
    papers: PapersSection, page: ConferencePage, meeting: Meeting, qtbot: QtBot
) -> None:
    papers._fuller = {meeting.cases[1]}
    papers.reader.setCurrentIndex(papers.reader.findData("health"))
    make(papers)
    papers.save_button.click()
    opened = page.findChildren(CopyDialog)[-1]
    opened.form.field("recipients").restore_text("Dr Example, health")
    opened.flush_draft()
    key = opened.draft_key
    opened.hide()
    papers.reader.setCurrentIndex(0)
    papers._fuller = set()
    page.resume(key)
    qtbot.waitUntil(lambda: page.findChildren(CopyDialog)[-1] is not opened)
    again = page.findChildren(CopyDialog)[-1]
    assert again.form.field("recipients").text_snapshot() == "Dr Example, health"
    assert again.asked.subject.reader.agency == "health"
    assert papers.wanted().fuller == {meeting.cases[1]}


def test_making_can_be_cancelled_and_nothing_is_shown_or_on_record(
    papers: PapersSection, meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = threading.Event(), threading.Event()
    load = packs.load_pack

    def slow(*args: object, **more: object) -> object:
        begun.set()
        go_on.wait(10)
        return load(*args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(packs, "load_pack", slow)
    papers.make_button.click()
    assert begun.wait(10)
    cancel_jobs()
    go_on.set()
    assert wait_for_jobs()
    assert papers.stack.currentIndex() == 0
    assert meeting.desk.see(audit_log.list_access, meeting.cases[0]) == []
    monkeypatch.setattr(packs, "load_pack", load)
    assert "SAMPLETON" in make(papers), "and it can be made after all"


def test_minutes_and_the_action_list_are_papers_too(
    papers: PapersSection, page: ConferencePage, meeting: Meeting
) -> None:
    meeting.hold()
    page.arrive(Place("conference", tab="papers", record_id=meeting.id, field="minutes"))
    assert wait_for_jobs()
    document = papers.preview.document
    text = "\n".join(document.getAllText(n).text() for n in range(document.pageCount()))
    assert "To stay in the cohort." in text
    assert not papers.cases.isVisible()
    papers.which.button("actions").click()
    assert wait_for_jobs()
    paper = papers._paper()
    assert paper is not None
    assert paper.subject.title == "Action list"


def test_another_reader_makes_another_copy(papers: PapersSection) -> None:
    make(papers)
    papers.reader.setCurrentIndex(papers.reader.findData("health"))
    assert wait_for_jobs()
    assert "copy for health" in papers.said.text()
    assert papers.print_button.isEnabled()


def test_one_numbered_copy_for_each_agency_each_on_record(
    papers: PapersSection,
    page: ConferencePage,
    meeting: Meeting,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ask, "open_folder", lambda *_asked: tmp_path)
    papers.copies_button.click()
    opened = page.findChildren(CopiesDialog)[-1]
    opened.form.field("agencies").set_value(("police", "health"))
    opened.save()
    assert wait_for_jobs()
    names = sorted(path.name for path in tmp_path.glob("*.pdf"))
    assert names == [
        "Conference pack 2026-12-03 health.pdf",
        "Conference pack 2026-12-03 police.pdf",
    ]
    assert copies(meeting) == [
        ("pack", 1, "partner:police", "Police"),
        ("pack", 2, "partner:health", "Health"),
    ]
    assert "Copy 2" in PdfReader(tmp_path / names[0]).pages[0].extract_text()
    assert "Copies 1 to 2 saved" in page.notice_text()


def test_on_a_narrow_page_the_list_takes_the_papers_place(
    papers: PapersSection, page: ConferencePage
) -> None:
    assert papers.side.isVisible()
    assert not papers.side_button.isVisible()
    page.resize(700, 700)
    assert not papers.side.isVisible()
    papers.side_button.click()
    assert papers.side.isVisible()
    assert not papers.stack.isVisible()
    papers.side_button.click()
    assert papers.stack.isVisible()


def test_of_a_closed_conference_the_minutes_come_first(
    page: ConferencePage, meeting: Meeting, qtbot: QtBot
) -> None:
    meeting.hold()
    meeting.close()
    qtbot.waitUntil(lambda: page.state.word == "Closed")
    page.show_part("papers")
    part = page.section()
    assert isinstance(part, PapersSection)
    assert part.which.key() == "minutes"


def test_no_folder_no_copies(
    papers: PapersSection, page: ConferencePage, meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ask, "open_folder", lambda *_asked: None)
    papers.ask_copies()
    opened = page.findChildren(CopiesDialog)[-1]
    opened.save()
    assert opened.isVisible()
    assert copies(meeting) == []


def test_an_empty_agenda_is_said_in_a_sentence(
    papers: PapersSection, page: ConferencePage, meeting: Meeting, workspace: Workspace, qtbot: QtBot
) -> None:
    from iom_desktop.services import conferences

    for one in meeting.items():
        meeting.desk.do(conferences.take_off, one.id, "Not this time")
    make(papers)
    assert "no case on the agenda" in page.notice_text()
    assert papers.stack.currentIndex() == 0
