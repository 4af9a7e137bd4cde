"""The agenda of a conference: the cases on it, their order, and how far the meeting got with each.

Cases on the agenda stand at places 1, 2, 3 ... without a gap. One that is taken off keeps its row and its minutes;
its place is 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from iom_desktop.domain.agenda import minutes_of
from iom_desktop.domain.checks import Checks
from iom_desktop.domain.codes import AGENDA_REASONS, Rag
from iom_desktop.domain.conferences import (
    MOST_CASES,
    Agenda,
    AgendaCase,
    AgendaChange,
    AgendaReason,
    ConferenceCase,
    ConferenceState,
    ItemDraft,
    ItemState,
    Reason,
)
from iom_desktop.domain.names import list_name
from iom_desktop.errors import StaleEdit, UserError
from iom_desktop.services import records
from iom_desktop.services.codes import list_codes
from iom_desktop.storage import audit
from iom_desktop.storage.tables import CaseRow, ConferenceCaseRow, ConferenceRow, MinuteRow, PersonRow

#: Marks a reason somebody gave by hand: bringing the agenda up to date leaves it.
_BY_HAND = "by_hand"
#: Why the program itself took a case off; only such a one comes on again by itself.
NO_REASON_LEFT = "There was no reason left when the agenda was brought up to date."
_FULL = f"The agenda is full: a conference takes at most {MOST_CASES} cases."


def conference_row(session: Session, conference_id: str) -> ConferenceRow:
    """The conference's row, if it may still be changed. Raises ``UserError`` once it is closed."""
    row = records.fetch(session, ConferenceRow, conference_id)
    if row.state == ConferenceState.CLOSED.value:
        raise UserError("This conference is closed: its agenda and its minutes stay as they are.")
    return row


def list_cases(session: Session, conference_id: str) -> list[ConferenceCase]:
    """The cases of a conference in their order; those taken off last."""
    rows = session.execute(
        select(ConferenceCaseRow, PersonRow.crn, PersonRow.surname, PersonRow.forenames, CaseRow.rag)
        .join(CaseRow, CaseRow.id == ConferenceCaseRow.case_id)
        .join(PersonRow, PersonRow.id == CaseRow.person_id)
        .where(ConferenceCaseRow.conference_id == conference_id)
    )
    found = [
        _item_from(row, crn, list_name(surname, forenames), rag) for row, crn, surname, forenames, rag in rows
    ]
    return sorted(found, key=lambda one: (not one.on_agenda, one.position, one.id))


def _item_from(row: ConferenceCaseRow, crn: str, person: str, rag: str | None) -> ConferenceCase:
    return ConferenceCase(
        id=row.id,
        version=row.version,
        conference_id=row.conference_id,
        case_id=row.case_id,
        crn=crn,
        person=person,
        rag=None if rag is None else Rag(rag),
        position=row.position,
        minutes=row.minutes,
        reasons=reasons_of(row),
        ask=row.ask,
        state=ItemState(row.state),
        off_reason=row.off_reason,
        next_on=row.next_on,
    )


def check_on_agenda(session: Session, conference_id: str, case_id: str) -> None:
    """Raise ``UserError`` unless the case is, or was, on the agenda of this conference."""
    found = session.scalar(
        select(ConferenceCaseRow.id).where(
            ConferenceCaseRow.conference_id == conference_id, ConferenceCaseRow.case_id == case_id
        )
    )
    if found is None:
        raise UserError("This case is not on the agenda: put it there first.", "case_id")


def reasons_of(row: ConferenceCaseRow) -> tuple[Reason, ...]:
    """Why the case is on the agenda, as it was put there."""
    return tuple(Reason(reason=AgendaReason(one["reason"]), words=one["words"]) for one in row.reasons)


def rows_of(session: Session, conference_id: str) -> list[ConferenceCaseRow]:
    """The rows of a conference in their order, those taken off last."""
    rows = session.scalars(select(ConferenceCaseRow).where(ConferenceCaseRow.conference_id == conference_id))
    return sorted(rows, key=lambda row: (not _is_on(row), row.position, row.id))


def _is_on(row: ConferenceCaseRow) -> bool:
    return row.state != ItemState.TAKEN_OFF.value


def _renumber(rows: Iterable[ConferenceCaseRow]) -> None:
    for position, row in enumerate((row for row in rows if _is_on(row)), start=1):
        if row.position != position:
            row.position = position


def usual_minutes(session: Session) -> dict[AgendaReason, int]:
    """The minutes each reason usually takes, as the list of reasons has them today."""
    items = list_codes(session, AGENDA_REASONS)
    return {AgendaReason(code): int(item.detail("minutes") or 5) for code, item in items.items()}


# --- One case --------------------------------------------------------------------------------------------


def add_case(
    session: Session,
    conference_id: str,
    case_id: str,
    reasons: Sequence[Reason] = (),
    minutes: int | None = None,
) -> str:
    """Put a case at the end of the agenda by hand; returns the id of its place there. Raises ``UserError``.

    One that was taken off comes back, with what was minuted. Without ``minutes``: what its reasons usually take.
    """
    conference_row(session, conference_id)
    records.fetch(session, CaseRow, case_id)
    rows = rows_of(session, conference_id)
    said = _by_hand(reasons)
    before = next((row for row in rows if row.case_id == case_id), None)
    if before is not None:
        if _is_on(before):
            raise UserError("This case is on the agenda already.", "case_id")
        before.reasons = said or before.reasons
        put_back(session, before.id)
        return before.id
    many = sum(map(_is_on, rows))
    if many >= MOST_CASES:
        raise UserError(_FULL, "case_id")
    planned = minutes_of(reasons, usual_minutes(session)) if minutes is None else minutes
    row = _new_row(conference_id, case_id, many + 1, ItemDraft(minutes=planned).check().minutes, said)
    session.add(row)
    session.flush()
    return row.id


def _by_hand(reasons: Sequence[Reason]) -> list[dict[str, str]]:
    checks = Checks()
    said = [
        {
            "reason": one.reason.value,
            "words": checks.line(one.words, "reason", "Reason"),
            _BY_HAND: "yes",
        }
        for one in reasons
    ]
    checks.done()
    return said


def _new_row(
    conference_id: str, case_id: str, position: int, minutes: int, reasons: list[dict[str, str]]
) -> ConferenceCaseRow:
    return ConferenceCaseRow(
        conference_id=conference_id,
        case_id=case_id,
        position=position,
        minutes=minutes,
        reasons=reasons,
        ask="",
        state=ItemState.TO_DISCUSS.value,
        off_reason="",
        next_on=None,
    )


def take_off(session: Session, item_id: str, reason: str) -> None:
    """Take a case off the agenda, before the conference or midway; what was minuted of it stays. ``UserError``."""
    checks = Checks()
    cleaned = checks.note(reason, "reason", "Reason", required=True)
    checks.done()
    row = _open_item(session, item_id)
    if _is_on(row):
        _take_off(row, cleaned)
        session.flush()
        _renumber(rows_of(session, row.conference_id))


def _take_off(row: ConferenceCaseRow, reason: str) -> None:
    row.state, row.off_reason, row.position, row.next_on = ItemState.TAKEN_OFF.value, reason, 0, None


def put_back(session: Session, item_id: str) -> None:
    """Put a case that was taken off at the end of the agenda again. Raises ``UserError``."""
    row = _open_item(session, item_id)
    if _is_on(row):
        return
    many = sum(map(_is_on, rows_of(session, row.conference_id)))
    if many >= MOST_CASES:
        raise UserError(_FULL)
    row.state, row.off_reason, row.position = ItemState.TO_DISCUSS.value, "", many + 1
    session.flush()


def move_case(session: Session, item_id: str, places: int) -> None:
    """Move a case up (negative) or down the agenda; the others make room. Raises ``UserError``."""
    row = _open_item(session, item_id)
    if not _is_on(row):
        raise UserError("This case was taken off the agenda: put it back first.")
    rows = [one for one in rows_of(session, row.conference_id) if _is_on(one)]
    before = rows.index(row)
    after = max(0, min(len(rows) - 1, before + places))
    if after == before:
        return
    rows.insert(after, rows.pop(before))
    _renumber(rows)
    # Places are derived, so that the others are no edited records; who moved this one is recorded all the same.
    audit.act_of(session).add(
        audit.Operation.ALTERATION,
        kind=row.kind,
        record_id=row.id,
        case_id=row.case_id,
        detail={"before": {"position": before + 1}, "after": {"position": after + 1}},
    )
    session.flush()


def change_item(session: Session, item_id: str, version: int, draft: ItemDraft) -> None:
    """Change the minutes planned for a case and what the panel is asked. Raises ``UserError``, ``StaleEdit``."""
    said = draft.check()
    row = records.fetch(session, ConferenceCaseRow, item_id)
    conference_row(session, row.conference_id)
    if row.version != version:
        raise StaleEdit(
            f"{row.changed_by} changed this record while it was open here.",
            (("Minutes", str(row.minutes)), ("What the panel is asked to decide", row.ask)),
            (("Minutes", str(said.minutes)), ("What the panel is asked to decide", said.ask)),
        )
    records.write_onto(row, said)


def set_item_state(
    session: Session, item_id: str, state: ItemState, reason: str = "", next_on: date | None = None
) -> None:
    """Say how far the conference got with a case: discussed, put off (with a reason), taken off, to discuss again.

    ``next_on`` is when a case that is discussed or put off comes back. Raises ``UserError``.
    """
    if state is ItemState.TAKEN_OFF:
        take_off(session, item_id, reason)
        return
    row = _open_item(session, item_id)
    conference = records.fetch(session, ConferenceRow, row.conference_id)
    checks = Checks()
    cleaned = checks.note(reason, "reason", "Reason", required=state is ItemState.DEFERRED)
    begun = conference.state == ConferenceState.OPEN.value or state is not ItemState.DISCUSSED
    checks.demand(begun, "state", "Start the conference first: nothing is discussed before it.")
    if next_on is not None:
        checks.demand(
            next_on > conference.held_on,
            "next_on",
            f"Next discussed on: {next_on:%d/%m/%Y} is not after this conference.",
        )
    checks.done()
    if not _is_on(row):
        put_back(session, item_id)
    kept = next_on if state is not ItemState.TO_DISCUSS else None
    row.state, row.off_reason, row.next_on = state.value, cleaned, kept
    session.flush()


def _open_item(session: Session, item_id: str) -> ConferenceCaseRow:
    row = records.fetch(session, ConferenceCaseRow, item_id)
    conference_row(session, row.conference_id)
    return row


# --- The agenda as the program builds it -----------------------------------------------------------------


def agenda_change(session: Session, conference_id: str, agenda: Agenda) -> AgendaChange:
    """What ``fill_agenda`` would do, to be shown first."""
    rows = {row.case_id: row for row in rows_of(session, conference_id)}
    proposed = {one.case_id for one in agenda.cases}
    minuted = _minuted(session, conference_id)
    going = {case_id for case_id, row in rows.items() if _may_go(row, proposed, minuted)}
    coming = [one for one in agenda.cases if _comes_on(rows.get(one.case_id))]
    room = MOST_CASES - sum(map(_is_on, rows.values())) + len(going)
    return AgendaChange(
        comes_on=tuple(coming[:room]),
        goes=tuple(one for one in list_cases(session, conference_id) if one.case_id in going),
        left_out=agenda.left_out + max(0, len(coming) - room),
    )


def fill_agenda(session: Session, conference_id: str, agenda: Agenda) -> AgendaChange:
    """Bring the agenda in line with what the program proposes; returns what changed. Raises ``UserError``.

    What people did stays: an order made by hand (new cases then come last), a case put on or taken off by hand,
    what the panel is asked, minutes planned by hand. Only a case nothing speaks for any more goes.
    """
    conference_row(session, conference_id)
    change = agenda_change(session, conference_id, agenda)
    usual = usual_minutes(session)
    rows = {row.case_id: row for row in rows_of(session, conference_id)}
    order = {one.case_id: place for place, one in enumerate(agenda.cases)}
    on = [row.case_id for row in rows_of(session, conference_id) if _is_on(row)]
    ranked = [order[case_id] for case_id in on if case_id in order]
    by_rank = ranked == sorted(ranked) and len(ranked) == len(on) - len(change.goes)
    for gone in change.goes:
        _take_off(rows[gone.case_id], NO_REASON_LEFT)
    for one in agenda.cases:
        row = rows.get(one.case_id)
        if row is not None and _is_on(row):
            _take_reasons(row, one.reasons, usual)
    fresh = [_bring_on(session, conference_id, one, rows.get(one.case_id)) for one in change.comes_on]
    session.flush()
    stayed = [rows[case_id] for case_id in on if _is_on(rows[case_id])]
    everybody = [*stayed, *fresh]
    _renumber(sorted(everybody, key=lambda row: order[row.case_id]) if by_rank else everybody)
    session.flush()
    return change


def _comes_on(row: ConferenceCaseRow | None) -> bool:
    return row is None or (not _is_on(row) and row.off_reason == NO_REASON_LEFT)


def _may_go(row: ConferenceCaseRow, proposed: set[str], minuted: set[str]) -> bool:
    """Whether nothing speaks for a case any more: no reason, nothing asked, said or done about it by hand."""
    built = bool(row.reasons) and not any(_BY_HAND in one for one in row.reasons)
    touched = row.ask or row.state != ItemState.TO_DISCUSS.value or row.case_id in minuted
    return built and not touched and row.case_id not in proposed


def _minuted(session: Session, conference_id: str) -> set[str]:
    found = session.scalars(
        select(MinuteRow.case_id).where(MinuteRow.conference_id == conference_id).distinct()
    )
    return {one for one in found if one is not None}


def _take_reasons(row: ConferenceCaseRow, reasons: Sequence[Reason], usual: dict[AgendaReason, int]) -> None:
    """The program's reasons in place of its earlier ones; minutes follow unless somebody planned them."""
    as_usual = row.minutes == minutes_of(reasons_of(row), usual)
    kept = [one for one in row.reasons if _BY_HAND in one]
    said = [*_stored(reasons), *kept]
    if said != row.reasons:
        row.reasons = said
        if as_usual:
            row.minutes = minutes_of(reasons_of(row), usual)


def _stored(reasons: Iterable[Reason]) -> list[dict[str, str]]:
    return [{"reason": one.reason.value, "words": one.words} for one in reasons]


def _bring_on(
    session: Session, conference_id: str, one: AgendaCase, row: ConferenceCaseRow | None
) -> ConferenceCaseRow:
    if row is None:
        row = _new_row(conference_id, one.case_id, 0, one.minutes, _stored(one.reasons))
        session.add(row)
    else:
        row.state, row.off_reason = ItemState.TO_DISCUSS.value, ""
        row.reasons, row.minutes = _stored(one.reasons), one.minutes
    return row
