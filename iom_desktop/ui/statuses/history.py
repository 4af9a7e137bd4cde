"""The history of a case's cohort, colour, phase and lead officers: from, to, why and who decided."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from iom_desktop.display.labels import label
from iom_desktop.display.status_lines import history_columns
from iom_desktop.display.words import _
from iom_desktop.domain.statuses import Aspect, StatusPeriod
from iom_desktop.services import statuses
from iom_desktop.ui import theme
from iom_desktop.ui.button import button
from iom_desktop.ui.label import text_label
from iom_desktop.ui.record_table import RecordTable
from iom_desktop.ui.segments import Segments
from iom_desktop.ui.workspace import Workspace


class HistoryDialog(QDialog):
    """Every period of the case, or those of one aspect."""

    def __init__(
        self, page: QWidget | None, workspace: Workspace, case_id: str, aspect: Aspect | None = None
    ) -> None:
        super().__init__(page)
        self.setObjectName("status-history")
        self.setWindowTitle(_("Status through time"))
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._periods: list[StatusPeriod] = workspace.read(statuses.list_statuses, case_id)
        self.which = Segments(
            [("", _("Everything")), *((one.value, label(one)) for one in Aspect)],
            name="status-history-which",
            label=_("Which history"),
        )
        self.table = RecordTable(
            history_columns(), name="status-history-table", empty=_("Nobody has recorded anything of this.")
        )
        self._lay_out()
        self.which.chosen.connect(lambda _key: self._show())
        if aspect is not None:
            self.which.choose(aspect.value)
        self._show()

    def _lay_out(self) -> None:
        rows = QVBoxLayout(self)
        rows.setContentsMargins(theme.px(24), theme.px(16), theme.px(24), theme.px(16))
        rows.setSpacing(theme.px(12))
        rows.addWidget(text_label(_("Status through time"), role="title", name="status-history-title"))
        rows.addWidget(self.which)
        rows.addWidget(self.table, 1)
        self.close_button = button(_("Close"), self.accept, name="status-history-close", kind="primary")
        foot = QHBoxLayout()
        foot.addWidget(
            text_label(
                _("A period is never edited: one recorded from the same day takes its place."),
                role="small",
                wrap=True,
            ),
            1,
        )
        foot.addWidget(self.close_button)
        rows.addLayout(foot)
        self.resize(theme.px(1120), theme.px(460))

    def _show(self) -> None:
        wanted = self.which.key()
        shown = [one for one in self._periods if not wanted or one.aspect.value == wanted]
        self.table.set_records(reversed(shown) if wanted else shown)
