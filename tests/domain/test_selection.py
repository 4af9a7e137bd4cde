"""Selection: what the record says to each question, and points that add up by the matrix of their day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iom_desktop.domain.codes import SCORE_BANDS, SCORING_MATRIX, CodeItem, DatedCodes, Phase, Rosh, Sentence
from iom_desktop.domain.selection import (
    EligibilityAnswer,
    EligibilityCheck,
    Facts,
    Matrix,
    Recommendation,
    ReferralDraft,
    Score,
    ScreeningDraft,
    held_by_mappa,
    mappa_level,
    matrix_on,
    propose_eligibility,
    propose_scores,
    recommend,
    total_of,
    where_instead,
)
from iom_desktop.errors import FieldErrors
from iom_desktop.services.codes import shipped

ON = date(2026, 11, 20)
CHECK = EligibilityCheck


def shipped_matrix(on: date = ON) -> Matrix:
    return matrix_on(DatedCodes(shipped(SCORING_MATRIX)), DatedCodes(shipped(SCORE_BANDS)), on)


MATRIX = shipped_matrix()


def proposed(**facts: Any) -> dict[str, tuple[str, str]]:
    """The code and the reason proposed for each criterion."""
    found = propose_scores(MATRIX, Facts(on=ON, **facts))
    return {one.criterion.name: (one.code, one.because) for one in found}


def asked(check: EligibilityCheck, **facts: Any) -> EligibilityAnswer:
    (found,) = [one for one in propose_eligibility(Facts(on=ON, **facts)) if one.check is check]
    return found


# --- MAPPA -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words, level",
    [
        ("", None), ("Not MAPPA", None), ("Level 1", 1), ("Level 2", 2), ("level3", 3), ("MAPPA 2", 2), ("2", 2),
        ("MAPPA level 3, category M1", 3), ("Not eligible", None), ("M2", None), ("20", None), ("Level 12", None),
        ("Level 4", None), ("-2+3", None), ("2/3", None), ("Managed at level 2", 2), ("1e3", None), ("MAPPA 3 (M1)", 3),
    ],
)  # fmt: skip
def test_a_level_is_read_from_words(words: str, level: int | None) -> None:
    assert mappa_level(words) == level
    assert held_by_mappa(words) == (level in (2, 3))


# --- Eligibility -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "check, facts, finding, bars",
    [
        (CHECK.STATUTORY, {}, "Not recorded", False),
        (CHECK.STATUTORY, {"sentence": Sentence.NON_STATUTORY}, "Not statutory", False),
        (
            CHECK.STATUTORY,
            {"sentence": Sentence.LICENCE, "sentence_end": date(2027, 6, 13)},
            "Statutory: on licence to 13 Jun 2027",
            False,
        ),
        (CHECK.STATUTORY, {"sentence": Sentence.COMMUNITY_ORDER}, "Statutory: a community order", False),
        (CHECK.MAPPA, {}, "No MAPPA level recorded, not checked", False),
        (
            CHECK.MAPPA,
            {"mappa": "Not MAPPA", "mappa_checked_on": ON},
            "Not MAPPA, checked 20 Nov 2026",
            False,
        ),
        (CHECK.MAPPA, {"mappa": "Level 1"}, "MAPPA level 1, not checked", False),
        (
            CHECK.MAPPA,
            {"mappa": "Level 2", "mappa_category": "M2", "mappa_reference": "MX 7", "mappa_checked_on": ON},
            "MAPPA level 2, category M2, held as MX 7, checked 20 Nov 2026",
            True,
        ),
        (CHECK.MAPPA, {"mappa": "Level 3"}, "MAPPA level 3, not checked", True),
        (CHECK.MARAC, {}, "No MARAC on record", False),
        (
            CHECK.MARAC,
            {"marac_on": ON, "marac_heard": True, "marac_role": "victim"},
            "Heard at MARAC on 20 Nov 2026 as victim",
            False,
        ),
        (CHECK.MARAC, {"marac_on": ON}, "Referred to MARAC on 20 Nov 2026, not yet heard", False),
        (CHECK.AGE, {}, "Date of birth not recorded", False),
        (CHECK.AGE, {"age": 17}, "17", True),
        (CHECK.AGE, {"age": 18}, "18", False),
        (CHECK.AGE, {"age": 40}, "40", False),
        (CHECK.CUSTODY, {}, "In the community", False),
        (CHECK.CUSTODY, {"phase": Phase.CUSTODY}, "In custody", False),
        (
            CHECK.CUSTODY,
            {"phase": Phase.CUSTODY, "release_on": date(2027, 1, 4)},
            "In custody, release expected 4 Jan 2027",
            False,
        ),
        (CHECK.CUSTODY, {"released_on": date(2026, 10, 2)}, "In the community, released 2 Oct 2026", False),
    ],
)
def test_the_record_answers_each_question(
    check: EligibilityCheck, facts: dict[str, Any], finding: str, bars: bool
) -> None:
    found = asked(check, **facts)
    assert (found.finding, found.stands_in_the_way) == (finding, bars)


def test_every_question_is_asked_once_and_in_order() -> None:
    assert [one.check for one in propose_eligibility(Facts(on=ON))] == list(EligibilityCheck)


@pytest.mark.parametrize(
    "facts, where, recommended",
    [
        ({"mappa": "Level 2"}, "MAPPA", Recommendation.ELSEWHERE),
        ({"mappa": "Level 3", "age": 16}, "MAPPA", Recommendation.ELSEWHERE),
        ({"age": 17}, "Youth offending team", Recommendation.ELSEWHERE),
        ({"age": 30, "mappa": "Level 1"}, "", Recommendation.FIXED),
    ],
)
def test_who_is_barred_is_sent_elsewhere_whatever_the_points(
    facts: dict[str, Any], where: str, recommended: Recommendation
) -> None:
    answers = propose_eligibility(Facts(on=ON, **facts))
    assert where_instead(answers) == where
    assert recommend(MATRIX, 23, answers) is recommended


# --- The matrix ------------------------------------------------------------------------------------------

OGRS, OFFENCES = "Likelihood of reoffending (OGRS)", "Offences in the last 12 months"
NEIGHBOURHOOD, RELEASE = "Neighbourhood crime", "Released from custody in the last 3 months"
INTELLIGENCE, ROSH = "Police intelligence", "Risk of serious harm"
NEEDS = "Drug misuse and accommodation"


@pytest.mark.parametrize(
    "criterion, facts, code, because",
    [
        (OGRS, {}, "", "OGRS is not recorded: choose"),
        (OGRS, {"ogrs": 0}, "OGRS_0", "OGRS 0%"),
        (OGRS, {"ogrs": 49}, "OGRS_0", "OGRS 49%"),
        (OGRS, {"ogrs": 50}, "OGRS_50", "OGRS 50%"),
        (OGRS, {"ogrs": 75}, "OGRS_75", "OGRS 75%"),
        (OGRS, {"ogrs": 90}, "OGRS_90", "OGRS 90%"),
        (OFFENCES, {}, "OFFENCES_0", "No arrest, charge or conviction recorded since 20 Nov 2025"),
        (OFFENCES, {"arrests": 1}, "OFFENCES_1", "1 arrest since 20 Nov 2025"),
        (
            OFFENCES,
            {"arrests": 3, "charges": 2, "convictions": 1},
            "OFFENCES_3",
            "3 arrests, 2 charges, 1 conviction since 20 Nov 2025; the most of one kind counts",
        ),
        (OFFENCES, {"convictions": 6}, "OFFENCES_6", "6 convictions since 20 Nov 2025"),
        (NEIGHBOURHOOD, {}, "NEIGHBOURHOOD_NO", "No neighbourhood crime recorded in 12 months"),
        (
            NEIGHBOURHOOD,
            {"neighbourhood": 4},
            "NEIGHBOURHOOD_YES",
            "4 records of neighbourhood crime in 12 months",
        ),
        (RELEASE, {}, "RELEASE_NO", "No release recorded"),
        (RELEASE, {"released_on": date(2026, 8, 19)}, "RELEASE_NO", "Released 19 Aug 2026"),
        (RELEASE, {"released_on": date(2026, 8, 20)}, "RELEASE_YES", "Released 20 Aug 2026"),
        (INTELLIGENCE, {}, "", "The record does not say: choose"),
        (ROSH, {}, "ROSH_LOW", "Risk of serious harm is not assessed"),
        (ROSH, {"rosh": Rosh.LOW}, "ROSH_LOW", "Risk of serious harm is low"),
        (ROSH, {"rosh": Rosh.MEDIUM}, "ROSH_MEDIUM", "Risk of serious harm is medium"),
        (ROSH, {"rosh": Rosh.HIGH}, "ROSH_HIGH", "Risk of serious harm is high"),
        (ROSH, {"rosh": Rosh.VERY_HIGH}, "ROSH_HIGH", "Risk of serious harm is very high"),
        (NEEDS, {}, "NEED_0", "Neither is recorded as severe"),
        (NEEDS, {"severe_needs": ("drug misuse",)}, "NEED_2", "Severe: drug misuse"),
        (
            NEEDS,
            {"severe_needs": ("drug misuse", "accommodation")},
            "NEED_4",
            "Severe: drug misuse and accommodation",
        ),
    ],
)
def test_points_are_proposed_from_the_record_and_say_because_of_what(
    criterion: str, facts: dict[str, Any], code: str, because: str
) -> None:
    assert proposed(**facts)[criterion] == (code, because)


def test_an_answer_other_than_proposed_says_so() -> None:
    (one,) = [one for one in propose_scores(MATRIX, Facts(on=ON, ogrs=82)) if one.criterion.name == OGRS]
    score = one.score("OGRS_90")
    assert score is not None
    assert (score.points, score.most) == (4, 4)
    assert score.because == "As the officer judges; the record proposes “75% to 89%”: OGRS 82%"
    assert one.score("NEED_4") is None


@pytest.mark.parametrize(
    "total, recommended",
    [
        (0, Recommendation.NONE), (6, Recommendation.NONE), (7, Recommendation.FLEX), (11, Recommendation.FLEX),
        (12, Recommendation.FIXED), (23, Recommendation.FIXED),
    ],
)  # fmt: skip
def test_points_recommend_by_the_bands(total: int, recommended: Recommendation) -> None:
    assert MATRIX.most == 23
    assert MATRIX.recommended(total) is recommended


def item(list_name: str, code: str, since: date | None, **details: str) -> CodeItem:
    return CodeItem(list_name=list_name, code=code, name=code.title(), valid_from=since, details=details)


def bands(fixed: int, flex: int, since: date | None = None) -> list[CodeItem]:
    return [
        item(SCORE_BANDS, code, since, points=str(points))
        for code, points in (("FIXED", fixed), ("FLEX", flex), ("NONE", 0))
    ]


@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 60), st.integers(0, 60))
def test_more_points_never_recommend_less(fixed: int, flex: int, one: int, other: int) -> None:
    matrix = matrix_on(DatedCodes(shipped(SCORING_MATRIX)), DatedCodes(bands(fixed, flex)), ON)
    order = (Recommendation.NONE, Recommendation.FLEX, Recommendation.FIXED)
    less, more = sorted((one, other))
    assert order.index(matrix.recommended(less)) <= order.index(matrix.recommended(more))


@given(st.lists(st.sampled_from(range(4)), min_size=7, max_size=7), st.integers(0, 100))
def test_a_total_is_the_sum_of_its_lines(picks: list[int], ogrs: int) -> None:
    chosen = []
    for one, pick in zip(propose_scores(MATRIX, Facts(on=ON, ogrs=ogrs)), picks, strict=True):
        answer = one.criterion.answers[pick % len(one.criterion.answers)]
        score = one.score(answer.code)
        assert score is not None
        chosen.append(score)
    assert total_of(chosen) == sum(
        answer.points
        for criterion, score in zip(MATRIX.criteria, chosen, strict=True)
        for answer in criterion.answers
        if answer.code == score.code
    )
    assert 0 <= total_of(chosen) <= MATRIX.most


CHANGED = date(2026, 6, 1)


@given(st.integers(-400, 400))
def test_the_day_decides_which_matrix(away: int) -> None:
    answers = [
        item(SCORING_MATRIX, "A_1", None, criterion="A", points="1"),
        item(SCORING_MATRIX, "A_1", CHANGED, criterion="A", points="5"),
        item(SCORING_MATRIX, "A_2", CHANGED, criterion="A", points="9"),
    ]
    day = CHANGED + timedelta(days=away)
    matrix = matrix_on(DatedCodes(answers), DatedCodes(bands(5, 2)), day)
    ((criterion,), since) = matrix.criteria, matrix.since
    if away < 0:
        assert ([one.points for one in criterion.answers], since) == ([1], None)
    else:
        assert ([one.points for one in criterion.answers], since) == ([5, 9], CHANGED)


def test_an_answer_that_was_ended_is_not_in_the_matrix_any_more() -> None:
    ended = replace(item(SCORING_MATRIX, "A_2", None, criterion="A", points="9"), valid_to=CHANGED)
    answers = DatedCodes([item(SCORING_MATRIX, "A_1", None, criterion="A", points="1"), ended])
    on, after = (
        matrix_on(answers, DatedCodes(bands(5, 2)), day) for day in (CHANGED, CHANGED + timedelta(1))
    )
    assert (on.most, after.most) == (9, 1)


# --- Drafts ----------------------------------------------------------------------------------------------


def full_scores(**instead: str) -> tuple[Score, ...]:
    """An answer to each criterion: as proposed for nobody in particular, or as said."""
    found = []
    for one in propose_scores(MATRIX, Facts(on=ON, ogrs=82)):
        score = one.score(instead.get(one.criterion.fact or "intelligence", one.code or "INTELLIGENCE_3"))
        assert score is not None
        found.append(score)
    return tuple(found)


DRAFT = ScreeningDraft(
    screened_on=ON,
    screened_by="PC Test Baker",
    agency="police",
    eligibility=propose_eligibility(Facts(on=ON, age=30)),
    scores=full_scores(),
)


def test_a_screening_takes_its_points_and_recommendation_from_the_rules() -> None:
    lies = tuple(replace(score, points=99, most=0, name="Whatever") for score in DRAFT.scores)
    said = replace(DRAFT, scores=lies).check(ON, MATRIX)
    assert said.scores == DRAFT.scores
    assert total_of(said.scores) == 6
    assert said.recommendation is Recommendation.NONE


def test_another_recommendation_needs_a_reason_and_keeps_it() -> None:
    other = replace(DRAFT, recommendation=Recommendation.FREE)
    with pytest.raises(FieldErrors) as caught:
        other.check(ON, MATRIX)
    assert caught.value.field == "override_reason"
    said = replace(other, override_reason="Modern slavery").check(ON, MATRIX)
    assert (said.recommendation, said.override_reason) == (Recommendation.FREE, "Modern slavery")
    # What the rules come to needs none, and keeps none.
    agreed = replace(DRAFT, recommendation=Recommendation.NONE, override_reason="Left over").check(ON, MATRIX)
    assert agreed.override_reason == ""


def test_somebody_held_by_mappa_can_be_recommended_only_with_a_reason() -> None:
    held = replace(DRAFT, eligibility=propose_eligibility(Facts(on=ON, mappa="Level 2")))
    assert held.check(ON, MATRIX).recommendation is Recommendation.ELSEWHERE
    with pytest.raises(FieldErrors) as caught:
        replace(held, recommendation=Recommendation.FIXED).check(ON, MATRIX)
    assert caught.value.field == "override_reason"


@pytest.mark.parametrize(
    "wrong, field",
    [
        ({"screened_on": None}, "screened_on"),
        ({"screened_on": ON + timedelta(days=1)}, "screened_on"),
        ({"screened_by": " "}, "screened_by"),
        ({"agency": ""}, "agency"),
        ({"eligibility": DRAFT.eligibility[1:]}, "eligibility"),
        ({"eligibility": (*DRAFT.eligibility, DRAFT.eligibility[0])}, "eligibility"),
        (
            {"eligibility": (replace(DRAFT.eligibility[0], finding=" "), *DRAFT.eligibility[1:])},
            "eligibility",
        ),
        ({"scores": DRAFT.scores[1:]}, "scores"),
        ({"scores": (*DRAFT.scores, DRAFT.scores[0])}, "scores"),
        ({"scores": (replace(DRAFT.scores[0], code="GONE"), *DRAFT.scores[1:])}, "scores"),
        ({"scores": (*DRAFT.scores, replace(DRAFT.scores[0], code="OGRS_0"))}, "scores"),
        ({"note": "x" * 20_001}, "note"),
    ],
)
def test_what_is_wrong_with_a_screening_is_told_at_its_field(wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(FieldErrors) as caught:
        replace(DRAFT, **wrong).check(ON, MATRIX)
    assert {problem.field for problem in caught.value.problems} == {field}


REFERRAL = ReferralDraft(referrer="Sgt Sample", agency="police", referred_on=ON, grounds="Burglaries")


@pytest.mark.parametrize(
    "wrong, field",
    [
        ({"referrer": " "}, "referrer"),
        ({"agency": ""}, "agency"),
        ({"agency": "x" * 201}, "agency"),
        ({"referred_on": None}, "referred_on"),
        ({"referred_on": ON + timedelta(days=1)}, "referred_on"),
        ({"grounds": " \n "}, "grounds"),
        ({"grounds": "a\x00b"}, "grounds"),
    ],
)
def test_what_is_wrong_with_a_referral_is_told_at_its_field(wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(FieldErrors) as caught:
        replace(REFERRAL, **wrong).check(ON)
    assert caught.value.field == field
    assert REFERRAL.check(ON) == REFERRAL
