"""The shell: going places, back and forward, the cases opened last, the Ctrl+K box, the status line."""

from __future__ import annotations

from datetime import datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from iom_desktop.services import people
from iom_desktop.services.cases import load_case
from iom_desktop.ui.caseload.page import CaseloadPage
from iom_desktop.ui.navigation import Place
from iom_desktop.ui.shell import Shell
from iom_desktop.ui.window import Window
from iom_desktop.ui.workspace import Workspace
from tests.stores import Clock, Desk

SLOW = 30_000


@pytest.fixture
def shell(qtbot: QtBot, window: Window, workspace: Workspace) -> Shell:
    window.enter(workspace)
    assert window.shell is not None
    qtbot.wait(10)
    return window.shell


@pytest.fixture
def case_ids(desk: Desk) -> list[str]:
    surnames = ("Sampleton", "Mockridge", "Testerby", "Fictonby", "Draftley", "Exampleby", "Trialwick")
    return [desk.person(f"Z00000{n}", surname) for n, surname in enumerate(surnames)]


def key(qtbot: QtBot, widget: QWidget, name: str, *modifiers: Qt.KeyboardModifier) -> None:
    together = Qt.KeyboardModifier.NoModifier
    for modifier in modifiers:
        together |= modifier
    qtbot.keyClick(QApplication.focusWidget() or widget, getattr(Qt.Key, f"Key_{name}"), together)


ALT, CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier


def test_each_page_is_one_key_away(qtbot: QtBot, shell: Shell) -> None:
    pages = (
        ("2", "caseload"),
        ("8", "settings"),
        ("3", "diary"),
        ("4", "conferences"),
        ("5", "services"),
        ("6", "reports"),
        ("7", "import"),
    )
    for digit, page in (*pages, ("1", "today")):
        key(qtbot, shell, digit, ALT)
        assert shell.place().page == page


def test_a_page_that_a_room_looks_at_has_the_whole_width(qtbot: QtBot, shell: Shell) -> None:
    shell.go(Place("live"))
    assert not shell.sidebar.isVisible()
    shell.go(Place("caseload"))
    assert shell.sidebar.isVisible()


def test_back_and_forward_by_keyboard(qtbot: QtBot, shell: Shell) -> None:
    assert not shell.top_bar.back.isEnabled()
    shell.go(Place("caseload"))
    shell.go(Place("settings"))
    key(qtbot, shell, "Left", ALT)
    assert shell.place().page == "caseload"
    key(qtbot, shell, "Left", ALT)
    assert shell.place().page == "today"
    assert not shell.top_bar.back.isEnabled()
    key(qtbot, shell, "Right", ALT)
    assert shell.place().page == "caseload"


def test_back_leads_to_the_tab_one_had_turned_to(shell: Shell, case_ids: list[str]) -> None:
    shell.open_case(case_ids[0])
    shell._cases[case_ids[0]].show_tab("why_iom")
    shell.go(Place("caseload"))
    shell.go_back()
    assert (shell.place().case_id, shell.place().tab) == (case_ids[0], "why_iom")


def test_the_last_five_cases_stand_under_caseload(shell: Shell, case_ids: list[str]) -> None:
    for case_id in case_ids:
        shell.open_case(case_id)
    assert shell.sidebar.case_words() == [
        "TRIALWICK, Mo",
        "EXAMPLEBY, Mo",
        "DRAFTLEY, Mo",
        "FICTONBY, Mo",
        "TESTERBY, Mo",
    ]
    assert len(shell._cases) == 5


def test_a_case_of_the_list_opens_on_the_tab_it_was_left_on(shell: Shell, case_ids: list[str]) -> None:
    shell.open_case(case_ids[0], "needs")
    shell.open_case(case_ids[1])
    shell.sidebar.case_asked.emit(case_ids[0])
    assert (shell.place().case_id, shell.place().tab) == (case_ids[0], "needs")


def test_a_name_corrected_is_corrected_in_the_list(
    qtbot: QtBot, shell: Shell, workspace: Workspace, case_ids: list[str]
) -> None:
    from dataclasses import replace

    from iom_desktop.domain.people import PersonDraft

    shell.open_case(case_ids[0])
    person = workspace.read(load_case, case_ids[0]).person
    draft = PersonDraft(crn=person.crn, surname="Newnameley", forenames="Mo")
    workspace.perform(
        "Correct", people.correct_person, person.id, person.version, replace(draft), workspace.today()
    )
    qtbot.waitUntil(lambda: shell.sidebar.case_words() == ["NEWNAMELEY, Mo"])


def test_a_case_that_is_not_there_is_said_and_not_listed(shell: Shell) -> None:
    shell.open_case("0" * 32)
    assert shell.sidebar.case_words() == []
    said = [label.text() for label in shell.findChildren(QLabel) if label.isVisible()]
    assert any("no longer in the store" in text for text in said)


def test_opening_a_case_is_in_the_audit(shell: Shell, store: object, case_ids: list[str], desk: Desk) -> None:
    from sqlalchemy import select

    from iom_desktop.storage.tables import AuditEntryRow

    shell.open_case(case_ids[0])
    words = desk.see(lambda session: list(session.scalars(select(AuditEntryRow.words))))
    assert words.count("Open case") == 1


# --- The Ctrl+K box ------------------------------------------------------------------------------------


def typed_in_box(qtbot: QtBot, shell: Shell, typed: str) -> list[str]:
    key(qtbot, shell, "K", CTRL)
    box = shell.palette_box
    assert box.isVisible()
    qtbot.keyClicks(box.line, typed)
    return [entry.words for entry in box.entries()]


def test_a_person_is_found_and_opened_by_keyboard(qtbot: QtBot, shell: Shell, case_ids: list[str]) -> None:
    assert typed_in_box(qtbot, shell, "mockrige")[0] == "MOCKRIDGE, Mo"
    key(qtbot, shell, "Return")
    assert shell.place().case_id == case_ids[1]
    assert not shell.palette_box.isVisible()


@pytest.mark.parametrize("typed", ["Z000001", "z000001", "23/05/1986"])
def test_a_person_is_found_by_number_and_date(
    qtbot: QtBot, shell: Shell, case_ids: list[str], typed: str
) -> None:
    assert "MOCKRIDGE, Mo" in typed_in_box(qtbot, shell, typed)


def test_the_actions_of_the_page_in_view_are_offered(qtbot: QtBot, shell: Shell, case_ids: list[str]) -> None:
    assert "Add person" not in typed_in_box(qtbot, shell, "add person")
    key(qtbot, shell, "Escape")
    shell.go(Place("caseload"))
    assert typed_in_box(qtbot, shell, "add person") == ["Add person"]
    key(qtbot, shell, "Return")

    def open_forms() -> list[QWidget]:
        return [w for w in QApplication.topLevelWidgets() if w.objectName() == "add-person" and w.isVisible()]

    qtbot.waitUntil(lambda: len(open_forms()) == 1)
    open_forms()[0].close()


def test_the_tabs_of_a_case_and_the_pages_are_offered(
    qtbot: QtBot, shell: Shell, case_ids: list[str]
) -> None:
    shell.open_case(case_ids[0])
    assert "Timeline" in typed_in_box(qtbot, shell, "timel")
    key(qtbot, shell, "Escape")
    assert typed_in_box(qtbot, shell, "settin") == ["Settings"]
    key(qtbot, shell, "Return")
    assert shell.place().page == "settings"


def test_the_box_leaves_nothing_typed_behind(qtbot: QtBot, shell: Shell) -> None:
    typed_in_box(qtbot, shell, "sampleton")
    key(qtbot, shell, "Escape")
    assert shell.palette_box.line.text() == ""


# --- What it says --------------------------------------------------------------------------------------


def test_the_title_says_nothing_about_anybody(shell: Shell, window: Window, case_ids: list[str]) -> None:
    shell.open_case(case_ids[0])
    assert window.windowTitle() == "IOM Desktop"


def test_the_status_line_says_what_is_saved_and_how_safe_it_is(
    qtbot: QtBot, shell: Shell, workspace: Workspace, clock: Clock
) -> None:
    assert shell.status.whole_text() == "store: North Area · no backup yet"
    clock.now = datetime(2026, 11, 22, 14, 2)
    from iom_desktop.domain.cases import CaseDraft
    from iom_desktop.domain.people import PersonDraft

    draft = PersonDraft(crn="Z9", surname="Sampleton")
    workspace.perform("Add person", people.add_person, draft, CaseDraft(), workspace.today())
    qtbot.waitUntil(lambda: shell.status.whole_text().startswith("saved 14:02 · store: North Area"))
    clock.now = datetime(2026, 11, 22, 14, 30)
    shell.back_up(lambda error: pytest.fail(error.message))
    qtbot.waitUntil(lambda: shell.status.whole_text().endswith("backup 14:30 verified"), timeout=SLOW)
    clock.now = datetime(2026, 11, 24, 9, 0)
    shell.say_status()
    assert shell.status.whole_text().endswith("backup Sun 22 Nov 2026 verified")


def test_who_is_at_work_is_said(shell: Shell) -> None:
    assert shell.top_bar.officer.whole_text() == "PC Test Baker (police)"


def test_a_day_without_a_backup_brings_one(
    qtbot: QtBot, shell: Shell, workspace: Workspace, clock: Clock
) -> None:
    shell._back_up_daily()
    qtbot.waitUntil(lambda: workspace.last_backup() is not None, timeout=SLOW)
    first = workspace.last_backup()
    qtbot.waitUntil(lambda: "verified" in shell.status.whole_text())
    clock.advance(hours=23)
    shell._back_up_daily()
    qtbot.wait(50)
    assert workspace.last_backup() == first


def test_a_page_in_view_shows_what_was_changed_elsewhere(
    qtbot: QtBot, shell: Shell, workspace: Workspace, desk: Desk
) -> None:
    shell.go(Place("caseload"))
    page = shell.page()
    assert isinstance(page, CaseloadPage)
    assert page.names() == []
    desk.person()
    qtbot.waitUntil(lambda: page.names() == ["SAMPLETON, Mo"])


def test_what_waits_is_counted_beside_today(qtbot: QtBot, shell: Shell, desk: Desk) -> None:
    from iom_desktop.domain.appointments import AppointmentDraft
    from iom_desktop.services.appointments import book_appointment

    case_id = desk.person()
    draft = AppointmentDraft(
        type_code="COAP", starts_at=datetime(2026, 11, 22, 16, 0), place="Mocktown office"
    )
    desk.do(book_appointment, case_id, draft)
    qtbot.waitUntil(lambda: shell.sidebar.count_words("today") == "1")


def test_a_fault_is_said_where_one_is(window: Window, shell: Shell) -> None:
    window.explain_fault("Something went wrong.")
    assert shell.notice.text() == "Something went wrong."


def test_closing_the_window_closes_the_store(window: Window, shell: Shell, workspace: Workspace) -> None:
    window.close()
    assert workspace.store.keys.wiped
    assert window.settings.settings.geometry != ""
