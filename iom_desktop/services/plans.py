"""Plans: goals, versions, agreement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from iom_desktop.domain import clarity
from iom_desktop.domain.actions import (
    Action,
    ActionDraft,
    ActionStatus,
    ProgressNote,
    Source,
    StatusChange,
    Who,
)
from iom_desktop.domain.checks import Checks
from iom_desktop.domain.clarity import Fault
from iom_desktop.domain.codes import NEEDS, Rosh
from iom_desktop.domain.comparison import compare
from iom_desktop.domain.conditions import Condition
from iom_desktop.domain.plans import (
    Agreement,
    AgreementDraft,
    AgreementRecord,
    Goal,
    GoalDraft,
    GoalState,
    Plan,
    PlanState,
    PlanVersion,
    PlanWords,
)
from iom_desktop.errors import UserError
from iom_desktop.services import records
from iom_desktop.services.codes import list_codes
from iom_desktop.services.conditions import list_conditions
from iom_desktop.services.needs import list_needs
from iom_desktop.services.plan_surroundings import around_plan
from iom_desktop.services.standing import refresh_standing
from iom_desktop.storage.audit import act_of
from iom_desktop.storage.ids import new_id
from iom_desktop.storage.tables import (
    ActionNoteRow,
    ActionRow,
    ActionStatusRow,
    CaseRow,
    GoalRow,
    PlanRow,
    Record,
)

ACTION_CONVERT: records.Convert = {"who": Who, "source": Source, "serves": tuple}
_GOAL_CONVERT: records.Convert = {"serves": tuple}
_RECORD_COLUMNS = frozenset({"id", "version", "made_at", "made_by", "changed_at", "changed_by"})


def start_plan(session: Session, case_id: str) -> str:
    """The case's draft plan, begun if there is none; returns its id."""
    draft = _draft_of_case(session, case_id)
    if draft is not None:
        return draft.id
    records.fetch(session, CaseRow, case_id)
    latest = session.scalar(select(func.max(PlanRow.number)).where(PlanRow.case_id == case_id)) or 0
    row = _new_draft(case_id, latest + 1)
    session.add(row)
    refresh_standing(session, case_id)
    return row.id


def _new_draft(case_id: str, number: int) -> PlanRow:
    return PlanRow(
        case_id=case_id,
        number=number,
        state=PlanState.DRAFT.value,
        contingency="",
        persons_words="",
        review_on=None,
        answer=None,
        answer_reason="",
        agreement_words="",
        explained_on=None,
        agreed_at=None,
        agreed_by="",
    )


def _draft_of_case(session: Session, case_id: str) -> PlanRow | None:
    return session.scalars(
        select(PlanRow).where(PlanRow.case_id == case_id, PlanRow.state == PlanState.DRAFT.value)
    ).first()


def editable(session: Session, plan_id: str) -> PlanRow:
    """The plan's row, if it may be edited. Raises ``UserError`` for a version that is frozen."""
    row = records.fetch(session, PlanRow, plan_id)
    if row.state != PlanState.DRAFT.value:
        raise UserError(
            f"Version {row.number} of the plan is agreed and cannot be changed; change the draft."
        )
    return row


def list_versions(session: Session, case_id: str) -> list[PlanVersion]:
    """The versions of the case's plan, the newest first."""
    rows = session.scalars(select(PlanRow).where(PlanRow.case_id == case_id).order_by(PlanRow.number.desc()))
    return [
        PlanVersion(
            id=row.id,
            number=row.number,
            state=PlanState(row.state),
            agreed_at=row.agreed_at,
            agreed_by=row.agreed_by,
            answer=None if row.answer is None else Agreement(row.answer),
        )
        for row in rows
    ]


def newest_plan(session: Session, case_id: str) -> Plan | None:
    """The newest version of the case's plan: its draft, as a rule."""
    found = list_versions(session, case_id)
    return load_plan(session, found[0].id) if found else None


def plan_in_force(session: Session, case_id: str) -> Plan | None:
    """The agreed version, or the draft while none is agreed."""
    found = list_versions(session, case_id)
    agreed = [one for one in found if one.state is PlanState.AGREED]
    return load_plan(session, (agreed or found)[0].id) if found else None


def load_plan(session: Session, plan_id: str) -> Plan:
    """A version of a plan, whole."""
    row = records.fetch(session, PlanRow, plan_id)
    goals = session.scalars(
        select(GoalRow).where(GoalRow.plan_id == plan_id).order_by(GoalRow.position)
    ).all()
    actions = session.scalars(
        select(ActionRow).where(ActionRow.plan_id == plan_id).order_by(ActionRow.position)
    ).all()
    return assemble_plan(session, row, goals, actions)


def assemble_plan(
    session: Session, row: PlanRow, goals: Sequence[GoalRow], actions: Sequence[ActionRow]
) -> Plan:
    """The plan that these rows make, each action with its history; ``actions`` in order within their goals."""
    by_goal: dict[str, list[ActionRow]] = defaultdict(list)
    for action in actions:
        by_goal[action.goal_id].append(action)
    lineages = [action.lineage for action in actions]
    history, notes = _history(session, lineages), _notes(session, lineages)
    conditions: dict[str, Condition] = {}
    if any(action.condition_id for action in actions):
        conditions = {one.id: one for one in list_conditions(session, row.case_id)}
    return Plan(
        id=row.id,
        version=row.version,
        case_id=row.case_id,
        number=row.number,
        state=PlanState(row.state),
        said=records.draft_of(PlanWords, row, {}),
        goals=tuple(
            _goal_from(goal, place, by_goal[goal.id], history, notes, conditions)
            for place, goal in enumerate(_open_first(goals), start=1)
        ),
        agreement=_agreement_from(row),
        changed_at=max([row.changed_at, *(one.changed_at for one in (*goals, *actions))]),
        changed_by=row.changed_by,
    )


def _open_first(goals: Sequence[GoalRow]) -> list[GoalRow]:
    """What is worked on is numbered from 1; goals achieved or removed stay visible after it."""
    return sorted(goals, key=lambda row: row.state != GoalState.ACTIVE.value)


def _goal_from(
    row: GoalRow,
    place: int,
    actions: list[ActionRow],
    history: dict[str, list[StatusChange]],
    notes: dict[str, list[ProgressNote]],
    conditions: dict[str, Condition],
) -> Goal:
    return Goal(
        id=row.id,
        version=row.version,
        lineage=row.lineage,
        plan_id=row.plan_id,
        number=str(place),
        said=records.draft_of(GoalDraft, row, _GOAL_CONVERT),
        state=GoalState(row.state),
        state_reason=row.state_reason,
        actions=tuple(
            Action(
                id=action.id,
                version=action.version,
                lineage=action.lineage,
                goal_id=row.id,
                number=f"{place}.{step}",
                said=records.draft_of(ActionDraft, action, ACTION_CONVERT),
                status=ActionStatus(action.status),
                history=tuple(history[action.lineage]),
                notes=tuple(notes[action.lineage]),
                condition=conditions.get(action.condition_id or ""),
            )
            for step, action in enumerate(actions, start=1)
        ),
    )


def _history(session: Session, lineages: list[str]) -> dict[str, list[StatusChange]]:
    found: dict[str, list[StatusChange]] = defaultdict(list)
    rows = session.scalars(
        select(ActionStatusRow).where(ActionStatusRow.lineage.in_(lineages)).order_by(ActionStatusRow.id)
    )
    for row in rows:
        found[row.lineage].append(
            StatusChange(
                status=ActionStatus(row.status),
                reason=row.reason,
                on=row.on_day,
                by=row.made_by,
                at=row.made_at,
            )
        )
    return found


def _notes(session: Session, lineages: list[str]) -> dict[str, list[ProgressNote]]:
    found: dict[str, list[ProgressNote]] = defaultdict(list)
    rows = session.scalars(
        select(ActionNoteRow).where(ActionNoteRow.lineage.in_(lineages)).order_by(ActionNoteRow.id)
    )
    for row in rows:
        found[row.lineage].append(ProgressNote(words=row.words, by=row.made_by, at=row.made_at))
    return found


def _agreement_from(row: PlanRow) -> AgreementRecord | None:
    if row.agreed_at is None or row.answer is None:
        return None
    return AgreementRecord(
        said=AgreementDraft(
            answer=Agreement(row.answer),
            reason=row.answer_reason,
            persons_words=row.agreement_words,
            explained_on=row.explained_on,
        ),
        at=row.agreed_at,
        by=row.agreed_by,
    )


def plan_readiness(session: Session, plan: Plan) -> tuple[Fault, ...]:
    """Everything unclear in ``plan``, held against the needs of its case and what stands round it."""
    case = records.fetch(session, CaseRow, plan.case_id)
    rosh = None if case.rosh is None else Rosh(case.rosh)
    return clarity.readiness(plan, list_needs(session, plan.case_id), rosh, around_plan(session, case))


def word_plan(session: Session, plan_id: str, version: int, words: PlanWords) -> None:
    """Set the plan's contingency, the person's own words and the review date. Raises ``UserError``."""
    said = words.check()
    editable(session, plan_id)
    row = records.fetch_version(session, PlanRow, plan_id, version)
    records.write_onto(row, said)
    refresh_standing(session, row.case_id)


def add_goal(session: Session, plan_id: str, draft: GoalDraft) -> str:
    """Add a goal at the end of the draft plan; returns its id. Raises ``UserError``."""
    said = draft.check()
    plan = editable(session, plan_id)
    last = session.scalar(select(func.max(GoalRow.position)).where(GoalRow.plan_id == plan_id)) or 0
    row = GoalRow(
        plan_id=plan_id,
        case_id=plan.case_id,
        lineage=new_id(),
        position=last + 1,
        state=GoalState.ACTIVE.value,
        state_reason="",
        **records.columns_of(said),
    )
    session.add(row)
    refresh_standing(session, plan.case_id)
    return row.id


def change_goal(session: Session, goal_id: str, version: int, draft: GoalDraft) -> None:
    """Reword a goal of the draft plan. Raises ``UserError``, ``StaleEdit``."""
    said = draft.check()
    row = records.fetch_version(session, GoalRow, goal_id, version)
    editable(session, row.plan_id)
    records.write_onto(row, said)
    refresh_standing(session, row.case_id)


def set_goal_state(session: Session, goal_id: str, state: GoalState, reason: str) -> None:
    """Say that a goal is achieved, removed or worked on again; each needs a reason, and the goal stays visible."""
    checks = Checks()
    cleaned = checks.note(reason, "reason", "Reason", required=True)
    checks.done()
    row = records.fetch(session, GoalRow, goal_id)
    editable(session, row.plan_id)
    row.state, row.state_reason = state.value, cleaned
    refresh_standing(session, row.case_id)


def move_goal(session: Session, goal_id: str, places: int) -> None:
    """Move a goal up (negative) or down; the numbers follow."""
    row = records.fetch(session, GoalRow, goal_id)
    editable(session, row.plan_id)
    rows = session.scalars(
        select(GoalRow).where(GoalRow.plan_id == row.plan_id).order_by(GoalRow.position)
    ).all()
    reorder(_open_first(rows), row, places)
    refresh_standing(session, row.case_id)


def reorder(rows: list[GoalRow] | list[ActionRow], row: GoalRow | ActionRow, places: int) -> None:
    """Move ``row`` by ``places`` within ``rows`` and renumber the positions from 1."""
    ordered: list[GoalRow | ActionRow] = [*rows]
    at = ordered.index(row)
    ordered.insert(max(0, min(len(ordered) - 1, at + places)), ordered.pop(at))
    for position, one in enumerate(ordered, start=1):
        if one.position != position:
            one.position = position


def agree_plan(session: Session, plan_id: str, draft: AgreementDraft, today: date) -> str:
    """Record what the person said to the plan, freeze this version and start the next; returns the next's id.

    Raises ``UserError`` naming the first faults where the plan is not clear: it stays a draft.
    """
    said = draft.check(today)
    row = editable(session, plan_id)
    standing_in_the_way = [
        fault for fault in plan_readiness(session, load_plan(session, plan_id)) if fault.blocking
    ]
    if standing_in_the_way:
        shown = " ".join(fault.words for fault in standing_in_the_way[:3])
        more = len(standing_in_the_way) - 3
        raise UserError(
            f"The plan cannot be agreed yet. {shown}" + (f" And {more} more." if more > 0 else "")
        )
    _explain_to_person(session, plan_id, said)
    for old in session.scalars(
        select(PlanRow).where(PlanRow.case_id == row.case_id, PlanRow.state == PlanState.AGREED.value)
    ).all():
        old.state = PlanState.SUPERSEDED.value
    act = act_of(session)
    row.state = PlanState.AGREED.value
    row.answer = None if said.answer is None else said.answer.value
    row.answer_reason = said.reason
    row.agreement_words = said.persons_words
    row.explained_on = said.explained_on
    row.agreed_at, row.agreed_by = act.now, act.officer.name
    session.flush()
    copy = _copy_as_draft(session, row)
    refresh_standing(session, row.case_id)
    return copy.id


def _explain_to_person(session: Session, plan_id: str, said: AgreementDraft) -> None:
    if said.explained_on is None:
        return
    agreed = {Agreement.AGREES: True, Agreement.DOES_NOT_AGREE: False}.get(said.answer or Agreement.AGREES)
    rows = session.scalars(
        select(ActionRow).where(
            ActionRow.plan_id == plan_id, ActionRow.who == Who.PERSON.value, ActionRow.explained_on.is_(None)
        )
    ).all()
    for action in rows:
        action.explained_on, action.agreed = said.explained_on, agreed


def _copy_as_draft(session: Session, agreed: PlanRow) -> PlanRow:
    copy = _new_draft(agreed.case_id, agreed.number + 1)
    copy.contingency, copy.persons_words, copy.review_on = (
        agreed.contingency,
        agreed.persons_words,
        agreed.review_on,
    )
    session.add(copy)
    session.flush()
    goals: dict[str, str] = {}
    for goal in session.scalars(select(GoalRow).where(GoalRow.plan_id == agreed.id)).all():
        fresh = GoalRow(**_copied(goal, plan_id=copy.id), id=new_id())
        session.add(fresh)
        goals[goal.id] = fresh.id
    session.flush()
    for action in session.scalars(select(ActionRow).where(ActionRow.plan_id == agreed.id)).all():
        session.add(ActionRow(**_copied(action, plan_id=copy.id, goal_id=goals[action.goal_id])))
    return copy


def _copied(row: Record, **changed: str) -> dict[str, object]:
    columns = (column.key for column in row.__table__.columns)
    return {name: getattr(row, name) for name in columns if name not in _RECORD_COLUMNS} | changed


def compare_versions(session: Session, older_id: str, newer_id: str) -> tuple[str, ...]:
    """What changed from one version to another, in sentences."""
    names = {code: item.name for code, item in list_codes(session, NEEDS).items()}
    return compare(load_plan(session, older_id), load_plan(session, newer_id), names)
