"""The copy register: every paper that left, for whom, and whether it came back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from iom_desktop.domain.audiences import Reader
from iom_desktop.domain.checks import Checks
from iom_desktop.domain.documents import Document, Due, Form, Means, Settled
from iom_desktop.errors import UserError

#: More copies of one paper at a time are a mistake of typing.
MOST_COPIES = 60
LONGEST_REASON = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyDraft:
    """How a paper is given out. One numbered copy goes to each of ``recipients``.

    ``marking`` is a code of the list *markings*; none is the document's own. Lowering it needs a reason.
    """

    recipients: tuple[str, ...] = ()
    purpose: str = ""
    form: Form = Form.SAVED
    means: Means | None = None
    marking: str = ""
    marking_reason: str = ""
    due: Due | None = None
    due_on: date | None = None

    def check(self, today: date) -> CopyDraft:
        """The draft cleaned. Raises ``FieldErrors``: for whom is always asked."""
        checks = Checks()
        whom = [one for one in (line.strip() for line in self.recipients) if one]
        checks.demand(bool(whom), "recipients", "For whom: this is needed.")
        checks.demand(
            len(whom) <= MOST_COPIES, "recipients", f"For whom: {MOST_COPIES} at a time are the most."
        )
        named = tuple(checks.line(one, "recipients", "For whom", required=True) for one in whom[:MOST_COPIES])
        purpose = checks.line(self.purpose, "purpose", "What for")
        reason = checks.note(
            self.marking_reason, "marking_reason", "Why it is marked lower", limit=LONGEST_REASON
        )
        if self.due_on is not None:
            checks.demand(self.due_on >= today, "due_on", f"Back by: {self.due_on:%d/%m/%Y} is in the past.")
            checks.demand(self.due is not None, "due", "Say whether it is to be returned or destroyed.")
        checks.done()
        return replace(self, recipients=named, purpose=purpose, marking_reason=reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """What became of a copy, on which day."""

    settled: Settled | None = None
    on: date | None = None
    note: str = ""

    def check(self, made_on: date, today: date) -> Settlement:
        """The settlement cleaned. Raises ``FieldErrors``."""
        checks = Checks()
        checks.demand(self.settled is not None, "settled", "What became of it: this is needed.")
        checks.demand(self.on is not None, "on", "When: this is needed.")
        if self.on is not None:
            checks.demand(self.on <= today, "on", f"When: {self.on:%d/%m/%Y} is still to come.")
            checks.demand(self.on >= made_on, "on", f"When: {self.on:%d/%m/%Y} is before the copy was made.")
        note = checks.note(self.note, "note", "Note", limit=LONGEST_REASON)
        checks.done()
        return replace(self, note=note)


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentCopy:
    """One copy on the register. ``made_at`` is local time. ``title`` and ``version`` are the program's own words."""

    id: str
    row_version: int
    document: Document
    title: str
    version: str
    reader: Reader
    language: str
    large_print: bool
    number: int
    of: int
    code: str  #: none for a copy of an earlier version of the program
    recipient: str
    purpose: str
    form: Form
    means: Means | None
    marking: str
    marking_reason: str
    made_by: str
    made_at: datetime
    case_id: str | None
    person: str  #: of whom it tells, where it is one case's
    crn: str
    conference_id: str | None
    plan_id: str | None
    plan_version: int | None
    content: str
    due: Due | None
    due_on: date | None
    settled: Settled | None
    settled_on: date | None
    settled_note: str
    settled_by: str
    not_made: bool  #: recorded, but printer or disk refused it

    def outstanding(self) -> bool:
        """Whether it is still to come back or to be destroyed."""
        return self.due is not None and self.settled is None and not self.not_made

    def overdue(self, today: date) -> bool:
        """Whether the day by which it was to be back is past."""
        return self.outstanding() and self.due_on is not None and self.due_on < today


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyFilter:
    """Which copies of the register are wanted; an empty field asks nothing.

    ``words`` are looked for in for whom and what for; every one must be found, the last may be unfinished. With
    words a copy is found too where it tells of one of ``people``: the cases of those the words name.
    """

    case_id: str = ""
    conference_id: str = ""
    plan_id: str = ""
    document: Document | None = None
    words: str = ""
    people: tuple[str, ...] = ()
    recipient: str = ""  #: words of for whom alone
    outstanding: bool = False
    overdue: bool = False  #: of the outstanding, those past their day; the longest overdue first
    made_from: date | None = None
    made_to: date | None = None  #: that day included


class PaperStanding(StrEnum):
    """How a paper stands to the record."""

    CURRENT = "current"  #: nothing on it has changed
    CHANGED = "changed"  #: the same version, but something has been recorded since
    SUPERSEDED = "superseded"  #: a newer version is in force
    UNKNOWN = "unknown"  #: the program cannot compare it
    NOT_MADE = "not_made"  #: on record as never having come about


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperCheck:
    """A paper held against the record by its code. ``changes`` are sentences, the oldest first."""

    copy: DocumentCopy
    standing: PaperStanding
    words: str  #: the answer in one sentence
    changes: tuple[str, ...] = ()
    in_force: int | None = None  #: the number of the version of the plan in force now


# --- Marking -------------------------------------------------------------------------------------------


class MayMark(StrEnum):
    """Who may change a document's marking."""

    ANYBODY = "anybody"
    LEADS = "leads"  #: the case's police and probation leads
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True, kw_only=True)
class Marking:
    """A level of protection, from the list *markings*. ``level`` rises with it; 0 prints nothing."""

    code: str
    words: str
    level: int
    handling: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRule:
    """How a kind of paper is marked and what is to become of its copies, from the list *document rules*.

    ``due`` and ``due_days`` hold for copies that go to others than the file and the person.
    """

    document: Document
    marking: Marking
    raise_by: MayMark
    lower_by: MayMark
    due: Due | None = None
    due_days: int | None = None


def check_marking(rule: DocumentRule, wanted: Marking, reason: str, *, is_lead: bool) -> None:
    """Whether this officer may mark a paper so. Raises ``UserError`` with the rule that stands against it."""
    if wanted.level == rule.marking.level:
        return
    higher = wanted.level > rule.marking.level
    who = rule.raise_by if higher else rule.lower_by
    verb = "raised" if higher else "lowered"
    usual = rule.marking.words or "none"
    if who is MayMark.NOBODY:
        raise UserError(f"Marking: this paper is marked {usual}, which is never {verb}.", "marking")
    if who is MayMark.LEADS and not is_lead:
        raise UserError(
            f"Marking: only the case's police or probation lead may have it {verb} from {usual}.", "marking"
        )
    if not higher and not reason.strip():
        raise UserError("Marking: say why this paper may be marked lower.", "marking_reason")
