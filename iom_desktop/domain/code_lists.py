"""What each editable list holds: its columns, what may not be taken from it, and what a change of it does.

A list is dated data. A change holds from a day on; what was so before that day stays as it was. The words the
program's own rules turn on (*failed to attend*, *decision pending*) may be renamed, not ended or given another
meaning.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from iom_desktop.domain.checks import Checks
from iom_desktop.domain.codes import (
    ACCOMMODATION_TYPES,
    AGENDA_REASONS,
    APPOINTMENT_OUTCOMES,
    APPOINTMENT_TYPES,
    BANK_HOLIDAYS,
    COMPLIANCE_RULES,
    CONDITIONS,
    CONFERENCE_WORDS,
    DESELECTION_REASONS,
    DOCUMENT_RULES,
    ENFORCEMENT_ACTIONS,
    HELP_NUMBERS,
    LETTER_TEMPLATES,
    MARKINGS,
    NEEDS,
    OFFICE,
    PERIODS,
    PROCEEDING_STATUSES,
    RAG_COLOURS,
    RISK_FLAGS,
    SCORE_BANDS,
    SCORING_MATRIX,
    SELECTION_CRITERIA,
    SHARING_RULES,
    SUPPORT_KINDS,
)
from iom_desktop.domain.compliance_records import Thresholds
from iom_desktop.domain.enforcement import BEGINS_PROCEEDING, COMMON_STEPS, HOLDING, WITHDRAWS
from iom_desktop.domain.letters import BLANKS
from iom_desktop.errors import UserError


class ColumnKind(StrEnum):
    """What may stand in a column of a list."""

    YES_NO = "yes_no"
    MAYBE = "maybe"  #: yes, no, or not said
    NUMBER = "number"  #: whole; may be empty unless required
    WORDS = "words"
    LETTER = "letter"  #: long text with blanks for the record to fill
    CHOICE = "choice"  #: one of ``ListColumn.choices``
    STEP = "step"  #: an enforcement action, or none


@dataclass(frozen=True, slots=True, kw_only=True)
class ListColumn:
    """A column of a list: ``key`` in the item's details, and the words it has on screen."""

    key: str
    label: str
    kind: ColumnKind
    hint: str = ""
    required: bool = False
    least: int = 0
    most: int = 0
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeList:
    """An editable list.

    ``effect`` says in a sentence what a change does to what is on record. A ``closed`` list takes no new items
    and loses none. ``kept`` items cannot be ended, and keep what they say in the ``meaning`` columns.
    """

    name: str
    title: str
    item: str
    effect: str
    columns: tuple[ListColumn, ...] = ()
    closed: bool = False
    kept: frozenset[str] = frozenset()
    meaning: frozenset[str] = frozenset()

    def column(self, key: str) -> ListColumn | None:
        """The column called ``key``, if the list has it."""
        return next((one for one in self.columns if one.key == key), None)

    def locked(self, code: str) -> frozenset[str]:
        """The columns of ``code`` that the program's own rules turn on."""
        return self.meaning if code in self.kept else frozenset()

    def may_end(self, code: str) -> bool:
        """Whether ``code`` can be taken from what is offered."""
        return not self.closed and code not in self.kept


def _yes_no(key: str, label: str, hint: str = "") -> ListColumn:
    return ListColumn(key=key, label=label, kind=ColumnKind.YES_NO, hint=hint, required=True)


def _maybe(key: str, label: str, hint: str = "") -> ListColumn:
    return ListColumn(key=key, label=label, kind=ColumnKind.MAYBE, hint=hint)


def _number(
    key: str, label: str, least: int, most: int, *, required: bool = False, hint: str = ""
) -> ListColumn:
    return ListColumn(
        key=key, label=label, kind=ColumnKind.NUMBER, hint=hint, required=required, least=least, most=most
    )


def _choice(
    key: str, label: str, *choices: tuple[str, str], hint: str = "", required: bool = True
) -> ListColumn:
    return ListColumn(
        key=key, label=label, kind=ColumnKind.CHOICE, hint=hint, required=required, choices=tuple(choices)
    )


_WHO_MARKS = (
    ("anybody", "anybody"),
    ("leads", "the case's police or probation lead"),
    ("nobody", "nobody"),
)
#: Steps that the engine, the letters or the forms know by their code.
_KNOWN_STEPS = frozenset(
    {*BEGINS_PROCEEDING, *WITHDRAWS, *(step for steps in COMMON_STEPS.values() for step in steps)}
    | {"EA02", "EA03", "EA04", "EA05", "EA06", "EA08", "EA09", "EA12", "IMB"}
)
_RULE_COLUMNS = (
    _number("first_warning", "First warning at", 1, 20, hint="Failures. Empty: not used."),
    _number("second_warning", "Second warning at", 1, 20, hint="Failures. Empty: not used."),
    _number("final_warning", "Final warning at", 1, 20, hint="Failures. Empty: not used."),
    _number("proceedings", "Breach or recall at", 1, 20, required=True, hint="Failures."),
    _number("window_months", "Months a failure counts", 1, 60, required=True),
    _number("warning_working_days", "Working days to act on a failure", 0, 60, required=True),
    _number("evidence_working_days", "Working days for evidence", 0, 60, required=True),
    _number("proceedings_working_days", "Working days to prepare breach or recall", 0, 60, required=True),
)
_LETTER_COLUMNS = (
    ListColumn(key="subject", label="Subject", kind=ColumnKind.WORDS, required=True),
    ListColumn(
        key="enforcement_code",
        label="Goes with the enforcement action",
        kind=ColumnKind.STEP,
        hint="Sending the letter settles it.",
    ),
    ListColumn(key="body", label="Letter", kind=ColumnKind.LETTER, required=True),
    ListColumn(
        key="easy_body",
        label="Letter in easy words",
        kind=ColumnKind.LETTER,
        hint="For those who asked for letters that are easy to read. Empty: the letter above.",
    ),
)

#: Every editable list, in the order in which they are offered.
CODE_LISTS: Mapping[str, CodeList] = {
    one.name: one
    for one in (
        CodeList(
            name=APPOINTMENT_TYPES,
            title="Appointment types",
            item="Appointment type",
            effect="An appointment counts, or does not, as its type stood on the appointment's day. "
            "Failures before the change keep being counted by the rules of their day.",
            columns=(
                _choice(
                    "kind",
                    "It is",
                    ("appointment", "an appointment, booked ahead"),
                    ("contact", "a contact, noted afterwards"),
                ),
                _yes_no(
                    "counts_toward_compliance",
                    "Counts toward compliance",
                    "Missing it can lead to a warning, breach or recall.",
                ),
                _yes_no("location_required", "Needs a place"),
            ),
        ),
        CodeList(
            name=APPOINTMENT_OUTCOMES,
            title="Appointment outcomes",
            item="Outcome",
            effect="What an outcome means is read as it stands today, for appointments of the past too. "
            "To change it only for what is to come, end this outcome and add another.",
            columns=(
                _maybe("attended", "They attended", "Empty: the outcome does not say."),
                _yes_no("acceptable", "Complied, or acceptable"),
                _yes_no(
                    "action_required",
                    "Demands an enforcement action",
                    "When the appointment counts toward compliance.",
                ),
            ),
            kept=frozenset({HOLDING, "UAAB"}),
            meaning=frozenset({"attended", "acceptable", "action_required"}),
        ),
        CodeList(
            name=ENFORCEMENT_ACTIONS,
            title="Enforcement actions",
            item="Enforcement action",
            effect="Days for an answer go for actions recorded from now on; dates already on record stay. "
            "Whether an action leaves something to do is read as it stands today.",
            columns=(
                _yes_no("outstanding", "Leaves something to do", "It stays on Today until it is settled."),
                _number(
                    "response_days", "Working days for an answer", 1, 90, hint="Empty: no answer is awaited."
                ),
            ),
            kept=_KNOWN_STEPS,
            meaning=frozenset({"outstanding"}),
        ),
        CodeList(
            name=COMPLIANCE_RULES,
            title="Compliance thresholds",
            item="Sentence",
            effect="From that day on each case stands where the new numbers put it, "
            "and failures of the months before are among those counted. "
            "Before that day the old numbers hold.",
            columns=_RULE_COLUMNS,
            closed=True,
        ),
        CodeList(
            name=BANK_HOLIDAYS,
            title="Bank holidays",
            item="Bank holiday",
            effect="Dates worked out in working days from now on leave it out; dates already on record stay.",
        ),
        CodeList(
            name=PROCEEDING_STATUSES,
            title="Breach and recall statuses",
            item="Status",
            effect="Breaches and recalls on record keep their status and show its name as it stands today.",
            columns=(
                _choice("proceeding", "It is a status of a", ("breach", "breach"), ("recall", "recall")),
                _yes_no("ends", "Ends the breach or recall"),
            ),
            kept=frozenset({"BRE01", "REC01"}),
            meaning=frozenset({"proceeding", "ends"}),
        ),
        CodeList(
            name=LETTER_TEMPLATES,
            title="Letter templates",
            item="Letter template",
            effect="Letters written from that day on begin with the new words. "
            "Letters already sent are kept word for word.",
            columns=_LETTER_COLUMNS,
            kept=frozenset(
                {
                    "APPOINTMENT",
                    "MISSED",
                    "MISSED_NO_WARNING",
                    "FIRST_WARNING",
                    "SECOND_WARNING",
                    "FINAL_WARNING",
                }
            ),
            meaning=frozenset({"enforcement_code"}),
        ),
        CodeList(
            name=PERIODS,
            title="Periods",
            item="Period",
            effect="Waits are measured against the period as it stands today.",
            columns=(_number("days", "Days", 1, 3_650, required=True),),
            closed=True,
        ),
        CodeList(
            name=SUPPORT_KINDS,
            title="Support officers give",
            item="Kind of support",
            effect="Support on record keeps its kind and shows its name as it stands today.",
        ),
        CodeList(
            name=NEEDS,
            title="Needs",
            item="Need",
            effect="Needs on record stay, and show the name and the pathway as they stand today.",
            columns=(
                ListColumn(key="pathway", label="Resettlement pathway", kind=ColumnKind.WORDS, required=True),
                _number("standard_from", "Standard need from a score of", 0, 100, hint="Empty: not scored."),
                _number("severe_from", "Severe need from a score of", 0, 100, hint="Empty: not scored."),
            ),
        ),
        CodeList(
            name=RISK_FLAGS,
            title="Risk flags",
            item="Risk flag",
            effect="Flags already raised keep the review date they have until they are next reviewed.",
            columns=(
                _number(
                    "review_months",
                    "Reviewed every so many months",
                    0,
                    60,
                    required=True,
                    hint="0: never falls due.",
                ),
                _choice(
                    "at_termination",
                    "When the person leaves",
                    ("keep", "the flag stays"),
                    ("remove", "the flag ends"),
                ),
            ),
        ),
        CodeList(
            name=ACCOMMODATION_TYPES,
            title="Accommodation",
            item="Kind of accommodation",
            effect="Addresses on record stay, and show the name as it stands today.",
            columns=(_maybe("housed", "Somewhere to live", "Empty: not known."),),
        ),
        CodeList(
            name=SELECTION_CRITERIA,
            title="Criteria for selection",
            item="Criterion",
            effect="Decisions on record keep their criteria, and show the name as it stands today.",
        ),
        CodeList(
            name=SCORING_MATRIX,
            title="Scoring matrix",
            item="Answer of the matrix",
            effect="Referrals screened from that day on are scored by the new points. "
            "Screenings on record keep the points of their day.",
            columns=(
                ListColumn(
                    key="criterion",
                    label="Criterion",
                    kind=ColumnKind.WORDS,
                    hint="Answers with the same criterion belong together; one of them is chosen.",
                    required=True,
                ),
                _number("points", "Points", 0, 100, required=True),
                _choice(
                    "fact",
                    "Proposed from the record by",
                    ("", "nothing: the officer chooses"),
                    ("ogrs", "OGRS, in per cent"),
                    ("offences", "offences in the last 12 months"),
                    ("neighbourhood", "neighbourhood crime: 1 where there is any"),
                    ("release", "released in the last 3 months: 1 where so"),
                    ("rosh", "risk of serious harm: 1 medium, 2 high"),
                    ("severe_needs", "severe needs among drugs and accommodation"),
                    required=False,
                ),
                _number("at_least", "From this value on", 0, 1_000, hint="Empty: the officer chooses."),
            ),
        ),
        CodeList(
            name=SCORE_BANDS,
            title="What the points recommend",
            item="Recommendation",
            effect="Referrals screened from that day on are held against the new points.",
            columns=(_number("points", "From so many points on", 0, 1_000, required=True),),
            closed=True,
        ),
        CodeList(
            name=RAG_COLOURS,
            title="Colours (RAG)",
            item="Colour",
            effect="What a colour asks for is read as it stands today. Review dates on record stay.",
            columns=(
                ListColumn(key="meaning", label="What it means", kind=ColumnKind.WORDS, required=True),
                _number("contacts", "Contacts", 0, 100, required=True, hint="At least so many ..."),
                _number("days", "In so many days", 1, 366, required=True, hint="... in so many days."),
                _number("review_months", "Reviewed after so many months", 1, 60, required=True),
            ),
            closed=True,
        ),
        CodeList(
            name=DESELECTION_REASONS,
            title="Reasons for de-selection",
            item="Reason",
            effect="De-selections on record keep their reason, and show the name as it stands today.",
        ),
        CodeList(
            name=CONDITIONS,
            title="Licence conditions and requirements",
            item="Condition or requirement",
            effect="It is what forms offer to begin with. Conditions on record keep their words.",
            columns=(
                _choice("source", "It is", ("licence", "a licence condition"), ("order", "a requirement")),
                ListColumn(key="category", label="Category", kind=ColumnKind.WORDS, required=True),
                _yes_no("needs_action", "The plan must say what is done about it"),
            ),
        ),
        CodeList(
            name=AGENDA_REASONS,
            title="Reasons for the agenda",
            item="Reason",
            effect="Agendas built from now on use the new minutes and days. Agendas on record stay.",
            columns=(
                _number("minutes", "Minutes planned", 1, 120, required=True),
                _number("days", "Looks ahead so many days", 0, 366, hint="Empty: it does not look ahead."),
            ),
            closed=True,
        ),
        CodeList(
            name=CONFERENCE_WORDS,
            title="Words for conferences",
            item="Words",
            effect="Conferences planned from now on begin with the new words.",
            columns=(ListColumn(key="body", label="Words", kind=ColumnKind.LETTER, required=True),),
            closed=True,
        ),
        CodeList(
            name=SHARING_RULES,
            title="What agencies may see",
            item="Matter",
            effect="Papers made from now on follow the new rules. Papers given out are what they were.",
            columns=tuple(
                _yes_no(key, f"{label} may see it")
                for key, label in (
                    ("police", "Police"),
                    ("probation", "Probation"),
                    ("council", "Council"),
                    ("health", "Health"),
                    ("prison", "Prison"),
                    ("voluntary", "Voluntary sector"),
                    ("other", "Other agencies"),
                )
            ),
            closed=True,
        ),
        CodeList(
            name=MARKINGS,
            title="Markings",
            item="Marking",
            effect="Papers given out from now on carry the new words. Papers given out are what they were.",
            columns=(
                _number(
                    "level", "Level", 0, 9, required=True, hint="Higher is more protected; 0 prints nothing."
                ),
                ListColumn(key="handling", label="What it asks of the holder", kind=ColumnKind.WORDS),
            ),
            kept=frozenset({"NONE", "OFFICIAL", "SENSITIVE"}),
            meaning=frozenset({"level"}),
        ),
        CodeList(
            name=DOCUMENT_RULES,
            title="Papers: marking and return",
            item="Paper",
            effect="Papers given out from now on follow the new rules. Papers given out are what they were.",
            columns=(
                _choice(
                    "marking",
                    "Usual marking",
                    ("NONE", "none"),
                    ("OFFICIAL", "OFFICIAL"),
                    ("SENSITIVE", "OFFICIAL-SENSITIVE"),
                ),
                _choice("raise_by", "Who may raise it", *_WHO_MARKS),
                _choice("lower_by", "Who may lower it, with a reason", *_WHO_MARKS),
                _choice(
                    "due",
                    "Copies for others are to be (empty: kept)",
                    ("return", "returned"),
                    ("destroy", "destroyed"),
                    required=False,
                ),
                _number("days", "Within so many days", 1, 3_660),
            ),
            closed=True,
        ),
        CodeList(
            name=OFFICE,
            title="The office",
            item="Office",
            effect="Letters and plans made from now on carry the new address.",
            columns=(
                ListColumn(key="address", label="Address", kind=ColumnKind.LETTER),
                ListColumn(key="telephone", label="Telephone", kind=ColumnKind.WORDS),
                ListColumn(
                    key="hours", label="Open", kind=ColumnKind.WORDS, hint="For example: Mon to Fri, 9 to 5."
                ),
            ),
            closed=True,
        ),
        CodeList(
            name=HELP_NUMBERS,
            title="Numbers for help",
            item="Number",
            effect="The person's own copies made from now on carry the new numbers.",
            columns=(
                ListColumn(key="telephone", label="Telephone", kind=ColumnKind.WORDS, required=True),
                ListColumn(key="when", label="When", kind=ColumnKind.WORDS),
            ),
        ),
    )
}
LONGEST_REASON = 2_000
_CODE = re.compile(r"[A-Z0-9][A-Z0-9_]{1,29}", re.ASCII)
#: Digits that a number of a list may have at most.
_DIGITS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeItemDraft:
    """What an item is to say from a day on. ``details`` has a text for each column of the list.

    A day that is past needs a ``reason``: what was decided in between may read differently afterwards.
    """

    name: str = ""
    details: Mapping[str, str] = field(default_factory=dict)
    from_day: date | None = None
    reason: str = ""

    def check(self, kind: CodeList, code: str, steps: Iterable[str], today: date) -> CodeItemDraft:
        """The draft cleaned. ``steps`` are the enforcement actions there are. Raises ``FieldErrors``."""
        checks = Checks()
        name = checks.line(self.name, "name", "Name", required=True)
        known = frozenset(steps)
        details = {
            one.key: _checked(checks, one, self.details.get(one.key, ""), known) for one in kind.columns
        }
        _check_whole(checks, kind, code, details)
        day = _check_day(checks, self.from_day, today)
        reason = _check_reason(checks, self.reason, day, today)
        checks.done()
        return replace(self, name=name, details=details, from_day=day, reason=reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class EndItemDraft:
    """From which day an item is no longer offered, and why where that day is past."""

    from_day: date | None = None
    reason: str = ""

    def check(self, today: date) -> EndItemDraft:
        """The draft cleaned. Raises ``FieldErrors``."""
        checks = Checks()
        day = _check_day(checks, self.from_day, today)
        reason = _check_reason(checks, self.reason, day, today)
        checks.done()
        return replace(self, from_day=day, reason=reason)


def check_code(kind: CodeList, code: str, taken: Iterable[str]) -> str:
    """The code of a new item as it is kept: in capitals, and never one that was used before. ``UserError``.

    The code of a bank holiday is its day, 2026-12-25.
    """
    tidy = code.strip().upper()
    if kind.name == BANK_HOLIDAYS:
        day = _day_of(tidy)
        if day is None:
            raise UserError("Day: a date is needed.", "code")
        if tidy in set(taken):
            raise UserError(f"Day: {day:%d/%m/%Y} is in the list already.", "code")
        return tidy
    if not (code.isascii() and _CODE.fullmatch(tidy)):
        raise UserError("Code: 2 to 30 capital letters, digits and underscores, such as C123.", "code")
    if tidy in set(taken):
        raise UserError(f"Code: {tidy} is in the list already, perhaps ended. A code is used once.", "code")
    return tidy


def _day_of(code: str) -> date | None:
    try:
        return date.fromisoformat(code) if len(code) == len("2026-12-25") else None
    except ValueError:
        return None


# --- The columns -----------------------------------------------------------------------------------------


def _checked(checks: Checks, column: ListColumn, typed: str, steps: frozenset[str]) -> str:
    """What stands in one column, cleaned; faults are collected."""
    key, label = column.key, column.label
    if column.kind is ColumnKind.LETTER:
        return _check_blanks(checks, checks.note(typed, key, label, required=column.required), key, label)
    said = checks.line(typed, key, label, required=column.required)
    if not said:
        return said
    if column.kind is ColumnKind.WORDS:
        return _check_blanks(checks, said, key, label) if key == "subject" else said
    if column.kind is ColumnKind.NUMBER:
        return _check_number(checks, column, said)
    allowed = {
        ColumnKind.CHOICE: frozenset(code for code, _words in column.choices),
        ColumnKind.STEP: steps,
    }.get(column.kind, frozenset({"yes", "no"}))
    checks.demand(said in allowed, key, f"{label}: choose one of the answers.")
    return said


def _check_number(checks: Checks, column: ListColumn, said: str) -> str:
    fits = said.isascii() and said.isdigit() and len(said) <= _DIGITS
    whole = int(said) if fits else -1
    message = f"{column.label}: a whole number from {column.least} to {column.most}."
    checks.demand(fits and column.least <= whole <= column.most, column.key, message)
    return str(whole) if fits else said


_BRACES = re.compile(r"\{[^{}\n]*\}|[{}]")


def _check_blanks(checks: Checks, text: str, key: str, label: str) -> str:
    """A letter may only leave blanks that the record can fill, spelt exactly."""
    unknown = [
        one for one in dict.fromkeys(_BRACES.findall(text)) if one.strip("{}") not in BLANKS or len(one) < 3
    ]
    if unknown:
        shown = unknown[0] if len(unknown[0]) <= 40 else unknown[0][:40] + "…"
        checks.demand(False, key, f"{label}: {shown} is no blank that the record can fill.")
    return text


# --- The item as a whole ---------------------------------------------------------------------------------


def _check_whole(checks: Checks, kind: CodeList, code: str, details: Mapping[str, str]) -> None:
    if any(checks.refused(column.key) for column in kind.columns):
        return
    if kind.name == COMPLIANCE_RULES:
        _check_thresholds(checks, details)
    elif kind.name == APPOINTMENT_OUTCOMES:
        contradicts = details["acceptable"] == "yes" and details["action_required"] == "yes"
        checks.demand(
            not contradicts,
            "action_required",
            "Demands an enforcement action: an outcome that is acceptable cannot demand one.",
        )
        unanswered = details["acceptable"] == "no" and details["action_required"] == "no"
        checks.demand(
            not unanswered,
            "action_required",
            "Demands an enforcement action: one that is not acceptable demands it, or a failure would go unanswered.",
        )
    elif kind.name == APPOINTMENT_TYPES:
        counted = details["kind"] == "contact" and details["counts_toward_compliance"] == "yes"
        checks.demand(
            not counted,
            "counts_toward_compliance",
            "Counts toward compliance: only an appointment can, a contact noted afterwards cannot.",
        )
    elif kind.name == PROCEEDING_STATUSES:
        begins = {"breach": "BRE", "recall": "REC"}[details["proceeding"]]
        checks.demand(
            code.startswith(begins),
            "proceeding",
            f"It is a status of a {details['proceeding']}: the code of such a status begins with {begins}.",
        )
    elif kind.name == NEEDS:
        _check_scores(checks, details["standard_from"], details["severe_from"])


def _check_thresholds(checks: Checks, details: Mapping[str, str]) -> None:
    numbers = {key: int(said) if said else None for key, said in details.items()}
    checks.attempt(lambda: Thresholds(**numbers).check(), None)  # type: ignore[arg-type]


def _check_scores(checks: Checks, standard: str, severe: str) -> None:
    both = bool(standard) == bool(severe)
    checks.demand(both, "severe_from", "Severe need: give both scores, or neither.")
    rises = not (standard and severe) or int(standard) < int(severe)
    checks.demand(rises, "severe_from", "Severe need: it begins at a higher score than standard need.")


def check_meaning_kept(
    kind: CodeList, code: str, before: Mapping[str, str], after: Mapping[str, str]
) -> None:
    """Refuse to give an item that the program's rules turn on another meaning. Raises ``UserError``."""
    for key in sorted(kind.locked(code)):
        if before.get(key, "") != after.get(key, ""):
            column = kind.column(key)
            label = key if column is None else column.label
            raise UserError(f"{label}: the program's own rules turn on this, so it stays as it is.", key)


# --- Days ------------------------------------------------------------------------------------------------

#: Days that a list can be changed from: the centuries of a date that was typed wrongly are not among them.
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)


def _check_day(checks: Checks, day: date | None, today: date) -> date:
    checks.demand(day is not None, "from_day", "From: a date is needed.")
    found = day or today
    near = EARLIEST <= found < LATEST
    checks.demand(near, "from_day", f"From: {found:%d/%m/%Y} is not between 2000 and 2100.")
    return found


def _check_reason(checks: Checks, reason: str, day: date, today: date) -> str:
    words = checks.note(reason, "reason", "Reason", limit=LONGEST_REASON)
    needed = day < today and not words and not checks.refused("reason")
    checks.demand(
        not needed,
        "reason",
        "Reason: this day is past, and what was decided since may read differently. Say why.",
    )
    return words
