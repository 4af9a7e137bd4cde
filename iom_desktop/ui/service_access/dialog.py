"""Following a service for a need: which one, how far up the ladder, and what stood in the way."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget

from iom_desktop.display.formats import days
from iom_desktop.display.words import _
from iom_desktop.domain.codes import NEEDS, Agency
from iom_desktop.domain.officers import Officer
from iom_desktop.domain.providers import ProviderService
from iom_desktop.domain.service_access import (
    EVIDENCE_LIMIT,
    RUNGS,
    Barrier,
    RungRecord,
    ServiceAccess,
    ServiceAccessDraft,
    ServiceOutcome,
)
from iom_desktop.domain.text import show_hidden
from iom_desktop.services import codes, needs, providers, service_access
from iom_desktop.ui.cases.edit import EditDialog, Values, code_choices, date_field
from iom_desktop.ui.form import ChoiceField, Form, TextBlock, TextLine
from iom_desktop.ui.form_dialog import FormDialog
from iom_desktop.ui.label import text_label
from iom_desktop.ui.service_access.step_strip import own_record
from iom_desktop.ui.workspace import Workspace

_WIDTH = 880


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
        form = self.fields = AccessForm(workspace, case_id)
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
        draft = draft_of(self.form.values(), self._workspace.officer)
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
            AccessForm(workspace, record.case_id, record.said.provider_service_id),
            fresh=lambda: workspace.read(service_access.load_service_access, access_id),
            show=lambda one: values_of(one.said),
            save=self._save_over,
            name="service-dialog",
            journal=workspace.drafts,
            draft_key=change_key(access_id),
            width=_WIDTH,
        )

    def _save_over(self, record: ServiceAccess, version: int, values: Values) -> None:
        self._workspace.perform(
            "Change service",
            service_access.change_service_access,
            self._id,
            version,
            draft_of(values, self._workspace.officer, record.said),
            self._workspace.today(),
        )


class AccessForm(Form):
    """The fields of a service for a need.

    What the directory has for the need can be chosen, open services first; it fills in the service's names and
    shows who it is for and how to refer. A service that the directory does not have is typed.
    """

    def __init__(self, workspace: Workspace, case_id: str, linked: str | None = None) -> None:
        super().__init__(name="service-form")
        self._linked = linked
        self.offers = 0  #: how many services of the directory there are to choose from
        self._offered = {one.id: one for one in workspace.read(providers.list_provider_services)}
        self._usual_target = workspace.read(service_access.usual_target_days)
        self._need = ChoiceField("need_code", _("Need"), _needs(workspace, case_id), required=True)
        self._directory = ChoiceField(
            "provider_service_id", _("From the directory"), blank=_("Not in the directory")
        )
        self.add_row(self._need, self._directory, stretches=(2, 3))
        self.about = text_label("", role="muted", wrap=True, name="service-about")
        self.add_widget(self.about)
        self._service = TextLine(
            "service", _("Service"), required=True, limit=300, placeholder=_("What is to be obtained")
        )
        self._provider = TextLine("provider", _("Provider"), limit=300, suggestions=self._names())
        self.add_row(self._service, self._provider, stretches=(3, 2))
        self._add_rungs(workspace.today())
        self._add_end()
        self._need.changed.connect(self._offer)
        self._directory.changed.connect(self._name_it)
        for field in (self._service, self._provider):
            field.line.textEdited.connect(lambda _text: self._directory.set_value(None))
        self._offer()

    def _names(self) -> list[str]:
        return sorted({one.provider_name for one in self._offered.values()}, key=str.casefold)

    def _add_rungs(self, today: date) -> None:
        self.add_heading(
            _("How far it has come"), _("Leave empty what has not happened; a stage may be passed over.")
        )
        for name, words in RUNGS:
            self.add_row(
                date_field(name, _(words), today, prefer="past", hint=_("Not yet")),
                TextLine(f"{name}_by", _("By"), limit=300),
                ChoiceField(f"{name}_agency", _("Agency"), code_choices(Agency)),
                TextBlock(
                    f"{name}_evidence", _("What shows it"), lines=1, most_lines=6, limit=EVIDENCE_LIMIT
                ),
                stretches=(5, 4, 3, 6),
            )
        self.add(ChoiceField("outcome", _("Outcome, once it has ended"), code_choices(ServiceOutcome)))

    def _add_end(self) -> None:
        self.add_heading(_("If it was not obtained"))
        self.add_row(
            ChoiceField("barrier", _("Reason"), code_choices(Barrier)),
            TextBlock("barrier_words", _("In words"), lines=1, limit=2_000),
            stretches=(2, 3),
        )
        self.add(TextBlock("note", _("Note"), lines=2))

    # The directory ------------------------------------------------------------------------------------------

    def _offer(self) -> None:
        """Offer what the directory has for the need, and the service this one is linked to."""
        need = self._need.value()
        fitting = [
            (one.id, self._choice_words(one))
            for one in self._offered.values()
            if not need or need in one.said.needs or one.id == self._linked
        ]
        self.offers = len(fitting)
        self._directory.set_options(fitting)
        self._directory.set_hint("" if fitting else _("The directory has nothing for this need."))
        self._tell()

    @staticmethod
    def _choice_words(one: ProviderService) -> str:
        named = show_hidden(f"{one.said.name}, {one.provider_name}")
        return named if one.open else _("{service} (closed)").format(service=named)

    def _name_it(self) -> None:
        """Name the service as the directory names it."""
        chosen = self._offered.get(self._directory.value() or "")
        if chosen is not None:
            self._service.set_value(chosen.said.name)
            self._provider.set_value(chosen.provider_name)
        self._tell()

    def _tell(self) -> None:
        chosen = self._offered.get(self._directory.value() or "")
        self.about.setText("" if chosen is None else about(chosen, self._usual_target))
        self.about.setVisible(chosen is not None)


def about(one: ProviderService, usual_target: int) -> str:
    """What an officer who refers needs to know of a service of the directory, a line each."""
    said = one.said
    lines = (
        _("Closed: it can no longer be referred to.") if not one.open else "",
        _("For: {words}").format(words=said.eligibility) if said.eligibility else "",
        _("How to refer: {words}").format(words=said.how_to_refer) if said.how_to_refer else "",
        _("Room now: {words}").format(words=said.capacity) if said.capacity else "",
        _("Target: first attended within {time}").format(time=days(said.target_days or usual_target)),
    )
    return show_hidden("\n".join(line for line in lines if line))


def _needs(workspace: Workspace, case_id: str) -> list[tuple[str, str]]:
    """The needs of the case first, the gravest on top, then the others of the list."""
    items = workspace.read(codes.list_codes, NEEDS)
    own = [need.assessed.code for need in workspace.read(needs.list_needs, case_id)]
    order = [*own, *(code for code in items if code not in own)]
    return [(code, items[code].name if code in items else code) for code in order]


def _found_on(workspace: Workspace, case_id: str, need_code: str) -> date:
    """The day the need was found, or today."""
    own = workspace.read(needs.list_needs, case_id)
    found = next((need.assessed.identified_on for need in own if need.assessed.code == need_code), None)
    return found or workspace.today()


def values_of(said: ServiceAccessDraft) -> Values:
    """The form's values for a service."""
    values: dict[str, Any] = {
        "need_code": said.need_code,
        "provider_service_id": said.provider_service_id,
        "service": said.service,
        "provider": said.provider,
        "outcome": said.outcome.value if said.outcome else None,
        "barrier": said.barrier.value if said.barrier else None,
        "barrier_words": said.barrier_words,
        "note": said.note,
    }
    for name, _words in RUNGS:
        record = said.record_of(name)
        values |= {
            name: getattr(said, name),
            f"{name}_by": record.by,
            f"{name}_agency": record.agency or None,
            f"{name}_evidence": record.evidence,
        }
    return values


def draft_of(
    values: Values, officer: Officer, before: ServiceAccessDraft | None = None
) -> ServiceAccessDraft:
    """The draft that the form's ``values`` make; a rung newly dated is the ``officer``'s where nobody is named."""
    left = dict(values)
    told = []
    for name, _words in RUNGS:
        record = RungRecord(
            rung=name,
            by=left.pop(f"{name}_by"),
            agency=left.pop(f"{name}_agency") or "",
            evidence=left.pop(f"{name}_evidence"),
        )
        fresh = before is None or getattr(before, name) is None
        if fresh and left[name] is not None and not (record.by or record.agency):
            record = replace(own_record(officer, name), evidence=record.evidence)
        told.append(record)
    left |= {
        "need_code": left["need_code"] or "",
        "outcome": ServiceOutcome(left["outcome"]) if left["outcome"] else None,
        "barrier": Barrier(left["barrier"]) if left["barrier"] else None,
        "rung_records": tuple(told),
    }
    return ServiceAccessDraft(**left)
