"""The draft journal: what is half typed, encrypted, so that a lock, a crash or a kill loses nothing.

One file for each draft, named by a keyed digest: neither names nor contents of the files tell anything.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from collections.abc import Mapping
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from iom_desktop.storage.files import disk_error, write_atomically

_FOLDER = "drafts"
_NONCE = 12


class DraftJournal:
    """The drafts of one store. ``key`` names a draft ("action:new:<goal>"); values are what stands in its fields."""

    def __init__(self, folder: Path, drafts_key: bytes) -> None:
        self._folder = folder / _FOLDER
        self._name_key = hmac.new(drafts_key, b"names", hashlib.sha256).digest()
        self._cipher = AESGCM(drafts_key)
        #: How many drafts could not be read and were set aside.
        self.damaged = 0

    def save(self, key: str, values: Mapping[str, str]) -> None:
        """Keep ``values`` for ``key``, in place of what was kept. Raises ``UserError`` where the disk refuses."""
        said = json.dumps({"key": key, "values": dict(values)}, ensure_ascii=False)
        nonce = os.urandom(_NONCE)
        # A lone surrogate may be half typed; it is kept as it stands and refused when it is saved.
        sealed = nonce + self._cipher.encrypt(nonce, said.encode(errors="surrogatepass"), b"draft")
        try:
            self._folder.mkdir(exist_ok=True)
        except OSError as failure:
            raise disk_error(failure, self._folder) from None
        write_atomically(self._path(key), sealed, sync_folder=False)

    def load(self, key: str) -> dict[str, str] | None:
        """What was kept for ``key``, or nothing."""
        found = self._open(self._path(key))
        return None if found is None else found[1]

    def discard(self, key: str) -> None:
        """Forget what was kept for ``key``."""
        self._path(key).unlink(missing_ok=True)

    def all(self) -> dict[str, dict[str, str]]:
        """Every draft that can be read, by key."""
        files = sorted(self._folder.glob("*.draft")) if self._folder.is_dir() else []
        return dict(found for found in map(self._open, files) if found is not None)

    def _path(self, key: str) -> Path:
        name = hmac.new(self._name_key, key.encode(), hashlib.sha256).hexdigest()[:40]
        return self._folder / f"{name}.draft"

    def _open(self, path: Path) -> tuple[str, dict[str, str]] | None:
        try:
            sealed = path.read_bytes()
        except OSError:
            return None
        try:
            opened = self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], b"draft")
            said = json.loads(opened.decode(errors="surrogatepass"))
            return said["key"], dict(said["values"])
        except (InvalidTag, ValueError, KeyError, TypeError):
            self.damaged += 1
            path.replace(path.with_suffix(".damaged"))
            return None
