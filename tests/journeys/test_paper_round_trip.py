"""Paper goes out and comes back: seen first as its reader will have it, printed with a number, keyed back, settled."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtPrintSupport import QPrinter

from iom_desktop.display.paper_subjects import plan_subject
from iom_desktop.domain.actions import ActionDraft, ActionStatus, Source, Who
from iom_desktop.domain.audiences import CONFERENCE, Audience, Reader
from iom_desktop.domain.cases import CaseDraft
from iom_desktop.domain.documents import Document, Due, NumberedCopy, Settled
from iom_desktop.domain.notes import Mark, NoteDraft
from iom_desktop.domain.paper_wishes import PaperWish
from iom_desktop.domain.people import PersonDraft
from iom_desktop.domain.plans import Agreement, AgreementDraft, GoalDraft
from iom_desktop.domain.register import CopyDraft, CopyFilter, DocumentCopy
from iom_desktop.reports.papers import make_paper
from iom_desktop.services import actions, notes, papers, plans, register
from iom_desktop.services.case_files import load_case_file
from iom_desktop.services.people import add_person
from iom_desktop.ui import ask
from iom_desktop.ui.workspace import Workspace, unlock_store
from tests.journeys.conftest import Computer
from tests.journeys.keyboard import (
    assert_shows,
    dialog,
    errors,
    fill,
    finish_jobs,
    front_window,
    is_at,
    press,
    save,
    screen,
    tab_to,
    type_in,
    wait_until,
)
from tests.reports.pdf_text import squeezed, words_of
from tests.stores import NOW, PASSPHRASE, TODAY, Clock

CLEAR = ActionDraft(
    what="Attend the assessment at Northgate Recovery Service",
    due_on=date(2026, 11, 20),
    source=Source.LICENCE,
    source_detail="condition 9",
    evidence="The service e-mails the same day.",
    if_missed="Home visit that evening.",
    serves=("DRUGS",),
    explained_on=date(2026, 11, 10),
)
OTHERS = (
    replace(CLEAR, what="Give a test at the probation office", due_on=date(2026, 12, 4)),
    replace(
        CLEAR,
        what="Drive him to the assessment",
        who=Who.OFFICER,
        who_name="PC Test Baker",
        who_agency="police",
    ),
)
SAID = AgreementDraft(answer=Agreement.AGREES, explained_on=date(2026, 11, 10))


@pytest.fixture
def case_id(store_folder: Path, clock: Clock) -> str:
    """Somebody known as Mo with a plan in force: one goal, three actions."""
    store = unlock_store(store_folder, PASSPHRASE, clock=clock)
    person = PersonDraft(crn="Z000001", surname="Sampleton", forenames="Mohammed", known_as="Mo")
    with store.write("Begin") as session:
        made = add_person(session, person, CaseDraft(), TODAY)
        plan_id = plans.start_plan(session, made)
        goal = GoalDraft(words="I will stop.", target_on=date(2027, 2, 2), serves=("DRUGS",))
        goal_id = plans.add_goal(session, plan_id, goal)
        for one in (CLEAR, *OTHERS):
            actions.add_action(session, goal_id, one, TODAY)
        plans.agree_plan(session, plan_id, SAID, TODAY)
    store.close()
    return made


def in_force(workspace: Workspace, case_id: str) -> list[ActionStatus]:
    plan = workspace.read(plans.plan_in_force, case_id)
    assert plan is not None
    return [one.status for one in plan.actions()]


def give_to_the_table(workspace: Workspace, case_id: str) -> str:
    """The plan in force, printed for the table, put on the register without the screen; returns its code."""
    file = workspace.read(load_case_file, case_id, NOW, reader=CONFERENCE, in_force=True)
    subject, draft = plan_subject(file, Document.PLAN), CopyDraft(recipients=("The table",))
    (copy,) = workspace.perform("Print", register.issue_copies, subject, draft, TODAY)
    return copy.code


def test_a_paper_half_keyed_is_locked_away_and_kept_when_it_is_whole(
    case_id: str, at_work: Computer, clock: Clock
) -> None:
    give_to_the_table(at_work.workspace, case_id)
    press("Ctrl+K")
    type_in("sampleton")
    press("Return", "Ctrl+4")
    press("Ctrl+K")
    type_in("Key back")
    press("Return")
    assert dialog("key-back-dialog").isVisible()
    assert_shows("SAMPLETON, Mohammed", "1.1", "Mo must attend the assessment", "copy 1 of 1")

    # Half of it is keyed when the officer has to go.
    press("1", "Return", "3", "Return", "2", "Tab")
    type_in("Came as far as the")
    with at_work.qtbot.waitSignal(at_work.window.locked, timeout=30_000):
        press("Ctrl+L")
    at_work.until(lambda: is_at("passphrase"))
    assert "Came as far" not in screen()
    at_work.unlock()
    at_work.until(lambda: front_window().objectName() == "key-back-dialog")
    assert_shows("What you had typed is back.", "Will be kept as: not started.")
    assert set(in_force(at_work.workspace, case_id)) == {ActionStatus.NOT_STARTED}

    # On where it stopped, to the end of the paper and what was written on its lines.
    type_in(" door.")
    press("Return")
    type_in("Bring the tenancy letter")
    press("Tab")
    type_in("PC Test Baker")
    press("Tab")
    type_in("4/12")
    press("Return", "Return")
    save("Return")
    assert_shows("Kept from the paper: 3 actions brought up to date, 1 new action in the draft plan.")
    assert in_force(at_work.workspace, case_id) == [
        ActionStatus.DONE, ActionStatus.NOT_STARTED, ActionStatus.IN_PROGRESS
    ]  # fmt: skip
    plan = at_work.workspace.read(plans.plan_in_force, case_id)
    assert plan is not None
    assert [one.history[0].reason for one in plan.actions()] == ["", "", "Came as far as the door."]
    draft = at_work.workspace.read(plans.newest_plan, case_id)
    assert draft is not None
    written = list(draft.actions())[-1].said
    assert (written.what, written.who_name, written.who_agency, written.due_on) == (
        "Bring the tenancy letter", "PC Test Baker", "police", date(2026, 12, 4)
    )  # fmt: skip


def test_an_old_paper_is_held_against_the_record_by_its_code(
    case_id: str, at_work: Computer, clock: Clock
) -> None:
    workspace = at_work.workspace
    code = give_to_the_table(workspace, case_id)

    # The day it is printed it is current, wherever in the program the officer is.
    press("Alt+2", "F12")
    assert dialog("check-dialog").isVisible()
    type_in(code)
    assert_shows("Yes. Version 1 of the plan is in force", "SAMPLETON, Mohammed", "for The table")
    press("Escape")

    # A week on the plan is another, and the paper is still in somebody's folder.
    clock.advance(days=7)
    draft = workspace.read(plans.newest_plan, case_id)
    assert draft is not None
    first = next(draft.actions())
    later = replace(first.said, due_on=date(2026, 12, 14))
    today = clock().date()
    workspace.perform("Change", actions.change_action, first.id, first.version, later, today)
    workspace.perform("Agree plan", plans.agree_plan, draft.id, SAID, today)
    press("F12")
    type_in(code.lower().replace("-", ""))
    assert_shows(
        "No. It is of version 1 of the plan; version 2, agreed on Sun 29 Nov 2026, is in force now.",
        "1.1 now due 14 December, was 20 November.",
    )
    press("Escape", "F12")
    type_in("7F3A-91C2")
    press("Return")
    assert not at_work.workspace.read(register.list_copies, CopyFilter(words="7F3A"), today)
    assert "is in force" not in screen()
    press("Ctrl+A")
    type_in(code)
    tab_to("check-key-back")
    press("Return")

    # Keyed back all the same: it says how old it is, and asks where it matters.
    assert dialog("key-back-dialog").isVisible()
    assert_shows(
        "This paper is version 1. Version 2 is in force now.",
        "Mo must attend the assessment at Northgate Recovery Service by Fri 20 Nov 2026.",
        "Changed since: 1.1 now due 14 December, was 20 November.",
    )
    press("1", "Return", "Space", "Return")
    save()
    assert in_force(workspace, case_id)[0] is ActionStatus.DONE
    assert_shows("Kept from the paper: 1 action brought up to date.")


def test_a_copy_for_a_partner_comes_back(case_id: str, at_work: Computer, clock: Clock) -> None:
    workspace = at_work.workspace
    reader = Reader(Audience.PARTNER, "council")
    file = workspace.read(load_case_file, case_id, NOW, reader=reader, in_force=True)
    draft = CopyDraft(
        recipients=("North Area Council",), purpose="Housing panel", due=Due.RETURN, due_on=date(2026, 11, 25)
    )
    subject = plan_subject(file, Document.PLAN)
    (given,) = workspace.perform("Print", register.issue_copies, subject, draft, TODAY)
    clock.advance(days=5)

    press("Ctrl+K")
    type_in("copies given")
    press("Return")
    finish_jobs()
    assert_shows("Copies given out", "Overdue (1)", "North Area Council", "2 days overdue", "Housing panel")
    type_in("council")
    press("Return", "Return")
    assert dialog("settle-dialog").isVisible()
    assert_shows(given.code, "Copy for council", "Return by 25 Nov 2026", "2 days overdue")
    press("Ctrl+Return")
    assert any("What became of it: this is needed." in words for words in errors())
    tab_to("settled")
    press("1")
    fill({"on": "26/11", "note": "Handed back at the panel."})
    save()
    (back,) = workspace.read(register.list_copies, CopyFilter(case_id=case_id), clock().date())
    assert (back.settled, back.settled_on, back.settled_note) == (
        Settled.RETURNED, date(2026, 11, 26), "Handed back at the panel."
    )  # fmt: skip
    wait_until(lambda: "Overdue (0)" in screen())
    assert_shows("Returned 26 Nov 2026")

    # It was another that came back: what was said stays in the audit, and why it is said anew.
    press("Return")
    tab_to("settled")
    press("4")
    press("Ctrl+Return")
    assert any("say why what was recorded is corrected" in words for words in errors())
    fill({"note": "The one that came back was another's."})
    save()
    wait_until(lambda: "Lost 26 Nov 2026" in screen())
    assert workspace.verify() == []


def test_seen_first_then_printed_with_a_number_and_keyed_back(
    case_id: str, at_work: Computer, tmp_path: Path
) -> None:
    workspace = at_work.workspace
    told = NoteDraft(happened_at=NOW, words="Seen with a van, says a source.", mark=Mark.INTELLIGENCE)
    workspace.perform("Add note", notes.add_note, case_id, told, NOW)

    # What the table will not be told stands there before anything can leave.
    press("Ctrl+K")
    type_in("sampleton")
    press("Return", "Ctrl+9")
    finish_jobs()
    fill({"paper": "Full case plan", "reader": "Conference copy"})
    finish_jobs()
    wait_until(lambda: "ntelligence" in screen())
    assert not workspace.read(register.list_copies, CopyFilter(case_id=case_id), TODAY)

    # Printed: a number of its own, on the register first.
    press("Ctrl+P")
    assert dialog("copy-dialog").isVisible()
    fill({"recipients": "Case conference", "purpose": "Conference on 3 December"})
    out = tmp_path / "plan.pdf"
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(out))
    with ask.script(printer):
        save()
    finish_jobs()
    (given,) = workspace.read(register.list_copies, CopyFilter(case_id=case_id), TODAY)
    assert (given.number, given.of, given.recipient, given.not_made) == (1, 1, "Case conference", False)
    wait_until(lambda: "Case conference" in screen())
    assert out.stat().st_size > 10_000
    printed = paper_of(workspace, case_id, given)
    for words in ("copy 1 of 1", given.code, "1.1", "1.2", "1.3", "Not done"):
        assert squeezed(words) in printed, words
    assert squeezed("Seen with a van") not in printed
    assert printed.index("1.1") < printed.index("1.2") < printed.index("1.3")

    # It comes back from the table with its boxes ticked; the code at its foot finds it.
    press("F12")
    type_in(given.code.lower())
    assert_shows("nothing on this paper has changed")
    tab_to("check-key-back")
    press("Return")
    assert dialog("key-back-dialog").isVisible()
    assert_shows("Version 1", "copy 1 of 1")
    press("3", "Return")
    type_in("In custody that day.")
    press("Return", "Return", "1", "Return", "Return")
    save("Return")
    assert in_force(workspace, case_id) == [
        ActionStatus.MISSED, ActionStatus.NOT_STARTED, ActionStatus.DONE
    ]  # fmt: skip
    assert_shows("Kept from the paper: 2 actions brought up to date.", "In custody that day.")

    # From now on the paper is behind the record, and says so.
    press("F12")
    type_in(given.code)
    assert_shows("Not quite: something on it has changed since it was made on Sun 22 Nov 2026.")


def paper_of(workspace: Workspace, case_id: str, given: DocumentCopy) -> str:
    """The text of a copy as it was printed: a printer's own file holds pictures of the letters."""
    wish = PaperWish(
        document=Document.PLAN, case_id=case_id, reader=given.reader, plan_id=given.plan_id or ""
    )
    loaded = workspace.read(papers.load_paper, wish, given.made_at)
    assert loaded.subject.content == given.content
    copy = NumberedCopy(
        id=given.id, number=given.number, of=given.of, code=given.code, recipient=given.recipient,
        made_by=given.made_by, made_at=given.made_at, marking=given.marking, due=given.due, due_on=given.due_on,
    )  # fmt: skip
    return words_of(make_paper(loaded, copy))
