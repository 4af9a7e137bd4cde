"""What the screen of one case reads from the store; for the room, nothing that may not be seen at the table."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time

from iom_desktop.domain.actions import Action
from iom_desktop.domain.audiences import CONFERENCE, FULL, SharedMatter, Sight
from iom_desktop.domain.cases import Case
from iom_desktop.domain.conferences import ConferenceAction
from iom_desktop.domain.copies import flags_for, managed_for, person_for
from iom_desktop.domain.dates import add_months
from iom_desktop.domain.plans import Plan
from iom_desktop.domain.service_access import ServiceAccess
from iom_desktop.domain.since import SinceLine
from iom_desktop.services import audiences, cases, plans, service_access, since
from iom_desktop.services.actions import Owner, list_owners
from iom_desktop.ui.workspace import Workspace

MONTHS_BACK = 3
"""How far back "since last time" goes for a case that was before no conference yet."""
MOST_NEWS = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveCase:
    """One case as the room sees it. ``earlier`` are open actions of conferences before this one, by lineage."""

    case: Case
    plan: Plan | None
    services: tuple[ServiceAccess, ...]  #: those that have stalled
    earlier: dict[str, ConferenceAction]
    given: frozenset[str]  #: lineages of the actions this conference gave
    owners: tuple[Owner, ...]
    since: tuple[SinceLine, ...]
    since_on: date | None  #: the day of the conference it was before last, if it was before one

    def actions(self) -> tuple[Action, ...]:
        """The required actions of the plan: those still open first, each part in the plan's order."""
        every = () if self.plan is None else tuple(self.plan.actions())
        return (*(one for one in every if one.status.open), *(one for one in every if not one.status.open))

    def action(self, action_id: str) -> Action | None:
        """The action with this id, if it is still in the plan."""
        return next((one for one in self.actions() if one.id == action_id), None)


def read_case(
    workspace: Workspace,
    case_id: str,
    now: datetime,
    *,
    for_room: bool,
    held_on: date,
    earlier: dict[str, ConferenceAction],
    given: frozenset[str],
) -> LiveCase:
    """The case at local time ``now``, at a conference held on a day. Raises ``UserError`` where it is gone."""
    today = now.date()
    sight = workspace.read(audiences.sight, CONFERENCE if for_room else FULL, today)
    case = workspace.read(cases.load_case, case_id)
    last = workspace.read(since.last_conference_of, case_id, held_on)
    told = workspace.read(
        since.what_happened,
        case_id,
        last or datetime.combine(add_months(today, -MONTHS_BACK), time()),
        now,
        most=MOST_NEWS,
        sees=lambda line: seen_line(line, sight),
    )
    stalled = [
        one
        for one in workspace.read(service_access.list_service_access, case_id, today)
        if one.stalled(today) is not None
    ]
    return LiveCase(
        case=seen_case(case, sight),
        plan=workspace.read(plans.newest_plan, case_id),
        services=tuple(one for one in stalled if seen_service(one, sight)),
        earlier=earlier,
        given=given,
        since=told,
        since_on=None if last is None else last.date(),
        owners=tuple(workspace.read(list_owners, case_id)),
    )


def seen_case(case: Case, sight: Sight) -> Case:
    """The case as this reader's paper would have it: flags and risk by the same rules."""
    return replace(
        case,
        person=person_for(case.person, sight),
        managed=managed_for(case.managed, sight),
        flags=flags_for(case.flags, sight),
    )


def seen_service(one: ServiceAccess, sight: Sight) -> bool:
    """Whether a service may be seen: it tells of the need it is for."""
    return sight.sees(SharedMatter.SERVICES) and sight.sees_need(one.said.need_code)


def seen_line(line: SinceLine, sight: Sight) -> bool:
    """Whether a line of news may be seen: all it is about, and the need it serves."""
    return sight.sees(*line.matters) and (not line.need_code or sight.sees_need(line.need_code))
