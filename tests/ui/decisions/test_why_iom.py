"""Why IOM: recorded with everything the panel said, superseded with a reason, missing in plain words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from iom_desktop.domain.caseload_rows import RATIONALE_HEADING
from iom_desktop.domain.codes import Cohort
from iom_desktop.domain.decisions import Decision, DecisionDraft, DecisionMaker
from iom_desktop.domain.notes import NoteDraft
from iom_desktop.services import cases, decisions, notes
from iom_desktop.ui.decisions.dialog import DecisionDialog, draft_key
from iom_desktop.ui.decisions.fields import DecidersField, ReviewField
from iom_desktop.ui.decisions.tab import WhyIomTab
from iom_desktop.ui.workspace import Workspace
from tests.stores import NOW, TODAY, Desk
from tests.ui.cases.colleague import does
from tests.ui.conftest import RecordingNavigator

DRAFT = DecisionDraft(
    decided_on=date(2026, 10, 20), cohort=Cohort.FIXED, rationale="Eleven burglaries in two years.",
    decided_by=(DecisionMaker(name="Sgt Test Osei", agency="police"),),
)  # fmt: skip


@pytest.fixture
def case_id(desk: Desk) -> str:
    return desk.person(known_as="Mo")


@pytest.fixture
def tab(workspace: Workspace, navigator: RecordingNavigator, case_id: str, qtbot: QtBot) -> WhyIomTab:
    made = WhyIomTab(workspace, navigator, case_id)
    qtbot.addWidget(made)
    workspace.changed.connect(made.on_changed)
    made.resize(1100, 600)
    made.show()
    return made


def opened(tab: WhyIomTab, field: str = "") -> DecisionDialog:
    dialog = tab.open_dialog(field)
    assert dialog is not None
    return dialog


def recorded(desk: Desk, case_id: str) -> list[Decision]:
    return desk.see(decisions.list_decisions, case_id)


def said(tab: QWidget, name: str) -> str:
    found = tab.findChild(QLabel, name)
    return found.text() if isinstance(found, QLabel) else ""


def fill(dialog: DecisionDialog, **more: object) -> None:
    values = {
        "rationale": "Eleven burglaries in two years.", "cohort": "fixed", "decided_on": date(2026, 10, 20),
        "decided_by": (
            DecisionMaker(name="Sgt Test Osei", agency="police"),
            DecisionMaker(name="R. Example", agency="North Trust"),
        ),
    }  # fmt: skip
    for name, value in {**values, **more}.items():
        dialog.form.field(name).set_value(value)


def test_without_a_record_it_says_so_plainly(tab: WhyIomTab) -> None:
    assert tab.mark.word == "No decision record"
    assert tab.mark.isVisible()
    assert "Nobody has recorded why" in said(tab, "no-decision")


def test_the_whole_record_is_stored_and_read_back(
    tab: WhyIomTab, desk: Desk, case_id: str, qtbot: QtBot
) -> None:
    dialog = opened(tab)
    fill(
        dialog, referrer="PC Test Baker", referrer_agency="Police", criteria=("ogrs_high", "recent_arrests"),
        scores="OGRS 82%", mappa_checked_on=date(2026, 10, 19), mappa_result="Level 1", review_on=date(2027, 4, 20),
    )  # fmt: skip
    dialog.save()
    (row,) = recorded(desk, case_id)
    assert row.said == DecisionDraft(
        decided_on=date(2026, 10, 20), referrer="PC Test Baker", referrer_agency="police",
        criteria=("ogrs_high", "recent_arrests"), scores="OGRS 82%", cohort=Cohort.FIXED,
        rationale="Eleven burglaries in two years.",
        decided_by=(
            DecisionMaker(name="Sgt Test Osei", agency="police"),
            DecisionMaker(name="R. Example", agency="North Trust"),
        ),
        mappa_checked_on=date(2026, 10, 19), mappa_result="Level 1", review_on=date(2027, 4, 20),
    )  # fmt: skip
    qtbot.waitUntil(lambda: said(tab, "decision-rationale") == "Eleven burglaries in two years.")
    assert said(tab, "decision-decided-by") == "Sgt Test Osei (police) and R. Example (North Trust)"
    assert said(tab, "decision-criteria") == "OGRS 75% or more\nArrests rising in the last 12 months"
    assert said(tab, "decision-mappa") == "Level 1 · Mon 19 Oct 2026"
    assert said(tab, "decision-review") == "Tue 20 Apr 2027 (in 4 months)"
    assert tab.mark.word == "FIXED"
    assert desk.see(cases.load_case, case_id).has_decision
    assert tab.notice_text() == "The decision is recorded."


@pytest.mark.parametrize(
    "field, typed, says",
    [
        ("rationale", "", "is needed"),
        ("rationale", "   ", "is needed"),
        ("rationale", "a\u0000b", "cannot be kept"),
        ("cohort", "", "is needed"),
        ("decided_on", "", "is needed"),
        ("decided_on", "tomorrow", "is in the future"),
        ("decided_on", "31/02/2026", "not a date"),
        ("decided_by", '[["", ""]]', "is needed"),
        ("decided_by", '[["A", "Police"], ["B", ""]]', "person 2 has no agency"),
        ("mappa_checked_on", "1/12/2026", "is in the future"),
        ("review_on", "20/10/2026", "is not after the decision"),
        ("review_on", "whenever", "cannot be read"),
        ("scores", "82\u0007", "cannot be kept"),
        ("referrer", "\u0001", "cannot be kept"),
    ],
)
def test_what_is_missing_or_wrong_is_said_beside_its_field(
    tab: WhyIomTab, desk: Desk, case_id: str, field: str, typed: str, says: str
) -> None:
    dialog = opened(tab)
    fill(dialog)
    dialog.form.field(field).restore_text(typed)
    dialog.save()
    assert says in dialog.form.field(field).error_text()
    assert dialog.isVisible()
    assert recorded(desk, case_id) == []
    dialog.reject()


def test_a_new_decision_needs_a_reason_and_folds_the_old_one(
    tab: WhyIomTab, desk: Desk, case_id: str, qtbot: QtBot
) -> None:
    desk.do(decisions.record_decision, case_id, DRAFT, TODAY)
    dialog = opened(tab)
    fill(dialog, cohort="flex", rationale="Arrests have stopped.")
    dialog.save()
    assert "is needed" in dialog.form.field("supersede_reason").error_text()
    dialog.form.field("supersede_reason").set_value("Risk has fallen.")
    dialog.save()
    now, old = recorded(desk, case_id)
    assert (now.said.cohort, now.superseded_on) == (Cohort.FLEX, None)
    assert (old.said.cohort, old.superseded_on, old.supersede_reason) == (
        Cohort.FIXED,
        TODAY,
        "Risk has fallen.",
    )
    qtbot.waitUntil(lambda: said(tab, "decision-rationale") == "Arrests have stopped.")
    assert said(tab, "superseded-0-words") == (
        "Decision of Tue 20 Oct 2026, superseded Sun 22 Nov 2026: Taken on, fixed cohort"
    )
    assert "Risk has fallen." in said(tab, "superseded-0-why")
    sheet = tab.findChild(QWidget, "superseded-0-sheet")
    assert sheet is not None
    assert not sheet.isVisible()
    tab.go_to(old.id)
    qtbot.waitUntil(sheet.isVisible)
    switch = tab.findChild(QPushButton, "superseded-0-switch")
    assert switch is not None
    switch.click()
    assert not sheet.isVisible()


def test_a_decision_recorded_meanwhile_is_not_superseded_unseen(
    tab: WhyIomTab, desk: Desk, case_id: str
) -> None:
    dialog = opened(tab)
    fill(dialog)
    does(desk.store, "Record", decisions.record_decision, case_id, DRAFT, TODAY)
    dialog.save()
    assert "Somebody recorded a decision meanwhile" in dialog.form.banner.text()
    (only,) = recorded(desk, case_id)
    assert only.recorded_by == "D. Williams"
    dialog.reject()
    again = opened(tab)
    assert again.form.field("rationale").value() == "Eleven burglaries in two years."
    again.reject()


def test_the_words_of_an_import_begin_the_record_and_say_so(
    tab: WhyIomTab, desk: Desk, case_id: str, qtbot: QtBot
) -> None:
    words = "Prolific shop theft <b>14</b> arrests."
    desk.do(notes.add_note, case_id, NoteDraft(happened_at=NOW, words=RATIONALE_HEADING + words), NOW)
    qtbot.waitUntil(lambda: said(tab, "imported-rationale") == words)
    dialog = opened(tab)
    field = dialog.form.field("rationale")
    assert field.value() == words
    assert "came with the imported caseload" in said(dialog, "rationale-hint")
    dialog.reject()
    desk.do(decisions.record_decision, case_id, DRAFT, TODAY)
    later = opened(tab)
    assert later.form.field("rationale").value() == ""
    later.reject()


def test_a_review_that_has_passed_is_marked(tab: WhyIomTab, desk: Desk, case_id: str, qtbot: QtBot) -> None:
    late = replace(DRAFT, review_on=date(2026, 11, 1))
    desk.do(decisions.record_decision, case_id, late, TODAY)
    qtbot.waitUntil(lambda: said(tab, "decision-review").endswith("overdue"))
    label = tab.findChild(QLabel, "decision-review")
    assert label is not None
    assert label.property("role") == "overdue"


def test_every_criterion_can_be_ticked(tab: WhyIomTab, desk: Desk) -> None:
    dialog = opened(tab)
    every = tuple(desk.see(decisions.criteria))
    dialog.form.field("criteria").set_value(every)
    assert dialog.form.field("criteria").value() == every
    dialog.reject()


# --- The dialog's own fields ---------------------------------------------------------------------------


def test_deciders_by_keyboard_alone(tab: WhyIomTab, qtbot: QtBot) -> None:
    dialog = opened(tab, "decided_by")
    field = dialog.form.field("decided_by")
    assert isinstance(field, DecidersField)
    qtbot.waitUntil(field.people()[0].name.hasFocus)
    qtbot.keyClicks(field.people()[0].name, "Sgt Test Osei")
    qtbot.keyClick(field.people()[0].name, Qt.Key.Key_Tab)
    qtbot.keyClicks(field.people()[0].agency, "Police")
    qtbot.keyClick(field.people()[0].agency, Qt.Key.Key_Tab)
    assert field.add_button.hasFocus()
    qtbot.keyClick(field.add_button, Qt.Key.Key_Space)
    second = field.people()[1]
    assert second.name.hasFocus()
    qtbot.keyClicks(second.name, "R. Example")
    qtbot.keyClick(second.name, Qt.Key.Key_Tab)
    qtbot.keyClicks(second.agency, "North Trust")
    assert field.value() == (
        DecisionMaker(name="Sgt Test Osei", agency="police"), DecisionMaker(name="R. Example", agency="North Trust"),
    )  # fmt: skip
    dialog.reject()


def test_a_person_taken_out_is_gone_and_one_row_stays(qtbot: QtBot) -> None:
    field = DecidersField("decided_by", "Decided by")
    qtbot.addWidget(field)
    field.set_value([DecisionMaker(name="A", agency="police"), DecisionMaker(name="B", agency="prison")])
    field.people()[0].remove.click()
    assert field.value() == (DecisionMaker(name="B", agency="prison"),)
    assert len(field.people()) == 1
    assert field.people()[0].remove.isHidden()


def test_half_typed_deciders_come_back(tab: WhyIomTab, case_id: str) -> None:
    dialog = opened(tab)
    dialog.form.field("decided_by").restore_text('[["Sgt Test Osei", "Police"], ["R. Ex", ""]]')
    dialog.reject()
    tab.resume(draft_key(case_id))
    again = tab.findChildren(DecisionDialog)[-1]
    assert again.form.field("decided_by").text_snapshot() == '[["Sgt Test Osei", "Police"], ["R. Ex", ""]]'
    again.reject()


@pytest.mark.parametrize(
    "months, day", [(3, date(2027, 1, 20)), (6, date(2027, 4, 20)), (12, date(2027, 10, 20))]
)
def test_review_presets_count_from_the_decision(tab: WhyIomTab, months: int, day: date) -> None:
    dialog = opened(tab)
    fill(dialog)
    field = dialog.form.field("review_on")
    assert isinstance(field, ReviewField)
    field.presets[months].click()
    assert field.value() == day
    dialog.reject()
