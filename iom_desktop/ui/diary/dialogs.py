"""Small questions of the diary: which day to show, and for whom to book."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from iom_desktop.display.columns import Column
from iom_desktop.display.formats import date_time, numeric_date
from iom_desktop.display.words import _
from iom_desktop.domain.people import PersonMatch
from iom_desktop.errors import UserError
from iom_desktop.ui import theme
from iom_desktop.ui.appointments.fields import day_field
from iom_desktop.ui.form import Form, TextLine
from iom_desktop.ui.form_dialog import FormDialog
from iom_desktop.ui.label import text_label
from iom_desktop.ui.record_table import RecordTable

if TYPE_CHECKING:
    from iom_desktop.ui.workspace import Workspace

_MOST = 8

MATCH_COLUMNS: tuple[Column[PersonMatch], ...] = (
    Column(key="name", heading=_("Person"), text=lambda one: one.name, width=16, stretch=True),
    Column(key="known_as", heading=_("Known as"), text=lambda one: one.known_as, width=10),
    Column(key="crn", heading=_("CRN"), text=lambda one: one.crn, width=9),
    Column(
        key="born", heading=_("Date of birth"), text=lambda one: numeric_date(one.date_of_birth), width=11
    ),
)


class GoToDialog(FormDialog):
    """Asks for a day, typed as people write it. ``day`` is the answer once it is accepted."""

    def __init__(self, parent: QWidget | None, today: date) -> None:
        form = Form(name="diary-go-form")
        form.add(day_field("day", _("Day"), today, required=True))
        super().__init__(
            parent,
            _("Go to date"),
            form,
            submit=self._take,
            name="diary-go-dialog",
            save_words=_("Show it"),
            width=420,
        )
        self._day = today

    def _take(self) -> None:
        day = self.form.values()["day"]
        if not date(1900, 1, 1) <= day <= date(2200, 1, 1):
            raise UserError(_("Day: this is too far away."), "day")
        self._day = day

    def day(self) -> date:
        """The day that was typed."""
        return self._day


class WhomDialog(FormDialog):
    """Asks for whom to book: any part of a name or number finds them. ``case_id`` is the answer."""

    def __init__(self, workspace: Workspace, at: datetime, parent: QWidget | None = None) -> None:
        self._workspace = workspace
        self.case_id = ""
        form = Form(name="diary-whom-form")
        form.add(TextLine("person", _("Person"), hint=_("Any part of a name, CRN, PNC ID or date of birth.")))
        self.table = RecordTable(MATCH_COLUMNS, name="diary-whom-matches", empty=_("Nobody is found yet."))
        self.table.setMinimumHeight(theme.px(200))
        form.add_widget(self.table)
        when = _("At {when}; the time can still be changed.").format(when=date_time(at))
        form.add_widget(text_label(when, role="muted", wrap=True, name="diary-whom-when"))
        super().__init__(
            parent,
            _("Book appointment: for whom?"),
            form,
            submit=self._take,
            name="diary-whom-dialog",
            save_words=_("Go on"),
            width=560,
        )
        form.changed.connect(self._find)
        self.table.record_activated.connect(lambda _one: self.save())
        form.field("person").installEventFilter(self)
        self._line().installEventFilter(self)

    def _line(self) -> QObject:
        field = self.form.field("person")
        if not isinstance(field, TextLine):
            raise AssertionError("a person is typed in one line")
        return field.line

    def _find(self) -> None:
        typed = self.form.field("person").text_snapshot()
        self.table.set_records(self._workspace.people().find(typed, _MOST))
        if self.table.records():
            self.table.select_id(self.table.records()[0].id)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Down goes from the line into the list."""
        down = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress
        if down and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Down and self.table.records():
            self.table.setFocus()
            return True
        return super().eventFilter(watched, event)

    def _take(self) -> None:
        one = self.table.selected_record()
        if one is None:
            raise UserError(_("Person: type a part of the name and choose somebody from the list."), "person")
        self.case_id = one.id
