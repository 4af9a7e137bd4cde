"""The access report: of those who needed a service, how many reached it, how long they waited, and why not.

Every case and need is one fact, and a fact stands in exactly one place: reached, waiting, not reached for a
coded reason, or not reached with no reason on record. So the parts of every line add up to those who needed it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from operator import attrgetter
from typing import NamedTuple

from iom_desktop.domain.needs import NeedStatus, Severity
from iom_desktop.domain.service_access import STALLED_AFTER_DAYS, Barrier

#: The needs that the inspection counted as one: drug or alcohol services.
DRUGS_OR_ALCOHOL = frozenset({"DRUGS", "ALCOHOL"})


class Standing(StrEnum):
    """Where a need stands that no coded reason speaks for. A coded reason is a ``Barrier`` in its place."""

    REACHED = "reached"
    WAITING = "waiting"
    NO_REASON = "no_reason"


# As values: the caseload is counted many times over, and an enum takes its time to give its own.
_REACHED, _WAITING, _NO_REASON = Standing.REACHED.value, Standing.WAITING.value, Standing.NO_REASON.value
_DECLINED = Barrier.DECLINED_BY_PERSON.value
_BARRIERS = tuple((barrier.value, barrier) for barrier in Barrier)
_CALLING = frozenset({Severity.SEVERE.value, Severity.STANDARD.value})
_NOT_REQUIRED, _SUPPORT_DECLINED = NeedStatus.SUPPORT_NOT_REQUIRED.value, NeedStatus.SUPPORT_DECLINED.value


class Dimension(StrEnum):
    """What the report is broken down by."""

    NEED = "need"
    COHORT = "cohort"
    AREA = "area"
    PROVIDER = "provider"


class AssessedNeed(NamedTuple):
    """A need as assessed. ``status`` and ``severity`` are the values of their enums."""

    case_id: str
    code: str
    severity: str
    status: str
    identified_on: date | None


class FollowedService(NamedTuple):
    """A service followed for a need. ``target_days``: the longest wait wanted, where the directory gives one."""

    id: str
    case_id: str
    need_code: str
    provider: str
    identified_on: date
    attended_on: date | None
    ended_on: date | None
    barrier: str | None
    target_days: int | None


class CaseGround(NamedTuple):
    """What a case is grouped by. ``area`` is the outward part of the person's postcode, or nothing."""

    cohort: str
    area: str


class AccessFact(NamedTuple):
    """One need of one case. ``state`` is a ``Standing``'s or a ``Barrier``'s value; ``days`` from found to
    first attended, or to today for one still waiting; ``late``: waiting longer than the target.
    """

    case_id: str
    need_code: str
    severity: str
    cohort: str
    area: str
    provider: str
    found_on: date | None
    attended_on: date | None
    state: str
    days: int | None
    late: bool
    followed: bool


def area_of(postcode: str) -> str:
    """The outward part of ``postcode``, or nothing where there is none to be read."""
    packed = "".join(postcode.upper().split())
    if not packed.isalnum():
        return ""
    if " " in postcode.strip():
        return postcode.upper().split()[0]
    return packed[:-3] if len(packed) > 4 else packed


def counts(need: AssessedNeed) -> bool:
    """Whether an assessed need is a need for a service: severe or standard, and support not ruled out."""
    return need.severity in _CALLING and need.status != _NOT_REQUIRED


def facts_of(
    needs: Iterable[AssessedNeed],
    services: Iterable[FollowedService],
    grounds: Mapping[str, CaseGround],
    today: date,
    target_days: int = STALLED_AFTER_DAYS,
) -> list[AccessFact]:
    """One fact for each case and need. ``target_days`` holds where a service has no target of its own.

    A service is needed where the need is assessed as severe or standard and support is not marked as not
    required, and wherever a service is followed. A need first met with in a service followed counts by that.
    """
    assessed = {(need.case_id, need.code): need for need in needs}
    followed: defaultdict[tuple[str, str], list[FollowedService]] = defaultdict(list)
    for service in services:
        followed[service.case_id, service.need_code].append(service)
    facts = [
        _followed_fact(assessed.get(key), ladders, grounds[key[0]], today, target_days)
        for key, ladders in followed.items()
        if key[0] in grounds
    ]
    facts += [
        _unfollowed_fact(need, grounds[need.case_id])
        for key, need in assessed.items()
        if key not in followed and need.case_id in grounds and counts(need)
    ]
    return facts


def _followed_fact(
    need: AssessedNeed | None,
    ladders: Sequence[FollowedService],
    ground: CaseGround,
    today: date,
    target_days: int,
) -> AccessFact:
    shown = ladders[0] if len(ladders) == 1 else _telling(ladders)
    found = min(ladder.identified_on for ladder in ladders)
    if need is not None and need.identified_on is not None and need.identified_on < found:
        found = need.identified_on
    state = _state(shown)
    waiting = state == _WAITING
    days: int | None = None
    if shown.attended_on is not None:
        days = (shown.attended_on - found).days
    elif waiting:
        days = (today - found).days
    wanted = target_days if shown.target_days is None else shown.target_days
    return AccessFact(
        shown.case_id,
        shown.need_code,
        "" if need is None else need.severity,
        ground.cohort,
        ground.area,
        shown.provider,
        found,
        shown.attended_on,
        state,
        days,
        waiting and days is not None and days > wanted,
        True,
    )


def _unfollowed_fact(need: AssessedNeed, ground: CaseGround) -> AccessFact:
    """A need that no service is followed for. "Support declined" is a reason on record; nothing else is."""
    declined = need.status == _SUPPORT_DECLINED
    return AccessFact(
        need.case_id,
        need.code,
        need.severity,
        ground.cohort,
        ground.area,
        "",
        need.identified_on,
        None,
        _DECLINED if declined else _NO_REASON,
        None,
        False,
        False,
    )


def _telling(ladders: Sequence[FollowedService]) -> FollowedService:
    """The service that speaks for the need: the first attended, else the newest still open, else the newest."""
    attended = [one for one in ladders if one.attended_on is not None]
    if attended:
        return min(attended, key=lambda one: (one.attended_on or date.max, one.id))
    live = [one for one in ladders if one.barrier is None and one.ended_on is None]
    return max(live or ladders, key=lambda one: (one.identified_on, one.id))


def _state(service: FollowedService) -> str:
    if service.attended_on is not None:
        return _REACHED
    if service.barrier is not None:
        return service.barrier
    return _WAITING if service.ended_on is None else _NO_REASON


# --- Counting ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """One line of the report. Waits are in days, from the need found to the first attendance."""

    needed: int
    reached: int
    waiting: int
    late: int  #: of those waiting
    reasons: Mapping[Barrier, int]  #: those not reached with a reason on record; no zeros
    no_reason: int
    not_followed: int  #: of those with no reason
    median_wait: float | None
    longest_wait: int | None

    @property
    def not_reached(self) -> int:
        """Those who needed it and have not got to it."""
        return self.needed - self.reached

    @property
    def percent(self) -> int | None:
        """Reached of a hundred who needed it, rounded to the nearest whole; nothing where nobody needed it."""
        return percent_of(self.reached, self.needed)

    def of(self, state: str) -> int:
        """How many stand at ``state``: a ``Standing`` or a ``Barrier``."""
        if state in (Standing.REACHED, Standing.WAITING, Standing.NO_REASON):
            return int(getattr(self, str(state)))
        return self.reasons.get(Barrier(state), 0)


def percent_of(part: int, whole: int) -> int | None:
    """``part`` of a hundred of ``whole``, halves rounded up; nothing of nobody.

    Only all is 100 and only none is 0: what is rounded there says 99 or 1.
    """
    if not whole:
        return None
    rounded = (200 * part + whole) // (2 * whole)
    if 0 < part < whole:
        return min(max(rounded, 1), 99)
    return rounded


def tally(facts: Sequence[AccessFact]) -> Tally:
    """The line that ``facts`` make."""
    states = Counter([fact.state for fact in facts])
    reached, silent = states[_REACHED], states[_NO_REASON]
    waits = sorted([fact.days for fact in facts if fact.days is not None and fact.state == _REACHED])
    return Tally(
        needed=len(facts),
        reached=reached,
        waiting=states[_WAITING],
        late=sum([fact.late for fact in facts]) if states[_WAITING] else 0,
        reasons={barrier: states[code] for code, barrier in _BARRIERS if code in states},
        no_reason=silent,
        not_followed=sum([not fact.followed for fact in facts if fact.state == _NO_REASON]) if silent else 0,
        median_wait=median_of(waits),
        longest_wait=waits[-1] if waits else None,
    )


def median_of(ordered: Sequence[int]) -> float | None:
    """The middle of ``ordered``, or half-way between the two in the middle."""
    if not ordered:
        return None
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return float(ordered[middle])
    return (ordered[middle - 1] + ordered[middle]) / 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of the report: ``key`` is a need's code, a cohort, an area or a provider, "" where not known.

    ``need_code`` says for which need, "" for all of them together.
    """

    dimension: Dimension
    key: str
    need_code: str
    tally: Tally

    @property
    def id(self) -> tuple[str, str, str]:
        """What tells the line from every other."""
        return self.dimension.value, self.key, self.need_code


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessReport:
    """The report. ``found_from``: only needs found on or after that day, where one is given."""

    today: date
    found_from: date | None
    people: int  #: in the caseload
    undated: int  #: needs left out because nobody wrote down when they were found
    facts: tuple[AccessFact, ...]
    needs: tuple[Line, ...]
    groups: Mapping[Dimension, tuple[Line, ...]]  #: every need in each group, and the group's needs together
    total: Tally
    drugs_or_alcohol: tuple[int, int]  #: people with all such services they needed, of those who needed any

    def lines(self, dimension: Dimension, need_code: str = "") -> tuple[Line, ...]:
        """The lines of ``dimension``, for one need or all together."""
        if dimension is Dimension.NEED:
            return self.needs
        return tuple(line for line in self.groups[dimension] if line.need_code == need_code)

    def behind(self, line: Line) -> list[AccessFact]:
        """The facts that ``line`` counts."""
        place = attrgetter(_FIELDS[line.dimension])
        return [
            fact
            for fact in self.facts
            if place(fact) == line.key
            and (line.dimension is Dimension.NEED or line.need_code in ("", fact.need_code))
        ]


_FIELDS = {
    Dimension.NEED: "need_code",
    Dimension.COHORT: "cohort",
    Dimension.AREA: "area",
    Dimension.PROVIDER: "provider",
}


def make_report(
    facts: Iterable[AccessFact],
    order: Sequence[str],
    people: int,
    today: date,
    found_from: date | None = None,
) -> AccessReport:
    """The report that ``facts`` make. ``order`` is the needs' codes in the order of their list."""
    every = tuple(facts)
    undated = 0
    if found_from is not None:
        undated = sum(fact.found_on is None for fact in every)
        every = tuple(fact for fact in every if fact.found_on is not None and fact.found_on >= found_from)
    rank = {code: place for place, code in enumerate(order)}

    def by_need(code: str) -> tuple[int, str]:
        return rank.get(code, len(rank)), code

    of_need = _parted(every, "need_code")
    codes = sorted(of_need, key=by_need)
    return AccessReport(
        today=today,
        found_from=found_from,
        people=people,
        undated=undated,
        facts=every,
        needs=tuple(
            Line(dimension=Dimension.NEED, key=code, need_code=code, tally=tally(of_need[code]))
            for code in codes
        ),
        groups={
            dimension: tuple(_group_lines(every, dimension, by_need))
            for dimension in (Dimension.COHORT, Dimension.AREA, Dimension.PROVIDER)
        },
        total=tally(every),
        drugs_or_alcohol=_drugs_or_alcohol(every),
    )


def _parted(facts: Iterable[AccessFact], field: str) -> dict[str, list[AccessFact]]:
    place = attrgetter(field)
    parts: defaultdict[str, list[AccessFact]] = defaultdict(list)
    for fact in facts:
        parts[place(fact)].append(fact)
    return parts


def _group_lines(
    facts: Sequence[AccessFact], dimension: Dimension, by_need: Callable[[str], tuple[int, str]]
) -> Iterable[Line]:
    groups = _parted(facts, _FIELDS[dimension])
    for key in sorted(groups, key=_group_order(dimension)):
        yield Line(dimension=dimension, key=key, need_code="", tally=tally(groups[key]))
        needs = _parted(groups[key], "need_code")
        for code in sorted(needs, key=by_need):
            yield Line(dimension=dimension, key=key, need_code=code, tally=tally(needs[code]))


_COHORTS = {"fixed": 0, "flex": 1, "free": 2}


def _group_order(dimension: Dimension) -> Callable[[str], tuple[int | bool | str, ...]]:
    """By name, cohorts in their own order; what is not known comes last."""
    if dimension is Dimension.COHORT:
        return lambda key: (_COHORTS.get(key, 3), key)
    return lambda key: (not key, key.casefold(), key)


def _drugs_or_alcohol(facts: Iterable[AccessFact]) -> tuple[int, int]:
    """People who reached each drug or alcohol service they needed, of the people who needed any."""
    asked: dict[str, bool] = {}
    for fact in facts:
        if fact.need_code in DRUGS_OR_ALCOHOL:
            got = fact.state == _REACHED
            asked[fact.case_id] = asked.get(fact.case_id, True) and got
    return sum(asked.values()), len(asked)
