"""Code words the field uses, and code lists that are data.

The enums here are words the program's rules turn on. Everything a scheme may word for itself (appointment
types, outcomes, flags, needs) is a ``CodeItem`` read from the store, dated, so that it can be edited.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Cohort(StrEnum):
    """IOM cohorts of the 2020 strategy. Source: domain reference 2.1."""

    FIXED = "fixed"
    FLEX = "flex"
    FREE = "free"


class IomStatus(StrEnum):
    """Where a person stands to the scheme. It follows from referrals, decisions and de-selections on record."""

    REFERRED = "referred"
    ADOPTED = "adopted"  #: under IOM
    NOT_ADOPTED = "not_adopted"
    DESELECTED = "deselected"


class Rag(StrEnum):
    """How closely the person is managed; blue is custody. Definitions vary locally."""

    RED = "red"
    AMBER = "amber"
    GREEN = "green"
    BLUE = "blue"


class Rosh(StrEnum):
    """Level of risk of serious harm. Source: domain reference 3.3."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    VERY_HIGH = "very_high"


class RiskGroup(StrEnum):
    """Whom a risk of serious harm is to."""

    PUBLIC = "public"
    CHILDREN = "children"
    KNOWN_ADULT = "known_adult"
    STAFF = "staff"
    PRISONERS = "prisoners"


class Agency(StrEnum):
    """The agencies that sit at the table."""

    POLICE = "police"
    PROBATION = "probation"
    COUNCIL = "council"
    HEALTH = "health"
    PRISON = "prison"
    VOLUNTARY = "voluntary"
    OTHER = "other"


class Sentence(StrEnum):
    """What the person is subject to. Only statutory ones can lead to breach or recall."""

    LICENCE = "licence"
    COMMUNITY_ORDER = "community_order"
    SUSPENDED_SENTENCE = "suspended_sentence"
    NON_STATUTORY = "non_statutory"


class Phase(StrEnum):
    """Where in the IOM journey the person is. Source: domain reference 2.2."""

    COMMUNITY = "community"
    CUSTODY = "custody"
    RESET = "reset"
    FINAL_THIRD = "final_third"


class Answer(StrEnum):
    """What is known of a yes/no question: a check nobody made is not a "no"."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeItem:
    """One entry of an editable code list.

    ``details`` holds the list's own columns (``attended``, ``response_days`` ...) as text. An item outside
    ``valid_from``..``valid_to`` is no longer offered, and stays readable where it was used.
    """

    list_name: str
    code: str
    name: str
    position: int = 0
    valid_from: date | None = None
    valid_to: date | None = None
    details: dict[str, str] = field(default_factory=dict)

    def offered_on(self, day: date) -> bool:
        """Whether the item can be chosen on ``day``."""
        after_start = self.valid_from is None or self.valid_from <= day
        return after_start and (self.valid_to is None or day <= self.valid_to)

    def detail(self, key: str) -> str:
        """The list's own column ``key``, or an empty string."""
        return self.details.get(key, "")

    def yes(self, key: str) -> bool:
        """Whether column ``key`` says yes."""
        return self.detail(key) == "yes"


class DatedCodes:
    """Every state of every item of one list: what an item said on a day, after it was changed from a later one."""

    def __init__(self, items: Iterable[CodeItem]) -> None:
        """``items`` in the list's order, the states of one code from the oldest to the newest."""
        self._states: dict[str, list[CodeItem]] = {}
        for item in items:
            self._states.setdefault(item.code, []).append(item)

    def codes(self) -> tuple[str, ...]:
        """Every code of the list, in its order."""
        return tuple(self._states)

    def states(self, code: str) -> tuple[CodeItem, ...]:
        """Every state of ``code``, the oldest first."""
        return tuple(self._states.get(code, ()))

    def get(self, code: str, on: date | None = None) -> CodeItem | None:
        """``code`` as it stood ``on`` a day: its last state begun by then, else its first; its last without a day."""
        states = self._states.get(code)
        if not states:
            return None
        if on is None or len(states) == 1:
            return states[-1]
        begun = [item for item in states if item.valid_from is None or item.valid_from <= on]
        return begun[-1] if begun else states[0]

    def on(self, day: date | None = None) -> dict[str, CodeItem]:
        """Each code as ``get`` has it, in the list's order."""
        return {code: item for code in self._states if (item := self.get(code, day)) is not None}


#: Code lists shipped in ``resources/codes``: the list's name is the file's name.
APPOINTMENT_TYPES = "appointment_types"
APPOINTMENT_OUTCOMES = "appointment_outcomes"
ENFORCEMENT_ACTIONS = "enforcement_actions"
ACCOMMODATION_TYPES = "accommodation_types"
NEEDS = "needs"
RISK_FLAGS = "risk_flags"
COMPLIANCE_RULES = "compliance_rules"  #: thresholds and periods, by sentence
BANK_HOLIDAYS = "bank_holidays"  #: England and Wales; the code is the day, 2026-12-25
PROCEEDING_STATUSES = "proceeding_statuses"
LETTER_TEMPLATES = "letter_templates"
SUPPORT_KINDS = "support_kinds"
PERIODS = "periods"  #: the scheme's own periods, in days (column ``days``)
SELECTION_CRITERIA = "selection_criteria"  #: grounds a panel commonly gives
SCORING_MATRIX = "scoring_matrix"  #: one item for each answer to a criterion, with its points
SCORE_BANDS = "score_bands"  #: what so many points recommend
RAG_COLOURS = (
    "rag_colours"  #: what each colour means and how often it asks for contact; the codes are ``Rag``
)
DESELECTION_REASONS = "deselection_reasons"
CONDITIONS = "conditions"  #: licence conditions and requirements to choose from
AGENDA_REASONS = "agenda_reasons"  #: why a case comes before a conference, and the minutes it takes
CONFERENCE_WORDS = "conference_words"  #: the confidentiality statement and the purpose, read at the start
SHARING_RULES = "sharing_rules"  #: what each agency may see; the codes are ``domain.audiences.SharedMatter``
MARKINGS = "markings"  #: levels of protection, as they are printed
DOCUMENT_RULES = "document_rules"  #: how each kind of paper is marked, and what is to become of its copies
OFFICE = "office"  #: address and telephone on letters and on the person's own copy
HELP_NUMBERS = "help_numbers"  #: telephone numbers on the person's own copy
SHIPPED_LISTS = (
    APPOINTMENT_TYPES,
    APPOINTMENT_OUTCOMES,
    ENFORCEMENT_ACTIONS,
    ACCOMMODATION_TYPES,
    NEEDS,
    RISK_FLAGS,
    COMPLIANCE_RULES,
    BANK_HOLIDAYS,
    PROCEEDING_STATUSES,
    LETTER_TEMPLATES,
    SUPPORT_KINDS,
    PERIODS,
    SELECTION_CRITERIA,
    SCORING_MATRIX,
    SCORE_BANDS,
    RAG_COLOURS,
    DESELECTION_REASONS,
    CONDITIONS,
    AGENDA_REASONS,
    CONFERENCE_WORDS,
    SHARING_RULES,
    MARKINGS,
    DOCUMENT_RULES,
    OFFICE,
    HELP_NUMBERS,
)
