"""The subject access extract in words: its matters, each column under its plain label, and why a thing is left out.

``KINDS`` names every column of every kind of record that is about a person. A column that is not told is machinery,
and stands in ``MACHINERY``; a kind that is not about the person stands in ``NOT_ABOUT`` with the reason. Tests hold
both to the tables.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any, Protocol

from iom_desktop.display.formats import N_, count, date_time, exact_date, join_words, time_of_day, yes_no
from iom_desktop.display.labels import agency_words, label, label_of, reader_words, served_words
from iom_desktop.display.status_lines import value_words
from iom_desktop.display.words import _
from iom_desktop.domain.actions import ActionStatus, Source, Who
from iom_desktop.domain.appointments import AskedBy
from iom_desktop.domain.audiences import parse_reader
from iom_desktop.domain.clock import local_time
from iom_desktop.domain.codes import (
    ACCOMMODATION_TYPES,
    APPOINTMENT_OUTCOMES,
    APPOINTMENT_TYPES,
    DESELECTION_REASONS,
    ENFORCEMENT_ACTIONS,
    LETTER_TEMPLATES,
    NEEDS,
    PROCEEDING_STATUSES,
    RISK_FLAGS,
    SELECTION_CRITERIA,
    SUPPORT_KINDS,
    Answer,
    Cohort,
    IomStatus,
    Phase,
    Rag,
    RiskGroup,
    Rosh,
    Sentence,
)
from iom_desktop.domain.conferences import AgendaReason, ItemState, MinuteKind, RequestMatter
from iom_desktop.domain.decisions import DecisionOutcome
from iom_desktop.domain.deselection import Topic
from iom_desktop.domain.documents import Document, Due, Form, Means, Settled
from iom_desktop.domain.enforcement import ProceedingKind
from iom_desktop.domain.letters import SentBy
from iom_desktop.domain.measures import Pillar
from iom_desktop.domain.needs import NeedStatus, Severity
from iom_desktop.domain.notes import Mark
from iom_desktop.domain.offending import OffendingEvent
from iom_desktop.domain.people import LetterFormat
from iom_desktop.domain.plans import Agreement, GoalState, PlanState
from iom_desktop.domain.risk import CheckAbout, CheckAnswer, MaracRole, Setting
from iom_desktop.domain.selection import EligibilityCheck, Recommendation, ReferralState
from iom_desktop.domain.service_access import RUNGS, Barrier, ServiceOutcome
from iom_desktop.domain.statuses import Aspect
from iom_desktop.domain.subject_access import HIDDEN_CHECKS, UNTOLD_CRITERIA, Choice, Ground, is_hidden_score


class Lookup(Protocol):
    """What the words of a column need to know besides the column."""

    def code(self, list_name: str, code: str) -> str:
        """The name of a code."""

    def staff(self, name: str, agency: str = "") -> str:
        """Somebody at work: by name who leads the case or decided about it, anybody else by agency."""

    def other(self, kind: str, record_id: str) -> str:
        """How a record that another points to is called."""


#: The words for the paper, and what a machine is given.
Said = tuple[str, object]
Read = Callable[[Any, Mapping[str, Any], Lookup], Said]

# --- How a column is read ------------------------------------------------------------------------------


def text(value: Any, _values: Mapping[str, Any], _known: Lookup) -> Said:
    """What was typed."""
    return value or "", value or ""


def day(value: date | None, _values: Mapping[str, Any], _known: Lookup) -> Said:
    """A day."""
    return exact_date(value), value


def moment(value: datetime | None, _values: Mapping[str, Any], _known: Lookup) -> Said:
    """A moment kept in UTC, told in local time."""
    local = None if value is None else local_time(value).replace(microsecond=0)
    return date_time(local), local


def wall_clock(value: datetime | None, _values: Mapping[str, Any], _known: Lookup) -> Said:
    """A date and time of the place."""
    return date_time(value), value


def clock(value: time | None, _values: Mapping[str, Any], _known: Lookup) -> Said:
    """A time of day."""
    return time_of_day(value), value


def yes(value: bool | None, _values: Mapping[str, Any], _known: Lookup) -> Said:
    """Yes, no, or nothing."""
    return ("" if value is None else yes_no(value)), value


def number(value: int | None, _values: Mapping[str, Any], _known: Lookup) -> Said:
    """A number."""
    return ("" if value is None else str(value)), value


def words_of(kind: type[StrEnum]) -> Read:
    """A word of the program."""

    def read(value: Any, _values: Mapping[str, Any], _known: Lookup) -> Said:
        said = label_of(kind, value) if value else ""
        return said[:1].upper() + said[1:], value or ""

    return read


def code_of(list_name: str) -> Read:
    """A code of a list, by its name."""

    def read(value: Any, _values: Mapping[str, Any], known: Lookup) -> Said:
        said = known.code(list_name, value) if value else ""
        return said, said

    return read


def staff(agency: str = "") -> Read:
    """Somebody at work; ``agency`` is the column of their agency."""

    def read(value: Any, values: Mapping[str, Any], known: Lookup) -> Said:
        said = known.staff(value, values[agency] if agency else "") if value else ""
        return said, said

    return read


def other(kind: str) -> Read:
    """A record that this one points to."""

    def read(value: Any, _values: Mapping[str, Any], known: Lookup) -> Said:
        said = known.other(kind, value) if value else ""
        return said, said

    return read


def agency(value: Any, _values: Mapping[str, Any], _known: Lookup) -> Said:
    """An agency."""
    return agency_words(value or ""), value or ""


def listed(one: Callable[[Any, Lookup], str]) -> Read:
    """Several things, each in its words."""

    def read(value: Any, _values: Mapping[str, Any], known: Lookup) -> Said:
        said = [found for part in value or () if (found := one(part, known))]
        return join_words(said), said

    return read


def lines(one: Callable[[Any, Lookup], str]) -> Read:
    """Several things, each on a line of its own."""

    def read(value: Any, _values: Mapping[str, Any], known: Lookup) -> Said:
        said = [found for part in value or () if (found := one(part, known))]
        return "\n".join(said), said

    return read


def _plain(part: Any, _known: Lookup) -> str:
    return str(part)


def _served(part: Any, known: Lookup) -> str:
    return served_words(part, {part: known.code(NEEDS, part)})


def _group(part: Any, _known: Lookup) -> str:
    return label_of(RiskGroup, part)


def _criterion(part: Any, known: Lookup) -> str:
    return "" if part in UNTOLD_CRITERIA else known.code(SELECTION_CRITERIA, part)


def _maker(part: Any, _known: Lookup) -> str:
    """Who decided is named."""
    return ", ".join(one for one in (part.get("name", ""), agency_words(part.get("agency", ""))) if one)


def _level(part: Any, _known: Lookup) -> str:
    where = label_of(Setting, part.get("setting", ""))
    return f"{label_of(RiskGroup, part['group'])}, {where.lower()}: {label_of(Rosh, part['level'])}"


def _question(part: Any, _known: Lookup) -> str:
    asked = label_of(EligibilityCheck, part["check"])
    if part["check"] in HIDDEN_CHECKS:
        return f"{asked}: {mark_words(Ground.AT_RISK)}"
    bars = _("It stands in the way.") if part.get("stands_in_the_way") else ""
    said = " ".join(one for one in (part.get("finding", ""), part.get("words", ""), bars) if one)
    return f"{asked}: {said}"


def _score(part: Any, _known: Lookup) -> str:
    if is_hidden_score(part):
        return f"{part.get('criterion', '')}: {mark_words(Ground.PREVENTION)}"
    points = _("{points} of {most}").format(points=part.get("points", 0), most=part.get("most", 0))
    said = f"{part.get('criterion', '')}: {part.get('name', '')}, {points}"
    return f"{said} ({part['because']})" if part.get("because") else said


def _evidence(part: Any, _known: Lookup) -> str:
    return f"{label_of(Topic, part['topic'])}: {part['words']}"


def _reason(part: Any, _known: Lookup) -> str:
    named = label_of(AgendaReason, part.get("reason", ""))
    return f"{named}: {part['words']}" if part.get("words") else named


_RUNGS = dict(RUNGS)


def _rung(part: Any, known: Lookup) -> str:
    who = known.staff(part.get("by", ""), part.get("agency", ""))
    said = ", ".join(one for one in (who, part.get("evidence", "")) if one)
    return f"{_(_RUNGS.get(part['rung'], part['rung']))}: {said}" if said else ""


def _aspect_value(value: Any, values: Mapping[str, Any], known: Lookup) -> Said:
    said = value_words(Aspect(values["aspect"]), value)
    return said, said


def _audience(value: Any, _values: Mapping[str, Any], _known: Lookup) -> Said:
    said = reader_words(parse_reader(value)) if value else ""
    return said, value or ""


_LANGUAGES = {"en": N_("English"), "cy": N_("Welsh")}


def _language(value: Any, _values: Mapping[str, Any], _known: Lookup) -> Said:
    return _(_LANGUAGES.get(value, value or "")), value


# --- Every column --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Col:
    """A column under its plain label. ``long``: text of any length. ``scan``: whether names are looked for in it."""

    label: str
    read: Read = text
    long: bool = False
    scan: bool = True


def _long(words: str, *, scan: bool = True) -> Col:
    return Col(words, text, long=True, scan=scan)


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """A kind of record: what it is called, the column it is named by, the column of its day, and its columns."""

    title: str
    columns: Mapping[str, Col]
    named_by: str = ""
    day_of: str = "made_at"


KINDS: Mapping[str, About] = {
    "person": About(
        title=N_("The person"),
        columns={
            "crn": Col(N_("Case reference number (CRN)"), scan=False),
            "pnc": Col(N_("PNC number"), scan=False),
            "surname": Col(N_("Surname"), scan=False),
            "forenames": Col(N_("Forenames"), scan=False),
            "known_as": Col(N_("Known as"), scan=False),
            "aliases": Col(N_("Other names used"), listed(_plain), scan=False),
            "date_of_birth": Col(N_("Date of birth"), day),
            "sex": Col(N_("Sex")),
            "ethnicity": Col(N_("Ethnicity")),
            "preferred_language": Col(N_("Preferred language")),
            "interpreter_needed": Col(N_("Interpreter needed"), yes),
            "address": Col(N_("Address"), scan=False),
            "postcode": Col(N_("Postcode")),
            "accommodation": Col(N_("Where they live"), code_of(ACCOMMODATION_TYPES)),
            "mobile": Col(N_("Mobile")),
            "letter_format": Col(N_("How letters are written"), words_of(LetterFormat)),
        },
    ),
    "case": About(
        title=N_("The case"),
        columns={
            "iom_status": Col(N_("Standing to IOM"), words_of(IomStatus)),
            "cohort": Col(N_("Cohort"), words_of(Cohort)),
            "rag": Col(N_("Colour"), words_of(Rag)),
            "phase": Col(N_("Phase"), words_of(Phase)),
            "release_on": Col(N_("Expected release"), day),
            "sentence": Col(N_("Licence or order"), words_of(Sentence)),
            "sentence_start": Col(N_("Sentence begins"), day),
            "sentence_end": Col(N_("Sentence ends"), day),
            "index_offence": Col(N_("Index offence")),
            "ogrs": Col(N_("Likelihood of reoffending (OGRS), per cent"), number),
            "adopted_on": Col(N_("Under IOM since"), day),
            "police_lead": Col(N_("Police lead")),
            "police_phone": Col(N_("Police lead's telephone")),
            "probation_lead": Col(N_("Probation lead")),
            "probation_phone": Col(N_("Probation lead's telephone")),
            "next_conference_on": Col(N_("Next case conference"), day),
            "review_on": Col(N_("Review due"), day),
            "mappa": Col(N_("MAPPA level")),
            "mappa_category": Col(N_("MAPPA category")),
            "mappa_reference": Col(N_("MAPPA's own reference")),
            "mappa_checked_on": Col(N_("MAPPA checked"), day),
            "domestic_abuse": Col(N_("Domestic abuse"), words_of(Answer)),
            "child_safeguarding": Col(N_("Child safeguarding"), words_of(Answer)),
            "safeguarding_checked_on": Col(N_("Safeguarding checked"), day),
            "risk_to_staff": Col(N_("Risk to staff"), words_of(Answer)),
            "rosh": Col(N_("Risk of serious harm"), words_of(Rosh)),
            "rosh_groups": Col(N_("Risk of serious harm to"), listed(_group)),
            "risk_when": _long(N_("When the risk is greatest")),
            "risk_increases": _long(N_("What makes the risk greater")),
            "risk_reduces": _long(N_("What makes the risk less")),
        },
    ),
    "case_status": About(
        title=N_("Change of status"),
        named_by="aspect",
        day_of="from_on",
        columns={
            "aspect": Col(N_("What"), words_of(Aspect)),
            "value": Col(N_("Became"), _aspect_value),
            "from_on": Col(N_("From"), day),
            "to_on": Col(N_("No longer from"), day),
            "reason": _long(N_("Why")),
            "decided_by": Col(N_("Decided by"), staff()),
            "review_on": Col(N_("Review due"), day),
            "conference_id": Col(N_("At the conference"), other("conference")),
        },
    ),
    "referral": About(
        title=N_("Referral"),
        day_of="referred_on",
        columns={
            "referred_on": Col(N_("Referred on"), day),
            "referrer": Col(N_("Referred by"), staff("agency")),
            "agency": Col(N_("Agency"), agency),
            "grounds": _long(N_("Grounds")),
            "panel_on": Col(N_("Goes to the panel of"), day),
            "state": Col(N_("How far it has got"), words_of(ReferralState)),
            "withdrawn_on": Col(N_("Withdrawn on"), day),
            "withdrawn_reason": _long(N_("Why it was withdrawn")),
        },
    ),
    "screening": About(
        title=N_("Screening"),
        day_of="screened_on",
        columns={
            "screened_on": Col(N_("Screened on"), day),
            "screened_by": Col(N_("Screened by"), staff("agency")),
            "agency": Col(N_("Agency"), agency),
            "eligibility": Col(N_("Questions of eligibility"), lines(_question), long=True),
            "scores": Col(N_("Points"), lines(_score), long=True),
            "total": Col(N_("Points in all"), number),
            "matrix_on": Col(N_("By the matrix of"), day),
            "recommendation": Col(N_("Recommended"), words_of(Recommendation)),
            "override_reason": _long(N_("Why other than the points say")),
            "note": _long(N_("Note")),
        },
    ),
    "decision": About(
        title=N_("Decision"),
        named_by="outcome",
        day_of="decided_on",
        columns={
            "outcome": Col(N_("Decision"), words_of(DecisionOutcome)),
            "decided_on": Col(N_("Decided on"), day),
            "conference_id": Col(N_("At the conference"), other("conference")),
            "referrer": Col(N_("Referred by"), staff("referrer_agency")),
            "referrer_agency": Col(N_("Agency of the referrer"), agency),
            "criteria": Col(N_("Criteria met"), listed(_criterion)),
            "scores": Col(N_("Scores relied on")),
            "cohort": Col(N_("Cohort"), words_of(Cohort)),
            "rationale": _long(N_("Why")),
            "additionality": _long(N_("What IOM adds")),
            "objectives": _long(N_("Objectives")),
            "timescale": Col(N_("Timescale")),
            "elsewhere": Col(N_("Referred on to")),
            "decided_by": Col(N_("Decided by"), lines(_maker), scan=False),
            "dissent": _long(N_("Dissent")),
            "mappa_checked_on": Col(N_("MAPPA checked"), day),
            "mappa_result": Col(N_("What MAPPA answered")),
            "review_on": Col(N_("Review due"), day),
            "superseded_on": Col(N_("Superseded on"), day),
            "supersede_reason": _long(N_("Why it was superseded")),
        },
    ),
    "deselection": About(
        title=N_("De-selection"),
        named_by="reason_code",
        day_of="decided_on",
        columns={
            "decided_on": Col(N_("Decided on"), day),
            "conference_id": Col(N_("At the conference"), other("conference")),
            "adopted_on": Col(N_("Under IOM since"), day),
            "reason_code": Col(N_("Reason"), code_of(DESELECTION_REASONS)),
            "words": _long(N_("Why")),
            "evidence": Col(N_("What had changed"), lines(_evidence), long=True),
            "exit_plan": _long(N_("Exit plan")),
            "decided_by": Col(N_("Decided by"), lines(_maker), scan=False),
            "dissent": _long(N_("Dissent")),
            "superseded_on": Col(N_("Superseded on"), day),
            "supersede_reason": _long(N_("Why it was superseded")),
        },
    ),
    "offending": About(
        title=N_("Offending"),
        named_by="event",
        day_of="on_day",
        columns={
            "event": Col(N_("What"), words_of(OffendingEvent)),
            "on_day": Col(N_("On"), day),
            "offence": Col(N_("Offence")),
            "neighbourhood": Col(N_("Neighbourhood crime"), yes),
            "note": _long(N_("Note")),
            "struck_on": Col(N_("Struck out on"), day),
            "struck_reason": _long(N_("Why it was struck out")),
        },
    ),
    "flag": About(
        title=N_("Risk flag"),
        named_by="code",
        day_of="started_on",
        columns={
            "code": Col(N_("Flag"), code_of(RISK_FLAGS)),
            "note": _long(N_("Note")),
            "started_on": Col(N_("Since"), day),
            "review_on": Col(N_("Review due"), day),
            "reviewed_on": Col(N_("Reviewed on"), day),
            "reviewed_by": Col(N_("Reviewed by"), staff()),
            "ended_on": Col(N_("Ended on"), day),
        },
    ),
    "risk_assessment": About(
        title=N_("Risk assessment"),
        day_of="assessed_on",
        columns={
            "assessed_on": Col(N_("Assessed on"), day),
            "assessed_by": Col(N_("Assessed by"), staff()),
            "levels": Col(N_("Levels of risk"), lines(_level), long=True),
            "who": _long(N_("Who is at risk")),
            "nature": _long(N_("What the risk is")),
            "greatest": _long(N_("When it is greatest")),
            "increases": _long(N_("What makes it greater")),
            "reduces": _long(N_("What makes it less")),
        },
    ),
    "risk_measure": About(
        title=N_("Line of the risk management plan"),
        named_by="pillar",
        columns={
            "pillar": Col(N_("Part"), words_of(Pillar)),
            "trigger": _long(N_("If")),
            "words": _long(N_("What is done")),
            "who_name": Col(N_("By"), staff("agency")),
            "agency": Col(N_("Agency"), agency),
            "groups": Col(N_("Protects"), listed(_group)),
            "ended_on": Col(N_("Ended on"), day),
            "ended_reason": _long(N_("Why it ended")),
        },
    ),
    "marac": About(
        title=N_("MARAC"),
        columns={
            "role": Col(N_("As"), words_of(MaracRole)),
            "referred_on": Col(N_("Referred on"), day),
            "heard_on": Col(N_("Heard on"), day),
            "place": Col(N_("Where")),
            "outcome": _long(N_("Outcome")),
            "next_on": Col(N_("Next"), day),
            "note": _long(N_("Note")),
        },
    ),
    "safeguarding_check": About(
        title=N_("Safeguarding check"),
        columns={
            "about": Col(N_("About"), words_of(CheckAbout)),
            "asked_on": Col(N_("Asked on"), day),
            "asked_by": Col(N_("Asked by"), staff()),
            "asked_of": Col(N_("Asked of")),
            "answered_on": Col(N_("Answered on"), day),
            "answer": Col(N_("Answer"), words_of(CheckAnswer)),
            "note": _long(N_("Note")),
        },
    ),
    "withheld": About(
        title=N_("Information kept apart"),
        columns={
            "words": _long(N_("What")),
            "why": _long(N_("Why")),
            "source": Col(N_("Source")),
            "ended_on": Col(N_("Ended on"), day),
            "ended_reason": _long(N_("Why it ended")),
        },
    ),
    "condition": About(
        title=N_("Licence condition or requirement"),
        named_by="number",
        day_of="from_on",
        columns={
            "source": Col(N_("Of"), words_of(Source)),
            "number": Col(N_("Number")),
            "category": Col(N_("Kind")),
            # What it says was served on the person.
            "words": _long(N_("What it says"), scan=False),
            "from_on": Col(N_("From"), day),
            "to_on": Col(N_("Until"), day),
            "needs_action": Col(N_("The plan must say what is done about it"), yes),
        },
    ),
    "need": About(
        title=N_("Need"),
        named_by="code",
        day_of="identified_on",
        columns={
            "code": Col(N_("Need"), code_of(NEEDS)),
            "severity": Col(N_("How great"), words_of(Severity)),
            "score": Col(N_("Score"), number),
            "linked_to_offending": Col(N_("Linked to offending"), yes),
            "linked_to_harm": Col(N_("Linked to harm"), yes),
            "strengths": _long(N_("Strengths")),
            "status": Col(N_("How it stands"), words_of(NeedStatus)),
            "note": _long(N_("Note")),
            "identified_on": Col(N_("Found on"), day),
        },
    ),
    "plan": About(
        title=N_("Plan, version"),
        named_by="number",
        columns={
            "number": Col(N_("Version"), number),
            "state": Col(N_("State"), words_of(PlanState)),
            "contingency": _long(N_("If things go wrong")),
            "persons_words": _long(N_("In their own words")),
            "review_on": Col(N_("Review due"), day),
            "answer": Col(N_("What the person answered"), words_of(Agreement)),
            "answer_reason": _long(N_("Why")),
            "agreement_words": _long(N_("In their own words, on agreeing")),
            "explained_on": Col(N_("Gone through on"), day),
            "agreed_at": Col(N_("Agreed"), moment),
            "agreed_by": Col(N_("Agreement recorded by"), staff()),
        },
    ),
    "goal": About(
        title=N_("Goal"),
        columns={
            "plan_id": Col(N_("In the plan, version"), other("plan")),
            "words": _long(N_("Goal")),
            "target_on": Col(N_("To be reached by"), day),
            "serves": Col(N_("Serves"), listed(_served)),
            "state": Col(N_("State"), words_of(GoalState)),
            "state_reason": _long(N_("Why")),
        },
    ),
    "required_action": About(
        title=N_("Required action"),
        columns={
            "plan_id": Col(N_("In the plan, version"), other("plan")),
            "goal_id": Col(N_("For the goal"), other("goal")),
            "what": _long(N_("What")),
            "who": Col(N_("Who"), words_of(Who)),
            "who_name": Col(N_("Name"), staff("who_agency")),
            "who_agency": Col(N_("Agency"), agency),
            "due_on": Col(N_("By"), day),
            "due_time": Col(N_("At"), clock),
            "how_often": Col(N_("How often")),
            "source": Col(N_("Where it comes from"), words_of(Source)),
            "source_detail": Col(N_("Which")),
            "condition_id": Col(N_("Rests on"), other("condition"), scan=False),
            "serves": Col(N_("Serves"), listed(_served)),
            "evidence": _long(N_("How it is shown done")),
            "if_missed": _long(N_("What happens if it is missed")),
            "support": _long(N_("Support offered")),
            "explained_on": Col(N_("Explained on"), day),
            "agreed": Col(N_("The person agreed"), yes),
            "status": Col(N_("How it stands"), words_of(ActionStatus)),
        },
    ),
    "action_status": About(
        title=N_("Required action, how it went"),
        day_of="on_day",
        columns={
            "lineage": Col(N_("Required action"), other("action"), long=True),
            "status": Col(N_("Became"), words_of(ActionStatus)),
            "on_day": Col(N_("On"), day),
            "reason": _long(N_("Why")),
        },
    ),
    "action_note": About(
        title=N_("Progress note"),
        columns={
            "lineage": Col(N_("Required action"), other("action"), long=True),
            "words": _long(N_("Note")),
        },
    ),
    "appointment": About(
        title=N_("Appointment"),
        named_by="type_code",
        day_of="starts_at",
        columns={
            "type_code": Col(N_("Type"), code_of(APPOINTMENT_TYPES)),
            "starts_at": Col(N_("When"), wall_clock),
            "minutes": Col(N_("Minutes"), number),
            "place": Col(N_("Place")),
            "with_name": Col(N_("With"), staff("with_agency")),
            "with_agency": Col(N_("Agency"), agency),
            "purpose": _long(N_("Purpose")),
            "also_statutory": Col(N_("Also statutory"), yes),
            "outcome_code": Col(N_("Outcome"), code_of(APPOINTMENT_OUTCOMES)),
            "outcome_note": _long(N_("Note on the outcome")),
            "outcome_at": Col(N_("Outcome recorded"), moment),
            "outcome_by": Col(N_("Outcome recorded by"), staff()),
            "cancelled": Col(N_("Cancelled"), yes),
            "cancel_reason": _long(N_("Why it was cancelled")),
            "cancel_asked_by": Col(N_("Asked for by"), words_of(AskedBy)),
        },
    ),
    "appointment_move": About(
        title=N_("Appointment moved"),
        columns={
            "appointment_id": Col(N_("Appointment"), other("appointment")),
            "from_at": Col(N_("From"), wall_clock),
            "from_minutes": Col(N_("Minutes before"), number),
            "from_place": Col(N_("Place before")),
            "to_at": Col(N_("To"), wall_clock),
            "to_minutes": Col(N_("Minutes after"), number),
            "to_place": Col(N_("Place after")),
            "asked_by": Col(N_("Asked for by"), words_of(AskedBy)),
            "reason": _long(N_("Why")),
        },
    ),
    "appointment_outcome": About(
        title=N_("Earlier outcome of an appointment"),
        columns={
            "appointment_id": Col(N_("Appointment"), other("appointment")),
            "outcome_code": Col(N_("Outcome"), code_of(APPOINTMENT_OUTCOMES)),
            "note": _long(N_("Note")),
            "change_reason": _long(N_("Why it was changed")),
        },
    ),
    "enforcement_step": About(
        title=N_("Enforcement"),
        named_by="code",
        day_of="decided_on",
        columns={
            "code": Col(N_("What was decided"), code_of(ENFORCEMENT_ACTIONS)),
            "appointment_id": Col(N_("About the appointment"), other("appointment")),
            "decided_on": Col(N_("Decided on"), day),
            "evidence_by": Col(N_("Evidence by"), day),
            "respond_by": Col(N_("Answer by"), day),
            "note": _long(N_("Note")),
            "settled_on": Col(N_("Settled on"), day),
            "settled_note": _long(N_("How it was settled")),
        },
    ),
    "proceeding": About(
        title=N_("Proceedings"),
        named_by="proceeding",
        day_of="started_on",
        columns={
            "proceeding": Col(N_("Which"), words_of(ProceedingKind)),
            "started_on": Col(N_("Begun on"), day),
            "reason": _long(N_("Why")),
            "status_code": Col(N_("How it stands"), code_of(PROCEEDING_STATUSES)),
            "status_on": Col(N_("Since"), day),
            "resolved_on": Col(N_("Resolved on"), day),
            "result_note": _long(N_("Result")),
        },
    ),
    "letter": About(
        title=N_("Letter"),
        named_by="template_code",
        day_of="sent_on",
        columns={
            "template_code": Col(N_("Letter"), code_of(LETTER_TEMPLATES)),
            "appointment_id": Col(N_("About the appointment"), other("appointment")),
            "letter_format": Col(N_("How it is written"), words_of(LetterFormat)),
            "sent_on": Col(N_("Sent on"), day),
            "sent_by": Col(N_("How it was sent"), words_of(SentBy)),
            # What it says was sent to the person.
            "addressed_to": _long(N_("Addressed to"), scan=False),
            "subject": Col(N_("Subject"), scan=False),
            "words": _long(N_("What it says"), scan=False),
        },
    ),
    "service_access": About(
        title=N_("Service"),
        named_by="need_code",
        day_of="identified_on",
        columns={
            "need_code": Col(N_("For the need"), code_of(NEEDS)),
            "service": Col(N_("Service")),
            "provider": Col(N_("Provider")),
            "identified_on": Col(N_("Identified on"), day),
            "wanted_on": Col(N_("Wanted on"), day),
            "referred_on": Col(N_("Referred on"), day),
            "accepted_on": Col(N_("Accepted on"), day),
            "offered_on": Col(N_("Offered on"), day),
            "attended_on": Col(N_("First attended on"), day),
            "engaged_on": Col(N_("Engaged on"), day),
            "ended_on": Col(N_("Ended on"), day),
            "rung_records": Col(N_("Who saw to it, and what shows it"), lines(_rung), long=True),
            "outcome": Col(N_("What it came to"), words_of(ServiceOutcome)),
            "barrier": Col(N_("What stands in the way"), words_of(Barrier)),
            "barrier_words": _long(N_("More about that")),
            "note": _long(N_("Note")),
        },
    ),
    "support": About(
        title=N_("Support given"),
        named_by="kind_code",
        day_of="given_on",
        columns={
            "kind_code": Col(N_("What"), code_of(SUPPORT_KINDS)),
            "need_code": Col(N_("For the need"), code_of(NEEDS)),
            "given_on": Col(N_("On"), day),
            "given_by": Col(N_("By"), staff("agency")),
            "agency": Col(N_("Agency"), agency),
            "minutes": Col(N_("Minutes"), number),
            "words": _long(N_("Note")),
        },
    ),
    "note": About(
        title=N_("Note"),
        named_by="type_code",
        day_of="happened_at",
        columns={
            "happened_at": Col(N_("When"), wall_clock),
            "type_code": Col(N_("Type"), code_of(APPOINTMENT_TYPES)),
            "mark": Col(N_("Fact or opinion"), words_of(Mark)),
            "third_party": Col(N_("Tells of somebody else"), yes),
            "not_disclosable": Col(N_("Not to be told"), yes),
            "words": _long(N_("Note")),
        },
    ),
    "agenda_request": About(
        title=N_("Asked for at a case conference"),
        named_by="matter",
        day_of="asked_on",
        columns={
            "matter": Col(N_("What"), words_of(RequestMatter)),
            "words": _long(N_("Why")),
            "asked_on": Col(N_("Asked on"), day),
            "settled_on": Col(N_("Settled on"), day),
            "conference_id": Col(N_("At the conference"), other("conference")),
        },
    ),
    "conference_case": About(
        title=N_("On the agenda of a case conference"),
        columns={
            "conference_id": Col(N_("Conference"), other("conference")),
            "minutes": Col(N_("Minutes planned"), number),
            "reasons": Col(N_("Why it was on the agenda"), lines(_reason), long=True),
            "ask": _long(N_("What the panel was asked to decide")),
            "state": Col(N_("How far it was got with"), words_of(ItemState)),
            "off_reason": _long(N_("Why it was put off")),
            "next_on": Col(N_("Put off to"), day),
        },
    ),
    "minute": About(
        title=N_("Minute of a case conference"),
        named_by="minute",
        columns={
            "conference_id": Col(N_("Conference"), other("conference")),
            "minute": Col(N_("What"), words_of(MinuteKind)),
            "said_by": Col(N_("Said by"), staff("agency")),
            "agency": Col(N_("Agency"), agency),
            "words": _long(N_("Minute")),
            "correction_reason": _long(N_("Why it corrects an earlier minute")),
        },
    ),
    "conference_action": About(
        title=N_("Required action given by a case conference"),
        columns={
            "conference_id": Col(N_("Conference"), other("conference")),
            "lineage": Col(N_("Required action"), other("action"), long=True),
        },
    ),
    "document_copy": About(
        title=N_("Copy of a paper"),
        named_by="title",
        columns={
            "document": Col(N_("Kind of paper"), words_of(Document)),
            "title": Col(N_("Paper"), scan=False),
            "paper_version": Col(N_("Version"), scan=False),
            "audience": Col(N_("Whose copy"), _audience),
            "language": Col(N_("Language"), _language),
            "large_print": Col(N_("Large print"), yes),
            "number": Col(N_("Copy number"), number),
            "copies": Col(N_("Of"), number),
            "check_code": Col(N_("Check code"), scan=False),
            # To whom it went the person may know: s.45(2)(c).
            "recipient": Col(N_("For"), scan=False),
            "purpose": _long(N_("What for")),
            "form": Col(N_("How it left"), words_of(Form)),
            "means": Col(N_("How it was sent"), words_of(Means)),
            "marking": Col(N_("Marking")),
            "marking_reason": _long(N_("Why it was marked lower")),
            "due": Col(N_("After use"), words_of(Due)),
            "due_on": Col(N_("By"), day),
            "settled": Col(N_("What became of it"), words_of(Settled)),
            "settled_on": Col(N_("On"), day),
            "settled_note": _long(N_("Note")),
            "not_made": Col(N_("Never came about"), yes),
        },
    ),
}

#: Columns that are in no extract: keys, places in an order, and what the program works out from other columns.
MACHINERY: Mapping[str, frozenset[str]] = {
    "": frozenset({"id", "version", "made_at", "made_by", "changed_at", "changed_by", "case_id"}),
    "case": frozenset(
        {"person_id", "has_decision", "plan_faults", "plan_number", "plan_agreed", "next_due_on"}
    ),
    "screening": frozenset({"referral_id"}),
    "decision": frozenset({"referral_id"}),
    "risk_measure": frozenset({"position"}),
    "goal": frozenset({"lineage", "position"}),
    "required_action": frozenset({"lineage", "position"}),
    "appointment": frozenset({"series_id", "source_key"}),
    "service_access": frozenset({"provider_service_id"}),
    "note": frozenset({"source_key"}),
    "conference_case": frozenset({"position"}),
    "minute": frozenset({"replaces_id"}),
    # ``case_ids`` names other people's cases; ``series`` and ``content`` are keys.
    "document_copy": frozenset({"series", "content", "case_ids", "conference_id", "plan_id", "plan_version"}),
}

#: Kinds of record that are not about the person, and why. What else is not in the extract: the log of each change
#: (kept for integrity alone, s.62), drafts half typed, backups and the search index, which repeat what is here.
NOT_ABOUT: Mapping[str, str] = {
    "setting": "how the scheme uses the program",
    "code_item": "the words of its lists",
    "provider": "the team's directory of services",
    "provider_service": "the team's directory of services",
    "conference": "the meeting; its day and place stand with what was said there about the person",
    "attendance": "which agencies came to a meeting",
}

#: The matters of the extract in order: code, heading, kinds.
MATTERS: Sequence[tuple[str, str, tuple[str, ...]]] = (
    ("person", N_("Who you are"), ("person",)),
    ("case", N_("How you are managed under IOM"), ("case", "case_status")),
    ("selection", N_("How you came to IOM"), ("referral", "screening", "decision", "deselection")),
    ("offending", N_("Arrests, charges and convictions"), ("offending",)),
    (
        "risk",
        N_("Risk"),
        ("risk_assessment", "risk_measure", "flag", "marac", "safeguarding_check", "withheld"),
    ),
    ("conditions", N_("Licence conditions and requirements"), ("condition",)),
    ("needs", N_("Needs"), ("need",)),
    ("plans", N_("Your plan"), ("plan", "goal", "required_action", "action_status", "action_note")),
    ("appointments", N_("Appointments"), ("appointment", "appointment_move", "appointment_outcome")),
    ("enforcement", N_("Warnings, breach and recall"), ("enforcement_step", "proceeding")),
    ("letters", N_("Letters"), ("letter",)),
    ("services", N_("Services and support"), ("service_access", "support")),
    ("notes", N_("Notes and contacts"), ("note",)),
    (
        "conferences",
        N_("Case conferences"),
        ("conference_case", "minute", "conference_action", "agenda_request"),
    ),
    ("copies", N_("Papers given out"), ("document_copy",)),
    ("access", N_("Who opened your record and who was given papers"), ()),
)

#: What the fingerprint of the extract leaves aside: it grows by giving the extract out.
GROWS = frozenset({"copies", "access"})

# --- Why something is left out -------------------------------------------------------------------------

_MARKS: Mapping[Ground, str] = {
    Ground.THIRD_PARTY: N_("[left out: tells of somebody else]"),
    Ground.NAME: N_("[left out: somebody else's name]"),
    Ground.AT_RISK: N_("[left out: tells of somebody to be kept safe]"),
    Ground.PREVENTION: N_("[left out: would harm the prevention of crime]"),
    Ground.PUBLIC_PROTECTION: N_("[left out: MAPPA's own reference]"),
    Ground.OFFICER: N_("[left out: tells of somebody else]"),
    Ground.SAFEGUARDING: N_("[left out: tells of somebody to be kept safe]"),
    Ground.INTELLIGENCE: N_("[left out: would harm the prevention of crime]"),
    Ground.WITHHELD: N_("[left out: not to be told]"),
}
_OTHERS = N_(
    "It was left out to protect the rights and freedoms of others (Data Protection Act 2018, s.45(4)(e))."
)
_CRIME = N_(
    "It was left out so as not to prejudice the prevention or detection of crime (Data Protection Act 2018, "
    "s.45(4)(b))."
)
_PUBLIC = N_("It was left out to protect public security (Data Protection Act 2018, s.45(4)(c)).")
_LAW: Mapping[Ground, str] = {
    Ground.THIRD_PARTY: _OTHERS,
    Ground.NAME: _OTHERS,
    Ground.AT_RISK: _OTHERS,
    Ground.PREVENTION: _CRIME,
    Ground.PUBLIC_PROTECTION: _PUBLIC,
    Ground.OFFICER: _OTHERS,
    Ground.SAFEGUARDING: _OTHERS,
    Ground.INTELLIGENCE: _CRIME,
    Ground.WITHHELD: _CRIME,
}


def mark_words(ground: Ground) -> str:
    """What stands at the place of something left out."""
    return _(_MARKS[ground])


def ground_words(ground: Ground) -> str:
    """What was left out on this ground."""
    return label(ground)


def ground_inside(ground: Ground) -> str:
    """The same inside a sentence; MAPPA keeps its capitals."""
    said = ground_words(ground)
    return said[:1].lower() + said[1:] if said[1:2].islower() else said


def law_words(ground: Ground) -> str:
    """By which law it may be left out, in a sentence."""
    return _(_LAW[ground])


def untold_words(untold: Mapping[Ground, int]) -> str:
    """For the officer alone: "Not mentioned at all: 2 on intelligence"; empty where everything is."""
    said = [f"{ground_inside(ground)} ({many})" for ground, many in untold.items() if many]
    return _("Not mentioned at all: {what}.").format(what=join_words(said)) if said else ""


def chosen_words(choice: Choice) -> str:
    """For the officer alone: "Left out by you: 2 passages; given after all: 1 passage."; empty where nothing is."""
    said = [
        words.format(many=count(len(chosen), N_("passage"), N_("passages")))
        for words, chosen in (
            (_("left out by you: {many}"), choice.left_out),
            (_("given after all: {many}"), choice.restored),
        )
        if chosen
    ]
    joined = "; ".join(said)
    return f"{joined[:1].upper()}{joined[1:]}." if joined else ""


def about_lines() -> tuple[str, ...]:
    """What every extract says of itself first: how to read it."""
    return (
        _("You asked what we hold about you. This is all of it, as it stood when this was made."),
        _(
            "Where something is left out, a mark in square brackets stands at its place, and the last page says why."
        ),
        _(
            "The law lets us say nothing at all of some information where telling you that we hold it would harm "
            "somebody or an inquiry (Data Protection Act 2018, s.45(6)). Every extract says this, whether there is "
            "any such information or not."
        ),
        _(
            "Staff are named by their agency. The leads of your case and those who decided about it are named in "
            "full, and others only where somebody wrote their name into a text."
        ),
        _(
            "Why we hold this, under which law and for how long is told in the scheme's privacy notice, which comes "
            "with this extract."
        ),
    )


def rights_lines() -> tuple[str, ...]:
    """What the person can do about the extract. DPA 2018 ss.45(5), 46, 47, 51, 165 and 167."""
    return (
        _("You can ask us to put right what is wrong, or to erase what should not be held (ss.46 and 47)."),
        _(
            "You can ask the Information Commissioner to check that what was left out was rightly left out (s.51)."
        ),
        _("You can complain to the Information Commissioner: ico.org.uk, telephone 0303 123 1113 (s.165)."),
        _("You can ask a court to order that the law is kept (s.167)."),
    )


def record_title(about: About, name: str) -> str:
    """ "Note: office visit", "Plan, version 2"."""
    title = _(about.title)
    if not name:
        return title
    return f"{title} {name}" if title.endswith(_("version")) else f"{title}: {name}"


def recorded_words(at: datetime, by: str) -> str:
    """When it was recorded, and by whom."""
    return _("{when}, {who}").format(when=date_time(at), who=by)


def agency_or_officer(agency_code: str) -> str:
    """Somebody at work who is not named: "Police", "An officer"."""
    return agency_words(agency_code) or _("An officer")
