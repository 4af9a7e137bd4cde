"""Reading a subject access extract through before it goes: what is held, what the rules print of it, what the
officer chooses.

A ``HeldPassage`` holds what is left out. It is for the officer's screen alone: papers and files are made of an
``Extract``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from iom_desktop.domain.documents import fingerprint
from iom_desktop.domain.subject_access import AsRead, Choice, Ground
from iom_desktop.domain.text import clean
from iom_desktop.errors import UserError

#: Characters that the reason for giving a passage may have.
REASON_LIMIT = 2_000


class PassageState(StrEnum):
    """What becomes of a passage."""

    PRINTED = "printed"
    PARTLY = "partly"  #: the rules leave out a part of it
    LEFT_OUT = "left_out"
    BY_OFFICER = "by_officer"
    GIVEN = "given"


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldPassage:
    """One passage as the officer reads it: what is held, and what the rules print of it."""

    ref: str  #: kind, id and column: the same however many records are added before it
    key: str  #: its number in the extract: "13.2/words"
    matter: str
    record: str  #: what kind of record
    on: str
    label: str
    held: str
    by_rule: str
    grounds: tuple[Ground, ...]
    whole: bool  #: the rules leave out all of it

    @property
    def number(self) -> str:
        """The number of its record: "13.2"."""
        return self.key.partition("/")[0]

    def state(self, choice: Choice) -> PassageState:
        """What becomes of it by the rules and by ``choice``."""
        if self.ref in choice.left_out:
            return PassageState.BY_OFFICER
        if self.ref in choice.restored:
            return PassageState.GIVEN
        if self.whole:
            return PassageState.LEFT_OUT
        return PassageState.PARTLY if self.grounds else PassageState.PRINTED

    def can_be_left_out(self, choice: Choice) -> bool:
        """Whether something of it is printed that could be left out."""
        return bool(self.held) and self.state(choice) in (PassageState.PRINTED, PassageState.PARTLY)

    def can_be_given(self, choice: Choice) -> bool:
        """Whether the rules leave something out that could be given, or given for another reason."""
        states = (PassageState.LEFT_OUT, PassageState.PARTLY, PassageState.GIVEN)
        return bool(self.held) and self.state(choice) in states


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadThrough:
    """Every passage, in the order of the paper, and how many records are not mentioned, by ground."""

    passages: tuple[HeldPassage, ...]
    untold: Mapping[Ground, int]


# --- Choosing ------------------------------------------------------------------------------------------


def leave_out(choice: Choice, passage: HeldPassage) -> Choice:
    """``choice`` with the passage left out."""
    choice = undo(choice, passage.ref)
    return replace(
        choice,
        left_out=choice.left_out | {passage.ref},
        read={**choice.read, passage.ref: _as_read(passage)},
    )


def give(choice: Choice, passage: HeldPassage, reason: str) -> Choice:
    """``choice`` with the passage given after all. Raises ``UserError`` where the reason is empty or cannot be kept."""
    said = clean(reason, label="Reason", field="reason", limit=REASON_LIMIT)
    if not said.strip():
        raise UserError("Reason: say why this may be given after all.", "reason")
    choice = undo(choice, passage.ref)
    return replace(
        choice,
        restored={**choice.restored, passage.ref: said},
        read={**choice.read, passage.ref: _as_read(passage)},
    )


def undo(choice: Choice, *refs: str) -> Choice:
    """``choice`` without what was chosen about the passages: the rules hold for them again."""
    return replace(
        choice,
        left_out=choice.left_out - set(refs),
        restored={ref: why for ref, why in choice.restored.items() if ref not in refs},
        read={ref: read for ref, read in choice.read.items() if ref not in refs},
    )


def names_of(choice: Choice, refs: Iterable[str]) -> list[str]:
    """How the passages were called when they were chosen."""
    return sorted(choice.read[ref].name for ref in refs if ref in choice.read)


def gone_from(choice: Choice, passages: Iterable[HeldPassage]) -> frozenset[str]:
    """The passages chosen about that are not among ``passages``, or are given after all and read otherwise since."""
    there = {one.ref: one for one in passages}
    asked = choice.left_out | choice.restored.keys()
    changed = {
        ref
        for ref in choice.restored.keys() & choice.read.keys() & there.keys()
        if choice.read[ref].content != fingerprint(there[ref].held)
    }
    return frozenset((asked - there.keys()) | changed)


def _as_read(passage: HeldPassage) -> AsRead:
    return AsRead(name=f"{passage.number}, {passage.label}", content=fingerprint(passage.held))


# --- Keeping -------------------------------------------------------------------------------------------


def choice_texts(choice: Choice) -> dict[str, str]:
    """The choice as texts for the draft journal; ``choice_of`` reads them."""
    return {
        "left_out": json.dumps(sorted(choice.left_out)),
        "restored": json.dumps(dict(choice.restored)),
        "tell_all": "1" if choice.tell_all else "",
        "read": json.dumps({ref: [one.name, one.content] for ref, one in choice.read.items()}),
    }


def choice_of(texts: Mapping[str, str]) -> Choice:
    """The choice that was kept. Nothing is chosen where it cannot be read."""
    try:
        read = json.loads(texts["read"])
        return Choice(
            left_out=frozenset(json.loads(texts["left_out"])),
            restored=dict(json.loads(texts["restored"])),
            tell_all=texts["tell_all"] == "1",
            read={ref: AsRead(name=name, content=content) for ref, (name, content) in read.items()},
        )
    except (KeyError, ValueError, TypeError):
        return Choice()
