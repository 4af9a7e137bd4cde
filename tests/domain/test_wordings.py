"""Suggested wordings: enough for every need, plain, and with blanks that can be filled one by one."""

from __future__ import annotations

import csv

import pytest

from iom_desktop import paths
from iom_desktop.domain import clarity
from iom_desktop.domain.actions import SERVES_RISK
from iom_desktop.domain.wordings import actions_for, blanks, blanks_left, goals_for, needs_worded, next_blank


def listed() -> list[str]:
    """The codes of the needs list, and the risk."""
    with (paths.resources() / "codes" / "needs.csv").open(encoding="utf-8-sig", newline="") as file:
        return [*(line["code"] for line in csv.DictReader(file)), SERVES_RISK]


def test_every_need_of_the_list_has_wordings_and_no_other() -> None:
    assert needs_worded() == set(listed())


@pytest.mark.parametrize("code", listed())
def test_five_to_eight_of_each_kind_all_different(code: str) -> None:
    goals, actions = goals_for([code]), actions_for([code])
    assert 5 <= len(goals) <= 8
    assert 5 <= len(actions) <= 8
    assert len(set(goals)) == len(goals)
    assert len({wording.what for wording in actions}) == len(actions)


@pytest.mark.parametrize("code", listed())
def test_a_goal_is_in_the_persons_words(code: str) -> None:
    assert all(words.startswith("I will ") and words.endswith(".") for words in goals_for([code]))


@pytest.mark.parametrize("code", listed())
def test_an_action_is_plain_and_says_how_it_is_shown_and_what_if_not(code: str) -> None:
    for wording in actions_for([code]):
        assert not clarity.vague(wording.what), wording.what
        assert wording.evidence
        assert wording.if_missed
        assert len(wording.what.split()) <= 16


def test_several_needs_in_the_order_asked() -> None:
    both = goals_for(["FINANCE", "DRUGS"])
    assert both == (*goals_for(["FINANCE"]), *goals_for(["DRUGS"]))
    assert goals_for(["NO SUCH NEED"]) == ()


@pytest.mark.parametrize(
    "text, found",
    [
        ("Attend [service] every [day].", ["service", "day"]),
        ("Nothing to fill.", []),
        ("He said [sic", []),
        ("[]", []),
        ("[two\nlines]", []),
        ("[[nested]]", ["nested"]),
        ("[" + "x" * 41 + "]", []),
    ],
)
def test_blanks(text: str, found: list[str]) -> None:
    assert blanks_left(text) == found
    assert [text[start + 1 : end - 1] for start, end in blanks(text)] == found


def test_from_blank_to_blank() -> None:
    text = "Attend [service] every [day]."
    first = next_blank(text, 0)
    assert first == (7, 16)
    assert next_blank(text, first[1]) == (23, 28)
    assert next_blank(text, 28) is None
