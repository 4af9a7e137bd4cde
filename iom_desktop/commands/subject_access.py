"""``subject-access``: everything held about one person, as PDF and as a machine-readable file."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from iom_desktop.commands.console import (
    add_command,
    check_writable,
    now_of,
    opened,
    opens_store,
)
from iom_desktop.commands.giving import give_out, gives_out
from iom_desktop.errors import UserError

if TYPE_CHECKING:
    from iom_desktop.domain.documents import NumberedCopy, PaperSubject
    from iom_desktop.domain.subject_access import Choice, Extract
    from iom_desktop.storage.store import Store


def add(commands: Any) -> None:
    """Add the command."""
    command = add_command(
        commands,
        "subject-access",
        _subject_access,
        "everything held about one person, for them, as PDF and JSON",
    )
    command.epilog = (
        "Both files are one copy on the register. Read the extract before it goes: a passage is left out, or given "
        "after all, by the number of its record and its field, as the JSON file has them."
    )
    command.add_argument("crn", metavar="CRN")
    command.add_argument("--pdf", type=Path, metavar="OUT")
    command.add_argument("--json", type=Path, metavar="OUT")
    command.add_argument(
        "--leave-out",
        action="append",
        default=[],
        metavar="NUMBER/FIELD",
        help="leave out a passage more: 13.2/words",
    )
    command.add_argument(
        "--give",
        action="append",
        default=[],
        metavar="NUMBER/FIELD=REASON",
        help="give a passage after all that the rules leave out; the reason goes on record",
    )
    command.add_argument(
        "--mark-all",
        action="store_true",
        help="put a mark also where the extract would say nothing of a record: intelligence, safeguarding, what is "
        "not to be told",
    )
    command.add_argument("--large-print", action="store_true")
    gives_out(command)
    opens_store(command)


def _subject_access(chosen: argparse.Namespace) -> None:
    from iom_desktop.display.formats import N_, count
    from iom_desktop.display.subject_access_lines import untold_words
    from iom_desktop.domain.audiences import THE_PERSON
    from iom_desktop.domain.documents import Document
    from iom_desktop.domain.paper_wishes import PaperWish
    from iom_desktop.services import cases
    from iom_desktop.services.papers import load_paper

    out = [path for path in (chosen.pdf, chosen.json) if path is not None]
    if not out:
        raise UserError("Say where the extract goes: --pdf OUT, --json OUT, or both.")
    if len(out) == 2 and out[0].absolute() == out[1].absolute():
        raise UserError("The PDF and the JSON cannot be the same file.")
    for path in out:
        check_writable(path)
    choice = _choice(chosen)
    with opened(chosen) as store:
        with store.read() as session:
            case_id = cases.case_with_crn(session, chosen.crn)
            wish = PaperWish(
                document=Document.SUBJECT_ACCESS,
                case_id=case_id,
                reader=THE_PERSON,
                large_print=chosen.large_print,
                choice=choice,
            )
            loaded = load_paper(session, wish, now_of(chosen))
        extract: Extract = cast("Any", loaded.file)
        _give(store, chosen, loaded.subject, extract)
    marks = count(len(extract.left_out()), N_("mark"), N_("marks"))
    many = count(extract.records(), N_("record"), N_("records"))
    print(f"{many}, {marks} where something is left out, in {' and '.join(map(str, out))}.")
    untold = untold_words(extract.untold)
    if untold:
        # For the officer alone: it stands in neither file.
        print(untold, file=sys.stderr)


def _choice(chosen: argparse.Namespace) -> Choice:
    from iom_desktop.domain.subject_access import Choice

    restored = {}
    for one in chosen.give:
        key, _equals, reason = one.partition("=")
        restored[key.strip()] = reason.strip()
    left_out = frozenset(one.strip() for one in chosen.leave_out)
    return Choice(left_out=left_out, restored=restored, tell_all=chosen.mark_all).check()


def _give(store: Store, chosen: argparse.Namespace, subject: PaperSubject, extract: Extract) -> None:
    """Write the files under one copy on the register: the JSON first, so that a PDF never stands alone."""
    from iom_desktop.display.subject_access_file import extract_file
    from iom_desktop.reports.subject_access import subject_access
    from iom_desktop.services.subject_access import record_choice

    def content(copy: NumberedCopy) -> bytes:
        return extract_file(extract, copy)

    written = False

    def both(copy: NumberedCopy) -> bytes:
        nonlocal written
        pdf = subject_access(extract, copy)
        if chosen.json is not None:
            store.save_file(chosen.json, content(copy))
            written = True
        return pdf

    def also(session: Any, recipient: str) -> None:
        record_choice(session, extract, recipient)

    if chosen.pdf is None:
        give_out(store, chosen, subject, content, chosen.json, also)
        return
    try:
        give_out(store, chosen, subject, both, chosen.pdf, also)
    except BaseException:
        # The register says that this copy never came about: nor may half of it.
        if written:
            chosen.json.unlink(missing_ok=True)
        raise
