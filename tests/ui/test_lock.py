"""Locking: when it comes, what it closes, and that unlocking leads back into the half-typed sentence."""

from __future__ import annotations

import gc
import weakref
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from iom_desktop.ui import ask
from iom_desktop.ui.caseload.page import CaseloadPage
from iom_desktop.ui.lock import LockWatch, open_dialogs, where_key
from iom_desktop.ui.navigation import Place
from iom_desktop.ui.people.dialog import ADD_DRAFT, AddPersonDialog
from iom_desktop.ui.shell import Shell
from iom_desktop.ui.start.unlock import UnlockPage
from iom_desktop.ui.window import Window
from iom_desktop.ui.workspace import Workspace, unlock_store
from tests.stores import PASSPHRASE, Clock, Desk
from tests.ui.conftest import Seconds

SLOW = 30_000


@pytest.fixture
def shell(qtbot: QtBot, window: Window, workspace: Workspace) -> Shell:
    window.enter(workspace)
    assert window.shell is not None
    return window.shell


def unlock(qtbot: QtBot, window: Window) -> Shell:
    """Type the passphrase and press Enter."""
    page = window.surface()
    assert isinstance(page, UnlockPage)
    qtbot.waitUntil(page.passphrase.line.hasFocus)
    qtbot.keyClicks(cast(QWidget, QApplication.focusWidget()), PASSPHRASE)
    with qtbot.waitSignal(window.entered, timeout=SLOW):
        qtbot.keyClick(cast(QWidget, QApplication.focusWidget()), Qt.Key.Key_Return)
    assert window.shell is not None
    return window.shell


def open_form(qtbot: QtBot, shell: Shell) -> AddPersonDialog:
    """Go to the caseload and open the form for a new person."""
    shell.go(Place("caseload"))
    cast(CaseloadPage, shell.page()).add_person()
    qtbot.waitUntil(lambda: len(list(open_dialogs())) == 1)
    return cast(AddPersonDialog, next(open_dialogs()))


# --- What locking does ---------------------------------------------------------------------------------


def test_ctrl_l_locks_and_leaves_nothing_open(
    qtbot: QtBot, window: Window, shell: Shell, workspace: Workspace, desk: Desk
) -> None:
    case_id = desk.person()
    shell.go(Place("caseload"))
    shell.open_case(case_id)
    pages = [weakref.ref(page) for page in (*shell._pages.values(), *shell._cases.values())]
    store = workspace.store
    QGuiApplication.clipboard().setText("Sampleton")
    del shell
    with qtbot.waitSignal(window.locked, timeout=SLOW):
        qtbot.keyClick(
            QApplication.focusWidget() or window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier
        )
    page = window.surface()
    assert isinstance(page, UnlockPage)
    assert page.detail.text() == "Locked. What you were typing is kept."
    assert page.store_name.whole_text() == "North Area"
    assert store.keys.wiped
    assert window.workspace is None
    assert window.shell is None
    assert QGuiApplication.clipboard().text() == ""
    qtbot.wait(20)
    gc.collect()
    assert [page() for page in pages if page() is not None] == []
    shown = [widget for widget in window.findChildren(QWidget) if "Sampleton" in str(widget.property("text"))]
    assert shown == []


def test_the_same_key_file_and_passphrase_open_it_again(qtbot: QtBot, window: Window, shell: Shell) -> None:
    window.lock()
    again = unlock(qtbot, window)
    assert again.workspace.verify() == []


def test_locking_twice_is_locking_once(window: Window, shell: Shell) -> None:
    locks: list[bool] = []
    window.locked.connect(lambda: locks.append(True))
    window.lock()
    window.lock()
    assert locks == [True]


def test_an_open_question_is_answered_no_and_the_page_gets_over_it(
    qtbot: QtBot, window: Window, shell: Shell
) -> None:
    answers: list[bool] = []

    def ask_then_touch_the_page() -> None:
        page = shell.page()
        assert page is not None
        answers.append(ask.confirm(page, "Remove the goal?"))
        page.isVisible()  # a page deleted under its own feet would fail here

    def lock_over_the_question() -> None:
        assert len(list(open_dialogs())) == 1
        window.lock()

    with qtbot.waitSignal(window.locked, timeout=SLOW):
        QTimer.singleShot(0, ask_then_touch_the_page)
        QTimer.singleShot(100, lock_over_the_question)
    assert answers == [False]


def test_locking_waits_for_work_in_the_background(qtbot: QtBot, window: Window, shell: Shell) -> None:
    shell.back_up(lambda error: pytest.fail(error.message))
    folder = shell.workspace.folder
    window.lock()
    assert len([path for path in (folder / "backups").iterdir() if path.name.startswith("2026")]) == 1


# --- Coming back ---------------------------------------------------------------------------------------


def test_unlocking_leads_back_into_the_half_typed_sentence(
    qtbot: QtBot, window: Window, shell: Shell
) -> None:
    dialog = open_form(qtbot, shell)
    forenames = cast(QLineEdit, dialog.form.field("forenames").editor)
    dialog.form.go_to("surname")
    qtbot.keyClicks(dialog.form.field("surname").editor, "Sampleton")
    dialog.form.go_to("forenames")
    qtbot.keyClicks(forenames, "Mohamm")
    forenames.setCursorPosition(3)
    del dialog, forenames
    window.lock("Locked after 5 minutes without anybody at the keyboard.")
    assert list(open_dialogs()) == []

    again = unlock(qtbot, window)
    assert again.place().page == "caseload"
    qtbot.waitUntil(lambda: len(list(open_dialogs())) == 1)
    dialog = cast(AddPersonDialog, next(open_dialogs()))
    assert dialog.form.field("surname").text_snapshot() == "Sampleton"
    line = cast(QLineEdit, dialog.form.field("forenames").editor)
    qtbot.waitUntil(line.hasFocus)
    assert (line.text(), line.cursorPosition()) == ("Mohamm", 3)
    qtbot.keyClicks(line, "X")
    assert line.text() == "MohXamm"
    dialog.close()


def test_a_killed_program_comes_back_to_it_as_well(
    qtbot: QtBot, window: Window, shell: Shell, workspace: Workspace, store_folder: Path, clock: Clock
) -> None:
    """What a kill leaves is what lies in the folder while the program still runs: a second one opens that."""
    dialog = open_form(qtbot, shell)
    qtbot.keyClicks(dialog.form.field("surname").editor, "Sampleton")
    kept = where_key(workspace.officer.officer_id)
    qtbot.waitUntil(lambda: ADD_DRAFT in (workspace.drafts.load(kept) or {}).get("place", ""))
    qtbot.waitUntil(lambda: workspace.drafts.load(ADD_DRAFT) is not None)
    dialog.hide()  # the killed program's own windows are gone

    second = Window(window.settings, clock=clock)
    second.show()
    second.open_store(unlock_store(store_folder, PASSPHRASE, clock=clock))
    qtbot.waitUntil(lambda: len(list(open_dialogs())) == 1)
    found = cast(AddPersonDialog, next(open_dialogs()))
    assert found is not dialog
    assert found.form.field("surname").text_snapshot() == "Sampleton"
    second.close()
    second.deleteLater()


def test_a_form_that_sits_in_a_page_is_kept_as_well(qtbot: QtBot, window: Window, shell: Shell) -> None:
    from iom_desktop.ui.form import Form, TextLine
    from iom_desktop.ui.form_dialog import DraftKeeper

    form = Form(name="in-a-page", parent=shell.page())
    form.add(TextLine("words", "Words"))
    form.mark_clean()
    keeper = DraftKeeper(form, shell.workspace.drafts, "page:form")
    form.field("words").restore_text("half a sent")
    window.lock()  # long before a pause in the typing has it written
    del keeper
    kept = unlock(qtbot, window).workspace.drafts.load("page:form")
    assert kept is not None
    assert kept["words"] == "half a sent"


def test_unlocking_leads_back_to_the_tab_and_the_cases_opened_last(
    qtbot: QtBot, window: Window, shell: Shell, desk: Desk
) -> None:
    first, second = desk.person("Z1", "Sampleton"), desk.person("Z2", "Mockridge")
    shell.open_case(first, "needs")
    shell.open_case(second, "why_iom")
    window.lock()
    again = unlock(qtbot, window)
    assert (again.place().case_id, again.place().tab) == (second, "why_iom")
    assert again.sidebar.case_words() == ["MOCKRIDGE, Mo", "SAMPLETON, Mo"]


def test_a_place_that_cannot_be_read_leads_to_today(
    qtbot: QtBot, window: Window, workspace: Workspace
) -> None:
    workspace.drafts.save(where_key(workspace.officer.officer_id), {"place": "{", "cases": "nobody"})
    window.enter(workspace)
    assert window.shell is not None
    assert window.shell.place() == Place("today")
    assert window.shell.sidebar.case_words() == []


def test_what_is_kept_is_not_to_be_read_in_the_folder(
    qtbot: QtBot, window: Window, shell: Shell, store_folder: Path
) -> None:
    dialog = open_form(qtbot, shell)
    qtbot.keyClicks(dialog.form.field("surname").editor, "Quillfeather")
    window.lock()
    for path in (*store_folder.rglob("*"), window.settings.path):
        if path.is_file():
            for encoding in ("utf-8", "utf-16-le"):
                assert "Quillfeather".encode(encoding) not in path.read_bytes(), path.name


# --- When it comes -------------------------------------------------------------------------------------


def tick(watch: LockWatch, seconds: Seconds, by: float) -> None:
    """Let ``by`` seconds pass, a second at a time, as the watch looks."""
    for _ in range(int(by)):
        seconds.now += 1
        watch.look()
        watch.idle.look()


def test_five_minutes_without_anybody_lock(
    qtbot: QtBot, window: Window, shell: Shell, seconds: Seconds
) -> None:
    assert window._watch is not None
    watch = window._watch
    tick(watch, seconds, 299)
    qtbot.wait(10)
    assert window.workspace is not None
    with qtbot.waitSignal(window.locked, timeout=SLOW):
        tick(watch, seconds, 2)
    page = window.surface()
    assert isinstance(page, UnlockPage)
    assert "Locked after 5 minutes" in page.detail.text()


def test_a_computer_that_slept_is_locked_when_it_wakes(
    qtbot: QtBot, window: Window, shell: Shell, seconds: Seconds
) -> None:
    assert window._watch is not None
    seconds.now += 60
    with qtbot.waitSignal(window.locked, timeout=SLOW):
        window._watch.look()
    assert "asleep" in cast(UnlockPage, window.surface()).detail.text()


def test_a_suspended_program_is_locked(
    qtbot: QtBot, window: Window, shell: Shell, qapp: QApplication
) -> None:
    with qtbot.waitSignal(window.locked, timeout=SLOW):
        qapp.applicationStateChanged.emit(Qt.ApplicationState.ApplicationSuspended)


def test_the_minutes_of_the_settings_count(
    qtbot: QtBot, window: Window, shell: Shell, seconds: Seconds
) -> None:
    window.settings.change(lock_minutes=1)
    shell.settings_changed.emit()
    assert window._watch is not None
    with qtbot.waitSignal(window.locked, timeout=SLOW):
        tick(window._watch, seconds, 61)


def test_nothing_watches_while_locked(window: Window, shell: Shell) -> None:
    watch = window._watch
    assert watch is not None
    assert watch.is_watching
    window.lock()
    assert window._watch is None


def test_a_dialog_without_a_draft_is_closed_and_not_remembered(
    qtbot: QtBot, window: Window, shell: Shell
) -> None:
    shell.go(Place("settings"))
    page = shell.page()
    assert page is not None
    page.change_passphrase()  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: len(list(open_dialogs())) == 1)
    window.lock()
    assert [w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible()] == []
    again = unlock(qtbot, window)
    assert again.place() == Place("settings")
    qtbot.wait(10)
    assert list(open_dialogs()) == []
