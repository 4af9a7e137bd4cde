"""Is the plan clear? The readiness rules, line by line.

A *fault* keeps the plan a draft. *Advice* would make it better. The rules follow the 2020 inspection: a plan
spells out what, who, by when, how it is shown, what happens if not, and answers every severe need. What the
person does of their own will carries no sanction, so there a missing consequence or proof is advice; what an
officer or partner does needs an owner and a date.

The plan is also held against what stands round it (``Around``): whom the risk of serious harm is to, the risk
management plan, the conditions in force, and how often the colour asks for contact.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as default
from datetime import date

from iom_desktop.domain.actions import (
    SERVES_RISK,
    Action,
    ActionDraft,
    ActionStatus,
    Source,
    Who,
    serves_group,
)
from iom_desktop.domain.codes import RiskGroup, Rosh
from iom_desktop.domain.conditions import Condition, rests_on
from iom_desktop.domain.measures import Measure, Pillar
from iom_desktop.domain.needs import Need, NeedStatus, Severity
from iom_desktop.domain.plans import Goal, GoalDraft, Plan
from iom_desktop.domain.statuses import ColourRule
from iom_desktop.domain.wordings import blanks_left


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that stands in the way of a clear plan, or would improve it.

    ``where`` is "1.2", "1", "need DRUGS", "risk children", "licence condition 9" or "plan". ``record_id`` and
    ``field`` say where the cursor should go.
    """

    words: str
    where: str
    code: str
    record_id: str = ""
    field: str = ""
    blocking: bool = True


#: The levels that a plan must answer.
GRAVE = (Rosh.HIGH, Rosh.VERY_HIGH)
#: Days to come over which the contacts that are booked are counted, or the colour's own days where they are more.
CONTACT_DAYS = 28


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What stands round a plan. Nothing here means that nothing of the kind is known.

    ``groups`` are those to whom the risk of serious harm is high or very high. ``measures`` are the risk management
    plan in use. ``conditions`` are those the plan must reckon with: in force, or about to be; ``ended`` those that
    held before. ``colour`` is the rule of the person's colour, ``contacts`` how many appointments are booked in the
    ``contact_days`` of that rule.
    """

    groups: Mapping[RiskGroup, Rosh] = default(default_factory=dict)
    measures: tuple[Measure, ...] = ()
    conditions: tuple[Condition, ...] = ()
    ended: tuple[Condition, ...] = ()
    colour: ColourRule | None = None
    contacts: int = 0


NOTHING_AROUND = Around()


def contact_days(rule: ColourRule) -> int:
    """How many days to come are looked at for the contacts a colour asks for."""
    return max(CONTACT_DAYS, rule.days)


def contacts_asked(rule: ColourRule) -> int:
    """How many contacts a colour asks for over its ``contact_days``."""
    return rule.contacts * contact_days(rule) // max(1, rule.days)


# --- Saying something that could be seen to be done ------------------------------------------------------

#: How a sentence gets going before it says anything: "He must continue to ...".
_START = re.compile(
    r"\W*(?:(?:he|she|they|must|will|should|shall|is|are|to|please|continues?|keeps?|keep on|tr(?:y|ies)|aims?)\b\W*)*",
    re.IGNORECASE,
)
#: Somebody is helped to do something: what counts is the something.
_HELPED = re.compile(
    r"(?:be(?:ing)?\W+)?(?:(?:support|help|assist|remind)(?:ed|s|ing)?|(?:encourag|motivat|enabl)(?:e|ed|es|ing))"
    r"\W+(?:\w+\W+){0,3}?to\W+",
    re.IGNORECASE,
)
#: Openings that name no act at all: only a day or a time makes them something one could look for.
_NO_ACT = re.compile(
    r"(?:address(?:es|ing)?|engag(?:e|es|ing)|work(?:s|ing)?\W+(?:with|on|towards?)|compl(?:y|ies|ying)|"
    r"co-?operat(?:e|es|ing)|be(?:ing)?\W+(?:good|better|nice|honest)|behav(?:e|es|ing)|liais(?:e|es|ing)|"
    r"motivat(?:e|es|ing))\b",
    re.IGNORECASE,
)
#: Openings that name an act with no end: a number, a name or a time makes it plain how far it goes.
_NO_END = re.compile(
    r"(?:improv(?:e|es|ing)|reduc(?:e|es|ing)|look(?:s|ing)?\W+(?:at|into)|think(?:s|ing)?\W+about|"
    r"explor(?:e|es|ing)|consider(?:s|ing)?|monitor(?:s|ing)?|support(?:s|ing)?|manag(?:e|es|ing)|develop(?:s|ing)?|"
    r"build(?:s|ing)?|tackl(?:e|es|ing)|deal(?:s|ing)?\W+with|focus(?:es|ing)?\W+on|"
    r"attend(?:s|ing)?\W+(?:(?:all|any|his|her|their|the|planned|further)\W+)*"
    r"(?:appointments?|sessions?|groups?|meetings?|services?|programmes?|work)\W*$)",
    re.IGNORECASE,
)
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
#: Words that say when or how often, written into a sentence.
_WHEN = re.compile(
    r"\b(?:every|each|daily|nightly|weekly|fortnightly|monthly|once|twice)\b|\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b"
    r"|\b\d{1,2}[:.]\d\d\b|\b\d{1,2}\s*(?:am|pm)\b|\bnoon\b|\bmidnight\b"
    rf"|\b\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH}\b|\b\d{{1,2}}/\d{{1,2}}(?:/\d{{2,4}})?\b"
    r"|\bwithin\s+\w+\s+(?:working\s+)?(?:hours?|days?|weeks?|months?)\b",
    re.IGNORECASE,
)
_NUMBER_OR_NAME = re.compile(r"\d|(?<=[a-z,;] )[A-Z][a-z]+|(?<= )[A-Z]\.")
_LONG = 12


def vague(what: str) -> bool:
    """Whether ``what`` names nothing that could be seen to be done ("To engage", "Address drug use")."""
    said = what[_START.match(what).end() :]  # type: ignore[union-attr]
    helped = _HELPED.match(said)
    if helped:
        return vague(said[helped.end() :])
    words = len(re.findall(r"\w+", said))
    if words <= 1:
        return True
    if _NO_ACT.match(said):
        return not _WHEN.search(said)
    rescued = _WHEN.search(said) or _NUMBER_OR_NAME.search(said) or words >= _LONG
    return bool(_NO_END.match(said)) and not rescued


def says_when(what: str) -> bool:
    """Whether the words themselves say when or how often ("each Friday", "until 30 November")."""
    return _WHEN.search(what) is not None


# --- The plan, line by line ------------------------------------------------------------------------------


def readiness(
    plan: Plan, needs: Sequence[Need], rosh: Rosh | None = None, around: Around = NOTHING_AROUND
) -> tuple[Fault, ...]:
    """Everything unclear in ``plan``, in the order of the page: faults first where they stand, then advice.

    ``needs`` are the needs of the case; ``rosh`` its overall risk of serious harm.
    """
    found = [
        *_goals(plan),
        *_needs(plan, needs),
        *_risk(plan, needs, rosh, around),
        *_contingency(plan, rosh, around),
        *_conditions(plan, around),
        *_contact(around),
        *_plan_words(plan),
    ]
    return tuple(sorted(found, key=lambda fault: not fault.blocking))


def faults(
    plan: Plan, needs: Sequence[Need], rosh: Rosh | None = None, around: Around = NOTHING_AROUND
) -> tuple[Fault, ...]:
    """Only what keeps the plan a draft."""
    return tuple(fault for fault in readiness(plan, needs, rosh, around) if fault.blocking)


def complete_actions(plan: Plan, found: Sequence[Fault]) -> tuple[int, int]:
    """How many required actions have no fault of their own, and how many there are; not what fell away."""
    faulty = {fault.record_id for fault in found if fault.blocking}
    actions = [one for one in plan.actions() if one.status is not ActionStatus.NO_LONGER_NEEDED]
    return sum(action.id not in faulty for action in actions), len(actions)


def _goals(plan: Plan) -> Iterator[Fault]:
    if not plan.active_goals:
        yield Fault(words="The plan has no goal.", where="plan", code="no_goal", record_id=plan.id)
    for goal in plan.active_goals:
        yield from _goal(goal)
        for action in goal.actions:
            # What is done, or no longer asked for, need not be spelled out any more.
            if action.status not in (ActionStatus.NO_LONGER_NEEDED, ActionStatus.DONE):
                yield from _action(goal, action)


def _goal(goal: Goal) -> Iterator[Fault]:
    def fault(code: str, field: str, words: str, blocking: bool = True) -> Fault:
        return Fault(
            words=f"Goal {goal.number} {words}",
            where=goal.number,
            code=code,
            record_id=goal.id,
            field=field,
            blocking=blocking,
        )

    if not any(a.status is not ActionStatus.NO_LONGER_NEEDED for a in goal.actions):
        yield fault("no_action", "", "has no required action.")
    for blank in blanks_left(goal.said.words):
        yield fault("blank_left", "words", f"still has a blank to fill: {blank}.")
    if goal.said.target_on is None:
        yield fault("goal_no_date", "target_on", "does not say by when.", False)
    if not re.search(r"\b(?:I|I'm|I’m|me|my|mine|we|our)\b", goal.said.words):
        yield fault("goal_not_theirs", "words", 'is not in the person\'s own words ("I will ...").', False)


def _action(goal: Goal, action: Action) -> Iterator[Fault]:
    for code, field, words, blocking in unsaid(goal.said, action.said):
        yield Fault(
            words=f"{action.number} {words}",
            where=action.number,
            code=code,
            record_id=action.id,
            field=field,
            blocking=blocking,
        )


Unsaid = tuple[str, str, str, bool]
"""Code, field, words after the action's number, and whether it keeps the plan a draft."""


def unsaid(goal: GoalDraft, said: ActionDraft) -> Iterator[Unsaid]:
    """What an action of ``goal`` leaves unsaid, in the order it is read out."""
    if vague(said.what):
        yield "vague", "what", "does not say what is to be done so that anybody could see it done.", True
    yield from _owner(said)
    yield from _when(goal, said)
    yield from _source(said)
    if not (said.serves or goal.serves):
        yield "serves_nothing", "serves", "does not say which need or risk it serves.", True
    if said.who in (Who.PERSON, None):
        yield from _for_the_person(said)
    for field in ("what", "how_often", "evidence", "if_missed", "support"):
        for blank in blanks_left(getattr(said, field)):
            yield "blank_left", field, f"still has a blank to fill: {blank}.", True


def _owner(said: ActionDraft) -> Iterator[Unsaid]:
    if said.who is None:
        yield "no_owner", "who", "does not say who does it.", True
    elif said.who is not Who.PERSON:
        if not said.who_name:
            yield "no_name", "who_name", "does not name who does it.", True
        if not said.who_agency:
            # An officer of the two agencies is known at the table; a partner is not.
            partner = said.who is Who.PARTNER
            yield "no_agency", "who_agency", "does not say from which agency.", partner


def _when(goal: GoalDraft, said: ActionDraft) -> Iterator[Unsaid]:
    if said.due_on is not None or said.how_often:
        return
    if says_when(said.what):
        words = "says when only in its words: give the date its own place, so that it can be followed up."
        yield "date_in_words", "due_on", words, False
    elif said.source is Source.VOLUNTARY and goal.target_on is not None:
        yield "no_date", "due_on", "does not say by when or how often; only its goal does.", False
    else:
        yield "no_date", "due_on", "does not say by when or how often.", True


def _source(said: ActionDraft) -> Iterator[Unsaid]:
    if said.source is None and said.who in (Who.PERSON, None):
        yield "no_source", "source", "does not say where the requirement comes from.", True
    elif said.source in (Source.LICENCE, Source.ORDER) and not (said.source_detail or said.condition_id):
        words = "does not say which condition or requirement it rests on."
        yield "no_condition", "source_detail", words, True


def _for_the_person(said: ActionDraft) -> Iterator[Unsaid]:
    bound = said.source is not Source.VOLUNTARY
    if not said.evidence:
        yield "no_evidence", "evidence", "does not say how it will be shown done.", bound
    if not said.if_missed:
        yield "no_consequence", "if_missed", "does not say what happens if it is missed.", bound
    if said.explained_on is None:
        yield "not_explained", "explained_on", "has not been explained yet.", False


# --- What the plan answers -------------------------------------------------------------------------------


def served_needs(plan: Plan) -> frozenset[str]:
    """Codes of the needs, and of the risk, that some action of the plan serves."""
    return frozenset(
        code
        for goal in plan.active_goals
        for action in goal.actions
        if action.status is not ActionStatus.NO_LONGER_NEEDED
        for code in (*goal.said.serves, *action.said.serves)
    )


def _needs(plan: Plan, needs: Sequence[Need]) -> Iterator[Fault]:
    served = served_needs(plan)
    for need in needs:
        at_rest = need.assessed.status in (NeedStatus.DONE, NeedStatus.SUPPORT_NOT_REQUIRED)
        declined = need.assessed.status is NeedStatus.SUPPORT_DECLINED
        if at_rest or need.code in served or need.assessed.severity is Severity.NONE:
            continue
        if need.severe or not declined:
            word = "Severe need" if need.severe else "Need"
            yield Fault(
                words=f"{word}: {need.name.lower()}, nothing in the plan serves it.",
                where=f"need {need.code}",
                code="need_unserved",
                record_id=need.id,
                field="serves",
                blocking=need.severe,
            )


#: Whom the risk is to, as it goes on after "risk of serious harm to".
TO_WHOM: dict[RiskGroup, str] = {
    RiskGroup.PUBLIC: "the public",
    RiskGroup.CHILDREN: "children",
    RiskGroup.KNOWN_ADULT: "a known adult",
    RiskGroup.STAFF: "staff",
    RiskGroup.PRISONERS: "prisoners",
}


def _risk(plan: Plan, needs: Sequence[Need], rosh: Rosh | None, around: Around) -> Iterator[Fault]:
    """The grave risks nothing answers. A contingency is an answer of a kind: with one, they are advice."""
    served = served_needs(plan)
    protected = {
        group
        for one in around.measures
        if one.said.pillar is not Pillar.CONTINGENCY
        for group in one.said.groups
    }
    blocking = not has_contingency(plan, around)
    if len(around.groups) > 1:
        for group, level in around.groups.items():
            # With several groups at risk each needs its own answer: what protects one may leave another open.
            if serves_group(group) not in served and group not in protected:
                yield _unanswered(plan, group, level, blocking)
        return
    harmful = {need.code for need in needs if need.assessed.linked_to_harm}
    only = next(iter(around.groups), None)
    overall: Rosh | None = rosh if only is None else around.groups[only]
    general = harmful | {SERVES_RISK, *map(serves_group, RiskGroup)}
    if overall is not None and overall in GRAVE and not (served & general or protected):
        yield _unanswered(plan, only, overall, blocking)


def _unanswered(plan: Plan, group: RiskGroup | None, level: Rosh, blocking: bool) -> Fault:
    whom = f" to {TO_WHOM[group]}" if group else ""
    return Fault(
        words=f"Risk of serious harm{whom} is {level.replace('_', ' ')}: nothing in the plan answers it.",
        where=f"risk {group}" if group else "plan",
        code="risk_unanswered",
        record_id=plan.id,
        field="serves",
        blocking=blocking,
    )


def has_contingency(plan: Plan, around: Around) -> bool:
    """Whether anything says what happens if things go wrong: in the plan's words, or in the risk management plan."""
    return bool(plan.said.contingency) or any(
        one.said.pillar is Pillar.CONTINGENCY for one in around.measures
    )


def _contingency(plan: Plan, rosh: Rosh | None, around: Around) -> Iterator[Fault]:
    if has_contingency(plan, around):
        return
    level = f"Risk of serious harm is {rosh.replace('_', ' ')}: the" if rosh in GRAVE else "The"
    yield Fault(
        words=f"{level} plan has no contingency.",
        where="plan",
        code="no_contingency",
        record_id=plan.id,
        field="contingency",
        blocking=False,
    )


def carried_out_by(plan: Plan, condition: Condition) -> tuple[Action, ...]:
    """The required actions, still wanted or done, that rest on ``condition``."""
    return tuple(
        action
        for action in plan.actions()
        if action.status is not ActionStatus.NO_LONGER_NEEDED and rests_on(action.said, condition)
    )


def _conditions(plan: Plan, around: Around) -> Iterator[Fault]:
    for condition in around.conditions:
        if condition.said.needs_action and not carried_out_by(plan, condition):
            title = condition.title
            yield Fault(
                words=f"{title[:1].upper()}{title[1:]}: nothing in the plan carries it out.",
                where=title,
                code="condition_unserved",
                record_id=condition.id,
                field="condition_id",
            )
    for condition in around.ended:
        for action in carried_out_by(plan, condition):
            if action.status.open and action.said.condition_id == condition.id:
                yield Fault(
                    words=f"{action.number} rests on {condition.title}, which has ended.",
                    where=action.number,
                    code="condition_ended",
                    record_id=action.id,
                    field="source",
                    blocking=False,
                )


def _contact(around: Around) -> Iterator[Fault]:
    rule = around.colour
    if rule is None or around.contacts >= contacts_asked(rule):
        return
    are = "is" if around.contacts == 1 else "are"
    asked = contacts_asked(rule)
    yield Fault(
        words=f"{rule.rag.upper()} asks for {rule.words}: {around.contacts} {are} booked in the coming "
        f"{contact_days(rule)} days, {asked} {'is' if asked == 1 else 'are'} asked for.",
        where="contact",
        code="contact_frequency",
        field="appointments",
        blocking=False,
    )


def _plan_words(plan: Plan) -> Iterator[Fault]:
    if plan.said.review_on is None:
        yield Fault(
            words="The plan does not say when it is reviewed.",
            where="plan",
            code="no_review",
            record_id=plan.id,
            field="review_on",
            blocking=False,
        )


def review_overdue(plan: Plan, today: date) -> bool:
    """Whether the plan's review date has passed."""
    return plan.said.review_on is not None and plan.said.review_on < today
