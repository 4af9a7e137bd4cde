"""The case plan: goals in the person's words, required actions under each, versions that freeze when agreed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from iom_desktop.domain.actions import Action
from iom_desktop.domain.checks import Checks


class PlanState(StrEnum):
    """A plan is a draft until it is agreed; an agreed one is superseded by the next agreed one."""

    DRAFT = "draft"
    AGREED = "agreed"
    SUPERSEDED = "superseded"


class Agreement(StrEnum):
    """What the person said to the plan."""

    AGREES = "agrees"
    DOES_NOT_AGREE = "does_not_agree"
    COULD_NOT_ANSWER = "could_not_answer"


class GoalState(StrEnum):
    """A goal is worked on, reached, or taken out with a reason; it stays visible in each case."""

    ACTIVE = "active"
    ACHIEVED = "achieved"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalDraft:
    """A goal in the person's own words ("I will ..."). ``serves`` holds codes of needs or ``SERVES_RISK``."""

    words: str = ""
    target_on: date | None = None
    serves: tuple[str, ...] = ()

    def check(self) -> GoalDraft:
        """The draft cleaned. Raises ``FieldErrors``."""
        checks = Checks()
        cleaned = replace(self, words=checks.note(self.words, "words", "Goal", required=True, limit=4000))
        checks.done()
        return cleaned


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """A goal as the store has it, with its actions in order. ``number`` is "1", "2" ..."""

    id: str
    version: int
    lineage: str
    plan_id: str
    number: str
    said: GoalDraft
    state: GoalState
    state_reason: str
    actions: tuple[Action, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanWords:
    """What a plan says besides its goals."""

    contingency: str = ""
    persons_words: str = ""
    review_on: date | None = None

    def check(self) -> PlanWords:
        """The draft cleaned. Raises ``FieldErrors``."""
        checks = Checks()
        cleaned = replace(
            self,
            contingency=checks.note(self.contingency, "contingency", "Contingency"),
            persons_words=checks.note(self.persons_words, "persons_words", "In their own words"),
        )
        checks.done()
        return cleaned


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementDraft:
    """What is recorded when a plan is agreed.

    ``explained_on`` is the day every action was gone through with the person: it fills the actions that have
    no such date of their own. A reason is needed unless the person agrees.
    """

    answer: Agreement | None = None
    reason: str = ""
    persons_words: str = ""
    explained_on: date | None = None

    def check(self, today: date) -> AgreementDraft:
        """The draft cleaned. Raises ``FieldErrors``."""
        checks = Checks()
        checks.demand(self.answer is not None, "answer", "Agreement: say what the person answered.")
        if self.explained_on is not None:
            checks.demand(
                self.explained_on <= today,
                "explained_on",
                f"Gone through on: {self.explained_on:%d/%m/%Y} is in the future.",
            )
        cleaned = replace(
            self,
            reason=checks.note(
                self.reason,
                "reason",
                "Reason",
                required=self.answer in (Agreement.DOES_NOT_AGREE, Agreement.COULD_NOT_ANSWER),
            ),
            persons_words=checks.note(self.persons_words, "persons_words", "In their own words"),
        )
        checks.done()
        return cleaned


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementRecord:
    """The agreement as recorded on a frozen version."""

    said: AgreementDraft
    at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One version of a case plan. ``number`` counts versions from 1."""

    id: str
    version: int
    case_id: str
    number: int
    state: PlanState
    said: PlanWords
    goals: tuple[Goal, ...]
    agreement: AgreementRecord | None
    changed_at: datetime
    changed_by: str

    @property
    def draft(self) -> bool:
        """Whether it can still be edited."""
        return self.state is PlanState.DRAFT

    @property
    def active_goals(self) -> tuple[Goal, ...]:
        """The goals being worked on."""
        return tuple(goal for goal in self.goals if goal.state is GoalState.ACTIVE)

    def actions(self) -> Iterator[Action]:
        """Every required action of the active goals, in order."""
        for goal in self.active_goals:
            yield from goal.actions


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanVersion:
    """A line in the list of versions."""

    id: str
    number: int
    state: PlanState
    agreed_at: datetime | None
    agreed_by: str
    answer: Agreement | None
