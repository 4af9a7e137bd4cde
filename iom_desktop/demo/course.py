"""Inventing a course: how each person came to IOM, what they were from then on, and how some of them left."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from iom_desktop.demo.invented import InventedCase, InventedDeselection, InventedOffending, InventedReferral
from iom_desktop.domain.codes import Cohort, Phase, Rag, Sentence
from iom_desktop.domain.dates import add_months
from iom_desktop.domain.plans import PlanWords
from iom_desktop.domain.statuses import Aspect, StatusDraft

CONFERENCE = "Case conference"
_GROUNDS = (
    "Arrested three times since the summer, each time for burglary at night. Visits by one agency alone have not "
    "changed anything.",
    "Comes out with nowhere to live and uses every day. The neighbourhood team asks for one plan with probation.",
    "Steals from the same four shops most days of the week. The shops, the council and police all have a part of "
    "the picture and nobody has the whole.",
    "Younger people gather round him and vehicles go missing. The school officer asks that he be considered.",
)
_RED = (
    "Arrested twice in a fortnight.",
    "Three appointments missed and not seen at home.",
    "Using daily again.",
)
_AMBER = (
    "Keeping appointments; the room is not settled yet.",
    "Nothing new for six weeks, but progress is fragile.",
    "Back in touch after a missed month.",
)
_GREEN = ("No arrest for three months; the programme is finished.", "Working, and the family is in touch.")
_BLUE = ("Recalled to prison.", "Remanded after an arrest.")
_WHY = {Rag.RED: _RED, Rag.AMBER: _AMBER, Rag.GREEN: _GREEN, Rag.BLUE: _BLUE}
_LET_GO = (
    (
        "RISK_REDUCED",
        "No arrest for seven months, drug free by test since spring, and in work. The panel was of one mind.",
    ),
    (
        "SENTENCE_ENDED",
        "The order ended and there has been no trouble since; the council keeps the tenancy going.",
    ),
    (
        "MOVED_AWAY",
        "Moved to another county; the file was handed over to the scheme there by telephone.",
    ),
    (
        "NO_ADDITION",
        "What remains is work for the treatment service alone. Police and probation add nothing more to it.",
    ),
)


def follow(rng: random.Random, case: InventedCase, number: int, today: date) -> None:
    """Give the case its referral, its history, its arrests and, for some, its end."""
    adopted = case.managed.adopted_on
    if adopted is None:
        return
    if case.decision is None and not case.agreed and (not case.goals or number % 3 == 0):
        _only_referred(rng, case, today)
        return
    if case.decision is not None:
        _refer(rng, case, adopted)
    _offend(rng, case, adopted, today)
    case.statuses = list(_statuses(rng, case, adopted, today))
    if case.managed.rag is Rag.BLUE:
        out = today + timedelta(days=rng.randrange(6, 200))
        case.managed = replace(case.managed, release_on=out)
    if number % 20 == 13 and case.decision is not None:
        _let_go(rng, case, adopted, today)
    elif number % 20 == 17 and case.decision is not None:
        _been_before(rng, case, adopted)


def _refer(rng: random.Random, case: InventedCase, adopted: date) -> None:
    referred = adopted - timedelta(days=rng.randrange(12, 40))
    case.referral = InventedReferral(
        referred_on=referred,
        referrer=case.police.name,
        agency="police",
        grounds=rng.choice(_GROUNDS),
        screened_on=referred + timedelta(days=rng.randrange(2, 9)),
        panel_on=adopted,
        state="decided",
    )
    if case.decision is not None:
        case.decision = replace(
            case.decision,
            additionality="One plan for both agencies, and somebody who goes along to the first appointments.",
            objectives="Treatment begun, somewhere to live, and half the arrests of the year before.",
            timescale="Six months, looked at again at the review.",
            dissent=""
            if rng.random() < 0.9
            else "The council would have waited for the housing decision first.",
        )


def _only_referred(rng: random.Random, case: InventedCase, today: date) -> None:
    """Somebody put forward whom nobody has taken on yet."""
    referred = today - timedelta(days=rng.randrange(3, 40))
    screened = rng.random() < 0.6
    if rng.random() < 0.15:
        # Held by MAPPA, so that the screening says so.
        case.managed = replace(
            case.managed, mappa="Level 2", mappa_category="M2", mappa_reference="MAPPA file ZZ-0042"
        )
    case.goals, case.words, case.persons_words = [], PlanWords(), ""
    case.managed = replace(
        case.managed, adopted_on=None, cohort=None, rag=None, review_on=None, next_conference_on=None
    )
    case.referral = InventedReferral(
        referred_on=referred,
        referrer=case.police.name,
        agency="police",
        grounds=rng.choice(_GROUNDS),
        screened_on=referred + timedelta(days=2) if screened else None,
        panel_on=date(2026, 12, 3) if screened and today < date(2026, 12, 3) else None,
        state="screened" if screened else "referred",
    )


def _offend(rng: random.Random, case: InventedCase, adopted: date, today: date) -> None:
    before, since = rng.randrange(2, 8), rng.choices((0, 1, 2, 4), (40, 30, 20, 10))[0]
    days = [adopted - timedelta(days=rng.randrange(5, 365)) for _ in range(before)]
    if today > adopted + timedelta(days=2):
        span = (today - adopted).days
        days += [adopted + timedelta(days=rng.randrange(1, span)) for _ in range(since)]
    for day in sorted(days):
        theft = case.managed.index_offence
        case.offending.append(
            InventedOffending(on_day=day, event="arrest", offence=theft, neighbourhood=theft != "Shop theft")
        )
        if rng.random() < 0.5 and day + timedelta(days=20) < today:
            charged = day + timedelta(days=rng.randrange(1, 18))
            case.offending.append(
                InventedOffending(
                    on_day=charged, event="charge", offence=theft, neighbourhood=theft != "Shop theft"
                )
            )
        if rng.random() < 0.3 and day + timedelta(days=70) < today:
            convicted = day + timedelta(days=rng.randrange(30, 68))
            case.offending.append(
                InventedOffending(
                    on_day=convicted, event="conviction", offence=theft, neighbourhood=theft != "Shop theft"
                )
            )
    case.offending.sort(key=lambda one: one.on_day)


def _statuses(rng: random.Random, case: InventedCase, adopted: date, today: date) -> Iterator[StatusDraft]:
    """What the case was in each aspect, from adoption to today, ending with what it is."""
    managed = case.managed
    months = max(1, (today - adopted).days // 30)
    yield from _course(
        rng, Aspect.RAG, _rags(rng, managed.rag, min(rng.randrange(1, 5), months)), adopted, today, case
    )
    cohorts = [managed.cohort or Cohort.FLEX]
    if months > 6 and rng.random() < 0.15:
        cohorts.insert(0, rng.choice([one for one in Cohort if one is not managed.cohort]))
    yield from _course(rng, Aspect.COHORT, cohorts, adopted, today, case)
    phases = [managed.phase]
    if managed.phase is Phase.CUSTODY:
        phases.insert(0, Phase.COMMUNITY)
    elif months > 8 and managed.sentence is Sentence.LICENCE and rng.random() < 0.2:
        phases = [Phase.COMMUNITY, Phase.CUSTODY, managed.phase]
    yield from _course(rng, Aspect.PHASE, phases, adopted, today, case)
    for aspect, lead in (
        (Aspect.POLICE_LEAD, managed.police_lead),
        (Aspect.PROBATION_LEAD, managed.probation_lead),
    ):
        leads = [lead]
        if months > 9 and rng.random() < 0.25:
            leads.insert(0, "PC Former" if aspect is Aspect.POLICE_LEAD else "E. Formerly")
        yield from _course(rng, aspect, leads, adopted, today, case)


def _rags(rng: random.Random, last: Rag | None, many: int) -> list[Rag]:
    found = [last or Rag.AMBER]
    while len(found) < many:
        found.insert(0, rng.choice([one for one in (Rag.RED, Rag.AMBER, Rag.GREEN) if one is not found[0]]))
    return found


def _course(
    rng: random.Random, aspect: Aspect, values: Sequence[str], adopted: date, today: date, case: InventedCase
) -> Iterator[StatusDraft]:
    """``values`` from adoption on, each for about as long as the next."""
    span = (today - adopted).days
    starts = [adopted + timedelta(days=span * place // len(values)) for place in range(len(values))]
    for place, (value, start) in enumerate(zip(values, starts, strict=True)):
        reason = ""
        if aspect is Aspect.RAG:
            reason = rng.choice(_WHY[Rag(value)])
        elif aspect is Aspect.COHORT:
            reason = "As decided when taken on." if place == 0 else "Moved by the panel after the review."
        elif aspect is Aspect.PHASE:
            reason = {
                Phase.CUSTODY: "Recalled to prison.",
                Phase.RESET: "Probation Reset.",
                Phase.FINAL_THIRD: "The final third of the sentence has begun.",
            }.get(Phase(value), "In the community.")
        yield StatusDraft(
            aspect=aspect,
            value=value,
            from_on=start,
            reason=reason,
            decided_by=CONFERENCE if aspect is not Aspect.PHASE else case.probation.name,
            review_on=add_months(start, 3) if aspect is Aspect.RAG else None,
        )


def _let_go(rng: random.Random, case: InventedCase, adopted: date, today: date) -> None:
    """De-selected some while ago; nothing is booked after it."""
    span = (today - adopted).days
    day = adopted + timedelta(days=max(1, span * 3 // 4))
    code, words = rng.choice(_LET_GO)
    case.deselection = InventedDeselection(decided_on=day, reason_code=code, words=words, adopted_on=adopted)
    case.statuses = [one for one in case.statuses if one.from_on is not None and one.from_on <= day]
    last = {one.aspect: one.value for one in case.statuses}
    case.managed = replace(
        case.managed,
        rag=Rag(last.get(Aspect.RAG, "green")),
        cohort=Cohort(last.get(Aspect.COHORT, "flex")),
        phase=Phase(last.get(Aspect.PHASE, "community")),
        police_lead=last.get(Aspect.POLICE_LEAD, case.managed.police_lead),
        probation_lead=last.get(Aspect.PROBATION_LEAD, case.managed.probation_lead),
        release_on=None,
        review_on=None,
        next_conference_on=None,
    )
    end = datetime.combine(day, datetime.min.time())
    case.appointments = [one for one in case.appointments if one.starts_at < end and not one.series]
    if case.decision is not None:
        case.decision = replace(case.decision, review_on=None)


def _been_before(rng: random.Random, case: InventedCase, adopted: date) -> None:
    """Taken on again: an earlier episode, ended by a de-selection, stands before this one."""
    earlier = adopted - timedelta(days=rng.randrange(500, 700))
    ended = adopted - timedelta(days=rng.randrange(100, 250))
    if case.decision is None:
        return
    case.earlier_decision = replace(
        case.decision,
        decided_on=earlier,
        mappa_checked_on=earlier,
        review_on=add_months(earlier, 6),
        rationale="Burglaries at night, four in six weeks. Taken on for joint visits and a place in treatment.",
    )
    code, words = _LET_GO[0]
    case.deselection = InventedDeselection(
        decided_on=ended, reason_code=code, words=words, adopted_on=earlier, earlier=True
    )
