"""What changed between two versions of a plan, in sentences an officer could read out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, time
from enum import StrEnum

from iom_desktop.domain.actions import (
    SERVES_RISK,
    Action,
    ActionDraft,
    ActionStatus,
    Source,
    Who,
    group_served,
)
from iom_desktop.domain.clarity import TO_WHOM
from iom_desktop.domain.plans import Goal, GoalState, Plan

_SOURCE = {
    Source.IOM: "IOM",
    Source.LICENCE: "licence",
    Source.ORDER: "order requirement",
    Source.VOLUNTARY: "voluntary",
}
_GOAL_STATE = {
    GoalState.ACTIVE: "is worked on again",
    GoalState.ACHIEVED: "is achieved",
    GoalState.REMOVED: "is removed",
}


def _as_it_is(status: ActionStatus) -> str:
    """A status after "is": "in progress", "not possible yet"."""
    if status is ActionStatus.CANNOT_BE_DONE_YET:
        return "not possible yet"
    return status.value.replace("_", " ")


#: Parts too long to quote twice: what it is called, and how it reads.
_REWORDED: tuple[tuple[str, Callable[[ActionDraft], str]], ...] = (
    ("how it will be shown done", lambda said: said.evidence),
    ("what happens if it is missed", lambda said: said.if_missed),
    ("the support offered", lambda said: said.support),
)


def day(value: date | None, *, year: bool = True) -> str:
    """A day as it is spoken: "1 December 2026", or "1 December" where the year goes without saying."""
    if value is None:
        return "no date"
    said = f"{value.day} {value:%B}"
    return f"{said} {value.year}" if year else said


class Changed(StrEnum):
    """What became of a part of the plan."""

    NEW = "new"
    CHANGED = "changed"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is different: ``words`` is the sentence.

    ``goal`` and ``action`` are the lineages of what it is about; neither for the plan as a whole. ``before`` and
    ``after`` are given where something was worded differently, each as it reads.
    """

    goal: str
    kind: Changed
    words: str
    before: str = ""
    after: str = ""
    action: str = ""


def compare(older: Plan, newer: Plan, need_names: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """Sentences that say what changed from ``older`` to ``newer``, in the order of the page.

    ``need_names`` gives the name of a need by code. The year of a date is left out while both dates are of the
    year in which the newer plan was last changed.
    """
    return tuple(change.words for change in list_changes(older, newer, need_names))


def list_changes(older: Plan, newer: Plan, need_names: Mapping[str, str] | None = None) -> tuple[Change, ...]:
    """What ``compare`` tells, each with the goal it is about and how it read before and after."""
    return tuple(_Comparison(older, newer, need_names or {}).changes())


def compare_actions(older: Plan, newer: Plan) -> dict[str, tuple[str, ...]]:
    """What changed of each required action that both hold, by lineage, in sentences with its number now."""
    beside = _Comparison(older, newer, {})
    return {
        action.lineage: tuple(beside.action(goal, action))
        for goal in newer.goals
        for action in goal.actions
        if beside.had(action)
    }


class _Comparison:
    """Two plans side by side, matched by lineage."""

    def __init__(self, older: Plan, newer: Plan, names: Mapping[str, str]) -> None:
        self._older, self._newer, self._names = older, newer, names
        self._year = newer.changed_at.year
        self._goals = {goal.lineage: goal for goal in older.goals}
        self._actions = {a.lineage: a for goal in older.goals for a in goal.actions}

    def changes(self) -> Iterator[Change]:
        """What changed, goal by goal, then what has gone, then the words of the plan."""
        for goal in self._newer.goals:
            yield from self._goal(self._goals.get(goal.lineage), goal)
        yield from self._gone()
        yield from self._plan_words()

    def had(self, action: Action) -> bool:
        """Whether the older plan held the action."""
        return action.lineage in self._actions

    def action(self, goal: Goal, action: Action) -> Iterator[str]:
        """What changed of an action of ``goal`` that both hold, in sentences."""
        before, old = self._actions[action.lineage], self._goals.get(goal.lineage)
        moved = self._moved(old, goal, before, action)
        return (change.words for change in self._action(goal.lineage, before, action, moved))

    # Dates ---------------------------------------------------------------------------------------------------

    def _days(self, now: date | None, was: date | None) -> tuple[str, str]:
        """Two days as they are spoken beside each other: with the year only where it is needed."""
        year = any(one is not None and one.year != self._year for one in (now, was))
        return day(now, year=year), day(was, year=year)

    def _whens(self, now: ActionDraft, was: ActionDraft) -> tuple[str, str]:
        days = self._days(now.due_on, was.due_on)
        return _when(now, days[0]), _when(was, days[1])

    # Goals ---------------------------------------------------------------------------------------------------

    def _goal(self, old: Goal | None, new: Goal) -> Iterator[Change]:
        about = new.lineage
        if old is None:
            yield Change(about, Changed.NEW, _told(f"Goal {new.number} is new", new.said.words))
        else:
            yield from self._goal_changes(old, new)
        for action in new.actions:
            for change in self._action_of(old, new, action):
                yield replace(change, action=action.lineage)

    def _action_of(self, old: Goal | None, goal: Goal, new: Action) -> Iterator[Change]:
        before = self._actions.get(new.lineage)
        if before is None:
            words = _told(f"{new.number} is new", new.said.what)
            return iter((Change(goal.lineage, Changed.NEW, words),))
        return self._action(goal.lineage, before, new, self._moved(old, goal, before, new))

    def _goal_changes(self, old: Goal, new: Goal) -> Iterator[Change]:
        about, number = new.lineage, new.number
        if old.number != number and old.state is new.state is GoalState.ACTIVE:
            yield _differs(about, f"Goal {number} was goal {old.number}.")
        was, now = old.said.words, new.said.words
        if was != now:
            yield _differs(about, _told(f"Goal {number} now reads", now), was, now)
        if old.said.target_on != new.said.target_on:
            now, was = self._days(new.said.target_on, old.said.target_on)
            yield _differs(about, f"Goal {number} is now for {now}, was {was}.")
        if set(old.said.serves) != set(new.said.serves):
            now, was = self._serves(new.said.serves), self._serves(old.said.serves)
            yield _differs(about, f"Goal {number} now serves {now}, was {was}.")
        if old.state is not new.state:
            reason = f": {new.state_reason}" if new.state_reason else "."
            # A goal that closes goes to the end and another may take its number.
            moved = new.state is not GoalState.ACTIVE and old.number != number
            goal = f"What was goal {old.number}" if moved else f"Goal {number}"
            yield _differs(about, f"{goal} {_GOAL_STATE[new.state]}{reason}")

    @staticmethod
    def _moved(old_goal: Goal | None, goal: Goal, old: Action, new: Action) -> bool:
        """Whether the action itself has another place, and not just its goal."""
        step, old_step = new.number.partition(".")[2], old.number.partition(".")[2]
        return old_goal is None or old.goal_id != old_goal.id or step != old_step

    # Actions -------------------------------------------------------------------------------------------------

    def _action(self, about: str, old: Action, new: Action, moved: bool) -> Iterator[Change]:
        number = new.number
        if moved and old.number != number:
            yield _differs(about, f"{number} was {old.number}.")
        if old.said.what != new.said.what:
            yield _differs(about, f"{number} now reads: {new.said.what}", old.said.what, new.said.what)
        now, was = self._whens(new.said, old.said)
        if now != was:
            yield _differs(about, f"{number} now due {now}, was {was}.")
        for word, read in (("done by", _who), ("resting on", _source)):
            now, was = read(new), read(old)
            if now != was:
                yield _differs(about, f"{number} now {word} {now}, was {was}.")
        if set(old.said.serves) != set(new.said.serves):
            now, was = self._serves(new.said.serves), self._serves(old.said.serves)
            yield _differs(about, f"{number} now serves {now}, was {was}.")
        for word, part in _REWORDED:
            yield from _reworded(about, number, word, part(old.said), part(new.said))
        yield from self._explained(about, number, old.said, new.said)
        if old.status is not new.status:
            was_status, now_status = _as_it_is(old.status), _as_it_is(new.status)
            yield _differs(about, f"{number} is now {now_status}, was {was_status}.")

    def _explained(self, about: str, number: str, old: ActionDraft, new: ActionDraft) -> Iterator[Change]:
        if (old.explained_on, old.agreed) == (new.explained_on, new.agreed):
            return
        if new.explained_on is None:
            yield _differs(about, f"{number} no longer says when it was explained.")
            return
        answer = {True: ", agreed", False: ", not agreed", None: ""}[new.agreed]
        yield _differs(about, f"{number} explained on {self._days(new.explained_on, None)[0]}{answer}.")

    # The rest ------------------------------------------------------------------------------------------------

    def _gone(self) -> Iterator[Change]:
        goals = {goal.lineage for goal in self._newer.goals}
        actions = {a.lineage for goal in self._newer.goals for a in goal.actions}
        for goal in self._older.goals:
            if goal.lineage not in goals:
                words = _told(f"Goal {goal.number} is no longer in the plan", goal.said.words)
                yield Change(goal.lineage, Changed.GONE, words)
        for goal in self._older.goals:
            for action in goal.actions:
                if action.lineage not in actions:
                    words = f"{action.number} is no longer in the plan: {action.said.what}"
                    yield Change(goal.lineage, Changed.GONE, words, action=action.lineage)

    def _plan_words(self) -> Iterator[Change]:
        old, new = self._older.said, self._newer.said
        for word, was, now in (
            ("The contingency", old.contingency, new.contingency),
            ("What the person says in their own words", old.persons_words, new.persons_words),
        ):
            if was == now:
                continue
            if not now:
                yield Change("", Changed.GONE, f"{word} is taken out.", was)
            elif not was:
                yield Change("", Changed.NEW, f"{word} is new: {now}", "", now)
            else:
                yield _differs("", f"{word} is worded differently: {now}", was, now)
        if old.review_on != new.review_on:
            now_day, was_day = self._days(new.review_on, old.review_on)
            yield _differs("", f"The plan is now reviewed on {now_day}, was {was_day}.")

    def _serves(self, codes: tuple[str, ...]) -> str:
        return " and ".join(map(self._served, codes)) or "nothing"

    def _served(self, code: str) -> str:
        if code == SERVES_RISK:
            return "risk of serious harm"
        group = group_served(code)
        return f"risk of serious harm to {TO_WHOM[group]}" if group else self._names.get(code, code).lower()


def _differs(about: str, words: str, before: str = "", after: str = "") -> Change:
    return Change(about, Changed.CHANGED, words, before, after)


def _told(what: str, words: str) -> str:
    """What happened, with the words; without them where a reader may not see the goal's."""
    return f"{what}: {words}" if words else f"{what}."


def _reworded(about: str, number: str, word: str, was: str, now: str) -> Iterator[Change]:
    if was == now:
        return
    if not was:
        yield _differs(about, f"{number} now says {word}: {now}", was, now)
    elif not now:
        yield _differs(about, f"{number} no longer says {word}.", was, now)
    else:
        yield _differs(about, f"{number} says {word} differently: {now}", was, now)


def _when(said: ActionDraft, due: str) -> str:
    parts = []
    if said.due_on is not None:
        parts.append(f"{due} at {_clock(said.due_time)}" if said.due_time else due)
    if said.how_often:
        parts.append(said.how_often)
    return ", ".join(parts) or "no date"


def _clock(at: time) -> str:
    return f"{at:%H:%M}"


def _who(action: Action) -> str:
    said = action.said
    if said.who is None:
        return "nobody"
    if said.who is Who.PERSON:
        return "the person"
    return ", ".join(part for part in (said.who_name, said.who_agency) if part) or "nobody named"


def _source(action: Action) -> str:
    said = action.said
    if action.condition is not None:
        return ", ".join(part for part in (action.condition.title, said.source_detail) if part)
    if said.source is None:
        return "nothing said"
    return " ".join(part for part in (_SOURCE[said.source], said.source_detail) if part)
