"""The risk plan on screen: what is typed is stored and shown, keys do what the mouse does, faults lead here."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from iom_desktop.domain.actions import ActionDraft, Source
from iom_desktop.domain.cases import CaseDraft
from iom_desktop.domain.clarity import Fault
from iom_desktop.domain.codes import Cohort, RiskGroup, Rosh, Sentence
from iom_desktop.domain.conditions import ConditionDraft
from iom_desktop.domain.measures import MeasureDraft, Pillar
from iom_desktop.domain.plans import GoalDraft
from iom_desktop.services import actions, conditions, measures, plans
from iom_desktop.ui.actions.condition_field import ConditionField
from iom_desktop.ui.actions.dialog import ActionDialog
from iom_desktop.ui.conditions.dialogs import EndConditionDialog, NewConditionDialog
from iom_desktop.ui.form_dialog import FormDialog
from iom_desktop.ui.measures.lines import ConditionLine, MeasureLine
from iom_desktop.ui.measures.tab import RiskPlanTab
from iom_desktop.ui.navigation import Place
from iom_desktop.ui.plans.tab import PlanTab
from iom_desktop.ui.workspace import Workspace
from tests.stores import TODAY, Desk
from tests.ui.conftest import RecordingNavigator

NINE = ConditionDraft(source=Source.LICENCE, number="9", words="Engage with the team")
VISIT = MeasureDraft(pillar=Pillar.SUPERVISION, words="A visit each Tuesday")
CLEAR = ActionDraft(what="Attend the assessment", due_on=TODAY + timedelta(days=9), source=Source.IOM)


@pytest.fixture
def case_id(desk: Desk) -> str:
    managed = CaseDraft(
        cohort=Cohort.FIXED, sentence=Sentence.LICENCE, sentence_end=date(2027, 6, 13), rosh=Rosh.HIGH,
        rosh_groups=(RiskGroup.PUBLIC, RiskGroup.CHILDREN),
    )  # fmt: skip
    return desk.person(known_as="Mo", managed=managed)


@pytest.fixture
def tab(workspace: Workspace, navigator: RecordingNavigator, case_id: str, qtbot: QtBot) -> RiskPlanTab:
    made = RiskPlanTab(workspace, navigator, case_id)
    qtbot.addWidget(made)
    workspace.changed.connect(made.on_changed)
    made.resize(1100, 700)
    made.show()
    return made


@pytest.fixture
def plan_tab(workspace: Workspace, navigator: RecordingNavigator, case_id: str, qtbot: QtBot) -> PlanTab:
    made = PlanTab(workspace, navigator, case_id)
    qtbot.addWidget(made)
    workspace.changed.connect(made.on_changed)
    made.resize(1100, 700)
    made.show()
    return made


def planned(desk: Desk, case_id: str, *steps: ActionDraft) -> str:
    """A plan with one goal; returns the goal's id."""
    plan = desk.do(plans.start_plan, case_id)
    goal = desk.do(plans.add_goal, plan, GoalDraft(words="I will stop", serves=("DRUGS",)))
    for step in steps:
        desk.do(actions.add_action, goal, step, TODAY)
    return goal


def fill(dialog: FormDialog | None, **values: object) -> FormDialog:
    assert dialog is not None
    for name, value in values.items():
        dialog.form.field(name).set_value(value)
    return dialog


def save(dialog: FormDialog) -> None:
    """Save, and let the window hear of it."""
    dialog.save()
    heard()


def heard() -> None:
    """News of a change comes round with the next events."""
    QCoreApplication.processEvents()


def said(line: object) -> str:
    assert isinstance(line, (MeasureLine, ConditionLine))
    return "\n".join(words.text() for words in line.words)


# --- Measures ------------------------------------------------------------------------------------------------


def test_a_measure_is_stored_and_shown(tab: RiskPlanTab, desk: Desk, case_id: str) -> None:
    dialog = fill(
        tab.open_new_measure(Pillar.CONTINGENCY),
        trigger="He is seen there",
        words="A visit the same evening",
        who_name="PC Test Baker",
        agency="Police",
        groups=("children",),
    )
    save(dialog)
    (one,) = desk.see(measures.list_measures, case_id)
    assert one.said == MeasureDraft(
        pillar=Pillar.CONTINGENCY,
        trigger="He is seen there",
        words="A visit the same evening",
        who_name="PC Test Baker",
        agency="police",
        groups=(RiskGroup.CHILDREN,),
    )
    shown = said(tab.lines[one.id])
    for words in (
        "He is seen there",
        "A visit the same evening",
        "protects children",
        "PC Test Baker",
        "Police",
    ):
        assert words in shown


def test_only_the_contingency_asks_what_calls_for_it(tab: RiskPlanTab) -> None:
    dialog = fill(tab.open_new_measure(Pillar.SUPERVISION))
    trigger = dialog.form.field("trigger")
    assert not trigger.isVisible()
    dialog.form.field("pillar").set_value(Pillar.CONTINGENCY.value)
    assert trigger.isVisible()
    save(dialog)
    assert dialog.isVisible()
    assert trigger.error_text() or dialog.form.field("words").error_text()


def test_keys_open_move_and_end_a_line(tab: RiskPlanTab, desk: Desk, case_id: str, qtbot: QtBot) -> None:
    first = desk.do(measures.add_measure, case_id, VISIT)
    second = desk.do(measures.add_measure, case_id, replace(VISIT, words="A call each Friday"))
    heard()
    tab.activateWindow()
    qtbot.waitUntil(tab.isActiveWindow)
    tab.go_to(first)
    heard()
    qtbot.keyClick(tab.lines[first], Qt.Key.Key_Down)
    assert tab.lines[second].hasFocus()
    qtbot.keyClick(tab.lines[second], Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    heard()
    qtbot.waitUntil(lambda: tab.lines[second].hasFocus())
    assert [one.id for one in desk.see(measures.list_measures, case_id)] == [second, first]
    qtbot.keyClick(tab.lines[second], Qt.Key.Key_Return)
    changed = next(one for one in tab.findChildren(FormDialog) if one.isVisible())
    save(fill(changed, words="A call each Monday"))
    qtbot.keyClick(tab.lines[first], Qt.Key.Key_Delete)
    ended = next(one for one in tab.findChildren(FormDialog) if one.isVisible())
    save(fill(ended, ended_reason="He has moved"))
    (left,) = desk.see(measures.list_measures, case_id)
    assert (left.id, left.said.words) == (second, "A call each Monday")
    assert first not in tab.lines


def test_what_nothing_answers_is_said_and_one_press_from_its_remedy(tab: RiskPlanTab, case_id: str) -> None:
    assert "Nothing in the plan answers the risk to children yet." in tab.standing.text()
    assert "There is no contingency" in tab.standing.text()
    tab.standing.chosen.emit("children")
    dialog = next(one for one in tab.findChildren(FormDialog) if one.isVisible())
    assert dialog.form.field("groups").value() == ("children",)
    save(fill(dialog, words="Checks with the school"))
    assert "to children yet" not in tab.standing.text()
    assert "to the public yet" in tab.standing.text()


def test_a_draft_comes_back_after_a_lock(tab: RiskPlanTab) -> None:
    dialog = fill(tab.open_new_measure(Pillar.MONITORING), words="Half typed")
    assert dialog.drafts is not None
    dialog.drafts.flush()
    key = dialog.draft_key
    dialog.reject()
    tab.resume(key)
    again = next(one for one in tab.findChildren(FormDialog) if one.isVisible())
    assert again.form.field("words").value() == "Half typed"


# --- Conditions ----------------------------------------------------------------------------------------------


def test_a_condition_of_the_list_brings_its_words(tab: RiskPlanTab, desk: Desk, case_id: str) -> None:
    dialog = fill(tab.open_new_condition(), number="9", listed="LIOM")
    assert dialog.form.field("source").value() == "licence"
    save(dialog)
    (one,) = desk.see(conditions.list_conditions, case_id)
    assert one.said.words.startswith("Engage with the Integrated Offender Management team")
    assert (one.said.number, one.said.needs_action, one.said.to_on) == ("9", True, date(2027, 6, 13))
    assert "Nothing in the plan carries it out yet." in said(tab.lines[one.id])


def test_what_does_not_fit_the_sentence_is_warned_of_and_kept(
    tab: RiskPlanTab, desk: Desk, case_id: str
) -> None:
    dialog = fill(tab.open_new_condition(), source="order", words="Unpaid work")
    hint = dialog.form.field("source").findChild(QLabel, "source-hint")
    assert hint is not None
    assert "not recorded as being on an order" in hint.text()
    save(dialog)
    assert [one.said.source for one in desk.see(conditions.list_conditions, case_id)] == [Source.ORDER]


def test_the_standard_conditions_are_one_press(tab: RiskPlanTab, desk: Desk, case_id: str) -> None:
    assert tab.standard_button.isVisible()
    tab.standard_button.click()
    heard()
    assert len(desk.see(conditions.list_conditions, case_id)) == 8
    assert not tab.standard_button.isVisible()


def test_a_condition_shows_what_carries_it_out_and_leads_there(
    tab: RiskPlanTab, navigator: RecordingNavigator, desk: Desk, case_id: str
) -> None:
    made = desk.do(conditions.record_condition, case_id, NINE)
    planned(desk, case_id, replace(CLEAR, condition_id=made))
    tab.reload()
    line = tab.lines[made]
    assert "1.1 Attend the assessment" in said(line)
    plan = desk.see(plans.newest_plan, case_id)
    assert plan is not None
    (action,) = plan.actions()
    line.chosen.emit(action.id)
    assert navigator.places[-1] == Place("case", case_id, "plan", action.id)


def test_ending_a_condition_names_the_actions_that_rest_on_it(
    tab: RiskPlanTab, desk: Desk, case_id: str
) -> None:
    made = desk.do(conditions.record_condition, case_id, NINE)
    planned(desk, case_id, replace(CLEAR, condition_id=made))
    tab.reload()
    dialog = tab.open_end_condition(made)
    assert isinstance(dialog, EndConditionDialog)
    assert "1.1 Attend the assessment" in dialog.resting.text()
    save(fill(dialog, to_on=TODAY - timedelta(days=1)))
    (one,) = desk.see(conditions.list_conditions, case_id)
    assert one.said.to_on == TODAY - timedelta(days=1)
    assert tab.findChild(QLabel, "conditions-ended") is not None


# --- From the plan -------------------------------------------------------------------------------------------


def test_a_condition_nothing_carries_out_leads_to_the_action_that_will(
    plan_tab: PlanTab, desk: Desk, case_id: str
) -> None:
    made = desk.do(conditions.record_condition, case_id, NINE)
    planned(desk, case_id)
    plan_tab.reload()
    (fault,) = (one for one in plan_tab.known.readiness if one.code == "condition_unserved")
    plan_tab.go_to_fault(fault)
    dialog = plan_tab.dialog
    assert isinstance(dialog, ActionDialog)
    assert dialog.field("condition_id").value() == made
    fill(dialog, what="Attend each Tuesday", due_on=None, how_often="every Tuesday")
    save(dialog)
    plan = desk.see(plans.newest_plan, case_id)
    assert plan is not None
    (action,) = plan.actions()
    assert (action.said.condition_id, action.said.source) == (made, Source.LICENCE)
    assert "Licence condition 9: engage with the team" in plan_tab.sheet.cards[action.id].words.text()


@pytest.mark.parametrize(
    "code, where, place",
    [
        ("contact_frequency", "contact", Place("case", "", "appointments")),
        ("risk_unanswered", "risk children", Place("case", "", "risk_plan", field="children")),
    ],
)
def test_faults_lead_to_the_very_place(
    plan_tab: PlanTab,
    navigator: RecordingNavigator,
    desk: Desk,
    case_id: str,
    code: str,
    where: str,
    place: Place,
) -> None:
    planned(desk, case_id)
    plan_tab.reload()
    plan_tab.go_to_fault(Fault(words="", where=where, code=code))
    assert navigator.places[-1] == replace(place, case_id=case_id)


def test_typing_the_number_finds_the_condition(plan_tab: PlanTab, desk: Desk, case_id: str) -> None:
    made = desk.do(conditions.record_condition, case_id, NINE)
    goal = planned(desk, case_id)
    plan_tab.reload()
    plan_tab.add_action(goal)
    dialog = plan_tab.dialog
    assert isinstance(dialog, ActionDialog)
    dialog.field("source_detail").set_value("condition 9")
    dialog.action_form.source_detail.line.editingFinished.emit()
    assert dialog.field("condition_id").value() == made
    assert dialog.field("source_detail").value() == ""
    dialog.field("source").set_value(Source.VOLUNTARY.value)
    assert dialog.field("condition_id").value() is None


def test_a_condition_can_be_recorded_from_the_action(plan_tab: PlanTab, desk: Desk, case_id: str) -> None:
    goal = planned(desk, case_id)
    plan_tab.reload()
    plan_tab.add_action(goal)
    dialog = plan_tab.dialog
    assert isinstance(dialog, ActionDialog)
    field = dialog.field("condition_id")
    assert isinstance(field, ConditionField)
    field.more.click()
    new = next(one for one in dialog.findChildren(NewConditionDialog) if one.isVisible())
    save(fill(new, number="12", words="Stay away from Station Road"))
    (made,) = desk.see(conditions.list_conditions, case_id)
    assert field.value() == made.id
    assert dialog.field("source").value() == Source.LICENCE.value


def test_the_risk_to_each_group_can_be_chosen(plan_tab: PlanTab, desk: Desk, case_id: str) -> None:
    goal = planned(desk, case_id)
    plan_tab.reload()
    plan_tab.add_action(goal)
    dialog = plan_tab.dialog
    assert isinstance(dialog, ActionDialog)
    save(fill(dialog, what="Attend each Tuesday", serves=("RISK:children",)))
    plan = desk.see(plans.newest_plan, case_id)
    assert plan is not None
    (action,) = plan.actions()
    assert action.said.serves == ("RISK:children",)
    assert "risk of serious harm to children" in plan_tab.sheet.cards[action.id].words.text()
