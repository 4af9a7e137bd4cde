"""Every test of the window starts dressed in the light theme at 100%; a store and its workspace on request.

The store is made once for the run, at the least cost its keys accept, and copied for each test that asks. Its
people are the test's own to add. The clock stands at 14:00 on Sunday 22 November 2026 until a test moves it.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication

from iom_desktop.domain.officers import Officer
from iom_desktop.services.stores import make_store
from iom_desktop.storage.keys import Cost
from iom_desktop.storage.store import Store, open_store
from iom_desktop.ui import theme
from iom_desktop.ui.navigation import Place
from iom_desktop.ui.workspace import Workspace

PASSPHRASE = "seven quiet lamps"
LEAST_COST = Cost(memory_kib=64 << 10, iterations=3, lanes=4)
OFFICER = Officer(officer_id="officer-1", name="PC Test Baker", agency="police", role="IOM officer")


@pytest.fixture(autouse=True)
def _light(qapp: QApplication) -> Iterator[None]:
    if theme.current() != theme.load_theme("light") or not qapp.styleSheet():
        theme.apply_theme(qapp, "light")
    yield
    if theme.current() != theme.load_theme("light"):
        theme.apply_theme(qapp, "light")


@dataclass
class Clock:
    """A clock that stands still until it is told otherwise. London in November is on UTC."""

    now: datetime = datetime(2026, 11, 22, 14, 0)

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **by: float) -> None:
        """Move on, as in ``advance(minutes=5)``."""
        self.now += timedelta(**by)


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
def clock() -> Clock:
    return Clock()


@pytest.fixture
def navigator() -> RecordingNavigator:
    return RecordingNavigator()


@pytest.fixture(scope="session")
def passphrase() -> str:
    """What opens the store of the tests."""
    return PASSPHRASE


@pytest.fixture(scope="session")
def made_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an empty store that tests copy and never open themselves."""
    folder = tmp_path_factory.mktemp("made") / "store"
    store, _recovery = make_store(folder, OFFICER, PASSPHRASE, "North Area", clock=Clock(), cost=LEAST_COST)
    store.close()
    return folder


@pytest.fixture
def store_folder(made_store: Path, tmp_path: Path) -> Path:
    """The folder of a store of the test's own, locked."""
    return Path(shutil.copytree(made_store, tmp_path / "store"))


@pytest.fixture
def store(store_folder: Path, clock: Clock) -> Iterator[Store]:
    """An unlocked empty store."""
    opened = open_store(store_folder, PASSPHRASE, clock=clock)
    yield opened
    if not opened.keys.wiped:
        opened.close()


@pytest.fixture
def workspace(qapp: QApplication, store: Store, clock: Clock) -> Iterator[Workspace]:
    """The workspace of an unlocked empty store."""
    made = Workspace(store, clock=clock)
    yield made
    if not store.keys.wiped:
        made.close()
    made.deleteLater()
    QCoreApplication.sendPostedEvents(made)
