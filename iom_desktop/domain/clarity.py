"""Is the plan clear? The readiness rules, line by line.

A *fault* keeps the plan a draft. *Advice* would make it better. The rules follow the 2020 inspection: a plan
spells out what, who, by when, how it is shown, what happens if not, and answers every severe need. What the
person does of their own will carries no sanction, so there a missing consequence or proof is advice; what an
officer or partner does needs an owner, an agency and a date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from iom_desktop.domain.actions import SERVES_RISK, Action, ActionStatus, Source, Who
from iom_desktop.domain.codes import Rosh
from iom_desktop.domain.needs import Need, NeedStatus
from iom_desktop.domain.plans import Goal, Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that stands in the way of a clear plan, or would improve it.

    ``where`` is "1.2", "1", "need DRUGS" or "plan"; ``record_id`` and ``field`` say where the cursor should go.
    """

    words: str
    where: str
    code: str
    record_id: str = ""
    field: str = ""
    blocking: bool = True


#: Openings that say nothing anybody could check, unless something concrete follows. Source: plans inspectors read.
_VAGUE = re.compile(
    r"^\W*(?:(?:he|she|they|must|will|should|to|continue|keep|try)\W+)*"
    r"(?:address(?:ing)?|engag(?:e|ing)|work(?:ing)?(?:\W+with)?|comply(?:ing)?|co-?operat(?:e|ing)|improv(?:e|ing)|"
    r"reduc(?:e|ing)|look(?:ing)?\W+(?:at|into)|think(?:ing)?\W+about|explor(?:e|ing)|consider(?:ing)?|"
    r"be(?:ing)?\W+(?:good|better)|behav(?:e|ing)|liais(?:e|ing)|monitor(?:ing)?|support(?:ing)?|motivat(?:e|ing))\b",
    re.IGNORECASE,
)
#: A concrete detail rescues a vague opening: a number, a named day, or a proper name inside the sentence.
_CONCRETE = re.compile(r"\d|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?<=[a-z,;] )[A-Z][a-z]+")
_SHORT = 2


def vague(what: str) -> bool:
    """Whether ``what`` names nothing that could be seen to be done ("To engage", "Address drug use")."""
    if len(re.findall(r"\w+", what)) <= _SHORT:
        return True
    return bool(_VAGUE.match(what)) and not _CONCRETE.search(what)


def readiness(plan: Plan, needs: Sequence[Need], rosh: Rosh | None = None) -> tuple[Fault, ...]:
    """Everything unclear in ``plan``, in the order of the page: faults first where they stand, then advice.

    ``needs`` are the needs of the case; ``rosh`` its overall risk of serious harm.
    """
    found = [*_goals(plan), *_needs(plan, needs), *_risk(plan, rosh)]
    return tuple(sorted(found, key=lambda fault: not fault.blocking))


def faults(plan: Plan, needs: Sequence[Need], rosh: Rosh | None = None) -> tuple[Fault, ...]:
    """Only what keeps the plan a draft."""
    return tuple(fault for fault in readiness(plan, needs, rosh) if fault.blocking)


def complete_actions(plan: Plan, found: Sequence[Fault]) -> tuple[int, int]:
    """How many required actions have no fault of their own, and how many there are."""
    faulty = {fault.record_id for fault in found if fault.blocking}
    actions = list(plan.actions())
    return sum(action.id not in faulty for action in actions), len(actions)


def _goals(plan: Plan) -> Iterator[Fault]:
    if not plan.active_goals:
        yield Fault(words="The plan has no goal.", where="plan", code="no_goal", record_id=plan.id)
    for goal in plan.active_goals:
        yield from _goal(goal)
        for action in goal.actions:
            if action.status is not ActionStatus.NO_LONGER_NEEDED:
                yield from _action(goal, action)


def _goal(goal: Goal) -> Iterator[Fault]:
    where = goal.number
    if not any(a.status is not ActionStatus.NO_LONGER_NEEDED for a in goal.actions):
        yield Fault(
            words=f"Goal {where} has no required action.", where=where, code="no_action", record_id=goal.id
        )
    if goal.said.target_on is None:
        yield Fault(
            words=f"Goal {where} does not say by when.",
            where=where,
            code="goal_no_date",
            record_id=goal.id,
            field="target_on",
            blocking=False,
        )


def _action(goal: Goal, action: Action) -> Iterator[Fault]:
    said = action.said
    bound = said.who in (Who.PERSON, None) and said.source is not Source.VOLUNTARY

    def fault(code: str, field: str, words: str, blocking: bool = True) -> Fault:
        return Fault(
            words=f"{action.number} {words}",
            where=action.number,
            code=code,
            record_id=action.id,
            field=field,
            blocking=blocking,
        )

    if vague(said.what):
        yield fault("vague", "what", "does not say what is to be done so that anybody could see it done.")
    if said.who is None:
        yield fault("no_owner", "who", "does not say who does it.")
    elif said.who is not Who.PERSON:
        if not said.who_name:
            yield fault("no_name", "who_name", "does not name who does it.")
        if not said.who_agency:
            yield fault("no_agency", "who_agency", "does not say from which agency.")
    if said.due_on is None and not said.how_often:
        yield fault("no_date", "due_on", "does not say by when or how often.")
    if said.source is None and said.who in (Who.PERSON, None):
        yield fault("no_source", "source", "does not say where the requirement comes from.")
    elif said.source in (Source.LICENCE, Source.ORDER) and not said.source_detail:
        yield fault("no_condition", "source_detail", "does not say which condition or requirement it rests on.")
    if not (said.serves or goal.said.serves):
        yield fault("serves_nothing", "serves", "does not say which need or risk it serves.")
    if said.who in (Who.PERSON, None):
        if not said.evidence:
            yield fault("no_evidence", "evidence", "does not say how it will be shown done.", blocking=bound)
        if not said.if_missed:
            yield fault("no_consequence", "if_missed", "does not say what happens if it is missed.", blocking=bound)
        if said.explained_on is None:
            yield fault("not_explained", "explained_on", "has not been explained yet.", blocking=False)


def _served(plan: Plan) -> set[str]:
    served: set[str] = set()
    for goal in plan.active_goals:
        for action in goal.actions:
            if action.status is not ActionStatus.NO_LONGER_NEEDED:
                served.update(goal.said.serves, action.said.serves)
    return served


def served_needs(plan: Plan) -> frozenset[str]:
    """Codes of the needs (and ``SERVES_RISK``) that some action of the plan serves."""
    return frozenset(_served(plan))


def _needs(plan: Plan, needs: Sequence[Need]) -> Iterator[Fault]:
    served = _served(plan)
    for need in needs:
        at_rest = need.assessed.status in (NeedStatus.DONE, NeedStatus.SUPPORT_NOT_REQUIRED)
        if need.severe and not at_rest and need.code not in served:
            yield Fault(
                words=f"Severe need: {need.name.lower()}, nothing in the plan serves it.",
                where=f"need {need.code}",
                code="need_unserved",
                record_id=need.id,
            )


def _risk(plan: Plan, rosh: Rosh | None) -> Iterator[Fault]:
    if rosh not in (Rosh.HIGH, Rosh.VERY_HIGH):
        return
    level = rosh.replace("_", " ")
    if SERVES_RISK not in _served(plan):
        yield Fault(
            words=f"Risk of serious harm is {level}: nothing in the plan answers it.",
            where="plan",
            code="risk_unanswered",
            record_id=plan.id,
            field="serves",
        )
    if not plan.said.contingency:
        yield Fault(
            words=f"Risk of serious harm is {level}: the plan has no contingency.",
            where="plan",
            code="no_contingency",
            record_id=plan.id,
            field="contingency",
            blocking=False,
        )


def review_overdue(plan: Plan, today: date) -> bool:
    """Whether the plan's review date has passed."""
    return plan.said.review_on is not None and plan.said.review_on < today
