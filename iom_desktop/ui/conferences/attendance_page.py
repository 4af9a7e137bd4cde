"""Attendance and follow-through: how each agency takes part over a period, and what becomes of what it takes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from iom_desktop.display.conference_lines import (
    agency_columns,
    agency_definitions,
    agency_sentence,
    meeting_columns,
    meeting_sentence,
    period_words,
)
from iom_desktop.display.words import _
from iom_desktop.domain.conferences import MeetingRecord
from iom_desktop.domain.dates import add_months
from iom_desktop.errors import UserError
from iom_desktop.services.attendance_report import AttendanceReport, load_attendance_report
from iom_desktop.ui import theme
from iom_desktop.ui.access.chart_view import ChartView
from iom_desktop.ui.button import button
from iom_desktop.ui.cases.edit import date_field
from iom_desktop.ui.cases.scrolled import Scrolled
from iom_desktop.ui.conferences.attendance_saving import AttendanceGiving
from iom_desktop.ui.label import text_label
from iom_desktop.ui.navigation import Navigator, Place
from iom_desktop.ui.page import Page
from iom_desktop.ui.record_table import RecordTable
from iom_desktop.ui.segments import Segments

if TYPE_CHECKING:
    from iom_desktop.reports.charts import Chart
    from iom_desktop.ui.workspace import Workspace

_AGENCIES, _MEETINGS = "agencies", "meetings"
_ATTENDANCE, _ACTIONS, _MEANING = "attendance", "actions", "meaning"


class AttendancePage(Page):
    """A table of agencies, or of conferences one after another, and beneath it the chart of its figures."""

    SHOWS = frozenset(
        {
            "conference",
            "attendance",
            "minute",
            "conference_action",
            "required_action",
            "action_status",
            "plan",
        }
    )

    def __init__(self, workspace: Workspace, navigator: Navigator, parent: QWidget | None = None) -> None:
        super().__init__(_("Attendance and follow-through"), name="attendance", parent=parent)
        self.workspace, self.navigator = workspace, navigator
        self.giving = AttendanceGiving(self)
        self._report: AttendanceReport | None = None
        today = workspace.today()
        self.since = date_field("since", _("From"), today, prefer="past")
        self.until = date_field("until", _("To"), today)
        self.since.set_value(add_months(today, -12))
        self.until.set_value(today)
        for field in (self.since, self.until):
            field.line.editingFinished.connect(self.reload)
        self.by = Segments(
            [(_AGENCIES, _("By agency")), (_MEETINGS, _("Conference by conference"))],
            name="attendance-by",
            label=_("Broken down by"),
        )
        self.by.chosen.connect(lambda _key: self._show())
        self.under = Segments(
            [
                (_ATTENDANCE, _("How they took part")),
                (_ACTIONS, _("What became of the actions")),
                (_MEANING, _("What the words mean")),
            ],
            name="attendance-under",
            label=_("Shown below the figures"),
        )
        self.under.chosen.connect(lambda _key: self._show_under())
        self.said = text_label("", role="muted", wrap=True, name="attendance-said")
        self._make_tables()
        self._lay_out()

    def _make_tables(self) -> None:
        empty = _("No conference of this period is closed yet. Choose an earlier first day.")
        self.agencies = RecordTable(
            agency_columns(), name="attendance-table", key=lambda one: one.agency, empty=empty
        )
        self.meetings = RecordTable(
            meeting_columns(), name="attendance-meetings", key=lambda one: one.conference_id, empty=empty
        )
        self.meetings.record_activated.connect(self._open)
        self.table_stack = QStackedWidget()
        self.table_stack.addWidget(self.agencies)
        self.table_stack.addWidget(self.meetings)
        self.chart = ChartView(name="attendance-chart")
        charted = Scrolled(name="attendance-chart-scroll")
        charted.rows.addWidget(self.chart)
        charted.rows.addStretch(1)
        self.meaning = text_label(
            "\n\n".join(agency_definitions()), wrap=True, name="attendance-meaning", selectable=True
        )
        meant = Scrolled(name="attendance-meaning-scroll", most_width=820)
        meant.rows.addWidget(self.meaning)
        meant.rows.addStretch(1)
        self.under_stack = QStackedWidget()
        self.under_stack.addWidget(charted)
        self.under_stack.addWidget(meant)

    def _lay_out(self) -> None:
        self.sheet_button = button(
            _("Spreadsheet…"), self.ask_sheet, name="attendance-sheet", shortcut="Ctrl+Shift+S"
        )
        self.save_button = button(
            _("Save as PDF…"), self.ask_report, name="attendance-save", kind="primary", shortcut="Ctrl+S"
        )
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        head.addWidget(text_label(self.title, role="title", wrap=True, name="attendance-title"), 1)
        head.addWidget(self.sheet_button)
        head.addWidget(self.save_button)
        period = QHBoxLayout()
        period.setSpacing(theme.px(12))
        for field in (self.since, self.until):
            field.setFixedWidth(theme.px(220))
            period.addWidget(field, 0, Qt.AlignmentFlag.AlignTop)
        period.addStretch(1)
        under = QVBoxLayout()
        under.setSpacing(theme.px(4))
        under.addWidget(self.under)
        under.addWidget(self.under_stack, 1)
        # Large words leave no room for both figures and chart: then the page scrolls.
        page = Scrolled(name="attendance-scroll")
        page.rows.addLayout(head)
        page.rows.addLayout(period)
        page.rows.addWidget(self.said)
        page.rows.addWidget(self.by)
        page.rows.addWidget(self.table_stack, 5)
        page.rows.addLayout(under, 6)
        self.body.addWidget(page, 1)
        self._set_sizes()

    def _set_sizes(self) -> None:
        for field in (self.since, self.until):
            field.setFixedWidth(theme.px(220))
        self.table_stack.setMinimumHeight(theme.px(240))
        self.under_stack.setMinimumHeight(theme.px(230))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "under_stack"):
            self._set_sizes()

    # Showing ------------------------------------------------------------------------------------------------

    @property
    def report(self) -> AttendanceReport:
        """The figures shown."""
        if self._report is None:
            self.reload()
        if self._report is None:
            raise UserError(_("Choose a period first."), "since")
        return self._report

    def reload(self) -> None:
        """Read the figures of the period again; a period that cannot be read leaves them as they were."""
        today = self.workspace.today()
        for field in (self.since, self.until):
            field.clear_error()
        try:
            since = self.since.value() or add_months(today, -12)
            until = self.until.value() or today
            self._report = self.workspace.read(load_attendance_report, since, until, today)
        except UserError as error:
            (self.until if error.field == "until" else self.since).show_error(error.message)
            return
        self.said.setText(period_words(since, until, self._report.meetings))
        self.agencies.set_records(self._report.agencies)
        self.meetings.set_records(self._report.meetings)
        self._show()

    def table(self) -> RecordTable:
        """The table in view."""
        return self.agencies if self.by.key() == _AGENCIES else self.meetings

    def _show(self) -> None:
        self.table_stack.setCurrentWidget(self.table())
        self._show_under()

    def _show_under(self) -> None:
        found = self._report
        if found is None:
            return
        self.under_stack.setCurrentIndex(1 if self.under.key() == _MEANING else 0)
        by_agency, attended = self.by.key() == _AGENCIES, self.under.key() != _ACTIONS

        def draw(width: float) -> Chart:
            from iom_desktop.reports import attendance

            if by_agency and attended:
                return attendance.attendance_chart(found.agencies, width)
            if by_agency:
                return attendance.follow_chart(found.agencies, width)
            if attended:
                return attendance.meetings_chart(found.meetings, width)
            return attendance.meeting_actions_chart(found.meetings, width)

        said = (
            [agency_sentence(one) for one in found.agencies]
            if by_agency
            else [meeting_sentence(one) for one in found.meetings]
        )
        self.chart.show_chart(draw, " ".join(said))

    def _open(self, one: MeetingRecord) -> None:
        self.navigator.go(Place("conference", tab="attendance", record_id=one.conference_id))

    # Giving it out ------------------------------------------------------------------------------------------

    def ask_report(self) -> None:
        """Ask for whom, then save or print the figures."""
        self.giving.report.ask_save()

    def ask_sheet(self) -> None:
        """Ask for whom, then save the figures for a spreadsheet."""
        self.giving.sheet.ask_save()

    def resume(self, draft_key: str) -> None:
        """Open the dialog that stood open before a lock."""
        self.giving.resume(draft_key)

    def first_focus(self) -> None:
        """The keyboard begins in the figures."""
        self.table().setFocus(Qt.FocusReason.OtherFocusReason)
