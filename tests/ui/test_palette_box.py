"""Ctrl+K finds people and actions by part of their words."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import pytest
from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from iom_desktop.ui import theme
from iom_desktop.ui.palette_box import MOST_SHOWN, Entry, PaletteBox, matching


class Desk:
    """A window with a line to type in and a palette that notes what was run."""

    def __init__(self, qtbot: QtBot) -> None:
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.window.resize(900, 500)
        self.line = QLineEdit()
        QVBoxLayout(self.window).addWidget(self.line)
        self.ran: list[str] = []
        self.asked: list[str] = []
        words = ["HUDSON, Mohammed", "MARLOW, Teagan <b>&", "Add required action", "Lock"]
        self.entries = [
            Entry(said, partial(self.ran.append, said), f"detail {place}", "Ctrl+L")
            for place, said in enumerate(words)
        ]
        self.box = PaletteBox(self.window, [self.provide])
        self.window.show()
        self.window.activateWindow()
        self.line.setFocus()

    def provide(self, typed: str) -> Sequence[Entry]:
        self.asked.append(typed)
        return matching(self.entries, typed)


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    return Desk(qtbot)


def words(desk: Desk) -> list[str]:
    return [entry.words for entry in desk.box.entries()]


def test_every_keystroke_asks_and_narrows(desk: Desk, qtbot: QtBot) -> None:
    desk.box.open_box()
    assert len(words(desk)) == 4
    desk.asked.clear()
    qtbot.keyClicks(desk.box.line, "lo")
    assert desk.asked == ["l", "lo"]
    assert words(desk) == ["Lock", "MARLOW, Teagan <b>&"]


def test_words_match_anywhere_and_in_any_order(desk: Desk) -> None:
    assert [entry.words for entry in matching(desk.entries, "teag MARL")] == ["MARLOW, Teagan <b>&"]
    assert [entry.words for entry in matching(desk.entries, "detail 2")] == ["Add required action"]


def test_arrows_choose_and_enter_runs(desk: Desk, qtbot: QtBot) -> None:
    desk.box.open_box()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Return):
        qtbot.keyClick(desk.box.line, key)
    assert desk.ran == ["Add required action"]
    assert not desk.box.isVisible()
    assert QApplication.focusWidget() is desk.line


def test_esc_closes_gives_the_keyboard_back_and_keeps_no_name(desk: Desk, qtbot: QtBot) -> None:
    desk.box.open_box("hud")
    assert QApplication.focusWidget() is desk.box.line
    qtbot.keyClick(desk.box.line, Qt.Key.Key_Escape)
    assert not desk.box.isVisible()
    assert QApplication.focusWidget() is desk.line
    assert desk.box.line.text() == ""
    assert desk.box.entries() == []
    assert desk.ran == []


def test_losing_the_keyboard_closes_it(desk: Desk) -> None:
    desk.box.open_box()
    desk.line.setFocus()
    assert not desk.box.isVisible()
    assert QApplication.focusWidget() is desk.line


def test_a_click_runs(desk: Desk, qtbot: QtBot) -> None:
    desk.box.open_box()
    place = desk.box.list.visualRect(desk.box.list.model().index(3, 0)).center()
    qtbot.mouseClick(desk.box.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert desk.ran == ["Lock"]


def test_enter_on_nothing_does_nothing(desk: Desk, qtbot: QtBot) -> None:
    desk.box.open_box("zzz")
    qtbot.keyClick(desk.box.line, Qt.Key.Key_Return)
    assert desk.box.isVisible()
    assert desk.box.findChild(QWidget, "palette-nothing").isVisible()
    assert desk.ran == []


def test_several_providers_one_after_another_and_no_more_than_a_screenful(desk: Desk) -> None:
    desk.box.add_provider(lambda typed: [Entry(f"extra {n}", lambda: None) for n in range(200)])
    desk.box.open_box()
    assert words(desk)[4] == "extra 0"
    assert len(words(desk)) == MOST_SHOWN


def test_the_model_keeps_qts_rules(desk: Desk) -> None:
    model = desk.box.list.model()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    desk.box.open_box()
    desk.box.line.setText("lo")
    assert isinstance(tester.model(), QAbstractItemModel)
    desk.box.close_box()


@pytest.mark.parametrize("name", theme.NAMES)
@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_it_stays_inside_the_window(desk: Desk, qapp: QApplication, name: str, scale: float) -> None:
    theme.apply_theme(qapp, name, scale)
    desk.box.open_box()
    for width in (900, 360):
        desk.window.resize(width, 400)
        qapp.processEvents()
        assert desk.window.rect().contains(desk.box.geometry())
    assert not desk.window.grab().isNull()
