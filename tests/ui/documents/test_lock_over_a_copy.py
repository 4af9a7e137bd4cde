"""Locking over the dialog that asks for whom: all that was typed is there again, but for the password."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from iom_desktop.domain.documents import Form
from iom_desktop.services import plans
from iom_desktop.ui.cases.page import CasePage
from iom_desktop.ui.documents.copy_dialog import CopyDialog
from iom_desktop.ui.documents.tab import DocumentsTab
from iom_desktop.ui.jobs import wait_for_jobs
from iom_desktop.ui.lock import open_dialogs
from iom_desktop.ui.shell import Shell
from iom_desktop.ui.start.unlock import UnlockPage
from iom_desktop.ui.window import Window
from iom_desktop.ui.workspace import Workspace
from tests.stores import PASSPHRASE, Desk

SLOW = 30_000


def documents(shell: Shell) -> DocumentsTab:
    page = shell.page()
    assert isinstance(page, CasePage)
    (tab,) = page.findChildren(DocumentsTab)
    return tab


def the_dialog() -> CopyDialog:
    (dialog,) = open_dialogs()
    assert isinstance(dialog, CopyDialog)
    return dialog


def test_lock_and_unlock_bring_it_back_over_the_same_paper(
    qtbot: QtBot, window: Window, workspace: Workspace, desk: Desk
) -> None:
    case_id = desk.person()
    desk.do(plans.start_plan, case_id)
    window.enter(workspace)
    assert window.shell is not None
    window.shell.open_case(case_id, "documents")
    tab = documents(window.shell)
    tab.chooser.reader_field.set_value("court")
    assert wait_for_jobs()
    tab.save_button.click()
    for name, typed in (
        ("recipients", "Court clerk\nSomebody else"),
        ("purpose", "Hearing"),
        ("form", Form.PROTECTED.value),
        ("password", "quiet lamps 7"),
        ("password_again", "quiet lamps 7"),
    ):
        the_dialog().form.field(name).set_value(typed)
    del tab
    window.lock()
    page = window.surface()
    assert isinstance(page, UnlockPage)
    qtbot.waitUntil(page.passphrase.line.hasFocus)
    qtbot.keyClicks(cast(QWidget, QApplication.focusWidget()), PASSPHRASE)
    with qtbot.waitSignal(window.entered, timeout=SLOW):
        qtbot.keyClick(cast(QWidget, QApplication.focusWidget()), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(list(open_dialogs())) == 1, timeout=SLOW)
    dialog = the_dialog()
    assert dialog.asked.subject.reader.code == "court"
    assert dialog.recipients_field.lines() == ("Court clerk", "Somebody else")
    assert dialog.form.field("purpose").value() == "Hearing"
    assert dialog.form.field("form").value() == Form.PROTECTED
    assert not dialog.form.field("password").isHidden()
    assert dialog.form.field("password").value() == ""
    assert dialog.form.field("password_again").value() == ""
    dialog.reject()
    assert window.shell is not None
    documents(window.shell).preview.clear()
