"""The team's directory of providers and their services."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from iom_desktop.domain.codes import NEEDS, PERIODS, CodeItem
from iom_desktop.domain.providers import (
    CHECK_AFTER_DAYS,
    Provider,
    ProviderDraft,
    ProviderService,
    ProviderServiceDraft,
    name_key,
)
from iom_desktop.domain.text import search_key
from iom_desktop.errors import UserError
from iom_desktop.services import records
from iom_desktop.services.codes import list_codes, name_of
from iom_desktop.storage.tables import ProviderRow, ProviderServiceRow

_CONVERT: records.Convert = {"needs": tuple}


def list_providers(session: Session) -> list[Provider]:
    """Every provider with its services, by name; those that have closed are among them."""
    items = list_codes(session, NEEDS)
    services: dict[str, list[ProviderServiceRow]] = {}
    for service in session.scalars(select(ProviderServiceRow)):
        services.setdefault(service.provider_id, []).append(service)
    found = [_provider(row, services.get(row.id, ()), items) for row in session.scalars(select(ProviderRow))]
    return sorted(found, key=lambda one: (search_key(one.said.name), one.id))


def load_provider(session: Session, provider_id: str) -> Provider:
    """One provider. Raises ``UserError`` where there is none."""
    row = records.fetch(session, ProviderRow, provider_id)
    services = session.scalars(
        select(ProviderServiceRow).where(ProviderServiceRow.provider_id == provider_id)
    ).all()
    return _provider(row, services, list_codes(session, NEEDS))


def load_provider_service(session: Session, service_id: str) -> ProviderService:
    """One service of the directory. Raises ``UserError`` where there is none."""
    row = records.fetch(session, ProviderServiceRow, service_id)
    return _service(row, records.fetch(session, ProviderRow, row.provider_id), list_codes(session, NEEDS))


def list_provider_services(session: Session, need_code: str = "") -> list[ProviderService]:
    """The services of the directory, those of one need where it is given: open ones first, then by name."""
    found = [
        service
        for provider in list_providers(session)
        for service in provider.services
        if not need_code or need_code in service.said.needs
    ]
    return sorted(found, key=lambda one: (not one.open, search_key(one.said.name)))


def check_after_days(session: Session) -> int:
    """After how many days without a check the directory asks for one, as the scheme's periods say."""
    item = list_codes(session, PERIODS).get("directory_check")
    days = item.detail("days") if item is not None else ""
    return int(days) if days.isdigit() and int(days) > 0 else CHECK_AFTER_DAYS


def add_provider(session: Session, draft: ProviderDraft, today: date) -> str:
    """Take a provider into the directory; returns its id. Raises ``UserError``."""
    said = draft.check(today)
    _refuse_second(session, said.name)
    row = ProviderRow(**records.columns_of(said))
    session.add(row)
    session.flush()
    return row.id


def change_provider(
    session: Session, provider_id: str, version: int, draft: ProviderDraft, today: date
) -> None:
    """Correct a provider. Raises ``UserError``, ``StaleEdit``."""
    said = draft.check(today)
    row = records.fetch_version(session, ProviderRow, provider_id, version)
    if name_key(said.name) != name_key(row.name):
        _refuse_second(session, said.name)
    records.write_onto(row, said)


def check_provider(session: Session, provider_id: str, today: date) -> None:
    """Record that somebody made sure today that a provider's entry is still right. Raises ``UserError``."""
    records.fetch(session, ProviderRow, provider_id).checked_on = today


def add_provider_service(session: Session, provider_id: str, draft: ProviderServiceDraft, today: date) -> str:
    """Add a service to a provider; returns its id. Raises ``UserError``."""
    said = draft.check(today, frozenset(list_codes(session, NEEDS)))
    records.fetch(session, ProviderRow, provider_id)
    _refuse_second_service(session, provider_id, said.name)
    row = ProviderServiceRow(provider_id=provider_id, **records.columns_of(said))
    session.add(row)
    session.flush()
    return row.id


def change_provider_service(
    session: Session, service_id: str, version: int, draft: ProviderServiceDraft, today: date
) -> None:
    """Correct a service of the directory. Raises ``UserError``, ``StaleEdit``."""
    said = draft.check(today, frozenset(list_codes(session, NEEDS)))
    row = records.fetch_version(session, ProviderServiceRow, service_id, version)
    if name_key(said.name) != name_key(row.name):
        _refuse_second_service(session, row.provider_id, said.name)
    records.write_onto(row, said)


def _refuse_second(session: Session, name: str) -> None:
    if name_key(name) in {name_key(known) for known in session.scalars(select(ProviderRow.name))}:
        raise UserError("Name: this provider is in the directory already.", "name")


def _refuse_second_service(session: Session, provider_id: str, name: str) -> None:
    known = session.scalars(
        select(ProviderServiceRow.name).where(ProviderServiceRow.provider_id == provider_id)
    )
    if name_key(name) in {name_key(one) for one in known}:
        raise UserError("Service: the provider has it in the directory already.", "name")


def _provider(
    row: ProviderRow, services: Iterable[ProviderServiceRow], items: dict[str, CodeItem]
) -> Provider:
    made = [_service(service, row, items) for service in services]
    return Provider(
        id=row.id,
        version=row.version,
        said=records.draft_of(ProviderDraft, row, {}),
        services=tuple(sorted(made, key=lambda one: (search_key(one.said.name), one.id))),
    )


def _service(row: ProviderServiceRow, provider: ProviderRow, items: dict[str, CodeItem]) -> ProviderService:
    return ProviderService(
        id=row.id,
        version=row.version,
        provider_id=row.provider_id,
        provider_name=provider.name,
        said=records.draft_of(ProviderServiceDraft, row, _CONVERT),
        need_names=tuple(name_of(items, code) for code in row.needs),
        provider_open=provider.closed_on is None,
    )
