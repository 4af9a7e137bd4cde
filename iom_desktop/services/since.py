"""Since last time: what happened in a case since a conference, since this officer looked, since it was printed."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from datetime import date, datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from iom_desktop.display.formats import join_words
from iom_desktop.display.labels import label
from iom_desktop.display.words import _
from iom_desktop.domain.changes import SAME_LOOK
from iom_desktop.domain.clock import local_time
from iom_desktop.domain.conferences import ConferenceState, ItemState
from iom_desktop.domain.since import MOST_LINES, SinceLine, Subject, Weight, bounded, visible
from iom_desktop.services.since_lines import Window, all_lines
from iom_desktop.storage.audit import Operation
from iom_desktop.storage.reading import CLOCK, asking
from iom_desktop.storage.tables import AuditDetailRow, AuditEntryRow, ConferenceCaseRow, ConferenceRow

#: Cases asked about at a time.
_CASES_AT_ONCE = 400
#: How a disclosure entry ends that takes back the one of a paper never made.
_NEVER_MADE = ": not made after all"
_Sees = Callable[[SinceLine], bool]


def what_happened(
    session: Session,
    case_id: str,
    since: datetime,
    now: datetime,
    *,
    most: int = MOST_LINES,
    sees: _Sees | None = None,
) -> tuple[SinceLine, ...]:
    """What happened in a case after a local moment, bad news first; what was only recorded since is told as late.

    At most ``most`` lines: the last then says what there was no room for. ``sees`` leaves out what a reader may not
    see, before anything is counted.
    """
    found = what_happened_to(session, {case_id: since}, now, most=most, sees=sees)
    return found[case_id]


def what_happened_to(
    session: Session,
    since: Mapping[str, datetime],
    now: datetime,
    *,
    most: int = MOST_LINES,
    sees: _Sees | None = None,
) -> dict[str, tuple[SinceLine, ...]]:
    """The same of several cases read together, each since its own moment: a pack of sixty asks once."""
    found: dict[str, tuple[SinceLine, ...]] = {}
    ids = list(since)
    for start in range(0, len(ids), _CASES_AT_ONCE):
        batch = {case_id: since[case_id] for case_id in ids[start : start + _CASES_AT_ONCE]}
        lines: dict[str, list[SinceLine]] = defaultdict(list)
        for case_id, line in all_lines(session, Window(batch, now)):
            lines[case_id].append(line)
        for case_id in batch:
            kept, left = bounded(visible(lines[case_id], sees), most)
            found[case_id] = (*kept, *([_more(left)] if left else []))
    return found


def _more(left: Counter[Subject]) -> SinceLine:
    parts = [
        _("{number} about {subject}").format(number=left[subject], subject=label(subject).lower())
        for subject in Subject
        if left[subject]
    ]
    return SinceLine(
        subject=Subject.NOTES,
        weight=Weight.COUNTED,
        day=None,
        words=_("And {number} more: {subjects}").format(number=left.total(), subjects=join_words(parts)),
        more=left.total(),
    )


# --- Since when ------------------------------------------------------------------------------------------


def last_conference_of(session: Session, case_id: str, before: date | None = None) -> datetime | None:
    """When a conference last had the case before it: the local moment it closed, or its day's end.

    ``before``: only conferences held before that day. Nothing where there was none.
    """
    found = last_conferences_of(session, [case_id], before)
    return found.get(case_id)


def last_conferences_of(
    session: Session, case_ids: list[str], before: date | None = None
) -> dict[str, datetime]:
    """The same of several cases; those that were before none are not in it."""
    found: dict[str, datetime] = {}
    for start in range(0, len(case_ids), _CASES_AT_ONCE):
        query = (
            select(ConferenceCaseRow.case_id, ConferenceRow.held_on, ConferenceRow.closed_at)
            .join(ConferenceRow, ConferenceRow.id == ConferenceCaseRow.conference_id)
            .where(
                ConferenceCaseRow.case_id.in_(case_ids[start : start + _CASES_AT_ONCE]),
                ConferenceRow.state == ConferenceState.CLOSED.value,
                ConferenceCaseRow.state == ItemState.DISCUSSED.value,
            )
            .order_by(ConferenceRow.held_on)
        )
        if before is not None:
            query = query.where(ConferenceRow.held_on < before)
        for case_id, held_on, closed_at in session.execute(query):
            found[case_id] = _moment(held_on, closed_at)
    return found


def _moment(held_on: date, closed_at: datetime | None) -> datetime:
    """The end of the meeting. One written up on a later day ended on its own day all the same."""
    end = datetime.combine(held_on, time(23, 59, 59))
    return end if closed_at is None else min(end, local_time(closed_at))


def last_opened(session: Session, case_id: str) -> datetime | None:
    """The local moment this officer last opened the case, before this look at it; nothing the first time."""
    clock = session.info.get(CLOCK)
    query = select(AuditEntryRow.at).where(
        AuditEntryRow.case_id == case_id,
        AuditEntryRow.operation == Operation.CONSULTATION.value,
        AuditEntryRow.officer_id == asking(session).officer_id,
    )
    if callable(clock):
        query = query.where(AuditEntryRow.at <= clock() - SAME_LOOK)
    found = session.scalar(query.order_by(AuditEntryRow.seq.desc()).limit(1))
    return None if found is None else local_time(found)


def last_printed(session: Session, case_id: str) -> datetime | None:
    """The local moment a document about the case was last printed, saved or handed over by anybody."""
    rows = session.execute(
        select(AuditEntryRow.at, AuditDetailRow.detail)
        .outerjoin(AuditDetailRow, AuditDetailRow.seq == AuditEntryRow.seq)
        .where(AuditEntryRow.case_id == case_id, AuditEntryRow.operation == Operation.DISCLOSURE.value)
        .order_by(AuditEntryRow.seq.desc())
    )
    never_made: Counter[str] = Counter()
    for at, detail in rows:
        document = str(json.loads(detail).get("document", "")) if detail else ""
        if document.endswith(_NEVER_MADE):
            never_made[document.removesuffix(_NEVER_MADE)] += 1
        elif never_made[document]:
            never_made[document] -= 1
        else:
            return local_time(at)
    return None
