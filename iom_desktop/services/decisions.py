"""Decisions: why this person is under IOM, or is not.

A decision is never edited. Another about the same matter supersedes it, with a reason, and both remain. The
matter is the referral, and the episode: what was decided before the last de-selection stays as it is.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from iom_desktop.display.formats import exact_date
from iom_desktop.display.labels import makers_words
from iom_desktop.display.words import _
from iom_desktop.domain.checks import LINE_LIMIT, Checks
from iom_desktop.domain.clock import local_time
from iom_desktop.domain.codes import SELECTION_CRITERIA, CodeItem, Cohort
from iom_desktop.domain.decision_files import DecisionFile
from iom_desktop.domain.decisions import (
    HELD_BY_MAPPA,
    Decision,
    DecisionDraft,
    DecisionMaker,
    DecisionOutcome,
)
from iom_desktop.domain.episodes import Episode, Turn, TurningPoint, episodes
from iom_desktop.domain.selection import ReferralState, held_by_mappa
from iom_desktop.domain.statuses import Aspect
from iom_desktop.errors import UserError
from iom_desktop.services import records
from iom_desktop.services.cases import load_case
from iom_desktop.services.codes import list_codes, name_of
from iom_desktop.services.referrals import follow_referral, list_screenings, load_referral
from iom_desktop.services.standing import refresh_standing, turning_points
from iom_desktop.services.statuses import keep_history
from iom_desktop.storage.reading import asking
from iom_desktop.storage.tables import CaseRow, DecisionRow, ReferralRow

_CONVERT: records.Convert = {
    "outcome": DecisionOutcome,
    "criteria": tuple,
    "cohort": lambda stored: Cohort(stored) if stored else None,
    "decided_by": lambda stored: tuple(DecisionMaker(**one) for one in stored),
}


def decision_columns(said: DecisionDraft) -> dict[str, Any]:
    """The columns of a decision; one that takes nobody on has no cohort."""
    columns = records.columns_of(said)
    return columns | {"cohort": columns["cohort"] or ""}


def criteria(session: Session) -> dict[str, CodeItem]:
    """The criteria there are, ended ones too; what a panel may still choose is ``offered_on`` its day."""
    return list_codes(session, SELECTION_CRITERIA)


def decision_from(row: DecisionRow, names: dict[str, CodeItem]) -> Decision:
    """The frozen record of a row. ``names``: the list of criteria."""
    said = records.draft_of(DecisionDraft, row, _CONVERT)
    return Decision(
        id=row.id,
        case_id=row.case_id,
        said=said,
        recorded_by=row.made_by,
        recorded_at=row.made_at,
        supersede_reason=row.supersede_reason,
        superseded_on=row.superseded_on,
        criteria_words=tuple(name_of(names, code) for code in said.criteria),
    )


# --- Recording -------------------------------------------------------------------------------------------


def record_decision(
    session: Session, case_id: str, draft: DecisionDraft, today: date, supersede_reason: str = ""
) -> str:
    """Record what was decided; returns the decision's id.

    Without a ``referral_id`` it is about the referral that waits, else about what the decision in force is about.
    A final decision in force about the same matter is superseded, which needs a reason; a deferral is followed.
    Taking a person on brings cohort, adoption and review of the case in line; any decision brings a newer MAPPA
    check. Raises ``UserError``.
    """
    said = draft.check(today, criteria(session))
    case = records.fetch(session, CaseRow, case_id)
    points = turning_points(session, case_id)
    _check_place(said, points)
    referral = _referral(session, case_id, said)
    in_force = _of_this_episode(session, case_id, points)
    if referral is None and in_force and in_force[-1].referral_id is not None:
        referral = records.fetch(session, ReferralRow, in_force[-1].referral_id)
    referral_id = None if referral is None else referral.id
    replaced = [one for one in in_force if one.referral_id == referral_id]
    reason = _reason(supersede_reason, bool(replaced))
    _check_outcome(case, said, replaced)
    for old in replaced:
        old.superseded_on = today
        old.supersede_reason = reason
    columns = decision_columns(said) | {"referral_id": referral_id}
    if referral is not None and not said.referrer:
        columns |= {"referrer": referral.referrer, "referrer_agency": referral.agency}
    row = DecisionRow(case_id=case_id, supersede_reason="", superseded_on=None, **columns)
    session.add(row)
    _take_mappa(case, row)
    if said.outcome is DecisionOutcome.ACCEPT:
        _take_on(session, case, said, new_episode=not _taken_on(in_force) and _let_go(points) is not None)
    elif _taken_on(replaced):
        case.adopted_on = None
    session.flush()
    if referral is not None:
        follow_referral(session, referral)
    refresh_standing(session, case_id)
    return row.id


def _reason(typed: str, needed: bool) -> str:
    checks = Checks()
    reason = checks.note(typed, "supersede_reason", "Why the decision is replaced", required=needed)
    checks.done()
    return reason


def _let_go(points: list[TurningPoint]) -> TurningPoint | None:
    """The last de-selection in force."""
    return next((one for one in reversed(points) if one.turn is Turn.LET_GO), None)


def _check_place(said: DecisionDraft, points: list[TurningPoint]) -> None:
    """What was decided in an earlier episode stays as it is."""
    last = _let_go(points)
    if last is not None and said.decided_on is not None and said.decided_on < last.on:
        raise UserError(
            f"Date of decision: {said.decided_on:%d/%m/%Y} is before the de-selection of {last.on:%d/%m/%Y}, "
            "and the earlier time under IOM is closed.",
            "decided_on",
        )


def _referral(session: Session, case_id: str, said: DecisionDraft) -> ReferralRow | None:
    """The referral that is decided: the one named, else the one that waits."""
    if said.referral_id is None:
        waiting = session.scalars(select(ReferralRow).where(ReferralRow.case_id == case_id)).all()
        found = [one for one in waiting if ReferralState(one.state).open]
        found = [one for one in found if said.decided_on is not None and one.referred_on <= said.decided_on]
        return found[0] if found else None
    row = records.fetch(session, ReferralRow, said.referral_id)
    if row.case_id != case_id:
        raise UserError("This referral is of somebody else.")
    if row.state == ReferralState.WITHDRAWN.value:
        raise UserError("This referral was withdrawn: there is nothing to decide.")
    if said.decided_on is not None and said.decided_on < row.referred_on:
        raise UserError(
            f"Date of decision: {said.decided_on:%d/%m/%Y} is before the referral of {row.referred_on:%d/%m/%Y}.",
            "decided_on",
        )
    return row


def _of_this_episode(session: Session, case_id: str, points: list[TurningPoint]) -> list[DecisionRow]:
    """The final decisions in force since the last de-selection, as they followed on one another."""
    last = _let_go(points)
    since = points[points.index(last) + 1 :] if last is not None else points
    order = {one.record_id: place for place, one in enumerate(since) if one.turn is not Turn.LET_GO}
    rows = session.scalars(
        select(DecisionRow).where(DecisionRow.case_id == case_id, DecisionRow.superseded_on.is_(None))
    )
    return sorted((row for row in rows if row.id in order), key=lambda row: order[row.id])


def _taken_on(rows: list[DecisionRow]) -> bool:
    return any(row.outcome == DecisionOutcome.ACCEPT.value for row in rows)


def _check_outcome(case: CaseRow, said: DecisionDraft, replaced: list[DecisionRow]) -> None:
    """Nobody is taken on whom MAPPA holds, and nobody under IOM is let go but by a de-selection."""
    if said.outcome is DecisionOutcome.ACCEPT:
        newer = _is_newer(case, said.mappa_checked_on)
        if held_by_mappa((said.mappa_result if newer else "") or case.mappa):
            raise UserError(HELD_BY_MAPPA, "outcome")
        return
    began_here = {one.decided_on for one in replaced if one.outcome == DecisionOutcome.ACCEPT.value}
    under_iom = case.adopted_on is not None and case.iom_status == "adopted"
    if under_iom and case.adopted_on not in began_here:
        since = f"{case.adopted_on:%d/%m/%Y}"
        raise UserError(
            f"Decision: the person has been under IOM since {since}. To let them go, record a de-selection.",
            "outcome",
        )


def _is_newer(case: CaseRow, checked_on: date | None) -> bool:
    return checked_on is not None and checked_on >= (case.mappa_checked_on or checked_on)


def _take_on(session: Session, case: CaseRow, said: DecisionDraft, *, new_episode: bool) -> None:
    """Cohort, adoption and review of the case as the decision has them."""
    day = said.decided_on
    if day is None or said.cohort is None:
        raise ValueError("a draft that was checked has its day and cohort")
    keep_history(
        session,
        case,
        {Aspect.COHORT: said.cohort.value},
        day,
        reason=_("Taken on by the decision of {date}").format(date=exact_date(day)),
        decided_by=makers_words(said.decided_by)[:LINE_LIMIT],
        conference_id=said.conference_id,
    )
    if case.adopted_on is None or new_episode:
        case.adopted_on = day
    case.review_on = said.review_on or case.review_on


def _take_mappa(case: CaseRow, row: DecisionRow) -> None:
    """What the decision found of MAPPA is what the case says of it, unless somebody has checked since."""
    if _is_newer(case, row.mappa_checked_on):
        case.mappa_checked_on = row.mappa_checked_on
        case.mappa = row.mappa_result or case.mappa


# --- Reading ---------------------------------------------------------------------------------------------


def list_decisions(session: Session, case_id: str) -> list[Decision]:
    """Every decision of the case: those in force first, each the newest first."""
    names = criteria(session)
    rows = session.scalars(select(DecisionRow).where(DecisionRow.case_id == case_id))
    found = [decision_from(row, names) for row in rows]
    return sorted(found, key=_in_force_and_new, reverse=True)


def _in_force_and_new(one: Decision) -> tuple[bool, date, datetime, str]:
    # Of those superseded the one recorded last comes first, whatever day it was of.
    in_force = one.superseded_on is None
    day = one.said.decided_on or date.min
    return in_force, day if in_force else date.min, one.recorded_at, one.id


def current_decision(session: Session, case_id: str) -> Decision | None:
    """The newest final decision in force, or nothing where none is recorded. A deferral settles nothing."""
    found = list_decisions(session, case_id)
    return next((one for one in found if one.superseded_on is None and one.said.outcome.final), None)


def load_decision(session: Session, decision_id: str) -> Decision:
    """One decision. Raises ``UserError``."""
    return decision_from(records.fetch(session, DecisionRow, decision_id), criteria(session))


def decision_in_force(session: Session, case_id: str) -> Decision | None:
    """The newest decision that nothing has superseded, a deferral too: the one whose record is printed."""
    found = list_decisions(session, case_id)
    return found[0] if found and found[0].superseded_on is None else None


def decision_to_replace(session: Session, case_id: str, referral_id: str | None) -> Decision | None:
    """The decision that another about this referral would supersede; without one, about what is in force."""
    in_force = _of_this_episode(session, case_id, turning_points(session, case_id))
    if referral_id is None and in_force:
        referral_id = in_force[-1].referral_id
    replaced = [one for one in in_force if one.referral_id == referral_id]
    return decision_from(replaced[-1], criteria(session)) if replaced else None


def list_episodes(session: Session, case_id: str) -> tuple[Episode, ...]:
    """The times the person was under IOM, the oldest first."""
    case = records.fetch(session, CaseRow, case_id)
    return episodes(case.adopted_on, turning_points(session, case_id))


# --- The record on paper ---------------------------------------------------------------------------------


def load_decision_file(session: Session, decision_id: str, now: datetime) -> DecisionFile:
    """A decision with all that it rests on, for its paper at local time ``now``. Raises ``UserError``."""
    decision = load_decision(session, decision_id)
    referral_id = decision.said.referral_id
    screenings = [
        one
        for one in list_screenings(session, decision.case_id)
        # What was screened again after the decision, the panel did not have.
        if one.referral_id == referral_id and one.recorded_at <= decision.recorded_at
    ]
    return DecisionFile(
        case=load_case(session, decision.case_id),
        decision=decision,
        referral=None if referral_id is None else load_referral(session, referral_id),
        screening=screenings[0] if screenings else None,
        episode=_episode_of(session, decision),
        made_at=now,
        recorded_at=local_time(decision.recorded_at),
        made_by=asking(session).name,
    )


def _episode_of(session: Session, decision: Decision) -> int | None:
    if decision.said.outcome is not DecisionOutcome.ACCEPT:
        return None
    on = decision.said.decided_on
    ended = [
        one.on
        for one in turning_points(session, decision.case_id)
        if one.turn is Turn.LET_GO and one.on <= (on or one.on)
    ]
    return len(ended) + 1
