"""Words typed into every kind of field are in the store, and readable in no file, title, name or log.

Each field gets a word of its own, a canary. Then every byte the program wrote is searched for it, while the
program runs and after it locked; and titles, object names and the settings file are looked at on the way.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QWidget
from sqlalchemy import select

from iom_desktop.storage.tables import Base
from iom_desktop.ui.settings_file import SettingsFile
from tests.conftest import PLACE
from tests.journeys.conftest import Computer
from tests.journeys.keyboard import (
    Fields,
    at,
    dialog,
    fill,
    finish_jobs,
    front_window,
    is_at,
    press,
    save,
    settle,
    tab_to,
    type_in,
    type_over,
    wait_until,
)

ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be")


class Canaries:
    """Hands out words that are found nowhere else, and remembers them."""

    def __init__(self) -> None:
        self.words: list[str] = []

    def new(self) -> str:
        number = len(self.words)
        letters = "bcdfghjklm"
        self.words.append(f"Qvx{letters[number // 10]}{letters[number % 10]}zephyrine")
        return self.words[-1]

    def crn(self) -> str:
        """One that passes for a case reference number."""
        self.words.append(f"Q{83_017_450 + len(self.words)}")
        return self.words[-1]


def places(word: str) -> Iterator[bytes]:
    """How ``word`` may stand in a file: in any usual encoding, as typed, in capitals and in small letters."""
    for said in {word, word.upper(), word.lower()}:
        for encoding in ENCODINGS:
            yield said.encode(encoding)


def traces(words: Iterable[str], *folders: Path) -> list[str]:
    """Every file under ``folders`` whose bytes or name hold one of ``words``."""
    found = []
    wanted = {word: tuple(places(word)) for word in words}
    for path in (path for folder in folders for path in folder.rglob("*")):
        content = path.read_bytes() if path.is_file() else b""
        found += [
            f"{path}: {word}" for word, forms in wanted.items() if any(form in content for form in forms)
        ]
        found += [f"{path}: its name" for word in wanted if word.casefold() in str(path).casefold()]
    return found


def all_rows(computer: Computer) -> str:
    """Everything in the store's tables."""
    return computer.workspace.read(
        lambda session: "\n".join(
            repr(tuple(row))
            for table in Base.metadata.sorted_tables
            for row in session.execute(select(table))
        )
    )


class Onlooker:
    """Looks at what anybody can see from outside the window: titles, and the names of its parts."""

    def __init__(self, canaries: Canaries, settings: Path) -> None:
        self._canaries, self._settings = canaries, settings
        self.titles: set[str] = set()

    def look(self) -> None:
        """No canary so far stands in a title, in the name of any object, or in the settings file."""
        said: set[str] = set()
        for window in QApplication.topLevelWidgets():
            self.titles.add(window.windowTitle())
            said |= {window.windowTitle(), window.windowIconText(), window.windowRole()}
            said |= {part.objectName() for part in window.findChildren(QObject)}
        said |= {QApplication.applicationDisplayName(), QApplication.applicationName()}
        said.add(self._settings.read_text(encoding="utf-8"))
        found = [
            word for word in self._canaries.words for words in said if word.casefold() in words.casefold()
        ]
        assert found == []


def keep(typed: Fields, onlooker: Onlooker) -> None:
    """Fill a form, look round while it stands open, and save it."""
    fill(typed)
    onlooker.look()
    save()
    onlooker.look()


def type_everywhere(canaries: Canaries, onlooker: Onlooker) -> None:
    """A canary into each kind of field there is, from a new person to a half-typed note."""
    new = canaries.new
    press("Alt+2", "Ctrl+N")
    person = {name: new() for name in ("surname", "forenames", "known_as", "aliases")}
    keep(person | {"crn": canaries.crn(), "pnc": new(), "cohort": "Fixed"}, onlooker)
    press("Ctrl+E")
    keep({"index_offence": new()}, onlooker)
    tab_to("correct-person")
    press("Space")
    assert dialog("edit-person").isVisible()
    keep({name: new() for name in ("ethnicity", "preferred_language", "address", "mobile")}, onlooker)

    press("Ctrl+2", "Ctrl+N")
    keep(
        {
            "rationale": new(),
            "decided-by-0-name": new(),
            "decided-by-0-agency": new(),
            "scores": new(),
            "referrer": new(),
            "mappa_result": new(),
        },
        onlooker,
    )
    press("Ctrl+3", "Ctrl+N")
    keep({"code": "Drug misuse", "score": "9", "strengths": new(), "note": new()}, onlooker)
    press("Ctrl+E")
    words = ("assessed_by", "who", "nature", "greatest", "increases", "reduces")
    keep({"level-public-community": "High"} | {name: new() for name in words}, onlooker)
    press("Alt+R")
    keep({"role": "Victim", "place": new(), "outcome": new(), "note": new()}, onlooker)
    press("Alt+C")
    keep({"about": "Children", "asked_of": new()}, onlooker)
    press("Alt+K")
    keep({"words": new(), "why": new(), "source": new()}, onlooker)
    press("Alt+S")
    press("Alt+F")
    keep({"code": "Weapons", "note": new()}, onlooker)

    press("Ctrl+4")
    tab_to("case-plan-empty-action")
    press("Space")
    keep({"words": new()}, onlooker)
    press("N")
    fields = (
        "who_name",
        "who_agency",
        "what",
        "how_often",
        "source_detail",
        "evidence",
        "if_missed",
        "support",
    )
    keep({"who": "Partner"} | {name: new() for name in fields}, onlooker)
    press("P")
    keep({"words": new()}, onlooker)
    press("W")
    keep({"contingency": new(), "persons_words": new()}, onlooker)

    press("Ctrl+5", "Ctrl+N")
    keep(
        {"type_code": "planned office", "starts_on": "tomorrow", "starts_time": "10", "place": new()}
        | {"with_name": new(), "purpose": new()},
        onlooker,
    )
    press("Ctrl+Del")
    keep({"asked_by": "The person", "reason": new()}, onlooker)
    press("Ctrl+7", "Ctrl+N")
    keep(
        {"need_code": "Drug misuse", "service": new(), "provider": new()}
        | {"barrier": "Other reason", "barrier_words": new(), "note": new()},
        onlooker,
    )
    press("Ctrl+8", "Ctrl+Shift+N")
    keep({"words": new()}, onlooker)


@pytest.mark.timeout(300)
def test_no_word_typed_can_be_read_in_any_file(
    at_work: Computer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folders = (tmp_path, PLACE)
    canaries = Canaries()
    onlooker = Onlooker(canaries, at_work.settings_path)
    type_everywhere(canaries, onlooker)
    kept = list(canaries.words)
    assert len(kept) >= 40
    rows = all_rows(at_work).casefold()
    assert [word for word in kept if word.casefold() not in rows] == []

    # What is searched for, what is looked up, what a paper is for: nothing of it stays either.
    press("Ctrl+F")
    type_in(canaries.new())
    press("Ctrl+K")
    type_in(canaries.new())
    onlooker.look()
    press("Escape", "Alt+2")
    type_over(canaries.new())
    onlooker.look()
    press("Escape")
    press("Alt+Left", "Ctrl+9")
    finish_jobs()
    press("Ctrl+S")
    recipients = canaries.new()
    fill({"recipients": recipients, "purpose": canaries.new()})
    onlooker.look()
    press("Escape")

    # Half typed, and written into the draft journal while the program runs.
    press("Ctrl+8", "Ctrl+Shift+N")
    half = canaries.new()
    fill({"words": half})
    draft = f"timeline:note:{at_work.shell.place().case_id}"
    wait_until(lambda: (at_work.workspace.drafts.load(draft) or {}).get("words") == half)
    assert any(path.suffix == ".draft" for path in tmp_path.rglob("*"))
    assert traces(canaries.words, *folders) == []

    press("Ctrl+L")
    at_work.until(lambda: is_at("passphrase"))
    onlooker.look()
    assert traces(canaries.words, *folders) == []
    gc.collect()
    settle()
    widgets = [one for one in QApplication.allWidgets() if isinstance(one, QWidget)]
    shown = [str(one.property("text") or "") + one.accessibleName() for one in widgets]
    assert [word for word in canaries.words for words in shown if word.casefold() in words.casefold()] == []
    at_work.unlock()
    wait_until(lambda: front_window().objectName() == "note-dialog")
    wait_until(lambda: at().property("plainText") == half)
    press("Escape")
    at_work.close()
    assert traces(canaries.words, *folders) == []
    assert not [word for word in canaries.words if word.casefold() in caplog.text.casefold()]
    settings = SettingsFile(at_work.settings_path).settings
    assert settings.last_store == str(tmp_path / "store")
    assert onlooker.titles <= {
        "", "IOM Desktop", "Add person", "How the person is managed", "Person's details", "Record decision",
        "Record need", "Risk of serious harm", "Raise risk flag", "Record MARAC",
        "Ask for a safeguarding check", "Keep information apart", "Add goal", "Words of the plan", "Note",
        "Add a required action to goal 1", "Progress note on 1.1", "Book appointment", "Cancel appointment",
        "Follow a service", "Add note", "Give out a numbered copy",
    }  # fmt: skip


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_canary_that_lies_about_is_found(tmp_path: Path, encoding: str) -> None:
    word = Canaries().new()
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "cache.bin").write_bytes(b"\x00\x01" + word.upper().encode(encoding) + b"\x00")
    assert len(traces([word], tmp_path)) == 1
    (tmp_path / f"{word}.txt").write_bytes(b"")
    assert len(traces([word], tmp_path)) == 2
