"""The store: a folder with an encrypted database, its keys and its audit head.

``read()`` gives a session that cannot change anything; ``write("Add required action")`` gives one whose every
change is committed together with its audit entries, under the words the officer saw. Nothing else opens one.
"""

from __future__ import annotations

import platform
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, event
from sqlalchemy.exc import StatementError
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.orm.exc import StaleDataError
from sqlalchemy.pool import QueuePool
from sqlcipher3 import dbapi2 as sqlcipher

from iom_desktop.domain.officers import Officer
from iom_desktop.domain.text import clean
from iom_desktop.errors import DamagedStore, StaleEdit, UserError
from iom_desktop.storage import audit, connection, files, head, keys, lockout, migrate, reading, temporary

DATABASE = "case.db"
Clock = Callable[[], datetime]
Listener = Callable[[frozenset[str]], None]


def utc_now() -> datetime:
    """The present moment in UTC, without a zone: as the store keeps times."""
    return datetime.now(UTC).replace(tzinfo=None)


class ReadingSession(Session):
    """A session that reads. Whatever is changed in it is refused before it reaches the database."""


class WritingSession(Session):
    """A session that changes records, inside one ``store.write()``."""


reading.install(ReadingSession)
reading.install(WritingSession)
audit.install(WritingSession)


@event.listens_for(ReadingSession, "before_flush")
def _refuse(_session: Session, _context: Any, _instances: Any) -> None:
    raise AssertionError("records are changed only inside store.write()")


class Store:
    """An unlocked store. Make one with ``create_store`` or ``open_store``; ``close`` it to forget its keys."""

    def __init__(
        self,
        folder: Path,
        unlocked: keys.UnlockedKeys,
        officer: Officer,
        *,
        clock: Clock,
        removable: bool,
    ) -> None:
        self.folder = folder
        self.officer = officer
        self.removable = removable
        self._keys = unlocked
        self._clock = clock
        self._workstation = platform.node()[:200]
        self._listeners: list[Listener] = []
        self._writing = threading.Lock()
        self._engine = create_engine(
            "sqlite://",
            module=sqlcipher,
            creator=self._connect,
            poolclass=QueuePool,
            # A removable store is opened by one connection at a time.
            pool_size=1 if removable else 4,
            max_overflow=0 if removable else 4,
            hide_parameters=True,
        )
        event.listen(self._engine, "begin", _begin)
        writer = self._engine.execution_options(iom_writes=True)
        info = {reading.OFFICER: officer, reading.CLOCK: self.now}
        self._reader = sessionmaker(
            self._engine,
            class_=ReadingSession,
            expire_on_commit=False,
            autoflush=False,
            info=info | {reading.READS: True},
        )
        self._writer = sessionmaker(
            writer, class_=WritingSession, expire_on_commit=False, autoflush=True, info=info
        )

    def _connect(self) -> Any:
        return connection.open_connection(
            self.folder / DATABASE, self._keys.database_key(), removable=self.removable
        )

    @property
    def name(self) -> str:
        """The store's name, as its keys have it."""
        return self._keys.store_name

    @property
    def keys(self) -> keys.UnlockedKeys:
        """The unlocked keys, for drafts, backups and changes of passphrase."""
        return self._keys

    def now(self) -> datetime:
        """The store's clock, in UTC."""
        return self._clock()

    def on_change(self, listener: Listener) -> None:
        """Call ``listener`` with the kinds of record that changed, after each commit."""
        self._listeners.append(listener)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that reads for this store's officer."""
        with _explained(), self._reader() as session:
            yield session

    @contextmanager
    def write(self, words: str, reason: str = "") -> Iterator[WritingSession]:
        """One transaction with its audit entries, under ``words`` and an officer's ``reason``; all of it or nothing.

        Raises ``UserError`` where the disk is full, the store busy or an edit stale. The head is written after
        the commit; listeners are told last.
        """
        # As it will be kept: the entry's MAC is made before the column would tidy it.
        said = clean(reason, label="Reason", field="reason")
        with self._writing, _explained():
            with self._writer() as session, session.begin():
                act = self._act(session.connection(), words, said)
                audit.begin(session, act)
                before = act.seq
                yield session
                session.flush()
                act.write_out(session.connection())
            if act.seq > before:
                # The change is saved by now. A head that could not be written lags behind, which opening
                # accepts and the next write mends; to call that a failure would have the officer type it twice.
                with suppress(UserError):
                    head.write_head(self.folder, self._keys.head_key, act.seq, act.mac)
        changed = frozenset(act.changed)
        if changed:
            for listener in list(self._listeners):
                listener(changed)

    def _act(self, link: Connection, words: str, reason: str) -> audit.Act:
        seq, mac = audit.last_link(link)
        return audit.Act(
            key=self._keys.audit_key,
            officer=self.officer,
            workstation=self._workstation,
            words=words,
            reason=reason,
            now=self._clock(),
            seq=seq,
            mac=mac,
        )

    def check_code(self) -> str:
        """The short code of the audit head, as printed at the foot of documents."""
        with self.read() as session:
            return head.short_code(audit.last_link(session.connection())[1])

    def verify(self) -> list[str]:
        """A sentence for each fault of the database file, the audit chain and the head; none is a good store."""
        with _explained():
            with self._engine.connect() as link:
                raw = link.connection.driver_connection
                link.rollback()
                problems = connection.integrity_problems(raw)
            if problems:
                return problems
            with self._engine.connect() as link:
                problems = list(audit.verify(link, self._keys.audit_key))
                try:
                    self._check_head(link)
                except UserError as fault:
                    problems.append(fault.message)
        return problems

    def _check_head(self, link: Connection) -> None:
        last, _mac = audit.last_link(link)
        head.check_head(self.folder, self._keys.head_key, lambda seq: audit.mac_at(link, seq), last)

    def prepare(self) -> None:
        """Check the schema and the head on opening; a store made by an older version is brought up to date."""
        with _explained():
            with self._engine.connect() as link:
                state = migrate.state_of(link)
                link.rollback()
            if state is migrate.State.OLD:
                self._upgrade()
            with self._engine.connect() as link:
                self._check_head(link)

    def _upgrade(self) -> None:
        self.back_up()
        with self._engine.execution_options(iom_writes=True).begin() as link:
            migrate.upgrade(link)

    def found(self) -> None:
        """Lay the tables of a new store and write the first head."""
        with _explained():
            with self._engine.execution_options(iom_writes=True).begin() as link:
                migrate.upgrade(link)
            head.write_head(self.folder, self._keys.head_key, 0, audit.GENESIS)

    def back_up(self) -> Path:
        """A verified backup inside the store's folder; returns where it is."""
        from iom_desktop.storage import backup

        with _explained(), self._engine.connect() as link:
            # The pooled connection, which has begun nothing: a removable store has no other.
            raw = link.connection.driver_connection
            return backup.back_up(raw, self._keys.database_key(), self.folder, self._clock())

    def save_file(self, path: Path, data: bytes) -> None:
        """Write a file the officer asked for, whole or not at all, on any thread. Raises ``UserError``.

        After a kill in the middle of it nothing is left: the next opening removes what there is.
        """
        temporary.save(self.folder, self._keys.drafts_key, path, data)

    def close(self) -> None:
        """Close the database and forget the keys."""
        self._listeners.clear()
        self._engine.dispose()
        self._keys.wipe()


def create_store(
    folder: Path,
    officer: Officer,
    passphrase: str,
    store_name: str,
    *,
    clock: Clock = utc_now,
    cost: keys.Cost = keys.STANDARD,
) -> tuple[Store, str]:
    """A new store in ``folder`` and its recovery key, which exists nowhere else.

    Raises ``UserError`` where the folder holds a store already, cannot be written to, or lies on a network
    drive. A store that could not be finished leaves nothing behind.
    """
    database = folder / DATABASE
    if database.exists() or keys.exists(folder):
        raise UserError(f"There is a store in {folder} already.", "folder")
    fresh = not folder.exists()
    disk = files.check_folder_usable(folder)
    files.make_folder(folder)
    try:
        unlocked, recovery = keys.create_keys(folder, officer, passphrase, store_name, cost=cost)
        connection.open_connection(
            database, unlocked.database_key(), removable=disk is files.Disk.REMOVABLE, create=True
        ).close()
        store = Store(folder, unlocked, officer, clock=clock, removable=disk is files.Disk.REMOVABLE)
        store.found()
    except BaseException:
        _take_away(folder, fresh)
        raise
    return store, recovery


def _take_away(folder: Path, fresh: bool) -> None:
    for name in (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", "case.keys", "case.head", "case.lock"):
        (folder / name).unlink(missing_ok=True)
    if fresh and folder.exists() and not any(folder.iterdir()):
        folder.rmdir()


def open_store(
    folder: Path, passphrase: str, *, clock: Clock = utc_now, officer_name: str | None = None
) -> Store:
    """Unlock the store in ``folder``.

    Raises ``WrongPassphrase``, ``TooManyAttempts``, ``DamagedStore``, ``StoreTooNew``, ``StoreBusy`` or another
    ``UserError``, each with its own sentence. The passphrase is held against the key file first, so that a
    wrong passphrase and a damaged database are told apart.
    """
    if not keys.exists(folder):
        raise UserError(f"There is no store in {folder}.", "folder")
    disk = files.check_folder_usable(folder)
    unlocked = lockout.guarded(
        folder, clock(), lambda: keys.unlock(folder, passphrase, officer_name=officer_name)
    )
    try:
        if not (folder / DATABASE).exists():
            raise DamagedStore(f"The store in {folder} has lost its database file, {DATABASE}.")
        store = Store(
            folder,
            unlocked,
            unlocked.officer or Officer(officer_id="recovery", name="Recovery key", agency="other", role=""),
            clock=clock,
            removable=disk is files.Disk.REMOVABLE,
        )
        store.prepare()
    except BaseException:
        unlocked.wipe()
        raise
    return store


def _begin(link: Connection) -> None:
    # The driver is told to begin nothing by itself, so that DDL rolls back and writers queue instead of failing.
    writes = link.get_execution_options().get("iom_writes", False)
    link.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def _explained() -> Iterator[None]:
    """Turn what the database says into a sentence for the officer, without the values it was given."""
    try:
        yield
    except StaleDataError as stale:
        raise StaleEdit("Somebody else changed this record while it was open here.") from stale
    except StatementError as failure:
        if isinstance(failure.orig, UserError):
            # A column's own type refused the value; SQLAlchemy wrapped the sentence.
            raise failure.orig from None
        explained = connection.explain(failure.orig) if failure.orig is not None else None
        if explained is None:
            raise
        raise explained from None
    except sqlcipher.Error as failure:
        explained = connection.explain(failure)
        if explained is None:
            raise
        raise explained from None
