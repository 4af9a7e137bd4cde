"""The command ``compliance``: what it prints of a worked history, and one plain line for what is wrong."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from iom_desktop.cli import main
from iom_desktop.domain.appointments import AppointmentDraft, OutcomeDraft
from iom_desktop.domain.cases import CaseDraft
from iom_desktop.domain.codes import Sentence
from iom_desktop.domain.enforcement import StepDraft
from iom_desktop.services.appointments import book_appointment, record_outcome
from iom_desktop.storage.store import open_store
from iom_desktop.storage.tables import AuditEntryRow
from tests.stores import NOW, PASSPHRASE, Clock, Desk

ORDER = CaseDraft(
    sentence=Sentence.COMMUNITY_ORDER, sentence_start=date(2026, 1, 5), sentence_end=date(2027, 6, 13)
)


@pytest.fixture
def arguments(store_folder: Path, tmp_path: Path) -> list[str]:
    """A store with two people in it, locked again; the arguments that open it."""
    store = open_store(store_folder, PASSPHRASE, clock=Clock())
    desk = Desk(store)
    failing = desk.person("Z000001", managed=ORDER)
    desk.person("Z000002", managed=CaseDraft(sentence=Sentence.NON_STATUTORY))
    for at, outcome, step in (
        (datetime(2026, 3, 3, 10, 0), "UAAB", StepDraft(code="EA02")),
        (datetime(2026, 10, 6, 10, 0), "ATTC", None),
        (datetime(2026, 11, 19, 16, 30), "AFTC", StepDraft(code="WLS")),
    ):
        draft = AppointmentDraft(type_code="COAP", starts_at=at, place="Mill Street")
        made = desk.do(book_appointment, failing, draft)
        desk.do(record_outcome, made, OutcomeDraft(outcome_code=outcome, enforcement=step), NOW)
    store.close()
    secret = tmp_path / "passphrase.txt"
    secret.write_text(PASSPHRASE, encoding="utf-8")
    return ["--store", str(store_folder), "--passphrase-file", str(secret)]


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(["compliance", *arguments]) == 0, capsys.readouterr().err
    return capsys.readouterr().out


def content(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(said(capsys, *arguments, "--json"))
    return found


def test_the_json_says_stage_failures_what_is_next_and_why(
    capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    found = content(capsys, "z000001", "--today", "2026-11-22", *arguments)
    assert (found["crn"], found["stage"]) == ("Z000001", "breach")
    assert found["failures"] == [
        {
            "date": "2026-03-03",
            "what": "Planned office visit, unacceptable absence",
            "counts_until": "2027-03-02",
            "enforcement": "First Warning Letter Sent",
        },
        {
            "date": "2026-11-19",
            "what": "Planned office visit, attended, failed to comply",
            "counts_until": "2027-11-18",
            "enforcement": "Enforcement Letter Requested",
        },
    ]
    assert found["next"] == found["due"][0]
    assert {one["kind"] for one in found["due"]} == {"letter", "proceedings"}
    breach = next(one for one in found["due"] if one["kind"] == "proceedings")
    assert breach["due"] == "2026-12-03"
    assert (found["engagement"]["planned"], found["engagement"]["kept"]) == (3, 1)
    assert any("2 failures to comply" in reason for reason in found["reasons"])


def test_a_day_that_is_asked_for_is_taken_whole(
    capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    assert content(capsys, "Z000001", "--today", "2026-11-18", *arguments)["stage"] == "first_warning"
    assert content(capsys, "Z000001", "--today", "2026-11-19", *arguments)["stage"] == "breach"
    assert content(capsys, "Z000001", "--today", "2027-03-03", *arguments)["stage"] == "first_warning"


def test_a_case_that_is_not_statutory(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    found = content(capsys, "Z000002", "--today", "2026-11-22", *arguments)
    assert (found["stage"], found["failures"], found["next"], found["due"]) == (
        "not_statutory",
        [],
        None,
        [],
    )


def test_without_json_it_is_plain_sentences(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    lines = said(capsys, "Z000001", "--today", "2026-11-22", *arguments).splitlines()
    assert lines[0] == "Z000001  Compliance on Sunday 22 November 2026: Breach due."
    assert all(line.endswith((".", ":")) for line in lines)
    assert any(line.startswith("Thu 3 Dec 2026 (due in 11 days): ") for line in lines)


def test_opening_the_case_is_on_record(
    capsys: pytest.CaptureFixture[str], arguments: list[str], store_folder: Path
) -> None:
    said(capsys, "Z000001", *arguments)
    store = open_store(store_folder, PASSPHRASE)
    with store.read() as session:
        last = session.scalars(select(AuditEntryRow).order_by(AuditEntryRow.seq.desc()).limit(1)).one()
    store.close()
    assert (last.operation, last.words) == ("consultation", "Show compliance")


@pytest.mark.parametrize(
    ("crn", "told"),
    [
        ("Z999999", "CRN: nobody in this store has it."),
        ("", "CRN: nobody in this store has it."),
        ("\udc80", "CRN: nobody in this store has it."),
    ],
)
def test_whom_nobody_knows_is_one_plain_line(
    capsys: pytest.CaptureFixture[str], arguments: list[str], crn: str, told: str
) -> None:
    assert main(["compliance", crn, "--json", *arguments]) == 2
    out, err = capsys.readouterr()
    assert (out, err) == ("", f"{told}\n")


@pytest.mark.parametrize("wrong", [["--today", "31/02/2026"], ["--colour", "red"]])
def test_nonsense_is_one_plain_line(
    capsys: pytest.CaptureFixture[str], arguments: list[str], wrong: list[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        main(["compliance", "Z000001", *arguments, *wrong])
    out, err = capsys.readouterr()
    assert (left.value.code, out, err.count("\n")) == (2, "", 1)
