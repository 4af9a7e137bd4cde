"""The tab "Appointments": what lies ahead and what is past in one list, the chosen one whole beneath it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from iom_desktop.display.appointment_columns import appointment_columns, standing_role, standing_words
from iom_desktop.display.formats import N_, count
from iom_desktop.display.words import _
from iom_desktop.domain.appointments import Appointment
from iom_desktop.domain.enforcement import EnforcementStep
from iom_desktop.errors import UserError
from iom_desktop.services import appointments, enforcement
from iom_desktop.ui import theme
from iom_desktop.ui.appointments import dialogs
from iom_desktop.ui.appointments.detail import AppointmentDetail, History, heading
from iom_desktop.ui.appointments.outcome import OutcomeDialog
from iom_desktop.ui.button import button
from iom_desktop.ui.chips import Chip
from iom_desktop.ui.form_dialog import FormDialog
from iom_desktop.ui.label import hairline, text_label
from iom_desktop.ui.navigation import CaseTab, Navigator
from iom_desktop.ui.record_table import RecordTable
from iom_desktop.ui.segments import Segments
from iom_desktop.ui.workspace import Workspace

_NARROW = 880
"""Width of the tab, at 100%, under which the list leaves out what the detail says anyway."""
_MISSING_FIELDS = ("outcome", "outcome_code", "outcome_note")


class AppointmentsTab(CaseTab):
    """Every appointment of the case, the furthest ahead on top; Enter opens what the chosen one calls for."""

    KEY = "appointments"
    SHOWS = frozenset(
        {"appointment", "appointment_outcome", "appointment_move", "enforcement_step", "code_item"}
    )

    def __init__(
        self, workspace: Workspace, navigator: Navigator, case_id: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(_("Appointments"), workspace, navigator, case_id, parent)
        self._every: list[Appointment] = []
        self._steps: list[EnforcementStep] = []
        self._shown_once = False
        self.parts = Segments(
            [("all", ""), ("ahead", ""), ("past", ""), ("missing", "")],
            name="appointments-parts",
            label=_("Which appointments"),
        )
        self.table = RecordTable(
            appointment_columns(workspace.now),
            name="appointments-table",
            find_in="type",
            sortable=True,
        )
        self.detail = AppointmentDetail()
        self.chosen_heading = text_label("", role="heading", wrap=True, name="appointment-heading")
        self.standing = Chip("", name="appointment-standing")
        self._build()

    # How it looks -------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.book_button = button(
            _("Book appointment…"), self.open_book, name="book", kind="primary", shortcut="Ctrl+N"
        )
        self.outcome_button = button(_("Outcome…"), self._outcome_chosen, name="outcome", shortcut="Ctrl+O")
        self.change_button = button(
            _("Change…"), self._change_chosen, name="change-appointment", shortcut="Ctrl+E"
        )
        self.move_button = button(_("Move…"), self._move_chosen, name="move-appointment", shortcut="Ctrl+M")
        self.cancel_button = button(
            _("Cancel it…"), self._cancel_chosen, name="cancel-appointment", shortcut="Ctrl+Del"
        )
        top = _row()
        top.addWidget(self.parts, 1)
        top.addWidget(self.book_button)
        foot = _row()
        foot.addWidget(self.chosen_heading, 1)
        foot.addWidget(self.standing)
        for made in (self.outcome_button, self.move_button, self.change_button, self.cancel_button):
            foot.addWidget(made)
        self.body.addLayout(top)
        self.body.addWidget(self.table, 3)
        self.body.addWidget(hairline())
        self.body.addLayout(foot)
        self.body.addWidget(self.detail, 2)
        self.parts.chosen.connect(lambda _key: self._show_part())
        self.table.selection_changed.connect(self._show_chosen)
        self.table.record_activated.connect(self._activate)

    # Reading ------------------------------------------------------------------------------------------------

    def reload(self) -> None:
        self._every = self.workspace.read(appointments.list_appointments, self.case_id)
        self._every.reverse()
        self._steps = self.workspace.read(enforcement.list_steps, self.case_id)
        self._count_parts()
        self._show_part()
        if not self._shown_once:
            self._shown_once = True
            self._choose_first()

    def _count_parts(self) -> None:
        now = self.workspace.now()
        ahead = sum(one.starts_at > now for one in self._every)
        missing = sum(one.outcome_missing(now) for one in self._every)
        for key, words, many in (
            ("all", _("All"), len(self._every)),
            ("ahead", _("Ahead"), ahead),
            ("past", _("Past"), len(self._every) - ahead),
            ("missing", _("Outcome missing"), missing),
        ):
            self.parts.set_words(key, f"{words} {many}")

    def _show_part(self) -> None:
        now, part = self.workspace.now(), self.parts.key()
        self.table.set_empty_text(_empty_words(part, bool(self._every)))
        self.table.set_records([one for one in self._every if _belongs(one, part, now)])
        self._show_chosen(self.table.selected_record())

    def _choose_first(self) -> None:
        """Begin where the work is: at the newest missing outcome, or at the next appointment."""
        now = self.workspace.now()
        missing = (one for one in self._every if one.outcome_missing(now))
        coming = (one for one in reversed(self._every) if one.starts_at > now and not one.cancelled)
        first = next(missing, None) or next(coming, None) or next(iter(self._every), None)
        if first is not None:
            self._select(first.id)

    def _select(self, appointment_id: str) -> bool:
        if not self.table.select_id(appointment_id):
            return False
        middle = RecordTable.ScrollHint.PositionAtCenter
        self.table.scrollTo(self.table.currentIndex(), middle)
        return True

    def _show_chosen(self, one: Appointment | None) -> None:
        now = self.workspace.now()
        self.detail.show_one(one, self._history(one), now)
        self.chosen_heading.setText("" if one is None else heading(one, now))
        words = "" if one is None else standing_words(one, now)
        role = None if one is None else standing_role(one, now)
        short = _("Cancelled") if one is not None and one.cancelled else words
        self.standing.set_chip(short, role or "plain", words)
        self.standing.setVisible(bool(words))
        self._set_buttons(one)

    def _history(self, one: Appointment | None) -> History:
        if one is None:
            return History()
        read = self.workspace.read
        return History(
            read(appointments.list_earlier_outcomes, one.id),
            read(appointments.list_moves, one.id),
            [step for step in self._steps if step.appointment_id == one.id],
        )

    def _set_buttons(self, one: Appointment | None) -> None:
        now = self.workspace.now()
        over = one is not None and one.starts_at <= now and not one.cancelled
        open_still = one is not None and not one.outcome_code and not one.cancelled
        self.outcome_button.setEnabled(over)
        recorded = one is not None and bool(one.outcome_code)
        words = _("Change outcome…") if recorded else _("Outcome…")
        shortcut = self.outcome_button.shortcut()
        self.outcome_button.setText(words)
        self.outcome_button.setShortcut(shortcut)  # Qt forgets it with the old words
        self.outcome_button.setAccessibleName(words)
        self.change_button.setEnabled(open_still)
        self.move_button.setEnabled(open_still)
        self.cancel_button.setEnabled(open_still)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # What a narrow list has no room for stands whole beneath it.
        narrow = event.size().width() < theme.px(_NARROW)
        columns = [column.key for column in self.table.record_model().columns]
        for key in ("counts", "note"):
            self.table.setColumnHidden(columns.index(key), narrow)

    # Going there --------------------------------------------------------------------------------------------

    def go_to(self, record_id: str, field: str = "") -> None:
        """Select the appointment; with a field, open its outcome or its change with the cursor there."""
        if self.is_stale:
            self._refresh()
        if not self._select(record_id):
            self.parts.choose("all")
            self._refresh()
            if not self._select(record_id):
                return
        self.table.setFocus()
        if field:
            self._open_at(record_id, field)

    def _open_at(self, record_id: str, field: str) -> None:
        if field in _MISSING_FIELDS:
            self.open_outcome(record_id)
            return
        moves = field in ("starts_at", "starts_on", "starts_time")
        dialog = self.open_move(record_id) if moves else self.open_change(record_id)
        if dialog is not None and field in {one.name for one in dialog.form.fields()}:
            dialog.form.go_to(field)

    def resume(self, draft_key: str) -> None:
        verb, _colon, record_id = draft_key.removeprefix(f"{self.KEY}:").partition(":")
        opening = {
            "outcome": self.open_outcome,
            "change": self.open_change,
            "move": self.open_move,
            "cancel": self.open_cancel,
        }
        if verb == "book":
            self.open_book()
        elif verb in opening:
            self.go_to(record_id)
            opening[verb](record_id)

    # Doing --------------------------------------------------------------------------------------------------

    def _activate(self, one: Appointment) -> None:
        if one.cancelled:
            self.notice(_("This appointment was cancelled: book another one instead."))
        elif one.starts_at <= self.workspace.now():
            self.open_outcome(one.id)
        else:
            self.open_change(one.id)

    def _outcome_chosen(self) -> None:
        if (one := self.table.selected_record()) is not None:
            self.open_outcome(one.id)

    def _change_chosen(self) -> None:
        if (one := self.table.selected_record()) is not None:
            self.open_change(one.id)

    def _move_chosen(self) -> None:
        if (one := self.table.selected_record()) is not None:
            self.open_move(one.id)

    def _cancel_chosen(self) -> None:
        if (one := self.table.selected_record()) is not None:
            self.open_cancel(one.id)

    def open_book(self) -> dialogs.BookDialog:
        """Open the dialog that books an appointment."""
        dialog = dialogs.BookDialog(self.workspace, self.case_id, self)
        dialog.accepted.connect(lambda: self._booked(dialog.booked))
        dialog.open()
        return dialog

    def _booked(self, appointment_id: str) -> None:
        self._refresh()
        self.go_to(appointment_id)
        self.notice(_("The appointment is booked."), "good")

    def open_change(self, appointment_id: str) -> FormDialog | None:
        """Open the dialog that changes what is said of an appointment."""
        return self._open(lambda: dialogs.ChangeDialog(self.workspace, appointment_id, self))

    def open_move(self, appointment_id: str) -> FormDialog | None:
        """Open the dialog that moves an appointment, or it and the later ones of its series."""
        return self._open(lambda: dialogs.MoveDialog(self.workspace, appointment_id, self))

    def open_cancel(self, appointment_id: str) -> FormDialog | None:
        """Open the dialog that cancels an appointment, or it and the later ones of its series."""
        return self._open(lambda: dialogs.CancelDialog(self.workspace, appointment_id, self))

    def open_outcome(self, appointment_id: str) -> FormDialog | None:
        """Open the outcome of an appointment whose time has come."""
        return self._open(lambda: OutcomeDialog(self.workspace, appointment_id, self))

    def _open(self, make: Callable[[], FormDialog]) -> FormDialog | None:
        try:
            dialog = make()
        except UserError as error:
            self.notice(error.message, "warn")
            return None
        dialog.accepted.connect(lambda: self._saved(dialog))
        dialog.open()
        return dialog

    def _saved(self, dialog: FormDialog) -> None:
        self.notice(_done_words(dialog), "good")
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)


def _done_words(dialog: FormDialog) -> str:
    """What a dialog that was saved has done."""
    if isinstance(dialog, OutcomeDialog):
        return dialog.saved_words()
    if isinstance(dialog, dialogs.MoveDialog):
        many = count(dialog.moved, N_("appointment"), N_("appointments"))
        return _("{many} moved; where it stood, who asked and why are kept.").format(many=many)
    if isinstance(dialog, dialogs.CancelDialog):
        many = count(dialog.cancelled, N_("appointment"), N_("appointments"))
        return _("{many} cancelled; it stays in the list with the reason.").format(many=many)
    return _("Saved.")


def _belongs(one: Appointment, part: str, now: datetime) -> bool:
    if part == "missing":
        return one.outcome_missing(now)
    return part == "all" or (part == "ahead") == (one.starts_at > now)


def _row() -> QHBoxLayout:
    row = QHBoxLayout()
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme.px(8))
    return row


def _empty_words(part: str, any_at_all: bool) -> str:
    if not any_at_all:
        return _("No appointment is booked yet. Book the first one with Ctrl+N.")
    return {
        "ahead": _("Nothing lies ahead. Book the next appointment with Ctrl+N."),
        "past": _("Nothing is past yet."),
        "missing": _("Every appointment that is over has its outcome."),
    }.get(part, "")
