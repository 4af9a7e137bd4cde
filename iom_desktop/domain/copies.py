"""A case file as one reader's copy: what the reader may not see is taken out before a report is given it.

What is left out is left out by the rules, whether there is any of it or not, so that a copy does not tell what
there is. Where a field is added to the case file, ``for_reader`` must say who may see it: a test holds it to that.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from iom_desktop.domain.actions import Action, ActionDraft
from iom_desktop.domain.appointments import Appointment
from iom_desktop.domain.audiences import Audience, SharedMatter, Sight, matters_of_flag, matters_of_note
from iom_desktop.domain.band import Band, Happening, Segment
from iom_desktop.domain.case_files import CaseFile
from iom_desktop.domain.cases import Case, CaseDraft, Flag
from iom_desktop.domain.codes import Answer
from iom_desktop.domain.decisions import Decision
from iom_desktop.domain.measures import Measure, Pillar
from iom_desktop.domain.people import Person
from iom_desktop.domain.plans import AgreementRecord, Goal, Plan
from iom_desktop.domain.risk import RiskAssessment
from iom_desktop.domain.service_access import ServiceAccess

#: Grounds that tell more than the grounds: each is left out with its matter.
_GROUNDS = {"intelligence": SharedMatter.INTELLIGENCE, "domestic_abuse": SharedMatter.SAFEGUARDING}


def for_reader(file: CaseFile, sight: Sight) -> CaseFile:
    """``file`` as the reader may have it."""
    if sight.reader.audience is Audience.FULL:
        return file
    own = _own_needs(file, sight)
    return replace(
        file,
        audience=sight.reader.audience,
        reader=sight.reader,
        left_out=sight.left_out,
        case=case_for(file.case, sight),
        accommodation_name=file.accommodation_name if sight.sees_need("ACCOMMODATION") else "",
        decision=None if file.decision is None else decision_for(file.decision, sight),
        needs=tuple(one for one in file.needs if sight.sees_need(one.code) or one.code in own),
        plan=None if file.plan is None else plan_for(file.plan, sight),
        readiness=file.readiness if sight.reader.audience is Audience.CONFERENCE else (),
        appointments=tuple(one for one in file.appointments if _may_see_appointment(one, sight)),
        next_appointment=_coming(file.next_appointment, sight),
        services=services_for(file.services, sight),
        notes=tuple(one for one in file.notes if sight.sees(*matters_of_note(one.said))),
        conditions=file.conditions if sight.sees(SharedMatter.ENFORCEMENT) else (),
        measures=measures_for(file.measures, sight),
        assessment=None if file.assessment is None else assessment_for(file.assessment, sight),
        maracs=file.maracs if _may_see_checks(sight) else (),
        checks=file.checks if _may_see_checks(sight) else (),
        prompts=file.prompts if _may_see_checks(sight) and sight.sees(*_OF_PROMPTS) else (),
        band=_band(file.band, sight),
        compliance=file.compliance if sight.sees(SharedMatter.ENFORCEMENT) else None,
        kept_apart=file.kept_apart if sight.sees(SharedMatter.WITHHELD) and not _is_person(sight) else 0,
    )


def _band(band: Band | None, sight: Sight) -> Band | None:
    """The months under IOM: never the person's, and without arrests for those who may not know of them."""
    if band is None or _is_person(sight):
        return None
    if sight.sees(SharedMatter.OFFENDING):
        return band
    return replace(
        band,
        under=tuple(map(_without_reasons, band.under)),
        lanes=tuple((aspect, tuple(map(_without_reasons, lane))) for aspect, lane in band.lanes),
        marks=tuple(one for one in band.marks if one.happening is Happening.CONFERENCE),
    )


def _without_reasons(segment: Segment) -> Segment:
    """What held, without why: a reason may tell of offending."""
    return replace(segment, changes=tuple(replace(one, reason="") for one in segment.changes))


#: A prompt may tell of each of these.
_OF_PROMPTS = (SharedMatter.RISK, SharedMatter.PUBLIC_PROTECTION)


def _is_person(sight: Sight) -> bool:
    return sight.reader.audience is Audience.PERSON


def _may_see_checks(sight: Sight) -> bool:
    """MARAC and what safeguarding services know. Never the person: a victim may be in danger if it is told."""
    return sight.sees(SharedMatter.SAFEGUARDING) and not _is_person(sight)


def measures_for(measures: Iterable[Measure], sight: Sight) -> tuple[Measure, ...]:
    """The risk management plan as the reader may have it: their own part, and what the rules allow.

    Never the person: it tells how they are watched, and how those they may harm are kept safe.
    """
    if sight.reader.audience is Audience.PERSON:
        return ()

    def seen(one: Measure) -> bool:
        victim = one.said.pillar is Pillar.VICTIM_SAFETY
        matters = {SharedMatter.RISK, SharedMatter.SAFEGUARDING} if victim else {SharedMatter.RISK}
        return sight.owns(one.said.agency) or sight.sees(*matters)

    return tuple(one for one in measures if seen(one))


def assessment_for(assessment: RiskAssessment, sight: Sight) -> RiskAssessment:
    """The assessment of the risk: its levels are everybody's, its words go with the full assessment."""
    if sight.sees(SharedMatter.RISK):
        return assessment
    said = replace(assessment.said, who="", nature="", greatest="", increases="", reduces="")
    return replace(assessment, said=said)


# --- The case ------------------------------------------------------------------------------------------


def case_for(case: Case, sight: Sight) -> Case:
    return replace(
        case,
        person=person_for(case.person, sight),
        managed=managed_for(case.managed, sight),
        flags=flags_for(case.flags, sight),
    )


def person_for(person: Person, sight: Sight) -> Person:
    """The person: who they are is everybody's; where they live goes with their needs."""
    if sight.sees_need("ACCOMMODATION"):
        return person
    return replace(person, address="", postcode="", accommodation="", mobile="", ethnicity="")


def managed_for(managed: CaseDraft, sight: Sight) -> CaseDraft:
    """How the person is managed. Level of risk, who is at risk and risk to staff are everybody's."""
    if not sight.sees(SharedMatter.OFFENDING):
        managed = replace(managed, index_offence="", ogrs=None)
    if not sight.sees(SharedMatter.RISK):
        managed = replace(managed, risk_when="", risk_increases="", risk_reduces="")
    if not sight.sees(SharedMatter.PUBLIC_PROTECTION):
        managed = replace(managed, mappa="", mappa_category="", mappa_reference="", mappa_checked_on=None)
    if not sight.sees(SharedMatter.SAFEGUARDING):
        managed = replace(
            managed,
            domestic_abuse=Answer.UNKNOWN,
            child_safeguarding=Answer.UNKNOWN,
            safeguarding_checked_on=None,
        )
    return managed


def flags_for(flags: Iterable[Flag], sight: Sight) -> tuple[Flag, ...]:
    """The flags the reader is told of; what is written on them belongs to the full risk assessment."""
    told = (one for one in flags if sight.sees(*matters_of_flag(one.code)))
    if sight.sees(SharedMatter.RISK):
        return tuple(told)
    return tuple(replace(one, note="", reviewed_by="") for one in told)


def decision_for(decision: Decision, sight: Sight) -> Decision:
    """The decision. That and when it was taken, by whom and for which cohort is everybody's."""
    said = decision.said
    grounds = (code for code in said.criteria if code not in _GROUNDS or sight.sees(_GROUNDS[code]))
    said = replace(said, criteria=tuple(grounds))
    if not sight.sees(SharedMatter.OFFENDING):
        said = replace(
            said, rationale="", additionality="", objectives="", criteria=(), scores="", dissent=""
        )
        said = replace(said, elsewhere="")
        decision = replace(decision, supersede_reason="")
    if not sight.sees(SharedMatter.PUBLIC_PROTECTION):
        said = replace(said, mappa_checked_on=None, mappa_result="")
    return replace(decision, said=said)


# --- The plan ------------------------------------------------------------------------------------------


def plan_for(plan: Plan, sight: Sight) -> Plan:
    """The plan with the goals and required actions the reader may see."""
    said = plan.said
    if not sight.sees(SharedMatter.RISK):
        said = replace(said, contingency="")
    if not sight.sees(SharedMatter.NEEDS):
        said = replace(said, persons_words="")
    goals = tuple(found for goal in plan.goals if (found := _goal(goal, sight)) is not None)
    return replace(plan, said=said, goals=goals, agreement=_agreement(plan.agreement, sight))


def _agreement(record: AgreementRecord | None, sight: Sight) -> AgreementRecord | None:
    if record is None or sight.sees(SharedMatter.NEEDS):
        return record
    return replace(record, said=replace(record.said, reason="", persons_words=""))


def _goal(goal: Goal, sight: Sight) -> Goal | None:
    seen = sight.sees_work_for(goal.said.serves)
    actions = tuple(
        _action(one, goal, sight) for one in goal.actions if may_see_action(one.said, goal.said.serves, sight)
    )
    if seen:
        return replace(goal, actions=actions)
    if not actions:
        return None
    # Some of its work is theirs: the goal keeps its number, not the words that tell what it is for.
    return replace(goal, said=replace(goal.said, words="", serves=()), state_reason="", actions=actions)


def may_see_action(said: ActionDraft, goal_serves: Iterable[str], sight: Sight) -> bool:
    """Whether the reader may see a required action: their own, or one for needs they may see."""
    return sight.owns(said.who_agency) or sight.sees_work_for(said.serves or goal_serves)


def _action(action: Action, goal: Goal, sight: Sight) -> Action:
    said = action.said
    if sight.owns(said.who_agency):
        return action
    if not sight.sees(SharedMatter.ENFORCEMENT):
        said = replace(said, if_missed="", source_detail="")
        history = tuple(replace(one, reason="") for one in action.history)
        action = replace(action, history=history, condition=None)
    if not sight.sees(SharedMatter.NOTES):
        action = replace(action, notes=())
    return replace(action, said=said)


# --- Services and appointments -------------------------------------------------------------------------


def _is_own(one: ServiceAccess, sight: Sight) -> bool:
    return any(sight.owns(rung.agency) for rung in one.said.rung_records)


def _own_needs(file: CaseFile, sight: Sight) -> frozenset[str]:
    """The needs for which the reader's own agency does something."""
    return frozenset(one.said.need_code for one in file.services if _is_own(one, sight))


def services_for(services: Iterable[ServiceAccess], sight: Sight) -> tuple[ServiceAccess, ...]:
    """The services the reader may see: those their own agency brought on, and those the rules allow."""
    seen = sight.sees(SharedMatter.SERVICES)
    return tuple(
        one for one in services if _is_own(one, sight) or (seen and sight.sees_need(one.said.need_code))
    )


def _may_see_appointment(one: Appointment, sight: Sight) -> bool:
    return sight.sees(SharedMatter.ENFORCEMENT) or sight.owns(one.said.with_agency)


def _coming(one: Appointment | None, sight: Sight) -> Appointment | None:
    """When the person is next seen is everybody's; what for goes with compliance."""
    if one is None or _may_see_appointment(one, sight):
        return one
    return replace(one, said=replace(one.said, purpose="", place=""), type_name="")
