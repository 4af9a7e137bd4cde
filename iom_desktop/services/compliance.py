"""Compliance: the history the engine judges, read from the store, and what it says of one case or of all.

The rules are in ``domain.compliance``. An appointment's type is read as it stood on the appointment's day, the
thresholds as they stand on the day that is asked about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from iom_desktop.domain import compliance
from iom_desktop.domain.codes import (
    APPOINTMENT_OUTCOMES,
    APPOINTMENT_TYPES,
    COMPLIANCE_RULES,
    ENFORCEMENT_ACTIONS,
    PROCEEDING_STATUSES,
    CodeItem,
    Sentence,
)
from iom_desktop.domain.compliance import (
    SHIPPED_THRESHOLDS,
    Compliance,
    Contact,
    Due,
    EnforcementStep,
    History,
    Proceeding,
    Stage,
    Thresholds,
)
from iom_desktop.domain.enforcement import HOLDING, StepDraft, is_statutory
from iom_desktop.errors import UserError
from iom_desktop.services import records
from iom_desktop.services.codes import list_codes, list_dated_codes, name_of
from iom_desktop.services.enforcement import bank_holidays
from iom_desktop.storage.tables import AppointmentRow, CaseRow, EnforcementStepRow, ProceedingRow

#: What may be left empty in the rules: that stage is not used.
_WARNINGS = ("first_warning", "second_warning", "final_warning")
_NUMBERS = (
    "proceedings",
    "window_months",
    "warning_working_days",
    "evidence_working_days",
    "proceedings_working_days",
)
#: The step that waits for the person's answer.
AWAITS_EVIDENCE = "EA12"
#: Rows taken from the database at a time when everybody is read.
_PIECE = 5_000


# --- Settings --------------------------------------------------------------------------------------------


def thresholds_of(session: Session, sentence: Sentence | None, on: date) -> Thresholds | None:
    """How many failures make each stage for ``sentence``, as set on a day; nothing for one that is not statutory.

    Raises ``UserError`` where the list holds what is no number, or stages that make no sense.
    """
    if sentence is None or not is_statutory(sentence):
        return None
    item = list_codes(session, COMPLIANCE_RULES, on).get(sentence.value)
    return SHIPPED_THRESHOLDS[sentence] if item is None else thresholds_from(item)


def thresholds_from(item: CodeItem) -> Thresholds:
    """The thresholds that one line of the rules says. Raises ``UserError``."""
    numbers: dict[str, Any] = {name: _number(item, name) for name in (*_WARNINGS, *_NUMBERS)}
    try:
        return Thresholds(**numbers).check()
    except UserError as fault:
        raise UserError(f"Compliance rules, {item.name}: {fault.message}", fault.field) from None


def _number(item: CodeItem, name: str) -> int | None:
    said = item.detail(name).strip()
    if not said and name in _WARNINGS:
        return None
    if not (said.isascii() and said.isdigit()):
        raise UserError(
            f"Compliance rules, {item.name}: {name.replace('_', ' ')} is not a whole number.", name
        )
    return int(said)


# --- One case --------------------------------------------------------------------------------------------


def assess(session: Session, case_id: str, now: datetime) -> Compliance:
    """Where a case stands at ``now`` (local time), what is due next, and why. Raises ``UserError``."""
    history = history_of(session, case_id)
    rules = thresholds_of(session, history.sentence, now.date())
    return compliance.judge(history, rules, bank_holidays(session), now)


def worked_out(session: Session, appointment_id: str, draft: StepDraft, today: date) -> StepDraft:
    """An enforcement step with the dates it would be recorded with today; nothing is recorded. ``UserError``."""
    row = records.fetch(session, AppointmentRow, appointment_id)
    case = records.fetch(session, CaseRow, row.case_id)
    sentence = None if case.sentence is None else Sentence(case.sentence)
    rules = thresholds_of(session, sentence, today)
    awaits = row.outcome_code == HOLDING or draft.code == AWAITS_EVIDENCE
    return draft.check(
        list_codes(session, ENFORCEMENT_ACTIONS).get(draft.code),
        row.starts_at.date(),
        today,
        evidence_days=rules.evidence_working_days if awaits and rules is not None else None,
        holidays=bank_holidays(session),
    )


def history_of(session: Session, case_id: str) -> History:
    """What the record holds of a case, as the engine takes it; cancelled appointments are left out."""
    case = records.fetch(session, CaseRow, case_id)
    session.flush()
    contact = _contact_maker(session)
    rows = session.execute(contact_rows().where(AppointmentRow.case_id == case_id))
    return History(
        sentence=None if case.sentence is None else Sentence(case.sentence),
        sentence_start=case.sentence_start,
        sentence_end=case.sentence_end,
        contacts=[contact(*row[1:]) for row in rows],
        steps=_steps(session, case_id).get(case_id, []),
        proceedings=_proceedings(session, case_id).get(case_id, []),
    )


def contact_rows() -> Select[str, str, datetime, str, bool, str]:
    """The columns of appointments that compliance rests on, those of a case together."""
    return (
        select(
            AppointmentRow.case_id,
            AppointmentRow.id,
            AppointmentRow.starts_at,
            AppointmentRow.type_code,
            AppointmentRow.also_statutory,
            AppointmentRow.outcome_code,
        )
        .where(AppointmentRow.cancelled.is_(False))
        .order_by(AppointmentRow.case_id, AppointmentRow.starts_at)
    )


def step_rows() -> Select[str, str, str, date, date | None, date | None, date | None]:
    """The columns of enforcement steps that compliance rests on, in the order they were recorded."""
    row = EnforcementStepRow
    return select(
        row.case_id, row.appointment_id, row.code, row.decided_on, row.evidence_by, row.respond_by, row.settled_on
    ).order_by(row.id)  # fmt: skip


def proceeding_rows() -> Select[str, date, date | None, str]:
    """The columns of breaches and recalls that compliance rests on."""
    row = ProceedingRow
    return select(row.case_id, row.started_on, row.resolved_on, row.status_code)


def case_rows() -> Select[str, str | None, date | None, date | None]:
    """The columns of cases that compliance rests on, in the order of ``contact_rows``."""
    row = CaseRow
    return select(row.id, row.sentence, row.sentence_start, row.sentence_end).order_by(row.id)


#: Makes a contact of an appointment's id, start, type, "also statutory" and outcome.
ContactMaker = Callable[[str, datetime, str, bool, str], Contact]


def _contact_maker(session: Session) -> ContactMaker:
    """What turns the columns of ``contact_rows`` into contacts, the code lists looked up once."""
    kinds = list_dated_codes(session, APPOINTMENT_TYPES)
    # A type that was never changed says the same of every day; the others are asked for the day.
    steady: dict[str, tuple[str, bool]] = {}
    outcomes = {code: _outcome(item) for code, item in list_codes(session, APPOINTMENT_OUTCOMES).items()}
    outcomes[""] = ("", None, None, False)

    def kind_on(code: str, day: date) -> tuple[str, bool]:
        item = kinds.get(code, day)
        found = (code, False) if item is None else (item.name, item.yes("counts_toward_compliance"))
        if len(kinds.states(code)) <= 1:
            steady[code] = found
        return found

    def make(contact_id: str, at: datetime, type_code: str, statutory: bool, outcome: str) -> Contact:
        name, counts = steady.get(type_code) or kind_on(type_code, at.date())
        said = outcomes.get(outcome) or (outcome, None, None, False)
        return Contact(contact_id, at, name, statutory or counts, outcome, *said)

    return make


def _outcome(item: CodeItem) -> tuple[str, bool | None, bool | None, bool]:
    return item.name, _answer(item, "attended"), _answer(item, "acceptable"), item.yes("action_required")


def _answer(item: CodeItem, key: str) -> bool | None:
    return item.yes(key) if item.detail(key) else None


def _steps(session: Session, *case_ids: str) -> dict[str, list[EnforcementStep]]:
    """The steps of some cases, or of all, by case, in the order they were recorded."""
    items = list_codes(session, ENFORCEMENT_ACTIONS)
    query = step_rows()
    if case_ids:
        query = query.where(EnforcementStepRow.case_id.in_(case_ids))
    found: dict[str, list[EnforcementStep]] = {}
    for of_case, appointment, code, decided, evidence_by, respond_by, settled in session.execute(query):
        item = items.get(code)
        found.setdefault(of_case, []).append(
            EnforcementStep(
                appointment_id=appointment,
                code=code,
                name=name_of(items, code),
                decided_on=decided,
                outstanding=item is not None and item.yes("outstanding"),
                evidence_by=evidence_by,
                respond_by=respond_by,
                settled_on=settled,
            )
        )
    return found


def _proceedings(session: Session, *case_ids: str) -> dict[str, list[Proceeding]]:
    items = list_codes(session, PROCEEDING_STATUSES)
    query = proceeding_rows()
    if case_ids:
        query = query.where(ProceedingRow.case_id.in_(case_ids))
    found: dict[str, list[Proceeding]] = {}
    for of_case, started, resolved, status in session.execute(query):
        result = name_of(items, status) if resolved is not None else ""
        found.setdefault(of_case, []).append(Proceeding(started, resolved, result))
    return found


# --- Some of many ----------------------------------------------------------------------------------------


def dues_of(session: Session, case_ids: Sequence[str], now: datetime) -> Iterator[tuple[str, Due]]:
    """What each of ``case_ids`` owes about failures to comply, with whose it is; outcomes missing are left out.

    The same rules as ``assess``; only appointments whose outcome demands an action, or about which something was
    decided, are read.
    """
    demanding = [
        code
        for code, item in list_codes(session, APPOINTMENT_OUTCOMES).items()
        if item.yes("action_required")
    ]
    steps, proceedings = _steps(session, *case_ids), _proceedings(session, *case_ids)
    decided = {step.appointment_id for of_case in steps.values() for step in of_case}
    contact, contacts = _contact_maker(session), dict[str, list[Contact]]()
    rows = contact_rows().where(
        AppointmentRow.case_id.in_(case_ids),
        # By the index of cases: alone, the outcome would lead the database to everybody's failures.
        or_((AppointmentRow.outcome_code + "").in_(demanding), AppointmentRow.id.in_(decided)),
    )
    for case_id, contact_id, at, type_code, statutory, outcome in session.execute(rows):
        contacts.setdefault(case_id, []).append(contact(contact_id, at, type_code, statutory, outcome))
    rules = {sentence: thresholds_of(session, sentence, now.date()) for sentence in Sentence}
    holidays = bank_holidays(session)
    row = CaseRow
    cases = session.execute(
        select(row.id, row.sentence, row.sentence_start, row.sentence_end).where(row.id.in_(case_ids))
    )
    for case_id, said, start, end in cases.all():
        sentence = None if said is None else Sentence(said)
        history = History(
            sentence=sentence,
            sentence_start=start,
            sentence_end=end,
            contacts=contacts.get(case_id, ()),
            steps=steps.get(case_id, ()),
            proceedings=proceedings.get(case_id, ()),
        )
        rule = None if sentence is None else rules[sentence]
        for due in compliance.judge(history, rule, holidays, now).due:
            yield case_id, due


# --- Everybody -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CaseStage:
    """Where one case stands, and how many failures count."""

    case_id: str
    stage: Stage
    failures: int


def assess_all(session: Session, now: datetime) -> Iterator[CaseStage]:
    """Where every case stands at ``now`` (local time), one after another; the same rules as ``assess``.

    Of a million appointments only those are fetched that can be a failure, a piece at a time: whatever was kept
    or excused, or has no outcome yet, leaves the stage as it is.
    """
    rules = {
        sentence.value: thresholds_of(session, sentence, now.date())
        for sentence in Sentence
        if is_statutory(sentence)
    }
    steps, proceedings = _steps(session), _proceedings(session)
    contacts = _contacts_by_case(session)
    waiting = next(contacts, None)
    for case_id, sentence, start, end in session.execute(case_rows()).all():
        mine: list[Contact] = []
        if waiting is not None and waiting[0] == case_id:
            mine = waiting[1]
            waiting = next(contacts, None)
        history = History(
            sentence=None if sentence is None else Sentence(sentence),
            sentence_start=start,
            sentence_end=end,
            contacts=mine,
            steps=steps.get(case_id, ()),
            proceedings=proceedings.get(case_id, ()),
        )
        stage, failures = compliance.stage_of(history, rules.get(sentence or ""), now)
        yield CaseStage(case_id, stage, failures)


def _contacts_by_case(session: Session) -> Iterator[tuple[str, list[Contact]]]:
    """The contacts of each case that can be a failure to comply, in the order of ``case_rows``."""
    contact = _contact_maker(session)
    outcomes = list_codes(session, APPOINTMENT_OUTCOMES).items()
    failing = [code for code, item in outcomes if item.yes("action_required") and not item.yes("acceptable")]
    query = contact_rows().where(AppointmentRow.outcome_code.in_(failing))
    rows = session.execute(query.execution_options(yield_per=_PIECE))
    current, held = "", list[Contact]()
    for piece in rows.partitions():
        for case_id, contact_id, at, type_code, statutory, outcome in piece:
            if case_id != current:
                if held:
                    yield current, held
                current, held = case_id, []
            held.append(contact(contact_id, at, type_code, statutory, outcome))
    if held:
        yield current, held
