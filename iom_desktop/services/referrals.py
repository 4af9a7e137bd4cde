"""Referrals and their screening: from putting a person forward to what the panel is asked.

``decisions`` records what the panel decides.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from iom_desktop.domain.cases import CaseDraft
from iom_desktop.domain.checks import Checks
from iom_desktop.domain.codes import NEEDS, SCORE_BANDS, SCORING_MATRIX, Phase, Rosh, Sentence
from iom_desktop.domain.dates import add_months, age_on
from iom_desktop.domain.decisions import DecisionOutcome
from iom_desktop.domain.needs import Severity
from iom_desktop.domain.offending import OffendingEvent
from iom_desktop.domain.people import PersonDraft
from iom_desktop.domain.selection import (
    COUNTED_NEEDS,
    OFFENCE_MONTHS,
    EligibilityAnswer,
    EligibilityCheck,
    Facts,
    Matrix,
    Recommendation,
    Referral,
    ReferralDraft,
    ReferralState,
    Score,
    Screening,
    ScreeningDraft,
    ScreeningProposal,
    matrix_on,
    propose_eligibility,
    propose_scores,
    total_of,
)
from iom_desktop.domain.statuses import Aspect
from iom_desktop.errors import UserError
from iom_desktop.services import records
from iom_desktop.services.codes import list_codes, list_dated_codes, name_of
from iom_desktop.services.people import add_person
from iom_desktop.services.standing import refresh_standing
from iom_desktop.storage.tables import (
    CaseRow,
    CaseStatusRow,
    CodeItemRow,
    DecisionRow,
    MaracRow,
    NeedRow,
    OffendingRow,
    PersonRow,
    ReferralRow,
    ScreeningRow,
)

_SCREENING: records.Convert = {
    "eligibility": lambda stored: tuple(
        EligibilityAnswer(**(one | {"check": EligibilityCheck(one["check"])})) for one in stored
    ),
    "scores": lambda stored: tuple(Score(**one) for one in stored),
    "recommendation": Recommendation,
}

# --- Putting forward -------------------------------------------------------------------------------------


def refer(session: Session, case_id: str, draft: ReferralDraft, today: date) -> str:
    """Put a person forward for IOM; returns the referral's id. Raises ``UserError``.

    One referral waits at a time, and nobody is referred who is under IOM by a decision in force.
    """
    said = draft.check(today)
    case = records.fetch(session, CaseRow, case_id)
    if case.has_decision:
        raise UserError("This person is under IOM by a decision already: there is nothing to refer.")
    waiting = open_referral(session, case_id)
    if waiting is not None:
        day = f"{waiting.referred_on:%d/%m/%Y}"
        raise UserError(f"The referral of {day} waits to be decided: decide it first, or withdraw it.")
    row = ReferralRow(
        case_id=case_id,
        panel_on=None,
        state=ReferralState.REFERRED.value,
        withdrawn_on=None,
        withdrawn_reason="",
        **records.columns_of(said),
    )
    session.add(row)
    session.flush()
    refresh_standing(session, case_id)
    return row.id


def refer_person(
    session: Session, person: PersonDraft, managed: CaseDraft, draft: ReferralDraft, today: date
) -> str:
    """Take somebody new into the store by referring them; returns the case's id. Raises ``UserError``.

    Nothing says yet that they are under IOM: whatever ``managed`` says of an adoption is left out.
    """
    draft = draft.check(today)
    case_id = add_person(session, person, replace(managed, adopted_on=None), today)
    refer(session, case_id, draft, today)
    return case_id


def withdraw(session: Session, referral_id: str, reason: str, today: date) -> None:
    """Take a referral back before it is decided; it stays on record with the reason. Raises ``UserError``."""
    row = _waiting(session, referral_id)
    checks = Checks()
    row.withdrawn_reason = checks.note(reason, "reason", "Why it is withdrawn", required=True)
    checks.done()
    row.withdrawn_on = today
    row.state = ReferralState.WITHDRAWN.value
    refresh_standing(session, row.case_id)


def set_panel(session: Session, referral_id: str, on: date | None) -> None:
    """Say to which day's panel a referral goes, or that it is not known. Raises ``UserError``."""
    row = _waiting(session, referral_id)
    if on is not None and on < row.referred_on:
        raise UserError(
            f"Panel on: {on:%d/%m/%Y} is before the referral of {row.referred_on:%d/%m/%Y}.", "panel_on"
        )
    row.panel_on = on
    session.flush()


def _waiting(session: Session, referral_id: str) -> ReferralRow:
    row = records.fetch(session, ReferralRow, referral_id)
    if not ReferralState(row.state).open:
        done = "was withdrawn" if row.state == ReferralState.WITHDRAWN.value else "is decided"
        raise UserError(f"This referral {done}: it no longer waits.")
    return row


def follow_referral(session: Session, row: ReferralRow) -> None:
    """Bring the state of a referral in line with its screenings and decisions."""
    outcomes = session.scalars(
        select(DecisionRow.outcome).where(
            DecisionRow.referral_id == row.id, DecisionRow.superseded_on.is_(None)
        )
    ).all()
    screened = session.scalar(select(ScreeningRow.id).where(ScreeningRow.referral_id == row.id).limit(1))
    state = ReferralState.REFERRED if screened is None else ReferralState.SCREENED
    if any(DecisionOutcome(one).final for one in outcomes):
        state = ReferralState.DECIDED
    elif row.withdrawn_on is not None:
        state = ReferralState.WITHDRAWN
    elif outcomes:
        state = ReferralState.DEFERRED
    if row.state != state.value:
        row.state = state.value
    session.flush()


# --- Reading ---------------------------------------------------------------------------------------------


def _referral_from(row: ReferralRow) -> Referral:
    return Referral(
        id=row.id,
        case_id=row.case_id,
        version=row.version,
        said=records.draft_of(ReferralDraft, row, {}),
        panel_on=row.panel_on,
        state=ReferralState(row.state),
        withdrawn_on=row.withdrawn_on,
        withdrawn_reason=row.withdrawn_reason,
        recorded_by=row.made_by,
        recorded_at=row.made_at,
    )


def list_referrals(session: Session, case_id: str) -> list[Referral]:
    """Every referral of the case, the newest first."""
    rows = session.scalars(select(ReferralRow).where(ReferralRow.case_id == case_id))
    found = [_referral_from(row) for row in rows]
    return sorted(found, key=lambda one: (one.referred_on, one.recorded_at, one.id), reverse=True)


def load_referral(session: Session, referral_id: str) -> Referral:
    """One referral. Raises ``UserError``."""
    return _referral_from(records.fetch(session, ReferralRow, referral_id))


def open_referral(session: Session, case_id: str) -> Referral | None:
    """The referral that waits to be decided, if one does."""
    return next((one for one in list_referrals(session, case_id) if one.state.open), None)


def list_screenings(session: Session, case_id: str) -> list[Screening]:
    """Every screening of the case's referrals, the newest first."""
    rows = session.scalars(select(ScreeningRow).where(ScreeningRow.case_id == case_id)).all()
    states = _states(session) if rows else ()
    found = [_screening_from(row, states) for row in rows]
    return sorted(found, key=lambda one: (one.recorded_at, one.id), reverse=True)


def latest_screening(session: Session, referral_id: str) -> Screening | None:
    """The screening of a referral that stands: the one recorded last."""
    row = records.fetch(session, ReferralRow, referral_id)
    found = list_screenings(session, row.case_id)
    return next((one for one in found if one.referral_id == referral_id), None)


def _screening_from(row: ScreeningRow, states: Iterable[CodeItemRow]) -> Screening:
    # What was put into the lists afterwards, for a day that was past, did not hold yet.
    days = [one.valid_from for one in states if one.made_at <= row.made_at and one.valid_from is not None]
    return Screening(
        id=row.id,
        case_id=row.case_id,
        referral_id=row.referral_id,
        said=records.draft_of(ScreeningDraft, row, _SCREENING),
        total=row.total,
        matrix_on=row.matrix_on,
        recorded_by=row.made_by,
        recorded_at=row.made_at,
        matrix_since=max((day for day in days if day <= row.matrix_on), default=None),
    )


def _states(session: Session) -> list[CodeItemRow]:
    wanted = CodeItemRow.list_name.in_((SCORING_MATRIX, SCORE_BANDS))
    return list(session.scalars(select(CodeItemRow).where(wanted)))


# --- Screening -------------------------------------------------------------------------------------------


def propose_screening(session: Session, referral_id: str, today: date) -> ScreeningProposal:
    """What the record says to each question and criterion on the day of screening. Raises ``UserError``."""
    referral = load_referral(session, referral_id)
    facts = _facts(session, referral.case_id, today)
    matrix = load_matrix(session, today)
    return ScreeningProposal(
        referral=referral,
        facts=facts,
        matrix=matrix,
        eligibility=propose_eligibility(facts),
        scores=propose_scores(matrix, facts),
    )


def load_matrix(session: Session, on: date) -> Matrix:
    """The scoring matrix as it stood on a day."""
    return matrix_on(list_dated_codes(session, SCORING_MATRIX), list_dated_codes(session, SCORE_BANDS), on)


def screen(session: Session, referral_id: str, draft: ScreeningDraft, today: date) -> str:
    """Record a screening of a referral that waits; returns its id. One more is another record. ``UserError``."""
    row = _waiting(session, referral_id)
    day = draft.screened_on or today
    said = draft.check(today, load_matrix(session, day))
    if day < row.referred_on:
        raise UserError(
            f"Date of screening: {day:%d/%m/%Y} is before the referral of {row.referred_on:%d/%m/%Y}.",
            "screened_on",
        )
    made = ScreeningRow(
        case_id=row.case_id,
        referral_id=row.id,
        total=total_of(said.scores),
        matrix_on=day,
        **records.columns_of(said),
    )
    session.add(made)
    session.flush()
    follow_referral(session, row)
    refresh_standing(session, row.case_id)
    return made.id


def _facts(session: Session, case_id: str, on: date) -> Facts:
    case = records.fetch(session, CaseRow, case_id)
    person = records.fetch(session, PersonRow, case.person_id)
    return Facts(
        on=on,
        age=None if person.date_of_birth is None else age_on(person.date_of_birth, on),
        sentence=Sentence(case.sentence) if case.sentence else None,
        sentence_end=case.sentence_end,
        mappa=case.mappa,
        mappa_category=case.mappa_category,
        mappa_reference=case.mappa_reference,
        mappa_checked_on=case.mappa_checked_on,
        phase=Phase(case.phase),
        release_on=case.release_on,
        released_on=_released(session, case, on),
        ogrs=case.ogrs,
        rosh=Rosh(case.rosh) if case.rosh else None,
        severe_needs=_severe_needs(session, case_id),
        **_marac(session, case_id),
        **_offending(session, case_id, on),
    )


def _marac(session: Session, case_id: str) -> dict[str, Any]:
    row = MaracRow
    rows = session.execute(
        select(row.heard_on, row.referred_on, row.role).where(row.case_id == case_id)
    ).all()
    known = [
        (heard or referred, heard is not None, role) for heard, referred, role in rows if heard or referred
    ]
    newest = max(known, default=(None, False, ""))
    return {"marac_on": newest[0], "marac_heard": newest[1], "marac_role": newest[2]}


def _offending(session: Session, case_id: str, on: date) -> dict[str, Any]:
    rows = session.execute(
        select(OffendingRow.event, OffendingRow.neighbourhood).where(
            OffendingRow.case_id == case_id,
            OffendingRow.struck_on.is_(None),
            OffendingRow.on_day > add_months(on, -OFFENCE_MONTHS),
            OffendingRow.on_day <= on,
        )
    ).all()
    kinds = [event for event, _neighbourhood in rows]
    return {
        "arrests": kinds.count(OffendingEvent.ARREST.value),
        "charges": kinds.count(OffendingEvent.CHARGE.value),
        "convictions": kinds.count(OffendingEvent.CONVICTION.value),
        "neighbourhood": sum(bool(neighbourhood) for _event, neighbourhood in rows),
    }


def _released(session: Session, case: CaseRow, on: date) -> date | None:
    """The last day a custody on record ended, or that a release was expected and the person is out."""
    ended = select(CaseStatusRow.to_on).where(
        CaseStatusRow.case_id == case.id,
        CaseStatusRow.aspect == Aspect.PHASE.value,
        CaseStatusRow.value == Phase.CUSTODY.value,
        CaseStatusRow.to_on.is_not(None),
    )
    days = [day for day in session.scalars(ended) if day is not None and day <= on]
    if case.release_on is not None and case.phase != Phase.CUSTODY.value and case.release_on <= on:
        days.append(case.release_on)
    return None if case.phase == Phase.CUSTODY.value else max(days, default=None)


def _severe_needs(session: Session, case_id: str) -> tuple[str, ...]:
    names = list_codes(session, NEEDS)
    severe = set(
        session.scalars(
            select(NeedRow.code).where(
                NeedRow.case_id == case_id,
                NeedRow.code.in_(COUNTED_NEEDS),
                NeedRow.severity == Severity.SEVERE.value,
            )
        )
    )
    return tuple(name_of(names, code).lower() for code in COUNTED_NEEDS if code in severe)
