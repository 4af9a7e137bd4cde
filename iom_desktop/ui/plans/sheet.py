"""The page of the plan itself: goals and actions one under another, as they are printed.

Pieces are kept from one showing to the next, so that the keyboard, the scroll position and what is unfolded
stay where they are, and only what changed is drawn again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Protocol, TypeVar, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from iom_desktop.display import labels
from iom_desktop.display.formats import exact_date
from iom_desktop.display.plan_lines import Line, Part
from iom_desktop.display.words import _
from iom_desktop.domain.actions import ActionStatus
from iom_desktop.domain.people import Person
from iom_desktop.domain.plans import AgreementRecord, Goal, GoalState, Plan
from iom_desktop.ui import theme
from iom_desktop.ui.actions.action_card import ActionCard
from iom_desktop.ui.button import button
from iom_desktop.ui.chips import Chip
from iom_desktop.ui.label import hairline, text_label
from iom_desktop.ui.plans.flow_text import BODY, QUIET, FlowText, Style
from iom_desktop.ui.plans.goal_header import GoalHeader
from iom_desktop.ui.plans.host import PlanHost, Surroundings
from iom_desktop.ui.plans.piece import GUTTER, PlanPiece

W = TypeVar("W", bound=QWidget)

WIDEST = 860
"""No line of the plan is wider than this, in pixels at 100%: longer lines are hard to read."""

_CAPTION = Style(size="small", role="muted", strong=True, gap=10)


class SheetHost(PlanHost, Protocol):
    """What the sheet asks beside what its pieces ask."""

    def edit_plan_words(self, field: str = "") -> None:
        """Open the words of the plan at ``field``."""

    def dismiss_done(self, lineage: str) -> None:
        """Do not ask again for now whether this goal is achieved."""


class WordsPiece(PlanPiece):
    """What the plan says besides its goals: contingency, the person's own words, the review date."""

    def __init__(self, host: SheetHost, parent: QWidget | None = None) -> None:
        super().__init__(host, name="plan-words", parent=parent)
        self._host = host
        self._can_edit = False
        self.words = FlowText(name="plan-words-text")
        self.words.chosen.connect(host.edit_plan_words)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(8 + GUTTER - 8), theme.px(4), theme.px(8), theme.px(8))
        row.addWidget(self.words)

    def show_words(self, plan: Plan, around: Surroundings) -> bool:
        """Show the words of ``plan``; False where there is nothing to show."""
        self._can_edit = around.can_edit
        missing = around.missing_in(plan.id)
        said = plan.said
        review = exact_date(said.review_on)
        lines: list[tuple[Line, Style]] = []
        for caption, words, field, blank in (
            (
                _("If things go wrong"),
                said.contingency,
                "contingency",
                _("in the risk plan; anything besides?")
                if around.contingency_beside
                else _("what happens, who does it, how soon?"),
            ),
            (
                _("In {name}'s own words").format(name=around.called),
                said.persons_words,
                "persons_words",
                _("what do they say?"),
            ),
            (_("The plan is reviewed"), review, "review_on", _("on which day?")),
        ):
            if not words and not around.can_edit:
                continue
            part = Part(words, field) if words else Part(blank, field, True, missing.get(field, False))
            lines += [((Part(caption),), _CAPTION), ((part,), BODY)]
        self.words.set_lines(lines, can_choose=around.can_edit)
        self.setAccessibleName(self.words.text())
        return bool(lines)

    def keys(self) -> dict[Qt.Key, Callable[[], object]]:
        edit = self._host.edit_plan_words
        return (
            {Qt.Key.Key_Return: edit, Qt.Key.Key_Enter: edit, Qt.Key.Key_F2: edit} if self._can_edit else {}
        )


class Indented(QWidget):
    """A button that stands where the sentences begin."""

    def __init__(self, press: QPushButton, parent: QWidget) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        # A quiet button has eight pixels of its own before its words.
        row.setContentsMargins(theme.px(GUTTER - 8), 0, 0, 0)
        row.addWidget(press)
        row.addStretch(1)


class Rule(QWidget):
    """A hairline with room above and below."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        row = QVBoxLayout(self)
        row.setContentsMargins(0, theme.px(12), 0, theme.px(4))
        row.addWidget(hairline())


class DonePrompt(QFrame):
    """All actions of a goal are done: asks, in the page, whether the goal is achieved."""

    def __init__(self, host: SheetHost, goal: Goal, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"done-{goal.lineage}")
        self.setProperty("notice", "good")
        self.goal = goal
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(12), theme.px(4), theme.px(8), theme.px(4))
        words = text_label(_("All actions done: is the goal achieved?"), wrap=True, name="done-words")
        row.addWidget(words, 1)
        self.yes = button(
            _("Yes, achieved..."),
            lambda: host.set_goal_state(self.goal.id, GoalState.ACHIEVED),
            name=f"{self.objectName()}-yes",
            kind="quiet",
        )
        self.no = button(
            _("Not yet"),
            lambda: host.dismiss_done(self.goal.lineage),
            name=f"{self.objectName()}-no",
            kind="quiet",
        )
        row.addWidget(self.yes)
        row.addWidget(self.no)


class Seal(QWidget):
    """On a version that was agreed: who agreed it, when, and what the person said."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("plan-seal")
        self.chip = Chip(_("AGREED"), "agreed", name="plan-seal-chip")
        self.words = FlowText(name="plan-seal-words")
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(8), theme.px(4), theme.px(8), theme.px(8))
        row.setSpacing(theme.px(12))
        row.addWidget(self.chip, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.words, 1)

    def show_seal(self, record: AgreementRecord, person: Person, around: Surroundings) -> None:
        """Show an agreement."""
        day = exact_date(around.local(record.at).date())
        lines: list[tuple[Line, Style]] = [
            ((Part(_("Agreed {day} by {officer}").format(day=day, officer=record.by)),), Style(strong=True))
        ]
        said = labels.agreement_words(record, person)
        if record.said.reason:
            said = f"{said} {record.said.reason}"
        if record.said.explained_on is not None:
            gone = _("Gone through with {name} on {day}.").format(
                name=person.called, day=exact_date(record.said.explained_on)
            )
            said = f"{said} {gone}"
        lines.append(((Part(said),), QUIET))
        if record.said.persons_words:
            lines.append(((Part(record.said.persons_words),), BODY))
        self.words.set_lines(lines)


def all_done(goal: Goal) -> bool:
    """Whether every action still wanted of an active goal is done, and there is one."""
    wanted = [action for action in goal.actions if action.status is not ActionStatus.NO_LONGER_NEEDED]
    return (
        goal.state is GoalState.ACTIVE
        and bool(wanted)
        and all(action.status is ActionStatus.DONE for action in wanted)
    )


@dataclass(frozen=True, slots=True)
class Landing:
    """Where a dragged piece would land: the line on the page and how many places it moves."""

    y: int
    places: int


class PlanSheet(QScrollArea):
    """The scrolling page."""

    def __init__(self, host: SheetHost, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("plan-sheet")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._host = host
        self._kept: dict[str, QWidget] = {}
        self._order: list[QWidget] = []
        self.goals: dict[str, GoalHeader] = {}
        self.cards: dict[str, ActionCard] = {}
        self.column = QWidget()
        self.column.setObjectName("plan-column")
        self.seal = Seal(self.column)
        self.words = WordsPiece(host, self.column)
        self.opening = text_label("", role="muted", wrap=True, name="plan-opening")
        self.add_goal_button = button(
            _("+ Goal"), host.add_goal, name="add-goal", kind="quiet", tooltip=_("Add a goal  G")
        )
        self.closed_heading = text_label(
            _("Goals achieved or taken out"), role="caption", name="closed-goals"
        )
        self.add_goal_button.setAccessibleName(_("Add a goal"))
        self.add_goal = Indented(self.add_goal_button, self.column)
        for label in (self.opening, self.closed_heading):
            label.setParent(self.column)
            label.setContentsMargins(theme.px(8), theme.px(8), 0, theme.px(4))
        self._rows = QVBoxLayout(self.column)
        self._rows.setContentsMargins(theme.px(16), theme.px(4), theme.px(16), theme.px(24))
        self._rows.setSpacing(0)
        self._rows.addStretch(1)
        inside = QWidget()
        inside.setObjectName("plan-inside")
        across = QHBoxLayout(inside)
        across.setContentsMargins(0, 0, 0, 0)
        across.addWidget(self.column, 100)
        across.addStretch(1)
        self._marker = hairline()
        self._marker.setParent(self.column)
        self._marker.hide()
        self.setWidget(inside)

    # Showing ------------------------------------------------------------------------------------------------

    def show_plan(
        self, plan: Plan, person: Person, around: Surroundings, ask_achieved: Mapping[str, Goal]
    ) -> None:
        """Show ``plan``. ``ask_achieved`` gives the goals, by lineage, that are asked about when all is done."""
        self.column.setMaximumWidth(theme.px(WIDEST))
        self.setUpdatesEnabled(False)
        self._order = []
        self.goals, self.cards = {}, {}
        try:
            self._gather(plan, person, around, ask_achieved)
            self._arrange()
        finally:
            self.setUpdatesEnabled(True)

    def _gather(
        self, plan: Plan, person: Person, around: Surroundings, ask_achieved: Mapping[str, Goal]
    ) -> None:
        """Put in order everything that shows."""
        if plan.agreement is not None:
            self.seal.show_seal(plan.agreement, person, around)
            self._order.append(self.seal)
        if not plan.goals:
            begin = _("Begin with a goal in {name}'s own words. Under it goes what must be done.")
            self.opening.setText(begin.format(name=person.called))
            self._order.append(self.opening)
        for goal in plan.active_goals:
            self._gather_goal(goal, around, ask_achieved)
        if around.can_edit:
            self._order.append(self.add_goal)
        if self.words.show_words(plan, around):
            self._order += [self._keep("line words", partial(Rule, self.column)), self.words]
        closed = [goal for goal in plan.goals if goal.state is not GoalState.ACTIVE]
        if closed:
            self._order += [self._keep("line closed", partial(Rule, self.column)), self.closed_heading]
        for goal in closed:
            self._order.append(self._goal(goal, around))

    def _gather_goal(self, goal: Goal, around: Surroundings, ask_achieved: Mapping[str, Goal]) -> None:
        self._order.append(self._goal(goal, around))
        for action in goal.actions:
            card = self._keep(action.lineage, partial(ActionCard, self._host, action, parent=self.column))
            card.show_action(action, goal, around)
            self.cards[action.id] = card
            self._order.append(card)
        if all_done(goal) and goal.lineage in ask_achieved:
            prompt = self._keep(f"done {goal.lineage}", partial(DonePrompt, self._host, goal, self.column))
            prompt.goal = ask_achieved[goal.lineage]
            self._order.append(prompt)
        if around.can_edit:
            self._order.append(self._keep(f"add {goal.id}", partial(self._adder, goal)))

    def _goal(self, goal: Goal, around: Surroundings) -> GoalHeader:
        header = self._keep(goal.lineage, partial(GoalHeader, self._host, goal, parent=self.column))
        header.show_goal(goal, around)
        self.goals[goal.id] = header
        return header

    def _adder(self, goal: Goal) -> Indented:
        press = button(
            _("+ Required action"),
            partial(self._host.add_action, goal.id),
            name=f"add-action-{goal.id}",
            kind="quiet",
            tooltip=_("Add a required action  N"),
        )
        press.setAccessibleName(_("Add a required action to goal {number}").format(number=goal.number))
        return Indented(press, self.column)

    def _keep(self, key: str, make: Callable[[], W]) -> W:
        """The widget kept under ``key`` from the last showing, or a new one."""
        if key not in self._kept:
            self._kept[key] = make()
        return cast(W, self._kept[key])

    def _arrange(self) -> None:
        """Put the pieces into the column in their order; what is in its place already is not touched."""
        shown = set(map(id, self._order))
        for lasting in (self.seal, self.opening, self.add_goal, self.words, self.closed_heading):
            if id(lasting) not in shown:
                self._rows.removeWidget(lasting)
                lasting.hide()
        for key, widget in list(self._kept.items()):
            if id(widget) not in shown:
                del self._kept[key]
                self._rows.removeWidget(widget)
                widget.hide()
                widget.deleteLater()
        for place, widget in enumerate(self._order):
            held = self._rows.itemAt(place)
            if held is None or held.widget() is not widget:
                # Taken out and put in by widget: an item taken out by place stays behind with stale heights.
                self._rows.removeWidget(widget)
                self._rows.insertWidget(place, widget)
            widget.show()
        self._chain_focus()

    def _chain_focus(self) -> None:
        """Tab goes down the page: each piece, its blanks, its chip, its fold; then the next."""
        chain: list[QWidget] = []
        for widget in self._order:
            chain.append(widget)
            chain += [
                child
                for child in widget.findChildren(QWidget)
                if child.focusPolicy() & Qt.FocusPolicy.TabFocus
            ]
        chain = [widget for widget in chain if widget.focusPolicy() & Qt.FocusPolicy.TabFocus]
        for first, second in pairwise(chain):
            QWidget.setTabOrder(first, second)

    # Finding ------------------------------------------------------------------------------------------------

    def pieces(self) -> list[PlanPiece]:
        """What the arrows stop at, in order."""
        return [one for one in self._order if isinstance(one, PlanPiece)]

    def piece_of(self, record_id: str) -> PlanPiece | None:
        """The action or goal on the page with this id."""
        return self.cards.get(record_id) or self.goals.get(record_id)

    def focus_piece(self, piece: PlanPiece) -> None:
        """Put the keyboard on ``piece`` and bring it into view."""
        piece.setFocus(Qt.FocusReason.OtherFocusReason)
        self._rows.activate()
        self.ensureWidgetVisible(piece, 0, theme.px(32))

    def step(self, piece: QWidget, places: int) -> None:
        """Put the keyboard on the piece ``places`` after ``piece``."""
        pieces = self.pieces()
        at = next((place for place, one in enumerate(pieces) if one is piece), None)
        if at is not None and 0 <= at + places < len(pieces):
            self.focus_piece(pieces[at + places])

    def focused_goal(self) -> str:
        """The id of the goal the keyboard is in, or "" where it is in none."""
        at: QWidget | None = self.focusWidget()
        while at is not None and at is not self:
            if isinstance(at, ActionCard):
                return at.action.goal_id
            if isinstance(at, GoalHeader):
                return at.goal.id
            at = at.parentWidget()
        return ""

    # Dragging -----------------------------------------------------------------------------------------------

    def drag(self, piece: QWidget, y: int) -> Landing | None:
        """Show where ``piece``, held at ``y`` in its own coordinates, would land; nothing where it cannot."""
        siblings = self._siblings(piece)
        if piece not in siblings:
            return None
        at = piece.y() + y
        self.ensureVisible(0, at, 0, theme.px(40))
        here = siblings.index(piece)
        others = [one for one in siblings if one is not piece]
        before = sum(at > one.y() + one.height() / 2 for one in others)
        line = others[before].y() if before < len(others) else self._end_of(others[-1:] or [piece])
        self._marker.setGeometry(theme.px(24), line - 1, self.column.width() - theme.px(48), theme.px(2))
        self._marker.raise_()
        self._marker.show()
        return Landing(line, before - here)

    def end_drag(self) -> None:
        """Take the line away."""
        self._marker.hide()

    def _siblings(self, piece: QWidget) -> list[QWidget]:
        if isinstance(piece, ActionCard):
            same = (card for card in self.cards.values() if card.action.goal_id == piece.action.goal_id)
            return list(same)
        return [one for one in self.goals.values() if one.movable]

    @staticmethod
    def _end_of(pieces: list[QWidget]) -> int:
        return pieces[-1].y() + pieces[-1].height()
