"""Somebody else at the same store, for tests of what an officer is told of others' work."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from iom_desktop.domain.officers import Officer
from iom_desktop.storage import reading
from iom_desktop.storage.store import Store

T = TypeVar("T")
COLLEAGUE = Officer(officer_id="officer-2", name="D. Williams", agency="probation")


@contextmanager
def _sitting(store: Store, officer: Officer) -> Iterator[None]:
    before = store.officer
    for maker in (store._reader, store._writer):
        maker.configure(info={reading.OFFICER: officer})
    store.officer = officer
    try:
        yield
    finally:
        for maker in (store._reader, store._writer):
            maker.configure(info={reading.OFFICER: before})
        store.officer = before


def does(store: Store, words: str, verb: Callable[..., T], *args: Any, **more: Any) -> T:
    """The colleague carries out ``verb``."""
    with _sitting(store, COLLEAGUE), store.write(words) as session:
        return verb(session, *args, **more)
