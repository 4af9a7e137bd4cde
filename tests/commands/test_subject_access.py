"""``subject-access`` and ``compare``: on the register before they are written, refused in a sentence."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from iom_desktop.cli import main
from iom_desktop.domain.notes import NoteDraft
from iom_desktop.domain.plans import GoalDraft
from iom_desktop.services.audit_log import list_access
from iom_desktop.services.notes import add_note
from iom_desktop.services.plans import add_goal, start_plan
from iom_desktop.storage.store import open_store
from iom_desktop.storage.tables import DocumentCopyRow, PlanRow
from tests.reports.pdf_text import squeezed, words_of
from tests.stores import NOW, PASSPHRASE, Clock, Desk

Run = Callable[..., int]


def at_desk(folder: Path, work: Callable[[Desk], Any]) -> Any:
    store = open_store(folder, PASSPHRASE, clock=Clock())
    try:
        return work(Desk(store))
    finally:
        store.close()


def fill(desk: Desk) -> str:
    """Somebody with three notes and two versions of a plan."""
    case_id = desk.person()
    for words, more in (
        ("His mother is ill", {"third_party": True}),
        ("Seen at home", {}),
        ("Heard it from a friend", {"not_disclosable": True}),
    ):
        desk.do(add_note, case_id, NoteDraft(happened_at=NOW, words=words, **more), NOW)
    plan = desk.do(start_plan, case_id)

    def agree(session: Any) -> None:
        row = session.get_one(PlanRow, plan)
        row.state = "agreed"

    desk.do(agree)
    newer = desk.do(start_plan, case_id)
    desk.do(add_goal, newer, GoalDraft(words="I will stop"))
    return case_id


@pytest.fixture
def case_id(store_folder: Path) -> str:
    made: str = at_desk(store_folder, fill)
    return made


@pytest.fixture
def run(store_folder: Path, tmp_path: Path, case_id: str) -> Run:
    secret = tmp_path / "passphrase"
    secret.write_text(PASSPHRASE, encoding="utf-8")

    def run(command: str, *arguments: str | Path, crn: str = "Z000001") -> int:
        opens = ["--store", str(store_folder), "--passphrase-file", str(secret), "--today", "22/11/2026"]
        return main([command, crn, *map(str, arguments), *opens])

    return run


def copies(folder: Path) -> list[tuple[str, str, bool]]:
    """(document, recipient, not made) of each copy on the register."""

    def work(desk: Desk) -> list[tuple[str, str, bool]]:
        with desk.store.read() as session:
            rows = session.query(DocumentCopyRow).order_by(DocumentCopyRow.id).all()
            return [(row.document, row.recipient, row.not_made) for row in rows]

    found: list[tuple[str, str, bool]] = at_desk(folder, work)
    return found


def test_both_files_are_one_copy_on_the_register(
    run: Run, store_folder: Path, tmp_path: Path, case_id: str, capsys: pytest.CaptureFixture[str]
) -> None:
    pdf, data = tmp_path / "all.pdf", tmp_path / "all.json"
    asked = ("--recipient", "Mo Sampleton", "--purpose", "Asked on 1 November")
    assert run("subject-access", "--pdf", pdf, "--json", data, *asked) == 0
    said = capsys.readouterr()
    assert "7 marks where something is left out" in said.out
    assert "what is marked as not to be told (1)" in said.err
    assert copies(store_folder) == [("subject_access", "Mo Sampleton", False)]
    content = json.loads(data.read_text(encoding="utf-8"))
    text = words_of(pdf.read_bytes())
    assert content["copy"]["check_code"] in text
    assert content["copy"]["for"] == "Mo Sampleton"
    for words, there in (("Seen at home", True), ("His mother is ill", False), ("Heard it", False)):
        assert (squeezed(words) in text) is there, words
        assert (words in data.read_text(encoding="utf-8")) is there, words
    access = at_desk(store_folder, lambda desk: desk.see(list_access, case_id))
    assert [(one.recipients, one.purpose) for one in access] == [("Mo Sampleton", "Asked on 1 November")]


def test_the_file_keeps_its_structure(run: Run, tmp_path: Path) -> None:
    """What a program that reads it may rely on: ``display.subject_access_file`` says so."""
    data = tmp_path / "all.json"
    assert run("subject-access", "--json", data) == 0
    content = json.loads(data.read_bytes())
    assert list(content) == [
        "format", "format_version", "made_at", "person", "copy", "about", "rights", "matters", "left_out",
    ]  # fmt: skip
    assert content["format_version"] == 1
    assert content["made_at"] == "2026-11-22T12:00:00"
    notes = next(one for one in content["matters"] if one["code"] == "notes")["records"]
    assert [list(one) for one in notes] == [["number", "kind", "title", "on", "fields"]] * 2
    fields = [[field["field"] for field in one["fields"]] for one in notes]
    assert fields[0] == fields[1]
    hidden = next(field for field in notes[0]["fields"] if field["field"] == "words")
    assert (hidden["value"], hidden["left_out"]) == (None, ["third_party"])
    told = next(field for field in notes[1]["fields"] if field["field"] == "happened_at")
    assert told["value"] == "2026-11-22T14:00:00"
    mark = next(one for one in content["left_out"] if one["ground"] == "third_party")
    assert (mark["record"], mark["field"]) == ("13.1", "words")
    assert "s.45(4)(e)" in mark["law"]


def test_the_officer_leaves_out_and_gives_after_all(
    run: Run, store_folder: Path, tmp_path: Path, case_id: str
) -> None:
    data = tmp_path / "all.json"
    chosen = ("--leave-out", "13.2/words", "--give", "13.1/words=His own letter says so", "--mark-all")
    assert run("subject-access", "--json", data, *chosen) == 0
    text = data.read_text(encoding="utf-8")
    assert "His mother is ill" in text
    assert "Seen at home" not in text
    assert "Heard it" not in text
    assert "[left out: not to be told]" in text
    access = at_desk(store_folder, lambda desk: desk.see(list_access, case_id))
    assert "13.1/words: His own letter says so" in {one.purpose for one in access}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "Say where the extract goes: --pdf OUT, --json OUT, or both."),
        (["--json", "OUT", "--leave-out", "99.1/words"], "99.1/words: the extract has no such passage."),
        (["--json", "OUT", "--give", "13.1/words"], "13.1/words: say why this may be given after all."),
        (["--json", "OUT", "--pdf", "OUT"], "The PDF and the JSON cannot be the same file."),
        (["--pdf", "NOWHERE"], "is not there."),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_kept(
    run: Run, store_folder: Path, tmp_path: Path, arguments: list[str], said: str,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    out, nowhere = str(tmp_path / "out"), str(tmp_path / "nowhere" / "out")
    chosen = [{"OUT": out, "NOWHERE": nowhere}.get(one, one) for one in arguments]
    assert run("subject-access", *chosen) == 2
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1
    assert copies(store_folder) == []
    assert not (tmp_path / "out").exists()


def test_a_disk_that_refuses_leaves_no_half_and_says_so_on_the_register(
    run: Run, store_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from iom_desktop.commands import giving

    def refuse(store: object, path: Path, data: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(giving, "_put", refuse)
    data = tmp_path / "all.json"
    assert run("subject-access", "--pdf", tmp_path / "all.pdf", "--json", data) == 2
    assert not data.exists()
    assert copies(store_folder) == [("subject_access", "PC Test Baker", True)]


# --- compare ---------------------------------------------------------------------------------------------


def test_what_changed_as_a_paper(run: Run, store_folder: Path, tmp_path: Path) -> None:
    pdf = tmp_path / "changed.pdf"
    asked = ("--audience", "conference", "--recipient", "The table")
    assert run("compare", "--from", "1", "--to", "2", "--pdf", pdf, *asked) == 0
    text = words_of(pdf.read_bytes())
    assert squeezed("Goal 1 is new: I will stop") in text
    assert squeezed("Conference copy") in text
    assert copies(store_folder) == [("comparison", "The table", False)]


def test_what_changed_to_standard_output_is_an_opening_of_the_case(
    run: Run, store_folder: Path, case_id: str, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert run("compare", "--from", "1", "--to", "2", "--json") == 0
    content = json.loads(capsysbinary.readouterr().out)
    assert content["sentences"] == ["Goal 1 is new: I will stop"]
    assert content["goals"][0]["kind"] == "new"
    assert content["unchanged"] == {"goals": 0, "required_actions": 0}
    assert copies(store_folder) == []
    access = at_desk(store_folder, lambda desk: desk.see(list_access, case_id))
    assert [one.disclosure for one in access] == [False]


def test_what_changed_as_a_file_is_a_copy(run: Run, store_folder: Path, tmp_path: Path) -> None:
    data = tmp_path / "changed.json"
    assert run("compare", "--from", "1", "--to", "2", "--json", data) == 0
    assert json.loads(data.read_bytes())["copy"]["number"] == 1
    assert [one[0] for one in copies(store_folder)] == ["comparison"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--from", "1", "--to", "1"], "Version 1 cannot be compared with itself; choose two versions."),
        (["--from", "1", "--to", "7"], "There is no version 7 of the plan; the versions are 1 to 2."),
        (["--from", "1", "--to", "2", "--audience", "person"], "not given to the person"),
        (["--from", "1", "--to", "2", "--audience", "nobody"], 'Audience: "nobody" is none.'),
    ],
)
def test_a_comparison_that_cannot_be_is_said(
    run: Run, tmp_path: Path, arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("compare", *arguments, "--pdf", tmp_path / "changed.pdf") == 2
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1
    assert not (tmp_path / "changed.pdf").exists()
