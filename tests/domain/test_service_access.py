"""Worked cases of the service ladder: which rungs may follow which, days at each stage, when it has stalled."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iom_desktop.domain.needs import Need, NeedDraft, NeedStatus, Severity
from iom_desktop.domain.service_access import (
    RUNGS,
    STALLED_AFTER_DAYS,
    Barrier,
    ServiceAccess,
    ServiceAccessDraft,
    ServiceOutcome,
    not_followed,
)
from iom_desktop.errors import FieldErrors

TODAY = date(2026, 11, 22)


def day(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


GOOD = ServiceAccessDraft(need_code="DRUGS", service="Drug treatment", identified_on=day("09-06"))


def access(**said: object) -> ServiceAccess:
    draft = replace(GOOD, **said)  # type: ignore[arg-type]
    return ServiceAccess(id="s", version=1, case_id="c", need_name="Drug misuse", said=draft)


def refused(draft: ServiceAccessDraft, known: bool = True) -> list[tuple[str | None, str]]:
    with pytest.raises(FieldErrors) as found:
        draft.check(TODAY, known)
    return [(problem.field, problem.message) for problem in found.value.problems]


@pytest.mark.parametrize(
    "change,field,says",
    [
        ({"identified_on": None}, "identified_on", "a date is needed"),
        ({"service": " "}, "service", "this is needed"),
        ({"referred_on": day("11-23")}, "referred_on", "23/11/2026 is in the future"),
        ({"referred_on": day("09-05")}, "referred_on", "05/09/2026 is before identified, 06/09/2026"),
        ({"accepted_on": day("09-01")}, "accepted_on", "before identified"),
        ({"outcome": ServiceOutcome.ACHIEVED}, "ended_on", "a date is needed where there is an outcome"),
        ({"barrier": Barrier.OTHER}, "barrier_words", "this is needed"),
        ({"note": "x" * 20_001}, "note", "too long"),
        ({"provider": "x" * 301}, "provider", "too long"),
    ],
)
def test_what_is_wrong_is_named(change: dict[str, object], field: str, says: str) -> None:
    problems = refused(replace(GOOD, **change))  # type: ignore[arg-type]
    assert [name for name, _message in problems] == [field]
    assert says in problems[0][1]


def test_a_need_that_is_not_in_the_list_is_refused() -> None:
    assert [name for name, _message in refused(GOOD, known=False)] == ["need_code"]


def test_a_rung_may_be_left_out_and_two_may_fall_on_one_day() -> None:
    draft = replace(GOOD, referred_on=day("09-06"), attended_on=day("10-01"))
    assert draft.check(TODAY, True) == draft


@given(st.lists(st.one_of(st.none(), st.integers(0, 200)), min_size=6, max_size=6))
def test_a_ladder_is_kept_exactly_when_its_days_never_go_back(offsets: list[int | None]) -> None:
    first = day("01-01")
    days = [None if n is None else first + timedelta(days=n) for n in offsets]
    draft = replace(GOOD, **{name: on for (name, _words), on in zip(RUNGS, days, strict=True)})  # type: ignore[arg-type]
    dated = [on for on in days if on is not None]
    if days[0] is not None and dated == sorted(dated):
        assert draft.check(TODAY, True) == draft
    else:
        assert refused(draft)


@pytest.mark.parametrize(
    "said,gaps",
    [
        ({}, [("Identified", "", 77, True)]),
        (
            {"referred_on": day("09-09")},
            [("Identified", "Referred", 3, False), ("Referred", "", 74, True)],
        ),
        (
            {"attended_on": day("10-06")},
            [("Identified", "First attended", 30, False), ("First attended", "", 47, True)],
        ),
        (
            {"attended_on": day("10-06"), "ended_on": day("11-06")},
            [("Identified", "First attended", 30, False), ("First attended", "Ended", 31, False)],
        ),
        (
            {"referred_on": day("09-06"), "barrier": Barrier.WAITING_LIST},
            [("Identified", "Referred", 0, False)],
        ),
        ({"barrier": Barrier.NO_PROVISION}, []),
    ],
)
def test_days_at_each_stage(said: dict[str, object], gaps: list[tuple[str, str, int, bool]]) -> None:
    stages = access(**said).stages(TODAY)
    assert [(stage.start, stage.end, stage.days, stage.open) for stage in stages] == gaps


@pytest.mark.parametrize(
    "said,days",
    [
        ({}, 77),
        ({"referred_on": TODAY - timedelta(days=STALLED_AFTER_DAYS)}, None),
        ({"referred_on": TODAY - timedelta(days=STALLED_AFTER_DAYS + 1)}, STALLED_AFTER_DAYS + 1),
        ({"attended_on": day("09-10")}, None),
        ({"ended_on": day("09-10")}, None),
        ({"barrier": Barrier.WAITING_LIST}, None),
    ],
)
def test_when_it_has_stalled(said: dict[str, object], days: int | None) -> None:
    stage = access(**said).stalled(TODAY)
    assert (None if stage is None else stage.days) == days


@pytest.mark.parametrize(
    "said,reached,obtained,waiting,to_attendance",
    [
        ({}, "Identified", False, True, None),
        ({"offered_on": day("10-01")}, "Offered", False, True, None),
        ({"attended_on": day("10-06")}, "First attended", True, False, 30),
        ({"ended_on": day("10-06")}, "Ended", False, False, None),
        ({"barrier": Barrier.DISTANCE}, "Identified", False, False, None),
        ({"identified_on": None}, "", False, True, None),
    ],
)
def test_how_far_it_has_come(
    said: dict[str, object], reached: str, obtained: bool, waiting: bool, to_attendance: int | None
) -> None:
    one = access(**said)
    assert (one.reached, one.obtained, one.waiting) == (reached, obtained, waiting)
    assert one.days_to_attendance() == to_attendance


@pytest.mark.parametrize(
    "severity,status,listed",
    [
        (Severity.SEVERE, NeedStatus.NOT_STARTED, True),
        (Severity.STANDARD, NeedStatus.IN_PROGRESS, True),
        (Severity.SEVERE, NeedStatus.SUPPORT_DECLINED, True),
        (Severity.NONE, NeedStatus.NOT_STARTED, False),
        (Severity.SEVERE, NeedStatus.DONE, False),
        (Severity.STANDARD, NeedStatus.SUPPORT_NOT_REQUIRED, False),
        (None, NeedStatus.NOT_STARTED, False),
    ],
)
def test_which_needs_nobody_follows(severity: Severity | None, status: NeedStatus, listed: bool) -> None:
    need = Need(
        id="n",
        version=1,
        case_id="c",
        name="Accommodation",
        pathway="",
        assessed=NeedDraft(code="ACCOMMODATION", severity=severity, status=status),
        served=False,
    )
    assert not_followed([need], [access()]) == ([need] if listed else [])
    assert not_followed([need], [access(need_code="ACCOMMODATION")]) == []
