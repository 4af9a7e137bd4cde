"""What the pieces of the plan's page ask of the page, and how the page tells them what to show."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from PySide6.QtGui import QAction, QIcon
from PySide6.QtWidgets import QMenu, QWidget

from iom_desktop.domain.actions import ActionStatus
from iom_desktop.domain.plans import GoalState
from iom_desktop.ui.label import without_mnemonic


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What an action or goal is shown with: whose plan it is, what needs are called, and what may be done.

    ``can_edit`` holds for the draft; ``can_report`` for the draft and the version in force, where statuses and
    progress are recorded. ``missing`` gives, by record, the fields that the readiness rules name.
    ``contingency_beside``: the risk management plan says what is done if things go wrong.
    """

    called: str
    names: Mapping[str, str]
    today: date
    can_edit: bool
    can_report: bool
    missing: Mapping[str, Mapping[str, bool]]
    local: Callable[[datetime], datetime]
    contingency_beside: bool = False

    def missing_in(self, record_id: str) -> Mapping[str, bool]:
        """The fields of one record that are missing."""
        return self.missing.get(record_id, {})


class PlanHost(Protocol):
    """The page of the plan, as its pieces see it."""

    def edit_goal(self, goal_id: str, field: str = "") -> None: ...

    def set_goal_state(self, goal_id: str, state: GoalState) -> None: ...

    def move_goal(self, goal_id: str, places: int) -> None: ...

    def add_goal(self) -> None: ...

    def add_action(self, goal_id: str) -> None: ...

    def edit_action(self, action_id: str, field: str = "") -> None: ...

    def set_status(self, action_id: str, status: ActionStatus) -> None: ...

    def add_progress(self, action_id: str) -> None: ...

    def move_action(self, action_id: str, places: int) -> None: ...

    def remove_action(self, action_id: str) -> None: ...

    def drag(self, piece: QWidget, y: int, *, dropped: bool) -> None:
        """``piece`` is dragged to ``y`` in its own coordinates; with ``dropped`` it is let go there."""

    def step(self, piece: QWidget, places: int) -> None:
        """Put the keyboard on the piece before or after ``piece``."""


def menu_action(
    menu: QMenu,
    words: str,
    chosen: Callable[[], object],
    *,
    keys: str = "",
    icon: QIcon | None = None,
    name: str = "",
    enabled: bool = True,
) -> QAction:
    """Add a line to a menu. ``keys`` is said beside the words; the page itself listens for it."""
    action = QAction(without_mnemonic(words) + (f"\t{keys}" if keys else ""), menu)
    if icon is not None:
        action.setIcon(icon)
    action.setObjectName(name)
    action.setEnabled(enabled)
    action.triggered.connect(lambda _checked=False: chosen())
    menu.addAction(action)
    return action
