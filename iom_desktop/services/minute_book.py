"""Who took part in a conference, and what was minuted.

A minute is written once. Two officers may minute one meeting at the same time: each minute is a row of its own, and
a correction is a new one in its place, so that nothing either of them typed is lost.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from iom_desktop.display.labels import label
from iom_desktop.domain.checks import Checks
from iom_desktop.domain.conferences import (
    Attendance,
    AttendanceDraft,
    ConferenceState,
    How,
    Minute,
    MinuteDraft,
    MinuteKind,
)
from iom_desktop.errors import StaleEdit, UserError
from iom_desktop.services import records
from iom_desktop.services.agenda_items import check_on_agenda
from iom_desktop.storage.tables import AttendanceRow, ConferenceRow, MinuteRow

_ATTENDANCE: records.Convert = {"how": How}
_MINUTE: records.Convert = {"minute": MinuteKind}


def list_attendance(session: Session, conference_id: str) -> list[Attendance]:
    """How each agency took part, in the order they were put on the roll."""
    rows = session.scalars(
        select(AttendanceRow).where(AttendanceRow.conference_id == conference_id).order_by(AttendanceRow.id)
    )
    return [
        Attendance(
            id=row.id,
            version=row.version,
            conference_id=row.conference_id,
            said=records.draft_of(AttendanceDraft, row, _ATTENDANCE),
        )
        for row in rows
    ]


def record_attendance(session: Session, conference_id: str, draft: AttendanceDraft) -> str:
    """Put somebody on the roll of a conference; returns the line's id. Raises ``UserError``.

    An agency may have several lines, one for each person.
    """
    said = draft.check()
    records.fetch(session, ConferenceRow, conference_id)
    _check_alone(session, conference_id, said, "")
    row = AttendanceRow(conference_id=conference_id, **records.columns_of(said))
    session.add(row)
    session.flush()
    return row.id


def _check_alone(session: Session, conference_id: str, said: AttendanceDraft, leave_out: str) -> None:
    key = (said.agency.casefold(), said.name.casefold())
    for one in list_attendance(session, conference_id):
        if one.id != leave_out and (one.said.agency.casefold(), one.said.name.casefold()) == key:
            raise UserError(
                "Agency: it is on the roll already, under the same name; change that line.", "agency"
            )


def change_attendance(session: Session, attendance_id: str, version: int, draft: AttendanceDraft) -> None:
    """Change a line of the roll. Raises ``UserError``; ``StaleEdit`` with both versions where somebody else has."""
    said = draft.check()
    row = records.fetch(session, AttendanceRow, attendance_id)
    if row.version != version:
        raise StaleEdit(
            f"{row.changed_by} changed this record while it was open here.",
            _pairs(records.draft_of(AttendanceDraft, row, _ATTENDANCE)),
            _pairs(said),
        )
    _check_alone(session, row.conference_id, said, row.id)
    records.write_onto(row, said)
    session.flush()


def _pairs(said: AttendanceDraft) -> tuple[tuple[str, str], ...]:
    return (
        ("Agency", said.agency),
        ("Name", said.name),
        ("How they took part", label(said.how) if said.how is not None else ""),
        ("Contribution", said.contribution),
    )


def remove_attendance(session: Session, attendance_id: str) -> None:
    """Take a line off the roll that was put there in error. Raises ``UserError`` once the conference is closed."""
    row = records.fetch(session, AttendanceRow, attendance_id)
    conference = records.fetch(session, ConferenceRow, row.conference_id)
    if conference.state == ConferenceState.CLOSED.value:
        raise UserError(
            "This conference is closed: say how they took part instead of taking them off the roll."
        )
    session.delete(row)
    session.flush()


def add_minute(session: Session, conference_id: str, draft: MinuteDraft) -> str:
    """Minute one thing; returns its id. It cannot be rewritten. Raises ``UserError``.

    A case that was taken off midway may still be minuted.
    """
    said = draft.check()
    conference = records.fetch(session, ConferenceRow, conference_id)
    if conference.state == ConferenceState.PLANNED.value:
        raise UserError("Start the conference first: there is nothing to minute before it.")
    if conference.state == ConferenceState.CLOSED.value:
        raise UserError(
            "This conference is closed: correct a minute, with the reason, instead of adding one."
        )
    if said.case_id is not None:
        check_on_agenda(session, conference_id, said.case_id)
    row = MinuteRow(
        conference_id=conference_id,
        replaces_id=None,
        correction_reason="",
        **records.columns_of(said),
    )
    session.add(row)
    session.flush()
    return row.id


def correct_minute(session: Session, minute_id: str, words: str, reason: str = "") -> str:
    """Put a minute in the place of another; both stay on record. Returns the new one's id.

    Raises ``UserError``: once the conference is closed a reason is needed. ``StaleEdit`` with both texts where
    somebody has corrected the same minute meanwhile.
    """
    old = records.fetch(session, MinuteRow, minute_id)
    conference = records.fetch(session, ConferenceRow, old.conference_id)
    checks = Checks()
    closed = conference.state == ConferenceState.CLOSED.value
    cleaned = checks.note(words, "words", "Minute", required=True)
    why = checks.note(reason, "reason", "Reason", required=closed)
    checks.done()
    newer = session.scalars(select(MinuteRow).where(MinuteRow.replaces_id == minute_id)).first()
    if newer is not None:
        raise StaleEdit(
            f"{newer.made_by} corrected this minute while it was open here.",
            (("Minute", newer.words),),
            (("Minute", cleaned),),
        )
    row = MinuteRow(
        conference_id=old.conference_id,
        case_id=old.case_id,
        minute=old.minute,
        agency=old.agency,
        said_by=old.said_by,
        words=cleaned,
        replaces_id=old.id,
        correction_reason=why,
    )
    session.add(row)
    session.flush()
    return row.id


def list_minutes(session: Session, conference_id: str) -> list[Minute]:
    """Everything minuted, in the order it was; a corrected minute is there too, marked as replaced."""
    rows = session.scalars(
        select(MinuteRow)
        .where(MinuteRow.conference_id == conference_id)
        .order_by(MinuteRow.made_at, MinuteRow.id)
    ).all()
    replaced = {row.replaces_id for row in rows}
    return [
        Minute(
            id=row.id,
            conference_id=row.conference_id,
            said=records.draft_of(MinuteDraft, row, _MINUTE),
            replaces_id=row.replaces_id,
            correction_reason=row.correction_reason,
            replaced=row.id in replaced,
            by=row.made_by,
            at=row.made_at,
        )
        for row in rows
    ]
