"""A series booked, one of it missed, the holding state resolved, the rest entered in one go; by keyboard alone."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from iom_desktop.domain.cases import CaseDraft
from iom_desktop.domain.codes import Sentence
from iom_desktop.domain.people import PersonDraft
from iom_desktop.services import compliance
from iom_desktop.services.appointments import list_appointments
from iom_desktop.services.enforcement import list_steps
from iom_desktop.services.people import add_person
from iom_desktop.ui.workspace import unlock_store
from tests.journeys.conftest import Computer
from tests.journeys.keyboard import (
    assert_shows,
    dialog,
    fill,
    front_window,
    is_at,
    press,
    save,
    screen,
    tab_to,
    type_in,
    wait_until,
)
from tests.stores import PASSPHRASE, TODAY, Clock

MONDAYS = [datetime(2026, *day, 10) for day in ((11, 23), (11, 30), (12, 7), (12, 14), (12, 21))]


@pytest.fixture
def case_id(store_folder: Path, clock: Clock) -> str:
    """The case of the one person in the store, on licence."""
    store = unlock_store(store_folder, PASSPHRASE, clock=clock)
    draft = PersonDraft(crn="Z000001", surname="Sampleton", forenames="Mohammed", known_as="Mo")
    with store.write("Add person") as session:
        made = add_person(session, draft, CaseDraft(sentence=Sentence.LICENCE), TODAY)
    store.close()
    return made


def book_mondays() -> None:
    press("Ctrl+K")
    type_in("sampleton")
    press("Return")
    press("Ctrl+5")
    assert_shows("No appointment is booked yet. Book the first one with Ctrl+N.")
    press("Ctrl+N")
    assert dialog("book-dialog").isVisible()
    fill(
        {
            "type_code": "planned office",
            "starts_on": "tomorrow",
            "starts_time": "10",
            "place": "Mill Street office",
            "with_name": "D. Williams",
            "repeat": "Every week",
            "repeat_until": "21 dec",
        }
    )
    wait_until(lambda: "that makes 5 appointments, the last on Mon 21 Dec 2026" in screen())
    assert_shows("Counts toward compliance")
    save()


def test_missed_held_resolved_and_the_rest_in_one_go(case_id: str, at_work: Computer) -> None:
    read = at_work.workspace.read
    book_mondays()

    # The day after, from Today: nobody came. What is done about it must be chosen, and says by when.
    at_work.clock.now = datetime(2026, 11, 23, 11, 30)
    press("Alt+1", "F5")
    tab_to("today-owed")
    press("Home", "Down", "Return")
    wait_until(lambda: front_window().objectName() == "outcome-dialog")
    press("7")
    press("Ctrl+Return")
    assert_shows("Enforcement: this outcome does not comply, so say what is done about it.")
    assert is_at("step_code")
    press("1")
    assert_shows(
        "Evidence by Monday 30 November 2026, 5 working days after the appointment.", "holding state"
    )
    fill({"note": "Nobody came; no answer at the door."})
    save()
    first = read(list_appointments, case_id)[0]
    assert (first.outcome_code, first.outcome_note) == ("AFTA", "Nobody came; no answer at the door.")
    (step,) = read(list_steps, case_id)
    assert (step.said.code, step.said.evidence_by, step.open) == ("EA12", date(2026, 11, 30), True)
    assert_shows("Failed to Attend", "evidence by Mon 30 Nov 2026")

    # A week later no letter has come: it is unacceptable, and a warning is asked for.
    at_work.clock.now = datetime(2026, 11, 30, 9, 0)
    press("Ctrl+O")
    assert dialog("outcome-dialog").isVisible()
    assert_shows("evidence is awaited until Monday 30 November 2026")
    tab_to("outcome_code")
    press("6")
    assert_shows("This is the first failure that counts: first warning.")
    tab_to("step_code")
    press("1")
    fill({"change_reason": "No evidence came."})
    save()
    first = read(list_appointments, case_id)[0]
    held, asked = read(list_steps, case_id)
    assert (first.outcome_code, held.open, asked.said.code, asked.open) == ("UAAB", False, "WLS", True)
    assert_shows("Unacceptable Absence", "No evidence came.")
    assert read(compliance.assess, case_id, at_work.clock.now).stage is compliance.Stage.FIRST_WARNING
    press("Ctrl+6")
    assert_shows("First warning")

    # Two weeks on, three outcomes are missing: all in one list, by number.
    at_work.clock.now = datetime(2026, 12, 14, 12, 0)
    press("Ctrl+K")
    type_in("outcomes missing")
    press("Return")
    wait_until(lambda: is_at("outcomes-sheet"))
    assert_shows("Monday 30 November 2026", "Monday 14 December 2026 · today · 1 appointment")
    press("1", "Return", "6", "Return")
    assert is_at("row-step")
    assert_shows("This is the second failure that counts: second warning.")
    press("1", "Return", "3", "Tab")
    type_in("Rang: has flu, will bring the note")
    assert_shows("3 of 3 filled in.")
    press("Ctrl+Return")
    wait_until(lambda: "3 outcomes saved." in screen())
    every = read(list_appointments, case_id)
    assert [one.outcome_code for one in every] == ["UAAB", "ATTC", "UAAB", "AAME", ""]
    assert every[3].outcome_note == "Rang: has flu, will bring the note"
    assert [one.starts_at for one in every] == MONDAYS
    assert_shows("Every appointment that is over has its outcome.")
    found = read(compliance.assess, case_id, at_work.clock.now)
    assert (found.stage, len(found.failures)) == (compliance.Stage.SECOND_WARNING, 2)
