"""Ten wrong passphrases and the wait, across restarts; what is counted and what is not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from iom_desktop.errors import DamagedStore, TooManyAttempts, WrongPassphrase
from iom_desktop.storage import lockout

START = datetime(2026, 3, 2, 9, 0)
MINUTE = timedelta(minutes=1)


def wrong() -> None:
    """A try with a wrong passphrase."""
    raise WrongPassphrase("This passphrase does not open the store.")


def right() -> str:
    """A try that opens."""
    return "open"


def try_wrong(folder: Path, times: int, start: datetime = START) -> None:
    """So many wrong tries, a second apart."""
    for n in range(times):
        with pytest.raises(WrongPassphrase):
            lockout.guarded(folder, start + timedelta(seconds=n), wrong)


def test_nine_wrong_ones_do_not_lock(tmp_path: Path) -> None:
    try_wrong(tmp_path, 9)
    assert lockout.minutes_to_wait(tmp_path, START) == 0
    assert lockout.guarded(tmp_path, START + MINUTE, right) == "open"


def test_after_ten_even_the_right_one_waits_and_is_not_tried(tmp_path: Path) -> None:
    try_wrong(tmp_path, 10)
    tried: list[int] = []
    with pytest.raises(TooManyAttempts, match="Wait 15 minutes"):
        lockout.guarded(tmp_path, START + timedelta(seconds=9), lambda: tried.append(1))
    with pytest.raises(TooManyAttempts, match="Wait 1 minute,"):
        lockout.guarded(tmp_path, START + timedelta(seconds=9) + 14 * MINUTE, lambda: tried.append(1))
    assert not tried
    assert lockout.minutes_to_wait(tmp_path, START + timedelta(seconds=9) + 5 * MINUTE) == 10


def test_after_the_wait_there_are_ten_more(tmp_path: Path) -> None:
    try_wrong(tmp_path, 10)
    later = START + 16 * MINUTE
    assert lockout.minutes_to_wait(tmp_path, later) == 0
    try_wrong(tmp_path, 10, later)
    with pytest.raises(TooManyAttempts):
        lockout.guarded(tmp_path, later + MINUTE, right)
    assert lockout.guarded(tmp_path, later + 16 * MINUTE, right) == "open"


def test_a_right_one_clears_the_count(tmp_path: Path) -> None:
    try_wrong(tmp_path, 9)
    lockout.guarded(tmp_path, START + MINUTE, right)
    assert not (tmp_path / lockout.TRIES_FILE).exists()
    try_wrong(tmp_path, 9, START + 2 * MINUTE)
    assert lockout.guarded(tmp_path, START + 3 * MINUTE, right) == "open"


def test_a_damaged_store_is_not_counted(tmp_path: Path) -> None:
    def damaged() -> None:
        raise DamagedStore("case.keys is damaged.")

    try_wrong(tmp_path, 9)
    for _ in range(5):
        with pytest.raises(DamagedStore):
            lockout.guarded(tmp_path, START + MINUTE, damaged)
    assert lockout.guarded(tmp_path, START + MINUTE, right) == "open"


def test_a_program_stopped_in_the_middle_of_a_try_wins_nothing(tmp_path: Path) -> None:
    during: list[str] = []

    def looked_at() -> None:
        during.append((tmp_path / lockout.TRIES_FILE).read_text(encoding="ascii"))
        wrong()

    with pytest.raises(WrongPassphrase):
        lockout.guarded(tmp_path, START, looked_at)
    assert '"wrong": 1' in during[0]


def test_a_clock_put_back_neither_frees_nor_locks_for_ever(tmp_path: Path) -> None:
    try_wrong(tmp_path, 10, START + timedelta(days=3650))
    with pytest.raises(TooManyAttempts, match="Wait 15 minutes"):
        lockout.guarded(tmp_path, START, right)
    with pytest.raises(TooManyAttempts, match="Wait 5 minutes"):
        lockout.guarded(tmp_path, START + 10 * MINUTE, right)
    assert lockout.guarded(tmp_path, START + 15 * MINUTE, right) == "open"


def test_any_time_zone_is_the_same_moment(tmp_path: Path) -> None:
    try_wrong(tmp_path, 10)
    east = timezone(timedelta(hours=5))
    moment = (START + 10 * MINUTE).replace(tzinfo=UTC).astimezone(east)
    assert lockout.minutes_to_wait(tmp_path, moment) == 6


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"[]",
        b"{}",
        b'{"wrong": "x", "last": "y"}',
        b'{"wrong": 1e999, "last": "2026-03-02"}',
        b"\xff",
        b"null",
    ],
)
def test_a_spoilt_count_is_a_missing_one(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / lockout.TRIES_FILE).write_bytes(raw)
    assert lockout.guarded(tmp_path, START, right) == "open"
    (tmp_path / lockout.TRIES_FILE).write_bytes(raw)
    try_wrong(tmp_path, 10)
    with pytest.raises(TooManyAttempts):
        lockout.guarded(tmp_path, START + MINUTE, right)
