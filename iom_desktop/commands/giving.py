"""Giving a paper out on the command line: on the register first, then made, then written."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from iom_desktop.commands.console import check_writable, now_of

if TYPE_CHECKING:
    from iom_desktop.domain.documents import NumberedCopy, PaperSubject
    from iom_desktop.storage.store import Store


STANDARD_OUTPUT = Path("-")  #: given for a path


def gives_out(command: Any) -> None:
    """The two questions of every copy."""
    command.add_argument("--recipient", default="", metavar="WHO", help="who it is for; yourself otherwise")
    command.add_argument("--purpose", default="", metavar="WORDS", help="what for; it goes on the register")


def give_out(
    store: Store,
    chosen: argparse.Namespace,
    subject: PaperSubject,
    make: Callable[[NumberedCopy], bytes],
    path: Path,
    also: Callable[[Any, str], object] | None = None,
    **said: Any,
) -> NumberedCopy:
    """Register a copy of the paper, make it and write it to ``path`` (or standard output). One that cannot be
    made is marked so. ``also`` puts more on record with it, told the session and for whom it is. ``said`` are
    fields of the ``CopyDraft`` that differ from what is usual.
    """
    from dataclasses import replace

    from iom_desktop.services.register import copies_failed, issue_copies, usual_draft

    today = now_of(chosen).date()
    title = subject.title[:1].lower() + subject.title[1:]
    with store.write(f"Save {title}", reason=chosen.purpose.strip()) as session:
        draft = replace(
            usual_draft(session, subject, today),
            recipients=(chosen.recipient or store.officer.name,),
            purpose=chosen.purpose,
            **said,
        )
        copy = issue_copies(session, subject, draft, today)[0]
        if also is not None:
            also(session, copy.recipient)
    try:
        _put(store, path, make(copy))
    except BaseException:
        with store.write(f"{subject.title} not made") as session:
            copies_failed(session, [copy])
        raise
    return copy


def _put(store: Store, path: Path, data: bytes) -> None:
    if path != STANDARD_OUTPUT:
        check_writable(path)
        store.save_file(path, data)
        return
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()
