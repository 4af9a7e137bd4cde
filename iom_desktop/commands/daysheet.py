"""``daysheet``: a day's visits as PDF."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import Any

from iom_desktop.commands.console import add_command, check_writable, day, now_of, opened, opens_store
from iom_desktop.commands.giving import give_out, gives_out


def add(commands: Any) -> None:
    """Add the command."""
    command = add_command(commands, "daysheet", _daysheet, "a day's visits in order, as PDF")
    command.add_argument("--date", type=day, metavar="D", help="the day; today otherwise")
    command.add_argument("--officer", default="", metavar="NAME", help="whose visits; everybody's otherwise")
    command.add_argument("--by-area", action="store_true", help="in order of postcode area, not of time")
    command.add_argument("--pdf", type=Path, required=True, metavar="OUT")
    gives_out(command)
    opens_store(command)


def _daysheet(chosen: argparse.Namespace) -> None:
    from iom_desktop.display.paper_subjects import day_sheet_subject
    from iom_desktop.domain.codes import APPOINTMENT_OUTCOMES
    from iom_desktop.domain.day_sheet import VisitOrder
    from iom_desktop.reports.day_sheet import day_sheet
    from iom_desktop.services import codes
    from iom_desktop.services.day_sheet import load_day_sheet, officer_named

    check_writable(chosen.pdf)
    now = now_of(chosen)
    wanted: date = chosen.date or now.date()
    with opened(chosen) as store:
        with store.read() as session:
            officer = officer_named(session, chosen.officer) if chosen.officer else ""
            order = VisitOrder.AREA if chosen.by_area else VisitOrder.TIME
            sheet = load_day_sheet(session, wanted, officer, now, order)
            outcomes = list(codes.list_codes(session, APPOINTMENT_OUTCOMES).values())
        give_out(
            store,
            chosen,
            day_sheet_subject(sheet),
            lambda copy: day_sheet(sheet, outcomes, copy),
            chosen.pdf,
        )
    visits = len(sheet.visits)
    print(f"{visits} {'visit' if visits == 1 else 'visits'} on {wanted:%d/%m/%Y}, in {chosen.pdf}.")
