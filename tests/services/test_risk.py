"""Risk on record: what is kept, what the case says of it, what is asked, and what is never told to the person."""

from __future__ import annotations

import ast
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

import iom_desktop
from iom_desktop.domain.audiences import Audience, Reader
from iom_desktop.domain.cases import CaseDraft
from iom_desktop.domain.codes import Answer, Cohort, RiskGroup, Rosh
from iom_desktop.domain.risk import (
    AnswerDraft,
    CheckAbout,
    CheckAnswer,
    CheckDraft,
    MappaDraft,
    MaracDraft,
    MaracRole,
    RiskAssessmentDraft,
    RiskLevel,
    Setting,
    WithheldDraft,
)
from iom_desktop.domain.risk_prompts import PromptKind
from iom_desktop.errors import FieldErrors, StaleEdit, UserError
from iom_desktop.reports.case_plan import case_plan
from iom_desktop.services import cases, risk, timeline
from iom_desktop.services.case_files import load_case_file
from iom_desktop.storage.tables import CaseRow, RiskMeasureRow
from tests.reports.pdf_text import words_of
from tests.stores import NOW, TODAY, Desk

DAY = timedelta(days=1)
#: Words found nowhere else.
SECRET = "Quizzleforth"


def level(group: RiskGroup, setting: Setting, said: Rosh) -> RiskLevel:
    return RiskLevel(group, setting, said)


HIGH = RiskAssessmentDraft(
    assessed_on=TODAY,
    assessed_by="D. Invented",
    levels=(
        level(RiskGroup.PUBLIC, Setting.COMMUNITY, Rosh.MEDIUM),
        level(RiskGroup.STAFF, Setting.COMMUNITY, Rosh.HIGH),
        level(RiskGroup.STAFF, Setting.CUSTODY, Rosh.LOW),
        level(RiskGroup.PRISONERS, Setting.CUSTODY, Rosh.HIGH),
    ),
    who="Officers.",
    nature="Threats.",
    greatest="At the door.",
    increases="Drink.",
    reduces="His sister.",
)


def managed(desk: Desk, case_id: str) -> CaseDraft:
    return desk.see(cases.load_case, case_id).managed


# --- Assessments ---------------------------------------------------------------------------------------


def test_the_case_follows_its_newest_assessment(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer()
    made = shared_desk.do(risk.assess_risk, case_id, HIGH, TODAY)
    (one,) = shared_desk.see(risk.list_assessments, case_id)
    assert (one.id, one.said, one.made_by) == (made, HIGH, "PC Test Baker")
    said = managed(shared_desk, case_id)
    assert (said.rosh, said.rosh_groups) == (Rosh.HIGH, (RiskGroup.STAFF, RiskGroup.PRISONERS))
    assert (said.risk_when, said.risk_increases, said.risk_reduces) == (
        "At the door.",
        "Drink.",
        "His sister.",
    )


def test_one_found_later_of_an_earlier_day_changes_nothing_in_force(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer()
    shared_desk.do(risk.assess_risk, case_id, HIGH, TODAY)
    low = RiskAssessmentDraft(
        assessed_on=TODAY - DAY,
        assessed_by="X",
        levels=(level(RiskGroup.PUBLIC, Setting.COMMUNITY, Rosh.LOW),),
    )
    shared_desk.do(risk.assess_risk, case_id, low, TODAY)
    assert managed(shared_desk, case_id).rosh is Rosh.HIGH
    assert [one.overall for one in shared_desk.see(risk.list_assessments, case_id)] == [Rosh.HIGH, Rosh.LOW]
    shared_desk.do(risk.assess_risk, case_id, replace(low, assessed_on=TODAY), TODAY)
    current = shared_desk.see(risk.current_assessment, case_id)
    assert current is not None
    assert current.overall is Rosh.LOW, "of one day, the one recorded last"
    after = managed(shared_desk, case_id)
    assert (after.rosh, after.rosh_groups, after.risk_when) == (Rosh.LOW, (RiskGroup.PUBLIC,), "")


def test_an_assessment_stays_as_it_was_recorded(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer()
    made = shared_desk.do(risk.assess_risk, case_id, HIGH, TODAY)

    def rewrite(session: Any) -> None:
        from iom_desktop.storage.tables import RiskAssessmentRow

        session.get(RiskAssessmentRow, made).who = "Somebody else"

    with pytest.raises(AssertionError):
        shared_desk.do(rewrite)
    assert shared_desk.see(risk.list_assessments, case_id)[0].said.who == "Officers."


def test_what_cannot_be_kept_leaves_the_case_alone(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer()
    before = shared_desk.see(cases.load_case, case_id)
    with pytest.raises(FieldErrors):
        shared_desk.do(risk.assess_risk, case_id, replace(HIGH, who=""), TODAY)
    assert shared_desk.see(cases.load_case, case_id) == before
    assert shared_desk.see(risk.list_assessments, case_id) == []
    with pytest.raises(UserError, match="no longer in the store"):
        shared_desk.do(risk.assess_risk, "f" * 32, HIGH, TODAY)


# --- MAPPA and MARAC -----------------------------------------------------------------------------------


def test_mappa_with_where_it_is_held(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer()
    version = shared_desk.see(cases.load_case, case_id).version
    draft = MappaDraft(
        mappa="Level 2", mappa_category="M2", mappa_reference="North MAPPA 7", mappa_checked_on=TODAY
    )
    shared_desk.do(risk.set_mappa, case_id, version, draft, TODAY)
    said = managed(shared_desk, case_id)
    assert (said.mappa, said.mappa_category, said.mappa_reference, said.mappa_checked_on) == (
        "Level 2",
        "M2",
        "North MAPPA 7",
        TODAY,
    )
    assert said.cohort is Cohort.FIXED, "nothing else is touched"
    with pytest.raises(StaleEdit):
        shared_desk.do(risk.set_mappa, case_id, version, draft, TODAY)


def test_a_marac_is_recorded_and_changed(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer()
    said = MaracDraft(role=MaracRole.VICTIM, referred_on=TODAY - 20 * DAY, place="Mocktown")
    made = shared_desk.do(risk.record_marac, case_id, said, TODAY)
    heard = replace(said, heard_on=TODAY, outcome="Lock changed.", next_on=TODAY + 30 * DAY)
    shared_desk.do(risk.change_marac, made, 1, heard, TODAY)
    (one,) = shared_desk.see(risk.list_maracs, case_id)
    assert (one.id, one.version, one.said) == (made, 2, heard)
    with pytest.raises(StaleEdit):
        shared_desk.do(risk.change_marac, made, 1, said, TODAY)
    with pytest.raises(FieldErrors):
        shared_desk.do(risk.change_marac, made, 2, replace(heard, outcome=""), TODAY)


# --- Safeguarding --------------------------------------------------------------------------------------


def ask(desk: Desk, case_id: str, on: date, about: CheckAbout = CheckAbout.CHILD) -> str:
    draft = CheckDraft(about=about, asked_on=on, asked_by="PC Test", asked_of="Mock Council")
    return desk.do(risk.ask_safeguarding, case_id, draft, TODAY)


def answer(desk: Desk, check_id: str, said: CheckAnswer, on: date, version: int = 1) -> None:
    draft = AnswerDraft(answered_on=on, answer=said)
    desk.do(risk.answer_safeguarding, check_id, version, draft, TODAY)


def test_a_check_is_asked_and_answered(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer()
    made = ask(shared_desk, case_id, date(2026, 11, 2))
    (waiting,) = shared_desk.see(risk.list_checks, case_id)
    assert (waiting.answer, waiting.due_on) == (None, date(2026, 11, 16)), "ten working days"
    answer(shared_desk, made, CheckAnswer.NOT_KNOWN, date(2026, 11, 9))
    (one,) = shared_desk.see(risk.list_checks, case_id)
    assert (one.answer, one.answered_on) == (CheckAnswer.NOT_KNOWN, date(2026, 11, 9))
    answer(shared_desk, made, CheckAnswer.KNOWN_PAST, date(2026, 11, 10), version=2)
    assert shared_desk.see(risk.list_checks, case_id)[0].answer is CheckAnswer.KNOWN_PAST, "corrected"
    with pytest.raises(StaleEdit):
        answer(shared_desk, made, CheckAnswer.REFUSED, TODAY, version=1)


@pytest.mark.parametrize(
    "before, answers, children, checked",
    [
        (Answer.UNKNOWN, ["not_known"], Answer.NO, 1),
        (Answer.UNKNOWN, ["known_past"], Answer.NO, 1),
        (Answer.UNKNOWN, ["known_current"], Answer.YES, 1),
        (Answer.UNKNOWN, ["refused"], Answer.UNKNOWN, 0),
        (Answer.NO, ["known_current"], Answer.YES, 1),
        (Answer.YES, ["not_known"], Answer.YES, 1),  # what an officer recorded is not taken away
        (Answer.UNKNOWN, ["known_current", "not_known"], Answer.NO, 2),  # what an answer brought is
        (Answer.UNKNOWN, ["known_current", "refused"], Answer.YES, 1),
        (Answer.UNKNOWN, ["not_known", "known_current"], Answer.YES, 2),
    ],
)
def test_the_case_keeps_in_line_with_its_child_checks(
    shared_desk: Desk, before: Answer, answers: list[str], children: Answer, checked: int
) -> None:
    case_id = shared_desk.newcomer(managed=CaseDraft(child_safeguarding=before))
    for day, said in enumerate(answers, start=1):
        made = ask(shared_desk, case_id, TODAY - 20 * DAY)
        answer(shared_desk, made, CheckAnswer(said), TODAY - 10 * DAY + day * DAY)
    said_now = managed(shared_desk, case_id)
    assert said_now.child_safeguarding is children
    assert said_now.safeguarding_checked_on == (TODAY - 10 * DAY + checked * DAY if checked else None)


def test_an_adult_check_says_nothing_of_children(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer()
    answer(
        shared_desk,
        ask(shared_desk, case_id, TODAY - DAY, CheckAbout.ADULT),
        CheckAnswer.KNOWN_CURRENT,
        TODAY,
    )
    said = managed(shared_desk, case_id)
    assert (said.child_safeguarding, said.safeguarding_checked_on) == (Answer.UNKNOWN, None)


def test_an_older_answer_does_not_put_the_day_back(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer(managed=CaseDraft(safeguarding_checked_on=TODAY))
    made = ask(shared_desk, case_id, TODAY - 30 * DAY)
    answer(shared_desk, made, CheckAnswer.NOT_KNOWN, TODAY - 20 * DAY)
    assert managed(shared_desk, case_id).safeguarding_checked_on == TODAY


# --- What to ask ---------------------------------------------------------------------------------------


def kinds(desk: Desk, case_id: str) -> list[PromptKind]:
    return [one.kind for one in desk.see(risk.list_prompts, case_id, TODAY)]


def test_prompts_go_as_they_are_answered(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer(managed=CaseDraft(domestic_abuse=Answer.YES))
    flag = shared_desk.do(cases.raise_flag, case_id, "RVAD", "", TODAY, TODAY)
    assert kinds(shared_desk, case_id) == [PromptKind.MARAC, PromptKind.CHILD_CHECK, PromptKind.ADULT_CHECK]
    considered = MaracDraft(role=MaracRole.PERPETRATOR, outcome="Below the threshold.")
    shared_desk.do(risk.record_marac, case_id, considered, TODAY)
    assert kinds(shared_desk, case_id) == [PromptKind.CHILD_CHECK, PromptKind.ADULT_CHECK]
    ask(shared_desk, case_id, TODAY)
    assert kinds(shared_desk, case_id) == [PromptKind.ADULT_CHECK]
    shared_desk.do(cases.end_flag, flag, TODAY, TODAY, "Moved away.")
    assert kinds(shared_desk, case_id) == []


def test_levels_bring_prompts_by_the_newest_assessment(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer()
    children = (
        level(RiskGroup.CHILDREN, Setting.CUSTODY, Rosh.MEDIUM),
        level(RiskGroup.PUBLIC, Setting.COMMUNITY, Rosh.VERY_HIGH),
    )
    shared_desk.do(risk.assess_risk, case_id, replace(HIGH, levels=children), TODAY)
    assert kinds(shared_desk, case_id) == [PromptKind.CHILD_CHECK, PromptKind.VICTIM_CONTACT]
    none = (level(RiskGroup.CHILDREN, Setting.CUSTODY, Rosh.LOW),)
    shared_desk.do(risk.assess_risk, case_id, replace(HIGH, levels=none), TODAY)
    assert kinds(shared_desk, case_id) == []


def test_a_case_brought_in_is_asked_about_by_what_it_says(shared_desk: Desk) -> None:
    known = CaseDraft(rosh=Rosh.HIGH, rosh_groups=(RiskGroup.KNOWN_ADULT,))
    assert kinds(shared_desk, shared_desk.newcomer(managed=known)) == [PromptKind.ADULT_CHECK]
    low = CaseDraft(rosh=Rosh.LOW, rosh_groups=(RiskGroup.KNOWN_ADULT,))
    assert kinds(shared_desk, shared_desk.newcomer(managed=low)) == []


def test_a_plan_that_keeps_victims_safe_answers_for_victim_contact(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer(managed=CaseDraft(rosh=Rosh.VERY_HIGH))
    assert kinds(shared_desk, case_id) == [PromptKind.VICTIM_CONTACT]

    def measure(session: Any) -> None:
        session.add(
            RiskMeasureRow(
                case_id=case_id, pillar="victim_safety", position=1, trigger="", words="Told of every move.",
                who_name="PC Test", agency="police", groups=[], ended_on=None, ended_reason="",
            )
        )  # fmt: skip

    shared_desk.do(measure)
    assert kinds(shared_desk, case_id) == []


# --- What is kept apart --------------------------------------------------------------------------------


def keep(desk: Desk, case_id: str) -> str:
    draft = WithheldDraft(words=f"{SECRET} rang.", why=f"{SECRET} is afraid.", source=f"{SECRET}'s sister")
    return desk.do(risk.withhold, case_id, draft)


def test_what_is_kept_apart_ends_with_a_reason_and_stays(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer()
    made = keep(shared_desk, case_id)
    assert shared_desk.see(risk.count_withheld, case_id) == 1
    for empty in ("", " "):
        with pytest.raises(FieldErrors):
            shared_desk.do(risk.end_withheld, made, empty, TODAY)
    shared_desk.do(risk.end_withheld, made, "He was told by the court.", TODAY)
    (one,) = shared_desk.see(risk.list_withheld, case_id)
    assert (one.ended_on, one.ended_reason) == (TODAY, "He was told by the court.")
    assert SECRET in one.said.words
    assert shared_desk.see(risk.count_withheld, case_id) == 0
    with pytest.raises(UserError, match="ended on 22/11/2026"):
        shared_desk.do(risk.end_withheld, made, "Again.", TODAY)


READERS = [Reader(Audience.FULL), Reader(Audience.CONFERENCE), Reader(Audience.PERSON)] + [
    Reader(Audience.PARTNER, agency) for agency in ("police", "probation", "council", "prison")
]


@pytest.mark.parametrize("reader", READERS, ids=lambda one: one.code)
def test_no_case_file_holds_it_and_no_summary_prints_it(shared_desk: Desk, reader: Reader) -> None:
    case_id = shared_desk.newcomer(managed=CaseDraft(domestic_abuse=Answer.YES))
    keep(shared_desk, case_id)
    ended = keep(shared_desk, case_id)
    shared_desk.do(risk.end_withheld, ended, f"{SECRET} moved.", TODAY)
    file = shared_desk.see(load_case_file, case_id, NOW, reader=reader)
    assert SECRET not in repr(file)
    printed = words_of(case_plan(file))
    assert SECRET not in printed
    says_so = "keptapart:seetherecord" in printed
    assert says_so == (reader.audience is Audience.FULL or reader.agency in ("police", "probation", "prison"))


def test_the_persons_copy_tells_of_no_marac_check_or_prompt(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer(managed=CaseDraft(domestic_abuse=Answer.YES))
    said = MaracDraft(role=MaracRole.PERPETRATOR, heard_on=date(2026, 1, 5), outcome=SECRET, next_on=None)
    shared_desk.do(risk.record_marac, case_id, said, TODAY)
    ask(shared_desk, case_id, date(2026, 1, 5))
    full = shared_desk.see(load_case_file, case_id, NOW)
    assert (len(full.maracs), len(full.checks), len(full.prompts)) == (1, 1, 2)
    assert "MARAC" in words_of(case_plan(full))
    theirs = shared_desk.see(load_case_file, case_id, NOW, reader=Reader(Audience.PERSON))
    assert (theirs.maracs, theirs.checks, theirs.prompts, theirs.kept_apart) == ((), (), (), 0)
    assert "MARAC" not in words_of(case_plan(theirs))


def test_the_timeline_and_a_search_say_that_it_is_and_never_what(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer()
    made = keep(shared_desk, case_id)
    shared_desk.do(risk.end_withheld, made, f"{SECRET} moved.", TODAY)
    entries = [one for one in shared_desk.see(timeline.list_timeline, case_id) if one.id == made]
    assert [one.heading for one in entries] == [
        "Information kept apart recorded",
        "Information kept apart ended",
    ]
    assert SECRET not in repr(entries)
    found = [one for one in shared_desk.see(timeline.find_words, SECRET) if one.id == made]
    assert len(found) == 1
    assert SECRET not in repr(found)


def _users_of(name: str) -> set[str]:
    root = Path(iom_desktop.__file__).parent
    return {
        path.relative_to(root).as_posix()
        for path in root.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if name in (getattr(node, "id", ""), getattr(node, "attr", ""))
    }


def test_its_words_are_read_in_few_places() -> None:
    """Whoever reads them answers for who is told: the tab, and the pack by the sharing rules. No other paper can;
    the person's own copies read them to take out what was copied from them.
    """
    readers = {"services/risk.py", "services/packs.py", "services/known_names.py"}
    assert _users_of("WithheldRow") - {"demo/harm.py"} <= readers
    pictures = {"gallery/risk_scenes.py"}
    assert _users_of("list_withheld") - pictures == {"services/timeline_risk.py", "ui/needs/tab.py"}


def test_the_row_of_the_case_is_what_the_assessment_says(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer()
    shared_desk.do(risk.assess_risk, case_id, HIGH, TODAY)
    row = shared_desk.see(lambda session: session.get(CaseRow, case_id))
    assert (row.rosh, row.rosh_groups) == ("high", ["staff", "prisoners"])
