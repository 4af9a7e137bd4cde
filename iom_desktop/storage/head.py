"""The head: how far the audit chain had come, kept outside the database.

SQLCipher's own checks do not notice a write-ahead log taken away, an older file put back or a cut tail. The
head does: it may lag behind the chain (the commit comes first), never stand ahead of it.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from iom_desktop.errors import DamagedStore
from iom_desktop.storage.files import write_atomically

HEAD_FILE = "case.head"
_LOCK_FILE = "case.head.lock"


def write_head(folder: Path, key: bytes, seq: int, mac: bytes) -> None:
    """Say that the chain has come to entry ``seq`` with ``mac``; a head further on is left as it is."""
    path = folder / HEAD_FILE
    with _locked(folder):
        known = _read(path, key)
        if known is not None and known[0] >= seq:
            return
        said = {"seq": seq, "mac": mac.hex()}
        said["seal"] = _seal(key, seq, mac)
        write_atomically(path, json.dumps(said).encode(), sync_folder=not path.exists())


def check_head(folder: Path, key: bytes, mac_at: Callable[[int], bytes | None], last_seq: int) -> None:
    """Hold the head against the chain; ``mac_at`` gives an entry's MAC. Raises ``DamagedStore``."""
    path = folder / HEAD_FILE
    if not path.exists():
        raise DamagedStore(
            f"The store has lost its file {HEAD_FILE}, which says how far its record had come. Put it back from a backup."
        )
    known = _read(path, key)
    if known is None:
        raise DamagedStore(f"The file {HEAD_FILE} of the store has been altered or is damaged.")
    seq, mac = known
    if seq > last_seq:
        raise DamagedStore(
            f"The database is older than the last change recorded: it ends at entry {last_seq}, and {seq} had been made. "
            "It was put back from a copy, or part of it is missing. Restore a backup."
        )
    if mac_at(seq) != mac:
        raise DamagedStore(
            "The audit record of the store is not the one that was made here: it has been altered."
        )


def short_code(mac: bytes) -> str:
    """Eight characters of a MAC, as printed at the foot of documents: "7F3A-91C2"."""
    digits = mac[:4].hex().upper()
    return f"{digits[:4]}-{digits[4:]}"


def _seal(key: bytes, seq: int, mac: bytes) -> str:
    return hmac.new(key, b"%d:" % seq + mac, hashlib.sha256).hexdigest()


def _read(path: Path, key: bytes) -> tuple[int, bytes] | None:
    """Sequence and MAC, if the file is whole and sealed with ``key``."""
    try:
        said = json.loads(path.read_bytes())
        seq, mac, seal = int(said["seq"]), bytes.fromhex(said["mac"]), str(said["seal"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return (seq, mac) if hmac.compare_digest(_seal(key, seq, mac), seal) else None


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """One process at a time compares and writes the head."""
    handle = os.open(folder / _LOCK_FILE, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _lock(handle)
        yield
    finally:
        os.close(handle)


if os.name == "nt":
    import msvcrt

    def _lock(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_LOCK, 1)  # type: ignore[attr-defined]

else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX)
