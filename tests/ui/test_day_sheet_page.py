"""The day sheet's page: the paper of the day chosen, on record before it leaves, and keyed back in its order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from iom_desktop.domain.appointments import AppointmentDraft
from iom_desktop.domain.cases import CaseDraft
from iom_desktop.domain.codes import Cohort, Sentence
from iom_desktop.domain.register import CopyDraft
from iom_desktop.errors import UserError
from iom_desktop.services import appointments, audit_log
from iom_desktop.ui import ask
from iom_desktop.ui.appointments.outcome import OutcomeDialog
from iom_desktop.ui.day_sheet.page import DaySheetPage
from iom_desktop.ui.documents.copy_dialog import CopyDialog
from iom_desktop.ui.jobs import wait_for_jobs
from iom_desktop.ui.workspace import Workspace
from tests.stores import Desk
from tests.ui.conftest import RecordingNavigator

FREE = CaseDraft(cohort=Cohort.FREE, sentence=Sentence.NON_STATUTORY)


def _book(desk: Desk, case_id: str, hour: int, officer: str) -> str:
    draft = AppointmentDraft(
        type_code="IOHV", starts_at=datetime(2026, 11, 22, hour), place="4 Invented Close", with_name=officer
    )
    return desk.do(appointments.book_appointment, case_id, draft)


@pytest.fixture
def cases(desk: Desk) -> list[str]:
    found = [
        desk.person(crn=f"Z00000{n}", surname=name, managed=FREE)
        for n, name in enumerate(("Firstby", "Secondton", "Thirdley"), start=1)
    ]
    for case_id, hour in zip(found, (9, 11, 16), strict=True):
        _book(desk, case_id, hour, "PC Baker")
    _book(desk, found[0], 12, "PC Sample")
    return found


@pytest.fixture
def page(
    qtbot: QtBot, workspace: Workspace, navigator: RecordingNavigator, cases: list[str]
) -> Iterator[DaySheetPage]:
    QCoreApplication.processEvents()  # what was booked is old news by the time the page is opened
    made = DaySheetPage(workspace, navigator)
    qtbot.addWidget(made)
    made.resize(1100, 700)
    workspace.changed.connect(made.on_changed)
    made.show()
    assert wait_for_jobs()
    yield made
    made.preview.clear()
    made.close()


def _listed(page: DaySheetPage) -> list[tuple[str, str]]:
    return [(one.person, one.outcome_code) for one in page.visits.records()]


def _dialog(page: DaySheetPage) -> OutcomeDialog:
    return page.findChildren(OutcomeDialog)[-1]


def test_todays_visits_stand_beside_their_paper(page: DaySheetPage) -> None:
    assert [person for person, _outcome in _listed(page)] == [
        "FIRSTBY, Mo", "SECONDTON, Mo", "FIRSTBY, Mo", "THIRDLEY, Mo",
    ]  # fmt: skip
    text = page.preview.document.getAllText(0).text()
    assert "Day sheet" in text
    assert "SECONDTON" in text
    assert page.left.text() == "3 outcomes to key back"


def test_an_officers_own_visits(page: DaySheetPage) -> None:
    page.officer.set_value("PC Sample")
    assert wait_for_jobs()
    assert [person for person, _outcome in _listed(page)] == ["FIRSTBY, Mo"]
    assert "SECONDTON" not in page.preview.document.getAllText(0).text()


def test_a_day_with_nothing_on_it_says_so_and_cannot_be_printed(page: DaySheetPage) -> None:
    page.day.line.setText("25/12/2026")
    page.day.line.editingFinished.emit()
    assert wait_for_jobs()
    assert _listed(page) == []
    assert not page.print_button.isEnabled()
    assert page.left.text() == ""


def test_a_day_that_cannot_be_read_leaves_the_paper_as_it_was(page: DaySheetPage) -> None:
    page.day.line.setText("31/02/2026")
    page.day.line.editingFinished.emit()
    assert page.notice_text().startswith("Day:")
    assert len(_listed(page)) == 4


def test_making_it_is_on_record_as_opening_each_case(page: DaySheetPage, cases: list[str]) -> None:
    for case_id in cases:
        log = page.workspace.read(audit_log.list_access, case_id)
        assert [(one.words, one.disclosure) for one in log] == [("Make day sheet", False)]


def test_it_is_saved_once_it_is_on_record_for_whom(
    page: DaySheetPage, cases: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "sheet.pdf"
    monkeypatch.setattr(ask, "save_path", lambda *_asked: target)
    page.save_button.click()
    dialog = page.findChildren(CopyDialog)[-1]
    dialog.form.restore({"recipients": "PC Baker", "purpose": "Visits on Sunday"})
    dialog.save()
    assert wait_for_jobs()
    assert "Day sheet" in PdfReader(target).pages[0].extract_text()
    for case_id in cases:
        [given] = [one for one in page.workspace.read(audit_log.list_access, case_id) if one.disclosure]
        assert (given.recipients, given.purpose) == ("PC Baker", "Visits on Sunday")


def test_without_a_name_nothing_leaves(page: DaySheetPage) -> None:
    with pytest.raises(UserError, match="For whom"):
        page.giving.give_out(CopyDraft(recipients=(" ",)))


def test_outcomes_are_keyed_back_in_the_papers_order_by_number(page: DaySheetPage, qtbot: QtBot) -> None:
    page.visits.setFocus()
    page.visits.select_id(page.visits.records()[0].id)
    page.activateWindow()
    QTest.keyClick(page.visits, Qt.Key.Key_1)
    dialog = _dialog(page)
    assert dialog.form.field("outcome_code").value() == "ATTC"
    dialog.form.field("note").set_value("Seen at home.")
    dialog.save()
    assert wait_for_jobs()
    qtbot.waitUntil(lambda: _listed(page)[0] == ("FIRSTBY, Mo", "ATTC"))
    assert page.visits.selected_record().person == "SECONDTON, Mo"
    assert page.left.text() == "2 outcomes to key back"
    assert wait_for_jobs()


def test_a_visit_still_to_come_takes_no_outcome(page: DaySheetPage) -> None:
    page.key_back(page.visits.records()[3])
    assert page.findChildren(OutcomeDialog) == []
    assert "once the appointment's time has come" in page.notice_text()


def test_a_half_typed_outcome_comes_back_after_a_lock(page: DaySheetPage) -> None:
    one = page.visits.records()[0]
    page.resume(f"appointments:outcome:{one.id}")
    assert _dialog(page).isVisible()


def test_where_the_window_is_narrow_one_part_is_shown_at_a_time(page: DaySheetPage) -> None:
    page.resize(700, 600)
    assert not page.preview.isVisible()
    page.paper_button.click()
    assert page.preview.isVisible()
    assert not page.key_back_panel.isVisible()
