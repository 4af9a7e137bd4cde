"""Scenes of the day sheet: the paper, with the list it is keyed back into."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtWidgets import QWidget

from iom_desktop.gallery.stage import TODAY, Stage
from iom_desktop.services import day_sheet
from iom_desktop.ui.day_sheet.page import DaySheetPage


def _day_sheet(stage: Stage) -> QWidget:
    """The busiest day of the week around today."""
    days = [TODAY + timedelta(days=away) for away in range(-7, 8)]
    busiest = max(days, key=lambda day: len(stage.workspace.read(day_sheet.visits_of, day)))
    page = stage.page("day_sheet", DaySheetPage)
    page.show_day(busiest)
    stage.settle()
    page.preview.grab()
    stage.settle(800)  # the page is drawn beside the window
    return stage.window


DAY_SHEET_SCENES = {"day-sheet": _day_sheet}
