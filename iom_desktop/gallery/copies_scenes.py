"""Scenes of the copies given out: the register, a paper held against the record, a paper keyed back."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtWidgets import QWidget

from iom_desktop.display.paper_subjects import plan_subject
from iom_desktop.domain.actions import ActionStatus
from iom_desktop.domain.audiences import CONFERENCE, FULL, Reader
from iom_desktop.domain.documents import Document, Due, Form, Means, NumberedCopy, Settled
from iom_desktop.domain.register import CopyDraft, CopyFilter, DocumentCopy, Settlement
from iom_desktop.gallery.stage import NOW, TODAY, Stage
from iom_desktop.services import actions, plans, register
from iom_desktop.services.case_files import load_case_file
from iom_desktop.ui.copies.check_dialog import CheckDialog
from iom_desktop.ui.copies.key_back import KeyBackDialog
from iom_desktop.ui.copies.page import CopiesPage
from iom_desktop.ui.plans.tab import PlanTab

_TABLE = CopyDraft(
    recipients=("North Area Council", "Northgate Recovery Service", "Invented Homes"),
    purpose="Case conference",
    form=Form.PRINTED,
    means=Means.BY_HAND,
    due=Due.RETURN,
    due_on=TODAY + timedelta(days=11),
)


def _give(stage: Stage, case_id: str, reader: Reader, draft: CopyDraft) -> tuple[NumberedCopy, ...]:
    """Copies of the plan in force, on the register without the screen."""
    file = stage.workspace.read(load_case_file, case_id, NOW, reader=reader, in_force=True)
    subject = plan_subject(file, Document.PLAN)
    return stage.workspace.perform("Print case plan", register.issue_copies, subject, draft, TODAY)


def _register(stage: Stage) -> list[DocumentCopy]:
    """Copies for the table and for the file, some back; the first time they are asked for they are given out."""
    case_id = stage.cast.changing
    wanted = CopyFilter(case_id=case_id, document=Document.PLAN, words=_TABLE.purpose)
    if not stage.workspace.read(register.list_copies, wanted, TODAY):
        _give(stage, case_id, CONFERENCE, _TABLE)
        own = CopyDraft(recipients=("PC Baker",), purpose="My own file", form=Form.SAVED, means=Means.KEPT)
        _give(stage, stage.cast.agreed, FULL, own)
        back = stage.workspace.read(register.list_copies, wanted, TODAY)[-1]
        said = Settlement(settled=Settled.RETURNED, on=TODAY, note="Handed back after the meeting.")
        stage.workspace.perform("Settle a copy", register.settle_copy, back.id, back.row_version, said, TODAY)
    return stage.workspace.read(register.list_copies, wanted, TODAY)


def _copies(stage: Stage) -> QWidget:
    _register(stage)
    page = stage.page("copies", CopiesPage)
    page.table.setFocus()
    page.table.selectRow(1)
    stage.settle()
    return stage.window


def _settle(stage: Stage) -> QWidget:
    one = _register(stage)[0]
    return stage.dialog(stage.page("copies", CopiesPage).open_copy, one)


def _checked(stage: Stage) -> QWidget:
    """A paper on which something has changed since."""
    one = _register(stage)[0]
    _change(stage, ActionStatus.CANNOT_BE_DONE_YET, "The course is full.")
    dialog = stage.dialog(stage.shell.check_paper)
    if isinstance(dialog, CheckDialog):
        dialog.code.set_value(one.code)
        stage.settle()
    return dialog


def _key_back(stage: Stage) -> QWidget:
    """A paper that is older than the plan, half keyed."""
    one = _register(stage)[0]
    _change(stage, ActionStatus.CANNOT_BE_DONE_YET, "The course is full.")
    tab = stage.tab(stage.cast.changing, "plan", PlanTab)
    dialog = stage.dialog(tab.open_key_back, one.plan_id, one.id)
    if isinstance(dialog, KeyBackDialog):
        for line, box in zip(dialog.lines, ("partly", "done", "not_done"), strict=False):
            line.boxes.tick(box)
        dialog.written[0].what.setText("Bring the tenancy letter to the next meeting")
    return dialog


def _change(stage: Stage, status: ActionStatus, reason: str) -> None:
    """Something happens to the plan after its papers were made, once."""
    in_force = stage.workspace.read(plans.plan_in_force, stage.cast.changing)
    if in_force is None:
        raise AssertionError("the case has no plan in force")
    first = next(in_force.actions())
    if first.status is not status:
        stage.workspace.perform("Status", actions.set_action_status, first.id, status, reason, TODAY, TODAY)


COPIES_SCENES = {
    "copies": _copies,
    "dialog-copy": _settle,
    "dialog-check": _checked,
    "dialog-key-back": _key_back,
}
