"""The caseload: what a line says, finding while typing, quick filters, and all of it by keyboard."""

from __future__ import annotations

from datetime import date, datetime
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from iom_desktop.display.caseload import decision_words
from iom_desktop.domain.appointments import AppointmentDraft
from iom_desktop.domain.cases import CaseDraft
from iom_desktop.domain.codes import Cohort, Rag, Rosh
from iom_desktop.domain.decisions import DecisionDraft, DecisionMaker
from iom_desktop.domain.deselection import DeselectionDraft
from iom_desktop.services import appointments, decisions, plans
from iom_desktop.services.deselections import deselect
from iom_desktop.ui.caseload.page import CaseloadPage
from iom_desktop.ui.lock import open_dialogs
from iom_desktop.ui.navigation import Place
from iom_desktop.ui.people.dialog import ADD_DRAFT, AddPersonDialog
from iom_desktop.ui.record_table import CELL_ROLE
from iom_desktop.ui.workspace import Workspace
from tests.stores import TODAY, Desk
from tests.ui.conftest import RecordingNavigator


@pytest.fixture
def people(desk: Desk) -> dict[str, str]:
    made = {
        "mockridge": desk.person(
            "Z000002",
            "Mockridge",
            known_as="Nia",
            aliases=("Quillfeather",),
            pnc="2013/0010652N",
            date_of_birth=date(1990, 2, 3),
            managed=CaseDraft(cohort=Cohort.FLEX, rag=Rag.AMBER),
        ),
        "sampleton": desk.person(
            "Z000001",
            "Sampleton",
            managed=CaseDraft(
                cohort=Cohort.FIXED,
                rag=Rag.RED,
                rosh=Rosh.HIGH,
                police_lead="PC Example",
                probation_lead="D. Trial",
                review_on=date(2026, 11, 1),
            ),
        ),
        "lodz": desk.person("Z000003", "Łódźska", managed=CaseDraft(cohort=Cohort.FREE, rag=Rag.GREEN)),
    }
    said = DecisionDraft(
        decided_on=TODAY,
        cohort=Cohort.FIXED,
        rationale="Burglaries.",
        decided_by=(DecisionMaker(name="D. Example", agency="police"),),
    )
    desk.do(decisions.record_decision, made["sampleton"], said, TODAY)
    desk.do(plans.start_plan, made["sampleton"])
    desk.do(
        appointments.book_appointment,
        made["sampleton"],
        AppointmentDraft(type_code="COAP", starts_at=datetime(2026, 12, 1, 10, 0), place="Mocktown office"),
    )
    return made


@pytest.fixture
def page(
    qtbot: QtBot, workspace: Workspace, navigator: RecordingNavigator, people: dict[str, str]
) -> CaseloadPage:
    made = CaseloadPage(workspace, navigator)
    qtbot.addWidget(made)
    made.resize(1500, 700)
    made.show()
    made.activateWindow()
    made.first_focus()
    qtbot.waitUntil(made.filter.hasFocus)
    return made


def cells(page: CaseloadPage, name: str) -> dict[str, str]:
    row = page.names().index(name)
    model = page.table.record_model()
    return {column.key: model.data(model.index(row, n)) for n, column in enumerate(model.columns)}


def role(page: CaseloadPage, name: str, key: str) -> str | None:
    model = page.table.record_model()
    column = next(n for n, column in enumerate(model.columns) if column.key == key)
    return cast("str | None", model.data(model.index(page.names().index(name), column), CELL_ROLE))


# --- What a line says ----------------------------------------------------------------------------------


def test_a_line_says_how_the_case_stands(page: CaseloadPage) -> None:
    assert cells(page, "SAMPLETON, Mo") == {
        "name": "SAMPLETON, Mo",
        "known_as": "",
        "crn": "Z000001",
        "cohort": "Fixed",
        "rag": "RED",
        "rosh": "High",
        "plan": cells(page, "SAMPLETON, Mo")["plan"],
        "decision": "",
        "next": "Tue 1 Dec 2026 10:00",
        "leads": "PC Example · D. Trial",
        "review": "Sun 1 Nov 2026",
    }
    assert cells(page, "SAMPLETON, Mo")["plan"].endswith(("fault", "faults"))
    assert role(page, "SAMPLETON, Mo", "rag") == "rag-red"
    assert role(page, "SAMPLETON, Mo", "review") == "overdue"


def test_what_is_missing_is_marked_by_word_and_shape(page: CaseloadPage) -> None:
    line = cells(page, "MOCKRIDGE, Mo")
    assert (line["decision"], line["plan"], line["known_as"]) == ("No decision record", "no plan", "Nia")
    assert role(page, "MOCKRIDGE, Mo", "decision") == "missing"
    assert role(page, "MOCKRIDGE, Mo", "plan") == "missing"


def test_the_count_says_what_there_is_to_do(page: CaseloadPage) -> None:
    assert page.count.text() == "3 people · 2 with no decision record · 3 without a clear plan"


def test_an_empty_caseload_says_how_to_begin(
    qtbot: QtBot, workspace: Workspace, navigator: RecordingNavigator
) -> None:
    page = CaseloadPage(workspace, navigator)
    qtbot.addWidget(page)
    page.show()
    press = page.findChild(QWidget, "caseload-empty-action")
    assert press is not None
    qtbot.mouseClick(press, Qt.MouseButton.LeftButton)
    assert [dialog.objectName() for dialog in open_dialogs()] == ["add-person"]
    next(open_dialogs()).close()


# --- Finding while typing ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("mock", ["MOCKRIDGE, Mo"]),
        ("MOCKRIGE", ["MOCKRIDGE, Mo"]),
        ("nia", ["MOCKRIDGE, Mo"]),
        ("quillf", ["MOCKRIDGE, Mo"]),
        ("Z000003", ["ŁÓDŹSKA, Mo"]),
        ("lodzska", ["ŁÓDŹSKA, Mo"]),
        ("2013/0010652N", ["MOCKRIDGE, Mo"]),
        ("03/02/1990", ["MOCKRIDGE, Mo"]),
        ("3.2.1990", ["MOCKRIDGE, Mo"]),
        ("zzzzqq", []),
    ],
)
def test_a_person_is_found_by_any_part(
    qtbot: QtBot, page: CaseloadPage, typed: str, found: list[str]
) -> None:
    qtbot.keyClicks(page.filter, typed)
    assert page.names() == found
    assert page.count.text() == f"{len(found)} of 3 people"


def test_enter_opens_the_likeliest(
    qtbot: QtBot, page: CaseloadPage, navigator: RecordingNavigator, people: dict[str, str]
) -> None:
    qtbot.keyClicks(page.filter, "samp")
    qtbot.keyClick(page.filter, Qt.Key.Key_Return)
    assert navigator.places == [Place("case", people["sampleton"], "overview")]


def test_down_goes_into_the_list_and_enter_opens(
    qtbot: QtBot, page: CaseloadPage, navigator: RecordingNavigator, people: dict[str, str]
) -> None:
    qtbot.keyClick(page.filter, Qt.Key.Key_Down)
    qtbot.waitUntil(page.table.hasFocus)
    qtbot.keyClick(page.table, Qt.Key.Key_Down)
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert [place.case_id for place in navigator.places] == [page.table.records()[1].id]


def test_esc_empties_the_filter(qtbot: QtBot, page: CaseloadPage) -> None:
    qtbot.keyClicks(page.filter, "samp")
    qtbot.keyClick(page.filter, Qt.Key.Key_Escape)
    assert page.filter.text() == ""
    assert len(page.names()) == 3


def test_enter_with_nobody_found_does_nothing(
    qtbot: QtBot, page: CaseloadPage, navigator: RecordingNavigator
) -> None:
    qtbot.keyClicks(page.filter, "zzzzqq")
    qtbot.keyClick(page.filter, Qt.Key.Key_Return)
    assert navigator.places == []


@pytest.mark.parametrize("typed", ["<b>bold</b>", "%", "'; drop table", "\u202e", "a" * 200, "\\", "🙂"])
def test_whatever_is_typed_is_only_searched_for(page: CaseloadPage, typed: str) -> None:
    page.filter.setText(typed)
    assert len(page.names()) <= 3


# --- Quick filters -------------------------------------------------------------------------------------


def test_the_quick_filters_narrow_the_list_together(page: CaseloadPage) -> None:
    page.no_decision.setChecked(True)
    assert page.names() == ["MOCKRIDGE, Mo", "ŁÓDŹSKA, Mo"]
    page.cohort.setCurrentIndex(page.cohort.findData("flex"))
    assert page.names() == ["MOCKRIDGE, Mo"]
    page.rag.setCurrentIndex(page.rag.findData("red"))
    assert page.names() == []
    assert page.clear_button.isVisible()
    page.clear_button.click()
    assert len(page.names()) == 3
    assert not page.clear_button.isVisible()


def test_plans_that_are_not_clear_can_be_picked_out(page: CaseloadPage, desk: Desk) -> None:
    page.not_clear.setChecked(True)
    assert len(page.names()) == 3


def test_the_order_asked_for_stays_through_a_reload(page: CaseloadPage, desk: Desk) -> None:
    page.table.sort_by("rag")
    before = page.names()
    assert before[0] == "SAMPLETON, Mo"
    desk.person("Z000009", "Zedley", managed=CaseDraft(rag=Rag.BLUE))
    page.on_changed({"person", "case"})
    assert page.names() == [*before, "ZEDLEY, Mo"]


# --- Adding --------------------------------------------------------------------------------------------


def test_ctrl_n_opens_the_form_with_what_was_searched_for(qtbot: QtBot, page: CaseloadPage) -> None:
    qtbot.keyClicks(page.filter, "Zara Fictonby")
    qtbot.keyClick(page.filter, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: len(list(open_dialogs())) == 1)
    dialog = cast(AddPersonDialog, next(open_dialogs()))
    assert dialog.form.field("surname").text_snapshot() == "Fictonby"
    assert dialog.form.field("forenames").text_snapshot() == "Zara"
    dialog.close()


def test_the_form_left_open_is_opened_again(qtbot: QtBot, page: CaseloadPage) -> None:
    page.resume("something:else")
    assert list(open_dialogs()) == []
    page.resume(ADD_DRAFT)
    assert [dialog.objectName() for dialog in open_dialogs()] == ["add-person"]
    next(open_dialogs()).close()


def test_the_filter_keeps_the_keyboard_while_the_list_changes(qtbot: QtBot, page: CaseloadPage) -> None:
    qtbot.keyClicks(page.filter, "sa")
    assert QApplication.focusWidget() is page.filter


# --- Who is not under IOM ----------------------------------------------------------------------------------


def test_who_was_let_go_is_out_of_the_usual_list_and_found_by_name(
    workspace: Workspace, navigator: RecordingNavigator, desk: Desk, qtbot: QtBot
) -> None:
    desk.person(crn="Z000011", surname="Staying")
    gone = desk.person(crn="Z000012", surname="Goneby")
    let_go = DeselectionDraft(
        decided_on=date(2026, 6, 5),
        reason_code="MOVED_AWAY",
        words="Moved",
        exit_plan="None",
        decided_by=(DecisionMaker(name="A. Chair", agency="police"),),
    )
    desk.do(deselect, gone, let_go, TODAY)
    page = CaseloadPage(workspace, navigator)
    qtbot.addWidget(page)
    page.reload()
    assert page.names() == ["STAYING, Mo"]
    assert "1 person" in page.count.text()
    assert "1 de-selected" in page.count.text()
    page.filter.setText("goneby")
    assert page.names() == ["GONEBY, Mo"]
    (row,) = page.table.records()
    assert decision_words(row) == "De-selected 5 Jun 2026"
    page.filter.clear()
    page.iom.setCurrentIndex(page.iom.findData("deselected"))
    assert page.names() == ["GONEBY, Mo"]
    page.iom.setCurrentIndex(page.iom.findData(""))
    assert len(page.names()) == 2
    page.clear_filters()
    assert page.names() == ["STAYING, Mo"]
