"""Compliance from the store: what is recorded through the services is what the engine judges."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from iom_desktop.domain.appointments import AppointmentDraft, AskedBy, CancelDraft, OutcomeDraft
from iom_desktop.domain.cases import CaseDraft
from iom_desktop.domain.codes import APPOINTMENT_TYPES, COMPLIANCE_RULES, Cohort, Rag, Sentence
from iom_desktop.domain.compliance import (
    SHIPPED_THRESHOLDS,
    Compliance,
    DueKind,
    Stage,
    Thresholds,
    judge,
    stage_of,
)
from iom_desktop.domain.enforcement import ProceedingDraft, ProceedingKind, StepDraft
from iom_desktop.errors import UserError
from iom_desktop.services import appointments, compliance, enforcement
from iom_desktop.storage.store import Store
from iom_desktop.storage.tables import CodeItemRow
from tests.stores import NOW, TODAY, Desk

NFA = StepDraft(code="NFA", note="Decided.")
WARNED = StepDraft(code="EA02")
PENDING = StepDraft(code="EA12")


@pytest.fixture
def own_desk(store: Store) -> Desk:
    """An officer at a store whose code lists this test may change."""
    return Desk(store)


def someone(desk: Desk, sentence: Sentence | None = Sentence.COMMUNITY_ORDER, **more: Any) -> str:
    managed = CaseDraft(
        cohort=Cohort.FIXED,
        rag=Rag.RED,
        sentence=sentence,
        sentence_start=date(2026, 1, 5),
        sentence_end=date(2027, 6, 13),
    )
    return desk.newcomer(managed=managed, **more)


def booked(desk: Desk, case_id: str, at: datetime, type_code: str = "COAP", **said: Any) -> str:
    draft = AppointmentDraft(type_code=type_code, starts_at=at, place="Mill Street", **said)
    return desk.do(appointments.book_appointment, case_id, draft)


def happened(
    desk: Desk, case_id: str, at: datetime, outcome: str, step: StepDraft | None = None, **said: Any
) -> str:
    made = booked(desk, case_id, at, **said)
    draft = OutcomeDraft(outcome_code=outcome, enforcement=step)
    desk.do(appointments.record_outcome, made, draft, NOW)
    return made


def assessed(desk: Desk, case_id: str, now: datetime = NOW) -> Compliance:
    return desk.see(compliance.assess, case_id, now)


def ago(days: int, hour: int = 10) -> datetime:
    return datetime.combine(TODAY - timedelta(days=days), datetime.min.time()).replace(hour=hour)


def test_a_case_without_appointments_has_no_failures(shared_desk: Desk) -> None:
    found = assessed(shared_desk, someone(shared_desk))
    assert (found.stage, found.failures, found.due) == (Stage.NO_FAILURES, (), ())


def test_one_failure_is_a_first_warning_with_its_day_and_what_was_done(shared_desk: Desk) -> None:
    case_id = someone(shared_desk)
    missed = happened(shared_desk, case_id, ago(20), "UAAB", WARNED)
    found = assessed(shared_desk, case_id)
    assert found.stage is Stage.FIRST_WARNING
    (failure,) = found.failures
    assert (failure.appointment_id, failure.on) == (missed, ago(20).date())
    assert failure.what == "Planned office visit, unacceptable absence"
    assert failure.enforcement == "First Warning Letter Sent"
    assert failure.counts_until == date(2027, 11, 1)


def test_a_second_failure_of_an_order_means_breach(shared_desk: Desk) -> None:
    case_id = someone(shared_desk)
    happened(shared_desk, case_id, ago(60), "UAAB", WARNED)
    happened(shared_desk, case_id, ago(10), "AFTC", NFA)
    found = assessed(shared_desk, case_id)
    assert found.stage is Stage.BREACH
    assert DueKind.PROCEEDINGS in {due.kind for due in found.due}


def test_the_same_two_failures_on_licence_are_a_second_warning(shared_desk: Desk) -> None:
    case_id = someone(shared_desk, Sentence.LICENCE)
    happened(shared_desk, case_id, ago(60), "UAAB", WARNED)
    happened(shared_desk, case_id, ago(10), "AFTC", NFA)
    assert assessed(shared_desk, case_id).stage is Stage.SECOND_WARNING


def test_failed_to_attend_is_held_until_its_evidence_is_due(shared_desk: Desk) -> None:
    case_id = someone(shared_desk)
    missed = happened(shared_desk, case_id, ago(3), "AFTA", PENDING)
    found = assessed(shared_desk, case_id)
    assert (found.stage, found.failures) == (Stage.NO_FAILURES, ())
    (held,) = found.holding
    (step,) = shared_desk.see(enforcement.list_steps, case_id)
    assert (held.appointment_id, held.evidence_by) == (missed, step.said.evidence_by)
    assert [due.kind for due in found.due] == [DueKind.EVIDENCE]


def test_resolving_it_one_way_or_the_other_ends_the_holding(shared_desk: Desk) -> None:
    for outcome, step, stage in (
        ("UAAB", WARNED, Stage.FIRST_WARNING),
        ("AAME", None, Stage.NO_FAILURES),
    ):
        case_id = someone(shared_desk)
        missed = happened(shared_desk, case_id, ago(3), "AFTA", PENDING)
        changed = OutcomeDraft(outcome_code=outcome, change_reason="Evidence came.", enforcement=step)
        shared_desk.do(appointments.record_outcome, missed, changed, NOW)
        found = assessed(shared_desk, case_id)
        assert (found.stage, found.holding) == (stage, ())


def test_iom_contacts_count_only_where_they_are_also_statutory(shared_desk: Desk) -> None:
    case_id = someone(shared_desk)
    happened(shared_desk, case_id, ago(9), "UAAB", type_code="IOHV")
    assert assessed(shared_desk, case_id).stage is Stage.NO_FAILURES
    happened(shared_desk, case_id, ago(8), "UAAB", WARNED, type_code="IOHV", also_statutory=True)
    assert assessed(shared_desk, case_id).stage is Stage.FIRST_WARNING


def test_a_cancelled_appointment_is_no_part_of_the_history(shared_desk: Desk) -> None:
    case_id = someone(shared_desk)
    made = booked(shared_desk, case_id, ago(5))
    assert [due.kind for due in assessed(shared_desk, case_id).due] == [DueKind.OUTCOME]
    draft = CancelDraft(asked_by=AskedBy.SERVICE, reason="Office closed.")
    shared_desk.do(appointments.cancel_appointment, made, 1, draft)
    assert assessed(shared_desk, case_id).due == ()
    assert not shared_desk.see(compliance.history_of, case_id).contacts


@pytest.mark.parametrize("sentence", [Sentence.NON_STATUTORY, None])
def test_a_case_that_is_not_statutory_never_asks_for_enforcement(
    shared_desk: Desk, sentence: Sentence | None
) -> None:
    case_id = someone(shared_desk, sentence)
    for days in (40, 30, 20, 10):
        happened(shared_desk, case_id, ago(days), "UAAB")
    found = assessed(shared_desk, case_id)
    assert (found.stage, found.failures, found.due) == (Stage.NOT_STATUTORY, (), ())
    assert found.engagement.missed == 4


def test_proceedings_are_in_progress_until_they_are_resolved_and_then_the_count_is_0(
    shared_desk: Desk,
) -> None:
    case_id = someone(shared_desk)
    happened(shared_desk, case_id, ago(60), "UAAB", WARNED)
    happened(shared_desk, case_id, ago(30), "UAAB", NFA)
    begun = ProceedingDraft(
        proceeding=ProceedingKind.BREACH,
        started_on=ago(25).date(),
        reason="Two failures.",
        status_code="BRE01",
    )
    made = shared_desk.do(enforcement.start_proceeding, case_id, begun, TODAY)
    assert assessed(shared_desk, case_id).stage is Stage.BREACH_IN_PROGRESS
    resolved = ProceedingDraft(
        proceeding=ProceedingKind.BREACH,
        started_on=ago(25).date(),
        reason="Two failures.",
        status_code="BRE08",
        resolved_on=ago(5).date(),
    )
    shared_desk.do(enforcement.change_proceeding, made, 1, resolved, TODAY)
    found = assessed(shared_desk, case_id)
    assert (found.stage, found.resets_on) == (Stage.NO_FAILURES, ago(5).date())
    assert any("Breach proven, order continues" in reason for reason in found.reasons)


def test_a_step_that_asks_for_a_letter_is_due_until_it_is_settled(shared_desk: Desk) -> None:
    case_id = someone(shared_desk)
    happened(shared_desk, case_id, ago(4), "UAAB", StepDraft(code="WLS"))
    assert [due.kind for due in assessed(shared_desk, case_id).due] == [DueKind.LETTER]
    (step,) = shared_desk.see(enforcement.list_steps, case_id)
    shared_desk.do(enforcement.settle_step, step.id, step.version, TODAY, "Sent.", TODAY)
    assert assessed(shared_desk, case_id).due == ()


def test_an_earlier_day_can_be_asked_about(shared_desk: Desk) -> None:
    case_id = someone(shared_desk)
    happened(shared_desk, case_id, ago(30), "UAAB", WARNED)
    assert assessed(shared_desk, case_id, ago(31)).stage is Stage.NO_FAILURES
    assert assessed(shared_desk, case_id, ago(29)).stage is Stage.FIRST_WARNING


def test_a_type_is_read_as_it_stood_on_the_day_of_the_appointment(own_desk: Desk) -> None:
    case_id = someone(own_desk)
    happened(own_desk, case_id, ago(100), "UAAB", WARNED)
    happened(own_desk, case_id, ago(10), "UAAB", NFA)
    assert assessed(own_desk, case_id).stage is Stage.BREACH
    change_item(own_desk, APPOINTMENT_TYPES, "COAP", ago(50).date(), counts_toward_compliance="no")
    found = assessed(own_desk, case_id)
    assert [failure.on for failure in found.failures] == [ago(100).date()]
    assert stages(own_desk)[case_id] == (Stage.FIRST_WARNING, 1)


def change_item(desk: Desk, list_name: str, code: str, since: date, **details: str) -> None:
    """A later state of a code, from ``since`` on."""

    def change(session: Any) -> None:
        before = session.scalars(
            select(CodeItemRow).where(CodeItemRow.list_name == list_name, CodeItemRow.code == code)
        ).one()
        session.add(
            CodeItemRow(
                list_name=list_name,
                code=code,
                name=before.name,
                position=before.position,
                valid_from=since,
                valid_to=None,
                details={**before.details, **details},
            )
        )

    desk.do(change)


def test_thresholds_are_those_of_the_day(own_desk: Desk) -> None:
    change_item(
        own_desk, COMPLIANCE_RULES, "community_order", ago(10).date(), second_warning="2", proceedings="3"
    )

    def on(day: date) -> Thresholds | None:
        return own_desk.see(compliance.thresholds_of, Sentence.COMMUNITY_ORDER, day)

    assert on(ago(11).date()) == SHIPPED_THRESHOLDS[Sentence.COMMUNITY_ORDER]
    changed = on(TODAY)
    assert changed is not None
    assert (changed.second_warning, changed.final_warning, changed.proceedings) == (2, None, 3)
    case_id = someone(own_desk)
    happened(own_desk, case_id, ago(60), "UAAB", WARNED)
    happened(own_desk, case_id, ago(30), "UAAB", NFA)
    assert assessed(own_desk, case_id).stage is Stage.SECOND_WARNING
    assert stages(own_desk)[case_id] == (Stage.SECOND_WARNING, 2)


@pytest.mark.parametrize("sentence", list(Sentence))
def test_the_shipped_list_says_what_the_engine_ships(shared_desk: Desk, sentence: Sentence) -> None:
    found = shared_desk.see(compliance.thresholds_of, sentence, TODAY)
    assert found == SHIPPED_THRESHOLDS.get(sentence)


@pytest.mark.parametrize(
    ("details", "words"),
    [
        ({"proceedings": "two"}, "proceedings is not a whole number"),
        ({"proceedings": ""}, "proceedings is not a whole number"),
        ({"window_months": "12.5"}, "window months is not a whole number"),
        ({"first_warning": "2", "proceedings": "2"}, "begins at 1 failure"),
    ],
)
def test_rules_that_make_no_sense_are_told_in_a_sentence(
    own_desk: Desk, details: dict[str, str], words: str
) -> None:
    change_item(own_desk, COMPLIANCE_RULES, "community_order", ago(10).date(), **details)
    with pytest.raises(UserError, match=words) as told:
        own_desk.see(compliance.thresholds_of, Sentence.COMMUNITY_ORDER, TODAY)
    assert told.value.message.startswith("Compliance rules, Community order: ")


def test_there_is_no_compliance_of_a_case_that_is_not_there(shared_desk: Desk) -> None:
    with pytest.raises(UserError):
        assessed(shared_desk, "f" * 32)


# Everybody.


def stages(desk: Desk, now: datetime = NOW) -> dict[str, tuple[Stage, int]]:
    return desk.see(
        lambda session: {
            one.case_id: (one.stage, one.failures) for one in compliance.assess_all(session, now)
        }
    )


def test_everybody_s_stage_is_that_of_each_case_alone(shared_desk: Desk) -> None:
    someone(shared_desk)
    someone(shared_desk, None)
    lone = someone(shared_desk, Sentence.LICENCE)
    happened(shared_desk, lone, ago(7), "ATTC")
    happened(shared_desk, lone, ago(6, 12), "UAAB", WARNED)
    for now in (NOW, ago(6, 11), ago(45)):
        found = stages(shared_desk, now)
        assert len(found) > 8
        assert {stage for stage, _many in found.values()} > {Stage.NO_FAILURES, Stage.NOT_STATUTORY}
        for case_id, (stage, failures) in found.items():
            one = assessed(shared_desk, case_id, now)
            assert (stage, failures) == (one.stage, len(one.failures))


def test_a_long_caseload_is_read_in_pieces_that_split_a_case(
    shared_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = stages(shared_desk)
    monkeypatch.setattr(compliance, "_PIECE", 2)
    assert stages(shared_desk) == whole


def test_the_quick_path_and_the_whole_judgement_are_of_one_history(shared_desk: Desk) -> None:
    case_id = someone(shared_desk)
    happened(shared_desk, case_id, ago(12), "AFTC", WARNED)
    history = shared_desk.see(compliance.history_of, case_id)
    judged = judge(history, None, frozenset(), NOW)
    assert stage_of(history, None, NOW) == (judged.stage, 1)


def test_what_was_kept_or_excused_or_is_not_said_yet_leaves_the_stage_as_it_is(shared_desk: Desk) -> None:
    """So that these need not be read for the stage of everybody."""
    case_id = someone(shared_desk)
    happened(shared_desk, case_id, ago(12), "AFTC", WARNED)
    before = assessed(shared_desk, case_id)
    for hour, outcome in ((8, "ATTC"), (9, "AAME"), (10, "ATSS"), (11, "CO10")):
        happened(shared_desk, case_id, ago(5, hour), outcome)
    booked(shared_desk, case_id, ago(4))
    after = assessed(shared_desk, case_id)
    assert after.engagement != before.engagement
    assert (after.stage, after.failures) == (before.stage, before.failures)
    assert stages(shared_desk)[case_id] == (before.stage, 1)


def test_what_some_of_many_owe_is_what_each_alone_owes(shared_desk: Desk) -> None:
    withdrawn = someone(shared_desk)
    excused = happened(shared_desk, withdrawn, ago(20), "UAAB", StepDraft(code="EA06"))
    changed = OutcomeDraft(outcome_code="AAME", change_reason="A letter from the surgery came.")
    shared_desk.do(appointments.record_outcome, excused, changed, NOW)
    shared_desk.do(
        enforcement.record_step, happened(shared_desk, withdrawn, ago(9), "AFTC", NFA), PENDING, TODAY
    )
    ids = list(stages(shared_desk))
    owed = shared_desk.see(lambda session: list(compliance.dues_of(session, ids, NOW)))
    each = [
        (case_id, due)
        for case_id in ids
        for due in assessed(shared_desk, case_id).due
        if due.kind is not DueKind.OUTCOME
    ]
    assert {due.kind for _case_id, due in each} >= {DueKind.EVIDENCE, DueKind.PROCEEDINGS, DueKind.RESPONSE}
    assert sorted(owed, key=str) == sorted(each, key=str)
