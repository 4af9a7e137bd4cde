"""Conferences in words: the agenda with its running clock, attendance, minutes, actions, and agencies over time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from iom_desktop.display.columns import Column, to_csv
from iom_desktop.display.formats import N_, count, days, exact_date, short_date, spoken_date, time_of_day
from iom_desktop.display.labels import agency_words, label, rag_words
from iom_desktop.display.words import _
from iom_desktop.domain.actions import ActionStatus
from iom_desktop.domain.conferences import (
    AgencyRecord,
    Agenda,
    AgendaCase,
    AgendaChange,
    Attendance,
    Conference,
    ConferenceAction,
    ConferenceCase,
    How,
    ItemState,
    MeetingRecord,
    Minute,
    Reason,
)


def party_words(agency: str) -> str:
    """An agency by its name; the person under IOM, who is none, as "The person"."""
    return agency_words(agency) or _("The person")


def length_words(minutes: int) -> str:
    """ "45 min", "1 h 25 min", "2 h"."""
    hours, rest = divmod(minutes, 60)
    parts = [
        _("{hours} h").format(hours=hours) if hours else "",
        _("{minutes} min").format(minutes=rest) if rest or not hours else "",
    ]
    return " ".join(filter(None, parts))


def when_words(conference: Conference, today: date) -> str:
    """ "Thu 3 Dec 2026 (in 11 days) at 10:00"."""
    day = spoken_date(conference.held_on, today)
    starts = conference.said.starts_at
    return day if starts is None else _("{day} at {time}").format(day=day, time=time_of_day(starts))


def planned_minutes(items: Iterable[ConferenceCase]) -> int:
    """The minutes planned for the cases still on the agenda."""
    return sum(one.minutes for one in items if one.on_agenda)


def on_agenda(items: Iterable[ConferenceCase]) -> list[ConferenceCase]:
    """The cases on the agenda in their order, those taken off left out."""
    return sorted((one for one in items if one.on_agenda), key=lambda one: one.position)


def _after(starts: time | None, minutes: int) -> str:
    """The time of day ``minutes`` after the meeting began; "+25" where nobody said when it begins."""
    if starts is None:
        return _("+{minutes}").format(minutes=minutes)
    moment = datetime.combine(date(2000, 1, 1), starts) + timedelta(minutes=minutes)
    return time_of_day(moment.time())


def meeting_words(conference: Conference, items: Sequence[ConferenceCase]) -> str:
    """ "12 cases · 1 h 36 min planned, 10:00 to 11:36"; what is done where the meeting has begun."""
    on = on_agenda(items)
    if not on:
        return _("No case is on the agenda yet.")
    minutes = planned_minutes(on)
    planned = _("{time} planned").format(time=length_words(minutes))
    starts = conference.said.starts_at
    if starts is not None:
        planned = _("{planned}, {first} to {last}").format(
            planned=planned, first=time_of_day(starts), last=_after(starts, minutes)
        )
    done = sum(one.state is ItemState.DISCUSSED for one in on)
    deferred = sum(one.state is ItemState.DEFERRED for one in on)
    off = sum(not one.on_agenda for one in items)
    parts = [
        count(len(on), N_("case"), N_("cases")),
        planned,
        _("{count:,} discussed").format(count=done) if done else "",
        _("{count:,} deferred").format(count=deferred) if deferred else "",
        _("{count:,} taken off").format(count=off) if off else "",
    ]
    return " · ".join(filter(None, parts))


def agencies_words(agencies: Iterable[str]) -> str:
    """The agencies expected, one after another."""
    return ", ".join(party_words(one) for one in agencies)


def reasons_words(reasons: Iterable[Reason]) -> str:
    """Why a case is on the agenda: what was found, in its own words; the reason's name where nothing more is said."""
    return "; ".join(one.words or label(one.reason) for one in reasons)


# --- Conferences held ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldLine:
    """A conference with what came of it, for the list of those held."""

    conference: Conference
    present: int  #: agencies at the table
    expected: int
    done: int  #: of the actions it gave
    open: int
    overdue: int

    @property
    def id(self) -> str:
        """The conference's."""
        return self.conference.id


def held_line(
    conference: Conference, attendance: Sequence[Attendance], actions: Sequence[ConferenceAction]
) -> HeldLine:
    """What came of ``conference``. An agency that came unasked counts among those expected."""
    came = {one.said.agency for one in attendance if one.said.how is not None and one.said.how.present}
    asked = {*conference.said.agencies, *(one.said.agency for one in attendance)}
    return HeldLine(
        conference=conference,
        present=len(came),
        expected=len(asked),
        done=sum(one.status is ActionStatus.DONE for one in actions),
        open=sum(one.status.open for one in actions),
        overdue=sum(one.overdue for one in actions),
    )


def _open_words(one: HeldLine) -> str:
    if one.overdue:
        return _("{open:,}, {overdue:,} overdue").format(open=one.open, overdue=one.overdue)
    return f"{one.open:,}"


def held_columns() -> tuple[Column[HeldLine], ...]:
    """The columns of the conferences held, the newest first until somebody orders them otherwise."""
    return (
        Column(
            "date",
            _("Date"),
            lambda one: exact_date(one.conference.held_on),
            sort=lambda one: one.conference.held_on,
            width=15,
        ),
        Column("state", _("State"), lambda one: label(one.conference.state), width=10, role=_state_role),
        Column(
            "cases",
            _("Cases"),
            lambda one: f"{one.conference.cases:,}",
            sort=lambda one: one.conference.cases,
            align="right",
            width=6,
        ),
        Column(
            "attendance",
            _("Agencies there"),
            lambda one: _("{there} of {expected}").format(there=one.present, expected=one.expected),
            sort=lambda one: one.present / one.expected if one.expected else None,
            align="right",
            width=12,
        ),
        Column(
            "done",
            _("Actions done"),
            lambda one: f"{one.done:,}",
            sort=lambda one: one.done,
            align="right",
            width=11,
        ),
        Column(
            "open",
            _("Still open"),
            _open_words,
            sort=lambda one: (one.overdue, one.open),
            width=13,
            role=lambda one: "overdue" if one.overdue else None,
        ),
        Column("chair", _("Chair"), lambda one: one.conference.said.chair, width=14, stretch=True),
        Column("place", _("Place"), lambda one: one.conference.said.place, width=14, stretch=True),
    )


def _state_role(one: HeldLine) -> str | None:
    return None if one.conference.closed_at is not None else "missing"


# --- The agenda ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaLine:
    """A case on the agenda with its number and the time by which the meeting comes to it."""

    item: ConferenceCase
    number: int  #: 0 for one taken off
    at: str

    @property
    def id(self) -> str:
        """The item's."""
        return self.item.id


def agenda_lines(conference: Conference, items: Sequence[ConferenceCase]) -> list[AgendaLine]:
    """The agenda in its order with a running clock; what was taken off stands at the end."""
    lines, so_far = [], 0
    for number, one in enumerate(on_agenda(items), start=1):
        lines.append(AgendaLine(item=one, number=number, at=_after(conference.said.starts_at, so_far)))
        so_far += one.minutes
    off = sorted((one for one in items if not one.on_agenda), key=lambda one: one.position)
    return lines + [AgendaLine(item=one, number=0, at="") for one in off]


def _line_role(one: AgendaLine) -> str | None:
    return "muted" if one.number == 0 else None


def item_state_words(item: ConferenceCase) -> str:
    """How far the meeting got with a case: "Taken off: in custody elsewhere", "Deferred to 3 Dec 2026: ..."."""
    if item.state is ItemState.TO_DISCUSS:
        return ""
    word = label(item.state)
    if item.state is ItemState.DEFERRED and item.next_on is not None:
        word = _("{state} to {date}").format(state=word, date=short_date(item.next_on))
    return f"{word}: {item.off_reason}" if item.off_reason else word


_STATE_ROLES = {ItemState.DISCUSSED: "done", ItemState.DEFERRED: "warn", ItemState.TAKEN_OFF: "muted"}


def why_words(item: ConferenceCase) -> str:
    """The case's state where it has one to tell of, then why it is on the agenda."""
    return ". ".join(filter(None, (item_state_words(item), reasons_words(item.reasons))))


def agenda_columns() -> tuple[Column[AgendaLine], ...]:
    """The columns of an agenda. It is never ordered by them: its order is the meeting's."""
    return (
        Column(
            "number",
            _("No."),
            lambda one: str(one.number) if one.number else "–",
            align="right",
            width=3,
            role=_line_role,
        ),
        Column("at", _("At"), lambda one: one.at, align="right", width=5, role=_line_role),
        Column(
            "minutes", _("Min"), lambda one: str(one.item.minutes), align="right", width=4, role=_line_role
        ),
        Column("person", _("Person"), lambda one: one.item.person, width=20, role=_line_role),
        Column("crn", _("CRN"), lambda one: one.item.crn, width=8, role=_line_role),
        Column(
            "rag",
            _("Colour"),
            lambda one: rag_words(one.item.rag),
            width=8,
            role=lambda one: f"rag-{one.item.rag.value}" if one.item.rag else None,
        ),
        Column(
            "why",
            _("Why it is on the agenda"),
            lambda one: why_words(one.item),
            width=24,
            stretch=True,
            role=lambda one: _STATE_ROLES.get(one.item.state),
            tooltip=lambda one: why_words(one.item),
        ),
        Column(
            "ask",
            _("What the panel is asked"),
            lambda one: one.item.ask,
            width=20,
            role=_line_role,
            tooltip=lambda one: one.item.ask,
        ),
    )


# --- What a new proposal would change --------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """One line of the preview of a new agenda: what becomes of a case, and why."""

    id: str  #: the case's
    person: str
    crn: str
    words: str
    role: str
    minutes: int
    why: str
    order: int  #: what is done comes first: 0 comes on, 1 goes, 2 stays off, 3 stays


def compare_agendas(items: Sequence[ConferenceCase], agenda: Agenda, change: AgendaChange) -> list[Proposed]:
    """A line for each case: those that come on, those that go, those taken off by hand, and those that stay."""
    coming = {one.case_id for one in change.comes_on}
    going = {one.case_id for one in change.goes}
    offered = {one.case_id: one for one in agenda.cases}
    lines = [
        Proposed(
            id=one.case_id,
            person=one.person,
            crn=one.crn,
            words=_("Comes on"),
            role="will-add",
            minutes=one.minutes,
            why=reasons_words(one.reasons),
            order=0,
        )
        for one in change.comes_on
    ]
    lines += [
        _kept(one, offered.get(one.case_id), going=one.case_id in going)
        for one in items
        if one.case_id not in coming and (one.on_agenda or one.case_id in offered)
    ]
    return sorted(lines, key=lambda one: one.order)


def _kept(item: ConferenceCase, offered: AgendaCase | None, *, going: bool) -> Proposed:
    """What becomes of a case that is, or was, on the agenda already."""
    why = reasons_words(offered.reasons if offered is not None else item.reasons)
    if going:
        words, role, order = _("Goes"), "not-taken", 1
        why = _("No longer so: {why}").format(why=why)
    elif not item.on_agenda:
        words, role, order = _("Stays off"), "missing", 2
        why = _("{why}. Taken off by hand: {reason}").format(why=why, reason=item.off_reason)
    else:
        words, role, order = _("Stays"), "unchanged", 3
        why = why or _("Put on by hand")
    return Proposed(
        id=item.case_id,
        person=item.person,
        crn=item.crn,
        words=words,
        role=role,
        minutes=item.minutes,
        why=why,
        order=order,
    )


def proposal_columns() -> tuple[Column[Proposed], ...]:
    """The columns of the preview of a proposal."""
    return (
        Column("what", _("What happens"), lambda one: one.words, width=10, role=lambda one: one.role),
        Column("person", _("Person"), lambda one: one.person, width=20),
        Column("crn", _("CRN"), lambda one: one.crn, width=8),
        Column("why", _("Why"), lambda one: one.why, width=34, stretch=True, tooltip=lambda one: one.why),
        Column(
            "minutes",
            _("Min"),
            lambda one: str(one.minutes),
            sort=lambda one: one.minutes,
            align="right",
            width=4,
        ),
    )


def proposal_words(lines: Sequence[Proposed], left_out: int) -> str:
    """ "5 cases come on, 1 goes, 3 stay as they are." and what a meeting could not take."""
    new, going, off, stay = (sum(one.order == order for one in lines) for order in range(4))
    parts = [
        count(new, N_("case comes on"), N_("cases come on")) if new or not lines else "",
        count(going, N_("goes"), N_("go")) if going else "",
        _("{count:,} taken off by hand stay off").format(count=off) if off else "",
        count(stay, N_("stays as it is"), N_("stay as they are")) if stay else "",
        _("{count:,} more than a meeting can take are left out").format(count=left_out) if left_out else "",
    ]
    said = ", ".join(filter(None, parts)) + "."
    return said if new or going else _("Nothing changes: {said}").format(said=said)


# --- Attendance, minutes, actions of one conference ------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class RollLine:
    """An agency on the roll of a conference; ``attendance`` is nothing while nobody said how it took part."""

    agency: str
    expected: bool
    attendance: Attendance | None

    @property
    def id(self) -> str:
        """What tells the lines apart."""
        return self.attendance.id if self.attendance is not None else f"expected:{self.agency}"


def roll_of(conference: Conference, attendance: Sequence[Attendance]) -> list[RollLine]:
    """Every agency expected, said or not, then those that came unasked."""
    lines = []
    for agency in conference.said.agencies:
        said: list[Attendance | None] = [one for one in attendance if one.said.agency == agency]
        lines += [RollLine(agency=agency, expected=True, attendance=one) for one in said or [None]]
    lines += [
        RollLine(agency=one.said.agency, expected=False, attendance=one)
        for one in attendance
        if one.said.agency not in conference.said.agencies
    ]
    return lines


_HOW_ROLES = {How.IN_PERSON: "done", How.REMOTE: "done", How.ABSENT: "overdue"}


def _how_words(one: RollLine) -> str:
    if one.attendance is None or one.attendance.said.how is None:
        return _("not said yet")
    return label(one.attendance.said.how)


def _how_role(one: RollLine) -> str | None:
    if one.attendance is None or one.attendance.said.how is None:
        return "missing"
    return _HOW_ROLES.get(one.attendance.said.how)


def roll_columns() -> tuple[Column[RollLine], ...]:
    """The columns of a conference's roll."""
    return (
        Column("agency", _("Agency"), lambda one: party_words(one.agency), width=18),
        Column("how", _("How they took part"), _how_words, width=14, role=_how_role),
        Column(
            "name",
            _("Who"),
            lambda one: one.attendance.said.name if one.attendance else "",
            width=18,
        ),
        Column(
            "contribution",
            _("What they contributed"),
            lambda one: one.attendance.said.contribution if one.attendance else "",
            width=24,
            stretch=True,
            tooltip=lambda one: one.attendance.said.contribution if one.attendance else "",
        ),
        Column("expected", _("Expected"), lambda one: _("Yes") if one.expected else _("No"), width=8),
    )


def minute_words(one: Minute) -> str:
    """The words of a minute, with what became of it: a correction says so, and so does what it replaced."""
    words = one.said.words
    if one.replaced:
        return _("Replaced: {words}").format(words=words)
    if one.replaces_id is not None:
        why = _(" ({reason})").format(reason=one.correction_reason) if one.correction_reason else ""
        return _("{words} [corrected{why}]").format(words=words, why=why)
    return words


def minute_who(one: Minute) -> str:
    """Whose words: "Police, PC Baker", "Police", or nobody's."""
    return ", ".join(filter(None, (agency_words(one.said.agency), one.said.said_by)))


def minute_columns(
    case_words: Callable[[str | None], str],
    place_of: Callable[[str | None], int],
    local: Callable[[datetime], datetime],
) -> tuple[Column[Minute], ...]:
    """The columns of the minutes. ``case_words`` names a case, ``place_of`` gives its place on the agenda."""
    return (
        Column(
            "case",
            _("Case"),
            lambda one: case_words(one.said.case_id),
            sort=lambda one: (place_of(one.said.case_id), one.at),
            width=18,
            role=lambda one: "muted" if one.replaced else None,
        ),
        Column(
            "kind",
            _("What it is"),
            lambda one: label(one.said.minute),
            width=10,
            role=lambda one: "muted" if one.replaced else None,
        ),
        Column("who", _("Who said it"), minute_who, width=16),
        Column(
            "words",
            _("Minute"),
            minute_words,
            width=30,
            stretch=True,
            role=lambda one: "muted" if one.replaced else None,
            tooltip=minute_words,
        ),
        Column("by", _("Minuted by"), lambda one: one.by, width=14),
        Column(
            "at",
            _("At"),
            lambda one: time_of_day(local(one.at).time()),
            sort=lambda one: one.at,
            width=5,
        ),
    )


def age_words(one: ConferenceAction) -> str:
    """How long ago the conference gave it: "17 days"."""
    return days(one.age_days)


def action_state_words(one: ConferenceAction) -> str:
    """How it stands: "Done 12 Nov 2026", "In progress, overdue"."""
    if one.done_on is not None:
        return _("{state} {date}").format(state=label(one.status), date=short_date(one.done_on))
    return _("{state}, overdue").format(state=label(one.status)) if one.overdue else label(one.status)


def _action_role(one: ConferenceAction) -> str | None:
    if one.overdue or one.status is ActionStatus.MISSED:
        return "overdue"
    return "done" if one.status is ActionStatus.DONE else None


def conference_action_columns() -> tuple[Column[ConferenceAction], ...]:
    """The columns of the actions that conferences gave, with their age."""
    return (
        Column("number", _("No."), lambda one: one.number, sort=_by_number, width=4),
        Column("person", _("Case"), lambda one: one.person, width=16, stretch=True),
        Column(
            "what",
            _("Required action"),
            lambda one: one.what,
            width=24,
            stretch=True,
            tooltip=lambda one: one.what,
        ),
        Column("owner", _("Who"), lambda one: one.owner, width=16),
        Column("agency", _("Agency"), lambda one: party_words(one.agency), width=12),
        Column("due", _("By"), lambda one: short_date(one.due_on), sort=lambda one: one.due_on, width=11),
        Column("state", _("State"), action_state_words, width=16, role=_action_role),
        Column(
            "age",
            _("Age"),
            age_words,
            sort=lambda one: one.age_days,
            align="right",
            width=8,
            tooltip=lambda one: _("Given by the conference of {date}").format(date=exact_date(one.held_on)),
        ),
    )


def _by_number(one: ConferenceAction) -> tuple[int, ...]:
    return tuple(int(part) if part.isdigit() else 0 for part in one.number.split("."))


# --- Agencies over time ----------------------------------------------------------------------------------


def share_words(share: float | None) -> str:
    """ "67%", and nothing of nothing."""
    return "" if share is None else _("{percent}%").format(percent=round(share * 100))


def there_words(one: AgencyRecord) -> str:
    """ "8 of 12": how often it sat at the table of the times it was expected."""
    return _("{there} of {expected}").format(there=one.in_person + one.remote, expected=one.expected)


def period_words(since: date, until: date, meetings: Sequence[MeetingRecord]) -> str:
    """ "12 conferences closed from Sat 22 Nov 2025 to Sun 22 Nov 2026"."""
    return _("{many} closed from {since} to {until}").format(
        many=count(len(meetings), N_("conference"), N_("conferences")),
        since=exact_date(since),
        until=exact_date(until),
    )


def agency_sentence(one: AgencyRecord) -> str:
    """The line as a sentence, for a screen reader and a tooltip."""
    name = party_words(one.agency)
    parts = []
    if one.expected:
        parts.append(
            _("{name}: at the table {there} of {expected} times").format(
                name=name, there=one.in_person + one.remote, expected=one.expected
            )
        )
    else:
        parts.append(_("{name}: never expected").format(name=name))
    for many, words in (
        (one.report, _("{count} sent a report")),
        (one.apologies, _("{count} apologies")),
        (one.absent, _("{count} absent")),
    ):
        if many:
            parts.append(words.format(count=many))
    if one.actions:
        said = _("took on {actions}: {done} done, {late} of them late, {overdue} overdue, {open} open")
        parts.append(
            said.format(
                actions=count(one.actions, N_("action"), N_("actions")),
                done=one.done_in_time + one.done_late,
                late=one.done_late,
                overdue=one.overdue,
                open=one.still_open,
            )
        )
    return "; ".join(parts) + "."


def _number(
    key: str, heading: str, value: Callable[[AgencyRecord], int], *, width: int = 4, role: str = ""
) -> Column[AgencyRecord]:
    return Column(
        key,
        heading,
        lambda one: f"{value(one):,}",
        sort=value,
        align="right",
        width=width,
        role=(lambda one: role if value(one) else None) if role else None,
    )


def agency_columns() -> tuple[Column[AgencyRecord], ...]:
    """The columns of attendance and follow-through, for the screen, the spreadsheet and the paper."""
    return (
        Column(
            "agency",
            _("Agency"),
            lambda one: party_words(one.agency),
            width=13,
            stretch=True,
            tooltip=agency_sentence,
        ),
        _number("expected", _("Expected"), lambda one: one.expected),
        _number("in_person", _("In person"), lambda one: one.in_person),
        _number("remote", _("Remote"), lambda one: one.remote),
        _number("report", _("Report"), lambda one: one.report),
        _number("apologies", _("Apologies"), lambda one: one.apologies),
        _number("absent", _("Absent"), lambda one: one.absent),
        _number("contributed", _("Contributed"), lambda one: one.contributed),
        _number("actions", _("Actions"), lambda one: one.actions),
        _number("in_time", _("In time"), lambda one: one.done_in_time),
        _number("late", _("Late"), lambda one: one.done_late),
        _number("overdue", _("Overdue"), lambda one: one.overdue, role="overdue"),
        _number("open", _("Open"), lambda one: one.still_open),
    )


def meeting_sentence(one: MeetingRecord) -> str:
    """One conference of the series as a sentence, for a screen reader."""
    return _("{date}: {there} of {expected} at the table, {actions}, {done} done, {overdue} overdue.").format(
        date=exact_date(one.held_on),
        there=one.present,
        expected=one.expected,
        actions=count(one.actions, N_("action"), N_("actions")),
        done=one.done_in_time + one.done_late,
        overdue=one.overdue,
    )


def meeting_columns() -> tuple[Column[MeetingRecord], ...]:
    """The columns of the series, one conference a row."""

    def number(
        key: str, heading: str, value: Callable[[MeetingRecord], int], width: int = 8
    ) -> Column[MeetingRecord]:
        return Column(key, heading, lambda one: f"{value(one):,}", sort=value, align="right", width=width)

    return (
        Column(
            "date",
            _("Conference"),
            lambda one: exact_date(one.held_on),
            sort=lambda one: one.held_on,
            width=15,
            stretch=True,
            tooltip=meeting_sentence,
        ),
        number("cases", _("Cases"), lambda one: one.cases, 6),
        number("expected", _("Expected"), lambda one: one.expected),
        number("present", _("There"), lambda one: one.present, 6),
        number("report", _("Report"), lambda one: one.report, 7),
        number("apologies", _("Apologies"), lambda one: one.apologies, 9),
        number("absent", _("Absent"), lambda one: one.absent, 7),
        number("actions", _("Actions"), lambda one: one.actions, 7),
        number("in_time", _("In time"), lambda one: one.done_in_time, 7),
        number("late", _("Late"), lambda one: one.done_late, 5),
        number("overdue", _("Overdue"), lambda one: one.overdue, 8),
        number("open", _("Open"), lambda one: one.still_open, 5),
    )


def attendance_csv(agencies: Sequence[AgencyRecord], meetings: Sequence[MeetingRecord]) -> str:
    """Both tables for a spreadsheet, an empty line between them."""
    return to_csv(agency_columns(), agencies) + "\r\n" + to_csv(meeting_columns(), meetings)


def agency_definitions() -> tuple[str, ...]:
    """What each figure of attendance and follow-through counts."""
    return (
        _(
            "Expected: conferences of the period that the agency was expected at; those not held yet do not count."
        ),
        _("There: of those, the share at which somebody sat at the table, in person or remotely."),
        _("Contributed: conferences at which the agency gave an update or its contribution is minuted."),
        _("Actions: required actions that conferences of the period gave to the agency."),
        _(
            "In time, late: done by the day they were due, or after it. Overdue: not done, and the day is past."
        ),
        _("Share done: of the actions that are done or overdue, those that are done."),
    )
