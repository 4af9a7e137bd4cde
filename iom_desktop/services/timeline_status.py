"""The timeline's entries of status through time, de-selections, and arrests, charges and convictions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from iom_desktop.display.formats import N_, exact_date
from iom_desktop.display.labels import label, label_of, makers_words
from iom_desktop.display.status_lines import value_words
from iom_desktop.display.words import _
from iom_desktop.domain.codes import DESELECTION_REASONS
from iom_desktop.domain.decisions import DecisionMaker
from iom_desktop.domain.offending import OffendingEvent
from iom_desktop.domain.statuses import Aspect
from iom_desktop.domain.timeline import Kind, TimelineEntry
from iom_desktop.services.codes import list_codes, name_of
from iom_desktop.storage.tables import CaseStatusRow, DeselectionRow, OffendingRow

#: What a word found in one of these is said to be in.
FOUND_AS: dict[str, tuple[Kind, str]] = {
    "case_status": (Kind.STATUS, N_("Change of status")),
    "deselection": (Kind.DECISION, N_("De-selection")),
    "offending": (Kind.OFFENDING, N_("Arrest, charge or conviction")),
}


def status_entries(session: Session, case_id: str) -> Iterator[TimelineEntry]:
    """What became of cohort, colour, phase and leads, letting go, and offending."""
    yield from _statuses(session, case_id)
    yield from _deselections(session, case_id)
    yield from _offending(session, case_id)


def _statuses(session: Session, case_id: str) -> Iterator[TimelineEntry]:
    rows = session.scalars(
        select(CaseStatusRow)
        .where(CaseStatusRow.case_id == case_id)
        .order_by(CaseStatusRow.aspect, CaseStatusRow.from_on, CaseStatusRow.id)
    ).all()
    before: dict[str, str] = {}
    for row in rows:
        aspect = Aspect(row.aspect)
        value, was = value_words(aspect, row.value), before.get(row.aspect, "")
        words = _("{what}: {value}, was {before}") if was and was != value else _("{what}: {value}")
        before[row.aspect] = value
        yield TimelineEntry(
            id=row.id,
            case_id=case_id,
            kind=Kind.STATUS,
            at=_midnight(row.from_on),
            timed=False,
            heading=words.format(what=label(aspect), value=value, before=was),
            words=_joined(row.reason, row.decided_by),
            by=row.made_by,
        )


def _deselections(session: Session, case_id: str) -> Iterator[TimelineEntry]:
    names = list_codes(session, DESELECTION_REASONS)
    for row in session.scalars(select(DeselectionRow).where(DeselectionRow.case_id == case_id)):
        makers = makers_words(DecisionMaker(**one) for one in row.decided_by)
        said = _("De-selected: {reason}").format(reason=name_of(names, row.reason_code))
        if row.superseded_on is not None:
            until = exact_date(row.superseded_on)
            said = _("{said}; it no longer holds since {date}").format(said=said, date=until)
        yield TimelineEntry(
            id=row.id,
            case_id=case_id,
            kind=Kind.DECISION,
            at=_midnight(row.decided_on),
            timed=False,
            heading=said,
            words=_joined(row.words, row.exit_plan, makers),
            by=row.made_by,
        )


def _offending(session: Session, case_id: str) -> Iterator[TimelineEntry]:
    for row in session.scalars(select(OffendingRow).where(OffendingRow.case_id == case_id)):
        event = label_of(OffendingEvent, row.event)
        struck = ""
        if row.struck_on is not None:
            event = _("{event} (struck out)").format(event=event)
            struck = _("struck out {date}: {reason}").format(
                date=exact_date(row.struck_on), reason=row.struck_reason
            )
        area = _("neighbourhood crime") if row.neighbourhood else ""
        yield TimelineEntry(
            id=row.id,
            case_id=case_id,
            kind=Kind.OFFENDING,
            at=_midnight(row.on_day),
            timed=False,
            heading=event,
            words=_joined(row.offence, area, row.note, struck),
            by=row.made_by,
        )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)
