"""The copy register: a number and a check code for each copy before it leaves, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from iom_desktop.domain.audiences import Audience
from iom_desktop.domain.clock import local_time
from iom_desktop.domain.codes import DOCUMENT_RULES, MARKINGS
from iom_desktop.domain.documents import Document, Due, NumberedCopy, PaperSubject, make_code
from iom_desktop.domain.register import CopyDraft, DocumentRule, Marking, MayMark, check_marking
from iom_desktop.errors import UserError
from iom_desktop.services import records
from iom_desktop.services.codes import list_codes
from iom_desktop.storage import audit
from iom_desktop.storage.reading import asking
from iom_desktop.storage.tables import CaseRow, DocumentCopyRow

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
        row.not_made = True
        cases: Sequence[str] = row.case_ids or [""]
        for case_id in cases:
            audit.disclosed(session, case_id, f"{document_words(row)}: {NOT_MADE}", row.recipient)
    session.flush()
