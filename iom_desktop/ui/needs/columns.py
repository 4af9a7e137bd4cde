"""The lists of needs, of flags and of risk assessments as columns."""

from __future__ import annotations

from datetime import date

from iom_desktop.display.columns import Column
from iom_desktop.display.formats import due_words, short_date
from iom_desktop.display.labels import label
from iom_desktop.display.risk_lines import levels_in_words
from iom_desktop.display.words import _
from iom_desktop.domain.cases import Flag
from iom_desktop.domain.needs import Need, NeedStatus, Severity
from iom_desktop.domain.risk import RiskAssessment
from iom_desktop.domain.text import show_hidden
from iom_desktop.ui.cases.banner import ROSH_ROLES

SEVERITY_ROLES = {
    Severity.SEVERE: "severity-high", Severity.STANDARD: "severity-medium", Severity.NONE: "severity-none",
}  # fmt: skip
_AT_REST = (NeedStatus.DONE, NeedStatus.SUPPORT_NOT_REQUIRED)


def served_words(need: Need) -> str:
    """Whether the plan serves the need, as read under "In the plan"."""
    if need.served:
        return _("served")
    if need.assessed.severity is Severity.NONE or need.assessed.status in _AT_REST:
        return _("not called for")
    return _("nothing serves it")


def _served_role(need: Need) -> str | None:
    if need.served:
        return "done"
    return "muted" if served_words(need) == _("not called for") else "missing"


def _links(need: Need) -> str:
    said = need.assessed
    return ", ".join(
        part
        for part in (
            _("offending") if said.linked_to_offending else "",
            _("harm") if said.linked_to_harm else "",
        )
        if part
    )


def _severity_rank(need: Need) -> int:
    return [Severity.SEVERE, Severity.STANDARD, Severity.NONE, None].index(need.assessed.severity)


def need_columns() -> tuple[Column[Need], ...]:
    """Columns of the needs; strengths and notes are read beneath the list."""
    return (
        Column("need", _("Need"), lambda need: need.name, width=28),
        Column(
            "severity",
            _("Severity"),
            lambda need: label(need.assessed.severity),
            sort=_severity_rank,
            width=8,
            role=lambda need: SEVERITY_ROLES.get(need.assessed.severity or Severity.NONE),
        ),
        Column(
            "score",
            _("Score"),
            lambda need: "" if need.assessed.score is None else str(need.assessed.score),
            sort=lambda need: need.assessed.score,
            align="right",
            width=4,
        ),
        Column(
            "served",
            _("In the plan"),
            served_words,
            width=15,
            role=_served_role,
            tooltip=lambda need: "" if need.served else _("{served} in the plan").format(served=served_words(need)),
        ),
        Column("links", _("Linked to"), _links, width=13),
        Column("status", _("Status"), lambda need: label(need.assessed.status), width=16),
        Column("pathway", _("Pathway"), lambda need: need.pathway, width=18, stretch=True,
               role=lambda _need: "muted"),
    )  # fmt: skip


def review_words(flag: Flag, today: date) -> str:
    """When a flag must be looked at again: "22 Feb 2027", "3 Nov 2026, 19 days overdue"."""
    if flag.ended_on is not None:
        return ""
    if flag.review_on is None:
        return _("no routine review")
    if flag.review_on < today:
        return f"{short_date(flag.review_on)}, {due_words(flag.review_on, today)}"
    return short_date(flag.review_on)


def reviewer_words(flag: Flag) -> str:
    """Who looked at a flag last, and when: "PC Baker, 3 Nov 2026"."""
    if flag.reviewed_on is None:
        return ""
    return f"{show_hidden(flag.reviewed_by)}, {short_date(flag.reviewed_on)}"


def flag_columns(today: date) -> tuple[Column[Flag], ...]:
    """Columns of the flags on ``today``."""

    def role(flag: Flag) -> str | None:
        return "overdue" if not flag.ended_on and flag.review_on and flag.review_on < today else None

    def quiet(flag: Flag) -> str | None:
        return "muted" if flag.ended_on is not None else None

    return (
        Column("flag", _("Flag"), lambda flag: flag.name, width=22, role=quiet),
        Column("since", _("From"), lambda flag: short_date(flag.started_on),
               sort=lambda flag: flag.started_on, width=11, role=quiet),
        Column("review", _("Review"), lambda flag: review_words(flag, today),
               sort=lambda flag: flag.review_on, width=24, role=role),
        Column("reviewer", _("Reviewed by"), reviewer_words,
               sort=lambda flag: flag.reviewed_on, width=16, role=quiet),
        Column("ended", _("Ended"), lambda flag: short_date(flag.ended_on),
               sort=lambda flag: flag.ended_on, width=11, role=quiet),
        Column("note", _("Note"), lambda flag: show_hidden(" ".join(flag.note.split())), width=10, stretch=True,
               tooltip=lambda flag: show_hidden(flag.note)),
    )  # fmt: skip


def assessment_columns() -> tuple[Column[RiskAssessment], ...]:
    """Columns of the assessments of risk."""
    return (
        Column("assessed", _("Assessed on"), lambda one: short_date(one.said.assessed_on),
               sort=lambda one: one.said.assessed_on, width=12),
        Column("overall", _("Overall"), lambda one: label(one.overall),
               role=lambda one: ROSH_ROLES.get(one.overall) if one.overall else None, width=11),
        Column("levels", _("Levels"), lambda one: levels_in_words(one.said), width=30, stretch=True,
               tooltip=lambda one: levels_in_words(one.said)),
        Column("by", _("Assessed by"), lambda one: show_hidden(one.said.assessed_by), width=20),
    )  # fmt: skip
