"""``document``, ``copies`` and ``check-code``: numbered papers, the register, and a paper held against the record."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pypdf import PdfReader

from iom_desktop.cli import main
from iom_desktop.domain.actions import ActionDraft, Source, Who
from iom_desktop.domain.cases import CaseDraft
from iom_desktop.domain.codes import Cohort, Sentence
from iom_desktop.domain.decisions import DecisionDraft, DecisionMaker
from iom_desktop.domain.documents import make_code
from iom_desktop.domain.plans import Agreement, AgreementDraft, GoalDraft
from iom_desktop.services import actions, decisions, plans
from iom_desktop.storage.store import open_store
from tests.reports.pdf_text import squeezed, words_of
from tests.stores import PASSPHRASE, TODAY, Clock, Desk

ACTION = ActionDraft(
    what="Attend the assessment at Northgate Recovery Service",
    who=Who.PERSON,
    due_on=date(2026, 12, 1),
    source=Source.LICENCE,
    source_detail="condition 9",
    evidence="The service e-mails the same day.",
    if_missed="Home visit that evening.",
    serves=("ETE",),
    explained_on=TODAY,
)


def fill(desk: Desk) -> None:
    """Z000001 with two agreed versions of a plan, a draft and a decision; Z000002 with nothing at all."""
    managed = CaseDraft(cohort=Cohort.FIXED, sentence=Sentence.LICENCE, police_lead="PC Test Baker")
    case_id = desk.person(managed=managed)
    desk.person("Z000002", surname="Emptyson")
    maker = DecisionMaker(name="A. Chair", agency="police")
    decided = DecisionDraft(
        decided_on=TODAY, cohort=Cohort.FIXED, rationale="Eleven burglaries.", decided_by=(maker,)
    )
    desk.do(decisions.record_decision, case_id, decided, TODAY)
    plan_id = desk.do(plans.start_plan, case_id)
    for goal in ("I will keep a job.", "I will stop."):
        said = GoalDraft(words=goal, target_on=date(2027, 2, 2), serves=("ETE",))
        goal_id = desk.do(plans.add_goal, plan_id, said)
        desk.do(actions.add_action, goal_id, replace(ACTION, what=f"{ACTION.what}: {goal}"), TODAY)
        agreed = AgreementDraft(answer=Agreement.AGREES, explained_on=TODAY)
        plan_id = desk.do(plans.agree_plan, plan_id, agreed, TODAY)


@pytest.fixture(scope="module")
def filled(made_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of such a store, for each test to copy."""
    folder = Path(shutil.copytree(made_store, tmp_path_factory.mktemp("filled") / "store"))
    store = open_store(folder, PASSPHRASE, clock=Clock())
    fill(Desk(store))
    store.close()
    return folder


@pytest.fixture
def opened(filled: Path, tmp_path: Path) -> list[str]:
    store_folder = shutil.copytree(filled, tmp_path / "store")
    secret = tmp_path / "passphrase.txt"
    secret.write_text(PASSPHRASE, encoding="utf-8")
    return ["--store", str(store_folder), "--passphrase-file", str(secret), "--today", "2026-11-22"]


@pytest.fixture
def run(opened: list[str], capfd: pytest.CaptureFixture[str]) -> Any:
    """Run a command on the store: its status, what it printed, and its complaint."""

    def command(*arguments: object) -> tuple[int, str, str]:
        status = main([*map(str, arguments), *opened])
        said = capfd.readouterr()
        return status, said.out, said.err

    return command


def listed(run: Any, *more: str) -> list[dict[str, Any]]:
    status, out, err = run("copies", "--json", *more)
    assert status == 0, err
    found: list[dict[str, Any]] = json.loads(out)
    return found


def test_each_paper_for_its_reader_is_numbered_and_held_against_the_record(run: Any, tmp_path: Path) -> None:
    out = tmp_path / "paper.pdf"
    texts = {}
    for kind, audience in (
        ("summary", "conference"),
        ("plan", "full"),
        ("plan", "partner:voluntary"),
        ("plan", "court"),
        ("plan", "person"),
        ("decision", "court"),
    ):
        status, said, err = run("document", kind, "Z000001", "--audience", audience, "--pdf", out,
                                "--recipient", "A. Reader", "--purpose", "Reading")  # fmt: skip
        assert status == 0, err
        assert "copy" in said
        texts[kind, audience] = words_of(out.read_bytes())
        assert ("Left out" in err) == (audience != "full")
    assert squeezed("Eleven burglaries.") in texts["plan", "full"]
    assert squeezed("Eleven burglaries.") not in texts["plan", "partner:voluntary"]
    copies = listed(run)
    assert [(one["document"], one["audience"], one["number"]) for one in reversed(copies)] == [
        ("summary", "conference", 1), ("plan", "full", 1), ("plan", "partner:voluntary", 2),
        ("plan", "court", 3), ("plan", "person", 1), ("decision", "court", 1),
    ]  # fmt: skip
    assert {(one["recipient"], one["purpose"], one["crn"]) for one in copies} == {
        ("A. Reader", "Reading", "Z000001")
    }
    # The one in force, not the draft that was begun after it.
    assert [one["plan_version"] for one in copies] == [None, 2, 2, 2, 2, 2]
    for one in copies:
        status, said, err = run("check-code", one["check_code"].lower().replace("-", ""))
        assert (status, err) == (0, "")
        assert said.startswith("Yes."), said


def test_my_plan_in_welsh_and_in_large_print(run: Any, tmp_path: Path) -> None:
    out = tmp_path / "paper.pdf"
    arguments = ("document", "plan", "Z000001", "--audience", "person", "--pdf", out)
    assert run(*arguments, "--language", "cy", "--large-print")[0] == 0
    assert PdfReader(out).trailer["/Root"]["/Lang"].startswith("cy")
    (copy,) = listed(run)
    assert (copy["language"], copy["large_print"], copy["marking"]) == ("cy", True, "")
    assert run("check-code", copy["check_code"])[1].startswith("Yes.")


def test_an_older_version_says_that_it_is_one(run: Any, tmp_path: Path) -> None:
    out = tmp_path / "paper.pdf"
    status, said, _err = run("document", "plan", "Z000001", "--version", "1", "--pdf", out)
    assert status == 0
    code = listed(run)[0]["check_code"]
    assert code in said
    found = json.loads(run("check-code", code, "--json")[1])
    assert (found["standing"], found["in_force"]) == ("superseded", 2)
    assert found["changes"][0].startswith("Goal 2 is new")
    assert "version 2, agreed on Sun 22 Nov 2026, is in force now" in run("check-code", code)[1]


def test_a_paper_behind_a_password(run: Any, tmp_path: Path) -> None:
    out, secret = tmp_path / "paper.pdf", tmp_path / "password.txt"
    secret.write_text("ten little lamps\n", encoding="utf-8")
    assert run("document", "plan", "Z000001", "--pdf", out, "--password-file", secret)[0] == 0
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(out)
    with pikepdf.open(out, password="ten little lamps") as paper:
        assert len(paper.pages) > 0
    assert listed(run)[0]["form"] == "protected"
    secret.write_text("short", encoding="utf-8")
    status, said, err = run("document", "plan", "Z000001", "--pdf", out, "--password-file", secret)
    assert (status, said, err) == (2, "", "Password: give at least 10 characters.\n")
    assert len(listed(run)) == 1


def test_a_marking_is_raised_freely_and_lowered_with_a_reason(run: Any, tmp_path: Path) -> None:
    arguments = ("document", "summary", "Z000001", "--pdf", tmp_path / "paper.pdf", "--marking", "OFFICIAL")
    status, _said, err = run(*arguments)
    assert (status, err) == (2, "Marking: say why this paper may be marked lower.\n")
    assert listed(run) == []
    assert run(*arguments, "--reason", "Nothing in it is sensitive")[0] == 0
    (copy,) = listed(run)
    assert (copy["marking"], copy["marking_reason"]) == ("OFFICIAL", "Nothing in it is sensitive")
    assert copy["recipient"] == "PC Test Baker"


#: What cannot be, and what is said of it.
REFUSED: list[tuple[list[str], str]] = [
    (["novel", "Z000001"], "Kind: give one of summary, plan, decision, deselection, letter."),
    (["pack", "Z000001"], "Kind: that paper has a command of its own, pack."),
    (["plan", "Z999999"], "nobody in this store"),
    (["plan", "Z000001", "--audience", "press"], "is none"),
    (["plan", "Z000001", "--audience", "partner:press"], "the agency must be one of"),
    (["decision", "Z000001", "--audience", "person"], "not given to this reader"),
    (["summary", "Z000001", "--audience", "person"], "not given to this reader"),
    (["letter", "Z000001"], "No letter to this person is on record."),
    (["letter", "Z000001", "--audience", "court"], "not given to this reader"),
    (["deselection", "Z000001"], "No de-selection is recorded for this person."),
    (["decision", "Z000002"], "No decision is recorded for this person."),
    (
        ["plan", "Z000001", "--version", "9"],
        "there is no version 9 of this plan; the versions are 1 to 3",
    ),
    (["plan", "Z000002", "--version", "1"], "there is no plan yet"),
    (["decision", "Z000001", "--version", "1"], "Version: only a plan has versions."),
    (["plan", "Z000001", "--language", "cy"], "Language: only My plan"),
    (["plan", "Z000001", "--audience", "person", "--language", "fr"], "Language: give en"),
    (["decision", "Z000001", "--large-print"], "Large print: only My plan"),
    (["plan", "Z000001", "--marking", "COSMIC"], "Marking: give one of"),
    (["plan", "Z000001", "--recipient", "x" * 301], "For whom"),
    (
        ["plan", "Z000001", "--password-file", "nowhere.txt"],
        "The password file nowhere.txt cannot be read",
    ),
]


def test_what_cannot_be_is_one_sentence_and_nothing_is_on_record(run: Any, tmp_path: Path) -> None:
    out = tmp_path / "paper.pdf"
    for arguments, says in REFUSED:
        status, said, err = run("document", *arguments, "--pdf", out)
        assert (status, said, err.count("\n")) == (2, "", 1), (arguments, err)
        assert says in err, arguments
        assert not out.exists(), arguments
    assert listed(run) == []


def test_a_paper_of_nothing_at_all_is_still_one(run: Any, tmp_path: Path) -> None:
    for audience in ("full", "person", "partner:health"):
        out = tmp_path / f"{audience[:4]}.pdf"
        assert run("document", "plan", "Z000002", "--audience", audience, "--pdf", out)[0] == 0
        assert out.stat().st_size > 1_000
    assert [one["plan_version"] for one in listed(run)] == [None] * 3


def test_the_register_says_what_is_overdue(run: Any, opened: list[str], tmp_path: Path) -> None:
    out = tmp_path / "paper.pdf"
    run(
        "document",
        "plan",
        "Z000001",
        "--audience",
        "conference",
        "--pdf",
        out,
        "--recipient",
        "Northgate House",
    )
    run("document", "plan", "Z000001", "--pdf", out)
    assert [one["recipient"] for one in listed(run, "--outstanding")] == ["Northgate House"]
    assert listed(run, "--overdue") == []
    assert listed(run, "--recipient", "northg")[0]["due"] == "destroy"
    assert listed(run, "--crn", "Z000002") == []
    late = [*opened[:-1], "2027-01-20"]
    opened[:] = late
    (copy,) = listed(run, "--overdue")
    assert (copy["recipient"], copy["overdue"]) == ("Northgate House", True)
    said = run("copies", "--overdue")[1]
    assert "for Northgate House" in said
    assert "31 days overdue" in said
    assert run("copies", "--most", "0")[0] == 2


def test_a_code_that_will_not_do(run: Any) -> None:
    for code, says in (("7F3A", "This cannot be a code"), (make_code("another"), "No paper of this store")):
        status, said, err = run("check-code", code)
        assert (status, said) == (2, "")
        assert says in err
