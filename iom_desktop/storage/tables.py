"""The tables. Rows never leave this layer and ``services``: screens and reports see frozen records.

Column types are portable. Every row class names its ``kind``, the word that audit entries and change notices
use. Text goes through ``Words``, which refuses what must not be kept whoever calls.
"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    Boolean,
    Date,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Text,
    Time,
    TypeDecorator,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

from iom_desktop.domain.text import clean
from iom_desktop.storage.ids import new_id


class Words(TypeDecorator[str]):
    """Text as typed, in NFC, with no character that cannot be kept: the last guard of every field."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Refuse what ``domain.text`` refuses, whichever path the text came by."""
        if value is None or (value.isascii() and value.isprintable()):
            return value
        return clean(value, label="Text", limit=1_000_000)


class Base(DeclarativeBase):
    """All tables of the store."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: Words,
        date: Date,
        datetime: DateTime,
        time: Time,
        bool: Boolean,
        int: Integer,
        float: Float,
    }


def _id_column() -> Mapped[str]:
    return mapped_column(String(32), primary_key=True, default=new_id)


def _ref(target: str, *, index: bool = True) -> Mapped[str]:
    return mapped_column(String(32), ForeignKey(target), index=index)


class Record(Base):
    """What every kind of record has. ``version`` rises with each change; an edit of an older one is stale."""

    __abstract__ = True

    #: The word for this kind of record in audit entries and change notices.
    kind: ClassVar[str]
    #: Rows of an append-only kind are written once.
    append_only: ClassVar[bool] = False
    #: Columns of the row that full-text search finds it by; "column.key" is that key of each part of a JSON list.
    searched: ClassVar[tuple[str, ...]] = ()
    #: Columns that follow from other records: they change without making the record an edited one.
    derived: ClassVar[frozenset[str]] = frozenset()

    id: Mapped[str] = _id_column()
    version: Mapped[int]
    made_at: Mapped[datetime]  #: UTC
    made_by: Mapped[str] = mapped_column(String(200))
    changed_at: Mapped[datetime]  #: UTC
    changed_by: Mapped[str] = mapped_column(String(200))

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        if "__tablename__" not in cls.__dict__:
            return {}
        # Held against the database by every UPDATE, raised by ``storage.audit``: a derived column that follows
        # from another record is no change to whoever has this one open.
        return {"version_id_col": cls.__table__.c.version, "version_id_generator": False}

    def searched_texts(self) -> list[str]:
        """The texts that full-text search finds the row by; of a JSON list, those under the named key."""
        texts: list[str] = []
        for name in self.searched:
            column, _dot, key = name.partition(".")
            value = getattr(self, column)
            texts += [one.get(key, "") for one in value or ()] if key else [value or ""]
        return texts


class SettingRow(Record):
    """A setting of the store, shared by its officers: the scheme's name, marking, review periods."""

    __tablename__ = "setting"
    kind = "setting"
    key: Mapped[str] = mapped_column(String(100), unique=True)
    value: Mapped[Any] = mapped_column(JSON)


class CodeItemRow(Record):
    """One entry of an editable, dated code list."""

    __tablename__ = "code_item"
    kind = "code_item"
    __table_args__ = (UniqueConstraint("list_name", "code", "valid_from"),)
    list_name: Mapped[str] = mapped_column(String(60))
    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str]
    position: Mapped[int]
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    details: Mapped[dict[str, str]] = mapped_column(JSON)


class PersonRow(Record):
    """A person."""

    __tablename__ = "person"
    kind = "person"
    crn: Mapped[str] = mapped_column(String(12), unique=True)
    pnc: Mapped[str]
    surname: Mapped[str]
    forenames: Mapped[str]
    known_as: Mapped[str]
    aliases: Mapped[list[str]] = mapped_column(JSON)
    date_of_birth: Mapped[date | None]
    sex: Mapped[str]
    ethnicity: Mapped[str]
    preferred_language: Mapped[str]
    interpreter_needed: Mapped[bool]
    address: Mapped[str]
    postcode: Mapped[str]
    accommodation: Mapped[str]
    mobile: Mapped[str]
    letter_format: Mapped[str] = mapped_column(String(20))


class CaseRow(Record):
    """One person's management under IOM. ``iom_status``, ``has_decision``, ``plan_*`` and ``next_due_on`` follow
    from other records.
    """

    __tablename__ = "iom_case"
    kind = "case"
    derived = frozenset(
        {"iom_status", "has_decision", "plan_faults", "plan_number", "plan_agreed", "next_due_on"}
    )
    #: Everything the agenda of a conference asks of a case, so that it never reads the case itself.
    __table_args__ = (
        Index("ix_iom_case_agenda", "iom_status", "rag", "review_on", "release_on", "next_due_on", "id"),
    )
    person_id: Mapped[str] = mapped_column(String(32), ForeignKey("person.id"), unique=True)
    iom_status: Mapped[str] = mapped_column(String(20))
    cohort: Mapped[str | None] = mapped_column(String(20))
    rag: Mapped[str | None] = mapped_column(String(20))
    phase: Mapped[str] = mapped_column(String(20))
    #: The day a person in custody is expected out.
    release_on: Mapped[date | None]
    sentence: Mapped[str | None] = mapped_column(String(40))
    sentence_start: Mapped[date | None]
    sentence_end: Mapped[date | None]
    index_offence: Mapped[str]
    ogrs: Mapped[int | None]
    adopted_on: Mapped[date | None]
    police_lead: Mapped[str]
    police_phone: Mapped[str]
    probation_lead: Mapped[str]
    probation_phone: Mapped[str]
    next_conference_on: Mapped[date | None]
    review_on: Mapped[date | None] = mapped_column(index=True)
    mappa: Mapped[str]
    mappa_category: Mapped[str] = mapped_column(String(20))
    #: Where MAPPA keeps its own record of the person.
    mappa_reference: Mapped[str]
    mappa_checked_on: Mapped[date | None]
    domestic_abuse: Mapped[str] = mapped_column(String(10))
    child_safeguarding: Mapped[str] = mapped_column(String(10))
    safeguarding_checked_on: Mapped[date | None]
    risk_to_staff: Mapped[str] = mapped_column(String(10))
    rosh: Mapped[str | None] = mapped_column(String(20))
    rosh_groups: Mapped[list[str]] = mapped_column(JSON)
    risk_when: Mapped[str]
    risk_increases: Mapped[str]
    risk_reduces: Mapped[str]
    has_decision: Mapped[bool]
    plan_faults: Mapped[int | None]
    plan_number: Mapped[int | None]
    plan_agreed: Mapped[bool]
    #: The earliest day by which an open required action of the plan in force is due.
    next_due_on: Mapped[date | None]


class FlagRow(Record):
    """A risk flag on a case."""

    __tablename__ = "flag"
    kind = "flag"
    searched = ("note",)
    case_id: Mapped[str] = _ref("iom_case.id")
    code: Mapped[str] = mapped_column(String(20))
    note: Mapped[str]
    started_on: Mapped[date]
    review_on: Mapped[date | None] = mapped_column(index=True)
    reviewed_on: Mapped[date | None]
    reviewed_by: Mapped[str]
    ended_on: Mapped[date | None]


class ReferralRow(Record):
    """Somebody put a person forward for IOM. ``state`` follows from its screenings and decisions."""

    __tablename__ = "referral"
    kind = "referral"
    derived = frozenset({"state"})
    searched = ("grounds", "withdrawn_reason")
    __table_args__ = (Index("ix_referral_state", "state", "case_id"),)
    case_id: Mapped[str] = _ref("iom_case.id")
    referred_on: Mapped[date]
    referrer: Mapped[str]
    agency: Mapped[str] = mapped_column(String(200))
    grounds: Mapped[str]
    #: The day of the panel it is to go to, once screened.
    panel_on: Mapped[date | None]
    state: Mapped[str] = mapped_column(String(20))
    withdrawn_on: Mapped[date | None]
    withdrawn_reason: Mapped[str]


class ScreeningRow(Record):
    """A referral held against what IOM is for: eligibility, the scoring matrix of that day, what is recommended."""

    __tablename__ = "screening"
    kind = "screening"
    append_only = True
    searched = ("note", "override_reason")
    case_id: Mapped[str] = _ref("iom_case.id")
    referral_id: Mapped[str] = _ref("referral.id")
    screened_on: Mapped[date]
    screened_by: Mapped[str]
    agency: Mapped[str] = mapped_column(String(200))
    #: One {check, finding, stands_in_the_way, words} for each question of eligibility.
    eligibility: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    #: One {criterion, code, name, points, most, because} for each criterion of the matrix, as it stood that day.
    scores: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    total: Mapped[int]
    #: The day whose matrix was used.
    matrix_on: Mapped[date]
    recommendation: Mapped[str] = mapped_column(String(20))
    #: Why the recommendation is another than the points say; empty where it is not.
    override_reason: Mapped[str]
    note: Mapped[str]


class DecisionRow(Record):
    """A decision about a referral. Only ``superseded_*`` is ever written after it is recorded."""

    __tablename__ = "decision"
    kind = "decision"
    searched = ("rationale", "scores", "additionality", "objectives", "dissent", "elsewhere")
    case_id: Mapped[str] = _ref("iom_case.id")
    referral_id: Mapped[str | None] = mapped_column(String(32), ForeignKey("referral.id"), index=True)
    conference_id: Mapped[str | None] = mapped_column(String(32), ForeignKey("conference.id"), index=True)
    outcome: Mapped[str] = mapped_column(String(20))
    decided_on: Mapped[date]
    referrer: Mapped[str]
    referrer_agency: Mapped[str]
    criteria: Mapped[list[str]] = mapped_column(JSON)
    scores: Mapped[str]
    #: Empty unless the person is taken on.
    cohort: Mapped[str] = mapped_column(String(20))
    rationale: Mapped[str]
    #: What IOM adds, to what end, and by when.
    additionality: Mapped[str]
    objectives: Mapped[str]
    timescale: Mapped[str]
    #: Where a person who is referred on goes: MAPPA, MARAC, a youth offending team.
    elsewhere: Mapped[str]
    decided_by: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    dissent: Mapped[str]
    mappa_checked_on: Mapped[date | None]
    mappa_result: Mapped[str]
    review_on: Mapped[date | None]
    supersede_reason: Mapped[str]
    superseded_on: Mapped[date | None]


class DeselectionRow(Record):
    """A decision to let a person go. Only ``superseded_*`` is ever written after it is recorded."""

    __tablename__ = "deselection"
    kind = "deselection"
    searched = ("words", "exit_plan", "dissent", "evidence.words")
    case_id: Mapped[str] = _ref("iom_case.id")
    conference_id: Mapped[str | None] = mapped_column(String(32), ForeignKey("conference.id"), index=True)
    decided_on: Mapped[date]
    #: The day the episode began that this ends.
    adopted_on: Mapped[date | None]
    reason_code: Mapped[str] = mapped_column(String(40))
    words: Mapped[str]
    #: What had changed since adoption, as drawn together that day: one {topic, words} a line.
    evidence: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    exit_plan: Mapped[str]
    decided_by: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    dissent: Mapped[str]
    supersede_reason: Mapped[str]
    superseded_on: Mapped[date | None]


class CaseStatusRow(Record):
    """What one aspect of a case was (cohort, RAG, phase, a lead officer), from a day to a day.

    Only ``to_on`` is ever written after it is recorded.
    """

    __tablename__ = "case_status"
    kind = "case_status"
    searched = ("reason",)
    __table_args__ = (Index("ix_case_status_from", "aspect", "from_on", "case_id"),)
    case_id: Mapped[str] = _ref("iom_case.id")
    conference_id: Mapped[str | None] = mapped_column(String(32), ForeignKey("conference.id"), index=True)
    aspect: Mapped[str] = mapped_column(String(20))
    value: Mapped[str]
    from_on: Mapped[date]
    #: The first day it no longer held.
    to_on: Mapped[date | None]
    reason: Mapped[str]
    decided_by: Mapped[str]
    review_on: Mapped[date | None]


class OffendingRow(Record):
    """An arrest, a charge or a conviction. Only ``struck_*`` is ever written after it is recorded."""

    __tablename__ = "offending"
    kind = "offending"
    searched = ("offence", "note", "struck_reason")
    case_id: Mapped[str] = _ref("iom_case.id")
    event: Mapped[str] = mapped_column(String(20))
    on_day: Mapped[date]
    offence: Mapped[str]
    neighbourhood: Mapped[bool]
    note: Mapped[str]
    struck_on: Mapped[date | None]
    struck_reason: Mapped[str]


class RiskAssessmentRow(Record):
    """Risk of serious harm as assessed on a day; the newest is the one in force."""

    __tablename__ = "risk_assessment"
    kind = "risk_assessment"
    append_only = True
    searched = ("who", "nature", "greatest", "increases", "reduces")
    case_id: Mapped[str] = _ref("iom_case.id")
    assessed_on: Mapped[date]
    assessed_by: Mapped[str]
    #: One {group, setting, level} for each level given.
    levels: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    who: Mapped[str]
    nature: Mapped[str]
    greatest: Mapped[str]
    increases: Mapped[str]
    reduces: Mapped[str]


class RiskMeasureRow(Record):
    """One line of the risk management plan: of a pillar, or of the contingency (then with its trigger)."""

    __tablename__ = "risk_measure"
    kind = "risk_measure"
    searched = ("words", "trigger", "ended_reason")
    case_id: Mapped[str] = _ref("iom_case.id")
    pillar: Mapped[str] = mapped_column(String(20))
    position: Mapped[int]
    trigger: Mapped[str]
    words: Mapped[str]
    who_name: Mapped[str]
    agency: Mapped[str] = mapped_column(String(200))
    #: The groups at risk that it protects.
    groups: Mapped[list[str]] = mapped_column(JSON)
    ended_on: Mapped[date | None]
    ended_reason: Mapped[str]


class WithheldRow(Record):
    """Information that is not to be disclosed to the person. Only ``ended_*`` is written after it is recorded."""

    __tablename__ = "withheld"
    kind = "withheld"
    searched = ("words", "why")
    case_id: Mapped[str] = _ref("iom_case.id")
    words: Mapped[str]
    why: Mapped[str]
    source: Mapped[str]
    ended_on: Mapped[date | None]
    ended_reason: Mapped[str]


class MaracRow(Record):
    """A MARAC about the person: referred, heard, and what came of it."""

    __tablename__ = "marac"
    kind = "marac"
    searched = ("outcome", "note")
    case_id: Mapped[str] = _ref("iom_case.id")
    role: Mapped[str] = mapped_column(String(20))
    referred_on: Mapped[date | None]
    heard_on: Mapped[date | None]
    place: Mapped[str]
    outcome: Mapped[str]
    next_on: Mapped[date | None] = mapped_column(index=True)
    note: Mapped[str]


class SafeguardingCheckRow(Record):
    """Children's or adults' services asked what they know, and what they answered."""

    __tablename__ = "safeguarding_check"
    kind = "safeguarding_check"
    searched = ("note",)
    case_id: Mapped[str] = _ref("iom_case.id")
    about: Mapped[str] = mapped_column(String(20))
    asked_on: Mapped[date]
    asked_by: Mapped[str]
    asked_of: Mapped[str]
    answered_on: Mapped[date | None] = mapped_column(index=True)
    answer: Mapped[str] = mapped_column(String(20))
    note: Mapped[str]


class ConditionRow(Record):
    """A licence condition or a requirement of an order, which required actions point to."""

    __tablename__ = "condition"
    kind = "condition"
    searched = ("words",)
    case_id: Mapped[str] = _ref("iom_case.id")
    source: Mapped[str] = mapped_column(String(20))
    number: Mapped[str] = mapped_column(String(20))
    category: Mapped[str] = mapped_column(String(60))
    words: Mapped[str]
    from_on: Mapped[date | None]
    to_on: Mapped[date | None]
    #: Whether the plan must say what is done about it.
    needs_action: Mapped[bool]


class NeedRow(Record):
    """A need of a case; one row for each code."""

    __tablename__ = "need"
    kind = "need"
    searched = ("strengths", "note")
    __table_args__ = (UniqueConstraint("case_id", "code"),)
    case_id: Mapped[str] = _ref("iom_case.id", index=False)
    code: Mapped[str] = mapped_column(String(40))
    score: Mapped[int | None]
    severity: Mapped[str] = mapped_column(String(20))
    linked_to_offending: Mapped[bool]
    linked_to_harm: Mapped[bool]
    strengths: Mapped[str]
    status: Mapped[str] = mapped_column(String(40))
    note: Mapped[str]
    identified_on: Mapped[date | None]


class PlanRow(Record):
    """One version of a case plan. Frozen once agreed, but for being superseded."""

    __tablename__ = "plan"
    kind = "plan"
    searched = ("contingency", "persons_words")
    __table_args__ = (UniqueConstraint("case_id", "number"),)
    case_id: Mapped[str] = _ref("iom_case.id", index=False)
    number: Mapped[int]
    state: Mapped[str] = mapped_column(String(20))
    contingency: Mapped[str]
    persons_words: Mapped[str]
    review_on: Mapped[date | None] = mapped_column(index=True)
    answer: Mapped[str | None] = mapped_column(String(40))
    answer_reason: Mapped[str]
    agreement_words: Mapped[str]
    explained_on: Mapped[date | None]
    agreed_at: Mapped[datetime | None]
    agreed_by: Mapped[str]


class GoalRow(Record):
    """A goal of one plan version."""

    __tablename__ = "goal"
    kind = "goal"
    searched = ("words",)
    plan_id: Mapped[str] = _ref("plan.id")
    case_id: Mapped[str] = _ref("iom_case.id")
    lineage: Mapped[str] = mapped_column(String(32))
    position: Mapped[int]
    words: Mapped[str]
    target_on: Mapped[date | None]
    serves: Mapped[list[str]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(20))
    state_reason: Mapped[str]


class ActionRow(Record):
    """A required action of one plan version. ``lineage`` is the same in every version."""

    __tablename__ = "required_action"
    kind = "required_action"
    searched = ("what", "evidence", "if_missed", "support", "who_name")
    __table_args__ = (Index("ix_required_action_due", "due_on", "status"),)
    plan_id: Mapped[str] = _ref("plan.id")
    goal_id: Mapped[str] = _ref("goal.id", index=False)
    case_id: Mapped[str] = _ref("iom_case.id")
    lineage: Mapped[str] = mapped_column(String(32), index=True)
    position: Mapped[int]
    what: Mapped[str]
    who: Mapped[str | None] = mapped_column(String(20))
    who_name: Mapped[str]
    who_agency: Mapped[str]
    due_on: Mapped[date | None]
    due_time: Mapped[time | None]
    how_often: Mapped[str]
    source: Mapped[str | None] = mapped_column(String(20))
    source_detail: Mapped[str]
    #: The licence condition or requirement on record that it rests on.
    condition_id: Mapped[str | None] = mapped_column(String(32), ForeignKey("condition.id"), index=True)
    serves: Mapped[list[str]] = mapped_column(JSON)
    evidence: Mapped[str]
    if_missed: Mapped[str]
    support: Mapped[str]
    explained_on: Mapped[date | None]
    agreed: Mapped[bool | None]
    status: Mapped[str] = mapped_column(String(30))


class ActionStatusRow(Record):
    """One change of an action's status, for every version of the plan that holds the action."""

    __tablename__ = "action_status"
    kind = "action_status"
    append_only = True
    searched = ("reason",)
    case_id: Mapped[str] = _ref("iom_case.id")
    lineage: Mapped[str] = mapped_column(String(32), index=True)
    status: Mapped[str] = mapped_column(String(30))
    reason: Mapped[str]
    on_day: Mapped[date]


class ActionNoteRow(Record):
    """A progress note on an action."""

    __tablename__ = "action_note"
    kind = "action_note"
    append_only = True
    searched = ("words",)
    case_id: Mapped[str] = _ref("iom_case.id")
    lineage: Mapped[str] = mapped_column(String(32), index=True)
    words: Mapped[str]


class AppointmentRow(Record):
    """An appointment. ``starts_at`` is local wall-clock time."""

    __tablename__ = "appointment"
    kind = "appointment"
    searched = ("purpose", "outcome_note", "place", "with_name")
    __table_args__ = (
        Index("ix_appointment_case_start", "case_id", "starts_at"),
        Index("ix_appointment_start", "starts_at", "outcome_code"),
        Index("ix_appointment_outcome_code", "outcome_code", "starts_at", "case_id"),
    )
    case_id: Mapped[str] = _ref("iom_case.id", index=False)
    series_id: Mapped[str | None] = mapped_column(String(32), index=True)
    type_code: Mapped[str] = mapped_column(String(40))
    starts_at: Mapped[datetime]
    minutes: Mapped[int]
    place: Mapped[str]
    with_name: Mapped[str]
    with_agency: Mapped[str]
    purpose: Mapped[str]
    #: Of a type that does not count toward compliance by itself, and yet also a statutory appointment.
    also_statutory: Mapped[bool]
    outcome_code: Mapped[str] = mapped_column(String(40))
    outcome_note: Mapped[str]
    outcome_at: Mapped[datetime | None]
    outcome_by: Mapped[str]
    cancelled: Mapped[bool]
    cancel_reason: Mapped[str]
    cancel_asked_by: Mapped[str] = mapped_column(String(20))
    #: Where an import made it: a short digest of the source line, so that importing twice adds it once.
    source_key: Mapped[str] = mapped_column(String(64), index=True)


class AppointmentMoveRow(Record):
    """One move of an appointment: where it stood before, where it went, who asked and why."""

    __tablename__ = "appointment_move"
    kind = "appointment_move"
    append_only = True
    searched = ("reason",)
    case_id: Mapped[str] = _ref("iom_case.id")
    appointment_id: Mapped[str] = _ref("appointment.id")
    from_at: Mapped[datetime]
    from_minutes: Mapped[int]
    from_place: Mapped[str]
    to_at: Mapped[datetime]
    to_minutes: Mapped[int]
    to_place: Mapped[str]
    asked_by: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str]


class AppointmentOutcomeRow(Record):
    """An outcome as it was before it was changed, and why it was."""

    __tablename__ = "appointment_outcome"
    kind = "appointment_outcome"
    append_only = True
    searched = ("note", "change_reason")
    case_id: Mapped[str] = _ref("iom_case.id")
    appointment_id: Mapped[str] = _ref("appointment.id")
    outcome_code: Mapped[str] = mapped_column(String(40))
    note: Mapped[str]
    change_reason: Mapped[str]


class EnforcementStepRow(Record):
    """What was decided about an outcome that did not comply. Only ``settled_*`` is written after it is recorded."""

    __tablename__ = "enforcement_step"
    kind = "enforcement_step"
    searched = ("note", "settled_note")
    case_id: Mapped[str] = _ref("iom_case.id")
    appointment_id: Mapped[str] = _ref("appointment.id")
    code: Mapped[str] = mapped_column(String(40))
    decided_on: Mapped[date]
    evidence_by: Mapped[date | None]
    respond_by: Mapped[date | None] = mapped_column(index=True)
    note: Mapped[str]
    settled_on: Mapped[date | None]
    settled_note: Mapped[str]


class ProceedingRow(Record):
    """A breach of an order, or a recall to prison, from the day it began to its result."""

    __tablename__ = "proceeding"
    kind = "proceeding"
    searched = ("reason", "result_note")
    case_id: Mapped[str] = _ref("iom_case.id")
    proceeding: Mapped[str] = mapped_column(String(20))
    started_on: Mapped[date]
    reason: Mapped[str]
    status_code: Mapped[str] = mapped_column(String(40))
    status_on: Mapped[date]
    resolved_on: Mapped[date | None]
    result_note: Mapped[str]


class LetterRow(Record):
    """A letter as it was sent, word for word."""

    __tablename__ = "letter"
    kind = "letter"
    append_only = True
    searched = ("subject", "words")
    case_id: Mapped[str] = _ref("iom_case.id")
    appointment_id: Mapped[str | None] = mapped_column(String(32), ForeignKey("appointment.id"), index=True)
    template_code: Mapped[str] = mapped_column(String(40))
    letter_format: Mapped[str] = mapped_column(String(20))
    sent_on: Mapped[date]
    sent_by: Mapped[str] = mapped_column(String(20))
    addressed_to: Mapped[str]
    subject: Mapped[str]
    words: Mapped[str]


class ProviderRow(Record):
    """A provider in the team's directory."""

    __tablename__ = "provider"
    kind = "provider"
    name: Mapped[str]
    area: Mapped[str]
    contact: Mapped[str]
    phone: Mapped[str]
    email: Mapped[str]
    address: Mapped[str]
    note: Mapped[str]
    checked_on: Mapped[date | None]
    closed_on: Mapped[date | None]


class ProviderServiceRow(Record):
    """One service a provider offers."""

    __tablename__ = "provider_service"
    kind = "provider_service"
    provider_id: Mapped[str] = _ref("provider.id")
    name: Mapped[str]
    needs: Mapped[list[str]] = mapped_column(JSON)
    area: Mapped[str]
    eligibility: Mapped[str]
    how_to_refer: Mapped[str]
    capacity: Mapped[str]
    target_days: Mapped[int | None]
    closed_on: Mapped[date | None]


class SupportRow(Record):
    """Support officers gave themselves: a lift, a benefit form. Never rewritten."""

    __tablename__ = "support"
    kind = "support"
    append_only = True
    searched = ("words",)
    case_id: Mapped[str] = _ref("iom_case.id")
    need_code: Mapped[str] = mapped_column(String(40))
    kind_code: Mapped[str] = mapped_column(String(40))
    given_on: Mapped[date]
    given_by: Mapped[str]
    agency: Mapped[str] = mapped_column(String(20))
    minutes: Mapped[int | None]
    words: Mapped[str]


class ServiceAccessRow(Record):
    """One service for one need, rung by rung."""

    __tablename__ = "service_access"
    kind = "service_access"
    searched = ("service", "provider", "barrier_words", "note", "rung_records.evidence")
    case_id: Mapped[str] = _ref("iom_case.id")
    need_code: Mapped[str] = mapped_column(String(40))
    service: Mapped[str]
    provider: Mapped[str]
    #: The service of the directory it is, where it is one.
    provider_service_id: Mapped[str | None] = mapped_column(
        String(32), ForeignKey("provider_service.id"), index=True
    )
    identified_on: Mapped[date]
    wanted_on: Mapped[date | None]
    referred_on: Mapped[date | None]
    accepted_on: Mapped[date | None]
    offered_on: Mapped[date | None]
    attended_on: Mapped[date | None]
    engaged_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    #: Who brought it to each rung and what shows it: one {rung, by, agency, evidence} a rung.
    rung_records: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    outcome: Mapped[str | None] = mapped_column(String(20))
    barrier: Mapped[str | None] = mapped_column(String(40))
    barrier_words: Mapped[str]
    note: Mapped[str]


class NoteRow(Record):
    """A note or contact. Never rewritten."""

    __tablename__ = "note"
    kind = "note"
    append_only = True
    searched = ("words",)
    __table_args__ = (Index("ix_note_case_happened", "case_id", "happened_at"),)
    case_id: Mapped[str] = _ref("iom_case.id", index=False)
    happened_at: Mapped[datetime]
    type_code: Mapped[str] = mapped_column(String(40))
    words: Mapped[str]
    mark: Mapped[str] = mapped_column(String(20))
    third_party: Mapped[bool]
    not_disclosable: Mapped[bool]
    #: Where an import made it: a short digest of the source line, so that importing twice adds it once.
    source_key: Mapped[str] = mapped_column(String(64), index=True)


class AgendaRequestRow(Record):
    """Somebody wants a case on the next conference's agenda. Only ``settled_*`` is written after it is recorded."""

    __tablename__ = "agenda_request"
    kind = "agenda_request"
    searched = ("words",)
    __table_args__ = (Index("ix_agenda_request_settled", "settled_on", "matter", "case_id"),)
    case_id: Mapped[str] = _ref("iom_case.id")
    matter: Mapped[str] = mapped_column(String(20))
    words: Mapped[str]
    asked_on: Mapped[date]
    settled_on: Mapped[date | None]
    conference_id: Mapped[str | None] = mapped_column(String(32), ForeignKey("conference.id"), index=True)


class ConferenceRow(Record):
    """A multi-agency case conference."""

    __tablename__ = "conference"
    kind = "conference"
    searched = ("note",)
    held_on: Mapped[date] = mapped_column(index=True)
    starts_at: Mapped[time | None]
    place: Mapped[str]
    chair: Mapped[str]
    statement: Mapped[str]
    agencies: Mapped[list[str]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(20))
    opened_at: Mapped[datetime | None]  #: UTC
    closed_at: Mapped[datetime | None]  #: UTC
    next_on: Mapped[date | None]
    note: Mapped[str]


class ConferenceCaseRow(Record):
    """A case on the agenda of a conference, and how far it was got with."""

    __tablename__ = "conference_case"
    kind = "conference_case"
    #: A place follows from those before it; moving one case is no change of the others.
    derived = frozenset({"position"})
    searched = ("ask", "off_reason")
    __table_args__ = (UniqueConstraint("conference_id", "case_id"),)
    conference_id: Mapped[str] = _ref("conference.id", index=False)
    case_id: Mapped[str] = _ref("iom_case.id")
    position: Mapped[int]
    minutes: Mapped[int]
    #: Why it is on the agenda, as built: one {reason, words} each.
    reasons: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    #: What the panel is asked to decide.
    ask: Mapped[str]
    state: Mapped[str] = mapped_column(String(20))
    off_reason: Mapped[str]
    next_on: Mapped[date | None]


class AttendanceRow(Record):
    """How an agency took part in a conference, and who for it."""

    __tablename__ = "attendance"
    kind = "attendance"
    searched = ("contribution",)
    conference_id: Mapped[str] = _ref("conference.id")
    agency: Mapped[str] = mapped_column(String(200))
    name: Mapped[str]
    how: Mapped[str] = mapped_column(String(20))
    contribution: Mapped[str]


class MinuteRow(Record):
    """One thing minuted. Never rewritten: a correction is a minute that replaces another."""

    __tablename__ = "minute"
    kind = "minute"
    append_only = True
    searched = ("words", "correction_reason")
    conference_id: Mapped[str] = _ref("conference.id")
    #: Nothing where it is about the meeting as a whole.
    case_id: Mapped[str | None] = mapped_column(String(32), ForeignKey("iom_case.id"), index=True)
    minute: Mapped[str] = mapped_column(String(20))
    agency: Mapped[str] = mapped_column(String(200))
    said_by: Mapped[str]
    words: Mapped[str]
    replaces_id: Mapped[str | None] = mapped_column(String(32))
    correction_reason: Mapped[str]


class ConferenceActionRow(Record):
    """A required action that a conference gave, by its lineage: the plan itself says how it stands."""

    __tablename__ = "conference_action"
    kind = "conference_action"
    append_only = True
    conference_id: Mapped[str] = _ref("conference.id")
    case_id: Mapped[str] = _ref("iom_case.id")
    lineage: Mapped[str] = mapped_column(String(32), index=True)


class DocumentCopyRow(Record):
    """One numbered copy of a paper on the register: which, for whom, and what became of it."""

    __tablename__ = "document_copy"
    kind = "document_copy"
    searched = ("recipient", "purpose")
    #: Copies are counted for each paper (``series``), and found by their code.
    __table_args__ = (
        Index("ix_document_copy_series_number", "series", "number", unique=True),
        Index("ix_document_copy_owed", "due_on", "id", sqlite_where=text("settled = '' AND due <> ''")),
    )
    document: Mapped[str] = mapped_column(String(20))
    series: Mapped[str] = mapped_column(String(80))
    title: Mapped[str]
    paper_version: Mapped[str]
    audience: Mapped[str] = mapped_column(String(60))
    language: Mapped[str] = mapped_column(String(5))
    large_print: Mapped[bool]
    number: Mapped[int]
    copies: Mapped[int]
    #: Null for copies made before there were codes.
    check_code: Mapped[str | None] = mapped_column(String(9), unique=True)
    content: Mapped[str] = mapped_column(String(64))
    case_id: Mapped[str | None] = mapped_column(String(32), ForeignKey("iom_case.id"), index=True)
    case_ids: Mapped[list[str]] = mapped_column(JSON)
    conference_id: Mapped[str | None] = mapped_column(String(32), ForeignKey("conference.id"), index=True)
    plan_id: Mapped[str | None] = mapped_column(String(32))
    plan_version: Mapped[int | None]
    recipient: Mapped[str]
    purpose: Mapped[str]
    form: Mapped[str] = mapped_column(String(20))
    means: Mapped[str] = mapped_column(String(20))
    marking: Mapped[str]
    marking_reason: Mapped[str]
    due: Mapped[str] = mapped_column(String(20))
    due_on: Mapped[date | None]
    settled: Mapped[str] = mapped_column(String(20))
    settled_on: Mapped[date | None]
    settled_note: Mapped[str]
    not_made: Mapped[bool]


class AuditEntryRow(Base):
    """One link of the audit chain. See ``storage.audit`` for what each column commits to."""

    __tablename__ = "audit_entry"
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    officer_id: Mapped[str] = mapped_column(String(40))
    officer: Mapped[str] = mapped_column(String(200))
    workstation: Mapped[str] = mapped_column(String(200))
    operation: Mapped[str] = mapped_column(String(20))
    record_kind: Mapped[str] = mapped_column(String(40))
    record_id: Mapped[str] = mapped_column(String(32))
    case_id: Mapped[str] = mapped_column(String(32), index=True)
    words: Mapped[str]
    reason: Mapped[str]
    recipients: Mapped[str]
    commitment: Mapped[bytes] = mapped_column(LargeBinary(32))
    previous_mac: Mapped[bytes] = mapped_column(LargeBinary(32))
    mac: Mapped[bytes] = mapped_column(LargeBinary(32))


class AuditDetailRow(Base):
    """What an entry was about, before and after. It can be erased without breaking the chain."""

    __tablename__ = "audit_detail"
    seq: Mapped[int] = mapped_column(ForeignKey("audit_entry.seq"), primary_key=True, autoincrement=False)
    salt: Mapped[bytes] = mapped_column(LargeBinary(16))
    detail: Mapped[str] = mapped_column(Text)


class SearchEntryRow(Base):
    """Which record a row of the full-text index belongs to; the index itself is ``search_words``."""

    __tablename__ = "search_entry"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    record_id: Mapped[str] = mapped_column(String(32), unique=True)
    case_id: Mapped[str] = mapped_column(String(32), index=True)
    record_kind: Mapped[str] = mapped_column(String(40))


#: Every kind of record, by its word.
KINDS: dict[str, type[Record]] = {
    cls.kind: cls for cls in Record.__subclasses__() if "__tablename__" in cls.__dict__
}
