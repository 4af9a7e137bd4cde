"""The access report as rules: who counts, where each stands, and lines that always add up."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iom_desktop.domain.access_report import (
    AccessFact,
    AccessReport,
    AssessedNeed,
    CaseGround,
    Dimension,
    FollowedService,
    Line,
    Standing,
    area_of,
    facts_of,
    make_report,
    median_of,
    percent_of,
    tally,
)
from iom_desktop.domain.service_access import Barrier

TODAY = date(2026, 11, 22)
ORDER = ("ACCOMMODATION", "DRUGS", "ALCOHOL")


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def need(case: str = "a", code: str = "DRUGS", **more: Any) -> AssessedNeed:
    said = {"severity": "severe", "status": "support_required", "identified_on": ago(100)} | more
    return AssessedNeed(case, code, said["severity"], said["status"], said["identified_on"])


def service(case: str = "a", code: str = "DRUGS", **more: Any) -> FollowedService:
    said = {
        "id": "1", "provider": "Northgate", "found": 90, "attended": None, "ended": None, "barrier": None,
        "target": None,
    } | more  # fmt: skip
    return FollowedService(
        said["id"],
        case,
        code,
        said["provider"],
        ago(said["found"]),
        None if said["attended"] is None else ago(said["attended"]),
        None if said["ended"] is None else ago(said["ended"]),
        said["barrier"],
        said["target"],
    )


def facts(needs: list[AssessedNeed], services: list[FollowedService]) -> list[AccessFact]:
    cases = {one.case_id for one in [*needs, *services]}
    return facts_of(needs, services, {case: CaseGround("fixed", "ZZ1") for case in cases}, TODAY)


# --- Who counts, and where they stand ----------------------------------------------------------------------

WAITING, REACHED, NO_REASON = Standing.WAITING.value, Standing.REACHED.value, Standing.NO_REASON.value

CASES: list[tuple[str, list[AssessedNeed], list[FollowedService], list[tuple[str, int | None, bool]]]] = [
    # Needs that nothing is followed for: (state, days, late).
    ("severe, nothing followed", [need()], [], [(NO_REASON, None, False)]),
    ("standard, nothing followed", [need(severity="standard")], [], [(NO_REASON, None, False)]),
    ("no need at all", [need(severity="none")], [], []),
    ("support not required", [need(status="support_not_required")], [], []),
    ("support declined is a reason", [need(status="support_declined")], [], [("declined_by_person", None, False)]),
    ("done with nothing followed says no reason", [need(status="done")], [], [(NO_REASON, None, False)]),
    ("nobody wrote when", [need(identified_on=None)], [], [(NO_REASON, None, False)]),
    # A service followed.
    ("found, then attended: from the need", [need()], [service(attended=60)], [(REACHED, 40, False)]),
    ("found later than the service", [need(identified_on=ago(5))], [service(attended=60)], [(REACHED, 30, False)]),
    ("no need assessed, a service all the same", [], [service(attended=90)], [(REACHED, 0, False)]),
    ("a need of no weight, a service all the same", [need(severity="none")], [service()], [(WAITING, 100, True)]),
    ("waiting within 28 days", [], [service(found=28)], [(WAITING, 28, False)]),
    ("waiting too long", [], [service(found=29)], [(WAITING, 29, True)]),
    ("the directory's target is longer", [], [service(found=60, target=60)], [(WAITING, 60, False)]),
    ("the directory's target is shorter", [], [service(found=8, target=7)], [(WAITING, 8, True)]),
    ("refused with a reason", [], [service(barrier="no_provision")], [("no_provision", None, False)]),
    ("ended, nobody said why", [], [service(ended=10)], [(NO_REASON, None, False)]),
    ("ended after it was attended", [], [service(attended=50, ended=10)], [(REACHED, 40, False)]),
    ("attended, with a reason since", [], [service(attended=50, barrier="language")], [(REACHED, 40, False)]),
    # More than one service for one need: one fact all the same.
    (
        "the first attended speaks",
        [],
        [service(id="1", attended=20), service(id="2", attended=60, provider="Sample Advice")],
        [(REACHED, 30, False)],
    ),
    (
        "one reached makes up for one refused, and the wait is from the first",
        [],
        [service(id="1", found=200, barrier="waiting_list"), service(id="2", found=50, attended=40)],
        [(REACHED, 160, False)],
    ),
    (
        "one still open comes before one refused later",
        [],
        [service(id="1", found=80), service(id="2", found=20, barrier="language")],
        [(WAITING, 80, True)],
    ),
    (
        "of those all refused the newest speaks",
        [],
        [service(id="1", found=80, barrier="distance"), service(id="2", found=20, barrier="language")],
        [("language", None, False)],
    ),
    (
        "two needs of one person are two",
        [need(), need(code="ALCOHOL")],
        [service(attended=70)],
        [(REACHED, 30, False), (NO_REASON, None, False)],
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("needs", "services", "wanted"), [one[1:] for one in CASES], ids=[one[0] for one in CASES]
)
def test_worked_cases(
    needs: list[AssessedNeed], services: list[FollowedService], wanted: list[tuple[str, int | None, bool]]
) -> None:
    assert [(one.state, one.days, one.late) for one in facts(needs, services)] == wanted


def test_a_case_that_may_not_be_read_counts_nowhere() -> None:
    assert facts_of([need("hidden")], [service("gone")], {}, TODAY) == []


@pytest.mark.parametrize(
    ("postcode", "area"),
    [
        ("ZZ1 2ZZ", "ZZ1"),
        ("zz12 3zz", "ZZ12"),
        ("ZZ123ZZ", "ZZ12"),
        ("ZZ1", "ZZ1"),
        ("", ""),
        ("?", ""),
        (" ", ""),
    ],
)
def test_area_of_a_postcode(postcode: str, area: str) -> None:
    assert area_of(postcode) == area


# --- Figures ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("waits", "median"), [([], None), ([3], 3.0), ([1, 2], 1.5), ([1, 9, 10], 9.0), ([0, 0, 5, 7], 2.5)]
)
def test_median(waits: list[int], median: float | None) -> None:
    assert median_of(waits) == median


@pytest.mark.parametrize(
    ("part", "whole", "percent"),
    [
        (0, 0, None),
        (0, 9, 0),
        (9, 9, 100),
        (1, 3, 33),
        (2, 3, 67),
        (1, 2, 50),
        (1, 8, 13),
        (1, 1000, 1),
        (999, 1000, 99),
    ],
)
def test_percent(part: int, whole: int, percent: int | None) -> None:
    assert percent_of(part, whole) == percent


def table() -> AccessReport:
    """Six people, worked out by hand below."""
    grounds = {
        "a": CaseGround("fixed", "ZZ1"), "b": CaseGround("fixed", "ZZ2"), "c": CaseGround("flex", "ZZ1"),
        "d": CaseGround("", ""), "e": CaseGround("flex", "ZZ1"), "f": CaseGround("free", "ZZ2"),
    }  # fmt: skip
    needs = [need(case) for case in "abcdef"] + [
        need("a", "ALCOHOL"),
        need("e", "ACCOMMODATION", status="support_declined"),
    ]
    services = [
        service("a", attended=80),  # found 100 days ago: 20 days
        service("b", attended=70, provider="Sample Advice"),  # 30 days
        service("c", barrier="no_provision"),
        service("d"),  # waiting
        service("a", "ALCOHOL", attended=95, found=100),  # 5 days
    ]  # fmt: skip
    return make_report(facts_of(needs, services, grounds, TODAY), ORDER, 7, TODAY)


def line(report: AccessReport, dimension: Dimension, key: str, code: str = "") -> Line:
    return next(one for one in report.lines(dimension, code) if one.key == key)


def test_a_report_worked_by_hand() -> None:
    report = table()
    assert [one.key for one in report.needs] == ["ACCOMMODATION", "DRUGS", "ALCOHOL"]
    drugs = line(report, Dimension.NEED, "DRUGS").tally
    assert (drugs.needed, drugs.reached, drugs.waiting, drugs.late, drugs.no_reason) == (6, 2, 1, 1, 2)
    assert drugs.reasons == {Barrier.NO_PROVISION: 1}
    assert (drugs.median_wait, drugs.longest_wait, drugs.percent, drugs.not_followed) == (25.0, 30, 33, 2)
    assert (report.total.needed, report.total.reached, report.people) == (8, 3, 7)
    # b reached drugs; a reached both; c, d, e and f did not.
    assert report.drugs_or_alcohol == (2, 6)
    assert [one.key for one in report.lines(Dimension.COHORT)] == ["fixed", "flex", "free", ""]
    assert [one.key for one in report.lines(Dimension.AREA)] == ["ZZ1", "ZZ2", ""]
    fixed = line(report, Dimension.COHORT, "fixed", "DRUGS").tally
    assert (fixed.needed, fixed.reached) == (2, 2)
    assert line(report, Dimension.PROVIDER, "Northgate").tally.needed == 4
    assert {one.case_id for one in report.behind(line(report, Dimension.AREA, "ZZ1", "DRUGS"))} == {
        "a",
        "c",
        "e",
    }
    assert len(report.behind(line(report, Dimension.AREA, "ZZ1"))) == 5


def test_one_drug_or_alcohol_service_of_two_is_not_all_of_them() -> None:
    found = facts([need(), need(code="ALCOHOL")], [service(attended=70)])
    assert make_report(found, ORDER, 1, TODAY).drugs_or_alcohol == (0, 1)


def test_a_period_leaves_out_what_was_found_before_and_what_has_no_date() -> None:
    found = facts([need("a", identified_on=ago(10)), need("b"), need("c", identified_on=None)], [])
    report = make_report(found, ORDER, 3, TODAY, found_from=ago(10))
    assert [fact.case_id for fact in report.facts] == ["a"]
    assert report.undated == 1
    assert make_report(found, ORDER, 3, TODAY).undated == 0


# --- What holds of every report ----------------------------------------------------------------------------

codes = st.sampled_from([*ORDER, "OTHER"])
case_ids = st.sampled_from("abcdefgh")
back = st.integers(0, 400)
assessed = st.builds(
    need,
    case_ids,
    codes,
    severity=st.sampled_from(["none", "standard", "severe"]),
    status=st.sampled_from(["support_required", "support_declined", "support_not_required", "done"]),
    identified_on=st.none() | back.map(ago),
)


@st.composite
def followed(draw: st.DrawFn) -> FollowedService:
    found = draw(back)
    attended = draw(st.none() | st.integers(0, found))
    return service(
        draw(case_ids),
        draw(codes),
        id=str(draw(st.integers(1, 9999))),
        provider=draw(st.sampled_from(["Northgate", "Sample Advice", ""])),
        found=found,
        attended=attended,
        ended=draw(st.none() | st.integers(0, found if attended is None else attended)),
        barrier=draw(st.none() | st.sampled_from([one.value for one in Barrier])),
        target=draw(st.none() | st.integers(1, 300)),
    )


grounds = st.fixed_dictionaries(
    {
        case: st.builds(
            CaseGround, st.sampled_from(["fixed", "flex", "free", ""]), st.sampled_from(["ZZ1", "ZZ2", ""])
        )
        for case in "abcdefgh"
    }
)
caseloads = st.tuples(
    st.lists(assessed, max_size=20, unique_by=lambda one: (one.case_id, one.code)),
    st.lists(followed(), max_size=20, unique_by=lambda one: one.id),
    grounds,
)


@given(caseloads)
@settings(max_examples=80, deadline=None)
def test_the_parts_of_every_line_add_up(caseload: Any) -> None:
    needs, services, known = caseload
    found = facts_of(needs, services, known, TODAY)
    report = make_report(found, ORDER, 8, TODAY)
    groups = [one for lines in report.groups.values() for one in lines]
    for one in [*report.needs, *groups]:
        sums = one.tally
        assert 0 <= sums.reached <= sums.needed
        assert sums.reached + sums.waiting + sums.no_reason + sum(sums.reasons.values()) == sums.needed
        assert 0 <= sums.late <= sums.waiting
        assert 0 <= sums.not_followed <= sums.no_reason
        assert (sums.median_wait is None) == (sums.reached == 0)
        assert sums.median_wait is None or 0 <= sums.median_wait <= (sums.longest_wait or 0)
        assert tally(report.behind(one)) == sums
    for lines in (report.needs, *(report.lines(dimension) for dimension in report.groups)):
        assert sum(one.tally.needed for one in lines) == report.total.needed == len(found)
        assert sum(one.tally.reached for one in lines) == report.total.reached
    assert report.drugs_or_alcohol[0] <= report.drugs_or_alcohol[1] <= 8


@given(caseloads, st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_the_order_of_the_records_changes_nothing(caseload: Any, random: Any) -> None:
    needs, services, known = caseload
    report = make_report(facts_of(needs, services, known, TODAY), ORDER, 8, TODAY)
    random.shuffle(needs)
    random.shuffle(services)
    again = make_report(facts_of(needs, services, known, TODAY), ORDER, 8, TODAY)
    assert (again.needs, again.groups, again.total) == (report.needs, report.groups, report.total)
    assert again.drugs_or_alcohol == report.drugs_or_alcohol
