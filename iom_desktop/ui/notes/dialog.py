"""Writing a note: when, what kind of contact, the words, and what they are: fact, opinion or intelligence."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtWidgets import QWidget

from iom_desktop.display.formats import spoken_date
from iom_desktop.display.words import _
from iom_desktop.domain.codes import APPOINTMENT_TYPES
from iom_desktop.domain.dates import parse_date, parse_time
from iom_desktop.domain.notes import Mark, NoteDraft
from iom_desktop.errors import FieldErrors, UserError
from iom_desktop.services import codes, notes
from iom_desktop.ui.cases.edit import code_choices
from iom_desktop.ui.code_field import CodeField
from iom_desktop.ui.form import ChoiceField, DateField, Form, TextBlock, TickField, TimeField
from iom_desktop.ui.form_dialog import FormDialog
from iom_desktop.ui.workspace import Workspace


def note_key(case_id: str) -> str:
    """The key of a half-typed note."""
    return f"timeline:note:{case_id}"


class NoteDialog(FormDialog):
    """Adds a note to a case. It cannot be rewritten; ``made`` is its id once it is saved."""

    def __init__(self, workspace: Workspace, case_id: str, parent: QWidget | None = None) -> None:
        self._workspace, self._case_id = workspace, case_id
        self.made = ""
        form = _form(workspace)
        now = workspace.now()
        form.set_values({"on_day": now.date(), "at_time": now.time(), "mark": Mark.FACT.value})
        super().__init__(
            parent,
            _("Add note"),
            form,
            submit=self._store,
            name="note-dialog",
            journal=workspace.drafts,
            draft_key=note_key(case_id),
            width=720,
        )

    def _store(self) -> None:
        values = self.form.values()
        draft = NoteDraft(
            happened_at=datetime.combine(values["on_day"], values["at_time"]),
            type_code=values["type_code"] or "",
            words=values["words"],
            mark=Mark(values["mark"]),
            third_party=values["third_party"],
            not_disclosable=values["not_disclosable"],
        )
        try:
            self.made = self._workspace.perform(
                "Add note", notes.add_note, self._case_id, draft, self._workspace.now()
            )
        except UserError as error:
            raise _placed(error) from None


def _form(workspace: Workspace) -> Form:
    today = workspace.today()
    form = Form(name="note-form")
    form.add(
        TextBlock(
            "words",
            _("Note"),
            required=True,
            lines=8,
            most_lines=16,
            hint=_("What was seen, said or learned. A note is never rewritten: add another to correct it."),
        )
    )
    form.add_row(
        ChoiceField("mark", _("This is"), code_choices(Mark), blank=None),
        CodeField(
            "type_code", _("Contact"), _types(workspace), placeholder=_("Optional: phone, visit, police…")
        ),
        stretches=(2, 3),
    )
    form.add_row(
        DateField(
            "on_day",
            _("Day"),
            parse=lambda text: parse_date(text, today, prefer="past", label=_("Day"), field="on_day"),
            show=lambda day: spoken_date(day, today),
            required=True,
        ),
        TimeField(
            "at_time",
            _("Time"),
            parse=lambda text: parse_time(text, label=_("Time"), field="at_time"),
            required=True,
        ),
        stretches=(3, 2),
    )
    form.add_row(
        TickField("third_party", _("Tells of somebody else"), hint=_("Marked as third party.")),
        TickField("not_disclosable", _("Not to be disclosed to the person")),
    )
    return form


def _types(workspace: Workspace) -> list[tuple[str, str]]:
    today = workspace.today()
    items = workspace.read(codes.list_codes, APPOINTMENT_TYPES).values()
    # A note is most often of a contact nobody booked, so those stand first.
    order = sorted(items, key=lambda item: item.detail("kind") != "contact")
    return [(item.code, item.name) for item in order if item.offered_on(today)]


def _placed(error: UserError) -> UserError:
    if isinstance(error, FieldErrors):
        return FieldErrors(tuple(_placed(problem) for problem in error.problems))
    return UserError(error.message, "on_day") if error.field == "happened_at" else error
