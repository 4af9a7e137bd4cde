"""Why this person is under IOM: the decision record. A decision is never edited: a later one supersedes it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from iom_desktop.domain.checks import Checks
from iom_desktop.domain.codes import Cohort
from iom_desktop.domain.selection import held_by_mappa

#: Why nobody whom MAPPA manages is taken on.
HELD_BY_MAPPA = (
    "Decision: this case is held by MAPPA at level 2 or 3, and IOM must not be confused with MAPPA. "
    "Refer elsewhere, or record the newer MAPPA check."
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

    ``cohort`` is for those who are taken on; ``elsewhere`` says where somebody is referred who is referred elsewhere.
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

    def check(self, today: date, known: Collection[str] | None = None) -> DecisionDraft:
        """The draft cleaned. ``known``: the codes of the list of criteria, where there is one to hold it against.

        Raises ``FieldErrors`` naming each field that cannot be kept.
        """
        checks = Checks()
        self._check_days(checks, today)
        taken_on = self.outcome is DecisionOutcome.ACCEPT
        if taken_on:
            checks.demand(self.cohort is not None, "cohort", "Cohort: choose fixed, flex or free.")
        else:
            checks.demand(self.cohort is None, "cohort", "Cohort: only somebody who is taken on has one.")
        checks.demand(not taken_on or not held_by_mappa(self.mappa_result), "outcome", HELD_BY_MAPPA)
        checks.demand(bool(self.decided_by), "decided_by", "Decided by: name at least one person and agency.")
        makers = tuple(
            DecisionMaker(
                name=checks.line(maker.name, "decided_by", "Decided by", required=True),
                agency=checks.line(maker.agency, "decided_by", "Agency of who decided", required=True),
            )
            for maker in self.decided_by
        )
        checks.demand(
            known is None or set(self.criteria) <= set(known),
            "criteria",
            "Criteria: one of them is not in the list.",
        )
        cleaned = replace(
            self,
            referrer=checks.line(self.referrer, "referrer", "Referred by"),
            referrer_agency=checks.line(self.referrer_agency, "referrer_agency", "Agency of the referrer"),
            scores=checks.line(self.scores, "scores", "Scores"),
            rationale=checks.note(self.rationale, "rationale", "Why", required=True),
            decided_by=makers,
            mappa_result=checks.line(self.mappa_result, "mappa_result", "MAPPA result", limit=60),
            dissent=checks.note(self.dissent, "dissent", "Dissent"),
            additionality=checks.note(self.additionality, "additionality", "What IOM adds"),
            objectives=checks.note(self.objectives, "objectives", "Objectives"),
            timescale=checks.line(self.timescale, "timescale", "Timescale"),
            elsewhere=checks.line(
                self.elsewhere,
                "elsewhere",
                "Referred to",
                required=self.outcome is DecisionOutcome.REFER_ELSEWHERE,
            ),
        )
        checks.done()
        return cleaned

    def _check_days(self, checks: Checks, today: date) -> None:
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
    criteria_words: tuple[str, ...] = ()  #: the criteria by the names they have in the list today
