"""One appointment whole, beneath the list: everything the row has no room for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from iom_desktop.display.appointment_columns import how_far, standing_words
from iom_desktop.display.formats import N_, count, date_time, exact_date
from iom_desktop.display.labels import label, named_with_agency
from iom_desktop.display.words import _
from iom_desktop.domain.appointments import Appointment, AppointmentMove, EarlierOutcome
from iom_desktop.domain.enforcement import EnforcementStep
from iom_desktop.ui.fact_sheet import Fact, FactSheet


@dataclass(frozen=True, slots=True)
class History:
    """What became of an appointment, besides what stands now."""

    earlier: Sequence[EarlierOutcome] = ()
    moves: Sequence[AppointmentMove] = ()
    steps: Sequence[EnforcementStep] = ()


class AppointmentDetail(FactSheet):
    """Shows one appointment, or says that none is chosen."""

    def __init__(self) -> None:
        super().__init__(sheet="appointment-detail", name="appointment", most_width=960)

    def show_one(self, one: Appointment | None, history: History, now: datetime) -> None:
        """Show ``one`` with what became of it before; nothing clears."""
        self.show_facts([] if one is None else facts(one, history, now))


def heading(one: Appointment, now: datetime) -> str:
    """ "Planned office visit, Tue 17 Nov 2026 10:00 (5 days ago)"."""
    return f"{one.type_name}, {date_time(one.starts_at)} ({how_far(one, now)})"


def facts(one: Appointment, history: History, now: datetime) -> list[Fact]:
    """What there is to say of ``one``, each with its caption; nothing that is empty."""
    said = one.said
    outcome = "" if one.outcome_missing(now) or one.cancelled else standing_words(one, now)
    by = ""
    if one.outcome_code and one.outcome_at is not None:
        by = _("recorded {when} by {officer}").format(when=date_time(one.outcome_at), officer=one.outcome_by)
    every = [
        (_("Outcome"), ", ".join(part for part in (outcome, by) if part)),
        (_("Cancelled"), _cancelled(one)),
        *((_("Done about it"), _step(step)) for step in history.steps),
        (_("Note"), one.outcome_note),
        (_("Place"), said.place),
        (_("With"), named_with_agency(said.with_name, said.with_agency)),
        (_("Length"), count(said.minutes, N_("minute"), N_("minutes"))),
        (_("What it is for"), said.purpose),
        (_("Compliance"), _compliance(one)),
        *((_("Before"), _before(old)) for old in history.earlier),
        *((_("Moved"), _moved(move)) for move in history.moves),
    ]
    return [(caption, words) for caption, words in every if words]


def _compliance(one: Appointment) -> str:
    if one.counts_toward_compliance:
        return _("Counts toward compliance with the licence or order")
    if one.said.also_statutory:
        return _("Also a statutory appointment, so it counts toward compliance with the licence or order")
    return _("Does not count toward compliance")


def _cancelled(one: Appointment) -> str:
    if not one.cancelled:
        return ""
    asked = label(one.cancel_asked_by) if one.cancel_asked_by else _("not recorded")
    return _("asked by: {who}: {reason}").format(
        who=asked, reason=one.cancel_reason or _("no reason recorded")
    )


def _step(step: EnforcementStep) -> str:
    parts = [
        step.name,
        _("decided {day} by {officer}").format(day=exact_date(step.decided_on), officer=step.by),
    ]
    if step.said.evidence_by is not None:
        parts.append(_("evidence by {day}").format(day=exact_date(step.said.evidence_by)))
    if step.said.respond_by is not None:
        parts.append(_("an answer by {day}").format(day=exact_date(step.said.respond_by)))
    if step.settled_on is not None:
        done = _("done {day}: {note}").format(day=exact_date(step.settled_on), note=step.settled_note)
        parts.append(done.removesuffix(": "))
    elif step.open:
        parts.append(_("still to be done"))
    return ", ".join(parts)


def _moved(move: AppointmentMove) -> str:
    where = _("from {before} to {after}")
    before, after = date_time(move.from_at), date_time(move.to_at)
    if move.from_place != move.to_place:
        before, after = _at(before, move.from_place), _at(after, move.to_place)
    parts = [where.format(before=before, after=after)]
    if move.from_minutes != move.to_minutes:
        parts.append(count(move.to_minutes, N_("minute"), N_("minutes")))
    parts.append(_("asked by: {who}").format(who=label(move.asked_by)))
    parts.append(
        _("{reason} ({when} by {officer})").format(
            reason=move.reason, when=date_time(move.at), officer=move.moved_by
        )
    )
    return " · ".join(parts)


def _at(when: str, place: str) -> str:
    return f"{when}, {place}" if place else when


def _before(old: EarlierOutcome) -> str:
    said = [old.outcome_name, old.note]
    why = _("changed {when} by {officer}: {reason}").format(
        when=date_time(old.at), officer=old.changed_by, reason=old.change_reason or _("a note was added")
    )
    return " · ".join(part for part in (*said, why) if part)
