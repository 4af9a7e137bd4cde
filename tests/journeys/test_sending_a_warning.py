"""Somebody misses an appointment: what came of it, the warning written and sent, and what it changes."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path

import pytest

from iom_desktop.domain.appointments import AppointmentDraft
from iom_desktop.domain.cases import CaseDraft
from iom_desktop.domain.codes import Sentence
from iom_desktop.domain.compliance import Stage
from iom_desktop.domain.people import LetterFormat, PersonDraft
from iom_desktop.services import audit_log
from iom_desktop.services.appointments import book_appointment
from iom_desktop.services.compliance import assess
from iom_desktop.services.enforcement import list_steps
from iom_desktop.services.letters import list_letters
from iom_desktop.services.people import add_person
from iom_desktop.ui import ask
from iom_desktop.ui.workspace import unlock_store
from tests.journeys.conftest import Computer
from tests.journeys.keyboard import (
    assert_shows,
    dialog,
    fill,
    finish_jobs,
    front_window,
    press,
    save,
    screen,
    tab_to,
    wait_until,
)
from tests.reports.pdf_text import squeezed, words_of
from tests.stores import NOW, PASSPHRASE, TODAY, Clock


@pytest.fixture
def case_id(store_folder: Path, clock: Clock) -> str:
    """Somebody on licence who reads large print, with an appointment behind them and one ahead."""
    store = unlock_store(store_folder, PASSPHRASE, clock=clock)
    draft = PersonDraft(
        crn="Z000001",
        surname="Sampleton",
        forenames="Mohammed",
        known_as="Mo",
        address="14 Sample Terrace\nMocktown",
        postcode="NM1 2AB",
        letter_format=LetterFormat.LARGE_PRINT,
    )
    with store.write("Begin") as session:
        made = add_person(session, draft, CaseDraft(sentence=Sentence.LICENCE), TODAY)
        for day in (17, 26):
            said = AppointmentDraft(
                type_code="COAP", starts_at=datetime(2026, 11, day, 10), place="Mill Street office"
            )
            book_appointment(session, made, said)
    store.close()
    return made


#: The check code at the foot of a copy, its spaces gone.
CODE = re.compile(r"Check[0-9A-Z]{4}-[0-9A-Z]{4}")


def test_missed_warned_in_writing_and_the_stage_says_so(
    case_id: str, at_work: Computer, tmp_path: Path
) -> None:
    read = at_work.workspace.read
    assert read(assess, case_id, NOW).stage is Stage.NO_FAILURES

    # Nobody came, no reason was accepted: a letter is asked for.
    press("Alt+1", "F5")
    tab_to("today-owed")
    press("Home", "Down", "Return")
    wait_until(lambda: front_window().objectName() == "outcome-dialog")
    press("6")
    tab_to("step_code")
    press("1")
    save()
    (asked,) = read(list_steps, case_id)
    assert (asked.said.code, asked.open) == ("WLS", True)

    # The letter that is called for is written already; it is saved, and is not yet sent by that.
    press("Ctrl+9", "Ctrl+N")
    assert dialog("letter-dialog").isVisible()
    assert_shows("First warning", "Large print", "14 Sample Terrace", "Tell us by Tuesday 1 December 2026.")
    assert_shows("Nothing is on record as sent until you press")
    fill({"sent_by": "By post"})
    with ask.script(tmp_path / "warning.pdf"):
        press("Ctrl+S")
        finish_jobs()
    assert_shows("not on record as sent until")
    text = words_of((tmp_path / "warning.pdf").read_bytes())
    for words in (
        "14 Sample Terrace",
        "Tuesday 17 November 2026 at 10am. Planned office visit, Mill Street office. You did not come.",
        "It is unacceptable.",
        "you will be liable to recall to prison",
        "Thursday 26 November 2026 at 10am",
    ):
        assert squeezed(words) in text, words
    assert read(list_letters, case_id) == []

    # Put on record: the step, the request settled, the stage.
    save()
    finish_jobs()
    (letter,) = read(list_letters, case_id)
    assert all(squeezed(block) in text for block in letter.said.words.split("\n\n"))
    asked, warned = read(list_steps, case_id)
    assert (asked.open, warned.said.code) == (False, "EA02")
    assert warned.said.respond_by == date(2026, 12, 1)
    found = read(assess, case_id, NOW)
    assert (found.stage, found.due) == (Stage.FIRST_WARNING, ())
    wait_until(lambda: "22 Nov 2026" in screen())
    tab_to("documents-lists-copies")
    press("Right")
    assert_shows("Letters sent", "First warning")
    press("Right")
    assert_shows("Send letter, for Mohammed Sampleton")
    press("Ctrl+6")
    assert_shows("First Warning Letter Sent")

    # A copy for the solicitor: the same pages, on record for whom.
    press("Ctrl+9")
    finish_jobs()
    tab_to("documents-lists-readers")
    press("Left")
    tab_to("letters-sent")
    press("Home", "Return")
    assert dialog("sent-letter").isVisible()
    press("Ctrl+S")
    assert dialog("copy-dialog").isVisible()
    fill({"recipients": "K. Model, solicitor", "purpose": "Licence review"})
    with ask.script(tmp_path / "copy.pdf"):
        save()
        finish_jobs()
    # The same words, but for the check code at the foot of the copy.
    copied = words_of((tmp_path / "copy.pdf").read_bytes())
    assert CODE.sub("", copied) == CODE.sub("", text)
    assert CODE.findall(copied) != CODE.findall(text)
    newest = read(audit_log.list_access, case_id)[0]
    assert newest.document == "letter: First warning, of 22 Nov 2026, person, copy 1"
    assert newest.recipients == "K. Model, solicitor"
    finish_jobs()
