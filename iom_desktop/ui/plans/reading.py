"""What the page of the plan reads from the store, and finding one's way in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from iom_desktop.display import labels
from iom_desktop.domain.actions import Action, group_served, serves_group
from iom_desktop.domain.cases import Case
from iom_desktop.domain.clarity import Fault
from iom_desktop.domain.codes import NEEDS, RiskGroup
from iom_desktop.domain.comparison import compare
from iom_desktop.domain.conditions import Condition
from iom_desktop.domain.measures import Pillar
from iom_desktop.domain.needs import Need
from iom_desktop.domain.plans import Goal, Plan, PlanState, PlanVersion
from iom_desktop.services import cases, codes, conditions, measures, needs, plan_surroundings, plans
from iom_desktop.ui.plans.host import Surroundings
from iom_desktop.ui.workspace import Workspace


class Found(NamedTuple):
    """An action with its goal and the plan they are in."""

    plan: Plan
    goal: Goal
    action: Action


@dataclass(frozen=True, slots=True)
class PlanReading:
    """The plan of a case as read last: the version on the page, the draft, and the version in force."""

    case: Case
    needs: tuple[Need, ...]
    versions: tuple[PlanVersion, ...]
    shown: Plan
    draft: Plan
    agreed: Plan | None
    changes: int  #: how many things the draft changes of the version in force
    readiness: tuple[Fault, ...]  #: of the draft
    names: dict[str, str]  #: every need the list has, by code
    groups: tuple[RiskGroup, ...] = ()  #: those to whom the risk is high or very high
    conditions: tuple[Condition, ...] = ()  #: on record and not ended
    contingency_beside: bool = False  #: whether the risk management plan has a contingency

    def _plans(self) -> Iterator[Plan]:
        for plan in (self.shown, self.draft, self.agreed):
            if plan is not None:
                yield plan

    def lineage_of(self, record_id: str) -> str:
        """What the goal or action with this id is called in every version, "" where it is in none."""
        for plan in self._plans():
            for goal in plan.goals:
                if goal.id == record_id:
                    return goal.lineage
                for action in goal.actions:
                    if action.id == record_id:
                        return action.lineage
        return ""

    def action(self, action_id: str) -> Found | None:
        """The action with this id, with its goal and plan."""
        for plan in self._plans():
            for goal in plan.goals:
                for action in goal.actions:
                    if action.id == action_id:
                        return Found(plan, goal, action)
        return None

    def goal(self, goal_id: str) -> Goal | None:
        """The goal with this id."""
        return next((goal for plan in self._plans() for goal in plan.goals if goal.id == goal_id), None)

    def offered(self, chosen: tuple[str, ...]) -> dict[str, str]:
        """The needs to choose from: those of the case and those chosen; all there are where none is recorded.

        Where several groups are at grave risk, the risk to each of them can be chosen too.
        """
        of_case = [need.code for need in self.needs] or list(self.names)
        offered = {code: self.names[code] for code in (*of_case, *chosen) if code in self.names}
        groups = [serves_group(group) for group in self.groups] if len(self.groups) > 1 else []
        risks = dict.fromkeys([*groups, *(code for code in chosen if group_served(code))])
        return offered | {code: labels.served_words(code, self.names) for code in risks}

    def around(self, workspace: Workspace) -> Surroundings:
        """What the pieces of the page need to know to show themselves."""
        missing: dict[str, dict[str, bool]] = defaultdict(dict)
        for fault in self.readiness if self.shown.draft else ():
            fields = missing[fault.record_id]
            fields[fault.field] = fields.get(fault.field, False) or fault.blocking
        return Surroundings(
            called=self.case.person.called,
            names=self.names,
            today=workspace.today(),
            can_edit=self.shown.draft,
            can_report=self.shown.state is not PlanState.SUPERSEDED,
            missing=dict(missing),
            local=workspace.local,
            contingency_beside=self.contingency_beside,
        )


def id_in(plan: Plan, lineage: str) -> str:
    """The id of the goal or action of that lineage in ``plan``, "" where it is not there."""
    for goal in plan.goals:
        if goal.lineage == lineage:
            return goal.id
        for action in goal.actions:
            if action.lineage == lineage:
                return action.id
    return ""


def holds_action(plan: Plan, lineage: str) -> bool:
    """Whether ``plan`` has an action of that lineage."""
    return any(action.lineage == lineage for goal in plan.goals for action in goal.actions)


def read_plan(workspace: Workspace, case_id: str, chosen: str) -> PlanReading | None:
    """Everything the page shows, or nothing where the case has no plan.

    ``chosen`` is the id of the version asked for. Without one the draft is shown while it changes something or
    nothing is agreed, and the version in force otherwise.
    """
    read = workspace.read
    versions = read(plans.list_versions, case_id)
    if not versions:
        return None
    draft = read(plans.load_plan, versions[0].id)
    in_force = next((one for one in versions if one.state is PlanState.AGREED), None)
    agreed = None if in_force is None else read(plans.load_plan, in_force.id)
    changes = 0 if agreed is None else len(compare(agreed, draft))
    shown = draft if agreed is None or changes else agreed
    if chosen in (one.id for one in versions):
        known = (plan for plan in (draft, agreed) if plan is not None and plan.id == chosen)
        shown = next(known, None) or read(plans.load_plan, chosen)
    return PlanReading(
        case=read(cases.load_case, case_id),
        needs=tuple(read(needs.list_needs, case_id)),
        versions=tuple(versions),
        shown=shown,
        draft=draft,
        agreed=agreed,
        changes=changes,
        readiness=read(plans.plan_readiness, draft),
        groups=tuple(read(plan_surroundings.list_groups_at_risk, case_id)),
        contingency_beside=any(
            one.said.pillar is Pillar.CONTINGENCY for one in read(measures.list_measures, case_id)
        ),
        conditions=tuple(
            one
            for one in read(conditions.list_conditions, case_id)
            if not one.said.ended_by(workspace.today())
        ),
        names={code: item.name for code, item in read(codes.list_codes, NEEDS).items()},
    )
