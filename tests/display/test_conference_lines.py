"""Conferences in words: clocks, agendas, proposals, rolls and figures, each as it is read."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iom_desktop.display import conference_lines as lines
from iom_desktop.domain.actions import ActionStatus
from iom_desktop.domain.codes import Rag
from iom_desktop.domain.conferences import (
    AgencyRecord,
    Agenda,
    AgendaCase,
    AgendaChange,
    AgendaReason,
    Attendance,
    AttendanceDraft,
    Conference,
    ConferenceAction,
    ConferenceCase,
    ConferenceDraft,
    ConferenceState,
    How,
    ItemState,
    MeetingRecord,
    Minute,
    MinuteDraft,
    MinuteKind,
    Reason,
)

DAY = date(2026, 12, 3)
AT = datetime(2026, 12, 3, 10, 5, tzinfo=UTC).replace(tzinfo=None)
CONFERENCE = Conference(
    id="c",
    version=1,
    said=ConferenceDraft(held_on=DAY, starts_at=time(10), agencies=("police", "health", "Northgate")),
    state=ConferenceState.PLANNED,
    opened_at=None,
    closed_at=None,
    next_on=None,
    cases=3,
)


def item(number: int, **said: object) -> ConferenceCase:
    known = {
        "id": f"i{number}",
        "version": 1,
        "conference_id": "c",
        "case_id": f"case{number}",
        "crn": f"Z{number}",
        "person": f"SAMPLE{number}, Mo",
        "rag": Rag.RED,
        "position": number,
        "minutes": 10,
        "reasons": (Reason(reason=AgendaReason.RED, words="Red since 1 Nov"),),
        "ask": "",
        "state": ItemState.TO_DISCUSS,
        "off_reason": "",
        "next_on": None,
    }
    return ConferenceCase(**known | said)  # type: ignore[arg-type]


OFF = item(0, state=ItemState.TAKEN_OFF, off_reason="In custody", id="off", case_id="off")


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(0, "0 min"), (5, "5 min"), (60, "1 h"), (85, "1 h 25 min"), (3000, "50 h")],
)
def test_lengths(minutes: int, said: str) -> None:
    assert lines.length_words(minutes) == said


def test_the_clock_runs_over_those_on_the_agenda_only() -> None:
    found = lines.agenda_lines(CONFERENCE, [item(2, minutes=25), OFF, item(1)])
    assert [(one.number, one.at, one.id) for one in found] == [
        (1, "10:00", "i1"), (2, "10:10", "i2"), (0, "", "off"),
    ]  # fmt: skip


def test_without_a_time_the_clock_counts_minutes() -> None:
    untimed = replace(CONFERENCE, said=replace(CONFERENCE.said, starts_at=None))
    assert [one.at for one in lines.agenda_lines(untimed, [item(1), item(2)])] == ["+0", "+10"]
    assert lines.meeting_words(untimed, [item(1)]) == "1 case · 10 min planned"


@given(st.lists(st.integers(1, 120), max_size=40))
def test_each_case_begins_when_the_one_before_ends(minutes: list[int]) -> None:
    untimed = replace(CONFERENCE, said=replace(CONFERENCE.said, starts_at=None))
    found = lines.agenda_lines(untimed, [item(n, minutes=m) for n, m in enumerate(minutes, start=1)])
    assert [int(one.at) for one in found] == [sum(minutes[:n]) for n in range(len(minutes))]


@pytest.mark.parametrize(
    ("items", "said"),
    [
        ([], "No case is on the agenda yet."),
        ([OFF], "No case is on the agenda yet."),
        ([item(1), item(2, minutes=86)], "2 cases · 1 h 36 min planned, 10:00 to 11:36"),
        (
            [item(1, state=ItemState.DISCUSSED), item(2, state=ItemState.DEFERRED), OFF],
            "2 cases · 20 min planned, 10:00 to 10:20 · 1 discussed · 1 deferred · 1 taken off",
        ),
    ],
)
def test_the_meeting_in_a_line(items: list[ConferenceCase], said: str) -> None:
    assert lines.meeting_words(CONFERENCE, items) == said


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (item(1), "Red since 1 Nov"),
        (OFF, "Taken off: In custody. Red since 1 Nov"),
        (
            item(1, state=ItemState.DEFERRED, next_on=date(2027, 1, 7), off_reason="No report"),
            "Deferred to 7 Jan 2027: No report. Red since 1 Nov",
        ),
        (item(1, state=ItemState.DISCUSSED, reasons=()), "Discussed"),
        (item(1, reasons=(Reason(reason=AgendaReason.RED, words=""),)), "Red"),
    ],
)
def test_why_a_case_is_there(one: ConferenceCase, said: str) -> None:
    assert lines.why_words(one) == said


def proposed(number: int) -> AgendaCase:
    return AgendaCase(
        case_id=f"case{number}",
        crn=f"Z{number}",
        person=f"SAMPLE{number}, Mo",
        reasons=(Reason(reason=AgendaReason.REVIEW, words="Review was due"),),
        minutes=5,
    )


def test_a_proposal_says_what_becomes_of_every_case() -> None:
    by_hand = item(4, reasons=())
    off = item(5, state=ItemState.TAKEN_OFF, off_reason="Moved away")
    agenda = Agenda(on=DAY, since=None, cases=(proposed(1), proposed(3), proposed(5)), left_out=2)
    change = AgendaChange(comes_on=(proposed(3),), goes=(item(2),), left_out=2)
    found = lines.compare_agendas([item(1), item(2), by_hand, off], agenda, change)
    assert [(one.words, one.id, one.why) for one in found] == [
        ("Comes on", "case3", "Review was due"),
        ("Goes", "case2", "No longer so: Red since 1 Nov"),
        ("Stays off", "case5", "Review was due. Taken off by hand: Moved away"),
        ("Stays", "case1", "Review was due"),
        ("Stays", "case4", "Put on by hand"),
    ]
    assert lines.proposal_words(found, change.left_out) == (
        "1 case comes on, 1 goes, 1 taken off by hand stay off, 2 stay as they are, "
        "2 more than a meeting can take are left out."
    )


def test_a_proposal_that_changes_nothing_says_so() -> None:
    agenda = Agenda(on=DAY, since=None, cases=(proposed(1),), left_out=0)
    found = lines.compare_agendas([item(1)], agenda, AgendaChange(comes_on=(), goes=(), left_out=0))
    assert lines.proposal_words(found, 0) == "Nothing changes: 1 stays as it is."


def attended(number: int, agency: str, how: How) -> Attendance:
    return Attendance(
        id=f"a{number}", version=1, conference_id="c", said=AttendanceDraft(agency=agency, how=how)
    )


def test_the_roll_has_everybody_expected_and_whoever_came() -> None:
    came = [
        attended(1, "police", How.IN_PERSON),
        attended(2, "police", How.REMOTE),
        attended(3, "Housing", How.ABSENT),
    ]
    found = lines.roll_of(CONFERENCE, came)
    assert [(one.agency, one.expected, one.id) for one in found] == [
        ("police", True, "a1"),
        ("police", True, "a2"),
        ("health", True, "expected:health"),
        ("Northgate", True, "expected:Northgate"),
        ("Housing", False, "a3"),
    ]


def action(**said: object) -> ConferenceAction:
    known = {
        "conference_id": "c", "held_on": DAY, "case_id": "case1", "crn": "Z1", "person": "SAMPLE1, Mo",
        "lineage": "l", "action_id": "x", "number": "1.10", "what": "book the bed", "owner": "PC Mock",
        "agency": "police", "due_on": date(2026, 12, 10), "status": ActionStatus.NOT_STARTED, "done_on": None,
        "age_days": 17, "overdue": False,
    }  # fmt: skip
    return ConferenceAction(**known | said)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({}, "Not started"),
        ({"overdue": True}, "Not started, overdue"),
        ({"status": ActionStatus.DONE, "done_on": date(2026, 12, 9)}, "Done 9 Dec 2026"),
        ({"status": ActionStatus.MISSED}, "Missed"),
    ],
)
def test_how_an_action_stands(said: dict[str, object], words: str) -> None:
    assert lines.action_state_words(action(**said)) == words


def test_actions_are_ordered_by_number_not_by_letters() -> None:
    column = lines.conference_action_columns()[0]
    numbers = ["1.10", "1.2", "2.1", "1.9"]
    made = sorted((action(number=one) for one in numbers), key=column.sort_value)
    assert [one.number for one in made] == ["1.2", "1.9", "1.10", "2.1"]


def test_what_came_of_a_conference() -> None:
    came = [
        attended(1, "police", How.IN_PERSON),
        attended(2, "police", How.REMOTE),
        attended(3, "health", How.REPORT),
    ]
    acts = [action(status=ActionStatus.DONE), action(overdue=True), action(status=ActionStatus.MISSED)]
    one = lines.held_line(CONFERENCE, came, acts)
    assert (one.present, one.expected, one.done, one.open, one.overdue) == (1, 3, 1, 1, 1)
    cells = [column.text(one) for column in lines.held_columns()]
    assert cells[2:6] == ["3", "1 of 3", "1", "1, 1 overdue"]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({}, "No arrest."),
        ({"replaced": True}, "Replaced: No arrest."),
        ({"replaces_id": "m0"}, "No arrest. [corrected]"),
        ({"replaces_id": "m0", "correction_reason": "Misheard"}, "No arrest. [corrected (Misheard)]"),
    ],
)
def test_minutes_say_what_became_of_them(said: dict[str, object], words: str) -> None:
    known = {
        "id": "m", "conference_id": "c", "replaces_id": None, "correction_reason": "", "replaced": False,
        "by": "PC Test", "at": AT,
        "said": MinuteDraft(minute=MinuteKind.UPDATE, agency="police", said_by="PC Mock", words="No arrest."),
    }  # fmt: skip
    one = Minute(**known | said)  # type: ignore[arg-type]
    assert lines.minute_words(one) == words
    assert lines.minute_who(one) == "Police, PC Mock"


RECORD = AgencyRecord(
    agency="health", expected=12, in_person=3, remote=1, report=6, apologies=0, absent=2, contributed=4,
    actions=5, done_in_time=2, done_late=1, overdue=1, still_open=1,
)  # fmt: skip


def test_an_agencys_record_as_a_sentence() -> None:
    assert lines.agency_sentence(RECORD) == (
        "Health: at the table 4 of 12 times; 6 sent a report; 2 absent; took on 5 actions: 3 done, 1 of them late, "
        "1 overdue, 1 open."
    )
    mine = AgencyRecord(
        agency="", expected=0, in_person=0, remote=0, report=0, apologies=0, absent=0, contributed=0, actions=1,
        done_in_time=1, done_late=0, overdue=0, still_open=0,
    )  # fmt: skip
    assert lines.agency_sentence(mine).startswith("The person: never expected; took on 1 action")
    assert lines.share_words(RECORD.done_share) == "75%"


def test_the_spreadsheet_has_both_tables_and_no_formula() -> None:
    meeting = MeetingRecord(
        conference_id="c", held_on=DAY, cases=14, expected=6, present=4, report=1, apologies=0, absent=1, actions=3,
        done_in_time=1, done_late=0, overdue=1, still_open=1,
    )  # fmt: skip
    text = lines.attendance_csv([replace(RECORD, agency="=Housing")], [meeting])
    first, second = text.split("\r\n\r\n")
    assert "'=Housing,12,3,1,6,0,2" in first
    assert second.splitlines()[1].startswith("Thu 3 Dec 2026,14,6,4,1")
