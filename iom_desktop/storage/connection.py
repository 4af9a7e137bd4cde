"""One way to open the encrypted database, and what its errors mean in words."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2 as sqlcipher

from iom_desktop.errors import DamagedStore, StoreBusy, UserError

#: Every SQLite before this can corrupt a write-ahead log.
SQLITE_FLOOR = (3, 51, 3)
_PLAIN_MAGIC = b"SQLite format 3\x00"
_BUSY_MS = 5_000
_ALWAYS = (
    "PRAGMA foreign_keys = ON",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
    "PRAGMA secure_delete = ON",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA mmap_size = 0",
    "PRAGMA synchronous = FULL",
    "PRAGMA cache_size = -16384",
)


def open_connection(path: Path, key: bytearray, *, removable: bool, create: bool = False) -> Any:
    """A connection to the database at ``path``, keyed, checked and set up; it begins nothing by itself.

    ``key`` is what ``UnlockedKeys.database_key`` gives, and is overwritten here. Raises ``DamagedStore`` where
    the file is plain, cut off or not this store's.
    """
    _check_sqlite()
    if not create:
        _check_header(path)
    link = sqlcipher.connect(
        str(path), isolation_level=None, check_same_thread=False, timeout=_BUSY_MS / 1000
    )
    try:
        link.set_key(key)
        _set_up(link, removable)
    except sqlcipher.Error as failure:
        with suppress(sqlcipher.Error):
            link.close()
        raise explain(failure) or DamagedStore(
            f"The database {path} could not be opened: it is damaged."
        ) from None
    finally:
        key[:] = bytes(len(key))
    return link


def _check_sqlite() -> None:
    if sqlcipher.sqlite_version_info < SQLITE_FLOOR:
        raise UserError(
            f"This computer's database library is SQLite {sqlcipher.sqlite_version}, which can damage a store. "
            "Install the program again with the libraries it comes with."
        )


def _check_header(path: Path) -> None:
    try:
        with path.open("rb") as file:
            start = file.read(len(_PLAIN_MAGIC))
    except OSError:
        raise DamagedStore(f"The database {path} cannot be read.") from None
    if start == _PLAIN_MAGIC:
        raise DamagedStore(f"The database {path} is not encrypted: it is not the one this program made.")
    if len(start) < len(_PLAIN_MAGIC):
        raise DamagedStore(f"The database {path} is cut off. Restore a backup.")


def _set_up(link: Any, removable: bool) -> None:
    # The first read proves the key before anything can be written.
    link.execute("SELECT count(*) FROM sqlite_master").fetchone()
    for pragma in _ALWAYS:
        link.execute(pragma)
    if removable:
        # No shared memory beside the file: a stick pulled out leaves one file and its journal.
        link.execute("PRAGMA locking_mode = EXCLUSIVE")
        link.execute("PRAGMA journal_mode = TRUNCATE")
    else:
        link.execute("PRAGMA journal_mode = WAL")


def integrity_problems(link: Any) -> list[str]:
    """A sentence for each thing wrong with the file itself: pages whose seal is broken, a structure that is off."""
    try:
        link.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        broken = [row[0] for row in link.execute("PRAGMA cipher_integrity_check").fetchall()]
        if broken:
            return [
                f"The database file is damaged: {broken[0]}"
                + (f" (and {len(broken) - 1} more)" if broken[1:] else "")
            ]
        found = [row[0] for row in link.execute("PRAGMA quick_check").fetchall()]
    except sqlcipher.Error as failure:
        known = explain(failure)
        return [known.message if known else "The database file is damaged."]
    return [] if found == ["ok"] else ["The database file is damaged: its structure does not hold together."]


_MEANINGS: tuple[tuple[str, type[UserError], str], ...] = (
    ("disk is full", UserError, "The disk is full. What was typed is kept; make room and save again."),
    ("database is locked", StoreBusy, "Another program is writing to this store. Try again in a moment."),
    (
        "database table is locked",
        StoreBusy,
        "Another program is writing to this store. Try again in a moment.",
    ),
    (
        "readonly database",
        UserError,
        "The store cannot be written to: its folder is read-only for this account.",
    ),
    ("unable to open database", UserError, "The store's database cannot be opened in its folder."),
    (
        "disk i/o error",
        UserError,
        "The disk reported an error. Nothing was changed; check the disk and try again.",
    ),
    ("malformed", DamagedStore, "The database is damaged. Restore a backup."),
    (
        "not a database",
        DamagedStore,
        "The database does not belong to these keys, or it is damaged. Restore a backup.",
    ),
    ("hmac check failed", DamagedStore, "The database has been altered or is damaged. Restore a backup."),
)


def explain(failure: BaseException) -> UserError | None:
    """What a database error means for the officer; nothing for one that is a bug."""
    said = str(failure).lower()
    for sign, kind, words in _MEANINGS:
        if sign in said:
            return kind(words)
    return None
