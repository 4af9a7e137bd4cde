"""Inventing screenings: the record proposes, by the program's own rules; intelligence alone is invented."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import date
from functools import cache

from iom_desktop.demo.invented import InventedCase, InventedOffending
from iom_desktop.domain.codes import NEEDS, SCORE_BANDS, SCORING_MATRIX, DatedCodes
from iom_desktop.domain.dates import add_months, age_on
from iom_desktop.domain.needs import Severity
from iom_desktop.domain.selection import (
    COUNTED_NEEDS,
    OFFENCE_MONTHS,
    Facts,
    Matrix,
    Recommendation,
    ScreeningDraft,
    matrix_on,
    propose_eligibility,
    propose_scores,
    recommend,
    total_of,
)
from iom_desktop.services import codes, records
from iom_desktop.storage.tables import ScreeningRow

_INTELLIGENCE = (
    ("INTELLIGENCE_0", "Nothing on the system this quarter"),
    ("INTELLIGENCE_1", "Two reports, not confirmed"),
    ("INTELLIGENCE_3", "Graded reports of this month"),
)


def screen(case: InventedCase, case_id: str, referral_id: str) -> ScreeningRow | None:
    """The screening of the case's referral; nothing where it waits to be screened."""
    referral = case.referral
    if referral is None or referral.screened_on is None:
        return None
    on = referral.screened_on
    rng = random.Random(f"screening {case.person.crn}")
    matrix, facts = _matrix(), _facts(case, on)
    scores = []
    for proposal in propose_scores(matrix, facts):
        code, because = (proposal.code, "") if proposal.code else rng.choice(_INTELLIGENCE)
        answers = {answer.code for answer in proposal.criterion.answers}
        score = proposal.score(code if code in answers else proposal.criterion.answers[0].code, because)
        if score is not None:
            scores.append(score)
    eligibility = propose_eligibility(facts)
    ruled = recommend(matrix, total_of(scores), eligibility)
    cohort = case.decision.cohort if case.decision is not None else None
    chosen = Recommendation(cohort.value) if cohort is not None else ruled
    said = ScreeningDraft(
        screened_on=on,
        screened_by=case.probation.name,
        agency="probation",
        eligibility=eligibility,
        scores=tuple(scores),
        recommendation=chosen,
        override_reason=""
        if chosen is ruled
        else "The frequency of the last weeks is not in the points yet.",
    ).check(on, matrix)
    return ScreeningRow(
        case_id=case_id,
        referral_id=referral_id,
        total=total_of(said.scores),
        matrix_on=on,
        **records.columns_of(said),
    )


@cache
def _matrix() -> Matrix:
    return matrix_on(
        DatedCodes(codes.shipped(SCORING_MATRIX)), DatedCodes(codes.shipped(SCORE_BANDS)), date(2026, 1, 1)
    )


def _facts(case: InventedCase, on: date) -> Facts:
    managed = case.managed
    recent = [one for one in case.offending if add_months(on, -OFFENCE_MONTHS) < one.on_day <= on]
    names = {item.code: item.name for item in codes.shipped(NEEDS)}
    return Facts(
        on=on,
        age=None if case.person.date_of_birth is None else age_on(case.person.date_of_birth, on),
        sentence=managed.sentence,
        sentence_end=managed.sentence_end,
        mappa=managed.mappa,
        mappa_checked_on=managed.mappa_checked_on,
        ogrs=managed.ogrs,
        rosh=managed.rosh,
        severe_needs=tuple(
            names[need.code]
            for need in case.needs
            if need.code in COUNTED_NEEDS and need.severity is Severity.SEVERE
        ),
        arrests=_many(recent, "arrest"),
        charges=_many(recent, "charge"),
        convictions=_many(recent, "conviction"),
        neighbourhood=sum(one.neighbourhood for one in recent),
    )


def _many(events: Iterable[InventedOffending], kind: str) -> int:
    return sum(one.event == kind for one in events)
