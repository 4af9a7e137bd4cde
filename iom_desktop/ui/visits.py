"""Where the officer has been: back and forward as in a browser, and the cases opened last."""

from __future__ import annotations

from iom_desktop.ui.navigation import Place

MOST_STEPS = 100
MOST_CASES = 5


class Visits:
    """The steps taken, with the present one among them."""

    def __init__(self) -> None:
        self._steps: list[Place] = []
        self._at = -1
        self._cases: list[str] = []  # as listed
        self._used: list[str] = []  # the same, the one used last at the end

    @property
    def present(self) -> Place | None:
        """Where the officer is; nothing before the first step."""
        return self._steps[self._at] if self._steps else None

    @property
    def can_go_back(self) -> bool:
        """Whether there is a step before this one."""
        return self._at > 0

    @property
    def can_go_forward(self) -> bool:
        """Whether there is a step after this one."""
        return self._at < len(self._steps) - 1

    def step_to(self, place: Place) -> None:
        """Take a new step; what lay ahead is forgotten. A step on the spot is none."""
        if place == self.present:
            return
        self._steps = [*self._steps[: self._at + 1], place][-MOST_STEPS:]
        self._at = len(self._steps) - 1

    def settle(self, place: Place) -> None:
        """Note where the officer has got to within the present step, for coming back to it."""
        if self._steps:
            self._steps[self._at] = place

    def go_back(self) -> Place | None:
        """The step before, which is now the present one; nothing where there is none."""
        return self._move(-1)

    def go_forward(self) -> Place | None:
        """The step after, which is now the present one; nothing where there is none."""
        return self._move(1)

    def _move(self, by: int) -> Place | None:
        if not 0 <= self._at + by < len(self._steps):
            return None
        self._at += by
        return self._steps[self._at]

    @property
    def cases(self) -> tuple[str, ...]:
        """The ids of the cases opened last, newest line first."""
        return tuple(self._cases)

    def open_case(self, case_id: str) -> None:
        """Note that a case was opened. One already listed keeps its line, so that the list does not jump."""
        self._used = [*(known for known in self._used if known != case_id), case_id]
        if case_id not in self._cases:
            self._used = self._used[-MOST_CASES:]
            self._cases = [case_id, *(known for known in self._cases if known in self._used)]

    def forget_case(self, case_id: str) -> None:
        """Take out a case that is no longer there, from the list and from every step."""
        self._cases = [known for known in self._cases if known != case_id]
        self._used = [known for known in self._used if known != case_id]
        before = sum(1 for step in self._steps[: self._at + 1] if step.case_id == case_id)
        self._steps = [step for step in self._steps if step.case_id != case_id]
        self._at = min(self._at - before, len(self._steps) - 1)
        if self._steps:
            self._at = max(self._at, 0)
