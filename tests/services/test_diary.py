"""The diary read out of the store, and the record that a calendar file left it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from iom_desktop.domain.appointments import AppointmentDraft, AskedBy, CancelDraft
from iom_desktop.domain.cases import CaseDraft
from iom_desktop.domain.codes import Answer, Cohort, Sentence
from iom_desktop.domain.diary import CalendarDetail, DiaryEntry
from iom_desktop.errors import UserError
from iom_desktop.services import appointments, audit_log, codes, diary
from tests.stores import Desk

_weeks = iter(range(1, 1500, 3))


@pytest.fixture
def monday() -> datetime:
    """A Monday of the test's own, so that what other tests of the file book is not in it."""
    return datetime(2030, 1, 7) + timedelta(weeks=next(_weeks))


def book(desk: Desk, case_id: str, at: datetime, **more: Any) -> str:
    draft = AppointmentDraft(
        **{"type_code": "COAP", "starts_at": at, "place": "1 Mill Street", "with_name": "PC Mock"} | more
    )
    return desk.do(appointments.book_appointment, case_id, draft)


def week(desk: Desk, monday: datetime, **more: Any) -> list[DiaryEntry]:
    return desk.see(diary.list_diary, monday, monday + timedelta(days=7), **more)


def test_an_entry_says_who_what_where_and_whether_to_be_careful(shared_desk: Desk, monday: datetime) -> None:
    managed = CaseDraft(cohort=Cohort.FIXED, sentence=Sentence.LICENCE, risk_to_staff=Answer.YES)
    case_id = shared_desk.newcomer(surname="Exampleby", managed=managed)
    at = monday.replace(hour=10)
    booked = book(shared_desk, case_id, at, minutes=45, with_agency="police", purpose="Talk about housing")
    (one,) = week(shared_desk, monday)
    assert (one.id, one.case_id, one.person, one.starts_at, one.minutes) == (
        booked, case_id, "EXAMPLEBY, Mo", at, 45,
    )  # fmt: skip
    assert (one.type_name, one.place, one.with_name, one.officer) == (
        "Planned office visit", "1 Mill Street", "PC Mock", "pc mock",
    )  # fmt: skip
    assert (one.with_agency, one.purpose, one.risk_to_staff) == ("police", "Talk about housing", True)
    assert one.complied is None
    assert not one.cancelled


def test_the_range_is_what_takes_place_in_it(shared_desk: Desk, monday: datetime) -> None:
    case_id = shared_desk.newcomer()
    over_midnight = book(shared_desk, case_id, monday - timedelta(minutes=30), minutes=60)
    all_night = book(shared_desk, case_id, monday - timedelta(hours=10), minutes=12 * 60, place="Hospital")
    book(shared_desk, case_id, monday - timedelta(hours=1), minutes=60)
    book(shared_desk, case_id, monday - timedelta(minutes=30), minutes=15)
    first = book(shared_desk, case_id, monday)
    last = book(shared_desk, case_id, monday + timedelta(days=7, minutes=-15))
    book(shared_desk, case_id, monday + timedelta(days=7))
    assert [one.id for one in week(shared_desk, monday)] == [all_night, over_midnight, first, last]
    assert [one.id for one in week(shared_desk, monday, most=2)] == [all_night, over_midnight]


def test_of_some_officers_of_one_case_and_without_cancelled_ones(shared_desk: Desk, monday: datetime) -> None:
    mo, ann = shared_desk.newcomer(), shared_desk.newcomer(surname="Mockridge")
    one = book(shared_desk, mo, monday.replace(hour=9))
    two = book(shared_desk, ann, monday.replace(hour=10), with_name="pc mock")
    three = book(shared_desk, ann, monday.replace(hour=11), with_name="PC Baker")
    shared_desk.do(
        appointments.cancel_appointment, one, 1, CancelDraft(asked_by=AskedBy.PERSON, reason="Away")
    )
    ids = [found.id for found in week(shared_desk, monday)]
    assert ids == [one, two, three]
    assert [found.id for found in week(shared_desk, monday, officers=["PC MOCK"])] == [one, two]
    assert [found.id for found in week(shared_desk, monday, officers=["PC Mock", "PC Baker"])] == ids
    assert [found.id for found in week(shared_desk, monday, case_id=ann)] == [two, three]
    assert [found.id for found in week(shared_desk, monday, cancelled=False)] == [two, three]
    assert week(shared_desk, monday)[0].cancelled


def test_leads_each_once_however_typed(shared_desk: Desk) -> None:
    for police, probation in (("PC Zebra", "A. Apple"), ("pc  zebra", ""), ("", "B. Banana")):
        shared_desk.newcomer(managed=CaseDraft(police_lead=police, probation_lead=probation))
    leads = shared_desk.see(diary.list_leads)
    assert [name.casefold().split() for name in leads] == [["a.", "apple"], ["b.", "banana"], ["pc", "zebra"]]


def test_whether_anybody_is_seen_by_an_officer(shared_desk: Desk, monday: datetime) -> None:
    book(shared_desk, shared_desk.newcomer(), monday, with_name="PC Seldom")
    assert shared_desk.see(diary.sees_anybody, "pc seldom")
    assert not shared_desk.see(diary.sees_anybody, "PC Never")


def test_a_name_with_welsh_letters_is_found_as_it_is_written(shared_desk: Desk, monday: datetime) -> None:
    booked = book(shared_desk, shared_desk.newcomer(), monday, with_name="PC Ŵyn Llŷr")
    assert [one.id for one in week(shared_desk, monday, officers=["PC Ŵyn Llŷr"])] == [booked]
    assert shared_desk.see(diary.sees_anybody, "PC Ŵyn Llŷr")


def test_bank_holidays_have_their_names(shared_desk: Desk) -> None:
    assert shared_desk.see(codes.holidays)[date(2026, 12, 25)] == "Christmas Day"


def test_a_calendar_holds_what_begins_on_its_days(shared_desk: Desk, monday: datetime) -> None:
    case_id = shared_desk.newcomer()
    book(shared_desk, case_id, monday - timedelta(minutes=30), minutes=60)
    inside = book(shared_desk, case_id, monday.replace(hour=23, minute=45))
    book(shared_desk, case_id, monday + timedelta(days=1))
    found = shared_desk.see(diary.list_for_calendar, monday.date(), monday.date(), case_id=case_id)
    assert [one.id for one in found] == [inside]


def test_a_calendar_file_is_on_record_with_each_case_in_it(shared_desk: Desk, monday: datetime) -> None:
    mo, ann, other = (shared_desk.newcomer(surname=name) for name in ("Sampleton", "Mockridge", "Fictonby"))
    for case_id, hour in ((mo, 9), (mo, 10), (ann, 11)):
        book(shared_desk, case_id, monday.replace(hour=hour))
    entries = week(shared_desk, monday)
    details = {CalendarDetail.PLACE, CalendarDetail.NAME}
    shared_desk.do(diary.disclose_calendar, entries, details, "PC Mock", words="Save calendar file")
    for case_id, many in ((mo, 1), (ann, 1), (other, 0)):
        access = [one for one in shared_desk.see(audit_log.list_access, case_id) if one.disclosure]
        assert [(one.words, one.recipients) for one in access] == [("Save calendar file", "PC Mock")] * many


def test_a_calendar_file_goes_to_somebody(shared_desk: Desk, monday: datetime) -> None:
    book(shared_desk, shared_desk.newcomer(), monday)
    with pytest.raises(UserError, match="For whom"):
        shared_desk.do(diary.disclose_calendar, week(shared_desk, monday), set(), "  ")
