"""The diary's rules: side by side, clashes, days of changing clocks, and walking from one to the next."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iom_desktop.domain import diary
from iom_desktop.domain.appointments import ClashOf
from iom_desktop.domain.diary import DAY, DiaryEntry, Slot, Step
from iom_desktop.errors import UserError

MONDAY = datetime(2026, 11, 23)


def entry(at: str = "10:00", minutes: int = 30, day: int = 0, **more: Any) -> DiaryEntry:
    """An appointment of somebody invented on the Monday, or ``day`` days later."""
    hour, minute = map(int, at.split(":"))
    said: dict[str, Any] = {
        "id": f"{day}-{at}", "version": 1, "case_id": "mo", "crn": "Z000001", "surname": "Sampleton",
        "forenames": "Mo Anne", "type_code": "COAP", "type_name": "Planned office visit", "place": "",
        "with_name": "PC Mock", "with_agency": "police", "purpose": "", "outcome_code": "", "outcome_name": "",
        "complied": None, "cancelled": False, "risk_to_staff": False, "changed_at": MONDAY,
    } | more  # fmt: skip
    starts = MONDAY + timedelta(days=day, hours=hour, minutes=minute)
    said.setdefault("officer", diary.officer_key(said["with_name"]))
    return DiaryEntry(starts_at=starts, minutes=minutes, **said)


@pytest.mark.parametrize(
    ("spans", "slots"),
    [
        ([], []),
        ([(600, 630)], [(0, 1)]),
        ([(600, 630), (630, 660)], [(0, 1), (0, 1)]),
        ([(600, 630), (615, 645)], [(0, 2), (1, 2)]),
        ([(615, 645), (600, 630)], [(1, 2), (0, 2)]),
        # One through another: the third stands under the first, and all share the width.
        ([(600, 630), (615, 660), (630, 660)], [(0, 2), (1, 2), (0, 2)]),
        # The longest of those that begin together stands first.
        ([(600, 615), (600, 700)], [(1, 2), (0, 2)]),
        ([(600, 700), (600, 700), (600, 700), (700, 800)], [(0, 3), (1, 3), (2, 3), (0, 1)]),
    ],
)
def test_side_by_side(spans: list[tuple[int, int]], slots: list[tuple[int, int]]) -> None:
    assert diary.side_by_side(spans) == [Slot(*slot) for slot in slots]


spans = st.tuples(st.integers(0, DAY - 1), st.integers(1, 240)).map(lambda one: (one[0], one[0] + one[1]))


@given(st.lists(spans, max_size=40))
def test_no_two_in_one_lane_overlap_and_no_lane_is_wasted(found: list[tuple[int, int]]) -> None:
    slots = diary.side_by_side(found)
    for at, (start, end) in enumerate(found):
        assert 0 <= slots[at].lane < slots[at].lanes
        for other in range(at):
            if start < found[other][1] and found[other][0] < end:
                assert slots[at].lane != slots[other].lane
                assert slots[at].lanes == slots[other].lanes
    together = max((sum(a <= t < b for a, b in found) for t, _end in found), default=0)
    assert max((slot.lanes for slot in slots), default=0) == together


@pytest.mark.parametrize(
    ("day", "minutes"),
    [
        (date(2026, 3, 29), 60),
        (date(2026, 10, 25), -60),
        (date(2026, 3, 28), 0),
        (date(2026, 10, 26), 0),
        (date(2027, 3, 28), 60),
        (date(2027, 10, 31), -60),
    ],
)
def test_days_on_which_the_clocks_change(day: date, minutes: int) -> None:
    assert diary.clock_change(day) == minutes


@pytest.mark.parametrize(("day", "monday"), [(22, 16), (23, 23), (29, 23)])
def test_a_week_begins_on_monday(day: int, monday: int) -> None:
    assert diary.week_of(date(2026, 11, day)) == date(2026, 11, monday)


def test_what_goes_on_beyond_midnight_stands_in_both_days() -> None:
    late = entry("23:30", 90)
    assert diary.span_on(late, date(2026, 11, 23)) == (1410, DAY)
    assert diary.span_on(late, date(2026, 11, 24)) == (0, 60)
    assert diary.span_on(late, date(2026, 11, 25)) is None
    assert diary.span_on(entry("23:00", 60), date(2026, 11, 24)) is None


@pytest.mark.parametrize(
    ("typed", "shown"),
    [(0, 0), (7, 0), (8, 15), (607.4, 600), (608, 615), (-90, 0), (1439, 1425), (9999, 1425)],
)
def test_a_drop_is_snapped_to_a_quarter_of_an_hour_of_the_day(typed: float, shown: int) -> None:
    assert diary.snapped(typed) == shown


@pytest.mark.parametrize(
    ("one", "other", "clash"),
    [
        ({}, {"case_id": "ann"}, {ClashOf.OFFICER}),
        ({}, {"with_name": "PC Baker"}, {ClashOf.PERSON}),
        ({}, {}, {ClashOf.PERSON, ClashOf.OFFICER}),
        ({}, {"with_name": "pc  MOCK", "case_id": "ann"}, {ClashOf.OFFICER}),
        ({"with_name": ""}, {"with_name": "", "case_id": "ann"}, set()),
        ({}, {"with_name": "PC Baker", "case_id": "ann"}, set()),
        ({}, {"cancelled": True}, set()),
        ({}, {"outcome_code": "ATTC"}, set()),
        ({}, {"at": "10:30"}, set()),
        ({"minutes": 31}, {"at": "10:30"}, {ClashOf.PERSON, ClashOf.OFFICER}),
        ({}, {"day": 1}, set()),
    ],
)
def test_clashes(one: dict[str, Any], other: dict[str, Any], clash: set[ClashOf]) -> None:
    found = diary.clashing([entry(**one, id="one"), entry(**other, id="other")])
    assert found == ({"one": clash, "other": clash} if clash else {})


def test_a_long_one_clashes_with_each_that_it_spans() -> None:
    found = diary.clashing(
        [entry("09:00", 120, id="long"), entry("09:15", 15, id="a"), entry("10:30", 15, id="b")]
    )
    assert set(found) == {"long", "a", "b"}


GRID = [(0, 540), (0, 600), (2, 570), (2, 700), (3, 600)]


@pytest.mark.parametrize(
    ("here", "step", "there"),
    [
        (0, Step.DOWN, 1),
        (1, Step.DOWN, 1),
        (0, Step.UP, 0),
        (1, Step.UP, 0),
        (1, Step.RIGHT, 2),
        (3, Step.LEFT, 1),
        (2, Step.RIGHT, 4),
        (4, Step.RIGHT, 4),
        (0, Step.LEFT, 0),
    ],
)
def test_arrows_go_to_the_next_one_that_way(here: int, step: Step, there: int) -> None:
    assert diary.walk(GRID, here, step) == there


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 5)), min_size=1, max_size=12), st.data())
def test_down_and_up_lead_through_a_whole_column(spots: list[tuple[int, int]], data: st.DataObject) -> None:
    here = data.draw(st.integers(0, len(spots) - 1))
    for way in (Step.UP, Step.DOWN):
        seen = {here}
        for _turn in spots:
            here = diary.walk(spots, here, way)
            seen.add(here)
    assert seen == {at for at, spot in enumerate(spots) if spot[0] == spots[here][0]}


@pytest.mark.parametrize(
    ("names", "initials"),
    [(("Sampleton", "Mo Anne"), "M.S."), (("ap Enghraifft", "Siân"), "S.A.E."), (("Mockridge", ""), "M.")],
)
def test_initials(names: tuple[str, str], initials: str) -> None:
    assert entry(surname=names[0], forenames=names[1]).initials == initials


def test_a_calendar_file_holds_something_and_not_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UserError, match="no appointment in these days"):
        diary.check_calendar([])
    monkeypatch.setattr(diary, "MOST_EVENTS", 2)
    diary.check_calendar([entry()] * 2)
    with pytest.raises(UserError, match="more than 2 appointments: choose fewer days"):
        diary.check_calendar([entry()] * 3)
