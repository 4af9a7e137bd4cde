"""A conference of invented people, for the tests of its page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

from iom_desktop.domain.conferences import (
    AgendaReason,
    AttendanceDraft,
    Conference,
    ConferenceCase,
    ConferenceDraft,
    How,
    MinuteDraft,
    MinuteKind,
    Reason,
)
from iom_desktop.services import conferences
from tests.stores import Desk

DAY = date(2026, 12, 3)
AGENCIES = ("police", "probation", "health")
NAMES = ("Sampleton", "Exampleby", "Mockridge")


@dataclass
class Meeting:
    """A planned conference with three cases on its agenda, and the desk to change it from elsewhere."""

    desk: Desk
    id: str
    cases: list[str]

    def load(self) -> Conference:
        return self.desk.see(conferences.load_conference, self.id)

    def items(self) -> list[ConferenceCase]:
        return self.desk.see(conferences.list_cases, self.id)

    def names(self) -> list[str]:
        return [one.person.split(",")[0] for one in self.items() if one.on_agenda]

    def hold(self) -> None:
        """Open it, minute two things, say who was there."""
        self.desk.do(conferences.open_conference, self.id)
        self.desk.do(
            conferences.add_minute,
            self.id,
            MinuteDraft(
                case_id=self.cases[0],
                minute=MinuteKind.UPDATE,
                agency="police",
                said_by="PC Mock",
                words="No arrest since we met.",
            ),
        )
        self.desk.do(
            conferences.add_minute,
            self.id,
            MinuteDraft(case_id=self.cases[1], minute=MinuteKind.DECISION, words="To stay in the cohort."),
        )
        self.desk.do(
            conferences.record_attendance,
            self.id,
            AttendanceDraft(agency="police", name="PC Mock", how=How.IN_PERSON),
        )

    def close(self) -> None:
        self.desk.do(conferences.close_conference, self.id, None)


def plan(desk: Desk, day: date = DAY, **more: object) -> str:
    """Plan a conference at ten."""
    said = {
        "held_on": day,
        "starts_at": time(10),
        "place": "Room 2",
        "chair": "Insp Placeholder",
        "agencies": AGENCIES,
    }
    return desk.do(conferences.plan_conference, ConferenceDraft(**said | more))  # type: ignore[arg-type]


def make_meeting(desk: Desk) -> Meeting:
    """Three people on the agenda of the conference of 3 December."""
    held = Meeting(desk, plan(desk), [])
    for number, name in enumerate(NAMES):
        case_id = desk.person(f"Z00000{number}", name)
        held.cases.append(case_id)
        reason = Reason(reason=AgendaReason.REQUESTED, words=f"Asked for by the tests, {number}")
        desk.do(conferences.add_case, held.id, case_id, (reason,), 10)
    return held
