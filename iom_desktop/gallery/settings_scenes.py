"""Scenes of the editable lists: a type that will stop counting, a letter's words, a new holiday, an end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QWidget

from iom_desktop.domain.code_lists import CodeItemDraft
from iom_desktop.domain.codes import (
    APPOINTMENT_OUTCOMES,
    APPOINTMENT_TYPES,
    BANK_HOLIDAYS,
    COMPLIANCE_RULES,
    LETTER_TEMPLATES,
)
from iom_desktop.gallery.stage import TODAY, Stage
from iom_desktop.services import code_changes
from iom_desktop.ui.settings.lists import ListsPage

_TYPE = "C353"
_FROM = date(2026, 12, 1)


def _page(stage: Stage, list_name: str, code: str = "") -> ListsPage:
    page = stage.page("lists", ListsPage)
    page.show_list(list_name)
    if code:
        page.table.select_id(code)
    stage.settle()
    return page


def _types(stage: Stage) -> QWidget:
    """A type that stops counting from a day to come."""
    item = stage.workspace.read(code_changes.load_item, APPOINTMENT_TYPES, _TYPE)
    if len(item.states) == 1:
        said = item.states[0].said
        draft = CodeItemDraft(
            name=said.name, details={**said.details, "counts_toward_compliance": "no"}, from_day=_FROM
        )
        stage.workspace.perform(
            "Change an item of a list",
            code_changes.change_item,
            APPOINTMENT_TYPES,
            _TYPE,
            item.version,
            draft,
            TODAY,
        )
    _page(stage, APPOINTMENT_TYPES, _TYPE)
    return stage.window


def _holidays(stage: Stage) -> QWidget:
    _page(stage, BANK_HOLIDAYS)
    return stage.window


def _dialog(list_name: str, code: str, open_it: Callable[[ListsPage], object]) -> Callable[[Stage], QWidget]:
    def scene(stage: Stage) -> QWidget:
        return stage.dialog(open_it, _page(stage, list_name, code))

    return scene


SETTINGS_SCENES = {
    "lists": _types,
    "lists-holidays": _holidays,
    "dialog-list-type": _dialog(APPOINTMENT_TYPES, _TYPE, ListsPage.change_waiting),
    "dialog-list-outcome": _dialog(APPOINTMENT_OUTCOMES, "AFTA", ListsPage.change),
    "dialog-list-thresholds": _dialog(COMPLIANCE_RULES, "licence", ListsPage.change),
    "dialog-list-letter": _dialog(LETTER_TEMPLATES, "MISSED", ListsPage.change),
    "dialog-list-add": _dialog(APPOINTMENT_TYPES, "", ListsPage.add),
    "dialog-list-holiday": _dialog(BANK_HOLIDAYS, "", ListsPage.add),
    "dialog-list-end": _dialog(APPOINTMENT_OUTCOMES, "AAHO", ListsPage.end),
}
"""The scenes by name, as the gallery's table takes them."""
