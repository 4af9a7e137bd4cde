"""The timeline's entries of case conferences: when the case came before one, what was minuted, what was asked for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from iom_desktop.display.formats import N_, exact_date
from iom_desktop.display.labels import label, named_with_agency
from iom_desktop.display.words import _
from iom_desktop.domain.clock import local_time
from iom_desktop.domain.conferences import ItemState, MinuteKind, RequestMatter
from iom_desktop.domain.timeline import Kind, TimelineEntry
from iom_desktop.storage.tables import AgendaRequestRow, ConferenceCaseRow, ConferenceRow, MinuteRow

#: What a word found in one of these is said to be in.
FOUND_AS: dict[str, tuple[Kind, str]] = {
    "conference": (Kind.CONFERENCE, N_("Case conference")),
    "conference_case": (Kind.CONFERENCE, N_("Agenda of a case conference")),
    "attendance": (Kind.CONFERENCE, N_("Contribution to a case conference")),
    "minute": (Kind.CONFERENCE, N_("Minute of a case conference")),
    "agenda_request": (Kind.CONFERENCE, N_("Asked for the next case conference")),
}


def conference_entries(session: Session, case_id: str) -> Iterator[TimelineEntry]:
    """The conferences the case came before, what was minuted of it, and what was asked for."""
    yield from _items(session, case_id)
    yield from _minutes(session, case_id)
    yield from _requests(session, case_id)


_BEFORE_IT = {
    ItemState.TO_DISCUSS: N_("On the agenda of the case conference of {date}"),
    ItemState.DISCUSSED: N_("Discussed at the case conference of {date}"),
    ItemState.DEFERRED: N_("Deferred at the case conference of {date}"),
    ItemState.TAKEN_OFF: N_("Taken off the agenda of the case conference of {date}"),
}


def _items(session: Session, case_id: str) -> Iterator[TimelineEntry]:
    rows = session.execute(
        select(ConferenceCaseRow, ConferenceRow.held_on, ConferenceRow.starts_at)
        .join(ConferenceRow, ConferenceRow.id == ConferenceCaseRow.conference_id)
        .where(ConferenceCaseRow.case_id == case_id)
    )
    for row, held_on, starts_at in rows:
        reasons = "; ".join(one["words"] for one in row.reasons)
        yield TimelineEntry(
            id=row.id,
            case_id=case_id,
            kind=Kind.CONFERENCE,
            at=datetime.combine(held_on, starts_at or time()),
            timed=starts_at is not None,
            heading=_(_BEFORE_IT[ItemState(row.state)]).format(date=exact_date(held_on)),
            words=_joined(reasons, row.ask, row.off_reason),
            by=row.changed_by,
            record="conference",
            opens=row.conference_id,
        )


def _minutes(session: Session, case_id: str) -> Iterator[TimelineEntry]:
    rows = session.scalars(select(MinuteRow).where(MinuteRow.case_id == case_id).order_by(MinuteRow.id)).all()
    replaced = {row.replaces_id for row in rows}
    for row in rows:
        heading = _("Minuted: {kind}").format(kind=label(MinuteKind(row.minute)).lower())
        if row.id in replaced:
            heading = _("{heading} (corrected since)").format(heading=heading)
        yield TimelineEntry(
            id=row.id,
            case_id=case_id,
            kind=Kind.CONFERENCE,
            at=local_time(row.made_at),
            heading=heading,
            words=_joined(named_with_agency(row.said_by, row.agency), row.words, row.correction_reason),
            by=row.made_by,
            record="conference",
            opens=row.conference_id,
        )


def _requests(session: Session, case_id: str) -> Iterator[TimelineEntry]:
    rows = session.execute(
        select(AgendaRequestRow, ConferenceRow.held_on)
        .outerjoin(ConferenceRow, ConferenceRow.id == AgendaRequestRow.conference_id)
        .where(AgendaRequestRow.case_id == case_id)
    )
    for row, held_on in rows:
        settled = ""
        if row.conference_id is not None:
            settled = _("discussed {date}").format(date=exact_date(held_on))
        elif row.settled_on is not None:
            settled = _("withdrawn {date}").format(date=exact_date(row.settled_on))
        yield TimelineEntry(
            id=row.id,
            case_id=case_id,
            kind=Kind.CONFERENCE,
            at=_midnight(row.asked_on),
            timed=False,
            heading=_("Asked for the next case conference: {matter}").format(
                matter=label(RequestMatter(row.matter)).lower()
            ),
            words=_joined(row.words, settled),
            by=row.made_by,
        )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)
