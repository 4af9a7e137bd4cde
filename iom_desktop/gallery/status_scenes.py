"""Scenes of status through time, of offending, and of letting a person go."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from PySide6.QtWidgets import QWidget

from iom_desktop.domain.codes import IomStatus
from iom_desktop.domain.decisions import DecisionMaker
from iom_desktop.domain.deselection import DeselectionDraft
from iom_desktop.domain.offending import OffendingDraft
from iom_desktop.domain.statuses import Aspect, StatusDraft
from iom_desktop.gallery.stage import NOW, TODAY, Stage
from iom_desktop.services import cases, deselections, offending, statuses
from iom_desktop.ui.cases.overview import OverviewTab
from iom_desktop.ui.decisions.tab import WhyIomTab

#: Days ago, colour and why.
_COURSE = (
    (60, "red", "Two arrests in a week"),
    (32, "amber", "Keeps appointments again"),
    (6, "green", "No arrest since September"),
)


def _changed(stage: Stage) -> OverviewTab:
    """The overview of a case whose colour has changed and who was arrested."""
    case_id, perform, read = stage.cast.agreed, stage.workspace.perform, stage.workspace.read
    held = [one for one in read(statuses.list_statuses, case_id) if one.aspect is Aspect.RAG]
    since = max((one.from_on for one in held if one.from_on is not None), default=TODAY)
    if len(held) < 2:
        for days, colour, reason in _COURSE:
            on = TODAY - timedelta(days=days)
            if on >= since:
                draft = StatusDraft(
                    aspect=Aspect.RAG, value=colour, from_on=on, reason=reason, decided_by="Case conference"
                )
                perform("Change status", statuses.change_status, case_id, draft, TODAY)
    if not read(offending.list_offending, case_id):
        arrest = OffendingDraft(
            on_day=TODAY - timedelta(days=61), offence="Burglary dwelling", neighbourhood=True
        )
        perform("Record arrest", offending.record_offending, case_id, arrest, TODAY)
    return stage.tab(case_id, "overview", OverviewTab)


def _away(stage: Stage) -> str:
    """Somebody who was let go: one who is not in another scene."""
    read = stage.workspace.read
    rows = sorted(read(cases.list_cases, NOW), key=lambda row: row.crn)
    gone = [row.id for row in rows if row.iom_status == IomStatus.DESELECTED.value]
    if gone:
        return gone[0]
    drawn = {stage.cast.agreed, stage.cast.changing, stage.cast.unclear, stage.cast.bare}
    under = [row.id for row in rows if row.iom_status == IomStatus.ADOPTED.value and row.id not in drawn]
    draft = DeselectionDraft(
        decided_on=TODAY - timedelta(days=3),
        reason_code="RISK_REDUCED",
        words="No arrest for nine months, in work, and the flat has held.",
        evidence=read(deselections.gather_evidence, under[-1], TODAY),
        exit_plan="Probation supervises to the end of the order.",
        decided_by=(DecisionMaker(name="Sgt A. Chair", agency="police"),),
    )
    stage.workspace.perform("De-select", deselections.deselect, under[-1], draft, TODAY)
    return under[-1]


def _overview(stage: Stage) -> QWidget:
    tab = _changed(stage)
    stage.settle()
    tab.band.canvas.setFocus()
    return stage.window


def _deselected(stage: Stage) -> QWidget:
    stage.tab(_away(stage), "why_iom", WhyIomTab)
    return stage.window


def _status(aspect: Aspect, value: str) -> Callable[[Stage], QWidget]:
    def scene(stage: Stage) -> QWidget:
        tab = _changed(stage)

        def filled() -> None:
            dialog = tab.open_status(aspect)
            dialog.status_form.value.set_value(value)

        return stage.dialog(filled)

    return scene


def _over(open_it: Callable[[OverviewTab], object]) -> Callable[[Stage], QWidget]:
    def scene(stage: Stage) -> QWidget:
        return stage.dialog(open_it, _changed(stage))

    return scene


def _strike(tab: OverviewTab) -> None:
    records = tab.offending.table.records()
    standing = next(one for one in records if one.stands)
    tab.offending.table.select_id(standing.id)
    tab.offending.strike()


def _why(open_it: Callable[[WhyIomTab], object]) -> Callable[[Stage], QWidget]:
    def scene(stage: Stage) -> QWidget:
        return stage.dialog(open_it, stage.tab(stage.cast.agreed, "why_iom", WhyIomTab))

    return scene


def _reverse(stage: Stage) -> QWidget:
    tab = stage.tab(_away(stage), "why_iom", WhyIomTab)
    return stage.dialog(tab.open_reverse)


STATUS_SCENES: dict[str, Callable[[Stage], QWidget]] = {
    "overview-band": _overview,
    "why-iom-deselected": _deselected,
    "dialog-status-colour": _status(Aspect.RAG, "red"),
    "dialog-status-custody": _status(Aspect.PHASE, "custody"),
    "dialog-status-history": _over(lambda tab: tab.open_history()),
    "dialog-offending": _over(lambda tab: tab.open_offending()),
    "dialog-strike-out": _over(_strike),
    "dialog-deselect": _why(lambda tab: tab.open_deselect()),
    "dialog-propose-deselection": _why(lambda tab: tab.open_propose()),
    "dialog-deselection-back": _reverse,
}
