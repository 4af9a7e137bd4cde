"""The risk management plan and the conditions in the timeline: when each began, and when it ended."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from iom_desktop.display import labels
from iom_desktop.display.words import _
from iom_desktop.domain.clock import local_time
from iom_desktop.domain.measures import Pillar
from iom_desktop.domain.timeline import Kind, TimelineEntry
from iom_desktop.services.conditions import condition_from
from iom_desktop.storage.reading import local_day
from iom_desktop.storage.tables import ConditionRow, RiskMeasureRow


def measure_entries(session: Session, case_id: str) -> Iterator[TimelineEntry]:
    """Each measure and condition when it was recorded, and when it ended; in no order."""
    for row in session.scalars(select(RiskMeasureRow).where(RiskMeasureRow.case_id == case_id)):
        yield from _measure(row)
    today = local_day(session)
    for condition in session.scalars(select(ConditionRow).where(ConditionRow.case_id == case_id)):
        yield from _condition(condition, today)


def _measure(row: RiskMeasureRow) -> Iterator[TimelineEntry]:
    pillar = labels.label_of(Pillar, row.pillar)
    words = " · ".join(part for part in (row.trigger, row.words) if part)
    yield TimelineEntry(
        id=row.id,
        case_id=row.case_id,
        kind=Kind.RISK,
        at=local_time(row.made_at),
        heading=_("Risk plan, {pillar}").format(pillar=pillar[:1].lower() + pillar[1:]),
        words=words,
        by=row.made_by,
        record="risk_measure",
    )
    if row.ended_on is not None:
        yield TimelineEntry(
            id=row.id,
            case_id=row.case_id,
            kind=Kind.RISK,
            at=_midnight(row.ended_on),
            timed=False,
            heading=_("Ended in the risk plan"),
            words=" · ".join(part for part in (row.words, row.ended_reason) if part),
            by=row.changed_by,
            record="risk_measure",
        )


def _condition(row: ConditionRow, today: date | None) -> Iterator[TimelineEntry]:
    title = labels.condition_title(condition_from(row))
    yield TimelineEntry(
        id=row.id,
        case_id=row.case_id,
        kind=Kind.PLAN,
        at=local_time(row.made_at),
        heading=_("Recorded: {condition}").format(condition=title[:1].lower() + title[1:]),
        words=row.words,
        by=row.made_by,
        record="condition",
    )
    # That one will end with the sentence is no event; that it ended is.
    if row.to_on is not None and today is not None and row.to_on < today:
        yield TimelineEntry(
            id=row.id,
            case_id=row.case_id,
            kind=Kind.PLAN,
            at=_midnight(row.to_on),
            timed=False,
            heading=_("Last day: {condition}").format(condition=title[:1].lower() + title[1:]),
            words=row.words,
            by="",
            record="condition",
        )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())
