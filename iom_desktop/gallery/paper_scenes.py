"""Scenes of giving papers out: the case's papers for each reader, and the dialog that asks for whom."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from iom_desktop.domain.documents import Document, Form
from iom_desktop.domain.extract_reading import PassageState
from iom_desktop.gallery.stage import Stage
from iom_desktop.ui.documents.chooser import MY_PLAN
from iom_desktop.ui.documents.copy_dialog import CopyDialog
from iom_desktop.ui.documents.extract_choice import ExtractDialog
from iom_desktop.ui.documents.tab import DocumentsTab

#: How long the pages take to be drawn beside the window, in milliseconds.
_DRAWN = 800


def _tab(stage: Stage, paper: str = Document.SUMMARY.value, reader: str = "full") -> DocumentsTab:
    tab = stage.tab(stage.cast.agreed, "documents", DocumentsTab)
    chooser = tab.chooser
    for field, value in ((chooser.paper_field, paper), (chooser.reader_field, reader)):
        if value:
            field.set_value(value)
    stage.settle()
    tab.preview.grab()  # asks for the pages, which are drawn beside the window
    stage.settle(_DRAWN)
    return tab


def _summary(stage: Stage) -> QWidget:
    _tab(stage)
    return stage.window


def _for_health(stage: Stage) -> QWidget:
    tab = _tab(stage, Document.PLAN.value, "partner:health")
    tab.show_list("copies")
    return stage.window


def _for_the_court(stage: Stage) -> QWidget:
    _tab(stage, Document.DECISION.value, "court")
    return stage.window


def _my_plan(stage: Stage) -> QWidget:
    _tab(stage, MY_PLAN, "")
    return stage.window


def _changed(stage: Stage) -> QWidget:
    tab = _tab(stage, Document.COMPARISON.value, "conference")
    tab.show_list("readers")
    return stage.window


def _printing(stage: Stage) -> QWidget:
    return stage.dialog(_tab(stage).ask_print)


def _protected(stage: Stage) -> QWidget:
    """A copy for two, behind a password, marked lower than is usual."""
    dialog = stage.dialog(_tab(stage, Document.SUMMARY.value, "court").ask_save)
    if isinstance(dialog, CopyDialog):
        said = {
            "recipients": "Court clerk, Sample Crown Court\nS. Placeholder, Northgate Council",
            "purpose": "Hearing on 3 December",
            "form": Form.PROTECTED.value,
            "means": "email",
            "marking": "OFFICIAL",
            "marking_reason": "For the open court file.",
        }
        for name, value in said.items():
            dialog.form.field(name).set_value(value)
        stage.settle()
    return dialog


def _extract(stage: Stage) -> QWidget:
    """An extract read through: one passage more is left out, one may be given after all."""
    dialog = stage.dialog(_tab(stage, Document.SUBJECT_ACCESS.value, "").open_extract)
    if isinstance(dialog, ExtractDialog):
        told = [
            row for row in dialog.table.records() if row.state is PassageState.PRINTED and row.passage.held
        ]
        dialog.table.select_id(told[8].passage.ref)
        dialog.leave_out()
        hidden = [row for row in dialog.table.records() if row.passage.can_be_given(dialog.kept.choice)]
        dialog.table.select_id(hidden[0].passage.ref)
        dialog.reason.line.setText("He brought the letter in himself.")
        dialog.table.setFocus()
        stage.settle()
    return dialog


PAPER_SCENES = {
    "documents": _summary,
    "documents-for-health": _for_health,
    "documents-for-the-court": _for_the_court,
    "documents-my-plan": _my_plan,
    "documents-changed": _changed,
    "dialog-extract": _extract,
    "dialog-copy-print": _printing,
    "dialog-copy-protected": _protected,
}
"""Pictures by name."""
