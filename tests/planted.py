"""A case in which each matter of the sharing rules has its own secret, in every place where it can be written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from iom_desktop.domain.actions import ActionDraft, ActionStatus, Source, Who
from iom_desktop.domain.appointments import AppointmentDraft, OutcomeDraft
from iom_desktop.domain.audiences import SharedMatter
from iom_desktop.domain.cases import CaseDraft
from iom_desktop.domain.codes import Answer, Cohort, Phase, Rag, RiskGroup, Rosh, Sentence
from iom_desktop.domain.conditions import ConditionDraft
from iom_desktop.domain.conferences import (
    AttendanceDraft,
    ConferenceDraft,
    How,
    ItemState,
    MinuteDraft,
    MinuteKind,
)
from iom_desktop.domain.decisions import DecisionDraft, DecisionMaker
from iom_desktop.domain.measures import MeasureDraft, Pillar
from iom_desktop.domain.needs import NeedDraft, Severity
from iom_desktop.domain.notes import Mark, NoteDraft
from iom_desktop.domain.offending import OffendingDraft, OffendingEvent
from iom_desktop.domain.plans import GoalDraft, PlanWords
from iom_desktop.domain.risk import (
    MaracDraft,
    MaracRole,
    RiskAssessmentDraft,
    RiskLevel,
    Setting,
    WithheldDraft,
)
from iom_desktop.domain.service_access import ServiceAccessDraft
from iom_desktop.domain.statuses import Aspect, StatusDraft
from iom_desktop.services import (
    actions,
    appointments,
    cases,
    conditions,
    conferences,
    decisions,
    measures,
    needs,
    notes,
    offending,
    plans,
    risk,
    service_access,
    statuses,
)
from tests.stores import NOW, TODAY, Desk

#: One invented word for each matter, as nobody would write it by chance.
SECRETS = {
    SharedMatter.INTELLIGENCE: "Qxintel",
    SharedMatter.THIRD_PARTY: "Qxthird",
    SharedMatter.WITHHELD: "Qxkept",
    SharedMatter.OFFENDING: "Qxoffence",
    SharedMatter.RISK: "Qxrisk",
    SharedMatter.PUBLIC_PROTECTION: "Qxmappa",
    SharedMatter.SAFEGUARDING: "Qxmarac",
    SharedMatter.HEALTH: "Qxhealth",
    SharedMatter.ENFORCEMENT: "Qxbreach",
    SharedMatter.NEEDS: "Qxneed",
    SharedMatter.SERVICES: "Qxservice",
    SharedMatter.NOTES: "Qxnote",
}
HELD = TODAY - timedelta(days=17)
AGENCIES = ("police", "probation", "council", "health", "prison", "voluntary", "other")


@dataclass(frozen=True)
class Planted:
    """The case and its conferences: one closed, one to come."""

    case_id: str
    before: str
    coming: str


def plant(desk: Desk) -> Planted:
    """Bring the case and its conferences into the store."""
    said = {matter: f"{word} was said." for matter, word in SECRETS.items()}
    case_id = desk.newcomer(surname="Planted", managed=_managed(said))
    _risk(desk, case_id, said)
    _decide(desk, case_id, said)
    _needs(desk, case_id, said)
    _plan(desk, case_id, said)
    _seen(desk, case_id, said)
    before = _held(desk, case_id, said)
    coming = desk.do(
        conferences.plan_conference,
        ConferenceDraft(held_on=TODAY + timedelta(days=11), starts_at=time(10), agencies=AGENCIES),
    )
    desk.do(conferences.add_case, coming, case_id)
    return Planted(case_id, before, coming)


def _managed(said: dict[SharedMatter, str]) -> CaseDraft:
    return CaseDraft(
        cohort=Cohort.FIXED,
        rag=Rag.RED,
        phase=Phase.COMMUNITY,
        sentence=Sentence.LICENCE,
        sentence_end=date(2027, 6, 13),
        index_offence=said[SharedMatter.OFFENDING],
        mappa_reference=said[SharedMatter.PUBLIC_PROTECTION],
        mappa="Level 1",
        domestic_abuse=Answer.YES,
        rosh=Rosh.HIGH,
        rosh_groups=(RiskGroup.PUBLIC,),
        risk_when=said[SharedMatter.RISK],
        risk_increases=said[SharedMatter.RISK],
        risk_reduces=said[SharedMatter.RISK],
    )


def _risk(desk: Desk, case_id: str, said: dict[SharedMatter, str]) -> None:
    flags = {
        "REG26": SharedMatter.INTELLIGENCE,
        "INVI": SharedMatter.THIRD_PARTY,
        "ARSO": SharedMatter.PUBLIC_PROTECTION,
        "RCPR": SharedMatter.SAFEGUARDING,
        "AMHL": SharedMatter.HEALTH,
        "WEAP": SharedMatter.RISK,
    }
    for code, matter in flags.items():
        desk.do(cases.raise_flag, case_id, code, said[matter], TODAY, TODAY)
    withheld = said[SharedMatter.WITHHELD]
    desk.do(risk.withhold, case_id, WithheldDraft(words=withheld, why=withheld, source=withheld))
    marac = said[SharedMatter.SAFEGUARDING]
    desk.do(
        risk.record_marac,
        case_id,
        MaracDraft(role=MaracRole.PERPETRATOR, heard_on=TODAY, place="Mocktown", outcome=marac, note=marac),
        TODAY,
    )
    assessed = said[SharedMatter.RISK]
    assessment = RiskAssessmentDraft(
        assessed_on=TODAY,
        assessed_by="D. Sample",
        levels=(RiskLevel(group=RiskGroup.PUBLIC, setting=Setting.COMMUNITY, level=Rosh.HIGH),),
        who=assessed,
        nature=assessed,
        greatest=assessed,
        increases=assessed,
        reduces=assessed,
    )
    desk.do(risk.assess_risk, case_id, assessment, TODAY)
    for pillar, matter in (
        (Pillar.SUPERVISION, SharedMatter.RISK),
        (Pillar.VICTIM_SAFETY, SharedMatter.SAFEGUARDING),
        (Pillar.CONTINGENCY, SharedMatter.RISK),
    ):
        trigger = assessed if pillar is Pillar.CONTINGENCY else ""
        measure = MeasureDraft(pillar=pillar, words=said[matter], trigger=trigger)
        desk.do(measures.add_measure, case_id, measure)
    condition = ConditionDraft(source=Source.LICENCE, number="9", words=said[SharedMatter.ENFORCEMENT])
    desk.do(conditions.record_condition, case_id, condition)
    arrest = OffendingDraft(
        event=OffendingEvent.ARREST,
        on_day=TODAY,
        offence=said[SharedMatter.OFFENDING],
        note=said[SharedMatter.OFFENDING],
    )
    desk.do(offending.record_offending, case_id, arrest, TODAY)


def _decide(desk: Desk, case_id: str, said: dict[SharedMatter, str]) -> None:
    words = said[SharedMatter.OFFENDING]
    draft = DecisionDraft(
        decided_on=TODAY - timedelta(days=40),
        cohort=Cohort.FIXED,
        rationale=words,
        scores=words,
        additionality=words,
        objectives=words,
        timescale="Six months",
        dissent=words,
        decided_by=(DecisionMaker(name="PC Test Baker", agency="police"),),
    )
    desk.do(decisions.record_decision, case_id, draft, TODAY)


def _needs(desk: Desk, case_id: str, said: dict[SharedMatter, str]) -> None:
    for code, matter in (("ETE", SharedMatter.NEEDS), ("WELLBEING", SharedMatter.HEALTH)):
        draft = NeedDraft(
            code=code,
            severity=Severity.SEVERE,
            strengths=said[matter],
            note=said[matter],
            identified_on=TODAY - timedelta(days=90),
        )
        desk.do(needs.record_need, case_id, draft, TODAY)
    for code, matter in (("ETE", SharedMatter.SERVICES), ("WELLBEING", SharedMatter.HEALTH)):
        access = ServiceAccessDraft(
            need_code=code,
            service=said[matter],
            provider=said[matter],
            note=said[matter],
            identified_on=TODAY - timedelta(days=90),
            referred_on=TODAY - timedelta(days=2),
        )
        desk.do(service_access.record_service_access, case_id, access, TODAY)


def _plan(desk: Desk, case_id: str, said: dict[SharedMatter, str]) -> None:
    plan = desk.do(plans.start_plan, case_id)
    for code, matter in (("ETE", SharedMatter.NEEDS), ("WELLBEING", SharedMatter.HEALTH)):
        goal = desk.do(plans.add_goal, plan, GoalDraft(words=said[matter], serves=(code,)))
        draft = ActionDraft(
            what=said[matter],
            who=Who.PERSON,
            due_on=TODAY + timedelta(days=3),
            source=Source.LICENCE,
            source_detail=said[SharedMatter.ENFORCEMENT],
            serves=(code,),
            if_missed=said[SharedMatter.ENFORCEMENT],
            evidence=said[matter],
        )
        action = desk.do(actions.add_action, goal, draft, TODAY)
        desk.do(actions.add_progress_note, action, said[SharedMatter.NOTES])
        desk.do(
            actions.set_action_status,
            action,
            ActionStatus.CANNOT_BE_DONE_YET,
            said[SharedMatter.ENFORCEMENT],
            TODAY,
            TODAY,
        )
    version = desk.see(plans.load_plan, plan).version
    words = PlanWords(contingency=said[SharedMatter.RISK], persons_words=said[SharedMatter.NEEDS])
    desk.do(plans.word_plan, plan, version, words)


def _seen(desk: Desk, case_id: str, said: dict[SharedMatter, str]) -> None:
    words = said[SharedMatter.ENFORCEMENT]
    for at in (NOW - timedelta(days=3), NOW + timedelta(days=3)):
        draft = AppointmentDraft(type_code="COAP", starts_at=at, place=words, purpose=words)
        made = desk.do(appointments.book_appointment, case_id, draft)
        if at < NOW:
            outcome = OutcomeDraft(outcome_code="ATTC", note=words)
            desk.do(appointments.record_outcome, made, outcome, NOW)
    marks = {
        SharedMatter.NOTES: {},
        SharedMatter.INTELLIGENCE: {"mark": Mark.INTELLIGENCE},
        SharedMatter.THIRD_PARTY: {"third_party": True},
        SharedMatter.WITHHELD: {"not_disclosable": True},
    }
    for matter, marked in marks.items():
        note = NoteDraft(happened_at=datetime(2026, 11, 20, 9), words=said[matter], **marked)  # type: ignore[arg-type]
        desk.do(notes.add_note, case_id, note, NOW)


def _held(desk: Desk, case_id: str, said: dict[SharedMatter, str]) -> str:
    """The conference before: what one agency told and the discussion are notes; what was decided is not."""
    draft = ConferenceDraft(held_on=HELD, starts_at=time(10), agencies=AGENCIES, chair="Insp Test")
    held = desk.do(conferences.plan_conference, draft)
    desk.do(conferences.add_case, held, case_id)
    desk.do(conferences.open_conference, held)
    words = said[SharedMatter.NOTES]
    for kind, agency in ((MinuteKind.UPDATE, "Made-up Trust"), (MinuteKind.DISCUSSION, "")):
        minute = MinuteDraft(case_id=case_id, minute=kind, agency=agency, words=words)
        desk.do(conferences.add_minute, held, minute)
    decided = MinuteDraft(case_id=case_id, minute=MinuteKind.DECISION, words="Stays under IOM")
    desk.do(conferences.add_minute, held, decided)
    took_part = AttendanceDraft(agency="Made-up Trust", how=How.REPORT, contribution=words)
    desk.do(conferences.record_attendance, held, took_part)
    for code, matter in (("ETE", SharedMatter.NEEDS), ("WELLBEING", SharedMatter.HEALTH)):
        given = ActionDraft(what=said[matter], who=Who.PARTNER, who_name="S. Sample", serves=(code,))
        desk.do(conferences.add_conference_action, held, case_id, given, TODAY)
    colour = StatusDraft(
        aspect=Aspect.RAG,
        value="amber",
        from_on=TODAY,
        reason=said[SharedMatter.OFFENDING],
        decided_by="Insp Test",
        conference_id=held,
    )
    desk.do(statuses.change_status, case_id, colour, TODAY)
    item = desk.see(conferences.list_cases, held)[0]
    desk.do(conferences.set_item_state, item.id, ItemState.DISCUSSED)
    desk.do(conferences.close_conference, held, TODAY + timedelta(days=11))
    return held
