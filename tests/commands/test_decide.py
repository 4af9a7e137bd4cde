"""``decide``: the record in force as a PDF, recorded before it is written, refused in a sentence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from iom_desktop.cli import main
from iom_desktop.domain.codes import Cohort
from iom_desktop.domain.decisions import DecisionDraft, DecisionMaker, DecisionOutcome
from iom_desktop.services.audit_log import list_access
from iom_desktop.services.decisions import record_decision
from iom_desktop.storage.store import open_store
from tests.reports.pdf_text import squeezed, words_of
from tests.stores import PASSPHRASE, TODAY, Clock, Desk


@pytest.fixture
def arguments(store_folder: Path, tmp_path: Path) -> list[str]:
    """The store's folder and passphrase, and where the paper goes."""
    secret = tmp_path / "passphrase"
    secret.write_text(PASSPHRASE, encoding="utf-8")
    out = tmp_path / "record.pdf"
    return ["--store", str(store_folder), "--passphrase-file", str(secret), "--pdf", str(out)]


def at_desk(folder: Path, work: Any) -> Any:
    store = open_store(folder, PASSPHRASE, clock=Clock())
    try:
        return work(Desk(store))
    finally:
        store.close()


def decide(desk: Desk, case_id: str, reason: str = "", **more: Any) -> None:
    said: dict[str, Any] = {
        "decided_on": TODAY,
        "cohort": Cohort.FIXED,
        "rationale": "Eleven burglaries.",
        "decided_by": (DecisionMaker(name="A. Chair", agency="police"),),
    }
    desk.do(record_decision, case_id, DecisionDraft(**said | more), TODAY, reason)


def test_the_record_in_force_is_written_and_on_record(
    store_folder: Path, tmp_path: Path, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    def work(desk: Desk) -> str:
        case_id = desk.person()
        decide(desk, case_id)
        decide(desk, case_id, "Arrested again", rationale="Twelve burglaries.")
        return case_id

    case_id = at_desk(store_folder, work)
    assert main(["decide", "Z000001", *arguments, "--recipient", "The file"]) == 0
    assert "Sun 22 Nov 2026: Taken on, fixed cohort" in capsys.readouterr().out
    text = words_of((tmp_path / "record.pdf").read_bytes())
    assert squeezed("Twelve burglaries.") in text
    assert squeezed("Eleven burglaries.") not in text
    (entry,) = at_desk(store_folder, lambda desk: desk.see(list_access, case_id))
    assert (entry.document, entry.recipients) == (
        "decision record, of Sun 22 Nov 2026, full, copy 1",
        "The file",
    )


def test_a_deferral_is_a_record_too(store_folder: Path, tmp_path: Path, arguments: list[str]) -> None:
    def work(desk: Desk) -> None:
        decide(desk, desk.person(), outcome=DecisionOutcome.DEFER, cohort=None)

    at_desk(store_folder, work)
    assert main(["decide", "z000001", *arguments]) == 0
    assert "Deferred" in words_of((tmp_path / "record.pdf").read_bytes())


@pytest.mark.parametrize(
    "crn, says",
    [("Z000001", "No decision is recorded for this person."), ("Z999999", "nobody in this store")],
)
def test_without_a_record_it_says_so_and_writes_nothing(
    store_folder: Path,
    tmp_path: Path,
    arguments: list[str],
    capsys: pytest.CaptureFixture[str],
    crn: str,
    says: str,
) -> None:
    at_desk(store_folder, lambda desk: desk.person())
    assert main(["decide", crn, *arguments]) == 2
    told = capsys.readouterr()
    assert says in told.err
    assert (told.out, told.err.count("\n")) == ("", 1)
    assert not (tmp_path / "record.pdf").exists()


def test_a_folder_that_is_not_there_is_refused_before_anything_is_recorded(
    store_folder: Path, tmp_path: Path, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    case_id = at_desk(store_folder, lambda desk: desk.person())
    at_desk(store_folder, lambda desk: decide(desk, case_id))
    assert main(["decide", "Z000001", *arguments[:-1], str(tmp_path / "nowhere" / "record.pdf")]) == 2
    assert "is not there" in capsys.readouterr().err
    assert at_desk(store_folder, lambda desk: desk.see(list_access, case_id)) == []
