"""``compare``: what changed between two versions of a person's plan, as PDF or JSON."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from iom_desktop.commands.console import (
    add_command,
    as_json,
    check_writable,
    now_of,
    opened,
    opens_store,
    print_json,
)
from iom_desktop.commands.giving import STANDARD_OUTPUT, give_out, gives_out

if TYPE_CHECKING:
    from iom_desktop.domain.comparison_files import ComparisonFile, VersionHead
    from iom_desktop.domain.documents import NumberedCopy


def add(commands: Any) -> None:
    """Add the command."""
    command = add_command(
        commands, "compare", _compare, "what changed between two versions of a person's plan"
    )
    command.add_argument("crn", metavar="CRN")
    command.add_argument(
        "--from", type=int, required=True, dest="older", metavar="V", help="the older version"
    )
    command.add_argument("--to", type=int, required=True, dest="newer", metavar="V", help="the newer version")
    form = command.add_mutually_exclusive_group(required=True)
    form.add_argument("--pdf", type=Path, metavar="OUT")
    form.add_argument(
        "--json",
        type=Path,
        nargs="?",
        const=STANDARD_OUTPUT,
        metavar="OUT",
        help="to standard output unless OUT is given",
    )
    command.add_argument(
        "--audience", default="full", metavar="A", help="full, conference, court, or partner: and an agency"
    )
    gives_out(command)
    opens_store(command)


def _compare(chosen: argparse.Namespace) -> None:
    from iom_desktop.display.comparison_lines import summary_words
    from iom_desktop.display.paper_subjects import comparison_subject
    from iom_desktop.domain.audiences import parse_reader
    from iom_desktop.reports.comparison import comparison_paper
    from iom_desktop.services import cases
    from iom_desktop.services.comparisons import load_comparison

    reader = parse_reader(chosen.audience)
    out: Path = chosen.pdf or chosen.json
    if out != STANDARD_OUTPUT:
        check_writable(out)
    with opened(chosen) as store:
        with store.read() as session:
            case_id = cases.case_with_crn(session, chosen.crn)
            file = load_comparison(session, case_id, chosen.older, chosen.newer, reader, now_of(chosen))
        if out == STANDARD_OUTPUT:
            # Read at this machine, as on a screen: an opening of the case, and no paper.
            with store.write("Compare two versions of a plan") as session:
                cases.open_case(session, case_id)
            print_json(_content(file, None))
            return

        def make(copy: NumberedCopy) -> bytes:
            return comparison_paper(file, copy) if chosen.pdf else as_json(_content(file, copy))

        give_out(store, chosen, comparison_subject(file), make, out)
    print(f"{summary_words(file)} In {out}.")


def _content(file: ComparisonFile, copy: NumberedCopy | None) -> dict[str, object]:
    return {
        "crn": file.case.person.crn,
        "audience": file.reader.code,
        "left_out": [matter.value for matter in file.left_out],
        "copy": None
        if copy is None
        else {"number": copy.number, "of": copy.of, "check_code": copy.code, "for": copy.recipient},
        "from": _version(file.older),
        "to": _version(file.newer),
        "sentences": [change.words for change in file.changes()],
        "goals": [
            {
                "number": goal.number,
                "goal": goal.words,
                "kind": goal.kind.value,
                "changes": [
                    _change(one.kind.value, one.words, one.before, one.after) for one in goal.changes
                ],
            }
            for goal in file.goals
        ],
        "plan": [_change(one.kind.value, one.words, one.before, one.after) for one in file.plan],
        "unchanged": {"goals": file.same_goals, "required_actions": file.same_actions},
    }


def _version(head: VersionHead) -> dict[str, object]:
    agreement = head.agreement
    answer = None if agreement is None or agreement.said.answer is None else agreement.said.answer.value
    return {
        "version": head.number,
        "state": head.state.value,
        "answer": answer,
        "agreed_at": None if agreement is None else agreement.at,
        "recorded_by": None if agreement is None else agreement.by,
    }


def _change(kind: str, words: str, before: str, after: str) -> dict[str, str]:
    said = {"kind": kind, "words": words}
    if before or after:
        said |= {"before": before, "after": after}
    return said
