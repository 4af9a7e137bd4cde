"""Licence conditions and requirements of an order, which required actions rest on.

Source: domain reference 3.7 (the standard and additional conditions of the licence policy) and 9.6: the plan
mirrors the conditions and requirements, and says what carries each out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from iom_desktop.domain.actions import ActionDraft, Source
from iom_desktop.domain.checks import Checks
from iom_desktop.domain.codes import Sentence

#: Where a condition can come from: a licence has conditions, an order has requirements.
SOURCES = (Source.LICENCE, Source.ORDER)
#: The category of the conditions that every licence has.
STANDARD = "Standard"

_ORDERS = (Sentence.COMMUNITY_ORDER, Sentence.SUSPENDED_SENTENCE)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionDraft:
    """A condition as typed. ``number`` is as the licence or order has it ("9", "4b"); the days are the first and
    the last on which it holds, as far as they are known.
    """

    source: Source | None = None
    number: str = ""
    category: str = ""
    words: str = ""
    from_on: date | None = None
    to_on: date | None = None
    needs_action: bool = True  #: whether the plan must say what is done about it

    def check(self) -> ConditionDraft:
        """The draft cleaned. Raises ``FieldErrors`` naming each field that cannot be kept."""
        checks = Checks()
        checks.demand(self.source in SOURCES, "source", "Comes from: choose the licence or the order.")
        if self.from_on is not None and self.to_on is not None:
            checks.demand(
                self.from_on <= self.to_on,
                "to_on",
                f"Until: {self.to_on:%d/%m/%Y} is before the day it holds from.",
            )
        cleaned = replace(
            self,
            number=checks.line(self.number, "number", "Number", limit=20),
            category=checks.line(self.category, "category", "Kind", limit=60),
            words=checks.note(self.words, "words", "What it says", required=True, limit=4000),
        )
        checks.done()
        return cleaned

    def holds_on(self, day: date) -> bool:
        """Whether it is in force on ``day``."""
        return (self.from_on is None or self.from_on <= day) and not self.ended_by(day)

    def ended_by(self, day: date) -> bool:
        """Whether its last day is before ``day``. One that begins later has not ended: the plan prepares for it."""
        return self.to_on is not None and self.to_on < day


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A condition as the store has it."""

    id: str
    version: int
    case_id: str
    said: ConditionDraft

    @property
    def title(self) -> str:
        """How it is called: "licence condition 9", "order requirement", without its words."""
        kind = "licence condition" if self.said.source is Source.LICENCE else "order requirement"
        return f"{kind} {self.said.number}".rstrip()


def in_order(conditions: Iterable[Condition]) -> list[Condition]:
    """The licence's first, then the order's; each by number as people count (2 before 10), the rest as recorded."""

    def place(one: Condition) -> tuple[int, int, int, str, str]:
        digits = re.match(r"\d+", one.said.number)
        source = SOURCES.index(one.said.source) if one.said.source in SOURCES else len(SOURCES)
        return source, digits is None, int(digits[0]) if digits else 0, one.said.number, one.id

    return sorted(conditions, key=place)


def rests_on(said: ActionDraft, condition: Condition) -> bool:
    """Whether a required action rests on ``condition``: it was chosen, or its number is written in words.

    A plan written before its conditions were recorded says "condition 9, drug treatment": that counts.
    """
    if said.condition_id is not None:
        return said.condition_id == condition.id
    number = condition.said.number
    if not number or said.source is not condition.said.source:
        return False
    return re.search(rf"(?<![\w.]){re.escape(number)}(?!\w)", said.source_detail) is not None


def numbered(typed: str, conditions: Iterable[Condition]) -> Condition | None:
    """The one condition whose number is ``typed`` ("9", "condition 9"); nothing where none or several have it."""
    said = re.sub(
        r"^(?:(?:licence|order|condition|requirement|no|number)\b\.?\s*)+",
        "",
        typed.strip(),
        flags=re.IGNORECASE,
    ).casefold()
    found = [one for one in conditions if said and one.said.number.casefold() == said]
    return found[0] if len(found) == 1 else None


def misfit(source: Source | None, sentence: Sentence | None) -> str:
    """What does not fit between a condition and what the person is subject to, in a sentence; empty where it fits.

    A warning only: the licence may have been granted before the sentence here was put right.
    """
    if source is Source.LICENCE and sentence is not Sentence.LICENCE:
        return "A licence condition is unusual here: this person is not recorded as being on licence."
    if source is Source.ORDER and sentence not in _ORDERS:
        return "An order requirement is unusual here: this person is not recorded as being on an order."
    return ""


def usual_source(sentence: Sentence | None) -> Source | None:
    """Where a condition most likely comes from, by what the person is subject to."""
    if sentence is Sentence.LICENCE:
        return Source.LICENCE
    return Source.ORDER if sentence in _ORDERS else None
