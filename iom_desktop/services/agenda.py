"""The agenda as the program proposes it: who comes before a conference, why, and in which order.

Twenty thousand cases are asked by one covering index; names and words are read for those alone that are kept.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from operator import itemgetter

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from iom_desktop.display.formats import N_, count, exact_date
from iom_desktop.display.labels import agency_words, label
from iom_desktop.display.words import _
from iom_desktop.domain.actions import ActionStatus
from iom_desktop.domain.agenda import (
    CHANGED,
    HOLDING,
    RANKS,
    Standing,
    Window,
    longest_wait,
    minutes_of,
    rank,
    window_of,
)
from iom_desktop.domain.codes import AGENDA_REASONS, Cohort, IomStatus, Rag
from iom_desktop.domain.conferences import (
    MOST_CASES,
    Agenda,
    AgendaCase,
    AgendaReason,
    ConferenceState,
    ItemState,
    Reason,
    RequestMatter,
)
from iom_desktop.domain.names import list_name
from iom_desktop.domain.plans import GoalState, PlanState
from iom_desktop.domain.selection import OPEN_REFERRALS, ReferralState
from iom_desktop.domain.statuses import Aspect
from iom_desktop.services import records
from iom_desktop.services.agenda_items import usual_minutes
from iom_desktop.services.codes import list_codes
from iom_desktop.storage.reading import local_day
from iom_desktop.storage.tables import (
    ActionRow,
    AgendaRequestRow,
    CaseRow,
    CaseStatusRow,
    ConferenceCaseRow,
    ConferenceRow,
    GoalRow,
    PersonRow,
    PlanRow,
    ReferralRow,
)

_CHANGES = (Aspect.RAG.value, Aspect.COHORT.value)
_OPEN_ACTION = tuple(status.value for status in ActionStatus if status.open)
#: Values asked of the database at a time.
_BATCH = 400
#: Characters of what somebody asked that are said on the agenda.
_MOST_WORDS = 200


_Words = Callable[[], str]


@dataclass(slots=True)
class _Case:
    """A case that may come on: how it stands, its reasons, and the words of those that other records give.

    Words are put together for those alone that are kept.
    """

    case_id: str
    standing: Standing | None = None
    reasons: tuple[AgendaReason, ...] = ()
    said: dict[AgendaReason, list[_Words]] = field(default_factory=dict)

    def say(self, reason: AgendaReason, words: _Words) -> None:
        """One more reason, or one more way in which it holds."""
        self.said.setdefault(reason, []).append(words)
        if reason not in self.reasons:
            self.reasons = (*self.reasons, reason)


def build_agenda(session: Session, on: date, today: date | None = None) -> Agenda:
    """Who should come before a conference on that day, the most pressing first; at most ``MOST_CASES``.

    Only who is under IOM, and who is referred. What is overdue is said as of ``today`` (by the store's clock, unless
    given): what is not due yet may still be done in time.
    """
    before = _last_closed(session, on)
    since = None if before is None else before.held_on
    window = _window(session, on, since, today or local_day(session) or on)
    said: dict[str, _Case] = {}
    _add_referrals(session, said, on)
    _add_requests(session, said)
    if before is not None:
        _add_deferred(session, said, before, on)
    found = _everybody(session, said, window)
    kept = [_case_of(one) for one in heapq.nsmallest(MOST_CASES, found, key=itemgetter(0, 1, 2))]
    cases = _in_words(session, kept, window)
    return Agenda(on=on, since=since, cases=cases, left_out=len(found) - len(kept))


#: What a case is put in order by (how pressing, how long it waits, its id), how it stands, which reasons that gives,
#: and what other records say.
_Found = tuple[tuple[int, int], date, str, Standing | None, int, _Case | None]


def _everybody(session: Session, said: dict[str, _Case], window: Window) -> list[_Found]:
    """Who may come on, by how they stand and by what other records say."""
    changed = set() if window.since is None else set(session.scalars(_changed_query(window.since)))
    found: list[_Found] = []
    left = dict(said)
    for row in session.execute(standing_query(window)):
        standing = Standing._make(row)
        case_id, holds = standing.case_id, window.holds(standing)
        if case_id in changed:
            holds += CHANGED
        other = left.pop(case_id, None) if left else None
        how = RANKS[holds] if other is None else rank((*other.reasons, *HOLDING[holds]))
        found.append((how, longest_wait(standing), case_id, standing, holds, other))
    for case_id in _before_it(session, left):
        found.append((rank(left[case_id].reasons), date.max, case_id, None, 0, left[case_id]))
    return found


def _before_it(session: Session, case_ids: Iterable[str]) -> Iterator[str]:
    """Those of the cases that are referred or under IOM: the others are owed nothing."""
    referred = set(session.scalars(select(CaseRow.id).where(CaseRow.iom_status == IomStatus.REFERRED.value)))
    others = []
    for case_id in case_ids:
        if case_id in referred:
            yield case_id
        else:
            others.append(case_id)
    for batch in records.batches(others, _BATCH):
        yield from session.scalars(
            select(CaseRow.id).where(CaseRow.id.in_(batch), CaseRow.iom_status == IomStatus.ADOPTED.value)
        )


def _case_of(found: _Found) -> _Case:
    _how, _wait, case_id, standing, holds, other = found
    if other is None:
        return _Case(case_id, standing, HOLDING[holds])
    return _Case(case_id, standing, (*other.reasons, *HOLDING[holds]), other.said)


def _window(session: Session, on: date, since: date | None, today: date) -> Window:
    items = list_codes(session, AGENDA_REASONS)

    def days(reason: AgendaReason) -> int:
        item = items.get(reason.value)
        return int((item.detail("days") if item is not None else "") or 0)

    return window_of(
        on, since, today, review_days=days(AgendaReason.REVIEW), release_days=days(AgendaReason.RELEASE)
    )


def _last_closed(session: Session, on: date) -> ConferenceRow | None:
    return session.scalars(
        select(ConferenceRow)
        .where(ConferenceRow.held_on < on, ConferenceRow.state == ConferenceState.CLOSED.value)
        .order_by(ConferenceRow.held_on.desc())
        .limit(1)
    ).first()


# --- Who -------------------------------------------------------------------------------------------------


def standing_query(window: Window) -> Select[str, str | None, date | None, date | None, date | None]:
    """The cases under IOM that how they stand, or a change since the last conference, brings on: one covering index."""
    says: list[ColumnElement[bool]] = [
        CaseRow.rag == Rag.RED.value,
        CaseRow.review_on <= window.review_by,
        CaseRow.release_on.between(window.release_from, window.release_by),
        CaseRow.next_due_on < window.overdue_before,
    ]
    if window.since is not None:
        says.append(CaseRow.id.in_(_changed_query(window.since)))
    return select(CaseRow.id, CaseRow.rag, CaseRow.review_on, CaseRow.release_on, CaseRow.next_due_on).where(
        CaseRow.iom_status == IomStatus.ADOPTED.value, or_(*says)
    )


def _changed_query(since: date) -> Select[str]:
    return select(CaseStatusRow.case_id).where(
        CaseStatusRow.aspect.in_(_CHANGES), CaseStatusRow.from_on > since
    )


def _add_referrals(session: Session, found: dict[str, _Case], on: date) -> None:
    row = ReferralRow
    rows = session.execute(
        select(row.case_id, row.state, row.referred_on, row.agency)
        .where(
            row.state.in_([one.value for one in OPEN_REFERRALS]),
            or_(row.panel_on.is_(None), row.panel_on <= on),
        )
        .order_by(row.referred_on, row.id)
    )
    for case_id, state, referred_on, agency in rows:
        put_off = state == ReferralState.DEFERRED.value
        reason = AgendaReason.DEFERRED if put_off else AgendaReason.REFERRAL
        _of(found, case_id).say(reason, partial(_referral_words, state, referred_on, agency))


def _referral_words(state: str, referred_on: date, agency: str) -> str:
    day, by = exact_date(referred_on), agency_words(agency)
    if state == ReferralState.DEFERRED.value:
        return _("The decision on the referral of {date} was deferred").format(date=day)
    said = _("Referred {date} by {agency}") if by else _("Referred {date}")
    words = said.format(date=day, agency=by)
    if state == ReferralState.REFERRED.value:
        return _("{words}: not screened yet").format(words=words)
    return words


def _of(found: dict[str, _Case], case_id: str) -> _Case:
    return found.setdefault(case_id, _Case(case_id))


def _add_requests(session: Session, found: dict[str, _Case]) -> None:
    row = AgendaRequestRow
    rows = session.execute(
        select(row.case_id, row.matter, row.words, row.asked_on, row.made_by)
        .where(row.settled_on.is_(None))
        .order_by(row.asked_on, row.id)
    )
    for case_id, matter, words, asked_on, made_by in rows:
        let_go = matter == RequestMatter.DESELECTION.value
        reason = AgendaReason.DESELECTION if let_go else AgendaReason.REQUESTED
        _of(found, case_id).say(reason, partial(_request_words, words, asked_on, made_by, let_go=let_go))


def _request_words(words: str, asked_on: date, made_by: str, *, let_go: bool) -> str:
    said = _("De-selection asked for {date} by {officer}") if let_go else _("Asked for {date} by {officer}")
    asked = said.format(date=exact_date(asked_on), officer=made_by)
    return f"{asked}: {_shortened(words)}" if words else asked


def _shortened(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= _MOST_WORDS else line[:_MOST_WORDS].rstrip() + "…"


def _add_deferred(session: Session, found: dict[str, _Case], before: ConferenceRow, on: date) -> None:
    """Who the last conference put off, and whom any named this day, or one since the last, to come back."""
    item = ConferenceCaseRow
    put_off = and_(
        item.conference_id == before.id,
        item.state == ItemState.DEFERRED.value,
        or_(item.next_on.is_(None), item.next_on <= on),
    )
    named = and_(item.next_on > before.held_on, item.next_on <= on, item.state != ItemState.TAKEN_OFF.value)
    rows = session.execute(
        select(item.case_id, item.state, item.next_on, ConferenceRow.held_on)
        .join(ConferenceRow, ConferenceRow.id == item.conference_id)
        .where(
            or_(put_off, named),
            ConferenceRow.state == ConferenceState.CLOSED.value,
            ConferenceRow.held_on < on,
        )
        .order_by(ConferenceRow.held_on, item.id)
    )
    for case_id, state, next_on, held_on in rows:
        deferred = state == ItemState.DEFERRED.value
        reason = AgendaReason.DEFERRED if deferred else AgendaReason.REQUESTED
        _of(found, case_id).say(reason, partial(_back_words, held_on, None if deferred else next_on))


def _back_words(held_on: date, next_on: date | None) -> str:
    held = exact_date(held_on)
    if next_on is None:
        return _("Deferred at the conference of {date}").format(date=held)
    return _("To come back by {day}, said the conference of {date}").format(
        day=exact_date(next_on), date=held
    )


# --- In words --------------------------------------------------------------------------------------------


def _in_words(session: Session, kept: list[_Case], window: Window) -> tuple[AgendaCase, ...]:
    ids = [one.case_id for one in kept]
    usual = usual_minutes(session)
    people = _people(session, ids)
    red_since = _red_since(session, [one.case_id for one in kept if AgendaReason.RED in one.reasons])
    changed = [one.case_id for one in kept if AgendaReason.CHANGED in one.reasons]
    changes = _changes(session, changed, window.since)
    overdue = _overdue(session, [one.case_id for one in kept if AgendaReason.OVERDUE in one.reasons], window)
    found = []
    for one in kept:
        said = {reason: [words() for words in ways] for reason, ways in one.said.items()}
        for reason in one.reasons:
            if reason not in said:
                words = _words(one, reason, window, red_since, changes, overdue)
                said[reason] = [words or label(reason)]
        reasons = tuple(
            Reason(reason=reason, words=words) for reason in AgendaReason for words in said.get(reason, ())
        )
        crn, person = people[one.case_id]
        found.append(
            AgendaCase(
                case_id=one.case_id,
                crn=crn,
                person=person,
                reasons=reasons,
                minutes=minutes_of(reasons, usual),
            )
        )
    ranks = {one.case_id: rank(one.reasons) for one in kept}
    return tuple(sorted(found, key=lambda one: (ranks[one.case_id], one.person, one.crn)))


def _words(
    one: _Case,
    reason: AgendaReason,
    window: Window,
    red_since: Mapping[str, date],
    changes: Mapping[str, str],
    overdue: Mapping[str, str],
) -> str:
    case = one.standing
    if reason is AgendaReason.RED and one.case_id in red_since:
        return _("Red since {date}").format(date=exact_date(red_since[one.case_id]))
    if reason is AgendaReason.CHANGED:
        return changes.get(one.case_id, "")
    if reason is AgendaReason.OVERDUE:
        return overdue.get(one.case_id, "")
    if reason is AgendaReason.RELEASE and case is not None:
        return _release_words(case.release_on, window)
    if reason is AgendaReason.REVIEW and case is not None and case.review_on is not None:
        past = case.review_on < window.overdue_before
        said = _("Review was due {date}") if past else _("Review is due {date}")
        return said.format(date=exact_date(case.review_on))
    return ""


def _release_words(day: date | None, window: Window) -> str:
    if day is None:
        return ""
    if day < window.overdue_before:
        return _("Release was expected {date}").format(date=exact_date(day))
    away = (day - window.on).days
    if away <= 0:
        return _("Release is expected {date}").format(date=exact_date(day))
    return _("Release is expected {date}, {days} after this conference").format(
        date=exact_date(day), days=count(away, N_("day"), N_("days"))
    )


def _people(session: Session, ids: Iterable[str]) -> dict[str, tuple[str, str]]:
    rows = session.execute(
        select(CaseRow.id, PersonRow.crn, PersonRow.surname, PersonRow.forenames)
        .join(PersonRow, PersonRow.id == CaseRow.person_id)
        .where(CaseRow.id.in_(ids))
    )
    return {case_id: (crn, list_name(surname, forenames)) for case_id, crn, surname, forenames in rows}


def _red_since(session: Session, ids: list[str]) -> dict[str, date]:
    if not ids:
        return {}
    rows = session.execute(
        select(CaseStatusRow.case_id, CaseStatusRow.from_on).where(
            CaseStatusRow.case_id.in_(ids),
            CaseStatusRow.aspect == Aspect.RAG.value,
            CaseStatusRow.value == Rag.RED.value,
            CaseStatusRow.to_on.is_(None),
        )
    )
    return dict(rows.all())


_VALUES: dict[str, type[Rag] | type[Cohort]] = {Aspect.RAG.value: Rag, Aspect.COHORT.value: Cohort}


def _changes(session: Session, ids: list[str], since: date | None) -> dict[str, str]:
    """What changed since the last conference and holds now: "Colour: amber since Tue 10 Nov 2026, was red"."""
    if not ids:
        return {}
    rows = session.scalars(
        select(CaseStatusRow)
        .where(CaseStatusRow.case_id.in_(ids), CaseStatusRow.aspect.in_(_CHANGES))
        .order_by(CaseStatusRow.from_on, CaseStatusRow.id)
    )
    before: dict[tuple[str, str], str] = {}
    said: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        was = before.get((row.case_id, row.aspect), "")
        before[row.case_id, row.aspect] = row.value
        if since is None or row.from_on <= since or row.to_on is not None:
            continue
        kind = _VALUES[row.aspect]
        words = _("{aspect}: {value} since {date}").format(
            aspect=label(Aspect(row.aspect)),
            value=label(kind(row.value)).lower(),
            date=exact_date(row.from_on),
        )
        if was and was != row.value:
            words = _("{words}, was {value}").format(words=words, value=label(kind(was)).lower())
        said[row.case_id].append(words)
    return {case_id: "; ".join(words) for case_id, words in said.items()}


def _overdue(session: Session, ids: list[str], window: Window) -> dict[str, str]:
    if not ids:
        return {}
    in_force = case((CaseRow.plan_agreed.is_(True), PlanState.AGREED.value), else_=PlanState.DRAFT.value)
    rows = session.execute(
        select(ActionRow.case_id, func.count(), func.min(ActionRow.due_on))
        .join(PlanRow, PlanRow.id == ActionRow.plan_id)
        .join(GoalRow, GoalRow.id == ActionRow.goal_id)
        .join(CaseRow, CaseRow.id == ActionRow.case_id)
        .where(
            ActionRow.case_id.in_(ids),
            PlanRow.state == in_force,
            GoalRow.state == GoalState.ACTIVE.value,
            ActionRow.status.in_(_OPEN_ACTION),
            ActionRow.due_on < window.overdue_before,
        )
        .group_by(ActionRow.case_id)
    )
    return {case_id: overdue_words(many, oldest) for case_id, many, oldest in rows if oldest is not None}


def overdue_words(many: int, oldest: date) -> str:
    """ "2 required actions overdue, the oldest since Tue 3 Nov 2026"."""
    if many == 1:
        return _("1 required action overdue since {date}").format(date=exact_date(oldest))
    return _("{number} required actions overdue, the oldest since {date}").format(
        number=many, date=exact_date(oldest)
    )
