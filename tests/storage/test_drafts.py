"""The draft journal: what is typed comes back, nothing of it can be read, and damage is set aside."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from iom_desktop.errors import UserError
from iom_desktop.storage.drafts import DraftJournal
from tests.storage.conftest import fill

KEY = b"d" * 32
CANARY = "Canary Wharfinger, seen at the drop-in"


@pytest.fixture
def journal(tmp_path: Path) -> DraftJournal:
    return DraftJournal(tmp_path, KEY)


def test_what_is_saved_comes_back_to_another_journal(tmp_path: Path, journal: DraftJournal) -> None:
    assert journal.load("note:1") is None
    assert journal.all() == {}
    journal.save("note:1", {"text": CANARY, "kind": ""})
    journal.save("action:2", {"what": "Ring the hostel"})
    again = DraftJournal(tmp_path, KEY)
    assert again.load("note:1") == {"text": CANARY, "kind": ""}
    assert again.all() == {"note:1": {"text": CANARY, "kind": ""}, "action:2": {"what": "Ring the hostel"}}
    assert again.faults == ()


def test_the_newest_words_count(journal: DraftJournal) -> None:
    for text in ("See", "Seen", "Seen at"):
        journal.save("note:1", {"text": text})
    assert journal.all() == {"note:1": {"text": "Seen at"}}


def test_a_discarded_draft_is_gone(tmp_path: Path, journal: DraftJournal) -> None:
    journal.save("note:1", {"text": CANARY})
    journal.save("note:2", {"text": "stays"})
    journal.discard("note:1")
    journal.discard("note:1")
    assert journal.load("note:1") is None
    assert list(journal.all()) == ["note:2"]
    assert len(list((tmp_path / "drafts").iterdir())) == 1


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(
    key=st.text(st.characters(exclude_categories=[])),
    values=st.dictionaries(st.text(), st.text(st.characters(exclude_categories=[])), max_size=4),
)
def test_any_text_survives(journal: DraftJournal, key: str, values: dict[str, str]) -> None:
    journal.save(key, values)
    assert journal.load(key) == values


def test_neither_words_nor_record_nor_length_can_be_seen(tmp_path: Path, journal: DraftJournal) -> None:
    journal.save("note:9f3c", {"text": CANARY})
    journal.save("note:9f3c2", {"text": "Hm"})
    sizes = set()
    for path in (tmp_path / "drafts").iterdir():
        raw = path.read_bytes()
        sizes.add(len(raw))
        for text in ("Wharfinger", "9f3c", "note", "text"):
            assert text not in path.name
            assert text.encode() not in raw
            assert text.encode("utf-16-le") not in raw
    assert len(sizes) == 1


def test_names_and_contents_depend_on_the_key(tmp_path: Path, journal: DraftJournal) -> None:
    journal.save("note:1", {"text": CANARY})
    other = DraftJournal(tmp_path, b"o" * 32)
    assert other.load("note:1") is None
    other.save("note:1", {"text": "other"})
    assert len({path.name for path in (tmp_path / "drafts").iterdir()}) == 2


def test_a_damaged_draft_is_set_aside_and_told(tmp_path: Path, journal: DraftJournal) -> None:
    journal.save("note:1", {"text": CANARY})
    (path,) = (tmp_path / "drafts").iterdir()
    journal.save("note:2", {"text": "whole"})
    good, chance = path.read_bytes(), random.Random(3)
    spoilt = [b"", good[:5], good[:-1], good + b"\0"]
    for _ in range(40):
        bad = bytearray(good)
        bad[chance.randrange(len(good))] ^= 1 << chance.randrange(8)
        spoilt.append(bytes(bad))
    for raw in spoilt:
        path.write_bytes(raw)
        reading = DraftJournal(tmp_path, KEY)
        assert reading.all() == {"note:2": {"text": "whole"}}
        (told,) = reading.faults
        assert "damaged" in told
        aside = path.with_name(f"{path.name}.damaged")
        assert aside.read_bytes() == raw
        assert str(aside) in told
        assert not path.exists()
    assert DraftJournal(tmp_path, KEY).load("note:1") is None


def test_one_draft_does_not_pass_for_another(tmp_path: Path, journal: DraftJournal) -> None:
    journal.save("note:1", {"text": "first"})
    (first,) = (tmp_path / "drafts").iterdir()
    raw = first.read_bytes()
    journal.discard("note:1")
    journal.save("note:2", {"text": "second"})
    (second,) = (tmp_path / "drafts").iterdir()
    second.write_bytes(raw)
    assert journal.load("note:2") is None
    assert len(journal.faults) == 1


def test_a_full_disk_keeps_the_draft_before(tiny_disk: Path) -> None:
    journal = DraftJournal(tiny_disk, KEY)
    journal.save("note:1", {"text": "kept"})
    fill(tiny_disk)
    with pytest.raises(UserError, match="full"):
        journal.save("note:1", {"text": "x" * 20_000})
    assert journal.all() == {"note:1": {"text": "kept"}}
