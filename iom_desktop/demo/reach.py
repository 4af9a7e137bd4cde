"""Inventing the services people were to reach, and how far they got."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

from iom_desktop.demo.invented import InventedCase
from iom_desktop.demo.words import EVIDENCE, SERVED_BY, SUPPORT_WORDS
from iom_desktop.domain.codes import Agency
from iom_desktop.domain.service_access import Barrier, RungRecord, ServiceAccessDraft, ServiceOutcome
from iom_desktop.domain.support import SupportDraft


def serve(rng: random.Random, case: InventedCase, reached: bool, adopted: date, today: date) -> None:
    """Follow a service for most needs; ``reached`` says how it went with drugs and alcohol."""
    for need in case.needs:
        if need.code not in SERVED_BY:
            continue
        dependency = need.code in ("DRUGS", "ALCOHOL")
        if dependency or rng.random() < 0.5:
            case.services.append(
                _service(rng, need.code, reached if dependency else rng.random() < 0.6, adopted, today)
            )


def _service(rng: random.Random, code: str, reached: bool, adopted: date, today: date) -> ServiceAccessDraft:
    service, provider = SERVED_BY[code]
    rungs = [adopted]
    for gap in (7, 21, 14, 21):
        rungs.append(rungs[-1] + timedelta(days=rng.randrange(1, gap)))
    dated: list[date | None] = [day if day <= today else None for day in rungs]
    if not reached:
        shown = rng.randrange(1, 4)
        dated = [day if place < shown else None for place, day in enumerate(dated)]
    refused = not reached and rng.random() < 0.5
    ended = dated[4] + timedelta(days=90) if reached and dated[4] is not None and rng.random() < 0.3 else None
    if ended is not None and ended > today:
        ended = None
    return ServiceAccessDraft(
        need_code=code,
        service=service,
        provider=provider,
        identified_on=adopted,
        referred_on=dated[1],
        accepted_on=dated[2],
        offered_on=dated[3],
        attended_on=dated[4],
        ended_on=ended,
        outcome=None if ended is None else rng.choice((ServiceOutcome.ACHIEVED, ServiceOutcome.PARTLY)),
        barrier=rng.choice((Barrier.WAITING_LIST, Barrier.NO_PROVISION, Barrier.DECLINED_BY_PERSON))
        if refused
        else None,
    )


def record_rungs(rng: random.Random, case: InventedCase) -> None:
    """Say of each rung who brought the person there and what shows it, and put in the rungs between."""
    case.services = [_recorded(rng, case, access) for access in case.services]


def _recorded(rng: random.Random, case: InventedCase, access: ServiceAccessDraft) -> ServiceAccessDraft:
    if access.referred_on is not None and access.identified_on is not None and rng.random() < 0.8:
        gap = (access.referred_on - access.identified_on).days
        access = replace(access, wanted_on=access.identified_on + timedelta(days=rng.randrange(gap + 1)))
    if access.attended_on is not None and access.ended_on is not None:
        access = replace(access, engaged_on=access.attended_on + timedelta(days=rng.randrange(7, 40)))
    by = {"identified_on": case.probation, "wanted_on": case.police}
    told = tuple(
        RungRecord(
            rung=name,
            by=(who := by.get(name) or rng.choice((case.police, case.probation))).name,
            agency=who.agency,
            evidence="" if name in by else rng.choice(EVIDENCE),
        )
        for name, _words, day in access.rungs()
        if day is not None
    )
    return replace(access, rung_records=told)


def give_support(rng: random.Random, case: InventedCase, today: date) -> None:
    """What the officers did themselves, as inspectors found them doing: lifts and forms."""
    for _ in range(rng.choices((0, 1, 2, 3), (35, 35, 20, 10))[0]):
        kind = rng.choice(list(SUPPORT_WORDS))
        by = rng.choice((case.police, case.police, case.probation))
        needs = {"LIFT": "", "BENEFIT": "FINANCE", "HOUSING": "ACCOMMODATION"}
        code = needs.get(kind, "")
        case.support.append(
            SupportDraft(
                kind_code=kind,
                given_on=today - timedelta(days=rng.randrange(1, 200)),
                given_by=by.name,
                agency=Agency(by.agency),
                need_code=code if any(need.code == code for need in case.needs) else "",
                minutes=rng.choice((20, 30, 45, 60, 90, None)),
                words=SUPPORT_WORDS[kind],
            )
        )
