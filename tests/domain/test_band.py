"""The band: every day under IOM is filled once in every lane, and no other day is."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iom_desktop.domain.band import Band, Happening, Mark, band
from iom_desktop.domain.episodes import Episode, Turn, TurningPoint, episodes
from iom_desktop.domain.statuses import Aspect, StatusPeriod

TODAY = date(2026, 11, 22)
TOMORROW = TODAY + timedelta(days=1)
ADOPTED = date(2026, 2, 3)


def period(
    value: str, from_on: date | None, to_on: date | None = None, aspect: Aspect = Aspect.RAG, reason: str = ""
) -> StatusPeriod:
    return StatusPeriod(
        id="x", case_id="c", aspect=aspect, value=value, from_on=from_on, to_on=to_on, reason=reason,
        decided_by="", review_on=None,
    )  # fmt: skip


def episode(begun: date | None, ended: date | None = None, number: int = 1) -> Episode:
    return Episode(number=number, adopted_on=begun, ended_on=ended, decision_id="", deselection_id="")


def told(found: Band, aspect: Aspect = Aspect.RAG) -> list[tuple[str, date, date]]:
    return [(one.value, one.from_on, one.to_on) for one in found.lane(aspect)]


JUNE, SEPTEMBER = date(2026, 6, 1), date(2026, 9, 1)


def test_a_course_of_colours_since_adoption() -> None:
    found = band(
        [episode(ADOPTED)],
        [period("red", ADOPTED, JUNE), period("amber", JUNE, SEPTEMBER), period("green", SEPTEMBER)],
        [],
        ADOPTED,
        TODAY,
    )
    assert (found.from_on, found.to_on) == (ADOPTED, TOMORROW)
    assert told(found) == [
        ("red", ADOPTED, JUNE),
        ("amber", JUNE, SEPTEMBER),
        ("green", SEPTEMBER, TOMORROW),
    ]
    assert [one.current for one in found.lane(Aspect.RAG)] == [False, False, True]


def test_a_colour_looked_at_again_is_one_stretch_with_both_reasons() -> None:
    periods = [period("red", ADOPTED, JUNE, reason="New"), period("red", JUNE, reason="Still")]
    (one,) = band([episode(ADOPTED)], periods, [], ADOPTED, TODAY).lane(Aspect.RAG)
    assert [change.reason for change in one.changes] == ["New", "Still"]
    assert one.days == (TOMORROW - ADOPTED).days


def test_what_was_replaced_the_day_it_began_is_not_drawn() -> None:
    periods = [period("red", ADOPTED, JUNE), period("blue", JUNE, JUNE), period("green", JUNE)]
    found = band([episode(ADOPTED)], periods, [], ADOPTED, TODAY)
    assert [value for value, _from, _to in told(found)] == ["red", "green"]


def test_days_nobody_recorded_are_an_empty_stretch() -> None:
    found = band([episode(ADOPTED)], [period("red", JUNE)], [], ADOPTED, TODAY)
    assert told(found) == [("", ADOPTED, JUNE), ("red", JUNE, TOMORROW)]
    assert told(found, Aspect.COHORT) == [("", ADOPTED, TOMORROW)]


def test_two_episodes_leave_a_gap_in_every_lane() -> None:
    found = band(
        [episode(ADOPTED, JUNE), episode(SEPTEMBER, number=2)], [period("red", ADOPTED)], [], ADOPTED, TODAY
    )
    assert told(found) == [("red", ADOPTED, JUNE), ("red", SEPTEMBER, TOMORROW)]
    assert [(one.value, one.current) for one in found.under] == [("1", False), ("2", True)]


def test_marks_stand_in_order_and_reach_back_before_adoption() -> None:
    marks = [
        Mark(happening=Happening.CONFERENCE, on=SEPTEMBER),
        Mark(happening=Happening.ARREST, on=date(2025, 12, 1), words="Burglary"),
        Mark(happening=Happening.CONFERENCE, on=TOMORROW),
    ]
    found = band([episode(ADOPTED)], [], marks, ADOPTED, TODAY)
    assert [one.on for one in found.marks] == [date(2025, 12, 1), SEPTEMBER]
    assert found.from_on == date(2025, 12, 1)


@pytest.mark.parametrize("episodes_", [[], [episode(TODAY, TODAY)]])
def test_nobody_under_iom_has_empty_lanes(episodes_: list[Episode]) -> None:
    found = band(episodes_, [period("red", ADOPTED)], [], TODAY, TODAY)
    assert all(segments == () for _aspect, segments in found.lanes)


def test_an_episode_nobody_knows_the_beginning_of_begins_when_it_came_on_file() -> None:
    found = band([episode(None)], [period("red", None)], [], JUNE, TODAY)
    assert told(found) == [("red", JUNE, TOMORROW)]


# --- Whatever is on record ---------------------------------------------------------------------------------

DAYS = st.dates(date(2024, 1, 1), TODAY)


@st.composite
def courses(draw: st.DrawFn) -> list[StatusPeriod]:
    """Periods of an aspect as the service leaves them: one after another, from any day."""
    days = sorted(draw(st.lists(DAYS, max_size=6)))
    values = draw(
        st.lists(st.sampled_from(["red", "amber", "green"]), min_size=len(days), max_size=len(days))
    )
    ends: list[date | None] = [*days[1:], None]
    return [period(value, on, to) for value, on, to in zip(values, days, ends, strict=False)]


@st.composite
def histories(draw: st.DrawFn) -> list[Episode]:
    days = sorted(draw(st.lists(DAYS, max_size=6)))
    turns = [
        TurningPoint(on, datetime(2026, 1, 1), Turn.TAKEN_ON if place % 2 == 0 else Turn.LET_GO, str(place))
        for place, on in enumerate(days)
    ]
    return list(episodes(draw(st.none() | DAYS), turns))


@given(histories(), courses(), DAYS)
def test_each_day_under_iom_is_filled_once_and_no_other_day_is(
    history: list[Episode], course: list[StatusPeriod], since: date
) -> None:
    found = band(history, course, [], since, TODAY)
    under = [day for one in found.under for day in days_of(one.from_on, one.to_on)]
    assert len(under) == len(set(under)), "episodes do not overlap"
    for _aspect, segments in found.lanes:
        filled = [day for one in segments for day in days_of(one.from_on, one.to_on)]
        assert filled == under
    for value, on, to in told(found):
        for day in days_of(on, to):
            held = [one.value for one in course if one.held_on(day)]
            assert value == (held[0] if held else "")


def days_of(from_on: date, to_on: date) -> list[date]:
    assert from_on < to_on
    return [from_on + timedelta(days=n) for n in range((to_on - from_on).days)]
