"""Why a needed service was not obtained: for one that is followed, or for a need that has none at all."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from iom_desktop.display.words import _
from iom_desktop.domain.service_access import Barrier, ServiceAccess
from iom_desktop.services import service_access
from iom_desktop.ui.cases.edit import EditDialog, Values, code_choices
from iom_desktop.ui.form import ChoiceField, Form, TextBlock
from iom_desktop.ui.form_dialog import FormDialog
from iom_desktop.ui.workspace import Workspace

_WIDTH = 560


def why_key(access_id: str) -> str:
    """The key of a half-typed reason for a service that is followed."""
    return f"services:why:{access_id}"


def none_key(case_id: str, need_code: str) -> str:
    """The key of a half-typed reason for a need without any service."""
    return f"services:none:{case_id}:{need_code}"


def _form() -> Form:
    form = Form(name="why-form")
    form.add(
        ChoiceField(
            "barrier",
            _("Reason"),
            code_choices(Barrier),
            required=True,
            hint=_("It is dated today. The need counts as unserved, with its reason, in every report."),
        )
    )
    form.add(TextBlock("barrier_words", _("In words"), lines=3, limit=2_000))
    return form


class WhyDialog(EditDialog[ServiceAccess]):
    """Records why a service that is followed was not obtained."""

    def __init__(self, workspace: Workspace, access_id: str, parent: QWidget | None = None) -> None:
        self._workspace, self._id = workspace, access_id
        super().__init__(
            parent,
            _("Why was it not obtained?"),
            _form(),
            fresh=lambda: workspace.read(service_access.load_service_access, access_id),
            show=lambda one: {
                "barrier": one.said.barrier.value if one.said.barrier else None,
                "barrier_words": one.said.barrier_words,
            },
            save=self._save_over,
            name="why-dialog",
            journal=workspace.drafts,
            draft_key=why_key(access_id),
            width=_WIDTH,
        )

    def _save_over(self, _record: ServiceAccess, version: int, values: Values) -> None:
        self._workspace.perform(
            "Say why a service was not obtained",
            service_access.say_why,
            self._id,
            version,
            Barrier(values["barrier"]),
            values["barrier_words"],
            self._workspace.today(),
        )


class NoneFoundDialog(FormDialog):
    """Records why a need has no service at all. ``made`` is the record's id once it is saved."""

    def __init__(
        self, workspace: Workspace, case_id: str, need_code: str, parent: QWidget | None = None
    ) -> None:
        self._workspace, self._case_id, self._need_code = workspace, case_id, need_code
        self.made = ""
        super().__init__(
            parent,
            _("Why is there no service?"),
            _form(),
            submit=self._store,
            name="none-found-dialog",
            journal=workspace.drafts,
            draft_key=none_key(case_id, need_code),
            width=_WIDTH,
        )

    def _store(self) -> None:
        values = self.form.values()
        self.made = self._workspace.perform(
            "Say why a need has no service",
            service_access.say_none_found,
            self._case_id,
            self._need_code,
            Barrier(values["barrier"]),
            values["barrier_words"],
            self._workspace.today(),
        )
