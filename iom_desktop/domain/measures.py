"""The risk management plan: four pillars and the contingency.

Source: domain reference 5.3 (MAPPA guidance 12.11 to 12.16; the OASys risk management plan).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from iom_desktop.domain.checks import Checks
from iom_desktop.domain.codes import RiskGroup


class Pillar(StrEnum):
    """The four pillars, and what is done when the risk shows itself."""

    SUPERVISION = "supervision"
    MONITORING = "monitoring"
    INTERVENTIONS = "interventions"
    VICTIM_SAFETY = "victim_safety"
    CONTINGENCY = "contingency"


#: The pillars proper; the contingency stands after them.
PILLARS = tuple(one for one in Pillar if one is not Pillar.CONTINGENCY)


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureDraft:
    """One line of the risk management plan: who does what. ``trigger`` is what calls for it, of a contingency only;
    ``groups`` are the groups at risk that it protects; ``agency`` is a code or words.
    """

    pillar: Pillar | None = None
    trigger: str = ""
    words: str = ""
    who_name: str = ""
    agency: str = ""
    groups: tuple[RiskGroup, ...] = ()

    def check(self) -> MeasureDraft:
        """The draft cleaned. Raises ``FieldErrors`` naming each field that cannot be kept."""
        checks = Checks()
        checks.demand(self.pillar is not None, "pillar", "Part of the plan: choose one.")
        contingency = self.pillar is Pillar.CONTINGENCY
        cleaned = replace(
            self,
            trigger=checks.note(self.trigger, "trigger", "When", required=True, limit=4000)
            if contingency
            else "",
            words=checks.note(self.words, "words", "What is done", required=True, limit=4000),
            who_name=checks.line(self.who_name, "who_name", "Who"),
            agency=checks.line(self.agency, "agency", "Agency", limit=200),
            groups=tuple(dict.fromkeys(self.groups)),
        )
        checks.done()
        return cleaned


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A measure as the store has it. One that ended stays on record, with the reason."""

    id: str
    version: int
    case_id: str
    position: int
    said: MeasureDraft
    ended_on: date | None = None
    ended_reason: str = ""

    @property
    def in_use(self) -> bool:
        """Whether it is part of the plan."""
        return self.ended_on is None


def by_pillar(measures: Iterable[Measure]) -> dict[Pillar, list[Measure]]:
    """The measures in use under each pillar, every pillar in its place, each list in its order."""
    found: dict[Pillar, list[Measure]] = {pillar: [] for pillar in Pillar}
    for one in sorted(measures, key=lambda one: (one.position, one.id)):
        if one.in_use and one.said.pillar is not None:
            found[one.said.pillar].append(one)
    return found
