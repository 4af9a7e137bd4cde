"""The next rung of a ladder, recorded in place: which, when, by whom, what shows it. Enter records it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from iom_desktop.display.words import _
from iom_desktop.domain.codes import Agency
from iom_desktop.domain.officers import Officer
from iom_desktop.domain.service_access import (
    EVIDENCE_LIMIT,
    RungRecord,
    ServiceAccess,
    ServiceOutcome,
)
from iom_desktop.errors import FieldErrors, UserError
from iom_desktop.services import service_access
from iom_desktop.ui import theme
from iom_desktop.ui.button import button
from iom_desktop.ui.cases.edit import code_choices, date_field
from iom_desktop.ui.form import ChoiceField, Form, TextLine
from iom_desktop.ui.form_dialog import DraftKeeper
from iom_desktop.ui.label import text_label
from iom_desktop.ui.workspace import Workspace


def own_record(officer: Officer, rung: str) -> RungRecord:
    """A rung that the officer at the keyboard brought somebody to."""
    agency = officer.agency if officer.agency in tuple(Agency) else ""
    return RungRecord(rung=rung, by=officer.name, agency=agency)


def step_key(access_id: str) -> str:
    """The key under which a half-typed step is kept."""
    return f"services:step:{access_id}"


class StepStrip(QFrame):
    """Records one rung: today and by the officer unless told otherwise. Esc keeps what was typed for later."""

    def __init__(self, workspace: Workspace, one: ServiceAccess, closed: Callable[[], object]) -> None:
        super().__init__()
        self._workspace, self._one, self._closed = workspace, one, closed
        self.setObjectName(f"step-{one.id}")
        self.setProperty("notice", "info")
        self.form = self._make_form()
        self.keeper = DraftKeeper(self.form, workspace.drafts, step_key(one.id))
        self.record_button = button(_("Record"), self.record, name=f"step-record-{one.id}", kind="primary")
        self.close_button = button(_("Close"), self.close_strip, name=f"step-close-{one.id}", kind="quiet")
        rows = QVBoxLayout(self)
        rows.setContentsMargins(theme.px(12), theme.px(8), theme.px(12), theme.px(8))
        rows.setSpacing(theme.px(8))
        rows.addWidget(self.form)
        foot = QHBoxLayout()
        foot.setSpacing(theme.px(8))
        foot.addWidget(
            text_label(_("Enter records it. Esc keeps what you typed for later."), role="small", wrap=True),
            1,
        )
        foot.addWidget(self.close_button)
        foot.addWidget(self.record_button)
        rows.addLayout(foot)
        self.keeper.bring_back()
        self._show_outcome()

    def _make_form(self) -> Form:
        own = own_record(self._workspace.officer, "")
        form = Form(name=f"step-form-{self._one.id}")
        steps = [(name, _(words)) for name, words in self._one.said.next_rungs()]
        self._outcome = ChoiceField("outcome", _("Outcome"), code_choices(ServiceOutcome))
        form.add_row(
            ChoiceField("rung", _("Step"), steps, blank=None, required=True),
            date_field("on", _("On"), self._workspace.today(), prefer="past", required=True),
            TextLine("by", _("By"), limit=300),
            ChoiceField("agency", _("Agency"), code_choices(Agency)),
            stretches=(2, 3, 3, 2),
        )
        form.add_row(
            TextLine(
                "evidence",
                _("What shows it"),
                limit=EVIDENCE_LIMIT,
                placeholder=_("Letter, e-mail, call, seen there"),
            ),
            self._outcome,
            stretches=(3, 1),
        )
        form.set_values(
            {
                "rung": steps[0][0] if steps else None,
                "on": self._workspace.today(),
                "by": own.by,
                "agency": own.agency or None,
                "evidence": "",
            }
        )
        form.field("rung").changed.connect(self._show_outcome)
        return form

    def _show_outcome(self) -> None:
        """An outcome goes with the end alone."""
        self._outcome.setVisible(self.form.field("rung").value() == "ended_on")

    def begin(self) -> None:
        """Put the keyboard where something is left to be typed."""
        self.form.go_to("evidence")

    def record(self) -> None:
        """Record the step; what is wrong is said beside its field."""
        try:
            values = self.form.values()
            record = RungRecord(
                rung=values["rung"],
                by=values["by"],
                agency=values["agency"] or "",
                evidence=values["evidence"],
            )
            ends = record.rung == "ended_on" and values["outcome"]
            self._workspace.perform(
                "Record a step towards a service",
                service_access.reach_rung,
                self._one.id,
                self._one.version,
                record,
                values["on"],
                self._workspace.today(),
                ServiceOutcome(values["outcome"]) if ends else None,
            )
        except UserError as error:
            self.form.show_error(self._here(error))
            return
        self.keeper.discard()
        self._closed()

    def _here(self, error: UserError) -> UserError:
        """The error at the fields of this strip, which are named for no rung."""
        rung = self.form.field("rung").value() or ""
        problems = error.problems if isinstance(error, FieldErrors) else (error,)
        here = {rung: "on", f"{rung}_by": "by", f"{rung}_agency": "agency", f"{rung}_evidence": "evidence"}
        return FieldErrors(
            tuple(
                UserError(problem.message, here.get(problem.field or "", problem.field))
                for problem in problems
            )
        )

    def close_strip(self) -> None:
        """Put the strip away; what is half typed is kept."""
        self.keeper.flush()
        self._closed()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.close_button.hasFocus():
                self.close_strip()
            else:
                self.record()
        elif event.key() == Qt.Key.Key_Escape:
            self.close_strip()
        else:
            super().keyPressEvent(event)


def has_half_typed_step(workspace: Workspace, access_id: str) -> bool:
    """Whether a step of this service was begun and not recorded."""
    return bool(workspace.drafts.load(step_key(access_id)))
