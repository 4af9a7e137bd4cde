"""What is owed about failures to comply, across the caseload: decisions, evidence, letters, breach and recall.

The rules are the engine's. Here the few cases that may owe something are found first, by the index of outcomes,
so that a million appointments cost no more than those that did not comply lately.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, not_, or_, select
from sqlalchemy.orm import Session

from iom_desktop.domain.codes import (
    APPOINTMENT_OUTCOMES,
    APPOINTMENT_TYPES,
    ENFORCEMENT_ACTIONS,
    IomStatus,
    Sentence,
)
from iom_desktop.domain.compliance import Due, DueKind, Thresholds, window_start
from iom_desktop.domain.enforcement import HOLDING, WITHDRAWS, is_statutory
from iom_desktop.services.codes import list_codes, list_dated_codes
from iom_desktop.services.compliance import dues_of, thresholds_of
from iom_desktop.storage.tables import AppointmentRow, CaseRow, EnforcementStepRow, ProceedingRow

#: What waits for somebody else is shown from so long before its day; what is the officer's own, at once.
NEAR = timedelta(days=2)
_WAITS = frozenset({DueKind.EVIDENCE, DueKind.RESPONSE})
#: Steps that ask for a letter: settled, nothing more follows from them.
_ASKS_FOR_LETTER = ("WLS", "EA06", "EA09")
_IN_ONE_QUERY = 400
#: So many failures are looked at, the newest; a caseload with more is told that there are more.
MOST_FAILURES = 4_000


@dataclass(frozen=True, slots=True)
class _Lists:
    """The codes and rules of the store that a candidate is told by."""

    demanding: tuple[str, ...]  #: outcomes that demand an action
    counting: tuple[str, ...]  #: types that count toward compliance, or once did
    outstanding: tuple[str, ...]  #: steps that leave something to be done
    rules: dict[Sentence, Thresholds]


def enforcement_due(
    session: Session, now: datetime, most: int
) -> tuple[list[tuple[str, Due]], frozenset[DueKind]]:
    """(case id, what is due) of everybody, the oldest first, at most ``most`` of a kind; and the kinds cut short.

    ``now`` is local time.
    """
    lists = _lists(session, now)
    since, full = _looked_at_since(session, lists, now)
    found: list[str] = []
    for query in (_undecided(lists, since, now), _holding(lists, now), _many_failures(lists, since, now)):
        cases = list(session.scalars(query.limit(most + 1)))
        full = full or len(cases) > most
        found += cases[:most]
    wanted = list(dict.fromkeys(found))
    due = [one for piece in _pieces(wanted) for one in dues_of(session, piece, now) if _shown(one[1], now)]
    due.sort(key=lambda one: (one[1].on, one[1].appointment_id))
    return _cut(due, most, full)


def _cut(
    due: list[tuple[str, Due]], most: int, full: bool
) -> tuple[list[tuple[str, Due]], frozenset[DueKind]]:
    kept: list[tuple[str, Due]] = []
    counts = dict.fromkeys(DueKind, 0)
    for one in due:
        counts[one[1].kind] += 1
        if counts[one[1].kind] <= most:
            kept.append(one)
    # Where not every candidate was looked at, no number is said to be the whole.
    return kept, frozenset(kind for kind, many in counts.items() if many > most or (full and many))


def _shown(due: Due, now: datetime) -> bool:
    return due.kind is not DueKind.OUTCOME and (due.kind not in _WAITS or due.on <= now.date() + NEAR)


def _pieces(case_ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(case_ids), _IN_ONE_QUERY):
        yield case_ids[start : start + _IN_ONE_QUERY]


def _lists(session: Session, now: datetime) -> _Lists:
    outcomes = list_codes(session, APPOINTMENT_OUTCOMES)
    kinds = list_dated_codes(session, APPOINTMENT_TYPES)
    steps = list_codes(session, ENFORCEMENT_ACTIONS)
    rules = {one: thresholds_of(session, one, now.date()) for one in Sentence if is_statutory(one)}
    return _Lists(
        demanding=tuple(code for code, item in outcomes.items() if item.yes("action_required")),
        counting=tuple(
            code
            for code in kinds.on()
            if any(state.yes("counts_toward_compliance") for state in kinds.states(code))
        ),
        outstanding=tuple(code for code, item in steps.items() if item.yes("outstanding")),
        rules={sentence: rule for sentence, rule in rules.items() if rule is not None},
    )


# --- Who may owe something -------------------------------------------------------------------------------


def _failing(lists: _Lists, outcomes: Sequence[str], now: datetime) -> Select[str]:
    """Cases by their appointments that did not comply, inside the sentence, the oldest first."""
    row = AppointmentRow
    return (
        select(row.case_id)
        .join(CaseRow, CaseRow.id == row.case_id)
        .where(
            row.outcome_code.in_(outcomes),
            row.starts_at <= now,
            row.cancelled.is_(False),
            CaseRow.iom_status == IomStatus.ADOPTED.value,
            or_(row.also_statutory, row.type_code.in_(lists.counting)),
            CaseRow.sentence.in_([sentence.value for sentence in lists.rules]),
            or_(CaseRow.sentence_start.is_(None), row.starts_at >= CaseRow.sentence_start),
        )
        .group_by(row.case_id)
        .order_by(func.min(row.starts_at), row.case_id)
    )


def _looked_at_since(session: Session, lists: _Lists, now: datetime) -> tuple[datetime, bool]:
    """From when failures are looked at: as long as any counts, or the newest of very many; and whether it is those."""
    longest = max((rule.window_months for rule in lists.rules.values()), default=12)
    since = datetime.combine(window_start(now.date(), longest), time())
    row = AppointmentRow
    beyond = session.scalar(
        select(row.starts_at)
        .where(row.outcome_code.in_(_other_than_holding(lists)), row.starts_at >= since, row.starts_at <= now)
        .order_by(row.starts_at.desc())
        .offset(MOST_FAILURES)
        .limit(1)
    )
    return (since, False) if beyond is None else (beyond, True)


def _not_ended(now: datetime) -> ColumnElement[bool]:
    return or_(CaseRow.sentence_end.is_(None), CaseRow.sentence_end >= now.date())


def _other_than_holding(lists: _Lists) -> list[str]:
    return [code for code in lists.demanding if code != HOLDING]


def _undecided(lists: _Lists, since: datetime, now: datetime) -> Select[str]:
    """A failure nobody has decided about, or for which something decided is still to be done."""
    step = EnforcementStepRow
    mine = step.appointment_id == AppointmentRow.id
    asked = step.code.in_(lists.outstanding)
    closes = or_(not_(asked), and_(step.code.in_(_ASKS_FOR_LETTER), step.settled_on.is_not(None)))
    return _failing(lists, _other_than_holding(lists), now).where(
        AppointmentRow.starts_at >= since,
        _not_ended(now),
        or_(
            not_(exists().where(mine, closes)) & not_(_taken_up()),
            exists().where(mine, asked, step.settled_on.is_(None)),
        ),
    )


def _taken_up() -> ColumnElement[bool]:
    """Whether a breach or recall begun that day or later has taken the failure up."""
    proceeding, on = ProceedingRow, func.date(AppointmentRow.starts_at)
    return exists().where(
        proceeding.case_id == AppointmentRow.case_id,
        or_(proceeding.started_on >= on, proceeding.resolved_on >= on),
    )


def _holding(lists: _Lists, now: datetime) -> Select[str]:
    """ "Failed to attend", which is no outcome to leave standing."""
    return _failing(lists, [HOLDING] if HOLDING in lists.demanding else [], now)


def _many_failures(lists: _Lists, since: datetime, now: datetime) -> Select[str]:
    """As many failures as lead to breach or recall, with none begun."""
    step, proceeding = EnforcementStepRow, ProceedingRow
    taken_back = exists().where(step.appointment_id == AppointmentRow.id, step.code.in_(WITHDRAWS))
    going_on = exists().where(proceeding.case_id == CaseRow.id, proceeding.resolved_on.is_(None))
    needed = case(
        {sentence.value: rule.proceedings for sentence, rule in lists.rules.items()},
        value=CaseRow.sentence,
        else_=1_000_000,
    )
    return (
        _failing(lists, _other_than_holding(lists), now)
        .where(
            AppointmentRow.starts_at >= since,
            _not_ended(now),
            not_(taken_back),
            not_(_taken_up()),
            not_(going_on),
        )
        .having(func.count() >= needed)
    )
