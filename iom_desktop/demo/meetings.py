"""Inventing conferences: one each month behind us with its minutes, and the coming one with its agenda."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from iom_desktop.demo import week
from iom_desktop.demo.invented import InventedCase
from iom_desktop.domain.codes import CONFERENCE_WORDS, Agency, Phase, Rag
from iom_desktop.services import agenda, agenda_items, codes, conferences
from iom_desktop.storage.bulk import BulkWriter
from iom_desktop.storage.store import WritingSession
from iom_desktop.storage.tables import (
    AttendanceRow,
    ConferenceActionRow,
    ConferenceCaseRow,
    ConferenceRow,
    MinuteRow,
)

#: Cases that past conferences are drawn from, and how many each had.
MOST_TOLD = 60
CASES_EACH = 14
CASES_PLANNED = 24
MONTHS_BACK = 12
PLACE, CHAIR = "Mocktown Police Station, room 2", "Insp Placeholder"
#: Who sits at the table: (agency, name, how often there, how often by a report instead).
_TABLE = (
    (Agency.POLICE, "PC Baker", 0.97, 0.0),
    (Agency.PROBATION, "D. Example", 0.95, 0.02),
    (Agency.COUNCIL, "S. Placeholder", 0.7, 0.1),
    (Agency.HEALTH, "Northgate duty worker", 0.5, 0.3),
    (Agency.PRISON, "Offender manager, HMP Mockham", 0.45, 0.35),
    (Agency.VOLUNTARY, "K. Fiction", 0.6, 0.1),
)
_SAID = {
    Agency.POLICE: (
        "No arrest since we last met.",
        "Seen with associates near the station twice.",
        "Curfew checked three nights: in each time.",
    ),
    Agency.PROBATION: (
        "Kept three of four appointments.",
        "Works on the programme; late twice.",
        "In touch by telephone.",
    ),
    Agency.COUNCIL: ("The bidding number is through.", "Nothing free in the area before Christmas."),
    Agency.HEALTH: ("Attends; script is stable.", "Assessment offered for next week."),
    Agency.PRISON: ("Works in the kitchen; no adjudications.",),
    Agency.VOLUNTARY: ("Comes to breakfast club most days.",),
}
_TALKED = (
    "The panel thinks housing is what everything else hangs on.",
    "Agreed that the risk has not changed, and that visits go on as they are.",
    "Discussed whether weekly contact is enough. It is for now.",
)
_DECIDED = ("Stays as he is; looked at again next time.", "To be seen at home by both agencies each week.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A case that conferences may have had before them: its ids, and the lineages of officers' actions."""

    case_id: str
    case: InventedCase
    lineages: tuple[str, ...]


def first_thursdays(today: date, months: int) -> list[date]:
    """The first Thursdays of so many months up to the one before ``today``, the oldest first.

    Where that is a bank holiday, the next one.
    """
    found: list[date] = []
    holidays = week.holidays()
    year, month = today.year, today.month
    while len(found) < months:
        first = date(year, month, 1)
        day = first + timedelta(days=(3 - first.weekday()) % 7)
        while day in holidays:
            day += timedelta(days=7)
        if day < today:
            found.append(day)
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    return found[::-1]


def hold(writer: BulkWriter, told: Sequence[Told], today: date) -> None:
    """Write the conferences behind us, each with who came, what was said and what was to be done."""
    rng = random.Random(f"conferences {today}")
    statement = next(one for one in codes.shipped(CONFERENCE_WORDS) if one.code == "STATEMENT").detail("body")
    for held_on in first_thursdays(today, MONTHS_BACK):
        _hold(rng, writer, told, held_on, statement)


def plan(session: WritingSession, today: date) -> None:
    """Plan the coming conference, its agenda built by the program's own rules, as far as a morning goes."""
    said = replace(conferences.draft_of_next(session, today), note="Bring the housing list.")
    conference = conferences.plan_conference(session, said)
    built = agenda.build_agenda(session, said.held_on or today)
    agenda_items.fill_agenda(session, conference, replace(built, cases=built.cases[:CASES_PLANNED]))


def _hold(
    rng: random.Random, writer: BulkWriter, told: Sequence[Told], held_on: date, statement: str
) -> None:
    opened = datetime.combine(held_on, time(10))
    closed = opened + timedelta(minutes=110)

    def add(row: Any, after: int = 0) -> str:
        return writer.add(row, at=opened + timedelta(minutes=after), by=None)

    conference = add(
        ConferenceRow(
            held_on=held_on,
            starts_at=time(10),
            place=PLACE,
            chair=CHAIR,
            statement=statement,
            agencies=[agency.value for agency, _name, _there, _report in _TABLE],
            state="closed",
            opened_at=opened,
            closed_at=closed,
            next_on=None,
            note="",
        )
    )
    there = list(_attendance(rng, conference))
    for one_agency in there:
        add(one_agency)
    spoke = [row for row in there if row.how in ("in_person", "remote")]
    present = [one for one in told if _under_iom(one.case, held_on)]
    chosen = rng.sample(present, min(CASES_EACH, len(present)))
    for place, one in enumerate(chosen, start=1):
        deferred = place == len(chosen) and len(chosen) > 3
        add(_item(conference, one, place, "deferred" if deferred else "discussed"), 5 * place)
        if not deferred:
            for row in _minutes(rng, conference, one, spoke):
                add(row, 5 * place)
            for lineage in one.lineages[:1] if rng.random() < 0.6 else ():
                add(
                    ConferenceActionRow(conference_id=conference, case_id=one.case_id, lineage=lineage),
                    5 * place,
                )


def _under_iom(case: InventedCase, day: date) -> bool:
    adopted = case.managed.adopted_on
    gone = case.deselection is not None and not case.deselection.earlier and case.deselection.decided_on < day
    return adopted is not None and adopted <= day and not gone


def _attendance(rng: random.Random, conference: str) -> Iterator[AttendanceRow]:
    for agency, name, there, report in _TABLE:
        turn = rng.random()
        how = "in_person" if turn < there * 0.75 else "remote" if turn < there else ""
        if not how:
            how = "report" if turn < there + report else "apologies" if rng.random() < 0.6 else "absent"
        told = (
            "Told of the room that came free in Port Demo." if agency is Agency.COUNCIL and turn < 0.3 else ""
        )
        yield AttendanceRow(
            conference_id=conference,
            agency=agency.value,
            name=name if how != "absent" else "",
            how=how,
            contribution=told,
        )


def _item(conference: str, one: Told, place: int, state: str) -> ConferenceCaseRow:
    red = one.case.managed.rag is Rag.RED
    reason = {"reason": "red", "words": "Red"} if red else {"reason": "review", "words": "Review due"}
    return ConferenceCaseRow(
        conference_id=conference,
        case_id=one.case_id,
        position=place,
        minutes=8 if red else 5,
        reasons=[reason],
        ask="Is weekly contact enough?" if red else "",
        state=state,
        off_reason="Time ran out." if state == "deferred" else "",
        next_on=None,
    )


def _minutes(
    rng: random.Random, conference: str, one: Told, there: Sequence[AttendanceRow]
) -> Iterator[MinuteRow]:
    custody = one.case.managed.phase is Phase.CUSTODY
    for row in there:
        agency = Agency(row.agency)
        knows = (agency is Agency.PRISON) is custody or agency in (Agency.POLICE, Agency.PROBATION)
        if knows and rng.random() < 0.6:
            yield _minute(conference, one, "update", agency.value, row.name, rng.choice(_SAID[agency]))
    yield _minute(conference, one, "discussion", "", "", rng.choice(_TALKED))
    if rng.random() < 0.5:
        yield _minute(conference, one, "decision", "", "", rng.choice(_DECIDED))


def _minute(conference: str, one: Told, kind: str, agency: str, said_by: str, words: str) -> MinuteRow:
    return MinuteRow(
        conference_id=conference,
        case_id=one.case_id,
        minute=kind,
        agency=agency,
        said_by=said_by,
        words=words,
        replaces_id=None,
        correction_reason="",
    )
