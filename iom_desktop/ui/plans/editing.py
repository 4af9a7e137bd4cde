"""What can be done to a plan: the dialogs of its goals, actions and words, and where what they say goes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget

from iom_desktop.display.formats import exact_date
from iom_desktop.display.plan_lines import action_lines, action_sentence, plain
from iom_desktop.display.words import _
from iom_desktop.domain.actions import Action, ActionDraft, ActionStatus
from iom_desktop.domain.conditions import Condition
from iom_desktop.domain.needs import Need
from iom_desktop.domain.plans import AgreementDraft, Goal, GoalDraft, GoalState, PlanWords
from iom_desktop.errors import StaleEdit, UserError
from iom_desktop.services import actions, conditions, key_back, plans
from iom_desktop.ui import ask
from iom_desktop.ui.actions.dialog import ActionDialog, ActionSurroundings
from iom_desktop.ui.conditions.dialogs import NewConditionDialog
from iom_desktop.ui.copies.key_back import KeyBackDialog
from iom_desktop.ui.navigation import CaseTab, Navigator
from iom_desktop.ui.plans.dialogs import (
    AgreementDialog,
    GoalDialog,
    PlanWordsDialog,
    StatusDialog,
    WordsDialog,
    goal_state_words,
)
from iom_desktop.ui.plans.plan_dialog import PlanDialog
from iom_desktop.ui.plans.reading import PlanReading, holds_action, id_in
from iom_desktop.ui.workspace import Workspace

#: The words under which a goal's new state is audited.
_STATE_WORDS = {
    GoalState.ACHIEVED: "Goal achieved",
    GoalState.REMOVED: "Remove goal",
    GoalState.ACTIVE: "Work on goal again",
}
Pairs = tuple[tuple[str, str], ...]
"""Labels and what stands under them, to be shown beside another version."""


class PlanEditing(CaseTab):
    """The editing half of the plan's tab. What is shown, and where, is the other half (``PlanTab``)."""

    def __init__(
        self, workspace: Workspace, navigator: Navigator, case_id: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(_("Plan"), workspace, navigator, case_id, parent)
        self._known: PlanReading | None = None
        self._chosen = ""  #: the version asked for; "" shows the one that matters now
        self._focus_next = ""  #: the record the keyboard goes to once the page has been read again
        self.dialog: PlanDialog | None = None

    @property
    def known(self) -> PlanReading:
        """What was read last. Only asked for where there is a plan."""
        if self._known is None:
            raise AssertionError("there is no plan on the page")
        return self._known

    @property
    def shows_draft(self) -> bool:
        """Whether the page shows the draft, which can be changed."""
        return self._known is not None and self._known.shown.draft

    def show_version(self, plan_id: str) -> None:
        """Show one version: the draft to change it, the others to read them."""
        self._chosen = plan_id
        self._refresh()

    def _show_draft(self) -> None:
        if not self.shows_draft:
            self.show_version(self.known.draft.id)

    # The plan as a whole ------------------------------------------------------------------------------------

    def open_agreement(self) -> None:
        """Record what the person says to the draft, which freezes it."""
        plan = self.known.draft
        self._open(
            AgreementDialog(
                self,
                called=self.known.case.person.called,
                persons_words=plan.said.persons_words,
                today=self.workspace.today(),
                submit=self._agree,
                journal=self.workspace.drafts,
                draft_key=f"plan:agree:{plan.id}",
            )
        )

    def _agree(self, said: AgreementDraft) -> None:
        plan = self.known.draft
        self.workspace.perform("Agree plan", plans.agree_plan, plan.id, said, self.workspace.today())
        self._chosen = ""
        words = _(
            "Version {number} is agreed and in force. Version {next} is a draft copy of it, to be changed."
        )
        self.notice(words.format(number=plan.number, next=plan.number + 1), "good")

    def edit_plan_words(self, field: str = "") -> None:
        """Change the contingency, the person's own words or the review date."""
        self._show_draft()
        plan = self.known.draft
        held = {"version": plan.version}

        def submit(words: PlanWords) -> None:
            with StaleGuard(
                lambda: _word_pairs(self.workspace.read(plans.load_plan, plan.id).said), _word_pairs(words)
            ):
                self.workspace.perform(
                    "Change the words of the plan", plans.word_plan, plan.id, held["version"], words
                )

        self._open(
            PlanWordsDialog(
                self,
                words=plan.said,
                called=self.known.case.person.called,
                today=self.workspace.today(),
                submit=submit,
                journal=self.workspace.drafts,
                draft_key=f"plan:words:{plan.id}",
                start_at=field if field in ("contingency", "persons_words", "review_on") else "",
                keep_mine=lambda: held.update(version=self.workspace.read(plans.load_plan, plan.id).version),
            )
        )

    # Goals --------------------------------------------------------------------------------------------------

    def add_goal(self) -> None:
        """Add a goal to the draft."""
        self._goal_dialog(GoalDraft())

    def answer_need(self, need: Need) -> None:
        """A need that nothing serves is answered with a goal for it."""
        self._goal_dialog(GoalDraft(serves=(need.code,)))

    def _goal_dialog(self, draft: GoalDraft) -> None:
        self._show_draft()
        plan = self.known.draft

        def submit(said: GoalDraft) -> None:
            self._focus_next = self.workspace.perform("Add goal", plans.add_goal, plan.id, said)

        self._open(
            GoalDialog(
                self,
                _("Add goal"),
                draft=draft,
                names=self.known.offered(draft.serves),
                today=self.workspace.today(),
                submit=submit,
                journal=self.workspace.drafts,
                draft_key=f"plan:add-goal:{plan.id}",
                again=True,
            )
        )

    def edit_goal(self, goal_id: str, field: str = "") -> None:
        """Change a goal of the draft, with the cursor in ``field``."""
        goal = self.known.goal(goal_id)
        if goal is None:
            return
        self._show_draft()
        held = {"version": goal.version}

        def submit(said: GoalDraft) -> None:
            with StaleGuard(lambda: _goal_pairs(self._goal_now(goal_id).said), _goal_pairs(said)):
                self.workspace.perform("Change goal", plans.change_goal, goal_id, held["version"], said)

        self._open(
            GoalDialog(
                self,
                _("Change goal {number}").format(number=goal.number),
                draft=goal.said,
                names=self.known.offered(goal.said.serves),
                today=self.workspace.today(),
                submit=submit,
                journal=self.workspace.drafts,
                draft_key=f"plan:change-goal:{goal_id}",
                start_at=field if field in ("words", "target_on", "serves") else "words",
                keep_mine=lambda: held.update(version=self._goal_now(goal_id).version),
            )
        )

    def _goal_now(self, goal_id: str) -> Goal:
        plan = self.workspace.read(plans.load_plan, self.known.draft.id)
        return next(goal for goal in plan.goals if goal.id == goal_id)

    def set_goal_state(self, goal_id: str, state: GoalState) -> None:
        """Say that a goal is achieved, taken out or worked on again, and why."""
        goal = self.known.goal(goal_id)
        if goal is None:
            return
        title, label, save = goal_state_words(state, goal.number)

        def submit(reason: str) -> None:
            self._focus_next = goal_id
            self.workspace.perform(
                _STATE_WORDS[state], plans.set_goal_state, goal_id, state, reason, reason=reason
            )

        self._open(
            WordsDialog(
                self,
                title,
                label,
                field="reason",
                submit=submit,
                journal=self.workspace.drafts,
                draft_key=f"plan:goal-state:{goal_id}:{state.value}",
                save_words=save,
            )
        )

    def move_goal(self, goal_id: str, places: int) -> None:
        """Move a goal of the draft up or down."""
        self._do("Move goal", plans.move_goal, goal_id, places)

    # Actions ------------------------------------------------------------------------------------------------

    def add_action(self, goal_id: str, draft: ActionDraft | None = None) -> None:
        """Add a required action under a goal of the draft; ``draft`` is what is known of it already."""
        self._show_draft()
        goal = self.known.goal(goal_id)
        if goal is None:
            return

        def submit(said: ActionDraft) -> None:
            self._focus_next = self.workspace.perform(
                "Add required action", actions.add_action, goal_id, said, self.workspace.today()
            )

        number = f"{goal.number}.{len(goal.actions) + 1}"
        self._open(
            ActionDialog(
                self,
                _("Add a required action to goal {number}").format(number=goal.number),
                around=self._action_around(goal, number, ()),
                draft=draft or ActionDraft(),
                submit=submit,
                journal=self.workspace.drafts,
                draft_key=f"plan:add-action:{goal_id}",
                again=True,
            )
        )

    def answer_condition(self, condition_id: str) -> None:
        """A condition that nothing carries out is answered with an action that rests on it."""
        self._show_draft()
        goals = self.known.draft.active_goals
        condition = next((one for one in self.known.conditions if one.id == condition_id), None)
        if condition is None:
            return
        if goals:
            self.add_action(
                goals[-1].id, ActionDraft(condition_id=condition.id, source=condition.said.source)
            )
        else:
            self.add_goal()

    def _record_condition(self, take: Callable[[str, Sequence[Condition]], object]) -> None:
        """Record a condition over the action's own dialog, and hand it back."""
        dialog = NewConditionDialog(self.workspace, self.case_id, self.dialog or self)
        dialog.accepted.connect(
            lambda: take(dialog.record_id, self.workspace.read(conditions.list_conditions, self.case_id))
        )
        dialog.open()

    def edit_action(self, action_id: str, field: str = "") -> None:
        """Change a required action of the draft, with the cursor in ``field``."""
        self._show_draft()
        found = self.known.action(id_in(self.known.draft, self.known.lineage_of(action_id)))
        if found is None:
            return
        action = found.action
        held = {"version": action.version}

        def submit(said: ActionDraft) -> None:
            with StaleGuard(
                lambda: self._action_pairs(self._action_now(action.id).said), self._action_pairs(said)
            ):
                self.workspace.perform(
                    "Change required action",
                    actions.change_action,
                    action.id,
                    held["version"],
                    said,
                    self.workspace.today(),
                )

        self._open(
            ActionDialog(
                self,
                _("Change required action {number}").format(number=action.number),
                around=self._action_around(found.goal, action.number, action.said.serves),
                draft=action.said,
                submit=submit,
                journal=self.workspace.drafts,
                draft_key=f"plan:change-action:{action.id}",
                start_at=field,
                keep_mine=lambda: held.update(version=self._action_now(action.id).version),
            )
        )

    def _action_now(self, action_id: str) -> Action:
        plan = self.workspace.read(plans.load_plan, self.known.draft.id)
        return next(a for goal in plan.goals for a in goal.actions if a.id == action_id)

    def _action_pairs(self, said: ActionDraft) -> Pairs:
        called = self.known.case.person.called
        rests = (one for one in self.known.conditions if one.id == said.condition_id)
        lines = action_lines(said, called, {}, (), self.known.names, next(rests, None))
        return (
            (_("Action"), plain(action_sentence(said, called, {}))),
            (_("With it"), "\n".join(plain(line) for line in lines)),
        )

    def _action_around(self, goal: Goal, number: str, chosen: tuple[str, ...]) -> ActionSurroundings:
        read = self.known
        details = dict.fromkeys(a.said.source_detail for g in read.draft.goals for a in g.actions)
        return ActionSurroundings(
            called=read.case.person.called,
            number=number,
            goal=goal.said,
            names=self.known.offered((*goal.said.serves, *chosen)),
            owners=self.workspace.read(actions.list_owners, self.case_id),
            details=[detail for detail in details if detail],
            sentence=read.case.managed.sentence,
            today=self.workspace.today(),
            conditions=self._conditions_for(goal),
            record=self._record_condition,
        )

    def _conditions_for(self, goal: Goal) -> list[Condition]:
        """Those that hold or will hold, and those that actions rest on although they have ended."""
        known = {one.id: one for one in self.known.conditions}
        rested = (one.condition for one in goal.actions if one.condition is not None)
        return list((known | {one.id: one for one in rested}).values())

    def move_action(self, action_id: str, places: int) -> None:
        """Move a required action of the draft up or down within its goal."""
        self._do("Move required action", actions.move_action, action_id, places)

    def remove_action(self, action_id: str) -> None:
        """Take an action out of the draft; one that was agreed is said to be no longer needed instead."""
        found = self.known.action(action_id)
        if found is None or not self.shows_draft:
            return
        agreed = self.known.agreed
        if agreed is not None and holds_action(agreed, found.action.lineage):
            self.set_status(action_id, ActionStatus.NO_LONGER_NEEDED)
            return
        question = _("Take {number} out of the plan?").format(number=found.action.number)
        detail = _("It was never agreed; it will be gone.")
        if ask.confirm(self, question, detail, yes=_("Take it out"), no=_("Keep it"), danger=True):
            self._do("Remove required action", actions.remove_action, action_id)

    def set_status(self, action_id: str, status: ActionStatus) -> None:
        """Say how an action stands, since when and why."""
        found = self.known.action(action_id)
        if found is None:
            return

        def submit(chosen: ActionStatus, reason: str, on_day: date) -> None:
            self._focus_next = action_id
            self.workspace.perform(
                "Set status of required action",
                actions.set_action_status,
                action_id,
                chosen,
                reason,
                on_day,
                self.workspace.today(),
            )

        self._open(
            StatusDialog(
                self,
                found.action.number,
                status=status,
                today=self.workspace.today(),
                submit=submit,
                journal=self.workspace.drafts,
                draft_key=f"plan:status:{action_id}",
            )
        )

    def add_progress(self, action_id: str) -> None:
        """Add a progress note to an action."""
        found = self.known.action(action_id)
        if found is None:
            return

        def submit(words: str) -> None:
            self._focus_next = action_id
            self.workspace.perform("Add progress note", actions.add_progress_note, action_id, words)

        self._open(
            WordsDialog(
                self,
                _("Progress note on {number}").format(number=found.action.number),
                _("What happened"),
                field="words",
                hint=_("A note can be added to, never rewritten."),
                submit=submit,
                journal=self.workspace.drafts,
                draft_key=f"plan:note:{action_id}",
            )
        )

    # Dialogs ------------------------------------------------------------------------------------------------

    def key_back(self) -> None:
        """Key back the paper that was given out last of the version on the page."""
        plan = self.known.shown
        self.open_key_back(plan.id, self.workspace.read(key_back.newest_copy, plan.id))

    def open_key_back(self, plan_id: str, copy_id: str) -> None:
        """Key back a copy of a version, or where there is no numbered copy, the version itself."""
        try:
            dialog = KeyBackDialog(
                self.workspace, plan_id, copy_id, self, lambda words: self.notice(words, "good")
            )
        except UserError as problem:
            self.notice(problem.message, "error")
            return
        dialog.open()

    def resume(self, draft_key: str) -> None:
        """Open the dialog that was open when the program was locked; what was typed comes back by itself."""
        if self.is_stale:
            self._refresh()
        _tab, _colon, rest = draft_key.partition(":")
        verb, _colon, record_id = rest.partition(":")
        if self._known is None:
            return
        record_id, _colon, state = record_id.partition(":")
        if verb == "key-back":
            self.open_key_back(record_id, state)
            return
        opens: dict[str, Callable[[], object]] = {
            "add-goal": self.add_goal,
            "change-goal": lambda: self.edit_goal(record_id),
            "goal-state": lambda: self.set_goal_state(record_id, GoalState(state)),
            "add-action": lambda: self.add_action(record_id),
            "change-action": lambda: self.edit_action(record_id),
            "status": lambda: self.set_status(record_id, ActionStatus.IN_PROGRESS),
            "note": lambda: self.add_progress(record_id),
            "words": self.edit_plan_words,
            "agree": self.open_agreement,
        }
        if verb in opens:
            opens[verb]()

    def _open(self, dialog: PlanDialog) -> None:
        self.dialog = dialog
        dialog.destroyed.connect(lambda: self._closed(dialog))
        dialog.open()

    def _closed(self, dialog: PlanDialog) -> None:
        if self.dialog is dialog:
            self.dialog = None

    def _do(self, words: str, verb: Callable[..., Any], *args: Any) -> None:
        """Carry out what needs no dialog; what cannot be done is said above the page."""
        try:
            self.workspace.perform(words, verb, *args)
        except UserError as error:
            self.notice(error.message, "error")


class StaleGuard:
    """Gives a stale edit the two versions to show side by side."""

    def __init__(self, theirs: Callable[[], Pairs], mine: Pairs) -> None:
        self._theirs, self._mine = theirs, mine

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, StaleEdit):
            raise StaleEdit(error.message, self._theirs(), self._mine) from None


def _word_pairs(said: PlanWords) -> Pairs:
    return (
        (_("If things go wrong"), said.contingency),
        (_("Own words"), said.persons_words),
        (_("Reviewed on"), exact_date(said.review_on)),
    )


def _goal_pairs(said: GoalDraft) -> Pairs:
    return ((_("Goal"), said.words), (_("By when"), exact_date(said.target_on)))
