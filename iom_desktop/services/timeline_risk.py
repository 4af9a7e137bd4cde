"""Risk in the timeline: assessments, MARAC, safeguarding checks, flags; of what is kept apart, only that it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from iom_desktop.display.formats import exact_date
from iom_desktop.display.labels import label
from iom_desktop.display.risk_lines import (
    about_services,
    levels_in_words,
    marac_detail,
    marac_words,
    overall_words,
)
from iom_desktop.display.words import _
from iom_desktop.domain.clock import local_time
from iom_desktop.domain.codes import RISK_FLAGS
from iom_desktop.domain.risk import SafeguardingCheck
from iom_desktop.domain.timeline import Kind, TimelineEntry
from iom_desktop.services.codes import list_codes, name_of
from iom_desktop.services.risk import list_assessments, list_checks, list_maracs, list_withheld
from iom_desktop.storage.tables import FlagRow


def risk_entries(session: Session, case_id: str) -> Iterator[TimelineEntry]:
    """Everything of risk in the case, in no order."""
    yield from _assessments(session, case_id)
    yield from _maracs(session, case_id)
    for check in list_checks(session, case_id):
        yield from _check(check)
    yield from _flags(session, case_id)
    yield from _kept_apart(session, case_id)


def _entry(
    case_id: str, record_id: str, day: date, heading: str, words: str = "", by: str = ""
) -> TimelineEntry:
    return TimelineEntry(
        id=record_id,
        case_id=case_id,
        kind=Kind.RISK,
        at=datetime.combine(day, time()),
        timed=False,
        heading=heading,
        words=words,
        by=by,
    )


def _assessments(session: Session, case_id: str) -> Iterator[TimelineEntry]:
    for one in list_assessments(session, case_id):
        said = one.said
        if said.assessed_on is not None:
            heading = _("Risk of serious harm assessed: {overall}").format(overall=overall_words(said))
            words = (
                levels_in_words(said),
                said.who,
                said.nature,
                said.greatest,
                said.increases,
                said.reduces,
            )
            yield _entry(
                case_id, one.id, said.assessed_on, heading, _joined(words), said.assessed_by or one.made_by
            )


def _maracs(session: Session, case_id: str) -> Iterator[TimelineEntry]:
    for one in list_maracs(session, case_id):
        heading = _("MARAC: {what}").format(what=marac_words(one))
        yield _entry(case_id, one.id, one.latest_on, heading, marac_detail(one), one.made_by)


def _check(check: SafeguardingCheck) -> Iterator[TimelineEntry]:
    about = about_services(check.about)
    asked = _("Safeguarding: {services} asked").format(services=about)
    yield _entry(check.case_id, check.id, check.asked_on, asked, check.asked_of, check.asked_by)
    if check.answered_on is not None and check.answer is not None:
        heading = _("Safeguarding: {services} answered: {answer}").format(
            services=about, answer=label(check.answer).lower()
        )
        yield _entry(check.case_id, check.id, check.answered_on, heading, check.note, check.asked_by)


def _flags(session: Session, case_id: str) -> Iterator[TimelineEntry]:
    """Flags that were looked at; what was found stands in the flag's note, which is told where it was raised."""
    names = list_codes(session, RISK_FLAGS)
    rows = session.scalars(
        select(FlagRow).where(FlagRow.case_id == case_id, FlagRow.reviewed_on.is_not(None))
    )
    for row in rows:
        if row.reviewed_on is not None:
            heading = _("Risk flag reviewed: {flag}").format(flag=name_of(names, row.code))
            ahead = _("next review {date}").format(date=exact_date(row.review_on)) if row.review_on else ""
            yield _entry(case_id, row.id, row.reviewed_on, heading, ahead, row.reviewed_by)


def _kept_apart(session: Session, case_id: str) -> Iterator[TimelineEntry]:
    """That something is kept apart: its words are read in one place only."""
    for one in list_withheld(session, case_id):
        made = local_time(one.made_at).date()
        yield _entry(case_id, one.id, made, _("Information kept apart recorded"), by=one.made_by)
        if one.ended_on is not None:
            yield _entry(case_id, one.id, one.ended_on, _("Information kept apart ended"), by=one.made_by)


def _joined(parts: tuple[str, ...]) -> str:
    return " · ".join(part for part in parts if part)
