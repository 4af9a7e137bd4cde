"""Today about risk: each line stands there when it should, of those under IOM alone, and goes when put right."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from iom_desktop.domain.appointments import AppointmentDraft
from iom_desktop.domain.cases import CaseDraft
from iom_desktop.domain.codes import Answer, Phase, RiskGroup, Rosh
from iom_desktop.domain.needs import NeedDraft
from iom_desktop.domain.risk import (
    AnswerDraft,
    CheckAbout,
    CheckAnswer,
    CheckDraft,
    MaracDraft,
    MaracRole,
    RiskAssessmentDraft,
    RiskLevel,
    Setting,
)
from iom_desktop.domain.today import Column, Matter, TodayItem
from iom_desktop.services import appointments, cases, needs, risk, today, today_risk
from iom_desktop.services.today import list_due, list_today
from iom_desktop.storage.tables import CaseRow
from tests.stores import NOW, TODAY, Desk

DAY = timedelta(days=1)
RISKY = {
    Matter.SAFEGUARDING_DUE,
    Matter.MARAC_COMING,
    Matter.MARAC_PASSED,
    Matter.RISK_PROMPT,
    Matter.RELEASE_AHEAD,
    Matter.ASSESSMENT_OLD,
}


def items(desk: Desk, case_id: str, now: datetime = NOW) -> list[TodayItem]:
    return [one for one in desk.see(list_today, now) if one.case_id == case_id and one.matter in RISKY]


def matters(desk: Desk, case_id: str) -> list[Matter]:
    return [one.matter for one in items(desk, case_id)]


# --- Safeguarding answers ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "asked, owed",
    [
        (date(2026, 11, 22), False),
        (date(2026, 11, 9), False),  # ten working days end on Monday 23 November
        (date(2026, 11, 6), True),  # they ended on Friday 20 November
        (date(2026, 11, 7), True),  # a Saturday: the same
        (date(2025, 11, 6), True),
    ],
)
def test_an_answer_is_owed_after_ten_working_days(shared_desk: Desk, asked: date, owed: bool) -> None:
    case_id = shared_desk.newcomer()
    draft = CheckDraft(about=CheckAbout.ADULT, asked_on=asked, asked_by="PC", asked_of="Mock Council")
    made = shared_desk.do(risk.ask_safeguarding, case_id, draft, TODAY)
    found = items(shared_desk, case_id)
    assert [one.matter for one in found] == [Matter.SAFEGUARDING_DUE] * owed
    assert owed == shared_desk.see(risk.list_checks, case_id)[0].overdue(TODAY), "one definition of overdue"
    for one in found:
        assert (one.id, one.words, one.column) == (made, "adult services", Column.OWED)
        assert one.due is not None
        assert one.due < TODAY
    answer = AnswerDraft(answered_on=TODAY, answer=CheckAnswer.REFUSED)
    shared_desk.do(risk.answer_safeguarding, made, 1, answer, TODAY)
    assert matters(shared_desk, case_id) == []


def test_a_check_asked_before_christmas_has_its_working_days(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer()
    draft = CheckDraft(about=CheckAbout.CHILD, asked_on=TODAY, asked_by="PC", asked_of="Mock Council")
    shared_desk.do(risk.ask_safeguarding, case_id, draft, TODAY)
    for days in range(30):
        now = datetime.combine(TODAY + days * DAY, time(9))
        owed = any(one.matter is Matter.SAFEGUARDING_DUE for one in items(shared_desk, case_id, now))
        assert owed == shared_desk.see(risk.list_checks, case_id)[0].overdue(now.date()), now


# --- MARAC ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "days, expected",
    [
        (-30, [Matter.MARAC_PASSED]),
        (-1, [Matter.MARAC_PASSED]),
        (0, [Matter.MARAC_COMING]),
        (7, [Matter.MARAC_COMING]),
        (8, []),
    ],
)
def test_a_marac_comes_and_its_outcome_is_owed(shared_desk: Desk, days: int, expected: list[Matter]) -> None:
    case_id = shared_desk.newcomer()
    on = TODAY + days * DAY
    said = MaracDraft(role=MaracRole.VICTIM, referred_on=TODAY - 60 * DAY, place="Mocktown", next_on=on)
    made = shared_desk.do(risk.record_marac, case_id, said, TODAY)
    assert matters(shared_desk, case_id) == expected
    for one in items(shared_desk, case_id):
        assert (one.id, one.due, one.words) == (made, on, "Victim, Mocktown")
    heard = MaracDraft(role=MaracRole.VICTIM, referred_on=said.referred_on, heard_on=TODAY, outcome="Plan")
    shared_desk.do(risk.change_marac, made, 1, heard, TODAY)
    assert matters(shared_desk, case_id) == []


# --- Watched -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("days, ahead", [(-1, False), (0, True), (30, True), (31, False)])
def test_a_release_is_watched_for_thirty_days(shared_desk: Desk, days: int, ahead: bool) -> None:
    on = TODAY + days * DAY
    case_id = shared_desk.newcomer(managed=CaseDraft(phase=Phase.CUSTODY, release_on=on))
    found = items(shared_desk, case_id)
    assert [(one.matter, one.due) for one in found] == [(Matter.RELEASE_AHEAD, on)] * ahead
    assert all(one.column is Column.WATCH for one in found)


@pytest.mark.parametrize("days, old", [(55 * 7 + 1, True), (55 * 7, False), (1, False)])
def test_an_assessment_grows_old_after_55_weeks(shared_desk: Desk, days: int, old: bool) -> None:
    case_id = shared_desk.newcomer()
    level = RiskLevel(RiskGroup.PUBLIC, Setting.COMMUNITY, Rosh.MEDIUM)
    said = RiskAssessmentDraft(assessed_on=TODAY - days * DAY, assessed_by="X", levels=(level,))
    shared_desk.do(risk.assess_risk, case_id, said, TODAY)
    assert matters(shared_desk, case_id) == [Matter.ASSESSMENT_OLD] * old
    anew = RiskAssessmentDraft(assessed_on=TODAY, assessed_by="X", levels=(level,))
    shared_desk.do(risk.assess_risk, case_id, anew, TODAY)
    assert matters(shared_desk, case_id) == []


def test_missing_checks_have_one_line_that_names_them(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer(managed=CaseDraft(domestic_abuse=Answer.YES, rosh=Rosh.VERY_HIGH))
    (one,) = items(shared_desk, case_id)
    assert (one.matter, one.id, one.asks) == (Matter.RISK_PROMPT, case_id, "marac")
    assert one.words == "MARAC, child safeguarding check and victim contact"
    considered = MaracDraft(role=MaracRole.PERPETRATOR, outcome="Below the threshold.")
    shared_desk.do(risk.record_marac, case_id, considered, TODAY)
    (one,) = items(shared_desk, case_id)
    assert (one.words, one.asks) == ("Child safeguarding check and victim contact", "child_check")


@pytest.mark.parametrize(
    "managed",
    [
        CaseDraft(domestic_abuse=Answer.YES),
        CaseDraft(child_safeguarding=Answer.YES),
        CaseDraft(rosh=Rosh.MEDIUM, rosh_groups=(RiskGroup.CHILDREN,)),
        CaseDraft(rosh=Rosh.VERY_HIGH),
        CaseDraft(mappa="Level 2"),
    ],
)
def test_whatever_brings_a_prompt_is_looked_at(shared_desk: Desk, managed: CaseDraft) -> None:
    case_id = shared_desk.newcomer(managed=managed)
    assert shared_desk.see(risk.list_prompts, case_id, TODAY)
    assert matters(shared_desk, case_id) == [Matter.RISK_PROMPT]


@pytest.mark.parametrize("code", ["ADVP", "RCPR", "RVAD", "MAPP"])
def test_a_flag_alone_is_looked_at_while_it_stands(shared_desk: Desk, code: str) -> None:
    case_id = shared_desk.newcomer()
    flag = shared_desk.do(cases.raise_flag, case_id, code, "", TODAY, TODAY)
    assert matters(shared_desk, case_id) == [Matter.RISK_PROMPT]
    shared_desk.do(cases.end_flag, flag, TODAY, TODAY, "Over.")
    assert matters(shared_desk, case_id) == []


def test_where_more_is_missing_than_is_listed_it_says_so(
    shared_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _one in range(4):
        shared_desk.newcomer(managed=CaseDraft(domestic_abuse=Answer.YES))
    monkeypatch.setattr(today, "MOST", 3)
    monkeypatch.setattr(today_risk, "_LOOKED_AT_TOGETHER", 2)
    page = shared_desk.see(today.read_today, NOW)
    assert sum(one.matter is Matter.RISK_PROMPT for one in page.items) == 3
    assert Matter.RISK_PROMPT in page.cut_short


# --- The flag by its name ------------------------------------------------------------------------------


def test_an_overdue_review_names_its_flag(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer()
    flag = shared_desk.do(cases.raise_flag, case_id, "WEAP", "", date(2026, 8, 10), TODAY)
    (one,) = [one for one in shared_desk.see(list_due, NOW) if one.case_id == case_id]
    assert (one.id, one.review, one.words, one.due) == (flag, "flag", "Weapons", date(2026, 11, 10))


# --- Those under IOM alone -----------------------------------------------------------------------------


def owing(desk: Desk) -> str:
    """Somebody of whom everything is owed and watched."""
    case_id = desk.newcomer(
        managed=CaseDraft(review_on=TODAY, release_on=TODAY, domestic_abuse=Answer.YES, rosh=Rosh.HIGH)
    )
    desk.do(cases.raise_flag, case_id, "WEAP", "", date(2026, 8, 1), TODAY)
    asked = CheckDraft(about=CheckAbout.ADULT, asked_on=date(2026, 10, 1), asked_by="PC", asked_of="Council")
    desk.do(risk.ask_safeguarding, case_id, asked, TODAY)
    said = MaracDraft(role=MaracRole.VICTIM, next_on=TODAY - DAY)
    desk.do(risk.record_marac, case_id, said, TODAY)
    level = RiskLevel(RiskGroup.PUBLIC, Setting.COMMUNITY, Rosh.LOW)
    old = RiskAssessmentDraft(assessed_on=date(2024, 1, 5), assessed_by="X", levels=(level,))
    desk.do(risk.assess_risk, case_id, old, TODAY)
    desk.do(needs.record_need, case_id, NeedDraft(code="DRUGS", score=9), TODAY)
    for at in (NOW - DAY, NOW + timedelta(hours=1)):
        desk.do(
            appointments.book_appointment,
            case_id,
            AppointmentDraft(type_code="COAP", starts_at=at, place="Mill Street"),
        )
    return case_id


SEEN = {Matter.APPOINTMENT, Matter.OUTCOME_MISSING}
EVERYTHING = SEEN | RISKY - {Matter.MARAC_COMING} | {
    Matter.REVIEW_DUE, Matter.NEED_UNSERVED, Matter.NO_PLAN, Matter.NO_DECISION,
}  # fmt: skip


def _status(case_id: str, status: str) -> Callable[[Session], Any]:
    return lambda session: setattr(session.get_one(CaseRow, case_id), "iom_status", status)


@pytest.mark.parametrize(
    "status, expected",
    [("adopted", EVERYTHING), ("referred", SEEN), ("not_adopted", set()), ("deselected", set())],
)
def test_only_of_those_under_iom_is_anything_owed(
    shared_desk: Desk, status: str, expected: set[Matter]
) -> None:
    case_id = owing(shared_desk)
    before = shared_desk.see(today.count_watched)
    shared_desk.do(_status(case_id, status))
    page = shared_desk.see(today.read_today, NOW)
    assert {one.matter for one in page.items if one.case_id == case_id} == expected
    fewer = 0 if status == "adopted" else 1
    assert page.totals[Matter.NO_PLAN] == before[Matter.NO_PLAN] - fewer
    due = {one.matter for one in shared_desk.see(list_due, NOW) if one.case_id == case_id}
    assert due == {matter for matter in expected if matter in SEEN or matter in DUE}


DUE = {Matter.SAFEGUARDING_DUE, Matter.MARAC_PASSED, Matter.REVIEW_DUE}
