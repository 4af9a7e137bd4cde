"""A store for tests that need one: made once for the run at the least cost its keys accept, copied for each test.

The clock stands at 14:00 on Sunday 22 November 2026 until a test moves it. Its people are the test's own to add.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

import pytest

from iom_desktop.domain.cases import CaseDraft
from iom_desktop.domain.codes import Cohort, Rag, Sentence
from iom_desktop.domain.officers import Officer
from iom_desktop.domain.people import PersonDraft
from iom_desktop.services.people import add_person
from iom_desktop.services.stores import make_store
from iom_desktop.storage import keys
from iom_desktop.storage.keys import Cost
from iom_desktop.storage.store import Store, open_store

T = TypeVar("T")

PASSPHRASE = "seven quiet lamps"
LEAST_COST = Cost(memory_kib=64 << 10, iterations=3, lanes=4)
OFFICER = Officer(officer_id="officer-1", name="PC Test Baker", agency="police", role="IOM officer")
TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 14, 0)


_NUMBERS = count(1)


@dataclass
class Clock:
    """A clock that stands still until it is told otherwise. London in November is on UTC."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **by: float) -> None:
        """Move on, as in ``advance(minutes=5)``."""
        self.now += timedelta(**by)


class Desk:
    """An officer at an open store: ``do`` a verb, ``see`` what a service reads."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def do(self, verb: Callable[..., T], *args: Any, words: str = "Test", reason: str = "", **more: Any) -> T:
        """Carry out a verb in one audited transaction."""
        with self.store.write(words, reason) as session:
            return verb(session, *args, **more)

    def see(self, verb: Callable[..., T], *args: Any, **more: Any) -> T:
        """Read."""
        with self.store.read() as session:
            return verb(session, *args, **more)

    def person(self, crn: str = "Z000001", surname: str = "Sampleton", **more: Any) -> str:
        """Somebody invented, taken into the store; returns the case's id."""
        managed = more.pop("managed", CaseDraft(cohort=Cohort.FIXED, rag=Rag.RED, sentence=Sentence.LICENCE))
        draft = PersonDraft(
            **{"crn": crn, "surname": surname, "forenames": "Mo", "date_of_birth": date(1986, 5, 23)} | more
        )
        return self.do(add_person, draft, managed, TODAY)

    def newcomer(self, **more: Any) -> str:
        """Somebody invented under a CRN nobody else in the run has; returns the case's id."""
        return self.person(crn=f"Y{next(_NUMBERS):06d}", **more)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def passphrase() -> str:
    """What opens the store of the tests."""
    return PASSPHRASE


@pytest.fixture(scope="session", autouse=True)
def stretched_once() -> Iterator[Callable[..., bytearray]]:
    """Each passphrase is stretched once for each salt: the copies of one store have one key file between them.

    A fifth of a second for every store that is opened would be a quarter of the whole run. The tests of the
    keys themselves stretch anew each time (``tests/storage/conftest.py``).
    """
    real, known = keys._stretch, dict[tuple[bytes, bytes, Cost], bytes]()

    def stretch(secret: bytearray, salt: bytes, cost: Cost) -> bytearray:
        asked = sha256(secret).digest(), salt, cost
        if asked not in known:
            known[asked] = bytes(real(secret, salt, cost))
        return bytearray(known[asked])

    keys._stretch = stretch
    yield real
    keys._stretch = real


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
def desk(store: Store) -> Desk:
    """An officer at an empty store."""
    return Desk(store)


@pytest.fixture(scope="module")
def shared_desk(made_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """An officer at a store that the tests of one file share: each brings people of its own. Quick to come by."""
    folder = Path(shutil.copytree(made_store, tmp_path_factory.mktemp("shared") / "store"))
    opened = open_store(folder, PASSPHRASE, clock=Clock())
    yield Desk(opened)
    opened.close()
