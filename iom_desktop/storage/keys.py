"""Who can open a store: one random data key, wrapped once for each officer and once for the recovery key.

Each slot is the data key under AES-GCM, its wrapping key from Argon2id over a passphrase. HKDF gives the keys
for the database, the audit chain, the head and the drafts. A change of passphrase rewrites one slot and not a
byte of the database. There is no back door: without a passphrase or the recovery key the store stays shut.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from iom_desktop.domain.officers import Officer
from iom_desktop.errors import DamagedStore, UserError, WrongPassphrase
from iom_desktop.storage.files import disk_error, write_atomically
from iom_desktop.storage.ids import new_id

KEY_FILE = "case.keys"
FORMAT = 1
MINIMUM_LENGTH, MAXIMUM_LENGTH = 12, 1024
_KEY_BYTES = 32
_MAXIMUM_FILE = 1_000_000
_RECOVERY = "recovery"
_OBVIOUS = frozenset({"password1234", "passwordpassword", "123456789012", "qwertyuiop123", "letmeinletmein"})
_CHECK_CHARS = 4


@dataclass(frozen=True, slots=True)
class Cost:
    """What one guess at a passphrase costs: memory in KiB, passes over it, lanes."""

    memory_kib: int
    iterations: int
    lanes: int

    @property
    def acceptable(self) -> bool:
        """At least 64 MiB and 3 passes, at most 1 GiB: less is weak, more is an attack on this computer."""
        return (
            64 * 1024 <= self.memory_kib <= 1024 * 1024
            and 3 <= self.iterations <= 20
            and 1 <= self.lanes <= 16
        )


STANDARD = Cost(memory_kib=256 * 1024, iterations=3, lanes=4)
#: The recovery key is 256 random bits: guessing it is hopeless at any cost, so it takes the least.
_RECOVERY_COST = Cost(memory_kib=64 * 1024, iterations=3, lanes=4)


class UnlockedKeys:
    """The keys of an open store. ``wipe`` overwrites the data key; Python may hold copies for a while longer."""

    def __init__(self, data_key: bytearray, store_id: str, store_name: str, officer: Officer | None) -> None:
        self._data_key = data_key
        self.store_id = store_id
        self.store_name = store_name
        self.officer = officer

    @property
    def data_key(self) -> bytearray:
        """The random key everything else comes from."""
        if not any(self._data_key):
            raise AssertionError("the keys of a locked store are gone")
        return self._data_key

    def _derive(self, label: str) -> bytes:
        return HKDF(
            algorithm=hashes.SHA256(),
            length=32,
            salt=self.store_id.encode(),
            info=f"iom-desktop {label}".encode(),
        ).derive(bytes(self.data_key))

    def database_key(self) -> bytearray:
        """The raw database key, in the form SQLCipher takes without deriving it again."""
        return bytearray(b"x'" + self._derive("database").hex().encode() + b"'")

    @property
    def audit_key(self) -> bytes:
        """The key of the audit chain."""
        return self._derive("audit")

    @property
    def head_key(self) -> bytes:
        """The key of the head file."""
        return self._derive("head")

    @property
    def drafts_key(self) -> bytes:
        """The key of the draft journal."""
        return self._derive("drafts")

    def wipe(self) -> None:
        """Overwrite the data key."""
        self._data_key[:] = bytes(len(self._data_key))


def exists(folder: Path) -> bool:
    """Whether ``folder`` holds a store's key file."""
    return (folder / KEY_FILE).exists()


def check_passphrase(passphrase: str) -> str:
    """``passphrase`` in the form it is used in. Raises ``UserError`` where it is too weak to keep."""
    said = unicodedata.normalize("NFKC", passphrase)
    if len(said) < MINIMUM_LENGTH:
        raise UserError(f"Passphrase: at least {MINIMUM_LENGTH} characters are needed.", "passphrase")
    if len(said) > MAXIMUM_LENGTH:
        raise UserError(f"Passphrase: at most {MAXIMUM_LENGTH} characters can be used.", "passphrase")
    if len(set(said.strip())) < 3 or said.strip().lower() in _OBVIOUS:
        raise UserError("Passphrase: this one would be guessed at once; choose another.", "passphrase")
    return said


def create_keys(
    folder: Path, officer: Officer, passphrase: str, store_name: str, *, cost: Cost = STANDARD
) -> tuple[UnlockedKeys, str]:
    """A new key file in ``folder``; returns the unlocked keys and the recovery key's text."""
    said = check_passphrase(passphrase)
    data_key, store_id = bytearray(os.urandom(_KEY_BYTES)), new_id()
    recovery = os.urandom(_KEY_BYTES)
    text = _recovery_text(recovery)
    file = {
        "format": FORMAT,
        "store_id": store_id,
        "store_name": store_name,
        "slots": [
            _wrap(data_key, store_id, store_name, said.encode(), _officer_slot(officer), cost),
            _wrap(data_key, store_id, store_name, recovery, {"kind": _RECOVERY}, _RECOVERY_COST),
        ],
    }
    _write(folder, file)
    return UnlockedKeys(data_key, store_id, store_name, officer), text


def unlock(folder: Path, passphrase: str, *, officer_name: str | None = None) -> UnlockedKeys:
    """The keys of the store in ``folder``, opened by an officer's passphrase or by the recovery key.

    Raises ``WrongPassphrase`` or ``DamagedStore``.
    """
    file = _read(folder)
    try:
        secret = _recovery_bytes(passphrase)
    except UserError:
        secret = None
    said = unicodedata.normalize("NFKC", passphrase).encode(errors="surrogatepass")
    for slot in file["slots"]:
        by_recovery = slot["identity"].get("kind") == _RECOVERY
        if by_recovery != (secret is not None):
            continue
        if officer_name is not None and not by_recovery and slot["identity"].get("name") != officer_name:
            continue
        data_key = _unwrap(slot, file, said if secret is None else secret)
        if data_key is not None:
            officer = None if by_recovery else _officer(slot["identity"])
            return UnlockedKeys(data_key, file["store_id"], file["store_name"], officer)
    raise WrongPassphrase("The passphrase is not right.", "passphrase")


def list_officers(folder: Path) -> list[Officer]:
    """The officers who can open the store. Raises ``DamagedStore``."""
    identities = (slot["identity"] for slot in _read(folder)["slots"])
    return [_officer(identity) for identity in identities if identity.get("kind") != _RECOVERY]


def store_name(folder: Path) -> str:
    """The store's name, as its key file has it. Raises ``DamagedStore``."""
    return str(_read(folder)["store_name"])


def add_officer(
    folder: Path, unlocked: UnlockedKeys, officer: Officer, passphrase: str, *, cost: Cost = STANDARD
) -> None:
    """Let one more officer open the store. Raises ``UserError``."""
    said = check_passphrase(passphrase)
    file = _read(folder)
    if any(slot["identity"].get("name") == officer.name for slot in file["slots"]):
        raise UserError("Name: an officer of that name can open this store already.", "name")
    slot = _wrap(
        unlocked.data_key, file["store_id"], file["store_name"], said.encode(), _officer_slot(officer), cost
    )
    _write(folder, file | {"slots": [*file["slots"], slot]})


def change_passphrase(
    folder: Path, unlocked: UnlockedKeys, officer_id: str, new: str, *, cost: Cost = STANDARD
) -> None:
    """Give an officer a new passphrase: one slot is rewritten, no byte of the database. Raises ``UserError``."""
    said = check_passphrase(new)
    file = _read(folder)
    places = [n for n, slot in enumerate(file["slots"]) if slot["identity"].get("officer_id") == officer_id]
    if not places:
        raise UserError("That officer cannot open this store.")
    slots = list(file["slots"])
    identity = slots[places[0]]["identity"]
    slots[places[0]] = _wrap(
        unlocked.data_key, file["store_id"], file["store_name"], said.encode(), identity, cost
    )
    _write(folder, file | {"slots": slots})


def _officer_slot(officer: Officer) -> dict[str, str]:
    return {
        "kind": "officer",
        "officer_id": officer.officer_id,
        "name": officer.name,
        "agency": officer.agency,
        "role": officer.role,
    }


def _officer(identity: dict[str, str]) -> Officer:
    return Officer(
        officer_id=identity["officer_id"],
        name=identity["name"],
        agency=identity["agency"],
        role=identity["role"],
    )


def _associated(store_id: str, name: str, identity: dict[str, str], cost: dict[str, int]) -> bytes:
    # What stands beside the wrapped key is sealed with it: a changed name or cost does not open.
    return json.dumps([FORMAT, store_id, name, identity, cost], sort_keys=True, ensure_ascii=False).encode()


def _wrap(
    data_key: bytearray, store_id: str, name: str, secret: bytes, identity: dict[str, str], cost: Cost
) -> dict[str, Any]:
    salt, nonce = os.urandom(16), os.urandom(12)
    said = {"memory_kib": cost.memory_kib, "iterations": cost.iterations, "lanes": cost.lanes}
    wrapped = AESGCM(_stretch(secret, salt, cost)).encrypt(
        nonce, bytes(data_key), _associated(store_id, name, identity, said)
    )
    return {
        "identity": identity,
        "cost": said,
        "salt": _text(salt),
        "nonce": _text(nonce),
        "wrapped": _text(wrapped),
    }


def _unwrap(slot: dict[str, Any], file: dict[str, Any], secret: bytes) -> bytearray | None:
    cost = Cost(**slot["cost"])
    try:
        opened = AESGCM(_stretch(secret, _bytes(slot["salt"]), cost)).decrypt(
            _bytes(slot["nonce"]),
            _bytes(slot["wrapped"]),
            _associated(file["store_id"], file["store_name"], slot["identity"], slot["cost"]),
        )
    except InvalidTag:
        return None
    return bytearray(opened)


def _stretch(secret: bytes, salt: bytes, cost: Cost) -> bytes:
    return Argon2id(
        salt=salt,
        length=_KEY_BYTES,
        iterations=cost.iterations,
        lanes=cost.lanes,
        memory_cost=cost.memory_kib,
    ).derive(secret)


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)


def _write(folder: Path, file: dict[str, Any]) -> None:
    path = folder / KEY_FILE
    data = json.dumps(file, indent=1, ensure_ascii=False).encode()
    write_atomically(path, data, keep_previous=path.exists())


def _read(folder: Path) -> dict[str, Any]:
    path = folder / KEY_FILE
    damaged = DamagedStore(f"The key file {path} is damaged. Put back the copy from a backup.")
    try:
        if path.stat().st_size > _MAXIMUM_FILE:
            raise damaged
        data = path.read_bytes()
    except OSError as failure:
        raise disk_error(failure, path) from None
    try:
        file = json.loads(data)
        _check_file(file)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise damaged from None
    for slot in file["slots"]:
        if not Cost(**slot["cost"]).acceptable:
            raise DamagedStore(
                f"The key file {path} asks for a cost outside what is safe: it has been altered."
            )
    return dict(file)


def _check_file(file: Any) -> None:
    """Raise ``ValueError`` and its like unless ``file`` has the shape of a key file."""
    if file["format"] != FORMAT or not isinstance(file["slots"], list) or not file["slots"]:
        raise ValueError
    if not all(isinstance(file[name], str) for name in ("store_id", "store_name")):
        raise TypeError
    for slot in file["slots"]:
        cost = Cost(**slot["cost"])
        if not all(isinstance(n, int) for n in (cost.memory_kib, cost.iterations, cost.lanes)):
            raise TypeError
        identity = slot["identity"]
        if identity["kind"] != _RECOVERY:
            _officer(identity)
        for name in ("salt", "nonce", "wrapped"):
            _bytes(slot[name])


def _recovery_text(secret: bytes) -> str:
    body = base64.b32encode(secret).decode().rstrip("=")
    body += _recovery_check(secret)
    return "-".join(body[start : start + 4] for start in range(0, len(body), 4))


def _recovery_check(secret: bytes) -> str:
    return base64.b32encode(hashlib.sha256(b"recovery" + secret).digest()).decode()[:_CHECK_CHARS]


def _recovery_bytes(typed: str) -> bytes:
    """The recovery key as typed, forgiving of case, spaces and look-alikes. Raises ``UserError``."""
    said = "".join(ch for ch in typed.upper() if ch.isalnum()).translate(str.maketrans("018", "OIB"))
    length = len(base64.b32encode(bytes(_KEY_BYTES)).rstrip(b"="))
    if len(said) != length + _CHECK_CHARS:
        raise UserError("That is not a recovery key.", "passphrase")
    try:
        secret = base64.b32decode(said[:length] + "=" * (-length % 8))
    except ValueError:
        raise UserError("That is not a recovery key.", "passphrase") from None
    if _recovery_check(secret) != said[length:]:
        raise UserError("The recovery key was mistyped: its check letters do not fit.", "passphrase")
    return secret
