"""An officer's hands and eyes: keys pressed where the keyboard is, and every word that shows.

Nothing here sets a value, clicks a mouse or calls what a key ought to call. A field is come to by Tab; one that
Tab never comes to fails the test. What a desktop does by itself is done here, because there is none behind the
tests: once a dialog is gone, the window beneath it has the keyboard again.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from itertools import groupby
from typing import TypeVar, cast

from PySide6.QtCore import QAbstractItemModel, QAbstractTableModel, QEvent, QModelIndex, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QCheckBox,
    QComboBox,
    QDialog,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QWidget,
)

from iom_desktop.ui.field import Field
from iom_desktop.ui.jobs import wait_for_jobs
from iom_desktop.ui.label import ElidedLabel
from iom_desktop.ui.plans.flow_text import FlowText

W = TypeVar("W", bound=QWidget)
Fields = Mapping[str, str | bool | tuple[str, ...]]
"""What goes into the fields of a form, by the name of the field."""

MOST_TABS = 120
"""Presses of Tab after which a field counts as not reachable."""


# --- Waiting -------------------------------------------------------------------------------------------


def settle() -> None:
    """Let what was put off until after the key happen, then give the keyboard to the window in front."""
    for _turn in range(3):
        QApplication.processEvents()
    front = front_window()
    if QApplication.activePopupWidget() is None and not front.isActiveWindow():
        front.activateWindow()
        QApplication.processEvents()


def _let_buttons_up() -> None:
    """A button pressed by its shortcut shows so for a moment before it acts."""
    end = time.monotonic() + 2
    while (
        any(one.isDown() for one in front_window().findChildren(QAbstractButton)) and time.monotonic() < end
    ):
        QTest.qWait(5)


def wait_until(come_true: Callable[[], bool], seconds: float = 60) -> None:
    """Wait for something that comes true by itself."""
    end = time.monotonic() + seconds
    while not come_true():
        assert time.monotonic() < end, f"it never came true\n--- the screen:\n{screen()}"
        QTest.qWait(10)
    settle()


def finish_jobs() -> None:
    """Wait for what goes on beside the window."""
    assert wait_for_jobs(60)
    settle()


def front_window() -> QWidget:
    """The dialog that stands open in front, or else the program's window."""
    modal = QApplication.activeModalWidget()
    if isinstance(modal, QWidget):
        return modal
    return next(w for w in QApplication.topLevelWidgets() if w.objectName() == "window" and w.isVisible())


# --- Hands ---------------------------------------------------------------------------------------------


def at() -> QWidget:
    """What a key goes to: the popup that stands open, else the widget with the keyboard, else the window."""
    popup = QApplication.activePopupWidget()
    if popup is not None:
        return popup.focusWidget() or popup
    front = front_window()
    held = cast("QWidget | None", QApplication.focusWidget())
    if held is None:
        return front
    assert held is front or front.isAncestorOf(held), "the keyboard is in a window that is not in front"
    return held


def press(*keys: str) -> None:
    """Press keys one after another, named as in "Tab", "Ctrl+K", "Alt+Down"."""
    for key in keys:
        pressed = QKeySequence(key)[0]
        QTest.keyClick(at(), pressed.key(), pressed.keyboardModifiers())
        if pressed.keyboardModifiers() != Qt.KeyboardModifier.NoModifier:
            _let_buttons_up()
        settle()


def type_in(words: str) -> None:
    """Type where the keyboard is."""
    for place, line in enumerate(words.split("\n")):
        if place:
            press("Return")
        for plain, run in groupby(line, key=str.isascii):
            if plain:
                QTest.keyClicks(at(), "".join(run))
            else:
                _type_letters("".join(run))
    settle()


def _type_letters(letters: str) -> None:
    """Letters that no key of its own stands for, as a keyboard's dead keys bring them."""
    for letter in letters:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, Qt.Key.Key_unknown, Qt.KeyboardModifier.NoModifier, letter)
            QApplication.sendEvent(at(), event)


def type_over(words: str) -> None:
    """Type in place of what the field holds."""
    press("Ctrl+A")
    if words:
        type_in(words)
    else:
        press("Delete")


def is_at(name: str) -> bool:
    """Whether the keyboard is in the widget, or anywhere in the field, of this name."""
    here: QWidget | None = at()
    while here is not None:
        if here.objectName() in (name, f"field-{name}"):
            return True
        here = None if isinstance(here, Field) or here.isWindow() else here.parentWidget()
    return False


def tab_to(name: str, key: str = "Tab") -> QWidget:
    """Press Tab until the keyboard is in the field or widget called ``name``."""
    seen: list[str] = []
    for _press in range(MOST_TABS):
        if is_at(name):
            return at()
        seen.append(at().objectName())
        press(key)
    raise AssertionError(f"{key} never leads to {name}, only to {sorted(set(seen))}")


def fill(fields: Fields) -> None:
    """Come to each field by Tab, in the order given, and type or choose what it is to hold.

    A ``bool`` is a tick; a tuple names the boxes of a list to tick; words are typed, or chosen where the field
    is a list to choose from.
    """
    for name, wanted in fields.items():
        if isinstance(wanted, tuple):
            for code in wanted:
                tick(f"{name}-{code}")
        elif isinstance(wanted, bool):
            tick(name, wanted)
        else:
            _put(tab_to(name), wanted)


def tick(name: str, wanted: bool = True) -> None:
    """Come to a box by Tab and set it with Space."""
    box = tab_to(name)
    assert isinstance(box, QCheckBox), f"{name} is no box to tick"
    if box.isChecked() != wanted:
        press("Space")
    assert box.isChecked() == wanted


def _put(widget: QWidget, words: str) -> None:
    if isinstance(widget, QComboBox) and not widget.isEditable():
        choose(widget, words)
    elif isinstance(widget, QAbstractButton):
        type_in(words)  # yes and no, by their first letters
    else:
        type_over(words)


def choose(box: QComboBox, words: str) -> None:
    """Choose ``words`` in a list: type how they begin, then go down to them."""
    wanted = words.casefold()
    type_in(words.partition(" ")[0])
    for _step in range(box.count()):
        if box.currentText().casefold().startswith(wanted):
            return
        press("Down")
    raise AssertionError(f"{box.objectName()} offers no such choice")


def save(key: str = "Ctrl+Return") -> None:
    """Save the dialog in front, which must then be gone."""
    dialog = front_window()
    name = dialog.objectName()
    press(key)
    if front_window().objectName() == name:
        raise AssertionError(f"{name} was not saved: {errors()}")


def errors() -> list[str]:
    """What the form in front says is wrong."""
    found = [field.error_text() for field in front_window().findChildren(Field)]
    notices = [w.text() for w in front_window().findChildren(QLabel) if w.objectName().endswith("-text")]
    return [words for words in (*found, *notices) if words]


# --- Eyes ----------------------------------------------------------------------------------------------


def widget(name: str, kind: type[W] = QWidget) -> W:  # type: ignore[assignment]
    """The widget called ``name`` in the window in front, which must show."""
    found = front_window().findChildren(kind, name)
    shown = [one for one in found if one.isVisible()]
    assert shown, f"{name} does not show; there are {len(found)} of that name"
    return shown[0]


def dialog(name: str) -> QDialog:
    """The dialog in front, which must be the one called ``name``."""
    front = front_window()
    assert isinstance(front, QDialog), "no dialog stands open"
    assert front.objectName() == name
    return front


def assert_shows(*words: str) -> None:
    """Each of ``words`` shows in the window in front."""
    shown = screen()
    missing = [one for one in words if one not in shown]
    if missing:
        raise AssertionError(f"not on the screen: {missing}\n--- the screen:\n{shown}")


def screen(of: QWidget | None = None) -> str:
    """Every word that shows in the window in front (or in ``of``), a line for each widget or cell."""
    top = of or front_window()
    widgets = [top, *top.findChildren(QWidget)]
    return "\n".join(words for one in widgets if one.isVisible() for words in _words_of(one) if words)


def _words_of(one: QWidget) -> list[str]:
    for kind, words in _READERS:
        if isinstance(one, kind):
            return words(one)
    return [one.accessibleName()]


def _listed(view: QAbstractItemView) -> list[str]:
    model = view.model()
    if model is None or model.rowCount() == 0:
        return [str(getattr(view, "_empty", ""))]  # what a list of ours paints where it has no rows
    return _cells(model)


def _cells(model: QAbstractItemModel) -> list[str]:
    roles = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
    # A list has one column, and does not say so.
    columns = model.columnCount() if isinstance(model, QAbstractTableModel) else 1
    places = [
        model.index(row, column, QModelIndex())
        for row in range(model.rowCount())
        for column in range(columns)
    ]
    return [str(place.data(role) or "") for place in places for role in roles]


_READERS: tuple[tuple[type[QWidget], Callable[..., list[str]]], ...] = (
    (ElidedLabel, lambda one: [one.whole_text()]),
    (QLabel, lambda one: [one.text().replace("&&", "&")]),
    (FlowText, lambda one: [one.text()]),
    (QLineEdit, lambda one: [one.text()]),
    (QPlainTextEdit, lambda one: [one.toPlainText()]),
    (QComboBox, lambda one: [one.currentText()]),
    (
        QTabBar,
        lambda one: [name(at) for at in range(one.count()) for name in (one.tabText, one.accessibleTabName)],
    ),
    (QAbstractButton, lambda one: [one.accessibleName() or one.text()]),
    (QHeaderView, lambda one: []),
    (QAbstractItemView, _listed),
)
