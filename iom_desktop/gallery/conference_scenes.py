"""Scenes of conferences: what is planned and was held, one conference part by part, attendance over time."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from iom_desktop.domain.conferences import Conference, ConferenceState
from iom_desktop.gallery.stage import TODAY, Stage
from iom_desktop.services import conferences
from iom_desktop.services.agenda import build_agenda
from iom_desktop.ui.cases.overview import OverviewTab
from iom_desktop.ui.conferences.agenda_section import AgendaSection
from iom_desktop.ui.conferences.attendance_page import AttendancePage
from iom_desktop.ui.conferences.attendance_section import AttendanceSection
from iom_desktop.ui.conferences.conference_page import ConferencePage
from iom_desktop.ui.conferences.minutes_section import MinutesSection
from iom_desktop.ui.conferences.page import ConferencesPage
from iom_desktop.ui.conferences.papers_section import PapersSection
from iom_desktop.ui.conferences.section import Section
from iom_desktop.ui.conferences.since_section import SinceSection
from iom_desktop.ui.form_dialog import FormDialog
from iom_desktop.ui.navigation import Place

Scene = Callable[[Stage], QWidget]


def _coming(stage: Stage) -> Conference:
    """The next conference with its agenda, planned where none is."""
    work = stage.workspace
    found = work.read(conferences.next_conference, TODAY)
    if found is None:
        draft = work.read(conferences.draft_of_next, TODAY)
        work.perform("Plan conference", conferences.plan_conference, draft)
        found = work.read(conferences.next_conference, TODAY)
    if found is None:
        raise AssertionError("a conference is planned by now")
    if not found.cases:
        agenda = work.read(build_agenda, found.held_on)
        work.perform("Build agenda", conferences.fill_agenda, found.id, agenda)
        stage.settle()
    return work.read(conferences.load_conference, found.id)


def _held(stage: Stage) -> Conference:
    """The last conference that was held."""
    every = stage.workspace.read(conferences.list_conferences)
    return next(one for one in every if one.state is ConferenceState.CLOSED)


def _page(stage: Stage, one: Conference, part: str) -> ConferencePage:
    stage.window.go(Place("conference", tab=part, record_id=one.id))
    stage.settle()
    page = stage.shell.page()
    if not isinstance(page, ConferencePage):
        raise AssertionError("conference is another page")
    return page


def _part(stage: Stage, one: Conference, key: str) -> Section:
    part = _page(stage, one, key).section()
    stage.settle()
    return part


def _conferences(stage: Stage) -> QWidget:
    _coming(stage)
    stage.page("conferences", ConferencesPage)
    return stage.window


def _plan(stage: Stage) -> QWidget:
    return stage.dialog(stage.page("conferences", ConferencesPage).plan)


def _agenda(stage: Stage) -> QWidget:
    _page(stage, _coming(stage), "agenda")
    return stage.window


def _on_agenda(act: Callable[[AgendaSection], object]) -> Scene:
    def scene(stage: Stage) -> QWidget:
        part = _part(stage, _coming(stage), "agenda")
        if not isinstance(part, AgendaSection):
            raise AssertionError("the agenda is another part")
        return stage.dialog(act, part)

    return scene


def _add(part: AgendaSection) -> None:
    part.add()
    dialog = part.findChildren(FormDialog)[-1]
    dialog.form.field("person").restore_text("sample")


def _change(stage: Stage) -> QWidget:
    return stage.dialog(_page(stage, _coming(stage), "agenda").change)


def _since(stage: Stage) -> QWidget:
    part = _part(stage, _coming(stage), "since")
    if isinstance(part, SinceSection):
        part.read_now()
    stage.settle()
    return stage.window


def _in_held(key: str) -> Scene:
    def scene(stage: Stage) -> QWidget:
        _page(stage, _held(stage), key)
        return stage.window

    return scene


def _roll(stage: Stage) -> QWidget:
    part = _part(stage, _coming(stage), "attendance")
    return stage.dialog(part.change if isinstance(part, AttendanceSection) else part.show)


def _attendance_changed(stage: Stage) -> QWidget:
    part = _part(stage, _held(stage), "attendance")
    return stage.dialog(part.change if isinstance(part, AttendanceSection) else part.show)


def _correct(stage: Stage) -> QWidget:
    part = _part(stage, _held(stage), "minutes")
    return stage.dialog(part.correct if isinstance(part, MinutesSection) else part.show)


def _papers(stage: Stage) -> PapersSection:
    part = _part(stage, _coming(stage), "papers")
    if not isinstance(part, PapersSection):
        raise AssertionError("papers are another part")
    return part


def _pack(stage: Stage) -> QWidget:
    part = _papers(stage)
    part.make()
    stage.settle()
    part.preview.grab()  # asks for the pages, which are drawn beside the window
    stage.settle(800)
    return stage.window


def _found(stage: Stage) -> QWidget:
    """Whole pages, and a word found on one of them."""
    _pack(stage)
    preview = _papers(stage).preview
    preview.fit_page()
    if preview.find_button.isVisible():
        preview.find_button.click()
    preview.find_box.setText("plan")
    stage.settle(800)
    preview.find_next()
    stage.settle(800)
    return stage.window


def _copies(stage: Stage) -> QWidget:
    return stage.dialog(_papers(stage).ask_copies)


def _attendance(stage: Stage) -> QWidget:
    stage.page("attendance", AttendancePage)
    return stage.window


def _attendance_series(stage: Stage) -> QWidget:
    page = stage.page("attendance", AttendancePage)
    page.by.button("meetings").click()
    page.under.button("actions").click()
    stage.settle()
    return stage.window


def _attendance_save(stage: Stage) -> QWidget:
    return stage.dialog(stage.page("attendance", AttendancePage).ask_report)


def _request(stage: Stage) -> QWidget:
    return stage.dialog(stage.tab(stage.cast.agreed, "overview", OverviewTab).next_agenda.ask)


def _minute(stage: Stage) -> QWidget:
    """A conference in progress: the last of these scenes, as it opens one."""
    one = _coming(stage)
    stage.workspace.perform("Open conference", conferences.open_conference, one.id)
    stage.settle()
    part = _part(stage, one, "minutes")
    return stage.dialog(part.add if isinstance(part, MinutesSection) else part.show)


CONFERENCE_SCENES: dict[str, Scene] = {
    "conferences": _conferences,
    "conference-agenda": _agenda,
    "conference-since": _since,
    "conference-attendance": _in_held("attendance"),
    "conference-minutes": _in_held("minutes"),
    "conference-actions": _in_held("actions"),
    "conference-papers": _pack,
    "conference-papers-found": _found,
    "attendance": _attendance,
    "attendance-series": _attendance_series,
    "dialog-plan-conference": _plan,
    "dialog-change-conference": _change,
    "dialog-build-agenda": _on_agenda(lambda part: part.build()),
    "dialog-agenda-item": _on_agenda(lambda part: part.change()),
    "dialog-agenda-add": _on_agenda(_add),
    "dialog-agenda-off": _on_agenda(lambda part: part.take_off()),
    "dialog-agenda-request": _request,
    "dialog-roll": _roll,
    "dialog-attendance": _attendance_changed,
    "dialog-correct-minute": _correct,
    "dialog-copies": _copies,
    "dialog-attendance-save": _attendance_save,
    "dialog-minute": _minute,
}
