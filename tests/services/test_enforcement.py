"""Enforcement in a real store: demanded exactly when it should be, dated in working days, settled, all on record."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from iom_desktop.domain.appointments import AppointmentDraft, OutcomeDraft
from iom_desktop.domain.cases import CaseDraft
from iom_desktop.domain.codes import Sentence
from iom_desktop.domain.enforcement import (
    COMMON_STEPS,
    EnforcementStep,
    Proceeding,
    ProceedingDraft,
    ProceedingKind,
    StepDraft,
)
from iom_desktop.errors import FieldErrors, StaleEdit, UserError
from iom_desktop.services import appointments, cases, enforcement
from iom_desktop.services.codes import shipped
from iom_desktop.storage.tables import AppointmentRow, AuditEntryRow, CodeItemRow
from tests.stores import NOW, TODAY, Desk

LICENCE, ORDER = Sentence.LICENCE, Sentence.COMMUNITY_ORDER
SUSPENDED, NONE = Sentence.SUSPENDED_SENTENCE, Sentence.NON_STATUTORY
FRIDAY = datetime(2026, 11, 20, 10)
DAY = timedelta(days=1)


def newcomer(desk: Desk, sentence: Sentence | None = LICENCE, **said: Any) -> str:
    return desk.newcomer(managed=CaseDraft(sentence=sentence, **said))


def book(desk: Desk, case_id: str, at: datetime = FRIDAY, **said: Any) -> str:
    words: dict[str, Any] = {"type_code": "COAP", "starts_at": at, "place": "Mill Street"}
    return desk.do(appointments.book_appointment, case_id, AppointmentDraft(**words | said))


def say(desk: Desk, one: str, code: str, step: StepDraft | None = None, **said: Any) -> None:
    draft = OutcomeDraft(outcome_code=code, enforcement=step, **said)
    desk.do(appointments.record_outcome, one, draft, said.pop("now", NOW))


def steps(desk: Desk, case_id: str) -> list[EnforcementStep]:
    return desk.see(enforcement.list_steps, case_id)


def proceedings(desk: Desk, case_id: str) -> list[Proceeding]:
    return desk.see(enforcement.list_proceedings, case_id)


# --- What is demanded --------------------------------------------------------------------------------------


@pytest.mark.parametrize("sentence", [LICENCE, ORDER, SUSPENDED])
def test_every_outcome_that_does_not_comply_demands_a_step_and_no_other(
    shared_desk: Desk, sentence: Sentence
) -> None:
    one = book(shared_desk, newcomer(shared_desk, sentence))
    demanding = {
        item.code
        for item in shipped("appointment_outcomes")
        if shared_desk.see(enforcement.demands_enforcement, one, item.code)
    }
    assert demanding == {"AFTC", "ATSH", "ATFI", "UAAB", "AFTA"}


@pytest.mark.parametrize("sentence", [NONE, None])
def test_a_case_that_is_not_statutory_can_produce_no_enforcement(
    shared_desk: Desk, sentence: Sentence | None
) -> None:
    case_id = newcomer(shared_desk, sentence)
    one = book(shared_desk, case_id, also_statutory=True)
    for item in shipped("appointment_outcomes"):
        assert not shared_desk.see(enforcement.demands_enforcement, one, item.code)
    with pytest.raises(UserError, match="cannot lead to any") as refused:
        say(shared_desk, one, "UAAB", StepDraft(code="EA02"))
    assert refused.value.field == "enforcement"
    say(shared_desk, one, "UAAB")
    with pytest.raises(UserError, match="cannot lead to any"):
        shared_desk.do(enforcement.record_step, one, StepDraft(code="EA02"), TODAY)
    begun = ProceedingDraft(
        proceeding=ProceedingKind.BREACH, started_on=TODAY, reason="X", status_code="BRE01"
    )
    with pytest.raises(UserError, match="not statutory"):
        shared_desk.do(enforcement.start_proceeding, case_id, begun, TODAY)
    assert steps(shared_desk, case_id) == []
    assert proceedings(shared_desk, case_id) == []


@pytest.mark.parametrize(
    "said,demanded",
    [
        ({"type_code": "COAP"}, True),
        ({"type_code": "CHVS", "place": ""}, True),
        ({"type_code": "IOHV"}, False),
        ({"type_code": "CAIS"}, False),
        ({"type_code": "IOHV", "also_statutory": True}, True),
        ({"type_code": "C090"}, False),
        ({"type_code": "C090", "also_statutory": True}, True),
        ({"type_code": "CPVS"}, False),
    ],
)
def test_only_what_counts_toward_compliance_demands(
    shared_desk: Desk, said: dict[str, Any], demanded: bool
) -> None:
    one = book(shared_desk, newcomer(shared_desk), **said)
    assert shared_desk.see(enforcement.demands_enforcement, one, "UAAB") is demanded


@pytest.mark.parametrize(
    "starts,ends,demanded",
    [
        (None, None, True),
        (date(2026, 11, 20), None, True),
        (date(2026, 11, 21), None, False),
        (None, date(2026, 11, 20), True),
        (None, date(2026, 11, 19), False),
        (date(2026, 11, 20), date(2026, 11, 20), True),
        (date(2025, 1, 1), date(2026, 11, 19), False),
    ],
)
def test_only_while_the_sentence_runs(
    shared_desk: Desk, starts: date | None, ends: date | None, demanded: bool
) -> None:
    case_id = newcomer(shared_desk, sentence_start=starts, sentence_end=ends)
    assert shared_desk.see(enforcement.demands_enforcement, book(shared_desk, case_id), "UAAB") is demanded


def test_whether_a_type_counts_is_asked_of_the_day(shared_desk: Desk) -> None:
    def count_from_december(session: Any) -> None:
        row = session.scalars(select(CodeItemRow).where(CodeItemRow.code == "C133")).one()
        row.valid_to = date(2026, 11, 20)
        session.add(
            CodeItemRow(
                list_name=row.list_name,
                code=row.code,
                name=row.name,
                position=row.position,
                valid_from=date(2026, 11, 21),
                valid_to=None,
                details=row.details | {"counts_toward_compliance": "yes"},
            )
        )

    shared_desk.do(count_from_december)
    case_id = newcomer(shared_desk)
    before = book(shared_desk, case_id, FRIDAY, type_code="C133")
    after = book(shared_desk, case_id, FRIDAY + DAY, type_code="C133")
    assert not shared_desk.see(enforcement.demands_enforcement, before, "UAAB")
    assert shared_desk.see(enforcement.demands_enforcement, after, "UAAB")


def test_nothing_is_saved_until_it_is_said_what_is_done(shared_desk: Desk) -> None:
    case_id = newcomer(shared_desk)
    one = book(shared_desk, case_id)
    with pytest.raises(FieldErrors) as refused:
        say(shared_desk, one, "UAAB", next_at=FRIDAY + 7 * DAY)
    assert refused.value.field == "enforcement"
    (kept,) = shared_desk.see(appointments.list_appointments, case_id)
    assert kept.outcome_code == ""
    for wrong in (StepDraft(code=""), StepDraft(code="NOPE"), StepDraft(code="EA02", decided_on=TODAY + DAY)):
        with pytest.raises(FieldErrors):
            say(shared_desk, one, "UAAB", wrong)
    (kept,) = shared_desk.see(appointments.list_appointments, case_id)
    assert kept.outcome_code == "", "the outcome is not kept without its step"
    say(shared_desk, one, "UAAB", StepDraft(code="EA02"))
    assert [step.said.code for step in steps(shared_desk, case_id)] == ["EA02"]


def test_once_decided_it_is_not_demanded_again_for_a_note(shared_desk: Desk) -> None:
    case_id = newcomer(shared_desk)
    one = book(shared_desk, case_id)
    say(shared_desk, one, "UAAB", StepDraft(code="EA02"))
    assert not shared_desk.see(enforcement.demands_enforcement, one, "UAAB")
    say(shared_desk, one, "UAAB", note="No call")
    assert shared_desk.see(enforcement.demands_enforcement, one, "AFTC")
    assert len(steps(shared_desk, case_id)) == 1


def test_an_imported_failure_demands_a_step_the_first_time_it_is_touched(shared_desk: Desk) -> None:
    one = book(shared_desk, newcomer(shared_desk))

    def write(session: Any) -> None:
        session.get(AppointmentRow, one).outcome_code = "UAAB"

    shared_desk.do(write)
    assert shared_desk.see(enforcement.demands_enforcement, one, "UAAB")
    with pytest.raises(FieldErrors) as refused:
        say(shared_desk, one, "UAAB", note="Rang")
    assert refused.value.field == "enforcement"


@pytest.mark.parametrize("codes", COMMON_STEPS.values())
def test_the_short_list_is_of_the_list(codes: tuple[str, ...]) -> None:
    assert set(codes) <= {item.code for item in shipped("enforcement_actions")}


# --- Dates -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "at,evidence_by",
    [
        (datetime(2026, 11, 20, 10), date(2026, 11, 27)),  # Friday: five working days on
        (datetime(2026, 11, 21, 10), date(2026, 11, 27)),  # Saturday
        (datetime(2026, 12, 18, 10), date(2026, 12, 29)),  # over Christmas and its substitute day
        (datetime(2026, 12, 24, 10), date(2027, 1, 5)),  # and New Year's Day
        (datetime(2026, 12, 25, 10), date(2027, 1, 5)),  # on a bank holiday itself
        (datetime(2027, 3, 22, 10), date(2027, 3, 31)),  # Good Friday and Easter Monday
        (datetime(2027, 3, 25, 10), date(2027, 4, 5)),
    ],
)
def test_evidence_is_awaited_five_working_days(shared_desk: Desk, at: datetime, evidence_by: date) -> None:
    case_id = newcomer(shared_desk)
    now = at + timedelta(hours=2)
    one = book(shared_desk, case_id, at)
    said = OutcomeDraft(outcome_code="AFTA", enforcement=StepDraft(code="EA12"))
    shared_desk.do(appointments.record_outcome, one, said, now)
    (step,) = steps(shared_desk, case_id)
    assert step.said.evidence_by == evidence_by
    assert step.decided_on == now.date()
    assert (step.outstanding, step.open, step.name) == (True, True, "Decision Pending Response from Offender")


@pytest.mark.parametrize(
    "today,respond_by",
    [
        (date(2026, 11, 23), date(2026, 12, 2)),  # Monday: seven working days
        (date(2026, 12, 21), date(2027, 1, 4)),  # over Christmas and New Year
        (date(2027, 3, 24), date(2027, 4, 6)),  # over Easter
    ],
)
def test_an_answer_to_a_letter_is_awaited_as_the_list_says(
    shared_desk: Desk, today: date, respond_by: date
) -> None:
    case_id = newcomer(shared_desk)
    one = book(shared_desk, case_id)
    now = datetime.combine(today, NOW.time())
    said = OutcomeDraft(outcome_code="UAAB", enforcement=StepDraft(code="EA02"))
    shared_desk.do(appointments.record_outcome, one, said, now)
    (step,) = steps(shared_desk, case_id)
    assert step.said.respond_by == respond_by
    assert step.said.evidence_by is None
    assert not step.open


def test_dates_that_are_typed_stand(shared_desk: Desk) -> None:
    case_id = newcomer(shared_desk)
    one = book(shared_desk, case_id)
    typed = StepDraft(code="EA12", decided_on=TODAY, evidence_by=date(2026, 12, 9), respond_by=TODAY)
    say(shared_desk, one, "AFTA", typed)
    (step,) = steps(shared_desk, case_id)
    assert step.said == typed


@pytest.mark.parametrize(
    "change,field",
    [
        ({"decided_on": TODAY + DAY}, "decided_on"),
        ({"decided_on": FRIDAY.date() - DAY}, "decided_on"),
        ({"evidence_by": TODAY - DAY}, "evidence_by"),
        ({"respond_by": TODAY - DAY}, "respond_by"),
        ({"note": "x" * 20_001}, "note"),
    ],
)
def test_a_step_that_cannot_be_is_refused(shared_desk: Desk, change: dict[str, Any], field: str) -> None:
    one = book(shared_desk, newcomer(shared_desk))
    with pytest.raises(FieldErrors) as refused:
        say(shared_desk, one, "UAAB", replace(StepDraft(code="EA02"), **change))
    assert refused.value.field == field


# --- The holding state -------------------------------------------------------------------------------------


def test_failed_to_attend_resolved_as_acceptable_settles_what_was_pending(shared_desk: Desk) -> None:
    case_id = newcomer(shared_desk)
    one = book(shared_desk, case_id)
    say(shared_desk, one, "AFTA", StepDraft(code="EA12"))
    say(shared_desk, one, "AAME", change_reason="Hospital letter seen")
    (step,) = steps(shared_desk, case_id)
    assert (step.open, step.settled_on, step.settled_note) == (False, TODAY, "The outcome was changed.")


def test_failed_to_attend_resolved_as_unacceptable_demands_a_new_step(shared_desk: Desk) -> None:
    case_id = newcomer(shared_desk)
    one = book(shared_desk, case_id)
    say(shared_desk, one, "AFTA", StepDraft(code="EA12"))
    with pytest.raises(FieldErrors) as refused:
        say(shared_desk, one, "UAAB", change_reason="No evidence came")
    assert refused.value.field == "enforcement"
    assert steps(shared_desk, case_id)[0].open, "nothing is settled by what was refused"
    say(shared_desk, one, "UAAB", StepDraft(code="EA02"), change_reason="No evidence came")
    pending, warning = steps(shared_desk, case_id)
    assert (pending.said.code, pending.open) == ("EA12", False)
    assert (warning.said.code, warning.said.respond_by) == ("EA02", date(2026, 12, 1))
    (earlier,) = shared_desk.see(appointments.list_earlier_outcomes, one)
    assert (earlier.outcome_name, earlier.change_reason) == ("Failed to Attend", "No evidence came")


def test_an_outcome_that_goes_back_to_failing_demands_again(shared_desk: Desk) -> None:
    case_id = newcomer(shared_desk)
    one = book(shared_desk, case_id)
    say(shared_desk, one, "UAAB", StepDraft(code="EA02"))
    say(shared_desk, one, "AAME", change_reason="Letter seen")
    assert shared_desk.see(enforcement.demands_enforcement, one, "UAAB")


# --- Settling ----------------------------------------------------------------------------------------------


def test_a_step_is_settled_once_with_what_was_done(shared_desk: Desk) -> None:
    case_id = newcomer(shared_desk)
    say(shared_desk, book(shared_desk, case_id), "UAAB", StepDraft(code="WLS"))
    (step,) = steps(shared_desk, case_id)
    for on, note, field in (
        (TODAY + DAY, "Posted", "settled_on"),
        (TODAY - DAY, "Posted", "settled_on"),
        (TODAY, "  ", "settled_note"),
    ):
        with pytest.raises(FieldErrors) as refused:
            shared_desk.do(enforcement.settle_step, step.id, step.version, on, note, TODAY)
        assert refused.value.field == field
    shared_desk.do(enforcement.settle_step, step.id, step.version, TODAY, "Posted", TODAY)
    with pytest.raises(StaleEdit):
        shared_desk.do(enforcement.settle_step, step.id, step.version, TODAY, "Again", TODAY)
    with pytest.raises(UserError, match="already"):
        shared_desk.do(enforcement.settle_step, step.id, step.version + 1, TODAY, "Again", TODAY)
    (step,) = steps(shared_desk, case_id)
    assert (step.settled_on, step.settled_note) == (TODAY, "Posted")


# --- Breach and recall -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sentence,code,kind,status",
    [
        (LICENCE, "EA11", ProceedingKind.RECALL, "REC01"),
        (LICENCE, "REC", ProceedingKind.RECALL, "REC01"),
        (LICENCE, "IBR", ProceedingKind.RECALL, "REC01"),
        (ORDER, "IBR", ProceedingKind.BREACH, "BRE01"),
        (ORDER, "EA08", ProceedingKind.BREACH, "BRE01"),
        (SUSPENDED, "BRE01", ProceedingKind.BREACH, "BRE01"),
    ],
)
def test_a_step_that_begins_proceedings_opens_them_once(
    shared_desk: Desk, sentence: Sentence, code: str, kind: ProceedingKind, status: str
) -> None:
    case_id = newcomer(shared_desk, sentence)
    say(shared_desk, book(shared_desk, case_id), "UAAB", StepDraft(code=code, note="Third time"))
    say(shared_desk, book(shared_desk, case_id, FRIDAY - DAY), "UAAB", StepDraft(code=code))
    (opened,) = proceedings(shared_desk, case_id)
    assert (opened.said.proceeding, opened.said.status_code) == (kind, status)
    assert (opened.said.started_on, opened.said.reason, opened.open) == (TODAY, "Third time", True)


@pytest.mark.parametrize("code", ["EA02", "WLS", "EA12", "NFA", "ROM", "EA07"])
def test_other_steps_begin_nothing(shared_desk: Desk, code: str) -> None:
    case_id = newcomer(shared_desk, ORDER)
    say(shared_desk, book(shared_desk, case_id), "UAAB", StepDraft(code=code))
    assert proceedings(shared_desk, case_id) == []


RECALL = ProceedingDraft(
    proceeding=ProceedingKind.RECALL,
    started_on=TODAY - 3 * DAY,
    reason="Did not come",
    status_code="REC01",
)


@pytest.mark.parametrize(
    "change,field",
    [
        ({"proceeding": None}, "proceeding"),
        ({"proceeding": ProceedingKind.BREACH, "status_code": "BRE01"}, "proceeding"),
        ({"status_code": "BRE01"}, "status_code"),
        ({"status_code": ""}, "status_code"),
        ({"started_on": None}, "started_on"),
        ({"started_on": TODAY + DAY}, "started_on"),
        ({"reason": " "}, "reason"),
        ({"status_code": "REC05"}, "resolved_on"),
        ({"resolved_on": TODAY}, "status_code"),
        ({"status_code": "REC05", "resolved_on": TODAY - 4 * DAY}, "resolved_on"),
        ({"status_on": TODAY - 4 * DAY}, "status_on"),
    ],
)
def test_a_recall_that_makes_no_sense_is_refused(
    shared_desk: Desk, change: dict[str, Any], field: str
) -> None:
    case_id = newcomer(shared_desk)
    with pytest.raises(UserError) as refused:
        shared_desk.do(enforcement.start_proceeding, case_id, replace(RECALL, **change), TODAY)
    assert refused.value.field == field
    assert proceedings(shared_desk, case_id) == []


def test_a_second_one_is_refused_while_one_is_open_and_taken_once_it_has_ended(shared_desk: Desk) -> None:
    case_id = newcomer(shared_desk)
    first = shared_desk.do(enforcement.start_proceeding, case_id, RECALL, TODAY)
    with pytest.raises(UserError, match="open already"):
        shared_desk.do(enforcement.start_proceeding, case_id, RECALL, TODAY)
    ended = replace(RECALL, status_code="REC05", resolved_on=TODAY, result_note="Warned instead")
    shared_desk.do(enforcement.change_proceeding, first, 1, ended, TODAY)
    assert not proceedings(shared_desk, case_id)[0].open
    shared_desk.do(enforcement.start_proceeding, case_id, RECALL, TODAY)
    with pytest.raises(UserError, match="open already"):
        shared_desk.do(enforcement.change_proceeding, first, 2, RECALL, TODAY)
    assert [one.open for one in proceedings(shared_desk, case_id)].count(True) == 1


def test_how_it_comes_on_is_kept_and_an_older_edit_is_stale(shared_desk: Desk) -> None:
    case_id = newcomer(shared_desk)
    recall = shared_desk.do(enforcement.start_proceeding, case_id, RECALL, TODAY)
    on = replace(RECALL, status_code="REC02", status_on=TODAY)
    shared_desk.do(enforcement.change_proceeding, recall, 1, on, TODAY)
    with pytest.raises(StaleEdit):
        shared_desk.do(enforcement.change_proceeding, recall, 1, RECALL, TODAY)
    (kept,) = proceedings(shared_desk, case_id)
    assert (kept.status_name, kept.said.status_on, kept.version) == ("Recall decided", TODAY, 2)
    other = replace(on, proceeding=ProceedingKind.BREACH, status_code="BRE02")
    with pytest.raises(UserError, match="licence leads to recall"):
        shared_desk.do(enforcement.change_proceeding, recall, 2, other, TODAY)


def test_a_recall_begun_on_licence_is_brought_to_its_end_under_a_later_order(shared_desk: Desk) -> None:
    case_id = newcomer(shared_desk)
    recall = shared_desk.do(enforcement.start_proceeding, case_id, RECALL, TODAY)
    case = shared_desk.see(cases.load_case, case_id)
    shared_desk.do(cases.change_case, case_id, case.version, replace(case.managed, sentence=ORDER), TODAY)
    ended = replace(RECALL, status_code="REC06", resolved_on=TODAY)
    shared_desk.do(enforcement.change_proceeding, recall, 1, ended, TODAY)
    assert proceedings(shared_desk, case_id)[0].status_name == "Recall rescinded"


# --- On record ---------------------------------------------------------------------------------------------


def test_each_deed_is_audited_with_its_case(desk: Any) -> None:
    def kinds() -> list[tuple[str, str]]:
        query = select(AuditEntryRow.record_kind, AuditEntryRow.operation).where(
            AuditEntryRow.case_id == desk.case_id
        )
        return [(kind, operation) for kind, operation in desk.ask(lambda s: s.execute(query).all())]

    words: dict[str, Any] = {"type_code": "COAP", "starts_at": FRIDAY, "place": "Mill Street"}
    one = desk.do("Book", appointments.book_appointment, desk.case_id, AppointmentDraft(**words))
    before = len(kinds())
    said = OutcomeDraft(outcome_code="UAAB", enforcement=StepDraft(code="EA11"))
    desk.do("Record outcome", appointments.record_outcome, one, said, NOW)
    assert sorted(kinds()[before:]) == [
        ("appointment", "alteration"),
        ("enforcement_step", "collection"),
        ("proceeding", "collection"),
    ]
    desk.do("Record step", enforcement.record_step, one, StepDraft(code="WLS"), TODAY)
    step = desk.ask(enforcement.list_steps, desk.case_id)[-1]
    desk.do("Settle", enforcement.settle_step, step.id, step.version, TODAY, "Posted", TODAY)
    assert kinds()[-2:] == [("enforcement_step", "collection"), ("enforcement_step", "alteration")]
    assert desk.store.verify() == []
