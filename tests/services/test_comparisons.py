"""What changed between two versions, for each reader: nothing they may not see, and nothing that only seems new."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import pytest

from iom_desktop.domain.actions import SERVES_RISK, ActionDraft, Source, Who
from iom_desktop.domain.audiences import CONFERENCE, COURT, FULL, THE_PERSON, Audience, Reader, SharedMatter
from iom_desktop.domain.comparison import Changed
from iom_desktop.domain.comparison_files import ComparisonFile
from iom_desktop.domain.needs import NeedDraft, Severity
from iom_desktop.domain.plans import Agreement, AgreementDraft, GoalDraft, PlanWords
from iom_desktop.errors import UserError
from iom_desktop.services import actions, needs, plans
from iom_desktop.services.comparisons import load_comparison
from tests.stores import NOW, TODAY, Desk

HOUSING = Reader(Audience.PARTNER, "council")
HEALTH = Reader(Audience.PARTNER, "health")
VOLUNTARY = Reader(Audience.PARTNER, "voluntary")


@dataclass
class Changing:
    """A case whose second version changes each part of the first, with a secret in each."""

    case_id: str
    agreed: str
    draft: str


def an_action(what: str, **more: object) -> ActionDraft:
    return ActionDraft(  # type: ignore[arg-type]
        **{
            "what": what,
            "who": Who.OFFICER,
            "who_name": "PC Test Baker",
            "who_agency": "police",
            "due_on": TODAY + timedelta(days=3),
            "source": Source.VOLUNTARY,
            "evidence": "A slip is shown.",
            "if_missed": "It is told.",
        }
        | more
    )


def build(desk: Desk) -> Changing:
    do = desk.do
    case_id = desk.newcomer()
    for code in ("DRUGS", "ACCOMMODATION"):
        do(needs.record_need, case_id, NeedDraft(code=code, severity=Severity.STANDARD), TODAY)
    plan = do(plans.start_plan, case_id)
    drugs = do(plans.add_goal, plan, GoalDraft(words="I will stop using", serves=("DRUGS",)))
    home = do(plans.add_goal, plan, GoalDraft(words="I will keep my room", serves=("ACCOMMODATION",)))
    do(actions.add_action, drugs, an_action("Attend the drugs clinic and take the test"), TODAY)
    do(actions.add_action, home, an_action("Ring the landlord and ask for the lease"), TODAY)
    do(
        plans.word_plan,
        plan,
        desk.see(plans.load_plan, plan).version,
        PlanWords(contingency="Old contingency"),
    )
    said = AgreementDraft(answer=Agreement.AGREES, explained_on=TODAY)
    draft = do(plans.agree_plan, plan, said, TODAY)
    return Changing(case_id, plan, draft)


def change(desk: Desk, one: Changing) -> None:
    do = desk.do
    drugs, home = desk.see(plans.load_plan, one.draft).goals
    for goal, what in ((drugs, "Attend the drugs clinic twice"), (home, "Ring the landlord on Mondays")):
        action = goal.actions[0]
        said = replace(action.said, what=what)
        do(actions.change_action, action.id, action.version, said, TODAY)
    do(actions.add_action, drugs.id, an_action("Collect a script from the drugs chemist"), TODAY)
    do(plans.add_goal, one.draft, GoalDraft(words="I will pay what I owe", serves=(SERVES_RISK,)))
    words = PlanWords(
        contingency="New contingency", persons_words="I am tired of it", review_on=date(2027, 1, 4)
    )
    do(plans.word_plan, one.draft, desk.see(plans.load_plan, one.draft).version, words)


@pytest.fixture(scope="module")
def changing(shared_desk: Desk) -> Changing:
    made = build(shared_desk)
    change(shared_desk, made)
    return made


def compare(desk: Desk, one: Changing, reader: Reader = FULL) -> ComparisonFile:
    return desk.see(load_comparison, one.case_id, 1, 2, reader, NOW)


def said(file: ComparisonFile) -> str:
    """Everything the paper could print of the plan."""
    return "\n".join(_lines(file))


def _lines(file: ComparisonFile) -> Iterator[str]:
    for goal in file.goals:
        yield goal.words
    for one in file.changes():
        yield from (one.words, one.before, one.after)


def test_changes_stand_under_their_goals(shared_desk: Desk, changing: Changing) -> None:
    file = compare(shared_desk, changing)
    assert [(goal.number, goal.kind) for goal in file.goals] == [
        ("1", Changed.CHANGED), ("2", Changed.CHANGED), ("3", Changed.NEW),
    ]  # fmt: skip
    first, second = file.goals[0].changes
    assert first.words == "1.1 now reads: Attend the drugs clinic twice"
    assert (first.before, first.after) == (
        "Attend the drugs clinic and take the test", "Attend the drugs clinic twice",
    )  # fmt: skip
    assert (second.kind, second.words) == (Changed.NEW, "1.2 is new: Collect a script from the drugs chemist")
    assert [one.kind for one in file.plan] == [Changed.CHANGED, Changed.NEW, Changed.CHANGED]
    assert tuple(one.words for one in file.changes()) == shared_desk.see(
        plans.compare_versions, changing.agreed, changing.draft
    ), "the paper says what the screen says"


def test_who_agreed_each_version_and_when(shared_desk: Desk, changing: Changing) -> None:
    file = compare(shared_desk, changing)
    assert file.older.agreement is not None
    assert (file.older.agreement.by, file.older.agreement.at) == ("PC Test Baker", datetime(2026, 11, 22, 14))
    assert file.newer.agreement is None


def test_what_is_as_it_was_is_counted(shared_desk: Desk) -> None:
    made = build(shared_desk)
    file = compare(shared_desk, made)
    assert (file.goals, file.plan, file.same_goals, file.same_actions) == ((), (), 2, 2)
    _drugs, home = shared_desk.see(plans.load_plan, made.draft).goals
    shared_desk.do(actions.add_action, home.id, an_action("Ring the council and ask"), TODAY)
    file = compare(shared_desk, made)
    assert (file.same_goals, file.same_actions) == (1, 2)
    assert (file.count(Changed.NEW), file.count(Changed.CHANGED), file.count(Changed.GONE)) == (1, 0, 0)


@pytest.mark.parametrize(
    ("reader", "sees", "not_"),
    [
        (FULL, ("drugs", "landlord", "contingency", "tired", "owe"), ()),
        (CONFERENCE, ("drugs", "landlord", "contingency", "tired", "owe"), ()),
        (COURT, ("drugs", "landlord", "tired"), ("contingency",)),
        (HEALTH, ("drugs", "contingency"), ()),
        (HOUSING, ("landlord",), ("drugs", "using", "script")),
        (VOLUNTARY, (), ("drugs", "using", "script", "contingency")),
    ],
    ids=lambda value: getattr(value, "code", None),
)
def test_each_reader_is_told_of_what_they_may_see(
    shared_desk: Desk, changing: Changing, reader: Reader, sees: tuple[str, ...], not_: tuple[str, ...]
) -> None:
    file = compare(shared_desk, changing, reader)
    text = said(file).casefold()
    assert [word for word in sees if word not in text] == []
    assert [word for word in not_ if word in text] == []
    assert (file.left_out == ()) is (reader == FULL)
    assert file.reader == reader


def test_a_copy_for_an_agency_says_what_it_leaves_out(shared_desk: Desk, changing: Changing) -> None:
    assert SharedMatter.HEALTH in compare(shared_desk, changing, HOUSING).left_out


def test_what_only_comes_into_sight_is_not_called_new(shared_desk: Desk) -> None:
    """A goal turned from drugs to a home was hidden from the council before: it is neither new nor gone."""
    made = build(shared_desk)
    drugs = shared_desk.see(plans.load_plan, made.draft).goals[0]
    turned = replace(drugs.said, serves=("ACCOMMODATION",))
    shared_desk.do(plans.change_goal, drugs.id, drugs.version, turned)
    assert [one.words for one in compare(shared_desk, made).changes()] == [
        "Goal 1 now serves accommodation, was drug misuse."
    ]
    file = compare(shared_desk, made, HOUSING)
    assert list(file.changes()) == []
    assert (file.same_goals, file.same_actions) == (1, 1)


@pytest.mark.parametrize(
    ("older", "newer", "words"),
    [
        (1, 1, "Version 1 cannot be compared with itself"),
        (2, 1, "Version 2 is newer than version 1"),
        (1, 3, "There is no version 3 of the plan; the versions are 1 to 2"),
        (0, 2, "There is no version 0"),
        (-1, 2, "There is no version -1"),
    ],
)
def test_what_cannot_be_compared_is_said(
    shared_desk: Desk, changing: Changing, older: int, newer: int, words: str
) -> None:
    with pytest.raises(UserError, match=words):
        shared_desk.see(load_comparison, changing.case_id, older, newer, FULL, NOW)


def test_without_two_versions_there_is_nothing_to_compare(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer()
    with pytest.raises(UserError, match="There is no plan yet"):
        shared_desk.see(load_comparison, case_id, 1, 2, FULL, NOW)
    shared_desk.do(plans.start_plan, case_id)
    with pytest.raises(UserError, match="only one version"):
        shared_desk.see(load_comparison, case_id, 1, 2, FULL, NOW)


def test_the_person_is_given_my_plan_instead(shared_desk: Desk, changing: Changing) -> None:
    with pytest.raises(UserError, match="My plan"):
        compare(shared_desk, changing, THE_PERSON)
