"""``case.head``: which audit entry was the last, kept outside the database it belongs to.

SQLCipher knows when a page was altered, but an older copy of the whole database, or one whose write-ahead log
was taken away, is to it as good as any. The head knows better. It is written after each commit, so that after
a power cut it may lag behind the database, and never run ahead of it.

It does not help on a machine that never saw the newer store: an older folder copied whole is older as a
whole.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from iom_desktop.errors import DamagedStore, StoreBusy
from iom_desktop.storage import files

#: The file's name in the store's folder.
HEAD_FILE = "case.head"
_FIRST_LINE = "iom-desktop head 1"
_LABEL = b"iom-desktop head 1\x00"
_MAC_BYTES = 32
_LARGEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Head:
    """Sequence and MAC of the last audit entry that was recorded outside the database."""

    seq: int
    mac: bytes


def write_head(folder: Path, head_key: bytes, seq: int, mac: bytes) -> bool:
    """Record that entry ``seq`` with ``mac`` is the last one, and whether that was done.

    Not done where a later entry is recorded already, or where another program holds the file: a head that
    lags is no fault, and the next change catches up. Raises ``DamagedStore`` where what stands there is
    forged or names another entry ``seq``, and ``UserError`` where the disk refuses; the change itself is
    saved by then.
    """
    try:
        with files.locked(folder / files.LOCK_FILE):
            return _advance(folder, head_key, seq, mac)
    except StoreBusy:
        return False


def _advance(folder: Path, head_key: bytes, seq: int, mac: bytes) -> bool:
    there = read_head(folder, head_key)
    if there is not None and there.seq >= seq:
        if there.seq == seq and not hmac.compare_digest(there.mac, mac):
            raise _swapped(folder)
        return False
    lines = (_FIRST_LINE, str(seq), mac.hex(), _seal(head_key, seq, mac).hex(), "")
    # Where a head exists, a power cut may bring back the one before: that is a lag, and saves a quarter of
    # the cost.
    files.write_atomically(folder / HEAD_FILE, "\n".join(lines).encode("ascii"), sync_folder=there is None)
    return True


def read_head(folder: Path, head_key: bytes) -> Head | None:
    """The head, or nothing where there is no file. Raises ``DamagedStore`` for one of other keys."""
    try:
        raw = (folder / HEAD_FILE).read_bytes()
    except FileNotFoundError:
        return None
    except OSError as failure:
        raise files.disk_error(failure, folder / HEAD_FILE) from None
    head, seal = _parse(raw)
    if head is None or not hmac.compare_digest(seal, _seal(head_key, head.seq, head.mac)):
        raise DamagedStore(
            f"{HEAD_FILE} in {folder} has been altered, or belongs to another store. "
            "Keep the folder as it is, and restore the latest backup."
        )
    return head


def _parse(raw: bytes) -> tuple[Head | None, bytes]:
    try:
        first, seq, mac, seal, rest = raw.decode("ascii").split("\n")
        head = Head(int(seq), bytes.fromhex(mac))
        whole = (first, str(head.seq), head.mac.hex(), bytes.fromhex(seal).hex(), rest)
    except ValueError:
        return None, b""
    fits = (
        whole == (_FIRST_LINE, seq, mac, seal, "")
        and 0 <= head.seq <= _LARGEST
        and len(head.mac) == _MAC_BYTES
    )
    return (head if fits else None), bytes.fromhex(seal)


def check_head(
    folder: Path, head_key: bytes, entry_mac_at: Callable[[int], bytes | None], last_seq: int
) -> None:
    """Hold the head against the database, whose last entry is ``last_seq``.

    ``entry_mac_at`` gives the MAC of an entry of the database, or nothing. A head at or behind the last entry
    is good; a missing, forged or swapped one, or one ahead, raises ``DamagedStore``.
    """
    head = read_head(folder, head_key)
    if head is None:
        raise DamagedStore(
            f"{HEAD_FILE} is missing from {folder}, so nobody can tell whether the database is the latest. "
            f"Put {HEAD_FILE} back, or restore the latest backup."
        )
    if head.seq > last_seq:
        raise DamagedStore(
            f"The database in {folder} is older than the last recorded change: it ends at entry {last_seq:,} "
            f"of {head.seq:,}. Put back the newer case.db and case.db-wal, or restore the latest backup."
        )
    mac = entry_mac_at(head.seq)
    if mac is None or not hmac.compare_digest(mac, head.mac):
        raise _swapped(folder)


def _swapped(folder: Path) -> DamagedStore:
    return DamagedStore(
        f"The database in {folder} is not the one that {HEAD_FILE} was written for: their records of changes "
        "part ways. Put back the files that belong together, or restore the latest backup."
    )


def _seal(head_key: bytes, seq: int, mac: bytes) -> bytes:
    return hmac.digest(head_key, _LABEL + seq.to_bytes(8, "big") + mac, hashlib.sha256)


def short_code(mac: bytes) -> str:
    """``mac`` as a person compares it, as in "7F3A-91C2"; printed at the foot of documents."""
    code = mac[:4].hex().upper()
    return f"{code[:4]}-{code[4:]}"
