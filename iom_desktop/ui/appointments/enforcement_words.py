"""What an outcome that does not comply leads to, in sentences: by when, and to what stage."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from iom_desktop.display.formats import N_, count, join_words, long_date
from iom_desktop.display.labels import label
from iom_desktop.display.words import _
from iom_desktop.domain.compliance import Compliance, Stage
from iom_desktop.domain.dates import working_days_after
from iom_desktop.domain.enforcement import HOLDING, EnforcementStep, StepDraft

Holidays = Mapping[date, str]

_ORDINALS = (N_("first"), N_("second"), N_("third"), N_("fourth"), N_("fifth"), N_("sixth"))
#: Working days further apart than this are not counted out.
_MOST_DAYS = 60
_BEGUN = frozenset({Stage.BREACH_IN_PROGRESS, Stage.RECALL_IN_PROGRESS})


def deadline_words(said: StepDraft, outcome_code: str, appointment_on: date, holidays: Holidays) -> str:
    """The days a step sets, each with how it was worked out, a line for each. ``said`` has its dates."""
    lines = []
    if said.evidence_by is not None:
        apart = _apart(appointment_on, said.evidence_by, holidays, _("the appointment"))
        lines.append(_("Evidence by {day}{apart}.").format(day=long_date(said.evidence_by), apart=apart))
    if outcome_code == HOLDING:
        lines.append(
            _(
                "Failed to attend is a holding state: by then it must be changed to an acceptable or an "
                "unacceptable absence."
            )
        )
    if said.respond_by is not None and said.decided_on is not None:
        apart = _apart(said.decided_on, said.respond_by, holidays, _("today"))
        lines.append(_("An answer by {day}{apart}.").format(day=long_date(said.respond_by), apart=apart))
    return "\n".join(lines)


def _apart(since: date, until: date, holidays: Holidays, of: str) -> str:
    """ ", 5 working days after the appointment", with the holidays in between that do not count."""
    closed = frozenset(holidays)
    many = next((n for n in range(1, _MOST_DAYS) if working_days_after(since, n, closed) == until), 0)
    if not many:
        return ""
    days = count(many, N_("working day"), N_("working days"))
    said = _(", {days} after {of}").format(days=days, of=of)
    between = [holidays[day] for day in sorted(holidays) if since < day < until and day.weekday() < 5]
    if not between:
        return said
    return said + _(" ({holidays} not counted)").format(holidays=join_words(between))


def stage_words(found: Compliance, appointment_id: str, outcome_code: str) -> str:
    """What stage the outcome leads to; ``found`` supposes it. Of a holding state, what it may become.

    Nothing where the appointment would not count among the failures, as when it is longer ago than they count.
    """
    ids = [one.appointment_id for one in found.failures]
    if appointment_id not in ids:
        return ""
    number = len(ids)
    which = _(_ORDINALS[number - 1]) if number <= len(_ORDINALS) else _("number {n}").format(n=number)
    begun = found.stage in _BEGUN
    then = _("the breach or recall begun before goes on") if begun else label(found.stage).lower()
    if outcome_code == HOLDING:
        return _(
            "Not yet a failure. With no acceptable reason it would be the {which} that counts: {then}."
        ).format(which=which, then=then)
    return _("This is the {which} failure that counts: {then}.").format(which=which, then=then)


def holding_words(steps: list[EnforcementStep]) -> str:
    """Until when evidence is awaited for a "failed to attend" that is still open; nothing where none is."""
    days = [one.said.evidence_by for one in steps if one.settled_on is None and one.said.evidence_by]
    if not days:
        return _(
            "Failed to attend is a holding state: change it to an acceptable or an unacceptable absence."
        )
    return _(
        "Failed to attend is a holding state: evidence is awaited until {day}. Change it to an acceptable or an "
        "unacceptable absence."
    ).format(day=long_date(min(days)))
