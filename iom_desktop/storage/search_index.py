"""The full-text index: which words stand in which record. SQLite's FTS5, inside the encrypted file.

Words are folded (case, accents) before they are indexed, because SQLite folds only ASCII. The index holds no
text of its own (a contentless table): what it finds is read from the record.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, Integer, Text, column, select, table, text
from sqlalchemy.orm import Session

from iom_desktop.domain.text import fold_words
from iom_desktop.storage.tables import SearchEntryRow

_FIND_OLD = text("SELECT id FROM search_entry WHERE record_id = :record")
_ADD_ENTRY = text(
    "INSERT INTO search_entry (record_id, case_id, record_kind) VALUES (:record, :case, :kind) RETURNING id"
)
_DROP_ENTRY = text("DELETE FROM search_entry WHERE id = :id")
_DROP_WORDS = text("DELETE FROM search_words WHERE rowid = :id")
_ADD_WORDS = text("INSERT INTO search_words (rowid, words) VALUES (:id, :words)")
#: The index itself, a virtual table that no mapped class stands for.
_WORDS = table("search_words", column("rowid", Integer), column("words", Text))


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
        text(
            "INSERT INTO search_entry (id, record_id, case_id, record_kind) VALUES (:id, :record, :case, :kind)"
        ),
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
    session: Session,
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
    query = " ".join(f'"{term}"' for term in dict.fromkeys(terms[:-1]))
    query = f'{query} "{terms[-1]}"*'.strip()
    if case_id is not None:
        query = f"{_case_word(case_id)} {query}"
    hits = (
        select(SearchEntryRow.record_kind, SearchEntryRow.record_id, SearchEntryRow.case_id)
        .select_from(_WORDS)
        .join(SearchEntryRow, SearchEntryRow.id == _WORDS.c.rowid)
        .where(_WORDS.c.words.bool_op("MATCH")(query))
        .order_by(_WORDS.c.rowid.desc())
        .limit(most)
    )
    if kinds:
        hits = hits.where(SearchEntryRow.record_kind.in_(kinds))
    # By the session, like every other read of case records: who may not read a case finds nothing of it.
    return [(row[0], row[1], row[2]) for row in session.execute(hits)]
