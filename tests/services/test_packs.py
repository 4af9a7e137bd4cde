"""The papers of a conference as they are loaded, and the record of each numbered copy."""

from __future__ import annotations

from datetime import date, time, timedelta
from itertools import count

import pytest

from iom_desktop.display.paper_subjects import conference_subject
from iom_desktop.domain.actions import ActionDraft, ActionStatus, Source, Who
from iom_desktop.domain.audiences import CONFERENCE, Audience, Reader
from iom_desktop.domain.cases import CaseDraft
from iom_desktop.domain.codes import Rosh
from iom_desktop.domain.conferences import ConferenceDraft, ItemState, MinuteDraft, MinuteKind
from iom_desktop.domain.documents import Document
from iom_desktop.domain.packs import cases_of
from iom_desktop.domain.plans import Agreement, AgreementDraft, GoalDraft, PlanWords
from iom_desktop.domain.register import CopyDraft
from iom_desktop.errors import UserError
from iom_desktop.services import actions, audit_log, conferences, packs, plans, register
from iom_desktop.storage.store import Store
from tests.stores import NOW, TODAY, Desk

DAYS = count(20)
CLEAR = ActionDraft(
    what="Attend the assessment",
    who=Who.PERSON,
    due_on=TODAY + timedelta(days=9),
    source=Source.LICENCE,
    source_detail="condition 9",
    serves=("RISK",),
    evidence="Attendance confirmed",
    if_missed="A visit that evening",
)
COUNCIL = Reader(Audience.PARTNER, "council")


def plan(desk: Desk, *case_ids: str, on: date | None = None) -> str:
    """A conference on a day of its own with these cases."""
    day = on or TODAY + timedelta(days=next(DAYS))
    draft = ConferenceDraft(held_on=day, starts_at=time(10), agencies=("police", "council"))
    made = desk.do(conferences.plan_conference, draft)
    for case_id in case_ids:
        desk.do(conferences.add_case, made, case_id)
    return made


def hold(desk: Desk, on: date, case_id: str, *minutes: MinuteDraft) -> str:
    """A conference that was held and closed, with these minutes."""
    made = plan(desk, case_id, on=on)
    desk.do(conferences.open_conference, made)
    for minute in minutes:
        desk.do(conferences.add_minute, made, minute)
    (item,) = desk.see(conferences.list_cases, made)
    desk.do(conferences.set_item_state, item.id, ItemState.DISCUSSED)
    desk.do(conferences.close_conference, made, None)
    return made


def written(desk: Desk, case_id: str, *drafts: ActionDraft) -> list[str]:
    """Required actions in the draft of the case's plan."""
    made = desk.do(plans.start_plan, case_id)
    goal = desk.do(plans.add_goal, made, GoalDraft(words="I will keep my room"))
    return [desk.do(actions.add_action, goal, draft, TODAY) for draft in drafts]


@pytest.fixture
def own(store: Store) -> Desk:
    """An officer at a store of the test's own."""
    return Desk(store)


@pytest.fixture
def case_id(shared_desk: Desk) -> str:
    return shared_desk.newcomer()


# --- The pack ------------------------------------------------------------------------------------------


def test_no_cases_is_a_sentence(shared_desk: Desk, case_id: str) -> None:
    made = plan(shared_desk)
    with pytest.raises(UserError, match="no case on the agenda"):
        shared_desk.see(packs.load_pack, made, CONFERENCE, NOW)
    other = plan(shared_desk, case_id)
    (item,) = shared_desk.see(conferences.list_cases, other)
    shared_desk.do(conferences.take_off, item.id, "Moved away")
    with pytest.raises(UserError, match="no case on the agenda"):
        shared_desk.see(packs.load_pack, other, CONFERENCE, NOW)


def test_cases_stand_in_the_order_of_the_agenda(shared_desk: Desk) -> None:
    ids = [shared_desk.newcomer() for _n in range(3)]
    made = plan(shared_desk, *ids)
    items = shared_desk.see(conferences.list_cases, made)
    shared_desk.do(conferences.move_case, items[2].id, -2)
    shared_desk.do(conferences.take_off, items[0].id, "Moved away")
    pack = shared_desk.see(packs.load_pack, made, CONFERENCE, NOW)
    assert [(one.number, one.item.case_id) for one in pack.cases] == [(1, ids[2]), (2, ids[1])]
    assert cases_of(pack) == (ids[2], ids[1])


def test_the_longest_overdue_comes_first_and_what_is_settled_last(shared_desk: Desk, case_id: str) -> None:
    days = (5, -3, None, -9)
    drafts = [
        ActionDraft(
            what=f"Task {day}", who=Who.PERSON, due_on=None if day is None else TODAY + timedelta(days=day)
        )
        for day in days
    ]
    made = written(shared_desk, case_id, *drafts, ActionDraft(what="Done"), ActionDraft(what="Done long ago"))
    for action, on in ((made[4], TODAY), (made[5], TODAY - timedelta(days=200))):
        shared_desk.do(actions.set_action_status, action, ActionStatus.DONE, "", on, TODAY)
    (case,) = shared_desk.see(packs.load_pack, plan(shared_desk, case_id), CONFERENCE, NOW).cases
    found = [(one.action.said.what, one.overdue) for one in case.actions]
    assert found == [
        ("Task -9", True), ("Task -3", True), ("Task 5", False), ("Task None", False), ("Done", False),
    ]  # fmt: skip
    assert not case.plan_agreed
    assert case.has_plan


def test_since_last_time_is_since_the_conference_before(own: Desk) -> None:
    case_id = own.person()
    held = hold(
        own,
        TODAY - timedelta(days=17),
        case_id,
        MinuteDraft(case_id=case_id, minute=MinuteKind.DECISION, words="Weekly home visits"),
        MinuteDraft(case_id=case_id, minute=MinuteKind.DISCUSSION, words="Long talk"),
    )
    first, second = own.see(conferences.list_minutes, held)
    own.do(conferences.correct_minute, first.id, "Home visits each week", "Said better")
    (case,) = own.see(packs.load_pack, plan(own, case_id), CONFERENCE, NOW).cases
    assert case.since_on == case.last_on == TODAY - timedelta(days=17)
    assert [one.said.words for one in case.last_decisions] == ["Home visits each week"]
    assert second.said.words == "Long talk"
    # What happened before it is not news.
    (earlier,) = own.see(packs.load_pack, held, CONFERENCE, NOW).cases
    assert earlier.since_on is None


def test_an_action_a_conference_wrote_into_the_draft_is_there_before_it_is_agreed(own: Desk) -> None:
    case_id = own.person(managed=CaseDraft(rosh=Rosh.LOW))
    plan_id = own.do(plans.start_plan, case_id)
    goal = own.do(plans.add_goal, plan_id, GoalDraft(words="I will stop.", target_on=TODAY, serves=("RISK",)))
    own.do(actions.add_action, goal, CLEAR, TODAY)
    own.do(
        plans.word_plan, plan_id, own.see(plans.load_plan, plan_id).version, PlanWords(contingency="A visit.")
    )
    answer = AgreementDraft(answer=Agreement.AGREES, explained_on=TODAY)
    own.do(plans.agree_plan, plan_id, answer, TODAY)
    made = plan(own, case_id)
    given = ActionDraft(
        what="Given at the table", who=Who.PARTNER, who_name="S. Sample", who_agency="council"
    )
    own.do(conferences.add_conference_action, made, case_id, given, TODAY)
    (case,) = own.see(packs.load_pack, made, CONFERENCE, NOW).cases
    assert {one.action.said.what: one.drafted for one in case.actions} == {
        CLEAR.what: False,
        "Given at the table": True,
    }
    assert case.plan_agreed


def test_fuller_pages_are_for_those_asked_for_and_for_the_same_reader(shared_desk: Desk) -> None:
    one, other = shared_desk.newcomer(), shared_desk.newcomer()
    pack = shared_desk.see(packs.load_pack, plan(shared_desk, one, other), COUNCIL, NOW, (other,))
    assert pack.cases[0].fuller is None
    assert pack.cases[1].fuller is not None
    assert pack.cases[1].fuller.reader == COUNCIL
    assert pack.head.left_out == pack.cases[1].fuller.left_out != ()


def test_progress_is_told_and_may_stop(shared_desk: Desk, case_id: str) -> None:
    class Stopped(Exception):
        pass

    def stop(done: int, total: int) -> None:
        assert total == 2
        if done == 1:
            raise Stopped

    made = plan(shared_desk, case_id, shared_desk.newcomer())
    with pytest.raises(Stopped):
        shared_desk.see(packs.load_pack, made, CONFERENCE, NOW, (), stop)


# --- Copies --------------------------------------------------------------------------------------------


@pytest.fixture
def made(shared_desk: Desk, case_id: str) -> str:
    return plan(shared_desk, case_id)


def test_each_copy_has_its_number_and_is_on_record(shared_desk: Desk, made: str, case_id: str) -> None:
    for number, reader in ((1, CONFERENCE), (2, COUNCIL)):
        pack = shared_desk.see(packs.load_pack, made, reader, NOW)
        draft = CopyDraft(recipients=("A. Chair",), purpose="Conference")
        subject = conference_subject(pack)
        copies = shared_desk.do(
            register.issue_copies, subject, draft, TODAY, reason="Conference", words="Print the pack"
        )
        assert [one.number for one in copies] == [number]
    held_on = shared_desk.see(conferences.load_conference, made).held_on
    newest, oldest = shared_desk.see(audit_log.list_access, case_id)
    assert (
        newest.document
        == f"conference pack, conference of {held_on:%a} {held_on.day} {held_on:%b %Y}, partner:council, copy 2"
    )
    assert (oldest.recipients, oldest.purpose, oldest.words) == ("A. Chair", "Conference", "Print the pack")
    assert shared_desk.see(register.last_number, f"{Document.PACK}:{made}") == 2
    assert shared_desk.see(register.last_number, f"{Document.MINUTES}:{made}") == 0
    assert shared_desk.store.verify() == []


def test_looking_at_a_paper_is_looking_at_its_cases(shared_desk: Desk, made: str, case_id: str) -> None:
    pack = shared_desk.see(packs.load_pack, made, CONFERENCE, NOW)
    shared_desk.do(packs.consult_paper, pack)
    (entry,) = shared_desk.see(audit_log.list_access, case_id)
    assert not entry.disclosure


def test_a_conference_is_named_by_its_id_or_as_the_next(own: Desk) -> None:
    with pytest.raises(UserError, match="none is planned"):
        own.see(packs.conference_named, "next", TODAY)
    made = plan(own, on=TODAY + timedelta(days=3))
    plan(own, on=TODAY + timedelta(days=9))
    assert own.see(packs.conference_named, "next", TODAY).id == made
    assert own.see(packs.conference_named, made, TODAY).id == made
    for unknown in ("f" * 32, "", "next one", "\udcff"):
        with pytest.raises(UserError, match="none with this id"):
            own.see(packs.conference_named, unknown, TODAY)


# --- Minutes and actions -------------------------------------------------------------------------------


def test_minutes_are_a_draft_until_the_conference_is_closed(own: Desk) -> None:
    desk = own
    case_id = desk.person()
    made = plan(desk, case_id, on=TODAY)
    assert desk.see(packs.load_minutes, made, CONFERENCE, NOW).draft
    desk.do(conferences.open_conference, made)
    desk.do(conferences.close_conference, made, TODAY + timedelta(days=28))
    minutes = desk.see(packs.load_minutes, made, CONFERENCE, NOW)
    assert not minutes.draft
    assert minutes.head.conference.closed_at == NOW
    assert minutes.cases[0].item.state is ItemState.DEFERRED
    assert not desk.see(packs.load_action_list, made, CONFERENCE, NOW).draft


def test_an_action_is_told_once_with_the_age_of_its_first_conference(own: Desk) -> None:
    case_id = own.person()
    before = plan(own, case_id, on=TODAY - timedelta(days=30))
    given = ActionDraft(what="Ask for the flat", who=Who.PARTNER, who_name="S. Sample", who_agency="council")
    own.do(conferences.add_conference_action, before, case_id, given, TODAY)
    after = plan(own, case_id, on=TODAY)
    listed = own.see(packs.load_action_list, after, CONFERENCE, NOW)
    assert [(one.what, one.age_days) for one in listed.previous] == [("Ask for the flat", 30)]
    assert listed.new == ()
    minutes = own.see(packs.load_minutes, after, CONFERENCE, NOW)
    assert [one.what for one in minutes.previous] == ["Ask for the flat"]
    assert [one.what for one in own.see(packs.load_action_list, before, COUNCIL, NOW).new] == [
        "Ask for the flat"
    ]
    assert set(cases_of(listed)) == {case_id}
