"""What a conference did, case by case, to be read out at its end."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from iom_desktop.domain.conferences import Minute, MinuteKind, ReadBack
from iom_desktop.domain.decisions import DecisionOutcome
from iom_desktop.domain.statuses import Aspect, StatusPeriod
from iom_desktop.services.agenda_items import list_cases
from iom_desktop.services.conference_actions import list_actions
from iom_desktop.services.minute_book import list_minutes
from iom_desktop.storage.tables import CaseStatusRow, DecisionRow, DeselectionRow

T = TypeVar("T")
_DECIDED = (MinuteKind.DECISION, MinuteKind.DISSENT)


def read_back(session: Session, conference_id: str, today: date) -> list[ReadBack]:
    """What was decided, changed and given about each case, in the order of the agenda; those taken off last."""
    minutes = [
        one
        for one in list_minutes(session, conference_id)
        if one.said.minute in _DECIDED and not one.replaced
    ]
    decided = _by_case((_case_of(one), one) for one in minutes)
    outcomes = _by_case(_outcomes(session, conference_id))
    statuses = _by_case(_statuses(session, conference_id))
    let_go = set(
        session.scalars(
            select(DeselectionRow.case_id).where(
                DeselectionRow.conference_id == conference_id, DeselectionRow.superseded_on.is_(None)
            )
        )
    )
    actions = _by_case((one.case_id, one) for one in list_actions(session, conference_id, today))
    return [
        ReadBack(
            item=item,
            decisions=tuple(decided[item.case_id]),
            outcomes=tuple(outcomes[item.case_id]),
            deselected=item.case_id in let_go,
            statuses=tuple(statuses[item.case_id]),
            actions=tuple(actions[item.case_id]),
        )
        for item in list_cases(session, conference_id)
    ]


def _by_case(pairs: Iterable[tuple[str, T]]) -> dict[str, list[T]]:
    found: dict[str, list[T]] = defaultdict(list)
    for case_id, one in pairs:
        found[case_id].append(one)
    return found


def _case_of(minute: Minute) -> str:
    return minute.said.case_id or ""


def _outcomes(session: Session, conference_id: str) -> Iterable[tuple[str, DecisionOutcome]]:
    rows = session.execute(
        select(DecisionRow.case_id, DecisionRow.outcome)
        .where(DecisionRow.conference_id == conference_id, DecisionRow.superseded_on.is_(None))
        .order_by(DecisionRow.id)
    )
    return [(case_id, DecisionOutcome(outcome)) for case_id, outcome in rows]


def _statuses(session: Session, conference_id: str) -> Iterable[tuple[str, StatusPeriod]]:
    rows = session.scalars(
        select(CaseStatusRow).where(CaseStatusRow.conference_id == conference_id).order_by(CaseStatusRow.id)
    )
    return [
        (
            row.case_id,
            StatusPeriod(
                id=row.id,
                case_id=row.case_id,
                aspect=Aspect(row.aspect),
                value=row.value,
                from_on=row.from_on,
                to_on=row.to_on,
                reason=row.reason,
                decided_by=row.decided_by,
                review_on=row.review_on,
                conference_id=row.conference_id,
                recorded_by=row.made_by,
                recorded_at=row.made_at,
            ),
        )
        for row in rows
    ]
