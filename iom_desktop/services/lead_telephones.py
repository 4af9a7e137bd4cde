"""Where a lead officer is reached, as the person's own copy of the plan says it: in each case, by the officer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from iom_desktop.domain.cases import CaseDraft
from iom_desktop.domain.statuses import Aspect
from iom_desktop.storage.tables import CaseRow

_COLUMNS = (
    (CaseRow.police_lead, CaseRow.police_phone),
    (CaseRow.probation_lead, CaseRow.probation_phone),
)
#: The column of the telephone that goes with a lead.
TELEPHONE_OF = {Aspect.POLICE_LEAD: "police_phone", Aspect.PROBATION_LEAD: "probation_phone"}


def telephones_of(session: Session, lead: str, leave_out: str = "") -> list[str]:
    """The numbers under which ``lead`` is reached in the cases on record, the one given most often first.

    ``leave_out`` is a case (id) that is not asked.
    """
    if not lead:
        return []
    many = Counter(number for columns in _COLUMNS for number in _given(session, lead, leave_out, *columns))
    return [number for number, _times in many.most_common()]


def _given(
    session: Session,
    lead: str,
    leave_out: str,
    name: InstrumentedAttribute[str],
    phone: InstrumentedAttribute[str],
) -> Iterator[str]:
    yield from session.scalars(select(phone).where(name == lead, phone != "", CaseRow.id != leave_out))


def with_telephones(before: CaseDraft, after: CaseDraft, case: CaseRow) -> CaseDraft:
    """``after`` with the numbers that ``follow_lead`` gave the case, where a lead changed and no number was typed."""
    for aspect, column in TELEPHONE_OF.items():
        lead = aspect.value
        changed = getattr(before, lead) != getattr(after, lead)
        if changed and getattr(before, column) == getattr(after, column):
            after = replace(after, **{column: getattr(case, column)})
    return after


def follow_lead(session: Session, case: CaseRow, aspect: Aspect) -> None:
    """Give a case whose lead has changed the new one's number, where only one is known; else none.

    The number of whoever led before must not be printed as the new lead's.
    """
    column = TELEPHONE_OF.get(aspect)
    if column is None:
        return
    known = telephones_of(session, getattr(case, aspect.value), case.id)
    number = known[0] if len(known) == 1 else ""
    if getattr(case, column) != number:
        setattr(case, column, number)
