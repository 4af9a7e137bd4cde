"""What changed in the plan, on paper: the sentences under their goals, with how it read before."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from iom_desktop.domain.audiences import COURT, LEFT_FROM_THE_COURT, in_order
from iom_desktop.domain.comparison import Change, Changed
from iom_desktop.domain.comparison_files import ComparisonFile, GoalChanges, VersionHead
from iom_desktop.domain.plans import Agreement, AgreementDraft, AgreementRecord, PlanState
from iom_desktop.reports.comparison import comparison_paper
from tests.reports.factory import case
from tests.reports.pdf_text import pages_of, squeezed, words_of

AGREED = AgreementRecord(
    said=AgreementDraft(answer=Agreement.AGREES), at=datetime(2026, 11, 20, 10), by="PC Test Baker"
)


def a_goal(
    number: str, *changes: Change, words: str = "I will stop", kind: Changed = Changed.CHANGED
) -> GoalChanges:
    return GoalChanges(number=number, words=words, kind=kind, changes=changes)


def a_change(words: str, before: str = "", after: str = "", kind: Changed = Changed.CHANGED) -> Change:
    return Change("g", kind, words, before, after)


def a_file(*goals: GoalChanges, **more: object) -> ComparisonFile:
    said: dict[str, object] = {
        "case": case(),
        "older": VersionHead(plan_id="1", number=1, state=PlanState.AGREED, agreement=AGREED),
        "newer": VersionHead(plan_id="2", number=2, state=PlanState.DRAFT, agreement=None),
        "goals": goals,
        "plan": (),
        "same_goals": 2,
        "same_actions": 1,
        "made_at": datetime(2026, 11, 22, 14),
        "made_by": "PC Test Baker",
    }
    return ComparisonFile(**said | more)  # type: ignore[arg-type]


def test_sentences_stand_under_their_goal_with_how_it_read_before() -> None:
    file = a_file(
        a_goal("1", a_change("1.1 now reads: Attend twice", "Attend once", "Attend twice")),
        a_goal(
            "2", a_change("2.1 is new: Ring them", kind=Changed.NEW), words="I will pay", kind=Changed.NEW
        ),
        plan=(a_change("The plan is now reviewed on 4 January, was no date."),),
    )
    text = words_of(comparison_paper(file))
    order = [
        "Version 1, agreed Fri 20 Nov 2026, recorded by PC Test Baker",
        "Version 2, draft",
        "1 new, 2 changed. 2 goals and 1 required action are as they were.",
        "Goal 1: I will stop",
        "1.1 now reads: Attend twice",
        "Before: Attend once",
        "Goal 2: I will pay",
        "2.1 is new: Ring them",
        "The plan as a whole",
        "was no date.",
    ]
    places = [text.index(squeezed(one)) for one in order]
    assert places == sorted(places)


def test_nothing_different_is_said() -> None:
    text = words_of(comparison_paper(a_file()))
    assert squeezed("Nothing is different between the two.") in text


def test_a_copy_says_what_it_leaves_out() -> None:
    file = replace(a_file(), reader=COURT, left_out=in_order(LEFT_FROM_THE_COURT))
    text = words_of(comparison_paper(file))
    assert squeezed("Copy for the court") in text
    assert squeezed("the full risk assessment") in text
    assert squeezed("Left out of this copy") not in words_of(comparison_paper(a_file()))


def test_a_goal_whose_words_are_hidden_has_its_number() -> None:
    text = words_of(
        comparison_paper(a_file(a_goal("3", a_change("3.2 is now done, was not started."), words="")))
    )
    assert squeezed("Goal 3") in text
    assert "Goal3:" not in text


@pytest.mark.parametrize("words", ["long " * 800, "x" * 4_000, "<b>not markup</b> & more"])
def test_long_and_strange_words_are_laid_out_whole(words: str) -> None:
    file = a_file(a_goal("1", a_change(f"1.1 now reads: {words}", words, words), words=words))
    pdf = comparison_paper(file)
    text = words_of(pdf)
    assert text.count(squeezed(words)[:60]) >= 3
    assert pages_of(pdf)


def test_forty_changes_go_on_to_further_pages_under_their_heading() -> None:
    changes = [a_change(f"1.{n} now due 4 January, was no date.") for n in range(1, 61)]
    pages = pages_of(comparison_paper(a_file(a_goal("1", *changes))))
    assert len(pages) > 1
    assert all(any("Goal 1" in line for line in page) for page in pages)


def test_the_same_records_give_the_same_bytes() -> None:
    file = a_file(a_goal("1", a_change("1.1 is new: x", kind=Changed.NEW)))
    assert comparison_paper(file) == comparison_paper(file)
