"""Writing a letter: what the record fills, what the officer changes, what is on record and when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
import shiboken6
from pypdf import PdfReader
from PySide6.QtPrintSupport import QPrinter
from pytestqt.qtbot import QtBot
from sqlalchemy import select
from sqlalchemy.orm import Session

from iom_desktop.domain.appointments import AppointmentDraft, OutcomeDraft
from iom_desktop.domain.cases import CaseDraft
from iom_desktop.domain.codes import Sentence
from iom_desktop.domain.enforcement import StepDraft
from iom_desktop.domain.letters import SentBy
from iom_desktop.domain.people import LetterFormat
from iom_desktop.errors import UserError
from iom_desktop.services import appointments, audit_log, enforcement, letters
from iom_desktop.storage.tables import DocumentCopyRow
from iom_desktop.ui import ask
from iom_desktop.ui.documents.copy_dialog import CopyDialog
from iom_desktop.ui.documents.tab import DocumentsTab
from iom_desktop.ui.form_dialog import FormDialog
from iom_desktop.ui.jobs import wait_for_jobs
from iom_desktop.ui.letters.dialog import LetterDialog, letter_dialog_of
from iom_desktop.ui.letters.sent import SentLetterDialog
from iom_desktop.ui.page import Page
from iom_desktop.ui.workspace import Workspace
from tests.stores import NOW, TODAY, Desk
from tests.ui.conftest import RecordingNavigator

TUESDAY, NEXT = datetime(2026, 11, 17, 10), datetime(2026, 11, 26, 10)


@pytest.fixture
def case_id(desk: Desk) -> str:
    managed = CaseDraft(sentence=Sentence.LICENCE)
    return desk.person(managed=managed, address="14 Sample Terrace\nMocktown", postcode="NM1 2AB")


def visit(desk: Desk, case_id: str, at: datetime) -> str:
    draft = AppointmentDraft(type_code="COAP", starts_at=at, place="Mill Street", with_name="D. Williams")
    return desk.do(appointments.book_appointment, case_id, draft)


@pytest.fixture
def missed(desk: Desk, case_id: str) -> str:
    """An unacceptable absence for which a letter was requested; and the next appointment."""
    made = visit(desk, case_id, TUESDAY)
    said = OutcomeDraft(outcome_code="UAAB", enforcement=StepDraft(code="WLS"))
    desk.do(appointments.record_outcome, made, said, NOW)
    visit(desk, case_id, NEXT)
    return made


@pytest.fixture
def host(qtbot: QtBot) -> Iterator[Page]:
    page = Page("Host", name="host")
    page._stale = False
    qtbot.addWidget(page)
    page.resize(1280, 800)
    page.show()
    yield page
    for dialog in page.findChildren(LetterDialog):
        dialog.reject()
    assert wait_for_jobs()


@pytest.fixture
def dialog(workspace: Workspace, case_id: str, missed: str, host: Page) -> LetterDialog:
    made = LetterDialog(workspace, case_id, host)
    made.open()
    assert wait_for_jobs()
    return made


def text(dialog: LetterDialog, name: str) -> str:
    return dialog.form.field(name).text_snapshot()


def put(dialog: FormDialog, **values: object) -> None:
    for name, value in values.items():
        dialog.form.field(name).set_value(value)


def looked_at(dialog: LetterDialog) -> str:
    dialog.look()
    assert wait_for_jobs()
    document = dialog.preview.document
    return "\n".join(document.getAllText(page).text() for page in range(document.pageCount()))


def copies_of(session: Session, case_id: str) -> list[DocumentCopyRow]:
    found = list(session.scalars(select(DocumentCopyRow).where(DocumentCopyRow.case_id == case_id)))
    session.expunge_all()
    return found


def on_record(desk: Desk, case_id: str) -> list[tuple[str, str]]:
    found = desk.see(audit_log.list_access, case_id)
    return [(one.words, one.document) for one in found if one.disclosure]


# --- Filled ----------------------------------------------------------------------------------------------


def test_it_begins_with_the_letter_that_the_record_calls_for(dialog: LetterDialog, missed: str) -> None:
    assert dialog.form.field("template_code").value() == "FIRST_WARNING"
    assert dialog.form.field("appointment_id").value() == missed
    assert text(dialog, "subject") == "Formal warning"
    assert "You did not come." in text(dialog, "words")
    assert dialog.form.field("answer_by").value() == date(2026, 12, 1)
    assert dialog.blanks_label.isHidden()
    assert "You did not come." in looked_at(dialog)


def test_asked_for_another_it_begins_with_that_one(
    workspace: Workspace, case_id: str, missed: str, host: Page
) -> None:
    made = LetterDialog(workspace, case_id, host, template_code="MISSED_NO_WARNING", appointment_id=missed)
    made.open()
    assert text(made, "subject") == "We missed you"
    assert made.form.field("answer_by").isHidden()


def test_opened_on_an_appointment_it_begins_with_the_letter_that_fits(
    workspace: Workspace, case_id: str, missed: str, desk: Desk, host: Page
) -> None:
    coming = visit(desk, case_id, NEXT.replace(hour=16))
    for about, template in ((missed, "FIRST_WARNING"), (coming, "APPOINTMENT")):
        made = LetterDialog(workspace, case_id, host, appointment_id=about, tab="compliance")
        made.open()
        assert made.form.field("template_code").value() == template
        assert made.form.field("appointment_id").value() == about
        assert made.draft_key == f"compliance:letter:{case_id}::{about}"
        made.reject()


def test_with_nothing_called_for_it_announces_the_next_appointment(
    workspace: Workspace, case_id: str, desk: Desk, host: Page
) -> None:
    coming = visit(desk, case_id, NEXT)
    made = LetterDialog(workspace, case_id, host)
    made.open()
    assert made.form.field("template_code").value() == "APPOINTMENT"
    assert made.form.field("appointment_id").value() == coming


def test_where_nothing_is_booked_it_says_what_is_wanted(
    workspace: Workspace, case_id: str, host: Page
) -> None:
    made = LetterDialog(workspace, case_id, host)
    made.open()
    assert text(made, "words") == ""
    assert made.form.field("appointment_id").editor.accessibleDescription() == (
        "Appointment: say which one this letter is about."
    )


def test_another_letter_is_filled_in_its_place(dialog: LetterDialog) -> None:
    put(dialog, template_code="MISSED_NO_WARNING")
    assert text(dialog, "subject") == "We missed you"
    assert "This letter is not a warning." in text(dialog, "words")
    put(dialog, letter_format="easy_words")
    assert "Are you all right? Please ring us." in text(dialog, "words")
    assert dialog.notice.text() == ""


def test_another_day_for_an_answer_goes_into_the_letter(dialog: LetterDialog) -> None:
    put(dialog, answer_by=date(2026, 12, 8))
    assert "Tell us by Tuesday 8 December 2026." in text(dialog, "words")
    put(dialog, sent_on=date(2026, 11, 20))
    assert dialog.form.field("answer_by").value() == date(2026, 12, 1)  # worked out anew from that day


def test_words_changed_by_hand_stay_until_asked(dialog: LetterDialog) -> None:
    put(dialog, words="Dear Mo,\n\nCome and see me.")
    put(dialog, letter_format="easy_words")
    assert text(dialog, "words") == "Dear Mo,\n\nCome and see me."
    assert "changed by hand" in dialog.notice.text()
    dialog.notice.action_button.click()
    assert "What went wrong" in text(dialog, "words")


def test_the_blanks_left_are_told_as_they_are_filled(dialog: LetterDialog) -> None:
    put(dialog, words="Come on [the day and time of the next appointment].")
    assert dialog.blanks_label.text() == "Still to be filled in: the day and time of the next appointment."
    assert "square brackets" in dialog.sending_label.text()
    put(dialog, words="Come on Monday.")
    assert dialog.blanks_label.isHidden()


def test_what_cannot_be_sent_yet_says_why(dialog: LetterDialog, desk: Desk, case_id: str) -> None:
    put(dialog, words="Come on [the day and time of the next appointment].", sent_by="post")
    dialog.save()
    assert "fill in [the day and time of the next appointment]" in dialog.form.field("words").error_text()
    assert dialog.isVisible()
    assert on_record(desk, case_id) == []


# --- On record -------------------------------------------------------------------------------------------


def test_only_putting_it_on_record_says_that_it_was_sent(
    dialog: LetterDialog, desk: Desk, case_id: str, tmp_path: Path
) -> None:
    assert "Nothing is on record as sent until you press" in dialog.sending_label.text()
    assert "“First Warning Letter Sent”, with an answer by Tue 1 Dec 2026" in dialog.sending_label.text()
    put(dialog, sent_by="post")
    target = tmp_path / "letter.pdf"
    with ask.script(target):
        dialog.save_pdf_button.click()
    assert wait_for_jobs()
    assert "not on record as sent until" in dialog.notice.text()
    printed = PdfReader(target).pages[0].extract_text()
    assert "You did not come." in printed
    (copy,) = desk.see(copies_of, case_id)
    assert f"Check {copy.check_code}" in printed
    assert (copy.document, copy.recipient, copy.means) == ("letter", "Mo Sampleton", "post")
    assert desk.see(letters.list_letters, case_id) == []
    assert on_record(desk, case_id) == [
        ("Save letter: First warning", "letter: First warning, of 22 Nov 2026, person, copy 1")
    ]
    dialog.save()
    (letter,) = desk.see(letters.list_letters, case_id)
    assert letter.id == dialog.sent
    assert (letter.said.sent_by, letter.said.sent_on) == (SentBy.POST, TODAY)
    assert [step.said.code for step in desk.see(enforcement.list_steps, case_id)] == ["WLS", "EA02"]
    assert on_record(desk, case_id)[0] == ("Send letter", "letter, First warning, post")


def test_printing_sends_the_page_that_is_shown(
    dialog: LetterDialog, desk: Desk, case_id: str, tmp_path: Path
) -> None:
    put(dialog, sent_by="by_hand")
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    with ask.script(printer):
        dialog.print_button.click()
    assert wait_for_jobs()
    assert len(PdfReader(tmp_path / "printed.pdf").pages) == 1
    assert [words for words, _document in on_record(desk, case_id)] == ["Print letter: First warning"]
    assert dialog.isVisible()


def test_stepping_back_leaves_no_record(dialog: LetterDialog, desk: Desk, case_id: str) -> None:
    put(dialog, sent_by="post")
    with ask.script(None):
        dialog.print_page()
    with ask.script(None):
        dialog.save_pdf()
    assert on_record(desk, case_id) == []
    assert dialog.notice.text() == ""


def test_a_folder_that_refuses_is_on_record_too(
    dialog: LetterDialog, desk: Desk, case_id: str, tmp_path: Path
) -> None:
    put(dialog, sent_by="post")
    with ask.script(tmp_path / "not there" / "letter.pdf"):
        dialog.save_pdf()
    assert wait_for_jobs()
    assert [words for words, _document in on_record(desk, case_id)] == [
        "Copies not made",
        "Save letter: First warning",
    ]
    assert "Copy 1 not made: the register says so." in dialog.notice.text()


def test_a_letter_half_written_comes_back(
    dialog: LetterDialog, workspace: Workspace, host: Page, desk: Desk
) -> None:
    put(dialog, words="Dear Mo,\n\nHalf a letter", letter_format="large_print")
    key = dialog.draft_key
    dialog.reject()
    again = letter_dialog_of(workspace, key, host)
    again.open()
    assert text(again, "words") == "Dear Mo,\n\nHalf a letter"
    assert again.form.field("letter_format").value() == "large_print"
    again.form.field("sent_by").set_value("post")
    assert again.draft_key == key


def test_in_a_narrow_window_words_or_page(dialog: LetterDialog) -> None:
    dialog.resize(1200, 700)
    assert not dialog.page_panel.isHidden()
    assert not dialog.scroll_area.isHidden()
    dialog.setMinimumWidth(0)
    dialog.scroll_area.setMinimumWidth(0)
    dialog.resize(800, 700)
    assert dialog.width() < 940
    assert dialog.page_panel.isHidden()
    dialog.page_button.click()
    assert not dialog.page_panel.isHidden()
    assert dialog.scroll_area.isHidden()


def test_somebody_without_a_sentence_is_offered_no_warning(
    workspace: Workspace, desk: Desk, host: Page
) -> None:
    other = desk.person(crn="Z000002", managed=CaseDraft(sentence=Sentence.NON_STATUTORY))
    made = LetterDialog(workspace, other, host)
    made.open()
    field = made.form.field("template_code")
    offered = {field.box.itemData(at) for at in range(field.box.count())}  # type: ignore[attr-defined]
    assert offered == {"", "APPOINTMENT", "MISSED_NO_WARNING"}


# --- Letters sent ----------------------------------------------------------------------------------------


@pytest.fixture
def tab(
    qtbot: QtBot, workspace: Workspace, navigator: RecordingNavigator, case_id: str, missed: str
) -> Iterator[DocumentsTab]:
    made = DocumentsTab(workspace, navigator, case_id)
    qtbot.addWidget(made)
    workspace.changed.connect(made.on_changed)
    made.resize(1100, 700)
    made.show()
    assert wait_for_jobs()
    yield made
    if shiboken6.isValid(made):
        made.preview.clear()


def sent_from(tab: DocumentsTab, qtbot: QtBot, **values: str) -> str:
    """Write the letter called for and put it on record; its id, once the tab shows it."""
    tab.letter_button.click()
    dialog = tab.findChildren(LetterDialog)[-1]
    put(dialog, sent_by="post", **values)
    dialog.save()
    sent = dialog.sent
    qtbot.waitUntil(lambda: len(tab.letters_table.records()) == 1)
    assert wait_for_jobs()
    return sent


def test_a_letter_sent_stands_in_the_list_and_opens_as_it_was(tab: DocumentsTab, qtbot: QtBot) -> None:
    assert tab.letters_table.records() == []
    sent_from(tab, qtbot)
    assert tab.notice_text() == "The letter is on record as sent."
    (letter,) = tab.letters_table.records()
    tab.letters_table.record_activated.emit(letter)
    first = tab.findChildren(SentLetterDialog)[-1]
    data = first.data
    assert "You did not come." in first.preview.document.getAllText(0).text()
    first.reject()
    tab.open_letter(letter.id)
    second = tab.findChildren(SentLetterDialog)[-1]
    assert second.data == data
    second.reject()


def test_a_copy_is_for_somebody_and_on_record(
    tab: DocumentsTab, desk: Desk, case_id: str, tmp_path: Path, qtbot: QtBot
) -> None:
    letter_id = sent_from(tab, qtbot)
    sent = tab.open_letter(letter_id)
    sent.save_pdf_button.click()
    asked = sent.findChildren(CopyDialog)[-1]
    asked.save()
    assert asked.form.field("recipients").error_text()
    put(asked, recipients="Court clerk", purpose="Breach hearing")
    with ask.script(tmp_path / "copy.pdf"):
        asked.save()
    assert wait_for_jobs()
    assert sent.isVisible()
    assert "You did not come." in PdfReader(tmp_path / "copy.pdf").pages[0].extract_text()
    newest = desk.see(audit_log.list_access, case_id)[0]
    assert (newest.words, newest.document, newest.recipients, newest.purpose) == (
        "Save letter: First warning",
        "letter: First warning, of 22 Nov 2026, person, copy 1",
        "Court clerk",
        "Breach hearing",
    )
    qtbot.waitUntil(lambda: tab.access_table.records()[0].recipients == "Court clerk")
    sent.reject()


def test_a_copy_half_asked_for_comes_back_over_its_letter(tab: DocumentsTab, qtbot: QtBot) -> None:
    letter_id = sent_from(tab, qtbot)
    sent = tab.open_letter(letter_id)
    sent.save_button.click()
    asked = sent.findChildren(CopyDialog)[-1]
    put(asked, recipients="Court clerk")
    key = asked.draft_key
    asked.reject()
    sent.reject()
    tab.resume(key)
    opened = tab.findChildren(SentLetterDialog)[-1]
    again = opened.findChildren(CopyDialog)[-1]
    assert again.recipients_field.lines() == ("Court clerk",)
    assert again.form.field("form").value() == "printed"
    again.reject()
    opened.reject()


def test_the_tab_opens_again_what_stood_open(tab: DocumentsTab, qtbot: QtBot) -> None:
    letter_id = sent_from(tab, qtbot)
    tab.resume(f"documents:sent-letter:{letter_id}")
    opened = tab.findChildren(SentLetterDialog)[-1]
    assert opened.isVisible()
    opened.reject()
    tab.resume(f"documents:letter:{tab.case_id}::")
    written = tab.findChildren(LetterDialog)[-1]
    assert written.isVisible()
    written.reject()
    assert wait_for_jobs()


def test_a_letter_that_is_no_longer_there_says_so(tab: DocumentsTab) -> None:
    with pytest.raises(UserError, match="no longer in the store"):
        tab.open_letter("0" * 32)


def test_the_format_is_kept_with_the_letter(tab: DocumentsTab, desk: Desk, qtbot: QtBot) -> None:
    letter_id = sent_from(tab, qtbot, letter_format="large_print")
    assert desk.see(letters.load_letter, letter_id).said.letter_format is LetterFormat.LARGE_PRINT
