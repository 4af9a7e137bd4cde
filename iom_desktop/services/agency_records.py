"""How agencies take part in conferences over time, and what becomes of the actions they take on."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from iom_desktop.display.labels import label
from iom_desktop.domain.actions import ActionStatus
from iom_desktop.domain.codes import Agency
from iom_desktop.domain.conferences import (
    AgencyRecord,
    ConferenceAction,
    ConferenceState,
    How,
    ItemState,
    MeetingRecord,
    MinuteKind,
)
from iom_desktop.services.conference_actions import given_between, load_actions
from iom_desktop.storage.tables import AttendanceRow, ConferenceCaseRow, ConferenceRow, MinuteRow

#: Where several people of one agency are on the roll, the agency took part as the first of these.
_BEST = tuple(How)


@dataclass(slots=True)
class _Meeting:
    """One closed conference: which agencies were expected or on the roll, how, and which contributed."""

    row: ConferenceRow
    how: dict[str, How] = field(default_factory=dict)
    contributed: set[str] = field(default_factory=set)


def agency_records(session: Session, since: date, until: date, today: date) -> list[AgencyRecord]:
    """Each agency over the closed conferences of a period, by name; the person's own actions last, under "".

    An agency that was expected and is not on the roll was absent. One that came unasked counts as expected.
    """
    spelt: dict[str, str] = {}
    meetings = _meetings(session, since, until, spelt)
    given: dict[str, Counter[str]] = defaultdict(Counter)
    closed = {one.row.id for one in meetings}
    for action in load_actions(session, given_between(since, until), today):
        if action.conference_id in closed:
            given[_key(action.agency, spelt)][_fate(action)] += 1
    agencies = {key for one in meetings for key in one.how} | set(given)
    found = [_record(key, spelt, meetings, given[key]) for key in agencies]
    return sorted(found, key=lambda one: (not one.agency, one.agency.casefold()))


def _record(
    key: str, spelt: Mapping[str, str], meetings: Iterable[_Meeting], fates: Mapping[str, int]
) -> AgencyRecord:
    took_part = Counter(one.how[key] for one in meetings if key in one.how)
    return AgencyRecord(
        agency=spelt.get(key, key),
        expected=sum(took_part.values()),
        in_person=took_part[How.IN_PERSON],
        remote=took_part[How.REMOTE],
        report=took_part[How.REPORT],
        apologies=took_part[How.APOLOGIES],
        absent=took_part[How.ABSENT],
        contributed=sum(key in one.contributed for one in meetings),
        **_counts(fates),
    )


def _counts(fates: Mapping[str, int]) -> dict[str, int]:
    kinds = ("done_in_time", "done_late", "overdue", "still_open")
    counted = {kind: fates.get(kind, 0) for kind in kinds}
    return {"actions": sum(counted.values()), **counted}


def _fate(action: ConferenceAction) -> str:
    """What became of an action: one that was missed was not done any more than one that is overdue."""
    if action.status is ActionStatus.NO_LONGER_NEEDED:
        return "no_longer_needed"
    if action.status is ActionStatus.DONE:
        late = action.done_on is not None and action.due_on is not None and action.done_on > action.due_on
        return "done_late" if late else "done_in_time"
    return "overdue" if action.overdue or action.status is ActionStatus.MISSED else "still_open"


def meeting_records(session: Session, since: date, until: date, today: date) -> list[MeetingRecord]:
    """Each closed conference of a period in the order they were held: attendance, and what became of its actions."""
    meetings = _meetings(session, since, until, {})
    fates: dict[str, Counter[str]] = defaultdict(Counter)
    for action in load_actions(session, given_between(since, until), today):
        fates[action.conference_id][_fate(action)] += 1
    cases = _cases_of(session, [one.row.id for one in meetings])
    found = []
    for one in meetings:
        how = Counter(one.how.values())
        found.append(
            MeetingRecord(
                conference_id=one.row.id,
                held_on=one.row.held_on,
                cases=cases.get(one.row.id, 0),
                expected=sum(how.values()),
                present=how[How.IN_PERSON] + how[How.REMOTE],
                report=how[How.REPORT],
                apologies=how[How.APOLOGIES],
                absent=how[How.ABSENT],
                **_counts(fates[one.row.id]),
            )
        )
    return found


def _cases_of(session: Session, conference_ids: list[str]) -> dict[str, int]:
    rows = session.execute(
        select(ConferenceCaseRow.conference_id, func.count())
        .where(
            ConferenceCaseRow.conference_id.in_(conference_ids),
            ConferenceCaseRow.state != ItemState.TAKEN_OFF.value,
        )
        .group_by(ConferenceCaseRow.conference_id)
    )
    return dict(rows.all())


def _meetings(session: Session, since: date, until: date, spelt: dict[str, str]) -> list[_Meeting]:
    rows = session.scalars(
        select(ConferenceRow)
        .where(
            ConferenceRow.held_on.between(since, until), ConferenceRow.state == ConferenceState.CLOSED.value
        )
        .order_by(ConferenceRow.held_on, ConferenceRow.id)
    )
    found = {row.id: _Meeting(row) for row in rows}
    for one in found.values():
        one.how = {_key(agency, spelt): How.ABSENT for agency in one.row.agencies}
    roll = session.scalars(select(AttendanceRow).where(AttendanceRow.conference_id.in_(found)))
    for line in roll:
        one, key, how = found[line.conference_id], _key(line.agency, spelt), How(line.how)
        one.how[key] = min(how, one.how.get(key, how), key=_BEST.index)
        if line.contribution:
            one.contributed.add(key)
    told = session.execute(
        select(MinuteRow.conference_id, MinuteRow.agency)
        .where(MinuteRow.conference_id.in_(found), MinuteRow.minute == MinuteKind.UPDATE.value)
        .distinct()
    )
    for conference_id, agency in told:
        found[conference_id].contributed.add(_key(agency, spelt))
    return list(found.values())


def _key(agency: str, spelt: dict[str, str]) -> str:
    """One key for each agency, however it is spelt: "Police" typed is the code police."""
    folded = agency.strip().casefold()
    key = _CODE_OF.get(folded, folded)
    spelt.setdefault(key, key if key in _CODES else agency.strip())
    return key


_CODES = frozenset(one.value for one in Agency)
_CODE_OF = {label(one).casefold(): one.value for one in Agency}
