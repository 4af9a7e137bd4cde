"""Inventing people: who they are, what is known of them and why they are under IOM."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from iom_desktop.demo import course, goals, harm, reach, week
from iom_desktop.demo.invented import InventedCase
from iom_desktop.demo.words import (
    FORENAMES,
    OFFENCES,
    OTHER_NEEDS,
    POLICE,
    PROBATION,
    RATIONALES,
    STREETS,
    SURNAMES,
    TELEPHONES,
    TOWNS,
)
from iom_desktop.domain.cases import CaseDraft
from iom_desktop.domain.codes import NEEDS, Answer, Cohort, Phase, Rag, RiskGroup, Rosh, Sentence
from iom_desktop.domain.dates import add_months
from iom_desktop.domain.decisions import DecisionDraft, DecisionMaker
from iom_desktop.domain.needs import NeedDraft, NeedStatus, Severity
from iom_desktop.domain.people import LetterFormat, PersonDraft
from iom_desktop.services import codes


@dataclass(frozen=True, slots=True)
class _Quotas:
    """Which of the people (by number) each of the inspection's findings is true of."""

    high_risk: frozenset[int]
    domestic_abuse: frozenset[int]
    unclear: frozenset[int]
    drugs: frozenset[int]
    accommodation: frozenset[int]
    after_prison: frozenset[int]
    no_decision: frozenset[int]
    served: frozenset[int]


def _quotas(rng: random.Random, people: int) -> _Quotas:
    def some(share: float, among: Sequence[int], nudge: int = 0) -> frozenset[int]:
        many = max(0, min(len(among), round(share * len(among)) + nudge))
        return frozenset(rng.sample(list(among), many))

    everybody = range(people)
    drugs = some(0.81, everybody)
    return _Quotas(
        # "Almost 40 per cent", "more than half", "less than half": one to the side the inspectors said.
        high_risk=some(0.40, everybody, -1),
        domestic_abuse=some(0.50, everybody, +1),
        unclear=some(0.67, everybody),
        drugs=drugs,
        accommodation=some(0.40, everybody),
        after_prison=some(0.75, everybody),
        no_decision=some(0.19, everybody),
        served=some(0.50, sorted(drugs), -1),
    )


def invent(
    people: int, seed: int, today: date, contacts: int = 12, appointments: int | None = None
) -> Iterator[InventedCase]:
    """``people`` invented cases, the same for the same seed, about ``contacts`` notes and appointments each.

    Of these a third are appointments, or as many as ``appointments`` says.
    """
    rng = random.Random(seed)
    quotas = _quotas(rng, people)
    for number in range(people):
        yield _person(rng, number, quotas, today, contacts, appointments)


def _person(
    rng: random.Random,
    number: int,
    quotas: _Quotas,
    today: date,
    contacts: int,
    appointments: int | None,
) -> InventedCase:
    police, probation = rng.choice(POLICE), rng.choice(PROBATION)
    rag = rng.choices(list(Rag), (24, 42, 18, 16))[0]
    adopted = today - timedelta(days=rng.randrange(30, 700))
    after_prison = number in quotas.after_prison
    sentence = (
        Sentence.LICENCE
        if after_prison
        else rng.choice((Sentence.COMMUNITY_ORDER, Sentence.SUSPENDED_SENTENCE, Sentence.NON_STATUTORY))
    )
    forename = rng.choice(FORENAMES)
    high = number in quotas.high_risk
    case = InventedCase(
        person=_invented_person(rng, number, forename, today),
        managed=CaseDraft(
            cohort=rng.choices(list(Cohort), (37, 50, 13))[0],
            rag=rag,
            phase=Phase.CUSTODY if rag is Rag.BLUE else Phase.COMMUNITY,
            sentence=sentence,
            sentence_start=adopted - timedelta(days=rng.randrange(10, 90)),
            sentence_end=today + timedelta(days=rng.randrange(30, 700)),
            index_offence=rng.choice(OFFENCES),
            ogrs=rng.randrange(38, 98),
            adopted_on=adopted,
            police_lead=police.name,
            police_phone=TELEPHONES[police.name],
            probation_lead=probation.name,
            probation_phone=TELEPHONES[probation.name],
            next_conference_on=date(2026, 12, 3) if today < date(2026, 12, 3) else today + timedelta(days=14),
            review_on=add_months(adopted, 6 * ((today - adopted).days // 183 + 1))
            - timedelta(days=rng.randrange(30)),
            mappa=rng.choices(("", "Level 1"), (90, 10))[0],
            mappa_checked_on=adopted,
            domestic_abuse=Answer.YES if number in quotas.domestic_abuse else Answer.NO,
            child_safeguarding=rng.choices((Answer.YES, Answer.NO), (27, 73))[0],
            safeguarding_checked_on=adopted + timedelta(days=7),
            risk_to_staff=rng.choices((Answer.YES, Answer.NO), (12, 88))[0],
            rosh=rng.choices((Rosh.HIGH, Rosh.VERY_HIGH), (86, 14))[0]
            if high
            else rng.choices((Rosh.LOW, Rosh.MEDIUM), (24, 76))[0],
            rosh_groups=(RiskGroup.PUBLIC,) if high else (),
            risk_when="In the evening, when money has run out." if high else "",
            risk_increases="Contact with earlier associates; a missed script." if high else "",
            risk_reduces="A settled room; family in touch." if high else "",
        ),
        police=police,
        probation=probation,
    )
    _assess(rng, case, number, quotas, adopted)
    _decide(rng, case, number not in quotas.no_decision, adopted)
    goals.plan(rng, case, number not in quotas.unclear, today)
    week.meet(rng, case, today, contacts, appointments)
    reach.serve(rng, case, number in quotas.served, adopted, today)
    # Beside the stream of the rest, so that who the people are does not hang on what became of them.
    aside = random.Random(f"{case.person.crn} {adopted}")
    _format(aside, case)
    week.follow_up(aside, case, today)
    reach.record_rungs(aside, case)
    reach.give_support(aside, case, today)
    goals.follow_through(random.Random(f"through {case.person.crn}"), case, today)
    harm.assess(random.Random(f"harm {case.person.crn}"), case, today)
    course.follow(random.Random(f"course {case.person.crn}"), case, number, today)
    return case


def _format(rng: random.Random, case: InventedCase) -> None:
    chosen = rng.choices(list(LetterFormat), (80, 8, 12))[0]
    case.person = replace(case.person, letter_format=chosen)


def _invented_person(rng: random.Random, number: int, forename: str, today: date) -> PersonDraft:
    born = date(today.year - rng.randrange(19, 55), rng.randrange(1, 13), rng.randrange(1, 29))
    return PersonDraft(
        crn=f"{'ZYXWVUT'[number // 1_000_000 % 7]}{number % 1_000_000:06d}",
        pnc=f"{born.year + 17}/{number:07d}Z",
        surname=rng.choice(SURNAMES),
        forenames=forename,
        known_as=rng.choice(FORENAMES) if rng.random() < 0.3 else "",
        date_of_birth=born,
        sex=rng.choices(("Male", "Female"), (85, 15))[0],
        ethnicity=rng.choice(("White British", "Mixed", "Asian British", "Black British", "Not stated")),
        preferred_language=rng.choices(("English", "Welsh", "Polish"), (90, 7, 3))[0],
        interpreter_needed=rng.random() < 0.03,
        address=f"{rng.randrange(1, 200)} {rng.choice(STREETS)}, {rng.choice(TOWNS)}",
        postcode=f"ZZ{rng.randrange(1, 99)} {rng.randrange(1, 9)}ZZ",
        accommodation=rng.choice(("A01C", "A01D", "A02", "A03", "A04", "A05", "A07A", "A07B", "A08A")),
        # Numbers Ofcom keeps for invention.
        mobile=f"07700 900{rng.randrange(1000):03d}",
    )


def _assess(rng: random.Random, case: InventedCase, number: int, quotas: _Quotas, adopted: date) -> None:
    items = codes.shipped(NEEDS)
    wanted: list[tuple[str, Severity]] = []
    if number in quotas.drugs:
        wanted.append(("DRUGS", rng.choices((Severity.SEVERE, Severity.STANDARD), (55, 45))[0]))
    if number in quotas.accommodation:
        wanted.append(("ACCOMMODATION", rng.choices((Severity.SEVERE, Severity.STANDARD), (60, 40))[0]))
    if rng.random() < 0.35:
        wanted.append(("ALCOHOL", rng.choices((Severity.SEVERE, Severity.STANDARD), (40, 60))[0]))
    wanted += [(code, Severity.STANDARD) for code, share in OTHER_NEEDS if rng.random() < share]
    order = [item.code for item in items]
    for code, severity in sorted(wanted, key=lambda pair: order.index(pair[0])):
        case.needs.append(
            NeedDraft(
                code=code,
                severity=severity,
                linked_to_offending=code in ("DRUGS", "ACCOMMODATION", "ALCOHOL") or rng.random() < 0.4,
                linked_to_harm=code in ("DRUGS", "ALCOHOL") and severity is Severity.SEVERE,
                strengths=rng.choice(("", "", "Has kept appointments before.", "Supportive family.")),
                status=rng.choice((NeedStatus.SUPPORT_REQUIRED, NeedStatus.IN_PROGRESS)),
                identified_on=adopted,
            )
        )
    flags = [("ADVP", "Perpetrator, current partner.")] if case.managed.domestic_abuse is Answer.YES else []
    if case.managed.risk_to_staff is Answer.YES:
        flags.append(("AV2S", "Visit in pairs."))
    if case.managed.mappa:
        flags.append(("MAPP", case.managed.mappa))
    flags += [
        (code, "") for code, share in (("WEAP", 0.1), ("ALSH", 0.15), ("STRG", 0.08)) if rng.random() < share
    ]
    case.flags = [(code, note, adopted + timedelta(days=rng.randrange(0, 20))) for code, note in flags]


def _decide(rng: random.Random, case: InventedCase, decided: bool, adopted: date) -> None:
    if not decided:
        return
    ogrs = case.managed.ogrs or 0
    # What a decision finds of MAPPA is what the case says of it.
    case.managed = replace(case.managed, mappa=case.managed.mappa or "Not MAPPA eligible")
    case.decision = DecisionDraft(
        decided_on=adopted,
        referrer=case.police.name,
        referrer_agency="police",
        criteria=("ogrs_high",) if ogrs >= 75 else ("ogrs_mid", "professional_judgement"),
        scores=f"OGRS {ogrs}%",
        cohort=case.managed.cohort,
        rationale=rng.choice(RATIONALES),
        decided_by=(
            DecisionMaker(name=case.police.name, agency="police"),
            DecisionMaker(name=case.probation.name, agency="probation"),
            DecisionMaker(name="S. Placeholder", agency="council"),
        ),
        mappa_checked_on=adopted,
        mappa_result=case.managed.mappa,
        review_on=case.managed.review_on,
    )
