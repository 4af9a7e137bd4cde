"""Today: three columns of promises. Now is promised, Owed is late, Watch is not yet as it should be.

Each line is one press from where it is put right.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QTabBar, QVBoxLayout, QWidget

from iom_desktop.display import formats
from iom_desktop.display.labels import label
from iom_desktop.display.words import _
from iom_desktop.domain.today import MATTER_OF_DUE, Column, Matter, TodayItem
from iom_desktop.services import today
from iom_desktop.ui import theme
from iom_desktop.ui.button import button
from iom_desktop.ui.chips import Chip
from iom_desktop.ui.label import ElidedLabel, hairline, text_label
from iom_desktop.ui.navigation import Navigator, Place
from iom_desktop.ui.page import Page
from iom_desktop.ui.today.lines import TodayList, what_words

if TYPE_CHECKING:
    from iom_desktop.ui.workspace import Workspace

LEAST_COLUMN = 250
"""Pixels at 100% a column needs; where three do not fit side by side, one is shown at a time."""
MOST_OUTSTANDING = 4
_EVERY_MINUTE_MS = 60_000


def destination(item: TodayItem) -> Place:
    """Where ``item`` is put right: the tab, the record, and the field where one is waited for."""
    if item.matter is Matter.COPIES_OVERDUE:
        return Place("copies", field="overdue")
    if item.matter is Matter.REVIEW_DUE:
        tab, field = _REVIEW_TABS[item.review]
        return Place("case", item.case_id, tab, item.id if item.review == "flag" else "", field)
    tab, field = _TABS[item.matter]
    if item.matter is Matter.REFERRAL_WAITING:
        return Place("case", item.case_id, tab, item.id, item.asks)
    if item.matter is Matter.RISK_PROMPT:
        # The first check that is missing; the others stand beside it.
        return Place("case", item.case_id, tab, item.case_id, item.asks)
    if item.matter is Matter.NEED_UNSERVED:
        return Place("case", item.case_id, tab, item.id)
    # What is watched is about the case as a whole, so that there is no record to go to.
    record_id = "" if item.column is Column.WATCH else item.id
    return Place("case", item.case_id, tab, record_id, field)


_TABS = {
    Matter.APPOINTMENT: ("appointments", ""),
    Matter.OUTCOME_MISSING: ("appointments", "outcome_code"),
    # With a field, the tab opens what puts it right: the decision, the outcome, the letter, breach or recall.
    Matter.PROCEEDINGS_DUE: ("compliance", "proceeding"),
    Matter.ENFORCEMENT_DUE: ("compliance", "code"),
    Matter.EVIDENCE_DUE: ("compliance", "outcome_code"),
    Matter.LETTER_DUE: ("compliance", "letter"),
    Matter.RESPONSE_DUE: ("compliance", "settled_on"),
    Matter.ACTION_OVERDUE: ("plan", ""),
    Matter.ACTION_DUE: ("plan", ""),
    Matter.SAFEGUARDING_DUE: ("needs", "answer"),
    Matter.MARAC_COMING: ("needs", "marac"),
    Matter.MARAC_PASSED: ("needs", "marac"),
    Matter.RISK_PROMPT: ("needs", ""),
    Matter.RELEASE_AHEAD: ("overview", ""),
    Matter.ASSESSMENT_OLD: ("needs", "levels"),
    Matter.PLAN_NOT_CLEAR: ("plan", ""),
    Matter.NO_PLAN: ("plan", ""),
    Matter.NEED_UNSERVED: ("services", ""),
    Matter.REFERRAL_WAITING: ("why_iom", ""),
    Matter.NO_DECISION: ("why_iom", ""),
}
_REVIEW_TABS = {
    "case": ("overview", "review_on"),
    "plan": ("plan", ""),
    "flag": ("needs", "review"),
    "": ("overview", ""),
}


def next_appointment(items: Sequence[TodayItem], now: datetime) -> TodayItem | None:
    """The next of today's appointments that has not begun, or the one that began last and has no outcome."""
    day = [item for item in items if item.matter is Matter.APPOINTMENT and item.at is not None]
    coming = [item for item in day if item.at is not None and item.at >= now]
    return coming[0] if coming else None


class NextCard(QFrame):
    """The next appointment, large: when, who, where, risk to staff, and what is outstanding for that person."""

    def __init__(self, page: TodayPage) -> None:
        super().__init__()
        self.setObjectName("next-appointment")
        self.setProperty("surface", "ground")
        self._page = page
        self.item: TodayItem | None = None
        self.time = text_label("", role="clock", name="next-time")
        self.away = text_label("", role="muted", name="next-away")
        self.person = ElidedLabel("", role="title", name="next-person")
        self.what = text_label("", wrap=True, name="next-what")
        self.place = text_label("", role="muted", wrap=True, name="next-place")
        self.risk = Chip(_("Risk to staff"), "overdue", name="next-risk")
        self.outstanding = text_label("", role="small", wrap=True, name="next-outstanding")
        self.open_button = button(_("Open the appointment"), self._open, name="next-open")
        top = QHBoxLayout()
        top.setSpacing(theme.px(8))
        top.addWidget(self.time)
        top.addWidget(self.away, 1)
        top.addWidget(self.risk)
        self._rows = QVBoxLayout(self)
        self._rows.addLayout(top)
        for widget in (self.person, self.what, self.place, self.outstanding):
            self._rows.addWidget(widget)
        self._rows.addWidget(self.open_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._space()

    def _space(self) -> None:
        self._rows.setContentsMargins(theme.px(12), theme.px(12), theme.px(12), theme.px(12))
        self._rows.setSpacing(theme.px(4))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_rows"):
            self._space()
            self._take_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._take_room()

    def _take_room(self) -> None:
        """As tall as its words need at its width, whatever the list beneath would like."""
        self._rows.invalidate()
        self.setMinimumHeight(self._rows.totalHeightForWidth(self.width()))

    def show_item(self, item: TodayItem | None, outstanding: Sequence[str], now: datetime) -> None:
        """Show ``item`` and what else is open for the same person; nothing hides the card."""
        self.item = item
        self.setVisible(item is not None)
        if item is None or item.at is None:
            return
        self.time.setText(formats.time_of_day(item.at.time()))
        self.away.setText(away_words(item.at, now))
        self.person.set_text(item.person)
        self.what.setText(item.words)
        self.place.setText(" · ".join(part for part in (item.place, item.officer) if part))
        self.place.setVisible(bool(self.place.text()))
        self.risk.setVisible(item.risk_to_staff)
        shown = list(outstanding[:MOST_OUTSTANDING])
        if len(outstanding) > MOST_OUTSTANDING:
            more = len(outstanding) - MOST_OUTSTANDING
            shown.append(_("and {count} more").format(count=more))
        self.outstanding.setText(
            "\n".join([_("Outstanding:"), *shown]) if shown else _("Nothing outstanding.")
        )
        self._take_room()

    def _open(self) -> None:
        if self.item is not None:
            self._page.open_item(self.item)


def away_words(at: datetime, now: datetime) -> str:
    """ "in 1 hour 30 minutes"."""
    minutes = max(0, int((at - now).total_seconds() // 60))
    hours, rest = divmod(minutes, 60)
    parts = [
        formats.count(hours, "hour", "hours") if hours else "",
        formats.count(rest, "minute", "minutes") if rest or not hours else "",
    ]
    return _("in {time}").format(time=" ".join(filter(None, parts)))


class _ColumnView(QWidget):
    """A heading with a number, and the lines beneath."""

    def __init__(self, column: Column, lines: TodayList, above: QWidget | None = None) -> None:
        super().__init__()
        self.setObjectName(f"today-{column.value}-column")
        self.column, self.lines = column, lines
        self.heading = text_label(label(column), role="heading", name=f"today-{column.value}-heading")
        self.count = text_label("", role="muted", name=f"today-{column.value}-count")
        self.head = QWidget()
        head = QHBoxLayout(self.head)
        head.setContentsMargins(theme.px(12), 0, theme.px(12), 0)
        head.addWidget(self.heading)
        head.addStretch(1)
        head.addWidget(self.count)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme.px(8))
        rows.addWidget(self.head)
        rows.addWidget(hairline())
        if above is not None:
            rows.addWidget(above)
        rows.addWidget(lines, 1)


class TodayPage(Page):
    """Where each day starts."""

    SHOWS = frozenset(
        {
            "person", "case", "flag", "decision", "need", "plan", "goal", "required_action", "action_status",
            "appointment", "appointment_outcome", "enforcement_step", "proceeding", "service_access",
            "provider_service", "code_item", "marac", "safeguarding_check", "risk_assessment", "risk_measure",
            "document_copy",
        }
    )  # fmt: skip

    def __init__(self, workspace: Workspace, navigator: Navigator, parent: QWidget | None = None) -> None:
        super().__init__(_("Today"), name="today", parent=parent)
        self.workspace = workspace
        self.navigator = navigator
        self._items: list[TodayItem] = []
        self._day = workspace.today()
        self.date = text_label("", role="muted", name="today-date")
        self.card = NextCard(self)
        self.outcomes_button = button(
            "",
            lambda: self.navigator.go(Place("outcomes")),
            name="today-outcomes",
            shortcut="Ctrl+Shift+O",
            tooltip=_("Enter every outcome that is missing, one after another"),
        )
        self.sheet_button = button(
            _("Day sheet"),
            lambda: self.navigator.go(Place("day_sheet")),
            name="today-day-sheet",
            shortcut="Ctrl+Shift+D",
            tooltip=_("Print today's visits with boxes for their outcomes"),
        )
        self.columns = self._made_columns()
        self.tabs = QTabBar()
        self.tabs.setObjectName("today-tabs")
        self.tabs.setDrawBase(False)
        for column in Column:
            self.tabs.addTab(label(column))
        self.tabs.setAccessibleName(_("Columns of Today"))
        self.tabs.currentChanged.connect(lambda _place: self._fit())
        self._lay_out()
        self._minute = QTimer(self)
        self._minute.setInterval(_EVERY_MINUTE_MS)
        self._minute.timeout.connect(self._on_minute)

    def _made_columns(self) -> dict[Column, _ColumnView]:
        empty = {
            Column.NOW: _("Nothing is promised for today."),
            Column.OWED: _("Nothing is owed. It is a good day."),
            Column.WATCH: _(
                "Nothing to watch: every check is made, every plan is clear, no need goes unserved, every case has "
                "its decision record."
            ),
        }
        made = {}
        for column in Column:
            lines = TodayList(
                self.workspace.now,
                name=f"today-{column.value}",
                words=label(column),
                empty=empty[column],
            )
            lines.item_activated.connect(self.open_item)
            lines.rest_asked.connect(self._go_to_the_rest)
            made[column] = _ColumnView(column, lines, self.card if column is Column.NOW else None)
        return made

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme.px(12))
        head.addWidget(text_label(_("Today"), role="title", name="today-title"))
        head.addWidget(self.date, 1)
        head.addWidget(self.outcomes_button)
        head.addWidget(self.sheet_button)
        self.body.addLayout(head)
        self.body.addWidget(self.tabs)
        across = QHBoxLayout()
        across.setSpacing(theme.px(24))
        for view in self.columns.values():
            across.addWidget(view, 1)
        self.body.addSpacing(theme.px(4))
        self.body.addLayout(across, 1)

    # What it shows ------------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read the lines again."""
        now = self.workspace.now()
        self._day = now.date()
        page = self.workspace.read(today.read_today, now)
        self._items = list(page.items)
        self.date.setText(formats.long_date(self._day))
        if not self._items and not len(self.workspace.people()):
            self._show_nobody()
            return
        self.hide_empty()
        for column, view in self.columns.items():
            items = [item for item in self._items if item.column is column]
            view.lines.set_items(items, page.totals, page.cut_short)
            count = view.lines.count()
            number = f"{count:,}{'+' if view.lines.cut_short() else ''}" if count else ""
            view.count.setText(number)
            place = list(Column).index(column)
            self.tabs.setTabText(place, f"{label(column)} {number}".strip())
        self._show_outcomes_button(Matter.OUTCOME_MISSING in page.cut_short)
        self._show_next()

    def _show_outcomes_button(self, more: bool) -> None:
        """One press from all the outcomes that are missing, with how many they are."""
        many = sum(item.matter is Matter.OUTCOME_MISSING for item in self._items)
        words = _("Outcomes missing: enter them all ({count})").format(count=f"{many:,}{'+' if more else ''}")
        self.outcomes_button.setText(words)
        self.outcomes_button.setAccessibleName(words)
        self.outcomes_button.setVisible(many > 0)

    def _go_to_the_rest(self, matter: Matter) -> None:
        self.navigator.go(Place("outcomes" if matter is Matter.OUTCOME_MISSING else "caseload"))

    def _show_nobody(self) -> None:
        self.show_empty(
            _("Nobody is in this store yet"),
            _("Import the area's caseload from a spreadsheet, or add a person from the caseload."),
            (_("Import a caseload"), lambda: self.navigator.go(Place("import"))),
        )

    def _show_next(self) -> None:
        now = self.workspace.now()
        item = next_appointment(self._items, now)
        outstanding = [] if item is None else outstanding_words(self._items, item, now)
        self.card.show_item(item, outstanding, now)

    def _on_minute(self) -> None:
        if self.workspace.today() != self._day:
            self.reload()
        else:
            self._show_next()

    def open_item(self, item: TodayItem) -> None:
        """Go where ``item`` is put right."""
        self.navigator.go(destination(item))

    # Manners ------------------------------------------------------------------------------------------------

    def first_focus(self) -> None:
        """The keyboard begins in the first column that has a line, the next appointment before all."""
        if self.card.item is not None:
            self.card.open_button.setFocus()
            return
        for view in self.columns.values():
            if view.lines.lines_model.lines and view.isVisibleTo(self):
                view.lines.setFocus()
                return

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()
        self._minute.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._minute.stop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Three columns side by side, or one at a time where there is no room for three."""
        narrow = self.width() < theme.px(3 * LEAST_COLUMN + 96)
        self.tabs.setVisible(narrow)
        chosen = list(Column)[max(self.tabs.currentIndex(), 0)]
        for column, view in self.columns.items():
            view.setVisible(not narrow or column is chosen)
            view.head.setVisible(not narrow)


#: Matters whose own words are all that is said of them beside the next appointment.
_SAID_BY_THE_MATTER = frozenset({Matter.NO_PLAN, Matter.NO_DECISION, *MATTER_OF_DUE.values()})


def outstanding_words(items: Sequence[TodayItem], about: TodayItem, now: datetime) -> list[str]:
    """What else stands open for the person of ``about``, a line each."""
    lines = []
    mine = [item for item in items if item.case_id == about.case_id and item.matter is not Matter.APPOINTMENT]
    unserved = sum(item.matter is Matter.NEED_UNSERVED for item in mine)
    for item in mine:
        if item.matter is Matter.NEED_UNSERVED:
            continue
        when = formats.due_words(item.due, now.date()) if item.matter is not Matter.OUTCOME_MISSING else ""
        if item.matter is Matter.OUTCOME_MISSING:
            when = formats.date_time(item.at)
        what = what_words(item) if item.matter not in _SAID_BY_THE_MATTER else ""
        lines.append(" · ".join(part for part in (label(item.matter), what, when) if part))
    if unserved:
        lines.append(formats.count(unserved, "need not served", "needs not served"))
    return lines
