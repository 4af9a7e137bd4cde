"""Worked cases of the rules on appointments: what may be booked, when a series falls, what clashes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iom_desktop.domain.appointments import (
    COMMON_OUTCOMES,
    SERIES_LIMIT,
    AppointmentDraft,
    OutcomeDraft,
    Repeat,
    occurrences,
    overlap,
    same_time_next_week,
)
from iom_desktop.domain.codes import CodeItem
from iom_desktop.errors import FieldErrors

OFFICE = CodeItem(
    list_name="appointment_types", code="COAP", name="Office", details={"location_required": "yes"}
)
PHONE = CodeItem(
    list_name="appointment_types", code="COPT", name="Telephone", details={"location_required": "no"}
)
COMPLIED = CodeItem(list_name="appointment_outcomes", code="ATTC", name="Attended - Complied")
TEN = datetime(2026, 12, 1, 10, 0)
GOOD = AppointmentDraft(type_code="COAP", starts_at=TEN, place="  Mill   Street ", with_name="D. Maker")


def fields_refused(check: object, *args: object) -> list[str | None]:
    with pytest.raises(FieldErrors) as refused:
        check(*args)  # type: ignore[operator]
    return [problem.field for problem in refused.value.problems]


def test_a_good_draft_is_tidied_and_kept() -> None:
    assert GOOD.check(OFFICE).place == "Mill Street"


@pytest.mark.parametrize(
    "change,kind,field",
    [
        ({}, None, "type_code"),
        ({"starts_at": None}, OFFICE, "starts_at"),
        ({"minutes": 0}, OFFICE, "minutes"),
        ({"minutes": -30}, OFFICE, "minutes"),
        ({"minutes": 24 * 60 + 1}, OFFICE, "minutes"),
        ({"place": "  "}, OFFICE, "place"),
        ({"repeat": Repeat.WEEKLY}, OFFICE, "repeat_until"),
        ({"repeat": Repeat.WEEKLY, "repeat_until": date(2026, 11, 30)}, OFFICE, "repeat_until"),
        ({"repeat": Repeat.DAILY, "repeat_until": date(2027, 11, 30)}, OFFICE, "repeat_until"),
        ({"place": "x" * 301}, OFFICE, "place"),
        ({"with_name": "a\x00b"}, OFFICE, "with_name"),
        ({"purpose": "x" * 20_001}, OFFICE, "purpose"),
    ],
)
def test_what_is_wrong_is_named(change: dict[str, object], kind: CodeItem | None, field: str) -> None:
    assert fields_refused(replace(GOOD, **change).check, kind) == [field]  # type: ignore[arg-type]


def test_only_types_that_need_a_place_ask_for_one() -> None:
    assert replace(GOOD, place="").check(PHONE).place == ""


def test_every_fault_is_told_at_once() -> None:
    assert fields_refused(AppointmentDraft(minutes=0).check, None) == ["type_code", "starts_at", "minutes"]


@pytest.mark.parametrize(
    "repeat,until,starts",
    [
        (Repeat.NEVER, None, ["01/12"]),
        (Repeat.NEVER, date(2026, 12, 31), ["01/12"]),
        (Repeat.DAILY, date(2026, 12, 3), ["01/12", "02/12", "03/12"]),
        (Repeat.WEEKLY, date(2026, 12, 15), ["01/12", "08/12", "15/12"]),
        (Repeat.WEEKLY, date(2026, 12, 14), ["01/12", "08/12"]),
        (Repeat.FORTNIGHTLY, date(2026, 12, 31), ["01/12", "15/12", "29/12"]),
        (Repeat.FOUR_WEEKLY, date(2027, 1, 31), ["01/12", "29/12", "26/01"]),
        (Repeat.WEEKLY, date(2026, 12, 1), ["01/12"]),
    ],
)
def test_a_series_falls_on_the_same_weekday(repeat: Repeat, until: date | None, starts: list[str]) -> None:
    made = list(occurrences(replace(GOOD, repeat=repeat, repeat_until=until)))
    assert [f"{at:%d/%m}" for at in made] == starts
    assert {at.time() for at in made} == {TEN.time()}


def test_the_clocks_going_back_do_not_move_a_series() -> None:
    before = replace(GOOD, starts_at=datetime(2026, 10, 20, 10), repeat=Repeat.WEEKLY)
    made = list(occurrences(replace(before, repeat_until=date(2026, 10, 27))))
    assert made[-1] == datetime(2026, 10, 27, 10)


@given(
    repeat=st.sampled_from([r for r in Repeat if r is not Repeat.NEVER]),
    days=st.integers(0, 2000),
)
def test_a_series_that_passes_the_check_is_never_longer_than_the_limit(repeat: Repeat, days: int) -> None:
    draft = replace(GOOD, repeat=repeat, repeat_until=TEN.date() + timedelta(days=days))
    many = len(list(occurrences(draft)))
    if many <= SERIES_LIMIT:
        assert draft.check(OFFICE) == replace(draft, place="Mill Street")
    else:
        assert fields_refused(draft.check, OFFICE) == ["repeat_until"]


@pytest.mark.parametrize(
    "other,minutes,expected",
    [
        ("10:00", 30, True),
        ("09:30", 30, False),
        ("09:30", 31, True),
        ("10:30", 30, False),
        ("10:29", 30, True),
        ("09:00", 180, True),
        ("10:10", 5, True),
    ],
)
def test_what_overlaps(other: str, minutes: int, expected: bool) -> None:
    at = datetime.fromisoformat(f"2026-12-01T{other}")
    assert overlap(TEN, 30, at, minutes) is expected
    assert overlap(at, minutes, TEN, 30) is expected


@pytest.mark.parametrize(
    "starts,now,expected",
    [
        ("2026-11-20T10:00", "2026-11-22T14:00", "2026-11-27T10:00"),
        ("2026-11-15T10:00", "2026-11-22T14:00", "2026-11-29T10:00"),
        ("2026-11-15T14:00", "2026-11-22T14:00", "2026-11-29T14:00"),
        ("2026-11-15T14:01", "2026-11-22T14:00", "2026-11-22T14:01"),
        ("2026-09-01T09:15", "2026-11-22T14:00", "2026-11-24T09:15"),
    ],
)
def test_next_week_is_ahead_of_now(starts: str, now: str, expected: str) -> None:
    found = same_time_next_week(datetime.fromisoformat(starts), datetime.fromisoformat(now))
    assert found == datetime.fromisoformat(expected)


@pytest.mark.parametrize(
    "draft,item,changing,field",
    [
        (OutcomeDraft(), None, False, "outcome_code"),
        (OutcomeDraft(outcome_code="ATTC"), COMPLIED, True, "change_reason"),
        (OutcomeDraft(outcome_code="ATTC", next_at=TEN), COMPLIED, False, "next_at"),
        (OutcomeDraft(outcome_code="ATTC", note="x" * 20_001), COMPLIED, False, "note"),
    ],
)
def test_what_is_wrong_with_an_outcome_is_named(
    draft: OutcomeDraft, item: CodeItem | None, changing: bool, field: str
) -> None:
    assert fields_refused(draft.check, TEN, TEN, item, changing) == [field]


def test_there_is_no_outcome_before_its_time() -> None:
    early = TEN - timedelta(minutes=1)
    assert fields_refused(OutcomeDraft(outcome_code="ATTC").check, TEN, early, COMPLIED, False) == [
        "outcome_code"
    ]
    assert OutcomeDraft(outcome_code="ATTC").check(TEN, TEN, COMPLIED, False).outcome_code == "ATTC"


def test_nine_outcomes_have_a_key() -> None:
    assert len(COMMON_OUTCOMES) == 9
    assert len(set(COMMON_OUTCOMES)) == 9
