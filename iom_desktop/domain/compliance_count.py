"""The arithmetic of compliance: which failures count, which do not and why, and the stage they make."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from iom_desktop.domain.codes import Sentence
from iom_desktop.domain.compliance_records import (
    Contact,
    EnforcementStep,
    Engagement,
    Failure,
    History,
    Proceeding,
    Stage,
    Thresholds,
)
from iom_desktop.domain.dates import add_months
from iom_desktop.domain.enforcement import BEGINS_PROCEEDING, HOLDING, WITHDRAWS, is_statutory


def counts_until(on: date, months: int) -> date:
    """The last day of a window of ``months`` that begins ``on``."""
    end = add_months(on, months)
    # 29 February, where the year has none, comes to 28 February: the last day, and not the day after it.
    return end if end.day < on.day else end - timedelta(days=1)


def window_start(today: date, months: int) -> date:
    """The earliest day whose failures still count ``today``."""
    return add_months(today, -months) + timedelta(days=1)


def falls_to(failures: Sequence[Failure]) -> tuple[date, int] | None:
    """The day the oldest failure no longer counts, and how many then do; of failures oldest first."""
    if not failures:
        return None
    last = failures[0].counts_until
    return last + timedelta(days=1), sum(failure.counts_until > last for failure in failures)


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
    unacceptable.sort(key=lambda contact: (contact.at, contact.id))
    return _Seen(without_outcome, unacceptable, times)


def _engagement(seen: _Seen, since: date) -> Engagement:
    kept, excused, missed, not_complied, unsaid = seen.times
    awaited = len(unsaid) + sum(contact.at.date() >= since for contact in seen.without_outcome)
    last_other = max((max(times) for times in (excused, missed, not_complied) if times), default=None)
    return Engagement(
        planned=len(kept) + len(excused) + len(missed) + len(not_complied) + awaited,
        kept=len(kept),
        acceptable=len(excused),
        missed=len(missed),
        not_complied=len(not_complied),
        awaited=awaited,
        kept_in_a_row=len(kept) if last_other is None else sum(map(last_other.__lt__, kept)),
        last_kept=max(kept).date() if kept else None,
    )


class Standing:
    """The arithmetic: which failures count, which do not and why, and the stage they make."""

    def __init__(self, history: History, rules: Thresholds, now: datetime) -> None:
        self.history, self.rules, self.today = history, rules, now.date()
        self.since = window_start(self.today, rules.window_months)
        self._seen = _look(history.contacts, datetime.combine(self.since, time.min), now)
        self.without_outcome = self._seen.without_outcome
        self.statutory = is_statutory(history.sentence)
        self.failing: list[Contact] = []
        self.aged: list[Contact] = []  #: older than the window, since the last reset
        self.holding: list[Contact] = []
        self.withdrawn: list[Contact] = []
        self.outside: list[Contact] = []  #: before the sentence began, or after it ended
        self.not_counting: list[Contact] = []
        self.steps: dict[str, list[EnforcementStep]] = {}
        self.reset_on: date | None = None  #: the last day proceedings were resolved
        self.reset_result = ""
        self.begun_on: date | None = None
        if self.statutory:
            self._take_steps(history.steps)
            self._take_reset(history.proceedings)
            self._sort_out(self._seen.unacceptable)
            self.begun_on = self._begun()
        end = history.sentence_end
        self.ended = self.statutory and end is not None and end < self.today and self.begun_on is None
        #: Whether a failure can still lead to anything.
        self.enforceable = self.statutory and not self.ended
        self.stage = self._stage()

    def engagement(self) -> Engagement:
        """How the appointments of the window went."""
        return _engagement(self._seen, self.since)

    def _take_steps(self, steps: Iterable[EnforcementStep]) -> None:
        """Steps by appointment, oldest first; the sort keeps the order of those of one day."""
        for step in sorted(steps, key=lambda step: step.decided_on):
            if step.decided_on <= self.today:
                self.steps.setdefault(step.appointment_id, []).append(step)

    def _take_reset(self, proceedings: Iterable[Proceeding]) -> None:
        resolved = [(one.resolved_on, one.result) for one in proceedings if one.resolved_on is not None]
        past = [one for one in resolved if one[0] <= self.today]
        if past:
            self.reset_on, self.reset_result = max(past)

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
        if self.reset_on is not None and on <= self.reset_on:
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
        begun = [
            one.started_on
            for one in self.history.proceedings
            if one.started_on <= self.today and (one.resolved_on is None or one.resolved_on > self.today)
        ]
        if begun:
            return min(begun)
        # Proceedings that were resolved took their failures, and so these steps, out of the count.
        steps = (step for contact in self.failing for step in self.steps.get(contact.id, ()))
        said = (step.decided_on for step in steps if step.code in BEGINS_PROCEEDING and not step.outstanding)
        return min(said, default=None)

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
