"""Both files as they are handed over: previewed, brought in once, and brought in again without adding anybody."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest

from iom_desktop.services.cases import case_with_crn, list_cases, load_case
from iom_desktop.ui import ask
from tests.journeys.conftest import Computer
from tests.journeys.keyboard import assert_shows, finish_jobs, is_at, press, screen, tab_to, type_in
from tests.stores import NOW

INPUTS = Path(__file__).parent.parent / "inputs"


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """A folder with both files in it, which the import may write beside."""
    folder = tmp_path / "inbox"
    folder.mkdir()
    for name in ("caseload.csv", "caseload_kept_by_hand.xlsx"):
        shutil.copy(INPUTS / name, folder)
    return folder


def choose(path: Path) -> None:
    """Ctrl+O on the import page, and the file chosen."""
    with ask.script(path) as asked:
        press("Ctrl+O")
        finish_jobs()
    assert asked == ["Choose the caseload spreadsheet"]


def crns(computer: Computer) -> set[str]:
    return {row.crn for row in computer.workspace.read(list_cases, NOW)}


def test_the_areas_export(at_work: Computer, inbox: Path) -> None:
    press("Alt+7")
    assert is_at("import-choose")
    choose(inbox / "caseload.csv")
    assert_shows("caseload.csv", "All rows  107", "Will be added  107", "Import 107 people")
    assert crns(at_work) == set()  # a dry run changes nothing
    press("Down")
    assert_shows("Persistent robbery nominal, released 14 August.")

    press("Ctrl+Return")
    finish_jobs()
    at_work.until(lambda: "The caseload is imported" in screen())
    assert_shows("Every row of the file was taken.")
    with (inbox / "caseload.csv").open(encoding="utf-8-sig", newline="") as file:
        handed_over = list(csv.DictReader(file))
    assert crns(at_work) == {row["CRN"] for row in handed_over}
    assert sorted(path.name for path in inbox.iterdir()) == ["caseload.csv", "caseload_kept_by_hand.xlsx"]
    case_id = at_work.workspace.read(case_with_crn, "D796000")
    assert case_id is not None
    case = at_work.workspace.read(load_case, case_id)
    assert (case.person.surname, case.person.known_as, case.managed.ogrs) == ("Hudson", "Mary", 82)
    assert not case.has_decision  # why they were adopted is kept, but it is no decision record

    assert is_at("import-to-caseload")
    press("Space")
    assert at_work.shell.place().page == "caseload"
    assert_shows("107 people · 107 with no decision record · 107 without a clear plan")
    assert_shows("HUDSON, Mohammed")

    press("Alt+7")
    choose(inbox / "caseload.csv")
    assert_shows("Unchanged  107")
    assert_shows("Nothing to import")
    press("Ctrl+Return")
    finish_jobs()
    assert len(crns(at_work)) == 107


def test_the_spreadsheet_kept_by_hand_and_what_it_could_not_bring(at_work: Computer, inbox: Path) -> None:
    press("Alt+7")
    choose(inbox / "caseload_kept_by_hand.xlsx")
    assert_shows("All rows  44", "Will be added  41", "Not taken  3", "Import 41 people")
    tab_to("import-filter-all")
    while not is_at("import-filter-not-taken"):
        press("Right")
    press("Space")
    reasons = [line.why for line in at_work.shell.page().preview_view.table.records()]  # type: ignore[union-attr]
    assert len(reasons) == 3
    assert all(reason and reason in screen() for reason in reasons)

    press("Ctrl+Return")
    finish_jobs()
    at_work.until(lambda: "The caseload is imported" in screen())
    rejects = inbox / "caseload_kept_by_hand - rejected rows.csv"
    assert_shows(str(rejects))
    assert len(crns(at_work)) == 41
    with rejects.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["Reason"] for row in rows] == reasons

    tab_to("import-again")
    press("Space")
    choose(inbox / "caseload_kept_by_hand.xlsx")
    assert_shows("Unchanged  41", "Not taken  3", "Nothing to import")
    assert len(crns(at_work)) == 41


def test_both_one_after_the_other_add_nobody_twice(at_work: Computer, inbox: Path) -> None:
    press("Alt+7")
    for name in ("caseload.csv", "caseload_kept_by_hand.xlsx"):
        choose(inbox / name)
        press("Ctrl+Return")
        finish_jobs()
        at_work.until(lambda: "The caseload is imported" in screen())
        tab_to("import-again")
        press("Space")
    rows = at_work.workspace.read(list_cases, NOW)
    assert len({row.crn for row in rows}) == len(rows)
    press("Alt+2")
    type_in("hudson")
    assert_shows("Mohammed")
