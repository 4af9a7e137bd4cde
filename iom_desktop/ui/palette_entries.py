"""What the Ctrl+K box offers: the actions of the page in view, people, and the pages."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QPushButton, QRadioButton, QTabBar, QWidget

from iom_desktop.display.formats import numeric_date
from iom_desktop.display.words import _
from iom_desktop.domain.people import PersonMatch
from iom_desktop.ui.navigation import Place
from iom_desktop.ui.palette_box import Entry, Provider, matching

if TYPE_CHECKING:
    from iom_desktop.ui.shell import Shell

MOST_PEOPLE = 12


def providers(shell: Shell) -> list[Provider]:
    """The providers of ``shell``'s box, in the order their entries stand in."""
    return [
        lambda typed: _people(shell, typed),
        lambda typed: matching(_actions(shell), typed),
        lambda typed: matching(_pages(shell), typed),
    ]


# People --------------------------------------------------------------------------------------------------


def _people(shell: Shell, typed: str) -> Sequence[Entry]:
    if len(typed.strip()) < 2:
        return []
    return [_person(shell, match) for match in shell.workspace.people().find(typed, MOST_PEOPLE)]


def _person(shell: Shell, match: PersonMatch) -> Entry:
    detail = [f"“{match.known_as}”" if match.known_as else "", match.crn, numeric_date(match.date_of_birth)]
    return Entry(match.name, lambda: shell.open_case(match.id, ""), "  ".join(filter(None, detail)))


# Actions of the page in view -----------------------------------------------------------------------------


def _actions(shell: Shell) -> list[Entry]:
    """Every button and tab that could be pressed now. One found twice (in each row of a list) is left out."""
    page = shell.page()
    if page is None:
        return []
    found: dict[str, list[Entry]] = {}
    for tabs in page.findChildren(QTabBar):
        for entry in _tab_entries(tabs):
            found.setdefault(entry.words, []).append(entry)
    for button in page.findChildren(QAbstractButton):
        if _can_be_pressed(button, page):
            entry = _button_entry(button)
            found.setdefault(entry.words, []).append(entry)
    return [entries[0] for entries in found.values() if len(entries) == 1]


def _can_be_pressed(button: QAbstractButton, page: QWidget) -> bool:
    passive = isinstance(button, QCheckBox | QRadioButton) or not isinstance(button, QPushButton)
    # A case line stands for a record, not for an action of the page.
    unnamed = not (button.accessibleName() or button.text()).strip()
    return not passive and not unnamed and button.isVisibleTo(page) and button.isEnabled()


def _button_entry(button: QAbstractButton) -> Entry:
    words = button.accessibleName() or button.text().replace("&&", "&")
    shortcut = button.shortcut().toString(QKeySequence.SequenceFormat.NativeText)

    def press() -> None:
        if shiboken6.isValid(button):
            button.setFocus(Qt.FocusReason.OtherFocusReason)
            button.click()

    return Entry(words.rstrip("…").rstrip("."), press, _("on this page"), shortcut)


def _tab_entries(tabs: QTabBar) -> list[Entry]:
    if not tabs.isVisibleTo(tabs.window()):
        return []

    def show(place: int) -> None:
        if shiboken6.isValid(tabs):
            tabs.setCurrentIndex(place)

    return [
        Entry(tabs.tabText(place).replace("&&", "&"), partial(show, place), _("tab"))
        for place in range(tabs.count())
        if place != tabs.currentIndex() and tabs.isTabEnabled(place)
    ]


# Pages ---------------------------------------------------------------------------------------------------


def _pages(shell: Shell) -> list[Entry]:
    from iom_desktop.ui.shell import CHECK_KEY, nav_items

    def going(page: str) -> Entry:
        item = next(item for item in nav_items() if item.page == page)
        native = QKeySequence(item.shortcut).toString(QKeySequence.SequenceFormat.NativeText)
        return Entry(item.words, lambda: shell.go(Place(page)), _("page"), native)

    lock = QKeySequence("Ctrl+L").toString(QKeySequence.SequenceFormat.NativeText)
    return [
        *(going(item.page) for item in nav_items()),
        Entry(_("Outcomes missing"), lambda: shell.go(Place("outcomes")), _("page")),
        Entry(_("Day sheet"), lambda: shell.go(Place("day_sheet")), _("page")),
        Entry(_("Attendance and follow-through"), lambda: shell.go(Place("attendance")), _("page")),
        Entry(_("Copies given out"), lambda: shell.go(Place("copies")), _("page")),
        Entry(_("The next conference"), lambda: shell.go(Place("conference")), _("page")),
        Entry(_("Lists"), lambda: shell.go(Place("lists")), _("page")),
        Entry(_("Check a paper by its code"), shell.check_paper, _("the program"), CHECK_KEY),
        Entry(_("Lock"), shell.lock_asked.emit, _("the program"), lock),
        Entry(_("Back up now"), lambda: _back_up(shell), _("the store")),
    ]


def _back_up(shell: Shell) -> None:
    shell.back_up(lambda error: shell.notice.say(error.message, "error"))
