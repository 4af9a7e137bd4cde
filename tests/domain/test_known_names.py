"""Names and secrets in what was typed: found however they are written, and everyday words left alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from iom_desktop.domain.known_names import (
    A_WORKER,
    LEFT_OUT,
    SOMEBODY,
    YOUR_POLICE_OFFICER,
    YOUR_PROBATION_OFFICER,
    Discretion,
    KnownName,
    WhyOut,
    is_body,
    same_name,
    split_names,
)
from iom_desktop.domain.text import search_key

KEPT = (
    "His partner Shelly Mockford says he sells from the garage on Demo Street.",
    "Source says Big Quill hides phones under the floor.",
    "sister rang",
)
DISCRETION = Discretion(
    names=(
        KnownName("PC Adam Ostrowski", YOUR_POLICE_OFFICER),
        KnownName("Zélie O'Quill-Hart", YOUR_PROBATION_OFFICER),
        KnownName("PC Baker", YOUR_POLICE_OFFICER),
        KnownName("S. Placeholder", A_WORKER),
        KnownName("Will Young", A_WORKER),
        KnownName("王小明", A_WORKER),
        KnownName("D. Sample", A_WORKER, near=False),
        KnownName("Jo", A_WORKER),
        KnownName("Mo Hudson", A_WORKER),  # the person's own name is never taken from them
    ),
    kept_apart=KEPT,
    open_words=("Northgate Recovery Service", "14 Placeholder Rise, Mocktown"),
    own_names=("Mo Hudson",),
)


@pytest.mark.parametrize(
    "typed, told",
    [
        ("PC Baker will drive him.", "Your police officer will drive him."),
        ("Ring PC Baker.", "Ring your police officer."),
        ("Ring him. PC Adam Ostrowski answers.", "Ring him. Your police officer answers."),
        ("Ask A. Ostrowski or OSTROWSKI, Adam", "Ask your police officer or your police officer"),
        ("ostrowski drives him", "Your police officer drives him"),
        ("Ostrowski's car", "Your police officer's car"),
        ("Adam brings it", "Your police officer brings it"),
        ("Ring Police Constable Baker", "Ring your police officer"),
        ("With ZELIE OQUILL HART", "With your probation officer"),
        ("With O’Quill-Hart", "With your probation officer"),
        ("The big quill, Quill's phone", f"The {SOMEBODY}, {SOMEBODY}'s phone"),
        ("Give it to S. Placeholder.", f"Give it to {A_WORKER}."),
        ("At 14 Placeholder Rise, Mocktown", "At 14 Placeholder Rise, Mocktown"),
        ("Go to Baker Street with Baker", "Go to Baker Street with your police officer"),
        ("A baker will teach me to bake", "A baker will teach me to bake"),
        ("Will attend the drug test. May be late.", "Will attend the drug test. May be late."),
        ("Meet Will on Monday", f"Meet {A_WORKER} on Monday"),
        ("Will drives him", f"{A_WORKER} drives him"),
        ("Young people; a young man. Will Young helps", f"Young people; a young man. {A_WORKER} helps"),
        ("Give a sample. Go with D. Sample.", f"Give a sample. Go with {A_WORKER}."),
        ("Go with Jo to the job", f"Go with {A_WORKER} to the job"),
        ("王小明会来", f"{A_WORKER}会来"),
        ("Talk to Dr Nemo and Mrs Smith-Jones.", f"Talk to {A_WORKER} and {SOMEBODY}."),
        ("Miss Monday and miss the bus. Ms Vague rings.", f"Miss Monday and miss the bus. {SOMEBODY} rings."),
        ("Mr Hudson will attend. Mo Hudson signs.", "Mr Hudson will attend. Mo Hudson signs."),
        ("Attend Northgate Recovery Service.", "Attend Northgate Recovery Service."),
        # Of those told of in confidence, and what was told.
        ("Stay away from Shelly's house", f"Stay away from {SOMEBODY}'s house"),
        ("Stay away from shelly mockford", f"Stay away from {SOMEBODY}"),
        ("Tell him we know he SELLS from the garage, on Demo Street!", f"Tell him we know {LEFT_OUT}!"),
        ("He says the sister rang again", f"He says the {LEFT_OUT} again"),
        ("", ""),
        ("Attend the office every Monday at 11:00.", "Attend the office every Monday at 11:00."),
    ],
)  # fmt: skip
def test_what_gives_way(typed: str, told: str) -> None:
    assert DISCRETION.told(typed).words == told


def test_what_gave_way_is_listed() -> None:
    told = DISCRETION.told("PC Baker knows that Shelly hides phones under the floor.")
    assert [(one.why, one.words, one.by) for one in told.left_out] == [
        (WhyOut.NAME, "PC Baker", "Your police officer"),
        (WhyOut.NAME, "Shelly", SOMEBODY),
        (WhyOut.KEPT_APART, "hides phones under the floor", LEFT_OUT),
    ]


WAYS = (str, str.upper, str.lower, lambda name: name.replace(" ", "  "), lambda name: f"“{name}”")
LETTERS = st.characters(codec="utf-8", categories=("L", "N", "P", "Z"))


@given(
    way=st.sampled_from(WAYS),
    before=st.text(LETTERS, max_size=30),
    after=st.text(LETTERS, max_size=30),
    name=st.sampled_from(
        ["PC Adam Ostrowski", "Ostrowski", "Ostrowski, Adam", "A. Ostrowski", "Shelly Mockford"]
    ),
)
@example(way=str, before="", after="s", name="Ostrowski")
def test_a_name_is_found_in_any_text(way: Callable[[str], str], before: str, after: str, name: str) -> None:
    typed = f"{before} {way(name)} {after}"
    told = search_key(DISCRETION.told(typed).words).split()
    own = search_key(f"{before} {after}").split()
    for part in ("ostrowski", "mockford"):
        assert told.count(part) <= own.count(part)


@given(st.text(LETTERS, max_size=200).map(str.lower))
def test_where_nobody_is_known_and_nobody_called_by_rank_nothing_gives_way(typed: str) -> None:
    assert Discretion().told(typed) == (typed, ())


@pytest.mark.parametrize(
    "field, names",
    [
        ("PC Baker", ["PC Baker"]),
        ("PC Baker (police), S. Sample and A. Trial", ["PC Baker", "S. Sample", "A. Trial"]),
        ("Northgate Recovery Service", []),
        ("Housing team / J. Mock", ["J. Mock"]),
        ("", []),
    ],
)
def test_names_in_a_field_where_several_are_typed(field: str, names: list[str]) -> None:
    assert list(split_names(field)) == names


def test_people_and_bodies_are_told_apart() -> None:
    assert is_body("Northgate Recovery Service")
    assert not is_body("PC House")
    assert same_name("PC Adam Baker", "BAKER, Adam")
    assert not same_name("PC Baker", "PC Sample")
    assert not same_name("", "")
