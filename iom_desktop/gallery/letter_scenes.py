"""Scenes of letters: one being written, and one that was sent."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from iom_desktop.domain.cases import CaseListRow
from iom_desktop.domain.letters import Letter
from iom_desktop.gallery.stage import NOW, Stage
from iom_desktop.services import cases, letters
from iom_desktop.ui.documents.tab import DocumentsTab
from iom_desktop.ui.letters.dialog import LetterDialog
from iom_desktop.ui.letters.sent import SentLetterDialog


def _rows(stage: Stage) -> list[CaseListRow]:
    return sorted(stage.workspace.read(cases.list_cases, NOW), key=lambda row: row.crn)


def _letter(stage: Stage) -> QWidget:
    """The letter that somebody's record calls for, or else that of the next appointment."""
    read = stage.workspace.read
    called_for = (row.id for row in _rows(stage) if read(letters.letter_called_for, row.id, NOW))
    tab = stage.tab(next(called_for, stage.cast.agreed), "documents", DocumentsTab)
    dialog = stage.dialog(tab.write_letter)
    if isinstance(dialog, LetterDialog):
        dialog.form.field("sent_by").set_value("post")
        dialog.look()
        stage.settle(800)  # the page is drawn beside the window
    return dialog


def _letters_sent(stage: Stage) -> QWidget:
    """The documents of somebody who was written to."""
    found = _sent(stage)
    tab = stage.tab(found.case_id, "documents", DocumentsTab)
    tab.show_list("letters")
    tab.letters_table.select_id(found.id)
    tab.preview.grab()
    stage.settle(800)
    return stage.window


def _letter_sent(stage: Stage) -> QWidget:
    found = _sent(stage)
    tab = stage.tab(found.case_id, "documents", DocumentsTab)
    dialog = stage.dialog(tab.open_letter, found.id)
    if isinstance(dialog, SentLetterDialog):
        dialog.preview.grab()
        stage.settle(800)
    return dialog


def _sent(stage: Stage) -> Letter:
    """A letter of whoever was written to most."""
    every = (stage.workspace.read(letters.list_letters, row.id) for row in _rows(stage))
    most = max(every, key=len)
    if not most:
        raise AssertionError("nobody in the caseload was written to")
    return most[0]


LETTER_SCENES = {
    "letters-sent": _letters_sent,
    "dialog-letter": _letter,
    "dialog-letter-sent": _letter_sent,
}
