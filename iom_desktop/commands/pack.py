"""``pack``: the papers of a case conference for one reader, as PDF."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from iom_desktop.commands.console import add_command, check_writable, now_of, opened, opens_store
from iom_desktop.commands.giving import give_out, gives_out


def add(commands: Any) -> None:
    """Add the command."""
    command = add_command(commands, "pack", _pack, "the pack of a case conference, as PDF")
    command.add_argument("--conference", required=True, metavar="ID|next", help="which; next: the coming one")
    command.add_argument(
        "--audience", default="conference", metavar="WHO", help="conference or partner:AGENCY"
    )
    command.add_argument("--fuller", nargs="+", default=[], metavar="CRN", help="cases told in full as well")
    command.add_argument("--pdf", type=Path, required=True, metavar="OUT")
    gives_out(command)
    opens_store(command)


def _pack(chosen: argparse.Namespace) -> None:
    from iom_desktop.display.paper_subjects import conference_subject
    from iom_desktop.domain.audiences import parse_shared_reader
    from iom_desktop.reports.pack import pack_pdf
    from iom_desktop.services import packs
    from iom_desktop.services.cases import case_with_crn

    check_writable(chosen.pdf)
    reader = parse_shared_reader(chosen.audience)
    now = now_of(chosen)
    with opened(chosen) as store:
        with store.read() as session:
            conference = packs.conference_named(session, chosen.conference, now.date())
            fuller = [case_with_crn(session, crn) for crn in chosen.fuller]
            pack = packs.load_pack(session, conference.id, reader, now, fuller)
        copy = give_out(
            store, chosen, conference_subject(pack), lambda copy: pack_pdf(pack, copy=copy), chosen.pdf
        )
    many = len(pack.cases)
    cases = "1 case" if many == 1 else f"{many} cases"
    print(f"Copy {copy.number} of the pack of {conference.held_on:%d/%m/%Y}, {cases}, in {chosen.pdf}.")
