"""The day sheet: who is visited in what order, what is at the door, what must not be carried about."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import count

import pytest
from pypdf import PdfReader

from iom_desktop.display.paper_subjects import day_sheet_subject
from iom_desktop.domain.actions import ActionDraft, Source, Who
from iom_desktop.domain.appointments import COMMON_OUTCOMES, AppointmentDraft, OutcomeDraft
from iom_desktop.domain.cases import CaseDraft
from iom_desktop.domain.codes import APPOINTMENT_OUTCOMES, Answer, Cohort, Rosh, Sentence
from iom_desktop.domain.day_sheet import MOST_VISITS, DaySheet, VisitOrder, area_of
from iom_desktop.domain.notes import Mark, NoteDraft
from iom_desktop.domain.plans import GoalDraft
from iom_desktop.domain.register import CopyDraft
from iom_desktop.errors import UserError
from iom_desktop.reports.day_sheet import day_sheet
from iom_desktop.services import actions, appointments, audit_log, cases, notes, plans
from iom_desktop.services.codes import shipped
from iom_desktop.services.day_sheet import (
    list_visit_officers,
    load_day_sheet,
    officer_named,
    open_day_sheet,
)
from iom_desktop.services.register import issue_copies
from tests.stores import NOW, TODAY, Desk

DAYS = count(0)
MANAGED = CaseDraft(
    cohort=Cohort.FIXED,
    sentence=Sentence.LICENCE,
    sentence_start=date(2026, 1, 1),
    risk_to_staff=Answer.YES,
    rosh=Rosh.HIGH,
)


@pytest.fixture
def day() -> date:
    """A day of its own for each test: they share a store."""
    return date(2027, 3, 1) + timedelta(days=next(DAYS))


def book(
    desk: Desk, case_id: str, day: date, at: time = time(10), officer: str = "PC Baker", **more: str
) -> str:
    draft = AppointmentDraft(
        type_code="COAP", starts_at=datetime.combine(day, at), place="Office", with_name=officer, **more
    )
    return desk.do(appointments.book_appointment, case_id, draft)


def text_of(sheet: DaySheet) -> str:
    pages = PdfReader(io.BytesIO(day_sheet(sheet, shipped(APPOINTMENT_OUTCOMES)))).pages
    return "\n".join(page.extract_text() for page in pages)


def test_visits_stand_in_order_of_time_and_those_of_others_are_left_out(shared_desk: Desk, day: date) -> None:
    late, early, other = (shared_desk.newcomer(surname=name) for name in ("Lateby", "Earlyton", "Otherley"))
    book(shared_desk, late, day, time(15))
    book(shared_desk, early, day, time(9, 30), officer="pc baker")
    book(shared_desk, other, day, time(11), officer="PC Sample")
    gone = book(shared_desk, other, day, time(12))
    from iom_desktop.domain.appointments import AskedBy, CancelDraft

    shared_desk.do(
        appointments.cancel_appointment, gone, 1, CancelDraft(asked_by=AskedBy.PERSON, reason="Ill.")
    )
    sheet = shared_desk.see(load_day_sheet, day, "PC Baker", NOW)
    assert [(v.number, v.case.person.surname) for v in sheet.visits] == [(1, "Earlyton"), (2, "Lateby")]
    assert len(shared_desk.see(load_day_sheet, day, "", NOW).visits) == 3


def test_in_order_of_area_those_without_a_postcode_come_last(shared_desk: Desk, day: date) -> None:
    homes = {"ZZ9 1AA": time(9), "": time(10), "ZZ1 2BB": time(16), "ZZ1 9XX": time(11)}
    for postcode, at in homes.items():
        book(shared_desk, shared_desk.newcomer(postcode=postcode), day, at)
    sheet = shared_desk.see(load_day_sheet, day, "", NOW, VisitOrder.AREA)
    assert [v.case.person.postcode for v in sheet.visits] == ["ZZ1 9XX", "ZZ1 2BB", "ZZ9 1AA", ""]


@pytest.mark.parametrize(
    ("postcode", "area"), [("BA6 2NE", "BA6"), ("eh665xq", "EH66"), ("E1 6AN", "E1"), ("", ""), ("BA6", "")]
)
def test_the_area_is_the_outward_part_of_the_postcode(postcode: str, area: str) -> None:
    assert area_of(postcode) == area


def test_the_paper_says_risk_conditions_what_is_outstanding_and_the_last_contacts(
    shared_desk: Desk, day: date
) -> None:
    case_id = shared_desk.newcomer(
        surname="Doorstep",
        managed=MANAGED,
        address="4 Invented Close",
        postcode="ZZ5 5ZZ",
        mobile="07700 900123",
    )
    shared_desk.do(cases.raise_flag, case_id, "AV2S", "Visit in pairs.", TODAY, TODAY)
    plan = shared_desk.do(plans.start_plan, case_id)
    goal = shared_desk.do(plans.add_goal, plan, GoalDraft(words="I will stop."))
    shared_desk.do(
        actions.add_action,
        goal,
        ActionDraft(
            what="Bring the bank letter.", due_on=day, source=Source.LICENCE, source_detail="condition 9"
        ),
        TODAY,
    )
    far = ActionDraft(what="Not due for months.", due_on=day + timedelta(days=90), who=Who.PERSON)
    shared_desk.do(actions.add_action, goal, far, TODAY)
    for days, words in ((4, "Oldest of them."), (3, "Third."), (2, "Second."), (1, "Newest.")):
        said = NoteDraft(happened_at=NOW - timedelta(days=days), words=words)
        shared_desk.do(notes.add_note, case_id, said, NOW)
    book(shared_desk, case_id, day)
    text = text_of(shared_desk.see(load_day_sheet, day, "", NOW))
    for said in (
        "OFFICIAL-SENSITIVE", "DOORSTEP", "RISK TO STAFF", "Visit in pairs.", "4 Invented Close", "ZZ5 5ZZ",
        "07700 900123", "Condition 9", "Bring the bank letter.", "Newest.", "Second.", "Third.", "No failures",
        "What happened (one box)", "Attended - Complied", "Next appointment", "Enforcement",
    ):  # fmt: skip
        assert said in text, said
    assert "Not due for months" not in text
    assert "Oldest of them" not in text


@pytest.mark.parametrize(
    "secret",
    [
        {"mark": Mark.INTELLIGENCE},
        {"third_party": True},
        {"not_disclosable": True},
    ],
)
def test_what_must_not_be_carried_about_is_left_off_and_that_is_said(
    shared_desk: Desk, day: date, secret: dict[str, object]
) -> None:
    case_id = shared_desk.newcomer()
    said = NoteDraft(happened_at=NOW - timedelta(days=1), words="Canarysecret")
    shared_desk.do(notes.add_note, case_id, replace(said, **secret), NOW)
    book(shared_desk, case_id, day)
    sheet = shared_desk.see(load_day_sheet, day, "", NOW)
    text = text_of(sheet)
    assert "Canarysecret" not in text
    assert "1 newer contact is not for paper that is carried about" in " ".join(text.split())


def test_an_outcome_is_among_the_last_contacts(shared_desk: Desk, day: date) -> None:
    case_id = shared_desk.newcomer()
    past = book(shared_desk, case_id, TODAY - timedelta(days=3))
    shared_desk.do(
        appointments.record_outcome, past, OutcomeDraft(outcome_code="ATTC", note="Came early."), NOW
    )
    book(shared_desk, case_id, day)
    [visit] = shared_desk.see(load_day_sheet, day, "", NOW).visits
    assert [(c.heading, c.words) for c in visit.contacts] == [
        ("Planned office visit: Attended - Complied", "Came early.")
    ]


def test_a_voluntary_case_has_no_line_for_enforcement(shared_desk: Desk, day: date) -> None:
    free = CaseDraft(cohort=Cohort.FREE, sentence=Sentence.NON_STATUTORY)
    book(shared_desk, shared_desk.newcomer(managed=free), day)
    assert "Enforcement" not in text_of(shared_desk.see(load_day_sheet, day, "", NOW))


def test_the_boxes_carry_the_numbers_of_the_keys(shared_desk: Desk, day: date) -> None:
    book(shared_desk, shared_desk.newcomer(), day)
    text = " ".join(text_of(shared_desk.see(load_day_sheet, day, "", NOW)).split())
    names = {item.code: item.name for item in shipped(APPOINTMENT_OUTCOMES)}
    for key, code in enumerate(COMMON_OUTCOMES, start=1):
        assert f"{key} {names[code]}" in text


def test_the_same_records_give_the_same_bytes(shared_desk: Desk, day: date) -> None:
    book(shared_desk, shared_desk.newcomer(), day)
    sheet = shared_desk.see(load_day_sheet, day, "", NOW)
    outcomes = shipped(APPOINTMENT_OUTCOMES)
    assert day_sheet(sheet, outcomes) == day_sheet(sheet, outcomes)


def test_a_day_without_visits_and_one_with_too_many_are_refused_in_a_sentence(
    shared_desk: Desk, day: date
) -> None:
    with pytest.raises(UserError, match="There are no appointments on"):
        shared_desk.see(load_day_sheet, day, "", NOW)
    case_id = shared_desk.newcomer()
    for n in range(MOST_VISITS + 1):
        book(shared_desk, case_id, day, time(6 + n // 6, n % 6 * 10))
    with pytest.raises(UserError, match="Choose an officer"):
        shared_desk.see(load_day_sheet, day, "", NOW)


def test_looking_and_giving_out_are_on_record_for_each_person(shared_desk: Desk, day: date) -> None:
    one, other = shared_desk.newcomer(), shared_desk.newcomer()
    book(shared_desk, one, day)
    book(shared_desk, one, day, time(14))
    book(shared_desk, other, day)
    sheet = shared_desk.do(open_day_sheet, day, "", NOW, words="Make day sheet")
    draft = CopyDraft(recipients=("PC Baker",))
    shared_desk.do(issue_copies, day_sheet_subject(sheet), draft, NOW.date(), words="Print day sheet")
    for case_id in (one, other):
        log = shared_desk.see(audit_log.list_access, case_id)
        assert [(entry.words, entry.disclosure) for entry in log] == [
            ("Print day sheet", True), ("Make day sheet", False),
        ]  # fmt: skip


def test_officers_are_found_whatever_their_capitals(shared_desk: Desk, day: date) -> None:
    book(shared_desk, shared_desk.newcomer(), day, officer="PC Único")
    assert "PC Único" in shared_desk.see(list_visit_officers)
    assert shared_desk.see(officer_named, "pc baker").casefold() == "pc baker"
    with pytest.raises(UserError, match="Officer: nobody of this name"):
        shared_desk.see(officer_named, "PC Nobody")


def test_twelve_thousand_characters_and_markup_are_laid_out(shared_desk: Desk, day: date) -> None:
    case_id = shared_desk.newcomer(surname="<b>O'Dangling & Sons</b>", address="<img src='/etc/passwd'/>")
    said = NoteDraft(happened_at=NOW - timedelta(days=1), words="ŵŷ <para> & \u202e" + "w" * 12_000)
    shared_desk.do(notes.add_note, case_id, said, NOW)
    book(shared_desk, case_id, day)
    text = text_of(shared_desk.see(load_day_sheet, day, "", NOW))
    assert "<img src='/etc/passwd'/>" in text
    assert "ŵŷ <para> &" in text
