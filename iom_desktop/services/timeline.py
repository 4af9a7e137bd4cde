"""The timeline: everything in a case, in order of time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from iom_desktop.display.formats import N_, count, date_time, exact_date
from iom_desktop.display.labels import agency_words, asked_words, label, label_of
from iom_desktop.display.words import _
from iom_desktop.domain import names
from iom_desktop.domain.actions import ActionStatus
from iom_desktop.domain.clock import local_time
from iom_desktop.domain.codes import (
    APPOINTMENT_OUTCOMES,
    APPOINTMENT_TYPES,
    ENFORCEMENT_ACTIONS,
    LETTER_TEMPLATES,
    NEEDS,
    PROCEEDING_STATUSES,
    RISK_FLAGS,
    SUPPORT_KINDS,
)
from iom_desktop.domain.enforcement import ProceedingKind
from iom_desktop.domain.letters import SentBy
from iom_desktop.domain.needs import Severity
from iom_desktop.domain.notes import Mark
from iom_desktop.domain.service_access import RUNGS, Barrier
from iom_desktop.domain.text import fold_words
from iom_desktop.domain.timeline import Kind, TimelineEntry
from iom_desktop.services.codes import list_codes, name_of
from iom_desktop.services.timeline_conference import FOUND_AS as FOUND_AT_CONFERENCES
from iom_desktop.services.timeline_conference import conference_entries
from iom_desktop.services.timeline_measures import measure_entries
from iom_desktop.services.timeline_papers import FOUND_AS as _PAPERS_FOUND_AS
from iom_desktop.services.timeline_papers import paper_entries
from iom_desktop.services.timeline_risk import risk_entries
from iom_desktop.services.timeline_selection import selection_entries
from iom_desktop.services.timeline_status import FOUND_AS as _STATUS_FOUND_AS
from iom_desktop.services.timeline_status import status_entries
from iom_desktop.storage import search_index
from iom_desktop.storage.tables import (
    KINDS,
    ActionNoteRow,
    ActionRow,
    ActionStatusRow,
    AppointmentMoveRow,
    AppointmentOutcomeRow,
    AppointmentRow,
    CaseRow,
    EnforcementStepRow,
    FlagRow,
    GoalRow,
    LetterRow,
    NeedRow,
    NoteRow,
    PersonRow,
    PlanRow,
    ProceedingRow,
    Record,
    ServiceAccessRow,
    SupportRow,
)

#: Records of one case that a word may find.
_MOST_HITS = 20_000


def list_timeline(session: Session, case_id: str, words: str = "") -> list[TimelineEntry]:
    """Everything in the case, the newest first; with ``words``, only what holds every one of them."""
    found = sorted(_entries(session, case_id), key=lambda entry: (entry.at, entry.id), reverse=True)
    return entries_with(session, case_id, found, words)


def entries_with(
    session: Session, case_id: str, entries: Sequence[TimelineEntry], words: str
) -> list[TimelineEntry]:
    """Those of the case's ``entries`` that hold every one of ``words``, in their heading or their text.

    A word may be unfinished. Quick enough for each keystroke: the text is asked of the index, not read.
    """
    left = list(entries)
    headings: dict[str, list[str]] = {}
    for term in dict.fromkeys(fold_words(words)):
        hits = search_index.find(session, term, case_id=case_id, most=_MOST_HITS)
        indexed = {hit[1] for hit in hits}
        indexed |= _standing_for(session, case_id, indexed)
        left = [
            entry
            for entry in left
            if entry.id in indexed or _begins_a_word(term, f"{entry.heading} {entry.by}", headings)
        ]
    return left


def _begins_a_word(term: str, text: str, folded: dict[str, list[str]]) -> bool:
    if text not in folded:
        folded[text] = fold_words(text)
    return any(word.startswith(term) for word in folded[text])


def _standing_for(session: Session, case_id: str, found: set[str]) -> set[str]:
    """The entries that speak for records without an entry of their own.

    Goals stand under their plan, earlier outcomes under their appointment, and an action of a later version of
    the plan under the first version's.
    """
    plans = session.execute(select(GoalRow.id, GoalRow.plan_id).where(GoalRow.case_id == case_id))
    changed = session.execute(
        select(AppointmentOutcomeRow.id, AppointmentOutcomeRow.appointment_id).where(
            AppointmentOutcomeRow.case_id == case_id
        )
    )
    standing = {owner for record, owner in (*plans, *changed) if record in found}
    first: dict[str, str] = {}
    actions = session.execute(
        select(ActionRow.id, ActionRow.lineage).where(ActionRow.case_id == case_id).order_by(ActionRow.id)
    )
    for record, lineage in actions:
        first.setdefault(lineage, record)
        if record in found:
            standing.add(first[lineage])
    return standing


def find_words(session: Session, words: str, most: int = 200) -> list[TimelineEntry]:
    """Records of any case that hold every word of ``words``, the newest first, with whose they are."""
    found: list[TimelineEntry] = []
    people: dict[str, tuple[str, str]] = {"": ("", "")}  # what is of the meeting as a whole is nobody's
    for kind, record_id, case_id in search_index.find(session, words, most=most):
        if case_id not in people:
            people[case_id] = _person(session, case_id)
        row = session.get(KINDS[kind], record_id)
        if row is None:
            continue
        heading = _FOUND_AS.get(kind, (Kind.NOTE, ""))
        shown = "" if kind in _NEVER_SHOWN else _text_of(row)
        person, crn = people[case_id]
        found.append(
            TimelineEntry(
                id=record_id,
                case_id=case_id,
                kind=heading[0],
                at=local_time(row.made_at),
                heading=_(heading[1]),
                words=shown,
                by=row.made_by,
                person=person,
                crn=crn,
            )
        )
    return found


_FOUND_AS: dict[str, tuple[Kind, str]] = {
    "note": (Kind.NOTE, N_("Note")),
    "appointment": (Kind.APPOINTMENT, N_("Appointment")),
    "appointment_outcome": (Kind.APPOINTMENT, N_("Earlier outcome")),
    "appointment_move": (Kind.APPOINTMENT, N_("Appointment moved")),
    "enforcement_step": (Kind.ENFORCEMENT, N_("Enforcement")),
    "proceeding": (Kind.ENFORCEMENT, N_("Breach or recall")),
    "letter": (Kind.ENFORCEMENT, N_("Letter")),
    "support": (Kind.SERVICE, N_("Support given")),
    "service_access": (Kind.SERVICE, N_("Service")),
    "referral": (Kind.DECISION, N_("Referral")),
    "screening": (Kind.DECISION, N_("Screening")),
    "decision": (Kind.DECISION, N_("Decision")),
    "plan": (Kind.PLAN, N_("Plan")),
    "goal": (Kind.PLAN, N_("Goal")),
    "required_action": (Kind.ACTION, N_("Required action")),
    "action_status": (Kind.ACTION, N_("Action status")),
    "action_note": (Kind.ACTION, N_("Progress note")),
    "need": (Kind.NEED, N_("Need")),
    "flag": (Kind.NEED, N_("Risk flag")),
    "risk_assessment": (Kind.RISK, N_("Risk assessment")),
    "risk_measure": (Kind.RISK, N_("Risk plan")),
    "condition": (Kind.PLAN, N_("Condition or requirement")),
    "marac": (Kind.RISK, N_("MARAC")),
    "safeguarding_check": (Kind.RISK, N_("Safeguarding check")),
    "withheld": (Kind.RISK, N_("Information kept apart")),
    **_STATUS_FOUND_AS,
    **FOUND_AT_CONFERENCES,
    **_PAPERS_FOUND_AS,
}
#: Of these a search says that they hold the words, and never shows them.
_NEVER_SHOWN = frozenset({"withheld"})


def _text_of(row: Record) -> str:
    return " · ".join(text for text in row.searched_texts() if text)


def _person(session: Session, case_id: str) -> tuple[str, str]:
    row = session.execute(
        select(PersonRow.surname, PersonRow.forenames, PersonRow.crn)
        .join(CaseRow, CaseRow.person_id == PersonRow.id)
        .where(CaseRow.id == case_id)
    ).one()
    return names.list_name(row[0], row[1]), row[2]


def _entries(session: Session, case_id: str) -> Iterator[TimelineEntry]:
    yield from _notes(session, case_id)
    yield from _appointments(session, case_id)
    yield from _moves(session, case_id)
    yield from _steps(session, case_id)
    yield from _proceedings(session, case_id)
    yield from _letters(session, case_id)
    yield from _services(session, case_id)
    yield from _support(session, case_id)
    yield from selection_entries(session, case_id)
    yield from _plans(session, case_id)
    yield from _actions(session, case_id)
    yield from _needs_and_flags(session, case_id)
    yield from risk_entries(session, case_id)
    yield from measure_entries(session, case_id)
    yield from status_entries(session, case_id)
    yield from conference_entries(session, case_id)
    yield from paper_entries(session, case_id)


def _notes(session: Session, case_id: str) -> Iterator[TimelineEntry]:
    types = list_codes(session, APPOINTMENT_TYPES)
    for row in session.scalars(select(NoteRow).where(NoteRow.case_id == case_id)):
        yield TimelineEntry(
            id=row.id,
            case_id=case_id,
            kind=Kind.NOTE,
            at=row.happened_at,
            heading=name_of(types, row.type_code) if row.type_code else _("Note"),
            words=row.words,
            by=row.made_by,
            mark=Mark(row.mark),
            third_party=row.third_party,
            not_disclosable=row.not_disclosable,
        )


def _appointments(session: Session, case_id: str) -> Iterator[TimelineEntry]:
    types, outcomes = list_codes(session, APPOINTMENT_TYPES), list_codes(session, APPOINTMENT_OUTCOMES)
    for row in session.scalars(select(AppointmentRow).where(AppointmentRow.case_id == case_id)):
        said = name_of(outcomes, row.outcome_code) if row.outcome_code else ""
        reason = ""
        if row.cancelled:
            said, reason = _("cancelled"), _joined(asked_words(row.cancel_asked_by), row.cancel_reason)
        yield TimelineEntry(
            id=row.id,
            case_id=case_id,
            kind=Kind.APPOINTMENT,
            at=row.starts_at,
            heading=_headed(name_of(types, row.type_code), said),
            words=_joined(row.place, row.with_name, row.purpose, reason, row.outcome_note),
            by=row.outcome_by or row.made_by,
        )


def _moves(session: Session, case_id: str) -> Iterator[TimelineEntry]:
    types = list_codes(session, APPOINTMENT_TYPES)
    rows = session.execute(
        select(AppointmentMoveRow, AppointmentRow.type_code)
        .join(AppointmentRow, AppointmentRow.id == AppointmentMoveRow.appointment_id)
        .where(AppointmentMoveRow.case_id == case_id)
    )
    for row, type_code in rows:
        yield TimelineEntry(
            id=row.id,
            case_id=case_id,
            kind=Kind.APPOINTMENT,
            at=local_time(row.made_at),
            heading=_headed(_("Appointment moved"), name_of(types, type_code)),
            words=_joined(_moved_words(row), asked_words(row.asked_by), row.reason),
            by=row.made_by,
            opens=row.appointment_id,
        )


def _moved_words(row: AppointmentMoveRow) -> str:
    """From where to where: of what stayed the same nothing is said."""
    changed = [
        _("from {before} to {after}").format(before=before, after=after)
        for before, after in (
            (date_time(row.from_at), date_time(row.to_at)),
            (_minutes(row.from_minutes), _minutes(row.to_minutes)),
            (row.from_place or _("no place"), row.to_place or _("no place")),
        )
        if before != after
    ]
    return ", ".join(changed)


def _minutes(many: int) -> str:
    return count(many, N_("minute"), N_("minutes"))


def _steps(session: Session, case_id: str) -> Iterator[TimelineEntry]:
    items = list_codes(session, ENFORCEMENT_ACTIONS)
    for row in session.scalars(select(EnforcementStepRow).where(EnforcementStepRow.case_id == case_id)):
        name = name_of(items, row.code)
        days = [
            _("evidence by {date}").format(date=exact_date(row.evidence_by)) if row.evidence_by else "",
            _("answer by {date}").format(date=exact_date(row.respond_by)) if row.respond_by else "",
        ]
        said = [(_("Decided"), row.decided_on, _joined(*days, row.note), row.made_by)]
        if row.settled_on is not None:
            said.append((_("Settled"), row.settled_on, row.settled_note, row.changed_by))
        for heading, day, words, by in said:
            yield TimelineEntry(
                id=row.id,
                case_id=case_id,
                kind=Kind.ENFORCEMENT,
                at=_midnight(day),
                timed=False,
                heading=_headed(heading, name),
                words=words,
                by=by,
            )


def _proceedings(session: Session, case_id: str) -> Iterator[TimelineEntry]:
    items = list_codes(session, PROCEEDING_STATUSES)
    for row in session.scalars(select(ProceedingRow).where(ProceedingRow.case_id == case_id)):
        recall = ProceedingKind(row.proceeding) is ProceedingKind.RECALL
        begun, ended = (
            (_("Recall begun"), _("Recall resolved"))
            if recall
            else (_("Breach proceedings begun"), _("Breach proceedings resolved"))
        )
        status = name_of(items, row.status_code)
        # While it goes on, how it stands belongs to the day that status was reached.
        now = _("{status}, since {date}").format(status=status, date=exact_date(row.status_on))
        said = [(begun, row.started_on, _joined("" if row.resolved_on else now, row.reason), row.made_by)]
        if row.resolved_on is not None:
            said.append((_headed(ended, status), row.resolved_on, row.result_note, row.changed_by))
        for heading, day, words, by in said:
            yield TimelineEntry(
                id=row.id,
                case_id=case_id,
                kind=Kind.ENFORCEMENT,
                at=_midnight(day),
                timed=False,
                heading=heading,
                words=words,
                by=by,
            )


def _letters(session: Session, case_id: str) -> Iterator[TimelineEntry]:
    templates = list_codes(session, LETTER_TEMPLATES)
    for row in session.scalars(select(LetterRow).where(LetterRow.case_id == case_id)):
        name, how = name_of(templates, row.template_code), label_of(SentBy, row.sent_by)
        yield TimelineEntry(
            id=row.id,
            case_id=case_id,
            kind=Kind.ENFORCEMENT,
            at=_midnight(row.sent_on),
            timed=False,
            heading=_headed(_("Letter sent"), name),
            # The letter itself is read where it is kept; a search finds it here by any of its words.
            words=_joined(how, row.subject if row.subject != name else ""),
            by=row.made_by,
            record="letter",
        )


def _support(session: Session, case_id: str) -> Iterator[TimelineEntry]:
    kinds, items = list_codes(session, SUPPORT_KINDS), list_codes(session, NEEDS)
    for row in session.scalars(select(SupportRow).where(SupportRow.case_id == case_id)):
        need = name_of(items, row.need_code) if row.need_code else ""
        given_by = " ".join(filter(None, (row.given_by, f"({agency_words(row.agency).lower()})")))
        yield TimelineEntry(
            id=row.id,
            case_id=case_id,
            kind=Kind.SERVICE,
            at=_midnight(row.given_on),
            timed=False,
            heading=_headed(_("Support given"), name_of(kinds, row.kind_code)),
            words=_joined(need, given_by, _minutes(row.minutes) if row.minutes else "", row.words),
            by=row.made_by,
            record="support",
        )


def _services(session: Session, case_id: str) -> Iterator[TimelineEntry]:
    items = list_codes(session, NEEDS)
    for row in session.scalars(select(ServiceAccessRow).where(ServiceAccessRow.case_id == case_id)):
        reached = [(name, rung, day) for name, rung in RUNGS if (day := getattr(row, name)) is not None]
        told = {one["rung"]: one for one in row.rung_records}
        for place, (name, rung, day) in enumerate(reached, start=1):
            shown = told.get(name, {})
            # What is said of the service as it stands belongs to where it stands now.
            last = place == len(reached)
            reason = _joined(row.barrier_words, row.note) if last else ""
            barrier = label(Barrier(row.barrier)) if last and row.barrier else ""
            what = _headed(_("Service {stage}").format(stage=_(rung).lower()), name_of(items, row.need_code))
            yield TimelineEntry(
                id=row.id,
                case_id=case_id,
                kind=Kind.SERVICE,
                at=_midnight(day),
                timed=False,
                heading=f"{what} ({barrier.lower()})" if barrier else what,
                words=_joined(row.service, row.provider, shown.get("evidence", ""), reason),
                by=shown.get("by", "") or row.changed_by,
            )


def _plans(session: Session, case_id: str) -> Iterator[TimelineEntry]:
    for row in session.scalars(select(PlanRow).where(PlanRow.case_id == case_id)):
        agreed = row.agreed_at is not None
        heading = _("Plan version {number} agreed") if agreed else _("Plan version {number} begun")
        yield TimelineEntry(
            id=row.id,
            case_id=case_id,
            kind=Kind.PLAN,
            at=local_time(row.agreed_at or row.made_at),
            heading=heading.format(number=row.number),
            words=row.agreement_words or row.persons_words,
            by=row.agreed_by or row.made_by,
        )


def _actions(session: Session, case_id: str) -> Iterator[TimelineEntry]:
    first: dict[str, str] = {}
    what: dict[str, str] = {}
    rows = session.execute(
        select(ActionRow.id, ActionRow.lineage, ActionRow.what, ActionRow.made_at, ActionRow.made_by)
        .where(ActionRow.case_id == case_id)
        .order_by(ActionRow.id)
    ).all()
    newest = {lineage: record_id for record_id, lineage, *_rest in rows}
    for record_id, lineage, said, made_at, made_by in rows:
        what[lineage] = said
        if lineage not in first:
            first[lineage] = record_id
            yield TimelineEntry(
                id=record_id,
                case_id=case_id,
                kind=Kind.ACTION,
                at=local_time(made_at),
                heading=_("Required action added"),
                words=said,
                by=made_by,
                opens=newest[lineage],
            )
    for row in session.scalars(select(ActionStatusRow).where(ActionStatusRow.case_id == case_id)):
        yield TimelineEntry(
            id=row.id,
            case_id=case_id,
            kind=Kind.ACTION,
            at=_midnight(row.on_day),
            timed=False,
            heading=_headed(_("Required action"), label(ActionStatus(row.status)).lower()),
            words=_joined(what.get(row.lineage, ""), row.reason),
            by=row.made_by,
            opens=newest.get(row.lineage, ""),
        )
    for note in session.scalars(select(ActionNoteRow).where(ActionNoteRow.case_id == case_id)):
        yield TimelineEntry(
            id=note.id,
            case_id=case_id,
            kind=Kind.ACTION,
            at=local_time(note.made_at),
            heading=_("Progress note"),
            words=note.words,
            by=note.made_by,
            opens=newest.get(note.lineage, ""),
        )


def _needs_and_flags(session: Session, case_id: str) -> Iterator[TimelineEntry]:
    items, kinds = list_codes(session, NEEDS), list_codes(session, RISK_FLAGS)
    for row in session.scalars(select(NeedRow).where(NeedRow.case_id == case_id)):
        day = row.identified_on
        severity = label(Severity(row.severity)).lower()
        yield TimelineEntry(
            id=row.id,
            case_id=case_id,
            kind=Kind.NEED,
            at=local_time(row.made_at) if day is None else _midnight(day),
            timed=day is None,
            heading=_headed(_("Need recorded"), f"{name_of(items, row.code)}, {severity}"),
            words=_joined(row.note, row.strengths),
            by=row.made_by,
        )
    for flag in session.scalars(select(FlagRow).where(FlagRow.case_id == case_id)):
        days = [(_("Risk flag raised"), flag.started_on), (_("Risk flag ended"), flag.ended_on)]
        for heading, on in days:
            if on is not None:
                yield TimelineEntry(
                    id=flag.id,
                    case_id=case_id,
                    kind=Kind.NEED,
                    at=_midnight(on),
                    timed=False,
                    heading=_headed(heading, name_of(kinds, flag.code)),
                    words=flag.note,
                    by=flag.made_by if on == flag.started_on else flag.changed_by,
                )


def _headed(heading: str, more: str) -> str:
    return f"{heading}: {more}" if more else heading


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())
