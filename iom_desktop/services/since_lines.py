"""The sentences of "since last time", from each kind of record, for many cases read together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from iom_desktop.display.formats import N_, count, exact_date
from iom_desktop.display.labels import agency_words, label, named_with_agency
from iom_desktop.display.words import _
from iom_desktop.domain.actions import ActionStatus, Who
from iom_desktop.domain.audiences import SharedMatter, matters_of_flag
from iom_desktop.domain.clock import local_time
from iom_desktop.domain.codes import (
    APPOINTMENT_OUTCOMES,
    APPOINTMENT_TYPES,
    DESELECTION_REASONS,
    ENFORCEMENT_ACTIONS,
    PROCEEDING_STATUSES,
    RISK_FLAGS,
    CodeItem,
    Phase,
    Rag,
    Rosh,
)
from iom_desktop.domain.decisions import DecisionOutcome
from iom_desktop.domain.enforcement import BEGINS_PROCEEDING, WITHDRAWS, ProceedingKind
from iom_desktop.domain.notes import Mark
from iom_desktop.domain.offending import OffendingEvent
from iom_desktop.domain.plans import Agreement, GoalState, PlanState
from iom_desktop.domain.risk import CheckAbout, CheckAnswer
from iom_desktop.domain.service_access import ServiceAccess
from iom_desktop.domain.since import Fresh, SinceLine, Subject, Weight, fresh, told_singly
from iom_desktop.domain.statuses import VALUES, Aspect
from iom_desktop.services.codes import list_codes, name_of
from iom_desktop.services.service_access import services_of
from iom_desktop.storage.tables import (
    ActionRow,
    ActionStatusRow,
    AppointmentRow,
    CaseStatusRow,
    DecisionRow,
    DeselectionRow,
    EnforcementStepRow,
    FlagRow,
    GoalRow,
    MaracRow,
    NoteRow,
    OffendingRow,
    PlanRow,
    ProceedingRow,
    ReferralRow,
    RiskAssessmentRow,
    SafeguardingCheckRow,
)

#: Lines of one sort told one by one; what is more becomes a number.
_SINGLY = 3
#: Characters of a required action that are told.
_MOST_WORDS = 90
_NONE: frozenset[SharedMatter] = frozenset()


@dataclass(frozen=True, slots=True)
class Window:
    """Since when each case is asked about, until when. Local times."""

    since: Mapping[str, datetime]
    now: datetime

    @property
    def ids(self) -> list[str]:
        """The cases asked about."""
        return list(self.since)

    @property
    def earliest(self) -> datetime:
        """The earliest moment any of them is asked about."""
        return min(self.since.values())

    def fresh(self, case_id: str, day: date | None, made_at: datetime) -> Fresh | None:
        """Whether something of a day, recorded at a moment in UTC, is news to this case's reader."""
        return fresh(day, local_time(made_at), self.since[case_id], self.now)


Found = Iterator[tuple[str, SinceLine]]


def all_lines(session: Session, window: Window) -> Found:
    """Every line of every case, in no order."""
    for read in _KINDS:
        yield from read(session, window)


def _line(
    subject: Subject,
    weight: Weight,
    day: date | None,
    words: str,
    how: Fresh = Fresh.NEW,
    *,
    recorded: datetime | None = None,
    matters: frozenset[SharedMatter] = _NONE,
    need_code: str = "",
) -> SinceLine:
    late = how is Fresh.LATE
    if late and recorded is not None:
        words = _("{words} (recorded {date})").format(
            words=words, date=exact_date(local_time(recorded).date())
        )
    return SinceLine(
        subject=subject, weight=weight, day=day, words=words, late=late, matters=matters, need_code=need_code
    )


def _rows(session: Session, kind: Any, window: Window, *where: Any) -> Iterable[Any]:
    return session.scalars(select(kind).where(kind.case_id.in_(window.ids), *where).order_by(kind.id))


def _shortened(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= _MOST_WORDS else line[:_MOST_WORDS].rstrip() + "…"


# --- Offending and enforcement ---------------------------------------------------------------------------


def _offending(session: Session, window: Window) -> Found:
    for row in _rows(session, OffendingRow, window, OffendingRow.struck_on.is_(None)):
        how = window.fresh(row.case_id, row.on_day, row.made_at)
        if how is None:
            continue
        said = _("{event} {date}: {offence}, neighbourhood crime") if row.neighbourhood else None
        words = (said or _("{event} {date}: {offence}")).format(
            event=label(OffendingEvent(row.event)),
            date=exact_date(row.on_day),
            offence=_shortened(row.offence),
        )
        yield (
            row.case_id,
            _line(
                Subject.OFFENDING,
                Weight.GRAVE,
                row.on_day,
                words,
                how,
                recorded=row.made_at,
                matters=frozenset({SharedMatter.OFFENDING}),
            ),
        )


_ENFORCED = frozenset({SharedMatter.ENFORCEMENT})
#: Steps by which nothing was held against the person.
_NO_HARM = WITHDRAWS | {"NFA"}


def _steps(session: Session, window: Window) -> Found:
    items = list_codes(session, ENFORCEMENT_ACTIONS)
    for row in _rows(session, EnforcementStepRow, window):
        name = name_of(items, row.code)
        how = window.fresh(row.case_id, row.decided_on, row.made_at)
        if how is not None:
            weight = Weight.GRAVE if row.code in BEGINS_PROCEEDING else Weight.BAD
            weight = Weight.NEWS if row.code in _NO_HARM else weight
            words = _("{step}, decided {date}").format(step=name, date=exact_date(row.decided_on))
            yield (
                row.case_id,
                _line(
                    Subject.ENFORCEMENT,
                    weight,
                    row.decided_on,
                    words,
                    how,
                    recorded=row.made_at,
                    matters=_ENFORCED,
                ),
            )
        elif row.settled_on is not None and window.fresh(row.case_id, row.settled_on, row.changed_at):
            words = _("{step}, settled {date}").format(step=name, date=exact_date(row.settled_on))
            yield (
                row.case_id,
                _line(Subject.ENFORCEMENT, Weight.NEWS, row.settled_on, words, matters=_ENFORCED),
            )


def _proceedings(session: Session, window: Window) -> Found:
    items = list_codes(session, PROCEEDING_STATUSES)
    for row in _rows(session, ProceedingRow, window):
        what, status = label(ProceedingKind(row.proceeding)), name_of(items, row.status_code)
        begun = window.fresh(row.case_id, row.started_on, row.made_at)
        if begun is not None:
            words = _("{proceeding} begun {date}").format(proceeding=what, date=exact_date(row.started_on))
            yield (
                row.case_id,
                _line(
                    Subject.ENFORCEMENT,
                    Weight.GRAVE,
                    row.started_on,
                    words,
                    begun,
                    recorded=row.made_at,
                    matters=_ENFORCED,
                ),
            )
        day = row.resolved_on or row.status_on
        if (row.resolved_on is not None or day != row.started_on) and window.fresh(
            row.case_id, day, row.changed_at
        ):
            said = _("{proceeding} resolved {date}: {status}") if row.resolved_on else None
            words = (said or _("{proceeding} on {date}: {status}")).format(
                proceeding=what, date=exact_date(day), status=status
            )
            yield row.case_id, _line(Subject.ENFORCEMENT, Weight.BAD, day, words, matters=_ENFORCED)


# --- Appointments ----------------------------------------------------------------------------------------


def _appointments(session: Session, window: Window) -> Found:
    row = AppointmentRow
    earliest = window.earliest - timedelta(days=1)
    rows = session.execute(
        select(
            row.case_id,
            row.starts_at,
            row.type_code,
            row.outcome_code,
            row.outcome_at,
            row.made_at,
            row.cancelled,
        )
        .where(
            row.case_id.in_(window.ids),
            row.starts_at <= window.now,
            or_(row.starts_at >= earliest, row.outcome_at >= earliest),
        )
        .order_by(row.starts_at.desc())
    )
    outcomes, types = list_codes(session, APPOINTMENT_OUTCOMES), list_codes(session, APPOINTMENT_TYPES)
    sorts: dict[tuple[str, str], list[tuple[date, str, Fresh, datetime]]] = defaultdict(list)
    for case_id, starts_at, type_code, outcome_code, outcome_at, made_at, cancelled in rows:
        day, recorded = starts_at.date(), outcome_at or made_at
        how = window.fresh(case_id, day, recorded)
        if how is not None:
            sort = _sort_of(outcomes.get(outcome_code), outcome_code, cancelled)
            sorts[case_id, sort].append((day, name_of(types, type_code), how, recorded))
    for (case_id, sort), found in sorts.items():
        yield from ((case_id, line) for line in _SORTS[sort](found))


def _sort_of(outcome: CodeItem | None, code: str, cancelled: bool) -> str:
    if cancelled:
        return "cancelled"
    if outcome is None:
        return "kept" if code else "unsaid"
    if outcome.yes("acceptable"):
        return "kept" if outcome.yes("attended") else "excused"
    return "missed" if outcome.detail("attended") == "no" else "failed"


_Kept = Sequence[tuple[date, str, Fresh, datetime]]


def _one_by_one(single: str, one: str, many: str) -> Callable[[_Kept], Iterator[SinceLine]]:
    """The newest singly, the others as a number."""

    def tell(found: _Kept) -> Iterator[SinceLine]:
        singly, others = told_singly(found, _SINGLY)
        for day, name, how, recorded in singly:
            words = _(single).format(appointment=name, date=exact_date(day))
            yield _line(
                Subject.APPOINTMENTS, Weight.BAD, day, words, how, recorded=recorded, matters=_ENFORCED
            )
        if others:
            words = _("{number}, the first {date}").format(
                number=count(len(others), one, many), date=exact_date(others[-1][0])
            )
            yield _line(Subject.APPOINTMENTS, Weight.BAD, others[0][0], words, matters=_ENFORCED)

    return tell


def _counted(
    one: str, many: str, weight: Weight, *, enforced: bool
) -> Callable[[_Kept], Iterator[SinceLine]]:
    """All of a sort as one number, with the last of them."""

    def tell(found: _Kept) -> Iterator[SinceLine]:
        day, name, _how, _recorded = found[0]
        said = _("{number}: {appointment}, {date}") if len(found) == 1 else None
        words = (said or _("{number}, the last {date}: {appointment}")).format(
            number=count(len(found), one, many), appointment=name, date=exact_date(day)
        )
        yield _line(Subject.APPOINTMENTS, weight, day, words, matters=_ENFORCED if enforced else _NONE)

    return tell


_SORTS: dict[str, Callable[[_Kept], Iterator[SinceLine]]] = {
    "missed": _one_by_one(
        N_("Missed {date}: {appointment}"), N_("more appointment missed"), N_("more appointments missed")
    ),
    "failed": _one_by_one(
        N_("Did not comply {date}: {appointment}"),
        N_("more appointment not complied with"),
        N_("more appointments not complied with"),
    ),
    "excused": _counted(
        N_("appointment missed with good reason"),
        N_("appointments missed with good reason"),
        Weight.NEWS,
        enforced=True,
    ),
    "unsaid": _counted(
        N_("appointment without an outcome"),
        N_("appointments without an outcome"),
        Weight.NEWS,
        enforced=True,
    ),
    "kept": _counted(N_("appointment kept"), N_("appointments kept"), Weight.GOOD, enforced=False),
    "cancelled": _counted(
        N_("appointment cancelled"), N_("appointments cancelled"), Weight.COUNTED, enforced=False
    ),
}


# --- Required actions and the plan -----------------------------------------------------------------------


@dataclass(slots=True)
class _Action:
    """An action as the newest version of its plan has it, and when it was first put there."""

    row: Any
    first: datetime


def _actions(session: Session, window: Window) -> Found:
    actions = _newest_actions(session, window)
    last: dict[str, Any] = {}
    for change in _rows(session, ActionStatusRow, window):
        last[change.lineage] = change
    fresh_ones: dict[str, list[Any]] = defaultdict(list)
    for lineage, one in actions.items():
        row, changed = one.row, last.get(lineage)
        status, case_id = ActionStatus(row.status), row.case_id
        settled = None if changed is None else _status_line(changed, row.what, window)
        if settled is not None:
            yield case_id, settled
        elif window.fresh(case_id, None, one.first) is not None:
            fresh_ones[case_id].append(row)
        begun, today = window.since[case_id].date(), window.now.date()
        if status.open and row.due_on is not None and begun <= row.due_on < today:
            words = _("Overdue since {date}: {action}").format(
                date=exact_date(row.due_on), action=_shortened(row.what)
            )
            yield case_id, _line(Subject.ACTIONS, Weight.BAD, row.due_on, words)
    for case_id, rows in fresh_ones.items():
        yield from ((case_id, line) for line in _new_actions(rows))


def _newest_actions(session: Session, window: Window) -> dict[str, _Action]:
    rows = session.execute(
        select(
            ActionRow.case_id, ActionRow.lineage, ActionRow.what, ActionRow.who, ActionRow.who_name,
            ActionRow.who_agency, ActionRow.due_on, ActionRow.status, ActionRow.made_at,
        )
        .join(PlanRow, PlanRow.id == ActionRow.plan_id)
        .join(GoalRow, GoalRow.id == ActionRow.goal_id)
        .where(ActionRow.case_id.in_(window.ids), GoalRow.state == GoalState.ACTIVE.value)
        .order_by(ActionRow.case_id, PlanRow.number, ActionRow.position)
    )  # fmt: skip
    found: dict[str, _Action] = {}
    for row in rows:
        first = found[row.lineage].first if row.lineage in found else row.made_at
        found[row.lineage] = _Action(row, min(first, row.made_at))
    return found


_STATUS_WORDS = {
    ActionStatus.DONE: (Weight.GOOD, N_("Done {date}: {action}")),
    ActionStatus.MISSED: (Weight.BAD, N_("Missed {date}: {action}")),
    ActionStatus.CANNOT_BE_DONE_YET: (Weight.BAD, N_("Cannot be done yet, said {date}: {action}")),
    ActionStatus.NO_LONGER_NEEDED: (Weight.NEWS, N_("No longer needed since {date}: {action}")),
}


def _status_line(change: Any, what: str, window: Window) -> SinceLine | None:
    found = _STATUS_WORDS.get(ActionStatus(change.status))
    how = window.fresh(change.case_id, change.on_day, change.made_at)
    if found is None or how is None:
        return None
    weight, said = found
    words = _(said).format(date=exact_date(change.on_day), action=_shortened(what))
    return _line(Subject.ACTIONS, weight, change.on_day, words, how, recorded=change.made_at)


def _new_actions(rows: list[Any]) -> Iterator[SinceLine]:
    singly, others = told_singly(rows, _SINGLY)
    for row in singly:
        owner = "" if row.who == Who.PERSON.value else named_with_agency(row.who_name, row.who_agency)
        day = local_time(row.made_at).date()
        words = _("New required action: {action}").format(action=_shortened(row.what))
        parts = [
            words,
            owner,
            _("by {date}").format(date=exact_date(row.due_on)) if row.due_on is not None else "",
        ]
        yield _line(Subject.ACTIONS, Weight.NEWS, day, ", ".join(part for part in parts if part))
    if others:
        words = count(len(others), N_("more new required action"), N_("more new required actions"))
        yield _line(Subject.ACTIONS, Weight.NEWS, None, words)


def _plans(session: Session, window: Window) -> Found:
    agreed = (PlanState.AGREED.value, PlanState.SUPERSEDED.value)
    for row in _rows(session, PlanRow, window, PlanRow.state.in_(agreed)):
        if row.agreed_at is None or window.fresh(row.case_id, None, row.agreed_at) is None:
            continue
        day = local_time(row.agreed_at).date()
        words = _("Version {number} of the plan came into force {date}").format(
            number=row.number, date=exact_date(day)
        )
        if row.answer is not None:
            words = f"{words}: {label(Agreement(row.answer)).lower()}"
        weight = Weight.GOOD if row.answer == Agreement.AGREES.value else Weight.NEWS
        yield row.case_id, _line(Subject.PLAN, weight, day, words)


# --- Services --------------------------------------------------------------------------------------------

_SERVED = frozenset({SharedMatter.SERVICES})


def _services(session: Session, window: Window) -> Found:
    for one in services_of(session, window.ids):
        line = _rung_line(one, window) or _stalled_line(one, window)
        if line is not None:
            yield one.case_id, line


def _rung_line(one: ServiceAccess, window: Window) -> SinceLine | None:
    """The furthest rung, where it was reached since; ended before anybody went, with its reason."""
    since, today = window.since[one.case_id].date(), window.now.date()
    reached = one.said.reached()
    if not reached or not since < reached[-1][2] <= today:
        return None
    name, rung, day = reached[-1]
    what = _("{service} ({need})").format(service=one.said.service, need=one.need_name.lower())
    words = _("{rung} {date}: {service}").format(rung=_(rung), date=exact_date(day), service=what)
    weight = Weight.GOOD if name in ("accepted_on", "attended_on", "engaged_on") else Weight.NEWS
    if one.said.barrier is not None:
        words = _("{words}, not obtained: {reason}").format(
            words=words, reason=label(one.said.barrier).lower()
        )
        weight = Weight.BAD
    elif one.said.outcome is not None:
        words = f"{words}, {label(one.said.outcome).lower()}"
    return _line(Subject.SERVICES, weight, day, words, matters=_SERVED, need_code=one.said.need_code)


def _stalled_line(one: ServiceAccess, window: Window) -> SinceLine | None:
    """A wait that grew longer than it may be since then."""
    today = window.now.date()
    stage = one.stalled(today)
    if stage is None:
        return None
    too_long = today - timedelta(days=stage.days - one.target_days - 1)
    if too_long <= window.since[one.case_id].date():
        return None
    words = _("Stalled since {date}: {service} ({need}), {days} at {rung}").format(
        date=exact_date(too_long),
        service=one.said.service,
        need=one.need_name.lower(),
        days=count(stage.days, N_("day"), N_("days")),
        rung=_(stage.start).lower(),
    )
    return _line(Subject.SERVICES, Weight.BAD, too_long, words, matters=_SERVED, need_code=one.said.need_code)


# --- Status, decisions -----------------------------------------------------------------------------------


def _statuses(session: Session, window: Window) -> Found:
    before: dict[tuple[str, str], str] = {}
    rows = session.scalars(
        select(CaseStatusRow)
        .where(CaseStatusRow.case_id.in_(window.ids))
        .order_by(CaseStatusRow.from_on, CaseStatusRow.id)
    )
    for row in rows:
        was = before.get((row.case_id, row.aspect), "")
        before[row.case_id, row.aspect] = row.value
        how = window.fresh(row.case_id, row.from_on, row.made_at)
        replaced = row.to_on is not None and (row.to_on <= row.from_on or how is Fresh.LATE)
        if how is None or replaced or was == row.value:
            continue
        aspect = Aspect(row.aspect)
        said = _("{aspect}: {value} since {date}, was {before}") if was else None
        words = (said or _("{aspect}: {value} since {date}")).format(
            aspect=label(aspect),
            value=_value_words(aspect, row.value),
            date=exact_date(row.from_on),
            before=_value_words(aspect, was),
        )
        worse = (aspect, row.value) in ((Aspect.RAG, Rag.RED.value), (Aspect.PHASE, Phase.CUSTODY.value))
        weight = Weight.BAD if worse else Weight.NEWS
        yield row.case_id, _line(Subject.STATUS, weight, row.from_on, words, how, recorded=row.made_at)


def _value_words(aspect: Aspect, value: str) -> str:
    kind = VALUES.get(aspect)
    return label(kind(value)).lower() if kind is not None and value in list(kind) else value


def _decisions(session: Session, window: Window) -> Found:
    for row in _rows(session, DecisionRow, window, DecisionRow.superseded_on.is_(None)):
        how = window.fresh(row.case_id, row.decided_on, row.made_at)
        if how is not None:
            words = _("Decision of {date}: {outcome}").format(
                date=exact_date(row.decided_on), outcome=label(DecisionOutcome(row.outcome)).lower()
            )
            yield (
                row.case_id,
                _line(Subject.DECISION, Weight.NEWS, row.decided_on, words, how, recorded=row.made_at),
            )
    reasons = list_codes(session, DESELECTION_REASONS)
    for row in _rows(session, DeselectionRow, window, DeselectionRow.superseded_on.is_(None)):
        how = window.fresh(row.case_id, row.decided_on, row.made_at)
        if how is not None:
            words = _("De-selected {date}: {reason}").format(
                date=exact_date(row.decided_on), reason=name_of(reasons, row.reason_code)
            )
            yield (
                row.case_id,
                _line(Subject.DECISION, Weight.NEWS, row.decided_on, words, how, recorded=row.made_at),
            )
    for row in _rows(session, ReferralRow, window):
        how = window.fresh(row.case_id, row.referred_on, row.made_at)
        if how is not None:
            said = _("Referred for IOM {date} by {agency}") if row.agency else _("Referred for IOM {date}")
            words = said.format(date=exact_date(row.referred_on), agency=agency_words(row.agency))
            yield (
                row.case_id,
                _line(Subject.DECISION, Weight.NEWS, row.referred_on, words, how, recorded=row.made_at),
            )


# --- Risk ------------------------------------------------------------------------------------------------


def _flags(session: Session, window: Window) -> Found:
    items = list_codes(session, RISK_FLAGS)
    for row in _rows(session, FlagRow, window):
        name, matters = name_of(items, row.code), matters_of_flag(row.code)
        how = window.fresh(row.case_id, row.started_on, row.made_at)
        if row.ended_on is not None:
            if window.fresh(row.case_id, row.ended_on, row.changed_at) is not None:
                words = _("Risk flag ended {date}: {flag}").format(date=exact_date(row.ended_on), flag=name)
                yield row.case_id, _line(Subject.RISK, Weight.NEWS, row.ended_on, words, matters=matters)
        elif how is not None:
            words = _("Risk flag raised {date}: {flag}").format(date=exact_date(row.started_on), flag=name)
            yield (
                row.case_id,
                _line(
                    Subject.RISK,
                    Weight.BAD,
                    row.started_on,
                    words,
                    how,
                    recorded=row.made_at,
                    matters=matters,
                ),
            )


_ROSH = {level.value: place for place, level in enumerate(Rosh)}


def _assessments(session: Session, window: Window) -> Found:
    """The level alone, which everybody at the table is told of."""
    before: dict[str, str] = {}
    rows = session.scalars(
        select(RiskAssessmentRow)
        .where(RiskAssessmentRow.case_id.in_(window.ids))
        .order_by(RiskAssessmentRow.assessed_on, RiskAssessmentRow.id)
    )
    for row in rows:
        level = max((one["level"] for one in row.levels), key=lambda one: _ROSH.get(one, -1), default="")
        was = before.get(row.case_id, "")
        before[row.case_id] = level or was
        how = window.fresh(row.case_id, row.assessed_on, row.made_at)
        if how is None:
            continue
        words = _("Risk of serious harm assessed {date}").format(date=exact_date(row.assessed_on))
        if level in _ROSH:
            words = f"{words}: {label(Rosh(level)).lower()}"
        if was in _ROSH and was != level:
            words = _("{words}, was {value}").format(words=words, value=label(Rosh(was)).lower())
        worse = _ROSH.get(level, -1) > _ROSH.get(was, len(_ROSH))
        weight = Weight.BAD if worse else Weight.NEWS
        yield row.case_id, _line(Subject.RISK, weight, row.assessed_on, words, how, recorded=row.made_at)


_SAFE = frozenset({SharedMatter.SAFEGUARDING})


def _safeguarding(session: Session, window: Window) -> Found:
    for row in _rows(session, MaracRow, window):
        for day, said in (
            (row.heard_on, _("Heard at MARAC {date}")),
            (row.referred_on, _("Referred to MARAC {date}")),
        ):
            # How late it was recorded is not kept for each day of a row that is added to.
            if day is not None and window.fresh(row.case_id, day, row.changed_at) is Fresh.NEW:
                yield (
                    row.case_id,
                    _line(Subject.RISK, Weight.BAD, day, said.format(date=exact_date(day)), matters=_SAFE),
                )
                break
    for row in _rows(session, SafeguardingCheckRow, window):
        whom = label(CheckAbout(row.about))
        if row.answered_on is not None:
            how = window.fresh(row.case_id, row.answered_on, row.changed_at)
            said = _("Safeguarding answer {date} ({whom}): {answer}")
            day, answer = row.answered_on, label(CheckAnswer(row.answer)).lower() if row.answer else ""
        else:
            how = window.fresh(row.case_id, row.asked_on, row.made_at)
            said, day, answer = _("Safeguarding check asked {date} ({whom})"), row.asked_on, ""
        if how is Fresh.NEW:
            words = said.format(date=exact_date(day), whom=whom.lower(), answer=answer)
            yield row.case_id, _line(Subject.RISK, Weight.NEWS, day, words, matters=_SAFE)


# --- Notes -----------------------------------------------------------------------------------------------


def _notes(session: Session, window: Window) -> Found:
    """Notes are only counted: what they say is read where they are."""
    row = NoteRow
    rows = session.execute(
        select(
            row.case_id, row.happened_at, row.made_at, row.mark, row.third_party, row.not_disclosable
        ).where(
            row.case_id.in_(window.ids),
            or_(row.happened_at >= window.earliest, row.made_at >= window.earliest),
        )
    )
    days: dict[tuple[str, frozenset[SharedMatter]], list[date]] = defaultdict(list)
    for case_id, happened_at, made_at, mark, third_party, not_disclosable in rows:
        day = happened_at.date()
        if window.fresh(case_id, day, made_at) is None:
            continue
        matters = {SharedMatter.NOTES}
        matters |= {SharedMatter.INTELLIGENCE} if mark == Mark.INTELLIGENCE.value else set()
        matters |= {SharedMatter.THIRD_PARTY} if third_party else set()
        matters |= {SharedMatter.WITHHELD} if not_disclosable else set()
        days[case_id, frozenset(matters)].append(day)
    for (case_id, matters_of_them), found in days.items():
        told = (
            (N_("note of intelligence"), N_("notes of intelligence"))
            if SharedMatter.INTELLIGENCE in matters_of_them
            else (N_("note or contact"), N_("notes and contacts"))
            if matters_of_them == {SharedMatter.NOTES}
            else (N_("note not for everybody"), N_("notes not for everybody"))
        )
        words = _("{number}, the last {date}").format(
            number=count(len(found), *told), date=exact_date(max(found))
        )
        yield case_id, _line(Subject.NOTES, Weight.COUNTED, max(found), words, matters=matters_of_them)


_KINDS: tuple[Callable[[Session, Window], Found], ...] = (
    _offending,
    _steps,
    _proceedings,
    _appointments,
    _actions,
    _plans,
    _services,
    _statuses,
    _decisions,
    _flags,
    _assessments,
    _safeguarding,
    _notes,
)
