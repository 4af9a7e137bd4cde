"""The command ``calendar``: a file, its record, and one plain line for what is wrong."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import icalendar
import pytest
from sqlalchemy import select

from iom_desktop.cli import main
from iom_desktop.domain import diary
from iom_desktop.domain.appointments import AppointmentDraft
from iom_desktop.domain.cases import CaseDraft
from iom_desktop.services.appointments import book_appointment
from iom_desktop.storage.store import open_store
from iom_desktop.storage.tables import AuditEntryRow
from tests.stores import PASSPHRASE, Clock, Desk


@pytest.fixture
def arguments(store_folder: Path, tmp_path: Path) -> list[str]:
    """A store with somebody's appointments in it, locked again; the arguments that open it and name the file."""
    store = open_store(store_folder, PASSPHRASE, clock=Clock())
    desk = Desk(store)
    case_id = desk.person(managed=CaseDraft(police_lead="PC Mock", probation_lead="D. Example"))
    for at, officer in (
        (datetime(2026, 11, 17, 10), "PC Mock"),
        (datetime(2026, 11, 24, 10), "PC Mock"),
        (datetime(2027, 3, 30, 9, 30), "PC Mock"),
        (datetime(2026, 11, 25, 10), "A Neighbour"),
    ):
        draft = AppointmentDraft(type_code="COAP", starts_at=at, place="Mill Street", with_name=officer)
        desk.do(book_appointment, case_id, draft)
    store.close()
    secret = tmp_path / "passphrase.txt"
    secret.write_text(PASSPHRASE, encoding="utf-8")
    opened = ["--store", str(store_folder), "--passphrase-file", str(secret), "--today", "2026-11-22"]
    return [*opened, "--ics", str(tmp_path / "out.ics")]


def starts(path: Path) -> list[datetime]:
    calendar = icalendar.Calendar.from_ical(path.read_bytes())
    assert isinstance(calendar, icalendar.Calendar)
    return [event.start.replace(tzinfo=None) for event in calendar.events]


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(["calendar", *arguments]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    return said.err.strip()


def test_what_is_ahead_of_an_officer_with_initials_only(
    capsys: pytest.CaptureFixture[str], arguments: list[str], tmp_path: Path, store_folder: Path
) -> None:
    assert main(["calendar", "--officer", "pc mock", *arguments]) == 0
    assert capsys.readouterr().out.startswith("2 appointments from 22/11/2026 to 22/11/2027 in ")
    assert starts(tmp_path / "out.ics") == [datetime(2026, 11, 24, 10), datetime(2027, 3, 30, 9, 30)]
    assert "SAMPLETON" not in (tmp_path / "out.ics").read_text(encoding="utf-8")
    store = open_store(store_folder, PASSPHRASE, clock=Clock())
    with store.read() as session:
        entry = session.scalars(select(AuditEntryRow).order_by(AuditEntryRow.seq.desc()).limit(1)).one()
        assert (entry.operation, entry.words, entry.recipients) == (
            "disclosure", "Save calendar file", "PC Test Baker",
        )  # fmt: skip
    store.close()


def test_other_days_and_everything_said(
    capsys: pytest.CaptureFixture[str], arguments: list[str], tmp_path: Path
) -> None:
    days = ["--from", "16/11/2026", "--to", "17/11/2026", "--full"]
    assert main(["calendar", "--officer", "PC Mock", *days, *arguments]) == 0
    assert capsys.readouterr().out.startswith("1 appointment from 16/11/2026 to 17/11/2026 in ")
    assert starts(tmp_path / "out.ics") == [datetime(2026, 11, 17, 10)]
    said = (tmp_path / "out.ics").read_text(encoding="utf-8")
    assert "SUMMARY:Planned office visit: SAMPLETON\\, Mo" in said
    assert "LOCATION:Mill Street" in said


def test_a_known_officer_with_nothing_ahead_has_an_empty_calendar(
    capsys: pytest.CaptureFixture[str], arguments: list[str], tmp_path: Path
) -> None:
    assert main(["calendar", "--officer", "PC Mock", "--from", "01/06/2028", *arguments]) == 0
    assert capsys.readouterr().out.startswith("0 appointments from 01/06/2028")
    assert starts(tmp_path / "out.ics") == []


@pytest.mark.parametrize(
    ("officer", "says"),
    [
        ("PC Mok", "Officer: no appointment is with 'PC Mok'. Is it PC Mock?"),
        ("mock", "Officer: no appointment is with 'mock'. Is it PC Mock?"),
        # Only leads of cases are named, never whoever else an appointment was with.
        ("A Neighbou", "Officer: no appointment is with 'A Neighbou'."),
        ("  ", "Officer: a name is needed."),
    ],
)
def test_nobody_of_that_name(
    capsys: pytest.CaptureFixture[str], arguments: list[str], tmp_path: Path, officer: str, says: str
) -> None:
    assert refused(capsys, "--officer", officer, *arguments) == says
    assert not (tmp_path / "out.ics").exists()


def test_days_that_run_backward(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    says = refused(capsys, "--officer", "PC Mock", "--from", "2/12/2026", "--to", "1/12/2026", *arguments)
    assert says == "To: 01/12/2026 is before 02/12/2026, the first day."


def test_too_many_for_one_file(
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(diary, "MOST_EVENTS", 1)
    assert "more than 1 appointments: choose fewer days" in refused(
        capsys, "--officer", "PC Mock", *arguments
    )
    assert not (tmp_path / "out.ics").exists()
