"""Scenes of services: the directory and its import, the ladder's next step, reasons, support officers gave."""

from __future__ import annotations

import csv
from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from iom_desktop.gallery.stage import Stage
from iom_desktop.services import providers
from iom_desktop.services.needs import list_needs
from iom_desktop.ui.providers.page import ProvidersPage
from iom_desktop.ui.service_access.tab import ServiceCard, ServicesTab


def _page(stage: Stage) -> ProvidersPage:
    page = stage.page("services", ProvidersPage)
    page.leave_import()
    stage.settle()
    return page


def _directory(stage: Stage) -> QWidget:
    _page(stage).table.selectRow(0)
    return stage.window


def _directory_import(stage: Stage) -> QWidget:
    page = _page(stage)
    known = stage.workspace.read(providers.list_providers)[0]
    rows = [
        ("Provider", "Service", "Needs", "Area", "Telephone", "Target days", "Last checked"),
        (known.said.name, "", "", "", "01632 960199", "", "20/11/2026"),
        ("Newly Invented Trust", "Befriending", "Lifestyle and associates", "Mocktown", "", "21", ""),
        ("Newly Invented Trust", "Allotment", "Gardening", "Mocktown", "", "", ""),
        ("Unfinished Works", "Workshop", "ETE", "Mocktown", "", "soon", "31/02/2026"),
    ]
    path = stage.beside / "providers November.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    page.open_file(path)
    stage.settle()
    page.import_view.table.select_id(4)
    stage.settle()
    return stage.window


def _line_dialog(open_it: Callable[[ProvidersPage], object]) -> Callable[[Stage], QWidget]:
    def scene(stage: Stage) -> QWidget:
        page = _page(stage)
        page.table.selectRow(0)
        return stage.dialog(open_it, page)

    return scene


def _waiting(stage: Stage) -> tuple[ServicesTab, ServiceCard]:
    """The first service that somebody still waits for."""
    for case_id in (stage.cast.agreed, stage.cast.changing, stage.cast.unclear):
        tab = stage.tab(case_id, "services", ServicesTab)
        card = next((card for card in tab.cards if card.one.waiting), None)
        if card is not None:
            return tab, card
    raise AssertionError("nobody waits for a service")


def _next_step(stage: Stage) -> QWidget:
    _tab, card = _waiting(stage)
    card.open_strip()
    stage.settle()
    return stage.window


def _why(stage: Stage) -> QWidget:
    tab, card = _waiting(stage)
    return stage.dialog(tab.open_why, card.one.id)


def _none_found(stage: Stage) -> QWidget:
    tab = stage.tab(stage.cast.agreed, "services", ServicesTab)
    need = stage.workspace.read(list_needs, stage.cast.agreed)[0]
    return stage.dialog(tab.open_none, need.code)


def _support(stage: Stage) -> QWidget:
    return stage.dialog(stage.tab(stage.cast.agreed, "services", ServicesTab).open_support)


SERVICE_SCENES = {
    "directory": _directory,
    "directory-import": _directory_import,
    "dialog-provider": _line_dialog(ProvidersPage.change_provider),
    "dialog-new-provider": _line_dialog(ProvidersPage.add_provider),
    "dialog-provider-service": _line_dialog(ProvidersPage.change_line),
    "dialog-new-provider-service": _line_dialog(ProvidersPage.add_service),
    "services-next-step": _next_step,
    "dialog-why-not": _why,
    "dialog-none-found": _none_found,
    "dialog-support": _support,
}
"""The scenes by name, as the gallery's table takes them."""
