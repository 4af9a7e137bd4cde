"""Backups: made whole, verified, and only then allowed to displace an older one."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2 as sqlcipher

from iom_desktop.errors import DamagedStore, UserError
from iom_desktop.storage.connection import explain, integrity_problems, open_connection
from iom_desktop.storage.files import disk_error, sync_folder

_FOLDER = "backups"
_BESIDE = ("case.keys", "case.head")
_DATABASE = "case.db"
KEEP = 10


def back_up(link: Any, key: bytearray, folder: Path, now: datetime) -> Path:
    """A verified copy of the open database ``link``, with its keys and head; returns its folder.

    ``key`` is what ``database_key()`` gives, and is overwritten. Raises ``DamagedStore`` where the copy does not
    verify: it is taken away again, and every older backup stays.
    """
    place = folder / _FOLDER / now.strftime("%Y-%m-%d %H.%M.%S.%f")
    making = place.with_name(f"{place.name}.unfinished")
    try:
        making.mkdir(parents=True)
        _copy_database(link, making / _DATABASE, key)
        for name in _BESIDE:
            if (folder / name).exists():
                shutil.copy2(folder / name, making / name)
        making.rename(place)
        sync_folder(place.parent)
    except OSError as failure:
        shutil.rmtree(making, ignore_errors=True)
        raise disk_error(failure, place) from None
    except BaseException:
        shutil.rmtree(making, ignore_errors=True)
        raise
    _thin(folder)
    return place


def _copy_database(link: Any, target: Path, key: bytearray) -> None:
    second = bytearray(key)
    try:
        # Exclusive access and no log: a backup is one file.
        copy = open_connection(target, key, removable=True, create=True)
        try:
            link.backup(copy)
        finally:
            copy.close()
        check = open_connection(target, second, removable=True)
        try:
            problems = integrity_problems(check)
            if not problems and _shape(check) != _shape(link):
                problems = ["The copy does not hold what the store holds."]
        finally:
            check.close()
    except sqlcipher.Error as failure:
        raise explain(failure) or DamagedStore(
            "The backup could not be made: the database is damaged."
        ) from None
    if problems:
        raise DamagedStore(f"The backup did not verify and was not kept. {problems[0]}")


def _shape(link: Any) -> tuple[tuple[str, int], ...]:
    """Each table with its number of rows."""
    names = [
        row[0]
        for row in link.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%'"
        )
    ]
    quoted = ((name, name.replace('"', '""')) for name in sorted(names))
    return tuple(
        (name, link.execute(f'SELECT count(*) FROM "{safe}"').fetchone()[0]) for name, safe in quoted
    )


def list_backups(folder: Path) -> list[Path]:
    """The backups of a store, the newest first."""
    place = folder / _FOLDER
    if not place.is_dir():
        return []
    whole = (path for path in place.iterdir() if (path / _DATABASE).exists() and path.suffix != ".unfinished")
    return sorted(whole, reverse=True)


def _thin(folder: Path) -> None:
    for old in list_backups(folder)[KEEP:]:
        shutil.rmtree(old, ignore_errors=True)


def restore(backup: Path, folder: Path, now: datetime) -> Path:
    """Put a backup in the place of the store's files; returns where the present ones were moved to.

    The store must be closed. Nothing is deleted. Raises ``UserError``.
    """
    if not (backup / _DATABASE).exists():
        raise UserError(f"There is no backup in {backup}.")
    aside = folder / f"set aside {now:%Y-%m-%d %H.%M.%S}"
    try:
        aside.mkdir()
        for name in (_DATABASE, f"{_DATABASE}-wal", f"{_DATABASE}-shm", *_BESIDE):
            if (folder / name).exists():
                (folder / name).rename(aside / name)
        for name in (_DATABASE, *_BESIDE):
            if (backup / name).exists():
                shutil.copy2(backup / name, folder / name)
        sync_folder(folder)
    except OSError as failure:
        raise disk_error(failure, folder) from None
    return aside
