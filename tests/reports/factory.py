"""Case files made by hand: invented people, and the first plan of the three as written on paper."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time
from itertools import count
from typing import Any

from iom_desktop.domain.actions import (
    Action,
    ActionDraft,
    ActionStatus,
    ProgressNote,
    Source,
    StatusChange,
    Who,
)
from iom_desktop.domain.appointments import Appointment, AppointmentDraft
from iom_desktop.domain.audiences import Audience
from iom_desktop.domain.case_files import CaseFile
from iom_desktop.domain.cases import Case, CaseDraft, Flag
from iom_desktop.domain.clarity import readiness
from iom_desktop.domain.codes import Answer, Cohort, Rag, RiskGroup, Rosh, Sentence
from iom_desktop.domain.decisions import Decision, DecisionDraft, DecisionMaker
from iom_desktop.domain.documents import NumberedCopy
from iom_desktop.domain.needs import Need, NeedDraft, NeedStatus, Severity
from iom_desktop.domain.notes import Mark, Note, NoteDraft
from iom_desktop.domain.people import Person
from iom_desktop.domain.plans import (
    Agreement,
    AgreementDraft,
    AgreementRecord,
    Goal,
    GoalDraft,
    GoalState,
    Plan,
    PlanState,
    PlanWords,
)
from iom_desktop.domain.service_access import Barrier, ServiceAccess, ServiceAccessDraft

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 14, 2)
EXPLAINED = date(2026, 11, 20)

_ids = count(1)


def new_id() -> str:
    """An id of 32 hex characters, never the same twice."""
    return f"{next(_ids):032x}"


def person(**changes: Any) -> Person:
    """Mohammed Hudson, or somebody else by ``changes``."""
    mo = Person(
        id="p", version=1, crn="D796000", pnc="2004/0796000K", surname="Hudson", forenames="Mohammed",
        known_as="Mo", aliases=(), date_of_birth=date(1986, 3, 12), sex="Male", ethnicity="",
        preferred_language="", interpreter_needed=False, address="", postcode="", accommodation="", mobile="",
    )  # fmt: skip
    return replace(mo, **changes)


def case(who: Person | None = None, flags: tuple[Flag, ...] = (), **managed: Any) -> Case:
    """A case of ``who``, managed as ``managed`` says."""
    return Case(
        id="c", version=1, person=who or person(), managed=CaseDraft(**managed), flags=flags, has_decision=True,
        plan_faults=None,
    )  # fmt: skip


def flag(name: str, severity: int = 1, note: str = "") -> Flag:
    """A current flag."""
    return Flag(
        id=new_id(), case_id="c", code=name[:4].upper(), name=name, severity=severity, note=note,
        started_on=date(2025, 9, 8), review_on=date(2026, 12, 8), ended_on=None,
    )  # fmt: skip


def action(number: str, what: str, status: ActionStatus = ActionStatus.NOT_STARTED, **said: Any) -> Action:
    """A required action; whatever of the draft is given in ``said``."""
    history = said.pop("history", ())
    notes = said.pop("notes", ())
    return Action(
        id=new_id(), version=1, lineage=new_id(), goal_id="g", number=number,
        said=ActionDraft(what=what, **said), status=status, history=history, notes=notes,
    )  # fmt: skip


def goal(number: str, words: str, *actions: Action, **more: Any) -> Goal:
    """A goal with its actions."""
    return Goal(
        id=new_id(), version=1, lineage=new_id(), plan_id="plan", number=number,
        said=GoalDraft(words=words, target_on=more.get("target_on"), serves=more.get("serves", ())),
        state=more.get("state", GoalState.ACTIVE), state_reason=more.get("state_reason", ""), actions=actions,
    )  # fmt: skip


def plan(*goals: Goal, agreement: AgreementDraft | None = None, number: int = 2, **words: Any) -> Plan:
    """A plan: agreed with what ``agreement`` says, else a draft."""
    record = None
    if agreement is not None:
        record = AgreementRecord(said=agreement, at=datetime(2026, 11, 20, 15, 30), by="PC Baker")
    return Plan(
        id="plan", version=1, case_id="c", number=number,
        state=PlanState.DRAFT if record is None else PlanState.AGREED, said=PlanWords(**words), goals=goals,
        agreement=record, changed_at=datetime(2026, 11, 20, 15, 30), changed_by="PC Baker",
    )  # fmt: skip


def need(code: str, name: str, severity: Severity, **assessed: Any) -> Need:
    """A need of the case."""
    served = assessed.pop("served", True)
    return Need(
        id=new_id(), version=1, case_id="c", name=name, pathway=name,
        assessed=NeedDraft(code=code, severity=severity, **assessed), served=served,
    )  # fmt: skip


def appointment(at: datetime, **more: Any) -> Appointment:
    """An appointment; ``outcome`` and ``outcome_note`` where it is past, the rest goes into what was said."""
    outcome, note = more.pop("outcome", ""), more.pop("outcome_note", "")
    type_name = more.pop("type_name", "Planned office visit")
    cancelled, reason = more.pop("cancelled", False), more.pop("cancel_reason", "")
    return Appointment(
        id=new_id(), version=1, case_id="c", series_id=None,
        said=AppointmentDraft(type_code="COAP", starts_at=at, **more), type_name=type_name,
        counts_toward_compliance=True, outcome_code=outcome[:4], outcome_name=outcome, outcome_note=note,
        outcome_at=None, outcome_by="", cancelled=cancelled, cancel_reason=reason,
    )  # fmt: skip


def service(need_name: str, **said: Any) -> ServiceAccess:
    """A service access."""
    return ServiceAccess(
        id=new_id(), version=1, case_id="c", need_name=need_name,
        said=ServiceAccessDraft(need_code="DRUGS", **said),
    )  # fmt: skip


def note(words: str, mark: Mark = Mark.FACT, **said: Any) -> Note:
    """A note of Friday 20 November."""
    return Note(
        id=new_id(), case_id="c",
        said=NoteDraft(happened_at=datetime(2026, 11, 20, 11, 15), words=words, mark=mark, **said),
        type_name="Home visit", by="PC Baker", at=datetime(2026, 11, 20, 12),
    )  # fmt: skip


def numbered(**changes: Any) -> NumberedCopy:
    """Copy 3 of 8, as it lies on the table."""
    copy = NumberedCopy(
        id=new_id(), number=3, of=8, code="7F3A-91C2", recipient="Insp Placeholder", made_by="PC Baker", made_at=NOW,
        marking="OFFICIAL-SENSITIVE",
    )  # fmt: skip
    return replace(copy, **changes)


def case_file(**changes: Any) -> CaseFile:
    """A case file with nothing in it but a person, or with what ``changes`` brings."""
    bare = CaseFile(
        audience=Audience.FULL, today=TODAY, made_at=NOW, made_by="PC Baker", case=case(), accommodation_name="",
        decision=None, needs=(), plan=None, readiness=(), appointments=(), next_appointment=None, services=(),
        notes=(),
    )  # fmt: skip
    return replace(bare, **changes)


# --- The first plan, whole -----------------------------------------------------------------------------


def plan_one(*, agreed: bool = True) -> Plan:
    """Mohammed Hudson's plan as it was written on paper."""
    baker = {"who": Who.OFFICER, "who_name": "PC Baker", "who_agency": "police"}
    patel = {"who": Who.PARTNER, "who_name": "S. Patel", "who_agency": "North Area Council"}
    told = {"explained_on": EXPLAINED, "agreed": True}
    licence = {"source": Source.LICENCE, **told}
    agreement = AgreementDraft(
        answer=Agreement.AGREES, explained_on=EXPLAINED,
        persons_words="I can do the script. I can't do it sleeping in the stairwell.",
    )  # fmt: skip
    return plan(
        goal(
            "1",
            "I will stop using heroin every day",
            action(
                "1.1", "Attend the assessment at Northgate Recovery Service.", ActionStatus.IN_PROGRESS,
                due_on=date(2026, 12, 1), due_time=time(10), source_detail="condition 9, drug treatment",
                support="PC Baker drives him.", evidence="the service e-mails attendance the same day.",
                if_missed="Home visit that evening by PC Baker, first warning letter next working day.",
                **licence,
            ),
            action(
                "1.2", "Collect his script before 12 noon every day.", how_often="every day before 12 noon",
                source_detail="condition 9", evidence="the chemist's sheet, checked Fridays by D. Williams.",
                if_missed="If missed twice in a week: three-way meeting within 2 working days.", **licence,
            ),
            action(
                "1.3", "Give a test sample each Friday at the office.", how_often="each Friday",
                source_detail="condition 10", evidence="result on file.",
                if_missed="Three positives in a row go to the panel.", **licence,
            ),
            target_on=date(2027, 2, 2), serves=("DRUGS", "RISK"),
        ),
        goal(
            "2",
            "I will have a room of my own that I can keep",
            action(
                "2.1", "Go with the housing officer to view 14 Mill Court.", due_on=date(2026, 11, 26),
                due_time=time(14, 30), source=Source.VOLUNTARY, evidence="viewing slip.",
                if_missed="Goes back on the waiting list; say so to him.", **told,
            ),
            action(
                "2.2", "Hold the Mill Court room and confirm in writing.", due_on=date(2026, 11, 30), **patel,
            ),
            action(
                "2.3", "Keep away from K.M. and from Station Road between 20:00 and 07:00.",
                how_often="every night", source_detail="condition 12 (exclusion)",
                evidence="tag data, police checks three evenings a week.",
                if_missed="Recall considered the same day.", **licence,
            ),
            target_on=date(2027, 1, 31), serves=("ACCOMMODATION", "RISK"),
        ),
        goal(
            "3",
            "I will have money coming in that I can account for",
            action(
                "3.1", "Sit with him to finish the benefit statement, at the library.",
                due_on=date(2026, 11, 23), due_time=time(15), **baker,
            ),
            action(
                "3.2", "Bring bank and ID letters to that meeting.", due_on=date(2026, 11, 23),
                due_time=time(15), source=Source.VOLUNTARY, **told,
            ),
            target_on=date(2026, 12, 15), serves=("FINANCE",),
        ),
        agreement=agreement if agreed else None,
        contingency="Missed script and no contact for 24 hours with intelligence of Station Road: same-day joint "
        "visit, then recall decision by D. Williams with her manager.",
        persons_words="I can do the script. I can't do it sleeping in the stairwell.",
        review_on=date(2027, 1, 14),
    )  # fmt: skip


def needs_one() -> tuple[Need, ...]:
    """Mohammed Hudson's needs."""
    return (
        need("DRUGS", "Drug misuse", Severity.SEVERE, score=9, linked_to_offending=True, linked_to_harm=True,
             status=NeedStatus.IN_PROGRESS, strengths="Held a script for four months in 2024."),
        need("ACCOMMODATION", "Accommodation", Severity.SEVERE, linked_to_offending=True,
             status=NeedStatus.IN_PROGRESS, note="Released without an address."),
        need("FINANCE", "Finance benefit and debt", Severity.STANDARD, status=NeedStatus.SUPPORT_REQUIRED),
        need("THINKING", "Thinking and behaviour", Severity.STANDARD, score=5, linked_to_offending=True),
    )  # fmt: skip


def decision_one(**changes: Any) -> Decision:
    """Why Mohammed Hudson is under IOM."""
    said = DecisionDraft(
        decided_on=date(2025, 9, 6), referrer="PC Baker", referrer_agency="police",
        criteria=("ogrs_high", "neighbourhood_crime"), scores="OGRS 82%", cohort=Cohort.FIXED,
        rationale="Released without an address, heroin daily, robbery index. Police and probation together can get "
        "him into treatment in the first fortnight and see him in the evenings; nobody else can.",
        decided_by=(
            DecisionMaker(name="PC Baker", agency="police"),
            DecisionMaker(name="D. Williams", agency="probation"),
            DecisionMaker(name="", agency="North Area housing options"),
            DecisionMaker(name="", agency="Northgate Recovery Service"),
        ),
        mappa_checked_on=date(2025, 9, 5), review_on=date(2027, 3, 6),
    )  # fmt: skip
    return Decision(
        id="d", case_id="c", said=replace(said, **changes), recorded_by="PC Baker",
        recorded_at=datetime(2025, 9, 6, 16), supersede_reason="", superseded_on=None,
        criteria_words=("OGRS 75% or more", "Neighbourhood crime: robbery, burglary, theft from the person"),
    )  # fmt: skip


def case_one() -> Case:
    """Mohammed Hudson's case."""
    return case(
        flags=(flag("Weapons", 8), flag("Lone working: see in pairs", 20)),
        cohort=Cohort.FIXED, rag=Rag.AMBER, sentence=Sentence.LICENCE, sentence_start=date(2025, 6, 14),
        sentence_end=date(2027, 6, 13), index_offence="Robbery", adopted_on=date(2025, 9, 6),
        police_lead="PC Baker", probation_lead="D. Williams", rosh=Rosh.HIGH, rosh_groups=(RiskGroup.PUBLIC,),
        risk_when="In the evening when withdrawing and out of money.",
        risk_increases="Back with K.M., lost script.",
        risk_reduces="Script held, a room, his mother in touch.",
        risk_to_staff=Answer.NO, domestic_abuse=Answer.YES, child_safeguarding=Answer.NO,
        safeguarding_checked_on=date(2026, 11, 3), mappa="Level 1", mappa_checked_on=date(2026, 11, 3),
    )  # fmt: skip


def services_one() -> tuple[ServiceAccess, ...]:
    """Mohammed Hudson's services."""
    return (
        service("Drug misuse", service="Drug treatment", provider="Northgate Recovery Service",
                identified_on=date(2025, 9, 6), referred_on=date(2025, 9, 10), barrier=Barrier.IN_CUSTODY,
                barrier_words="on the waiting list until recall"),
        service("Drug misuse", service="Drug treatment", provider="Northgate Recovery Service",
                identified_on=date(2026, 11, 2), referred_on=date(2026, 11, 4), accepted_on=date(2026, 11, 9),
                offered_on=date(2026, 11, 12), note="First appointment Tuesday 1 December 2026."),
        service("Accommodation", service="Housing", provider="North Area Council",
                identified_on=date(2026, 11, 2), referred_on=date(2026, 11, 3)),
    )  # fmt: skip


def appointments_one() -> tuple[Appointment, ...]:
    """Mohammed Hudson's last three months."""
    return (
        appointment(datetime(2026, 11, 3, 10), place="Northgate office", with_name="D. Williams",
                    with_agency="probation", outcome="Attended - Complied",
                    type_name="Initial appointment - in office"),
        appointment(datetime(2026, 11, 10, 10), place="Northgate office", with_name="D. Williams",
                    with_agency="probation", outcome="Failed to Attend", purpose="Weekly supervision.",
                    outcome_note="Slept in; came at noon and was seen by duty."),
        appointment(datetime(2026, 11, 17, 18, 30), type_name="Home visit", place="Mother's address",
                    with_name="PC Baker", with_agency="police"),
    )  # fmt: skip


def case_file_one(*, agreed: bool = True) -> CaseFile:
    """Mohammed Hudson's case file, whole."""
    made, needs = plan_one(agreed=agreed), needs_one()
    return case_file(
        case=case_one(), plan=made, needs=needs, decision=decision_one(),
        readiness=readiness(made, needs, Rosh.HIGH), services=services_one(), appointments=appointments_one(),
        next_appointment=appointment(datetime(2026, 12, 1, 10), place="Northgate Recovery Service",
                                     type_name="Drug treatment assessment", with_name="Northgate Recovery Service"),
        accommodation_name="Rough sleeping or sofa surfing",
    )  # fmt: skip


# --- Other papers --------------------------------------------------------------------------------------


def short_plan_file() -> CaseFile:
    """Karl Brennan: two goals, one action each. One page."""
    karl = person(
        crn="A781098",
        pnc="",
        surname="Brennan",
        forenames="Karl",
        known_as="",
        date_of_birth=date(1991, 7, 30),
    )
    made = plan(
        goal(
            "1", "I will keep my tenancy",
            action("1.1", "Pay GBP 12 a week by standing order from 27/11/2026.", how_often="every week",
                   due_on=date(2026, 11, 27), source=Source.VOLUNTARY, evidence="bank statement monthly.",
                   if_missed="If missed twice: joint visit with the landlord.", explained_on=EXPLAINED, agreed=True),
            serves=("ACCOMMODATION",),
        ),
        goal(
            "2", "I will use what I learned on the programme",
            action("2.1", "Attend all six maintenance sessions.", how_often="Wednesdays 18:00 from 02/12/2026",
                   source=Source.ORDER, source_detail="programme", evidence="register.",
                   if_missed="Second unacceptable absence is breach.", explained_on=EXPLAINED, agreed=True),
            serves=("THINKING",),
        ),
        agreement=AgreementDraft(answer=Agreement.AGREES, explained_on=EXPLAINED), number=1,
    )  # fmt: skip
    needs = (
        need("ACCOMMODATION", "Accommodation", Severity.STANDARD, status=NeedStatus.IN_PROGRESS),
        need("THINKING", "Thinking and behaviour", Severity.STANDARD, score=5, status=NeedStatus.IN_PROGRESS),
    )
    return case_file(
        case=case(karl, cohort=Cohort.FIXED, rag=Rag.GREEN, sentence=Sentence.COMMUNITY_ORDER,
                  sentence_end=date(2027, 3, 31), police_lead="PC Baker", probation_lead="A. Osei",
                  rosh=Rosh.MEDIUM, risk_to_staff=Answer.NO, domestic_abuse=Answer.NO,
                  child_safeguarding=Answer.NO, safeguarding_checked_on=date(2026, 10, 1)),
        plan=made, needs=needs,
        decision=decision_one(rationale="Burglary pattern in 2024; works with the team now.", decided_by=(
            DecisionMaker(name="PC Baker", agency="police"),), scores="", criteria=("neighbourhood_crime",)),
        services=(
            service("Drug misuse", service="Drug treatment", provider="Northgate Recovery Service",
                    identified_on=date(2026, 3, 2), referred_on=date(2026, 3, 5), accepted_on=date(2026, 3, 12),
                    offered_on=date(2026, 3, 16), attended_on=date(2026, 3, 24), ended_on=date(2026, 10, 30),
                    note="Two of three outcomes achieved."),
        ),
        next_appointment=appointment(datetime(2026, 12, 2, 18), place="Northgate office",
                                     type_name="Maintenance session"),
    )  # fmt: skip


def vague_plan_file() -> CaseFile:
    """The third plan, which says nothing anybody could check."""
    made = plan(
        goal("1", "To address drug use.", action("1.1", "Work with services.", who=None)),
        goal("2", "To engage.", action("2.1", "Engage.", who=None)),
        goal("3", "To work with services."),
        number=1,
    )
    needs = (need("ACCOMMODATION", "Accommodation", Severity.SEVERE, served=False),)
    return case_file(plan=made, needs=needs, readiness=readiness(made, needs, None))


def long_plan_file(actions: int = 40) -> CaseFile:
    """A plan of ``actions`` required actions, four to a goal, every fourth an officer's."""
    status = list(ActionStatus)
    goals = []
    for n in range(1, actions // 4 + 1):
        made = []
        for m in range(1, 5):
            state = status[(n + m) % len(status)]
            by_officer = (
                {"who": Who.OFFICER, "who_name": "PC Baker", "who_agency": "police"} if m == 4 else {}
            )
            reason = StatusChange(
                status=state, reason=f"Reason {n}.{m} in words.", on=EXPLAINED, by="PC Baker", at=NOW
            )
            made.append(
                action(
                    f"{n}.{m}", f"Do the thing numbered {n} and {m} at the place agreed, and bring the letter.",
                    state, due_on=date(2026, 11, 1 + n), source=Source.IOM, serves=("DRUGS",),
                    evidence=f"The register of thing {n}.{m}, read by D. Williams.",
                    if_missed=f"Visit {n}.{m} the next day, then the panel.", history=(reason,),
                    notes=(ProgressNote(words=f"Rang about {n}.{m}.", by="PC Baker", at=NOW),), **by_officer,
                )
            )  # fmt: skip
        goals.append(goal(str(n), f"I will reach goal number {n} in my own time", *made))
    return case_file(plan=plan(*goals))
