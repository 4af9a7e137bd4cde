"""Locked, left alone, or killed in the middle of a sentence: back in it, with the cursor where it was."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPlainTextEdit

from iom_desktop.services import decisions
from iom_desktop.ui.settings_file import SettingsFile
from tests.journeys.conftest import Computer
from tests.journeys.half_typed import BACK, BEGUN, REST, type_half_a_sentence
from tests.journeys.keyboard import (
    assert_shows,
    at,
    dialog,
    fill,
    front_window,
    is_at,
    press,
    save,
    screen,
    type_in,
)
from tests.stores import PASSPHRASE, Clock

ROOT = Path(__file__).parents[2]


@pytest.fixture
def half_typed(case_id: str, at_work: Computer) -> Computer:
    """In the middle of a sentence."""
    type_half_a_sentence()
    return at_work


def assert_back_in_the_sentence(computer: Computer, case_id: str) -> None:
    """The same dialog, the same words, the same place in them; typing goes on there, and saves."""
    computer.until(lambda: front_window().objectName() == "decision-dialog")
    computer.until(lambda: is_at("rationale"))
    words = BEGUN + REST
    block = at()
    assert isinstance(block, QPlainTextEdit)
    assert block.toPlainText() == words
    assert block.textCursor().position() == len(words) - BACK
    assert_shows("What you had typed is back.")
    type_in(", again,")
    fill({"cohort": "Flex", "decided-by-0-name": "PC Baker", "decided-by-0-agency": "Police"})
    save()
    made = computer.workspace.read(decisions.current_decision, case_id)
    assert made is not None
    assert made.said.rationale == f"{words[:-BACK]}, again,{words[-BACK:]}"
    assert_shows(made.said.rationale)


def test_ctrl_l_in_the_middle_of_a_sentence(half_typed: Computer, case_id: str) -> None:
    with half_typed.qtbot.waitSignal(half_typed.window.locked, timeout=30_000):
        press("Ctrl+L")
    half_typed.until(lambda: is_at("passphrase"))
    assert half_typed.window.workspace is None
    assert_shows("Locked. What you were typing is kept.", "North Area")
    assert not any(words in screen() for words in (BEGUN, REST, "Sampleton", "SAMPLETON"))
    half_typed.unlock()
    assert_back_in_the_sentence(half_typed, case_id)


def pass_minutes(computer: Computer, minutes: float) -> None:
    """Let time go by for the watch that locks, ten seconds at a step."""
    watch = computer.window._watch
    assert watch is not None
    for timer in (watch._tick, watch.idle._timer):
        timer.setInterval(1)
    for _step in range(round(minutes * 6)):
        computer.seconds.now += 10
        computer.qtbot.wait(4)


def test_five_minutes_without_a_key_in_the_middle_of_a_sentence(half_typed: Computer, case_id: str) -> None:
    pass_minutes(half_typed, 4)
    press("Right", "Left")  # somebody is there
    pass_minutes(half_typed, 4)
    assert half_typed.window.workspace is not None
    assert is_at("rationale")
    with half_typed.qtbot.waitSignal(half_typed.window.locked, timeout=30_000):
        pass_minutes(half_typed, 1)
    assert_shows("Locked after 5 minutes without anybody at the keyboard. What you were typing is kept.")
    assert BEGUN not in screen()
    half_typed.unlock()
    assert_back_in_the_sentence(half_typed, case_id)


@pytest.mark.skipif(sys.platform == "win32", reason="a kill there is another call")
def test_killed_in_the_middle_of_a_sentence(
    computer: Computer, store_folder: Path, case_id: str, clock: Clock
) -> None:
    """A program of its own is killed outright; the one started after it is back in the sentence."""
    SettingsFile(computer.settings_path).change(last_store=str(store_folder))
    command = [sys.executable, "-m", "tests.journeys.half_typed"]
    command += [str(computer.settings_path), PASSPHRASE, clock().isoformat()]
    killed = subprocess.Popen(command, cwd=ROOT, env=dict(os.environ), stdout=subprocess.PIPE, text=True)
    assert killed.stdout is not None
    assert killed.stdout.readline() == "kept\n"
    killed.send_signal(signal.SIGKILL)
    killed.wait(30)
    killed.stdout.close()

    computer.start()
    computer.unlock()
    assert_back_in_the_sentence(computer, case_id)
    assert computer.workspace.verify() == []


def test_closed_in_the_middle_of_a_sentence(half_typed: Computer, case_id: str) -> None:
    half_typed.close()
    half_typed.start()
    half_typed.unlock()
    assert_back_in_the_sentence(half_typed, case_id)


def test_a_sentence_given_up_does_not_come_back(half_typed: Computer, case_id: str) -> None:
    press("Escape")
    assert front_window() is half_typed.window
    press("Ctrl+L")
    half_typed.until(lambda: is_at("passphrase"))
    half_typed.unlock()
    assert half_typed.shell.place().tab == "why_iom"
    assert front_window() is half_typed.window  # the dialog was closed, so it stays closed
    press("Ctrl+N")
    assert dialog("decision-dialog").isVisible()  # and what was typed in it is kept all the same
    assert_shows("What you had typed is back.", BEGUN + REST)
    press("Escape")
