"""Who reads a paper, and what each reader may see. A report is given only what its reader may see."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from iom_desktop.domain.codes import Agency
from iom_desktop.errors import UserError


class Audience(StrEnum):
    """Who reads the paper. Each one's copy is loaded by its own rules, before a report sees it."""

    FULL = "full"  #: the file
    CONFERENCE = "conference"  #: everybody at the table
    PARTNER = "partner"  #: one agency
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


def parse_reader(text: str) -> Reader:
    """The reader that "conference" or "partner:AGENCY" names. Raises ``UserError``."""
    word, colon, agency = text.strip().partition(":")
    known = {one.value for one in Audience}
    if word not in known or (word == Audience.PARTNER.value) != bool(colon and agency.strip()):
        shown = text if len(text) <= 40 else text[:40] + "…"
        raise UserError(
            f'Audience: "{shown}" is none. Give conference, or partner: and an agency, such as partner:health.',
            "audience",
        )
    agency = agency.strip()
    if agency and agency not in list(Agency):
        codes = ", ".join(one.value for one in Agency)
        raise UserError(f"Audience: the agency must be one of {codes}.", "audience")
    return Reader(Audience(word), agency)
