"""Appointments in a real store: booked, moved, cancelled, and said what came of them, each change on record."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from iom_desktop.domain.appointments import (
    AppointmentDraft,
    AskedBy,
    CancelDraft,
    ClashOf,
    MoveDraft,
    OutcomeDraft,
    Repeat,
)
from iom_desktop.domain.enforcement import StepDraft
from iom_desktop.errors import FieldErrors, StaleEdit, UserError
from iom_desktop.services import appointments
from iom_desktop.storage.tables import AppointmentRow, AuditEntryRow
from tests import stores
from tests.services.conftest import Office

TUESDAY = datetime(2026, 12, 1, 10, 0)
LAST_WEEK = datetime(2026, 11, 17, 10, 0)


def draft(**said: Any) -> AppointmentDraft:
    return AppointmentDraft(
        **{"type_code": "COAP", "starts_at": TUESDAY, "place": "Mill Street", "with_name": "D. Maker"} | said
    )


def book(office: Office, **said: Any) -> str:
    return office.do("Book appointment", appointments.book_appointment, office.case_id, draft(**said))


def listed(office: Office) -> list[Any]:
    return office.ask(appointments.list_appointments, office.case_id)


def version_of(office: Office, one: str) -> int:
    return office.ask(appointments.load_appointment, one).version


def cancel(office: Office, one: str, reason: str = "Office closed", **said: Any) -> int:
    draft = CancelDraft(**{"asked_by": AskedBy.PROBATION, "reason": reason} | said)
    return office.do(
        "Cancel appointment", appointments.cancel_appointment, one, version_of(office, one), draft
    )


def move(office: Office, one: str, to: datetime, version: int | None = None, **said: Any) -> int:
    draft = MoveDraft(
        **{"starts_at": to, "place": "Mill Street", "asked_by": AskedBy.PERSON, "reason": "Works that day"}
        | said
    )
    version = version or version_of(office, one)
    return office.do("Move appointment", appointments.move_appointment, one, version, draft)


def test_what_is_booked_is_read_back(office: Office) -> None:
    made = book(office, purpose="First meeting", with_agency="probation", minutes=45)
    (one,) = listed(office)
    assert one.id == made
    assert one.said == draft(purpose="First meeting", with_agency="probation", minutes=45)
    assert (one.type_name, one.counts_toward_compliance) == ("Planned office visit", True)
    assert one.ends_at == TUESDAY + timedelta(minutes=45)
    assert one.series_id is None


def test_an_iom_visit_does_not_count_toward_compliance(office: Office) -> None:
    book(office, type_code="IOHV")
    assert listed(office)[0].counts_toward_compliance is False


def test_a_series_is_one_record_each_under_one_series(office: Office) -> None:
    book(office, repeat=Repeat.WEEKLY, repeat_until=date(2026, 12, 22))
    made = listed(office)
    assert [one.starts_at.day for one in made] == [1, 8, 15, 22]
    assert len({one.series_id for one in made}) == 1
    assert made[0].series_id
    assert {one.said.repeat for one in made} == {Repeat.NEVER}


def test_nothing_is_booked_when_something_is_wrong(office: Office) -> None:
    with pytest.raises(FieldErrors):
        book(office, place="")
    with pytest.raises(UserError):
        office.do("Book appointment", appointments.book_appointment, "f" * 32, draft())
    assert listed(office) == []


def test_an_edit_of_an_older_version_is_stale(office: Office) -> None:
    one = book(office)
    office.do("Change appointment", appointments.change_appointment, one, 1, draft(place="Court Road"))
    with pytest.raises(StaleEdit):
        office.do("Change appointment", appointments.change_appointment, one, 1, draft(place="Elsewhere"))
    assert listed(office)[0].said.place == "Court Road"


def test_a_cancelled_one_stays_with_its_reason_and_is_no_longer_next(office: Office) -> None:
    one = book(office)
    assert office.ask(appointments.next_appointment, office.case_id, office.now).id == one
    assert cancel(office, one) == 1
    (kept,) = listed(office)
    assert (kept.cancelled, kept.cancel_reason) == (True, "Office closed")
    assert kept.cancel_asked_by is AskedBy.PROBATION
    assert office.ask(appointments.next_appointment, office.case_id, office.now) is None


def test_the_rest_of_a_series_goes_with_it_when_asked(office: Office) -> None:
    book(office, repeat=Repeat.WEEKLY, repeat_until=date(2026, 12, 22))
    second = listed(office)[1]
    assert cancel(office, second.id, "Recalled", and_later=True) == 3
    assert [one.cancelled for one in listed(office)] == [False, True, True, True]


@pytest.mark.parametrize("reason", ["", "   "])
def test_cancelling_needs_a_reason(office: Office, reason: str) -> None:
    one = book(office)
    with pytest.raises(FieldErrors) as refused:
        cancel(office, one, reason)
    assert refused.value.field == "reason"
    with pytest.raises(FieldErrors) as refused:
        cancel(office, one, asked_by=None)
    assert refused.value.field == "asked_by"
    assert not listed(office)[0].cancelled


LETTER = StepDraft(code="WLS")


def record(office: Office, one: str, code: str = "ATTC", **said: Any) -> str | None:
    said = OutcomeDraft(**{"outcome_code": code} | said)  # type: ignore[assignment]
    return office.do("Record outcome", appointments.record_outcome, one, said, office.now)


def test_outcome_note_and_the_next_one_in_one_save(office: Office) -> None:
    one = book(office, starts_at=LAST_WEEK)
    entries = office.ask(lambda session: session.scalar(select(func.count(AuditEntryRow.seq))))
    following = record(office, one, note="Came early", next_at=datetime(2026, 11, 24, 10))
    before, after = listed(office)
    assert (before.outcome_name, before.outcome_note) == ("Attended - Complied", "Came early")
    assert (before.outcome_by, before.outcome_at) == ("PC Test Baker", office.now)
    assert after.id == following
    assert after.said == before.said.__class__(
        **{name: getattr(before.said, name) for name in before.said.__slots__}
        | {"starts_at": datetime(2026, 11, 24, 10)}
    )
    assert after.outcome_code == ""
    written = office.ask(lambda session: session.scalar(select(func.count(AuditEntryRow.seq))))
    assert written == entries + 2


@pytest.mark.parametrize(
    "code,complied", [("ATTC", True), ("AAME", True), ("RSOF", True), ("AFTC", False), ("AFTA", False)]
)
def test_whether_an_outcome_complies_is_read_from_the_list(office: Office, code: str, complied: bool) -> None:
    one = book(office, starts_at=LAST_WEEK)
    assert listed(office)[0].complied is None
    record(office, one, code, enforcement=None if complied else LETTER)
    assert listed(office)[0].complied is complied


def test_changing_an_outcome_asks_why_and_keeps_the_first(office: Office) -> None:
    one = book(office, starts_at=LAST_WEEK)
    record(office, one, "AFTA", note="Did not come", enforcement=LETTER)
    with pytest.raises(FieldErrors) as refused:
        record(office, one, "AAME", note="Did not come")
    assert refused.value.field == "change_reason"
    assert listed(office)[0].outcome_code == "AFTA"
    record(office, one, "AAME", note="Had been in hospital", change_reason="Letter seen")
    assert listed(office)[0].outcome_name == "Acceptable Absence - Medical"
    (earlier,) = office.ask(appointments.list_earlier_outcomes, one)
    assert (earlier.outcome_name, earlier.note) == ("Failed to Attend", "Did not come")
    assert (earlier.change_reason, earlier.changed_by) == ("Letter seen", "PC Test Baker")
    assert earlier.at == office.now


def test_a_first_note_is_added_without_a_reason_and_rewritten_only_with_one(office: Office) -> None:
    one = book(office, starts_at=LAST_WEEK)
    record(office, one)
    record(office, one, note="Came early")
    with pytest.raises(FieldErrors) as refused:
        record(office, one, note="Came late")
    assert refused.value.field == "change_reason"
    assert listed(office)[0].outcome_note == "Came early"


def test_saving_the_same_outcome_again_changes_nothing(office: Office) -> None:
    one = book(office, starts_at=LAST_WEEK)
    record(office, one, note="Came early")
    version = listed(office)[0].version
    record(office, one, note="Came early")
    assert listed(office)[0].version == version
    assert office.ask(appointments.list_earlier_outcomes, one) == []


@pytest.mark.parametrize(
    "said,field",
    [
        ({"outcome_code": ""}, "outcome_code"),
        ({"outcome_code": "NOPE"}, "outcome_code"),
        ({"next_at": LAST_WEEK}, "next_at"),
    ],
)
def test_a_wrong_outcome_is_refused_whole(office: Office, said: dict[str, Any], field: str) -> None:
    one = book(office, starts_at=LAST_WEEK)
    with pytest.raises(FieldErrors) as refused:
        record(office, one, **{"note": "Came early"} | said)
    assert refused.value.field == field
    assert [(a.outcome_code, a.outcome_note) for a in listed(office)] == [("", "")]


def test_an_outcome_over_somebody_elses_change_is_stale(office: Office) -> None:
    one = book(office, starts_at=LAST_WEEK)
    record(office, one, "AFTA", enforcement=LETTER)
    said = OutcomeDraft(outcome_code="ATTC")
    with pytest.raises(StaleEdit):
        office.do("Record outcome", appointments.record_outcome, one, said, office.now, 1)


def test_what_has_an_outcome_is_neither_moved_nor_cancelled(office: Office) -> None:
    one = book(office, starts_at=LAST_WEEK)
    record(office, one)
    version = listed(office)[0].version
    with pytest.raises(UserError, match="has an outcome"):
        office.do("Change appointment", appointments.change_appointment, one, version, draft())
    with pytest.raises(UserError, match="cannot be cancelled"):
        cancel(office, one, "Why not")
    with pytest.raises(UserError, match="has an outcome"):
        move(office, one, TUESDAY)


def test_what_is_cancelled_takes_no_outcome_no_move_and_no_second_cancelling(office: Office) -> None:
    one = book(office, starts_at=LAST_WEEK)
    cancel(office, one)
    version = listed(office)[0].version
    with pytest.raises(UserError, match="no outcome"):
        record(office, one)
    with pytest.raises(UserError, match="book another"):
        office.do("Change appointment", appointments.change_appointment, one, version, draft())
    with pytest.raises(UserError, match="already"):
        cancel(office, one, "Again")
    with pytest.raises(UserError, match="book another"):
        move(office, one, TUESDAY)
    assert listed(office)[0].cancel_reason == "Office closed"


def test_clashes_are_those_that_stand_at_the_same_time(office: Office) -> None:
    first = book(office, minutes=60)
    book(office, starts_at=TUESDAY + timedelta(hours=1))
    gone = book(office, starts_at=TUESDAY + timedelta(minutes=10))
    cancel(office, gone)

    def clashes(**said: Any) -> list[str]:
        leave_out = said.pop("leave_out", "")
        found = office.ask(appointments.find_clashes, office.case_id, draft(**said), leave_out)
        return [one.standing.id for one in found]

    assert clashes(starts_at=TUESDAY + timedelta(minutes=30)) == [first]
    assert clashes(starts_at=TUESDAY + timedelta(minutes=30), leave_out=first) == []
    assert clashes(starts_at=TUESDAY - timedelta(minutes=30)) == []
    weekly = {"repeat": Repeat.WEEKLY, "repeat_until": date(2026, 12, 8)}
    assert clashes(starts_at=TUESDAY - timedelta(days=7), **weekly) == [first]
    assert clashes(starts_at=None) == []
    assert clashes(minutes=0) == []


def test_an_appointment_that_began_the_day_before_still_clashes(office: Office) -> None:
    long = book(office, starts_at=datetime(2026, 11, 30, 22), minutes=12 * 60)
    early = draft(starts_at=datetime(2026, 12, 1, 9))
    (clash,) = office.ask(appointments.find_clashes, office.case_id, early)
    assert (clash.standing.id, clash.of, clash.wanted_at) == (long, ClashOf.PERSON, early.starts_at)


def test_since_and_until_are_half_open(office: Office) -> None:
    book(office)
    ask = appointments.list_appointments
    assert len(office.ask(ask, office.case_id, TUESDAY, TUESDAY + timedelta(minutes=1))) == 1
    assert office.ask(ask, office.case_id, None, TUESDAY) == []


def test_missing_outcomes_and_the_day_name_the_person(office: Office) -> None:
    book(office, starts_at=LAST_WEEK)
    book(office, starts_at=office.now + timedelta(hours=1))
    (missing,) = office.ask(appointments.outcomes_missing, office.now)
    assert (missing.person, missing.crn, missing.starts_at) == ("INVENTEDSON, Ivo", "X100001", LAST_WEEK)
    assert missing.outcome_missing(office.now)
    midnight = datetime(2026, 11, 22)
    (today,) = office.ask(appointments.appointments_of_day, midnight, midnight + timedelta(days=1))
    assert not today.outcome_missing(office.now)


def test_a_code_the_list_no_longer_has_is_still_read(office: Office) -> None:
    one = book(office)

    def retire(session: Any) -> None:
        session.get(AppointmentRow, one).type_code = "GONE"

    office.do("Import", retire)
    (kept,) = listed(office)
    assert (kept.type_name, kept.counts_toward_compliance) == ("GONE", False)


# --- Moved -------------------------------------------------------------------------------------------------


def moves(office: Office, one: str) -> list[Any]:
    return office.ask(appointments.list_moves, one)


def test_one_of_a_series_is_moved_alone_and_where_it_stood_is_kept(office: Office) -> None:
    book(office, repeat=Repeat.WEEKLY, repeat_until=date(2026, 12, 15))
    second = listed(office)[1]
    to = datetime(2026, 12, 9, 14, 30)
    assert move(office, second.id, to, place="Court Road", minutes=45, reason="Starts a job") == 1
    assert [one.starts_at.day for one in listed(office)] == [1, 9, 15]
    moved = office.ask(appointments.load_appointment, second.id)
    assert (moved.said.place, moved.said.minutes, moved.series_id) == ("Court Road", 45, second.series_id)
    (kept,) = moves(office, second.id)
    assert (kept.from_at, kept.from_minutes, kept.from_place) == (second.starts_at, 30, "Mill Street")
    assert (kept.to_at, kept.to_minutes, kept.to_place) == (to, 45, "Court Road")
    assert (kept.asked_by, kept.reason) == (AskedBy.PERSON, "Starts a job")
    assert (kept.moved_by, kept.at) == ("PC Test Baker", office.now)


def test_every_move_is_kept_the_newest_first(office: Office) -> None:
    one = book(office)
    for hour in (11, 12, 13):
        move(office, one, TUESDAY.replace(hour=hour))
    assert [(kept.from_at.hour, kept.to_at.hour) for kept in moves(office, one)] == [
        (12, 13),
        (11, 12),
        (10, 11),
    ]


def test_from_here_on_moves_by_as_many_days_to_the_same_time(office: Office) -> None:
    book(office, repeat=Repeat.WEEKLY, repeat_until=date(2026, 12, 29))
    second = listed(office)[1]
    assert move(office, second.id, datetime(2026, 12, 9, 15), and_later=True) == 4
    assert [(one.starts_at.day, one.starts_at.hour) for one in listed(office)] == [
        (1, 10), (9, 15), (16, 15), (23, 15), (30, 15)
    ]  # fmt: skip
    assert all(len(moves(office, one.id)) == 1 for one in listed(office)[1:])
    assert moves(office, listed(office)[0].id) == []


def test_from_here_on_leaves_what_has_an_outcome_or_was_cancelled(office: Office) -> None:
    first = book(
        office, starts_at=LAST_WEEK - timedelta(days=7), repeat=Repeat.WEEKLY, repeat_until=date(2026, 12, 8)
    )
    record(office, listed(office)[1].id)
    cancel(office, listed(office)[2].id)
    assert move(office, first, LAST_WEEK - timedelta(days=6), and_later=True) == 3
    assert [one.starts_at.day for one in listed(office)] == [11, 17, 24, 2, 9]


@pytest.mark.parametrize("to", [datetime(2026, 10, 26, 9, 30), datetime(2026, 10, 27, 1, 30)])
def test_a_series_keeps_its_time_of_day_when_the_clocks_go_back(office: Office, to: datetime) -> None:
    book(office, starts_at=datetime(2026, 10, 19, 10), repeat=Repeat.WEEKLY, repeat_until=date(2026, 11, 9))
    one = listed(office)[1]
    move(office, one.id, to, and_later=True)
    assert {found.starts_at.time() for found in listed(office)[1:]} == {to.time()}


def test_a_time_the_clocks_skip_is_refused_and_nothing_moves(office: Office) -> None:
    # 28 March 2027 is a Sunday on which there is no 01:30.
    book(office, starts_at=datetime(2027, 3, 13, 10), repeat=Repeat.WEEKLY, repeat_until=date(2027, 4, 3))
    first = listed(office)[0]
    with pytest.raises(UserError, match="no 01:30 on 28/03/2027") as refused:
        move(office, first.id, datetime(2027, 3, 14, 1, 30), and_later=True)
    assert refused.value.field == "starts_at"
    assert {one.starts_at.hour for one in listed(office)} == {10}
    assert moves(office, first.id) == []
    with pytest.raises(FieldErrors, match="clocks go forward"):
        book(office, starts_at=datetime(2027, 3, 28, 1, 0))


@pytest.mark.parametrize(
    "said,field",
    [
        ({"to": TUESDAY}, "starts_at"),
        ({"to": None}, "starts_at"),
        ({"to": datetime(9999, 12, 31, 10)}, "starts_at"),
        ({"to": TUESDAY, "minutes": 0}, "minutes"),
        ({"to": TUESDAY + timedelta(days=1), "asked_by": None}, "asked_by"),
        ({"to": TUESDAY + timedelta(days=1), "reason": "  "}, "reason"),
        ({"to": TUESDAY + timedelta(days=1), "place": ""}, "place"),
    ],
)
def test_a_move_that_makes_no_sense_is_refused(office: Office, said: dict[str, Any], field: str) -> None:
    one = book(office)
    with pytest.raises(FieldErrors) as refused:
        move(office, one, **said)
    assert refused.value.field == field
    assert (listed(office)[0].starts_at, moves(office, one)) == (TUESDAY, [])


def test_a_move_of_an_older_version_is_stale(office: Office) -> None:
    one = book(office)
    move(office, one, TUESDAY + timedelta(days=1))
    with pytest.raises(StaleEdit):
        move(office, one, TUESDAY + timedelta(days=2), version=1)
    assert len(moves(office, one)) == 1


def test_a_change_cannot_move_it_in_silence(office: Office) -> None:
    one = book(office)
    with pytest.raises(UserError, match="move the appointment") as refused:
        office.do(
            "Change", appointments.change_appointment, one, 1, draft(starts_at=TUESDAY + timedelta(hours=1))
        )
    assert refused.value.field == "starts_at"


def test_moves_and_cancellations_are_on_record(office: Office) -> None:
    book(office, repeat=Repeat.WEEKLY, repeat_until=date(2026, 12, 22))
    first = listed(office)[0].id
    move(office, first, TUESDAY + timedelta(days=1), and_later=True)
    cancel(office, first, and_later=True)

    def entries(kind: str) -> int:
        query = select(func.count()).where(AuditEntryRow.record_kind == kind)
        return office.ask(lambda session: session.scalar(query)) or 0

    assert (entries("appointment_move"), entries("appointment")) == (4, 12)
    assert office.store.verify() == []


# --- Series that cannot be, and clashes --------------------------------------------------------------------


@pytest.mark.parametrize(
    "said,field,says",
    [
        ({"repeat": Repeat.DAILY, "repeat_until": date(2054, 4, 17)}, "repeat_until", "makes 10,000 appoint"),
        ({"repeat": Repeat.DAILY, "repeat_until": date(9999, 12, 31)}, "repeat_until", "the most is 120"),
        ({"repeat": Repeat.WEEKLY, "repeat_until": date(2026, 11, 30)}, "repeat_until", "before the first"),
        ({"repeat": Repeat.WEEKLY, "repeat_until": None}, "repeat_until", "a date is needed"),
        ({"minutes": 24 * 60 + 1}, "minutes", "24 hours"),
        ({"starts_at": datetime(2, 1, 1, 10)}, "starts_at", "the year 2 cannot be right"),
    ],
)
def test_a_series_that_cannot_be_is_refused_with_a_sentence(
    office: Office, said: dict[str, Any], field: str, says: str
) -> None:
    with pytest.raises(FieldErrors) as refused:
        book(office, **said)
    assert [one.field for one in refused.value.problems] == [field]
    assert says in refused.value.message
    assert listed(office) == []


@pytest.mark.parametrize(
    "said",
    [
        {"repeat": Repeat.DAILY, "repeat_until": date(9999, 12, 31)},
        {"starts_at": datetime(9999, 12, 31, 23, 59)},
        {"starts_at": datetime(1, 1, 1)},
        {"minutes": 10**12},
        {"minutes": -5},
    ],
)
def test_clashes_are_asked_for_while_something_wrong_is_typed(office: Office, said: dict[str, Any]) -> None:
    office.ask(appointments.find_clashes, office.case_id, draft(**said))


def test_the_officers_own_time_clashes_too(office: Office) -> None:
    other = stores.Desk(office.store).newcomer(surname="Elsewhere")
    theirs = office.do("Book", appointments.book_appointment, other, draft(minutes=60))
    quarter_past = TUESDAY + timedelta(minutes=15)

    def clashes(**said: Any) -> list[tuple[str, ClashOf]]:
        found = office.ask(appointments.find_clashes, office.case_id, draft(starts_at=quarter_past, **said))
        return [(one.standing.id, one.of) for one in found]

    assert clashes() == [(theirs, ClashOf.OFFICER)]
    assert clashes(with_name=" d. MAKER ") == [(theirs, ClashOf.OFFICER)]
    assert clashes(with_name="D. Other") == []
    assert clashes(with_name="") == []
    mine = book(office)
    assert sorted(clashes()) == sorted([(theirs, ClashOf.OFFICER), (mine, ClashOf.PERSON)])


def test_a_clash_says_which_of_the_series_it_is(office: Office) -> None:
    standing = book(office, starts_at=TUESDAY + timedelta(days=14))
    weekly = draft(repeat=Repeat.WEEKLY, repeat_until=date(2026, 12, 29))
    (clash,) = office.ask(appointments.find_clashes, office.case_id, weekly)
    assert (clash.standing.id, clash.wanted_at) == (standing, TUESDAY + timedelta(days=14))
    assert clash.standing.person == "INVENTEDSON, Ivo"


def test_the_last_day_there_is_ends_a_series(office: Office) -> None:
    late = draft(starts_at=datetime(2199, 12, 30, 9), repeat=Repeat.DAILY, repeat_until=date(2199, 12, 31))
    made = office.do("Book", appointments.book_appointment, office.case_id, late)
    assert [one.starts_at.day for one in listed(office)] == [30, 31]
    assert office.ask(appointments.load_appointment, made).series_id


def test_a_series_that_meets_the_hour_the_clocks_skip_says_so(office: Office) -> None:
    with pytest.raises(UserError, match="no 01:30 on 28/03/2027: the clocks go forward") as caught:
        book(
            office,
            starts_at=datetime(2027, 3, 26, 1, 30),
            repeat=Repeat.DAILY,
            repeat_until=date(2027, 3, 30),
        )
    assert caught.value.field == "repeat_until"
    assert listed(office) == []
