"""Scenes of the diary: a week of one's own, the team's week, a day by officer, the agenda, and its questions."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, time, timedelta

from PySide6.QtWidgets import QWidget

from iom_desktop.domain.diary import Step
from iom_desktop.gallery.stage import OFFICER, TODAY, Stage
from iom_desktop.services import diary
from iom_desktop.ui.diary.dialogs import WhomDialog
from iom_desktop.ui.diary.page import AGENDA, DAY, WEEK, DiaryPage


def _page(stage: Stage, view: str, officer: str) -> DiaryPage:
    """The week after today's, when most is ahead."""
    page = stage.page("diary", DiaryPage)
    stage.settle()
    page.choose_officer(officer)
    page.show_view(view)
    page.go_to_day(TODAY + timedelta(days=1))
    stage.settle()
    page.view.walk(Step.DOWN)
    stage.settle()
    return page


def _week(stage: Stage) -> QWidget:
    """The week of the officer who has the most in it."""
    page = _page(stage, WEEK, "")
    seen_by = Counter(box.entry.with_name for box in page.view.boxes)
    _page(stage, WEEK, seen_by.most_common(1)[0][0])
    return stage.window


def _team(stage: Stage) -> QWidget:
    _page(stage, WEEK, "")
    return stage.window


def _day(stage: Stage) -> QWidget:
    """The busiest day of the weeks round today."""
    page = _page(stage, DAY, "")
    days = [TODAY + timedelta(days=away) for away in range(-10, 11)]
    midnights = {day: datetime.combine(day, time()) for day in days}

    def many(start: datetime) -> int:
        return len(stage.workspace.read(diary.list_diary, start, start + timedelta(days=1)))

    page.go_to_day(max(days, key=lambda day: many(midnights[day])))
    stage.settle()
    return stage.window


def _agenda(stage: Stage) -> QWidget:
    page = _page(stage, AGENDA, "")
    page.go_to_day(TODAY - timedelta(days=3))
    stage.settle()
    return stage.window


def _go_to(stage: Stage) -> QWidget:
    return stage.dialog(_page(stage, WEEK, "").ask_date)


def _whom(stage: Stage) -> QWidget:
    dialog = stage.dialog(_page(stage, WEEK, "").ask_whom)
    if isinstance(dialog, WhomDialog):
        dialog.form.field("person").restore_text("sam")
        stage.settle()
    return dialog


def _export(stage: Stage) -> QWidget:
    return stage.dialog(_page(stage, WEEK, OFFICER.name).ask_export)


DIARY_SCENES = {
    "diary-week": _week,
    "diary-team": _team,
    "diary-day": _day,
    "diary-agenda": _agenda,
    "dialog-diary-go-to": _go_to,
    "dialog-diary-whom": _whom,
    "dialog-diary-export": _export,
}
