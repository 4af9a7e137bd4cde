"""``decide``: the record of why a person is, or is not, under IOM, as PDF."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from iom_desktop.commands.console import add_command, check_writable, now_of, opened, opens_store, save


def add(commands: Any) -> None:
    """Add the command."""
    command = add_command(commands, "decide", _decide, "the decision record of a case, as PDF")
    command.add_argument("crn", metavar="CRN")
    command.add_argument("--pdf", type=Path, required=True, metavar="OUT")
    command.add_argument("--recipient", default="", metavar="WHO", help="who it is for; yourself otherwise")
    opens_store(command)


def _decide(chosen: argparse.Namespace) -> None:
    from iom_desktop.display.selection_lines import decided_words
    from iom_desktop.errors import UserError
    from iom_desktop.reports.decision_record import decision_record
    from iom_desktop.services import cases, decisions

    check_writable(chosen.pdf)
    now = now_of(chosen)
    with opened(chosen) as store:
        with store.read() as session:
            case_id = cases.case_with_crn(session, chosen.crn)
            decision = decisions.decision_in_force(session, case_id)
            if decision is None:
                raise UserError("No decision is recorded for this person.")
            file = decisions.load_decision_file(session, decision.id, now)
        data = decision_record(file)
        # The entry first: a document nobody recorded is never on the disk.
        with store.write("Save decision record") as session:
            decisions.disclose_decision(session, file, chosen.recipient or store.officer.name)
        save(chosen.pdf, data)
    print(f"{decided_words(decision)}, in {chosen.pdf}.")
