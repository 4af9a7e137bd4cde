"""Required actions in the store: added, changed, moved, taken out; statuses and notes that are kept for ever."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from iom_desktop.domain.actions import REASON_NEEDED, ActionDraft, ActionStatus, Source, Who
from iom_desktop.domain.plans import Agreement, AgreementDraft, Goal, GoalDraft
from iom_desktop.errors import FieldErrors, StaleEdit
from iom_desktop.services import actions, cases, plans
from iom_desktop.services.actions import Owner
from tests.services.conftest import Office

TODAY = date(2026, 11, 22)
CLEAR = ActionDraft(
    what="Attend the assessment at Northgate Recovery Service",
    due_on=date(2026, 12, 1),
    source=Source.LICENCE,
    source_detail="condition 9",
    evidence="The service e-mails the same day.",
    if_missed="Home visit that evening.",
)


@pytest.fixture
def plan_id(office: Office) -> str:
    return office.do("Start plan", plans.start_plan, office.case_id)


@pytest.fixture
def goal_id(office: Office, plan_id: str) -> str:
    said = GoalDraft(words="I will stop.", target_on=date(2027, 2, 2), serves=("DRUGS",))
    return office.do("Add goal", plans.add_goal, plan_id, said)


def add(office: Office, goal_id: str, said: ActionDraft = CLEAR) -> str:
    return office.do("Add required action", actions.add_action, goal_id, said, TODAY)


def the_goal(office: Office, plan_id: str) -> Goal:
    return office.ask(plans.load_plan, plan_id).goals[0]


def agree(office: Office, plan_id: str) -> str:
    said = AgreementDraft(answer=Agreement.AGREES, explained_on=TODAY)
    return office.do("Agree plan", plans.agree_plan, plan_id, said, TODAY)


def test_everything_about_an_action_is_kept(office: Office, plan_id: str, goal_id: str) -> None:
    whole = replace(
        CLEAR,
        who=Who.PARTNER,
        who_name="S. Patel",
        who_agency="North Area Council",
        due_time=time(14, 30),
        how_often="every Friday",
        serves=("DRUGS", "RISK"),
        support="A lift.",
        explained_on=date(2026, 11, 20),
        agreed=False,
    )
    add(office, goal_id, whole)
    (made,) = the_goal(office, plan_id).actions
    assert made.said == whole
    assert (made.number, made.status, made.history, made.notes) == ("1.1", ActionStatus.NOT_STARTED, (), ())


@pytest.mark.parametrize(
    "said, field",
    [
        (replace(CLEAR, what=" "), "what"),
        (replace(CLEAR, what="x" * 20_001), "what"),
        (replace(CLEAR, due_on=None, due_time=time(10)), "due_on"),
        (replace(CLEAR, explained_on=TODAY + timedelta(days=1)), "explained_on"),
        (replace(CLEAR, who=Who.OFFICER, who_name="x" * 301), "who_name"),
        (replace(CLEAR, evidence="bad\x07"), "evidence"),
    ],
)
def test_an_action_that_cannot_be_kept(
    office: Office, plan_id: str, goal_id: str, said: ActionDraft, field: str
) -> None:
    with pytest.raises(FieldErrors) as refused:
        add(office, goal_id, said)
    assert refused.value.field == field
    assert the_goal(office, plan_id).actions == ()


def test_a_note_of_12000_characters_is_kept_whole(office: Office, plan_id: str, goal_id: str) -> None:
    long = "Łódź & <b>words</b> " * 600
    add(office, goal_id, replace(CLEAR, evidence=long))
    assert the_goal(office, plan_id).actions[0].said.evidence == long.rstrip()


def test_the_person_needs_no_name(office: Office, plan_id: str, goal_id: str) -> None:
    add(office, goal_id, replace(CLEAR, who=Who.PERSON, who_name="left over", who_agency="left over"))
    said = the_goal(office, plan_id).actions[0].said
    assert (said.who_name, said.who_agency) == ("", "")


def test_a_stale_change_is_refused(office: Office, plan_id: str, goal_id: str) -> None:
    made = add(office, goal_id)
    version = the_goal(office, plan_id).actions[0].version
    office.do("Change", actions.change_action, made, version, replace(CLEAR, support="A lift."), TODAY)
    with pytest.raises(StaleEdit):
        office.do("Change", actions.change_action, made, version, replace(CLEAR, support="A bus."), TODAY)
    assert the_goal(office, plan_id).actions[0].said.support == "A lift."


def test_actions_move_within_their_goal_and_numbers_follow(
    office: Office, plan_id: str, goal_id: str
) -> None:
    made = [add(office, goal_id, replace(CLEAR, what=f"Attend house {letter}")) for letter in "ABC"]

    def order() -> list[str]:
        return [f"{one.number} {one.said.what[-1]}" for one in the_goal(office, plan_id).actions]

    for places, expected in ((-1, "ACB"), (-9, "CAB"), (1, "ACB"), (9, "ABC"), (0, "ABC")):
        office.do("Move", actions.move_action, made[2], places)
        assert order() == [f"1.{place} {letter}" for place, letter in enumerate(expected, start=1)]


def test_only_what_was_never_agreed_can_be_taken_out(office: Office, plan_id: str, goal_id: str) -> None:
    add(office, goal_id)
    second = add(office, goal_id)
    office.do("Remove", actions.remove_action, second)
    assert len(the_goal(office, plan_id).actions) == 1
    draft_id = agree(office, plan_id)
    kept = the_goal(office, draft_id).actions[0]
    with pytest.raises(FieldErrors, match="no longer needed"):
        office.do("Remove", actions.remove_action, kept.id)
    assert len(the_goal(office, draft_id).actions) == 1


# --- Statuses and notes --------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", list(ActionStatus))
def test_a_status_is_kept_with_day_officer_and_reason(
    office: Office, plan_id: str, goal_id: str, status: ActionStatus
) -> None:
    made = add(office, goal_id)
    day = date(2026, 11, 20)
    office.do("Status", actions.set_action_status, made, status, "He said so.", day, TODAY)
    (found,) = the_goal(office, plan_id).actions
    assert found.status is status
    (change,) = found.history
    assert (change.status, change.reason, change.on, change.by) == (
        status,
        "He said so.",
        day,
        "PC Test Baker",
    )


@pytest.mark.parametrize("status", list(ActionStatus))
def test_some_statuses_need_a_reason(
    office: Office, plan_id: str, goal_id: str, status: ActionStatus
) -> None:
    made = add(office, goal_id)
    if status in REASON_NEEDED:
        with pytest.raises(FieldErrors) as refused:
            office.do("Status", actions.set_action_status, made, status, " ", TODAY, TODAY)
        assert refused.value.field == "reason"
        assert the_goal(office, plan_id).actions[0].history == ()
    else:
        office.do("Status", actions.set_action_status, made, status, "", TODAY, TODAY)
        assert the_goal(office, plan_id).actions[0].status is status


def test_a_status_is_not_from_the_future(office: Office, plan_id: str, goal_id: str) -> None:
    made = add(office, goal_id)
    with pytest.raises(FieldErrors, match="23/11/2026 is in the future"):
        office.do("Status", actions.set_action_status, made, ActionStatus.DONE, "", date(2026, 11, 23), TODAY)


def test_statuses_and_notes_follow_the_action_into_every_version_in_use(
    office: Office, plan_id: str, goal_id: str
) -> None:
    add(office, goal_id)
    second = agree(office, plan_id)
    third = agree(office, second)
    in_force = the_goal(office, second).actions[0]
    office.do("Status", actions.set_action_status, in_force.id, ActionStatus.MISSED, "Ill.", TODAY, TODAY)
    office.do("Note", actions.add_progress_note, in_force.id, "Rang him.")
    statuses = [the_goal(office, one).actions[0].status for one in (plan_id, second, third)]
    # The first version is superseded: it stays as it was when it was in force.
    assert statuses == [ActionStatus.NOT_STARTED, ActionStatus.MISSED, ActionStatus.MISSED]
    for one in (plan_id, second, third):
        found = the_goal(office, one).actions[0]
        assert [note.words for note in found.notes] == ["Rang him."]
        assert [change.reason for change in found.history] == ["Ill."]


def test_notes_are_added_and_never_rewritten(office: Office, plan_id: str, goal_id: str) -> None:
    made = add(office, goal_id)
    for words in ("First.", "Second.\nwith a line"):
        office.do("Note", actions.add_progress_note, made, words)
    notes = the_goal(office, plan_id).actions[0].notes
    assert [note.words for note in notes] == ["First.", "Second.\nwith a line"]
    assert {note.by for note in notes} == {"PC Test Baker"}
    with pytest.raises(FieldErrors) as refused:
        office.do("Note", actions.add_progress_note, made, "  ")
    assert refused.value.field == "words"
    assert not hasattr(actions, "change_progress_note")


def test_what_is_overdue_stays_so_until_it_is_done(office: Office, plan_id: str, goal_id: str) -> None:
    made = add(office, goal_id, replace(CLEAR, due_on=date(2026, 11, 21)))
    found = the_goal(office, plan_id).actions[0]
    assert found.overdue(TODAY)
    assert not found.overdue(date(2026, 11, 21))
    office.do("Status", actions.set_action_status, made, ActionStatus.IN_PROGRESS, "", TODAY, TODAY)
    assert the_goal(office, plan_id).actions[0].overdue(TODAY)
    office.do("Status", actions.set_action_status, made, ActionStatus.DONE, "", TODAY, TODAY)
    assert not the_goal(office, plan_id).actions[0].overdue(TODAY)


# --- Who can be suggested ------------------------------------------------------------------------------------


def test_owners_suggested_are_the_leads_who_asks_and_those_named_before(
    office: Office, plan_id: str, goal_id: str
) -> None:
    case = office.ask(cases.load_case, office.case_id)
    leads = replace(case.managed, police_lead="PC Baker", probation_lead="D. Williams")
    office.do("Leads", cases.change_case, office.case_id, case.version, leads, TODAY)
    for name, agency in (
        ("S. Patel", "North Area Council"),
        ("s. patel", "north area council"),
        ("D. Williams", "probation"),
    ):
        add(office, goal_id, replace(CLEAR, who=Who.PARTNER, who_name=name, who_agency=agency))
    add(office, goal_id)  # the person: nobody to suggest
    found = office.ask(actions.list_owners, office.case_id)
    assert found[:3] == [
        Owner(Who.OFFICER, "PC Baker", "police"),
        Owner(Who.OFFICER, "D. Williams", "probation"),
        Owner(Who.OFFICER, "PC Test Baker", "police"),
    ]
    assert [owner.name.casefold() for owner in found[3:]] == ["s. patel"]


def test_without_leads_the_officer_asking_is_still_suggested(office: Office) -> None:
    assert office.ask(actions.list_owners, office.case_id) == [Owner(Who.OFFICER, "PC Test Baker", "police")]
