"""The other parts of a conference's page: since last time, the roll, the minutes and the actions."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from iom_desktop.domain.actions import ActionDraft, Who
from iom_desktop.domain.conferences import AttendanceDraft, How
from iom_desktop.domain.offending import OffendingDraft
from iom_desktop.services import audit_log, conferences, offending
from iom_desktop.ui import ask
from iom_desktop.ui.conferences.actions_section import ActionsSection
from iom_desktop.ui.conferences.attendance_section import AttendanceDialog, AttendanceSection, RollDialog
from iom_desktop.ui.conferences.conference_page import ConferencePage
from iom_desktop.ui.conferences.minutes_section import CorrectMinuteDialog, MinuteDialog, MinutesSection
from iom_desktop.ui.conferences.since_section import SinceSection
from iom_desktop.ui.form_dialog import FormDialog
from iom_desktop.ui.navigation import Place
from tests.stores import TODAY, Clock
from tests.ui.conferences.meeting import Meeting
from tests.ui.conftest import RecordingNavigator


def dialog(page: ConferencePage, kind: type[FormDialog]) -> FormDialog:
    found: FormDialog = page.findChildren(kind)[-1]
    return found


def type_in(opened: FormDialog, **texts: str) -> None:
    for name, text in texts.items():
        opened.form.field(name).restore_text(text)


# --- The roll --------------------------------------------------------------------------------------------


@pytest.fixture
def roll(page: ConferencePage, meeting: Meeting) -> AttendanceSection:
    page.show_part("attendance")
    page.first_focus()
    part = page.section()
    assert isinstance(part, AttendanceSection)
    return part


def on_roll(part: AttendanceSection) -> list[tuple[str, str]]:
    model = part.table.record_model()
    return [
        (model.data(model.index(row, 0)), model.data(model.index(row, 1))) for row in range(model.rowCount())
    ]


def test_one_key_says_how_an_agency_took_part(
    roll: AttendanceSection, meeting: Meeting, qtbot: QtBot
) -> None:
    assert on_roll(roll)[0] == ("Police", "not said yet")
    roll.table.selectRow(0)
    QTest.keyClick(roll.table, Qt.Key.Key_1)
    qtbot.waitUntil(lambda: on_roll(roll)[0] == ("Police", "In person"))
    roll.table.selectRow(0)
    QTest.keyClick(roll.table, Qt.Key.Key_4)
    qtbot.waitUntil(lambda: on_roll(roll)[0] == ("Police", "Apologies"))
    (one,) = meeting.desk.see(conferences.list_attendance, meeting.id)
    assert one.said.how is How.APOLOGIES


def test_an_agency_that_was_not_expected_is_added_and_taken_off_again(
    roll: AttendanceSection, page: ConferencePage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    roll.add()
    opened = dialog(page, RollDialog)
    type_in(opened, agency="Northgate Recovery", how="remote", contribution="He attends.")
    opened.save()
    qtbot.waitUntil(lambda: ("Northgate Recovery", "Remote") in on_roll(roll))
    assert roll.table.select_id(roll.table.records()[-1].id)
    monkeypatch.setattr(ask, "confirm", lambda *_a, **_k: True)
    roll.remove_button.click()
    qtbot.waitUntil(lambda: len(on_roll(roll)) == 3)


def test_a_line_changed_elsewhere_shows_both(
    roll: AttendanceSection, page: ConferencePage, meeting: Meeting
) -> None:
    line = meeting.desk.do(
        conferences.record_attendance, meeting.id, AttendanceDraft(agency="police", how=How.REMOTE)
    )
    roll.refresh()
    roll.table.select_id(line)
    roll.change()
    opened = dialog(page, AttendanceDialog)
    type_in(opened, contribution="Mine")
    meeting.desk.do(
        conferences.change_attendance,
        line,
        1,
        AttendanceDraft(agency="police", how=How.REMOTE, contribution="Theirs"),
    )
    opened.save()
    assert opened.isVisible()
    assert opened.findChild(object, "attendance-dialog-comparison") is not None


# --- Minutes ---------------------------------------------------------------------------------------------


@pytest.fixture
def minutes(page: ConferencePage, meeting: Meeting, qtbot: QtBot) -> MinutesSection:
    meeting.hold()
    qtbot.waitUntil(lambda: page.state.word == "In progress")
    page.show_part("minutes")
    part = page.section()
    assert isinstance(part, MinutesSection)
    return part


def read(part: MinutesSection) -> list[str]:
    model = part.table.record_model()
    return [model.data(model.index(row, 3)) for row in range(model.rowCount())]


def test_minutes_are_read_by_case_and_reading_them_is_on_record(
    minutes: MinutesSection, meeting: Meeting
) -> None:
    assert read(minutes) == ["No arrest since we met.", "To stay in the cohort."]
    assert minutes.said.text() == "2 things minuted."
    facts = dict(minutes.sheet.shown)
    assert facts["Update"] == "No arrest since we met."
    assert facts["Who said it"] == "Police, PC Mock"
    log = meeting.desk.see(audit_log.list_access, meeting.cases[0])
    assert [one.words for one in log] == ["Read the minutes"]
    assert meeting.desk.see(audit_log.list_access, meeting.cases[2]) == []
    minutes.of.setCurrentIndex(minutes.of.findData(meeting.cases[1]))
    assert read(minutes) == ["To stay in the cohort."]


def test_a_minute_is_added_while_it_goes_on(
    minutes: MinutesSection, page: ConferencePage, qtbot: QtBot
) -> None:
    minutes.add()
    opened = dialog(page, MinuteDialog)
    type_in(opened, case_id="meeting", minute="discussion", words="The pack was late.")
    opened.save()
    qtbot.waitUntil(lambda: read(minutes)[0] == "The pack was late.")


def test_a_correction_keeps_both_and_needs_a_reason_once_it_is_closed(
    minutes: MinutesSection, page: ConferencePage, meeting: Meeting, qtbot: QtBot
) -> None:
    meeting.close()
    qtbot.waitUntil(lambda: page.state.word == "Closed")
    assert not minutes.add_button.isVisible()
    minutes.table.selectRow(0)
    QTest.keyClick(minutes.table, Qt.Key.Key_Return)
    opened = dialog(page, CorrectMinuteDialog)
    type_in(opened, words="One arrest since we met.")
    opened.save()
    assert opened.form.field("reason").error_text()
    type_in(opened, reason="Misheard")
    opened.save()
    qtbot.waitUntil(lambda: read(minutes)[0] == "One arrest since we met. [corrected (Misheard)]")
    assert minutes.replaced.isVisible()
    minutes.replaced.setChecked(True)
    assert read(minutes)[0] == "Replaced: No arrest since we met."


def test_two_corrections_at_once_lose_neither(
    minutes: MinutesSection, page: ConferencePage, meeting: Meeting
) -> None:
    first = minutes.table.records()[0]
    minutes.table.selectRow(0)
    minutes.correct()
    opened = dialog(page, CorrectMinuteDialog)
    type_in(opened, words="Mine")
    meeting.desk.do(conferences.correct_minute, first.id, "Theirs")
    opened.save()
    assert opened.isVisible()
    opened._keep_my_version()
    every = meeting.desk.see(conferences.list_minutes, meeting.id)
    assert [one.said.words for one in every if not one.replaced and one.said.case_id == meeting.cases[0]] == [
        "Mine"
    ]
    assert {"Theirs", "Mine", first.said.words} <= {one.said.words for one in every}


# --- Actions ---------------------------------------------------------------------------------------------


def test_actions_are_listed_with_their_age_and_lead_into_the_plan(
    page: ConferencePage, meeting: Meeting, navigator: RecordingNavigator, qtbot: QtBot
) -> None:
    meeting.hold()
    draft = ActionDraft(
        what="book the bed",
        who=Who.OFFICER,
        who_name="PC Mock",
        who_agency="police",
        due_on=date(2026, 11, 27),
    )
    action = meeting.desk.do(conferences.add_conference_action, meeting.id, meeting.cases[0], draft, TODAY)
    page.show_part("actions")
    part = page.section()
    assert isinstance(part, ActionsSection)
    qtbot.waitUntil(lambda: len(part.table.records()) == 1)
    one = part.table.records()[0]
    assert (one.what, one.owner, one.agency) == ("book the bed", "PC Mock", "police")
    assert part.which.button("new").text() == "Given at this conference: 1"
    part.table.selectRow(0)
    QTest.keyClick(part.table, Qt.Key.Key_Return)
    assert navigator.places[-1] == Place("case", meeting.cases[0], "plan", action)
    part.which.button("carried").click()
    assert part.table.records() == []


# --- Since last time -------------------------------------------------------------------------------------


def test_what_happened_since_is_told_in_three_parts_and_opening_is_on_record(
    page: ConferencePage, meeting: Meeting, clock: Clock
) -> None:
    meeting.desk.do(
        offending.record_offending,
        meeting.cases[1],
        OffendingDraft(on_day=date(2026, 11, 20), offence="Theft"),
        TODAY,
    )
    page.show_part("since", meeting.cases[1])
    part = page.section()
    assert isinstance(part, SinceSection)
    part.read_now()
    assert part.person.text() == "EXAMPLEBY, Mo"
    assert part.lists["conference"].lines()[0].words == "No conference has had it before it yet."
    assert part.lists["opened"].lines()[0].words == "You had not opened it before."
    assert part.lists["printed"].lines()[0].words.startswith("Nothing of it has been printed")
    log = meeting.desk.see(audit_log.list_access, meeting.cases[1])
    assert [one.words for one in log] == ["Open case"]
    clock.advance(hours=20)
    meeting.desk.do(
        offending.record_offending,
        meeting.cases[1],
        OffendingDraft(on_day=date(2026, 11, 23), offence="Burglary"),
        date(2026, 11, 23),
    )
    part.refresh()
    part.read_now()
    assert "Burglary" in part.lists["opened"].lines()[0].words
    assert part.lists["opened"].lines()[0].tab == "timeline"


# --- Going places ----------------------------------------------------------------------------------------


def test_the_parts_are_a_key_each_and_back_finds_them(
    page: ConferencePage, meeting: Meeting, qtbot: QtBot
) -> None:
    for number, key in enumerate(("agenda", "since", "attendance", "minutes", "actions", "papers"), start=1):
        QTest.keyClick(page, Qt.Key(Qt.Key.Key_0 + number), Qt.KeyboardModifier.ControlModifier)
        assert page.place() == Place("conference", tab=key, record_id=meeting.id)
        assert page.section().isAncestorOf(page.window().focusWidget()), key
        page.arrive(page.place())
        assert page.current_key == key


def test_one_that_is_not_there_leads_back(page: ConferencePage, navigator: RecordingNavigator) -> None:
    page.arrive(Place("conference", record_id="0" * 32))
    assert page.empty_button is not None
    page.empty_button.click()
    assert navigator.places[-1] == Place("conferences")


def test_starting_on_another_day_is_asked_about(
    page: ConferencePage, meeting: Meeting, navigator: RecordingNavigator, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def say_no(_parent: object, question: str, detail: str = "", **_more: object) -> bool:
        asked.append(f"{question} {detail}")
        return False

    monkeypatch.setattr(ask, "confirm", say_no)
    page.start_button.click()
    assert asked == ["Start the conference today? It is planned for Thu 3 Dec 2026 (in 11 days)."]
    assert meeting.load().opened_at is None
    monkeypatch.setattr(ask, "confirm", lambda *_a, **_k: True)
    page.start_button.click()
    assert meeting.load().opened_at is not None
    assert navigator.places == [Place("live", record_id=meeting.id)]
