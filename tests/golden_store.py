"""Writes the golden store of the newest migration: ``python -m tests.golden_store``. See ``tests/golden/README.md``."""

from __future__ import annotations

import sys
from datetime import date, datetime
from pathlib import Path

from iom_desktop import demo
from iom_desktop.domain.appointments import AppointmentDraft, AskedBy, CancelDraft, OutcomeDraft, Repeat
from iom_desktop.domain.audiences import COURT
from iom_desktop.domain.conferences import RequestMatter
from iom_desktop.domain.documents import Document, Means, Settled
from iom_desktop.domain.paper_wishes import PaperWish
from iom_desktop.domain.register import CopyDraft, Settlement
from iom_desktop.domain.risk import WithheldDraft
from iom_desktop.domain.service_access import Barrier, ServiceAccessDraft
from iom_desktop.services import (
    agenda_requests,
    appointments,
    cases,
    conferences,
    minute_book,
    papers,
    register,
    risk,
    service_access,
)
from iom_desktop.services.stores import make_store
from iom_desktop.storage import migrate
from iom_desktop.storage.store import Store
from tests.stores import LEAST_COST, NOW, OFFICER, PASSPHRASE, TODAY, Desk

STORES = Path(__file__).parent / "golden" / "stores"


def write_golden_store(folder: Path) -> None:
    """A store of three invented people, one of them with what ``test_migrations`` looks for."""
    store, _recovery = make_store(
        folder, OFFICER, PASSPHRASE, "North Area", clock=lambda: NOW, cost=LEAST_COST
    )
    _fill(store)
    faults = store.verify()
    store.close()
    if faults:
        raise AssertionError(faults)


def _fill(store: Store) -> None:
    desk = Desk(store)
    desk.do(demo.fill, demo.invent(3, 7, TODAY, 6), TODAY)
    case_id = desk.see(cases.list_cases, NOW)[0].id
    weekly = AppointmentDraft(
        type_code="IOHV",
        starts_at=datetime(2026, 11, 20, 10),
        place="Sample Street",
        with_name="PC Baker",
        repeat=Repeat.WEEKLY,
        repeat_until=date(2026, 12, 20),
    )
    first = desk.do(appointments.book_appointment, case_id, weekly)
    desk.do(
        appointments.record_outcome, first, OutcomeDraft(outcome_code="UAAB", note="Nobody at home."), NOW
    )
    mended = OutcomeDraft(outcome_code="AAME", note="Hospital letter seen.", change_reason="Evidence came")
    desk.do(appointments.record_outcome, first, mended, NOW)
    away = desk.do(
        appointments.book_appointment,
        case_id,
        AppointmentDraft(type_code="IOHV", starts_at=datetime(2026, 12, 1, 10)),
    )
    said = CancelDraft(asked_by=AskedBy.POLICE, reason="Officer away")
    desk.do(appointments.cancel_appointment, away, 1, said)
    waiting = ServiceAccessDraft(
        need_code="DRUGS",
        service="Drug treatment",
        provider="Northgate Recovery Service",
        identified_on=date(2026, 9, 6),
        referred_on=date(2026, 9, 10),
        barrier=Barrier.WAITING_LIST,
        note="Golden service",
    )
    desk.do(service_access.record_service_access, case_id, waiting, TODAY)
    _fill_part_3(desk, case_id)
    _fill_part_4(desk, case_id)


def _fill_part_3(desk: Desk, case_id: str) -> None:
    """What ``test_migrations`` looks for of the tables that came with revision 0003."""
    apart = WithheldDraft(words="Golden words kept apart", why="Golden reason", source="Police")
    desk.do(risk.withhold, case_id, apart)
    desk.do(agenda_requests.request_agenda, case_id, RequestMatter.DESELECTION, "Golden request", TODAY)
    closed = next(
        one
        for one in desk.see(conferences.list_conferences)
        if one.closed_at and desk.see(minute_book.list_minutes, one.id)
    )
    spoken = desk.see(minute_book.list_minutes, closed.id)[0]
    desk.do(minute_book.correct_minute, spoken.id, "Golden correction", "Golden mistake")


def _fill_part_4(desk: Desk, case_id: str) -> None:
    """What ``test_migrations`` looks for of the register, which came with revision 0004."""
    wish = PaperWish(document=Document.SUMMARY, case_id=case_id, reader=COURT)
    paper = desk.see(papers.load_paper, wish, NOW)
    draft = CopyDraft(recipients=("Golden court", "Golden clerk"), purpose="Golden hearing", means=Means.POST)
    first = desk.do(register.issue_copies, paper.subject, draft, TODAY)[0]
    done = Settlement(settled=Settled.RETURNED, on=TODAY, note="Golden return")
    desk.do(register.settle_copy, first.id, 1, done, TODAY)


if __name__ == "__main__":
    target = STORES / migrate.HEAD
    if target.exists():
        sys.exit(f"{target} is there already; a landed one is never made again.")
    write_golden_store(target)
