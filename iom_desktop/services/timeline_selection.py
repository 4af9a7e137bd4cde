"""Selection in the timeline: referrals, their screenings, what was decided."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time

from sqlalchemy.orm import Session

from iom_desktop.display.formats import exact_date
from iom_desktop.display.labels import label, named_with_agency
from iom_desktop.display.selection_lines import points_words
from iom_desktop.display.words import _
from iom_desktop.domain.decisions import Decision, DecisionOutcome
from iom_desktop.domain.timeline import Kind, TimelineEntry
from iom_desktop.services.decisions import list_decisions
from iom_desktop.services.referrals import list_referrals, list_screenings


def selection_entries(session: Session, case_id: str) -> Iterator[TimelineEntry]:
    """Every referral, screening and decision of the case, in no order."""
    for referral in list_referrals(session, case_id):
        who = named_with_agency(referral.said.referrer, referral.said.agency)
        heading = _("Referred for IOM: {who}").format(who=who)
        yield _entry(
            case_id, referral.id, referral.referred_on, heading, referral.said.grounds, referral.recorded_by
        )
        if referral.withdrawn_on is not None:
            yield _entry(
                case_id,
                referral.id,
                referral.withdrawn_on,
                _("Referral withdrawn"),
                referral.withdrawn_reason,
            )
    for screening in list_screenings(session, case_id):
        said = screening.said
        heading = _("Referral screened: {points}, {recommended}").format(
            points=points_words(screening), recommended=label(said.recommendation).lower()
        )
        words = " · ".join(part for part in (said.override_reason, said.note) if part)
        day = said.screened_on or screening.matrix_on
        yield _entry(case_id, screening.id, day, heading, words, said.screened_by)
    for decision in list_decisions(session, case_id):
        if decision.said.decided_on is not None:
            said_words = " · ".join(filter(None, (decision.said.elsewhere, decision.said.rationale)))
            yield _entry(
                case_id,
                decision.id,
                decision.said.decided_on,
                _decided(decision),
                said_words,
                decision.recorded_by,
            )


def _decided(decision: Decision) -> str:
    said = decision.said
    if said.outcome is DecisionOutcome.ACCEPT:
        words = _("Decision: taken on under IOM: {cohort}").format(cohort=label(said.cohort).lower())
    else:
        words = _("Decision: {outcome}").format(outcome=label(said.outcome).lower())
    if decision.superseded_on is not None:
        until = exact_date(decision.superseded_on)
        return _("{decision}, superseded {date}").format(decision=words, date=until)
    return words


def _entry(
    case_id: str, record_id: str, day: date, heading: str, words: str = "", by: str = ""
) -> TimelineEntry:
    return TimelineEntry(
        id=record_id,
        case_id=case_id,
        kind=Kind.DECISION,
        at=datetime.combine(day, time()),
        timed=False,
        heading=heading,
        words=words,
        by=by,
    )
