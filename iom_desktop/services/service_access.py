"""Service access: each need followed to a service, or to the reason there was none."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date

from sqlalchemy import ColumnElement, Row, Select, and_, exists, func, not_, or_, select
from sqlalchemy.orm import Session

from iom_desktop.display.labels import label
from iom_desktop.domain.codes import NEEDS, PERIODS, CodeItem, IomStatus
from iom_desktop.domain.names import list_name
from iom_desktop.domain.needs import Need, NeedDraft, NeedStatus, Severity
from iom_desktop.domain.service_access import (
    AT_REST,
    CALLING,
    NO_SERVICE,
    RUNGS,
    STALLED_AFTER_DAYS,
    Barrier,
    RungRecord,
    ServiceAccess,
    ServiceAccessDraft,
    ServiceOutcome,
    UnservedNeed,
    in_order_of_need,
    unserved_needs,
)
from iom_desktop.errors import UserError
from iom_desktop.services import records
from iom_desktop.services.codes import list_codes, name_of
from iom_desktop.services.needs import list_needs
from iom_desktop.storage.tables import CaseRow, NeedRow, PersonRow, ProviderServiceRow, ServiceAccessRow

_CONVERT: records.Convert = {
    "outcome": ServiceOutcome,
    "barrier": Barrier,
    "rung_records": lambda stored: tuple(RungRecord(**one) for one in stored),
}
#: Cases asked of the database at a time.
_CASES_AT_ONCE = 400
_NEED: records.Convert = {"severity": Severity, "status": NeedStatus}


# --- Writing -----------------------------------------------------------------------------------------------


def record_service_access(session: Session, case_id: str, draft: ServiceAccessDraft, today: date) -> str:
    """Begin following a service for a need of the case; returns its id. Raises ``UserError``."""
    said = _checked(session, draft, None, today)
    records.fetch(session, CaseRow, case_id)
    row = ServiceAccessRow(case_id=case_id, **records.columns_of(said))
    session.add(row)
    session.flush()
    return row.id


def change_service_access(
    session: Session, access_id: str, version: int, draft: ServiceAccessDraft, today: date
) -> None:
    """Record how a service has come on. Raises ``UserError``, ``StaleEdit``.

    A reason that is new gets a line with its date in the note.
    """
    row = records.fetch_version(session, ServiceAccessRow, access_id, version)
    before = records.draft_of(ServiceAccessDraft, row, _CONVERT)
    records.write_onto(row, _checked(session, draft, before, today))


def reach_rung(
    session: Session,
    access_id: str,
    version: int,
    record: RungRecord,
    on: date,
    today: date,
    outcome: ServiceOutcome | None = None,
) -> None:
    """Record that a service has come to a rung ``on`` a day, who brought it there and what shows it.

    ``outcome`` goes with its end. Raises ``UserError`` (fields "on", "by", "agency", "evidence", "outcome"
    and "rung"), ``StaleEdit``.
    """
    row = records.fetch_version(session, ServiceAccessRow, access_id, version)
    if record.rung not in dict(RUNGS):
        raise UserError("Rung: choose one from the list.", "rung")
    said = records.draft_of(ServiceAccessDraft, row, _CONVERT).with_rung(record, on)
    if outcome is not None:
        said = replace(said, outcome=outcome)
    records.write_onto(row, said.check(today, known_need=True))


def say_why(
    session: Session, access_id: str, version: int, barrier: Barrier, words: str, today: date
) -> None:
    """Record why a service was not obtained, dated in its note. Raises ``UserError``, ``StaleEdit``."""
    row = records.fetch_version(session, ServiceAccessRow, access_id, version)
    before = records.draft_of(ServiceAccessDraft, row, _CONVERT)
    draft = replace(before, barrier=barrier, barrier_words=words)
    records.write_onto(row, _checked(session, draft, before, today))


def say_none_found(
    session: Session, case_id: str, need_code: str, barrier: Barrier, words: str, today: date
) -> str:
    """Record why a need has no service at all; returns the id of the record. Raises ``UserError``."""
    found = session.scalar(
        select(NeedRow.identified_on).where(NeedRow.case_id == case_id, NeedRow.code == need_code)
    )
    draft = ServiceAccessDraft(
        need_code=need_code,
        service=NO_SERVICE,
        identified_on=found or today,
        barrier=barrier,
        barrier_words=words,
    )
    return record_service_access(session, case_id, draft, today)


def _checked(
    session: Session, draft: ServiceAccessDraft, before: ServiceAccessDraft | None, today: date
) -> ServiceAccessDraft:
    """The draft cleaned, a reason that is new dated in its note."""
    draft = reason_dated(draft, None if before is None else before.barrier, today)
    said = draft.check(today, draft.need_code in list_codes(session, NEEDS))
    if said.provider_service_id is not None:
        records.fetch(session, ProviderServiceRow, said.provider_service_id)
    return said


def reason_dated(draft: ServiceAccessDraft, was: Barrier | None, today: date) -> ServiceAccessDraft:
    """The draft with the day in its note on which its reason was given, where that is another than before."""
    if draft.barrier is None or draft.barrier is was:
        return draft
    return draft.with_dated_reason(f"not obtained, {label(draft.barrier).lower()}.", today)


# --- Reading -----------------------------------------------------------------------------------------------


def list_service_access(
    session: Session, case_id: str, active_since: date | None = None
) -> list[ServiceAccess]:
    """The services of the case in the order their needs were found; those ended before ``active_since`` left out."""
    query = select(ServiceAccessRow).where(ServiceAccessRow.case_id == case_id)
    if active_since is not None:
        query = query.where(
            or_(ServiceAccessRow.ended_on.is_(None), ServiceAccessRow.ended_on >= active_since)
        )
    rows = session.scalars(query.order_by(ServiceAccessRow.identified_on, ServiceAccessRow.id))
    return _read(session, rows.all())


def services_of(session: Session, case_ids: Collection[str]) -> list[ServiceAccess]:
    """The services of several cases, read together, in the order they were put on record."""
    rows: list[ServiceAccessRow] = []
    for batch in records.batches(case_ids, _CASES_AT_ONCE):
        tried = select(ServiceAccessRow).where(ServiceAccessRow.case_id.in_(batch))
        rows += session.scalars(tried.order_by(ServiceAccessRow.id))
    return _read(session, rows)


def load_service_access(session: Session, access_id: str) -> ServiceAccess:
    """One service of a case. Raises ``UserError`` where there is none."""
    return _read(session, [records.fetch(session, ServiceAccessRow, access_id)])[0]


def usual_target_days(session: Session) -> int:
    """The longest wait wanted where the directory gives no target, in days, as the scheme's periods say."""
    item = list_codes(session, PERIODS).get("service_target")
    days = item.detail("days") if item is not None else ""
    return int(days) if days.isdigit() and int(days) > 0 else STALLED_AFTER_DAYS


def _read(session: Session, rows: Collection[ServiceAccessRow]) -> list[ServiceAccess]:
    items, usual = list_codes(session, NEEDS), usual_target_days(session)
    targets = _targets(session, {row.provider_service_id for row in rows if row.provider_service_id})
    return [
        ServiceAccess(
            id=row.id,
            version=row.version,
            case_id=row.case_id,
            need_name=name_of(items, row.need_code),
            said=records.draft_of(ServiceAccessDraft, row, _CONVERT),
            target_days=targets.get(row.provider_service_id or "") or usual,
        )
        for row in rows
    ]


def _targets(session: Session, service_ids: Collection[str]) -> dict[str, int | None]:
    """The targets that the directory gives, by service."""
    if not service_ids:
        return {}
    query = select(ProviderServiceRow.id, ProviderServiceRow.target_days)
    found = session.execute(query.where(ProviderServiceRow.id.in_(service_ids)))
    return {row.id: row.target_days for row in found}


# --- Needs that nothing has come of ------------------------------------------------------------------------


def unserved(session: Session, case_id: str, today: date) -> list[UnservedNeed]:
    """The needs of a case that no service has met in time, with no reason on record: the gravest first."""
    needs = list_needs(session, case_id)
    return unserved_needs(needs, list_service_access(session, case_id), today)


def unserved_of(session: Session, case_ids: Collection[str], today: date) -> dict[str, list[UnservedNeed]]:
    """The same of several cases, read together. A case that lacks nothing is not in it."""
    items = list_codes(session, NEEDS)
    needs: dict[str, list[Need]] = {}
    services: dict[str, list[ServiceAccess]] = {}
    for batch in records.batches(case_ids, _CASES_AT_ONCE):
        called = select(NeedRow).where(
            NeedRow.case_id.in_(batch), NeedRow.severity.in_([one.value for one in CALLING])
        )
        for row in session.scalars(called.order_by(NeedRow.id)):
            needs.setdefault(row.case_id, []).append(_need(row, items))
    for one in services_of(session, case_ids):
        services.setdefault(one.case_id, []).append(one)
    found = {
        case_id: unserved_needs(mine, services.get(case_id, ()), today) for case_id, mine in needs.items()
    }
    return {case_id: mine for case_id, mine in found.items() if mine}


def needs_unserved(session: Session, today: date, most: int) -> list[UnservedNeed]:
    """The same of everybody, ``most`` of them at most, each with whose need it is."""
    usual = usual_target_days(session)
    rows: list[Row[NeedRow, str, str, str]] = []
    for severity in CALLING:  # the gravest first: where they fill the list, nobody looks for the others
        query = _candidates(today, usual).where(NeedRow.severity == severity.value)
        query = query.order_by(NeedRow.identified_on.nulls_last(), NeedRow.id)
        rows += session.execute(query.limit(most - len(rows))).all()
    items = list_codes(session, NEEDS)
    needs = [_need(row[0], items) for row in rows]
    people = {row[0].case_id: (list_name(row.surname, row.forenames), row.crn) for row in rows}
    services: dict[str, list[ServiceAccess]] = {}
    tried = select(ServiceAccessRow).where(ServiceAccessRow.case_id.in_(people))
    for one in _read(session, session.scalars(tried.order_by(ServiceAccessRow.id)).all()):
        services.setdefault(one.case_id, []).append(one)
    found = (
        replace(one, person=people[one.case_id][0], crn=people[one.case_id][1])
        for need in needs
        for one in unserved_needs([need], services.get(need.case_id, ()), today)
    )
    return in_order_of_need(found)


def count_needs_unserved(session: Session, today: date) -> int:
    """How many ``needs_unserved`` there are in all."""
    query = _candidates(today, usual_target_days(session))
    return session.scalar(select(func.count()).select_from(query.subquery())) or 0


def _candidates(today: date, usual: int) -> Select[NeedRow, str, str, str]:
    """Needs that call for a service, that nobody attended one for, with a silent try past its target or none."""
    tries = _tries()
    attended = exists().where(tries, ServiceAccessRow.attended_on.is_not(None))
    return (
        select(NeedRow, PersonRow.surname, PersonRow.forenames, PersonRow.crn)
        .join(CaseRow, CaseRow.id == NeedRow.case_id)
        .join(PersonRow, PersonRow.id == CaseRow.person_id)
        .where(
            NeedRow.severity.in_([one.value for one in CALLING]),
            NeedRow.status.not_in([one.value for one in AT_REST]),
            CaseRow.iom_status == IomStatus.ADOPTED.value,
            not_(attended),
            or_(not_(exists().where(tries)), _silent_too_long(tries, today, usual)),
        )
    )


def _tries() -> ColumnElement[bool]:
    """That a service access is of a need."""
    return and_(ServiceAccessRow.case_id == NeedRow.case_id, ServiceAccessRow.need_code == NeedRow.code)


def _silent_too_long(tries: ColumnElement[bool], today: date, usual: int) -> ColumnElement[bool]:
    """Whether there is a try with no reason that ended unattended, or is older than its target."""
    target = (
        select(ProviderServiceRow.target_days)
        .where(ProviderServiceRow.id == ServiceAccessRow.provider_service_id)
        .correlate(ServiceAccessRow)
        .scalar_subquery()
    )
    waited = func.julianday(today.isoformat()) - func.julianday(ServiceAccessRow.identified_on)
    return exists().where(
        tries,
        ServiceAccessRow.barrier.is_(None),
        or_(ServiceAccessRow.ended_on.is_not(None), waited > func.coalesce(target, usual)),
    )


def _need(row: NeedRow, items: dict[str, CodeItem]) -> Need:
    item = items.get(row.code)
    return Need(
        id=row.id,
        version=row.version,
        case_id=row.case_id,
        name=name_of(items, row.code),
        pathway=item.detail("pathway") if item is not None else "",
        assessed=records.draft_of(NeedDraft, row, _NEED),
        served=False,  # nobody asks here what the plan does about it
    )
