"""Service access: each need followed from found to obtained, or to the reason it was not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from itertools import pairwise

from iom_desktop.domain.checks import Checks
from iom_desktop.domain.needs import Need, NeedStatus, Severity

#: More days than this at one stage, with no reason given, and the service is stalled.
STALLED_AFTER_DAYS = 28

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

    def check(self, today: date, known_need: bool) -> ServiceAccessDraft:
        """The draft cleaned; a rung before an earlier one, or in the future, is refused. ``FieldErrors``."""
        checks = Checks()
        checks.demand(known_need, "need_code", "Need: choose one from the list.")
        checks.demand(self.identified_on is not None, "identified_on", "Identified: a date is needed.")
        earlier: tuple[str, date] | None = None
        for name, words, day in self.rungs():
            if day is None:
                continue
            checks.demand(day <= today, name, f"{words}: {day:%d/%m/%Y} is in the future.")
            if earlier is not None:
                checks.demand(
                    day >= earlier[1],
                    name,
                    f"{words}: {day:%d/%m/%Y} is before {earlier[0].lower()}, {earlier[1]:%d/%m/%Y}.",
                )
            earlier = (words, day)
        checks.demand(
            self.outcome is None or self.ended_on is not None,
            "ended_on",
            "Ended: a date is needed where there is an outcome.",
        )
        cleaned = replace(
            self,
            service=checks.line(self.service, "service", "Service", required=True),
            provider=checks.line(self.provider, "provider", "Provider"),
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One gap of the ladder: from one rung reached to the next, in days."""

    start: str
    end: str
    days: int
    open: bool  #: still waiting: ``days`` counts to today


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceAccess:
    """A service access as the store has it."""

    id: str
    version: int
    case_id: str
    need_name: str
    said: ServiceAccessDraft

    @property
    def reached(self) -> str:
        """Words of the furthest rung reached."""
        done = [words for _name, words, day in self.said.rungs() if day is not None]
        return done[-1] if done else ""

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
        dated = [(words, day) for _name, words, day in self.said.rungs() if day is not None]
        gaps = [
            Stage(start=a, end=b, days=(later - earlier).days, open=False)
            for (a, earlier), (b, later) in pairwise(dated)
        ]
        if dated and self.said.ended_on is None and self.said.barrier is None:
            words, day = dated[-1]
            gaps.append(Stage(start=words, end="", days=(today - day).days, open=True))
        return tuple(gaps)

    def stalled(self, today: date) -> Stage | None:
        """The stage the person has waited at for more than ``STALLED_AFTER_DAYS`` days without a reason given.

        Nothing once the person has got to the service: staying with it is no delay.
        """
        stages = self.stages(today)
        last = stages[-1] if self.waiting and stages else None
        return last if last is not None and last.open and last.days > STALLED_AFTER_DAYS else None

    def days_to_attendance(self) -> int | None:
        """Days from the need found to the first attendance, or nothing while there is none."""
        if self.said.identified_on is None or self.said.attended_on is None:
            return None
        return (self.said.attended_on - self.said.identified_on).days


_AT_REST = (NeedStatus.DONE, NeedStatus.SUPPORT_NOT_REQUIRED)


def not_followed(needs: Iterable[Need], services: Iterable[ServiceAccess]) -> list[Need]:
    """The severe and standard needs that no service is followed for, those at rest left out, in their order."""
    followed = {service.said.need_code for service in services}
    return [
        need
        for need in needs
        if need.assessed.severity in (Severity.SEVERE, Severity.STANDARD)
        and need.assessed.status not in _AT_REST
        and need.assessed.code not in followed
    ]
