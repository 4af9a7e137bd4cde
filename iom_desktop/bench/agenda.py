"""The agenda of a conference, built from everybody, against raw SQL reading the columns it is built from."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from iom_desktop.bench import BenchRow

#: The conference whose agenda is built.
ON = date(2026, 12, 3)
#: Most milliseconds that building it may take.
MOST_MS = 150.0
_COLUMNS = """
SELECT id, rag, review_on, release_on, next_due_on FROM iom_case
WHERE iom_status = 'adopted' AND (rag = 'red' OR review_on <= ?1 OR release_on BETWEEN ?2 AND ?3 OR next_due_on < ?2)
"""


def agenda(many: int) -> Iterator[BenchRow]:
    """Who comes before the coming conference, ranked, named and with reasons; the floor reads the columns alone."""
    from iom_desktop import bench
    from iom_desktop.services.agenda import build_agenda

    with bench._large_store(many) as store, store.read() as session:
        raw: Any = session.connection().connection.driver_connection
        days = (ON.isoformat(), bench.TODAY.isoformat(), "2027-01-02")
        candidates = len(raw.execute(_COLUMNS, days).fetchall())
        floors, ours = [], []
        for turn in range(bench.TURNS + 1):
            session.expunge_all()
            floor = bench._seconds(lambda: raw.execute(_COLUMNS, days).fetchall())
            taken = bench._seconds(lambda: build_agenda(session, ON, bench.TODAY))
            if turn:  # the first of each is not counted
                floors.append(floor * 1000)
                ours.append(taken * 1000)
        built = build_agenda(session, ON, bench.TODAY)
    taken = statistics.median(ours)
    yield bench.BenchRow(
        name="agenda",
        floor=statistics.median(floors),
        ours=taken,
        ratio=taken,
        target=MOST_MS,
        met=taken <= MOST_MS,
        unit="ms",
        note=f"{many} people, {candidates} candidates, {len(built.cases)} kept; the ratio is the milliseconds",
    )
