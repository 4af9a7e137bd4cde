"""The officer at the keyboard."""

from __future__ import annotations

from dataclasses import dataclass

from iom_desktop.domain.checks import Checks
from iom_desktop.domain.codes import Agency


@dataclass(frozen=True, slots=True, kw_only=True)
class Officer:
    """Who is using the store. ``agency`` is a code of ``Agency``; ``role`` is in the officer's own words."""

    officer_id: str
    name: str
    agency: str
    role: str = ""

    def check(self) -> Officer:
        """The officer as it will be kept, or ``FieldErrors`` naming what is wrong."""
        checks = Checks()
        kept = Officer(
            officer_id=self.officer_id,
            name=checks.line(self.name, "name", "Name", required=True),
            agency=self.agency,
            role=checks.line(self.role, "role", "Role"),
        )
        checks.demand(self.agency in set(Agency), "agency", "Agency: choose one of the list.")
        checks.done()
        return kept
