"""Licence conditions and requirements of an order: recording them, ending them, and what rests on them."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from iom_desktop.domain.actions import Source
from iom_desktop.domain.checks import Checks
from iom_desktop.domain.codes import CONDITIONS, CodeItem
from iom_desktop.domain.conditions import STANDARD, Condition, ConditionDraft, in_order
from iom_desktop.errors import UserError
from iom_desktop.services import records
from iom_desktop.services.codes import list_codes
from iom_desktop.services.standing import refresh_standing
from iom_desktop.storage.tables import CaseRow, ConditionRow

_CONVERT: records.Convert = {"source": Source}


def list_conditions(session: Session, case_id: str, on: date | None = None) -> list[Condition]:
    """The conditions of the case in their order; with ``on`` only those in force that day."""
    rows = session.scalars(select(ConditionRow).where(ConditionRow.case_id == case_id)).all()
    found = in_order(condition_from(row) for row in rows)
    return found if on is None else [one for one in found if one.said.holds_on(on)]


def condition_from(row: ConditionRow) -> Condition:
    """The record of a row."""
    return Condition(
        id=row.id,
        version=row.version,
        case_id=row.case_id,
        said=records.draft_of(ConditionDraft, row, _CONVERT),
    )


def offered_conditions(session: Session, source: Source, today: date) -> list[CodeItem]:
    """The conditions of the scheme's list that come from ``source`` and are offered today."""
    items = list_codes(session, CONDITIONS).values()
    return [one for one in items if one.detail("source") == source.value and one.offered_on(today)]


def draft_from(item: CodeItem) -> ConditionDraft:
    """A condition as the list words it, to be given its number and days."""
    return ConditionDraft(
        source=Source(item.detail("source")),
        category=item.detail("category"),
        words=item.name,
        needs_action=item.yes("needs_action"),
    )


def record_condition(session: Session, case_id: str, draft: ConditionDraft) -> str:
    """Record a condition or requirement; returns its id. Raises ``UserError``: a number stands once in a licence."""
    said = draft.check()
    records.fetch(session, CaseRow, case_id)
    _number_is_free(session, case_id, said)
    row = ConditionRow(case_id=case_id, **records.columns_of(said))
    session.add(row)
    refresh_standing(session, case_id)
    return row.id


def change_condition(session: Session, condition_id: str, version: int, draft: ConditionDraft) -> None:
    """Put a condition right, or say what became of it. Raises ``UserError``, ``StaleEdit``."""
    said = draft.check()
    row = records.fetch_version(session, ConditionRow, condition_id, version)
    _number_is_free(session, row.case_id, said, but=condition_id)
    records.write_onto(row, said)
    refresh_standing(session, row.case_id)


def end_condition(session: Session, condition_id: str, last_day: date) -> None:
    """Say on which day a condition holds for the last time; it stays on record. Raises ``UserError``."""
    row = records.fetch(session, ConditionRow, condition_id)
    checks = Checks()
    checks.demand(
        row.from_on is None or row.from_on <= last_day,
        "to_on",
        f"Last day: {last_day:%d/%m/%Y} is before the day the condition holds from.",
    )
    checks.done()
    row.to_on = last_day
    refresh_standing(session, row.case_id)


def add_standard_conditions(session: Session, case_id: str, today: date) -> int:
    """Record the standard conditions of a licence that are not on record yet; returns how many were added.

    They are numbered as the list has them and hold over the days of the sentence. A number that is taken is left
    out of the condition, not of the record.
    """
    case = records.fetch(session, CaseRow, case_id)
    known = [one.said for one in list_conditions(session, case_id) if not one.said.ended_by(today)]
    words = {one.words for one in known}
    numbers = {one.number for one in known if one.source is Source.LICENCE}
    standard = [
        item
        for item in offered_conditions(session, Source.LICENCE, today)
        if item.detail("category") == STANDARD
    ]
    added = 0
    for place, item in enumerate(standard, start=1):
        draft = draft_from(item)
        if draft.words in words:
            continue
        row = ConditionRow(case_id=case_id, **records.columns_of(draft.check()))
        row.number = "" if str(place) in numbers else str(place)
        row.from_on, row.to_on = case.sentence_start, case.sentence_end
        session.add(row)
        added += 1
    if added:
        refresh_standing(session, case_id)
    return added


def _number_is_free(session: Session, case_id: str, said: ConditionDraft, but: str = "") -> None:
    if not said.number:
        return
    for one in list_conditions(session, case_id):
        taken = one.said.number.casefold() == said.number.casefold() and one.said.source is said.source
        if one.id != but and taken and _overlap(one.said, said):
            raise UserError("Number: another condition on record has it over the same days.", "number")


def _overlap(one: ConditionDraft, other: ConditionDraft) -> bool:
    """Whether there is a day on which both hold."""
    starts = [draft.from_on for draft in (one, other) if draft.from_on is not None]
    return not any(draft.ended_by(start) for draft in (one, other) for start in starts)
