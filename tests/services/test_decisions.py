"""Decisions: why somebody is under IOM, said in words, replaced with a reason, never rewritten."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, timedelta
from typing import Any

import pytest

from iom_desktop.domain.cases import CaseDraft
from iom_desktop.domain.codes import Cohort
from iom_desktop.domain.decisions import Decision, DecisionDraft, DecisionMaker, DecisionOutcome
from iom_desktop.domain.today import Matter
from iom_desktop.errors import FieldErrors, UserError
from iom_desktop.services.case_files import load_case_file
from iom_desktop.services.cases import list_cases, load_case
from iom_desktop.services.decisions import criteria, current_decision, list_decisions, record_decision
from iom_desktop.services.timeline import find_words
from iom_desktop.services.today import list_today
from iom_desktop.storage.store import Store
from tests.stores import NOW, TODAY, Clock, Desk

SAID = DecisionDraft(
    decided_on=date(2026, 11, 20),
    referrer="PC Test Baker",
    referrer_agency="police",
    criteria=("ogrs_high", "recent_arrests"),
    scores="OGRS 82%, matrix 14",
    cohort=Cohort.FLEX,
    rationale="Six burglaries since June.\nAll within a mile.",
    additionality="Police visits in the evening.",
    objectives="No burglary for six months.",
    timescale="Six months",
    dissent="The council would have waited.",
    decided_by=(
        DecisionMaker(name="A. Chair", agency="police"),
        DecisionMaker(name="D. Invented", agency="probation"),
    ),
    mappa_checked_on=date(2026, 11, 19),
    mappa_result="Not MAPPA",
    review_on=date(2027, 2, 20),
)


def decide(desk: Desk, case_id: str, reason: str = "", **said: Any) -> str:
    return desk.do(record_decision, case_id, replace(SAID, **said), TODAY, reason)


def refused(desk: Desk, case_id: str, reason: str = "", **said: Any) -> FieldErrors:
    before = desk.see(list_decisions, case_id), desk.see(load_case, case_id)
    with pytest.raises(FieldErrors) as caught:
        decide(desk, case_id, reason, **said)
    assert (desk.see(list_decisions, case_id), desk.see(load_case, case_id)) == before
    return caught.value


def test_everything_said_is_kept(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer()
    decision_id = decide(shared_desk, case_id)
    kept = shared_desk.see(current_decision, case_id)
    assert kept == Decision(
        id=decision_id,
        case_id=case_id,
        said=SAID,
        recorded_by="PC Test Baker",
        recorded_at=NOW,
        supersede_reason="",
        superseded_on=None,
        criteria_words=("OGRS 75% or more", "Arrests rising in the last 12 months"),
    )
    left_empty = {
        f.name for f in fields(DecisionDraft) if getattr(SAID, f.name) == getattr(DecisionDraft(), f.name)
    }
    # What these say is proved below, where there is a referral, a conference and another outcome.
    assert left_empty == {"outcome", "referral_id", "conference_id", "elsewhere"}


@pytest.mark.parametrize(
    "wrong, field",
    [
        ({"rationale": ""}, "rationale"),
        ({"rationale": " \n\t\u200b "}, "rationale"),
        ({"decided_on": None}, "decided_on"),
        ({"decided_on": TODAY + timedelta(days=1)}, "decided_on"),
        ({"mappa_checked_on": TODAY + timedelta(days=1)}, "mappa_checked_on"),
        ({"review_on": date(2026, 11, 20)}, "review_on"),
        ({"review_on": date(2026, 11, 19)}, "review_on"),
        ({"cohort": None}, "cohort"),
        ({"decided_by": ()}, "decided_by"),
        ({"decided_by": (DecisionMaker(name="", agency="police"),)}, "decided_by"),
        ({"decided_by": (DecisionMaker(name="A. Chair", agency=" "),)}, "decided_by"),
        ({"criteria": ("ogrs_high", "a whim")}, "criteria"),
        ({"scores": "x" * 301}, "scores"),
    ],
)
def test_what_is_missing_or_wrong_is_told_beside_its_field(
    shared_desk: Desk, wrong: dict[str, Any], field: str
) -> None:
    case_id = shared_desk.newcomer()
    assert refused(shared_desk, case_id, **wrong).field == field
    assert shared_desk.see(current_decision, case_id) is None


def test_every_criterion_of_the_list_can_be_given_and_the_day_itself(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer()
    every = tuple(shared_desk.see(criteria))
    decide(shared_desk, case_id, criteria=every, decided_on=TODAY, mappa_checked_on=TODAY)
    kept = shared_desk.see(current_decision, case_id)
    assert kept is not None
    assert kept.said.criteria == every


def test_a_later_decision_needs_a_reason_and_keeps_both(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer()
    first = decide(shared_desk, case_id)
    for empty in ("", "  \n "):
        assert refused(shared_desk, case_id, empty, rationale="Second").field == "supersede_reason"
    second = decide(shared_desk, case_id, "Arrested again", rationale="Second")
    third = decide(shared_desk, case_id, "Released", rationale="Third")
    found = shared_desk.see(list_decisions, case_id)
    assert [one.id for one in found] == [third, second, first]
    by_id = {one.id: one for one in found}
    assert (by_id[first].superseded_on, by_id[first].supersede_reason) == (TODAY, "Arrested again")
    assert (by_id[second].superseded_on, by_id[second].supersede_reason) == (TODAY, "Released")
    assert (by_id[third].superseded_on, by_id[third].supersede_reason) == (None, "")
    assert by_id[first].said == SAID
    current = shared_desk.see(current_decision, case_id)
    assert current is not None
    assert current.id == third


def test_decisions_run_from_the_one_in_force_to_the_oldest(store: Store, clock: Clock) -> None:
    desk = Desk(store)
    case_id = desk.newcomer()
    made = [decide(desk, case_id)]
    for reason in ("One", "Two"):
        clock.advance(minutes=5)
        made.append(decide(desk, case_id, reason))
    assert [one.id for one in desk.see(list_decisions, case_id)] == made[::-1]


def test_the_case_follows_its_decision(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer(managed=CaseDraft(cohort=Cohort.FIXED, police_lead="PC Else"))
    decide(shared_desk, case_id)
    managed = shared_desk.see(load_case, case_id).managed
    assert managed == CaseDraft(
        cohort=Cohort.FLEX,
        adopted_on=date(2026, 11, 20),
        review_on=date(2027, 2, 20),
        mappa="Not MAPPA",
        mappa_checked_on=date(2026, 11, 19),
        police_lead="PC Else",
    )


@pytest.mark.parametrize(
    "before, said, after",
    [
        (("", None), ("Level 2", date(2026, 11, 19)), ("Level 2", date(2026, 11, 19))),
        (("Level 1", date(2026, 11, 1)), ("Level 2", date(2026, 11, 19)), ("Level 2", date(2026, 11, 19))),
        (("Level 1", date(2026, 11, 1)), ("", date(2026, 11, 19)), ("Level 1", date(2026, 11, 19))),
        (("Level 3", date(2026, 11, 20)), ("Level 2", date(2026, 11, 19)), ("Level 3", date(2026, 11, 20))),
        (("Level 3", date(2026, 11, 20)), ("Level 2", None), ("Level 3", date(2026, 11, 20))),
    ],
)
def test_mappa_is_what_was_found_last(
    shared_desk: Desk, before: tuple[Any, Any], said: tuple[Any, Any], after: tuple[Any, Any]
) -> None:
    managed = CaseDraft(mappa=before[0], mappa_checked_on=before[1])
    case_id = shared_desk.newcomer(managed=managed)
    elsewhere = {"outcome": DecisionOutcome.REFER_ELSEWHERE, "cohort": None, "elsewhere": "MAPPA"}
    decide(shared_desk, case_id, mappa_result=said[0], mappa_checked_on=said[1], **elsewhere)
    found = shared_desk.see(load_case, case_id).managed
    assert (found.mappa, found.mappa_checked_on) == after


def test_what_a_decision_does_not_say_stays_as_it_was(shared_desk: Desk) -> None:
    stands = CaseDraft(
        adopted_on=date(2025, 1, 2), review_on=date(2026, 12, 1), mappa_checked_on=date(2026, 11, 21)
    )
    case_id = shared_desk.newcomer(managed=stands)
    decide(shared_desk, case_id, review_on=None, mappa_checked_on=None)
    assert shared_desk.see(load_case, case_id).managed == replace(stands, cohort=Cohort.FLEX)
    # An older check does not take the place of a newer one, nor a second decision that of the adoption.
    decide(shared_desk, case_id, "Again", cohort=Cohort.FREE, decided_on=TODAY)
    managed = shared_desk.see(load_case, case_id).managed
    assert managed.mappa_checked_on == date(2026, 11, 21)
    assert (managed.adopted_on, managed.cohort) == (date(2025, 1, 2), Cohort.FREE)


def marks(desk: Desk, case_id: str) -> dict[str, bool]:
    """What each place that shows a case says about its decision: whether there is one."""
    (row,) = [row for row in desk.see(list_cases, NOW) if row.id == case_id]
    watched = {item.matter for item in desk.see(list_today, NOW) if item.case_id == case_id}
    return {
        "caseload": row.has_decision,
        "case": desk.see(load_case, case_id).has_decision,
        "today": Matter.NO_DECISION not in watched,
        "paper": desk.see(load_case_file, case_id, NOW).decision is not None,
        "record": desk.see(current_decision, case_id) is not None,
    }


def test_a_case_without_a_decision_is_marked_wherever_it_is_listed(shared_desk: Desk) -> None:
    case_id, other = shared_desk.newcomer(), shared_desk.newcomer()
    assert set(marks(shared_desk, case_id).values()) == {False}
    decide(shared_desk, case_id)
    assert set(marks(shared_desk, case_id).values()) == {True}
    decide(shared_desk, case_id, "A second one")
    assert set(marks(shared_desk, case_id).values()) == {True}
    assert set(marks(shared_desk, other).values()) == {False}


def test_a_decision_is_found_by_its_words(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer()
    decision_id = decide(shared_desk, case_id, rationale="Xylophone thefts", scores="Zither 9")
    for words in ("xylophone", "zither"):
        assert [hit.id for hit in shared_desk.see(find_words, words)] == [decision_id]


def test_a_case_that_is_not_there_has_no_decision(shared_desk: Desk) -> None:
    with pytest.raises(UserError, match="no longer in the store"):
        decide(shared_desk, "f" * 32)
    assert shared_desk.see(current_decision, "f" * 32) is None
