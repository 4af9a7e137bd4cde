"""Since last time, case by case: since the last conference, since this officer looked, since it was last printed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from iom_desktop.display.columns import Column
from iom_desktop.display.conference_lines import reasons_words
from iom_desktop.display.formats import date_time, short_date
from iom_desktop.display.labels import rag_words
from iom_desktop.display.words import _
from iom_desktop.domain.conferences import ConferenceCase
from iom_desktop.domain.since import SinceLine, Subject, Weight
from iom_desktop.domain.text import show_hidden
from iom_desktop.errors import UserError
from iom_desktop.services import cases
from iom_desktop.services.since import last_conference_of, last_opened, last_printed, what_happened
from iom_desktop.ui import theme
from iom_desktop.ui.button import button
from iom_desktop.ui.cases.lines import Line, LineList
from iom_desktop.ui.cases.scrolled import Scrolled
from iom_desktop.ui.conferences.section import Host, Section
from iom_desktop.ui.label import hairline, text_label
from iom_desktop.ui.record_table import RecordTable

#: Going through the list quickly, only the case one stays at is opened.
_READ_AFTER_MS = 150
#: The tab of a case where more is said about a line.
_TABS = {
    Subject.OFFENDING: "timeline",
    Subject.ENFORCEMENT: "compliance",
    Subject.RISK: "needs",
    Subject.APPOINTMENTS: "appointments",
    Subject.ACTIONS: "plan",
    Subject.SERVICES: "services",
    Subject.STATUS: "overview",
    Subject.DECISION: "why_iom",
    Subject.PLAN: "plan",
    Subject.NOTES: "timeline",
}


@dataclass(frozen=True, slots=True)
class _Part:
    """One of the three: since when (local; nothing where there is no such moment), and what happened."""

    since: datetime | None
    lines: tuple[SinceLine, ...]


class SinceSection(Section):
    """The cases at the left; at the right what happened with the chosen one, in three parts."""

    def __init__(self, host: Host) -> None:
        super().__init__(host, name="conference-since")
        self._shown = ""
        self.table = RecordTable(
            _columns(),
            name="since-cases",
            empty=_("No case is on the agenda yet."),
            sortable=False,
            find_in="person",
        )
        self.table.selection_changed.connect(self._chosen)
        self.table.record_activated.connect(lambda one: self.host.navigator.open_case(one.case_id))
        self.person = text_label("", role="title", wrap=True, name="since-person")
        self.why = text_label("", role="muted", wrap=True, name="since-why")
        self.open_button = button(
            _("Open the case"), self.open_case, name="since-open", shortcut="Ctrl+O", tooltip=_("Enter")
        )
        self.headings = {
            key: text_label("", role="heading", wrap=True, name=f"since-{key}-heading") for key in _KEYS
        }
        self.lists = {key: LineList(name=f"since-{key}") for key in _KEYS}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_READ_AFTER_MS)
        self._timer.timeout.connect(self.read_now)
        self._lay_out()

    def _lay_out(self) -> None:
        area = self.area = Scrolled(name="since-scroll", spacing=4, most_width=820)
        area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        area.setAccessibleName(_("What happened since last time"))
        for key in _KEYS:
            area.rows.addWidget(self.headings[key])
            area.rows.addWidget(self.lists[key])
            area.rows.addWidget(hairline())
            self.lists[key].chosen.connect(self._follow)
        area.rows.addStretch(1)
        top = QHBoxLayout()
        top.addWidget(self.person, 1)
        top.addWidget(self.open_button)
        right = QVBoxLayout()
        right.setSpacing(theme.px(4))
        right.addLayout(top)
        right.addWidget(self.why)
        right.addWidget(area, 1)
        both = QHBoxLayout()
        both.setSpacing(theme.px(16))
        both.addWidget(self.table, 2)
        both.addLayout(right, 3)
        self.rows.addLayout(both, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The list keeps a third; on a narrow page less, but enough for a name."""
        super().resizeEvent(event)
        self.table.setMinimumWidth(min(theme.px(340), self.width() // 3))

    # Showing ------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show the cases as they are now, and read the chosen one again."""
        self._shown = ""
        self.table.set_records([one for one in self.host.items if one.on_agenda])
        if self.table.selected_record() is None and self.table.records():
            self.go_to(self.host.chosen_case)
            if self.table.selected_record() is None:
                self.table.selectRow(0)
        self._chosen(self.table.selected_record())

    def _chosen(self, one: ConferenceCase | None) -> None:
        if one is None:
            self.person.setText("")
            self.why.setText("")
            self._show({})
            return
        self.host.chosen_case = one.case_id
        self._timer.start()

    def read_now(self) -> None:
        """Open the chosen case, which is on record, and show what happened with it."""
        self._timer.stop()
        one: ConferenceCase | None = self.table.selected_record()
        if one is None or one.case_id == self._shown:
            return
        self._shown = one.case_id
        try:
            self.workspace.perform("Open case", cases.open_case, one.case_id)
        except UserError as error:
            self.refuse(error)
            return
        self.person.setText(show_hidden(one.person))
        words = [one.crn, rag_words(one.rag), reasons_words(one.reasons)]
        self.why.setText(show_hidden(" · ".join(filter(None, words))))
        before = self.host.conference.held_on
        self._show(self.workspace.read(_parts, one.case_id, before, self.workspace.now()))
        self.area.verticalScrollBar().setValue(0)

    def _show(self, parts: dict[str, _Part]) -> None:
        for key in _KEYS:
            part = parts.get(key)
            self.headings[key].setText("" if part is None else _heading(key, part.since))
            self.lists[key].set_lines([] if part is None else _lines(key, part))

    # Doing --------------------------------------------------------------------------------------------------

    def _follow(self, line: Line) -> None:
        one: ConferenceCase | None = self.table.selected_record()
        if one is not None:
            self.host.navigator.open_case(one.case_id, line.tab)

    def open_case(self) -> None:
        """Open the chosen case."""
        one: ConferenceCase | None = self.table.selected_record()
        if one is not None:
            self.host.navigator.open_case(one.case_id)

    def go_to(self, record_id: str, field: str = "") -> None:
        """Select a case."""
        one = next((item for item in self.host.items if item.case_id == record_id), None)
        if one is not None:
            self.table.select_id(one.id)

    def first_focus(self) -> None:
        """In the list of cases."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)


_KEYS = ("conference", "opened", "printed")


def _columns() -> tuple[Column[ConferenceCase], ...]:
    return (
        Column("number", _("No."), lambda one: str(one.position), align="right", width=3),
        Column("person", _("Person"), lambda one: one.person, width=14, stretch=True),
        Column(
            "rag",
            _("Colour"),
            lambda one: rag_words(one.rag),
            width=8,
            role=lambda one: f"rag-{one.rag.value}" if one.rag else None,
        ),
    )


def _parts(session: Any, case_id: str, before: Any, now: datetime) -> dict[str, _Part]:
    """What happened with a case, since each of the three moments."""
    moments = {
        "conference": last_conference_of(session, case_id, before),
        "opened": last_opened(session, case_id),
        "printed": last_printed(session, case_id),
    }
    return {
        key: _Part(at, () if at is None else what_happened(session, case_id, at, now))
        for key, at in moments.items()
    }


def _heading(key: str, at: datetime | None) -> str:
    words = {
        "conference": _("Since the last conference that discussed it"),
        "opened": _("Since you last opened it"),
        "printed": _("Since it was last printed"),
    }[key]
    return words if at is None else _("{words}, {when}").format(words=words, when=date_time(at))


def _lines(key: str, part: _Part) -> list[Line]:
    if part.since is None:
        never = {
            "conference": _("No conference has had it before it yet."),
            "opened": _("You had not opened it before."),
            "printed": _("Nothing of it has been printed or saved yet."),
        }
        return [Line(never[key])]
    if not part.lines:
        return [Line(_("Nothing is recorded since then."))]
    return [_line(one) for one in part.lines]


def _line(one: SinceLine) -> Line:
    role = "overdue" if one.weight <= Weight.BAD else "muted"
    late = _("recorded late") if one.late else ""
    return Line(
        words=show_hidden(one.words),
        detail=late,
        when=short_date(one.day) if one.day is not None else "",
        role=role,
        tab=_TABS[one.subject],
    )
