"""The overview's five questions, answered in lines: from records to words, without a widget."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from iom_desktop.display.formats import N_, count, days, due_words, exact_date, join_words, spoken_datetime
from iom_desktop.display.labels import barrier_words, label, named_with_agency, overdue_words, when_words
from iom_desktop.display.risk_lines import about_services
from iom_desktop.display.words import _
from iom_desktop.domain.actions import Action, Who
from iom_desktop.domain.appointments import Appointment
from iom_desktop.domain.cases import Case, Flag
from iom_desktop.domain.codes import Agency
from iom_desktop.domain.compliance import Compliance, DueKind
from iom_desktop.domain.decisions import Decision
from iom_desktop.domain.plans import Plan
from iom_desktop.domain.risk import Marac, SafeguardingCheck
from iom_desktop.domain.risk_prompts import Prompt
from iom_desktop.domain.service_access import RUNGS, ServiceAccess
from iom_desktop.domain.text import search_key, show_hidden
from iom_desktop.ui.cases.lines import Line

MOST = 8
"""Lines under one question; how many more there are is said in one more line."""


NEXT_APPOINTMENTS = 3
"""Of a series, the next few say enough; all of them are on the page of appointments."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matters:
    """What the answers are drawn from. ``plan`` is the agreed plan, or the draft while none is agreed."""

    case: Case
    plan: Plan | None
    decision: Decision | None
    appointments: Sequence[Appointment]  #: in order of time, from three months ago on
    services: Sequence[ServiceAccess]
    now: datetime
    compliance: Compliance | None = None
    prompts: Sequence[Prompt] = ()  #: checks of risk that are missing or old
    checks: Sequence[SafeguardingCheck] = ()
    maracs: Sequence[Marac] = ()

    @property
    def today(self) -> date:
        """The local day."""
        return self.now.date()


def at_most(lines: Sequence[Line], tab: str) -> list[Line]:
    """The first ``MOST`` lines, and how many more there are on ``tab``."""
    if len(lines) <= MOST:
        return list(lines)
    more = _("and {count} more").format(count=len(lines) - MOST + 1)
    return [*lines[: MOST - 1], Line(more, tab=tab)]


# --- What must they do next? ----------------------------------------------------------------------------


def next_lines(matters: Matters) -> list[Line]:
    """Appointments ahead and open required actions of the person's own, in order of time."""
    dated: list[tuple[datetime, Line]] = []
    undated: list[Line] = []
    ahead = [one for one in matters.appointments if one.starts_at >= matters.now and not one.cancelled]
    for one in ahead[:NEXT_APPOINTMENTS]:
        dated.append((one.starts_at, _appointment_line(one, matters.now)))
    for action in _open_actions(matters.plan):
        due = action.said.due_on
        if not action.for_person or action.overdue(matters.today):
            continue
        if due is None:
            undated.append(_action_line(action, action.said.how_often, "muted"))
        else:
            at = datetime.combine(due, action.said.due_time or time(23, 59))
            dated.append((at, _action_line(action, due_words(due, matters.today), "due-soon")))
    dated.sort(key=lambda pair: pair[0])
    lines = [line for _at, line in dated] + undated
    if matters.plan is None:
        lines.append(
            Line(
                _("There is no plan yet: write down what must be done."), "", _("missing"), "missing", "plan"
            )
        )
    return lines


def _open_actions(plan: Plan | None) -> Iterator[Action]:
    if plan is not None:
        yield from (action for action in plan.actions() if action.status.open)


def _action_line(action: Action, when: str, role: str) -> Line:
    said = action.said
    near = role if role != "due-soon" or when.startswith((_("due today"), _("due tomorrow"))) else "muted"
    return Line(
        f"{action.number}  {said.what}",
        when_words(said) if said.due_on else label(action.status),
        when,
        near,
        "plan",
        action.id,
    )


def _appointment_line(one: Appointment, now: datetime) -> Line:
    where = " · ".join(
        part for part in (one.said.place, named_with_agency(one.said.with_name, one.said.with_agency)) if part
    )
    return Line(
        one.type_name,
        where or _("place not recorded"),
        spoken_datetime(one.starts_at, now),
        "accent" if (one.starts_at.date() - now.date()).days <= 1 else "muted",
        "appointments",
        one.id,
    )


# --- What is late? --------------------------------------------------------------------------------------


def late_lines(matters: Matters) -> list[Line]:
    """Outcomes not recorded, actions and reviews overdue, oldest first; then what was never recorded."""
    today = matters.today
    dated = [
        *_outcomes_missing(matters),
        *_compliance_due(matters),
        *_actions_overdue(matters),
        *_reviews_overdue(matters),
        *_risk_overdue(matters),
    ]
    dated.sort(key=lambda pair: pair[0])
    lines = [line for _day, line in dated]
    if matters.decision is None:
        lines.append(Line(_("No decision record says why this person is under IOM."), role="missing",
                          when=_("missing"), tab="why_iom"))  # fmt: skip
    lines += [
        Line(
            one.words,
            when=_("to ask"),
            role="missing",
            tab="needs",
            record_id=matters.case.id,
            field=one.kind.value,
        )
        for one in matters.prompts
    ]
    faults = matters.case.plan_faults
    if faults:
        words = _("{faults} in the way of a clear plan").format(
            faults=count(faults, N_("fault stands"), N_("faults stand"))
        )
        lines.append(Line(words, when=_("not clear"), role="missing", tab="plan"))
    ended = matters.case.managed.sentence_end
    if matters.case.managed.statutory and ended is not None and ended < today:
        words = _("{order} ended {date}: is it still managed?").format(
            order=label(matters.case.managed.sentence), date=exact_date(ended)
        )
        lines.append(Line(words, when=_("ended"), role="warn", tab="overview", field="sentence_end"))
    return lines


def _late(day: date, today: date, line: Line) -> tuple[date, Line]:
    late = days((today - day).days)
    words = _("{time} overdue").format(time=late) if day < today else _("due today")
    return day, Line(line.words, line.detail, words, "overdue", line.tab, line.record_id, line.field)


def _outcomes_missing(matters: Matters) -> Iterator[tuple[date, Line]]:
    for one in matters.appointments:
        if one.outcome_missing(matters.now):
            words = _("Outcome missing: {what}").format(what=one.type_name)
            at = spoken_datetime(one.starts_at, matters.now)
            detail = " · ".join(part for part in (at, one.said.place) if part)
            yield _late(
                one.starts_at.date(), matters.today, Line(words, detail, tab="appointments", record_id=one.id)
            )


def _compliance_due(matters: Matters) -> Iterator[tuple[date, Line]]:
    """What compliance asked for by a day that has passed; outcomes missing are told by themselves."""
    for due in matters.compliance.due if matters.compliance is not None else ():
        if due.kind is not DueKind.OUTCOME and due.overdue(matters.today):
            line = Line(due.words, label(due.kind), tab="compliance", record_id=due.appointment_id)
            yield _late(due.on, matters.today, line)


def _actions_overdue(matters: Matters) -> Iterator[tuple[date, Line]]:
    for action in _open_actions(matters.plan):
        if action.overdue(matters.today) and action.said.due_on is not None:
            who = (
                matters.case.person.called
                if action.for_person
                else named_with_agency(action.said.who_name, action.said.who_agency)
            )
            detail = " · ".join(part for part in (who, when_words(action.said)) if part)
            line = Line(
                f"{action.number}  {action.said.what}",
                detail,
                overdue_words(action, matters.today),
                "overdue",
                "plan",
                action.id,
            )
            yield action.said.due_on, line


def _reviews_overdue(matters: Matters) -> Iterator[tuple[date, Line]]:
    today, managed = matters.today, matters.case.managed
    if managed.review_on is not None and managed.review_on < today:
        line = Line(_("IOM review"), exact_date(managed.review_on), tab="overview", field="review_on")
        yield _late(managed.review_on, today, line)
    if managed.next_conference_on is not None and managed.next_conference_on < today:
        line = Line(
            _("Next case conference: the date has passed"),
            exact_date(managed.next_conference_on),
            tab="overview",
            field="next_conference_on",
        )
        yield _late(managed.next_conference_on, today, line)
    plan = matters.plan
    if plan is not None and not plan.draft and plan.said.review_on and plan.said.review_on < today:
        yield _late(
            plan.said.review_on, today, Line(_("Plan review"), exact_date(plan.said.review_on), tab="plan")
        )
    for flag in matters.case.flags:
        if flag.review_on is not None and flag.review_on < today:
            yield _late(flag.review_on, today, _flag_line(flag))


def _flag_line(flag: Flag) -> Line:
    words = _("Review of the flag {flag}").format(flag=flag.name)
    return Line(words, exact_date(flag.review_on), tab="needs", record_id=flag.id, field="review")


def _risk_overdue(matters: Matters) -> Iterator[tuple[date, Line]]:
    """Safeguarding answers that nobody gave in time, and MARACs held of which nobody said what came."""
    today = matters.today
    for check in matters.checks:
        if check.overdue(today):
            asked = _("Safeguarding: no answer from {services}").format(services=about_services(check.about))
            line = Line(asked, exact_date(check.asked_on), tab="needs", record_id=check.id, field="answer")
            yield _late(check.due_on, today, line)
    for marac in matters.maracs:
        on = marac.said.next_on
        if on is not None and on < today:
            held = Line(
                _("MARAC: outcome not recorded"),
                exact_date(on),
                tab="needs",
                record_id=marac.id,
                field="marac",
            )
            yield _late(on, today, held)


# --- What services are they waiting for? ----------------------------------------------------------------


def waiting_lines(matters: Matters) -> list[Line]:
    """Services not yet attended, the longest wait first, and those that could not be had, with why."""
    waiting: list[tuple[int, Line]] = []
    stopped: list[Line] = []
    for one in matters.services:
        named = " · ".join(part for part in (one.said.service, one.said.provider) if part)
        words = f"{one.need_name}: {named}" if named else one.need_name
        if one.waiting:
            waiting.append(_waiting_line(one, words, matters.today))
        elif one.said.barrier is not None and not one.obtained:
            stopped.append(Line(words, barrier_words(one), _("not obtained"), "missing", "services", one.id))
    waiting.sort(key=lambda pair: -pair[0])
    return [line for _days, line in waiting] + stopped


def _waiting_line(one: ServiceAccess, words: str, today: date) -> tuple[int, Line]:
    first = one.said.identified_on or today
    waited = (today - first).days
    open_gap = one.stages(today)[-1] if one.stages(today) else None
    reached = _(one.reached or RUNGS[0][1])
    since = open_gap.days if open_gap is not None else waited
    detail = _("{rung} {time} ago; nothing since").format(rung=reached, time=days(since))
    when = _("waiting {time}").format(time=days(waited))
    return waited, Line(words, detail, when, "due-soon" if one.late(today) else "muted", "services", one.id)


# --- Who else is involved? ------------------------------------------------------------------------------


def involved_lines(matters: Matters) -> list[Line]:
    """Everybody named: leads, those with something to do, those who see the person, the services."""
    circle = _Circle()
    managed = matters.case.managed
    circle.add(
        managed.police_lead, Agency.POLICE, _("police lead"), Line("", tab="overview", field="police_lead")
    )
    circle.add(
        managed.probation_lead,
        Agency.PROBATION,
        _("probation lead"),
        Line("", tab="overview", field="probation_lead"),
    )
    doing: dict[str, list[Action]] = {}
    for action in _open_actions(matters.plan):
        if action.said.who in (Who.OFFICER, Who.PARTNER):
            doing.setdefault(action.said.who_name, []).append(action)
    for name, actions in doing.items():
        words = _("does {numbers}").format(numbers=join_words([action.number for action in actions]))
        first = actions[0]
        circle.add(name, first.said.who_agency, words, Line("", tab="plan", record_id=first.id))
    for one in matters.appointments:
        if not one.cancelled:
            place = Line("", tab="appointments", record_id=one.id)
            circle.add(one.said.with_name, one.said.with_agency, _("appointments"), place)
    for service in matters.services:
        if service.said.ended_on is None:
            words = service.said.service or service.need_name
            circle.add(service.said.provider, "", words, Line("", tab="services", record_id=service.id))
    return circle.lines()


class _Circle:
    """Those involved, each once however their name is written, with what they do."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self._agencies: dict[str, str] = {}
        self._parts: dict[str, list[str]] = {}
        self._places: dict[str, Line] = {}

    def add(self, name: str, agency: str, part: str, place: Line) -> None:
        """``name`` does ``part``, which is found at ``place``."""
        key = search_key(name)
        if not key:
            return
        self._names.setdefault(key, name)
        self._places.setdefault(key, place)
        self._agencies[key] = self._agencies.get(key) or agency
        parts = self._parts.setdefault(key, [])
        if part not in parts:
            parts.append(part)

    def lines(self) -> list[Line]:
        """A line for each, in the order they were added."""
        return [
            replace(
                self._places[key],
                words=named_with_agency(show_hidden(name), self._agencies[key]),
                detail=", ".join(self._parts[key]),
            )
            for key, name in self._names.items()
        ]
