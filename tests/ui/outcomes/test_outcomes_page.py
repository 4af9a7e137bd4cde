"""Outcomes missing, on the screen: by number, kept until saved, each row saved by itself."""

from __future__ import annotations

import time
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from iom_desktop.domain.appointments import (
    Appointment,
    AppointmentDraft,
    AskedBy,
    MoveDraft,
    OutcomeDraft,
    Repeat,
)
from iom_desktop.domain.cases import CaseDraft
from iom_desktop.domain.codes import Sentence
from iom_desktop.domain.enforcement import StepDraft
from iom_desktop.services import appointments, enforcement
from iom_desktop.ui.outcomes.model import DayLine
from iom_desktop.ui.outcomes.page import OutcomesPage, filled_key
from iom_desktop.ui.workspace import Workspace
from tests.stores import NOW, Desk
from tests.ui.cases.colleague import does
from tests.ui.conftest import RecordingNavigator

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def people(desk: Desk) -> dict[str, str]:
    """Two appointments on Tuesday, one on Thursday; Otherly's case is not statutory."""
    mo = desk.person()
    other = desk.person("Z000002", "Otherly", managed=CaseDraft(sentence=Sentence.NON_STATUTORY))
    return {
        "first": book(desk, mo, datetime(2026, 11, 17, 10)),
        "second": book(desk, other, datetime(2026, 11, 17, 11, 30), with_name="PC Maker"),
        "third": book(desk, mo, datetime(2026, 11, 19, 9), with_name=""),
    }


def book(desk: Desk, case_id: str, at: datetime, **said: Any) -> str:
    draft = AppointmentDraft(
        **{"type_code": "COAP", "starts_at": at, "place": "Mill Street", "with_name": "D. Maker"} | said
    )
    return desk.do(appointments.book_appointment, case_id, draft)


@pytest.fixture
def page(
    workspace: Workspace, navigator: RecordingNavigator, people: dict[str, str], qtbot: QtBot
) -> OutcomesPage:
    return open_page(workspace, navigator, qtbot)


def open_page(workspace: Workspace, navigator: RecordingNavigator, qtbot: QtBot) -> OutcomesPage:
    made = OutcomesPage(workspace, navigator)
    qtbot.addWidget(made)
    workspace.changed.connect(made.on_changed)
    made.resize(1100, 640)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.first_focus()
    return made


def keys(page: OutcomesPage, qtbot: QtBot, *pressed: Any) -> None:
    """Press keys where the keyboard is; words are typed."""
    for key in pressed:
        at = page.window().focusWidget()
        if isinstance(key, str) and len(key) > 1:
            qtbot.keyClicks(at, key)
        else:
            qtbot.keyClick(at, key)


def stored(desk: Desk, one: str) -> Appointment:
    return desk.see(appointments.load_appointment, one)


# --- The list ------------------------------------------------------------------------------------------


def test_each_row_says_whose_when_what_and_where_under_its_day(page: OutcomesPage) -> None:
    rows = [page.model.row(place) for place in range(page.model.rowCount())]
    assert [row.words for row in rows if isinstance(row, DayLine)] == [
        "Tuesday 17 November 2026 · 5 days ago · 2 appointments",
        "Thursday 19 November 2026 · 3 days ago · 1 appointment",
    ]
    spoken = page.model.index(1).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == (
        "SAMPLETON, Mo. Tue 17 Nov 2026 10:00 · Planned office visit · Mill Street · D. Maker. no outcome yet"
    )
    assert page.count_label.text() == "0 of 3 filled in."
    assert not page.save_button.isEnabled()


def test_the_model_keeps_its_word(page: OutcomesPage, qtbot: QtBot) -> None:
    tester = ModelTester(None)
    tester.check(page.model)
    keys(page, qtbot, "2", Qt.Key.Key_Return)
    page.officer.set_value("PC Maker")
    page.reload()


def test_an_empty_list_is_a_good_day(
    workspace: Workspace, navigator: RecordingNavigator, qtbot: QtBot
) -> None:
    made = open_page(workspace, navigator, qtbot)
    assert made.sheet._empty == "Every appointment that is over has its outcome."
    made.save()
    assert "Nothing is filled in yet" in made.notice_text()


def test_the_filter_by_officer_and_last_day(page: OutcomesPage, people: dict[str, str], qtbot: QtBot) -> None:
    def shown() -> list[str]:
        return [one.id for one in page.model.appointments()]

    assert [page.officer.box.itemText(n) for n in range(page.officer.box.count())] == [
        "Everybody", "D. Maker", "PC Maker", "Nobody named",
    ]  # fmt: skip
    page.officer.set_value("PC Maker")
    assert shown() == [people["second"]]
    page.officer.box.setCurrentIndex(3)
    assert shown() == [people["third"]]
    page.officer.set_value(None)
    page.until.line.setText("17/11")
    qtbot.waitUntil(lambda: shown() == [people["first"], people["second"]])
    page.until.line.setText("16/11/2026")
    qtbot.waitUntil(lambda: shown() == [])
    assert page.sheet._empty == "Nothing is missing here."
    page.until.line.setText("")
    qtbot.waitUntil(lambda: len(shown()) == 3)


# --- By keyboard ---------------------------------------------------------------------------------------


def test_three_outcomes_with_the_keyboard_alone(
    page: OutcomesPage, desk: Desk, people: dict[str, str], qtbot: QtBot
) -> None:
    # Failed to attend, of a licence: Enter asks what is done about it before it goes on.
    keys(page, qtbot, "7", Qt.Key.Key_Return)
    assert page.window().focusWidget().objectName() == "row-step"
    keys(page, qtbot, "1")
    assert "Evidence by Tuesday 24 November 2026, 5 working days after the appointment." in (
        page.explanation.text()
    )
    keys(page, qtbot, Qt.Key.Key_Return)
    # The same of a case that is not statutory asks nothing; Tab goes to the note.
    keys(page, qtbot, "7", Qt.Key.Key_Tab)
    assert page.window().focusWidget().objectName() == "row-note"
    keys(page, qtbot, "Nobody at 2 the door", Qt.Key.Key_Return, "1")
    assert page.count_label.text() == "3 of 3 filled in."
    for one in people.values():
        assert stored(desk, one).outcome_code == ""  # nothing is saved until it is said
    qtbot.keyClick(page.window().focusWidget(), Qt.Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: page.model.rowCount() == 0)
    first, second, third = (stored(desk, one) for one in people.values())
    assert (first.outcome_code, second.outcome_code, third.outcome_code) == ("AFTA", "AFTA", "ATTC")
    assert second.outcome_note == "Nobody at 2 the door"
    (step,) = desk.see(enforcement.list_steps, first.case_id)
    assert (step.appointment_id, step.said.code, step.said.evidence_by) == (
        first.id, "EA12", date(2026, 11, 24),
    )  # fmt: skip
    assert desk.see(enforcement.list_steps, second.case_id) == []
    assert page.notice_text() == "3 outcomes saved."


def test_arrows_pass_over_days_and_the_full_list_stands_behind(
    page: OutcomesPage, people: dict[str, str], qtbot: QtBot
) -> None:
    ids = list(people.values())
    assert page.sheet.chosen().id == ids[0]
    keys(page, qtbot, Qt.Key.Key_Down, Qt.Key.Key_Down)
    assert page.sheet.chosen().id == ids[2]
    keys(page, qtbot, Qt.Key.Key_Down)
    assert page.sheet.chosen().id == ids[2]
    keys(page, qtbot, Qt.Key.Key_Home)
    assert page.sheet.chosen().id == ids[0]
    keys(page, qtbot, Qt.Key.Key_End, Qt.Key.Key_Up)
    assert page.sheet.chosen().id == ids[1]
    box = page.sheet.editor.outcome
    codes = [box.itemData(n) for n in range(box.count())]
    assert codes[1:4] == ["ATTC", "AFTC", "AAME"]
    assert {"AARC", "ATSH", "CO05"} <= set(codes)
    box.setCurrentIndex(box.findData("AARC"))
    assert page.filled.of(ids[1]).outcome_code == "AARC"


def test_escape_leads_back_to_the_list_and_delete_empties_a_row(
    page: OutcomesPage, people: dict[str, str], qtbot: QtBot
) -> None:
    keys(page, qtbot, "1", Qt.Key.Key_Tab, "Came", Qt.Key.Key_Escape)
    assert page.sheet.hasFocus()
    assert page.filled.of(people["first"]).note == "Came"
    keys(page, qtbot, Qt.Key.Key_Delete)
    assert page.filled.of(people["first"]).empty
    assert page.sheet.editor.note.text() == ""
    assert page.count_label.text() == "0 of 3 filled in."


def test_what_is_done_is_not_kept_for_another_outcome(
    page: OutcomesPage, people: dict[str, str], qtbot: QtBot
) -> None:
    keys(page, qtbot, "6", Qt.Key.Key_Return, "1", Qt.Key.Key_Escape)
    assert page.filled.of(people["first"]).step_code == "WLS"
    keys(page, qtbot, "2")
    assert page.filled.of(people["first"]).step_code == ""
    assert page.model.step_missing(page.sheet.chosen())
    keys(page, qtbot, "3")
    assert not page.model.step_missing(page.sheet.chosen())
    assert not page.sheet.editor.step.isVisible()


def test_the_chosen_case_is_a_key_away(
    page: OutcomesPage, people: dict[str, str], navigator: RecordingNavigator, qtbot: QtBot
) -> None:
    qtbot.keyClick(page.sheet, Qt.Key.Key_O, CONTROL)
    qtbot.waitUntil(lambda: bool(navigator.places))
    assert (navigator.places[0].tab, navigator.places[0].record_id) == ("appointments", people["first"])


# --- Saving --------------------------------------------------------------------------------------------


def test_a_row_that_cannot_be_saved_stays_with_its_sentence_and_the_others_are_saved(
    page: OutcomesPage, desk: Desk, people: dict[str, str], qtbot: QtBot
) -> None:
    keys(page, qtbot, "6", Qt.Key.Key_Down, "1", Qt.Key.Key_Down, "1")
    page.save()
    assert page.notice_text() == "2 outcomes saved; 1 row was not, and says why."
    assert [one.id for one in page.model.appointments()] == [people["first"]]
    assert page.model.faults[people["first"]] == (
        "Enforcement: this outcome does not comply, so say what is done about it."
    )
    assert page.model.faults[people["first"]] in page.model.index(1).data(Qt.ItemDataRole.AccessibleTextRole)
    assert page.filled.of(people["first"]).outcome_code == "UAAB"
    assert stored(desk, people["third"]).outcome_code == "ATTC"
    keys(page, qtbot, Qt.Key.Key_Return, "7")  # no further action
    page.save()
    assert stored(desk, people["first"]).outcome_code == "UAAB"
    assert page.model.faults == {}


def test_an_appointment_changed_meanwhile_is_not_saved_unseen(
    page: OutcomesPage, desk: Desk, people: dict[str, str], qtbot: QtBot
) -> None:
    keys(page, qtbot, "1")
    moved = MoveDraft(
        starts_at=datetime(2026, 11, 16, 9),
        minutes=30,
        place="Court Road",
        asked_by=AskedBy.PERSON,
        reason="Came a day earlier",
    )
    does(desk.store, "Move", appointments.move_appointment, people["first"], 1, moved)
    page.save()
    assert "Somebody else changed" in page.model.faults[people["first"]]
    assert stored(desk, people["first"]).outcome_code == ""
    page.save()
    assert stored(desk, people["first"]).outcome_code == "ATTC"


def test_a_row_given_an_outcome_by_a_colleague_is_let_go_of_and_said(
    page: OutcomesPage, desk: Desk, people: dict[str, str], qtbot: QtBot
) -> None:
    keys(page, qtbot, "1")
    theirs = OutcomeDraft(outcome_code="UAAB", enforcement=StepDraft(code="NFA"))
    does(desk.store, "Record outcome", appointments.record_outcome, people["first"], theirs, NOW)
    page.mark_stale()
    page._refresh_if_seen()
    assert page.notice_text() == ("1 row filled in here had been given an outcome, or cancelled, meanwhile.")
    assert list(page.filled.ids()) == []
    page.save()
    assert stored(desk, people["first"]).outcome_code == "UAAB"


def test_what_is_filled_in_and_not_shown_is_counted_and_left(
    page: OutcomesPage, desk: Desk, people: dict[str, str], qtbot: QtBot
) -> None:
    keys(page, qtbot, "1")
    page.officer.set_value("PC Maker")
    assert page.count_label.text() == "0 of 1 filled in; 1 more filled in that are not shown."
    page.first_focus()
    keys(page, qtbot, "1")
    page.save()
    assert stored(desk, people["first"]).outcome_code == ""
    assert stored(desk, people["second"]).outcome_code == "ATTC"
    assert page.filled.of(people["first"]).outcome_code == "ATTC"


# --- Coming back ---------------------------------------------------------------------------------------


def test_what_is_filled_in_comes_back_after_a_lock(
    page: OutcomesPage,
    workspace: Workspace,
    navigator: RecordingNavigator,
    people: dict[str, str],
    qtbot: QtBot,
) -> None:
    keys(page, qtbot, "6", Qt.Key.Key_Return, "1", Qt.Key.Key_Return, "1", Qt.Key.Key_Tab, "Cafe & <b>")
    page.keeper.flush()  # as before a lock
    page.close()
    again = open_page(workspace, navigator, qtbot)
    assert again.filled.value() == page.filled.value()
    assert again.filled.of(people["second"]).note == "Cafe & <b>"
    assert again.notice_text() == "What you had filled in is back; nothing of it is saved yet."
    assert again.sheet.editor.outcome.code() == "UAAB"
    assert again.sheet.editor.step.code() == "WLS"
    again.save()
    assert workspace.drafts.load(filled_key(workspace.officer.officer_id)) is None


@pytest.mark.parametrize("text", ["", "{", "[]", '{"a": {"other": 1}}', '{"a": 1}'])
def test_a_draft_that_cannot_be_read_is_no_draft(page: OutcomesPage, text: str) -> None:
    page.filled.restore_text(text)
    assert page.filled.value() == {}


def test_five_hundred_rows_stay_quick(
    workspace: Workspace, navigator: RecordingNavigator, desk: Desk, qtbot: QtBot
) -> None:
    start = datetime(2026, 6, 1, 9)
    for place in range(5):
        case_id = desk.person(f"Z1{place:05d}", f"Crowd{place}")
        begun = start + timedelta(hours=place)
        draft = {"repeat": Repeat.DAILY, "repeat_until": date(2026, 9, 27)}
        book(desk, case_id, begun, **draft)
    made = open_page(workspace, navigator, qtbot)
    assert len(made.model.appointments()) == 595

    def each(rows: int) -> float:
        begun_at = time.perf_counter()
        for _row in range(rows):
            keys(made, qtbot, "3", Qt.Key.Key_Return)
        return time.perf_counter() - begun_at

    long = each(15)
    assert made.count_label.text() == "15 of 595 filled in."
    made.until.line.setText("4/6/2026")
    qtbot.waitUntil(lambda: made.model.count() == 20)
    made.first_focus()
    keys(made, qtbot, Qt.Key.Key_Home)
    assert long < 4 * each(15)  # a row costs about what it costs in a list of twenty
    made.until.line.setText("")
    qtbot.waitUntil(lambda: made.model.count() == 595)
    # Many are saved a piece at a time, and the page says how far it is.
    for one in made.model.appointments():
        made.filled.fill(one.id, one.version, outcome_code="ATTC")
    made.sheet.moved.emit()
    made.save()
    assert made.count_label.text().startswith("Saving: ")
    assert not made.sheet.isEnabled()
    qtbot.waitUntil(lambda: made.notice_text() == "595 outcomes saved.", timeout=60_000)
    assert made.model.rowCount() == 0
    assert made.sheet.isEnabled()
