"""Keying a paper back: the paper laid out in its own order, and everything written on it kept in one transaction."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from iom_desktop.domain.audiences import FULL, parse_reader, sight_of
from iom_desktop.domain.clock import local_time
from iom_desktop.domain.codes import NEEDS
from iom_desktop.domain.copies import plan_for
from iom_desktop.domain.documents import Document
from iom_desktop.domain.key_back import (
    KeyBackDraft,
    NewLine,
    PaperLine,
    PaperSheet,
    changes_since,
    draft_of_line,
    lay_out_goals,
    line_field,
)
from iom_desktop.domain.plans import Plan, PlanState
from iom_desktop.errors import UserError
from iom_desktop.services import audiences, records
from iom_desktop.services.actions import add_action, add_progress_note, list_owners, set_action_status
from iom_desktop.services.codes import list_codes
from iom_desktop.services.plan_then import moment_of_copy, plan_then
from iom_desktop.services.plans import list_versions, load_plan, start_plan
from iom_desktop.storage.tables import DocumentCopyRow, PlanRow

#: The papers that have boxes beside their actions.
WITH_BOXES = (Document.PLAN, Document.SUMMARY)


@dataclass(frozen=True, slots=True)
class Kept:
    """How much was kept of a paper."""

    statuses: int
    notes: int
    new: int


def can_be_keyed(document: Document, plan_id: str | None) -> bool:
    """Whether a paper is one whose actions can be keyed back."""
    return document in WITH_BOXES and plan_id is not None


def newest_copy(session: Session, plan_id: str) -> str:
    """The copy of this version of the plan that was given out last; "" where none was."""
    return (
        session.scalar(
            select(DocumentCopyRow.id)
            .where(
                DocumentCopyRow.case_id == records.fetch(session, PlanRow, plan_id).case_id,
                DocumentCopyRow.plan_id == plan_id,
                DocumentCopyRow.document.in_([one.value for one in WITH_BOXES]),
                DocumentCopyRow.not_made.is_(False),
            )
            .order_by(DocumentCopyRow.id.desc())
            .limit(1)
        )
        or ""
    )


def lay_out(session: Session, plan_id: str, copy_id: str = "") -> PaperSheet:
    """A version of a plan as it stands on paper, held against the plan as it is now.

    With a ``copy_id`` it is that numbered copy: as the plan read when it was made, with what its reader was shown.
    Raises ``UserError`` where the copy is of another paper, or there is no plan any more.
    """
    row = records.fetch(session, PlanRow, plan_id)
    copy = records.fetch(session, DocumentCopyRow, copy_id) if copy_id else None
    if copy is not None and copy.plan_id != plan_id:
        raise UserError("This copy is of another version of the plan.")
    now = _now(session, row)
    paper = load_plan(session, plan_id) if copy is None else _as_printed(session, plan_id, copy)
    seen = now if copy is None else _for_reader(session, now, copy.audience)
    names = {code: item.name for code, item in list_codes(session, NEEDS).items()}
    versions = list_versions(session, row.case_id)
    draft = next((one for one in versions if one.state is PlanState.DRAFT), None)
    goals = () if draft is None else load_plan(session, draft.id).active_goals
    return PaperSheet(
        case_id=row.case_id,
        plan_id=plan_id,
        copy_id=copy_id,
        plan_number=row.number,
        was_draft=paper.draft,
        made_at=None if copy is None else local_time(copy.made_at),
        copy_words=None if copy is None else (copy.number, copy.copies),
        in_force=next((one.number for one in versions if one.state is PlanState.AGREED), None),
        goals=lay_out_goals(paper, now, seen),
        changes=changes_since(paper, seen, names),
        draft_goals={goal.lineage: f"{goal.number}  {goal.said.words}" for goal in goals},
    )


def _now(session: Session, row: PlanRow) -> Plan:
    """The version that what is keyed goes onto: the paper's own while it is in use, else the one in force."""
    if row.state != PlanState.SUPERSEDED.value:
        return load_plan(session, row.id)
    versions = list_versions(session, row.case_id)
    current = next((one for one in versions if one.state is PlanState.AGREED), versions[0])
    return load_plan(session, current.id)


def _as_printed(session: Session, plan_id: str, copy: DocumentCopyRow) -> Plan:
    then = plan_then(session, plan_id, moment_of_copy(session, copy.id))
    return _for_reader(session, then, copy.audience)


def _for_reader(session: Session, plan: Plan, audience: str) -> Plan:
    reader = parse_reader(audience)
    return plan if reader == FULL else plan_for(plan, sight_of(audiences.rules(session), reader))


def keep(session: Session, plan_id: str, copy_id: str, draft: KeyBackDraft, today: date) -> Kept:
    """Keep everything that was keyed from a paper, or nothing. Needs a writing session.

    Each ticked box is a status with its history, from its day; a note without a box is a progress note; lines
    written anew go into the draft plan. Raises ``FieldErrors`` naming the lines that cannot be kept.
    """
    sheet = lay_out(session, plan_id, copy_id)
    draft = draft.check(sheet, today)
    lines = {line.lineage: line for line in sheet.lines}
    statuses = notes = 0
    for one in draft.lines:
        line = lines[one.lineage]
        action_id, on = _action_of(line), one.on or today
        status = line.becomes(one.box, on)
        if status is None:
            add_progress_note(session, action_id, one.note)
            notes += 1
        else:
            set_action_status(session, action_id, status, one.note, on, today)
            statuses += 1
    for new in draft.new:
        _add(session, sheet, new, today)
    return Kept(statuses, notes, len(draft.new))


def _action_of(line: PaperLine) -> str:
    if line.action_id is None:
        raise UserError(f"Action {line.number} is no longer in the plan.", line_field(line.lineage))
    return line.action_id


def _add(session: Session, sheet: PaperSheet, new: NewLine, today: date) -> None:
    goals = load_plan(session, start_plan(session, sheet.case_id)).active_goals
    goal = next(goal for goal in goals if goal.lineage == new.goal)
    said = draft_of_line(new)
    known = {owner.name.casefold(): owner for owner in list_owners(session, sheet.case_id)}
    owner = known.get(said.who_name.casefold()) if said.who_name else None
    if owner is not None:
        said = replace(said, who=owner.who, who_name=owner.name, who_agency=owner.agency)
    add_action(session, goal.id, said, today)
