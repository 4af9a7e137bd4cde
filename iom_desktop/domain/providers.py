"""The team's directory: who offers which service, where, to whom, and when that was last checked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from iom_desktop.domain.checks import Checks

#: Longer than this since anybody checked an entry, and the directory says so, in days.
CHECK_AFTER_DAYS = 183
#: The longest wait a service may be given as its target, in days.
LONGEST_TARGET = 730


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderDraft:
    """A provider as typed. ``checked_on``: when somebody last made sure that all of this is still so."""

    name: str = ""
    area: str = ""
    contact: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    note: str = ""
    checked_on: date | None = None
    closed_on: date | None = None

    def check(self, today: date) -> ProviderDraft:
        """The draft cleaned. Raises ``FieldErrors``."""
        checks = Checks()
        for name, words, day in (
            ("checked_on", "Last checked", self.checked_on),
            ("closed_on", "Closed", self.closed_on),
        ):
            checks.demand(
                day is None or day <= today, name, f"{words}: {day:%d/%m/%Y} is in the future." if day else ""
            )
        email = checks.line(self.email, "email", "E-mail")
        checks.demand(
            not email or ("@" in email and " " not in email),
            "email",
            "E-mail: this is not an e-mail address.",
        )
        cleaned = replace(
            self,
            name=checks.line(self.name, "name", "Name", required=True),
            area=checks.line(self.area, "area", "Area"),
            contact=checks.line(self.contact, "contact", "Contact"),
            phone=checks.line(self.phone, "phone", "Telephone", limit=60),
            email=email,
            address=checks.note(self.address, "address", "Address", limit=1000),
            note=checks.note(self.note, "note", "Note"),
        )
        checks.done()
        return cleaned


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderServiceDraft:
    """A service as typed.

    ``needs`` are codes. ``target_days`` is the longest wait wanted, from the need found to first attended.
    """

    name: str = ""
    needs: tuple[str, ...] = ()
    area: str = ""
    eligibility: str = ""
    how_to_refer: str = ""
    capacity: str = ""
    target_days: int | None = None
    closed_on: date | None = None

    def check(self, today: date, known_needs: frozenset[str]) -> ProviderServiceDraft:
        """The draft cleaned. Raises ``FieldErrors``."""
        checks = Checks()
        checks.demand(bool(self.needs), "needs", "Needs: choose at least one need it serves.")
        checks.demand(
            all(code in known_needs for code in self.needs), "needs", "Needs: choose them from the list."
        )
        checks.demand(
            self.target_days is None or 0 < self.target_days <= LONGEST_TARGET,
            "target_days",
            f"Target: 1 to {LONGEST_TARGET} days.",
        )
        checks.demand(
            self.closed_on is None or self.closed_on <= today,
            "closed_on",
            f"Closed: {self.closed_on:%d/%m/%Y} is in the future." if self.closed_on else "",
        )
        cleaned = replace(
            self,
            name=checks.line(self.name, "name", "Service", required=True),
            needs=tuple(dict.fromkeys(self.needs)),
            area=checks.line(self.area, "area", "Area"),
            eligibility=checks.note(self.eligibility, "eligibility", "Who it is for", limit=2000),
            how_to_refer=checks.note(self.how_to_refer, "how_to_refer", "How to refer", limit=2000),
            capacity=checks.note(self.capacity, "capacity", "Room now", limit=2000),
        )
        checks.done()
        return cleaned


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderService:
    """A service of the directory."""

    id: str
    version: int
    provider_id: str
    provider_name: str
    said: ProviderServiceDraft

    @property
    def open(self) -> bool:
        """Whether it can still be referred to."""
        return self.said.closed_on is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """A provider with its services, in the order of their names."""

    id: str
    version: int
    said: ProviderDraft
    services: tuple[ProviderService, ...] = ()

    @property
    def open(self) -> bool:
        """Whether it still is there."""
        return self.said.closed_on is None

    def to_be_checked(self, today: date) -> bool:
        """Whether nobody has checked the entry for ``CHECK_AFTER_DAYS``, or ever."""
        checked = self.said.checked_on
        return self.open and (checked is None or (today - checked).days > CHECK_AFTER_DAYS)
