"""Scenes of the access report."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from iom_desktop.domain.access_report import Dimension
from iom_desktop.gallery.stage import Stage
from iom_desktop.ui.access.page import AccessPage


def _page(stage: Stage, by: Dimension, under: str) -> AccessPage:
    page = stage.page("reports", AccessPage)
    page.by.button(by.value).click()
    page.under.button(under).click()
    stage.settle()
    return page


def _by_need(stage: Stage) -> QWidget:
    _page(stage, Dimension.NEED, "reached")
    return stage.window


def _by_provider(stage: Stage) -> QWidget:
    _page(stage, Dimension.PROVIDER, "waits")
    return stage.window


def _people(stage: Stage) -> QWidget:
    page = _page(stage, Dimension.NEED, "people")
    page.table().selectRow(0)
    stage.settle()
    return stage.window


def _save(stage: Stage) -> QWidget:
    return stage.dialog(_page(stage, Dimension.NEED, "reached").ask_report)


def _commissioner(stage: Stage) -> QWidget:
    return stage.dialog(_page(stage, Dimension.NEED, "reached").ask_commissioner)


ACCESS_SCENES = {
    "access": _by_need,
    "access-by-provider": _by_provider,
    "access-people": _people,
    "dialog-access-save": _save,
    "dialog-commissioner": _commissioner,
}
