"""Outcome in one minute: what happened, a note, and the next appointment, saved together."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QWidget

from iom_desktop.display.formats import spoken_datetime
from iom_desktop.display.words import _
from iom_desktop.domain.appointments import (
    COMMON_OUTCOMES,
    Appointment,
    AppointmentDraft,
    OutcomeDraft,
    same_time_next_week,
)
from iom_desktop.domain.codes import APPOINTMENT_OUTCOMES, CodeItem
from iom_desktop.errors import FieldErrors, UserError
from iom_desktop.services import appointments, codes
from iom_desktop.ui.appointments.fields import FollowUp, day_field, moment, time_field
from iom_desktop.ui.appointments.outcome_field import OutcomeField
from iom_desktop.ui.appointments.words import meaning, which
from iom_desktop.ui.cases.edit import EditDialog, Values
from iom_desktop.ui.form import Form, TextBlock, TickField
from iom_desktop.ui.label import text_label
from iom_desktop.ui.workspace import Workspace


def outcome_key(appointment_id: str) -> str:
    """The key of a half-typed outcome."""
    return f"appointments:outcome:{appointment_id}"


class OutcomeDialog(EditDialog[Appointment]):
    """Says what came of an appointment whose time has come. ``booked`` is the next one's id, where one was."""

    def __init__(self, workspace: Workspace, appointment_id: str, parent: QWidget | None = None) -> None:
        self._workspace, self._id = workspace, appointment_id
        self.booked: str | None = None
        record = self._fresh_one()
        self._known = record
        self._items = workspace.read(codes.list_codes, APPOINTMENT_OUTCOMES)
        self.follow_up = FollowUp(
            workspace, record.case_id, leave_out=appointment_id, draft=self._next_of, warn_past=False
        )
        form = self._make_form(record)
        super().__init__(
            parent,
            _("Change outcome") if record.outcome_code else _("Outcome"),
            form,
            fresh=self._fresh_one,
            show=self._values_of,
            save=self._store,
            name="outcome-dialog",
            journal=workspace.drafts,
            draft_key=outcome_key(appointment_id),
            width=680,
        )
        self.follow_up.attach(form)
        form.field("outcome_code").changed.connect(self._say_meaning)
        self._say_meaning()

    # The form -----------------------------------------------------------------------------------------------

    def _make_form(self, record: Appointment) -> Form:
        form = Form(name="outcome-form")
        said = text_label(which(record), role="strong", wrap=True, name="outcome-which")
        form.add_widget(said)
        form.add(OutcomeField("outcome_code", _("Outcome"), *self._choices()))
        form.add(
            TextBlock(
                "change_reason",
                _("Why is it changed?"),
                lines=1,
                limit=2_000,
                hint=_("What was recorded before is kept beside it, with this reason."),
            )
        ).setVisible(bool(record.outcome_code))
        form.add(TextBlock("note", _("Note"), lines=3))
        form.add_heading(_("Next appointment"), _next_words(record))
        form.add(TickField("book_next", _("Book the next one")))
        today = self._workspace.today()
        day, at = day_field("next_on", _("Day"), today), time_field("next_time", _("Time"))
        form.add_row(day, at, stretches=(3, 2))
        form.add_widget(self.follow_up.clash)
        # Whoever types a day means it to be booked.
        for line in (day.line, at.line):
            line.textEdited.connect(lambda _text: form.field("book_next").set_value(True))
        return form

    def _choices(self) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
        today = self._workspace.today()
        offered = {code: item for code, item in self._items.items() if item.offered_on(today)}
        short = [(code, offered[code].name) for code in COMMON_OUTCOMES if code in offered]
        rest = [(code, item.name) for code, item in offered.items() if code not in dict(short)]
        return short, rest

    def _say_meaning(self) -> None:
        code = self.form.field("outcome_code").value()
        item: CodeItem | None = self._items.get(code or "")
        said = meaning(item, self._known.counts_toward_compliance)
        self.form.field("outcome_code").set_hint(said or _("Press a number from 1 to 9, or choose."))

    # Records ------------------------------------------------------------------------------------------------

    def _fresh_one(self) -> Appointment:
        return self._workspace.read(appointments.load_appointment, self._id)

    def _values_of(self, one: Appointment) -> Values:
        following = same_time_next_week(one.starts_at, self._workspace.now())
        return {
            "outcome_code": one.outcome_code or None,
            "note": one.outcome_note,
            "book_next": False,
            "next_on": following.date(),
            "next_time": following.time(),
            "change_reason": "",
        }

    def _next_of(self, values: dict[str, Any]) -> AppointmentDraft:
        """The appointment that would be booked, to see whether it clashes."""
        at = moment(values.get("next_on"), values.get("next_time")) if values.get("book_next") else None
        return replace(self._known.said, starts_at=at)

    def _store(self, _record: Appointment, version: int, values: Values) -> None:
        draft = OutcomeDraft(
            outcome_code=values["outcome_code"] or "",
            note=values["note"],
            next_at=_next_at(values),
            change_reason=values["change_reason"],
        )
        try:
            self.booked = self._workspace.perform(
                "Record outcome",
                appointments.record_outcome,
                self._id,
                draft,
                self._workspace.now(),
                version,
            )
        except UserError as error:
            found = _placed(error)
            problems = found.problems if isinstance(found, FieldErrors) else (found,)
            if any(problem.field == "change_reason" for problem in problems):
                # Somebody else recorded an outcome while this one was typed.
                self.form.field("change_reason").show()
            raise found from None

    def saved_words(self) -> str:
        """What was done, once it is saved."""
        if self.booked is None:
            return _("Outcome saved.")
        following = self._workspace.read(appointments.load_appointment, self.booked)
        return _("Outcome saved; the next one is booked for {when}.").format(
            when=spoken_datetime(following.starts_at, self._workspace.now())
        )


def _next_words(record: Appointment) -> str:
    place = record.said.place
    if place:
        return _("Same type, length, place and people: {type}, {place}.").format(
            type=record.type_name, place=place
        )
    return _("Same type, length and people: {type}.").format(type=record.type_name)


def _next_at(values: Values) -> Any:
    if not values["book_next"]:
        return None
    problems = []
    if values["next_on"] is None:
        problems.append(UserError(_("Day: a date is needed to book the next one."), "next_on"))
    if values["next_time"] is None:
        problems.append(UserError(_("Time: a time is needed to book the next one."), "next_time"))
    if problems:
        raise FieldErrors(tuple(problems))
    return moment(values["next_on"], values["next_time"])


def _placed(error: UserError) -> UserError:
    if isinstance(error, FieldErrors):
        return FieldErrors(tuple(_placed(problem) for problem in error.problems))
    return UserError(error.message, "next_on") if error.field == "next_at" else error
