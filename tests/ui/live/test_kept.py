"""Nothing typed is lost: through a lock, another officer, a case taken off, a meeting closed under one's hands."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from iom_desktop.domain.conferences import ItemState, MinuteDraft, MinuteKind
from iom_desktop.services import conferences
from iom_desktop.services.audit_log import list_access
from iom_desktop.ui.live.clock import MeetingClock
from iom_desktop.ui.live.keeping import half_typed
from iom_desktop.ui.live.page import LivePage
from iom_desktop.ui.navigation import Place
from iom_desktop.ui.workspace import Workspace, unlock_store
from tests.journeys.keyboard import screen
from tests.stores import PASSPHRASE, Clock
from tests.ui.conftest import RecordingNavigator
from tests.ui.live.conftest import Given, press, settle, show_page, type_in


@pytest.fixture
def other(given: Given) -> Iterator[Workspace]:
    """Another officer's program on the same store."""
    store = unlock_store(given.workspace.folder, PASSPHRASE, clock=Clock())
    made = Workspace(store, clock=Clock())
    yield made
    made.close()
    made.deleteLater()


def flush(page: LivePage) -> None:
    """As before a lock."""
    page.desk.side.flush()


def test_what_is_half_typed_comes_back_with_the_cursor_and_the_form(
    qtbot: QtBot, page: LivePage, given: Given, navigator: RecordingNavigator
) -> None:
    press("PgDown", "Ctrl+2")
    type_in("He said that he would come")
    press("Left", "Left", "Left")
    flush(page)
    place = page.place()
    page.close()
    again = show_page(qtbot, given.workspace, navigator, given.conference_id, tab="roll")
    again.arrive(place)
    again.first_focus()
    settle()
    assert QApplication.focusWidget() is again.desk.side.pad.words.editor
    assert again.desk.side.pad.current is not None
    assert again.desk.side.pad.current.agency == "probation"
    type_in("_")
    assert again.desk.side.pad.words.value() == "He said that he would c_ome"


def test_a_half_typed_action_comes_back_in_its_drawer(
    qtbot: QtBot, page: LivePage, given: Given, navigator: RecordingNavigator
) -> None:
    press("F2")
    type_in("PC Baker (police)")
    press("Tab")
    type_in("books the")
    flush(page)
    place = page.place()
    assert half_typed(given.workspace, given.conference_id) == {given.case_ids[0]: {"action"}}
    page.close()
    again = show_page(qtbot, given.workspace, navigator, given.conference_id, tab="roll")
    again.arrive(place)
    settle()
    assert again.desk.side.open_part == "action"
    form = again.desk.side.action
    assert (form.who.value(), form.what.value()) == ("PC Baker (police)", "books the")
    press("Tab", "Tab")
    again.desk.side.action.what.line.setFocus()
    press("End")
    type_in(" bed")
    press("Ctrl+Return")
    assert half_typed(given.workspace, given.conference_id) == {}


def test_a_minute_kept_leaves_no_draft_behind(page: LivePage, given: Given) -> None:
    type_in("No arrest")
    flush(page)
    assert half_typed(given.workspace, given.conference_id) == {given.case_ids[0]: {"minute"}}
    press("Ctrl+Return")
    flush(page)
    assert half_typed(given.workspace, given.conference_id) == {}


def test_the_other_officers_minutes_come_in_without_touching_what_is_typed(
    page: LivePage, given: Given, other: Workspace
) -> None:
    type_in("He said")
    press("Left")
    theirs = MinuteDraft(
        case_id=given.case_ids[0], minute=MinuteKind.UPDATE, agency="probation", words="Kept all of them."
    )
    other.perform("Minute", conferences.add_minute, given.conference_id, theirs)
    page.look()
    settle()
    assert "Kept all of them." in screen(page.desk.side.book)
    assert "2 Probation · 1" in [one.text() for one in page.desk.side.pad._buttons.values()]
    type_in("_")
    assert page.desk.side.pad.words.value() == "He sai_d"
    press("Ctrl+Return")
    assert [words for *_rest, words in given.said()] == ["Kept all of them.", "He sai_d"]
    assert given.workspace.store.verify() == []


def test_a_look_that_finds_nothing_new_reads_nothing_again(
    page: LivePage, given: Given, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle()
    page.look()
    monkeypatch.setattr(page, "reload", lambda: pytest.fail("read again for nothing"))
    page.look()


def test_a_case_taken_off_by_somebody_else_says_so_and_keeps_what_is_typed(
    page: LivePage, given: Given, other: Workspace
) -> None:
    type_in("He said")
    item = other.read(conferences.list_cases, given.conference_id)[0]
    other.perform("Off", conferences.take_off, item.id, "in custody elsewhere")
    page.look()
    settle()
    assert "Taken off: in custody elsewhere" in screen(page.desk.glance)
    assert page.desk.side.pad.words.value() == "He said"
    assert [one.state for one in page.desk.list.lines.lines][-1] is ItemState.TAKEN_OFF
    press("Ctrl+Return")  # it may still be minuted: it was said
    assert [words for *_rest, words in given.said()] == ["He said"]
    press("PgDown")
    assert page.desk.case_id == given.case_ids[1]


def test_a_meeting_closed_by_somebody_else_keeps_what_is_typed(
    page: LivePage, given: Given, other: Workspace
) -> None:
    type_in("He said")
    other.perform("Close", conferences.close_conference, given.conference_id, None)
    press("Ctrl+Return")
    assert "closed" in screen(page)
    assert page.desk.side.pad.words.value() == "He said"
    page.look()
    settle()
    assert "never minuted" in page.notice_text()
    assert page.desk.side.pad.words.value() == "He said"  # it can still be read, and copied
    press("Ctrl+A", "Delete")
    flush(page)
    page.look()
    page.arrive(Place("live", record_id=given.conference_id))
    assert page.empty_button is not None


def test_an_agency_that_leaves_the_roll_keeps_its_half_typed_words(page: LivePage, given: Given) -> None:
    press("Ctrl+3")
    type_in("Three of four")
    pad = page.desk.side.pad
    pad.set_slots([slot for slot in pad.slots if slot.agency != "Northgate Recovery"])
    assert pad.current is not None
    assert pad.current.agency == "Northgate Recovery"
    assert pad.words.value() == "Three of four"


# --- The clock -------------------------------------------------------------------------------------------


def test_the_clock_counts_for_the_case_in_view_and_is_kept(
    given: Given, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    time, workspace = Clock(), given.workspace
    monkeypatch.setattr(workspace, "_clock", time)
    clock = MeetingClock(workspace, workspace)
    clock.begin(given.conference_id)
    clock.turn_to("a")
    for _step in range(7):
        time.now += timedelta(seconds=60)
        clock.look()
    clock.turn_to("b")
    time.now += timedelta(seconds=119)
    clock.look()
    time.now += timedelta(hours=3)  # the computer slept
    clock.look()
    clock.turn_to("")
    time.now += timedelta(seconds=60)
    clock.look()
    assert (clock.used("a"), clock.used("b"), clock.total()) == (7, 1, 8)
    clock.keep()
    after = MeetingClock(workspace, workspace)
    after.begin(given.conference_id)
    assert (after.used("a"), after.used("b")) == (7, 1)
    after.forget()
    last = MeetingClock(workspace, workspace)
    last.begin(given.conference_id)
    assert last.total() == 0


def test_a_narrow_window_gives_the_case_the_room_of_the_list(page: LivePage, given: Given) -> None:
    page.resize(QSize(900, 700))
    settle()
    assert not page.desk.list.isVisible()
    press("Ctrl+G")
    assert page.desk.list.isVisible()
    press("Down", "Return")
    assert page.desk.case_id == given.case_ids[1]
    assert not page.desk.list.isVisible()
    assert page.place() == Place("live", tab="cases", record_id=given.conference_id, field=given.case_ids[1])


def test_the_list_keeps_the_contract_of_models(
    page: LivePage, given: Given, qtmodeltester: ModelTester
) -> None:
    qtmodeltester.check(page.desk.list.lines)
    type_in("He said")
    press("PgDown")
    qtmodeltester.check(page.desk.list.lines)
    page.desk.list.lines.set_lines([])
    qtmodeltester.check(page.desk.list.lines)


def test_a_case_looked_at_in_the_meeting_is_on_record_once(page: LivePage, given: Given) -> None:
    press("PgDown", "PgUp", "PgDown")
    for case_id, times in zip(given.case_ids, (1, 1, 0), strict=True):
        entries = given.workspace.read(list_access, case_id)
        assert [one.words for one in entries] == ["Open case at the conference"] * times
