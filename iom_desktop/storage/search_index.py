"""The full-text index: which words stand in which record. SQLite's FTS5, inside the encrypted file.

Words are folded (case, accents) before they are indexed, because SQLite folds only ASCII. The index holds no
text of its own (a contentless table): what it finds is read from the record.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, text

from iom_desktop.domain.text import fold_words

_FIND_OLD = text("SELECT id FROM search_entry WHERE record_id = :record")
_ADD_ENTRY = text(
    "INSERT INTO search_entry (record_id, case_id, record_kind) VALUES (:record, :case, :kind) RETURNING id"
)
_DROP_ENTRY = text("DELETE FROM search_entry WHERE id = :id")
_DROP_WORDS = text("DELETE FROM search_words WHERE rowid = :id")
_ADD_WORDS = text("INSERT INTO search_words (rowid, words) VALUES (:id, :words)")
_FIND = (
    "SELECT e.record_kind, e.record_id, e.case_id FROM search_words w JOIN search_entry e ON e.id = w.rowid "
    "WHERE w.words MATCH :query {where} ORDER BY w.rowid DESC LIMIT :most"
)


def folded(texts: Iterable[str]) -> str:
    """The words of ``texts`` as the index keeps them."""
    return " ".join(word for one in texts for word in fold_words(one))


def _case_word(case_id: str) -> str:
    # The case is a word of the index, so that a search within one case meets the short list first. It begins
    # with a character of private use: folding leaves none in a text, so nobody's words find it.
    return f"\ue000{case_id}"


def put(
    connection: Connection, kind: str, record_id: str, case_id: str, texts: Iterable[str], new: bool
) -> None:
    """Index ``texts`` for a record, in place of what was indexed for it. ``new`` skips the look-up."""
    if not new:
        drop(connection, record_id)
    words = folded(texts)
    if words:
        row = connection.execute(
            _ADD_ENTRY, {"record": record_id, "case": case_id, "kind": kind}
        ).scalar_one()
        connection.execute(_ADD_WORDS, {"id": row, "words": f"{_case_word(case_id)} {words}"})


def put_many(connection: Connection, found: Sequence[tuple[str, str, str, str]]) -> None:
    """Index many new records at once: (kind, record id, case id, folded words) each."""
    if not found:
        return
    last = connection.execute(text("SELECT coalesce(max(id), 0) FROM search_entry")).scalar_one()
    connection.execute(
        text("INSERT INTO search_entry (id, record_id, case_id, record_kind) VALUES (:id, :record, :case, :kind)"),
        [
            {"id": last + n, "record": record, "case": case_id, "kind": kind}
            for n, (kind, record, case_id, _words) in enumerate(found, start=1)
        ],
    )
    connection.execute(
        _ADD_WORDS,
        [
            {"id": last + n, "words": f"{_case_word(case_id)} {words}"}
            for n, (_kind, _record, case_id, words) in enumerate(found, start=1)
        ],
    )


def drop(connection: Connection, record_id: str) -> None:
    """Forget a record."""
    for (row,) in connection.execute(_FIND_OLD, {"record": record_id}).all():
        connection.execute(_DROP_WORDS, {"id": row})
        connection.execute(_DROP_ENTRY, {"id": row})


def find(
    connection: Connection,
    words: str,
    *,
    case_id: str | None = None,
    kinds: Sequence[str] = (),
    most: int = 200,
) -> list[tuple[str, str, str]]:
    """(kind, record id, case id) of the records that hold every word of ``words``, newest first.

    The last word may be unfinished. Nothing is found for words that fold to nothing.
    """
    terms = fold_words(words)
    if not terms:
        return []
    query = " ".join(f'"{term}"' for term in terms[:-1])
    query = f'{query} "{terms[-1]}"*'.strip()
    if case_id is not None:
        query = f"{_case_word(case_id)} {query}"
    where, values = "", dict[str, Any](query=query, most=most)
    for place, kind in enumerate(kinds):
        values[f"kind{place}"] = kind
    if kinds:
        where += f" AND e.record_kind IN ({', '.join(f':kind{n}' for n in range(len(kinds)))})"
    rows = connection.execute(text(_FIND.format(where=where)), values)
    return [(row[0], row[1], row[2]) for row in rows]
