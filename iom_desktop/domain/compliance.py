"""The compliance engine: what a case's appointments, steps and proceedings amount to on a day, and why.

A pure function of the history and the settings: ``now`` is an argument, and the same input gives the same
answer. Its sentences are meant to be repeated in court, so each says only what the record shows.

Failures are counted over a rolling window (12 months as shipped). A failure of 3 March 2026 counts through
2 March 2027; one of 29 February counts through 28 February. The count goes back to 0 when a breach or recall
is resolved. Source: domain reference 3.7 and 4.3 to 4.5; what differs by area is in ``Thresholds``.
"""

from __future__ import annotations

from datetime import date, datetime

from iom_desktop.domain.codes import Sentence
from iom_desktop.domain.compliance_count import Standing, counts_until, falls_to, window_start
from iom_desktop.domain.compliance_due import all_due
from iom_desktop.domain.compliance_reasons import reasons_for
from iom_desktop.domain.compliance_records import (
    SHIPPED_THRESHOLDS,
    Compliance,
    Contact,
    Due,
    DueKind,
    EnforcementStep,
    Engagement,
    Failure,
    History,
    Holding,
    Proceeding,
    Stage,
    Thresholds,
)
from iom_desktop.domain.compliance_words import outcome_of, type_of
from iom_desktop.domain.dates import working_days_after

__all__ = [
    "SHIPPED_THRESHOLDS",
    "Compliance",
    "Contact",
    "Due",
    "DueKind",
    "EnforcementStep",
    "Engagement",
    "Failure",
    "History",
    "Holding",
    "Proceeding",
    "Stage",
    "Thresholds",
    "counts_until",
    "judge",
    "stage_of",
    "window_start",
]


def judge(
    history: History, thresholds: Thresholds | None, holidays: frozenset[date], now: datetime
) -> Compliance:
    """What the record amounts to at ``now``, local wall-clock time.

    What happened or was decided after ``now`` is left aside, so that an earlier day can be asked about.
    Without ``thresholds`` the shipped ones of the sentence are used. ``holidays`` are not working days.
    """
    found = Standing(history, _rules(history.sentence, thresholds), now)
    failures = tuple(_failure(contact, found) for contact in found.failing)
    holding = tuple(_holding(contact, found, holidays) for contact in found.holding)
    engagement = found.engagement()
    due = all_due(found, holding, holidays)
    return Compliance(
        stage=found.stage,
        failures=failures,
        holding=holding,
        due=due,
        resets_on=found.reset_on,
        falls_to=falls_to(failures) if found.enforceable else None,
        next_failure=found.stage_with(len(failures) + 1),
        engagement=engagement,
        reasons=tuple(reasons_for(found, failures, holding, due, engagement)),
    )


def stage_of(history: History, thresholds: Thresholds | None, now: datetime) -> tuple[Stage, int]:
    """The stage, and how many failures count: ``judge`` without its words and dates."""
    found = Standing(history, _rules(history.sentence, thresholds), now)
    return found.stage, len(found.failing)


_NO_SENTENCE = SHIPPED_THRESHOLDS[Sentence.COMMUNITY_ORDER]


def _rules(sentence: Sentence | None, thresholds: Thresholds | None) -> Thresholds:
    """Those of the settings, or else as shipped; without a sentence only the window matters, as an order has it."""
    return thresholds or SHIPPED_THRESHOLDS.get(sentence or Sentence.COMMUNITY_ORDER, _NO_SENTENCE)


def _failure(contact: Contact, found: Standing) -> Failure:
    on = contact.at.date()
    newest = found.newest_step(contact.id)
    return Failure(
        appointment_id=contact.id,
        on=on,
        what=f"{type_of(contact)}, {outcome_of(contact)}",
        counts_until=counts_until(on, found.rules.window_months),
        enforcement=newest.name if newest else "",
    )


def _holding(contact: Contact, found: Standing, holidays: frozenset[date]) -> Holding:
    on = contact.at.date()
    asked = [step.evidence_by for step in found.steps.get(contact.id, ()) if step.evidence_by]
    by = asked[-1] if asked else working_days_after(on, found.rules.evidence_working_days, holidays)
    return Holding(
        appointment_id=contact.id, on=on, what=f"{type_of(contact)}, {outcome_of(contact)}", evidence_by=by
    )
