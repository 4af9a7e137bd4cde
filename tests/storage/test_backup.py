"""Backups: proven before an older one goes, never made from a damaged store, and a way back that loses nothing."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from iom_desktop.errors import DamagedStore, UserError
from iom_desktop.storage import backup, connection, head, keys
from tests.storage.conftest import ANN, CHEAP, PASSPHRASE, Made, fill

START = datetime(2026, 3, 2, 9, 0)
CANARY = "Canary Wharfinger"


@pytest.fixture
def database(made: Made) -> Iterator[Any]:
    """A store's database with notes, a full-text index and a head."""
    opened = connection.open_connection(
        made.folder / "case.db", made.keys.database_key(), removable=False, create=True
    )
    opened.execute("CREATE TABLE note (id INTEGER PRIMARY KEY AUTOINCREMENT, words TEXT NOT NULL)")
    opened.execute('CREATE TABLE "odd ""name" (a)')
    opened.execute("CREATE VIRTUAL TABLE found USING fts5 (words, content='')")
    add_notes(opened, 200)
    head.write_head(made.folder, made.keys.head_key, 1, b"m" * 32)
    yield opened
    opened.close()


def add_notes(database: Any, count: int) -> None:
    """Write ``count`` notes in one transaction."""
    database.execute("BEGIN IMMEDIATE")
    for n in range(count):
        database.execute("INSERT INTO note (words) VALUES (?)", (f"{CANARY} {n} " + "x" * 500,))
        database.execute("INSERT INTO found (rowid, words) VALUES (last_insert_rowid(), ?)", (CANARY,))
    database.execute("COMMIT")


def back_up(made: Made, database: Any, minutes: int = 0) -> Path:
    """A backup made so many minutes after the start."""
    return backup.back_up(database, made.keys.database_key(), made.folder, START + timedelta(minutes=minutes))


def rows(folder: Path, made: Made) -> list[Any]:
    """Every note of the database in ``folder``."""
    opened = connection.open_connection(folder / "case.db", made.keys.database_key(), removable=False)
    found: list[Any] = opened.execute("SELECT id, words FROM note ORDER BY id").fetchall()
    opened.close()
    return found


# --- Making ----------------------------------------------------------------------------------------------


def test_a_backup_is_the_store_as_it_was(made: Made, database: Any, tmp_path: Path) -> None:
    before = database.execute("SELECT id, words FROM note ORDER BY id").fetchall()
    made_at = back_up(made, database)
    add_notes(database, 5)
    assert made_at == made.folder / "backups" / "2026-03-02T09-00-00Z"
    assert sorted(path.name for path in made_at.iterdir()) == ["case.db", "case.head", "case.keys"]
    copy = shutil.copytree(made_at, tmp_path / "copy")
    assert rows(copy, made) == before
    assert keys.unlock(copy, PASSPHRASE).officer == ANN
    assert head.read_head(copy, made.keys.head_key) == head.Head(1, b"m" * 32)
    assert backup.problems_of(made_at, made.keys.database_key()) == []


def test_the_newest_is_first_and_ten_are_kept(made: Made, database: Any) -> None:
    names = [back_up(made, database, minutes).name for minutes in range(13)]
    found = backup.list_backups(made.folder)
    assert [one.path.name for one in found] == names[:2:-1]
    assert found[0].made_at == START + timedelta(minutes=12)
    assert found[0].size == sum(path.stat().st_size for path in found[0].path.iterdir())
    assert sorted(path.name for path in (made.folder / "backups").iterdir()) == [".lock", *names[3:]]


def test_two_in_one_second_and_one_with_the_clock_put_back_are_kept(made: Made, database: Any) -> None:
    twins = [back_up(made, database) for _ in range(8)]
    assert len(set(twins)) == 8
    assert [one.path for one in backup.list_backups(made.folder)] == twins[::-1]
    for hours in (-1, -2, -3):
        assert back_up(made, database, minutes=60 * hours) in [
            one.path for one in backup.list_backups(made.folder)
        ]
    assert len(backup.list_backups(made.folder)) == 10


def test_nothing_in_a_backup_can_be_read(made: Made, database: Any) -> None:
    place = back_up(made, database)
    for path in place.iterdir():
        raw = path.read_bytes()
        assert not raw.startswith(b"SQLite format 3")
        for text in (CANARY.encode(), CANARY.encode("utf-16-le"), b"CREATE TABLE"):
            assert text not in raw


def test_the_key_is_overwritten(made: Made, database: Any) -> None:
    key = made.keys.database_key()
    backup.back_up(database, key, made.folder, START)
    assert not any(key)


def test_another_program_may_write_meanwhile(
    made: Made, database: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = connection.open_connection(made.folder / "case.db", made.keys.database_key(), removable=False)
    shape_of, first = backup.shape_of, [True]

    def interrupted(asked: Any) -> backup.Shape:
        shape = shape_of(asked)
        if first and first.pop():
            add_notes(other, 3)
        return shape

    monkeypatch.setattr(backup, "shape_of", interrupted)
    place = back_up(made, database)
    other.close()
    assert len(rows(place, made)) == 200
    assert database.execute("SELECT count(*) FROM note").fetchone() == (203,)


def test_not_in_the_middle_of_a_change(made: Made, database: Any) -> None:
    database.execute("BEGIN IMMEDIATE")
    with pytest.raises(ValueError, match="outside a transaction"):
        back_up(made, database)
    database.execute("ROLLBACK")


# --- What never displaces a good one -----------------------------------------------------------------------


def spoil(path: Path, page: int) -> None:
    """Change one byte of one page of a database file."""
    raw = bytearray(path.read_bytes())
    raw[page * 4096 + 77] ^= 1
    path.write_bytes(raw)


def open_and_back_up(made: Made) -> None:
    """Open the store as it lies there, and back it up."""
    opened = connection.open_connection(made.folder / "case.db", made.keys.database_key(), removable=False)
    try:
        back_up(made, opened, minutes=99)
    finally:
        opened.close()


def test_a_damaged_store_displaces_no_backup(made: Made, database: Any) -> None:
    good = [back_up(made, database, minutes) for minutes in range(10)]
    before = {path: path.read_bytes() for one in good for path in one.iterdir()}
    database.close()
    size = (made.folder / "case.db").stat().st_size // 4096
    for page in (2, size // 2, size - 1):
        spoil(made.folder / "case.db", page)
        with pytest.raises(DamagedStore, match=r"^The database is damaged, so no backup was made"):
            open_and_back_up(made)
        spoil(made.folder / "case.db", page)
    assert {path: path.read_bytes() for one in good for path in one.iterdir()} == before
    assert [one.path for one in backup.list_backups(made.folder)] == good[::-1]
    assert sorted(path.name for path in (made.folder / "backups").iterdir())[0] == ".lock"
    assert not (made.folder / "backups" / ".making").exists()


@pytest.mark.parametrize("page", [1, 20])
def test_a_copy_that_went_wrong_displaces_no_backup(
    made: Made, database: Any, monkeypatch: pytest.MonkeyPatch, page: int
) -> None:
    good = [back_up(made, database, minutes) for minutes in range(10)]
    copy_database = backup._copy_database

    def spoilt(source: Any, key: bytearray, path: Path) -> backup.Shape:
        shape = copy_database(source, key, path)
        spoil(path, page)
        return shape

    monkeypatch.setattr(backup, "_copy_database", spoilt)
    with pytest.raises(DamagedStore, match=r"The copy is not good.*earlier ones are untouched"):
        back_up(made, database, minutes=99)
    assert [one.path for one in backup.list_backups(made.folder)] == good[::-1]


def test_a_copy_that_lacks_a_row_displaces_no_backup(
    made: Made, database: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy_database = backup._copy_database

    def robbed(source: Any, key: bytearray, path: Path) -> backup.Shape:
        shape = copy_database(source, bytearray(key), path)
        opened = connection.open_connection(path, key, removable=True)
        opened.execute("DELETE FROM note WHERE id = 7")
        opened.close()
        return shape

    monkeypatch.setattr(backup, "_copy_database", robbed)
    with pytest.raises(DamagedStore, match="do not hold what"):
        back_up(made, database)
    assert backup.list_backups(made.folder) == ()


def test_a_missing_key_file_is_told(made: Made, database: Any) -> None:
    (made.folder / keys.KEYS_FILE).unlink()
    with pytest.raises(UserError, match="no longer there"):
        back_up(made, database)
    assert backup.list_backups(made.folder) == ()


def test_a_full_disk_displaces_no_backup(made: Made, database: Any, tiny_disk: Path) -> None:
    (made.folder / "backups").symlink_to(tiny_disk)
    good = back_up(made, database)
    before = {path.name: path.read_bytes() for path in good.iterdir()}
    fill(tiny_disk, leave=100_000)
    with pytest.raises(UserError, match="full"):
        back_up(made, database, minutes=1)
    assert {path.name: path.read_bytes() for path in good.iterdir()} == before
    assert sorted(path.name for path in tiny_disk.iterdir()) == [".lock", good.name, "filler"]


def test_what_a_stopped_run_left_is_cleared_and_not_listed(made: Made, database: Any) -> None:
    left = made.folder / "backups" / ".making"
    left.mkdir(parents=True)
    (left / "case.db").write_bytes(b"part")
    (made.folder / "backups" / "2026-01-01T00-00-00Z").mkdir()
    assert backup.list_backups(made.folder) == ()
    place = back_up(made, database)
    assert not left.exists()
    assert [one.path for one in backup.list_backups(made.folder)] == [place]


def test_no_backups_yet(tmp_path: Path) -> None:
    assert backup.list_backups(tmp_path) == ()


# --- Going back ------------------------------------------------------------------------------------------


def test_the_store_comes_back_row_by_row_and_nothing_is_deleted(made: Made, database: Any) -> None:
    before = database.execute("SELECT id, words FROM note ORDER BY id").fetchall()
    place = back_up(made, database)
    add_notes(database, 5)
    database.execute("PRAGMA wal_checkpoint(PASSIVE)")
    (made.folder / "case.db-wal").touch()
    database.close()
    present = (made.folder / "case.db").read_bytes()
    (made.folder / "case.db-wal").write_bytes(b"a log that must not meet the older database")
    aside = backup.restore(place, made.folder)
    assert aside == made.folder / "set-aside"
    assert (aside / "case.db").read_bytes() == present
    assert {path.name for path in aside.iterdir()} == {"case.db", "case.db-wal", "case.keys", "case.head"}
    assert rows(made.folder, made) == before
    head.check_head(made.folder, made.keys.head_key, lambda _seq: b"m" * 32, 1)
    assert keys.unlock(made.folder, PASSPHRASE).officer == ANN
    assert backup.restore(place, made.folder) == made.folder / "set-aside-002"
    assert backup.problems_of(place, made.keys.database_key()) == []


def test_a_store_lost_as_a_whole_comes_back(made: Made, database: Any, tmp_path: Path) -> None:
    place = back_up(made, database)
    assert backup.restore(place, tmp_path / "new" / "folder") is None
    assert len(rows(tmp_path / "new" / "folder", made)) == 200


def test_a_damaged_store_comes_back(made: Made, database: Any) -> None:
    place = back_up(made, database)
    database.close()
    for name in ("case.db", "case.keys", "case.head"):
        (made.folder / name).write_bytes(b"spoilt")
    assert backup.restore(place, made.folder) is not None
    assert len(rows(made.folder, made)) == 200


def test_a_backup_that_is_not_whole_changes_nothing(made: Made, database: Any) -> None:
    place = back_up(made, database)
    database.close()
    before = {path.name: path.read_bytes() for path in made.folder.iterdir() if path.is_file()}
    spoils = {"case.db": b"SQLite format 3\0" + bytes(5000), "case.keys": b"{}"}
    for name, raw in spoils.items():
        good = (place / name).read_bytes()
        (place / name).write_bytes(raw)
        with pytest.raises(DamagedStore):
            backup.restore(place, made.folder)
        (place / name).write_bytes(good)
    (place / "case.head").unlink()
    with pytest.raises(UserError, match=r"case\.head is missing"):
        backup.restore(place, made.folder)
    assert {path.name: path.read_bytes() for path in made.folder.iterdir() if path.is_file()} == before


def test_another_stores_backup_is_refused(made: Made, database: Any, tmp_path: Path) -> None:
    place = back_up(made, database)
    keys.create_keys(tmp_path / "other", ANN, PASSPHRASE, "Other", cost=CHEAP)
    with pytest.raises(UserError, match="another store"):
        backup.restore(place, tmp_path / "other")


def test_a_full_disk_leaves_the_present_store(made: Made, database: Any, tiny_disk: Path) -> None:
    place = back_up(made, database)
    store = tiny_disk / "store"
    store.mkdir()
    for name in ("case.keys", "case.head"):
        shutil.copy(made.folder / name, store)
    (store / "case.db").write_bytes(b"present")
    fill(tiny_disk, leave=50_000)
    with pytest.raises(UserError, match="full"):
        backup.restore(place, store)
    assert (store / "case.db").read_bytes() == b"present"
    assert not list(store.glob("set-aside*"))
