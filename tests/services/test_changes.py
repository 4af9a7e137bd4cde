"""What changed since an officer last looked: others' work and their own, told once, copies left out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from iom_desktop.display.paper_subjects import plan_subject
from iom_desktop.domain.actions import ActionDraft, ActionStatus, Source
from iom_desktop.domain.appointments import (
    AppointmentDraft,
    AskedBy,
    CancelDraft,
    MoveDraft,
    OutcomeDraft,
)
from iom_desktop.domain.changes import Deed, Look
from iom_desktop.domain.codes import Rag
from iom_desktop.domain.documents import Document, Settled
from iom_desktop.domain.enforcement import StepDraft
from iom_desktop.domain.notes import NoteDraft
from iom_desktop.domain.plans import Agreement, AgreementDraft, GoalDraft
from iom_desktop.domain.register import CopyDraft, Settlement
from iom_desktop.errors import UserError
from iom_desktop.services import (
    actions,
    appointments,
    case_files,
    cases,
    changes,
    enforcement,
    notes,
    people,
    plans,
    register,
)
from iom_desktop.storage import audit
from tests.ui.cases.colleague import COLLEAGUE, does

if TYPE_CHECKING:
    from tests.services.conftest import Desk
else:
    Desk = Any


def look(desk: Desk) -> Look:
    return desk.do("Open case", changes.look_into, desk.case_id)


def told(desk: Desk, seen: Look) -> list[tuple[str, Deed, int, str]]:
    found = desk.ask(changes.list_changes, seen)
    return [(one.kind, one.deed, one.count, one.by) for one in found]


def later(desk: Desk, **by: float) -> None:
    desk.now += timedelta(**by)


def recolour(desk: Desk, rag: Rag) -> None:
    case = desk.ask(cases.load_case, desk.case_id)
    draft = replace(case.managed, rag=rag)
    does(desk.store, "Change", cases.change_case, desk.case_id, case.version, draft, desk.today)


def note(desk: Desk, words: str) -> None:
    does(
        desk.store,
        "Add note",
        notes.add_note,
        desk.case_id,
        NoteDraft(happened_at=desk.now, words=words),
        desk.now,
    )


def test_the_first_look_has_nothing_to_compare_with(desk: Desk) -> None:
    note(desk, "Seen.")
    first = look(desk)
    assert first.before is None
    assert told(desk, first) == []


def test_what_a_colleague_did_is_told_with_what_it_was_before(desk: Desk) -> None:
    look(desk)
    later(desk, days=1)
    recolour(desk, Rag.AMBER)
    later(desk, hours=1)
    recolour(desk, Rag.GREEN)
    later(desk, days=1)
    (only,) = desk.ask(changes.list_changes, look(desk))
    assert (only.kind, only.deed, only.count, only.by, only.mine) == (
        "case",
        Deed.CHANGED,
        1,
        COLLEAGUE.name,
        False,
    )
    assert [(one.name, one.before, one.after) for one in only.fields] == [("rag", "red", "green")]


def test_a_change_taken_back_leaves_no_field(desk: Desk) -> None:
    look(desk)
    later(desk, days=1)
    recolour(desk, Rag.AMBER)
    recolour(desk, Rag.RED)
    later(desk, days=1)
    (only,) = desk.ask(changes.list_changes, look(desk))
    assert only.fields == ()


def test_like_deeds_stand_together_and_one_alone_speaks(desk: Desk) -> None:
    look(desk)
    later(desk, days=1)
    note(desk, "First.")
    seen = look(desk)
    assert [one.words for one in desk.ask(changes.list_changes, seen)] == ["First."]
    note(desk, "Second.")
    assert told(desk, seen) == [("note", Deed.ADDED, 2, COLLEAGUE.name)]
    assert desk.ask(changes.list_changes, seen)[0].words == ""


def test_what_the_officer_does_after_opening_is_no_news(desk: Desk) -> None:
    look(desk)
    later(desk, days=1)
    mine = NoteDraft(happened_at=desk.now, words="Before opening.")
    desk.do("Add note", notes.add_note, desk.case_id, mine, desk.now)
    seen = look(desk)
    desk.do("Add note", notes.add_note, desk.case_id, replace(mine, words="After opening."), desk.now)
    (only,) = desk.ask(changes.list_changes, seen)
    assert (only.words, only.mine, only.count) == ("Before opening.", True, 1)


def test_a_colleagues_work_while_the_case_is_open_is_news(desk: Desk) -> None:
    look(desk)
    later(desk, days=1)
    seen = look(desk)
    assert told(desk, seen) == []
    note(desk, "While you read.")
    assert told(desk, seen) == [("note", Deed.ADDED, 1, COLLEAGUE.name)]


@pytest.mark.parametrize(
    "away, news", [(timedelta(minutes=59), 1), (timedelta(minutes=60), 0), (timedelta(days=3), 0)]
)
def test_opening_again_within_the_hour_is_the_same_look(desk: Desk, away: timedelta, news: int) -> None:
    look(desk)
    later(desk, days=1)
    note(desk, "New.")
    look(desk)
    desk.now += away
    assert len(told(desk, look(desk))) == news


def test_looks_of_others_and_at_other_cases_do_not_count(desk: Desk) -> None:
    does(desk.store, "Open case", cases.open_case, desk.case_id)
    later(desk, days=1)
    assert look(desk).before is None


def test_a_new_version_of_the_plan_tells_no_action_twice(desk: Desk) -> None:
    plan = desk.do("p", plans.start_plan, desk.case_id)
    goal = desk.do("g", plans.add_goal, plan, GoalDraft(words="I will stop", serves=("RISK",)))
    draft = ActionDraft(
        what="See PC Baker at Mill Street", due_on=date(2026, 12, 1), source=Source.IOM, evidence="seen",
        if_missed="home visit",
    )  # fmt: skip
    desk.do("a", actions.add_action, goal, draft, desk.today)
    look(desk)
    later(desk, days=1)
    agreement = AgreementDraft(answer=Agreement.AGREES, explained_on=desk.today)
    newest = does(desk.store, "Agree", plans.agree_plan, plan, agreement, desk.today)
    action = desk.ask(plans.load_plan, newest).goals[0].actions[0]
    does(
        desk.store,
        "s",
        actions.set_action_status,
        action.id,
        ActionStatus.MISSED,
        "ill",
        desk.today,
        desk.today,
    )
    later(desk, days=1)
    found = desk.ask(changes.list_changes, look(desk))
    said = {(one.kind, one.deed) for one in found}
    assert ("required_action", Deed.ADDED) not in said
    assert ("goal", Deed.ADDED) not in said
    assert ("plan", Deed.AGREED) in said
    status = next(one for one in found if one.kind == "action_status")
    assert (status.status, status.words, status.record_id) == (ActionStatus.MISSED, draft.what, action.id)


@pytest.mark.parametrize("deed", [Deed.OUTCOME, Deed.CANCELLED, Deed.MOVED])
def test_an_appointment_says_what_became_of_it(desk: Desk, deed: Deed) -> None:
    booked = AppointmentDraft(type_code="COAP", starts_at=datetime(2026, 11, 23, 10), place="Mill Street")
    record = desk.do("b", appointments.book_appointment, desk.case_id, booked)
    look(desk)
    later(desk, days=2)
    if deed is Deed.OUTCOME:
        does(
            desk.store, "o", appointments.record_outcome, record, OutcomeDraft(outcome_code="ATTC"), desk.now
        )
    elif deed is Deed.CANCELLED:
        gone = CancelDraft(asked_by=AskedBy.PERSON, reason="Ill.")
        does(desk.store, "c", appointments.cancel_appointment, record, 1, gone)
    else:
        to = datetime(2026, 11, 25, 9)
        moved = MoveDraft(
            starts_at=to, place="Mill Street", asked_by=AskedBy.COURT_OR_PRISON, reason="Video link"
        )
        does(desk.store, "m", appointments.move_appointment, record, 1, moved)
    (only,) = desk.ask(changes.list_changes, look(desk))
    assert (only.kind, only.deed, only.record_id) == ("appointment", deed, record)
    assert only.when == (datetime(2026, 11, 25, 9) if deed is Deed.MOVED else datetime(2026, 11, 23, 10))
    assert (
        only.words
        == {
            Deed.OUTCOME: "Planned office visit: Attended - Complied",
            Deed.CANCELLED: "Planned office visit · asked for by: the person · Ill.",
            Deed.MOVED: "Planned office visit · asked for by: court or prison · Video link",
        }[deed]
    )


def test_a_print_and_a_correction_of_the_person_are_told(desk: Desk) -> None:
    look(desk)
    later(desk, days=1)
    file = desk.ask(case_files.load_case_file, desk.case_id, desk.now)
    does(desk.store, "Print", audit.disclosed, desk.case_id, "case plan", "the panel")
    person = file.case.person
    draft = people.PersonDraft(crn=person.crn, surname=person.surname, forenames="Ivo Jan")
    does(desk.store, "Correct", people.correct_person, person.id, person.version, draft, desk.today)
    later(desk, days=1)
    kinds = {(one.kind, one.deed) for one in desk.ask(changes.list_changes, look(desk))}
    assert kinds == {("document", Deed.GIVEN_OUT), ("person", Deed.CHANGED)}


def test_a_copy_given_out_is_told_once_and_what_became_of_it(desk: Desk) -> None:
    look(desk)
    later(desk, days=1)
    file = desk.ask(case_files.load_case_file, desk.case_id, desk.now)
    subject = plan_subject(file, Document.PLAN)
    (copy,) = does(
        desk.store, "Save", register.issue_copies, subject, CopyDraft(recipients=("A",)), desk.today
    )
    later(desk, days=1)
    assert told(desk, look(desk)) == [("document", Deed.GIVEN_OUT, 1, COLLEAGUE.name)]
    later(desk, days=1)
    said = Settlement(settled=Settled.DESTROYED, on=desk.today)
    does(desk.store, "Settle", register.settle_copy, copy.id, 1, said, desk.today)
    later(desk, days=1)
    (one,) = desk.ask(changes.list_changes, look(desk))
    assert (one.kind, one.deed, one.words) == (
        "document_copy",
        Deed.ENDED,
        "Case plan, copy 1: destroyed",
    )


def test_a_case_that_is_not_there_is_refused(desk: Desk) -> None:
    with pytest.raises(UserError):
        desk.do("Open case", changes.look_into, "0" * 32)


def test_enforcement_letters_and_support_are_told(desk: Desk) -> None:
    booked = AppointmentDraft(type_code="COAP", starts_at=datetime(2026, 11, 20, 10), place="Mill Street")
    record = desk.do("b", appointments.book_appointment, desk.case_id, booked)
    look(desk)
    later(desk, days=1)
    missed = OutcomeDraft(outcome_code="UAAB", enforcement=StepDraft(code="EA11"))
    does(desk.store, "o", appointments.record_outcome, record, missed, desk.now)
    later(desk, days=1)
    told_now = {one.kind: one for one in desk.ask(changes.list_changes, look(desk))}
    assert set(told_now) == {"appointment", "enforcement_step", "proceeding"}
    step = told_now["enforcement_step"]
    assert (step.deed, step.words, step.when) == (Deed.ADDED, "Recall Requested", booked.starts_at)
    assert told_now["proceeding"].words == "Recall: Recall requested"


def test_a_step_that_is_settled_and_a_recall_that_ends_say_so(desk: Desk) -> None:
    booked = AppointmentDraft(type_code="COAP", starts_at=datetime(2026, 11, 20, 10), place="Mill Street")
    record = desk.do("b", appointments.book_appointment, desk.case_id, booked)
    for code in ("WLS", "EA11"):
        missed = OutcomeDraft(outcome_code="UAAB", enforcement=StepDraft(code=code))
        desk.do("o", appointments.record_outcome, record, missed, desk.now)
    look(desk)
    later(desk, days=1)
    first = desk.ask(enforcement.list_steps, desk.case_id)[0]
    does(desk.store, "s", enforcement.settle_step, first.id, first.version, desk.today, "Posted", desk.today)
    (recall,) = desk.ask(enforcement.list_proceedings, desk.case_id)
    ended = replace(recall.said, status_code="REC06", resolved_on=desk.today)
    does(desk.store, "p", enforcement.change_proceeding, recall.id, recall.version, ended, desk.today)
    later(desk, days=1)
    said = {(one.kind, one.deed): one.words for one in desk.ask(changes.list_changes, look(desk))}
    assert said == {
        ("enforcement_step", Deed.ENDED): "Enforcement Letter Requested",
        ("proceeding", Deed.ENDED): "Recall: Recall rescinded",
    }
