"""Settings: what takes effect at once, backups, checks, and who can open the store."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from iom_desktop.errors import WrongPassphrase
from iom_desktop.storage.tables import AuditEntryRow
from iom_desktop.ui import ask, theme
from iom_desktop.ui.lock import open_dialogs
from iom_desktop.ui.navigation import Place
from iom_desktop.ui.settings.key_dialogs import AddOfficerDialog, ChangePassphraseDialog, RecoveryKeyDialog
from iom_desktop.ui.settings.page import SettingsPage
from iom_desktop.ui.settings_file import SettingsFile
from iom_desktop.ui.window import Window
from iom_desktop.ui.workspace import Workspace, unlock_store
from tests.stores import PASSPHRASE, Clock, Desk
from tests.ui.conftest import RecordingNavigator

SLOW = 30_000
NEW = "a wholly new phrase"


@pytest.fixture
def settings(tmp_path: Path) -> SettingsFile:
    return SettingsFile(tmp_path / "settings.json")


@pytest.fixture
def page(
    qtbot: QtBot, workspace: Workspace, navigator: RecordingNavigator, settings: SettingsFile
) -> SettingsPage:
    made = SettingsPage(workspace, navigator, settings)
    qtbot.addWidget(made)
    made.resize(900, 700)
    made.show()
    return made


def words_of_audit(desk: Desk) -> list[str]:
    return desk.see(
        lambda session: list(session.scalars(select(AuditEntryRow.words).order_by(AuditEntryRow.seq)))
    )


def said(page: SettingsPage, name: str) -> str:
    label = page.findChild(QLabel, name)
    assert label is not None
    return label.text()


def test_each_choice_is_kept_at_once(page: SettingsPage, settings: SettingsFile) -> None:
    told: list[bool] = []
    page.settings_changed.connect(lambda: told.append(True))
    page.theme.box.setCurrentIndex(page.theme.box.findData("dark"))
    page.scale.box.setCurrentIndex(page.scale.box.findData("150"))
    page.rows.box.setCurrentIndex(page.rows.box.findData("comfortable"))
    page.minutes.box.setCurrentIndex(page.minutes.box.findData("15"))
    kept = SettingsFile(settings.path).settings
    assert (kept.theme, kept.scale, kept.comfortable, kept.lock_minutes) == ("dark", 150, True, 15)
    assert len(told) == 4


def test_the_window_is_dressed_anew_at_once(qtbot: QtBot, window: Window, workspace: Workspace) -> None:
    window.enter(workspace)
    window.go(Place("settings"))
    assert window.shell is not None
    page = cast(SettingsPage, window.shell.page())
    page.theme.box.setCurrentIndex(page.theme.box.findData("contrast"))
    page.scale.box.setCurrentIndex(page.scale.box.findData("125"))
    assert (theme.current().name, theme.current().scale) == ("contrast", 1.25)


def test_locking_cannot_be_turned_off(page: SettingsPage) -> None:
    offered = [page.minutes.box.itemData(n) for n in range(page.minutes.box.count())]
    assert offered == [str(n) for n in range(1, 16)]


def test_a_backup_is_made_verified_and_said(qtbot: QtBot, page: SettingsPage, workspace: Workspace) -> None:
    assert said(page, "settings-backup") == "There is no backup of this store yet."
    with qtbot.waitSignal(page.backed_up, timeout=SLOW):
        page.backup_button.click()
        assert not page.backup_button.isEnabled()
    assert said(page, "settings-backup").startswith("Last backup Sun 22 Nov 2026 14:00, verified")
    assert page.notice_text() == "Backed up and verified."
    assert page.backup_button.isEnabled()
    assert len(list((workspace.folder / "backups").iterdir())) >= 1


def test_a_whole_store_is_said_to_be_whole(qtbot: QtBot, page: SettingsPage) -> None:
    page.verify_button.click()
    qtbot.waitUntil(lambda: "are whole" in page.notice_text(), timeout=SLOW)


def test_a_forged_head_is_found(qtbot: QtBot, page: SettingsPage, workspace: Workspace) -> None:
    head = workspace.folder / "case.head"
    head.write_bytes(head.read_bytes().replace(b"\n1\n", b"\n0\n", 1) + b"x")
    page.verify_button.click()
    qtbot.waitUntil(lambda: "has faults" in page.notice_text(), timeout=SLOW)
    assert "case.head" in page.verify_words.text()


def open_dialog(qtbot: QtBot) -> object:
    qtbot.waitUntil(lambda: len(list(open_dialogs())) == 1)
    return next(open_dialogs())


def test_the_passphrase_is_changed(
    qtbot: QtBot, page: SettingsPage, workspace: Workspace, desk: Desk, store_folder: Path, clock: Clock
) -> None:
    page.passphrase_button.click()
    dialog = cast(ChangePassphraseDialog, open_dialog(qtbot))
    for name, typed in (("old", PASSPHRASE), ("new", NEW), ("again", NEW)):
        dialog.form.field(name).restore_text(typed)
    with qtbot.waitSignal(dialog.done_well, timeout=SLOW):
        dialog.save()
        dialog.reject()  # Esc cannot stop it half-way
        assert dialog.isVisible()
    assert page.notice_text() == "Your passphrase is changed."
    assert words_of_audit(desk)[-1] == "Change passphrase"
    workspace.close()
    with pytest.raises(WrongPassphrase):
        unlock_store(store_folder, PASSPHRASE, clock=clock)
    unlock_store(store_folder, NEW, clock=clock).close()


@pytest.mark.parametrize(
    ("typed", "field", "says"),
    [
        (("", NEW, NEW), "old", "type the one in use"),
        (("not the old one at all", NEW, NEW), "old", "old passphrase is not right"),
        ((PASSPHRASE, "short", "short"), "new", "at least 12"),
        ((PASSPHRASE, NEW, NEW + "x"), "again", "not the same"),
    ],
)
def test_a_change_that_will_not_do_changes_nothing(
    qtbot: QtBot, page: SettingsPage, desk: Desk, typed: tuple[str, str, str], field: str, says: str
) -> None:
    before = words_of_audit(desk)
    page.change_passphrase()
    dialog = cast(ChangePassphraseDialog, open_dialog(qtbot))
    for name, value in zip(("old", "new", "again"), typed, strict=True):
        dialog.form.field(name).restore_text(value)
    dialog.save()
    qtbot.waitUntil(lambda: says in dialog.form.field(field).error_text(), timeout=SLOW)
    assert words_of_audit(desk) == before
    dialog.reject()


def test_nothing_of_a_passphrase_goes_into_the_draft_journal(
    qtbot: QtBot, page: SettingsPage, workspace: Workspace
) -> None:
    page.change_passphrase()
    dialog = cast(ChangePassphraseDialog, open_dialog(qtbot))
    dialog.form.field("new").restore_text(NEW)
    dialog.flush_draft()
    dialog.reject()
    assert workspace.drafts.all() == {}


def test_another_officer_can_open_the_store(
    qtbot: QtBot, page: SettingsPage, workspace: Workspace, desk: Desk, store_folder: Path, clock: Clock
) -> None:
    page.add_button.click()
    dialog = cast(AddOfficerDialog, open_dialog(qtbot))
    dialog.save()
    assert dialog.form.field("name").error_text() == "Name: this is needed."
    assert dialog.form.field("agency").error_text() == "Agency: choose one of the list."
    values = {"name": "D. Example", "agency": "probation", "role": "PO", "passphrase": NEW, "again": NEW}
    for name, typed in values.items():
        dialog.form.field(name).restore_text(typed)
    with qtbot.waitSignal(dialog.done_well, timeout=SLOW):
        dialog.save()
    assert said(page, "settings-officer-1") == "PC Test Baker (police), IOM officer: at work now"
    assert said(page, "settings-officer-2") == "D. Example (probation), PO"
    assert words_of_audit(desk)[-1] == "Add officer"
    workspace.close()
    opened = unlock_store(store_folder, NEW, clock=clock)
    assert opened.officer.name == "D. Example"
    opened.close()


def test_an_officer_of_the_same_name_is_refused(qtbot: QtBot, page: SettingsPage) -> None:
    page.add_officer()
    dialog = cast(AddOfficerDialog, open_dialog(qtbot))
    values = {"name": "pc test baker", "agency": "police", "passphrase": NEW, "again": NEW}
    for name, typed in values.items():
        dialog.form.field(name).restore_text(typed)
    dialog.save()
    qtbot.waitUntil(
        lambda: "has a passphrase already" in dialog.form.field("name").error_text(), timeout=SLOW
    )
    dialog.reject()


def test_a_new_recovery_key_is_shown_once_and_opens_the_store(
    qtbot: QtBot, page: SettingsPage, workspace: Workspace, desk: Desk, store_folder: Path, clock: Clock
) -> None:
    with ask.script(False):
        page.recovery_button.click()
    assert list(open_dialogs()) == []
    with ask.script(True):
        page.recovery_button.click()
    qtbot.waitUntil(lambda: len(list(open_dialogs())) == 1, timeout=SLOW)
    dialog = cast(RecoveryKeyDialog, next(open_dialogs()))
    key = "-".join(dialog.page.groups)
    dialog.page.tick.setChecked(True)
    dialog.page.go_button.click()
    assert not dialog.isVisible()
    assert words_of_audit(desk)[-1] == "Replace the recovery key"
    workspace.close()
    unlock_store(store_folder, key, clock=clock).close()
