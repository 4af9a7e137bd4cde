"""How long each case has taken: a quiet clock that shows minutes and never rings."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QObject, QTimer, Signal

from iom_desktop.ui.workspace import Workspace

TICK_MS = 5_000
KEEP_EVERY_S = 60.0
LONGEST_S = 120.0
"""Seconds between two looks that still count: a computer that slept was not discussing anybody."""


class MeetingClock(QObject):
    """Seconds spent on each case of a conference. They are kept in the draft journal, through a lock or a kill."""

    ticked = Signal()

    def __init__(self, workspace: Workspace, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._conference_id = ""
        self._case_id = ""
        self._used: dict[str, float] = {}
        self._unkept = 0.0
        self._at: datetime = workspace.now()
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self.look)

    def begin(self, conference_id: str) -> None:
        """Go on where the clock of this conference stood."""
        self.pause()
        self._conference_id, self._case_id = conference_id, ""
        kept = self._workspace.drafts.load(self._key) or {}
        self._used = {case_id: float(seconds) for case_id, seconds in kept.items()}

    def turn_to(self, case_id: str) -> None:
        """Count for this case from now; with "" for none."""
        if case_id == self._case_id and self._timer.isActive() == bool(case_id):
            return
        self.look()
        self._case_id = case_id
        self._at = self._workspace.now()
        if case_id:
            self._timer.start()
        else:
            self._timer.stop()

    def pause(self) -> None:
        """Count for nobody, and keep what was counted."""
        self.look()
        self._timer.stop()
        self._case_id = ""
        self.keep()

    def used(self, case_id: str) -> int:
        """Whole minutes spent on a case."""
        return round(self._used.get(case_id, 0.0) // 60)

    def total(self) -> int:
        """Whole minutes spent on all of them."""
        return round(sum(self._used.values()) // 60)

    def look(self) -> None:
        """Count what has passed since the last look."""
        now = self._workspace.now()
        passed = (now - self._at).total_seconds()
        self._at = now
        if not self._case_id or not 0 < passed <= LONGEST_S:
            return
        self._used[self._case_id] = self._used.get(self._case_id, 0.0) + passed
        self._unkept += passed
        if self._unkept >= KEEP_EVERY_S:
            self.keep()
        self.ticked.emit()

    def keep(self) -> None:
        """Write down what was counted."""
        if self._unkept and self._conference_id:
            self._unkept = 0.0
            kept = {case_id: f"{seconds:.0f}" for case_id, seconds in self._used.items()}
            self._workspace.drafts.save(self._key, kept)

    def forget(self) -> None:
        """The conference is closed: nobody asks any more."""
        self._unkept = 0.0
        self._workspace.drafts.discard(self._key)

    @property
    def _key(self) -> str:
        return f"live:{self._conference_id}:clock"
