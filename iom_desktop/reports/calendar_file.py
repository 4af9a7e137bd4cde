"""Appointments as an iCalendar file, for an officer's own calendar.

A calendar is read on telephones and lock screens: unless more is chosen, an entry says "Appointment: M.H." and
no more. Each is confidential and carries the marking. Source: RFC 5545.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard, vRecur

from iom_desktop import __version__
from iom_desktop.display.labels import named_with_agency
from iom_desktop.display.words import _
from iom_desktop.domain.appointments import PLACE
from iom_desktop.domain.diary import CalendarDetail, DiaryEntry

MARKING = "OFFICIAL-SENSITIVE"
Details = Collection[CalendarDetail]


def calendar_file(entries: Iterable[DiaryEntry], details: Details, made_at: datetime) -> bytes:
    """The file. ``made_at`` is in UTC; what is chosen to be told beside time and initials is in ``details``.

    The same appointment has the same UID in every file, so that a later file replaces what an earlier one
    brought; a cancelled one is in it as cancelled.
    """
    calendar = Calendar()
    calendar.add("prodid", f"-//IOM Desktop//{__version__}//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _("Appointments"))
    calendar.add("x-wr-timezone", PLACE.key)
    calendar.add("x-protective-marking", MARKING)
    calendar.add_component(_london())
    for one in entries:
        calendar.add_component(_event(one, details, made_at))
    data: bytes = calendar.to_ical()
    return data


def summary(one: DiaryEntry, details: Details) -> str:
    """The one line of an entry that a calendar shows: "Appointment: M.H."."""
    what = one.type_name if CalendarDetail.TYPE in details else _("Appointment")
    return f"{what}: {one.person if CalendarDetail.NAME in details else one.initials}"


def description(one: DiaryEntry, details: Details) -> str:
    """The marking, then what else was chosen, a line each."""
    lines = [MARKING]
    if CalendarDetail.OFFICER in details and one.with_name:
        lines.append(_("With {officer}").format(officer=named_with_agency(one.with_name, one.with_agency)))
    if CalendarDetail.PURPOSE in details and one.purpose:
        lines.append(one.purpose)
    return "\n".join(lines)


def _event(one: DiaryEntry, details: Details, made_at: datetime) -> Event:
    event = Event()
    event.add("uid", f"{one.id}@iom-desktop")
    event.add("dtstamp", made_at.replace(tzinfo=UTC))
    event.add("last-modified", one.changed_at.replace(tzinfo=UTC, microsecond=0))
    event.add("sequence", one.version)
    event.add("dtstart", one.starts_at.replace(tzinfo=PLACE))
    # A length, not an end: through a change of the clocks an hour stays an hour.
    event.add("duration", timedelta(minutes=one.minutes))
    event.add("summary", summary(one, details))
    event.add("description", description(one, details))
    if CalendarDetail.PLACE in details and one.place:
        event.add("location", one.place)
    event.add("class", "CONFIDENTIAL")
    event.add("status", "CANCELLED" if one.cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if one.cancelled else "OPAQUE")
    return event


def _london() -> Timezone:
    """British time since 1996, when its rules were last changed, as rules that have no end."""
    zone = Timezone()
    zone.add("tzid", PLACE.key)
    for part, name, begins, month, before, after in (
        (TimezoneDaylight(), "BST", datetime(1996, 3, 31, 1), 3, 0, 1),
        (TimezoneStandard(), "GMT", datetime(1996, 10, 27, 2), 10, 1, 0),
    ):
        part.add("tzname", name)
        part.add("dtstart", begins)
        part.add("tzoffsetfrom", timedelta(hours=before))
        part.add("tzoffsetto", timedelta(hours=after))
        part.add("rrule", vRecur(freq="yearly", bymonth=month, byday="-1SU"))
        zone.add_component(part)
    return zone
