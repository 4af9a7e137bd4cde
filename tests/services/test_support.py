"""Support that officers gave: kept as said, once, and added up by agency."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from iom_desktop.domain.codes import Agency
from iom_desktop.domain.support import AgencySupport, SupportDraft, support_by_agency
from iom_desktop.errors import FieldErrors, UserError
from iom_desktop.services import support
from tests.stores import TODAY, Desk


def draft(**said: Any) -> SupportDraft:
    usual: dict[str, Any] = {
        "kind_code": "LIFT",
        "given_on": date(2026, 11, 19),
        "given_by": "PC Test Baker",
        "agency": Agency.POLICE,
    }
    return SupportDraft(**usual | said)


def test_what_was_given_is_read_back_newest_first(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer()
    first = draft(need_code="DRUGS", minutes=45, words="To the clinic and back")
    second = draft(kind_code="TALK", given_on=TODAY, agency=Agency.PROBATION, given_by="D. Placeholder")
    for one in (first, second):
        shared_desk.do(support.give_support, case_id, one, TODAY)
    newest, oldest = shared_desk.see(support.list_support, case_id)
    assert (newest.said, newest.kind_name, newest.need_name) == (second, "Time to talk", "")
    assert (oldest.said, oldest.kind_name, oldest.need_name) == (
        first,
        "A lift to an appointment",
        "Drug misuse",
    )
    assert shared_desk.see(support.list_support, shared_desk.newcomer()) == []


@pytest.mark.parametrize(
    "said,field,says",
    [
        ({"kind_code": "NOPE"}, "kind_code", "choose one"),
        ({"kind_code": "OTHER"}, "words", "this is needed"),
        ({"given_on": None}, "given_on", "a date is needed"),
        ({"given_on": date(2026, 11, 23)}, "given_on", "23/11/2026 is in the future"),
        ({"given_by": " "}, "given_by", "this is needed"),
        ({"agency": None}, "agency", "choose one"),
        ({"need_code": "NOPE"}, "need_code", "choose one"),
        ({"minutes": 0}, "minutes", "1 minute to 24 hours"),
        ({"minutes": 1441}, "minutes", "1 minute to 24 hours"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_kept(
    shared_desk: Desk, said: dict[str, Any], field: str, says: str
) -> None:
    case_id = shared_desk.newcomer()
    with pytest.raises(FieldErrors) as refused:
        shared_desk.do(support.give_support, case_id, draft(**said), TODAY)
    assert [(one.field, says in one.message) for one in refused.value.problems] == [(field, True)]
    assert shared_desk.see(support.list_support, case_id) == []


def test_a_case_that_is_not_there_is_refused(shared_desk: Desk) -> None:
    with pytest.raises(UserError, match="no longer in the store"):
        shared_desk.do(support.give_support, "f" * 32, draft(), TODAY)


def test_the_agencies_totals_with_the_one_that_gave_most_first(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer()
    for said in (
        {"minutes": 30},
        {"agency": Agency.HEALTH, "minutes": 60},
        {"agency": Agency.HEALTH},
        {"agency": Agency.COUNCIL, "minutes": 5},
    ):
        shared_desk.do(support.give_support, case_id, draft(**said), TODAY)
    assert support_by_agency(shared_desk.see(support.list_support, case_id)) == [
        AgencySupport(agency=Agency.HEALTH, times=2, minutes=60),
        AgencySupport(agency=Agency.POLICE, times=1, minutes=30),
        AgencySupport(agency=Agency.COUNCIL, times=1, minutes=5),
    ]
    assert shared_desk.store.verify() == []
