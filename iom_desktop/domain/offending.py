"""Arrests, charges and convictions the partnership knows of. A wrong one is struck out, never edited."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from iom_desktop.domain.checks import Checks


class OffendingEvent(StrEnum):
    """What happened."""

    ARREST = "arrest"
    CHARGE = "charge"
    CONVICTION = "conviction"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class OffendingDraft:
    """Something the person was arrested for, charged with or convicted of, on a day.

    ``neighbourhood``: robbery, burglary of a home, theft from the person or of a vehicle. Domain reference 2.1.
    """

    event: OffendingEvent = OffendingEvent.ARREST
    on_day: date | None = None
    offence: str = ""
    neighbourhood: bool = False
    note: str = ""

    def check(self, today: date) -> OffendingDraft:
        """The draft cleaned. Raises ``FieldErrors`` naming each field that cannot be kept."""
        checks = Checks()
        checks.demand(self.on_day is not None, "on_day", "Date: this is needed.")
        if self.on_day is not None:
            checks.demand(self.on_day <= today, "on_day", f"Date: {self.on_day:%d/%m/%Y} is in the future.")
        cleaned = replace(
            self,
            offence=checks.line(self.offence, "offence", "Offence", required=True),
            note=checks.note(self.note, "note", "Note"),
        )
        checks.done()
        return cleaned


@dataclass(frozen=True, slots=True, kw_only=True)
class Offending:
    """One event as recorded. ``struck_on`` is set once it was struck out; it then counts for nothing."""

    id: str
    case_id: str
    said: OffendingDraft
    recorded_by: str
    recorded_at: datetime  #: UTC
    struck_on: date | None = None
    struck_reason: str = ""

    @property
    def stands(self) -> bool:
        """Whether it has not been struck out."""
        return self.struck_on is None
