"""Planning a conference and changing what was planned."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from iom_desktop.display.conference_lines import party_words
from iom_desktop.display.labels import choices
from iom_desktop.display.words import _
from iom_desktop.domain.codes import Agency
from iom_desktop.domain.conferences import Conference, ConferenceDraft
from iom_desktop.services import conferences
from iom_desktop.ui.cases.edit import EditDialog, Values, date_field
from iom_desktop.ui.form import Form, MultiChoiceField, TextBlock, TextLine, TimeField
from iom_desktop.ui.form_dialog import FormDialog
from iom_desktop.ui.workspace import Workspace

PLAN_KEY = "conferences:plan:"
_WIDTH = 720
#: The agencies to tick; any other is named.
_TICKED = tuple(one for one in Agency if one is not Agency.OTHER)


def change_key(conference_id: str) -> str:
    """The key of a half-typed change of a conference."""
    return f"conference:change:{conference_id}"


class PlanConferenceDialog(FormDialog):
    """Plans a conference. It begins with a month after the last one, its place, chair and agencies."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        self._workspace = workspace
        self.planned = ""
        form = _conference_form(workspace, name="plan-conference-form")
        form.set_values(_values(workspace.read(conferences.draft_of_next, workspace.today())))
        super().__init__(
            parent,
            _("Plan a conference"),
            form,
            submit=self._plan,
            name="plan-conference-dialog",
            journal=workspace.drafts,
            draft_key=PLAN_KEY,
            save_words=_("Plan it"),
            width=_WIDTH,
        )

    def _plan(self) -> None:
        draft = _draft(self.form.values())
        self.planned = self._workspace.perform("Plan conference", conferences.plan_conference, draft)


class ChangeConferenceDialog(EditDialog[Conference]):
    """Changes date, place, chair, agencies or statement of a conference that is not closed."""

    def __init__(self, workspace: Workspace, conference_id: str, parent: QWidget | None = None) -> None:
        super().__init__(
            parent,
            _("Change the conference"),
            _conference_form(workspace, name="change-conference-form"),
            fresh=lambda: workspace.read(conferences.load_conference, conference_id),
            show=lambda one: _values(one.said),
            save=lambda one, version, values: workspace.perform(
                "Change conference", conferences.change_conference, one.id, version, _draft(values)
            ),
            name="change-conference-dialog",
            journal=workspace.drafts,
            draft_key=change_key(conference_id),
            width=_WIDTH,
        )


def _conference_form(workspace: Workspace, *, name: str) -> Form:
    form = Form(name=name)
    form.add_row(
        date_field("held_on", _("Date"), workspace.today(), prefer="future", required=True),
        TimeField("starts_at", _("Begins at"), placeholder="10:00"),
        stretches=(2, 1),
    )
    form.add_row(TextLine("place", _("Place"), limit=300), TextLine("chair", _("Chair"), limit=300))
    ticks = [(member.value, words) for member, words in choices(Agency) if member in _TICKED]
    form.add(MultiChoiceField("agencies", _("Agencies expected"), ticks, columns=3))
    form.add(
        TextLine(
            "others",
            _("Others expected"),
            hint=_("Names, with commas between: Northgate Recovery Service, Housing."),
        )
    )
    form.add(
        TextBlock(
            "statement",
            _("Confidentiality statement"),
            hint=_("Read out at the start, and printed on the papers."),
            lines=6,
            most_lines=6,
        )
    )
    form.add(TextBlock("note", _("Note"), limit=2_000, lines=1, most_lines=4))
    for optional in ("others", "note"):
        form.field(optional).mark_optional()
    return form


def _values(said: ConferenceDraft) -> Values:
    ticked = [one.value for one in _TICKED]
    return {
        "held_on": said.held_on,
        "starts_at": said.starts_at,
        "place": said.place,
        "chair": said.chair,
        "agencies": tuple(code for code in ticked if code in said.agencies),
        "others": ", ".join(party_words(one) for one in said.agencies if one not in ticked),
        "statement": said.statement,
        "note": said.note,
    }


def _draft(values: dict[str, Any]) -> ConferenceDraft:
    kept = {key: value for key, value in values.items() if key != "others"}
    named = [one.strip() for one in values["others"].replace(";", ",").split(",")]
    return ConferenceDraft(**{**kept, "agencies": (*values["agencies"], *filter(None, named))})
