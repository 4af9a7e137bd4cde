"""Giving a paper out: for whom, how it leaves, how it is marked; nothing leaves without its number on the register."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pikepdf
import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from pytestqt.qtbot import QtBot
from reportlab.pdfgen.canvas import Canvas
from sqlalchemy import select
from sqlalchemy.orm import Session

from iom_desktop.display.copy_lines import foot_words
from iom_desktop.domain.audiences import CONFERENCE, Reader
from iom_desktop.domain.cases import CaseDraft
from iom_desktop.domain.documents import Document, Due, Form, Means, NumberedCopy, PaperSubject
from iom_desktop.domain.register import CopyDraft
from iom_desktop.errors import UserError
from iom_desktop.services import audit_log
from iom_desktop.storage.tables import DocumentCopyRow
from iom_desktop.ui import ask, jobs
from iom_desktop.ui.documents.copy_dialog import CopyDialog
from iom_desktop.ui.documents.giving import Giving, Paper, Step
from iom_desktop.ui.jobs import wait_for_jobs
from iom_desktop.ui.page import Page
from iom_desktop.ui.workspace import Workspace
from tests.stores import OFFICER, Desk


class Host(Page):
    """A page that previews one paper about one case."""

    def __init__(self, workspace: Workspace, case_id: str) -> None:
        super().__init__("Host", name="host")
        self.case_id = case_id
        self.reader = CONFERENCE
        self.file_name = "Case plan.pdf"
        self.fails_at = 0
        self.data: Callable[[NumberedCopy], bytes] | None = None
        self.giving = Giving(
            self,
            workspace,
            self.paper,
            key="host",
            usual=("Case conference", "Northgate Council"),
            about=lambda: self.reader.code,
        )

    def reload(self) -> None:
        """There is nothing to read."""

    def paper(self) -> Paper:
        subject = PaperSubject(
            document=Document.SUMMARY,
            series="summary:of-the-test",
            title="Case plan on one page",
            version="Version 2",
            reader=self.reader,
            content="0" * 64,
            case_ids=(self.case_id,),
            case_id=self.case_id,
        )
        left_out = "Left out of this copy: notes and contacts."
        return Paper(
            subject=subject, file_name=self.file_name, make=self.make, left_out=left_out, data=self.data
        )

    def make(self, copy: NumberedCopy | None, step: Step) -> bytes:
        step(0, 1)
        if copy is not None and copy.number == self.fails_at:
            raise UserError("This copy cannot be laid out.")
        made = io.BytesIO()
        canvas = Canvas(made)
        canvas.drawString(72, 72, foot_words(copy))
        canvas.drawString(72, 800, "" if copy is None else copy.marking)
        canvas.save()
        return made.getvalue()


@pytest.fixture
def case_id(desk: Desk) -> str:
    return desk.person(surname="Exampleby")


@pytest.fixture
def host(qtbot: QtBot, workspace: Workspace, case_id: str) -> Iterator[Host]:
    page = Host(workspace, case_id)
    qtbot.addWidget(page)
    page.resize(1000, 700)
    page.show()
    yield page
    for dialog in page.findChildren(CopyDialog):
        dialog.reject()
    assert wait_for_jobs()


@pytest.fixture
def dialog(host: Host) -> CopyDialog:
    return opened(host)


def opened(host: Host, verb: str = "save") -> CopyDialog:
    (host.giving.ask_print if verb == "print" else host.giving.ask_save)()
    return host.findChildren(CopyDialog)[-1]


def put(dialog: CopyDialog, **values: object) -> None:
    for name, value in values.items():
        dialog.form.field(name).set_value(value)


def error(dialog: CopyDialog, name: str) -> str:
    return dialog.form.field(name).error_text()


def register_of(desk: Desk) -> list[DocumentCopyRow]:
    def rows(session: Session) -> list[DocumentCopyRow]:
        found = list(session.scalars(select(DocumentCopyRow).order_by(DocumentCopyRow.number)))
        session.expunge_all()
        return found

    return desk.see(rows)


def words_in(path: Path) -> str:
    return " ".join(page.extract_text() for page in PdfReader(path).pages)


def to_file(folder: Path) -> QPrinter:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(folder / "printed.pdf"))
    return printer


# --- What is asked ---------------------------------------------------------------------------------------


def test_it_says_what_this_copy_leaves_out_and_which_copy_it_will_be(dialog: CopyDialog) -> None:
    assert dialog.left_out_label.text() == "Left out of this copy: notes and contacts."
    assert not dialog.left_out_label.isHidden()
    hint = dialog.form.field("recipients").editor.accessibleDescription()
    assert "the next is copy 1" in hint


def test_it_begins_with_what_the_rules_say(dialog: CopyDialog) -> None:
    assert dialog.form.field("form").value() == Form.SAVED
    assert dialog.form.field("marking").value() == "SENSITIVE"
    assert dialog.form.field("due").value() == Due.DESTROY
    assert dialog.form.field("due_on").value() == date(2026, 12, 20)


def test_for_whom_is_always_asked(dialog: CopyDialog, desk: Desk) -> None:
    dialog.save()
    assert error(dialog, "recipients")
    assert dialog.isVisible()
    assert register_of(desk) == []


def test_names_are_suggested_for_the_line_that_is_typed(host: Host, qtbot: QtBot) -> None:
    dialog = opened(host)
    block = dialog.recipients_field.block
    dialog.activateWindow()
    block.setFocus()
    qtbot.waitUntil(block.hasFocus)
    qtbot.keyClicks(block, "Somebody else")
    qtbot.keyClick(block, Qt.Key.Key_Return)
    qtbot.keyClicks(block, "counc")
    popup = dialog.recipients_field.completer.popup()
    assert popup is not None
    assert popup.isVisible()
    qtbot.keyClick(popup, Qt.Key.Key_Down)
    qtbot.keyClick(popup, Qt.Key.Key_Return)
    assert dialog.recipients_field.lines() == ("Somebody else", "Northgate Council")
    qtbot.keyClick(block, Qt.Key.Key_Return)
    qtbot.keyClicks(block, "north")
    assert not popup.isVisible()  # who is there already is not suggested again


# --- Copies ----------------------------------------------------------------------------------------------


def test_several_recipients_get_numbers_in_order_and_a_file_each(
    dialog: CopyDialog, host: Host, desk: Desk, tmp_path: Path
) -> None:
    put(dialog, recipients="Court clerk\n\nNorthgate Council", purpose="Hearing", means="post")
    assert "Copies 1 to 2" in dialog.form.field("recipients").editor.accessibleDescription()
    (tmp_path / "Case plan copy 2.pdf").write_text("somebody else's", encoding="ascii")
    with ask.script(tmp_path / "Case plan.pdf"):
        dialog.save()
    assert wait_for_jobs()
    rows = register_of(desk)
    assert [(row.number, row.copies, row.recipient) for row in rows] == [
        (1, 2, "Court clerk"),
        (2, 2, "Northgate Council"),
    ]
    assert {(row.purpose, row.means, row.form) for row in rows} == {("Hearing", Means.POST, Form.SAVED)}
    first, second = tmp_path / "Case plan copy 1.pdf", tmp_path / "Case plan copy 2 (2).pdf"
    assert f"copy 1 of 2 for Court clerk · made by {OFFICER.name}" in words_in(first)
    assert str(rows[0].check_code) in words_in(first)
    assert "copy 2 of 2 for Northgate Council" in words_in(second)
    assert (tmp_path / "Case plan copy 2.pdf").read_text(encoding="ascii") == "somebody else's"
    assert not (tmp_path / "Case plan.pdf").exists()
    assert f"Copies 1 to 2 saved in {tmp_path}." in host.notice_text()


def test_the_reason_in_the_audit_is_what_the_copy_is_for(
    dialog: CopyDialog, desk: Desk, case_id: str, tmp_path: Path
) -> None:
    put(dialog, recipients="Court clerk", purpose="Hearing")
    with ask.script(tmp_path / "out.pdf"):
        dialog.save()
    assert wait_for_jobs()
    newest = desk.see(audit_log.list_access, case_id)[0]
    assert (newest.words, newest.recipients, newest.purpose) == (
        "Save case plan on one page",
        "Court clerk",
        "Hearing",
    )


def test_a_copy_that_cannot_be_made_and_those_after_it_are_marked(
    dialog: CopyDialog, host: Host, desk: Desk, tmp_path: Path
) -> None:
    host.fails_at = 2
    put(dialog, recipients="A\nB\nC")
    with ask.script(tmp_path / "out.pdf"):
        dialog.save()
    assert wait_for_jobs()
    assert [row.not_made for row in register_of(desk)] == [False, True, True]
    assert host.notice_text() == (
        "This copy cannot be laid out. Copy 1 came out. Copies 2 to 3 not made: the register says so."
    )
    assert [path.name for path in tmp_path.glob("*.pdf")] == ["out copy 1.pdf"]


def test_a_lock_in_the_middle_marks_what_was_not_made(dialog: CopyDialog, desk: Desk, tmp_path: Path) -> None:
    put(dialog, recipients="A\nB")
    with ask.script(tmp_path / "out.pdf"):
        dialog.save()
    jobs.cancel_jobs()
    assert wait_for_jobs()
    made = {path.name for path in tmp_path.glob("*.pdf")}
    rows = register_of(desk)
    assert {f"out copy {row.number}.pdf" for row in rows if not row.not_made} == made
    assert any(row.not_made for row in rows)


def test_what_machines_read_is_saved_beside_the_pdf_and_takes_no_other_files_place(
    host: Host, tmp_path: Path
) -> None:
    host.data = lambda copy: copy.code.encode()
    dialog = opened(host)
    put(dialog, recipients="Court clerk")
    (tmp_path / "out.json").write_text("somebody else's", encoding="ascii")
    with ask.script(tmp_path / "out.pdf"):
        dialog.save()
    assert wait_for_jobs()
    assert (tmp_path / "out (2).json").read_text() in words_in(tmp_path / "out.pdf")
    assert (tmp_path / "out.json").read_text() == "somebody else's"


def test_beside_a_pdf_that_cannot_be_written_nothing_is_left(host: Host, desk: Desk, tmp_path: Path) -> None:
    host.data = lambda copy: b"{}"
    dialog = opened(host)
    put(dialog, recipients="Court clerk")
    (tmp_path / "out.pdf").mkdir()  # a folder in the way
    with ask.script(tmp_path / "out.pdf"):
        dialog.save()
    assert wait_for_jobs()
    assert list(tmp_path.glob("*.json")) == []
    assert [row.not_made for row in register_of(desk)] == [True]


def test_beside_a_pdf_with_a_password_there_is_nothing_without_one(host: Host, tmp_path: Path) -> None:
    host.data = lambda copy: b"{}"
    with ask.script(tmp_path / "out.pdf"):
        draft = CopyDraft(recipients=("Court clerk",), form=Form.PROTECTED)
        assert host.giving.give_out(draft, "seven quiet lamps")
    assert wait_for_jobs()
    assert (tmp_path / "out.pdf").exists()
    assert list(tmp_path.glob("*.json")) == []


@pytest.mark.qt_log_ignore("QPainter::begin")
def test_a_printer_that_refuses_leaves_copies_marked_as_not_made(
    host: Host, desk: Desk, tmp_path: Path
) -> None:
    dialog = opened(host, "print")
    put(dialog, recipients="Court clerk")
    printer = to_file(tmp_path)
    printer.setOutputFileName(str(tmp_path / "not there" / "printed.pdf"))
    with ask.script(printer):
        dialog.save()
    assert wait_for_jobs()
    (row,) = register_of(desk)
    assert row.not_made
    assert "Copy 1 not made: the register says so." in host.notice_text()


def test_stepping_back_keeps_the_dialog_and_leaves_no_entry(host: Host, desk: Desk) -> None:
    dialog = opened(host, "print")
    put(dialog, recipients="Court clerk")
    with ask.script(None):
        dialog.save()
    assert dialog.isVisible()
    assert dialog.form.banner.text() == "Nothing was printed: no printer was chosen."
    put(dialog, form=Form.SAVED)
    with ask.script(None):
        dialog.save()
    assert dialog.form.banner.text() == "Nothing was saved: no file was chosen."
    assert register_of(desk) == []


def test_what_is_no_pdf_can_only_be_saved(host: Host) -> None:
    host.file_name = "Attendance.csv"
    field = opened(host, "print").form.field("form")
    assert field.value() == Form.SAVED
    assert field.box.count() == 1  # type: ignore[attr-defined]


def test_a_copy_for_each_of_several_readers_is_all_or_nothing(host: Host, desk: Desk, tmp_path: Path) -> None:
    paper = host.paper()
    with pytest.raises(UserError):
        host.giving.save_each(
            [(paper, CopyDraft(recipients=("A",))), (paper, CopyDraft(recipients=()))], tmp_path
        )
    assert register_of(desk) == []
    host.giving.save_each(
        [(paper, CopyDraft(recipients=("A",))), (paper, CopyDraft(recipients=("B",)))], tmp_path
    )
    assert wait_for_jobs()
    assert "for A" in words_in(tmp_path / "Case plan.pdf")
    assert "for B" in words_in(tmp_path / "Case plan (2).pdf")


# --- Marking ---------------------------------------------------------------------------------------------


def test_a_marking_lowered_by_somebody_who_leads_nothing_is_refused_at_the_field(
    dialog: CopyDialog, desk: Desk
) -> None:
    put(dialog, recipients="Court clerk", marking="OFFICIAL")
    dialog.save()
    assert "only the case's police or probation lead" in error(dialog, "marking")
    assert register_of(desk) == []


def test_a_lead_lowers_it_with_a_reason(
    host: Host, desk: Desk, qtbot: QtBot, workspace: Workspace, tmp_path: Path
) -> None:
    host.case_id = desk.newcomer(managed=CaseDraft(police_lead=OFFICER.name))
    dialog = opened(host)
    assert dialog.form.field("marking_reason").isHidden()
    put(dialog, recipients="Court clerk", marking="OFFICIAL")
    assert not dialog.form.field("marking_reason").isHidden()
    dialog.save()
    assert error(dialog, "marking_reason") == "Marking: say why this paper may be marked lower."
    put(dialog, marking_reason="For the open court file.")
    with ask.script(tmp_path / "out.pdf"):
        dialog.save()
    assert wait_for_jobs()
    (row,) = register_of(desk)
    assert (row.marking, row.marking_reason) == ("OFFICIAL", "For the open court file.")
    assert words_in(tmp_path / "out.pdf").rstrip().endswith("OFFICIAL")


def test_a_day_without_what_is_to_happen_by_then_is_not_kept(
    dialog: CopyDialog, desk: Desk, tmp_path: Path
) -> None:
    put(dialog, recipients="Court clerk", due=None)
    assert dialog.form.field("due_on").isHidden()
    with ask.script(tmp_path / "out.pdf"):
        dialog.save()
    assert wait_for_jobs()
    (row,) = register_of(desk)
    assert (row.due, row.due_on) == ("", None)


# --- Passwords -------------------------------------------------------------------------------------------


def test_a_password_is_asked_twice_and_must_be_long_enough(dialog: CopyDialog, desk: Desk) -> None:
    assert dialog.form.field("password").isHidden()
    put(dialog, recipients="Court clerk", form=Form.PROTECTED, password="short")
    assert not dialog.form.field("password").isHidden()
    dialog.save()
    assert "at least 10" in error(dialog, "password")
    put(dialog, password="quiet lamps 7", password_again="quiet lamps 8")
    dialog.save()
    assert error(dialog, "password_again")
    assert register_of(desk) == []


def test_a_protected_copy_opens_with_its_password_only(
    dialog: CopyDialog, desk: Desk, tmp_path: Path
) -> None:
    put(
        dialog,
        recipients="Court clerk",
        form=Form.PROTECTED,
        password="quiet lamps 7",
        password_again="quiet lamps 7",
    )
    target = tmp_path / "out.pdf"
    with ask.script(target):
        dialog.save()
    assert wait_for_jobs()
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(target)
    with pikepdf.open(target, password="quiet lamps 7") as found:
        assert len(found.pages) == 1
    (row,) = register_of(desk)
    assert row.form == Form.PROTECTED


def test_what_is_half_typed_comes_back_without_the_password(
    host: Host, workspace: Workspace, store_folder: Path
) -> None:
    dialog = opened(host)
    put(
        dialog,
        recipients="Court clerk\nSomebody",
        purpose="Hearing",
        form=Form.PROTECTED,
        password="quiet lamps 7",
        password_again="quiet lamps 7",
    )
    dialog.flush_draft()
    kept = workspace.drafts.load(dialog.draft_key)
    assert kept is not None
    assert "quiet" not in " ".join(kept.values())
    dialog.reject()
    assert dialog.form.field("password").value() == ""
    host.giving.resume(dialog.draft_key)
    again = host.findChildren(CopyDialog)[-1]
    assert again is not dialog
    assert again.recipients_field.lines() == ("Court clerk", "Somebody")
    assert again.form.field("form").value() == Form.PROTECTED
    assert again.form.field("password").value() == again.form.field("password_again").value() == ""


def test_for_whom_is_not_carried_to_another_reader(host: Host) -> None:
    dialog = opened(host)
    put(dialog, recipients="Court clerk")
    key = dialog.draft_key
    dialog.reject()
    host.reader = Reader(CONFERENCE.audience.PARTNER, "health")
    assert opened(host).recipients_field.lines() == ()
    assert host.giving.about_of(key) == "conference"
