"""Risk: of serious harm by group and setting, MAPPA, MARAC, safeguarding checks, and what is kept apart.

Source: domain reference 3.3, 3.5 and 3.6. The overall level is the highest of any group in any setting; it is
said here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from iom_desktop.domain.checks import Checks
from iom_desktop.domain.codes import RiskGroup, Rosh

#: A flag's note, with what reviews added to it, in characters.
FLAG_NOTE_LIMIT = 20_000
#: Working days services have to answer a safeguarding check before it is owed.
ANSWER_WORKING_DAYS = 10
#: An assessment counts as current for so long. Domain reference 3.2.
CURRENT_WEEKS = 55
MAPPA_CATEGORIES = ("M1", "M2", "M3", "M4")
MAPPA_LEVELS = ("Level 1", "Level 2", "Level 3")
NOT_MAPPA = "Not MAPPA eligible"
#: The rank of each level, for what is highest.
_RANK = {level: rank for rank, level in enumerate(Rosh)}


class Setting(StrEnum):
    """Where a risk is assessed for."""

    COMMUNITY = "community"
    CUSTODY = "custody"


class MaracRole(StrEnum):
    """How the person comes before a MARAC."""

    PERPETRATOR = "perpetrator"
    VICTIM = "victim"


class CheckAbout(StrEnum):
    """Which services a safeguarding check asks."""

    CHILD = "child"
    ADULT = "adult"


class CheckAnswer(StrEnum):
    """What services answered to a safeguarding check."""

    NOT_KNOWN = "not_known"
    KNOWN_PAST = "known_past"
    KNOWN_CURRENT = "known_current"
    REFUSED = "refused"


# --- Risk of serious harm ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RiskLevel:
    """The level of risk to one group in one setting."""

    group: RiskGroup
    setting: Setting
    level: Rosh


def settings_of(group: RiskGroup) -> tuple[Setting, ...]:
    """The settings a risk to ``group`` is assessed for: prisoners are met in custody."""
    return (Setting.CUSTODY,) if group is RiskGroup.PRISONERS else tuple(Setting)


def overall(levels: Iterable[RiskLevel]) -> Rosh | None:
    """The overall risk of serious harm: the highest level to any group in any setting; nothing without a level."""
    return max((one.level for one in levels), key=_RANK.__getitem__, default=None)


def groups_at(levels: Iterable[RiskLevel], least: Rosh) -> tuple[RiskGroup, ...]:
    """The groups whose risk is ``least`` or above in any setting, in the order of ``RiskGroup``."""
    found = {one.group for one in levels if _RANK[one.level] >= _RANK[least]}
    return tuple(group for group in RiskGroup if group in found)


def is_grave(level: Rosh | None) -> bool:
    """Whether the level is high or very high."""
    return level in (Rosh.HIGH, Rosh.VERY_HIGH)


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskAssessmentDraft:
    """Risk of serious harm as assessed on a day."""

    assessed_on: date | None = None
    assessed_by: str = ""
    levels: tuple[RiskLevel, ...] = ()
    who: str = ""  #: who is at risk
    nature: str = ""  #: what the harm would be
    greatest: str = ""  #: when the risk is greatest
    increases: str = ""
    reduces: str = ""

    @property
    def overall(self) -> Rosh | None:
        """The highest of its levels."""
        return overall(self.levels)

    @property
    def groups(self) -> tuple[RiskGroup, ...]:
        """The groups at the highest level."""
        highest = self.overall
        return () if highest is None else groups_at(self.levels, highest)

    def check(self, today: date) -> RiskAssessmentDraft:
        """The draft cleaned. Raises ``FieldErrors``: a high or very high level has to be explained."""
        checks = Checks()
        _day(checks, self.assessed_on, "assessed_on", "Assessed on", today, required=True)
        checks.demand(bool(self.levels), "levels", "Levels: give the risk to one group at least.")
        seen = {(one.group, one.setting) for one in self.levels}
        checks.demand(len(seen) == len(self.levels), "levels", "Levels: one for each group and setting.")
        checks.demand(
            all(one.setting in settings_of(one.group) for one in self.levels),
            "levels",
            "Levels: the risk to prisoners is assessed for custody.",
        )
        grave = is_grave(self.overall)
        cleaned = replace(
            self,
            who=_explained(checks, self.who, "who", "Who is at risk", grave),
            nature=_explained(checks, self.nature, "nature", "Nature of the risk", grave),
            greatest=_explained(checks, self.greatest, "greatest", "When it is greatest", grave),
            assessed_by=checks.line(self.assessed_by, "assessed_by", "Assessed by", required=True),
            increases=checks.note(self.increases, "increases", "What increases it"),
            reduces=checks.note(self.reduces, "reduces", "What reduces it"),
            levels=tuple(sorted(self.levels, key=_place)),
        )
        checks.done()
        return cleaned


def _place(one: RiskLevel) -> tuple[int, int]:
    return list(RiskGroup).index(one.group), list(Setting).index(one.setting)


def _explained(checks: Checks, text: str, field: str, label: str, grave: bool) -> str:
    words = checks.note(text, field, label)
    checks.demand(
        bool(words) or not grave or checks.refused(field),
        field,
        f"{label}: this is needed where a level is high or very high.",
    )
    return words


def _day(
    checks: Checks, day: date | None, field: str, label: str, today: date, *, required: bool = False
) -> None:
    """A day that cannot lie ahead."""
    checks.demand(day is not None or not required, field, f"{label}: a date is needed.")
    if day is not None:
        checks.demand(day <= today, field, f"{label}: {day:%d/%m/%Y} is in the future.")


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskAssessment:
    """An assessment on record. The newest by its day is the one in force."""

    id: str
    case_id: str
    said: RiskAssessmentDraft
    made_at: datetime  #: UTC
    made_by: str

    @property
    def overall(self) -> Rosh | None:
        """The highest of its levels."""
        return self.said.overall


# --- MAPPA ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class MappaDraft:
    """What is known of MAPPA: IOM is not it, and a level 2 or 3 case is held there."""

    mappa: str = ""  #: one of ``MAPPA_LEVELS``, ``NOT_MAPPA``, or as recorded before
    mappa_category: str = ""  #: one of ``MAPPA_CATEGORIES``
    mappa_reference: str = ""  #: where MAPPA keeps its own record
    mappa_checked_on: date | None = None

    def check(self, today: date) -> MappaDraft:
        """The draft cleaned. Raises ``FieldErrors``. Source of the category 3 rule: domain reference 3.5."""
        checks = Checks()
        said = bool(self.mappa or self.mappa_category)
        _day(checks, self.mappa_checked_on, "mappa_checked_on", "Checked on", today, required=said)
        checks.demand(
            self.mappa_category in ("", *MAPPA_CATEGORIES),
            "mappa_category",
            "Category: choose one from M1 to M4.",
        )
        checks.demand(
            not (self.mappa_category and self.mappa == NOT_MAPPA),
            "mappa_category",
            "Category: who is not eligible for MAPPA has none.",
        )
        checks.demand(
            not (self.mappa_category == "M3" and self.mappa == MAPPA_LEVELS[0]),
            "mappa",
            "Level: category 3 is managed at level 2 or 3 only.",
        )
        cleaned = replace(
            self,
            mappa=checks.line(self.mappa, "mappa", "Level", limit=60),
            mappa_reference=checks.line(self.mappa_reference, "mappa_reference", "Where MAPPA holds it"),
        )
        checks.done()
        return cleaned


# --- MARAC ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class MaracDraft:
    """A MARAC about the person, or that one was considered: then with neither day, and the outcome says why not."""

    role: MaracRole | None = None
    referred_on: date | None = None
    heard_on: date | None = None
    place: str = ""  #: the MARAC's area
    outcome: str = ""
    next_on: date | None = None  #: when it is heard first, or again
    note: str = ""

    @property
    def considered_only(self) -> bool:
        """Whether it was considered and the person was not referred."""
        return self.referred_on is None and self.heard_on is None and self.next_on is None

    def check(self, today: date) -> MaracDraft:
        """The draft cleaned. Raises ``FieldErrors``."""
        checks = Checks()
        checks.demand(self.role is not None, "role", "As: choose perpetrator or victim.")
        _day(checks, self.referred_on, "referred_on", "Referred on", today)
        _day(checks, self.heard_on, "heard_on", "Heard on", today)
        _after(checks, self.heard_on, self.referred_on, "heard_on", "Heard on", "the referral")
        _after(checks, self.next_on, self.referred_on, "next_on", "Next heard on", "the referral")
        _after(checks, self.next_on, self.heard_on, "next_on", "Next heard on", "it was heard")
        outcome = checks.note(self.outcome, "outcome", "Outcome")
        if not checks.refused("outcome"):
            checks.demand(
                bool(outcome) or self.heard_on is None, "outcome", "Outcome: say what came of the hearing."
            )
            checks.demand(
                bool(outcome) or not self.considered_only,
                "outcome",
                "Outcome: with no day of a referral, say why none was made.",
            )
        cleaned = replace(
            self,
            place=checks.line(self.place, "place", "Where"),
            outcome=outcome,
            note=checks.note(self.note, "note", "Note"),
        )
        checks.done()
        return cleaned


def _after(checks: Checks, day: date | None, first: date | None, field: str, label: str, what: str) -> None:
    if day is not None and first is not None:
        checks.demand(day >= first, field, f"{label}: {day:%d/%m/%Y} is before {what}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Marac:
    """A MARAC on record."""

    id: str
    version: int
    case_id: str
    said: MaracDraft
    recorded_on: date
    made_by: str

    @property
    def latest_on(self) -> date:
        """The last day on which something was done about it: heard, referred, or considered."""
        said = self.said
        return max((day for day in (said.referred_on, said.heard_on) if day), default=self.recorded_on)


# --- Safeguarding checks -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckDraft:
    """Children's or adults' services asked what they know of the person."""

    about: CheckAbout | None = None
    asked_on: date | None = None
    asked_by: str = ""
    asked_of: str = ""

    def check(self, today: date) -> CheckDraft:
        """The draft cleaned. Raises ``FieldErrors``."""
        checks = Checks()
        checks.demand(self.about is not None, "about", "About: choose children or adults.")
        _day(checks, self.asked_on, "asked_on", "Asked on", today, required=True)
        cleaned = replace(
            self,
            asked_by=checks.line(self.asked_by, "asked_by", "Asked by", required=True),
            asked_of=checks.line(self.asked_of, "asked_of", "Asked of", required=True),
        )
        checks.done()
        return cleaned


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerDraft:
    """What services answered, and when."""

    answered_on: date | None = None
    answer: CheckAnswer | None = None
    note: str = ""

    def check(self, asked_on: date, today: date) -> AnswerDraft:
        """The draft cleaned. Raises ``FieldErrors``."""
        checks = Checks()
        checks.demand(self.answer is not None, "answer", "Answer: choose what they said.")
        _day(checks, self.answered_on, "answered_on", "Answered on", today, required=True)
        _after(checks, self.answered_on, asked_on, "answered_on", "Answered on", "it was asked")
        cleaned = replace(self, note=checks.note(self.note, "note", "What they said"))
        checks.done()
        return cleaned


@dataclass(frozen=True, slots=True, kw_only=True)
class SafeguardingCheck:
    """A safeguarding check on record. ``due_on`` is the last day to answer it in."""

    id: str
    version: int
    case_id: str
    about: CheckAbout
    asked_on: date
    asked_by: str
    asked_of: str
    answered_on: date | None
    answer: CheckAnswer | None
    note: str
    due_on: date

    def overdue(self, today: date) -> bool:
        """Whether the answer is owed: nothing came within the working days they have."""
        return self.answer is None and self.due_on < today


# --- What is kept apart --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class WithheldDraft:
    """Information that is not to be disclosed to the person, why, and where it is from."""

    words: str = ""
    why: str = ""
    source: str = ""

    def check(self) -> WithheldDraft:
        """The draft cleaned. Raises ``FieldErrors``."""
        checks = Checks()
        cleaned = WithheldDraft(
            words=checks.note(self.words, "words", "Information", required=True),
            why=checks.note(self.why, "why", "Why it is not disclosed", required=True),
            source=checks.line(self.source, "source", "Source"),
        )
        checks.done()
        return cleaned


@dataclass(frozen=True, slots=True, kw_only=True)
class Withheld:
    """Information kept apart. Its words never leave for the person, and are read in one place only."""

    id: str
    case_id: str
    said: WithheldDraft
    made_at: datetime  #: UTC
    made_by: str
    ended_on: date | None
    ended_reason: str


def standing(kept: Sequence[Withheld]) -> tuple[Withheld, ...]:
    """What is still kept apart."""
    return tuple(one for one in kept if one.ended_on is None)
