"""Inventing case plans: clear ones, and ones like those the inspectors kept finding."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

from iom_desktop.demo.invented import InventedAction, InventedCase, InventedGoal
from iom_desktop.domain.actions import ActionDraft, ActionStatus, Source, Who
from iom_desktop.domain.codes import Sentence
from iom_desktop.domain.dates import add_months
from iom_desktop.domain.needs import NeedDraft, Severity
from iom_desktop.domain.plans import GoalDraft, PlanWords

_GOALS: dict[str, tuple[str, str, str, str, str, str]] = {
    # need: goal, what the person must do, how often, evidence, if missed, what somebody else will do
    "DRUGS": (
        "I will stop using heroin every day.",
        "Attend the Monday appointment at Northgate Recovery Service.",
        "every Monday at 11:00",
        "The service e-mails attendance the same day.",
        "Home visit that evening; first warning letter the next working day.",
        "Take {called} to the first two appointments at Northgate Recovery Service.",
    ),
    "ALCOHOL": (
        "I will have three days a week without a drink.",
        "Fill in the drink diary and bring it to each office visit.",
        "every office visit",
        "The diary, seen and initialled at each visit.",
        "Three-way meeting within 5 working days.",
        "Ask Northgate Recovery Service for an alcohol worker by letter.",
    ),
    "ACCOMMODATION": (
        "I will have a room of my own that I can keep.",
        "Go with the housing officer to view 14 Mill Court, Mocktown.",
        "",
        "The viewing slip.",
        "Goes back on the waiting list; tell {called} so.",
        "Hold the Mill Court room until the viewing and confirm it in writing.",
    ),
    "FINANCE": (
        "I will have money coming in that I can account for.",
        "Bring bank and identity letters to the benefit meeting at the library.",
        "",
        "The claim number written on the file.",
        "New meeting within the same week.",
        "Sit with {called} to finish the benefit statement at the library.",
    ),
    "ETE": (
        "I will have training that leads to a job.",
        "Attend the construction card course at Demo Works.",
        "Wednesdays and Thursdays, 09:30",
        "The course register, sent on Fridays.",
        "Call the same day; place offered to somebody else after two absences.",
        "Pay the course fee to Demo Works from the enabling fund.",
    ),
    "THINKING": (
        "I will stop and think before I act.",
        "Attend all six maintenance sessions of the programme.",
        "Wednesdays 18:00",
        "The register of the programme.",
        "A second unacceptable absence is breach.",
        "Send the programme report to the panel each month.",
    ),
}


def plan(rng: random.Random, case: InventedCase, clear: bool, today: date) -> None:
    """Give the case a plan, a ``clear`` one or one that leaves out what matters; a few get none."""
    if not clear and rng.random() < 0.2:
        return
    severe = [need for need in case.needs if need.severity is Severity.SEVERE]
    chosen = [need for need in case.needs if need.code in _GOALS]
    chosen = [*(n for n in chosen if n in severe), *(n for n in chosen if n not in severe)][
        : max(3, len(severe))
    ]
    if not chosen:
        chosen = [NeedDraft(code="THINKING", severity=Severity.STANDARD)]
    case.goals = [_goal(rng, case, need.code, place, clear, today) for place, need in enumerate(chosen)]
    if clear:
        case.words = PlanWords(
            contingency="A missed script and no contact for 24 hours: same-day joint visit, then a recall decision.",
            persons_words="“I can do this if I have somewhere to sleep.”",
            review_on=add_months(today, rng.randrange(1, 4)),
        )
        case.agreed = rng.random() < 0.8
        case.persons_words = "“I can do this if I have somewhere to sleep.”"


def _goal(
    rng: random.Random, case: InventedCase, code: str, place: int, clear: bool, today: date
) -> InventedGoal:
    words, what, often, evidence, missed, ours = _GOALS[code]
    called = case.person.known_as or case.person.forenames
    serves = (code, "RISK") if place == 0 else (code,)
    if not clear:
        vague = ActionDraft(
            what=rng.choice(("To engage.", "To address the need.", "Work with services.")), who=None
        )
        whole = ActionDraft(
            what=what, how_often=often, due_on=None if often else today + timedelta(days=9), source=Source.IOM
        )
        return InventedGoal(
            GoalDraft(words=words, serves=serves if rng.random() < 0.5 else ()),
            (InventedAction(vague), InventedAction(whole)),
        )
    source = {
        Sentence.LICENCE: (Source.LICENCE, f"condition {rng.randrange(8, 14)}"),
        Sentence.NON_STATUTORY: (Source.VOLUNTARY, ""),
        None: (Source.VOLUNTARY, ""),
    }.get(case.managed.sentence, (Source.ORDER, "rehabilitation activity requirement"))
    due = None if often else today + timedelta(days=rng.randrange(-6, 30))
    theirs = ActionDraft(
        what=what,
        due_on=due,
        how_often=often,
        source=source[0],
        source_detail=source[1],
        serves=serves,
        evidence=evidence,
        if_missed=missed.format(called=called),
        support=f"{case.police.name} will drive {called} there." if rng.random() < 0.4 else "",
        explained_on=today - timedelta(days=rng.randrange(2, 20)),
        agreed=True,
    )
    partner = code == "ACCOMMODATION"
    own = ActionDraft(
        what=ours.format(called=called),
        who=Who.PARTNER if partner else Who.OFFICER,
        who_name="S. Placeholder" if partner else case.police.name,
        who_agency="council" if partner else "police",
        due_on=today + timedelta(days=rng.randrange(1, 20)),
        source=Source.IOM,
        serves=(code,),
    )
    status = rng.choice((ActionStatus.NOT_STARTED, ActionStatus.IN_PROGRESS, ActionStatus.IN_PROGRESS))
    return InventedGoal(
        GoalDraft(words=words, target_on=add_months(today, rng.randrange(2, 6)), serves=serves),
        (
            InventedAction(theirs, status, note="Going as it should so far." if rng.random() < 0.3 else ""),
            InventedAction(own),
        ),
    )


def follow_through(rng: random.Random, case: InventedCase, today: date) -> None:
    """Some of what officers and partners took on is done, in time or late, and some is overdue."""
    for place, goal in enumerate(case.goals):
        actions = tuple(_settled(rng, action, today) for action in goal.actions)
        case.goals[place] = replace(goal, actions=actions)


def _settled(rng: random.Random, action: InventedAction, today: date) -> InventedAction:
    if action.said.who not in (Who.OFFICER, Who.PARTNER):
        return action
    status, days_ago = rng.choices(
        ((ActionStatus.DONE, 3), (ActionStatus.DONE, 9), (action.status, 4), (action.status, 0)),
        (30, 10, 12, 48),
    )[0]
    due = today - timedelta(days=days_ago) if days_ago else action.said.due_on
    return replace(action, said=replace(action.said, due_on=due), status=status)
