"""Scenes of the risk management plan and of conditions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from PySide6.QtWidgets import QWidget

from iom_desktop.domain.actions import Source
from iom_desktop.domain.codes import RiskGroup
from iom_desktop.domain.conditions import ConditionDraft
from iom_desktop.domain.measures import MeasureDraft, Pillar
from iom_desktop.gallery.stage import TODAY, Stage
from iom_desktop.services import conditions, measures
from iom_desktop.ui.measures.tab import RiskPlanTab

_MEASURES = (
    MeasureDraft(
        pillar=Pillar.SUPERVISION,
        words="Office visit each Tuesday, and a joint home visit each fortnight without notice.",
        who_name="D. Williams",
        agency="probation",
    ),
    MeasureDraft(
        pillar=Pillar.MONITORING,
        words="The neighbourhood team passes the address twice a week in curfew hours.",
        who_name="PC Baker",
        agency="police",
        groups=(RiskGroup.PUBLIC,),
    ),
    MeasureDraft(
        pillar=Pillar.MONITORING, words="Drug test each Friday.", agency="Northgate Recovery Service"
    ),
    MeasureDraft(
        pillar=Pillar.VICTIM_SAFETY,
        words="The victim liaison officer is told of every change of address the same day.",
        who_name="D. Williams",
        agency="probation",
        groups=(RiskGroup.KNOWN_ADULT,),
    ),
    MeasureDraft(
        pillar=Pillar.CONTINGENCY,
        trigger="A missed appointment, and word that the drug use has begun again.",
        words="Home visit the same evening; recall is considered the next working day.",
        who_name="PC Baker",
        agency="police",
    ),
)


def _filled(stage: Stage) -> RiskPlanTab:
    """The risk plan of a case, with a measure or more under most pillars and conditions of each sort."""
    case_id = stage.cast.changing
    read, perform = stage.workspace.read, stage.workspace.perform
    if not any(one.said == _MEASURES[0] for one in read(measures.list_measures, case_id)):
        for one in _MEASURES:
            perform("Add risk measure", measures.add_measure, case_id, one)
        perform("Add the standard conditions", conditions.add_standard_conditions, case_id, TODAY)
        for number, words, last in (
            ("21", "Stay at the approved address between 20:00 and 07:00", TODAY + timedelta(days=60)),
            ("22", "Wear an electronic tag", date(2026, 10, 13)),
        ):
            said = ConditionDraft(source=Source.LICENCE, number=number, words=words, to_on=last)
            perform("Record condition", conditions.record_condition, case_id, said)
    tab = stage.tab(case_id, "risk_plan", RiskPlanTab)
    stage.settle()
    return tab


def _risk_plan(stage: Stage) -> QWidget:
    _filled(stage)
    return stage.window


def _none(stage: Stage) -> QWidget:
    stage.tab(stage.cast.bare, "risk_plan", RiskPlanTab)
    return stage.window


def _dialog(open_it: Callable[[RiskPlanTab], object]) -> Callable[[Stage], QWidget]:
    def scene(stage: Stage) -> QWidget:
        return stage.dialog(open_it, _filled(stage))

    return scene


def _measure(tab: RiskPlanTab, words: str) -> str:
    found = tab.workspace.read(measures.list_measures, tab.case_id)
    return next(one.id for one in found if one.said.words.startswith(words))


def _condition(tab: RiskPlanTab, number: str) -> str:
    found = tab.workspace.read(conditions.list_conditions, tab.case_id)
    return next(one.id for one in found if one.said.number == number)


def _order_requirement(tab: RiskPlanTab) -> None:
    """A new condition that does not fit the sentence, which the form says."""
    dialog = tab.open_new_condition()
    if dialog is not None:
        dialog.form.field("source").set_value(Source.ORDER.value)


MEASURE_SCENES: dict[str, Callable[[Stage], QWidget]] = {
    "risk-plan": _risk_plan,
    "risk-plan-none": _none,
    "dialog-measure-new": _dialog(lambda tab: tab.open_new_measure(Pillar.CONTINGENCY)),
    "dialog-measure": _dialog(lambda tab: tab.open_measure(_measure(tab, "Drug test"))),
    "dialog-measure-end": _dialog(lambda tab: tab.open_end_measure(_measure(tab, "Drug test"))),
    "dialog-condition-new": _dialog(_order_requirement),
    "dialog-condition": _dialog(lambda tab: tab.open_condition(_condition(tab, "21"))),
    "dialog-condition-end": _dialog(lambda tab: tab.open_end_condition(_condition(tab, "21"))),
}
