"""The first start: a store made, its recovery key kept, and the same store unlocked the next day."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sqlalchemy import select

from iom_desktop.domain.officers import Officer
from iom_desktop.storage.tables import AuditEntryRow
from iom_desktop.ui import ask
from iom_desktop.ui import workspace as unlocking
from iom_desktop.ui.settings_file import SettingsFile
from tests.journeys.conftest import SLOW, Computer
from tests.journeys.keyboard import (
    assert_shows,
    fill,
    finish_jobs,
    is_at,
    press,
    screen,
    settle,
    tab_to,
    tick,
    type_in,
)
from tests.stores import LEAST_COST

GOOD = "seven quiet lamps burning"


@pytest.fixture(autouse=True)
def _cheap_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """The least a passphrase may cost to try, so that the tests do not wait for it."""
    defaults = unlocking.make_new_store.__kwdefaults__
    assert defaults is not None
    monkeypatch.setitem(defaults, "cost", LEAST_COST)


def make_store(computer: Computer, folder: Path) -> None:
    """From the welcome to the recovery key."""
    computer.until(lambda: is_at("welcome-make"))
    press("Space")
    computer.until(lambda: is_at("store_name"))
    fill(
        {
            "store_name": "North Area",
            "folder": str(folder),
            "name": "PC Test Baker",
            "agency": "Police",
            "role": "IOM officer",
            "passphrase": GOOD,
            "again": GOOD,
        }
    )
    press("Return")
    finish_jobs()
    computer.until(lambda: "Your recovery key" in screen())


def test_a_store_is_made_its_key_kept_and_unlocked_the_next_day(computer: Computer, tmp_path: Path) -> None:
    window = computer.start()
    folder = tmp_path / "stores" / "north"
    make_store(computer, folder)

    # The key on the screen is the key in the file, and the way on is shut until it is said to be safe.
    groups = re.findall(r"^[0-9A-Z]{4}$", screen(), re.MULTILINE)
    assert len(groups) == 14
    tab_to("recovery-key-save")
    with ask.script(tmp_path / "key.txt") as asked:
        press("Space")
    assert asked == ["Save the recovery key"]
    written = (tmp_path / "key.txt").read_text(encoding="utf-8")
    assert " ".join(groups) in " ".join(written.split())
    tick("recovery-key-kept")
    tab_to("recovery-key-go")
    with computer.qtbot.waitSignal(window.entered, timeout=SLOW):
        press("Space")
    settle()

    assert computer.shell.place().page == "today"
    assert_shows("PC Test Baker (police)", "store: North Area · no backup yet")
    officer = computer.workspace.officer
    assert officer == Officer(
        officer_id=officer.officer_id, name="PC Test Baker", agency="police", role="IOM officer"
    )
    said = computer.workspace.read(lambda session: session.scalars(select(AuditEntryRow.words)).all())
    assert said[0] == "Set up the store"
    assert computer.workspace.verify() == []
    assert SettingsFile(computer.settings_path).settings.last_store == str(folder)
    computer.close()
    assert "".join(groups).encode() not in b"".join(p.read_bytes() for p in folder.rglob("*") if p.is_file())

    # The next day: the window begins at the passphrase of that store.
    computer.clock.advance(hours=18)
    window = computer.start()
    computer.until(lambda: "North Area" in screen())
    type_in("seven quiet lamp")
    press("Return")
    finish_jobs()
    computer.until(lambda: "This passphrase does not open the store." in screen())
    assert window.workspace is None
    computer.unlock(GOOD)
    assert computer.shell.place().page == "today"
    assert computer.workspace.officer == officer


def test_what_was_typed_wrong_is_said_and_nothing_is_made(computer: Computer, tmp_path: Path) -> None:
    computer.start()
    computer.until(lambda: is_at("welcome-make"))
    press("Space")
    computer.until(lambda: is_at("store_name"))
    fill({"folder": str(tmp_path / "none"), "passphrase": "too short", "again": "too short"})
    press("Return")
    assert is_at("store_name")
    assert_shows("Store name: this is needed.", "Agency: choose one of the list.", "at least 12 characters")
    assert not (tmp_path / "none").exists()
