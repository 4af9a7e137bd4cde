"""Appointments: booking, moving, cancelling, and saying what happened."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import islice

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from iom_desktop.display.words import _
from iom_desktop.domain import names
from iom_desktop.domain.appointments import (
    SERIES_LIMIT,
    YEARS,
    Appointment,
    AppointmentDraft,
    AppointmentMove,
    AskedBy,
    CancelDraft,
    Clash,
    ClashOf,
    EarlierOutcome,
    MoveDraft,
    OutcomeDraft,
    Repeat,
    check_clock_time,
    occurrences,
    overlap,
)
from iom_desktop.domain.clock import local_time
from iom_desktop.domain.codes import APPOINTMENT_OUTCOMES, APPOINTMENT_TYPES, CodeItem, IomStatus
from iom_desktop.errors import UserError
from iom_desktop.services import enforcement, records
from iom_desktop.services.codes import list_codes, name_of
from iom_desktop.storage.audit import act_of
from iom_desktop.storage.ids import new_id
from iom_desktop.storage.tables import (
    AppointmentMoveRow,
    AppointmentOutcomeRow,
    AppointmentRow,
    CaseRow,
    PersonRow,
)

#: Those under IOM, and those referred, who may be seen before it is decided.
WITH_APPOINTMENTS = (IomStatus.ADOPTED.value, IomStatus.REFERRED.value)
_SERIES_ONLY = {"repeat": Repeat.NEVER, "repeat_until": None}


def book_appointment(session: Session, case_id: str, draft: AppointmentDraft) -> str:
    """Book an appointment, or a series of them; returns the first one's id. Raises ``UserError``."""
    said = draft.check(list_codes(session, APPOINTMENT_TYPES).get(draft.type_code))
    records.fetch(session, CaseRow, case_id)
    starts = list(occurrences(said))
    for at in starts[1:]:
        check_clock_time(at, "repeat_until", "Repeats until")
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
        cancel_asked_by="",
        source_key="",
    )


def change_appointment(session: Session, appointment_id: str, version: int, draft: AppointmentDraft) -> None:
    """Change what is said of one appointment that has no outcome yet; its time is changed by a move.

    Raises ``UserError``, ``StaleEdit``.
    """
    said = draft.check(list_codes(session, APPOINTMENT_TYPES).get(draft.type_code))
    row = _standing(session, appointment_id, version)
    if said.starts_at != row.starts_at:
        raise UserError(
            "When: to change the time, move the appointment, so that who asked and why is kept.", "starts_at"
        )
    records.write_onto(row, said, leave=frozenset(_SERIES_ONLY))


def _standing(session: Session, appointment_id: str, version: int) -> AppointmentRow:
    """The row of an appointment that can still be changed, moved or cancelled."""
    row = records.fetch_version(session, AppointmentRow, appointment_id, version)
    if row.outcome_code:
        raise UserError("This appointment has an outcome: change the outcome, with a reason, instead.")
    if row.cancelled:
        raise UserError("This appointment was cancelled: book another one instead.")
    return row


def move_appointment(session: Session, appointment_id: str, version: int, draft: MoveDraft) -> int:
    """Move an appointment; where it stood, who asked and why are kept. Returns how many were moved.

    ``draft.and_later`` moves the later ones of its series that have no outcome by as many days, to the same
    time of day. Raises ``UserError``, ``StaleEdit``.
    """
    row = _standing(session, appointment_id, version)
    said = draft.check(_said(row), list_codes(session, APPOINTMENT_TYPES).get(row.type_code))
    if said.starts_at is None or said.asked_by is None:
        raise AssertionError("a checked move has its time and who asked")
    days = said.starts_at.date() - row.starts_at.date()
    later = _later_in_series(session, row) if said.and_later else []
    for one in (row, *later):
        to = datetime.combine(one.starts_at.date() + days, said.starts_at.time())
        check_clock_time(to, "starts_at", "When")
        session.add(
            AppointmentMoveRow(
                case_id=one.case_id,
                appointment_id=one.id,
                from_at=one.starts_at,
                from_minutes=one.minutes,
                from_place=one.place,
                to_at=to,
                to_minutes=said.minutes,
                to_place=said.place,
                asked_by=said.asked_by.value,
                reason=said.reason,
            )
        )
        one.starts_at, one.minutes, one.place = to, said.minutes, said.place
    return 1 + len(later)


def list_moves(session: Session, appointment_id: str) -> list[AppointmentMove]:
    """Every move of an appointment, the newest first."""
    rows = session.scalars(
        select(AppointmentMoveRow)
        .where(AppointmentMoveRow.appointment_id == appointment_id)
        .order_by(AppointmentMoveRow.id.desc())
    )
    return [
        AppointmentMove(
            id=row.id,
            from_at=row.from_at,
            from_minutes=row.from_minutes,
            from_place=row.from_place,
            to_at=row.to_at,
            to_minutes=row.to_minutes,
            to_place=row.to_place,
            asked_by=AskedBy(row.asked_by),
            reason=row.reason,
            moved_by=row.made_by,
            at=local_time(row.made_at),
        )
        for row in rows
    ]


def cancel_appointment(session: Session, appointment_id: str, version: int, draft: CancelDraft) -> int:
    """Cancel an appointment; it stays in the timeline with who asked and why. Returns how many were cancelled.

    ``draft.and_later`` also cancels the later ones of its series that have no outcome. Raises ``UserError``,
    ``StaleEdit``.
    """
    said = draft.check()
    row = records.fetch_version(session, AppointmentRow, appointment_id, version)
    if row.outcome_code:
        raise UserError("This appointment has an outcome already and cannot be cancelled.")
    if row.cancelled:
        raise UserError("This appointment has been cancelled already.")
    rows = [row, *(_later_in_series(session, row) if said.and_later else ())]
    for one in rows:
        one.cancelled, one.cancel_reason = True, said.reason
        one.cancel_asked_by = "" if said.asked_by is None else said.asked_by.value
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


def find_clashes(session: Session, case_id: str, draft: AppointmentDraft, leave_out: str = "") -> list[Clash]:
    """What stands at the same time as ``draft``, or as any of its series: for the person, and for who sees them.

    ``leave_out`` is the id of the appointment that is being moved. A draft without a time clashes with nothing.
    """
    # Clashes are asked for while somebody still types: what makes no sense yet clashes with nothing.
    if draft.starts_at is None or draft.starts_at.year not in YEARS or not 0 < draft.minutes <= 24 * 60:
        return []
    starts = list(islice(occurrences(draft), SERIES_LIMIT))
    first, last = starts[0] - timedelta(days=1), starts[-1] + timedelta(minutes=draft.minutes)
    wanted = AppointmentRow.case_id == case_id
    if draft.with_name.strip():
        seen_by = func.lower(AppointmentRow.with_name) == draft.with_name.strip().lower()
        wanted = or_(wanted, seen_by)
    near = _across(
        session,
        _with_person().where(
            AppointmentRow.starts_at >= first,
            AppointmentRow.starts_at < last,
            AppointmentRow.cancelled.is_(False),
            AppointmentRow.id != leave_out,
            wanted,
        ),
    )
    return [
        Clash(of=ClashOf.PERSON if one.case_id == case_id else ClashOf.OFFICER, wanted_at=at, standing=one)
        for one in near
        if (at := _stands_against(one, starts, draft.minutes)) is not None
    ]


def _stands_against(one: Appointment, starts: list[datetime], minutes: int) -> datetime | None:
    return next((at for at in starts if overlap(at, minutes, one.starts_at, one.said.minutes)), None)


def record_outcome(
    session: Session, appointment_id: str, draft: OutcomeDraft, now: datetime, version: int | None = None
) -> str | None:
    """Say what happened, and book the next one like it when asked; returns the next one's id if there is one.

    An outcome recorded before is kept beside the new one, with the reason; steps that were open on it are
    settled. An outcome that does not comply, of a statutory appointment, needs ``draft.enforcement`` when it is
    first said. ``now`` is local time. With ``version`` an appointment that somebody changed since raises
    ``StaleEdit``. Raises ``UserError``.
    """
    if version is None:
        row = records.fetch(session, AppointmentRow, appointment_id)
    else:
        row = records.fetch_version(session, AppointmentRow, appointment_id, version)
    if row.cancelled:
        raise UserError("This appointment was cancelled: it has no outcome.")
    item = list_codes(session, APPOINTMENT_OUTCOMES).get(draft.outcome_code)
    demanded = enforcement.is_demanded(session, row, item)
    said = draft.check(row.starts_at, now, item, _overwrites(row, draft), demands_enforcement=demanded)
    if said.enforcement is not None and not enforcement.is_enforceable(session, row, item):
        raise UserError("Enforcement: this outcome, of this appointment, cannot lead to any.", "enforcement")
    if row.outcome_code not in ("", said.outcome_code):
        enforcement.settle_steps_of(session, row.id, now.date(), _("The outcome was changed."))
    if (row.outcome_code, row.outcome_note) != (said.outcome_code, said.note):
        keep_outcome(session, row, said)
    if said.enforcement is not None:
        enforcement.record_step(session, row.id, said.enforcement, now.date())
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


def keep_outcome(session: Session, row: AppointmentRow, said: OutcomeDraft) -> None:
    """Write a checked outcome onto its appointment; one that was there is kept beside it, with the reason."""
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
        cancel_asked_by=AskedBy(row.cancel_asked_by) if row.cancel_asked_by else None,
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
    """Everybody's appointments whose time has passed with no outcome, the oldest first.

    Of somebody who was let go or never taken on no outcome is owed any more.
    """
    return _across(
        session,
        _with_person()
        .where(
            AppointmentRow.starts_at <= now,
            AppointmentRow.outcome_code == "",
            AppointmentRow.cancelled.is_(False),
            CaseRow.iom_status.in_(WITH_APPOINTMENTS),
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
