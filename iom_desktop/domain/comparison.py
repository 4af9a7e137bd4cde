"""What changed between two versions of a plan, in sentences an officer could read out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from iom_desktop.domain.actions import Action, ActionDraft, Source, Who
from iom_desktop.domain.plans import Goal, GoalState, Plan

_SOURCE = {
    Source.IOM: "IOM",
    Source.LICENCE: "licence",
    Source.ORDER: "order requirement",
    Source.VOLUNTARY: "voluntary",
}


def day(value: date | None) -> str:
    """A day as it is spoken: "1 December 2026"."""
    return "no date" if value is None else f"{value.day} {value:%B %Y}"


def _when(said: ActionDraft) -> str:
    parts = [day(said.due_on)] if said.due_on else []
    if said.due_time:
        parts.append(f"{said.due_time:%H:%M}")
    if said.how_often:
        parts.append(said.how_often)
    return ", ".join(parts) or "no date"


def _who(said: ActionDraft) -> str:
    if said.who is None:
        return "nobody"
    if said.who is Who.PERSON:
        return "the person"
    return ", ".join(part for part in (said.who_name, said.who_agency) if part) or "nobody named"


def _source(said: ActionDraft) -> str:
    if said.source is None:
        return "not said"
    return " ".join(part for part in (_SOURCE[said.source], said.source_detail) if part)


#: (what it is called, how it reads) for each part of an action that is short enough to say both ways.
_SAID_BOTH_WAYS: tuple[tuple[str, Callable[[ActionDraft], str]], ...] = (
    ("due", _when),
    ("done by", _who),
    ("resting on", _source),
)
#: Parts too long to quote twice: only that they changed.
_REWORDED: tuple[tuple[str, Callable[[ActionDraft], str]], ...] = (
    ("what must be done", lambda said: said.what),
    ("how it will be shown done", lambda said: said.evidence),
    ("what happens if it is missed", lambda said: said.if_missed),
    ("the support offered", lambda said: said.support),
)


def compare(older: Plan, newer: Plan) -> tuple[str, ...]:
    """Sentences that say what changed from ``older`` to ``newer``, in the order of the page."""
    return tuple(_changes(older, newer))


def _changes(older: Plan, newer: Plan) -> Iterator[str]:
    before = {goal.lineage: goal for goal in older.goals}
    after = {goal.lineage: goal for goal in newer.goals}
    for goal in newer.goals:
        yield from _goal(before.get(goal.lineage), goal)
    for lineage, goal in before.items():
        if lineage not in after:
            yield f"Goal {goal.number} is no longer in the plan: {goal.said.words}"
    yield from _actions(_by_lineage(older), _by_lineage(newer))
    if older.said.contingency != newer.said.contingency:
        yield "The contingency is worded differently."
    if older.said.review_on != newer.said.review_on:
        yield f"The plan is now reviewed on {day(newer.said.review_on)}, was {day(older.said.review_on)}."


def _goal(old: Goal | None, new: Goal) -> Iterator[str]:
    if old is None:
        yield f"Goal {new.number} is new: {new.said.words}"
        return
    if old.said.words != new.said.words:
        yield f"Goal {new.number} now reads: {new.said.words}"
    if old.said.target_on != new.said.target_on:
        yield f"Goal {new.number} is now for {day(new.said.target_on)}, was {day(old.said.target_on)}."
    if old.state is not new.state:
        reason = f": {new.state_reason}" if new.state_reason else ""
        word = {
            GoalState.ACTIVE: "is worked on again",
            GoalState.ACHIEVED: "is achieved",
            GoalState.REMOVED: "is removed",
        }[new.state]
        yield f"Goal {new.number} {word}{reason}."


def _by_lineage(plan: Plan) -> Mapping[str, Action]:
    return {action.lineage: action for goal in plan.goals for action in goal.actions}


def _actions(before: Mapping[str, Action], after: Mapping[str, Action]) -> Iterator[str]:
    for lineage, action in after.items():
        old = before.get(lineage)
        if old is None:
            yield f"{action.number} is new: {action.said.what}"
        else:
            yield from _action(old, action)
    for lineage, action in before.items():
        if lineage not in after:
            yield f"{action.number} is no longer in the plan: {action.said.what}"


def _action(old: Action, new: Action) -> Iterator[str]:
    if old.number != new.number:
        yield f"{new.number} was {old.number}."
    for word, read in _SAID_BOTH_WAYS:
        was, now = read(old.said), read(new.said)
        if was != now:
            yield f"{new.number} now {word} {now}, was {was}."
    for word, read in _REWORDED:
        was, now = read(old.said), read(new.said)
        if was == now:
            continue
        if not was:
            yield f"{new.number} now says {word}: {now}"
        elif not now:
            yield f"{new.number} no longer says {word}."
        elif word == "what must be done":
            yield f"{new.number} now reads: {now}"
        else:
            yield f"{new.number} says {word} differently: {now}"
    if old.status is not new.status:
        was_status, now_status = (s.value.replace("_", " ") for s in (old.status, new.status))
        yield f"{new.number} is now {now_status}, was {was_status}."
