"""The compliance engine: what a case's appointments, steps and proceedings amount to on a day, and why.

A pure function of the history and the settings: ``now`` is an argument, and the same input gives the same
answer. Its sentences are meant to be repeated in court, so each says only what the record shows.

Failures are counted over a rolling window (12 months as shipped). A failure of 3 March 2026 counts through
2 March 2027; one of 29 February counts through 28 February. The count goes back to 0 when a breach or recall
is resolved. Source: domain reference 3.7 and 4.3 to 4.5; what differs by area is in ``Thresholds``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple

from iom_desktop.domain.checks import Checks
from iom_desktop.domain.codes import Sentence
from iom_desktop.domain.dates import MONTHS, WEEKDAYS, add_months, working_days_after
from iom_desktop.domain.enforcement import BEGINS_PROCEEDING, HOLDING, WITHDRAWS, is_statutory


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


def counts_until(on: date, months: int) -> date:
    """The last day of a window of ``months`` that begins ``on``."""
    end = add_months(on, months)
    # 29 February, where the year has none, comes to 28 February: the last day, and not the day after it.
    return end if end.day < on.day else end - timedelta(days=1)


def window_start(today: date, months: int) -> date:
    """The earliest day whose failures still count ``today``."""
    return add_months(today, -months) + timedelta(days=1)


def judge(
    history: History, thresholds: Thresholds | None, holidays: frozenset[date], now: datetime
) -> Compliance:
    """What the record amounts to at ``now``, local wall-clock time.

    What happened or was decided after ``now`` is left aside, so that an earlier day can be asked about.
    Without ``thresholds`` the shipped ones of the sentence are used. ``holidays`` are not working days.
    """
    rules = _rules(history.sentence, thresholds)
    found = _Standing(history, rules, now)
    today = now.date()
    failures = tuple(_failure(contact, found, rules) for contact in found.failing)
    holding = tuple(_holding(contact, found, rules, holidays) for contact in found.holding)
    due = _all_due(found, holding, rules, holidays)
    return Compliance(
        stage=found.stage,
        failures=failures,
        holding=holding,
        due=due,
        resets_on=found.reset.resolved_on if found.reset else None,
        falls_to=_falls_to(failures) if found.enforceable else None,
        next_failure=found.stage_with(len(failures) + 1),
        engagement=found.engagement,
        reasons=tuple(_reasons(history, found, failures, holding, due, rules, today)),
    )


def stage_of(history: History, thresholds: Thresholds | None, now: datetime) -> tuple[Stage, int]:
    """The stage, and how many failures count: ``judge`` without its words and dates."""
    found = _Standing(history, _rules(history.sentence, thresholds), now)
    return found.stage, len(found.failing)


def _rules(sentence: Sentence | None, thresholds: Thresholds | None) -> Thresholds:
    return thresholds or SHIPPED_THRESHOLDS.get(sentence or Sentence.NON_STATUTORY, _ORDER)


# --- One pass over the appointments ----------------------------------------------------------------------

_KEPT, _EXCUSED, _MISSED, _NOT_COMPLIED, _UNSAID = range(5)
#: What (attended, acceptable) show of an appointment.
_SHOWS: dict[tuple[bool | None, bool | None], int] = {
    (True, True): _KEPT,
    (True, None): _KEPT,
    (True, False): _NOT_COMPLIED,
    (None, True): _EXCUSED,
    (None, None): _UNSAID,
    (None, False): _NOT_COMPLIED,
    (False, True): _EXCUSED,
    (False, None): _MISSED,
    (False, False): _MISSED,
}


class _Seen(NamedTuple):
    """The contacts that want something, and when those of the window were, by what they show."""

    without_outcome: list[Contact]
    unacceptable: list[Contact]  #: outcomes that demand an action, oldest first, of any date
    times: tuple[list[datetime], ...]


def _look(contacts: Iterable[Contact], since: datetime, now: datetime) -> _Seen:
    """The one pass: a million contacts go through here, so it does as little as it can to each."""
    without_outcome: list[Contact] = []
    unacceptable: list[Contact] = []
    times: tuple[list[datetime], ...] = ([], [], [], [], [])
    shows = _SHOWS
    for contact in contacts:
        _id, at, _type, _counts, outcome, _name, attended, acceptable, action_required = contact
        if at > now:
            continue
        if not outcome:
            without_outcome.append(contact)
            continue
        if action_required and not acceptable:
            unacceptable.append(contact)
        if at >= since:
            times[shows[attended, acceptable]].append(at)
    without_outcome.sort(key=_by_time)
    unacceptable.sort(key=_by_time)
    return _Seen(without_outcome, unacceptable, times)


def _by_time(contact: Contact) -> tuple[datetime, str]:
    return contact.at, contact.id


def _engagement(seen: _Seen, since: datetime) -> Engagement:
    kept, excused, missed, not_complied, unsaid = seen.times
    awaited = len(unsaid) + sum(contact.at >= since for contact in seen.without_outcome)
    last_other = max((max(times) for times in (excused, missed, not_complied) if times), default=None)
    return Engagement(
        planned=len(kept) + len(excused) + len(missed) + len(not_complied) + awaited,
        kept=len(kept),
        acceptable=len(excused),
        missed=len(missed),
        not_complied=len(not_complied),
        awaited=awaited,
        kept_in_a_row=len(kept) if last_other is None else sum(at > last_other for at in kept),
        last_kept=max(kept).date() if kept else None,
    )


class _Standing:
    """The arithmetic: which failures count, which do not and why, and the stage they make."""

    def __init__(self, history: History, rules: Thresholds, now: datetime) -> None:
        self.history, self.rules, self.today = history, rules, now.date()
        self.since = window_start(self.today, rules.window_months)
        start = datetime.combine(self.since, time.min)
        seen = _look(history.contacts, start, now)
        self.without_outcome = seen.without_outcome
        self.engagement = _engagement(seen, start)
        self.statutory = is_statutory(history.sentence)
        self.failing: list[Contact] = []
        self.aged: list[Contact] = []  #: older than the window, since the last reset
        self.holding: list[Contact] = []
        self.withdrawn: list[Contact] = []
        self.outside: list[Contact] = []  #: before the sentence began, or after it ended
        self.not_counting: list[Contact] = []
        self.steps: dict[str, list[EnforcementStep]] = {}
        self.reset: Proceeding | None = None
        self.begun_on: date | None = None
        if self.statutory:
            self._take_steps(history.steps)
            self.reset = self._last_resolved()
            self._sort_out(seen.unacceptable)
            self.begun_on = self._begun()
        end = history.sentence_end
        self.ended = self.statutory and end is not None and end < self.today and self.begun_on is None
        #: Whether a failure can still lead to anything.
        self.enforceable = self.statutory and not self.ended
        self.stage = self._stage()

    def _take_steps(self, steps: Iterable[EnforcementStep]) -> None:
        """Steps by appointment, oldest first; the sort keeps the order of those of one day."""
        for step in sorted(steps, key=lambda step: step.decided_on):
            if step.decided_on <= self.today:
                self.steps.setdefault(step.appointment_id, []).append(step)

    def _last_resolved(self) -> Proceeding | None:
        resolved = [
            one for one in self.history.proceedings if one.resolved_on and one.resolved_on <= self.today
        ]
        return max(resolved, key=lambda one: (one.resolved_on, one.started_on, one.result), default=None)

    def _sort_out(self, unacceptable: Iterable[Contact]) -> None:
        for contact in unacceptable:
            pile = self._pile(contact, contact.at.date())
            if pile is not None:
                pile.append(contact)

    def _pile(self, contact: Contact, on: date) -> list[Contact] | None:
        """Where an unacceptable outcome belongs; ``None``: nowhere, for it is old or settled by a reset."""
        recent = on >= self.since
        if not contact.counts:
            return self.not_counting if recent else None
        if not self._within_sentence(on):
            return self.outside if recent else None
        if contact.outcome == HOLDING:
            return self.holding
        if self._is_withdrawn(contact.id):
            return self.withdrawn if recent else None
        if self.reset is not None and self.reset.resolved_on is not None and on <= self.reset.resolved_on:
            return None
        return self.failing if recent else self.aged

    def _within_sentence(self, on: date) -> bool:
        start, end = self.history.sentence_start, self.history.sentence_end
        return (start is None or start <= on) and (end is None or on <= end)

    def _is_withdrawn(self, appointment_id: str) -> bool:
        """Whether the warning was taken back, and no other sent since."""
        withdrawn = False
        for step in self.steps.get(appointment_id, ()):
            withdrawn = step.code in WITHDRAWS or (withdrawn and step.code not in _WARNINGS)
        return withdrawn

    def newest_step(self, appointment_id: str) -> EnforcementStep | None:
        """What was decided last about an appointment."""
        steps = self.steps.get(appointment_id)
        return steps[-1] if steps else None

    def settled(self, step: EnforcementStep) -> bool:
        """Whether what a step left open was closed by today."""
        return step.settled_on is not None and step.settled_on <= self.today

    def _begun(self) -> date | None:
        """The day that proceedings still open were begun, by their own record or by a step that says so."""
        started = [one for one in self.history.proceedings if one.started_on <= self.today]
        begun = [one.started_on for one in started if one.resolved_on is None or one.resolved_on > self.today]
        if begun:
            return min(begun)
        steps = (step for contact in self.failing for step in self.steps.get(contact.id, ()))
        said = (step.decided_on for step in steps if step.code in BEGINS_PROCEEDING and not step.outstanding)
        # Proceedings begun that day or later, and resolved since, are the ones the step spoke of.
        return min((day for day in said if all(one.started_on < day for one in started)), default=None)

    def _stage(self) -> Stage:
        if not self.statutory:
            return Stage.NOT_STATUTORY
        if self.ended:
            return Stage.SENTENCE_ENDED
        if self.begun_on is not None:
            recall = self.history.sentence is Sentence.LICENCE
            return Stage.RECALL_IN_PROGRESS if recall else Stage.BREACH_IN_PROGRESS
        return self.stage_with(len(self.failing))

    def stage_with(self, failures: int) -> Stage:
        """The stage that so many failures make, nothing having been begun."""
        if not self.enforceable or self.begun_on is not None:
            return self._stage()
        if failures >= self.rules.proceedings:
            return Stage.RECALL if self.history.sentence is Sentence.LICENCE else Stage.BREACH
        reached = [stage for stage, number in self.rules.warnings() if number <= failures]
        if reached:
            return reached[-1]
        # A written warning follows every failure, whatever the settings leave out.
        return Stage.FIRST_WARNING if failures else Stage.NO_FAILURES


#: Steps that warn: one of them after a withdrawal makes the failure count again.
_WARNINGS = frozenset({"EA02", "EA03", "EA04", "EA05", "EA08", "LCL"})


def _failure(contact: Contact, found: _Standing, rules: Thresholds) -> Failure:
    on = contact.at.date()
    newest = found.newest_step(contact.id)
    return Failure(
        appointment_id=contact.id,
        on=on,
        what=f"{_type(contact)}, {_outcome(contact)}",
        counts_until=counts_until(on, rules.window_months),
        enforcement=newest.name if newest else "",
    )


def _holding(contact: Contact, found: _Standing, rules: Thresholds, holidays: frozenset[date]) -> Holding:
    on = contact.at.date()
    asked = [step.evidence_by for step in found.steps.get(contact.id, ()) if step.evidence_by]
    by = asked[-1] if asked else working_days_after(on, rules.evidence_working_days, holidays)
    return Holding(
        appointment_id=contact.id, on=on, what=f"{_type(contact)}, {_outcome(contact)}", evidence_by=by
    )


def _falls_to(failures: Sequence[Failure]) -> tuple[date, int] | None:
    if not failures:
        return None
    last = failures[0].counts_until
    return last + timedelta(days=1), sum(failure.counts_until > last for failure in failures)


# --- What is due -----------------------------------------------------------------------------------------

_LETTER_STEPS = frozenset({"WLS", "EA06", "EA09"})
_ASKS_FOR_PROCEEDINGS = frozenset({"IMB", "BRE01"})
_WITHDRAWAL_ASKED = "EA06"


def _all_due(
    found: _Standing, holding: Sequence[Holding], rules: Thresholds, holidays: frozenset[date]
) -> tuple[Due, ...]:
    due = [_due_outcome(contact) for contact in found.without_outcome]
    due += [_due_evidence(*one, found.today) for one in zip(found.holding, holding, strict=True)]
    if found.enforceable:
        for place, contact in enumerate(found.failing, start=1):
            due += _due_on_failure(contact, place, found, rules, holidays)
        due += _due_withdrawals(found, rules, holidays)
        due += _due_proceedings(found, rules, holidays)
    order = list(DueKind)
    return tuple(sorted(due, key=lambda one: (one.on, order.index(one.kind), one.appointment_id)))


def _due_outcome(contact: Contact) -> Due:
    words = f"Record the outcome of {_told(contact)}."
    return Due(kind=DueKind.OUTCOME, on=contact.at.date(), words=words, appointment_id=contact.id)


def _due_evidence(contact: Contact, one: Holding, today: date) -> Due:
    was, then = ("was", "say now") if one.evidence_by < today else ("is", "then say")
    awaited = f"evidence {was} awaited until {_day(one.evidence_by)}"
    words = f"{_told(contact)}: {awaited}; {then} whether the absence was acceptable."
    return Due(kind=DueKind.EVIDENCE, on=one.evidence_by, words=words, appointment_id=contact.id)


def _due_on_failure(
    contact: Contact, place: int, found: _Standing, rules: Thresholds, holidays: frozenset[date]
) -> Iterator[Due]:
    """What a failure that counts still wants: a decision, or the end of one that was left open."""
    on = contact.at.date()
    newest = found.newest_step(contact.id)
    if newest is not None and newest.outstanding and not found.settled(newest):
        if newest.code not in _ASKS_FOR_PROCEEDINGS:
            yield _due_step(newest, contact, rules, holidays)
        return
    if found.begun_on is not None and on <= found.begun_on:
        return
    if newest is None:
        since = on
    elif newest.outstanding and newest.code not in _LETTER_STEPS:
        # What was pending is settled: what came of it is still to be said.
        since = newest.settled_on or on
    else:
        return
    by = working_days_after(since, rules.warning_working_days, holidays)
    follows = _FOLLOWS[found.stage_with(place)]
    words = f"Decide what follows {_told(contact)}, {_outcome(contact)}: failure {place}, for which {follows} is due."
    yield Due(kind=DueKind.ENFORCEMENT, on=by, words=words, appointment_id=contact.id)


def _due_step(step: EnforcementStep, contact: Contact, rules: Thresholds, holidays: frozenset[date]) -> Due:
    by = step.respond_by or step.evidence_by
    by = by or working_days_after(step.decided_on, rules.warning_working_days, holidays)
    kind = DueKind.LETTER if step.code in _LETTER_STEPS else DueKind.RESPONSE
    said = f"{_in_a_sentence(step.name)}, decided on {_day(step.decided_on)}"
    words = f"Settle what was left open about {_told(contact)}: {said}."
    return Due(kind=kind, on=by, words=words, appointment_id=contact.id)


def _due_withdrawals(found: _Standing, rules: Thresholds, holidays: frozenset[date]) -> Iterator[Due]:
    """Withdrawals asked for and not made, where the outcome has been changed to one that is no failure."""
    failing = {contact.id for contact in found.failing}
    asked = {
        steps[-1].appointment_id: steps[-1]
        for steps in found.steps.values()
        if steps[-1].code == _WITHDRAWAL_ASKED and not found.settled(steps[-1])
    }
    if not asked.keys() - failing:
        return
    for contact in found.history.contacts:
        if contact.id in asked and contact.id not in failing:
            yield _due_step(asked[contact.id], contact, rules, holidays)


def _due_proceedings(found: _Standing, rules: Thresholds, holidays: frozenset[date]) -> Iterator[Due]:
    """Breach or recall: reached by number, or asked for early; the earlier day of the two."""
    if found.begun_on is not None:
        return
    wanted = [(step.decided_on, contact, step.respond_by) for contact, step in _asked_for(found)]
    if len(found.failing) >= rules.proceedings:
        reached = found.failing[rules.proceedings - 1]
        wanted.append((reached.at.date(), reached, None))
    days = rules.proceedings_working_days
    each = [(by or working_days_after(day, days, holidays), contact) for day, contact, by in wanted]
    if not each:
        return
    on, contact = min(each, key=lambda one: (one[0], one[1].id))
    n = len(found.failing)
    words = f"Prepare and begin {_proceedings(found)}: {_count(n, 'failure')} to comply."
    yield Due(kind=DueKind.PROCEEDINGS, on=on, words=words, appointment_id=contact.id)


def _asked_for(found: _Standing) -> Iterator[tuple[Contact, EnforcementStep]]:
    """Failures for which breach or recall was asked for at once, and has not been begun."""
    for contact in found.failing:
        newest = found.newest_step(contact.id)
        if newest is not None and newest.code in _ASKS_FOR_PROCEEDINGS and not found.settled(newest):
            yield contact, newest


# --- The reasons, in words -------------------------------------------------------------------------------

_SENTENCE = {
    Sentence.LICENCE: "licence",
    Sentence.COMMUNITY_ORDER: "community order",
    Sentence.SUSPENDED_SENTENCE: "suspended sentence order",
}
_FOLLOWS = {
    Stage.FIRST_WARNING: "a first warning",
    Stage.SECOND_WARNING: "a second warning",
    Stage.FINAL_WARNING: "a final warning",
    Stage.BREACH: "a decision on breach proceedings",
    Stage.RECALL: "a decision on recall",
    Stage.BREACH_IN_PROGRESS: "a decision",
    Stage.RECALL_IN_PROGRESS: "a decision",
}


def _reasons(
    history: History,
    found: _Standing,
    failures: Sequence[Failure],
    holding: Sequence[Holding],
    due: Sequence[Due],
    rules: Thresholds,
    today: date,
) -> Iterator[str]:
    if found.statutory:
        yield from _about_sentence(history, found, today)
        yield from _about_count(found, failures, rules, today)
        yield from _about_what_next(history, found, failures, rules)
        yield from _about_proceedings(found, due, rules, today)
        yield from _about_holding(found, holding, today)
        yield from _about_not_counted(found)
    elif history.sentence is None:
        yield "The record does not say which order or licence the person is subject to: no failure is counted."
    else:
        yield "The person is not subject to an order or licence: nothing here can lead to breach or recall."
    yield _about_engagement(found.engagement, rules)


def _about_sentence(history: History, found: _Standing, today: date) -> Iterator[str]:
    name = _sentence(found)
    start, end = history.sentence_start, history.sentence_end
    if start is not None and start > today:
        yield f"The {name} begins on {_day(start)}: nothing counts before then."
    if end is not None and end < today:
        if found.ended:
            yield f"The {name} ended on {_day(end)}: no more can be enforced under it."
        else:
            yield f"The {name} ended on {_day(end)}."


def _about_count(
    found: _Standing, failures: Sequence[Failure], rules: Thresholds, today: date
) -> Iterator[str]:
    reset = found.reset
    if reset is not None and reset.resolved_on is not None and reset.resolved_on >= found.since:
        result = f" ({reset.result.rstrip('.')})" if reset.result else ""
        yield (
            f"The count went back to 0 on {_day(reset.resolved_on)}, "
            f"when {_proceedings(found)} were resolved{result}."
        )
    window = f"in the {_months(rules.window_months)} to {_day(today)}"
    if not failures:
        yield f"No failures to comply {window}."
    else:
        told = "; ".join(f"{_told(one)}, {_outcome(one)}" for one in found.failing)
        yield f"{_count(len(failures), 'failure')} to comply {window}: {told}."


def _about_what_next(
    history: History, found: _Standing, failures: Sequence[Failure], rules: Thresholds
) -> Iterator[str]:
    """When the oldest failure stops counting, and what one more would mean."""
    if not found.enforceable or found.begun_on is not None:
        return
    falls = _falls_to(failures)
    if falls is not None:
        day, left = falls
        if len(failures) == 1:
            yield f"It stops counting on {_day(day)}."
        else:
            yield f"The oldest stops counting on {_day(day)}, which leaves {left}."
    more = rules.proceedings - len(failures)
    if more <= 0:
        return
    end = history.sentence_end
    before = ""
    if falls is not None:
        ends_first = end is not None and end < falls[0]
        before = (
            f" before the {_sentence(found)} ends on {_day(end)}"
            if ends_first and end
            else f" before {_day(falls[0])}"
        )
    proceedings = _proceedings(found)
    one = "One more failure" if failures else "One failure"
    if more == 1:
        yield f"{one}{before} means {proceedings}."
    else:
        follows = _FOLLOWS[found.stage_with(len(failures) + 1)]
        many = f"{more} more mean" if failures else f"{more} within {_months(rules.window_months)} mean"
        yield f"{one}{before} means {follows}; {many} {proceedings}."


def _about_proceedings(found: _Standing, due: Sequence[Due], rules: Thresholds, today: date) -> Iterator[str]:
    proceedings = _proceedings(found)
    if found.begun_on is not None:
        early = f", before there were {rules.proceedings} failures" if _early(found, rules) else ""
        yield f"{_capital(proceedings)} were begun on {_day(found.begun_on)}{early}, and are not resolved."
        yield "The count goes back to 0 when they are resolved."
        return
    if not found.enforceable:
        return
    for one in due:
        if one.kind is DueKind.PROCEEDINGS:
            yield from _about_proceedings_due(found, one, rules, today)
    if len(found.failing) < rules.proceedings:
        yield from _about_what_stood(found, rules)


def _early(found: _Standing, rules: Thresholds) -> bool:
    """Whether proceedings were begun on fewer failures than make them due, as they may be if one is serious."""
    begun = found.begun_on or found.today
    days = [contact.at.date() for contact in (*found.aged, *found.failing)]
    return sum(day <= begun <= counts_until(day, rules.window_months) for day in days) < rules.proceedings


def _about_proceedings_due(found: _Standing, due: Due, rules: Thresholds, today: date) -> Iterator[str]:
    proceedings = _proceedings(found)
    if len(found.failing) >= rules.proceedings:
        many = _count(rules.proceedings, "failure")
        yield f"{many} within {_months(rules.window_months)} mean {proceedings}, and none are recorded as begun."
    else:
        yield f"{_capital(proceedings)} were asked for early, and are not recorded as begun."
    was = "were" if due.overdue(today) else "are"
    yield f"They {was} to be prepared by {_weekday(due.on)}."


def _about_what_stood(found: _Standing, rules: Thresholds) -> Iterator[str]:
    """Failures that stood together in the past, enough for proceedings, where none were begun."""
    days = [contact.at.date() for contact in (*found.aged, *found.failing)]
    n = rules.proceedings
    for first, last in zip(days, days[n - 1 :], strict=False):
        if last <= counts_until(first, rules.window_months):
            were = "there was" if n == 1 else "there were"
            yield (
                f"On {_day(last)} {were} {_count(n, 'failure')}, and {_proceedings(found)} were due: none are "
                f"recorded as begun, and the failure of {_day(first)} has since stopped counting."
            )
            return


def _about_holding(found: _Standing, holding: Sequence[Holding], today: date) -> Iterator[str]:
    for contact, one in zip(found.holding, holding, strict=True):
        told = f"{_told(contact)}, {_outcome(contact)}: not counted while evidence is awaited"
        if one.evidence_by < today:
            yield f"{told}; it was due by {_day(one.evidence_by)}, and the absence is not resolved."
        else:
            yield f"{told}, until {_day(one.evidence_by)}."
    open_to_more = found.enforceable and found.begun_on is None
    if open_to_more and any(one.on >= found.since for one in holding):
        follows = _FOLLOWS[found.stage_with(len(found.failing) + 1)]
        yield f"If an absence is found unacceptable, that is failure {len(found.failing) + 1}: {follows}."


def _about_not_counted(found: _Standing) -> Iterator[str]:
    for contact in found.withdrawn:
        yield f"{_told(contact)}, {_outcome(contact)}: not counted, because the warning was withdrawn."
    for contact in found.outside:
        yield f"{_told(contact)}, {_outcome(contact)}: not counted, because it is outside the {_sentence(found)}."
    n = len(found.not_counting)
    if n:
        those = "an appointment that does" if n == 1 else "appointments that do"
        yield f"{_count(n, 'unacceptable outcome')} at {those} not count toward compliance."


def _about_engagement(engagement: Engagement, rules: Thresholds) -> str:
    e = engagement
    if not e.planned:
        return f"No appointments in the last {_months(rules.window_months)}."
    said = f"{e.kept} of {_count(e.planned, 'appointment')} kept"
    rest = (
        (e.acceptable, "not kept for an acceptable reason"),
        (e.missed, "missed"),
        (e.not_complied, "where instructions were not followed"),
        (e.awaited, "without an outcome"),
    )
    said += "".join(f", {n} {words}" for n, words in rest if n)
    if e.kept_in_a_row > 1:
        said += f"; the last {e.kept_in_a_row} in a row"
    elif e.kept and e.last_kept is not None and not e.kept_in_a_row:
        said += f"; last kept on {_day(e.last_kept)}"
    return f"{said}."


# --- Words -----------------------------------------------------------------------------------------------


def _day(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def _weekday(day: date) -> str:
    return f"{WEEKDAYS[day.weekday()]} {_day(day)}"


def _months(n: int) -> str:
    return _count(n, "month")


def _count(n: int, thing: str) -> str:
    return f"{n} {thing}" if n == 1 else f"{n} {thing}s"


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _type(contact: Contact) -> str:
    return contact.type_name or "Appointment"


def _told(contact: Contact) -> str:
    return f"{_type(contact)} on {_weekday(contact.at.date())}"


def _outcome(contact: Contact) -> str:
    return _in_a_sentence(contact.outcome_name or contact.outcome)


def _in_a_sentence(name: str) -> str:
    """A name from a code list as it reads inside a sentence: "attended, failed to comply"; not "yot"."""
    words = name.replace(" - ", ", ").split(" ")
    return " ".join(word if word.isupper() else word.lower() for word in words)


def _sentence(found: _Standing) -> str:
    return _SENTENCE.get(found.history.sentence or Sentence.NON_STATUTORY, "sentence")


def _proceedings(found: _Standing) -> str:
    return "recall proceedings" if found.history.sentence is Sentence.LICENCE else "breach proceedings"
