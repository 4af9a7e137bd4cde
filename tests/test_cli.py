"""The command line: what each command does, and one plain line for each thing that can be wrong."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from iom_desktop.cli import main
from iom_desktop.storage.store import open_store
from iom_desktop.storage.tables import AuditEntryRow
from tests.stores import PASSPHRASE

INPUTS = Path(__file__).parent / "inputs"


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    path = tmp_path / "passphrase.txt"
    path.write_text(f"{PASSPHRASE}\n", encoding="utf-8")
    return path


@pytest.fixture
def opened(store_folder: Path, secret: Path) -> list[str]:
    """The arguments that open the test's store on the day of the tests."""
    return ["--store", str(store_folder), "--passphrase-file", str(secret), "--today", "2026-11-22"]


def _error(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """Run a command that must fail: status 2, nothing on standard output, one line on standard error."""
    try:
        status = main(list(arguments))
    except SystemExit as left:
        status = int(str(left.code))
    said = capsys.readouterr()
    assert status == 2
    assert said.out == ""
    assert said.err.count("\n") == 1, said.err
    assert "Traceback" not in said.err
    return said.err.strip()


def _ok(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(list(arguments)) == 0, capsys.readouterr().err
    return capsys.readouterr().out


def _import(capsys: pytest.CaptureFixture[str], opened: list[str], tmp_path: Path, *more: str) -> Any:
    file = tmp_path / "caseload.csv"
    if not file.exists():
        shutil.copy(INPUTS / "caseload.csv", file)
    report = tmp_path / "report.json"
    _ok(capsys, "import", str(file), *opened, "--json", str(report), *more)
    return json.loads(report.read_text(encoding="utf-8"))


def test_new_makes_a_store_and_its_recovery_key(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, secret: Path
) -> None:
    folder, recovery = tmp_path / "north", tmp_path / "recovery.txt"
    _ok(
        capsys, "new", "--store", str(folder), "--officer", "PC Exampleby", "--agency", "police",
        "--passphrase-file", str(secret), "--recovery-file", str(recovery),
    )  # fmt: skip
    store = open_store(folder, recovery.read_text(encoding="utf-8").strip())
    assert store.name == "north"
    store.close()
    store = open_store(folder, PASSPHRASE)
    assert (store.officer.name, store.officer.agency) == ("PC Exampleby", "police")
    store.close()


def test_a_dry_run_changes_nothing_and_importing_twice_adds_nobody_twice(
    capsys: pytest.CaptureFixture[str], opened: list[str], tmp_path: Path
) -> None:
    assert _import(capsys, opened, tmp_path, "--dry-run")["added"] == 107
    assert json.loads(_ok(capsys, "list", "--json", *opened)) == []
    assert _import(capsys, opened, tmp_path) == {"added": 107, "updated": 0, "unchanged": 0, "rejected": []}
    assert _import(capsys, opened, tmp_path) == {"added": 0, "updated": 0, "unchanged": 107, "rejected": []}
    assert len(json.loads(_ok(capsys, "list", "--json", *opened))) == 107


def test_the_spreadsheet_kept_by_hand_is_taken_as_it_is(
    capsys: pytest.CaptureFixture[str], opened: list[str], tmp_path: Path
) -> None:
    file, report = tmp_path / "kept.xlsx", tmp_path / "report.json"
    shutil.copy(INPUTS / "caseload_kept_by_hand.xlsx", file)
    _ok(capsys, "import", str(file), *opened, "--json", str(report))
    said = json.loads(report.read_text(encoding="utf-8"))
    assert said["added"] == 41
    assert [one["row"] for one in said["rejected"]] == [27, 48, 49]
    assert (tmp_path / "kept - rejected rows.csv").exists()
    by_crn = {line["crn"]: line for line in json.loads(_ok(capsys, "list", "--json", *opened))}
    nixon = by_crn["D790891"]
    assert (nixon["name"], nixon["rag"], nixon["rosh"], nixon["cohort"]) == (
        "NIXON, Justin",
        "amber",
        "high",
        "fixed",
    )
    assert nixon["date_of_birth"] == "1982-03-27"


def test_list_says_where_each_case_stands(
    capsys: pytest.CaptureFixture[str], opened: list[str], tmp_path: Path
) -> None:
    _import(capsys, opened, tmp_path)
    line = next(one for one in json.loads(_ok(capsys, "list", "--json", *opened)) if one["crn"] == "D796000")
    assert line["name"] == "HUDSON, Mohammed"
    assert line["clear_plan"] is False
    assert line["has_decision"] is False
    assert line["next_appointment"] is None


def test_search_finds_people_and_words(
    capsys: pytest.CaptureFixture[str], opened: list[str], tmp_path: Path
) -> None:
    _import(capsys, opened, tmp_path)
    found = json.loads(_ok(capsys, "search", "hudsn", "--json", *opened))
    assert found["people"][0]["crn"] == "D796000"
    found = json.loads(_ok(capsys, "search", "stairwell OR", "chemist", "--json", *opened))
    assert found["records"] == []
    found = json.loads(_ok(capsys, "search", "morning", "office", "visits", "--json", *opened))
    assert len(found["records"]) == 13


def test_plan_prints_the_summary_and_its_content(
    capsys: pytest.CaptureFixture[str], opened: list[str], tmp_path: Path, store_folder: Path
) -> None:
    _import(capsys, opened, tmp_path)
    pdf, content = tmp_path / "out.pdf", tmp_path / "out.json"
    _ok(capsys, "plan", "d796000", "--pdf", str(pdf), "--json", str(content), *opened)
    text = " ".join(page.extract_text() for page in PdfReader(pdf).pages)
    assert "HUDSON" in text
    assert "D796000" in text
    assert "OFFICIAL-SENSITIVE" in text
    said = json.loads(content.read_text(encoding="utf-8"))
    assert (said["clear"], said["goals"]) == (False, [])
    store = open_store(store_folder, PASSPHRASE)
    with store.read() as session:
        last = session.scalars(select(AuditEntryRow).order_by(AuditEntryRow.seq.desc()).limit(1)).one()
    store.close()
    assert (last.operation, last.words) == ("disclosure", "Save case plan")


def test_verify_finds_a_flipped_bit(
    capsys: pytest.CaptureFixture[str], opened: list[str], store_folder: Path
) -> None:
    arguments = ["verify", *opened[:4]]
    assert "whole" in _ok(capsys, *arguments)
    database = store_folder / "case.db"
    data = bytearray(database.read_bytes())
    data[len(data) // 2] ^= 4
    database.write_bytes(data)
    assert _error(capsys, *arguments)


# --- What can be wrong -------------------------------------------------------------------------------------


def test_a_wrong_passphrase(capsys: pytest.CaptureFixture[str], opened: list[str], tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.txt"
    wrong.write_text("not this one, certainly", encoding="utf-8")
    opened[3] = str(wrong)
    assert "does not open" in _error(capsys, "list", "--json", *opened)


def test_an_unknown_crn_is_not_repeated(
    capsys: pytest.CaptureFixture[str], opened: list[str], tmp_path: Path
) -> None:
    said = _error(capsys, "plan", "Z999999", "--pdf", str(tmp_path / "x.pdf"), *opened)
    assert said == "CRN: nobody in this store has it."
    assert not (tmp_path / "x.pdf").exists()


def test_a_folder_that_is_not_there_is_said_before_the_work(
    capsys: pytest.CaptureFixture[str], opened: list[str], tmp_path: Path
) -> None:
    assert "not there" in _error(capsys, "plan", "Z1", "--pdf", str(tmp_path / "no" / "x.pdf"), *opened)


def test_a_recovery_key_is_never_written_over(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, secret: Path
) -> None:
    recovery = tmp_path / "recovery.txt"
    recovery.write_text("precious", encoding="utf-8")
    said = _error(
        capsys, "new", "--store", str(tmp_path / "n"), "--officer", "PC X", "--agency", "police",
        "--passphrase-file", str(secret), "--recovery-file", str(recovery),
    )  # fmt: skip
    assert "never written over" in said
    assert recovery.read_text(encoding="utf-8") == "precious"
    assert not (tmp_path / "n").exists()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "needed"),
        (b"short", "12 characters"),
        (b"\xff\xfe\x00bad", "UTF-8"),
        (b"x" * 5000, "too large"),
    ],
)
def test_a_passphrase_file_that_will_not_do(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, content: bytes, told: str
) -> None:
    path = tmp_path / "p"
    path.write_bytes(content)
    said = _error(
        capsys, "new", "--store", str(tmp_path / "n"), "--officer", "PC X", "--agency", "police",
        "--passphrase-file", str(path), "--recovery-file", str(tmp_path / "r"),
    )  # fmt: skip
    assert told in said


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["frobnicate"],
        ["list"],
        ["demo", "--store", "x", "--people", "many"],
        ["list", "--store", "/nowhere/at/all", "--passphrase-file", "/nowhere/p"],
        ["import", "/nowhere/file.csv", "--store", "/nowhere"],
        ["bench", "--only", "nothing"],
        ["plan", "Z1", "--store", "/nowhere", "--today", "31/02/2026", "--pdf", "x.pdf"],
    ],
)
def test_nonsense_is_one_plain_line(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    assert _error(capsys, *arguments)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("empty.csv", b"", "empty"),
        ("picture.csv", b"\x89PNG\r\n\x1a\n" + bytes(64), ""),
        ("cut.xlsx", b"PK\x03\x04" + bytes(30), ""),
        ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), ""),
        ("nothing.csv", b"a,b,c\n1,2,3\n", ""),
    ],
)
def test_a_file_that_is_no_caseload_changes_nothing(
    capsys: pytest.CaptureFixture[str],
    opened: list[str],
    tmp_path: Path,
    name: str,
    content: bytes,
    told: str,
) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    assert told in _error(capsys, "import", str(file), *opened).lower()
    assert json.loads(_ok(capsys, "list", "--json", *opened)) == []


def test_the_demo_is_the_same_for_the_same_seed(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, secret: Path
) -> None:
    lists = []
    for name in ("one", "two"):
        common = ["--store", str(tmp_path / name), "--passphrase-file", str(secret), "--today", "2026-11-22"]
        _ok(capsys, "demo", *common, "--people", "12", "--seed", "7")
        lists.append(_ok(capsys, "list", "--json", *common))
    assert lists[0] == lists[1]
    assert len(json.loads(lists[0])) == 12


def test_the_self_test_passes(capsys: pytest.CaptureFixture[str]) -> None:
    assert _ok(capsys, "self-test").splitlines()[-1] == "Self-test passed."
