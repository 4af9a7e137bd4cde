"""The directory: kept as typed, one of each name, closed ones kept, checks dated."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import count
from typing import Any

import pytest

from iom_desktop.domain.providers import (
    CHECK_AFTER_DAYS,
    ProviderDraft,
    ProviderServiceDraft,
    directory_lines,
    holds_words,
)
from iom_desktop.errors import FieldErrors, StaleEdit, UserError
from iom_desktop.services import providers
from iom_desktop.storage.store import Store
from tests.stores import TODAY, Desk

_NUMBERS = count(1)


def new_name() -> str:
    return f"Provider {next(_NUMBERS)}"


def add(desk: Desk, **said: Any) -> str:
    return desk.do(providers.add_provider, ProviderDraft(**{"name": new_name()} | said), TODAY)


def offer(desk: Desk, provider_id: str, **said: Any) -> str:
    draft = ProviderServiceDraft(**{"name": "Drug treatment", "needs": ("DRUGS",)} | said)
    return desk.do(providers.add_provider_service, provider_id, draft, TODAY)


def test_every_field_is_read_back(shared_desk: Desk) -> None:
    said = ProviderDraft(
        name=new_name(),
        area="Mocktown",
        contact="Duty desk",
        phone="01632 960001",
        email="desk@northgate.invalid",
        address="1 Sample Street\nMocktown",
        note="Closed on Wednesdays",
        checked_on=date(2026, 11, 1),
        closed_on=date(2026, 11, 2),
    )
    offered = ProviderServiceDraft(
        name="Drug treatment",
        needs=("DRUGS", "ALCOHOL"),
        area="The coast",
        eligibility="Adults",
        how_to_refer="Ring\nthem",
        capacity="Two places",
        target_days=21,
    )
    provider_id = shared_desk.do(providers.add_provider, said, TODAY)
    service_id = shared_desk.do(providers.add_provider_service, provider_id, offered, TODAY)
    found = shared_desk.see(providers.load_provider, provider_id)
    assert (found.said, found.version, found.open) == (said, 1, False)
    (service,) = found.services
    assert (service.id, service.said, service.provider_name) == (service_id, offered, said.name)
    assert service.need_names == ("Drug misuse", "Alcohol misuse")
    assert not service.open  # its provider has closed
    assert shared_desk.see(providers.load_provider_service, service_id) == service


@pytest.mark.parametrize(
    "said,field",
    [
        ({"name": " "}, "name"),
        ({"checked_on": date(2026, 11, 23)}, "checked_on"),
        ({"closed_on": date(2026, 11, 23)}, "closed_on"),
        ({"email": "no at sign"}, "email"),
        ({"phone": "1" * 61}, "phone"),
    ],
)
def test_a_provider_that_is_wrong_is_refused_at_its_field(
    shared_desk: Desk, said: dict[str, Any], field: str
) -> None:
    with pytest.raises(FieldErrors) as refused:
        add(shared_desk, **said)
    assert [one.field for one in refused.value.problems] == [field]


@pytest.mark.parametrize(
    "said,field",
    [
        ({"name": ""}, "name"),
        ({"needs": ()}, "needs"),
        ({"needs": ("NOPE",)}, "needs"),
        ({"target_days": 0}, "target_days"),
        ({"target_days": 731}, "target_days"),
        ({"closed_on": date(2026, 11, 23)}, "closed_on"),
    ],
)
def test_a_service_that_is_wrong_is_refused_at_its_field(
    shared_desk: Desk, said: dict[str, Any], field: str
) -> None:
    provider_id = add(shared_desk)
    with pytest.raises(FieldErrors) as refused:
        offer(shared_desk, provider_id, **said)
    assert [one.field for one in refused.value.problems] == [field]
    assert shared_desk.see(providers.load_provider, provider_id).services == ()


def test_a_name_is_in_the_directory_once_however_it_is_written(shared_desk: Desk) -> None:
    name = new_name()
    one = add(shared_desk, name=name)
    other = add(shared_desk)
    with pytest.raises(UserError, match="in the directory already"):
        add(shared_desk, name=name.upper() + "!")
    with pytest.raises(UserError, match="in the directory already"):
        shared_desk.do(providers.change_provider, other, 1, ProviderDraft(name=name), TODAY)
    shared_desk.do(providers.change_provider, one, 1, ProviderDraft(name=name.upper()), TODAY)
    for sign in ("!?", "…"):  # names without a letter are told apart all the same
        add(shared_desk, name=sign)
        with pytest.raises(UserError, match="in the directory already"):
            add(shared_desk, name=sign)
    first = offer(shared_desk, one)
    with pytest.raises(UserError, match="has it in the directory already"):
        offer(shared_desk, one, name="drug  Treatment")
    offer(shared_desk, other)  # of another provider
    renamed = ProviderServiceDraft(name="Drug Treatment", needs=("DRUGS",))
    shared_desk.do(providers.change_provider_service, first, 1, renamed, TODAY)


def test_an_older_edit_is_stale(shared_desk: Desk) -> None:
    one = add(shared_desk)
    shared_desk.do(providers.check_provider, one, TODAY)
    with pytest.raises(StaleEdit):
        shared_desk.do(providers.change_provider, one, 1, ProviderDraft(name=new_name()), TODAY)
    service = offer(shared_desk, one)
    closed = ProviderServiceDraft(name="Drug treatment", needs=("DRUGS",), closed_on=TODAY)
    shared_desk.do(providers.change_provider_service, service, 1, closed, TODAY)
    with pytest.raises(StaleEdit):
        shared_desk.do(providers.change_provider_service, service, 1, closed, TODAY)
    assert not shared_desk.see(providers.load_provider_service, service).open


@pytest.mark.parametrize(
    "checked,closed,asked",
    [
        (None, None, True),
        (TODAY, None, False),
        (TODAY - timedelta(days=CHECK_AFTER_DAYS), None, False),
        (TODAY - timedelta(days=CHECK_AFTER_DAYS + 1), None, True),
        (None, TODAY, False),
    ],
)
def test_an_entry_nobody_checked_for_half_a_year_asks_for_it(
    shared_desk: Desk, checked: date | None, closed: date | None, asked: bool
) -> None:
    one = add(shared_desk, checked_on=checked, closed_on=closed)
    after = shared_desk.see(providers.check_after_days)
    assert shared_desk.see(providers.load_provider, one).to_be_checked(TODAY, after) is asked
    shared_desk.do(providers.check_provider, one, TODAY)
    assert not shared_desk.see(providers.load_provider, one).to_be_checked(TODAY, after)


def test_services_of_a_need_open_ones_first(store: Store) -> None:
    desk = Desk(store)
    closed, still = add(desk, closed_on=TODAY), add(desk)
    offer(desk, closed, name="A group")
    offer(desk, still, name="Z clinic", needs=("DRUGS", "ETE"))
    offer(desk, still, name="Housing", needs=("ACCOMMODATION",))
    found = desk.see(providers.list_provider_services, "DRUGS")
    assert [(one.said.name, one.open) for one in found] == [("Z clinic", True), ("A group", False)]
    assert len(desk.see(providers.list_provider_services)) == 3


def test_a_line_is_found_by_the_beginnings_of_its_words(store: Store) -> None:
    desk = Desk(store)
    one = add(desk, name="Northgate Recovery", contact="Zoë Placeholder")
    offer(desk, one, how_to_refer="Ring before noon", capacity="Full")
    bare = add(desk, name="Bare", area="Mocktown")
    lines = directory_lines(desk.see(providers.list_providers))
    assert [(line.id == bare, line.service is None) for line in lines] == [(True, True), (False, False)]
    words = lines[1].folded()
    for typed in ("", "north", "drug north", "ZOE", "misuse", "noon"):
        assert holds_words(words, typed)
    for typed in ("gate", "north harbour", "mocktown"):
        assert not holds_words(words, typed)
    assert lines[0].areas == ("Mocktown",)
    assert replace(lines[1], service=None).areas == ()
