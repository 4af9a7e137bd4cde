"""One timeline of everything in a case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from iom_desktop.domain.notes import Mark


class Kind(StrEnum):
    """The kinds a timeline is filtered by."""

    APPOINTMENT = "appointment"
    ENFORCEMENT = "enforcement"  #: what was decided, breach and recall, letters
    NOTE = "note"
    SERVICE = "service"
    DECISION = "decision"
    STATUS = "status"  #: cohort, colour, phase, lead officers
    OFFENDING = "offending"
    PLAN = "plan"
    ACTION = "action"
    CONFERENCE = "conference"  #: the case before a conference, what was minuted, what was asked for
    NEED = "need"
    RISK = "risk"  #: assessments, MARAC, safeguarding checks, flags looked at, that something is kept apart
    PAPER = "paper"  #: copies given out, and what became of them


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineEntry:
    """One thing that happened, or will.

    ``heading`` says what in words of the program and of its code lists; ``words`` are what somebody typed.
    ``at`` is local time; midnight where only the day is known (``timed`` is then false).
    """

    id: str  #: of the record behind it; a service stands once for each rung it reached
    case_id: str
    kind: Kind
    at: datetime
    heading: str
    words: str
    by: str
    timed: bool = True
    opens: str = ""  #: the record to open, where that is another one: the action of a progress note
    record: str = ""  #: the kind of record, where it opens elsewhere than its ``kind`` does: "letter"
    mark: Mark | None = None
    third_party: bool = False
    not_disclosable: bool = False
    person: str = ""  #: where a list spans cases
    crn: str = ""

    @property
    def opened_by(self) -> str:
        """The id of the record to open for it."""
        return self.opens or self.id
