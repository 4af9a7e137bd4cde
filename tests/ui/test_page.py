"""Pages reload when what they show has changed, and never get in the way."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from iom_desktop.ui import theme
from iom_desktop.ui.page import Page


class PeoplePage(Page):
    """A page that counts its reloads."""

    SHOWS = frozenset({"person"})

    def __init__(self) -> None:
        super().__init__("People", name="people-page")
        self.reloads = 0
        self.line = QLineEdit()
        self.body.addWidget(self.line)

    def reload(self) -> None:
        self.reloads += 1


@pytest.fixture
def page(qtbot: QtBot) -> PeoplePage:
    made = PeoplePage()
    qtbot.addWidget(made)
    made.resize(500, 300)
    return made


def test_a_page_reads_when_first_shown_and_not_again(page: PeoplePage) -> None:
    assert page.reloads == 0
    page.show()
    page.hide()
    page.show()
    assert page.reloads == 1


def test_a_change_of_what_it_shows_reloads_it_at_once(page: PeoplePage) -> None:
    page.show()
    page.on_changed({"person", "note"})
    assert page.reloads == 2
    page.on_changed({"note"})
    assert page.reloads == 2


def test_a_hidden_page_waits(page: PeoplePage) -> None:
    page.show()
    page.hide()
    page.on_changed({"person"})
    page.on_changed({"person"})
    assert (page.reloads, page.is_stale) == (1, True)
    page.show()
    assert (page.reloads, page.is_stale) == (2, False)


def test_marking_stale_and_f5(page: PeoplePage, qtbot: QtBot) -> None:
    page.show()
    page.mark_stale()
    assert page.reloads == 1
    qtbot.keyClick(page, Qt.Key.Key_F5)
    assert page.reloads == 2


def test_a_notice_takes_no_focus_and_shows_markup_as_typed(page: PeoplePage, qtbot: QtBot) -> None:
    page.show()
    page.activateWindow()
    page.line.setFocus()
    qtbot.waitUntil(page.line.hasFocus)
    page.notice("<b>Saved</b> & done", "good")
    assert QApplication.focusWidget() is page.line
    assert page.notice_text() == "<b>Saved</b> & done"
    assert {label.textFormat() for label in page.findChildren(QLabel)} == {Qt.TextFormat.PlainText}


def test_a_notice_offers_what_to_do_about_it(page: PeoplePage, qtbot: QtBot) -> None:
    done: list[str] = []
    page.show()
    page.notice("Removed.", "info", ("Put it back", lambda: done.append("back")))
    qtbot.mouseClick(page.findChild(QPushButton, "people-page-notice-action"), Qt.MouseButton.LeftButton)
    assert done == ["back"]
    assert page.notice_text() == ""


def test_a_lasting_notice_cannot_be_dismissed_another_can(page: PeoplePage, qtbot: QtBot) -> None:
    page.show()
    dismiss = page.findChild(QPushButton, "people-page-notice-dismiss")
    page.notice("This store is read only.", "warn", lasting=True)
    assert dismiss.isHidden()
    page.notice("Saved.")
    qtbot.mouseClick(dismiss, Qt.MouseButton.LeftButton)
    assert page.notice_text() == ""


def test_an_empty_page_says_what_to_do_next(page: PeoplePage, qtbot: QtBot) -> None:
    done: list[str] = []
    page.show()
    page.show_empty("Nobody yet", "Import the caseload.", ("Import…", lambda: done.append("import")))
    assert not page.line.isVisible()
    qtbot.mouseClick(page.findChild(QPushButton, "people-page-empty-action"), Qt.MouseButton.LeftButton)
    assert done == ["import"]
    page.hide_empty()
    assert page.line.isVisible()
    assert (
        page.findChild(QLabel, "people-page-empty-title") is None
        or not page.findChild(QLabel, "people-page-empty-title").isVisible()
    )


@pytest.mark.parametrize("name", theme.NAMES)
@pytest.mark.parametrize("level", ["info", "good", "warn", "error"])
def test_each_level_looks_different_in_each_theme(
    page: PeoplePage, qapp: QApplication, name: str, level: str
) -> None:
    theme.apply_theme(qapp, name)
    page.show()
    page.notice("Words.", level)
    qapp.processEvents()
    strip = page.findChild(QLabel, "people-page-notice-words").parentWidget()
    image = strip.grab().toImage()
    role = {"info": "info"}.get(level, level)
    assert image.pixelColor(image.width() // 2, 2) == theme.soft(role)
    assert image.pixelColor(1, image.height() // 2) == theme.mark(role)
