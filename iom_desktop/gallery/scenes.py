"""The scenes of the gallery: each goes to a page or opens a dialog, and gives the widget to be drawn."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date, time
from pathlib import Path

from PySide6.QtWidgets import QWidget

from iom_desktop.domain.actions import SERVES_RISK, ActionDraft, ActionStatus, Source
from iom_desktop.domain.plans import GoalState
from iom_desktop.domain.timeline import Kind
from iom_desktop.gallery.access_scenes import ACCESS_SCENES
from iom_desktop.gallery.appointment_scenes import APPOINTMENT_SCENES
from iom_desktop.gallery.compliance_scenes import COMPLIANCE_SCENES
from iom_desktop.gallery.conference_scenes import CONFERENCE_SCENES
from iom_desktop.gallery.copies_scenes import COPIES_SCENES
from iom_desktop.gallery.day_sheet_scenes import DAY_SHEET_SCENES
from iom_desktop.gallery.diary_scenes import DIARY_SCENES
from iom_desktop.gallery.letter_scenes import LETTER_SCENES
from iom_desktop.gallery.live_scenes import LIVE_SCENES
from iom_desktop.gallery.measure_scenes import MEASURE_SCENES
from iom_desktop.gallery.paper_scenes import PAPER_SCENES
from iom_desktop.gallery.risk_scenes import RISK_SCENES
from iom_desktop.gallery.selection_scenes import SELECTION_SCENES
from iom_desktop.gallery.service_scenes import SERVICE_SCENES
from iom_desktop.gallery.settings_scenes import SETTINGS_SCENES
from iom_desktop.gallery.stage import NOW, TODAY, Stage, clock
from iom_desktop.gallery.status_scenes import STATUS_SCENES
from iom_desktop.services import actions, appointments, cases, plans, service_access, timeline
from iom_desktop.ui import ask
from iom_desktop.ui.appointments.tab import AppointmentsTab
from iom_desktop.ui.caseload.page import CaseloadPage
from iom_desktop.ui.cases.overview import OverviewTab
from iom_desktop.ui.decisions.tab import WhyIomTab
from iom_desktop.ui.form_dialog import FormDialog
from iom_desktop.ui.imports.page import ImportPage
from iom_desktop.ui.imports.preview_view import COLUMNS_TAB
from iom_desktop.ui.needs.tab import NeedsTab
from iom_desktop.ui.plans.tab import PlanTab
from iom_desktop.ui.service_access.tab import ServicesTab
from iom_desktop.ui.settings.key_dialogs import RecoveryKeyDialog
from iom_desktop.ui.settings.page import SettingsPage
from iom_desktop.ui.start.forgotten import ForgottenPage
from iom_desktop.ui.start.make_store import MakeStorePage
from iom_desktop.ui.start.recovery_key import RecoveryKeyPage
from iom_desktop.ui.start.unlock import UnlockPage
from iom_desktop.ui.start.welcome import WelcomePage
from iom_desktop.ui.timeline.tab import TimelineTab
from iom_desktop.ui.today.page import TodayPage

Scene = Callable[[Stage], QWidget]

# --- Before a store is open ------------------------------------------------------------------------------


def _welcome(stage: Stage) -> QWidget:
    return stage.alone(WelcomePage())


def _make_store(stage: Stage) -> QWidget:
    page = MakeStorePage(clock)
    page.form.restore(
        {
            "store_name": "North Area",
            "folder": "/home/baker/North Area",
            "name": "PC Baker",
            "agency": "police",
        }
    )
    return stage.alone(page)


def _recovery_key(stage: Stage) -> QWidget:
    return stage.alone(RecoveryKeyPage("North Area", stage.play.recovery_key, NOW))


def _unlock(stage: Stage) -> QWidget:
    page = UnlockPage(stage.folder, clock, why="Locked. What you were typing is kept.")
    page.describe()
    return stage.alone(page)


def _forgotten(stage: Stage) -> QWidget:
    return stage.alone(ForgottenPage(stage.folder, clock))


# --- Pages -------------------------------------------------------------------------------------------------


def _today(stage: Stage) -> QWidget:
    stage.page("today", TodayPage)
    return stage.window


def _caseload(stage: Stage) -> QWidget:
    stage.page("caseload", CaseloadPage)
    return stage.window


def _find(stage: Stage) -> QWidget:
    stage.page("caseload", CaseloadPage)
    stage.shell.palette_box.open_box("sample")
    stage.settle()
    return stage.window


def _settings(stage: Stage) -> QWidget:
    stage.page("settings", SettingsPage)
    return stage.window


def _import_start(stage: Stage) -> QWidget:
    stage.page("import", ImportPage).start_again()
    return stage.window


def _import_rows(stage: Stage) -> QWidget:
    page = _import_preview(stage)
    page.preview_view.table.select_id(3)
    stage.settle()
    return stage.window


def _import_columns(stage: Stage) -> QWidget:
    page = _import_preview(stage)
    page.preview_view.tabs.setCurrentIndex(COLUMNS_TAB)
    stage.settle()
    return stage.window


def _import_outcome(stage: Stage) -> QWidget:
    page = _import_preview(stage)
    page.bring_in()
    stage.settle()
    return stage.window


def _import_preview(stage: Stage) -> ImportPage:
    page = stage.page("import", ImportPage)
    page.open_file(_spreadsheet(stage))
    stage.settle()
    return page


def _spreadsheet(stage: Stage) -> Path:
    """A caseload to import in which there is one of everything that can happen to a row."""
    known = sorted(stage.workspace.read(cases.list_cases, NOW), key=lambda row: row.crn)[:6]
    rows = [["CRN", "Surname", "Forenames", "DOB", "RAG", "Where seen"]]
    for place, row in enumerate(known):
        rag = (row.rag or "green").title() if place else _another_colour(row.rag)
        born = f"{row.date_of_birth:%d/%m/%Y}" if row.date_of_birth else ""
        rows.append([row.crn, row.surname, row.forenames, born, rag, "Office"])
    rows.append(["Y000098", "Newcomer", "Ada", "4 May 1991", "A", "Home"])
    rows.append(["Y000099", "Mockridge", "Bo", "31/02/1990", "G", "Home"])
    rows.append(["Total", "8", "", "", "", ""])
    path = stage.beside / "caseload November.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def _another_colour(rag: str | None) -> str:
    return "Amber" if rag != "amber" else "Red"


# --- The tabs of a case --------------------------------------------------------------------------------


def _overview(stage: Stage) -> QWidget:
    stage.tab(stage.cast.agreed, "overview", OverviewTab)
    return stage.window


def _why_iom(stage: Stage) -> QWidget:
    stage.tab(stage.cast.agreed, "why_iom", WhyIomTab)
    return stage.window


def _why_iom_missing(stage: Stage) -> QWidget:
    stage.tab(stage.cast.bare, "why_iom", WhyIomTab)
    return stage.window


def _needs(stage: Stage) -> QWidget:
    stage.tab(stage.cast.agreed, "needs", NeedsTab)
    return stage.window


def _plan_agreed(stage: Stage) -> QWidget:
    stage.tab(stage.cast.agreed, "plan", PlanTab)
    return stage.window


def _plan_unclear(stage: Stage) -> QWidget:
    stage.tab(stage.cast.unclear, "plan", PlanTab)
    return stage.window


def _plan_draft(stage: Stage) -> QWidget:
    """A draft that changes the version in force and lacks two things."""
    draft = stage.workspace.read(plans.newest_plan, stage.cast.changing)
    if draft is None:
        raise AssertionError("the case has no plan")
    said = ActionDraft(
        what="Bring two letters with your name and address to the housing options interview at Mocktown Council.",
        due_on=date(2026, 12, 1),
        due_time=time(10, 0),
        source=Source.IOM,
        serves=(SERVES_RISK,),
        support="PC Baker drives there and waits.",
    )
    first = draft.active_goals[0]
    stage.workspace.perform("Add required action", actions.add_action, first.id, said, TODAY)
    stage.tab(stage.cast.changing, "plan", PlanTab).show_version(draft.id)
    stage.settle()
    return stage.window


def _plan_none(stage: Stage) -> QWidget:
    stage.tab(stage.cast.bare, "plan", PlanTab)
    return stage.window


def _plan_compared(stage: Stage) -> QWidget:
    stage.tab(stage.cast.agreed, "plan", PlanTab).compare_versions()
    stage.settle()
    return stage.window


def _appointments(stage: Stage) -> QWidget:
    stage.tab(stage.cast.agreed, "appointments", AppointmentsTab)
    return stage.window


def _services(stage: Stage) -> QWidget:
    stage.tab(stage.cast.agreed, "services", ServicesTab)
    return stage.window


def _timeline(stage: Stage) -> QWidget:
    stage.tab(stage.cast.agreed, "timeline", TimelineTab)
    return stage.window


# --- Dialogs -----------------------------------------------------------------------------------------------


def _add_person(stage: Stage) -> QWidget:
    page = stage.page("caseload", CaseloadPage)
    dialog = stage.dialog(page.add_person)
    _type(dialog, surname="Sampleton", forenames="Tariq")
    stage.settle(400)  # likely duplicates are looked for a moment after the typing
    return dialog


def _correct_person(stage: Stage) -> QWidget:
    return stage.dialog(stage.tab(stage.cast.agreed, "overview", OverviewTab).open_person)


def _managed(stage: Stage) -> QWidget:
    return stage.dialog(stage.tab(stage.cast.agreed, "overview", OverviewTab).open_managed)


def _decision(stage: Stage) -> QWidget:
    return stage.dialog(stage.tab(stage.cast.bare, "why_iom", WhyIomTab).open_dialog)


def _new_need(stage: Stage) -> QWidget:
    return stage.dialog(stage.tab(stage.cast.agreed, "needs", NeedsTab).open_new_need)


def _need(stage: Stage) -> QWidget:
    tab = stage.tab(stage.cast.agreed, "needs", NeedsTab)
    return stage.dialog(tab.open_need, tab.needs_table.records()[0].id)


def _risk(stage: Stage) -> QWidget:
    return stage.dialog(stage.tab(stage.cast.agreed, "needs", NeedsTab).open_risk)


def _raise_flag(stage: Stage) -> QWidget:
    return stage.dialog(stage.tab(stage.cast.agreed, "needs", NeedsTab).open_raise_flag)


def _end_flag(stage: Stage) -> QWidget:
    tab = stage.tab(stage.cast.agreed, "needs", NeedsTab)
    tab.flags_table.selectRow(0)
    return stage.dialog(tab.open_end_flag)


def _draft_plan(stage: Stage) -> PlanTab:
    tab = stage.tab(stage.cast.agreed, "plan", PlanTab)
    draft = stage.workspace.read(plans.list_versions, stage.cast.agreed)[0]
    tab.show_version(draft.id)
    stage.settle()
    return tab


def _goal(stage: Stage) -> QWidget:
    return stage.dialog(_draft_plan(stage).add_goal)


def _goal_removed(stage: Stage) -> QWidget:
    tab = _draft_plan(stage)
    return stage.dialog(tab.set_goal_state, tab.known.draft.active_goals[0].id, GoalState.REMOVED)


def _action(stage: Stage) -> QWidget:
    tab = _draft_plan(stage)
    return stage.dialog(tab.add_action, tab.known.draft.active_goals[0].id)


def _action_changed(stage: Stage) -> QWidget:
    tab = _draft_plan(stage)
    return stage.dialog(tab.edit_action, next(iter(tab.known.draft.actions())).id)


def _action_status(stage: Stage) -> QWidget:
    tab = _draft_plan(stage)
    return stage.dialog(tab.set_status, next(iter(tab.known.draft.actions())).id, ActionStatus.MISSED)


def _progress(stage: Stage) -> QWidget:
    tab = _draft_plan(stage)
    return stage.dialog(tab.add_progress, next(iter(tab.known.draft.actions())).id)


def _plan_words(stage: Stage) -> QWidget:
    return stage.dialog(_draft_plan(stage).edit_plan_words)


def _agree(stage: Stage) -> QWidget:
    return stage.dialog(_draft_plan(stage).agree)


def _book(stage: Stage) -> QWidget:
    return stage.dialog(stage.tab(stage.cast.agreed, "appointments", AppointmentsTab).open_book)


def _appointment(stage: Stage, *, ahead: bool) -> tuple[AppointmentsTab, str]:
    """The first appointment ahead that stands, or the last one that is over."""
    every = stage.workspace.read(appointments.list_appointments, stage.cast.agreed)
    fitting = [one for one in every if not one.cancelled and (one.starts_at > NOW) is ahead]
    tab = stage.tab(stage.cast.agreed, "appointments", AppointmentsTab)
    if not fitting:
        raise AssertionError("the case has no such appointment")
    return tab, (fitting[0] if ahead else fitting[-1]).id


def _change_appointment(stage: Stage) -> QWidget:
    tab, appointment_id = _appointment(stage, ahead=True)
    return stage.dialog(tab.open_change, appointment_id)


def _cancel_appointment(stage: Stage) -> QWidget:
    tab, appointment_id = _appointment(stage, ahead=True)
    return stage.dialog(tab.open_cancel, appointment_id)


def _outcome(stage: Stage) -> QWidget:
    tab, appointment_id = _appointment(stage, ahead=False)
    return stage.dialog(tab.open_outcome, appointment_id)


def _follow(stage: Stage) -> QWidget:
    return stage.dialog(stage.tab(stage.cast.agreed, "services", ServicesTab).open_new)


def _service(stage: Stage) -> QWidget:
    first = stage.workspace.read(service_access.list_service_access, stage.cast.agreed)[0]
    return stage.dialog(stage.tab(stage.cast.agreed, "services", ServicesTab).open_service, first.id)


def _note(stage: Stage) -> QWidget:
    return stage.dialog(stage.tab(stage.cast.agreed, "timeline", TimelineTab).open_note)


def _note_read(stage: Stage) -> QWidget:
    tab = stage.tab(stage.cast.agreed, "timeline", TimelineTab)
    entries = stage.workspace.read(timeline.list_timeline, stage.cast.agreed)
    note = next(entry for entry in entries if entry.kind is Kind.NOTE)
    return stage.dialog(tab.open_entry, note)


def _passphrase(stage: Stage) -> QWidget:
    return stage.dialog(stage.page("settings", SettingsPage).change_passphrase)


def _add_officer(stage: Stage) -> QWidget:
    return stage.dialog(stage.page("settings", SettingsPage).add_officer)


def _new_recovery_key(stage: Stage) -> QWidget:
    page = stage.page("settings", SettingsPage)
    return stage.dialog(RecoveryKeyDialog(stage.workspace, stage.play.recovery_key, page).open)


def _question(stage: Stage) -> QWidget:
    """A question as ``ask.confirm`` puts it, without waiting for the answer."""
    box = ask.Question(
        stage.window,
        "Make a new recovery key?",
        "The one on paper stops working. Do this if it is lost, or if somebody has seen it.",
        name="ask-confirm",
    )
    box.add_buttons("Make a new one", "Keep the one there is", danger=True)
    return stage.dialog(box.open)


def _type(dialog: QWidget, **texts: str) -> None:
    """Type into the fields of a dialog."""
    if isinstance(dialog, FormDialog):
        for name, text in texts.items():
            dialog.form.field(name).restore_text(text)


SCENES: dict[str, Scene] = {
    "start-welcome": _welcome,
    "start-make-store": _make_store,
    "start-recovery-key": _recovery_key,
    "start-unlock": _unlock,
    "start-forgotten": _forgotten,
    "today": _today,
    "caseload": _caseload,
    "find": _find,
    "settings": _settings,
    "import-start": _import_start,
    "import-rows": _import_rows,
    "import-columns": _import_columns,
    "import-outcome": _import_outcome,
    "overview": _overview,
    "why-iom": _why_iom,
    "why-iom-missing": _why_iom_missing,
    "needs": _needs,
    "plan": _plan_draft,
    "plan-unclear": _plan_unclear,
    "plan-agreed": _plan_agreed,
    "plan-none": _plan_none,
    "plan-compared": _plan_compared,
    "appointments": _appointments,
    "services": _services,
    "timeline": _timeline,
    "dialog-add-person": _add_person,
    "dialog-correct-person": _correct_person,
    "dialog-managed": _managed,
    "dialog-decision": _decision,
    "dialog-new-need": _new_need,
    "dialog-need": _need,
    "dialog-risk": _risk,
    "dialog-raise-flag": _raise_flag,
    "dialog-end-flag": _end_flag,
    "dialog-goal": _goal,
    "dialog-goal-removed": _goal_removed,
    "dialog-action": _action,
    "dialog-action-changed": _action_changed,
    "dialog-action-status": _action_status,
    "dialog-progress": _progress,
    "dialog-plan-words": _plan_words,
    "dialog-agree": _agree,
    "dialog-book": _book,
    "dialog-change-appointment": _change_appointment,
    "dialog-cancel-appointment": _cancel_appointment,
    "dialog-outcome": _outcome,
    **APPOINTMENT_SCENES,
    "dialog-follow": _follow,
    "dialog-service": _service,
    "dialog-note": _note,
    "dialog-note-read": _note_read,
    **PAPER_SCENES,
    **LETTER_SCENES,
    **COMPLIANCE_SCENES,
    **COPIES_SCENES,
    **DAY_SHEET_SCENES,
    **DIARY_SCENES,
    **ACCESS_SCENES,
    **CONFERENCE_SCENES,
    **SERVICE_SCENES,
    **SELECTION_SCENES,
    **RISK_SCENES,
    **SETTINGS_SCENES,
    **LIVE_SCENES,
    **MEASURE_SCENES,
    **STATUS_SCENES,
    "dialog-passphrase": _passphrase,
    "dialog-add-officer": _add_officer,
    "dialog-new-recovery-key": _new_recovery_key,
    "dialog-question": _question,
}
"""Every picture by its name, in the order drawn: what changes the store stands last of its kind."""
