"""Before a store is open: making one, the recovery key, unlocking, a forgotten passphrase."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QPageLayout
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from iom_desktop.ui import ask
from iom_desktop.ui.settings_file import SettingsFile
from iom_desktop.ui.start.forgotten import ForgottenPage
from iom_desktop.ui.start.make_store import MakeStorePage
from iom_desktop.ui.start.recovery_key import RecoveryKeyPage
from iom_desktop.ui.start.unlock import UnlockPage
from iom_desktop.ui.start.welcome import WelcomePage
from iom_desktop.ui.window import Window
from iom_desktop.ui.workspace import describe_store, unlock_store
from tests.stores import Clock

KEY = "-".join(f"{n:04}" for n in range(14))
GOOD = "seven quiet lamps"
SLOW = 30_000


def focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def type_in(qtbot: QtBot, words: str) -> None:
    """Type where the keyboard is, then go on to the next field."""
    qtbot.keyClicks(focused(), words)
    qtbot.keyClick(focused(), Qt.Key.Key_Tab)


def press_tab_until(qtbot: QtBot, name: str) -> None:
    for _ in range(30):
        if focused().objectName() == name:
            return
        qtbot.keyClick(focused(), Qt.Key.Key_Tab)
    raise AssertionError(f"Tab never leads to {name}")


def fill(page: MakeStorePage, place: Path, **other: str) -> None:
    values = {
        "store_name": "North Area",
        "folder": str(place),
        "name": "PC Test Baker",
        "agency": "police",
        "passphrase": GOOD,
        "again": GOOD,
    } | other
    for name, value in values.items():
        page.form.field(name).restore_text(value)


class WindowsShown(QObject):
    """Names every window that shows, however shortly."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.names.append(f"{type(watched).__name__} {watched.objectName()}")
        return False


def test_no_page_flashes_a_window_of_its_own_or_takes_the_keyboard_from_the_window(
    qtbot: QtBot, qapp: QApplication, window: Window, store_folder: Path, clock: Clock
) -> None:
    shown = WindowsShown()
    qapp.installEventFilter(shown)
    for show in (
        window.show_make,
        lambda: window.show_unlock(store_folder, "Locked."),
        lambda: window.show_forgotten(store_folder),
        lambda: window._show_surface(RecoveryKeyPage("North Area", KEY, clock())),
        window.show_welcome,
    ):
        show()
        qtbot.wait(20)
        assert window.isActiveWindow()
    qapp.removeEventFilter(shown)
    assert shown.names == []


# --- The first start -----------------------------------------------------------------------------------


def test_the_first_start_welcomes_and_leads_to_a_store_by_keyboard_alone(
    qtbot: QtBot, window: Window, tmp_path: Path
) -> None:
    welcome = window.surface()
    assert isinstance(welcome, WelcomePage)
    qtbot.waitUntil(welcome.make_button.hasFocus)
    qtbot.keyClick(focused(), Qt.Key.Key_Space)

    page = window.surface()
    assert isinstance(page, MakeStorePage)
    qtbot.waitUntil(lambda: focused().objectName() == "store_name")
    type_in(qtbot, "North Area")
    cast(QLineEdit, focused()).selectAll()
    type_in(qtbot, str(tmp_path / "new" / "store"))
    press_tab_until(qtbot, "name")
    type_in(qtbot, "PC Test Baker")
    qtbot.keyClick(focused(), Qt.Key.Key_Down)
    qtbot.keyClick(focused(), Qt.Key.Key_Tab)
    type_in(qtbot, "IOM officer")
    type_in(qtbot, GOOD)
    qtbot.keyClicks(focused(), GOOD)
    with qtbot.waitSignal(page.made, timeout=SLOW):
        qtbot.keyClick(focused(), Qt.Key.Key_Return)

    key = window.surface()
    assert isinstance(key, RecoveryKeyPage)
    assert len(key.groups) == 14
    assert all(len(group) == 4 for group in key.groups)
    assert not key.go_button.isEnabled()
    qtbot.waitUntil(key.print_button.hasFocus)
    press_tab_until(qtbot, "recovery-key-kept")
    qtbot.keyClick(focused(), Qt.Key.Key_Space)
    press_tab_until(qtbot, "recovery-key-go")
    with qtbot.waitSignal(window.entered, timeout=SLOW):
        qtbot.keyClick(focused(), Qt.Key.Key_Space)

    assert window.workspace is not None
    officer = window.workspace.officer
    assert (officer.name, officer.agency, officer.role) == ("PC Test Baker", "police", "IOM officer")
    assert window.workspace.store_name == "North Area"
    assert window.settings.settings.last_store == str(tmp_path / "new" / "store")
    assert window.shell is not None
    assert window.shell.place().page == "today"


def test_the_recovery_key_that_was_shown_opens_the_store(
    qtbot: QtBot, window: Window, tmp_path: Path, clock: Clock
) -> None:
    window.show_make()
    page = cast(MakeStorePage, window.surface())
    fill(page, tmp_path / "s")
    with qtbot.waitSignal(page.made, timeout=SLOW):
        page.make()
    shown = cast(RecoveryKeyPage, window.surface())
    store = unlock_store(tmp_path / "s", " ".join(shown.groups).lower(), clock=clock)
    store.close()


@pytest.mark.parametrize(
    ("name", "typed", "says"),
    [
        ("store_name", "", "Store name: this is needed."),
        ("name", " ", "Your name: this is needed."),
        ("agency", "", "Agency: choose one of the list."),
        ("folder", "", "Folder: say where the store is to be."),
        ("folder", "half/a/path", "Folder: give the whole path, from the top of the disk."),
        ("passphrase", "", "Passphrase: this is needed."),
        ("passphrase", "too short", "at least 12 characters"),
        ("passphrase", "passwordpassword", "among the first anybody would try"),
        ("again", "seven quiet lamp", "not the same as the first"),
    ],
)
def test_what_will_not_do_is_said_beside_its_field(
    window: Window, tmp_path: Path, name: str, typed: str, says: str
) -> None:
    window.show_make()
    page = cast(MakeStorePage, window.surface())
    fill(page, tmp_path / "s", **{name: typed})
    page.make()
    assert says in page.form.field(name).error_text()
    assert not (tmp_path / "s").exists()
    assert page.make_button.isEnabled()


def test_a_folder_that_holds_a_store_is_refused(window: Window, store_folder: Path) -> None:
    window.show_make()
    page = cast(MakeStorePage, window.surface())
    fill(page, store_folder)
    page.make()
    assert page.form.field("folder").error_text() == "Folder: there is a store in it already."


def test_a_folder_that_cannot_be_written_to_keeps_what_was_typed(
    qtbot: QtBot, window: Window, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    window.show_make()
    page = cast(MakeStorePage, window.surface())
    fill(page, tmp_path / "file" / "store")
    page.make()
    qtbot.waitUntil(lambda: page.card.isEnabled() and bool(page.form.banner.text()), timeout=SLOW)
    assert str(tmp_path) in page.form.banner.text()
    assert page.form.field("store_name").text_snapshot() == "North Area"
    assert page.form.field("passphrase").text_snapshot() == GOOD


def test_each_rule_is_ticked_off_as_it_is_met(window: Window) -> None:
    window.show_make()
    page = cast(MakeStorePage, window.surface())
    rules = page.passphrase

    def met() -> tuple[bool, bool, bool]:
        return rules.long_enough.met, rules.not_obvious.met, rules.same_twice.met

    first, again = page.form.field("passphrase"), page.form.field("again")
    assert met() == (False, False, False)
    first.restore_text("aaaaaaaaaaaaaa")
    assert met() == (True, False, False)
    assert rules.not_obvious.accessibleName().endswith("not yet")
    first.restore_text(GOOD)
    assert met() == (True, True, False)
    again.restore_text(GOOD)
    assert met() == (True, True, True)
    assert rules.same_twice.accessibleName().endswith(": met")


def test_a_chosen_folder_with_things_in_it_gives_the_store_one_of_its_own(
    window: Window, tmp_path: Path
) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("x", encoding="utf-8")
    (tmp_path / "empty").mkdir()
    window.show_make()
    page = cast(MakeStorePage, window.surface())
    with ask.script(tmp_path / "full", tmp_path / "empty", None):
        page.folder.browse_button.click()
        assert page.folder.value() == str(tmp_path / "full" / "IOM store")
        page.folder.browse_button.click()
        assert page.folder.value() == str(tmp_path / "empty")
        page.folder.browse_button.click()
        assert page.folder.value() == str(tmp_path / "empty")


# --- The recovery key ----------------------------------------------------------------------------------


@pytest.fixture
def key_page(window: Window, clock: Clock) -> RecoveryKeyPage:
    page = RecoveryKeyPage("North Area", KEY, clock())
    window._show_surface(page)
    return page


def test_the_file_holds_the_key_and_no_path_to_it(key_page: RecoveryKeyPage, tmp_path: Path) -> None:
    with ask.script(tmp_path / "key.txt") as asked:
        key_page.save_button.click()
    assert asked == ["Save the recovery key"]
    written = (tmp_path / "key.txt").read_text(encoding="utf-8")
    assert [word for word in written.split() if word.isdigit() and len(word) == 4][1:] == [*KEY.split("-")]
    assert "Store: North Area" in written
    assert "Sun 22 Nov 2026" in written
    assert (tmp_path / "key.txt").stat().st_mode & 0o077 == 0
    assert "Move the file off this computer" in key_page.notice.text()


def test_a_file_that_cannot_be_written_is_said(key_page: RecoveryKeyPage, tmp_path: Path) -> None:
    with ask.script(tmp_path / "nowhere" / "key.txt"):
        key_page.save_button.click()
    assert "could not be written" in key_page.notice.text()


def test_stepping_back_from_the_picker_changes_nothing(key_page: RecoveryKeyPage) -> None:
    with ask.script(None, None):
        key_page.save_button.click()
        key_page.print_button.click()
    assert key_page.notice.text() == ""


def test_the_paper_carries_every_group(key_page: RecoveryKeyPage, tmp_path: Path) -> None:
    from pypdf import PdfReader

    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "key.pdf"))
    with ask.script(printer):
        key_page.print_button.click()
    assert printer.pageLayout().orientation() == QPageLayout.Orientation.Portrait
    text = " ".join(PdfReader(tmp_path / "key.pdf").pages[0].extract_text().split())
    assert "Store: North Area" in text
    assert all(group in text for group in KEY.split("-"))
    assert "Sent to the printer" in key_page.notice.text()


def test_one_cannot_go_on_before_the_tick(qtbot: QtBot, key_page: RecoveryKeyPage) -> None:
    done: list[bool] = []
    key_page.done.connect(lambda: done.append(True))
    key_page.go_button.click()
    assert done == []
    key_page.tick.setChecked(True)
    key_page.go_button.click()
    assert done == [True]


# --- Unlocking -----------------------------------------------------------------------------------------


@pytest.fixture
def unlock(window: Window, store_folder: Path) -> UnlockPage:
    return window.show_unlock(store_folder)


def test_the_next_start_asks_for_the_passphrase_of_the_store_used_last(
    qtbot: QtBot, tmp_path: Path, store_folder: Path, clock: Clock
) -> None:
    settings = SettingsFile(tmp_path / "settings.json")
    settings.change(last_store=str(store_folder))
    window = Window(settings, clock=clock)
    window.show()
    qtbot.waitUntil(window.is_loaded, timeout=SLOW)
    page = window.surface()
    assert isinstance(page, UnlockPage)
    qtbot.waitUntil(lambda: page.store_name.whole_text() == "North Area")
    window.close()
    window.deleteLater()


def test_a_store_whose_folder_is_gone_leads_to_the_welcome(tmp_path: Path, clock: Clock) -> None:
    settings = SettingsFile(tmp_path / "settings.json")
    settings.change(last_store=str(tmp_path / "gone"))
    window = Window(settings, clock=clock)
    assert isinstance(window.surface(), WelcomePage)
    window.deleteLater()


def test_the_right_passphrase_opens_the_store(qtbot: QtBot, window: Window, unlock: UnlockPage) -> None:
    qtbot.waitUntil(unlock.passphrase.line.hasFocus)
    qtbot.keyClicks(focused(), GOOD)
    with qtbot.waitSignal(window.entered, timeout=SLOW):
        qtbot.keyClick(focused(), Qt.Key.Key_Return)
    assert window.workspace is not None
    assert window.workspace.store_name == "North Area"
    assert unlock.passphrase.line.text() == ""


def test_a_wrong_one_says_so_forgets_it_and_waits_for_the_next(qtbot: QtBot, unlock: UnlockPage) -> None:
    unlock.passphrase.line.setText("quite another phrase")
    unlock.unlock()
    assert not unlock.card.isEnabled()
    qtbot.waitUntil(unlock.card.isEnabled, timeout=SLOW)
    assert unlock.passphrase.error_text() == "This passphrase does not open the store."
    assert unlock.passphrase.line.text() == ""
    qtbot.waitUntil(unlock.passphrase.line.hasFocus)


def test_spaces_at_the_ends_belong_to_a_passphrase(qtbot: QtBot, unlock: UnlockPage) -> None:
    unlock.passphrase.line.setText(f" {GOOD}")
    unlock.unlock()
    qtbot.waitUntil(lambda: bool(unlock.passphrase.error_text()), timeout=SLOW)


def test_nothing_typed_asks_for_it(unlock: UnlockPage) -> None:
    unlock.unlock()
    assert "type it" in unlock.passphrase.error_text()
    assert unlock.unlock_button.isEnabled()


def test_ten_wrong_ones_make_one_wait_and_the_right_one_too(
    qtbot: QtBot, window: Window, unlock: UnlockPage, store_folder: Path, clock: Clock
) -> None:
    from iom_desktop.errors import WrongPassphrase

    for _ in range(9):
        with pytest.raises(WrongPassphrase):
            unlock_store(store_folder, "not this one either", clock=clock)
    for typed, says in (("a tenth wrong one", "does not open"), (GOOD, "Wait 15 minutes")):
        unlock.passphrase.line.setText(typed)
        unlock.unlock()
        qtbot.waitUntil(lambda says=says: says in unlock.passphrase.error_text(), timeout=SLOW)  # type: ignore[misc]
    clock.advance(minutes=16)
    unlock.passphrase.line.setText(GOOD)
    with qtbot.waitSignal(window.entered, timeout=SLOW):
        unlock.unlock()


def test_what_is_typed_shows_only_while_asked_to(unlock: UnlockPage) -> None:
    assert unlock.passphrase.line.echoMode() == QLineEdit.EchoMode.Password
    unlock.show_box.setChecked(True)
    assert unlock.passphrase.line.echoMode() == QLineEdit.EchoMode.Normal


def test_a_damaged_key_file_is_told_from_a_wrong_passphrase(window: Window, store_folder: Path) -> None:
    (store_folder / "case.keys").write_bytes(b"{}")
    page = window.show_unlock(store_folder)
    assert "damaged" in page.notice.text()
    assert not page.unlock_button.isEnabled()


def test_a_damaged_database_is_said_and_nothing_opens(
    qtbot: QtBot, window: Window, store_folder: Path
) -> None:
    (store_folder / "case.db").write_bytes(b"x" * 8192)
    page = window.show_unlock(store_folder)
    page.passphrase.line.setText(GOOD)
    page.unlock()
    qtbot.waitUntil(page.card.isEnabled, timeout=SLOW)
    said = page.notice.text() + page.passphrase.error_text()
    assert "case.db" in said or "database" in said
    assert window.workspace is None


def test_several_officers_are_asked_which_they_are(
    qtbot: QtBot, window: Window, store_folder: Path, clock: Clock
) -> None:
    from iom_desktop.domain.officers import Officer
    from iom_desktop.ui.workspace import Workspace

    workspace = Workspace(unlock_store(store_folder, GOOD, clock=clock), clock=clock)
    workspace.add_officer(
        Officer(officer_id="", name="D. Example", agency="probation"), "another good phrase"
    )
    workspace.close()
    assert [officer.name for officer in describe_store(store_folder).officers] == [
        "PC Test Baker",
        "D. Example",
    ]
    page = window.show_unlock(store_folder)
    assert page._officer is not None
    page._officer.set_value("D. Example")
    page.passphrase.line.setText("another good phrase")
    with qtbot.waitSignal(window.entered, timeout=SLOW):
        page.unlock()
    assert window.workspace is not None
    assert window.workspace.officer.name == "D. Example"


def test_another_store_can_be_chosen(
    window: Window, unlock: UnlockPage, tmp_path: Path, store_folder: Path
) -> None:
    (tmp_path / "none").mkdir()
    with ask.script(tmp_path / "none", None, store_folder):
        unlock.elsewhere_asked.emit()
        assert "There is no store in this folder" in unlock.notice.text()
        unlock.elsewhere_asked.emit()
        assert window.surface() is unlock
        unlock.elsewhere_asked.emit()
    assert isinstance(window.surface(), UnlockPage)
    assert window.surface() is not unlock


# --- A forgotten passphrase ----------------------------------------------------------------------------


@pytest.fixture
def recovery_key(store_folder: Path, clock: Clock) -> str:
    from iom_desktop.ui.workspace import Workspace

    workspace = Workspace(unlock_store(store_folder, GOOD, clock=clock), clock=clock)
    key = workspace.replace_recovery_key()
    workspace.close()
    return key


def test_the_recovery_key_gives_a_new_passphrase(
    qtbot: QtBot, window: Window, store_folder: Path, recovery_key: str, clock: Clock
) -> None:
    window.show_unlock(store_folder).recovery_asked.emit()
    page = window.surface()
    assert isinstance(page, ForgottenPage)
    page.form.field("recovery").restore_text(recovery_key.replace("-", " ").lower())
    for name in ("new", "again"):
        page.form.field(name).restore_text("a wholly new phrase")
    with qtbot.waitSignal(window.entered, timeout=SLOW):
        page.unlock()
    assert window.workspace is not None
    assert window.workspace.officer.name == "PC Test Baker"
    assert window.workspace.verify() == []
    window.lock()
    unlock_store(store_folder, "a wholly new phrase", clock=clock).close()


@pytest.mark.parametrize(
    ("typed", "says"),
    [("", "type it from its paper"), ("ABCD-EFGH", "56 letters and digits")],
)
def test_a_recovery_key_that_will_not_do_is_said(
    qtbot: QtBot, window: Window, store_folder: Path, typed: str, says: str
) -> None:
    window.show_forgotten(store_folder)
    page = cast(ForgottenPage, window.surface())
    page.form.field("recovery").restore_text(typed)
    for name in ("new", "again"):
        page.form.field(name).restore_text("a wholly new phrase")
    page.unlock()
    qtbot.waitUntil(lambda: says in page.form.field("recovery").error_text(), timeout=SLOW)
    assert window.workspace is None
