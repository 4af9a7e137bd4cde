"""What the compliance engine is given, and what it finds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from iom_desktop.domain.checks import Checks
from iom_desktop.domain.codes import Sentence


class Stage(StrEnum):
    """Where the case stands. ``BREACH`` and ``RECALL``: due, and not begun."""

    NOT_STATUTORY = "not_statutory"
    SENTENCE_ENDED = "sentence_ended"
    NO_FAILURES = "no_failures"
    FIRST_WARNING = "first_warning"
    SECOND_WARNING = "second_warning"
    FINAL_WARNING = "final_warning"
    BREACH = "breach"
    RECALL = "recall"
    BREACH_IN_PROGRESS = "breach_in_progress"
    RECALL_IN_PROGRESS = "recall_in_progress"


# --- What is given ---------------------------------------------------------------------------------------


class Contact(NamedTuple):
    """One appointment as the engine needs it; cancelled ones are left out.

    ``counts``: toward compliance, because its type does or because it is also a statutory appointment.
    ``outcome`` is its code, "" while there is none. ``attended`` and ``acceptable`` are ``None`` where the
    outcome does not say. ``at`` is local wall-clock time.
    """

    id: str
    at: datetime
    type_name: str
    counts: bool
    outcome: str
    outcome_name: str
    attended: bool | None
    acceptable: bool | None
    action_required: bool


class EnforcementStep(NamedTuple):
    """One thing decided about an appointment's outcome. ``outstanding``: it asks for something more."""

    appointment_id: str
    code: str
    name: str
    decided_on: date
    outstanding: bool
    evidence_by: date | None
    respond_by: date | None
    settled_on: date | None


class Proceeding(NamedTuple):
    """Breach of an order, or recall to prison. ``result`` is in words, "" while there is none."""

    started_on: date
    resolved_on: date | None
    result: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """How many failures make each stage, for one kind of sentence; ``None``: that stage is not used."""

    first_warning: int | None
    second_warning: int | None
    final_warning: int | None
    proceedings: int  #: failures at which breach or recall is due
    window_months: int = 12  #: how long a failure counts
    warning_working_days: int = 2  #: a failure is acted on within
    evidence_working_days: int = 5  #: evidence for an absence is awaited for
    proceedings_working_days: int = 10  #: a breach pack, or a recall, is prepared within

    def warnings(self) -> tuple[tuple[Stage, int], ...]:
        """The warnings that are used, with the number of failures that makes each, in their order."""
        each = (
            (Stage.FIRST_WARNING, self.first_warning),
            (Stage.SECOND_WARNING, self.second_warning),
            (Stage.FINAL_WARNING, self.final_warning),
        )
        return tuple((stage, number) for stage, number in each if number is not None)

    def check(self) -> Thresholds:
        """The same, if they make sense: stages that rise from the first failure on. Raises ``FieldErrors``."""
        checks = Checks()
        reached, before = 0, ""
        used = [*self.warnings(), (None, self.proceedings)]
        for stage, number in used:
            field = stage.value if stage else "proceedings"
            words = field.replace("_", " ").capitalize()
            rises = f"{words}: it must come after the {before}, which is at {reached}; {number} does not."
            first = f"{words}: the first stage in use begins at 1 failure, not at {number}."
            checks.demand(number > reached if before else number == 1, field, rises if before else first)
            reached, before = number, words.lower()
        for field, words, least, most in _LIMITS:
            number = getattr(self, field)
            checks.demand(least <= number <= most, field, f"{words}: {least} to {most}, not {number}.")
        checks.done()
        return self


#: Field, words, least and most of each period.
_LIMITS = (
    ("window_months", "Months a failure counts", 1, 60),
    ("warning_working_days", "Working days to act on a failure", 0, 60),
    ("evidence_working_days", "Working days for evidence", 0, 60),
    ("proceedings_working_days", "Working days to prepare breach or recall", 0, 60),
)

_ORDER = Thresholds(first_warning=1, second_warning=None, final_warning=None, proceedings=2)
#: As shipped, until an administrator sets others. Source: domain reference 4.5.
SHIPPED_THRESHOLDS: Mapping[Sentence, Thresholds] = {
    Sentence.COMMUNITY_ORDER: _ORDER,
    Sentence.SUSPENDED_SENTENCE: _ORDER,
    Sentence.LICENCE: Thresholds(first_warning=1, second_warning=2, final_warning=3, proceedings=4),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What the record holds of a case. ``contacts`` and ``proceedings`` in any order.

    ``steps`` stand in the order they were recorded: of two on one day, the later in the sequence is the newer.
    """

    sentence: Sentence | None
    sentence_start: date | None = None
    sentence_end: date | None = None
    contacts: Sequence[Contact] = ()
    steps: Sequence[EnforcementStep] = ()
    proceedings: Sequence[Proceeding] = ()


# --- What is found ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A failure to comply that counts. ``counts_until`` is the last day it does."""

    appointment_id: str
    on: date
    what: str  #: type and outcome in words
    counts_until: date
    enforcement: str  #: name of the newest step, or ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """A failure to attend whose evidence is awaited: not a failure to comply, nor yet excused."""

    appointment_id: str
    on: date
    what: str
    evidence_by: date


class DueKind(StrEnum):
    """What is to be done."""

    OUTCOME = "outcome"  #: say what happened
    EVIDENCE = "evidence"  #: turn "failed to attend" into an acceptable or unacceptable absence
    ENFORCEMENT = "enforcement"  #: decide what follows a failure
    LETTER = "letter"  #: send the letter that was asked for
    RESPONSE = "response"  #: settle what was left pending
    PROCEEDINGS = "proceedings"  #: begin breach or recall


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """One thing to be done, and the last day for it."""

    kind: DueKind
    on: date
    words: str
    appointment_id: str

    def overdue(self, today: date) -> bool:
        """Whether its day has passed."""
        return self.on < today


@dataclass(frozen=True, slots=True, kw_only=True)
class Engagement:
    """How appointments of the window went: all that are past, whether or not they count toward compliance.

    ``planned`` is the sum of the next five.
    """

    planned: int = 0
    kept: int = 0  #: attended, and complied
    acceptable: int = 0  #: not kept, and excused
    missed: int = 0  #: not attended, and not excused
    not_complied: int = 0  #: came and did not comply, or did not follow an instruction
    awaited: int = 0  #: without an outcome, or with one that does not say
    kept_in_a_row: int = 0  #: up to the latest whose outcome is known
    last_kept: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Compliance:
    """Where the case stands on a day, and why."""

    stage: Stage
    failures: tuple[Failure, ...]  #: those that count, oldest first
    holding: tuple[Holding, ...]
    due: tuple[Due, ...]  #: soonest first
    resets_on: date | None  #: the last day on which the count went back to 0
    falls_to: tuple[date, int] | None  #: the day the oldest failure no longer counts, and what then does
    next_failure: Stage  #: the stage that one more failure today would bring
    engagement: Engagement
    reasons: tuple[str, ...]

    @property
    def next(self) -> Due | None:
        """What is due soonest."""
        return self.due[0] if self.due else None
