"""The roll of a conference: each agency expected or there, how it took part, who for it, and what it contributed."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QWidget

from iom_desktop.display.conference_lines import RollLine, party_words, roll_columns, roll_of
from iom_desktop.display.formats import count
from iom_desktop.display.labels import choices, label
from iom_desktop.display.words import _
from iom_desktop.domain.codes import Agency
from iom_desktop.domain.conferences import Attendance, AttendanceDraft, ConferenceState, How
from iom_desktop.errors import UserError
from iom_desktop.services import conferences
from iom_desktop.ui import ask
from iom_desktop.ui.button import button
from iom_desktop.ui.cases.edit import EditDialog, Values, code_choices
from iom_desktop.ui.conferences.section import Host, Section
from iom_desktop.ui.form import ChoiceField, Form, TextBlock, TextLine
from iom_desktop.ui.form_dialog import FormDialog
from iom_desktop.ui.label import text_label
from iom_desktop.ui.record_table import RecordTable
from iom_desktop.ui.workspace import Workspace


def roll_key(conference_id: str, agency: str = "") -> str:
    """The key of a half-typed line of the roll."""
    return f"conference:roll:{conference_id}:{agency}"


def attendance_key(attendance_id: str) -> str:
    """The key of a half-typed change of a line of the roll."""
    return f"conference:attendance:{attendance_id}"


class RollDialog(FormDialog):
    """Says how an agency took part that nobody has said it of yet."""

    def __init__(
        self, workspace: Workspace, conference_id: str, agency: str, parent: QWidget | None = None
    ) -> None:
        form = _roll_form(name="roll-form")
        form.set_values({"agency": party_words(agency) if agency else ""})
        super().__init__(
            parent,
            _("How an agency took part"),
            form,
            submit=lambda: workspace.perform(
                "Record attendance",
                conferences.record_attendance,
                conference_id,
                _draft(form.values()),
            ),
            name="roll-dialog",
            journal=workspace.drafts,
            draft_key=roll_key(conference_id, agency),
            width=600,
        )
        if agency:
            form.go_to("how")


class AttendanceDialog(EditDialog[Attendance]):
    """Changes a line of the roll."""

    def __init__(self, workspace: Workspace, one: Attendance, parent: QWidget | None = None) -> None:
        super().__init__(
            parent,
            _("Change how an agency took part"),
            _roll_form(name="attendance-form"),
            fresh=lambda: _fresh(workspace, one),
            show=_values,
            save=lambda record, version, values: workspace.perform(
                "Change attendance", conferences.change_attendance, record.id, version, _draft(values)
            ),
            name="attendance-dialog",
            journal=workspace.drafts,
            draft_key=attendance_key(one.id),
            width=600,
        )


def _fresh(workspace: Workspace, one: Attendance) -> Attendance:
    every = workspace.read(conferences.list_attendance, one.conference_id)
    found = next((held for held in every if held.id == one.id), None)
    if found is None:
        raise UserError(_("Somebody has taken this line off the roll."))
    return found


def _roll_form(*, name: str) -> Form:
    form = Form(name=name)
    agencies = [(member.value, words) for member, words in choices(Agency) if member is not Agency.OTHER]
    form.add_row(
        ChoiceField("agency", _("Agency"), agencies, editable=True, required=True),
        ChoiceField("how", _("How they took part"), code_choices(How), required=True),
        stretches=(3, 2),
    )
    form.add(TextLine("name", _("Who for it"), limit=300))
    form.add(TextBlock("contribution", _("What they contributed"), limit=4_000, lines=2, most_lines=6))
    for optional in ("name", "contribution"):
        form.field(optional).mark_optional()
    return form


def _values(one: Attendance) -> Values:
    said = one.said
    return {
        "agency": party_words(said.agency),
        "how": None if said.how is None else said.how.value,
        "name": said.name,
        "contribution": said.contribution,
    }


def _draft(values: Values) -> AttendanceDraft:
    codes = {words.casefold(): member.value for member, words in choices(Agency)}
    typed = str(values["agency"] or "")
    how = values["how"]
    return AttendanceDraft(
        agency=codes.get(typed.casefold(), typed),
        how=How(how) if how else None,
        name=values["name"],
        contribution=values["contribution"],
    )


class AttendanceSection(Section):
    """The list, and one key for each way of taking part."""

    def __init__(self, host: Host) -> None:
        super().__init__(host, name="conference-attendance")
        self.said = text_label("", role="strong", wrap=True, name="roll-said")
        self.table = RecordTable(
            roll_columns(), name="roll-table", empty=_("No agency is expected yet. Ctrl+N adds one.")
        )
        self.table.record_activated.connect(lambda _line: self.change())
        self.table.selection_changed.connect(lambda _line: self._offer())
        self.add_button = button(_("Add an agency…"), self.add, name="roll-add", shortcut="Ctrl+N")
        self.change_button = button(
            _("Say how they took part…"), self.change, name="roll-change", tooltip=_("Enter")
        )
        self.remove_button = button(_("Take off the roll…"), self.remove, name="roll-remove")
        ways = ", ".join(f"{key} {label(how)}" for key, how in enumerate(How, start=1))
        self.hint = text_label(ways, role="small", wrap=True, name="roll-hint")
        for key, how in enumerate(How, start=1):
            pressed = QShortcut(QKeySequence(str(key)), self.table)
            pressed.setContext(Qt.ShortcutContext.WidgetShortcut)
            pressed.activated.connect(partial(self.set_how, how))
        self._lay_out()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self.said, 1)
        top.addWidget(self.add_button)
        acts = QHBoxLayout()
        acts.addWidget(self.change_button)
        acts.addWidget(self.remove_button)
        acts.addStretch(1)
        self.rows.addLayout(top)
        self.rows.addWidget(self.table, 1)
        self.rows.addWidget(self.hint)
        self.rows.addLayout(acts)

    def refresh(self) -> None:
        """Read the roll again."""
        conference = self.host.conference
        lines = roll_of(conference, self.workspace.read(conferences.list_attendance, conference.id))
        held = conference.state is not ConferenceState.PLANNED
        self.said.setText(_said(lines, held=held))
        self.table.set_records(lines)
        if self.table.selected_record() is None and lines:
            self.table.selectRow(0)
        self._offer()

    def _offer(self) -> None:
        line: RollLine | None = self.table.selected_record()
        closed = self.host.conference.state is ConferenceState.CLOSED
        self.change_button.setEnabled(line is not None)
        self.remove_button.setVisible(not closed)
        self.remove_button.setEnabled(line is not None and line.attendance is not None)

    def add(self) -> None:
        """Put another agency on the roll."""
        RollDialog(self.workspace, self.host.conference.id, "", self).open()

    def change(self) -> None:
        """Say, or change, how the chosen agency took part."""
        line: RollLine | None = self.table.selected_record()
        if line is None:
            return
        if line.attendance is None:
            RollDialog(self.workspace, self.host.conference.id, line.agency, self).open()
        else:
            AttendanceDialog(self.workspace, line.attendance, self).open()

    def set_how(self, how: How) -> None:
        """Say in one key how the chosen agency took part; the rest of its line stays."""
        line: RollLine | None = self.table.selected_record()
        if line is None:
            return
        try:
            self._store(line, how)
        except UserError as error:
            self.refuse(error)

    def _store(self, line: RollLine, how: How) -> None:
        perform = self.workspace.perform
        if line.attendance is None:
            draft = AttendanceDraft(agency=line.agency, how=how)
            perform("Record attendance", conferences.record_attendance, self.host.conference.id, draft)
            return
        said = line.attendance.said
        draft = AttendanceDraft(agency=said.agency, name=said.name, how=how, contribution=said.contribution)
        perform(
            "Change attendance",
            conferences.change_attendance,
            line.attendance.id,
            line.attendance.version,
            draft,
        )

    def remove(self) -> None:
        """Take a line off that was put on the roll in error."""
        line: RollLine | None = self.table.selected_record()
        if line is None or line.attendance is None:
            return
        attendance_id = line.attendance.id
        if not ask.confirm(
            self, _("Take this line off the roll?"), yes=_("Take it off"), no=_("Keep it"), danger=True
        ):
            return
        try:
            self.workspace.perform("Remove attendance", conferences.remove_attendance, attendance_id)
        except UserError as error:
            self.refuse(error)

    def resume(self, draft_key: str) -> bool:
        """Open again the dialog that stood open."""
        conference_id = self.host.conference.id
        if draft_key.startswith(roll_key(conference_id)):
            agency = draft_key.removeprefix(roll_key(conference_id))
            RollDialog(self.workspace, conference_id, agency, self).open()
            return True
        for line in self.table.records():
            if line.attendance is not None and draft_key == attendance_key(line.attendance.id):
                AttendanceDialog(self.workspace, line.attendance, self).open()
                return True
        return False

    def first_focus(self) -> None:
        """In the list."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)


def _said(lines: list[RollLine], *, held: bool) -> str:
    """ "3 of 6 agencies at the table, 1 not said yet."."""
    expected = {line.agency for line in lines if line.expected}
    if not held:
        return _("{many} expected.").format(many=count(len(expected), "agency", "agencies"))
    there = {
        line.agency
        for line in lines
        if line.attendance is not None
        and line.attendance.said.how is not None
        and line.attendance.said.how.present
    }
    silent = {line.agency for line in lines if line.attendance is None}
    said = _("{there} of {many} at the table").format(
        there=len(there), many=count(len({line.agency for line in lines}), "agency", "agencies")
    )
    if silent:
        said = _("{said}, {count} not said yet").format(said=said, count=len(silent))
    return f"{said}."
