"""``minutes``: the minutes of a case conference, or its action list by agency, as PDF."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from iom_desktop.commands.console import add_command, check_writable, now_of, opened, opens_store
from iom_desktop.commands.giving import give_out, gives_out


def add(commands: Any) -> None:
    """Add the command."""
    command = add_command(commands, "minutes", _minutes, "the minutes of a case conference, as PDF")
    command.add_argument("--conference", required=True, metavar="ID|next", help="which; next: the coming one")
    command.add_argument(
        "--audience", default="conference", metavar="WHO", help="conference or partner:AGENCY"
    )
    command.add_argument("--pdf", type=Path, required=True, metavar="OUT")
    command.add_argument("--actions", type=Path, metavar="OUT", help="the action list by agency as well")
    gives_out(command)
    opens_store(command)


def _minutes(chosen: argparse.Namespace) -> None:
    from iom_desktop.display.paper_subjects import conference_subject
    from iom_desktop.domain.audiences import parse_shared_reader
    from iom_desktop.domain.packs import ActionPaper
    from iom_desktop.reports.minutes import action_list_pdf, minutes_pdf
    from iom_desktop.services import packs

    check_writable(chosen.pdf)
    check_writable(chosen.actions)
    reader = parse_shared_reader(chosen.audience)
    now = now_of(chosen)
    actions: ActionPaper | None = None
    with opened(chosen) as store:
        with store.read() as session:
            conference = packs.conference_named(session, chosen.conference, now.date())
            minutes = packs.load_minutes(session, conference.id, reader, now)
            if chosen.actions is not None:
                actions = packs.load_action_list(session, conference.id, reader, now)
        copy = give_out(
            store, chosen, conference_subject(minutes), lambda copy: minutes_pdf(minutes, copy), chosen.pdf
        )
        if actions is not None:
            listed = actions
            give_out(
                store,
                chosen,
                conference_subject(listed),
                lambda copy: action_list_pdf(listed, copy),
                chosen.actions,
            )
    state = "draft minutes" if minutes.draft else "minutes"
    print(f"Copy {copy.number} of the {state} of {conference.held_on:%d/%m/%Y} is in {chosen.pdf}.")
