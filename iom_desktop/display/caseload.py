"""The caseload's columns, for the screen and for paper: a line must say how the case stands without opening it."""

from __future__ import annotations

from datetime import date, datetime

from iom_desktop.display import formats
from iom_desktop.display.columns import Column
from iom_desktop.display.labels import label, label_of, rag_words
from iom_desktop.display.words import _
from iom_desktop.domain import names
from iom_desktop.domain.cases import CaseListRow
from iom_desktop.domain.codes import Cohort, IomStatus, Rag, Rosh

_RAG_ORDER = {rag.value: place for place, rag in enumerate(Rag)}
_ROSH_ORDER = {rosh.value: -place for place, rosh in enumerate(Rosh)}
_ROSH_ROLES = {
    Rosh.LOW.value: "severity-low",
    Rosh.MEDIUM.value: "severity-medium",
    Rosh.HIGH.value: "severity-high",
    Rosh.VERY_HIGH.value: "severity-very-high",
}


def name_words(row: CaseListRow) -> str:
    """ "HUDSON, Mohammed"."""
    return names.list_name(row.surname, row.forenames)


def plan_words(row: CaseListRow) -> str:
    """How the plan stands: "3 faults", "v2 agreed", "to be agreed", "no plan"."""
    if row.plan_faults is None or row.plan_number is None:
        return _("no plan")
    if row.plan_faults:
        return formats.count(row.plan_faults, "fault", "faults")
    if row.plan_agreed:
        # The newest version is the draft that follows the agreed one.
        return _("v{number} agreed").format(number=max(1, row.plan_number - 1))
    return _("to be agreed")


def plan_role(row: CaseListRow) -> str | None:
    """The colour and shape of ``plan_words``."""
    if row.plan_faults is None:
        return "missing"
    if row.plan_faults:
        return "warn"
    return "agreed" if row.plan_agreed else None


def plan_order(row: CaseListRow) -> int:
    """Agreed plans first, then clear drafts, then by faults, cases without a plan at the end."""
    if row.plan_faults is None:
        return 1_000_000
    return (
        row.plan_faults + (0 if row.plan_agreed else 1) if row.plan_faults else (0 if row.plan_agreed else 1)
    )


def standing_words(row: CaseListRow) -> str:
    """Where a person stands who is not under IOM: "De-selected 5 Jun 2025", "Referred"; else nothing."""
    if row.iom_status in (None, IomStatus.ADOPTED.value):
        return ""
    said = label_of(IomStatus, row.iom_status)
    return f"{said} {formats.short_date(row.deselected_on)}" if row.deselected_on else said


def decision_words(row: CaseListRow) -> str:
    """Where they stand if they are not under IOM; "No decision record" where they are without one; else nothing."""
    return standing_words(row) or ("" if row.has_decision else _("No decision record"))


def decision_role(row: CaseListRow) -> str | None:
    """The colour of ``decision_words``."""
    if standing_words(row):
        return "muted"
    return None if row.has_decision else "missing"


def leads_words(row: CaseListRow) -> str:
    """Who leads, police first."""
    return " · ".join(part for part in (row.police_lead, row.probation_lead) if part)


def _late(day: date | None, today: date) -> str | None:
    return "overdue" if day is not None and day < today else None


def caseload_columns(now: datetime) -> tuple[Column[CaseListRow], ...]:
    """The columns at local time ``now``."""
    today = now.date()
    return (
        Column("name", _("Name"), name_words, width=18, stretch=True, role=lambda _row: "strong"),
        Column("known_as", _("Known as"), lambda row: row.known_as, width=6, role=lambda _row: "muted"),
        Column("crn", _("CRN"), lambda row: row.crn, width=8),
        Column("cohort", _("Cohort"), lambda row: label_of(Cohort, row.cohort), width=5),
        Column(
            "rag",
            _("RAG"),
            lambda row: rag_words(Rag(row.rag)) if row.rag else "",
            sort=lambda row: _RAG_ORDER.get(row.rag or ""),
            width=7,
            role=lambda row: f"rag-{row.rag}" if row.rag else None,
        ),
        Column(
            "rosh",
            _("RoSH"),
            lambda row: label(Rosh(row.rosh)) if row.rosh else "",
            sort=lambda row: _ROSH_ORDER.get(row.rosh or ""),
            width=8,
            role=lambda row: _ROSH_ROLES.get(row.rosh or ""),
        ),
        Column("plan", _("Plan"), plan_words, sort=plan_order, width=10, role=plan_role),
        Column(
            "decision",
            _("IOM"),
            decision_words,
            sort=lambda row: (row.has_decision, standing_words(row)),
            width=15,
            role=decision_role,
        ),
        Column(
            "next",
            _("Next appointment"),
            lambda row: formats.date_time(row.next_appointment),
            sort=lambda row: row.next_appointment,
            width=20,
        ),
        Column("leads", _("Leads"), leads_words, width=16, role=lambda _row: "muted"),
        Column(
            "review",
            _("Review"),
            lambda row: formats.exact_date(row.review_on),
            sort=lambda row: row.review_on,
            width=14,
            role=lambda row: _late(row.review_on, today),
        ),
    )
