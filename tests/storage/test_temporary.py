"""Temporary files: inside the store's folder only, wiped, and gone at the next start after a kill."""

from __future__ import annotations

import errno
import os
import signal
import stat
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from iom_desktop.errors import UserError
from iom_desktop.services.stores import open_ready
from iom_desktop.storage import files, temporary
from tests.stores import PASSPHRASE, Desk

KEY = bytes(range(32))
CANARY = b"canary of a paper that was being saved"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "store"
    folder.mkdir()
    return folder


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    folder = tmp_path / "Documents"
    folder.mkdir()
    return folder


def leftovers(home: Path) -> list[Path]:
    return list(temporary.folder(home).rglob("*"))


class Killed(BaseException):
    """Stands for a kill: nothing that would tidy up is run after it."""


# --- Places ------------------------------------------------------------------------------------------------


def test_a_place_is_this_users_alone_and_gone_at_the_end(home: Path) -> None:
    with temporary.place(home) as made:
        assert made.is_relative_to(home)
        if sys.platform != "win32":
            assert stat.S_IMODE(made.stat().st_mode) == 0o700
        (made / "inner").mkdir()
        (made / "inner" / "pages").write_bytes(CANARY)
    assert leftovers(home) == []


def test_it_is_gone_after_an_error_too(home: Path) -> None:
    with pytest.raises(FileNotFoundError), temporary.place(home) as made:
        (made / "no folder" / "pages").write_bytes(CANARY)
    assert leftovers(home) == []


def test_what_is_wiped_is_overwritten_before_it_goes(home: Path) -> None:
    kept = home / "kept"
    kept.write_bytes(CANARY * 100_000)
    handle = os.open(kept, os.O_RDONLY)  # an eye on its bytes that outlives its name
    temporary.wipe(kept)
    assert not kept.exists()
    assert not any(os.read(handle, 10_000_000))
    os.close(handle)


def test_a_link_is_removed_and_what_it_leads_to_is_left(home: Path, outside: Path) -> None:
    precious = outside / "precious"
    precious.write_bytes(CANARY)
    with temporary.place(home) as made:
        (made / "link").symlink_to(precious)
        os.link(precious, made / "second name")
    assert precious.read_bytes() == CANARY
    temporary.folder(home).mkdir(exist_ok=True)
    (temporary.folder(home) / "straying").symlink_to(outside)
    temporary.clear_leftovers(home, KEY)
    assert precious.read_bytes() == CANARY
    assert leftovers(home) == []


def test_what_a_killed_program_spooled_is_wiped_at_the_next_start(home: Path) -> None:
    left = temporary.folder(home) / "0123456789abcdef"
    left.mkdir(parents=True)
    (left / "in-use").touch()
    (left / "4d5e6f").write_bytes(CANARY)
    temporary.clear_leftovers(home, KEY)
    assert leftovers(home) == []


def test_what_another_program_is_printing_is_left_to_it(home: Path) -> None:
    with temporary.place(home) as made:
        (made / "pages").write_bytes(CANARY)
        temporary.clear_leftovers(home, KEY)
        assert (made / "pages").read_bytes() == CANARY
    assert leftovers(home) == []


def test_a_store_that_had_none_has_none(home: Path) -> None:
    temporary.clear_leftovers(home, KEY)
    assert not temporary.folder(home).exists()


# --- Spooling ----------------------------------------------------------------------------------------------


def test_the_folder_of_temporary_files_is_the_stores_while_it_prints(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", "/before")
    monkeypatch.delenv("TEMP", raising=False)
    with temporary.spooling(home) as spool:
        assert os.environ["TMPDIR"] == os.environ["TEMP"] == str(spool.folder)
        assert spool.folder.is_relative_to(home)
    assert os.environ["TMPDIR"] == "/before"
    assert "TEMP" not in os.environ


def test_a_store_that_is_gone_prints_nothing(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no longer there"), temporary.spooling(tmp_path / "gone"):
        raise AssertionError("nothing may be spooled elsewhere")


# --- Files for the officer ---------------------------------------------------------------------------------


def test_a_file_is_saved_whole_and_nothing_is_left_beside_it(home: Path, outside: Path) -> None:
    target = outside / "plan.pdf"
    for data in (b"first", CANARY):
        temporary.save(home, KEY, target, data)
        assert target.read_bytes() == data
    assert list(outside.iterdir()) == [target]
    assert leftovers(home) == []
    if sys.platform != "win32":
        assert stat.S_IMODE(target.stat().st_mode) == 0o600


@pytest.mark.skipif(not hasattr(os, "O_TMPFILE"), reason="no file is without a name here")
def test_a_new_file_has_no_name_before_it_is_whole(
    home: Path, outside: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    try:
        os.close(os.open(outside, os.O_TMPFILE | os.O_WRONLY))
    except OSError:
        pytest.skip("nor on this file system")
    write, seen = files._write_all, []

    def look(handle: int, data: bytes) -> None:
        write(handle, data)
        seen.append(list(outside.iterdir()))

    monkeypatch.setattr(files, "_write_all", look)
    temporary.save(home, KEY, outside / "plan.pdf", CANARY)
    assert seen == [[]]
    assert (outside / "plan.pdf").read_bytes() == CANARY
    assert not temporary.folder(home).exists(), "and nothing had to be noted"


@pytest.mark.parametrize("older", [False, True])
def test_a_disk_that_fills_up_leaves_the_older_file_and_nothing_else(
    home: Path, outside: Path, monkeypatch: pytest.MonkeyPatch, older: bool
) -> None:
    target = outside / "plan.pdf"
    if older:
        target.write_bytes(b"older")
    write = files._write_all

    def full(handle: int, data: bytes) -> None:
        if data is CANARY:
            raise OSError(errno.ENOSPC, "full")
        write(handle, data)

    monkeypatch.setattr(files, "_write_all", full)
    with pytest.raises(UserError, match="disk is full"):
        temporary.save(home, KEY, target, CANARY)
    assert [path.read_bytes() for path in outside.iterdir()] == ([b"older"] if older else [])
    assert leftovers(home) == []


def test_a_folder_that_is_not_there_is_named(home: Path, outside: Path) -> None:
    with pytest.raises(UserError, match="no longer there"):
        temporary.save(home, KEY, outside / "gone" / "plan.pdf", CANARY)
    assert leftovers(home) == []


@contextmanager
def killed_before_the_rename(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What a kill leaves between a part file's writing and its renaming: no clean-up runs."""
    with monkeypatch.context() as patched:
        patched.setattr(files, "_write_nameless", lambda _path, _data: False)
        patched.setattr(files, "_replace", _die)
        patched.setattr(Path, "unlink", lambda *_a, **_m: None)
        patched.setattr(Path, "rmdir", lambda *_a, **_m: None)
        patched.setattr(temporary, "_empty", lambda _made: None)
        yield


def _die(source: Path, target: Path) -> None:
    if target.suffix != ".pdf":
        source.replace(target)  # the note itself
        return
    raise Killed


def test_a_part_file_is_noted_without_its_name_and_gone_at_the_next_start(
    home: Path, outside: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = outside / "Sampleton.pdf"
    with killed_before_the_rename(monkeypatch), pytest.raises(Killed):
        temporary.save(home, KEY, target, CANARY)
    [part] = outside.iterdir()
    assert CANARY in part.read_bytes()
    noted = b"".join(path.read_bytes() for path in leftovers(home) if path.is_file())
    assert noted
    assert b"Sampleton" not in noted
    temporary.clear_leftovers(home, KEY)
    assert list(outside.iterdir()) == []
    assert leftovers(home) == []


def test_the_note_of_a_disk_that_is_out_waits_for_it(
    home: Path, outside: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with killed_before_the_rename(monkeypatch), pytest.raises(Killed):
        temporary.save(home, KEY, outside / "plan.pdf", CANARY)
    away = outside.rename(outside.with_name("away"))
    temporary.clear_leftovers(home, KEY)
    assert leftovers(home), "the stick may come back"
    away.rename(outside)
    temporary.clear_leftovers(home, KEY)
    assert list(outside.iterdir()) == []
    assert leftovers(home) == []


def test_a_note_that_cannot_be_read_is_dropped_and_nothing_else_is_touched(
    home: Path, outside: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with killed_before_the_rename(monkeypatch), pytest.raises(Killed):
        temporary.save(home, KEY, outside / "plan.pdf", CANARY)
    temporary.clear_leftovers(home, bytes(32))  # another store's key
    assert len(list(outside.iterdir())) == 1
    assert leftovers(home) == []


# --- A real kill -------------------------------------------------------------------------------------------

_CHILD = """
    import os, sys, time
    from pathlib import Path
    from iom_desktop.storage import files, temporary

    store, outside, way = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
    canary = b"canary of a paper that was being saved" * 20_000

    def wait(*_arguments, **_more):
        print("ready", flush=True)
        time.sleep(60)

    if way == "spool":
        with temporary.spooling(store):
            Path(os.environ["TMPDIR"], "4d5e6f").write_bytes(canary)
            wait()
    replace = files._replace
    files._replace = lambda source, target: wait() if target.suffix == ".pdf" else replace(source, target)
    os.link = wait
    temporary.save(store, bytes(range(32)), outside / ("older.pdf" if way == "over" else "new.pdf"), canary)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="a kill is another thing there")
@pytest.mark.parametrize("way", ["new", "over", "spool"])
def test_a_kill_in_the_middle_leaves_nothing_after_the_next_start(
    home: Path, outside: Path, way: str
) -> None:
    (outside / "older.pdf").write_bytes(b"older")
    child = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(_CHILD), str(home), str(outside), way],
        stdout=subprocess.PIPE,
        env=os.environ | {"TMPDIR": str(outside)},
    )
    assert child.stdout is not None
    assert child.stdout.readline() == b"ready\n"
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdout.close()
    temporary.clear_leftovers(home, KEY)
    assert [(path.name, path.read_bytes()) for path in outside.iterdir()] == [("older.pdf", b"older")]
    assert leftovers(home) == []


# --- The store ---------------------------------------------------------------------------------------------


def test_opening_a_store_clears_what_was_left(desk: Desk) -> None:
    folder = desk.store.folder
    left = temporary.folder(folder) / "0123456789abcdef"
    left.mkdir(parents=True)
    (left / "4d5e6f").write_bytes(CANARY)
    desk.store.close()
    open_ready(folder, PASSPHRASE).close()
    assert leftovers(folder) == []


def test_a_store_saves_files_without_leaving_a_trace(desk: Desk, outside: Path) -> None:
    desk.store.save_file(outside / "plan.pdf", CANARY)
    assert (outside / "plan.pdf").read_bytes() == CANARY
    assert not temporary.folder(desk.store.folder).exists() or leftovers(desk.store.folder) == []
