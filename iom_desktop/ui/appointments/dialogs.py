"""Booking, changing, moving and cancelling an appointment, each in one dialog."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from PySide6.QtWidgets import QWidget

from iom_desktop.display.formats import N_, count
from iom_desktop.display.words import _
from iom_desktop.domain.appointments import (
    Appointment,
    AppointmentDraft,
    AskedBy,
    CancelDraft,
    MoveDraft,
    Repeat,
)
from iom_desktop.errors import UserError
from iom_desktop.services import appointments
from iom_desktop.ui.appointments.fields import (
    FollowUp,
    add_when,
    appointment_form,
    check_time,
    draft_of,
    moment,
    placed,
    values_of,
)
from iom_desktop.ui.appointments.words import which
from iom_desktop.ui.cases.edit import EditDialog, Values, code_choices
from iom_desktop.ui.form import ChoiceField, Form, TextBlock, TextLine
from iom_desktop.ui.form_dialog import FormDialog
from iom_desktop.ui.label import text_label
from iom_desktop.ui.workspace import Workspace

_WIDTH = 680
_ALONE, _ONWARD = "alone", "onward"


def book_key(case_id: str) -> str:
    """The key of a half-typed booking."""
    return f"appointments:book:{case_id}"


def change_key(appointment_id: str) -> str:
    """The key of a half-typed change."""
    return f"appointments:change:{appointment_id}"


def move_key(appointment_id: str) -> str:
    """The key of a half-typed move."""
    return f"appointments:move:{appointment_id}"


def cancel_key(appointment_id: str) -> str:
    """The key of a half-typed reason for cancelling."""
    return f"appointments:cancel:{appointment_id}"


class BookDialog(FormDialog):
    """Books an appointment or a series. ``booked`` is the first one's id once it is saved.

    ``starts_at`` fills in day and time, as when a place in the diary was chosen.
    """

    def __init__(
        self,
        workspace: Workspace,
        case_id: str,
        parent: QWidget | None = None,
        *,
        starts_at: datetime | None = None,
    ) -> None:
        self._workspace, self._case_id = workspace, case_id
        self.booked = ""
        known = workspace.read(appointments.list_appointments, case_id)
        self.follow_up = FollowUp(workspace, case_id)
        form = appointment_form(workspace, known, self.follow_up, name="book-form", booking=True)
        form.set_values(_usual(known, starts_at) | {"repeat": Repeat.NEVER.value})
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
        values = self.form.values()
        check_time(values)
        try:
            self.booked = self._workspace.perform(
                "Book appointment", appointments.book_appointment, self._case_id, draft_of(values)
            )
        except UserError as error:
            raise placed(error) from None


def _usual(known: list[Appointment], starts_at: datetime | None) -> Values:
    """What a booking begins from: length, and whom the person saw last."""
    last = next((one.said for one in reversed(known) if one.said.with_name), None)
    begun = AppointmentDraft(starts_at=starts_at)
    if last is not None:
        begun = replace(begun, with_name=last.with_name, with_agency=last.with_agency)
    return values_of(begun)


class ChangeDialog(EditDialog[Appointment]):
    """Changes what is said of one appointment that has no outcome yet; its time is changed by a move."""

    def __init__(self, workspace: Workspace, appointment_id: str, parent: QWidget | None = None) -> None:
        self._workspace, self._id = workspace, appointment_id
        record = workspace.read(appointments.load_appointment, appointment_id)
        known = workspace.read(appointments.list_appointments, record.case_id)
        self.follow_up = FollowUp(
            workspace,
            record.case_id,
            leave_out=appointment_id,
            draft=lambda values: replace(draft_of(values), starts_at=record.starts_at),
            warn_past=False,
        )
        form = appointment_form(workspace, known, self.follow_up, name="change-form", booking=False)
        alone = _("To change the day or the time, move it, so that who asked and why is kept.")
        if record.series_id is not None:
            alone = _("This is one of a series: only this one changes.") + " " + alone
        form.add_widget(text_label(alone, role="muted", wrap=True, name="change-alone"))
        super().__init__(
            parent,
            _("Change appointment"),
            form,
            fresh=lambda: workspace.read(appointments.load_appointment, appointment_id),
            show=_values_without_time,
            save=self._store,
            name="change-dialog",
            journal=workspace.drafts,
            draft_key=change_key(appointment_id),
            width=_WIDTH,
        )
        self.follow_up.attach(form)

    def _store(self, record: Appointment, version: int, values: Values) -> None:
        draft = replace(draft_of(values), starts_at=record.starts_at)
        try:
            self._workspace.perform(
                "Change appointment", appointments.change_appointment, self._id, version, draft
            )
        except UserError as error:
            raise placed(error) from None


def _values_without_time(one: Appointment) -> Values:
    every = values_of(one.said)
    return {name: value for name, value in every.items() if name not in ("starts_on", "starts_time")}


class MoveDialog(EditDialog[Appointment]):
    """Moves an appointment, or it and the later ones of its series; asks who asked for it and why.

    ``starts_at`` fills in where it is to go, as when it was dragged there. ``moved`` is how many were moved.
    """

    def __init__(
        self,
        workspace: Workspace,
        appointment_id: str,
        parent: QWidget | None = None,
        *,
        starts_at: datetime | None = None,
    ) -> None:
        self._workspace, self._id = workspace, appointment_id
        self._wanted_at = starts_at
        self.moved = 0
        record = workspace.read(appointments.load_appointment, appointment_id)
        self._known = record
        self.follow_up = FollowUp(workspace, record.case_id, leave_out=appointment_id, draft=self._going_to)
        super().__init__(
            parent,
            _("Move appointment"),
            self._make_form(record),
            fresh=lambda: workspace.read(appointments.load_appointment, appointment_id),
            show=_values_to_move,
            save=self._store,
            name="move-dialog",
            journal=workspace.drafts,
            draft_key=move_key(appointment_id),
            save_words=_("Move it"),
            width=_WIDTH,
        )
        self.follow_up.attach(self.form)

    def _make_form(self, record: Appointment) -> Form:
        form = Form(name="move-form")
        form.add_widget(text_label(which(record), role="strong", wrap=True, name="move-which"))
        add_when(form, self._workspace.today(), self.follow_up.holidays)
        form.add_widget(self.follow_up.clash)
        form.add_widget(self.follow_up.sentence)
        form.add(TextLine("place", _("Place"), limit=300))
        _add_why(form, _later_ones(self._workspace, record), _("Which are moved"))
        return form

    def setVisible(self, visible: bool) -> None:
        super().setVisible(visible)
        if visible and self._wanted_at is not None:
            # After what was half typed came back: where it was just dragged to is newer.
            self.form.field("starts_on").set_value(self._wanted_at.date())
            self.form.field("starts_time").set_value(self._wanted_at.time())
            self._wanted_at = None
            self.form.go_to("asked_by")

    def _going_to(self, values: dict[str, Any]) -> AppointmentDraft:
        at = moment(values.get("starts_on"), values.get("starts_time"))
        return replace(self._known.said, starts_at=at, minutes=int(values.get("minutes") or 0))

    def _store(self, _record: Appointment, version: int, values: Values) -> None:
        check_time(values)
        draft = MoveDraft(
            starts_at=moment(values["starts_on"], values["starts_time"]),
            minutes=int(values["minutes"]),
            place=values["place"],
            asked_by=AskedBy(values["asked_by"]),
            reason=values["reason"],
            and_later=values.get("scope") == _ONWARD,
        )
        try:
            self.moved = self._workspace.perform(
                "Move appointment", appointments.move_appointment, self._id, version, draft
            )
        except UserError as error:
            raise placed(error) from None


def _values_to_move(one: Appointment) -> Values:
    every = values_of(one.said)
    shown = {name: every[name] for name in ("starts_on", "starts_time", "minutes", "place")}
    return shown | {"asked_by": None, "reason": ""}


class CancelDialog(EditDialog[Appointment]):
    """Cancels an appointment, or it and the later ones of its series. ``cancelled`` is how many were."""

    def __init__(self, workspace: Workspace, appointment_id: str, parent: QWidget | None = None) -> None:
        self._workspace, self._id = workspace, appointment_id
        self.cancelled = 0
        record = workspace.read(appointments.load_appointment, appointment_id)
        form = Form(name="cancel-form")
        form.add_widget(text_label(which(record), role="strong", wrap=True, name="cancel-which"))
        _add_why(form, _later_ones(workspace, record), _("Which are cancelled"))
        super().__init__(
            parent,
            _("Cancel appointment"),
            form,
            fresh=lambda: workspace.read(appointments.load_appointment, appointment_id),
            show=lambda _one: {"asked_by": None, "reason": ""},
            save=self._store,
            name="cancel-dialog",
            journal=workspace.drafts,
            draft_key=cancel_key(appointment_id),
            save_words=_("Cancel the appointment"),
            width=560,
        )
        # "Cancel" beside "Cancel the appointment" would be a riddle.
        self.cancel_button.setText(_("Keep it"))
        self.cancel_button.setAccessibleName(_("Keep it"))

    def _store(self, _record: Appointment, version: int, values: Values) -> None:
        draft = CancelDraft(
            asked_by=AskedBy(values["asked_by"]),
            reason=values["reason"],
            and_later=values.get("scope") == _ONWARD,
        )
        self.cancelled = self._workspace.perform(
            "Cancel appointment", appointments.cancel_appointment, self._id, version, draft
        )


def _add_why(form: Form, later: int, scope: str) -> None:
    """Who asked and why; and, where ``later`` ones of the series would follow, how far it goes."""
    asked = ChoiceField("asked_by", _("Asked by"), code_choices(AskedBy), required=True)
    if later:
        onward = count(later, N_("later one"), N_("later ones"))
        choices = [
            (_ALONE, _("Only this one")),
            (_ONWARD, _("This one and the {many} of its series").format(many=onward)),
        ]
        form.add_row(asked, ChoiceField("scope", scope, choices, blank=None), stretches=(2, 3))
    else:
        form.add(asked)
    form.add(TextBlock("reason", _("Reason"), required=True, limit=2_000, lines=2))


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
