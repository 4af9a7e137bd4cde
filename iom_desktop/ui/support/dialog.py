"""Recording support an officer gave: what kind, when, by whom, how long."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from iom_desktop.display.words import _
from iom_desktop.domain.codes import NEEDS, SUPPORT_KINDS, Agency
from iom_desktop.domain.support import SupportDraft
from iom_desktop.services import codes, needs, support
from iom_desktop.ui.cases.edit import code_choices, date_field
from iom_desktop.ui.form import ChoiceField, Form, NumberField, TextBlock, TextLine
from iom_desktop.ui.form_dialog import FormDialog
from iom_desktop.ui.workspace import Workspace


def support_key(case_id: str) -> str:
    """The key of half-typed support."""
    return f"services:support:{case_id}"


class SupportDialog(FormDialog):
    """Records support given, today and by the officer unless told otherwise. ``made`` is its id once saved."""

    def __init__(self, workspace: Workspace, case_id: str, parent: QWidget | None = None) -> None:
        self._workspace, self._case_id = workspace, case_id
        self.made = ""
        super().__init__(
            parent,
            _("Support given"),
            _form(workspace, case_id),
            submit=self._store,
            name="support-dialog",
            journal=workspace.drafts,
            draft_key=support_key(case_id),
            width=640,
        )

    def _store(self) -> None:
        values = self.form.values()
        draft = SupportDraft(
            kind_code=values["kind_code"] or "",
            given_on=values["given_on"],
            given_by=values["given_by"],
            agency=Agency(values["agency"]) if values["agency"] else None,
            need_code=values["need_code"] or "",
            minutes=values["minutes"],
            words=values["words"],
        )
        self.made = self._workspace.perform(
            "Record support given", support.give_support, self._case_id, draft, self._workspace.today()
        )


def _form(workspace: Workspace, case_id: str) -> Form:
    today, officer = workspace.today(), workspace.officer
    kinds = list(workspace.read(codes.list_codes, SUPPORT_KINDS).values())
    form = Form(name="support-form")
    form.add_row(
        ChoiceField(
            "kind_code",
            _("Kind"),
            [(item.code, item.name) for item in kinds if item.offered_on(today)],
            required=True,
        ),
        ChoiceField(
            "need_code", _("For which need"), _needs(workspace, case_id), blank=_("No particular need")
        ),
    )
    form.add_row(
        date_field("given_on", _("When"), today, prefer="past", required=True),
        NumberField("minutes", _("Minutes"), least=1, most=24 * 60),
        stretches=(3, 1),
    )
    form.add_row(
        TextLine("given_by", _("By"), required=True, limit=300),
        ChoiceField("agency", _("Agency"), code_choices(Agency), required=True),
    )
    form.add(
        TextBlock(
            "words", _("What was done"), lines=3, hint=_("It cannot be changed later; write another instead.")
        )
    )
    form.set_values({"given_on": today, "given_by": officer.name, "agency": officer.agency})
    return form


def _needs(workspace: Workspace, case_id: str) -> list[tuple[str, str]]:
    """The needs of the case first, then the others of the list."""
    items = workspace.read(codes.list_codes, NEEDS)
    own = [need.code for need in workspace.read(needs.list_needs, case_id)]
    order = [*own, *(code for code in items if code not in own)]
    return [(code, items[code].name) for code in order if code in items]
