"""The papers of a case conference: the pack, the minutes and the action list, loaded for those who will read them.

Each holds what its reader may see and nothing else. Every copy that leaves has a number and is on record for whom.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from iom_desktop.domain.actions import Action
from iom_desktop.domain.audiences import Reader, SharedMatter
from iom_desktop.domain.case_files import CaseFile
from iom_desktop.domain.cases import CaseDraft, Flag
from iom_desktop.domain.codes import IomStatus
from iom_desktop.domain.conferences import (
    Attendance,
    Conference,
    ConferenceAction,
    ConferenceCase,
    Minute,
)
from iom_desktop.domain.decisions import Decision, DecisionOutcome
from iom_desktop.domain.documents import Document
from iom_desktop.domain.people import Person
from iom_desktop.domain.risk import Marac
from iom_desktop.domain.service_access import UnservedNeed
from iom_desktop.domain.statuses import StatusPeriod


@dataclass(frozen=True, slots=True, kw_only=True)
class PackAction:
    """A required action of the plan in force, with the number it has there."""

    action: Action
    due_on: date | None
    overdue: bool
    since: bool  #: done, missed or given up since the last conference
    drafted: bool = False  #: written into a draft that is not agreed yet, where its number may change


@dataclass(frozen=True, slots=True, kw_only=True)
class PackReferral:
    """A referral that waits for the panel. ``total`` is what its screening came to, where it has been screened."""

    referred_on: date
    referrer: str
    agency: str
    grounds: str
    total: int | None
    recommendation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PackCase:
    """One case of the pack: what fits on its page, and the case file where fuller pages are asked for."""

    number: int
    item: ConferenceCase
    person: Person
    managed: CaseDraft
    iom_status: IomStatus
    flags: tuple[Flag, ...]
    decision: Decision | None
    referral: PackReferral | None
    since: tuple[str, ...]  #: what happened since ``since_on``, in plain words
    since_on: date | None
    has_plan: bool
    plan_agreed: bool
    actions: tuple[PackAction, ...]
    unserved: tuple[UnservedNeed, ...]
    last_decisions: tuple[Minute, ...]
    last_on: date | None  #: the conference at which they were taken
    marac: Marac | None = None  #: the newest
    asked: tuple[str, ...] = ()  #: what the risk record still asks: checks that are missing or old
    withheld: tuple[str, ...] = ()  #: not to be told to the person; only where the reader may know
    fuller: CaseFile | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperHead:
    """What each paper of a conference says of itself."""

    conference: Conference
    reader: Reader
    left_out: tuple[SharedMatter, ...]
    today: date
    made_at: datetime
    made_by: str
    marking: str = "OFFICIAL-SENSITIVE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """A conference's pack for one reader."""

    head: PaperHead
    purpose: str
    cases: tuple[PackCase, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutedCase:
    """What a conference did about one case. ``minutes`` holds corrected ones too, each before its correction."""

    number: int
    item: ConferenceCase
    minutes: tuple[Minute, ...]
    outcomes: tuple[DecisionOutcome, ...]
    deselected: bool
    statuses: tuple[StatusPeriod, ...]
    actions: tuple[ConferenceAction, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesPaper:
    """The minutes of a conference for one reader. ``previous`` are actions of earlier conferences still open."""

    head: PaperHead
    purpose: str
    attendance: tuple[Attendance, ...]
    general: tuple[Minute, ...]  #: of the meeting as a whole
    previous: tuple[ConferenceAction, ...]
    cases: tuple[MinutedCase, ...]

    @property
    def draft(self) -> bool:
        """Whether the conference is still to be closed."""
        return self.head.conference.closed_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionPaper:
    """A conference's actions by agency, and those of earlier conferences that are still open."""

    head: PaperHead
    new: tuple[ConferenceAction, ...]
    previous: tuple[ConferenceAction, ...]

    @property
    def draft(self) -> bool:
        """Whether the conference is still to be closed."""
        return self.head.conference.closed_at is None


ConferencePaper = Pack | MinutesPaper | ActionPaper
"""Any of the numbered papers."""


def document_of(paper: ConferencePaper) -> Document:
    """Which paper it is."""
    if isinstance(paper, Pack):
        return Document.PACK
    return Document.MINUTES if isinstance(paper, MinutesPaper) else Document.ACTIONS


def cases_of(paper: ConferencePaper) -> tuple[str, ...]:
    """The ids of the cases the paper tells of, each once."""
    if isinstance(paper, Pack):
        found = [one.item.case_id for one in paper.cases]
    else:
        found = [one.case_id for one in paper.previous]
        if isinstance(paper, MinutesPaper):
            found += [one.item.case_id for one in paper.cases]
        else:
            found += [one.case_id for one in paper.new]
    return tuple(dict.fromkeys(found))
