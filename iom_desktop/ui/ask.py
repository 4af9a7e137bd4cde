"""The only place that stops to ask: short questions and file pickers, always in plain text.

Tests answer beforehand::

    with ask.script(True, "moved away", Path("out.pdf")) as asked:
        ...                       # confirm, reason, save_path answer in that order, without a window
    assert asked == ["Remove the goal?", ...]
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QRadioButton, QVBoxLayout, QWidget

from iom_desktop.display.words import _
from iom_desktop.errors import UserError
from iom_desktop.ui import theme
from iom_desktop.ui.button import button
from iom_desktop.ui.form import Form, TextBlock
from iom_desktop.ui.label import text_label, without_mnemonic

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrintDialog, QPrinter


class _Script:
    """Answers laid down in advance, and the questions they were given to."""

    def __init__(self, answers: Sequence[Any]) -> None:
        self.answers = deque(answers)
        self.asked: list[str] = []

    def answer(self, question: str) -> Any:
        self.asked.append(question)
        if not self.answers:
            raise AssertionError("a question came for which the script has no answer")
        return self.answers.popleft()


_scripts: list[_Script] = []


@contextmanager
def script(*answers: Any) -> Iterator[list[str]]:
    """Answer the next questions with ``answers`` instead of showing them; every answer must be used."""
    laid = _Script(answers)
    _scripts.append(laid)
    try:
        yield laid.asked
    finally:
        _scripts.remove(laid)
    if laid.answers:
        raise AssertionError("fewer questions came than the script has answers")


def _scripted(question: str) -> tuple[bool, Any]:
    return (True, _scripts[-1].answer(question)) if _scripts else (False, None)


class Question(QDialog):
    """A short question with its buttons. Esc answers no."""

    def __init__(self, parent: QWidget | None, question: str, detail: str = "", *, name: str) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setWindowTitle(_("IOM Desktop"))
        self.setMinimumWidth(theme.px(400))
        self._check: Callable[[], bool] = lambda: True
        self.rows = QVBoxLayout(self)
        self.rows.setContentsMargins(theme.px(24), theme.px(24), theme.px(24), theme.px(16))
        self.rows.setSpacing(theme.px(12))
        # Wrapped words ask for more height than they need; showEvent gives what they do need.
        self.rows.setSizeConstraint(QVBoxLayout.SizeConstraint.SetNoConstraint)
        self.rows.addWidget(text_label(question, role="heading", wrap=True, name=f"{name}-question"))
        if detail:
            self.rows.addWidget(text_label(detail, role="body", wrap=True, name=f"{name}-detail"))
        self.setAccessibleName(question)

    def add_buttons(self, yes: str, no: str | None, *, danger: bool = False) -> None:
        """Close the question with its buttons; after a dangerous one Enter means no."""
        name = self.objectName()
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        row.addStretch(1)
        accept = button(yes, self._accept, name=f"{name}-yes", kind="danger" if danger else "primary")
        if no is not None:
            refuse = button(no, self.reject, name=f"{name}-no")
            row.addWidget(refuse)
            refuse.setDefault(danger)
        row.addWidget(accept)
        accept.setDefault(not danger)
        self.rows.addSpacing(theme.px(4))
        self.rows.addStretch(1)
        self.rows.addLayout(row)
        (refuse if danger and no is not None else accept).setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        """Only as tall as the words need at this width."""
        super().showEvent(event)
        self.resize(self.width(), self.rows.heightForWidth(self.width()))

    def set_check(self, check: Callable[[], bool]) -> None:
        """Accept only while ``check`` says so."""
        self._check = check

    def _accept(self) -> None:
        if self._check():
            self.accept()

    def ask(self) -> bool:
        """Show the question and wait; True for yes."""
        try:
            return self.exec() == QDialog.DialogCode.Accepted
        finally:
            self.deleteLater()


def confirm(
    parent: QWidget | None, question: str, detail: str = "", yes: str = "", no: str = "", danger: bool = False
) -> bool:
    """Ask a question answered yes or no. ``danger`` marks what cannot be undone: Enter then means no."""
    scripted, answer = _scripted(question)
    if scripted:
        return bool(answer)
    box = Question(parent, question, detail, name="ask-confirm")
    box.add_buttons(yes or _("Yes"), no or _("No"), danger=danger)
    return box.ask()


def tell(parent: QWidget | None, text: str, detail: str = "") -> None:
    """Say something that must be read before going on. Prefer a page's notice."""
    if _scripted(text)[0]:
        return
    box = Question(parent, text, detail, name="ask-tell")
    box.add_buttons(_("OK"), None)
    box.ask()


def reason(parent: QWidget | None, question: str, label: str) -> str | None:
    """Ask for a reason in words, which may not be empty; None if the officer steps back."""
    scripted, answer = _scripted(question)
    if scripted:
        return None if answer is None else str(answer)
    box = Question(parent, question, name="ask-reason")
    form = Form(name="ask-reason-form")
    words = TextBlock("reason", label, required=True, limit=2_000)
    form.add(words)
    box.rows.addWidget(form)
    box.set_check(lambda: _reads(form))
    box.add_buttons(_("Continue"), _("Cancel"))
    words.setFocus()
    return words.value() if box.ask() else None


def _reads(form: Form) -> bool:
    try:
        form.values()
    except UserError as error:
        form.show_error(error)
        return False
    return True


def choose(
    parent: QWidget | None, question: str, options: Sequence[tuple[str, str]], detail: str = ""
) -> str | None:
    """Ask for one of ``options`` (key, words); its key, or None if the officer steps back."""
    scripted, answer = _scripted(question)
    if scripted:
        return None if answer is None else str(answer)
    box = Question(parent, question, detail, name="ask-choose")
    picks: list[tuple[str, QRadioButton]] = []
    for key, words in options:
        pick = QRadioButton(without_mnemonic(words))
        pick.setObjectName(f"ask-choose-{key}")
        pick.setChecked(not picks)
        picks.append((key, pick))
        box.rows.addWidget(pick)
    box.add_buttons(_("Choose"), _("Cancel"))
    if picks:
        picks[0][1].setFocus()
    return next((key for key, pick in picks if pick.isChecked()), None) if box.ask() else None


def _file_dialog(parent: QWidget | None, caption: str, filters: str) -> QFileDialog:
    dialog = QFileDialog(parent, caption)
    dialog.setObjectName("ask-file")
    dialog.setNameFilter(filters)
    if QGuiApplication.platformName() == "offscreen":
        dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    return dialog


def _picked(dialog: QFileDialog) -> Path | None:
    try:
        chosen = dialog.selectedFiles() if dialog.exec() == QDialog.DialogCode.Accepted else []
        return Path(chosen[0]) if chosen else None
    finally:
        dialog.deleteLater()


def _path(answer: Any) -> Path | None:
    return None if answer is None else Path(answer)


def open_path(parent: QWidget | None, caption: str, filters: str = "") -> Path | None:
    """Ask for a file that exists. ``filters`` as Qt writes them: "Spreadsheets (*.csv *.xlsx)"."""
    scripted, answer = _scripted(caption)
    if scripted:
        return _path(answer)
    dialog = _file_dialog(parent, caption, filters)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    return _picked(dialog)


def open_folder(parent: QWidget | None, caption: str) -> Path | None:
    """Ask for a folder."""
    scripted, answer = _scripted(caption)
    if scripted:
        return _path(answer)
    dialog = _file_dialog(parent, caption, "")
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    return _picked(dialog)


def save_path(parent: QWidget | None, caption: str, suggested_name: str, filters: str = "") -> Path | None:
    """Ask where to save. The picker itself asks before an existing file is replaced."""
    scripted, answer = _scripted(caption)
    if scripted:
        return _path(answer)
    dialog = _file_dialog(parent, caption, filters)
    dialog.setFileMode(QFileDialog.FileMode.AnyFile)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.selectFile(suggested_name)
    suffix = Path(suggested_name).suffix
    if suffix:
        dialog.setDefaultSuffix(suffix.lstrip("."))
    return _picked(dialog)


def printer(parent: QWidget | None, caption: str) -> QPrinter | None:
    """Ask which printer; nothing if the officer steps back. ``caption`` names the print job: no case text.

    The dialog shows the printer's own paper. Raises ``UserError`` where there is no printer, and where several
    prints of the same copy are asked for: each copy has a number of its own.
    """
    scripted, answer = _scripted(caption)
    if scripted:
        return answer if answer is None else cast("QPrinter", answer)
    from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

    if not QPrinterInfo.availablePrinterNames():
        raise UserError(_("No printer is set up on this computer. Save the paper as PDF instead."))
    chosen = QPrinter(QPrinter.PrinterMode.HighResolution)
    chosen.setDocName(caption)
    dialog = _print_dialog(chosen, parent, caption)
    try:
        if dialog.exec() != QDialog.DialogCode.Accepted:
            return None
    finally:
        dialog.deleteLater()
    if chosen.copyCount() > 1:
        raise UserError(
            _(
                "The printer was asked for {n} of the same copy, which would all bear one number. Name each "
                "recipient on a line of their own instead, and print each copy once."
            ).format(n=chosen.copyCount())
        )
    return chosen


def _print_dialog(chosen: QPrinter, parent: QWidget | None, caption: str) -> QPrintDialog:
    """The print dialog of the system. It offers no part of a paper, and no file: that is what saving is for."""
    from PySide6.QtPrintSupport import QAbstractPrintDialog, QPrintDialog

    options = QAbstractPrintDialog.PrintDialogOption
    dialog = QPrintDialog(chosen, parent)
    dialog.setObjectName("ask-printer")
    dialog.setWindowTitle(caption)
    dialog.setOptions(options.PrintShowPageSize)
    return dialog
