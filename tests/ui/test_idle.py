"""Nobody there for five minutes is noticed, by a clock that tests turn by hand."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from iom_desktop.ui.idle import IdleWatch, awake_or_asleep


class Clock:
    """Seconds that pass when told to."""

    now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def watch(clock: Clock, qtbot: QtBot) -> Iterator[IdleWatch]:
    made = IdleWatch(5, clock=clock)
    made.start()
    yield made
    made.stop()


def expired(watch: IdleWatch) -> list[bool]:
    told: list[bool] = []
    watch.expired.connect(lambda: told.append(True))
    return told


def test_five_minutes_without_a_touch_expire_once(watch: IdleWatch, clock: Clock) -> None:
    told = expired(watch)
    clock.now += 299
    watch.look()
    assert told == []
    clock.now += 1
    watch.look()
    watch.look()
    assert told == [True]
    assert not watch.is_watching


def test_a_timer_looks_by_itself(watch: IdleWatch, clock: Clock, qtbot: QtBot) -> None:
    watch._timer.setInterval(5)
    clock.now += 301
    with qtbot.waitSignal(watch.expired, timeout=2_000):
        pass


@pytest.mark.parametrize("touch", ["key", "click", "move"])
def test_keyboard_and_mouse_count_as_somebody(
    watch: IdleWatch, clock: Clock, qtbot: QtBot, touch: str
) -> None:
    line = QLineEdit()
    qtbot.addWidget(line)
    line.resize(200, 40)
    line.show()
    clock.now += 200
    if touch == "key":
        qtbot.keyClick(line, Qt.Key.Key_A)
    elif touch == "click":
        qtbot.mouseClick(line, Qt.MouseButton.LeftButton)
    else:
        for place in (QPoint(20, 20), QPoint(90, 20)):
            QTest.mouseMove(line.windowHandle(), place)
        qtbot.waitUntil(lambda: watch.idle_seconds() == 0)
    assert watch.idle_seconds() == 0


def test_what_the_program_sends_itself_does_not_count(watch: IdleWatch, clock: Clock, qtbot: QtBot) -> None:
    line = QLineEdit()
    qtbot.addWidget(line)
    line.show()
    clock.now += 200
    none = Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(line, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, none, "a"))
    line.update()
    qtbot.wait(5)
    assert line.text() == "a"
    assert watch.idle_seconds() == 200


def test_a_touch_after_the_time_is_up_does_not_save_it(watch: IdleWatch, clock: Clock, qtbot: QtBot) -> None:
    """As when the computer wakes from sleep by a key before any timer has run."""
    told = expired(watch)
    line = QLineEdit()
    qtbot.addWidget(line)
    line.show()
    clock.now += 3_600
    qtbot.keyClick(line, Qt.Key.Key_A)
    assert told == [True]


@pytest.mark.parametrize(("asked", "kept"), [(0, 1), (-3, 1), (1, 1), (9, 9), (15, 15), (600, 15)])
def test_minutes_stay_between_one_and_fifteen(watch: IdleWatch, asked: int, kept: int) -> None:
    watch.set_minutes(asked)
    assert watch.minutes == kept


def test_starting_again_counts_from_then(watch: IdleWatch, clock: Clock) -> None:
    clock.now += 400
    watch.look()
    watch.start()
    assert watch.is_watching
    assert watch.idle_seconds() == 0


def test_a_stopped_watch_hears_and_tells_nothing(watch: IdleWatch, clock: Clock) -> None:
    told = expired(watch)
    watch.stop()
    clock.now += 4_000
    watch.look()
    assert told == []


def test_the_real_clock_goes_forward() -> None:
    assert awake_or_asleep() <= awake_or_asleep()
