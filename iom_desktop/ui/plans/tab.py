"""The plan of a case, as a page that looks as it is printed, with what stands in the way beside it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from iom_desktop.display import labels
from iom_desktop.display.formats import count
from iom_desktop.display.words import _
from iom_desktop.domain.clarity import Fault
from iom_desktop.domain.plans import Plan, PlanState
from iom_desktop.services import plans
from iom_desktop.ui import theme
from iom_desktop.ui.button import button
from iom_desktop.ui.chips import Chip
from iom_desktop.ui.label import hairline, text_label
from iom_desktop.ui.navigation import Navigator
from iom_desktop.ui.plans.changed_paper import ChangedPaper
from iom_desktop.ui.plans.editing import PlanEditing
from iom_desktop.ui.plans.host import Surroundings, menu_action
from iom_desktop.ui.plans.readiness_panel import ReadinessPanel
from iom_desktop.ui.plans.reading import holds_action, id_in, read_plan
from iom_desktop.ui.plans.sheet import PlanSheet
from iom_desktop.ui.plans.standing import force_words, owed, progress_standing, readiness_standing
from iom_desktop.ui.plans.versions_view import VersionsView, version_line
from iom_desktop.ui.workspace import Workspace


class PlanTab(PlanEditing):
    """The plan. Everything on it is reached by arrows and Tab; Enter changes what has the keyboard."""

    KEY = "plan"
    SHOWS = frozenset(
        {
            "plan",
            "goal",
            "required_action",
            "action_status",
            "action_note",
            "need",
            "case",
            "person",
            "condition",
            "risk_measure",
            "risk_assessment",
            "appointment",
        }
    )

    def __init__(
        self, workspace: Workspace, navigator: Navigator, case_id: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(workspace, navigator, case_id, parent)
        self._not_yet: set[str] = set()
        self._typed = ""
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(900)
        self._typing.timeout.connect(self._forget_typed)
        self._lay_out()

    # Building -----------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.sheet = PlanSheet(self)
        self.panel = ReadinessPanel()
        self.panel.list.wanted.connect(self.go_to_fault)
        self.changed = ChangedPaper(self, lambda: self.comparison.pair())
        giving = self.changed.giving
        self.comparison = VersionsView(
            self._compare, self.close_comparison, (giving.ask_print, giving.ask_save)
        )
        across = QHBoxLayout()
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(self.sheet, 1)
        across.addWidget(hairline(upright=True))
        across.addWidget(self.panel)
        page = QWidget()
        page.setObjectName("plan-page")
        rows = QVBoxLayout(page)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addLayout(self._head())
        rows.addWidget(hairline())
        rows.addLayout(across, 1)
        self.stack = QStackedWidget()
        self.stack.setObjectName("plan-stack")
        self.stack.addWidget(page)
        self.stack.addWidget(self.comparison)
        self.body.addWidget(self.stack)
        self._close_up()

    def _close_up(self) -> None:
        """The panel and the lines run to the edges; the pieces keep their own margins."""
        self.body.setContentsMargins(0, 0, 0, 0)

    def _head(self) -> QVBoxLayout:
        self.heading = text_label("", role="title", name="plan-heading")
        self.state_chip = Chip("", name="plan-state")
        self.versions_button = button(
            _("Versions"),
            self.open_versions,
            name="plan-versions-button",
            tooltip=_("Open or compare versions  V"),
        )
        self.preview_button = button(
            _("Preview"), self.preview, name="plan-preview", tooltip=_("See it as it is printed")
        )
        self.key_back_button = button(
            _("Key back from paper..."),
            self.key_back,
            name="plan-key-back",
            kind="quiet",
            tooltip=_("What was ticked and written on a copy of it  B"),
        )
        self.main_button = button(_("Agree plan..."), self.main_step, name="plan-agree", kind="primary")
        self.force = text_label("", role="muted", wrap=True, name="plan-in-force")
        self.changes_button = button(
            _("What changed"), self.compare_with_force, name="plan-what-changed", kind="quiet"
        )
        top = QHBoxLayout()
        top.setSpacing(theme.px(8))
        top.addWidget(self.heading)
        top.addWidget(self.state_chip)
        top.addStretch(1)
        for widget in (self.versions_button, self.preview_button, self.main_button):
            top.addWidget(widget)
        under = QHBoxLayout()
        under.setSpacing(theme.px(8))
        keeps_its_place = self.force.sizePolicy()
        keeps_its_place.setRetainSizeWhenHidden(True)
        self.force.setSizePolicy(keeps_its_place)
        under.addWidget(self.force, 1)
        under.addWidget(self.changes_button, 0, Qt.AlignmentFlag.AlignTop)
        under.addWidget(self.key_back_button, 0, Qt.AlignmentFlag.AlignTop)
        rows = QVBoxLayout()
        rows.setContentsMargins(theme.px(24), theme.px(12), theme.px(16), theme.px(8))
        rows.setSpacing(theme.px(4))
        rows.addLayout(top)
        rows.addLayout(under)
        return rows

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "stack"):
            self._close_up()
            self._share_width()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_width()

    def _share_width(self) -> None:
        """The panel takes three tenths of the width, within what reads well."""
        wanted = round(self.width() * 0.3)
        self.panel.setFixedWidth(max(theme.px(210), min(theme.px(320), wanted)))

    # Reading ------------------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read the plan again; the keyboard and the place on the page stay where they are."""
        self._known = read_plan(self.workspace, self.case_id, self._chosen)
        if self._known is None:
            self.show_empty(
                _("No plan yet."),
                _("A plan says what must be done, by whom, by when, and what happens if it is not."),
                (_("Start the plan"), self.start_plan),
            )
            return
        self.hide_empty()
        self._show()

    @property
    def plan(self) -> Plan | None:
        """The version on the page, or nothing where there is no plan yet."""
        return None if self._known is None else self._known.shown

    # Showing ------------------------------------------------------------------------------------------------

    def _show(self) -> None:
        read = self.known
        around = read.around(self.workspace)
        self._show_head(around)
        self._show_panel()
        drafts = {goal.lineage: goal for goal in read.draft.active_goals}
        asked = {lineage: goal for lineage, goal in drafts.items() if lineage not in self._not_yet}
        # Only what is in use is asked about: a version long superseded is history.
        self.sheet.show_plan(read.shown, read.case.person, around, asked if around.can_report else {})
        if self._focus_next:
            QTimer.singleShot(0, self, self._focus_wanted)

    def _show_head(self, around: Surroundings) -> None:
        read = self.known
        shown = read.shown
        self.heading.setText(_("Plan, version {number}").format(number=shown.number))
        role = {PlanState.DRAFT: "draft", PlanState.AGREED: "agreed", PlanState.SUPERSEDED: "muted"}[
            shown.state
        ]
        word = _("IN FORCE") if shown.state is PlanState.AGREED else labels.label(shown.state).upper()
        self.state_chip.set_chip(word, role)
        self.force.setText(force_words(read, around))
        self.force.setVisible(bool(self.force.text()))
        self.changes_button.setVisible(
            read.agreed is not None and (shown.draft or shown.id != read.agreed.id)
        )
        editing = shown.draft
        self.main_button.setText(_("Agree plan...") if editing else _("Change the plan"))
        self.main_button.setAccessibleName(self.main_button.text())

    def _show_panel(self) -> None:
        shown = self.known.shown
        if shown.draft:
            standing = readiness_standing(self.known)
            self.panel.show_standing(
                standing, self.known.readiness, _("Advice: not needed, but better with it")
            )
        else:
            late = list(owed(shown, self.workspace.today()))
            self.panel.show_standing(progress_standing(shown, len(late)), late, "")

    def _focus_wanted(self) -> None:
        wanted, self._focus_next = self._focus_next, ""
        piece = self.sheet.piece_of(wanted)
        if piece is not None:
            self.sheet.focus_piece(piece)

    # Going somewhere ----------------------------------------------------------------------------------------

    def go_to(self, record_id: str, field: str = "") -> None:
        """Bring a goal or action into view; with ``field``, open it with the cursor there."""
        if self.is_stale:
            self._refresh()
        if self._known is None:
            return
        if field:
            self._open_at(record_id, field)
            return
        lineage = self.known.lineage_of(record_id)
        piece = self.sheet.piece_of(id_in(self.known.shown, lineage))
        if piece is not None:
            self.sheet.focus_piece(piece)

    def _open_at(self, record_id: str, field: str) -> None:
        read = self.known
        lineage = self.known.lineage_of(record_id)
        if any(need.id == record_id for need in read.needs):
            self.answer_need(next(need for need in read.needs if need.id == record_id))
        elif field == "status":
            self.go_to(record_id)
        elif any(one.id == record_id for one in read.conditions):
            self.answer_condition(record_id)
        elif lineage and holds_action(read.draft, lineage):
            self.edit_action(id_in(read.draft, lineage), field)
        elif lineage:
            self.edit_goal(id_in(read.draft, lineage), field)
        elif record_id in (version.id for version in read.versions):
            self.edit_plan_words(field)

    def go_to_fault(self, fault: Fault) -> None:
        """Put the cursor where ``fault`` can be put right."""
        read = self.known
        if fault.code == "late":
            self.go_to(fault.record_id)
        elif fault.code == "no_goal":
            self.add_goal()
        elif fault.code == "no_action":
            self.add_action(fault.record_id)
        elif fault.code == "condition_unserved":
            self.answer_condition(fault.record_id)
        elif fault.code == "contact_frequency":
            self.navigator.open_case(self.case_id, "appointments")
        elif fault.code == "risk_unanswered" and fault.where != "plan":
            # With the group known, a measure that protects it is the straightest answer.
            self.navigator.open_case(self.case_id, "risk_plan", field=fault.where.removeprefix("risk "))
        elif fault.code == "risk_unanswered":
            goals = read.draft.active_goals
            if goals:
                self.edit_goal(goals[0].id, "serves")
            else:
                self.add_goal()
        else:
            self._open_at(fault.record_id, fault.field)

    # The plan as a whole ------------------------------------------------------------------------------------

    def start_plan(self) -> None:
        """Begin the plan, and its first goal."""
        self._do("Start plan", plans.start_plan, self.case_id)
        self._refresh()
        if self._known is not None:
            self.add_goal()

    def main_step(self) -> None:
        """On the draft: agree it. On an agreed version: go to the draft, where it is changed."""
        if self._known is None:
            return
        if self.shows_draft:
            self.agree()
        else:
            self.show_version(self.known.draft.id)

    def agree(self) -> None:
        """Agree the draft, or say what stands in the way and go to the first of it."""
        blocking = sum(fault.blocking for fault in self.known.readiness)
        if not blocking:
            self.clear_notice()
            self.open_agreement()
            return
        said = _(
            "The plan cannot be agreed yet: {what} in the way. The list says what is missing, line by line."
        )
        self.notice(said.format(what=count(blocking, "thing stands", "things stand")), "warn")
        self.panel.list.setCurrentIndex(self.panel.list.faults.index(0))
        self.panel.list.setFocus()

    def preview(self) -> None:
        """See the plan as it is printed."""
        self.navigator.open_case(self.case_id, "documents")

    # Versions -----------------------------------------------------------------------------------------------

    def show_version(self, plan_id: str) -> None:
        self.stack.setCurrentIndex(0)
        super().show_version(plan_id)

    def open_versions(self) -> None:
        """Open the list of versions."""
        if self._known is None:
            return
        self.versions_menu().popup(self.versions_button.mapToGlobal(QPoint(0, self.versions_button.height())))

    def versions_menu(self) -> QMenu:
        """Each version, to open it, and comparing two."""
        menu = QMenu(self)
        menu.setObjectName("plan-versions-menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        around = self.known.around(self.workspace)
        for version in self.known.versions:
            line = menu_action(
                menu,
                version_line(version, around),
                partial(self.show_version, version.id),
                name=f"version-{version.number}",
            )
            line.setCheckable(True)
            line.setChecked(version.id == self.known.shown.id)
        menu.addSeparator()
        several = len(self.known.versions) > 1
        menu_action(menu, _("Compare two versions"), self.compare_versions, name="compare", enabled=several)
        return menu

    def compare_with_force(self) -> None:
        """Compare the version on the page with the one in force."""
        read = self.known
        if read.agreed is None:
            return
        pair = (
            (read.agreed, read.shown) if read.agreed.number < read.shown.number else (read.shown, read.agreed)
        )
        self._show_comparison(pair[0].id, pair[1].id)

    def compare_versions(self) -> None:
        """Compare the two newest versions; others can be chosen there."""
        versions = self.known.versions
        if len(versions) > 1:
            self._show_comparison(versions[1].id, versions[0].id)

    def _show_comparison(self, older_id: str, newer_id: str) -> None:
        self.comparison.show_versions(
            self.known.versions, self.known.around(self.workspace), older_id, newer_id
        )
        self.stack.setCurrentIndex(1)
        self.comparison.older.setFocus()

    def close_comparison(self) -> None:
        """Back to the plan."""
        self.stack.setCurrentIndex(0)
        self.versions_button.setFocus()

    def resume(self, draft_key: str) -> None:
        """Open the dialog that was open when the program was locked; what was typed comes back by itself."""
        pair = self.changed.pair_of(draft_key)
        if pair is None:
            super().resume(draft_key)
            return
        if self.is_stale:
            self._refresh()
        if self._known is None:
            return
        self._show_comparison(*pair)
        self.changed.giving.resume(draft_key)

    def _compare(self, older_id: str, newer_id: str) -> tuple[str, ...]:
        return self.workspace.read(plans.compare_versions, older_id, newer_id)

    # Pieces ------------------------------------------------------------------------------------------------

    def dismiss_done(self, lineage: str) -> None:
        """Do not ask again, while this page is open, whether that goal is achieved."""
        self._not_yet.add(lineage)
        self._show()

    def step(self, piece: QWidget, places: int) -> None:
        """Put the keyboard on the piece before or after ``piece``."""
        self.sheet.step(piece, places)

    def drag(self, piece: QWidget, y: int, *, dropped: bool) -> None:
        """Show where a dragged piece would land; let go, it moves there."""
        landing = self.sheet.drag(piece, y)
        if not dropped:
            return
        self.sheet.end_drag()
        if landing is None or not landing.places:
            return
        goal = next((one.goal.id for one in self.sheet.goals.values() if one is piece), "")
        action = next((one.action.id for one in self.sheet.cards.values() if one is piece), "")
        if goal:
            self.move_goal(goal, landing.places)
        elif action:
            self.move_action(action, landing.places)

    # Keys ---------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._known is None or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
            return
        keys: dict[Qt.Key, Callable[[], object]] = {
            Qt.Key.Key_V: self.open_versions,
            Qt.Key.Key_B: self.key_back,
            Qt.Key.Key_R: self.panel.list.setFocus,
            Qt.Key.Key_Down: self._first_piece,
        }
        if self.shows_draft:
            keys |= {
                Qt.Key.Key_N: self._add_here,
                Qt.Key.Key_G: self.add_goal,
                Qt.Key.Key_W: self.edit_plan_words,
            }
        meaning = keys.get(Qt.Key(event.key()))
        if meaning is not None and self.stack.currentIndex() == 0:
            meaning()
        elif event.text() and (event.text().isdigit() or event.text() == "."):
            self._jump(event.text())
        else:
            super().keyPressEvent(event)

    def _first_piece(self) -> None:
        pieces = self.sheet.pieces()
        if pieces:
            self.sheet.focus_piece(pieces[0])

    def _add_here(self) -> None:
        """Add an action to the goal the keyboard is in, or to the last one."""
        goals = self.known.draft.active_goals
        here = self.sheet.focused_goal() or (goals[-1].id if goals else "")
        if here:
            self.add_action(here)
        else:
            self.add_goal()

    def _jump(self, typed: str) -> None:
        """Typing a number goes to that goal or action: "2", "1.2"."""
        self._typed += typed
        self._typing.start()
        for piece in self.sheet.pieces():
            if piece.spoken_number() == self._typed:
                self.sheet.focus_piece(piece)

    def _forget_typed(self) -> None:
        self._typed = ""
