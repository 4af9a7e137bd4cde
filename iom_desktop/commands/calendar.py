"""``calendar``: an officer's appointments as an iCalendar file."""

from __future__ import annotations

import argparse
import difflib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from iom_desktop.commands.console import (
    add_command,
    check_writable,
    day,
    now_of,
    opened,
    opens_store,
    save,
)
from iom_desktop.errors import UserError

if TYPE_CHECKING:
    from iom_desktop.domain.diary import DiaryEntry
    from iom_desktop.storage.store import Store

#: How far ahead a calendar goes where no last day is given, in days.
AHEAD = 365


def add(commands: Any) -> None:
    """Add the command."""
    command = add_command(commands, "calendar", _calendar, "an officer's appointments as an iCalendar file")
    command.add_argument("--officer", required=True, metavar="NAME")
    command.add_argument("--ics", type=Path, required=True, metavar="OUT.ics")
    command.add_argument(
        "--from", dest="since", type=day, metavar="DATE", help="the first day; today otherwise"
    )
    command.add_argument(
        "--to", dest="until", type=day, metavar="DATE", help="the last day; a year on otherwise"
    )
    command.add_argument(
        "--full",
        action="store_true",
        help="names, types, places, officers and purposes too; initials only otherwise",
    )
    command.add_argument("--recipient", default="", metavar="WHO", help="who it is for; yourself otherwise")
    opens_store(command)


def _calendar(chosen: argparse.Namespace) -> None:
    from iom_desktop.domain.diary import CalendarDetail
    from iom_desktop.reports.calendar_file import calendar_file
    from iom_desktop.services import diary

    check_writable(chosen.ics)
    first = chosen.since or now_of(chosen).date()
    last = chosen.until or first + timedelta(days=AHEAD)
    if last < first:
        raise UserError(f"To: {last:%d/%m/%Y} is before {first:%d/%m/%Y}, the first day.")
    details = frozenset(CalendarDetail) if chosen.full else frozenset[CalendarDetail]()
    with opened(chosen) as store:
        entries = _entries(store, chosen.officer.strip(), first, last)
        data = calendar_file(entries, details, datetime.now(UTC).replace(microsecond=0, tzinfo=None))
        # The entry first: a file nobody recorded is never on the disk.
        with store.write("Save calendar file") as session:
            diary.disclose_calendar(session, entries, details, chosen.recipient or store.officer.name)
        save(chosen.ics, data)
    many = len(entries)
    print(
        f"{many:,} appointment{'' if many == 1 else 's'} from {first:%d/%m/%Y} to {last:%d/%m/%Y} in {chosen.ics}."
    )


def _entries(store: Store, officer: str, first: date, last: date) -> list[DiaryEntry]:
    """The officer's appointments. Raises ``UserError`` for a name nobody has, naming those like it."""
    from iom_desktop.domain.diary import check_calendar
    from iom_desktop.services import diary

    if not officer:
        raise UserError("Officer: a name is needed.")
    with store.read() as session:
        entries = diary.list_for_calendar(session, first, last, officers=[officer])
        if not entries and not diary.sees_anybody(session, officer):
            raise UserError(_unknown(diary.list_leads(session), officer))
    if entries:
        check_calendar(entries)
    return entries


def _unknown(leads: list[str], officer: str) -> str:
    """Whom nobody knows, and which leads of cases have a name like it: never a name of anybody else."""
    folded = {name.casefold(): name for name in leads}
    words = [name for key, name in folded.items() if officer.casefold() in key]
    near = words[:3] or [folded[key] for key in difflib.get_close_matches(officer.casefold(), folded, 3)]
    said = f"Officer: no appointment is with {officer!r}."
    return f"{said} Is it {' or '.join(near)}?" if near else said
