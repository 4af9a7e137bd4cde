"""The encrypted database: settings, wrong files and keys, damage found and named, errors put in words."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlcipher3 import dbapi2 as sqlcipher

from iom_desktop.errors import DamagedStore, StoreBusy, UserError
from iom_desktop.storage import connection
from tests.storage.conftest import Made, fill

CANARY = "Canary Wharfinger 7F3A"


@pytest.fixture
def database(made: Made) -> Iterator[Any]:
    """A new database with a hundred rows."""
    opened = connection.open_connection(
        made.folder / "case.db", made.keys.database_key(), removable=False, create=True
    )
    opened.execute("CREATE TABLE note (id INTEGER PRIMARY KEY, words TEXT NOT NULL)")
    opened.execute("BEGIN IMMEDIATE")
    opened.executemany(
        "INSERT INTO note (words) VALUES (?)", [(f"{CANARY} {n} " + "x" * 900,) for n in range(100)]
    )
    opened.execute("COMMIT")
    yield opened
    opened.close()


def open_again(made: Made, *, removable: bool = False) -> Any:
    return connection.open_connection(made.folder / "case.db", made.keys.database_key(), removable=removable)


def pragma(database: Any, name: str) -> Any:
    return database.execute(f"PRAGMA {name}").fetchone()[0]


# --- Settings --------------------------------------------------------------------------------------------

ALWAYS = {
    "synchronous": 2,
    "foreign_keys": 1,
    "trusted_schema": 0,
    "cell_size_check": 1,
    "secure_delete": 1,
    "temp_store": 2,
    "mmap_size": 0,
    "busy_timeout": 5000,
    "fullfsync": 1,
    "application_id": connection.APPLICATION_ID,
}


@pytest.mark.parametrize(
    ("removable", "more"),
    [
        (False, {"journal_mode": "wal", "locking_mode": "normal"}),
        (True, {"journal_mode": "truncate", "locking_mode": "exclusive"}),
    ],
)
@pytest.mark.usefixtures("database")
def test_settings(made: Made, removable: bool, more: dict[str, object], database: Any) -> None:
    database.close()
    opened = open_again(made, removable=removable)
    expected = ALWAYS | more
    assert {name: pragma(opened, name) for name in expected} == expected
    assert opened.isolation_level is None
    opened.close()


def test_a_new_database_on_a_removable_disk(made: Made) -> None:
    opened = connection.open_connection(
        made.folder / "case.db", made.keys.database_key(), removable=True, create=True
    )
    assert pragma(opened, "journal_mode") == "truncate"
    opened.execute("CREATE TABLE t (a)")
    with pytest.raises(StoreBusy):
        impatient(made)
    opened.close()
    assert not (made.folder / "case.db-wal").exists()


def impatient(made: Made) -> None:
    """Open without the usual five seconds' patience."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(connection, "PATIENCE_MS", 10)
        open_again(made, removable=True).close()


def test_the_database_is_encrypted_from_its_first_byte(made: Made, database: Any) -> None:
    connection.integrity_problems(database)  # brings the log into the file
    database.execute("INSERT INTO note (words) VALUES (?)", (CANARY,))
    for path in made.folder.rglob("*"):
        raw = path.read_bytes()
        assert not raw.startswith(b"SQLite format 3")
        for text in (CANARY, "CREATE TABLE", "note"):
            for spelling in (text.encode(), text.encode("utf-16-le"), text.encode("utf-16-be")):
                assert spelling not in raw, path.name


def test_the_key_is_overwritten_once_used(made: Made, database: Any) -> None:
    key = made.keys.database_key()
    connection.open_connection(made.folder / "case.db", key, removable=False).close()
    assert not any(key)
    with pytest.raises(ValueError, match="used already"):
        connection.open_connection(made.folder / "case.db", key, removable=False)
    wrong = bytearray(b"x'" + b"ab" * 32 + b"'")
    with pytest.raises(DamagedStore):
        connection.open_connection(made.folder / "case.db", wrong, removable=False)
    assert not any(wrong)


@pytest.mark.parametrize(
    ("version", "good"), [((3, 51, 2), False), ((3, 51, 3), True), ((3, 53, 0), True), ((4, 0, 0), True)]
)
def test_an_sqlite_that_damages_stores_is_refused(version: tuple[int, ...], good: bool) -> None:
    if good:
        connection.check_sqlite(version)
        return
    with pytest.raises(UserError, match=r"SQLite 3\.51\.2.*3\.51\.3"):
        connection.check_sqlite(version)


# --- The wrong file, the wrong key -------------------------------------------------------------------------


def test_another_stores_key_is_told_as_damage(made: Made, database: Any) -> None:
    database.close()
    with pytest.raises(DamagedStore, match="does not belong to these keys or is damaged"):
        connection.open_connection(
            made.folder / "case.db", bytearray(b"x'" + b"0f" * 32 + b"'"), removable=False
        )


def test_a_plain_database_is_refused_unopened(made: Made) -> None:
    plain = sqlite3.connect(made.folder / "case.db")
    plain.execute("CREATE TABLE t (a)")
    plain.close()
    before = (made.folder / "case.db").read_bytes()
    with pytest.raises(DamagedStore, match="is not encrypted"):
        open_again(made)
    assert (made.folder / "case.db").read_bytes() == before


@pytest.mark.parametrize("size", [0, 15, 4095])
def test_a_file_cut_short_is_told(made: Made, database: Any, size: int) -> None:
    database.close()
    path = made.folder / "case.db"
    path.write_bytes(path.read_bytes()[:size])
    with pytest.raises(DamagedStore, match="cut short"):
        open_again(made)


def test_a_missing_file_is_told_and_not_made(made: Made) -> None:
    with pytest.raises(DamagedStore, match="is missing"):
        open_again(made)
    assert not (made.folder / "case.db").exists()


def test_a_database_is_not_made_over_another(made: Made, database: Any) -> None:
    with pytest.raises(UserError, match="already"):
        connection.open_connection(
            made.folder / "case.db", made.keys.database_key(), removable=False, create=True
        )


def test_a_folder_of_any_name(made: Made) -> None:
    odd = made.folder / "50% #1 caffè?"
    try:
        odd.mkdir()
    except OSError:
        pytest.skip("this system allows no such name")
    connection.open_connection(
        odd / "case.db", made.keys.database_key(), removable=False, create=True
    ).close()
    assert [path.name for path in odd.iterdir()] == ["case.db"]


# --- Damage ----------------------------------------------------------------------------------------------


def test_a_good_database_has_no_problems(database: Any) -> None:
    assert connection.integrity_problems(database) == []


def test_a_flipped_bit_anywhere_is_found(made: Made, database: Any) -> None:
    assert connection.integrity_problems(database) == []
    database.close()
    path = made.folder / "case.db"
    good = path.read_bytes()
    assert len(good) > 20 * 4096
    chance = random.Random(7)
    for _ in range(60):
        at = chance.randrange(len(good))
        bad = bytearray(good)
        bad[at] ^= 1 << chance.randrange(8)
        path.write_bytes(bad)
        try:
            opened = open_again(made)
        except DamagedStore:
            assert at < 2 * 4096  # the page that is read first tells at once
            continue
        problems = connection.integrity_problems(opened)
        opened.close()
        assert problems == [f"Page {at // 4096 + 1} of the database has been altered or damaged."]


def test_pages_swapped_or_from_another_file_are_found(made: Made, database: Any) -> None:
    connection.integrity_problems(database)
    database.close()
    path = made.folder / "case.db"
    good = path.read_bytes()
    pages = [good[at : at + 4096] for at in range(0, len(good), 4096)]
    pages[5], pages[9] = pages[9], pages[5]
    path.write_bytes(b"".join(pages))
    opened = open_again(made)
    assert len(connection.integrity_problems(opened)) == 2
    opened.close()


@pytest.mark.parametrize("cut", [4096, 100, -100, 10 * 4096])
def test_a_cut_or_lengthened_file_is_found(made: Made, database: Any, cut: int) -> None:
    connection.integrity_problems(database)
    database.close()
    path = made.folder / "case.db"
    good = path.read_bytes()
    path.write_bytes(good[:-cut] if cut > 0 else good + bytes(-cut))
    try:
        opened = open_again(made)
    except DamagedStore:
        return
    assert connection.integrity_problems(opened)
    opened.close()


def test_many_faults_are_counted(made: Made, database: Any) -> None:
    connection.integrity_problems(database)
    database.close()
    path = made.folder / "case.db"
    bad = bytearray(path.read_bytes())
    for page in range(3, len(bad) // 4096):
        bad[page * 4096 + 50] ^= 1
    path.write_bytes(bad)
    opened = open_again(made)
    problems = connection.integrity_problems(opened)
    opened.close()
    assert len(problems) == 21
    assert problems[-1] == f"There are {len(bad) // 4096 - 3 - 20:,} more such faults."


def test_rows_that_break_their_tables_own_rules_are_found_and_not_quoted(made: Made, database: Any) -> None:
    database.execute("PRAGMA writable_schema=ON")
    database.execute("UPDATE sqlite_master SET sql = replace(sql, 'words TEXT', 'words INT CHECK (id > 5)')")
    database.execute("PRAGMA writable_schema=RESET")
    database.close()
    opened = open_again(made)
    problems = connection.integrity_problems(opened)
    opened.close()
    assert problems == ["The database is damaged inside: CHECK constraint failed in note."]
    assert CANARY not in str(problems)


# --- In words --------------------------------------------------------------------------------------------


def test_a_writer_in_the_way_is_told(made: Made, database: Any) -> None:
    other = open_again(made)
    other.execute("PRAGMA busy_timeout=0")
    database.execute("BEGIN IMMEDIATE")
    with pytest.raises(sqlcipher.OperationalError) as failure:
        other.execute("BEGIN IMMEDIATE")
    database.execute("ROLLBACK")
    other.close()
    told = connection.explain(failure.value, made.folder / "case.db")
    assert isinstance(told, StoreBusy)
    assert str(made.folder) in told.message


def write_until_full(database: Any) -> None:
    """Commit a hundred rows, one at a time."""
    for _ in range(100):
        database.execute("INSERT INTO note VALUES (?)", ("x" * 3000,))


def test_a_full_disk_is_told_and_loses_nothing(made: Made, tiny_disk: Path) -> None:
    store = tiny_disk / "store"
    store.mkdir()
    opened = connection.open_connection(
        store / "case.db", made.keys.database_key(), removable=False, create=True
    )
    opened.execute("CREATE TABLE note (words TEXT)")
    opened.execute("INSERT INTO note VALUES ('kept')")
    fill(tiny_disk, leave=40_000)
    with pytest.raises(sqlcipher.Error) as failure:
        write_until_full(opened)
    told = connection.explain(failure.value)
    assert type(told) is UserError
    assert "is full" in told.message
    before = opened.execute("SELECT count(*) FROM note").fetchone()
    opened.close()
    (tiny_disk / "filler").unlink()
    again = connection.open_connection(store / "case.db", made.keys.database_key(), removable=False)
    assert connection.integrity_problems(again) == []
    assert again.execute("SELECT count(*) FROM note").fetchone() == before
    again.close()


def test_a_file_moved_while_open_is_told(made: Made, database: Any) -> None:
    database.close()
    open_again(made, removable=True).close()
    opened = open_again(made, removable=True)
    shutil.move(made.folder / "case.db", made.folder / "moved.db")
    with pytest.raises(sqlcipher.Error) as failure:
        opened.execute("INSERT INTO note (words) VALUES ('x')")
    opened.close()
    told = connection.explain(failure.value)
    assert told is not None
    assert "was moved while it was open" in told.message


@pytest.mark.parametrize(
    ("words", "kind", "said"),
    [
        ("database or disk is full", UserError, "is full"),
        ("database is locked", StoreBusy, "busy"),
        ("database table is locked", StoreBusy, "busy"),
        ("attempt to write a readonly database", UserError, "only be read"),
        ("disk I/O error", UserError, "reports a fault"),
        ("database disk image is malformed", DamagedStore, "is damaged"),
        ("file is not a database", DamagedStore, "does not belong to these keys"),
        ("unable to open database file", UserError, "cannot be opened"),
        ("locking protocol", StoreBusy, "busy"),
    ],
)
def test_every_fault_of_disk_and_file_has_a_sentence(words: str, kind: type[UserError], said: str) -> None:
    told = connection.explain(sqlcipher.OperationalError(words))
    assert type(told) is kind
    assert said in told.message
    assert words not in told.message
    assert "  " not in told.message
    assert "{" not in told.message


@pytest.mark.parametrize(
    "failure",
    [
        sqlcipher.OperationalError("no such table: note"),
        sqlcipher.IntegrityError("UNIQUE constraint failed: note.words"),
        sqlcipher.ProgrammingError("Cannot operate on a closed database."),
        ValueError("database is locked"),
    ],
)
def test_a_bug_is_no_sentence(failure: Exception) -> None:
    assert connection.explain(failure) is None
