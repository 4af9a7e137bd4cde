"""The figures of a period, and the record of a paper of them."""

from __future__ import annotations

from datetime import date

import pytest

from iom_desktop.errors import UserError
from iom_desktop.services import attendance_report
from tests.stores import TODAY, Desk


def test_a_period_that_ends_before_it_begins_is_said_in_a_sentence(shared_desk: Desk) -> None:
    with pytest.raises(UserError, match="before the first day") as refused:
        shared_desk.see(attendance_report.load_attendance_report, date(2026, 2, 1), date(2026, 1, 1), TODAY)
    assert refused.value.field == "until"


def test_one_day_is_a_period(shared_desk: Desk) -> None:
    found = shared_desk.see(attendance_report.load_attendance_report, TODAY, TODAY, TODAY)
    assert (found.agencies, found.meetings) == ((), ())
