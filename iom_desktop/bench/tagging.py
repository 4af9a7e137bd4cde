"""What tags cost: the same papers laid out with them and without, from the records to the bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from iom_desktop.bench import BenchRow

_CASES = 60
#: Most times the untagged paper a tagged one may take.
_TARGET = 1.35


def tagging(_many: int) -> Iterator[BenchRow]:
    """Case plans of three pages, then the pack of 60 cases, each against itself without tags."""
    from iom_desktop import bench
    from iom_desktop.bench.pack import _planned
    from iom_desktop.domain.audiences import CONFERENCE
    from iom_desktop.reports import case_plan, pack, pages, paper
    from iom_desktop.services import packs
    from iom_desktop.services.case_files import load_case_file
    from iom_desktop.services.cases import list_cases

    def printed(
        story: Callable[[], Sequence[Any]], around: pages.Furniture
    ) -> tuple[Callable[[], bytes], Callable[[], bytes]]:
        return (
            lambda: pages.print_pages(story(), around, tagged=False),
            lambda: pages.print_pages(story(), around),
        )

    with bench._small_store() as store:
        conference = _planned(store, _CASES, 2)
        with store.read() as session:
            agreed = (row.id for row in list_cases(session, bench.NOW) if row.plan_agreed)
            files = (load_case_file(session, one, bench.NOW, in_force=True) for one in agreed)
            plan = next(file for file in files if _pages(file) == 3)
            whole = packs.load_pack(session, conference, CONFERENCE, bench.NOW)
    floor, ours = bench._in_turn(
        *printed(lambda: case_plan.story(plan, paper.ROOMY), case_plan.furniture(plan)), turns=4 * bench.TURNS
    )
    yield bench._row("tagging", floor, ours, _TARGET, "a case plan of three pages")
    floor, ours = bench._in_turn(*printed(lambda: pack.story(whole), pack.furniture(whole)))
    yield bench._row("tagging_pack", floor, ours, _TARGET, f"the pack of {len(whole.cases)} cases")


def _pages(file: Any) -> int:
    """How many pages the plan of ``file`` takes."""
    from iom_desktop.reports import case_plan, pages, paper

    return pages.fit(case_plan.story(file, paper.ROOMY), case_plan.furniture(file)).pages
