"""Whom the record of a case knows by name, and what in it is kept apart from the person: for their own copies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from iom_desktop.domain.audiences import LEFT_FROM_THE_PERSON, SharedMatter, matters_of_flag
from iom_desktop.domain.cases import Case
from iom_desktop.domain.known_names import (
    A_WORKER,
    SOMEBODY,
    YOUR_POLICE_OFFICER,
    YOUR_PROBATION_OFFICER,
    Discretion,
    KnownName,
    is_body,
    split_names,
)
from iom_desktop.domain.measures import Pillar
from iom_desktop.domain.notes import Mark
from iom_desktop.domain.statuses import Aspect
from iom_desktop.domain.text import fold_words
from iom_desktop.storage.tables import (
    KINDS,
    ActionRow,
    AppointmentRow,
    AttendanceRow,
    AuditEntryRow,
    CaseRow,
    CaseStatusRow,
    ConferenceCaseRow,
    ConferenceRow,
    DecisionRow,
    DeselectionRow,
    FlagRow,
    MaracRow,
    MinuteRow,
    NoteRow,
    PersonRow,
    PlanRow,
    ProviderRow,
    ProviderServiceRow,
    ReferralRow,
    RiskAssessmentRow,
    RiskMeasureRow,
    SafeguardingCheckRow,
    ScreeningRow,
    ServiceAccessRow,
    SupportRow,
    WithheldRow,
)

#: Columns of a case's records in which a worker is named.
WORKER_COLUMNS: tuple[InstrumentedAttribute[Any], ...] = (
    ActionRow.who_name,
    AppointmentRow.with_name,
    AppointmentRow.outcome_by,
    CaseStatusRow.decided_by,
    FlagRow.reviewed_by,
    MinuteRow.said_by,
    PlanRow.agreed_by,
    ReferralRow.referrer,
    DecisionRow.referrer,
    RiskAssessmentRow.assessed_by,
    RiskMeasureRow.who_name,
    SafeguardingCheckRow.asked_by,
    ScreeningRow.screened_by,
    SupportRow.given_by,
)
#: Columns of a case's records that the person is never told of, whatever they say.
KEPT_COLUMNS: tuple[InstrumentedAttribute[Any], ...] = (
    MaracRow.place,
    MaracRow.outcome,
    MaracRow.note,
    SafeguardingCheckRow.asked_of,
    SafeguardingCheckRow.note,
)
#: How they are watched, and how those they may harm are kept safe. What they are helped with they may know.
_KEPT_PILLARS = (Pillar.MONITORING.value, Pillar.VICTIM_SAFETY.value, Pillar.CONTINGENCY.value)
#: The longest name of a service, in characters: what is longer says more than a name.
_LONGEST_NAME = 60
_LEADS = (Aspect.POLICE_LEAD.value, Aspect.PROBATION_LEAD.value)


def discretion_for(session: Session, case: Case, texts: Iterable[str]) -> Discretion:
    """What gives way on the own copy of the person of ``case``. ``texts`` are those that will be on it."""
    person = case.person
    own = (person.surname, person.forenames, person.known_as, *person.aliases)
    return Discretion(
        names=(*_workers(session, case), *_other_people(session, person.id, texts)),
        kept_apart=kept_apart(session, case.id),
        open_words=tuple(_open_words(session, case)),
        own_names=own,
    )


# --- Names ---------------------------------------------------------------------------------------------


def _workers(session: Session, case: Case) -> Iterator[KnownName]:
    """Everybody who works or worked with the person, the leads first; and everybody who leads in this store."""
    managed = case.managed
    for lead, role in (
        (managed.police_lead, YOUR_POLICE_OFFICER),
        (managed.probation_lead, YOUR_PROBATION_OFFICER),
    ):
        yield from (KnownName(name, role) for name in split_names(lead))
    found: dict[str, None] = {}
    for typed in _named_in_case(session, case.id):
        found |= dict.fromkeys(split_names(typed))
    yield from (KnownName(name, A_WORKER) for name in found)
    # Of officers who have nothing to do with the case, the whole name is looked for.
    for column in (CaseRow.police_lead, CaseRow.probation_lead):
        for typed in session.scalars(select(column).distinct()):
            yield from (KnownName(name, A_WORKER, near=False) for name in split_names(typed))


def _named_in_case(session: Session, case_id: str) -> Iterator[str]:
    for column in WORKER_COLUMNS:
        kind: Any = column.class_
        yield from session.scalars(select(column).where(kind.case_id == case_id, column != "").distinct())
    for decided in (DecisionRow, DeselectionRow):
        for people in session.scalars(select(decided.decided_by).where(decided.case_id == case_id)):
            yield from (one.get("name", "") for one in people)
    led = select(CaseStatusRow.value).where(
        CaseStatusRow.case_id == case_id, CaseStatusRow.aspect.in_(_LEADS)
    )
    yield from session.scalars(led)
    heard = select(ConferenceCaseRow.conference_id).where(ConferenceCaseRow.case_id == case_id)
    yield from session.scalars(select(ConferenceRow.chair).where(ConferenceRow.id.in_(heard)))
    yield from session.scalars(
        select(AttendanceRow.name).where(AttendanceRow.conference_id.in_(heard)).distinct()
    )
    yield from session.scalars(select(ProviderRow.contact).where(ProviderRow.contact != "").distinct())
    # Whoever wrote in the record, or read it.
    yield from session.scalars(
        select(AuditEntryRow.officer).where(AuditEntryRow.case_id == case_id).distinct()
    )
    for kind in KINDS.values():
        columns: Any = kind
        if hasattr(columns, "case_id"):
            yield from session.scalars(select(columns.made_by).where(columns.case_id == case_id).distinct())


def _other_people(session: Session, person_id: str, texts: Iterable[str]) -> Iterator[KnownName]:
    """Other people of the store whose whole name could stand in ``texts``."""
    said = frozenset(key for text in texts for key in fold_words(text))
    joined = " ".join(said)
    query = select(PersonRow.surname, PersonRow.forenames, PersonRow.known_as).where(
        PersonRow.id != person_id
    )
    for surname, forenames, known_as in session.execute(query):
        # A quick look first: most of a caseload is in nobody's plan.
        if surname[:1].isascii() and surname.lower()[:3] not in joined:
            continue
        last = fold_words(surname)
        if not last or not said.issuperset(last):
            continue
        for first in (forenames, forenames.split(" ")[0], known_as):
            if first and said.intersection(fold_words(first)):
                yield KnownName(f"{first} {surname}", SOMEBODY, near=False)


# --- What is kept apart --------------------------------------------------------------------------------


def kept_apart(session: Session, case_id: str) -> list[str]:
    """What is never to be told to the person, as it was typed: intelligence, confidences, third parties,
    what is withheld, and how victims are kept safe.
    """
    found: list[str] = []
    withheld = select(WithheldRow.words, WithheldRow.why, WithheldRow.source).where(
        WithheldRow.case_id == case_id, WithheldRow.ended_on.is_(None)
    )
    for row in session.execute(withheld):
        found += row
    notes = select(NoteRow.words).where(
        NoteRow.case_id == case_id,
        NoteRow.third_party | NoteRow.not_disclosable | (NoteRow.mark == Mark.INTELLIGENCE.value),
    )
    found += session.scalars(notes)
    watched = select(RiskMeasureRow.words, RiskMeasureRow.trigger).where(
        RiskMeasureRow.case_id == case_id, RiskMeasureRow.pillar.in_(_KEPT_PILLARS)
    )
    for measure in session.execute(watched):
        found += measure
    for column in KEPT_COLUMNS:
        kind: Any = column.class_
        found += session.scalars(select(column).where(kind.case_id == case_id, column != ""))
    found += session.scalars(select(RiskAssessmentRow.who).where(RiskAssessmentRow.case_id == case_id))
    for code, note in session.execute(select(FlagRow.code, FlagRow.note).where(FlagRow.case_id == case_id)):
        if matters_of_flag(code) & (LEFT_FROM_THE_PERSON | {SharedMatter.SAFEGUARDING}):
            found.append(note)
    return [text for text in found if text.strip()]


def _open_words(session: Session, case: Case) -> Iterator[str]:
    """What may be told: services and where they are, and where the person lives."""
    yield from service_names(session, case.id)
    yield from session.scalars(select(ProviderRow.area))
    yield from (case.person.address, case.person.postcode)


def service_names(session: Session, case_id: str) -> Iterator[str]:
    """Names of services that may be told: the directory's, and those the person was referred to by a body's name."""
    yield from session.scalars(select(ProviderRow.name))
    yield from session.scalars(select(ProviderServiceRow.name))
    own = select(ServiceAccessRow.service, ServiceAccessRow.provider).where(
        ServiceAccessRow.case_id == case_id
    )
    for service in session.execute(own):
        yield from (name for name in service if len(name) <= _LONGEST_NAME and is_body(name))
