"""A store's keys, made once at the least cost that is accepted and copied for each test; a disk that is full."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from iom_desktop.domain.officers import Officer
from iom_desktop.storage import keys

#: The least that is accepted on reading: a fifth of a second.
CHEAP = keys.Cost(memory_kib=64 << 10, iterations=3, lanes=4)
PASSPHRASE = "seven plain herons wading"
ANN = Officer(officer_id="a" * 32, name="Ann Example", agency="police", role="Offender manager")
BOB = Officer(officer_id="b" * 32, name="Bob Sample", agency="probation")


@pytest.fixture(autouse=True)
def _stretched_anew(stretched_once: Callable[..., bytearray], monkeypatch: pytest.MonkeyPatch) -> None:
    """Here the keys themselves are tested: nothing is remembered between two derivations."""
    monkeypatch.setattr(keys, "_stretch", stretched_once)


@dataclass(frozen=True, slots=True)
class Made:
    """A folder with a key file, and what opens it."""

    folder: Path
    keys: keys.UnlockedKeys
    recovery: str


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes, str, str]:
    folder = tmp_path_factory.mktemp("keys")
    unlocked, recovery = keys.create_keys(folder, ANN, PASSPHRASE, "Exampletown IOM", cost=CHEAP)
    return folder, bytes(unlocked._data), unlocked.store_id, recovery


@pytest.fixture
def made(made_once: tuple[Path, bytes, str, str], tmp_path: Path) -> Made:
    """A key file of its own for the test, with its keys open for Ann."""
    folder, data, store_id, recovery = made_once
    own = tmp_path / "store"
    own.mkdir()
    shutil.copy(folder / keys.KEYS_FILE, own)
    return Made(own, keys.UnlockedKeys(bytearray(data), store_id, "Exampletown IOM", ANN), recovery)


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of one megabyte, where the machine lets us have one."""
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("only root on Linux can mount a small disk")
    folder = tmp_path / "tiny"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("mounting is not allowed here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(folder: Path, leave: int = 0) -> None:
    """Fill the disk that ``folder`` lies on to the last byte, but for ``leave`` bytes."""
    with (folder / "filler").open("wb", buffering=0) as filler, contextlib.suppress(OSError):
        while True:
            filler.write(bytes(4096))
    with (folder / "filler").open("r+b") as filler:
        filler.truncate(max(0, filler.seek(0, os.SEEK_END) - leave))
