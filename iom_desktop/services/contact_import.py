"""Importing a contact log: a preview of every line, then all of it in one transaction, or nothing.

What a line means is decided in ``domain.contact_import``; here the store is read in a few large reads, and what
was decided is written. Importing the same file twice adds and changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from iom_desktop.display.words import _
from iom_desktop.domain.appointments import AppointmentDraft, OutcomeDraft, Repeat
from iom_desktop.domain.caseload_rows import Outcome
from iom_desktop.domain.codes import APPOINTMENT_OUTCOMES, APPOINTMENT_TYPES, ENFORCEMENT_ACTIONS, Sentence
from iom_desktop.domain.contact_import import (
    ContactLine,
    ContactLists,
    ContactPreview,
    ContactReader,
    HeldContact,
    KnownCase,
    PlannedContact,
    plan_contacts,
    recognise_contacts,
)
from iom_desktop.domain.enforcement import StepDraft
from iom_desktop.domain.notes import NoteDraft
from iom_desktop.domain.sheets import ImportReport
from iom_desktop.errors import UserError
from iom_desktop.services import enforcement, records
from iom_desktop.services.appointments import keep_outcome
from iom_desktop.services.caseload_import import ImportedFile, Progress, no_progress
from iom_desktop.services.codes import list_codes, list_dated_codes
from iom_desktop.services.rejected_rows import save_rejects
from iom_desktop.services.spreadsheets import Spreadsheet, read_spreadsheet
from iom_desktop.storage.ids import new_id
from iom_desktop.storage.store import Store
from iom_desktop.storage.tables import AppointmentRow, CaseRow, EnforcementStepRow, NoteRow, PersonRow

#: Values asked for in one read, and lines written between two calls of ``progress``.
_BATCH = 500
#: How long an appointment of a log is taken to have lasted, in minutes: logs do not say.
_MINUTES = 30
_CHANGED_BY_LOG = "The other system's contact log has the outcome now."


def plan_contact_import(session: Session, table: Spreadsheet, now: datetime) -> ContactPreview:
    """What importing ``table`` would do, line by line, at local time ``now``; nothing is changed.

    Raises ``UserError`` where the columns for CRN, date and type are not there.
    """
    columns = recognise_contacts(table.rows)
    lists = ContactLists(
        types=list_dated_codes(session, APPOINTMENT_TYPES),
        outcomes=list_codes(session, APPOINTMENT_OUTCOMES),
        enforcement=list_codes(session, ENFORCEMENT_ACTIONS),
    )
    reader = ContactReader(columns, lists, _cases(session), now)
    return plan_contacts(table.rows, columns, reader, lambda lines: _held(session, lines))


def _cases(session: Session) -> dict[str, KnownCase]:
    rows = session.execute(
        select(
            PersonRow.crn, CaseRow.id, CaseRow.sentence, CaseRow.sentence_start, CaseRow.sentence_end
        ).join(CaseRow, CaseRow.person_id == PersonRow.id)
    )
    return {
        crn: KnownCase(
            case_id=case_id,
            sentence=None if sentence is None else Sentence(sentence),
            sentence_start=start,
            sentence_end=end,
        )
        for crn, case_id, sentence, start, end in rows
    }


def _held(session: Session, lines: list[ContactLine]) -> dict[str, HeldContact]:
    """What the store has at the lines' times, by the lines' keys."""
    found: dict[str, HeldContact] = {}
    meetings = [line for line in lines if line.is_appointment]
    kept = _appointments(session, {line.case.case_id for line in meetings}, meetings)
    for line in meetings:
        known = kept.get((line.case.case_id, line.at, line.type_item.code))
        if known is not None:
            found[line.key] = known
    contacts = (line.key for line in lines if not line.is_appointment)
    for keys in records.batches(contacts, _BATCH):
        query = select(NoteRow.source_key, NoteRow.id).where(NoteRow.source_key.in_(keys))
        for key, note_id in session.execute(query):
            found[key] = HeldContact(record_id=note_id)
    return found


def _appointments(
    session: Session, case_ids: set[str], lines: list[ContactLine]
) -> dict[tuple[str, datetime, str], HeldContact]:
    if not lines:
        return {}
    first, last = min(line.at for line in lines), max(line.at for line in lines)
    found: dict[tuple[str, datetime, str], HeldContact] = {}
    for batch in records.batches(sorted(case_ids), _BATCH):
        stepped = set(
            session.scalars(
                select(EnforcementStepRow.appointment_id).where(EnforcementStepRow.case_id.in_(batch))
            )
        )
        rows = session.execute(
            select(
                AppointmentRow.id,
                AppointmentRow.case_id,
                AppointmentRow.starts_at,
                AppointmentRow.type_code,
                AppointmentRow.outcome_code,
                AppointmentRow.cancelled,
            )
            .where(
                AppointmentRow.case_id.in_(batch),
                AppointmentRow.starts_at >= first,
                AppointmentRow.starts_at <= last,
            )
            # One that stands speaks for the place before one that was cancelled.
            .order_by(AppointmentRow.cancelled.desc(), AppointmentRow.id)
        )
        for row_id, case_id, at, type_code, outcome, cancelled in rows:
            found[case_id, at, type_code] = HeldContact(
                record_id=row_id, outcome_code=outcome, cancelled=cancelled, has_step=row_id in stepped
            )
    return found


# --- The import ----------------------------------------------------------------------------------------


def apply_contact_import(
    session: Session, preview: ContactPreview, now: datetime, progress: Progress = no_progress
) -> ImportReport:
    """Do what ``preview`` says, in the transaction of ``session``: all of it, or nothing if anything fails.

    Raises ``UserError`` where the store was changed since the preview was made.
    """
    lines = [row.line for row in preview.rows if row.line is not None]
    held = _held(session, lines)
    if any(held.get(row.line.key) != row.held for row in preview.rows if row.line is not None):
        raise UserError(_("The store has changed since this preview was made; make the preview again."))
    rows = preview.with_outcome(Outcome.ADD, Outcome.UPDATE)
    done = 0
    for batch in records.batches(rows, _BATCH):
        progress(done, len(rows))
        _write(session, batch, now)
        done += len(batch)
    progress(done, len(rows))
    return preview.report()


def _write(session: Session, batch: list[PlannedContact], now: datetime) -> None:
    kept: dict[int, str] = {}
    for place, planned in enumerate(batch):
        line = planned.line
        if line is None:
            continue
        if planned.held is not None:
            kept[place] = planned.held.record_id
            _say_outcome(session, line, planned.held, now)
        elif line.is_appointment:
            row = _new_appointment(line)
            # Named now: a flush of its own for every line would double the time an import takes.
            row.id = kept[place] = new_id()
            if line.outcome is not None:
                keep_outcome(session, row, OutcomeDraft(outcome_code=line.outcome.code, note=line.note))
            session.add(row)
        else:
            session.add(_new_contact(line))
    session.flush()
    for place, record_id in kept.items():
        line, held = batch[place].line, batch[place].held
        if line is not None and line.enforcement is not None and not (held and held.has_step):
            draft = StepDraft(code=line.enforcement.code, decided_on=line.at.date())
            enforcement.record_step(session, record_id, draft, now.date())


def _say_outcome(session: Session, line: ContactLine, held: HeldContact, now: datetime) -> None:
    if line.outcome is None or held.outcome_code == line.outcome.code:
        return
    row = records.fetch(session, AppointmentRow, held.record_id)
    if row.outcome_code:
        enforcement.settle_steps_of(session, row.id, now.date(), _("The outcome was changed."))
    said = OutcomeDraft(
        outcome_code=line.outcome.code,
        note=line.note or row.outcome_note,
        change_reason=_CHANGED_BY_LOG if row.outcome_code else "",
    )
    keep_outcome(session, row, said)


def _new_appointment(line: ContactLine) -> AppointmentRow:
    said = AppointmentDraft(
        type_code=line.type_item.code,
        starts_at=line.at,
        minutes=_MINUTES,
        with_name=line.officer,
        purpose="" if line.outcome is not None else line.note,
        repeat=Repeat.NEVER,
    )
    columns = records.columns_of(said)
    del columns["repeat"], columns["repeat_until"]
    return AppointmentRow(
        **columns,
        case_id=line.case.case_id,
        series_id=None,
        outcome_code="",
        outcome_note="",
        outcome_at=None,
        outcome_by="",
        cancelled=False,
        cancel_reason="",
        cancel_asked_by="",
        source_key=line.key,
    )


def _new_contact(line: ContactLine) -> NoteRow:
    words = f"{line.officer}: {line.words}" if line.officer else line.words
    said = NoteDraft(happened_at=line.at, type_code=line.type_item.code, words=words)
    return NoteRow(case_id=line.case.case_id, source_key=line.key, **records.columns_of(said))


# --- A whole file, for the command line ----------------------------------------------------------------


def import_contact_file(
    store: Store,
    path: Path,
    now: datetime,
    *,
    dry_run: bool = False,
    sheet: str | None = None,
    progress: Progress = no_progress,
) -> tuple[ImportedFile, Mapping[str, int]]:
    """Import the contact log in the file at ``path``; with ``dry_run`` only say what it would do.

    Returns what came of it, and each remark with on how many lines it is made. Raises ``UserError`` for a file
    that cannot be read; then, and on a dry run, nothing is changed, neither in the store nor beside the file.
    """
    table = read_spreadsheet(path, sheet)
    with store.read() as session:
        preview = plan_contact_import(session, table, now)
    if dry_run:
        return ImportedFile(report=preview.report()), preview.remarks
    if preview.changes_anything:
        with store.write(_("Import a contact log")) as session:
            apply_contact_import(session, preview, now, progress)
    try:
        saved = save_rejects(path, preview.columns.headings, preview.not_taken)
    except UserError as failure:
        return ImportedFile(report=preview.report(), warning=failure.message), preview.remarks
    return ImportedFile(report=preview.report(), rejects=saved), preview.remarks
