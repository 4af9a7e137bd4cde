"""Arrests, charges and convictions: kept as said, struck out with a reason, never edited."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from iom_desktop.domain.offending import OffendingDraft, OffendingEvent
from iom_desktop.errors import FieldErrors, UserError
from iom_desktop.services.offending import list_offending, record_offending, strike_out
from tests.stores import TODAY, Desk

DRAFT = OffendingDraft(
    event=OffendingEvent.CHARGE, on_day=TODAY, offence="Burglary dwelling", neighbourhood=True, note="Bailed"
)


def test_what_is_recorded_is_kept_the_newest_first(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer()
    before = replace(
        DRAFT, on_day=TODAY - timedelta(days=9), event=OffendingEvent.ARREST, neighbourhood=False
    )
    shared_desk.do(record_offending, case_id, DRAFT, TODAY)
    shared_desk.do(record_offending, case_id, before, TODAY)
    found = shared_desk.see(list_offending, case_id)
    assert [one.said for one in found] == [DRAFT, before]
    assert all(one.stands and one.recorded_by == "PC Test Baker" for one in found)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"on_day": None}, "on_day"),
        ({"on_day": TODAY + timedelta(days=1)}, "on_day"),
        ({"offence": " "}, "offence"),
    ],
)
def test_what_cannot_be_kept(shared_desk: Desk, change: dict[str, object], field: str) -> None:
    case_id = shared_desk.newcomer()
    with pytest.raises(FieldErrors) as refused:
        shared_desk.do(record_offending, case_id, replace(DRAFT, **change), TODAY)  # type: ignore[arg-type]
    assert [one.field for one in refused.value.problems] == [field]


def test_struck_out_it_stays_with_the_reason_and_only_once(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer()
    made = shared_desk.do(record_offending, case_id, DRAFT, TODAY)
    with pytest.raises(FieldErrors, match="Why it is struck out"):
        shared_desk.do(strike_out, made, "", TODAY)
    shared_desk.do(strike_out, made, "His brother", TODAY)
    (one,) = shared_desk.see(list_offending, case_id)
    assert (one.said, one.stands, one.struck_on, one.struck_reason) == (DRAFT, False, TODAY, "His brother")
    with pytest.raises(UserError, match="already"):
        shared_desk.do(strike_out, made, "Again", TODAY)
