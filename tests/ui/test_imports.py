"""The import page: both kinds of caseload through it, by mouse and by keyboard; bad files; nothing half done."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from iom_desktop.domain.caseload_columns import Field
from iom_desktop.domain.caseload_import import FieldChange, ImportPreview
from iom_desktop.domain.people import PersonDraft
from iom_desktop.errors import UserError
from iom_desktop.services.cases import case_with_crn, list_cases, load_case
from iom_desktop.services.notes import list_notes
from iom_desktop.services.people import correct_person
from iom_desktop.ui import ask, jobs
from iom_desktop.ui.imports import reading
from iom_desktop.ui.imports.lines import Fate, change_words, column_letter
from iom_desktop.ui.imports.page import ImportPage
from iom_desktop.ui.imports.preview_view import ALL, COLUMNS_TAB, REMARKED, ROWS_TAB
from iom_desktop.ui.imports.reading import Reading
from iom_desktop.ui.jobs import Progress, ProgressStrip, cancel_jobs, wait_for_jobs
from iom_desktop.ui.navigation import Place
from iom_desktop.ui.workspace import Workspace
from tests.stores import NOW, TODAY, Desk
from tests.ui.conftest import RecordingNavigator

INPUTS = Path(__file__).parent.parent / "inputs"
HEADINGS = "CRN,Surname,Forenames,Date of birth,Cohort\n"


@pytest.fixture
def page(qtbot: QtBot, workspace: Workspace, navigator: RecordingNavigator) -> Iterator[ImportPage]:
    made = ImportPage(workspace, navigator)
    workspace.changed.connect(made.on_changed)
    qtbot.addWidget(made)
    made.resize(1080, 720)
    made.show()
    made.activateWindow()
    qtbot.waitExposed(made)
    yield made
    cancel_jobs()
    assert wait_for_jobs(10)


@pytest.fixture
def export(tmp_path: Path) -> Path:
    """The area's export, in a folder of the test's own."""
    return Path(shutil.copy(INPUTS / "caseload.csv", tmp_path))


@pytest.fixture
def by_hand(tmp_path: Path) -> Path:
    """The spreadsheet that a team keeps by hand."""
    return Path(shutil.copy(INPUTS / "caseload_kept_by_hand.xlsx", tmp_path))


def file_of(tmp_path: Path, *rows: str, headings: str = HEADINGS) -> Path:
    path = tmp_path / "mine.csv"
    path.write_text(headings + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return path


def opened(page: ImportPage, path: Path) -> None:
    """Open the file and wait for its preview."""
    page.open_file(path)
    assert wait_for_jobs(30)


def brought_in(page: ImportPage, qtbot: QtBot) -> None:
    """Press the import button and wait until it is done."""
    qtbot.mouseClick(page.preview_view.import_button, Qt.MouseButton.LeftButton)
    assert wait_for_jobs(30)


def counts(page: ImportPage) -> dict[str, int]:
    """The numbers on the buttons above the rows, of those that show."""
    shown = {key: made for key, made in page.preview_view.filters.items() if not made.isHidden()}
    return {key: int(made.text().split()[-1].replace(",", "")) for key, made in shown.items()}


def done_counts(page: ImportPage) -> dict[str, int]:
    """The numbers of the summary."""
    found = {fate: page.outcome_view.findChild(QLabel, f"import-count-{fate.value}") for fate in Fate}
    return {fate.value: int(label.text().replace(",", "")) for fate, label in found.items()}


# --- Both files ------------------------------------------------------------------------------------------


def test_the_export_is_imported_once_and_only_once(
    page: ImportPage, qtbot: QtBot, desk: Desk, export: Path, navigator: RecordingNavigator
) -> None:
    opened(page, export)
    assert counts(page) == {"all": 107, "will-add": 107}
    assert page.preview_view.import_button.text() == "Import 107 people"
    assert desk.see(list_cases, NOW) == []  # a preview changes nothing
    first = page.preview_view.table.records()[0]
    assert (first.number, first.crn, first.name) == (2, "A781098", "BRENNAN, Karl")

    brought_in(page, qtbot)
    assert len(desk.see(list_cases, NOW)) == 107
    assert done_counts(page) == {"will-add": 107, "will-update": 0, "unchanged": 0, "not-taken": 0}
    assert page.outcome_view.path.isHidden()
    assert [path.name for path in export.parent.glob("caseload*")] == ["caseload.csv"]
    qtbot.mouseClick(page.outcome_view.caseload_button, Qt.MouseButton.LeftButton)
    assert navigator.places == [Place("caseload")]

    opened(page, export)
    assert counts(page) == {"all": 107, "unchanged": 107}
    assert page.preview_view.import_button.text() == "Nothing to import"
    assert not page.preview_view.import_button.isEnabled()
    page.bring_in()
    assert jobs.jobs_running() == 0


def test_the_spreadsheet_kept_by_hand(page: ImportPage, qtbot: QtBot, desk: Desk, by_hand: Path) -> None:
    opened(page, by_hand)
    assert counts(page) == {"all": 44, "will-add": 41, "not-taken": 3, "remarked": 41}
    qtbot.mouseClick(page.preview_view.filters[Fate.NOT_TAKEN.value], Qt.MouseButton.LeftButton)
    left_out = page.preview_view.table.records()
    assert [line.fate for line in left_out] == [Fate.NOT_TAKEN] * 3
    assert all(line.why for line in left_out)

    brought_in(page, qtbot)
    assert len(desk.see(list_cases, NOW)) == 41
    assert done_counts(page)["not-taken"] == 3
    rejects = by_hand.with_name("caseload_kept_by_hand - rejected rows.csv")
    assert page.outcome_view.path.text() == str(rejects)
    saved = rejects.read_text(encoding="utf-8-sig")
    assert all(line.why in saved for line in left_out)

    opened(page, by_hand)
    assert counts(page) == {"all": 44, "unchanged": 41, "not-taken": 3, "remarked": 41}


def test_by_keyboard_alone(
    page: ImportPage, qtbot: QtBot, desk: Desk, export: Path, navigator: RecordingNavigator
) -> None:
    page.first_focus()
    with ask.script(export) as asked:
        qtbot.keyClick(page, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
        qtbot.waitUntil(lambda: len(asked) == 1)  # a shortcut presses its button for a moment
        assert wait_for_jobs(30)
    assert page.preview_view.table.hasFocus()
    qtbot.keyClick(page.preview_view.table, Qt.Key.Key_Down)
    assert "D796000" in page.preview_view.whole.toPlainText()
    qtbot.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: jobs.jobs_running() == 1)
    assert wait_for_jobs(30)
    assert len(desk.see(list_cases, NOW)) == 107
    assert page.outcome_view.caseload_button.hasFocus()
    qtbot.keyClick(page.outcome_view.caseload_button, Qt.Key.Key_Space)
    assert navigator.places == [Place("caseload")]


def test_every_button_and_choice_is_reached_by_tab(page: ImportPage, qtbot: QtBot, by_hand: Path) -> None:
    opened(page, by_hand)
    page.preview_view.first_focus()
    met: set[str] = set()
    for _step in range(12):
        at = page.focusWidget()
        met.add(at.objectName())
        qtbot.keyClick(at, Qt.Key.Key_Tab)
    assert {"import-rows", "import-row-whole", "import-bring-in", "import-choose-another"} <= met
    all_rows = page.preview_view.filters[ALL]
    assert all_rows.objectName() in met
    all_rows.setFocus()
    qtbot.keyClick(all_rows, Qt.Key.Key_Right)  # from one to the next as in any group
    qtbot.keyClick(page.focusWidget(), Qt.Key.Key_Right)
    assert page.focusWidget() is page.preview_view.filters[Fate.NOT_TAKEN.value]
    qtbot.keyClick(page.focusWidget(), Qt.Key.Key_Space)
    assert len(page.preview_view.table.records()) == 3


def test_a_file_let_go_of_over_the_page(page: ImportPage, tmp_path: Path) -> None:
    path = file_of(tmp_path, "Z000001,Sampleton,Mo,23/05/1986,Fixed")

    def drop(*paths: Path) -> None:
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(one)) for one in paths])
        buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        page.start_view.dropEvent(
            QDropEvent(QPointF(QPoint(5, 5)), Qt.DropAction.CopyAction, data, buttons, keys)
        )
        assert wait_for_jobs(30)

    drop(path, path)
    assert page.notice_text() == "Drop one file at a time."
    drop(path)
    assert counts(page)["will-add"] == 1
    assert page.notice_text() == ""


# --- What will happen ------------------------------------------------------------------------------------


def test_an_update_lists_what_changes_and_does_it(
    page: ImportPage, qtbot: QtBot, desk: Desk, tmp_path: Path
) -> None:
    desk.person("Z000001", "Sampleton", mobile="07700 900111")
    headings = "CRN,Surname,Forenames,Mobile,Known as\n"
    opened(page, file_of(tmp_path, "Z000001,Sampleton,Mo,07700 900222,Moz", headings=headings))
    (line,) = page.preview_view.table.records()
    assert line.fate is Fate.UPDATE
    assert line.why == "Known as: Moz (was empty)  ·  Mobile: 07700 900111 → 07700 900222"
    brought_in(page, qtbot)
    assert done_counts(page) == {"will-add": 0, "will-update": 1, "unchanged": 0, "not-taken": 0}
    case = desk.see(load_case, desk.see(case_with_crn, "Z000001"))
    assert (case.person.mobile, case.person.known_as) == ("07700 900222", "Moz")


@pytest.mark.parametrize(
    "change, words",
    [
        (FieldChange("RAG", "Amber", "Green"), "RAG: Amber → Green"),
        (FieldChange("Mobile", "", "07700 900123"), "Mobile: 07700 900123 (was empty)"),
        (FieldChange("Case", "", "opened"), "Case: opened"),
    ],
)
def test_a_change_in_words(change: FieldChange, words: str) -> None:
    assert change_words(change) == words


def test_a_row_not_taken_says_why_and_what_the_file_holds(page: ImportPage, tmp_path: Path) -> None:
    bad = "Z000002,Mockridge,Ada,31/02/1990,Fixed"
    opened(page, file_of(tmp_path, "Z000001,Sampleton,Mo,23/05/1986,Fixed", bad))
    page.preview_view.filter_by(Fate.NOT_TAKEN.value)
    (line,) = page.preview_view.table.records()
    assert (line.number, line.crn, line.name) == (3, "Z000002", "Mockridge, Ada")
    assert "31/02/1990" in line.why
    page.preview_view.table.selectRow(0)
    whole = page.preview_view.whole.toPlainText()
    assert whole.startswith(line.why)
    assert "Cohort Fixed" in whole


def test_hidden_marks_in_a_name_are_shown(page: ImportPage, tmp_path: Path) -> None:
    opened(page, file_of(tmp_path, "Z000001,Sample\u202eton,Mo,31/02/1990,Fixed"))
    (line,) = page.preview_view.table.records()
    assert "\u202e" not in line.name
    assert "Sample[" in line.name


def test_filters_list_only_their_rows(page: ImportPage, by_hand: Path) -> None:
    opened(page, by_hand)
    for key, number in counts(page).items():
        page.preview_view.filter_by(key)
        assert len(page.preview_view.table.records()) == number
    page.preview_view.filter_by(REMARKED)
    assert all(line.remarked for line in page.preview_view.table.records())


def test_a_preview_follows_the_store(page: ImportPage, desk: Desk, tmp_path: Path, qtbot: QtBot) -> None:
    opened(page, file_of(tmp_path, "Z000001,Sampleton,Mo,23/05/1986,Fixed"))
    assert counts(page) == {"all": 1, "will-add": 1}
    desk.person("Z000001", "Sampleton")
    qtbot.waitUntil(lambda: jobs.jobs_running() == 0 and counts(page) == {"all": 1, "unchanged": 1})


# --- Columns ---------------------------------------------------------------------------------------------


def test_columns_are_shown_and_can_be_changed(
    page: ImportPage, qtbot: QtBot, desk: Desk, tmp_path: Path
) -> None:
    headings = "CRN,Surname,Forenames,Street name,Borough,Nominal ref\n"
    opened(page, file_of(tmp_path, "Z000001,Sampleton,Mo,Tiny,Mocktown,77", headings=headings))
    panel = page.preview_view.mapping
    assert panel.boxes[Field.CRN].currentText() == "CRN  (A)"
    assert panel.boxes[Field.KNOWN_AS].currentText() == "Not in this file"
    assert panel.unused.text() == "3 columns of the file not read: Street name, Borough and Nominal ref."

    page.preview_view.tabs.setCurrentIndex(COLUMNS_TAB)
    page.focus_column(Field.KNOWN_AS)
    box = panel.boxes[Field.KNOWN_AS]
    assert box.hasFocus()
    qtbot.keyClicks(box, "Stre")
    assert wait_for_jobs(30)
    assert box.currentText() == "Street name  (D)"
    assert panel.unused.text() == "2 columns of the file not read: Borough and Nominal ref."
    brought_in(page, qtbot)
    assert desk.see(load_case, desk.see(case_with_crn, "Z000001")).person.known_as == "Tiny"


def test_a_column_has_one_meaning_and_a_missing_crn_is_asked_for(page: ImportPage, tmp_path: Path) -> None:
    opened(page, file_of(tmp_path, "Z000001,Sampleton,Mo,23/05/1986,Fixed"))
    panel = page.preview_view.mapping
    panel.boxes[Field.PNC].setCurrentIndex(panel.boxes[Field.PNC].findData(0))
    assert wait_for_jobs(30)
    assert panel.boxes[Field.CRN].currentText() == "Not in this file"
    assert page.notice_text().startswith("CRN: choose the column that holds it")
    assert not page.preview_view.import_button.isEnabled()
    assert page.preview_view.table.records() == []
    qtbot_press(page, "import-notice-action")
    assert panel.boxes[Field.CRN].hasFocus()
    panel.boxes[Field.CRN].setCurrentIndex(panel.boxes[Field.CRN].findData(0))
    assert wait_for_jobs(30)
    assert page.notice_text() == ""
    assert counts(page) == {"all": 1, "will-add": 1}


def qtbot_press(page: QWidget, name: str) -> None:
    page.findChild(QPushButton, name).click()


def test_headings_in_a_row_that_nobody_would_guess(page: ImportPage, tmp_path: Path) -> None:
    path = file_of(tmp_path, "reference,family,given", "Z000001,Sampleton,Mo", headings="Our list,,\n")
    opened(page, path)
    assert page.notice_text().startswith("No row of headings was found")
    assert page.preview_view.tabs.currentIndex() == COLUMNS_TAB
    panel = page.preview_view.mapping
    panel.heading_box.setCurrentIndex(panel.heading_box.findData(2))
    panel.heading_box.activated.emit(1)
    assert wait_for_jobs(30)
    for field, column in ((Field.CRN, 0), (Field.SURNAME, 1), (Field.FORENAMES, 2)):
        panel.boxes[field].setCurrentIndex(panel.boxes[field].findData(column))
        assert wait_for_jobs(30)
    assert page.notice_text() == ""
    assert [line.name for line in page.preview_view.table.records()] == ["SAMPLETON, Mo"]


def test_the_sheet_of_a_workbook_is_chosen(page: ImportPage, tmp_path: Path) -> None:
    book = Workbook()
    book.active.title = "North"
    book.active.append(["CRN", "Surname"])
    book.active.append(["Z000001", "Sampleton"])
    south = book.create_sheet("South")
    south.append(["CRN", "Surname"])
    south.append(["Z000002", "Mockridge"])
    south.append(["Z000003", "Demoford"])
    path = tmp_path / "two.xlsx"
    book.save(path)
    opened(page, path)
    box = page.preview_view.sheet_box
    assert box.isVisible()
    assert (box.currentText(), counts(page)["all"]) == ("North", 1)
    box.setCurrentText("South")
    box.activated.emit(1)
    assert wait_for_jobs(30)
    assert (box.currentText(), counts(page)["all"]) == ("South", 2)


@pytest.mark.parametrize("column, letters", [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (701, "ZZ")])
def test_columns_are_called_what_the_spreadsheet_calls_them(column: int, letters: str) -> None:
    assert column_letter(column) == letters


# --- Cancel and failure ----------------------------------------------------------------------------------


def test_cancelled_in_the_middle_it_leaves_nothing(
    page: ImportPage, qtbot: QtBot, desk: Desk, export: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(page, export)
    apply, steps = reading.apply_import, list[int]()

    def cancelled_once_written(
        session: object, preview: ImportPreview, today: object, progress: object
    ) -> object:
        def step(done: int, total: int) -> None:
            steps.append(done)
            if done:
                cancel_jobs()
            progress(done, total)  # type: ignore[operator]

        return apply(session, preview, today, step)  # type: ignore[arg-type]

    monkeypatch.setattr(reading, "apply_import", cancelled_once_written)
    brought_in(page, qtbot)
    assert max(steps) == 107  # all was written when Cancel was pressed
    assert page.notice_text() == "Cancelled. Nothing was imported."
    assert desk.see(list_cases, NOW) == []
    assert not list(export.parent.glob("*rejected*"))
    assert page.views.isEnabled()
    assert page.preview_view.import_button.isEnabled()
    monkeypatch.undo()
    brought_in(page, qtbot)
    assert len(desk.see(list_cases, NOW)) == 107


def test_progress_is_shown_with_cancel_and_esc_presses_it(
    page: ImportPage, qtbot: QtBot, desk: Desk, export: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "SHOW_AFTER_MS", 1)
    opened(page, export)

    def endless(_session: object, _preview: object, _today: object, progress: object) -> None:
        while True:
            progress(50, 107)  # type: ignore[operator]

    monkeypatch.setattr(reading, "apply_import", endless)
    qtbot.mouseClick(page.preview_view.import_button, Qt.MouseButton.LeftButton)
    strip = page.findChild(ProgressStrip)
    qtbot.waitUntil(strip.isVisible)
    assert strip.findChild(QLabel, "progress-words").text() == "Importing the caseload"
    assert not page.views.isEnabled()
    qtbot.keyClick(page, Qt.Key.Key_Escape)
    assert wait_for_jobs(10)
    assert page.notice_text() == "Cancelled. Nothing was imported."
    assert desk.see(list_cases, NOW) == []


def test_reading_can_be_cancelled_too(
    page: ImportPage, export: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def endless(_path: Path, _sheet: str | None) -> None:
        cancel_jobs()

    monkeypatch.setattr(reading, "read_spreadsheet", endless)
    opened(page, export)
    assert page.notice_text() == "Cancelled. Nothing was read."
    assert page.views.currentWidget() is page.start_view


def test_a_store_that_changed_since_the_preview_refuses_the_import(
    page: ImportPage, qtbot: QtBot, desk: Desk, tmp_path: Path, workspace: Workspace
) -> None:
    case_id = desk.person("Z000001", "Sampleton")
    workspace.changed.disconnect(page.on_changed)
    opened(page, file_of(tmp_path, "Z000001,Sampleton,Maurice,23/05/1986,Fixed"))
    case = desk.see(load_case, case_id)

    was = case.person
    draft = PersonDraft(**{one.name: getattr(was, one.name) for one in fields(PersonDraft)})
    desk.do(correct_person, was.id, was.version, replace(draft, forenames="Max"), TODAY)
    brought_in(page, qtbot)
    assert page.notice_text().startswith("Nothing was imported. The store has changed")
    assert desk.see(load_case, case_id).person.forenames == "Max"


def test_rejected_rows_that_cannot_be_saved_do_not_undo_the_import(
    page: ImportPage, qtbot: QtBot, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_what: object) -> None:
        raise UserError("The rejected rows could not be saved beside the file: disk full.")

    monkeypatch.setattr(reading, "save_rejects", refuse)
    opened(
        page, file_of(tmp_path, "Z000001,Sampleton,Mo,23/05/1986,Fixed", "Z000002,Bad,Row,31/02/1990,Fixed")
    )
    brought_in(page, qtbot)
    assert len(desk.see(list_cases, NOW)) == 1
    assert page.outcome_view.rejects.text().endswith("disk full.")
    assert page.outcome_view.path.isHidden()


# --- Bad files -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name, content, words",
    [
        ("empty.csv", b"", "The file is empty."),
        ("letter.pdf", b"%PDF-1.7 words", "a PDF document"),
        ("cut.xlsx", b"PK\x03\x04 cut", "damaged or cut off"),
        ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old .xls workbook"),
        ("page.csv", b"<html><table></table></html>", "a web page or XML"),
        ("quotes.csv", b'CRN,Surname\nZ1,"Sample', "a quotation mark"),
        ("nul.csv", b"CRN,Surname\nZ1,Sam\0ple\n", "NUL"),
    ],
)
def test_a_file_that_cannot_be_read_gets_its_sentence(
    page: ImportPage, tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    opened(page, path)
    assert words in page.notice_text()
    assert page.views.currentWidget() is page.start_view


@pytest.mark.parametrize("name", ["nothing.csv", "."])
def test_a_file_that_is_not_there_or_is_a_folder(page: ImportPage, tmp_path: Path, name: str) -> None:
    opened(page, tmp_path / name)
    assert page.notice_text().startswith(("There is no such file", "This is a folder"))


@pytest.mark.parametrize("encoding", ["utf-16", "cp1252"])
def test_other_encodings_are_read(page: ImportPage, tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "mine.csv"
    path.write_text(
        HEADINGS + "Z000001,Madeupová,Siân,23/05/1986,Fixed\n".replace("á", "à"), encoding=encoding
    )
    opened(page, path)
    assert page.preview_view.table.records()[0].name == "MADEUPOVÀ, Siân"


def test_a_bad_file_leaves_the_preview_of_the_one_before(page: ImportPage, tmp_path: Path) -> None:
    opened(page, file_of(tmp_path, "Z000001,Sampleton,Mo,23/05/1986,Fixed"))
    opened(page, tmp_path / "nothing.csv")
    assert page.notice_text() == "There is no such file."
    assert page.preview_view.file_name.whole_text() == "mine.csv"
    assert page.preview_view.import_button.isEnabled()
    assert counts(page) == {"all": 1, "will-add": 1}


def test_markup_and_long_notes_come_in_as_they_are(
    page: ImportPage, qtbot: QtBot, desk: Desk, tmp_path: Path
) -> None:
    long = "<b>word</b> & " * 700
    headings = "CRN,Surname,Notes\n"
    opened(page, file_of(tmp_path, f'Z000001,<i>Sample</i>,"{long}"', headings=headings))
    (line,) = page.preview_view.table.records()
    assert (line.fate, line.name) == (Fate.ADD, "<I>SAMPLE</I>")
    brought_in(page, qtbot)
    (note,) = desk.see(list_notes, desk.see(case_with_crn, "Z000001"))
    assert note.said.words.endswith(long.strip())


def test_start_again_offers_a_file(page: ImportPage, qtbot: QtBot, tmp_path: Path) -> None:
    opened(page, file_of(tmp_path, "Z000001,Sampleton,Mo,23/05/1986,Fixed"))
    brought_in(page, qtbot)
    qtbot.mouseClick(page.outcome_view.again_button, Qt.MouseButton.LeftButton)
    assert page.views.currentWidget() is page.start_view
    assert page.preview_view.tabs.currentIndex() in (ROWS_TAB, COLUMNS_TAB)
    assert page.preview_view.filters[ALL].isChecked()


def test_a_job_that_ends_after_another_began_is_not_listened_to(
    page: ImportPage, tmp_path: Path, export: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, second_done = reading.read_file, threading.Event()

    def slow(workspace: Workspace, path: Path, *more: Any) -> Reading | None:
        if path == export:
            second_done.wait(10)
            more = (*more[:-1], Progress(lambda *_told: None))  # deaf to Cancel
        found = read(workspace, path, *more)
        second_done.set()
        return found

    monkeypatch.setattr(reading, "read_file", slow)
    page.open_file(export)
    page.open_file(file_of(tmp_path, "Z000001,Sampleton,Mo,23/05/1986,Fixed"))
    assert wait_for_jobs(30)
    assert page.preview_view.file_name.whole_text() == "mine.csv"
    assert counts(page) == {"all": 1, "will-add": 1}


def test_progress_is_what_the_work_is_given() -> None:
    told: list[int] = []
    Progress(lambda done, _total, _words: told.append(done)).step(3, 3)
    assert told == [3]
