"""Opening the encrypted database: the right key, the right file, the settings that survive a power cut.

Nothing else opens case data, and no other SQLite does: every SQLite up to 3.51.2 can damage a database in WAL
mode, and without a key SQLCipher writes plain SQLite without a word.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2 as sqlcipher

from iom_desktop.errors import DamagedStore, StoreBusy, UserError
from iom_desktop.storage import files

#: The oldest SQLite without the WAL fault.
OLDEST_SQLITE = (3, 51, 3)
#: How long a writer waits for another one, in milliseconds.
PATIENCE_MS = 5000
#: What marks the decrypted database as this program's: "IOMD".
APPLICATION_ID = 0x494F4D44
_PLAIN = b"SQLite format 3\x00"
_PAGE = 4096
_MOST_PROBLEMS = 20

# WAL lets one program read while another writes. On a disk that may be pulled out, one file that one program
# holds is safer. DELETE is used nowhere: with synchronous=FULL it lost acknowledged commits in power-cut
# tests.
_SHARED = ("PRAGMA journal_mode=WAL",)
_ALONE = ("PRAGMA locking_mode=EXCLUSIVE", "PRAGMA journal_mode=TRUNCATE")
_ALWAYS = (
    "PRAGMA synchronous=FULL",
    "PRAGMA fullfsync=ON",
    "PRAGMA checkpoint_fullfsync=ON",
    "PRAGMA foreign_keys=ON",
    "PRAGMA trusted_schema=OFF",
    "PRAGMA cell_size_check=ON",
    "PRAGMA secure_delete=ON",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA mmap_size=0",
)


def open_connection(path: Path, key: bytearray, *, removable: bool, create: bool = False) -> Any:
    """A ``sqlcipher3`` connection to the database at ``path``, in autocommit, usable from any thread in turn.

    ``key`` is what ``UnlockedKeys.database_key()`` gives; it is overwritten with zeros once used. A file that
    is missing, cut short, not encrypted or not of this key raises ``DamagedStore``: the passphrase was held
    against the key file before. ``create`` makes the file, and refuses one that is there.
    """
    check_sqlite(sqlcipher.sqlite_version_info)
    if not any(key):
        raise ValueError("this database key has been used already")
    try:
        check_file(path, create)
        return _open(path, key, removable, create)
    except sqlcipher.Error as failure:
        raise explain(failure, path) or failure from None
    finally:
        key[:] = bytes(len(key))


def check_sqlite(version: tuple[int, ...]) -> None:
    """Refuse an SQLite that can damage what it keeps."""
    if version < OLDEST_SQLITE:
        found, needed = (".".join(map(str, numbers)) for numbers in (version, OLDEST_SQLITE))
        raise UserError(
            f"This IOM Desktop carries SQLite {found}, which can damage a store; {needed} or newer is "
            "needed. Install IOM Desktop again."
        )


def check_file(path: Path, create: bool = False) -> None:
    """Look at the file before SQLite does, which would take an empty or a plain one without a word."""
    try:
        with path.open("rb") as file:
            start = file.read(_PAGE)
    except FileNotFoundError:
        if create:
            return
        raise DamagedStore(
            f"{path.name} is missing from {path.parent}. Put it back, or restore a backup."
        ) from None
    except OSError as failure:
        raise files.disk_error(failure, path) from None
    if create:
        raise UserError(f"There is a {path.name} in {path.parent} already.")
    if start.startswith(_PLAIN):
        raise _not_encrypted(path)
    if len(start) < _PAGE:
        raise DamagedStore(f"{path.name} in {path.parent} is cut short. Restore the latest backup.")


def _not_encrypted(path: Path) -> DamagedStore:
    return DamagedStore(
        f"{path.name} in {path.parent} is not encrypted, so it is not this program's own file."
    )


def _open(path: Path, key: bytearray, removable: bool, create: bool) -> Any:
    connection = sqlcipher.connect(
        f"{path.resolve().as_uri()}?mode={'rwc' if create else 'rw'}",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
        timeout=PATIENCE_MS / 1000,
    )
    try:
        connection.execute("PRAGMA cipher_log_level=NONE")  # it would write to the terminal
        connection.set_key(key)
        for pragma in _ALONE if removable else ():
            connection.execute(pragma)
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        for pragma in (*(() if removable else _SHARED), *_ALWAYS, f"PRAGMA busy_timeout={PATIENCE_MS}"):
            connection.execute(pragma)
        if create:
            _lay_first_page(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


def _lay_first_page(connection: Any, path: Path) -> None:
    """Make the new file a database at once, and see that it is an encrypted one."""
    connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with path.open("rb") as file:
        if file.read(_PAGE).startswith(_PLAIN):
            raise _not_encrypted(path)
    files.sync_folder(path.parent)


# --- Is it whole -----------------------------------------------------------------------------------------


def integrity_problems(connection: Any) -> list[str]:
    """A sentence for each fault found in the database file, at most about twenty; none for a good one.

    The write-ahead log is first brought into the file, since SQLCipher's check sees nothing else. Reads the
    whole file. Raises ``StoreBusy`` where another program reads so long that this cannot be done.
    """
    try:
        busy, _frames, _moved = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if busy:
            raise StoreBusy("Another program is reading the store. Close it there, then check again.")
        return _limited(_page_problems(connection)) or _limited(_structure_problems(connection))
    except sqlcipher.Error as failure:
        explained = explain(failure)
        if isinstance(explained, DamagedStore):
            return [explained.message]
        raise explained or failure from None


def _page_problems(connection: Any) -> list[str]:
    rows = connection.execute("PRAGMA cipher_integrity_check").fetchall()
    return [_page_sentence(said) for (said,) in rows]


def _page_sentence(said: str) -> str:
    failed = "HMAC verification failed for page "
    if said.startswith(failed):
        return f"Page {said.removeprefix(failed)} of the database has been altered or damaged."
    return "The database file does not end where it should: it was cut, or something was added."


def _structure_problems(connection: Any) -> list[str]:
    rows = connection.execute("PRAGMA quick_check(20)").fetchall()
    found = dict.fromkeys(said for (said,) in rows if said != "ok")
    return [f"The database is damaged inside: {said}." for said in found]


def _limited(problems: list[str]) -> list[str]:
    more = len(problems) - _MOST_PROBLEMS
    return problems if more <= 0 else [*problems[:_MOST_PROBLEMS], f"There are {more:,} more such faults."]


# --- What the database says, in words --------------------------------------------------------------------

_BUSY, _LOCKED, _NO_MEMORY, _READ_ONLY, _IO, _CORRUPT, _FULL, _CANNOT_OPEN, _PROTOCOL, _NOT_A_DATABASE = (
    5, 6, 7, 8, 10, 11, 13, 14, 15, 26,
)  # fmt: skip
_BY_WORDS = (
    ("database or disk is full", _FULL),
    ("is locked", _BUSY),
    ("readonly database", _READ_ONLY),
    ("disk I/O error", _IO),
    ("malformed", _CORRUPT),
    ("not a database", _NOT_A_DATABASE),
    ("unable to open database", _CANNOT_OPEN),
    ("locking protocol", _PROTOCOL),
)
_TOO_BUSY = "Another program is busy with the store{place}. Nothing was changed; try again in a moment."
_SENTENCES: dict[int, tuple[type[UserError], str]] = {
    _BUSY: (StoreBusy, _TOO_BUSY),
    _LOCKED: (StoreBusy, _TOO_BUSY),
    _PROTOCOL: (StoreBusy, _TOO_BUSY),
    _NO_MEMORY: (UserError, "This computer has no memory left. Close other programs and try again."),
    _READ_ONLY: (
        UserError,
        "The store{place} can only be read: the disk or this user account allows no change, or the database file "
        "was moved while it was open. Nothing was changed.",
    ),
    _IO: (
        UserError,
        "The disk that holds the store{place} reports a fault, or was taken out.",
    ),
    _CORRUPT: (
        DamagedStore,
        "The database{place} is damaged. Close the store and restore the latest backup.",
    ),
    _FULL: (
        UserError,
        "The disk that holds the store{place} is full. Nothing was changed; make room and try again.",
    ),
    _CANNOT_OPEN: (
        UserError,
        "The database{place} cannot be opened: it is gone, or this user account may not use it.",
    ),
    _NOT_A_DATABASE: (
        DamagedStore,
        "The database{place} does not belong to these keys or is damaged. Restore the latest backup.",
    ),
}


def explain(failure: BaseException, path: Path | None = None) -> UserError | None:
    """The sentence for what ``sqlcipher3`` raised, or nothing where it is a bug and no fault of disk or file.

    ``path`` of the database is named in it where given. SQLite's own words, and what it was asked, are left
    out.
    """
    code = getattr(failure, "sqlite_errorcode", None)
    if not isinstance(code, int):
        code = next((code for words, code in _BY_WORDS if words in str(failure)), 0)
    found = _SENTENCES.get(code & 0xFF)
    if found is None or not isinstance(failure, sqlcipher.DatabaseError):
        return None
    kind, sentence = found
    return kind(sentence.format(place=f" in {path.parent}" if path else ""))
