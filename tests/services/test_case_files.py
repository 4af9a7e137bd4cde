"""What the case plan summary is given to print, and the record that it left the program."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from iom_desktop.domain.appointments import AppointmentDraft
from iom_desktop.domain.notes import NoteDraft
from iom_desktop.domain.plans import GoalDraft
from iom_desktop.domain.service_access import ServiceAccessDraft
from iom_desktop.errors import UserError
from iom_desktop.services import (
    appointments,
    audit_log,
    case_files,
    cases,
    notes,
    plans,
    service_access,
)
from iom_desktop.storage import audit
from tests.services.conftest import Office


def load(office: Office, **more: Any) -> Any:
    return office.ask(case_files.load_case_file, office.case_id, office.now, **more)


def book(office: Office, at: datetime) -> None:
    draft = AppointmentDraft(type_code="COAP", starts_at=at, place="Mill Street")
    office.do("Book appointment", appointments.book_appointment, office.case_id, draft)


def test_a_case_with_nothing_in_it_is_a_file_all_the_same(office: Office) -> None:
    file = load(office)
    assert (file.plan, file.decision, file.next_appointment) == (None, None, None)
    assert (file.needs, file.appointments, file.services, file.notes) == ((), (), (), ())
    assert (file.made_by, file.made_at, file.today) == ("PC Test Baker", office.now, office.today)


def test_three_months_back_and_the_next_one(office: Office) -> None:
    for at in (
        datetime(2026, 8, 21, 23, 59),
        datetime(2026, 8, 22, 0, 0),
        office.now - timedelta(hours=1),
        office.now + timedelta(days=9),
        office.now + timedelta(days=2),
    ):
        book(office, at)
    file = load(office)
    assert [one.starts_at for one in file.appointments] == [
        datetime(2026, 8, 22),
        office.now - timedelta(hours=1),
    ]
    assert file.next_appointment.starts_at == office.now + timedelta(days=2)


def test_services_that_ended_before_that_are_left_out_and_notes_too(office: Office) -> None:
    for need, ended in (("DRUGS", None), ("ETE", date(2026, 8, 21)), ("ALCOHOL", date(2026, 8, 22))):
        draft = ServiceAccessDraft(
            need_code=need,
            service="A service",
            identified_on=date(2026, 1, 2),
            attended_on=date(2026, 2, 2),
            ended_on=ended,
        )
        office.do(
            "Follow a service", service_access.record_service_access, office.case_id, draft, office.today
        )
    for at in (datetime(2026, 8, 21, 12), datetime(2026, 8, 22, 12)):
        draft = NoteDraft(happened_at=at, words="Seen")
        office.do("Add note", notes.add_note, office.case_id, draft, office.now)
    file = load(office)
    assert {one.said.need_code for one in file.services} == {"DRUGS", "ALCOHOL"}
    assert [one.said.happened_at.day for one in file.notes] == [22]


def test_a_version_is_named_or_the_newest_is_taken(office: Office) -> None:
    plan = office.do("Start plan", plans.start_plan, office.case_id)
    office.do("Add goal", plans.add_goal, plan, GoalDraft(words="I will find work"))
    assert load(office).plan.id == plan
    assert load(office, plan_id=plan).plan.number == 1
    assert load(office, in_force=True).plan.id == plan
    assert load(office).readiness


def test_openings_and_papers_newest_first_and_nothing_else(office: Office) -> None:
    office.do("Open case", cases.open_case, office.case_id)
    office.do("Start plan", plans.start_plan, office.case_id)
    office.clock.advance(hours=2)
    office.do("Print case plan", audit.disclosed, office.case_id, "case plan", "A. Chair")
    newest, oldest = office.ask(audit_log.list_access, office.case_id)
    assert (newest.disclosure, oldest.disclosure) == (True, False)
    assert (oldest.words, oldest.document, oldest.recipients) == ("Open case", "", "")
    assert newest.at - oldest.at == timedelta(hours=2)
    assert newest.id > oldest.id
    assert len(office.ask(audit_log.list_access, office.case_id, 1)) == 1
    assert office.ask(audit_log.list_access, "f" * 32) == []


def test_an_erased_detail_leaves_the_entry_standing(office: Office) -> None:
    from sqlalchemy import text

    office.do("Print case plan", audit.disclosed, office.case_id, "case plan", "A. Chair")
    with office.store.write("Erase") as session:
        session.connection().execute(
            text("DELETE FROM audit_detail WHERE seq = (SELECT max(seq) FROM audit_entry)")
        )
    (entry,) = office.ask(audit_log.list_access, office.case_id)
    assert (entry.document, entry.recipients) == ("", "A. Chair")


def test_a_case_that_is_not_there_is_refused(office: Office) -> None:
    office.case_id = "f" * 32
    with pytest.raises(UserError, match="no longer in the store"):
        load(office)
