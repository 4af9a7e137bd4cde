"""What screens do their work through: the one way from the window to the store.

``perform`` carries out one verb of a service in one audited transaction and tells every page which kinds of
record changed; ``read`` asks a service for records. Both raise ``UserError`` with a sentence for the officer.

The functions make, describe and unlock stores. They take as long as a key derivation, so screens call them
off the window's thread, and import this module only once the first window has been painted: it brings the
database and the ciphers with it.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from iom_desktop.domain.clock import local_now, local_time
from iom_desktop.domain.officers import Officer
from iom_desktop.errors import UserError
from iom_desktop.services.people import PeopleIndex, load_people_index
from iom_desktop.services.stores import make_store, open_ready, record_key_change
from iom_desktop.storage import backup, files, keys, temporary
from iom_desktop.storage.drafts import DraftJournal
from iom_desktop.storage.ids import new_id
from iom_desktop.storage.store import Store, utc_now

T = TypeVar("T")
Clock = Callable[[], datetime]

LONG_ENOUGH = keys.SHORTEST_PASSPHRASE
"""Characters a passphrase must have."""


@dataclass(frozen=True, slots=True)
class StoreCard:
    """What a locked store says of itself. Not proven until it is unlocked."""

    folder: Path
    name: str
    officers: tuple[Officer, ...]


def holds_store(folder: Path) -> bool:
    """Whether there is a store in ``folder``."""
    return keys.exists(folder)


def describe_store(folder: Path) -> StoreCard:
    """The name of the locked store in ``folder`` and who can open it. Raises ``UserError``."""
    return StoreCard(folder, keys.store_name(folder), keys.list_officers(folder))


def check_place(folder: Path) -> None:
    """Raises ``UserError`` (field "folder") where no new store can be made in ``folder``."""
    if not folder.is_absolute():
        raise UserError("Folder: give the whole path, from the top of the disk.", "folder")
    if keys.exists(folder):
        raise UserError("Folder: there is a store in it already.", "folder")
    if folder.exists() and not folder.is_dir():
        raise UserError("Folder: this is a file.", "folder")
    files.check_folder_usable(folder)


def passphrase_fault(passphrase: str) -> str:
    """Why ``passphrase`` will not do, in one sentence; "" where it will."""
    try:
        keys.check_passphrase(passphrase)
    except UserError as fault:
        return fault.message
    return ""


def make_new_store(
    folder: Path,
    officer: Officer,
    passphrase: str,
    name: str,
    *,
    clock: Clock = local_now,
    cost: keys.Cost = keys.STANDARD,
) -> tuple[Store, str]:
    """A new store, unlocked for ``officer`` (whose id is given here), and its recovery key.

    Raises ``UserError`` naming the field that will not do. ``clock`` shows local time.
    """
    check_place(folder)
    known = replace(officer, officer_id=new_id())
    return make_store(folder, known, passphrase, name, clock=_in_utc(clock), cost=cost)


def unlock_store(
    folder: Path, passphrase: str, *, officer_name: str | None = None, clock: Clock = local_now
) -> Store:
    """The store in ``folder``, open. The recovery key may stand in place of the passphrase.

    Raises ``WrongPassphrase``, ``TooManyAttempts``, ``DamagedStore``, ``StoreTooNew``, ``UserError``.
    """
    return open_ready(folder, passphrase, officer_name=officer_name, clock=_in_utc(clock))


def unlock_with_recovery_key(
    folder: Path, recovery_key: str, officer_id: str, new_passphrase: str, *, clock: Clock = local_now
) -> Store:
    """Give an officer who forgot theirs a new passphrase, and open the store for them. Raises ``UserError``."""
    unlocked = keys.new_passphrase_with_recovery(folder, recovery_key, officer_id, new_passphrase)
    officer = unlocked.officer
    unlocked.wipe()
    store = open_ready(
        folder, new_passphrase, officer_name=officer.name if officer else None, clock=_in_utc(clock)
    )
    with store.write("Set a new passphrase with the recovery key") as session:
        record_key_change(session, officer_id, "new passphrase")
    return store


def _in_utc(clock: Clock) -> Clock:
    """The store's clock for a wall clock. The computer's own is read anew, to the microsecond."""
    if clock is local_now:
        return utc_now
    return lambda: clock().astimezone(UTC).replace(tzinfo=None)


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

    def back_up(self) -> Path:
        """Make and verify a backup now, on any thread; returns where it is."""
        where = self._store.back_up()
        self.backed_up_at = self.now()
        return where

    def last_backup(self) -> datetime | None:
        """When the newest backup was made, in local time; nothing where there is none."""
        if self.backed_up_at is None:
            made = backup.list_backups(self.folder)
            self.backed_up_at = self.local(made[0].made_at) if made else None
        return self.backed_up_at

    def officers(self) -> tuple[Officer, ...]:
        """Who has a passphrase to this store."""
        return keys.list_officers(self.folder)

    def add_officer(self, officer: Officer, passphrase: str) -> None:
        """Give another officer (whose id is given here) a passphrase, audited. Raises ``UserError``.

        As slow as a key derivation; on any thread. So is ``change_passphrase``.
        """
        known = replace(officer, officer_id=new_id())
        with self._store.write("Add officer") as session:
            record_key_change(session, known.officer_id, "officer added")
            keys.add_officer(self.folder, self._store.keys, known, passphrase)

    def change_passphrase(self, old: str, new: str) -> None:
        """Give this officer a new passphrase, audited. Raises ``UserError`` (fields "old" and "new")."""
        with self._store.write("Change passphrase") as session:
            record_key_change(session, self.officer.officer_id, "new passphrase")
            keys.change_passphrase(self.folder, self._store.keys, old, new)

    def replace_recovery_key(self) -> str:
        """A new recovery key, audited; the one before stops working. As slow as a key derivation."""
        with self._store.write("Replace the recovery key") as session:
            record_key_change(session, self.officer.officer_id, "recovery key replaced")
            return keys.replace_recovery_key(self.folder, self._store.keys)

    def verify(self) -> list[str]:
        """A sentence for each fault of the database, the audit chain and its head; none where all is well."""
        return self._store.verify()

    def local(self, utc: datetime) -> datetime:
        """A moment the store keeps, as the wall clock shows it."""
        return local_time(utc)

    def save_file(self, path: Path, data: bytes) -> None:
        """Write a file the officer asked for, whole or not at all, on any thread. Raises ``UserError``."""
        self._store.save_file(path, data)

    def spooling(self) -> AbstractContextManager[temporary.Spool]:
        """While it is held, what is printed is kept inside the store's folder, and wiped after. Any thread."""
        return temporary.spooling(self.folder)

    def close(self) -> None:
        """Lock: close the database, forget the keys and everything that was read."""
        self._people = None
        self._store.close()

    def _on_committed(self, kinds: frozenset[str]) -> None:
        self.saved_at = self.now()
        if "person" in kinds:
            self._people = None
        # Pages reload after the click that caused it is done with, never in the middle of it.
        QTimer.singleShot(0, self, lambda: self.changed.emit(kinds))
