"""What lies on a disk for a moment only: inside the store's folder, wiped when it is done with, or at the next start.

Three things write such files. The printing system keeps the pages it is about to print in a file of its own
(``spooling`` has it keep them here). A file saved for the officer is written beside its place under another name
before it takes the place of an older one (``save`` notes that name here, encrypted, until it is gone). Everything
else the program makes, it makes in memory.

Wiping overwrites a file before it is removed. On a flash disk or a journalling file system the old bytes may
outlive that until the disk needs their room: what must not be read there at all is behind the store's passphrase.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from iom_desktop.errors import StoreBusy, UserError
from iom_desktop.storage import files

#: The folder's name in the store's folder. Each piece of work has a folder of its own in it.
TEMPORARY_FOLDER = "temporary"
#: Held as a lock while the work of its folder goes on; the system lets go of it if the program dies.
_IN_USE = "in-use"
_NOTE = "part-file"
_LABEL = b"iom-desktop part file 1\x00"
_NONCE_BYTES = 12
_ROUNDED_TO = 1024
_BLOCK = 1 << 20
#: Where programs look for the folder of temporary files.
_NAMES = ("TMPDIR", "TEMP", "TMP")
_spooling = threading.Lock()


def folder(store: Path) -> Path:
    """Where a store's temporary files are."""
    return store / TEMPORARY_FOLDER


# --- Places ------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def place(store: Path) -> Iterator[Path]:
    """A folder inside the store's for one piece of work. Whatever is put there is wiped at the end of it.

    Raises ``UserError`` where it cannot be made.
    """
    made = folder(store) / secrets.token_hex(8)
    with contextlib.ExitStack() as held:
        held.callback(_remove, made)
        # Nobody clears leftovers between the making of the folder and the taking of its lock.
        with files.locked(store / files.LOCK_FILE):
            files.make_folder(made)
            held.enter_context(files.locked(made / _IN_USE))
        held.callback(_empty, made)
        yield made


@dataclass(frozen=True, slots=True)
class Spool:
    """Where the printing system keeps what it is about to print."""

    folder: Path

    def forget(self) -> None:
        """Wipe what is kept: of a job that is ended after this, nothing more reaches the printer."""
        _empty(self.folder)


@contextlib.contextmanager
def spooling(store: Path) -> Iterator[Spool]:
    """Have the printing system keep what it is about to print inside the store's folder. One job at a time.

    CUPS asks ``TMPDIR`` for the folder. Windows and macOS keep what is printed in the system's own spool, which
    no program chooses.
    """
    with _spooling, place(store) as made:
        before = {name: os.environ.get(name) for name in _NAMES}
        os.environ.update(dict.fromkeys(_NAMES, str(made)))
        try:
            yield Spool(made)
        finally:
            for name, value in before.items():
                if value is None:
                    os.environ.pop(name, None)
                else:
                    os.environ[name] = value


def clear_leftovers(store: Path, key: bytes) -> None:
    """Wipe what the program left when it was killed: spooled pages, and files half saved elsewhere.

    ``key`` is the store's key of drafts. What another program is using now is left to it, and so is the note of
    a file on a disk that is not there: the next start finds it. Nothing here keeps a store from opening.
    """
    with contextlib.suppress(OSError, UserError):
        for made in sorted(folder(store).iterdir()):
            _clear(store, made, key)


def _clear(store: Path, made: Path, key: bytes) -> None:
    if made.is_symlink() or not made.is_dir():
        wipe(made)
        return
    with files.locked(store / files.LOCK_FILE):
        try:
            with files.locked(made / _IN_USE, wait=0):
                if not _clear_part_file(made, key):
                    return
                _empty(made)
        except StoreBusy:
            return
        _remove(made)


def _empty(made: Path) -> None:
    with contextlib.suppress(OSError):
        for path in made.iterdir():
            if path.name != _IN_USE:
                wipe(path)


def _remove(made: Path) -> None:
    with contextlib.suppress(OSError):
        (made / _IN_USE).unlink(missing_ok=True)
        made.rmdir()


def wipe(path: Path) -> None:
    """Overwrite the file ``path`` and remove it; a folder, with all that is in it. Best effort: nothing is raised."""
    with contextlib.suppress(OSError):
        if path.is_dir() and not path.is_symlink():
            for inner in path.iterdir():
                wipe(inner)
            path.rmdir()
            return
        # Of a link, only the link is removed; of a file with a second name, only this name.
        if not path.is_symlink() and path.stat().st_nlink == 1:
            with contextlib.suppress(OSError):
                _overwrite(path)
        path.unlink()


def _overwrite(path: Path) -> None:
    handle = os.open(path, os.O_WRONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0))
    try:
        left = os.fstat(handle).st_size
        zeros = bytes(min(left, _BLOCK))
        while left > 0:
            left -= os.write(handle, zeros[:left])
        files.sync(handle)
    finally:
        os.close(handle)


# --- Files for the officer ---------------------------------------------------------------------------------


def save(store: Path, key: bytes, path: Path, data: bytes) -> None:
    """Write a file the officer asked for, whole or not at all, and leave no part of it behind after a kill.

    Where the system can write a file that has no name yet, a kill leaves nothing. Where it cannot, or where an
    older file is replaced, the part file's name is noted until it is gone. Raises ``UserError``.
    """
    files.write_whole(path, data, partial(_noted, store, key))


@contextlib.contextmanager
def _noted(store: Path, key: bytes, part: Path) -> Iterator[None]:
    """Keep the name of a part file, encrypted, for as long as there may be one."""
    with place(store) as made:
        nonce = os.urandom(_NONCE_BYTES)
        said = os.fsencode(part.absolute())
        padded = len(said).to_bytes(4, "big") + said
        padded += bytes(-len(padded) % _ROUNDED_TO)
        sealed = _cipher(key).encrypt(nonce, padded, _LABEL + made.name.encode("ascii"))
        files.write_atomically(made / _NOTE, nonce + sealed)
        yield


def _clear_part_file(made: Path, key: bytes) -> bool:
    """Wipe the part file that is noted in ``made``; False where its disk is not there."""
    try:
        raw = (made / _NOTE).read_bytes()
    except OSError:
        return True
    try:
        padded = _cipher(key).decrypt(
            raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], _LABEL + made.name.encode("ascii", "replace")
        )
    except (InvalidTag, ValueError):
        return True  # damaged, or of a key that is no more: there is nothing to be learnt from it
    size = int.from_bytes(padded[:4], "big")
    part = Path(os.fsdecode(padded[4 : 4 + size]))
    if not part.parent.is_dir():
        return False
    wipe(part)
    return True


def _cipher(key: bytes) -> AESGCM:
    return AESGCM(HKDFExpand(SHA256(), 32, b"iom-desktop 1 part files").derive(key))
