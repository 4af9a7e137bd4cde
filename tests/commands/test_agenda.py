"""The command agenda: what is planned, or else what the program proposes."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from iom_desktop.cli import main
from iom_desktop.domain.cases import CaseDraft
from iom_desktop.domain.codes import Cohort, Rag
from iom_desktop.domain.conferences import ConferenceDraft
from iom_desktop.services import conferences
from iom_desktop.services.cases import case_with_crn
from iom_desktop.storage.store import open_store
from tests.stores import PASSPHRASE, Clock, Desk

ON = date(2026, 12, 3)


@pytest.fixture
def desk(store_folder: Path) -> Desk:
    """An officer at a store with one red case, one whose review is due, and one that is owed nothing."""
    store = open_store(store_folder, PASSPHRASE, clock=Clock())
    made = Desk(store)
    quiet = CaseDraft(cohort=Cohort.FIXED, rag=Rag.GREEN)
    made.person("Z000001", "Zed", managed=replace(quiet, rag=Rag.RED))
    made.person("Z000002", "Arber", managed=replace(quiet, review_on=date(2026, 11, 3)))
    made.person("Z000003", "Moore", managed=quiet)
    return made


@pytest.fixture
def command(desk: Desk, store_folder: Path, tmp_path: Path) -> list[str]:
    secret = tmp_path / "passphrase.txt"
    secret.write_text(PASSPHRASE, encoding="utf-8")
    return ["agenda", "--store", str(store_folder), "--passphrase-file", str(secret), "--today", "2026-11-22"]


def said(capfdbinary: pytest.CaptureFixture[bytes], *arguments: str) -> str:
    assert main(list(arguments)) == 0, capfdbinary.readouterr().err
    return capfdbinary.readouterr().out.decode()


def test_without_a_conference_the_program_proposes(
    desk: Desk, command: list[str], capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    desk.store.close()
    assert json.loads(said(capfdbinary, *command, "--date", "2026-12-03", "--json")) == {
        "conference": None,
        "date": "2026-12-03",
        "proposed": True,
        "cases": [
            {"crn": "Z000001", "reasons": ["Red"], "codes": ["red"], "minutes": 8},
            {
                "crn": "Z000002",
                "reasons": ["Review was due Tue 3 Nov 2026"],
                "codes": ["review"],
                "minutes": 5,
            },
        ],
        "left_out": 0,
    }


def test_a_planned_conference_is_told_as_it_stands(
    desk: Desk, command: list[str], capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    one = desk.do(conferences.plan_conference, ConferenceDraft(held_on=ON))
    for crn in ("Z000001", "Z000003"):
        item = desk.do(conferences.add_case, one, desk.see(case_with_crn, crn), (), 20)
        if crn == "Z000001":
            desk.do(conferences.take_off, item, "Not this time")
    desk.store.close()
    content = json.loads(said(capfdbinary, *command, "--date", "3/12/2026", "--json"))
    assert content["conference"] == one
    assert content["proposed"] is False
    assert content["cases"] == [{"crn": "Z000003", "reasons": [], "codes": [], "minutes": 20}]


def test_lines_to_read(desk: Desk, command: list[str], capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    desk.store.close()
    lines = said(capfdbinary, *command, "--date", "2026-12-03").splitlines()
    assert lines[0] == "Proposed for Thu 3 Dec 2026: 2 cases, 13 minutes."
    assert lines[1].split() == ["1", "Z000001", "ZED,", "Mo", "8", "min", "Red"]


def test_a_date_that_is_none_is_refused_in_a_sentence(
    command: list[str], capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main([*command, "--date", "31/02/2026"])
    assert stopped.value.code == 2
    assert len(capfdbinary.readouterr().err.decode().strip().splitlines()) == 1
