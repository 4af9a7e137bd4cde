"""The pack of a conference against bare ReportLab laying out the same text, and how its time grows with its cases."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from iom_desktop.bench import BenchRow

_CASES, _FEW = 60, 10


def pack(_many: int) -> Iterator[BenchRow]:
    """The pack of 60 cases laid out, against its own text in plain tables; then 60 cases against six times 10."""
    from iom_desktop import bench
    from iom_desktop.domain.audiences import CONFERENCE
    from iom_desktop.reports.pack import pack_pdf
    from iom_desktop.services import packs

    with bench._small_store() as store:
        large, small = _planned(store, _CASES, 2), _planned(store, _FEW, 3)
        with store.read() as session:
            many = packs.load_pack(session, large, CONFERENCE, bench.NOW)
            bare = _bare(many)
            floor, ours = bench._in_turn(lambda: bench.bare_pages(bare), lambda: pack_pdf(many))
            yield bench._row("pack", floor, ours, 1.5, f"{len(many.cases)} cases, laid out")

            def made(conference_id: str) -> bytes:
                return pack_pdf(packs.load_pack(session, conference_id, CONFERENCE, bench.NOW))

            tenth, whole = bench._in_turn(lambda: made(small), lambda: made(large))
        yield bench._row(
            "pack_growth", tenth * _CASES / _FEW, whole, 1.2, f"{_CASES} cases to {_FEW}, read and laid out"
        )


def _bare(pack: Any) -> list[Any]:
    """The text of the pack in plain tables, page by page: taken from it beforehand, not timed."""
    from reportlab.platypus import PageBreak

    from iom_desktop import bench
    from iom_desktop.reports.pack import story
    from iom_desktop.reports.tables import RuledTable

    parts: list[list[Any]] = [[]]
    for flowable in story(pack):
        if isinstance(flowable, PageBreak):
            parts.append([])
        elif isinstance(flowable, RuledTable):
            parts[-1].append(flowable)
    return [bench.bare_tables(tables) for tables in parts]


def _planned(store: Any, cases: int, days: int) -> str:
    """A conference with so many cases on its agenda, as the caseload has them."""
    from datetime import time, timedelta

    from iom_desktop import bench
    from iom_desktop.domain.conferences import ConferenceDraft
    from iom_desktop.services import cases as caseload
    from iom_desktop.services import conferences

    draft = ConferenceDraft(
        held_on=bench.TODAY + timedelta(days=days), starts_at=time(9), agencies=("police",)
    )
    with store.write("Plan conference") as session:
        conference = conferences.plan_conference(session, draft)
        adopted = [row.id for row in caseload.list_cases(session, bench.NOW) if row.plan_number is not None]
        for case_id in adopted[:cases]:
            conferences.add_case(session, conference, case_id)
    return conference
