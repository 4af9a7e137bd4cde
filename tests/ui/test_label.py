"""Whatever is typed is shown as it was typed."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from iom_desktop.ui.button import button
from iom_desktop.ui.label import ElidedLabel, plain_tooltip, set_plain_tooltip, set_role, text_label

MARKUP = ["<b>bold</b>", "a & b", '<img src="//host/x.png">', "fish &amp; chips", "1 < 2 > 0"]


@pytest.mark.parametrize("text", MARKUP)
def test_labels_show_markup_letter_by_letter(qtbot: QtBot, text: str) -> None:
    label = text_label(text, role="title")
    qtbot.addWidget(label)
    assert label.textFormat() == Qt.TextFormat.PlainText
    assert label.text() == text


@pytest.mark.parametrize("text", [*MARKUP, "two\nlines", "&lt;"])
def test_tooltips_show_markup_letter_by_letter(qtbot: QtBot, text: str) -> None:
    label = text_label("x")
    qtbot.addWidget(label)
    set_plain_tooltip(label, text)
    document = QTextDocument()
    document.setHtml(label.toolTip())
    assert document.toPlainText() == text
    assert label.toolTip().startswith("<qt>"), "so that Qt need not guess"


def test_no_text_is_no_tooltip() -> None:
    assert plain_tooltip("") == ""


def test_a_buddy_is_named_and_ampersands_make_no_shortcut(qtbot: QtBot) -> None:
    line = QLineEdit()
    qtbot.addWidget(line)
    label = text_label("Education & training", buddy=line)
    qtbot.addWidget(label)
    assert label.buddy() is line
    assert label.text() == "Education && training"
    assert line.accessibleName() == "Education & training"


def test_a_button_shows_its_ampersand_and_names_its_shortcut(qtbot: QtBot) -> None:
    pressed: list[str] = []
    press = button("Save & close", lambda: pressed.append("x"), name="save", shortcut="Ctrl+S")
    qtbot.addWidget(press)
    assert press.text() == "Save && close"
    assert "Ctrl+S" in press.toolTip()
    press.click()
    assert pressed == ["x"]


def test_an_elided_label_says_the_whole_when_it_is_short_of_room(qtbot: QtBot) -> None:
    label = ElidedLabel("Northgate Recovery Service, first floor\nring twice")
    qtbot.addWidget(label)
    label.show()
    label.resize(label.sizeHint())
    assert not label.is_elided()
    assert label.toolTip() == ""
    label.resize(80, 20)
    assert label.is_elided()
    assert "ring twice" in label.toolTip()
    assert label.accessibleName() == "Northgate Recovery Service, first floor ring twice"


def test_an_elided_label_draws_something_shorter(qtbot: QtBot) -> None:
    label = ElidedLabel("Northgate Recovery Service")
    qtbot.addWidget(label)
    label.resize(label.sizeHint())
    whole = label.grab().toImage()
    label.set_text("Northgate Recovery Service and more")
    assert label.grab().toImage() != whole


def test_a_role_restyles(qtbot: QtBot) -> None:
    label = text_label("words")
    qtbot.addWidget(label)
    label.ensurePolished()
    small = label.sizeHint().height()
    set_role(label, "title")
    assert label.sizeHint().height() > small
