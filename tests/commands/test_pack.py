"""The commands pack and minutes: numbered, on record, and a sentence where something is wrong."""

from __future__ import annotations

from datetime import time, timedelta
from pathlib import Path

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from iom_desktop.cli import main
from iom_desktop.domain.conferences import ConferenceDraft
from iom_desktop.services import conferences
from iom_desktop.storage.store import open_store
from iom_desktop.storage.tables import AuditEntryRow, DocumentCopyRow
from tests.stores import PASSPHRASE, TODAY, Clock, Desk


@pytest.fixture
def opened(store_folder: Path, tmp_path: Path) -> list[str]:
    """What opens a store with two people on the agenda of the coming conference."""
    store = open_store(store_folder, PASSPHRASE, clock=Clock())
    desk = Desk(store)
    said = ConferenceDraft(held_on=TODAY + timedelta(days=11), starts_at=time(10), agencies=("police",))
    made = desk.do(conferences.plan_conference, said)
    for number in (1, 2):
        desk.do(conferences.add_case, made, desk.person(f"Z00000{number}"))
    store.close()
    secret = tmp_path / "passphrase.txt"
    secret.write_text(PASSPHRASE, encoding="utf-8")
    return ["--store", str(store_folder), "--passphrase-file", str(secret), "--today", "2026-11-22"]


def on_record(folder: str) -> tuple[list[tuple[str, str, int]], list[str]]:
    """The numbered copies, and the recipients of every disclosure."""
    store = open_store(Path(folder), PASSPHRASE)
    with store.read() as session:
        copies = [
            (one.document, one.audience, one.number) for one in session.scalars(select(DocumentCopyRow))
        ]
        found = session.scalars(select(AuditEntryRow).where(AuditEntryRow.operation == "disclosure"))
        recipients = [one.recipients for one in found]
    assert store.verify() == []
    store.close()
    return copies, recipients


def test_the_pack_and_the_minutes(
    opened: list[str], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    out, said, listed = tmp_path / "pack.pdf", tmp_path / "minutes.pdf", tmp_path / "actions.pdf"
    command = [
        "pack",
        "--conference",
        "next",
        "--pdf",
        str(out),
        "--fuller",
        "Z000002",
        "--recipient",
        "A. Chair",
    ]
    assert main([*command, *opened]) == 0
    assert f"Copy 1 of the pack of 03/12/2026, 2 cases, in {out}." in capfd.readouterr().out
    text = "".join(page.extract_text() for page in PdfReader(out).pages)
    assert "Copy 1" in text
    assert text.count("CASE PLAN") or "Case plan" in text  # the fuller pages
    again = ["pack", "--conference", "next", "--audience", "partner:council", "--pdf", str(out)]
    assert main([*again, *opened]) == 0
    assert "Copy for council" in PdfReader(out).pages[0].extract_text()
    command = ["minutes", "--conference", "next", "--pdf", str(said), "--actions", str(listed)]
    assert main([*command, *opened]) == 0
    assert "Copy 1 of the draft minutes" in capfd.readouterr().out
    assert "DRAFT" in PdfReader(said).pages[0].extract_text()
    assert listed.stat().st_size > 1_000
    copies, recipients = on_record(opened[1])
    assert copies == [
        ("pack", "conference", 1), ("pack", "partner:council", 2), ("minutes", "conference", 1),
        ("actions", "conference", 1),
    ]  # fmt: skip
    assert recipients == ["A. Chair"] * 2 + ["PC Test Baker"] * 5


@pytest.mark.parametrize(
    "arguments, words",
    [
        (["pack", "--conference", "f" * 32], "there is none with this id"),
        (["minutes", "--conference", "f" * 32], "there is none with this id"),
        (["pack", "--conference", "next", "--audience", "person"], "partner: and an agency"),
        (["pack", "--conference", "next", "--audience", "partner:mars"], "the agency must be one of"),
        (["pack", "--conference", "next", "--fuller", "Z999999"], "nobody in this store has it"),
    ],
)
def test_what_is_wrong_is_a_sentence_and_leaves_nothing(
    opened: list[str], tmp_path: Path, capfd: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    out = tmp_path / "out.pdf"
    assert main([*arguments, "--pdf", str(out), *opened]) == 2
    error = capfd.readouterr().err
    assert words in error
    assert error.count("\n") == 1
    assert not out.exists()
    assert on_record(opened[1]) == ([], [])
