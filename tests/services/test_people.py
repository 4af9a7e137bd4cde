"""People: taken in once, corrected without treading on a colleague, and found however they are typed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import count
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iom_desktop.domain.cases import CaseDraft
from iom_desktop.domain.people import Person, PersonDraft
from iom_desktop.errors import FieldErrors, StaleEdit, UserError
from iom_desktop.services import cases, people
from iom_desktop.services.people import PeopleIndex, add_person, correct_person, load_people_index
from tests.stores import TODAY, Desk


def person_of(desk: Desk, case_id: str) -> Person:
    return desk.see(cases.load_case, case_id).person


def refusal(desk: Desk, draft: PersonDraft) -> UserError:
    with pytest.raises(UserError) as refused:
        desk.do(add_person, draft, CaseDraft(), TODAY)
    return refused.value


# --- Taking in and correcting --------------------------------------------------------------------------


def test_everything_typed_is_kept(shared_desk: Desk) -> None:
    draft = PersonDraft(
        crn="z900001",
        pnc="2013/10652n",
        surname="  Ffug-Enw ",
        forenames="Siân  Mair",
        known_as="Shan",
        aliases=("Mair Testby", ""),
        date_of_birth=date(1986, 5, 23),
        sex="female",
        ethnicity="W1",
        preferred_language="Welsh",
        interpreter_needed=True,
        address="1 Sample Street\nNowhere",
        postcode="ZZ1 1ZZ",
        accommodation="AC01",
        mobile="07700 900001",
    )
    case_id = shared_desk.do(add_person, draft, CaseDraft(), TODAY)
    kept = person_of(shared_desk, case_id)
    expected = replace(
        draft,
        crn="Z900001",
        pnc="2013/0010652N",
        surname="Ffug-Enw",
        forenames="Siân Mair",
        aliases=("Mair Testby",),
    )
    for name in PersonDraft.__dataclass_fields__:
        assert getattr(kept, name) == getattr(expected, name), name
    assert kept.version == 1


def test_a_crn_belongs_to_one_person(shared_desk: Desk) -> None:
    shared_desk.person(crn="Z900002")
    refused = refusal(shared_desk, PersonDraft(crn=" z 900002", surname="Another"))
    assert (refused.field, refused.message) == (
        "crn",
        "CRN: Z900002 belongs to somebody in this store already.",
    )
    index = shared_desk.see(load_people_index)
    assert [match.name for match in index.find("Z900002")] == ["SAMPLETON, Mo"]


@pytest.mark.parametrize(
    "wrong, field",
    [
        ({"crn": ""}, "crn"),
        ({"crn": "Z90-0003"}, "crn"),
        ({"crn": "Z" * 13}, "crn"),
        ({"surname": " \t"}, "surname"),
        ({"surname": "x" * 301}, "surname"),
        ({"forenames": "a\x00b"}, "forenames"),
        ({"date_of_birth": date(2026, 11, 23)}, "date_of_birth"),
        ({"date_of_birth": date(1905, 11, 21)}, "date_of_birth"),
        ({"aliases": ("fine", "\ud800")}, "aliases"),
        ({"address": "x" * 1001}, "address"),
    ],
)
def test_what_cannot_be_kept_is_told_beside_its_field(
    shared_desk: Desk, wrong: dict[str, Any], field: str
) -> None:
    draft = PersonDraft(**{"crn": "Z900003", "surname": "Sampleton"} | wrong)
    refused = refusal(shared_desk, draft)
    assert refused.field == field
    assert shared_desk.see(load_people_index).find("Z900003") == []


def test_every_fault_is_told_at_once_and_the_case_is_looked_at_too(shared_desk: Desk) -> None:
    refused = refusal(shared_desk, PersonDraft(date_of_birth=date(2030, 1, 1)))
    assert isinstance(refused, FieldErrors)
    assert {problem.field for problem in refused.problems} == {"crn", "surname", "date_of_birth"}
    with pytest.raises(UserError) as of_case:
        shared_desk.do(add_person, PersonDraft(crn="Z900004", surname="Ok"), CaseDraft(ogrs=101), TODAY)
    assert of_case.value.field == "ogrs"


def test_born_today_and_120_years_ago_can_be_kept(shared_desk: Desk) -> None:
    for born in (TODAY, date(1906, 11, 22), None):
        case_id = shared_desk.newcomer(date_of_birth=born)
        assert person_of(shared_desk, case_id).date_of_birth == born


def draft_of(person: Person, **changed: Any) -> PersonDraft:
    values = {name: getattr(person, name) for name in PersonDraft.__dataclass_fields__}
    return PersonDraft(**values | changed)


def test_a_correction_is_kept_and_found(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer(surname="Wrongly")
    before = person_of(shared_desk, case_id)
    draft = draft_of(before, surname="Rightly", aliases=("Wrongly",))
    shared_desk.do(correct_person, before.id, before.version, draft, TODAY)
    after = person_of(shared_desk, case_id)
    assert (after.surname, after.aliases, after.version) == ("Rightly", ("Wrongly",), before.version + 1)
    found = shared_desk.see(load_people_index).find("wrongly rightly")
    assert [match.id for match in found] == [case_id]


def test_a_correction_of_what_a_colleague_changed_is_refused(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer()
    shown = person_of(shared_desk, case_id)
    shared_desk.do(correct_person, shown.id, shown.version, draft_of(shown, mobile="1"), TODAY)
    with pytest.raises(StaleEdit, match="PC Test Baker changed this record"):
        shared_desk.do(correct_person, shown.id, shown.version, draft_of(shown, mobile="2"), TODAY)
    assert person_of(shared_desk, case_id).mobile == "1"


def test_a_correction_cannot_take_somebody_elses_crn(shared_desk: Desk) -> None:
    shared_desk.person(crn="Z900005")
    shown = person_of(shared_desk, shared_desk.newcomer())
    with pytest.raises(UserError) as refused:
        shared_desk.do(correct_person, shown.id, shown.version, draft_of(shown, crn="z900005"), TODAY)
    assert refused.value.field == "crn"
    shared_desk.do(correct_person, shown.id, shown.version, draft_of(shown, crn=shown.crn), TODAY)


def test_somebody_who_is_not_there_cannot_be_corrected(shared_desk: Desk) -> None:
    with pytest.raises(UserError, match="no longer in the store"):
        shared_desk.do(correct_person, "f" * 32, 1, PersonDraft(crn="Z900006", surname="Gone"), TODAY)


# --- Finding -------------------------------------------------------------------------------------------

_CASES = count(1)


def known(surname: str, forenames: str = "", **more: Any) -> Any:
    """Somebody in the index; the CRN is the case's id, so that a test reads easily."""
    number = next(_CASES)
    crn = more.pop("crn", f"Q{number:06d}")
    return people._known(
        crn,
        crn,
        more.pop("pnc", ""),
        surname,
        forenames,
        more.pop("known_as", ""),
        more.pop("born", None),
        more.pop("aliases", []),
    )


def names_of(index: PeopleIndex, typed: str) -> list[str]:
    return [match.name for match in index.find(typed)]


HUDSON = {"crn": "D796000", "pnc": "2013/0010652N", "born": date(1986, 5, 23), "known_as": "Mo"}
OTHERS = [
    known("Testerly", "Gwenllian", crn="X100001", born=date(1990, 11, 2)),
    known("Mockingham", "Piotr", crn="X100002", born=date(1968, 12, 31), aliases=["Peter the Plumber"]),
    known("O'Sample", "Bríd", crn="X100003", born=date(2001, 1, 12)),
    known("Smith-Jones", "Anne-Marie", crn="X100004"),
    known("Łukasiewicz", "Zażółć", crn="X100005", born=date(1975, 3, 9)),
    known("de Fictif", "Hélène", crn="X100006"),
    known("Fictionby", "Ali", crn="X100007", pnc="1999/0000001A"),
]
INDEX = PeopleIndex([known("Hudson", "Mohammed Ali", aliases=["Hutchinson", "Big Mo"], **HUDSON), *OTHERS])


@pytest.mark.parametrize(
    "typed",
    [
        "hudson",
        "HUD",
        "udso",
        "mohammed",
        "hammed",
        "hutch",
        "big mo",
        "hudson mo",
        "mo hudson",
        "ali moham huds",
        "d796000",
        "D796",
        "796000",
        "d 796 000",
        "D79-6000",
        "2013/0010652N",
        "2013/10652n",
        "20130010652n",
        "10652N",
        "23/05/1986",
        "23/5/1986",
        "23/05/86",
        "23.5.86",
        "23-5-1986",
        "23 5 86",
        "230586",
        "23051986",
        "1986-05-23",
        "1986-5-23",
        "19860523",
        "23 May 1986",
        "23rd may 86",
        "hudson 1986",
        "1986 hudson",
        "hudson 23/5/86",
        "hud D796",
        "Ｄ７９６０００",
        " \t hudson \n",
    ],
)
def test_found_by_any_part_of_name_alias_crn_pnc_or_birth(typed: str) -> None:
    assert names_of(INDEX, typed)[:1] == ["HUDSON, Mohammed Ali"]


@pytest.mark.parametrize(
    "typed, name",
    [
        ("osample", "O'SAMPLE, Bríd"),
        ("o'sample", "O'SAMPLE, Bríd"),
        ("O’Sample", "O'SAMPLE, Bríd"),
        ("o sample", "O'SAMPLE, Bríd"),
        ("brid", "O'SAMPLE, Bríd"),
        ("smith jones", "SMITH-JONES, Anne-Marie"),
        ("smith-jones", "SMITH-JONES, Anne-Marie"),
        ("jones smith", "SMITH-JONES, Anne-Marie"),
        ("smithjones", "SMITH-JONES, Anne-Marie"),
        ("Smith–Jones", "SMITH-JONES, Anne-Marie"),
        ("annemarie", "SMITH-JONES, Anne-Marie"),
        ("lukasiewicz", "ŁUKASIEWICZ, Zażółć"),
        ("ŁUKAS", "ŁUKASIEWICZ, Zażółć"),
        ("zazolc", "ŁUKASIEWICZ, Zażółć"),
        ("Zaz\u0307o\u0301łc\u0301", "ŁUKASIEWICZ, Zażółć"),
        ("defictif", "DE FICTIF, Hélène"),
        ("helene de", "DE FICTIF, Hélène"),
        ("plumber", "MOCKINGHAM, Piotr"),
    ],
)
def test_accents_apostrophes_and_hyphens_make_no_difference(typed: str, name: str) -> None:
    assert names_of(INDEX, typed)[:1] == [name]


def slips(word: str) -> dict[str, str]:
    """``word`` with one letter left out, swapped with the next, and doubled, at each place."""
    made = {}
    for at in range(len(word)):
        made[f"without {at}"] = word[:at] + word[at + 1 :]
        made[f"doubled {at}"] = word[: at + 1] + word[at:]
        if at + 1 < len(word):
            made[f"swapped {at}"] = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return made


@pytest.mark.parametrize(
    "word, name", [("hudson", "HUDSON, Mohammed Ali"), ("gwenllian", "TESTERLY, Gwenllian")]
)
def test_a_small_misspelling_anywhere_in_a_word(word: str, name: str) -> None:
    for slip, typed in slips(word).items():
        assert name in names_of(INDEX, typed), slip


@pytest.mark.parametrize("word", ["khan", "ford", "bell"])
def test_a_small_misspelling_of_a_short_name(word: str) -> None:
    index = PeopleIndex([*OTHERS, known(word)])
    for slip, typed in slips(word).items():
        assert word.upper() in names_of(index, typed), slip


@pytest.mark.parametrize(
    "typed", ["hudsn mohamed", "mohamed hudsn", "moahmmed hudson", "Hudson Mohhammed", "hudsno mohammed ali"]
)
def test_two_misspelt_words_in_any_order(typed: str) -> None:
    assert names_of(INDEX, typed) == ["HUDSON, Mohammed Ali"]


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "  ",
        "\n\t",
        "'",
        "-.,/",
        "\u200b\u200e",
        "zzzz",
        "hudson gwenllian",
        "mohammed piotr",
        "24/05/1986",
        "23/05/1987",
        "testerly 1986",
        "X999999",
        "\ud800",
        "%",
        "_",
        "*",
        '"',
        "hudson X100001",
    ],
)
def test_what_is_nobodys_finds_nobody(typed: str) -> None:
    assert INDEX.find(typed) == []


def test_whole_hits_first_then_beginnings_then_inside_then_slips() -> None:
    index = PeopleIndex(
        [
            known("Abelee"),
            known("Aleen"),
            known("Leeson"),
            known("Lee", "Zoë"),
            known("Bleer"),
            known("Corlet", "Lee"),
            known("Leland"),
        ]
    )
    found = index.find("lee")
    assert [match.name for match in found] == [
        "CORLET, Lee",
        "LEE, Zoë",
        "LEESON",
        "ABELEE",
        "ALEEN",
        "BLEER",
    ]
    assert [match.score for match in found] == sorted((match.score for match in found), reverse=True)
    assert found[0].because == "name"


def test_slips_come_after_whole_hits_the_likeliest_first() -> None:
    index = PeopleIndex([known("Abbotson"), known("Abbott"), known("Abott"), known("Abbotts")])
    found = index.find("abott")
    assert found[0].name == "ABOTT"
    assert [match.name for match in found[1:]] == ["ABBOTT", "ABBOTTS"]
    assert {match.because for match in found[1:]} == {"like"}


def test_a_whole_identifier_stands_before_one_that_only_holds_it() -> None:
    index = PeopleIndex([known("Aardvark", crn="X1234567"), known("Zebra", crn="X123456")])
    assert names_of(index, "x123456") == ["ZEBRA", "AARDVARK"]


def test_no_more_than_asked_for_and_the_best_of_them() -> None:
    index = PeopleIndex([known("Leeson", f"A{n}") for n in range(60)] + [known("Lee", "Zoë")])
    found = index.find("lee", 5)
    assert [match.name for match in found] == ["LEE, Zoë", *(f"LEESON, A{n}" for n in (0, 1, 10, 11))]
    assert len(index.find("lee")) == 50
    assert len({match.id for match in index.find("leeson")}) == 50


def test_nobody_stands_twice_however_many_ways_they_are_met() -> None:
    index = PeopleIndex(
        [known("Mo", "Mo", known_as="Mo", aliases=["Mo", "Moe"], crn="MO1986", born=date(1986, 1, 1))]
    )
    for typed in ("mo", "moe", "1986", "mo 1986", "mo1986"):
        assert len(index.find(typed)) == 1, typed


@given(st.text(st.characters(exclude_categories=()), max_size=40))
def test_any_typing_whatever_finds_or_does_not(typed: str) -> None:
    for match in INDEX.find(typed):
        assert 0 < match.score <= 100


@given(st.sampled_from(OTHERS), st.data())
def test_any_piece_of_any_name_finds_its_person(one: Any, data: st.DataObject) -> None:
    word = data.draw(st.sampled_from(one.names.split()))
    start = data.draw(st.integers(0, len(word) - 1))
    end = data.draw(st.integers(start + 1, len(word)))
    assert one.case_id in {match.id for match in INDEX.find(word[start:end])}


def test_the_index_of_a_store_knows_what_the_store_knows(shared_desk: Desk) -> None:
    case_id = shared_desk.person(
        crn="Z900010",
        surname="Indexby",
        forenames="Ola",
        known_as="Lala",
        aliases=("Olaf Otherby",),
        pnc="2001/0000010A",
    )
    index = shared_desk.see(load_people_index)
    for typed in ("indexby", "lala", "olaf", "otherby", "Z900010", "2001/10a"):
        (match,) = index.find(typed)
        assert (match.id, match.crn, match.known_as) == (case_id, "Z900010", "Lala")
        assert (match.pnc, match.date_of_birth) == ("2001/0000010A", date(1986, 5, 23))
    assert len(index) == len(shared_desk.see(cases.list_cases, shared_desk.store.now()))


# --- Likely the same person ----------------------------------------------------------------------------

KNOWN = PeopleIndex(
    [
        known("Hudson", "Mohammed Ali", aliases=["Hutchinson", "Big Mo"], **HUDSON),
        known("Hudson", "Peter", crn="X200001", born=date(1971, 2, 3)),
        known("Sampleton", "John", crn="X200002", born=date(1980, 6, 1)),
        known("Ali", "Rashid", crn="X200003", born=date(1992, 7, 8)),
        known("O'Sample", "Bríd", crn="X200004"),
        known("Williams", "Joan", crn="X200005"),
        known("Mononym", crn="X200007"),
        known("Nowhere", "Rashid", crn="X200006", born=date(1992, 7, 9)),
    ]
)
SAME_BIRTH = "the same date of birth and a like name"


@pytest.mark.parametrize(
    "draft, crn, because",
    [
        ({"crn": "d796000"}, "D796000", "the same CRN"),
        ({"crn": "D 796 000", "surname": "Else"}, "D796000", "the same CRN"),
        ({"pnc": "2013/10652n"}, "D796000", "the same PNC ID"),
        ({"pnc": "20130010652N", "surname": "Else", "born": (1970, 1, 1)}, "D796000", "the same PNC ID"),
        ({"surname": "Hudson", "forenames": "Mohamed", "born": (1986, 5, 23)}, "D796000", SAME_BIRTH),
        ({"surname": "Hutson", "forenames": "Muhammad", "born": (1986, 5, 23)}, "D796000", SAME_BIRTH),
        ({"surname": "Mohammed", "forenames": "Hudson", "born": (1986, 5, 23)}, "D796000", SAME_BIRTH),
        ({"surname": "Hutchinson", "forenames": "Mo", "born": (1986, 5, 23)}, "D796000", SAME_BIRTH),
        ({"surname": "Hudson", "forenames": "Mohammed"}, "D796000", "a like name"),
        ({"surname": "Hudson", "forenames": "Mo"}, "D796000", "a like name"),
        ({"surname": "hudson", "forenames": "mohamed ali"}, "D796000", "a like name"),
        ({"surname": "Mohammed", "forenames": "Hudson"}, "D796000", "a like name"),
        ({"surname": "Huddson", "forenames": "Mohammed", "born": (1986, 5, 24)}, "D796000", "a like name"),
        ({"surname": "Sampleton", "forenames": "Jon", "born": (1980, 1, 6)}, "X200002", "a like name"),
        ({"surname": "Sampleton", "forenames": "Jonh"}, "X200002", "a like name"),
        ({"surname": "Sampleton", "forenames": "John", "known_as": "Jack"}, "X200002", "a like name"),
        ({"surname": "Osample", "forenames": "Brid"}, "X200004", "a like name"),
        ({"surname": "Sampleton"}, "X200002", "a like name"),
        (
            {"surname": "Sampleton", "forenames": "John", "born": (1955, 12, 30)},
            "X200002",
            "the same name, another date of birth",
        ),
    ],
)
def test_who_may_be_the_same_person_is_offered_with_the_reason(
    draft: dict[str, Any], crn: str, because: str
) -> None:
    first = KNOWN.likely_same(person_draft(draft))[0]
    assert (first.crn, first.because) == (crn, because)


@pytest.mark.parametrize(
    "draft",
    [
        {},
        {"surname": " "},
        {"surname": "Somebody", "forenames": "Else"},
        # The same surname, or the same forename, and nothing more.
        {"surname": "Sampleton", "forenames": "Gwen"},
        {"surname": "Elsewhere", "forenames": "John"},
        {"surname": "Mohammed"},
        {"surname": "Rashid"},
        {"surname": "Elsewhere", "forenames": "Mononym"},
        # Another forename in a long name, another word that begins alike.
        {"surname": "Williams", "forenames": "John"},
        {"surname": "Hudson", "forenames": "Petra"},
        {"surname": "Al", "forenames": "Rash"},
        # A birthday shared by strangers; a like name with quite another birthday.
        {"surname": "Testerly", "forenames": "Gwenllian", "born": (1980, 6, 1)},
        {"surname": "Samplton", "forenames": "John", "born": (1955, 12, 30)},
        # Half of an identifier.
        {"crn": "D796"},
        {"pnc": "2013"},
        {"crn": "2013/0010652N"},
    ],
)
def test_who_cannot_be_the_same_person_is_not_offered(draft: dict[str, Any]) -> None:
    assert KNOWN.likely_same(person_draft(draft)) == []


def test_the_surest_is_offered_first_and_no_more_than_ten() -> None:
    draft = person_draft({"surname": "Hudson", "forenames": "Peter", "crn": "D796000"})
    assert [match.because for match in KNOWN.likely_same(draft)] == ["the same CRN", "a like name"]
    crowd = PeopleIndex([known("Hudson", "Peter") for _n in range(30)])
    assert len(crowd.likely_same(person_draft({"surname": "Hudson", "forenames": "Peter"}))) == 10


@given(
    st.text(st.characters(exclude_categories=()), max_size=20),
    st.text(st.characters(exclude_categories=()), max_size=20),
    st.text(max_size=20),
)
def test_any_half_typed_draft_can_be_looked_up(surname: str, forenames: str, pnc: str) -> None:
    KNOWN.likely_same(PersonDraft(surname=surname, forenames=forenames, pnc=pnc, crn=pnc))


def person_draft(said: dict[str, Any]) -> PersonDraft:
    said = dict(said)
    born = said.pop("born", None)
    return PersonDraft(date_of_birth=None if born is None else date(*born), **said)
