"""My plan: the person's own copy of the plan, with nobody named and nothing in it that is kept from them.

What is typed about a person is typed for officers. On its way here every name but the person's own gives way to
a role, and what is kept apart from the person is taken out, wherever it was typed (``known_names``). What gave
way is listed for the officer, who sees it before the paper is given out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from iom_desktop.domain.actions import SERVES_RISK, Action, Source, Who, group_served
from iom_desktop.domain.appointments import Appointment
from iom_desktop.domain.audiences import SharedMatter
from iom_desktop.domain.case_files import CaseFile
from iom_desktop.domain.cases import CaseDraft
from iom_desktop.domain.codes import Agency, Sentence
from iom_desktop.domain.known_names import Discretion, LeftOut, WhyOut, same_name
from iom_desktop.domain.names import spoken_name
from iom_desktop.domain.plans import Agreement, Goal, Plan, PlanState

#: How far appointments and the calendar reach from ``first_monday``, in weeks.
WEEKS = 4


class Role(StrEnum):
    """Who somebody is to the person: all that their own copy says of anybody."""

    POLICE_LEAD = "police_lead"
    PROBATION_LEAD = "probation_lead"
    POLICE = "police"
    PROBATION = "probation"
    COUNCIL = "council"
    HEALTH = "health"
    PRISON = "prison"
    VOLUNTARY = "voluntary"
    OTHER = "other"


_ROLE_OF_AGENCY = {agency.value: Role(agency.value) for agency in Agency}


@dataclass(frozen=True, slots=True)
class Helper:
    """Somebody who does something for the person, by role; or a service, by its own name."""

    role: Role
    service: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MyAction:
    """A required action as the person reads it. ``words`` are the officer's, names left out.

    ``helper`` is who does it, where it is not the person. ``rule`` is the licence or the order that asks for it.
    """

    number: str
    words: str
    by: date | None = None
    at: time | None = None
    how_often: str = ""
    support: str = ""
    evidence: str = ""
    if_missed: str = ""
    rule: Source | None = None
    helper: Helper | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MyGoal:
    """A goal in the person's words, with what the person does for it."""

    number: str
    words: str
    target_on: date | None
    actions: tuple[MyAction, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MyAppointment:
    """An appointment of the coming weeks. ``must`` says that missing it counts."""

    starts_at: datetime
    minutes: int
    type_code: str
    type_name: str
    place: str
    helper: Helper | None
    must: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneNumber:
    """A number to ring: whose it is by role, or by the name the list gives it; ``when`` it is answered."""

    telephone: str
    role: Role | None = None
    name: str = ""
    when: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """Where the team is found."""

    address: str = ""
    telephone: str = ""
    hours: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MyPlan:
    """Everything that My plan prints, and ``left_out`` and ``rules``, for the officer alone.

    ``left_out`` is what gave way to a role or was taken out; ``rules`` what the person's copy never holds.
    """

    case_id: str
    crn: str
    name: str
    called: str
    made_at: datetime
    made_by: str
    language: str
    large_print: bool
    plan_id: str | None
    plan_number: int | None
    state: PlanState | None
    agreed_on: date | None  #: when it was settled, whatever the person answered
    answer: Agreement | None
    review_on: date | None
    sentence: Sentence | None
    goals: tuple[MyGoal, ...]
    others: tuple[MyAction, ...]
    appointments: tuple[MyAppointment, ...]
    words: tuple[str, ...]
    telephones: tuple[PhoneNumber, ...]
    office: Office
    left_out: tuple[LeftOut, ...]
    rules: tuple[SharedMatter, ...]

    @property
    def today(self) -> date:
        """The day on which it was made."""
        return self.made_at.date()

    def typed(self) -> Iterator[str]:
        """Every text an officer typed for it, in the order printed: what its reading age is of."""
        for goal in self.goals:
            yield goal.words
            for action in goal.actions:
                yield from (action.words, action.how_often, action.support, action.evidence, action.if_missed)
        for action in self.others:
            yield action.words
        yield from self.words


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What My plan needs besides the case file: the coming appointments, the numbers, and who can be named how."""

    appointments: tuple[Appointment, ...]
    numbers: tuple[PhoneNumber, ...]
    office: Office
    services: frozenset[str]  #: names of services, which may be told
    discretion: Discretion


def my_plan(file: CaseFile, around: Around, *, language: str = "en", large_print: bool = False) -> MyPlan:
    """The person's own copy of ``file``, which is already the person's by the sharing rules."""
    made = _Copy(file, around)
    plan, person = file.plan, file.case.person
    goals = () if plan is None else tuple(made.goals(plan))
    others = () if plan is None else tuple(made.others(plan))
    return MyPlan(
        case_id=file.case.id,
        crn=person.crn,
        name=spoken_name(person.surname, person.forenames),
        called=person.called,
        made_at=file.made_at,
        made_by=file.made_by,
        language=language,
        large_print=large_print,
        plan_id=None if plan is None else plan.id,
        plan_number=None if plan is None else plan.number,
        state=None if plan is None else plan.state,
        agreed_on=None if plan is None or plan.agreement is None else plan.agreement.at.date(),
        answer=None if plan is None or plan.agreement is None else plan.agreement.said.answer,
        review_on=None if plan is None else plan.said.review_on,
        sentence=file.case.managed.sentence,
        goals=goals,
        others=others,
        appointments=tuple(map(made.appointment, around.appointments)),
        words=() if plan is None else tuple(made.own_words(plan)),
        telephones=(*made.leads(file.case.managed), *around.numbers),
        office=around.office,
        left_out=tuple(made.left_out),
        rules=file.left_out,
    )


class _Copy:
    """Makes the parts of one copy, and keeps what was left out of them."""

    def __init__(self, file: CaseFile, around: Around) -> None:
        self._file, self._around = file, around
        self.left_out: list[LeftOut] = []

    def told(self, text: str, where: str) -> str:
        """``text`` as the person may read it."""
        told = self._around.discretion.told(text)
        self.left_out += (replace(one, where=where) for one in told.left_out)
        return told.words

    # --- The plan ----------------------------------------------------------------------------------

    def goals(self, plan: Plan) -> Iterator[MyGoal]:
        """The goals being worked on, each with what the person is still to do for it."""
        for goal in plan.active_goals:
            mine = [one for one in goal.actions if one.for_person and one.status.open]
            words = self.told(goal.said.words, goal.number)
            yield MyGoal(
                number=goal.number,
                words=words,
                target_on=goal.said.target_on,
                actions=tuple(map(self.action, mine)),
            )

    def others(self, plan: Plan) -> Iterator[MyAction]:
        """What others are still to do, as far as the person was told of it or it is plainly for them."""
        for goal in plan.active_goals:
            for action in goal.actions:
                if action.for_person or not action.status.open:
                    continue
                if action.said.who is None:
                    self.left_out.append(LeftOut(WhyOut.NOBODYS, "", "", action.number))
                elif not _may_be_told(action, goal):
                    self.left_out.append(LeftOut(WhyOut.UNTOLD, "", "", action.number))
                else:
                    yield self.action(action)

    def action(self, action: Action) -> MyAction:
        """One required action."""
        said, number = action.said, action.number
        return MyAction(
            number=number,
            words=self.told(said.what, number),
            by=said.due_on,
            at=said.due_time,
            how_often=self.told(said.how_often, number),
            support=self.told(said.support, number),
            evidence=self.told(said.evidence, number),
            if_missed=self.told(said.if_missed, number),
            rule=said.source if said.source in (Source.LICENCE, Source.ORDER) else None,
            helper=None if action.for_person else self.helper(said.who_name, said.who_agency, said.who),
        )

    def own_words(self, plan: Plan) -> Iterator[str]:
        """What the person said, of the plan and to it."""
        agreed = "" if plan.agreement is None else plan.agreement.said.persons_words
        for words in dict.fromkeys((plan.said.persons_words, agreed)):
            if words.strip():
                yield self.told(words, "")

    # --- Who, where and when -----------------------------------------------------------------------

    def appointment(self, one: Appointment) -> MyAppointment:
        """One appointment. What it is for stays with the officer: it may say more than the person is told."""
        said = one.said
        return MyAppointment(
            starts_at=one.starts_at,
            minutes=said.minutes,
            type_code=said.type_code,
            type_name=one.type_name,
            place=self.told(said.place, ""),
            helper=self.helper(said.with_name, said.with_agency, None)
            if said.with_name or said.with_agency
            else None,
            must=one.counts and self._file.case.managed.statutory,
        )

    def leads(self, managed: CaseDraft) -> Iterator[PhoneNumber]:
        """The lead officers' numbers."""
        for role, lead, telephone in (
            (Role.POLICE_LEAD, managed.police_lead, managed.police_phone),
            (Role.PROBATION_LEAD, managed.probation_lead, managed.probation_phone),
        ):
            if lead or telephone:
                yield PhoneNumber(role=role, telephone=self.told(telephone, ""))

    def helper(self, name: str, agency: str, who: Who | None) -> Helper:
        """Who it is, by role."""
        managed = self._file.case.managed
        if name and same_name(name, managed.police_lead):
            return Helper(Role.POLICE_LEAD)
        if name and same_name(name, managed.probation_lead):
            return Helper(Role.PROBATION_LEAD)
        service = next((one for one in (name, agency) if one.casefold() in self._around.services), "")
        if service:
            return Helper(Role.OTHER, service)
        role = _ROLE_OF_AGENCY.get(agency.casefold())
        if role is None and agency:
            # An agency of no list: its name is told, unless somebody's own name is in it.
            told = self._around.discretion.told(agency)
            return Helper(Role.OTHER, "" if told.left_out else agency)
        if role is None and not name and who is Who.OFFICER:
            lead = Role.PROBATION_LEAD if managed.probation_lead else Role.POLICE_LEAD
            return Helper(lead if managed.probation_lead or managed.police_lead else Role.OTHER)
        return Helper(role or Role.OTHER)


def _may_be_told(action: Action, goal: Goal) -> bool:
    """Whether what somebody else does may stand on the person's copy: they were told of it, or it meets a need.

    What only serves the risk they pose may be how they are watched.
    """
    if action.said.explained_on is not None:
        return True
    serves = action.said.serves or goal.said.serves
    return any(code != SERVES_RISK and group_served(code) is None for code in serves)


def first_monday(today: date) -> date:
    """The day on which the calendar begins: this week's Monday, at a weekend the next."""
    away = today.weekday()
    return today + timedelta(days=7 - away if away > 4 else -away)


def coming(appointments: Iterable[Appointment], now: datetime, until: datetime) -> tuple[Appointment, ...]:
    """The appointments from ``now`` to before ``until`` that stand, the next first."""
    found = [one for one in appointments if not one.cancelled and now <= one.starts_at < until]
    return tuple(sorted(found, key=lambda one: (one.starts_at, one.id)))
