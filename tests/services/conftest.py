"""An office: a store with one invented case, and the officer's hands on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

import pytest

from iom_desktop.storage.store import Store
from tests import stores
from tests.stores import Clock

T = TypeVar("T")


@dataclass
class Office:
    """An open store and the one case in it: ``do`` changes under its words, ``ask`` reads."""

    store: Store
    case_id: str
    clock: Clock

    @property
    def now(self) -> datetime:
        return self.clock.now

    @now.setter
    def now(self, at: datetime) -> None:
        self.clock.now = at

    @property
    def today(self) -> date:
        return self.clock.now.date()

    def do(self, words: str, verb: Callable[..., T], *args: Any, reason: str = "", **more: Any) -> T:
        with self.store.write(words, reason) as session:
            return verb(session, *args, **more)

    def ask(self, verb: Callable[..., T], *args: Any, **more: Any) -> T:
        with self.store.read() as session:
            return verb(session, *args, **more)


Desk = Office
"""By its other name."""


@pytest.fixture
def office(store: Store, clock: Clock) -> Office:
    """An office of the test's own."""
    case_id = stores.Desk(store).person(crn="X100001", surname="Inventedson", forenames="Ivo")
    return Office(store, case_id, clock)


@pytest.fixture
def desk(office: Office) -> Office:
    """The same, for tests that call it a desk."""
    return office
