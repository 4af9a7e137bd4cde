"""``access``: of those who needed a service, how many reached it, how long they waited, and why not."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from iom_desktop.commands.console import (
    add_command,
    as_json,
    check_writable,
    day,
    now_of,
    opened,
    opens_store,
)
from iom_desktop.commands.giving import STANDARD_OUTPUT, give_out, gives_out

if TYPE_CHECKING:
    from iom_desktop.domain.access_report import AccessReport, Line, Tally
    from iom_desktop.domain.documents import NumberedCopy
    from iom_desktop.storage.store import Store


def add(commands: Any) -> None:
    """Add the command."""
    command = add_command(
        commands, "access", _access, "of those who needed a service, how many reached it, and why not"
    )
    command.epilog = (
        "The figures are the team's own, small numbers and all; with --json, --csv or --pdf it goes on record whom "
        "they are for."
    )
    form = command.add_mutually_exclusive_group()
    form.add_argument(
        "--json",
        type=Path,
        nargs="?",
        const=STANDARD_OUTPUT,
        metavar="OUT",
        help="to standard output unless OUT is given",
    )
    form.add_argument(
        "--csv",
        type=Path,
        nargs="?",
        const=STANDARD_OUTPUT,
        metavar="OUT",
        help="to standard output unless OUT is given",
    )
    form.add_argument("--pdf", type=Path, metavar="OUT", help="the report with its charts")
    command.add_argument("--since", type=day, metavar="DATE", help="only needs found on or after this day")
    gives_out(command)
    opens_store(command)


def _access(chosen: argparse.Namespace) -> None:
    from iom_desktop.display.access_lines import access_csv, headline, named, sentence
    from iom_desktop.display.paper_subjects import access_subject
    from iom_desktop.services import access_report

    out: Path | None = chosen.json or chosen.csv or chosen.pdf
    if out is not None and out != STANDARD_OUTPUT:
        check_writable(out)
    now = now_of(chosen)
    with opened(chosen) as store:
        with store.read() as session:
            report = access_report.load_access_report(session, now.date(), chosen.since)
            needs = access_report.need_names(session)
        if out is None:
            print(headline(report))
            for one in named(report.needs, needs):
                print(sentence(one.name, one.tally))
            return
        subject = access_subject(report, needs, spreadsheet=chosen.pdf is None)

        def make(copy: NumberedCopy) -> bytes:
            if chosen.json is not None:
                return as_json(_content(report, needs))
            if chosen.csv is not None:
                return access_csv(report, needs).encode("utf-8-sig" if out != STANDARD_OUTPUT else "utf-8")
            return _pdf(store, report, needs, chosen, copy)

        give_out(store, chosen, subject, make, out)


def _pdf(
    store: Store,
    report: AccessReport,
    needs: dict[str, str],
    chosen: argparse.Namespace,
    copy: NumberedCopy,
) -> bytes:
    from iom_desktop.reports.access_report import AccessPaper, access_paper
    from iom_desktop.services.access_report import inspection_stated

    file = AccessPaper(
        report=report,
        needs=needs,
        stated=inspection_stated(),
        scheme=store.name,
        made_at=now_of(chosen),
        made_by=store.officer.name,
    )
    return access_paper(file, copy)


def _content(report: AccessReport, needs: dict[str, str]) -> dict[str, object]:
    from iom_desktop.domain.access_report import Dimension
    from iom_desktop.services.access_report import inspection_stated

    got, asked = report.drugs_or_alcohol
    return {
        "today": report.today,
        "found_from": report.found_from,
        "people": report.people,
        "undated_needs_left_out": report.undated,
        "total": _figures(report.total),
        "drugs_or_alcohol": {"people": asked, "reached": got, "inspection_2020": inspection_stated()},
        "needs": [
            {"code": line.key, "name": needs.get(line.key, line.key), **_figures(line.tally)}
            for line in report.needs
        ],
        **{
            f"by_{dimension.value}": [_group(line) for line in report.groups[dimension]]
            for dimension in (Dimension.COHORT, Dimension.AREA, Dimension.PROVIDER)
        },
    }


def _group(line: Line) -> dict[str, object]:
    """A line of a breakdown: nothing for ``need`` means all needs together, nothing for ``group`` not known."""
    return {"group": line.key or None, "need": line.need_code or None, **_figures(line.tally)}


def _figures(tally: Tally) -> dict[str, object]:
    return {
        "needed": tally.needed,
        "reached": tally.reached,
        "percent": tally.percent,
        "median_wait_days": tally.median_wait,
        "longest_wait_days": tally.longest_wait,
        "waiting": tally.waiting,
        "waiting_too_long": tally.late,
        "reasons": {barrier.value: many for barrier, many in tally.reasons.items()},
        "no_reason": tally.no_reason,
        "not_followed": tally.not_followed,
    }
