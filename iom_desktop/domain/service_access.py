"""Service access: each need followed from found to obtained, or to the reason it was not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from itertools import pairwise

from iom_desktop.domain.checks import Checks
from iom_desktop.domain.codes import Agency
from iom_desktop.domain.needs import Need, NeedStatus, Severity

#: The longest wait wanted, in days, where neither the directory nor the scheme's periods give one.
STALLED_AFTER_DAYS = 28
#: What stands in place of a service where there is none to be had, and the reason is recorded.
NO_SERVICE = "No service found"
#: The longest that is kept of what shows that a rung was reached, in characters.
EVIDENCE_LIMIT = 2_000

#: The rungs in order: (field of the draft, words).
RUNGS: tuple[tuple[str, str], ...] = (
    ("identified_on", "Identified"),
    ("wanted_on", "Wanted"),
    ("referred_on", "Referred"),
    ("accepted_on", "Accepted"),
    ("offered_on", "Offered"),
    ("attended_on", "First attended"),
    ("engaged_on", "Engaged"),
    ("ended_on", "Ended"),
)


class Barrier(StrEnum):
    """Why a needed service was not obtained."""

    NO_PROVISION = "no_provision"
    WAITING_LIST = "waiting_list"
    DECLINED_BY_SERVICE = "declined_by_service"
    DECLINED_BY_PERSON = "declined_by_person"
    NOT_ELIGIBLE = "not_eligible"
    IN_CUSTODY = "in_custody"
    DISTANCE = "distance"
    IDENTITY_OR_BENEFITS = "identity_or_benefits"
    LANGUAGE = "language"
    OTHER = "other"


class ServiceOutcome(StrEnum):
    """What the service came to."""

    ACHIEVED = "achieved"
    PARTLY = "partly"
    NOT_ACHIEVED = "not_achieved"


@dataclass(frozen=True, slots=True, kw_only=True)
class RungRecord:
    """Who brought a service to a rung, and what shows that it was reached. ``rung`` is the draft's field."""

    rung: str
    by: str = ""
    agency: str = ""  #: an ``Agency``'s value, or nothing
    evidence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceAccessDraft:
    """One service for one need, as typed. Each rung is the day it was reached, or nothing."""

    need_code: str = ""
    service: str = ""
    provider: str = ""
    provider_service_id: str | None = None  #: the service of the directory it is, where it is one
    identified_on: date | None = None
    wanted_on: date | None = None
    referred_on: date | None = None
    accepted_on: date | None = None
    offered_on: date | None = None
    attended_on: date | None = None
    engaged_on: date | None = None
    ended_on: date | None = None
    rung_records: tuple[RungRecord, ...] = ()
    outcome: ServiceOutcome | None = None
    barrier: Barrier | None = None
    barrier_words: str = ""
    note: str = ""

    def rungs(self) -> tuple[tuple[str, str, date | None], ...]:
        """(field, words, day) for each rung, in order."""
        return tuple((name, words, getattr(self, name)) for name, words in RUNGS)

    def reached(self) -> tuple[tuple[str, str, date], ...]:
        """(field, words, day) for each rung reached, in order."""
        return tuple((name, words, day) for name, words, day in self.rungs() if day is not None)

    def next_rungs(self) -> tuple[tuple[str, str], ...]:
        """(field, words) for each rung beyond the furthest reached: the next one first."""
        places = [place for place, (_name, _words, day) in enumerate(self.rungs()) if day is not None]
        return RUNGS[places[-1] + 1 if places else 0 :]

    def record_of(self, rung: str) -> RungRecord:
        """Who brought it to a rung and what shows it; an empty record where nobody said."""
        return next((one for one in self.rung_records if one.rung == rung), RungRecord(rung=rung))

    def with_rung(self, record: RungRecord, on: date) -> ServiceAccessDraft:
        """The draft with a rung reached ``on`` a day, as ``record`` says."""
        others = (one for one in self.rung_records if one.rung != record.rung)
        days: dict[str, date] = {record.rung: on}
        return replace(self, rung_records=(*others, record), **days)  # type: ignore[arg-type]

    def with_dated_reason(self, words: str, today: date) -> ServiceAccessDraft:
        """The draft with a line in its note that says when its reason was given, in ``words``."""
        line = f"{today:%d/%m/%Y}: {words}"
        return replace(self, note=f"{self.note.rstrip()}\n{line}".strip())

    def check(self, today: date, known_need: bool) -> ServiceAccessDraft:
        """The draft cleaned; a ladder that cannot have been climbed so is refused. Raises ``FieldErrors``."""
        checks = Checks()
        checks.demand(known_need, "need_code", "Need: choose one from the list.")
        checks.demand(self.identified_on is not None, "identified_on", "Identified: a date is needed.")
        self._check_order(checks, today)
        self._check_ends(checks)
        cleaned = replace(
            self,
            service=checks.line(self.service, "service", "Service", required=True),
            provider=checks.line(self.provider, "provider", "Provider"),
            rung_records=self._checked_records(checks),
            barrier_words=checks.note(
                self.barrier_words,
                "barrier_words",
                "Reason in words",
                required=self.barrier is Barrier.OTHER,
            ),
            note=checks.note(self.note, "note", "Note"),
        )
        checks.done()
        return cleaned

    def _check_order(self, checks: Checks, today: date) -> None:
        """No rung in the future, none before an earlier one."""
        earlier: tuple[str, date] | None = None
        for name, words, day in self.reached():
            checks.demand(day <= today, name, f"{words}: {day:%d/%m/%Y} is in the future.")
            if earlier is not None:
                checks.demand(
                    day >= earlier[1],
                    name,
                    f"{words}: {day:%d/%m/%Y} is before {earlier[0].lower()}, {earlier[1]:%d/%m/%Y}.",
                )
            earlier = (words, day)

    def _check_ends(self, checks: Checks) -> None:
        """Nobody engages with, ends or gets anything out of a service they never went to."""
        attended = self.attended_on is not None
        checks.demand(
            attended or self.engaged_on is None,
            "engaged_on",
            "Engaged: give the day of first attended too; nobody engages before they have been.",
        )
        checks.demand(
            attended or self.ended_on is None or self.barrier is not None,
            "ended_on",
            "Ended: give the day of first attended, or the reason why the service was not obtained.",
        )
        checks.demand(
            self.outcome is None or self.ended_on is not None,
            "ended_on",
            "Ended: a date is needed where there is an outcome.",
        )
        checks.demand(
            self.outcome is None or attended or self.ended_on is None or self.barrier is None,
            "outcome",
            "Outcome: a service that was never attended has none; the reason says why.",
        )

    def _checked_records(self, checks: Checks) -> tuple[RungRecord, ...]:
        """What is said of each rung, in the order of the rungs, cleaned; empty records are left out."""
        words_of, kept = dict(RUNGS), dict[str, RungRecord]()
        for one in self.rung_records:
            words = words_of.get(one.rung)
            if words is None or one.rung in kept:
                raise ValueError("a record is of one of the rungs, and there is one of each")
            checks.demand(
                not one.agency or one.agency in tuple(Agency),
                f"{one.rung}_agency",
                f"{words}, agency: choose one from the list.",
            )
            cleaned = RungRecord(
                rung=one.rung,
                by=checks.line(one.by, f"{one.rung}_by", f"{words}, by whom"),
                agency=one.agency,
                evidence=checks.note(
                    one.evidence, f"{one.rung}_evidence", f"{words}, evidence", limit=EVIDENCE_LIMIT
                ),
            )
            checks.demand(
                getattr(self, one.rung) is not None or not cleaned.evidence,
                one.rung,
                f"{words}: a date is needed where there is evidence.",
            )
            if getattr(self, one.rung) is not None and (cleaned.by or cleaned.agency or cleaned.evidence):
                kept[one.rung] = cleaned
        return tuple(kept[name] for name, _words in RUNGS if name in kept)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One gap of the ladder: from one rung reached to the next, in days."""

    start: str
    end: str
    days: int
    open: bool  #: still waiting: ``days`` counts to today


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceAccess:
    """A service access as the store has it.

    ``target_days`` is the longest wait wanted, from the need found to the first attendance: the directory's
    for this service, else the scheme's.
    """

    id: str
    version: int
    case_id: str
    need_name: str
    said: ServiceAccessDraft
    target_days: int = STALLED_AFTER_DAYS

    @property
    def reached(self) -> str:
        """Words of the furthest rung reached."""
        done = self.said.reached()
        return done[-1][1] if done else ""

    @property
    def obtained(self) -> bool:
        """Whether the person got to the service at least once."""
        return self.said.attended_on is not None

    @property
    def waiting(self) -> bool:
        """Whether the person is still waiting for a first attendance."""
        return not self.obtained and self.said.ended_on is None and self.said.barrier is None

    def stages(self, today: date) -> tuple[Stage, ...]:
        """Days at each stage; the last is open while the service has neither ended nor been refused."""
        dated = self.said.reached()
        gaps = [
            Stage(start=a, end=b, days=(later - earlier).days, open=False)
            for (_name, a, earlier), (_next, b, later) in pairwise(dated)
        ]
        if dated and self.said.ended_on is None and self.said.barrier is None:
            _name, words, day = dated[-1]
            gaps.append(Stage(start=words, end="", days=(today - day).days, open=True))
        return tuple(gaps)

    def stalled(self, today: date) -> Stage | None:
        """The stage the person has waited at for longer than the whole wait may be, without a reason given.

        Nothing once the person has got to the service: staying with it is no delay.
        """
        stages = self.stages(today)
        last = stages[-1] if self.waiting and stages else None
        return last if last is not None and last.open and last.days > self.target_days else None

    def late(self, today: date) -> bool:
        """Whether the person has waited longer than the target in all; a stalled one is late as well."""
        return self.waiting and (self.total_days(today) or 0) > self.target_days

    def total_days(self, today: date) -> int | None:
        """Days from the need found to the first attendance, to today while waiting; else nothing."""
        if self.said.identified_on is not None and self.waiting:
            return (today - self.said.identified_on).days
        return self.days_to_attendance()

    def days_to_attendance(self) -> int | None:
        """Days from the need found to the first attendance, or nothing while there is none."""
        if self.said.identified_on is None or self.said.attended_on is None:
            return None
        return (self.said.attended_on - self.said.identified_on).days


# --- Needs that nothing has come of ------------------------------------------------------------------------

#: The severities of a need that calls for a service, and the statuses at which it no longer does.
CALLING = (Severity.SEVERE, Severity.STANDARD)
AT_REST = (NeedStatus.DONE, NeedStatus.SUPPORT_NOT_REQUIRED)


class Lack(StrEnum):
    """In what way a need is unserved with no reason on record."""

    NEVER_FOLLOWED = "never_followed"
    NO_REASON = "no_reason"  #: ended before anybody attended, and nobody said why
    STALLED = "stalled"
    LATE = "late"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnservedNeed:
    """A need that calls for a service nobody has been to, too long, with no reason on record.

    ``access_id`` is the service that is waited for, or empty where none is followed. ``stage_days`` are the days
    at the furthest rung, ``total_days`` those since the need was found, as far as that is known. ``person`` is
    the name as in lists, given where the needs are of many people.
    """

    case_id: str
    need_id: str
    need_code: str
    need_name: str
    severity: Severity
    lack: Lack
    access_id: str = ""
    service: str = ""
    provider: str = ""
    stage: str = ""
    stage_days: int = 0
    total_days: int | None = None
    target_days: int = STALLED_AFTER_DAYS
    person: str = ""
    crn: str = ""

    @property
    def severe(self) -> bool:
        """Whether the need is severe."""
        return self.severity is Severity.SEVERE


def calls_for_service(severity: Severity | None, status: NeedStatus) -> bool:
    """Whether a need calls for a service: severe or standard, and not at rest."""
    return severity in CALLING and status not in AT_REST


def not_followed(needs: Iterable[Need], services: Iterable[ServiceAccess]) -> list[Need]:
    """The severe and standard needs that no service is followed for, those at rest left out, in their order."""
    followed = {service.said.need_code for service in services}
    return [
        need
        for need in needs
        if calls_for_service(need.assessed.severity, need.assessed.status)
        and need.assessed.code not in followed
    ]


def unserved_needs(
    needs: Iterable[Need], services: Iterable[ServiceAccess], today: date
) -> list[UnservedNeed]:
    """Needs that call for a service, that nobody has reached in time, and for which no reason is on record.

    A need with several tries is served by any that was attended, and excused by its reasons once every try has
    one. The gravest come first, then those waited for longest.
    """
    tries: dict[str, list[ServiceAccess]] = {}
    for service in services:
        tries.setdefault(service.said.need_code, []).append(service)
    found = [
        lacking
        for need in needs
        if calls_for_service(need.assessed.severity, need.assessed.status)
        and (lacking := _lacking(need, tries.get(need.assessed.code, ()), today)) is not None
    ]
    return in_order_of_need(found)


def in_order_of_need(found: Iterable[UnservedNeed]) -> list[UnservedNeed]:
    """The gravest first, then those waited for longest."""
    return sorted(found, key=lambda one: (not one.severe, -(one.total_days or 0), one.need_name, one.case_id))


def _lacking(need: Need, tries: Sequence[ServiceAccess], today: date) -> UnservedNeed | None:
    """In what way one need is unserved, if it is."""
    if not tries:
        return _unserved(need, Lack.NEVER_FOLLOWED, None, today)
    if any(one.obtained for one in tries):
        return None
    silent = [one for one in tries if one.said.barrier is None]
    for lack, fits in _LACKS:
        for one in silent:
            if fits(one, today):
                return _unserved(need, lack, one, today)
    return None


#: The ways a try with no reason can have come to nothing, the worst first.
_LACKS: tuple[tuple[Lack, Callable[[ServiceAccess, date], bool]], ...] = (
    (Lack.STALLED, lambda one, today: one.stalled(today) is not None),
    (Lack.LATE, lambda one, today: one.late(today)),
    (Lack.NO_REASON, lambda one, today: one.said.ended_on is not None),
)


def _unserved(need: Need, lack: Lack, one: ServiceAccess | None, today: date) -> UnservedNeed:
    found = need.assessed.identified_on if one is None else one.said.identified_on
    stages = one.stages(today) if one is not None else ()
    return UnservedNeed(
        case_id=need.case_id,
        need_id=need.id,
        need_code=need.code,
        need_name=need.name,
        severity=need.assessed.severity or Severity.STANDARD,
        lack=lack,
        access_id=one.id if one is not None else "",
        service=one.said.service if one is not None else "",
        provider=one.said.provider if one is not None else "",
        stage=one.reached if one is not None else "",
        stage_days=stages[-1].days if stages and stages[-1].open else 0,
        total_days=(today - found).days if found is not None else None,
        target_days=one.target_days if one is not None else STALLED_AFTER_DAYS,
    )
