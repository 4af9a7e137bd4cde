"""The diary: day, week and agenda of one officer or of everybody.

Every key has a button: what the mouse can do the keyboard can, and Ctrl+K finds it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QWidget

from iom_desktop.display.formats import date_time
from iom_desktop.display.words import _
from iom_desktop.domain.appointments import check_clock_time
from iom_desktop.domain.diary import STEP, DiaryEntry, clashing, officer_key, week_of
from iom_desktop.errors import UserError
from iom_desktop.services import appointments, codes, diary
from iom_desktop.ui import ask, theme
from iom_desktop.ui.appointments.dialogs import BookDialog, MoveDialog
from iom_desktop.ui.appointments.outcome import OutcomeDialog
from iom_desktop.ui.button import button
from iom_desktop.ui.choice_fields import ChoiceBox
from iom_desktop.ui.diary.agenda import AgendaView
from iom_desktop.ui.diary.canvas import DiaryCanvas, Sheet
from iom_desktop.ui.diary.dialogs import GoToDialog, WhomDialog
from iom_desktop.ui.diary.export import EXPORT_KEY, Export, ExportDialog, many_words
from iom_desktop.ui.diary.strip import ChosenStrip, Legend
from iom_desktop.ui.diary.team_week import TeamWeek
from iom_desktop.ui.diary.time_grid import TimeGrid
from iom_desktop.ui.diary.words import day_marks, range_words
from iom_desktop.ui.flow import FlowLayout
from iom_desktop.ui.form_dialog import FormDialog
from iom_desktop.ui.jobs import run_job
from iom_desktop.ui.label import ElidedLabel
from iom_desktop.ui.navigation import Navigator, Place
from iom_desktop.ui.page import Page
from iom_desktop.ui.segments import Segments

if TYPE_CHECKING:
    from iom_desktop.ui.workspace import Workspace

DAY, WEEK, AGENDA = "day", "week", "agenda"
_DAYS = {DAY: 1, WEEK: 7, AGENDA: 14}
_STEPS = {DAY: 1, WEEK: 7, AGENDA: 7}
MOST_SIDE_BY_SIDE = 3
"""With more officers than this in a week, each has a row: side by side in one day none could be read."""
_EVERYBODY = ""
_EVERY_MINUTE_MS = 60_000


class DiaryPage(Page):
    """Appointments in time. What is chosen stands in words beneath, with what can be done about it."""

    SHOWS = frozenset(
        {"appointment", "appointment_outcome", "appointment_move", "person", "case", "code_item"}
    )

    def __init__(self, workspace: Workspace, navigator: Navigator, parent: QWidget | None = None) -> None:
        super().__init__(_("Diary"), name="diary", parent=parent)
        self.workspace = workspace
        self.navigator = navigator
        self.day = workspace.today()
        self.pending: tuple[DiaryEntry, datetime] | None = None
        self._begun = False
        self._crowded = False
        self._holidays: dict[date, str] | None = None
        self._key_presses = self._keys()
        self._make_views()
        self._make_head()
        self.strip = ChosenStrip()
        self.legend = Legend()
        self._lay_out()
        self._wire_strip()
        self._minute = QTimer(self)
        self._minute.setInterval(_EVERY_MINUTE_MS)
        self._minute.timeout.connect(self._on_minute)

    # How it is made -----------------------------------------------------------------------------------------

    def _make_views(self) -> None:
        now = self.workspace.now
        self.day_view = TimeGrid(now, name="diary-day", words=_("Day"), by_officer=True)
        self.week_view = TimeGrid(now, name="diary-week", words=_("Week"), by_officer=False)
        self.team_view = TeamWeek(now)
        self.agenda_view = AgendaView(now)
        self.stack = QStackedWidget()
        self.stack.setObjectName("diary-views")
        for view in self.views():
            self.stack.addWidget(view)
            view.chosen.connect(self._on_chosen)
            view.opened.connect(self.open_entry)
            view.time_chosen.connect(self._on_time_chosen)
            view.dropped.connect(self._ask_move)
            view.held.connect(lambda one: self.notice(_held_words(one), "warn"))
        self.stack.setCurrentWidget(self.week_view)

    def views(self) -> tuple[DiaryCanvas, ...]:
        """Every view there is."""
        return self.day_view, self.week_view, self.team_view, self.agenda_view

    @property
    def view(self) -> DiaryCanvas:
        """The view in use."""
        return next(view for view in self.views() if view is self.stack.currentWidget())

    def _make_head(self) -> None:
        self.range_label = ElidedLabel("", role="title", name="diary-range")
        self.kinds = Segments(
            [(DAY, _("Day")), (WEEK, _("Week")), (AGENDA, _("Agenda"))], name="diary-kind", label=_("View")
        )
        self.kinds.choose(WEEK)
        self.kinds.chosen.connect(lambda _key: self._change_view())
        for key, letter in ((DAY, "D"), (WEEK, "W"), (AGENDA, "A")):
            self.kinds.button(key).setToolTip(f"{letter}")
        self.officers = ChoiceBox()
        self.officers.setObjectName("diary-officer")
        self.officers.setAccessibleName(_("Whose diary"))
        self.officers.activated.connect(lambda _at: self.reload())
        self.earlier_button = button("‹", self.go_earlier, name="diary-earlier", tooltip=_("Earlier  PgUp"))
        self.earlier_button.setAccessibleName(_("Earlier"))
        self.today_button = button(_("Today"), self.go_today, name="diary-today", tooltip=_("Today  T"))
        self.later_button = button("›", self.go_later, name="diary-later", tooltip=_("Later  PgDn"))
        self.later_button.setAccessibleName(_("Later"))
        self.go_button = button(_("Go to…"), self.ask_date, name="diary-go-to", shortcut="Ctrl+G")
        self.book_button = button(
            _("Book…"),
            self.ask_whom,
            name="diary-book",
            kind="primary",
            shortcut="Ctrl+N",
            tooltip=_("Book  N or"),
        )

        self.export_button = button(
            _("Calendar file…"), self.ask_export, name="diary-export", shortcut="Ctrl+S"
        )
        self.sheet_button = button(
            _("Day sheet"), lambda: self.navigator.go(Place("day_sheet")), name="diary-day-sheet"
        )
        self.missing_button = button(
            _("Outcomes"),
            lambda: self.navigator.go(Place("outcomes")),
            name="diary-outcomes",
            tooltip=_("Outcomes missing"),
        )
        self.missing_button.setAccessibleName(_("Outcomes missing"))

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(0, 0, 0, 0)
        top.setSpacing(theme.px(8))
        top.addWidget(self.range_label, 1)
        for made in (self.missing_button, self.sheet_button, self.export_button, self.book_button):
            top.addWidget(made)
        ways = QWidget()
        ways.setObjectName("diary-ways")
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        ways.setSizePolicy(policy)
        below = FlowLayout(ways, gap=4)
        for way in (self.earlier_button, self.today_button, self.later_button, self.go_button):
            below.addWidget(way)
        below.addWidget(self.officers)
        below.addWidget(self.kinds)
        self.body.addLayout(top)
        self.body.addWidget(ways)
        self.body.addWidget(self.stack, 1)
        self.body.addWidget(self.strip)
        self.body.addWidget(self.legend)

    def _wire_strip(self) -> None:
        strip = self.strip
        strip.open_button.clicked.connect(lambda: self._with_chosen(self.open_entry))
        strip.outcome_button.clicked.connect(lambda: self._with_chosen(self.open_outcome))
        strip.move_button.clicked.connect(self.confirm_move)
        strip.leave_button.clicked.connect(self.leave_move)
        for made, days, minutes in strip.nudges():
            made.clicked.connect(lambda _on=False, days=days, minutes=minutes: self.nudge(days, minutes))

    # What it shows ------------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read the days in view again."""
        kind = self.kinds.key()
        first = week_of(self.day) if kind == WEEK else self.day
        everybodys = self._read(first, _DAYS[kind])
        if not self._begun:
            self._begin(everybodys)
        entries = self._of_officer(everybodys, first, _DAYS[kind])
        sheet = Sheet(
            first=first,
            days=_DAYS[kind],
            entries=entries,
            # Who else sees the person at that time shows in one officer's diary too.
            clashes=clashing(everybodys or entries),
            holidays=self._bank_holidays(),
        )
        view = self._view_for(kind, entries)
        self._say_range(sheet, len(entries))
        kept = self.strip.entry.id if self.strip.entry is not None else ""
        self._drop_pending()
        self.stack.setCurrentWidget(view)
        view.show_sheet(sheet)
        if not (kept and view.choose(kept)):
            self._on_chosen(None)

    def _read(self, first: date, days: int, officers: Sequence[str] = ()) -> list[DiaryEntry]:
        """The days' appointments; nothing where there were too many before and one officer is chosen."""
        if self._crowded and self.officer() and not officers:
            return []
        start = datetime.combine(first, time())
        end = start + timedelta(days=days)
        found = self.workspace.read(diary.list_diary, start, end, officers=officers)
        if not officers:
            self._crowded = len(found) >= diary.MOST
        return found

    def _of_officer(self, everybodys: list[DiaryEntry], first: date, days: int) -> list[DiaryEntry]:
        if not self.officer():
            return everybodys
        if self._crowded:
            return self._read(first, days, [self.officer()])
        key = officer_key(self.officer())
        return [one for one in everybodys if one.officer == key]

    def _begin(self, everybodys: list[DiaryEntry]) -> None:
        """Begin with one's own diary where there is anything in it; who else there is can wait."""
        self._begun = True
        own = self.workspace.officer.name
        self.officers.addItem(_("Everybody"), _EVERYBODY)
        self.officers.addItem(own, own)
        if any(one.officer == officer_key(own) for one in everybodys):
            self.officers.setCurrentIndex(1)
        QTimer.singleShot(0, self, self._list_officers)

    def _view_for(self, kind: str, entries: list[DiaryEntry]) -> DiaryCanvas:
        if kind == AGENDA:
            return self.agenda_view
        if kind == DAY:
            return self.day_view
        many = len({one.officer for one in entries})
        return self.week_view if many <= MOST_SIDE_BY_SIDE else self.team_view

    def _say_range(self, sheet: Sheet, many: int) -> None:
        words = range_words(sheet.first, sheet.days)
        if sheet.days == 1:
            words = " · ".join([words, *day_marks(sheet.first, self.workspace.today(), sheet.holidays)])
        self.range_label.set_text(words)
        if many >= diary.MOST:
            words = _("Only the first {count} appointments are shown: choose an officer.")
            self.notice(words.format(count=f"{diary.MOST:,}"), "warn")

    def _bank_holidays(self) -> dict[date, str]:
        if self._holidays is None:
            self._holidays = self.workspace.read(codes.holidays)
        return self._holidays

    def _list_officers(self) -> None:
        """Offer everybody, oneself, and who leads a case."""
        chosen, own = self.officer(), self.workspace.officer.name
        leads = self.workspace.read(diary.list_leads)
        self.officers.clear()
        self.officers.addItem(_("Everybody"), _EVERYBODY)
        for name in (own, *(name for name in leads if officer_key(name) != officer_key(own))):
            self.officers.addItem(name, name)
        self.choose_officer(chosen)

    def officer(self) -> str:
        """Whose diary is shown; "" for everybody's."""
        return str(self.officers.currentData() or "")

    def choose_officer(self, name: str) -> None:
        """Show the diary of ``name``, or with "" everybody's, when next read."""
        if name and self.officers.findData(name) < 0:
            self.officers.addItem(name, name)
        self.officers.setCurrentIndex(max(self.officers.findData(name), 0))

    def on_changed(self, kinds: Iterable[str]) -> None:
        kinds = frozenset(kinds)
        if "case" in kinds and self._begun:
            self._list_officers()
        if "code_item" in kinds:
            self._holidays = None
        super().on_changed(kinds)

    def _on_minute(self) -> None:
        self.view.repaint_all()

    # Going through time -------------------------------------------------------------------------------------

    def show_view(self, kind: str) -> None:
        """Show "day", "week" or "agenda"."""
        self.kinds.choose(kind)
        self._change_view()

    def _change_view(self) -> None:
        chosen = self.strip.entry
        if chosen is not None:
            self.day = chosen.starts_at.date()
        self.reload()
        self.view.setFocus()

    def go_to_day(self, day: date) -> None:
        """Show the days round ``day``."""
        self.day = day
        for view in self.views():
            view.cursor_at = None
        self.reload()
        self.view.setFocus()

    def go_today(self) -> None:
        """Show today."""
        self.go_to_day(self.workspace.today())

    def go_earlier(self) -> None:
        """Show the days before."""
        self._turn(-1)

    def go_later(self) -> None:
        """Show the days after."""
        self._turn(1)

    def _turn(self, way: int) -> None:
        days = timedelta(days=way * _STEPS[self.kinds.key()])
        if date.min + timedelta(days=400) < self.day + days < date.max - timedelta(days=400):
            self.go_to_day(self.day + days)

    def ask_date(self) -> GoToDialog:
        """Ask which day to show."""
        dialog = GoToDialog(self, self.workspace.today())
        dialog.accepted.connect(lambda: self.go_to_day(dialog.day()))
        dialog.open()
        return dialog

    # What is chosen -----------------------------------------------------------------------------------------

    def _on_chosen(self, one: DiaryEntry | None) -> None:
        if self.pending is not None and (one is None or one.id != self.pending[0].id):
            self._drop_pending()
        clash = self.view.clash_of(one) if one is not None else frozenset()
        self.strip.show_entry(one, self.workspace.now(), clash)

    def _on_time_chosen(self, at: datetime) -> None:
        self._drop_pending()
        self.view.choose("")
        self.view.set_cursor_at(at)

    def cursor_at(self) -> datetime:
        """The time at which something would be booked: where one pressed, or the next quarter of an hour."""
        chosen, at = self.view.chosen_entry(), self.view.cursor_at
        sheet = self.view.sheet
        if chosen is not None:
            return chosen.starts_at
        if at is not None and at.date() in sheet.dates():
            return at
        now = self.workspace.now()
        if sheet.first <= now.date() < sheet.first + timedelta(days=sheet.days):
            return now.replace(minute=now.minute // STEP * STEP, second=0) + timedelta(minutes=STEP)
        return datetime.combine(self.day, time(9))

    def _move_cursor(self, days: int, minutes: int) -> None:
        at = self.cursor_at() + timedelta(days=days, minutes=minutes)
        if at.date() not in self.view.sheet.dates():
            self.go_to_day(at.date())
        self.view.choose("")
        self.view.set_cursor_at(at)

    def _with_chosen(self, then: Callable[[DiaryEntry], object]) -> None:
        one = self.view.chosen_entry()
        if one is not None:
            then(one)

    def open_entry(self, one: DiaryEntry) -> None:
        """Go to the appointment in its case."""
        self.navigator.open_case(one.case_id, "appointments", one.id)

    # Moving -------------------------------------------------------------------------------------------------

    def nudge(self, days: int, minutes: int) -> None:
        """Show the chosen appointment so much later; Enter then asks who asked for it, Esc leaves it."""
        one = self.view.chosen_entry()
        if one is None:
            return
        if not one.can_be_moved:
            self.notice(_held_words(one), "warn")
            return
        at = (self.pending[1] if self.pending is not None else one.starts_at) + timedelta(
            days=days, minutes=minutes
        )
        if at == one.starts_at:
            self.leave_move()
            return
        self.pending = (one, at)
        words = _("Move to {when}: Enter asks who asked for it, Esc leaves it.").format(when=date_time(at))
        self.view.set_ghost(self.pending, words)
        self.strip.show_pending(words)

    def confirm_move(self) -> None:
        """Ask who asked for the move that is shown; without one, open the chosen one's move."""
        if self.pending is not None:
            self._ask_move(*self.pending)
        else:
            self._with_chosen(lambda one: self._ask_move(one, None))

    def leave_move(self) -> None:
        """Leave the appointment where it stands."""
        self._drop_pending()
        self._on_chosen(self.view.chosen_entry())
        self.view.setFocus()

    def _drop_pending(self) -> None:
        self.pending = None
        for view in self.views():
            view.set_ghost(None)

    def _ask_move(self, one: DiaryEntry, at: datetime | None) -> FormDialog | None:
        if not one.can_be_moved:
            self.notice(_held_words(one), "warn")
            return None
        try:
            check_clock_time(at, "starts_at", _("When"))
        except UserError as error:
            self.notice(error.message, "warn")
            self.leave_move()
            return None
        return self._open(
            lambda: MoveDialog(self.workspace, one.id, self, starts_at=at), _("The appointment is moved.")
        )

    def open_outcome(self, one: DiaryEntry) -> FormDialog | None:
        """Say what came of an appointment whose time has come."""
        if one.starts_at > self.workspace.now():
            self.notice(_("Its time has not come: it has no outcome yet."), "warn")
            return None
        return self._open(lambda: OutcomeDialog(self.workspace, one.id, self), _("The outcome is saved."))

    def _open(self, make: Callable[[], FormDialog], words: str) -> FormDialog | None:
        try:
            dialog = make()
        except UserError as error:
            self.notice(error.message, "warn")
            self._drop_pending()
            return None
        dialog.accepted.connect(lambda: self.notice(words, "good"))
        dialog.finished.connect(lambda _how: self._after_dialog())
        dialog.open()
        return dialog

    def _after_dialog(self) -> None:
        self.leave_move()

    # Booking ------------------------------------------------------------------------------------------------

    def ask_whom(self) -> WhomDialog:
        """Ask for whom, then book at the time that is marked."""
        at = self.cursor_at()
        dialog = WhomDialog(self.workspace, at, self)
        dialog.accepted.connect(lambda: self.book_for(dialog.case_id, at))
        dialog.open()
        return dialog

    def book_for(self, case_id: str, at: datetime | None = None) -> FormDialog | None:
        """Book an appointment of a case."""
        dialog = self._open(
            lambda: BookDialog(self.workspace, case_id, self, starts_at=at), _("The appointment is booked.")
        )
        if isinstance(dialog, BookDialog):
            dialog.accepted.connect(lambda: self._show_booked(dialog.booked))
        return dialog

    def _show_booked(self, appointment_id: str) -> None:
        booked = self.workspace.read(appointments.load_appointment, appointment_id)
        seen_by = booked.said.with_name
        if self.officer() and officer_key(seen_by) != officer_key(self.officer()):
            self.choose_officer(_EVERYBODY)
        self.go_to_day(booked.starts_at.date())
        self.view.choose(appointment_id)

    # Calendar files -----------------------------------------------------------------------------------------

    def ask_export(self) -> ExportDialog:
        """Ask what a calendar file is to hold and to say."""
        sheet = self.view.sheet
        names = [self.officers.itemData(at) for at in range(self.officers.count())]
        dialog = ExportDialog(
            self.workspace,
            self,
            officers=[name for name in names if name],
            officer=self.officer(),
            chosen=self.view.chosen_entry(),
            first=sheet.first,
            last=sheet.first + timedelta(days=sheet.days - 1),
            give_out=self.save_calendar,
        )
        dialog.open()
        return dialog

    def save_calendar(self, export: Export) -> None:
        """Save a calendar file, on record first; made beside the window. Raises ``UserError``."""
        name = _("Diary {first} to {last}.ics").format(first=export.first, last=export.last)
        path = ask.save_path(self, _("Save the calendar file"), name, _("Calendar (*.ics)"))
        if path is None:
            raise UserError(_("Nothing was saved: no file was chosen."))
        self._record(export, _("Save calendar file"), made=True)
        made_at = self.workspace.now().astimezone(UTC).replace(tzinfo=None)

        def failed(problem: UserError) -> None:
            self._record(export, _("Calendar file not made"), made=False)
            self.notice(problem.message, "error")

        def done(data: bytes) -> None:
            try:
                self.workspace.save_file(path, data)
            except UserError as problem:
                failed(problem)
                return
            words = _("{many} saved in {folder}. It is on record for whom.")
            self.notice(words.format(many=many_words(export), folder=path.parent), "good")

        run_job(
            self,
            _("Making the calendar file"),
            lambda _progress: _bytes_of(export, made_at),
            done,
            failed,
            cancellable=False,
        )

    def _record(self, export: Export, words: str, *, made: bool) -> None:
        self.workspace.perform(
            words, diary.disclose_calendar, export.entries, export.details, export.recipients, made=made
        )

    # Manners ------------------------------------------------------------------------------------------------

    def _keys(self) -> dict[tuple[Qt.KeyboardModifier, Qt.Key], Callable[[], object]]:
        none, alt, ctrl = (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.AltModifier,
            Qt.KeyboardModifier.ControlModifier,
        )
        key = Qt.Key
        presses: dict[tuple[Qt.KeyboardModifier, Qt.Key], Callable[[], object]] = {
            (none, key.Key_T): self.go_today,
            (none, key.Key_D): lambda: self.show_view(DAY),
            (none, key.Key_W): lambda: self.show_view(WEEK),
            (none, key.Key_A): lambda: self.show_view(AGENDA),
            (none, key.Key_N): self.ask_whom,
            (none, key.Key_O): lambda: self._with_chosen(self.open_outcome),
            (none, key.Key_M): self.confirm_move,
            (none, key.Key_PageUp): self.go_earlier,
            (none, key.Key_PageDown): self.go_later,
            (none, key.Key_Return): self._enter,
            (none, key.Key_Enter): self._enter,
            (Qt.KeyboardModifier.KeypadModifier, key.Key_Enter): self._enter,
        }
        for arrow, days, minutes in (
            (key.Key_Up, 0, -STEP),
            (key.Key_Down, 0, STEP),
            (key.Key_Left, -1, 0),
            (key.Key_Right, 1, 0),
        ):
            presses[alt, arrow] = lambda days=days, minutes=minutes: self.nudge(days, minutes)  # type: ignore[misc]
            presses[ctrl, arrow] = lambda days=days, minutes=minutes: self._move_cursor(days, minutes)  # type: ignore[misc]
        return presses

    def _enter(self) -> None:
        if self.pending is not None:
            self.confirm_move()
        else:
            self._with_chosen(self.open_entry)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        press = self._key_presses.get((event.modifiers(), Qt.Key(event.key())))
        if event.key() == Qt.Key.Key_Escape and self.pending is not None:
            self.leave_move()
        elif press is not None:
            press()
        else:
            super().keyPressEvent(event)

    def first_focus(self) -> None:
        """The keyboard begins in the diary itself."""
        self.view.setFocus()

    def place(self) -> Place:
        """Where this page is."""
        return Place("diary")

    def resume(self, draft_key: str) -> None:
        """Open again the dialog that stood open before a lock."""
        if draft_key == EXPORT_KEY:
            self.ask_export()
            return
        _tab, verb, record_id = (*draft_key.split(":", 2), "", "")[:3]
        opening: dict[str, Callable[[], object]] = {
            "book": lambda: self.book_for(record_id),
            "move": lambda: self._open(
                lambda: MoveDialog(self.workspace, record_id, self), _("The appointment is moved.")
            ),
            "outcome": lambda: self._open(
                lambda: OutcomeDialog(self.workspace, record_id, self), _("The outcome is saved.")
            ),
        }
        if verb in opening:
            opening[verb]()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._minute.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._minute.stop()


def _bytes_of(export: Export, made_at: datetime) -> bytes:
    # The calendar library is needed only now.
    from iom_desktop.reports.calendar_file import calendar_file

    return calendar_file(export.entries, export.details, made_at)


def _held_words(one: DiaryEntry) -> str:
    if one.cancelled:
        return _("This appointment was cancelled: book another one instead.")
    return _("This appointment has an outcome: it is not moved any more.")
