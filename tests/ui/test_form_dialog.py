"""A dialog loses nothing that was typed, and says inline what is wrong."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from iom_desktop.errors import FieldErrors, StaleEdit, UserError
from iom_desktop.ui import theme
from iom_desktop.ui.form import Form, TextBlock, TextLine
from iom_desktop.ui.form_dialog import PAUSE_MS, DraftKeeper, FormDialog


class Journal:
    """A draft journal in memory that remembers each write."""

    def __init__(self) -> None:
        self.kept: dict[str, dict[str, str]] = {}
        self.writes: list[dict[str, str]] = []

    def save(self, key: str, values: dict[str, str]) -> None:
        self.kept[key] = values
        self.writes.append(values)

    def load(self, key: str) -> dict[str, str] | None:
        return self.kept.get(key)

    def discard(self, key: str) -> None:
        self.kept.pop(key, None)


def fresh_form() -> Form:
    form = Form(name="form")
    form.add(TextLine("what", "What", required=True))
    form.add(TextBlock("note", "Note"))
    form.set_values({"what": "as saved"})
    return form


class Desk:
    """A window with a dialog that can be opened again and again."""

    def __init__(self, qtbot: QtBot) -> None:
        self.journal = Journal()
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.window.show()
        self.qtbot = qtbot
        self.saved: list[str] = []
        self.refuse: UserError | None = None

    def submit(self) -> None:
        values = self.dialog.form.values()
        if self.refuse is not None:
            raise self.refuse
        self.saved.append(values["what"])

    def open(self, keep_mine: Callable[[], object] | None = None) -> FormDialog:
        self.dialog = FormDialog(
            self.window,
            "Add required action",
            fresh_form(),
            submit=self.submit,
            name="dialog",
            journal=self.journal,
            draft_key="action/new",
            keep_mine=keep_mine,
        )
        self.dialog.open()
        self.dialog.activateWindow()
        self.qtbot.waitUntil(self.dialog.isActiveWindow)
        return self.dialog

    def type(self, text: str, field: str = "what") -> None:
        self.qtbot.keyClicks(self.dialog.form.field(field).editor, text)


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    return Desk(qtbot)


def test_ctrl_enter_saves_from_any_field_and_forgets_the_draft(desk: Desk, qtbot: QtBot) -> None:
    dialog = desk.open()
    note = dialog.form.field("note")
    note.setFocus()
    desk.type("words", "note")
    dialog.flush_draft()
    assert desk.journal.kept
    with qtbot.waitSignal(dialog.accepted):
        qtbot.keyClick(note.editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert desk.saved == ["as saved"]
    assert desk.journal.kept == {}


def test_the_first_field_has_the_keyboard(desk: Desk) -> None:
    assert desk.open().form.focused_field_name() == "what"


def test_esc_asks_nothing_and_loses_nothing(desk: Desk, qtbot: QtBot) -> None:
    dialog = desk.open()
    dialog.form.field("what").set_value("")
    desk.type("Mo must att")
    kept: list[bool] = []
    dialog.rejected.connect(lambda: kept.append("action/new" in desk.journal.kept))
    with qtbot.waitSignal(dialog.rejected):
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert kept == [True], "kept before anybody hears that it was closed"
    again = desk.open()
    assert again.form.field("what").value() == "Mo must att"
    assert again.form.focused_field_name() == "what"
    assert again.notice.text() == "What you had typed is back."
    desk.type("end")
    assert again.form.field("what").value() == "Mo must attend"


def test_a_dialog_that_is_not_in_front_loses_nothing_either(desk: Desk, qtbot: QtBot) -> None:
    dialog = desk.open()
    front = QWidget()
    qtbot.addWidget(front)
    front.show()
    front.activateWindow()
    qtbot.waitUntil(lambda: not dialog.isActiveWindow())
    dialog.form.field("what").set_value("half")
    dialog.reject()
    assert desk.journal.kept["action/new"]["what"] == "half"


def test_discard_brings_back_what_was_saved(desk: Desk, qtbot: QtBot) -> None:
    dialog = desk.open()
    desk.type(" and more")
    dialog.reject()
    again = desk.open()
    qtbot.mouseClick(again.notice.action_button, Qt.MouseButton.LeftButton)
    assert again.form.field("what").value() == "as saved"
    again.reject()
    assert desk.journal.kept == {}
    assert desk.open().notice.text() == ""


def test_an_untouched_form_leaves_no_draft(desk: Desk) -> None:
    desk.open().reject()
    assert desk.journal.writes == []


def test_typing_and_taking_it_back_leaves_no_draft(desk: Desk, qtbot: QtBot) -> None:
    dialog = desk.open()
    desk.type("x")
    dialog.flush_draft()
    assert desk.journal.kept
    dialog.form.field("what").set_value("as saved")
    dialog.flush_draft()
    assert desk.journal.kept == {}


def test_the_draft_is_written_soon_after_the_typing_stops(desk: Desk, qtbot: QtBot) -> None:
    desk.open()
    desk.type("abc")
    assert desk.journal.writes == []
    qtbot.waitUntil(lambda: len(desk.journal.writes) == 1, timeout=PAUSE_MS * 6)
    assert desk.journal.writes[0]["what"].endswith("abc")


def test_endless_typing_is_written_all_the_same(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, desk: Desk
) -> None:
    """With the pause far longer than the longest wait, only the longest wait can have written."""
    monkeypatch.setattr("iom_desktop.ui.form_dialog.PAUSE_MS", 60_000)
    monkeypatch.setattr("iom_desktop.ui.form_dialog.LONGEST_MS", 50)
    dialog = desk.open()
    desk.type("abc")
    qtbot.waitUntil(lambda: len(desk.journal.writes) == 1)
    dialog.reject()


def test_a_form_in_a_page_can_keep_drafts_too(qtbot: QtBot) -> None:
    journal = Journal()
    form = fresh_form()
    qtbot.addWidget(form)
    keeper = DraftKeeper(form, journal, "page")
    form.field("what").set_value("half")
    keeper.flush()
    assert journal.kept["page"]["what"] == "half"
    form.field("what").set_value("")
    assert keeper.bring_back()
    assert form.field("what").value() == "half"
    keeper.discard()
    assert not keeper.bring_back()


def test_what_is_wrong_is_said_in_the_form_which_stays(desk: Desk, qtbot: QtBot) -> None:
    dialog = desk.open()
    desk.refuse = FieldErrors((UserError("Say what is to be done.", "what"), UserError("Store busy.")))
    qtbot.mouseClick(dialog.save_button, Qt.MouseButton.LeftButton)
    assert dialog.isVisible()
    assert dialog.form.field("what").error_text() == "Say what is to be done."
    assert dialog.form.banner.text() == "Store busy."
    assert desk.saved == []
    desk.refuse = None
    dialog.save()
    assert desk.saved == ["as saved"]


def test_an_empty_required_field_is_refused(desk: Desk) -> None:
    dialog = desk.open()
    dialog.form.field("what").set_value("  ")
    dialog.save()
    assert dialog.form.field("what").error_text() == "What is needed."
    assert dialog.isVisible()


STALE = StaleEdit(
    "PC Baker changed this action while you were writing.",
    theirs=(("What", "on <b>24</b> November"), ("If missed", "home visit")),
    mine=(("What", "on 1 December"), ("If missed", "home visit")),
)


def test_a_stale_edit_shows_both_versions_side_by_side(desk: Desk) -> None:
    dialog = desk.open(keep_mine=lambda: None)
    desk.refuse = STALE
    dialog.save()
    words = [label.text() for label in dialog.findChildren(QLabel) if label.isVisible()]
    assert STALE.message in words
    assert "on <b>24</b> November" in words
    assert "on 1 December" in words
    assert "What (differs)" in words
    assert "If missed" in words


def test_keep_mine_makes_the_next_submit_win(desk: Desk, qtbot: QtBot) -> None:
    def win() -> None:
        desk.refuse = None

    dialog = desk.open(keep_mine=win)
    desk.refuse = STALE
    dialog.save()
    mine = dialog.findChild(QPushButton, "dialog-comparison-mine")
    with qtbot.waitSignal(dialog.accepted):
        qtbot.mouseClick(mine, Qt.MouseButton.LeftButton)
    assert desk.saved == ["as saved"]


def test_take_theirs_closes_and_forgets_the_draft(desk: Desk, qtbot: QtBot) -> None:
    dialog = desk.open()
    desk.type("x")
    desk.refuse = STALE
    dialog.save()
    assert dialog.findChild(QPushButton, "dialog-comparison-mine").isHidden()
    with qtbot.waitSignal(dialog.rejected):
        qtbot.mouseClick(dialog.findChild(QPushButton, "dialog-comparison-theirs"), Qt.MouseButton.LeftButton)
    assert desk.saved == []
    assert desk.journal.kept == {}


def test_no_label_guesses_at_markup(desk: Desk) -> None:
    dialog = desk.open()
    desk.refuse = STALE
    dialog.save()
    assert {label.textFormat() for label in dialog.findChildren(QLabel)} == {Qt.TextFormat.PlainText}


@pytest.mark.parametrize("name", theme.NAMES)
@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_a_dialog_opens_large_enough(desk: Desk, qapp: QApplication, name: str, scale: float) -> None:
    theme.apply_theme(qapp, name, scale)
    dialog = desk.open()
    assert isinstance(dialog, QDialog)
    assert dialog.scroll_area.horizontalScrollBar().maximum() == 0
    assert dialog.scroll_area.verticalScrollBar().maximum() == 0
    assert not dialog.grab().isNull()
    dialog.reject()
