"""``agenda``: who comes before a conference, and why."""

from __future__ import annotations

import argparse
from datetime import date
from typing import TYPE_CHECKING, Any

from iom_desktop.commands.console import add_command, day, now_of, opened, opens_store, print_json

if TYPE_CHECKING:
    from iom_desktop.domain.conferences import AgendaCase, ConferenceCase


def add(commands: Any) -> None:
    """Add the command."""
    command = add_command(commands, "agenda", _agenda, "who comes before a conference, and why")
    command.epilog = (
        "The agenda of the conference of that day as it stands; where none is planned, or its agenda is still empty, "
        "what the program proposes."
    )
    command.add_argument("--date", type=day, required=True, metavar="DATE", help="the day of the conference")
    command.add_argument("--json", action="store_true")
    opens_store(command)


def _agenda(chosen: argparse.Namespace) -> None:
    from iom_desktop.services import conferences
    from iom_desktop.services.agenda import build_agenda

    on: date = chosen.date
    with opened(chosen) as store, store.read() as session:
        conference = conferences.conference_on(session, on)
        stands: list[Any] = []
        if conference is not None:
            stands = [one for one in conferences.list_cases(session, conference.id) if one.on_agenda]
        proposal = None if stands else build_agenda(session, on, now_of(chosen).date())
    cases = stands if proposal is None else list(proposal.cases)
    left_out = 0 if proposal is None else proposal.left_out
    if chosen.json:
        print_json(
            {
                "conference": None if conference is None else conference.id,
                "date": on,
                "proposed": proposal is not None,
                "cases": [_content(one) for one in cases],
                "left_out": left_out,
            }
        )
        return
    _say(on, cases, left_out, proposed=proposal is not None)


def _content(one: AgendaCase | ConferenceCase) -> dict[str, object]:
    return {
        "crn": one.crn,
        "reasons": [reason.words for reason in one.reasons],
        "codes": [reason.reason.value for reason in one.reasons],
        "minutes": one.minutes,
    }


def _say(on: date, cases: list[Any], left_out: int, *, proposed: bool) -> None:
    from iom_desktop.display.formats import count, exact_date

    minutes = sum(one.minutes for one in cases)
    begun = "Proposed for" if proposed else "The conference of"
    many, long = count(len(cases), "case", "cases"), count(minutes, "minute", "minutes")
    print(f"{begun} {exact_date(on)}: {many}, {long}.")
    for place, one in enumerate(cases, start=1):
        reasons = "; ".join(reason.words for reason in one.reasons)
        print(f"{place:>3}  {one.crn}  {one.person}  {one.minutes} min  {reasons}")
    if left_out:
        print(f"{count(left_out, 'more case', 'more cases')} would be too many for one conference.")
