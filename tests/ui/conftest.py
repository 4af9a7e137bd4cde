"""Every test of the window starts dressed in the light theme at 100%; a workspace on request (``tests.stores``)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from iom_desktop.storage.store import Store
from iom_desktop.ui import theme
from iom_desktop.ui.navigation import Place
from iom_desktop.ui.settings_file import SettingsFile
from iom_desktop.ui.window import Window
from iom_desktop.ui.workspace import Workspace
from tests.stores import Clock


@pytest.fixture(autouse=True)
def _light(qapp: QApplication) -> Iterator[None]:
    if theme.current() != theme.load_theme("light") or not qapp.styleSheet():
        theme.apply_theme(qapp, "light")
    yield
    if theme.current() != theme.load_theme("light"):
        theme.apply_theme(qapp, "light")


@dataclass
class RecordingNavigator:
    """A navigator that goes nowhere and remembers where it was sent."""

    places: list[Place] = field(default_factory=list)

    def go(self, place: Place) -> None:
        self.places.append(place)

    def open_case(
        self, case_id: str, tab: str = "overview", record_id: str = "", field: str = "", draft: str = ""
    ) -> None:
        self.go(Place("case", case_id, tab, record_id, field, draft))


@pytest.fixture
def navigator() -> RecordingNavigator:
    return RecordingNavigator()


@pytest.fixture
def workspace(qapp: QApplication, store: Store, clock: Clock) -> Iterator[Workspace]:
    """The workspace of an unlocked empty store."""
    made = Workspace(store, clock=clock)
    yield made
    if not store.keys.wiped:
        made.close()
    if shiboken6.isValid(made):
        made.deleteLater()
        QCoreApplication.sendPostedEvents(made)


@dataclass
class Seconds:
    """A second hand that stands still until it is told otherwise."""

    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path, clock: Clock, seconds: Seconds) -> Iterator[Window]:
    """The program's window, before a store is open. ``window.enter(workspace)`` goes to work."""
    settings = SettingsFile(tmp_path / "settings.json")
    settings.change(theme="light")
    made = Window(settings, clock=clock, seconds=seconds)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.is_loaded, timeout=20_000)
    yield made
    made.close()
    made.deleteLater()
    QCoreApplication.sendPostedEvents(made)
