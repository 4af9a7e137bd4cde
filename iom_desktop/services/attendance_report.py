"""Attendance and follow-through over a period: the figures, by agency and by conference."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from iom_desktop.domain.conferences import AgencyRecord, MeetingRecord
from iom_desktop.errors import UserError
from iom_desktop.services.agency_records import agency_records, meeting_records


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendanceReport:
    """The conferences closed from ``since`` to ``until``, both days counted: by agency, and one after another."""

    since: date
    until: date
    agencies: tuple[AgencyRecord, ...]
    meetings: tuple[MeetingRecord, ...]


def load_attendance_report(session: Session, since: date, until: date, today: date) -> AttendanceReport:
    """The figures of a period as they stand ``today``. Raises ``UserError`` where it ends before it begins."""
    if until < since:
        raise UserError(f"To: {until:%d/%m/%Y} is before the first day, {since:%d/%m/%Y}.", "until")
    return AttendanceReport(
        since=since,
        until=until,
        agencies=tuple(agency_records(session, since, until, today)),
        meetings=tuple(meeting_records(session, since, until, today)),
    )
