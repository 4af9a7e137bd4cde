"""What changed between two versions of a plan, loaded for those who will read it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from iom_desktop.domain.audiences import FULL, Reader, SharedMatter, Sight
from iom_desktop.domain.cases import Case
from iom_desktop.domain.comparison import Change, Changed, list_changes
from iom_desktop.domain.copies import plan_for
from iom_desktop.domain.plans import AgreementRecord, Goal, Plan, PlanState


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionHead:
    """One of the two versions: its number, and who agreed it and when, in local time."""

    plan_id: str
    number: int
    state: PlanState
    agreement: AgreementRecord | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalChanges:
    """A goal and what is different about it. ``number`` is its number now, or where it has gone, its old one."""

    number: str
    words: str
    kind: Changed
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparisonFile:
    """What the paper prints. ``case`` and both plans are what the ``reader`` may see.

    ``goals`` are those with something different, in the order of the newer plan, those that have gone last;
    ``plan`` is what is different about the plan as a whole. ``same_goals`` and ``same_actions`` are how many are
    as they were in every part.
    """

    case: Case
    older: VersionHead
    newer: VersionHead
    goals: tuple[GoalChanges, ...]
    plan: tuple[Change, ...]
    same_goals: int
    same_actions: int
    made_at: datetime  #: local
    made_by: str
    reader: Reader = FULL
    left_out: tuple[SharedMatter, ...] = ()
    marking: str = "OFFICIAL-SENSITIVE"

    def changes(self) -> Iterator[Change]:
        """Everything that is different, in the order of the paper."""
        for goal in self.goals:
            yield from goal.changes
        yield from self.plan

    def count(self, kind: Changed) -> int:
        """How many changes are of this kind."""
        return sum(change.kind is kind for change in self.changes())


def seen_by(older: Plan, newer: Plan, sight: Sight) -> tuple[Plan, Plan]:
    """Both versions as the reader may see them.

    What a version holds but the reader may see in the other alone is taken out of both: it would read as new, or
    as gone, and is neither.
    """
    seen_older, seen_newer = plan_for(older, sight), plan_for(newer, sight)
    return _without_hidden(seen_older, newer, seen_newer), _without_hidden(seen_newer, older, seen_older)


def _without_hidden(plan: Plan, other: Plan, other_seen: Plan) -> Plan:
    hidden = _lineages(other) - _lineages(other_seen)
    goals = tuple(
        replace(goal, actions=tuple(one for one in goal.actions if one.lineage not in hidden))
        for goal in plan.goals
        if goal.lineage not in hidden
    )
    return replace(plan, goals=goals)


def _lineages(plan: Plan) -> set[str]:
    actions = {action.lineage for goal in plan.goals for action in goal.actions}
    return actions | {goal.lineage for goal in plan.goals}


@dataclass(frozen=True, slots=True, kw_only=True)
class Differences:
    """Two plans held against each other, goal by goal."""

    goals: tuple[GoalChanges, ...]
    plan: tuple[Change, ...]
    same_goals: int
    same_actions: int


def differences(older: Plan, newer: Plan, need_names: Mapping[str, str]) -> Differences:
    """What is different between the two, and how much is as it was."""
    changes = list_changes(older, newer, need_names)
    before, after = {goal.lineage: goal for goal in older.goals}, {goal.lineage: goal for goal in newer.goals}
    told = []
    for lineage, goal in (after | {key: one for key, one in before.items() if key not in after}).items():
        about = tuple(change for change in changes if change.goal == lineage)
        if about:
            told.append(_goal_changes(goal, about, lineage in before, lineage in after))
    altered = {change.goal for change in changes} | {change.action for change in changes}
    kept = _lineages(older) & _lineages(newer) - altered
    return Differences(
        goals=tuple(told),
        plan=tuple(change for change in changes if not change.goal),
        same_goals=len(kept & after.keys()),
        same_actions=len(kept - after.keys()),
    )


def _goal_changes(goal: Goal, about: tuple[Change, ...], was: bool, is_there: bool) -> GoalChanges:
    kind = Changed.CHANGED if was and is_there else Changed.NEW if is_there else Changed.GONE
    return GoalChanges(number=goal.number, words=goal.said.words, kind=kind, changes=about)
