"""The week of a team of fifteen officers, read out of the whole store and painted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from iom_desktop.bench import BenchRow
    from iom_desktop.storage.store import Store

OFFICERS, A_DAY, DAYS = 15, 8, 5
WEEK = date(2031, 6, 2)
#: Most milliseconds from going to the page to its picture.
PAINTED_MS = 100.0
_TYPE = "CAIS"


def calendar_week(many: int) -> Iterator[BenchRow]:
    """The diary's page made, the week read, laid out and painted; the floor reads the same rows by hand.

    The store's own contacts are those of many more people than a team has, so the team's week is booked once
    in a year that they do not reach: fifteen officers, eight appointments a day.
    """
    from iom_desktop import bench

    bench._application()
    with bench._large_store(many) as store:
        _book_team_week(store)
        with store.read() as session:
            raw: Any = session.connection().connection.driver_connection
            asked = (WEEK.isoformat(), (WEEK + timedelta(days=7)).isoformat())
            seconds, taken = bench._in_turn(lambda: raw.execute(_SQL, asked).fetchall(), _showing(store))
    ours = taken * 1000
    yield bench.BenchRow(
        name="calendar_week",
        floor=seconds * 1000,
        ours=ours,
        ratio=ours,
        target=PAINTED_MS,
        met=ours <= PAINTED_MS,
        unit="ms",
        note=f"{many} people; {OFFICERS} officers, {OFFICERS * A_DAY * DAYS} appointments; the ratio is milliseconds",
    )


_SQL = (
    "SELECT a.id, a.starts_at, a.minutes, a.type_code, a.place, a.with_name, a.outcome_code, a.cancelled, p.surname, "
    "p.forenames, p.crn, c.risk_to_staff FROM appointment a JOIN iom_case c ON c.id = a.case_id "
    "JOIN person p ON p.id = c.person_id WHERE a.starts_at >= ? AND a.starts_at < ? ORDER BY a.starts_at"
)


def _showing(store: Store) -> Callable[[], object]:
    """Make the page, show the team's week on it, take its picture, and put it away."""
    from iom_desktop import bench
    from iom_desktop.app import sweep
    from iom_desktop.ui.diary.page import DiaryPage
    from iom_desktop.ui.workspace import Workspace

    workspace = Workspace(store, clock=lambda: bench.NOW)

    def work() -> None:
        page = DiaryPage(workspace, bench._Nowhere())
        page.day = WEEK
        page.resize(1040, 740)
        page.show()
        page.grab()
        if len(page.view.boxes) != OFFICERS * A_DAY * DAYS:
            raise AssertionError("the team's week is not what was painted")
        page.close()
        page.deleteLater()
        sweep()

    return work


def _book_team_week(store: Store) -> None:
    """Book the team's week in the store that is kept, unless it is booked already."""
    from sqlalchemy import select

    from iom_desktop.domain.appointments import AppointmentDraft
    from iom_desktop.services import diary
    from iom_desktop.services.appointments import book_appointment
    from iom_desktop.storage.tables import CaseRow

    start = datetime.combine(WEEK, time(9))
    with store.read() as session:
        if diary.list_diary(session, start, start + timedelta(days=7)):
            return
        cases = list(session.scalars(select(CaseRow.id).order_by(CaseRow.id).limit(OFFICERS * A_DAY)))
    with store.write("Book a team's week") as session:
        for at in range(OFFICERS * A_DAY * DAYS):
            day, of_day = divmod(at, OFFICERS * A_DAY)
            officer, turn = divmod(of_day, A_DAY)
            draft = AppointmentDraft(
                type_code=_TYPE,
                starts_at=start + timedelta(days=day, minutes=60 * turn),
                minutes=30 if officer % 2 else 45,
                place="Mill Street office",
                with_name=f"PC Team {officer + 1}",
                with_agency="police",
            )
            book_appointment(session, cases[of_day % len(cases)], draft)
