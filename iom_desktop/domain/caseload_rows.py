"""Rows of a caseload spreadsheet read into drafts, or into the reason why a row cannot be taken.

A row comes in whole or not at all. What cannot be read for certain rejects the row with a sentence that names
the column; what was read with a doubt is remarked on, for the preview.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from iom_desktop.domain import caseload_values as values
from iom_desktop.domain import dates, identity
from iom_desktop.domain.caseload_columns import ColumnMapping, Field, label_of
from iom_desktop.domain.cases import CaseDraft
from iom_desktop.domain.checks import NOTE_LIMIT, Checks
from iom_desktop.domain.codes import ACCOMMODATION_TYPES, NEEDS, CodeItem, Sentence
from iom_desktop.domain.needs import Severity
from iom_desktop.domain.people import PersonDraft
from iom_desktop.domain.sheets import Cell, SheetRow
from iom_desktop.domain.text import clean, search_key
from iom_desktop.errors import FieldErrors, UserError

#: How the notes begin that an import keeps. The decision form reads the first one back: the words are fixed.
RATIONALE_HEADING = "Why adopted (from the imported caseload): "
COMMENT_HEADING = "Comment in the imported caseload: "
SECTION_HEADING = "In the imported caseload, listed below the line: "
UNKNOWN_NEEDS_HEADING = "Needs named in the imported caseload that are not in the list of needs: "
_NOTE_LIMIT = NOTE_LIMIT - 100


class Outcome(StrEnum):
    """What becomes of a row."""

    ADD = "add"
    UPDATE = "update"
    UNCHANGED = "unchanged"
    REPEATED = "repeated"  #: the very same person stands further up
    NOT_A_PERSON = "not_a_person"  #: a totals line, a section line, the headings again
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class NeedFound:
    """A need that a row names. Where the file does not say how severe, it counts as standard."""

    code: str
    severity: Severity
    severity_stated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseloadRow:
    """A row that could be read. ``stated`` names the attributes of both drafts that the file fills in."""

    source: SheetRow
    person: PersonDraft
    case: CaseDraft
    stated: frozenset[str]
    needs: tuple[NeedFound, ...] = ()
    unknown_needs: tuple[str, ...] = ()
    rationale: str = ""
    comment: str = ""
    section: str = ""  #: the line above it that is no person: "below: custody"
    from_capitals: frozenset[str] = frozenset()  #: names whose spelling was worked out from capitals
    remarks: tuple[str, ...] = ()

    @property
    def number(self) -> int:
        """The row's number in the file."""
        return self.source.number

    @property
    def notes(self) -> tuple[str, ...]:
        """What is kept as notes: why the person was adopted, comments, and what has no field of its own."""
        kept = (
            (RATIONALE_HEADING, self.rationale),
            (COMMENT_HEADING, self.comment),
            (UNKNOWN_NEEDS_HEADING, "; ".join(self.unknown_needs)),
            (SECTION_HEADING, self.section),
        )
        return tuple(heading + words for heading, words in kept if words)

    def says_the_same(self, other: CaseloadRow) -> bool:
        """Whether both rows say the same of the same person, wherever they stand."""
        return not self.differences(other)

    def differences(self, other: CaseloadRow) -> tuple[str, ...]:
        """Names of the fields in which two rows of one person differ."""
        found = [
            label_of(Field(name))
            for name in _ATTRIBUTES
            if getattr(part_with(self, name), name) != getattr(part_with(other, name), name)
        ]
        if (set(self.needs), self.unknown_needs) != (set(other.needs), other.unknown_needs):
            found.append(label_of(Field.NEEDS))
        if self.rationale != other.rationale:
            found.append(label_of(Field.RATIONALE))
        if self.comment != other.comment:
            found.append(label_of(Field.COMMENTS))
        return tuple(found)


@dataclass(frozen=True, slots=True)
class NotTaken:
    """A row that is not imported, and why."""

    source: SheetRow
    outcome: Outcome
    reason: str


PERSON_ATTRIBUTES = (
    "crn", "pnc", "surname", "forenames", "known_as", "aliases", "date_of_birth", "sex", "ethnicity",
    "preferred_language", "interpreter_needed", "address", "postcode", "accommodation", "mobile",
)  # fmt: skip
CASE_ATTRIBUTES = (
    "cohort", "rag", "sentence", "sentence_start", "sentence_end", "index_offence", "ogrs", "adopted_on",
    "police_lead", "probation_lead", "next_conference_on", "review_on", "mappa", "domestic_abuse",
    "child_safeguarding", "risk_to_staff", "rosh",
)  # fmt: skip
_ATTRIBUTES = PERSON_ATTRIBUTES + CASE_ATTRIBUTES


def part_with(row: CaseloadRow, attribute: str) -> PersonDraft | CaseDraft:
    """The draft of the row that has ``attribute``."""
    return row.person if attribute in PERSON_ATTRIBUTES else row.case


# --- Code lists ----------------------------------------------------------------------------------------

#: What spreadsheets call the needs of the list, besides their names.
_OTHER_NAMES: dict[str, tuple[str, ...]] = {
    "ACCOMMODATION": ("housing", "accom", "homelessness"),
    "ETE": ("ete", "education", "employment", "training", "education training employment", "work"),
    "FINANCE": (
        "finance",
        "finances",
        "debt",
        "benefits",
        "money",
        "finance and debt",
        "finance benefits and debt",
    ),
    "RELATIONSHIPS": ("relationship", "family", "families", "children and family", "children and families"),
    "LIFESTYLE": ("lifestyle", "associates"),
    "DRUGS": ("drugs", "drug", "drug use", "drugs misuse"),
    "ALCOHOL": ("alcohol", "alcohol use", "drink"),
    "WELLBEING": ("wellbeing", "mental health", "emotional well being", "emotional health"),
    "THINKING": ("thinking", "behaviour", "thinking behaviour", "thinking skills"),
    "ATTITUDES": ("attitude",),
}


@dataclass(frozen=True, slots=True)
class ImportLists:
    """The store's code lists as an import looks words up in them: by search key, and back by code."""

    needs: Mapping[str, str]
    accommodation: Mapping[str, str]
    names: Mapping[str, str] = field(default_factory=dict)


def import_lists(items: Iterable[CodeItem], today: date) -> ImportLists:
    """The lists made of the code items of needs and accommodation types offered on ``today``."""
    needs: dict[str, str] = {}
    accommodation: dict[str, str] = {}
    names: dict[str, str] = {}
    for item in items:
        if not item.offered_on(today):
            continue
        names[item.code] = item.name
        if item.list_name == NEEDS:
            for words in (*_OTHER_NAMES.get(item.code, ()), item.code, item.name):
                needs[search_key(words)] = item.code
        elif item.list_name == ACCOMMODATION_TYPES:
            for words in (item.code, item.name):
                accommodation[search_key(words)] = item.code
    return ImportLists(needs, accommodation, names)


# --- One cell ------------------------------------------------------------------------------------------


class _CellReader:
    """Reads the cells of one file. What a coded cell means is worked out once, however often it is met."""

    def __init__(self, mapping: ColumnMapping, today: date, lists: ImportLists) -> None:
        self.columns = mapping.columns
        self.headings = {of: mapping.heading(of) for of in Field}
        self.today = today
        self.lists = lists
        self._read: dict[tuple[Field, Cell], _Meaning] = {}

    def cell(self, row: SheetRow, of: Field) -> Cell:
        """The cell of a field: a day stays a day, words are tidied, and empty is an empty text."""
        return row.tidy(self.columns.get(of))

    def meaning(self, row: SheetRow, of: Field) -> _Meaning:
        """What a coded cell means; cells like "-" and "n/a" mean nothing."""
        cell = self.cell(row, of)
        if cell == "":
            return _NO_MEANING
        known = self._read.get((of, cell))
        if known is None:
            known = self._read[(of, cell)] = self._work_out(of, cell)
        return known

    def _work_out(self, of: Field, cell: Cell) -> _Meaning:
        remarks: list[str] = []
        heading = self.headings[of]
        try:
            if isinstance(cell, str):
                values.refuse_errors(cell, heading, of.value)
                if values.says_nothing(cell):
                    return _NO_MEANING
            value = self._value(of, cell, heading, remarks.append)
        except UserError as problem:
            return _Meaning(problem=problem)
        return _Meaning(value, tuple(remarks))

    def _value(self, of: Field, cell: Cell, heading: str, remark: Callable[[str], None]) -> Any:
        if of is Field.DATE_OF_BIRTH:
            return values.birth_day(cell, self.today, heading, remark)
        prefer = _DATES.get(of)
        if prefer is not None:
            return values.day(cell, self.today, heading, of.value, prefer, remark)
        return _CODED[of](cell if isinstance(cell, str) else cell.isoformat(), heading, of, remark)


class _Meaning(NamedTuple):
    """A coded cell's value, or nothing; what is to be remarked on; or why it cannot be read."""

    value: Any = None
    remarks: tuple[str, ...] = ()
    problem: UserError | None = None


_NO_MEANING = _Meaning()
_DATES: dict[Field, dates.Prefer] = {
    Field.ADOPTED_ON: "past",
    Field.SENTENCE_START: "past",
    Field.SENTENCE_END: "future",
    Field.NEXT_CONFERENCE: "future",
    Field.REVIEW_ON: "future",
}
_CodedRule = Callable[[str, str, Field, Callable[[str], None]], Any]
_CODED: dict[Field, _CodedRule] = {
    Field.COHORT: lambda words, heading, _of, _remark: values.cohort(words, heading),
    Field.RAG: lambda words, heading, _of, _remark: values.rag(words, heading),
    Field.ROSH: lambda words, heading, _of, _remark: values.rosh(words, heading),
    Field.SENTENCE: lambda words, heading, _of, _remark: values.sentence(words, heading),
    Field.OGRS: lambda words, heading, _of, remark: values.percentage(words, heading, remark),
    Field.MAPPA: lambda words, heading, _of, remark: values.mappa(words, heading, remark),
    Field.STATUTORY: lambda words, heading, of, _remark: values.yes_or_no(words, heading, of.value),
    Field.INTERPRETER: lambda words, heading, of, _remark: values.yes_or_no(words, heading, of.value),
    Field.DOMESTIC_ABUSE: lambda words, heading, of, _remark: values.answer(words, heading, of.value),
    Field.CHILD_SAFEGUARDING: lambda words, heading, of, _remark: values.answer(words, heading, of.value),
    Field.RISK_TO_STAFF: lambda words, heading, of, _remark: values.answer(words, heading, of.value),
}


# --- One row -------------------------------------------------------------------------------------------


class _RowReader:
    """Reads one row; gathers values, remarks and everything that is wrong with it."""

    def __init__(self, row: SheetRow, cells: _CellReader) -> None:
        self.row = row
        self.cells = cells
        self.checks = Checks()
        self.remarks: list[str] = []
        self.person: dict[str, Any] = {}
        self.case: dict[str, Any] = {}
        self.needs: dict[str, NeedFound] = {}
        self.unknown_needs: list[str] = []
        self.from_capitals: set[str] = set()

    def heading(self, of: Field) -> str:
        """The heading of a field in this file."""
        return self.cells.headings[of]

    def words(self, of: Field) -> str:
        """The cell of a field as one tidy text, or nothing."""
        cell = self.cells.cell(self.row, of)
        words = cell if isinstance(cell, str) else cell.isoformat()
        if words[:1] == "#":
            return self.checks.attempt(lambda: values.refuse_errors(words, self.heading(of), of.value), "")
        return words

    def text(self, into: dict[str, Any], *fields: Field) -> None:
        """Take fields that are kept as they are written."""
        for of in fields:
            words = self.words(of)
            if words:
                into[of.value] = words

    def coded(self, into: dict[str, Any], *fields: Field) -> None:
        """Take fields whose cells are read for what they mean."""
        for of in fields:
            meaning = self.cells.meaning(self.row, of)
            if meaning.problem is not None:
                self.checks.demand(False, of.value, meaning.problem.message)
            elif meaning.value is not None:
                into[of.value] = meaning.value
                self.remarks.extend(meaning.remarks)

    def name(self) -> None:
        """Take surname and forenames, from their own columns or from one for the whole name."""
        surname, forenames = self.words(Field.SURNAME), self.words(Field.FORENAMES)
        if not surname and Field.SURNAME not in self.cells.columns:
            whole = self.words(Field.NAME)
            surname, split = values.split_name(whole, self.remarks.append, self.heading(Field.NAME))
            forenames = forenames or split
        if surname:
            self._spelt("surname", surname, values.from_capitals(surname))
        if forenames:
            self._spelt("forenames", forenames, values.forenames_from_capitals(forenames))

    def _spelt(self, attribute: str, written: str, spelt: str) -> None:
        self.person[attribute] = spelt
        if spelt != written:
            self.from_capitals.add(attribute)

    def contact(self) -> None:
        """Take where the person lives and how they are reached."""
        self.text(self.person, Field.ADDRESS, Field.POSTCODE, Field.MOBILE)
        mobile = self.person.get("mobile", "")
        if re.fullmatch(r"7[0-9]{9}", mobile):
            self.person["mobile"] = "0" + mobile
            self.remarks.append(
                f"{self.heading(Field.MOBILE)}: the 0 that the spreadsheet dropped is put back."
            )
        lives = self.words(Field.ACCOMMODATION)
        if lives:
            self.person["accommodation"] = self.cells.lists.accommodation.get(search_key(lives), lives)

    def order(self) -> None:
        """Take what the person is subject to, from its own column and from whether the case is statutory."""
        self.coded(self.case, Field.SENTENCE)
        statutory: dict[str, Any] = {}
        self.coded(statutory, Field.STATUTORY)
        said, found = statutory.get(Field.STATUTORY.value), self.case.get("sentence")
        if said is False and found is None:
            self.case["sentence"] = Sentence.NON_STATUTORY
        elif said is not None and found is not None and said == (found is Sentence.NON_STATUTORY):
            order = self.heading(Field.SENTENCE)
            self.remarks.append(
                f"{self.heading(Field.STATUTORY)}: it does not agree with {order}, which is kept."
            )

    def all_needs(self) -> None:
        """Take the needs of all three columns; a need named twice is as severe as the gravest says."""
        self._needs_of(Field.NEEDS_SEVERE, Severity.SEVERE)
        self._needs_of(Field.NEEDS_STANDARD, Severity.STANDARD)
        self._needs_of(Field.NEEDS, None)
        heading = self.heading(Field.NEEDS)
        if any(not need.severity_stated for need in self.needs.values()):
            self.remarks.append(f"{heading}: how severe is not stated; each is kept as standard.")
        if self.unknown_needs:
            self.remarks.append(f"{heading}: what is not in the list of needs is kept as a note.")

    def _needs_of(self, of: Field, severity: Severity | None) -> None:
        known_needs = self.cells.lists.needs
        for name in self._named(self.words(of)):
            plain, stated = _severity_in(name)
            code = known_needs.get(search_key(plain))
            known = severity or stated
            need = self.needs.get(code) if code else None
            if code is None:
                self.unknown_needs.append(name)
            elif need is None or (known is Severity.SEVERE and need.severity is not Severity.SEVERE):
                self.needs[code] = NeedFound(code, known or Severity.STANDARD, known is not None)

    def _named(self, words: str) -> Iterator[str]:
        for part in re.split(r"[;|\n]", words):
            whole = part.strip()
            if "," in whole and search_key(_severity_in(whole)[0]) not in self.cells.lists.needs:
                yield from (piece.strip() for piece in whole.split(",") if piece.strip())
            elif whole and not values.says_nothing(whole):
                yield whole

    def note(self, of: Field) -> str:
        """A cell that is kept as a note, with its line breaks."""
        words = self.words(of)
        if not words:
            return ""
        label = self.heading(of)
        return self.checks.attempt(lambda: clean(words, label=label, field=of.value, limit=_NOTE_LIMIT), "")


_SEVERITY = re.compile(r"(.*?)[ (\[:–-]+(severe|standard)[)\]]?", re.IGNORECASE)


def _severity_in(name: str) -> tuple[str, Severity | None]:
    """ "Drugs (severe)" is a need and how severe it is."""
    match = _SEVERITY.fullmatch(name)
    return (match[1], Severity(match[2].lower())) if match else (name, None)


def _read_row(row: SheetRow, cells: _CellReader, section: str) -> CaseloadRow | NotTaken:
    """The row as drafts, or everything that keeps it from being taken."""
    reader = _RowReader(row, cells)
    _read_person(reader)
    _read_case(reader)
    reader.all_needs()
    rationale, comment = reader.note(Field.RATIONALE), reader.note(Field.COMMENTS)
    checks = reader.checks
    person = checks.attempt(lambda: PersonDraft(**reader.person).check(cells.today), PersonDraft())
    case = checks.attempt(lambda: CaseDraft(**reader.case).check(cells.today), CaseDraft())
    try:
        checks.done()
    except FieldErrors as faults:
        return NotTaken(row, Outcome.REJECTED, in_one_line(faults))
    for warning in (identity.crn_warning(person.crn), identity.pnc_warning(person.pnc)):
        if warning:
            reader.remarks.append(warning)
    if section:
        reader.remarks.append(f"It stands below the line “{section}”, which is kept as a note.")
    return CaseloadRow(
        source=row,
        person=person,
        case=case,
        stated=frozenset((*reader.person, *reader.case)),
        needs=tuple(reader.needs.values()),
        unknown_needs=tuple(reader.unknown_needs),
        rationale=rationale,
        comment=comment,
        section=section,
        from_capitals=frozenset(reader.from_capitals),
        remarks=tuple(reader.remarks),
    )


def _read_person(reader: _RowReader) -> None:
    person = reader.person
    reader.text(person, Field.CRN, Field.PNC, Field.KNOWN_AS, Field.ETHNICITY, Field.LANGUAGE)
    reader.name()
    reader.coded(person, Field.DATE_OF_BIRTH, Field.INTERPRETER)
    reader.contact()
    sex = reader.words(Field.SEX)
    if sex:
        person["sex"] = values.sex(sex)
    aliases = [alias.strip() for alias in re.split(r"[;\n]", reader.words(Field.ALIASES)) if alias.strip()]
    if aliases:
        person["aliases"] = tuple(aliases)


def _read_case(reader: _RowReader) -> None:
    case = reader.case
    reader.text(case, Field.INDEX_OFFENCE, Field.POLICE_LEAD, Field.PROBATION_LEAD)
    reader.coded(case, Field.COHORT, Field.RAG, Field.ROSH, Field.OGRS, Field.MAPPA)
    reader.coded(case, Field.DOMESTIC_ABUSE, Field.CHILD_SAFEGUARDING, Field.RISK_TO_STAFF)
    reader.order()
    reader.coded(case, *_DATES)


def in_one_line(faults: FieldErrors) -> str:
    """The sentences of ``faults``, each once: the same one can be found by the cell and by the draft."""
    return " ".join(dict.fromkeys(problem.message for problem in faults.problems))


# --- All rows ------------------------------------------------------------------------------------------

_TOTALS = re.compile(r"(grand |sub ?)?totals?\b.*|(count|sum|average)( of .*)?|number of .*")
_CRN_LIKE = re.compile("[A-Z]?[0-9]{5,}|[A-Z]{1,2}[0-9]{3,}")


def read_rows(
    rows: Iterable[SheetRow],
    mapping: ColumnMapping,
    today: date,
    lists: ImportLists,
    *,
    cut_row: int | None = None,
    columns_can_shift: bool = False,
) -> Iterator[CaseloadRow | NotTaken]:
    """Every row below the headings, in order.

    ``cut_row`` is the row at which the file seems to have been cut off. Where ``columns_can_shift`` (a file
    of separated values), a row with more cells than headings is refused: it is not certain which is which.
    """
    mapping.check()
    cells = _CellReader(mapping, today, lists)
    taken: dict[str, CaseloadRow] = {}
    section = ""
    headings = tuple(heading.strip() for heading in mapping.headings if heading.strip())
    for row in rows:
        if row.number <= mapping.heading_row:
            continue
        if row.number == cut_row:
            yield NotTaken(row, Outcome.REJECTED, _cut_words(row, mapping))
            continue
        aside = _not_a_person(row, mapping, headings)
        if aside:
            section = _section_of(row) or section
            yield NotTaken(row, Outcome.NOT_A_PERSON, aside)
        elif columns_can_shift and any(
            row.words(n).strip() for n in range(len(mapping.headings), len(row.cells))
        ):
            yield NotTaken(row, Outcome.REJECTED, _shift_words(row, mapping))
        else:
            yield _once(_read_row(row, cells, section), taken, mapping)


def _once(
    found: CaseloadRow | NotTaken, taken: dict[str, CaseloadRow], mapping: ColumnMapping
) -> CaseloadRow | NotTaken:
    """A CRN is taken from the first row that has it: a repeat is passed over, another story is refused."""
    if isinstance(found, NotTaken):
        return found
    first = taken.setdefault(found.person.crn, found)
    if first is found:
        return found
    differences = found.differences(first)
    if not differences:
        return NotTaken(
            found.source,
            Outcome.REPEATED,
            f"{mapping.heading(Field.CRN)}: repeated; it says the same as row {first.number}.",
        )
    return NotTaken(
        found.source,
        Outcome.REJECTED,
        f"{mapping.heading(Field.CRN)}: row {first.number} has the same CRN and differs in "
        f"{', '.join(differences)}.",
    )


def _not_a_person(row: SheetRow, mapping: ColumnMapping, headings: tuple[str, ...]) -> str:
    """Why a row is not about a person; empty if it may be."""
    crn = row.words(mapping.columns[Field.CRN]).strip()
    if _CRN_LIKE.fullmatch(crn.upper()):
        return ""
    filled = row.filled
    if filled == headings:
        return "The headings again, not a person."
    if _is_total(filled[0]) and (not crn or _is_total(crn)):
        return "A totals line, not a person."
    if len(filled) == 1:
        return "A section line or remark, not a person."
    return ""


def _is_total(words: str) -> bool:
    return _TOTALS.fullmatch(search_key(words)) is not None


def _section_of(row: SheetRow) -> str:
    """The words of a section line without its ornaments: "below: custody". Nothing for a totals line."""
    if len(row.filled) != 1 or _is_total(row.filled[0]):
        return ""
    words = row.filled[0].strip("-–—=_*#~<>. \t\n")
    try:
        return clean(words, label="Line", limit=200, multiline=False)
    except UserError:
        return ""


def _cut_words(row: SheetRow, mapping: ColumnMapping) -> str:
    cells, headings = len(row.cells), len(mapping.headings)
    return f"The file ends in the middle of this row: {cells} cells under {headings} headings."


def _shift_words(row: SheetRow, mapping: ColumnMapping) -> str:
    return (
        f"There are {len(row.cells)} cells under {len(mapping.headings)} headings, so it is not certain "
        "which is which; look for a separator inside a cell that is not in quotation marks."
    )
