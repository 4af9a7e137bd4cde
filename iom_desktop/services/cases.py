"""Cases: opening them, listing them, saying how the person is managed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from iom_desktop.domain.cases import Case, CaseDraft, CaseListRow, Flag, flag_severity
from iom_desktop.domain.checks import Checks
from iom_desktop.domain.codes import (
    RISK_FLAGS,
    Answer,
    CodeItem,
    Cohort,
    IomStatus,
    Phase,
    Rag,
    RiskGroup,
    Rosh,
    Sentence,
)
from iom_desktop.domain.dates import add_months
from iom_desktop.domain.identity import tidy_crn
from iom_desktop.domain.risk import FLAG_NOTE_LIMIT
from iom_desktop.errors import UserError
from iom_desktop.services import records
from iom_desktop.services.codes import list_codes, name_of
from iom_desktop.services.lead_telephones import with_telephones
from iom_desktop.services.people import person_from
from iom_desktop.services.standing import refresh_standing
from iom_desktop.services.statuses import follow_case
from iom_desktop.storage import audit
from iom_desktop.storage.reading import asking
from iom_desktop.storage.tables import AppointmentRow, CaseRow, DeselectionRow, FlagRow, PersonRow

_CONVERT: records.Convert = {
    "cohort": Cohort,
    "rag": Rag,
    "phase": Phase,
    "sentence": Sentence,
    "domestic_abuse": Answer,
    "child_safeguarding": Answer,
    "risk_to_staff": Answer,
    "rosh": Rosh,
    "rosh_groups": records.codes(RiskGroup),
}


def open_case(session: Session, case_id: str) -> Case:
    """The case, opened to be read: the opening is audited. Needs a writing session."""
    case = load_case(session, case_id)
    audit.consulted(session, case_id)
    return case


def load_case(session: Session, case_id: str) -> Case:
    """The case with its person and current flags. Raises ``UserError`` where there is none."""
    row = records.fetch(session, CaseRow, case_id)
    person = records.fetch(session, PersonRow, row.person_id)
    return Case(
        id=row.id,
        version=row.version,
        person=person_from(person),
        managed=records.draft_of(CaseDraft, row, _CONVERT),
        iom_status=IomStatus(row.iom_status),
        deselected_on=_deselected_on(session, row),
        flags=tuple(flag for flag in list_flags(session, case_id) if flag.ended_on is None),
        has_decision=row.has_decision,
        plan_faults=row.plan_faults,
    )


def _deselected_on(session: Session, row: CaseRow) -> date | None:
    if row.iom_status != IomStatus.DESELECTED.value:
        return None
    return session.scalar(
        select(func.max(DeselectionRow.decided_on)).where(
            DeselectionRow.case_id == row.id, DeselectionRow.superseded_on.is_(None)
        )
    )


def case_with_crn(session: Session, crn: str) -> str:
    """The id of the case of the person with this CRN. Raises ``UserError``."""
    tidied = tidy_crn(crn)
    # A command line may hold halves of characters, which no database can be asked about.
    found = session.scalar(
        select(CaseRow.id)
        .join(PersonRow, PersonRow.id == CaseRow.person_id)
        .where(PersonRow.crn == (tidied if tidied.isascii() else ""))
    )
    if found is None:
        raise UserError("CRN: nobody in this store has it.", "crn")
    return found


def change_case(session: Session, case_id: str, version: int, draft: CaseDraft, today: date) -> None:
    """Change how the person is managed. Raises ``UserError``, ``StaleEdit``.

    A cohort, colour, phase or lead officer that it changes has been so from today, for no reason given:
    ``statuses.change_status`` is the way to give one.
    """
    managed = draft.check(today)
    row = records.fetch_version(session, CaseRow, case_id, version)
    before = records.draft_of(CaseDraft, row, _CONVERT)
    follow_case(session, row, before, managed, today)
    records.write_onto(row, with_telephones(before, managed, row))
    refresh_standing(session, case_id)


def list_cases(session: Session, now: datetime) -> list[CaseListRow]:
    """The whole caseload by surname. ``now`` is local time and says which appointment is the next."""
    coming = (
        select(AppointmentRow.case_id, func.min(AppointmentRow.starts_at).label("at"))
        .where(AppointmentRow.starts_at >= now, AppointmentRow.cancelled.is_(False))
        .group_by(AppointmentRow.case_id)
        .subquery()
    )
    rows = session.execute(
        select(
            CaseRow.id,
            PersonRow.crn,
            PersonRow.surname,
            PersonRow.forenames,
            PersonRow.known_as,
            PersonRow.pnc,
            PersonRow.date_of_birth,
            CaseRow.cohort,
            CaseRow.rag,
            CaseRow.rosh,
            CaseRow.sentence,
            CaseRow.sentence_end,
            CaseRow.police_lead,
            CaseRow.probation_lead,
            CaseRow.has_decision,
            CaseRow.plan_faults,
            CaseRow.plan_number,
            CaseRow.plan_agreed,
            coming.c.at,
            CaseRow.review_on,
            CaseRow.iom_status,
        )
        .join(PersonRow, PersonRow.id == CaseRow.person_id)
        .outerjoin(coming, coming.c.case_id == CaseRow.id)
        .order_by(PersonRow.surname, PersonRow.forenames)
        # A piece at a time: 20,000 lines are not held twice.
        .execution_options(yield_per=1_000)
    )
    return list(_lines(cast(Any, rows), _let_go(session)))


def _let_go(session: Session) -> dict[str, date]:
    """When each of those who are away was let go: few, so that they are asked for by themselves."""
    found = session.execute(
        select(DeselectionRow.case_id, func.max(DeselectionRow.decided_on))
        .where(DeselectionRow.superseded_on.is_(None))
        .group_by(DeselectionRow.case_id)
    )
    return dict(found.all())


def _lines(rows: Iterable[Any], let_go: dict[str, date]) -> Iterator[CaseListRow]:
    """The rows as records; the columns stand in the order of the fields, and a test holds them to it.

    Names, leads, codes and days recur: each is held once, which halves what 20,000 lines weigh.
    """
    held: dict[Any, Any] = {}
    once = held.setdefault
    away = IomStatus.DESELECTED.value
    for (
        case_id, crn, surname, forenames, called, pnc, born, cohort, rag, rosh, sentence, end, police, probation,
        decided, faults, number, agreed, coming, review, status,
    ) in rows:  # fmt: skip
        yield CaseListRow(
            case_id, crn, once(surname, surname), once(forenames, forenames), once(called, called), pnc,
            once(born, born), once(cohort, cohort), once(rag, rag), once(rosh, rosh), once(sentence, sentence),
            once(end, end), once(police, police), once(probation, probation), decided, faults, number, agreed,
            coming, once(review, review), once(status, status),
            let_go.get(case_id) if status == away else None,
        )  # fmt: skip


def list_flags(session: Session, case_id: str) -> list[Flag]:
    """The flags of the case, ended ones too, the gravest first."""
    items = list_codes(session, RISK_FLAGS)
    rows = session.scalars(select(FlagRow).where(FlagRow.case_id == case_id)).all()
    flags = [
        Flag(
            id=row.id,
            case_id=row.case_id,
            code=row.code,
            name=name_of(items, row.code),
            severity=flag_severity(row.code),
            note=row.note,
            started_on=row.started_on,
            review_on=row.review_on,
            ended_on=row.ended_on,
            reviewed_on=row.reviewed_on,
            reviewed_by=row.reviewed_by,
        )
        for row in rows
    ]
    return sorted(flags, key=lambda flag: (flag.severity, flag.name))


def raise_flag(session: Session, case_id: str, code: str, note: str, started_on: date, today: date) -> str:
    """Put a risk flag on the case; its review falls due as its list says. Raises ``UserError``."""
    records.fetch(session, CaseRow, case_id)
    item = list_codes(session, RISK_FLAGS).get(code)
    checks = Checks()
    checks.demand(item is not None, "code", "Flag: choose one from the list.")
    checks.demand(started_on <= today, "started_on", f"From: {started_on:%d/%m/%Y} is in the future.")
    cleaned = checks.note(note, "note", "Note", limit=4000)
    standing = {flag.code for flag in list_flags(session, case_id) if flag.ended_on is None}
    checks.demand(code not in standing, "code", "Flag: it is on this case already.")
    checks.done()
    row = FlagRow(
        case_id=case_id,
        code=code,
        note=cleaned,
        started_on=started_on,
        review_on=_next_review(item, started_on),
        reviewed_on=None,
        reviewed_by="",
        ended_on=None,
    )
    session.add(row)
    session.flush()
    return row.id


def review_flag(
    session: Session, flag_id: str, today: date, note: str = "", next_on: date | None = None
) -> None:
    """Record that a flag was looked at and stands, by whom, and what was found. Raises ``UserError``.

    The next review falls due on ``next_on``, or as the flag's list says.
    """
    row = _standing_flag(session, flag_id)
    checks = Checks()
    said = checks.note(note, "note", "Note", limit=4000)
    if next_on is not None:
        checks.demand(next_on > today, "next_on", f"Next review: {next_on:%d/%m/%Y} is not ahead.")
    added = _added(session, row, _REVIEWED, said, today) if said else row.note
    _has_room(checks, added, "note")
    checks.done()
    item = list_codes(session, RISK_FLAGS).get(row.code)
    row.note = added
    row.reviewed_on, row.reviewed_by = today, asking(session).name
    row.review_on = next_on or _next_review(item, today)


def end_flag(session: Session, flag_id: str, ended_on: date, today: date, reason: str) -> None:
    """Take a flag off the case; it stays on record, with the reason in its note. Raises ``UserError``."""
    row = _standing_flag(session, flag_id)
    checks = Checks()
    checks.demand(
        row.started_on <= ended_on <= today,
        "ended_on",
        f"Ended on: {ended_on:%d/%m/%Y} is before the flag began or in the future.",
    )
    said = checks.note(reason, "reason", "Reason", required=True, limit=4000)
    added = _added(session, row, _ENDED, said, ended_on)
    _has_room(checks, added, "reason")
    checks.done()
    row.ended_on, row.note = ended_on, added


_REVIEWED = "Reviewed {day:%d/%m/%Y} by {officer}: {words}"
_ENDED = "Ended {day:%d/%m/%Y} by {officer}: {words}"


def _added(session: Session, row: FlagRow, how: str, words: str, day: date) -> str:
    """The flag's note with one line more: what was said before stays."""
    line = how.format(day=day, officer=asking(session).name, words=words)
    return "\n".join(filter(None, (row.note, line)))


def _has_room(checks: Checks, note: str, field: str) -> None:
    full = "The flag's note is full: say it in a note of the case."
    checks.demand(len(note) <= FLAG_NOTE_LIMIT, field, full)


def _next_review(item: CodeItem | None, day: date) -> date | None:
    """When the list has a flag looked at again that was looked at on ``day``."""
    months = int(item.detail("review_months") or 0) if item is not None else 0
    return add_months(day, months) if months else None


def _standing_flag(session: Session, flag_id: str) -> FlagRow:
    row = records.fetch(session, FlagRow, flag_id)
    if row.ended_on is not None:
        raise UserError(f"This flag was taken off on {row.ended_on:%d/%m/%Y}: put it on again if it stands.")
    return row
