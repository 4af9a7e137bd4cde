"""The plan of a case, as a page that looks as it is printed, with what stands in the way beside it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, NamedTuple

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from iom_desktop.display import labels
from iom_desktop.display.formats import count, exact_date
from iom_desktop.display.plan_lines import action_lines, action_sentence, plain
from iom_desktop.display.words import _
from iom_desktop.domain import clarity
from iom_desktop.domain.actions import Action, ActionDraft, ActionStatus
from iom_desktop.domain.cases import Case
from iom_desktop.domain.clarity import Fault
from iom_desktop.domain.codes import NEEDS
from iom_desktop.domain.comparison import compare
from iom_desktop.domain.needs import Need
from iom_desktop.domain.plans import (
    AgreementDraft,
    Goal,
    GoalDraft,
    GoalState,
    Plan,
    PlanState,
    PlanVersion,
    PlanWords,
)
from iom_desktop.errors import StaleEdit, UserError
from iom_desktop.services import actions, cases, codes, needs, plans
from iom_desktop.ui import ask, theme
from iom_desktop.ui.actions.dialog import ActionDialog, ActionSurroundings
from iom_desktop.ui.button import button
from iom_desktop.ui.chips import Chip
from iom_desktop.ui.label import hairline, text_label
from iom_desktop.ui.navigation import CaseTab, Navigator
from iom_desktop.ui.plans.dialogs import (
    AgreementDialog,
    GoalDialog,
    PlanWordsDialog,
    StatusDialog,
    WordsDialog,
    goal_state_words,
)
from iom_desktop.ui.plans.host import Surroundings, menu_action
from iom_desktop.ui.plans.plan_dialog import PlanDialog
from iom_desktop.ui.plans.readiness_panel import ReadinessPanel, Standing
from iom_desktop.ui.plans.sheet import Place, PlanSheet
from iom_desktop.ui.plans.versions_view import VersionsView, version_line
from iom_desktop.ui.workspace import Workspace


@dataclass(frozen=True, slots=True)
class _Read:
    """What the page read last: the case, its needs, the versions, and the two that matter most."""

    case: Case
    needs: tuple[Need, ...]
    versions: tuple[PlanVersion, ...]
    shown: Plan
    draft: Plan
    agreed: Plan | None
    changes: int  #: how many things the draft changes of the version in force
    readiness: tuple[Fault, ...]
    names: dict[str, str]  #: every need the list has, by code


class _Found(NamedTuple):
    """An action with its goal and the plan they are in."""

    plan: Plan
    goal: Goal
    action: Action


class PlanTab(CaseTab):
    """The plan. Everything on it is reached by arrows and Tab; Enter changes what has the keyboard."""

    KEY = "plan"
    SHOWS = frozenset(
        {"plan", "goal", "required_action", "action_status", "action_note", "need", "case", "person"}
    )

    def __init__(
        self, workspace: Workspace, navigator: Navigator, case_id: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(_("Plan"), workspace, navigator, case_id, parent)
        self._read: _Read | None = None
        self._chosen = ""  #: the version asked for; "" shows the one that matters now
        self._focus_next = ""
        self._not_yet: set[str] = set()
        self._typed = ""
        self._landing: Place | None = None
        self.dialog: PlanDialog | None = None
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(900)
        self._typing.timeout.connect(self._forget_typed)
        self._lay_out()

    # Building -----------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.sheet = PlanSheet(self)
        self.panel = ReadinessPanel()
        self.panel.list.wanted.connect(self.go_to_fault)
        self.comparison = VersionsView(self._compare, self.close_comparison)
        across = QHBoxLayout()
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(self.sheet, 1)
        across.addWidget(hairline(upright=True))
        across.addWidget(self.panel)
        page = QWidget()
        page.setObjectName("plan-page")
        rows = QVBoxLayout(page)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addLayout(self._head())
        rows.addWidget(hairline())
        rows.addLayout(across, 1)
        self.stack = QStackedWidget()
        self.stack.setObjectName("plan-stack")
        self.stack.addWidget(page)
        self.stack.addWidget(self.comparison)
        self.body.addWidget(self.stack)
        self._close_up()

    def _close_up(self) -> None:
        """The panel and the lines run to the edges; the pieces keep their own margins."""
        self.body.setContentsMargins(0, 0, 0, 0)

    def _head(self) -> QVBoxLayout:
        self.heading = text_label("", role="title", name="plan-heading")
        self.state_chip = Chip("", name="plan-state")
        self.versions_button = button(
            _("Versions"),
            self.open_versions,
            name="plan-versions-button",
            tooltip=_("Open or compare versions  V"),
        )
        self.preview_button = button(
            _("Preview"), self.preview, name="plan-preview", tooltip=_("See it as it is printed")
        )
        self.main_button = button(_("Agree plan..."), self.main_step, name="plan-agree", kind="primary")
        self.force = text_label("", role="muted", wrap=True, name="plan-in-force")
        self.changes_button = button(
            _("What changed"), self.compare_with_force, name="plan-what-changed", kind="quiet"
        )
        top = QHBoxLayout()
        top.setSpacing(theme.px(8))
        top.addWidget(self.heading)
        top.addWidget(self.state_chip)
        top.addStretch(1)
        for widget in (self.versions_button, self.preview_button, self.main_button):
            top.addWidget(widget)
        under = QHBoxLayout()
        under.setSpacing(theme.px(8))
        under.addWidget(self.force, 1)
        under.addWidget(self.changes_button, 0, Qt.AlignmentFlag.AlignTop)
        rows = QVBoxLayout()
        rows.setContentsMargins(theme.px(24), theme.px(12), theme.px(16), theme.px(8))
        rows.setSpacing(theme.px(4))
        rows.addLayout(top)
        rows.addLayout(under)
        return rows

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "stack"):
            self._close_up()
            self._share_width()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_width()

    def _share_width(self) -> None:
        """The panel takes three tenths of the width, within what reads well."""
        wanted = round(self.width() * 0.3)
        self.panel.setFixedWidth(max(theme.px(210), min(theme.px(320), wanted)))

    # Reading ------------------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read the plan again; the keyboard and the place on the page stay where they are."""
        versions = self.workspace.read(plans.list_versions, self.case_id)
        if not versions:
            self._read = None
            self.show_empty(
                _("No plan yet."),
                _("A plan says what must be done, by whom, by when, and what happens if it is not."),
                (_("Start the plan"), self.start_plan),
            )
            return
        self.hide_empty()
        self._read = self._read_all(versions)
        self._show()

    def _read_all(self, versions: list[PlanVersion]) -> _Read:
        read = self.workspace.read
        case = read(cases.load_case, self.case_id)
        draft = read(plans.load_plan, versions[0].id)
        in_force = next((one for one in versions if one.state is PlanState.AGREED), None)
        agreed = None if in_force is None else read(plans.load_plan, in_force.id)
        changes = 0 if agreed is None else len(compare(agreed, draft))
        chosen = next((one for one in versions if one.id == self._chosen), None)
        if chosen is not None and chosen.id not in (draft.id, agreed.id if agreed else ""):
            shown = read(plans.load_plan, chosen.id)
        elif chosen is not None:
            shown = draft if chosen.id == draft.id or agreed is None else agreed
        else:
            shown = draft if agreed is None or changes else agreed
        return _Read(
            case=case,
            needs=tuple(read(needs.list_needs, self.case_id)),
            versions=tuple(versions),
            shown=shown,
            draft=draft,
            agreed=agreed,
            changes=changes,
            readiness=read(plans.plan_readiness, draft),
            names={code: item.name for code, item in read(codes.list_codes, NEEDS).items()},
        )

    @property
    def known(self) -> _Read:
        """What was read last. Only asked for where there is a plan."""
        if self._read is None:
            raise AssertionError("there is no plan on the page")
        return self._read

    @property
    def plan(self) -> Plan | None:
        """The version on the page, or nothing where there is no plan yet."""
        return None if self._read is None else self._read.shown

    @property
    def shows_draft(self) -> bool:
        """Whether the page shows the draft, which can be changed."""
        return self._read is not None and self._read.shown.draft

    # Showing ------------------------------------------------------------------------------------------------

    def _show(self) -> None:
        read = self.known
        around = self._around()
        self._show_head(around)
        self._show_panel()
        drafts = {goal.lineage: goal for goal in read.draft.active_goals}
        asked = {lineage: goal for lineage, goal in drafts.items() if lineage not in self._not_yet}
        # Only what is in use is asked about: a version long superseded is history.
        self.sheet.show_plan(read.shown, read.case.person, around, asked if around.can_report else {})
        if self._focus_next:
            QTimer.singleShot(0, self, self._focus_wanted)

    def _around(self) -> Surroundings:
        read = self.known
        missing: dict[str, dict[str, bool]] = defaultdict(dict)
        if read.shown.draft:
            for fault in read.readiness:
                fields = missing[fault.record_id]
                fields[fault.field] = fields.get(fault.field, False) or fault.blocking
        return Surroundings(
            called=read.case.person.called,
            names=read.names,
            today=self.workspace.today(),
            can_edit=read.shown.draft,
            can_report=read.shown.state is not PlanState.SUPERSEDED,
            missing=dict(missing),
            local=self.workspace.local,
        )

    def _show_head(self, around: Surroundings) -> None:
        read = self.known
        shown = read.shown
        self.heading.setText(_("Plan, version {number}").format(number=shown.number))
        role = {PlanState.DRAFT: "draft", PlanState.AGREED: "agreed", PlanState.SUPERSEDED: "muted"}[
            shown.state
        ]
        word = _("IN FORCE") if shown.state is PlanState.AGREED else labels.label(shown.state).upper()
        self.state_chip.set_chip(word, role)
        self.force.setText(self._force_words(around))
        self.force.setVisible(bool(self.force.text()))
        self.changes_button.setVisible(
            read.agreed is not None and (shown.draft or shown.id != read.agreed.id)
        )
        editing = shown.draft
        self.main_button.setText(_("Agree plan...") if editing else _("Change the plan"))
        self.main_button.setAccessibleName(self.main_button.text())

    def _force_words(self, around: Surroundings) -> str:
        read = self.known
        if read.agreed is None:
            return _("No version has been agreed yet.")
        record = read.agreed.agreement
        day = exact_date(around.local(record.at).date()) if record else ""
        force = _("Version {number}, agreed {day}, is in force.").format(number=read.agreed.number, day=day)
        if read.shown.id == read.agreed.id:
            if not read.changes:
                return ""
            return _("A draft that changes it is being written.")
        if not read.shown.draft:
            return force
        changed = count(read.changes, "thing", "things") if read.changes else _("nothing so far")
        return _("{force} This draft changes {what} of it.").format(force=force, what=changed)

    def _show_panel(self) -> None:
        read = self.known
        if read.shown.draft:
            self._show_readiness()
            return
        done = [a for a in read.shown.actions() if a.status is ActionStatus.DONE]
        wanted = [a for a in read.shown.actions() if a.status is not ActionStatus.NO_LONGER_NEEDED]
        current = read.shown.state is PlanState.AGREED
        owed = list(self._owed(read.shown)) if current else []
        words = (
            _("Nothing is late")
            if current and not owed
            else count(len(owed), "thing is late", "things are late")
        )
        of_all = _("{done} of {all} done").format(done=len(done), all=count(len(wanted), "action", "actions"))
        self.panel.show_standing(
            Standing(
                chip=_("IN FORCE") if current else _("SUPERSEDED"),
                role="agreed" if current else "muted",
                words=words if current else _("This version is history"),
                detail="" if current else _("It is kept as it was, and cannot be changed."),
                complete=len(done),
                of=len(wanted),
                progress=of_all,
            ),
            owed,
            _("Advice"),
        )

    def _owed(self, plan: Plan) -> Iterator[Fault]:
        """What is late in the version in force, each leading to its action."""
        today = self.workspace.today()
        for action in plan.actions():
            if action.overdue(today):
                words = f"{action.number} {labels.overdue_words(action, today)}"
                yield Fault(words=words, where=action.number, code="overdue", record_id=action.id)
            elif action.status is ActionStatus.MISSED:
                words = _("{number} was missed").format(number=action.number)
                yield Fault(words=words, where=action.number, code="missed", record_id=action.id)

    def _show_readiness(self) -> None:
        read = self.known
        blocking = sum(fault.blocking for fault in read.readiness)
        done, of = clarity.complete_actions(read.shown, read.readiness)
        if blocking:
            words = (
                _("1 thing stands in the way")
                if blocking == 1
                else _("{n} things stand in the way").format(n=blocking)
            )
        else:
            words = _("Nothing stands in the way")
        progress = (
            _("{done} of {all} complete").format(done=done, all=count(of, "action", "actions"))
            if of
            else _("No required actions yet")
        )
        self.panel.show_standing(
            Standing(
                chip=_("NOT READY") if blocking else _("READY"),
                role="missing" if blocking else "good",
                words=words,
                detail="" if blocking else _("The plan can be agreed."),
                complete=done,
                of=of,
                progress=progress,
            ),
            read.readiness,
            _("Advice: not needed, but better with it"),
        )

    def _focus_wanted(self) -> None:
        wanted, self._focus_next = self._focus_next, ""
        piece = self.sheet.piece_of(wanted)
        if piece is not None:
            self.sheet.focus_piece(piece)

    # Going somewhere ----------------------------------------------------------------------------------------

    def go_to(self, record_id: str, field: str = "") -> None:
        """Bring a goal or action into view; with ``field``, open it with the cursor there."""
        if self.is_stale:
            self._refresh()
        if self._read is None:
            return
        if field:
            self._open_at(record_id, field)
            return
        lineage = self._lineage_of(record_id)
        piece = self.sheet.piece_of(self._id_in(self.known.shown, lineage))
        if piece is not None:
            self.sheet.focus_piece(piece)

    def _open_at(self, record_id: str, field: str) -> None:
        read = self.known
        lineage = self._lineage_of(record_id)
        if any(need.id == record_id for need in read.needs):
            self._answer_need(next(need for need in read.needs if need.id == record_id))
        elif field == "status":
            self.go_to(record_id)
        elif lineage and self._action_in(read.draft, lineage):
            self.edit_action(self._id_in(read.draft, lineage), field)
        elif lineage:
            self.edit_goal(self._id_in(read.draft, lineage), field)
        elif record_id in (version.id for version in read.versions):
            self.edit_plan_words(field)

    def go_to_fault(self, fault: Fault) -> None:
        """Put the cursor where ``fault`` can be put right."""
        read = self.known
        if fault.code in ("overdue", "missed"):
            self.go_to(fault.record_id)
        elif fault.code == "no_goal":
            self.add_goal()
        elif fault.code == "no_action":
            self.add_action(fault.record_id)
        elif fault.code == "risk_unanswered":
            goals = read.draft.active_goals
            if goals:
                self.edit_goal(goals[0].id, "serves")
            else:
                self.add_goal()
        else:
            self._open_at(fault.record_id, fault.field)

    def _answer_need(self, need: Need) -> None:
        """A need that nothing serves is answered with a goal for it."""
        self._goal_dialog(GoalDraft(serves=(need.code,)))

    def _lineage_of(self, record_id: str) -> str:
        read = self.known
        for plan in (read.shown, read.draft, read.agreed):
            for goal in plan.goals if plan is not None else ():
                if goal.id == record_id:
                    return goal.lineage
                for action in goal.actions:
                    if action.id == record_id:
                        return action.lineage
        return ""

    @staticmethod
    def _id_in(plan: Plan, lineage: str) -> str:
        """The id of the goal or action of that lineage in ``plan``, "" where it is not there."""
        for goal in plan.goals:
            if goal.lineage == lineage:
                return goal.id
            for action in goal.actions:
                if action.lineage == lineage:
                    return action.id
        return ""

    @staticmethod
    def _action_in(plan: Plan, lineage: str) -> bool:
        return any(action.lineage == lineage for goal in plan.goals for action in goal.actions)

    def _find(self, action_id: str) -> _Found | None:
        read = self.known
        for plan in (read.shown, read.draft, read.agreed):
            for goal in plan.goals if plan is not None else ():
                for action in goal.actions:
                    if action.id == action_id and plan is not None:
                        return _Found(plan, goal, action)
        return None

    def _find_goal(self, goal_id: str) -> Goal | None:
        read = self.known
        goals = (*read.draft.goals, *read.shown.goals)
        return next((goal for goal in goals if goal.id == goal_id), None)

    # The plan as a whole ------------------------------------------------------------------------------------

    def start_plan(self) -> None:
        """Begin the plan, and its first goal."""
        self._do(_("Start plan"), plans.start_plan, self.case_id)
        self._refresh()
        if self._read is not None:
            self.add_goal()

    def main_step(self) -> None:
        """On the draft: agree it. On an agreed version: go to the draft, where it is changed."""
        if self._read is None:
            return
        if self.shows_draft:
            self.agree()
        else:
            self.show_version(self.known.draft.id)

    def agree(self) -> None:
        """Agree the draft, or say what stands in the way and go to the first of it."""
        blocking = [fault for fault in self.known.readiness if fault.blocking]
        if blocking:
            said = _(
                "The plan cannot be agreed yet: {what} in the way. The list says what is missing, line by line."
            )
            things = count(len(blocking), "thing stands", "things stand")
            self.notice(said.format(what=things), "warn")
            self.panel.list.setCurrentIndex(self.panel.list.faults.index(0))
            self.panel.list.setFocus()
            return
        self.clear_notice()
        plan = self.known.draft
        person = self.known.case.person
        self._open(
            AgreementDialog(
                self,
                called=person.called,
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

    def preview(self) -> None:
        """See the plan as it is printed."""
        self.navigator.open_case(self.case_id, "documents")

    def edit_plan_words(self, field: str = "") -> None:
        """Change the contingency, the person's own words or the review date."""
        self._show_draft()
        plan = self.known.draft
        held = {"version": plan.version}

        def submit(words: PlanWords) -> None:
            with self._both_versions(
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

    # Versions -----------------------------------------------------------------------------------------------

    def show_version(self, plan_id: str) -> None:
        """Show one version: the draft to change it, the others to read them."""
        self._chosen = plan_id
        self.stack.setCurrentIndex(0)
        self._refresh()

    def _show_draft(self) -> None:
        if not self.shows_draft:
            self.show_version(self.known.draft.id)

    def open_versions(self) -> None:
        """Open the list of versions."""
        if self._read is None:
            return
        self.versions_menu().popup(self.versions_button.mapToGlobal(QPoint(0, self.versions_button.height())))

    def versions_menu(self) -> QMenu:
        """Each version, to open it, and comparing two."""
        menu = QMenu(self)
        menu.setObjectName("plan-versions-menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        around = self._around()
        for version in self.known.versions:
            line = menu_action(
                menu,
                version_line(version, around),
                partial(self.show_version, version.id),
                name=f"version-{version.number}",
            )
            line.setCheckable(True)
            line.setChecked(version.id == self.known.shown.id)
        menu.addSeparator()
        several = len(self.known.versions) > 1
        menu_action(menu, _("Compare two versions"), self.compare_versions, name="compare", enabled=several)
        return menu

    def compare_with_force(self) -> None:
        """Compare the version on the page with the one in force."""
        read = self.known
        if read.agreed is None:
            return
        pair = (
            (read.agreed, read.shown) if read.agreed.number < read.shown.number else (read.shown, read.agreed)
        )
        self._show_comparison(pair[0].id, pair[1].id)

    def compare_versions(self) -> None:
        """Compare the two newest versions; others can be chosen there."""
        versions = self.known.versions
        if len(versions) > 1:
            self._show_comparison(versions[1].id, versions[0].id)

    def _show_comparison(self, older_id: str, newer_id: str) -> None:
        self.comparison.show_versions(self.known.versions, self._around(), older_id, newer_id)
        self.stack.setCurrentIndex(1)
        self.comparison.older.setFocus()

    def close_comparison(self) -> None:
        """Back to the plan."""
        self.stack.setCurrentIndex(0)
        self.versions_button.setFocus()

    def _compare(self, older_id: str, newer_id: str) -> tuple[str, ...]:
        return self.workspace.read(plans.compare_versions, older_id, newer_id)

    # Goals --------------------------------------------------------------------------------------------------

    def add_goal(self) -> None:
        """Add a goal to the draft."""
        self._goal_dialog(GoalDraft())

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
                names=self._offered(draft.serves),
                today=self.workspace.today(),
                submit=submit,
                journal=self.workspace.drafts,
                draft_key=f"plan:add-goal:{plan.id}",
                again=True,
            )
        )

    def edit_goal(self, goal_id: str, field: str = "") -> None:
        """Change a goal of the draft, with the cursor in ``field``."""
        goal = self._find_goal(goal_id)
        if goal is None:
            return
        self._show_draft()
        held = {"version": goal.version}

        def submit(said: GoalDraft) -> None:
            with self._both_versions(lambda: _goal_pairs(self._goal_now(goal_id).said), _goal_pairs(said)):
                self.workspace.perform("Change goal", plans.change_goal, goal_id, held["version"], said)

        self._open(
            GoalDialog(
                self,
                _("Change goal {number}").format(number=goal.number),
                draft=goal.said,
                names=self._offered(goal.said.serves),
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
        goal = self._find_goal(goal_id)
        if goal is None:
            return
        title, label, save = goal_state_words(state, goal.number)

        def submit(reason: str) -> None:
            self._focus_next = goal_id
            self.workspace.perform(
                title_words[state], plans.set_goal_state, goal_id, state, reason, reason=reason
            )

        title_words = {
            GoalState.ACHIEVED: "Goal achieved",
            GoalState.REMOVED: "Remove goal",
            GoalState.ACTIVE: "Work on goal again",
        }
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

    def dismiss_done(self, lineage: str) -> None:
        """Do not ask again, while this page is open, whether that goal is achieved."""
        self._not_yet.add(lineage)
        self._show()

    # Actions ------------------------------------------------------------------------------------------------

    def add_action(self, goal_id: str) -> None:
        """Add a required action under a goal of the draft."""
        self._show_draft()
        goal = self._find_goal(goal_id)
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
                draft=ActionDraft(),
                submit=submit,
                journal=self.workspace.drafts,
                draft_key=f"plan:add-action:{goal_id}",
                again=True,
            )
        )

    def edit_action(self, action_id: str, field: str = "") -> None:
        """Change a required action of the draft, with the cursor in ``field``."""
        self._show_draft()
        found = self._find(self._id_in(self.known.draft, self._lineage_of(action_id)))
        if found is None:
            return
        action = found.action
        held = {"version": action.version}

        def submit(said: ActionDraft) -> None:
            with self._both_versions(
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

    def _action_pairs(self, said: ActionDraft) -> tuple[tuple[str, str], ...]:
        called = self.known.case.person.called
        lines = action_lines(said, called, {}, (), self.known.names)
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
            names=self._offered((*goal.said.serves, *chosen)),
            owners=self.workspace.read(actions.list_owners, self.case_id),
            details=[detail for detail in details if detail],
            sentence=read.case.managed.sentence,
            today=self.workspace.today(),
        )

    def _offered(self, chosen: tuple[str, ...]) -> dict[str, str]:
        """The needs to choose from: those of the case and those chosen; all there are where none is recorded."""
        read = self.known
        codes_of_case = [need.code for need in read.needs] or list(read.names)
        return {code: read.names[code] for code in (*codes_of_case, *chosen) if code in read.names}

    def move_action(self, action_id: str, places: int) -> None:
        """Move a required action of the draft up or down within its goal."""
        self._do("Move required action", actions.move_action, action_id, places)

    def remove_action(self, action_id: str) -> None:
        """Take an action out of the draft; one that was agreed is said to be no longer needed instead."""
        found = self._find(action_id)
        if found is None or not self.shows_draft:
            return
        agreed = self.known.agreed
        if agreed is not None and self._action_in(agreed, found.action.lineage):
            self.set_status(action_id, ActionStatus.NO_LONGER_NEEDED)
            return
        question = _("Take {number} out of the plan?").format(number=found.action.number)
        detail = _("It was never agreed; it will be gone.")
        if ask.confirm(self, question, detail, yes=_("Take it out"), no=_("Keep it"), danger=True):
            self._do("Remove required action", actions.remove_action, action_id)

    def set_status(self, action_id: str, status: ActionStatus) -> None:
        """Say how an action stands, since when and why."""
        found = self._find(action_id)
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
        found = self._find(action_id)
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

    # Pieces -------------------------------------------------------------------------------------------------

    def step(self, piece: QWidget, places: int) -> None:
        """Put the keyboard on the piece before or after ``piece``."""
        self.sheet.step(piece, places)

    def drag(self, piece: QWidget, y: int, *, dropped: bool) -> None:
        """Show where a dragged piece would land; let go, it moves there."""
        if not dropped:
            self._landing = self.sheet.drag(piece, y)
            return
        landing, self._landing = self.sheet.drag(piece, y), None
        self.sheet.end_drag()
        if landing is None or not landing.places:
            return
        goal = next((one.goal.id for one in self.sheet.goals.values() if one is piece), "")
        action = next((one.action.id for one in self.sheet.cards.values() if one is piece), "")
        if goal:
            self.move_goal(goal, landing.places)
        elif action:
            self.move_action(action, landing.places)

    # Dialogs ------------------------------------------------------------------------------------------------

    def resume(self, draft_key: str) -> None:
        """Open the dialog that was open when the program was locked; what was typed comes back by itself."""
        if self.is_stale:
            self._refresh()
        _tab, _colon, rest = draft_key.partition(":")
        verb, _colon, record_id = rest.partition(":")
        if self._read is None:
            return
        record_id, _colon, state = record_id.partition(":")
        opens: dict[str, Callable[[], object]] = {
            "add-goal": self.add_goal,
            "change-goal": lambda: self.edit_goal(record_id),
            "goal-state": lambda: self.set_goal_state(record_id, GoalState(state)),
            "add-action": lambda: self.add_action(record_id),
            "change-action": lambda: self.edit_action(record_id),
            "status": lambda: self.set_status(record_id, ActionStatus.IN_PROGRESS),
            "note": lambda: self.add_progress(record_id),
            "words": self.edit_plan_words,
            "agree": self.agree,
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

    def _both_versions(
        self, theirs: Callable[[], tuple[tuple[str, str], ...]], mine: tuple[tuple[str, str], ...]
    ) -> _StaleGuard:
        return _StaleGuard(theirs, mine)

    # Keys ---------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._read is None or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
            return
        keys: dict[Qt.Key, Callable[[], object]] = {
            Qt.Key.Key_V: self.open_versions,
            Qt.Key.Key_R: self.panel.list.setFocus,
            Qt.Key.Key_Down: self._first_piece,
        }
        if self.shows_draft:
            keys |= {
                Qt.Key.Key_N: self._add_here,
                Qt.Key.Key_G: self.add_goal,
                Qt.Key.Key_W: self.edit_plan_words,
            }
        meaning = keys.get(Qt.Key(event.key()))
        if meaning is not None and self.stack.currentIndex() == 0:
            meaning()
        elif event.text() and (event.text().isdigit() or event.text() == "."):
            self._jump(event.text())
        else:
            super().keyPressEvent(event)

    def _first_piece(self) -> None:
        pieces = self.sheet.pieces()
        if pieces:
            self.sheet.focus_piece(pieces[0])

    def _add_here(self) -> None:
        """Add an action to the goal the keyboard is in, or to the last one."""
        goals = self.known.draft.active_goals
        here = self.sheet.focused_goal() or (goals[-1].id if goals else "")
        if here:
            self.add_action(here)
        else:
            self.add_goal()

    def _jump(self, typed: str) -> None:
        """Typing a number goes to that goal or action: "2", "1.2"."""
        self._typed += typed
        self._typing.start()
        for piece in self.sheet.pieces():
            if piece.spoken_number() == self._typed:
                self.sheet.focus_piece(piece)

    def _forget_typed(self) -> None:
        self._typed = ""


class _StaleGuard:
    """Gives a stale edit the two versions to show side by side."""

    def __init__(
        self, theirs: Callable[[], tuple[tuple[str, str], ...]], mine: tuple[tuple[str, str], ...]
    ) -> None:
        self._theirs, self._mine = theirs, mine

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, StaleEdit):
            raise StaleEdit(error.message, self._theirs(), self._mine) from None


def _word_pairs(said: PlanWords) -> tuple[tuple[str, str], ...]:
    return (
        (_("If things go wrong"), said.contingency),
        (_("Own words"), said.persons_words),
        (_("Reviewed on"), exact_date(said.review_on)),
    )


def _goal_pairs(said: GoalDraft) -> tuple[tuple[str, str], ...]:
    return ((_("Goal"), said.words), (_("By when"), exact_date(said.target_on)))
