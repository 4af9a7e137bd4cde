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
    Lack,
    RungRecord,
    ServiceAccess,
    ServiceAccessDraft,
    ServiceOutcome,
    not_followed,
    unserved_needs,
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
        (
            {"attended_on": day("10-01"), "outcome": ServiceOutcome.ACHIEVED},
            "ended_on",
            "a date is needed where there is an outcome",
        ),
        ({"engaged_on": day("10-01")}, "engaged_on", "give the day of first attended too"),
        ({"ended_on": day("10-01")}, "ended_on", "or the reason why the service was not obtained"),
        (
            {"ended_on": day("10-01"), "barrier": Barrier.DISTANCE, "outcome": ServiceOutcome.PARTLY},
            "outcome",
            "never attended has none",
        ),
        ({"wanted_on": day("09-05")}, "wanted_on", "before identified"),
        ({"referred_on": day("10-02"), "attended_on": day("10-01")}, "attended_on", "before referred"),
        (
            {"attended_on": day("10-05"), "engaged_on": day("10-01")},
            "engaged_on",
            "before first attended, 05/10/2026",
        ),
        (
            {"rung_records": (RungRecord(rung="referred_on", evidence="Letter"),)},
            "referred_on",
            "a date is needed where there is evidence",
        ),
        (
            {"rung_records": (RungRecord(rung="identified_on", agency="army"),)},
            "identified_on_agency",
            "choose one from the list",
        ),
        (
            {"rung_records": (RungRecord(rung="identified_on", evidence="x" * 2_001),)},
            "identified_on_evidence",
            "too long",
        ),
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


@given(st.lists(st.one_of(st.none(), st.integers(0, 200)), min_size=8, max_size=8))
def test_a_ladder_is_kept_exactly_when_it_could_have_been_climbed(offsets: list[int | None]) -> None:
    first = day("01-01")
    days = [None if n is None else first + timedelta(days=n) for n in offsets]
    rungs = {name: on for (name, _words), on in zip(RUNGS, days, strict=True)}
    draft = replace(GOOD, **rungs)  # type: ignore[arg-type]
    dated = [on for on in days if on is not None]
    been = rungs["attended_on"] is not None or (rungs["engaged_on"] is None and rungs["ended_on"] is None)
    if days[0] is not None and dated == sorted(dated) and been:
        assert draft.check(TODAY, True) == draft
    else:
        assert refused(draft)


def test_a_try_that_came_to_nothing_ends_with_its_reason() -> None:
    draft = replace(GOOD, ended_on=day("10-01"), barrier=Barrier.DECLINED_BY_SERVICE)
    assert draft.check(TODAY, True) == draft


# --- Who brought it to a rung -------------------------------------------------------------------------------


def test_records_are_kept_in_the_order_of_the_rungs_and_empty_ones_dropped() -> None:
    said = (
        RungRecord(rung="referred_on", by="PC Baker ", agency="police", evidence="Letter in the file"),
        RungRecord(rung="identified_on", by="D. Placeholder"),
        RungRecord(rung="accepted_on", by="PC Baker", agency="police"),
        RungRecord(rung="attended_on"),
    )
    draft = replace(GOOD, referred_on=day("10-01"), attended_on=day("10-02"), rung_records=said)
    kept = draft.check(TODAY, True).rung_records
    assert kept == (said[1], replace(said[0], by="PC Baker"))


def test_a_rung_is_reached_once_and_the_record_replaced() -> None:
    first = RungRecord(rung="referred_on", by="PC Baker", agency="police")
    again = replace(first, evidence="E-mail of 3 October")
    draft = GOOD.with_rung(first, day("10-01")).with_rung(again, day("10-03"))
    assert (draft.referred_on, draft.rung_records) == (day("10-03"), (again,))
    assert draft.record_of("referred_on") == again
    assert draft.record_of("ended_on") == RungRecord(rung="ended_on")


@pytest.mark.parametrize(
    "said,ahead",
    [
        ({}, ["Wanted", "Referred", "Accepted", "Offered", "First attended", "Engaged", "Ended"]),
        ({"offered_on": day("10-01")}, ["First attended", "Engaged", "Ended"]),
        ({"attended_on": day("10-01"), "ended_on": day("10-02")}, []),
        ({"identified_on": None}, [words for _name, words in RUNGS]),
    ],
)
def test_the_rungs_ahead(said: dict[str, object], ahead: list[str]) -> None:
    assert [words for _name, words in access(**said).said.next_rungs()] == ahead


def test_a_reason_is_dated_in_the_note() -> None:
    once = replace(GOOD, note="Asked twice.\n").with_dated_reason("not obtained, waiting list.", TODAY)
    assert once.note == "Asked twice.\n22/11/2026: not obtained, waiting list."
    assert GOOD.with_dated_reason("not obtained.", TODAY).note == "22/11/2026: not obtained."


# --- Days -----------------------------------------------------------------------------------------------


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


# --- Targets ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "said,target,stalled,late,total",
    [
        ({}, 76, True, True, 77),
        ({}, 77, False, False, 77),
        ({"referred_on": TODAY - timedelta(days=2)}, 28, False, True, 77),
        ({"referred_on": TODAY - timedelta(days=29)}, 28, True, True, 77),
        ({"referred_on": TODAY - timedelta(days=29)}, 90, False, False, 77),
        ({"attended_on": day("11-20")}, 28, False, False, 75),
        ({"barrier": Barrier.LANGUAGE}, 28, False, False, None),
    ],
)
def test_stalled_and_late_by_the_target_of_the_service(
    said: dict[str, object], target: int, stalled: bool, late: bool, total: int | None
) -> None:
    one = replace(access(**said), target_days=target)
    assert (one.stalled(TODAY) is not None, one.late(TODAY), one.total_days(TODAY)) == (stalled, late, total)


# --- Needs that nothing has come of ---------------------------------------------------------------------------


def need(code: str = "DRUGS", severity: Severity = Severity.SEVERE, **said: object) -> Need:
    draft = NeedDraft(code=code, severity=severity, identified_on=day("09-06"), **said)  # type: ignore[arg-type]
    return Need(id=f"n-{code}", version=1, case_id="c", name=code, pathway="", assessed=draft, served=False)


WHY = {"barrier": Barrier.WAITING_LIST}


@pytest.mark.parametrize(
    "tries,lack",
    [
        ([], Lack.NEVER_FOLLOWED),
        ([{"need_code": "ALCOHOL"}], Lack.NEVER_FOLLOWED),
        ([{}], Lack.STALLED),
        ([{"referred_on": day("11-20")}], Lack.LATE),
        ([{"identified_on": day("11-01")}], None),
        ([{"attended_on": day("11-20")}], None),
        ([WHY], None),
        ([{"ended_on": day("09-10")}], Lack.NO_REASON),
        ([{"ended_on": day("09-10")} | WHY], None),
        ([WHY, {"identified_on": day("11-01")}], None),
        ([WHY, {}], Lack.STALLED),
        ([{}, {"attended_on": day("11-20")}], None),
        ([{"ended_on": day("09-10")}, {"referred_on": day("11-20")}], Lack.LATE),
        ([{"referred_on": day("11-20")}, {"referred_on": day("09-09")}], Lack.STALLED),
    ],
)
def test_in_what_way_a_need_is_unserved(tries: list[dict[str, object]], lack: Lack | None) -> None:
    found = unserved_needs([need()], [access(**said) for said in tries], TODAY)
    assert [one.lack for one in found] == ([] if lack is None else [lack])


def test_what_is_told_of_an_unserved_need() -> None:
    one = replace(access(referred_on=day("10-12"), provider="Northgate"), target_days=21)
    (found,) = unserved_needs([need()], [one], TODAY)
    assert (found.access_id, found.service, found.provider) == ("s", "Drug treatment", "Northgate")
    assert (found.stage, found.stage_days, found.total_days, found.target_days) == ("Referred", 41, 77, 21)


@pytest.mark.parametrize("status", [NeedStatus.DONE, NeedStatus.SUPPORT_NOT_REQUIRED])
def test_a_need_at_rest_or_without_weight_is_not_unserved(status: NeedStatus) -> None:
    assert unserved_needs([need(status=status)], [], TODAY) == []
    assert unserved_needs([need(severity=Severity.NONE)], [], TODAY) == []


def test_the_gravest_come_first_then_those_that_wait_longest() -> None:
    every = [need("ALCOHOL", Severity.STANDARD), need("ETE"), need("DRUGS")]
    waiting = [access(need_code="DRUGS", identified_on=day("01-01"))]
    assert [one.need_code for one in unserved_needs(every, waiting, TODAY)] == ["DRUGS", "ETE", "ALCOHOL"]
