"""Going from case to case and minuting, by the keyboard alone."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from iom_desktop.domain.actions import ActionStatus, Who
from iom_desktop.domain.cases import CaseDraft
from iom_desktop.domain.codes import Rag
from iom_desktop.domain.conferences import AttendanceDraft, How, ItemState, MinuteKind
from iom_desktop.domain.people import PersonDraft
from iom_desktop.domain.selection import ReferralDraft
from iom_desktop.services import cases, conferences, plans, referrals, statuses
from iom_desktop.services.people import add_person
from iom_desktop.ui.form_dialog import FormDialog
from iom_desktop.ui.live.page import LivePage
from iom_desktop.ui.navigation import Place
from iom_desktop.ui.workspace import Workspace
from tests.journeys.keyboard import screen
from tests.stores import TODAY
from tests.ui.conftest import RecordingNavigator
from tests.ui.live.conftest import Given, add_people, plan_conference, press, settle, show_page, type_in


def states(given: Given) -> list[ItemState]:
    return [one.state for one in given.workspace.read(conferences.list_cases, given.conference_id)]


def test_the_first_case_shows_all_there_is_to_say(page: LivePage, given: Given) -> None:
    shown = screen(page.desk.glance)
    for words in (
        "SAMPLETON, Mo", "FIXED", "RED", "In the community", "RoSH not recorded", "Why today",
        "Red since Sun 1 Nov 2026", "attend the assessment at Northgate", "9 days overdue", "1.1", "1 of 3",
    ):  # fmt: skip
        assert words in shown
    assert QApplication.focusWidget() is page.desk.side.pad.words.editor


def test_updates_go_round_the_table_and_end_with_the_discussion(page: LivePage, given: Given) -> None:
    first = given.case_ids[0]
    type_in("No arrest since we last met.")
    press("Ctrl+Return")
    type_in("Kept three of four.")
    press("Ctrl+Return")
    press("Ctrl+Return")  # nothing typed for the third: it is not minuted
    assert page.desk.side.pad.current is not None
    assert page.desk.side.pad.current.agency == "Northgate Recovery"
    press("Ctrl+D")
    type_in("Housing is what all else hangs on.")
    press("Ctrl+Return", "Ctrl+E")
    type_in("Seen weekly.")
    press("Ctrl+Return", "Ctrl+Shift+E")
    type_in("Council would rather wait.")
    press("Ctrl+Return")
    assert given.said() == [
        (first, MinuteKind.UPDATE, "police", "No arrest since we last met."),
        (first, MinuteKind.UPDATE, "probation", "Kept three of four."),
        (first, MinuteKind.DISCUSSION, "", "Housing is what all else hangs on."),
        (first, MinuteKind.DECISION, "", "Seen weekly."),
        (first, MinuteKind.DISSENT, "", "Council would rather wait."),
    ]
    assert "Kept three of four." in screen(page.desk.side.book)
    assert states(given) == [ItemState.DISCUSSED, ItemState.TO_DISCUSS, ItemState.TO_DISCUSS]
    assert given.workspace.store.verify() == []


def test_nothing_is_minuted_without_words_and_the_form_says_so(page: LivePage, given: Given) -> None:
    type_in("   ")
    press("Ctrl+Return")
    assert given.minutes() == []
    assert "needed" in page.desk.side.pad.words.error_text()


def test_a_number_brings_an_agency_with_who_sits_there(
    qtbot: QtBot, given: Given, navigator: RecordingNavigator
) -> None:
    draft = AttendanceDraft(agency="probation", name="D. Example", how=How.IN_PERSON)
    given.workspace.perform("Roll", conferences.record_attendance, given.conference_id, draft)
    page = show_page(qtbot, given.workspace, navigator, given.conference_id)
    agencies = [slot.agency for slot in page.desk.side.pad.slots if slot.agency]
    assert agencies == ["probation", "police", "Northgate Recovery"]  # who is there comes first
    press("Ctrl+2", "Ctrl+1")
    type_in("In touch by telephone.")
    press("Ctrl+Return")
    (minute,) = given.minutes()
    assert (minute.said.agency, minute.said.said_by) == ("probation", "D. Example")


def test_page_down_and_up_go_from_case_to_case_and_stop_at_the_ends(page: LivePage, given: Given) -> None:
    press("PgUp")
    assert page.desk.case_id == given.case_ids[0]
    press("PgDown", "PgDown")
    assert page.desk.case_id == given.case_ids[2]
    press("PgDown")
    assert page.desk.case_id == given.case_ids[2]
    assert "last case" in page.notice_text()
    press("PgUp")
    assert page.desk.case_id == given.case_ids[1]
    assert states(given) == [ItemState.TO_DISCUSS] * 3  # looking is not discussing


def test_ctrl_right_goes_on_only_where_there_are_no_words_to_go_through(page: LivePage, given: Given) -> None:
    type_in("two words")
    press("Ctrl+Left", "Ctrl+Left", "Ctrl+Right")
    assert page.desk.case_id == given.case_ids[0]
    press("PgDown")
    press("Ctrl+Right")
    assert page.desk.case_id == given.case_ids[2]


def test_discussed_marks_the_case_and_goes_on(page: LivePage, given: Given) -> None:
    press("Ctrl+PgDown")
    assert page.desk.case_id == given.case_ids[1]
    assert states(given)[0] is ItemState.DISCUSSED
    assert page.desk.list.lines.lines[0].state is ItemState.DISCUSSED


def test_what_is_half_typed_waits_with_its_case(page: LivePage, given: Given) -> None:
    type_in("He said that")
    press("PgDown")
    assert page.desk.side.pad.words.value() == ""
    assert [one.half_typed for one in page.desk.list.lines.lines] == [True, False, False]
    type_in("Another")
    press("PgUp")
    assert page.desk.side.pad.words.value() == "He said that"
    type_in(" he would come")
    assert page.desk.side.pad.words.value() == "He said that he would come"
    assert given.minutes() == []


def test_each_place_to_type_in_keeps_its_own_words(page: LivePage, given: Given) -> None:
    type_in("police half")
    press("Ctrl+2")
    type_in("probation half")
    press("Ctrl+1")
    assert page.desk.side.pad.words.value() == "police half"
    press("Ctrl+Return")  # keeps the first, and goes on to where something is half typed
    assert page.desk.side.pad.words.value() == "probation half"
    assert [words for *_rest, words in given.said()] == ["police half"]


def test_an_action_goes_straight_into_the_plan_with_owner_and_day(page: LivePage, given: Given) -> None:
    press("F2")
    type_in("PC Baker (police)")
    press("Tab")
    type_in("books the bed")
    press("Tab")
    type_in("Fri 27 Nov")
    press("Ctrl+Return")
    plan = given.workspace.read(plans.newest_plan, given.case_ids[0])
    assert plan is not None
    said = list(plan.actions())[-1].said
    assert (said.what, said.who, said.who_name, said.who_agency) == (
        "books the bed", Who.OFFICER, "PC Baker", "police",
    )  # fmt: skip
    assert said.due_on == date(2026, 11, 27)
    assert page.notice_text() == "It is 2.1 of the plan."
    assert "books the bed" in screen(page.desk.glance)
    assert QApplication.focusWidget() is page.desk.side.pad.words.editor
    press("F2")
    assert page.desk.side.action.what.value() == ""  # the next one begins empty


def test_an_action_that_cannot_be_read_says_why_and_stays(page: LivePage, given: Given) -> None:
    press("F2", "Tab")
    type_in("books the bed")
    press("Tab")
    type_in("31 Feb")
    press("Ctrl+Return")
    assert page.desk.side.open_part == "action"
    assert "not a date" in page.desk.side.action.due.error_text()
    assert page.desk.side.action.what.value() == "books the bed"
    press("Escape")
    assert page.desk.side.open_part == ""
    press("F2")
    assert page.desk.side.action.what.value() == "books the bed"


def test_an_action_for_somebody_without_a_plan_begins_one(page: LivePage, given: Given) -> None:
    press("PgDown")
    assert "There is no plan yet." in screen(page.desk.glance)
    press("F2")
    type_in("the person")
    press("Tab")
    type_in("brings his letters")
    press("Ctrl+Return")
    plan = given.workspace.read(plans.newest_plan, given.case_ids[1])
    assert plan is not None
    assert [one.said.who for one in plan.actions()] == [Who.PERSON]


def test_a_required_action_is_missed_with_its_reason(page: LivePage, given: Given) -> None:
    press("F6")
    press("M")
    assert page.desk.side.open_part == "stand"
    press("Ctrl+Return")
    assert page.desk.side.stand.reason.error_text()  # a reason is needed
    type_in("was in hospital")
    press("Ctrl+Return")
    plan = given.workspace.read(plans.newest_plan, given.case_ids[0])
    assert plan is not None
    (action,) = plan.actions()
    assert action.status is ActionStatus.MISSED
    assert action.history[-1].reason == "was in hospital"
    press("F6", "D")
    press("Ctrl+Return")
    plan = given.workspace.read(plans.newest_plan, given.case_ids[0])
    assert plan is not None
    assert next(plan.actions()).status is ActionStatus.DONE


def test_a_colour_is_changed_with_its_reason_by_this_conference(page: LivePage, given: Given) -> None:
    press("F3", "Tab")
    type_in("A")
    press("Tab")
    type_in("keeps to it")
    press("Ctrl+Return")
    case = given.workspace.read(cases.load_case, given.case_ids[0])
    assert case.managed.rag is Rag.AMBER
    (now,) = [
        one
        for one in given.workspace.read(statuses.list_statuses, given.case_ids[0])
        if one.aspect == "rag" and one.current
    ]
    assert (now.reason, now.decided_by, now.conference_id) == (
        "keeps to it",
        "Case conference",
        given.conference_id,
    )
    assert "AMBER" in screen(page.desk.glance)


def test_putting_off_needs_a_reason_and_goes_on(page: LivePage, given: Given) -> None:
    press("F7", "Ctrl+Return")
    assert page.desk.side.put_off.reason.error_text()
    type_in("Probation is not here")
    press("Ctrl+Return")
    item = given.workspace.read(conferences.list_cases, given.conference_id)[0]
    assert (item.state, item.off_reason) == (ItemState.DEFERRED, "Probation is not here")
    assert page.desk.case_id == given.case_ids[1]


def test_a_case_taken_off_comes_back(page: LivePage, given: Given) -> None:
    press("F8")
    type_in("moved away")
    press("Ctrl+Return")
    assert [one.state for one in given.workspace.read(conferences.list_cases, given.conference_id)][-1] is (
        ItemState.TAKEN_OFF
    )
    page.show_case(given.case_ids[0])
    press("F8")
    assert ItemState.TAKEN_OFF not in states(given)


def test_the_formal_decision_on_somebody_under_iom_is_a_deselection(page: LivePage, given: Given) -> None:
    press("F11")
    top = QApplication.activeModalWidget()
    assert top is not None
    assert top.objectName() == "deselection-dialog"
    top.close()


def test_the_list_leads_to_a_case(page: LivePage, given: Given) -> None:
    press("Ctrl+G")
    assert QApplication.focusWidget() is page.desk.list
    press("Down", "Down", "Return")
    assert page.desk.case_id == given.case_ids[2]
    press("Ctrl+G", "Escape")
    assert QApplication.focusWidget() is page.desk.side.pad.words.editor


def test_every_key_is_a_button_with_a_name(page: LivePage) -> None:
    for one in page._keys():
        made = page.key_bar.buttons[one.name]
        assert made.accessibleName() == (one.called or one.words)
        assert made.text().startswith(QKeySequence(one.keys).toString(QKeySequence.SequenceFormat.NativeText))
        assert made.isVisibleTo(page)


def test_ctrl_k_can_tell_every_button_from_every_other(page: LivePage) -> None:
    names = [one.accessibleName() for one in page.findChildren(QPushButton) if one.isVisibleTo(page)]
    assert len(names) == len(set(names))


def test_f1_lists_the_keys(page: LivePage) -> None:
    press("F1")
    top = QApplication.activeModalWidget()
    assert top is not None
    assert "Ctrl+Shift+E" in screen(top)
    press("F1")
    assert QApplication.activeModalWidget() is None


def test_no_cases_at_all(qtbot: QtBot, workspace: Workspace, navigator: RecordingNavigator) -> None:
    conference_id = plan_conference(workspace, [])
    page = show_page(qtbot, workspace, navigator, conference_id, tab="roll")
    press("Ctrl+Return")
    assert "No case is on the agenda" in page.notice_text()
    press("PgDown", "F2", "Ctrl+G")  # nothing to go to, and nothing goes wrong
    press("F10")
    assert page.step() == "read-back"
    assert "0 cases discussed" in screen(page.read_back)


def test_three_hundred_cases_are_gone_through(
    qtbot: QtBot, workspace: Workspace, navigator: RecordingNavigator
) -> None:
    case_ids = add_people(workspace, 300)
    conference_id = plan_conference(workspace, case_ids)
    page = show_page(qtbot, workspace, navigator, conference_id)
    page.show_case(case_ids[299])
    type_in("The last of all")
    press("Ctrl+Return", "PgUp")
    assert page.desk.case_id == case_ids[298]
    assert page.desk.list.lines.rowCount() == 300
    press("F10")
    assert "1 case discussed, 299 not reached" in screen(page.read_back)


def test_a_conference_that_is_not_there_gets_a_sentence(
    qtbot: QtBot, workspace: Workspace, navigator: RecordingNavigator
) -> None:
    page = show_page(qtbot, workspace, navigator, "0" * 32)
    assert page.empty_button is not None
    page.empty_button.click()
    assert navigator.places == [Place("conferences")]


def test_where_the_officer_is_leads_back_to_the_case_and_the_form(page: LivePage, given: Given) -> None:
    press("PgDown", "F2")
    place = page.place()
    assert place == Place("live", tab="cases:action", record_id=given.conference_id, field=given.case_ids[1])
    page.show_step("roll")
    page.arrive(place)
    assert page.desk.case_id == given.case_ids[1]
    assert page.desk.side.open_part == "action"


def test_what_the_meeting_itself_did_is_no_news_to_it(page: LivePage, given: Given) -> None:
    assert "Nothing was recorded." not in screen(page.desk.glance)  # the plan was begun
    before = news(page)
    press("F2", "Tab")
    type_in("books the bed")
    press("Ctrl+Return")
    assert "books the bed" in screen(page.desk.glance)
    assert news(page) == before


def news(page: LivePage) -> list[str]:
    """The lines of what happened since last time."""
    labels = page.desk.glance.inside.findChildren(QLabel)
    return [one.text() for one in labels if one.objectName().startswith("live-since") and one.isVisible()]


def test_what_is_typed_right_after_a_key_goes_to_the_case_it_led_to(page: LivePage, given: Given) -> None:
    editor = page.desk.side.pad.words.editor
    QTest.keyClick(editor, Qt.Key.Key_PageDown)
    QTest.keyClicks(editor, "at once")
    QTest.qWait(200)
    assert page.desk.case_id == given.case_ids[1]
    assert page.desk.side.pad.words.value() == "at once"


def test_a_referral_has_no_plan_yet_and_its_formal_decision_is_the_record(
    qtbot: QtBot, workspace: Workspace, navigator: RecordingNavigator
) -> None:
    draft = PersonDraft(crn="X900001", surname="Newsample", forenames="Mo")
    case_id = workspace.perform("Add person", add_person, draft, CaseDraft(), TODAY)
    said = ReferralDraft(referrer="PC Able", agency="police", referred_on=TODAY, grounds="Arrested again.")
    workspace.perform("Refer", referrals.refer, case_id, said, TODAY)
    conference_id = plan_conference(workspace, [case_id])
    page = show_page(qtbot, workspace, navigator, conference_id)
    assert "REFERRED" in screen(page.desk.glance)
    assert "Cohort not recorded" not in screen(page.desk.glance)
    assert "There is no plan yet." in screen(page.desk.glance)
    press("F11")
    top = QApplication.activeModalWidget()
    assert isinstance(top, FormDialog)
    assert top.objectName() == "decision-dialog"
    key = top.draft_key
    top.close()
    settle()
    page.resume(key)  # as after a lock
    again = QApplication.activeModalWidget()
    assert again is not None
    assert again.objectName() == "decision-dialog"
    again.close()


def test_a_minute_is_corrected_from_the_list(page: LivePage, given: Given) -> None:
    type_in("No arest")
    press("Ctrl+Return")
    page.desk.side.book.rows_shown[0].setFocus()
    press("Return")
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, FormDialog)
    dialog.form.field("words").set_value("No arrest")
    dialog.save()
    settle()
    assert [one.said.words for one in given.minutes() if not one.replaced] == ["No arrest"]
    assert "No arrest" in screen(page.desk.side.book)
    assert "corrected" in screen(page.desk.side.book)
