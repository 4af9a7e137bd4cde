"""Importing the directory of providers from a spreadsheet: what each row means for what is kept already.

Pure: the directory comes in as ``Provider`` records, what is to be done goes out as ``PlannedEntry``. A row is
taken whole or not at all; a cell that is empty never empties what is kept; importing a file twice changes nothing
the second time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any

from iom_desktop.domain.caseload_import import FieldChange
from iom_desktop.domain.caseload_rows import Outcome, in_one_line
from iom_desktop.domain.checks import Checks
from iom_desktop.domain.dates import MONTHS, parse_date
from iom_desktop.domain.providers import (
    Provider,
    ProviderDraft,
    ProviderService,
    ProviderServiceDraft,
    name_key,
)
from iom_desktop.domain.sheets import Columns, ImportReport, Rejection, SheetRow, recognise_columns
from iom_desktop.domain.text import search_key
from iom_desktop.errors import FieldErrors, UserError


class DirectoryField(StrEnum):
    """What a column of a directory can mean."""

    PROVIDER = "provider"
    SERVICE = "service"
    NEEDS = "needs"
    AREA = "area"
    ELIGIBILITY = "eligibility"
    HOW_TO_REFER = "how_to_refer"
    CONTACT = "contact"
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"
    CAPACITY = "capacity"
    TARGET = "target_days"
    CHECKED = "checked_on"
    CLOSED = "closed_on"
    NOTE = "note"


#: Headings seen for each field. The first is the field's own name, and the one that an export writes.
HEADINGS: Mapping[DirectoryField, tuple[str, ...]] = {
    DirectoryField.PROVIDER: (
        "Provider",
        "Organisation",
        "Organization",
        "Agency",
        "Provider name",
        "Run by",
    ),
    DirectoryField.SERVICE: ("Service", "Service name", "Project", "Service offered", "Offer"),
    DirectoryField.NEEDS: ("Needs", "Need", "Pathway", "Pathways", "Needs served", "For which needs"),
    DirectoryField.AREA: ("Area", "Areas", "Where", "Area covered", "Location", "Town"),
    DirectoryField.ELIGIBILITY: ("Eligibility", "Who it is for", "Criteria", "Who can use it", "Eligible"),
    DirectoryField.HOW_TO_REFER: (
        "How to refer",
        "Referral",
        "Referral route",
        "Refer by",
        "Referral process",
    ),
    DirectoryField.CONTACT: ("Contact", "Contact name", "Contact person", "Named contact"),
    DirectoryField.PHONE: ("Telephone", "Phone", "Phone number", "Tel", "Tel no", "Contact number"),
    DirectoryField.EMAIL: ("E-mail", "Email", "Email address", "E-mail address"),
    DirectoryField.ADDRESS: ("Address", "Postal address", "Venue"),
    DirectoryField.CAPACITY: ("Capacity", "Room now", "Places", "Waiting list", "Capacity note"),
    DirectoryField.TARGET: ("Target days", "Target", "Target, in days", "Target wait", "Days"),
    DirectoryField.CHECKED: ("Last checked", "Checked", "Date checked", "Checked on", "Last updated"),
    DirectoryField.CLOSED: ("Closed", "Closed on", "Date closed"),
    DirectoryField.NOTE: ("Note", "Notes", "Comments"),
}
_MEANINGS = {search_key(heading): of for of, headings in HEADINGS.items() for heading in headings}
#: Fields of the provider, which every one of its rows repeats or leaves empty.
_OF_PROVIDER = (
    DirectoryField.CONTACT,
    DirectoryField.PHONE,
    DirectoryField.EMAIL,
    DirectoryField.ADDRESS,
    DirectoryField.NOTE,
)
#: Fields of the service alone.
_OF_SERVICE = (DirectoryField.ELIGIBILITY, DirectoryField.HOW_TO_REFER, DirectoryField.CAPACITY)
_DATES = (DirectoryField.CHECKED, DirectoryField.CLOSED)
_BETWEEN_NEEDS = re.compile(r"[,|/]")


def label_of(of: DirectoryField) -> str:
    """The field's name, as the program's screens and its export call it."""
    return HEADINGS[of][0]


def recognise_directory(rows: Sequence[SheetRow]) -> Columns[DirectoryField]:
    """The columns by their headings. Raises ``UserError`` where there is none for the provider."""
    return recognise_columns(
        rows,
        lambda heading: _MEANINGS.get(search_key(heading)),
        lambda columns: DirectoryField.PROVIDER in columns and len(columns) > 1,
        "a directory needs columns headed Provider and Service",
    )


@dataclass(frozen=True, slots=True)
class NeedWords:
    """The needs of the list: codes by search key of whatever they are called, names by code."""

    codes: Mapping[str, str]
    names: Mapping[str, str]


# --- A row ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedEntry:
    """What an import will do with one row: the provider and the service as they will be after it."""

    source: SheetRow
    outcome: Outcome
    provider: str = ""
    service: str = ""
    reason: str = ""  #: why it is not taken
    changes: tuple[FieldChange, ...] = ()
    provider_draft: ProviderDraft | None = None
    service_draft: ProviderServiceDraft | None = None

    @property
    def number(self) -> int:
        """The row's number in the file."""
        return self.source.number


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectoryPreview:
    """Everything an import would do, row by row. ``basis``: the directory that it was worked out from."""

    columns: Columns[DirectoryField]
    rows: tuple[PlannedEntry, ...]
    basis: tuple[Provider, ...]

    def with_outcome(self, *outcomes: Outcome) -> tuple[PlannedEntry, ...]:
        """The rows of some outcomes, in the file's order."""
        return tuple(row for row in self.rows if row.outcome in outcomes)

    @property
    def not_taken(self) -> tuple[PlannedEntry, ...]:
        """Rows left out, each with its reason."""
        return self.with_outcome(Outcome.REJECTED, Outcome.REPEATED)

    @property
    def changes_anything(self) -> bool:
        """Whether there is something to add or to update."""
        return bool(self.with_outcome(Outcome.ADD, Outcome.UPDATE))

    def report(self) -> ImportReport:
        """The counts and the rejections, as they are once this has been applied."""
        return ImportReport(
            added=len(self.with_outcome(Outcome.ADD)),
            updated=len(self.with_outcome(Outcome.UPDATE)),
            unchanged=len(self.with_outcome(Outcome.UNCHANGED)),
            rejected=tuple(Rejection(row.number, row.reason) for row in self.not_taken),
        )


@dataclass(slots=True)
class _Known:
    """A provider as it stands while the rows are gone through."""

    draft: ProviderDraft
    services: dict[str, ProviderServiceDraft] = field(default_factory=dict)
    #: What this file has said of the provider, and in which row.
    said: dict[DirectoryField, tuple[str, int]] = field(default_factory=dict)
    rows: dict[str, SheetRow] = field(default_factory=dict)  #: the row of each service, by its search key


def plan_directory(
    rows: Iterable[SheetRow],
    columns: Columns[DirectoryField],
    known: Sequence[Provider],
    needs: NeedWords,
    today: date,
    *,
    cut_row: int | None = None,
    columns_can_shift: bool = False,
) -> DirectoryPreview:
    """What importing the rows below the headings would do to the directory ``known``; nothing is changed.

    ``cut_row`` is the row at which the file seems to have been cut off. Where ``columns_can_shift`` (a file of
    separated values) a row with more cells than headings is refused.
    """
    plan = _Plan(columns, known, needs, today)
    planned = []
    for row in rows:
        if row.number <= columns.heading_row:
            continue
        shifted = columns_can_shift and any(
            row.words(n).strip() for n in range(len(columns.headings), len(row.cells))
        )
        if row.number == cut_row:
            planned.append(_rejected(row, "The file breaks off in the middle of this row."))
        elif shifted:
            planned.append(
                _rejected(row, "The row has more cells than there are headings; a separator is one too many.")
            )
        else:
            planned.append(plan.take(row))
    return DirectoryPreview(columns=columns, rows=tuple(planned), basis=tuple(known))


def _rejected(row: SheetRow, reason: str, provider: str = "", service: str = "") -> PlannedEntry:
    return PlannedEntry(
        source=row, outcome=Outcome.REJECTED, reason=reason, provider=provider, service=service
    )


class _Plan:
    """Goes through the rows with the directory as each row before has left it."""

    def __init__(
        self, columns: Columns[DirectoryField], known: Iterable[Provider], needs: NeedWords, today: date
    ) -> None:
        self._columns, self._needs, self._today = columns, needs, today
        self._known: dict[str, _Known] = {}
        for provider in known:
            services = {name_key(one.said.name): one.said for one in provider.services}
            self._known[name_key(provider.said.name)] = _Known(provider.said, services)

    def take(self, row: SheetRow) -> PlannedEntry:
        """What becomes of a row; what it changes is known to the rows after it."""
        provider, service = self._words(row, "provider"), self._words(row, "service")
        try:
            return self._taken(row, provider, service)
        except FieldErrors as faults:
            return _rejected(row, in_one_line(faults), provider, service)
        except UserError as fault:
            return _rejected(row, fault.message, provider, service)

    def _taken(self, row: SheetRow, provider: str, service: str) -> PlannedEntry:
        key, service_key = name_key(provider), name_key(service)
        if not key:
            raise UserError("Provider: this is needed.", DirectoryField.PROVIDER)
        before = self._known.get(key)
        kept = before or _Known(ProviderDraft(name=provider))
        self._refuse_second_story(row, kept, service_key)
        if service_key in kept.rows:
            return self._repeated(row, kept, service_key, provider, service)
        new_provider, new_service = self._merged(row, kept, before is None, service)
        changes = (*self._provider_changes(kept, new_provider),)
        if new_service is not None:
            changes += self._service_changes(kept.services.get(service_key), new_service)
        outcome = Outcome.UPDATE if changes else Outcome.UNCHANGED
        if before is None or (new_service is not None and service_key not in kept.services):
            outcome = Outcome.ADD
        self._remember(row, key, kept, new_provider, new_service)
        return PlannedEntry(
            source=row,
            outcome=outcome,
            provider=new_provider.name,
            service=new_service.name if new_service else "",
            changes=() if outcome is Outcome.ADD and before is None else changes,
            provider_draft=new_provider,
            service_draft=new_service,
        )

    def _remember(
        self,
        row: SheetRow,
        key: str,
        kept: _Known,
        provider: ProviderDraft,
        service: ProviderServiceDraft | None,
    ) -> None:
        kept.draft = provider
        kept.rows[name_key(service.name) if service else ""] = row
        if service is not None:
            kept.services[name_key(service.name)] = service
        for of in _OF_PROVIDER:
            if words := self._words(row, of):
                kept.said.setdefault(of, (words, row.number))
        self._known[key] = kept

    # One story ----------------------------------------------------------------------------------------------

    def _refuse_second_story(self, row: SheetRow, kept: _Known, service_key: str) -> None:
        """Two rows may not say two things of one provider."""
        if service_key in kept.rows:
            return  # told as a repeat
        for of in _OF_PROVIDER:
            words, (said, number) = self._words(row, of), kept.said.get(of, ("", 0))
            if words and said and search_key(words) != search_key(said):
                raise UserError(f"{label_of(of)}: row {number} gives this provider another one.", of)

    def _repeated(
        self, row: SheetRow, kept: _Known, service_key: str, provider: str, service: str
    ) -> PlannedEntry:
        first = kept.rows[service_key]
        same = all(self._words(row, of) == self._words(first, of) for of in DirectoryField)
        if same:
            return PlannedEntry(
                source=row,
                outcome=Outcome.REPEATED,
                provider=provider,
                service=service,
                reason=f"It says the same as row {first.number}.",
            )
        what = "service" if service_key else "provider"
        return _rejected(
            row, f"Row {first.number} is of the same {what} and says something else.", provider, service
        )

    # The drafts ---------------------------------------------------------------------------------------------

    def _merged(
        self, row: SheetRow, kept: _Known, fresh: bool, service: str
    ) -> tuple[ProviderDraft, ProviderServiceDraft | None]:
        """The provider and the service as they will be, checked."""
        checks = Checks()
        area = self._words(row, DirectoryField.AREA)
        checked = self._day(row, DirectoryField.CHECKED, checks)
        closed = self._day(row, DirectoryField.CLOSED, checks)
        stated = self._stated(row, _OF_PROVIDER, kept.draft)
        provider = replace(kept.draft, checked_on=_later(kept.draft.checked_on, checked), **stated)
        if area and (fresh or not service):
            provider = replace(provider, area=area)
        if closed and not service:
            provider = replace(provider, closed_on=closed)
        provider = checks.attempt(lambda: provider.check(self._today), provider)
        offered = None
        if service:
            known = kept.services.get(name_key(service), ProviderServiceDraft(name=service))
            offered = self._service(row, known, provider, area, closed, checks)
        elif any(self._words(row, of) for of in (*_OF_SERVICE, DirectoryField.NEEDS)):
            checks.demand(False, DirectoryField.SERVICE, "Service: the row describes one without naming it.")
        checks.done()
        return provider, offered

    def _service(
        self,
        row: SheetRow,
        known: ProviderServiceDraft,
        provider: ProviderDraft,
        area: str,
        closed: date | None,
        checks: Checks,
    ) -> ProviderServiceDraft:
        needs = self._needs_of(row, checks)
        target = self._target(row, checks)
        own = replace(known, **self._stated(row, _OF_SERVICE, known))
        if area and area != (known.area or provider.area):
            own = replace(own, area=area)
        if closed and closed != (known.closed_on or provider.closed_on):
            own = replace(own, closed_on=closed)
        own = replace(own, needs=needs or own.needs, target_days=target or own.target_days)
        if checks.refused(DirectoryField.NEEDS) or checks.refused(DirectoryField.TARGET):
            return own
        return checks.attempt(lambda: own.check(self._today, frozenset(self._needs.names)), own)

    def _stated(
        self, row: SheetRow, fields: Iterable[DirectoryField], known: ProviderDraft | ProviderServiceDraft
    ) -> dict[str, Any]:
        """The attributes that the row fills in otherwise than they are; a cell has no space at its ends."""
        words = {of.value: self._words(row, of) for of in fields}
        return {name: said for name, said in words.items() if said and said != getattr(known, name).strip()}

    def _needs_of(self, row: SheetRow, checks: Checks) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for part in self._parts(self._words(row, DirectoryField.NEEDS)):
            code = self._needs.codes.get(search_key(part))
            checks.demand(
                code is not None,
                DirectoryField.NEEDS,
                f"Needs: “{part.strip()[:60]}” is not in the list of needs.",
            )
            if code is not None:
                found[code] = None
        return tuple(found)

    def _parts(self, words: str) -> list[str]:
        """The needs a cell names: with semicolons between them, or with whatever people write."""
        parts: list[str] = []
        for part in re.split(r"[;\n]", words):
            whole = search_key(part) in self._needs.codes
            parts += [part] if whole else _BETWEEN_NEEDS.split(part)
        return [part for part in parts if part.strip()]

    def _target(self, row: SheetRow, checks: Checks) -> int | None:
        words = self._words(row, DirectoryField.TARGET).casefold().removesuffix("days").strip()
        if not words:
            return None
        checks.demand(
            bool(re.fullmatch("[0-9]{1,4}", words, re.ASCII)),
            DirectoryField.TARGET,
            "Target days: a whole number of days is needed.",
        )
        return None if checks.refused(DirectoryField.TARGET) else int(words)

    def _day(self, row: SheetRow, of: DirectoryField, checks: Checks) -> date | None:
        cell = row.tidy(self._columns.columns.get(of))
        if isinstance(cell, date):
            return cell
        if not cell:
            return None
        return checks.attempt(
            lambda: parse_date(cell, self._today, prefer="past", label=label_of(of), field=of), None
        )

    def _words(self, row: SheetRow, of: str) -> str:
        cell = row.tidy(self._columns.columns.get(DirectoryField(of)))
        if isinstance(cell, date):
            return cell.isoformat()
        return cell.removesuffix(".0") if of == DirectoryField.TARGET else cell

    # What changes -------------------------------------------------------------------------------------------

    def _provider_changes(self, kept: _Known, new: ProviderDraft) -> tuple[FieldChange, ...]:
        fields = (*_OF_PROVIDER, DirectoryField.AREA, *_DATES)
        return tuple(self._differences(fields, kept.draft, new))

    def _service_changes(
        self, known: ProviderServiceDraft | None, new: ProviderServiceDraft
    ) -> tuple[FieldChange, ...]:
        fields = (
            DirectoryField.NEEDS,
            DirectoryField.AREA,
            *_OF_SERVICE,
            DirectoryField.TARGET,
            DirectoryField.CLOSED,
        )
        return () if known is None else tuple(self._differences(fields, known, new))

    def _differences(
        self,
        fields: Iterable[DirectoryField],
        old: ProviderDraft | ProviderServiceDraft,
        new: ProviderDraft | ProviderServiceDraft,
    ) -> Iterable[FieldChange]:
        for of in fields:
            was, now = getattr(old, of.value), getattr(new, of.value)
            if was != now:
                yield FieldChange(label_of(of), self._shown(was), self._shown(now))

    def _shown(self, value: object) -> str:
        if isinstance(value, date):
            return f"{value.day} {MONTHS[value.month - 1][:3]} {value.year}"
        if isinstance(value, tuple):
            return "; ".join(self._needs.names.get(str(code), str(code)) for code in value)
        return "" if value is None else " ".join(str(value).split())


def _later(kept: date | None, found: date | None) -> date | None:
    """A check is never undone by an older file."""
    return max((day for day in (kept, found) if day is not None), default=None)


# --- Out again ------------------------------------------------------------------------------------------------


def exported(provider: Provider, service: ProviderService | None) -> dict[DirectoryField, str]:
    """A line of the directory as an import reads it back, field by field."""
    said = provider.said
    closed = (service.said.closed_on if service else None) or said.closed_on
    words = {of: str(getattr(said, of.value)) for of in _OF_PROVIDER}
    words |= {
        DirectoryField.PROVIDER: said.name,
        DirectoryField.AREA: (service.said.area if service else "") or said.area,
        DirectoryField.CHECKED: f"{said.checked_on:%d/%m/%Y}" if said.checked_on else "",
        DirectoryField.CLOSED: f"{closed:%d/%m/%Y}" if closed else "",
    }
    if service is not None:
        own = service.said
        words |= {of: str(getattr(own, of.value)) for of in _OF_SERVICE}
        words |= {
            DirectoryField.SERVICE: own.name,
            DirectoryField.NEEDS: "; ".join(service.need_names),
            DirectoryField.TARGET: str(own.target_days or ""),
        }
    return {of: words.get(of, "") for of in DirectoryField}
