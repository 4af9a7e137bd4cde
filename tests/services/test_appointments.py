"""Appointments in a real store: booked, moved, cancelled, and said what came of them, each change on record."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

from iom_desktop.domain.appointments import AppointmentDraft, OutcomeDraft, Repeat
from iom_desktop.errors import FieldErrors, StaleEdit, UserError
from iom_desktop.services import appointments
from iom_desktop.storage.tables import AppointmentRow, AuditEntryRow

if TYPE_CHECKING:
    from tests.services.conftest import Desk
else:
    Desk = Any

TUESDAY = datetime(2026, 12, 1, 10, 0)
LAST_WEEK = datetime(2026, 11, 17, 10, 0)


def draft(**said: Any) -> AppointmentDraft:
    return AppointmentDraft(
        **{"type_code": "COAP", "starts_at": TUESDAY, "place": "Mill Street", "with_name": "D. Maker"} | said
    )


def book(desk: Desk, **said: Any) -> str:
    return desk.do("Book appointment", appointments.book_appointment, desk.case_id, draft(**said))


def listed(desk: Desk) -> list[Any]:
    return desk.ask(appointments.list_appointments, desk.case_id)


def test_what_is_booked_is_read_back(desk: Desk) -> None:
    made = book(desk, purpose="First meeting", with_agency="probation", minutes=45)
    (one,) = listed(desk)
    assert one.id == made
    assert one.said == draft(purpose="First meeting", with_agency="probation", minutes=45)
    assert (one.type_name, one.counts_toward_compliance) == ("Planned office visit", True)
    assert one.ends_at == TUESDAY + timedelta(minutes=45)
    assert one.series_id is None


def test_an_iom_visit_does_not_count_toward_compliance(desk: Desk) -> None:
    book(desk, type_code="IOHV")
    assert listed(desk)[0].counts_toward_compliance is False


def test_a_series_is_one_record_each_under_one_series(desk: Desk) -> None:
    book(desk, repeat=Repeat.WEEKLY, repeat_until=date(2026, 12, 22))
    made = listed(desk)
    assert [one.starts_at.day for one in made] == [1, 8, 15, 22]
    assert len({one.series_id for one in made}) == 1
    assert made[0].series_id
    assert {one.said.repeat for one in made} == {Repeat.NEVER}


def test_nothing_is_booked_when_something_is_wrong(desk: Desk) -> None:
    with pytest.raises(FieldErrors):
        book(desk, place="")
    with pytest.raises(UserError):
        desk.do("Book appointment", appointments.book_appointment, "f" * 32, draft())
    assert listed(desk) == []


def test_one_of_a_series_is_moved_alone(desk: Desk) -> None:
    book(desk, repeat=Repeat.WEEKLY, repeat_until=date(2026, 12, 15))
    second = listed(desk)[1]
    moved = draft(starts_at=datetime(2026, 12, 9, 14, 30), place="Court Road")
    desk.do("Change appointment", appointments.change_appointment, second.id, second.version, moved)
    assert [one.starts_at.day for one in listed(desk)] == [1, 9, 15]
    assert desk.ask(appointments.load_appointment, second.id).said.place == "Court Road"


def test_an_edit_of_an_older_version_is_stale(desk: Desk) -> None:
    one = book(desk)
    desk.do("Change appointment", appointments.change_appointment, one, 1, draft(place="Court Road"))
    with pytest.raises(StaleEdit):
        desk.do("Change appointment", appointments.change_appointment, one, 1, draft(place="Elsewhere"))
    assert listed(desk)[0].said.place == "Court Road"


def test_a_cancelled_one_stays_with_its_reason_and_is_no_longer_next(desk: Desk) -> None:
    one = book(desk)
    assert desk.ask(appointments.next_appointment, desk.case_id, desk.now).id == one
    assert desk.do("Cancel appointment", appointments.cancel_appointment, one, "Office closed") == 1
    (kept,) = listed(desk)
    assert (kept.cancelled, kept.cancel_reason) == (True, "Office closed")
    assert desk.ask(appointments.next_appointment, desk.case_id, desk.now) is None


def test_the_rest_of_a_series_goes_with_it_when_asked(desk: Desk) -> None:
    book(desk, repeat=Repeat.WEEKLY, repeat_until=date(2026, 12, 22))
    second = listed(desk)[1]
    many = desk.do(
        "Cancel appointment", appointments.cancel_appointment, second.id, "Recalled", and_later=True
    )
    assert many == 3
    assert [one.cancelled for one in listed(desk)] == [False, True, True, True]


@pytest.mark.parametrize("reason", ["", "   "])
def test_cancelling_needs_a_reason(desk: Desk, reason: str) -> None:
    one = book(desk)
    with pytest.raises(FieldErrors) as refused:
        desk.do("Cancel appointment", appointments.cancel_appointment, one, reason)
    assert refused.value.field == "reason"
    assert not listed(desk)[0].cancelled


def record(desk: Desk, one: str, code: str = "ATTC", **said: Any) -> str | None:
    said = OutcomeDraft(**{"outcome_code": code} | said)  # type: ignore[assignment]
    return desk.do("Record outcome", appointments.record_outcome, one, said, desk.now)


def test_outcome_note_and_the_next_one_in_one_save(desk: Desk) -> None:
    one = book(desk, starts_at=LAST_WEEK)
    entries = desk.ask(lambda session: session.scalar(select(func.count(AuditEntryRow.seq))))
    following = record(desk, one, note="Came early", next_at=datetime(2026, 11, 24, 10))
    before, after = listed(desk)
    assert (before.outcome_name, before.outcome_note) == ("Attended - Complied", "Came early")
    assert (before.outcome_by, before.outcome_at) == ("PC Test Baker", desk.now)
    assert after.id == following
    assert after.said == before.said.__class__(
        **{name: getattr(before.said, name) for name in before.said.__slots__}
        | {"starts_at": datetime(2026, 11, 24, 10)}
    )
    assert after.outcome_code == ""
    written = desk.ask(lambda session: session.scalar(select(func.count(AuditEntryRow.seq))))
    assert written == entries + 2


@pytest.mark.parametrize(
    "code,complied", [("ATTC", True), ("AAME", True), ("RSOF", True), ("AFTC", False), ("AFTA", False)]
)
def test_whether_an_outcome_complies_is_read_from_the_list(desk: Desk, code: str, complied: bool) -> None:
    one = book(desk, starts_at=LAST_WEEK)
    assert listed(desk)[0].complied is None
    record(desk, one, code)
    assert listed(desk)[0].complied is complied


def test_changing_an_outcome_asks_why_and_keeps_the_first(desk: Desk) -> None:
    one = book(desk, starts_at=LAST_WEEK)
    record(desk, one, "AFTA", note="Did not come")
    with pytest.raises(FieldErrors) as refused:
        record(desk, one, "AAME", note="Did not come")
    assert refused.value.field == "change_reason"
    assert listed(desk)[0].outcome_code == "AFTA"
    record(desk, one, "AAME", note="Had been in hospital", change_reason="Letter seen")
    assert listed(desk)[0].outcome_name == "Acceptable Absence - Medical"
    (earlier,) = desk.ask(appointments.list_earlier_outcomes, one)
    assert (earlier.outcome_name, earlier.note) == ("Failed to Attend", "Did not come")
    assert (earlier.change_reason, earlier.changed_by) == ("Letter seen", "PC Test Baker")
    assert earlier.at == desk.now


def test_a_first_note_is_added_without_a_reason_and_rewritten_only_with_one(desk: Desk) -> None:
    one = book(desk, starts_at=LAST_WEEK)
    record(desk, one)
    record(desk, one, note="Came early")
    with pytest.raises(FieldErrors) as refused:
        record(desk, one, note="Came late")
    assert refused.value.field == "change_reason"
    assert listed(desk)[0].outcome_note == "Came early"


def test_saving_the_same_outcome_again_changes_nothing(desk: Desk) -> None:
    one = book(desk, starts_at=LAST_WEEK)
    record(desk, one, note="Came early")
    version = listed(desk)[0].version
    record(desk, one, note="Came early")
    assert listed(desk)[0].version == version
    assert desk.ask(appointments.list_earlier_outcomes, one) == []


@pytest.mark.parametrize(
    "said,field",
    [
        ({"outcome_code": ""}, "outcome_code"),
        ({"outcome_code": "NOPE"}, "outcome_code"),
        ({"next_at": LAST_WEEK}, "next_at"),
    ],
)
def test_a_wrong_outcome_is_refused_whole(desk: Desk, said: dict[str, Any], field: str) -> None:
    one = book(desk, starts_at=LAST_WEEK)
    with pytest.raises(FieldErrors) as refused:
        record(desk, one, **{"note": "Came early"} | said)
    assert refused.value.field == field
    assert [(a.outcome_code, a.outcome_note) for a in listed(desk)] == [("", "")]


def test_an_outcome_over_somebody_elses_change_is_stale(desk: Desk) -> None:
    one = book(desk, starts_at=LAST_WEEK)
    record(desk, one, "AFTA")
    said = OutcomeDraft(outcome_code="ATTC")
    with pytest.raises(StaleEdit):
        desk.do("Record outcome", appointments.record_outcome, one, said, desk.now, 1)


def test_what_has_an_outcome_is_neither_moved_nor_cancelled(desk: Desk) -> None:
    one = book(desk, starts_at=LAST_WEEK)
    record(desk, one)
    version = listed(desk)[0].version
    with pytest.raises(UserError, match="has an outcome"):
        desk.do("Change appointment", appointments.change_appointment, one, version, draft())
    with pytest.raises(UserError, match="cannot be cancelled"):
        desk.do("Cancel appointment", appointments.cancel_appointment, one, "Why not")


def test_what_is_cancelled_takes_no_outcome_no_move_and_no_second_cancelling(desk: Desk) -> None:
    one = book(desk, starts_at=LAST_WEEK)
    desk.do("Cancel appointment", appointments.cancel_appointment, one, "Office closed")
    version = listed(desk)[0].version
    with pytest.raises(UserError, match="no outcome"):
        record(desk, one)
    with pytest.raises(UserError, match="book another"):
        desk.do("Change appointment", appointments.change_appointment, one, version, draft())
    with pytest.raises(UserError, match="already"):
        desk.do("Cancel appointment", appointments.cancel_appointment, one, "Again")
    assert listed(desk)[0].cancel_reason == "Office closed"


def test_clashes_are_those_that_stand_at_the_same_time(desk: Desk) -> None:
    first = book(desk, minutes=60)
    book(desk, starts_at=TUESDAY + timedelta(hours=1))
    gone = book(desk, starts_at=TUESDAY + timedelta(minutes=10))
    desk.do("Cancel appointment", appointments.cancel_appointment, gone, "Office closed")

    def clashes(**said: Any) -> list[str]:
        leave_out = said.pop("leave_out", "")
        return [one.id for one in desk.ask(appointments.find_clashes, desk.case_id, draft(**said), leave_out)]

    assert clashes(starts_at=TUESDAY + timedelta(minutes=30)) == [first]
    assert clashes(starts_at=TUESDAY + timedelta(minutes=30), leave_out=first) == []
    assert clashes(starts_at=TUESDAY - timedelta(minutes=30)) == []
    weekly = {"repeat": Repeat.WEEKLY, "repeat_until": date(2026, 12, 8)}
    assert clashes(starts_at=TUESDAY - timedelta(days=7), **weekly) == [first]
    assert clashes(starts_at=None) == []
    assert clashes(minutes=0) == []


def test_an_appointment_that_began_the_day_before_still_clashes(desk: Desk) -> None:
    long = book(desk, starts_at=datetime(2026, 11, 30, 22), minutes=12 * 60)
    early = draft(starts_at=datetime(2026, 12, 1, 9))
    assert [one.id for one in desk.ask(appointments.find_clashes, desk.case_id, early)] == [long]


def test_since_and_until_are_half_open(desk: Desk) -> None:
    book(desk)
    ask = appointments.list_appointments
    assert len(desk.ask(ask, desk.case_id, TUESDAY, TUESDAY + timedelta(minutes=1))) == 1
    assert desk.ask(ask, desk.case_id, None, TUESDAY) == []


def test_missing_outcomes_and_the_day_name_the_person(desk: Desk) -> None:
    book(desk, starts_at=LAST_WEEK)
    book(desk, starts_at=desk.now + timedelta(hours=1))
    (missing,) = desk.ask(appointments.outcomes_missing, desk.now)
    assert (missing.person, missing.crn, missing.starts_at) == ("INVENTEDSON, Ivo", "X100001", LAST_WEEK)
    assert missing.outcome_missing(desk.now)
    midnight = datetime(2026, 11, 22)
    (today,) = desk.ask(appointments.appointments_of_day, midnight, midnight + timedelta(days=1))
    assert not today.outcome_missing(desk.now)


def test_a_code_the_list_no_longer_has_is_still_read(desk: Desk) -> None:
    one = book(desk)

    def retire(session: Any) -> None:
        session.get(AppointmentRow, one).type_code = "GONE"

    desk.do("Import", retire)
    (kept,) = listed(desk)
    assert (kept.type_name, kept.counts_toward_compliance) == ("GONE", False)
