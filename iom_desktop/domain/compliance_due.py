"""What compliance asks to be done next, and by when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from iom_desktop.domain.compliance_count import Standing
from iom_desktop.domain.compliance_records import Contact, Due, DueKind, EnforcementStep, Holding
from iom_desktop.domain.compliance_words import (
    FOLLOWS,
    count,
    in_a_sentence,
    outcome_of,
    proceedings_of,
    short_day,
    told_of,
)
from iom_desktop.domain.dates import working_days_after

_LETTER_STEPS = frozenset({"WLS", "EA06", "EA09"})
_ASKS_FOR_PROCEEDINGS = frozenset({"IMB", "BRE01"})
_WITHDRAWAL_ASKED = "EA06"


def all_due(found: Standing, holding: Sequence[Holding], holidays: frozenset[date]) -> tuple[Due, ...]:
    due = [_due_outcome(contact) for contact in found.without_outcome]
    due += [_due_evidence(*one, found.today) for one in zip(found.holding, holding, strict=True)]
    if found.enforceable:
        for place, contact in enumerate(found.failing, start=1):
            due += _due_on_failure(contact, place, found, holidays)
        due += _due_withdrawals(found, holidays)
        due += _due_proceedings(found, holidays)
    order = list(DueKind)
    return tuple(sorted(due, key=lambda one: (one.on, order.index(one.kind), one.appointment_id)))


def _due_outcome(contact: Contact) -> Due:
    words = f"Record the outcome of {told_of(contact)}."
    return Due(kind=DueKind.OUTCOME, on=contact.at.date(), words=words, appointment_id=contact.id)


def _due_evidence(contact: Contact, one: Holding, today: date) -> Due:
    was, then = ("was", "say now") if one.evidence_by < today else ("is", "then say")
    awaited = f"evidence {was} awaited until {short_day(one.evidence_by)}"
    words = f"{told_of(contact)}: {awaited}; {then} whether the absence was acceptable."
    return Due(kind=DueKind.EVIDENCE, on=one.evidence_by, words=words, appointment_id=contact.id)


def _due_on_failure(
    contact: Contact, place: int, found: Standing, holidays: frozenset[date]
) -> Iterator[Due]:
    """What a failure that counts still wants: a decision, or the end of one that was left open."""
    on = contact.at.date()
    newest = found.newest_step(contact.id)
    if newest is not None and newest.outstanding and not found.settled(newest):
        if newest.code not in _ASKS_FOR_PROCEEDINGS:
            yield _due_step(newest, contact, found, holidays)
        return
    if found.begun_on is not None and on <= found.begun_on:
        return
    if newest is None:
        since = on
    elif newest.outstanding and newest.code not in _LETTER_STEPS:
        # What was pending is settled: what came of it is still to be said.
        since = newest.settled_on or on
    else:
        return
    by = working_days_after(since, found.rules.warning_working_days, holidays)
    follows = FOLLOWS[found.stage_with(place)]
    failed = f"{told_of(contact)}, {outcome_of(contact)}"
    words = f"Decide what follows {failed}: failure {place}, for which {follows} is due."
    yield Due(kind=DueKind.ENFORCEMENT, on=by, words=words, appointment_id=contact.id)


def _due_step(step: EnforcementStep, contact: Contact, found: Standing, holidays: frozenset[date]) -> Due:
    by = step.respond_by or step.evidence_by
    by = by or working_days_after(step.decided_on, found.rules.warning_working_days, holidays)
    kind = DueKind.LETTER if step.code in _LETTER_STEPS else DueKind.RESPONSE
    said = f"{in_a_sentence(step.name)}, decided on {short_day(step.decided_on)}"
    words = f"Settle what was left open about {told_of(contact)}: {said}."
    return Due(kind=kind, on=by, words=words, appointment_id=contact.id)


def _due_withdrawals(found: Standing, holidays: frozenset[date]) -> Iterator[Due]:
    """Withdrawals asked for and not made, where the outcome has been changed to one that is no failure."""
    failing = {contact.id for contact in found.failing}
    asked = {
        steps[-1].appointment_id: steps[-1]
        for steps in found.steps.values()
        if steps[-1].code == _WITHDRAWAL_ASKED and not found.settled(steps[-1])
    }
    if not asked.keys() - failing:
        return
    for contact in found.history.contacts:
        if contact.id in asked and contact.id not in failing:
            yield _due_step(asked[contact.id], contact, found, holidays)


def _due_proceedings(found: Standing, holidays: frozenset[date]) -> Iterator[Due]:
    """Breach or recall: reached by number, or asked for early; the earlier day of the two."""
    if found.begun_on is not None:
        return
    wanted = [(step.decided_on, contact, step.respond_by) for contact, step in _asked_for(found)]
    if len(found.failing) >= found.rules.proceedings:
        reached = found.failing[found.rules.proceedings - 1]
        wanted.append((reached.at.date(), reached, None))
    days = found.rules.proceedings_working_days
    each = [(by or working_days_after(day, days, holidays), contact) for day, contact, by in wanted]
    if not each:
        return
    on, contact = min(each, key=lambda one: (one[0], one[1].id))
    n = len(found.failing)
    words = f"Prepare and begin {proceedings_of(found)}: {count(n, 'failure')} to comply."
    yield Due(kind=DueKind.PROCEEDINGS, on=on, words=words, appointment_id=contact.id)


def _asked_for(found: Standing) -> Iterator[tuple[Contact, EnforcementStep]]:
    """Failures for which breach or recall was asked for at once, and has not been begun."""
    for contact in found.failing:
        newest = found.newest_step(contact.id)
        if newest is not None and newest.code in _ASKS_FOR_PROCEEDINGS and not found.settled(newest):
            yield contact, newest
