"""Dialogs for needs by pathway."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QWidget

from iom_desktop.display.labels import label
from iom_desktop.display.words import _
from iom_desktop.domain.codes import NEEDS, CodeItem
from iom_desktop.domain.needs import Need, NeedDraft, NeedStatus, Severity, severity_of
from iom_desktop.errors import UserError
from iom_desktop.services import codes, needs
from iom_desktop.ui.cases.edit import EditDialog, Values, code_choices, date_field
from iom_desktop.ui.form import ChoiceField, Form, NumberField, TextBlock, TickField
from iom_desktop.ui.form_dialog import FormDialog
from iom_desktop.ui.workspace import Workspace


def new_need_key(case_id: str) -> str:
    """The draft key of a need being recorded."""
    return f"needs:new:{case_id}"


def need_key(need_id: str) -> str:
    """The draft key of a need being changed."""
    return f"needs:need:{need_id}"


# --- Needs ---------------------------------------------------------------------------------------------


def threshold_words(score: int, item: CodeItem) -> str:
    """How the score of a need reads: "score 9: severe (8 or more)". Empty for a need that is not scored."""
    severity = severity_of(score, item)
    if severity is None:
        return ""
    standard, severe = item.detail("standard_from"), item.detail("severe_from")
    bands = {
        Severity.SEVERE: _("{least} or more").format(least=severe),
        Severity.STANDARD: _("{least} to {most}").format(least=standard, most=int(severe) - 1),
        Severity.NONE: _("below {least}").format(least=standard),
    }
    return _("score {score}: {severity} ({band})").format(
        score=score, severity=label(severity).lower(), band=bands[severity]
    )


class NeedForm(Form):
    """The fields of a need. Choosing the need and typing its score works the severity out as one types."""

    def __init__(self, items: dict[str, CodeItem], offered: list[CodeItem], today: date) -> None:
        super().__init__(name="need-form")
        self._items = items
        self._code = ChoiceField(
            "code", _("Need"), [(item.code, item.name) for item in offered], required=True
        )
        self._score = NumberField("score", _("Score"), least=0, most=20)
        self._severity = ChoiceField("severity", _("Severity"), code_choices(Severity), required=True)
        self.add_row(self._code, self._score, self._severity, stretches=(3, 1, 2))
        self.add_row(
            TickField("linked_to_offending", _("Linked to offending")),
            TickField("linked_to_harm", _("Linked to serious harm")),
        )
        self.add_row(
            ChoiceField("status", _("Status"), code_choices(NeedStatus), blank=None),
            date_field("identified_on", _("Identified on"), today, prefer="past"),
        )
        self.add(TextBlock("strengths", _("Strengths"), hint=_("What already helps, and who."), lines=2))
        self.add(TextBlock("note", _("Note"), lines=2))
        self._code.changed.connect(self._work_out)
        self._score.changed.connect(self._work_out)
        self._work_out()

    def _work_out(self) -> None:
        """Severity follows from the score where there is one; it is chosen by hand where there is none."""
        item, said = self._items.get(self._code.value() or ""), ""
        if item is None:
            said = _("A score says how severe it is.")
        try:
            score = self._score.value()
        except UserError:
            score = None
        scored = item is not None and bool(item.detail("severe_from"))
        if item is not None and isinstance(score, int):
            severity = severity_of(score, item)
            said = threshold_words(score, item)
            if severity is not None and self._severity.value() != severity.value:
                self._severity.set_value(severity.value)
        if item is not None and not scored:
            said = _("This need is not scored: choose how severe it is.")
        elif item is not None and not said:
            said = _("Type the score, or choose how severe it is.")
        self._severity.editor.setEnabled(not (scored and isinstance(score, int)))
        self._severity.set_hint(said)

    def working(self) -> str:
        """What is said about how the severity was worked out."""
        return self._severity.editor.accessibleDescription()


def _need_draft(values: Values) -> NeedDraft:
    severity = values["severity"]
    return NeedDraft(
        **values
        | {
            "code": values["code"] or "",
            "severity": None if severity is None else Severity(severity),
            "status": NeedStatus(values["status"]),
        }
    )


def _need_values(need: Need) -> Values:
    said = need.assessed
    return {
        "code": said.code,
        "score": said.score,
        "severity": None if said.severity is None else said.severity.value,
        "linked_to_offending": said.linked_to_offending,
        "linked_to_harm": said.linked_to_harm,
        "status": said.status.value,
        "identified_on": said.identified_on,
        "strengths": said.strengths,
        "note": said.note,
    }


class NewNeedDialog(FormDialog):
    """Records a need the case does not have yet."""

    def __init__(self, workspace: Workspace, case_id: str, parent: QWidget | None = None) -> None:
        self._workspace, self._case_id = workspace, case_id
        today = workspace.today()
        items = workspace.read(codes.list_codes, NEEDS)
        known = {need.code for need in workspace.read(needs.list_needs, case_id)}
        offered = [item for item in items.values() if item.code not in known and item.offered_on(today)]
        form = NeedForm(items, offered, today)
        form.field("status").set_value(NeedStatus.NOT_STARTED.value)
        form.field("identified_on").set_value(today)
        super().__init__(
            parent,
            _("Record need"),
            form,
            submit=self._record,
            name="need-dialog",
            journal=workspace.drafts,
            draft_key=new_need_key(case_id),
            width=680,
        )

    def _record(self) -> None:
        draft = _need_draft(self.form.values())
        self._workspace.perform(
            "Record need", needs.record_need, self._case_id, draft, self._workspace.today()
        )


class NeedDialog(EditDialog[Need]):
    """Changes a need. Which need it is stays as it is."""

    def __init__(
        self, workspace: Workspace, case_id: str, need_id: str, parent: QWidget | None = None
    ) -> None:
        self._workspace, self._case_id, self._need_id = workspace, case_id, need_id
        items = workspace.read(codes.list_codes, NEEDS)
        form = NeedForm(items, list(items.values()), workspace.today())
        super().__init__(
            parent,
            _("Change need"),
            form,
            fresh=self._read,
            show=_need_values,
            save=self._store,
            name="need-dialog",
            journal=workspace.drafts,
            draft_key=need_key(need_id),
            width=680,
        )
        form.field("code").editor.setEnabled(False)

    def _read(self) -> Need:
        found = self._workspace.read(needs.list_needs, self._case_id)
        need = next((need for need in found if need.id == self._need_id), None)
        if need is None:
            raise UserError(_("This record is no longer in the store."))
        return need

    def _store(self, _need: Need, version: int, values: Values) -> None:
        self._workspace.perform(
            "Change need",
            needs.change_need,
            self._need_id,
            version,
            _need_draft(values),
            self._workspace.today(),
        )
