"""The timeline: everything in a case, in order of time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from iom_desktop.domain import names
from iom_desktop.domain.clock import local_time
from iom_desktop.domain.codes import APPOINTMENT_OUTCOMES, APPOINTMENT_TYPES, NEEDS
from iom_desktop.domain.notes import Mark
from iom_desktop.domain.service_access import RUNGS
from iom_desktop.domain.timeline import Kind, TimelineEntry
from iom_desktop.services.codes import list_codes, name_of
from iom_desktop.storage import search_index
from iom_desktop.storage.tables import (
    KINDS,
    ActionNoteRow,
    ActionRow,
    ActionStatusRow,
    AppointmentOutcomeRow,
    AppointmentRow,
    CaseRow,
    DecisionRow,
    FlagRow,
    GoalRow,
    NeedRow,
    NoteRow,
    PersonRow,
    PlanRow,
    ServiceAccessRow,
)


def list_timeline(session: Session, case_id: str, words: str = "") -> list[TimelineEntry]:
    """Everything in the case, the newest first; with ``words``, only what holds every one of them."""
    entries = sorted(_entries(session, case_id), key=lambda entry: (entry.at, entry.id), reverse=True)
    if not words.strip():
        return entries
    found = {hit[1] for hit in search_index.find(session.connection(), words, case_id=case_id, most=5_000)}
    found |= _owners(session, found)
    return [entry for entry in entries if entry.id in found]


def _owners(session: Session, found: set[str]) -> set[str]:
    """Goals stand in the timeline under their plan, changed outcomes under their appointment."""
    plans = session.scalars(select(GoalRow.plan_id).where(GoalRow.id.in_(found)))
    appointments = session.scalars(
        select(AppointmentOutcomeRow.appointment_id).where(AppointmentOutcomeRow.id.in_(found))
    )
    return {*plans, *appointments}


def find_words(session: Session, words: str, most: int = 200) -> list[TimelineEntry]:
    """Records of any case that hold every word of ``words``, the newest first, with whose they are."""
    found: list[TimelineEntry] = []
    people: dict[str, tuple[str, str]] = {}
    for kind, record_id, case_id in search_index.find(session.connection(), words, most=most):
        if case_id not in people:
            people[case_id] = _person(session, case_id)
        row = session.get(KINDS[kind], record_id)
        if row is None:
            continue
        heading, shown = _FOUND_AS.get(kind, (Kind.NOTE, "")), _text_of(row)
        person, crn = people[case_id]
        found.append(
            TimelineEntry(
                id=record_id,
                case_id=case_id,
                kind=heading[0],
                at=local_time(row.made_at),
                heading=heading[1],
                words=shown,
                by=row.made_by,
                person=person,
                crn=crn,
            )
        )
    return found


_FOUND_AS: dict[str, tuple[Kind, str]] = {
    "note": (Kind.NOTE, "Note"),
    "appointment": (Kind.APPOINTMENT, "Appointment"),
    "appointment_outcome": (Kind.APPOINTMENT, "Earlier outcome"),
    "service_access": (Kind.SERVICE, "Service"),
    "decision": (Kind.DECISION, "Decision"),
    "plan": (Kind.PLAN, "Plan"),
    "goal": (Kind.PLAN, "Goal"),
    "required_action": (Kind.ACTION, "Required action"),
    "action_status": (Kind.ACTION, "Action status"),
    "action_note": (Kind.ACTION, "Progress note"),
    "need": (Kind.NEED, "Need"),
    "flag": (Kind.NOTE, "Risk flag"),
}


def _text_of(row: object) -> str:
    texts = (getattr(row, name) for name in getattr(row, "searched", ()))
    return " · ".join(text for text in texts if text)


def _person(session: Session, case_id: str) -> tuple[str, str]:
    row = session.execute(
        select(PersonRow.surname, PersonRow.forenames, PersonRow.crn)
        .join(CaseRow, CaseRow.person_id == PersonRow.id)
        .where(CaseRow.id == case_id)
    ).one()
    return names.list_name(row[0], row[1]), row[2]


def _entries(session: Session, case_id: str) -> Iterator[TimelineEntry]:
    yield from _notes(session, case_id)
    yield from _appointments(session, case_id)
    yield from _services(session, case_id)
    yield from _decisions(session, case_id)
    yield from _plans(session, case_id)
    yield from _actions(session, case_id)
    yield from _needs_and_flags(session, case_id)


def _notes(session: Session, case_id: str) -> Iterator[TimelineEntry]:
    types = list_codes(session, APPOINTMENT_TYPES)
    for row in session.scalars(select(NoteRow).where(NoteRow.case_id == case_id)):
        yield TimelineEntry(
            id=row.id,
            case_id=case_id,
            kind=Kind.NOTE,
            at=row.happened_at,
            heading=name_of(types, row.type_code) if row.type_code else "Note",
            words=row.words,
            by=row.made_by,
            mark=Mark(row.mark),
            third_party=row.third_party,
            not_disclosable=row.not_disclosable,
        )


def _appointments(session: Session, case_id: str) -> Iterator[TimelineEntry]:
    types, outcomes = list_codes(session, APPOINTMENT_TYPES), list_codes(session, APPOINTMENT_OUTCOMES)
    for row in session.scalars(select(AppointmentRow).where(AppointmentRow.case_id == case_id)):
        if row.cancelled:
            said = f"Cancelled: {row.cancel_reason}"
        elif row.outcome_code:
            said = name_of(outcomes, row.outcome_code)
        else:
            said = ""
        parts = [row.place, row.with_name, row.purpose, said, row.outcome_note]
        yield TimelineEntry(
            id=row.id,
            case_id=case_id,
            kind=Kind.APPOINTMENT,
            at=row.starts_at,
            heading=name_of(types, row.type_code),
            words=" · ".join(part for part in parts if part),
            by=row.outcome_by or row.made_by,
        )


def _services(session: Session, case_id: str) -> Iterator[TimelineEntry]:
    items = list_codes(session, NEEDS)
    for row in session.scalars(select(ServiceAccessRow).where(ServiceAccessRow.case_id == case_id)):
        for name, rung in RUNGS:
            day = getattr(row, name)
            if day is not None:
                parts = [name_of(items, row.need_code), row.service, row.provider, row.note]
                yield TimelineEntry(
                    id=row.id,
                    case_id=case_id,
                    kind=Kind.SERVICE,
                    at=datetime.combine(day, time()),
                    heading=f"Service: {rung.lower()}",
                    words=" · ".join(part for part in parts if part),
                    by=row.changed_by,
                )


def _decisions(session: Session, case_id: str) -> Iterator[TimelineEntry]:
    for row in session.scalars(select(DecisionRow).where(DecisionRow.case_id == case_id)):
        yield TimelineEntry(
            id=row.id,
            case_id=case_id,
            kind=Kind.DECISION,
            at=datetime.combine(row.decided_on, time()),
            heading="Decision: taken on under IOM",
            words=row.rationale,
            by=row.made_by,
        )


def _plans(session: Session, case_id: str) -> Iterator[TimelineEntry]:
    for row in session.scalars(select(PlanRow).where(PlanRow.case_id == case_id)):
        agreed = row.agreed_at is not None
        yield TimelineEntry(
            id=row.id,
            case_id=case_id,
            kind=Kind.PLAN,
            at=local_time(row.agreed_at or row.made_at),
            heading=f"Plan version {row.number} agreed" if agreed else f"Plan version {row.number} begun",
            words=row.agreement_words or row.persons_words,
            by=row.agreed_by or row.made_by,
        )


def _actions(session: Session, case_id: str) -> Iterator[TimelineEntry]:
    what: dict[str, str] = {}
    rows = session.execute(
        select(ActionRow.id, ActionRow.lineage, ActionRow.what, ActionRow.made_at, ActionRow.made_by)
        .where(ActionRow.case_id == case_id)
        .order_by(ActionRow.id)
    )
    for record_id, lineage, said, made_at, made_by in rows:
        if lineage not in what:
            yield TimelineEntry(
                id=record_id,
                case_id=case_id,
                kind=Kind.ACTION,
                at=local_time(made_at),
                heading="Required action added",
                words=said,
                by=made_by,
            )
        what[lineage] = said
    for row in session.scalars(select(ActionStatusRow).where(ActionStatusRow.case_id == case_id)):
        parts = [what.get(row.lineage, ""), row.reason]
        yield TimelineEntry(
            id=row.id,
            case_id=case_id,
            kind=Kind.ACTION,
            at=datetime.combine(row.on_day, time()),
            heading=f"Required action: {row.status.replace('_', ' ')}",
            words=" · ".join(part for part in parts if part),
            by=row.made_by,
        )
    for note in session.scalars(select(ActionNoteRow).where(ActionNoteRow.case_id == case_id)):
        yield TimelineEntry(
            id=note.id,
            case_id=case_id,
            kind=Kind.ACTION,
            at=local_time(note.made_at),
            heading="Progress note",
            words=note.words,
            by=note.made_by,
        )


def _needs_and_flags(session: Session, case_id: str) -> Iterator[TimelineEntry]:
    items = list_codes(session, NEEDS)
    for row in session.scalars(select(NeedRow).where(NeedRow.case_id == case_id)):
        day = row.identified_on
        parts = [name_of(items, row.code), row.severity, row.note, row.strengths]
        yield TimelineEntry(
            id=row.id,
            case_id=case_id,
            kind=Kind.NEED,
            at=local_time(row.made_at) if day is None else datetime.combine(day, time()),
            heading="Need recorded",
            words=" · ".join(part for part in parts if part),
            by=row.made_by,
        )
    for flag in session.scalars(select(FlagRow).where(FlagRow.case_id == case_id)):
        yield TimelineEntry(
            id=flag.id,
            case_id=case_id,
            kind=Kind.NEED,
            at=datetime.combine(flag.started_on, time()),
            heading="Risk flag raised",
            words=flag.note,
            by=flag.made_by,
        )
