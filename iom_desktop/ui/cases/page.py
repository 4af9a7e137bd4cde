"""The case page: the banner that stays, and under it the tabs, each made when it is first looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from typing import cast

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QFontMetrics, QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QTabBar, QWidget

from iom_desktop.display.formats import N_, count
from iom_desktop.display.words import _
from iom_desktop.domain.cases import Case
from iom_desktop.domain.changes import Look
from iom_desktop.domain.codes import IomStatus
from iom_desktop.domain.compliance import Compliance
from iom_desktop.domain.statuses import Aspect
from iom_desktop.errors import UserError
from iom_desktop.services import appointments, cases, changes
from iom_desktop.services.compliance import assess
from iom_desktop.ui import theme
from iom_desktop.ui.cases.banner import CaseBanner
from iom_desktop.ui.form_dialog import FormDialog
from iom_desktop.ui.label import hairline, set_role
from iom_desktop.ui.navigation import CaseTab, Navigator, Place
from iom_desktop.ui.page import Page
from iom_desktop.ui.workspace import Workspace

TabMaker = Callable[[Workspace, Navigator, str], CaseTab]


def _overview(workspace: Workspace, navigator: Navigator, case_id: str) -> CaseTab:
    from iom_desktop.ui.cases.overview import OverviewTab

    return OverviewTab(workspace, navigator, case_id)


def _why_iom(workspace: Workspace, navigator: Navigator, case_id: str) -> CaseTab:
    from iom_desktop.ui.decisions.tab import WhyIomTab

    return WhyIomTab(workspace, navigator, case_id)


def _needs(workspace: Workspace, navigator: Navigator, case_id: str) -> CaseTab:
    from iom_desktop.ui.needs.tab import NeedsTab

    return NeedsTab(workspace, navigator, case_id)


def _plan(workspace: Workspace, navigator: Navigator, case_id: str) -> CaseTab:
    from iom_desktop.ui.plans.tab import PlanTab

    return PlanTab(workspace, navigator, case_id)


def _risk_plan(workspace: Workspace, navigator: Navigator, case_id: str) -> CaseTab:
    from iom_desktop.ui.measures.tab import RiskPlanTab

    return RiskPlanTab(workspace, navigator, case_id)


def _appointments(workspace: Workspace, navigator: Navigator, case_id: str) -> CaseTab:
    from iom_desktop.ui.appointments.tab import AppointmentsTab

    return AppointmentsTab(workspace, navigator, case_id)


def _compliance(workspace: Workspace, navigator: Navigator, case_id: str) -> CaseTab:
    from iom_desktop.ui.compliance.tab import ComplianceTab

    return ComplianceTab(workspace, navigator, case_id)


def _services(workspace: Workspace, navigator: Navigator, case_id: str) -> CaseTab:
    from iom_desktop.ui.service_access.tab import ServicesTab

    return ServicesTab(workspace, navigator, case_id)


def _timeline(workspace: Workspace, navigator: Navigator, case_id: str) -> CaseTab:
    from iom_desktop.ui.timeline.tab import TimelineTab

    return TimelineTab(workspace, navigator, case_id)


def _documents(workspace: Workspace, navigator: Navigator, case_id: str) -> CaseTab:
    from iom_desktop.ui.documents.tab import DocumentsTab

    return DocumentsTab(workspace, navigator, case_id)


#: The tabs in order: key, words, and what makes the tab the first time it is shown.
TABS: tuple[tuple[str, str, TabMaker], ...] = (
    ("overview", N_("Overview"), _overview),
    ("why_iom", N_("Why IOM"), _why_iom),
    ("needs", N_("Risk and needs"), _needs),
    ("plan", N_("Plan"), _plan),
    ("risk_plan", N_("Risk plan"), _risk_plan),
    ("appointments", N_("Appointments"), _appointments),
    ("compliance", N_("Compliance"), _compliance),
    ("services", N_("Services"), _services),
    ("timeline", N_("Timeline"), _timeline),
    ("documents", N_("Documents"), _documents),
)
#: Shorter names for a bar that has no room for all tabs.
_SHORT_NAMES = {"needs": N_("Needs"), "appointments": N_("Appts"), "documents": N_("Papers")}
KEYS = tuple(key for key, _words, _maker in TABS)


def tab_keys() -> list[str]:
    """The keys that turn to each tab. The risk plan has a letter: the others keep the numbers known by heart."""
    counted = [key for key in KEYS if key != "risk_plan"]
    return [f"Ctrl+{counted.index(key) + 1}" if key in counted else "Ctrl+R" for key in KEYS]


class CasePage(Page):
    """One case. Making the page opens the case, which is audited; where that fails nothing of it is shown."""

    SHOWS = frozenset(
        {
            "case", "person", "flag", "decision", "plan", "goal", "required_action", "appointment", "need",
            "enforcement_step", "proceeding",
        }
    )  # fmt: skip

    def __init__(
        self, workspace: Workspace, navigator: Navigator, case_id: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(_("Case"), name="case-page", parent=parent)
        self._workspace, self._navigator, self.case_id = workspace, navigator, case_id
        self.banner = CaseBanner()
        self.banner.change_asked.connect(self._ask_status)
        self.tab_bar = self._make_tab_bar()
        self._stack = QStackedWidget()
        self._stack.setObjectName("case-tabs")
        self._tabs: dict[str, CaseTab] = {}
        self._wanted: Place | None = None
        self._look: Look | None = None
        self._notes: dict[str, tuple[str, str]] = {}  #: what a tab says beside its name, in full and short
        self._lay_out()
        self._add_shortcuts()
        self.setFocusProxy(self.tab_bar)
        self.open_case()

    def _make_tab_bar(self) -> QTabBar:
        bar = QTabBar()
        bar.setObjectName("case-tab-bar")
        bar.setExpanding(False)
        bar.setUsesScrollButtons(True)
        bar.setElideMode(Qt.TextElideMode.ElideNone)
        bar.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        bar.setAccessibleName(_("Parts of the case"))
        for place, (key, words, _maker) in enumerate(TABS):
            bar.addTab(_(words))
            bar.setTabData(place, key)
            bar.setTabToolTip(place, "")
        bar.currentChanged.connect(self._turn)
        return bar

    def _lay_out(self) -> None:
        tabs = QHBoxLayout()
        tabs.setContentsMargins(theme.px(12), 0, theme.px(12), 0)
        tabs.addWidget(self.tab_bar, 1)
        self.body.addWidget(self.banner)
        self.body.addLayout(tabs)
        self.body.addWidget(hairline())
        self.body.addWidget(self._stack, 1)
        self._close_up()

    def _close_up(self) -> None:
        """The banner runs to the edges; each tab keeps its own margins."""
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(0)

    def _add_shortcuts(self) -> None:
        for place, keys in enumerate(tab_keys()):
            self._shortcut(keys, partial(self.tab_bar.setCurrentIndex, place))
        self._shortcut("Ctrl+PgDown", lambda: self._step(1))
        self._shortcut("Ctrl+PgUp", lambda: self._step(-1))

    def _shortcut(self, keys: str, act: Callable[[], object]) -> None:
        made = QShortcut(QKeySequence(keys), self)
        made.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        made.activated.connect(act)

    def _step(self, places: int) -> None:
        self.tab_bar.setCurrentIndex((self.tab_bar.currentIndex() + places) % len(TABS))

    # Opening ------------------------------------------------------------------------------------------------

    def open_case(self) -> None:
        """Open the case: the opening is recorded first, or nothing is shown."""
        try:
            self._look = self._workspace.perform("Open case", changes.look_into, self.case_id)
        except UserError as error:
            self.show_empty(
                _("This case could not be opened."), error.message, (_("Try again"), self.open_case)
            )
            return
        self.hide_empty()
        self._show_banner(self._look.case)
        self._stale = False
        self._turn(self.tab_bar.currentIndex())

    @property
    def is_open(self) -> bool:
        """Whether the case was opened; nothing of it is shown before."""
        return self._look is not None

    # Showing ------------------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read the banner and the counts of the tabs again."""
        if self.is_open:
            self._show_banner(self._workspace.read(cases.load_case, self.case_id))

    def _show_banner(self, case: Case) -> None:
        now = self._workspace.now()
        coming = self._workspace.read(appointments.next_appointment, self.case_id, now)
        self.banner.show_case(case, coming, now, self._compliance(now))
        self._label_tabs(case)

    def _compliance(self, now: datetime) -> Compliance | None:
        """Where the case stands; nothing where the rules in the store make no sense, which their tab explains."""
        try:
            return self._workspace.read(assess, self.case_id, now)
        except UserError:
            return None

    def _label_tabs(self, case: Case) -> None:
        faults = case.plan_faults
        missing = (_("{words} · missing"), _("{words} ?"))
        self._notes = {}
        if case.iom_status is IomStatus.REFERRED:
            self._notes["why_iom"] = (_("{words} · waiting"), _("{words} ?"))
        elif case.iom_status is IomStatus.ADOPTED and not case.has_decision:
            self._notes["why_iom"] = missing
        if faults is None:
            self._notes["plan"] = missing
        elif faults:
            said = count(faults, N_("fault"), N_("faults"))
            self._notes["plan"] = (f"{{words}} · {said}", f"{{words}} · {faults:,}")
        self._fit_tabs()

    def _fit_tabs(self) -> None:
        """Say the notes of the tabs short, and close them up, where they would not all be in view."""
        said = [(_(words), self._notes.get(key, ("{words}", "{words}"))) for key, words, _maker in TABS]
        full = [long.format(words=words) for words, (long, _short) in said]
        metrics = QFontMetrics(theme.font("body", strong=True))
        needed = sum(metrics.horizontalAdvance(text) + 2 * theme.px(12) + 1 for text in full)
        tight = needed > self.width() - 2 * theme.px(12)
        set_role(self.tab_bar, "true" if tight else "false", "tight")
        for place, (words, (_long, short)) in enumerate(said):
            name = _(_SHORT_NAMES.get(KEYS[place], words)) if tight else words
            text = short.format(words=name) if tight else full[place]
            if self.tab_bar.tabText(place) != text:
                self.tab_bar.setTabText(place, text)
            self.tab_bar.setAccessibleTabName(place, full[place])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_tabs()

    def on_changed(self, kinds: Iterable[str]) -> None:
        """Pass the news on to the tabs that have been made."""
        told = frozenset(kinds)
        super().on_changed(told)
        for tab in self._tabs.values():
            tab.on_changed(told)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "banner"):
            self._close_up()
            self._fit_tabs()

    # Tabs ---------------------------------------------------------------------------------------------------

    @property
    def current_key(self) -> str:
        """The key of the tab in view."""
        return str(self.tab_bar.tabData(self.tab_bar.currentIndex()))

    def tab(self, key: str) -> CaseTab:
        """The tab called ``key``, made now if it was not yet."""
        if key not in self._tabs:
            make = next(maker for of, _words, maker in TABS if of == key)
            made = make(self._workspace, self._navigator, self.case_id)
            if self._look is not None:
                _tell_look(made, self._look)
            self._tabs[key] = made
            self._stack.addWidget(made)
        return self._tabs[key]

    def _turn(self, place: int) -> None:
        if self.is_open:
            self._stack.setCurrentWidget(self.tab(str(self.tab_bar.tabData(place))))

    def show_tab(self, tab: str, record_id: str = "", field: str = "", draft: str = "") -> None:
        """Turn to ``tab``; go to ``record_id`` (opened at ``field``); open the dialog left with ``draft``."""
        key = tab if tab in KEYS else draft.partition(":")[0]
        self.tab_bar.setCurrentIndex(KEYS.index(key) if key in KEYS else 0)
        if record_id or field or draft:
            self._wanted = Place("case", self.case_id, self.current_key, record_id, field, draft)
            self._go_on()

    def _go_on(self) -> None:
        """Go to the record that is wanted, once the tab is in view and has read its records."""
        if self._wanted is None or not self.is_open or not self.isVisible():
            return
        wanted, self._wanted = self._wanted, None
        tab = self.tab(wanted.tab)
        if wanted.record_id or wanted.field:
            tab.go_to(wanted.record_id, wanted.field)
        if wanted.draft:
            tab.resume(wanted.draft)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        held = cast("QWidget | None", self.window().focusWidget())
        if held is None or not self.isAncestorOf(held):
            self.tab_bar.setFocus()
        if self._wanted is not None:
            QTimer.singleShot(0, self, self._go_on)

    def _ask_status(self, aspect: str) -> None:
        """The cohort or the colour of the banner was pressed: change it."""
        from iom_desktop.ui.statuses.dialog import StatusDialog

        StatusDialog(self, self._workspace, self.case_id, Aspect(aspect)).open()

    def place(self) -> Place:
        """Where the officer is in the case, down to the dialog that stands open."""
        open_dialogs = (dialog for dialog in self.findChildren(FormDialog) if dialog.isVisible())
        draft = next((dialog.draft_key for dialog in open_dialogs if dialog.draft_key), "")
        return Place("case", self.case_id, self.current_key, draft=draft)


def _tell_look(tab: CaseTab, look: Look) -> None:
    from iom_desktop.ui.cases.overview import OverviewTab

    if isinstance(tab, OverviewTab):
        tab.set_look(look)
