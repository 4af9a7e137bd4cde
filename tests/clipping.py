"""Finds words on a drawn screen that do not fit where they stand: cut off, shortened, squeezed, or overlapped.

``faults_of`` walks the widgets of a window or dialog that is shown. ``Shortening`` watches what painters shorten
with "…" while it is drawn, which no walk can see.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from types import FrameType
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QCheckBox,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QStyle,
    QStyleOptionButton,
    QStyleOptionComboBox,
    QStyleOptionFrame,
    QTabBar,
    QTableView,
    QToolButton,
    QWidget,
)

from iom_desktop.ui.chips import Chip
from iom_desktop.ui.label import ElidedLabel

#: Fractions of a pixel that fonts are rounded by.
SLACK = 2


def faults_of(root: QWidget) -> list[str]:
    """A line for each widget under ``root`` whose words do not fit; none where all is well."""
    found = []
    for widget in [root, *root.findChildren(QWidget)]:
        if widget.isVisible() and not _inside_qt(widget):
            found += [f"{_where(widget)}: {fault}" for fault in _faults(widget, root)]
    return found


def _inside_qt(widget: QWidget) -> bool:
    """Part of one of Qt's own: the arrow of a tab bar, the list of a combo box, the editor of a spin box."""
    return widget.objectName().startswith("qt_") or isinstance(
        widget.parentWidget(), QComboBox | QTabBar | QHeaderView
    )


def _where(widget: QWidget) -> str:
    names = []
    at: QWidget | None = widget
    while at is not None and len(names) < 2:
        if at.objectName() and not at.objectName().startswith("qt_"):
            names.append(at.objectName())
        at = at.parentWidget()
    return f"{type(widget).__name__} {' in '.join(names)}"


def _faults(widget: QWidget, root: QWidget) -> Iterator[str]:
    words = _words(widget)
    if words in ("None", "null", "nan"):
        yield f"says {words!r}"
    if words:
        yield from _misfits(widget, words)
        yield from _cut_off(widget, words, root)
    if isinstance(widget, QTabBar):
        yield from _tabs(widget)
    if isinstance(widget, QHeaderView) and widget.orientation() == Qt.Orientation.Horizontal:
        yield from _headings(widget)
    if isinstance(widget, QTableView):
        yield from _fixed_columns(widget)


def _words(widget: QWidget) -> str:
    """What the widget says in its own rectangle."""
    if isinstance(widget, ElidedLabel):
        return widget.whole_text()
    if isinstance(widget, QLabel | QAbstractButton):
        return widget.text()
    if isinstance(widget, QComboBox):
        return widget.currentText()
    if isinstance(widget, QLineEdit):
        return widget.displayText() or widget.placeholderText()
    return widget.word if isinstance(widget, Chip) else ""


# --- One widget ------------------------------------------------------------------------------------------


def _misfits(widget: QWidget, words: str) -> Iterator[str]:
    if isinstance(widget, ElidedLabel):
        if widget.is_elided():
            yield f"shortens {words!r}"
        return
    if isinstance(widget, QLabel):
        yield from _label(widget, words)
        return
    if isinstance(widget, Chip):
        if widget.width() + SLACK < widget.sizeHint().width():
            yield f"is too narrow for {words!r}"
        return
    room = _room(widget)
    if room is not None and _line_width(widget, words) > room + SLACK:
        yield f"has {room} pixels for {words!r}, which takes {_line_width(widget, words)}"
    if widget.height() + SLACK < widget.fontMetrics().height():
        yield f"is too low for {words!r}"


def _label(label: QLabel, words: str) -> Iterator[str]:
    if label.wordWrap():
        needed = label.heightForWidth(label.width())
        if label.height() + SLACK < needed:
            yield f"is {label.height()} pixels high and needs {needed} for {words[:60]!r}"
        longest = max(words.split(), key=len, default="")
        if label.fontMetrics().horizontalAdvance(longest) > label.contentsRect().width() + SLACK:
            yield f"is too narrow for the word {longest!r}"
        return
    hint = label.sizeHint()
    if label.width() + SLACK < hint.width() or label.height() + SLACK < hint.height():
        yield f"is {label.width()}x{label.height()} and needs {hint.width()}x{hint.height()} for {words[:60]!r}"


def _line_width(widget: QWidget, words: str) -> int:
    if isinstance(widget, QAbstractButton):
        words = words.replace("&&", "\0").replace("&", "").replace("\0", "&")
    return max(widget.fontMetrics().horizontalAdvance(line) for line in words.split("\n"))


def _room(widget: QWidget) -> int | None:
    """How many pixels the style leaves for words; None where it cannot be told."""
    style = widget.style()
    if isinstance(widget, QCheckBox | QRadioButton | QPushButton):
        option = QStyleOptionButton()
        widget.initStyleOption(option)
        element = {
            QCheckBox: QStyle.SubElement.SE_CheckBoxContents,
            QRadioButton: QStyle.SubElement.SE_RadioButtonContents,
        }
        kind = next((kind for kind in element if isinstance(widget, kind)), None)
        which = element[kind] if kind is not None else QStyle.SubElement.SE_PushButtonContents
        return int(style.subElementRect(which, option, widget).width())
    if isinstance(widget, QComboBox):
        combo = QStyleOptionComboBox()
        widget.initStyleOption(combo)
        field = QStyle.SubControl.SC_ComboBoxEditField
        return int(style.subControlRect(QStyle.ComplexControl.CC_ComboBox, combo, field, widget).width())
    if isinstance(widget, QLineEdit):
        frame = QStyleOptionFrame()
        widget.initStyleOption(frame)
        return int(style.subElementRect(QStyle.SubElement.SE_LineEditContents, frame, widget).width())
    return widget.width() if isinstance(widget, QToolButton) else None


def _cut_off(widget: QWidget, words: str, root: QWidget) -> Iterator[str]:
    """Whether a widget above cuts some of this one off; what scrolls may be scrolled to, but not sideways."""
    rect, at = widget.rect(), widget
    while at is not root and at.parentWidget() is not None:
        above = at.parentWidget()
        rect = QRect(rect.topLeft() + at.pos(), rect.size())
        area = above.parentWidget()
        scrolls = isinstance(area, QAbstractScrollArea) and area.viewport() is above
        beyond = max(rect.right() - above.rect().right(), -rect.left())
        if not scrolls:
            beyond = max(beyond, rect.bottom() - above.rect().bottom(), -rect.top())
        if beyond > SLACK:
            yield f"stands {beyond} pixels outside {_where(above)}, saying {words[:60]!r}"
            return
        if scrolls:
            # Where it is on the page above no longer says anything about what shows.
            rect = QRect(QPoint(max(0, rect.left()), 0), QRect(rect).size().boundedTo(above.size()))
        at = above


# --- Tabs and tables -------------------------------------------------------------------------------------


def _tabs(bar: QTabBar) -> Iterator[str]:
    for place in range(bar.count()):
        if not bar.isTabVisible(place):
            continue
        rect, words = bar.tabRect(place), bar.tabText(place)
        if rect.right() > bar.width() + SLACK:
            yield f"has no room for the tab {words!r}"
        if bar.fontMetrics().horizontalAdvance(words) > rect.width() + SLACK:
            yield f"cuts the tab {words!r}"


def _headings(header: QHeaderView) -> Iterator[str]:
    model = header.model()
    for section in range(header.count()):
        words = str(model.headerData(section, Qt.Orientation.Horizontal) or "")
        if words and not header.isSectionHidden(section):
            needed = header.fontMetrics().horizontalAdvance(words)
            if needed > header.sectionSize(section) + SLACK:
                yield f"is too narrow for the heading {words!r}"


def _fixed_columns(table: QTableView) -> Iterator[str]:
    """Cells may be shortened in columns that can be dragged wider, where the tooltip tells the whole."""
    header = table.horizontalHeader()
    for section in range(header.count()):
        if header.sectionResizeMode(section) != QHeaderView.ResizeMode.Interactive:
            yield f"has a column {section} that cannot be made wider"


# --- What painters shorten ---------------------------------------------------------------------------------


class Shortening:
    """Notes every text that a painter shortens with "…", by whom.

    Cells of the one table and blocks of the diary are let pass.
    """

    ALLOWED = ("record_table.py", "diary/shortening.py")

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.noted: list[str] = []
        whole = QFontMetrics.elidedText

        def watched(metrics: QFontMetrics, text: str, *how: Any) -> str:
            shown = whole(metrics, text, *how)
            caller = sys._getframe(1)
            if shown != text and not caller.f_code.co_filename.endswith(self.ALLOWED):
                self.noted.append(f"{_place(caller)} shortens {text!r} to {shown!r}")
            return shown

        monkeypatch.setattr(QFontMetrics, "elidedText", watched)

    def taken(self) -> list[str]:
        """What was shortened since this was last asked, each once."""
        noted, self.noted = list(dict.fromkeys(self.noted)), []
        return noted


def _place(frame: FrameType) -> str:
    return "/".join(frame.f_code.co_filename.split("/")[-2:]) + f" {frame.f_code.co_name}"
