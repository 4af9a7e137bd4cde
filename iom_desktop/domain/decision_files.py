"""A decision with all that it rests on, loaded for its paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from iom_desktop.domain.audiences import FULL, Reader, SharedMatter
from iom_desktop.domain.cases import Case
from iom_desktop.domain.decisions import Decision
from iom_desktop.domain.selection import Referral, Screening


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionFile:
    """What the decision record prints. ``made_at`` is local time; ``left_out`` is what
    this reader's copy leaves out by the rules.

    ``screening`` is the one the panel had before it. ``episode`` counts the times under IOM, of which this decision
    began or belongs to one; nothing where it took nobody on.
    """

    case: Case
    decision: Decision
    referral: Referral | None
    screening: Screening | None
    episode: int | None
    made_at: datetime
    recorded_at: datetime  #: of the decision, local time
    made_by: str
    reader: Reader = FULL
    left_out: tuple[SharedMatter, ...] = ()
    marking: str = "OFFICIAL-SENSITIVE"
