"""Conditions and measures: what can be kept, what is in force, what an action rests on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iom_desktop.domain.actions import ActionDraft, Source
from iom_desktop.domain.codes import RiskGroup, Sentence
from iom_desktop.domain.conditions import (
    Condition,
    ConditionDraft,
    in_order,
    misfit,
    numbered,
    rests_on,
    usual_source,
)
from iom_desktop.domain.measures import Measure, MeasureDraft, Pillar, by_pillar
from iom_desktop.errors import FieldErrors

DAY = date(2026, 11, 22)
SAID = ConditionDraft(source=Source.LICENCE, number="9", words="Engage with the team")


def condition(number: str = "9", source: Source = Source.LICENCE, key: str = "") -> Condition:
    said = replace(SAID, number=number, source=source)
    return Condition(id=key or f"{source}-{number}", version=1, case_id="c", said=said)


def measure(pillar: Pillar, position: int = 1, **more: object) -> Measure:
    said = MeasureDraft(pillar=pillar, trigger="He is seen there", words="A visit")
    key = f"{pillar}-{position}"
    return Measure(id=key, version=1, case_id="c", position=position, said=said, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "wrong, field",
    [
        ({"source": None}, "source"),
        ({"source": Source.IOM}, "source"),
        ({"source": Source.VOLUNTARY}, "source"),
        ({"words": "  "}, "words"),
        ({"number": "9" * 21}, "number"),
        ({"category": "x" * 61}, "category"),
        ({"from_on": DAY, "to_on": DAY - timedelta(days=1)}, "to_on"),
    ],
)
def test_a_condition_that_cannot_be_kept_says_where(wrong: dict[str, object], field: str) -> None:
    with pytest.raises(FieldErrors) as caught:
        replace(SAID, **wrong).check()  # type: ignore[arg-type]
    assert [problem.field for problem in caught.value.problems] == [field]


@pytest.mark.parametrize(
    "from_on, to_on, holds, ended",
    [
        (None, None, True, False),
        (DAY, None, True, False),
        (DAY + timedelta(days=1), None, False, False),  # about to begin: the plan prepares for it
        (None, DAY, True, False),
        (None, DAY - timedelta(days=1), False, True),
        (DAY, DAY, True, False),
    ],
)
def test_in_force_from_its_first_day_to_its_last(
    from_on: date | None, to_on: date | None, holds: bool, ended: bool
) -> None:
    said = replace(SAID, from_on=from_on, to_on=to_on)
    assert (said.holds_on(DAY), said.ended_by(DAY)) == (holds, ended)


def test_conditions_stand_in_the_order_people_count() -> None:
    mixed = [
        condition("10"), condition("2"), condition("1", Source.ORDER), condition(""), condition("4b"),
        condition("9"),
    ]  # fmt: skip
    assert [one.said.number for one in in_order(mixed)] == ["2", "4b", "9", "10", "", "1"]


@given(st.permutations([condition(str(number)) for number in range(1, 13)]))
def test_the_order_does_not_depend_on_how_they_were_found(found: list[Condition]) -> None:
    assert [int(one.said.number) for one in in_order(found)] == list(range(1, 13))


@pytest.mark.parametrize(
    "said, rests",
    [
        (ActionDraft(condition_id="licence-9"), True),
        (ActionDraft(condition_id="licence-8", source=Source.LICENCE, source_detail="9"), False),
        (ActionDraft(source=Source.LICENCE, source_detail="condition 9, drug treatment"), True),
        (ActionDraft(source=Source.LICENCE, source_detail="9"), True),
        (ActionDraft(source=Source.LICENCE, source_detail="condition 19"), False),
        (ActionDraft(source=Source.LICENCE, source_detail="condition 9b"), False),
        (ActionDraft(source=Source.LICENCE, source_detail="condition 4.9"), False),
        (ActionDraft(source=Source.ORDER, source_detail="requirement 9"), False),
        (ActionDraft(source=Source.LICENCE), False),
    ],
)
def test_an_action_rests_on_the_condition_chosen_or_named_by_its_number(
    said: ActionDraft, rests: bool
) -> None:
    assert rests_on(said, condition()) is rests


def test_a_condition_without_a_number_is_rested_on_only_when_chosen() -> None:
    said = ActionDraft(source=Source.LICENCE, source_detail="condition 9")
    assert not rests_on(said, condition(""))


@pytest.mark.parametrize(
    "typed, found",
    [
        ("9", "licence-9"),
        (" licence condition 9 ", "licence-9"),
        ("Requirement 1", None),  # the licence and the order each have one
        ("12", None),
        ("", None),
        ("drug treatment", None),
    ],
)
def test_typing_the_number_finds_it(typed: str, found: str | None) -> None:
    on_record = [condition("9"), condition("1"), condition("1", Source.ORDER)]
    chosen = numbered(typed, on_record)
    assert (chosen.id if chosen else None) == found


@pytest.mark.parametrize(
    "source, sentence, fits",
    [
        (Source.LICENCE, Sentence.LICENCE, True),
        (Source.LICENCE, Sentence.COMMUNITY_ORDER, False),
        (Source.LICENCE, None, False),
        (Source.ORDER, Sentence.COMMUNITY_ORDER, True),
        (Source.ORDER, Sentence.SUSPENDED_SENTENCE, True),
        (Source.ORDER, Sentence.LICENCE, False),
        (Source.ORDER, Sentence.NON_STATUTORY, False),
    ],
)
def test_what_does_not_fit_the_sentence_is_said(
    source: Source, sentence: Sentence | None, fits: bool
) -> None:
    assert (misfit(source, sentence) == "") is fits


@pytest.mark.parametrize("sentence", list(Sentence))
def test_the_usual_source_fits(sentence: Sentence) -> None:
    usual = usual_source(sentence)
    assert usual is None or misfit(usual, sentence) == ""
    assert (usual is None) == (sentence is Sentence.NON_STATUTORY)


# --- Measures ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "said, field",
    [
        (MeasureDraft(words="A visit"), "pillar"),
        (MeasureDraft(pillar=Pillar.SUPERVISION), "words"),
        (MeasureDraft(pillar=Pillar.CONTINGENCY, words="A visit"), "trigger"),
        (MeasureDraft(pillar=Pillar.SUPERVISION, words="x", agency="y" * 201), "agency"),
    ],
)
def test_a_measure_that_cannot_be_kept_says_where(said: MeasureDraft, field: str) -> None:
    with pytest.raises(FieldErrors) as caught:
        said.check()
    assert [problem.field for problem in caught.value.problems] == [field]


def test_only_the_contingency_has_a_trigger() -> None:
    said = MeasureDraft(pillar=Pillar.MONITORING, trigger="left over", words="Tag")
    assert said.check().trigger == ""


def test_a_group_is_protected_once() -> None:
    groups = (RiskGroup.CHILDREN, RiskGroup.CHILDREN)
    assert MeasureDraft(pillar=Pillar.SUPERVISION, words="x", groups=groups).check().groups == groups[:1]


def test_every_pillar_has_its_place_and_what_ended_is_gone() -> None:
    found = by_pillar(
        [
            measure(Pillar.MONITORING, 2),
            measure(Pillar.MONITORING, 1),
            measure(Pillar.SUPERVISION, 1, ended_on=DAY),
        ]
    )
    assert list(found) == list(Pillar)
    assert [one.position for one in found[Pillar.MONITORING]] == [1, 2]
    assert found[Pillar.SUPERVISION] == []
