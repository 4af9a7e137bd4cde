"""Who reads a paper, and what each reader may see. A report is given only what its reader may see."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from iom_desktop.domain.codes import Agency
from iom_desktop.domain.notes import Mark, NoteDraft
from iom_desktop.errors import UserError


class Audience(StrEnum):
    """Who reads the paper. Each one's copy is loaded by its own rules, before a report sees it."""

    FULL = "full"  #: the file
    CONFERENCE = "conference"  #: everybody at the table
    PARTNER = "partner"  #: one agency
    COURT = "court"
    PERSON = "person"


class SharedMatter(StrEnum):
    """What the sharing rules tell apart. The codes of the list *sharing rules*."""

    INTELLIGENCE = "intelligence"
    THIRD_PARTY = "third_party"
    WITHHELD = "withheld"  #: not to be disclosed to the person
    OFFENDING = "offending"
    RISK = "risk"  #: the full risk assessment; the level and who is at risk go to everybody at the table
    PUBLIC_PROTECTION = "public_protection"  #: MAPPA, ViSOR, sexual offending and terrorism flags
    SAFEGUARDING = "safeguarding"  #: MARAC, safeguarding checks and flags
    HEALTH = "health"  #: mental health and self-harm flags, health needs
    ENFORCEMENT = "enforcement"
    NEEDS = "needs"
    SERVICES = "services"
    NOTES = "notes"


@dataclass(frozen=True, slots=True)
class Reader:
    """An audience, and the agency where it is one agency's copy. ``agency`` is a code of ``Agency`` or a name."""

    audience: Audience
    agency: str = ""

    @property
    def code(self) -> str:
        """ "conference", "partner:health"."""
        return f"{self.audience.value}:{self.agency}" if self.agency else self.audience.value


FULL = Reader(Audience.FULL)
CONFERENCE = Reader(Audience.CONFERENCE)
COURT = Reader(Audience.COURT)
THE_PERSON = Reader(Audience.PERSON)

_INTO_NO_ROOM = frozenset({SharedMatter.INTELLIGENCE, SharedMatter.THIRD_PARTY, SharedMatter.WITHHELD})
#: What the copy for the whole table leaves out, whatever the rules of single agencies say. Decision 22.
LEFT_OFF_THE_TABLE = _INTO_NO_ROOM | {SharedMatter.NOTES}
#: What a paper for the court leaves out: the court's file is open to both sides. Levels of risk stay. Decision 25.
LEFT_FROM_THE_COURT = _INTO_NO_ROOM | {
    SharedMatter.NOTES,
    SharedMatter.RISK,
    SharedMatter.SAFEGUARDING,
    SharedMatter.PUBLIC_PROTECTION,
}
#: What the person's own copy never holds. Staff are named on it by their role alone, but for the leads.
LEFT_FROM_THE_PERSON = _INTO_NO_ROOM | {SharedMatter.RISK, SharedMatter.NOTES}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The sharing rules of a day: what each agency may see, and which needs are health needs."""

    allowed: Mapping[str, frozenset[SharedMatter]]
    health_needs: frozenset[str] = frozenset({"WELLBEING", "DRUGS", "ALCOHOL"})


#: The needs an agency sees in every case, because meeting them is its own work.
_OWN_NEEDS: Mapping[str, frozenset[str]] = {Agency.COUNCIL.value: frozenset({"ACCOMMODATION"})}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What one reader may see."""

    reader: Reader
    seen: frozenset[SharedMatter]
    health_needs: frozenset[str] = field(default=frozenset())

    def sees(self, *matters: SharedMatter) -> bool:
        """Whether the reader may see what is of all these matters."""
        return self.seen.issuperset(matters)

    def owns(self, agency: str) -> bool:
        """Whether it is the reader's own agency: what it did itself it may always see."""
        return bool(self.reader.agency) and agency.strip().casefold() == self.reader.agency.casefold()

    def sees_need(self, code: str) -> bool:
        """Whether the reader may see a need and what is done about it."""
        own = _OWN_NEEDS.get(self.reader.agency, frozenset())
        if code in own or (self.reader.agency == Agency.HEALTH and code in self.health_needs):
            return True
        health = code in self.health_needs
        return self.sees(SharedMatter.NEEDS) and (not health or self.sees(SharedMatter.HEALTH))

    def sees_work_for(self, serves: Iterable[str]) -> bool:
        """Whether the reader may see work for these needs; for none named, whether they may see needs at all."""
        wanted = tuple(serves)
        if not wanted:
            return self.sees(SharedMatter.NEEDS)
        return all(self.sees_need(code) for code in wanted)

    @property
    def left_out(self) -> tuple[SharedMatter, ...]:
        """What the copy leaves out, by the rules. Whether there is any of it in a case is not told."""
        return tuple(matter for matter in SharedMatter if matter not in self.seen)


def sight_of(rules: Rules, reader: Reader) -> Sight:
    """What ``reader`` may see by ``rules``. An agency the rules do not name sees what *other* may."""
    every = frozenset(SharedMatter)
    if reader.audience is Audience.FULL:
        seen = every
    elif reader.audience is Audience.CONFERENCE:
        seen = every - LEFT_OFF_THE_TABLE
    elif reader.audience is Audience.COURT:
        seen = every - LEFT_FROM_THE_COURT
    elif reader.audience is Audience.PERSON:
        seen = every - LEFT_FROM_THE_PERSON
    else:
        other = rules.allowed.get(Agency.OTHER.value, frozenset())
        seen = rules.allowed.get(reader.agency, other)
    return Sight(reader=reader, seen=seen, health_needs=rules.health_needs)


def may_see(rules: Rules, reader: Reader, matter: SharedMatter) -> bool:
    """Whether ``reader`` may see what is of ``matter``."""
    return sight_of(rules, reader).sees(matter)


# --- Of what matter a thing is -------------------------------------------------------------------------

_FLAGS: Mapping[SharedMatter, tuple[str, ...]] = {
    SharedMatter.PUBLIC_PROTECTION: (
        "ARSO", "ANSO", "AVIS", "ASFO", "CSEP", "MAPP", "NOTMAPPA", "RTAO", "SOPS",
    ),
    SharedMatter.SAFEGUARDING: (
        "ADVP", "ADVV", "ADWC", "CUCK", "IMAR", "MSP", "MSV", "RCCO", "RCHD", "RCPR", "REG22", "REG30",
        "RSTO", "RVAD", "SPO",
    ),
    SharedMatter.HEALTH: ("ALSH", "AMHL", "RMDO", "RVLN"),
    SharedMatter.INTELLIGENCE: ("HOIE", "REG26", "STRG"),
    SharedMatter.THIRD_PARTY: ("INVI", "REG24"),
    SharedMatter.ENFORCEMENT: ("UPWS", "WRSM"),
    SharedMatter.OFFENDING: ("APPO", "INLL", "IRMO"),
}  # fmt: skip
_MATTER_OF_FLAG = {code: matter for matter, codes in _FLAGS.items() for code in codes}
#: Flags everybody at the table is told of: the level of risk, who is at risk, and how the record is kept.
_OPEN_FLAGS = frozenset(
    {
        "ALAN", "ALERT", "AV2S", "DOFF", "DORIS", "IIOM", "IKII", "IKMF", "KDUP", "REG15", "REG16", "REG17",
        "RHRH", "RLRH", "RMRH", "RPIR", "RRR", "RVHR", "WEAP",
    }
)  # fmt: skip


def matters_of_flag(code: str) -> frozenset[SharedMatter]:
    """Of what matter a flag is; none for one everybody is told of. One the program does not know is of risk."""
    if code in _OPEN_FLAGS:
        return frozenset()
    return frozenset({_MATTER_OF_FLAG.get(code, SharedMatter.RISK)})


def matters_of_note(said: NoteDraft) -> frozenset[SharedMatter]:
    """Of what matters a note is: a reader must be allowed every one."""
    found = {SharedMatter.NOTES}
    if said.mark is Mark.INTELLIGENCE:
        found.add(SharedMatter.INTELLIGENCE)
    if said.third_party:
        found.add(SharedMatter.THIRD_PARTY)
    if said.not_disclosable:
        found.add(SharedMatter.WITHHELD)
    return frozenset(found)


def in_order(matters: Iterable[SharedMatter]) -> tuple[SharedMatter, ...]:
    """``matters`` in the order in which they are always listed."""
    return tuple(sorted(set(matters), key=list(SharedMatter).index))


@lru_cache(maxsize=64)  # a list of a thousand copies has a dozen readers
def parse_reader(text: str) -> Reader:
    """The reader that "conference" or "partner:AGENCY" names. Raises ``UserError``."""
    word, colon, agency = text.strip().partition(":")
    known = {one.value for one in Audience}
    if word not in known or (word == Audience.PARTNER.value) != bool(colon and agency.strip()):
        shown = text if len(text) <= 40 else text[:40] + "…"
        raise UserError(
            f'Audience: "{shown}" is none. Give full, conference, court, person, or partner: and '
            "an agency, such as partner:health.",
            "audience",
        )
    agency = agency.strip()
    if agency and agency not in list(Agency):
        codes = ", ".join(one.value for one in Agency)
        raise UserError(f"Audience: the agency must be one of {codes}.", "audience")
    return Reader(Audience(word), agency)


def parse_shared_reader(text: str) -> Reader:
    """The reader of a paper of a conference: the table or one agency. Raises ``UserError``."""
    reader = parse_reader(text)
    if reader.audience not in (Audience.CONFERENCE, Audience.PARTNER):
        raise UserError(
            "Audience: the papers of a conference are for conference, or partner: and an agency.", "audience"
        )
    return reader
