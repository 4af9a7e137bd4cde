"""Somebody asks what is held about them: the officer reads it through, decides, and what leaves is on record."""

from __future__ import annotations

import json
from pathlib import Path

from iom_desktop.domain.notes import NoteDraft
from iom_desktop.domain.register import CopyFilter
from iom_desktop.services.audit_log import list_access
from iom_desktop.services.notes import add_note
from iom_desktop.services.register import list_copies
from iom_desktop.ui import ask
from iom_desktop.ui.workspace import unlock_store
from tests.journeys.conftest import Computer
from tests.journeys.keyboard import (
    assert_shows,
    dialog,
    fill,
    finish_jobs,
    press,
    save,
    screen,
    tab_to,
    type_in,
    wait_until,
)
from tests.reports.pdf_text import squeezed, words_of
from tests.stores import NOW, PASSPHRASE, TODAY, Clock


def take_notes(folder: Path, clock: Clock, case_id: str) -> None:
    store = unlock_store(folder, PASSPHRASE, clock=clock)
    with store.write("Begin") as session:
        for words, third_party in (("His mother is ill", True), ("Lives above Sam's shop", False)):
            add_note(session, case_id, NoteDraft(happened_at=NOW, words=words, third_party=third_party), NOW)
    store.close()


def test_read_through_narrowed_widened_and_given_out(
    case_id: str, store_folder: Path, clock: Clock, computer: Computer, tmp_path: Path
) -> None:
    from iom_desktop.ui.settings_file import SettingsFile

    take_notes(store_folder, clock, case_id)
    SettingsFile(computer.settings_path).change(last_store=str(store_folder))
    computer.start()
    computer.unlock()
    computer.shell.open_case(case_id, "documents")
    finish_jobs()
    fill({"paper": "Subject access extract"})
    finish_jobs()
    press("Ctrl+E")
    assert dialog("extract-dialog").isVisible()

    # One more is left out.
    press("Ctrl+F")
    type_in("shop")
    press("Return")
    assert_shows("Lives above Sam's shop", "Printed")
    press("Alt+L")
    assert_shows("Left out by you", "Chosen by you (1)")

    # One is given after all, with a reason; not without.
    press("Ctrl+F", "Ctrl+A")
    type_in("mother")
    press("Return", "Return", "Return")
    assert_shows("Reason: say why this may be given after all.")
    type_in("He told us himself")
    press("Return")
    assert_shows("Given after all: He told us himself")

    # Locked in between, nothing is lost.
    press("Ctrl+L")
    computer.unlock()
    assert dialog("extract-dialog").isVisible()
    assert_shows("Chosen by you (2)")
    press("Escape")
    wait_until(lambda: "given after all: 1 passage" in screen())
    finish_jobs()

    # What leaves is what was decided, and on record in one transaction.
    press("Ctrl+S")
    fill({"recipients": "Mo Sampleton", "purpose": "Asked on 1 November"})
    with ask.script(tmp_path / "extract.pdf"):
        save()
        finish_jobs()
    text = words_of((tmp_path / "extract.pdf").read_bytes())
    data = json.loads((tmp_path / "extract.json").read_text(encoding="utf-8"))
    notes = next(one for one in data["matters"] if one["code"] == "notes")["records"]
    said = [next(one for one in note["fields"] if one["field"] == "words") for note in notes]
    assert [(one["value"], one.get("left_out")) for one in said] == [
        ("His mother is ill", None),
        (None, ["officer"]),
    ]
    assert squeezed("His mother is ill") in text
    assert "shop" not in text
    assert "shop" not in (tmp_path / "extract.json").read_text(encoding="utf-8")
    assert squeezed("He told us himself") not in text
    read = computer.workspace.read
    (copy,) = read(list_copies, CopyFilter(case_id=case_id), TODAY)
    assert (copy.recipient, copy.purpose) == ("Mo Sampleton", "Asked on 1 November")
    assert copy.code in text
    found = [one for one in read(list_access, case_id) if one.disclosure]
    assert {one.words for one in found} == {"Save subject access extract"}
    assert {(one.document, one.recipients, one.purpose) for one in found} == {
        (
            "subject access extract, as of Sun 22 Nov 2026, person, copy 1",
            "Mo Sampleton",
            "Asked on 1 November",
        ),
        (
            "subject access extract: 13.1/words given after all",
            "Mo Sampleton",
            "13.1/words: He told us himself",
        ),
        ("subject access extract: 1 more left out", "Mo Sampleton", "Asked on 1 November"),
    }
    assert computer.workspace.verify() == []
    tab_to("documents-lists-copies")
