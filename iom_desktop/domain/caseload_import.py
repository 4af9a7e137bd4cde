"""Importing a caseload: what each row of the file means for what is kept already.

Pure: what the store holds comes in as ``Held``, what is to be done goes out as ``PlannedRow``. A field that
the file leaves empty never empties the one kept; importing a file twice changes nothing the second time.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum

from iom_desktop.domain import dates
from iom_desktop.domain.caseload_columns import ColumnMapping, Field, label_of
from iom_desktop.domain.caseload_rows import (
    CASE_ATTRIBUTES,
    PERSON_ATTRIBUTES,
    RATIONALE_HEADING,
    CaseloadRow,
    ImportLists,
    NotTaken,
    Outcome,
    in_one_line,
    part_with,
)
from iom_desktop.domain.cases import CaseDraft
from iom_desktop.domain.names import list_name
from iom_desktop.domain.needs import NeedDraft, NeedStatus
from iom_desktop.domain.people import PersonDraft
from iom_desktop.domain.sheets import ImportReport, Rejection, SheetRow
from iom_desktop.domain.text import search_key
from iom_desktop.errors import FieldErrors

#: What the note of a need says whose severity the file does not give.
NO_SEVERITY = "The imported caseload does not say how severe this is."


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What the store holds under a CRN. ``notes`` are the keys of those that imports made."""

    person_id: str
    case_id: str  #: empty where the person has no case yet
    person: PersonDraft
    case: CaseDraft
    needs: Mapping[str, NeedDraft]
    notes: frozenset[str]
    rationales: frozenset[str] = frozenset()  #: of the case's decision records


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One thing an import changes, in words for the preview."""

    label: str
    was: str
    now: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedRow:
    """What an import will do with one row of the file."""

    source: SheetRow
    outcome: Outcome
    crn: str = ""
    name: str = ""
    reason: str = ""  #: why it is not taken
    changes: tuple[FieldChange, ...] = ()
    remarks: tuple[str, ...] = ()
    row: CaseloadRow | None = None
    held: Held | None = None

    @property
    def number(self) -> int:
        """The row's number in the file."""
        return self.source.number


def plan_row(found: CaseloadRow | NotTaken, held: Held | None, today: date, lists: ImportLists) -> PlannedRow:
    """What becomes of a row, given what is held under its CRN."""
    if isinstance(found, NotTaken):
        return PlannedRow(source=found.source, outcome=found.outcome, reason=found.reason)
    name = list_name(found.person.surname, found.person.forenames)
    planned = PlannedRow(
        source=found.source,
        outcome=Outcome.ADD,
        crn=found.person.crn,
        name=name,
        remarks=found.remarks,
        row=found,
    )
    if held is None:
        return planned
    reason = _another_person(found, held) or _cannot_merge(found, held, today)
    if reason:
        return replace(planned, outcome=Outcome.REJECTED, reason=reason, row=None)
    changes = _changes(found, held, lists)
    outcome = Outcome.UPDATE if changes else Outcome.UNCHANGED
    return replace(
        planned,
        outcome=outcome,
        changes=changes,
        held=held,
        remarks=(*found.remarks, *_scored_needs(found, held)),
    )


def merged_person(found: CaseloadRow, held: PersonDraft) -> PersonDraft:
    """The person kept, with what the file states in place of what was there."""
    changed = {name: getattr(found.person, name) for name in _changed(found, held, PERSON_ATTRIBUTES)}
    return replace(held, **changed)


def merged_case(found: CaseloadRow, held: CaseDraft) -> CaseDraft:
    """The case kept, with what the file states in place of what was there."""
    changed = {name: getattr(found.case, name) for name in _changed(found, held, CASE_ATTRIBUTES)}
    return replace(held, **changed)


def new_needs(found: CaseloadRow, held: Mapping[str, NeedDraft], today: date) -> dict[str, NeedDraft]:
    """The needs to be kept that are not, or not as severe as the file states, by code.

    A need that was scored keeps the severity of its score; one whose severity the file does not state stays.
    """
    wanted: dict[str, NeedDraft] = {}
    for need in found.needs:
        kept = held.get(need.code)
        if kept is None:
            wanted[need.code] = NeedDraft(
                code=need.code,
                severity=need.severity,
                status=NeedStatus.NOT_STARTED,
                note="" if need.severity_stated else NO_SEVERITY,
                identified_on=today,
            )
        elif need.severity_stated and kept.score is None and kept.severity is not need.severity:
            wanted[need.code] = replace(kept, severity=need.severity)
    return wanted


def note_key(case_id: str, note: str) -> str:
    """What an imported note is known by, so that importing it twice keeps it once."""
    return "import:" + hashlib.sha256(f"{case_id}\n{note}".encode()).hexdigest()[:32]


def new_notes(found: CaseloadRow, held: Held | None) -> tuple[str, ...]:
    """The notes that an earlier import has not made; a rationale that a decision record gives needs none."""
    if held is None:
        return found.notes
    recorded = {RATIONALE_HEADING + rationale for rationale in held.rationales}
    return tuple(
        note
        for note in found.notes
        if note not in recorded and note_key(held.case_id, note) not in held.notes
    )


def _another_person(found: CaseloadRow, held: Held) -> str:
    """Why a CRN looks like somebody else's: name and date of birth are both others than the ones kept."""
    new, old = found.person, held.person
    if not (new.date_of_birth and old.date_of_birth) or new.date_of_birth == old.date_of_birth:
        return ""
    if search_key(f"{new.surname} {new.forenames}") == search_key(f"{old.surname} {old.forenames}"):
        return ""
    return (
        f"CRN: {new.crn} is kept under another name and another date of birth; check that the CRN is right."
    )


def _cannot_merge(found: CaseloadRow, held: Held, today: date) -> str:
    """What is wrong with the record as it would become; each half may be right by itself."""
    try:
        merged_case(found, held.case).check(today)
    except FieldErrors as faults:
        return in_one_line(faults)
    return ""


def _changed(found: CaseloadRow, held: PersonDraft | CaseDraft, attributes: Sequence[str]) -> list[str]:
    """The attributes that the file states and the record has otherwise."""
    return [
        name
        for name in attributes
        if name in found.stated
        and not _same(found, name, getattr(part_with(found, name), name), getattr(held, name))
    ]


def _same(found: CaseloadRow, name: str, new: object, old: object) -> bool:
    if name in found.from_capitals and isinstance(new, str) and isinstance(old, str):
        return new.casefold() == old.casefold()  # capitals do not say how the name is spelt
    return new == old


def _changes(found: CaseloadRow, held: Held, lists: ImportLists) -> tuple[FieldChange, ...]:
    changes: list[FieldChange] = []
    if not held.case_id:
        changes.append(FieldChange("Case", "", "opened"))
    parts: tuple[tuple[PersonDraft | CaseDraft, tuple[str, ...]], ...] = (
        (held.person, PERSON_ATTRIBUTES),
        (held.case, CASE_ATTRIBUTES),
    )
    for kept, attributes in parts:
        for name in _changed(found, kept, attributes):
            was, now = getattr(kept, name), getattr(part_with(found, name), name)
            changes.append(FieldChange(label_of(Field(name)), _shown(was, lists), _shown(now, lists)))
    for code, need in new_needs(found, held.needs, date.min).items():
        before = held.needs.get(code)
        was_severity = _shown(before.severity if before else None, lists)
        changes.append(
            FieldChange(f"Need: {lists.names.get(code, code)}", was_severity, _shown(need.severity, lists))
        )
    for note in new_notes(found, held):
        changes.append(FieldChange("Note", "", note.partition(":")[0]))
    return tuple(changes)


def _scored_needs(found: CaseloadRow, held: Held) -> Iterator[str]:
    for need in found.needs:
        kept = held.needs.get(need.code)
        if need.severity_stated and kept and kept.score is not None and kept.severity is not need.severity:
            yield "Needs: one was scored here and keeps the severity of its score, whatever the file says."
            return


def _shown(value: object, lists: ImportLists) -> str:
    """A value in words for the preview."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, Enum):
        return str(value.value).replace("_", " ").capitalize()
    if isinstance(value, date):
        return f"{value.day} {dates.MONTHS[value.month - 1][:3]} {value.year}"
    if isinstance(value, tuple):
        return "; ".join(str(part) for part in value)
    return lists.names.get(str(value), str(value))


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPreview:
    """Everything an import would do, row by row. Nothing is changed by making one."""

    mapping: ColumnMapping
    rows: tuple[PlannedRow, ...]

    def with_outcome(self, *outcomes: Outcome) -> tuple[PlannedRow, ...]:
        """The rows of some outcomes, in the file's order."""
        return tuple(row for row in self.rows if row.outcome in outcomes)

    def count(self, outcome: Outcome) -> int:
        """How many rows have an outcome."""
        return sum(row.outcome is outcome for row in self.rows)

    @property
    def not_taken(self) -> tuple[PlannedRow, ...]:
        """Rows left out, each with its reason: rejected, repeated, or not a person."""
        return self.with_outcome(Outcome.REJECTED, Outcome.REPEATED, Outcome.NOT_A_PERSON)

    @property
    def common_remarks(self) -> tuple[tuple[str, int], ...]:
        """Each remark with the number of rows that it is made on; the commonest first."""
        return tuple(Counter(remark for row in self.rows for remark in row.remarks).most_common())

    @property
    def changes_anything(self) -> bool:
        """Whether there is a person to add or to update."""
        return any(row.outcome in (Outcome.ADD, Outcome.UPDATE) for row in self.rows)

    def report(self) -> ImportReport:
        """The counts and the rejections, as they are once this has been applied."""
        return ImportReport(
            added=self.count(Outcome.ADD),
            updated=self.count(Outcome.UPDATE),
            unchanged=self.count(Outcome.UNCHANGED),
            rejected=tuple(Rejection(row.number, row.reason) for row in self.not_taken),
        )
