"""Notices when nobody has touched the program for some minutes, so that it can lock."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, QTimer, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

LEAST_MINUTES, MOST_MINUTES, USUAL_MINUTES = 1, 15, 5

_TOUCHES = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TouchUpdate,
        QEvent.Type.TabletPress,
        QEvent.Type.TabletMove,
    }
)


def awake_or_asleep() -> float:
    """Seconds that go on counting while the computer sleeps, where the platform can say so."""
    boot = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if boot is None else time.clock_gettime(boot)


class IdleWatch(QObject):
    """Emits ``expired`` once nobody has touched keyboard, mouse or screen for the set minutes.

    Only what comes from the window system counts: what the program sends itself, and the pointer resting
    where it was, do not. ``clock`` gives seconds and can be replaced.
    """

    expired = Signal()

    def __init__(
        self,
        minutes: int = USUAL_MINUTES,
        *,
        clock: Callable[[], float] = awake_or_asleep,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._clock = clock
        self._minutes = USUAL_MINUTES
        self._touched_at = clock()
        self._pointer: QPoint | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(1_000)
        self._timer.timeout.connect(self.look)
        self.set_minutes(minutes)

    @property
    def minutes(self) -> int:
        """After how many minutes the program locks."""
        return self._minutes

    def set_minutes(self, minutes: int) -> None:
        """Lock after ``minutes``, kept between 1 and 15: it cannot be turned off."""
        self._minutes = max(LEAST_MINUTES, min(MOST_MINUTES, minutes))

    @property
    def is_watching(self) -> bool:
        """Whether the watch is on."""
        return self._timer.isActive()

    def start(self) -> None:
        """Watch from now on, as if just touched."""
        app = QApplication.instance()
        if app is not None and not self.is_watching:
            app.installEventFilter(self)
        self.touch()
        self._timer.start()

    def stop(self) -> None:
        """Stop watching, as while locked."""
        app = QApplication.instance()
        if app is not None:
            app.removeEventFilter(self)
        self._timer.stop()

    def touch(self) -> None:
        """Count from now."""
        self._touched_at = self._clock()

    def idle_seconds(self) -> float:
        """How long nobody has touched the program."""
        return self._clock() - self._touched_at

    def look(self) -> None:
        """See whether the time is up; a timer asks every second."""
        if self.is_watching and self.idle_seconds() >= self._minutes * 60:
            self.stop()
            self.expired.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # Nearly all events are the program's own, and each comes through here: the cheap question first.
        if event.spontaneous() and event.type() in _TOUCHES and self._is_somebody(event):
            self.touch_unless_late()
        return False

    def touch_unless_late(self) -> None:
        """Count from now, unless the time was already up: waking the computer is not unlocking it."""
        self.look()
        if self.is_watching:
            self.touch()

    def _is_somebody(self, event: QEvent) -> bool:
        if not isinstance(event, QMouseEvent) or event.type() != QEvent.Type.MouseMove:
            return True
        at = event.globalPosition().toPoint()
        moved = self._pointer is not None and at != self._pointer
        self._pointer = at
        return moved
