"""The access report read from the store: figures, and the names behind them."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from iom_desktop import paths
from iom_desktop.domain.access_report import (
    AccessFact,
    AccessReport,
    AssessedNeed,
    CaseGround,
    FollowedService,
    area_of,
    facts_of,
    make_report,
)
from iom_desktop.domain.codes import NEEDS, PERIODS
from iom_desktop.domain.names import list_name
from iom_desktop.domain.service_access import STALLED_AFTER_DAYS
from iom_desktop.services.codes import list_codes
from iom_desktop.storage.tables import (
    CaseRow,
    NeedRow,
    PersonRow,
    ProviderRow,
    ProviderServiceRow,
    ServiceAccessRow,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedFact:
    """A fact of the report with the name of its person: for the team's own eyes."""

    id: str  #: of case and need together
    crn: str
    name: str
    fact: AccessFact


def load_access_report(session: Session, today: date, found_from: date | None = None) -> AccessReport:
    """The access report of the whole store; with ``found_from``, of the needs found on or after that day."""
    grounds = {
        case_id: CaseGround(cohort or "", area_of(postcode))
        for case_id, cohort, postcode in session.execute(
            select(CaseRow.id, CaseRow.cohort, PersonRow.postcode).join(
                PersonRow, PersonRow.id == CaseRow.person_id
            )
        )
    }
    period = list_codes(session, PERIODS).get("service_target")
    target = int(period.detail("days")) if period is not None else STALLED_AFTER_DAYS
    facts = facts_of(_needs(session), _services(session), grounds, today, target)
    return make_report(facts, tuple(list_codes(session, NEEDS)), len(grounds), today, found_from)


def _needs(session: Session) -> Iterable[AssessedNeed]:
    rows = session.execute(
        select(NeedRow.case_id, NeedRow.code, NeedRow.severity, NeedRow.status, NeedRow.identified_on)
    )
    return map(AssessedNeed._make, rows)


def _services(session: Session) -> Iterable[FollowedService]:
    row = ServiceAccessRow
    rows = session.execute(
        select(
            row.id, row.case_id, row.need_code, func.coalesce(ProviderRow.name, row.provider),
            row.identified_on, row.attended_on, row.ended_on, row.barrier,
            ProviderServiceRow.target_days,
        )
        .outerjoin(ProviderServiceRow, ProviderServiceRow.id == row.provider_service_id)
        .outerjoin(ProviderRow, ProviderRow.id == ProviderServiceRow.provider_id)
    )  # fmt: skip
    return map(FollowedService._make, rows)


def name_facts(session: Session, facts: Iterable[AccessFact]) -> list[NamedFact]:
    """``facts`` with the names of their people, in the order of the names."""
    wanted = list(facts)
    names = {
        case_id: (crn, list_name(surname, forenames))
        for case_id, crn, surname, forenames in session.execute(
            select(CaseRow.id, PersonRow.crn, PersonRow.surname, PersonRow.forenames).join(
                PersonRow, PersonRow.id == CaseRow.person_id
            )
        )
    }
    found = [
        NamedFact(
            id=f"{fact.case_id}:{fact.need_code}",
            crn=names[fact.case_id][0],
            name=names[fact.case_id][1],
            fact=fact,
        )
        for fact in wanted
        if fact.case_id in names
    ]
    return sorted(found, key=lambda one: (one.name.casefold(), one.crn, one.fact.need_code))


@cache
def inspection_stated() -> str:
    """How the inspection of 2020 stated its finding on drug and alcohol services: in words, not in a number."""
    with (paths.resources() / "codes" / "inspection_2020.csv").open(encoding="utf-8-sig", newline="") as file:
        for line in csv.DictReader(file):
            if "drug or alcohol service" in line["measure"]:
                return line["as_stated"]
    raise AssertionError("the inspection's list has lost its finding on services")


def need_names(session: Session) -> dict[str, str]:
    """The name of each need by its code, in the order of the list."""
    return {code: item.name for code, item in list_codes(session, NEEDS).items()}
