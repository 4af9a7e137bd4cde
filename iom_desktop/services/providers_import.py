"""Importing the directory from a spreadsheet, and writing it out as one.

What a row means is decided in ``domain.providers_import``; here the directory is read, and what was decided is
written in one transaction, or nothing.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from sqlalchemy.orm import Session

from iom_desktop.display.columns import Column, to_csv
from iom_desktop.display.words import _
from iom_desktop.domain.caseload_rows import Outcome, import_lists
from iom_desktop.domain.codes import NEEDS
from iom_desktop.domain.providers import DirectoryLine, directory_lines, name_key
from iom_desktop.domain.providers_import import (
    DirectoryField,
    DirectoryPreview,
    NeedWords,
    PlannedEntry,
    exported,
    label_of,
    plan_directory,
    recognise_directory,
)
from iom_desktop.domain.sheets import ImportReport
from iom_desktop.errors import UserError
from iom_desktop.services import records
from iom_desktop.services.caseload_import import ImportedFile, Progress, no_progress
from iom_desktop.services.codes import list_codes
from iom_desktop.services.providers import list_providers
from iom_desktop.services.rejected_rows import save_rejects
from iom_desktop.services.spreadsheets import Spreadsheet
from iom_desktop.storage.tables import ProviderRow, ProviderServiceRow


def plan_directory_import(session: Session, table: Spreadsheet, today: date) -> DirectoryPreview:
    """What importing ``table`` would do, row by row; nothing is changed.

    Raises ``UserError`` where no column is headed Provider; what is wrong with one row becomes its reason.
    """
    items = list_codes(session, NEEDS)
    lists = import_lists(items.values(), today)
    return plan_directory(
        table.rows,
        recognise_directory(table.rows),
        list_providers(session),
        NeedWords(lists.needs, {code: item.name for code, item in items.items()}),
        today,
        cut_row=table.cut_row,
        columns_can_shift=table.delimited,
    )


def apply_directory_import(
    session: Session, preview: DirectoryPreview, progress: Progress = no_progress
) -> ImportReport:
    """Do what ``preview`` says, in the transaction of ``session``: all of it, or nothing if anything fails.

    Raises ``UserError`` where the directory was changed since the preview was made.
    """
    known = list_providers(session)
    if tuple(known) != preview.basis:
        raise UserError(_("The directory has changed since this preview was made; make the preview again."))
    ids = {name_key(one.said.name): one.id for one in known}
    services = {(one.id, name_key(own.said.name)): own.id for one in known for own in one.services}
    planned = preview.with_outcome(Outcome.ADD, Outcome.UPDATE)
    for done, entry in enumerate(planned):
        progress(done, len(planned))
        _write(session, entry, ids, services)
    session.flush()
    progress(len(planned), len(planned))
    return preview.report()


def _write(
    session: Session, entry: PlannedEntry, ids: dict[str, str], services: dict[tuple[str, str], str]
) -> None:
    provider, service = entry.provider_draft, entry.service_draft
    if provider is None:
        return
    key = name_key(provider.name)
    if key in ids:
        records.write_onto(records.fetch(session, ProviderRow, ids[key]), provider)
    else:
        row = ProviderRow(**records.columns_of(provider))
        session.add(row)
        session.flush()
        ids[key] = row.id
    if service is None:
        return
    own = services.get((ids[key], name_key(service.name)))
    if own is not None:
        records.write_onto(records.fetch(session, ProviderServiceRow, own), service)
    else:
        session.add(ProviderServiceRow(provider_id=ids[key], **records.columns_of(service)))


def imported_directory(path: Path, preview: DirectoryPreview) -> ImportedFile:
    """What came of an import that is done: its rejected rows are saved beside the file at ``path``."""
    try:
        saved = save_rejects(path, preview.columns.headings, preview.not_taken)
    except UserError as failure:
        return ImportedFile(report=preview.report(), warning=failure.message)
    return ImportedFile(report=preview.report(), rejects=saved)


# --- Out again ---------------------------------------------------------------------------------------------


def directory_csv(session: Session) -> str:
    """The whole directory, closed entries too, as CSV text with the columns that an import reads."""
    return to_csv(_csv_columns(), directory_lines(list_providers(session)))


def _csv_columns() -> list[Column[DirectoryLine]]:
    return [_csv_column(of) for of in DirectoryField]


def _csv_column(of: DirectoryField) -> Column[DirectoryLine]:
    return Column(of.value, label_of(of), lambda line: exported(line.provider, line.service)[of])
