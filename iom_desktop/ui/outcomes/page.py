"""Outcomes missing: everything that is over and of which nobody has said what happened, entered in one go.

Nothing is saved until Ctrl+Enter; then each row that is filled in is saved by itself, and one that cannot be
stays with its sentence.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QWidget

from iom_desktop.display.formats import N_, count, spoken_date
from iom_desktop.display.words import _
from iom_desktop.domain.appointments import Appointment
from iom_desktop.domain.codes import APPOINTMENT_OUTCOMES, ENFORCEMENT_ACTIONS
from iom_desktop.domain.dates import parse_date
from iom_desktop.errors import StaleEdit, UserError
from iom_desktop.services import appointments, codes, enforcement
from iom_desktop.ui import theme
from iom_desktop.ui.appointments.enforcement_block import deadlines, offered_steps, stage
from iom_desktop.ui.appointments.fields import read_holidays
from iom_desktop.ui.appointments.outcome import outcome_choices
from iom_desktop.ui.button import button
from iom_desktop.ui.choice_fields import ChoiceField
from iom_desktop.ui.date_fields import DateField
from iom_desktop.ui.form import Form
from iom_desktop.ui.form_dialog import DraftKeeper
from iom_desktop.ui.label import text_label
from iom_desktop.ui.navigation import Navigator
from iom_desktop.ui.outcomes.filled import FilledField
from iom_desktop.ui.outcomes.model import OutcomesModel
from iom_desktop.ui.outcomes.sheet import OutcomesSheet
from iom_desktop.ui.page import Page
from iom_desktop.ui.workspace import Workspace

MOST = 2_000
"""More than these, the oldest, are not listed at a time."""
_READ_AFTER_MS = 30
_PIECE_S = 0.25
"""How long saving goes on before it says how far it is."""
_NOBODY = "\x00nobody"


def filled_key(officer_id: str) -> str:
    """The key of what an officer has filled in and not saved."""
    return f"outcomes:filled:{officer_id}"


class OutcomesPage(Page):
    """The list with its filter, and what the row with the keyboard leads to beneath it."""

    SHOWS = frozenset(
        {
            "appointment",
            "appointment_outcome",
            "enforcement_step",
            "proceeding",
            "code_item",
            "person",
            "case",
        }
    )

    def __init__(self, workspace: Workspace, navigator: Navigator, parent: QWidget | None = None) -> None:
        super().__init__(_("Outcomes missing"), name="outcomes", parent=parent)
        self.workspace, self.navigator = workspace, navigator
        self._every: list[Appointment] = []
        self._demanded: dict[tuple[str, str], bool] = {}
        self._leads: dict[tuple[str, str, str], str] = {}
        self._waiting: list[Appointment] = []
        self._failed: list[str] = []
        self._saved = 0
        self._read_codes()
        self.filled = FilledField()
        self._form = Form(name="outcomes-form", parent=self)
        self._form.add(self.filled)
        self._form.hide()
        self._form.mark_clean()
        self.keeper = DraftKeeper(self._form, workspace.drafts, filled_key(workspace.officer.officer_id))
        self.model = OutcomesModel(
            self.filled, {**self._steps, **self._items}, self._demands, workspace.now, self
        )
        self.sheet = OutcomesSheet(self.model, self._outcomes, self._steps_for)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_READ_AFTER_MS)
        self._soon.timeout.connect(self._refresh_if_seen)
        self._build()
        if self.keeper.bring_back():
            self.notice(_("What you had filled in is back; nothing of it is saved yet."), "info")

    def _read_codes(self) -> None:
        read, today = self.workspace.read, self.workspace.today()
        outcomes, steps = (
            read(codes.list_codes, APPOINTMENT_OUTCOMES),
            read(codes.list_codes, ENFORCEMENT_ACTIONS),
        )
        self._items, self._steps = outcomes, steps
        self._step_items = {code: item for code, item in steps.items() if item.offered_on(today)}
        self._outcomes = outcome_choices(outcomes, today)
        self._holidays = read_holidays(self.workspace)

    # How it looks -------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.officer = ChoiceField("officer", _("Who saw them"), blank=_("Everybody"))
        self.until = DateField(
            "until",
            _("Until"),
            parse=self._read_until,
            show=lambda day: spoken_date(day, self.workspace.today()),
            placeholder=_("now, or a last day"),
        )
        top = QHBoxLayout()
        top.setContentsMargins(0, 0, 0, 0)
        top.setSpacing(theme.px(16))
        top.addWidget(text_label(self.title, role="title", name="outcomes-title"), 3)
        top.addWidget(self.officer, 3)
        top.addWidget(self.until, 3)
        self.count_label = text_label("", role="muted", wrap=True, name="outcomes-count")
        self.explanation = text_label("", role="muted", wrap=True, name="outcomes-explanation")
        self.explanation.setMinimumHeight(2 * self.explanation.fontMetrics().lineSpacing())
        self.save_button = button(
            _("Save what is filled in"), self.save, name="outcomes-save", kind="primary", tooltip="Ctrl+Enter"
        )
        self.case_button = button(
            _("Open the case"), self._open_case, name="outcomes-case", shortcut="Ctrl+O"
        )
        foot = QHBoxLayout()
        foot.setContentsMargins(0, 0, 0, 0)
        foot.setSpacing(theme.px(8))
        foot.addWidget(self.count_label, 1)
        foot.addWidget(self.case_button)
        foot.addWidget(self.save_button)
        self.body.addLayout(top)
        self.body.addWidget(
            text_label(
                _(
                    "1 to 9 choose the outcome, Tab goes to the note, Enter to the next row. Ctrl+Enter saves."
                ),
                role="small",
                wrap=True,
                name="outcomes-how",
            )
        )
        self.body.addWidget(self.sheet, 1)
        self.body.addWidget(self.explanation)
        self.body.addLayout(foot)
        self.officer.changed.connect(self._list)
        self.until.changed.connect(self._until_typed)
        self.sheet.moved.connect(self._say)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self.save)

    def _read_until(self, text: str) -> date:
        return parse_date(text, self.workspace.today(), prefer="past", label=_("Until"), field="until")

    def first_focus(self) -> None:
        """The keyboard begins in the list."""
        self.sheet.setFocus()

    # Reading ------------------------------------------------------------------------------------------------

    def on_changed(self, kinds: Iterable[str]) -> None:
        """Of many rows saved one after another the list is read again once."""
        if not self.SHOWS.isdisjoint(kinds):
            self.mark_stale()
            self._soon.start()

    def _refresh_if_seen(self) -> None:
        if self.isVisible() and self.is_stale and not self._waiting:
            self._refresh()

    def reload(self) -> None:
        """Read again who is missing an outcome; what is filled in of others is let go of."""
        now = self.workspace.now()
        self._demanded.clear()
        self._leads.clear()
        self._every = self.workspace.read(appointments.outcomes_missing, min(now, self._until()), MOST)
        self._let_go()
        self._offer_officers()
        self._list()

    def _until(self) -> datetime:
        try:
            day = self.until.value()
        except UserError:
            day = None
        return datetime.max if day is None else datetime.combine(day + timedelta(days=1), datetime.min.time())

    def _until_typed(self) -> None:
        try:
            self.until.value()
        except UserError:
            return  # half a date: what is wrong shows beneath it
        self.mark_stale()
        self._soon.start()

    def _let_go(self) -> None:
        """Forget what is filled in of appointments that somebody else has said an outcome of, or cancelled."""
        known = {one.id for one in self._every}
        gone = [one for one in self.filled.ids() if one not in known and not self._still_missing(one)]
        for appointment_id in gone:
            self.filled.forget(appointment_id)
            self.model.faults.pop(appointment_id, None)
        if gone:
            many = count(len(gone), N_("row"), N_("rows"))
            self.notice(
                _("{many} filled in here had been given an outcome, or cancelled, meanwhile.").format(
                    many=many
                ),
                "warn",
            )

    def _still_missing(self, appointment_id: str) -> bool:
        try:
            one = self.workspace.read(appointments.load_appointment, appointment_id)
        except UserError:
            return False
        return one.outcome_missing(self.workspace.now())

    def _offer_officers(self) -> None:
        names = sorted({one.said.with_name for one in self._every if one.said.with_name}, key=str.casefold)
        nobody = [(_NOBODY, _("Nobody named"))] if any(not one.said.with_name for one in self._every) else []
        self.officer.blockSignals(True)
        self.officer.set_options([*((name, name) for name in names), *nobody])
        self.officer.blockSignals(False)

    def _list(self) -> None:
        wanted = self.officer.value()
        shown = [one for one in self._every if wanted is None or (one.said.with_name or _NOBODY) == wanted]
        empty = _("Every appointment that is over has its outcome.")
        if wanted is not None or self._until() is not datetime.max:
            empty = _("Nothing is missing here.")
        self.sheet.show_appointments(shown, empty)

    def _demands(self, one: Appointment) -> bool:
        code = self.filled.of(one.id).outcome_code
        if not code or code not in self._items or not self._items[code].yes("action_required"):
            return False
        key = (one.id, code)
        if key not in self._demanded:
            self._demanded[key] = self.workspace.read(enforcement.demands_enforcement, one.id, code)
        return self._demanded[key]

    def _steps_for(self, outcome_code: str) -> Any:
        return offered_steps(self._step_items, outcome_code)

    # What is said beneath -----------------------------------------------------------------------------------

    def _say(self) -> None:
        self.count_label.setText(self._count_words())
        self.save_button.setEnabled(bool(self.model.filled_in()))
        one = self.sheet.chosen()
        self.case_button.setEnabled(one is not None)
        self.explanation.setText("" if one is None else self._leads_to(one))

    def _count_words(self) -> str:
        ready = self.model.filled_in()
        said = [_("{ready} of {all} filled in").format(ready=len(ready), all=f"{self.model.count():,}")]
        lacking = sum(self.model.step_missing(one) for one in ready)
        if lacking:
            said.append(_("{count} still without what is done about it").format(count=lacking))
        elsewhere = sum(1 for one in self.filled.ids() if not self.model.shows(one))
        if elsewhere:
            said.append(_("{count} more filled in that are not shown").format(count=elsewhere))
        if len(self._every) >= MOST:
            said.append(_("only the {count} oldest are listed").format(count=f"{MOST:,}"))
        return "; ".join(said) + "."

    def _leads_to(self, one: Appointment) -> str:
        said = self.filled.of(one.id)
        if not self._demands(one):
            return ""
        key = (one.id, said.outcome_code, said.step_code)
        if key not in self._leads:  # asked for at every letter of the note
            leads = stage(self.workspace, one, said.outcome_code)
            due = deadlines(self.workspace, one, said.outcome_code, said.step_code, self._holidays)
            self._leads[key] = " ".join(f"{leads} {due}".split())
        return self._leads[key]

    # Doing --------------------------------------------------------------------------------------------------

    def save(self) -> None:
        """Save every row that is filled in, each by itself; those that cannot be stay with their sentence."""
        if self._waiting:
            return
        self._waiting = self.model.filled_in()
        self._failed, self._saved = [], 0
        if not self._waiting:
            self.notice(_("Nothing is filled in yet: choose an outcome with a number from 1 to 9."), "info")
            return
        self._usable(False)
        self._save_some()

    def _usable(self, usable: bool) -> None:
        for part in (self.sheet, self.officer, self.until, self.save_button, self.case_button):
            part.setEnabled(usable)

    def _save_some(self) -> None:
        """Save for a moment; where that was not all, say how far it is, and go on once that is painted.

        Left in the middle, as by a lock, what is not saved yet stays filled in.
        """
        until = time.monotonic() + _PIECE_S
        while self._waiting and time.monotonic() < until:
            one = self._waiting.pop(0)
            if self._save_one(one):
                self._saved += 1
            else:
                self._failed.append(one.id)
        if self._waiting and self.isVisible():
            done = self._saved + len(self._failed)
            said = _("Saving: {done} of {all}…").format(done=done, all=done + len(self._waiting))
            self.count_label.setText(said)
            QTimer.singleShot(0, self, self._go_on_saving)
            return
        self._waiting = []
        self._saving_done()

    def _go_on_saving(self) -> None:
        if self.isVisible():
            self._save_some()
        else:
            self._waiting = []
            self._usable(True)

    def _saving_done(self) -> None:
        self._usable(True)
        self.keeper.flush()
        self._refresh()
        self.sheet.setFocus()
        saved = count(self._saved, N_("outcome saved"), N_("outcomes saved"))
        if not self._failed:
            self.notice(_("{saved}.").format(saved=saved), "good")
            return
        many = len(self._failed)
        kept = count(many, N_("row was not, and says why"), N_("rows were not, and say why"))
        self.notice(_("{saved}; {kept}.").format(saved=saved, kept=kept), "warn")
        self.sheet.choose(self._failed[0])

    def _save_one(self, one: Appointment) -> bool:
        said = self.filled.of(one.id)
        self.model.faults.pop(one.id, None)
        try:
            self.workspace.perform(
                "Record outcome",
                appointments.record_outcome,
                one.id,
                said.draft(demanded=self._demands(one)),
                self.workspace.now(),
                said.version,
            )
        except StaleEdit:
            self._fault(
                one, _("Somebody else changed this appointment meanwhile. Look at it, then save again.")
            )
            self.filled.renew(one.id, self.workspace.read(appointments.load_appointment, one.id).version)
            return False
        except UserError as error:
            self._fault(one, error.message)
            return False
        self.filled.forget(one.id)
        return True

    def _fault(self, one: Appointment, words: str) -> None:
        self.model.faults[one.id] = words

    def _open_case(self) -> None:
        one = self.sheet.chosen()
        if one is not None:
            self.navigator.open_case(one.case_id, "appointments", one.id)
