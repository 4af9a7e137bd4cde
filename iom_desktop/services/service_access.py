"""Service access: each need followed to a service, or to the reason there was none."""

from __future__ import annotations

from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from iom_desktop.domain.codes import NEEDS, PERIODS, CodeItem
from iom_desktop.domain.service_access import (
    STALLED_AFTER_DAYS,
    Barrier,
    RungRecord,
    ServiceAccess,
    ServiceAccessDraft,
    ServiceOutcome,
)
from iom_desktop.services import records
from iom_desktop.services.codes import list_codes, name_of
from iom_desktop.storage.tables import CaseRow, ServiceAccessRow

_CONVERT: records.Convert = {
    "outcome": ServiceOutcome,
    "barrier": Barrier,
    "rung_records": lambda stored: tuple(RungRecord(**one) for one in stored),
}


def record_service_access(session: Session, case_id: str, draft: ServiceAccessDraft, today: date) -> str:
    """Begin following a service for a need of the case; returns its id. Raises ``UserError``."""
    said = draft.check(today, draft.need_code in list_codes(session, NEEDS))
    records.fetch(session, CaseRow, case_id)
    row = ServiceAccessRow(case_id=case_id, **records.columns_of(said))
    session.add(row)
    session.flush()
    return row.id


def change_service_access(
    session: Session, access_id: str, version: int, draft: ServiceAccessDraft, today: date
) -> None:
    """Record how a service has come on. Raises ``UserError``, ``StaleEdit``."""
    said = draft.check(today, draft.need_code in list_codes(session, NEEDS))
    row = records.fetch_version(session, ServiceAccessRow, access_id, version)
    records.write_onto(row, said)


def list_service_access(
    session: Session, case_id: str, active_since: date | None = None
) -> list[ServiceAccess]:
    """The services of the case in the order their needs were found; those ended before ``active_since`` left out."""
    query = select(ServiceAccessRow).where(ServiceAccessRow.case_id == case_id)
    if active_since is not None:
        query = query.where(
            or_(ServiceAccessRow.ended_on.is_(None), ServiceAccessRow.ended_on >= active_since)
        )
    items = list_codes(session, NEEDS)
    rows = session.scalars(query.order_by(ServiceAccessRow.identified_on, ServiceAccessRow.id))
    return [_from(row, items) for row in rows]


def load_service_access(session: Session, access_id: str) -> ServiceAccess:
    """One service of a case. Raises ``UserError`` where there is none."""
    return _from(records.fetch(session, ServiceAccessRow, access_id), list_codes(session, NEEDS))


def usual_target_days(session: Session) -> int:
    """The longest wait wanted where the directory gives no target, in days, as the scheme's periods say."""
    item = list_codes(session, PERIODS).get("service_target")
    days = item.detail("days") if item is not None else ""
    return int(days) if days.isdigit() and int(days) > 0 else STALLED_AFTER_DAYS


def _from(row: ServiceAccessRow, items: dict[str, CodeItem]) -> ServiceAccess:
    return ServiceAccess(
        id=row.id,
        version=row.version,
        case_id=row.case_id,
        need_name=name_of(items, row.need_code),
        said=records.draft_of(ServiceAccessDraft, row, _CONVERT),
    )
