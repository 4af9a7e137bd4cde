"""The overview on screen: lines that lead somewhere, and how the person is managed, changed in place."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from iom_desktop.domain.appointments import AppointmentDraft
from iom_desktop.domain.cases import Case, CaseDraft
from iom_desktop.domain.codes import Answer, Cohort, Rag, Rosh, Sentence
from iom_desktop.domain.statuses import Aspect
from iom_desktop.services import appointments, cases
from iom_desktop.ui.cases.dialog import ManagedDialog, draft_key
from iom_desktop.ui.cases.overview import OverviewTab, person_key
from iom_desktop.ui.navigation import Place
from iom_desktop.ui.statuses.dialog import StatusDialog
from iom_desktop.ui.workspace import Workspace
from tests.stores import TODAY, Desk
from tests.ui.cases.colleague import does
from tests.ui.conftest import RecordingNavigator


@pytest.fixture
def case_id(desk: Desk) -> str:
    return desk.person(known_as="Mo", address="1 Mill Street\nNorthtown", postcode="NN1 1NN")


@pytest.fixture
def tab(workspace: Workspace, navigator: RecordingNavigator, case_id: str, qtbot: QtBot) -> OverviewTab:
    made = OverviewTab(workspace, navigator, case_id)
    qtbot.addWidget(made)
    workspace.changed.connect(made.on_changed)
    made.resize(1100, 600)
    made.show()
    return made


def saved(desk: Desk, case_id: str) -> Case:
    return desk.see(cases.load_case, case_id)


def open_dialog(tab: OverviewTab, field: str = "") -> ManagedDialog:
    dialog = tab.open_managed(field)
    assert isinstance(dialog, ManagedDialog)
    return dialog


def comparison(dialog: ManagedDialog) -> list[str]:
    return [label.text() for label in dialog.findChildren(QLabel) if "comparison" in label.objectName()]


def press(dialog: ManagedDialog, which: str) -> None:
    found = dialog.findChild(QPushButton, f"managed-dialog-comparison-{which}")
    assert isinstance(found, QPushButton)
    found.click()


# --- Lines ---------------------------------------------------------------------------------------------


def test_an_appointment_leads_to_its_place(
    tab: OverviewTab, desk: Desk, case_id: str, navigator: RecordingNavigator, qtbot: QtBot
) -> None:
    draft = AppointmentDraft(type_code="COAP", starts_at=datetime(2026, 11, 23, 10), place="Mill Street")
    booked = desk.do(appointments.book_appointment, case_id, draft)
    qtbot.waitUntil(lambda: tab.answers("next")[0].tab == "appointments")
    line = tab._questions["next"].lines.buttons()[0]
    line.setFocus()
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert navigator.places == [Place("case", case_id, "appointments", booked)]


def test_missing_plan_and_decision_are_named_where_they_are_put_right(tab: OverviewTab) -> None:
    assert [line.tab for line in tab.answers("next")] == ["plan"]
    assert [line.tab for line in tab.answers("late")] == ["why_iom"]
    assert tab.answers("changed")[0].words == "You have not opened this case before."
    assert tab._questions["next"].heading.text() == "What must Mo do next?"


def test_an_answer_that_leads_nowhere_takes_no_keyboard(
    tab: OverviewTab, navigator: RecordingNavigator
) -> None:
    line = tab._questions["waiting"].lines.buttons()[0]
    assert line.focusPolicy() is Qt.FocusPolicy.NoFocus
    line.click()
    assert navigator.places == []


def test_a_long_line_takes_the_height_it_needs(tab: OverviewTab) -> None:
    line = tab._questions["late"].lines.buttons()[0]
    assert line.heightForWidth(260) > line.heightForWidth(900)


def test_who_they_are_and_how_they_are_reached(tab: OverviewTab) -> None:
    said = {tab.findChild(QLabel, f"person-label-{n}").text(): tab.findChild(QLabel, f"person-{n}").text()
            for n in range(8)}  # fmt: skip
    assert said["Address"] == "1 Mill Street, Northtown, NN1 1NN"
    assert said["Date of birth"] == "Fri 23 May 1986"
    assert said["Mobile"] == "not recorded"


# --- How the person is managed -------------------------------------------------------------------------


def test_what_is_typed_is_stored_and_shown(tab: OverviewTab, desk: Desk, case_id: str, qtbot: QtBot) -> None:
    dialog = open_dialog(tab)
    form = dialog.form
    for name, value in {
        "sentence": "community_order",
        "sentence_start": date(2026, 6, 1), "sentence_end": date(2027, 6, 1), "index_offence": "Shop theft",
        "ogrs": 82, "adopted_on": date(2026, 3, 3), "police_phone": "01632 960 001", "probation_phone": "01632 960 002",
        "next_conference_on": date(2026, 12, 9), "review_on": date(2027, 3, 3), "mappa": "Level 2",
        "mappa_checked_on": date(2026, 11, 1), "risk_to_staff": "yes", "domestic_abuse": "no",
        "child_safeguarding": "yes", "safeguarding_checked_on": date(2026, 11, 3),
    }.items():  # fmt: skip
        form.field(name).set_value(value)
    dialog.save()
    row = saved(desk, case_id).managed
    assert row == CaseDraft(
        cohort=Cohort.FIXED, rag=Rag.RED, sentence=Sentence.COMMUNITY_ORDER,
        sentence_start=date(2026, 6, 1), sentence_end=date(2027, 6, 1), index_offence="Shop theft", ogrs=82,
        adopted_on=date(2026, 3, 3), police_phone="01632 960 001", probation_phone="01632 960 002",
        next_conference_on=date(2026, 12, 9), review_on=date(2027, 3, 3), mappa="Level 2",
        mappa_checked_on=date(2026, 11, 1), risk_to_staff=Answer.YES, domestic_abuse=Answer.NO,
        child_safeguarding=Answer.YES, safeguarding_checked_on=date(2026, 11, 3),
    )  # fmt: skip
    shown = lambda: [tab.findChild(QLabel, f"managed-{n}").text() for n in range(8)]  # noqa: E731
    qtbot.waitUntil(lambda: "82%" in shown())
    assert "Fixed · RED" in shown()
    assert "police 01632 960 001 · probation 01632 960 002" in shown()
    assert "Community order from Mon 1 Jun 2026 to Tue 1 Jun 2027" in shown()


def test_emptied_fields_become_nothing(tab: OverviewTab, desk: Desk, case_id: str) -> None:
    dialog = open_dialog(tab)
    for name in ("sentence", "ogrs", "review_on"):
        dialog.form.field(name).set_value(None)
    dialog.save()
    row = saved(desk, case_id).managed
    assert (row.sentence, row.ogrs, row.review_on) == (None, None, None)


def test_what_has_a_history_is_not_in_this_dialog(tab: OverviewTab) -> None:
    dialog = open_dialog(tab)
    assert {one.name for one in dialog.form.fields()}.isdisjoint(Aspect)
    dialog.reject()


@pytest.mark.parametrize("aspect", list(Aspect))
def test_going_to_what_has_a_history_opens_the_dialog_that_keeps_it(tab: OverviewTab, aspect: Aspect) -> None:
    tab.go_to("", aspect.value)
    dialog = tab.findChildren(StatusDialog)[-1]
    assert dialog.status_form.chosen() is aspect
    dialog.reject()


@pytest.mark.parametrize(
    "field, typed, says",
    [
        ("sentence_start", "31/02/2026", "not a date"),
        ("sentence_end", "1/1/2020", "is before its start"),
        ("ogrs", "101", "between 0 and 100"),
        ("ogrs", "lots", "must be a number"),
        ("adopted_on", "1/12/2026", "is in the future"),
        ("next_conference_on", "soonish", "cannot be read"),
        ("review_on", "32/1/2027", "not a date"),
        ("mappa_checked_on", "x", "cannot be read"),
        ("safeguarding_checked_on", "30/02", "not a date"),
        ("index_offence", "Theft\u0007", "cannot be kept"),
        ("mappa", "x" * 61, "too long"),
    ],
)  # fmt: skip
def test_what_cannot_be_kept_is_said_beside_its_field(
    tab: OverviewTab, desk: Desk, case_id: str, field: str, typed: str, says: str
) -> None:
    before = saved(desk, case_id)
    dialog = open_dialog(tab)
    dialog.form.field("sentence_start").set_value(date(2026, 6, 1))
    dialog.form.field(field).restore_text(typed)
    dialog.save()
    assert says in dialog.form.field(field).error_text()
    assert dialog.isVisible()
    assert saved(desk, case_id) == before
    dialog.reject()


def test_somebody_elses_save_is_shown_and_mine_can_go_on_top(
    tab: OverviewTab, desk: Desk, case_id: str, qtbot: QtBot
) -> None:
    dialog = open_dialog(tab)
    dialog.form.field("sentence").set_value("community_order")
    theirs = saved(desk, case_id)
    changed = replace(
        theirs.managed, sentence=Sentence.SUSPENDED_SENTENCE, index_offence="Robbery", rosh=Rosh.HIGH
    )
    does(desk.store, "Change", cases.change_case, case_id, theirs.version, changed, TODAY)
    dialog.save()
    assert dialog.isVisible()
    said = comparison(dialog)
    assert {"Suspended sentence order", "Community order", "Robbery"} <= set(said)
    assert saved(desk, case_id).managed.sentence is Sentence.SUSPENDED_SENTENCE
    press(dialog, "mine")
    row = saved(desk, case_id).managed
    assert (row.sentence, row.index_offence, row.rosh) == (Sentence.COMMUNITY_ORDER, "", Rosh.HIGH)


def test_or_theirs_can_be_taken(tab: OverviewTab, desk: Desk, case_id: str) -> None:
    dialog = open_dialog(tab)
    dialog.form.field("sentence").set_value("community_order")
    theirs = saved(desk, case_id)
    does(
        desk.store, "Change", cases.change_case, case_id, theirs.version,
        replace(theirs.managed, sentence=Sentence.SUSPENDED_SENTENCE), TODAY
    )  # fmt: skip
    dialog.save()
    press(dialog, "theirs")
    assert dialog.form.field("sentence").value() == "suspended_sentence"
    dialog.form.field("index_offence").set_value("Shop theft")
    dialog.save()
    row = saved(desk, case_id).managed
    assert (row.sentence, row.index_offence) == (Sentence.SUSPENDED_SENTENCE, "Shop theft")


def test_a_change_to_other_fields_is_kept_without_a_question(
    tab: OverviewTab, desk: Desk, case_id: str
) -> None:
    dialog = open_dialog(tab)
    dialog.form.field("sentence").set_value("community_order")
    theirs = saved(desk, case_id)
    does(
        desk.store, "Risk", cases.change_case, case_id, theirs.version, replace(theirs.managed, rosh=Rosh.HIGH), TODAY
    )  # fmt: skip
    dialog.save()
    row = saved(desk, case_id).managed
    assert (row.sentence, row.rosh) == (Sentence.COMMUNITY_ORDER, Rosh.HIGH)


def test_a_draft_from_before_somebody_elses_save_does_not_overwrite_it(
    tab: OverviewTab, desk: Desk, case_id: str, qtbot: QtBot
) -> None:
    dialog = open_dialog(tab)
    dialog.form.field("index_offence").restore_text("Half ty")
    dialog.reject()
    theirs = saved(desk, case_id)
    does(
        desk.store, "Change", cases.change_case, case_id, theirs.version,
        replace(theirs.managed, sentence=Sentence.SUSPENDED_SENTENCE), TODAY
    )  # fmt: skip
    tab.resume(draft_key(case_id))
    again = tab.findChildren(ManagedDialog)[-1]
    assert again.form.field("index_offence").value() == "Half ty"
    again.save()
    assert "Suspended sentence order" in comparison(again)
    assert saved(desk, case_id).managed.sentence is Sentence.SUSPENDED_SENTENCE
    again.reject()


def test_go_to_opens_at_the_field(tab: OverviewTab, case_id: str) -> None:
    tab.go_to("", "review_on")
    dialog = tab.findChildren(ManagedDialog)[-1]
    assert dialog.form.focused_field_name() == "review_on"
    dialog.reject()


def test_the_person_can_be_corrected_from_here(
    tab: OverviewTab, desk: Desk, case_id: str, qtbot: QtBot
) -> None:
    tab.resume(person_key(case_id))
    dialog = tab.open_person()
    dialog.form.field("mobile").set_value("07700 900123")
    dialog.save()
    assert saved(desk, case_id).person.mobile == "07700 900123"
    qtbot.waitUntil(lambda: any(one.text() == "07700 900123" for one in tab.findChildren(QLabel)))
    for other in tab.findChildren(type(dialog)):
        other.reject()


def test_no_window_title_carries_case_text(tab: OverviewTab, case_id: str) -> None:
    words: dict[str, Any] = {"dialog": tab.open_managed()}
    assert words["dialog"].windowTitle() == "How the person is managed"
    assert "Sampleton" not in tab.title
    words["dialog"].reject()
