"""One timeline of everything in a case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from iom_desktop.domain.notes import Mark


class Kind(StrEnum):
    """The kinds a timeline is filtered by."""

    APPOINTMENT = "appointment"
    NOTE = "note"
    SERVICE = "service"
    DECISION = "decision"
    PLAN = "plan"
    ACTION = "action"
    NEED = "need"


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineEntry:
    """One thing that happened, or will. ``at`` is local time; midnight where only the day is known."""

    id: str  #: of the record behind it
    case_id: str
    kind: Kind
    at: datetime
    heading: str
    words: str
    by: str
    mark: Mark | None = None
    third_party: bool = False
    not_disclosable: bool = False
    person: str = ""  #: where a list spans cases
    crn: str = ""
