"""A store with one invented case, and the officer's hands on it: ``do`` changes, ``ask`` reads."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest

from iom_desktop.domain.cases import CaseDraft
from iom_desktop.domain.codes import Cohort, Rag
from iom_desktop.domain.officers import Officer
from iom_desktop.domain.people import PersonDraft
from iom_desktop.services.people import add_person
from iom_desktop.services.stores import make_store
from iom_desktop.storage.keys import Cost
from iom_desktop.storage.store import Store, open_store

T = TypeVar("T")
NOW = datetime(2026, 11, 22, 14, 0)
TODAY = NOW.date()
_PASSPHRASE = "eleven slow kettles"


@dataclass
class Desk:
    """An open store, the one case in it, and a clock that stands at 14:00 on Sunday 22 November 2026."""

    store: Store
    case_id: str = ""
    now: datetime = field(default=NOW)

    @property
    def today(self) -> date:
        return self.now.date()

    def do(self, words: str, verb: Callable[..., T], *args: Any, reason: str = "", **more: Any) -> T:
        with self.store.write(words, reason) as session:
            return verb(session, *args, **more)

    def ask(self, verb: Callable[..., T], *args: Any, **more: Any) -> T:
        with self.store.read() as session:
            return verb(session, *args, **more)

    def days_on(self, days: int) -> datetime:
        return self.now + timedelta(days=days)


@pytest.fixture(scope="session")
def desk_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a store with one case, which tests copy and never open themselves."""
    folder = tmp_path_factory.mktemp("desk") / "store"
    officer = Officer(officer_id="officer-1", name="PC Test Baker", agency="police", role="IOM officer")
    cost = Cost(memory_kib=64 << 10, iterations=3, lanes=4)
    store, _recovery = make_store(folder, officer, _PASSPHRASE, "North Area", cost=cost)
    with store.write("Add person") as session:
        add_person(
            session,
            PersonDraft(crn="X100001", surname="Inventedson", forenames="Ivo", known_as="Iv"),
            CaseDraft(cohort=Cohort.FIXED, rag=Rag.RED),
            TODAY,
        )
    store.close()
    return folder


@pytest.fixture
def desk(desk_folder: Path, tmp_path: Path) -> Iterator[Desk]:
    """A desk of the test's own."""
    made = Desk(store=None)  # type: ignore[arg-type]
    folder = Path(shutil.copytree(desk_folder, tmp_path / "desk"))
    made.store = open_store(
        folder, _PASSPHRASE, clock=lambda: made.now.replace(tzinfo=None).astimezone(UTC).replace(tzinfo=None)
    )
    with made.store.read() as session:
        from iom_desktop.services.cases import case_with_crn

        made.case_id = case_with_crn(session, "X100001")
    yield made
    made.store.close()
