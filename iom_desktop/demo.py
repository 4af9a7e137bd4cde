"""The invented caseload of the demo, the gallery and the speed tests.

Nobody in it lives: surnames, places and numbers are made up and look it. The same seed gives the same people.
At 268 people its proportions are those of the 2020 inspection (``inspection_2020.csv``), so that each report
can be held against the inspectors' figures.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from iom_desktop.domain import clarity
from iom_desktop.domain.actions import Action, ActionDraft, ActionStatus, Source, Who
from iom_desktop.domain.appointments import AppointmentDraft
from iom_desktop.domain.cases import CaseDraft
from iom_desktop.domain.codes import NEEDS, Answer, Cohort, Phase, Rag, RiskGroup, Rosh, Sentence
from iom_desktop.domain.dates import add_months
from iom_desktop.domain.decisions import DecisionDraft, DecisionMaker
from iom_desktop.domain.needs import Need, NeedDraft, NeedStatus, Severity
from iom_desktop.domain.notes import Mark, NoteDraft
from iom_desktop.domain.officers import Officer
from iom_desktop.domain.people import PersonDraft
from iom_desktop.domain.plans import Agreement, Goal, GoalDraft, GoalState, Plan, PlanState, PlanWords
from iom_desktop.domain.service_access import Barrier, ServiceAccessDraft, ServiceOutcome
from iom_desktop.services import codes, records
from iom_desktop.storage.bulk import BulkWriter
from iom_desktop.storage.ids import new_id
from iom_desktop.storage.store import WritingSession
from iom_desktop.storage.tables import (
    ActionNoteRow,
    ActionRow,
    ActionStatusRow,
    AppointmentRow,
    CaseRow,
    DecisionRow,
    FlagRow,
    GoalRow,
    NeedRow,
    NoteRow,
    PersonRow,
    PlanRow,
    ServiceAccessRow,
)

FORENAMES = (
    "Aaron", "Abigail", "Adil", "Alun", "Amir", "Ben", "Bethan", "Callum", "Carys", "Danielle", "Dewi",
    "Dylan", "Ellis", "Emyr", "Fatima", "Gareth", "Grace", "Hari", "Huw", "Ifan", "Imran", "Jade", "Jamie",
    "Kian", "Kofi", "Leah", "Liam", "Lowri", "Marek", "Megan", "Mo", "Nadia", "Nia", "Owain", "Piotr",
    "Rhys", "Rosa", "Sam", "Sian", "Tariq", "Tomos", "Zara",
)  # fmt: skip
#: Surnames nobody bears, or that say what they are.
SURNAMES = (
    "Exampleby", "Sampleton", "Demoford", "Testerton", "Mockridge", "Fictonby", "Inventson", "Placeholder",
    "Dummington", "Specimenko", "Notreal-Jones", "Madeupová", "Pretendergast", "O'Sample", "Trialwick",
    "Prototyre", "Imaginer", "Ffugenw", "ap-Enghraifft", "Nobodyson", "Draftley", "Templeton-Test",
    "Mockingham", "Figmentski",
)  # fmt: skip
STREETS = (
    "Sample Street",
    "Invented Close",
    "Example Terrace",
    "Demo Road",
    "Fiction Lane",
    "Placeholder Court",
)
TOWNS = ("Mocktown", "Examplewick", "Port Demo", "Llanffug", "Sampleford")
POLICE = tuple(
    Officer(officer_id=f"demo-police-{n}", name=name, agency="police", role="IOM officer")
    for n, name in enumerate(("PC Baker", "PC Sample", "PC Trial", "PC Mock", "PC Invented"))
)
PROBATION = tuple(
    Officer(officer_id=f"demo-probation-{n}", name=name, agency="probation", role="Probation practitioner")
    for n, name in enumerate(
        ("D. Example", "R. Specimen", "C. Placeholder", "A. Demo", "J. Draft", "K. Fiction")
    )
)
OFFENCES = (
    "Burglary in a dwelling",
    "Robbery",
    "Theft from the person",
    "Theft of a vehicle",
    "Shop theft",
    "Theft from a vehicle",
)
RATIONALES = (
    "OGRS over 75% and burglaries rising since spring. Police and probation agree that weekly joint visits add "
    "something neither can do alone.",
    "Released with no address and using daily. The panel adopted to get treatment and housing moving in the "
    "first fortnight.",
    "Shop thefts every week, all linked to crack use. Adopted on professional judgement: the reports show the "
    "frequency rising.",
    "Vehicle crime with younger associates. Not the highest score, but the panel sees a short window before the "
    "pattern sets.",
)
NOTES = (
    "Seen at home with {officer}. Calm, talked about the week, agreed to come to the office on time.",
    "Telephoned the service: still on the list, they will ring back before the end of the month.",
    "Neighbour reports shouting on Saturday night. Not confirmed.",
    "Collected the script every day this week; the chemist's sheet is clear.",
    "Says the bus makes the morning appointment hard. Moved to the afternoon.",
    "Intelligence suggests contact with a known associate near the station.",
    "Benefit claim went in today with the letters that were missing.",
    "Looked well. Mother is back in touch and will have him for Sunday dinner.",
)
_CONTACT_TYPES = ("IOTC", "IOUV", "C204", "C318", "CAIL", "")
_APPOINTMENT_TYPES = ("COAP", "CHVS", "IOHV", "CAIS", "COPT", "C090")
_OUTCOMES = ("ATTC",) * 7 + ("UAAB", "AFTC", "AAME")
_PROVIDERS = {
    "DRUGS": ("Drug treatment", "Northgate Recovery Service"),
    "ALCOHOL": ("Alcohol treatment", "Northgate Recovery Service"),
    "ACCOMMODATION": ("Housing options", "Mocktown Council"),
    "ETE": ("Job coaching", "Demo Works"),
    "FINANCE": ("Debt advice", "Sample Advice"),
    "WELLBEING": ("Talking therapy", "Port Demo Health"),
}
#: Needs beside drugs, alcohol and accommodation, and how often each is found.
_OTHER_NEEDS = (
    ("ETE", 0.45),
    ("FINANCE", 0.5),
    ("RELATIONSHIPS", 0.3),
    ("LIFESTYLE", 0.5),
    ("WELLBEING", 0.4),
    ("THINKING", 0.6),
    ("ATTITUDES", 0.4),
)


@dataclass(frozen=True, slots=True)
class InventedAction:
    """A required action and how it stands."""

    said: ActionDraft
    status: ActionStatus = ActionStatus.NOT_STARTED
    reason: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class InventedGoal:
    """A goal and its actions."""

    said: GoalDraft
    actions: tuple[InventedAction, ...]


@dataclass(slots=True, kw_only=True)
class InventedCase:
    """One invented person and all there is about them, as drafts an officer could have typed."""

    person: PersonDraft
    managed: CaseDraft
    police: Officer
    probation: Officer
    decision: DecisionDraft | None = None
    needs: list[NeedDraft] = field(default_factory=list)
    goals: list[InventedGoal] = field(default_factory=list)
    words: PlanWords = field(default_factory=PlanWords)
    agreed: bool = False
    persons_words: str = ""
    flags: list[tuple[str, str, date]] = field(default_factory=list)
    appointments: list[tuple[AppointmentDraft, str, str]] = field(default_factory=list)
    services: list[ServiceAccessDraft] = field(default_factory=list)
    notes: list[NoteDraft] = field(default_factory=list)


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


def invent(people: int, seed: int, today: date, contacts: int = 12) -> Iterator[InventedCase]:
    """``people`` invented cases, the same for the same seed, about ``contacts`` notes and appointments each."""
    rng = random.Random(seed)
    quotas = _quotas(rng, people)
    for number in range(people):
        yield _person(rng, number, quotas, today, contacts)


def _person(rng: random.Random, number: int, quotas: _Quotas, today: date, contacts: int) -> InventedCase:
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
            probation_lead=probation.name,
            next_conference_on=date(2026, 12, 3) if today < date(2026, 12, 3) else today + timedelta(days=14),
            review_on=add_months(adopted, 6 * ((today - adopted).days // 183 + 1))
            - timedelta(days=rng.randrange(30)),
            mappa=rng.choices(("", "Level 1", "Level 2"), (90, 7, 3))[0],
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
    _plan(rng, case, number not in quotas.unclear, today)
    _meet(rng, case, today, contacts)
    _serve(rng, case, number in quotas.served, adopted, today)
    return case


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
    wanted += [(code, Severity.STANDARD) for code, share in _OTHER_NEEDS if rng.random() < share]
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


def _plan(rng: random.Random, case: InventedCase, clear: bool, today: date) -> None:
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


def _meet(rng: random.Random, case: InventedCase, today: date, contacts: int) -> None:
    called = case.person.known_as or case.person.forenames
    past = contacts // 3
    for _ in range(past):
        day = today - timedelta(days=rng.randrange(1, 360))
        case.appointments.append(_appointment(rng, case, day, rng.choice(_OUTCOMES)))
    if rng.random() < 0.2:
        case.appointments.append(_appointment(rng, case, today - timedelta(days=rng.randrange(1, 6)), ""))
    if rng.random() < 0.6:
        case.appointments.append(_appointment(rng, case, today + timedelta(days=rng.randrange(0, 15)), ""))
    for _ in range(contacts - past):
        words = rng.choice(NOTES).format(officer=case.police.name, called=called)
        intelligence = words.startswith("Intelligence")
        at = datetime.combine(today - timedelta(days=rng.randrange(1, 360)), time(rng.randrange(8, 19), 15))
        case.notes.append(
            NoteDraft(
                happened_at=at,
                type_code=rng.choice(_CONTACT_TYPES),
                words=words,
                mark=Mark.INTELLIGENCE if intelligence else rng.choice((Mark.FACT, Mark.FACT, Mark.OPINION)),
                third_party=words.startswith("Neighbour"),
                not_disclosable=intelligence,
            )
        )


def _appointment(
    rng: random.Random, case: InventedCase, day: date, outcome: str
) -> tuple[AppointmentDraft, str, str]:
    kind = rng.choice(_APPOINTMENT_TYPES)
    officer = rng.choice((case.police, case.probation))
    draft = AppointmentDraft(
        type_code=kind,
        starts_at=datetime.combine(day, time(rng.randrange(9, 17), rng.choice((0, 30)))),
        place="Mocktown office"
        if kind in ("COAP", "CAIS")
        else case.person.address
        if kind in ("CHVS", "IOHV")
        else "",
        with_name=officer.name,
        with_agency=officer.agency,
        purpose=rng.choice(("", "Go through the plan.", "Weekly visit.")),
    )
    return draft, outcome, rng.choice(("", "On time and talked freely.", "Short visit.")) if outcome else ""


def _serve(rng: random.Random, case: InventedCase, reached: bool, adopted: date, today: date) -> None:
    for need in case.needs:
        if need.code not in _PROVIDERS:
            continue
        dependency = need.code in ("DRUGS", "ALCOHOL")
        if dependency or rng.random() < 0.5:
            case.services.append(
                _service(rng, need.code, reached if dependency else rng.random() < 0.6, adopted, today)
            )


def _service(rng: random.Random, code: str, reached: bool, adopted: date, today: date) -> ServiceAccessDraft:
    service, provider = _PROVIDERS[code]
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


# Drafts to rows: what the services would write, without asking the database anything.


def fill(session: WritingSession, cases: Iterator[InventedCase] | Sequence[InventedCase], today: date) -> int:
    """Write the cases into an empty store inside one ``store.write``; returns how many there were."""
    writer = BulkWriter(session)
    many = 0
    for case in cases:
        _write(writer, case, today)
        many += 1
    writer.finish()
    return many


def _write(writer: BulkWriter, case: InventedCase, today: date) -> None:
    by, made = case.police, datetime.combine(case.managed.adopted_on or today, time(9))
    person = PersonRow(**records.columns_of(case.person.check(today)))
    writer.add(person, at=made, by=by)
    faults = _count_faults(case, today)
    row = CaseRow(
        person_id=person.id,
        has_decision=case.decision is not None,
        plan_faults=faults,
        plan_number=None if not case.goals else 2 if case.agreed else 1,
        plan_agreed=bool(case.goals) and case.agreed,
        **records.columns_of(case.managed.check(today)),
    )
    case_id = writer.add(row, at=made, by=by)
    for kept in _records(case, case_id, today):
        writer.add(kept, at=_made_at(kept, made), by=by)
    _write_plans(writer, case, case_id, today)


def _made_at(row: Any, otherwise: datetime) -> datetime:
    for name in ("happened_at", "outcome_at"):
        at: datetime | None = getattr(row, name, None)
        if at is not None:
            return at
    return otherwise


def _records(
    case: InventedCase, case_id: str, today: date
) -> Iterator[DecisionRow | NeedRow | FlagRow | AppointmentRow | ServiceAccessRow | NoteRow]:
    items = {item.code: item for item in codes.shipped(NEEDS)}
    flags = {item.code: item for item in codes.shipped("risk_flags")}
    if case.decision is not None:
        said = records.columns_of(case.decision.check(today))
        yield DecisionRow(case_id=case_id, supersede_reason="", superseded_on=None, **said)
    for need in case.needs:
        yield NeedRow(case_id=case_id, **records.columns_of(need.check(today, items[need.code])))
    for code, note, day in case.flags:
        months = int(flags[code].detail("review_months") or 0)
        review = add_months(day, months) if months else None
        while review is not None and review < today - timedelta(days=30):
            review = add_months(review, months)
        yield FlagRow(case_id=case_id, code=code, note=note, started_on=day, review_on=review, ended_on=None)
    for draft, outcome, note in case.appointments:
        columns = records.columns_of(draft)
        del columns["repeat"], columns["repeat_until"]
        yield AppointmentRow(
            case_id=case_id,
            series_id=None,
            outcome_code=outcome,
            outcome_note=note,
            outcome_at=None
            if not outcome or draft.starts_at is None
            else draft.starts_at + timedelta(hours=1),
            outcome_by=case.police.name if outcome else "",
            cancelled=False,
            cancel_reason="",
            cancel_asked_by="",
            source_key="",
            **columns,
        )
    for access in case.services:
        yield ServiceAccessRow(case_id=case_id, **records.columns_of(access.check(today, True)))
    for said_note in case.notes:
        yield NoteRow(case_id=case_id, source_key="", **records.columns_of(said_note))


def _count_faults(case: InventedCase, today: date) -> int | None:
    if not case.goals:
        return None
    items = {item.code: item for item in codes.shipped(NEEDS)}
    needs = [
        Need(
            id=need.code,
            version=1,
            case_id="",
            name=items[need.code].name,
            pathway="",
            assessed=need.check(today, items[need.code]),
            served=False,
        )
        for need in case.needs
    ]
    return len(clarity.faults(as_plan(case, today), needs, case.managed.rosh))


def as_plan(case: InventedCase, today: date) -> Plan:
    """The invented plan as the record the rules judge."""
    goals = tuple(
        Goal(
            id=f"g{place}",
            version=1,
            lineage=f"g{place}",
            plan_id="",
            number=str(place),
            said=goal.said,
            state=GoalState.ACTIVE,
            state_reason="",
            actions=tuple(
                Action(
                    id=f"a{place}.{step}",
                    version=1,
                    lineage=f"a{place}.{step}",
                    goal_id=f"g{place}",
                    number=f"{place}.{step}",
                    said=action.said,
                    status=action.status,
                )
                for step, action in enumerate(goal.actions, start=1)
            ),
        )
        for place, goal in enumerate(case.goals, start=1)
    )
    return Plan(
        id="",
        version=1,
        case_id="",
        number=1,
        state=PlanState.DRAFT,
        said=case.words,
        goals=goals,
        agreement=None,
        changed_at=datetime.combine(today, time()),
        changed_by="",
    )


def _write_plans(writer: BulkWriter, case: InventedCase, case_id: str, today: date) -> None:
    if not case.goals:
        return
    made = datetime.combine(today - timedelta(days=20), time(10))
    agreed_at = datetime.combine(today - timedelta(days=2), time(11))
    lineages: dict[tuple[int, int], str] = {}
    for number in (1, 2) if case.agreed else (1,):
        sealed = case.agreed and number == 1
        plan_id = writer.add(
            PlanRow(
                case_id=case_id,
                number=number,
                state=PlanState.AGREED.value if sealed else PlanState.DRAFT.value,
                answer=Agreement.AGREES.value if sealed else None,
                answer_reason="",
                agreement_words=case.persons_words if sealed else "",
                explained_on=agreed_at.date() if sealed else None,
                agreed_at=agreed_at if sealed else None,
                agreed_by=case.police.name if sealed else "",
                **records.columns_of(case.words.check()),
            ),
            at=made if number == 1 else agreed_at,
            by=case.police,
        )
        _write_goals(writer, case, case_id, plan_id, lineages, made, today)
    for (place, step), lineage in lineages.items():
        _write_history(
            writer, case, case_id, lineage, case.goals[place - 1].actions[step - 1] if step else None, today
        )


def _write_goals(
    writer: BulkWriter,
    case: InventedCase,
    case_id: str,
    plan_id: str,
    lineages: dict[tuple[int, int], str],
    made: datetime,
    today: date,
) -> None:
    for place, goal in enumerate(case.goals, start=1):
        goal_id = writer.add(
            GoalRow(
                plan_id=plan_id,
                case_id=case_id,
                lineage=lineages.setdefault((place, 0), new_id()),
                position=place,
                state=GoalState.ACTIVE.value,
                state_reason="",
                **records.columns_of(goal.said.check()),
            ),
            at=made,
            by=case.police,
        )
        for step, action in enumerate(goal.actions, start=1):
            writer.add(
                ActionRow(
                    plan_id=plan_id,
                    goal_id=goal_id,
                    case_id=case_id,
                    lineage=lineages.setdefault((place, step), new_id()),
                    position=step,
                    status=action.status.value,
                    **records.columns_of(action.said.check(today)),
                ),
                at=made,
                by=case.police,
            )


def _write_history(
    writer: BulkWriter,
    case: InventedCase,
    case_id: str,
    lineage: str,
    action: InventedAction | None,
    today: date,
) -> None:
    if action is None:
        return
    at = datetime.combine(today - timedelta(days=5), time(15))
    if action.status is not ActionStatus.NOT_STARTED:
        row = ActionStatusRow(
            case_id=case_id,
            lineage=lineage,
            status=action.status.value,
            reason=action.reason,
            on_day=at.date(),
        )
        writer.add(row, at=at, by=case.police)
    if action.note:
        writer.add(ActionNoteRow(case_id=case_id, lineage=lineage, words=action.note), at=at, by=case.police)
