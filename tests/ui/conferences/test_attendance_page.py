"""Attendance and follow-through on screen, on paper and for a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from iom_desktop.domain.conferences import AttendanceDraft, How
from iom_desktop.services import conferences
from iom_desktop.storage.tables import AuditEntryRow
from iom_desktop.ui import ask
from iom_desktop.ui.conferences.attendance_page import AttendancePage
from iom_desktop.ui.conferences.attendance_saving import REPORT
from iom_desktop.ui.documents.copy_dialog import CopyDialog
from iom_desktop.ui.jobs import wait_for_jobs
from iom_desktop.ui.navigation import Place
from iom_desktop.ui.workspace import Workspace
from tests.stores import Desk
from tests.ui.conferences.meeting import plan
from tests.ui.conftest import RecordingNavigator


def hold(desk: Desk, day: date, **how: How) -> str:
    held = plan(desk, day)
    desk.do(conferences.open_conference, held)
    for agency, way in how.items():
        desk.do(conferences.record_attendance, held, AttendanceDraft(agency=agency, how=way))
    desk.do(conferences.close_conference, held, None)
    return held


@pytest.fixture
def held(desk: Desk) -> list[str]:
    return [
        hold(desk, date(2026, 10, 1), police=How.IN_PERSON, probation=How.REMOTE, health=How.APOLOGIES),
        hold(desk, date(2026, 11, 5), police=How.IN_PERSON, probation=How.REPORT),
        hold(desk, date(2025, 6, 5), police=How.IN_PERSON),
    ]


@pytest.fixture
def page(
    qtbot: QtBot, workspace: Workspace, navigator: RecordingNavigator, held: list[str]
) -> Iterator[AttendancePage]:
    made = AttendancePage(workspace, navigator)
    qtbot.addWidget(made)
    made.resize(1100, 800)
    made.show()
    yield made
    assert wait_for_jobs()


def row(page: AttendancePage, name: str) -> list[str]:
    model = page.table().record_model()
    rows = [
        [model.data(model.index(n, column)) for column in range(model.columnCount())]
        for n in range(model.rowCount())
    ]
    return next(one for one in rows if one[0] == name)


def test_each_agency_over_a_year(page: AttendancePage) -> None:
    assert page.said.text() == "2 conferences closed from Sat 22 Nov 2025 to Sun 22 Nov 2026"
    assert row(page, "Police")[1:7] == ["2", "2", "0", "0", "0", "0"]
    assert row(page, "Probation")[1:7] == ["2", "0", "1", "1", "0", "0"]
    assert row(page, "Health")[1:7] == ["2", "0", "0", "0", "1", "1"]
    assert "Health: at the table 0 of 2 times; 1 apologies; 1 absent." in page.chart.accessibleDescription()
    assert b">2 of 2<" in page.chart.svg


def test_another_period_and_one_that_cannot_be(page: AttendancePage) -> None:
    page.since.line.setText("1 Jan 2025")
    page.since.line.editingFinished.emit()
    assert row(page, "Police")[1] == "3"
    page.until.line.setText("1 Jan 2024")
    page.until.line.editingFinished.emit()
    assert page.until.error_text() == "To: 01/01/2024 is before the first day, 01/01/2025."
    assert row(page, "Police")[1] == "3", "the figures stay as they were"


def test_conference_by_conference_and_enter_opens_one(
    page: AttendancePage, held: list[str], navigator: RecordingNavigator
) -> None:
    page.by.button("meetings").click()
    assert row(page, "Thu 5 Nov 2026")[2:7] == ["3", "1", "1", "0", "1"]
    assert b">5 Nov 2026<" in page.chart.svg
    page.meetings.selectRow(1)
    page.meetings.setFocus()
    QTest.keyClick(page.meetings, Qt.Key.Key_Return)
    assert navigator.places == [Place("conference", tab="attendance", record_id=held[1])]


def on_record(page: AttendancePage) -> list[tuple[str, str]]:
    with page.workspace.store.read() as session:
        found = session.scalars(select(AuditEntryRow).where(AuditEntryRow.recipients != ""))
        return [(one.words, one.recipients) for one in found]


def save(page: AttendancePage) -> None:
    opened = page.findChildren(CopyDialog)[-1]
    opened.form.field("recipients").restore_text("Strategy group")
    opened.save()
    assert wait_for_jobs()


def test_it_is_saved_as_a_paper_on_record(
    page: AttendancePage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "attendance.pdf"
    monkeypatch.setattr(ask, "save_path", lambda *_asked: target)
    page.save_button.click()
    save(page)
    words = "\n".join(one.extract_text() for one in PdfReader(target).pages)
    assert "Attendance and follow-through" in words
    assert "North Area · 2 conferences closed" in words
    assert "5 Nov 2026" in words
    assert on_record(page) == [("Save attendance and follow-through", "Strategy group")]


def test_the_spreadsheet_has_both_tables(
    page: AttendancePage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "attendance.csv"
    monkeypatch.setattr(ask, "save_path", lambda *_asked: target)
    page.sheet_button.click()
    save(page)
    rows = list(csv.reader(target.read_text(encoding="utf-8-sig").splitlines()))
    assert rows[0][:3] == ["Agency", "Expected", "In person"]
    assert ["Police", "2", "2"] in [line[:3] for line in rows]
    assert rows[-1][0] == "Thu 5 Nov 2026"


def test_a_disk_that_refuses_is_on_record(
    page: AttendancePage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ask, "save_path", lambda *_asked: tmp_path / "no" / "folder" / "x.pdf")
    page.resume(f"{REPORT}:save")
    save(page)
    assert [words for words, _whom in on_record(page)] == [
        "Save attendance and follow-through", "Copies not made",
    ]  # fmt: skip
    assert page.notice_text().endswith("Copy 1 not made: the register says so.")
