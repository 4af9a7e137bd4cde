"""The risk management plan: its measures under the four pillars, and the contingency."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from iom_desktop.domain.checks import Checks
from iom_desktop.domain.codes import RiskGroup
from iom_desktop.domain.measures import Measure, MeasureDraft, Pillar
from iom_desktop.errors import UserError
from iom_desktop.services import records
from iom_desktop.services.standing import refresh_standing
from iom_desktop.storage.tables import CaseRow, RiskMeasureRow

_CONVERT: records.Convert = {"pillar": Pillar, "groups": records.codes(RiskGroup)}
_ORDER = {pillar: place for place, pillar in enumerate(Pillar)}


def list_measures(session: Session, case_id: str, *, ended: bool = False) -> list[Measure]:
    """The measures in use, pillar by pillar in their order; with ``ended`` also those that were."""
    chosen = select(RiskMeasureRow).where(RiskMeasureRow.case_id == case_id)
    if not ended:
        chosen = chosen.where(RiskMeasureRow.ended_on.is_(None))
    found = [
        Measure(
            id=row.id,
            version=row.version,
            case_id=row.case_id,
            position=row.position,
            said=records.draft_of(MeasureDraft, row, _CONVERT),
            ended_on=row.ended_on,
            ended_reason=row.ended_reason,
        )
        for row in session.scalars(chosen)
    ]
    return sorted(found, key=lambda one: (_ORDER[Pillar(one.said.pillar or "")], one.position, one.id))


def add_measure(session: Session, case_id: str, draft: MeasureDraft) -> str:
    """Add a measure at the end of its pillar; returns its id. Raises ``UserError``."""
    said = draft.check()
    records.fetch(session, CaseRow, case_id)
    row = RiskMeasureRow(
        case_id=case_id,
        position=_last(session, case_id, said.pillar) + 1,
        ended_on=None,
        ended_reason="",
        **records.columns_of(said),
    )
    session.add(row)
    refresh_standing(session, case_id)
    return row.id


def change_measure(session: Session, measure_id: str, version: int, draft: MeasureDraft) -> None:
    """Reword a measure; under another pillar it comes last. Raises ``UserError``, ``StaleEdit``."""
    said = draft.check()
    row = records.fetch_version(session, RiskMeasureRow, measure_id, version)
    _in_use(row)
    if said.pillar is not None and row.pillar != said.pillar.value:
        row.position = _last(session, row.case_id, said.pillar) + 1
    records.write_onto(row, said)
    refresh_standing(session, row.case_id)


def end_measure(session: Session, measure_id: str, reason: str, on: date, today: date) -> None:
    """Take a measure out of the plan, with the reason; it stays on record. Raises ``UserError``."""
    row = records.fetch(session, RiskMeasureRow, measure_id)
    _in_use(row)
    checks = Checks()
    cleaned = checks.note(reason, "ended_reason", "Reason", required=True)
    checks.demand(on <= today, "ended_on", f"Ended on: {on:%d/%m/%Y} is in the future.")
    checks.done()
    row.ended_on, row.ended_reason = on, cleaned
    refresh_standing(session, row.case_id)


def move_measure(session: Session, measure_id: str, places: int) -> None:
    """Move a measure up (negative) or down within its pillar."""
    row = records.fetch(session, RiskMeasureRow, measure_id)
    _in_use(row)
    ordered = list(
        session.scalars(
            select(RiskMeasureRow)
            .where(
                RiskMeasureRow.case_id == row.case_id,
                RiskMeasureRow.pillar == row.pillar,
                RiskMeasureRow.ended_on.is_(None),
            )
            .order_by(RiskMeasureRow.position, RiskMeasureRow.id)
        )
    )
    at = ordered.index(row)
    ordered.insert(max(0, min(len(ordered) - 1, at + places)), ordered.pop(at))
    for position, one in enumerate(ordered, start=1):
        if one.position != position:
            one.position = position
    session.flush()


def _in_use(row: RiskMeasureRow) -> None:
    if row.ended_on is not None:
        raise UserError(f"This measure was ended on {row.ended_on:%d/%m/%Y} and cannot be changed any more.")


def _last(session: Session, case_id: str, pillar: Pillar | None) -> int:
    held = select(func.max(RiskMeasureRow.position)).where(
        RiskMeasureRow.case_id == case_id,
        RiskMeasureRow.pillar == (pillar or ""),
        RiskMeasureRow.ended_on.is_(None),
    )
    return session.scalar(held) or 0
