"""Work that takes longer than a blink: off the window's thread, with what is being done, how far it is, and
Cancel.

The work is given a ``Progress`` and returns a value; it must not touch a widget or hold a database session
of the window. After half a second a strip at the foot of the window says what is going on.
"""

from __future__ import annotations

import logging
import time
import traceback
from collections.abc import Callable
from typing import Any, Generic, TypeVar

import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QThread, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from iom_desktop.display.words import _
from iom_desktop.errors import UserError
from iom_desktop.ui import theme
from iom_desktop.ui.button import button
from iom_desktop.ui.label import ElidedLabel, text_label

T = TypeVar("T")

SHOW_AFTER_MS = 500
_TELL_EVERY_S = 0.05
_log = logging.getLogger(__name__)


class Cancelled(Exception):
    """The officer pressed Cancel. The work lets it pass, undoing what it must on the way."""


class Progress:
    """What the work tells of itself as it goes, from its own thread."""

    def __init__(self, tell: Callable[[int, int, str], None]) -> None:
        self._tell = tell
        self._told_at = 0.0
        self._stop = False

    def step(self, done: int, total: int, words: str = "") -> None:
        """Say that ``done`` of ``total`` is done (``total`` 0: nobody knows). Raises ``Cancelled`` when
        asked to.
        """
        self.check()
        now = time.monotonic()
        if now - self._told_at >= _TELL_EVERY_S or done >= total > 0:
            self._told_at = now
            self._tell(done, total, words)

    def check(self) -> None:
        """Raise ``Cancelled`` if the officer has asked to stop."""
        if self._stop:
            raise Cancelled

    @property
    def cancelled(self) -> bool:
        """Whether the officer has asked to stop."""
        return self._stop

    def cancel(self) -> None:
        """Ask the work to stop at its next step."""
        self._stop = True


class _Worker(QThread, Generic[T]):
    told = Signal(int, int, str)

    def __init__(self, work: Callable[[Progress], T]) -> None:
        super().__init__()
        self._work = work
        self.progress = Progress(self.told.emit)
        self.result: T | None = None
        self.error: BaseException | None = None

    def run(self) -> None:
        try:
            self.result = self._work(self.progress)
        except BaseException as error:
            # Kept, not re-raised: the window's thread decides what the officer is told.
            self.error = error


class ProgressStrip(QFrame):
    """A strip at the foot of the window: what is being done, how far, and Cancel. It takes no focus."""

    cancel_asked = Signal()

    def __init__(self, window: QWidget, words: str, cancellable: bool) -> None:
        super().__init__(window)
        self.setObjectName("progress-strip")
        self.setProperty("surface", "raised")
        self._words = text_label(words, role="strong", name="progress-words")
        self._detail = ElidedLabel("", role="muted", name="progress-detail")
        self._bar = QProgressBar()
        self._bar.setObjectName("progress-bar")
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 0)
        self.cancel_button = button(_("Cancel"), self._cancel, name="progress-cancel", kind="quiet")
        if not cancellable:
            self.cancel_button.hide()
        top = QHBoxLayout()
        top.setSpacing(theme.px(8))
        top.addWidget(self._words)
        top.addWidget(self._detail, 1)
        top.addWidget(self.cancel_button)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(theme.px(16), theme.px(8), theme.px(8), theme.px(12))
        rows.setSpacing(theme.px(4))
        rows.addLayout(top)
        rows.addWidget(self._bar)
        window.installEventFilter(self)
        self.hide()

    def appear(self) -> None:
        """Show at the foot of the window."""
        self._place()
        self.show()
        self.raise_()

    def tell(self, done: int, total: int, words: str) -> None:
        """Show how far the work is."""
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        counted = _("{done:,} of {total:,}").format(done=done, total=total) if total else ""
        self._detail.set_text("  ".join(filter(None, (counted, words))))

    def _cancel(self) -> None:
        self.cancel_button.setEnabled(False)
        self._detail.set_text(_("Stopping…"))
        self.cancel_asked.emit()

    def _place(self) -> None:
        window = self.parentWidget()
        if window is None:
            return
        width = min(theme.px(560), window.width() - theme.px(32))
        height = self.sizeHint().height()
        left = (window.width() - width) // 2
        self.setGeometry(left, window.height() - height - theme.px(16), width, height)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)


class Job(QObject):
    """One piece of work under way. Keep it only to cancel it."""

    def __init__(
        self,
        parent: QWidget,
        words: str,
        work: Callable[[Progress], Any],
        done: Callable[[Any], object],
        failed: Callable[[UserError], object],
        cancellable: bool,
    ) -> None:
        super().__init__()
        self._parent, self._words, self._done, self._failed = parent, words, done, failed
        self._worker: _Worker[Any] = _Worker(work)
        self._strip: ProgressStrip | None = ProgressStrip(parent.window(), words, cancellable)
        self._strip.cancel_asked.connect(self.cancel)
        self._show = QTimer(self)
        self._show.setSingleShot(True)
        self._show.timeout.connect(self._show_strip)
        self._worker.told.connect(self._tell, Qt.ConnectionType.QueuedConnection)
        self._worker.finished.connect(self._finish, Qt.ConnectionType.QueuedConnection)

    def start(self) -> None:
        """Begin."""
        _running.append(self)
        self._show.start(SHOW_AFTER_MS)
        self._worker.start()

    def cancel(self) -> None:
        """Ask the work to stop; ``failed`` is not called for it."""
        self._worker.progress.cancel()

    def _strip_alive(self) -> ProgressStrip | None:
        return self._strip if self._strip is not None and shiboken6.isValid(self._strip) else None

    def _show_strip(self) -> None:
        if (strip := self._strip_alive()) is not None:
            strip.appear()

    def _tell(self, done: int, total: int, words: str) -> None:
        if (strip := self._strip_alive()) is not None:
            strip.tell(done, total, words)

    def _finish(self) -> None:
        self._worker.wait()
        self._show.stop()
        if (strip := self._strip_alive()) is not None:
            strip.hide()
            strip.deleteLater()
        self._strip = None
        _running.remove(self)
        if shiboken6.isValid(self._parent):
            self._hand_over()
        self.deleteLater()

    def _hand_over(self) -> None:
        error = self._worker.error
        if error is None:
            self._done(self._worker.result)
        elif isinstance(error, UserError):
            self._failed(error)
        elif not isinstance(error, Cancelled):
            _log.error("%s in a job, at %s", type(error).__name__, _where(error))
            words = _("Something in the program went wrong, so this was not finished: {what}.")
            self._failed(UserError(words.format(what=self._words)))


def _where(error: BaseException) -> str:
    """File and line where ``error`` arose. Its text may hold case text, so it is left out."""
    frames = traceback.extract_tb(error.__traceback__)
    return f"{frames[-1].filename}:{frames[-1].lineno}" if frames else "?"


_running: list[Job] = []


def run_job(
    parent: QWidget,
    words: str,
    work: Callable[[Progress], T],
    done: Callable[[T], object],
    failed: Callable[[UserError], object],
    cancellable: bool = True,
) -> Job:
    """Do ``work`` on a thread of its own, then ``done`` with what it returns or ``failed`` with why not.

    ``words`` says what is being done ("Importing the caseload"), never case text. Both callbacks run in the
    window's thread, and neither runs if ``parent`` is gone or the officer cancelled. An error that is no
    ``UserError`` reaches ``failed`` as a plain sentence without its text.
    """
    job = Job(parent, words, work, done, failed, cancellable)
    job.start()
    return job


def jobs_running() -> int:
    """How many jobs are under way."""
    return len(_running)


def cancel_jobs() -> None:
    """Ask every job to stop, as before a lock."""
    for job in list(_running):
        job.cancel()


def wait_for_jobs(seconds: float = 30.0) -> bool:
    """Wait until every job has ended and handed over its result; False if some had not within ``seconds``."""
    end = time.monotonic() + seconds
    while _running and time.monotonic() < end:
        QCoreApplication.processEvents()
        if _running:
            _running[0]._worker.wait(10)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    return not _running
