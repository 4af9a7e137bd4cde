"""From referral to record on screen: what is proposed, what is asked, what shows, and what leaves on paper."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from iom_desktop.domain.cases import CaseDraft
from iom_desktop.domain.code_lists import CodeItemDraft
from iom_desktop.domain.codes import SCORING_MATRIX, Cohort, IomStatus, Sentence
from iom_desktop.domain.conferences import ConferenceDraft
from iom_desktop.domain.decisions import DecisionDraft, DecisionMaker, DecisionOutcome
from iom_desktop.domain.deselection import DeselectionDraft
from iom_desktop.domain.register import CopyDraft
from iom_desktop.domain.selection import (
    EligibilityCheck,
    Recommendation,
    ReferralDraft,
    ReferralState,
    ScreeningDraft,
)
from iom_desktop.errors import UserError
from iom_desktop.services import (
    audit_log,
    cases,
    code_changes,
    conferences,
    decisions,
    deselections,
    referrals,
    register,
)
from iom_desktop.ui import ask
from iom_desktop.ui.decisions.dialog import DecisionDialog
from iom_desktop.ui.decisions.referral_dialogs import ReferPersonDialog, refer_key
from iom_desktop.ui.decisions.screening_dialog import ScreeningDialog, screen_key
from iom_desktop.ui.decisions.screening_fields import EligibilityField, MatrixField
from iom_desktop.ui.decisions.tab import WhyIomTab
from iom_desktop.ui.documents.copy_dialog import CopyDialog
from iom_desktop.ui.form_dialog import FormDialog
from iom_desktop.ui.jobs import wait_for_jobs
from iom_desktop.ui.page import Page
from iom_desktop.ui.workspace import Workspace
from tests.stores import TODAY, Desk
from tests.ui.conftest import RecordingNavigator

MAKERS = (DecisionMaker(name="A. Chair", agency="police"),)
SAID = ReferralDraft(
    referrer="Sgt Test Cole",
    agency="police",
    referred_on=date(2026, 11, 3),
    grounds="Six burglaries since June.",
)


@pytest.fixture
def case_id(desk: Desk) -> str:
    return desk.person(known_as="Mo", managed=CaseDraft(sentence=Sentence.LICENCE, ogrs=82))


@pytest.fixture
def referral_id(desk: Desk, case_id: str) -> str:
    return desk.do(referrals.refer, case_id, SAID, TODAY)


@pytest.fixture
def tab(workspace: Workspace, navigator: RecordingNavigator, case_id: str, qtbot: QtBot) -> WhyIomTab:
    made = WhyIomTab(workspace, navigator, case_id)
    qtbot.addWidget(made)
    workspace.changed.connect(made.on_changed)
    made.resize(1100, 600)
    made.show()
    return made


def said(tab: QWidget, name: str) -> str:
    found = tab.findChild(QLabel, name)
    return found.text() if isinstance(found, QLabel) else ""


def buttons(tab: QWidget) -> set[str]:
    """The names of the tab's own buttons that show."""
    own = {"record-decision", "refer", "screen-referral", "set-panel", "withdraw-referral", "decision-paper",
           "decision-print", "decision-save", "decision-page"}  # fmt: skip
    return {one.objectName() for one in tab.findChildren(QPushButton) if one.isVisible()} & own


def screened(desk: Desk, referral_id: str, **more: Any) -> str:
    proposal = desk.see(referrals.propose_screening, referral_id, TODAY)
    scores = [one.score(one.code or "INTELLIGENCE_3") for one in proposal.scores]
    draft = ScreeningDraft(
        screened_on=TODAY, screened_by="PC Test Baker", agency="police", eligibility=proposal.eligibility,
        scores=tuple(score for score in scores if score is not None),
    )  # fmt: skip
    return desk.do(referrals.screen, referral_id, replace(draft, **more), TODAY)


def decided(desk: Desk, case_id: str, reason: str = "", **more: Any) -> str:
    draft = DecisionDraft(decided_on=TODAY, cohort=Cohort.FIXED, rationale="Burglaries", decided_by=MAKERS)
    return desk.do(decisions.record_decision, case_id, replace(draft, **more), TODAY, reason)


# --- Referring -------------------------------------------------------------------------------------------


def test_a_referral_is_stored_and_the_strip_shows_it(
    tab: WhyIomTab, desk: Desk, case_id: str, qtbot: QtBot
) -> None:
    assert buttons(tab) == {"record-decision", "refer"}
    dialog = tab.open_refer()
    assert dialog.form.field("referrer").value() == "PC Test Baker"
    dialog.form.field("grounds").set_value("Six burglaries since June.")
    dialog.form.field("agency").restore_text("North Trust")
    dialog.save()
    (kept,) = desk.see(referrals.list_referrals, case_id)
    assert kept.said == replace(SAID, referrer="PC Test Baker", agency="North Trust", referred_on=TODAY)
    qtbot.waitUntil(lambda: said(tab, "selection-steps-referred-name") == "1  Referred ✓")
    assert said(tab, "selection-steps-referred-said") == "Sun 22 Nov 2026, PC Test Baker (North Trust)"
    assert said(tab, "selection-steps-decided-said") == "not yet"
    assert said(tab, "referral-grounds") == "Six burglaries since June."
    assert tab.mark.word == "REFERRED"
    assert buttons(tab) == {"record-decision", "screen-referral", "set-panel", "withdraw-referral"}


BAD_REFERRALS = [
    ("referrer", "", "is needed"),
    ("referrer", "\u0007", "cannot be kept"),
    ("agency", "", "is needed"),
    ("agency", "x" * 201, "too long"),
    ("referred_on", "", "is needed"),
    ("referred_on", "31/02/2026", "not a date"),
    ("referred_on", "tomorrow", "is in the future"),
    ("grounds", "  ", "is needed"),
    ("grounds", "a\u0000b", "cannot be kept"),
]


@pytest.mark.parametrize("field, typed, says", BAD_REFERRALS)
def test_what_is_wrong_with_a_referral_is_said_beside_its_field(
    tab: WhyIomTab, desk: Desk, case_id: str, field: str, typed: str, says: str
) -> None:
    dialog = tab.open_refer()
    dialog.form.field("grounds").set_value("Burglaries")
    dialog.form.field(field).restore_text(typed)
    dialog.save()
    assert says in dialog.form.field(field).error_text()
    assert desk.see(referrals.list_referrals, case_id) == []
    dialog.reject()


@pytest.fixture
def host(qtbot: QtBot) -> Page:
    page = Page("Host", name="host")
    page._stale = False
    qtbot.addWidget(page)
    page.show()
    return page


def test_somebody_new_is_referred_and_opened_where_it_is_decided(
    workspace: Workspace, navigator: RecordingNavigator, host: Page, desk: Desk, qtbot: QtBot, case_id: str
) -> None:
    dialog = ReferPersonDialog(workspace, navigator, host, start="Dean Exampleford")
    dialog.open()
    form = dialog.form
    assert (form.field("surname").value(), form.field("forenames").value()) == ("Exampleford", "Dean")
    # Somebody with the same number is in the store: they are shown before anything is saved.
    form.field("crn").restore_text("Z000001")
    dialog.look()
    assert [match.id for match in dialog.likely.matches] == [case_id]
    dialog.save()
    assert "grounds" in {field.name for field in form.fields() if field.error_text()}
    form.field("grounds").set_value("Burglaries")
    dialog.save()
    assert "belongs to somebody" in form.field("crn").error_text()
    form.field("crn").restore_text("X900417")
    dialog.save()
    qtbot.waitUntil(lambda: len(navigator.places) == 1)
    place = navigator.places[0]
    assert (place.page, place.tab) == ("case", "why_iom")
    case = desk.see(cases.load_case, place.case_id)
    assert (case.person.surname, case.iom_status) == ("Exampleford", IomStatus.REFERRED)


@pytest.mark.usefixtures("referral_id")
def test_a_referral_is_withdrawn_with_a_reason_and_folds_away(
    tab: WhyIomTab, desk: Desk, case_id: str, qtbot: QtBot
) -> None:
    dialog = tab.open_withdraw()
    assert dialog is not None
    dialog.save()
    assert "is needed" in dialog.form.field("reason").error_text()
    dialog.form.field("reason").set_value("Moved away")
    dialog.save()
    (kept,) = desk.see(referrals.list_referrals, case_id)
    assert (kept.state, kept.withdrawn_reason) == (ReferralState.WITHDRAWN, "Moved away")
    qtbot.waitUntil(lambda: said(tab, "referral-0-words").startswith("Withdrawn: Tue 3 Nov 2026"))
    assert buttons(tab) == {"record-decision", "refer"}
    assert tab.open_withdraw() is None
    assert tab.open_screening() is None


@pytest.mark.parametrize(
    "typed, says", [("1/11/2026", "before the referral"), ("whenever", "cannot be read")]
)
def test_a_panel_is_set(
    tab: WhyIomTab, desk: Desk, referral_id: str, qtbot: QtBot, typed: str, says: str
) -> None:
    tab.reload()
    dialog = tab.open_panel()
    assert dialog is not None
    dialog.form.field("panel_on").restore_text(typed)
    dialog.save()
    assert says in dialog.form.field("panel_on").error_text()
    dialog.form.field("panel_on").restore_text("3/12/2026")
    dialog.save()
    assert desk.see(referrals.load_referral, referral_id).panel_on == date(2026, 12, 3)
    qtbot.waitUntil(lambda: said(tab, "selection-steps-panel-said") == "Thu 3 Dec 2026 (in 11 days)")


# --- Screening -------------------------------------------------------------------------------------------


def screening(tab: WhyIomTab) -> tuple[ScreeningDialog, EligibilityField, MatrixField]:
    tab.reload()
    dialog = tab.open_screening()
    assert dialog is not None
    eligibility, matrix = dialog.form.field("eligibility"), dialog.form.field("scores")
    assert isinstance(eligibility, EligibilityField)
    assert isinstance(matrix, MatrixField)
    return dialog, eligibility, matrix


def test_the_record_proposes_and_the_officer_says_the_rest(
    tab: WhyIomTab, desk: Desk, referral_id: str, case_id: str, qtbot: QtBot
) -> None:
    dialog, eligibility, matrix = screening(tab)
    statutory = eligibility.questions[EligibilityCheck.STATUTORY]
    assert statutory.finding.text() == "Statutory: on licence"
    assert matrix.total.text() == "Total: 3 of 23 points, 1 criterion not answered"
    dialog.save()
    assert "choose an answer" in matrix.error_text()
    matrix.lines[4].choose("INTELLIGENCE_3")
    assert matrix.total.text() == "Total: 6 of 23 points"
    assert said(dialog, "screening-ruled") == "With 6 points the rules come to: Not recommended"
    matrix.lines[1].choose("OFFENCES_6")
    assert said(dialog, "score-1-because").startswith("As the officer judges; the record proposes “None”")
    assert said(dialog, "screening-ruled") == "With 10 points the rules come to: Flex cohort"
    statutory.finding.setText("Statutory: on licence, recall likely")
    dialog.form.field("note").set_value("Seen at the office")
    dialog.save()
    (kept,) = desk.see(referrals.list_screenings, case_id)
    assert (kept.total, kept.said.recommendation, kept.said.note) == (
        10,
        Recommendation.FLEX,
        "Seen at the office",
    )
    assert kept.said.eligibility[0].finding == "Statutory: on licence, recall likely"
    qtbot.waitUntil(lambda: said(tab, "screening-total") == "10 of 23 points")
    assert said(tab, "screening-score-1").startswith("Six or more. As the officer judges")
    assert said(tab, "selection-steps-screened-said") == "Sun 22 Nov 2026, 10 of 23 points: Flex cohort"
    assert tab.mark.word == "SCREENED"
    assert referral_id == kept.referral_id


@pytest.mark.usefixtures("referral_id")
def test_what_stands_in_the_way_sends_elsewhere_and_another_answer_needs_a_reason(
    tab: WhyIomTab, desk: Desk, case_id: str
) -> None:
    dialog, eligibility, matrix = screening(tab)
    matrix.lines[4].choose("INTELLIGENCE_0")
    mappa = eligibility.questions[EligibilityCheck.MAPPA]
    reason = dialog.form.field("override_reason")
    assert not reason.isVisible()
    mappa.bars.setChecked(True)
    assert mappa.follows.isVisible()
    assert said(dialog, "screening-ruled").endswith("The rules come to: Refer elsewhere: MAPPA")
    dialog.form.field("recommendation").set_value(Recommendation.FREE.value)
    assert reason.isVisible()
    dialog.save()
    assert "is needed" in reason.error_text()
    reason.set_value("MAPPA lets go on 1 December")
    dialog.save()
    (kept,) = desk.see(referrals.list_screenings, case_id)
    assert (kept.said.recommendation, kept.said.override_reason) == (
        Recommendation.FREE,
        "MAPPA lets go on 1 December",
    )


@pytest.mark.usefixtures("referral_id")
def test_another_day_brings_its_own_matrix_and_keeps_what_the_officer_chose(
    tab: WhyIomTab, desk: Desk
) -> None:
    changed = date(2026, 11, 10)
    item = desk.see(code_changes.load_item, SCORING_MATRIX, "OGRS_75")
    details = dict(item.states[-1].said.details) | {"points": "30"}
    draft = CodeItemDraft(name="75% to 89%", details=details, from_day=changed, reason="New scheme")
    desk.do(code_changes.change_item, SCORING_MATRIX, "OGRS_75", item.version, draft, TODAY)
    dialog, _eligibility, matrix = screening(tab)
    matrix.lines[4].choose("INTELLIGENCE_3")
    assert matrix.total.text().startswith("Total: 33 of ")
    assert said(dialog, "screening-matrix-version").startswith("Scoring matrix of Tue 10 Nov 2026")
    dialog.form.field("screened_on").restore_text("9/11/2026")
    assert matrix.total.text() == "Total: 6 of 23 points"
    assert said(dialog, "screening-matrix-version").startswith("Scoring matrix as it came with the program")
    # What cannot be read, or lies ahead, changes nothing.
    for typed in ("9/1", "1/12/2026", "soon"):
        dialog.form.field("screened_on").restore_text(typed)
        assert matrix.total.text() == "Total: 6 of 23 points"
    dialog.reject()


def test_half_typed_it_comes_back(tab: WhyIomTab, referral_id: str) -> None:
    dialog, eligibility, matrix = screening(tab)
    matrix.lines[4].choose("INTELLIGENCE_1")
    eligibility.questions[EligibilityCheck.AGE].finding.setText("40, he says 41")
    eligibility.questions[EligibilityCheck.AGE].bars.setChecked(True)
    dialog.reject()
    tab.resume(screen_key(referral_id))
    again = tab.findChildren(ScreeningDialog)[-1]
    kept, lines = again.form.field("eligibility"), again.form.field("scores")
    assert isinstance(kept, EligibilityField)
    assert isinstance(lines, MatrixField)
    assert lines.lines[4].code() == "INTELLIGENCE_1"
    assert kept.questions[EligibilityCheck.AGE].finding.text() == "40, he says 41"
    assert kept.questions[EligibilityCheck.AGE].bars.isChecked()
    again.reject()


@pytest.mark.parametrize(
    "field, typed, says",
    [
        ("screened_on", "", "is needed"),
        ("screened_on", "2/11/2026", "before the referral"),
        ("screened_on", "1/12/2026", "is in the future"),
        ("screened_by", " ", "is needed"),
        ("screened_by", "\u0001", "cannot be kept"),
        ("agency", "", "is needed"),
        ("note", "a\u0000b", "cannot be kept"),
        ("eligibility", '[["age", " ", false, ""]]', "is needed"),
        ("eligibility", '[["mappa", "a\\u0007", false, ""]]', "cannot be kept"),
    ],
)
@pytest.mark.usefixtures("referral_id")
def test_what_is_wrong_with_a_screening_is_said_beside_its_field(
    tab: WhyIomTab, desk: Desk, case_id: str, field: str, typed: str, says: str
) -> None:
    dialog, _eligibility, matrix = screening(tab)
    matrix.lines[4].choose("INTELLIGENCE_0")
    dialog.form.field(field).restore_text(typed)
    dialog.save()
    assert says in dialog.form.field(field).error_text()
    assert desk.see(referrals.list_screenings, case_id) == []
    dialog.reject()


# --- Deciding --------------------------------------------------------------------------------------------


def test_the_decision_begins_with_what_screening_found(tab: WhyIomTab, desk: Desk, referral_id: str) -> None:
    screened(desk, referral_id, recommendation=Recommendation.FREE, override_reason="Trafficking")
    dialog = tab.open_dialog()
    assert dialog is not None
    form = dialog.form
    assert form.field("outcome").value() == "accept"
    assert form.field("cohort").value() == "free"
    assert form.field("scores").value() == "Sun 22 Nov 2026, 6 of 23 points: Free cohort"
    assert (form.field("referrer").value(), form.field("referrer_agency").value()) == (
        "Sgt Test Cole",
        "police",
    )
    dialog.reject()
    screened(desk, referral_id)
    again = tab.open_dialog()
    assert again is not None
    again.form.restore({})
    assert DecisionDialog(tab.workspace, tab.case_id, tab).form.field("outcome").value() == "reject"
    again.reject()


@pytest.mark.parametrize(
    "outcome, shown",
    [
        ("accept", {"cohort", "additionality", "objectives", "timescale"}),
        ("reject", set()),
        ("defer", set()),
        ("not_eligible", set()),
        ("refer_elsewhere", {"elsewhere"}),
    ],
)
def test_only_what_belongs_to_the_decision_is_asked(tab: WhyIomTab, outcome: str, shown: set[str]) -> None:
    dialog = tab.open_dialog()
    assert dialog is not None
    dialog.form.field("outcome").set_value(outcome)
    asked = {"cohort", "additionality", "objectives", "timescale", "elsewhere"}
    assert {name for name in asked if dialog.form.field(name).isVisible()} == shown
    dialog.reject()


@pytest.mark.usefixtures("referral_id")
def test_somebody_is_referred_elsewhere(tab: WhyIomTab, desk: Desk, case_id: str, qtbot: QtBot) -> None:
    dialog = tab.open_dialog()
    assert dialog is not None
    form = dialog.form
    form.field("additionality").set_value("Left over from another choice")
    form.field("outcome").set_value("refer_elsewhere")
    form.field("rationale").set_value("MAPPA has him.")
    form.field("decided_by").set_value(MAKERS)
    dialog.save()
    assert "is needed" in form.field("elsewhere").error_text()
    form.field("elsewhere").set_value("MAPPA")
    dialog.save()
    (kept,) = desk.see(decisions.list_decisions, case_id)
    assert (kept.said.outcome, kept.said.elsewhere, kept.said.cohort, kept.said.additionality) == (
        DecisionOutcome.REFER_ELSEWHERE,
        "MAPPA",
        None,
        "",
    )
    qtbot.waitUntil(lambda: said(tab, "decision-outcome") == "Referred elsewhere: MAPPA")
    assert said(tab, "why-iom-heading") == "Why Mo is not under IOM"
    assert "refer" in buttons(tab)


def test_whom_mappa_holds_is_said_before_anybody_decides(
    workspace: Workspace, host: Page, desk: Desk, qtbot: QtBot
) -> None:
    managed = CaseDraft(mappa="Level 2", mappa_reference="MX 7")
    held = desk.person(crn="Z000009", managed=managed)
    dialog = DecisionDialog(workspace, held, host)
    dialog.open()
    assert "MAPPA holds this case (Level 2 · MX 7)" in said(dialog, "outcome-hint")
    form = dialog.form
    for name, value in (("cohort", "fixed"), ("rationale", "Because"), ("decided_by", MAKERS)):
        form.field(name).set_value(value)
    dialog.save()
    assert "held by MAPPA" in form.field("outcome").error_text()
    assert desk.see(decisions.list_decisions, held) == []
    dialog.reject()


def test_a_conference_opens_it_with_its_referral(
    workspace: Workspace, host: Page, desk: Desk, case_id: str, referral_id: str
) -> None:
    conference = desk.do(conferences.plan_conference, ConferenceDraft(held_on=TODAY))
    dialog = DecisionDialog(workspace, case_id, host, referral_id=referral_id, conference_id=conference)
    dialog.open()
    for name, value in (("cohort", "fixed"), ("rationale", "Because"), ("decided_by", MAKERS)):
        dialog.form.field(name).set_value(value)
    dialog.save()
    (kept,) = desk.see(decisions.list_decisions, case_id)
    assert (kept.said.conference_id, kept.said.referral_id) == (conference, referral_id)


@pytest.mark.usefixtures("referral_id")
def test_a_deferral_leaves_the_referral_waiting(
    tab: WhyIomTab, desk: Desk, case_id: str, qtbot: QtBot
) -> None:
    decided(desk, case_id, outcome=DecisionOutcome.DEFER, cohort=None)
    qtbot.waitUntil(lambda: tab.mark.word == "DEFERRED")
    assert said(tab, "selection-steps-panel-said") == "again, no day set"
    assert said(tab, "superseded-0-words") == "Decision of Sun 22 Nov 2026: Deferred"
    assert "decision-paper" in buttons(tab)
    dialog = tab.open_dialog()
    assert dialog is not None
    assert "supersede_reason" not in {field.name for field in dialog.form.fields()}
    dialog.reject()


# --- Times under IOM -------------------------------------------------------------------------------------


def test_a_second_time_under_iom_shows_both(tab: WhyIomTab, desk: Desk, case_id: str, qtbot: QtBot) -> None:
    decided(desk, case_id, decided_on=date(2024, 3, 3))
    assert said(tab, "episode-1") == ""
    gone = DeselectionDraft(
        decided_on=date(2025, 6, 5),
        reason_code="RISK_REDUCED",
        words="Quiet",
        exit_plan="None",
        decided_by=MAKERS,
    )
    desk.do(deselections.deselect, case_id, gone, TODAY)
    qtbot.waitUntil(lambda: said(tab, "why-iom-heading") == "Why Mo was under IOM")
    assert tab.mark.word == "DE-SELECTED"
    desk.do(referrals.refer, case_id, SAID, TODAY)
    decided(desk, case_id)
    qtbot.waitUntil(lambda: said(tab, "episode-2") == "2nd: adopted Sun 22 Nov 2026, and still")
    assert said(tab, "episode-1") == "1st: adopted Sun 3 Mar 2024, de-selected Thu 5 Jun 2025"
    assert said(tab, "superseded-0-words") == "Decision of Sun 3 Mar 2024: Taken on, fixed cohort"


# --- The record on paper ---------------------------------------------------------------------------------


def pages(tab: WhyIomTab) -> str:
    assert wait_for_jobs()
    return "".join(
        tab.preview.document.getAllText(at).text() for at in range(tab.preview.document.pageCount())
    )


def test_the_record_is_previewed_saved_and_on_record(
    tab: WhyIomTab, desk: Desk, case_id: str, tmp_path: Path
) -> None:
    decided(desk, case_id, rationale="Eleven burglaries.")
    tab.reload()
    tab.show_paper()
    assert buttons(tab) == {"decision-print", "decision-save", "decision-page"}
    assert "Eleven burglaries." in pages(tab)
    tab.giving.ask_save()
    dialog = tab.findChildren(CopyDialog)[-1]
    dialog.save()
    assert "needed" in dialog.form.field("recipients").error_text()
    dialog.form.field("recipients").set_value("The file")
    target = tmp_path / "record.pdf"
    with ask.script(target):
        dialog.save()
    assert wait_for_jobs()
    assert "Eleven burglaries." in PdfReader(target).pages[0].extract_text()
    (entry,) = [one for one in desk.see(audit_log.list_access, case_id) if one.disclosure]
    assert entry.document.startswith("decision record, of ")
    assert entry.document.endswith("copy 1")
    assert entry.recipients == "The file"
    tab.show_page()
    assert tab.preview.isHidden()
    assert tab.giving._paper() is None


def test_a_superseded_record_has_its_own_paper(tab: WhyIomTab, desk: Desk, case_id: str) -> None:
    first = decided(desk, case_id, rationale="Eleven burglaries.")
    decided(desk, case_id, "Arrested again", rationale="Twelve burglaries.")
    tab.reload()
    tab.show_paper(first)
    text = pages(tab)
    assert "SUPERSEDED on Sun 22 Nov 2026 because: Arrested again" in " ".join(text.split())
    assert "Twelve" not in text
    tab.show_page()


def test_what_cannot_be_put_on_record_does_not_leave(
    tab: WhyIomTab, desk: Desk, case_id: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    decided(desk, case_id)
    tab.reload()
    tab.show_paper()
    pages(tab)

    def refuse(*_args: object, **_more: object) -> None:
        raise UserError("The disk is full.")

    monkeypatch.setattr(register, "issue_copies", refuse)
    with ask.script(tmp_path / "record.pdf"), pytest.raises(UserError, match="disk is full"):
        tab.giving.give_out(CopyDraft(recipients=("Somebody",)))
    assert not (tmp_path / "record.pdf").exists()
    tab.show_page()


# --- Where Today leads -----------------------------------------------------------------------------------


@pytest.mark.usefixtures("referral_id")
@pytest.mark.parametrize("field, name", [("screen", "screening-dialog"), ("outcome", "decision-dialog")])
def test_a_line_of_today_opens_what_puts_it_right(tab: WhyIomTab, field: str, name: str) -> None:
    tab.reload()
    tab.go_to("", field)
    dialog = tab.findChildren(FormDialog)[-1]
    assert (dialog.objectName(), dialog.isVisible()) == (name, True)
    dialog.reject()


def test_a_half_typed_referral_comes_back(tab: WhyIomTab, case_id: str) -> None:
    dialog = tab.open_refer()
    dialog.form.field("grounds").set_value("Half a sen")
    dialog.reject()
    tab.resume(refer_key(case_id))
    again = tab.findChildren(FormDialog)[-1]
    assert again.form.field("grounds").value() == "Half a sen"
    again.reject()
