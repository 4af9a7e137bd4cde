"""Inventing what left the program: numbered copies on the register, some back, some overdue; and the office."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from iom_desktop.demo.invented import InventedCase
from iom_desktop.demo.meetings import Told
from iom_desktop.domain.audiences import CONFERENCE, COURT, FULL, THE_PERSON, Audience, Reader
from iom_desktop.domain.code_lists import CodeItemDraft
from iom_desktop.domain.codes import OFFICE, Agency
from iom_desktop.domain.documents import Document, Form, Means, NumberedCopy, Settled
from iom_desktop.domain.names import spoken_name
from iom_desktop.domain.paper_wishes import PaperWish
from iom_desktop.domain.register import Settlement
from iom_desktop.services import code_changes, papers, plans, register
from iom_desktop.storage import audit
from iom_desktop.storage.store import WritingSession

ADDRESS = "Mocktown IOM\n1 Sample Square\nMocktown\nBA6 9ZZ"
_OPEN = {"address": ADDRESS, "telephone": "01632 960 100", "hours": "Mon to Fri, 9 to 5"}


def open_office(session: WritingSession, today: date) -> None:
    """Give the scheme an address and a telephone, as letters and My plan carry them."""
    item = code_changes.load_item(session, OFFICE, "OFFICE")
    draft = CodeItemDraft(name="Mocktown IOM", details=_OPEN, from_day=today)
    code_changes.change_item(session, OFFICE, "OFFICE", item.version, draft, today)


def give_out(session: WritingSession, told: Sequence[Told], today: date) -> None:
    """Copies of the first plans in force: for a conference, a partner, a court and the person."""
    planned = [one for one in told if one.case.agreed and one.case.goals]
    # In the order of their days, as they would have been made.
    made = (_for_a_partner, _for_the_table, _for_the_person, _for_the_court)
    for give, one in zip(made, planned, strict=False):
        give(session, one, today)


def _for_the_table(session: WritingSession, one: Told, today: date) -> None:
    """For the last conference: one was destroyed in time, one is still out."""
    wish = PaperWish(document=Document.PLAN, case_id=one.case_id, reader=CONFERENCE)
    whom = ("S. Placeholder, council", "Northgate duty worker, health")
    made = _issue(session, wish, today - timedelta(days=17), whom, "Case conference", Means.BY_HAND)
    done = Settlement(settled=Settled.DESTROYED, on=today - timedelta(days=9), note="Shredded at the office.")
    register.settle_copy(session, made[0].id, 1, done, today)


def _for_a_partner(session: WritingSession, one: Told, today: date) -> None:
    """Given to one agency too long ago, and not back."""
    reader = Reader(Audience.PARTNER, Agency.HEALTH.value)
    wish = PaperWish(document=Document.PLAN, case_id=one.case_id, reader=reader)
    whom = ("Northgate Recovery Service, health",)
    _issue(session, wish, today - timedelta(days=40), whom, "Assessment", Means.EMAIL, Form.PROTECTED)


def _for_the_court(session: WritingSession, one: Told, today: date) -> None:
    wish = PaperWish(document=Document.SUMMARY, case_id=one.case_id, reader=COURT)
    whom = ("Mocktown Magistrates' Court",)
    _issue(session, wish, today - timedelta(days=5), whom, "Review hearing", Means.COURT_PORTAL)
    own = replace(wish, reader=FULL)
    _issue(session, own, today - timedelta(days=5), ("PC Baker",), "Case file", Means.KEPT)


def _for_the_person(session: WritingSession, one: Told, today: date) -> None:
    wish = PaperWish(document=Document.PLAN, case_id=one.case_id, reader=THE_PERSON)
    whom = (_name(one.case),)
    _issue(session, wish, today - timedelta(days=12), whom, "To keep", Means.BY_HAND, Form.PRINTED)


def _name(case: InventedCase) -> str:
    return spoken_name(case.person.surname, case.person.forenames)


def _issue(
    session: WritingSession,
    wish: PaperWish,
    day: date,
    whom: tuple[str, ...],
    purpose: str,
    means: Means,
    form: Form = Form.PRINTED,
) -> tuple[NumberedCopy, ...]:
    at = datetime.combine(day, time(10))
    plan = plans.plan_in_force(session, wish.case_id)
    if plan is not None:
        wish = replace(wish, plan_id=plan.id)
    paper = papers.load_paper(session, wish, at)
    usual = register.usual_draft(session, paper.subject, day)
    draft = replace(usual, recipients=whom, purpose=purpose, means=means, form=form)
    with _as_of(session, at):
        return register.issue_copies(session, paper.subject, draft, day)


@contextmanager
def _as_of(session: WritingSession, at: datetime) -> Iterator[None]:
    """Let what is recorded within the block have been recorded then."""
    act = audit.act_of(session)
    usual, act.now = act.now, at
    try:
        yield
    finally:
        act.now = usual
