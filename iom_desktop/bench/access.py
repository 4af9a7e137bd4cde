"""The access report against the same aggregation written in SQL by hand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from iom_desktop.bench import BenchRow

# A fact for each case and need, as the report counts them; then each breakdown's counts, and its median waits.
# Dates are days as numbers. These statements are made of constants only.
_FACTS = """
CREATE TEMP TABLE access_fact AS
WITH ranked AS (
  SELECT s.case_id, s.need_code, coalesce(p.name, s.provider) AS provider, s.attended_on, s.ended_on, s.barrier,
    min(s.identified_on) OVER per AS found,
    row_number() OVER (PARTITION BY s.case_id, s.need_code ORDER BY s.attended_on IS NULL, s.attended_on,
      (s.barrier IS NOT NULL OR s.ended_on IS NOT NULL), s.identified_on DESC, s.id DESC) AS place,
    coalesce(t.target_days, 28) AS target
  FROM service_access s LEFT JOIN provider_service t ON t.id = s.provider_service_id
    LEFT JOIN provider p ON p.id = t.provider_id
  WINDOW per AS (PARTITION BY s.case_id, s.need_code)
), followed AS (SELECT * FROM ranked WHERE place = 1),
fact AS (
  SELECT f.case_id, f.need_code, f.provider, min(f.found, coalesce(n.identified_on, f.found)) AS found,
    f.attended_on, f.target, CASE WHEN f.attended_on IS NOT NULL THEN 'reached'
      WHEN f.barrier IS NOT NULL THEN f.barrier WHEN f.ended_on IS NULL THEN 'waiting' ELSE 'no_reason' END AS state
  FROM followed f LEFT JOIN need n ON n.case_id = f.case_id AND n.code = f.need_code
  UNION ALL
  SELECT n.case_id, n.code, '', n.identified_on, NULL, 28,
    CASE WHEN n.status = 'support_declined' THEN 'declined_by_person' ELSE 'no_reason' END
  FROM need n WHERE n.severity IN ('severe', 'standard') AND n.status <> 'support_not_required' AND NOT EXISTS
    (SELECT 1 FROM service_access s WHERE s.case_id = n.case_id AND s.need_code = n.code)
)
SELECT fact.need_code AS need, coalesce(c.cohort, '') AS cohort,
  substr(p.postcode, 1, instr(p.postcode || ' ', ' ') - 1) AS area,
  fact.provider AS provider, fact.state AS state,
  CASE state WHEN 'reached' THEN julianday(attended_on) - julianday(found) END AS wait,
  state = 'waiting' AND julianday(?1) - julianday(found) > fact.target AS late
FROM fact JOIN iom_case c ON c.id = fact.case_id JOIN person p ON p.id = c.person_id
"""
_COUNTS = "SELECT {by}, state, count(*), sum(late), max(wait) FROM access_fact GROUP BY {by}, state"
_MEDIANS = """
SELECT {by}, avg(wait) FROM (SELECT {by}, wait, row_number() OVER line AS place,
  count(*) OVER (PARTITION BY {by}) AS many FROM access_fact
  WHERE wait IS NOT NULL WINDOW line AS (PARTITION BY {by} ORDER BY wait))
WHERE place IN ((many + 1) / 2, (many + 2) / 2) GROUP BY {by}
"""
#: By need; by each group with all its needs together; by each group and need; and everything together.
BREAKDOWNS = (
    "need", "cohort", "area", "provider", "cohort, need", "area, need", "provider, need", "1",
)  # fmt: skip


def by_hand(raw: Any, today: str) -> dict[str, tuple[list[Any], list[Any]]]:
    """Counts and medians of each breakdown, in SQL alone."""
    cursor = raw.cursor()
    cursor.execute("DROP TABLE IF EXISTS access_fact")
    cursor.execute(_FACTS, (today,))
    found = {
        by: (
            cursor.execute(_COUNTS.format(by=by)).fetchall(),
            cursor.execute(_MEDIANS.format(by=by)).fetchall(),
        )
        for by in BREAKDOWNS
    }
    cursor.execute("DROP TABLE access_fact")
    return found


def access_report(many: int) -> Iterator[BenchRow]:
    """Reading and making the whole report; the floor is the same counts and medians in SQL."""
    from iom_desktop import bench
    from iom_desktop.services.access_report import load_access_report

    with bench._large_store(many) as store, store.read() as session:
        raw: Any = session.connection().connection.driver_connection
        today = bench.TODAY.isoformat()
        facts = len(load_access_report(session, bench.TODAY).facts)
        floor, ours = bench._in_turn(
            lambda: by_hand(raw, today), lambda: load_access_report(session, bench.TODAY), turns=5
        )
    yield bench._row("access_report", floor, ours, 2.0, f"{many} people, {facts} needs")
