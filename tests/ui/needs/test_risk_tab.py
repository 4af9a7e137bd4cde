"""Risk on the tab: what is typed is what is stored and shown; prompts lead to their answer; secrets stay hidden."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget
from pytestqt.qtbot import QtBot

from iom_desktop.domain.cases import CaseDraft
from iom_desktop.domain.codes import Answer, RiskGroup, Rosh
from iom_desktop.domain.risk import AnswerDraft, CheckAnswer, MaracDraft, MaracRole, RiskLevel, Setting
from iom_desktop.services import cases, risk
from iom_desktop.ui.form_dialog import FormDialog
from iom_desktop.ui.needs import flag_dialogs, risk_dialogs
from iom_desktop.ui.needs.levels_field import LevelsField
from iom_desktop.ui.needs.tab import NeedsTab
from tests.stores import TODAY, Desk
from tests.ui.cases.colleague import does
from tests.ui.conftest import RecordingNavigator
from tests.ui.needs.conftest import ASKED, ASSESSED, CONSIDERED, KEPT, dialog_of


def managed(desk: Desk, case_id: str) -> CaseDraft:
    return desk.see(cases.load_case, case_id).managed


def change(desk: Desk, case_id: str, **said: Any) -> None:
    case = desk.see(cases.load_case, case_id)
    desk.do(cases.change_case, case_id, case.version, replace(case.managed, **said), TODAY)


def fill(dialog: FormDialog, **typed: Any) -> FormDialog:
    for name, value in typed.items():
        dialog.form.field(name).set_value(value)
    return dialog


def newest(tab: NeedsTab, kind: type[FormDialog]) -> FormDialog:
    return next(one for one in tab.findChildren(kind) if one.isVisible())


# --- Risk of serious harm ------------------------------------------------------------------------------

LEVELS = (
    RiskLevel(RiskGroup.PUBLIC, Setting.COMMUNITY, Rosh.VERY_HIGH),
    RiskLevel(RiskGroup.STAFF, Setting.CUSTODY, Rosh.LOW),
)


def test_an_assessment_is_stored_and_shown(tab: NeedsTab, desk: Desk, case_id: str, qtbot: QtBot) -> None:
    assert tab.risk.rosh.word == "Not recorded"
    dialog = fill(
        dialog_of(tab.open_risk()),
        levels=LEVELS,
        who="His neighbours.",
        nature="Burglary.",
        greatest="At night.",
        increases="Heroin.",
        reduces="His sister.",
    )
    assert dialog.form.field("assessed_by").value() == "PC Test Baker"
    dialog.save()
    (one,) = desk.see(risk.list_assessments, case_id)
    assert (one.said.levels, one.said.assessed_on, one.said.who) == (LEVELS, TODAY, "His neighbours.")
    assert managed(desk, case_id).rosh is Rosh.VERY_HIGH
    qtbot.waitUntil(lambda: tab.risk.rosh.word == "VERY HIGH")
    assert tab.risk.whom.text() == "to the public"
    assert [label.text() for label in tab.risk.said.values()] == [
        "His neighbours.", "Burglary.", "At night.", "Heroin.", "His sister.",
    ]  # fmt: skip
    words = tab.risk.levels.words()
    assert words.pop((RiskGroup.PUBLIC, Setting.COMMUNITY)) == "Very high"
    assert words.pop((RiskGroup.STAFF, Setting.CUSTODY)) == "Low"
    assert set(words.values()) == {"not assessed"}
    assert (RiskGroup.PRISONERS, Setting.COMMUNITY) not in words


def test_the_next_one_begins_from_the_last_and_the_last_stays(
    tab: NeedsTab, desk: Desk, case_id: str, navigator: RecordingNavigator, qtbot: QtBot
) -> None:
    first = desk.do(risk.assess_risk, case_id, replace(ASSESSED, assessed_on=date(2025, 3, 4)), TODAY)
    dialog = dialog_of(tab.open_risk())
    assert dialog.form.field("levels").value() == ASSESSED.levels
    assert dialog.form.field("who").value() == "Officers."
    assert dialog.form.field("assessed_on").value() == TODAY
    dialog.save()
    qtbot.waitUntil(lambda: len(tab.risk.earlier.records()) == 1)
    (earlier,) = tab.risk.earlier.records()
    assert [column.text(earlier) for column in tab.risk.earlier.record_model().columns] == [
        "4 Mar 2025", "High", "staff: High in the community", "D. Invented",
    ]  # fmt: skip
    tab.risk.earlier.record_activated.emit(earlier)
    assert (navigator.places[-1].tab, navigator.places[-1].record_id) == ("timeline", first)


def test_what_is_missing_of_a_grave_risk_is_said_beside_it(tab: NeedsTab, desk: Desk, case_id: str) -> None:
    dialog = fill(dialog_of(tab.open_risk()), levels=LEVELS, nature="Burglary.")
    hint = dialog.findChild(QLabel, "who-hint")
    assert hint is not None
    assert hint.text().startswith("Needed")
    dialog.save()
    assert "needed where a level is high" in dialog.form.field("who").error_text()
    assert "needed where a level is high" in dialog.form.field("greatest").error_text()
    assert dialog.form.field("nature").error_text() == ""
    assert desk.see(risk.list_assessments, case_id) == []
    dialog.reject()


@pytest.mark.parametrize(
    "field, typed, says",
    [
        ("assessed_on", "1/12/2026", "is in the future"),
        ("assessed_on", "x", "cannot be read"),
        ("assessed_by", "", "is needed"),
        ("levels", "", "one group at least"),
        *(
            (name, "a\u0000b", "cannot be kept")
            for name in ("who", "nature", "greatest", "increases", "reduces")
        ),
    ],
)
def test_an_assessment_that_cannot_be_kept(
    tab: NeedsTab, desk: Desk, case_id: str, field: str, typed: str, says: str
) -> None:
    dialog = fill(dialog_of(tab.open_risk()), levels=(replace(LEVELS[0], level=Rosh.LOW),))
    dialog.form.field(field).restore_text(typed)
    dialog.save()
    assert says in dialog.form.field(field).error_text()
    assert desk.see(risk.list_assessments, case_id) == []
    dialog.reject()


def test_levels_are_chosen_by_keyboard_and_come_back(qtbot: QtBot) -> None:
    field = LevelsField()
    qtbot.addWidget(field)
    field.show()
    field.setFocus()
    box = field.boxes[RiskGroup.PUBLIC, Setting.COMMUNITY]
    qtbot.waitUntil(box.hasFocus)
    qtbot.keyClick(box, Qt.Key.Key_V)
    assert field.value() == (LEVELS[0],)
    hint = field.findChild(QLabel, "levels-hint")
    assert hint is not None
    assert hint.text() == "Overall, the highest: Very high, to the public."
    again = LevelsField()
    qtbot.addWidget(again)
    again.restore_text(field.text_snapshot())
    assert again.value() == field.value()
    again.restore_text("nonsense:community:high\nstaff:nowhere\n")
    assert again.value() == ()


def test_a_case_brought_in_with_a_level_says_that_nobody_assessed_it_here(
    tab: NeedsTab, desk: Desk, case_id: str, qtbot: QtBot
) -> None:
    change(desk, case_id, rosh=Rosh.HIGH, rosh_groups=(RiskGroup.CHILDREN,), risk_when="At night.")
    qtbot.waitUntil(lambda: tab.risk.rosh.word == "HIGH")
    assert "nobody has assessed it here" in tab.risk.assessed.text()
    assert tab.risk.said["greatest"].text() == "At night."
    dialog = dialog_of(tab.open_risk())
    assert dialog.form.field("levels").value() == (
        RiskLevel(RiskGroup.CHILDREN, Setting.COMMUNITY, Rosh.HIGH),
    )
    dialog.reject()


@pytest.mark.parametrize("field, there", [("risk_when", "greatest"), ("who", "who"), ("rosh", "levels")])
def test_a_fault_of_the_plan_leads_to_the_risk(tab: NeedsTab, case_id: str, field: str, there: str) -> None:
    tab.go_to(case_id, field)
    dialog = newest(tab, risk_dialogs.AssessRiskDialog)
    assert dialog.form.focused_field_name() == there
    dialog.reject()


# --- MAPPA, MARAC and safeguarding side by side --------------------------------------------------------


def lines(tab: NeedsTab, column: str) -> list[tuple[str, str, str]]:
    return [(one.words, one.detail, one.when) for one in tab.statuses.lines(column)]


def test_mappa_is_stored_and_shown(tab: NeedsTab, desk: Desk, case_id: str, qtbot: QtBot) -> None:
    assert lines(tab, "mappa") == [("Level not recorded", "not checked", "")]
    dialog = fill(
        dialog_of(tab.open_mappa()),
        mappa="Level 2",
        mappa_category="M2",
        mappa_reference="North MAPPA 7",
        mappa_checked_on=date(2026, 11, 3),
    )
    dialog.save()
    assert managed(desk, case_id).mappa_category == "M2"
    qtbot.waitUntil(
        lambda: (
            lines(tab, "mappa")
            == [("Level 2, category M2", "held: North MAPPA 7 · checked Tue 3 Nov 2026", "")]
        )
    )


@pytest.mark.parametrize(
    "typed, field, says",
    [
        ({"mappa": "Level 1", "mappa_category": "M3"}, "mappa", "level 2 or 3 only"),
        ({"mappa": "Not MAPPA eligible", "mappa_category": "M1"}, "mappa_category", "has none"),
        ({"mappa": "Level 1", "mappa_checked_on": None}, "mappa_checked_on", "a date is needed"),
        ({"mappa": "x" * 61}, "mappa", "too long"),
    ],
)
def test_mappa_that_cannot_be(
    tab: NeedsTab, desk: Desk, case_id: str, typed: dict[str, Any], field: str, says: str
) -> None:
    dialog = fill(dialog_of(tab.open_mappa()), **{"mappa_checked_on": TODAY} | typed)
    dialog.save()
    assert says in dialog.form.field(field).error_text()
    assert managed(desk, case_id).mappa == ""
    dialog.reject()


def test_a_marac_is_recorded_then_heard(tab: NeedsTab, desk: Desk, case_id: str, qtbot: QtBot) -> None:
    dialog = fill(
        dialog_of(tab.open_new_marac()),
        role="perpetrator",
        referred_on=date(2026, 11, 3),
        place="Mocktown",
        next_on=date(2026, 12, 5),
    )
    dialog.save()
    expected = [("Referred Tue 3 Nov 2026, as perpetrator", "Mocktown", "next Sat 5 Dec 2026")]
    qtbot.waitUntil(lambda: lines(tab, "marac") == expected)
    tab.statuses.columns["marac"].lines.buttons()[0].click()
    fill(newest(tab, risk_dialogs.MaracDialog), heard_on=TODAY, outcome="Lock changed.", next_on=None).save()
    expected = [
        ("Heard Sun 22 Nov 2026, as perpetrator", "referred Tue 3 Nov 2026 · Mocktown · Lock changed.", "")
    ]
    qtbot.waitUntil(lambda: lines(tab, "marac") == expected)


def test_a_marac_that_passed_says_so(tab: NeedsTab, desk: Desk, case_id: str, qtbot: QtBot) -> None:
    said = MaracDraft(role=MaracRole.VICTIM, referred_on=date(2026, 11, 1), next_on=date(2026, 11, 20))
    desk.do(risk.record_marac, case_id, said, TODAY)
    qtbot.waitUntil(lambda: lines(tab, "marac")[0][2] == "Fri 20 Nov 2026: outcome not recorded")
    assert tab.statuses.lines("marac")[0].role == "overdue"


@pytest.mark.parametrize(
    "typed, field, says",
    [
        ({"role": None}, "role", "is needed"),
        ({"referred_on": None, "outcome": ""}, "outcome", "say why none was made"),
        ({"heard_on": date(2026, 11, 1)}, "heard_on", "before the referral"),
        ({"next_on": date(2026, 1, 1)}, "next_on", "before the referral"),
    ],
)
def test_a_marac_that_cannot_be(
    tab: NeedsTab, desk: Desk, case_id: str, typed: dict[str, Any], field: str, says: str
) -> None:
    usual = {"role": "victim", "referred_on": date(2026, 11, 3), "outcome": "x"}
    dialog = fill(dialog_of(tab.open_new_marac()), **usual | typed)
    dialog.save()
    assert says in dialog.form.field(field).error_text()
    assert desk.see(risk.list_maracs, case_id) == []
    dialog.reject()


def test_two_officers_at_one_marac(tab: NeedsTab, desk: Desk, case_id: str) -> None:
    made = desk.do(risk.record_marac, case_id, CONSIDERED, TODAY)
    dialog = fill(dialog_of(tab.open_marac(made)), note="Mine.")
    does(desk.store, "Change MARAC", risk.change_marac, made, 1, replace(CONSIDERED, note="Theirs."), TODAY)
    dialog.save()
    said = [label.text() for label in dialog.findChildren(QLabel) if "comparison" in label.objectName()]
    assert {"Theirs.", "Mine."} <= set(said)
    dialog.reject()


def test_a_check_is_asked_and_answered(tab: NeedsTab, desk: Desk, case_id: str, qtbot: QtBot) -> None:
    fill(dialog_of(tab.open_ask()), about="child", asked_on=date(2026, 11, 2), asked_of="Mock Council").save()
    expected = (
        "Children: no answer yet",
        "asked Mon 2 Nov 2026 of Mock Council by PC Test Baker",
        "6 days overdue",
    )
    qtbot.waitUntil(lambda: lines(tab, "safeguarding")[-1] == expected)
    tab.statuses.columns["safeguarding"].lines.buttons()[-1].click()
    dialog = newest(tab, risk_dialogs.AnswerCheckDialog)
    dialog.save()
    assert "is needed" in dialog.form.field("answer").error_text()
    fill(dialog, answer="known_current", answered_on=date(2026, 11, 20), note="A plan is in place.").save()
    assert managed(desk, case_id).child_safeguarding is Answer.YES
    qtbot.waitUntil(lambda: lines(tab, "safeguarding")[-1][0] == "Children: known now (Fri 20 Nov 2026)")
    assert lines(tab, "safeguarding")[0][0] == "Child safeguarding: yes, checked Fri 20 Nov 2026"


# --- What to ask ---------------------------------------------------------------------------------------


def test_prompts_stand_beside_the_field_and_lead_to_it(
    tab: NeedsTab, desk: Desk, case_id: str, qtbot: QtBot
) -> None:
    change(desk, case_id, domestic_abuse=Answer.YES, rosh=Rosh.VERY_HIGH)
    qtbot.waitUntil(lambda: len(tab.risk.prompts.lines()) == 1)
    assert [one.field for one in tab.statuses.lines("marac") if one.when == "to ask"] == ["marac"]
    asks = [one for one in tab.statuses.columns["safeguarding"].lines.buttons() if one.line.when == "to ask"]
    assert len(asks) == 1
    asks[0].click()
    dialog = newest(tab, risk_dialogs.AskCheckDialog)
    assert dialog.form.field("about").value() == "child"
    fill(dialog, asked_of="Mock Council").save()
    qtbot.waitUntil(lambda: not any(one.when == "to ask" for one in tab.statuses.lines("safeguarding")))
    tab.risk.prompts.buttons()[0].click()
    dialog = newest(tab, flag_dialogs.RaiseFlagDialog)
    assert dialog.form.field("code").value() == "INVI"
    dialog.save()
    qtbot.waitUntil(lambda: not tab.risk.prompts.isVisible())


@pytest.mark.parametrize(
    "field, kind",
    [
        ("mappa", risk_dialogs.MappaDialog),
        ("marac", risk_dialogs.NewMaracDialog),
        ("child_check", risk_dialogs.AskCheckDialog),
        ("adult_check", risk_dialogs.AskCheckDialog),
        ("victim_contact", flag_dialogs.RaiseFlagDialog),
    ],
)
def test_each_prompt_opens_what_answers_it(
    tab: NeedsTab, case_id: str, field: str, kind: type[FormDialog]
) -> None:
    tab.go_to(case_id, field)
    dialog = newest(tab, kind)
    dialog.reject()


def test_go_to_a_marac_a_check_and_what_is_kept_apart(
    tab: NeedsTab, desk: Desk, case_id: str, qtbot: QtBot
) -> None:
    marac = desk.do(risk.record_marac, case_id, CONSIDERED, TODAY)
    check = desk.do(risk.ask_safeguarding, case_id, ASKED, TODAY)
    kept = desk.do(risk.withhold, case_id, KEPT)
    qtbot.waitUntil(lambda: "1 item" in tab.withheld.count.text())
    for record in (marac, check):
        tab.go_to(record)
        at = tab.window().focusWidget()
        assert isinstance(at, QAbstractButton)
        assert at.line.record_id == record  # type: ignore[attr-defined]
    tab.go_to(kept)
    assert tab.window().focusWidget() is tab.withheld.show_button
    assert not tab.withheld.shown, "coming to it does not show it"


# --- What is kept apart --------------------------------------------------------------------------------


def everything(tab: NeedsTab) -> str:
    """Every word that any widget of the tab holds, seen or not."""
    found = []
    for widget in tab.findChildren(QWidget):
        found += [widget.accessibleName(), widget.accessibleDescription(), widget.toolTip()]
        if isinstance(widget, QLabel | QAbstractButton):
            found.append(widget.text())
    return "\n".join(found)


def test_what_is_kept_apart_is_nowhere_until_it_is_shown(
    tab: NeedsTab, desk: Desk, case_id: str, qtbot: QtBot
) -> None:
    fill(dialog_of(tab.open_withhold()), words="Quizzle rang.", why="Quizzle is afraid.").save()
    for dialog in tab.findChildren(FormDialog):
        dialog.setParent(None)
        dialog.deleteLater()
    qtbot.waitUntil(
        lambda: tab.withheld.count.text() == "1 item is kept apart. No copy for the person can contain it."
    )
    assert "Quizzle" not in everything(tab)
    tab.withheld.show_button.click()
    assert "Quizzle rang." in everything(tab)
    assert tab.withheld.show_button.text() == "Hide"
    tab.hide()
    tab.show()
    assert not tab.withheld.shown
    assert tab.withheld.lines.lines() == []


def test_it_is_read_whole_and_ended_with_a_reason(
    tab: NeedsTab, desk: Desk, case_id: str, qtbot: QtBot
) -> None:
    desk.do(risk.withhold, case_id, replace(KEPT, words="Quizzle " * 200))
    qtbot.waitUntil(lambda: "1 item" in tab.withheld.count.text())
    tab.withheld.toggle()
    tab.withheld.lines.buttons()[0].click()
    dialog = newest(tab, risk_dialogs.EndWithheldDialog)
    whole = dialog.findChild(QLabel, "withheld-words")
    assert whole is not None
    assert whole.text() == ("Quizzle " * 200).strip()
    dialog.save()
    assert "is needed" in dialog.form.field("reason").error_text()
    fill(dialog, reason="The court told him.").save()
    qtbot.waitUntil(lambda: tab.withheld.count.text() == "Nothing is kept apart now.")
    (line,) = tab.withheld.lines.lines()
    assert (line.when, line.tab) == ("ended", "")
    assert "The court told him." in line.detail


@pytest.mark.parametrize("field, says", [("words", "is needed"), ("why", "is needed")])
def test_what_cannot_be_kept_apart(tab: NeedsTab, desk: Desk, case_id: str, field: str, says: str) -> None:
    dialog = fill(dialog_of(tab.open_withhold()), words="x", why="y")
    dialog.form.field(field).set_value("")
    dialog.save()
    assert says in dialog.form.field(field).error_text()
    assert desk.see(risk.list_withheld, case_id) == []
    dialog.reject()


def test_an_answer_of_concern_is_said_in_words(tab: NeedsTab, desk: Desk, case_id: str, qtbot: QtBot) -> None:
    made = desk.do(risk.ask_safeguarding, case_id, ASKED, TODAY)
    said = AnswerDraft(answered_on=TODAY, answer=CheckAnswer.REFUSED)
    desk.do(risk.answer_safeguarding, made, 1, said, TODAY)
    qtbot.waitUntil(lambda: lines(tab, "safeguarding")[-1][2] == "of concern")
