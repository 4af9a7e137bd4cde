"""The guards in conftest.py can fail: a run of small tests that each break one house rule."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

CONFTEST = Path(__file__).with_name("conftest.py")

OFFENDERS = """
import socket, threading, time
from pathlib import Path
import platformdirs, pytest

def test_connects():
    with pytest.raises(BaseException):
        socket.create_connection(("127.0.0.1", 9))

def test_looks_up():
    try:
        socket.getaddrinfo("localhost", 80)
    except BaseException:
        pass

def test_leaves_thread():
    threading.Thread(target=time.sleep, args=(20,), name="left-over", daemon=True).start()

def test_leaves_window(qtbot):
    from PySide6.QtWidgets import QWidget
    global kept
    kept = QWidget()

def test_leaves_timer(qtbot):
    from PySide6.QtCore import QTimer
    global timer
    timer = QTimer()
    timer.start(60_000)

def test_tidy(qtbot):
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QWidget
    window = QWidget()
    qtbot.addWidget(window)
    clock = QTimer(window)
    clock.start(1000)
    left, right = socket.socketpair()
    left.close()
    right.close()
    thread = threading.Thread(target=time.sleep, args=(0.05,))
    thread.start()

def test_home_is_not_the_home():
    assert Path("~").expanduser().parent.name.startswith("iom-desktop-tests-")
    assert "iom-desktop-tests-" in platformdirs.user_config_dir("x")

def test_leaves_task(qtbot):
    from PySide6.QtCore import QThreadPool
    QThreadPool.globalInstance().start(lambda: time.sleep(4))
"""


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What pytest said of the offenders."""
    folder = tmp_path_factory.mktemp("offenders")
    (folder / "conftest.py").write_text(CONFTEST.read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "test_offenders.py").write_text(OFFENDERS, encoding="utf-8")
    (folder / "pytest.ini").write_text("[pytest]\nqt_api = pyside6\n", encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:xdist",
        "-rEf",
        "--tb=line",
        ".",
    ]
    surroundings = {**os.environ, "COLUMNS": "200"}
    run = subprocess.run(
        command, cwd=folder, env=surroundings, capture_output=True, text=True, encoding="utf-8", check=False
    )
    return run.stdout + run.stderr


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("test_connects", "the network was used: socket."),
        ("test_looks_up", "the network was used: socket.getaddrinfo"),
        ("test_leaves_thread", "threads left running: left-over"),
        ("test_leaves_window", "left behind: QWidget"),
        ("test_leaves_timer", "left behind: QTimer every 60000 ms"),
        ("test_leaves_task", "left behind: a task in the thread pool"),
    ],
)
def test_guard_fails_the_test_that_breaks_it(outcome: str, name: str, words: str) -> None:
    verdicts = [line for line in outcome.splitlines() if line.startswith("ERROR") and name in line]
    assert len(verdicts) == 1, outcome
    assert words in verdicts[0], outcome


@pytest.mark.parametrize("name", ["test_tidy", "test_home_is_not_the_home"])
def test_guards_leave_a_tidy_test_alone(outcome: str, name: str) -> None:
    assert f"::{name} " not in outcome.split("short test summary")[1], outcome
    assert "8 passed, 6 errors" in outcome, outcome
