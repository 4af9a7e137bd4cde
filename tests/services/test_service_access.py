"""Service access in a real store: begun, brought on, listed, never overwritten unseen."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from iom_desktop.domain.service_access import Barrier, ServiceAccessDraft, ServiceOutcome
from iom_desktop.errors import FieldErrors, StaleEdit, UserError
from iom_desktop.services import service_access
from tests.services.conftest import Office


def draft(**said: Any) -> ServiceAccessDraft:
    return ServiceAccessDraft(
        **{"need_code": "DRUGS", "service": "Drug treatment", "identified_on": date(2026, 9, 6)} | said
    )


def begin(office: Office, **said: Any) -> str:
    made = office.do(
        "Follow a service",
        service_access.record_service_access,
        office.case_id,
        draft(**said),
        office.today,
    )
    return str(made)


def test_every_field_is_read_back(office: Office) -> None:
    whole = draft(
        provider="Northgate Recovery",
        referred_on=date(2026, 9, 9),
        accepted_on=date(2026, 9, 20),
        offered_on=date(2026, 10, 1),
        attended_on=date(2026, 10, 6),
        ended_on=date(2026, 11, 6),
        outcome=ServiceOutcome.PARTLY,
        barrier=Barrier.LANGUAGE,
        barrier_words="No interpreter on Fridays",
        note="Twelve sessions of sixteen",
    )
    made = office.do(
        "Follow a service", service_access.record_service_access, office.case_id, whole, office.today
    )
    (one,) = office.ask(service_access.list_service_access, office.case_id)
    assert (one.id, one.version, one.need_name, one.said) == (made, 1, "Drug misuse", whole)
    assert office.ask(service_access.load_service_access, made) == one


def test_it_comes_on_and_an_older_edit_is_stale(office: Office) -> None:
    one = begin(office)
    further = draft(referred_on=date(2026, 9, 9))
    office.do("Change service", service_access.change_service_access, one, 1, further, office.today)
    with pytest.raises(StaleEdit):
        office.do("Change service", service_access.change_service_access, one, 1, draft(), office.today)
    assert office.ask(service_access.load_service_access, one).said == further


@pytest.mark.parametrize(
    "said,field",
    [
        ({"need_code": "NOPE"}, "need_code"),
        ({"need_code": ""}, "need_code"),
        ({"service": ""}, "service"),
        ({"referred_on": date(2026, 9, 1)}, "referred_on"),
        ({"attended_on": date(2027, 1, 1)}, "attended_on"),
    ],
)
def test_nothing_is_kept_of_a_wrong_one(office: Office, said: dict[str, Any], field: str) -> None:
    with pytest.raises(FieldErrors) as refused:
        begin(office, **said)
    assert refused.value.field == field
    assert office.ask(service_access.list_service_access, office.case_id) == []


def test_a_case_that_is_not_there_is_refused(office: Office) -> None:
    with pytest.raises(UserError, match="no longer in the store"):
        office.do("Follow a service", service_access.record_service_access, "f" * 32, draft(), office.today)


def test_listed_as_found_and_those_ended_long_ago_left_out_when_asked(office: Office) -> None:
    begin(office, need_code="ALCOHOL", identified_on=date(2026, 10, 1))
    begin(office, need_code="ETE", identified_on=date(2026, 3, 1), ended_on=date(2026, 4, 1))
    begin(office, need_code="DRUGS", identified_on=date(2026, 2, 1))
    every = office.ask(service_access.list_service_access, office.case_id)
    assert [one.said.need_code for one in every] == ["DRUGS", "ETE", "ALCOHOL"]
    late = office.ask(service_access.list_service_access, office.case_id, date(2026, 8, 22))
    assert [one.said.need_code for one in late] == ["DRUGS", "ALCOHOL"]
