"""Ten wrong passphrases, then a wait of fifteen minutes that outlasts a restart.

It slows somebody at this keyboard. It does not stop somebody who copies the folder, or who deletes the file
that counts: against them stands only what each guess costs (``keys.Cost``).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import ceil
from pathlib import Path
from typing import TypeVar

from iom_desktop.errors import TooManyAttempts, WrongPassphrase
from iom_desktop.storage import files

T = TypeVar("T")

#: The file's name in the store's folder.
TRIES_FILE = "case.tries"
#: Wrong passphrases before the wait.
LIMIT = 10
WAIT = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Tries:
    """How many wrong passphrases there were since the last right one, and when the last was, in UTC."""

    wrong: int
    last: datetime


def guarded(folder: Path, now: datetime, attempt: Callable[[], T]) -> T:
    """What ``attempt`` returns, unless it is too soon: then ``TooManyAttempts``, without trying.

    A try is counted before it is made, so that stopping the program in the middle of it wins nothing. A right
    one clears the count; one that fails for another reason than ``WrongPassphrase`` is not counted.
    """
    moment = _in_utc(now)
    before = _count(folder, moment)
    try:
        result = attempt()
    except WrongPassphrase:
        raise
    except BaseException:
        _put_back(folder, before)
        raise
    _put_back(folder, None)
    return result


def minutes_to_wait(folder: Path, now: datetime) -> int:
    """Minutes until the next try is taken, rounded up; 0 when it is taken now."""
    return _minutes_left(_read(folder), _in_utc(now))


def _count(folder: Path, now: datetime) -> Tries | None:
    with files.locked(folder / files.LOCK_FILE):
        before = _read(folder)
        if before is not None and before.last > now:
            # The clock was put back. Waiting from now is fair; waiting for a date years ahead is not.
            before = Tries(before.wrong, now)
            _write(folder, before)
        minutes = _minutes_left(before, now)
        if minutes:
            word = "minute" if minutes == 1 else "minutes"
            raise TooManyAttempts(
                f"{LIMIT} wrong passphrases were typed. Wait {minutes} {word}, then try again."
            )
        served = before is None or before.wrong >= LIMIT
        _write(folder, Tries(1 if before is None or served else before.wrong + 1, now))
        return None if served else before


def _minutes_left(tries: Tries | None, now: datetime) -> int:
    if tries is None or tries.wrong < LIMIT:
        return 0
    left = min(tries.last + WAIT - now, WAIT)
    return max(0, ceil(left / timedelta(minutes=1)))


def _put_back(folder: Path, tries: Tries | None) -> None:
    with files.locked(folder / files.LOCK_FILE):
        if tries is not None:
            _write(folder, tries)
            return
        try:
            (folder / TRIES_FILE).unlink(missing_ok=True)
        except OSError as failure:
            raise files.disk_error(failure, folder / TRIES_FILE) from None


def _write(folder: Path, tries: Tries) -> None:
    said = {"wrong": tries.wrong, "last": tries.last.isoformat()}
    files.write_atomically(folder / TRIES_FILE, json.dumps(said).encode("ascii"))


def _read(folder: Path) -> Tries | None:
    """The count, or nothing: whoever can spoil this file could delete it as well."""
    try:
        said = json.loads((folder / TRIES_FILE).read_bytes())
        return Tries(max(0, min(int(said["wrong"]), LIMIT)), _in_utc(datetime.fromisoformat(said["last"])))
    except FileNotFoundError:
        return None
    except OSError as failure:
        raise files.disk_error(failure, folder / TRIES_FILE) from None
    except (ValueError, KeyError, TypeError, OverflowError):
        return None


def _in_utc(moment: datetime) -> datetime:
    return moment if moment.tzinfo is None else moment.astimezone(UTC).replace(tzinfo=None)
