"""The command access: sentences, JSON, CSV and PDF, each with its own way out, and on record."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from iom_desktop.cli import main
from iom_desktop.domain.needs import NeedDraft, Severity
from iom_desktop.domain.service_access import Barrier, ServiceAccessDraft
from iom_desktop.services import needs, service_access
from iom_desktop.storage.store import open_store
from iom_desktop.storage.tables import AuditEntryRow
from tests.stores import PASSPHRASE, TODAY, Clock, Desk


@pytest.fixture
def opened(store_folder: Path, tmp_path: Path) -> list[str]:
    """What opens a store in which one person of two reached a drug service, and one was refused."""
    store = open_store(store_folder, PASSPHRASE, clock=Clock())
    desk = Desk(store)
    for number, more in ((1, {"attended_on": TODAY}), (2, {"barrier": Barrier.LANGUAGE})):
        case_id = desk.person(f"Z00000{number}", postcode="ZZ1 2ZZ")
        draft = ServiceAccessDraft(need_code="DRUGS", service="Key work", identified_on=TODAY, **more)  # type: ignore[arg-type]
        desk.do(service_access.record_service_access, case_id, draft, TODAY)
    desk.do(needs.record_need, case_id, NeedDraft(code="ETE", severity=Severity.STANDARD), TODAY)
    store.close()
    secret = tmp_path / "passphrase.txt"
    secret.write_text(PASSPHRASE, encoding="utf-8")
    return ["access", "--store", str(store_folder), "--passphrase-file", str(secret), "--today", "2026-11-22"]


def said(capfdbinary: pytest.CaptureFixture[bytes], *arguments: str) -> bytes:
    assert main(list(arguments)) == 0, capfdbinary.readouterr().err
    return capfdbinary.readouterr().out


def on_record(folder: str) -> list[str]:
    store = open_store(Path(folder), PASSPHRASE)
    with store.read() as session:
        found = session.scalars(select(AuditEntryRow).where(AuditEntryRow.operation == "disclosure"))
        recipients = [one.recipients for one in found]
    store.close()
    return recipients


def test_json_goes_to_standard_output_and_on_record(
    opened: list[str], capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    content = json.loads(said(capfdbinary, *opened, "--json", "--recipient", "A. Chair"))
    drugs = next(one for one in content["needs"] if one["code"] == "DRUGS")
    assert (drugs["needed"], drugs["reached"], drugs["reasons"]) == (2, 1, {"language": 1})
    assert content["drugs_or_alcohol"] == {"people": 2, "reached": 1, "inspection_2020": "less than half"}
    lines = [(one["group"], one["need"], one["needed"]) for one in content["by_area"]]
    assert lines == [("ZZ1", None, 3), ("ZZ1", "ETE", 1), ("ZZ1", "DRUGS", 2)]
    assert on_record(opened[2]) == ["A. Chair"]


def test_csv_goes_to_standard_output_or_into_a_file(
    opened: list[str], capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path
) -> None:
    shown = said(capfdbinary, *opened, "--csv").decode()
    rows = list(csv.DictReader(io.StringIO(shown)))
    assert {one["by"] for one in rows} == {"need", "cohort", "area", "provider"}
    out = tmp_path / "out.csv"
    assert said(capfdbinary, *opened, "--csv", str(out)) == b""
    assert out.read_text(encoding="utf-8-sig").splitlines() == shown.splitlines()


def test_pdf(opened: list[str], capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path) -> None:
    out = tmp_path / "out.pdf"
    assert said(capfdbinary, *opened, "--pdf", str(out)) == b""
    assert "1 of 2 (50%)" in PdfReader(out).pages[0].extract_text()
    assert on_record(opened[2]) == ["PC Test Baker"]


def test_sentences_and_a_day_to_begin_at(
    opened: list[str], capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert b"Drug misuse: 1 of 2 who needed it reached it" in said(capfdbinary, *opened)
    assert b"0 of 0 needs" in said(capfdbinary, *opened, "--since", "2026-11-23", "--today", "2026-11-24")
    assert on_record(opened[2]) == []


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (["--json", "--csv"], b"not allowed with"),
        (["--pdf", "missing/out.pdf"], b"is not there"),
        (["--pdf"], b"expected one argument"),
    ],
)
def test_what_is_wrong_gets_one_line(
    opened: list[str], capfdbinary: pytest.CaptureFixture[bytes], more: list[str], words: bytes
) -> None:
    try:
        status = main([*opened, *more])
    except SystemExit as left:
        status = int(str(left.code))
    spoken = capfdbinary.readouterr()
    assert (status, spoken.out) == (2, b"")
    assert words in spoken.err
    assert spoken.err.count(b"\n") == 1
    assert on_record(opened[2]) == []
