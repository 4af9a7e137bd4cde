"""Outcomes missing: every appointment that is over and of which nobody has said what happened."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from iom_desktop.display.appointment_columns import missing_columns
from iom_desktop.display.words import _
from iom_desktop.domain.appointments import Appointment
from iom_desktop.services import appointments
from iom_desktop.ui.navigation import Navigator
from iom_desktop.ui.page import Page
from iom_desktop.ui.record_table import RecordTable
from iom_desktop.ui.workspace import Workspace


class OutcomesPage(Page):
    """The list, the oldest first; Enter leads to the outcome of the chosen one."""

    SHOWS = frozenset({"appointment", "appointment_outcome", "code_item", "person"})

    def __init__(self, workspace: Workspace, navigator: Navigator, parent: QWidget | None = None) -> None:
        super().__init__(_("Outcomes missing"), name="outcomes", parent=parent)
        self.workspace, self.navigator = workspace, navigator
        self.table = RecordTable(
            missing_columns(workspace.now),
            name="outcomes-table",
            empty=_("Every appointment that is over has its outcome."),
        )
        self.body.addWidget(self.table, 1)
        self.table.record_activated.connect(self._open)

    def reload(self) -> None:
        self.table.set_records(
            self.workspace.read(appointments.outcomes_missing, self.workspace.now(), 2_000)
        )

    def _open(self, one: Appointment) -> None:
        self.navigator.open_case(one.case_id, "appointments", one.id, "outcome_code")
