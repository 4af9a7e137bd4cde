"""Conferences: planning, starting and closing them; and, by one name, all that belongs to them."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from iom_desktop.domain.clock import local_time
from iom_desktop.domain.codes import CONFERENCE_WORDS
from iom_desktop.domain.conferences import (
    Closed,
    Conference,
    ConferenceDraft,
    ConferenceState,
    ItemState,
)
from iom_desktop.domain.dates import add_months
from iom_desktop.errors import StaleEdit, UserError
from iom_desktop.services import records
from iom_desktop.services.agency_records import agency_records, meeting_records
from iom_desktop.services.agenda_items import (
    add_case,
    agenda_change,
    change_item,
    conference_row,
    fill_agenda,
    list_cases,
    move_case,
    put_back,
    rows_of,
    set_item_state,
    take_off,
)
from iom_desktop.services.agenda_requests import (
    list_requests,
    request_agenda,
    settle_requests,
    withdraw_request,
)
from iom_desktop.services.codes import list_codes
from iom_desktop.services.conference_actions import add_conference_action, carried_over, list_actions
from iom_desktop.services.minute_book import (
    add_minute,
    change_attendance,
    correct_minute,
    list_attendance,
    list_minutes,
    record_attendance,
    remove_attendance,
)
from iom_desktop.services.read_back import read_back
from iom_desktop.storage.audit import act_of
from iom_desktop.storage.tables import CaseRow, ConferenceCaseRow, ConferenceRow, MinuteRow

__all__ = [
    "add_case", "add_conference_action", "add_minute", "agency_records", "agenda_change", "carried_over",
    "change_attendance", "change_conference", "change_item", "close_conference", "correct_minute", "draft_of_next",
    "fill_agenda", "list_actions", "list_attendance", "list_cases", "list_conferences", "list_minutes",
    "list_requests", "load_conference", "meeting_records", "move_case", "next_conference", "open_conference",
    "plan_conference", "put_back", "read_back", "record_attendance", "remove_attendance", "request_agenda",
    "set_item_state", "take_off", "withdraw_request",
]  # fmt: skip

_CONVERT: records.Convert = {"agencies": tuple}
#: Why the program put a case off when its conference was closed.
NOT_REACHED = "It was not reached before the conference closed."


def list_conferences(session: Session) -> list[Conference]:
    """Every conference, the newest first."""
    rows = session.scalars(
        select(ConferenceRow).order_by(ConferenceRow.held_on.desc(), ConferenceRow.id.desc())
    )
    many = _many_cases(session)
    return [_conference_from(row, many.get(row.id, 0)) for row in rows]


def load_conference(session: Session, conference_id: str) -> Conference:
    """One conference. Raises ``UserError`` where there is none."""
    row = records.fetch(session, ConferenceRow, conference_id)
    return _conference_from(row, _many_cases(session, row.id).get(row.id, 0))


def _many_cases(session: Session, conference_id: str | None = None) -> dict[str, int]:
    query = (
        select(ConferenceCaseRow.conference_id, func.count())
        .where(ConferenceCaseRow.state != ItemState.TAKEN_OFF.value)
        .group_by(ConferenceCaseRow.conference_id)
    )
    if conference_id is not None:
        query = query.where(ConferenceCaseRow.conference_id == conference_id)
    return dict(session.execute(query).all())


def _conference_from(row: ConferenceRow, cases: int) -> Conference:
    return Conference(
        id=row.id,
        version=row.version,
        said=records.draft_of(ConferenceDraft, row, _CONVERT),
        state=ConferenceState(row.state),
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        next_on=row.next_on,
        cases=cases,
    )


def next_conference(session: Session, today: date) -> Conference | None:
    """The conference that is going on, or else the next that is planned; nothing where none is."""
    waiting = [
        one
        for one in list_conferences(session)
        if one.state is ConferenceState.OPEN
        or (one.state is ConferenceState.PLANNED and one.held_on >= today)
    ]
    return min(
        waiting, key=lambda one: (one.state is not ConferenceState.OPEN, one.held_on, one.id), default=None
    )


def conference_on(session: Session, day: date) -> Conference | None:
    """The conference of that day, if there is one."""
    found = session.scalar(select(ConferenceRow.id).where(ConferenceRow.held_on == day).limit(1))
    return None if found is None else load_conference(session, found)


def draft_of_next(session: Session, today: date) -> ConferenceDraft:
    """The next conference as it is likely to be: as the last one was, a month after it, with the scheme's words."""
    item = list_codes(session, CONFERENCE_WORDS).get("STATEMENT")
    statement = "" if item is None else item.detail("body")
    last = next(iter(list_conferences(session)), None)
    if last is None:
        return ConferenceDraft(statement=statement)
    return ConferenceDraft(
        held_on=_month_after(last, today),
        starts_at=last.said.starts_at,
        place=last.said.place,
        chair=last.said.chair,
        statement=statement,
        agencies=last.said.agencies,
    )


def _month_after(last: Conference, today: date) -> date:
    """The day the last one named for the next; else its weekday of the month (the first Thursday), a month on."""
    if last.next_on is not None and last.next_on >= today:
        return last.next_on
    month, day = last.held_on.replace(day=1), last.held_on
    while day <= last.held_on or day < today:
        month = add_months(month, 1)
        day = _same_weekday(last.held_on, month)
    return day


def _same_weekday(held_on: date, month: date) -> date:
    """The day of ``month`` (given by its first) that is what ``held_on`` is of its own: its nth weekday, or last."""
    first = (held_on.weekday() - month.weekday()) % 7
    nth = (held_on.day - 1) // 7
    day = 1 + first + 7 * nth
    after = add_months(month, 1)
    while (month.toordinal() + day - 1) >= after.toordinal():
        day -= 7
    return month.replace(day=day)


def plan_conference(session: Session, draft: ConferenceDraft) -> str:
    """Plan a conference; returns its id. Raises ``UserError``: two on one day are refused."""
    said = draft.check()
    _check_day(session, said, "")
    row = ConferenceRow(
        state=ConferenceState.PLANNED.value,
        opened_at=None,
        closed_at=None,
        next_on=None,
        **records.columns_of(said),
    )
    session.add(row)
    session.flush()
    return row.id


def _check_day(session: Session, said: ConferenceDraft, leave_out: str) -> None:
    query = select(ConferenceRow.id).where(
        ConferenceRow.held_on == said.held_on, ConferenceRow.id != leave_out
    )
    if said.held_on is not None and session.scalar(query.limit(1)) is not None:
        raise UserError(f"Date: there is a conference on {said.held_on:%d/%m/%Y} already.", "held_on")


def change_conference(session: Session, conference_id: str, version: int, draft: ConferenceDraft) -> None:
    """Change where, when and with whom a conference is held. Raises ``UserError``, ``StaleEdit``."""
    said = draft.check()
    row = records.fetch_version(session, ConferenceRow, conference_id, version)
    conference_row(session, conference_id)
    if row.state == ConferenceState.OPEN.value and said.held_on != row.held_on:
        raise UserError("Date: the conference has started, so its day stays.", "held_on")
    _check_day(session, said, row.id)
    records.write_onto(row, said)
    session.flush()


def open_conference(session: Session, conference_id: str) -> None:
    """Start a conference. Whoever comes after the first joins in. Raises ``UserError`` once it is closed."""
    row = conference_row(session, conference_id)
    if row.state == ConferenceState.PLANNED.value:
        row.state, row.opened_at = ConferenceState.OPEN.value, act_of(session).now
        session.flush()


def close_conference(session: Session, conference_id: str, next_on: date | None) -> Closed:
    """Close a conference: its minutes stay as they are from now on, but for corrections with a reason.

    A case not reached is put off to the next; one that was minuted counts as discussed. What was asked of the cases
    discussed is settled, and every case says when it is next discussed. Raises ``UserError``.
    """
    row = records.fetch(session, ConferenceRow, conference_id)
    if row.state == ConferenceState.CLOSED.value:
        raise StaleEdit(f"{row.changed_by} has closed this conference already.")
    if row.state == ConferenceState.PLANNED.value:
        raise UserError("Start the conference first: one that was not held cannot be closed.")
    if next_on is not None and next_on <= row.held_on:
        raise UserError(f"Next conference: {next_on:%d/%m/%Y} is not after this one.", "next_on")
    items = [one for one in rows_of(session, conference_id) if one.state != ItemState.TAKEN_OFF.value]
    deferred = _settle_items(items, _minuted_cases(session, conference_id))
    discussed = {one.case_id for one in items if one.state == ItemState.DISCUSSED.value}
    settled = settle_requests(session, conference_id, discussed, local_time(act_of(session).now).date())
    for item in items:
        _say_next(records.fetch(session, CaseRow, item.case_id), item.next_on or next_on, row.held_on)
    row.state, row.closed_at, row.next_on = ConferenceState.CLOSED.value, act_of(session).now, next_on
    session.flush()
    return Closed(deferred=deferred, settled=settled)


def _settle_items(items: list[ConferenceCaseRow], minuted: set[str]) -> tuple[str, ...]:
    deferred = []
    for item in items:
        if item.state != ItemState.TO_DISCUSS.value:
            continue
        if item.case_id in minuted:
            item.state = ItemState.DISCUSSED.value
        else:
            item.state, item.off_reason = ItemState.DEFERRED.value, NOT_REACHED
            deferred.append(item.case_id)
    return tuple(deferred)


def _minuted_cases(session: Session, conference_id: str) -> set[str]:
    found = session.scalars(
        select(MinuteRow.case_id).where(MinuteRow.conference_id == conference_id).distinct()
    )
    return {one for one in found if one is not None}


def _say_next(case: CaseRow, day: date | None, held_on: date) -> None:
    """A day that is past by now is no next conference; one that was set for later stays unless this one says so."""
    if day is None and (case.next_conference_on is None or case.next_conference_on > held_on):
        return
    if case.next_conference_on != day:
        case.next_conference_on = day
