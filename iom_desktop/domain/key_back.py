"""Keying a paper back: the boxes ticked beside each required action, and what was written on the lines below."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from iom_desktop.domain.actions import ActionDraft, ActionStatus, Who
from iom_desktop.domain.checks import Checks
from iom_desktop.domain.comparison import compare, compare_actions
from iom_desktop.domain.plans import GoalState, Plan


class Box(StrEnum):
    """The three boxes beside an action on paper."""

    DONE = "done"
    PARTLY = "partly"
    NOT_DONE = "not_done"


def status_of(box: Box, said: ActionDraft, on: date, before: ActionStatus) -> ActionStatus:
    """How an action stands whose ``box`` was ticked on a day; ``before`` is how it stood.

    What is not done is missed once its day has come, or where it is to be done again and again; until then it is
    in progress if it was, else not begun.
    """
    if box is Box.DONE:
        return ActionStatus.DONE
    if box is Box.PARTLY:
        return ActionStatus.IN_PROGRESS
    come = said.due_on <= on if said.due_on is not None else bool(said.how_often)
    if come:
        return ActionStatus.MISSED
    return before if before is ActionStatus.IN_PROGRESS else ActionStatus.NOT_STARTED


# --- The paper, laid out -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperLine:
    """One required action as it stands on the paper, and what has become of it since.

    ``action_id`` is the action as it is now, none where the plan no longer holds it. ``changes`` are sentences;
    ``asks`` says that they change what a tick beside it would mean.
    """

    lineage: str
    number: str
    said: ActionDraft  #: as printed
    status: ActionStatus  #: as it is now
    action_id: str | None
    now: ActionDraft | None
    changes: tuple[str, ...] = ()
    asks: bool = False

    @property
    def gone(self) -> bool:
        """Whether the plan no longer holds it, so that nothing can be kept of it."""
        return self.action_id is None

    def becomes(self, box: Box | None, on: date) -> ActionStatus | None:
        """How it stands once a box was ticked on a day; nothing without a tick, or where it is gone."""
        if box is None or self.now is None:
            return None
        return status_of(box, self.now, on, self.status)


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperGoal:
    """A goal as it stands on the paper; ``words`` is empty where the reader was not to see it."""

    number: str
    words: str
    lines: tuple[PaperLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperSheet:
    """A paper ready to be keyed back: its actions in its own order and numbers.

    ``plan_number`` is the version on the paper, ``in_force`` the one in force now, ``draft_goals`` the goals of the
    draft by lineage, to which new actions can be added. ``changes`` is all that has changed in the plan since.
    """

    case_id: str
    plan_id: str
    copy_id: str = ""
    plan_number: int
    was_draft: bool
    made_at: datetime | None  #: local, of a numbered copy
    copy_words: tuple[int, int] | None = None  #: number, of how many
    in_force: int | None
    goals: tuple[PaperGoal, ...]
    changes: tuple[str, ...]
    draft_goals: Mapping[str, str]

    @property
    def lines(self) -> tuple[PaperLine, ...]:
        """Every line in the paper's order."""
        return tuple(line for goal in self.goals for line in goal.lines)

    @property
    def superseded(self) -> bool:
        """Whether a newer version than the paper's is in force."""
        return self.in_force is not None and self.in_force > self.plan_number

    @property
    def older(self) -> bool:
        """Whether the paper is older than the plan, in whatever it is."""
        return self.superseded or bool(self.changes)


def lay_out_goals(paper: Plan, now: Plan, seen: Plan) -> tuple[PaperGoal, ...]:
    """The goals and lines of ``paper``, each held against the plan as it is ``now``.

    ``seen`` is that plan as the paper's reader would be shown it: what was never on the paper has not changed.
    """
    held = {action.lineage: action for goal in now.goals for action in goal.actions}
    worked_on = {
        action.lineage for goal in now.goals if goal.state is GoalState.ACTIVE for action in goal.actions
    }
    told = compare_actions(paper, seen)
    goals = []
    for goal in paper.active_goals:
        lines = []
        for action in goal.actions:
            today = held.get(action.lineage) if action.lineage in worked_on else None
            lines.append(
                PaperLine(
                    lineage=action.lineage,
                    number=action.number,
                    said=action.said,
                    status=action.status if today is None else today.status,
                    action_id=None if today is None else today.id,
                    now=None if today is None else today.said,
                    changes=() if today is None else told.get(action.lineage, ()),
                    asks=today is not None
                    and (_meaning(today.said) != _meaning(action.said) or today.status is not action.status),
                )
            )
        goals.append(PaperGoal(number=goal.number, words=goal.said.words, lines=tuple(lines)))
    return tuple(goals)


def _meaning(said: ActionDraft) -> tuple[object, ...]:
    """What a tick beside an action is about."""
    return (said.what, said.who, said.who_name, said.due_on, said.due_time, said.how_often)


def changes_since(paper: Plan, now: Plan, need_names: Mapping[str, str]) -> tuple[str, ...]:
    """What has changed in the plan since the paper was made, in sentences."""
    return compare(paper, now, need_names)


# --- What is keyed ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyedLine:
    """What stands beside one action. ``on`` is empty for the paper's own day; ``holds`` answers a line that asks."""

    lineage: str
    box: Box | None = None
    note: str = ""
    on: date | None = None
    holds: bool = False

    @property
    def empty(self) -> bool:
        """Whether nothing was written beside it."""
        return self.box is None and not self.note.strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLine:
    """A required action written on the lines. ``who`` is empty for the person; ``goal`` is the lineage of a goal."""

    what: str = ""
    who: str = ""
    due_on: date | None = None
    goal: str = ""

    @property
    def empty(self) -> bool:
        """Whether nothing was written on the line."""
        return not (self.what.strip() or self.who.strip() or self.due_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyBackDraft:
    """Everything keyed from one paper. ``on`` is the day for which it holds, where a line says no other."""

    on: date | None = None
    lines: tuple[KeyedLine, ...] = ()
    new: tuple[NewLine, ...] = ()

    def check(self, sheet: PaperSheet, today: date) -> KeyBackDraft:
        """The draft without its empty lines, cleaned. Raises ``FieldErrors`` naming each line that cannot be kept."""
        checks = Checks()
        checks.demand(self.on is not None, "on", "True on: this is needed.")
        if self.on is not None:
            checks.demand(self.on <= today, "on", f"True on: {self.on:%d/%m/%Y} is in the future.")
        printed = {line.lineage: line for line in sheet.lines}
        kept = tuple(
            _checked(one, printed.get(one.lineage), one.on or self.on or today, today, checks)
            for one in self.lines
            if not one.empty
        )
        new = tuple(
            _checked_new(one, sheet, number, checks)
            for number, one in enumerate(self.new, start=1)
            if not one.empty
        )
        checks.demand(
            bool(kept or new), "", "Nothing is keyed yet: tick a box, or type what is written on a line."
        )
        checks.done()
        return replace(self, lines=kept, new=new)


def line_field(lineage: str) -> str:
    """The name of the field in which a line of the paper is keyed."""
    return f"line-{lineage}"


def new_field(number: int) -> str:
    """The name of the field of the line written ``number``-th."""
    return f"new-{number}"


def _checked(one: KeyedLine, line: PaperLine | None, on: date, today: date, checks: Checks) -> KeyedLine:
    field = line_field(one.lineage)
    if line is None or line.gone:
        number = "This action" if line is None else f"Action {line.number}"
        checks.demand(False, field, f"{number} is no longer in the plan: nothing can be kept of it.")
        return one
    checks.demand(on <= today, field, f"Action {line.number}: {on:%d/%m/%Y} is in the future.")
    checks.demand(
        one.holds or not line.asks,
        field,
        f"Action {line.number} has changed since the paper was made: say that what is written still holds.",
    )
    missed = line.becomes(one.box, on) is ActionStatus.MISSED
    note = checks.note(one.note, field, f"Action {line.number}: note")
    if missed and not note:
        checks.demand(False, field, f"Action {line.number}: not done in time. Say why in the note.")
    return replace(one, note=note, on=on)


def _checked_new(one: NewLine, sheet: PaperSheet, number: int, checks: Checks) -> NewLine:
    field = new_field(number)
    what = checks.note(one.what, field, f"Written line {number}: what must be done", required=True)
    who = checks.line(one.who, field, f"Written line {number}: by whom")
    checks.demand(
        one.goal in sheet.draft_goals, field, f"Written line {number}: choose the goal that it serves."
    )
    return replace(one, what=what, who=who)


def draft_of_line(one: NewLine) -> ActionDraft:
    """The required action that a written line makes, done by the person where it names nobody."""
    if not one.who:
        return ActionDraft(what=one.what, due_on=one.due_on)
    return ActionDraft(what=one.what, who=Who.OFFICER, who_name=one.who, due_on=one.due_on)
