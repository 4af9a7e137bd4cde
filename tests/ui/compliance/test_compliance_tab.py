"""Compliance on the screen: what is recorded is what is said, and what is due is a press away from being done."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from iom_desktop.domain.appointments import AppointmentDraft, OutcomeDraft
from iom_desktop.domain.cases import CaseDraft
from iom_desktop.domain.codes import COMPLIANCE_RULES, Sentence
from iom_desktop.domain.compliance import Due, DueKind, Stage
from iom_desktop.domain.enforcement import ProceedingDraft, ProceedingKind, StepDraft
from iom_desktop.services import appointments, compliance, enforcement
from iom_desktop.storage.tables import CodeItemRow
from iom_desktop.ui.compliance.dialogs import (
    BeginDialog,
    ProceedingDialog,
    SettleDialog,
    StepDialog,
    begin_key,
    settle_key,
    step_key,
)
from iom_desktop.ui.compliance.tab import MOST_DUE, ComplianceTab
from iom_desktop.ui.letters.dialog import LetterDialog
from iom_desktop.ui.navigation import Place
from iom_desktop.ui.workspace import Workspace
from tests.stores import NOW, TODAY, Desk
from tests.ui.cases.colleague import does
from tests.ui.conftest import RecordingNavigator

WARNED = StepDraft(code="EA02")
#: Recorded by an import, say: no step beside it.
NO_STEP = StepDraft(code="NFA", note="Decided.")


def someone(desk: Desk, sentence: Sentence | None = Sentence.COMMUNITY_ORDER) -> str:
    managed = CaseDraft(sentence=sentence, sentence_start=date(2026, 1, 5), sentence_end=date(2027, 6, 13))
    return desk.newcomer(managed=managed)


def happened(
    desk: Desk, case_id: str, days: int, outcome: str = "", step: StepDraft | None = None, **said: Any
) -> str:
    at = datetime.combine(TODAY - timedelta(days=days), datetime.min.time()).replace(hour=10)
    said = {"type_code": "COAP", "place": "Mill Street"} | said
    made = desk.do(appointments.book_appointment, case_id, AppointmentDraft(starts_at=at, **said))
    if outcome:
        draft = OutcomeDraft(outcome_code=outcome, enforcement=step)
        desk.do(appointments.record_outcome, made, draft, NOW)
    return made


@pytest.fixture
def case_id(desk: Desk) -> str:
    return someone(desk)


@pytest.fixture
def tab(workspace: Workspace, navigator: RecordingNavigator, case_id: str, qtbot: QtBot) -> ComplianceTab:
    return shown(workspace, navigator, case_id, qtbot)


def shown(workspace: Workspace, navigator: RecordingNavigator, case_id: str, qtbot: QtBot) -> ComplianceTab:
    made = ComplianceTab(workspace, navigator, case_id)
    qtbot.addWidget(made)
    workspace.changed.connect(made.on_changed)
    made.resize(1000, 640)
    made.show()
    return made


def again(tab: ComplianceTab) -> ComplianceTab:
    tab.on_changed({"appointment"})
    return tab


def words(tab: ComplianceTab) -> list[str]:
    """Whatever is written and in view."""
    return [label.text() for label in tab.findChildren(QLabel) if label.isVisibleTo(tab) and label.text()]


def due_kinds(tab: ComplianceTab) -> list[DueKind]:
    return [line.due.kind for line in tab.due_lines]


def dialog_of(tab: ComplianceTab, kind: type[Any]) -> Any:
    (found,) = [one for one in tab.findChildren(kind) if one.isVisible()]
    return found


# --- What it says ----------------------------------------------------------------------------------------


def test_a_case_without_failures_says_so(tab: ComplianceTab) -> None:
    assert tab.stage.words.text() == "No failures"
    assert tab.stage.detail.text() == "One failure to comply would mean: first warning."
    assert {
        "Nothing is due.",
        "No failure to comply counts, and none is held.",
        "None has been begun.",
    } <= set(words(tab))
    assert not tab.failures.isVisible()


def test_what_is_recorded_stands_in_the_table_and_in_the_sentences(
    desk: Desk, tab: ComplianceTab, case_id: str
) -> None:
    happened(desk, case_id, 20, "UAAB", WARNED)
    happened(desk, case_id, 3, "AFTA", StepDraft(code="EA12"))
    happened(desk, case_id, 2, "ATTC")
    again(tab)
    assert tab.stage.words.text() == "First warning"
    model = tab.failures.record_model()
    rows = [
        [model.index(row, column).data() for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]
    assert rows == [
        [
            "Mon 2 Nov 2026", "Planned office visit, unacceptable absence", "Counts through 1 Nov 2027",
            "First Warning Letter Sent",
        ],
        [
            "Thu 19 Nov 2026", "Planned office visit, failed to attend", "Held: evidence by 26 Nov 2026",
            "To be resolved",
        ],
    ]  # fmt: skip
    found = desk.see(compliance.assess, case_id, NOW)
    assert list(found.reasons) == tab.reasons
    assert set(found.reasons) <= set(words(tab))
    assert list(tab.engagement.part_words()) == ["1 kept", "2 missed"]
    assert "1 of 3 appointments kept" in words(tab)


def test_a_case_that_is_not_statutory_says_plainly_that_nothing_can_be_enforced(
    desk: Desk, workspace: Workspace, navigator: RecordingNavigator, qtbot: QtBot
) -> None:
    case_id = someone(desk, Sentence.NON_STATUTORY)
    happened(desk, case_id, 20, "UAAB")
    tab = shown(workspace, navigator, case_id, qtbot)
    assert tab.stage.words.text() == "Not statutory: no enforcement"
    assert "0 of 1 appointment kept" in words(tab)
    hidden = (tab.failures, tab.steps, tab.step_button, tab.settle_button, tab.begin_button)
    assert not any(part.isVisible() for part in hidden)
    assert tab.open_begin() is None
    assert "no breach and no recall" in tab.notice_text()


def test_copy_puts_plain_sentences_on_the_clipboard(desk: Desk, tab: ComplianceTab, case_id: str) -> None:
    happened(desk, case_id, 20, "UAAB", WARNED)
    again(tab).copy_button.click()
    said = QGuiApplication.clipboard().text().splitlines()
    assert said[0] == "Compliance on Sunday 22 November 2026: First warning."
    assert said[1:] == tab.reasons


def test_many_things_due_are_counted_and_not_all_listed(desk: Desk, tab: ComplianceTab, case_id: str) -> None:
    for days in range(1, MOST_DUE + 4):
        happened(desk, case_id, days)
    again(tab)
    assert len(tab.due_lines) == MOST_DUE
    assert "and 3 more" in words(tab)


def test_rules_that_make_no_sense_are_said_and_nothing_else(
    desk: Desk, tab: ComplianceTab, qtbot: QtBot
) -> None:
    def spoil(session: Any) -> None:
        rules = session.query(CodeItemRow).filter_by(list_name=COMPLIANCE_RULES, code="community_order")
        rules.one().details = {**rules.one().details, "proceedings": "two"}

    desk.do(spoil)
    again(tab)
    told = "Compliance rules, Community order: proceedings is not a whole number."
    qtbot.waitUntil(lambda: told in words(tab))
    assert not tab.stage.isVisible()
    assert tab.empty_button is not None


# --- Doing what is due -----------------------------------------------------------------------------------


def test_a_missing_outcome_leads_to_where_it_is_said(
    desk: Desk, tab: ComplianceTab, case_id: str, navigator: RecordingNavigator
) -> None:
    made = happened(desk, case_id, 3)
    again(tab).due_lines[0].button.click()
    assert navigator.places == [Place("case", case_id, "appointments", made, "outcome")]


def test_a_failure_held_leads_to_its_outcome(
    desk: Desk, tab: ComplianceTab, case_id: str, navigator: RecordingNavigator
) -> None:
    made = happened(desk, case_id, 3, "AFTA", StepDraft(code="EA12"))
    (line,) = again(tab).due_lines
    assert (line.due.kind, line.button.text()) == (DueKind.EVIDENCE, "Resolve…")
    line.button.click()
    assert navigator.places[-1].record_id == made


def test_a_failure_without_a_decision_is_decided_here(desk: Desk, tab: ComplianceTab, case_id: str) -> None:
    made = undecided(desk, case_id)
    again(tab)
    assert due_kinds(tab) == [DueKind.ENFORCEMENT]
    tab.due_lines[0].button.click()
    dialog = dialog_of(tab, StepDialog)
    dialog.form.field("code").set_value("EA02")
    dialog.save()
    (step,) = desk.see(enforcement.list_steps, case_id)
    assert (step.appointment_id, step.said.code) == (made, "EA02")
    assert step.said.respond_by is not None
    again(tab)
    assert tab.due_lines == []
    assert tab.failures.records()[0].enforcement == "First Warning Letter Sent"


def undecided(desk: Desk, case_id: str) -> str:
    """A failure with nothing decided about it: its type began to count only after the outcome was said."""
    made = happened(desk, case_id, 4, "UAAB", type_code="IOHV")

    def count_it(session: Any) -> None:
        row = session.get(appointments.AppointmentRow, made)
        row.also_statutory = True

    desk.do(count_it)
    return made


def test_a_step_says_its_days_as_it_is_chosen(desk: Desk, tab: ComplianceTab, case_id: str) -> None:
    made = undecided(desk, case_id)
    dialog = again(tab).open_step(made)
    assert isinstance(dialog, StepDialog)
    assert dialog.worked.text() == ""
    dialog.form.field("code").set_value("EA02")
    assert dialog.worked.text() == "An answer is due by Tue 1 Dec 2026."
    dialog.form.field("code").set_value("EA08")
    assert "begins breach or recall" in dialog.worked.text()
    assert not dialog.form.field("evidence_by").isVisible()
    dialog.reject()
    assert desk.see(enforcement.list_steps, case_id) == []


def test_a_letter_asked_for_is_written_here(desk: Desk, tab: ComplianceTab, case_id: str) -> None:
    happened(desk, case_id, 4, "UAAB", StepDraft(code="WLS"))
    again(tab)
    assert due_kinds(tab) == [DueKind.LETTER]
    tab.due_lines[0].button.click()
    dialog = dialog_of(tab, LetterDialog)
    assert dialog.draft_key.startswith("compliance:letter:")
    dialog.reject()


def test_a_step_left_open_is_settled(desk: Desk, tab: ComplianceTab, case_id: str) -> None:
    happened(desk, case_id, 4, "UAAB", StepDraft(code="ROM"))
    again(tab)
    assert due_kinds(tab) == [DueKind.RESPONSE]
    tab.due_lines[0].button.click()
    dialog = dialog_of(tab, SettleDialog)
    dialog.save()
    assert dialog.form.field("note").error_text()
    dialog.form.field("note").set_value("Talked it through.")
    dialog.save()
    (step,) = desk.see(enforcement.list_steps, case_id)
    assert (step.settled_on, step.settled_note) == (TODAY, "Talked it through.")
    again(tab)
    assert not tab.settle_button.isEnabled()
    assert tab.open_settle(step.id) is None


def test_two_failures_of_an_order_lead_to_breach_and_its_end_back_to_none(
    desk: Desk, tab: ComplianceTab, case_id: str
) -> None:
    happened(desk, case_id, 60, "UAAB", WARNED)
    happened(desk, case_id, 4, "UAAB", NO_STEP)
    again(tab)
    assert tab.stage.words.text() == "Breach due"
    assert due_kinds(tab) == [DueKind.PROCEEDINGS]
    tab.due_lines[0].button.click()
    dialog = dialog_of(tab, BeginDialog)
    reason = dialog.form.field("reason")
    assert "Wed 18 Nov 2026: Planned office visit, unacceptable absence." in reason.value().splitlines()
    reason.set_value("")
    dialog.save()
    assert reason.error_text()
    reason.set_value("Two failures in twelve months.")
    dialog.save()
    (begun,) = desk.see(enforcement.list_proceedings, case_id)
    assert (begun.said.proceeding, begun.said.status_code) == (ProceedingKind.BREACH, "BRE01")
    again(tab)
    assert tab.stage.words.text() == "Breach in progress"
    assert not tab.begin_button.isEnabled()

    (line,) = tab.proceeding_lines
    line.button.click()
    change = dialog_of(tab, ProceedingDialog)
    change.form.field("status_code").set_value("BRE08")
    assert change.form.field("resolved_on").value() == TODAY
    change.form.field("result_note").set_value("The order goes on.")
    change.save()
    (ended,) = desk.see(enforcement.list_proceedings, case_id)
    assert (ended.said.resolved_on, ended.said.status_on) == (TODAY, TODAY)
    again(tab)
    assert tab.stage.words.text() == "No failures"
    assert "Resolved Sun 22 Nov 2026: Breach proven, order continues" in words(tab)


def test_a_licence_leads_to_recall(
    desk: Desk, workspace: Workspace, navigator: RecordingNavigator, qtbot: QtBot
) -> None:
    case_id = someone(desk, Sentence.LICENCE)
    tab = shown(workspace, navigator, case_id, qtbot)
    assert tab.begin_button.text() == "Begin recall…"
    assert tab.begin_button.shortcut().toString() == "Ctrl+B"
    dialog = tab.open_begin()
    assert isinstance(dialog, BeginDialog)
    offered = dialog.form.field("status_code").box  # type: ignore[attr-defined]
    codes = {offered.itemData(place) for place in range(offered.count())} - {""}
    assert codes
    assert all(code.startswith("REC") for code in codes)


def test_a_colleague_s_change_is_shown_before_it_is_overwritten(
    desk: Desk, tab: ComplianceTab, case_id: str, workspace: Workspace
) -> None:
    said = ProceedingDraft(
        proceeding=ProceedingKind.BREACH, started_on=TODAY, reason="Two failures.", status_code="BRE01"
    )
    made = desk.do(enforcement.start_proceeding, case_id, said, TODAY)
    dialog = again(tab).open_proceeding(made)
    assert isinstance(dialog, ProceedingDialog)
    dialog.form.field("reason").set_value("Mine")
    theirs = ProceedingDraft(
        proceeding=ProceedingKind.BREACH, started_on=TODAY, reason="Theirs", status_code="BRE02"
    )
    does(desk.store, "Change", enforcement.change_proceeding, made, 1, theirs, TODAY)
    dialog.save()
    assert dialog.isVisible()
    assert "Theirs" in [label.text() for label in dialog.findChildren(QLabel)]
    (one,) = desk.see(enforcement.list_proceedings, case_id)
    assert one.said.reason == "Theirs"


# --- Going there -----------------------------------------------------------------------------------------


def test_the_keyboard_does_what_the_mouse_does(
    desk: Desk, tab: ComplianceTab, case_id: str, navigator: RecordingNavigator, qtbot: QtBot
) -> None:
    made = happened(desk, case_id, 4, "UAAB", StepDraft(code="ROM"))
    again(tab).failures.setFocus()
    qtbot.keyClick(tab.failures, Qt.Key.Key_Return)
    assert navigator.places == [Place("case", case_id, "appointments", made)]
    for keys, kind in (("N", StepDialog), ("E", SettleDialog), ("B", BeginDialog)):
        with qtbot.waitActive(tab):
            tab.activateWindow()
        qtbot.keyClick(tab.failures, getattr(Qt.Key, f"Key_{keys}"), Qt.KeyboardModifier.ControlModifier)
        # A button pressed by its shortcut shows itself pressed for a moment first.
        qtbot.waitUntil(lambda kind=kind: any(one.isVisible() for one in tab.findChildren(kind)))  # type: ignore[misc]
        dialog_of(tab, kind).reject()


def test_one_is_brought_to_what_it_is_about(desk: Desk, tab: ComplianceTab, case_id: str) -> None:
    open_step = happened(desk, case_id, 4, "UAAB", StepDraft(code="ROM"))
    done = happened(desk, case_id, 40, "AFTC", WARNED)
    again(tab)
    steps = {step.appointment_id: step.id for step in desk.see(enforcement.list_steps, case_id)}
    tab.go_to(open_step)
    assert tab.due_lines[0].button.hasFocus() or tab.focusWidget() is tab.due_lines[0].button
    tab.go_to(done)
    assert tab.failures.selected_record().id == done
    tab.go_to(steps[done])
    assert tab.steps.selected_record().id == steps[done]
    tab.go_to(steps[open_step], "settle")
    dialog_of(tab, SettleDialog).reject()
    tab.go_to("", "begin")
    dialog_of(tab, BeginDialog).reject()


def test_what_was_half_typed_comes_back(desk: Desk, tab: ComplianceTab, case_id: str) -> None:
    made = happened(desk, case_id, 4, "UAAB", StepDraft(code="ROM"))
    again(tab)
    (step,) = desk.see(enforcement.list_steps, case_id)
    for key, kind, field in (
        (step_key(made), StepDialog, "note"),
        (settle_key(step.id), SettleDialog, "note"),
        (begin_key(case_id), BeginDialog, "reason"),
    ):
        tab.resume(key)
        first = dialog_of(tab, kind)
        first.form.field(field).restore_text("Half of a sent")
        first.reject()
        tab.resume(key)
        second = dialog_of(tab, kind)
        assert second.form.field(field).text_snapshot() == "Half of a sent"
        second.drafts.discard()
        second.form.mark_clean()
        second.reject()


def test_nothing_that_was_there_before_is_left_after_a_reload(
    desk: Desk, tab: ComplianceTab, case_id: str
) -> None:
    happened(desk, case_id, 3)
    again(tab)
    assert len(tab.due_lines) == 1
    for _time in range(3):
        tab.reload()
    assert isinstance(tab.due_lines[0].due, Due)
    assert words(tab).count(tab.reasons[0]) == 1
    assert tab.found is not None
    assert tab.found.stage is Stage.NO_FAILURES
