"""Finding a person by what little one has of them, and not adding somebody who is there already."""

from __future__ import annotations

from datetime import date

import pytest

from iom_desktop.domain.people import PersonDraft
from iom_desktop.services.cases import list_cases, load_case
from iom_desktop.services.people import add_person
from tests.journeys.conftest import Computer
from tests.journeys.keyboard import (
    assert_shows,
    dialog,
    errors,
    fill,
    front_window,
    is_at,
    press,
    save,
    screen,
    tab_to,
    type_in,
    type_over,
)
from tests.stores import NOW, TODAY

PEOPLE = (
    PersonDraft(
        crn="Z100001",
        pnc="2013/0010652N",
        surname="Mockridge",
        forenames="Ada",
        date_of_birth=date(1990, 3, 7),
    ),
    PersonDraft(
        crn="Z100002",
        surname="Fictonby",
        forenames="Siân",
        known_as="Jinx",
        aliases=("Sian Madeupley",),
        date_of_birth=date(1984, 11, 30),
    ),
    PersonDraft(crn="Z100003", surname="Sampleton", forenames="Mo", date_of_birth=date(1986, 5, 23)),
)


@pytest.fixture
def cases_of(at_work: Computer) -> dict[str, str]:
    """The case of each person by surname; three people whom nobody could mistake for one another."""
    from iom_desktop.domain.cases import CaseDraft

    made = {}
    for draft in PEOPLE:
        perform = at_work.workspace.perform
        made[draft.surname] = perform("Add person", add_person, draft, CaseDraft(), TODAY)
    at_work.until(lambda: at_work.workspace.saved_at is not None)
    return made


@pytest.mark.parametrize(
    "typed, surname",
    [
        ("mockrige", "Mockridge"),
        ("fictonbey sian", "Fictonby"),
        ("jinx", "Fictonby"),
        ("madeupley", "Fictonby"),
        ("z100003", "Sampleton"),
        ("0010652n", "Mockridge"),
        ("23/5/86", "Sampleton"),
    ],
)
def test_ctrl_k_finds_a_person_by_any_part(
    at_work: Computer, cases_of: dict[str, str], typed: str, surname: str
) -> None:
    press("Ctrl+K")
    assert is_at("palette-line")
    type_in(typed)
    press("Return")
    assert at_work.shell.place().case_id == cases_of[surname]
    assert_shows(f"{surname.upper()}, ")
    assert typed not in screen()  # the box keeps nothing of what was typed


def test_the_caseload_finds_while_one_types(at_work: Computer, cases_of: dict[str, str]) -> None:
    press("Alt+2")
    assert is_at("caseload-filter")
    assert_shows("3 people", "MOCKRIDGE, Ada", "FICTONBY, Siân", "Known as: Jinx", "SAMPLETON, Mo")
    type_in("samplten")
    assert_shows("1 of 3 people", "SAMPLETON, Mo")
    assert "MOCKRIDGE" not in screen()
    press("Return")
    assert at_work.shell.place().case_id == cases_of["Sampleton"]
    assert_shows("Z100003")

    press("Alt+Left")
    assert is_at("caseload-filter")
    press("Escape")
    assert_shows("3 people")
    type_in("nobody of this name")
    assert_shows("0 of 3 people")
    press("Ctrl+N")  # what was searched for begins the form
    assert dialog("add-person").isVisible()
    assert_shows("nobody of this")
    press("Escape")


def test_somebody_who_is_there_already_is_not_added_twice(
    at_work: Computer, cases_of: dict[str, str]
) -> None:
    press("Alt+2", "Ctrl+N")
    assert is_at("surname")
    fill({"surname": "Mockrige", "forenames": "Adah", "date_of_birth": "7.3.90"})
    at_work.until(lambda: "Is it one of these, who are in the store already?" in screen())
    assert_shows("MOCKRIDGE, Ada, born 07/03/1990, Z100001")
    tab_to("likely-same-open-1")
    press("Space")
    assert front_window() is at_work.window
    assert at_work.shell.place().case_id == cases_of["Mockridge"]
    assert len(at_work.workspace.read(list_cases, NOW)) == 3
    press("Alt+2", "Ctrl+N")
    assert not any(words in screen() for words in ("Mockrige", "Adah"))  # given up is given up
    press("Escape")


def test_the_same_crn_is_refused_and_another_person_of_the_name_is_added(
    at_work: Computer, cases_of: dict[str, str]
) -> None:
    press("Alt+2", "Ctrl+N")
    fill({"surname": "Sampleton", "forenames": "Mina", "date_of_birth": "1/2/1999", "crn": "z100003"})
    press("Ctrl+Return")
    assert dialog("add-person").isVisible()
    assert is_at("crn")
    assert any("Z100003" in words for words in errors())
    assert len(at_work.workspace.read(list_cases, NOW)) == 3

    type_over("Z100004")
    fill({"cohort": "Fixed", "rag": "Amber"})
    save()
    place = at_work.shell.place()
    assert place.case_id not in cases_of.values()
    case = at_work.workspace.read(load_case, place.case_id)
    assert (case.person.crn, case.person.date_of_birth) == ("Z100004", date(1999, 2, 1))
    assert_shows("SAMPLETON, Mina", "FIXED", "AMBER", "27 · Z100004")
    press("Alt+2")
    assert_shows("4 people", "SAMPLETON, Mina")
