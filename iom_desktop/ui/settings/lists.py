"""The page "Lists": types, outcomes, thresholds, holidays, letters and periods, as they stand and will stand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from iom_desktop.display.code_lists import Listed, item_lines, list_columns, list_count, state_words
from iom_desktop.display.columns import Column
from iom_desktop.display.formats import date_time
from iom_desktop.display.words import _
from iom_desktop.domain.clock import local_time
from iom_desktop.domain.code_lists import CODE_LISTS, CodeList
from iom_desktop.domain.codes import APPOINTMENT_TYPES, BANK_HOLIDAYS, ENFORCEMENT_ACTIONS, CodeItem
from iom_desktop.errors import UserError
from iom_desktop.services import code_changes, codes
from iom_desktop.services.code_changes import ItemState, ListedItem
from iom_desktop.ui import theme
from iom_desktop.ui.button import button
from iom_desktop.ui.cases.scrolled import Scrolled
from iom_desktop.ui.choice_fields import ChoiceBox
from iom_desktop.ui.flow import FlowLayout
from iom_desktop.ui.form_dialog import FormDialog
from iom_desktop.ui.label import ElidedLabel, hairline, text_label
from iom_desktop.ui.navigation import Navigator, Place
from iom_desktop.ui.page import Page
from iom_desktop.ui.record_table import RecordTable
from iom_desktop.ui.settings.list_dialogs import AddItemDialog, ChangeItemDialog, EndItemDialog

if TYPE_CHECKING:
    from iom_desktop.ui.workspace import Workspace


class ListsPage(Page):
    """Choose a list; its items as they stand today; beneath, the chosen one through time."""

    SHOWS = frozenset({"code_item"})

    def __init__(self, workspace: Workspace, navigator: Navigator, parent: QWidget | None = None) -> None:
        super().__init__(_("Lists"), name="lists", parent=parent)
        self.workspace, self.navigator = workspace, navigator
        self.kind: CodeList = CODE_LISTS[APPOINTMENT_TYPES]
        self._items: list[ListedItem] = []
        self._steps: dict[str, CodeItem] = {}
        self.choice = ChoiceBox()
        self.ended = button(_("Ended too"), name="lists-ended", kind="segment")
        self.count = text_label("", role="muted", name="lists-count")
        self.table = RecordTable(self._columns(), name="lists-table", sortable=False)
        self.chosen = ElidedLabel("", role="heading", name="lists-chosen")
        self.history = ItemHistory()
        self._set_up_choice()
        self._lay_out()
        self.table.record_activated.connect(lambda _item: self.change())
        self.table.selection_changed.connect(self._show_item)
        self.ended.toggled.connect(lambda _on: self._list())

    # Building -----------------------------------------------------------------------------------------------

    def _columns(self) -> tuple[Column[Listed], ...]:
        return list_columns(self.kind, self._steps, self.workspace.today())

    def _set_up_choice(self) -> None:
        self.ended.setCheckable(True)
        self.choice.setObjectName("lists-choice")
        self.choice.setAccessibleName(_("List"))
        self.choice.setSizeAdjustPolicy(ChoiceBox.SizeAdjustPolicy.AdjustToContents)
        for name, kind in CODE_LISTS.items():
            self.choice.addItem(_(kind.title), name)
        self.choice.currentIndexChanged.connect(lambda _place: self.show_list(self.choice.currentData()))

    def _lay_out(self) -> None:
        self.body.addLayout(self._head())
        anyone = _(
            "Everybody who can open this store may change its lists. Each change holds from a day on, "
            "and who made it is kept on record."
        )
        self.body.addWidget(text_label(anyone, role="muted", wrap=True, name="lists-anyone"))
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        for widget in (self.choice, self.ended, self.count):
            row.addWidget(widget)
        row.addStretch(1)
        self.body.addLayout(row)
        self.body.addWidget(self.table, 3)
        self.body.addWidget(hairline())
        self.body.addWidget(self.chosen)
        self.body.addLayout(self._item_buttons())
        self.body.addWidget(self.history, 2)

    def _head(self) -> QHBoxLayout:
        self.settings_button = button(
            _("Settings"), lambda: self.navigator.go(Place("settings")), name="lists-settings"
        )
        self.add_button = button(_("Add…"), self.add, name="lists-add", kind="primary", shortcut="Ctrl+N")
        head = QHBoxLayout()
        head.setSpacing(theme.px(12))
        head.addWidget(text_label(_("Lists"), role="title", name="lists-title"))
        head.addStretch(1)
        head.addWidget(self.settings_button)
        head.addWidget(self.add_button)
        return head

    def _item_buttons(self) -> FlowLayout:
        self.change_button = button(_("Change…"), self.change, name="lists-change", shortcut="Ctrl+E")
        self.waiting_button = button(
            _("Change what waits…"), self.change_waiting, name="lists-waiting", shortcut="Ctrl+Shift+E"
        )
        self.end_button = button(_("End…"), self.end, name="lists-end", shortcut="Ctrl+Del")
        self.up_button = self._mover(_("Move up"), -1, "lists-up", "Alt+Up")
        self.down_button = self._mover(_("Move down"), 1, "lists-down", "Alt+Down")
        row = FlowLayout()
        for made in (
            self.change_button, self.waiting_button, self.end_button, self.up_button, self.down_button,
        ):  # fmt: skip
            row.addWidget(made)
        return row

    def _mover(self, words: str, steps: int, name: str, keys: str) -> QPushButton:
        made = button(words, lambda: self.move_item(steps), name=name, tooltip=f"{words}  {keys}")
        # The list box opens with Alt+Down; here the keys belong to the table alone.
        QShortcut(QKeySequence(keys), self.table, lambda: self.move_item(steps))
        return made

    def first_focus(self) -> None:
        """The keyboard begins at the choice of the list."""
        self.choice.setFocus()

    # Showing ------------------------------------------------------------------------------------------------

    def show_list(self, list_name: str) -> None:
        """Show another list, from its beginning; holidays from the next one."""
        self.kind = CODE_LISTS[list_name]
        self.choice.setCurrentIndex(self.choice.findData(list_name))
        self.table.clearSelection()
        self.reload()
        ahead = next(
            (one for one in self.table.records() if one.code >= self.workspace.today().isoformat()), None
        )
        if list_name == BANK_HOLIDAYS and ahead is not None:
            self.table.select_id(ahead.code)

    def reload(self) -> None:
        """Read the list again; the chosen item stays chosen."""
        self._steps = self.workspace.read(codes.list_codes, ENFORCEMENT_ACTIONS)
        self._items = self.workspace.read(code_changes.list_states, self.kind.name)
        if self.kind.name == BANK_HOLIDAYS:
            self._items.sort(key=lambda one: one.code)
        self.table.record_model().columns = self._columns()
        self._list()

    def _list(self) -> None:
        today = self.workspace.today()
        over = [one for one in self._items if one.ended(today)]
        self.count.setText(list_count(len(self._items) - len(over), len(over)))
        self.ended.setVisible(bool(over) or self.ended.isChecked())
        shown = self._items if self.ended.isChecked() else [one for one in self._items if one not in over]
        self.table.set_records(shown)
        if shown and self.table.selected_record() is None:
            self.table.selectRow(0)
        self.add_button.setEnabled(not self.kind.closed)
        self._show_item(self.table.selected_record())

    def _show_item(self, item: ListedItem | None) -> None:
        today = self.workspace.today()
        self.history.show_item(self.kind, item, self._steps, today)
        self.chosen.set_text("" if item is None else item.state(today).said.name)
        ordered = item is not None and self.kind.name != BANK_HOLIDAYS
        for made in (self.up_button, self.down_button):
            made.setEnabled(ordered)
        self.change_button.setEnabled(item is not None)
        self.waiting_button.setVisible(item is not None and _waiting(item, today) is not None)
        self.end_button.setEnabled(
            item is not None and self.kind.may_end(item.code) and not item.ended(today)
        )

    def item(self) -> ListedItem | None:
        """The item chosen in the list."""
        found = self.table.selected_record()
        return found if isinstance(found, ListedItem) else None

    # What it does -------------------------------------------------------------------------------------------

    def add(self) -> FormDialog | None:
        """Open the form for a new item of this list."""
        dialog = AddItemDialog(self.workspace, self.kind.name, self)
        dialog.accepted.connect(lambda: self._show_new(dialog.made))
        return self._open(lambda: dialog)

    def _show_new(self, code: str) -> None:
        self._refresh()
        self.table.select_id(code)

    def change(self) -> FormDialog | None:
        """Open what the chosen item says today, to be changed from a day on."""
        return self._open_change(self.workspace.today())

    def change_waiting(self) -> FormDialog | None:
        """Open the next state of the chosen item that waits for its day."""
        item = self.item()
        day = None if item is None else _waiting(item, self.workspace.today())
        return None if day is None else self._open_change(day)

    def _open_change(self, day: date) -> FormDialog | None:
        item = self.item()
        if item is None:
            return None
        began = item.states[0].said.valid_from
        first = day if began is None else max(day, began)
        return self._open(lambda: ChangeItemDialog(self.workspace, self.kind.name, item.code, first, self))

    def end(self) -> FormDialog | None:
        """Open the form that ends the chosen item."""
        item = self.item()
        if item is None:
            return None
        return self._open(lambda: EndItemDialog(self.workspace, self.kind.name, item.code, self))

    def move_item(self, steps: int) -> None:
        """Move the chosen item up or down past the next one that is in view."""
        item = self.item()
        if item is None or self.kind.name == BANK_HOLIDAYS:
            return
        shown, every = [one.code for one in self.table.records()], [one.code for one in self._items]
        place = shown.index(item.code) + steps
        if not 0 <= place < len(shown):
            return
        past = every.index(shown[place]) - every.index(item.code)
        try:
            self.workspace.perform(
                "Move an item of a list", code_changes.move_item, self.kind.name, item.code, past
            )
        except UserError as error:
            self.notice(error.message, "error")
            return
        self._refresh()

    def resume(self, draft_key: str) -> None:
        """Open again the form that stood open before a lock."""
        what, _colon, rest = draft_key.removeprefix("lists:").partition(":")
        list_name, _colon, code = rest.partition(":")
        if list_name not in CODE_LISTS:
            return
        self.show_list(list_name)
        if what == "add":
            self.add()
        elif self.table.select_id(code):
            (self.end if what == "end" else self.change)()

    def _open(self, make: Callable[[], FormDialog]) -> FormDialog | None:
        try:
            dialog = make()
        except UserError as error:
            self.notice(error.message, "warn")
            return None
        dialog.open()
        return dialog


def _waiting(item: ListedItem, today: date) -> date | None:
    """The day from which a state of the item holds that waits for it; nothing where none does."""
    began = item.state(today).said.valid_from
    after = max(today, began) if began is not None else today
    days = (one.said.valid_from for one in item.states)
    return min((day for day in days if day is not None and day > after), default=None)


class ItemHistory(Scrolled):
    """One item through time, the newest first: from when it said what, and who said so."""

    def __init__(self) -> None:
        super().__init__(name="lists-history", most_width=1120)
        self.shown: list[tuple[str, str]] = []
        """Role and words of each paragraph shown."""
        self._shown = QWidget()
        self.rows.addWidget(self._shown)
        self.rows.addStretch(1)

    def show_item(
        self, kind: CodeList, item: ListedItem | None, steps: dict[str, CodeItem], today: date
    ) -> None:
        """Show ``item``; nothing clears."""
        self.shown = _paragraphs(kind, item, steps, today)
        fresh = QWidget()
        fresh.setObjectName("lists-history-states")
        rows = QVBoxLayout(fresh)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme.px(4))
        for place, (role, words) in enumerate(self.shown):
            name = f"lists-history-{place}"
            rows.addWidget(text_label(words, role=role, wrap=True, selectable=True, name=name))
        self.rows.replaceWidget(self._shown, fresh)
        self._shown.hide()
        self._shown.deleteLater()
        self._shown = fresh
        self.verticalScrollBar().setValue(0)


def _paragraphs(
    kind: CodeList, item: ListedItem | None, steps: dict[str, CodeItem], today: date
) -> list[tuple[str, str]]:
    """Role and words of each paragraph of an item's history."""
    if item is None:
        return []
    found = [("muted", _(kind.effect))]
    for state in reversed(item.states):
        found.append(("strong", state_words(state.said, today)))
        found.append(("body", _state_text(kind, state, steps, alone=len(item.states) == 1)))
    return found


def _state_text(kind: CodeList, state: ItemState, steps: dict[str, CodeItem], *, alone: bool) -> str:
    """Everything one state says; its name where it has had others; who touched it last."""
    lines = [] if alone else [_("Name: {name}").format(name=state.said.name)]
    for label, words in item_lines(kind, state.said, steps):
        join = ":\n" if "\n" in words else ": "
        lines.append(f"{label}{join}{words}")
    touched = _("Last touched by {officer}, {when}")
    lines.append(touched.format(officer=state.changed_by, when=date_time(local_time(state.changed_at))))
    return "\n".join(lines)
