"""What commands share: their arguments, the store they open, the files they write."""

from __future__ import annotations

import argparse
import getpass
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from iom_desktop.domain.clock import local_now
from iom_desktop.errors import UserError

if TYPE_CHECKING:
    from iom_desktop.storage.store import Store

PASSPHRASE_LIMIT = 4096


def add_command(commands: Any, name: str, run: Callable[[argparse.Namespace], int | None], words: str) -> Any:
    command = commands.add_parser(name, help=words, description=words[:1].upper() + words[1:] + ".")
    command.set_defaults(run=run)
    return command


def opens_store(command: Any) -> None:
    command.add_argument("--store", type=Path, required=True, metavar="DIR")
    command.add_argument("--passphrase-file", type=Path, metavar="F")
    command.add_argument("--today", type=day, metavar="DATE", help="work as if it were this day")


def day(text: str) -> date:
    from iom_desktop.domain.dates import parse_date

    try:
        return parse_date(text, local_now().date())
    except UserError as problem:
        raise argparse.ArgumentTypeError(problem.message) from None


def now_of(chosen: argparse.Namespace) -> datetime:
    day = getattr(chosen, "today", None)
    return local_now() if day is None else datetime.combine(day, time(12))


def passphrase(chosen: argparse.Namespace, *, new: bool = False) -> str:
    path: Path | None = chosen.passphrase_file
    if path is None:
        typed = getpass.getpass("Passphrase: ")
        if new and getpass.getpass("The same again: ") != typed:
            raise UserError("The two passphrases are not the same.")
        return typed
    return read_secret(path, "passphrase")


def read_secret(path: Path, what: str) -> str:
    """What a ``what`` file holds, a passphrase or a password. Raises ``UserError``."""
    try:
        with path.open("rb") as file:
            data = file.read(PASSPHRASE_LIMIT + 1)
        if len(data) > PASSPHRASE_LIMIT:
            raise UserError(f"The {what} file {path} is too large to be one.")
        return data.decode("utf-8-sig").rstrip("\r\n")
    except UnicodeDecodeError:
        raise UserError(f"The {what} file {path} is not plain text in UTF-8.") from None
    except OSError as failure:
        raise UserError(f"The {what} file {path} cannot be read: {_reason(failure)}.") from None


def _reason(failure: OSError) -> str:
    return (failure.strerror or "the system refuses").lower()


def save(path: Path, data: bytes) -> None:
    """Write a file whole or not at all."""
    from iom_desktop.storage.files import write_atomically

    if path.is_dir():
        raise UserError(f"{path} is a folder, not a file.")
    if not path.parent.is_dir():
        raise UserError(f"The folder {path.parent} is not there.")
    write_atomically(path, data)


def check_writable(path: Path | None) -> None:
    """Refuse before the work what would fail after it."""
    if path is None:
        return
    if path.is_dir():
        raise UserError(f"{path} is a folder, not a file.")
    if not path.parent.is_dir():
        raise UserError(f"The folder {path.parent} is not there.")
    if not os.access(path.parent, os.W_OK):
        raise UserError(f"The folder {path.parent} cannot be written to.")


def as_json(content: object) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=2, default=_plain) + "\n").encode()


def _plain(value: object) -> object:
    if isinstance(value, date | time):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def print_json(content: object, to: IO[bytes] | None = None) -> None:
    out = to or sys.stdout.buffer
    out.write(as_json(content))
    out.flush()


@contextmanager
def opened(chosen: argparse.Namespace) -> Iterator[Store]:
    from iom_desktop.services.stores import open_ready

    store = open_ready(chosen.store, passphrase(chosen))
    try:
        yield store
    finally:
        store.close()


def say_error(message: str) -> None:
    """One plain line on standard error."""
    line = " ".join(message.split())
    print(line.encode("utf-8", "backslashreplace").decode(), file=sys.stderr)
