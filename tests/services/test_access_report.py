"""The access report of a store: what officers recorded, counted as SQL by hand counts it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from iom_desktop import demo
from iom_desktop.bench.access import by_hand
from iom_desktop.domain.access_report import AccessReport, Dimension, Line, Standing
from iom_desktop.domain.needs import NeedDraft, NeedStatus, Severity
from iom_desktop.domain.providers import ProviderDraft, ProviderServiceDraft
from iom_desktop.domain.service_access import Barrier, ServiceAccessDraft
from iom_desktop.services import access_report, needs, providers, service_access
from iom_desktop.storage.store import Store
from tests.stores import TODAY, Desk


@pytest.fixture
def own(store: Store) -> Desk:
    """A store of the test's own."""
    return Desk(store)


def test_what_officers_recorded_is_what_is_counted(own: Desk) -> None:
    provider = own.do(providers.add_provider, ProviderDraft(name="Northgate Recovery"), TODAY)
    listed = own.do(
        providers.add_provider_service,
        provider,
        ProviderServiceDraft(name="Key work", needs=("DRUGS",), target_days=90),
        TODAY,
    )
    reached, waiting, silent = (
        own.person(f"Z00000{number}", postcode=postcode)
        for number, postcode in ((1, "ZZ1 2ZZ"), (2, ""), (3, "ZZ1 3ZZ"))
    )
    draft = NeedDraft(code="DRUGS", severity=Severity.SEVERE, status=NeedStatus.SUPPORT_REQUIRED)
    for case_id in (reached, waiting, silent):
        own.do(needs.record_need, case_id, draft, TODAY)
    said = {"need_code": "DRUGS", "service": "Key work", "identified_on": date(2026, 9, 1)}
    own.do(
        service_access.record_service_access,
        reached,
        ServiceAccessDraft(**said, provider="Sample Advice", attended_on=date(2026, 9, 15)),
        TODAY,
    )
    own.do(
        service_access.record_service_access,
        waiting,
        ServiceAccessDraft(**said, provider="as typed", provider_service_id=listed),
        TODAY,
    )
    report = own.see(access_report.load_access_report, TODAY)
    (line,) = report.needs
    assert (line.key, line.tally.needed, line.tally.reached, line.tally.waiting, line.tally.no_reason) == (
        "DRUGS", 3, 1, 1, 1,
    )  # fmt: skip
    assert (line.tally.median_wait, line.tally.late) == (14.0, 0)  # 82 days of the 90 the directory allows
    assert {one.key for one in report.lines(Dimension.PROVIDER)} == {
        "Sample Advice",
        "Northgate Recovery",
        "",
    }
    assert [(one.key, one.tally.needed) for one in report.lines(Dimension.AREA)] == [("ZZ1", 2), ("", 1)]
    assert report.people == 3
    named = own.see(access_report.name_facts, report.facts)
    assert [one.crn for one in named if one.fact.state == Standing.NO_REASON.value] == ["Z000003"]
    late = own.see(access_report.load_access_report, date(2026, 12, 15))
    assert late.needs[0].tally.late == 1


def test_the_scheme_s_own_target_holds_where_the_directory_has_none(own: Desk) -> None:
    case_id = own.person()
    draft = ServiceAccessDraft(need_code="ALCOHOL", service="Key work", identified_on=date(2026, 10, 25))
    own.do(service_access.record_service_access, case_id, draft, TODAY)
    assert own.see(access_report.load_access_report, TODAY).total.late == 0
    assert own.see(access_report.load_access_report, date(2026, 11, 23)).total.late == 1


@pytest.fixture(scope="module")
def caseload(shared_desk: Desk) -> Desk:
    """The invented caseload, and a few people of whom something is not known."""
    with shared_desk.store.write("Invent a caseload") as session:
        demo.fill(session, demo.invent(70, 3, TODAY), TODAY)
    case_id = shared_desk.newcomer()
    shared_desk.do(
        needs.record_need,
        case_id,
        NeedDraft(code="DRUGS", severity=Severity.SEVERE, status=NeedStatus.SUPPORT_DECLINED),
        TODAY,
    )
    for barrier, found in ((Barrier.DISTANCE, 1), (Barrier.LANGUAGE, 9), (None, 5)):
        draft = ServiceAccessDraft(
            need_code="ETE", service="Course", identified_on=date(2026, 10, found), barrier=barrier
        )
        shared_desk.do(service_access.record_service_access, case_id, draft, TODAY)
    return shared_desk


_KEYS = {
    "need": lambda one: (one.need_code,),
    "cohort": lambda one: (one.key,),
    "area": lambda one: (one.key,),
    "provider": lambda one: (one.key,),
    "cohort, need": lambda one: (one.key, one.need_code),
    "area, need": lambda one: (one.key, one.need_code),
    "provider, need": lambda one: (one.key, one.need_code),
    "1": lambda one: (1,),
}  # fmt: skip


def _lines(report: AccessReport, by: str) -> list[Line]:
    if by == "1":
        return [Line(dimension=Dimension.NEED, key="", need_code="", tally=report.total)]
    if by == "need":
        return list(report.needs)
    every = report.groups[Dimension(by.split(",")[0])]
    return [one for one in every if bool(one.need_code) == ("," in by)]


@pytest.mark.parametrize("by", list(_KEYS))
def test_it_counts_as_sql_by_hand_counts(caseload: Desk, by: str) -> None:
    with caseload.store.read() as session:
        report = access_report.load_access_report(session, TODAY)
        raw: Any = session.connection().connection.driver_connection
        counts, medians = by_hand(raw, TODAY.isoformat())[by]
    lines = {_KEYS[by](one): one.tally for one in _lines(report, by)}
    assert len(report.facts) > 200
    assert {row[:-4] for row in counts} == set(lines)
    seen = 0
    for *key, state, many, late, longest in counts:
        found = lines[tuple(key)]
        assert found.of(state) == many
        seen += many
        if state == "waiting":
            assert found.late == late
        if state == "reached":
            assert found.longest_wait == longest
    assert seen == sum(one.needed for one in lines.values())
    assert {tuple(key): median for *key, median in medians} == {
        key: one.median_wait for key, one in lines.items() if one.median_wait is not None
    }


def test_the_inspection_is_quoted_in_its_own_words() -> None:
    assert access_report.inspection_stated() == "less than half"
