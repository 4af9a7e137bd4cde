"""One required action on the page of the plan: its number, its sentence, how it stands, and its history folded."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QMouseEvent
from PySide6.QtWidgets import QGridLayout, QMenu, QPushButton, QVBoxLayout, QWidget

from iom_desktop.display import labels
from iom_desktop.display.formats import count, date_time, exact_date
from iom_desktop.display.plan_lines import Line, Part, action_lines, action_sentence
from iom_desktop.display.words import _
from iom_desktop.domain.actions import Action, ActionStatus
from iom_desktop.domain.plans import Goal
from iom_desktop.ui import theme
from iom_desktop.ui.actions.status_chip import StatusChip, status_icon
from iom_desktop.ui.button import button
from iom_desktop.ui.label import set_plain_tooltip, text_label, without_mnemonic
from iom_desktop.ui.plans.flow_text import BODY, QUIET, FlowText, Style
from iom_desktop.ui.plans.host import PlanHost, Surroundings, menu_action
from iom_desktop.ui.plans.piece import GUTTER, PlanPiece

_QUIET_SENTENCE = Style(role="muted")
_SMALL = Style(size="small", role="muted", gap=4)


class ActionCard(PlanPiece):
    """A required action. Enter edits it; a blank leads to its field; the chip says how it stands."""

    def __init__(self, host: PlanHost, action: Action, *, parent: QWidget | None = None) -> None:
        super().__init__(host, name=f"action-{action.lineage}", parent=parent)
        self.action = action
        self._seen: tuple[object, ...] = ()
        self._around: Surroundings | None = None
        self._unfolded = False
        self.number = text_label("", role="strong", name=f"{self.objectName()}-number")
        self.words = FlowText(name=f"{self.objectName()}-words")
        self.words.chosen.connect(lambda field: self.host.edit_action(self.action.id, field))
        self.chip = StatusChip(name=f"{self.objectName()}-status")
        self.chip.clicked.connect(self.open_menu)
        self.late = text_label("", role="error", name=f"{self.objectName()}-late")
        self.fold: QPushButton = button(
            "", self.toggle_history, name=f"{self.objectName()}-fold", kind="quiet", tooltip=_("History  H")
        )
        # Its words begin where the sentence begins.
        self.fold.setStyleSheet("QPushButton { padding-left: 0; text-align: left; }")
        self.record = FlowText(name=f"{self.objectName()}-record")
        self.record.hide()
        self._lay_out()

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(theme.px(8), theme.px(6), theme.px(8), theme.px(6))
        grid.setHorizontalSpacing(theme.px(12))
        grid.setVerticalSpacing(theme.px(2))
        grid.setColumnStretch(1, 1)
        grid.setColumnMinimumWidth(0, theme.px(GUTTER - 20))
        top = Qt.AlignmentFlag.AlignTop
        grid.addWidget(self.number, 0, 0, top | Qt.AlignmentFlag.AlignLeft)
        grid.addWidget(self.words, 0, 1, top)
        side = QVBoxLayout()
        side.setSpacing(theme.px(4))
        side.addWidget(self.chip, 0, Qt.AlignmentFlag.AlignRight)
        side.addWidget(self.late, 0, Qt.AlignmentFlag.AlignRight)
        grid.addLayout(side, 0, 2, top)
        grid.addWidget(self.fold, 1, 1, Qt.AlignmentFlag.AlignLeft)
        grid.addWidget(self.record, 2, 1)
        self.number.setContentsMargins(0, theme.px(2), 0, 0)

    # Showing ------------------------------------------------------------------------------------------------

    def show_action(self, action: Action, goal: Goal, around: Surroundings) -> None:
        """Show ``action``; nothing is drawn again that has not changed."""
        seen = (
            action,
            goal.said.serves,
            around.missing_in(action.id),
            (around.called, around.can_edit, around.can_report, around.today, tuple(around.names.items())),
        )
        self.action, self._around = action, around
        if seen == self._seen:
            return
        self._seen = seen
        self.movable = around.can_edit
        self.number.setText(action.number)
        self._show_words(action, goal, around)
        self.chip.show_status(action.status, action.number, opens=around.can_report)
        late = labels.overdue_words(action, around.today)
        self.late.setText(late)
        self.late.setVisible(bool(late))
        self._show_history()
        spoken = [action.number, self.words.text(), labels.label(action.status), late]
        self.setAccessibleName(". ".join(part for part in spoken if part))
        hint = _("Enter changes it, Alt+Up and Alt+Down move it, N adds another")
        set_plain_tooltip(self.number, hint if around.can_edit else "")

    def _show_words(self, action: Action, goal: Goal, around: Surroundings) -> None:
        # A version that is frozen reads as printed: what it never said leaves no blank.
        missing = around.missing_in(action.id) if around.can_edit else {}
        over = action.status in (ActionStatus.DONE, ActionStatus.NO_LONGER_NEEDED)
        lines: list[tuple[Line, Style]] = [
            (action_sentence(action.said, around.called, missing), _QUIET_SENTENCE if over else BODY)
        ]
        under = action_lines(
            action.said, around.called, missing, goal.said.serves, around.names, action.condition
        )
        lines += [(line, QUIET) for line in under]
        if action.history and (over or not action.status.open or action.history[-1].reason):
            lines.append(((Part(labels.status_words(action)),), Style(role="body", strong=True)))
        self.words.set_lines(lines, can_choose=around.can_edit)

    def _show_history(self) -> None:
        parts = []
        if self.action.notes:
            parts.append(count(len(self.action.notes), "note", "notes"))
        if self.action.history:
            parts.append(count(len(self.action.history), "change", "changes"))
        self.fold.setVisible(bool(parts))
        lead = _("Hide") if self._unfolded else _("Show")
        self.fold.setText(without_mnemonic(f"{lead} {' · '.join(parts)}"))
        self.fold.setAccessibleName(f"{self.action.number}: {self.fold.text()}")
        shown = self._unfolded and bool(parts)
        if shown:
            self.record.set_lines([(line, _SMALL) for line in self._history_lines()])
        self.record.setVisible(shown)

    def _history_lines(self) -> list[Line]:
        """Changes and notes in the order they happened."""
        if self._around is None:
            return []
        local = self._around.local
        found: list[tuple[datetime, Line]] = []
        for change in self.action.history:
            lead = _("{day}  {status}").format(day=exact_date(change.on), status=labels.label(change.status))
            more = f": {change.reason}" if change.reason else ""
            found.append((change.at, (Part(lead, lead=True), Part(f"{more} ({change.by})"))))
        for note in self.action.notes:
            lead = _("{moment}  {officer}: ").format(moment=date_time(local(note.at)), officer=note.by)
            found.append((note.at, (Part(lead, lead=True), Part(note.words))))
        return [line for _at, line in sorted(found, key=lambda one: one[0])]

    def toggle_history(self) -> None:
        """Fold out the changes and notes, or fold them in again."""
        self._unfolded = not self._unfolded and bool(self.action.history or self.action.notes)
        self._show_history()

    # What can be done with it -------------------------------------------------------------------------------

    def keys(self) -> dict[Qt.Key, Callable[[], object]]:
        around = self._around
        found: dict[Qt.Key, Callable[[], object]] = {Qt.Key.Key_H: self.toggle_history}
        if around is not None and around.can_report:
            found |= {
                Qt.Key.Key_S: self.open_menu,
                Qt.Key.Key_Space: self.open_menu,
                Qt.Key.Key_P: self.add_note,
            }
        if around is not None and around.can_edit:
            found |= {
                Qt.Key.Key_Return: self.edit,
                Qt.Key.Key_Enter: self.edit,
                Qt.Key.Key_F2: self.edit,
                Qt.Key.Key_N: lambda: self.host.add_action(self.action.goal_id),
                Qt.Key.Key_Delete: lambda: self.host.remove_action(self.action.id),
            }
        return found

    def edit(self) -> None:
        """Open the editor at what must be done."""
        self.host.edit_action(self.action.id, "what")

    def add_note(self) -> None:
        """Open the dialog for a progress note."""
        self.host.add_progress(self.action.id)

    def spoken_number(self) -> str:
        return self.number.text()

    def move_by(self, places: int) -> None:
        if self._around is not None and self._around.can_edit:
            self.host.move_action(self.action.id, places)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._around is not None and self._around.can_edit:
            self.edit()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu().popup(event.globalPos())

    def open_menu(self) -> None:
        """Open the menu under the chip."""
        if self._around is not None and self._around.can_report:
            self.menu().popup(self.chip.mapToGlobal(QPoint(0, self.chip.height())))

    def menu(self) -> QMenu:
        """Everything that can be done with the action, with the key that does it."""
        menu = QMenu(self)
        menu.setObjectName(f"{self.objectName()}-menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        around = self._around
        if around is not None and around.can_report:
            for status in ActionStatus:
                menu_action(
                    menu,
                    labels.label(status),
                    partial(self.host.set_status, self.action.id, status),
                    icon=status_icon(status),
                    name=f"status-{status.value}",
                )
            menu.addSeparator()
            menu_action(menu, _("Add a progress note..."), self.add_note, keys="P", name="add-note")
        if around is not None and around.can_edit:
            menu_action(menu, _("Change..."), self.edit, keys="Enter", name="edit")
            menu_action(menu, _("Move up"), lambda: self.move_by(-1), keys="Alt+Up", name="move-up")
            menu_action(menu, _("Move down"), lambda: self.move_by(1), keys="Alt+Down", name="move-down")
            menu_action(
                menu,
                _("Take out..."),
                lambda: self.host.remove_action(self.action.id),
                keys="Del",
                name="remove",
            )
        return menu
