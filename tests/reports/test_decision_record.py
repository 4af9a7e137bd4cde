"""The decision record on paper: everything that was said, on one page where the words allow."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iom_desktop.domain.audiences import FULL, Audience, Reader, SharedMatter
from iom_desktop.domain.codes import Cohort
from iom_desktop.domain.decision_files import DecisionFile
from iom_desktop.domain.decisions import DecisionOutcome
from iom_desktop.domain.selection import (
    EligibilityAnswer,
    EligibilityCheck,
    Recommendation,
    Referral,
    ReferralDraft,
    ReferralState,
    Score,
    Screening,
    ScreeningDraft,
)
from iom_desktop.reports.decision_record import decision_record
from tests.reports import factory
from tests.reports.factory import case_one, decision_one
from tests.reports.pdf_text import pages_of, squeezed, words_of

REFERRAL = Referral(
    id="r",
    case_id="c",
    version=1,
    said=ReferralDraft(
        referrer="Sgt Sample Cole",
        agency="police",
        referred_on=date(2025, 8, 20),
        grounds="Robbed four shops.",
    ),
    panel_on=date(2025, 9, 6),
    state=ReferralState.DECIDED,
    withdrawn_on=None,
    withdrawn_reason="",
    recorded_by="PC Baker",
    recorded_at=datetime(2025, 8, 20, 12),
)
CRITERIA = (
    "OGRS",
    "Offences",
    "Neighbourhood crime",
    "Release",
    "Intelligence",
    "Risk of serious harm",
    "Needs",
)
SCREENING = Screening(
    id="s",
    case_id="c",
    referral_id="r",
    said=ScreeningDraft(
        screened_on=date(2025, 8, 29),
        screened_by="Ms Example Jones",
        agency="probation",
        eligibility=tuple(
            EligibilityAnswer(
                check=check, finding=f"Finding about {check.value}", words=f"Follows {check.value}"
            )
            for check in EligibilityCheck
        ),
        scores=tuple(
            Score(
                criterion=name,
                code=name,
                name=f"Answer to {name}",
                points=place,
                most=9,
                because=f"For {place}",
            )
            for place, name in enumerate(CRITERIA)
        ),
        recommendation=Recommendation.FREE,
        override_reason="Serious organised crime.",
        note="Seen at the office.",
    ),
    total=21,
    matrix_on=date(2025, 8, 29),
    matrix_since=date(2025, 4, 1),
    recorded_by="Ms Example Jones",
    recorded_at=datetime(2025, 8, 29, 12),
)


def file(**changes: Any) -> DecisionFile:
    """The record of Mohammed Hudson's decision; ``changes`` are of what was said."""
    said = {
        "outcome": DecisionOutcome.ACCEPT,
        "additionality": "Evening visits.",
        "objectives": "No robbery for a year.",
        "timescale": "Twelve months",
        "dissent": "Housing would have waited.",
    }
    return DecisionFile(
        case=case_one(),
        decision=decision_one(**said | changes),
        referral=REFERRAL,
        screening=SCREENING,
        episode=1,
        made_at=datetime(2026, 11, 22, 14, 2),
        recorded_at=datetime(2025, 9, 6, 17),
        made_by="PC Baker",
    )


def test_everything_stands_on_one_page() -> None:
    pdf = decision_record(file(), factory.numbered())
    assert len(pages_of(pdf)) == 1
    text = words_of(pdf)
    for said in (
        "Mohammed HUDSON", "known as Mo", "Decision record", "Sat 6 Sep 2025", "Licence to Sun 13 Jun 2027",
        "Taken on, fixed cohort", file().decision.said.rationale, "Evening visits.", "No robbery for a year.",
        "Twelve months", *file().decision.criteria_words, "OGRS 82%",
        "PC Baker (police), D. Williams (probation)", "Housing would have waited.", "checked Fri 5 Sep 2025",
        "Sat 6 Mar 2027", "Sgt Sample Cole (police)", "Wed 20 Aug 2025", "Robbed four shops.",
        "Fri 29 Aug 2025, Ms Example Jones (probation)",
        *(f"Finding about {check.value}. Follows {check.value}" for check in EligibilityCheck),
        *(f"Answer to {name}. For {place}" for place, name in enumerate(CRITERIA)),
        "21 of 63", "Scoring matrix of Tue 1 Apr 2025, as it stood on Fri 29 Aug 2025", "Free cohort",
        "Serious organised crime.", "Seen at the office.",
        "recorded by PC Baker Sat 6 Sep 2025 17:00", "made by PC Baker Sun 22 Nov 2026 14:02", "7F3A-91C2",
        "OFFICIAL-SENSITIVE",
    ):  # fmt: skip
        assert squeezed(said) in text, said
    assert "SUPERSEDED" not in text
    assert "DRAFT" not in text


def test_the_points_stand_beside_their_criterion() -> None:
    lines = [" ".join(line.split()) for line in pages_of(decision_record(file()))[0]]
    for place in range(len(CRITERIA)):
        assert f"{place} of 9" in lines


def test_a_superseded_record_says_so_and_why() -> None:
    kept = file()
    kept = replace(
        kept,
        decision=replace(
            kept.decision, superseded_on=date(2026, 3, 4), supersede_reason="Arrested for robbery"
        ),
    )
    pdf = decision_record(kept)
    text = words_of(pdf)
    assert squeezed("SUPERSEDED on Wed 4 Mar 2026 because: Arrested for robbery") in text
    assert text.count("SUPERSEDED") == 2  # the stamp, and the sentence


@pytest.mark.parametrize(
    "outcome, words",
    [
        (DecisionOutcome.REJECT, "Not taken on"),
        (DecisionOutcome.DEFER, "Deferred"),
        (DecisionOutcome.NOT_ELIGIBLE, "Not eligible"),
        (DecisionOutcome.REFER_ELSEWHERE, "Referred elsewhere: MAPPA"),
    ],
)
def test_a_decision_that_takes_nobody_on_asks_nothing_of_iom(outcome: DecisionOutcome, words: str) -> None:
    kept = replace(file(outcome=outcome, cohort=None, elsewhere="MAPPA"), episode=None)
    text = words_of(decision_record(kept))
    assert squeezed(words) in text
    for left_out in ("What IOM adds", "Objectives", "Timescale", "cohort, "):
        assert squeezed(left_out) not in text


def test_what_was_never_recorded_is_said_so() -> None:
    kept = replace(
        file(mappa_checked_on=None, review_on=None, dissent=""), referral=None, screening=None, episode=2
    )
    text = words_of(decision_record(kept))
    for said in (
        "PC Baker (police)", "No screening is on record for this decision.", "not recorded with this decision",
        "no review date", "none recorded", "time 2 under IOM",
    ):  # fmt: skip
        assert squeezed(said) in text
    nobody = replace(
        kept, decision=decision_one(referrer="", referrer_agency="", outcome=DecisionOutcome.ACCEPT)
    )
    assert squeezed("No referral is on record for this decision.") in words_of(decision_record(nobody))


def test_a_question_that_stands_in_the_way_says_so() -> None:
    answers = tuple(
        replace(one, stands_in_the_way=one.check is EligibilityCheck.MAPPA)
        for one in SCREENING.said.eligibility
    )
    kept = replace(file(), screening=replace(SCREENING, said=replace(SCREENING.said, eligibility=answers)))
    text = words_of(decision_record(kept))
    assert squeezed("Stands in the way. Finding about mappa") in text
    assert text.count(squeezed("Stands in the way.")) == 1


def test_long_words_go_on_to_another_page_that_says_continued() -> None:
    rationale = " ".join(f"sentence{number}" for number in range(2_000))
    pdf = decision_record(file(rationale=rationale))
    pages = pages_of(pdf)
    assert len(pages) > 1
    assert all(any("continued" in line for line in page) for page in pages[1:])
    text = words_of(pdf)
    assert all(f"sentence{number}" in text for number in range(2_000))
    assert squeezed("Serious organised crime.") in text


def test_the_same_record_gives_the_same_bytes() -> None:
    assert decision_record(file()) == decision_record(file())


@settings(max_examples=15, deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=60))
def test_whatever_was_typed_can_be_laid_out(typed: str) -> None:
    kept = file(rationale=typed, dissent=typed, objectives=typed, cohort=Cohort.FLEX)
    assert decision_record(kept).startswith(b"%PDF")


def test_a_copy_says_whose_it_is_and_does_not_say_that_nothing_is_recorded() -> None:
    bare = replace(
        file(rationale="", additionality="", objectives="", timescale="", dissent="", criteria=(), scores="",
             mappa_checked_on=None, mappa_result=""),
        screening=None, reader=Reader(Audience.PARTNER, "council"), left_out=tuple(SharedMatter),
    )  # fmt: skip
    text = words_of(decision_record(bare))
    assert squeezed("Copy for council. Left out of this copy: intelligence") in text
    for words in ("not recorded", "none recorded", "No screening is on record"):
        assert squeezed(words) not in text
    assert text.count(squeezed("not in this copy")) >= 7
    whole = words_of(decision_record(replace(bare, reader=FULL, left_out=())))
    assert "inthiscopy" not in whole
    assert squeezed("none recorded") in whole
