"""The timeline: nothing of the case left out, in order, found by any of its words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from iom_desktop.domain.actions import ActionDraft, ActionStatus, Source
from iom_desktop.domain.appointments import AppointmentDraft, OutcomeDraft
from iom_desktop.domain.codes import Cohort
from iom_desktop.domain.decisions import DecisionDraft, DecisionMaker
from iom_desktop.domain.needs import NeedDraft
from iom_desktop.domain.notes import Mark, NoteDraft
from iom_desktop.domain.plans import Agreement, AgreementDraft, GoalDraft
from iom_desktop.domain.service_access import Barrier, ServiceAccessDraft
from iom_desktop.domain.timeline import Kind, TimelineEntry
from iom_desktop.services import (
    actions,
    appointments,
    cases,
    decisions,
    needs,
    notes,
    plans,
    service_access,
    timeline,
)

if TYPE_CHECKING:
    from tests.services.conftest import Desk
else:
    Desk = Any


def note(desk: Desk, words: str, **said: Any) -> str:
    draft = NoteDraft(**{"happened_at": desk.now - timedelta(hours=1), "words": words} | said)
    return str(desk.do("Add note", notes.add_note, desk.case_id, draft, desk.now))


def appointment(desk: Desk, **said: Any) -> str:
    draft = AppointmentDraft(
        **{"type_code": "COAP", "starts_at": datetime(2026, 11, 17, 10), "place": "Mill Street"} | said
    )
    return str(desk.do("Book appointment", appointments.book_appointment, desk.case_id, draft))


def found(desk: Desk, words: str = "") -> list[TimelineEntry]:
    return desk.ask(timeline.list_timeline, desk.case_id, words)


def headings(desk: Desk, words: str = "") -> list[str]:
    return [entry.heading for entry in found(desk, words)]


def test_an_empty_case_has_nothing(desk: Desk) -> None:
    assert found(desk) == []
    assert found(desk, "anything") == []


def test_a_note_stands_with_its_marks(desk: Desk) -> None:
    note(desk, "Said to be selling", mark=Mark.INTELLIGENCE, third_party=True, not_disclosable=True)
    (entry,) = found(desk)
    assert (entry.kind, entry.heading, entry.mark) == (Kind.NOTE, "Note", Mark.INTELLIGENCE)
    assert (entry.third_party, entry.not_disclosable, entry.timed) == (True, True, True)
    note(desk, "Rang", type_code="IOTC")
    assert "IOM telephone contact" in headings(desk)


def test_an_appointment_says_what_came_of_it(desk: Desk) -> None:
    one = appointment(desk)
    assert headings(desk) == ["Planned office visit"]
    said = OutcomeDraft(outcome_code="AFTC", note="Left early")
    desk.do("Record outcome", appointments.record_outcome, one, said, desk.now)
    (entry,) = found(desk)
    assert entry.heading == "Planned office visit: Attended - Failed to Comply"
    assert entry.words == "Mill Street · Left early"
    two = appointment(desk, starts_at=datetime(2026, 12, 1, 10))
    desk.do("Cancel appointment", appointments.cancel_appointment, two, "Office closed")
    assert found(desk)[0].heading == "Planned office visit: cancelled"
    assert "Office closed" in found(desk)[0].words


def test_a_service_stands_once_for_each_rung(desk: Desk) -> None:
    draft = ServiceAccessDraft(
        need_code="DRUGS",
        service="Drug treatment",
        identified_on=date(2026, 9, 6),
        referred_on=date(2026, 9, 9),
        barrier=Barrier.WAITING_LIST,
        note="Eight weeks they say",
    )
    desk.do("Follow a service", service_access.record_service_access, desk.case_id, draft, desk.today)
    later, earlier = found(desk)
    assert later.heading == "Service referred: Drug misuse (waiting list)"
    assert earlier.heading == "Service identified: Drug misuse"
    assert (later.id, later.timed) == (earlier.id, False)
    assert "Eight weeks" in later.words
    assert "Eight weeks" not in earlier.words


def test_decisions_needs_and_flags_stand_on_their_day(desk: Desk) -> None:
    decision = DecisionDraft(
        decided_on=date(2026, 11, 3),
        cohort=Cohort.FIXED,
        rationale="Eight burglaries",
        decided_by=(DecisionMaker(name="A. Chair", agency="police"),),
    )
    desk.do("Record decision", decisions.record_decision, desk.case_id, decision, desk.today)
    need = NeedDraft(code="DRUGS", score=9, identified_on=date(2026, 11, 4), note="Heroin daily")
    desk.do("Record need", needs.record_need, desk.case_id, need, desk.today)
    flag = desk.do(
        "Raise flag", cases.raise_flag, desk.case_id, "ALERT", "Threats in May", date(2026, 11, 5), desk.today
    )
    desk.do("End flag", cases.end_flag, flag, date(2026, 11, 20), desk.today)
    entries = found(desk)
    assert [entry.at.day for entry in entries] == [20, 5, 4, 3]
    assert not any(entry.timed for entry in entries)
    assert entries[0].heading.startswith("Risk flag ended: ")
    assert entries[1].heading.startswith("Risk flag raised: ")
    assert entries[2].heading == "Need recorded: Drug misuse, severe"
    assert entries[3].heading == "Decision: taken on under IOM: fixed"


def agreed_plan(desk: Desk) -> str:
    """A plan with one action, agreed; returns the lineage's first record."""
    need = NeedDraft(code="DRUGS", score=9, identified_on=date(2026, 11, 4))
    desk.do("Record need", needs.record_need, desk.case_id, need, desk.today)
    plan = desk.do("Start plan", plans.start_plan, desk.case_id)
    goal = GoalDraft(words="I will stop using", target_on=date(2027, 2, 2), serves=("DRUGS", "RISK"))
    goal_id = desk.do("Add goal", plans.add_goal, plan, goal)
    action = ActionDraft(
        what="Attend the assessment at Northgate",
        due_on=date(2026, 12, 1),
        due_time=time(10),
        source=Source.LICENCE,
        source_detail="condition 9",
        evidence="The service e-mails",
        if_missed="Home visit that evening",
    )
    action_id = desk.do("Add required action", actions.add_action, goal_id, action, desk.today)
    answer = AgreementDraft(answer=Agreement.AGREES, explained_on=desk.today)
    desk.do("Agree plan", plans.agree_plan, plan, answer, desk.today)
    return str(action_id)


def test_an_action_stands_once_however_many_versions_hold_it(desk: Desk) -> None:
    first = agreed_plan(desk)
    added = [entry for entry in found(desk) if entry.kind is Kind.ACTION]
    assert [entry.id for entry in added] == [first]
    newest = desk.ask(plans.newest_plan, desk.case_id).goals[0].actions[0].id
    assert added[0].opened_by == newest != first
    assert {"Plan version 1 agreed", "Plan version 2 begun"} <= set(headings(desk))


def test_status_and_progress_open_the_action_they_are_about(desk: Desk) -> None:
    agreed_plan(desk)
    newest = desk.ask(plans.newest_plan, desk.case_id).goals[0].actions[0].id
    desk.do(
        "Set status", actions.set_action_status, newest, ActionStatus.MISSED, "No bus", desk.today, desk.today
    )
    desk.do("Add progress note", actions.add_progress_note, newest, "Rang the service")
    by_heading = {entry.heading: entry for entry in found(desk)}
    assert by_heading["Required action: missed"].opened_by == newest
    assert by_heading["Required action: missed"].words == "Attend the assessment at Northgate · No bus"
    assert by_heading["Progress note"].opened_by == newest


def test_newest_first_whatever_the_kind(desk: Desk) -> None:
    appointment(desk, starts_at=datetime(2026, 12, 1, 10))
    note(desk, "Seen", happened_at=datetime(2026, 11, 20, 9))
    appointment(desk)
    assert [entry.at.day for entry in found(desk)] == [1, 20, 17]


@pytest.mark.parametrize(
    "words,hits",
    [
        ("heroin", 1),
        ("HEROIN", 1),
        ("hero", 1),
        ("heroin chemist", 1),
        ("chemist heroin", 1),
        ("heroin absent", 0),
        ("lodz", 1),
        ("o'brien", 1),
        ("obrien", 1),
        ("  ", 2),
        ("!!", 2),
        ('"heroin" OR note', 0),
        ("case", 0),
        ("baker", 2),
    ],
)
def test_found_by_any_of_its_words(desk: Desk, words: str, hits: int) -> None:
    note(desk, "Bought heroin at the chemist's corner, says O’Brien")
    note(desk, "Rang from Łódź")
    assert len(found(desk, words)) == hits


def test_codes_are_found_by_their_words_and_mixed_with_typed_ones(desk: Desk) -> None:
    one = appointment(desk, purpose="Bring the letter")
    said = OutcomeDraft(outcome_code="UAAB", note="")
    desk.do("Record outcome", appointments.record_outcome, one, said, desk.now)
    note(desk, "Another letter")
    assert [entry.id for entry in found(desk, "unaccept")] == [one]
    assert [entry.id for entry in found(desk, "letter absence")] == [one]
    assert len(found(desk, "letter")) == 2


def test_goals_and_earlier_outcomes_are_found_under_what_they_belong_to(desk: Desk) -> None:
    agreed_plan(desk)
    assert {entry.kind for entry in found(desk, "stop using")} == {Kind.PLAN}
    one = appointment(desk)
    first = OutcomeDraft(outcome_code="AFTA", note="Nowhere to be seen")
    desk.do("Record outcome", appointments.record_outcome, one, first, desk.now)
    second = OutcomeDraft(outcome_code="AAME", note="In hospital", change_reason="Letter")
    desk.do("Record outcome", appointments.record_outcome, one, second, desk.now)
    assert [entry.id for entry in found(desk, "nowhere")] == [one]


def test_an_action_reworded_in_a_later_version_is_found_under_the_first(desk: Desk) -> None:
    first = agreed_plan(desk)
    action = desk.ask(plans.newest_plan, desk.case_id).goals[0].actions[0]
    reworded = replace(action.said, what="Attend the clinic at Southmarsh")
    desk.do("Change required action", actions.change_action, action.id, action.version, reworded, desk.today)
    assert [entry.id for entry in found(desk, "southmarsh")] == [first]


def test_words_across_the_store_say_whose_they_are(desk: Desk) -> None:
    note(desk, "Bought heroin")
    (hit,) = desk.ask(timeline.find_words, "heroin")
    assert (hit.person, hit.crn, hit.kind) == ("INVENTEDSON, Ivo", "X100001", Kind.NOTE)
    assert hit.words == "Bought heroin"
