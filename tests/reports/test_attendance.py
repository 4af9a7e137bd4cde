"""Attendance and follow-through on paper: every figure, marked, and the same figures the same bytes."""

from __future__ import annotations

import io
from datetime import date, datetime

import pytest
from pypdf import PdfReader

from iom_desktop.domain.conferences import AgencyRecord, MeetingRecord
from iom_desktop.reports.attendance import (
    AttendancePaper,
    attendance_chart,
    attendance_paper,
    follow_chart,
    meeting_actions_chart,
    meetings_chart,
)
from iom_desktop.reports.charts import to_svg


def record(agency: str, **said: int) -> AgencyRecord:
    none = dict.fromkeys(
        (
            "expected", "in_person", "remote", "report", "apologies", "absent", "contributed", "actions",
            "done_in_time", "done_late", "overdue", "still_open",
        ),
        0,
    )  # fmt: skip
    return AgencyRecord(agency=agency, **none | said)


def meeting(day: date) -> MeetingRecord:
    return MeetingRecord(
        conference_id=day.isoformat(), held_on=day, cases=14, expected=6, present=4, report=1, apologies=0, absent=1,
        actions=3, done_in_time=1, done_late=0, overdue=1, still_open=1,
    )  # fmt: skip


AGENCIES = (
    record("police", expected=12, in_person=9, remote=3, actions=7, done_in_time=4, overdue=3),
    record("health", expected=12, in_person=1, report=6, apologies=3, absent=2),
    record("<b>Housing & Co</b>", expected=3, absent=3),
    record("", actions=2, still_open=2),
)


def paper(**said: object) -> AttendancePaper:
    known = {
        "since": date(2025, 11, 22), "until": date(2026, 11, 22), "agencies": AGENCIES,
        "meetings": tuple(meeting(date(2026, month, 5)) for month in range(1, 13)), "scheme": "North Area",
        "made_at": datetime(2026, 11, 22, 9, 40), "made_by": "PC Test Baker",
    }  # fmt: skip
    return AttendancePaper(**known | said)  # type: ignore[arg-type]


def words(data: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)


def test_every_agency_and_every_conference_is_on_it() -> None:
    text = words(attendance_paper(paper()))
    assert "12 conferences closed from Sat 22 Nov 2025 to Sun 22 Nov 2026" in text
    for expected in (
        "Police",
        "Health",
        "<b>Housing & Co</b>",
        "The person",
        "5 Dec 2026",
        "57%",
        "12 of 12",
    ):
        assert expected in text, expected
    assert text.count("OFFICIAL-SENSITIVE") >= 4


def test_the_same_figures_give_the_same_bytes() -> None:
    assert attendance_paper(paper()) == attendance_paper(paper())


def test_a_period_without_a_conference_says_so() -> None:
    text = words(attendance_paper(paper(agencies=(), meetings=())))
    assert "No conference of this period is closed yet." in text


@pytest.mark.parametrize(
    ("made", "found"),
    [
        (lambda: attendance_chart(AGENCIES, 400), [b">12 of 12<", b">1 of 12<", b">Sent a report<"]),
        (lambda: follow_chart(AGENCIES, 400), [b">57%<", b">The person<", b">Overdue or missed<"]),
        (lambda: meetings_chart([meeting(date(2026, 1, 5))], 400), [b">5 Jan 2026<", b">4 of 6<"]),
        (lambda: meeting_actions_chart([meeting(date(2026, 1, 5))], 400), [b">3<", b">Done in time<"]),
    ],
    ids=["attendance", "follow-through", "meetings", "their actions"],
)
def test_charts_say_their_numbers(made: object, found: list[bytes]) -> None:
    svg = to_svg(made())  # type: ignore[operator]
    for said in found:
        assert said in svg
    assert b"<b>" not in svg


def test_agencies_that_took_nothing_on_have_no_bar_of_actions() -> None:
    svg = to_svg(follow_chart(AGENCIES, 400))
    assert b">Health<" not in svg
