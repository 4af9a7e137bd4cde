"""Following a service for a need: which one, how far up the ladder, and what stood in the way."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget

from iom_desktop.display.formats import spoken_date
from iom_desktop.display.words import _
from iom_desktop.domain.codes import NEEDS
from iom_desktop.domain.dates import parse_date
from iom_desktop.domain.service_access import (
    RUNGS,
    Barrier,
    ServiceAccess,
    ServiceAccessDraft,
    ServiceOutcome,
)
from iom_desktop.services import codes, needs, service_access
from iom_desktop.ui.cases.edit import EditDialog, Values, code_choices
from iom_desktop.ui.form import ChoiceField, DateField, Form, TextBlock, TextLine
from iom_desktop.ui.form_dialog import FormDialog
from iom_desktop.ui.workspace import Workspace

_WIDTH = 720


def new_key(case_id: str, need_code: str) -> str:
    """The key of a half-typed new service."""
    return f"services:new:{case_id}:{need_code}"


def change_key(access_id: str) -> str:
    """The key of a half-typed change."""
    return f"services:change:{access_id}"


class FollowDialog(FormDialog):
    """Begins to follow a service. ``made`` is its id once it is saved."""

    def __init__(
        self, workspace: Workspace, case_id: str, need_code: str = "", parent: QWidget | None = None
    ) -> None:
        self._workspace, self._case_id = workspace, case_id
        self.made = ""
        form = _form(workspace, case_id)
        form.set_values(
            {"need_code": need_code or None, "identified_on": _found_on(workspace, case_id, need_code)}
        )
        super().__init__(
            parent,
            _("Follow a service"),
            form,
            submit=self._store,
            name="follow-dialog",
            journal=workspace.drafts,
            draft_key=new_key(case_id, need_code),
            width=_WIDTH,
        )

    def _store(self) -> None:
        draft = draft_of(self.form.values())
        self.made = self._workspace.perform(
            "Follow a service",
            service_access.record_service_access,
            self._case_id,
            draft,
            self._workspace.today(),
        )


class ServiceDialog(EditDialog[ServiceAccess]):
    """Records how a service has come on."""

    def __init__(self, workspace: Workspace, access_id: str, parent: QWidget | None = None) -> None:
        self._workspace, self._id = workspace, access_id
        record = workspace.read(service_access.load_service_access, access_id)
        super().__init__(
            parent,
            _("Service"),
            _form(workspace, record.case_id),
            fresh=lambda: workspace.read(service_access.load_service_access, access_id),
            show=lambda one: values_of(one.said),
            save=self._save_over,
            name="service-dialog",
            journal=workspace.drafts,
            draft_key=change_key(access_id),
            width=_WIDTH,
        )

    def _save_over(self, _record: ServiceAccess, version: int, values: Values) -> None:
        self._workspace.perform(
            "Change service",
            service_access.change_service_access,
            self._id,
            version,
            draft_of(values),
            self._workspace.today(),
        )


def _form(workspace: Workspace, case_id: str) -> Form:
    today = workspace.today()
    known = workspace.read(service_access.list_service_access, case_id)
    providers = sorted({one.said.provider for one in known if one.said.provider})
    form = Form(name="service-form")
    form.add_row(
        ChoiceField("need_code", _("Need"), _needs(workspace, case_id), required=True),
        TextLine("service", _("Service"), required=True, limit=300, placeholder=_("What is to be obtained")),
    )
    form.add(TextLine("provider", _("Provider"), limit=300, suggestions=providers))
    form.add_heading(
        _("How far it has come"), _("Leave empty what has not happened; a stage may be passed over.")
    )
    fields = [_rung_field(name, _(words), today) for name, words in RUNGS]
    form.add_row(*fields[:3])
    form.add_row(*fields[3:])
    form.add(ChoiceField("outcome", _("Outcome, once it has ended"), code_choices(ServiceOutcome)))
    form.add_heading(_("If it was not obtained"))
    form.add_row(
        ChoiceField("barrier", _("Reason"), code_choices(Barrier)),
        TextBlock("barrier_words", _("In words"), lines=1, limit=2_000),
        stretches=(2, 3),
    )
    form.add(TextBlock("note", _("Note"), lines=2))
    return form


def _needs(workspace: Workspace, case_id: str) -> list[tuple[str, str]]:
    """The needs of the case first, the gravest on top, then the others of the list."""
    items = workspace.read(codes.list_codes, NEEDS)
    own = [need.assessed.code for need in workspace.read(needs.list_needs, case_id)]
    order = [*own, *(code for code in items if code not in own)]
    return [(code, items[code].name if code in items else code) for code in order]


def _rung_field(name: str, words: str, today: date) -> DateField:
    return DateField(
        name,
        words,
        parse=lambda text: parse_date(text, today, prefer="past", label=words, field=name),
        show=lambda day: spoken_date(day, today),
        hint=_("Not yet"),
    )


def _found_on(workspace: Workspace, case_id: str, need_code: str) -> date:
    """The day the need was found, or today."""
    own = workspace.read(needs.list_needs, case_id)
    found = next((need.assessed.identified_on for need in own if need.assessed.code == need_code), None)
    return found or workspace.today()


def values_of(said: ServiceAccessDraft) -> Values:
    """The form's values for a service."""
    values: dict[str, Any] = {name: getattr(said, name) for name, _words in RUNGS}
    return values | {
        "need_code": said.need_code,
        "service": said.service,
        "provider": said.provider,
        "outcome": said.outcome.value if said.outcome else None,
        "barrier": said.barrier.value if said.barrier else None,
        "barrier_words": said.barrier_words,
        "note": said.note,
    }


def draft_of(values: Values) -> ServiceAccessDraft:
    """The draft that the form's ``values`` make."""
    coded: dict[str, Any] = {
        "need_code": values["need_code"] or "",
        "outcome": ServiceOutcome(values["outcome"]) if values["outcome"] else None,
        "barrier": Barrier(values["barrier"]) if values["barrier"] else None,
    }
    return ServiceAccessDraft(**(values | coded))
