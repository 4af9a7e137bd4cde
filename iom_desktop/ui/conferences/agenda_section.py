"""The agenda: its cases in their order with a running clock, and all that is done to it before and during a meeting."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton

from iom_desktop.display.conference_lines import (
    AgendaLine,
    agenda_columns,
    agenda_lines,
    meeting_words,
    why_words,
)
from iom_desktop.display.words import _
from iom_desktop.domain.conferences import MOST_MINUTES, ConferenceCase, ConferenceState, ItemDraft
from iom_desktop.domain.text import show_hidden
from iom_desktop.errors import UserError
from iom_desktop.services import conferences
from iom_desktop.ui import theme
from iom_desktop.ui.button import button
from iom_desktop.ui.conferences.agenda_dialogs import (
    AddCaseDialog,
    AgendaItemDialog,
    BuildAgendaDialog,
    TakeOffDialog,
    add_key,
)
from iom_desktop.ui.conferences.row_drag import RowDrag
from iom_desktop.ui.conferences.section import Host, Section
from iom_desktop.ui.flow import FlowLayout
from iom_desktop.ui.label import text_label
from iom_desktop.ui.record_table import RecordTable

BUILD = "build"


class AgendaSection(Section):
    """Build, add, order, plan minutes, ask, take off and put back."""

    def __init__(self, host: Host) -> None:
        super().__init__(host, name="conference-agenda")
        self.said = text_label("", role="strong", wrap=True, name="agenda-said")
        self.table = RecordTable(
            agenda_columns(),
            name="agenda-table",
            empty=_(
                "No case is on the agenda yet. Ctrl+B builds it from what is on record, with reasons; "
                "Ctrl+N adds a case."
            ),
            sortable=False,
            find_in="person",
        )
        self.table.record_activated.connect(lambda _line: self.change())
        self.table.selection_changed.connect(self._chosen)
        self.table.installEventFilter(self)
        self.drag = RowDrag(self.table, self._many_on, self._dragged)
        self._make_buttons()
        self._lay_out()

    def _make_buttons(self) -> None:
        self.build_button = button(_("Build the agenda…"), self.build, name="agenda-build", shortcut="Ctrl+B")
        self.add_button = button(_("Add a case…"), self.add, name="agenda-add", shortcut="Ctrl+N")
        made: list[tuple[str, str, Callable[[], object], str]] = [
            ("change", _("Minutes and question…"), self.change, _("Enter")),
            ("up", _("Up"), lambda: self.shift(-1), _("Alt+Up")),
            ("down", _("Down"), lambda: self.shift(1), _("Alt+Down")),
            ("off", _("Take off…"), self.take_off, _("Delete")),
            ("back", _("Put back"), self.put_back, ""),
            ("since", _("Since last time"), self.show_since, ""),
            ("open", _("Open the case"), self.open_case, "Ctrl+O"),
        ]
        self.buttons: dict[str, QPushButton] = {}
        for key, words, act, keys in made:
            shortcut = keys if keys.startswith("Ctrl") else ""
            self.buttons[key] = button(
                words,
                act,
                name=f"agenda-{key}",
                shortcut=shortcut,
                tooltip="" if shortcut or not keys else f"{words}  {keys}",
            )
        for keys, places in (("Alt+Up", -1), ("Alt+Down", 1)):
            pressed = QShortcut(QKeySequence(keys), self.table)
            pressed.setContext(Qt.ShortcutContext.WidgetShortcut)
            pressed.activated.connect(lambda places=places: self.shift(places))

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(theme.px(8))
        top.addWidget(self.said, 1)
        top.addWidget(self.add_button)
        top.addWidget(self.build_button)
        acts = FlowLayout(gap=8)
        for made in self.buttons.values():
            acts.addWidget(made)
        hint = _("Alt+Up and Alt+Down, or dragging, change the order. + and − change the minutes.")
        self.hint = text_label(hint, role="small", wrap=True, name="agenda-hint")
        self.detail = text_label("", wrap=True, name="agenda-detail")
        self.rows.addLayout(top)
        self.rows.addWidget(self.table, 1)
        self.rows.addWidget(self.detail)
        self.rows.addWidget(self.hint)
        self.rows.addLayout(acts)

    # Showing ------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show the agenda as it is now."""
        conference, items = self.host.conference, self.host.items
        self.said.setText(meeting_words(conference, items))
        self.table.set_records(agenda_lines(conference, items))
        nothing = self.table.selected_record() is None and self.table.records()
        if nothing and not self._select(self.host.chosen_case):
            self.table.selectRow(0)
        self._tell(self.table.selected_record())
        self._offer()

    def _select(self, case_id: str) -> bool:
        item = next((one for one in self.host.items if one.case_id == case_id), None)
        return item is not None and self.table.select_id(item.id)

    def _chosen(self, line: AgendaLine | None) -> None:
        if line is not None:
            self.host.chosen_case = line.item.case_id
        self._tell(line)
        self._offer()

    def _tell(self, line: AgendaLine | None) -> None:
        """The chosen case's reasons and question whole: the list has room for their beginning."""
        if line is None:
            self.detail.setText("")
            return
        asked = _("Asked: {ask}").format(ask=line.item.ask) if line.item.ask else ""
        words = [line.item.person, why_words(line.item), asked]
        self.detail.setText(show_hidden(" · ".join(filter(None, words))))

    def _offer(self) -> None:
        """Only what can be done now can be pressed."""
        line: AgendaLine | None = self.table.selected_record()
        changing = self.host.conference.state is not ConferenceState.CLOSED
        self.add_button.setVisible(changing)
        self.build_button.setVisible(changing)
        self.hint.setVisible(changing)
        on = line is not None and line.number > 0
        can = {
            "change": changing and on,
            "up": changing and on and line is not None and line.number > 1,
            "down": changing and on and line is not None and line.number < self._many_on(),
            "off": changing and on,
            "back": changing and line is not None and not on,
            "since": line is not None,
            "open": line is not None,
        }
        for key, made in self.buttons.items():
            made.setEnabled(can[key])
        for key in ("change", "up", "down", "off", "back"):
            self.buttons[key].setVisible(changing)
        self.buttons["back"].setVisible(changing and can["back"])
        self.buttons["off"].setVisible(changing and not can["back"])

    def _many_on(self) -> int:
        if self.host.conference.state is ConferenceState.CLOSED:
            return 0
        return sum(one.on_agenda for one in self.host.items)

    def item(self) -> ConferenceCase | None:
        """The case chosen in the list."""
        line: AgendaLine | None = self.table.selected_record()
        return None if line is None else line.item

    # Doing --------------------------------------------------------------------------------------------------

    def build(self) -> None:
        """Show what the program proposes, and with a yes bring the agenda up to date."""
        if self.host.conference.state is ConferenceState.CLOSED:
            return
        dialog = BuildAgendaDialog(self.workspace, self.host.conference, self.host.items, self)
        dialog.accepted.connect(lambda: self.host.notice(_("The agenda is up to date."), "good"))
        dialog.open()

    def add(self) -> None:
        """Ask which case to add, and why."""
        dialog = AddCaseDialog(self.workspace, self.host.conference.id, self)

        def added() -> None:
            self.host.chosen_case = dialog.case_id
            self.table.clearSelection()

        dialog.accepted.connect(added)
        dialog.open()

    def change(self) -> None:
        """Change the minutes and the question of the chosen case."""
        item = self.item()
        if item is not None and self.buttons["change"].isEnabled():
            AgendaItemDialog(self.workspace, item, self).open()

    def take_off(self) -> None:
        """Ask why the chosen case is taken off."""
        item = self.item()
        if item is not None and self.buttons["off"].isEnabled():
            TakeOffDialog(self.workspace, item, self).open()

    def put_back(self) -> None:
        """Put the chosen case, which was taken off, at the end of the agenda."""
        if (item := self.item()) is not None:
            self._try(lambda: self.workspace.perform("Put back on agenda", conferences.put_back, item.id))

    def shift(self, places: int) -> None:
        """Move the chosen case up or down."""
        item = self.item()
        if item is not None and item.on_agenda and self._many_on():
            self._try(lambda: self.workspace.perform("Order agenda", conferences.move_case, item.id, places))

    def _dragged(self, row: int, places: int) -> None:
        self.table.selectRow(row)
        self.shift(places)

    def add_minutes(self, more: int) -> None:
        """Give the chosen case more minutes, or fewer."""
        item = self.item()
        if item is None or not self.buttons["change"].isEnabled():
            return
        minutes = min(MOST_MINUTES, max(1, item.minutes + more))
        draft = ItemDraft(minutes=minutes, ask=item.ask)
        self._try(
            lambda: self.workspace.perform(
                "Change agenda", conferences.change_item, item.id, item.version, draft
            )
        )

    def _try(self, act: Callable[[], object]) -> None:
        try:
            act()
        except UserError as error:
            self.refuse(error)

    def show_since(self) -> None:
        """Turn to what happened with the chosen case since last time."""
        if (item := self.item()) is not None:
            self.host.show_part("since", item.case_id)

    def open_case(self) -> None:
        """Open the chosen case."""
        if (item := self.item()) is not None:
            self.host.navigator.open_case(item.case_id)

    # Keyboard, coming here ----------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Delete takes off; + and - change the minutes."""
        if watched is self.table and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Delete:
                self.take_off()
                return True
            step = {"+": 1, "=": 1, "-": -1, "−": -1}.get(event.text())
            if step is not None and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.add_minutes(step)
                return True
        return super().eventFilter(watched, event)

    def go_to(self, record_id: str, field: str = "") -> None:
        """Select a case; with "build", show what the program proposes."""
        self._select(record_id)
        if field == BUILD:
            self.build()

    def resume(self, draft_key: str) -> bool:
        """Open again the dialog that stood open."""
        if draft_key == add_key(self.host.conference.id):
            self.add()
            return True
        _page, verb, item_id = (*draft_key.split(":", 2), "", "")[:3]
        if verb not in ("item", "off") or not self.table.select_id(item_id):
            return False
        if verb == "item":
            self.change()
        else:
            self.take_off()
        return True

    def first_focus(self) -> None:
        """In the list; with nothing in it, on building it."""
        empty = not self.table.records() and self.build_button.isVisibleTo(self)
        (self.build_button if empty else self.table).setFocus(Qt.FocusReason.OtherFocusReason)
