"""The case: one person's management under IOM."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import NamedTuple

from iom_desktop.domain.checks import Checks
from iom_desktop.domain.codes import Answer, Cohort, IomStatus, Phase, Rag, RiskGroup, Rosh, Sentence
from iom_desktop.domain.people import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseDraft:
    """How a person is managed, as typed or imported. Dates are days; ``ogrs`` is a percentage, 0 to 100."""

    cohort: Cohort | None = None
    rag: Rag | None = None
    phase: Phase = Phase.COMMUNITY
    release_on: date | None = None  #: when a person in custody is expected out
    sentence: Sentence | None = None
    sentence_start: date | None = None
    sentence_end: date | None = None
    index_offence: str = ""
    ogrs: int | None = None
    adopted_on: date | None = None
    police_lead: str = ""
    police_phone: str = ""  #: where the person reaches the lead, as it is to be printed on their own copy
    probation_lead: str = ""
    probation_phone: str = ""
    next_conference_on: date | None = None
    review_on: date | None = None
    mappa: str = ""  #: "", "Level 1", "Level 2", "Level 3"
    mappa_category: str = ""  #: "", "M1" to "M4"; domain reference 3.5
    mappa_reference: str = ""  #: where MAPPA keeps its own record
    mappa_checked_on: date | None = None
    domestic_abuse: Answer = Answer.UNKNOWN
    child_safeguarding: Answer = Answer.UNKNOWN
    safeguarding_checked_on: date | None = None
    risk_to_staff: Answer = Answer.UNKNOWN
    rosh: Rosh | None = None
    rosh_groups: tuple[RiskGroup, ...] = ()  #: whom the overall level is to
    risk_when: str = ""  #: when the risk is greatest
    risk_increases: str = ""
    risk_reduces: str = ""

    @property
    def statutory(self) -> bool:
        """Whether the person is subject to an order or licence; only then can anything be enforced."""
        return self.sentence not in (None, Sentence.NON_STATUTORY)

    def check(self, today: date) -> CaseDraft:
        """The draft cleaned. Raises ``FieldErrors`` naming each field that cannot be kept."""
        checks = Checks()
        if self.ogrs is not None:
            checks.demand(0 <= self.ogrs <= 100, "ogrs", "OGRS: a percentage from 0 to 100 is needed.")
        if self.sentence_start and self.sentence_end:
            checks.demand(
                self.sentence_start <= self.sentence_end,
                "sentence_end",
                f"Order end: {self.sentence_end:%d/%m/%Y} is before its start.",
            )
        if self.adopted_on is not None:
            checks.demand(
                self.adopted_on <= today,
                "adopted_on",
                f"Adopted on: {self.adopted_on:%d/%m/%Y} is in the future.",
            )
        cleaned = replace(
            self,
            index_offence=checks.line(self.index_offence, "index_offence", "Index offence"),
            police_lead=checks.line(self.police_lead, "police_lead", "Police lead"),
            police_phone=checks.line(self.police_phone, "police_phone", "Police telephone", limit=60),
            probation_lead=checks.line(self.probation_lead, "probation_lead", "Probation lead"),
            probation_phone=checks.line(
                self.probation_phone, "probation_phone", "Probation telephone", limit=60
            ),
            mappa=checks.line(self.mappa, "mappa", "MAPPA", limit=60),
            mappa_category=checks.line(self.mappa_category, "mappa_category", "MAPPA category", limit=20),
            mappa_reference=checks.line(self.mappa_reference, "mappa_reference", "Where MAPPA holds it"),
            risk_when=checks.note(self.risk_when, "risk_when", "When the risk is greatest"),
            risk_increases=checks.note(self.risk_increases, "risk_increases", "What increases the risk"),
            risk_reduces=checks.note(self.risk_reduces, "risk_reduces", "What reduces the risk"),
        )
        checks.done()
        return cleaned


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """A risk flag on a case. ``severity`` orders the banner: 1 is the gravest."""

    id: str
    case_id: str
    code: str
    name: str
    severity: int
    note: str
    started_on: date
    review_on: date | None
    ended_on: date | None
    reviewed_on: date | None = None
    reviewed_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A case as the store has it, with its person and its current flags in order of severity."""

    id: str
    version: int
    person: Person
    managed: CaseDraft
    iom_status: IomStatus = IomStatus.ADOPTED
    deselected_on: date | None = None  #: since when they are away, where they were let go
    flags: tuple[Flag, ...]
    has_decision: bool
    plan_faults: int | None  #: faults of the draft or agreed plan in force; nothing where there is no plan


class CaseListRow(NamedTuple):
    """One line of the caseload. A tuple, because a list of 20,000 is made at every visit to the page."""

    id: str
    crn: str
    surname: str
    forenames: str
    known_as: str
    pnc: str
    date_of_birth: date | None
    cohort: str | None
    rag: str | None
    rosh: str | None
    sentence: str | None
    sentence_end: date | None
    police_lead: str
    probation_lead: str
    has_decision: bool
    plan_faults: int | None
    plan_number: int | None
    plan_agreed: bool
    next_appointment: datetime | None
    review_on: date | None
    iom_status: str
    deselected_on: date | None  #: since when they are away, where they were let go


#: Gravest first; flags not named come after these, in the order of the code list. Domain reference 3.6, MPoP groups.
FLAG_SEVERITY: tuple[str, ...] = (
    "RVHR", "RTAO", "ASFO", "ARSO", "SOPS", "AVIS", "AV2S", "WEAP", "RHRH", "CSEP", "RCHD", "RCPR", "ADVP", "MAPP",
    "IMAR", "SPO", "RSTO", "REG17", "REG15", "REG16", "MSP", "REG26", "STRG", "ALSH", "RVAD", "REG22", "ADVV", "MSV",
    "CUCK", "RCCO", "WRSM", "INVI", "ADWC", "ANSO", "RMDO", "AMHL", "REG30", "IRMO", "RRR",
)  # fmt: skip


def flag_severity(code: str) -> int:
    """Rank of a flag for the banner: 1 is the gravest."""
    return FLAG_SEVERITY.index(code) + 1 if code in FLAG_SEVERITY else len(FLAG_SEVERITY) + 1
