"""Questions are plain, refuse by default where it matters, and can be answered beforehand in tests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from iom_desktop.ui import ask, theme


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    return made


def when_asked(qtbot: QtBot, answer: Any) -> None:
    """Call ``answer`` with the question once it is on the screen."""

    def look() -> None:
        box = QApplication.activeModalWidget()
        assert box is not None
        answer(box)
        if shiboken6.isValid(box) and box.isVisible():
            box.close()
            raise AssertionError("the question is still open")

    QTimer.singleShot(0, look)


def press(qtbot: QtBot, name: str) -> Any:
    return lambda box: qtbot.mouseClick(box.findChild(QPushButton, name), Qt.MouseButton.LeftButton)


def test_a_script_answers_in_order_and_keeps_the_questions() -> None:
    with ask.script(True, "moved away", "b", Path("x.pdf"), None) as asked:
        assert ask.confirm(None, "Remove the goal?")
        assert ask.reason(None, "Why?", "Reason") == "moved away"
        assert ask.choose(None, "Which?", [("a", "A"), ("b", "B")]) == "b"
        assert ask.save_path(None, "Save the plan", "plan.pdf") == Path("x.pdf")
        assert ask.open_path(None, "Open the caseload") is None
    assert asked == ["Remove the goal?", "Why?", "Which?", "Save the plan", "Open the caseload"]


def test_a_question_too_many_or_too_few_fails_the_test() -> None:
    with ask.script(), pytest.raises(AssertionError):
        ask.confirm(None, "Sure?")
    with pytest.raises(AssertionError), ask.script(True):
        pass


def test_a_failing_test_is_not_masked_by_answers_left_over() -> None:
    with pytest.raises(ZeroDivisionError), ask.script(True):
        raise ZeroDivisionError


@pytest.mark.parametrize(("name", "expected"), [("ask-confirm-yes", True), ("ask-confirm-no", False)])
def test_confirm(qtbot: QtBot, window: QWidget, name: str, expected: bool) -> None:
    when_asked(qtbot, press(qtbot, name))
    assert ask.confirm(window, "Remove <b>1.2</b>?", "It stays visible.", "Remove", "Keep") is expected


@pytest.mark.parametrize(("danger", "expected"), [(True, False), (False, True)])
def test_enter_refuses_what_cannot_be_undone(
    qtbot: QtBot, window: QWidget, danger: bool, expected: bool
) -> None:
    when_asked(qtbot, lambda box: qtbot.keyClick(box, Qt.Key.Key_Return))
    assert ask.confirm(window, "Erase?", danger=danger) is expected


def test_esc_is_no(qtbot: QtBot, window: QWidget) -> None:
    when_asked(qtbot, lambda box: qtbot.keyClick(box, Qt.Key.Key_Escape))
    assert ask.confirm(window, "Erase?") is False


def test_everything_asked_is_plain_text(qtbot: QtBot, window: QWidget) -> None:
    formats: set[Qt.TextFormat] = set()

    def look(box: QWidget) -> None:
        formats.update(label.textFormat() for label in box.findChildren(QLabel))
        press(qtbot, "ask-tell-yes")(box)

    when_asked(qtbot, look)
    ask.tell(window, "<img src=x>", "<b>bold</b>")
    assert formats == {Qt.TextFormat.PlainText}


def test_a_reason_may_not_be_empty(qtbot: QtBot, window: QWidget) -> None:
    said: list[str] = []

    def answer(box: QWidget) -> None:
        press(qtbot, "ask-reason-yes")(box)
        said.append(box.findChild(QLabel, "reason-error").text())
        qtbot.keyClicks(box.findChild(QPlainTextEdit), "  moved to Southgate ")
        press(qtbot, "ask-reason-yes")(box)

    when_asked(qtbot, answer)
    assert ask.reason(window, "Why is it no longer needed?", "Reason") == "moved to Southgate"
    assert said == ["Reason is needed."]


def test_stepping_back_from_a_reason(qtbot: QtBot, window: QWidget) -> None:
    when_asked(qtbot, press(qtbot, "ask-reason-no"))
    assert ask.reason(window, "Why?", "Reason") is None


def test_choose(qtbot: QtBot, window: QWidget) -> None:
    def answer(box: QWidget) -> None:
        picks = box.findChildren(QRadioButton)
        assert [pick.text() for pick in picks] == ["Merge && keep", "New person"]
        picks[1].setChecked(True)
        press(qtbot, "ask-choose-yes")(box)

    when_asked(qtbot, answer)
    assert ask.choose(window, "Which?", [("m", "Merge & keep"), ("n", "New person")]) == "n"


def test_the_pickers_give_paths(qtbot: QtBot, window: QWidget, tmp_path: Path) -> None:
    there = tmp_path / "caseload.csv"
    there.write_text("x", encoding="utf-8")

    def answer(box: QWidget) -> None:
        assert isinstance(box, QFileDialog)
        assert box.testOption(QFileDialog.Option.DontUseNativeDialog)
        box.setDirectory(str(tmp_path))
        box.selectFile(str(there))
        box.accept()

    when_asked(qtbot, answer)
    assert ask.open_path(window, "Open the caseload", "Spreadsheets (*.csv *.xlsx)") == there
    when_asked(qtbot, lambda box: box.reject())
    assert ask.save_path(window, "Save the plan", "plan.pdf", "PDF (*.pdf)") is None


@pytest.mark.parametrize("name", theme.NAMES)
def test_questions_fit_their_words(qtbot: QtBot, qapp: QApplication, window: QWidget, name: str) -> None:
    theme.apply_theme(qapp, name, 1.5)
    cut: list[str] = []

    def look(box: QWidget) -> None:
        qapp.processEvents()
        labels = box.findChildren(QLabel)
        cut.extend(label.text() for label in labels if label.height() < label.heightForWidth(label.width()))
        assert not box.grab().isNull()
        box.close()

    when_asked(qtbot, look)
    ask.confirm(window, "Remove this goal and its three required actions?", "They stay visible. " * 12)
    assert cut == []
