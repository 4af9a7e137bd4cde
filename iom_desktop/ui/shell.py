"""What fills the window while a store is open: sidebar, top bar, the pages, the status line.

It is the ``Navigator`` that pages ask. Pages are made when first needed and kept; of cases, the last few.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QMouseEvent, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from iom_desktop.display.formats import exact_date, time_of_day
from iom_desktop.display.labels import named_with_agency
from iom_desktop.display.words import _
from iom_desktop.domain import names
from iom_desktop.errors import UserError
from iom_desktop.services import cases, today
from iom_desktop.ui import palette_entries, theme
from iom_desktop.ui.jobs import run_job
from iom_desktop.ui.label import ElidedLabel, hairline
from iom_desktop.ui.navigation import Place
from iom_desktop.ui.page import NoticeStrip
from iom_desktop.ui.palette_box import PaletteBox
from iom_desktop.ui.settings_file import SettingsFile
from iom_desktop.ui.sidebar import NavItem, Sidebar
from iom_desktop.ui.top_bar import TopBar
from iom_desktop.ui.visits import MOST_CASES, Visits
from iom_desktop.ui.workspace import Workspace

if TYPE_CHECKING:
    from iom_desktop.ui.cases.page import CasePage
    from iom_desktop.ui.page import Page

HOME = Place("today")
CHECK_KEY = "F12"
"""The key that asks for the code of a paper, anywhere in the program."""
COUNTED = frozenset(
    {
        "appointment", "appointment_outcome", "enforcement_step", "proceeding", "required_action",
        "action_status", "plan", "case", "flag",
    }
)  # fmt: skip
"""The kinds of record that the number beside Today is made of."""
COUNT_AFTER_MS = 400
WARM_AFTER_MS = 250
BACK_UP_AFTER_MS = 60_000
_DAY_S = 86_400


def nav_items() -> list[NavItem]:
    """The pages of the sidebar in their order."""
    return [
        NavItem("today", _("Today"), "Alt+1"),
        NavItem("caseload", _("Caseload"), "Alt+2"),
        NavItem("diary", _("Diary"), "Alt+3"),
        NavItem("conferences", _("Conferences"), "Alt+4"),
        NavItem("services", _("Services"), "Alt+5"),
        NavItem("reports", _("Reports"), "Alt+6"),
        NavItem("import", _("Import"), "Alt+7"),
        NavItem("settings", _("Settings"), "Alt+8"),
    ]


class Shell(QWidget):
    """The window's content for one open store."""

    lock_asked = Signal()
    #: The officer went somewhere, or opened or closed a dialog there.
    moved = Signal()
    #: How the program looks, or when it locks, was changed in Settings.
    settings_changed = Signal()

    def __init__(self, workspace: Workspace, settings: SettingsFile, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("shell")
        self.workspace = workspace
        self.settings = settings
        self.visits = Visits()
        self._pages: dict[str, Page] = {}
        self._cases: dict[str, CasePage] = {}
        self._case_names: dict[str, str] = {}
        self._lay_out()
        self._count_timer = self._timer(COUNT_AFTER_MS, self._count)
        self._warm_timer = self._timer(WARM_AFTER_MS, workspace.people)
        self._backup_timer = self._timer(BACK_UP_AFTER_MS, self._back_up_daily)
        workspace.changed.connect(self._on_changed)
        self.say_status()

    def _timer(self, after: int, then: Callable[[], object]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(after)
        timer.timeout.connect(lambda: then())
        return timer

    def _lay_out(self) -> None:
        officer = self.workspace.officer
        self.sidebar = Sidebar(nav_items())
        self.top_bar = TopBar(named_with_agency(officer.name, officer.agency))
        self.notice = NoticeStrip(name="shell-notice")
        self.stack = QStackedWidget()
        self.stack.setObjectName("pages")
        self.status = ElidedLabel("", role="small", name="status")
        self.status.setContentsMargins(theme.px(24), theme.px(4), theme.px(16), theme.px(4))
        main = QVBoxLayout()
        main.setContentsMargins(0, 0, 0, 0)
        main.setSpacing(0)
        for widget in (self.top_bar, hairline(), self.notice):
            main.addWidget(widget)
        main.addWidget(self.stack, 1)
        main.addWidget(hairline())
        main.addWidget(self.status)
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        self._beside_sidebar = hairline(upright=True)
        across.addWidget(self.sidebar)
        across.addWidget(self._beside_sidebar)
        across.addLayout(main, 1)
        self.palette_box = PaletteBox(self, palette_entries.providers(self), name="palette")
        self.sidebar.page_asked.connect(lambda page: self.go(Place(page)))
        self.sidebar.case_asked.connect(lambda case_id: self.open_case(case_id, ""))
        self.top_bar.back_asked.connect(self.go_back)
        self.top_bar.forward_asked.connect(self.go_forward)
        self.top_bar.find_asked.connect(self.palette_box.open_box)
        self.top_bar.lock_asked.connect(self.lock_asked)
        QShortcut(QKeySequence(CHECK_KEY), self).activated.connect(self.check_paper)

    def start(self) -> None:
        """Begin what goes on beside the pages: the number beside Today, the search, the daily backup."""
        self._count_timer.start()
        self._warm_timer.start()
        self._backup_timer.start()

    def stop(self) -> None:
        """End it, as before a lock."""
        for timer in (self._count_timer, self._warm_timer, self._backup_timer):
            timer.stop()
        with suppress(RuntimeError):
            self.workspace.changed.disconnect(self._on_changed)

    def forget(self) -> None:
        """Let go of every page and of every name read, whoever may still hold on to this."""
        self._pages.clear()
        self._cases.clear()
        self._case_names.clear()
        self.visits = Visits()

    # Going places -------------------------------------------------------------------------------------------

    def go(self, place: Place) -> None:
        """Show ``place``; it becomes a step that Back returns from."""
        self._settle()
        if self._show(place):
            self.visits.step_to(self.place())
            self._moved()

    def open_case(
        self, case_id: str, tab: str = "overview", record_id: str = "", field: str = "", draft: str = ""
    ) -> None:
        """Show a tab of a case (with no ``tab``, the one it was left on)."""
        if not tab:
            page = self._cases.get(case_id)
            tab = page.place().tab if page is not None else "overview"
        self.go(Place("case", case_id, tab, record_id, field, draft))

    def check_paper(self) -> None:
        """Hold a paper against the record by the code at its foot, from anywhere."""
        from iom_desktop.ui.copies.page import check_paper

        self.palette_box.close_box()
        check_paper(self.workspace, self, self)

    def go_back(self) -> None:
        """Return to the step before."""
        self._settle()
        place = self.visits.go_back()
        if place is not None and self._show(place):
            self._moved()

    def go_forward(self) -> None:
        """Undo going back."""
        self._settle()
        place = self.visits.go_forward()
        if place is not None and self._show(place):
            self._moved()

    def place(self) -> Place:
        """Where the officer is now, down to the tab of the case."""
        page = self.page()
        place = getattr(page, "place", None)
        if place is not None:
            found: Place = place()
            return found
        return next((Place(key) for key, known in self._pages.items() if known is page), HOME)

    def page(self) -> QWidget | None:
        """The page in view."""
        return self.stack.currentWidget()

    def _settle(self) -> None:
        if self.page() is not None:
            self.visits.settle(self.place())

    def _show(self, place: Place) -> bool:
        """Bring ``place`` into view; False, with a notice, where it is no longer there."""
        self.palette_box.close_box()
        self.notice.clear()
        try:
            page = self._case_page(place) if place.page == "case" else self._page(place.page)
        except UserError as error:
            self.visits.forget_case(place.case_id)
            self._list_cases()
            self.notice.say(error.message, "error")
            return False
        if page is not self.page():
            self.stack.setCurrentWidget(page)
            # A page that a room looks at has the whole width, and no list of other people's names beside it.
            for part in (self.sidebar, self._beside_sidebar):
                part.setVisible(not getattr(page, "WIDE", False))
        self._enter(page, place)
        return True

    def _enter(self, page: QWidget, place: Place) -> None:
        if place.page == "case":
            self._cases[place.case_id].show_tab(place.tab, place.record_id, place.field, place.draft)
            return
        if (arrive := getattr(page, "arrive", None)) is not None:
            arrive(place)
        if place.draft and (resume := getattr(page, "resume", None)) is not None:
            resume(place.draft)
        elif (first := getattr(page, "first_focus", None)) is not None:
            first()
        else:
            page.setFocus()

    def _page(self, key: str) -> Page:
        if key not in self._pages:
            maker = _MAKERS.get(key, _MAKERS["today"])
            page = maker(self)
            self._pages[key] = page
            self.stack.addWidget(page)
        return self._pages[key]

    def _case_page(self, place: Place) -> CasePage:
        page = self._cases.pop(place.case_id, None)
        if page is None:
            from iom_desktop.ui.cases.page import CasePage

            page = CasePage(self.workspace, self, place.case_id)
            self.stack.addWidget(page)
        self._cases[place.case_id] = page  # the one used last stands last
        while len(self._cases) > MOST_CASES:
            self._put_away(next(iter(self._cases)))
        if page.is_open:
            self.visits.open_case(place.case_id)
        return page

    def _put_away(self, case_id: str) -> None:
        page = self._cases.pop(case_id)
        self.stack.removeWidget(page)
        page.deleteLater()

    def _moved(self) -> None:
        place = self.place()
        self.sidebar.set_current(place.page, place.case_id)
        self.top_bar.set_steps(back=self.visits.can_go_back, forward=self.visits.can_go_forward)
        self._list_cases()
        self.moved.emit()

    # The sidebar --------------------------------------------------------------------------------------------

    def _list_cases(self) -> None:
        self.sidebar.set_cases([(case_id, self._case_name(case_id)) for case_id in self.visits.cases])
        place = self.place()
        self.sidebar.set_current(place.page, place.case_id)

    def _case_name(self, case_id: str) -> str:
        if case_id not in self._case_names:
            person = self.workspace.read(cases.load_case, case_id).person
            self._case_names[case_id] = names.list_name(person.surname, person.forenames)
        return self._case_names[case_id]

    def recall_cases(self, case_ids: list[str]) -> None:
        """List cases opened before a lock again, the newest first; one that is gone is passed over."""
        for case_id in reversed(case_ids[:MOST_CASES]):
            with suppress(UserError):
                self._case_name(case_id)
                self.visits.open_case(case_id)
        self._list_cases()

    def _count(self) -> None:
        self.sidebar.set_count("today", len(self.workspace.read(today.list_due, self.workspace.now())))

    # What changed, what is saved ----------------------------------------------------------------------------

    def _on_changed(self, kinds: Any) -> None:
        self.say_status()
        for page in (*self._pages.values(), *self._cases.values()):
            page.on_changed(kinds)
        if not COUNTED.isdisjoint(kinds):
            self._count_timer.start()
        if "person" in kinds:
            self._case_names.clear()
            self._list_cases()
            self._warm_timer.start()

    def say_status(self) -> None:
        """Say in the status line when something was last saved, which store this is, and how safe it is."""
        parts = []
        if self.workspace.saved_at is not None:
            parts.append(_("saved {time}").format(time=time_of_day(self.workspace.saved_at.time())))
        parts.append(_("store: {name}").format(name=self.workspace.store_name))
        parts.append(self._backup_words())
        self.status.set_text(" · ".join(parts))

    def _backup_words(self) -> str:
        made = self.workspace.last_backup()
        if made is None:
            return _("no backup yet")
        same_day = made.date() == self.workspace.today()
        when = time_of_day(made.time()) if same_day else exact_date(made.date())
        return _("backup {when} verified").format(when=when)

    def _back_up_daily(self) -> None:
        """Back up in the background where the newest backup is a day old."""
        made = self.workspace.last_backup()
        recent = made is not None and (self.workspace.now() - made).total_seconds() < _DAY_S
        if recent or self.workspace.store.removable:
            return
        self.back_up(lambda error: self.notice.say(error.message, "error"))

    def back_up(self, failed: Callable[[UserError], object]) -> None:
        """Make and verify a backup in the background; the status line says when it is done."""
        workspace = self.workspace
        run_job(
            self,
            _("Backing up the store"),
            lambda _progress: workspace.back_up(),
            lambda _where: self.say_status(),
            failed,
            cancellable=False,
        )

    # The window's own manners -------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_sidebar()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "sidebar"):
            self._fit_sidebar()
            self.status.setContentsMargins(theme.px(24), theme.px(4), theme.px(16), theme.px(4))

    def _fit_sidebar(self) -> None:
        # A fifth of a narrow window at most, so that large text leaves the page its room.
        wanted = min(theme.px(200), max(theme.px(112), self.width() // 5))
        self.sidebar.setFixedWidth(wanted)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The mouse's own back and forward buttons."""
        if event.button() == Qt.MouseButton.BackButton:
            self.go_back()
        elif event.button() == Qt.MouseButton.ForwardButton:
            self.go_forward()
        else:
            super().mousePressEvent(event)


def _make_today(shell: Shell) -> Page:
    from iom_desktop.ui.today.page import TodayPage

    return TodayPage(shell.workspace, shell)


def _make_caseload(shell: Shell) -> Page:
    from iom_desktop.ui.caseload.page import CaseloadPage

    return CaseloadPage(shell.workspace, shell)


def _make_diary(shell: Shell) -> Page:
    from iom_desktop.ui.diary.page import DiaryPage

    return DiaryPage(shell.workspace, shell)


def _make_conferences(shell: Shell) -> Page:
    from iom_desktop.ui.conferences.page import ConferencesPage

    return ConferencesPage(shell.workspace, shell)


def _make_conference(shell: Shell) -> Page:
    from iom_desktop.ui.conferences.conference_page import ConferencePage

    return ConferencePage(shell.workspace, shell)


def _make_live(shell: Shell) -> Page:
    from iom_desktop.ui.live.page import LivePage

    return LivePage(shell.workspace, shell)


def _make_attendance(shell: Shell) -> Page:
    from iom_desktop.ui.conferences.attendance_page import AttendancePage

    return AttendancePage(shell.workspace, shell)


def _make_services(shell: Shell) -> Page:
    from iom_desktop.ui.providers.page import ProvidersPage

    return ProvidersPage(shell.workspace, shell)


def _make_reports(shell: Shell) -> Page:
    from iom_desktop.ui.access.page import AccessPage

    return AccessPage(shell.workspace, shell)


def _make_copies(shell: Shell) -> Page:
    from iom_desktop.ui.copies.page import CopiesPage

    return CopiesPage(shell.workspace, shell)


def _make_outcomes(shell: Shell) -> Page:
    from iom_desktop.ui.outcomes.page import OutcomesPage

    return OutcomesPage(shell.workspace, shell)


def _make_day_sheet(shell: Shell) -> Page:
    from iom_desktop.ui.day_sheet.page import DaySheetPage

    return DaySheetPage(shell.workspace, shell)


def _make_import(shell: Shell) -> Page:
    from iom_desktop.ui.imports.page import ImportPage

    return ImportPage(shell.workspace, shell)


def _make_settings(shell: Shell) -> Page:
    from iom_desktop.ui.settings.page import SettingsPage

    page = SettingsPage(shell.workspace, shell, shell.settings)
    page.settings_changed.connect(shell.settings_changed)
    page.backed_up.connect(shell.say_status)
    return page


def _make_lists(shell: Shell) -> Page:
    from iom_desktop.ui.settings.lists import ListsPage

    return ListsPage(shell.workspace, shell)


_MAKERS: dict[str, Callable[[Shell], Page]] = {
    "today": _make_today,
    "caseload": _make_caseload,
    "diary": _make_diary,
    "outcomes": _make_outcomes,
    "day_sheet": _make_day_sheet,
    "conferences": _make_conferences,
    "conference": _make_conference,
    "live": _make_live,
    "attendance": _make_attendance,
    "services": _make_services,
    "reports": _make_reports,
    "copies": _make_copies,
    "import": _make_import,
    "settings": _make_settings,
    "lists": _make_lists,
}
