"""A paper held against the record by its code: current, changed, superseded, or not to be told."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from iom_desktop.display.formats import exact_date
from iom_desktop.display.paper_subjects import conference_subject
from iom_desktop.domain.actions import ActionDraft, ActionStatus, Source
from iom_desktop.domain.appointments import AppointmentDraft
from iom_desktop.domain.audiences import CONFERENCE, COURT, FULL, THE_PERSON, Audience, Reader
from iom_desktop.domain.codes import Cohort
from iom_desktop.domain.conferences import ConferenceDraft, MinuteDraft, MinuteKind
from iom_desktop.domain.decisions import DecisionDraft, DecisionMaker
from iom_desktop.domain.deselection import DeselectionDraft
from iom_desktop.domain.documents import Document, PaperSubject, make_code
from iom_desktop.domain.needs import NeedDraft, Severity
from iom_desktop.domain.notes import Mark, NoteDraft
from iom_desktop.domain.paper_wishes import PaperWish
from iom_desktop.domain.plans import Agreement, AgreementDraft, GoalDraft, PlanWords
from iom_desktop.domain.register import CopyDraft, PaperCheck, PaperStanding
from iom_desktop.domain.service_access import ServiceAccessDraft
from iom_desktop.errors import UserError
from iom_desktop.services import (
    actions,
    appointments,
    cases,
    conferences,
    decisions,
    deselections,
    needs,
    notes,
    packs,
    people,
    plans,
    register,
    service_access,
)
from iom_desktop.services.paper_checks import check_paper
from iom_desktop.services.papers import load_paper
from iom_desktop.storage.store import open_store
from tests.services.test_letters import person, proposed, send, visit
from tests.stores import NOW, PASSPHRASE, TODAY, Clock, Desk
from tests.ui.cases.colleague import does

HEALTH, PROBATION = Reader(Audience.PARTNER, "health"), Reader(Audience.PARTNER, "probation")
MAKER = DecisionMaker(name="A. Chair", agency="police")
ACTION = ActionDraft(
    what="Attend the assessment at Northgate Recovery Service",
    due_on=TODAY + timedelta(days=9),
    source=Source.LICENCE,
    source_detail="condition 9",
    evidence="The service e-mails the same day.",
    if_missed="Home visit that evening.",
    serves=("ETE",),
    explained_on=TODAY,
)
WEEK = timedelta(days=7)
CURRENT = PaperStanding.CURRENT


@pytest.fixture(scope="module")
def moving(made_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Desk, Clock]]:
    """A store that the tests share, with a clock they move."""
    folder = Path(shutil.copytree(made_store, tmp_path_factory.mktemp("moving") / "store"))
    clock = Clock()
    opened = open_store(folder, PASSPHRASE, clock=clock)
    yield Desk(opened), clock
    opened.close()


@pytest.fixture
def desk(moving: tuple[Desk, Clock]) -> Desk:
    return moving[0]


@pytest.fixture
def clock(moving: tuple[Desk, Clock]) -> Iterator[Clock]:
    """The clock, put back for each test: it brings people of its own."""
    yield moving[1]
    moving[1].now = NOW


@pytest.fixture
def case_id(desk: Desk) -> str:
    """Somebody with the draft of a plan, a need, a decision, and a visit to come."""
    found = person(desk)
    visit(desk, found, NOW + timedelta(days=4))
    desk.do(needs.record_need, found, NeedDraft(code="ETE", severity=Severity.SEVERE), TODAY)
    decide(desk, found)
    plan_id = desk.do(plans.start_plan, found)
    goal = GoalDraft(words="I will keep a job.", target_on=date(2027, 2, 2), serves=("ETE",))
    desk.do(actions.add_action, desk.do(plans.add_goal, plan_id, goal), ACTION, TODAY)
    return found


def decide(desk: Desk, case_id: str, reason: str = "") -> str:
    said = DecisionDraft(
        decided_on=TODAY, cohort=Cohort.FIXED, rationale="Three arrests.", decided_by=(MAKER,)
    )
    return desk.do(decisions.record_decision, case_id, said, TODAY, reason)


def newest(desk: Desk, case_id: str) -> str:
    return desk.see(plans.list_versions, case_id)[0].id


def agree(desk: Desk, case_id: str) -> str:
    """Agree the draft; returns its id. The next draft is begun with it."""
    plan_id = newest(desk, case_id)
    said = AgreementDraft(answer=Agreement.AGREES, explained_on=TODAY)
    desk.do(plans.agree_plan, plan_id, said, desk_now(desk).date())
    return plan_id


def desk_now(desk: Desk) -> datetime:
    return desk.store.now()


def give(desk: Desk, case_id: str, document: Document, reader: Reader = FULL, **asked: str) -> str:
    """A copy of the paper put on the register; returns its code."""
    wish = PaperWish(document=document, case_id=case_id, reader=reader, **asked)  # type: ignore[arg-type]
    return issue(desk, desk.see(load_paper, wish, desk_now(desk)).subject)


def issue(desk: Desk, subject: PaperSubject) -> str:
    draft = CopyDraft(recipients=("The table",))
    return desk.do(register.issue_copies, subject, draft, TODAY)[0].code


def check(desk: Desk, code: str) -> PaperCheck:
    return desk.see(check_paper, code, desk_now(desk))


# --- The code ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["", "7F3A", "not a code", "7F3A-91C20", "UUUU-UUUU"])
def test_a_mistyped_code_is_said_to_be_one(shared_desk: Desk, typed: str) -> None:
    with pytest.raises(UserError, match="cannot be a code") as refused:
        shared_desk.see(check_paper, typed, NOW)
    assert refused.value.field == "code"


def test_a_code_of_another_store_is_said_to_be_none_of_this(shared_desk: Desk) -> None:
    code = make_code("another office")
    with pytest.raises(UserError, match=f"No paper of this store has the code {code}"):
        shared_desk.see(check_paper, code, NOW)


def test_a_paper_never_made_is_said_to_be_none(desk: Desk, case_id: str) -> None:
    code = give(desk, case_id, Document.PLAN)
    copy = desk.see(register.find_by_code, code)
    assert copy is not None
    desk.do(register.copies_failed, [copy])
    assert check(desk, code).standing is PaperStanding.NOT_MADE


# --- Current -------------------------------------------------------------------------------------------------

PLANS = [
    (document, reader)
    for document in (Document.SUMMARY, Document.PLAN)
    for reader in (FULL, CONFERENCE, COURT, HEALTH, PROBATION)
] + [(Document.PLAN, THE_PERSON)]
RECORDS = [(Document.DECISION, FULL), (Document.DECISION, COURT), (Document.LETTER, THE_PERSON)]


def test_a_paper_is_current_however_late_and_whoever_asks(desk: Desk, clock: Clock, case_id: str) -> None:
    plan_id = agree(desk, case_id)
    send(desk, case_id, proposed(desk, case_id, "APPOINTMENT", visit(desk, case_id, NOW + WEEK)))
    clock.advance(minutes=5)
    codes = {
        (document, reader.code): give(
            desk, case_id, document, reader, plan_id=plan_id if (document, reader) in PLANS else ""
        )
        for document, reader in (*PLANS, *RECORDS)
    }
    extract = give(desk, case_id, Document.SUBJECT_ACCESS, THE_PERSON)
    assert check(desk, extract).standing is PaperStanding.CURRENT
    clock.advance(days=20, hours=7)
    for (document, reader), code in codes.items():
        found = does(desk.store, "Test", check_paper, code, desk_now(desk))
        assert (found.standing, found.changes) == (PaperStanding.CURRENT, ()), (document, reader)
        assert found.words.startswith("Yes.")
        assert (found.in_force == 1) == (document in (Document.SUMMARY, Document.PLAN))


def test_a_paper_of_a_draft_is_said_to_be_one(desk: Desk, case_id: str) -> None:
    found = check(desk, give(desk, case_id, Document.PLAN))
    assert (found.standing, found.in_force) == (PaperStanding.CURRENT, None)
    assert "version 1 of the plan is a draft" in found.words


def test_an_appointment_that_passed_while_the_paper_was_looked_at_is_no_change(
    desk: Desk, clock: Clock, case_id: str
) -> None:
    visit(desk, case_id, NOW + timedelta(minutes=30))
    wish = PaperWish(document=Document.PLAN, case_id=case_id)
    looked_at = desk.see(load_paper, wish, NOW).subject
    clock.advance(hours=1)
    assert looked_at.content != desk.see(load_paper, wish, desk_now(desk)).subject.content
    assert check(desk, issue(desk, looked_at)).standing is PaperStanding.CURRENT


# --- Changed -------------------------------------------------------------------------------------------------


def _note(desk: Desk, case_id: str) -> None:
    said = NoteDraft(happened_at=desk_now(desk), words="Seen at home")
    desk.do(notes.add_note, case_id, said, desk_now(desk))


def _intelligence(desk: Desk, case_id: str) -> None:
    said = NoteDraft(happened_at=desk_now(desk), words="Heard", mark=Mark.INTELLIGENCE)
    desk.do(notes.add_note, case_id, said, desk_now(desk))


def _status(desk: Desk, case_id: str) -> None:
    plan = desk.see(plans.plan_in_force, case_id) or desk.see(plans.newest_plan, case_id)
    assert plan is not None
    action = plan.goals[0].actions[0]
    day = desk_now(desk).date()
    desk.do(actions.set_action_status, action.id, ActionStatus.DONE, "Brought the letter", day, day)


def _appointment(desk: Desk, case_id: str) -> None:
    draft = AppointmentDraft(
        type_code="COAP", starts_at=desk_now(desk) + timedelta(hours=2), place="Mill Street"
    )
    desk.do(appointments.book_appointment, case_id, draft)


def _flag(desk: Desk, case_id: str) -> None:
    day = desk_now(desk).date()
    desk.do(cases.raise_flag, case_id, "WEAP", "Knife", day, day)


def _need(desk: Desk, case_id: str) -> None:
    draft = NeedDraft(code="ACCOMMODATION", severity=Severity.SEVERE)
    desk.do(needs.record_need, case_id, draft, desk_now(desk).date())


def _service(desk: Desk, case_id: str) -> None:
    draft = ServiceAccessDraft(need_code="ETE", service="Job club", identified_on=TODAY)
    desk.do(service_access.record_service_access, case_id, draft, desk_now(desk).date())


def _name(desk: Desk, case_id: str) -> None:
    person = desk.see(cases.load_case, case_id).person
    draft = people.PersonDraft(crn=person.crn, surname="Otherly", forenames="Mo")
    desk.do(people.correct_person, person.id, person.version, draft, TODAY)


def _contingency(desk: Desk, case_id: str) -> None:
    plan_id = newest(desk, case_id)
    version = desk.see(plans.load_plan, plan_id).version
    desk.do(plans.word_plan, plan_id, version, PlanWords(contingency="Ring at once"))


def _goal(desk: Desk, case_id: str) -> None:
    desk.do(plans.add_goal, newest(desk, case_id), GoalDraft(words="I will stop.", serves=("ETE",)))


_ALL = [_appointment, _note, _intelligence, _status, _flag, _need, _service, _name, _contingency, _goal]


def test_each_visible_change_is_one(desk: Desk, clock: Clock, case_id: str) -> None:
    for change in _ALL:
        clock.advance(minutes=5)
        code = give(desk, case_id, Document.PLAN)
        day = exact_date(clock.now.date())
        clock.advance(days=1)
        change(desk, case_id)
        clock.advance(minutes=5)
        found = check(desk, code)
        assert found.standing is PaperStanding.CHANGED, change.__name__
        assert found.changes, change.__name__
        assert day in found.words


#: Whose copies of the plan a change is none of; all others' it is.
UNSEEN = {
    _note: (HEALTH, CONFERENCE, COURT, THE_PERSON),
    _intelligence: (HEALTH, COURT, CONFERENCE, THE_PERSON),
    _contingency: (COURT, THE_PERSON),
    _status: (),
}


def test_what_a_reader_may_not_see_has_not_changed_on_their_copy(
    desk: Desk, clock: Clock, case_id: str
) -> None:
    readers = (FULL, CONFERENCE, COURT, HEALTH, THE_PERSON)
    for change, unseen in UNSEEN.items():
        clock.advance(minutes=5)
        codes = {
            reader: give(desk, case_id, Document.PLAN, reader, plan_id=newest(desk, case_id))
            for reader in readers
        }
        clock.advance(days=1)
        change(desk, case_id)
        clock.advance(minutes=5)
        found = {reader for reader, code in codes.items() if check(desk, code).standing is CURRENT}
        assert found == set(unseen), change.__name__


def test_what_changed_is_told_in_sentences(desk: Desk, clock: Clock, case_id: str) -> None:
    clock.advance(minutes=5)
    code = give(desk, case_id, Document.PLAN)
    clock.advance(days=1)
    _status(desk, case_id)
    _contingency(desk, case_id)
    assert check(desk, code).changes[0] == "1.1 is now done, was not started."


def test_a_draft_agreed_since_is_said_to_be(desk: Desk, clock: Clock, case_id: str) -> None:
    clock.advance(minutes=5)
    code = give(desk, case_id, Document.PLAN)
    clock.advance(days=1)
    agree(desk, case_id)
    found = check(desk, code)
    assert (found.standing, found.in_force) == (PaperStanding.CHANGED, 1)
    assert found.changes[0] == "The draft of version 1 was agreed on Mon 23 Nov 2026."


# --- Superseded ----------------------------------------------------------------------------------------------


def test_a_version_superseded_names_the_one_in_force(desk: Desk, clock: Clock, case_id: str) -> None:
    first = agree(desk, case_id)
    clock.advance(minutes=5)
    codes = [
        give(desk, case_id, Document.PLAN, reader, plan_id=first) for reader in (FULL, HEALTH, THE_PERSON)
    ]
    goal = GoalDraft(words="Qxgoal", target_on=date(2027, 2, 2), serves=("ETE",))
    action = desk.do(plans.add_goal, newest(desk, case_id), goal)
    desk.do(actions.add_action, action, replace(ACTION, what="Bring the letter"), TODAY)
    clock.advance(days=1)
    agree(desk, case_id)
    for code in codes:
        found = check(desk, code)
        assert (found.standing, found.in_force) == (PaperStanding.SUPERSEDED, 2)
        assert found.words == (
            "No. It is of version 1 of the plan; version 2, agreed on Mon 23 Nov 2026, is in force now."
        )
    assert any("Qxgoal" in words for words in check(desk, codes[0]).changes)


def test_a_decision_superseded_no_longer_holds(desk: Desk, clock: Clock, case_id: str) -> None:
    clock.advance(minutes=5)
    code = give(desk, case_id, Document.DECISION)
    clock.advance(minutes=5)
    decide(desk, case_id, "More is known")
    found = check(desk, code)
    assert (found.standing, found.changes) == (PaperStanding.SUPERSEDED, ())
    assert "no longer holds" in found.words


def test_a_deselection_taken_back_no_longer_holds(desk: Desk, clock: Clock, case_id: str) -> None:
    said = DeselectionDraft(
        decided_on=TODAY, reason_code="CAPACITY", words="Room", exit_plan="None", decided_by=(MAKER,)
    )
    record_id = desk.do(deselections.deselect, case_id, said, TODAY)
    clock.advance(minutes=5)
    code = give(desk, case_id, Document.DESELECTION, CONFERENCE)
    assert check(desk, code).standing is PaperStanding.CURRENT
    desk.do(deselections.reverse_deselection, record_id, "A mistake", TODAY)
    assert check(desk, code).standing is PaperStanding.SUPERSEDED


def test_a_comparison_stands_while_its_newer_version_does(desk: Desk, clock: Clock, case_id: str) -> None:
    agree(desk, case_id)
    code = give(desk, case_id, Document.COMPARISON)
    assert check(desk, code).standing is PaperStanding.CURRENT
    _goal(desk, case_id)
    assert check(desk, code).standing is PaperStanding.CHANGED


# --- Papers of a conference, and of a day ----------------------------------------------------------------------


def test_a_paper_of_a_conference_is_held_against_it(desk: Desk, clock: Clock, case_id: str) -> None:
    held = desk.do(conferences.plan_conference, ConferenceDraft(held_on=TODAY))
    desk.do(conferences.add_case, held, case_id)
    clock.advance(minutes=5)
    loads = (packs.load_pack, packs.load_minutes, packs.load_action_list)
    codes = [
        issue(desk, conference_subject(desk.see(load, held, CONFERENCE, desk_now(desk)))) for load in loads
    ]
    clock.advance(days=9)
    assert [check(desk, code).standing for code in codes] == [PaperStanding.CURRENT] * 3
    desk.do(conferences.open_conference, held)
    said = MinuteDraft(case_id=case_id, minute=MinuteKind.DECISION, words="Stays")
    desk.do(conferences.add_minute, held, said)
    assert check(desk, codes[1]).standing is PaperStanding.CHANGED


def test_a_paper_that_cannot_be_made_again_is_not_guessed_at(desk: Desk, case_id: str) -> None:
    wish = PaperWish(document=Document.PLAN, case_id=case_id)
    subject = desk.see(load_paper, wish, NOW).subject
    for other in (
        replace(subject, document=Document.DAY_SHEET, series="day_sheet:2026-11-22", case_id=None),
        replace(subject, document=Document.LETTER, series="letter:not-yet-sent"),
    ):
        found = check(desk, issue(desk, other))
        assert found.standing is PaperStanding.UNKNOWN
