"""What to ask where domestic abuse or children appear in a case, or the risk is very high, and nobody has asked.

The 2020 inspection found domestic abuse in more than half of the cases and checks that were never made. What is
known is taken from flags, answers and levels alone: notes are not searched, so that a prompt can always be
answered by a record. Source: domain reference 1.2 and 3.5.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from iom_desktop.domain.codes import Answer, RiskGroup, Rosh
from iom_desktop.domain.dates import add_months
from iom_desktop.domain.risk import (
    MAPPA_LEVELS,
    NOT_MAPPA,
    CheckAbout,
    CheckAnswer,
    Marac,
    SafeguardingCheck,
)

#: A check older than this many months is asked for again.
CHECK_MONTHS = 6
DOMESTIC_ABUSE_FLAGS = frozenset({"ADVP", "ADVV", "REG30"})
CHILDREN_FLAGS = frozenset({"RCCO", "RCPR", "RCHD", "CSEP"})
KNOWN_ADULT_FLAGS = frozenset({"REG15", "REG22", "RVAD"})
MAPPA_FLAGS = frozenset({"MAPP", "ARSO", "RTAO"})
VICTIM_CONTACT_FLAGS = frozenset({"INVI"})
#: Every flag that can bring a prompt.
PROMPTING_FLAGS = DOMESTIC_ABUSE_FLAGS | CHILDREN_FLAGS | KNOWN_ADULT_FLAGS | MAPPA_FLAGS
_HELD_ELSEWHERE = MAPPA_LEVELS[1:]


class PromptKind(StrEnum):
    """What is asked about; also the place in the case that answers it."""

    MAPPA = "mappa"
    MARAC = "marac"
    CHILD_CHECK = "child_check"
    ADULT_CHECK = "adult_check"
    VICTIM_CONTACT = "victim_contact"


@dataclass(frozen=True, slots=True)
class Prompt:
    """A sentence that asks, and what it is about."""

    kind: PromptKind
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskFacts:
    """What of a case bears on the prompts. ``flags`` are the codes of those that stand.

    ``at_risk`` are the groups whose level is above low. ``child_checked_on`` is when children's services
    answered last, as the case says: a case brought in from elsewhere has no check of its own.
    """

    flags: frozenset[str] = frozenset()
    domestic_abuse: Answer = Answer.UNKNOWN
    child_safeguarding: Answer = Answer.UNKNOWN
    rosh: Rosh | None = None
    at_risk: frozenset[RiskGroup] = frozenset()
    mappa: str = ""
    mappa_reference: str = ""
    child_checked_on: date | None = None
    victim_safety: bool = False  #: whether the risk management plan says how victims are kept safe
    maracs: Sequence[Marac] = ()
    checks: Sequence[SafeguardingCheck] = ()

    @property
    def abuse(self) -> bool:
        """Whether domestic abuse appears in the case."""
        return self.domestic_abuse is Answer.YES or bool(self.flags & DOMESTIC_ABUSE_FLAGS)

    @property
    def children(self) -> bool:
        """Whether a child may be at risk."""
        return (
            self.child_safeguarding is Answer.YES
            or bool(self.flags & CHILDREN_FLAGS)
            or RiskGroup.CHILDREN in self.at_risk
        )

    @property
    def known_adult(self) -> bool:
        """Whether a known adult may be at risk."""
        return bool(self.flags & KNOWN_ADULT_FLAGS) or RiskGroup.KNOWN_ADULT in self.at_risk


def prompts(facts: RiskFacts, today: date) -> tuple[Prompt, ...]:
    """What is to be asked on ``today``, in the order of ``PromptKind``; nothing where every check was made."""
    return tuple(_prompts(facts, today))


def _prompts(facts: RiskFacts, today: date) -> Iterator[Prompt]:
    if words := _mappa(facts):
        yield Prompt(PromptKind.MAPPA, words)
    if facts.abuse and (words := _marac(facts, today)):
        yield Prompt(PromptKind.MARAC, words)
    why = _child_reason(facts)
    if why and (words := _check(facts, CheckAbout.CHILD, "children's services", why, today)):
        yield Prompt(PromptKind.CHILD_CHECK, words)
    why = "A known adult may be at risk"
    if facts.known_adult and (words := _check(facts, CheckAbout.ADULT, "adult services", why, today)):
        yield Prompt(PromptKind.ADULT_CHECK, words)
    if facts.rosh is Rosh.VERY_HIGH and not facts.victim_safety and not facts.flags & VICTIM_CONTACT_FLAGS:
        yield Prompt(
            PromptKind.VICTIM_CONTACT,
            "The risk is very high: is there victim contact or a victim liaison officer? Raise the flag, or say "
            "in the risk management plan how victims are kept safe.",
        )


def _child_reason(facts: RiskFacts) -> str:
    if facts.children:
        return "Children may be at risk"
    return "Domestic abuse is on record" if facts.abuse else ""


def _mappa(facts: RiskFacts) -> str:
    if facts.mappa in _HELD_ELSEWHERE and not facts.mappa_reference:
        return f"MAPPA {facts.mappa} is managed by MAPPA: say where it is held."
    if facts.flags & MAPPA_FLAGS and facts.mappa in ("", NOT_MAPPA):
        return "A flag speaks of MAPPA and no level is recorded: which is it?"
    return ""


def _marac(facts: RiskFacts, today: date) -> str:
    if any(one.said.next_on is not None and one.said.next_on >= today for one in facts.maracs):
        return ""
    last = max((one.latest_on for one in facts.maracs), default=None)
    if last is None:
        return "Domestic abuse is on record: was a MARAC considered?"
    if last < add_months(today, -CHECK_MONTHS):
        return f"A MARAC was last considered on {_spoken(last)}: consider it again."
    return ""


def _check(facts: RiskFacts, about: CheckAbout, services: str, why: str, today: date) -> str:
    """Missing, refused, or older than ``CHECK_MONTHS``; an unanswered one is chased elsewhere."""
    mine = [one for one in facts.checks if one.about is about]
    newest = max(mine, key=lambda one: (one.asked_on, one.id), default=None)
    known = facts.child_checked_on if about is CheckAbout.CHILD else None
    asked = max((day for day in (newest.asked_on if newest else None, known) if day), default=None)
    if asked is None:
        return f"{why} and {services} have not been asked: ask them."
    if newest is not None and newest.answer is CheckAnswer.REFUSED and asked == newest.asked_on:
        return f"{why} and {services} refused to say on {_spoken(newest.answered_on or asked)}: ask again."
    if asked < add_months(today, -CHECK_MONTHS):
        return f"{why} and {services} were last asked on {_spoken(asked)}: ask again."
    return ""


def _spoken(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
