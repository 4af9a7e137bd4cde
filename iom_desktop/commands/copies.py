"""``copies``: the register of copies given out."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from iom_desktop.commands.console import add_command, now_of, opened, opens_store, print_json
from iom_desktop.errors import UserError

if TYPE_CHECKING:
    from datetime import date

    from iom_desktop.domain.register import DocumentCopy

#: Copies told, unless more are asked for.
MOST = 500


def add(commands: Any) -> None:
    """Add the command."""
    command = add_command(commands, "copies", _copies, "the register of copies given out, newest first")
    command.add_argument("--overdue", action="store_true", help="only those not back in time, oldest first")
    command.add_argument(
        "--outstanding", action="store_true", help="only those still to come back or be destroyed"
    )
    command.add_argument("--crn", default="", metavar="CRN", help="only papers about this person")
    command.add_argument(
        "--recipient", default="", metavar="WORDS", help="only those for whom these words stand"
    )
    command.add_argument(
        "--most", type=int, default=MOST, metavar="N", help=f"at most so many; {MOST} otherwise"
    )
    command.add_argument("--json", action="store_true")
    opens_store(command)


def _copies(chosen: argparse.Namespace) -> None:
    from iom_desktop.display.copy_columns import number_words, paper_words, state_words
    from iom_desktop.display.formats import date_time
    from iom_desktop.domain.register import CopyFilter
    from iom_desktop.services import cases, register

    if not 1 <= chosen.most <= 1_000_000:
        raise UserError("Most: a number from 1 to 1,000,000 is needed.")
    today = now_of(chosen).date()
    with opened(chosen) as store, store.read() as session:
        wanted = CopyFilter(
            case_id=cases.case_with_crn(session, chosen.crn) if chosen.crn else "",
            recipient=chosen.recipient,
            outstanding=chosen.outstanding,
            overdue=chosen.overdue,
        )
        found = register.list_copies(session, wanted, today, chosen.most)
    if chosen.json:
        print_json([copy_content(copy, today) for copy in found])
        return
    for copy in found:
        parts = (
            copy.code or "no code",
            date_time(copy.made_at),
            f"copy {number_words(copy)}",
            paper_words(copy),
            copy.crn,
            f"for {copy.recipient}",
            state_words(copy, today),
        )
        print("  ".join(part for part in parts if part))


def copy_content(copy: DocumentCopy, today: date) -> dict[str, object]:
    """All that the register holds of a copy, as plain values."""
    return {
        "check_code": copy.code or None,
        "document": copy.document.value,
        "title": copy.title,
        "version": copy.version,
        "plan_version": copy.plan_version,
        "audience": copy.reader.code,
        "language": copy.language,
        "large_print": copy.large_print,
        "number": copy.number,
        "of": copy.of,
        "crn": copy.crn or None,
        "person": copy.person or None,
        "recipient": copy.recipient,
        "purpose": copy.purpose,
        "form": copy.form.value,
        "means": None if copy.means is None else copy.means.value,
        "marking": copy.marking,
        "marking_reason": copy.marking_reason,
        "made_by": copy.made_by,
        "made_at": copy.made_at,
        "due": None if copy.due is None else copy.due.value,
        "due_on": copy.due_on,
        "settled": None if copy.settled is None else copy.settled.value,
        "settled_on": copy.settled_on,
        "settled_note": copy.settled_note,
        "settled_by": copy.settled_by,
        "outstanding": copy.outstanding(),
        "overdue": copy.overdue(today),
        "made": not copy.not_made,
    }
