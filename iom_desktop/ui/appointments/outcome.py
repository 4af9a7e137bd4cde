"""Outcome in one minute: what happened, what is done about it, a note, the next appointment, saved together."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget

from iom_desktop.display.formats import spoken_datetime
from iom_desktop.display.words import _
from iom_desktop.domain.appointments import (
    COMMON_OUTCOMES,
    Appointment,
    AppointmentDraft,
    OutcomeDraft,
)
from iom_desktop.domain.codes import APPOINTMENT_OUTCOMES, CodeItem
from iom_desktop.domain.enforcement import HOLDING
from iom_desktop.errors import FieldErrors, UserError
from iom_desktop.services import appointments, codes, enforcement
from iom_desktop.ui.appointments.enforcement_block import EnforcementBlock
from iom_desktop.ui.appointments.enforcement_words import holding_words
from iom_desktop.ui.appointments.fields import FollowUp, day_field, moment, time_field
from iom_desktop.ui.appointments.numbered_field import NumberedField
from iom_desktop.ui.appointments.words import day_words, meaning, next_time, which
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
        self.enforcement = EnforcementBlock(workspace, record, self.follow_up.holidays)
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
        form.field("outcome_code").changed.connect(self._outcome_chosen)
        self._outcome_chosen()

    # The form -----------------------------------------------------------------------------------------------

    def _make_form(self, record: Appointment) -> Form:
        form = Form(name="outcome-form")
        said = text_label(which(record), role="strong", wrap=True, name="outcome-which")
        form.add_widget(said)
        if holding := self._holding(record):
            form.add_widget(text_label(holding, role="warn", wrap=True, name="outcome-holding"))
        short, rest = outcome_choices(self._items, self._workspace.today())
        form.add(NumberedField("outcome_code", _("Outcome"), short, rest, another=_("Another outcome")))
        form.add(self.enforcement.field)
        form.add_widget(self.enforcement.sentence)
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
        form.add_heading(_("Next appointment"), self._next_words(record))
        form.add(TickField("book_next", _("Book the next one")))
        today = self._workspace.today()
        day = day_field("next_on", _("Day"), today, holidays=self.follow_up.holidays)
        at = time_field("next_time", _("Time"))
        form.add_row(day, at, stretches=(3, 2))
        form.add_widget(self.follow_up.clash)
        form.add_widget(self.follow_up.sentence)
        # Whoever types a day means it to be booked.
        for line in (day.line, at.line):
            line.textEdited.connect(lambda _text: form.field("book_next").set_value(True))
        return form

    def _holding(self, record: Appointment) -> str:
        """What is said over a "failed to attend" that is still to be resolved."""
        if record.outcome_code != HOLDING:
            return ""
        every = self._workspace.read(enforcement.list_steps, record.case_id)
        here = [one for one in every if one.appointment_id == record.id]
        return holding_words(here) if here else ""

    def _outcome_chosen(self) -> None:
        """Say what the chosen outcome means, and ask what is done about it where that is called for."""
        code = self.form.field("outcome_code").value() or ""
        changed = self.enforcement.ask(code)
        said = ""
        if not self.enforcement.demanded:
            enforceable = self._known.counts and self.follow_up.statutory
            said = meaning(self._items.get(code), enforceable, self.follow_up.statutory)
        elif code in self._items:
            said = meaning(self._items[code], True, True)
        self.form.field("outcome_code").set_hint(said or _("Press a number from 1 to 9, or choose."))
        if changed and self.isVisible():
            self._fit()

    def _next_words(self, record: Appointment) -> str:
        """What the next one would be like; and which day was passed over, because nobody works."""
        place = record.said.place
        like = _("Same type, length and people: {type}.")
        if place:
            like = _("Same type, length, place and people: {type}, {place}.")
        said = [like.format(type=record.type_name, place=place)]
        _at, passed = next_time(record.starts_at, self._workspace.now(), self.follow_up.holidays)
        if passed:
            days = " ".join(day_words(day, self.follow_up.holidays) for day in passed)
            said.append(_("{days} So the week after is filled in.").format(days=days))
        return " ".join(said)

    # Records ------------------------------------------------------------------------------------------------

    def _fresh_one(self) -> Appointment:
        return self._workspace.read(appointments.load_appointment, self._id)

    def _values_of(self, one: Appointment) -> Values:
        following, _passed = next_time(one.starts_at, self._workspace.now(), self.follow_up.holidays)
        return {
            "outcome_code": one.outcome_code or None,
            "step_code": None,
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
            enforcement=self.enforcement.step(),
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


_FIELD_OF = {"next_at": "next_on", "enforcement": "step_code", "code": "step_code"}


def _placed(error: UserError) -> UserError:
    if isinstance(error, FieldErrors):
        return FieldErrors(tuple(_placed(problem) for problem in error.problems))
    return UserError(error.message, _FIELD_OF[error.field]) if error.field in _FIELD_OF else error


def outcome_choices(
    items: dict[str, CodeItem], today: date
) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """The outcomes offered by number, and the others: acceptable absences together, then a line, then the rest."""
    offered = {code: item for code, item in items.items() if item.offered_on(today)}
    short = [(code, offered[code].name) for code in COMMON_OUTCOMES if code in offered]
    others = [item for code, item in offered.items() if code not in dict(short)]
    absences = [(one.code, one.name) for one in others if _is_acceptable_absence(one)]
    rest = [(one.code, one.name) for one in others if not _is_acceptable_absence(one)]
    line = [("", "")] if absences and rest else []
    return short, [*absences, *line, *rest]


def _is_acceptable_absence(item: CodeItem) -> bool:
    return item.yes("acceptable") and item.detail("attended") == "no"
