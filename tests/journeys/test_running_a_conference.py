"""A conference of six cases: planned, its agenda built, run by the keyboard alone, closed, its minutes on paper."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtWidgets import QPlainTextEdit

from iom_desktop.domain.actions import ActionStatus
from iom_desktop.domain.cases import CaseDraft
from iom_desktop.domain.codes import Cohort, Rag, Sentence
from iom_desktop.domain.conferences import ConferenceDraft, ConferenceState, How, ItemState, MinuteKind
from iom_desktop.domain.people import PersonDraft
from iom_desktop.services import cases, conferences, plans
from iom_desktop.services.people import add_person
from iom_desktop.ui import ask
from iom_desktop.ui.settings_file import SettingsFile
from iom_desktop.ui.workspace import unlock_store
from tests.journeys.conftest import Computer
from tests.journeys.half_minuted import BACK, KEPT, TYPED
from tests.journeys.keyboard import (
    assert_shows,
    at,
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
    widget,
)
from tests.stores import PASSPHRASE, TODAY, Clock

ROOT = Path(__file__).parents[2]
SURNAMES = ("Ashsample", "Birchsample", "Cedarsample", "Elmsample", "Firsample", "Hazelsample")


@pytest.fixture
def case_ids(store_folder: Path, clock: Clock) -> list[str]:
    """Six invented people whose colour is red."""
    store = unlock_store(store_folder, PASSPHRASE, clock=clock)
    managed = CaseDraft(
        cohort=Cohort.FIXED, rag=Rag.RED, sentence=Sentence.LICENCE, adopted_on=date(2026, 1, 5)
    )
    with store.write("Add people") as session:
        made = [
            add_person(
                session, PersonDraft(crn=f"Z{number:06d}", surname=name, forenames="Mo"), managed, TODAY
            )
            for number, name in enumerate(SURNAMES, start=1)
        ]
    store.close()
    return made


def plan_it() -> None:
    """Alt+4, Ctrl+N: today at ten, three agencies."""
    press("Alt+4", "Ctrl+N")
    fill(
        {
            "held_on": "today",
            "starts_at": "10:00",
            "place": "Room 2",
            "chair": "Insp Placeholder",
            "agencies": ("police", "probation", "council"),
        }
    )
    save()


def build_the_agenda(computer: Computer) -> str:
    """Ctrl+B, looked over, taken; returns the conference's id."""
    press("Ctrl+B")
    dialog("build-agenda-dialog")
    assert_shows("ASHSAMPLE, Mo", "HAZELSAMPLE, Mo")
    save()
    coming = computer.workspace.read(conferences.next_conference, TODAY)
    assert coming is not None
    assert coming.cases == 6
    return coming.id


def take_the_roll() -> None:
    """Police and probation at the table, the council's apologies."""
    wait_until(lambda: is_at("roll-1-how"))
    press("1", "Tab")
    type_in("PC Baker")
    press("Return", "2", "Tab")
    type_in("D. Example")
    press("Return", "4")


def minute(words: str) -> None:
    type_in(words)
    press("Ctrl+Return")


def give(who: str, what: str, due: str) -> None:
    """F2: an action straight into the plan."""
    press("F2")
    wait_until(lambda: is_at("who"))
    fill({"who": who, "what": what, "due_on": due})
    press("Ctrl+Return")


def test_a_conference_of_six_cases_by_the_keyboard_alone(
    case_ids: list[str], at_work: Computer, tmp_path: Path
) -> None:
    plan_it()
    conference_id = build_the_agenda(at_work)
    read = at_work.workspace.read
    order = [one.case_id for one in read(conferences.list_cases, conference_id)]
    press("Ctrl+Return")
    take_the_roll()
    assert [one.said.how for one in read(conferences.list_attendance, conference_id)] == [
        How.IN_PERSON, How.REMOTE, How.APOLOGIES,
    ]  # fmt: skip
    press("Ctrl+Return")
    run_six_cases(at_work)
    read_back_and_close(at_work)

    # What it did, row by row.
    closed = read(conferences.load_conference, conference_id)
    assert (closed.state, closed.next_on) == (ConferenceState.CLOSED, date(2026, 12, 3))
    states = [one.state for one in read(conferences.list_cases, conference_id)]
    assert sorted(states) == sorted([ItemState.DISCUSSED] * 4 + [ItemState.DEFERRED] * 2)
    kinds = [one.said.minute for one in read(conferences.list_minutes, conference_id)]
    assert kinds.count(MinuteKind.UPDATE) == 3
    assert kinds.count(MinuteKind.DECISION) == 1
    assert read(cases.load_case, order[1]).managed.rag is Rag.AMBER
    given = read(conferences.list_actions, conference_id, TODAY)
    assert [(one.case_id, one.what, one.owner, one.agency, one.due_on) for one in given] == [
        (order[0], "books the bed at Mill Court", "PC Baker", "police", date(2026, 11, 27)),
        (order[2], "Brings his letters", f"Mo {surname_of(at_work, order[2])}", "", date(2026, 12, 1)),
    ]

    paper = print_the_minutes(at_work, tmp_path)
    for words in (
        "No arrest since we last met.", "Kept three of four appointments.", "Seen weekly by both agencies.",
        "books the bed at Mill Court", "PC Baker", "27 Nov 2026", "Probation is not ready.",
    ):  # fmt: skip
        assert words in paper, paper
    find_the_action_in_its_plan(at_work, order[0], tmp_path)
    assert at_work.workspace.verify() == []


def surname_of(computer: Computer, case_id: str) -> str:
    return computer.workspace.read(cases.load_case, case_id).person.surname


def run_six_cases(computer: Computer) -> None:
    """Two updates, a decision and an action; a colour; an action for the person; put off; discussed; not reached."""
    wait_until(lambda: is_at("words"))
    assert_shows("1 of 6", "Why today", "Red")
    minute("No arrest since we last met.")
    minute("Kept three of four appointments.")
    press("Ctrl+E")
    minute("Seen weekly by both agencies.")
    give("PC Baker (police)", "books the bed at Mill Court", "Fri 27 Nov")
    assert_shows("It is 1.1 of the plan.", "Not started")
    press("PgDown")
    press("F3")
    wait_until(lambda: is_at("aspect"))
    fill({"value": "Amber", "reason": "keeps to it"})
    press("Ctrl+Return")
    assert_shows("AMBER")
    press("PgDown")
    give("the person", "Brings his letters", "1 Dec")
    press("PgDown", "F7")
    wait_until(lambda: is_at("reason"))
    type_in("Probation is not ready.")
    press("Ctrl+Return")
    minute("Quiet since the summer.")
    press("PgDown")
    assert_shows("6 of 6")


def read_back_and_close(computer: Computer) -> None:
    """F10, what was decided and given, the next day, Ctrl+Enter."""
    press("F10")
    assert_shows(
        "4 cases discussed, 1 put off, 1 not reached, 2 actions given",
        "Decided: Seen weekly by both agencies.",
        "1.1 PC Baker (police) books the bed at Mill Court, by Fri 27 Nov 2026",
        "Deferred: Probation is not ready.",
        "Colour: Amber, because keeps to it",
    )
    fill({"next_on": "3 Dec 2026"})
    with ask.script(True) as asked:
        press("Ctrl+Return")
    assert asked == ["Close the conference?"]


def print_the_minutes(computer: Computer, tmp_path: Path) -> str:
    """Among the papers: the minutes, saved for the file; returns their text."""
    wait_until(lambda: "papers" in computer.shell.place().tab)
    tab_to("papers-which-pack")
    press("Right")
    press("Ctrl+M")
    finish_jobs()
    path = tmp_path / "minutes.pdf"
    press("Ctrl+S")
    dialog("copy-dialog")
    type_in("The conference file")
    with ask.script(path):
        save()
    finish_jobs()
    return text_of(path)


def find_the_action_in_its_plan(computer: Computer, case_id: str, tmp_path: Path) -> None:
    """In the row, on the screen of the plan, on the paper of the plan."""
    plan = computer.workspace.read(plans.newest_plan, case_id)
    assert plan is not None
    (action,) = plan.actions()
    assert (action.said.what, action.status) == ("books the bed at Mill Court", ActionStatus.NOT_STARTED)
    press("Ctrl+K")
    type_in(computer.workspace.read(cases.load_case, case_id).person.crn)
    press("Return", "Ctrl+4")
    assert_shows("books the bed at Mill Court", "PC Baker (police)", "Fri 27 Nov 2026")
    press("Ctrl+9")
    finish_jobs()
    tab_to("paper")
    type_in("Full")
    finish_jobs()
    path = tmp_path / "plan.pdf"
    press("Ctrl+S")
    dialog("copy-dialog")
    type_in("D. Example")
    with ask.script(path):
        save()
    finish_jobs()
    assert "books the bed at Mill Court" in text_of(path)


def text_of(path: Path) -> str:
    pages = PdfReader(io.BytesIO(path.read_bytes())).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_locked_in_the_middle_of_a_minute(case_ids: list[str], at_work: Computer) -> None:
    """Ctrl+L while typing; unlocked, the cursor is in the same word of the same agency's update."""
    plan_it()
    build_the_agenda(at_work)
    press("Ctrl+Return")
    take_the_roll()
    press("Ctrl+Return", "PgDown", "Ctrl+2")
    type_in("He said that he would come")
    press("Left", "Left")
    with at_work.qtbot.waitSignal(at_work.window.locked, timeout=30_000):
        press("Ctrl+L")
    at_work.until(lambda: is_at("passphrase"))
    assert "He said" not in screen()
    at_work.unlock()
    wait_until(lambda: is_at("words"))
    block = at()
    assert isinstance(block, QPlainTextEdit)
    assert block.toPlainText() == "He said that he would come"
    assert block.textCursor().position() == len("He said that he would co")
    assert_shows("2 of 6", "Probation tells")
    assert front_window() is at_work.window
    assert widget("live-pad").isVisible()


@pytest.mark.proof
@pytest.mark.skipif(sys.platform == "win32", reason="a kill there is another call")
def test_killed_in_the_middle_of_a_minute(
    case_ids: list[str], computer: Computer, store_folder: Path, clock: Clock
) -> None:
    """A program of its own is killed outright; the one started after it is in the same word of the same minute."""
    conference_id = begin_a_conference(store_folder, case_ids, clock)
    SettingsFile(computer.settings_path).change(last_store=str(store_folder))
    command = [sys.executable, "-m", "tests.journeys.half_minuted"]
    command += [str(computer.settings_path), PASSPHRASE, clock().isoformat()]
    killed = subprocess.Popen(command, cwd=ROOT, env=dict(os.environ), stdout=subprocess.PIPE, text=True)
    assert killed.stdout is not None
    assert killed.stdout.readline() == "kept\n"
    killed.send_signal(signal.SIGKILL)
    killed.wait(30)
    killed.stdout.close()

    computer.start()
    computer.unlock()
    wait_until(lambda: is_at("words"))
    block = at()
    assert isinstance(block, QPlainTextEdit)
    assert block.toPlainText() == TYPED
    assert block.textCursor().position() == len(TYPED) - BACK
    assert_shows("1 of 6", "Probation tells", KEPT)
    press("Ctrl+Return")
    minutes = computer.workspace.read(conferences.list_minutes, conference_id)
    assert [one.said.words for one in minutes] == [KEPT, TYPED]
    assert computer.workspace.verify() == []


def begin_a_conference(store_folder: Path, case_ids: list[str], clock: Clock) -> str:
    """Today's, open, with everybody on its agenda."""
    store = unlock_store(store_folder, PASSPHRASE, clock=clock)
    draft = ConferenceDraft(held_on=TODAY, agencies=("police", "probation"))
    with store.write("Plan conference") as session:
        conference_id = conferences.plan_conference(session, draft)
        for case_id in case_ids:
            conferences.add_case(session, conference_id, case_id)
        conferences.open_conference(session, conference_id)
    store.close()
    return conference_id
