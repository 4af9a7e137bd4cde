"""What is half typed, kept encrypted until it is saved or thrown away, through lock, crash and kill.

One file for each draft, in ``drafts/`` of the store. A file's name is a MAC of the draft's key and its size
is rounded up, so that neither says whose case it is or how much was written.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import os
from collections.abc import Mapping
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from iom_desktop.storage import files

#: The folder's name in the store's folder.
DRAFTS_FOLDER = "drafts"
_ENDING = ".draft"
_DAMAGED = ".damaged"
_LABEL = b"iom-desktop draft 1\x00"
_NONCE_BYTES = 12
_ROUNDED_TO = 1024


class DraftJournal:
    """The drafts of one unlocked store. ``key`` names a form and its record, in the caller's own way."""

    def __init__(self, folder: Path, drafts_key: bytes) -> None:
        self._folder = folder / DRAFTS_FOLDER
        self._name_key = HKDFExpand(SHA256(), 32, b"iom-desktop 1 draft names").derive(drafts_key)
        self._cipher = AESGCM(HKDFExpand(SHA256(), 32, b"iom-desktop 1 draft values").derive(drafts_key))
        self._faults: list[str] = []
        files.clear_unfinished(self._folder)

    @property
    def faults(self) -> tuple[str, ...]:
        """A sentence for each draft that could not be read and was set aside."""
        return tuple(self._faults)

    def save(self, key: str, values: Mapping[str, str]) -> None:
        """Keep ``values`` under ``key`` instead of what was there. Raises ``UserError`` where it cannot."""
        files.make_folder(self._folder)
        path = self._path(key)
        said = json.dumps({"key": key, "values": dict(values)}).encode("ascii")
        padded = said.ljust(-(-len(said) // _ROUNDED_TO) * _ROUNDED_TO)
        nonce = os.urandom(_NONCE_BYTES)
        files.write_atomically(path, nonce + self._cipher.encrypt(nonce, padded, _bound(path)))

    def load(self, key: str) -> dict[str, str] | None:
        """What was kept under ``key``; nothing where there is none, or a damaged one: see ``faults``."""
        found = self._read(self._path(key))
        return None if found is None or found[0] != key else found[1]

    def discard(self, key: str) -> None:
        """Forget the draft under ``key``, if there is one. Raises ``UserError`` where the disk refuses."""
        path = self._path(key)
        try:
            path.unlink(missing_ok=True)
        except OSError as failure:
            raise files.disk_error(failure, path) from None

    def all(self) -> dict[str, dict[str, str]]:
        """Every draft by its key, the oldest first. Damaged ones are set aside; see ``faults``."""
        paths = sorted(self._folder.glob(f"*{_ENDING}"), key=_changed)
        return dict(found for found in map(self._read, paths) if found is not None)

    def _path(self, key: str) -> Path:
        # A lone surrogate is no text, but no reason to lose a draft either.
        name = hmac.digest(self._name_key, key.encode("utf-8", "surrogatepass"), hashlib.sha256)[:16].hex()
        return self._folder / f"{name}{_ENDING}"

    def _read(self, path: Path) -> tuple[str, dict[str, str]] | None:
        try:
            raw = path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as failure:
            raise files.disk_error(failure, path) from None
        try:
            padded = self._cipher.decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], _bound(path))
        except (InvalidTag, ValueError):
            self._set_aside(path)
            return None
        said = json.loads(padded)
        return said["key"], said["values"]

    def _set_aside(self, path: Path) -> None:
        aside = path.with_name(f"{path.name}{_DAMAGED}")
        with contextlib.suppress(OSError):
            path.replace(aside)
        self._faults.append(f"A draft could not be read: it is damaged. It was set aside as {aside}.")


def _bound(path: Path) -> bytes:
    """What a draft's contents cannot be parted from: its name, so that no draft passes for another."""
    return _LABEL + path.stem.encode("ascii", "replace")


def _changed(path: Path) -> tuple[float, str]:
    try:
        return path.stat().st_mtime, path.name
    except OSError:
        return 0.0, path.name
