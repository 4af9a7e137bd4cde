"""A goal on the page of the plan: its number, its words, by when, and the menu of what can be done with it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QMouseEvent
from PySide6.QtWidgets import QGridLayout, QMenu, QWidget

from iom_desktop.display import labels
from iom_desktop.display.formats import exact_date
from iom_desktop.display.plan_lines import Line, Part
from iom_desktop.display.words import _
from iom_desktop.domain.plans import Goal, GoalState
from iom_desktop.domain.wordings import blanks
from iom_desktop.ui import theme
from iom_desktop.ui.actions.status_chip import MenuChip
from iom_desktop.ui.label import set_plain_tooltip, text_label
from iom_desktop.ui.plans.flow_text import HEADING, QUIET, FlowText, Style
from iom_desktop.ui.plans.host import PlanHost, Surroundings, menu_action
from iom_desktop.ui.plans.piece import GUTTER, PlanPiece

_CLOSED = Style(role="muted", strong=True)
_LOOKS = {
    GoalState.ACTIVE: ("muted", ""),
    GoalState.ACHIEVED: ("done", "tick"),
    GoalState.REMOVED: ("muted", "square"),
}


class GoalHeader(PlanPiece):
    """A goal. Enter changes it, N adds an action under it."""

    def __init__(self, host: PlanHost, goal: Goal, *, parent: QWidget | None = None) -> None:
        super().__init__(host, name=f"goal-{goal.lineage}", parent=parent)
        self.goal = goal
        self._around: Surroundings | None = None
        self._seen: tuple[object, ...] = ()
        self.number = text_label("", role="title", name=f"{self.objectName()}-number")
        self.words = FlowText(name=f"{self.objectName()}-words")
        self.words.chosen.connect(lambda field: self.host.edit_goal(self.goal.id, field))
        self.chip = MenuChip(name=f"{self.objectName()}-state")
        self.chip.clicked.connect(self.open_menu)
        self._grid = grid = QGridLayout(self)
        grid.setHorizontalSpacing(theme.px(12))
        grid.setColumnMinimumWidth(0, theme.px(GUTTER - 20))
        grid.setColumnStretch(1, 1)
        top = Qt.AlignmentFlag.AlignTop
        grid.addWidget(self.number, 0, 0, top | Qt.AlignmentFlag.AlignLeft)
        grid.addWidget(self.words, 0, 1, top)
        grid.addWidget(self.chip, 0, 2, top)

    def show_goal(self, goal: Goal, around: Surroundings) -> None:
        """Show ``goal``; nothing is drawn again that has not changed."""
        seen = (
            goal.said,
            goal.number,
            goal.state,
            goal.state_reason,
            around.missing_in(goal.id),
            (around.can_edit, tuple(around.names.items())),
        )
        self.goal, self._around = goal, around
        if seen == self._seen:
            return
        self._seen = seen
        active = goal.state is GoalState.ACTIVE
        self.movable = around.can_edit and active
        self._grid.setContentsMargins(theme.px(8), theme.px(20 if active else 4), theme.px(8), theme.px(4))
        self.number.setText(goal.number if active else "")
        self.words.set_lines(self._lines(goal, around), can_choose=around.can_edit and active)
        role, shape = _LOOKS[goal.state]
        word = _("Goal") if active else labels.label(goal.state)
        self.chip.set_look(
            word,
            role,
            shape,
            opens=around.can_edit,
            called=_("Goal {number}: what can be done").format(number=goal.number),
        )
        self.chip.setVisible(around.can_edit or not active)
        spoken = _("Goal {number}. {words}").format(number=goal.number, words=self.words.text())
        self.setAccessibleName(spoken)
        hint = _("Enter changes it, Alt+Up and Alt+Down move it, N adds a required action")
        set_plain_tooltip(self.number, hint if around.can_edit else "")

    def _lines(self, goal: Goal, around: Surroundings) -> list[tuple[Line, Style]]:
        missing = around.missing_in(goal.id) if around.can_edit else {}
        if goal.state is not GoalState.ACTIVE:
            reason = ((Part(goal.state_reason),), QUIET) if goal.state_reason else None
            return [((Part(goal.said.words),), _CLOSED), *([reason] if reason else [])]
        under: list[Part] = []
        if goal.said.target_on is not None:
            due = _("by {day}").format(day=exact_date(goal.said.target_on))
            under.append(Part(due, "target_on"))
        elif "target_on" in missing:
            under.append(Part(_("by when?"), "target_on", True, missing["target_on"]))
        if goal.said.serves:
            names = {code: name.lower() for code, name in around.names.items()}
            serves = _("serves {needs}").format(needs=labels.serves_words(goal.said.serves, names))
            under += [Part(" · ")] if under else []
            under.append(Part(serves, "serves"))
        elif around.can_edit:
            under += [Part(" · ")] if under else []
            under.append(Part(_("which need does it serve?"), "serves", True))
        return [(_words(goal.said.words), HEADING), (tuple(under), QUIET)]

    # What can be done with it -------------------------------------------------------------------------------

    def keys(self) -> dict[Qt.Key, Callable[[], object]]:
        if self._around is None or not self._around.can_edit:
            return {}
        found: dict[Qt.Key, Callable[[], object]] = {
            Qt.Key.Key_Space: self.open_menu,
            Qt.Key.Key_S: self.open_menu,
        }
        if self.goal.state is GoalState.ACTIVE:
            found |= {
                Qt.Key.Key_Return: self.edit,
                Qt.Key.Key_Enter: self.edit,
                Qt.Key.Key_F2: self.edit,
                Qt.Key.Key_N: lambda: self.host.add_action(self.goal.id),
                Qt.Key.Key_Delete: lambda: self.host.set_goal_state(self.goal.id, GoalState.REMOVED),
            }
        return found

    def edit(self) -> None:
        """Open the editor at the goal's words."""
        self.host.edit_goal(self.goal.id, "words")

    def spoken_number(self) -> str:
        return self.number.text()

    def move_by(self, places: int) -> None:
        if self.movable:
            self.host.move_goal(self.goal.id, places)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self.movable:
            self.edit()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self._around is not None and self._around.can_edit:
            self.menu().popup(event.globalPos())

    def open_menu(self) -> None:
        """Open the menu under the chip."""
        if self._around is not None and self._around.can_edit:
            self.menu().popup(self.chip.mapToGlobal(QPoint(0, self.chip.height())))

    def menu(self) -> QMenu:
        """Everything that can be done with the goal, with the key that does it."""
        menu = QMenu(self)
        menu.setObjectName(f"{self.objectName()}-menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        change = partial(self.host.set_goal_state, self.goal.id)
        if self.goal.state is GoalState.ACTIVE:
            add = partial(self.host.add_action, self.goal.id)
            menu_action(menu, _("Add a required action..."), add, keys="N", name="add-action")
            menu_action(menu, _("Change..."), self.edit, keys="Enter", name="edit")
            menu_action(menu, _("Move up"), lambda: self.move_by(-1), keys="Alt+Up", name="move-up")
            menu_action(menu, _("Move down"), lambda: self.move_by(1), keys="Alt+Down", name="move-down")
            menu.addSeparator()
            menu_action(menu, _("Achieved..."), lambda: change(GoalState.ACHIEVED), name="achieved")
            menu_action(menu, _("Take out..."), lambda: change(GoalState.REMOVED), keys="Del", name="removed")
        else:
            menu_action(menu, _("Work on it again..."), lambda: change(GoalState.ACTIVE), name="again")
        return menu


def _words(words: str) -> Line:
    """A goal's words; blanks nobody filled stand as blanks."""
    parts: list[Part] = []
    start = 0
    for begin, end in blanks(words):
        parts += [Part(words[start:begin], "words")] if begin > start else []
        parts.append(Part(words[begin + 1 : end - 1], "words", True, True))
        start = end
    return (*parts, Part(words[start:], "words")) if start < len(words) else tuple(parts)
