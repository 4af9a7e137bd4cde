"""What a subject access extract leaves out: tables of worked cases, and the names of other people."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iom_desktop.domain.subject_access import (
    UNTOLD,
    Choice,
    Ground,
    OtherPeople,
    ground_of_passage,
    ground_of_record,
    hidden_parts,
    joined_spans,
)
from iom_desktop.errors import UserError

NOTE = {
    "mark": "fact",
    "third_party": False,
    "not_disclosable": False,
    "type_code": "",
    "words": "Seen at home",
}


@pytest.mark.parametrize(
    ("kind", "values", "ground"),
    [
        ("note", NOTE, None),
        ("note", NOTE | {"mark": "opinion"}, None),
        ("note", NOTE | {"third_party": True}, None),  # what it says goes, not that there is one
        ("note", NOTE | {"mark": "intelligence"}, Ground.INTELLIGENCE),
        ("note", NOTE | {"not_disclosable": True}, Ground.WITHHELD),
        ("note", NOTE | {"not_disclosable": True, "mark": "intelligence"}, Ground.WITHHELD),
        ("note", NOTE | {"type_code": "C005"}, Ground.SAFEGUARDING),  # a MARAC meeting
        ("note", NOTE | {"type_code": "C515"}, Ground.INTELLIGENCE),
        ("note", NOTE | {"type_code": "COAP"}, None),
        ("appointment", {"type_code": "ERFM"}, Ground.SAFEGUARDING),
        ("appointment", {"type_code": "COAP"}, None),
        ("marac", {}, Ground.SAFEGUARDING),
        ("safeguarding_check", {}, Ground.SAFEGUARDING),
        ("withheld", {}, Ground.WITHHELD),
        ("flag", {"code": "STRG"}, Ground.INTELLIGENCE),
        ("flag", {"code": "ADVP"}, Ground.SAFEGUARDING),
        ("flag", {"code": "INVI"}, Ground.SAFEGUARDING),  # a victim is in touch
        ("flag", {"code": "RHRH"}, None),
        ("flag", {"code": "ALSH"}, None),
        ("flag", {"code": "not in the list"}, None),
        ("risk_measure", {"pillar": "victim_safety"}, Ground.SAFEGUARDING),
        ("risk_measure", {"pillar": "monitoring"}, None),
        ("plan", {}, None),
    ],
)
def test_whole_records(kind: str, values: dict[str, Any], ground: Ground | None) -> None:
    assert ground_of_record(kind, values) is ground


def test_what_is_left_out_whole_is_not_mentioned() -> None:
    assert {Ground.SAFEGUARDING, Ground.INTELLIGENCE, Ground.WITHHELD} == UNTOLD


@pytest.mark.parametrize(
    ("kind", "column", "values", "ground"),
    [
        ("note", "words", NOTE | {"third_party": True}, Ground.THIRD_PARTY),
        ("note", "happened_at", NOTE | {"third_party": True}, None),
        ("note", "words", NOTE, None),
        ("case", "mappa_reference", {}, Ground.PUBLIC_PROTECTION),
        ("case", "domestic_abuse", {}, Ground.AT_RISK),
        ("case", "mappa", {}, None),
        ("risk_assessment", "who", {}, Ground.AT_RISK),
        ("risk_assessment", "reduces", {}, None),
        ("plan", "contingency", {}, Ground.PREVENTION),
        ("screening", "total", {}, Ground.PREVENTION),
        ("risk_measure", "words", {"pillar": "monitoring"}, Ground.PREVENTION),
        ("risk_measure", "trigger", {"pillar": "contingency"}, Ground.PREVENTION),
        ("risk_measure", "words", {"pillar": "interventions"}, None),
        ("risk_measure", "who_name", {"pillar": "monitoring"}, None),
    ],
)
def test_single_columns(kind: str, column: str, values: dict[str, Any], ground: Ground | None) -> None:
    assert ground_of_passage(kind, column, values) is ground


def test_a_screening_hides_what_it_says_of_marac_and_of_intelligence() -> None:
    asked = {"eligibility": [{"check": "mappa"}, {"check": "marac"}], "scores": [{"code": "INTELLIGENCE_3"}]}
    assert hidden_parts("screening", "eligibility", asked) == (Ground.AT_RISK,)
    assert hidden_parts("screening", "scores", asked) == (Ground.PREVENTION,)
    assert hidden_parts("screening", "scores", {"scores": [{"code": "OGRS_75"}]}) == ()
    assert hidden_parts("decision", "scores", {"scores": "matrix 14"}) == ()


# --- Names -----------------------------------------------------------------------------------------------


@pytest.fixture
def people() -> OtherPeople:
    found = OtherPeople(["Mo Sampleton", "PC Will May"], ["WM-2231"])
    found.add("Fakename", ["Joe Lee", "Jay"], "Z000007")
    found.add("O'Testley-Smith", ["Ann"])
    found.add("May", ["Will"])
    found.add("van der Mock", ["Jan"])
    found.add("Sampleton", ["Mo"])  # somebody of the same name: the person's own is never taken out
    return found


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        ("Seen with Joe Lee Fakename again.", ["Joe Lee Fakename"]),
        ("Seen with Joe Fakename.", ["Joe Fakename"]),
        ("FAKENAME, Joe was there", ["FAKENAME, Joe"]),
        ("Jay Fakename's flat", ["Jay Fakename"]),
        ("Jay Fakename owes him", ["Jay Fakename"]),
        ("Fakename Street", []),
        ("joe fakename", []),
        ("CRN Z000007 on the same landing", ["Z000007"]),
        ("z000007", ["z000007"]),
        ("Ann O'Testley-Smith rang", ["Ann O'Testley-Smith"]),
        ("Mo Sampleton rang", []),
        ("Held as wm-2231 by MAPPA", ["wm-2231"]),
        ("Joe Fakename and Ann O\u2019Testley-Smith", ["Joe Fakename", "Ann O\u2019Testley-Smith"]),
        ("Jan van der Mock came", ["Jan van der Mock"]),
        ("jan van der mock came", []),
        ("", []),
    ],
)
def test_whole_names_of_others_are_found(people: OtherPeople, text: str, taken: list[str]) -> None:
    assert [text[start:end] for start, end, _ground in people.spans(text)] == taken


def test_a_reference_and_a_name_have_each_their_ground(people: OtherPeople) -> None:
    found = people.spans("WM-2231: Joe Fakename")
    assert [ground for _start, _end, ground in found] == [Ground.PUBLIC_PROTECTION, Ground.NAME]


@given(text=st.text(alphabet="Joe Fakenm.,'WM-2231Z07 \u0130\ufb00", max_size=80))
def test_places_are_the_texts_own_and_never_overlap(text: str) -> None:
    found = OtherPeople([], ["WM-2231"])
    found.add("Fakename", ["Joe"], "Z000007")
    spans = found.spans(text)
    ends = [0, *(end for _start, end, _ground in spans)]
    assert all(before <= start < end for before, (start, end, _ground) in zip(ends, spans, strict=False))
    assert all(end <= len(text) for end in ends)


@pytest.mark.parametrize(
    ("spans", "joined"),
    [
        ([], []),
        ([(5, 9, Ground.NAME), (0, 3, Ground.NAME)], [(0, 3, Ground.NAME), (5, 9, Ground.NAME)]),
        ([(0, 30, Ground.THIRD_PARTY), (4, 9, Ground.NAME)], [(0, 30, Ground.THIRD_PARTY)]),
        ([(0, 5, Ground.NAME), (3, 30, Ground.THIRD_PARTY)], [(0, 30, Ground.THIRD_PARTY)]),
        ([(0, 5, Ground.NAME), (5, 8, Ground.NAME)], [(0, 5, Ground.NAME), (5, 8, Ground.NAME)]),
    ],
)
def test_places_that_overlap_are_one(spans: list[Any], joined: list[Any]) -> None:
    assert joined_spans(spans) == joined


def test_what_is_given_after_all_needs_a_reason() -> None:
    assert Choice(restored={"13.2/words": "It is his own letter."}).check()
    with pytest.raises(UserError, match="say why this may be given"):
        Choice(restored={"13.2/words": "  "}).check()
