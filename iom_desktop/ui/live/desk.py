"""One screen for each case: the list of cases, the case as the room sees it, and the minute pad beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from iom_desktop.display.conference_lines import item_state_words
from iom_desktop.display.words import _
from iom_desktop.domain.actions import ActionStatus
from iom_desktop.domain.codes import IomStatus
from iom_desktop.domain.conferences import ConferenceCase, ItemState, Minute, MinuteKind
from iom_desktop.domain.since import SinceLine
from iom_desktop.domain.text import show_hidden
from iom_desktop.errors import UserError
from iom_desktop.services import actions, cases, conferences, statuses
from iom_desktop.ui import theme
from iom_desktop.ui.conferences.minutes_section import CorrectMinuteDialog
from iom_desktop.ui.decisions.dialog import DecisionDialog
from iom_desktop.ui.deselection.dialog import DeselectionDialog
from iom_desktop.ui.form_dialog import FormDialog
from iom_desktop.ui.label import hairline
from iom_desktop.ui.live.case_list import CaseLine, CaseList
from iom_desktop.ui.live.clock import MeetingClock
from iom_desktop.ui.live.glance import Glance
from iom_desktop.ui.live.keeping import ACTION, MINUTE, PUT_OFF, STAND, STATUS, half_typed
from iom_desktop.ui.live.meeting import Meeting
from iom_desktop.ui.live.reading import LiveCase, read_case
from iom_desktop.ui.live.side import SidePanel
from iom_desktop.ui.workspace import Workspace

ROOM_FOR_LIST = 1_060
"""Pixels at 100% of width from which the list of cases stands beside the case."""
Say = Callable[[str, str], object]


class CaseDesk(QWidget):
    """Where the cases are gone through. ``say`` puts words and a level into the page's notice."""

    #: Another case is in view, or another drawer is open.
    moved = Signal()
    #: Another case is in view: what was said of the one before no longer matters.
    turned = Signal()

    def __init__(self, workspace: Workspace, clock: MeetingClock, say: Say) -> None:
        super().__init__()
        self.setObjectName("live-desk")
        self.workspace, self._clock, self._say = workspace, clock, say
        self._meeting: Meeting | None = None
        self._live: LiveCase | None = None
        self.case_id = ""
        self.for_room = True
        self._half: dict[str, set[str]] = {}
        self._news: dict[tuple[str, bool], tuple[SinceLine, ...]] = {}
        self._opened: set[str] = set()
        self.list = CaseList()
        self.line = hairline(upright=True)
        self.glance = Glance()
        self.side = SidePanel(workspace)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(12))
        row.addWidget(self.list)
        row.addWidget(self.line)
        row.addWidget(self.glance, 6)
        row.addWidget(hairline(upright=True))
        row.addWidget(self.side, 5)
        self.list.asked.connect(self.go_to)
        self.list.left.connect(self.first_focus)
        self.glance.action_asked.connect(self._ask_stand)
        self.side.sent.connect(self.send)
        self.side.turned.connect(lambda _part: self.moved.emit())
        self.side.typed.connect(self._note_half)
        self.side.book.correct_asked.connect(self.correct)
        clock.ticked.connect(self.show_list)

    # What is shown ------------------------------------------------------------------------------------------

    @property
    def meeting(self) -> Meeting:
        """The conference as read last."""
        if self._meeting is None:
            raise ValueError("no conference is shown")
        return self._meeting

    @property
    def item(self) -> ConferenceCase | None:
        """The place on the agenda of the case in view."""
        return None if self._meeting is None else self._meeting.item(self.case_id)

    def show_meeting(self, meeting: Meeting) -> None:
        """The conference as it is now: everything but what is being typed."""
        other = self._meeting is None or self._meeting.id != meeting.id
        if other:
            self.leave()
            self._half = half_typed(self.workspace, meeting.id)
            self._news.clear()
            self._opened.clear()
        self._meeting = meeting
        if self.case_id and meeting.item(self.case_id) is None:
            self.leave()
        if self.case_id:
            self._refresh_case()
        self.show_list()

    def go_to(self, case_id: str) -> None:
        """Bring a case into view, with what is half typed about it and the keyboard there."""
        if not self._turn_to(case_id):
            return
        self.first_focus()
        self.moved.emit()

    def _turn_to(self, case_id: str) -> bool:
        meeting = self.meeting
        item = meeting.item(case_id)
        if item is None:
            return False
        if case_id == self.case_id:
            self.side.show_part("")
            return True
        self.leave()
        self.turned.emit()
        try:
            self._consult(case_id)
            self._live = self._read(case_id)
        except UserError as error:
            self._say(error.message, "error")
            return False
        self.case_id = case_id
        self._clock.turn_to(case_id if meeting.is_open else "")
        self.side.begin_case(meeting.id, case_id, self._live, meeting.slots(), self.workspace.today())
        self._show(item, self._live)
        self.glance.verticalScrollBar().setValue(0)
        self.show_list()
        return True

    def _consult(self, case_id: str) -> None:
        """On record first: a case file is opened, once in a meeting. Raises ``UserError``; then nothing is shown."""
        if case_id not in self._opened:
            self.workspace.perform("Open case at the conference", cases.open_case, case_id)
            self._opened.add(case_id)

    def leave(self) -> None:
        """Keep what is half typed, and show nobody."""
        if self.case_id:
            self._note_half()
            self.side.leave_case()
        self.case_id, self._live = "", None
        self._clock.turn_to("")

    def _read(self, case_id: str) -> LiveCase:
        meeting = self.meeting
        live = read_case(
            self.workspace,
            case_id,
            self.workspace.now(),
            for_room=self.for_room,
            held_on=meeting.conference.held_on,
            earlier=meeting.earlier_of(case_id),
            given=meeting.given_to(case_id),
        )
        # What this meeting itself does is no news to it: what happened before stays as it was first read.
        news = self._news.setdefault((case_id, self.for_room), live.since)
        return replace(live, since=news)

    def _refresh_case(self) -> None:
        item = self.item
        if item is None:
            return
        try:
            self._live = self._read(self.case_id)
        except UserError as error:
            self._say(error.message, "error")
            return
        self.side.refresh(self._live, self.meeting.slots())
        at = self.glance.verticalScrollBar().value()
        self._show(item, self._live)
        QTimer.singleShot(0, self.glance, lambda: self.glance.verticalScrollBar().setValue(at))

    def _show(self, item: ConferenceCase, live: LiveCase) -> None:
        self.side.pad.show_kept(self.meeting.kept(item.case_id))
        self.side.book.show_minutes(self.meeting.minutes_of(item.case_id))
        today = self.workspace.today()
        self.glance.show_case(item, live, today, place=self._place_words(item))

    def _place_words(self, item: ConferenceCase) -> str:
        many = sum(one.on_agenda for one in self.meeting.items)
        place = _("{number} of {many}").format(number=item.position, many=many) if item.on_agenda else ""
        return " · ".join(filter(None, (place, show_hidden(item_state_words(item)))))

    def show_for(self, *, room: bool) -> None:
        """Show what everybody at the table may see, or everything there is."""
        self.for_room = room
        if self.case_id:
            self._refresh_case()

    def show_list(self) -> None:
        """The list of cases with their marks."""
        if self._meeting is None:
            return
        lines = []
        for one in self._meeting.items:
            lines.append(
                CaseLine(
                    case_id=one.case_id,
                    number=one.position if one.on_agenda else 0,
                    person=one.person,
                    rag=one.rag,
                    state=one.state,
                    planned=one.minutes,
                    used=self._clock.used(one.case_id),
                    half_typed=bool(self._half.get(one.case_id)),
                )
            )
        self.list.set_lines(lines, self.case_id)
        self._fit()

    def _fit(self) -> None:
        self.list.setFixedWidth(self.list.needed_width())
        room = self.width() >= theme.px(ROOM_FOR_LIST) or self.list.hasFocus()
        self.list.setVisible(room)
        self.line.setVisible(room)

    def _note_half(self) -> None:
        if not self.case_id:
            return
        half = self.side.half_typed()
        if half != self._half.get(self.case_id, set()):
            self._half[self.case_id] = half
            self.show_list()

    def half_typed(self) -> dict[str, set[str]]:
        """The cases about which something is half typed."""
        self._note_half()
        return {case_id: parts for case_id, parts in self._half.items() if parts}

    # Going from case to case --------------------------------------------------------------------------------

    def go_by(self, by: int) -> None:
        """The next case (1) or the one before (-1)."""
        case_id = self.meeting.beside(self.case_id, by)
        if case_id:
            self.go_to(case_id)
        elif by > 0:
            self._say(_("This is the last case. F10 reads back what was decided."), "info")

    def discussed(self) -> None:
        """This case is done with: on to the next."""
        item = self.item
        if item is None:
            return
        if item.state is not ItemState.DISCUSSED and not self._do(
            "Case discussed", conferences.set_item_state, item.id, ItemState.DISCUSSED
        ):
            return
        self.go_by(1)

    def choose_case(self) -> None:
        """Put the keyboard in the list of cases."""
        self.list.setVisible(True)
        self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._fit()

    def go_to_actions(self) -> None:
        """Put the keyboard on the required actions."""
        if not self.glance.go_to_actions():
            self._say(_("There is no required action in the plan."), "info")

    def first_focus(self) -> None:
        """Put the keyboard where the typing goes on."""
        if not self.case_id:
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.side.open_part:
            self.side.open_drawer(self.side.open_part)
        else:
            self.side.pad.go_to("words")
        self._fit()

    # What is done to a case ---------------------------------------------------------------------------------

    def send(self, part: str) -> None:
        """Send the form that is in use."""
        senders = {
            MINUTE: self._keep_minute,
            ACTION: self._add_action,
            STATUS: self._change_status,
            STAND: self._set_stand,
            PUT_OFF: self._put_off,
        }
        form = self.side.form_of(part)
        form.clear_errors()
        try:
            senders[part]()
        except UserError as error:
            form.show_error(error)
            self.side.flush()

    def send_current(self) -> None:
        """Send whichever form is in view, as Ctrl+Enter does."""
        if self.case_id:
            self.send(self.side.open_part or MINUTE)

    def _keep_minute(self) -> None:
        pad = self.side.pad
        if pad.current is None:
            return
        draft = pad.draft(self.case_id)
        self.workspace.perform("Minute the conference", conferences.add_minute, self.meeting.id, draft)
        self.side.done_with(MINUTE)
        self._mark_discussed()
        pad.choose_next()
        self._note_half()

    def _add_action(self) -> None:
        draft = self.side.action.draft()
        today = self.workspace.today()
        action_id = self.workspace.perform(
            "Add required action",
            conferences.add_conference_action,
            self.meeting.id,
            self.case_id,
            draft,
            today,
        )
        self.side.done_with(ACTION)
        self._mark_discussed()
        self.side.close_drawer()
        self._live = self._read(self.case_id)
        found = self._live.action(action_id)
        number = "" if found is None else found.number
        self._say(_("It is {number} of the plan.").format(number=number), "good")
        self._note_half()

    def _change_status(self) -> None:
        today = self.workspace.today()
        draft = self.side.status.draft(self.meeting.id, today)
        self.workspace.perform("Change status", statuses.change_status, self.case_id, draft, today)
        self._sent(STATUS)

    def _set_stand(self) -> None:
        form, today = self.side.stand, self.workspace.today()
        values = form.values()
        status = ActionStatus(values["status"])
        self.workspace.perform(
            "Set action status",
            actions.set_action_status,
            form.action_id,
            status,
            values["reason"],
            today,
            today,
        )
        self._sent(STAND)

    def _put_off(self) -> None:
        item = self.item
        if item is None:
            return
        state, reason = self.side.put_off.said()
        self.workspace.perform("Put a case off", conferences.set_item_state, item.id, state, reason)
        self.side.done_with(PUT_OFF)
        self.side.close_drawer()
        self._note_half()
        self.go_by(1)

    def _sent(self, part: str) -> None:
        self.side.done_with(part)
        self._mark_discussed()
        self.side.close_drawer()
        self._note_half()

    def _mark_discussed(self) -> None:
        """What was said or done about a case makes it one that was discussed."""
        item = self.item
        if item is not None and item.state is ItemState.TO_DISCUSS:
            self._do("Case discussed", conferences.set_item_state, item.id, ItemState.DISCUSSED)

    def _do(self, words: str, verb: Callable[..., object], *args: object) -> bool:
        try:
            self.workspace.perform(words, verb, *args)
        except UserError as error:
            self._say(error.message, "error")
            return False
        return True

    def _ask_stand(self, action_id: str, status: str) -> None:
        action = None if self._live is None else self._live.action(action_id)
        if action is not None:
            self.side.open_stand(action, ActionStatus(status) if status else None)

    def turn_put_off(self, state: ItemState) -> None:
        """Put the case off, or take it off; one that is off comes back."""
        item = self.item
        if item is None:
            return
        if state is ItemState.TAKEN_OFF and not item.on_agenda:
            self._do("Put a case back", conferences.put_back, item.id)
        else:
            self.side.open_put_off(state)

    # Dialogs ------------------------------------------------------------------------------------------------

    def decide(self) -> None:
        """The formal decision: to take on whoever is referred, to let go whoever is under IOM."""
        if self._live is None:
            return
        if self._live.case.iom_status is IomStatus.ADOPTED:
            self._open(
                lambda: DeselectionDialog(
                    self.window(), self.workspace, self.case_id, conference_id=self.meeting.id
                )
            )
        else:
            self._open(
                lambda: DecisionDialog(
                    self.workspace, self.case_id, self.window(), conference_id=self.meeting.id
                )
            )

    def correct(self, minute: Minute) -> None:
        """Put other words in the place of a minute."""
        closed = not self.meeting.is_open
        self._open(lambda: CorrectMinuteDialog(self.workspace, minute, self.window(), closed=closed))

    def _open(self, make: Callable[[], FormDialog]) -> None:
        try:
            dialog = make()
        except UserError as error:
            self._say(error.message, "error")
            return
        dialog.accepted.connect(self._mark_discussed)
        dialog.open()

    # Keys ---------------------------------------------------------------------------------------------------

    def choose_kind(self, kind: MinuteKind) -> None:
        """Type the discussion, the decision or the dissent."""
        self.side.show_part("")
        self.side.pad.choose_kind(kind)

    def choose_agency(self, number: int) -> None:
        """Type the update of an agency, by its number."""
        self.side.show_part("")
        self.side.pad.choose_number(number)

    def escape(self) -> None:
        """Back to the minutes from a drawer, to the pad from elsewhere."""
        if self.side.open_part:
            self.side.close_drawer()
        else:
            self.first_focus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
