"""The conference as it sits: the roll, one screen for each case, the read-back. Run from the keyboard."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QPlainTextEdit, QStackedWidget, QWidget

from iom_desktop.display.conference_lines import planned_minutes
from iom_desktop.display.formats import exact_date
from iom_desktop.display.words import _
from iom_desktop.domain.codes import Agency
from iom_desktop.domain.conferences import AttendanceDraft, ConferenceState, How, ItemState, MinuteKind
from iom_desktop.errors import StaleEdit, UserError
from iom_desktop.services import conferences
from iom_desktop.ui import ask, theme
from iom_desktop.ui.button import button
from iom_desktop.ui.form_dialog import DraftKeeper
from iom_desktop.ui.label import ElidedLabel, hairline, set_plain_tooltip, text_label
from iom_desktop.ui.live.clock import MeetingClock
from iom_desktop.ui.live.desk import CaseDesk
from iom_desktop.ui.live.fix_dialog import FixActionDialog
from iom_desktop.ui.live.keeping import half_typed
from iom_desktop.ui.live.keys import KeyBar, KeysDialog, LiveKey, native
from iom_desktop.ui.live.meeting import Meeting, read_meeting, read_pulse
from iom_desktop.ui.live.privacy import PrivacyScreen
from iom_desktop.ui.live.read_back import ReadBackView
from iom_desktop.ui.live.roll import RollLine, RollView
from iom_desktop.ui.live.words import minutes_words
from iom_desktop.ui.navigation import Navigator, Place
from iom_desktop.ui.page import Page
from iom_desktop.ui.workspace import Workspace

ROLL, CASES, READ_BACK = "roll", "cases", "read-back"
ROOM_KEYS = "Ctrl+Shift+P"
LOOK_EVERY_MS = 3_000
"""How often another officer's minutes are looked for: their program says nothing to this one."""

_Row = tuple[str, str, str, str, Callable[[], object]]


class LivePage(Page):
    """One conference, run from the keyboard. What is half typed is kept, whatever happens."""

    #: The sidebar makes room: at the table nobody goes elsewhere, and its list of cases names others.
    WIDE = True
    SHOWS = frozenset(
        {
            "conference", "conference_case", "attendance", "minute", "conference_action", "required_action",
            "action_status", "plan", "case", "case_status", "decision", "deselection", "referral", "flag", "person",
            "service_access", "goal", "risk_assessment",
        }
    )  # fmt: skip

    def __init__(self, workspace: Workspace, navigator: Navigator, parent: QWidget | None = None) -> None:
        super().__init__(_("The conference"), name="live", parent=parent)
        self.workspace, self.navigator = workspace, navigator
        self._meeting: Meeting | None = None
        self._conference_id = ""
        self._pulse: object = None
        self._kept_for = ""
        self.clock = MeetingClock(workspace, self)
        self.privacy = PrivacyScreen(self)
        self.roll_view = RollView()
        self.desk = CaseDesk(workspace, self.clock, self.notice)
        self.read_back = ReadBackView()
        self._keepers: list[DraftKeeper] = []
        self._look = QTimer(self)
        self._look.setInterval(LOOK_EVERY_MS)
        self._look.timeout.connect(self.look)
        self.key_bar = KeyBar(self._keys())
        self._lay_out()
        self._listen()
        self._add_shortcuts()

    # Laying out ---------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.heading = ElidedLabel("", role="heading", name="live-heading")
        self.time = text_label("", role="muted", name="live-time")
        self.room_button = button(
            "", self.turn_room, name="live-room", kind="quiet", shortcut=ROOM_KEYS,
        )  # fmt: skip
        self.leave_button = button(
            _("Leave"), self.leave, name="live-leave", kind="quiet", shortcut="Ctrl+Shift+L"
        )
        for made in (self.room_button, self.leave_button):
            made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        head = QHBoxLayout()
        head.setSpacing(theme.px(12))
        head.addWidget(self.heading, 1)
        head.addWidget(self.time)
        head.addWidget(self.room_button)
        head.addWidget(self.leave_button)
        self.stack = QStackedWidget()
        self.stack.setObjectName("live-steps")
        self._steps: dict[str, QWidget] = {
            ROLL: self.roll_view, CASES: self.desk, READ_BACK: self.read_back,
        }  # fmt: skip
        for step in self._steps.values():
            step.setProperty("room", "true")
            self.stack.addWidget(step)
        self.body.addLayout(head)
        self.body.addWidget(hairline())
        self.body.addWidget(self.stack, 1)
        self.body.addWidget(hairline())
        self.body.addWidget(self.key_bar)
        self._say_room()

    def _listen(self) -> None:
        self.roll_view.begin_button.clicked.connect(lambda _on=False: self.begin())
        self.roll_view.roll.record_asked.connect(self._record_line)
        self.roll_view.roll.agency_asked.connect(self._add_agency)
        self.desk.moved.connect(self._say_where)
        self.desk.turned.connect(self.clear_notice)
        self.read_back.case_asked.connect(self.show_case)
        self.read_back.fix_asked.connect(self.fix)
        self.read_back.close_button.clicked.connect(lambda _on=False: self.close_meeting())
        self.clock.ticked.connect(self._say_time)

    def _keys(self) -> list[LiveKey]:
        """Name, key, words for the bar, what Ctrl+K calls it, what it does."""
        desk = self.desk
        put_off, take_off = (
            partial(desk.turn_put_off, one) for one in (ItemState.DEFERRED, ItemState.TAKEN_OFF)
        )
        on_case: list[_Row] = [
            ("next", "PgDown", _("Next case"), "", partial(desk.go_by, 1)),
            ("previous", "PgUp", _("Previous"), _("Previous case"), partial(desk.go_by, -1)),
            ("discussed", "Ctrl+PgDown", _("Discussed"), _("Discussed: on to the next case"), desk.discussed),
            ("action", "F2", _("New action"), _("New required action"), desk.side.open_action),
            ("status", "F3", _("Colour, cohort, phase"), "", desk.side.open_status),
            ("decide", "F11", _("Decision"), _("Formal decision"), desk.decide),
            ("actions", "F6", _("Its actions"), _("Go to its required actions"), desk.go_to_actions),
            ("put-off", "F7", _("Put off"), _("Put the case off"), put_off),
            ("take-off", "F8", _("Take off"), _("Take the case off, or put it back"), take_off),
        ]
        anywhere: list[_Row] = [
            ("list", "Ctrl+G", _("Go to"), _("Go to a case"), self.choose_case),
            ("roll", "Ctrl+R", _("Roll"), _("The roll"), partial(self.show_step, ROLL)),
            ("read-back", "F10", _("Read back"), "", partial(self.show_step, READ_BACK)),
            ("keys", "F1", _("Keys"), _("Keys of the meeting"), self.show_keys),
        ]
        return [
            LiveKey(name=name, keys=keys, words=words, called=called, do=do, on_case=rows is on_case)
            for rows in (on_case, anywhere)
            for name, keys, words, called, do in rows
        ]

    def _add_shortcuts(self) -> None:
        self.cover_button = button(
            _("Cover the screen"), self.privacy.toggle, name="live-key-cover", kind="quiet"
        )
        self.cover_button.setText(_("F9  Cover"))
        self.cover_button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.key_bar.add_button(self.cover_button)
        desk = self.desk
        pairs: list[tuple[str, Callable[[], object]]] = [
            (f"Ctrl+{number}", partial(self._type, number)) for number in range(1, 10)
        ]
        pairs += [
            ("Ctrl+D", partial(self._type, MinuteKind.DISCUSSION)),
            ("Ctrl+E", partial(self._type, MinuteKind.DECISION)),
            ("Ctrl+Shift+E", partial(self._type, MinuteKind.DISSENT)),
            ("Ctrl+Return", self._send),
            ("Ctrl+Enter", self._send),
            ("Ctrl+Right", partial(self._go_by, 1)),
            ("Ctrl+Left", partial(self._go_by, -1)),
            ("Ctrl+Down", partial(desk.glance.scroll_by, 1)),
            ("Ctrl+Up", partial(desk.glance.scroll_by, -1)),
        ]
        every = (*(keys for keys, _do in pairs), "PgDown", "PgUp", "Ctrl+PgDown")
        self._own_keys = {QKeySequence(keys).toString() for keys in every}
        for keys, do in pairs:
            QShortcut(QKeySequence(keys), self).activated.connect(do)
        for kind in (QLineEdit, QPlainTextEdit, QComboBox):
            for editor in self.findChildren(kind):
                editor.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A key of the meeting is one of the meeting also where somebody types.

        Ctrl+Left and Ctrl+Right go from word to word as long as there are words.
        """
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            keys = QKeySequence(event.keyCombination()).toString()
            sideways = event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right)
            if keys in self._own_keys and not (sideways and _holds_text(watched)):
                event.ignore()
                return True
        return super().eventFilter(watched, event)

    # Arriving and being somewhere ---------------------------------------------------------------------------

    def arrive(self, place: Place) -> None:
        """Show the conference that ``place`` names: its roll, or the case and the form that were in view."""
        if place.record_id and place.record_id != self._conference_id:
            self._conference_id = place.record_id
            self.desk.leave()
            self._meeting = None
            self.clock.begin(place.record_id)
        self.clear_notice()
        self._refresh()
        if self._meeting is None or not place.record_id:
            return
        step, _colon, part = place.tab.partition(":")
        if step == CASES and place.field and self._meeting.item(place.field) is not None:
            self.show_case(place.field)
            if part in self.desk.side.drawers:
                self.desk.side.open_drawer(part)
        elif step in self._steps:
            self.show_step(step)
        else:
            self.show_step(self._usual_step())

    def _usual_step(self) -> str:
        """The roll until the meeting has begun with a case; then the cases."""
        meeting = self._meeting
        if meeting is not None and meeting.conference.state is ConferenceState.CLOSED:
            return CASES
        if meeting is None or not meeting.is_open or not meeting.roll:
            return ROLL
        started = any(one.state is not ItemState.TO_DISCUSS for one in meeting.items)
        return CASES if started or meeting.minutes else ROLL

    def place(self) -> Place:
        """The conference, the step, the case and the form in view."""
        tab = self.step()
        if tab == CASES and self.desk.side.open_part:
            tab = f"{tab}:{self.desk.side.open_part}"
        case_id = self.desk.case_id if self.step() == CASES else ""
        return Place("live", tab=tab, record_id=self._conference_id, field=case_id)

    def resume(self, draft_key: str) -> None:
        """Open the dialog whose draft has this key."""
        kind, _colon, rest = draft_key.removeprefix("live:").removeprefix("why_iom:").partition(":")
        if kind in ("decision", "deselect"):
            if self._meeting is not None and self._meeting.item(rest) is not None:
                self.show_case(rest)
                self.desk.decide()
        elif kind == "fix":
            case_id, _colon, action_id = rest.partition(":")
            self._open_fix(case_id, action_id)
        else:
            self._resume_correction(draft_key)

    def _resume_correction(self, draft_key: str) -> None:
        from iom_desktop.ui.conferences.minutes_section import correct_key

        meeting = self._meeting
        found = (
            None
            if meeting is None
            else next((m for m in meeting.minutes if correct_key(m.id) == draft_key), None)
        )
        if found is not None:
            self.desk.correct(found)

    def first_focus(self) -> None:
        """Put the keyboard where the work goes on, unless it is there already."""
        if self._meeting is None:
            if self.empty_button is not None:
                self.empty_button.setFocus()
            return
        held: object = self.window().focusWidget()
        step = self._steps[self.step()]
        if not isinstance(held, QWidget) or not step.isAncestorOf(held):
            self._focus_step()

    def _focus_step(self) -> None:
        if self.step() == ROLL:
            self.roll_view.roll.first_focus()
        elif self.step() == CASES:
            self.desk.first_focus()
        else:
            self.read_back.first_focus()

    def step(self) -> str:
        """The step in view: the roll, the cases, the read-back."""
        return next(key for key, one in self._steps.items() if one is self.stack.currentWidget())

    def show_step(self, step: str) -> None:
        """Bring a step into view; the clock stands still beside the cases."""
        meeting = self._meeting
        if meeting is None:
            return
        if step == CASES:
            wanted = self.desk.case_id or meeting.first()
            if not wanted:
                self.notice(_("No case is on the agenda: put one on it, or read back and close."), "warn")
                return
            self.show_case(wanted)
            return
        self.desk.side.flush()
        self.clock.turn_to("")
        if step == READ_BACK:
            self._read_back()
        self.stack.setCurrentWidget(self._steps[step])
        self._focus_step()
        self._say_where()

    def show_case(self, case_id: str) -> None:
        """Bring a case into view."""
        self.stack.setCurrentWidget(self.desk)
        self.desk.go_to(case_id)
        self.clock.turn_to(case_id if self._meeting is not None and self._meeting.is_open else "")
        self._say_where()

    def choose_case(self) -> None:
        """Choose a case from the list."""
        if self.step() != CASES:
            self.show_step(CASES)
        self.desk.choose_case()

    def leave(self) -> None:
        """To the page of the conference; what is half typed stays."""
        self.desk.side.flush()
        self.navigator.go(Place("conference", record_id=self._conference_id))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.privacy.watch(True)
        self._look.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not event.spontaneous():
            self.privacy.watch(False)
            self._look.stop()
            self.desk.side.flush()
            self.clock.turn_to("")
            self.clock.keep()

    # What is shown ------------------------------------------------------------------------------------------

    def on_changed(self, kinds: Iterable[str]) -> None:
        """Never while nobody has arrived: there is nothing to read."""
        if self._conference_id:
            super().on_changed(kinds)

    def look(self) -> None:
        """See whether somebody else minuted, moved on or closed."""
        if self._meeting is None:
            return
        try:
            pulse = read_pulse(self.workspace, self._conference_id)
        except UserError:
            return
        if pulse != self._pulse:
            self._refresh()

    def reload(self) -> None:
        """Read the conference again; what is being typed is not touched."""
        if not self._conference_id:
            self._show_none(_("No conference is chosen"), _("Start one from Conferences."))
            return
        try:
            meeting = read_meeting(self.workspace, self._conference_id)
            self._pulse = read_pulse(self.workspace, self._conference_id)
        except UserError as error:
            self._meeting = None
            self._show_none(_("This conference is not here"), error.message)
            return
        if meeting.conference.state is ConferenceState.CLOSED and not self._say_closed():
            return
        self._meeting = meeting
        self.hide_empty()
        self._show_roll(meeting)
        self.desk.show_meeting(meeting)
        if self.step() == READ_BACK:
            self._read_back()
        self.heading.set_text(_("Case conference · {day}").format(day=exact_date(meeting.conference.held_on)))
        self._say_where()

    def _show_none(self, title: str, detail: str) -> None:
        self.show_empty(title, detail, (_("Conferences"), lambda: self.navigator.go(Place("conferences"))))

    def _say_closed(self) -> bool:
        """Whether something half typed is left of a closed conference: then it is shown, for nothing else can be.

        Otherwise the way leads to the papers.
        """
        self.desk.side.flush()
        if half_typed(self.workspace, self._conference_id):
            words = _("This conference is closed. What is half typed below was never minuted.")
            self.notice(words, "warn", (_("Open its papers"), self._open_papers), lasting=True)
            return True
        self._meeting = None
        self.clock.turn_to("")
        detail = _("Its minutes and its action list are among its papers.")
        self.show_empty(_("This conference is closed"), detail, (_("Open its papers"), self._open_papers))
        return False

    def _open_papers(self) -> None:
        self.navigator.go(Place("conference", tab="papers", record_id=self._conference_id))

    def _say_where(self) -> None:
        on_case = self.step() == CASES and bool(self.desk.case_id)
        self.key_bar.show_for(case=on_case)
        self._say_time()

    def _say_time(self) -> None:
        meeting = self._meeting
        if meeting is None:
            return
        parts = []
        item = self.desk.item
        if self.step() == CASES and item is not None:
            used = minutes_words(self.clock.used(item.case_id), item.minutes)
            parts.append(_("this case {minutes}").format(minutes=used))
        whole = minutes_words(self.clock.total(), planned_minutes(meeting.items))
        parts.append(_("meeting {minutes}").format(minutes=whole))
        self.time.setText(" · ".join(parts))

    def turn_room(self) -> None:
        """Hide from the room what the copy for the table leaves out, or show everything."""
        self.desk.show_for(room=not self.desk.for_room)
        self._say_room()

    def _say_room(self) -> None:
        words = _("Table view") if self.desk.for_room else _("Full view")
        self.room_button.setText(words)
        self.room_button.setShortcut(QKeySequence(ROOM_KEYS))
        self.room_button.setAccessibleName(
            _("Show everything on file") if self.desk.for_room else _("Show only what the table may see")
        )
        set_plain_tooltip(self.room_button, f"{self.room_button.accessibleName()}  {native(ROOM_KEYS)}")

    # The roll -----------------------------------------------------------------------------------------------

    def _show_roll(self, meeting: Meeting) -> None:
        said = meeting.conference.said
        facts = [said.place, _("chair {name}").format(name=said.chair) if said.chair else ""]
        self.roll_view.facts.setText(" · ".join(filter(None, facts)))
        self.roll_view.facts.setVisible(any(facts))
        self.roll_view.show_statement(said.statement)
        first = not self._keepers
        self.roll_view.roll.set_roll(said.agencies, meeting.roll)
        words = (
            _("Go on with the cases")
            if meeting.is_open and meeting.minutes
            else _("Begin with the first case")
        )
        self.roll_view.begin_button.setText(words if meeting.items else _("Begin the meeting"))
        self.roll_view.begin_button.setToolTip("Ctrl+Enter")
        if first or self._kept_for != meeting.id:
            self._keep_typing(meeting.id)

    def _keep_typing(self, conference_id: str) -> None:
        """What is half typed on the roll and under the read-back is of this conference."""
        for keeper in self._keepers:
            keeper.flush()
            keeper.deleteLater()
        self._kept_for = conference_id
        journal = self.workspace.drafts
        proposed = self.workspace.read(conferences.draft_of_next, self.workspace.today()).held_on
        self.read_back.closing.mark_clean()
        self.read_back.closing.begin(self.workspace.today(), proposed)
        self._keepers = [
            DraftKeeper(self.roll_view.roll, journal, f"live:{conference_id}:roll"),
            DraftKeeper(self.read_back.closing, journal, f"live:{conference_id}:closing"),
        ]
        for keeper in self._keepers:
            keeper.bring_back()

    def _record_line(self, line: RollLine) -> None:
        if self._meeting is None or not line.is_changed():
            return
        try:
            self._record(line.draft(), line)
        except StaleEdit as stale:
            self._refresh()
            theirs = dict(stale.theirs).get("How they took part", "")
            self.notice(
                _("{message} What they saved is shown, what you typed stays: {theirs}.").format(
                    message=stale.message, theirs=theirs
                ),
                "warn",
            )
        except UserError as error:
            self.notice(error.message, "error")

    def _record(self, draft: AttendanceDraft, line: RollLine) -> None:
        perform = self.workspace.perform
        if line.record is None:
            perform("Take the roll", conferences.record_attendance, self._conference_id, draft)
        else:
            perform(
                "Take the roll", conferences.change_attendance, line.record.id, line.record.version, draft
            )
        # Read at once: the next key on this line must find the version just made.
        self._refresh()

    def _add_agency(self, words: str) -> None:
        from iom_desktop.display.labels import label

        known = next((one.value for one in Agency if words.casefold() == label(one).casefold()), words)
        draft = AttendanceDraft(agency=known, how=How.IN_PERSON)
        try:
            self.workspace.perform("Take the roll", conferences.record_attendance, self._conference_id, draft)
        except UserError as error:
            self.notice(error.message, "error")
            return
        self._refresh()
        line = next((one for one in reversed(self.roll_view.roll.lines) if one.agency == known), None)
        if line is not None:
            line.name_line.setFocus(Qt.FocusReason.OtherFocusReason)

    def begin(self) -> None:
        """Open the conference if it is only planned, and go to the first case not yet discussed."""
        meeting = self._meeting
        if meeting is None:
            return
        if not meeting.is_open:
            try:
                self.workspace.perform("Open conference", conferences.open_conference, meeting.id)
            except UserError as error:
                self.notice(error.message, "error")
                return
            self._refresh()
        if self._meeting is not None and not self._meeting.first():
            self.notice(_("No case is on the agenda. F10 reads back and closes."), "info")
            return
        self.show_step(CASES)

    # The keys -----------------------------------------------------------------------------------------------

    def _on_case(self) -> bool:
        return self._meeting is not None and self.step() == CASES and bool(self.desk.case_id)

    def _go_by(self, by: int) -> None:
        if self._on_case():
            self.desk.go_by(by)

    def _type(self, what: int | MinuteKind) -> None:
        if not self._on_case():
            return
        if isinstance(what, MinuteKind):
            self.desk.choose_kind(what)
        else:
            self.desk.choose_agency(what)

    def _send(self) -> None:
        if self._meeting is None:
            return
        if self.step() == ROLL:
            self.begin()
        elif self.step() == CASES:
            self.desk.send_current()
        else:
            self.close_meeting()

    def show_keys(self) -> None:
        """List every key."""
        KeysDialog(self.window(), self._listed_keys()).open()

    def _listed_keys(self) -> list[LiveKey]:
        cover = LiveKey(name="cover", keys="F9", words=_("Cover the screen"), do=self.privacy.toggle)
        room = LiveKey(name="room", keys=ROOM_KEYS, words=_("For the room, or everything"), do=self.turn_room)
        go = LiveKey(name="leave", keys="Ctrl+Shift+L", words=_("Leave the meeting"), do=self.leave)
        return [*self._keys(), cover, room, go]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Question and not isinstance(
            self.focusWidget(), QLineEdit | QPlainTextEdit
        ):
            self.show_keys()
        elif event.key() == Qt.Key.Key_Escape and self._on_case():
            self.desk.escape()
        else:
            super().keyPressEvent(event)

    # The read-back ------------------------------------------------------------------------------------------

    def _read_back(self) -> None:
        if self._meeting is None:
            return
        every = self.workspace.read(conferences.read_back, self._conference_id, self.workspace.today())
        half = self.desk.half_typed()
        names = {one.case_id: one.person for one in self._meeting.items}
        self.read_back.show_all(every, {case_id: names[case_id] for case_id in names if case_id in half})

    def fix(self, action_id: str) -> None:
        """Say who does an action and by when."""
        if self._meeting is None:
            return
        found = next((one for one in self._meeting.given if one.action_id == action_id), None)
        if found is not None:
            self._open_fix(found.case_id, action_id)

    def _open_fix(self, case_id: str, action_id: str) -> None:
        try:
            FixActionDialog(self.workspace, case_id, action_id, self.window()).open()
        except UserError as error:
            self.notice(error.message, "error")

    def close_meeting(self) -> None:
        """Close the conference, and go where its minutes and its action list are printed."""
        meeting, form = self._meeting, self.read_back.closing
        if meeting is None:
            return
        form.clear_errors()
        try:
            next_on: date | None = form.values()["next_on"]
        except UserError as error:
            form.show_error(error)
            return
        if not ask.confirm(self, _("Close the conference?"), self._closing_words(next_on), yes=_("Close it")):
            return
        try:
            self.workspace.perform("Close conference", conferences.close_conference, meeting.id, next_on)
        except UserError as error:
            form.show_error(error)
            return
        for keeper in self._keepers:
            keeper.discard()
        self.clock.forget()
        self._open_papers()

    def _closing_words(self, next_on: date | None) -> str:
        meeting = self._meeting
        waiting = (
            [] if meeting is None else [one for one in meeting.items if one.state is ItemState.TO_DISCUSS]
        )
        parts = []
        if half := self.desk.half_typed():
            parts.append(
                _("{count} cases have something half typed: it is not minuted.").format(count=len(half))
            )
        if waiting:
            parts.append(_("{count} cases not reached go to the next conference.").format(count=len(waiting)))
        if next_on is not None:
            parts.append(_("The next conference is on {date}.").format(date=exact_date(next_on)))
        else:
            parts.append(_("No day is set for the next conference."))
        return " ".join(parts)


def _holds_text(widget: QObject) -> bool:
    if isinstance(widget, QLineEdit):
        return bool(widget.text())
    return isinstance(widget, QPlainTextEdit) and bool(widget.toPlainText())
