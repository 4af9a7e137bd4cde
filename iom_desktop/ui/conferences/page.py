"""Conferences: the one that comes next with all that is to be done for it, and those that were held."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from iom_desktop.display.conference_lines import HeldLine, held_columns, held_line
from iom_desktop.display.formats import exact_date
from iom_desktop.display.words import _
from iom_desktop.domain.conferences import Conference
from iom_desktop.errors import UserError
from iom_desktop.services import conferences
from iom_desktop.ui import theme
from iom_desktop.ui.button import button
from iom_desktop.ui.cases.scrolled import Scrolled
from iom_desktop.ui.conferences.coming import ComingConference
from iom_desktop.ui.conferences.dialogs import PLAN_KEY, PlanConferenceDialog
from iom_desktop.ui.conferences.starting import start
from iom_desktop.ui.label import text_label
from iom_desktop.ui.navigation import Navigator, Place
from iom_desktop.ui.page import Page
from iom_desktop.ui.record_table import RecordTable

if TYPE_CHECKING:
    from iom_desktop.ui.workspace import Workspace


class ConferencesPage(Page):
    """The next conference large; under it all others, the newest first."""

    SHOWS = frozenset(
        {
            "conference", "conference_case", "attendance", "conference_action", "required_action", "action_status",
            "plan",
        }
    )  # fmt: skip

    def __init__(self, workspace: Workspace, navigator: Navigator, parent: QWidget | None = None) -> None:
        super().__init__(_("Conferences"), name="conferences", parent=parent)
        self.workspace, self.navigator = workspace, navigator
        self._coming: Conference | None = None
        self.coming = ComingConference(
            open_it=lambda: self._go("agenda"),
            build=lambda: self._go("agenda", "build"),
            papers=lambda: self._go("papers", "make"),
            start=self.start,
        )
        self.none_coming = text_label("", role="muted", wrap=True, name="conferences-none")
        self.heading = text_label("", role="heading", name="conferences-held")
        self.table = RecordTable(
            held_columns(), name="conferences-table", empty=_("No other conference is on record yet.")
        )
        self.table.record_activated.connect(lambda line: self.open_conference(line.id))
        self._lay_out()

    def _lay_out(self) -> None:
        self.attendance_button = button(
            _("Attendance and follow-through"),
            lambda: self.navigator.go(Place("attendance")),
            name="conferences-attendance",
            shortcut="Ctrl+T",
        )
        self.plan_button = button(
            _("Plan a conference…"), self.plan, name="conferences-plan", shortcut="Ctrl+N"
        )
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        head.addWidget(text_label(_("Conferences"), role="title", name="conferences-title"))
        head.addStretch(1)
        head.addWidget(self.attendance_button)
        head.addWidget(self.plan_button)
        # Large words leave no room for both card and list: then the page scrolls.
        page = Scrolled(name="conferences-scroll", spacing=12)
        page.rows.addLayout(head)
        page.rows.addWidget(self.coming)
        page.rows.addWidget(self.none_coming)
        page.rows.addWidget(self.heading)
        page.rows.addWidget(self.table, 1)
        self.body.addWidget(page, 1)
        self._set_heights()

    def _set_heights(self) -> None:
        self.table.setMinimumHeight(theme.px(220))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "table"):
            self._set_heights()

    # What it shows ------------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read the conferences again."""
        today = self.workspace.today()
        every = self.workspace.read(conferences.list_conferences)
        if not every:
            self.show_empty(
                _("No conference is planned yet"),
                _(
                    "Plan the next multi-agency case conference: the program builds its agenda, makes the pack "
                    "and keeps the minutes."
                ),
                (_("Plan a conference"), self.plan),
                shortcut="Ctrl+N",
            )
            return
        self.hide_empty()
        self._coming = one = self.workspace.read(conferences.next_conference, today)
        self.coming.setVisible(one is not None)
        self.none_coming.setVisible(one is None)
        if one is not None:
            self.coming.show_conference(one, self.workspace.read(conferences.list_cases, one.id), today)
        else:
            self.none_coming.setText(_("No conference is planned. Ctrl+N plans the next one."))
        lines = self.workspace.read(
            _held, [held for held in every if one is None or held.id != one.id], today
        )
        past = all(line.conference.held_on <= today for line in lines)
        self.heading.setText(_("Conferences held") if past else _("Other conferences"))
        self.table.set_records(lines)

    # What it does -------------------------------------------------------------------------------------------

    def _go(self, tab: str, field: str = "") -> None:
        if self._coming is not None:
            self.navigator.go(Place("conference", tab=tab, record_id=self._coming.id, field=field))

    def open_conference(self, conference_id: str) -> None:
        """Show a conference."""
        self.navigator.go(Place("conference", record_id=conference_id))

    def start(self) -> None:
        """Start the next conference, or go on with the one in progress."""
        if self._coming is None:
            return
        try:
            start(self, self.workspace, self.navigator, self._coming)
        except UserError as error:
            self.notice(error.message, "error")

    def plan(self) -> None:
        """Open the form for a new conference."""
        dialog = PlanConferenceDialog(self.workspace, self)
        dialog.accepted.connect(lambda: self._planned(dialog.planned))
        dialog.open()

    def _planned(self, conference_id: str) -> None:
        one = self.workspace.read(conferences.load_conference, conference_id)
        words = _("The conference of {date} is planned.").format(date=exact_date(one.held_on))
        build = Place("conference", tab="agenda", record_id=conference_id, field="build")
        self.notice(words, "good", (_("Build the agenda"), lambda: self.navigator.go(build)))

    def resume(self, draft_key: str) -> None:
        """Open again the dialog that stood open before a lock."""
        if draft_key == PLAN_KEY:
            self.plan()

    def first_focus(self) -> None:
        """The keyboard begins on what is next to be done."""
        if self.empty_button is not None:
            self.empty_button.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self._coming is not None:
            self.coming.open_button.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)


def _held(session: Any, held: list[Conference], today: date) -> list[HeldLine]:
    """What came of each conference, the newest first."""
    lines = [
        held_line(
            one,
            conferences.list_attendance(session, one.id),
            conferences.list_actions(session, one.id, today),
        )
        for one in held
    ]
    return sorted(lines, key=lambda line: line.conference.held_on, reverse=True)
