"""A paper about one case that somebody wants, and the same once it is loaded for its reader."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from iom_desktop.domain.audiences import FULL, Reader
from iom_desktop.domain.documents import Document, PaperSubject

if TYPE_CHECKING:
    from iom_desktop.domain.case_files import CaseFile
    from iom_desktop.domain.comparison_files import ComparisonFile
    from iom_desktop.domain.decision_files import DecisionFile
    from iom_desktop.domain.deselection import DeselectionFile
    from iom_desktop.domain.letters import Letter
    from iom_desktop.domain.my_plan import MyPlan, Office
    from iom_desktop.domain.subject_access import Choice, Extract


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperWish:
    """Which paper is wanted. The plan's is "My plan" where the reader is the person.

    ``plan_id`` names a version of the plan; without one it is the one in force. ``record_id`` names a decision, a
    de-selection or a letter; without one it is the one in force. ``older_plan_id`` is what a comparison begins
    with; without one the version before. ``choice`` is what the officer leaves out of a subject access extract, and
    gives after all.
    """

    document: Document
    case_id: str
    reader: Reader = FULL
    plan_id: str = ""
    record_id: str = ""
    older_plan_id: str = ""
    language: str = "en"
    large_print: bool = False
    choice: Choice | None = None


@dataclass(frozen=True, slots=True)
class LetterFile:
    """A letter on record, the reference it bears, and the office it comes from."""

    letter: Letter
    reference: str
    office: Office


PaperFile: TypeAlias = (
    "CaseFile | MyPlan | DecisionFile | DeselectionFile | ComparisonFile | Extract | LetterFile"
)
"""What a report is given: already what its reader may see."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedPaper:
    """A paper ready to be laid out.

    ``left_out`` says what this copy leaves out and ``advice`` what the officer should know of it, such as its
    reading age: sentences for the officer, never printed.
    """

    wish: PaperWish
    subject: PaperSubject
    file: PaperFile
    left_out: tuple[str, ...] = ()
    advice: tuple[str, ...] = ()
