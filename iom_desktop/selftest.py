"""The self-test: a store made, used, printed, verified and removed. The packaged program runs it too."""

from __future__ import annotations

import importlib.util
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

from iom_desktop.display.paper_subjects import plan_subject
from iom_desktop.domain.actions import ActionDraft, Source
from iom_desktop.domain.appointments import AppointmentDraft
from iom_desktop.domain.cases import CaseDraft
from iom_desktop.domain.clock import local_now
from iom_desktop.domain.codes import Cohort, Rag, Sentence
from iom_desktop.domain.decisions import DecisionDraft, DecisionMaker
from iom_desktop.domain.documents import Document
from iom_desktop.domain.needs import NeedDraft
from iom_desktop.domain.officers import Officer
from iom_desktop.domain.people import PersonDraft
from iom_desktop.domain.plans import Agreement, AgreementDraft, GoalDraft
from iom_desktop.domain.register import CopyDraft
from iom_desktop.errors import UserError, WrongPassphrase
from iom_desktop.reports.case_plan import case_plan
from iom_desktop.services import (
    actions,
    appointments,
    case_files,
    cases,
    decisions,
    needs,
    people,
    plans,
    timeline,
)
from iom_desktop.services.register import issue_copies
from iom_desktop.services.stores import make_store
from iom_desktop.storage.store import WritingSession, open_store

_PASSPHRASE = "an invented passphrase for the self-test"
_CANARY = "Figmentskicanary"


def self_test() -> Iterator[str]:
    """Do the whole of it, saying each step as it is done. Raises ``UserError`` naming the step that failed."""
    folder = Path(tempfile.mkdtemp(prefix="iom-self-test-"))
    now = local_now()
    try:
        for words, step in (
            ("a store is made", _make),
            ("a case is recorded, planned and agreed", _use),
            ("its plan is printed", _print),
            ("the store is opened again and verified", _verify),
            ("no file holds readable case text", _look_for_text),
        ):
            _run(words, step, folder / "store", now)
            yield f"ok  {words}"
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if folder.exists():
        raise UserError("Self-test failed: the store could not be removed.")
    yield "ok  the store is removed"
    yield "Self-test passed."


def _run(words: str, step: Callable[[Path, datetime], None], folder: Path, now: datetime) -> None:
    try:
        step(folder, now)
    except UserError as failure:
        raise UserError(f"Self-test failed where {words}: {failure.message}") from failure


def _demand(condition: bool, message: str) -> None:
    if not condition:
        raise UserError(message)


def _make(folder: Path, now: datetime) -> None:
    officer = Officer(officer_id="self-test", name="Self Test", agency="police")
    store, recovery = make_store(folder, officer, _PASSPHRASE, "Self-test")
    store.close()
    _demand(len(recovery) > 40, "there was no recovery key.")


def _use(folder: Path, now: datetime) -> None:
    store = open_store(folder, _PASSPHRASE)
    try:
        with store.write("Self-test") as session:
            today = now.date()
            case_id = people.add_person(
                session,
                PersonDraft(crn="Z000001", surname=_CANARY, forenames="Test", date_of_birth=date(1990, 1, 1)),
                CaseDraft(cohort=Cohort.FIXED, rag=Rag.RED, sentence=Sentence.LICENCE),
                today,
            )
            _record(session, case_id, today)
    finally:
        store.close()


def _record(session: WritingSession, case_id: str, today: date) -> None:
    decisions.record_decision(
        session,
        case_id,
        DecisionDraft(
            decided_on=today,
            cohort=Cohort.FIXED,
            rationale=f"{_CANARY} rationale",
            decided_by=(DecisionMaker(name="Self Test", agency="police"),),
        ),
        today,
    )
    needs.record_need(session, case_id, NeedDraft(code="DRUGS", score=9), today)
    plan_id = plans.start_plan(session, case_id)
    goal = plans.add_goal(session, plan_id, GoalDraft(words="I will test myself.", serves=("DRUGS",)))
    draft = ActionDraft(
        what=f"Attend the {_CANARY} appointment on Tuesday.",
        due_on=today + timedelta(days=7),
        source=Source.LICENCE,
        source_detail="condition 9",
        evidence="A slip.",
    )
    action = actions.add_action(session, goal, draft, today)
    agreement = AgreementDraft(answer=Agreement.AGREES, explained_on=today)
    try:
        plans.agree_plan(session, plan_id, agreement, today)
    except UserError:
        pass
    else:
        raise UserError("an unclear plan was agreed.")
    found = plans.load_plan(session, plan_id).goals[0].actions[0]
    actions.change_action(session, action, found.version, replace(draft, if_missed="A visit."), today)
    plans.agree_plan(session, plan_id, agreement, today)
    at = datetime.combine(today + timedelta(days=3), time(10))
    appointments.book_appointment(
        session, case_id, AppointmentDraft(type_code="COAP", starts_at=at, place="Office")
    )


def _print(folder: Path, now: datetime) -> None:
    # Without them papers take a quarter longer, and nothing else would tell that a package lacks them.
    _demand(importlib.util.find_spec("_rl_accel") is not None, "ReportLab's compiled helpers are missing.")
    store = open_store(folder, _PASSPHRASE)
    try:
        with store.read() as session:
            case_file = case_files.load_case_file(
                session, cases.case_with_crn(session, "Z000001"), now, in_force=True
            )
            _demand(
                bool(timeline.list_timeline(session, case_file.case.id, _CANARY)),
                "a word was not found again.",
            )
        subject = plan_subject(case_file, Document.PLAN)
        with store.write("Print case plan summary") as session:
            draft = CopyDraft(recipients=("Self Test",))
            copy = issue_copies(session, subject, draft, case_file.today)[0]
        data = case_plan(case_file, copy)
    finally:
        store.close()
    _demand(data.startswith(b"%PDF-") and b"%%EOF" in data[-64:], "the PDF is not whole.")


def _verify(folder: Path, now: datetime) -> None:
    try:
        open_store(folder, "not the passphrase at all").close()
    except WrongPassphrase:
        pass
    else:
        raise UserError("a wrong passphrase opened the store.")
    store = open_store(folder, _PASSPHRASE)
    try:
        problems = store.verify()
        store.back_up()
    finally:
        store.close()
    _demand(not problems, problems[0] if problems else "")


def _look_for_text(folder: Path, now: datetime) -> None:
    wanted = (_CANARY.encode(), _CANARY.encode("utf-16-le"))
    for path in folder.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            _demand(not any(word in data for word in wanted), f"readable case text is in {path.name}.")
