"""The copy register: a number and a check code for each copy before it leaves, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, inspect, literal_column, select
from sqlalchemy.orm import Session

from iom_desktop.domain import names
from iom_desktop.domain.audiences import Audience, parse_reader
from iom_desktop.domain.clock import local_time, utc_time
from iom_desktop.domain.codes import DOCUMENT_RULES, MARKINGS
from iom_desktop.domain.documents import (
    Document,
    Due,
    Form,
    Means,
    NumberedCopy,
    PaperSubject,
    Settled,
    make_code,
    read_code,
)
from iom_desktop.domain.register import (
    CopyDraft,
    CopyFilter,
    DocumentCopy,
    DocumentRule,
    Marking,
    MayMark,
    Settlement,
    check_marking,
)
from iom_desktop.domain.text import fold_words
from iom_desktop.errors import FieldErrors, UserError
from iom_desktop.services import records
from iom_desktop.services.codes import list_codes
from iom_desktop.storage import audit, search_index
from iom_desktop.storage.reading import asking
from iom_desktop.storage.tables import CaseRow, DocumentCopyRow, PersonRow

#: How the disclosure entry of a copy ends that never came about.
NOT_MADE = "not made after all"

# --- Rules ---------------------------------------------------------------------------------------------


def list_markings(session: Session, on: date | None = None) -> dict[str, Marking]:
    """The markings by code, the least protected first."""
    found = [
        Marking(
            code=code,
            words="" if item.detail("level") == "0" else item.name,
            level=int(item.detail("level") or 0),
            handling=item.detail("handling"),
        )
        for code, item in list_codes(session, MARKINGS, on).items()
    ]
    return {one.code: one for one in sorted(found, key=lambda one: one.level)}


def rule_for(session: Session, document: Document, audience: Audience) -> DocumentRule:
    """How a paper is marked for this audience, and what is to become of its copies."""
    code = "my_plan" if document is Document.PLAN and audience is Audience.PERSON else document.value
    item = list_codes(session, DOCUMENT_RULES)[code]
    # The file's own copy and the person's are kept by whoever has them.
    others = audience not in (Audience.FULL, Audience.PERSON)
    due = item.detail("due") if others else ""
    return DocumentRule(
        document=document,
        marking=list_markings(session)[item.detail("marking")],
        raise_by=MayMark(item.detail("raise_by")),
        lower_by=MayMark(item.detail("lower_by")),
        due=Due(due) if due else None,
        due_days=int(item.detail("days")) if due and item.detail("days") else None,
    )


def _is_lead(session: Session, case_id: str | None) -> bool:
    """Whether the officer leads the case; a paper about no single case has no lead to ask."""
    if case_id is None:
        return True
    case = records.fetch(session, CaseRow, case_id)
    name = asking(session).name.casefold()
    return name in (case.police_lead.casefold(), case.probation_lead.casefold())


# --- Giving out ----------------------------------------------------------------------------------------


def issue_copies(
    session: Session, subject: PaperSubject, draft: CopyDraft, today: date
) -> tuple[NumberedCopy, ...]:
    """Put a copy for each recipient on the register, with its disclosure in the audit. Needs a writing session.

    Nothing may be printed or saved but what this returns. Raises ``FieldErrors`` where nobody is named, and
    ``UserError`` where the marking is not the officer's to give.
    """
    draft, rule, marking = _checked(session, subject, draft, today)
    before = last_number(session, subject.series)
    of = before + len(draft.recipients)
    made = []
    for number, recipient in enumerate(draft.recipients, start=before + 1):
        row = DocumentCopyRow(
            document=subject.document.value,
            series=subject.series,
            title=subject.title,
            paper_version=subject.version,
            audience=subject.reader.code,
            language=subject.language,
            large_print=subject.large_print,
            number=number,
            copies=of,
            check_code=_new_code(session, subject, number),
            content=subject.content,
            case_id=subject.case_id,
            case_ids=list(subject.case_ids),
            conference_id=subject.conference_id,
            plan_id=subject.plan_id,
            plan_version=subject.plan_version,
            recipient=recipient,
            purpose=draft.purpose,
            form=draft.form.value,
            means=draft.means.value if draft.means else "",
            marking=marking.words,
            marking_reason=draft.marking_reason if marking.level < rule.marking.level else "",
            due=draft.due.value if draft.due else "",
            due_on=draft.due_on,
            settled="",
            settled_on=None,
            settled_note="",
            not_made=False,
        )
        session.add(row)
        session.flush()
        words = document_words(row)
        for case_id in subject.case_ids or ("",):
            audit.disclosed(session, case_id, words, recipient)
        made.append(_numbered(row, marking))
    return tuple(made)


def check_copies(session: Session, subject: PaperSubject, draft: CopyDraft, today: date) -> CopyDraft:
    """The draft cleaned, as ``issue_copies`` would take it, with nothing kept. Raises as that does."""
    return _checked(session, subject, draft, today)[0]


def _checked(
    session: Session, subject: PaperSubject, draft: CopyDraft, today: date
) -> tuple[CopyDraft, DocumentRule, Marking]:
    draft = draft.check(today)
    rule = rule_for(session, subject.document, subject.reader.audience)
    marking = list_markings(session).get(draft.marking, rule.marking)
    check_marking(rule, marking, draft.marking_reason, is_lead=_is_lead(session, subject.case_id))
    return draft, rule, marking


def usual_draft(session: Session, subject: PaperSubject, today: date) -> CopyDraft:
    """A draft with what the rules say of this paper: its marking, and what is to become of it by when."""
    rule = rule_for(session, subject.document, subject.reader.audience)
    due_on = today + timedelta(days=rule.due_days) if rule.due and rule.due_days else None
    return CopyDraft(marking=rule.marking.code, due=rule.due, due_on=due_on)


def last_number(session: Session, series: str) -> int:
    """The highest number given to a copy of the paper; 0 before the first."""
    return (
        session.scalar(select(func.max(DocumentCopyRow.number)).where(DocumentCopyRow.series == series)) or 0
    )


def _new_code(session: Session, subject: PaperSubject, number: int) -> str:
    """A check code of the content and the head of the audit, that no other copy of the store has."""
    head = audit.last_link(session.connection())[1]
    for attempt in range(1_000):
        code = make_code(subject.content, head, subject.series, str(number), str(attempt))
        taken = session.scalar(select(DocumentCopyRow.id).where(DocumentCopyRow.check_code == code))
        if taken is None:
            return code
    raise UserError("No check code is free; verify the store.")


def _numbered(row: DocumentCopyRow, marking: Marking) -> NumberedCopy:
    return NumberedCopy(
        id=row.id,
        number=row.number,
        of=row.copies,
        code=row.check_code or "",
        recipient=row.recipient,
        made_by=row.made_by,
        made_at=local_time(row.made_at),
        marking=marking.words,
        handling=marking.handling,
        due=Due(row.due) if row.due else None,
        due_on=row.due_on,
    )


def document_words(row: DocumentCopyRow) -> str:
    """How the audit names a copy: "case plan, version 2, conference, copy 3". Also what ``NOT_MADE`` follows."""
    title = row.title[:1].lower() + row.title[1:]
    version = f"version {row.plan_version}" if row.plan_version else row.paper_version
    return ", ".join(part for part in (title, version, row.audience, f"copy {row.number}") if part)


def copies_failed(session: Session, copies: Iterable[NumberedCopy]) -> None:
    """Record that copies on the register never came about, so that nobody looks for them."""
    for copy in copies:
        row = records.fetch(session, DocumentCopyRow, copy.id)
        # Nothing is owed of it; the audit keeps what was to become of it.
        row.not_made, row.due, row.due_on = True, "", None
        cases: Sequence[str] = row.case_ids or [""]
        for case_id in cases:
            audit.disclosed(session, case_id, f"{document_words(row)}: {NOT_MADE}", row.recipient)
    session.flush()


# --- Reading -------------------------------------------------------------------------------------------

#: Copies of a list, unless asked for more.
MOST = 500
#: Copies that words may find, before anything else is asked of them.
_MOST_HITS = 20_000
_AT_ONCE = 500
#: In the very words of the index of what is owed: with bound values it would not be used.
_OWED = and_(DocumentCopyRow.settled == literal_column("''"), DocumentCopyRow.due != literal_column("''"))


def list_copies(session: Session, wanted: CopyFilter, today: date, most: int = MOST) -> list[DocumentCopy]:
    """Copies on the register, the newest first; those overdue, the longest overdue first. No more than ``most``."""
    query = _copies().where(*_asked(wanted, today)).limit(most)
    if wanted.overdue:
        query = query.order_by(DocumentCopyRow.due_on, DocumentCopyRow.id)
    else:
        query = query.order_by(DocumentCopyRow.id.desc())
    if not wanted.words and not wanted.recipient:
        return [_copy(row) for row in session.execute(query)]
    # Most often the newest hits are enough.
    for reach in (2 * most, _MOST_HITS):
        hits, copies = _worded(session, wanted, query, most, reach)
        if hits < reach or len(copies) >= most:
            break
    for people in records.batches(wanted.people, _AT_ONCE):
        found = session.execute(query.where(DocumentCopyRow.case_id.in_(people)))
        copies |= {row.id: _copy(row) for row in found}
    if wanted.overdue:
        return sorted(copies.values(), key=lambda one: (one.due_on or today, one.id))[:most]
    return sorted(copies.values(), key=lambda one: one.id, reverse=True)[:most]


def _worded(
    session: Session, wanted: CopyFilter, query: Select[Any], most: int, reach: int
) -> tuple[int, dict[str, DocumentCopy]]:
    """How many copies hold the words asked for, ``reach`` at the most; and those of them that ``query`` finds."""
    words, whom = f"{wanted.recipient} {wanted.words}", fold_words(wanted.recipient)
    kinds, case_id = (DocumentCopyRow.kind,), wanted.case_id or None
    hits = search_index.find(session, words, case_id=case_id, kinds=kinds, most=reach)
    # Copies of an earlier version of the program are not in the index; they are few, and have no code.
    older = select(DocumentCopyRow.id, DocumentCopyRow.recipient).where(DocumentCopyRow.check_code.is_(None))
    terms = fold_words(words)
    ids = [record_id for _kind, record_id, _case_id in hits]
    ids += [one for one, recipient in session.execute(older) if terms and _holds(recipient, terms)]
    copies: dict[str, DocumentCopy] = {}
    for some in records.batches(ids, _AT_ONCE):
        rows = session.execute(query.where(DocumentCopyRow.id.in_(some)))
        copies |= {row.id: _copy(row) for row in rows if _holds(row.recipient, whom)}
        if len(copies) >= most and not wanted.overdue:
            break
    return len(hits), copies


def load_copy(session: Session, copy_id: str) -> DocumentCopy:
    """One copy. Raises ``UserError`` where it is not in the store."""
    found = session.execute(_copies().where(DocumentCopyRow.id == copy_id)).one_or_none()
    if found is None:
        raise UserError("This copy is no longer in the store.")
    return _copy(found)


def find_by_code(session: Session, typed: str) -> DocumentCopy | None:
    """The copy with this check code, however it is typed; nothing where no copy of this store has it."""
    code = read_code(typed)
    if code is None:
        return None
    found = session.execute(_copies().where(DocumentCopyRow.check_code == code)).one_or_none()
    return None if found is None else _copy(found)


def count_overdue(session: Session, today: date) -> int:
    """How many copies should have come back, or been destroyed, before ``today``."""
    return session.scalar(select(func.count()).select_from(DocumentCopyRow).where(*_overdue(today))) or 0


def longest_overdue(session: Session, today: date) -> date | None:
    """The day by which the copy that is longest overdue should have been back."""
    query = select(DocumentCopyRow.due_on).where(*_overdue(today))
    return session.scalar(query.order_by(DocumentCopyRow.due_on).limit(1))


def _overdue(today: date) -> tuple[ColumnElement[bool], ...]:
    return _OWED, DocumentCopyRow.due_on < today


def _asked(wanted: CopyFilter, today: date) -> Iterator[ColumnElement[bool]]:
    """What a row must meet, but for the words."""
    row = DocumentCopyRow
    if wanted.case_id:
        yield row.case_id == wanted.case_id
    if wanted.conference_id:
        yield row.conference_id == wanted.conference_id
    if wanted.plan_id:
        yield row.plan_id == wanted.plan_id
    if wanted.document is not None:
        yield row.document == wanted.document.value
    if wanted.overdue:
        yield from _overdue(today)
    elif wanted.outstanding:
        yield _OWED
    if wanted.made_from is not None:
        yield row.made_at >= utc_time(datetime.combine(wanted.made_from, time()))
    if wanted.made_to is not None:
        yield row.made_at < utc_time(datetime.combine(wanted.made_to + timedelta(days=1), time()))


def _holds(text: str, terms: Sequence[str]) -> bool:
    """Whether every term begins a word of ``text``."""
    words = fold_words(text)
    return all(any(word.startswith(term) for word in words) for term in terms)


def _copies() -> Select[Any]:
    # By columns: a list of copies is read far more often than one of them is changed.
    columns: list[Any] = [getattr(DocumentCopyRow, one.key) for one in inspect(DocumentCopyRow).column_attrs]
    return (
        select(*columns, PersonRow.surname, PersonRow.forenames, PersonRow.crn)
        .outerjoin(CaseRow, CaseRow.id == DocumentCopyRow.case_id)
        .outerjoin(PersonRow, PersonRow.id == CaseRow.person_id)
    )


def _copy(row: Any) -> DocumentCopy:
    return DocumentCopy(
        id=row.id,
        row_version=row.version,
        document=Document(row.document),
        title=row.title,
        version=row.paper_version,
        reader=parse_reader(row.audience),
        language=row.language,
        large_print=row.large_print,
        number=row.number,
        of=row.copies,
        code=row.check_code or "",
        recipient=row.recipient,
        purpose=row.purpose,
        form=Form(row.form),
        means=Means(row.means) if row.means else None,
        marking=row.marking,
        marking_reason=row.marking_reason,
        made_by=row.made_by,
        made_at=local_time(row.made_at),
        case_id=row.case_id,
        person=names.list_name(row.surname, row.forenames) if row.surname is not None else "",
        crn=row.crn or "",
        conference_id=row.conference_id,
        plan_id=row.plan_id,
        plan_version=row.plan_version,
        content=row.content,
        due=Due(row.due) if row.due else None,
        due_on=row.due_on,
        settled=Settled(row.settled) if row.settled else None,
        settled_on=row.settled_on,
        settled_note=row.settled_note,
        settled_by=row.changed_by if row.settled else "",
        not_made=row.not_made,
    )


# --- Settling ------------------------------------------------------------------------------------------


def settle_copy(session: Session, copy_id: str, row_version: int, said: Settlement, today: date) -> None:
    """Record what became of a copy. Needs a writing session.

    Said again it corrects what was recorded, which stays in the audit; the note then says why. Raises
    ``FieldErrors``, ``StaleEdit``, and ``UserError`` for a copy that never came about.
    """
    row = records.fetch_version(session, DocumentCopyRow, copy_id, row_version)
    if row.not_made:
        raise UserError("This copy was never made: nothing can have become of it.")
    said = said.check(local_time(row.made_at).date(), today)
    settled = said.settled.value if said.settled else ""
    if row.settled and said.note in ("", row.settled_note):
        raise FieldErrors((UserError("Note: say why what was recorded is corrected.", "note"),))
    row.settled, row.settled_on, row.settled_note = settled, said.on, said.note
    session.flush()
