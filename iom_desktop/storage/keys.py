"""Who can open the store: one random key, wrapped once for each officer and once for the recovery key.

The data key is 256 random bits, made once. ``case.keys`` holds it encrypted with AES-GCM under each officer's
passphrase, stretched with Argon2id, so that a change of passphrase rewrites one slot and no byte of the
database. HKDF makes the keys for database, audit, head and drafts from it. There is no back door: without a
passphrase and without the recovery key nothing can be read.

Two guards tell damage from a wrong passphrase. A checksum, which anybody can work out, finds what a disk
spoils. A seal under the data key, looked at after unlocking, finds what a person changed and gave a new
checksum: a slot added, taken out or put back from an old file, a name altered.

Nothing in a file stops somebody who copies it from guessing at home; the cost of each guess does.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from iom_desktop.domain.officers import Officer
from iom_desktop.domain.text import clean
from iom_desktop.errors import DamagedStore, StoreTooNew, UserError, WrongPassphrase
from iom_desktop.storage import files, recovery_key
from iom_desktop.storage.ids import new_id

#: The file's name in the store's folder.
KEYS_FILE = "case.keys"
SHORTEST_PASSPHRASE = 12
LONGEST_PASSPHRASE = 1024
_FORMAT = "iom-desktop keys"
_VERSION = 1
_KEY_BYTES = 32
_LARGEST_FILE = 1 << 20
_MOST_SLOTS = 100
_NAME_LIMIT = 200
_WRONG = "This passphrase does not open the store."


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one guess at a passphrase costs: ``memory_kib`` KiB of memory, gone over ``iterations`` times."""

    memory_kib: int
    iterations: int
    lanes: int

    def is_acceptable(self) -> bool:
        """At least 64 MiB three times over; at most 1 GiB and few passes, so that no file can stall us."""
        return 64 << 10 <= self.memory_kib <= 1 << 20 and 3 <= self.iterations <= 16 and 1 <= self.lanes <= 16


#: 256 MiB three times over: about half a second to a second of an office computer.
STANDARD = Cost(memory_kib=256 << 10, iterations=3, lanes=4)


class UnlockedKeys:
    """The keys of an open store, until ``wipe``. ``officer`` is nothing when the recovery key opened it."""

    __slots__ = ("_data", "officer", "store_id", "store_name")

    def __init__(self, data: bytearray, store_id: str, store_name: str, officer: Officer | None) -> None:
        self._data = data
        self.store_id = store_id
        self.store_name = store_name
        self.officer = officer

    def database_key(self) -> bytearray:
        """The database key in the form ``Connection.set_key`` takes raw keys in; the caller overwrites it."""
        raw = bytearray(_KEY_BYTES)
        self._derive_into(b"database", raw)
        literal = bytearray(b"x'") + _hex(raw) + bytearray(b"'")
        _clear(raw)
        return literal

    @property
    def audit_key(self) -> bytes:
        """The key that chains the audit entries."""
        return self._derive(b"audit")

    @property
    def head_key(self) -> bytes:
        """The key that seals ``case.head``."""
        return self._derive(b"head")

    @property
    def drafts_key(self) -> bytes:
        """The key that encrypts what is half typed."""
        return self._derive(b"drafts")

    def wipe(self) -> None:
        """Overwrite the data key. After it no key can be had from here."""
        _clear(self._data)

    @property
    def wiped(self) -> bool:
        """Whether ``wipe`` was called."""
        return not any(self._data)

    def _derive(self, label: bytes) -> bytes:
        key = bytearray(_KEY_BYTES)
        self._derive_into(label, key)
        return bytes(key)

    def _derive_into(self, label: bytes, key: bytearray) -> None:
        if self.wiped:
            raise RuntimeError("the store is locked: its keys have been wiped")
        hkdf = HKDF(SHA256(), len(key), salt=bytes.fromhex(self.store_id), info=b"iom-desktop 1 " + label)
        hkdf.derive_into(self._data, key)

    def __repr__(self) -> str:
        return f"<UnlockedKeys of store {self.store_id}>"


def _hex(raw: bytearray) -> bytearray:
    digits = b"0123456789abcdef"
    return bytearray(digits[half] for byte in raw for half in (byte >> 4, byte & 15))


def _clear(secret: bytearray) -> None:
    secret[:] = bytes(len(secret))


# --- What officers do ------------------------------------------------------------------------------------


def exists(folder: Path) -> bool:
    """Whether ``folder`` holds a key file, and so a store."""
    return (folder / KEYS_FILE).exists()


def create_keys(
    folder: Path, officer: Officer, passphrase: str, store_name: str, *, cost: Cost = STANDARD
) -> tuple[UnlockedKeys, str]:
    """Make the key file of a new store, and its folder. Returns the keys and the recovery key's text.

    The recovery key exists nowhere else: it is for paper. Raises ``UserError`` naming the field for a store
    name, officer or passphrase that will not do, and where a key file is there already.
    """
    named = clean(store_name, label="Store name", field="store_name", limit=_NAME_LIMIT, multiline=False)
    if not named:
        raise UserError("Store name: this is needed.", "store_name")
    kept, secret = officer.check(), check_passphrase(passphrase)
    files.make_folder(folder)
    with files.locked(folder / files.LOCK_FILE):
        if exists(folder):
            raise UserError(f"There is a store in {folder} already.", "folder")
        keys = UnlockedKeys(bytearray(os.urandom(_KEY_BYTES)), new_id(), named, kept)
        document = _Document(store_id=keys.store_id, store_name=named, slots=[])
        recovery, text = recovery_key.new_recovery_key()
        document.slots.append(_wrap(document, keys, "officer", kept, secret, cost))
        document.slots.append(_wrap(document, keys, "recovery", None, recovery, cost))
        _save(folder, document, keys)
    _clear(secret)
    _clear(recovery)
    return keys, text


def unlock(folder: Path, passphrase: str, *, officer_name: str | None = None) -> UnlockedKeys:
    """Open the store's keys with an officer's passphrase, or with the recovery key typed in its place.

    Every officer's slot is tried, at the cost of one derivation each, or only that of ``officer_name``: give
    it where there are several, for two officers who chose one passphrase cannot be told apart by it. Raises
    ``WrongPassphrase``, ``DamagedStore``, ``StoreTooNew``.
    """
    document = _load(folder)
    try:
        with recovery_key.read(passphrase) as recovery:
            return _open_with(folder, document, recovery, [s for s in document.slots if s.kind == "recovery"])
    except recovery_key.NotRecoveryKey as slip:
        wrong = WrongPassphrase(slip.message if slip.looks_like_one else _WRONG, "passphrase")
    slots = [s for s in document.slots if s.officer is not None and _is_named(s.officer, officer_name)]
    with _typed(passphrase) as secret:
        return _open_with(folder, document, secret, slots, wrong)


def list_officers(folder: Path) -> tuple[Officer, ...]:
    """Who has a passphrase, in the order they were added. Not proven until the store is open."""
    return tuple(slot.officer for slot in _load(folder).slots if slot.officer is not None)


def store_name(folder: Path) -> str:
    """The store's name, for the screen that asks for the passphrase. Not proven until the store is open."""
    return _load(folder).store_name


def store_id(folder: Path) -> str:
    """The store's id, by which a backup is known for its own. Not proven until the store is open."""
    return _load(folder).store_id


def add_officer(
    folder: Path, keys: UnlockedKeys, officer: Officer, passphrase: str, *, cost: Cost = STANDARD
) -> None:
    """Give another officer a passphrase of their own. Raises ``UserError`` for a name or id that is taken."""
    kept, secret = officer.check(), check_passphrase(passphrase)
    with _changing(folder, keys) as document:
        for slot in document.slots:
            if slot.officer is not None and slot.officer.officer_id == kept.officer_id:
                raise UserError("This officer has a passphrase already.", "name")
            if slot.officer is not None and _is_named(slot.officer, kept.name):
                raise UserError("An officer of this name has a passphrase already.", "name")
        if len(document.slots) >= _MOST_SLOTS:
            raise UserError(f"A store can have no more than {_MOST_SLOTS - 1} officers.")
        document.slots.insert(-1, _wrap(document, keys, "officer", kept, secret, cost))
    _clear(secret)


def change_passphrase(folder: Path, keys: UnlockedKeys, old: str, new: str) -> None:
    """Give the officer at work a new passphrase, at the old one's cost; nobody else's slot is touched.

    Raises ``WrongPassphrase`` (field ``old``) and ``UserError`` (field ``new``). Backups made before still
    open with the old passphrase.
    """
    if keys.officer is None:
        raise UserError("The recovery key is no passphrase: choose an officer to give a new passphrase to.")
    secret = check_passphrase(new, field="new")
    with _changing(folder, keys) as document:
        at = _slot_of(document, keys.officer.officer_id)
        slot = document.slots[at]
        with _typed(old) as typed:
            opened = _unwrap(document, slot, typed)
        if opened is None:
            raise WrongPassphrase("The old passphrase is not right.", "old")
        _clear(opened)
        document.slots[at] = _wrap(document, keys, "officer", slot.officer, secret, slot.cost)
    _clear(secret)


def new_passphrase_with_recovery(folder: Path, recovery_text: str, officer_id: str, new: str) -> UnlockedKeys:
    """Give an officer who forgot theirs a new passphrase; returns the keys, open for that officer."""
    secret = check_passphrase(new, field="new")
    document = _load(folder)
    try:
        with recovery_key.read(recovery_text) as recovery:
            keys = _open_with(
                folder,
                document,
                recovery,
                [slot for slot in document.slots if slot.kind == "recovery"],
                WrongPassphrase(
                    "This recovery key belongs to another store, or has been replaced.", "recovery"
                ),
            )
    except recovery_key.NotRecoveryKey as slip:
        raise WrongPassphrase(slip.message, "recovery") from None
    with _changing(folder, keys) as document:
        at = _slot_of(document, officer_id)
        slot = document.slots[at]
        document.slots[at] = _wrap(document, keys, "officer", slot.officer, secret, slot.cost)
        keys.officer = slot.officer
    _clear(secret)
    return keys


def replace_recovery_key(folder: Path, keys: UnlockedKeys) -> str:
    """A new recovery key for paper; the one before stops working, save on backups made earlier."""
    recovery, text = recovery_key.new_recovery_key()
    with _changing(folder, keys) as document:
        at = next(i for i, slot in enumerate(document.slots) if slot.kind == "recovery")
        document.slots[at] = _wrap(document, keys, "recovery", None, recovery, document.slots[at].cost)
    _clear(recovery)
    return text


def _is_named(officer: Officer, name: str | None) -> bool:
    return name is None or _folded(officer.name) == _folded(name)


def _folded(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


# --- Passphrases -----------------------------------------------------------------------------------------

_OBVIOUS = {
    "abcabcabcabc", "administrator", "changeme", "correcthorsebatterystaple", "iloveyou",
    "integratedoffender", "integratedoffendermanagement", "iomdesktop", "letmein", "letmeinplease",
    "monkey", "offendermanagement", "passphrase", "passw0rd", "password", "passwordpassword", "probation",
    "probationservice", "qwerty", "qwertyuiop", "qwertyuiopasdfghjkl", "secret", "summer", "welcome",
    "winter",
}  # fmt: skip


def check_passphrase(passphrase: str, field: str = "passphrase") -> bytearray:
    """``passphrase`` as the bytes a key is made from, or a ``UserError`` saying why it will not do."""
    kept = _normal(passphrase)
    if kept is None:
        raise UserError("Passphrase: there is a character in it that cannot be kept; type it again.", field)
    if not kept.strip():
        raise UserError("Passphrase: this is needed.", field)
    if len(kept) < SHORTEST_PASSPHRASE:
        raise UserError(
            f"Passphrase: use at least {SHORTEST_PASSPHRASE} characters; four or five words do well.", field
        )
    if len(kept) > LONGEST_PASSPHRASE:
        raise UserError(f"Passphrase: use at most {LONGEST_PASSPHRASE:,} characters.", field)
    if _is_obvious(kept):
        raise UserError(
            "Passphrase: this one is among the first anybody would try; use four or five words.", field
        )
    return bytearray(kept, "utf-8")


def _normal(passphrase: str) -> str | None:
    """The passphrase the same from every keyboard (NFKC), or nothing where it is not text."""
    kept = unicodedata.normalize("NFKC", passphrase)
    return None if any(unicodedata.category(char) in ("Cs", "Cc") for char in kept) else kept


def _is_obvious(kept: str) -> bool:
    letters = "".join(char for char in kept.casefold() if char.isalnum())
    steps = {(ord(b) - ord(a)) for a, b in pairwise(letters)}
    digits = letters.replace("0", ":")  # ten comes after nine
    steps_of_digits = {(ord(b) - ord(a)) for a, b in pairwise(digits)} - {-9, 9}
    runs = any(len(found) <= 1 and found <= {-1, 0, 1} for found in (steps, steps_of_digits))
    return len(set(kept)) == 1 or runs or letters in _OBVIOUS or letters.rstrip("0123456789") in _OBVIOUS


@contextmanager
def _typed(passphrase: str) -> Iterator[bytearray]:
    """What was typed, as bytes that are overwritten afterwards; empty where it can be no passphrase."""
    kept = _normal(passphrase) or ""
    secret = bytearray(kept if len(kept) <= LONGEST_PASSPHRASE else "", "utf-8")
    try:
        yield secret
    finally:
        _clear(secret)


# --- The key file ----------------------------------------------------------------------------------------

_Kind = Literal["officer", "recovery"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Slot:
    """The data key, wrapped for one officer or for the recovery key."""

    kind: _Kind
    officer: Officer | None
    cost: Cost
    salt: bytes
    nonce: bytes
    wrapped: bytes


@dataclass(slots=True, kw_only=True)
class _Document:
    """What the key file says, apart from checksum and seal."""

    store_id: str
    store_name: str
    slots: list[_Slot]
    seal: bytes = b""


def _wrap(
    document: _Document,
    keys: UnlockedKeys,
    kind: _Kind,
    officer: Officer | None,
    secret: bytearray,
    cost: Cost,
) -> _Slot:
    if not cost.is_acceptable():
        raise ValueError("the cost of a key slot lies outside what is accepted on reading")
    salt, nonce = os.urandom(16), os.urandom(12)
    bound = _bound(document, kind, officer, cost, salt)
    stretched = _stretch(secret, salt, cost)
    wrapped = AESGCM(stretched).encrypt(nonce, keys._data, bound)
    _clear(stretched)
    return _Slot(kind=kind, officer=officer, cost=cost, salt=salt, nonce=nonce, wrapped=wrapped)


def _unwrap(document: _Document, slot: _Slot, secret: bytearray) -> bytearray | None:
    """The data key, or nothing where ``secret`` does not open the slot."""
    if not secret:
        return None
    bound = _bound(document, slot.kind, slot.officer, slot.cost, slot.salt)
    stretched, data = _stretch(secret, slot.salt, slot.cost), bytearray(_KEY_BYTES)
    try:
        AESGCM(stretched).decrypt_into(slot.nonce, slot.wrapped, bound, data)
    except InvalidTag:
        return None
    finally:
        _clear(stretched)
    return data


def _stretch(secret: bytearray, salt: bytes, cost: Cost) -> bytearray:
    stretched = bytearray(_KEY_BYTES)
    derivation = Argon2id(
        salt=salt,
        length=_KEY_BYTES,
        iterations=cost.iterations,
        lanes=cost.lanes,
        memory_cost=cost.memory_kib,
    )
    try:
        derivation.derive_into(secret, stretched)  # type: ignore[arg-type]  # takes any buffer
    except MemoryError:
        needed = cost.memory_kib >> 10
        raise UserError(
            f"{needed} MB of free memory are needed to open the store. Close other programs."
        ) from None
    return stretched


def _bound(document: _Document, kind: _Kind, officer: Officer | None, cost: Cost, salt: bytes) -> bytes:
    """What a slot cannot be parted from: its store, its officer, its cost."""
    return _canonical(
        {
            "format": _FORMAT,
            "version": _VERSION,
            "store_id": document.store_id,
            "store_name": document.store_name,
            "kind": kind,
            "officer": None if officer is None else asdict(officer),
            "cost": asdict(cost),
            "salt": salt.hex(),
        }
    )


def _open_with(
    folder: Path,
    document: _Document,
    secret: bytearray,
    slots: list[_Slot],
    wrong: WrongPassphrase | None = None,
) -> UnlockedKeys:
    for slot in slots:
        data = _unwrap(document, slot, secret)
        if data is not None:
            keys = UnlockedKeys(data, document.store_id, document.store_name, slot.officer)
            _check_seal(folder, document, keys)
            return keys
    raise wrong or WrongPassphrase(_WRONG, "passphrase")


def _slot_of(document: _Document, officer_id: str) -> int:
    for at, slot in enumerate(document.slots):
        if slot.officer is not None and slot.officer.officer_id == officer_id:
            return at
    raise UserError("This officer has no passphrase in this store any more.")


@contextmanager
def _changing(folder: Path, keys: UnlockedKeys) -> Iterator[_Document]:
    """The key file as it is now, for one change; written when the block ends well, the one before kept."""
    with files.locked(folder / files.LOCK_FILE):
        document = _load(folder)
        if document.store_id != keys.store_id:
            raise DamagedStore(f"{KEYS_FILE} in {folder} belongs to another store than the one that is open.")
        _check_seal(folder, document, keys)
        yield document
        _save(folder, document, keys)


def _canonical(document: Mapping[str, Any]) -> bytes:
    return json.dumps(document, ensure_ascii=True, sort_keys=True, indent=1).encode("ascii") + b"\n"


def _content(document: _Document) -> dict[str, Any]:
    return {
        "format": _FORMAT,
        "version": _VERSION,
        "store_id": document.store_id,
        "store_name": document.store_name,
        "slots": [_slot_as_json(slot) for slot in document.slots],
    }


def _slot_as_json(slot: _Slot) -> dict[str, Any]:
    return {
        "kind": slot.kind,
        "officer": None if slot.officer is None else asdict(slot.officer),
        "cost": asdict(slot.cost),
        **{
            name: base64.b64encode(getattr(slot, name)).decode("ascii")
            for name in ("salt", "nonce", "wrapped")
        },
    }


def _save(folder: Path, document: _Document, keys: UnlockedKeys) -> None:
    document.seal = _seal(document, keys)
    sealed = {**_content(document), "seal": document.seal.hex()}
    checksum = hashlib.sha256(_canonical(sealed)).hexdigest()
    files.write_atomically(
        folder / KEYS_FILE, _canonical({**sealed, "checksum": checksum}), keep_previous=True
    )


def _seal(document: _Document, keys: UnlockedKeys) -> bytes:
    return hmac.digest(keys._derive(b"key file"), _canonical(_content(document)), hashlib.sha256)


def _check_seal(folder: Path, document: _Document, keys: UnlockedKeys) -> None:
    if not hmac.compare_digest(document.seal, _seal(document, keys)):
        keys.wipe()
        raise DamagedStore(
            f"{KEYS_FILE} in {folder} was changed by something other than this program: an officer may have "
            f"been added, removed or altered. Put back {KEYS_FILE}.previous or the one of the latest backup."
        )


def _load(folder: Path) -> _Document:
    path = folder / KEYS_FILE
    try:
        with path.open("rb") as file:
            raw = file.read(_LARGEST_FILE + 1)
    except FileNotFoundError:
        raise UserError(f"There is no store in {folder}: {KEYS_FILE} is not there.", "folder") from None
    except OSError as failure:
        raise files.disk_error(failure, path) from None
    try:
        return _parse(raw)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise DamagedStore(
            f"{KEYS_FILE} in {folder} is damaged. Put back {KEYS_FILE}.previous, or the one of the latest "
            "backup."
        ) from None
    except _BadCost:
        raise DamagedStore(
            f"{KEYS_FILE} in {folder} asks for a protection that is weaker, or costlier, than this program "
            f"accepts. It has been altered: put back {KEYS_FILE}.previous or the one of the latest backup."
        ) from None


class _BadCost(Exception):
    """A slot's cost lies outside what is accepted."""


def _parse(raw: bytes) -> _Document:
    """What the file says, or one of the errors that ``_load`` explains. Nothing is believed unchecked."""
    if len(raw) > _LARGEST_FILE:
        raise ValueError
    said = json.loads(raw.decode("ascii"))
    if said["format"] != _FORMAT:
        raise ValueError
    if type(said["version"]) is int and said["version"] > _VERSION:
        raise StoreTooNew("The keys of this store were made by a newer version of IOM Desktop. Install it.")
    checksum = said.pop("checksum")
    if (
        hashlib.sha256(_canonical(said)).hexdigest() != checksum
        or _canonical({**said, "checksum": checksum}) != raw
    ):
        raise ValueError
    slots = [_slot_from_json(slot) for slot in said["slots"]]
    document = _Document(
        store_id=_text(said["store_id"]),
        store_name=_text(said["store_name"]),
        slots=slots,
        seal=bytes.fromhex(said["seal"]),
    )
    if len(bytes.fromhex(document.store_id)) != 16 or not 1 <= len(slots) <= _MOST_SLOTS:
        raise ValueError
    return document


def _slot_from_json(said: dict[str, Any]) -> _Slot:
    cost = Cost(**{name: _number(value) for name, value in said["cost"].items()})
    if not cost.is_acceptable():
        raise _BadCost
    officer = said["officer"]
    slot = _Slot(
        kind=_one_of(said["kind"], officer is None),
        officer=None
        if officer is None
        else Officer(**{name: _text(value) for name, value in officer.items()}),
        cost=cost,
        **{name: base64.b64decode(said[name], validate=True) for name in ("salt", "nonce", "wrapped")},
    )
    if (len(slot.salt), len(slot.nonce), len(slot.wrapped)) != (16, 12, _KEY_BYTES + 16):
        raise ValueError
    return slot


def _one_of(kind: object, nobody: bool) -> _Kind:
    expected: _Kind = "recovery" if nobody else "officer"
    if kind != expected:
        raise ValueError
    return expected


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _number(value: object) -> int:
    if type(value) is not int:
        raise TypeError
    return value
