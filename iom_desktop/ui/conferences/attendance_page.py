"""Attendance and follow-through: how each agency takes part over a period, and what becomes of what it takes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from iom_desktop.display.conference_lines import agency_columns
from iom_desktop.display.words import _
from iom_desktop.domain.dates import add_months
from iom_desktop.services import conferences
from iom_desktop.ui.label import text_label
from iom_desktop.ui.navigation import Navigator
from iom_desktop.ui.page import Page
from iom_desktop.ui.record_table import RecordTable

if TYPE_CHECKING:
    from iom_desktop.ui.workspace import Workspace


class AttendancePage(Page):
    """A table of agencies."""

    SHOWS = frozenset({"conference", "attendance", "minute", "conference_action", "required_action"})

    def __init__(self, workspace: Workspace, navigator: Navigator, parent: QWidget | None = None) -> None:
        super().__init__(_("Attendance and follow-through"), name="attendance", parent=parent)
        self.workspace, self.navigator = workspace, navigator
        self.table = RecordTable(
            agency_columns(),
            name="attendance-table",
            key=lambda one: one.agency,
            empty=_("No conference of this period is closed yet."),
        )
        self.body.addWidget(text_label(self.title, role="title", name="attendance-title"))
        self.body.addWidget(self.table, 1)

    def reload(self) -> None:
        """Read the figures again."""
        today = self.workspace.today()
        records = self.workspace.read(conferences.agency_records, add_months(today, -12), today, today)
        self.table.set_records(records)

    def first_focus(self) -> None:
        """In the figures."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
