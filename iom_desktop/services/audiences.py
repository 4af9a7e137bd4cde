"""The sharing rules as the list has them: what each agency may see."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from iom_desktop.domain.audiences import Reader, Rules, SharedMatter, Sight, sight_of
from iom_desktop.domain.codes import NEEDS, SHARING_RULES, Agency
from iom_desktop.services.codes import list_codes

#: Pathways whose needs are health needs. Source: domain reference 3.1.
_HEALTH_PATHWAYS = frozenset({"Health", "Drugs and alcohol"})


def rules(session: Session, on: date | None = None) -> Rules:
    """The sharing rules as they stood ``on`` a day, or as they stand today.

    A matter the list says nothing of is seen by no agency.
    """
    listed = list_codes(session, SHARING_RULES, on)
    allowed = {
        agency.value: frozenset(
            matter for matter in SharedMatter if matter in listed and listed[matter].yes(agency.value)
        )
        for agency in Agency
    }
    health = frozenset(
        code
        for code, item in list_codes(session, NEEDS, on).items()
        if item.detail("pathway") in _HEALTH_PATHWAYS
    )
    return Rules(allowed=allowed, health_needs=health)


def sight(session: Session, reader: Reader, on: date | None = None) -> Sight:
    """What ``reader`` may see by the rules of the day."""
    return sight_of(rules(session, on), reader)
