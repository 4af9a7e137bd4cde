"""``compliance``: where a case stands, what is due next, and why, in words or as JSON."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from iom_desktop.commands.console import add_command, now_of, opened, opens_store, print_json

if TYPE_CHECKING:
    from iom_desktop.domain.compliance import Compliance, Due


def add(commands: Any) -> None:
    """Add the command."""
    command = add_command(
        commands, "compliance", _compliance, "where a case stands with its order or licence, and why"
    )
    command.add_argument("crn", metavar="CRN")
    command.add_argument("--json", action="store_true")
    opens_store(command)


def _compliance(chosen: argparse.Namespace) -> None:
    from iom_desktop.display.compliance_lines import as_text
    from iom_desktop.services import cases
    from iom_desktop.services.compliance import assess

    now = _moment(chosen)
    with opened(chosen) as store:
        # The entry first: nothing is shown of a case whose opening could not be recorded.
        with store.write("Show compliance") as session:
            case_id = cases.case_with_crn(session, chosen.crn)
            crn = cases.open_case(session, case_id).person.crn
        with store.read() as session:
            found = assess(session, case_id, now)
    if chosen.json:
        print_json(_content(crn, found))
    else:
        print(f"{crn}  {as_text(found, now.date())}")


def _moment(chosen: argparse.Namespace) -> datetime:
    """Now; of a day that was asked for, its end, so that all of that day is in it."""
    now = now_of(chosen)
    return now if chosen.today is None else datetime.combine(now.date(), time.max)


def _content(crn: str, found: Compliance) -> dict[str, object]:
    return {
        "crn": crn,
        "stage": found.stage.value,
        "failures": [
            {
                "date": one.on,
                "what": one.what,
                "counts_until": one.counts_until,
                "enforcement": one.enforcement,
            }
            for one in found.failures
        ],
        "holding": [
            {"date": one.on, "what": one.what, "evidence_by": one.evidence_by} for one in found.holding
        ],
        "next": None if found.next is None else _due(found.next),
        "due": [_due(one) for one in found.due],
        "resets_on": found.resets_on,
        "engagement": asdict(found.engagement),
        "reasons": list(found.reasons),
    }


def _due(one: Due) -> dict[str, object]:
    return {"what": one.words, "kind": one.kind.value, "due": one.on}
