"""Support that officers give themselves, logged as the service it is."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from iom_desktop.domain.codes import NEEDS, SUPPORT_KINDS, Agency
from iom_desktop.domain.support import Support, SupportDraft
from iom_desktop.services import records
from iom_desktop.services.codes import list_codes, name_of
from iom_desktop.storage.tables import CaseRow, SupportRow

_CONVERT: records.Convert = {"agency": Agency}


def give_support(session: Session, case_id: str, draft: SupportDraft, today: date) -> str:
    """Record support given to the person of a case; returns its id. It is never rewritten. Raises ``UserError``."""
    kind = list_codes(session, SUPPORT_KINDS).get(draft.kind_code)
    known_need = not draft.need_code or draft.need_code in list_codes(session, NEEDS)
    said = draft.check(today, kind, known_need)
    records.fetch(session, CaseRow, case_id)
    row = SupportRow(case_id=case_id, **records.columns_of(said))
    session.add(row)
    session.flush()
    return row.id


def list_support(session: Session, case_id: str) -> list[Support]:
    """The support given in a case, the newest first."""
    kinds, needs = list_codes(session, SUPPORT_KINDS), list_codes(session, NEEDS)
    rows = session.scalars(
        select(SupportRow)
        .where(SupportRow.case_id == case_id)
        .order_by(SupportRow.given_on.desc(), SupportRow.id.desc())
    )
    return [
        Support(
            id=row.id,
            case_id=row.case_id,
            said=records.draft_of(SupportDraft, row, _CONVERT),
            kind_name=name_of(kinds, row.kind_code),
            need_name=name_of(needs, row.need_code) if row.need_code else "",
        )
        for row in rows
    ]
