"""Importing a caseload: a preview of every row, then all of it in one transaction, or nothing.

What the file means for a row is decided in ``domain.caseload_import``; here the store is read in a few large
reads, and what was decided is written. Importing the same file twice adds and changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from iom_desktop.display.words import _
from iom_desktop.domain.caseload_columns import ColumnMapping, recognise
from iom_desktop.domain.caseload_import import (
    Held,
    ImportPreview,
    PlannedRow,
    merged_case,
    merged_person,
    new_needs,
    new_notes,
    note_key,
    plan_row,
)
from iom_desktop.domain.caseload_rows import (
    RATIONALE_HEADING,
    CaseloadRow,
    ImportLists,
    NotTaken,
    Outcome,
    import_lists,
    read_rows,
)
from iom_desktop.domain.cases import CaseDraft
from iom_desktop.domain.clock import local_time
from iom_desktop.domain.codes import (
    ACCOMMODATION_TYPES,
    NEEDS,
    Answer,
    Cohort,
    IomStatus,
    Phase,
    Rag,
    RiskGroup,
    Rosh,
    Sentence,
)
from iom_desktop.domain.needs import NeedDraft, NeedStatus, Severity
from iom_desktop.domain.notes import NoteDraft
from iom_desktop.domain.people import LetterFormat, PersonDraft
from iom_desktop.domain.sheets import ImportReport
from iom_desktop.domain.text import search_key
from iom_desktop.errors import UserError
from iom_desktop.services import records
from iom_desktop.services.codes import list_codes
from iom_desktop.services.rejected_rows import save_rejects
from iom_desktop.services.spreadsheets import Spreadsheet, read_spreadsheet
from iom_desktop.services.standing import refresh_standing
from iom_desktop.services.statuses import follow_case
from iom_desktop.storage import audit
from iom_desktop.storage.ids import new_id
from iom_desktop.storage.store import Store
from iom_desktop.storage.tables import CaseRow, DecisionRow, NeedRow, NoteRow, PersonRow, Record

#: Told how many rows are done, of how many; whatever it raises calls the whole import off.
Progress = Callable[[int, int], None]

#: Rows written between two calls of ``progress``, and values asked for in one read.
_BATCH = 250

_CONVERT: records.Convert = {
    "aliases": tuple,
    "letter_format": LetterFormat,
    "cohort": Cohort,
    "rag": Rag,
    "phase": Phase,
    "sentence": Sentence,
    "domestic_abuse": Answer,
    "child_safeguarding": Answer,
    "risk_to_staff": Answer,
    "rosh": Rosh,
    "rosh_groups": records.codes(RiskGroup),
    "severity": Severity,
    "status": NeedStatus,
}


def no_progress(_done: int, _total: int) -> None:
    """Nobody is watching."""


# --- The preview ---------------------------------------------------------------------------------------


def plan_import(
    session: Session,
    table: Spreadsheet,
    mapping: ColumnMapping | None,
    today: date,
    progress: Progress = no_progress,
) -> ImportPreview:
    """What importing ``table`` would do, row by row; nothing is changed.

    Without a ``mapping`` the headings are recognised. Raises ``UserError`` where the columns that name a
    person are not known; whatever is wrong with one row becomes that row's reason.
    """
    mapping = mapping or recognise(table.rows)
    lists = _lists(session, today)
    found = list(_read(table, mapping, today, lists, progress))
    held = _held(session, found)
    rows = [
        plan_row(one, held.get(one.person.crn) if isinstance(one, CaseloadRow) else None, today, lists)
        for one in found
    ]
    if any(row.outcome is Outcome.ADD for row in rows):
        likely = _LikelySame(session)
        rows = [likely.remarked(row) if row.outcome is Outcome.ADD else row for row in rows]
    return ImportPreview(mapping=mapping, rows=tuple(rows))


def _lists(session: Session, today: date) -> ImportLists:
    items = [*list_codes(session, NEEDS).values(), *list_codes(session, ACCOMMODATION_TYPES).values()]
    return import_lists(items, today)


def _read(
    table: Spreadsheet, mapping: ColumnMapping, today: date, lists: ImportLists, progress: Progress
) -> Iterator[CaseloadRow | NotTaken]:
    total = len(table.rows)
    rows = read_rows(
        table.rows, mapping, today, lists, cut_row=table.cut_row, columns_can_shift=table.delimited
    )
    for done, row in enumerate(rows):
        if done % _BATCH == 0:
            progress(done, total)
        yield row


class _LikelySame:
    """Remarks on new people who may be in the store, or further up in the file, under another CRN."""

    def __init__(self, session: Session) -> None:
        self._by_pnc: dict[str, str] = {}
        self._by_birth: dict[tuple[date, str], str] = {}
        known = select(
            PersonRow.crn, PersonRow.pnc, PersonRow.surname, PersonRow.forenames, PersonRow.date_of_birth
        )
        for row in session.execute(known):
            self._remember(*row)

    def _remember(self, crn: str, pnc: str, surname: str, forenames: str, born: date | None) -> None:
        if pnc:
            self._by_pnc.setdefault(pnc, crn)
        if born is not None:
            self._by_birth.setdefault((born, search_key(f"{surname} {forenames}")), crn)

    def remarked(self, planned: PlannedRow) -> PlannedRow:
        """The row with a remark, if somebody else has the same PNC ID, or the same name and date of birth."""
        if planned.row is None:
            return planned
        person = planned.row.person
        name = search_key(f"{person.surname} {person.forenames}")
        by_pnc = self._by_pnc.get(person.pnc)
        by_birth = self._by_birth.get((person.date_of_birth, name)) if person.date_of_birth else None
        self._remember(person.crn, person.pnc, person.surname, person.forenames, person.date_of_birth)
        if by_pnc:
            remark = _("{crn} has the same PNC ID; it may be the same person.").format(crn=by_pnc)
        elif by_birth:
            remark = _("{crn} has the same name and date of birth; it may be the same person.").format(
                crn=by_birth
            )
        else:
            return planned
        return replace(planned, remarks=(*planned.remarks, remark))


# --- What the store holds ------------------------------------------------------------------------------


def _held(session: Session, found: Iterable[CaseloadRow | NotTaken]) -> dict[str, Held]:
    """What is held under the CRNs of the rows, by CRN."""
    by_crn = {row.person.crn: row for row in found if isinstance(row, CaseloadRow)}
    held: dict[str, Held] = {}
    for crns in records.batches(by_crn, 2 * _BATCH):
        people = _people(session, crns)
        case_ids = [one.case_id for one in people.values() if one.case_id]
        needs, rationales = _needs(session, case_ids), _rationales(session, case_ids)
        keys = _known_keys(session, [(one.case_id, by_crn[crn]) for crn, one in people.items()])
        for crn, one in people.items():
            held[crn] = replace(
                one,
                needs=needs.get(one.case_id, {}),
                rationales=frozenset(rationales.get(one.case_id, ())),
                notes=frozenset(note_key(one.case_id, note) for note in by_crn[crn].notes) & keys,
            )
    return held


def _people(session: Session, crns: Sequence[str]) -> dict[str, Held]:
    """People and cases, without their needs and notes."""
    columns = [
        *(getattr(PersonRow, field.name) for field in fields(PersonDraft)),
        *(getattr(CaseRow, field.name) for field in fields(CaseDraft)),
    ]
    query = (
        select(PersonRow.id.label("person_id"), CaseRow.id.label("case_id"), *columns)
        .outerjoin(CaseRow, CaseRow.person_id == PersonRow.id)
        .where(PersonRow.crn.in_(crns))
    )
    found: dict[str, Held] = {}
    for row in session.execute(query):
        values: Any = row
        found[row.crn] = Held(
            person_id=row.person_id,
            case_id=row.case_id or "",
            person=records.draft_of(PersonDraft, values, _CONVERT),
            case=records.draft_of(CaseDraft, values, _CONVERT) if row.case_id else CaseDraft(),
            needs={},
            notes=frozenset(),
        )
    return found


def _needs(session: Session, case_ids: Sequence[str]) -> dict[str, dict[str, NeedDraft]]:
    columns = [getattr(NeedRow, field.name) for field in fields(NeedDraft)]
    found: dict[str, dict[str, NeedDraft]] = {}
    for row in session.execute(select(NeedRow.case_id, *columns).where(NeedRow.case_id.in_(case_ids))):
        values: Any = row
        found.setdefault(row.case_id, {})[row.code] = records.draft_of(NeedDraft, values, _CONVERT)
    return found


def _rationales(session: Session, case_ids: Sequence[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    query = select(DecisionRow.case_id, DecisionRow.rationale).where(DecisionRow.case_id.in_(case_ids))
    for case_id, rationale in session.execute(query):
        found.setdefault(case_id, []).append(rationale)
    return found


def _known_keys(session: Session, rows: Iterable[tuple[str, CaseloadRow]]) -> set[str]:
    """Keys of the rows' notes that are in the store."""
    wanted = [note_key(case_id, note) for case_id, row in rows for note in row.notes]
    known: set[str] = set()
    for keys in records.batches(wanted, 2 * _BATCH):
        known.update(session.scalars(select(NoteRow.source_key).where(NoteRow.source_key.in_(keys))))
    return known


# --- The import ----------------------------------------------------------------------------------------


def apply_import(
    session: Session, preview: ImportPreview, today: date, progress: Progress = no_progress
) -> ImportReport:
    """Do what ``preview`` says, in the transaction of ``session``: all of it, or nothing if anything fails.

    Raises ``UserError`` where the store was changed since the preview was made. ``progress`` is called
    between batches of rows and may raise to call the import off: leaving ``store.write()`` that way undoes
    it whole.
    """
    _refuse_old_preview(session, preview)
    adds, updates = preview.with_outcome(Outcome.ADD), preview.with_outcome(Outcome.UPDATE)
    total, done = len(adds) + len(updates), 0
    happened_at = local_time(audit.act_of(session).now)
    for write, rows in ((_add, adds), (_update, updates)):
        for batch in records.batches(rows, _BATCH):
            progress(done, total)
            write(session, batch, today, happened_at)
            done += len(batch)
    progress(done, total)
    return preview.report()


def _refuse_old_preview(session: Session, preview: ImportPreview) -> None:
    rows = [planned.row for planned in preview.rows if planned.row is not None]
    held = _held(session, rows)
    if any(held.get(planned.crn) != planned.held for planned in preview.rows if planned.row is not None):
        raise UserError(_("The store has changed since this preview was made; make the preview again."))


def _rows_of(batch: Iterable[PlannedRow]) -> Iterator[tuple[CaseloadRow, Held | None]]:
    return ((planned.row, planned.held) for planned in batch if planned.row is not None)


def _add(session: Session, batch: Sequence[PlannedRow], today: date, happened_at: datetime) -> None:
    """Add people with their cases; each kind is flushed before the kind that refers to it."""
    people: list[Record] = []
    cases: list[Record] = []
    details: list[Record] = []
    for row, _held_now in _rows_of(batch):
        person_id, case_id = new_id(), new_id()
        people.append(PersonRow(id=person_id, **records.columns_of(row.person)))
        cases.append(_new_case(case_id, person_id, row.case))
        details += _new_details(case_id, new_needs(row, {}, today).values(), row.notes, happened_at)
    for records_of_a_kind in (people, cases, details):
        session.add_all(records_of_a_kind)
        session.flush()


def _new_case(case_id: str, person_id: str, draft: CaseDraft) -> CaseRow:
    return CaseRow(
        id=case_id,
        person_id=person_id,
        iom_status=IomStatus.ADOPTED.value,
        has_decision=False,
        plan_faults=None,
        plan_number=None,
        plan_agreed=False,
        next_due_on=None,
        **records.columns_of(draft),
    )


def _new_details(
    case_id: str, needs: Iterable[NeedDraft], notes: Iterable[str], happened_at: datetime
) -> list[Record]:
    said = [(note, NoteDraft(happened_at=happened_at, words=note)) for note in notes]
    return [
        *(NeedRow(case_id=case_id, **records.columns_of(need)) for need in needs),
        *(
            NoteRow(case_id=case_id, source_key=note_key(case_id, note), **records.columns_of(draft))
            for note, draft in said
        ),
    ]


def _update(session: Session, batch: Sequence[PlannedRow], today: date, happened_at: datetime) -> None:
    """Write what the file states onto people and cases that are known, with new needs and notes."""
    pairs = [(row, held) for row, held in _rows_of(batch) if held is not None]
    people = _by_id(session, PersonRow, [held.person_id for _row, held in pairs])
    cases = _by_id(session, CaseRow, [held.case_id for _row, held in pairs])
    needs = _need_rows(session, list(cases))
    weighed_anew: list[str] = []
    for row, held in pairs:
        records.write_onto(people[held.person_id], merged_person(row, held.person))
        case_id, merged = held.case_id or new_id(), merged_case(row, held.case)
        if held.case_id:
            follow_case(session, cases[case_id], held.case, merged, today)
            records.write_onto(cases[case_id], merged)
        else:
            session.add(_new_case(case_id, held.person_id, merged))
            session.flush()
        wanted = new_needs(row, held.needs, today)
        fresh = [need for code, need in wanted.items() if code not in held.needs]
        for code, need in wanted.items():
            if code in held.needs:
                records.write_onto(needs[case_id, code], need)
        session.add_all(_new_details(case_id, fresh, new_notes(row, held), happened_at))
        if (
            held.case_id
            and cases[case_id].plan_number is not None
            and (wanted or merged.rosh is not held.case.rosh)
        ):
            weighed_anew.append(case_id)
    session.flush()
    for case_id in weighed_anew:
        refresh_standing(session, case_id)


R = TypeVar("R", bound=Record)


def _by_id(session: Session, kind: type[R], ids: Sequence[str]) -> dict[str, R]:
    return {row.id: row for row in session.scalars(select(kind).where(kind.id.in_(ids)))}


def _need_rows(session: Session, case_ids: Sequence[str]) -> dict[tuple[str, str], NeedRow]:
    rows = session.scalars(select(NeedRow).where(NeedRow.case_id.in_(case_ids)))
    return {(row.case_id, row.code): row for row in rows}


def imported_rationale(session: Session, case_id: str) -> str:
    """Why the person was adopted, as the newest import has it, to begin a decision record from; or empty."""
    query = (
        select(NoteRow.words, NoteRow.source_key)
        .where(NoteRow.case_id == case_id, NoteRow.words.startswith(RATIONALE_HEADING, autoescape=True))
        .order_by(NoteRow.happened_at.desc(), NoteRow.id.desc())
    )
    for words, source_key in session.execute(query):
        if source_key.startswith("import:"):
            return str(words).removeprefix(RATIONALE_HEADING)
    return ""


# --- A whole file, for the command line ----------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedFile:
    """What came of importing one file. ``warning`` says why rejected rows could not be saved, if so."""

    report: ImportReport
    rejects: Path | None = None
    warning: str = ""


def import_file(
    store: Store,
    path: Path,
    today: date,
    *,
    dry_run: bool = False,
    sheet: str | None = None,
    progress: Progress = no_progress,
) -> ImportedFile:
    """Import the caseload in the file at ``path``; with ``dry_run`` only say what it would do.

    ``report.as_json()`` of the answer is the report as plain values. Raises ``UserError`` for a file that
    cannot be read; then, and on a dry run, nothing is changed, neither in the store nor beside the file.
    """
    table = read_spreadsheet(path, sheet)
    with store.read() as session:
        preview = plan_import(session, table, None, today, progress)
    if dry_run:
        return ImportedFile(report=preview.report())
    if preview.changes_anything:
        with store.write(_("Import a caseload")) as session:
            apply_import(session, preview, today, progress)
    try:
        return ImportedFile(
            report=preview.report(), rejects=save_rejects(path, preview.mapping.headings, preview.not_taken)
        )
    except UserError as failure:
        return ImportedFile(report=preview.report(), warning=failure.message)
