"""One conference: its facts above; below them its agenda, the roll, the minutes, the actions and the papers."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFontMetrics, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from iom_desktop.display.conference_lines import agencies_words, when_words
from iom_desktop.display.formats import N_, exact_date, long_date
from iom_desktop.display.labels import label
from iom_desktop.display.words import _
from iom_desktop.domain.conferences import Conference, ConferenceCase, ConferenceState
from iom_desktop.domain.text import show_hidden
from iom_desktop.errors import UserError
from iom_desktop.services import conferences
from iom_desktop.ui import theme
from iom_desktop.ui.button import button, set_words
from iom_desktop.ui.chips import Chip
from iom_desktop.ui.conferences.dialogs import ChangeConferenceDialog, change_key
from iom_desktop.ui.conferences.section import Host, Section
from iom_desktop.ui.conferences.starting import start
from iom_desktop.ui.label import hairline, set_role, text_label
from iom_desktop.ui.navigation import Navigator, Place
from iom_desktop.ui.page import Page

if TYPE_CHECKING:
    from iom_desktop.ui.workspace import Workspace

SectionMaker = Callable[[Host], Section]
_STATE_ROLES = {
    ConferenceState.PLANNED: "plain",
    ConferenceState.OPEN: "accent",
    ConferenceState.CLOSED: "done",
}


def _agenda(host: Host) -> Section:
    from iom_desktop.ui.conferences.agenda_section import AgendaSection

    return AgendaSection(host)


def _since(host: Host) -> Section:
    from iom_desktop.ui.conferences.since_section import SinceSection

    return SinceSection(host)


def _attendance(host: Host) -> Section:
    from iom_desktop.ui.conferences.attendance_section import AttendanceSection

    return AttendanceSection(host)


def _minutes(host: Host) -> Section:
    from iom_desktop.ui.conferences.minutes_section import MinutesSection

    return MinutesSection(host)


def _actions(host: Host) -> Section:
    from iom_desktop.ui.conferences.actions_section import ActionsSection

    return ActionsSection(host)


def _papers(host: Host) -> Section:
    from iom_desktop.ui.conferences.papers_section import PapersSection

    return PapersSection(host)


#: The parts in order: key, words, and what makes the part the first time it is shown.
PARTS: tuple[tuple[str, str, SectionMaker], ...] = (
    ("agenda", N_("Agenda"), _agenda),
    ("since", N_("Since last time"), _since),
    ("attendance", N_("Attendance"), _attendance),
    ("minutes", N_("Minutes"), _minutes),
    ("actions", N_("Actions"), _actions),
    ("papers", N_("Papers"), _papers),
)
KEYS = tuple(key for key, _words, _maker in PARTS)


class ConferencePage(Page):
    """The page of one conference. ``arrive`` says which; it keeps the part that was last looked at."""

    SHOWS = frozenset(
        {
            "conference", "conference_case", "attendance", "minute", "conference_action", "agenda_request", "case",
            "person", "plan", "required_action", "action_status", "pack_copy",
        }
    )  # fmt: skip

    def __init__(self, workspace: Workspace, navigator: Navigator, parent: QWidget | None = None) -> None:
        super().__init__(_("Conference"), name="conference", parent=parent)
        self.workspace, self.navigator = workspace, navigator
        self.chosen_case = ""
        self._conference_id = ""
        self._conference: Conference | None = None
        self._items: list[ConferenceCase] = []
        self._sections: dict[str, Section] = {}
        self.heading = text_label("", role="title", wrap=True, name="conference-heading")
        self.state = Chip("", name="conference-state")
        self.facts = text_label("", role="muted", wrap=True, name="conference-facts")
        self.start_button = button(
            _("Start the conference"),
            self.start,
            name="conference-start",
            kind="primary",
            shortcut="Ctrl+Return",
        )
        self.change_button = button(
            _("Change…"), self.change, name="conference-change", shortcut="Ctrl+E",
            tooltip=_("Change the conference"),
        )  # fmt: skip
        self.change_button.setAccessibleName(_("Change the conference"))
        self.tab_bar = self._make_tab_bar()
        self._stack = QStackedWidget()
        self._stack.setObjectName("conference-parts")
        self._lay_out()
        self._add_shortcuts()

    def _make_tab_bar(self) -> QTabBar:
        bar = QTabBar()
        bar.setObjectName("conference-tab-bar")
        bar.setExpanding(False)
        bar.setUsesScrollButtons(True)
        bar.setElideMode(Qt.TextElideMode.ElideNone)
        bar.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        bar.setAccessibleName(_("Parts of the conference"))
        for place, (key, words, _maker) in enumerate(PARTS):
            bar.addTab(_(words))
            bar.setTabData(place, key)
            bar.setTabToolTip(place, "")
        bar.currentChanged.connect(self._turn)
        return bar

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(theme.px(12))
        top.addWidget(self.heading, 1)
        top.addWidget(self.state, 0, Qt.AlignmentFlag.AlignVCenter)
        top.addWidget(self.change_button)
        top.addWidget(self.start_button)
        self._head = QVBoxLayout()
        self._head.setSpacing(theme.px(2))
        self._head.addLayout(top)
        self._head.addWidget(self.facts)
        self._tabs = QHBoxLayout()
        self._tabs.addWidget(self.tab_bar, 1)
        self.body.addLayout(self._head)
        self.body.addLayout(self._tabs)
        self.body.addWidget(hairline())
        self.body.addWidget(self._stack, 1)
        self._close_up()

    def _close_up(self) -> None:
        """The line under the parts runs to the edges; each part keeps its own margins."""
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(0)
        self._head.setContentsMargins(theme.px(24), theme.px(12), theme.px(24), theme.px(8))
        self._tabs.setContentsMargins(theme.px(12), 0, theme.px(12), 0)

    def _add_shortcuts(self) -> None:
        for place in range(len(PARTS)):
            self._shortcut(f"Ctrl+{place + 1}", partial(self._go_to_part, place))
        self._shortcut("Ctrl+PgDown", lambda: self._step(1))
        self._shortcut("Ctrl+PgUp", lambda: self._step(-1))

    def _shortcut(self, keys: str, act: Callable[[], object]) -> None:
        made = QShortcut(QKeySequence(keys), self)
        made.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        made.activated.connect(act)

    def _step(self, places: int) -> None:
        self._go_to_part((self.tab_bar.currentIndex() + places) % len(PARTS))

    def _go_to_part(self, place: int) -> None:
        """Turn to a part by the keyboard, which goes on there."""
        self.tab_bar.setCurrentIndex(place)
        self.first_focus()

    # Which conference ---------------------------------------------------------------------------------------

    @property
    def page(self) -> Page:
        """The page itself, over which dialogs open."""
        return self

    @property
    def conference(self) -> Conference:
        """The conference shown."""
        if self._conference is None:
            raise AssertionError("no conference is shown")
        return self._conference

    @property
    def items(self) -> list[ConferenceCase]:
        """The cases on its agenda in their order, those taken off last."""
        return self._items

    def arrive(self, place: Place) -> None:
        """Show the conference of ``place`` (the next one without any), at a part and a record of it."""
        wanted = place.record_id or self._conference_id or self._next_id()
        if not wanted:
            self.show_empty(_("No conference is planned."), "", (_("All conferences"), self._go_back))
            return
        if wanted != self._conference_id:
            self._conference_id, self._conference = wanted, None
            self.chosen_case = ""
            self._drop_sections()
            self.clear_notice()
            self._refresh()
        if self._conference is None:
            return
        key = place.tab or place.draft.partition(":")[0]
        if key in KEYS:
            self.show_part(key)
        if place.case_id or place.field:
            self.section().go_to(place.case_id, place.field)

    def _next_id(self) -> str:
        one = self.workspace.read(conferences.next_conference, self.workspace.today())
        return "" if one is None else one.id

    def _drop_sections(self) -> None:
        """Another conference has parts of its own: nothing chosen or filtered in one follows into another."""
        for section in self._sections.values():
            self._stack.removeWidget(section)
            section.hide()
            section.deleteLater()
        self._sections.clear()

    def place(self) -> Place:
        """Where the officer is, for Back and Forward."""
        return Place("conference", tab=self.current_key, record_id=self._conference_id)

    # Showing ------------------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read the conference, its agenda and the part in view again."""
        if not self._conference_id:
            return
        try:
            self._conference = self.workspace.read(conferences.load_conference, self._conference_id)
        except UserError as error:
            self._conference = None
            self.show_empty(error.message, "", (_("All conferences"), self._go_back))
            return
        self._items = self.workspace.read(conferences.list_cases, self._conference_id)
        self.hide_empty()
        self._show_head(self._conference)
        self._turn(self.tab_bar.currentIndex())

    def _go_back(self) -> None:
        self.navigator.go(Place("conferences"))

    def _show_head(self, one: Conference) -> None:
        self.heading.setText(_("Case conference, {date}").format(date=long_date(one.held_on)))
        self.state.set_chip(label(one.state), _STATE_ROLES[one.state])
        chair = _("chaired by {name}").format(name=one.said.chair) if one.said.chair else ""
        following = (
            _("the next is on {date}").format(date=exact_date(one.next_on)) if one.next_on is not None else ""
        )
        facts = [
            when_words(one, self.workspace.today()),
            one.said.place,
            chair,
            agencies_words(one.said.agencies),
            following,
        ]
        self.facts.setText(show_hidden(" · ".join(filter(None, facts))))
        closed = one.state is ConferenceState.CLOSED
        self.start_button.setVisible(not closed)
        self.change_button.setVisible(not closed)
        going = one.state is ConferenceState.OPEN
        words = _("Go on with the conference") if going else _("Start the conference")
        set_words(self.start_button, words)

    @property
    def current_key(self) -> str:
        """The key of the part in view."""
        return str(self.tab_bar.tabData(self.tab_bar.currentIndex()))

    def section(self, key: str = "") -> Section:
        """The part called ``key`` (the one in view without it), made now if it was not yet."""
        wanted = key or self.current_key
        if wanted not in self._sections:
            make = next(maker for of, _words, maker in PARTS if of == wanted)
            made = make(self)
            self._sections[wanted] = made
            self._stack.addWidget(made)
        return self._sections[wanted]

    def show_part(self, key: str, case_id: str = "") -> None:
        """Turn to another part, at a case."""
        if case_id:
            self.chosen_case = case_id
        self.tab_bar.setCurrentIndex(KEYS.index(key))
        if case_id:
            self.section().go_to(case_id)

    def _turn(self, place: int) -> None:
        if self._conference is None:
            return
        section = self.section(str(self.tab_bar.tabData(place)))
        self._stack.setCurrentWidget(section)
        section.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_tabs()

    def _fit_tabs(self) -> None:
        """Close the tabs up where they would not all be in view."""
        metrics = QFontMetrics(theme.font("body", strong=True))
        needed = sum(metrics.horizontalAdvance(_(words)) + 2 * theme.px(12) + 1 for _key, words, _m in PARTS)
        set_role(self.tab_bar, "true" if needed > self.width() - 2 * theme.px(12) else "false", "tight")

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_stack"):
            self._close_up()
            self._fit_tabs()

    # Doing --------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Start the conference, or go on with it."""
        if self._conference is None or self._conference.state is ConferenceState.CLOSED:
            return
        try:
            start(self, self.workspace, self.navigator, self._conference)
        except UserError as error:
            self.notice(error.message, "error")

    def change(self) -> None:
        """Change date, place, chair, agencies or statement."""
        if self._conference is not None and self.change_button.isVisibleTo(self):
            ChangeConferenceDialog(self.workspace, self._conference_id, self).open()

    def resume(self, draft_key: str) -> None:
        """Open again the dialog that stood open before a lock."""
        if self._conference is None:
            return
        if draft_key == change_key(self._conference_id):
            self.change()
        elif not self.section().resume(draft_key):
            # A dialog of another part than the one in view.
            any(self.section(key).resume(draft_key) for key in KEYS)

    def first_focus(self) -> None:
        """The keyboard begins in the part in view."""
        if self.empty_button is not None:
            self.empty_button.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self._conference is not None:
            self.section().first_focus()
