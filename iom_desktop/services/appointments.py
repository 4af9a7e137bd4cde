"""Appointments: booking, moving, cancelling, and saying what happened."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from iom_desktop.domain import names
from iom_desktop.domain.appointments import (
    Appointment,
    AppointmentDraft,
    EarlierOutcome,
    OutcomeDraft,
    Repeat,
    occurrences,
    overlap,
)
from iom_desktop.domain.checks import Checks
from iom_desktop.domain.clock import local_time
from iom_desktop.domain.codes import APPOINTMENT_OUTCOMES, APPOINTMENT_TYPES, CodeItem
from iom_desktop.errors import UserError
from iom_desktop.services import records
from iom_desktop.services.codes import list_codes, name_of
from iom_desktop.storage.audit import act_of
from iom_desktop.storage.ids import new_id
from iom_desktop.storage.tables import AppointmentOutcomeRow, AppointmentRow, CaseRow, PersonRow

_SERIES_ONLY = {"repeat": Repeat.NEVER, "repeat_until": None}


def book_appointment(session: Session, case_id: str, draft: AppointmentDraft) -> str:
    """Book an appointment, or a series of them; returns the first one's id. Raises ``UserError``."""
    said = draft.check(list_codes(session, APPOINTMENT_TYPES).get(draft.type_code))
    records.fetch(session, CaseRow, case_id)
    starts = list(occurrences(said))
    series = new_id() if len(starts) > 1 else None
    rows = [_row(case_id, said, at, series) for at in starts]
    session.add_all(rows)
    session.flush()
    return rows[0].id


def _row(case_id: str, said: AppointmentDraft, at: datetime, series: str | None) -> AppointmentRow:
    columns = records.columns_of(said)
    for name in _SERIES_ONLY:
        del columns[name]
    return AppointmentRow(
        **columns | {"starts_at": at},
        case_id=case_id,
        series_id=series,
        outcome_code="",
        outcome_note="",
        outcome_at=None,
        outcome_by="",
        cancelled=False,
        cancel_reason="",
    )


def change_appointment(session: Session, appointment_id: str, version: int, draft: AppointmentDraft) -> None:
    """Change or move one appointment that has no outcome yet. Raises ``UserError``, ``StaleEdit``."""
    said = draft.check(list_codes(session, APPOINTMENT_TYPES).get(draft.type_code))
    row = records.fetch_version(session, AppointmentRow, appointment_id, version)
    if row.outcome_code:
        raise UserError("This appointment has an outcome: change the outcome, with a reason, instead.")
    if row.cancelled:
        raise UserError("This appointment was cancelled: book another one instead.")
    records.write_onto(row, said, leave=frozenset(_SERIES_ONLY))


def cancel_appointment(session: Session, appointment_id: str, reason: str, *, and_later: bool = False) -> int:
    """Cancel an appointment; it stays in the timeline with the reason. Returns how many were cancelled.

    ``and_later`` also cancels the later ones of its series that have no outcome. Raises ``UserError``.
    """
    checks = Checks()
    cleaned = checks.note(reason, "reason", "Reason", required=True)
    checks.done()
    row = records.fetch(session, AppointmentRow, appointment_id)
    if row.outcome_code:
        raise UserError("This appointment has an outcome already and cannot be cancelled.")
    if row.cancelled:
        raise UserError("This appointment has been cancelled already.")
    rows = [row, *(_later_in_series(session, row) if and_later else ())]
    for one in rows:
        one.cancelled, one.cancel_reason = True, cleaned
    return len(rows)


def _later_in_series(session: Session, row: AppointmentRow) -> list[AppointmentRow]:
    if row.series_id is None:
        return []
    return list(
        session.scalars(
            select(AppointmentRow).where(
                AppointmentRow.series_id == row.series_id,
                AppointmentRow.starts_at > row.starts_at,
                AppointmentRow.cancelled.is_(False),
                AppointmentRow.outcome_code == "",
            )
        )
    )


def find_clashes(
    session: Session, case_id: str, draft: AppointmentDraft, leave_out: str = ""
) -> list[Appointment]:
    """The person's appointments that stand at the same time as ``draft``, or as any of its series.

    ``leave_out`` is the id of the appointment that is being moved. A draft without a time clashes with nothing.
    """
    starts = [] if draft.minutes <= 0 else list(occurrences(draft))
    if not starts:
        return []
    length = timedelta(minutes=draft.minutes)
    near = list_appointments(session, case_id, starts[0] - timedelta(days=1), starts[-1] + length)
    standing = (one for one in near if not one.cancelled and one.id != leave_out)
    return [
        one
        for one in standing
        if any(overlap(at, draft.minutes, one.starts_at, one.said.minutes) for at in starts)
    ]


def record_outcome(
    session: Session, appointment_id: str, draft: OutcomeDraft, now: datetime, version: int | None = None
) -> str | None:
    """Say what happened, and book the next one like it when asked; returns the next one's id if there is one.

    An outcome recorded before is kept beside the new one, with the reason. ``now`` is local time. With
    ``version`` an appointment that somebody changed since raises ``StaleEdit``. Raises ``UserError``.
    """
    if version is None:
        row = records.fetch(session, AppointmentRow, appointment_id)
    else:
        row = records.fetch_version(session, AppointmentRow, appointment_id, version)
    if row.cancelled:
        raise UserError("This appointment was cancelled: it has no outcome.")
    outcomes = list_codes(session, APPOINTMENT_OUTCOMES)
    said = draft.check(row.starts_at, now, outcomes.get(draft.outcome_code), _overwrites(row, draft))
    if (row.outcome_code, row.outcome_note) != (said.outcome_code, said.note):
        _write_outcome(session, row, said)
    if said.next_at is None:
        return None
    following = _row(row.case_id, _said(row), said.next_at, row.series_id)
    session.add(following)
    session.flush()
    return following.id


def _overwrites(row: AppointmentRow, draft: OutcomeDraft) -> bool:
    """Whether ``draft`` changes an outcome or a note that was recorded before. Adding a first note does not."""
    if not row.outcome_code:
        return False
    noted = bool(row.outcome_note) and row.outcome_note != draft.note.strip()
    return noted or row.outcome_code != draft.outcome_code


def _write_outcome(session: Session, row: AppointmentRow, said: OutcomeDraft) -> None:
    if row.outcome_code:
        session.add(
            AppointmentOutcomeRow(
                case_id=row.case_id,
                appointment_id=row.id,
                outcome_code=row.outcome_code,
                note=row.outcome_note,
                change_reason=said.change_reason,
            )
        )
    act = act_of(session)
    row.outcome_code, row.outcome_note = said.outcome_code, said.note
    row.outcome_at, row.outcome_by = act.now, act.officer.name


def list_earlier_outcomes(session: Session, appointment_id: str) -> list[EarlierOutcome]:
    """What was recorded of an appointment before it was changed, the newest first."""
    rows = session.scalars(
        select(AppointmentOutcomeRow)
        .where(AppointmentOutcomeRow.appointment_id == appointment_id)
        .order_by(AppointmentOutcomeRow.id.desc())
    )
    outcomes = list_codes(session, APPOINTMENT_OUTCOMES)
    return [
        EarlierOutcome(
            id=row.id,
            outcome_name=name_of(outcomes, row.outcome_code),
            note=row.note,
            change_reason=row.change_reason,
            changed_by=row.made_by,
            at=local_time(row.made_at),
        )
        for row in rows
    ]


def load_appointment(session: Session, appointment_id: str) -> Appointment:
    """One appointment. Raises ``UserError`` where there is none."""
    row = records.fetch(session, AppointmentRow, appointment_id)
    return _from(row, list_codes(session, APPOINTMENT_TYPES), list_codes(session, APPOINTMENT_OUTCOMES))


def _said(row: AppointmentRow) -> AppointmentDraft:
    return records.draft_of(AppointmentDraft, row, {}, **_SERIES_ONLY)


def _from(
    row: AppointmentRow,
    types: dict[str, CodeItem],
    outcomes: dict[str, CodeItem],
    person: str = "",
    crn: str = "",
) -> Appointment:
    kind, outcome = types.get(row.type_code), outcomes.get(row.outcome_code)
    return Appointment(
        id=row.id,
        version=row.version,
        case_id=row.case_id,
        series_id=row.series_id,
        said=_said(row),
        type_name=name_of(types, row.type_code),
        counts_toward_compliance=kind is not None and kind.yes("counts_toward_compliance"),
        outcome_code=row.outcome_code,
        outcome_name=name_of(outcomes, row.outcome_code) if row.outcome_code else "",
        outcome_note=row.outcome_note,
        outcome_at=row.outcome_at,
        outcome_by=row.outcome_by,
        cancelled=row.cancelled,
        cancel_reason=row.cancel_reason,
        complied=None if outcome is None else outcome.yes("acceptable"),
        person=person,
        crn=crn,
    )


def list_appointments(
    session: Session, case_id: str, since: datetime | None = None, until: datetime | None = None
) -> list[Appointment]:
    """The case's appointments that start in [since, until), in order of time."""
    query = select(AppointmentRow).where(AppointmentRow.case_id == case_id).order_by(AppointmentRow.starts_at)
    if since is not None:
        query = query.where(AppointmentRow.starts_at >= since)
    if until is not None:
        query = query.where(AppointmentRow.starts_at < until)
    types, outcomes = list_codes(session, APPOINTMENT_TYPES), list_codes(session, APPOINTMENT_OUTCOMES)
    return [_from(row, types, outcomes) for row in session.scalars(query)]


def next_appointment(session: Session, case_id: str, now: datetime) -> Appointment | None:
    """The next appointment that stands, or nothing."""
    row = session.scalars(
        select(AppointmentRow)
        .where(
            AppointmentRow.case_id == case_id,
            AppointmentRow.starts_at >= now,
            AppointmentRow.cancelled.is_(False),
        )
        .order_by(AppointmentRow.starts_at)
        .limit(1)
    ).first()
    if row is None:
        return None
    return _from(row, list_codes(session, APPOINTMENT_TYPES), list_codes(session, APPOINTMENT_OUTCOMES))


def appointments_of_day(session: Session, start: datetime, end: datetime) -> list[Appointment]:
    """Everybody's appointments that start in [start, end), cancelled ones left out."""
    return _across(
        session,
        _with_person().where(
            AppointmentRow.starts_at >= start,
            AppointmentRow.starts_at < end,
            AppointmentRow.cancelled.is_(False),
        ),
    )


def outcomes_missing(session: Session, now: datetime, most: int = 500) -> list[Appointment]:
    """Everybody's appointments whose time has passed with no outcome, the oldest first."""
    return _across(
        session,
        _with_person()
        .where(
            AppointmentRow.starts_at <= now,
            AppointmentRow.outcome_code == "",
            AppointmentRow.cancelled.is_(False),
        )
        .limit(most),
    )


def _with_person() -> Select[AppointmentRow, str, str, str]:
    return (
        select(AppointmentRow, PersonRow.surname, PersonRow.forenames, PersonRow.crn)
        .join(CaseRow, CaseRow.id == AppointmentRow.case_id)
        .join(PersonRow, PersonRow.id == CaseRow.person_id)
        .order_by(AppointmentRow.starts_at)
    )


def _across(session: Session, query: Select[AppointmentRow, str, str, str]) -> list[Appointment]:
    types, outcomes = list_codes(session, APPOINTMENT_TYPES), list_codes(session, APPOINTMENT_OUTCOMES)
    return [
        _from(row, types, outcomes, names.list_name(surname, forenames), crn)
        for row, surname, forenames, crn in session.execute(query)
    ]
