"""Keying a paper back: the paper's own order, what has changed since, and everything kept or nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from iom_desktop.display.paper_subjects import plan_subject
from iom_desktop.domain.actions import ActionDraft, ActionStatus, Source, Who
from iom_desktop.domain.audiences import CONFERENCE, Audience, Reader
from iom_desktop.domain.documents import Document
from iom_desktop.domain.key_back import Box, KeyBackDraft, KeyedLine, NewLine, PaperSheet, status_of
from iom_desktop.domain.plans import Agreement, AgreementDraft, GoalDraft, PlanState
from iom_desktop.domain.register import CopyDraft
from iom_desktop.errors import FieldErrors, UserError
from iom_desktop.services import actions, key_back, plans, register
from iom_desktop.services.case_files import load_case_file
from iom_desktop.storage.tables import AuditEntryRow
from tests.stores import NOW, TODAY, Desk

CLEAR = ActionDraft(
    what="Attend the assessment at Northgate Recovery Service",
    due_on=date(2026, 11, 20),
    source=Source.LICENCE,
    source_detail="condition 9",
    evidence="The service e-mails the same day.",
    if_missed="Home visit that evening.",
    serves=("DRUGS",),
    explained_on=TODAY,
)
WHATS = ("Attend the assessment", "Give a test every Friday", "Ring PC Mock each evening")


def print_copy(desk: Desk, case_id: str, reader: Reader = CONFERENCE, *, plan_id: str | None = None) -> str:
    """A numbered copy of the case plan; returns its id."""
    file = desk.see(load_case_file, case_id, NOW, reader=reader, plan_id=plan_id)
    subject = plan_subject(file, Document.PLAN)
    (made,) = desk.do(register.issue_copies, subject, CopyDraft(recipients=("The table",)), TODAY)
    return made.id


def begin(desk: Desk) -> tuple[str, str]:
    """Somebody with a draft of one goal and three actions; the case and the plan."""
    case_id = desk.newcomer()
    plan_id = desk.do(plans.start_plan, case_id)
    goal_id = desk.do(
        plans.add_goal,
        plan_id,
        GoalDraft(words="I will stop.", target_on=date(2027, 2, 2), serves=("DRUGS",)),
    )
    for what in WHATS:
        desk.do(actions.add_action, goal_id, replace(CLEAR, what=what), TODAY)
    return case_id, plan_id


def agree(desk: Desk, plan_id: str) -> str:
    """Agree the draft; returns the next draft."""
    said = AgreementDraft(answer=Agreement.AGREES, explained_on=TODAY)
    return desk.do(plans.agree_plan, plan_id, said, TODAY)


def keyed(sheet: PaperSheet, *boxes: Box | None, **more: object) -> KeyBackDraft:
    lines = tuple(
        KeyedLine(lineage=line.lineage, box=box) for line, box in zip(sheet.lines, boxes, strict=False)
    )
    return KeyBackDraft(on=TODAY, lines=lines, **more)  # type: ignore[arg-type]


def statuses(desk: Desk, plan_id: str) -> list[ActionStatus]:
    return [one.status for one in desk.see(plans.load_plan, plan_id).actions()]


@pytest.mark.parametrize(
    "box, due, often, before, becomes",
    [
        (Box.DONE, None, "", ActionStatus.NOT_STARTED, ActionStatus.DONE),
        (Box.PARTLY, TODAY - timedelta(days=9), "", ActionStatus.NOT_STARTED, ActionStatus.IN_PROGRESS),
        (Box.NOT_DONE, TODAY - timedelta(days=1), "", ActionStatus.NOT_STARTED, ActionStatus.MISSED),
        (Box.NOT_DONE, TODAY, "", ActionStatus.NOT_STARTED, ActionStatus.MISSED),
        (Box.NOT_DONE, TODAY + timedelta(days=1), "", ActionStatus.NOT_STARTED, ActionStatus.NOT_STARTED),
        (
            Box.NOT_DONE,
            TODAY + timedelta(days=1),
            "weekly",
            ActionStatus.NOT_STARTED,
            ActionStatus.NOT_STARTED,
        ),
        (Box.NOT_DONE, TODAY + timedelta(days=1), "", ActionStatus.IN_PROGRESS, ActionStatus.IN_PROGRESS),
        (Box.NOT_DONE, TODAY + timedelta(days=1), "", ActionStatus.DONE, ActionStatus.NOT_STARTED),
        (Box.NOT_DONE, None, "weekly", ActionStatus.NOT_STARTED, ActionStatus.MISSED),
        (Box.NOT_DONE, None, "", ActionStatus.NOT_STARTED, ActionStatus.NOT_STARTED),
    ],
)
def test_what_a_box_means(
    box: Box, due: date | None, often: str, before: ActionStatus, becomes: ActionStatus
) -> None:
    assert status_of(box, ActionDraft(what="x", due_on=due, how_often=often), TODAY, before) is becomes


def test_the_paper_is_laid_out_in_its_own_order_and_numbers(shared_desk: Desk) -> None:
    case_id, plan_id = begin(shared_desk)
    copy_id = print_copy(shared_desk, case_id)
    last = list(shared_desk.see(plans.load_plan, plan_id).actions())[-1]
    shared_desk.do(actions.move_action, last.id, -2)
    sheet = shared_desk.see(key_back.lay_out, plan_id, copy_id)
    assert [(line.number, line.said.what) for line in sheet.lines] == [
        ("1.1", WHATS[0]), ("1.2", WHATS[1]), ("1.3", WHATS[2])
    ]  # fmt: skip
    assert sheet.lines[0].changes == ("1.2 was 1.1.",)
    assert not any(line.asks for line in sheet.lines)
    assert sheet.older
    assert (sheet.copy_words, sheet.was_draft, sheet.in_force) == ((1, 1), True, None)


def test_a_paper_of_today_is_not_older(shared_desk: Desk) -> None:
    case_id, plan_id = begin(shared_desk)
    sheet = shared_desk.see(key_back.lay_out, plan_id, print_copy(shared_desk, case_id))
    assert (sheet.older, sheet.changes) == (False, ())
    assert all(line.changes == () and not line.gone for line in sheet.lines)


def test_everything_is_kept_with_its_history_in_both_versions(shared_desk: Desk) -> None:
    case_id, plan_id = begin(shared_desk)
    draft_id = agree(shared_desk, plan_id)
    copy_id = print_copy(shared_desk, case_id, plan_id=plan_id)
    sheet = shared_desk.see(key_back.lay_out, plan_id, copy_id)
    one, two, three = sheet.lines
    draft = KeyBackDraft(
        on=TODAY,
        lines=(
            KeyedLine(lineage=one.lineage, box=Box.DONE, on=date(2026, 11, 19)),
            KeyedLine(lineage=two.lineage, box=Box.NOT_DONE, note="He was in custody."),
            KeyedLine(lineage=three.lineage, note="Rang twice."),
        ),
        new=(
            NewLine(),
            NewLine(what="Bring the letter", who="pc test baker", goal=next(iter(sheet.draft_goals))),
        ),
    )
    kept = shared_desk.do(key_back.keep, plan_id, copy_id, draft, TODAY)
    assert (kept.statuses, kept.notes, kept.new) == (2, 1, 1)
    agreed = list(shared_desk.see(plans.load_plan, plan_id).actions())
    assert [one.status for one in agreed] == [
        ActionStatus.DONE, ActionStatus.MISSED, ActionStatus.NOT_STARTED
    ]  # fmt: skip
    assert [(h.status, h.reason, h.on) for h in agreed[0].history] == [
        (ActionStatus.DONE, "", date(2026, 11, 19))
    ]
    assert (agreed[1].history[0].reason, agreed[1].history[0].on) == ("He was in custody.", TODAY)
    assert [note.words for note in agreed[2].notes] == ["Rang twice."]
    written = list(shared_desk.see(plans.load_plan, draft_id).actions())
    assert statuses(shared_desk, draft_id)[:3] == [one.status for one in agreed]
    assert (written[-1].said.what, written[-1].said.who, written[-1].said.who_name) == (
        "Bring the letter", Who.OFFICER, "PC Test Baker"
    )  # fmt: skip
    assert written[-1].said.who_agency == "police"


def test_one_line_that_cannot_be_kept_keeps_nothing(shared_desk: Desk) -> None:
    case_id, plan_id = begin(shared_desk)
    copy_id = print_copy(shared_desk, case_id)
    sheet = shared_desk.see(key_back.lay_out, plan_id, copy_id)
    draft = keyed(sheet, Box.DONE, Box.NOT_DONE, new=(NewLine(what="Bring the letter"),))
    with pytest.raises(FieldErrors) as told:
        shared_desk.do(key_back.keep, plan_id, copy_id, draft, TODAY)
    assert [one.message for one in told.value.problems] == [
        "Action 1.2: not done in time. Say why in the note.",
        "Written line 1: choose the goal that it serves.",
    ]
    assert [one.field for one in told.value.problems] == [f"line-{sheet.lines[1].lineage}", "new-1"]
    assert set(statuses(shared_desk, plan_id)) == {ActionStatus.NOT_STARTED}


@pytest.mark.parametrize(
    "draft, words",
    [
        (KeyBackDraft(on=TODAY), "Nothing is keyed yet"),
        (KeyBackDraft(on=TODAY, lines=(KeyedLine(lineage="x", note="  "),)), "Nothing is keyed yet"),
        (KeyBackDraft(lines=(KeyedLine(lineage="x", box=Box.DONE),)), "True on: this is needed."),
        (KeyBackDraft(on=TODAY + timedelta(days=1)), "in the future"),
        (KeyBackDraft(on=TODAY, lines=(KeyedLine(lineage="x", box=Box.DONE),)), "no longer in the plan"),
    ],
)
def test_what_is_refused(shared_desk: Desk, draft: KeyBackDraft, words: str) -> None:
    _case_id, plan_id = begin(shared_desk)
    with pytest.raises(UserError, match=words):
        shared_desk.do(key_back.keep, plan_id, "", draft, TODAY)


def test_a_paper_of_a_version_no_longer_in_force_goes_onto_the_same_actions(shared_desk: Desk) -> None:
    case_id, plan_id = begin(shared_desk)
    agree(shared_desk, plan_id)
    copy_id = print_copy(shared_desk, case_id, plan_id=plan_id)
    (second,) = (one for one in shared_desk.see(plans.list_versions, case_id) if one.state is PlanState.DRAFT)
    goal = shared_desk.see(plans.load_plan, second.id).goals[0]
    one, _two, _three = goal.actions
    moved = replace(one.said, due_on=date(2026, 12, 14))
    shared_desk.do(actions.change_action, one.id, one.version, moved, TODAY)
    agree(shared_desk, second.id)
    sheet = shared_desk.see(key_back.lay_out, plan_id, copy_id)
    assert (sheet.plan_number, sheet.in_force, sheet.superseded, sheet.older) == (1, 2, True, True)
    line = sheet.lines[0]
    assert line.asks
    assert line.changes == ("1.1 now due 14 December, was 20 November.",)
    assert line.said.due_on == date(2026, 11, 20)
    with pytest.raises(FieldErrors, match=r"Action 1\.1 has changed since the paper was made"):
        shared_desk.do(key_back.keep, plan_id, copy_id, keyed(sheet, Box.DONE), TODAY)
    holds = KeyBackDraft(on=TODAY, lines=(KeyedLine(lineage=line.lineage, box=Box.DONE, holds=True),))
    shared_desk.do(key_back.keep, plan_id, copy_id, holds, TODAY)
    assert statuses(shared_desk, second.id)[0] is ActionStatus.DONE
    # What was true of the old version when it was superseded stays on it.
    assert statuses(shared_desk, plan_id)[0] is ActionStatus.NOT_STARTED


def test_an_action_taken_out_since_is_told_and_takes_nothing(shared_desk: Desk) -> None:
    case_id, plan_id = begin(shared_desk)
    copy_id = print_copy(shared_desk, case_id)
    gone = next(shared_desk.see(plans.load_plan, plan_id).actions())
    shared_desk.do(actions.remove_action, gone.id)
    sheet = shared_desk.see(key_back.lay_out, plan_id, copy_id)
    assert [(line.number, line.gone) for line in sheet.lines] == [
        ("1.1", True), ("1.2", False), ("1.3", False)
    ]  # fmt: skip
    assert sheet.lines[0].said.what == WHATS[0]
    assert f"1.1 is no longer in the plan: {WHATS[0]}" in sheet.changes
    with pytest.raises(FieldErrors, match=r"Action 1\.1 is no longer in the plan"):
        shared_desk.do(key_back.keep, plan_id, copy_id, keyed(sheet, Box.DONE), TODAY)


def test_a_status_since_asks_too(shared_desk: Desk) -> None:
    case_id, plan_id = begin(shared_desk)
    copy_id = print_copy(shared_desk, case_id)
    first = next(shared_desk.see(plans.load_plan, plan_id).actions())
    shared_desk.do(actions.set_action_status, first.id, ActionStatus.DONE, "", TODAY, TODAY)
    line = shared_desk.see(key_back.lay_out, plan_id, copy_id).lines[0]
    assert (line.asks, line.changes) == (True, ("1.1 is now done, was not started.",))


def test_the_paper_of_an_agency_has_the_lines_it_was_shown(shared_desk: Desk) -> None:
    case_id, plan_id = begin(shared_desk)
    goal_id = shared_desk.see(plans.load_plan, plan_id).goals[0].id
    own = replace(CLEAR, who=Who.PARTNER, who_name="S. Invented", who_agency="council", what="Offer a flat")
    shared_desk.do(actions.add_action, goal_id, own, TODAY)
    copy_id = print_copy(shared_desk, case_id, Reader(Audience.PARTNER, "council"))
    sheet = shared_desk.see(key_back.lay_out, plan_id, copy_id)
    assert [(line.number, line.said.what) for line in sheet.lines] == [("1.4", "Offer a flat")]
    # The officer who keys it back may see it all: what the reader was not shown has not changed.
    assert not sheet.older


def test_the_newest_copy_of_a_version_is_found(shared_desk: Desk) -> None:
    case_id, plan_id = begin(shared_desk)
    assert shared_desk.see(key_back.newest_copy, plan_id) == ""
    print_copy(shared_desk, case_id)
    second = print_copy(shared_desk, case_id)
    assert shared_desk.see(key_back.newest_copy, plan_id) == second


def test_a_copy_of_another_paper_is_refused(shared_desk: Desk) -> None:
    case_id, plan_id = begin(shared_desk)
    other = agree(shared_desk, plan_id)
    copy_id = print_copy(shared_desk, case_id, plan_id=plan_id)
    with pytest.raises(UserError, match="another version"):
        shared_desk.see(key_back.lay_out, other, copy_id)


def test_it_is_one_act_in_the_audit(shared_desk: Desk) -> None:
    case_id, plan_id = begin(shared_desk)
    copy_id = print_copy(shared_desk, case_id)
    sheet = shared_desk.see(key_back.lay_out, plan_id, copy_id)
    shared_desk.do(
        key_back.keep, plan_id, copy_id, keyed(sheet, Box.DONE, Box.PARTLY), TODAY, words="Key back"
    )
    entries = select(AuditEntryRow.record_kind, AuditEntryRow.at).where(
        AuditEntryRow.case_id == case_id, AuditEntryRow.words == "Key back"
    )
    found = shared_desk.see(lambda session: session.execute(entries).all())
    assert [kind for kind, _at in found].count("action_status") == 2
    assert len({at for _kind, at in found}) == 1
