"""One key and nothing can be read; the same key, and everything is as it was."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QMainWindow, QStackedWidget, QWidget
from pytestqt.qtbot import QtBot

from iom_desktop.services.cases import list_flags, raise_flag
from iom_desktop.ui.live.page import LivePage
from iom_desktop.ui.navigation import Place
from tests.journeys.keyboard import screen
from tests.stores import TODAY
from tests.ui.conftest import RecordingNavigator
from tests.ui.live.conftest import Given, press, settle, show_page, type_in


def picture(widget: QWidget) -> QImage:
    return widget.grab().toImage()


def test_a_covered_window_is_the_same_picture_whoever_is_beneath(page: LivePage, given: Given) -> None:
    title = page.windowTitle()
    readable = picture(page)
    press("F9")
    covered = picture(page)
    assert covered != readable
    page.desk.go_by(1)  # somebody else, beneath
    settle()
    assert picture(page) == covered
    assert page.windowTitle() == title
    press("F9")
    assert not page.privacy.is_covered
    assert picture(page) != covered


def test_the_same_place_and_the_same_words_come_back_and_no_key_gets_through(
    page: LivePage, given: Given
) -> None:
    type_in("He said that")
    press("Left", "Left", "F9")
    held = QApplication.focusWidget()
    type_in("not for these eyes")
    press("PgDown", "Ctrl+Return", "F2", "Escape", "Space")
    assert page.privacy.is_covered
    press("F9")
    assert QApplication.focusWidget() is held
    type_in("X")
    assert page.desk.side.pad.words.value() == "He said thXat"
    assert page.desk.case_id == given.case_ids[0]
    assert given.minutes() == []


def test_a_dialog_is_covered_too(page: LivePage, given: Given) -> None:
    press("F1")
    dialog = QApplication.activeModalWidget()
    assert dialog is not None
    readable = picture(dialog)
    press("F9")
    assert page.privacy.is_covered
    covered = picture(dialog)
    assert covered != readable
    press("Escape")
    assert dialog.isVisible()
    press("F9")
    assert picture(dialog) == readable
    dialog.close()


def test_what_opens_while_covered_is_covered(qtbot: QtBot, page: LivePage) -> None:
    press("F9")
    late = QWidget()
    late.setObjectName("late")
    qtbot.addWidget(late)
    late.show()
    settle()
    assert late.findChild(QWidget, "privacy-cover") is not None


def test_the_cover_follows_the_window_as_it_grows(page: LivePage) -> None:
    press("F9")
    page.resize(1400, 800)
    settle()
    cover = page.findChild(QWidget, "privacy-cover")
    assert cover is not None
    assert cover.geometry() == page.rect()


def test_leaving_the_page_uncovers(page: LivePage) -> None:
    press("F9")
    page.hide()
    settle()
    assert not page.privacy.is_covered


def test_the_cover_goes_with_what_is_in_the_window_when_that_is_locked(
    qtbot: QtBot, given: Given, navigator: RecordingNavigator
) -> None:
    frame = QMainWindow()
    frame.setObjectName("frame")
    qtbot.addWidget(frame)
    stack = QStackedWidget()
    page = LivePage(given.workspace, navigator)
    stack.addWidget(page)
    frame.setCentralWidget(stack)
    frame.resize(1280, 760)
    frame.show()
    page.arrive(Place("live", tab="cases", record_id=given.conference_id))
    page.privacy.cover()
    assert stack.findChild(QWidget, "privacy-cover") is not None
    frame.setCentralWidget(QWidget())
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert frame.findChild(QWidget, "privacy-cover") is None


def test_nothing_that_is_withheld_from_the_table_shows_until_asked(
    qtbot: QtBot, given: Given, navigator: RecordingNavigator
) -> None:
    given.workspace.perform("Flag", raise_flag, given.case_ids[0], "STRG", "", TODAY, TODAY)
    given.workspace.perform("Flag", raise_flag, given.case_ids[0], "WEAP", "", TODAY, TODAY)
    page = show_page(qtbot, given.workspace, navigator, given.conference_id)
    flags = {one.code: one.name for one in given.workspace.read(list_flags, given.case_ids[0])}
    assert flags["WEAP"] in screen(page.desk.glance)
    assert flags["STRG"] not in screen(page.desk.glance)
    press("Ctrl+Shift+P")
    assert flags["STRG"] in screen(page.desk.glance)
    press("Ctrl+Shift+P")
    assert flags["STRG"] not in screen(page.desk.glance)
