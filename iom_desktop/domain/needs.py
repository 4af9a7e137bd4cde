"""Needs by pathway, and how a score becomes a severity."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from iom_desktop.domain.checks import Checks
from iom_desktop.domain.codes import CodeItem


class Severity(StrEnum):
    """How much a need weighs. Source: OASys thresholds, domain reference 3.2."""

    NONE = "none"
    STANDARD = "standard"
    SEVERE = "severe"


class NeedStatus(StrEnum):
    """Where work on the pathway stands. Source: Resettlement Passport vocabulary, domain reference 3.1."""

    SUPPORT_REQUIRED = "support_required"
    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    SUPPORT_DECLINED = "support_declined"
    SUPPORT_NOT_REQUIRED = "support_not_required"
    DONE = "done"


def severity_of(score: int, need: CodeItem) -> Severity | None:
    """The severity ``score`` means for ``need``, by the thresholds of the need's code item.

    Returns nothing for a need that is not scored (finance, emotional wellbeing).
    """
    standard, severe = need.detail("standard_from"), need.detail("severe_from")
    if not standard or not severe:
        return None
    if score >= int(severe):
        return Severity.SEVERE
    return Severity.STANDARD if score >= int(standard) else Severity.NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedDraft:
    """A need as assessed. Where ``score`` is given and the need is scored, severity follows from it."""

    code: str = ""
    score: int | None = None
    severity: Severity | None = None
    linked_to_offending: bool = False
    linked_to_harm: bool = False
    strengths: str = ""
    status: NeedStatus = NeedStatus.NOT_STARTED
    note: str = ""
    identified_on: date | None = None

    def check(self, today: date, need: CodeItem | None) -> NeedDraft:
        """The draft cleaned, severity worked out. Raises ``FieldErrors``."""
        checks = Checks()
        checks.demand(need is not None, "code", "Need: choose one from the list.")
        severity = self.severity
        if self.score is not None:
            checks.demand(0 <= self.score <= 20, "score", "Score: a number from 0 to 20 is needed.")
            if need is not None:
                severity = severity_of(self.score, need) or severity
        checks.demand(severity is not None, "severity", "Severity: choose one, or give a score.")
        if self.identified_on is not None:
            checks.demand(
                self.identified_on <= today,
                "identified_on",
                f"Identified on: {self.identified_on:%d/%m/%Y} is in the future.",
            )
        cleaned = replace(
            self,
            severity=severity,
            strengths=checks.note(self.strengths, "strengths", "Strengths"),
            note=checks.note(self.note, "note", "Note"),
        )
        checks.done()
        return cleaned


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """A need as the store has it, with the words of its code."""

    id: str
    version: int
    case_id: str
    name: str
    pathway: str
    assessed: NeedDraft
    served: bool  #: whether an active required action of the plan in force serves it

    @property
    def code(self) -> str:
        """Code of the need in the needs list."""
        return self.assessed.code

    @property
    def severe(self) -> bool:
        """Whether the need is severe."""
        return self.assessed.severity is Severity.SEVERE
