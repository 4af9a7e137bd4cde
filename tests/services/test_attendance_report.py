"""The figures of a period, and the record of a paper of them."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from iom_desktop.errors import UserError
from iom_desktop.services import attendance_report
from iom_desktop.storage.tables import AuditEntryRow
from tests.stores import TODAY, Desk


def test_a_period_that_ends_before_it_begins_is_said_in_a_sentence(shared_desk: Desk) -> None:
    with pytest.raises(UserError, match="before the first day") as refused:
        shared_desk.see(attendance_report.load_attendance_report, date(2026, 2, 1), date(2026, 1, 1), TODAY)
    assert refused.value.field == "until"


def test_one_day_is_a_period(shared_desk: Desk) -> None:
    found = shared_desk.see(attendance_report.load_attendance_report, TODAY, TODAY, TODAY)
    assert (found.agencies, found.meetings) == ((), ())


def test_it_leaves_only_for_somebody_and_that_is_on_record(shared_desk: Desk) -> None:
    with pytest.raises(UserError, match="For whom"):
        shared_desk.do(attendance_report.disclose_attendance_report, "attendance", "  ")
    shared_desk.do(attendance_report.disclose_attendance_report, "attendance", "Strategy group")
    shared_desk.do(attendance_report.disclosure_failed, "attendance", "Strategy group")
    with shared_desk.store.read() as session:
        found = session.scalars(select(AuditEntryRow.recipients).where(AuditEntryRow.recipients != ""))
        assert list(found) == ["Strategy group", "Strategy group"]
    assert shared_desk.store.verify() == []
