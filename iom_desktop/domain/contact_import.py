"""Importing a contact log of another system: what each line means for the appointments and contacts kept already.

Pure: what the store holds comes in as ``HeldContact``, what is to be done goes out as ``PlannedContact``. A line
is taken whole or not at all. Importing a file twice changes nothing the second time; a line whose appointment
is kept without an outcome, or waits for evidence, gives it the one it names.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from enum import StrEnum

from iom_desktop.domain import caseload_values as values
from iom_desktop.domain.appointments import check_clock_time
from iom_desktop.domain.caseload_rows import Outcome
from iom_desktop.domain.checks import LINE_LIMIT, NOTE_LIMIT, Checks
from iom_desktop.domain.codes import CodeItem, DatedCodes, Sentence
from iom_desktop.domain.dates import parse_time
from iom_desktop.domain.enforcement import BEGINS_PROCEEDING, HOLDING, statutory_on
from iom_desktop.domain.identity import tidy_crn
from iom_desktop.domain.sheets import Columns, ImportReport, Rejection, SheetRow, recognise_columns
from iom_desktop.domain.text import clean, search_key
from iom_desktop.errors import FieldErrors, UserError

#: How the words begin that keep what a contact's line says and a contact has no field for.
OUTCOME_HEADING = "Outcome in the other system: "
_NO_TIME = "Time: none is given, so it is kept at 00:00."


class ContactField(StrEnum):
    """What a column of a contact log can mean."""

    CRN = "crn"
    DATE = "date"
    TIME = "time"
    TYPE = "type_code"
    OFFICER = "officer"
    OUTCOME = "outcome_code"
    ENFORCEMENT = "enforcement_code"
    NOTE = "note"


#: Headings seen for each field; the first is the field's own name.
HEADINGS: Mapping[ContactField, tuple[str, ...]] = {
    ContactField.CRN: ("CRN", "CRN number", "Case reference number", "nDelius CRN", "Delius CRN"),
    ContactField.DATE: ("Date", "Contact date", "Appointment date", "Day", "Date of contact", "Start date"),
    ContactField.TIME: ("Time", "Start time", "Contact time", "Appointment time", "Start"),
    ContactField.TYPE: (
        "Type code", "Type", "Contact type", "Contact type code", "Appointment type", "Contact code",
    ),
    ContactField.OFFICER: (
        "Officer", "Staff", "Practitioner", "Probation practitioner", "Seen by", "With", "Staff name",
    ),
    ContactField.OUTCOME: (
        "Outcome code", "Outcome", "Contact outcome", "Outcome type", "Result",
    ),
    ContactField.ENFORCEMENT: (
        "Enforcement code", "Enforcement", "Enforcement action", "Enforcement action code", "Action",
    ),
    ContactField.NOTE: ("Note", "Notes", "Comments", "Comment", "Contact notes", "Details"),
}  # fmt: skip
_MEANINGS = {search_key(heading): of for of, headings in HEADINGS.items() for heading in headings}
_NEEDED = (ContactField.CRN, ContactField.DATE, ContactField.TYPE)


def recognise_contacts(rows: tuple[SheetRow, ...]) -> Columns[ContactField]:
    """The columns by their headings. Raises ``UserError`` where CRN, date and type are not all there."""
    found = recognise_columns(
        rows,
        lambda heading: _MEANINGS.get(search_key(heading)),
        lambda columns: ContactField.CRN in columns and len(columns) > 1,
        "a contact log needs columns headed CRN, Date and Type code",
    )
    for of in _NEEDED:
        if of not in found.columns:
            name = HEADINGS[of][0]
            raise UserError(f"{name}: the contact log has no column headed {name}.", of.value)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownCase:
    """The case under a CRN, and what of it decides whether an outcome can lead to enforcement."""

    case_id: str
    sentence: Sentence | None
    sentence_start: date | None
    sentence_end: date | None


@dataclass(frozen=True, slots=True)
class ContactLists:
    """The store's lists as a contact log looks words up in them: by code, or by name."""

    types: DatedCodes
    outcomes: Mapping[str, CodeItem]
    enforcement: Mapping[str, CodeItem]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactLine:
    """A line that could be read. ``is_appointment``: its type is one; any other is kept as a contact."""

    source: SheetRow
    case: KnownCase
    at: datetime
    type_item: CodeItem
    officer: str = ""
    outcome: CodeItem | None = None
    enforcement: CodeItem | None = None
    note: str = ""
    remarks: tuple[str, ...] = ()

    @property
    def is_appointment(self) -> bool:
        """Whether the type is an appointment's."""
        return self.type_item.detail("kind") == "appointment"

    @property
    def words(self) -> str:
        """What a contact is kept with: the note, and the outcome, which a contact has no field for."""
        if self.outcome is None:
            return self.note
        return "\n\n".join(part for part in (self.note, OUTCOME_HEADING + self.outcome.name) if part)

    @property
    def key(self) -> str:
        """What the line is known by, so that importing it twice keeps it once."""
        said = [self.case.case_id, self.at.isoformat(), self.type_item.code]
        if not self.is_appointment:
            said += [self.officer, self.words]
        return "contact:" + hashlib.sha256("\n".join(said).encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldContact:
    """What the store has at a line's time, of its type: the appointment, however it came there, or the contact."""

    record_id: str
    outcome_code: str = ""
    cancelled: bool = False
    has_step: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedContact:
    """What an import will do with one line of the log."""

    source: SheetRow
    outcome: Outcome
    reason: str = ""
    remarks: tuple[str, ...] = ()
    line: ContactLine | None = None
    held: HeldContact | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactPreview:
    """Everything an import would do, line by line. Nothing is changed by making one."""

    columns: Columns[ContactField]
    rows: tuple[PlannedContact, ...]
    remarks: Mapping[str, int] = field(
        default_factory=dict
    )  #: each remark, with on how many lines it is made

    def with_outcome(self, *outcomes: Outcome) -> tuple[PlannedContact, ...]:
        """The lines of some outcomes, in the file's order."""
        return tuple(row for row in self.rows if row.outcome in outcomes)

    @property
    def not_taken(self) -> tuple[PlannedContact, ...]:
        """Lines left out, each with its reason."""
        return self.with_outcome(Outcome.REJECTED, Outcome.REPEATED)

    @property
    def changes_anything(self) -> bool:
        """Whether there is a line to add or an outcome to record."""
        return bool(self.with_outcome(Outcome.ADD, Outcome.UPDATE))

    def report(self) -> ImportReport:
        """The counts and the rejections, as they are once this has been applied."""
        return ImportReport(
            added=len(self.with_outcome(Outcome.ADD)),
            updated=len(self.with_outcome(Outcome.UPDATE)),
            unchanged=len(self.with_outcome(Outcome.UNCHANGED)),
            rejected=tuple(Rejection(row.source.number, row.reason) for row in self.not_taken),
        )


# --- One line ------------------------------------------------------------------------------------------


class ContactReader:
    """Reads the lines of one log against the store's lists and cases."""

    def __init__(
        self,
        columns: Columns[ContactField],
        lists: ContactLists,
        cases: Mapping[str, KnownCase],
        now: datetime,
    ) -> None:
        self._columns, self._lists, self._cases, self._now = columns, lists, cases, now
        self._types = _by_words(lists.types.on(None))
        self._outcomes = _by_words(lists.outcomes)
        self._steps = _by_words(lists.enforcement)

    def read(self, row: SheetRow) -> ContactLine | PlannedContact:
        """The line of ``row``, or why it is not taken, in one sentence for each thing that is wrong."""
        try:
            return self._line(row)
        except FieldErrors as faults:
            reason = " ".join(problem.message for problem in faults.problems)
            return PlannedContact(source=row, outcome=Outcome.REJECTED, reason=reason)

    def _line(self, row: SheetRow) -> ContactLine:
        checks = Checks()
        remarks: list[str] = []
        case = self._case(row, checks)
        at = self._moment(row, checks, remarks)
        type_item = self._item(row, ContactField.TYPE, self._types, checks)
        checks.demand(
            type_item is not None or checks.refused(ContactField.TYPE),
            ContactField.TYPE,
            "Type code: there is none.",
        )
        outcome = self._item(row, ContactField.OUTCOME, self._outcomes, checks)
        step = self._item(row, ContactField.ENFORCEMENT, self._steps, checks)
        officer = self._text(row, ContactField.OFFICER, checks, LINE_LIMIT)
        note = self._text(row, ContactField.NOTE, checks, NOTE_LIMIT - 1000)
        checks.done()
        if case is None or at is None or type_item is None:
            raise AssertionError("a line without faults has its case, time and type")
        line = ContactLine(
            source=row,
            case=case,
            at=at,
            type_item=type_item,
            officer=officer,
            outcome=outcome,
            enforcement=step,
            note=note,
        )
        return replace(line, remarks=(*remarks, *self._judge(line)))

    def _judge(self, line: ContactLine) -> list[str]:
        """Refuse what cannot be together; remarks on what will be asked for later."""
        checks, remarks = Checks(), list[str]()
        future = line.at > self._now
        checks.demand(
            not (future and line.outcome), ContactField.OUTCOME, "Outcome: the appointment is still to come."
        )
        checks.demand(
            line.is_appointment or not future, ContactField.DATE, "Date: this contact is in the future."
        )
        checks.demand(
            line.is_appointment or bool(line.words),
            ContactField.NOTE,
            "Note: a contact that is no appointment needs one.",
        )
        enforceable = self._enforceable(line)
        if line.enforcement is not None:
            checks.demand(
                enforceable,
                ContactField.ENFORCEMENT,
                "Enforcement: this outcome, of this type in this case, cannot lead to any.",
            )
            if line.enforcement.code in BEGINS_PROCEEDING:
                remarks.append("Enforcement: it begins a breach or recall, which is then open in the case.")
        elif enforceable:
            remarks.append(
                "Enforcement: none is given for an outcome that did not comply; the case will ask for it."
            )
        checks.done()
        return remarks

    def _enforceable(self, line: ContactLine) -> bool:
        if line.outcome is None or not line.outcome.yes("action_required") or not line.is_appointment:
            return False
        day = line.at.date()
        dated = self._lists.types.get(line.type_item.code, day)
        counts = dated is not None and dated.yes("counts_toward_compliance")
        case = line.case
        return counts and statutory_on(day, case.sentence, case.sentence_start, case.sentence_end)

    def _cell(self, row: SheetRow, of: ContactField) -> str | date:
        return row.tidy(self._columns.columns.get(of))

    def _words(self, row: SheetRow, of: ContactField) -> str:
        cell = self._cell(row, of)
        return cell if isinstance(cell, str) else cell.isoformat()

    def _case(self, row: SheetRow, checks: Checks) -> KnownCase | None:
        typed = self._words(row, ContactField.CRN)
        found = self._cases.get(tidy_crn(typed)) if typed else None
        checks.demand(bool(typed), ContactField.CRN, "CRN: there is none.")
        checks.demand(
            found is not None or not typed,
            ContactField.CRN,
            f"CRN: nobody in this store has {values.quoted(typed)}.",
        )
        return found

    def _moment(self, row: SheetRow, checks: Checks, remarks: list[str]) -> datetime | None:
        cell, clock = self._cell(row, ContactField.DATE), self._words(row, ContactField.TIME)
        if cell == "":
            checks.demand(False, ContactField.DATE, "Date: there is none.")
            return None
        if isinstance(cell, str) and not clock:
            cell, clock = _split(cell)
        day = checks.attempt(
            lambda: values.day(
                cell, self._now.date(), "Date", ContactField.DATE.value, "nearest", remarks.append
            ),
            None,
        )
        at = time()
        if clock:
            at = checks.attempt(
                lambda: parse_time(clock, label="Time", field=ContactField.TIME.value), time()
            )
        else:
            remarks.append(_NO_TIME)
        if day is None:
            return None
        moment = datetime.combine(day, at)
        checks.attempt(lambda: check_clock_time(moment, ContactField.TIME.value, "Time"), None)
        return moment

    def _item(
        self, row: SheetRow, of: ContactField, known: Mapping[str, CodeItem], checks: Checks
    ) -> CodeItem | None:
        words = self._words(row, of)
        if not words or values.says_nothing(words):
            return None
        found = known.get(search_key(words))
        name = HEADINGS[of][0]
        checks.demand(found is not None, of, f"{name}: {values.quoted(words)} is not in the list.")
        return found

    def _text(self, row: SheetRow, of: ContactField, checks: Checks, limit: int) -> str:
        name, words = HEADINGS[of][0], self._words(row, of)

        def taken() -> str:
            values.refuse_errors(words, name, of.value)
            return clean(words, label=name, field=of.value, limit=limit, multiline=of is ContactField.NOTE)

        return checks.attempt(taken, "")


def _split(words: str) -> tuple[str, str]:
    """(date, time) of a cell that holds both, as "2026-11-20 10:00" or "20/11/2026 10.00"."""
    before, _space, after = words.replace("T", " ", 1).rpartition(" ")
    if before and any(mark in after for mark in ":.") and after[:1].isdigit():
        return before, after.removesuffix("Z")[:5]
    return words, ""


def _by_words(items: Mapping[str, CodeItem]) -> dict[str, CodeItem]:
    """Items by code and by name; a code that is another's name means the code."""
    found = {search_key(item.name): item for item in items.values()}
    return found | {search_key(item.code): item for item in items.values()}


# --- The whole log -------------------------------------------------------------------------------------


def plan_contacts(
    rows: tuple[SheetRow, ...],
    columns: Columns[ContactField],
    reader: ContactReader,
    held: Callable[[list[ContactLine]], Mapping[str, HeldContact]],
) -> ContactPreview:
    """What becomes of each line. ``held`` says what the store has for lines, by their keys."""
    read = [reader.read(row) for row in rows if row.number > columns.heading_row and row.filled]
    known = held([one for one in read if isinstance(one, ContactLine)])
    first: dict[str, ContactLine] = {}
    planned: list[PlannedContact] = []
    remarks: dict[str, int] = {}
    for one in read:
        if isinstance(one, ContactLine):
            earlier = first.setdefault(one.key, one)
            done = _planned(one, known.get(one.key)) if earlier is one else _again(one, earlier)
            for remark in done.remarks if done.outcome in (Outcome.ADD, Outcome.UPDATE) else ():
                remarks[remark] = remarks.get(remark, 0) + 1
            planned.append(done)
        else:
            planned.append(one)
    return ContactPreview(columns=columns, rows=tuple(planned), remarks=remarks)


def _again(line: ContactLine, earlier: ContactLine) -> PlannedContact:
    number = earlier.source.number
    same = (line.outcome, line.enforcement, line.note, line.officer) == (
        earlier.outcome, earlier.enforcement, earlier.note, earlier.officer,
    )  # fmt: skip
    reason = (
        f"The same as row {number}."
        if same
        else f"Row {number} is of the same person, time and type and says something else; put one of them right."
    )
    outcome = Outcome.REPEATED if same else Outcome.REJECTED
    return PlannedContact(source=line.source, outcome=outcome, reason=reason)


def _planned(line: ContactLine, held: HeldContact | None) -> PlannedContact:
    """What becomes of a line, given what is kept."""
    planned = PlannedContact(
        source=line.source, outcome=Outcome.ADD, remarks=line.remarks, line=line, held=held
    )
    if held is None:
        return planned
    if not line.is_appointment or line.outcome is None or held.outcome_code == line.outcome.code:
        step_is_new = line.enforcement is not None and not held.has_step
        return replace(planned, outcome=Outcome.UPDATE if step_is_new else Outcome.UNCHANGED)
    if held.cancelled:
        reason = "Outcome: the appointment is kept as cancelled; put it right in the case, with a reason."
    elif held.outcome_code not in ("", HOLDING):
        reason = "Outcome: the appointment is kept with another one; change it in the case, with a reason."
    else:
        return replace(planned, outcome=Outcome.UPDATE)
    return replace(planned, outcome=Outcome.REJECTED, reason=reason, line=None)
