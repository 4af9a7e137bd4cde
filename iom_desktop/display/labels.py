"""The words for every code, on screen and on paper, and the sentences made of several fields.

A code never reaches a reader: ``label`` has a word for each member of each enum of the domain. Names of
editable code lists (needs, flags, types, outcomes) come with the records and are not here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import TypeVar

from iom_desktop.display.formats import N_, days, exact_date, join_words, time_of_day
from iom_desktop.display.words import _
from iom_desktop.domain.access_report import Dimension, Standing
from iom_desktop.domain.actions import (
    SERVES_RISK,
    Action,
    ActionDraft,
    ActionStatus,
    Source,
    Who,
    group_served,
)
from iom_desktop.domain.appointments import Appointment, AskedBy, ClashOf, Repeat
from iom_desktop.domain.audiences import Audience, Reader, SharedMatter
from iom_desktop.domain.band import Happening
from iom_desktop.domain.cases import CaseDraft
from iom_desktop.domain.codes import Agency, Answer, Cohort, IomStatus, Phase, Rag, RiskGroup, Rosh, Sentence
from iom_desktop.domain.comparison import Changed
from iom_desktop.domain.compliance import DueKind, Stage
from iom_desktop.domain.conditions import Condition
from iom_desktop.domain.conferences import (
    AgendaReason,
    ConferenceState,
    How,
    ItemState,
    MinuteKind,
    RequestMatter,
)
from iom_desktop.domain.day_sheet import VisitOrder
from iom_desktop.domain.decisions import DecisionMaker, DecisionOutcome
from iom_desktop.domain.deselection import Topic
from iom_desktop.domain.diary import CalendarDetail
from iom_desktop.domain.documents import Document, Due, Form, Means, Settled
from iom_desktop.domain.enforcement import ProceedingKind
from iom_desktop.domain.episodes import Turn
from iom_desktop.domain.extract_reading import PassageState
from iom_desktop.domain.key_back import Box
from iom_desktop.domain.known_names import WhyOut
from iom_desktop.domain.letters import SentBy
from iom_desktop.domain.measures import MeasureDraft, Pillar
from iom_desktop.domain.my_plan import Role
from iom_desktop.domain.needs import Need, NeedStatus, Severity
from iom_desktop.domain.notes import Mark
from iom_desktop.domain.offending import OffendingEvent
from iom_desktop.domain.people import LetterFormat, Person
from iom_desktop.domain.plans import Agreement, AgreementRecord, Goal, GoalState, Plan, PlanState
from iom_desktop.domain.register import MayMark, PaperStanding
from iom_desktop.domain.risk import CheckAbout, CheckAnswer, MaracRole, Setting
from iom_desktop.domain.risk_prompts import PromptKind
from iom_desktop.domain.selection import EligibilityCheck, Recommendation, ReferralState
from iom_desktop.domain.service_access import RUNGS, Barrier, Lack, ServiceAccess, ServiceOutcome
from iom_desktop.domain.since import Subject
from iom_desktop.domain.statuses import LABELS as ASPECTS
from iom_desktop.domain.statuses import Aspect
from iom_desktop.domain.subject_access import Ground
from iom_desktop.domain.timeline import Kind
from iom_desktop.domain.today import Column, Matter

E = TypeVar("E", bound=StrEnum)

_WORDS: dict[type[StrEnum], dict[StrEnum, str]] = {
    IomStatus: {
        IomStatus.REFERRED: N_("Referred"),
        IomStatus.ADOPTED: N_("Under IOM"),
        IomStatus.NOT_ADOPTED: N_("Not taken on"),
        IomStatus.DESELECTED: N_("De-selected"),
    },
    Cohort: {Cohort.FIXED: N_("Fixed"), Cohort.FLEX: N_("Flex"), Cohort.FREE: N_("Free")},
    Rag: {Rag.RED: N_("Red"), Rag.AMBER: N_("Amber"), Rag.GREEN: N_("Green"), Rag.BLUE: N_("Blue")},
    Rosh: {
        Rosh.LOW: N_("Low"),
        Rosh.MEDIUM: N_("Medium"),
        Rosh.HIGH: N_("High"),
        Rosh.VERY_HIGH: N_("Very high"),
    },
    RiskGroup: {
        RiskGroup.PUBLIC: N_("the public"),
        RiskGroup.CHILDREN: N_("children"),
        RiskGroup.KNOWN_ADULT: N_("a known adult"),
        RiskGroup.STAFF: N_("staff"),
        RiskGroup.PRISONERS: N_("prisoners"),
    },
    Agency: {
        Agency.POLICE: N_("Police"),
        Agency.PROBATION: N_("Probation"),
        Agency.COUNCIL: N_("Council"),
        Agency.HEALTH: N_("Health"),
        Agency.PRISON: N_("Prison"),
        Agency.VOLUNTARY: N_("Voluntary sector"),
        Agency.OTHER: N_("Other agency"),
    },
    Sentence: {
        Sentence.LICENCE: N_("Licence"),
        Sentence.COMMUNITY_ORDER: N_("Community order"),
        Sentence.SUSPENDED_SENTENCE: N_("Suspended sentence order"),
        Sentence.NON_STATUTORY: N_("Non-statutory"),
    },
    Pillar: {
        Pillar.SUPERVISION: N_("Supervision"),
        Pillar.MONITORING: N_("Monitoring and control"),
        Pillar.INTERVENTIONS: N_("Interventions and treatment"),
        Pillar.VICTIM_SAFETY: N_("Victim safety"),
        Pillar.CONTINGENCY: N_("If things go wrong"),
    },
    Phase: {
        Phase.COMMUNITY: N_("In the community"),
        Phase.CUSTODY: N_("In custody"),
        Phase.RESET: N_("Probation Reset"),
        Phase.FINAL_THIRD: N_("Final Third"),
    },
    VisitOrder: {VisitOrder.TIME: N_("Time"), VisitOrder.AREA: N_("Area")},
    Role: {
        Role.POLICE_LEAD: N_("Your police officer"),
        Role.PROBATION_LEAD: N_("Your probation officer"),
        Role.POLICE: N_("A police officer"),
        Role.PROBATION: N_("A probation officer"),
        Role.COUNCIL: N_("A worker from the council"),
        Role.HEALTH: N_("A health worker"),
        Role.PRISON: N_("A worker from the prison"),
        Role.VOLUNTARY: N_("A worker from a charity"),
        Role.OTHER: N_("A worker"),
    },
    WhyOut: {
        WhyOut.NAME: N_("A name"),
        WhyOut.KEPT_APART: N_("Kept apart from the person"),
        WhyOut.UNTOLD: N_("Not gone through with the person"),
        WhyOut.NOBODYS: N_("Does not say who does it"),
    },
    Answer: {Answer.YES: N_("Yes"), Answer.NO: N_("No"), Answer.UNKNOWN: N_("Not known")},
    Who: {
        Who.PERSON: N_("The person"),
        Who.OFFICER: N_("A named officer"),
        Who.PARTNER: N_("A named partner"),
    },
    Source: {
        Source.IOM: N_("IOM"),
        Source.LICENCE: N_("Licence condition"),
        Source.ORDER: N_("Order requirement"),
        Source.VOLUNTARY: N_("Voluntary"),
    },
    ActionStatus: {
        ActionStatus.NOT_STARTED: N_("Not started"),
        ActionStatus.IN_PROGRESS: N_("In progress"),
        ActionStatus.DONE: N_("Done"),
        ActionStatus.MISSED: N_("Missed"),
        ActionStatus.CANNOT_BE_DONE_YET: N_("Cannot be done yet"),
        ActionStatus.NO_LONGER_NEEDED: N_("No longer needed"),
    },
    Severity: {
        Severity.NONE: N_("No need"),
        Severity.STANDARD: N_("Standard"),
        Severity.SEVERE: N_("Severe"),
    },
    NeedStatus: {
        NeedStatus.SUPPORT_REQUIRED: N_("Support required"),
        NeedStatus.NOT_STARTED: N_("Not started"),
        NeedStatus.IN_PROGRESS: N_("In progress"),
        NeedStatus.SUPPORT_DECLINED: N_("Support declined"),
        NeedStatus.SUPPORT_NOT_REQUIRED: N_("Support not required"),
        NeedStatus.DONE: N_("Done"),
    },
    Barrier: {
        Barrier.NO_PROVISION: N_("No such service here"),
        Barrier.WAITING_LIST: N_("Waiting list"),
        Barrier.DECLINED_BY_SERVICE: N_("Declined by the service"),
        Barrier.DECLINED_BY_PERSON: N_("Declined by the person"),
        Barrier.NOT_ELIGIBLE: N_("Not eligible"),
        Barrier.IN_CUSTODY: N_("In custody"),
        Barrier.DISTANCE: N_("Distance or transport"),
        Barrier.IDENTITY_OR_BENEFITS: N_("No identity papers or benefits"),
        Barrier.LANGUAGE: N_("Language"),
        Barrier.OTHER: N_("Other reason"),
    },
    Lack: {
        Lack.NEVER_FOLLOWED: N_("No service followed"),
        Lack.NO_REASON: N_("Ended with no reason given"),
        Lack.STALLED: N_("Stalled"),
        Lack.LATE: N_("Past its target"),
    },
    Standing: {
        Standing.REACHED: N_("Reached"),
        Standing.WAITING: N_("Waiting"),
        Standing.NO_REASON: N_("Not reached, no reason recorded"),
    },
    Dimension: {
        Dimension.NEED: N_("Need"),
        Dimension.COHORT: N_("Cohort"),
        Dimension.AREA: N_("Area"),
        Dimension.PROVIDER: N_("Provider"),
    },
    ServiceOutcome: {
        ServiceOutcome.ACHIEVED: N_("Achieved"),
        ServiceOutcome.PARTLY: N_("Partly achieved"),
        ServiceOutcome.NOT_ACHIEVED: N_("Not achieved"),
    },
    Mark: {Mark.FACT: N_("Fact"), Mark.OPINION: N_("Opinion"), Mark.INTELLIGENCE: N_("Intelligence")},
    Agreement: {
        Agreement.AGREES: N_("Agrees"),
        Agreement.DOES_NOT_AGREE: N_("Does not agree"),
        Agreement.COULD_NOT_ANSWER: N_("Could not answer"),
    },
    PlanState: {
        PlanState.DRAFT: N_("Draft"),
        PlanState.AGREED: N_("Agreed"),
        PlanState.SUPERSEDED: N_("Superseded"),
    },
    GoalState: {
        GoalState.ACTIVE: N_("Being worked on"),
        GoalState.ACHIEVED: N_("Achieved"),
        GoalState.REMOVED: N_("Removed"),
    },
    Repeat: {
        Repeat.NEVER: N_("Does not repeat"),
        Repeat.DAILY: N_("Every day"),
        Repeat.WEEKLY: N_("Every week"),
        Repeat.FORTNIGHTLY: N_("Every two weeks"),
        Repeat.FOUR_WEEKLY: N_("Every four weeks"),
    },
    AskedBy: {
        AskedBy.PERSON: N_("The person"),
        AskedBy.POLICE: N_("Police"),
        AskedBy.PROBATION: N_("Probation"),
        AskedBy.SERVICE: N_("The service"),
        AskedBy.COURT_OR_PRISON: N_("Court or prison"),
        AskedBy.OTHER: N_("Somebody else"),
    },
    CalendarDetail: {
        CalendarDetail.TYPE: N_("Type of appointment"),
        CalendarDetail.NAME: N_("Full name"),
        CalendarDetail.PLACE: N_("Place"),
        CalendarDetail.OFFICER: N_("Officer"),
        CalendarDetail.PURPOSE: N_("What it is for"),
    },
    ClashOf: {ClashOf.PERSON: N_("The person"), ClashOf.OFFICER: N_("The officer")},
    ProceedingKind: {ProceedingKind.BREACH: N_("Breach"), ProceedingKind.RECALL: N_("Recall")},
    Stage: {
        Stage.NOT_STATUTORY: N_("Not statutory: no enforcement"),
        Stage.SENTENCE_ENDED: N_("Sentence ended"),
        Stage.NO_FAILURES: N_("No failures"),
        Stage.FIRST_WARNING: N_("First warning"),
        Stage.SECOND_WARNING: N_("Second warning"),
        Stage.FINAL_WARNING: N_("Final warning"),
        Stage.BREACH: N_("Breach due"),
        Stage.RECALL: N_("Recall due"),
        Stage.BREACH_IN_PROGRESS: N_("Breach in progress"),
        Stage.RECALL_IN_PROGRESS: N_("Recall in progress"),
    },
    DueKind: {
        DueKind.OUTCOME: N_("Outcome missing"),
        DueKind.EVIDENCE: N_("Failed to attend, to be resolved"),
        DueKind.ENFORCEMENT: N_("Enforcement to be decided"),
        DueKind.LETTER: N_("Letter to be sent"),
        DueKind.RESPONSE: N_("Answer awaited"),
        DueKind.PROCEEDINGS: N_("Breach or recall to be begun"),
    },
    SentBy: {
        SentBy.POST: N_("By post"),
        SentBy.BY_HAND: N_("By hand"),
        SentBy.EMAIL: N_("By e-mail"),
        SentBy.AT_OFFICE: N_("Given at the office"),
    },
    LetterFormat: {
        LetterFormat.STANDARD: N_("Standard"),
        LetterFormat.LARGE_PRINT: N_("Large print"),
        LetterFormat.EASY_WORDS: N_("Easy words"),
    },
    Kind: {
        Kind.APPOINTMENT: N_("Appointments"),
        Kind.ENFORCEMENT: N_("Enforcement"),
        Kind.NOTE: N_("Notes"),
        Kind.SERVICE: N_("Services"),
        Kind.DECISION: N_("Decisions"),
        Kind.STATUS: N_("Changes of status"),
        Kind.OFFENDING: N_("Arrests, charges and convictions"),
        Kind.PLAN: N_("Plans"),
        Kind.ACTION: N_("Required actions"),
        Kind.CONFERENCE: N_("Conferences"),
        Kind.NEED: N_("Needs"),
        Kind.RISK: N_("Risk"),
        Kind.PAPER: N_("Papers given out"),
    },
    Matter: {
        Matter.APPOINTMENT: N_("Appointment today"),
        Matter.OUTCOME_MISSING: N_("Outcome missing"),
        Matter.PROCEEDINGS_DUE: N_("Breach or recall due"),
        Matter.ENFORCEMENT_DUE: N_("Enforcement to be decided"),
        Matter.EVIDENCE_DUE: N_("Failed to attend, not resolved"),
        Matter.LETTER_DUE: N_("Letter to be sent"),
        Matter.RESPONSE_DUE: N_("Left open, to be settled"),
        Matter.ACTION_OVERDUE: N_("Required action overdue"),
        Matter.ACTION_DUE: N_("Required action due"),
        Matter.REVIEW_DUE: N_("Review due"),
        Matter.SAFEGUARDING_DUE: N_("Safeguarding answer overdue"),
        Matter.MARAC_COMING: N_("MARAC ahead"),
        Matter.MARAC_PASSED: N_("MARAC held, outcome not recorded"),
        Matter.COPIES_OVERDUE: N_("Papers not back in time"),
        Matter.RISK_PROMPT: N_("Risk check missing"),
        Matter.RELEASE_AHEAD: N_("Release ahead"),
        Matter.ASSESSMENT_OLD: N_("Risk assessment out of date"),
        Matter.PLAN_NOT_CLEAR: N_("Plan not clear"),
        Matter.NO_PLAN: N_("No plan"),
        Matter.NEED_UNSERVED: N_("Need not served"),
        Matter.REFERRAL_WAITING: N_("Referral waiting"),
        Matter.NO_DECISION: N_("No decision record"),
    },
    Column: {Column.NOW: N_("Now"), Column.OWED: N_("Owed"), Column.WATCH: N_("Watch")},
    Audience: {
        Audience.FULL: N_("Full copy"),
        Audience.CONFERENCE: N_("Conference copy"),
        Audience.PARTNER: N_("Partner copy"),
        Audience.COURT: N_("Copy for the court"),
        Audience.PERSON: N_("The person's copy"),
    },
    SharedMatter: {
        SharedMatter.INTELLIGENCE: N_("Intelligence"),
        SharedMatter.THIRD_PARTY: N_("What tells of somebody else"),
        SharedMatter.WITHHELD: N_("What is not to be disclosed to the person"),
        SharedMatter.OFFENDING: N_("Arrests, charges and convictions"),
        SharedMatter.RISK: N_("The full risk assessment"),
        SharedMatter.PUBLIC_PROTECTION: N_("MAPPA, sexual offending and terrorism"),
        SharedMatter.SAFEGUARDING: N_("MARAC and safeguarding"),
        SharedMatter.HEALTH: N_("Mental health, self-harm and health needs"),
        SharedMatter.ENFORCEMENT: N_("Compliance, warnings, breach and recall"),
        SharedMatter.NEEDS: N_("Needs"),
        SharedMatter.SERVICES: N_("Services and their progress"),
        SharedMatter.NOTES: N_("Notes and contacts"),
    },
    Setting: {Setting.COMMUNITY: N_("In the community"), Setting.CUSTODY: N_("In custody")},
    MaracRole: {MaracRole.PERPETRATOR: N_("Perpetrator"), MaracRole.VICTIM: N_("Victim")},
    CheckAbout: {CheckAbout.CHILD: N_("Children"), CheckAbout.ADULT: N_("Adults")},
    CheckAnswer: {
        CheckAnswer.NOT_KNOWN: N_("Not known to them"),
        CheckAnswer.KNOWN_PAST: N_("Known in the past"),
        CheckAnswer.KNOWN_CURRENT: N_("Known now"),
        CheckAnswer.REFUSED: N_("Refused to say"),
    },
    PromptKind: {
        PromptKind.MAPPA: N_("MAPPA"),
        PromptKind.MARAC: N_("MARAC"),
        PromptKind.CHILD_CHECK: N_("Child safeguarding check"),
        PromptKind.ADULT_CHECK: N_("Adult safeguarding check"),
        PromptKind.VICTIM_CONTACT: N_("Victim contact"),
    },
    Document: {
        Document.SUMMARY: N_("Case plan on one page"),
        Document.PLAN: N_("Case plan"),
        Document.DECISION: N_("Decision record"),
        Document.DESELECTION: N_("Record of de-selection"),
        Document.LETTER: N_("Letter"),
        Document.COMPARISON: N_("What changed in the plan"),
        Document.SUBJECT_ACCESS: N_("Subject access extract"),
        Document.DAY_SHEET: N_("Day sheet"),
        Document.PACK: N_("Conference pack"),
        Document.MINUTES: N_("Minutes"),
        Document.ACTIONS: N_("Action list"),
        Document.ACCESS: N_("Access to services"),
        Document.COMMISSIONER: N_("Page for commissioners"),
        Document.ATTENDANCE: N_("Attendance and follow-through"),
        Document.REGISTER: N_("Copies given out"),
    },
    Form: {
        Form.PRINTED: N_("Printed"),
        Form.SAVED: N_("Saved as PDF"),
        Form.PROTECTED: N_("Saved with a password"),
    },
    Means: {
        Means.BY_HAND: N_("By hand"),
        Means.POST: N_("By post"),
        Means.EMAIL: N_("By e-mail"),
        Means.COURT_PORTAL: N_("Through the court's portal"),
        Means.KEPT: N_("Not sent: kept in my file"),
    },
    Box: {Box.DONE: N_("Done"), Box.PARTLY: N_("Partly"), Box.NOT_DONE: N_("Not done")},
    Due: {Due.RETURN: N_("To be returned"), Due.DESTROY: N_("To be destroyed")},
    Settled: {
        Settled.RETURNED: N_("Returned"),
        Settled.DESTROYED: N_("Destroyed"),
        Settled.KEPT: N_("May be kept after all"),
        Settled.LOST: N_("Lost"),
    },
    PaperStanding: {
        PaperStanding.CURRENT: N_("Current"),
        PaperStanding.CHANGED: N_("Something has changed since"),
        PaperStanding.SUPERSEDED: N_("A newer version is in force"),
        PaperStanding.UNKNOWN: N_("Cannot be compared"),
        PaperStanding.NOT_MADE: N_("Never came about"),
    },
    MayMark: {
        MayMark.ANYBODY: N_("Anybody"),
        MayMark.LEADS: N_("The case's leads"),
        MayMark.NOBODY: N_("Nobody"),
    },
    Turn: {Turn.TAKEN_ON: N_("Taken on"), Turn.TURNED_DOWN: N_("Turned down"), Turn.LET_GO: N_("Let go")},
    DecisionOutcome: {
        DecisionOutcome.ACCEPT: N_("Taken on"),
        DecisionOutcome.REJECT: N_("Not taken on"),
        DecisionOutcome.DEFER: N_("Deferred"),
        DecisionOutcome.NOT_ELIGIBLE: N_("Not eligible"),
        DecisionOutcome.REFER_ELSEWHERE: N_("Referred elsewhere"),
    },
    ReferralState: {
        ReferralState.REFERRED: N_("Referred"),
        ReferralState.SCREENED: N_("Screened"),
        ReferralState.DEFERRED: N_("Deferred"),
        ReferralState.DECIDED: N_("Decided"),
        ReferralState.WITHDRAWN: N_("Withdrawn"),
    },
    EligibilityCheck: {
        EligibilityCheck.STATUTORY: N_("Statutory or not"),
        EligibilityCheck.MAPPA: N_("MAPPA"),
        EligibilityCheck.MARAC: N_("MARAC"),
        EligibilityCheck.AGE: N_("Age"),
        EligibilityCheck.CUSTODY: N_("Custody"),
    },
    Recommendation: {
        Recommendation.FIXED: N_("Fixed cohort"),
        Recommendation.FLEX: N_("Flex cohort"),
        Recommendation.FREE: N_("Free cohort"),
        Recommendation.NONE: N_("Not recommended"),
        Recommendation.ELSEWHERE: N_("Refer elsewhere"),
    },
    Aspect: {aspect: ASPECTS[aspect] for aspect in Aspect},
    OffendingEvent: {
        OffendingEvent.ARREST: N_("Arrest"),
        OffendingEvent.CHARGE: N_("Charge"),
        OffendingEvent.CONVICTION: N_("Conviction"),
        OffendingEvent.OTHER: N_("Other"),
    },
    Happening: {
        Happening.CONFERENCE: N_("Conference"),
        Happening.ARREST: N_("Arrest"),
        Happening.CHARGE: N_("Charge"),
        Happening.CONVICTION: N_("Conviction"),
        Happening.OTHER: N_("Other offending"),
    },
    Topic: {
        Topic.OFFENDING: N_("Offending"),
        Topic.NEEDS: N_("Needs"),
        Topic.ACTIONS: N_("Required actions"),
        Topic.SERVICES: N_("Services"),
        Topic.COMPLIANCE: N_("Compliance"),
        Topic.COLOUR: N_("Colour"),
        Topic.RISK: N_("Risk"),
        Topic.ACCOMMODATION: N_("Accommodation"),
        Topic.OTHER: N_("Added by the panel"),
    },
    ConferenceState: {
        ConferenceState.PLANNED: N_("Planned"),
        ConferenceState.OPEN: N_("In progress"),
        ConferenceState.CLOSED: N_("Closed"),
    },
    Subject: {
        Subject.OFFENDING: N_("Offending"),
        Subject.ENFORCEMENT: N_("Enforcement"),
        Subject.RISK: N_("Risk"),
        Subject.APPOINTMENTS: N_("Appointments"),
        Subject.ACTIONS: N_("Required actions"),
        Subject.SERVICES: N_("Services"),
        Subject.STATUS: N_("Status"),
        Subject.DECISION: N_("Decisions"),
        Subject.PLAN: N_("The plan"),
        Subject.NOTES: N_("Notes"),
    },
    ItemState: {
        ItemState.TO_DISCUSS: N_("To discuss"),
        ItemState.DISCUSSED: N_("Discussed"),
        ItemState.DEFERRED: N_("Deferred"),
        ItemState.TAKEN_OFF: N_("Taken off"),
    },
    AgendaReason: {
        AgendaReason.REFERRAL: N_("New referral"),
        AgendaReason.DESELECTION: N_("De-selection"),
        AgendaReason.DEFERRED: N_("Deferred last time"),
        AgendaReason.RELEASE: N_("Release ahead"),
        AgendaReason.RED: N_("Red"),
        AgendaReason.CHANGED: N_("Colour or cohort changed"),
        AgendaReason.REVIEW: N_("Review due"),
        AgendaReason.OVERDUE: N_("Required actions overdue"),
        AgendaReason.REQUESTED: N_("Asked for"),
    },
    RequestMatter: {
        RequestMatter.DESELECTION: N_("De-selection"),
        RequestMatter.OTHER: N_("Something else"),
    },
    How: {
        How.IN_PERSON: N_("In person"),
        How.REMOTE: N_("Remote"),
        How.REPORT: N_("Sent a report"),
        How.APOLOGIES: N_("Apologies"),
        How.ABSENT: N_("Absent"),
    },
    Changed: {
        Changed.NEW: N_("New"),
        Changed.CHANGED: N_("Changed"),
        Changed.GONE: N_("Gone"),
    },
    PassageState: {
        PassageState.PRINTED: N_("Printed"),
        PassageState.PARTLY: N_("Partly left out by rule"),
        PassageState.LEFT_OUT: N_("Left out by rule"),
        PassageState.BY_OFFICER: N_("Left out by you"),
        PassageState.GIVEN: N_("Given after all"),
    },
    Ground: {
        Ground.THIRD_PARTY: N_("What tells of somebody else"),
        Ground.NAME: N_("Somebody else's name or number"),
        Ground.AT_RISK: N_("What tells of somebody who is to be kept safe, or would if there were anything"),
        Ground.PREVENTION: N_(
            "What tells how offending is prevented and detected, or would if there were anything"
        ),
        Ground.PUBLIC_PROTECTION: N_("MAPPA's own reference, or the place where it would stand"),
        Ground.OFFICER: N_("What tells of somebody else, found on reading"),
        Ground.SAFEGUARDING: N_("Safeguarding"),
        Ground.INTELLIGENCE: N_("Intelligence"),
        Ground.WITHHELD: N_("What is marked as not to be told"),
    },
    MinuteKind: {
        MinuteKind.UPDATE: N_("Update"),
        MinuteKind.DISCUSSION: N_("Discussion"),
        MinuteKind.DECISION: N_("Decision"),
        MinuteKind.DISSENT: N_("Dissent"),
    },
}

#: What stands beside a RAG word, so that it never depends on colour.
RAG_SHAPES: dict[Rag, str] = {
    Rag.RED: "diamond",
    Rag.AMBER: "triangle",
    Rag.GREEN: "circle",
    Rag.BLUE: "square",
}


def label(member: StrEnum | None) -> str:
    """The word for a member of any enum of the domain; empty for none."""
    return "" if member is None else _(_WORDS[type(member)][member])


def label_of(kind: type[StrEnum], code: str | None) -> str:
    """The word for ``code`` of the enum ``kind``; what is no code of it (somebody's own words) stays."""
    if not code:
        return ""
    try:
        return label(kind(code))
    except ValueError:
        return code


def choices(kind: type[E]) -> list[tuple[E, str]]:
    """Each member of ``kind`` with its word, in the order of the enum: for a list to choose from."""
    return [(member, label(member)) for member in kind]


# --- The case ------------------------------------------------------------------------------------------


def rag_words(rag: Rag | None) -> str:
    """ "RED": as it is written beside its shape; empty for none."""
    return label(rag).upper()


def sentence_words(managed: CaseDraft) -> str:
    """ "Licence to Sun 13 Jun 2027"; empty where nobody has said what the person is subject to."""
    if managed.sentence is None:
        return ""
    if managed.sentence is Sentence.NON_STATUTORY or managed.sentence_end is None:
        return label(managed.sentence)
    return _("{order} to {date}").format(order=label(managed.sentence), date=exact_date(managed.sentence_end))


def rosh_words(managed: CaseDraft) -> str:
    """ "High to the public and staff"; empty where the level has not been assessed."""
    if managed.rosh is None:
        return ""
    groups = join_words([label(group) for group in managed.rosh_groups])
    level = label(managed.rosh)
    return _("{level} to {groups}").format(level=level, groups=groups) if groups else level


def checked_words(on: date | None) -> str:
    """ "checked Tue 3 Nov 2026" or "not checked"."""
    return _("checked {date}").format(date=exact_date(on)) if on else _("not checked")


def agency_words(agency: str) -> str:
    """The word for an agency kept as a code, or the name as somebody typed it."""
    return label_of(Agency, agency)


def named_with_agency(name: str, agency: str) -> str:
    """ "PC Baker (police)"; either part alone where the other is missing."""
    where = agency_words(agency)
    if name and where:
        return f"{name} ({_in_brackets(where, agency)})"
    return name or where


def _in_brackets(word: str, agency: str) -> str:
    """Our own words begin small inside brackets; a name somebody typed keeps its capitals."""
    return word[:1].lower() + word[1:] if agency in tuple(Agency) else word


def makers_words(makers: Iterable[DecisionMaker]) -> str:
    """ "PC Baker (police) and D. Williams (probation)"."""
    return join_words([named_with_agency(maker.name, maker.agency) for maker in makers])


def reader_words(reader: Reader) -> str:
    """ "Conference copy", "Copy for health": whose copy a paper is."""
    if reader.audience is not Audience.PARTNER:
        return label(reader.audience)
    where = agency_words(reader.agency)
    return _("Copy for {agency}").format(agency=_in_brackets(where, reader.agency))


# --- Required actions ----------------------------------------------------------------------------------


def owner_words(said: ActionDraft, person: Person) -> str:
    """Who does it: "Mo", "PC Baker (police)", or an honest sentence that nobody is named."""
    if said.who is None:
        return _("Nobody is named yet")
    if said.who is Who.PERSON:
        return person.called
    if said.who_name:
        return named_with_agency(said.who_name, said.who_agency)
    kind = agency_words(said.who_agency) or (_("An officer") if said.who is Who.OFFICER else _("A partner"))
    return _("{agency}, nobody named yet").format(agency=kind)


def when_words(said: ActionDraft) -> str:
    """By when or how often, exactly: "Tue 1 Dec 2026 10:00", "every Friday", or both; empty for neither."""
    due = " ".join(part for part in (exact_date(said.due_on), time_of_day(said.due_time)) if part)
    return ", ".join(part for part in (due, said.how_often) if part)


def source_words(said: ActionDraft, condition: Condition | None = None) -> str:
    """Where it comes from: "Licence condition 9: attend the clinic", "Order requirement: programme".

    ``condition`` is the one on record that it rests on, in whose words it is told. Empty where nobody has said.
    What the detail repeats ("licence condition 9") is said once.
    """
    if condition is not None:
        told = condition_words(condition)
        return f"{told} ({said.source_detail})" if said.source_detail else told
    word, detail = label(said.source), said.source_detail.split()
    while detail and detail[0].lower().rstrip(":.,") in word.lower().split():
        del detail[0]
    if not word or not detail:
        return word or " ".join(detail)
    joint = " " if detail[0][0].isdigit() else ": "
    return word + joint + " ".join(detail)


#: Words of a condition are cut at about so many characters where it is only named.
_NAMED = 90


def condition_title(condition: Condition) -> str:
    """How a condition is called: "Licence condition 9", "Order requirement"."""
    kind = _("Licence condition") if condition.said.source is Source.LICENCE else _("Order requirement")
    return f"{kind} {condition.said.number}".rstrip()


def condition_words(condition: Condition, most: int = _NAMED) -> str:
    """A condition named in a line: "Licence condition 9: engage with the IOM team"."""
    words = " ".join(condition.said.words.split())
    if len(words) > most:
        words = words[:most].rsplit(" ", 1)[0].rstrip(",;:") + "…"
    first = words.split(" ", 1)[0]
    # Its first word goes on small after the colon; a name written in capitals stays.
    if first.istitle() and len(first) > 1:
        words = words[:1].lower() + words[1:]
    return f"{condition_title(condition)}: {words.rstrip('.')}"


def condition_days(condition: Condition, today: date) -> str:
    """Over which days a condition holds, as far as it matters today: "until Sun 13 Jun 2027", "ended ..."."""
    said = condition.said
    if said.ended_by(today):
        return _("ended {date}").format(date=exact_date(said.to_on))
    begins = said.from_on is not None and said.from_on > today
    parts = [
        _("from {date}").format(date=exact_date(said.from_on)) if begins else "",
        _("until {date}").format(date=exact_date(said.to_on)) if said.to_on else "",
    ]
    return " ".join(part for part in parts if part)


def measure_facts(said: MeasureDraft) -> str:
    """Who sees to a measure and whom it protects, in brackets: "(PC Test Baker, police; protects children)"."""
    agency = agency_words(said.agency)
    if agency != said.agency:
        agency = agency[:1].lower() + agency[1:]
    who = ", ".join(part for part in (said.who_name, agency) if part)
    groups = join_words([label(group) for group in said.groups])
    protects = _("protects {groups}").format(groups=groups) if groups else ""
    facts = "; ".join(part for part in (who, protects) if part)
    return f"({facts})" if facts else ""


def serves_words(serves: Iterable[str], names: Mapping[str, str]) -> str:
    """What is served: "Drug misuse and risk of serious harm". ``names`` gives the name of a need by code."""
    return join_words([served_words(code, names) for code in serves])


def served_words(code: str, names: Mapping[str, str]) -> str:
    """One thing that is served: a need, the risk of serious harm, or that risk to one group."""
    if code == SERVES_RISK:
        return _("risk of serious harm")
    group = group_served(code)
    if group is not None:
        return _("risk of serious harm to {group}").format(group=label(group))
    return names.get(code, code)


def explained_words(said: ActionDraft) -> str:
    """ "Explained Fri 20 Nov 2026, agreed"; empty where it has not been explained."""
    if said.explained_on is None:
        return ""
    told = _("Explained {date}").format(date=exact_date(said.explained_on))
    if said.agreed is None:
        return told
    return f"{told}, {_('agreed') if said.agreed else _('did not agree')}"


def status_words(action: Action) -> str:
    """How it stands, since when, why and who said so: "Missed Tue 1 Dec 2026 (PC Baker): was in hospital"."""
    word = label(action.status)
    last = action.history[-1] if action.history else None
    if last is None or last.status is not action.status:
        return word
    said = f"{word} {exact_date(last.on)}"
    if last.by:
        said += f" ({last.by})"
    return f"{said}: {last.reason}" if last.reason else said


def overdue_words(action: Action, today: date) -> str:
    """ "9 days overdue", or empty where the action is not overdue."""
    if not action.overdue(today) or action.said.due_on is None:
        return ""
    return _("{time} overdue").format(time=days((today - action.said.due_on).days))


# --- The plan ------------------------------------------------------------------------------------------


def version_words(plan: Plan) -> str:
    """ "Version 2, agreed Fri 20 Nov 2026", "Version 3, draft", "Version 2, Fri 20 Nov 2026: does not agree"."""
    version = _("Version {number}").format(number=plan.number)
    if plan.agreement is None:
        return f"{version}, {label(plan.state).lower()}"
    answer, on = plan.agreement.said.answer, exact_date(plan.agreement.at.date())
    if answer in (Agreement.AGREES, None):
        said = _("{version}, agreed {date}").format(version=version, date=on)
    else:
        said = _("{version}, {date}: {answer}").format(version=version, date=on, answer=label(answer).lower())
    return f"{said}, {label(plan.state).lower()}" if plan.state is PlanState.SUPERSEDED else said


def agreement_words(record: AgreementRecord, person: Person) -> str:
    """ "Mo agrees with this plan." and its like."""
    words = {
        Agreement.AGREES: _("{name} agrees with this plan."),
        Agreement.DOES_NOT_AGREE: _("{name} does not agree with this plan."),
        Agreement.COULD_NOT_ANSWER: _("{name} could not answer."),
        None: _("What {name} answered is not recorded."),
    }
    return words[record.said.answer].format(name=person.called)


def goal_state_words(goal: Goal) -> str:
    """ "Removed: moved out of the area"; the state alone where there is no reason."""
    return f"{label(goal.state)}: {goal.state_reason}" if goal.state_reason else label(goal.state)


# --- Needs, services, appointments ---------------------------------------------------------------------


def severity_words(need: Need) -> str:
    """ "Severe (score 9)"; empty where it has not been assessed."""
    word = label(need.assessed.severity)
    if word and need.assessed.score is not None:
        return _("{severity} (score {score})").format(severity=word, score=need.assessed.score)
    return word


def linked_words(need: Need) -> str:
    """ "Linked to offending and harm"; empty where it is linked to neither."""
    links = [
        _("offending") if need.assessed.linked_to_offending else "",
        _("harm") if need.assessed.linked_to_harm else "",
    ]
    said = join_words(links)
    return _("Linked to {what}").format(what=said) if said else ""


def rung_words() -> tuple[str, ...]:
    """The rungs of the service ladder in order: "Identified", "Referred" and on."""
    return tuple(_(words) for _name, words in RUNGS)


def barrier_words(service: ServiceAccess) -> str:
    """Why a needed service was not obtained, with the words added; empty where nothing stands in the way."""
    return ": ".join(part for part in (label(service.said.barrier), service.said.barrier_words) if part)


def outcome_words(appointment: Appointment) -> str:
    """What came of an appointment: its outcome, or that it was cancelled and why; empty if not said."""
    if appointment.cancelled:
        reason = appointment.cancel_reason
        return _("Cancelled: {reason}").format(reason=reason) if reason else _("Cancelled")
    return appointment.outcome_name or appointment.outcome_code


def asked_words(code: str) -> str:
    """ "asked for by: the person": who wanted an appointment moved or cancelled; empty where nobody said."""
    who = label_of(AskedBy, code)
    return _("asked for by: {who}").format(who=who[:1].lower() + who[1:]) if who else ""
