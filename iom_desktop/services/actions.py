"""Required actions: adding, changing, moving; what became of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from iom_desktop.domain.actions import REASON_NEEDED, ActionDraft, ActionStatus, Source, Who
from iom_desktop.domain.checks import Checks
from iom_desktop.domain.codes import Agency
from iom_desktop.domain.plans import PlanState
from iom_desktop.errors import UserError
from iom_desktop.services import records
from iom_desktop.services.plans import editable, reorder
from iom_desktop.services.standing import refresh_standing
from iom_desktop.storage.ids import new_id
from iom_desktop.storage.reading import asking
from iom_desktop.storage.tables import (
    ActionNoteRow,
    ActionRow,
    ActionStatusRow,
    CaseRow,
    ConditionRow,
    ConferenceActionRow,
    ConferenceRow,
    GoalRow,
    PlanRow,
)

#: How many of the newest actions of the store are looked through for names to suggest.
RECENT = 500


class Owner(NamedTuple):
    """An officer or partner who can be named to do an action. ``agency`` is a code or words."""

    who: Who
    name: str
    agency: str


def add_action(session: Session, goal_id: str, draft: ActionDraft, today: date) -> str:
    """Add a required action at the end of a goal of the draft plan; returns its id. Raises ``UserError``."""
    goal = records.fetch(session, GoalRow, goal_id)
    said = _resting(session, goal.case_id, draft.check(today))
    editable(session, goal.plan_id)
    last = session.scalar(select(func.max(ActionRow.position)).where(ActionRow.goal_id == goal_id)) or 0
    row = ActionRow(
        plan_id=goal.plan_id,
        goal_id=goal_id,
        case_id=goal.case_id,
        lineage=new_id(),
        position=last + 1,
        status=ActionStatus.NOT_STARTED.value,
        **records.columns_of(said),
    )
    session.add(row)
    refresh_standing(session, goal.case_id)
    return row.id


def change_action(session: Session, action_id: str, version: int, draft: ActionDraft, today: date) -> None:
    """Reword a required action of the draft plan. Raises ``UserError``, ``StaleEdit``."""
    said = draft.check(today)
    row = records.fetch_version(session, ActionRow, action_id, version)
    said = _resting(session, row.case_id, said)
    editable(session, row.plan_id)
    records.write_onto(row, said)
    refresh_standing(session, row.case_id)


def _resting(session: Session, case_id: str, said: ActionDraft) -> ActionDraft:
    """``said`` with the source of the condition it rests on. Raises ``UserError`` for one of another case."""
    if said.condition_id is None:
        return said
    row = session.get(ConditionRow, said.condition_id)
    if row is None or row.case_id != case_id:
        raise UserError("Rests on: this condition is not on record for the case.", "condition_id")
    return replace(said, source=Source(row.source))


def remove_action(session: Session, action_id: str) -> None:
    """Take an action that no agreed version holds out of the draft plan; one that was agreed is ended by status."""
    row = records.fetch(session, ActionRow, action_id)
    editable(session, row.plan_id)
    agreed = session.scalar(
        select(ActionRow.id).where(ActionRow.lineage == row.lineage, ActionRow.id != row.id).limit(1)
    )
    checks = Checks()
    checks.demand(
        agreed is None,
        "status",
        "This action is in an agreed version: say that it is no longer needed, and why, instead of removing it.",
    )
    given = session.scalar(
        select(ConferenceActionRow.id)
        .join(ConferenceRow, ConferenceRow.id == ConferenceActionRow.conference_id)
        .where(ConferenceActionRow.lineage == row.lineage, ConferenceRow.closed_at.is_not(None))
        .limit(1)
    )
    checks.demand(
        given is None,
        "status",
        "A case conference gave this action: say that it is no longer needed, and why, instead of removing it.",
    )
    checks.done()
    session.delete(row)
    refresh_standing(session, row.case_id)


def move_action(session: Session, action_id: str, places: int) -> None:
    """Move an action up (negative) or down within its goal; the numbers follow."""
    row = records.fetch(session, ActionRow, action_id)
    editable(session, row.plan_id)
    rows = list(
        session.scalars(
            select(ActionRow).where(ActionRow.goal_id == row.goal_id).order_by(ActionRow.position)
        )
    )
    reorder(rows, row, places)
    refresh_standing(session, row.case_id)


def set_action_status(
    session: Session, action_id: str, status: ActionStatus, reason: str, on_day: date, today: date
) -> None:
    """Say how an action stands, from when and why. The change is kept for ever, in every version that holds it.

    Raises ``UserError``: a reason is needed for missed, cannot be done yet and no longer needed.
    """
    checks = Checks()
    cleaned = checks.note(reason, "reason", "Reason", required=status in REASON_NEEDED)
    checks.demand(on_day <= today, "on_day", f"From: {on_day:%d/%m/%Y} is in the future.")
    checks.done()
    row = records.fetch(session, ActionRow, action_id)
    session.add(
        ActionStatusRow(
            case_id=row.case_id, lineage=row.lineage, status=status.value, reason=cleaned, on_day=on_day
        )
    )
    in_use = (PlanState.DRAFT.value, PlanState.AGREED.value)
    for one in session.scalars(
        select(ActionRow)
        .join(PlanRow, PlanRow.id == ActionRow.plan_id)
        .where(ActionRow.lineage == row.lineage, PlanRow.state.in_(in_use))
    ).all():
        if one.status != status.value:
            one.status = status.value
    refresh_standing(session, row.case_id)


def add_progress_note(session: Session, action_id: str, words: str) -> None:
    """Add a note to an action; it cannot be rewritten. Raises ``UserError``."""
    checks = Checks()
    cleaned = checks.note(words, "words", "Progress note", required=True)
    checks.done()
    row = records.fetch(session, ActionRow, action_id)
    session.add(ActionNoteRow(case_id=row.case_id, lineage=row.lineage, words=cleaned))


def list_owners(session: Session, case_id: str) -> list[Owner]:
    """Who can be suggested to do an action: the leads of the case, who is asking, and names used lately.

    Those of this case come first; each name and agency comes once.
    """
    case = records.fetch(session, CaseRow, case_id)
    officer = asking(session)
    found = [
        Owner(Who.OFFICER, case.police_lead, Agency.POLICE.value),
        Owner(Who.OFFICER, case.probation_lead, Agency.PROBATION.value),
        Owner(Who.OFFICER, officer.name, officer.agency),
    ]
    named = select(ActionRow.who, ActionRow.who_name, ActionRow.who_agency).order_by(ActionRow.id.desc())
    for chosen in (named.where(ActionRow.case_id == case_id), named.limit(RECENT)):
        found += [Owner(Who(who), name, agency) for who, name, agency in session.execute(chosen) if who]
    seen: dict[tuple[str, str], Owner] = {}
    for owner in found:
        if owner.name and owner.who is not Who.PERSON:
            seen.setdefault((owner.name.casefold(), owner.agency.casefold()), owner)
    return list(seen.values())
