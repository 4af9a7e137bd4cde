"""The day sheet: the day's visits as they will be on paper, and beside them the list they are keyed back into."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from iom_desktop.display.appointment_columns import standing_role, standing_words
from iom_desktop.display.columns import Column
from iom_desktop.display.formats import count, exact_date, time_of_day
from iom_desktop.display.labels import choices
from iom_desktop.display.paper_subjects import day_sheet_subject
from iom_desktop.display.words import _
from iom_desktop.domain.appointments import COMMON_OUTCOMES, Appointment
from iom_desktop.domain.codes import APPOINTMENT_OUTCOMES, CodeItem
from iom_desktop.domain.dates import parse_date
from iom_desktop.domain.day_sheet import DaySheet, VisitOrder
from iom_desktop.domain.documents import NumberedCopy
from iom_desktop.errors import UserError
from iom_desktop.services import codes, day_sheet
from iom_desktop.ui import theme
from iom_desktop.ui.appointments.outcome import OutcomeDialog
from iom_desktop.ui.button import button
from iom_desktop.ui.documents.giving import Giving, Paper
from iom_desktop.ui.documents.preview import PdfPreview
from iom_desktop.ui.form import ChoiceField, DateField
from iom_desktop.ui.jobs import run_job
from iom_desktop.ui.label import set_role, text_label
from iom_desktop.ui.navigation import Navigator
from iom_desktop.ui.page import Page
from iom_desktop.ui.record_table import RecordTable
from iom_desktop.ui.workspace import Workspace

#: Narrower than this, in pixels at 100%, the page shows one of its two parts at a time.
_NARROW = 900
_OUTCOME = "appointments:outcome:"


def visit_columns(
    now: Callable[[], datetime], number: Callable[[Appointment], int]
) -> tuple[Column[Appointment], ...]:
    """The columns of the list that is keyed back; ``number`` is the visit's on the paper."""
    return (
        Column("number", _("No."), lambda one: str(number(one)), sort=number, width=4),
        Column(
            "time",
            _("Time"),
            lambda one: time_of_day(one.starts_at.time()),
            sort=lambda one: one.starts_at,
            width=6,
        ),
        Column("person", _("Person"), lambda one: one.person, width=14, stretch=True),
        Column(
            "outcome",
            _("Outcome"),
            lambda one: standing_words(one, now()),
            width=14,
            stretch=True,
            role=lambda one: standing_role(one, now()),
        ),
    )


class DaySheetPage(Page):
    """Choose a day and an officer; preview, print or save; key the outcomes back with 1 to 9."""

    SHOWS = frozenset(
        {
            "appointment", "appointment_outcome", "case", "person", "flag", "plan", "goal", "required_action",
            "action_status", "note", "enforcement_step", "proceeding", "code_item",
        }
    )  # fmt: skip

    def __init__(self, workspace: Workspace, navigator: Navigator, parent: QWidget | None = None) -> None:
        super().__init__(_("Day sheet"), name="day-sheet", parent=parent)
        self.workspace, self.navigator = workspace, navigator
        self._outcomes: list[CodeItem] = []
        self._sheet: DaySheet | None = None
        self._wanted: DaySheet | None = None
        self._numbers: dict[str, int] = {}
        self.day = DateField("day", _("Day"), parse=self._read_day, show=exact_date)
        self.officer = ChoiceField("officer", _("Officer"), (), blank=_("All officers"))
        self.order = ChoiceField("order", _("In order of"), choices(VisitOrder), blank=None)
        self.preview = PdfPreview(name="day-sheet-preview")
        self.giving = Giving(
            self,
            workspace,
            self._paper,
            key="day_sheet",
            hint=_("For example: visits on Monday."),
        )
        self.print_button = button(
            _("Print..."), self.giving.ask_print, name="day-sheet-print", kind="primary", shortcut="Ctrl+P"
        )
        self.save_button = button(
            _("Save as PDF..."), self.giving.ask_save, name="day-sheet-save", shortcut="Ctrl+S"
        )
        self.paper_button = button(_("Paper"), self._share_room, name="day-sheet-paper", kind="segment")
        self.paper_button.setCheckable(True)
        self.visits = RecordTable(
            visit_columns(workspace.now, lambda one: self._numbers.get(one.id, 0)),
            name="visits",
            empty=_("No appointments on this day."),
        )
        self.left = text_label("", role="muted", name="day-sheet-left")
        self._set_day(workspace.today())
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        fields = QHBoxLayout()
        fields.setSpacing(theme.px(12))
        for field, width in ((self.day, 220), (self.officer, 220), (self.order, 160)):
            field.setFixedWidth(theme.px(width))
            fields.addWidget(field, 0, Qt.AlignmentFlag.AlignTop)
        fields.addStretch(1)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(theme.px(12))
        self._buttons.addStretch(1)
        for made in (self.paper_button, self.save_button, self.print_button):
            self._buttons.addWidget(made, 0, Qt.AlignmentFlag.AlignTop)
        # Beside the fields; below them where the window is narrow.
        self._top = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._top.setSpacing(theme.px(8))
        self._top.addLayout(fields)
        self._top.addLayout(self._buttons)
        self.key_back_panel = QWidget()
        self.key_back_panel.setObjectName("key-back")
        back = QVBoxLayout(self.key_back_panel)
        back.setContentsMargins(0, 0, 0, 0)
        back.setSpacing(theme.px(8))
        back.addWidget(text_label(_("Key back"), role="heading", name="key-back-heading"))
        hint = _("In the paper's order: 1 to 9 for the box that was ticked, Enter for everything else.")
        back.addWidget(text_label(hint, role="muted", wrap=True, name="key-back-hint"))
        back.addWidget(self.visits, 1)
        back.addWidget(self.left)
        both = QHBoxLayout()
        both.setSpacing(theme.px(24))
        both.addWidget(self.key_back_panel, 4)
        both.addWidget(self.preview, 5)
        self.body.addLayout(self._top)
        self.body.addLayout(both, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The paper stands beside the list, or in its place where the window is narrow."""
        super().resizeEvent(event)
        self._share_room()

    def _share_room(self) -> None:
        narrow = self.width() < theme.px(_NARROW)
        direction = QBoxLayout.Direction
        self._top.setDirection(direction.TopToBottom if narrow else direction.LeftToRight)
        asked_for = self.paper_button.isChecked()
        self.paper_button.setVisible(narrow)
        self.preview.setVisible(not narrow or asked_for)
        self.key_back_panel.setVisible(not narrow or not asked_for)

    def _connect(self) -> None:
        self.day.line.editingFinished.connect(self._typed)
        self.officer.changed.connect(self.reload)
        self.order.changed.connect(self.reload)
        self.visits.record_activated.connect(lambda one: self.key_back(one))
        for key, code in enumerate(COMMON_OUTCOMES, start=1):
            pressed = QShortcut(QKeySequence(str(key)), self.visits)
            pressed.setContext(Qt.ShortcutContext.WidgetShortcut)
            pressed.activated.connect(partial(self._key_back_with, code))

    def _read_day(self, text: str) -> date:
        return parse_date(text, self.workspace.today(), label=_("Day"), field="day", prefer="nearest")

    def _set_day(self, day: date) -> None:
        self.day.set_value(day)
        self._shown_day = day

    def show_day(self, day: date) -> None:
        """Show the day sheet of ``day``."""
        self._set_day(day)
        self.reload()

    # Showing ------------------------------------------------------------------------------------------------

    def _typed(self) -> None:
        """Another day, if one was typed: leaving the field as it was opens nobody's case again."""
        try:
            day = self.day.value() or self.workspace.today()
        except UserError as problem:
            self.notice(problem.message, "error")
            return
        if day != self._shown_day:
            self._shown_day = day
            self.reload()

    def reload(self) -> None:
        """Read the visits of the chosen day and make the paper again."""
        names = self.workspace.read(day_sheet.list_visit_officers)
        self.officer.blockSignals(True)
        self.officer.set_options([(name, name) for name in names])
        self.officer.blockSignals(False)
        self._sheet = None
        self._usable(False)
        try:
            self._wanted = self._load()
        except UserError as problem:
            self._nothing(problem)
            return
        self.clear_notice()
        self._list_visits([visit.appointment for visit in self._wanted.visits])
        self._make(self._wanted)

    def _load(self) -> DaySheet:
        # The entries first: nothing is shown of a case whose opening could not be recorded.
        return self.workspace.perform(
            _("Make day sheet"),
            day_sheet.open_day_sheet,
            self._shown_day,
            self.officer.value() or "",
            self.workspace.now(),
            VisitOrder(self.order.value() or VisitOrder.TIME),
        )

    def _nothing(self, problem: UserError) -> None:
        self._wanted = None
        self.preview.clear()
        self._list_visits([])
        if problem.field == "officer":
            self.notice(problem.message, "warn")
        else:
            self.clear_notice()

    def _list_visits(self, visits: list[Appointment]) -> None:
        self._numbers = {one.id: number for number, one in enumerate(visits, start=1)}
        self.visits.set_records(visits)
        now = self.workspace.now()
        missing = sum(one.outcome_missing(now) for one in visits)
        words = count(missing, _("outcome to key back"), _("outcomes to key back"))
        self.left.setText(words if missing else _("Nothing to key back.") if visits else "")
        set_role(self.left, "missing" if missing else "muted")

    def _make(self, sheet: DaySheet) -> None:
        self._outcomes = outcomes = list(self.workspace.read(codes.list_codes, APPOINTMENT_OUTCOMES).values())
        run_job(
            self,
            _("Making the day sheet"),
            lambda _progress: _bytes_of(sheet, outcomes),
            lambda data: self._show(sheet, data),
            lambda problem: self.notice(problem.message, "error"),
        )

    def _show(self, sheet: DaySheet, data: bytes) -> None:
        if sheet is not self._wanted:
            return  # another day was chosen while this one was made
        try:
            self.preview.show_pdf(data)
        except UserError as problem:
            self.notice(problem.message, "error")
            return
        self._sheet = sheet
        self._usable(True)

    def _usable(self, usable: bool) -> None:
        self.print_button.setEnabled(usable)
        self.save_button.setEnabled(usable)

    def _paper(self) -> Paper | None:
        sheet = self._sheet
        if sheet is None:
            return None
        outcomes = self._outcomes
        return Paper(
            subject=day_sheet_subject(sheet),
            file_name=_("Day sheet {day}.pdf").format(day=sheet.day.isoformat()),
            make=lambda copy, _step: _bytes_of(sheet, outcomes, copy),
            document=self.preview.document,
        )

    # Keying back --------------------------------------------------------------------------------------------

    def _key_back_with(self, code: str) -> None:
        one = self.visits.selected_record()
        if one is not None:
            self.key_back(one, code)

    def key_back(self, one: Appointment, code: str = "") -> None:
        """Ask what happened at this visit, with the box that was ticked chosen already; then on to the next."""
        if one.cancelled or one.starts_at > self.workspace.now():
            self.notice(_("The outcome can be recorded once the appointment's time has come."), "warn")
            return
        dialog = OutcomeDialog(self.workspace, one.id, self)
        if code and not one.outcome_code:
            dialog.form.field("outcome_code").set_value(code)
        dialog.accepted.connect(lambda: self._go_on(one.id))
        dialog.open()

    def _go_on(self, done_id: str) -> None:
        """Select the next visit on the paper that has no outcome yet."""
        ahead = [
            one for one in self.visits.records() if self._numbers[one.id] > self._numbers.get(done_id, 0)
        ]
        missing = [one for one in ahead if one.outcome_missing(self.workspace.now())]
        if missing:
            self.visits.select_id(missing[0].id)
        self.visits.setFocus()

    def resume(self, draft_key: str) -> None:
        """Open the dialog whose draft has this key."""
        if draft_key.startswith(_OUTCOME):
            OutcomeDialog(self.workspace, draft_key.removeprefix(_OUTCOME), self).open()
        else:
            self.giving.resume(draft_key)


def _bytes_of(sheet: DaySheet, outcomes: list[CodeItem], copy: NumberedCopy | None = None) -> bytes:
    # ReportLab is needed only now.
    from iom_desktop.reports.day_sheet import day_sheet as printed

    return printed(sheet, outcomes, copy)
