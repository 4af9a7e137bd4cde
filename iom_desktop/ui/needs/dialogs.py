"""Dialogs for needs, the risk of serious harm and risk flags."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget

from iom_desktop.display.formats import N_, count, exact_date
from iom_desktop.display.labels import label
from iom_desktop.display.words import _
from iom_desktop.domain.cases import Case, Flag, flag_severity
from iom_desktop.domain.codes import NEEDS, RISK_FLAGS, CodeItem, RiskGroup, Rosh
from iom_desktop.domain.dates import add_months
from iom_desktop.domain.needs import Need, NeedDraft, NeedStatus, Severity, severity_of
from iom_desktop.errors import UserError
from iom_desktop.services import cases, codes, needs
from iom_desktop.ui.cases.edit import EditDialog, Values, code_choices, date_field
from iom_desktop.ui.form import ChoiceField, Form, MultiChoiceField, NumberField, TextBlock, TickField
from iom_desktop.ui.form_dialog import FormDialog
from iom_desktop.ui.workspace import Workspace


def new_need_key(case_id: str) -> str:
    """The draft key of a need being recorded."""
    return f"needs:new:{case_id}"


def need_key(need_id: str) -> str:
    """The draft key of a need being changed."""
    return f"needs:need:{need_id}"


def risk_key(case_id: str) -> str:
    """The draft key of the risk being changed."""
    return f"needs:risk:{case_id}"


def new_flag_key(case_id: str) -> str:
    """The draft key of a flag being raised."""
    return f"needs:flag:{case_id}"


def end_flag_key(flag_id: str) -> str:
    """The draft key of a flag being ended."""
    return f"needs:end-flag:{flag_id}"


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


# --- Risk of serious harm ------------------------------------------------------------------------------


def _risk_values(case: Case) -> Values:
    managed = case.managed
    return {
        "rosh": None if managed.rosh is None else managed.rosh.value,
        "rosh_groups": tuple(group.value for group in managed.rosh_groups),
        "risk_when": managed.risk_when,
        "risk_increases": managed.risk_increases,
        "risk_reduces": managed.risk_reduces,
    }


class RiskDialog(EditDialog[Case]):
    """Changes the risk of serious harm: its level, to whom, when it is greatest, what moves it."""

    def __init__(self, workspace: Workspace, case_id: str, parent: QWidget | None = None) -> None:
        self._workspace, self._case_id = workspace, case_id
        form = Form(name="risk-form")
        form.add_row(
            ChoiceField("rosh", _("Risk of serious harm"), code_choices(Rosh), blank=_("not recorded")),
            MultiChoiceField("rosh_groups", _("To whom"), code_choices(RiskGroup), columns=3),
            stretches=(1, 2),
        )
        form.add(TextBlock("risk_when", _("When it is greatest"), lines=2))
        form.add(TextBlock("risk_increases", _("What increases it"), lines=2))
        form.add(TextBlock("risk_reduces", _("What reduces it"), lines=2))
        super().__init__(
            parent,
            _("Risk of serious harm"),
            form,
            fresh=lambda: workspace.read(cases.load_case, case_id),
            show=_risk_values,
            save=self._store,
            name="risk-dialog",
            journal=workspace.drafts,
            draft_key=risk_key(case_id),
            width=680,
        )

    def _store(self, case: Case, version: int, values: Values) -> None:
        said: dict[str, Any] = dict(values)
        said["rosh"] = None if values["rosh"] is None else Rosh(values["rosh"])
        said["rosh_groups"] = tuple(RiskGroup(code) for code in values["rosh_groups"])
        self._workspace.perform(
            "Change risk of serious harm",
            cases.change_case,
            self._case_id,
            version,
            replace(case.managed, **said),
            self._workspace.today(),
        )


# --- Flags ---------------------------------------------------------------------------------------------


def review_months(item: CodeItem) -> int:
    """Months between reviews of a flag; 0 where it has no routine review."""
    return int(item.detail("review_months") or 0)


class RaiseFlagDialog(FormDialog):
    """Puts a risk flag on the case; says when it will have to be looked at again."""

    def __init__(self, workspace: Workspace, case_id: str, parent: QWidget | None = None) -> None:
        self._workspace, self._case_id = workspace, case_id
        today = workspace.today()
        self._items = workspace.read(codes.list_codes, RISK_FLAGS)
        raised = {flag.code for flag in workspace.read(cases.list_flags, case_id) if flag.ended_on is None}
        offered = [
            item for item in self._items.values() if item.code not in raised and item.offered_on(today)
        ]
        offered.sort(key=lambda item: (flag_severity(item.code), item.name))
        form = Form(name="flag-form")
        self._code = ChoiceField(
            "code", _("Flag"), [(item.code, item.name) for item in offered], required=True
        )
        self._from = date_field("started_on", _("From"), today, prefer="past", required=True)
        form.add_row(self._code, self._from, stretches=(2, 1))
        form.add(TextBlock("note", _("Note"), limit=4000))
        self._from.set_value(today)
        self._code.changed.connect(self._say_review)
        self._from.changed.connect(self._say_review)
        self._say_review()
        super().__init__(
            parent,
            _("Raise risk flag"),
            form,
            submit=self._raise,
            name="flag-dialog",
            journal=workspace.drafts,
            draft_key=new_flag_key(case_id),
            save_words=_("Raise flag"),
        )

    def _say_review(self) -> None:
        item = self._items.get(self._code.value() or "")
        self._code.set_hint(_("The gravest stand first.") if item is None else self._review_words(item))

    def _review_words(self, item: CodeItem) -> str:
        months = review_months(item)
        if not months:
            return _("This flag has no routine review.")
        every = count(months, N_("month"), N_("months"))
        try:
            day = self._from.value()
        except UserError:
            day = None
        if day is None:
            return _("Reviewed every {time}.").format(time=every)
        return _("Reviewed every {time}: next {date}.").format(
            time=every, date=exact_date(add_months(day, months))
        )

    def _raise(self) -> None:
        values = self.form.values()
        self._workspace.perform(
            "Raise risk flag",
            cases.raise_flag,
            self._case_id,
            values["code"],
            values["note"],
            values["started_on"],
            self._workspace.today(),
        )


class EndFlagDialog(FormDialog):
    """Takes a flag off the case; it stays on record as ended."""

    def __init__(self, workspace: Workspace, flag: Flag, parent: QWidget | None = None) -> None:
        self._workspace, self._flag = workspace, flag
        today = workspace.today()
        form = Form(name="end-flag-form")
        form.add_heading(flag.name, _("It stays on record as ended."))
        ended = date_field("ended_on", _("Ended on"), today, prefer="past", required=True)
        form.add(ended)
        ended.set_value(today)
        super().__init__(
            parent,
            _("End risk flag"),
            form,
            submit=self._end,
            name="end-flag-dialog",
            journal=workspace.drafts,
            draft_key=end_flag_key(flag.id),
            save_words=_("End flag"),
            width=480,
        )

    def _end(self) -> None:
        day = self.form.values()["ended_on"]
        self._workspace.perform("End risk flag", cases.end_flag, self._flag.id, day, self._workspace.today())
