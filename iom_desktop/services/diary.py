"""The diary: everybody's appointments of some days, or those of some officers or one case."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select, union
from sqlalchemy.orm import Session

from iom_desktop.domain.checks import Checks
from iom_desktop.domain.codes import APPOINTMENT_OUTCOMES, APPOINTMENT_TYPES, Answer
from iom_desktop.domain.diary import MOST_EVENTS, CalendarDetail, DiaryEntry, officer_key
from iom_desktop.services.codes import list_codes, name_of
from iom_desktop.storage import audit
from iom_desktop.storage.tables import AppointmentRow, CaseRow, PersonRow

#: More appointments than this are not read at once: no eye goes through them.
MOST = 3_000
#: None is longer than this, so that none that began before it is still going on.
_LONGEST = timedelta(days=1)
_COLUMNS = (
    AppointmentRow.id, AppointmentRow.version, AppointmentRow.case_id, PersonRow.crn, PersonRow.surname,
    PersonRow.forenames, AppointmentRow.starts_at, AppointmentRow.minutes, AppointmentRow.type_code,
    AppointmentRow.place, AppointmentRow.with_name, AppointmentRow.with_agency, AppointmentRow.purpose,
    AppointmentRow.outcome_code, AppointmentRow.cancelled, CaseRow.risk_to_staff, AppointmentRow.changed_at,
)  # fmt: skip


def list_diary(
    session: Session,
    start: datetime,
    end: datetime,
    *,
    officers: Sequence[str] = (),
    case_id: str = "",
    cancelled: bool = True,
    most: int = MOST,
) -> list[DiaryEntry]:
    """The appointments that take place in [start, end), local time, in order; at most ``most``, the earliest.

    ``officers``: only those with one of these names; nobody named means everybody.
    """
    query = (
        select(*_COLUMNS)
        .join(CaseRow, CaseRow.id == AppointmentRow.case_id)
        .join(PersonRow, PersonRow.id == CaseRow.person_id)
        .order_by(AppointmentRow.starts_at, AppointmentRow.id)
    )
    if officers:
        query = query.where(_is_with(officers))
    if case_id:
        query = query.where(AppointmentRow.case_id == case_id)
    if not cancelled:
        query = query.where(AppointmentRow.cancelled.is_(False))
    types, outcomes = list_codes(session, APPOINTMENT_TYPES), list_codes(session, APPOINTMENT_OUTCOMES)
    before, at = timedelta(hours=1), AppointmentRow.starts_at
    # What goes on into the first day began within the hour before it, or is longer than one.
    going_on = query.where(
        at >= start - _LONGEST, at < start, or_(at > start - before, AppointmentRow.minutes > 60)
    )
    begun = query.where(at >= start, at < end).limit(most)
    keys: dict[str, str] = {}
    earlier = [_entry(row, types, outcomes, keys) for row in session.execute(going_on)]
    found = [_entry(row, types, outcomes, keys) for row in session.execute(begun)]
    return [*(one for one in earlier if one.ends_at > start), *found][:most]


def _is_with(officers: Sequence[str]) -> ColumnElement[bool]:
    """With one of them. The database knows upper and lower case of plain letters only: others as they stand."""
    name = AppointmentRow.with_name
    return or_(name.in_(officers), func.lower(name).in_([one.lower() for one in officers]))


def _entry(row: Any, types: dict[str, Any], outcomes: dict[str, Any], keys: dict[str, str]) -> DiaryEntry:
    """The entry of a row; ``keys`` remembers the keys of officers' names, of which there are few."""
    (record_id, version, case_id, crn, surname, forenames, starts_at, minutes, type_code, place, with_name,
     with_agency, purpose, outcome_code, is_cancelled, staff, changed_at) = row  # fmt: skip
    outcome = outcomes.get(outcome_code)
    if with_name not in keys:
        keys[with_name] = officer_key(with_name)
    return DiaryEntry(
        id=record_id,
        version=version,
        case_id=case_id,
        crn=crn,
        surname=surname,
        forenames=forenames,
        starts_at=starts_at,
        minutes=minutes,
        type_code=type_code,
        type_name=name_of(types, type_code),
        place=place,
        with_name=with_name,
        officer=keys[with_name],
        with_agency=with_agency,
        purpose=purpose,
        outcome_code=outcome_code,
        outcome_name=name_of(outcomes, outcome_code) if outcome_code else "",
        complied=None if outcome is None else outcome.yes("acceptable"),
        cancelled=is_cancelled,
        risk_to_staff=staff == Answer.YES.value,
        changed_at=changed_at,
    )


def list_leads(session: Session) -> list[str]:
    """Every officer who leads a case, in order of name, each once however it is typed."""
    leads = union(
        select(CaseRow.police_lead).where(CaseRow.police_lead != ""),
        select(CaseRow.probation_lead).where(CaseRow.probation_lead != ""),
    )
    known = {officer_key(name): name for name in session.scalars(leads)}
    return [known[key] for key in sorted(known)]


def sees_anybody(session: Session, officer: str) -> bool:
    """Whether any appointment, at any time, is with an officer of this name."""
    named = select(AppointmentRow.id).where(_is_with([officer])).limit(1)
    return session.scalars(named).first() is not None


# Calendar files -----------------------------------------------------------------------------------------------


def list_for_calendar(
    session: Session, first: date, last: date, *, officers: Sequence[str] = (), case_id: str = ""
) -> list[DiaryEntry]:
    """The appointments that begin on the days from ``first`` to ``last``, for a calendar file.

    One more than a file may hold is read at most, so that too many are known to be too many.
    """
    start, end = datetime.combine(first, time()), datetime.combine(last, time()) + timedelta(days=1)
    found = list_diary(session, start, end, officers=officers, case_id=case_id, most=MOST_EVENTS + 1)
    return [one for one in found if one.starts_at >= start]


def disclose_calendar(
    session: Session,
    entries: Sequence[DiaryEntry],
    details: Collection[CalendarDetail],
    recipients: str,
    *,
    made: bool = True,
) -> None:
    """Record for each case that a calendar file with its appointments was saved, and for whom.

    With ``made`` False: that one on record never came about. Needs a writing session. Raises ``UserError``.
    """
    checks = Checks()
    whom = checks.line(recipients, "recipients", "For whom", required=True)
    checks.done()
    said = ", ".join(detail.value for detail in CalendarDetail if detail in details) or "initials only"
    ending = "" if made else ": not made after all"
    for case_id, many in Counter(one.case_id for one in entries).items():
        audit.disclosed(session, case_id, f"calendar file, appointments: {many}, with {said}{ending}", whom)
