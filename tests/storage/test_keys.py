"""The key file: who can open it, what a tampered one is told, and what never stands in it."""

from __future__ import annotations

import base64
import hashlib
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from iom_desktop.domain.officers import Officer
from iom_desktop.errors import DamagedStore, FieldErrors, StoreTooNew, UserError, WrongPassphrase
from iom_desktop.storage import keys
from tests.storage.conftest import ANN, BOB, CHEAP, PASSPHRASE, Made

NEW = "nine quiet otters drifting"


def rewrite(folder: Path, change: Callable[[dict[str, Any]], None]) -> None:
    """Change the key file as somebody would who knows its format: with a checksum that fits."""
    path = folder / keys.KEYS_FILE
    said = json.loads(path.read_bytes())
    del said["checksum"]
    change(said)
    said["checksum"] = hashlib.sha256(keys._canonical(said)).hexdigest()
    path.write_bytes(keys._canonical(said))


# --- Opening ---------------------------------------------------------------------------------------------


def test_the_passphrase_opens_the_same_keys(made: Made) -> None:
    opened = keys.unlock(made.folder, PASSPHRASE)
    assert opened.officer == ANN
    assert opened.store_name == "Exampletown IOM"
    assert opened.database_key() == made.keys.database_key()
    assert (opened.audit_key, opened.head_key, opened.drafts_key) == (
        made.keys.audit_key,
        made.keys.head_key,
        made.keys.drafts_key,
    )


def test_every_key_is_another_and_none_is_the_data_key(made: Made) -> None:
    database = bytes.fromhex(made.keys.database_key()[2:-1].decode())
    derived = {
        database,
        made.keys.audit_key,
        made.keys.head_key,
        made.keys.drafts_key,
        bytes(made.keys._data),
    }
    assert len(derived) == 5
    assert all(len(key) == 32 for key in derived)


def test_two_stores_share_no_key(made: Made, tmp_path: Path) -> None:
    other, recovery = keys.create_keys(tmp_path / "other", ANN, PASSPHRASE, "Exampletown IOM", cost=CHEAP)
    assert other.audit_key != made.keys.audit_key
    assert recovery != made.recovery


@pytest.mark.parametrize(
    "typed", ["seven plain herons Wading", "", "x" * 2000, "\ud800 plain herons wading", "a\0b"]
)
def test_a_wrong_passphrase_is_told_so(made: Made, typed: str) -> None:
    with pytest.raises(WrongPassphrase) as told:
        keys.unlock(made.folder, typed)
    assert told.value.message == "This passphrase does not open the store."
    assert not typed or typed not in told.value.message


def test_the_same_passphrase_typed_another_way_opens(tmp_path: Path) -> None:
    keys.create_keys(tmp_path, ANN, "caf\u00e9 caf\u00e9 caf\u00e9 five", "Store", cost=CHEAP)
    assert keys.unlock(tmp_path, "cafe\u0301 cafe\u0301 cafe\u0301 five").officer == ANN


def test_the_recovery_key_opens_in_place_of_a_passphrase_for_nobody(made: Made) -> None:
    opened = keys.unlock(made.folder, made.recovery.lower().replace("-", " "), officer_name="Ann Example")
    assert opened.officer is None
    assert opened.audit_key == made.keys.audit_key


def test_a_slip_in_the_recovery_key_has_its_own_sentence(made: Made) -> None:
    slip = ("7" if made.recovery[0] != "7" else "8") + made.recovery[1:]
    with pytest.raises(WrongPassphrase, match="not copied exactly"):
        keys.unlock(made.folder, slip)


def test_another_stores_recovery_key_does_not_open(made: Made, tmp_path: Path) -> None:
    _, other = keys.create_keys(tmp_path / "other", ANN, PASSPHRASE, "Other", cost=CHEAP)
    with pytest.raises(WrongPassphrase, match="does not open"):
        keys.unlock(made.folder, other)


def test_no_store_there(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no store in"):
        keys.unlock(tmp_path, PASSPHRASE)
    assert not keys.exists(tmp_path)


def test_wiped_keys_give_nothing(made: Made) -> None:
    made.keys.wipe()
    assert bytes(made.keys._data) == bytes(32)
    for use in (made.keys.database_key, lambda: made.keys.audit_key, lambda: made.keys.drafts_key):
        with pytest.raises(RuntimeError, match="wiped"):
            use()


def test_keys_show_nothing_of_themselves(made: Made) -> None:
    shown = repr(made.keys) + str(made.keys)
    assert bytes(made.keys._data).hex() not in shown
    assert made.keys.audit_key.hex() not in shown
    assert "bytearray" not in shown


# --- Officers --------------------------------------------------------------------------------------------


def test_each_officer_opens_with_their_own(made: Made) -> None:
    keys.add_officer(made.folder, made.keys, BOB, NEW, cost=CHEAP)
    assert keys.list_officers(made.folder) == (ANN, BOB)
    assert keys.unlock(made.folder, PASSPHRASE).officer == ANN
    assert keys.unlock(made.folder, NEW).officer == BOB
    assert keys.unlock(made.folder, NEW, officer_name="  bob   SAMPLE ").officer == BOB
    assert keys.unlock(made.folder, made.recovery).officer is None
    with pytest.raises(WrongPassphrase):
        keys.unlock(made.folder, PASSPHRASE, officer_name="Bob Sample")


@pytest.mark.parametrize(
    "officer",
    [
        Officer(officer_id=ANN.officer_id, name="Cat Instance", agency="health"),
        Officer(officer_id="c" * 32, name="ann  example", agency="health"),
    ],
)
def test_an_officer_is_not_added_twice(made: Made, officer: Officer) -> None:
    before = (made.folder / keys.KEYS_FILE).read_bytes()
    with pytest.raises(UserError, match="has a passphrase already"):
        keys.add_officer(made.folder, made.keys, officer, NEW, cost=CHEAP)
    assert (made.folder / keys.KEYS_FILE).read_bytes() == before


@pytest.mark.parametrize(
    ("officer", "field"),
    [
        (Officer(officer_id="c" * 32, name="  ", agency="police"), "name"),
        (Officer(officer_id="c" * 32, name="Cat", agency="navy"), "agency"),
        (Officer(officer_id="c" * 32, name="Cat", agency="police", role="x\0"), "role"),
    ],
)
def test_an_officer_must_be_somebody(made: Made, officer: Officer, field: str) -> None:
    with pytest.raises(FieldErrors) as told:
        keys.add_officer(made.folder, made.keys, officer, NEW, cost=CHEAP)
    assert [problem.field for problem in told.value.problems] == [field]


def test_a_change_of_passphrase_rewrites_one_slot(made: Made) -> None:
    keys.add_officer(made.folder, made.keys, BOB, "six loud geese landing", cost=CHEAP)
    before = json.loads((made.folder / keys.KEYS_FILE).read_bytes())["slots"]
    keys.change_passphrase(made.folder, made.keys, PASSPHRASE, NEW)
    after = json.loads((made.folder / keys.KEYS_FILE).read_bytes())["slots"]
    assert [old == new for old, new in zip(before, after, strict=True)] == [False, True, True]
    assert keys.unlock(made.folder, NEW).audit_key == made.keys.audit_key
    with pytest.raises(WrongPassphrase):
        keys.unlock(made.folder, PASSPHRASE)


def test_a_change_of_passphrase_needs_the_old_one(made: Made) -> None:
    with pytest.raises(WrongPassphrase) as told:
        keys.change_passphrase(made.folder, made.keys, "not the old one at all", NEW)
    assert told.value.field == "old"
    assert keys.unlock(made.folder, PASSPHRASE).officer == ANN


def test_a_forgotten_passphrase_is_replaced_by_recovery(made: Made) -> None:
    opened = keys.new_passphrase_with_recovery(made.folder, made.recovery, ANN.officer_id, NEW)
    assert opened.officer == ANN
    assert keys.unlock(made.folder, NEW).audit_key == made.keys.audit_key == opened.audit_key
    assert keys.unlock(made.folder, made.recovery).officer is None
    with pytest.raises(WrongPassphrase):
        keys.unlock(made.folder, PASSPHRASE)


@pytest.mark.parametrize("typed", ["", "ABCD-EFGH", PASSPHRASE])
def test_only_a_recovery_key_recovers(made: Made, typed: str) -> None:
    with pytest.raises(WrongPassphrase) as told:
        keys.new_passphrase_with_recovery(made.folder, typed, ANN.officer_id, NEW)
    assert told.value.field == "recovery"
    with pytest.raises(UserError, match="no passphrase in this store"):
        keys.new_passphrase_with_recovery(made.folder, made.recovery, "f" * 32, NEW)


def test_a_replaced_recovery_key_stops_working(made: Made) -> None:
    new = keys.replace_recovery_key(made.folder, made.keys)
    assert keys.unlock(made.folder, new).audit_key == made.keys.audit_key
    with pytest.raises(WrongPassphrase):
        keys.unlock(made.folder, made.recovery)


def test_the_key_file_before_a_change_is_kept(made: Made) -> None:
    before = (made.folder / keys.KEYS_FILE).read_bytes()
    keys.change_passphrase(made.folder, made.keys, PASSPHRASE, NEW)
    assert (made.folder / f"{keys.KEYS_FILE}.previous").read_bytes() == before


def test_a_store_is_not_made_over_another(made: Made) -> None:
    with pytest.raises(UserError, match=r"a store in .* already"):
        keys.create_keys(made.folder, BOB, NEW, "Second", cost=CHEAP)
    assert keys.list_officers(made.folder) == (ANN,)


# --- Passphrases -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("passphrase", "said"),
    [
        ("", "is needed"),
        (" " * 20, "is needed"),
        ("short words", "at least 12"),
        ("\uff41" * 3, "at least 12"),
        ("x" * 12, "first anybody would try"),
        ("x" * 1025, "at most 1,024"),
        ("Password2026", "first anybody would try"),
        ("PASSPHRASE!!1", "first anybody would try"),
        ("correct horse battery staple", "first anybody would try"),
        ("123456789012", "first anybody would try"),
        ("9876543210987", "first anybody would try"),
        ("abcdefghijklmn", "first anybody would try"),
        ("four plain\x00words", "cannot be kept"),
        ("four plain \ud800words", "cannot be kept"),
    ],
)
def test_a_passphrase_that_will_not_do(passphrase: str, said: str) -> None:
    with pytest.raises(UserError, match=said) as told:
        keys.check_passphrase(passphrase, field="new")
    assert told.value.field == "new"
    assert len(passphrase) < 4 or passphrase not in told.value.message


@pytest.mark.parametrize(
    "passphrase",
    ["four plain words", "x" * 1023 + "y", "caffi bach yn y dre", "183749265018", "密码短语必须足够长才行啊"],
)
def test_a_passphrase_that_will_do(passphrase: str) -> None:
    assert keys.check_passphrase(passphrase).decode() == passphrase


def test_a_refused_passphrase_leaves_no_store(tmp_path: Path) -> None:
    with pytest.raises(UserError):
        keys.create_keys(tmp_path / "new", ANN, "short", "Store", cost=CHEAP)
    with pytest.raises(UserError) as told:
        keys.create_keys(tmp_path / "new", ANN, NEW, " ", cost=CHEAP)
    assert told.value.field == "store_name"
    assert not (tmp_path / "new").exists()


# --- Tampering -------------------------------------------------------------------------------------------


def test_no_byte_of_the_key_file_can_change_unnoticed(made: Made) -> None:
    """Every byte in turn, one bit of it: each is told as damage, before any passphrase is tried."""
    path = made.folder / keys.KEYS_FILE
    good = path.read_bytes()
    chance = random.Random(20)
    for at in range(len(good)):
        bad = bytearray(good)
        bad[at] ^= 1 << chance.randrange(8)
        path.write_bytes(bad)
        with pytest.raises((DamagedStore, StoreTooNew)):
            keys.list_officers(made.folder)


@pytest.mark.parametrize("cut", [0, 1, 100, -1])
def test_a_cut_key_file_is_damaged(made: Made, cut: int) -> None:
    path = made.folder / keys.KEYS_FILE
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(DamagedStore, match=r"case\.keys\.previous"):
        keys.unlock(made.folder, PASSPHRASE)


@pytest.mark.parametrize("raw", [b"[]", b"null", b"1", b"[" * 100_000, b"{" + b" " * (1 << 20), b"\xff\xfe"])
def test_what_is_no_key_file_is_damaged(made: Made, raw: bytes) -> None:
    (made.folder / keys.KEYS_FILE).write_bytes(raw)
    with pytest.raises(DamagedStore):
        keys.unlock(made.folder, PASSPHRASE)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("memory_kib", 1024),
        ("memory_kib", (64 << 10) - 1),
        ("memory_kib", (1 << 20) + 1),
        ("iterations", 1),
        ("iterations", 2),
        ("iterations", 1000),
        ("lanes", 0),
        ("lanes", 1000),
    ],
)
def test_a_weaker_or_costlier_protection_is_refused(made: Made, name: str, value: int) -> None:
    rewrite(made.folder, lambda said: said["slots"][0]["cost"].update({name: value}))
    with pytest.raises(DamagedStore, match="weaker, or costlier"):
        keys.unlock(made.folder, PASSPHRASE)


def test_a_cost_out_of_bounds_is_never_written(made: Made) -> None:
    weak = keys.Cost(memory_kib=1024, iterations=3, lanes=4)
    with pytest.raises(ValueError, match="cost"):
        keys.add_officer(made.folder, made.keys, BOB, NEW, cost=weak)
    assert keys.list_officers(made.folder) == (ANN,)


def test_the_standard_cost_is_the_one_promised() -> None:
    promised = keys.Cost(memory_kib=262_144, iterations=3, lanes=4)
    assert promised == keys.STANDARD
    assert keys.STANDARD.is_acceptable()
    assert CHEAP.is_acceptable()


def test_a_newer_key_file_is_told_so(made: Made) -> None:
    rewrite(made.folder, lambda said: said.update(version=2))
    with pytest.raises(StoreTooNew):
        keys.unlock(made.folder, PASSPHRASE)


def another_store(said: dict[str, Any]) -> None:
    said["store_id"] = "0" * 32


def another_name(said: dict[str, Any]) -> None:
    said["slots"][0]["officer"]["name"] = "Mal Pretend"


def another_wrapping(said: dict[str, Any]) -> None:
    wrapped = bytearray(base64.b64decode(said["slots"][0]["wrapped"]))
    wrapped[0] ^= 1
    said["slots"][0]["wrapped"] = base64.b64encode(wrapped).decode()


@pytest.mark.parametrize("change", [another_store, another_name, another_wrapping])
def test_a_slot_altered_with_a_checksum_that_fits_does_not_open(
    made: Made, change: Callable[[dict[str, Any]], None]
) -> None:
    rewrite(made.folder, change)
    with pytest.raises(WrongPassphrase):
        keys.unlock(made.folder, PASSPHRASE)


def drop_slot(said: dict[str, Any]) -> None:
    del said["slots"][1]


def double_slot(said: dict[str, Any]) -> None:
    said["slots"].append(said["slots"][0])


def rename_other(said: dict[str, Any]) -> None:
    said["slots"][1]["officer"]["agency"] = "council"


@pytest.mark.parametrize("change", [drop_slot, double_slot, rename_other])
def test_what_is_altered_outside_ones_own_slot_is_found_by_the_seal(
    made: Made, change: Callable[[dict[str, Any]], None]
) -> None:
    keys.add_officer(made.folder, made.keys, BOB, NEW, cost=CHEAP)
    rewrite(made.folder, change)
    with pytest.raises(DamagedStore, match="changed by something other"):
        keys.unlock(made.folder, PASSPHRASE)


def test_a_key_file_of_another_store_is_not_changed(made: Made, tmp_path: Path) -> None:
    other, _ = keys.create_keys(tmp_path / "other", ANN, PASSPHRASE, "Other", cost=CHEAP)
    with pytest.raises(DamagedStore, match="another store"):
        keys.add_officer(made.folder, other, BOB, NEW, cost=CHEAP)


def test_neither_passphrase_nor_recovery_key_nor_data_key_stands_in_any_file(made: Made) -> None:
    keys.change_passphrase(made.folder, made.keys, PASSPHRASE, NEW)
    data = bytes(made.keys._data)
    secrets = [data, data.hex().encode(), base64.b64encode(data)]
    for text in (PASSPHRASE, NEW, made.recovery, made.recovery.replace("-", "")):
        secrets += [text.encode(), text.encode("utf-16-le"), text.encode().hex().encode()]
    found = list(made.folder.rglob("*"))
    assert {path.name for path in found} == {"case.keys", "case.keys.previous", "case.lock"}
    for path in found:
        assert not any(secret in path.read_bytes() for secret in secrets)
