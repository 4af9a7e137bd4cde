"""A computer for one officer: the program's real window, a folder for stores, for settings, for temporary files.

The journeys start where an officer starts, with the window that asks for a passphrase, and go on by keyboard.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from iom_desktop.domain.cases import CaseDraft
from iom_desktop.domain.people import PersonDraft
from iom_desktop.services.people import add_person
from iom_desktop.ui import theme
from iom_desktop.ui.settings_file import SettingsFile
from iom_desktop.ui.shell import Shell
from iom_desktop.ui.window import USUAL_SIZE, Window
from iom_desktop.ui.workspace import Workspace, unlock_store
from tests.journeys import keyboard
from tests.stores import PASSPHRASE, TODAY, Clock

SLOW = 60_000
"""Milliseconds that a key derivation may take on a busy machine."""


@dataclass
class Seconds:
    """The second hand by which the program knows that nobody is there."""

    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Computer:
    """The officer's computer. ``start`` opens the program, ``unlock`` goes to work."""

    qtbot: QtBot
    folder: Path
    clock: Clock
    seconds: Seconds = field(default_factory=Seconds)
    windows: list[Window] = field(default_factory=list)

    @property
    def settings_path(self) -> Path:
        return self.folder / "settings" / "settings.json"

    @property
    def window(self) -> Window:
        """The program's window."""
        return self.windows[-1]

    @property
    def shell(self) -> Shell:
        """What fills it while a store is open."""
        assert self.window.shell is not None
        return self.window.shell

    @property
    def workspace(self) -> Workspace:
        """The open store, to look at its rows."""
        assert self.window.workspace is not None
        return self.window.workspace

    def start(self) -> Window:
        """Start the program."""
        window = Window(SettingsFile(self.settings_path), clock=self.clock, seconds=self.seconds)
        self.windows.append(window)
        window.resize(USUAL_SIZE)  # the screen of the tests is smaller than an officer's
        window.show()
        window.activateWindow()
        self.qtbot.waitUntil(window.is_loaded, timeout=SLOW)
        keyboard.settle()
        return window

    def unlock(self, passphrase: str = PASSPHRASE) -> None:
        """Type the passphrase and press Enter."""
        self.qtbot.waitUntil(lambda: keyboard.is_at("passphrase"), timeout=SLOW)
        keyboard.type_in(passphrase)
        with self.qtbot.waitSignal(self.window.entered, timeout=SLOW):
            keyboard.press("Return")
        keyboard.finish_jobs()

    def close(self) -> None:
        """Close the window, as with Alt+F4."""
        window = self.windows.pop()
        window.close()
        window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    def until(self, come_true: Callable[[], bool]) -> None:
        """Wait for something to show."""
        keyboard.wait_until(come_true, SLOW / 1000)


@pytest.fixture(autouse=True)
def _light(qapp: QApplication) -> Iterator[None]:
    theme.apply_theme(qapp, "light")
    yield
    theme.apply_theme(qapp, "light")


@pytest.fixture
def temp_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the program's temporary files would lie."""
    folder = tmp_path / "temp"
    folder.mkdir()
    for name in ("TMPDIR", "TEMP", "TMP"):
        monkeypatch.setenv(name, str(folder))
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def computer(
    qtbot: QtBot, tmp_path: Path, clock: Clock, temp_folder: Path, qapp: QApplication
) -> Iterator[Computer]:
    """A computer on which the program was never started."""
    made = Computer(qtbot, tmp_path, clock)
    SettingsFile(made.settings_path).change(theme="light")
    yield made
    while made.windows:
        made.close()
    qapp.clipboard().clear()


@pytest.fixture
def case_id(store_folder: Path, clock: Clock) -> str:
    """The case of the one person in the store, known as Mo; taken in before the program starts."""
    store = unlock_store(store_folder, PASSPHRASE, clock=clock)
    draft = PersonDraft(crn="Z000001", surname="Sampleton", forenames="Mohammed", known_as="Mo")
    with store.write("Add person") as session:
        made = add_person(session, draft, CaseDraft(), TODAY)
    store.close()
    return made


@pytest.fixture
def at_work(computer: Computer, store_folder: Path) -> Computer:
    """The program started and unlocked, on a store with nobody in it."""
    SettingsFile(computer.settings_path).change(last_store=str(store_folder))
    computer.start()
    computer.unlock()
    return computer
