"""Every list of the program keeps Qt's contract of models: on every page, with the invented caseload in it.

The testers stay attached while the lists are ordered, filtered, read again and emptied. Which lists there are is
read from the source, so that a new one that no page here shows is missed.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractItemModel, QCoreApplication, QModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QApplication, QHeaderView
from pytestqt.logging import _QtMessageCapture
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from iom_desktop import demo
from iom_desktop.display.caseload import caseload_columns
from iom_desktop.display.paper_subjects import plan_subject
from iom_desktop.domain.audiences import CONFERENCE
from iom_desktop.domain.codes import RiskGroup, Rosh
from iom_desktop.domain.conferences import ConferenceState
from iom_desktop.domain.documents import Document
from iom_desktop.domain.register import CopyDraft
from iom_desktop.domain.risk import RiskAssessmentDraft, RiskLevel, Setting
from iom_desktop.services import cases, compliance, conferences, day_sheet, needs, plans, register, risk
from iom_desktop.services.case_files import load_case_file
from iom_desktop.storage.store import open_store
from iom_desktop.ui import theme
from iom_desktop.ui.cases.overview import OverviewTab
from iom_desktop.ui.cases.page import KEYS
from iom_desktop.ui.conferences.agenda_dialogs import AddCaseDialog, BuildAgendaDialog
from iom_desktop.ui.conferences.agenda_section import AgendaSection
from iom_desktop.ui.conferences.attendance_page import AttendancePage
from iom_desktop.ui.conferences.conference_page import KEYS as PARTS
from iom_desktop.ui.conferences.conference_page import ConferencePage
from iom_desktop.ui.day_sheet.page import DaySheetPage
from iom_desktop.ui.diary.page import DiaryPage
from iom_desktop.ui.documents.tab import DocumentsTab
from iom_desktop.ui.jobs import wait_for_jobs
from iom_desktop.ui.live.page import LivePage
from iom_desktop.ui.navigation import Place
from iom_desktop.ui.page import Page
from iom_desktop.ui.providers.page import ProvidersPage
from iom_desktop.ui.record_table import RecordModel, RecordTable
from iom_desktop.ui.settings_file import SettingsFile
from iom_desktop.ui.shell import Shell, nav_items
from iom_desktop.ui.window import USUAL_SIZE, Window
from iom_desktop.ui.workspace import Workspace
from tests.stores import NOW, PASSPHRASE, TODAY, Clock

UI = Path(__file__).parent.parent / "iom_desktop" / "ui"
BY_HAND = Path(__file__).parent / "inputs" / "caseload_kept_by_hand.xlsx"
DIRECTORY = BY_HAND.with_name("providers.csv")
PEOPLE = 30


def calls_of(name: str) -> Iterator[ast.Call]:
    """Every call of ``name`` in the source of the window."""
    for path in UI.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name:
                yield node


def tables_in_source() -> set[str]:
    """The name given to each ``RecordTable`` that the source makes."""
    names = set()
    for call in calls_of("RecordTable"):
        (given,) = [word.value for word in call.keywords if word.arg == "name"]
        assert isinstance(given, ast.Constant), "a table whose name is worked out cannot be looked for here"
        names.add(str(given.value))
    return names


def models_in_source() -> set[str]:
    """The name of each model class of the window."""
    found = set()
    for path in UI.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                bases = {base.id for base in node.bases if isinstance(base, ast.Name)}
                found |= {
                    node.name for base in bases if base.startswith("QAbstract") and base.endswith("Model")
                }
    return found


@pytest.fixture
def shell(
    qapp: QApplication, qtbot: QtBot, store_folder: Path, tmp_path: Path, clock: Clock
) -> Iterator[Shell]:
    """The window at work on the invented caseload."""
    theme.apply_theme(qapp, "light")
    store = open_store(store_folder, PASSPHRASE, clock=clock)
    with store.write("Invent a caseload") as session:
        demo.fill(session, demo.invent(PEOPLE, 1, TODAY), TODAY)
    # Its second hand stands still: a machine busy for half a minute would be taken for one that slept, and lock.
    window = Window(SettingsFile(tmp_path / "settings.json"), clock=clock, seconds=lambda: 0.0)
    window.resize(USUAL_SIZE)
    window.show()
    qtbot.waitUntil(window.is_loaded, timeout=20_000)
    window.enter(Workspace(store, clock=clock))
    assert window.shell is not None
    yield window.shell
    window.close()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(window)


def fullest_case(shell: Shell) -> str:
    """A case with needs, flags, services and a draft that is not clear."""
    read = shell.workspace.read

    def full(case_id: str) -> tuple[bool, int]:
        versions = read(plans.list_versions, case_id)
        faults = read(plans.plan_readiness, read(plans.load_plan, versions[0].id)) if versions else ()
        return bool(faults), len(read(needs.list_needs, case_id)) * len(read(cases.list_flags, case_id))

    return max((row.id for row in read(cases.list_cases, NOW)), key=full)


def assess_again(shell: Shell, case_id: str) -> None:
    """Two more assessments of risk that say the same, so that there is an earlier one."""
    known = shell.workspace.read(risk.current_assessment, case_id)
    low = RiskLevel(RiskGroup.PUBLIC, Setting.COMMUNITY, Rosh.LOW)
    plain = RiskAssessmentDraft(assessed_on=TODAY, assessed_by="PC Test", levels=(low,))
    said = plain if known is None else known.said
    for _time in range(2):
        shell.workspace.perform("Record risk assessment", risk.assess_risk, case_id, said, TODAY)


def give_out_a_copy(shell: Shell, case_id: str) -> None:
    """A copy of the plan for the table, so that the case has one on the register."""
    file = shell.workspace.read(load_case_file, case_id, NOW, reader=CONFERENCE)
    draft = CopyDraft(recipients=("The table",))
    subject = plan_subject(file, Document.PLAN)
    shell.workspace.perform("Print case plan", register.issue_copies, subject, draft, TODAY)


def most_failures(shell: Shell) -> str:
    """The case with the most failures to comply that count."""
    stages = shell.workspace.read(lambda session: list(compliance.assess_all(session, NOW)))
    return max(stages, key=lambda one: one.failures).case_id


def day_with_visits(shell: Shell) -> date:
    """The next day on which somebody is to be seen."""
    days = (TODAY + timedelta(days=away) for away in range(15))
    return next(day for day in days if shell.workspace.read(day_sheet.visits_of, day))


def visit_conferences(shell: Shell) -> Iterator[Page]:
    """A conference that was held, part by part, two dialogs of its agenda, and attendance over time."""
    every = shell.workspace.read(conferences.list_conferences)
    held = next(one for one in every if one.state is ConferenceState.CLOSED)
    for key in PARTS:
        shell.go(Place("conference", tab=key, record_id=held.id))
        page = shell.page()
        assert isinstance(page, ConferencePage)
        yield page
    page.show_part("agenda")
    agenda = page.section()
    assert isinstance(agenda, AgendaSection)
    build = BuildAgendaDialog(shell.workspace, page.conference, page.items, page)
    yield page
    build.reject()
    agenda.add()
    adding = agenda.findChildren(AddCaseDialog)[-1]
    adding.form.field("person").restore_text("a")
    yield page
    adding.reject()
    shell.go(Place("attendance"))
    attendance = shell.page()
    assert isinstance(attendance, AttendancePage)
    yield attendance
    attendance.by.button("meetings").click()
    yield attendance


def visit_live(shell: Shell) -> Iterator[Page]:
    """The coming conference as it sits, one screen for each case."""
    every = shell.workspace.read(conferences.list_conferences)
    coming = next(one for one in every if one.state is not ConferenceState.CLOSED)
    shell.workspace.perform("Start the conference", conferences.open_conference, coming.id)
    shell.go(Place("live", tab="cases", record_id=coming.id))
    page = shell.page()
    assert isinstance(page, LivePage)
    yield page


def visit_everything(shell: Shell) -> Iterator[Page]:
    """Each page and each tab of a case, with something in it."""
    for item in nav_items():
        shell.go(Place(item.page))
        page = shell.page()
        assert isinstance(page, Page)
        if item.page == "import":
            page.open_file(BY_HAND)  # type: ignore[attr-defined]
        assert wait_for_jobs(30)
        yield page
        if isinstance(page, DiaryPage):
            whom = page.ask_whom()
            whom.form.field("person").restore_text("a")
            yield page
            whom.reject()
    shell.go(Place("services"))
    directory = shell.page()
    assert isinstance(directory, ProvidersPage)
    directory.open_file(DIRECTORY)
    assert wait_for_jobs(30)
    yield directory
    directory.leave_import()
    for key in ("outcomes", "copies"):
        shell.go(Place(key))
        listed = shell.page()
        assert isinstance(listed, Page)
        yield listed
    shell.go(Place("day_sheet"))
    sheet = shell.page()
    assert isinstance(sheet, DaySheetPage)
    sheet.show_day(day_with_visits(shell))
    assert wait_for_jobs(30)
    yield sheet
    shell.go(Place("lists"))
    lists = shell.page()
    assert isinstance(lists, Page)
    yield lists
    yield from visit_conferences(shell)
    yield from visit_live(shell)
    case_id = fullest_case(shell)
    assess_again(shell, case_id)
    give_out_a_copy(shell, case_id)
    for key in KEYS:
        shell.open_case(case_id, key)
        assert wait_for_jobs(30)
        tab = shell._cases[case_id].tab(key)
        yield tab
        if isinstance(tab, OverviewTab):
            history = tab.open_history()
            yield tab
            history.reject()
        if isinstance(tab, DocumentsTab):
            reading = tab.open_extract()
            yield tab
            reading.reject()
    failing = most_failures(shell)
    shell.open_case(failing, "compliance")
    yield shell._cases[failing].tab("compliance")


class ModelWatch:
    """A tester for each model met; Qt says in a warning what breaks the contract, and a warning fails a test."""

    def __init__(self) -> None:
        self._attached: dict[QAbstractItemModel, ModelTester] = {}
        self.tables: set[str] = set()
        self.models: set[str] = set()

    def attach(self, shell: Shell) -> list[RecordTable]:
        """Attach to every model in the window; returns the tables in view."""
        views = [v for v in shell.window().findChildren(QAbstractItemView) if not isinstance(v, QHeaderView)]
        for view in views:
            model = view.model()
            if model is not None and type(model).__module__.startswith("iom_desktop"):
                self.models.add(type(model).__name__)
                if model not in self._attached:
                    tester = self._attached[model] = ModelTester(None)
                    tester.check(model)
        tables = [view for view in views if isinstance(view, RecordTable)]
        self.tables |= {table.objectName() for table in tables if table.record_model().rowCount()}
        return [table for table in tables if table.isVisible()]


def order_every_way(table: RecordTable) -> None:
    for column in range(table.record_model().columnCount()):
        for order in (Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder):
            table.sortByColumn(column, order)
    table.sortByColumn(-1, Qt.SortOrder.AscendingOrder)


def test_every_list_of_the_program_is_a_sound_model(shell: Shell, qtbot: QtBot) -> None:
    watch = ModelWatch()
    watch.attach(shell)
    for page in visit_everything(shell):
        for table in watch.attach(shell):
            order_every_way(table)
            held = table.records()
            for some in (held[: len(held) // 2], [], held):
                table.set_records(some)
        page.reload()
        assert wait_for_jobs(30)
    shell.palette_box.open_box("a")
    watch.attach(shell)
    for typed in ("as", "no such words", ""):
        shell.palette_box.line.setText(typed)
    shell.palette_box.close_box()
    assert watch.tables == tables_in_source()
    assert watch.models == models_in_source()


def test_the_lists_follow_what_is_recorded(shell: Shell, qtbot: QtBot) -> None:
    watch = ModelWatch()
    for _page in visit_everything(shell):
        watch.attach(shell)
    case_id = fullest_case(shell)
    shell.go(Place("caseload"))
    for flag in shell.workspace.read(cases.list_flags, case_id):
        shell.workspace.perform("End risk flag", cases.end_flag, flag.id, TODAY, TODAY, "It is over.")
        qtbot.wait(1)
    for key in KEYS:
        shell.open_case(case_id, key)
        assert wait_for_jobs(30)


def test_a_model_that_lies_is_told(qtlog: _QtMessageCapture) -> None:
    """The testers do say something: here is a list that tells of a row which never comes."""
    model = RecordModel(caseload_columns(NOW))
    tester = ModelTester(None)
    tester.check(model)
    assert qtlog.records == []
    model.beginInsertRows(QModelIndex(), 0, 0)
    model.endInsertRows()
    assert any("FAIL!" in record.message for record in qtlog.records)
    qtlog._records.clear()  # what fails every other test was wanted here
