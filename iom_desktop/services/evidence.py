"""What changed since a person came under IOM, drawn together from the record into plain sentences.

Where the record says nothing, the sentence says that.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from iom_desktop.display.formats import N_, count, exact_date, join_words
from iom_desktop.display.labels import label, label_of
from iom_desktop.display.words import _
from iom_desktop.domain.actions import ActionStatus
from iom_desktop.domain.clock import local_time
from iom_desktop.domain.codes import ACCOMMODATION_TYPES, NEEDS, Rag, Rosh
from iom_desktop.domain.deselection import EvidenceLine, Topic, offending_lines
from iom_desktop.domain.needs import NeedStatus, Severity
from iom_desktop.domain.statuses import Aspect
from iom_desktop.errors import UserError
from iom_desktop.services import records
from iom_desktop.services.codes import list_codes, name_of
from iom_desktop.services.compliance import assess
from iom_desktop.services.offending import list_offending
from iom_desktop.services.statuses import list_episodes, list_statuses
from iom_desktop.storage.audit import Operation
from iom_desktop.storage.tables import (
    ActionRow,
    AuditDetailRow,
    AuditEntryRow,
    CaseRow,
    NeedRow,
    PersonRow,
    RiskAssessmentRow,
    ServiceAccessRow,
)

_ROSH = {level.value: place for place, level in enumerate(Rosh)}


def gather_evidence(session: Session, case_id: str, today: date) -> tuple[EvidenceLine, ...]:
    """What changed since the present episode began, topic by topic; every topic has a line."""
    case = records.fetch(session, CaseRow, case_id)
    found = list_episodes(session, case_id)
    adopted = found[-1].adopted_on if found else case.adopted_on
    said = {
        Topic.OFFENDING: offending_lines(list_offending(session, case_id), adopted, today),
        Topic.NEEDS: list(_needs(session, case_id, adopted)),
        Topic.ACTIONS: list(_actions(session, case_id)),
        Topic.SERVICES: list(_services(session, case_id)),
        Topic.COMPLIANCE: list(_compliance(session, case_id, today)),
        Topic.COLOUR: list(_colour(session, case_id, adopted)),
        Topic.RISK: list(_risk(session, case, adopted)),
        Topic.ACCOMMODATION: list(_accommodation(session, case, adopted)),
    }
    return tuple(EvidenceLine(topic=topic, words=words) for topic, lines in said.items() for words in lines)


# --- As it was at adoption ---------------------------------------------------------------------------------


def _was(session: Session, record_id: str, case_id: str, field: str, now: str, on: date) -> str:
    """What ``field`` of a record was at the end of a day: what is now, with later alterations undone."""
    rows = session.execute(
        select(AuditDetailRow.detail)
        .join(AuditEntryRow, AuditEntryRow.seq == AuditDetailRow.seq)
        .where(
            AuditEntryRow.case_id == case_id,
            AuditEntryRow.record_id == record_id,
            AuditEntryRow.operation == Operation.ALTERATION.value,
            AuditEntryRow.at > datetime.combine(on, time.max),
        )
        .order_by(AuditEntryRow.seq.desc())
    )
    for (detail,) in rows:
        before = json.loads(detail).get("before") or {}
        if field in before:
            now = str(before[field] or "")
    return now


# --- Topic by topic ----------------------------------------------------------------------------------------


def _needs(session: Session, case_id: str, adopted: date | None) -> Iterator[str]:
    names = list_codes(session, NEEDS)
    rows = session.scalars(select(NeedRow).where(NeedRow.case_id == case_id)).all()
    order = {code: place for place, code in enumerate(names)}
    for row in sorted(rows, key=lambda one: order.get(one.code, len(order))):
        recorded = local_time(row.made_at).date()
        since = max(filter(None, (adopted, recorded)))
        before, now = _was(session, row.id, case_id, "severity", row.severity, since), row.severity
        if before == now == Severity.NONE.value:
            continue
        late = adopted is None or recorded > adopted
        then = _("when first recorded on {date}").format(date=exact_date(recorded))
        when = then if late else _("at adoption")
        words = (
            _("{need}: {now}, as it was {when}")
            if before == now
            else _("{need}: {now} now, was {before} {when}")
        )
        said = words.format(
            need=name_of(names, row.code),
            now=label_of(Severity, now).lower(),
            before=label_of(Severity, before).lower(),
            when=when,
        )
        yield f"{said}. {_('Status')}: {label_of(NeedStatus, row.status).lower()}."
    if not rows:
        yield _("No need is recorded.")


def _actions(session: Session, case_id: str) -> Iterator[str]:
    rows = session.execute(
        select(ActionRow.lineage, ActionRow.status).where(ActionRow.case_id == case_id).order_by(ActionRow.id)
    )
    stands: dict[str, str] = dict(rows.all())
    if not stands:
        yield _("No required action was ever asked for.")
        return
    counted: dict[str, int] = {}
    for status in stands.values():
        counted[status] = counted.get(status, 0) + 1
    parts = [
        f"{counted[status.value]:,} {label(status).lower()}"
        for status in (ActionStatus.DONE, ActionStatus.MISSED)
        if status.value in counted
    ]
    still = sum(number for status, number in counted.items() if ActionStatus(status).open)
    if still:
        parts.append(_("{number:,} still open").format(number=still))
    others = (
        len(stands)
        - still
        - sum(counted.get(one.value, 0) for one in (ActionStatus.DONE, ActionStatus.MISSED) if not one.open)
    )
    if others:
        parts.append(_("{number:,} dropped or changed").format(number=others))
    total = count(len(stands), N_("required action"), N_("required actions"))
    yield _("{total} over all versions of the plan: {parts}.").format(total=total, parts=join_words(parts))


def _services(session: Session, case_id: str) -> Iterator[str]:
    names = list_codes(session, NEEDS)
    rows = session.scalars(
        select(ServiceAccessRow).where(ServiceAccessRow.case_id == case_id).order_by(ServiceAccessRow.id)
    ).all()
    reached = [row for row in rows if row.attended_on is not None]
    missed = [row for row in rows if row.attended_on is None]
    if not rows:
        yield _("No service was asked for.")
    for row in reached:
        who = row.service or row.provider
        yield _("{need}: {service} reached, first attended {date}.").format(
            need=name_of(names, row.need_code), service=who, date=exact_date(row.attended_on)
        )
    for row in missed:
        yield _("{need}: {service} never attended.").format(
            need=name_of(names, row.need_code), service=row.service or row.provider
        )
    asked = {row.need_code for row in rows}
    severe = session.scalars(
        select(NeedRow.code).where(NeedRow.case_id == case_id, NeedRow.severity == Severity.SEVERE.value)
    )
    unmet = [name_of(names, code) for code in severe if code not in asked]
    if unmet:
        yield _("Severe needs for which no service was asked: {needs}.").format(needs=join_words(unmet))


def _compliance(session: Session, case_id: str, today: date) -> Iterator[str]:
    try:
        found = assess(session, case_id, datetime.combine(today, time.max.replace(microsecond=0)))
    except UserError:
        yield _("How they complied cannot be worked out: the rules in Settings are at fault.")
        return
    many = len(found.failures)
    failures = count(many, N_("failure counts"), N_("failures count")) if many else _("none counts")
    yield _("{stage}; {failures} today.").format(stage=label(found.stage), failures=failures)


def _colour(session: Session, case_id: str, adopted: date | None) -> Iterator[str]:
    periods = [
        one
        for one in list_statuses(session, case_id)
        if one.aspect is Aspect.RAG
        and one.from_on != one.to_on
        and (adopted is None or one.to_on is None or one.to_on > adopted)
    ]
    said: list[str] = []
    for one in periods:
        colour = label_of(Rag, one.value) or _("no colour")
        since = one.from_on if adopted is None or one.from_on is None else max(one.from_on, adopted)
        words = _("{colour} from {date}").format(colour=colour, date=exact_date(since)) if since else colour
        if not said or not said[-1].startswith(f"{colour} "):
            said.append(words)
    yield f"{', '.join(said)}." if said else _("No colour is recorded.")


def _risk(session: Session, case: CaseRow, adopted: date | None) -> Iterator[str]:
    now = case.rosh or ""
    rows = session.execute(
        select(RiskAssessmentRow.assessed_on, RiskAssessmentRow.levels)
        .where(RiskAssessmentRow.case_id == case.id)
        .order_by(RiskAssessmentRow.assessed_on, RiskAssessmentRow.id)
    ).all()
    by_then = [levels for on, levels in rows if adopted is not None and on <= adopted]
    when = _("at adoption")
    if by_then or rows:
        levels = by_then[-1] if by_then else rows[0][1]
        before = max((one["level"] for one in levels), key=lambda level: _ROSH.get(level, -1), default="")
        if not by_then:
            when = _("when first assessed on {date}").format(date=exact_date(rows[0][0]))
    else:
        known = local_time(case.made_at).date()
        since = max(filter(None, (adopted, known)))
        before = _was(session, case.id, case.id, "rosh", now, since)
        if adopted is None or known > adopted:
            when = _("when first recorded on {date}").format(date=exact_date(known))
    yield _changed(_("Risk of serious harm"), label_of(Rosh, before), label_of(Rosh, now), when)


def _accommodation(session: Session, case: CaseRow, adopted: date | None) -> Iterator[str]:
    names = list_codes(session, ACCOMMODATION_TYPES)
    person = records.fetch(session, PersonRow, case.person_id)
    known = local_time(person.made_at).date()
    since = max(filter(None, (adopted, known)))
    # What is changed of the person stands in the chain under no case.
    before = _was(session, person.id, "", "accommodation", person.accommodation, since)
    when = _("at adoption")
    if adopted is None or known > adopted:
        when = _("when first recorded on {date}").format(date=exact_date(known))
    said = [name_of(names, code) if code else "" for code in (before, person.accommodation)]
    yield _changed(_("Where they live"), said[0], said[1], when)


def _changed(what: str, before: str, now: str, when: str) -> str:
    if not now and not before:
        return _("{what}: not recorded.").format(what=what)
    now, was = (now or _("not recorded")), (before or _("not recorded"))
    if now == was:
        return _("{what}: {now}, as it was {when}.").format(what=what, now=now.lower(), when=when)
    return _("{what}: {now} now, was {before} {when}.").format(
        what=what, now=now.lower(), before=was.lower(), when=when
    )
