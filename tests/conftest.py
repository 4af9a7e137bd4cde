"""What holds for every test: no screen, no network, no trace in the home folder, nothing left running.

All of it is set before Qt or the program is imported, which is why it stands above the other imports.
"""

from __future__ import annotations

import gc
import os
import shutil
import socket
import sys
import tempfile
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import pytest

# --- A place of its own --------------------------------------------------------------------------------
# Settings, caches and temporary files of the run live in one folder that is removed at the end.

PLACE = Path(tempfile.mkdtemp(prefix="iom-desktop-tests-"))


def _move_home(place: Path) -> None:
    """Point every variable by which a library finds a personal folder into ``place``."""
    folders = {
        "HOME": "home",
        "USERPROFILE": "home",
        "APPDATA": "home/AppData/Roaming",
        "LOCALAPPDATA": "home/AppData/Local",
        "XDG_CONFIG_HOME": "home/.config",
        "XDG_DATA_HOME": "home/.local/share",
        "XDG_STATE_HOME": "home/.local/state",
        "XDG_CACHE_HOME": "home/.cache",
        "XDG_RUNTIME_DIR": "runtime",
    }
    for variable, folder in folders.items():
        (place / folder).mkdir(parents=True, exist_ok=True)
        os.environ[variable] = str(place / folder)
    (place / "runtime").chmod(0o700)


def _settle_surroundings() -> None:
    """One screen, one scale, one time zone and one language, whatever the machine's own are."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ["LANGUAGE"] = "en"
    os.environ["TZ"] = "Europe/London"
    for variable in (
        "QT_SCALE_FACTOR",
        "QT_STYLE_OVERRIDE",
        "QT_QPA_PLATFORMTHEME",
        "DISPLAY",
        "WAYLAND_DISPLAY",
    ):
        os.environ.pop(variable, None)
    if hasattr(time, "tzset"):
        time.tzset()


_move_home(PLACE)
_settle_surroundings()

# --- No network ----------------------------------------------------------------------------------------
# An audit hook cannot be taken out again, so no code under test can get round it. It raises where the
# socket is used, and remembers: a test whose code swallows the error fails all the same.

NETWORK_EVENTS = frozenset(
    {
        "socket.__new__",
        "socket.bind",
        "socket.connect",
        "socket.getaddrinfo",
        "socket.gethostbyaddr",
        "socket.gethostbyname",
        "socket.getnameinfo",
        "socket.sendmsg",
        "socket.sendto",
    }
)
# -1: a Python object for a socket that exists already; its family is asked again when it is used.
LOCAL_FAMILIES = {getattr(socket, "AF_UNIX", -1), -1}
sockets_used: list[str] = []


class NetworkUsed(BaseException):
    """Not an ``Exception``, so that a broad ``except`` in the code under test does not hide it."""


def _is_local(event: str, args: tuple[object, ...]) -> bool:
    """Unix-domain sockets lead nowhere but this machine; multiprocessing lives on them."""
    family = args[1] if event == "socket.__new__" else getattr(args[0], "family", None)
    return family in LOCAL_FAMILIES


def _refuse_network(event: str, args: tuple[object, ...]) -> None:
    if event in NETWORK_EVENTS and not _is_local(event, args):
        sockets_used.append(event)
        raise NetworkUsed(event)


sys.addaudithook(_refuse_network)


def internet_sockets_open() -> int:
    """How many internet sockets this process holds, whoever opened them: the hook does not see Qt's own."""
    families = [Path("/proc/self/net") / name for name in ("tcp", "tcp6", "udp", "udp6")]
    if not families[0].exists():
        return 0
    ours = set()
    for link in Path("/proc/self/fd").iterdir():
        try:
            ours.add(str(link.readlink()))
        except OSError:
            continue  # closed since it was listed
    count = 0
    for family in families:
        if family.exists():
            rows = family.read_text(encoding="ascii").splitlines()[1:]
            count += sum(f"socket:[{row.split()[9]}]" in ours for row in rows)
    return count


@pytest.fixture(autouse=True)
def _no_network() -> Iterator[None]:
    """Fail the test that used a socket, even where the program caught the error."""
    before = len(sockets_used)
    yield
    used = sockets_used[before:]
    if used:
        pytest.fail(f"the network was used: {', '.join(used)}")


@pytest.fixture(scope="session", autouse=True)
def _no_internet_sockets() -> Iterator[None]:
    yield
    still_open = internet_sockets_open()
    if still_open:
        pytest.fail(f"{still_open} internet sockets are open at the end of the run")


# --- Nothing left behind -------------------------------------------------------------------------------
# A thread, a window or a timer that outlives its test makes some later test fail for no reason of its own.


def _until(done: Callable[[], bool], seconds: float = 2.0) -> bool:
    """Whether ``done()`` comes true in the time given."""
    end = time.monotonic() + seconds
    while not done():
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True


@pytest.fixture(autouse=True)
def _no_threads_left() -> Iterator[None]:
    before = set(threading.enumerate())

    def new() -> list[threading.Thread]:
        # A dummy is how Python names a thread that Qt made: the pool keeps those, idle, to use again.
        return [
            thread
            for thread in threading.enumerate()
            if thread not in before and not isinstance(thread, threading._DummyThread)
        ]

    yield
    if not _until(lambda: not new()):
        pytest.fail(f"threads left running: {', '.join(thread.name for thread in new())}")


@pytest.fixture(autouse=True)
def _no_windows_left(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """After a test that used Qt: no window it made, no timer it started, no task in the pool."""
    if not {"qapp", "qtbot", "qtmodeltester"} & set(request.fixturenames):
        yield
        return
    import shiboken6
    from PySide6.QtCore import QCoreApplication, QEvent, QThreadPool, QTimer
    from PySide6.QtWidgets import QApplication

    timers: weakref.WeakSet[QTimer] = weakref.WeakSet()
    start = QTimer.start

    def remember(timer: QTimer, *args: object) -> None:
        timers.add(timer)
        start(timer, *args)  # type: ignore[call-overload]

    monkeypatch.setattr(QTimer, "start", remember)

    def windows() -> dict[int, str]:
        """Every top-level widget by its address: Python may make a new object for the same one."""
        return {shiboken6.getCppPointer(w)[0]: type(w).__name__ for w in QApplication.topLevelWidgets()}

    before = windows()

    def left_open() -> list[str]:
        return [name for address, name in windows().items() if address not in before]

    def running() -> list[str]:
        return [
            f"QTimer every {timer.interval()} ms"
            for timer in list(timers)
            if shiboken6.isValid(timer) and timer.isActive()
        ]

    yield
    QThreadPool.globalInstance().waitForDone(2000)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    if left_open() or running():
        gc.collect()  # what only a reference cycle holds is nobody's fault
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    left = left_open() + running()
    if QThreadPool.globalInstance().activeThreadCount():
        left.append("a task in the thread pool")
    if left:
        pytest.fail(f"left behind: {', '.join(left)}")


# --- A store -------------------------------------------------------------------------------------------
# Fixtures for tests that need one; loaded after the surroundings are settled.

# The tests of this file run it alone, where there is no store to load.
pytest_plugins = ["tests.stores"] if Path(__file__).with_name("stores.py").exists() else []


# --- Hypothesis ----------------------------------------------------------------------------------------
# The same examples on every machine, and no deadline: the machines that run this are slow now and then.
# ``--hypothesis-profile=explore`` looks further, at random.

hypothesis.settings.register_profile(
    "ci",
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.register_profile("explore", deadline=None, database=None, max_examples=2000)
hypothesis.settings.load_profile("ci")


# --- Rubbish -------------------------------------------------------------------------------------------
# Thousands of tests gathered at once make each look through all there is a long one.


def pytest_collection_finish() -> None:
    """Look for rubbish as seldom as the program does, and never among what was made in gathering the tests."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def pytest_unconfigure() -> None:
    """Take away the run's own folder."""
    shutil.rmtree(PLACE, ignore_errors=True)
