"""Saving appointments as a calendar file: of whom, which days, how much it says, and for whom it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from iom_desktop.display.formats import N_, count
from iom_desktop.display.labels import choices
from iom_desktop.display.words import _
from iom_desktop.domain.diary import CalendarDetail, DiaryEntry, check_calendar
from iom_desktop.errors import UserError
from iom_desktop.services import diary
from iom_desktop.ui.appointments.fields import day_field
from iom_desktop.ui.form import ChoiceField, Form, MultiChoiceField, TextLine
from iom_desktop.ui.form_dialog import FormDialog
from iom_desktop.ui.label import text_label

if TYPE_CHECKING:
    from iom_desktop.ui.workspace import Workspace

EXPORT_KEY = "diary:export:"
_EVERYBODY, _OFFICER, _CASE = "everybody", "officer:", "case:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """What was asked for, read and checked."""

    entries: Sequence[DiaryEntry]
    details: frozenset[CalendarDetail]
    recipients: str
    first: date
    last: date


class ExportDialog(FormDialog):
    """Asks, shows how an entry will read, and hands an ``Export`` to ``give_out``.

    ``officers`` are offered by name; ``chosen`` is the appointment whose case is offered, if there is one.
    """

    def __init__(
        self,
        workspace: Workspace,
        parent: QWidget | None,
        *,
        officers: Sequence[str],
        officer: str,
        chosen: DiaryEntry | None,
        first: date,
        last: date,
        give_out: Callable[[Export], object],
    ) -> None:
        self._workspace, self._give_out = workspace, give_out
        whose = [(_EVERYBODY, _("Everybody")), *((f"{_OFFICER}{name}", name) for name in officers)]
        if chosen is not None:
            whose.append((f"{_CASE}{chosen.case_id}", _("Of one person: {name}").format(name=chosen.person)))
        form = self._make_form(whose)
        form.set_values(
            {
                "whose": f"{_OFFICER}{officer}" if officer else _EVERYBODY,
                "since": first,
                "until": last,
                "details": (),
                "recipients": workspace.officer.name,
            }
        )
        super().__init__(
            parent,
            _("Save as calendar file"),
            form,
            submit=self._submit_export,
            name="diary-export-dialog",
            journal=workspace.drafts,
            draft_key=EXPORT_KEY,
            save_words=_("Save calendar file…"),
            width=620,
        )
        form.changed.connect(self._show_sample)
        self._show_sample()

    def _make_form(self, whose: list[tuple[str, str]]) -> Form:
        today = self._workspace.today()
        form = Form(name="diary-export-form")
        form.add(ChoiceField("whose", _("Whose appointments"), whose, blank=None))
        form.add_row(
            day_field("since", _("From"), today, hint=_("The first day"), required=True),
            day_field("until", _("To"), today, hint=_("The last day"), required=True),
        )
        details = [(member.value, words) for member, words in choices(CalendarDetail)]
        form.add(
            MultiChoiceField(
                "details",
                _("Say more than the time and initials"),
                details,
                hint=_("Calendars show on telephones and locked screens: tick only what has to be there."),
            )
        )
        self.sample = text_label("", role="muted", wrap=True, name="diary-export-sample")
        form.add_widget(self.sample)
        form.add(
            TextLine(
                "recipients",
                _("For whom"),
                required=True,
                hint=_("It goes on record with each case in the file."),
            )
        )
        return form

    def _show_sample(self) -> None:
        """Say how an entry of the file will read."""
        from iom_desktop.reports.calendar_file import MARKING, description, summary

        details = _details(self.form.field("details").value())
        one = _invented(self._workspace)
        parts = [summary(one, details), *description(one, details).splitlines()[1:]]
        if CalendarDetail.PLACE in details:
            parts.insert(1, one.place)
        words = _("For example: “{entry}”. Every entry is confidential and marked {marking}.")
        self.sample.setText(words.format(entry=" · ".join(parts), marking=MARKING))

    def _submit_export(self) -> None:
        values = self.form.values()
        first, last = values["since"], values["until"]
        if last < first:
            raise UserError(_("To: this is before the first day."), "until")
        if not values["recipients"].strip():
            raise UserError(_("For whom: this is needed."), "recipients")
        entries = self._workspace.read(diary.list_for_calendar, first, last, **_whose(values["whose"]))
        check_calendar(entries)
        self._give_out(
            Export(
                entries=entries,
                details=_details(values["details"]),
                recipients=values["recipients"],
                first=first,
                last=last,
            )
        )


def _details(codes: Sequence[str]) -> frozenset[CalendarDetail]:
    return frozenset(CalendarDetail(code) for code in codes)


def _whose(choice: str) -> dict[str, Any]:
    if choice.startswith(_OFFICER):
        return {"officers": [choice.removeprefix(_OFFICER)]}
    return {"case_id": choice.removeprefix(_CASE)} if choice.startswith(_CASE) else {}


def _invented(workspace: Workspace) -> DiaryEntry:
    """An appointment of nobody, for the example."""
    return DiaryEntry(
        id="",
        version=1,
        case_id="",
        crn="",
        surname=_("Sample"),
        forenames=_("Ann"),
        starts_at=workspace.now(),
        minutes=30,
        type_code="",
        type_name=_("Planned office visit"),
        place=_("Mill Street office"),
        with_name=workspace.officer.name,
        officer="",
        with_agency=workspace.officer.agency,
        purpose=_("What it is for, as written"),
        outcome_code="",
        outcome_name="",
        complied=None,
        cancelled=False,
        risk_to_staff=False,
        changed_at=workspace.now(),
    )


def many_words(export: Export) -> str:
    """How many appointments of how many people."""
    people = len({one.case_id for one in export.entries})
    return _("{appointments} of {people}").format(
        appointments=count(len(export.entries), N_("appointment"), N_("appointments")),
        people=count(people, N_("person"), N_("people")),
    )
