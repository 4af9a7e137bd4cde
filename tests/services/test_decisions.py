"""Decisions: why somebody is under IOM, said in words, replaced with a reason, never rewritten."""

from __future__ import annotations

import ast
import re
from dataclasses import fields, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

import iom_desktop
from iom_desktop.domain.cases import CaseDraft
from iom_desktop.domain.codes import Cohort, IomStatus
from iom_desktop.domain.decisions import Decision, DecisionDraft, DecisionMaker, DecisionOutcome
from iom_desktop.domain.deselection import DeselectionDraft
from iom_desktop.domain.selection import ReferralDraft
from iom_desktop.domain.statuses import Aspect
from iom_desktop.domain.today import Matter
from iom_desktop.errors import FieldErrors, UserError
from iom_desktop.services.case_files import load_case_file
from iom_desktop.services.cases import change_case, list_cases, load_case
from iom_desktop.services.decisions import (
    criteria,
    current_decision,
    decision_in_force,
    list_decisions,
    list_episodes,
    load_decision,
    load_decision_file,
    record_decision,
)
from iom_desktop.services.deselections import deselect
from iom_desktop.services.referrals import refer, withdraw
from iom_desktop.services.statuses import list_statuses
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
        ({"timescale": "x" * 301}, "timescale"),
        ({"outcome": DecisionOutcome.REJECT}, "cohort"),
        ({"outcome": DecisionOutcome.DEFER}, "cohort"),
        ({"outcome": DecisionOutcome.REFER_ELSEWHERE, "cohort": None}, "elsewhere"),
        ({"mappa_result": "Level 2"}, "outcome"),
        ({"mappa_result": "level 3"}, "outcome"),
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


# --- The matter of a decision ----------------------------------------------------------------------------

MAKERS = (DecisionMaker(name="A. Chair", agency="police"),)


def refer_again(desk: Desk, case_id: str, on: date = TODAY) -> str:
    said = ReferralDraft(referrer="Sgt Cole", agency="police", referred_on=on, grounds="Again")
    return desk.do(refer, case_id, said, TODAY)


def let_go(desk: Desk, case_id: str, on: date) -> str:
    draft = DeselectionDraft(
        decided_on=on,
        reason_code="RISK_REDUCED",
        words="Stayed out of trouble",
        exit_plan="None",
        decided_by=MAKERS,
    )
    return desk.do(deselect, case_id, draft, TODAY)


def not_taken_on(outcome: DecisionOutcome, **more: Any) -> dict[str, Any]:
    return {"outcome": outcome, "cohort": None, "elsewhere": "MAPPA", **more}


def waiting(desk: Desk) -> tuple[str, str]:
    """Somebody referred on 3 November; the case's id and the referral's."""
    case_id = desk.newcomer(managed=CaseDraft())
    return case_id, refer_again(desk, case_id, date(2026, 11, 3))


def in_force(desk: Desk, case_id: str) -> list[str]:
    return [one.id for one in desk.see(list_decisions, case_id) if one.superseded_on is None]


@pytest.mark.parametrize("named", [True, False])
def test_a_decision_is_about_the_referral_that_waits(shared_desk: Desk, named: bool) -> None:
    case_id, referral_id = waiting(shared_desk)
    decide(shared_desk, case_id, referral_id=referral_id if named else None, referrer="", referrer_agency="")
    found = shared_desk.see(current_decision, case_id)
    assert found is not None
    assert (found.said.referral_id, found.said.referrer, found.said.referrer_agency) == (
        referral_id,
        "Sgt Cole",
        "police",
    )


def test_a_deferral_is_followed_and_not_superseded(shared_desk: Desk) -> None:
    case_id, _referral = waiting(shared_desk)
    deferred = decide(shared_desk, case_id, **not_taken_on(DecisionOutcome.DEFER))
    again = decide(shared_desk, case_id, **not_taken_on(DecisionOutcome.DEFER))
    taken_on = decide(shared_desk, case_id)
    assert set(in_force(shared_desk, case_id)) == {deferred, again, taken_on}
    found = shared_desk.see(decision_in_force, case_id)
    assert found is not None
    assert found.id == taken_on


def test_another_referral_is_another_matter(shared_desk: Desk) -> None:
    case_id, _referral = waiting(shared_desk)
    first = decide(shared_desk, case_id, **not_taken_on(DecisionOutcome.REJECT))
    refer_again(shared_desk, case_id)
    second = decide(shared_desk, case_id, decided_on=TODAY, mappa_checked_on=None)
    assert set(in_force(shared_desk, case_id)) == {first, second}
    # The second is superseded by the third; the first is not.
    third = decide(shared_desk, case_id, "Other cohort", decided_on=TODAY, cohort=Cohort.FREE)
    assert set(in_force(shared_desk, case_id)) == {first, third}


def test_a_second_time_under_iom_leaves_the_first_untouched(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer(managed=CaseDraft())
    first = decide(shared_desk, case_id, decided_on=date(2024, 3, 3), mappa_checked_on=None, review_on=None)
    let_go(shared_desk, case_id, date(2025, 6, 5))
    before = shared_desk.see(load_decision, first)
    refer_again(shared_desk, case_id)
    second = decide(shared_desk, case_id, decided_on=TODAY, cohort=Cohort.FIXED)
    assert shared_desk.see(load_decision, first) == before
    assert before.superseded_on is None
    case = shared_desk.see(load_case, case_id)
    assert (case.iom_status, case.managed.adopted_on, case.managed.cohort) == (
        IomStatus.ADOPTED,
        TODAY,
        Cohort.FIXED,
    )
    told = [(one.number, one.adopted_on, one.ended_on) for one in shared_desk.see(list_episodes, case_id)]
    assert told == [(1, date(2024, 3, 3), date(2025, 6, 5)), (2, TODAY, None)]
    # A correction of the second is no third time, and does not reach back into the first.
    decide(shared_desk, case_id, "Other cohort", decided_on=TODAY)
    assert shared_desk.see(load_decision, first) == before
    assert shared_desk.see(load_decision, second).supersede_reason == "Other cohort"
    with pytest.raises(UserError, match="05/06/2025") as caught:
        decide(shared_desk, case_id, "Back then", decided_on=date(2025, 6, 4), mappa_checked_on=None)
    assert caught.value.field == "decided_on"
    assert shared_desk.see(load_decision_file, second, NOW).episode == 2
    assert shared_desk.see(load_decision_file, first, NOW).episode == 1


def test_taking_somebody_on_writes_the_history_of_the_cohort(shared_desk: Desk) -> None:
    case_id, _referral = waiting(shared_desk)
    decide(shared_desk, case_id, conference_id=None)
    (period,) = [one for one in shared_desk.see(list_statuses, case_id) if one.aspect is Aspect.COHORT]
    assert (period.value, period.from_on, period.to_on) == ("flex", date(2026, 11, 20), None)
    assert period.reason == "Taken on by the decision of Fri 20 Nov 2026"
    assert period.decided_by == "A. Chair (police) and D. Invented (probation)"


def test_a_mistaken_decision_to_take_on_can_be_superseded_by_another_answer(shared_desk: Desk) -> None:
    case_id, _referral = waiting(shared_desk)
    decide(shared_desk, case_id)
    decide(shared_desk, case_id, "Recorded for the wrong person", **not_taken_on(DecisionOutcome.REJECT))
    case = shared_desk.see(load_case, case_id)
    assert (case.iom_status, case.managed.adopted_on, case.has_decision) == (
        IomStatus.NOT_ADOPTED,
        None,
        False,
    )


@pytest.mark.parametrize("outcome", [one for one in DecisionOutcome if one is not DecisionOutcome.ACCEPT])
def test_who_has_long_been_under_iom_is_let_go_by_a_deselection_only(
    shared_desk: Desk, outcome: DecisionOutcome
) -> None:
    case_id = shared_desk.newcomer(managed=CaseDraft(adopted_on=date(2025, 1, 2)))
    for reason in ("", "Again"):
        with pytest.raises(UserError, match="record a de-selection") as caught:
            decide(shared_desk, case_id, reason, **not_taken_on(outcome))
        assert caught.value.field == "outcome"
        if not reason:
            decide(shared_desk, case_id)
    assert shared_desk.see(load_case, case_id).managed.adopted_on == date(2025, 1, 2)


# --- MAPPA -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "level, checked_on, said, refused_",
    [
        ("Level 2", date(2026, 11, 1), {"mappa_result": "", "mappa_checked_on": None}, True),
        ("Level 3", date(2026, 11, 1), {"mappa_result": "", "mappa_checked_on": date(2026, 11, 19)}, True),
        (
            "Level 2",
            date(2026, 11, 20),
            {"mappa_result": "Level 1", "mappa_checked_on": date(2026, 11, 19)},
            True,
        ),
        (
            "Level 2",
            date(2026, 11, 1),
            {"mappa_result": "Level 1", "mappa_checked_on": date(2026, 11, 19)},
            False,
        ),
        ("Level 1", date(2026, 11, 1), {"mappa_result": "", "mappa_checked_on": None}, False),
    ],
)
def test_nobody_whom_mappa_holds_is_taken_on(
    shared_desk: Desk, level: str, checked_on: date, said: dict[str, Any], refused_: bool
) -> None:
    case_id = shared_desk.newcomer(managed=CaseDraft(mappa=level, mappa_checked_on=checked_on))
    if refused_:
        with pytest.raises(UserError, match="held by MAPPA") as caught:
            decide(shared_desk, case_id, **said)
        assert caught.value.field == "outcome"
        decide(shared_desk, case_id, **not_taken_on(DecisionOutcome.REFER_ELSEWHERE, **said))
    else:
        decide(shared_desk, case_id, **said)
    assert shared_desk.see(load_case, case_id).has_decision is not refused_


# --- Never edited ----------------------------------------------------------------------------------------


def test_a_referral_of_somebody_else_or_withdrawn_or_later_is_not_decided(shared_desk: Desk) -> None:
    case_id, referral_id = waiting(shared_desk)
    other, others_referral = waiting(shared_desk)
    with pytest.raises(UserError, match="somebody else"):
        decide(shared_desk, case_id, referral_id=others_referral)
    with pytest.raises(UserError, match="before the referral") as caught:
        decide(
            shared_desk, case_id, referral_id=referral_id, decided_on=date(2026, 11, 2), mappa_checked_on=None
        )
    assert caught.value.field == "decided_on"
    shared_desk.do(withdraw, others_referral, "Moved away", TODAY)
    with pytest.raises(UserError, match="withdrawn"):
        decide(shared_desk, other, referral_id=others_referral)


def test_no_verb_changes_what_a_decision_says(shared_desk: Desk) -> None:
    """Of a decision on record only that it was superseded is ever written, whatever is done to the case after."""
    case_id, _referral = waiting(shared_desk)
    decision_id = decide(shared_desk, case_id)
    said = shared_desk.see(load_decision, decision_id).said
    case = shared_desk.see(load_case, case_id)
    managed = replace(case.managed, cohort=Cohort.FREE, mappa="Level 1", review_on=date(2028, 1, 1))
    shared_desk.do(change_case, case_id, case.version, managed, TODAY)
    decide(shared_desk, case_id, "Changed", cohort=Cohort.FIXED, rationale="Other words", decided_by=MAKERS)
    let_go(shared_desk, case_id, TODAY)
    refer_again(shared_desk, case_id)
    decide(shared_desk, case_id, decided_on=TODAY)
    kept = shared_desk.see(load_decision, decision_id)
    assert kept.said == said
    assert (kept.superseded_on, kept.supersede_reason) == (TODAY, "Changed")


def test_only_two_columns_of_a_decision_are_ever_assigned() -> None:
    """Nothing in the program assigns to a column of a decision but that it was superseded, and why."""
    folder = Path(iom_desktop.__file__).parent
    source = (folder / "services" / "decisions.py").read_text(encoding="utf-8")
    assigned = {
        target.attr
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Attribute)
        and isinstance(target.value, ast.Name)
        and target.value.id == "old"
    }
    assert assigned == {"superseded_on", "supersede_reason"}
    fetching = [
        path.name
        for path in folder.rglob("*.py")
        if "DecisionRow" in path.read_text(encoding="utf-8") and "services" in path.parts
    ]
    writes = re.compile(r"write_onto\(.*DecisionRow|fetch(_version)?\(session, DecisionRow")
    for name in fetching:
        text = (folder / "services" / name).read_text(encoding="utf-8")
        assert len(writes.findall(text)) <= (name == "decisions.py")


# --- The record ------------------------------------------------------------------------------------------


def test_the_file_of_a_decision_holds_the_screening_the_panel_had(store: Store, clock: Clock) -> None:
    desk = Desk(store)
    case_id, referral_id = waiting(desk)
    decision_id = decide(desk, case_id)
    file = desk.see(load_decision_file, decision_id, NOW)
    assert (file.decision.id, file.screening, file.episode) == (decision_id, None, 1)
    assert file.referral is not None
    assert (file.referral.id, file.made_by, file.made_at) == (referral_id, "PC Test Baker", NOW)


def test_a_decision_is_found_by_its_words(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer()
    decision_id = decide(shared_desk, case_id, rationale="Xylophone thefts", scores="Zither 9")
    for words in ("xylophone", "zither"):
        assert [hit.id for hit in shared_desk.see(find_words, words)] == [decision_id]


def test_a_case_that_is_not_there_has_no_decision(shared_desk: Desk) -> None:
    with pytest.raises(UserError, match="no longer in the store"):
        decide(shared_desk, "f" * 32)
    assert shared_desk.see(current_decision, "f" * 32) is None
