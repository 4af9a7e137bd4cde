"""What changed in a case since the officer last looked, told from the audit chain."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from iom_desktop.display.formats import exact_date
from iom_desktop.display.labels import asked_words, condition_words, label, label_of, named_with_agency
from iom_desktop.display.risk_lines import overall_words
from iom_desktop.display.words import _
from iom_desktop.domain.actions import ActionStatus
from iom_desktop.domain.changes import SAME_LOOK, Change, Deed, FieldChange, Look
from iom_desktop.domain.codes import (
    APPOINTMENT_OUTCOMES,
    APPOINTMENT_TYPES,
    DESELECTION_REASONS,
    ENFORCEMENT_ACTIONS,
    LETTER_TEMPLATES,
    NEEDS,
    PROCEEDING_STATUSES,
    RISK_FLAGS,
    SUPPORT_KINDS,
)
from iom_desktop.domain.conferences import ItemState, RequestMatter
from iom_desktop.domain.decisions import DecisionOutcome
from iom_desktop.domain.documents import Settled
from iom_desktop.domain.enforcement import ProceedingKind
from iom_desktop.domain.offending import OffendingEvent
from iom_desktop.domain.risk import CheckAbout, CheckAnswer, MaracRole
from iom_desktop.domain.selection import Recommendation
from iom_desktop.services.cases import open_case
from iom_desktop.services.codes import list_codes, name_of
from iom_desktop.services.conditions import condition_from
from iom_desktop.services.risk import list_assessments
from iom_desktop.storage import audit
from iom_desktop.storage.audit import Operation
from iom_desktop.storage.reading import asking
from iom_desktop.storage.tables import (
    ActionNoteRow,
    ActionRow,
    ActionStatusRow,
    AgendaRequestRow,
    AppointmentMoveRow,
    AppointmentRow,
    AuditDetailRow,
    AuditEntryRow,
    ConditionRow,
    ConferenceCaseRow,
    ConferenceRow,
    DecisionRow,
    DeselectionRow,
    DocumentCopyRow,
    EnforcementStepRow,
    FlagRow,
    GoalRow,
    LetterRow,
    MaracRow,
    MinuteRow,
    NeedRow,
    NoteRow,
    OffendingRow,
    PersonRow,
    ProceedingRow,
    ReferralRow,
    RiskAssessmentRow,
    RiskMeasureRow,
    SafeguardingCheckRow,
    ScreeningRow,
    ServiceAccessRow,
    SupportRow,
)

#: More entries than this since the last look are not read one by one.
MOST = 5_000

#: Altered columns that tell which deed an alteration was: (kind, column, deed), the first that fits.
_TELLING: tuple[tuple[str, str, Deed], ...] = (
    ("appointment", "outcome_code", Deed.OUTCOME),
    ("appointment", "outcome_note", Deed.OUTCOME),
    ("appointment", "cancelled", Deed.CANCELLED),
    ("appointment", "starts_at", Deed.MOVED),
    ("plan", "agreed_at", Deed.AGREED),
    ("flag", "ended_on", Deed.ENDED),
    ("referral", "withdrawn_on", Deed.ENDED),
    ("safeguarding_check", "answer", Deed.ENDED),
    ("withheld", "ended_on", Deed.ENDED),
    ("risk_measure", "ended_on", Deed.ENDED),
    ("enforcement_step", "settled_on", Deed.ENDED),
    ("proceeding", "resolved_on", Deed.ENDED),
    ("deselection", "superseded_on", Deed.ENDED),
    ("offending", "struck_on", Deed.ENDED),
    ("document_copy", "settled", Deed.ENDED),
    ("document_copy", "settled_note", Deed.ENDED),
)
#: Alterations that only follow from something else, which has a line of its own.
_FOLLOWS: dict[str, frozenset[str]] = {
    "decision": frozenset({"superseded_on", "supersede_reason"}),
    "referral": frozenset({"state"}),
    "plan": frozenset({"state"}),
    "required_action": frozenset({"status", "position", "goal_id"}),
    "goal": frozenset({"position"}),
    "risk_measure": frozenset({"position"}),
    "conference_case": frozenset({"position", "reasons", "minutes", "next_on"}),
    "agenda_request": frozenset({"settled_on", "conference_id"}),
    "document_copy": frozenset({"not_made"}),
}
#: What is told with the appointment it is about, of the person, or of no case.
_SILENT = frozenset(
    {
        "appointment_outcome",
        "appointment_move",
        "conference_action",
        "person",
        "setting",
        "code_item",
        "case_status",  # the case says it, with what it was before
    }
)


@dataclass(frozen=True, slots=True)
class _Entry:
    """One audit entry, as far as it is told here."""

    kind: str
    deed: Deed
    record_id: str
    fields: tuple[FieldChange, ...]
    by: str
    mine: bool
    at: datetime


def look_into(session: Session, case_id: str) -> Look:
    """Open the case, which is audited, and say since when the officer has not seen it. Needs a write.

    Raises ``UserError`` where there is no such case.
    """
    act = audit.act_of(session)
    before = session.execute(
        select(AuditEntryRow.seq, AuditEntryRow.at)
        .where(
            AuditEntryRow.case_id == case_id,
            AuditEntryRow.operation == Operation.CONSULTATION.value,
            AuditEntryRow.officer_id == asking(session).officer_id,
            AuditEntryRow.at <= act.now - SAME_LOOK,
        )
        .order_by(AuditEntryRow.seq.desc())
        .limit(1)
    ).first()
    case = open_case(session, case_id)
    return Look(
        case=case,
        before=None if before is None else before[1],
        since=act.seq if before is None else before[0],
        opened=act.seq,
    )


def list_changes(session: Session, look: Look) -> list[Change]:
    """What has been done to the case since the officer's last look, the newest first, like deeds together.

    What the officer does after opening the case is left out: they know. The first look finds nothing.
    """
    if look.before is None:
        return []
    groups: dict[tuple[str, Deed, str], list[_Entry]] = {}
    copies = _copies(session, look.case.id)
    for entry in _entries(session, look):
        if entry.record_id not in copies:
            groups.setdefault((entry.kind, entry.deed, entry.by), []).append(entry)
    changes = [_change(session, group) for group in groups.values()]
    return sorted([*changes, *_person(session, look)], key=lambda change: change.at, reverse=True)


def _entries(session: Session, look: Look) -> list[_Entry]:
    me = asking(session).officer_id
    rows = session.execute(
        select(AuditEntryRow, AuditDetailRow.detail)
        .outerjoin(AuditDetailRow, AuditDetailRow.seq == AuditEntryRow.seq)
        .where(
            AuditEntryRow.case_id == look.case.id,
            AuditEntryRow.seq > look.since,
            AuditEntryRow.operation != Operation.CONSULTATION.value,
        )
        .order_by(AuditEntryRow.seq)
        .limit(MOST)
    )
    read = [
        _read(row, detail, row.officer_id == me)
        for row, detail in rows
        if row.officer_id != me or row.seq < look.opened
    ]
    return [entry for entry in read if entry is not None]


def _read(row: AuditEntryRow, detail: str | None, mine: bool) -> _Entry | None:
    kind = row.record_kind
    if kind in _SILENT:
        return None
    said = json.loads(detail) if detail else {}
    before, after = said.get("before") or {}, said.get("after") or {}
    deed = _deed(kind, row.operation, set(after))
    if deed is None:
        return None
    # Of what is kept apart nothing is told but that it is.
    altered = row.operation == Operation.ALTERATION.value and kind != "withheld"
    fields = (
        tuple(
            FieldChange(name=name, before=_text(before.get(name)), after=_text(after[name])) for name in after
        )
        if altered
        else ()
    )
    return _Entry(kind, deed, row.record_id, fields, row.officer, mine, row.at)


def _deed(kind: str, operation: str, altered: set[str]) -> Deed | None:
    if operation == Operation.COLLECTION.value:
        # That a copy was given out, its disclosure tells.
        return None if kind == DocumentCopyRow.kind else Deed.ADDED
    if operation == Operation.DISCLOSURE.value:
        return Deed.GIVEN_OUT
    if operation != Operation.ALTERATION.value or altered <= _FOLLOWS.get(kind, frozenset()):
        return None
    return next((deed for of, column, deed in _TELLING if of == kind and column in altered), Deed.CHANGED)


def _text(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(_text, value))
    return "" if value is None else str(value)


def _change(session: Session, group: list[_Entry]) -> Change:
    newest = group[-1]
    ids = {entry.record_id for entry in group}
    told = _TELL.get(newest.kind, _untold)(session, newest.record_id)
    if newest.deed in (Deed.MOVED, Deed.CANCELLED):
        told = _with_reason(session, newest, told)
    change = Change(
        kind=newest.kind,
        deed=newest.deed,
        count=len(ids),
        record_id=told.record_id or newest.record_id,
        by=newest.by,
        mine=newest.mine,
        at=newest.at,
    )
    if len(ids) > 1:
        return change
    fields = tuple(one for one in _merged(group) if one.before != one.after)
    return replace(change, words=told.words, status=told.status, when=told.when, fields=fields)


def _merged(group: list[_Entry]) -> Iterable[FieldChange]:
    """Each altered field once: from what it was first to what it is now."""
    fields: dict[str, FieldChange] = {}
    for entry in group:
        for one in entry.fields:
            first = fields.get(one.name, one)
            fields[one.name] = FieldChange(name=one.name, before=first.before, after=one.after)
    return fields.values()


def _person(session: Session, look: Look) -> list[Change]:
    """Entries about the person carry no case: the row itself says who changed it last, and when."""
    row = session.get(PersonRow, look.case.person.id)
    mine = row is not None and row.changed_by == asking(session).name
    if row is None or look.before is None or row.changed_at <= look.before or row.version == 1 or mine:
        return []
    return [
        Change(
            kind="person",
            deed=Deed.CHANGED,
            count=1,
            record_id=row.id,
            by=row.changed_by,
            mine=False,
            at=row.changed_at,
        )
    ]


def _copies(session: Session, case_id: str) -> set[str]:
    """Goals and actions that a new version of the plan took over from the one before: they are no news."""
    copies: set[str] = set()
    for kind in (GoalRow, ActionRow):
        seen: set[str] = set()
        rows = session.execute(select(kind.id, kind.lineage).where(kind.case_id == case_id).order_by(kind.id))
        for record_id, lineage in rows:
            if lineage in seen:
                copies.add(record_id)
            seen.add(lineage)
    return copies


@dataclass(frozen=True, slots=True)
class _Told:
    """What a line says of the one record it is about."""

    words: str = ""
    record_id: str = ""
    status: ActionStatus | None = None
    when: datetime | None = None


def _untold(_session: Session, _record_id: str) -> _Told:
    return _Told()


def _action_of(session: Session, lineage: str) -> _Told:
    row = session.scalars(
        select(ActionRow).where(ActionRow.lineage == lineage).order_by(ActionRow.id.desc()).limit(1)
    ).first()
    return _Told() if row is None else _Told(row.what, row.id)


def _action(session: Session, record_id: str) -> _Told:
    row = session.get(ActionRow, record_id)
    return _Told() if row is None else _Told(row.what)


def _status(session: Session, record_id: str) -> _Told:
    row = session.get(ActionStatusRow, record_id)
    if row is None:
        return _Told()
    return replace(_action_of(session, row.lineage), status=ActionStatus(row.status))


def _progress(session: Session, record_id: str) -> _Told:
    row = session.get(ActionNoteRow, record_id)
    return _Told() if row is None else replace(_action_of(session, row.lineage), words=row.words)


def _appointment(session: Session, record_id: str) -> _Told:
    row = session.get(AppointmentRow, record_id)
    if row is None:
        return _Told()
    said = name_of(list_codes(session, APPOINTMENT_TYPES), row.type_code)
    if row.outcome_code and not row.cancelled:
        said = f"{said}: {name_of(list_codes(session, APPOINTMENT_OUTCOMES), row.outcome_code)}"
    return _Told(said, when=row.starts_at)


def _with_reason(session: Session, entry: _Entry, told: _Told) -> _Told:
    """The line of a moved or cancelled appointment, with who asked for it and why."""
    if entry.deed is Deed.MOVED:
        moved = session.scalars(
            select(AppointmentMoveRow)
            .where(AppointmentMoveRow.appointment_id == entry.record_id)
            .order_by(AppointmentMoveRow.id.desc())
            .limit(1)
        ).first()
        asked_by, reason = ("", "") if moved is None else (moved.asked_by, moved.reason)
    else:
        row = session.get(AppointmentRow, entry.record_id)
        asked_by, reason = ("", "") if row is None else (row.cancel_asked_by, row.cancel_reason)
    return replace(told, words=" · ".join(filter(None, (told.words, asked_words(asked_by), reason))))


def _need(session: Session, record_id: str) -> _Told:
    row = session.get(NeedRow, record_id)
    return _Told() if row is None else _Told(name_of(list_codes(session, NEEDS), row.code))


def _flag(session: Session, record_id: str) -> _Told:
    row = session.get(FlagRow, record_id)
    return _Told() if row is None else _Told(name_of(list_codes(session, RISK_FLAGS), row.code))


def _assessment(session: Session, record_id: str) -> _Told:
    row = session.get(RiskAssessmentRow, record_id)
    if row is None:
        return _Told()
    of_case = (one for one in list_assessments(session, row.case_id) if one.id == record_id)
    return _Told(next((overall_words(one.said) for one in of_case), ""))


def _marac(session: Session, record_id: str) -> _Told:
    row = session.get(MaracRow, record_id)
    return _Told() if row is None else _Told(label_of(MaracRole, row.role))


def _check(session: Session, record_id: str) -> _Told:
    row = session.get(SafeguardingCheckRow, record_id)
    if row is None:
        return _Told()
    answer = label_of(CheckAnswer, row.answer).lower() if row.answer else ""
    return _Told(": ".join(filter(None, (label_of(CheckAbout, row.about), answer))))


def _service(session: Session, record_id: str) -> _Told:
    row = session.get(ServiceAccessRow, record_id)
    return _Told() if row is None else _Told(row.service)


def _step(session: Session, record_id: str) -> _Told:
    row = session.get(EnforcementStepRow, record_id)
    if row is None:
        return _Told()
    name = name_of(list_codes(session, ENFORCEMENT_ACTIONS), row.code)
    return replace(_appointment(session, row.appointment_id), words=name)


def _proceeding(session: Session, record_id: str) -> _Told:
    row = session.get(ProceedingRow, record_id)
    if row is None:
        return _Told()
    status = name_of(list_codes(session, PROCEEDING_STATUSES), row.status_code)
    return _Told(f"{label(ProceedingKind(row.proceeding))}: {status}")


def _letter(session: Session, record_id: str) -> _Told:
    row = session.get(LetterRow, record_id)
    if row is None:
        return _Told()
    name = name_of(list_codes(session, LETTER_TEMPLATES), row.template_code)
    return _Told(f"{name}: {row.subject}")


def _copy(session: Session, record_id: str) -> _Told:
    row = session.get(DocumentCopyRow, record_id)
    if row is None:
        return _Told()
    words = _("{paper}, copy {number}: {what}")
    what = label_of(Settled, row.settled).lower()
    return _Told(words.format(paper=row.title, number=row.number, what=what))


def _support(session: Session, record_id: str) -> _Told:
    row = session.get(SupportRow, record_id)
    return _Told() if row is None else _Told(name_of(list_codes(session, SUPPORT_KINDS), row.kind_code))


def _note(session: Session, record_id: str) -> _Told:
    row = session.get(NoteRow, record_id)
    return _Told() if row is None else _Told(row.words)


def _measure(session: Session, record_id: str) -> _Told:
    row = session.get(RiskMeasureRow, record_id)
    return _Told() if row is None else _Told(row.words)


def _condition(session: Session, record_id: str) -> _Told:
    row = session.get(ConditionRow, record_id)
    return _Told() if row is None else _Told(condition_words(condition_from(row)))


def _goal(session: Session, record_id: str) -> _Told:
    row = session.get(GoalRow, record_id)
    return _Told() if row is None else _Told(row.words)


def _referral(session: Session, record_id: str) -> _Told:
    row = session.get(ReferralRow, record_id)
    return _Told() if row is None else _Told(named_with_agency(row.referrer, row.agency))


def _screening(session: Session, record_id: str) -> _Told:
    row = session.get(ScreeningRow, record_id)
    return _Told() if row is None else _Told(label(Recommendation(row.recommendation)))


def _decision(session: Session, record_id: str) -> _Told:
    row = session.get(DecisionRow, record_id)
    return _Told() if row is None else _Told(label(DecisionOutcome(row.outcome)))


def _conference(session: Session, record_id: str) -> _Told:
    row = session.get(ConferenceCaseRow, record_id)
    held = None if row is None else session.get(ConferenceRow, row.conference_id)
    if row is None or held is None:
        return _Told()
    return _Told(f"{exact_date(held.held_on)}, {label(ItemState(row.state)).lower()}")


def _minute(session: Session, record_id: str) -> _Told:
    row = session.get(MinuteRow, record_id)
    return _Told() if row is None else _Told(row.words)


def _request(session: Session, record_id: str) -> _Told:
    row = session.get(AgendaRequestRow, record_id)
    return _Told() if row is None else _Told(label(RequestMatter(row.matter)))


def _deselection(session: Session, record_id: str) -> _Told:
    row = session.get(DeselectionRow, record_id)
    return (
        _Told() if row is None else _Told(name_of(list_codes(session, DESELECTION_REASONS), row.reason_code))
    )


def _offending(session: Session, record_id: str) -> _Told:
    row = session.get(OffendingRow, record_id)
    return _Told() if row is None else _Told(f"{label(OffendingEvent(row.event))}: {row.offence}")


_TELL: dict[str, Callable[[Session, str], _Told]] = {
    "deselection": _deselection,
    "offending": _offending,
    "referral": _referral,
    "screening": _screening,
    "decision": _decision,
    "required_action": _action,
    "action_status": _status,
    "action_note": _progress,
    "appointment": _appointment,
    "need": _need,
    "flag": _flag,
    "risk_assessment": _assessment,
    "risk_measure": _measure,
    "condition": _condition,
    "marac": _marac,
    "safeguarding_check": _check,
    "enforcement_step": _step,
    "proceeding": _proceeding,
    "letter": _letter,
    "document_copy": _copy,
    "support": _support,
    "service_access": _service,
    "note": _note,
    "goal": _goal,
    "conference_case": _conference,
    "minute": _minute,
    "agenda_request": _request,
}
