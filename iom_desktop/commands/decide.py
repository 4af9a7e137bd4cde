"""``decide``: the record of why a person is, or is not, under IOM, as PDF."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from iom_desktop.commands.console import add_command, check_writable, now_of, opened, opens_store
from iom_desktop.commands.giving import give_out, gives_out


def add(commands: Any) -> None:
    """Add the command."""
    command = add_command(commands, "decide", _decide, "the decision record of a case, as PDF")
    command.add_argument("crn", metavar="CRN")
    command.add_argument("--pdf", type=Path, required=True, metavar="OUT")
    gives_out(command)
    opens_store(command)


def _decide(chosen: argparse.Namespace) -> None:
    from iom_desktop.display.paper_subjects import decision_subject
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
        give_out(store, chosen, decision_subject(file), lambda copy: decision_record(file, copy), chosen.pdf)
    print(f"{decided_words(decision)}, in {chosen.pdf}.")
