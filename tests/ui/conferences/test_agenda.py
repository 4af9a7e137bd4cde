"""The agenda on screen: built, added to, ordered, timed, taken off and put back; by two officers at once."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from iom_desktop.domain.cases import CaseDraft
from iom_desktop.domain.codes import Cohort, Rag
from iom_desktop.domain.conferences import ItemDraft, RequestMatter
from iom_desktop.services import conferences
from iom_desktop.ui.conferences.agenda_dialogs import (
    AddCaseDialog,
    AgendaItemDialog,
    BuildAgendaDialog,
    TakeOffDialog,
)
from iom_desktop.ui.conferences.agenda_section import AgendaSection
from iom_desktop.ui.conferences.conference_page import ConferencePage
from iom_desktop.ui.form_dialog import FormDialog
from iom_desktop.ui.navigation import Place
from tests.stores import TODAY, Desk
from tests.ui.conferences.meeting import DAY, Meeting, plan
from tests.ui.conftest import RecordingNavigator


def agenda(page: ConferencePage) -> AgendaSection:
    part = page.section("agenda")
    assert isinstance(part, AgendaSection)
    return part


def shown(page: ConferencePage) -> list[tuple[int, str, str]]:
    return [(one.number, one.at, one.item.person.split(",")[0]) for one in agenda(page).table.records()]


def dialog(page: ConferencePage, kind: type[FormDialog]) -> FormDialog:
    found: FormDialog = page.findChildren(kind)[-1]
    return found


def type_in(opened: FormDialog, **texts: str) -> None:
    for name, text in texts.items():
        opened.form.field(name).restore_text(text)


def test_it_stands_in_its_order_with_a_running_clock(page: ConferencePage) -> None:
    assert shown(page) == [
        (1, "10:00", "SAMPLETON"), (2, "10:10", "EXAMPLEBY"), (3, "10:20", "MOCKRIDGE"),
    ]  # fmt: skip
    assert agenda(page).said.text() == "3 cases · 30 min planned, 10:00 to 10:30"
    assert page.heading.text() == "Case conference, Thursday 3 December 2026"
    assert "Room 2 · chaired by Insp Placeholder · Police, Probation, Health" in page.facts.text()


def test_alt_and_the_arrows_order_it(page: ConferencePage, meeting: Meeting, qtbot: QtBot) -> None:
    table = agenda(page).table
    table.selectRow(0)
    QTest.keyClick(table, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: [name for _n, _at, name in shown(page)][:2] == ["EXAMPLEBY", "SAMPLETON"])
    assert meeting.names() == ["EXAMPLEBY", "SAMPLETON", "MOCKRIDGE"]
    assert table.selected_record().item.person.startswith("SAMPLETON")
    QTest.keyClick(table, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: shown(page)[0] == (1, "10:00", "SAMPLETON"))


def test_a_row_is_dragged_to_its_place(page: ConferencePage, meeting: Meeting) -> None:
    part = agenda(page)
    view, row = part.table.viewport(), part.table.rowHeight(0)
    middle = [QPoint(200, part.table.rowViewportPosition(n) + row // 2) for n in range(3)]
    below_second = middle[1] + QPoint(0, row // 4)
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=middle[0])
    QTest.mouseMove(view, middle[1])
    QTest.mouseMove(view, below_second)
    assert part.drag.mark.isVisible()
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=below_second)
    assert meeting.names() == ["EXAMPLEBY", "SAMPLETON", "MOCKRIDGE"]
    assert not part.drag.mark.isVisible()
    part.refresh()
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=middle[2])
    QTest.mouseMove(view, middle[0])
    QTest.mouseMove(view, QPoint(200, 1))
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=QPoint(200, 1))
    assert meeting.names()[0] == "MOCKRIDGE"


def test_plus_and_minus_change_the_minutes_and_the_clock(page: ConferencePage, qtbot: QtBot) -> None:
    table = agenda(page).table
    table.selectRow(0)
    QTest.keyClicks(table, "+")
    qtbot.waitUntil(lambda: shown(page)[1][1] == "10:11")
    QTest.keyClicks(table, "-")
    qtbot.waitUntil(lambda: shown(page)[1][1] == "10:10")


def test_enter_asks_for_minutes_and_what_the_panel_is_asked(page: ConferencePage, meeting: Meeting) -> None:
    table = agenda(page).table
    table.selectRow(1)
    QTest.keyClick(table, Qt.Key.Key_Return)
    opened = dialog(page, AgendaItemDialog)
    type_in(opened, ask="Whether weekly contact is enough", minutes="500")
    opened.save()
    assert "between 1 and 120" in opened.form.field("minutes").error_text()
    type_in(opened, minutes="15")
    opened.save()
    one = meeting.items()[1]
    assert (one.minutes, one.ask) == (15, "Whether weekly contact is enough")


def test_a_case_changed_elsewhere_is_never_overwritten_unseen(page: ConferencePage, meeting: Meeting) -> None:
    part = agenda(page)
    part.table.selectRow(0)
    part.change()
    opened = dialog(page, AgendaItemDialog)
    type_in(opened, ask="Mine")
    one = meeting.items()[0]
    meeting.desk.do(conferences.change_item, one.id, one.version, ItemDraft(minutes=20, ask="Theirs"))
    opened.save()
    assert opened.isVisible()
    assert opened.findChild(object, "agenda-item-dialog-comparison") is not None
    assert meeting.items()[0].ask == "Theirs"
    opened._keep_my_version()
    assert meeting.items()[0].ask == "Mine"


def test_minutes_changed_elsewhere_since_are_told(page: ConferencePage, meeting: Meeting) -> None:
    part = agenda(page)
    part.table.selectRow(0)
    one = meeting.items()[0]
    meeting.desk.do(conferences.change_item, one.id, one.version, ItemDraft(minutes=20))
    part.add_minutes(1)  # before the page has heard of it
    assert "changed this record while it was open" in page.notice_text()
    assert meeting.items()[0].minutes == 20


def test_another_officers_order_shows_at_once(page: ConferencePage, meeting: Meeting, qtbot: QtBot) -> None:
    meeting.desk.do(conferences.move_case, meeting.items()[2].id, -2)
    qtbot.waitUntil(lambda: shown(page)[0][2] == "MOCKRIDGE")


def test_taken_off_it_stays_listed_with_the_reason_and_can_come_back(
    page: ConferencePage, qtbot: QtBot
) -> None:
    part = agenda(page)
    part.table.selectRow(0)
    QTest.keyClick(part.table, Qt.Key.Key_Delete)
    opened = dialog(page, TakeOffDialog)
    opened.save()
    assert opened.isVisible(), "a reason is needed"
    type_in(opened, reason="In custody elsewhere")
    opened.save()
    qtbot.waitUntil(lambda: shown(page)[-1] == (0, "", "SAMPLETON"))
    assert part.said.text() == "2 cases · 20 min planned, 10:00 to 10:20 · 1 taken off"
    part.table.selectRow(2)
    assert "Taken off: In custody elsewhere" in part.detail.text()
    assert part.buttons["back"].isVisible()
    assert not part.buttons["off"].isVisible()
    part.buttons["back"].click()
    qtbot.waitUntil(lambda: shown(page)[-1] == (3, "10:20", "SAMPLETON"))


def test_a_case_is_found_and_added_with_a_reason(
    page: ConferencePage, meeting: Meeting, qtbot: QtBot
) -> None:
    new = meeting.desk.person("Z000009", "Newcomer")
    agenda(page).add()
    opened = dialog(page, AddCaseDialog)
    type_in(opened, person="newc")
    opened.save()
    assert opened.form.field("reason").error_text(), "why is needed"
    type_in(opened, reason="His landlord rang", minutes="7")
    opened.save()
    one = meeting.items()[-1]
    assert (one.case_id, one.minutes, one.reasons[0].words) == (new, 7, "His landlord rang")
    qtbot.waitUntil(lambda: agenda(page).item() is not None and agenda(page).item().case_id == new)


def test_a_case_on_the_agenda_already_is_refused_beside_its_field(page: ConferencePage) -> None:
    agenda(page).add()
    opened = dialog(page, AddCaseDialog)
    type_in(opened, person="Sampleton", reason="Twice")
    opened.save()
    assert opened.form.field("person").error_text() == "This case is on the agenda already."


def test_the_programs_proposal_is_shown_before_it_is_done(
    page: ConferencePage, meeting: Meeting, qtbot: QtBot
) -> None:
    part = agenda(page)
    meeting.desk.do(conferences.move_case, meeting.items()[2].id, -2)  # an order made by hand
    late = CaseDraft(cohort=Cohort.FIXED, rag=Rag.AMBER, review_on=date(2026, 11, 1))
    meeting.desk.person("Z000008", "Reviewham", managed=late)
    new = meeting.desk.person("Z000007", "Askington", managed=late)
    meeting.desk.do(conferences.request_agenda, new, RequestMatter.OTHER, "Housing", TODAY)
    part.build()
    opened = dialog(page, BuildAgendaDialog)
    assert isinstance(opened, BuildAgendaDialog)
    said = {one.person.split(",")[0]: one.words for one in opened.lines}
    coming = {name for name, words in said.items() if words == "Comes on"}
    assert "ASKINGTON" in coming
    assert said["MOCKRIDGE"] == "Stays"
    assert meeting.names() == ["MOCKRIDGE", "SAMPLETON", "EXAMPLEBY"], "nothing is done before the yes"
    opened.save()
    assert meeting.names()[:3] == ["MOCKRIDGE", "SAMPLETON", "EXAMPLEBY"]
    assert set(meeting.names()[3:]) == coming
    qtbot.waitUntil(lambda: len(shown(page)) == 3 + len(coming))


def test_arriving_to_build_opens_the_proposal(page: ConferencePage, meeting: Meeting) -> None:
    page.arrive(Place("conference", tab="agenda", record_id=meeting.id, field="build"))
    assert dialog(page, BuildAgendaDialog).isVisible()


def test_an_empty_agenda_says_what_to_do_and_the_keyboard_is_there(
    page: ConferencePage, desk: Desk, qtbot: QtBot
) -> None:
    other = plan(desk, date(2027, 1, 7))
    page.arrive(Place("conference", record_id=other))
    part = agenda(page)
    assert shown(page) == []
    assert part.said.text() == "No case is on the agenda yet."
    page.first_focus()
    qtbot.waitUntil(part.build_button.hasFocus)
    assert not part.buttons["change"].isEnabled()


def test_a_closed_conference_cannot_be_changed(page: ConferencePage, meeting: Meeting, qtbot: QtBot) -> None:
    meeting.hold()
    meeting.close()
    qtbot.waitUntil(lambda: page.state.word == "Closed")
    part = agenda(page)
    assert not part.build_button.isVisible()
    assert not part.buttons["off"].isVisible()
    assert not page.change_button.isVisible()
    assert not page.start_button.isVisible()
    QTest.keyClick(part.table, Qt.Key.Key_Delete)
    assert not page.findChildren(TakeOffDialog)
    assert meeting.names() == ["SAMPLETON", "EXAMPLEBY", "MOCKRIDGE"]


def test_what_was_half_typed_comes_back(page: ConferencePage, meeting: Meeting) -> None:
    part = agenda(page)
    part.table.selectRow(1)
    part.change()
    opened = dialog(page, AgendaItemDialog)
    type_in(opened, ask="Half a quest")
    opened.flush_draft()
    key = opened.draft_key
    opened.reject()
    part.table.selectRow(0)
    page.arrive(Place("conference", tab="agenda", record_id=meeting.id, draft=key))
    page.resume(key)
    again = dialog(page, AgendaItemDialog)
    assert again.form.field("ask").text_snapshot() == "Half a quest"
    assert again.draft_key == key


def test_the_case_and_what_happened_with_it_are_one_press_away(
    page: ConferencePage, meeting: Meeting, navigator: RecordingNavigator
) -> None:
    part = agenda(page)
    part.table.selectRow(2)
    part.buttons["open"].click()
    assert navigator.places[-1] == Place("case", meeting.cases[2], "overview")
    part.buttons["since"].click()
    assert page.current_key == "since"
    assert page.place() == Place("conference", tab="since", record_id=meeting.id)


@pytest.mark.parametrize("many", [300])
def test_three_hundred_cases_are_quick_to_show(
    page: ConferencePage, meeting: Meeting, qtbot: QtBot, many: int
) -> None:
    part = agenda(page)
    one = meeting.items()[0]
    page._items = [
        type(one)(
            **{name: getattr(one, name) for name in one.__dataclass_fields__} | {"id": str(n), "position": n}
        )
        for n in range(1, many + 1)
    ]
    part.refresh()
    assert len(part.table.records()) == many
    assert part.said.text().startswith("300 cases · 50 h planned")
    # No widget for each row: the list paints them.
    assert len(part.findChildren(object)) < many


def test_the_conference_is_that_of_the_day_it_was_planned_for(page: ConferencePage) -> None:
    assert page.conference.held_on == DAY
