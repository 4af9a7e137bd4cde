"""Letting people go: the evidence drawn together, the decision recorded, superseded, taken back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from iom_desktop.display.words import _
from iom_desktop.domain.checks import Checks
from iom_desktop.domain.clock import local_time
from iom_desktop.domain.codes import DESELECTION_REASONS, RISK_FLAGS, IomStatus
from iom_desktop.domain.decisions import DecisionMaker
from iom_desktop.domain.deselection import (
    Deselection,
    DeselectionDraft,
    DeselectionFile,
    EvidenceLine,
    Topic,
)
from iom_desktop.domain.episodes import Turn, episodes
from iom_desktop.errors import FieldErrors, UserError
from iom_desktop.services import cases, records
from iom_desktop.services.codes import list_codes, name_of
from iom_desktop.services.evidence import gather_evidence as gather_evidence
from iom_desktop.services.standing import refresh_standing, turning_points
from iom_desktop.storage.reading import asking
from iom_desktop.storage.tables import CaseRow, DeselectionRow

_CONVERT: records.Convert = {
    "evidence": lambda stored: tuple(
        EvidenceLine(topic=Topic(one["topic"]), words=one["words"]) for one in stored
    ),
    "decided_by": lambda stored: tuple(DecisionMaker(**one) for one in stored),
}


def flags_that_end(session: Session, case_id: str) -> dict[str, bool]:
    """The flags on the case by id, and whether their list says that they end when the person leaves."""
    items = list_codes(session, RISK_FLAGS)
    flags = [flag for flag in cases.list_flags(session, case_id) if flag.ended_on is None]
    return {
        flag.id: (item := items.get(flag.code)) is not None and item.detail("at_termination") == "remove"
        for flag in flags
    }


def deselect(
    session: Session, case_id: str, draft: DeselectionDraft, today: date, supersede_reason: str = ""
) -> str:
    """Record that the person is let go; returns the record's id. The episode ends, the record of it stays.

    One that is in force already is superseded, which needs a reason. What the case said last (cohort, colour,
    leads) stays as it was; the flags named in ``end_flags`` end. Raises ``UserError``.
    """
    said = draft.check(today)
    on = said.decided_on or today
    _check_reason_code(session, said)
    case = records.fetch(session, CaseRow, case_id)
    standing = _in_force(session, case)
    if standing is None and case.iom_status != IomStatus.ADOPTED.value:
        raise UserError("This person is not under IOM, so they cannot be de-selected.")
    adopted = standing.adopted_on if standing is not None else _adopted_on(session, case)
    if adopted is not None and on < adopted:
        raise UserError(
            f"Date of decision: {on:%d/%m/%Y} is before the person came under IOM on {adopted:%d/%m/%Y}.",
            "decided_on",
        )
    if standing is not None:
        _supersede(standing, supersede_reason, today)
    row = _row(case_id, said, adopted)
    session.add(row)
    _end_flags(session, case_id, said.end_flags, on, today)
    refresh_standing(session, case_id)
    return row.id


def reverse_deselection(session: Session, deselection_id: str, reason: str, today: date) -> None:
    """Take a de-selection back: the person was not let go after all. It stays on record with the reason.

    Flags that ended with it stay ended. Only the last one can be taken back: to take somebody on again after
    they were away is a new decision. Raises ``UserError``.
    """
    row = records.fetch(session, DeselectionRow, deselection_id)
    case = records.fetch(session, CaseRow, row.case_id)
    standing = _in_force(session, case)
    if standing is None or standing.id != row.id:
        raise UserError("This de-selection is not the one in force any more.")
    _supersede(row, reason, today)
    refresh_standing(session, row.case_id)


def list_deselections(session: Session, case_id: str) -> list[Deselection]:
    """Every de-selection of the case, the newest first; superseded ones too."""
    rows = session.scalars(select(DeselectionRow).where(DeselectionRow.case_id == case_id)).all()
    names = list_codes(session, DESELECTION_REASONS)
    found = [
        Deselection(
            id=row.id,
            case_id=row.case_id,
            said=records.draft_of(DeselectionDraft, row, _CONVERT, end_flags=()),
            reason=name_of(names, row.reason_code),
            adopted_on=row.adopted_on,
            recorded_by=row.made_by,
            recorded_at=row.made_at,
            supersede_reason=row.supersede_reason,
            superseded_on=row.superseded_on,
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: (one.in_force, one.recorded_at, one.id), reverse=True)


def load_deselection_file(session: Session, deselection_id: str, now: datetime) -> DeselectionFile:
    """A de-selection with what its paper needs, at local time ``now``. Raises ``UserError``."""
    row = records.fetch(session, DeselectionRow, deselection_id)
    one = next(found for found in list_deselections(session, row.case_id) if found.id == deselection_id)
    # Of those in force, each ended a time under IOM of its own.
    earlier = [
        point
        for point in turning_points(session, row.case_id)
        if point.turn is Turn.LET_GO and point.on < (row.adopted_on or row.decided_on)
    ]
    return DeselectionFile(
        case=cases.load_case(session, row.case_id),
        deselection=one,
        episode=len(earlier) + 1,
        made_at=now,
        recorded_at=local_time(one.recorded_at),
        made_by=asking(session).name,
    )


def deselection_in_force(session: Session, case_id: str) -> Deselection | None:
    """The de-selection by which the person is away from IOM now, or nothing."""
    row = _in_force(session, records.fetch(session, CaseRow, case_id))
    if row is None:
        return None
    return next(one for one in list_deselections(session, case_id) if one.id == row.id)


def _in_force(session: Session, case: CaseRow) -> DeselectionRow | None:
    """The de-selection that the person's present standing rests on: none while they are under IOM again."""
    points = [one for one in turning_points(session, case.id) if one.turn is not Turn.TURNED_DOWN]
    if not points or points[-1].turn is not Turn.LET_GO:
        return None
    return session.get(DeselectionRow, points[-1].record_id)


def _adopted_on(session: Session, case: CaseRow) -> date | None:
    found = episodes(case.adopted_on, turning_points(session, case.id))
    return found[-1].adopted_on if found else case.adopted_on


def _check_reason_code(session: Session, said: DeselectionDraft) -> None:
    if said.reason_code not in list_codes(session, DESELECTION_REASONS):
        raise FieldErrors((UserError("Reason: choose one of the list.", "reason_code"),))


def _supersede(row: DeselectionRow, reason: str, today: date) -> None:
    checks = Checks()
    kept = checks.note(reason, "supersede_reason", "Why it no longer holds", required=True)
    checks.done()
    row.superseded_on, row.supersede_reason = today, kept


def _row(case_id: str, said: DeselectionDraft, adopted: date | None) -> DeselectionRow:
    columns: dict[str, Any] = records.columns_of(said)
    del columns["end_flags"]
    columns["evidence"] = [{"topic": one.topic.value, "words": one.words} for one in said.evidence]
    return DeselectionRow(
        case_id=case_id, adopted_on=adopted, supersede_reason="", superseded_on=None, **columns
    )


def _end_flags(session: Session, case_id: str, wanted: Sequence[str], on: date, today: date) -> None:
    standing = {flag.id: flag for flag in cases.list_flags(session, case_id) if flag.ended_on is None}
    for flag_id in wanted:
        # One that somebody took off meanwhile has ended already.
        if (flag := standing.get(flag_id)) is not None:
            cases.end_flag(session, flag_id, max(on, flag.started_on), today, _("De-selected from IOM."))
