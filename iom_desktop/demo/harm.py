"""Inventing risk: what was assessed, what is done about it, what is checked and what is kept apart."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

from iom_desktop.demo.invented import InventedAction, InventedBeside, InventedCase
from iom_desktop.domain.actions import Source
from iom_desktop.domain.codes import CONDITIONS, Answer, Rosh, Sentence
from iom_desktop.services import codes
from iom_desktop.storage.tables import (
    ConditionRow,
    MaracRow,
    RiskAssessmentRow,
    RiskMeasureRow,
    SafeguardingCheckRow,
    WithheldRow,
)

_HIGH = (Rosh.HIGH, Rosh.VERY_HIGH)
#: Pillar, trigger, what, by whom ("police", "probation" or an agency).
_MEASURES = (
    ("supervision", "", "Seen twice a week, once at home by both agencies.", "probation"),
    ("monitoring", "", "Night curfew checked at the door three times a week; intelligence read daily.", "police"),
    ("interventions", "", "Treatment first; the thinking programme once the script is stable.", "probation"),
    ("victim_safety", "", "The victim liaison officer is told of every release and move the same day.", "police"),
    (
        "contingency",
        "A missed script and no contact for 24 hours",
        "Joint home visit the same day, then the recall decision is taken at once.",
        "police",
    ),
)  # fmt: skip
_WITHHELD = (
    (
        "The sister rang: he keeps a key to the old flat.",
        "She asked that he never learns who told.",
        "Family",
    ),
    ("An address in Port Demo is being watched next week.", "Telling would spoil the operation.", "Police"),
)


def assess(rng: random.Random, case: InventedCase, today: date) -> None:
    """Give the case its assessment, plan of the risk, conditions and checks."""
    began = case.managed.adopted_on or today - timedelta(days=20)
    _risk(rng, case, began, today)
    _conditions(rng, case, began)
    _checks(rng, case, began, today)
    if rng.random() < 0.08:
        words, why, source = rng.choice(_WITHHELD)
        _add(case, began, WithheldRow, words=words, why=why, source=source, ended_on=None, ended_reason="")


def _add(case: InventedCase, day: date, kind: type, **columns: object) -> None:
    case.beside.append(InventedBeside(kind=kind, day=day, columns=columns))


def _risk(rng: random.Random, case: InventedCase, began: date, today: date) -> None:
    managed = case.managed
    if managed.rosh is None:
        return
    high = managed.rosh in _HIGH
    assessed = began + timedelta(days=rng.randrange(3, 15))
    levels = [
        {"group": group.value, "setting": "community", "level": managed.rosh.value}
        for group in managed.rosh_groups
    ]
    if not levels:
        levels = [{"group": "public", "setting": "community", "level": managed.rosh.value}]
    if high:
        levels.append({"group": "staff", "setting": "community", "level": "medium"})
        levels.append({"group": "prisoners", "setting": "custody", "level": "low"})
    assessed_days = [assessed]
    # Assessed again each year; a few have been let slip.
    while rng.random() < 0.94 and assessed_days[-1] < today - timedelta(days=300):
        assessed_days.append(min(assessed_days[-1] + timedelta(days=rng.randrange(200, 300)), today))
    for day in assessed_days:
        _add(
            case,
            day,
            RiskAssessmentRow,
            assessed_on=day,
            assessed_by=case.probation.name,
            levels=levels,
            who="People who live in the houses he enters; whoever stands between him and the door."
            if high
            else "",
            nature="Threats and struggle when surprised in a burglary." if high else "",
            greatest=managed.risk_when,
            increases=managed.risk_increases,
            reduces=managed.risk_reduces,
        )
    if not high or not case.words.contingency:
        return
    for place, (pillar, trigger, words, by) in enumerate(_MEASURES, start=1):
        _add(
            case,
            assessed,
            RiskMeasureRow,
            pillar=pillar,
            position=place,
            trigger=trigger,
            words=words,
            who_name=case.police.name if by == "police" else case.probation.name,
            agency=by,
            groups=[group.value for group in managed.rosh_groups],
            ended_on=None,
            ended_reason="",
        )


def _conditions(rng: random.Random, case: InventedCase, began: date) -> None:
    """Standard conditions for a licence, and what the plan carries out, each action resting on its own."""
    sentence = case.managed.sentence
    if sentence is Sentence.LICENCE:
        standard = [one for one in codes.shipped(CONDITIONS) if one.detail("category") == "Standard"]
        for place, item in enumerate(standard, start=1):
            _condition(rng, case, began, "licence", str(place), item.name, "Standard", needs_action=False)
    clear = bool(case.words.contingency)
    if not clear or sentence in (None, Sentence.NON_STATUTORY):
        return
    licence = sentence is Sentence.LICENCE
    offered = [
        one
        for one in codes.shipped(CONDITIONS)
        if one.detail("needs_action") == "yes" and (one.detail("source") == "licence") is licence
    ]
    source = Source.LICENCE if licence else Source.ORDER
    chosen = iter(rng.sample(offered, len(offered)))
    number = 9
    for place, goal in enumerate(case.goals):
        actions: list[InventedAction] = []
        for action in goal.actions:
            if action.said.source is source:
                item = next(chosen)
                known = _condition(
                    rng, case, began, source.value, str(number) if licence else "", item.name,
                    item.detail("category"), needs_action=True,
                )  # fmt: skip
                said = replace(action.said, condition_id=known, source_detail="")
                action, number = replace(action, said=said), number + 1
            actions.append(action)
        case.goals[place] = replace(goal, actions=tuple(actions))


def _condition(
    rng: random.Random,
    case: InventedCase,
    began: date,
    source: str,
    number: str,
    words: str,
    category: str,
    *,
    needs_action: bool,
) -> str:
    condition_id = f"{rng.getrandbits(128):032x}"
    _add(
        case,
        began,
        ConditionRow,
        id=condition_id,
        source=source,
        number=number,
        category=category,
        words=words,
        from_on=case.managed.sentence_start,
        to_on=case.managed.sentence_end,
        needs_action=needs_action,
    )
    return condition_id


def _checks(rng: random.Random, case: InventedCase, began: date, today: date) -> None:
    """Safeguarding asked and mostly answered; a MARAC where somebody may be hurt at home."""
    asked = min(began + timedelta(days=2), today)
    answered = asked + timedelta(days=rng.randrange(3, 12))
    known = case.managed.child_safeguarding is Answer.YES
    if rng.random() < 0.85:
        done = answered <= today and rng.random() < 0.92
        _add(
            case,
            asked,
            SafeguardingCheckRow,
            about="child",
            asked_on=asked,
            asked_by=case.probation.name,
            asked_of="Mocktown Council, children's services",
            answered_on=answered if done else None,
            answer=("known_current" if known else "not_known") if done else "",
            note="A plan is in place; the social worker is named on it." if known and done else "",
        )
    if case.managed.domestic_abuse is Answer.YES and rng.random() < 0.7:
        heard = asked + timedelta(days=rng.randrange(10, 40))
        past = heard <= today
        _add(
            case,
            asked,
            MaracRow,
            role="perpetrator",
            referred_on=asked,
            heard_on=heard if past else None,
            place="Mocktown",
            outcome="Safety plan with the adviser; door and lock changed; police marker on the address."
            if past
            else "",
            next_on=None if past else heard,
            note="",
        )
