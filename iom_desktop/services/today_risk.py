"""What Today says of risk: answers and hearings that are owed, checks that are missing, what grows old.

Only those under IOM owe anything.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, exists, func, or_, select
from sqlalchemy.orm import Session

from iom_desktop.display.formats import join_words
from iom_desktop.display.labels import label, label_of
from iom_desktop.display.risk_lines import about_services
from iom_desktop.domain.codes import Answer, IomStatus, Rosh
from iom_desktop.domain.dates import working_days_after
from iom_desktop.domain.risk import (
    ANSWER_WORKING_DAYS,
    CURRENT_WEEKS,
    MAPPA_LEVELS,
    CheckAbout,
    MaracRole,
)
from iom_desktop.domain.risk_prompts import PROMPTING_FLAGS
from iom_desktop.domain.today import Matter
from iom_desktop.services.codes import holidays
from iom_desktop.services.risk import prompts_of
from iom_desktop.storage.tables import (
    CaseRow,
    FlagRow,
    MaracRow,
    PersonRow,
    RiskAssessmentRow,
    SafeguardingCheckRow,
)

#: A MARAC, and a release, are said so many days ahead.
MARAC_DAYS, RELEASE_DAYS = 7, 30
ADOPTED = CaseRow.iom_status == IomStatus.ADOPTED.value
_LOOKED_AT_TOGETHER = 250


@dataclass(frozen=True, slots=True)
class RiskLine:
    """One line: which record of which case, about what, in which words, and its day."""

    matter: Matter
    case_id: str
    record_id: str
    words: str
    due: date | None = None
    asks: str = ""


def risk_due(session: Session, today: date, most: int) -> Iterator[RiskLine]:
    """Safeguarding answers that are overdue, and MARACs coming or held without an outcome, the oldest first."""
    yield from _answers(session, today, most)
    yield from _maracs(session, today, most)


def _answers(session: Session, today: date, most: int) -> Iterator[RiskLine]:
    row, closed = SafeguardingCheckRow, frozenset(holidays(session))
    rows = session.execute(
        select(row.id, row.case_id, row.about, row.asked_on)
        .join(CaseRow, CaseRow.id == row.case_id)
        .where(row.answer == "", row.asked_on <= _asked_long_ago(today, closed), ADOPTED)
        .order_by(row.asked_on, row.id)
        .limit(most)
    )
    for record_id, case_id, about, asked_on in rows:
        yield RiskLine(
            Matter.SAFEGUARDING_DUE,
            case_id,
            record_id,
            about_services(CheckAbout(about)),
            working_days_after(asked_on, ANSWER_WORKING_DAYS, closed),
        )


def _asked_long_ago(today: date, closed: frozenset[date]) -> date:
    """The last day of which a check, asked then and not answered, is overdue ``today``."""
    day = working_days_after(today, -ANSWER_WORKING_DAYS, closed)
    while working_days_after(day, ANSWER_WORKING_DAYS, closed) >= today:
        day -= timedelta(days=1)
    return day


def _maracs(session: Session, today: date, most: int) -> Iterator[RiskLine]:
    row = MaracRow
    rows = session.execute(
        select(row.id, row.case_id, row.role, row.place, row.next_on)
        .join(CaseRow, CaseRow.id == row.case_id)
        .where(row.next_on <= today + timedelta(days=MARAC_DAYS), ADOPTED)
        .order_by(row.next_on, row.id)
        .limit(most)
    )
    for record_id, case_id, role, place, on in rows:
        if on is None:
            continue  # the query leaves none
        matter = Matter.MARAC_PASSED if on < today else Matter.MARAC_COMING
        words = ", ".join(filter(None, (label_of(MaracRole, role), place)))
        yield RiskLine(matter, case_id, record_id, words, on)


def risk_watched(session: Session, today: date, most: int) -> Iterator[RiskLine]:
    """Checks that are missing, releases ahead, assessments that have grown old; ``most`` of each."""
    yield from missing_checks(session, today, most)
    yield from _releases(session, today, most)
    yield from _old_assessments(session, today, most)


def missing_checks(session: Session, today: date, most: int) -> Iterator[RiskLine]:
    """A line for each case in which something is to be asked, by name; no more are looked at than are told."""
    told, after = 0, 0
    while told < most:
        some = session.scalars(_candidates().limit(_LOOKED_AT_TOGETHER).offset(after)).all()
        found = prompts_of(session, some, today)
        for case_id in some:
            if case_id in found and told < most:
                told += 1
                asked = found[case_id]
                yield RiskLine(
                    Matter.RISK_PROMPT,
                    case_id,
                    case_id,
                    _named([label(one.kind) for one in asked]),
                    asks=asked[0].kind.value,
                )
        after += _LOOKED_AT_TOGETHER
        if len(some) < _LOOKED_AT_TOGETHER:
            return


def _named(checks: Sequence[str]) -> str:
    """ "MARAC, child safeguarding check and victim contact": after the first, only abbreviations stay in capitals."""
    first, *others = checks
    return join_words([first, *(one if one.isupper() else one.lower() for one in others)])


def _candidates() -> Select[str]:
    """The cases that could have something to be asked about."""
    flagged = exists().where(
        FlagRow.case_id == CaseRow.id, FlagRow.code.in_(PROMPTING_FLAGS), FlagRow.ended_on.is_(None)
    )
    above_low = [level.value for level in Rosh if level is not Rosh.LOW]
    return (
        select(CaseRow.id)
        .join(PersonRow, PersonRow.id == CaseRow.person_id)
        .where(
            ADOPTED,
            or_(
                CaseRow.domestic_abuse == Answer.YES.value,
                CaseRow.child_safeguarding == Answer.YES.value,
                CaseRow.rosh.in_(above_low),
                CaseRow.mappa.in_(MAPPA_LEVELS),
                flagged,
            ),
        )
        .order_by(PersonRow.surname, PersonRow.forenames, CaseRow.id)
    )


def _releases(session: Session, today: date, most: int) -> Iterator[RiskLine]:
    rows = session.execute(
        select(CaseRow.id, CaseRow.release_on)
        .where(ADOPTED, CaseRow.release_on.between(today, today + timedelta(days=RELEASE_DAYS)))
        .order_by(CaseRow.release_on, CaseRow.id)
        .limit(most)
    )
    for case_id, on in rows:
        yield RiskLine(Matter.RELEASE_AHEAD, case_id, case_id, "", on)


def _old_assessments(session: Session, today: date, most: int) -> Iterator[RiskLine]:
    newest: Any = (
        select(RiskAssessmentRow.case_id, func.max(RiskAssessmentRow.assessed_on).label("on"))
        .group_by(RiskAssessmentRow.case_id)
        .having(func.max(RiskAssessmentRow.assessed_on) < today - timedelta(weeks=CURRENT_WEEKS))
        .subquery()
    )
    rows = session.execute(
        select(CaseRow.id, newest.c.on)
        .join(newest, newest.c.case_id == CaseRow.id)
        .where(ADOPTED)
        .order_by(newest.c.on, CaseRow.id)
        .limit(most)
    )
    for case_id, on in rows:
        yield RiskLine(Matter.ASSESSMENT_OLD, case_id, case_id, "", on + timedelta(weeks=CURRENT_WEEKS))
