"""The head: never backwards, never believed when forged, and each fault told apart."""

from __future__ import annotations

import multiprocessing
import time
from pathlib import Path

import pytest

from iom_desktop.errors import DamagedStore, UserError
from iom_desktop.storage import files, head
from tests.storage.conftest import fill

KEY = b"k" * 32


def mac(seq: int) -> bytes:
    """The MAC of entry ``seq`` of an invented chain."""
    return bytes([seq % 251]) * 32


def check(folder: Path, last: int, key: bytes = KEY) -> None:
    """Hold the head against a database of ``last`` entries."""
    head.check_head(folder, key, lambda seq: mac(seq) if seq <= last else None, last)


def test_what_is_written_is_read(tmp_path: Path) -> None:
    assert head.read_head(tmp_path, KEY) is None
    for seq in (0, 1, 7, 2**40):
        assert head.write_head(tmp_path, KEY, seq, mac(seq))
        assert head.read_head(tmp_path, KEY) == head.Head(seq, mac(seq))


def test_it_never_goes_backwards(tmp_path: Path) -> None:
    head.write_head(tmp_path, KEY, 9, mac(9))
    assert not head.write_head(tmp_path, KEY, 8, mac(8))
    assert not head.write_head(tmp_path, KEY, 9, mac(9))
    assert head.read_head(tmp_path, KEY) == head.Head(9, mac(9))


def test_a_second_chain_is_not_written_over_the_first(tmp_path: Path) -> None:
    head.write_head(tmp_path, KEY, 9, mac(9))
    with pytest.raises(DamagedStore, match="part ways"):
        head.write_head(tmp_path, KEY, 9, mac(8))


def test_a_forged_head_is_not_written_over(tmp_path: Path) -> None:
    head.write_head(tmp_path, b"other" * 7, 3, mac(3))
    with pytest.raises(DamagedStore, match="altered"):
        head.write_head(tmp_path, KEY, 9, mac(9))


@pytest.mark.parametrize("last", [5, 6, 500])
def test_a_head_at_or_behind_the_database_is_good(tmp_path: Path, last: int) -> None:
    head.write_head(tmp_path, KEY, 5, mac(5))
    check(tmp_path, last)


def test_a_head_ahead_says_the_database_is_older(tmp_path: Path) -> None:
    head.write_head(tmp_path, KEY, 5, mac(5))
    with pytest.raises(DamagedStore, match=r"older than the last recorded change.*entry 4 of 5"):
        check(tmp_path, 4)


def test_a_missing_head_is_told(tmp_path: Path) -> None:
    with pytest.raises(DamagedStore, match=r"case\.head is missing"):
        check(tmp_path, 4)


def test_another_chain_is_told(tmp_path: Path) -> None:
    head.write_head(tmp_path, KEY, 5, b"x" * 32)
    with pytest.raises(DamagedStore, match="part ways"):
        check(tmp_path, 9)
    with pytest.raises(DamagedStore, match="part ways"):
        head.check_head(tmp_path, KEY, lambda _seq: None, 9)


def test_another_stores_head_is_told(tmp_path: Path) -> None:
    head.write_head(tmp_path, b"o" * 32, 5, mac(5))
    with pytest.raises(DamagedStore, match="belongs to another store"):
        check(tmp_path, 9)


def test_no_bit_of_the_head_can_change_unnoticed(tmp_path: Path) -> None:
    head.write_head(tmp_path, KEY, 1234, mac(1234))
    path = tmp_path / head.HEAD_FILE
    good = path.read_bytes()
    for at in range(len(good)):
        for bit in range(8):
            bad = bytearray(good)
            bad[at] ^= 1 << bit
            path.write_bytes(bad)
            with pytest.raises(DamagedStore, match="altered"):
                head.read_head(tmp_path, KEY)


@pytest.mark.parametrize(
    "raw", [b"", b"\n\n\n\n", b"x" * 10_000, b"\xff" * 100, b"iom-desktop head 1\n1\n\n\n"]
)
def test_what_is_no_head_is_told(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / head.HEAD_FILE).write_bytes(raw)
    with pytest.raises(DamagedStore, match="altered"):
        head.read_head(tmp_path, KEY)


def test_a_cut_head_is_told(tmp_path: Path) -> None:
    head.write_head(tmp_path, KEY, 1234, mac(1234))
    path = tmp_path / head.HEAD_FILE
    good = path.read_bytes()
    for size in range(len(good)):
        path.write_bytes(good[:size])
        with pytest.raises(DamagedStore):
            head.read_head(tmp_path, KEY)


def test_a_held_lock_leaves_the_head_behind_and_raises_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    locked = files.locked
    head.write_head(tmp_path, KEY, 1, mac(1))
    monkeypatch.setattr(files, "locked", lambda path: locked(path, wait=0.01))
    with locked(tmp_path / files.LOCK_FILE):
        assert not head.write_head(tmp_path, KEY, 2, mac(2))
    assert head.read_head(tmp_path, KEY) == head.Head(1, mac(1))
    assert head.write_head(tmp_path, KEY, 3, mac(3))


def test_a_full_disk_leaves_the_head_behind(tiny_disk: Path) -> None:
    head.write_head(tiny_disk, KEY, 1, mac(1))
    fill(tiny_disk)
    with pytest.raises(UserError, match="full"):
        head.write_head(tiny_disk, KEY, 2, mac(2))
    assert head.read_head(tiny_disk, KEY) == head.Head(1, mac(1))


def write_many(folder: str, numbers: range) -> None:
    """What one of several programs does."""
    for seq in numbers:
        head.write_head(Path(folder), KEY, seq, mac(seq))


def test_several_programs_agree_on_the_newest(tmp_path: Path) -> None:
    spawn = multiprocessing.get_context("spawn")
    programs = [spawn.Process(target=write_many, args=(str(tmp_path), range(n, 120, 3))) for n in range(3)]
    for program in programs:
        program.start()
    seen = -1
    while any(program.is_alive() for program in programs):
        found = head.read_head(tmp_path, KEY)
        if found is not None:
            assert found.seq >= seen
            assert found.mac == mac(found.seq)
            seen = found.seq
        time.sleep(0.001)
    for program in programs:
        program.join()
        assert program.exitcode == 0
    assert head.read_head(tmp_path, KEY) == head.Head(119, mac(119))


def test_the_code_that_is_printed() -> None:
    assert head.short_code(bytes.fromhex("7f3a91c2") + bytes(28)) == "7F3A-91C2"
    assert head.short_code(bytes(32)) == "0000-0000"
