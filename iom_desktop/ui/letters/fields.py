"""The form of a letter: its fields, and what can be chosen in them."""

from __future__ import annotations

from datetime import timedelta

from iom_desktop.display.formats import date_time
from iom_desktop.display.words import _
from iom_desktop.domain.appointments import Appointment
from iom_desktop.domain.letters import SentBy
from iom_desktop.domain.people import LetterFormat
from iom_desktop.services import appointments, letters
from iom_desktop.ui.cases.edit import code_choices, date_field
from iom_desktop.ui.form import ChoiceField, Form, Options, TextBlock, TextLine
from iom_desktop.ui.workspace import Workspace

#: How far back an appointment may lie that a letter is about, and how many are offered.
_DAYS_BACK, _MOST = 400, 60


def letter_form(workspace: Workspace, case_id: str, wanted: str | None) -> Form:
    """The form, empty. ``wanted`` is an appointment offered in any case."""
    today = workspace.today()
    templates = workspace.read(letters.list_templates, case_id, today)
    form = Form(name="letter-form")
    form.add(ChoiceField("template_code", _("Letter"), [(one.code, one.name) for one in templates]))
    form.add(
        ChoiceField(
            "appointment_id",
            _("About which appointment"),
            _appointment_choices(workspace, case_id, wanted),
            blank=_("None"),
        )
    )
    form.add_row(
        ChoiceField("letter_format", _("Format"), code_choices(LetterFormat), blank=None),
        ChoiceField("sent_by", _("Sent by"), code_choices(SentBy)),
    )
    form.add_row(
        date_field("sent_on", _("Sent"), today, prefer="past"),
        date_field("answer_by", _("Answer by"), today, prefer="future"),
    )
    form.add(TextBlock("addressed_to", _("Addressed to"), lines=2, most_lines=6, limit=1_000))
    form.add(TextLine("subject", _("Subject"), limit=300))
    form.add(
        TextBlock(
            "words",
            _("Letter"),
            lines=9,
            most_lines=18,
            hint=_("A blank line parts paragraphs. A short line on its own is printed as a heading."),
        )
    )
    return form


def _appointment_choices(workspace: Workspace, case_id: str, wanted: str | None) -> Options:
    now = workspace.now()
    every = workspace.read(appointments.list_appointments, case_id, now - timedelta(days=_DAYS_BACK))
    standing = [one for one in every if not one.cancelled]
    past = [one for one in reversed(standing) if one.starts_at <= now]
    coming = [one for one in standing if one.starts_at > now]
    offered = [*past[:_MOST], *coming[:_MOST]]
    if wanted and all(one.id != wanted for one in offered):
        offered.append(workspace.read(appointments.load_appointment, wanted))
    return [(one.id, _words_of(one)) for one in offered]


def _words_of(one: Appointment) -> str:
    return ", ".join(part for part in (date_time(one.starts_at), one.type_name, one.outcome_name) if part)
