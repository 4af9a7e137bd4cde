"""The access report on screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from iom_desktop.display.access_lines import access_columns, headline, named
from iom_desktop.display.words import _
from iom_desktop.domain.access_report import Dimension
from iom_desktop.services import access_report
from iom_desktop.ui.label import text_label
from iom_desktop.ui.navigation import Navigator
from iom_desktop.ui.page import Page
from iom_desktop.ui.record_table import RecordTable

if TYPE_CHECKING:
    from iom_desktop.ui.workspace import Workspace


class AccessPage(Page):
    """Who needed a service, who reached it, and why the others did not."""

    SHOWS = frozenset({"need", "service_access", "case", "person", "provider", "provider_service"})

    def __init__(self, workspace: Workspace, navigator: Navigator, parent: QWidget | None = None) -> None:
        super().__init__(_("Access to services"), name="access", parent=parent)
        self.workspace = workspace
        self.navigator = navigator
        self.count = text_label("", role="muted", wrap=True, name="access-count")
        self.table = RecordTable(
            access_columns(Dimension.NEED),
            name="access-table",
            empty=_("Nobody is known to need a service yet."),
        )
        self.body.addWidget(text_label(_("Access to services"), role="title", name="access-title"))
        self.body.addWidget(self.count)
        self.body.addWidget(self.table, 1)

    def reload(self) -> None:
        """Read the report again."""
        names = self.workspace.read(access_report.need_names)
        report = self.workspace.read(access_report.load_access_report, self.workspace.today())
        self.count.setText(headline(report))
        self.table.set_records(named(report.needs, names))
