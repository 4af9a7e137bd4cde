"""The page Lists: what stands, what waits, what was; changed, added, ended and put in order by keyboard."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QComboBox, QLabel
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from iom_desktop.domain.appointments import AppointmentDraft
from iom_desktop.domain.code_lists import CODE_LISTS, CodeItemDraft, EndItemDraft
from iom_desktop.domain.codes import (
    APPOINTMENT_OUTCOMES,
    APPOINTMENT_TYPES,
    BANK_HOLIDAYS,
    COMPLIANCE_RULES,
    LETTER_TEMPLATES,
    SUPPORT_KINDS,
)
from iom_desktop.services import appointments, code_changes, codes
from iom_desktop.storage.tables import AuditEntryRow
from iom_desktop.ui.appointments.outcome import OutcomeDialog
from iom_desktop.ui.navigation import Place
from iom_desktop.ui.settings.list_dialogs import (
    AddItemDialog,
    ChangeItemDialog,
    EndItemDialog,
    add_key,
    change_key,
    end_key,
)
from iom_desktop.ui.settings.lists import ListsPage
from iom_desktop.ui.settings.page import SettingsPage
from iom_desktop.ui.settings_file import SettingsFile
from iom_desktop.ui.window import Window
from iom_desktop.ui.workspace import Workspace
from tests.stores import NOW, TODAY, Desk
from tests.ui.conftest import RecordingNavigator

FIRST = date(2026, 12, 1)


@pytest.fixture
def page(workspace: Workspace, navigator: RecordingNavigator, qtbot: QtBot) -> ListsPage:
    made = ListsPage(workspace, navigator)
    qtbot.addWidget(made)
    workspace.changed.connect(made.on_changed)
    made.resize(1080, 720)
    made.show()
    return made


def read(page: ListsPage, list_name: str, code: str, on: date = TODAY) -> Any:
    return page.workspace.read(codes.list_codes, list_name, on)[code]


def cells(page: ListsPage, code: str) -> list[str]:
    record = next(one for one in page.table.records() if one.code == code)
    return [column.text(record) for column in page.table.record_model().columns]


def history(page: ListsPage) -> list[str]:
    return [words for _role, words in page.history.shown]


def typed(dialog: Any, **texts: str) -> None:
    dialog.form.restore(texts)


def saved(dialog: Any) -> None:
    """Save, and let the page follow as it does once the click is done with."""
    dialog.save()
    assert errors(dialog) == {}
    QCoreApplication.processEvents()


def errors(dialog: Any) -> dict[str, str]:
    return {field.name: field.error_text() for field in dialog.form.fields() if field.error_text()}


def test_settings_lead_to_the_lists(
    workspace: Workspace, navigator: RecordingNavigator, qtbot: QtBot, tmp_path: Any
) -> None:
    made = SettingsPage(workspace, navigator, SettingsFile(tmp_path / "settings.json"))
    qtbot.addWidget(made)
    made.show()
    made.lists_button.click()
    assert navigator.places == [Place("lists")]


def test_every_list_shows_its_items_in_words(page: ListsPage) -> None:
    for list_name in CODE_LISTS:
        page.choice.setCurrentIndex(page.choice.findData(list_name))
        assert page.kind.name == list_name
        assert len(page.table.records()) == len(codes.shipped(list_name))
        for record in page.table.records():
            for text in cells(page, record.code):
                assert "_" not in text.replace(record.code, "")
        assert "None" not in " ".join(history(page))


def test_holidays_begin_with_the_next_one(page: ListsPage) -> None:
    page.show_list(BANK_HOLIDAYS)
    chosen = page.item()
    assert chosen is not None
    assert cells(page, chosen.code) == ["Christmas Day", "Fri 25 Dec 2026", "", "always"]
    assert not page.up_button.isEnabled()


def test_a_change_from_a_day_to_come_waits_and_can_be_changed(page: ListsPage) -> None:
    page.table.select_id("COAP")
    dialog = page.change()
    assert isinstance(dialog, ChangeItemDialog)
    dialog.form.field("counts_toward_compliance").set_value(False)
    typed(dialog, name="Office visit", from_day="1 dec 2026")
    saved(dialog)
    assert cells(page, "COAP")[0] == "Planned office visit"
    assert cells(page, "COAP")[3] == "changes 1 Dec 2026"
    assert read(page, APPOINTMENT_TYPES, "COAP").yes("counts_toward_compliance")
    assert not read(page, APPOINTMENT_TYPES, "COAP", FIRST).yes("counts_toward_compliance")
    said = history(page)
    assert said[1] == "From 1 Dec 2026"
    assert "Name: Office visit\nIt is: an appointment, booked ahead\nCounts toward compliance: No" in said[2]
    assert said[3] == "Until 30 Nov 2026"
    assert "PC Test Baker" in said[2]
    page.waiting_button.click()
    waiting = page.findChild(ChangeItemDialog)
    assert waiting is not None
    assert waiting.form.field("name").value() == "Office visit"
    assert waiting.form.field("from_day").value() == FIRST
    typed(waiting, name="Visit to the office")
    saved(waiting)
    assert read(page, APPOINTMENT_TYPES, "COAP", FIRST).name == "Visit to the office"


def test_a_past_day_needs_a_reason_which_goes_on_record(page: ListsPage, desk: Desk) -> None:
    page.show_list(COMPLIANCE_RULES)
    page.table.select_id("licence")
    dialog = page.change()
    assert isinstance(dialog, ChangeItemDialog)
    typed(dialog, evidence_working_days="7", from_day="01/11/2026")
    dialog.save()
    assert "this day is past" in errors(dialog)["reason"]
    typed(dialog, reason="The scheme agreed it in October.")
    dialog.save()
    assert read(page, COMPLIANCE_RULES, "licence").detail("evidence_working_days") == "7"
    with desk.store.read() as session:
        entry = session.scalars(select(AuditEntryRow).order_by(AuditEntryRow.seq.desc()).limit(1)).one()
    assert (entry.words, entry.reason) == ("Change an item of a list", "The scheme agreed it in October.")


def test_thresholds_that_make_no_sense_are_refused_beside_their_field(page: ListsPage) -> None:
    page.show_list(COMPLIANCE_RULES)
    page.table.select_id("licence")
    dialog = page.change()
    assert dialog is not None
    typed(dialog, second_warning="1")
    dialog.save()
    assert set(errors(dialog)) == {"second_warning"}
    assert not page.add_button.isEnabled()
    assert not page.end_button.isEnabled()


def test_what_the_rules_turn_on_is_locked_and_can_be_renamed(page: ListsPage) -> None:
    page.show_list(APPOINTMENT_OUTCOMES)
    page.table.select_id("AFTA")
    assert not page.end_button.isEnabled()
    dialog = page.change()
    assert dialog is not None
    locked = [field.name for field in dialog.form.fields() if not field.isEnabled()]
    assert locked == ["attended", "acceptable", "action_required"]
    typed(dialog, name="Did not come")
    dialog.save()
    assert read(page, APPOINTMENT_OUTCOMES, "AFTA").name == "Did not come"


def test_a_letter_with_a_blank_nobody_can_fill_is_refused(page: ListsPage) -> None:
    page.show_list(LETTER_TEMPLATES)
    page.table.select_id("MISSED")
    dialog = page.change()
    assert dialog is not None
    typed(dialog, body="Dear {called},\n\nCome on {wen}.")
    dialog.save()
    assert errors(dialog) == {"body": "Letter: {wen} is no blank that the record can fill."}
    explained = [label.text() for label in dialog.findChildren(QLabel)]
    assert "{evidence_by}" in explained
    assert "the last day for evidence" in explained
    typed(dialog, body="Dear {called},\n\nCome on {next_when}.")
    dialog.save()
    assert "{next_when}" in read(page, LETTER_TEMPLATES, "MISSED").detail("body")


def test_an_item_is_added_ended_and_brought_back(page: ListsPage) -> None:
    page.show_list(SUPPORT_KINDS)
    dialog = page.add()
    assert isinstance(dialog, AddItemDialog)
    typed(dialog, name="Rang somebody", code="lift")
    dialog.save()
    assert "A code is used once" in errors(dialog)["code"]
    typed(dialog, code="rang")
    saved(dialog)
    chosen = page.item()
    assert chosen is not None
    assert chosen.code == "RANG"
    end = page.end()
    assert isinstance(end, EndItemDialog)
    saved(end)
    assert "RANG" not in [one.code for one in page.table.records()]
    page.ended.click()
    page.table.select_id("RANG")
    assert cells(page, "RANG")[3] == "ended 22 Nov 2026"
    assert not page.end_button.isEnabled()
    back = page.change()
    assert back is not None
    saved(back)
    assert read(page, SUPPORT_KINDS, "RANG").offered_on(TODAY)


def test_a_holiday_is_added_by_its_day_and_taken_away(page: ListsPage) -> None:
    page.show_list(BANK_HOLIDAYS)
    dialog = page.add()
    assert dialog is not None
    typed(dialog, code="4 june 2027", name="A jubilee")
    saved(dialog)
    assert page.workspace.read(codes.holidays)[date(2027, 6, 4)] == "A jubilee"
    chosen = page.item()
    assert chosen is not None
    assert chosen.code == "2027-06-04"
    end = page.end()
    assert end is not None
    end.save()
    assert date(2027, 6, 4) not in page.workspace.read(codes.holidays)


def test_items_are_put_in_order_by_keyboard(page: ListsPage, qtbot: QtBot) -> None:
    page.show_list(SUPPORT_KINDS)
    page.activateWindow()
    page.table.setFocus()
    page.table.select_id("ACCOMPANIED")
    qtbot.waitUntil(page.table.hasFocus)
    qtbot.keyClick(page.table, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert [one.code for one in page.table.records()][:2] == ["ACCOMPANIED", "LIFT"]
    page.up_button.click()  # as far up as it goes
    assert [one.code for one in page.table.records()][:2] == ["ACCOMPANIED", "LIFT"]
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert page.findChild(ChangeItemDialog) is not None


def test_somebody_elses_change_is_shown_beside_mine(page: ListsPage, desk: Desk) -> None:
    page.show_list(SUPPORT_KINDS)
    page.table.select_id("LIFT")
    dialog = page.change()
    assert dialog is not None
    typed(dialog, name="Mine")
    item = desk.see(code_changes.load_item, SUPPORT_KINDS, "LIFT")
    theirs = CodeItemDraft(name="Theirs", from_day=TODAY)
    desk.do(code_changes.change_item, SUPPORT_KINDS, "LIFT", item.version, theirs, TODAY)
    dialog.save()
    shown = [label.text() for label in dialog.findChildren(QLabel)]
    assert {"Theirs", "Mine"} <= set(shown)
    assert read(page, SUPPORT_KINDS, "LIFT").name == "Theirs"
    dialog._keep_my_version()
    assert read(page, SUPPORT_KINDS, "LIFT").name == "Mine"


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        (add_key(BANK_HOLIDAYS), AddItemDialog),
        (change_key(APPOINTMENT_TYPES, "COAP"), ChangeItemDialog),
        (end_key(BANK_HOLIDAYS, "2026-12-28"), EndItemDialog),
    ],
)
def test_what_was_half_typed_is_opened_again(page: ListsPage, key: str, kind: type) -> None:
    page.resume(key)
    dialog = page.findChild(kind)
    assert dialog is not None
    assert dialog.draft_key == key


def test_a_draft_of_a_list_that_is_gone_opens_nothing(page: ListsPage) -> None:
    page.resume("lists:change:people:X")
    page.resume(change_key(APPOINTMENT_TYPES, "GONE"))
    assert page.findChild(ChangeItemDialog) is None


def test_an_ended_outcome_is_not_offered_and_still_reads(
    desk: Desk, workspace: Workspace, qtbot: QtBot
) -> None:
    case_id = desk.newcomer()
    draft = AppointmentDraft(type_code="COAP", starts_at=NOW.replace(hour=9), place="Mill Street")
    made = desk.do(appointments.book_appointment, case_id, draft)

    def offered() -> bool:
        dialog = OutcomeDialog(workspace, made)
        qtbot.addWidget(dialog)
        return any(box.findData("AAHO") >= 0 for box in dialog.findChildren(QComboBox))

    assert offered()
    version = desk.see(code_changes.load_item, APPOINTMENT_OUTCOMES, "AAHO").version
    desk.do(code_changes.end_item, APPOINTMENT_OUTCOMES, "AAHO", version, EndItemDraft(from_day=TODAY), TODAY)
    assert not offered()


def test_the_palette_and_the_window_lead_there(window: Window, workspace: Workspace) -> None:
    window.enter(workspace)
    window.go(Place("lists"))
    assert window.shell is not None
    assert isinstance(window.shell.page(), ListsPage)
