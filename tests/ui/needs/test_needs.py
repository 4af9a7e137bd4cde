"""Needs: what is typed is what is stored and shown; scores speak. And the manners of the whole tab."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from iom_desktop.domain.actions import ActionDraft
from iom_desktop.domain.codes import NEEDS
from iom_desktop.domain.needs import Need, NeedDraft, NeedStatus, Severity
from iom_desktop.domain.plans import GoalDraft
from iom_desktop.services import actions, cases, codes, needs, plans, risk
from iom_desktop.ui.form import TextBlock, TextLine
from iom_desktop.ui.form_dialog import FormDialog
from iom_desktop.ui.needs import dialogs
from iom_desktop.ui.needs.columns import need_columns
from iom_desktop.ui.needs.dialogs import NeedForm, threshold_words
from iom_desktop.ui.needs.tab import NeedsTab
from tests.stores import TODAY, Desk
from tests.ui.cases.colleague import does
from tests.ui.needs.conftest import ASKED, ASSESSED, CONSIDERED, KEPT, dialog_of

ITEMS = {item.code: item for item in codes.shipped(NEEDS)}


def stored(desk: Desk, case_id: str) -> list[Need]:
    return desk.see(needs.list_needs, case_id)


def cells(tab: NeedsTab) -> list[list[str]]:
    return [[column.text(need) for column in need_columns()] for need in tab.needs_table.records()]


def add(desk: Desk, case_id: str, code: str, **more: Any) -> str:
    draft = NeedDraft(code=code, **({"score": 8} | more))
    return desk.do(needs.record_need, case_id, draft, TODAY)


# --- Needs ---------------------------------------------------------------------------------------------


def test_a_need_is_stored_and_shown(tab: NeedsTab, desk: Desk, case_id: str, qtbot: QtBot) -> None:
    assert tab.no_needs.isVisible()
    dialog = dialog_of(tab.open_new_need())
    for name, value in {
        "code": "DRUGS", "score": 9, "linked_to_offending": True, "linked_to_harm": True, "status": "in_progress",
        "identified_on": date(2026, 11, 1), "strengths": "Kept his script.", "note": "Heroin daily.",
    }.items():  # fmt: skip
        dialog.form.field(name).set_value(value)
    dialog.save()
    (row,) = stored(desk, case_id)
    assert row.assessed == NeedDraft(
        code="DRUGS", score=9, severity=Severity.SEVERE, linked_to_offending=True, linked_to_harm=True,
        strengths="Kept his script.", status=NeedStatus.IN_PROGRESS, note="Heroin daily.",
        identified_on=date(2026, 11, 1),
    )  # fmt: skip
    qtbot.waitUntil(lambda: len(tab.needs_table.records()) == 1)
    assert cells(tab) == [
        [
            "Drug misuse",
            "Severe",
            "9",
            "nothing serves it",
            "offending, harm",
            "In progress",
            "Drugs and alcohol",
        ]
    ]
    texts = [label.text() for label in tab.findChildren(QLabel)]
    assert "Kept his script." in texts
    assert "Heroin daily." in texts
    assert not tab.no_needs.isVisible()
    assert "drug misuse" not in tab.unassessed.text()
    assert "alcohol misuse" in tab.unassessed.text()


@pytest.mark.parametrize(
    "code, score, words",
    [
        ("DRUGS", 9, "score 9: severe (8 or more)"),
        ("DRUGS", 8, "score 8: severe (8 or more)"),
        ("DRUGS", 7, "score 7: standard (2 to 7)"),
        ("DRUGS", 1, "score 1: no need (below 2)"),
        ("ALCOHOL", 4, "score 4: standard (4 to 6)"),
        ("FINANCE", 9, ""),
    ],
)
def test_a_score_says_what_it_means(code: str, score: int, words: str) -> None:
    assert threshold_words(score, ITEMS[code]) == words


@pytest.mark.parametrize(
    "code, score, severity, enabled, says",
    [
        ("DRUGS", "9", "severe", False, "score 9: severe (8 or more)"),
        ("DRUGS", "0", "none", False, "score 0: no need (below 2)"),
        ("DRUGS", "", None, True, "Type the score"),
        ("DRUGS", "lots", None, True, "Type the score"),
        ("FINANCE", "9", None, True, "not scored"),
        ("", "9", None, True, "A score says"),
    ],
)
def test_severity_is_worked_out_as_one_types(
    qtbot: QtBot, code: str, score: str, severity: str | None, enabled: bool, says: str
) -> None:
    form = NeedForm(ITEMS, list(ITEMS.values()), TODAY)
    qtbot.addWidget(form)
    form.field("code").set_value(code)
    form.field("score").restore_text(score)
    assert form.field("severity").value() == severity
    assert form.field("severity").editor.isEnabled() is enabled
    assert says in form.working()


@pytest.mark.parametrize(
    "field, typed, says",
    [
        ("code", "", "is needed"),
        ("score", "21", "between 0 and 20"),
        ("score", "2.5", "whole number"),
        ("identified_on", "1/12/2026", "is in the future"),
        ("identified_on", "31/02/1990", "not a date"),
        ("strengths", "a\u0000", "cannot be kept"),
        ("note", "x" * 20_001, "too long"),
    ],
)
def test_a_need_that_cannot_be_kept(
    tab: NeedsTab, desk: Desk, case_id: str, field: str, typed: str, says: str
) -> None:
    dialog = dialog_of(tab.open_new_need())
    dialog.form.field("code").set_value("DRUGS")
    dialog.form.field("score").set_value(9)
    dialog.form.field(field).restore_text(typed)
    dialog.save()
    assert says in dialog.form.field(field).error_text()
    assert stored(desk, case_id) == []
    dialog.reject()


def test_severity_cannot_be_left_out(tab: NeedsTab, desk: Desk, case_id: str) -> None:
    dialog = dialog_of(tab.open_new_need())
    dialog.form.field("code").set_value("FINANCE")
    dialog.save()
    assert "is needed" in dialog.form.field("severity").error_text()
    dialog.form.field("severity").set_value("standard")
    dialog.save()
    (row,) = stored(desk, case_id)
    assert (row.assessed.score, row.assessed.severity) == (None, Severity.STANDARD)


def test_a_need_on_record_is_not_offered_again(tab: NeedsTab, desk: Desk, case_id: str) -> None:
    add(desk, case_id, "DRUGS")
    dialog = dialog_of(tab.open_new_need())
    box = dialog.form.field("code").editor
    assert box.findData("DRUGS") == -1  # type: ignore[attr-defined]
    assert box.findData("ALCOHOL") > 0  # type: ignore[attr-defined]
    dialog.reject()


def test_by_pathway_the_gravest_first_within_it(
    tab: NeedsTab, desk: Desk, case_id: str, qtbot: QtBot
) -> None:
    for code, score in (
        ("ALCOHOL", 1),
        ("DRUGS", 9),
        ("ACCOMMODATION", 2),
        ("LIFESTYLE", 2),
        ("THINKING", 8),
    ):
        add(desk, case_id, code, score=score)
    qtbot.waitUntil(lambda: len(tab.needs_table.records()) == 5)
    assert [need.code for need in tab.needs_table.records()] == [
        "ACCOMMODATION", "THINKING", "LIFESTYLE", "DRUGS", "ALCOHOL",
    ]  # fmt: skip


def test_whether_the_plan_serves_it(tab: NeedsTab, desk: Desk, case_id: str, qtbot: QtBot) -> None:
    add(desk, case_id, "DRUGS")
    add(desk, case_id, "ALCOHOL", score=1)
    plan = desk.do(plans.start_plan, case_id)
    qtbot.waitUntil(lambda: [row[3] for row in cells(tab)] == ["nothing serves it", "not called for"])
    goal = desk.do(plans.add_goal, plan, GoalDraft(words="I will stop", serves=("DRUGS",)))
    desk.do(actions.add_action, goal, ActionDraft(what="See the service"), TODAY)
    qtbot.waitUntil(lambda: [row[3] for row in cells(tab)] == ["served", "not called for"])


def test_enter_changes_the_need_and_which_it_is_stays(
    tab: NeedsTab, desk: Desk, case_id: str, qtbot: QtBot
) -> None:
    need_id = add(desk, case_id, "DRUGS")
    qtbot.waitUntil(lambda: tab.needs_table.select_id(need_id))
    qtbot.keyClick(tab.needs_table, Qt.Key.Key_Return)
    dialog = tab.findChildren(dialogs.NeedDialog)[-1]
    assert not dialog.form.field("code").editor.isEnabled()
    dialog.form.field("score").set_value(3)
    dialog.save()
    (row,) = stored(desk, case_id)
    assert (row.id, row.assessed.score, row.assessed.severity) == (need_id, 3, Severity.STANDARD)
    qtbot.waitUntil(lambda: cells(tab)[0][1] == "Standard")


def test_two_officers_at_one_need(tab: NeedsTab, desk: Desk, case_id: str) -> None:
    need_id = add(desk, case_id, "DRUGS")
    dialog = dialog_of(tab.open_need(need_id))
    dialog.form.field("strengths").set_value("Mine.")
    (row,) = stored(desk, case_id)
    theirs = replace(row.assessed, strengths="Theirs.")
    does(desk.store, "Change need", needs.change_need, need_id, row.version, theirs, TODAY)
    dialog.save()
    said = [label.text() for label in dialog.findChildren(QLabel) if "comparison" in label.objectName()]
    assert {"Theirs.", "Mine."} <= set(said)
    assert stored(desk, case_id)[0].assessed.strengths == "Theirs."
    mine = dialog.findChild(QPushButton, "need-dialog-comparison-mine")
    assert mine is not None
    mine.click()
    assert stored(desk, case_id)[0].assessed.strengths == "Mine."


def test_go_to_a_need_and_to_its_field(tab: NeedsTab, desk: Desk, case_id: str, qtbot: QtBot) -> None:
    need_id = add(desk, case_id, "DRUGS")
    qtbot.waitUntil(lambda: len(tab.needs_table.records()) == 1)
    tab.go_to(need_id)
    assert tab.needs_table.selected_record().id == need_id
    tab.go_to(need_id, "note")
    dialog = tab.findChildren(dialogs.NeedDialog)[-1]
    assert dialog.form.focused_field_name() == "note"
    dialog.reject()


@pytest.mark.parametrize(
    "key",
    [
        "needs:new:{case}", "needs:need:{need}", "needs:risk:{case}", "needs:flag:{case}",
        "needs:review-flag:{flag}", "needs:end-flag:{flag}", "needs:mappa:{case}", "needs:new-marac:{case}",
        "needs:marac:{marac}", "needs:ask:{case}", "needs:answer:{check}", "needs:withhold:{case}",
        "needs:end-withheld:{kept}",
    ],
)  # fmt: skip
def test_every_dialog_comes_back_with_what_was_half_typed(
    tab: NeedsTab, desk: Desk, case_id: str, qtbot: QtBot, key: str
) -> None:
    need_id = add(desk, case_id, "DRUGS")
    flag = desk.do(cases.raise_flag, case_id, "WEAP", "", TODAY, TODAY)
    marac = desk.do(risk.record_marac, case_id, CONSIDERED, TODAY)
    check = desk.do(risk.ask_safeguarding, case_id, ASKED, TODAY)
    kept = desk.do(risk.withhold, case_id, KEPT)
    qtbot.waitUntil(lambda: len(tab.flags_table.records()) == 1)
    draft_key = key.format(case=case_id, need=need_id, flag=flag, marac=marac, check=check, kept=kept)
    tab.resume(draft_key)
    dialog = next(one for one in tab.findChildren(FormDialog) if one.isVisible())
    assert dialog.draft_key == draft_key
    block = next(field for field in dialog.form.fields() if isinstance(field, TextBlock | TextLine))
    block.restore_text("Half ty")
    dialog.reject()
    tab.resume(draft_key)
    again = next(one for one in tab.findChildren(FormDialog) if one.isVisible())
    assert again.form.field(block.name).text_snapshot() == "Half ty"
    again.reject()


# --- Manners -------------------------------------------------------------------------------------------


def test_both_lists_keep_qts_rules(
    tab: NeedsTab, desk: Desk, case_id: str, qtbot: QtBot, qtmodeltester: ModelTester
) -> None:
    add(desk, case_id, "DRUGS")
    desk.do(cases.raise_flag, case_id, "WEAP", "", TODAY, TODAY)
    for day in (TODAY, TODAY - timedelta(days=1)):
        desk.do(risk.assess_risk, case_id, replace(ASSESSED, assessed_on=day), TODAY)
    qtbot.waitUntil(lambda: len(tab.risk.earlier.records()) == 1)
    for table in (tab.needs_table, tab.flags_table, tab.risk.earlier):
        qtmodeltester.check(table.model(), force_py=True)


def test_every_button_has_a_key_or_is_reached_by_tab(tab: NeedsTab) -> None:
    for name in (
        "record-need",
        "assess-risk",
        "raise-flag",
        "review-flag",
        "change-mappa",
        "record-marac",
        "ask-check",
        "show-withheld",
        "withhold",
    ):
        found = tab.findChild(QPushButton, name)
        assert found is not None
        assert not found.shortcut().isEmpty()
    assert all(
        one.focusPolicy() & Qt.FocusPolicy.TabFocus for one in tab.findChildren(QPushButton) if _ours(one)
    )


def _ours(widget: QWidget) -> bool:
    return "notice" not in widget.objectName()
