"""De-selection: the evidence says what changed, the record is frozen, the episode ends and stays on file."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from iom_desktop.domain.cases import CaseDraft
from iom_desktop.domain.codes import Cohort, IomStatus, Rag, Rosh, Sentence
from iom_desktop.domain.decisions import DecisionDraft, DecisionMaker
from iom_desktop.domain.deselection import DeselectionDraft, EvidenceLine, Topic
from iom_desktop.domain.needs import NeedDraft, Severity
from iom_desktop.domain.offending import OffendingDraft, OffendingEvent
from iom_desktop.domain.service_access import ServiceAccessDraft
from iom_desktop.domain.statuses import Aspect, StatusDraft
from iom_desktop.errors import FieldErrors, UserError
from iom_desktop.services import cases, decisions, needs, offending, service_access, statuses
from iom_desktop.services.deselections import (
    deselect,
    deselection_in_force,
    flags_that_end,
    gather_evidence,
    list_deselections,
    reverse_deselection,
)
from iom_desktop.storage.store import open_store
from tests.stores import NOW, PASSPHRASE, TODAY, Clock, Desk

ADOPTED = date(2026, 2, 3)
MANAGED = CaseDraft(cohort=Cohort.FIXED, rag=Rag.RED, sentence=Sentence.LICENCE, adopted_on=ADOPTED)
CHAIR = DecisionMaker(name="A. Chair", agency="police")
DRAFT = DeselectionDraft(
    decided_on=TODAY,
    reason_code="RISK_REDUCED",
    words="No arrest for a year.",
    evidence=(EvidenceLine(topic=Topic.OFFENDING, words="No arrest is on record."),),
    exit_plan="Probation goes on to the end of the licence.",
    decided_by=(CHAIR,),
    dissent="Housing asked to wait.",
)


def let_go(desk: Desk, case_id: str, reason: str = "", **said: Any) -> str:
    return desk.do(deselect, case_id, replace(DRAFT, **said), TODAY, reason)


def standing(desk: Desk, case_id: str) -> IomStatus:
    return desk.see(cases.load_case, case_id).iom_status


def evidence(desk: Desk, case_id: str, topic: Topic) -> list[str]:
    found = desk.see(gather_evidence, case_id, TODAY)
    return [line.words for line in found if line.topic is topic]


def happened(desk: Desk, case_id: str, event: OffendingEvent, on: date) -> str:
    draft = OffendingDraft(event=event, on_day=on, offence="Burglary")
    return desk.do(offending.record_offending, case_id, draft, TODAY)


# --- The record ------------------------------------------------------------------------------------------


def test_everything_the_panel_said_is_kept_and_the_episode_ends(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer(managed=MANAGED)
    record_id = let_go(shared_desk, case_id)
    (found,) = shared_desk.see(list_deselections, case_id)
    assert (found.id, found.said, found.reason) == (record_id, DRAFT, "Risk reduced, and stayed so")
    assert (found.adopted_on, found.in_force, found.recorded_by) == (ADOPTED, True, "PC Test Baker")
    assert standing(shared_desk, case_id) is IomStatus.DESELECTED
    assert shared_desk.see(cases.load_case, case_id).managed == MANAGED, "what the case said last stays"
    (episode,) = shared_desk.see(statuses.list_episodes, case_id)
    assert (episode.adopted_on, episode.ended_on, episode.deselection_id) == (ADOPTED, TODAY, record_id)


@pytest.mark.parametrize("field", ["decided_on", "reason_code", "words", "exit_plan", "decided_by"])
def test_what_cannot_be_left_out(shared_desk: Desk, field: str) -> None:
    case_id = shared_desk.newcomer(managed=MANAGED)
    empty = DeselectionDraft()
    with pytest.raises(FieldErrors) as refused:
        let_go(shared_desk, case_id, **{field: getattr(empty, field)})
    assert {one.field for one in refused.value.problems} == {field}
    assert standing(shared_desk, case_id) is IomStatus.ADOPTED


def test_a_reason_outside_the_list_and_a_maker_without_an_agency_are_refused(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer(managed=MANAGED)
    with pytest.raises(FieldErrors, match="choose one of the list"):
        let_go(shared_desk, case_id, reason_code="BECAUSE")
    with pytest.raises(FieldErrors, match="Agency of who decided"):
        let_go(shared_desk, case_id, decided_by=(DecisionMaker(name="A. Chair", agency=""),))


def test_a_day_before_adoption_or_after_today_is_refused(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer(managed=MANAGED)
    with pytest.raises(UserError, match="before the person came under IOM on 03/02/2026"):
        let_go(shared_desk, case_id, decided_on=ADOPTED - timedelta(days=1))
    with pytest.raises(FieldErrors, match="in the future"):
        let_go(shared_desk, case_id, decided_on=TODAY + timedelta(days=1))


def test_a_second_one_supersedes_with_a_reason_and_both_remain(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer(managed=MANAGED)
    first = let_go(shared_desk, case_id)
    with pytest.raises(FieldErrors, match="Why it no longer holds"):
        let_go(shared_desk, case_id, words="Again")
    second = let_go(shared_desk, case_id, "The reason was wrong", reason_code="CAPACITY")
    now, before = shared_desk.see(list_deselections, case_id)
    assert [now.id, before.id] == [second, first]
    assert (before.superseded_on, before.supersede_reason) == (TODAY, "The reason was wrong")
    assert (now.adopted_on, now.in_force) == (ADOPTED, True)
    assert len(shared_desk.see(statuses.list_episodes, case_id)) == 1


def test_taken_back_the_person_is_under_iom_as_before(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer(managed=MANAGED)
    record_id = let_go(shared_desk, case_id)
    with pytest.raises(FieldErrors):
        shared_desk.do(reverse_deselection, record_id, " ", TODAY)
    shared_desk.do(reverse_deselection, record_id, "The wrong person", TODAY)
    assert standing(shared_desk, case_id) is IomStatus.ADOPTED
    assert shared_desk.see(deselection_in_force, case_id) is None
    (kept,) = shared_desk.see(list_deselections, case_id)
    assert kept.supersede_reason == "The wrong person"
    with pytest.raises(UserError, match="not the one in force"):
        shared_desk.do(reverse_deselection, record_id, "Again", TODAY)


def test_somebody_not_under_iom_cannot_be_let_go(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer(managed=MANAGED)
    let_go(shared_desk, case_id, decided_on=date(2026, 6, 1))
    again = DecisionDraft(
        decided_on=date(2026, 9, 1), cohort=Cohort.FLEX, rationale="Burglaries again", decided_by=(CHAIR,)
    )
    shared_desk.do(decisions.record_decision, case_id, again, TODAY)
    assert standing(shared_desk, case_id) is IomStatus.ADOPTED
    first, second = shared_desk.see(statuses.list_episodes, case_id)
    assert (first.ended_on, second.adopted_on, second.ended_on) == (date(2026, 6, 1), date(2026, 9, 1), None)
    let_go(shared_desk, case_id)
    assert [one.in_force for one in shared_desk.see(list_deselections, case_id)] == [True, True]
    assert len(shared_desk.see(statuses.list_episodes, case_id)) == 2


def test_an_episode_without_a_decision_keeps_its_first_day_when_the_person_comes_back(
    shared_desk: Desk,
) -> None:
    case_id = shared_desk.newcomer(managed=MANAGED)
    let_go(shared_desk, case_id)
    again = DecisionDraft(
        decided_on=TODAY, cohort=Cohort.FLEX, rationale="Burglaries again", decided_by=(CHAIR,)
    )
    shared_desk.do(decisions.record_decision, case_id, again, TODAY)
    first, second = shared_desk.see(statuses.list_episodes, case_id)
    assert (first.adopted_on, first.ended_on) == (ADOPTED, TODAY)
    assert (second.adopted_on, second.ended_on) == (TODAY, None)
    colours = [one for one in shared_desk.see(statuses.list_statuses, case_id) if one.aspect is Aspect.RAG]
    assert [(one.value, one.from_on) for one in colours] == [("red", ADOPTED)]


def test_the_flags_named_end_and_the_others_stay(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer(managed=MANAGED)
    ending, staying = (
        shared_desk.do(cases.raise_flag, case_id, code, "", date(2026, 5, 1), TODAY)
        for code in ("RSTO", "WEAP")
    )
    assert set(shared_desk.see(flags_that_end, case_id)) == {ending, staying}
    let_go(shared_desk, case_id, end_flags=(ending,))
    ended = {flag.id: flag.ended_on for flag in shared_desk.see(cases.list_flags, case_id)}
    assert ended == {ending: TODAY, staying: None}


# --- The evidence ----------------------------------------------------------------------------------------


def test_every_topic_has_a_line_even_where_nothing_is_known(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer(managed=CaseDraft())
    found = shared_desk.see(gather_evidence, case_id, TODAY)
    assert {line.topic for line in found} == set(Topic) - {Topic.OTHER}
    said = {line.topic: line.words for line in found}
    assert said[Topic.OFFENDING] == "No arrest, charge or conviction is on record."
    assert said[Topic.NEEDS] == "No need is recorded."
    assert said[Topic.SERVICES] == "No service was asked for."
    assert said[Topic.COLOUR] == "No colour is recorded."
    assert said[Topic.RISK] == "Risk of serious harm: not recorded."


def test_offending_before_and_since_with_its_rate_and_the_last(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer(managed=MANAGED)
    for on in (date(2025, 3, 1), date(2025, 11, 1), date(2026, 1, 9), date(2024, 1, 1), date(2026, 3, 3)):
        happened(shared_desk, case_id, OffendingEvent.ARREST, on)
    struck = happened(shared_desk, case_id, OffendingEvent.ARREST, date(2026, 10, 1))
    shared_desk.do(offending.strike_out, struck, "Another person", TODAY)
    happened(shared_desk, case_id, OffendingEvent.CONVICTION, date(2025, 12, 5))
    assert evidence(shared_desk, case_id, Topic.OFFENDING) == [
        "1 arrest since adoption on 03/02/2026, 1.2 in 12 months; 3 arrests in the 12 months before. "
        "The last was on 03/03/2026.",
        "No charge is on record.",
        "No conviction since adoption on 03/02/2026; 1 conviction in the 12 months before. "
        "The last was on 05/12/2025.",
    ]


def test_the_colour_tells_its_course(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer(managed=MANAGED)
    for value, on in (("amber", date(2026, 6, 1)), ("green", date(2026, 11, 2))):
        draft = StatusDraft(aspect=Aspect.RAG, value=value, from_on=on, reason="Fewer", decided_by="Panel")
        shared_desk.do(statuses.change_status, case_id, draft, TODAY)
    assert evidence(shared_desk, case_id, Topic.COLOUR) == [
        "Red from Tue 3 Feb 2026, Amber from Mon 1 Jun 2026, Green from Mon 2 Nov 2026."
    ]


@pytest.fixture
def long_ago(store_folder: Any) -> Any:
    """A desk whose clock stands at adoption, and a way to come back on a later day."""
    clock = Clock(datetime(2026, 2, 3, 9, 0))
    opened = open_store(store_folder, PASSPHRASE, clock=clock)
    yield Desk(opened), clock
    opened.close()


def test_needs_and_risk_are_held_against_what_they_were_at_adoption(long_ago: tuple[Desk, Clock]) -> None:
    desk, clock = long_ago
    managed = replace(MANAGED, rosh=Rosh.HIGH)
    case_id = desk.person(managed=managed, accommodation="")
    need = desk.do(needs.record_need, case_id, NeedDraft(code="DRUGS", severity=Severity.SEVERE), ADOPTED)
    clock.now = NOW - timedelta(days=30)
    row = next(one for one in desk.see(needs.list_needs, case_id) if one.id == need)
    desk.do(needs.change_need, need, row.version, NeedDraft(code="DRUGS", severity=Severity.STANDARD), TODAY)
    desk.do(needs.record_need, case_id, NeedDraft(code="ETE", severity=Severity.STANDARD), TODAY)
    case = desk.see(cases.load_case, case_id)
    desk.do(cases.change_case, case_id, case.version, replace(case.managed, rosh=Rosh.MEDIUM), TODAY)
    clock.now = NOW
    work, drugs = evidence(desk, case_id, Topic.NEEDS)
    assert drugs.startswith("Drug misuse: standard now, was severe at adoption.")
    assert "as it was when first recorded on Fri 23 Oct 2026" in work
    assert evidence(desk, case_id, Topic.RISK) == ["Risk of serious harm: medium now, was high at adoption."]


def test_services_tell_what_was_reached_and_what_was_never_asked(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer(managed=MANAGED)
    for code in ("DRUGS", "ACCOMMODATION"):
        shared_desk.do(needs.record_need, case_id, NeedDraft(code=code, severity=Severity.SEVERE), TODAY)
    draft = ServiceAccessDraft(
        need_code="DRUGS", service="Invented Recovery", identified_on=ADOPTED, attended_on=date(2026, 4, 1)
    )
    shared_desk.do(service_access.record_service_access, case_id, draft, TODAY)
    reached, unmet = evidence(shared_desk, case_id, Topic.SERVICES)
    assert reached == "Drug misuse: Invented Recovery reached, first attended Wed 1 Apr 2026."
    assert unmet.startswith("Severe needs for which no service was asked: Accommodation")
