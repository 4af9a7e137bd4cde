"""Backups inside the store's folder: each proven good before an older one goes; a way back deletes nothing.

A backup is a folder of its own with the three files that belong together: database, keys, head. It opens with
the passphrases of the day it was made. It guards against mistakes and damaged files, not against a lost
computer: copy the newest to another disk.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2 as sqlcipher

from iom_desktop.errors import DamagedStore, UserError
from iom_desktop.storage import connection, files, keys
from iom_desktop.storage.head import HEAD_FILE
from iom_desktop.storage.keys import KEYS_FILE

#: The folder's name in the store's folder.
BACKUPS_FOLDER = "backups"
DATABASE = "case.db"
#: How many backups are kept.
KEEP = 10
_STAMP = "%Y-%m-%dT%H-%M-%SZ"
_MAKING = ".making"
_LOCK = ".lock"
_PARTS = (DATABASE, KEYS_FILE, HEAD_FILE)
# The log and its index first: beside another database they would spoil it.
_PRESENT = (f"{DATABASE}-wal", f"{DATABASE}-shm", f"{DATABASE}-journal", *_PARTS)

Shape = tuple[tuple[tuple[str, ...], ...], tuple[tuple[str, int], ...]]


@dataclass(frozen=True, slots=True)
class Backup:
    """One finished backup: its folder, when it was made (UTC), and its size in bytes."""

    path: Path
    made_at: datetime
    size: int


# --- Making ----------------------------------------------------------------------------------------------


def back_up(source: Any, key: bytearray, folder: Path, now: datetime) -> Path:
    """Back up the open database ``source`` of the store in ``folder``; returns the new backup's folder.

    ``source`` is a ``sqlcipher3`` connection outside any transaction. ``key`` is what ``database_key()``
    gives and is overwritten. The database is checked before, and the copy after, page by page and table by
    table; then all but the newest ``KEEP`` backups go. Raises ``DamagedStore`` or another ``UserError``, and
    then every earlier backup is still there.
    """
    if source.in_transaction:
        raise ValueError("a backup is made outside a transaction")
    backups = folder / BACKUPS_FOLDER
    files.make_folder(backups)
    try:
        with files.locked(backups / _LOCK), _making(backups) as place:
            _refuse_damaged(connection.integrity_problems(source), "The database is damaged")
            # Head first: it may lag behind the database it lies beside, never run ahead.
            for name in (HEAD_FILE, KEYS_FILE):
                files.write_atomically(place / name, (folder / name).read_bytes())
            shape = _copy_database(source, bytearray(key), place / DATABASE)
            _refuse_damaged(problems_of(place, bytearray(key), shape), "The copy is not good")
            finished = _settle(place, backups, now)
            _prune(backups, finished)
            return finished
    except sqlcipher.Error as failure:
        raise connection.explain(failure, backups / DATABASE) or failure from None
    except OSError as failure:
        raise files.disk_error(failure, backups) from None
    finally:
        key[:] = bytes(len(key))


@contextlib.contextmanager
def _making(backups: Path) -> Iterator[Path]:
    """An empty folder to make a backup in. What an interrupted run left goes; so does this, on failure."""
    place = backups / _MAKING
    if place.exists():
        shutil.rmtree(place)
    place.mkdir(mode=0o700)
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _refuse_damaged(problems: list[str], what: str) -> None:
    if problems:
        raise DamagedStore(f"{what}, so no backup was made; the earlier ones are untouched. {problems[0]}")


def _copy_database(source: Any, key: bytearray, path: Path) -> Shape:
    copy = connection.open_connection(path, key, removable=True, create=True)
    try:
        source.execute("BEGIN")  # what is counted is what is copied, whoever writes meanwhile
        try:
            shape = shape_of(source)
            source.backup(copy)
        finally:
            source.execute("COMMIT")
    finally:
        copy.close()
    return shape


def shape_of(database: Any) -> Shape:
    """Every definition of a database, and how many rows each table holds."""
    schema = database.execute(
        "SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_master ORDER BY type, name"
    ).fetchall()
    tables = [name for kind, name, _, sql in schema if kind == "table" and not _is_virtual(sql)]
    counts = []
    for name in tables:
        quoted = name.replace('"', '""')
        counts.append((name, database.execute(f'SELECT count(*) FROM "{quoted}"').fetchone()[0]))  # noqa: S608
    return tuple(tuple(row) for row in schema), tuple(counts)


def _is_virtual(sql: str) -> bool:
    """What a virtual table holds lies in ordinary tables, which are counted."""
    return sql.upper().startswith("CREATE VIRTUAL")


def problems_of(backup: Path, key: bytearray, expected: Shape | None = None) -> list[str]:
    """A sentence for each fault of the backup in ``backup``; none for a good one. ``key`` is overwritten.

    With ``expected`` its definitions and row counts are compared as well.
    """
    try:
        copy = connection.open_connection(backup / DATABASE, key, removable=True)
    except DamagedStore as damaged:
        return [damaged.message]
    try:
        problems = connection.integrity_problems(copy)
        if not problems and expected is not None and shape_of(copy) != expected:
            problems = ["Its tables do not hold what those of the database hold."]
        return problems
    finally:
        copy.close()


def _settle(place: Path, backups: Path, now: datetime) -> Path:
    """Make sure all of it is on the disk, then give it its name."""
    for leftover in (f"{DATABASE}-journal", f"{DATABASE}-wal", f"{DATABASE}-shm"):
        (place / leftover).unlink(missing_ok=True)
    files.sync_file(place / DATABASE)
    files.sync_folder(place)
    finished = _free_name(backups, _in_utc(now).strftime(_STAMP))
    place.rename(finished)
    files.sync_folder(backups)
    return finished


def _in_utc(moment: datetime) -> datetime:
    return moment if moment.tzinfo is None else moment.astimezone(UTC).replace(tzinfo=None)


def _free_name(parent: Path, name: str) -> Path:
    candidate, number = parent / name, 1
    while candidate.exists():
        number += 1
        candidate = parent / f"{name}-{number:03}"
    return candidate


def _prune(backups: Path, newest: Path) -> None:
    # The newest stays whatever its date says: a clock may have been put back.
    for old in [backup for backup in _finished(backups) if backup.path != newest][KEEP - 1 :]:
        # One that will not go is no reason to call the new one a failure.
        shutil.rmtree(old.path, ignore_errors=True)


# --- Going back ------------------------------------------------------------------------------------------


def list_backups(folder: Path) -> tuple[Backup, ...]:
    """The finished backups of the store in ``folder``, the newest first."""
    return tuple(_finished(folder / BACKUPS_FOLDER))


def _finished(backups: Path) -> list[Backup]:
    if not backups.is_dir():
        return []
    found = [_as_backup(path) for path in backups.iterdir()]
    whole = [backup for backup in found if backup is not None]
    return sorted(
        whole, key=lambda backup: (backup.made_at, len(backup.path.name), backup.path.name), reverse=True
    )


def _as_backup(path: Path) -> Backup | None:
    try:
        made_at = datetime.strptime(path.name[:20], _STAMP)
        return Backup(path, made_at, sum((path / name).stat().st_size for name in _PARTS))
    except (ValueError, OSError):
        return None


def restore(backup: Path, folder: Path) -> Path | None:
    """Put a backup in the place of the store in ``folder``, which nobody may have open; deletes nothing.

    Returns the folder that the present files were moved to, if there were any. The backup is copied before
    anything is moved, and the database comes last. Whoever opens the store then needs a passphrase of the day
    of the backup; opening it checks it page by page. Raises ``UserError`` for a backup that is not whole, and
    where the disk refuses.
    """
    _check_restorable(backup, folder)
    files.make_folder(folder)
    coming = folder / ".restoring"
    try:
        with files.locked(folder / files.LOCK_FILE):
            if coming.exists():
                shutil.rmtree(coming)
            coming.mkdir(mode=0o700, parents=True)
            for name in _PARTS:
                shutil.copyfile(backup / name, coming / name)
                files.sync_file(coming / name)
            aside = _set_aside(folder)
            for name in reversed(_PARTS):
                (coming / name).rename(folder / name)
            coming.rmdir()
            files.sync_folder(folder)
            return aside
    except OSError as failure:
        raise files.disk_error(failure, folder) from None


def _set_aside(folder: Path) -> Path | None:
    present = [name for name in _PRESENT if (folder / name).exists()]
    if not present:
        return None
    aside = _free_name(folder, "set-aside")
    aside.mkdir(mode=0o700)
    for name in present:
        (folder / name).rename(aside / name)
    files.sync_folder(aside)
    return aside


def _check_restorable(backup: Path, folder: Path) -> None:
    missing = [name for name in _PARTS if not (backup / name).is_file()]
    if missing:
        raise UserError(f"The backup in {backup} is not whole: {missing[0]} is missing. Choose another.")
    store = keys.store_id(backup)  # a damaged key file is told now, not after the present one has gone
    connection.check_file(backup / DATABASE)
    if _store_in(folder) not in (None, store):
        raise UserError(f"The backup in {backup} belongs to another store than the one in {folder}.")


def _store_in(folder: Path) -> str | None:
    try:
        return keys.store_id(folder)
    except UserError:
        return None  # nothing there, or damaged: no reason against restoring
