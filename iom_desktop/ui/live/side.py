"""Beside the case: the minute pad, and under it what is minuted or one of the short forms."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from iom_desktop.display.formats import time_of_day
from iom_desktop.display.words import _
from iom_desktop.domain.actions import Action, ActionStatus
from iom_desktop.domain.conferences import ItemState, Minute
from iom_desktop.domain.text import show_hidden
from iom_desktop.ui import theme
from iom_desktop.ui.button import button, set_words
from iom_desktop.ui.cases.scrolled import Scrolled
from iom_desktop.ui.form import Form
from iom_desktop.ui.form_dialog import DraftKeeper
from iom_desktop.ui.label import hairline, text_label
from iom_desktop.ui.live.drawers import ActionForm, PutOffForm, StandForm, StatusForm
from iom_desktop.ui.live.keeping import ACTION, MINUTE, PUT_OFF, STAND, STATUS, draft_key
from iom_desktop.ui.live.pad import MinutePad
from iom_desktop.ui.live.reading import LiveCase
from iom_desktop.ui.live.rows import FocusRow, empty
from iom_desktop.ui.live.words import Slot, minute_head
from iom_desktop.ui.workspace import Workspace


class MinuteRow(FocusRow):
    """One minute as it stands. Enter corrects it."""

    def __init__(self, minute: Minute, at: str, *, number: int) -> None:
        super().__init__(name=f"live-minute-{number}")
        self.minute = minute
        name = self.objectName()
        rows = QVBoxLayout(self)
        rows.setContentsMargins(theme.px(6), theme.px(4), theme.px(6), theme.px(4))
        rows.setSpacing(0)
        head = _("{who} · {time}, {officer}").format(
            who=show_hidden(minute_head(minute)), time=at, officer=show_hidden(minute.by)
        )
        if minute.replaces_id is not None:
            head = _("{head} · corrected").format(head=head)
        rows.addWidget(text_label(head, role="caption", wrap=True, name=f"{name}-head"))
        rows.addWidget(
            text_label(show_hidden(minute.said.words), role="large", wrap=True, name=f"{name}-words")
        )
        self.setAccessibleName(f"{head}: {minute.said.words}")


class Book(QWidget):
    """What is minuted of the case, the newest first."""

    #: A minute is to be corrected.
    correct_asked = Signal(object)

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self.setObjectName("live-book")
        self.setAccessibleName(_("What is minuted of this case"))
        self._workspace = workspace
        self.rows = QVBoxLayout(self)
        self.rows.setContentsMargins(0, 0, 0, 0)
        self.rows.setSpacing(theme.px(2))
        self._shown: tuple[Minute, ...] = ()
        self.rows_shown: list[MinuteRow] = []

    def show_minutes(self, minutes: Sequence[Minute]) -> None:
        """Show these; where nothing is new, nothing moves."""
        if self.rows_shown and tuple(minutes) == self._shown:
            return
        self._shown = tuple(minutes)
        held = next((one.minute.id for one in self.rows_shown if one.hasFocus()), "")
        empty(self.rows)
        self.rows_shown = []
        if not minutes:
            words = _("Nothing is minuted yet. Type above, and keep it with Ctrl+Enter.")
            self.rows.addWidget(text_label(words, role="muted", wrap=True, name="live-book-empty"))
        for number, minute in enumerate(reversed(minutes)):
            at = time_of_day(self._workspace.local(minute.at).time())
            row = MinuteRow(minute, at, number=number)
            row.activated.connect(lambda minute=minute: self.correct_asked.emit(minute))
            self.rows_shown.append(row)
            self.rows.addWidget(row)
            if minute.id == held:
                row.setFocus(Qt.FocusReason.OtherFocusReason)
        self.rows.addStretch(1)


class Drawer(QWidget):
    """A short form under its heading, with the button that sends it."""

    def __init__(self, form: Form, heading: str, send_words: str, part: str) -> None:
        super().__init__()
        self.form, self.part = form, part
        self.setObjectName(f"live-drawer-{part}")
        inside = Scrolled(name=f"live-drawer-{part}-scroll", spacing=8)
        self.heading: QLabel = text_label(heading, role="title", wrap=True, name=f"live-{part}-heading")
        self.send_button = button(send_words, name=f"live-{part}-send", kind="primary", tooltip="Ctrl+Enter")
        self.back_button = button(_("Back to the minutes"), name=f"live-{part}-back", tooltip="Esc")
        inside.rows.addWidget(self.heading)
        inside.rows.addWidget(form)
        foot = QHBoxLayout()
        foot.setSpacing(theme.px(8))
        foot.addWidget(self.send_button)
        foot.addWidget(self.back_button)
        foot.addStretch(1)
        inside.rows.addLayout(foot)
        inside.rows.addStretch(1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(inside)


class SidePanel(QFrame):
    """Everything typed about one case. Each form is kept in the journal as it is typed, by case."""

    #: The form in use is to be sent: a minute, or the part whose drawer is open.
    sent = Signal(str)
    #: A drawer was opened or closed ("").
    turned = Signal(str)
    #: What is half typed changed.
    typed = Signal()

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self.setObjectName("live-side")
        self.setProperty("room", "true")
        self._workspace = workspace
        self._conference_id = self._case_id = ""
        self._keepers: dict[str, DraftKeeper] = {}
        self._live: LiveCase | None = None
        self.pad = MinutePad()
        self.action, self.status = ActionForm(), StatusForm()
        self.stand, self.put_off = StandForm(), PutOffForm()
        self.book = Book(workspace)
        self.keep_button = button(
            _("Keep it, next agency"), lambda: self.sent.emit(MINUTE), name="live-keep", kind="primary",
            tooltip="Ctrl+Enter",
        )  # fmt: skip
        self.drawers = {
            ACTION: Drawer(self.action, _(ActionForm.HEADING), _("Add to the plan"), ACTION),
            STATUS: Drawer(self.status, _(StatusForm.HEADING), _("Change it"), STATUS),
            STAND: Drawer(self.stand, _(StandForm.HEADING), _("Record it"), STAND),
            PUT_OFF: Drawer(self.put_off, _(PutOffForm.HEADING), _("Record it"), PUT_OFF),
        }
        self._forms: dict[str, Form] = {MINUTE: self.pad} | {
            part: drawer.form for part, drawer in self.drawers.items()
        }
        self._lay_out()
        for part, drawer in self.drawers.items():
            drawer.send_button.clicked.connect(lambda _on=False, part=part: self.sent.emit(part))
            drawer.back_button.clicked.connect(lambda _on=False: self.close_drawer())
        self.pad.changed.connect(self.typed)
        self.pad.turned.connect(self._name_the_button)

    def _lay_out(self) -> None:
        self.stack = QStackedWidget()
        self.stack.setObjectName("live-drawers")
        # One column that scrolls: with large words in a small window nothing is squeezed.
        self.minutes_page = Scrolled(name="live-minutes", spacing=8)
        rows = self.minutes_page.rows
        rows.addWidget(self.pad)
        foot = QHBoxLayout()
        foot.addWidget(self.keep_button)
        foot.addStretch(1)
        rows.addLayout(foot)
        rows.addWidget(hairline())
        rows.addWidget(self.book)
        rows.addStretch(1)
        self.stack.addWidget(self.minutes_page)
        for drawer in self.drawers.values():
            self.stack.addWidget(drawer)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(theme.px(16), 0, 0, 0)
        outer.addWidget(self.stack)
        self.setMaximumWidth(theme.px(600))  # on a wide screen the room goes to what the room reads

    def _name_the_button(self) -> None:
        slot = self.pad.current
        last = slot is None or slot.key in ("discussion", "decision", "dissent")
        set_words(self.keep_button, _("Keep it") if last else _("Keep it, next agency"))

    # Which case ---------------------------------------------------------------------------------------------

    def begin_case(
        self, conference_id: str, case_id: str, live: LiveCase, slots: Sequence[Slot], today: date
    ) -> None:
        """Show what is half typed about a case; what was shown before is kept first."""
        self.leave_case()
        self._conference_id, self._case_id, self._live = conference_id, case_id, live
        self.pad.set_slots(slots)
        self.pad.clear_all()
        self.action.begin(live.case.person.called, live.owners, today)
        self.status.begin(today)
        self.stand.begin("", "", ActionStatus.DONE)
        self.put_off.begin(ItemState.DEFERRED)
        for form in self._forms.values():
            form.mark_clean()
        self.show_part("")
        self._bring_back()

    def _bring_back(self) -> None:
        for part, form in self._forms.items():
            keeper = DraftKeeper(form, self._workspace.drafts, self._key(part))
            keeper.bring_back()
            self._keepers[part] = keeper

    def leave_case(self) -> None:
        """Keep what is half typed, and listen no more."""
        for keeper in self._keepers.values():
            keeper.flush()
            keeper.deleteLater()
        self._keepers = {}

    def flush(self) -> None:
        """Write now what is half typed."""
        for keeper in self._keepers.values():
            keeper.flush()

    def refresh(self, live: LiveCase, slots: Sequence[Slot]) -> None:
        """The case as it is now; nothing typed is touched."""
        self._live = live
        if tuple(slots) != self.pad.slots:
            self.pad.set_slots(slots)

    def form_of(self, part: str) -> Form:
        """The form of a part."""
        return self._forms[part]

    def half_typed(self) -> set[str]:
        """The forms in which something is half typed now, written or not."""
        return {part for part, form in self._forms.items() if form.is_changed()}

    def done_with(self, part: str) -> None:
        """What a form held is sent: nothing of it is half typed any more."""
        form = self._forms[part]
        if part == MINUTE:
            self.pad.clear_current()
            if self.pad.is_typed():
                keeper = self._keepers.get(part)
                if keeper is not None:
                    keeper.flush()
                return
        form.mark_clean()
        keeper = self._keepers.get(part)
        if keeper is not None:
            keeper.discard()
        self.typed.emit()

    def _key(self, part: str) -> str:
        return draft_key(self._conference_id, self._case_id, part)

    # Drawers ------------------------------------------------------------------------------------------------

    @property
    def open_part(self) -> str:
        """The part whose drawer is open, "" while the minutes are in view."""
        return next((part for part, one in self.drawers.items() if self.stack.currentWidget() is one), "")

    def show_part(self, part: str) -> None:
        """Bring a drawer, or the minutes ("") into view."""
        self.stack.setCurrentWidget(self.drawers.get(part, self.minutes_page))
        self.turned.emit(part)

    def open_drawer(self, part: str, first: str = "") -> None:
        """Open a drawer with the keyboard in a field of it."""
        self.show_part(part)
        form = self._forms[part]
        wanted = first or form.fields()[0].name
        QTimer.singleShot(0, form, lambda: form.go_to(wanted))
        form.go_to(wanted)

    def close_drawer(self) -> None:
        """Back to the minutes; what is half typed stays for the next time."""
        self.flush()
        self.show_part("")
        self.pad.go_to("words")

    def open_action(self) -> None:
        """A new required action, or the one half typed."""
        if not self.action.is_changed() and self._live is not None:
            self.action.begin(self._live.case.person.called, self._live.owners, self._workspace.today())
        self.open_drawer(ACTION)

    def open_status(self) -> None:
        """A new colour, cohort or phase."""
        if not self.status.is_changed():
            self.status.begin(self._workspace.today())
        self.open_drawer(STATUS)

    def open_put_off(self, state: ItemState) -> None:
        """Why the case is put off, or taken off."""
        if not self.put_off.is_changed():
            self.put_off.begin(state)
        self.open_drawer(PUT_OFF, "reason")

    def open_stand(self, action: Action, status: ActionStatus | None) -> None:
        """How a required action stands."""
        about = f"{action.number} {show_hidden(action.said.what)}"
        if not self.stand.is_changed() or self.stand.action_id != action.id:
            self.stand.begin(action.id, about, status or ActionStatus.IN_PROGRESS)
        self.open_drawer(STAND, "reason" if status is ActionStatus.MISSED else "status")
