"""The copy register at a million copies: every look-up an officer waits for, against the same in bare SQL."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from iom_desktop.bench import BenchRow
    from iom_desktop.storage.store import Store

COPIES = 1_000_000
#: Most milliseconds a look-up may take.
MOST_MS = 20.0
#: Lines of a list, as a page of the register shows them first.
_LINES = 100
_PEOPLE = 20_000
_PEOPLE_WHOM = 5_000
#: One copy in so many goes to the same office; one in so many is still out.
_SAME_OFFICE, _OUT = 10, 100
_OFFICE = "Northgate Council, housing"
_LEVELS = ("conference", "full", "partner:council", "court")


def register(_many: int) -> Iterator[BenchRow]:
    """By code, by case, for whom, what is overdue, how many, and the next number; a row each."""
    from iom_desktop import bench
    from iom_desktop.domain.register import CopyFilter
    from iom_desktop.services import register as services
    from iom_desktop.storage.store import open_store

    today = bench.TODAY

    def listed(session: Session, **asked: Any) -> object:
        return services.list_copies(session, CopyFilter(**asked), today, _LINES)

    store = open_store(_kept_register(), bench._PASSPHRASE)
    try:
        with store.read() as session:
            raw: Any = session.connection().connection.driver_connection
            one = raw.execute(_SOME, (COPIES // 3,)).fetchone()
            code, case_id, series = one
            newest = "SELECT * FROM document_copy WHERE {where} ORDER BY id DESC LIMIT 100"
            found: tuple[tuple[str, Callable[[], object], Callable[[], object]], ...] = (
                (
                    "code",
                    lambda: raw.execute(newest.format(where="check_code = ?"), (code,)).fetchall(),
                    lambda: services.find_by_code(session, code),
                ),
                (
                    "case",
                    lambda: raw.execute(newest.format(where="case_id = ?"), (case_id,)).fetchall(),
                    lambda: listed(session, case_id=case_id),
                ),
                (
                    "recipient",
                    lambda: raw.execute(_BY_WORDS, ('"recipient" "4321"*',)).fetchall(),
                    lambda: listed(session, recipient="Recipient 4321"),
                ),
                (
                    "overdue",
                    lambda: raw.execute(_OVERDUE, (today.isoformat(),)).fetchall(),
                    lambda: listed(session, overdue=True),
                ),
                (
                    "overdue_count",
                    lambda: raw.execute(_OVERDUE_COUNT, (today.isoformat(),)).fetchall(),
                    lambda: services.count_overdue(session, today),
                ),
                (
                    "number",
                    lambda: raw.execute(_NUMBER, (series,)).fetchall(),
                    lambda: services.last_number(session, series),
                ),
            )
            for name, floor, ours in found:
                yield _row(name, *bench._in_turn(floor, _fresh(session, ours), turns=15))
    finally:
        store.close()


_SOME = "SELECT check_code, case_id, series FROM document_copy ORDER BY id LIMIT 1 OFFSET ?"
_BY_WORDS = (
    "SELECT c.* FROM search_words w JOIN search_entry e ON e.id = w.rowid JOIN document_copy c ON c.id = e.record_id "
    "WHERE w.words MATCH ? AND e.record_kind = 'document_copy' ORDER BY w.rowid DESC LIMIT 100"
)
_OVERDUE_WHERE = "FROM document_copy WHERE settled = '' AND due <> '' AND due_on < ?"
_OVERDUE = f"SELECT * {_OVERDUE_WHERE} ORDER BY due_on, id LIMIT 100"
_OVERDUE_COUNT = f"SELECT count(*) {_OVERDUE_WHERE}"
_NUMBER = "SELECT max(number) FROM document_copy WHERE series = ?"


def _fresh(session: Session, work: Callable[[], object]) -> Callable[[], object]:
    """Each turn reads anew: what the session holds already would cost nothing."""

    def turn() -> object:
        session.expunge_all()
        return work()

    return turn


def _row(name: str, floor: float, ours: float) -> BenchRow:
    from iom_desktop.bench import BenchRow

    taken = ours * 1000
    return BenchRow(
        name=f"register_{name}",
        floor=floor,
        ours=ours,
        ratio=taken,
        target=MOST_MS,
        met=taken <= MOST_MS,
        note=f"{COPIES:,} copies; the ratio is the milliseconds",
    )


# The store.


def _kept_register() -> Path:
    """The folder of the store with the large register, made if it is not there whole."""
    from iom_desktop import bench
    from iom_desktop.storage import migrate

    return bench._kept(f"register-{migrate.HEAD}-{COPIES}", f"a register of {COPIES:,} copies", _fill)


def _fill(store: Store) -> None:
    """People and copies by plain inserts: how they are written is not what is measured here."""
    from iom_desktop import bench

    bench._fill(store, 1)
    with store.write("Make the bench register") as session:
        raw: Any = session.connection().connection.driver_connection
        raw.execute("PRAGMA cache_size = -400000")
        cases = _people(raw)
        indexes = raw.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'document_copy' "
            "AND sql IS NOT NULL"
        ).fetchall()
        for name, _sql in indexes:
            raw.execute(f"DROP INDEX {name}")
        _many(raw, "document_copy", _copies(cases, bench.NOW))
        for _name, sql in indexes:
            raw.execute(sql)
        _index(raw)


def _people(raw: Any) -> list[str]:
    """The one person over and over under other names; the ids of the cases."""
    people, cases = [], []
    person, case = (_rows(raw, table)[0] for table in ("person", "iom_case"))
    for number in range(_PEOPLE):
        person_id, case_id = f"{number:032x}", f"c{number:031x}"
        people.append(person | {"id": person_id, "crn": f"Q{number:06d}", "surname": f"Bench{number}"})
        cases.append(case | {"id": case_id, "person_id": person_id})
    _many(raw, "person", iter(people))
    _many(raw, "iom_case", iter(cases))
    return [str(one["id"]) for one in cases]


def _rows(raw: Any, table: str) -> list[dict[str, Any]]:
    found = raw.execute(f"SELECT * FROM {table}")
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found]


def _many(raw: Any, table: str, rows: Iterator[dict[str, Any]]) -> None:
    first = next(rows)
    names, marks = ", ".join(first), ", ".join("?" * len(first))
    write = f"INSERT INTO {table} ({names}) VALUES ({marks})"
    raw.execute(write, tuple(first.values()))
    raw.executemany(write, (tuple(row.values()) for row in rows))


def _copies(cases: list[str], now: datetime) -> Iterator[dict[str, Any]]:
    """A copy a minute and a half, for two years; the case of each by chance."""
    from iom_desktop.domain.documents import make_code

    chance, codes = random.Random(1), set[str]()
    numbers: dict[str, int] = {}
    for place in range(COPIES):
        case_id = chance.choice(cases)
        series = f"plan:{case_id}"
        numbers[series] = numbers.get(series, 0) + 1
        code = make_code(str(place))
        while code in codes:
            code = make_code(code, str(place))
        codes.add(code)
        made = now - timedelta(seconds=90 * (COPIES - place))
        out = place % _OUT == 0
        due = made.date() + timedelta(days=28)
        whom = _OFFICE if place % _SAME_OFFICE == 0 else f"Recipient {chance.randrange(_PEOPLE_WHOM)}"
        yield {
            "document": "plan",
            "series": series,
            "title": "Full case plan",
            "paper_version": "Version 2, agreed Fri 20 Nov 2026",
            "audience": _LEVELS[place % len(_LEVELS)],
            "language": "en",
            "large_print": 0,
            "number": numbers[series],
            "copies": numbers[series],
            "check_code": code,
            "content": "0" * 64,
            "case_id": case_id,
            "case_ids": f'["{case_id}"]',
            "conference_id": None,
            "plan_id": None,
            "plan_version": 2,
            "recipient": whom,
            "purpose": "Case conference",
            "form": "printed",
            "means": "by_hand",
            "marking": "OFFICIAL-SENSITIVE",
            "marking_reason": "",
            "due": "destroy",
            "due_on": due.isoformat(),
            "settled": "" if out else "destroyed",
            "settled_on": None if out else due.isoformat(),
            "settled_note": "",
            "not_made": 0,
            "id": f"{1 << 120 | place:032x}",
            "version": 1,
            "made_at": f"{made:%Y-%m-%d %H:%M:%S.000000}",
            "made_by": "PC Bench",
            "changed_at": f"{made:%Y-%m-%d %H:%M:%S.000000}",
            "changed_by": "PC Bench",
        }


def _index(raw: Any) -> None:
    """The words of every copy, as the program keeps them."""
    from iom_desktop.storage import search_index

    last = raw.execute("SELECT coalesce(max(id), 0) FROM search_entry").fetchone()[0]
    raw.execute(
        "INSERT INTO search_entry (id, record_id, case_id, record_kind) "
        "SELECT ? + row_number() OVER (ORDER BY id), id, case_id, 'document_copy' FROM document_copy",
        (last,),
    )
    rows = raw.execute(
        "SELECT e.id, e.case_id, c.recipient, c.purpose FROM search_entry e "
        "JOIN document_copy c ON c.id = e.record_id ORDER BY e.id"
    )
    raw.executemany(
        "INSERT INTO search_words (rowid, words) VALUES (?, ?)",
        (
            (entry, f"{search_index._case_word(case_id)} {search_index.folded(texts)}")
            for entry, case_id, *texts in rows.fetchall()
        ),
    )
