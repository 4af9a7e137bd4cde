"""Why this person is under IOM: the decision record. A decision is never edited: a later one supersedes it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from iom_desktop.domain.checks import Checks
from iom_desktop.domain.codes import Cohort

#: Grounds a panel commonly gives; a setting of the scheme, not a fact of the strategy. (code, words)
CRITERIA: tuple[tuple[str, str], ...] = (
    ("ogrs_high", "OGRS 75% or more"),
    ("ogrs_mid", "OGRS 50% to 74% with professional judgement"),
    ("neighbourhood_crime", "Neighbourhood crime: robbery, burglary, theft from the person, vehicle theft"),
    ("recent_arrests", "Arrests rising in the last 12 months"),
    ("custody_release", "Released from custody in the last 3 months"),
    ("intelligence", "Police intelligence of current offending"),
    ("domestic_abuse", "Domestic abuse with linked offending"),
    ("exploitation", "County lines or other exploitation"),
    ("professional_judgement", "Professional judgement of the panel"),
    ("local_priority", "Local priority of the partnership"),
)


class DecisionOutcome(StrEnum):
    """What a panel decides about a referral. Source: domain reference 2.3."""

    ACCEPT = "accept"
    REJECT = "reject"
    DEFER = "defer"
    NOT_ELIGIBLE = "not_eligible"
    REFER_ELSEWHERE = "refer_elsewhere"

    @property
    def final(self) -> bool:
        """Whether the referral is settled by it."""
        return self is not DecisionOutcome.DEFER


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionMaker:
    """One person who decided, and the agency they spoke for."""

    name: str
    agency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionDraft:
    """Why the person is taken on, or is not. ``rationale`` is the reason in words and cannot be left out.

    ``cohort`` is for those who are taken on; ``elsewhere`` says where the others are referred.
    """

    outcome: DecisionOutcome = DecisionOutcome.ACCEPT
    referral_id: str | None = None
    conference_id: str | None = None
    decided_on: date | None = None
    referrer: str = ""
    referrer_agency: str = ""
    criteria: tuple[str, ...] = ()
    scores: str = ""  #: scores relied on, in words: "OGRS 82%, matrix 14"
    cohort: Cohort | None = None
    rationale: str = ""
    additionality: str = ""  #: what IOM adds to what is done already
    objectives: str = ""
    timescale: str = ""
    elsewhere: str = ""
    decided_by: tuple[DecisionMaker, ...] = ()
    dissent: str = ""
    mappa_checked_on: date | None = None
    mappa_result: str = ""
    review_on: date | None = None

    def check(self, today: date) -> DecisionDraft:
        """The draft cleaned. Raises ``FieldErrors`` naming each field that cannot be kept."""
        checks = Checks()
        checks.demand(self.decided_on is not None, "decided_on", "Date of decision: this is needed.")
        for name, label, day in (
            ("decided_on", "Date of decision", self.decided_on),
            ("mappa_checked_on", "MAPPA checked on", self.mappa_checked_on),
        ):
            if day is not None:
                checks.demand(day <= today, name, f"{label}: {day:%d/%m/%Y} is in the future.")
        if self.decided_on and self.review_on:
            checks.demand(
                self.review_on > self.decided_on,
                "review_on",
                f"Review date: {self.review_on:%d/%m/%Y} is not after the decision.",
            )
        checks.demand(self.cohort is not None, "cohort", "Cohort: choose fixed, flex or free.")
        checks.demand(bool(self.decided_by), "decided_by", "Decided by: name at least one person and agency.")
        makers = tuple(
            DecisionMaker(
                name=checks.line(maker.name, "decided_by", "Decided by", required=True),
                agency=checks.line(maker.agency, "decided_by", "Agency of who decided", required=True),
            )
            for maker in self.decided_by
        )
        known = {code for code, _words in CRITERIA}
        checks.demand(set(self.criteria) <= known, "criteria", "Criteria: one of them is not in the list.")
        cleaned = replace(
            self,
            referrer=checks.line(self.referrer, "referrer", "Referred by"),
            referrer_agency=checks.line(self.referrer_agency, "referrer_agency", "Agency of the referrer"),
            scores=checks.line(self.scores, "scores", "Scores"),
            rationale=checks.note(self.rationale, "rationale", "Why IOM", required=True),
            decided_by=makers,
            mappa_result=checks.line(self.mappa_result, "mappa_result", "MAPPA result", limit=60),
        )
        checks.done()
        return cleaned


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A decision as recorded. ``superseded_on`` is set once a later decision has taken its place."""

    id: str
    case_id: str
    said: DecisionDraft
    recorded_by: str
    recorded_at: datetime
    supersede_reason: str
    superseded_on: date | None
