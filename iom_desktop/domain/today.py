"""Today: what is promised now, what is owed, what to watch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Literal

from iom_desktop.domain.compliance import DueKind

Reviewed = Literal["", "case", "plan", "flag"]


class Column(StrEnum):
    """The three columns of the page."""

    NOW = "now"
    OWED = "owed"
    WATCH = "watch"


class Matter(StrEnum):
    """What a line is about; each is put right in one place of the case."""

    APPOINTMENT = "appointment"
    OUTCOME_MISSING = "outcome_missing"
    PROCEEDINGS_DUE = "proceedings_due"
    ENFORCEMENT_DUE = "enforcement_due"
    EVIDENCE_DUE = "evidence_due"
    LETTER_DUE = "letter_due"
    RESPONSE_DUE = "response_due"
    ACTION_OVERDUE = "action_overdue"
    ACTION_DUE = "action_due"
    REVIEW_DUE = "review_due"
    SAFEGUARDING_DUE = "safeguarding_due"
    MARAC_COMING = "marac_coming"
    MARAC_PASSED = "marac_passed"
    COPIES_OVERDUE = "copies_overdue"  #: papers not back in time, of the whole store; one line
    RISK_PROMPT = "risk_prompt"
    RELEASE_AHEAD = "release_ahead"
    ASSESSMENT_OLD = "assessment_old"
    PLAN_NOT_CLEAR = "plan_not_clear"
    NO_PLAN = "no_plan"
    NEED_UNSERVED = "need_unserved"
    REFERRAL_WAITING = "referral_waiting"
    NO_DECISION = "no_decision"


#: Where each matter stands.
COLUMN_OF: dict[Matter, Column] = {
    Matter.APPOINTMENT: Column.NOW,
    Matter.ACTION_DUE: Column.NOW,
    Matter.MARAC_COMING: Column.NOW,
    Matter.OUTCOME_MISSING: Column.OWED,
    Matter.PROCEEDINGS_DUE: Column.OWED,
    Matter.ENFORCEMENT_DUE: Column.OWED,
    Matter.EVIDENCE_DUE: Column.OWED,
    Matter.LETTER_DUE: Column.OWED,
    Matter.RESPONSE_DUE: Column.OWED,
    Matter.ACTION_OVERDUE: Column.OWED,
    Matter.REVIEW_DUE: Column.OWED,
    Matter.SAFEGUARDING_DUE: Column.OWED,
    Matter.MARAC_PASSED: Column.OWED,
    Matter.COPIES_OVERDUE: Column.OWED,
    Matter.RISK_PROMPT: Column.WATCH,
    Matter.RELEASE_AHEAD: Column.WATCH,
    Matter.ASSESSMENT_OLD: Column.WATCH,
    Matter.PLAN_NOT_CLEAR: Column.WATCH,
    Matter.NO_PLAN: Column.WATCH,
    Matter.NEED_UNSERVED: Column.WATCH,
    Matter.REFERRAL_WAITING: Column.WATCH,
    Matter.NO_DECISION: Column.WATCH,
}

#: What puts a referral right that waits: the screening, or the decision at this field.
SCREEN_REFERRAL, DECIDE_REFERRAL = "screen", "outcome"

#: What is owed about failures to comply. Source: the compliance engine.
MATTER_OF_DUE: dict[DueKind, Matter] = {
    DueKind.PROCEEDINGS: Matter.PROCEEDINGS_DUE,
    DueKind.ENFORCEMENT: Matter.ENFORCEMENT_DUE,
    DueKind.EVIDENCE: Matter.EVIDENCE_DUE,
    DueKind.LETTER: Matter.LETTER_DUE,
    DueKind.RESPONSE: Matter.RESPONSE_DUE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TodayItem:
    """One line: whose, what, when, and the record that puts it right.

    Of copies that are overdue there is one line for all: no case's, with how many there are in place of the name.
    """

    id: str  #: of the record, or of the case where there is none yet
    matter: Matter
    case_id: str
    person: str
    crn: str
    words: str
    at: datetime | None
    due: date | None
    risk_to_staff: bool = False
    place: str = ""
    officer: str = ""
    review: Reviewed = ""  #: what falls due, for ``REVIEW_DUE`` alone
    #: What puts it right: the first thing to be asked, a code of ``PromptKind``, for ``RISK_PROMPT``; the field the
    #: tab opens at, for ``REFERRAL_WAITING``.
    asks: str = ""

    @property
    def column(self) -> Column:
        """The column it stands in."""
        return COLUMN_OF[self.matter]


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """Everything on the page, oldest first within each matter.

    ``totals`` counts the matters of which every line is known to be counted, listed or not; of those in
    ``cut_short`` there are more than are listed, and nobody counted them.
    """

    items: tuple[TodayItem, ...]
    totals: Mapping[Matter, int]
    cut_short: frozenset[Matter]
