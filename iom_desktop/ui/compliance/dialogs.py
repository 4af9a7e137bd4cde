"""Recording an enforcement step, settling one, and beginning a breach or recall or bringing it up to date."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from PySide6.QtWidgets import QWidget

from iom_desktop.display.compliance_lines import failures_as_text
from iom_desktop.display.formats import date_time, exact_date
from iom_desktop.display.words import _
from iom_desktop.domain.appointments import Appointment
from iom_desktop.domain.codes import ENFORCEMENT_ACTIONS, PROCEEDING_STATUSES, CodeItem, Sentence
from iom_desktop.domain.enforcement import (
    BEGINS_PROCEEDING,
    HOLDING,
    PROCEEDING_OF,
    EnforcementStep,
    Proceeding,
    ProceedingDraft,
    ProceedingKind,
    StepDraft,
    common_steps,
)
from iom_desktop.errors import FieldErrors, StaleEdit, UserError
from iom_desktop.services import appointments, cases, codes, compliance, enforcement
from iom_desktop.ui.cases.edit import EditDialog, Values, date_field
from iom_desktop.ui.form import ChoiceField, Form, TextBlock
from iom_desktop.ui.form_dialog import FormDialog
from iom_desktop.ui.label import text_label
from iom_desktop.ui.workspace import Workspace

_WIDTH = 640
#: Codes of the statuses of a breach and of a recall begin so.
_STATUSES_OF = {ProceedingKind.BREACH: "BRE", ProceedingKind.RECALL: "REC"}


def step_key(appointment_id: str) -> str:
    """The key of a half-typed enforcement step."""
    return f"compliance:step:{appointment_id}"


def settle_key(step_id: str) -> str:
    """The key of a half-typed settling."""
    return f"compliance:settle:{step_id}"


def begin_key(case_id: str) -> str:
    """The key of a half-typed breach or recall."""
    return f"compliance:begin:{case_id}"


def proceeding_key(proceeding_id: str) -> str:
    """The key of a half-typed change of a breach or recall."""
    return f"compliance:proceeding:{proceeding_id}"


# --- A step ----------------------------------------------------------------------------------------------


class StepDialog(FormDialog):
    """Records what is done about an outcome that did not comply, its dates worked out as one chooses."""

    def __init__(self, workspace: Workspace, appointment_id: str, parent: QWidget | None = None) -> None:
        self._workspace, self._id = workspace, appointment_id
        self.made = ""
        record = workspace.read(appointments.load_appointment, appointment_id)
        self.worked = text_label("", role="muted", wrap=True, name="step-worked-out")
        form = self._make_form(record)
        form.set_values({"decided_on": workspace.today()})
        super().__init__(
            parent,
            _("Record enforcement step"),
            form,
            submit=self._record,
            name="step-dialog",
            journal=workspace.drafts,
            draft_key=step_key(appointment_id),
            width=_WIDTH,
        )
        form.changed.connect(self._say_dates)
        self._say_dates()

    def _make_form(self, record: Appointment) -> Form:
        today = self._workspace.today()
        form = Form(name="step-form")
        form.add_widget(text_label(about(record), role="strong", wrap=True, name="step-about"))
        form.add(ChoiceField("code", _("What is done about it"), self._choices(record), required=True))
        form.add(date_field("decided_on", _("Decided on"), today, prefer="past", required=True))
        left_empty = _("Left empty, it is worked out in working days.")
        form.add_row(
            date_field("evidence_by", _("Evidence by"), today, prefer="future", hint=left_empty),
            date_field("respond_by", _("Answer by"), today, prefer="future", hint=left_empty),
        )
        if record.outcome_code != HOLDING:
            form.field("evidence_by").hide()
        form.add_widget(self.worked)
        form.add(TextBlock("note", _("Note"), lines=2))
        return form

    def _choices(self, record: Appointment) -> list[tuple[str, str]]:
        """Those used most after such an outcome, then every other one."""
        items = self._workspace.read(codes.list_codes, ENFORCEMENT_ACTIONS)
        offered = {code: item for code, item in items.items() if item.offered_on(self._workspace.today())}
        first = [code for code in common_steps(record.outcome_code) if code in offered]
        rest = [code for code in offered if code not in first]
        return [(code, offered[code].name) for code in (*first, *rest)]

    def _draft(self) -> StepDraft:
        values = self.form.values()
        return StepDraft(
            code=values["code"] or "",
            decided_on=values["decided_on"],
            evidence_by=values["evidence_by"],
            respond_by=values["respond_by"],
            note=values["note"],
        )

    def _say_dates(self) -> None:
        """What the step would mean, worked out from what is typed so far."""
        try:
            draft = replace(self._draft(), note="")
            read, today = self._workspace.read, self._workspace.today()
            said = read(compliance.worked_out, self._id, draft, today)
        except UserError:
            self.worked.setText("")
            return
        self.worked.setText(" ".join(_meanings(said)))

    def _record(self) -> None:
        self.made = self._workspace.perform(
            "Record enforcement step",
            enforcement.record_step,
            self._id,
            self._draft(),
            self._workspace.today(),
        )


def _meanings(said: StepDraft) -> list[str]:
    found = []
    if said.evidence_by is not None:
        found.append(_("Evidence is awaited until {day}.").format(day=exact_date(said.evidence_by)))
    if said.respond_by is not None:
        found.append(_("An answer is due by {day}.").format(day=exact_date(said.respond_by)))
    if said.code in BEGINS_PROCEEDING:
        found.append(_("This begins breach or recall, where none is open."))
    return found


def about(record: Appointment) -> str:
    """Which appointment, and what came of it."""
    said = _("{type}, {when}").format(type=record.type_name, when=date_time(record.starts_at))
    return f"{said}: {record.outcome_name}" if record.outcome_name else said


class SettleDialog(EditDialog[EnforcementStep]):
    """Says that what a step left to be done is done."""

    def __init__(
        self, workspace: Workspace, case_id: str, step_id: str, parent: QWidget | None = None
    ) -> None:
        self._workspace, self._case_id, self._id = workspace, case_id, step_id
        step = self._fresh_one()
        form = Form(name="settle-form")
        words = _("{step}, decided on {day}").format(step=step.name, day=exact_date(step.decided_on))
        form.add_widget(text_label(words, role="strong", wrap=True, name="settle-which"))
        form.add(date_field("on", _("Done on"), workspace.today(), prefer="past", required=True))
        form.add(
            TextBlock("note", _("What was done"), lines=3, hint=_("For example, the letter went by post."))
        )
        super().__init__(
            parent,
            _("Settle enforcement step"),
            form,
            fresh=self._fresh_one,
            show=self._values_of,
            save=self._store,
            name="settle-dialog",
            journal=workspace.drafts,
            draft_key=settle_key(step_id),
            save_words=_("Settle"),
            width=560,
        )

    def _fresh_one(self) -> EnforcementStep:
        steps = self._workspace.read(enforcement.list_steps, self._case_id)
        found = next((step for step in steps if step.id == self._id), None)
        if found is None:
            raise UserError(_("This record is no longer in the store."))
        return found

    def _values_of(self, step: EnforcementStep) -> Values:
        return {"on": step.settled_on or self._workspace.today(), "note": step.settled_note}

    def _store(self, _step: EnforcementStep, version: int, values: Values) -> None:
        try:
            self._workspace.perform(
                "Settle enforcement step",
                enforcement.settle_step,
                self._id,
                version,
                values["on"],
                values["note"],
                self._workspace.today(),
            )
        except StaleEdit:
            raise
        except UserError as error:
            raise _placed(error, {"settled_on": "on", "settled_note": "note"}) from None


def _placed(error: UserError, names: dict[str, str]) -> UserError:
    """``error`` with the names of the form's own fields in place of the store's."""
    if isinstance(error, FieldErrors):
        return FieldErrors(tuple(_placed(one, names) for one in error.problems))
    if error.field in names:
        return UserError(error.message, names[error.field])
    return error


# --- Breach or recall ------------------------------------------------------------------------------------


def proceeding_kind(workspace: Workspace, case_id: str) -> ProceedingKind | None:
    """Breach or recall, as the sentence has it; nothing for a case that is not statutory."""
    sentence: Sentence | None = workspace.read(cases.load_case, case_id).managed.sentence
    return None if sentence is None else PROCEEDING_OF.get(sentence)


def begin_words(kind: ProceedingKind) -> str:
    """What the button says that begins it."""
    return _("Begin breach…") if kind is ProceedingKind.BREACH else _("Begin recall…")


def _proceeding_form(workspace: Workspace, kind: ProceedingKind, *, name: str, begun: bool) -> Form:
    today = workspace.today()
    form = Form(name=name)
    form.add(date_field("started_on", _("Begun on"), today, prefer="past", required=True))
    form.add(TextBlock("reason", _("Why"), lines=3, hint=_("The failures it rests on, and what was tried.")))
    form.add(ChoiceField("status_code", _("How it stands"), _statuses(workspace, kind), required=True))
    form.add_row(
        date_field("status_on", _("Since"), today, prefer="past"),
        date_field("resolved_on", _("Resolved on"), today, prefer="past"),
    )
    form.add(TextBlock("result_note", _("How it ended"), lines=2))
    if not begun:
        for later in ("status_on", "resolved_on", "result_note"):
            form.field(later).hide()
    return form


def _statuses(workspace: Workspace, kind: ProceedingKind) -> list[tuple[str, str]]:
    items = workspace.read(codes.list_codes, PROCEEDING_STATUSES)

    def offered(item: CodeItem) -> bool:
        return item.code.startswith(_STATUSES_OF[kind]) and item.offered_on(workspace.today())

    return [
        (code, _("{status} (ends it)").format(status=item.name) if item.yes("ends") else item.name)
        for code, item in items.items()
        if offered(item)
    ]


def _draft_of(kind: ProceedingKind | None, values: Values) -> ProceedingDraft:
    return ProceedingDraft(
        proceeding=kind,
        started_on=values["started_on"],
        reason=values["reason"],
        status_code=values["status_code"] or "",
        status_on=values["status_on"],
        resolved_on=values["resolved_on"],
        result_note=values["result_note"],
    )


class BeginDialog(FormDialog):
    """Begins a breach or a recall, whichever the sentence leads to; the failures that count stand as its reason."""

    def __init__(
        self, workspace: Workspace, case_id: str, kind: ProceedingKind, parent: QWidget | None = None
    ) -> None:
        self._workspace, self._case_id, self._kind = workspace, case_id, kind
        self.made = ""
        form = _proceeding_form(workspace, kind, name="begin-form", begun=False)
        found = workspace.read(compliance.assess, case_id, workspace.now())
        form.set_values(
            {
                "started_on": workspace.today(),
                "status_code": enforcement.FIRST_STATUS[kind],
                "reason": failures_as_text(found),
            }
        )
        breach = kind is ProceedingKind.BREACH
        super().__init__(
            parent,
            _("Begin breach") if breach else _("Begin recall"),
            form,
            submit=self._begin,
            name="begin-dialog",
            journal=workspace.drafts,
            draft_key=begin_key(case_id),
            save_words=_("Begin breach") if breach else _("Begin recall"),
            width=_WIDTH,
        )

    def _begin(self) -> None:
        self.made = self._workspace.perform(
            "Begin breach" if self._kind is ProceedingKind.BREACH else "Begin recall",
            enforcement.start_proceeding,
            self._case_id,
            _draft_of(self._kind, self.form.values()),
            self._workspace.today(),
        )


class ProceedingDialog(EditDialog[Proceeding]):
    """Says how a breach or recall has come on, or how it ended."""

    def __init__(
        self, workspace: Workspace, case_id: str, proceeding_id: str, parent: QWidget | None = None
    ) -> None:
        self._workspace, self._case_id, self._id = workspace, case_id, proceeding_id
        record = self._fresh_one()
        kind = record.said.proceeding or ProceedingKind.BREACH
        form = _proceeding_form(workspace, kind, name="proceeding-form", begun=True)
        super().__init__(
            parent,
            _("Bring breach up to date") if kind is ProceedingKind.BREACH else _("Bring recall up to date"),
            form,
            fresh=self._fresh_one,
            show=_values_of,
            save=self._store,
            name="proceeding-dialog",
            journal=workspace.drafts,
            draft_key=proceeding_key(proceeding_id),
            width=_WIDTH,
        )
        form.field("status_code").changed.connect(self._new_status)

    def _new_status(self) -> None:
        """Another status holds since today, until a day is typed; one that ends it resolves it that day."""
        code = self.form.field("status_code").value()
        if code == self._record.said.status_code:
            return
        item = self._workspace.read(codes.list_codes, PROCEEDING_STATUSES).get(code or "")
        since, resolved = self.form.field("status_on"), self.form.field("resolved_on")
        if since.text_snapshot().strip() == _shown(self._record.said.status_on):
            since.set_value(self._workspace.today())
        if item is not None and item.yes("ends") and not resolved.text_snapshot():
            resolved.set_value(self._workspace.today())

    def _fresh_one(self) -> Proceeding:
        every = self._workspace.read(enforcement.list_proceedings, self._case_id)
        found = next((one for one in every if one.id == self._id), None)
        if found is None:
            raise UserError(_("This record is no longer in the store."))
        return found

    def _store(self, record: Proceeding, version: int, values: Values) -> None:
        self._workspace.perform(
            "Bring breach or recall up to date",
            enforcement.change_proceeding,
            self._id,
            version,
            _draft_of(record.said.proceeding, values),
            self._workspace.today(),
        )


def _values_of(record: Proceeding) -> Values:
    said = record.said
    return {
        "started_on": said.started_on,
        "reason": said.reason,
        "status_code": said.status_code,
        "status_on": said.status_on,
        "resolved_on": said.resolved_on,
        "result_note": said.result_note,
    }


def _shown(day: date | None) -> str:
    return "" if day is None else f"{day:%d/%m/%Y}"
