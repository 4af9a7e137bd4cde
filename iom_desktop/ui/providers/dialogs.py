"""Dialogs for a provider and for a service it offers."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from iom_desktop.display.words import _
from iom_desktop.domain.codes import NEEDS
from iom_desktop.domain.providers import (
    LONGEST_TARGET,
    Provider,
    ProviderDraft,
    ProviderService,
    ProviderServiceDraft,
)
from iom_desktop.services import codes, providers
from iom_desktop.ui.cases.edit import EditDialog, Values, date_field
from iom_desktop.ui.form import Form, MultiChoiceField, NumberField, TextBlock, TextLine
from iom_desktop.ui.form_dialog import FormDialog
from iom_desktop.ui.workspace import Workspace

_WIDTH = 720
NEW_PROVIDER = "directory:new"
"""The key of a half-typed new provider."""


def provider_key(provider_id: str) -> str:
    """The key of a half-typed change to a provider."""
    return f"directory:provider:{provider_id}"


def new_service_key(provider_id: str) -> str:
    """The key of a half-typed new service of a provider."""
    return f"directory:new-service:{provider_id}"


def service_key(service_id: str) -> str:
    """The key of a half-typed change to a service."""
    return f"directory:service:{service_id}"


def _areas(workspace: Workspace) -> list[str]:
    """Areas written down so far, so that one area has one name."""
    found = set()
    for provider in workspace.read(providers.list_providers):
        found |= {provider.said.area, *(service.said.area for service in provider.services)}
    return sorted(found - {""})


# --- Providers -----------------------------------------------------------------------------------------


def _provider_form(workspace: Workspace) -> Form:
    today = workspace.today()
    form = Form(name="provider-form")
    form.add_row(
        TextLine("name", _("Name"), required=True, limit=300),
        TextLine("area", _("Area"), limit=300, suggestions=_areas(workspace)),
        stretches=(3, 2),
    )
    form.add_row(
        TextLine("contact", _("Contact"), limit=300, hint=_("Whom to ask for.")),
        TextLine("phone", _("Telephone"), limit=60),
        TextLine("email", _("E-mail"), limit=300),
    )
    form.add(TextBlock("address", _("Address"), lines=2, limit=1_000))
    form.add(TextBlock("note", _("Note"), lines=2))
    form.add_row(
        date_field(
            "checked_on",
            _("Last checked"),
            today,
            prefer="past",
            hint=_("When somebody last made sure all this is right."),
        ),
        date_field("closed_on", _("Closed"), today, prefer="past", hint=_("A closed one stays on record.")),
    )
    return form


def _provider_values(provider: Provider) -> Values:
    said = provider.said
    names = ("name", "area", "contact", "phone", "email", "address", "note", "checked_on", "closed_on")
    return {name: getattr(said, name) for name in names}


class NewProviderDialog(FormDialog):
    """Takes a provider into the directory. ``made`` is its id once it is saved."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        self._workspace = workspace
        self.made = ""
        form = _provider_form(workspace)
        form.field("checked_on").set_value(workspace.today())
        super().__init__(
            parent,
            _("Add provider"),
            form,
            submit=self._store,
            name="provider-dialog",
            journal=workspace.drafts,
            draft_key=NEW_PROVIDER,
            width=_WIDTH,
        )

    def _store(self) -> None:
        draft = ProviderDraft(**self.form.values())
        self.made = self._workspace.perform(
            "Add provider", providers.add_provider, draft, self._workspace.today()
        )


class ProviderDialog(EditDialog[Provider]):
    """Corrects a provider."""

    def __init__(self, workspace: Workspace, provider_id: str, parent: QWidget | None = None) -> None:
        self._workspace, self._id = workspace, provider_id
        super().__init__(
            parent,
            _("Provider"),
            _provider_form(workspace),
            fresh=lambda: workspace.read(providers.load_provider, provider_id),
            show=_provider_values,
            save=self._save_over,
            name="provider-dialog",
            journal=workspace.drafts,
            draft_key=provider_key(provider_id),
            width=_WIDTH,
        )

    def _save_over(self, _record: Provider, version: int, values: Values) -> None:
        self._workspace.perform(
            "Change provider",
            providers.change_provider,
            self._id,
            version,
            ProviderDraft(**values),
            self._workspace.today(),
        )


# --- Services ------------------------------------------------------------------------------------------


def _service_form(workspace: Workspace) -> Form:
    items = workspace.read(codes.list_codes, NEEDS)
    form = Form(name="provider-service-form")
    form.add_row(
        TextLine("name", _("Service"), required=True, limit=300),
        TextLine(
            "area",
            _("Area"),
            limit=300,
            suggestions=_areas(workspace),
            hint=_("Where it differs from the provider's."),
        ),
        stretches=(3, 2),
    )
    form.add(
        MultiChoiceField(
            "needs", _("Needs it serves"), [(item.code, item.name) for item in items.values()], required=True
        )
    )
    form.add(TextBlock("eligibility", _("Who it is for"), lines=2, limit=2_000))
    form.add(TextBlock("how_to_refer", _("How to refer"), lines=2, limit=2_000))
    form.add(
        TextBlock(
            "capacity", _("Room now"), lines=1, limit=2_000, hint=_("As last heard: places, waiting list.")
        )
    )
    form.add_row(
        NumberField(
            "target_days",
            _("Target, in days"),
            least=1,
            most=LONGEST_TARGET,
            hint=_("The longest wait wanted, from need to first attended."),
        ),
        date_field("closed_on", _("Closed"), workspace.today(), prefer="past"),
    )
    return form


def _service_values(service: ProviderService) -> Values:
    said = service.said
    names = (
        "name", "area", "needs", "eligibility", "how_to_refer", "capacity", "target_days", "closed_on",
    )  # fmt: skip
    return {name: getattr(said, name) for name in names}


class NewProviderServiceDialog(FormDialog):
    """Adds a service to a provider. ``made`` is its id once it is saved."""

    def __init__(self, workspace: Workspace, provider: Provider, parent: QWidget | None = None) -> None:
        self._workspace, self._provider_id = workspace, provider.id
        self.made = ""
        super().__init__(
            parent,
            _("Add service"),
            _service_form(workspace),
            submit=self._store,
            name="provider-service-dialog",
            journal=workspace.drafts,
            draft_key=new_service_key(provider.id),
            width=_WIDTH,
        )

    def _store(self) -> None:
        values: dict[str, Any] = self.form.values()
        self.made = self._workspace.perform(
            "Add service to the directory",
            providers.add_provider_service,
            self._provider_id,
            ProviderServiceDraft(**values),
            self._workspace.today(),
        )


class ProviderServiceDialog(EditDialog[ProviderService]):
    """Corrects a service of the directory."""

    def __init__(self, workspace: Workspace, service_id: str, parent: QWidget | None = None) -> None:
        self._workspace, self._id = workspace, service_id
        super().__init__(
            parent,
            _("Service of the directory"),
            _service_form(workspace),
            fresh=lambda: workspace.read(providers.load_provider_service, service_id),
            show=_service_values,
            save=self._save_over,
            name="provider-service-dialog",
            journal=workspace.drafts,
            draft_key=service_key(service_id),
            width=_WIDTH,
        )

    def _save_over(self, _record: ProviderService, version: int, values: Values) -> None:
        self._workspace.perform(
            "Change service of the directory",
            providers.change_provider_service,
            self._id,
            version,
            ProviderServiceDraft(**values),
            self._workspace.today(),
        )
