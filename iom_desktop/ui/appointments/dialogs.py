"""Booking, changing and cancelling an appointment, each in one dialog."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QWidget

from iom_desktop.display.formats import N_, count
from iom_desktop.display.words import _
from iom_desktop.domain.appointments import Appointment, AppointmentDraft, Repeat
from iom_desktop.errors import UserError
from iom_desktop.services import appointments
from iom_desktop.ui.appointments.fields import FollowUp, appointment_form, draft_of, placed, values_of
from iom_desktop.ui.appointments.words import which
from iom_desktop.ui.cases.edit import EditDialog, Values
from iom_desktop.ui.form import Form, TextBlock, TickField
from iom_desktop.ui.form_dialog import FormDialog
from iom_desktop.ui.label import text_label
from iom_desktop.ui.workspace import Workspace

_WIDTH = 680


def book_key(case_id: str) -> str:
    """The key of a half-typed booking."""
    return f"appointments:book:{case_id}"


def change_key(appointment_id: str) -> str:
    """The key of a half-typed change."""
    return f"appointments:change:{appointment_id}"


def cancel_key(appointment_id: str) -> str:
    """The key of a half-typed reason for cancelling."""
    return f"appointments:cancel:{appointment_id}"


class BookDialog(FormDialog):
    """Books an appointment or a series. ``booked`` is the first one's id once it is saved."""

    def __init__(self, workspace: Workspace, case_id: str, parent: QWidget | None = None) -> None:
        self._workspace, self._case_id = workspace, case_id
        self.booked = ""
        known = workspace.read(appointments.list_appointments, case_id)
        self.follow_up = FollowUp(workspace, case_id)
        form = appointment_form(workspace, known, self.follow_up, name="book-form", repeats=True)
        form.set_values(_usual(known) | {"repeat": Repeat.NEVER.value})
        super().__init__(
            parent,
            _("Book appointment"),
            form,
            submit=self._book,
            name="book-dialog",
            journal=workspace.drafts,
            draft_key=book_key(case_id),
            save_words=_("Book"),
            width=_WIDTH,
        )
        self.follow_up.attach(form)

    def _book(self) -> None:
        draft = draft_of(self.form.values())
        try:
            self.booked = self._workspace.perform(
                "Book appointment", appointments.book_appointment, self._case_id, draft
            )
        except UserError as error:
            raise placed(error) from None


def _usual(known: list[Appointment]) -> Values:
    """What a booking begins from: length, and whom the person saw last."""
    last = next((one.said for one in reversed(known) if one.said.with_name), None)
    begun = AppointmentDraft()
    if last is not None:
        begun = replace(begun, with_name=last.with_name, with_agency=last.with_agency)
    return values_of(begun)


class ChangeDialog(EditDialog[Appointment]):
    """Changes or moves one appointment that has no outcome yet."""

    def __init__(self, workspace: Workspace, appointment_id: str, parent: QWidget | None = None) -> None:
        self._workspace, self._id = workspace, appointment_id
        record = workspace.read(appointments.load_appointment, appointment_id)
        known = workspace.read(appointments.list_appointments, record.case_id)
        self.follow_up = FollowUp(workspace, record.case_id, leave_out=appointment_id)
        form = appointment_form(workspace, known, self.follow_up, name="change-form", repeats=False)
        if record.series_id is not None:
            alone = _("This is one of a series: only this one changes.")
            form.add_widget(text_label(alone, role="muted", wrap=True, name="change-alone"))
        super().__init__(
            parent,
            _("Change or move appointment"),
            form,
            fresh=lambda: workspace.read(appointments.load_appointment, appointment_id),
            show=lambda one: values_of(one.said),
            save=self._store,
            name="change-dialog",
            journal=workspace.drafts,
            draft_key=change_key(appointment_id),
            width=_WIDTH,
        )
        self.follow_up.attach(form)

    def _store(self, _record: Appointment, version: int, values: Values) -> None:
        try:
            self._workspace.perform(
                "Change appointment", appointments.change_appointment, self._id, version, draft_of(values)
            )
        except UserError as error:
            raise placed(error) from None


class CancelDialog(FormDialog):
    """Cancels an appointment, and the rest of its series where that is ticked."""

    def __init__(self, workspace: Workspace, appointment_id: str, parent: QWidget | None = None) -> None:
        self._workspace, self._id = workspace, appointment_id
        record = workspace.read(appointments.load_appointment, appointment_id)
        later = _later_ones(workspace, record)
        form = Form(name="cancel-form")
        words = text_label(which(record, workspace.now()), role="strong", wrap=True, name="cancel-which")
        form.add_widget(words)
        form.add(TextBlock("reason", _("Reason"), required=True, limit=2_000, lines=2))
        if later:
            many = count(later, N_("later appointment"), N_("later appointments"))
            form.add(TickField("and_later", _("Also cancel the {many} of this series").format(many=many)))
        super().__init__(
            parent,
            _("Cancel appointment"),
            form,
            submit=self._cancel,
            name="cancel-dialog",
            journal=workspace.drafts,
            draft_key=cancel_key(appointment_id),
            save_words=_("Cancel the appointment"),
            width=560,
        )
        # "Cancel" beside "Cancel the appointment" would be a riddle.
        self.cancel_button.setText(_("Keep it"))
        self.cancel_button.setAccessibleName(_("Keep it"))

    def _cancel(self) -> None:
        values = self.form.values()
        self._workspace.perform(
            "Cancel appointment",
            appointments.cancel_appointment,
            self._id,
            values["reason"],
            and_later=bool(values.get("and_later")),
        )


def _later_ones(workspace: Workspace, record: Appointment) -> int:
    if record.series_id is None:
        return 0
    every = workspace.read(appointments.list_appointments, record.case_id, record.starts_at)
    return sum(
        1
        for one in every
        if one.series_id == record.series_id
        and one.id != record.id
        and one.starts_at > record.starts_at
        and not one.cancelled
        and not one.outcome_code
    )
