"""Notes in a real store: kept whole, marked for what they are, never rewritten."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from iom_desktop.domain.notes import Mark, NoteDraft
from iom_desktop.errors import FieldErrors, UserError
from iom_desktop.services import notes
from iom_desktop.storage.tables import NoteRow
from tests.services.conftest import Office

YESTERDAY = datetime(2026, 11, 21, 9, 5)


def add(office: Office, **said: Any) -> str:
    draft = NoteDraft(**{"happened_at": YESTERDAY, "words": "Seen at the chemist."} | said)
    return str(office.do("Add note", notes.add_note, office.case_id, draft, office.now))


def test_what_is_noted_is_read_back(office: Office) -> None:
    made = add(office, type_code="IOTC", mark=Mark.INTELLIGENCE, third_party=True, not_disclosable=True)
    (note,) = office.ask(notes.list_notes, office.case_id)
    assert (note.id, note.type_name, note.by, note.at) == (
        made,
        "IOM telephone contact",
        "PC Test Baker",
        office.now,
    )
    assert note.said.mark is Mark.INTELLIGENCE
    assert (note.said.third_party, note.said.not_disclosable) == (True, True)
    assert note.said.happened_at == YESTERDAY


@pytest.mark.parametrize(
    "words",
    ["x" * 12_000, "y" * 20_000, "<b>bold</b> & <img src='/etc/passwd'>", "one\n\ntwo", "Łódź café Ŵŷ"],
    ids=["12,000", "20,000", "markup", "lines", "letters"],
)
def test_words_are_kept_whole(office: Office, words: str) -> None:
    add(office, words=words)
    assert office.ask(notes.list_notes, office.case_id)[0].said.words == words


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
def test_a_wrong_note_is_refused(office: Office, said: dict[str, Any], field: str) -> None:
    with pytest.raises(FieldErrors) as refused:
        add(office, **said)
    assert refused.value.field == field
    assert office.ask(notes.list_notes, office.case_id) == []


def test_a_case_that_is_not_there_is_refused(office: Office) -> None:
    office.case_id = "f" * 32
    with pytest.raises(UserError, match="no longer in the store"):
        add(office)


def test_newest_first_and_since(office: Office) -> None:
    for days in (3, 1, 2):
        add(office, happened_at=office.now - timedelta(days=days))
    found = office.ask(notes.list_notes, office.case_id)
    assert [note.said.happened_at for note in found] == [office.now - timedelta(days=n) for n in (1, 2, 3)]
    assert len(office.ask(notes.list_notes, office.case_id, office.now - timedelta(days=2))) == 2


def test_a_note_is_never_rewritten(office: Office) -> None:
    made = add(office)

    def rewrite(session: Any) -> None:
        session.get(NoteRow, made).words = "Not seen."

    with pytest.raises(AssertionError, match="written once"):
        office.do("Change note", rewrite)
    assert office.ask(notes.list_notes, office.case_id)[0].said.words == "Seen at the chemist."
