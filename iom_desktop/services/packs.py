"""The papers of a conference, loaded for their reader, and the record of each numbered copy that was given out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from datetime import date, datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from iom_desktop.domain.actions import Action
from iom_desktop.domain.audiences import Audience, Reader, SharedMatter, Sight
from iom_desktop.domain.clock import local_time
from iom_desktop.domain.codes import CONFERENCE_WORDS
from iom_desktop.domain.conferences import (
    Attendance,
    Conference,
    ConferenceAction,
    ConferenceCase,
    ConferenceState,
    ItemState,
    Minute,
    MinuteKind,
    ReadBack,
)
from iom_desktop.domain.copies import decision_for, flags_for, managed_for, person_for, plan_for
from iom_desktop.domain.dates import add_months
from iom_desktop.domain.documents import Document
from iom_desktop.domain.packs import (
    ActionPaper,
    ConferencePaper,
    MinutedCase,
    MinutesPaper,
    Pack,
    PackAction,
    PackCase,
    PackReferral,
    PaperHead,
    cases_of,
)
from iom_desktop.domain.plans import Plan, PlanState, PlanVersion
from iom_desktop.domain.risk import Marac
from iom_desktop.domain.selection import OPEN_REFERRALS
from iom_desktop.domain.service_access import UnservedNeed
from iom_desktop.domain.since import SinceLine, Subject
from iom_desktop.errors import UserError
from iom_desktop.services import audiences, records
from iom_desktop.services.case_files import load_case_file
from iom_desktop.services.cases import load_case
from iom_desktop.services.codes import list_codes
from iom_desktop.services.conferences import (
    carried_over,
    list_actions,
    list_attendance,
    list_cases,
    list_minutes,
    load_conference,
    next_conference,
    read_back,
)
from iom_desktop.services.decisions import current_decision
from iom_desktop.services.plans import list_versions, load_plan
from iom_desktop.services.risk import list_maracs, prompts_of
from iom_desktop.services.service_access import unserved_of
from iom_desktop.services.since import last_conferences_of, what_happened_to
from iom_desktop.storage import audit
from iom_desktop.storage.reading import asking
from iom_desktop.storage.tables import (
    ActionRow,
    CaseRow,
    ConferenceActionRow,
    ConferenceCaseRow,
    ConferenceRow,
    GoalRow,
    PersonRow,
    ReferralRow,
    ScreeningRow,
    WithheldRow,
)

Step = Callable[[int, int], object]
"""Told how many of how many cases are done; it may raise to stop the work."""

#: Values asked of the database at a time.
_BATCH = 400
#: How far back "since last time" goes for a case that was before no conference yet, in months.
_MONTHS_BACK = 3
#: Lines of what happened since last time that are read; the page shows what it has room for, and counts the rest.
_MOST_LINES = 60
_DECIDED = (MinuteKind.DECISION, MinuteKind.DISSENT)


# --- What every paper says of itself ---------------------------------------------------------------------


def paper_head(
    session: Session, conference: Conference, document: Document, sight: Sight, now: datetime
) -> PaperHead:
    """The head of a paper made at local time ``now``, with the number its copy will have."""
    return PaperHead(
        conference=conference,
        reader=sight.reader,
        left_out=sight.left_out,
        today=now.date(),
        made_at=now,
        made_by=asking(session).name,
    )


def conference_named(session: Session, typed: str, today: date) -> Conference:
    """The conference with this id, or with "next" the one going on or coming. Raises ``UserError``."""
    if typed == "next":
        coming = next_conference(session, today)
        if coming is None:
            raise UserError("Conference: none is planned.", "conference")
        return coming
    # A command line may hold halves of characters, which no database can be asked about.
    found = session.get(ConferenceRow, typed if typed.isascii() else "")
    if found is None:
        raise UserError('Conference: there is none with this id; "next" is the coming one.', "conference")
    return load_conference(session, found.id)


def purpose(session: Session) -> str:
    """What a conference is for, in the scheme's own words."""
    item = list_codes(session, CONFERENCE_WORDS).get("PURPOSE")
    return item.detail("body") if item is not None else ""


# --- The pack --------------------------------------------------------------------------------------------


def load_pack(
    session: Session,
    conference_id: str,
    reader: Reader,
    now: datetime,
    fuller: Collection[str] = (),
    step: Step | None = None,
) -> Pack:
    """The pack of a conference for ``reader``, at local time ``now``; ``fuller`` are cases to be told in full.

    ``step`` hears of each case and may raise to stop. Raises ``UserError`` where there is no case on the agenda.
    """
    conference = load_conference(session, conference_id)
    items = [one for one in list_cases(session, conference_id) if one.state is not ItemState.TAKEN_OFF]
    if not items:
        raise UserError("There is no case on the agenda of this conference; put cases on it first.")
    sight = audiences.sight(session, reader)
    around = _Around(session, conference, items, sight, now)
    cases = []
    for number, item in enumerate(items, start=1):
        if step is not None:
            step(number - 1, len(items))
        cases.append(_case(session, number, item, around, now, item.case_id in fuller))
    return Pack(
        head=paper_head(session, conference, Document.PACK, sight, now),
        purpose=purpose(session),
        cases=tuple(cases),
    )


class _Around:
    """What is read for all cases of a pack together."""

    def __init__(
        self,
        session: Session,
        conference: Conference,
        items: list[ConferenceCase],
        sight: Sight,
        now: datetime,
    ) -> None:
        ids = [one.case_id for one in items]
        self.sight = sight
        self.today = today = now.date()
        self.held = _rows(session, ids)
        self.last = _last_conferences(session, conference, ids)
        self.decisions = _last_decisions(session, self.last)
        self.referrals = _referrals(session, ids)
        self.since = _since(session, conference, ids, sight, now)
        self.given = _given(session, ids)
        self.unserved = unserved_of(session, ids, today)
        asks = sight.sees(SharedMatter.SAFEGUARDING, SharedMatter.PUBLIC_PROTECTION)
        self.prompts = prompts_of(session, ids, today) if asks else {}
        told = sight.sees(SharedMatter.WITHHELD) and sight.reader.audience is not Audience.CONFERENCE
        self.withheld = _withheld(session, ids) if told else {}


def _rows(session: Session, ids: list[str]) -> list[CaseRow | PersonRow]:
    """The rows of all cases and their people, read at once: as long as they are held, no case asks again."""
    held: list[CaseRow | PersonRow] = []
    for batch in records.batches(ids, _BATCH):
        cases = session.scalars(select(CaseRow).where(CaseRow.id.in_(batch))).all()
        people = select(PersonRow).where(PersonRow.id.in_([row.person_id for row in cases]))
        held += [*cases, *session.scalars(people)]
    return held


def _case(
    session: Session, number: int, item: ConferenceCase, around: _Around, now: datetime, fuller: bool
) -> PackCase:
    sight = around.sight
    case = load_case(session, item.case_id)
    decision = current_decision(session, item.case_id)
    last = around.last.get(item.case_id)
    last_on = None if last is None else last[1]
    plan, agreed, drafted = _plans(session, item.case_id, around.given.get(item.case_id, frozenset()))
    return PackCase(
        number=number,
        item=item,
        person=person_for(case.person, sight),
        managed=managed_for(case.managed, sight),
        iom_status=case.iom_status,
        flags=flags_for(case.flags, sight),
        decision=None if decision is None else decision_for(decision, sight),
        referral=_referral(around.referrals.get(item.case_id), sight),
        since=around.since.get(item.case_id, ()),
        since_on=last_on,
        has_plan=plan is not None,
        plan_agreed=agreed,
        actions=_actions(plan, drafted, last_on, around),
        unserved=_unserved(around.unserved.get(item.case_id, ()), sight),
        last_decisions=around.decisions.get(item.case_id, ()),
        last_on=last_on,
        marac=_newest_marac(session, item.case_id) if sight.sees(SharedMatter.SAFEGUARDING) else None,
        asked=tuple(one.words for one in around.prompts.get(item.case_id, ())),
        withheld=around.withheld.get(item.case_id, ()),
        fuller=load_case_file(session, item.case_id, now, reader=sight.reader, in_force=True)
        if fuller
        else None,
    )


def _newest_marac(session: Session, case_id: str) -> Marac | None:
    return next(iter(list_maracs(session, case_id)), None)


def _last_conferences(
    session: Session, conference: Conference, ids: list[str]
) -> dict[str, tuple[str, date]]:
    """The closed conference before this one at which each case was discussed: its id and day."""
    found: dict[str, tuple[str, date]] = {}
    for batch in records.batches(ids, _BATCH):
        rows = session.execute(
            select(ConferenceCaseRow.case_id, ConferenceRow.id, ConferenceRow.held_on)
            .join(ConferenceRow, ConferenceRow.id == ConferenceCaseRow.conference_id)
            .where(
                ConferenceCaseRow.case_id.in_(batch),
                ConferenceCaseRow.state == ItemState.DISCUSSED.value,
                ConferenceRow.state == ConferenceState.CLOSED.value,
                ConferenceRow.held_on < conference.held_on,
            )
            .order_by(ConferenceRow.held_on, ConferenceRow.id)
        )
        found |= {case_id: (conference_id, held_on) for case_id, conference_id, held_on in rows}
    return found


def _last_decisions(session: Session, last: dict[str, tuple[str, date]]) -> dict[str, tuple[Minute, ...]]:
    """What each case's last conference decided, and the dissent."""
    found: dict[str, list[Minute]] = defaultdict(list)
    for conference_id in dict.fromkeys(one for one, _day in last.values()):
        for minute in list_minutes(session, conference_id):
            case_id = minute.said.case_id or ""
            here = last.get(case_id, ("", None))[0] == conference_id
            if here and minute.said.minute in _DECIDED and not minute.replaced:
                found[case_id].append(minute)
    return {case_id: tuple(minutes) for case_id, minutes in found.items()}


# Referrals.


def _referrals(session: Session, ids: list[str]) -> dict[str, PackReferral]:
    found: dict[str, PackReferral] = {}
    states = [one.value for one in OPEN_REFERRALS]
    for batch in records.batches(ids, _BATCH):
        rows = session.scalars(
            select(ReferralRow)
            .where(ReferralRow.case_id.in_(batch), ReferralRow.state.in_(states))
            .order_by(ReferralRow.referred_on, ReferralRow.id)
        ).all()
        screened = session.execute(
            select(ScreeningRow.referral_id, ScreeningRow.total, ScreeningRow.recommendation)
            .where(ScreeningRow.referral_id.in_([row.id for row in rows]))
            .order_by(ScreeningRow.screened_on, ScreeningRow.id)
        )
        points = {referral: (total, said) for referral, total, said in screened}
        for row in rows:
            total, said = points.get(row.id, (None, ""))
            found[row.case_id] = PackReferral(
                referred_on=row.referred_on,
                referrer=row.referrer,
                agency=row.agency,
                grounds=row.grounds,
                total=total,
                recommendation=said,
            )
    return found


def _referral(one: PackReferral | None, sight: Sight) -> PackReferral | None:
    if one is None or sight.sees(SharedMatter.OFFENDING) or sight.owns(one.agency):
        return one
    return PackReferral(
        referred_on=one.referred_on,
        referrer=one.referrer,
        agency=one.agency,
        grounds="",
        total=None,
        recommendation="",
    )


# Required actions.


def _given(session: Session, ids: list[str]) -> dict[str, frozenset[str]]:
    """The lineages of the actions that conferences gave, by case."""
    found: dict[str, set[str]] = defaultdict(set)
    for batch in records.batches(ids, _BATCH):
        rows = session.execute(
            select(ConferenceActionRow.case_id, ConferenceActionRow.lineage).where(
                ConferenceActionRow.case_id.in_(batch)
            )
        )
        for case_id, lineage in rows:
            found[case_id].add(lineage)
    return {case_id: frozenset(lineages) for case_id, lineages in found.items()}


def _plans(session: Session, case_id: str, given: frozenset[str]) -> tuple[Plan | None, bool, Plan | None]:
    """The plan in force, whether it is agreed, and the draft after it where a conference wrote into that."""
    versions = list_versions(session, case_id)
    agreed = next((one for one in versions if one.state is PlanState.AGREED), None)
    force: PlanVersion | None = agreed or (versions[0] if versions else None)
    if force is None:
        return None, False, None
    newest = versions[0]
    drafted = load_plan(session, newest.id) if given and newest.id != force.id else None
    return load_plan(session, force.id), agreed is not None, drafted


def _actions(
    plan: Plan | None, drafted: Plan | None, last_on: date | None, around: _Around
) -> tuple[PackAction, ...]:
    """What is to be done, the longest overdue first, then by day; last what has been settled since last time.

    What a conference wrote into a draft that is not agreed yet is among them, without a number.
    """
    found: list[tuple[Action, bool]] = []
    if plan is not None:
        found += [(one, False) for one in plan_for(plan, around.sight).actions()]
    known = {one.lineage for one in plan.actions()} if plan is not None else set()
    if drafted is not None:
        new = (one for one in plan_for(drafted, around.sight).actions() if one.lineage not in known)
        found += [(one, True) for one in new]
    made = [_pack_action(one, new, last_on, around.today) for one, new in found]
    kept = [one for one in made if one.action.status.open or one.since]
    return tuple(sorted(kept, key=_order))


def _pack_action(action: Action, new: bool, last_on: date | None, today: date) -> PackAction:
    changed = action.history[-1].on if action.history else None
    settled = not action.status.open and changed is not None
    since = last_on or add_months(today, -_MONTHS_BACK)
    return PackAction(
        action=action,
        due_on=action.said.due_on,
        overdue=action.overdue(today),
        since=settled and changed is not None and changed >= since,
        drafted=new,
    )


def _order(one: PackAction) -> tuple[bool, bool, date]:
    return (not one.action.status.open, one.due_on is None, one.due_on or date.max)


# What else is told.


def _unserved(found: Iterable[UnservedNeed], sight: Sight) -> tuple[UnservedNeed, ...]:
    seen = sight.sees(SharedMatter.SERVICES)
    return tuple(one for one in found if seen and sight.sees_need(one.need_code))


def _withheld(session: Session, ids: list[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for batch in records.batches(ids, _BATCH):
        rows = session.execute(
            select(WithheldRow.case_id, WithheldRow.words)
            .where(WithheldRow.case_id.in_(batch), WithheldRow.ended_on.is_(None))
            .order_by(WithheldRow.id)
        )
        for case_id, words in rows:
            found[case_id].append(words)
    return {case_id: tuple(said) for case_id, said in found.items()}


def _since(
    session: Session, conference: Conference, ids: list[str], sight: Sight, now: datetime
) -> dict[str, tuple[str, ...]]:
    """What happened in each case since the conference before, or in the last months, in plain words."""
    usual = datetime.combine(add_months(now.date(), -_MONTHS_BACK), time())
    last = last_conferences_of(session, ids, conference.held_on)
    moments = {case_id: last.get(case_id, usual) for case_id in ids}

    # A line does not say which needs an action serves; the actions on the page itself are chosen by that.
    all_work = sight.sees(SharedMatter.NEEDS, SharedMatter.HEALTH)

    def sees(line: SinceLine) -> bool:
        if line.subject is Subject.ACTIONS and not all_work:
            return False
        return sight.sees(*line.matters) and (not line.need_code or sight.sees_need(line.need_code))

    found = what_happened_to(session, moments, now, most=_MOST_LINES, sees=sees)
    return {case_id: tuple(line.words for line in lines) for case_id, lines in found.items()}


# --- Minutes and action list -----------------------------------------------------------------------------


def load_minutes(session: Session, conference_id: str, reader: Reader, now: datetime) -> MinutesPaper:
    """The minutes of a conference for ``reader``, at local time ``now``: a draft until it is closed.

    What was said at the table goes to the table; an agency's own copy holds what the others told only where that
    agency may see notes.
    """
    conference = _in_local_time(load_conference(session, conference_id))
    sight = audiences.sight(session, reader)
    minutes = [_minute_for(one, sight) for one in list_minutes(session, conference_id)]
    by_case: dict[str, list[Minute]] = defaultdict(list)
    for one in minutes:
        if one is not None:
            by_case[one.said.case_id or ""].append(one)
    told = read_back(session, conference_id, now.date())
    seen = _actions_seen(session, [one for case in told for one in case.actions], sight)
    previous = carried_over(session, conference_id, now.date())
    return MinutesPaper(
        head=paper_head(session, conference, Document.MINUTES, sight, now),
        purpose=purpose(session),
        attendance=tuple(_attendance_for(one, sight) for one in list_attendance(session, conference_id)),
        general=tuple(by_case[""]),
        previous=_actions_seen(session, previous, sight),
        cases=tuple(
            _minuted(number, one, by_case[one.item.case_id], seen, sight)
            for number, one in enumerate(told, start=1)
        ),
    )


def load_action_list(session: Session, conference_id: str, reader: Reader, now: datetime) -> ActionPaper:
    """A conference's actions for ``reader``, and those of earlier ones that are open, at local time ``now``.

    For one agency: its own, and those of others it may see.
    """
    conference = _in_local_time(load_conference(session, conference_id))
    sight = audiences.sight(session, reader)
    today = now.date()
    return ActionPaper(
        head=paper_head(session, conference, Document.ACTIONS, sight, now),
        new=_actions_seen(session, list_actions(session, conference_id, today), sight),
        previous=_actions_seen(session, carried_over(session, conference_id, today, everybody=True), sight),
    )


def _in_local_time(conference: Conference) -> Conference:
    """Paper speaks wall-clock time; the store keeps moments in UTC."""
    opened, closed = conference.opened_at, conference.closed_at
    return replace(
        conference,
        opened_at=None if opened is None else local_time(opened),
        closed_at=None if closed is None else local_time(closed),
    )


def _minute_for(one: Minute, sight: Sight) -> Minute | None:
    """The minute in local time, where the reader may have it."""
    said = one.said
    open_to_all = sight.reader.audience is not Audience.PARTNER or sight.sees(SharedMatter.NOTES)
    decided = said.minute in _DECIDED or said.case_id is None
    if not (open_to_all or decided or sight.owns(said.agency)):
        return None
    return replace(one, at=local_time(one.at))


def _attendance_for(one: Attendance, sight: Sight) -> Attendance:
    """Who was there is everybody's; what an agency contributed in its own words goes the way of its minutes."""
    if sight.reader.audience is not Audience.PARTNER or sight.sees(SharedMatter.NOTES):
        return one
    return one if sight.owns(one.said.agency) else replace(one, said=replace(one.said, contribution=""))


def _minuted(
    number: int, told: ReadBack, minutes: list[Minute], seen: Iterable[ConferenceAction], sight: Sight
) -> MinutedCase:
    wanted = {one.action_id for one in told.actions}
    statuses = told.statuses
    if not sight.sees(SharedMatter.OFFENDING):
        statuses = tuple(replace(one, reason="") for one in statuses)
    return MinutedCase(
        number=number,
        item=told.item,
        minutes=tuple(minutes),
        outcomes=told.outcomes,
        deselected=told.deselected,
        statuses=statuses,
        actions=tuple(one for one in seen if one.action_id in wanted),
    )


def _actions_seen(
    session: Session, found: Iterable[ConferenceAction], sight: Sight
) -> tuple[ConferenceAction, ...]:
    """The actions the reader may see: their own agency's, and those for needs they may see."""
    # One that several conferences spoke of is told once, as the first of them gave it.
    first: dict[tuple[str, str], ConferenceAction] = {}
    for one in found:
        first.setdefault((one.case_id, one.lineage), one)
    actions = tuple(first.values())
    if sight.reader.audience is not Audience.PARTNER:
        return actions
    serves = _serves(session, [one.action_id for one in actions])
    return tuple(
        one for one in actions if sight.owns(one.agency) or sight.sees_work_for(serves.get(one.action_id, ()))
    )


def _serves(session: Session, action_ids: list[str]) -> dict[str, tuple[str, ...]]:
    """The needs each action serves, its goal's where it names none."""
    found: dict[str, tuple[str, ...]] = {}
    for batch in records.batches(action_ids, _BATCH):
        rows = session.execute(
            select(ActionRow.id, ActionRow.serves, GoalRow.serves)
            .join(GoalRow, GoalRow.id == ActionRow.goal_id)
            .where(ActionRow.id.in_(batch))
        )
        found |= {action_id: tuple(own or goals) for action_id, own, goals in rows}
    return found


# --- Looked at ----------------------------------------------------------------------------------------------


def consult_paper(session: Session, paper: ConferencePaper) -> None:
    """Record for each case on a paper that it was looked at. Needs a writing session."""
    for case_id in cases_of(paper):
        audit.consulted(session, case_id)
