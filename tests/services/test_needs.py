"""Needs: a score becomes a severity at the thresholds of the list, and a need knows whether the plan serves it."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, timedelta
from typing import Any

import pytest

from iom_desktop.domain.actions import SERVES_RISK, ActionDraft, ActionStatus, Source
from iom_desktop.domain.codes import NEEDS
from iom_desktop.domain.needs import Need, NeedDraft, NeedStatus, Severity
from iom_desktop.domain.plans import Agreement, AgreementDraft, GoalDraft, GoalState
from iom_desktop.errors import FieldErrors, StaleEdit, UserError
from iom_desktop.services import actions, codes, plans
from iom_desktop.services.needs import change_need, list_needs, record_need
from tests.stores import TODAY, Desk

NONE, STANDARD, SEVERE = Severity.NONE, Severity.STANDARD, Severity.SEVERE

#: OASys: the score from which a need is standard, and from which it is severe. Domain reference 3.2.
THRESHOLDS = {
    "ACCOMMODATION": (2, 7),
    "ETE": (3, 7),
    "RELATIONSHIPS": (2, 5),
    "LIFESTYLE": (2, 5),
    "DRUGS": (2, 8),
    "ALCOHOL": (4, 7),
    "THINKING": (4, 7),
    "ATTITUDES": (2, 7),
}
UNSCORED = ("FINANCE", "WELLBEING")
AT_THE_EDGES = [
    (code, score, severity)
    for code, (standard, severe) in THRESHOLDS.items()
    for score, severity in (
        (0, NONE),
        (standard - 1, NONE),
        (standard, STANDARD),
        (severe - 1, STANDARD),
        (severe, SEVERE),
        (20, SEVERE),
    )
]


def record(desk: Desk, case_id: str, code: str, **said: Any) -> str:
    said = {"severity": STANDARD} | said
    return desk.do(record_need, case_id, NeedDraft(code=code, **said), TODAY)


def need(desk: Desk, case_id: str, code: str = "DRUGS") -> Need:
    (found,) = [one for one in desk.see(list_needs, case_id) if one.code == code]
    return found


@pytest.fixture(scope="module")
def scored(shared_desk: Desk) -> dict[str, str]:
    """One case for each score that is tried, with every scored need in it that has that score."""
    cases: dict[str, str] = {}
    for place, (code, score, _severity) in enumerate(AT_THE_EDGES):
        case_id = (
            cases.setdefault(str(place % 6), shared_desk.newcomer()) if place < 6 else cases[str(place % 6)]
        )
        record(shared_desk, case_id, code, score=score, severity=None)
    return cases


@pytest.mark.parametrize("place", range(len(AT_THE_EDGES)))
def test_severity_follows_from_the_score(shared_desk: Desk, scored: dict[str, str], place: int) -> None:
    code, score, severity = AT_THE_EDGES[place]
    kept = need(shared_desk, scored[str(place % 6)], code).assessed
    assert (kept.score, kept.severity) == (score, severity)


def test_the_table_holds_every_need_of_the_list() -> None:
    shipped = {item.code for item in codes.shipped(NEEDS)}
    assert shipped == set(THRESHOLDS) | set(UNSCORED)


@pytest.mark.parametrize("code", UNSCORED)
def test_an_unscored_need_is_judged_by_the_officer(shared_desk: Desk, code: str) -> None:
    case_id = shared_desk.newcomer()
    with pytest.raises(FieldErrors) as refused:
        record(shared_desk, case_id, code, score=20, severity=None)
    assert refused.value.field == "severity"
    record(shared_desk, case_id, code, score=20, severity=NONE)
    assert need(shared_desk, case_id, code).assessed.severity is NONE


def test_a_score_outweighs_a_severity_chosen_and_none_leaves_it(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer()
    record(shared_desk, case_id, "DRUGS", score=8, severity=NONE)
    record(shared_desk, case_id, "ETE", score=None, severity=SEVERE)
    assert need(shared_desk, case_id, "DRUGS").assessed.severity is SEVERE
    assert need(shared_desk, case_id, "ETE").assessed.severity is SEVERE


SAID = NeedDraft(
    code="DRUGS",
    score=8,
    severity=SEVERE,
    linked_to_offending=True,
    linked_to_harm=True,
    strengths="Wants to stop",
    status=NeedStatus.IN_PROGRESS,
    note="Heroin daily\nsince 2019",
    identified_on=date(2026, 9, 6),
)


def test_everything_said_is_kept(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer()
    need_id = shared_desk.do(record_need, case_id, SAID, TODAY)
    kept = need(shared_desk, case_id)
    assert kept == Need(
        id=need_id,
        version=1,
        case_id=case_id,
        name="Drug misuse",
        pathway="Drugs and alcohol",
        assessed=SAID,
        served=False,
    )
    assert [f.name for f in fields(NeedDraft) if getattr(SAID, f.name) == getattr(NeedDraft(), f.name)] == []


@pytest.mark.parametrize(
    "wrong, field",
    [
        ({"code": ""}, "code"),
        ({"code": "NOPE"}, "code"),
        ({"score": -1}, "score"),
        ({"score": 21}, "score"),
        ({"score": None, "severity": None}, "severity"),
        ({"identified_on": TODAY + timedelta(days=1)}, "identified_on"),
        ({"note": "\x07"}, "note"),
        ({"strengths": "x" * 20_001}, "strengths"),
    ],
)
def test_what_cannot_be_kept_is_told_beside_its_field(
    shared_desk: Desk, wrong: dict[str, Any], field: str
) -> None:
    case_id = shared_desk.newcomer()
    with pytest.raises(FieldErrors) as refused:
        shared_desk.do(record_need, case_id, replace(SAID, **wrong), TODAY)
    assert refused.value.field == field
    assert shared_desk.see(list_needs, case_id) == []


def test_one_need_of_each_kind_and_each_case_has_its_own(shared_desk: Desk) -> None:
    case_id, other = shared_desk.newcomer(), shared_desk.newcomer()
    first = record(shared_desk, case_id, "DRUGS", note="first")
    with pytest.raises(UserError, match="recorded for this case already") as refused:
        record(shared_desk, case_id, "DRUGS", note="second")
    assert refused.value.field == "code"
    record(shared_desk, other, "DRUGS")
    record(shared_desk, case_id, "ETE")
    assert (need(shared_desk, case_id).id, need(shared_desk, case_id).assessed.note) == (first, "first")


def test_a_change_is_kept_the_kind_is_not_changed_and_a_stale_one_refused(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer()
    record(shared_desk, case_id, "DRUGS", score=9)
    shown = need(shared_desk, case_id)
    changed = replace(shown.assessed, code="ETE", score=1, status=NeedStatus.DONE)
    shared_desk.do(change_need, shown.id, shown.version, changed, TODAY)
    kept = need(shared_desk, case_id)
    assert kept.assessed == replace(changed, code="DRUGS", severity=NONE)
    with pytest.raises(StaleEdit):
        shared_desk.do(change_need, shown.id, shown.version, shown.assessed, TODAY)
    assert need(shared_desk, case_id) == kept


def test_the_gravest_first_then_in_the_order_of_the_list(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer()
    for code, severity in (("ATTITUDES", SEVERE), ("DRUGS", NONE), ("ETE", STANDARD), ("FINANCE", STANDARD),
                           ("ACCOMMODATION", SEVERE)):  # fmt: skip
        record(shared_desk, case_id, code, severity=severity)
    found = [one.code for one in shared_desk.see(list_needs, case_id)]
    assert found == ["ACCOMMODATION", "ATTITUDES", "ETE", "FINANCE", "DRUGS"]


def test_a_case_that_is_not_there(shared_desk: Desk) -> None:
    with pytest.raises(UserError, match="no longer in the store"):
        record(shared_desk, "f" * 32, "DRUGS")
    with pytest.raises(UserError, match="no longer in the store"):
        shared_desk.do(change_need, "f" * 32, 1, SAID, TODAY)


# --- Served --------------------------------------------------------------------------------------------

CLEAR = ActionDraft(
    what="Attend the assessment at Northgate Recovery Service",
    due_on=TODAY + timedelta(days=9),
    source=Source.VOLUNTARY,
    evidence="The service e-mails",
    if_missed="A home visit",
)


def test_a_need_is_served_by_an_action_and_by_nothing_less(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer()
    for code in ("DRUGS", "ETE", "ALCOHOL"):
        record(shared_desk, case_id, code)

    def served() -> set[str]:
        return {one.code for one in shared_desk.see(list_needs, case_id) if one.served}

    assert served() == set()
    plan = shared_desk.do(plans.start_plan, case_id)
    goal = shared_desk.do(plans.add_goal, plan, GoalDraft(words="I will stop", serves=("DRUGS", SERVES_RISK)))
    assert served() == set(), "a goal without an action serves nothing"
    first = shared_desk.do(actions.add_action, goal, CLEAR, TODAY)
    assert served() == {"DRUGS"}
    second = shared_desk.do(actions.add_action, goal, replace(CLEAR, serves=("ETE",)), TODAY)
    assert served() == {"DRUGS", "ETE"}
    shared_desk.do(actions.set_action_status, second, ActionStatus.NO_LONGER_NEEDED, "Has work", TODAY, TODAY)
    assert served() == {"DRUGS"}
    shared_desk.do(actions.set_action_status, first, ActionStatus.MISSED, "Did not go", TODAY, TODAY)
    assert served() == {"DRUGS"}, "missed is still asked for"
    shared_desk.do(plans.set_goal_state, goal, GoalState.REMOVED, "Not now")
    assert served() == set()
    shared_desk.do(plans.set_goal_state, goal, GoalState.ACTIVE, "After all")
    assert served() == {"DRUGS"}
    shared_desk.do(actions.remove_action, first)
    assert served() == set()


def test_the_newest_version_says_what_is_served(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer()
    record(shared_desk, case_id, "DRUGS")
    plan = shared_desk.do(plans.start_plan, case_id)
    goal = shared_desk.do(
        plans.add_goal, plan, GoalDraft(words="I will stop", target_on=TODAY, serves=("DRUGS",))
    )
    shared_desk.do(actions.add_action, goal, CLEAR, TODAY)
    agreement = AgreementDraft(answer=Agreement.AGREES, explained_on=TODAY)
    draft = shared_desk.do(plans.agree_plan, plan, agreement, TODAY)
    assert need(shared_desk, case_id).served
    copied = shared_desk.see(plans.load_plan, draft).goals[0]
    shared_desk.do(plans.set_goal_state, copied.id, GoalState.REMOVED, "Not now")
    assert not need(shared_desk, case_id).served
