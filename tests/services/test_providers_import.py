"""The directory out of a spreadsheet and into one: whole rows or none, once, and what is kept never emptied."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from iom_desktop.domain.caseload_rows import Outcome
from iom_desktop.domain.providers import Provider, ProviderDraft, ProviderServiceDraft
from iom_desktop.domain.providers_import import DirectoryPreview
from iom_desktop.errors import UserError
from iom_desktop.services import providers
from iom_desktop.services.providers_import import (
    apply_directory_import,
    directory_csv,
    imported_directory,
    plan_directory_import,
)
from iom_desktop.services.spreadsheets import read_spreadsheet
from iom_desktop.storage.store import Store
from tests.stores import TODAY, Desk

HEAD = (
    "Provider", "Service", "Needs", "Area", "Eligibility", "How to refer", "Contact", "Telephone", "E-mail",
    "Address", "Capacity", "Target days", "Last checked",
)  # fmt: skip
WHOLE = (
    "Northgate Recovery", "Drug treatment", "Drug misuse, alcohol", "Mocktown", "Adults", "Ring before noon",
    "Ada Invented", "01632 960001", "desk@northgate.invalid", "1 Sample Street", "Two places", "21", "1/11/2026",
)  # fmt: skip

Write = Callable[..., Path]


@pytest.fixture
def desk(store: Store) -> Desk:
    return Desk(store)


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write rows under headings as a CSV; a row may be a dictionary of some of the columns."""

    def _write(*rows: Any, head: tuple[str, ...] = HEAD, name: str = "directory.csv") -> Path:
        path = tmp_path / name
        with path.open("w", encoding="utf-8", newline="") as file:
            out = csv.writer(file)
            out.writerow(head)
            for row in rows:
                out.writerow([row.get(one, "") for one in head] if isinstance(row, dict) else row)
        return path

    return _write


def plan(desk: Desk, path: Path) -> DirectoryPreview:
    return desk.see(plan_directory_import, read_spreadsheet(path), TODAY)


def bring_in(desk: Desk, path: Path) -> DirectoryPreview:
    preview = plan(desk, path)
    desk.do(apply_directory_import, preview)
    return preview


def only(desk: Desk) -> Provider:
    (found,) = desk.see(providers.list_providers)
    return found


def fates(preview: DirectoryPreview) -> list[str]:
    return [row.outcome.value for row in preview.rows]


def test_a_row_becomes_a_provider_with_its_service(desk: Desk, write: Write) -> None:
    preview = bring_in(desk, write(WHOLE))
    assert fates(preview) == ["add"]
    found = only(desk)
    assert found.said == ProviderDraft(
        name="Northgate Recovery",
        area="Mocktown",
        contact="Ada Invented",
        phone="01632 960001",
        email="desk@northgate.invalid",
        address="1 Sample Street",
        checked_on=date(2026, 11, 1),
    )
    (service,) = found.services
    assert service.said == ProviderServiceDraft(
        name="Drug treatment",
        needs=("DRUGS", "ALCOHOL"),
        eligibility="Adults",
        how_to_refer="Ring before noon",
        capacity="Two places",
        target_days=21,
    )
    assert desk.store.verify() == []


def test_the_same_file_twice_changes_nothing_the_second_time(desk: Desk, write: Write) -> None:
    path = write(
        WHOLE,
        {"Provider": "Northgate Recovery", "Service": "Group", "Needs": "ETE", "Area": "The coast"},
        {"Provider": "Bare Trust", "Area": "Testford"},
    )
    assert fates(bring_in(desk, path)) == ["add", "add", "add"]
    before = desk.see(providers.list_providers)
    again = plan(desk, path)
    assert fates(again) == ["unchanged"] * 3
    assert not again.changes_anything
    desk.do(apply_directory_import, again)
    assert desk.see(providers.list_providers) == before


def test_a_workbook_is_read_like_a_csv_with_days_and_numbers_of_its_own(desk: Desk, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["The team's directory"])
    sheet.append(["Organisation", "Service name", "Pathway", "Target", "Checked"])
    sheet.append(["Northgate", "Clinic", "Drugs", 14, date(2026, 10, 3)])
    path = tmp_path / "directory.xlsx"
    book.save(path)
    bring_in(desk, path)
    found = only(desk)
    assert found.said.checked_on == date(2026, 10, 3)
    assert found.services[0].said.target_days == 14


def test_an_update_changes_what_is_stated_and_empties_nothing(desk: Desk, write: Write) -> None:
    bring_in(desk, write(WHOLE))
    path = write(
        {
            "Provider": "NORTHGATE recovery",
            "Service": "drug treatment",
            "Telephone": "01632 960009",
            "Target days": "30 days",
            "Last checked": "1/10/2026",
        }
    )
    preview = bring_in(desk, path)
    assert fates(preview) == ["update"]
    assert [(one.label, one.was, one.now) for one in preview.rows[0].changes] == [
        ("Telephone", "01632 960001", "01632 960009"),
        ("Target days", "21", "30"),
    ]
    found = only(desk)
    assert (found.said.name, found.said.phone) == ("Northgate Recovery", "01632 960009")
    assert found.said.checked_on == date(2026, 11, 1)  # an older file undoes no check
    assert found.services[0].said.target_days == 30
    assert found.services[0].said.how_to_refer == "Ring before noon"


@pytest.mark.parametrize(
    "row,says",
    [
        ({"Service": "Clinic", "Needs": "Drugs"}, "Provider: this is needed"),
        ({"Provider": "A", "Service": "Clinic"}, "choose at least one need"),
        ({"Provider": "A", "Service": "Clinic", "Needs": "Gardening"}, "“Gardening” is not in the list"),
        ({"Provider": "A", "Needs": "Drugs"}, "describes one without naming it"),
        ({"Provider": "A", "Service": "C", "Needs": "ETE", "Target days": "soon"}, "a whole number"),
        ({"Provider": "A", "Service": "C", "Needs": "ETE", "Target days": "900"}, "1 to 730 days"),
        ({"Provider": "A", "E-mail": "nobody"}, "not an e-mail address"),
        ({"Provider": "A", "Last checked": "31/02/2026"}, "is not a date"),
        ({"Provider": "A", "Last checked": "23/11/2027"}, "in the future"),
        ({"Provider": "x" * 301}, "too long"),
    ],
)
def test_a_bad_row_is_told_and_the_others_are_taken(
    desk: Desk, write: Write, row: dict[str, str], says: str
) -> None:
    preview = bring_in(desk, write(WHOLE, row))
    assert fates(preview) == ["add", "rejected"]
    assert says in preview.rows[1].reason
    assert only(desk).said.name == "Northgate Recovery"


def test_one_service_has_one_story(desk: Desk, write: Write) -> None:
    other = {"Provider": "Northgate Recovery", "Service": "Group", "Needs": "ETE"}
    path = write(
        WHOLE,
        WHOLE,
        {**other, "Telephone": "01632 960009"},
        other,
        {**other, "Capacity": "Full"},
    )
    preview = bring_in(desk, path)
    assert fates(preview) == ["add", "repeated", "rejected", "add", "rejected"]
    assert [row.reason for row in preview.not_taken] == [
        "It says the same as row 2.",
        "Telephone: row 2 gives this provider another one.",
        "Row 5 is of the same service and says something else.",
    ]


def test_a_row_with_a_cell_too_many_or_cut_off_is_refused(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "shifted.csv"
    path.write_text("Provider,Service,Needs\nA,Clinic,Drugs,ETE\nB,Club,ETE\nC,Cl", encoding="utf-8")
    preview = plan(desk, path)
    assert fates(preview) == ["rejected", "add", "rejected"]
    assert "one too many" in preview.rows[0].reason
    assert "breaks off" in preview.rows[2].reason or "choose at least" in preview.rows[2].reason


def test_a_file_without_a_provider_is_refused(desk: Desk, write: Write) -> None:
    with pytest.raises(UserError, match="columns headed Provider and Service"):
        plan(desk, write(("X1", "Sample"), head=("CRN", "Surname")))


def test_a_directory_that_changed_since_the_preview_is_not_written_over(desk: Desk, write: Write) -> None:
    preview = plan(desk, write(WHOLE))
    desk.do(providers.add_provider, ProviderDraft(name="Northgate Recovery"), TODAY)
    with pytest.raises(UserError, match="make the preview again"):
        desk.do(apply_directory_import, preview)
    assert only(desk).services == ()


def test_an_import_that_is_called_off_leaves_nothing(desk: Desk, write: Write) -> None:
    class Stop(Exception):
        pass

    def stop(done: int, _total: int) -> None:
        if done:
            raise Stop

    preview = plan(desk, write(WHOLE, {"Provider": "Another"}))
    with pytest.raises(Stop):
        desk.do(apply_directory_import, preview, stop)
    assert desk.see(providers.list_providers) == []


def test_bad_rows_are_saved_beside_the_file_and_can_be_put_right(desk: Desk, write: Write) -> None:
    path = write(WHOLE, {"Provider": "A", "Service": "Clinic", "Needs": "Gardening"})
    done = imported_directory(path, bring_in(desk, path))
    assert done.rejects is not None
    assert done.rejects.name == "directory - rejected rows.csv"
    text = done.rejects.read_text(encoding="utf-8-sig")
    assert "is not in the list of needs" in text
    done.rejects.write_text(text.replace("Gardening", "Drugs", 1), encoding="utf-8-sig")
    assert fates(bring_in(desk, done.rejects)) == ["add"]


def test_what_goes_out_comes_in_unchanged(desk: Desk, write: Write, tmp_path: Path) -> None:
    bring_in(desk, write(WHOLE, {"Provider": "Bare Trust", "Area": "Testford", "Address": "=1+1"}))
    closed = ProviderServiceDraft(
        name="Old group", needs=("ETE",), area="The coast", closed_on=date(2026, 9, 1), how_to_refer="A\nB"
    )
    northgate = desk.see(providers.list_providers)[1]
    desk.do(providers.add_provider_service, northgate.id, closed, TODAY)
    path = tmp_path / "out.csv"
    path.write_text(desk.see(directory_csv), encoding="utf-8", newline="")
    assert "'=1+1" in path.read_text(encoding="utf-8")
    preview = plan(desk, path)
    assert [row.outcome for row in preview.rows] == [Outcome.UNCHANGED] * 3
    assert [row.changes for row in preview.rows] == [()] * 3
