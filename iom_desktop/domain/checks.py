"""Checking a draft: every field is looked at, every fault is told at once, beside its field."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from iom_desktop.domain.text import clean
from iom_desktop.errors import FieldErrors, UserError

T = TypeVar("T")

#: Longest note or plan field, in characters: well over the 12,000 that peers cut at.
NOTE_LIMIT = 20_000
#: Longest single-line field, in characters.
LINE_LIMIT = 300


class Checks:
    """Collects what is wrong with a draft; ``done()`` raises them all as one ``FieldErrors``."""

    def __init__(self) -> None:
        self._problems: list[UserError] = []

    def line(
        self, text: str, field: str, label: str, *, required: bool = False, limit: int = LINE_LIMIT
    ) -> str:
        """``text`` cleaned as one line; an empty one is a fault when ``required``."""
        return self._words(text, field, label, required, limit, multiline=False)

    def note(
        self, text: str, field: str, label: str, *, required: bool = False, limit: int = NOTE_LIMIT
    ) -> str:
        """``text`` cleaned with its line breaks kept; an empty one is a fault when ``required``."""
        return self._words(text, field, label, required, limit, multiline=True)

    def attempt(self, rule: Callable[[], T], default: T) -> T:
        """What ``rule`` returns, or ``default`` with its ``UserError`` collected."""
        try:
            return rule()
        except FieldErrors as several:
            self._problems.extend(several.problems)
        except UserError as problem:
            self._problems.append(problem)
        return default

    def demand(self, condition: bool, field: str, message: str) -> None:
        """Collect ``message`` for ``field`` unless ``condition`` holds."""
        if not condition:
            self._problems.append(UserError(message, field))

    def refused(self, field: str) -> bool:
        """Whether a fault of ``field`` has been collected."""
        return any(problem.field == field for problem in self._problems)

    def done(self) -> None:
        """Raise what was collected, if anything was."""
        if self._problems:
            raise FieldErrors(tuple(self._problems))

    def _words(
        self, text: str, field: str, label: str, required: bool, limit: int, *, multiline: bool
    ) -> str:
        cleaned = self.attempt(
            lambda: clean(text, label=label, field=field, limit=limit, multiline=multiline), ""
        )
        if required and not cleaned and not self.refused(field):
            self._problems.append(UserError(f"{label}: this is needed.", field))
        return cleaned
