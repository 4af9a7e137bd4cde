"""Notes in a real store: kept whole, marked for what they are, never rewritten."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from iom_desktop.domain.notes import Mark, NoteDraft
from iom_desktop.errors import FieldErrors, UserError
from iom_desktop.services import notes
from iom_desktop.storage.tables import NoteRow

if TYPE_CHECKING:
    from tests.services.conftest import Desk
else:
    Desk = Any

YESTERDAY = datetime(2026, 11, 21, 9, 5)


def add(desk: Desk, **said: Any) -> str:
    draft = NoteDraft(**{"happened_at": YESTERDAY, "words": "Seen at the chemist."} | said)
    return str(desk.do("Add note", notes.add_note, desk.case_id, draft, desk.now))


def test_what_is_noted_is_read_back(desk: Desk) -> None:
    made = add(desk, type_code="IOTC", mark=Mark.INTELLIGENCE, third_party=True, not_disclosable=True)
    (note,) = desk.ask(notes.list_notes, desk.case_id)
    assert (note.id, note.type_name, note.by, note.at) == (
        made,
        "IOM telephone contact",
        "PC Test Baker",
        desk.now,
    )
    assert note.said.mark is Mark.INTELLIGENCE
    assert (note.said.third_party, note.said.not_disclosable) == (True, True)
    assert note.said.happened_at == YESTERDAY


@pytest.mark.parametrize(
    "words",
    ["x" * 12_000, "y" * 20_000, "<b>bold</b> & <img src='/etc/passwd'>", "one\n\ntwo", "Łódź café Ŵŷ"],
    ids=["12,000", "20,000", "markup", "lines", "letters"],
)
def test_words_are_kept_whole(desk: Desk, words: str) -> None:
    add(desk, words=words)
    assert desk.ask(notes.list_notes, desk.case_id)[0].said.words == words


@pytest.mark.parametrize(
    "said,field",
    [
        ({"happened_at": None}, "happened_at"),
        ({"happened_at": datetime(2026, 11, 22, 14, 1)}, "happened_at"),
        ({"words": " \n "}, "words"),
        ({"words": "x" * 20_001}, "words"),
        ({"words": "nul \x00"}, "words"),
        ({"type_code": "NOPE"}, "type_code"),
    ],
)
def test_a_wrong_note_is_refused(desk: Desk, said: dict[str, Any], field: str) -> None:
    with pytest.raises(FieldErrors) as refused:
        add(desk, **said)
    assert refused.value.field == field
    assert desk.ask(notes.list_notes, desk.case_id) == []


def test_a_case_that_is_not_there_is_refused(desk: Desk) -> None:
    desk.case_id = "f" * 32
    with pytest.raises(UserError, match="no longer in the store"):
        add(desk)


def test_newest_first_and_since(desk: Desk) -> None:
    for days in (3, 1, 2):
        add(desk, happened_at=desk.now - timedelta(days=days))
    found = desk.ask(notes.list_notes, desk.case_id)
    assert [note.said.happened_at for note in found] == [desk.now - timedelta(days=n) for n in (1, 2, 3)]
    assert len(desk.ask(notes.list_notes, desk.case_id, desk.now - timedelta(days=2))) == 2


def test_a_note_is_never_rewritten(desk: Desk) -> None:
    made = add(desk)

    def rewrite(session: Any) -> None:
        session.get(NoteRow, made).words = "Not seen."

    with pytest.raises(AssertionError, match="written once"):
        desk.do("Change note", rewrite)
    assert desk.ask(notes.list_notes, desk.case_id)[0].said.words == "Seen at the chemist."
