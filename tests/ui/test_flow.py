"""The row that goes on in the next line: as high as its lines, also after what is in it has changed."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from iom_desktop.ui.flow import FlowLayout
from iom_desktop.ui.label import text_label


def test_the_height_follows_what_is_in_it(qtbot: QtBot) -> None:
    within = QWidget()
    qtbot.addWidget(within)
    flow = FlowLayout(within)
    labels = [text_label("Plainly invented words") for _label in range(3)]
    for label in labels:
        flow.addWidget(label)
    for label in labels:
        label.show()
    wide = flow.sizeHint().width()
    one = flow.heightForWidth(wide)
    assert flow.heightForWidth(wide) == one  # asked again, it says the same
    two = flow.heightForWidth(wide - 1)
    assert two > one

    labels[0].setText("Longer plainly invented words")
    assert flow.heightForWidth(wide) == two
    labels[0].hide()
    assert flow.heightForWidth(wide) == one
    flow.addWidget(text_label("Longer plainly invented words"))
    assert flow.heightForWidth(wide) == two
