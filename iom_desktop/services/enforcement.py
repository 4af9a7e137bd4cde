"""Enforcement: what is decided about an outcome that did not comply, and breach or recall.

Only a statutory case can have any, and only an appointment that counts toward compliance.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from iom_desktop.domain.checks import Checks
from iom_desktop.domain.codes import (
    APPOINTMENT_OUTCOMES,
    APPOINTMENT_TYPES,
    COMPLIANCE_RULES,
    ENFORCEMENT_ACTIONS,
    PROCEEDING_STATUSES,
    CodeItem,
    Sentence,
)
from iom_desktop.domain.enforcement import (
    BEGINS_PROCEEDING,
    HOLDING,
    PROCEEDING_OF,
    EnforcementStep,
    Proceeding,
    ProceedingDraft,
    ProceedingKind,
    StepDraft,
    statutory_on,
)
from iom_desktop.errors import UserError
from iom_desktop.services import records
from iom_desktop.services.codes import holidays, list_codes, list_dated_codes, name_of
from iom_desktop.storage.tables import AppointmentRow, CaseRow, EnforcementStepRow, ProceedingRow

#: The status a proceeding begins with.
FIRST_STATUS = {ProceedingKind.BREACH: "BRE01", ProceedingKind.RECALL: "REC01"}
#: The step that waits for the person's answer.
_AWAITS_EVIDENCE = "EA12"


def bank_holidays(session: Session) -> frozenset[date]:
    """The days that are no working days, beside weekends."""
    return frozenset(holidays(session))


def is_enforceable(session: Session, row: AppointmentRow, outcome: CodeItem | None) -> bool:
    """Whether ``outcome`` of this appointment can lead to enforcement.

    It does not comply, the appointment counts toward compliance, and the case was statutory that day.
    """
    if outcome is None or not outcome.yes("action_required"):
        return False
    day = row.starts_at.date()
    kind = list_dated_codes(session, APPOINTMENT_TYPES).get(row.type_code, day)
    counts = row.also_statutory or (kind is not None and kind.yes("counts_toward_compliance"))
    case = records.fetch(session, CaseRow, row.case_id)
    return counts and statutory_on(day, _sentence_of(case), case.sentence_start, case.sentence_end)


def _sentence_of(case: CaseRow) -> Sentence | None:
    return None if case.sentence is None else Sentence(case.sentence)


def is_demanded(session: Session, row: AppointmentRow, outcome: CodeItem | None) -> bool:
    """Whether saying ``outcome`` now needs an enforcement step: an enforceable one not decided about yet."""
    if not is_enforceable(session, row, outcome) or outcome is None:
        return False
    return row.outcome_code != outcome.code or not _steps_of(session, row.id)


def demands_enforcement(session: Session, appointment_id: str, outcome_code: str) -> bool:
    """Whether a form that offers ``outcome_code`` for this appointment must ask what is done about it."""
    row = records.fetch(session, AppointmentRow, appointment_id)
    return is_demanded(session, row, list_codes(session, APPOINTMENT_OUTCOMES).get(outcome_code))


def _steps_of(session: Session, appointment_id: str) -> list[EnforcementStepRow]:
    query = select(EnforcementStepRow).where(EnforcementStepRow.appointment_id == appointment_id)
    return list(session.scalars(query.order_by(EnforcementStepRow.id)))


def record_step(session: Session, appointment_id: str, draft: StepDraft, today: date) -> str:
    """Record what is done about an outcome that did not comply; returns the step's id. Raises ``UserError``.

    A step that begins a breach or recall by its nature opens that proceeding, where none is open.
    """
    row = records.fetch(session, AppointmentRow, appointment_id)
    outcome = list_codes(session, APPOINTMENT_OUTCOMES).get(row.outcome_code)
    if not is_enforceable(session, row, outcome):
        raise UserError("Enforcement: this outcome, of this appointment, cannot lead to any.", "code")
    case = records.fetch(session, CaseRow, row.case_id)
    said = with_dates(session, appointment_id, row.outcome_code, draft, today)
    step = EnforcementStepRow(
        case_id=row.case_id,
        appointment_id=row.id,
        **records.columns_of(said),
        settled_on=None,
        settled_note="",
    )
    session.add(step)
    if said.code in BEGINS_PROCEEDING:
        _open_proceeding(session, case, said, name_of(list_codes(session, ENFORCEMENT_ACTIONS), said.code))
    session.flush()
    return step.id


def with_dates(
    session: Session, appointment_id: str, outcome_code: str, draft: StepDraft, today: date
) -> StepDraft:
    """``draft`` with the days that evidence and an answer are due by, were it decided about this outcome today.

    Raises ``FieldErrors``.
    """
    row = records.fetch(session, AppointmentRow, appointment_id)
    case = records.fetch(session, CaseRow, row.case_id)
    awaits = outcome_code == HOLDING or draft.code == _AWAITS_EVIDENCE
    return draft.check(
        list_codes(session, ENFORCEMENT_ACTIONS).get(draft.code),
        row.starts_at.date(),
        today,
        evidence_days=_evidence_days(session, case, today) if awaits else None,
        holidays=bank_holidays(session),
    )


def _evidence_days(session: Session, case: CaseRow, on: date) -> int | None:
    rule = list_codes(session, COMPLIANCE_RULES, on).get(case.sentence or "")
    days = "" if rule is None else rule.detail("evidence_working_days")
    return int(days) if days else None


def _open_proceeding(session: Session, case: CaseRow, said: StepDraft, step_name: str) -> None:
    sentence = _sentence_of(case)
    if sentence is None or any(one.open for one in list_proceedings(session, case.id)):
        return
    kind = PROCEEDING_OF[sentence]
    draft = ProceedingDraft(
        proceeding=kind,
        started_on=said.decided_on,
        reason=said.note or step_name,
        status_code=FIRST_STATUS[kind],
    )
    start_proceeding(session, case.id, draft, said.decided_on or date.max)


def settle_step(session: Session, step_id: str, version: int, on: date, note: str, today: date) -> None:
    """Say that what a step left to be done is done. Raises ``UserError``, ``StaleEdit``."""
    checks = Checks()
    row = records.fetch_version(session, EnforcementStepRow, step_id, version)
    checks.demand(on <= today, "settled_on", f"Done: {on:%d/%m/%Y} is in the future.")
    checks.demand(on >= row.decided_on, "settled_on", f"Done: {on:%d/%m/%Y} is before it was decided.")
    cleaned = checks.note(note, "settled_note", "What was done", required=True)
    checks.done()
    if row.settled_on is not None:
        raise UserError("This step has been settled already.")
    row.settled_on, row.settled_note = on, cleaned


def settle_steps_of(
    session: Session, appointment_id: str, on: date, note: str, codes: Iterable[str] = ()
) -> None:
    """Settle every open step of an appointment (with ``codes``: those alone) because of ``note``."""
    items = list_codes(session, ENFORCEMENT_ACTIONS)
    wanted = frozenset(codes)
    for row in _steps_of(session, appointment_id):
        item = items.get(row.code)
        outstanding = item is not None and item.yes("outstanding")
        if outstanding and row.settled_on is None and (not wanted or row.code in wanted):
            row.settled_on, row.settled_note = max(on, row.decided_on), note


def list_steps(session: Session, case_id: str) -> list[EnforcementStep]:
    """Every step of the case, in the order they were decided."""
    items = list_codes(session, ENFORCEMENT_ACTIONS)
    rows = session.scalars(
        select(EnforcementStepRow)
        .where(EnforcementStepRow.case_id == case_id)
        .order_by(EnforcementStepRow.decided_on, EnforcementStepRow.id)
    )
    return [
        EnforcementStep(
            id=row.id,
            version=row.version,
            case_id=row.case_id,
            appointment_id=row.appointment_id,
            said=records.draft_of(StepDraft, row, {}),
            name=name_of(items, row.code),
            outstanding=(item := items.get(row.code)) is not None and item.yes("outstanding"),
            by=row.made_by,
            settled_on=row.settled_on,
            settled_note=row.settled_note,
        )
        for row in rows
    ]


def start_proceeding(session: Session, case_id: str, draft: ProceedingDraft, today: date) -> str:
    """Begin a breach or recall; returns its id. Raises ``UserError`` where the case cannot have one, or has one."""
    said = draft.check(list_codes(session, PROCEEDING_STATUSES).get(draft.status_code), today)
    case = records.fetch(session, CaseRow, case_id)
    _check_kind(case, said)
    _check_alone(session, case_id)
    row = ProceedingRow(case_id=case_id, **records.columns_of(said))
    session.add(row)
    session.flush()
    return row.id


def _check_kind(case: CaseRow, said: ProceedingDraft) -> None:
    sentence = _sentence_of(case)
    if sentence is None or sentence not in PROCEEDING_OF:
        raise UserError("This case is not statutory, so there can be no breach and no recall.", "proceeding")
    if PROCEEDING_OF[sentence] is not said.proceeding:
        raise UserError(
            "Kind: a licence leads to recall, an order to breach; choose the one this sentence has.",
            "proceeding",
        )


def _check_alone(session: Session, case_id: str, leave_out: str = "") -> None:
    if any(one.open and one.id != leave_out for one in list_proceedings(session, case_id)):
        raise UserError(
            "A breach or recall of this case is open already: bring that one up to date.", "proceeding"
        )


def change_proceeding(
    session: Session, proceeding_id: str, version: int, draft: ProceedingDraft, today: date
) -> None:
    """Say how a breach or recall has come on, or how it ended. Raises ``UserError``, ``StaleEdit``."""
    said = draft.check(list_codes(session, PROCEEDING_STATUSES).get(draft.status_code), today)
    row = records.fetch_version(session, ProceedingRow, proceeding_id, version)
    if said.proceeding is not ProceedingKind(row.proceeding):
        # What was begun under an earlier sentence may still be brought to its end.
        _check_kind(records.fetch(session, CaseRow, row.case_id), said)
    if said.resolved_on is None:
        _check_alone(session, row.case_id, leave_out=row.id)
    records.write_onto(row, said)


def list_proceedings(session: Session, case_id: str) -> list[Proceeding]:
    """Every breach and recall of the case, the newest first."""
    session.flush()
    items = list_codes(session, PROCEEDING_STATUSES)
    rows = session.scalars(
        select(ProceedingRow)
        .where(ProceedingRow.case_id == case_id)
        .order_by(ProceedingRow.started_on.desc(), ProceedingRow.id.desc())
    )
    return [
        Proceeding(
            id=row.id,
            version=row.version,
            case_id=row.case_id,
            said=records.draft_of(ProceedingDraft, row, {"proceeding": ProceedingKind}),
            status_name=name_of(items, row.status_code),
            by=row.made_by,
        )
        for row in rows
    ]
