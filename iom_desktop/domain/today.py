"""Today: what is promised now, what is owed, what to watch."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Literal

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
    ACTION_OVERDUE = "action_overdue"
    ACTION_DUE = "action_due"
    REVIEW_DUE = "review_due"
    PLAN_NOT_CLEAR = "plan_not_clear"
    NO_PLAN = "no_plan"
    NO_DECISION = "no_decision"


#: Where each matter stands.
COLUMN_OF: dict[Matter, Column] = {
    Matter.APPOINTMENT: Column.NOW,
    Matter.ACTION_DUE: Column.NOW,
    Matter.OUTCOME_MISSING: Column.OWED,
    Matter.ACTION_OVERDUE: Column.OWED,
    Matter.REVIEW_DUE: Column.OWED,
    Matter.PLAN_NOT_CLEAR: Column.WATCH,
    Matter.NO_PLAN: Column.WATCH,
    Matter.NO_DECISION: Column.WATCH,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TodayItem:
    """One line: whose, what, when, and the record that puts it right."""

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

    @property
    def column(self) -> Column:
        """The column it stands in."""
        return COLUMN_OF[self.matter]
