"""Status through time: what a case is now, what it was before, and who said so.

The case says what holds; the periods say since when. Whatever changes a cohort, a colour, a phase or a lead
officer comes through here, so that the two cannot differ.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from iom_desktop.domain.cases import CaseDraft
from iom_desktop.domain.clock import local_time
from iom_desktop.domain.codes import RAG_COLOURS, Phase, Rag
from iom_desktop.domain.episodes import Episode, Turn, episodes
from iom_desktop.domain.statuses import (
    LABELS,
    Aspect,
    ColourRule,
    StatusDraft,
    StatusPeriod,
    changed_aspects,
    value_of,
)
from iom_desktop.errors import UserError
from iom_desktop.services import records
from iom_desktop.services.codes import list_codes
from iom_desktop.services.lead_telephones import follow_lead
from iom_desktop.services.standing import refresh_standing, turning_points
from iom_desktop.storage.tables import CaseRow, CaseStatusRow

_ORDER = {aspect: place for place, aspect in enumerate(Aspect)}


def change_status(session: Session, case_id: str, draft: StatusDraft, today: date) -> str:
    """Record what an aspect of the case is from a day on, and bring the case into line; returns the period's id.

    The period before ends that day. What nobody recorded so far is written first, from the day the person came
    under IOM, so that the history is whole. From the same day as the running period it takes that one's place.
    Raises ``UserError``.
    """
    said = draft.check(today)
    case = records.fetch(session, CaseRow, case_id)
    on = said.from_on or today
    begun = _begin(session, case, said.aspect, on)
    if begun is not None and on < begun:
        since = f"{LABELS[said.aspect]} as it is now holds from {begun:%d/%m/%Y}"
        raise UserError(f"From: {on:%d/%m/%Y} is too early. {since}.", "from_on")
    period = _write(session, case, said)
    if said.review_on is not None:
        case.review_on = said.review_on
    if said.aspect is Aspect.PHASE:
        case.release_on = said.release_on if said.value == Phase.CUSTODY.value else None
    refresh_standing(session, case_id)
    return period.id


def change_statuses(session: Session, case_id: str, drafts: Sequence[StatusDraft], today: date) -> list[str]:
    """Record several changes at once, or none of them: custody and the colour that goes with it."""
    return [change_status(session, case_id, draft, today) for draft in drafts]


def keep_history(
    session: Session,
    case: CaseRow,
    values: Mapping[Aspect, str],
    on: date,
    *,
    reason: str = "",
    decided_by: str = "",
    conference_id: str | None = None,
) -> None:
    """Bring aspects of a case to ``values`` from a day on, where they differ from what the case says.

    For what changes a status without asking about it: an import, a decision to take somebody on. A day before
    the running period began gives way to that day.
    """
    for aspect, value in values.items():
        if (getattr(case, aspect.value) or "") == value:
            continue
        begun = _begin(session, case, aspect, on)
        _write(
            session,
            case,
            StatusDraft(
                aspect=aspect,
                value=value,
                from_on=on if begun is None else max(on, begun),
                reason=reason,
                decided_by=decided_by,
                conference_id=conference_id,
            ),
        )


def follow_case(session: Session, case: CaseRow, before: CaseDraft, after: CaseDraft, today: date) -> None:
    """Write into the history what ``after`` changes of ``before``, from today and without a reason."""
    changed = {aspect: value_of(aspect, after) for aspect in changed_aspects(before, after)}
    keep_history(session, case, changed, today)


def _begin(session: Session, case: CaseRow, aspect: Aspect, on: date) -> date | None:
    """The day the running period of an aspect began, written down first if it is not; nothing where none runs."""
    running = _running(session, case.id, aspect)
    if running is not None:
        return running.from_on
    value = getattr(case, aspect.value) or ""
    if not value:
        return None
    since = first_day(session, case)
    if since is None:
        since = min(on, local_time(case.made_at).date())
    session.add(_period(case.id, StatusDraft(aspect=aspect, value=value, from_on=since)))
    session.flush()
    return since


def _write(session: Session, case: CaseRow, said: StatusDraft) -> CaseStatusRow:
    """End the running period, begin the next, and let the case say so."""
    running = _running(session, case.id, said.aspect)
    if running is not None:
        running.to_on = said.from_on
    period = _period(case.id, said)
    session.add(period)
    column = said.aspect.value
    kept: Any = said.value
    if said.aspect in (Aspect.COHORT, Aspect.RAG):
        kept = said.value or None
    if getattr(case, column) != kept:
        setattr(case, column, kept)
        follow_lead(session, case, said.aspect)
    session.flush()
    return period


def _period(case_id: str, said: StatusDraft) -> CaseStatusRow:
    return CaseStatusRow(
        case_id=case_id,
        aspect=said.aspect.value,
        value=said.value,
        from_on=said.from_on,
        to_on=None,
        reason=said.reason,
        decided_by=said.decided_by,
        review_on=said.review_on,
        conference_id=said.conference_id,
    )


def _running(session: Session, case_id: str, aspect: Aspect) -> CaseStatusRow | None:
    return session.scalars(
        select(CaseStatusRow)
        .where(
            CaseStatusRow.case_id == case_id,
            CaseStatusRow.aspect == aspect.value,
            CaseStatusRow.to_on.is_(None),
        )
        .order_by(CaseStatusRow.id.desc())
        .limit(1)
    ).first()


def first_day(session: Session, case: CaseRow) -> date | None:
    """The first day under IOM that anything on record tells of, or nothing."""
    points = turning_points(session, case.id)
    days = [one.on for one in points if one.turn is Turn.TAKEN_ON]
    days += [one.began for one in points if one.began is not None]
    if case.adopted_on is not None:
        days.append(case.adopted_on)
    return min(days, default=None)


def list_episodes(session: Session, case_id: str) -> tuple[Episode, ...]:
    """The stretches under IOM, the oldest first."""
    case = records.fetch(session, CaseRow, case_id)
    return episodes(case.adopted_on, turning_points(session, case_id))


def list_statuses(session: Session, case_id: str) -> list[StatusPeriod]:
    """Every period of the case, aspect by aspect, the oldest first.

    An aspect that was never changed here has one period with no id: what the case says, since the person came
    under IOM.
    """
    case = records.fetch(session, CaseRow, case_id)
    rows = session.scalars(select(CaseStatusRow).where(CaseStatusRow.case_id == case_id)).all()
    found = [_status_from(row) for row in rows]
    kept = {one.aspect for one in found}
    since = first_day(session, case)
    for aspect in Aspect:
        value = getattr(case, aspect.value) or ""
        if aspect not in kept and value:
            found.append(
                StatusPeriod(
                    id="",
                    case_id=case_id,
                    aspect=aspect,
                    value=value,
                    from_on=since,
                    to_on=None,
                    reason="",
                    decided_by="",
                    review_on=None,
                )
            )
    return sorted(found, key=_in_time)


def _in_time(one: StatusPeriod) -> tuple[int, date, bool, str]:
    # One that was replaced the day it began comes before what replaced it.
    return (_ORDER[one.aspect], one.from_on or date.min, one.current, one.id)


def _status_from(row: CaseStatusRow) -> StatusPeriod:
    return StatusPeriod(
        id=row.id,
        case_id=row.case_id,
        aspect=Aspect(row.aspect),
        value=row.value,
        from_on=row.from_on,
        to_on=row.to_on,
        reason=row.reason,
        decided_by=row.decided_by,
        review_on=row.review_on,
        conference_id=row.conference_id,
        recorded_by=row.made_by,
        recorded_at=row.made_at,
    )


def colours(session: Session) -> dict[Rag, ColourRule]:
    """What each colour means in this scheme and how often it asks for contact. Settings > Lists changes it."""
    items = list_codes(session, RAG_COLOURS)
    return {
        rag: ColourRule(
            rag=rag,
            meaning=items[rag.value].detail("meaning"),
            contacts=int(items[rag.value].detail("contacts") or 0),
            days=int(items[rag.value].detail("days") or 1),
            review_months=int(items[rag.value].detail("review_months") or 1),
        )
        for rag in Rag
        if rag.value in items
    }
