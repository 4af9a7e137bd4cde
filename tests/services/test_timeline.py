"""The timeline: nothing of the case left out, in order, found by any of its words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from iom_desktop.display.paper_subjects import plan_subject
from iom_desktop.domain.actions import ActionDraft, ActionStatus, Source
from iom_desktop.domain.appointments import AppointmentDraft, AskedBy, CancelDraft, MoveDraft, OutcomeDraft
from iom_desktop.domain.audiences import CONFERENCE
from iom_desktop.domain.codes import Cohort
from iom_desktop.domain.decisions import DecisionDraft, DecisionMaker
from iom_desktop.domain.documents import Document, Settled
from iom_desktop.domain.enforcement import ProceedingDraft, ProceedingKind, StepDraft
from iom_desktop.domain.needs import NeedDraft
from iom_desktop.domain.notes import Mark, NoteDraft
from iom_desktop.domain.plans import Agreement, AgreementDraft, GoalDraft
from iom_desktop.domain.register import CopyDraft, Settlement
from iom_desktop.domain.service_access import Barrier, ServiceAccessDraft
from iom_desktop.domain.timeline import Kind, TimelineEntry
from iom_desktop.services import (
    actions,
    appointments,
    cases,
    decisions,
    enforcement,
    needs,
    notes,
    plans,
    register,
    service_access,
    timeline,
)
from iom_desktop.services.case_files import load_case_file
from iom_desktop.storage.tables import LetterRow, SupportRow
from tests.services.conftest import Office


def note(office: Office, words: str, **said: Any) -> str:
    draft = NoteDraft(**{"happened_at": office.now - timedelta(hours=1), "words": words} | said)
    return str(office.do("Add note", notes.add_note, office.case_id, draft, office.now))


def appointment(office: Office, **said: Any) -> str:
    draft = AppointmentDraft(
        **{"type_code": "COAP", "starts_at": datetime(2026, 11, 17, 10), "place": "Mill Street"} | said
    )
    return str(office.do("Book appointment", appointments.book_appointment, office.case_id, draft))


def found(office: Office, words: str = "") -> list[TimelineEntry]:
    return office.ask(timeline.list_timeline, office.case_id, words)


def headings(office: Office, words: str = "") -> list[str]:
    return [entry.heading for entry in found(office, words)]


def test_an_empty_case_has_nothing(office: Office) -> None:
    assert found(office) == []
    assert found(office, "anything") == []


def test_a_note_stands_with_its_marks(office: Office) -> None:
    note(office, "Said to be selling", mark=Mark.INTELLIGENCE, third_party=True, not_disclosable=True)
    (entry,) = found(office)
    assert (entry.kind, entry.heading, entry.mark) == (Kind.NOTE, "Note", Mark.INTELLIGENCE)
    assert (entry.third_party, entry.not_disclosable, entry.timed) == (True, True, True)
    note(office, "Rang", type_code="IOTC")
    assert "IOM telephone contact" in headings(office)


def test_an_appointment_says_what_came_of_it(office: Office) -> None:
    one = appointment(office)
    assert headings(office) == ["Planned office visit"]
    said = OutcomeDraft(outcome_code="ATTC", note="Left early")
    office.do("Record outcome", appointments.record_outcome, one, said, office.now)
    (entry,) = found(office)
    assert entry.heading == "Planned office visit: Attended - Complied"
    assert entry.words == "Mill Street · Left early"
    two = appointment(office, starts_at=datetime(2026, 12, 1, 10))
    gone = CancelDraft(asked_by=AskedBy.PROBATION, reason="Office closed")
    office.do("Cancel appointment", appointments.cancel_appointment, two, 1, gone)
    assert found(office)[0].heading == "Planned office visit: cancelled"
    assert "Office closed" in found(office)[0].words


def test_a_service_stands_once_for_each_rung(office: Office) -> None:
    draft = ServiceAccessDraft(
        need_code="DRUGS",
        service="Drug treatment",
        identified_on=date(2026, 9, 6),
        referred_on=date(2026, 9, 9),
        barrier=Barrier.WAITING_LIST,
        note="Eight weeks they say",
    )
    office.do("Follow a service", service_access.record_service_access, office.case_id, draft, office.today)
    later, earlier = found(office)
    assert later.heading == "Service referred: Drug misuse (waiting list)"
    assert earlier.heading == "Service identified: Drug misuse"
    assert (later.id, later.timed) == (earlier.id, False)
    assert "Eight weeks" in later.words
    assert "Eight weeks" not in earlier.words


def test_decisions_needs_and_flags_stand_on_their_day(office: Office) -> None:
    decision = DecisionDraft(
        decided_on=date(2026, 11, 3),
        cohort=Cohort.FIXED,
        rationale="Eight burglaries",
        decided_by=(DecisionMaker(name="A. Chair", agency="police"),),
    )
    office.do("Record decision", decisions.record_decision, office.case_id, decision, office.today)
    need = NeedDraft(code="DRUGS", score=9, identified_on=date(2026, 11, 4), note="Heroin daily")
    office.do("Record need", needs.record_need, office.case_id, need, office.today)
    flag = office.do(
        "Raise flag",
        cases.raise_flag,
        office.case_id,
        "ALERT",
        "Threats in May",
        date(2026, 11, 5),
        office.today,
    )
    office.do("End flag", cases.end_flag, flag, date(2026, 11, 20), office.today, "He handed it in.")
    entries = found(office)
    assert [entry.at.day for entry in entries] == [20, 5, 4, 3]
    assert not any(entry.timed for entry in entries)
    assert entries[0].heading.startswith("Risk flag ended: ")
    assert entries[1].heading.startswith("Risk flag raised: ")
    assert entries[2].heading == "Need recorded: Drug misuse, severe"
    assert entries[3].heading == "Decision: taken on under IOM: fixed"


def agreed_plan(office: Office) -> str:
    """A plan with one action, agreed; returns the lineage's first record."""
    need = NeedDraft(code="DRUGS", score=9, identified_on=date(2026, 11, 4))
    office.do("Record need", needs.record_need, office.case_id, need, office.today)
    plan = office.do("Start plan", plans.start_plan, office.case_id)
    goal = GoalDraft(words="I will stop using", target_on=date(2027, 2, 2), serves=("DRUGS", "RISK"))
    goal_id = office.do("Add goal", plans.add_goal, plan, goal)
    action = ActionDraft(
        what="Attend the assessment at Northgate",
        due_on=date(2026, 12, 1),
        due_time=time(10),
        source=Source.LICENCE,
        source_detail="condition 9",
        evidence="The service e-mails",
        if_missed="Home visit that evening",
    )
    action_id = office.do("Add required action", actions.add_action, goal_id, action, office.today)
    answer = AgreementDraft(answer=Agreement.AGREES, explained_on=office.today)
    office.do("Agree plan", plans.agree_plan, plan, answer, office.today)
    return str(action_id)


def test_an_action_stands_once_however_many_versions_hold_it(office: Office) -> None:
    first = agreed_plan(office)
    added = [entry for entry in found(office) if entry.kind is Kind.ACTION]
    assert [entry.id for entry in added] == [first]
    newest = office.ask(plans.newest_plan, office.case_id).goals[0].actions[0].id
    assert added[0].opened_by == newest != first
    assert {"Plan version 1 agreed", "Plan version 2 begun"} <= set(headings(office))


def test_status_and_progress_open_the_action_they_are_about(office: Office) -> None:
    agreed_plan(office)
    newest = office.ask(plans.newest_plan, office.case_id).goals[0].actions[0].id
    office.do(
        "Set status",
        actions.set_action_status,
        newest,
        ActionStatus.MISSED,
        "No bus",
        office.today,
        office.today,
    )
    office.do("Add progress note", actions.add_progress_note, newest, "Rang the service")
    by_heading = {entry.heading: entry for entry in found(office)}
    assert by_heading["Required action: missed"].opened_by == newest
    assert by_heading["Required action: missed"].words == "Attend the assessment at Northgate · No bus"
    assert by_heading["Progress note"].opened_by == newest


def test_newest_first_whatever_the_kind(office: Office) -> None:
    appointment(office, starts_at=datetime(2026, 12, 1, 10))
    note(office, "Seen", happened_at=datetime(2026, 11, 20, 9))
    appointment(office)
    assert [entry.at.day for entry in found(office)] == [1, 20, 17]


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
def test_found_by_any_of_its_words(office: Office, words: str, hits: int) -> None:
    note(office, "Bought heroin at the chemist's corner, says O’Brien")
    note(office, "Rang from Łódź")
    assert len(found(office, words)) == hits


def test_codes_are_found_by_their_words_and_mixed_with_typed_ones(office: Office) -> None:
    one = appointment(office, purpose="Bring the letter")
    said = OutcomeDraft(outcome_code="UAAB", note="", enforcement=StepDraft(code="NFA"))
    office.do("Record outcome", appointments.record_outcome, one, said, office.now)
    note(office, "Another letter")
    assert [entry.id for entry in found(office, "unaccept")] == [one]
    assert [entry.id for entry in found(office, "letter absence")] == [one]
    assert len(found(office, "letter")) == 2


def test_goals_and_earlier_outcomes_are_found_under_what_they_belong_to(office: Office) -> None:
    agreed_plan(office)
    assert {entry.kind for entry in found(office, "stop using")} == {Kind.PLAN}
    one = appointment(office)
    first = OutcomeDraft(outcome_code="AFTA", note="Nowhere to be seen", enforcement=StepDraft(code="EA12"))
    office.do("Record outcome", appointments.record_outcome, one, first, office.now)
    second = OutcomeDraft(outcome_code="AAME", note="In hospital", change_reason="Letter")
    office.do("Record outcome", appointments.record_outcome, one, second, office.now)
    assert [entry.id for entry in found(office, "nowhere")] == [one]


def test_an_action_reworded_in_a_later_version_is_found_under_the_first(office: Office) -> None:
    first = agreed_plan(office)
    action = office.ask(plans.newest_plan, office.case_id).goals[0].actions[0]
    reworded = replace(action.said, what="Attend the clinic at Southmarsh")
    office.do(
        "Change required action", actions.change_action, action.id, action.version, reworded, office.today
    )
    assert [entry.id for entry in found(office, "southmarsh")] == [first]


def test_words_across_the_store_say_whose_they_are(office: Office) -> None:
    note(office, "Bought heroin")
    (hit,) = office.ask(timeline.find_words, "heroin")
    assert (hit.person, hit.crn, hit.kind) == ("INVENTEDSON, Ivo", "X100001", Kind.NOTE)
    assert hit.words == "Bought heroin"


# --- Enforcement, letters, moves, support ----------------------------------------------------------------


def missed(office: Office, step: StepDraft) -> str:
    one = appointment(office)
    said = OutcomeDraft(outcome_code="UAAB", enforcement=step)
    office.do("Record outcome", appointments.record_outcome, one, said, office.now)
    return one


def enforcements(office: Office) -> list[TimelineEntry]:
    return [entry for entry in found(office) if entry.kind is Kind.ENFORCEMENT]


def test_a_move_says_from_where_to_where_who_asked_and_why(office: Office) -> None:
    one = appointment(office)
    to = datetime(2026, 12, 1, 14, 30)
    moved = MoveDraft(starts_at=to, place="Court Road", asked_by=AskedBy.PERSON, reason="Starts a job")
    office.do("Move appointment", appointments.move_appointment, one, 1, moved)
    (entry,) = [entry for entry in found(office) if entry.heading.startswith("Appointment moved")]
    assert entry.heading == "Appointment moved: Planned office visit"
    assert entry.words == (
        "from Tue 17 Nov 2026 10:00 to Tue 1 Dec 2026 14:30, from Mill Street to Court Road"
        " · asked for by: the person · Starts a job"
    )
    assert (entry.kind, entry.opened_by, entry.at) == (Kind.APPOINTMENT, one, office.now)
    assert entry.id in {hit.id for hit in found(office, "starts job")}


def test_an_enforcement_step_stands_when_decided_and_when_settled(office: Office) -> None:
    missed(office, StepDraft(code="WLS", note="Typed by the duty officer"))
    (asked,) = enforcements(office)
    assert (asked.heading, asked.words) == (
        "Decided: Enforcement Letter Requested",
        "Typed by the duty officer",
    )
    assert (asked.at.date(), asked.timed) == (office.today, False)
    (step,) = office.ask(enforcement.list_steps, office.case_id)
    settled = (step.id, step.version, office.today, "Posted", office.today)
    office.do("Settle step", enforcement.settle_step, *settled)
    assert {(entry.heading, entry.words) for entry in enforcements(office)} == {
        ("Decided: Enforcement Letter Requested", "Typed by the duty officer"),
        ("Settled: Enforcement Letter Requested", "Posted"),
    }
    assert {entry.id for entry in found(office, "duty")} == {step.id}


def test_a_warning_says_by_when_it_is_to_be_answered(office: Office) -> None:
    missed(office, StepDraft(code="EA02"))
    (entry,) = enforcements(office)
    assert entry.words == "answer by Tue 1 Dec 2026"


def test_a_recall_stands_when_begun_and_when_resolved(office: Office) -> None:
    missed(office, StepDraft(code="EA11", note="Third time"))
    begun, step = sorted(enforcements(office), key=lambda entry: entry.heading, reverse=True)
    assert (begun.heading, step.heading) == ("Recall begun", "Decided: Recall Requested")
    assert begun.words == "Recall requested, since Sun 22 Nov 2026 · Third time"
    (recall,) = office.ask(enforcement.list_proceedings, office.case_id)
    ended = replace(recall.said, status_code="REC05", resolved_on=office.today, result_note="Warned instead")
    office.do("Change recall", enforcement.change_proceeding, recall.id, recall.version, ended, office.today)
    headings_now = {entry.heading: entry.words for entry in enforcements(office)}
    assert headings_now["Recall begun"] == "Third time"
    assert headings_now["Recall resolved: Decided not to recall"] == "Warned instead"


def test_letters_and_support_stand_on_their_day(office: Office) -> None:
    def keep(session: Session) -> None:
        letter = LetterRow(
            case_id=office.case_id,
            appointment_id=None,
            template_code="FIRST_WARNING",
            letter_format="standard",
            sent_on=date(2026, 11, 19),
            sent_by="by_hand",
            addressed_to="Ivo Inventedson",
            subject="A warning",
            words="This is a formal warning.",
        )
        lift = SupportRow(
            case_id=office.case_id,
            need_code="DRUGS",
            kind_code="LIFT",
            given_on=date(2026, 11, 18),
            given_by="PC Test Baker",
            agency="police",
            minutes=40,
            words="To Northgate and back",
        )
        session.add_all([letter, lift])

    office.do("Import", keep)
    letter, lift = found(office)
    assert (letter.heading, letter.record) == ("Letter sent: First warning", "letter")
    assert letter.words == "By hand · A warning"
    assert (letter.kind, letter.at, letter.timed) == (Kind.ENFORCEMENT, datetime(2026, 11, 19), False)
    assert (lift.heading, lift.kind) == ("Support given: A lift to an appointment", Kind.SERVICE)
    assert lift.words == "Drug misuse · PC Test Baker (police) · 40 minutes · To Northgate and back"
    assert [entry.id for entry in found(office, "formal")] == [letter.id]


@pytest.mark.parametrize(
    "words,kind,heading",
    [
        ("quellazimt", Kind.ENFORCEMENT, "Enforcement"),
        ("brumpforty", Kind.APPOINTMENT, "Appointment moved"),
        ("zorbelling", Kind.ENFORCEMENT, "Breach or recall"),
    ],
)
def test_a_search_of_the_store_names_the_new_kinds(
    office: Office, words: str, kind: Kind, heading: str
) -> None:
    one = appointment(office)
    moved = MoveDraft(
        starts_at=datetime(2026, 11, 18, 9), place="X", asked_by=AskedBy.OTHER, reason="Brumpforty"
    )
    office.do("Move appointment", appointments.move_appointment, one, 1, moved)
    said = OutcomeDraft(outcome_code="UAAB", enforcement=StepDraft(code="WLS", note="Quellazimt"))
    office.do("Record outcome", appointments.record_outcome, one, said, office.now)
    recall = ProceedingDraft(
        proceeding=ProceedingKind.RECALL, started_on=office.today, reason="Zorbelling", status_code="REC01"
    )
    office.do("Begin recall", enforcement.start_proceeding, office.case_id, recall, office.today)
    (hit,) = office.ask(timeline.find_words, words)
    assert (hit.kind, hit.heading, hit.crn) == (kind, heading, "X100001")


# --- Papers given out --------------------------------------------------------------------------------------


def test_a_copy_given_out_and_what_became_of_it(office: Office) -> None:
    file = office.ask(load_case_file, office.case_id, office.now, reader=CONFERENCE)
    draft = CopyDraft(recipients=("Quillfeather House", "The file"), purpose="Conference")
    subject = plan_subject(file, Document.PLAN)
    first, second = office.do("Save", register.issue_copies, subject, draft, office.today)
    office.do("Not made", register.copies_failed, [second])
    said = Settlement(settled=Settled.LOST, on=office.today, note="Left on a bus")
    office.do("Settle", register.settle_copy, first.id, 1, said, office.today)
    told = [entry for entry in found(office) if entry.kind is Kind.PAPER]
    assert {(entry.heading, entry.words, entry.timed, entry.id) for entry in told} == {
        ("Case plan: copy 1 of 2 given out", "Quillfeather House · Conference", True, first.id),
        ("Case plan: copy 1 of 2, lost", "Left on a bus", False, first.id),
        ("Case plan: copy 2 of 2 was never made", "The file · Conference", True, second.id),
    }
    assert {entry.id for entry in found(office, "quillfeather")} == {first.id}
    (hit,) = office.ask(timeline.find_words, "quillfeather")
    assert (hit.kind, hit.heading, hit.crn) == (Kind.PAPER, "Copy given out", "X100001")
