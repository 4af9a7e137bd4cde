"""Risk: what overall means, what an assessment, a MARAC and a check must say, and what is to be asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iom_desktop.domain.codes import Answer, RiskGroup, Rosh
from iom_desktop.domain.risk import (
    AnswerDraft,
    CheckAbout,
    CheckAnswer,
    CheckDraft,
    MappaDraft,
    Marac,
    MaracDraft,
    MaracRole,
    RiskAssessmentDraft,
    RiskLevel,
    SafeguardingCheck,
    Setting,
    WithheldDraft,
    groups_at,
    overall,
    settings_of,
)
from iom_desktop.domain.risk_prompts import PromptKind, RiskFacts, prompts
from iom_desktop.errors import FieldErrors

TODAY = date(2026, 11, 22)
DAY = timedelta(days=1)


def level(group: str, setting: str, said: str) -> RiskLevel:
    return RiskLevel(RiskGroup(group), Setting(setting), Rosh(said))


LOW = level("public", "community", "low")
HIGH = level("staff", "custody", "high")


def refused(check: Any) -> set[str]:
    """The fields that a draft is refused for."""
    with pytest.raises(FieldErrors) as error:
        check()
    return {problem.field or "" for problem in error.value.problems}


# --- Overall -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "levels, said, groups",
    [
        ((), None, ()),
        ((LOW,), "low", ("public",)),
        ((LOW, HIGH), "high", ("staff",)),
        ((HIGH, LOW), "high", ("staff",)),
        ((HIGH, level("children", "community", "high")), "high", ("children", "staff")),
        ((HIGH, level("public", "custody", "very_high")), "very_high", ("public",)),
        ((level("public", "community", "medium"), level("public", "custody", "low")), "medium", ("public",)),
    ],
)
def test_overall_is_the_highest_of_any_group_in_any_setting(
    levels: tuple[RiskLevel, ...], said: str | None, groups: tuple[str, ...]
) -> None:
    assert overall(levels) == said
    draft = RiskAssessmentDraft(levels=levels)
    assert (draft.overall, draft.groups) == (said, groups)


@given(
    st.lists(
        st.builds(RiskLevel, st.sampled_from(RiskGroup), st.sampled_from(Setting), st.sampled_from(Rosh)),
        min_size=1,
    )
)
def test_nothing_is_above_overall_and_something_is_at_it(levels: list[RiskLevel]) -> None:
    order, highest = list(Rosh), overall(levels)
    assert highest is not None
    assert all(order.index(one.level) <= order.index(highest) for one in levels)
    assert set(groups_at(levels, highest)) == {one.group for one in levels if one.level is highest}


# --- An assessment -------------------------------------------------------------------------------------

SAID = RiskAssessmentDraft(
    assessed_on=TODAY,
    assessed_by=" D. Invented ",
    levels=(HIGH, LOW),
    who="Officers.",
    nature="Threats.",
    greatest="At the door.",
)


def test_an_assessment_is_kept_in_the_order_of_the_groups() -> None:
    kept = SAID.check(TODAY)
    assert kept.levels == (LOW, HIGH)
    assert kept.assessed_by == "D. Invented"


@pytest.mark.parametrize(
    "grave, needed", [("low", False), ("medium", False), ("high", True), ("very_high", True)]
)
@pytest.mark.parametrize("setting", list(Setting))
def test_a_high_or_very_high_level_has_to_be_explained(grave: str, needed: bool, setting: Setting) -> None:
    draft = replace(
        SAID, levels=(LOW, RiskLevel(RiskGroup.STAFF, setting, Rosh(grave))), who=" ", nature="", greatest=""
    )
    if needed:
        assert refused(lambda: draft.check(TODAY)) == {"who", "nature", "greatest"}
    else:
        assert draft.check(TODAY).who == ""


@pytest.mark.parametrize("field", ["who", "nature", "greatest"])
def test_each_word_that_is_missing_is_named(field: str) -> None:
    assert refused(lambda: replace(SAID, **{field: ""}).check(TODAY)) == {field}


@pytest.mark.parametrize(
    "change, field",
    [
        ({"assessed_on": None}, "assessed_on"),
        ({"assessed_on": TODAY + DAY}, "assessed_on"),
        ({"assessed_by": ""}, "assessed_by"),
        ({"assessed_by": "x" * 301}, "assessed_by"),
        ({"levels": ()}, "levels"),
        ({"levels": (LOW, level("public", "community", "medium"))}, "levels"),
        ({"levels": (level("prisoners", "community", "low"),)}, "levels"),
        ({"who": "\x00"}, "who"),
        ({"nature": "x" * 20_001}, "nature"),
        ({"greatest": "\ud800"}, "greatest"),
        ({"increases": "x" * 20_001}, "increases"),
        ({"reduces": "\x07"}, "reduces"),
    ],
)
def test_an_assessment_that_cannot_be_kept(change: dict[str, Any], field: str) -> None:
    assert refused(lambda: replace(SAID, **change).check(TODAY)) == {field}


def test_prisoners_are_met_in_custody() -> None:
    assert settings_of(RiskGroup.PRISONERS) == (Setting.CUSTODY,)
    assert all(settings_of(one) == tuple(Setting) for one in RiskGroup if one is not RiskGroup.PRISONERS)


# --- MAPPA, MARAC, checks, what is kept apart ----------------------------------------------------------


@pytest.mark.parametrize(
    "change, fields",
    [
        ({}, set()),
        ({"mappa": "Level 2", "mappa_category": "M3", "mappa_checked_on": TODAY}, set()),
        ({"mappa": "Not MAPPA eligible", "mappa_checked_on": TODAY}, set()),
        ({"mappa": "Level 1"}, {"mappa_checked_on"}),
        ({"mappa_category": "M2"}, {"mappa_checked_on"}),
        ({"mappa": "Level 1", "mappa_checked_on": TODAY + DAY}, {"mappa_checked_on"}),
        ({"mappa_category": "M5", "mappa_checked_on": TODAY}, {"mappa_category"}),
        (
            {"mappa": "Not MAPPA eligible", "mappa_category": "M1", "mappa_checked_on": TODAY},
            {"mappa_category"},
        ),
        ({"mappa": "Level 1", "mappa_category": "M3", "mappa_checked_on": TODAY}, {"mappa"}),
        ({"mappa": "x" * 61, "mappa_checked_on": TODAY}, {"mappa"}),
        ({"mappa_reference": "\x00"}, {"mappa_reference"}),
    ],
)
def test_what_is_known_of_mappa(change: dict[str, Any], fields: set[str]) -> None:
    draft = MappaDraft(**change)
    assert (refused(lambda: draft.check(TODAY)) if fields else set()) == fields
    if not fields:
        assert draft.check(TODAY) == draft


HEARD = MaracDraft(
    role=MaracRole.PERPETRATOR,
    referred_on=TODAY - 9 * DAY,
    heard_on=TODAY - 2 * DAY,
    outcome="A safety plan.",
)


@pytest.mark.parametrize(
    "change, fields",
    [
        ({}, set()),
        ({"next_on": TODAY + DAY}, set()),
        ({"heard_on": None, "outcome": ""}, set()),
        ({"referred_on": None, "heard_on": None}, set()),
        ({"referred_on": None, "heard_on": None, "outcome": "", "next_on": TODAY}, set()),
        ({"referred_on": None, "heard_on": None, "outcome": " "}, {"outcome"}),
        ({"outcome": ""}, {"outcome"}),
        ({"role": None}, {"role"}),
        ({"referred_on": TODAY + DAY, "heard_on": None}, {"referred_on"}),
        ({"heard_on": TODAY + DAY}, {"heard_on"}),
        ({"heard_on": TODAY - 10 * DAY}, {"heard_on"}),
        ({"next_on": TODAY - 3 * DAY}, {"next_on"}),
        ({"place": "x" * 301}, {"place"}),
        ({"outcome": "\x00"}, {"outcome"}),
        ({"note": "x" * 20_001}, {"note"}),
    ],
)
def test_what_a_marac_must_say(change: dict[str, Any], fields: set[str]) -> None:
    draft = replace(HEARD, **change)
    assert (refused(lambda: draft.check(TODAY)) if fields else set()) == fields


ASKED = CheckDraft(about=CheckAbout.CHILD, asked_on=TODAY, asked_by="PC Test", asked_of="Mock Council")


@pytest.mark.parametrize(
    "change, field",
    [
        ({"about": None}, "about"),
        ({"asked_on": None}, "asked_on"),
        ({"asked_on": TODAY + DAY}, "asked_on"),
        ({"asked_by": ""}, "asked_by"),
        ({"asked_of": ""}, "asked_of"),
        ({"asked_of": "\x00"}, "asked_of"),
    ],
)
def test_what_a_check_must_say(change: dict[str, Any], field: str) -> None:
    assert ASKED.check(TODAY) == ASKED
    assert refused(lambda: replace(ASKED, **change).check(TODAY)) == {field}


@pytest.mark.parametrize(
    "change, field",
    [
        ({"answer": None}, "answer"),
        ({"answered_on": None}, "answered_on"),
        ({"answered_on": TODAY + DAY}, "answered_on"),
        ({"answered_on": TODAY - 6 * DAY}, "answered_on"),
        ({"note": "\x00"}, "note"),
    ],
)
def test_what_an_answer_must_say(change: dict[str, Any], field: str) -> None:
    said = AnswerDraft(answered_on=TODAY, answer=CheckAnswer.NOT_KNOWN)
    assert said.check(TODAY - 5 * DAY, TODAY) == said
    assert refused(lambda: replace(said, **change).check(TODAY - 5 * DAY, TODAY)) == {field}


@pytest.mark.parametrize("field", ["words", "why"])
def test_what_is_kept_apart_says_what_and_why(field: str) -> None:
    said = WithheldDraft(words="A key.", why="She asked.", source="Family")
    assert said.check() == said
    assert refused(lambda: replace(said, **{field: " "}).check()) == {field}
    assert refused(lambda: replace(said, **{field: "x" * 20_001}).check()) == {field}


# --- What to ask ---------------------------------------------------------------------------------------


def asked(facts: RiskFacts) -> list[PromptKind]:
    return [one.kind for one in prompts(facts, TODAY)]


def marac(on: date | None = None, **said: Any) -> Marac:
    draft = MaracDraft(role=MaracRole.PERPETRATOR, heard_on=on, outcome="Plan", **said)
    return Marac(id="m", version=1, case_id="c", said=draft, recorded_on=TODAY - 400 * DAY, made_by="PC")


def check(about: CheckAbout, on: date, answer: CheckAnswer | None = None) -> SafeguardingCheck:
    return SafeguardingCheck(
        id=f"k{on}", version=1, case_id="c", about=about, asked_on=on, asked_by="PC", asked_of="Council",
        answered_on=None if answer is None else on + 3 * DAY, answer=answer, note="", due_on=on + 14 * DAY,
    )  # fmt: skip


MARAC, CHILD, ADULT = PromptKind.MARAC, PromptKind.CHILD_CHECK, PromptKind.ADULT_CHECK
VICTIM, MAPPA = PromptKind.VICTIM_CONTACT, PromptKind.MAPPA


@pytest.mark.parametrize(
    "facts, kinds",
    [
        ({}, []),
        *(({"flags": frozenset({code})}, [MARAC, CHILD]) for code in ("ADVP", "ADVV", "REG30")),
        ({"domestic_abuse": Answer.YES}, [MARAC, CHILD]),
        ({"domestic_abuse": Answer.NO}, []),
        *(({"flags": frozenset({code})}, [CHILD]) for code in ("RCCO", "RCPR", "RCHD", "CSEP")),
        ({"child_safeguarding": Answer.YES}, [CHILD]),
        ({"child_safeguarding": Answer.NO}, []),
        ({"at_risk": frozenset({RiskGroup.CHILDREN})}, [CHILD]),
        ({"at_risk": frozenset({RiskGroup.KNOWN_ADULT})}, [ADULT]),
        *(({"flags": frozenset({code})}, [ADULT]) for code in ("REG15", "REG22", "RVAD")),
        ({"at_risk": frozenset({RiskGroup.PUBLIC, RiskGroup.STAFF, RiskGroup.PRISONERS})}, []),
        ({"rosh": Rosh.VERY_HIGH}, [VICTIM]),
        ({"rosh": Rosh.HIGH}, []),
        ({"rosh": Rosh.VERY_HIGH, "flags": frozenset({"INVI"})}, []),
        ({"rosh": Rosh.VERY_HIGH, "victim_safety": True}, []),
        ({"mappa": "Level 2"}, [MAPPA]),
        ({"mappa": "Level 3", "mappa_reference": "M/7"}, []),
        ({"mappa": "Level 1"}, []),
        ({"flags": frozenset({"MAPP"})}, [MAPPA]),
        ({"flags": frozenset({"ARSO"}), "mappa": "Level 1"}, []),
        ({"flags": frozenset({"WEAP", "STRG"})}, []),
        ({"flags": frozenset({"ADVP", "RCPR", "RVAD"}), "rosh": Rosh.VERY_HIGH, "mappa": "Level 2"},
         [MAPPA, MARAC, CHILD, ADULT, VICTIM]),
    ],
)  # fmt: skip
def test_what_is_asked_where_nobody_checked(facts: dict[str, Any], kinds: list[PromptKind]) -> None:
    assert asked(RiskFacts(**facts)) == kinds


SIX_MONTHS_AGO = date(2026, 5, 22)


@pytest.mark.parametrize("days, still", [(-1, True), (0, False), (30, False)])
def test_a_marac_older_than_six_months_is_considered_again(days: int, still: bool) -> None:
    facts = RiskFacts(domestic_abuse=Answer.YES, maracs=(marac(SIX_MONTHS_AGO + days * DAY),))
    assert (MARAC in asked(facts)) is still
    if still:
        assert "21 May 2026" in next(one.words for one in prompts(facts, TODAY) if one.kind is MARAC)


@pytest.mark.parametrize("days, still", [(-1, True), (0, False), (5, False)])
def test_a_marac_to_be_heard_answers_the_question(days: int, still: bool) -> None:
    facts = RiskFacts(domestic_abuse=Answer.YES, maracs=(marac(next_on=TODAY + days * DAY),))
    assert (MARAC in asked(facts)) is still


def test_considered_and_not_referred_is_an_answer_from_the_day_it_was_recorded() -> None:
    considered = replace(marac(), recorded_on=TODAY - DAY)
    assert considered.said.considered_only
    assert MARAC not in asked(RiskFacts(domestic_abuse=Answer.YES, maracs=(considered,)))


@pytest.mark.parametrize(
    "about, kind, facts",
    [
        (CheckAbout.CHILD, CHILD, {"child_safeguarding": Answer.YES}),
        (CheckAbout.ADULT, ADULT, {"flags": frozenset({"RVAD"})}),
    ],
)
def test_a_check_counts_for_six_months_whether_answered_or_not(
    about: CheckAbout, kind: PromptKind, facts: dict[str, Any]
) -> None:
    for days, answer in product((-1, 0), (None, CheckAnswer.NOT_KNOWN, CheckAnswer.KNOWN_CURRENT)):
        made = (check(about, SIX_MONTHS_AGO + days * DAY, answer),)
        assert (kind in asked(RiskFacts(**facts, checks=made))) is (days < 0), (days, answer)
    other = CheckAbout.ADULT if about is CheckAbout.CHILD else CheckAbout.CHILD
    assert kind in asked(RiskFacts(**facts, checks=(check(other, TODAY),)))


def test_services_that_refused_are_asked_again_until_a_newer_check() -> None:
    refusal = check(CheckAbout.CHILD, TODAY - 9 * DAY, CheckAnswer.REFUSED)
    facts = RiskFacts(child_safeguarding=Answer.YES, checks=(refusal,))
    (prompt,) = prompts(facts, TODAY)
    assert "refused to say on 16 Nov 2026" in prompt.words
    again = replace(facts, checks=(refusal, check(CheckAbout.CHILD, TODAY)))
    assert prompts(again, TODAY) == ()


@pytest.mark.parametrize("days, still", [(-1, True), (0, False)])
def test_the_day_a_case_was_brought_in_with_counts(days: int, still: bool) -> None:
    facts = RiskFacts(child_safeguarding=Answer.YES, child_checked_on=SIX_MONTHS_AGO + days * DAY)
    assert (CHILD in asked(facts)) is still


def test_the_newest_check_counts() -> None:
    old, new = check(CheckAbout.CHILD, TODAY - 900 * DAY), check(CheckAbout.CHILD, TODAY - 3 * DAY)
    orders: Sequence[Sequence[SafeguardingCheck]] = ((old, new), (new, old))
    for made in orders:
        assert prompts(RiskFacts(child_safeguarding=Answer.YES, checks=made), TODAY) == ()


def test_a_check_is_owed_after_its_last_day() -> None:
    made = check(CheckAbout.CHILD, TODAY - 14 * DAY)
    assert not made.overdue(TODAY)
    assert made.overdue(TODAY + DAY)
    answered = check(CheckAbout.CHILD, TODAY - 14 * DAY, CheckAnswer.NOT_KNOWN)
    assert not answered.overdue(TODAY + DAY)


def test_what_was_done_last_about_a_marac() -> None:
    said = MaracDraft(
        role=MaracRole.VICTIM, referred_on=TODAY - 5 * DAY, heard_on=TODAY - 2 * DAY, outcome="x"
    )
    one = Marac(
        id="m", version=1, case_id="c", said=said, recorded_on=datetime(2026, 11, 22).date(), made_by="PC"
    )
    assert one.latest_on == TODAY - 2 * DAY
    assert replace(one, said=replace(said, heard_on=None)).latest_on == TODAY - 5 * DAY
    assert replace(one, said=replace(said, heard_on=None, referred_on=None)).latest_on == TODAY
