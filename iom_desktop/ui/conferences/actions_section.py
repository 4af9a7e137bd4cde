"""What conferences gave to be done: this one's required actions, and what is still open of earlier ones."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout

from iom_desktop.display.conference_lines import conference_action_columns
from iom_desktop.display.formats import count
from iom_desktop.display.words import _
from iom_desktop.domain.conferences import ConferenceAction
from iom_desktop.services import conferences
from iom_desktop.ui import theme
from iom_desktop.ui.conferences.section import Host, Section
from iom_desktop.ui.label import text_label
from iom_desktop.ui.record_table import RecordTable
from iom_desktop.ui.segments import Segments

_NEW, _CARRIED = "new", "carried"


class ActionsSection(Section):
    """One list of the two at a time; Enter opens the plan at the action."""

    def __init__(self, host: Host) -> None:
        super().__init__(host, name="conference-actions")
        self.which = Segments(
            [(_NEW, _("Given at this conference")), (_CARRIED, _("Carried over"))],
            name="actions-which",
            label=_("Which actions"),
        )
        self.which.chosen.connect(lambda _key: self.refresh())
        self.said = text_label("", role="strong", wrap=True, name="actions-said")
        self.table = RecordTable(
            conference_action_columns(), name="conference-actions-table", key=_key, find_in="person"
        )
        self.table.record_activated.connect(self._open)
        top = QHBoxLayout()
        top.setSpacing(theme.px(16))
        top.addWidget(self.which)
        top.addWidget(self.said, 1)
        self.rows.addLayout(top)
        self.rows.addWidget(self.table, 1)
        hint = _("Enter opens the plan at the required action.")
        self.rows.addWidget(text_label(hint, role="small", wrap=True, name="actions-hint"))

    def refresh(self) -> None:
        """Read the actions again."""
        conference, today = self.host.conference, self.workspace.today()
        new = self.workspace.read(conferences.list_actions, conference.id, today)
        carried = self.workspace.read(conferences.carried_over, conference.id, today)
        words = _("Given at this conference: {count:,}")
        self.which.set_words(_NEW, words.format(count=len(new)))
        self.which.set_words(_CARRIED, _("Carried over: {count:,}").format(count=len(carried)))
        shown = new if self.which.key() == _NEW else carried
        self.table.set_empty_text(
            _("No required action was given at this conference.")
            if self.which.key() == _NEW
            else _("Nothing is left open from earlier conferences for the cases on this agenda.")
        )
        self.said.setText(_said(shown) if shown else "")
        self.table.set_records(shown)
        if self.table.selected_record() is None and shown:
            self.table.selectRow(0)

    def _open(self, one: ConferenceAction) -> None:
        self.host.navigator.open_case(one.case_id, "plan", one.action_id)

    def go_to(self, record_id: str, field: str = "") -> None:
        """With "carried", show what was carried over."""
        if field == _CARRIED:
            self.which.choose(_CARRIED)
            self.refresh()

    def first_focus(self) -> None:
        """In the list."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)


def _key(one: ConferenceAction) -> str:
    return f"{one.conference_id}:{one.lineage}"


def _said(shown: list[ConferenceAction]) -> str:
    """ "9 actions, 4 open, 2 overdue, 1 without somebody or a day."."""
    open_ = sum(one.status.open for one in shown)
    overdue = sum(one.overdue for one in shown)
    unowned = sum(one.status.open and (not one.owner or one.due_on is None) for one in shown)
    parts = [
        count(len(shown), "action", "actions"),
        _("{count:,} open").format(count=open_),
        _("{count:,} overdue").format(count=overdue) if overdue else "",
        _("{count:,} without somebody to do it or a day").format(count=unowned) if unowned else "",
    ]
    return ", ".join(filter(None, parts)) + "."
