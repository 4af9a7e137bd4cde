"""Today: which line stands where, where it leads, and that thousands of lines cost little."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from iom_desktop.domain.actions import ActionDraft, Source
from iom_desktop.domain.appointments import AppointmentDraft
from iom_desktop.domain.cases import CaseDraft
from iom_desktop.domain.codes import Answer, Cohort
from iom_desktop.domain.decisions import DecisionDraft, DecisionMaker
from iom_desktop.domain.plans import GoalDraft
from iom_desktop.domain.today import Column, Matter, TodayItem
from iom_desktop.services import actions, appointments, cases, decisions, plans
from iom_desktop.ui.navigation import Place
from iom_desktop.ui.today.lines import FEW, More, TodayList, standing_words, what_words, when_words
from iom_desktop.ui.today.page import TodayPage, away_words, destination
from iom_desktop.ui.workspace import Workspace
from tests.stores import NOW, TODAY, Clock, Desk
from tests.ui.conftest import RecordingNavigator


@pytest.fixture
def page(qtbot: QtBot, workspace: Workspace, navigator: RecordingNavigator) -> TodayPage:
    made = TodayPage(workspace, navigator)
    qtbot.addWidget(made)
    made.resize(1100, 700)
    return made


def book(desk: Desk, case_id: str, at: datetime, **more: str) -> str:
    said = {"type_code": "COAP", "place": "Mocktown office", "with_name": "D. Example"} | more
    return desk.do(appointments.book_appointment, case_id, AppointmentDraft(starts_at=at, **said))  # type: ignore[arg-type]


def item(matter: Matter, **more: object) -> TodayItem:
    said = {
        "id": "r",
        "case_id": "c",
        "person": "SAMPLETON, Mo",
        "crn": "Z1",
        "words": "x",
        "at": None,
        "due": TODAY,
    }
    return TodayItem(matter=matter, **(said | more))  # type: ignore[arg-type]


def in_column(page: TodayPage, column: Column) -> TodayList:
    return page.columns[column].lines


# --- Which line stands where ---------------------------------------------------------------------------


def test_a_store_without_anybody_says_how_to_begin(
    qtbot: QtBot, page: TodayPage, navigator: RecordingNavigator
) -> None:
    page.show()
    press = page.findChild(QWidget, "today-empty-action")
    assert press is not None
    qtbot.mouseClick(press, Qt.MouseButton.LeftButton)
    assert navigator.places == [Place("import")]


def test_a_clear_day_is_a_good_day(page: TodayPage, desk: Desk) -> None:
    case_id = desk.person()
    said = DecisionDraft(
        decided_on=TODAY,
        cohort=Cohort.FIXED,
        rationale="Burglaries.",
        decided_by=(DecisionMaker(name="D. Example", agency="police"),),
    )
    desk.do(decisions.record_decision, case_id, said, TODAY)
    page.show()
    assert in_column(page, Column.NOW)._empty == "Nothing is promised for today."
    assert "good day" in in_column(page, Column.OWED)._empty
    assert in_column(page, Column.OWED).headings() == []
    assert in_column(page, Column.WATCH).headings() == [("No plan", 1)]


def test_every_matter_stands_in_its_column_with_its_facts(page: TodayPage, desk: Desk) -> None:
    risky = CaseDraft(cohort=Cohort.FIXED, risk_to_staff=Answer.YES, review_on=date(2026, 11, 20))
    case_id = desk.person("Z000001", "Sampleton", managed=risky)
    book(desk, case_id, datetime(2026, 11, 20, 10, 0))
    book(desk, case_id, datetime(2026, 11, 22, 15, 30))
    plan = desk.do(plans.start_plan, case_id)
    goal = desk.do(plans.add_goal, plan, GoalDraft(words="I will stop", target_on=date(2027, 2, 2)))
    for what, due in (
        ("Ring the clinic", date(2026, 11, 13)),
        ("See the housing officer", date(2026, 11, 24)),
    ):
        draft = ActionDraft(what=what, due_on=due, due_time=time(9, 0), source=Source.IOM)
        desk.do(actions.add_action, goal, draft, TODAY)
    page.show()

    now = {(one.matter, what_words(one)): one for one in in_column(page, Column.NOW).items()}
    assert {matter for matter, _ in now} == {Matter.APPOINTMENT, Matter.ACTION_DUE}
    assert (Matter.ACTION_DUE, "See the housing officer") in now
    owed = {one.matter: one for one in in_column(page, Column.OWED).items()}
    assert set(owed) == {Matter.OUTCOME_MISSING, Matter.ACTION_OVERDUE, Matter.REVIEW_DUE}
    assert what_words(owed[Matter.REVIEW_DUE]) == "IOM review"
    assert when_words(owed[Matter.OUTCOME_MISSING]) == "Fri 20 Nov 2026 10:00 · Mocktown office · D. Example"
    assert standing_words(owed[Matter.ACTION_OVERDUE], NOW) == "9 days overdue"
    assert standing_words(owed[Matter.OUTCOME_MISSING], NOW) == "2 days ago"
    assert all(one.risk_to_staff and one.person == "SAMPLETON, Mo" for one in owed.values())
    watch = {one.matter for one in in_column(page, Column.WATCH).items()}
    assert watch == {Matter.PLAN_NOT_CLEAR, Matter.NO_DECISION}
    assert page.columns[Column.OWED].count.text() == "3"


def test_the_next_appointment_is_large_with_what_is_outstanding(
    page: TodayPage, desk: Desk, clock: Clock
) -> None:
    one = desk.person("Z000001", "Sampleton", managed=CaseDraft(risk_to_staff=Answer.YES))
    other = desk.person("Z000002", "Mockridge")
    book(desk, other, datetime(2026, 11, 22, 9, 0))
    book(desk, one, datetime(2026, 11, 22, 15, 30))
    book(desk, one, datetime(2026, 11, 19, 10, 0))
    page.show()
    card = page.card
    assert card.isVisible()
    assert (card.time.text(), card.away.text()) == ("15:30", "in 1 hour 30 minutes")
    assert card.person.whole_text() == "SAMPLETON, Mo"
    assert card.place.text() == "Mocktown office · D. Example"
    assert card.risk.isVisible()
    lines = card.outstanding.text().splitlines()
    assert lines[0] == "Outstanding:"
    assert any(line.startswith("Outcome missing") and "Thu 19 Nov 2026 10:00" in line for line in lines)
    assert "No plan" in lines
    assert not any("Mockridge" in line for line in lines)
    clock.now = datetime(2026, 11, 22, 15, 0)
    page._on_minute()
    assert card.away.text() == "in 30 minutes"
    clock.now = datetime(2026, 11, 22, 16, 0)
    page._on_minute()
    assert not card.isVisible()


def test_a_new_day_brings_new_lines(page: TodayPage, desk: Desk, clock: Clock) -> None:
    case_id = desk.person()
    book(desk, case_id, datetime(2026, 11, 23, 9, 0))
    page.show()
    assert in_column(page, Column.NOW).items() == []
    clock.now = datetime(2026, 11, 23, 8, 0)
    page._on_minute()
    assert [one.matter for one in in_column(page, Column.NOW).items()] == [Matter.APPOINTMENT]
    assert page.date.text() == "Monday 23 November 2026"


@pytest.mark.parametrize(
    ("away", "words"),
    [
        (datetime(2026, 11, 22, 14, 0), "in 0 minutes"),
        (datetime(2026, 11, 22, 14, 1), "in 1 minute"),
        (datetime(2026, 11, 22, 15, 0), "in 1 hour"),
        (datetime(2026, 11, 22, 16, 5), "in 2 hours 5 minutes"),
    ],
)
def test_how_far_off_an_appointment_is(away: datetime, words: str) -> None:
    assert away_words(away, NOW) == words


# --- Where a line leads --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "place"),
    [
        (item(Matter.APPOINTMENT), Place("case", "c", "appointments", "r")),
        (item(Matter.OUTCOME_MISSING), Place("case", "c", "appointments", "r", "outcome_code")),
        (item(Matter.ACTION_OVERDUE), Place("case", "c", "plan", "r")),
        (item(Matter.ACTION_DUE), Place("case", "c", "plan", "r")),
        (item(Matter.REVIEW_DUE, review="case"), Place("case", "c", "overview", "", "review_on")),
        (item(Matter.REVIEW_DUE, review="plan"), Place("case", "c", "plan")),
        (item(Matter.REVIEW_DUE, review="flag"), Place("case", "c", "needs", "r", "review")),
        (item(Matter.SAFEGUARDING_DUE), Place("case", "c", "needs", "r", "answer")),
        (item(Matter.MARAC_COMING), Place("case", "c", "needs", "r", "marac")),
        (item(Matter.MARAC_PASSED), Place("case", "c", "needs", "r", "marac")),
        (item(Matter.RISK_PROMPT, asks="child_check"), Place("case", "c", "needs", "c", "child_check")),
        (item(Matter.ASSESSMENT_OLD), Place("case", "c", "needs", "", "levels")),
        (item(Matter.RELEASE_AHEAD), Place("case", "c", "overview")),
        (item(Matter.REFERRAL_WAITING, asks="screen"), Place("case", "c", "why_iom", "r", "screen")),
        (item(Matter.PLAN_NOT_CLEAR), Place("case", "c", "plan")),
        (item(Matter.NO_PLAN), Place("case", "c", "plan")),
        (item(Matter.NO_DECISION), Place("case", "c", "why_iom")),
    ],
)
def test_a_line_leads_to_where_it_is_put_right(one: TodayItem, place: Place) -> None:
    assert destination(one) == place


def test_every_matter_leads_somewhere() -> None:
    of_cases = set(Matter) - {Matter.COPIES_OVERDUE}
    assert all(destination(item(matter)).case_id == "c" for matter in of_cases)
    assert destination(item(Matter.COPIES_OVERDUE)) == Place("copies", field="overdue")


def test_a_click_and_enter_go_there(
    qtbot: QtBot, page: TodayPage, desk: Desk, navigator: RecordingNavigator
) -> None:
    case_id = desk.person()
    page.show()
    lines = in_column(page, Column.WATCH)
    rows = {
        line.matter: row for row, line in enumerate(lines.lines_model.lines) if isinstance(line, TodayItem)
    }
    index = lines.lines_model.index(rows[Matter.NO_DECISION])
    qtbot.mouseClick(lines.viewport(), Qt.MouseButton.LeftButton, pos=lines.visualRect(index).center())
    assert navigator.places == [Place("case", case_id, "why_iom")]
    lines.setFocus()
    lines.setCurrentIndex(lines.lines_model.index(rows[Matter.NO_PLAN]))
    qtbot.keyClick(lines, Qt.Key.Key_Return)
    assert navigator.places[-1] == Place("case", case_id, "plan")


def test_the_keyboard_begins_at_the_next_appointment(qtbot: QtBot, page: TodayPage, desk: Desk) -> None:
    book(desk, desk.person(), datetime(2026, 11, 22, 15, 30))
    page.show()
    page.activateWindow()
    page.first_focus()
    qtbot.waitUntil(page.card.open_button.hasFocus)


# --- Folding, and many lines ---------------------------------------------------------------------------


@pytest.fixture
def lines(qtbot: QtBot) -> TodayList:
    made = TodayList(lambda: NOW, name="lines", words="Watch", empty="Nothing.")
    qtbot.addWidget(made)
    made.resize(320, 600)
    made.show()
    return made


def many(count: int, matter: Matter = Matter.NO_PLAN) -> list[TodayItem]:
    return [item(matter, id=f"{matter}-{n}", case_id=f"c{n}", due=None) for n in range(count)]


def test_of_a_long_group_the_first_few_show_until_more_are_asked_for(qtbot: QtBot, lines: TodayList) -> None:
    lines.set_items(many(50))
    assert len(lines.items()) == FEW
    more = lines.lines_model.lines[-1]
    assert isinstance(more, More)
    assert more.words == f"Show {50 - FEW} more"
    lines.setCurrentIndex(lines.lines_model.index(len(lines.lines_model.lines) - 1))
    qtbot.keyClick(lines, Qt.Key.Key_Return)
    assert len(lines.items()) == 50
    assert lines.currentIndex().row() == FEW + 1


def test_what_is_not_listed_is_counted_and_leads_to_the_caseload(qtbot: QtBot, lines: TodayList) -> None:
    asked: list[bool] = []
    lines.rest_asked.connect(lambda: asked.append(True))
    lines.set_items(many(50), {Matter.NO_PLAN: 9_000})
    assert lines.headings() == [("No plan", 9_000)]
    assert lines.lines_model.lines[-1] == More(Matter.NO_PLAN, 9_000 - FEW)
    lines.setCurrentIndex(lines.lines_model.index(1))
    qtbot.keyClick(lines, Qt.Key.Key_Right)
    last = lines.lines_model.lines[-1]
    assert isinstance(last, More)
    assert last.words == "8,950 more in the caseload"
    lines.setCurrentIndex(lines.lines_model.index(len(lines.lines_model.lines) - 1))
    qtbot.keyClick(lines, Qt.Key.Key_Return)
    assert asked == [True]


def test_a_group_of_one_line_too_many_shows_whole(lines: TodayList) -> None:
    lines.set_items(many(FEW + 1))
    assert len(lines.items()) == FEW + 1


def test_left_folds_and_right_unfolds(qtbot: QtBot, lines: TodayList) -> None:
    lines.set_items([*many(3), *many(2, Matter.NO_DECISION)])
    lines.setCurrentIndex(lines.lines_model.index(2))
    qtbot.keyClick(lines, Qt.Key.Key_Left)
    assert [one.matter for one in lines.items()] == [Matter.NO_DECISION] * 2
    assert lines.headings() == [("No plan", 3), ("No decision record", 2)]
    assert lines.currentIndex().row() == 0
    qtbot.keyClick(lines, Qt.Key.Key_Right)
    assert len(lines.items()) == 5
    qtbot.keyClick(lines, Qt.Key.Key_Space)
    assert len(lines.items()) == 5 or lines.currentIndex().row() == 0


def test_a_reload_keeps_the_fold_the_line_and_the_place(lines: TodayList) -> None:
    lines.set_items([*many(3), *many(40, Matter.NO_DECISION)])
    lines.setCurrentIndex(lines.lines_model.index(6))
    here = lines.lines_model.lines[6]
    lines.set_items([*many(2), *many(40, Matter.NO_DECISION)])
    assert lines.lines_model.lines[lines.currentIndex().row()] == here


def test_a_screen_reader_hears_the_whole_line(lines: TodayList) -> None:
    one = item(
        Matter.OUTCOME_MISSING, words="Office visit", at=datetime(2026, 11, 20, 10), risk_to_staff=True
    )
    lines.set_items([one])
    role = Qt.ItemDataRole.AccessibleTextRole
    assert lines.lines_model.data(lines.lines_model.index(0), role) == "Outcome missing, 1, unfolded"
    said = lines.lines_model.data(lines.lines_model.index(1), role)
    assert said == "SAMPLETON, Mo, Risk to staff, Office visit, Fri 20 Nov 2026 10:00, Record the outcome"


def test_the_model_is_a_good_model(lines: TodayList, qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(lines.lines_model)
    lines.set_items([*many(20), *many(2, Matter.NO_DECISION)])
    qtmodeltester.check(lines.lines_model)


def test_twenty_thousand_lines_make_no_widgets(qtbot: QtBot, lines: TodayList) -> None:
    lines.set_items(many(20_000))
    before = len(lines.findChildren(QWidget))
    lines.setCurrentIndex(lines.lines_model.index(1))
    qtbot.keyClick(lines, Qt.Key.Key_Right)
    assert len(lines.items()) == 20_000
    assert len(lines.findChildren(QWidget)) == before


def test_a_narrow_page_shows_one_column_at_a_time(qtbot: QtBot, page: TodayPage, desk: Desk) -> None:
    desk.person()
    page.resize(600, 600)
    page.show()
    assert page.tabs.isVisible()
    shown = [column for column, view in page.columns.items() if view.isVisible()]
    assert shown == [Column.NOW]
    page.tabs.setCurrentIndex(2)
    assert [column for column, view in page.columns.items() if view.isVisible()] == [Column.WATCH]
    page.resize(1100, 600)
    QApplication.processEvents()
    assert all(view.isVisible() for view in page.columns.values())


def test_a_case_gone_elsewhere_leaves_no_line(page: TodayPage, desk: Desk) -> None:
    case_id = desk.person()
    page.show()
    assert in_column(page, Column.WATCH).headings() == [("No plan", 1), ("No decision record", 1)]
    version = desk.see(cases.load_case, case_id).version
    desk.do(cases.change_case, case_id, version, CaseDraft(review_on=date(2026, 11, 1)), TODAY)
    page.on_changed({"case"})
    assert [one.review for one in in_column(page, Column.OWED).items()] == ["case"]
