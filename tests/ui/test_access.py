"""The access report on screen: figures, charts, the people behind them, and what leaves on record."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from iom_desktop.domain.access_report import Dimension
from iom_desktop.domain.needs import NeedDraft, NeedStatus, Severity
from iom_desktop.domain.service_access import Barrier, ServiceAccessDraft
from iom_desktop.services import audit_log, needs, service_access
from iom_desktop.storage.tables import AuditEntryRow
from iom_desktop.ui import ask, theme
from iom_desktop.ui.access.giving import COMMISSIONER, REPORT, SHEET, CommissionerDialog
from iom_desktop.ui.access.page import AccessPage
from iom_desktop.ui.documents.copy_dialog import CopyDialog
from iom_desktop.ui.form_dialog import FormDialog
from iom_desktop.ui.jobs import wait_for_jobs
from iom_desktop.ui.navigation import Place
from iom_desktop.ui.workspace import Workspace
from tests.stores import TODAY, Desk
from tests.ui.conftest import RecordingNavigator

NEED = NeedDraft(code="DRUGS", severity=Severity.SEVERE, status=NeedStatus.SUPPORT_REQUIRED)


def follow(desk: Desk, case_id: str, code: str = "DRUGS", **said: object) -> None:
    draft = ServiceAccessDraft(
        **{"need_code": code, "service": "Key work", "identified_on": date(2026, 9, 1)} | said  # type: ignore[arg-type]
    )
    desk.do(service_access.record_service_access, case_id, draft, TODAY)


@pytest.fixture
def cases(desk: Desk) -> dict[str, str]:
    """Three people who need a drug service: one reached it, one is refused, of one nobody says anything."""
    made = {
        "reached": desk.person("Z000001", "Sampleton", postcode="ZZ1 1ZZ"),
        "refused": desk.person("Z000002", "Exampleby", postcode="ZZ2 1ZZ"),
        "silent": desk.person("Z000003", "Mockridge"),
    }
    follow(desk, made["reached"], provider="Northgate", attended_on=date(2026, 9, 11))
    follow(desk, made["refused"], provider="Sample Advice", barrier=Barrier.WAITING_LIST)
    follow(desk, made["refused"], "ETE", identified_on=date(2026, 2, 1))
    desk.do(needs.record_need, made["silent"], NEED, TODAY)
    return made


@pytest.fixture
def page(
    qtbot: QtBot, workspace: Workspace, navigator: RecordingNavigator, cases: dict[str, str]
) -> Iterator[AccessPage]:
    made = AccessPage(workspace, navigator)
    qtbot.addWidget(made)
    made.resize(1100, 760)
    made.show()
    yield made
    assert wait_for_jobs()


def row(page: AccessPage, name: str) -> list[str]:
    table = page.table()
    place = [one.name for one in table.records()].index(name)
    model = table.record_model()
    return [model.data(model.index(place, column)) for column in range(model.columnCount())]


def names(page: AccessPage) -> list[str]:
    return [one.name for one in page.people.records()]


def test_the_figures_say_who_reached_it_and_who_did_not(page: AccessPage) -> None:
    assert row(page, "Drug misuse") == ["Drug misuse", "1 of 3", "33%", "1", "1", "0", "10 days", "10 days"]
    assert "3 people" in page.count.text()
    assert "1 of 4 needs reached a service" in page.count.text()
    assert "here 1 of 3 (33%); the inspection of 2020 found less than half" in page.beside.text()


def test_by_area_and_provider_and_for_one_need(page: AccessPage) -> None:
    page.by.button("area").click()
    assert [one.name for one in page.table().records()] == ["ZZ1", "ZZ2", "Area not known"]
    assert row(page, "ZZ2")[1] == "0 of 2"
    assert page.need.isVisible()
    page.need.setCurrentIndex(page.need.findData("DRUGS"))
    assert row(page, "ZZ2")[1] == "0 of 1"
    page.by.button("provider").click()
    assert row(page, "No provider on record")[1] == "0 of 1"
    page.by.button("need").click()
    assert not page.need.isVisible()


def test_enter_on_a_figure_shows_the_people_and_enter_on_one_opens_the_case(
    page: AccessPage, qtbot: QtBot, navigator: RecordingNavigator, cases: dict[str, str]
) -> None:
    page.first_focus()
    page.table().selectRow(1)
    qtbot.keyClick(page.table(), Qt.Key.Key_Return)
    assert page.people.isVisible()
    assert names(page) == ["EXAMPLEBY, Mo", "MOCKRIDGE, Mo"]
    assert page.about.text() == "Drug misuse: 2 people. Enter opens the case."
    page.who.setCurrentIndex(page.who.findData("no_reason"))
    assert names(page) == ["MOCKRIDGE, Mo"]
    page.who.setCurrentIndex(page.who.findData("everyone"))
    assert len(names(page)) == 3
    page.people.selectRow(2)
    qtbot.keyClick(page.people, Qt.Key.Key_Return)
    assert navigator.places == [Place("case", cases["reached"], "services")]


def test_a_period_leaves_out_needs_found_before(page: AccessPage) -> None:
    page.period.setCurrentIndex(page.period.findData("6"))
    assert [one.name for one in page.table().records()] == ["Drug misuse"]
    assert row(page, "Drug misuse")[1] == "1 of 2"
    assert "1 need with no date on record left out" in page.meaning.text()


def test_what_is_recorded_elsewhere_shows_at_once(
    page: AccessPage, cases: dict[str, str], qtbot: QtBot
) -> None:
    page.workspace.changed.connect(page.on_changed)  # as the shell does
    draft = ServiceAccessDraft(
        need_code="DRUGS", service="Key work", identified_on=date(2026, 11, 1), attended_on=date(2026, 11, 4)
    )
    page.workspace.perform(
        "Follow a service", service_access.record_service_access, cases["silent"], draft, TODAY
    )
    qtbot.waitUntil(lambda: row(page, "Drug misuse")[1] == "2 of 3")


def test_the_chart_is_the_drawing_of_the_paper_as_svg(page: AccessPage, qapp: QApplication) -> None:
    assert b">1 of 3 (33%)<" in page.chart.svg
    page.under.button("waits").click()
    assert b">10 days, longest 10 days<" in page.chart.svg
    page.under.button("why").click()
    assert b">Waiting list<" in page.chart.svg
    assert "1 of 3 who needed it" in page.chart.accessibleDescription()
    theme.apply_theme(qapp, "dark")
    picture: QImage = page.chart.grab().toImage()
    assert picture.pixelColor(3, 3).lightness() > 250  # white paper in a dark window
    assert any(picture.pixelColor(x, 30).lightness() < 120 for x in range(picture.width()))


# --- Giving it out -----------------------------------------------------------------------------------------


def on_record(page: AccessPage) -> list[tuple[str, str, str]]:
    with page.workspace.store.read() as session:
        found = session.scalars(select(AuditEntryRow).where(AuditEntryRow.operation == "disclosure"))
        return [(one.words, one.recipients, one.reason) for one in found]


def save(page: AccessPage, target: Path, whom: str, purpose: str = "") -> None:
    dialog = page.findChildren(CopyDialog)[-1]
    dialog.form.field("recipients").set_value(whom)
    dialog.form.field("purpose").set_value(purpose)
    with ask.script(target):
        dialog.save()
    assert wait_for_jobs()


def words_in(path: Path) -> str:
    return " ".join(" ".join(one.extract_text() for one in PdfReader(path).pages).split())


def test_the_report_is_on_record_before_it_is_saved(page: AccessPage, tmp_path: Path) -> None:
    page.save_button.click()
    target = tmp_path / "out.pdf"
    save(page, target, "A. Chair", "board")
    assert "1 of 3 (33%)" in words_in(target)
    assert on_record(page) == [("Save access to services", "A. Chair", "board")]
    assert "It is on the register" in page.notice_text()


def test_the_spreadsheet_has_every_line(page: AccessPage, tmp_path: Path) -> None:
    page.sheet_button.click()
    target = tmp_path / "out.csv"
    save(page, target, "A. Chair")
    rows = target.read_text(encoding="utf-8-sig").splitlines()
    assert rows[0].startswith("by,group,need_code")
    assert any(one.startswith("area,ZZ1,DRUGS,Drug misuse,1,1,100,10,10,") for one in rows)
    assert len(on_record(page)) == 1


@pytest.mark.parametrize(("copy", "named"), [("shared", False), ("internal", True)])
def test_the_commissioner_s_page_comes_in_two_copies(
    page: AccessPage, cases: dict[str, str], tmp_path: Path, copy: str, named: bool
) -> None:
    page.table().selectRow(1)
    page.commissioner_button.click()
    dialog = page.findChildren(CommissionerDialog)[-1]
    assert dialog.form.field("need").value() == "DRUGS"
    assert dialog.form.field("copy").value() == "shared"
    dialog.form.field("copy").set_value(copy)
    dialog.save()
    target = tmp_path / "out.pdf"
    save(page, target, "A. Commissioner")
    said = words_in(target)
    assert ("MOCKRIDGE" in said) is named
    assert ("OFFICIAL-SENSITIVE" in said) is named
    assert ("Fewer than 5 people" in said) is not named
    title = "Save unmet need, with names" if named else "Save page for commissioners"
    assert set(on_record(page)) == {(title, "A. Commissioner", "")}
    log = page.workspace.read(audit_log.list_access, cases["silent"])
    assert bool([one for one in log if one.disclosure]) is named, (
        "who is named on it has it in the case's log"
    )


def test_without_a_recipient_nothing_leaves(page: AccessPage) -> None:
    page.save_button.click()
    dialog = page.findChildren(CopyDialog)[-1]
    dialog.save()
    assert dialog.form.field("recipients").error_text()
    assert on_record(page) == []
    dialog.done(0)


def test_a_disk_that_refuses_is_on_record_too(page: AccessPage, tmp_path: Path) -> None:
    page.save_button.click()
    target = tmp_path / "missing" / "out.pdf"
    save(page, target, "A. Chair")
    assert not target.exists()
    assert [one[0] for one in on_record(page)] == ["Save access to services", "Copies not made"]
    assert "Copy 1 not made: the register says so." in page.notice_text()


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        (f"{REPORT}:save", CopyDialog),
        (f"{SHEET}:save", CopyDialog),
        (COMMISSIONER, CommissionerDialog),
        (f"{COMMISSIONER}:save:DRUGS/internal", CopyDialog),
    ],
)
def test_what_stood_open_before_a_lock_opens_again(
    page: AccessPage, key: str, kind: type[FormDialog]
) -> None:
    page.resume(key)
    (dialog,) = page.findChildren(kind)
    assert dialog.draft_key == key
    dialog.done(0)


def test_every_breakdown_has_a_table_and_every_table_its_lines(page: AccessPage) -> None:
    assert set(page.tables) == set(Dimension)
    assert all(table.records() for table in page.tables.values())
