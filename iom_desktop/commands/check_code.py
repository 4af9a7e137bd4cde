"""``check-code``: a paper held against the record by the code at its foot."""

from __future__ import annotations

import argparse
from typing import Any

from iom_desktop.commands.console import add_command, now_of, opened, opens_store, print_json
from iom_desktop.commands.copies import copy_content


def add(commands: Any) -> None:
    """Add the command."""
    command = add_command(
        commands, "check-code", _check_code, "a paper held against the record by the code at its foot"
    )
    command.epilog = "Small letters will do; the dash can be left out."
    command.add_argument("code", metavar="CODE")
    command.add_argument("--json", action="store_true")
    opens_store(command)


def _check_code(chosen: argparse.Namespace) -> None:
    from iom_desktop.display.copy_columns import about_copy
    from iom_desktop.services import cases
    from iom_desktop.services.paper_checks import check_paper

    now = now_of(chosen)
    with opened(chosen) as store:
        with store.read() as session:
            found = check_paper(session, chosen.code, now)
        if found.copy.case_id is not None:
            # What has changed in a case is told of it: that is an opening.
            with store.write("Check a paper by its code") as session:
                cases.open_case(session, found.copy.case_id)
    if chosen.json:
        print_json(
            {
                "standing": found.standing.value,
                "words": found.words,
                "changes": list(found.changes),
                "in_force": found.in_force,
                "copy": copy_content(found.copy, now.date()),
            }
        )
        return
    print(found.words)
    print(about_copy(found.copy))
    for line in found.changes:
        print(f"- {line}")
