"""Scenes of compliance: an order whose breach is due, and a case that has none."""

from __future__ import annotations

from datetime import datetime, timedelta

from PySide6.QtWidgets import QWidget

from iom_desktop.domain.appointments import AppointmentDraft, OutcomeDraft
from iom_desktop.domain.codes import Sentence
from iom_desktop.domain.compliance import Stage as ComplianceStage
from iom_desktop.domain.enforcement import ProceedingDraft, ProceedingKind, StepDraft
from iom_desktop.gallery.stage import NOW, TODAY, Stage
from iom_desktop.services import appointments, cases, enforcement
from iom_desktop.services.compliance import assess_all
from iom_desktop.ui.compliance.tab import ComplianceTab

#: Days ago, outcome and what was decided at once.
_HAPPENED = (
    (74, "UAAB", StepDraft(code="EA02")),
    (18, "UAAB", StepDraft(code="ROM")),
    (10, "AFTA", StepDraft(code="EA12")),
    (3, "ATTC", None),
)


def _late(stage: Stage) -> str:
    """A community order with two failures, one absence whose evidence is overdue, and no breach begun."""
    read = stage.workspace.read
    wanted = (Sentence.COMMUNITY_ORDER.value, Sentence.SUSPENDED_SENTENCE.value)
    stages = {one.case_id: one.stage for one in read(lambda session: list(assess_all(session, NOW)))}
    orders = [
        row.id
        for row in sorted(read(cases.list_cases, NOW), key=lambda row: row.crn)
        if row.sentence in wanted and row.sentence_end is not None and row.sentence_end > TODAY
    ]
    due = [case_id for case_id in orders if stages[case_id] is ComplianceStage.BREACH]
    if due:
        return due[0]
    drawn = {stage.cast.agreed, stage.cast.changing, stage.cast.unclear, stage.cast.bare}
    case_id = next(one for one in orders if stages[one] is ComplianceStage.NO_FAILURES and one not in drawn)
    for days, outcome, step in _HAPPENED:
        at = datetime.combine(TODAY - timedelta(days=days), NOW.time()).replace(minute=0)
        draft = AppointmentDraft(type_code="COAP", starts_at=at, place="Mill Street office")
        made = stage.workspace.perform("Book appointment", appointments.book_appointment, case_id, draft)
        said = OutcomeDraft(outcome_code=outcome, enforcement=step)
        stage.workspace.perform("Record outcome", appointments.record_outcome, made, said, NOW)
    return case_id


def _tab(stage: Stage) -> ComplianceTab:
    return stage.tab(_late(stage), "compliance", ComplianceTab)


def _compliance(stage: Stage) -> QWidget:
    _tab(stage)
    return stage.window


def _not_statutory(stage: Stage) -> QWidget:
    stages = stage.workspace.read(lambda session: list(assess_all(session, NOW)))
    case_id = next(one.case_id for one in stages if one.stage is ComplianceStage.NOT_STATUTORY)
    stage.tab(case_id, "compliance", ComplianceTab)
    return stage.window


def _step(stage: Stage) -> QWidget:
    tab = _tab(stage)
    return stage.dialog(tab.open_step, tab.failures.records()[0].id)


def _settle(stage: Stage) -> QWidget:
    tab = _tab(stage)
    waiting = next(line.id for line in tab.steps.records() if line.step.open)
    return stage.dialog(tab.open_settle, waiting)


def _begin(stage: Stage) -> QWidget:
    return stage.dialog(_tab(stage).open_begin)


def _proceeding(stage: Stage) -> QWidget:
    """A breach that has been begun: from here on the case is in progress."""
    case_id = _late(stage)
    draft = ProceedingDraft(
        proceeding=ProceedingKind.BREACH,
        started_on=TODAY,
        reason="Two failures to comply within twelve months; a first warning was sent after the first.",
        status_code="BRE01",
    )
    made = stage.workspace.perform("Begin breach", enforcement.start_proceeding, case_id, draft, TODAY)
    tab = stage.tab(case_id, "compliance", ComplianceTab)
    return stage.dialog(tab.open_proceeding, made)


COMPLIANCE_SCENES = {
    "compliance": _compliance,
    "compliance-not-statutory": _not_statutory,
    "dialog-step": _step,
    "dialog-settle": _settle,
    "dialog-begin": _begin,
    "dialog-proceeding": _proceeding,
}
