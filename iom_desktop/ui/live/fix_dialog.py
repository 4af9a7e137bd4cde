"""Putting right an action that the conference gave without an owner or a day."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from iom_desktop.display.labels import named_with_agency
from iom_desktop.display.words import _
from iom_desktop.domain.actions import Action, Who
from iom_desktop.domain.cases import Case
from iom_desktop.errors import UserError
from iom_desktop.services import actions, cases, plans
from iom_desktop.ui.form_dialog import FormDialog
from iom_desktop.ui.live.drawers import ActionForm
from iom_desktop.ui.workspace import Workspace


def fix_key(case_id: str, action_id: str) -> str:
    """The key of the half-typed dialog in the draft journal."""
    return f"live:fix:{case_id}:{action_id}"


def owner_typed(action: Action, case: Case) -> str:
    """Who does it, as it is typed: "PC Baker (police)"."""
    said = action.said
    if said.who is Who.PERSON:
        return case.person.called
    return named_with_agency(said.who_name, said.who_agency)


class FixActionDialog(FormDialog):
    """Says who does an action and by when; it is changed where it is, in the draft of the plan."""

    def __init__(
        self, workspace: Workspace, case_id: str, action_id: str, parent: QWidget | None = None
    ) -> None:
        self._workspace = workspace
        case = workspace.read(cases.load_case, case_id)
        plan = workspace.read(plans.newest_plan, case_id)
        found = None if plan is None else next((one for one in plan.actions() if one.id == action_id), None)
        if found is None:
            raise UserError(_("This action is no longer in the plan."))
        self._action = found
        form = ActionForm(name="fix-action-form")
        form.begin(case.person.called, workspace.read(actions.list_owners, case_id), workspace.today())
        form.show_action(found.said, owner_typed(found, case))
        self._action_form = form
        super().__init__(
            parent,
            _("Who, what and by when"),
            form,
            submit=self._save,
            name="fix-action-dialog",
            journal=workspace.drafts,
            draft_key=fix_key(case_id, action_id),
            keep_mine=None,
            width=560,
        )

    def _save(self) -> None:
        draft = self._action_form.draft(self._action.said)
        self._workspace.perform(
            "Change required action",
            actions.change_action,
            self._action.id,
            self._action.version,
            draft,
            self._workspace.today(),
        )
