"""Subject access: what is held about one person, and what the law lets us leave out of what they are given.

DPA 2018 s.45 gives a person what is held about them. Subsection (4) lets a right be restricted where that is
necessary and proportionate: so as not to prejudice the prevention or detection of crime (b), to protect public
security (c), or the rights and freedoms of others (e). The person is told that and why (5), unless telling it would
undo what the restriction is for (6): of such records the extract says nothing at all, and every extract says so,
whether there are any or not.

What is left out wrongly can be given later; what is given cannot be taken back. Where a rule is in doubt it leaves
out, and the officer, who reads the extract before it goes, may give a passage after all, with a reason.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from iom_desktop.domain.audiences import SharedMatter, matters_of_flag
from iom_desktop.domain.measures import Pillar
from iom_desktop.domain.notes import Mark
from iom_desktop.domain.selection import EligibilityCheck
from iom_desktop.errors import UserError


class Ground(StrEnum):
    """Why something is left out."""

    THIRD_PARTY = "third_party"  #: tells of somebody else
    NAME = "name"  #: names somebody else
    AT_RISK = "at_risk"  #: tells of somebody who is to be kept safe
    PREVENTION = "prevention"  #: tells how offending is prevented and detected
    PUBLIC_PROTECTION = "public_protection"  #: MAPPA's own reference
    OFFICER = "officer"  #: left out by the officer who read the extract
    SAFEGUARDING = "safeguarding"
    INTELLIGENCE = "intelligence"
    WITHHELD = "withheld"  #: marked as not to be told to the person


#: Records left out on these grounds are not mentioned: to say that there is one would undo what it is for.
UNTOLD = frozenset({Ground.SAFEGUARDING, Ground.INTELLIGENCE, Ground.WITHHELD})

# --- The rules -----------------------------------------------------------------------------------------

#: Contacts and appointments of these types, by code, tell by their type alone what may not be told.
_TYPES = {
    **dict.fromkeys(("C005", "ERFM", "SFGC", "SFRR"), Ground.SAFEGUARDING),  # MARAC, safeguarding enquiries
    **dict.fromkeys(("C369", "C515"), Ground.INTELLIGENCE),  # police intelligence enquiries
}
_KINDS = {
    "withheld": Ground.WITHHELD,
    "marac": Ground.SAFEGUARDING,
    "safeguarding_check": Ground.SAFEGUARDING,
}
_FLAGS = {
    SharedMatter.INTELLIGENCE: Ground.INTELLIGENCE,
    SharedMatter.SAFEGUARDING: Ground.SAFEGUARDING,
    SharedMatter.THIRD_PARTY: Ground.SAFEGUARDING,  # that a victim is in touch with the authorities
}
#: Columns that are left out whatever stands there, also where nothing does: so the mark tells nothing.
ALWAYS: Mapping[tuple[str, str], Ground] = {
    ("case", "mappa_reference"): Ground.PUBLIC_PROTECTION,
    ("case", "domestic_abuse"): Ground.AT_RISK,
    ("case", "child_safeguarding"): Ground.AT_RISK,
    ("case", "safeguarding_checked_on"): Ground.AT_RISK,
    ("risk_assessment", "who"): Ground.AT_RISK,
    ("risk_assessment", "nature"): Ground.AT_RISK,
    ("plan", "contingency"): Ground.PREVENTION,
    # With the other points beside it, it would tell what was given for intelligence.
    ("screening", "total"): Ground.PREVENTION,
}
#: Of a risk management plan, how the person is watched and what follows if things go wrong.
_WATCHED = frozenset({Pillar.MONITORING.value, Pillar.CONTINGENCY.value})
_WATCHED_COLUMNS = frozenset({"words", "trigger", "ended_reason"})
#: Grounds of a decision that tell more than the ground. They are passed over without a mark.
UNTOLD_CRITERIA = frozenset({"intelligence", "domestic_abuse"})
#: Questions of a screening whose answers are left out, whatever they are, and criteria of the matrix, by the begin
#: of the answer's code.
HIDDEN_CHECKS = frozenset({EligibilityCheck.MARAC.value})
HIDDEN_SCORES = ("INTEL",)


def ground_of_record(kind: str, values: Mapping[str, Any]) -> Ground | None:
    """Why a whole record is left out; nothing where it is told."""
    if kind in _KINDS:
        return _KINDS[kind]
    if kind == "note":
        if values["not_disclosable"]:
            return Ground.WITHHELD
        if values["mark"] == Mark.INTELLIGENCE.value:
            return Ground.INTELLIGENCE
    if kind in ("note", "appointment"):
        return _TYPES.get(values["type_code"])
    if kind == "flag":
        return next((_FLAGS[one] for one in matters_of_flag(values["code"]) if one in _FLAGS), None)
    if kind == "risk_measure" and values["pillar"] == Pillar.VICTIM_SAFETY.value:
        return Ground.SAFEGUARDING
    return None


def ground_of_passage(kind: str, column: str, values: Mapping[str, Any]) -> Ground | None:
    """Why one column of a record is left out; nothing where it is told."""
    if (kind, column) in ALWAYS:
        return ALWAYS[kind, column]
    if kind == "note" and column == "words" and values["third_party"]:
        return Ground.THIRD_PARTY
    if kind == "risk_measure" and column in _WATCHED_COLUMNS and values["pillar"] in _WATCHED:
        return Ground.PREVENTION
    return None


def hidden_parts(kind: str, column: str, values: Mapping[str, Any]) -> tuple[Ground, ...]:
    """A ground for each part of a list that is left out with a mark at its place."""
    parts = values[column] or () if kind == "screening" else ()
    if column == "eligibility":
        return (Ground.AT_RISK,) * sum(part["check"] in HIDDEN_CHECKS for part in parts)
    if column == "scores":
        return (Ground.PREVENTION,) * sum(is_hidden_score(part) for part in parts)
    return ()


def is_hidden_score(part: Mapping[str, Any]) -> bool:
    """Whether a line of the matrix is about intelligence."""
    return str(part.get("code", "")).startswith(HIDDEN_SCORES)


# --- Names of other people -----------------------------------------------------------------------------

#: An apostrophe parts words, so that "Fakename's" is found and "O'Testley" with either apostrophe.
_WORD = re.compile(r"[^\W_]+")


class OtherPeople:
    """Finds in a text the names and case reference numbers of other people on the caseload.

    Only whole names are found, forename and surname beside each other in either order, with capitals: a
    surname alone may be a word, or a street.
    """

    def __init__(self, mine: Iterable[str] = (), secrets: Iterable[str] = ()) -> None:
        """``mine`` are names never to be taken out; ``secrets`` are left out wherever they stand."""
        self._mine = {tuple(_folded(name)) for name in mine}
        self._secrets = [one.casefold() for one in secrets if len(one) > 3]
        self._by_first: dict[str, list[tuple[str, ...]]] = {}

    def add(self, surname: str, forenames: Iterable[str], crn: str = "") -> None:
        """Somebody else: a surname, what they are called before it, and their case reference number."""
        last = tuple(_folded(surname))
        for forename in forenames:
            first = tuple(_folded(forename))
            if first and last:
                for name in {(*first, *last), (*last, *first), (first[0], *last), (*last, first[0])}:
                    self._enter(name)
        if crn:
            self._enter((crn.casefold(),))

    def _enter(self, name: tuple[str, ...]) -> None:
        found = self._by_first.setdefault(name[0], [])
        if name not in self._mine and name not in found:
            found.append(name)
            found.sort(key=len, reverse=True)

    def spans(self, text: str) -> list[Place]:
        """Where in ``text`` somebody else is named, or a secret stands: from, to, and why it goes."""
        found = [(start, end, Ground.PUBLIC_PROTECTION) for start, end in self._secret_spans(text)]
        words = list(_WORD.finditer(text)) if self._by_first else []
        folded = [word.group().casefold() for word in words]
        at = 0
        while at < len(words):
            name = next(
                (one for one in self._by_first.get(folded[at], ()) if _stands(one, words, folded, at)), None
            )
            if name is None:
                at += 1
                continue
            found.append((words[at].start(), words[at + len(name) - 1].end(), Ground.NAME))
            at += len(name)
        return joined_spans(found)

    def _secret_spans(self, text: str) -> Iterator[tuple[int, int]]:
        low = text.casefold() if self._secrets else ""
        if len(low) != len(text):  # folding made it longer: the places would not be the text's
            low = text.lower() if len(text.lower()) == len(text) else ""
        for secret in self._secrets:
            at = low.find(secret)
            while at >= 0:
                yield at, at + len(secret)
                at = low.find(secret, at + len(secret))


def _folded(name: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(name)]


def _stands(name: tuple[str, ...], words: list[re.Match[str]], folded: list[str], at: int) -> bool:
    end = at + len(name)
    # Between them may stand "van" or "de"; a number has no capital.
    return tuple(folded[at:end]) == name and all(
        one.group()[0].isupper() or one.group()[-1].isdigit() for one in (words[at], words[end - 1])
    )


Place = tuple[int, int, Ground]
"""Where in a text something is left out, from and to, and why."""


def joined_spans(spans: Iterable[Place]) -> list[Place]:
    """The places in order; those that overlap are one, with the ground of the longest."""
    kept: list[Place] = []
    for start, end, ground in sorted(spans, key=lambda one: (one[0], -one[1])):
        if kept and start < kept[-1][1]:
            before = kept[-1]
            longer = before[2] if before[1] - before[0] >= end - start else ground
            kept[-1] = (before[0], max(before[1], end), longer)
        else:
            kept.append((start, end, ground))
    return kept


# --- The extract ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class AsRead:
    """A passage as it was when the officer chose about it."""

    name: str  #: "13.2, Note": how it is spoken of when it is gone
    content: str  #: the fingerprint of the words held


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What the officer decided who read the extract.

    A passage is named by ``Passage.key``, which counts records and moves on when another is recorded, or by
    ``HeldPassage.ref``, which stays. ``restored`` are passages given after all, each with the reason. ``tell_all``
    puts a mark also where a record would otherwise not be mentioned. ``read`` says how passages were when they
    were chosen: what reads otherwise since is not given after all unread.
    """

    left_out: frozenset[str] = frozenset()
    restored: Mapping[str, str] = field(default_factory=dict)
    tell_all: bool = False
    read: Mapping[str, AsRead] = field(default_factory=dict)

    def check(self) -> Choice:
        """The choice. Raises ``UserError`` where no reason is given for a passage that is given after all."""
        for key, reason in self.restored.items():
            if not reason.strip():
                raise UserError(f"{key}: say why this may be given after all.", "restored")
        return self

    def __bool__(self) -> bool:
        return bool(self.left_out or self.restored or self.tell_all)


class PassagesGone(UserError):
    """A choice is about passages that are not in the extract, or that read otherwise than when they were chosen."""

    def __init__(self, gone: frozenset[str]) -> None:
        super().__init__(f"{min(gone)[:40]}: the extract has no such passage.")
        self.gone = gone


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One column of a record. ``words`` are for the paper, with marks where something is left out; ``value`` is for
    machines, and nothing where all of it is left out. ``grounds`` holds one for each mark.
    """

    key: str  #: the record's number and the column: "13.2/words"
    column: str
    label: str
    words: str
    value: object
    grounds: tuple[Ground, ...] = ()
    whole: bool = False  #: all of it is left out
    long: bool = False  #: text of any length, in the words of whoever typed it
    restored: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractRecord:
    """One record. ``number`` counts within its section: "13.2"."""

    number: str
    kind: str
    title: str
    on: str  #: the day or moment it is of, in words
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractSection:
    """A matter, with its records from the oldest to the newest."""

    number: int
    code: str
    title: str
    records: tuple[ExtractRecord, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """One mark: where it stands and why."""

    key: str
    section: str
    label: str
    ground: Ground


@dataclass(frozen=True, slots=True, kw_only=True)
class Extract:
    """Everything held about one person, as it is to be given to them.

    ``untold`` is for the officer alone, never for the paper: how many records are not mentioned, by ground. So are
    ``choice``, whose passages are named by their keys, and ``refs``, which record each of those keys is of.
    """

    case_id: str
    name: str
    crn: str
    made_at: datetime  #: local
    made_by: str
    sections: tuple[ExtractSection, ...]
    choice: Choice
    untold: Mapping[Ground, int]
    large_print: bool = False
    marking: str = "OFFICIAL-SENSITIVE"
    refs: Mapping[str, str] = field(default_factory=dict)

    def passages(self) -> Iterator[tuple[ExtractSection, Passage]]:
        """Each passage with its section, in the order of the paper."""
        for section in self.sections:
            for record in section.records:
                for passage in record.passages:
                    yield section, passage

    def left_out(self) -> tuple[LeftOut, ...]:
        """Every mark, in the order of the paper."""
        return tuple(
            LeftOut(key=one.key, section=section.title, label=one.label, ground=ground)
            for section, one in self.passages()
            for ground in one.grounds
        )

    def counts(self) -> dict[Ground, int]:
        """How many marks there are on each ground, in the order of the grounds."""
        many = Counter(one.ground for one in self.left_out())
        return {ground: many[ground] for ground in Ground if many[ground]}

    def records(self) -> int:
        """How many records it tells of."""
        return sum(len(section.records) for section in self.sections)
