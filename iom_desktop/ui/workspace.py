"""What screens do their work through: the one way from the window to the store.

``perform`` carries out one verb of a service in one audited transaction and tells every page which kinds of
record changed; ``read`` asks a service for records. Both raise ``UserError`` with a sentence for the officer.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from iom_desktop.domain.clock import local_now, local_time
from iom_desktop.domain.officers import Officer
from iom_desktop.services.people import PeopleIndex, load_people_index
from iom_desktop.storage.drafts import DraftJournal
from iom_desktop.storage.store import Store

T = TypeVar("T")
Clock = Callable[[], datetime]


class Workspace(QObject):
    """An unlocked store and what a window needs beside it. ``close`` it to lock."""

    #: Kinds of record that changed (a frozenset of words), after each commit, on the GUI thread.
    changed = Signal(object)
    _committed = Signal(object)

    def __init__(self, store: Store, *, clock: Clock = local_now, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._clock = clock
        self._people: PeopleIndex | None = None
        self.drafts = DraftJournal(store.folder, store.keys.drafts_key)
        self.saved_at: datetime | None = None
        self.backed_up_at: datetime | None = None
        self._committed.connect(self._on_committed)
        store.on_change(self._committed.emit)

    @property
    def officer(self) -> Officer:
        """Who is using the program."""
        return self._store.officer

    @property
    def store_name(self) -> str:
        """The store's name, for the status line."""
        return self._store.name

    @property
    def folder(self) -> Path:
        """The store's folder."""
        return self._store.folder

    @property
    def store(self) -> Store:
        """The store itself, for work in the background (an import, a backup) that has its own session."""
        return self._store

    def now(self) -> datetime:
        """Local wall-clock time."""
        return self._clock()

    def today(self) -> date:
        """The local day."""
        return self._clock().date()

    def perform(self, words: str, verb: Callable[..., T], *args: Any, reason: str = "", **more: Any) -> T:
        """Carry out ``verb(session, *args, **more)`` in one transaction, audited under ``words``."""
        with self._store.write(words, reason) as session:
            return verb(session, *args, **more)

    def read(self, verb: Callable[..., T], *args: Any, **more: Any) -> T:
        """What ``verb(session, *args, **more)`` returns."""
        with self._store.read() as session:
            return verb(session, *args, **more)

    def people(self) -> PeopleIndex:
        """Everybody in the store, ready to be searched; read again after people changed."""
        if self._people is None:
            self._people = self.read(load_people_index)
        return self._people

    def check_code(self) -> str:
        """The short code of the audit head."""
        return self._store.check_code()

    def back_up(self) -> Path:
        """Make and verify a backup now; returns where it is."""
        where = self._store.back_up()
        self.backed_up_at = self.now()
        return where

    def local(self, utc: datetime) -> datetime:
        """A moment the store keeps, as the wall clock shows it."""
        return local_time(utc)

    def close(self) -> None:
        """Lock: close the database, forget the keys and everything that was read."""
        self._people = None
        self._store.close()

    def _on_committed(self, kinds: frozenset[str]) -> None:
        self.saved_at = self.now()
        if kinds & {"person", "case"}:
            self._people = None
        # Pages reload after the click that caused it is done with, never in the middle of it.
        QTimer.singleShot(0, self, lambda: self.changed.emit(kinds))
