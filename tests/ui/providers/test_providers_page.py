"""The directory's page: found as one types, kept up to date, brought in with a bad row, written out."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from iom_desktop.domain.providers import ProviderDraft, ProviderServiceDraft
from iom_desktop.services import providers
from iom_desktop.ui import ask
from iom_desktop.ui.jobs import wait_for_jobs
from iom_desktop.ui.providers.dialogs import (
    NEW_PROVIDER,
    NewProviderDialog,
    NewProviderServiceDialog,
    ProviderDialog,
    ProviderServiceDialog,
    new_service_key,
    provider_key,
    service_key,
)
from iom_desktop.ui.providers.page import ProvidersPage
from iom_desktop.ui.workspace import Workspace
from tests.stores import TODAY, Desk
from tests.ui.conftest import RecordingNavigator


def add(desk: Desk, name: str, *services: dict[str, Any], **said: Any) -> str:
    said = {"checked_on": TODAY} | said
    provider_id = desk.do(providers.add_provider, ProviderDraft(name=name, **said), TODAY)
    for one in services:
        draft = ProviderServiceDraft(**{"needs": ("DRUGS",)} | one)
        desk.do(providers.add_provider_service, provider_id, draft, TODAY)
    return provider_id


@pytest.fixture
def filled(desk: Desk) -> Desk:
    add(
        desk,
        "Northgate Recovery",
        {"name": "Clinic", "how_to_refer": "Ring before noon", "target_days": 21, "capacity": "Two places"},
        {"name": "Group", "needs": ("ALCOHOL",), "area": "The coast"},
        area="Mocktown",
        contact="Ada Invented",
        phone="01632 960001",
    )
    add(desk, "Old Mill", {"name": "Day centre"}, closed_on=date(2026, 9, 1))
    add(desk, "Work Club", area="Testford", checked_on=TODAY - timedelta(days=200))
    return desk


@pytest.fixture
def page(workspace: Workspace, navigator: RecordingNavigator, filled: Desk, qtbot: QtBot) -> ProvidersPage:
    made = ProvidersPage(workspace, navigator)
    qtbot.addWidget(made)
    workspace.changed.connect(made.on_changed)
    made.resize(1080, 720)
    made.show()
    return made


def listed(page: ProvidersPage) -> list[str]:
    return [
        line.service.said.name if line.service else line.provider.said.name for line in page.table.records()
    ]


def column(page: ProvidersPage, key: str) -> list[str]:
    shown = next(one for one in page.table.record_model().columns if one.key == key)
    return [shown.text(line) for line in page.table.records()]


# --- Finding ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed,found",
    [
        ("", ["Clinic", "Group", "Work Club"]),
        ("nor cli", ["Clinic"]),
        ("alcohol", ["Group"]),
        ("coast", ["Group"]),
        ("noon", ["Clinic"]),
        ("mill", []),
    ],
)
def test_it_is_found_as_one_types(page: ProvidersPage, typed: str, found: list[str]) -> None:
    page.filter.setText(typed)
    assert listed(page) == found


def test_filters_by_need_area_age_and_closed(page: ProvidersPage) -> None:
    assert page.count.text() == "2 services of 2 providers · 1 entry to be checked"
    page.need.setCurrentIndex(page.need.findData("ALCOHOL"))
    assert listed(page) == ["Group"]
    page.need.setCurrentIndex(0)
    page.area.setCurrentIndex(page.area.findData("Mocktown"))
    assert listed(page) == ["Clinic"]
    page.area.setCurrentIndex(0)
    page.unchecked.setChecked(True)
    assert listed(page) == ["Work Club"]
    page.unchecked.setChecked(False)
    page.closed.setChecked(True)
    assert listed(page) == ["Clinic", "Group", "Work Club", "Day centre"]
    assert column(page, "room")[3] == "closed 1 Sep 2026"


def test_the_chosen_line_is_read_whole(page: ProvidersPage) -> None:
    assert page.chosen.whole_text() == "Clinic, Northgate Recovery"
    assert dict(page.detail.shown) == {
        "How to refer": "Ring before noon",
        "Room now": "Two places",
        "Needs": "Drug misuse",
        "Target": "first attended within 21 days of the need found",
        "Contact": "Ada Invented · 01632 960001",
        "Area": "Mocktown",
        "Last checked": "Sun 22 Nov 2026",
    }
    page.table.selectRow(1)
    assert (
        dict(page.detail.shown)["Target"] == "first attended within 28 days of the need found, the usual one"
    )


def test_the_keyboard_goes_from_the_filter_to_a_service(page: ProvidersPage, qtbot: QtBot) -> None:
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    page.first_focus()
    qtbot.keyClicks(page.filter, "group")
    qtbot.keyClick(page.filter, Qt.Key.Key_Return)
    dialog = page.findChild(ProviderServiceDialog)
    assert dialog is not None
    assert dialog.form.field("name").value() == "Group"
    dialog.reject()
    qtbot.keyClick(page.filter, Qt.Key.Key_Escape)
    assert len(listed(page)) == 3


# --- Keeping up to date -------------------------------------------------------------------------------------


def test_checked_today_is_one_key(page: ProvidersPage, filled: Desk, qtbot: QtBot) -> None:
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    page.unchecked.setChecked(True)
    assert column(page, "checked") == ["200 days ago"]
    qtbot.keyClick(page, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: listed(page) == [])
    work_club = filled.see(providers.list_providers)[2]
    assert (work_club.said.name, work_club.said.checked_on) == ("Work Club", TODAY)


def test_a_provider_is_added_and_then_its_service(page: ProvidersPage, filled: Desk, qtbot: QtBot) -> None:
    page.filter.setText("clinic")
    dialog = page.add_provider()
    assert isinstance(dialog, NewProviderDialog)
    dialog.save()
    assert "needed" in dialog.form.field("name").error_text()
    dialog.form.field("name").set_value("New Trust")
    dialog.form.field("email").set_value("desk@new.invalid")
    dialog.save()
    line = page.line()
    assert line is not None
    assert (line.provider.said.name, line.provider.said.checked_on) == ("New Trust", TODAY)
    service = page.add_service()
    assert isinstance(service, NewProviderServiceDialog)
    for name, value in {"name": "Advice", "needs": ("FINANCE",), "target_days": 14}.items():
        service.form.field(name).set_value(value)
    service.save()
    line = page.line()
    assert line is not None
    assert line.service is not None
    assert (line.service.said.name, line.service.said.target_days) == ("Advice", 14)


def test_a_service_is_closed_and_kept(page: ProvidersPage, filled: Desk, qtbot: QtBot) -> None:
    dialog = page.change_line()
    assert isinstance(dialog, ProviderServiceDialog)
    dialog.form.field("closed_on").restore_text("1/11/2026")
    dialog.save()
    qtbot.waitUntil(lambda: listed(page) == ["Group", "Work Club"])
    page.closed.setChecked(True)
    assert "Clinic" in listed(page)


def test_a_provider_is_corrected_and_one_name_is_kept_once(page: ProvidersPage, filled: Desk) -> None:
    dialog = page.change_provider()
    assert isinstance(dialog, ProviderDialog)
    dialog.form.field("name").set_value("Work club")
    dialog.save()
    assert "in the directory already" in dialog.form.field("name").error_text()
    dialog.form.field("name").set_value("Northgate")
    dialog.save()
    assert [one.said.name for one in filled.see(providers.list_providers)] == [
        "Northgate", "Old Mill", "Work Club",
    ]  # fmt: skip


def test_what_was_half_typed_comes_back(page: ProvidersPage, filled: Desk) -> None:
    northgate = filled.see(providers.list_providers)[0]
    for key, kind, field in (
        (NEW_PROVIDER, NewProviderDialog, "note"),
        (provider_key(northgate.id), ProviderDialog, "note"),
        (new_service_key(northgate.id), NewProviderServiceDialog, "eligibility"),
        (service_key(northgate.services[0].id), ProviderServiceDialog, "eligibility"),
    ):
        for typed in ("", "half a sen"):
            page.resume(key)
            found = [one for one in page.findChildren(kind) if one.isVisible()][-1]
            assert found.form.field(field).value() == typed
            found.form.field(field).set_value("half a sen")
            found.reject()


# --- In and out -----------------------------------------------------------------------------------------------


def sheet(tmp_path: Path) -> Path:
    path = tmp_path / "team directory.csv"
    path.write_text(
        "Provider,Service,Needs,Telephone\n"
        "Northgate Recovery,Clinic,Drugs,01632 960009\n"
        "Sample Advice,Debt advice,Finance,\n"
        "Sample Advice,Gardening,Gardening,\n",
        encoding="utf-8",
    )
    return path


def test_a_file_with_a_bad_row_is_shown_brought_in_and_the_bad_row_saved(
    page: ProvidersPage, filled: Desk, tmp_path: Path, qtbot: QtBot
) -> None:
    path = sheet(tmp_path)
    with ask.script(path):
        page.import_button.click()
        assert wait_for_jobs(10)
    view = page.import_view
    assert page.views.currentWidget() is view
    assert [line.fate.value for line in view.table.records()] == ["will-update", "will-add", "not-taken"]
    assert view.import_button.text() == "Import 2 rows"
    view.filter_by("not-taken")
    view.table.selectRow(0)
    assert view.whole.toPlainText() == (
        "Needs: “Gardening” is not in the list of needs.\n"
        "In the file: Provider Sample Advice  ·  Service Gardening  ·  Needs Gardening"
    )
    assert len(filled.see(providers.list_providers)) == 3  # nothing is changed yet
    page.bring_in()
    assert wait_for_jobs(10)
    qtbot.waitUntil(lambda: page.views.currentWidget() is page.directory)
    assert page.notice_text() == (
        "1 row added, 1 updated, 0 unchanged. 1 row not taken, saved beside the file with the reasons."
    )
    assert (tmp_path / "team directory - rejected rows.csv").exists()
    qtbot.waitUntil(lambda: "Debt advice" in listed(page))
    page.open_file(path)
    assert wait_for_jobs(10)
    assert view.import_button.text() == "Nothing to import"
    assert not view.import_button.isEnabled()
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert page.views.currentWidget() is page.directory


def test_a_directory_that_changes_beneath_is_planned_again(
    page: ProvidersPage, filled: Desk, tmp_path: Path, qtbot: QtBot
) -> None:
    page.open_file(sheet(tmp_path))
    assert wait_for_jobs(10)
    add(filled, "Sample Advice")
    qtbot.waitUntil(lambda: page._preview is not None and len(page._preview.basis) == 4)
    page.bring_in()
    assert wait_for_jobs(10)
    qtbot.waitUntil(lambda: page.views.currentWidget() is page.directory)
    assert "1 row added" in page.notice_text()


def test_a_file_that_is_no_directory_is_said(page: ProvidersPage, tmp_path: Path) -> None:
    path = tmp_path / "other.csv"
    path.write_text("CRN,Surname\nX1,Sample\n", encoding="utf-8")
    page.open_file(path)
    assert wait_for_jobs(10)
    assert "columns headed Provider and Service" in page.notice_text()
    assert page.views.currentWidget() is page.directory


def test_the_directory_is_saved_as_it_can_be_read_again(
    page: ProvidersPage, filled: Desk, tmp_path: Path
) -> None:
    path = tmp_path / "out.csv"
    with ask.script(path):
        page.export()
    assert path.read_text(encoding="utf-8-sig").splitlines()[1].startswith("Northgate Recovery,Clinic,")
    page.open_file(path)
    assert wait_for_jobs(10)
    assert {line.fate.value for line in page.import_view.table.records()} == {"unchanged"}


def test_an_empty_directory_says_what_to_do(
    workspace: Workspace, navigator: RecordingNavigator, qtbot: QtBot
) -> None:
    made = ProvidersPage(workspace, navigator)
    qtbot.addWidget(made)
    made.show()
    assert "Ctrl+N" in made.table._empty
    assert not made.export_button.isEnabled()
    assert not made.check_button.isEnabled()
