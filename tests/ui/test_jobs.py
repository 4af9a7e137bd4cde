"""Long work runs beside the window, can be stopped, and never tells case text."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt, QThread
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from iom_desktop.errors import UserError
from iom_desktop.ui import jobs
from iom_desktop.ui.jobs import Cancelled, Progress, ProgressStrip, cancel_jobs, run_job, wait_for_jobs


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[QWidget]:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(700, 300)
    made.show()
    yield made
    cancel_jobs()
    assert wait_for_jobs(5)


class Outcome:
    """What a job handed over, and in which thread."""

    def __init__(self) -> None:
        self.done: list[object] = []
        self.failed: list[UserError] = []
        self.threads: list[QThread] = []

    def take(self, result: object) -> None:
        self.done.append(result)
        self.threads.append(QThread.currentThread())

    def refuse(self, error: UserError) -> None:
        self.failed.append(error)


def test_the_result_arrives_in_the_windows_thread(window: QWidget) -> None:
    outcome = Outcome()
    worked_in: list[int] = []

    def work(progress: Progress) -> int:
        worked_in.append(threading.get_ident())
        return 42

    run_job(window, "Counting", work, outcome.take, outcome.refuse)
    assert wait_for_jobs(5)
    assert outcome.done == [42]
    assert outcome.threads == [window.thread()]
    assert worked_in != [threading.get_ident()]


def test_a_user_error_arrives_as_it_is(window: QWidget) -> None:
    outcome = Outcome()

    def work(progress: Progress) -> None:
        raise UserError("Row 3 has no date.", "file")

    run_job(window, "Importing", work, outcome.take, outcome.refuse)
    assert wait_for_jobs(5)
    assert outcome.done == []
    assert [(error.message, error.field) for error in outcome.failed] == [("Row 3 has no date.", "file")]


def test_a_bug_becomes_a_plain_sentence_without_its_text(
    window: QWidget, caplog: pytest.LogCaptureFixture
) -> None:
    outcome = Outcome()

    def work(progress: Progress) -> None:
        raise KeyError("HUDSON, Mohammed")

    with caplog.at_level(logging.DEBUG):
        run_job(window, "Importing the caseload", work, outcome.take, outcome.refuse)
        assert wait_for_jobs(5)
    assert "Importing the caseload" in outcome.failed[0].message
    assert "HUDSON" not in outcome.failed[0].message
    assert "HUDSON" not in caplog.text
    assert "KeyError" in caplog.text


def endless(progress: Progress) -> None:
    done = 0
    while True:
        done += 1
        progress.step(done, 1_000_000, "rows")
        QThread.msleep(2)


def test_cancelling_stops_the_work_and_calls_nobody(window: QWidget) -> None:
    outcome = Outcome()
    job = run_job(window, "Importing", endless, outcome.take, outcome.refuse)
    assert not wait_for_jobs(0.05)
    job.cancel()
    assert wait_for_jobs(5)
    assert (outcome.done, outcome.failed) == ([], [])


def test_the_strip_appears_only_when_it_takes_long_and_its_button_cancels(
    window: QWidget, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "SHOW_AFTER_MS", 40)
    outcome = Outcome()
    run_job(window, "Importing the caseload", endless, outcome.take, outcome.refuse)
    strip = window.findChild(ProgressStrip)
    assert strip.isHidden()
    qtbot.waitUntil(strip.isVisible)
    detail = strip.findChild(QLabel, "progress-detail")
    qtbot.waitUntil(lambda: "of 1,000,000" in detail.text())
    assert window.rect().contains(strip.geometry())
    window.resize(400, 200)
    qtbot.waitUntil(lambda: window.rect().contains(strip.geometry()))
    qtbot.mouseClick(strip.findChild(QPushButton, "progress-cancel"), Qt.MouseButton.LeftButton)
    assert wait_for_jobs(5)
    assert outcome.failed == []
    assert window.findChild(ProgressStrip) is None or not strip.isVisible()


def test_half_a_second_is_the_limit_of_patience() -> None:
    assert jobs.SHOW_AFTER_MS == 500


def test_what_cannot_be_cancelled_offers_no_button(window: QWidget) -> None:
    run_job(
        window,
        "Backing up",
        lambda progress: None,
        lambda result: None,
        lambda error: None,
        cancellable=False,
    )
    assert window.findChild(QPushButton, "progress-cancel").isHidden()


def test_a_window_that_is_gone_is_left_alone(window: QWidget, qtbot: QtBot) -> None:
    outcome = Outcome()
    parent = QWidget()
    gate = threading.Event()
    run_job(parent, "Printing", lambda progress: gate.wait(5), outcome.take, outcome.refuse)
    parent.deleteLater()
    qtbot.wait(10)
    gate.set()
    assert wait_for_jobs(5)
    assert (outcome.done, outcome.failed) == ([], [])


def test_steps_are_told_sparingly_but_the_last_one_always() -> None:
    told: list[int] = []
    progress = Progress(lambda done, total, words: told.append(done))
    for done in range(1, 10_001):
        progress.step(done, 10_000)
    assert told[-1] == 10_000
    assert len(told) < 1_000
    progress.cancel()
    assert progress.cancelled
    with pytest.raises(Cancelled):
        progress.step(1, 2)
