"""A chip is a word with a shape; a row never hides one without saying so."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from iom_desktop.ui import theme
from iom_desktop.ui.chips import Chip, ChipRow, ChipSpec, paint_shape


def drawn(shape: str) -> QImage:
    """The shape in black on white, 40 pixels square."""
    image = QImage(40, 40, QImage.Format.Format_Grayscale8)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    paint_shape(painter, QRectF(4, 4, 32, 32), shape, QColor("black"))
    painter.end()
    return image


def test_every_shape_of_the_theme_is_drawn_and_differs_from_the_others() -> None:
    shapes = sorted(set(theme.SHAPES.values()))
    blank = drawn("nothing")
    pictures = [bytes(drawn(shape).constBits()) for shape in shapes]
    assert bytes(blank.constBits()) not in pictures
    assert len(set(pictures)) == len(shapes)


@pytest.mark.parametrize("name", theme.NAMES)
def test_a_chip_says_its_word_and_paints_its_mark(qtbot: QtBot, qapp: QApplication, name: str) -> None:
    theme.apply_theme(qapp, name)
    chip = Chip("RED", "rag-red", tooltip="since <b>May</b>")
    qtbot.addWidget(chip)
    chip.resize(chip.sizeHint())
    assert chip.accessibleName() == "RED"
    assert "&lt;b&gt;" in chip.toolTip()
    image = chip.grab().toImage()
    colours = {image.pixelColor(x, image.height() // 2).name() for x in range(image.width())}
    assert theme.mark("rag-red").name() in colours


def row_of(qtbot: QtBot, count: int, most: int) -> ChipRow:
    row = ChipRow(most)
    qtbot.addWidget(row)
    row.set_chips([ChipSpec(f"flag {place}", "flag", f"about {place}") for place in range(count)])
    row.resize(2000, 24)
    row.show()
    return row


def test_a_row_shows_all_that_may_and_fit(qtbot: QtBot) -> None:
    row = row_of(qtbot, 3, 7)
    assert row.visible_words() == ["flag 0", "flag 1", "flag 2"]
    assert row.findChild(Chip, "chip-more").isHidden()


def test_more_than_the_most_go_behind_a_number(qtbot: QtBot) -> None:
    row = row_of(qtbot, 10, 7)
    more = row.findChild(Chip, "chip-more")
    assert row.hidden_words() == ["flag 7", "flag 8", "flag 9"]
    assert more.word == "+3"
    assert more.isVisible()
    assert "flag 9" in more.accessibleName()
    assert "flag 8" in more.toolTip()


def test_a_narrow_row_keeps_every_chip_whole_and_counts_the_rest(qtbot: QtBot) -> None:
    row = row_of(qtbot, 6, 7)
    for width in range(row.minimumSizeHint().width(), row.sizeHint().width() + 20, 7):
        row.resize(width, 24)
        assert len(row.visible_words()) + len(row.hidden_words()) == 6
        for chip in row.findChildren(Chip):
            if chip.isVisible():
                assert chip.width() >= chip.sizeHint().width()
                assert chip.geometry().right() <= width
    assert row.hidden_words() == []


def test_the_rest_opens_from_the_keyboard(qtbot: QtBot) -> None:
    row = row_of(qtbot, 9, 7)
    more = row.findChild(Chip, "chip-more")
    qtbot.keyClick(more, Qt.Key.Key_Space)
    popup = QApplication.activePopupWidget()
    assert popup is not None
    assert [chip.word for chip in popup.findChildren(Chip)] == ["flag 7", "flag 8"]
    popup.close()


def test_new_chips_replace_the_old(qtbot: QtBot) -> None:
    row = row_of(qtbot, 9, 7)
    row.set_chips([ChipSpec("GREEN", "rag-green")])
    assert row.visible_words() == ["GREEN"]
    assert row.hidden_words() == []
    assert row.accessibleName() == "GREEN"
