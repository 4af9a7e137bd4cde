"""What is booked, what came of it, what service was reached, what was noted, and finding it all again."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from iom_desktop.domain.notes import Mark
from iom_desktop.domain.service_access import RungRecord, ServiceAccessDraft
from iom_desktop.services.appointments import list_appointments
from iom_desktop.services.notes import list_notes
from iom_desktop.services.service_access import list_service_access
from iom_desktop.ui import ask
from tests.journeys.conftest import Computer
from tests.journeys.keyboard import (
    assert_shows,
    dialog,
    fill,
    finish_jobs,
    front_window,
    is_at,
    press,
    save,
    screen,
    tab_to,
    type_in,
    wait_until,
)
from tests.reports.pdf_text import squeezed, words_of

NOTE = "Rang his mother.\nShe says he sleeps at the Café Ŵystrys on Fridays and owes K.M. money."
OUTCOME_NOTE = "Came ten minutes early & asked for a <b>longer</b> talk."


@pytest.fixture
def in_the_case(case_id: str, at_work: Computer) -> Computer:
    """The case of the one person in the store is open."""
    press("Ctrl+K")
    type_in("sampleton")
    press("Return")
    assert at_work.shell.place().case_id == case_id
    return at_work


def book_weekly() -> None:
    """Ctrl+5, Ctrl+N: every Monday at ten, from tomorrow until Christmas week."""
    press("Ctrl+5")
    assert_shows("No appointment is booked yet. Book the first one with Ctrl+N.")
    press("Ctrl+N")
    assert dialog("book-dialog").isVisible()
    fill(
        {
            "type_code": "planned office",
            "starts_on": "tomorrow",
            "starts_time": "10",
            "minutes": "45",
            "place": "Mill Street office",
            "with_name": "D. Williams",
            "with_agency": "Probation",
            "repeat": "Every week",
            "repeat_until": "21 dec",
        }
    )
    wait_until(lambda: "that makes 5 appointments, the last on Mon 21 Dec 2026" in screen())
    save()


def test_booked_every_week_then_outcome_note_and_next_in_one_form(
    in_the_case: Computer, case_id: str, tmp_path: Path
) -> None:
    book_weekly()
    mondays = [datetime(2026, *day, 10) for day in ((11, 23), (11, 30), (12, 7), (12, 14), (12, 21))]
    found = in_the_case.workspace.read(list_appointments, case_id)
    assert [one.starts_at for one in found] == mondays
    assert len({one.series_id for one in found}) == 1
    assert {(one.said.type_code, one.said.minutes, one.said.place) for one in found} == {
        ("COAP", 45, "Mill Street office")
    }
    assert_shows("The appointment is booked.", "Mon 23 Nov 2026 10:00", "Mon 21 Dec 2026 10:00", "Ahead 5")

    # Tomorrow, after the appointment: Today says that its outcome is missing, and Enter leads there.
    in_the_case.clock.now = datetime(2026, 11, 23, 11, 30)
    press("Alt+1", "F5")
    assert_shows("Outcome missing", "SAMPLETON, Mohammed")
    tab_to("today-owed")
    press("Home", "Down", "Return")  # under the heading of its group
    wait_until(lambda: front_window().objectName() == "outcome-dialog")
    assert_shows("Planned office visit, Mon 23 Nov 2026 10:00, Mill Street office, D. Williams (probation)")
    press("1")
    fill({"note": OUTCOME_NOTE, "next_on": "2/12", "next_time": "14:00"})
    save()

    first, *_others = found = in_the_case.workspace.read(list_appointments, case_id)
    assert (first.outcome_code, first.outcome_note) == ("ATTC", OUTCOME_NOTE)
    assert first.outcome_by == "PC Test Baker"
    assert [one.starts_at for one in found] == sorted([*mondays, datetime(2026, 12, 2, 14)])
    following = next(one for one in found if one.starts_at == datetime(2026, 12, 2, 14))
    assert (following.said.place, following.said.minutes) == ("Mill Street office", 45)
    assert_shows("Outcome saved; the next one is booked for", "Attended - Complied", OUTCOME_NOTE)
    assert "Outcome missing 0" in screen()

    press("Ctrl+9")
    finish_jobs()
    tab_to("paper")
    type_in("Full")
    finish_jobs()
    press("Ctrl+S")
    fill({"recipients": "the file"})
    with ask.script(tmp_path / "case.pdf"):
        save()
        finish_jobs()
    text = words_of((tmp_path / "case.pdf").read_bytes())
    for words in ("Mon 23 Nov 2026 10:00", "Attended - Complied", OUTCOME_NOTE, "Mon 30 Nov 2026 10:00"):
        assert squeezed(words) in text, words


def test_a_service_from_referred_to_first_attended(in_the_case: Computer, case_id: str) -> None:
    press("Ctrl+7", "Ctrl+N")
    assert dialog("follow-dialog").isVisible()
    fill(
        {
            "need_code": "Drug misuse",
            "service": "Drug treatment",
            "provider": "Northgate Recovery Service",
            "identified_on": "1/11/2026",
            "referred_on": "4/11",
        }
    )
    save()
    (one,) = in_the_case.workspace.read(list_service_access, case_id)
    assert one.said == ServiceAccessDraft(
        need_code="DRUGS",
        service="Drug treatment",
        provider="Northgate Recovery Service",
        identified_on=date(2026, 11, 1),
        referred_on=date(2026, 11, 4),
        rung_records=tuple(
            RungRecord(rung=rung, by="PC Test Baker", agency="police")
            for rung in ("identified_on", "referred_on")
        ),
    )
    assert_shows("Drug treatment, Northgate Recovery Service", "Referred Wed 4 Nov 2026, 3 days later")
    assert_shows("Waiting")

    assert is_at(f"ladder-{one.id}")  # Enter opens the ladder that was just made
    for typed in ({"accepted_on": "9/11"}, {"offered_on": "12/11", "attended_on": "20/11"}):
        press("Return")
        assert dialog("service-dialog").isVisible()
        fill(typed)
        save()
        wait_until(lambda: is_at(f"ladder-{one.id}"))
    (one,) = in_the_case.workspace.read(list_service_access, case_id)
    assert [(stage.start, stage.days) for stage in one.stages(date(2026, 11, 22))][:4] == [
        ("Identified", 3),
        ("Referred", 5),
        ("Accepted", 3),
        ("Offered", 8),
    ]
    assert one.days_to_attendance() == 19
    assert_shows(
        "19 days from the need found to the first attendance, target 28.",
        "Attending",
        "1 of 1 service reached",
    )

    # What cannot be is said where it is, and what was typed stays.
    press("Return")
    fill({"ended_on": "10/11/2026"})
    press("Ctrl+Return")
    assert dialog("service-dialog").isVisible()
    assert is_at("ended_on")
    assert_shows("Ended: 10/11/2026 is before first attended, 20/11/2026.")
    press("Escape")


def test_a_note_is_found_again_by_its_words(in_the_case: Computer, case_id: str) -> None:
    book_weekly()
    press("Ctrl+8", "Ctrl+Shift+N")
    assert dialog("note-dialog").isVisible()
    assert is_at("words")
    type_in(NOTE)
    fill({"mark": "Intelligence", "type_code": "telephone contact - not", "third_party": True})
    fill({"type_code": "IOM telephone contact"})
    save()
    (note,) = in_the_case.workspace.read(list_notes, case_id)
    assert (note.said.words, note.said.mark, note.said.type_code) == (NOTE, Mark.INTELLIGENCE, "IOTC")
    assert note.said.third_party
    assert note.by == "PC Test Baker"
    assert_shows(NOTE, "Intelligence", "Third party", "6 entries")

    press("Ctrl+F")
    assert is_at("timeline-search")
    type_in("wystrys cafe")  # whatever the accents, and in any order
    wait_until(lambda: "1 of 6" in screen())
    assert_shows(NOTE)
    assert "Planned office visit" not in screen()
    press("Down", "Return")
    assert dialog("note-reader").isVisible()
    assert_shows(NOTE, "written by PC Test Baker", "Intelligence", "Third party")
    press("Escape")

    press("Ctrl+F")
    type_in("nowhere at all")
    wait_until(lambda: "0 of 6" in screen())
    press("Escape")
    wait_until(lambda: "6 entries" in screen())
    tab_to("timeline-kinds-note")
    press("Space")
    assert_shows("1 of 6", NOTE)
    tab_to("timeline-kinds-all", "Shift+Tab")
    press("Space")
    assert_shows("6 entries", "Planned office visit")
