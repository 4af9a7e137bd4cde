"""Drafts to rows: what the services would write, without asking the database anything."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from iom_desktop.demo import copies, meetings, story, week
from iom_desktop.demo.invented import InventedAction, InventedAppointment, InventedCase, InventedOutcome
from iom_desktop.demo.meetings import Told
from iom_desktop.demo.words import DIRECTORY
from iom_desktop.domain import clarity
from iom_desktop.domain.actions import Action, ActionStatus, Who
from iom_desktop.domain.appointments import occurrences
from iom_desktop.domain.codes import COMPLIANCE_RULES, ENFORCEMENT_ACTIONS, NEEDS, RISK_FLAGS, IomStatus
from iom_desktop.domain.dates import add_months
from iom_desktop.domain.enforcement import HOLDING, StepDraft
from iom_desktop.domain.needs import Need
from iom_desktop.domain.plans import Agreement, Goal, GoalState, Plan, PlanState
from iom_desktop.domain.providers import ProviderDraft, ProviderServiceDraft
from iom_desktop.services import codes, conferences, providers, records
from iom_desktop.services.service_access import reason_dated
from iom_desktop.storage.bulk import BulkWriter
from iom_desktop.storage.ids import new_id
from iom_desktop.storage.store import WritingSession
from iom_desktop.storage.tables import (
    ActionNoteRow,
    ActionRow,
    ActionStatusRow,
    AppointmentMoveRow,
    AppointmentOutcomeRow,
    AppointmentRow,
    CaseRow,
    EnforcementStepRow,
    FlagRow,
    GoalRow,
    LetterRow,
    NeedRow,
    NoteRow,
    PersonRow,
    PlanRow,
    ProceedingRow,
    ProviderRow,
    ProviderServiceRow,
    Record,
    ServiceAccessRow,
    SupportRow,
)

#: The id of each service of the directory, by its name and its provider's.
Directory = dict[tuple[str, str], str]


def fill(session: WritingSession, cases: Iterator[InventedCase] | Sequence[InventedCase], today: date) -> int:
    """Write the cases into an empty store inside one ``store.write``; returns how many there were."""
    writer = BulkWriter(session)
    directory = _known_directory(session) or _write_directory(writer, today)
    many = 0
    told: list[Told] = []
    for case in cases:
        known = _write(writer, case, directory, today)
        if len(told) < meetings.MOST_TOLD:
            told.append(known)
        many += 1
    first = not conferences.list_conferences(session)
    if first:
        meetings.hold(writer, told, today)
    writer.finish()
    if first:
        meetings.plan(session, today)
        copies.open_office(session, today)
        copies.give_out(session, told, today)
    return many


def _known_directory(session: WritingSession) -> Directory:
    return {
        (service.said.name, service.provider_name): service.id
        for service in providers.list_provider_services(session)
    }


def _write_directory(writer: BulkWriter, today: date) -> Directory:
    found: Directory = {}
    needs = frozenset(item.code for item in codes.shipped(NEEDS))
    for place, (name, area, contact, phone, services) in enumerate(DIRECTORY):
        checked = today - timedelta(days=20 + 40 * place)
        said = ProviderDraft(name=name, area=area, contact=contact, phone=phone, checked_on=checked)
        provider_id = writer.add(ProviderRow(**records.columns_of(said.check(today))))
        for service, served, who, room, target in services:
            draft = ProviderServiceDraft(
                name=service,
                needs=served,
                area=area,
                eligibility=who,
                how_to_refer=f"Telephone {phone}, then send the form by e-mail.",
                capacity=room,
                target_days=target,
            )
            row = ProviderServiceRow(provider_id=provider_id, **records.columns_of(draft.check(today, needs)))
            found[service, name] = writer.add(row)
    return found


def _write(writer: BulkWriter, case: InventedCase, directory: Directory, today: date) -> Told:
    by, made = case.police, datetime.combine(case.managed.adopted_on or today, time(9))
    person = PersonRow(**records.columns_of(case.person.check(today)))
    writer.add(person, at=made, by=by)
    faults = count_faults(case, today)
    row = CaseRow(
        person_id=person.id,
        iom_status=story.status_of(case).value,
        has_decision=story.status_of(case) is IomStatus.ADOPTED and case.decision is not None,
        plan_faults=faults,
        plan_number=None if not case.goals else 2 if case.agreed else 1,
        plan_agreed=bool(case.goals) and case.agreed,
        next_due_on=_next_due(case),
        **records.columns_of(case.managed.check(today)),
    )
    case_id = writer.add(row, at=made, by=by)
    for beside in case.beside:
        row_beside = beside.kind(case_id=case_id, **beside.columns)
        writer.add(row_beside, at=datetime.combine(beside.day, time(12)), by=case.probation)
    for kept in _records(case, case_id, directory, today):
        writer.add(kept, at=_made_at(kept, made), by=by)
    series = new_id()
    for one in case.appointments:
        for kept in _appointment(case, case_id, one, series, today):
            writer.add(kept, at=_made_at(kept, made), by=by)
    return Told(case_id=case_id, case=case, lineages=_write_plans(writer, case, case_id, today))


def _next_due(case: InventedCase) -> date | None:
    days = [action.said.due_on for goal in case.goals for action in goal.actions if action.status.open]
    return min((day for day in days if day is not None), default=None)


#: Columns that say when a record came about, the first that a row has.
_MADE_WHEN = (
    "happened_at", "outcome_at", "decided_on", "sent_on", "given_on", "started_on", "on_day", "referred_on",
    "screened_on", "from_on",
)  # fmt: skip


def _made_at(row: Any, otherwise: datetime) -> datetime:
    for name in _MADE_WHEN:
        at: datetime | date | None = getattr(row, name, None)
        if at is not None:
            return at if isinstance(at, datetime) else datetime.combine(at, time(12))
    return otherwise


def _records(case: InventedCase, case_id: str, directory: Directory, today: date) -> Iterator[Record]:
    items = {item.code: item for item in codes.shipped(NEEDS)}
    flags = {item.code: item for item in codes.shipped(RISK_FLAGS)}
    yield from story.rows(case, case_id, new_id(), today)
    for need in case.needs:
        yield NeedRow(case_id=case_id, **records.columns_of(need.check(today, items[need.code])))
    for code, note, day in case.flags:
        months = int(flags[code].detail("review_months") or 0)
        review = add_months(day, months) if months else None
        while review is not None and review < today - timedelta(days=30):
            review = add_months(review, months)
        yield FlagRow(
            case_id=case_id,
            code=code,
            note=note,
            started_on=day,
            review_on=review,
            reviewed_on=None,
            reviewed_by="",
            ended_on=None,
        )
    for access in case.services:
        known = replace(access, provider_service_id=directory[access.service, access.provider])
        known = reason_dated(known, None, today)
        yield ServiceAccessRow(case_id=case_id, **records.columns_of(known.check(today, True)))
    for said_note in case.notes:
        yield NoteRow(case_id=case_id, source_key="", **records.columns_of(said_note))
    for proceeding in case.proceedings:
        yield ProceedingRow(case_id=case_id, **records.columns_of(proceeding))
    for given in case.support:
        yield SupportRow(case_id=case_id, **records.columns_of(given))


def _appointment(
    case: InventedCase, case_id: str, one: InventedAppointment, series: str, today: date
) -> Iterator[Record]:
    """The row of an appointment (of each, where it is a series) and of all that became of it."""
    starts = list(occurrences(one.said))
    last = one.outcomes[-1] if one.outcomes else InventedOutcome(at=datetime.min, code="")
    columns = records.columns_of(one.said)
    del columns["repeat"], columns["repeat_until"]
    for at in starts:
        row = AppointmentRow(
            **columns | {"starts_at": one.starts_at if len(starts) == 1 else at},
            case_id=case_id,
            series_id=series if len(starts) > 1 else None,
            outcome_code=last.code,
            outcome_note=last.note,
            outcome_at=last.at if last.code else None,
            outcome_by=case.police.name if last.code else "",
            cancelled=one.cancelled is not None,
            cancel_reason=one.cancelled.reason if one.cancelled else "",
            cancel_asked_by=one.cancelled.asked_by or "" if one.cancelled else "",
            source_key="",
        )
        # The rows below name it.
        row.id = new_id()
        yield row
    yield from _moves(one, case_id, row.id)
    yield from _outcomes(case, one, case_id, row.id, today)
    if one.letter is not None:
        said = replace(one.letter, appointment_id=row.id)
        yield LetterRow(case_id=case_id, **records.columns_of(said))


def _moves(one: InventedAppointment, case_id: str, appointment_id: str) -> Iterator[Record]:
    at, minutes, place = one.said.starts_at, one.said.minutes, one.said.place
    for move in one.moves:
        yield AppointmentMoveRow(
            case_id=case_id,
            appointment_id=appointment_id,
            from_at=at,
            from_minutes=minutes,
            from_place=place,
            to_at=move.starts_at,
            to_minutes=move.minutes,
            to_place=move.place,
            asked_by=move.asked_by or "",
            reason=move.reason,
        )
        at, minutes, place = move.starts_at, move.minutes, move.place


def _outcomes(
    case: InventedCase, one: InventedAppointment, case_id: str, appointment_id: str, today: date
) -> Iterator[Record]:
    """The outcomes before the last, as they stood, and what was decided about each."""
    for place, outcome in enumerate(one.outcomes):
        following = one.outcomes[place + 1] if place + 1 < len(one.outcomes) else None
        if following is not None:
            yield AppointmentOutcomeRow(
                case_id=case_id,
                appointment_id=appointment_id,
                outcome_code=outcome.code,
                note=outcome.note,
                change_reason=following.why,
            )
        if outcome.step is not None:
            said = _checked(case, one, outcome, outcome.step, today)
            item = _steps()[said.code]
            settled = following if item.yes("outstanding") else None
            yield EnforcementStepRow(
                case_id=case_id,
                appointment_id=appointment_id,
                **records.columns_of(said),
                settled_on=settled.at.date() if settled else None,
                settled_note="The outcome was changed." if settled else "",
            )


def _steps() -> dict[str, Any]:
    return {item.code: item for item in codes.shipped(ENFORCEMENT_ACTIONS)}


def _checked(
    case: InventedCase, one: InventedAppointment, outcome: InventedOutcome, step: StepDraft, today: date
) -> StepDraft:
    rules = {item.code: item for item in codes.shipped(COMPLIANCE_RULES)}
    days = rules[case.managed.sentence].detail("evidence_working_days") if case.managed.sentence else ""
    awaits = outcome.code == HOLDING or step.code == "EA12"
    return step.check(
        _steps()[step.code],
        one.starts_at.date(),
        today,
        evidence_days=int(days) if days and awaits else None,
        holidays=week.holidays(),
    )


def count_faults(case: InventedCase, today: date) -> int | None:
    """How many things stand in the way of the invented plan being agreed; nothing where there is no plan."""
    if not case.goals:
        return None
    items = {item.code: item for item in codes.shipped(NEEDS)}
    needs = [
        Need(
            id=need.code,
            version=1,
            case_id="",
            name=items[need.code].name,
            pathway="",
            assessed=need.check(today, items[need.code]),
            served=False,
        )
        for need in case.needs
    ]
    return len(clarity.faults(as_plan(case, today), needs, case.managed.rosh))


def as_plan(case: InventedCase, today: date) -> Plan:
    """The invented plan as the record the rules judge."""
    goals = tuple(
        Goal(
            id=f"g{place}",
            version=1,
            lineage=f"g{place}",
            plan_id="",
            number=str(place),
            said=goal.said,
            state=GoalState.ACTIVE,
            state_reason="",
            actions=tuple(
                Action(
                    id=f"a{place}.{step}",
                    version=1,
                    lineage=f"a{place}.{step}",
                    goal_id=f"g{place}",
                    number=f"{place}.{step}",
                    said=action.said,
                    status=action.status,
                )
                for step, action in enumerate(goal.actions, start=1)
            ),
        )
        for place, goal in enumerate(case.goals, start=1)
    )
    return Plan(
        id="",
        version=1,
        case_id="",
        number=1,
        state=PlanState.DRAFT,
        said=case.words,
        goals=goals,
        agreement=None,
        changed_at=datetime.combine(today, time()),
        changed_by="",
    )


def _write_plans(writer: BulkWriter, case: InventedCase, case_id: str, today: date) -> tuple[str, ...]:
    """Writes the plan's versions; returns the lineages of what others than the person do."""
    if not case.goals:
        return ()
    made = datetime.combine(today - timedelta(days=20), time(10))
    agreed_at = datetime.combine(today - timedelta(days=2), time(11))
    lineages: dict[tuple[int, int], str] = {}
    for number in (1, 2) if case.agreed else (1,):
        sealed = case.agreed and number == 1
        plan_id = writer.add(
            PlanRow(
                case_id=case_id,
                number=number,
                state=PlanState.AGREED.value if sealed else PlanState.DRAFT.value,
                answer=Agreement.AGREES.value if sealed else None,
                answer_reason="",
                agreement_words=case.persons_words if sealed else "",
                explained_on=agreed_at.date() if sealed else None,
                agreed_at=agreed_at if sealed else None,
                agreed_by=case.police.name if sealed else "",
                **records.columns_of(case.words.check()),
            ),
            at=made if number == 1 else agreed_at,
            by=case.police,
        )
        _write_goals(writer, case, case_id, plan_id, lineages, made, today)
    for (place, step), lineage in lineages.items():
        _write_history(
            writer, case, case_id, lineage, case.goals[place - 1].actions[step - 1] if step else None, today
        )
    return tuple(
        lineage
        for (place, step), lineage in lineages.items()
        if step and case.goals[place - 1].actions[step - 1].said.who in (Who.OFFICER, Who.PARTNER)
    )


def _write_goals(
    writer: BulkWriter,
    case: InventedCase,
    case_id: str,
    plan_id: str,
    lineages: dict[tuple[int, int], str],
    made: datetime,
    today: date,
) -> None:
    for place, goal in enumerate(case.goals, start=1):
        goal_id = writer.add(
            GoalRow(
                plan_id=plan_id,
                case_id=case_id,
                lineage=lineages.setdefault((place, 0), new_id()),
                position=place,
                state=GoalState.ACTIVE.value,
                state_reason="",
                **records.columns_of(goal.said.check()),
            ),
            at=made,
            by=case.police,
        )
        for step, action in enumerate(goal.actions, start=1):
            writer.add(
                ActionRow(
                    plan_id=plan_id,
                    goal_id=goal_id,
                    case_id=case_id,
                    lineage=lineages.setdefault((place, step), new_id()),
                    position=step,
                    status=action.status.value,
                    **records.columns_of(action.said.check(today)),
                ),
                at=made,
                by=case.police,
            )


def _write_history(
    writer: BulkWriter,
    case: InventedCase,
    case_id: str,
    lineage: str,
    action: InventedAction | None,
    today: date,
) -> None:
    if action is None:
        return
    at = datetime.combine(today - timedelta(days=5), time(15))
    if action.status is not ActionStatus.NOT_STARTED:
        row = ActionStatusRow(
            case_id=case_id,
            lineage=lineage,
            status=action.status.value,
            reason=action.reason,
            on_day=at.date(),
        )
        writer.add(row, at=at, by=case.police)
    if action.note:
        writer.add(ActionNoteRow(case_id=case_id, lineage=lineage, words=action.note), at=at, by=case.police)
