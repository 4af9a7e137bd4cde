"""The team's directory: who offers which service, where, to whom, and when that was last checked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from iom_desktop.domain.checks import Checks
from iom_desktop.domain.text import fold_words, search_key

#: Longer than this since anybody checked an entry, and the directory says so, in days.
CHECK_AFTER_DAYS = 183
#: The longest wait a service may be given as its target, in days.
LONGEST_TARGET = 730


def name_key(name: str) -> str:
    """What two names must share to be one: the search key, or the name itself where it has no letter."""
    return search_key(name) or " ".join(name.split()).casefold()


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
    need_names: tuple[str, ...] = ()
    provider_open: bool = True

    @property
    def open(self) -> bool:
        """Whether it can still be referred to: neither it nor its provider has closed."""
        return self.said.closed_on is None and self.provider_open


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

    def to_be_checked(self, today: date, after_days: int = CHECK_AFTER_DAYS) -> bool:
        """Whether nobody has checked the entry for more than ``after_days`` days, or ever."""
        checked = self.said.checked_on
        return self.open and (checked is None or (today - checked).days > after_days)


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectoryLine:
    """One line of the directory: a service with its provider, or a provider that has no service yet."""

    provider: Provider
    service: ProviderService | None = None

    @property
    def id(self) -> str:
        """The service's id, or the provider's where there is no service."""
        return self.provider.id if self.service is None else self.service.id

    @property
    def open(self) -> bool:
        """Whether it can be referred to."""
        return self.provider.open if self.service is None else self.service.open

    @property
    def areas(self) -> tuple[str, ...]:
        """Where it serves: the service's own area, else the provider's."""
        area = (self.service.said.area if self.service else "") or self.provider.said.area
        return (area,) if area else ()

    def serves(self, need_code: str) -> bool:
        """Whether it serves a need."""
        return self.service is not None and need_code in self.service.said.needs

    def folded(self) -> frozenset[str]:
        """Every word of the line, as a search compares them."""
        said = self.provider.said
        texts = [said.name, said.area, said.contact, said.phone, said.email, said.address, said.note]
        if self.service is not None:
            own = self.service.said
            texts += [own.name, own.area, own.eligibility, own.how_to_refer, own.capacity]
            texts += self.service.need_names
        return frozenset(word for text in texts for word in fold_words(text))


def directory_lines(providers: Iterable[Provider]) -> list[DirectoryLine]:
    """A line for each service, and one for each provider without any; those closed come last."""
    lines = [
        DirectoryLine(provider=provider, service=service)
        for provider in providers
        for service in provider.services or (None,)
    ]
    return sorted(lines, key=lambda line: not line.open)


def holds_words(folded: frozenset[str], typed: str) -> bool:
    """Whether each word ``typed`` begins one of the words of a line (``DirectoryLine.folded``)."""
    return all(any(word.startswith(part) for word in folded) for part in fold_words(typed))
