"""``import-contacts``: a contact log of another system, as CSV or XLSX."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from iom_desktop.commands.console import (
    add_command,
    as_json,
    check_writable,
    now_of,
    opened,
    opens_store,
    save,
    say_error,
)
from iom_desktop.errors import UserError


def add(commands: Any) -> None:
    """Add the command."""
    command = add_command(
        commands, "import-contacts", _import_contacts, "import a contact log from CSV or XLSX"
    )
    command.add_argument("file", type=Path, metavar="FILE")
    command.add_argument("--dry-run", action="store_true", help="say what would happen and change nothing")
    command.add_argument("--json", type=Path, metavar="REPORT")
    command.add_argument("--sheet", metavar="NAME", help="the sheet of a workbook")
    opens_store(command)


def _import_contacts(chosen: argparse.Namespace) -> None:
    from iom_desktop.services.contact_import import import_contact_file

    check_writable(chosen.json)
    if not chosen.file.exists():
        raise UserError(f"The file {chosen.file} is not there.")
    with opened(chosen) as store:
        done, remarks = import_contact_file(
            store, chosen.file, now_of(chosen), dry_run=chosen.dry_run, sheet=chosen.sheet
        )
    report = done.report
    if chosen.json is not None:
        save(chosen.json, as_json({**report.as_json(), "remarks": dict(remarks)}))
    would = "would be " if chosen.dry_run else ""
    print(
        f"{report.added} {would}added, {report.updated} {would}updated, {report.unchanged} unchanged, "
        f"{len(report.rejected)} not taken."
    )
    for remark, lines in remarks.items():
        print(f"{remark} ({lines} {'line' if lines == 1 else 'lines'})")
    if done.rejects is not None:
        print(f"The rows not taken are in {done.rejects}, each with its reason.")
    if done.warning:
        say_error(done.warning)
