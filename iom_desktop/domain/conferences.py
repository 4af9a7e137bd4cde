"""The multi-agency case conference: its agenda, who took part, what was minuted, and what must be done after it.

A minute is never rewritten: two officers may minute the same meeting, and what each typed stays. A correction is
a minute that replaces another, with its reason once the meeting is closed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time
from enum import StrEnum

from iom_desktop.domain.actions import ActionStatus
from iom_desktop.domain.checks import Checks
from iom_desktop.domain.codes import Rag
from iom_desktop.domain.decisions import DecisionOutcome
from iom_desktop.domain.statuses import StatusPeriod

#: Cases a conference can have on its agenda.
MOST_CASES = 300
#: Minutes a case may be planned for.
MOST_MINUTES = 120


class ConferenceState(StrEnum):
    """How far a conference has got."""

    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"


class ItemState(StrEnum):
    """How far the conference got with a case."""

    TO_DISCUSS = "to_discuss"
    DISCUSSED = "discussed"
    DEFERRED = "deferred"  #: to the next conference
    TAKEN_OFF = "taken_off"


class AgendaReason(StrEnum):
    """Why a case comes before a conference, the most pressing first. The codes of the list *agenda reasons*."""

    REFERRAL = "referral"
    DESELECTION = "deselection"
    DEFERRED = "deferred"
    RELEASE = "release"
    RED = "red"
    CHANGED = "changed"
    REVIEW = "review"
    OVERDUE = "overdue"
    REQUESTED = "requested"


class RequestMatter(StrEnum):
    """What somebody wants a case on the agenda for."""

    DESELECTION = "deselection"
    OTHER = "other"


class How(StrEnum):
    """How an agency took part. Source: domain reference 2.5."""

    IN_PERSON = "in_person"
    REMOTE = "remote"
    REPORT = "report"  #: sent a report
    APOLOGIES = "apologies"
    ABSENT = "absent"  #: expected; neither came nor said so

    @property
    def present(self) -> bool:
        """Whether somebody sat at the table."""
        return self in (How.IN_PERSON, How.REMOTE)


class MinuteKind(StrEnum):
    """What a minute is."""

    UPDATE = "update"  #: what an agency told
    DISCUSSION = "discussion"
    DECISION = "decision"
    DISSENT = "dissent"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConferenceDraft:
    """A conference as planned. ``agencies`` are those expected, as codes of ``Agency`` or by name."""

    held_on: date | None = None
    starts_at: time | None = None
    place: str = ""
    chair: str = ""
    statement: str = ""  #: the confidentiality statement, read at the start
    agencies: tuple[str, ...] = ()
    note: str = ""

    def check(self) -> ConferenceDraft:
        """The draft cleaned. Raises ``FieldErrors`` naming each field that cannot be kept."""
        checks = Checks()
        checks.demand(self.held_on is not None, "held_on", "Date: this is needed.")
        named = [checks.line(one, "agencies", "Agencies expected", limit=200) for one in self.agencies]
        agencies = tuple(dict.fromkeys(one for one in named if one))
        cleaned = replace(
            self,
            place=checks.line(self.place, "place", "Place"),
            chair=checks.line(self.chair, "chair", "Chair"),
            statement=checks.note(self.statement, "statement", "Confidentiality statement"),
            agencies=agencies,
            note=checks.note(self.note, "note", "Note"),
        )
        checks.done()
        return cleaned


@dataclass(frozen=True, slots=True, kw_only=True)
class Conference:
    """A conference as the store has it. ``opened_at`` and ``closed_at`` are UTC."""

    id: str
    version: int
    said: ConferenceDraft
    state: ConferenceState
    opened_at: datetime | None
    closed_at: datetime | None
    next_on: date | None
    cases: int  #: on the agenda, those taken off left out

    @property
    def held_on(self) -> date:
        """The day of the meeting."""
        if self.said.held_on is None:
            raise ValueError("a conference on record has its date")
        return self.said.held_on


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One reason why a case is on the agenda, in a few words ("Licence ends 3 Dec: release in 12 days")."""

    reason: AgendaReason
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaCase:
    """A case as the program proposes it for the agenda; ``minutes`` are what its reasons usually take."""

    case_id: str
    crn: str
    person: str
    reasons: tuple[Reason, ...]
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Agenda:
    """What the program proposes for a conference on a day; ``left_out`` cases were more than a meeting can take."""

    on: date
    since: date | None  #: the conference before it
    cases: tuple[AgendaCase, ...]
    left_out: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ConferenceCase:
    """A case on the agenda of a conference."""

    id: str
    version: int
    conference_id: str
    case_id: str
    crn: str
    person: str
    rag: Rag | None
    position: int
    minutes: int
    reasons: tuple[Reason, ...]
    ask: str
    state: ItemState
    off_reason: str  #: why it was taken off, or put off
    next_on: date | None

    @property
    def on_agenda(self) -> bool:
        """Whether it is still to be, or was, before the conference."""
        return self.state is not ItemState.TAKEN_OFF


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaChange:
    """What bringing an agenda up to date does: who comes on, who goes for want of any reason, and how many new
    ones there is no room for. Cases put on by hand, asked something or minuted never go.
    """

    comes_on: tuple[AgendaCase, ...]
    goes: tuple[ConferenceCase, ...]
    left_out: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaRequest:
    """Somebody wants a case before the next conference. Settled with no conference: it was withdrawn."""

    id: str
    version: int
    case_id: str
    matter: RequestMatter
    words: str
    asked_on: date
    by: str
    settled_on: date | None
    conference_id: str | None

    @property
    def waiting(self) -> bool:
        """Whether it still waits for a conference."""
        return self.settled_on is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """What closing a conference did: the cases not reached, put off to the next; the requests it settled."""

    deferred: tuple[str, ...]  #: ids of cases
    settled: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemDraft:
    """What can be changed of a case on the agenda."""

    minutes: int = 5
    ask: str = ""  #: what the panel is asked to decide

    def check(self) -> ItemDraft:
        """The draft cleaned. Raises ``FieldErrors``."""
        checks = Checks()
        checks.demand(
            1 <= self.minutes <= MOST_MINUTES,
            "minutes",
            f"Minutes: a number from 1 to {MOST_MINUTES} is needed.",
        )
        cleaned = replace(self, ask=checks.note(self.ask, "ask", "What the panel is asked to decide"))
        checks.done()
        return cleaned


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendanceDraft:
    """How an agency took part, who for it, and what it contributed."""

    agency: str = ""
    name: str = ""
    how: How | None = None
    contribution: str = ""

    def check(self) -> AttendanceDraft:
        """The draft cleaned. Raises ``FieldErrors``."""
        checks = Checks()
        checks.demand(self.how is not None, "how", "How they took part: choose one.")
        cleaned = replace(
            self,
            agency=checks.line(self.agency, "agency", "Agency", required=True, limit=200),
            name=checks.line(self.name, "name", "Name"),
            contribution=checks.note(self.contribution, "contribution", "Contribution"),
        )
        checks.done()
        return cleaned


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendance:
    """An agency's part in a conference as the store has it."""

    id: str
    version: int
    conference_id: str
    said: AttendanceDraft


@dataclass(frozen=True, slots=True, kw_only=True)
class MinuteDraft:
    """One thing to be minuted, of one case or (without a ``case_id``) of the meeting as a whole."""

    case_id: str | None = None
    minute: MinuteKind = MinuteKind.DISCUSSION
    agency: str = ""
    said_by: str = ""
    words: str = ""

    def check(self) -> MinuteDraft:
        """The draft cleaned. Raises ``FieldErrors``."""
        checks = Checks()
        update = self.minute is MinuteKind.UPDATE
        cleaned = replace(
            self,
            agency=checks.line(self.agency, "agency", "Agency", required=update, limit=200),
            said_by=checks.line(self.said_by, "said_by", "Who said it"),
            words=checks.note(self.words, "words", "Minute", required=True),
        )
        checks.done()
        return cleaned


@dataclass(frozen=True, slots=True, kw_only=True)
class Minute:
    """A minute as the store has it. ``replaced``: another minute stands in its place. ``at`` is UTC."""

    id: str
    conference_id: str
    said: MinuteDraft
    replaces_id: str | None
    correction_reason: str
    replaced: bool
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ConferenceAction:
    """A required action a conference gave, as the plan has it now. ``age_days`` since that conference."""

    conference_id: str
    held_on: date
    case_id: str
    crn: str
    person: str
    lineage: str
    action_id: str
    number: str
    what: str
    owner: str  #: a name; the person's own where they do it
    agency: str  #: a code of ``Agency``, a name, or "" for the person under IOM
    due_on: date | None
    status: ActionStatus
    done_on: date | None
    age_days: int
    overdue: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadBack:
    """What a conference did about one case, to be read out at its end."""

    item: ConferenceCase
    decisions: tuple[Minute, ...]  #: minutes of decisions and of dissent, as they stand
    outcomes: tuple[DecisionOutcome, ...]  #: of decisions recorded at this conference and in force
    deselected: bool
    statuses: tuple[StatusPeriod, ...]  #: what became of colour, cohort, phase and leads
    actions: tuple[ConferenceAction, ...]  #: the new ones

    @property
    def unowned(self) -> tuple[ConferenceAction, ...]:
        """New actions without somebody to do them or a day to do them by."""
        return tuple(one for one in self.actions if not one.owner or one.due_on is None)


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingRecord:
    """One conference in a series: how the agencies took part, and what became of its actions."""

    conference_id: str
    held_on: date
    cases: int
    expected: int
    present: int
    report: int
    apologies: int
    absent: int
    actions: int
    done_in_time: int
    done_late: int
    overdue: int
    still_open: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyRecord:
    """One agency over some conferences: how it took part and what became of the actions it took on."""

    agency: str
    expected: int
    in_person: int
    remote: int
    report: int
    apologies: int
    absent: int
    contributed: int  #: conferences at which it gave an update or its contribution is minuted
    actions: int  #: those no longer needed left out
    done_in_time: int
    done_late: int
    overdue: int  #: or missed
    still_open: int  #: open and not overdue

    @property
    def attended_share(self) -> float | None:
        """The share of the conferences it was expected at where it sat at the table, 0 to 1."""
        return (self.in_person + self.remote) / self.expected if self.expected else None

    @property
    def done_share(self) -> float | None:
        """The share of its actions that are done of those that are done or overdue, 0 to 1."""
        settled = self.done_in_time + self.done_late + self.overdue
        return (self.done_in_time + self.done_late) / settled if settled else None
