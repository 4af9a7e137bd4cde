"""The stage of everybody, worked out anew, against reading the rows that it rests on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from iom_desktop.bench import BenchRow


def compliance(many: int) -> Iterator[BenchRow]:
    """The compliance stage of every case; the floor is every appointment, step and proceeding, fetched as tuples.

    Ours asks the database for those appointments alone that can be a failure.
    """
    from iom_desktop import bench
    from iom_desktop.services import compliance as service

    selects = (service.contact_rows(), service.step_rows(), service.proceeding_rows(), service.case_rows())
    with bench._large_store(many) as store, store.read() as session:
        raw: Any = session.connection().connection.driver_connection
        dialect = session.get_bind().dialect
        statements = [str(one.compile(dialect=dialect)) for one in selects]
        contacts = len(raw.execute(statements[0]).fetchall())

        def floor() -> list[int]:
            return [len(raw.execute(statement).fetchall()) for statement in statements]

        def ours() -> int:
            return sum(1 for _one in service.assess_all(session, bench.NOW))

        seconds, taken = bench._in_turn(floor, ours, turns=5)
    yield bench._row("compliance", seconds, taken, 3.0, f"{many} people, {contacts} appointments")
