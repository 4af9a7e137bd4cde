"""Ten wrong passphrases, and the next try waits a quarter of an hour, restart or not.

This slows somebody at the keyboard. It does not stop somebody who copies the folder and deletes the count:
only the cost of deriving the key does.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

from iom_desktop.errors import TooManyAttempts, WrongPassphrase
from iom_desktop.storage.files import write_atomically

T = TypeVar("T")

ATTEMPTS = 10
WAIT = timedelta(minutes=15)
_FILE = "case.tries"


def guarded(folder: Path, now: datetime, unlock: Callable[[], T]) -> T:
    """What ``unlock`` returns, with its wrong passphrases counted. ``now`` is UTC.

    Raises ``TooManyAttempts`` without trying while the wait lasts.
    """
    wrong, last = _read(folder)
    if wrong >= ATTEMPTS and last is not None and last <= now < last + WAIT:
        minutes = -(-(last + WAIT - now).seconds // 60)
        raise TooManyAttempts(
            f"{ATTEMPTS} wrong passphrases: wait {minutes} {'minute' if minutes == 1 else 'minutes'} and try again."
        )
    try:
        opened = unlock()
    except WrongPassphrase as wrongly:
        left = ATTEMPTS - _count(folder, wrong, last, now)
        if left <= 3:
            more = (
                f"{left} more tries before a wait of 15 minutes."
                if left > 0
                else "Wait 15 minutes and try again."
            )
            raise WrongPassphrase(f"{wrongly.message} {more}", wrongly.field) from None
        raise
    (folder / _FILE).unlink(missing_ok=True)
    return opened


def _count(folder: Path, wrong: int, last: datetime | None, now: datetime) -> int:
    # After a wait that ran its course, the count begins again.
    begun_again = wrong >= ATTEMPTS and last is not None and now >= last + WAIT
    tries = 1 if begun_again else wrong + 1
    write_atomically(folder / _FILE, json.dumps({"wrong": tries, "last": now.isoformat()}).encode())
    return tries


def _read(folder: Path) -> tuple[int, datetime | None]:
    try:
        said = json.loads((folder / _FILE).read_bytes())
        return int(said["wrong"]), datetime.fromisoformat(said["last"])
    except (OSError, ValueError, KeyError, TypeError):
        return 0, None
