"""Today, of failures to comply and of needs: each stands there exactly while it is owed, and cheaply."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event

from iom_desktop.domain.appointments import AppointmentDraft, OutcomeDraft
from iom_desktop.domain.cases import CaseDraft
from iom_desktop.domain.codes import Answer, Sentence
from iom_desktop.domain.compliance import DueKind
from iom_desktop.domain.enforcement import ProceedingDraft, ProceedingKind, StepDraft
from iom_desktop.domain.needs import NeedDraft, Severity
from iom_desktop.domain.service_access import Barrier, ServiceAccessDraft
from iom_desktop.domain.today import MATTER_OF_DUE, Matter, TodayItem
from iom_desktop.services import (
    appointments,
    compliance,
    enforcement,
    enforcement_due,
    needs,
    service_access,
    today,
)
from iom_desktop.storage.tables import AppointmentRow
from tests.stores import NOW, TODAY, Desk

DAY = timedelta(days=1)
ENFORCING = frozenset(MATTER_OF_DUE.values())
ORDER = CaseDraft(sentence=Sentence.COMMUNITY_ORDER)


def lines(desk: Desk, case_id: str, now: datetime = NOW) -> list[TodayItem]:
    found = desk.see(today.list_today, now)
    return [item for item in found if item.case_id == case_id and item.matter in ENFORCING]


def owed(desk: Desk, case_id: str, now: datetime = NOW) -> list[tuple[Matter, date | None]]:
    return [(item.matter, item.due) for item in lines(desk, case_id, now)]


def book(desk: Desk, case_id: str, at: datetime, **said: Any) -> str:
    draft = AppointmentDraft(**{"type_code": "COAP", "starts_at": at, "place": "Mill Street"} | said)
    return desk.do(appointments.book_appointment, case_id, draft)


def say(desk: Desk, one: str, code: str, step: str = "", **more: Any) -> None:
    enforced = StepDraft(code=step) if step else None
    said = OutcomeDraft(outcome_code=code, enforcement=enforced, **more)
    desk.do(appointments.record_outcome, one, said, NOW)


def imported(desk: Desk, case_id: str, at: datetime, code: str, **said: Any) -> str:
    """An appointment as an import leaves it: an outcome, and nothing decided about it."""
    one = book(desk, case_id, at, **said)

    def write(session: Any) -> None:
        session.get(AppointmentRow, one).outcome_code = code

    desk.do(write)
    return one


FRIDAY = datetime(2026, 11, 20, 10)


def test_a_failure_without_a_decision_is_owed_until_one_is_made(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer(managed=CaseDraft(sentence=Sentence.LICENCE, risk_to_staff=Answer.YES))
    one = imported(shared_desk, case_id, FRIDAY, "UAAB")
    (item,) = lines(shared_desk, case_id)
    assert (item.matter, item.id, item.due) == (Matter.ENFORCEMENT_DUE, one, date(2026, 11, 24))
    assert item.risk_to_staff
    assert item.person.startswith("SAMPLETON")
    assert "Planned office visit on Friday 20 November 2026" in item.words
    shared_desk.do(enforcement.record_step, one, StepDraft(code="EA02"), TODAY)
    assert owed(shared_desk, case_id) == []


@pytest.mark.parametrize(
    "managed,said,code",
    [
        (CaseDraft(sentence=Sentence.NON_STATUTORY), {}, "UAAB"),
        (CaseDraft(sentence=None), {}, "UAAB"),
        (ORDER, {"type_code": "IOHV"}, "UAAB"),
        (ORDER, {}, "AAME"),
        (ORDER, {}, "ATTC"),
        (CaseDraft(sentence=Sentence.LICENCE, sentence_start=TODAY), {}, "UAAB"),
        (CaseDraft(sentence=Sentence.LICENCE, sentence_end=TODAY - 5 * DAY), {}, "UAAB"),
    ],
)
def test_what_cannot_be_enforced_is_not_owed(
    shared_desk: Desk, managed: CaseDraft, said: dict[str, Any], code: str
) -> None:
    case_id = shared_desk.newcomer(managed=managed)
    imported(shared_desk, case_id, FRIDAY, code, **said)
    assert owed(shared_desk, case_id) == []


def test_an_iom_visit_that_is_also_statutory_is_owed(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer(managed=ORDER)
    imported(shared_desk, case_id, FRIDAY, "UAAB", type_code="IOHV", also_statutory=True)
    assert [matter for matter, _due in owed(shared_desk, case_id)] == [Matter.ENFORCEMENT_DUE]


def test_an_old_failure_is_no_longer_owed(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer(managed=ORDER)
    imported(shared_desk, case_id, datetime(2025, 11, 22, 10), "UAAB")
    assert owed(shared_desk, case_id) == []
    imported(shared_desk, case_id, datetime(2025, 11, 23, 10), "UAAB")
    assert len(owed(shared_desk, case_id)) == 1


def test_failed_to_attend_is_owed_from_two_days_before_its_evidence_is_due(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer(managed=ORDER)
    one = book(shared_desk, case_id, FRIDAY)
    say(shared_desk, one, "AFTA", "EA12")
    (step,) = shared_desk.see(enforcement.list_steps, case_id)
    by = step.said.evidence_by
    assert by == date(2026, 11, 27), "five working days after Friday 20 November"
    at_noon = datetime(2026, 11, 27, 12)
    assert owed(shared_desk, case_id, at_noon - 3 * DAY) == []
    assert owed(shared_desk, case_id, at_noon - 2 * DAY) == [(Matter.EVIDENCE_DUE, by)]
    assert owed(shared_desk, case_id, at_noon + 9 * DAY) == [(Matter.EVIDENCE_DUE, by)]
    say(shared_desk, one, "AAME", change_reason="Hospital letter seen")
    assert owed(shared_desk, case_id, at_noon + 9 * DAY) == []


def test_a_letter_asked_for_is_owed_until_it_is_sent(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer(managed=ORDER)
    one = book(shared_desk, case_id, FRIDAY)
    say(shared_desk, one, "UAAB", "WLS")
    assert owed(shared_desk, case_id) == [(Matter.LETTER_DUE, date(2026, 11, 24))]
    assert lines(shared_desk, case_id)[0].words == "Planned office visit, Fri 20 Nov 2026"
    (step,) = shared_desk.see(enforcement.list_steps, case_id)
    shared_desk.do(enforcement.settle_step, step.id, step.version, TODAY, "Posted", TODAY)
    assert owed(shared_desk, case_id) == []


def test_what_is_left_to_somebody_else_is_owed_when_its_day_is_near(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer(managed=ORDER)
    one = book(shared_desk, case_id, FRIDAY)
    say(shared_desk, one, "UAAB", "ROM")
    assert [matter for matter, _due in owed(shared_desk, case_id)] == [Matter.RESPONSE_DUE]
    (step,) = shared_desk.see(enforcement.list_steps, case_id)
    shared_desk.do(enforcement.settle_step, step.id, step.version, TODAY, "Seen", TODAY)
    assert [matter for matter, _due in owed(shared_desk, case_id)] == [Matter.ENFORCEMENT_DUE], (
        "what came of it is still to be said"
    )


def test_breach_is_owed_until_it_is_begun(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer(managed=ORDER)
    for at in (FRIDAY - 30 * DAY, FRIDAY):
        one = book(shared_desk, case_id, at)
        say(shared_desk, one, "UAAB", "EA02")
    (item,) = lines(shared_desk, case_id)
    assert (item.matter, item.id) == (Matter.PROCEEDINGS_DUE, one)
    assert "breach proceedings" in item.words
    begun = ProceedingDraft(
        proceeding=ProceedingKind.BREACH, started_on=TODAY, reason="Two failures", status_code="BRE01"
    )
    shared_desk.do(enforcement.start_proceeding, case_id, begun, TODAY)
    assert owed(shared_desk, case_id) == []


@pytest.mark.parametrize(
    "sentence,failures,due",
    [
        (Sentence.COMMUNITY_ORDER, 1, False),
        (Sentence.COMMUNITY_ORDER, 2, True),
        (Sentence.SUSPENDED_SENTENCE, 2, True),
        (Sentence.LICENCE, 3, False),
        (Sentence.LICENCE, 4, True),
    ],
)
def test_how_many_failures_lead_there_is_the_sentences(
    shared_desk: Desk, sentence: Sentence, failures: int, due: bool
) -> None:
    case_id = shared_desk.newcomer(managed=CaseDraft(sentence=sentence))
    for week in range(failures):
        say(shared_desk, book(shared_desk, case_id, FRIDAY - week * 7 * DAY), "UAAB", "EA02")
    assert [matter for matter, _due in owed(shared_desk, case_id)] == [Matter.PROCEEDINGS_DUE] * due


def test_a_warning_taken_back_counts_no_more(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer(managed=ORDER)
    for at in (FRIDAY - 30 * DAY, FRIDAY):
        one = book(shared_desk, case_id, at)
        say(shared_desk, one, "UAAB", "EA02")
    shared_desk.do(enforcement.record_step, one, StepDraft(code="EA07"), TODAY)
    assert owed(shared_desk, case_id) == []


def test_today_owes_what_the_case_owes(shared_desk: Desk) -> None:
    """Whatever was made in this file: no case's own compliance asks for more or for less than its lines."""
    case_id = shared_desk.newcomer(managed=ORDER)
    for days, code in ((1, "UAAB"), (20, "AFTA"), (90, "AFTC"), (200, "ATFI"), (300, "UAAB")):
        imported(shared_desk, case_id, NOW - days * DAY, code)
    shown = [item for item in shared_desk.see(today.list_today, NOW) if item.matter in ENFORCING]
    near = TODAY + 2 * DAY
    waits = (DueKind.EVIDENCE, DueKind.RESPONSE)
    for one in {item.case_id for item in shown}:
        found = shared_desk.see(compliance.assess, one, NOW).due
        wanted = [
            (MATTER_OF_DUE[due.kind], due.appointment_id, due.on)
            for due in found
            if due.kind is not DueKind.OUTCOME and (due.kind not in waits or due.on <= near)
        ]
        said = [(item.matter, item.id, item.due) for item in shown if item.case_id == one]
        assert sorted(said) == sorted(wanted)
    assert any(item.case_id == case_id and item.matter is Matter.PROCEEDINGS_DUE for item in shown)


# --- Needs -----------------------------------------------------------------------------------------------


def unserved(desk: Desk, case_id: str) -> list[TodayItem]:
    found = desk.see(today.list_today, NOW)
    return [item for item in found if item.case_id == case_id and item.matter is Matter.NEED_UNSERVED]


def test_a_need_is_watched_until_a_service_or_a_reason_is_there(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer()
    found_on = TODAY - 60 * DAY
    need = NeedDraft(code="DRUGS", severity=Severity.SEVERE, identified_on=found_on)
    need_id = shared_desk.do(needs.record_need, case_id, need, TODAY)
    (item,) = unserved(shared_desk, case_id)
    assert (item.id, item.words) == (need_id, "Drug misuse (severe): no service followed, found 60 days ago")
    draft = ServiceAccessDraft(need_code="DRUGS", service="Drug treatment", identified_on=found_on)
    access = shared_desk.do(service_access.record_service_access, case_id, draft, TODAY)
    (item,) = unserved(shared_desk, case_id)
    assert item.id == access
    assert "target 28" in item.words
    told = ServiceAccessDraft(
        need_code="DRUGS",
        service="Drug treatment",
        identified_on=found_on,
        barrier=Barrier.WAITING_LIST,
    )
    shared_desk.do(service_access.change_service_access, access, 1, told, TODAY)
    assert unserved(shared_desk, case_id) == []


# --- However many ----------------------------------------------------------------------------------------


def test_where_the_list_stops_is_said(shared_desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    for days in (1, 2, 3):
        case_id = shared_desk.newcomer(managed=ORDER)
        book(shared_desk, case_id, NOW - days * DAY)
        imported(shared_desk, case_id, NOW - days * DAY, "UAAB")
    whole = shared_desk.see(today.read_today, NOW)
    assert whole.cut_short == frozenset()
    monkeypatch.setattr(today, "MOST", 2)
    page = shared_desk.see(today.read_today, NOW)
    for matter in (Matter.OUTCOME_MISSING, Matter.ENFORCEMENT_DUE):
        kept = [item for item in page.items if item.matter is matter]
        assert len(kept) == 2
        assert matter in page.cut_short
        oldest = sorted(item.due for item in whole.items if item.matter is matter and item.due)[:2]
        assert [item.due for item in kept] == oldest


@contextmanager
def asked() -> Iterator[list[tuple[str, Any]]]:
    """Every statement that is sent to a database meanwhile."""
    found: list[tuple[str, Any]] = []

    def note(_link: Any, _cursor: Any, statement: str, values: Any, *_more: Any) -> None:
        found.append((statement, values))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(Engine, "before_cursor_execute", note)


#: Tables that are short whatever the caseload.
SHORT = {"code_item", "setting"}
#: What grows with the appointments, and with what was done about them.
LONG = {
    "appointment",
    "appointment_move",
    "appointment_outcome",
    "enforcement_step",
    "letter",
    "note",
    "audit_entry",
}


def scanned(desk: Desk, statements: list[tuple[str, Any]]) -> set[str]:
    """The tables that SQLite would read from end to end for ``statements``."""
    tables = set()
    with desk.store.read() as session:
        link = session.connection()
        for statement, values in statements:
            if statement.lstrip().upper().startswith("SELECT"):
                for row in link.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values):
                    words = row[3].split()
                    if words[0] == "SCAN" and "CONSTANT" not in words and "SUBQUERY" not in words:
                        tables.add(words[1])
    return tables


def test_no_query_of_what_is_owed_reads_a_table_from_end_to_end(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer(managed=ORDER)
    imported(shared_desk, case_id, FRIDAY, "UAAB")
    with asked() as statements:
        shared_desk.see(today.list_due, NOW)
    assert any("enforcement_step" in statement for statement, _values in statements)
    assert scanned(shared_desk, statements) <= SHORT


def test_nor_does_what_is_watched_read_what_grows_with_appointments(shared_desk: Desk) -> None:
    with asked() as statements:
        shared_desk.see(today.read_today, NOW)
    found = scanned(shared_desk, statements)
    assert "risk_assessment" in found, (
        "the newest of everybody's is looked for: the plans are really read here"
    )
    assert found & LONG == set()


def test_a_caseload_with_very_many_failures_is_looked_at_from_the_newest(
    shared_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    for days in (3, 5, 7):
        imported(shared_desk, shared_desk.newcomer(managed=ORDER), NOW - days * DAY, "AFTC")
    newest = shared_desk.newcomer(managed=ORDER)
    one = imported(shared_desk, newest, NOW - timedelta(minutes=5), "UAAB")
    monkeypatch.setattr(enforcement_due, "MOST_FAILURES", 1)
    page = shared_desk.see(today.read_today, NOW)
    assert Matter.ENFORCEMENT_DUE in page.cut_short, "what was not looked at is said to be there"
    assert one in {item.id for item in page.items if item.matter is Matter.ENFORCEMENT_DUE}
