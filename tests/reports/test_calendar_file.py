"""Calendar files: read back with the same library, at the right moment through every change of the clocks."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iom_desktop.domain.appointments import PLACE
from iom_desktop.domain.diary import CalendarDetail, DiaryEntry
from iom_desktop.reports.calendar_file import calendar_file
from tests.domain.test_diary import entry

MADE_AT = datetime(2026, 11, 22, 14, 0)
EVERYTHING = frozenset(CalendarDetail)
NOTHING: frozenset[CalendarDetail] = frozenset()


def read(entries: list[DiaryEntry], details: frozenset[CalendarDetail] = NOTHING) -> icalendar.Calendar:
    calendar = icalendar.Calendar.from_ical(calendar_file(entries, details, MADE_AT))
    assert isinstance(calendar, icalendar.Calendar)
    return calendar


def event_of(one: DiaryEntry, details: frozenset[CalendarDetail] = NOTHING) -> Any:
    return read([one], details).events[0]


def at(moment: datetime, minutes: int = 60) -> DiaryEntry:
    days = (moment.date() - date(2026, 11, 23)).days
    return entry(f"{moment:%H:%M}", minutes, days)


@pytest.mark.parametrize(
    ("wall", "utc"),
    [
        (datetime(2026, 3, 28, 9, 0), datetime(2026, 3, 28, 9, 0)),
        (datetime(2026, 3, 29, 0, 30), datetime(2026, 3, 29, 0, 30)),
        (datetime(2026, 3, 29, 2, 30), datetime(2026, 3, 29, 1, 30)),
        (datetime(2026, 3, 29, 9, 0), datetime(2026, 3, 29, 8, 0)),
        (datetime(2026, 10, 24, 9, 0), datetime(2026, 10, 24, 8, 0)),
        (datetime(2026, 10, 25, 0, 30), datetime(2026, 10, 24, 23, 30)),
        (datetime(2026, 10, 25, 2, 30), datetime(2026, 10, 25, 2, 30)),
        (datetime(2026, 10, 25, 9, 0), datetime(2026, 10, 25, 9, 0)),
    ],
)
def test_a_time_is_the_same_moment_whatever_the_clocks_do(wall: datetime, utc: datetime) -> None:
    event = event_of(at(wall))
    assert event["dtstart"].params["TZID"] == "Europe/London"
    assert event.start.replace(tzinfo=None) == wall
    assert event.start.astimezone(UTC).replace(tzinfo=None) == utc
    # An hour stays an hour through the night in which the clocks change.
    assert event["duration"].dt == timedelta(hours=1)


def test_the_rules_of_the_zone_in_the_file_are_those_of_london() -> None:
    """The file brings its own rules: each day of twelve years they say what the zone itself says."""
    (zone,) = read([entry()]).timezones
    rules = zone.to_tz(lookup_tzid=False)
    moment = datetime(2024, 1, 1, 0, 30)
    while moment.year < 2036:
        assert moment.replace(tzinfo=rules).utcoffset() == moment.replace(tzinfo=PLACE).utcoffset(), moment
        moment += timedelta(hours=12)
    for hour in (0, 2, 3):
        for day in (datetime(2026, 3, 29, hour, 30), datetime(2026, 10, 25, hour, 30)):
            assert day.replace(tzinfo=rules).utcoffset() == day.replace(tzinfo=PLACE).utcoffset(), day


def test_unless_more_is_chosen_it_says_time_and_initials() -> None:
    one = entry(place="1 Mill Street", purpose="Drug test", risk_to_staff=True)
    data = calendar_file([one], NOTHING, MADE_AT).decode()
    event = event_of(one)
    assert str(event["summary"]) == "Appointment: M.S."
    assert str(event["description"]) == "OFFICIAL-SENSITIVE"
    assert str(event["class"]) == "CONFIDENTIAL"
    for told in (
        "Sampleton",
        "SAMPLETON",
        "Z000001",
        "Mill Street",
        "Drug",
        "PC Mock",
        "office visit",
        "isk",
    ):
        assert told not in data.replace("-//IOM Desktop", "")


@pytest.mark.parametrize(
    ("detail", "name", "words"),
    [
        (CalendarDetail.TYPE, "summary", "Planned office visit: M.S."),
        (CalendarDetail.NAME, "summary", "Appointment: SAMPLETON, Mo Anne"),
        (CalendarDetail.PLACE, "location", "1 Mill Street"),
        (CalendarDetail.OFFICER, "description", "OFFICIAL-SENSITIVE\nWith PC Mock (police)"),
        (CalendarDetail.PURPOSE, "description", "OFFICIAL-SENSITIVE\nBring; the, letter"),
    ],
)
def test_each_detail_is_told_where_it_is_chosen_and_nothing_else_is(
    detail: CalendarDetail, name: str, words: str
) -> None:
    one = entry(place="1 Mill Street", purpose="Bring; the, letter")
    plain, told = event_of(one), event_of(one, frozenset({detail}))
    assert str(told[name]) == words
    differing = {key for key in {*plain, *told} if plain.get(key) != told.get(key)}
    assert differing == {name.upper()}


def test_the_same_appointment_has_the_same_uid_and_a_later_version_a_higher_number() -> None:
    before, after = event_of(entry(version=2)), event_of(entry("11:00", version=3, id="0-10:00"))
    assert before["uid"] == after["uid"] == "0-10:00@iom-desktop"
    assert (before["sequence"], after["sequence"]) == (2, 3)


def test_a_cancelled_one_is_in_it_as_cancelled() -> None:
    assert str(event_of(entry(cancelled=True))["status"]) == "CANCELLED"
    assert str(event_of(entry())["status"]) == "CONFIRMED"


def test_the_calendar_tells_nobody_whose_it_is() -> None:
    calendar = read([entry()])
    assert str(calendar["x-wr-calname"]) == "Appointments"
    assert str(calendar["x-protective-marking"]) == "OFFICIAL-SENSITIVE"
    assert calendar.events[0]["dtstamp"].dt == MADE_AT.replace(tzinfo=UTC)


# What the store keeps of a text: no control characters but these two, no lone surrogates.
texts = st.text(st.characters(exclude_categories=("Cc", "Cs"), include_characters="\n\t"), max_size=200)


@settings(max_examples=60, deadline=None)
@given(texts, texts)
def test_any_text_comes_back_as_it_was_and_never_becomes_a_line_of_its_own(place: str, purpose: str) -> None:
    one = entry(place=place.strip() or "x", purpose=purpose.strip() or "y")
    calendar = read([one], EVERYTHING)
    (event,) = calendar.events
    assert len(calendar.subcomponents) == 2
    assert str(event["location"]) == one.place
    assert str(event["description"]).endswith(f"\n{one.purpose}")


def test_an_empty_calendar_is_a_calendar() -> None:
    assert read([]).events == []


def test_ten_years_of_mondays_at_nine_are_at_nine_in_each() -> None:
    entries = [entry("09:00", 30, 7 * week, id=f"{week:032x}") for week in range(522)]
    events = read(entries).events
    assert [event.start.replace(tzinfo=None) for event in events] == [one.starts_at for one in entries]
    assert {(event.start.hour, event.start.utcoffset()) for event in events} == {
        (9, timedelta(0)),
        (9, timedelta(hours=1)),
    }
    assert len({str(event["uid"]) for event in events}) == 522
