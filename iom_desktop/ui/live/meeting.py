"""A conference as read last: its cases, its roll, its minutes, the actions it gave and those it inherited."""

from __future__ import annotations

from dataclasses import dataclass

from iom_desktop.domain.conferences import (
    Attendance,
    Conference,
    ConferenceAction,
    ConferenceCase,
    ConferenceState,
    ItemState,
    Minute,
    MinuteKind,
)
from iom_desktop.services import conferences
from iom_desktop.ui.live.words import Slot, slots_of
from iom_desktop.ui.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """``items`` in the order of the agenda, those taken off last."""

    conference: Conference
    items: tuple[ConferenceCase, ...]
    roll: tuple[Attendance, ...]
    minutes: tuple[Minute, ...]
    given: tuple[ConferenceAction, ...]
    earlier: tuple[ConferenceAction, ...]

    @property
    def id(self) -> str:
        """The conference's."""
        return self.conference.id

    @property
    def is_open(self) -> bool:
        """Whether it has begun and is not closed."""
        return self.conference.state is ConferenceState.OPEN

    def item(self, case_id: str) -> ConferenceCase | None:
        """The case's place on the agenda, taken off or not."""
        return next((one for one in self.items if one.case_id == case_id), None)

    def slots(self) -> tuple[Slot, ...]:
        """The places to type in, from the roll."""
        return slots_of(self.conference.said.agencies, self.roll)

    def minutes_of(self, case_id: str) -> tuple[Minute, ...]:
        """What is minuted of a case as it stands."""
        return tuple(one for one in self.minutes if one.said.case_id == case_id and not one.replaced)

    def kept(self, case_id: str) -> dict[str, int]:
        """How many minutes of a case there are, by the place they were typed in."""
        found: dict[str, int] = {}
        for one in self.minutes_of(case_id):
            said = one.said
            key = f"update:{said.agency}" if said.minute is MinuteKind.UPDATE else said.minute.value
            found[key] = found.get(key, 0) + 1
        return found

    def given_to(self, case_id: str) -> frozenset[str]:
        """Lineages of the actions this conference gave in a case."""
        return frozenset(one.lineage for one in self.given if one.case_id == case_id)

    def earlier_of(self, case_id: str) -> dict[str, ConferenceAction]:
        """What earlier conferences gave in a case and is still open, by lineage."""
        return {one.lineage: one for one in self.earlier if one.case_id == case_id}

    def beside(self, case_id: str, by: int) -> str:
        """The case after (1) or before (-1) this one; "" where there is none. From one taken off: where to go on."""
        on = [one for one in self.items if one.on_agenda]
        order = [one.case_id for one in on]
        if case_id not in order:
            waiting = next((one.case_id for one in on if one.state is ItemState.TO_DISCUSS), "")
            return waiting or (order[0] if order else "")
        at = order.index(case_id) + by
        return order[at] if 0 <= at < len(order) else ""

    def first(self) -> str:
        """The case to begin or to go on with."""
        on = [one for one in self.items if one.on_agenda]
        waiting = [one for one in on if one.state is ItemState.TO_DISCUSS]
        return next((one.case_id for one in (*waiting, *on)), "")


def read_meeting(workspace: Workspace, conference_id: str) -> Meeting:
    """The conference as it is now. Raises ``UserError`` where there is none."""
    read, today = workspace.read, workspace.today()
    return Meeting(
        conference=read(conferences.load_conference, conference_id),
        items=tuple(read(conferences.list_cases, conference_id)),
        roll=tuple(read(conferences.list_attendance, conference_id)),
        minutes=tuple(read(conferences.list_minutes, conference_id)),
        given=tuple(read(conferences.list_actions, conference_id, today)),
        earlier=tuple(read(conferences.carried_over, conference_id, today)),
    )


def read_pulse(workspace: Workspace, conference_id: str) -> object:
    """What differs as soon as anybody has minuted, moved on or closed: cheap enough to ask every few seconds."""
    read = workspace.read
    return (
        read(conferences.load_conference, conference_id),
        read(conferences.list_cases, conference_id),
        read(conferences.list_attendance, conference_id),
        len(read(conferences.list_minutes, conference_id)),
    )
